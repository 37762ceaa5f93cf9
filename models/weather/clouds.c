/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clouds within the hour.
 *
 * A fractal field X(t) drifts over the place; the sun shines where it is below a level that makes the hour as sunny as
 * its mean beam says. A field whose increments grow like t^H is cut by a level into stretches whose lengths l follow
 * l^-(2 - H); with Kolmogorov's H = 1/3 that is 1.67, the 1.66 of cloud lengths from 0.1 to 1500 km (Wood and Field
 * 2011, doi:10.1175/2011JCLI4056.1; of cloud shadows: Mol and others 2023, doi:10.1029/2022JD037894). Being free of
 * scale, the law is the same at every wind speed but for its ends.
 *
 *   sun      s = clamp(1 - EDGE (X - level), 0, 1): cloud edges are thin
 *   beam     smooth beam times s over its mean in the hour
 *   diffuse  smooth diffuse times exp(-THICK max(X - level, 0)) (1 + BRIGHT exp(-((X - level) / NEAR)^2)) over its
 * mean: thick clouds are dark, light scatters forward from cloud edges near the sun global   diffuse + beam cos z
 *
 * Cloud enhancement needs no rule of its own: a sunlit minute of a broken hour has the whole beam of a cloudless sky
 * and the diffuse irradiance of many clouds. */
#include "models/weather/clouds.h"

#include <math.h>

#include "models/physics/irradiance.h"
#include "sim/rng.h"

enum { OCTAVES = 10 }; /* of 15 s to 2.1 h */

#define HURST (1.0 / 3.0)
/* Assumptions (D), chosen so that one-minute peaks and ramps are those of weather.md. */
#define EDGE 6.0
#define THICK 0.25
#define BRIGHT 0.3
#define NEAR 0.35
/* A one-minute mean is at most so much of Haurwitz's clear sky: 1.5, the largest mean over the area of a 0.1 MW plant
 * (Jarvela, Lappalainen, Valkealahti 2020, Solar Energy 196). */
#define MOST_W_m2 (1.5 * 1098.0)
#define CLOUDLESS_INDEX 0.92
#define LEAST_COURSE 0.02 /* hours with less clear sky, over 1098 W/m2, stay smooth: the sun is hardly up */
#define LEAST_SHARE 1e-3  /* of sun or of cloud, for the levels */

/* --- field -------------------------------------------------------------------------------------------- */

static double node(ig_rng_key key, int octave, int64_t index) {
  return ig_rng_normal_of(ig_rng_uniform(key, (uint32_t)octave, index, 0));
}

/* Adds an octave: normal draws at nodes, blended between them such that the variance is 1 everywhere. The looks stand
 * on the nodes of the fastest, which so stands for everything faster, too; those of the others
 * are a second off powers of two, so that they do not fall together on full hours. */
static void add_octave(ig_rng_key key, int octave, double weight, int64_t begin_s, double x[IG_CLOUDS_LOOKS]) {
  int64_t spacing_s = octave == 0 ? IG_CLOUDS_LOOK_S : ((int64_t)IG_CLOUDS_LOOK_S << octave) + 1;
  int64_t t = begin_s, index = ig_floor_div(t, spacing_s);
  double left = node(key, octave, index), right = node(key, octave, index + 1);
  for (int q = 0; q < IG_CLOUDS_LOOKS; q++, t += IG_CLOUDS_LOOK_S) {
    if (t >= (index + 1) * spacing_s) {
      index++;
      left = right;
      right = node(key, octave, index + 1);
    }
    double b = (double)(t - index * spacing_s) / (double)spacing_s, a = 1.0 - b;
    x[q] += weight * (a * left + b * right) / sqrt(a * a + b * b);
  }
}

void ig_clouds_field(uint64_t seed, int64_t begin_s, double out[IG_CLOUDS_LOOKS]) {
  ig_rng_key key = {seed, ig_rng_hash("weather/clouds")};
  double weight[OCTAVES], square = 0.0;
  for (int k = 0; k < OCTAVES; k++) {
    weight[k] = pow(2.0, HURST * k);
    if (k == 0) weight[0] = 1.0 / sqrt(1.0 - pow(2.0, -2.0 * HURST)); /* with all that is faster */
    square += weight[k] * weight[k];
  }
  for (int q = 0; q < IG_CLOUDS_LOOKS; q++) out[q] = 0.0;
  for (int k = 0; k < OCTAVES; k++) add_octave(key, k, weight[k] / sqrt(square), begin_s, out);
}

/* --- sun and cloud ------------------------------------------------------------------------------------ */

double ig_clouds_level(double sunny) { return ig_rng_normal_of(ig_clamp(sunny, LEAST_SHARE, 1.0 - LEAST_SHARE)); }

double ig_clouds_sunny(double direct_W_m2, const ig_hour_sun *sun, double extraterrestrial_W_m2) {
  double course = ig_hour_mean(&sun->clear);
  if (course < LEAST_COURSE || direct_W_m2 <= 0.0) return 0.0;
  double global = CLOUDLESS_INDEX * 1098.0;
  double clearness = global * course / (extraterrestrial_W_m2 * ig_max(sun->mean_up, 0.065));
  return ig_min(direct_W_m2 / (global * (1.0 - ig_irradiance_erbs_fraction(clearness))), 1.0);
}

/* The hour under work: how far the field stands above the level, in the middle of each look, and the clear sky's weight
 * of each minute. */
