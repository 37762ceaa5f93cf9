/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Steps of the rooms: schedules, sun, substeps of the heat balance, and what is kept of them. */
#include "models/room/room_heat.h"

/* Rows of zone->today. */
enum { VENTILATION, GAINS, HEATING, COOLING, SETBACK, SETUP, SCHEDULES };

/* --- schedules ------------------------------------------------------------------------------------------- */

static void new_day(ig_room_zone *z, const ig_local *today, const ig_local *yesterday) {
  const ig_schedule *of[SCHEDULES] = {&z->ventilation, &z->gains, &z->heating, &z->cooling, &z->setback, &z->setup};
  for (int i = 0; i < SCHEDULES; i++) {
    z->today[i] = *ig_schedule_of(of[i], (int)today->weekday, today->public_holiday, today->school_holiday);
    z->yesterday[i] =
        *ig_schedule_of(of[i], (int)yesterday->weekday, yesterday->public_holiday, yesterday->school_holiday);
  }
}

/* Share of [begin, end) seconds of the day that a schedule is on. */
static double on_share(const ig_room_zone *z, int schedule, double begin_s, double end_s) {
  return ig_schedule_open_s(&z->today[schedule], &z->yesterday[schedule], begin_s, end_s) / (end_s - begin_s);
}

/* Seconds since a schedule went off, at a moment when it is off; large when it was not on today or overnight. */
static double off_for_s(const ig_room_zone *z, int schedule, double at_s) {
  double since = 1e9;
  const ig_schedule_day *today = &z->today[schedule], *before = &z->yesterday[schedule];
  for (int k = 0; k < before->n; k++)
    if (before->span[k].end_s - 86400.0 <= at_s) since = ig_min(since, at_s - (before->span[k].end_s - 86400.0));
  for (int k = 0; k < today->n; k++)
    if (today->span[k].end_s <= at_s) since = ig_min(since, at_s - today->span[k].end_s);
  return since;
}

/* Set-point of heating at a moment: set-back, the rise after it, or the plain one. */
static double heat_setpoint_degC(const ig_room_zone *z, const ig_room_data *d, double at_s) {
  size_t u = z->unit;
  if (on_share(z, SETBACK, at_s - 1.0, at_s) > 0.5) return d->setback_degC[u];
  double since_s = d->ramp_s[u] > 0.0 ? off_for_s(z, SETBACK, at_s) : 1e9;
  if (since_s >= d->ramp_s[u]) return d->heat_degC[u];
  return d->setback_degC[u] + (d->heat_degC[u] - d->setback_degC[u]) * since_s / d->ramp_s[u];
}

/* What a room is given from begin to end, seconds of the local day. The set-point is that of the end, where it is
 * met. */
static void prepare(ig_room_zone *z, const ig_room_data *d, double begin_s, double end_s) {
  size_t u = z->unit;
  ig_room_now *now = &z->now;
  double gain_W = d->gain_W[u] * on_share(z, GAINS, begin_s, end_s);
  now->convective_W = gain_W * (1.0 - d->gain_radiant[u]);
  now->radiant_W = gain_W * d->gain_radiant[u];
  now->air_W_K = z->infiltration_W_K + z->ventilation_W_K * on_share(z, VENTILATION, begin_s, end_s);
  now->heat_degC = heat_setpoint_degC(z, d, end_s);
  now->cool_degC = on_share(z, SETUP, begin_s, end_s) > 0.5 ? d->setup_degC[u] : d->cool_degC[u];
  bool heating = d->heating[u] && on_share(z, HEATING, begin_s, end_s) > 0.5;
  bool cooling = d->cooling[u] && on_share(z, COOLING, begin_s, end_s) > 0.5;
  now->heat_most_W = heating ? d->heat_most_W[u] : 0.0;
  now->cool_most_W = cooling ? d->cool_most_W[u] : 0.0;
}

