/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums over recorded time. Energy of events and occupied time are counted as level times the stretch at its
 * begin, plus change times the rest at each event (home_events.c): whole joules and seconds, so the sums do not
 * depend on how time is cut. Totals in the units of the result follow from them. */
#include <string.h>

#include "models/home/home.h"

IG_CLONES
void ig_home_totals_begin(ig_batch *batch, ig_home_stretch *x, size_t begin) {
  const ig_home_data *d = batch->data;
  const ig_home_block *b = ((const ig_home_own_data *)batch->own)->block + begin / IG_BLOCK;
  memset(x->energy_J, 0, sizeof x->energy_J[0] * (size_t)(x->n + 1));
  memset(x->people_s, 0, sizeof x->people_s[0] * (size_t)(x->n + 1));
  if (b->any_tank) memset(x->draw_J, 0, sizeof x->draw_J[0] * (size_t)x->n);
  if (b->any_district) memset(x->district_draw_J, 0, sizeof x->district_draw_J[0] * (size_t)x->n);
  int64_t counted_s = x->recording ? x->end_s - x->begin_s : 0;
  int32_t step_s = x->step_s, *first_J = x->first_J, *first_people_s = x->first_people_s, *people = d->people + begin;
  int64_t *occupied_s = d->occupied_s + begin, *awake_s = d->awake_s + begin, *recorded_s = d->recorded_s + begin;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    first_J[i] = 0;
    first_people_s[i] = people[i] * step_s;
    occupied_s[i] += people[i] >> 16 > 0 ? counted_s : 0;
    awake_s[i] += (people[i] & 65535) * counted_s;
    recorded_s[i] += counted_s;
  }
  double all_s = (double)counted_s;
  for (int c = 0; c < IG_HOME_CHANNELS; c++) {
    const int32_t *level_W = d->level_W[c] + begin;
    double *event_J = d->event_J[c] + begin;
    IG_HOME_LANES
    for (int i = 0; i < IG_BLOCK; i++) {
      first_J[i] += level_W[i] * step_s;
      event_J[i] += level_W[i] * all_s;
    }
  }
}

IG_CLONES
void ig_home_totals_end(ig_batch *batch, size_t begin) {
  const ig_home_data *d = batch->data;
  const ig_home_block *b = ((const ig_home_own_data *)batch->own)->block + begin / IG_BLOCK;
  for (int i = 0; i < IG_BLOCK; i++) {
    size_t u = begin + (size_t)i;
    double events_J = 0.0;
    for (int c = 0; c < IG_HOME_CHANNELS; c++) {
      d->energy_Wh[c][u] = d->event_J[c][u] / 3600.0;
      events_J += d->event_J[c][u];
    }
    d->energy_Wh[IG_HOME_OTHER][u] += b->small_W[i] * ((double)d->awake_s[u] / 3600.0);
    double hours = (double)d->recorded_s[u] / 3600.0;
    d->recorded_h[u] = hours;
    d->occupied_h[u] = (double)d->occupied_s[u] / 3600.0;
    d->work_h[u] = (double)d->work_s[u] / 3600.0;
    d->energy_Wh[IG_HOME_COLD][u] = d->cold_J[u] / 3600.0;
    d->energy_Wh[IG_HOME_STANDBY][u] = b->base_W[i] * hours;
    d->energy_Wh[IG_HOME_VENTILATION][u] = b->fan_W[i] * hours;
    d->gas_Wh[u] = d->other_gas_Wh[u] + d->heating_gas_Wh[u] + b->circulation_W[i] * hours;
    d->district_heat_Wh[u] = d->other_district_Wh[u] + d->heat_Wh[u] * b->district[i];
    d->audit_event_Wh[u] = events_J / 3600.0;
    d->audit_binned_Wh[u] = d->binned_J[u] / 3600.0;
  }
}
