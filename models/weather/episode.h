/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changes a source's weather: a warmer climate, a cold spell, a heat wave. Pure functions of absolute time, the
 * same for files and generator. Profiles and sources: weather.md. */
#ifndef IG_EPISODE_H
#define IG_EPISODE_H

#include "models/weather/hour.h"
#include "sim/clock.h"

/* A spell of extreme weather that the source's weather passes into and out of. */
typedef struct ig_episode {
  int64_t begin_s, end_s;     /* UTC; equal: none */
  int64_t extreme_s;          /* the coldest morning or the hottest afternoon */
  double rise_s, fall_s;      /* from the source's weather to the spell's and back */
  double low_degC, high_degC; /* of the extreme day */
  double milder_K;            /* by so much half a spell before and after; negative: cooler */
  double clear_index;         /* global over Haurwitz's clear sky */
  double humidity_percent;    /* relative; 0: the vapour pressure below holds */
  double vapour_hPa;
  bool overcast;                  /* a low sky that hardly cools */
  double longitude_deg;           /* solar time of the daily course */
  double course_low, course_high; /* of the daily course at the source's nodes */
} ig_episode;

/* `node_s`: when the source's nodes stand after the full hour of `grid_s` (any full hour of its grid). */
ig_episode ig_episode_cold(int64_t begin_s, int64_t duration_s, double lowest_degC, bool overcast, double longitude_deg,
                           int64_t grid_s, int64_t node_s);
ig_episode ig_episode_heat(int64_t begin_s, int64_t duration_s, double highest_degC, double night_degC,
                           double longitude_deg, int64_t grid_s, int64_t node_s);

/* Share of the spell in the weather of a moment, 0 to 1. */
double ig_episode_weight(const ig_episode *e, double utc_s);

/* Blends the spell into an hour whose node stands at `utc_s`. */
void ig_episode_apply(const ig_episode *e, double utc_s, const ig_hour_sun *sun, double extraterrestrial_W_m2,
                      ig_weather_hour *h);

/* Warms an hour: relative humidity stays, so vapour follows saturation and the sky cools less; 0 K leaves all bits. */
void ig_episode_warm(double warming_K, ig_weather_hour *h);

#endif
