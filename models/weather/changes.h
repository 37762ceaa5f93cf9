/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings that change a source's weather: offset, warmer climate, cold spell, heat wave. */
#ifndef IG_CHANGES_H
#define IG_CHANGES_H

#include "models/weather/episode.h"
#include "sim/model.h"

typedef struct ig_changes_spec {
  double temperature_offset_K;
  int32_t level; /* index into climate.level */
  ig_list warming_K;
  int64_t cold_begin_local_s, cold_duration_s, heat_begin_local_s, heat_duration_s;
  double lowest_degC, highest_degC, night_degC;
  int32_t cold_sky;
} ig_changes_spec;

enum { IG_CHANGES_CLEAR, IG_CHANGES_OVERCAST };

typedef struct ig_changes {
  double offset_K, warming_K[12];
  ig_episode cold, heat;
} ig_changes;

/* The settings made ready for a source whose hours begin at full hours from `grid_s` (UTC) on, with nodes `node_s`
 * later. false: errors were reported. */
bool ig_changes_of(const ig_changes_spec *spec, const ig_site *site, int64_t grid_s, int64_t node_s, ig_build *context,
                   ig_changes *out);

/* Mean warming of the year, K. */
double ig_changes_mean_K(const ig_changes *c);

/* Changes an hour that begins at `begin_s` (UTC) and whose node stands `node_s` later. */
void ig_changes_apply(const ig_changes *c, int64_t begin_s, int64_t node_s, const ig_hour_sun *sun,
                      ig_weather_hour *hour);

#endif
