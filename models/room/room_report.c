/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPIs of rooms: of each one where they are few. */
#include <stdio.h>

#include "models/room/room.h"

static void add(const ig_batch *batch, ig_kpis *kpis, size_t u, const char *what, double value, const char *unit,
                const char *doc) {
  char name[96], text[200];
  snprintf(name, sizeof name, "room_%.60s_%s", batch->name[u], what);
  for (char *c = name; *c; c++)
    if (*c == ' ' || *c == '-') *c = '_';
  snprintf(text, sizeof text, "room %s: %s", batch->name[u], doc);
  ig_kpis_add(kpis, name, value, unit, text);
}

static void report_room(const ig_batch *batch, ig_kpis *kpis, size_t u) {
  const ig_room_data *d = batch->data;
#define ADD(what, value, unit, doc) add(batch, kpis, u, what, value, unit, doc)
  ADD("heating", d->heating_Wh[u] / 1e3, "kW h", "sensible heat given by heating");
  ADD("cooling", d->cooling_Wh[u] / 1e3, "kW h", "sensible heat taken by cooling");
  ADD("heating_peak", d->peak_heat_W[u] / 1e3, "kW", "highest hourly mean of heating");
  ADD("heating_peak_time", d->peak_heat_s[u], "s", "begin of that hour (stored: seconds after the start of recording)");
  ADD("cooling_peak", d->peak_cool_W[u] / 1e3, "kW", "highest hourly mean of cooling");
  ADD("cooling_peak_time", d->peak_cool_s[u], "s", "begin of that hour (stored: seconds after the start of recording)");
  bool hours = d->air_most_degC[u] >= d->air_least_degC[u];
  ADD("air_max", hours ? d->air_most_degC[u] : IG_NAN, "degC", "highest hourly mean of the air temperature");
  ADD("air_max_time", d->air_most_s[u], "s", "begin of that hour (stored: seconds after the start of recording)");
  ADD("air_min", hours ? d->air_least_degC[u] : IG_NAN, "degC", "lowest hourly mean of the air temperature");
  ADD("air_min_time", d->air_least_s[u], "s", "begin of that hour (stored: seconds after the start of recording)");
  ADD("air_mean", d->recorded_s[u] > 0.0 ? d->air_sum_Ks[u] / d->recorded_s[u] : IG_NAN, "degC",
      "mean of the air temperature");
#undef ADD
}

void ig_room_report_batch(const ig_batch *batch, ig_kpis *kpis) {
  if (batch->n > IG_ROOM_REPORTED) return; /* sums alone (heat, cold) */
  for (size_t u = 0; u < batch->n; u++) report_room(batch, kpis, u);
}
