/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Homes: people, appliances, heat and hot water of flats, second by second. What is modelled, with equations,
 * parameters and what it is compared with: home.md. */
#include "models/home/home.h"

#include <stdlib.h>
#include <string.h>

static bool build(ig_batch *batch, ig_build *context) {
  size_t n_blocks = batch->padded / IG_BLOCK;
  ig_home_own_data *own = calloc(1, sizeof *own);
  batch->own = own;
  if (own) own->block = aligned_alloc(64, ((n_blocks + 1) * sizeof *own->block + 63) / 64 * 64);
  if (!own || !own->block) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for %zu homes", batch->n);
    return false;
  }
  memset(own->block, 0, n_blocks * sizeof *own->block);
  ig_home_systems_build(batch->spec, &own->systems);
  if (!ig_home_population_build(batch, context) || !ig_home_dwelling_build(batch, context)) return false;
  ig_home_appliances_build(batch);
  ig_home_data *d = batch->data;
  for (size_t u = 0; u < batch->padded; u++) d->next[u] = UINT64_MAX;
  for (size_t u = 0; u < batch->n; u++) {
    ig_home_events_build(batch, u);
    ig_home_people_build(batch, u);
  }
  return true;
}

static void release(ig_batch *batch) {
  ig_home_own_data *own = batch->own;
  if (own) free(own->block);
  free(own);
  batch->own = NULL;
}

/* Cuts the next stretch off the window: up to the next full hour, at most IG_HOME_STEPS steps. */
static void cut(ig_home_stretch *x, const ig_window *w, int row) {
  x->begin_s = w->begin_s + (int64_t)row * w->step_s;
  int64_t hour_s = (ig_floor_div(x->begin_s, IG_HOUR_S) + 1) * IG_HOUR_S;
  int64_t n = (hour_s - x->begin_s + w->step_s - 1) / w->step_s;
  x->n = (int)ig_min64(ig_min64(n, IG_HOME_STEPS), w->n_steps - row);
  x->end_s = x->begin_s + (int64_t)x->n * w->step_s;
  x->step_s = w->step_s;
  x->first_row = row;
  x->first_step = w->first_step + row;
  x->recording = w->recording;
  x->record_h = w->recording ? w->step_s / 3600.0 : 0.0;
}

static void advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  (void)end; /* lanes past the last home have no events */
  ig_home_stretch x;
  x.calendar_known = false;
  for (int row = 0; row < w->n_steps; row += x.n) {
    cut(&x, w, row);
    ig_home_totals_begin(batch, &x, begin);
    ig_home_events_run(batch, &x, begin);
    ig_home_heat_run(batch, &x, w, begin);
  }
  /* Results are read at the end of the run or of a day of it. */
  bool day_ends = (w->end_s - batch->site->record_s) % IG_DAY_S == 0;
  if (w->recording && (day_ends || w->end_s >= batch->site->end_s)) ig_home_totals_end(batch, begin);
}

#define READS(name, unit, member) \
  { "weather." name, unit, IG_READS, offsetof(ig_home_data, member) }

static const ig_port ports[] = {
    READS("outdoor_temperature", "degC", outdoor_degC),
    READS("global_horizontal_irradiance", "W m-2", ghi_W_m2),
    READS("irradiance_north", "W m-2", facade_W_m2[0]),
    READS("irradiance_east", "W m-2", facade_W_m2[1]),
    READS("irradiance_south", "W m-2", facade_W_m2[2]),
    READS("irradiance_west", "W m-2", facade_W_m2[3]),
    READS("transmitted_north", "W m-2", through_W_m2[0]),
    READS("transmitted_east", "W m-2", through_W_m2[1]),
    READS("transmitted_south", "W m-2", through_W_m2[2]),
    READS("transmitted_west", "W m-2", through_W_m2[3]),
    READS("sky_temperature", "degC", sky_degC),
    READS("cold_water_temperature", "degC", cold_water_degC),
    {"power", "W", IG_WRITES, offsetof(ig_home_data, power_W)},
    {"district_heat_power", "W", IG_WRITES, offsetof(ig_home_data, district_W)},
    {"district_water_power", "W", IG_WRITES, offsetof(ig_home_data, district_water_W)},
};

const ig_model ig_home_model = {
    .name = "home",
    .key = "homes",
    .unit_name = "home",
    .doc = "Flats with their people, appliances, lighting, heating and hot water.",
    .part = "homes",
    .phase = IG_PHASE_DEMAND,
    .spec_size = sizeof(ig_home_spec),
    .data_size = sizeof(ig_home_data),
    .fields = ig_home_fields_table,
    .n_fields = IG_HOME_FIELDS,
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .count = ig_home_population_count,
    .build = build,
    .advance = advance,
    .report = ig_home_report,
    .release = release,
};