/* --- what is kept ------------------------------------------------------------------------------------------ */

/* Means of a step. */
typedef struct means {
  double heat_W, cool_W, air_degC, radiant_degC, gain_W, sun_W;
} means;

static void keep_hour(ig_room_data *d, size_t u, double since_start_s) {
  double heat_W = d->hour_heat_J[u] / 3600.0, cool_W = d->hour_cool_J[u] / 3600.0, air = d->hour_air_Ks[u] / 3600.0;
  if (heat_W > d->peak_heat_W[u]) d->peak_heat_W[u] = heat_W, d->peak_heat_s[u] = since_start_s;
  if (cool_W > d->peak_cool_W[u]) d->peak_cool_W[u] = cool_W, d->peak_cool_s[u] = since_start_s;
  if (air > d->air_most_degC[u]) d->air_most_degC[u] = air, d->air_most_s[u] = since_start_s;
  if (air < d->air_least_degC[u]) d->air_least_degC[u] = air, d->air_least_s[u] = since_start_s;
  d->hour_heat_J[u] = d->hour_cool_J[u] = d->hour_air_Ks[u] = 0.0;
}

static void keep(const ig_batch *batch, const ig_room_zone *z, const means *m, double step_s, int64_t end_s) {
  ig_room_data *d = batch->data;
  size_t u = z->unit;
  double h = step_s / 3600.0;
  d->heating_Wh[u] += m->heat_W * h;
  d->cooling_Wh[u] += m->cool_W * h;
  d->gain_Wh[u] += m->gain_W * h;
  d->sun_Wh[u] += m->sun_W * h;
  d->power_Wh[u] += m->gain_W * d->gain_electric[u] * h;
  d->air_sum_Ks[u] += m->air_degC * step_s;
  d->recorded_s[u] += step_s;
  d->hour_heat_J[u] += m->heat_W * step_s;
  d->hour_cool_J[u] += m->cool_W * step_s;
  d->hour_air_Ks[u] += m->air_degC * step_s;
  int64_t since_s = end_s - batch->site->record_s;
  if (since_s % IG_HOUR_S == 0) keep_hour(d, u, (double)(since_s - IG_HOUR_S));
}

/* --- steps ---------------------------------------------------------------------------------------------------- */

/* A stretch of a step under one sun, seconds of the local day; adds its `share` to the means of the step. */
static void run_stretch(const ig_batch *batch, ig_room_cluster *c, const ig_room_weather *w, double begin_s,
                        double stretch_s, double share, means *mean) {
  const ig_room_spec *spec = batch->spec;
  ig_room_data *d = batch->data;
  int parts = ig_room_parts(stretch_s, spec->substep_s);
  double dt_s = stretch_s / parts, each = share / parts;
  for (int i = 0; i < parts; i++) {
    double from_s = begin_s + i * dt_s;
    for (int k = 0; k < c->n_zones; k++) prepare(&c->zone[k], d, from_s, from_s + dt_s);
    ig_room_zone *first = &c->zone[0];
    if (first->reduced)
      ig_room_reduced_step(c, first, w, d->reduced + first->unit * IG_ROOM_REDUCED_STATES);
    else
      ig_room_heat_step(c, w, dt_s);
    for (int k = 0; k < c->n_zones; k++) {
      const ig_room_zone *z = &c->zone[k];
      mean[k].heat_W += each * ig_max(z->now.power_W, 0.0);
      mean[k].cool_W += each * ig_max(-z->now.power_W, 0.0);
      mean[k].air_degC += each * *z->air_degC;
      mean[k].radiant_degC += each * *z->radiant_degC;
      mean[k].gain_W += each * (z->now.convective_W + z->now.radiant_W);
      mean[k].sun_W += each * z->sun_W;
    }
  }
}

