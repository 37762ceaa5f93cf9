/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of the sun within an hour. */
#include "models/weather/hour.h"

#include <math.h>

#include "models/physics/sun.h"

static void integrate(ig_hour_course *c) {
  c->integral[0] = 0.0;
  for (int i = 0; i < IG_HOUR_NODES; i++) c->integral[i + 1] = c->integral[i] + 0.5 * (c->value[i] + c->value[i + 1]);
}

ig_hour_sun ig_hour_sun_of(double begin_utc_s, double latitude_deg, double longitude_deg) {
  ig_hour_sun sun = {.mean_up = 0.0};
  for (int i = 0; i <= IG_HOUR_NODES; i++) {
    double up = ig_sun_cos_zenith(begin_utc_s + i * (3600.0 / IG_HOUR_NODES), latitude_deg, longitude_deg);
    if (up <= 0.0) continue;
    sun.beam.value[i] = exp(-0.059 / up);
    sun.clear.value[i] = up * sun.beam.value[i];
    sun.mean_up += (i == 0 || i == IG_HOUR_NODES ? 0.5 : 1.0) * up / IG_HOUR_NODES;
  }
  integrate(&sun.clear);
  integrate(&sun.beam);
  return sun;
}

enum { JOIN_NODES = 3 }; /* a quarter of an hour */

/* Share of the border's level at a node, begin and end of the hour; the rest is the hour's own. */
static double of_begin(int i) { return i < JOIN_NODES ? 1.0 - (double)i / JOIN_NODES : 0.0; }
static double of_end(int i) { return of_begin(IG_HOUR_NODES - i); }

ig_hour_course ig_hour_joined(const ig_hour_course *course, double begin, double end) {
  double all = 0.0, borders = 0.0, inner = 0.0;
  for (int i = 0; i <= IG_HOUR_NODES; i++) {
    double w = (i == 0 || i == IG_HOUR_NODES ? 0.5 : 1.0) * course->value[i], a = of_begin(i), b = of_end(i);
    all += w, borders += w * (a * begin + b * end), inner += w * (1.0 - a - b);
  }
  double level = (all - borders) / inner;
  assert(inner > 0.0 && level >= 0.0); /* the borders' weight is a quarter at most, their level below 3 */
  ig_hour_course joined;
  for (int i = 0; i <= IG_HOUR_NODES; i++) {
    double a = of_begin(i), b = of_end(i);
    joined.value[i] = course->value[i] * (a * begin + b * end + (1.0 - a - b) * level);
  }
  integrate(&joined);
  return joined;
}

ig_irradiance ig_hour_irradiance(double kc, const ig_hour_sun *sun, double extraterrestrial_W_m2) {
  double clear = 1098.0 * ig_hour_mean(&sun->clear), global = kc * clear;
  double clearness = global / (extraterrestrial_W_m2 * ig_max(sun->mean_up, 0.065));
  double diffuse = ig_irradiance_erbs_fraction(clearness) * global;
  if (clear < 1.0) return (ig_irradiance){global, 0.0, global};
  return (ig_irradiance){global, (global - diffuse) * 1098.0 * ig_hour_mean(&sun->beam) / clear, diffuse};
}