typedef struct sky {
  double above[IG_CLOUDS_LOOKS], bump[IG_CLOUDS_LOOKS], weight[IG_CLOUDS_CELLS], total;
} sky;

/* The level runs straight from the middle of an hour to that of the next; the bump moves it in between, where the hour
 * alone decides, and leaves it at the ends, so that sky and level are continuous from hour to hour. */
static void lay_out(sky *s, const double x[IG_CLOUDS_LOOKS], const ig_clouds_hour *hour, const ig_hour_course *clear) {
  for (int q = 0; q < IG_CLOUDS_LOOKS; q++) {
    double from_middle = (q + 0.5) / IG_CLOUDS_LOOKS - 0.5, twice = 4.0 * from_middle * from_middle;
    double other = from_middle < 0.0 ? hour->before : hour->after;
    s->above[q] = x[q] - (hour->level + fabs(from_middle) * (other - hour->level));
    s->bump[q] = 1.0 - twice * twice;
  }
  const double per_cell = (double)IG_HOUR_NODES / IG_CLOUDS_CELLS;
  s->total = 0.0;
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) {
    s->weight[j] = ig_hour_until(clear, (j + 1) * per_cell) - ig_hour_until(clear, j * per_cell);
    s->total += s->weight[j];
  }
}

/* Sun of each minute with the level raised by `raise` times the bump; returns its weighted mean. */
static double sun_of(const sky *s, double raise, double out[IG_CLOUDS_CELLS]) {
  double sum = 0.0;
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) {
    double sun = 0.0;
    for (int q = j * IG_CLOUDS_IN_CELL; q < (j + 1) * IG_CLOUDS_IN_CELL; q++)
      sun += ig_clamp(1.0 - EDGE * (s->above[q] - raise * s->bump[q]), 0.0, 1.0);
    out[j] = sun / IG_CLOUDS_IN_CELL;
    sum += s->weight[j] * out[j];
  }
  return sum / s->total;
}

/* Raise of the level at which the hour has its share of sun, by bisection; what is left over, less than 1e-4, the scale
 * of the beam takes. */
static double raise_for(const sky *s, double sunny, double sun[IG_CLOUDS_CELLS]) {
  double low = -100.0, high = 100.0; /* so far that the first and last looks follow, too */
  for (int pass = 0; pass < 26; pass++) {
    double middle = 0.5 * (low + high);
    if (sun_of(s, middle, sun) < sunny)
      low = middle;
    else
      high = middle;
  }
  return high;
}

static double diffuse_of(double above) {
  double near = above / NEAR;
  return exp(-THICK * ig_max(above, 0.0)) * (1.0 + BRIGHT * exp(-near * near));
}

/* Scales factors so that their weighted mean is 1; all 1 where there is nothing to scale. */
static void scale(const sky *s, double factor[IG_CLOUDS_CELLS]) {
  double sum = 0.0;
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) sum += s->weight[j] * factor[j];
  double by = sum > 1e-9 * s->total ? s->total / sum : 0.0;
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) factor[j] = by > 0.0 ? by * factor[j] : 1.0;
}

/* Draws all factors towards 1 where the brightest minute would exceed the limit. */
static void limit(const ig_clouds_hour *hour, ig_clouds_factors *f) {
  double most = 1.0;
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) most = ig_max(most, f->global[j]);
  double allowed = ig_max(MOST_W_m2 / hour->global_W_m2, 1.0);
  if (most <= allowed) return;
  double keep = (allowed - 1.0) / (most - 1.0);
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) {
    f->global[j] = 1.0 + keep * (f->global[j] - 1.0);
    f->direct[j] = 1.0 + keep * (f->direct[j] - 1.0);
    f->diffuse[j] = 1.0 + keep * (f->diffuse[j] - 1.0);
  }
}

void ig_clouds_fill(uint64_t seed, int64_t begin_s, const ig_clouds_hour *hour, const ig_hour_course *clear,
                    ig_clouds_factors *out) {
  double both = hour->direct_W_m2 + hour->diffuse_W_m2, x[IG_CLOUDS_LOOKS];
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) out->global[j] = out->direct[j] = out->diffuse[j] = 1.0;
  if (ig_hour_mean(clear) < LEAST_COURSE || both <= 0.0 || hour->global_W_m2 <= 0.0) return;
  sky s;
  ig_clouds_field(seed, begin_s, x);
  lay_out(&s, x, hour, clear);
  double raise = hour->sunny > 0.0 ? raise_for(&s, ig_min(hour->sunny, 1.0 - LEAST_SHARE), out->direct) : 0.0;
  sun_of(&s, raise, out->direct);
  for (int j = 0; j < IG_CLOUDS_CELLS; j++) {
    double above = 0.0;
    for (int q = j * IG_CLOUDS_IN_CELL; q < (j + 1) * IG_CLOUDS_IN_CELL; q++)
      above += (s.above[q] - raise * s.bump[q]) / IG_CLOUDS_IN_CELL;
    out->diffuse[j] = diffuse_of(above);
  }
  scale(&s, out->direct);
  scale(&s, out->diffuse);
  for (int j = 0; j < IG_CLOUDS_CELLS; j++)
    out->global[j] = (hour->direct_W_m2 * out->direct[j] + hour->diffuse_W_m2 * out->diffuse[j]) / both;
  limit(hour, out);
}
