/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Irradiance of steps of any length from hours: their means spread by the course of a clear sky, joined to those of the
 * hours around (join.h) or broken by clouds (clouds.h). Steps add up to the hours. */
#ifndef IG_LIGHT_H
#define IG_LIGHT_H

#include "models/weather/clouds.h"
#include "models/weather/join.h"

/* What an hour's component is made of: a multiple of a course and an even rest, W/m2. */
typedef struct ig_light_spread {
  double course, rest;
} ig_light_spread;

typedef struct ig_light_hour {
  ig_light_spread global, direct, diffuse;
  ig_hour_sun sun;
  double sunny, sun_level; /* see clouds.h */
} ig_light_hour;

/* An hour from its means; `begin_s` UTC. */
ig_light_hour ig_light_hour_of(ig_irradiance mean_W_m2, const ig_hour_sun *sun, double begin_s);

/* Courses of an hour joined to its neighbours', kept while its steps are made: a function of the hour, not a state. */
typedef struct ig_light_joined {
  int64_t index; /* of the hour; -1: empty */
  ig_hour_course global, direct, diffuse;
} ig_light_joined;

/* The same of its clouds. */
typedef struct ig_light_cloudy {
  int64_t index; /* of the hour; -1: empty */
  ig_clouds_factors factor;
} ig_light_cloudy;

/* The hours of a run. One thread at a time may ask for its steps. */
typedef struct ig_light {
  int64_t begin_s; /* UTC, begin of hour[0] */
  uint64_t seed;
  bool clouds;               /* within the hour; else smooth */
  ig_light_hour *hour;       /* the owner frees it */
  ig_light_joined joined[2]; /* of even and odd hours */
  ig_light_cloudy cloudy[2];
} ig_light;

/* Hours from `begin_s` on, which the caller fills: the first and the last serve their neighbours only. */
ig_light ig_light_of(int64_t begin_s, uint64_t seed, bool clouds, ig_light_hour *hour);

/* Mean over a step of at most an hour that begins at `utc_s`. */
ig_irradiance ig_light_mean(ig_light *light, int64_t utc_s, int step_s);

#endif
