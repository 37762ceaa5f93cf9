/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic weather of Paris, hour by hour, as a function of the seed and of absolute time alone: a longer run
 * contains the shorter one, and a run may begin anywhere. Equations, tables and how well it meets its targets:
 * weather.md. */
#ifndef IG_GENERATOR_H
#define IG_GENERATOR_H

#include "models/weather/hour.h"

/* The generator's days are those of standard time UTC+1 (Paris), all year round. */
enum { IG_GENERATOR_UTC_OFFSET_S = 3600 };

/* Yearly mean of its temperature and amplitude of the first harmonic, for the cold water. */
#define IG_GENERATOR_MEAN_DEGC 12.08
#define IG_GENERATOR_AMPLITUDE_K 7.19

/* Fills out[0 .. 24 n_days) from the day `first_day` (days since 1970-01-01, UTC+1) on. Returns false when
 * memory ran out. */
bool ig_generator_fill(uint64_t seed, double latitude_deg, double longitude_deg, int64_t first_day, size_t n_days,
                       ig_weather_hour *out);

#endif
