/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Clouds within the hour: what an inverter sees from minute to minute where a source gives hourly means only. A
 * function of seed and absolute time; energy of the hour is kept. Equations, sources and how well it does: weather.md.
 */
#ifndef IG_CLOUDS_H
#define IG_CLOUDS_H

#include "models/weather/hour.h"

enum {
  IG_CLOUDS_CELLS = 60,                                  /* an hour's minutes; nothing is faster */
  IG_CLOUDS_IN_CELL = 4,                                 /* looks at the sky in a minute */
  IG_CLOUDS_LOOKS = IG_CLOUDS_CELLS * IG_CLOUDS_IN_CELL, /* in an hour */
  IG_CLOUDS_LOOK_S = 3600 / IG_CLOUDS_LOOKS              /* every 15 s */
};

/* The sky over the place as it drifts by: a stationary normal field of zero mean and unit variance whose increments
 * grow like the cube root of time up to two hours (Kolmogorov's scaling of a cloud field carried by a steady wind),
 * looked at in the middle of each 15 s of the hour that begins at `begin_s` (UTC). */
void ig_clouds_field(uint64_t seed, int64_t begin_s, double out[IG_CLOUDS_LOOKS]);

/* An hour as the clouds see it: coefficients (W/m2) of the courses of global, beam and diffuse irradiance, and how
 * sunny it is and its neighbours are, as levels of the field below which the sun shines. */
typedef struct ig_clouds_hour {
  double global_W_m2, direct_W_m2, diffuse_W_m2;
  double sunny;                /* share of time with sun, 0 to 1 */
  double before, level, after; /* of the hours before, of this one, after it */
} ig_clouds_hour;

/* Factors on the smooth courses, minute by minute; their means weighted with the clear-sky course are 1 for `global`
 * and `diffuse`. */
typedef struct ig_clouds_factors {
  double global[IG_CLOUDS_CELLS], direct[IG_CLOUDS_CELLS], diffuse[IG_CLOUDS_CELLS];
} ig_clouds_factors;

/* Level of the field below which it stays for a share `sunny` of the time. */
double ig_clouds_level(double sunny);

/* Share of time with sun in an hour: its beam over the beam of a cloudless sky (Erbs at a clear-sky index of 0.92,
 * where the source's clearest hours begin). `extraterrestrial_W_m2` on a plane normal to the sun. */
double ig_clouds_sunny(double direct_W_m2, const ig_hour_sun *sun, double extraterrestrial_W_m2);

void ig_clouds_fill(uint64_t seed, int64_t begin_s, const ig_clouds_hour *hour, const ig_hour_course *clear,
                    ig_clouds_factors *out);

#endif
