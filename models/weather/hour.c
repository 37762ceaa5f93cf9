/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The course of the sun within an hour. */
#include "models/weather/hour.h"

#include <math.h>

#include "models/physics/sun.h"

void ig_hour_integrate(ig_hour_course *c) {
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
  ig_hour_integrate(&sun.clear);
  ig_hour_integrate(&sun.beam);
  return sun;
}

ig_irradiance ig_hour_irradiance(double kc, const ig_hour_sun *sun, double extraterrestrial_W_m2) {
  double clear = 1098.0 * ig_hour_mean(&sun->clear), global = kc * clear;
  double clearness = global / (extraterrestrial_W_m2 * ig_max(sun->mean_up, 0.065));
  double diffuse = ig_irradiance_erbs_fraction(clearness) * global;
  if (clear < 1.0) return (ig_irradiance){global, 0.0, global};
  return (ig_irradiance){global, (global - diffuse) * 1098.0 * ig_hour_mean(&sun->beam) / clear, diffuse};
}