/* A step of all rooms of a block; mean[] is that of each room. */
static void run_step(const ig_batch *batch, size_t block, const ig_room_weather *w, ig_irradiance light, int64_t t,
                     double second_of_day, double step_s, means *mean) {
  const ig_room_own *own = batch->own;
  const ig_room_spec *spec = batch->spec;
  int suns = ig_room_parts(step_s, IG_ROOM_SUN_S);
  double stretch_s = step_s / suns;
  for (size_t u = 0; u < IG_BLOCK; u++) mean[u] = (means){0};
  for (int i = 0; i < suns; i++) {
    ig_room_sun sun = ig_room_sun_planes(batch->site, (double)t + (i + 0.5) * stretch_s, light, spec->albedo,
                                         own->plane[block], own->n_planes[block]);
    means *at = mean;
    for (size_t k = own->first[block]; k < own->first[block + 1]; at += own->cluster[k].n_zones, k++) {
      ig_room_sun_cluster(&own->cluster[k], &sun, own->plane[block]);
      run_stretch(batch, &own->cluster[k], w, second_of_day + i * stretch_s, stretch_s, 1.0 / suns, at);
    }
  }
}

static void write_step(ig_batch *batch, const ig_window *w, size_t begin, int s, const ig_room_zone *z,
                       const means *m) {
  ig_room_data *d = batch->data;
  size_t at = (size_t)s * IG_BLOCK + (z->unit - begin);
  ig_tile(d->power_W, w, begin)[at] = m->gain_W * d->gain_electric[z->unit];
  ig_tile(d->heating_W, w, begin)[at] = m->heat_W;
  ig_tile(d->cooling_W, w, begin)[at] = m->cool_W;
  ig_tile(d->t_air_degC, w, begin)[at] = m->air_degC;
  ig_tile(d->t_operative_degC, w, begin)[at] = 0.5 * (m->air_degC + m->radiant_degC);
}

static void look_at_calendar(const ig_batch *batch, size_t block, const ig_local *now, int64_t t) {
  const ig_room_own *own = batch->own;
  ig_local before = ig_clock_local(&batch->site->clock, t - IG_DAY_S);
  for (size_t i = own->first[block]; i < own->first[block + 1]; i++)
    for (int k = 0; k < own->cluster[i].n_zones; k++) new_day(&own->cluster[i].zone[k], now, &before);
}

void ig_room_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  (void)end;
  const ig_room_data *d = batch->data;
  const ig_room_own *own = batch->own;
  size_t block = begin / IG_BLOCK;
  means mean[IG_BLOCK];
  ig_local local = ig_clock_local(&batch->site->clock, w->begin_s);
  look_at_calendar(batch, block, &local, w->begin_s);
  for (int s = 0; s < w->n_steps; s++) {
    int64_t t = w->begin_s + (int64_t)s * w->step_s, day = local.day;
    /* What the calendar knows changes on quarters of an hour only. */
    if (s > 0) local.second_of_day += w->step_s;
    if (s > 0 && t % 900 < w->step_s) local = ig_clock_local(&batch->site->clock, t);
    if (local.day != day) look_at_calendar(batch, block, &local, t);
    size_t k = (size_t)(w->first_step + s);
    ig_irradiance light = {d->global_W_m2[k], d->direct_W_m2[k], d->diffuse_W_m2[k]};
    ig_room_weather weather = {d->outdoor_degC[k], d->sky_degC[k], own->density_ratio,
                               ig_room_wind_powers(d->wind_m_s[k])};
    run_step(batch, block, &weather, light, t, local.second_of_day, w->step_s, mean);
    const means *at = mean;
    for (size_t i = own->first[block]; i < own->first[block + 1]; i++)
      for (int z = 0; z < own->cluster[i].n_zones; z++, at++) {
        const ig_room_zone *zone = &own->cluster[i].zone[z];
        write_step(batch, w, begin, s, zone, at);
        if (w->recording) keep(batch, zone, at, w->step_s, t + w->step_s);
      }
  }
}
