/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and energy of charging points. A car has one pending stage of its day (leave, return, the next plan at 4 h
 * local) and, while plugged in, one pending switch (off-peak hours begin or end, battery full); whichever comes first
 * in the district's seconds is handled at its second. Between events the energy of a charging car is a closed form of
 * the time since it began to charge, so what a step gets does not depend on windows. */
#include <math.h>

#include "models/ev/ev.h"

enum { PLAN_S = 4 * IG_HOUR_S, STAGE_PLAN = IG_EV_STAGES, HALF_HOUR_S = 1800 };

static double hours(int64_t from_s, int64_t to_s) { return (double)(to_s - from_s) / IG_HOUR_S; }

static double outdoor_degC(const ig_ev_now *now) {
  const ig_window *w = now->w;
  int64_t step = (now->time_s - w->begin_s) / w->step_s;
  if (step < 0) step = 0; /* events before the run begins: the first day's, lived through at the start */
  return now->d->outdoor_degC[w->first_step + step];
}

/* --- charging ------------------------------------------------------------------------------------------ */

/* Energy in a car's battery at a time. */
static double energy_at(const ig_ev_data *d, const ig_ev_car *car, size_t at, int64_t t) {
  if (d->charge[at] != IG_EV_CHARGING) return d->energy_Wh[at];
  return ig_ev_charge_after_Wh(car->charge, d->energy_Wh[at], hours(d->since_s[at], t));
}

static double per_capacity(const ig_ev_data *d, size_t u) {
  return d->capacity_kWh[u] > 0.0 ? 1e-3 / d->capacity_kWh[u] : 0.0;
}

/* Counts what a charging car drew and got between two times. */
static void count_charge(ig_ev_now *now, int64_t from_s, int64_t to_s) {
  ig_ev_data *d = now->d;
  size_t u = now->unit, at = now->at;
  const ig_ev_charge c = now->car->charge;
  double from_h = hours(d->since_s[at], from_s), to_h = hours(d->since_s[at], to_s), e = d->energy_Wh[at];
  double drawn_Wh = ig_ev_charge_drawn_Wh(c, e, to_h) - ig_ev_charge_drawn_Wh(c, e, from_h);
  d->charged_Wh[u] += ig_ev_charge_after_Wh(c, e, to_h) - ig_ev_charge_after_Wh(c, e, from_h);
  d->audit_event_Wh[u] += drawn_Wh;
  d->car_own_Wh[at] += drawn_Wh;
}

static bool recording(const ig_ev_now *now) { return now->time_s >= now->batch->site->record_s; }

/* Ends charging, now. */
static void settle(ig_ev_now *now) {
  ig_ev_data *d = now->d;
  size_t at = now->at;
  if (d->charge[at] != IG_EV_CHARGING) return;
  int64_t record_s = now->batch->site->record_s;
  if (now->time_s > record_s) count_charge(now, ig_max64(d->since_s[at], record_s), now->time_s);
  d->energy_Wh[at] = energy_at(d, now->car, at, now->time_s);
  d->charge[at] = IG_EV_PARKED;
}

/* Begin and end by the clock of the off-peak hours in which a moment lies, or of the next ones. */
static void off_peak(const ig_ev_now *now, int64_t *begin_s, int64_t *end_s) {
  const ig_clock *clock = &now->batch->site->clock;
  int from = (int)lround(now->d->off_peak_h[now->unit] * IG_HOUR_S);
  int to = from + (int)lround(now->d->off_peak_hours[now->unit] * IG_HOUR_S);
  int64_t day = ig_clock_local(clock, now->time_s).day - 2;
  do {
    day++;
    *begin_s = ig_clock_utc_s(clock, day + from / IG_DAY_S, from % IG_DAY_S);
    *end_s = ig_clock_utc_s(clock, day + to / IG_DAY_S, to % IG_DAY_S);
  } while (*end_s <= now->time_s);
}

/* A plugged car charges, or waits for the off-peak hours, from now on. */
static void begin_charge(ig_ev_now *now) {
  ig_ev_data *d = now->d;
  size_t at = now->at;
  int64_t begin_s = now->time_s, end_s = INT64_MAX;
  if (d->start[now->unit] == IG_EV_OFF_PEAK && d->place[now->unit] == IG_EV_HOME) off_peak(now, &begin_s, &end_s);
  if (begin_s > now->time_s) {
    d->charge[at] = IG_EV_WAITING;
    d->switch_s[at] = begin_s;
    return;
  }
  d->charge[at] = IG_EV_CHARGING;
  d->since_s[at] = now->time_s;
  double full_h = ig_ev_charge_hours(now->car->charge, d->energy_Wh[at]);
  int64_t full_s = now->time_s + (int64_t)ceil(full_h * IG_HOUR_S);
  d->switch_s[at] = ig_min64(ig_max64(full_s, now->time_s + 1), end_s);
}

/* Off-peak hours begin or end, or the battery is full. */
static void switch_over(ig_ev_now *now) {
  ig_ev_data *d = now->d;
  size_t at = now->at;
  d->switch_s[at] = INT64_MAX;
  settle(now);
  if (d->energy_Wh[at] >= now->car->charge.full_Wh * (1.0 - 1e-9))
    d->charge[at] = IG_EV_FULL;
  else
    begin_charge(now);
}

/* --- arriving and leaving ------------------------------------------------------------------------------ */

static bool socket_free(const ig_ev_now *now) {
  const ig_ev_data *d = now->d;
  int used = 0;
  for (int c = 0; c < d->cars[now->unit]; c++) used += d->charge[now->unit * IG_EV_CARS + (size_t)c] >= IG_EV_WAITING;
  return used < d->sockets[now->unit];
}

/* Takes a distance from the battery. What it cannot give while a reserve is left burns fuel (hybrids) or comes from
 * chargers outside of the district, up to a level. */
static void drive(ig_ev_now *now, double km) {
  static const double level[IG_EV_PLACES] = {0.3, 0.3, 0.8, 0.8}; /* who has no point of its own fills up [D] */
  ig_ev_data *d = now->d;
  const ig_ev_car *car = now->car;
  size_t u = now->unit, at = now->at;
  double mean_degC = 0.5 * (d->leave_degC[at] + outdoor_degC(now));
  double need_Wh_km = car->need_Wh_km * ig_ev_charge_weather(mean_degC, now->spec->cold_per_K, now->spec->hot_per_K);
  double driven_Wh = km * need_Wh_km, fuel_km = 0.0, outside_Wh = 0.0, size_Wh = car->charge.size_Wh;
  double left_Wh = d->energy_Wh[at] - driven_Wh;
  if (car->hybrid && left_Wh < 0.0) {
    fuel_km = -left_Wh / need_Wh_km;
    driven_Wh += left_Wh;
    left_Wh = 0.0;
  } else if (!car->hybrid && left_Wh < now->spec->reserve * size_Wh) {
    outside_Wh = level[d->place[u]] * size_Wh - left_Wh;
    left_Wh = level[d->place[u]] * size_Wh;
  }
  d->energy_Wh[at] = left_Wh;
  if (!recording(now)) return;
  d->km[u] += km, d->car_km[at] += km;
  d->driven_Wh[u] += driven_Wh;
  d->fuel_km[u] += fuel_km;
  d->outside_Wh[u] += outside_Wh, d->car_outside_Wh[at] += outside_Wh;
  d->outside_sessions[u] += ceil(outside_Wh / (0.7 * size_Wh));
}

/* Does the driver want to plug in? The need: range_factor times the energy of a mean day. Who goes out again today
 * plugs in only below the need; the rule is one of the day's last return. */
static bool wants(ig_ev_now *now, bool last) {
  const ig_ev_car *car = now->car;
  double size_Wh = car->charge.size_Wh, soc = now->d->energy_Wh[now->at] / size_Wh;
  if (now->d->energy_Wh[now->at] >= car->charge.full_Wh) return false;
  if (car->hybrid && car->daily) return last;
  double weather = ig_ev_charge_weather(outdoor_degC(now), now->spec->cold_per_K, now->spec->hot_per_K);
  double need = now->spec->range_factor * car->daily_km * car->need_Wh_km * weather / size_Wh;
  need = ig_min(ig_max(need, now->spec->least_soc), 0.95);
  if (!last) return soc <= need;
  return ig_rng_uniform(now->key, IG_EV_DRAW_ARRIVAL, now->time_s, now->number) <
         ig_ev_charge_plug_in(soc, need, car->exponent);
}

static void arrive(ig_ev_now *now, int stage) {
  ig_ev_data *d = now->d;
  size_t u = now->unit, at = now->at;
  if (d->charge[at] != IG_EV_AWAY) return;
  drive(now, d->tour_km[at * (IG_EV_STAGES / 2) + (size_t)stage / 2]);
  d->charge[at] = IG_EV_PARKED;
  bool last = d->place[u] == IG_EV_WORK || stage == IG_EV_STAGES - 1 || d->times_s[at * IG_EV_STAGES + 2] < 0;
  if (d->place[u] == IG_EV_OUTSIDE || !wants(now, last)) return;
  bool good = socket_free(now);
  if (recording(now)) {
    d->turned_away[u] += !good;
    double soc = d->energy_Wh[at] / now->car->charge.size_Wh;
    d->sessions[u] += good, d->car_sessions[at] += good;
    d->car_low[0][at] += good && soc < 0.2, d->car_low[1][at] += good && soc < 0.4;
  }
  if (good) begin_charge(now);
}

static void leave(ig_ev_now *now) {
  ig_ev_data *d = now->d;
  settle(now);
  d->switch_s[now->at] = INT64_MAX;
  d->charge[now->at] = IG_EV_AWAY;
  d->leave_degC[now->at] = outdoor_degC(now);
}

/* --- the day ------------------------------------------------------------------------------------------- */

/* The stage after `stage`; when the day has none, the next plan. */
static void next_stage(ig_ev_now *now, int stage) {
  ig_ev_data *d = now->d;
  const int32_t *times = d->times_s + now->at * IG_EV_STAGES;
  for (int k = stage + 1; k < IG_EV_STAGES; k++)
    if (times[k] >= 0) {
      d->stage[now->at] = k;
      d->next_s[now->at] = d->day_begin_s[now->at] + times[k];
      return;
    }
  d->stage[now->at] = STAGE_PLAN;
  d->next_s[now->at] = ig_clock_utc_s(&now->batch->site->clock, d->day[now->at] + 1, PLAN_S);
}

static void stage_event(ig_ev_now *now) {
  int stage = now->d->stage[now->at];
  if (stage == STAGE_PLAN) {
    ig_ev_day_plan(now);
    next_stage(now, -1);
    return;
  }
  if (stage % 2 == 0)
    leave(now);
  else
    arrive(now, stage);
  next_stage(now, stage);
}

/* Handles all that is due up to and including time t, in order of time; in one second cars by number, and a car's
 * switch before its stage. */
static void apply_until(ig_ev_now *now, int64_t t) {
  ig_ev_data *d = now->d;
  size_t first = now->unit * IG_EV_CARS;
  const ig_ev_car *cars = (const ig_ev_car *)now->batch->own + first;
  for (;;) {
    int64_t best_s = INT64_MAX;
    int best = -1;
    for (int c = 0; c < d->cars[now->unit]; c++) {
      size_t at = first + (size_t)c;
      if (d->switch_s[at] < best_s) best_s = d->switch_s[at], best = 2 * c;
      if (d->next_s[at] < best_s) best_s = d->next_s[at], best = 2 * c + 1;
    }
    if (best < 0 || best_s > t) return;
    now->number = (uint64_t)best / 2;
    now->at = first + (size_t)now->number;
    now->car = &cars[now->number];
    now->time_s = best_s;
    if (recording(now)) d->events[now->unit] += 1.0;
    if (best % 2 == 0)
      switch_over(now);
    else
      stage_event(now);
  }
}

/* --- energy -------------------------------------------------------------------------------------------- */

typedef struct columns {
  double *power_W, *plugged, *soc; /* of the point; rows are IG_BLOCK apart */
} columns;

/* Puts what one charging car draws between two events into the steps, W h, and its energy at the ends of steps. */
static void put_charging(const ig_ev_now *now, const ig_ev_car *car, size_t at, int64_t from, int64_t to, columns x) {
  const ig_ev_data *d = now->d;
  const ig_window *w = now->w;
  const ig_ev_charge c = car->charge;
  double first_Wh = d->energy_Wh[at], before_Wh = ig_ev_charge_after_Wh(c, first_Wh, hours(d->since_s[at], from));
  int64_t step = (from - w->begin_s) / w->step_s, step_end = w->begin_s + (step + 1) * w->step_s;
  for (; from < to; step++, step_end += w->step_s) {
    int64_t end = ig_min64(to, step_end);
    double after_Wh = ig_ev_charge_after_Wh(c, first_Wh, hours(d->since_s[at], end));
    x.power_W[step * IG_BLOCK] += (after_Wh - before_Wh + c.fixed_W * hours(from, end)) / (1.0 - c.loss);
    if (end == step_end) x.soc[step * IG_BLOCK] += after_Wh;
    before_Wh = after_Wh;
    from = end;
  }
}

/* The same of a car that stands, or is on its way. */
static void put_standing(const ig_ev_now *now, size_t at, int64_t from, int64_t to, columns x) {
  const ig_window *w = now->w;
  int64_t last = (to - w->begin_s) / w->step_s;
  for (int64_t step = (from - w->begin_s) / w->step_s; step < last; step++)
    x.soc[step * IG_BLOCK] += now->d->energy_Wh[at];
}

static void put_plugged(const ig_ev_now *now, int plugged, int64_t from, int64_t to, columns x) {
  const ig_window *w = now->w;
  while (from < to) {
    int64_t step = (from - w->begin_s) / w->step_s, end = ig_min64(to, w->begin_s + (step + 1) * w->step_s);
    x.plugged[step * IG_BLOCK] += (double)(plugged * (end - from));
    from = end;
  }
}

/* All cars of a point between two events. */
static void put_stretch(const ig_ev_now *now, const ig_ev_car *cars, int64_t from, int64_t to, columns x) {
  const ig_ev_data *d = now->d;
  int plugged = 0;
  for (int c = 0; c < d->cars[now->unit]; c++) {
    size_t at = now->unit * IG_EV_CARS + (size_t)c;
    plugged += d->charge[at] >= IG_EV_WAITING;
    if (d->charge[at] == IG_EV_CHARGING)
      put_charging(now, &cars[c], at, from, to, x);
    else
      put_standing(now, at, from, to, x);
  }
  if (plugged) put_plugged(now, plugged, from, to, x);
}

/* --- totals -------------------------------------------------------------------------------------------- */

/* Half-hour of the local day at a step, or -1 on days without work. The offset of the clock changes at full hours. */
typedef struct hour {
  int64_t begin_s; /* INT64_MIN: none yet */
  ig_local local;
} hour;

static int slot_of(const ig_batch *b, int64_t t, hour *h) {
  int64_t begin_s = ig_floor_div(t, IG_HOUR_S) * IG_HOUR_S;
  if (begin_s != h->begin_s) h->local = ig_clock_local(&b->site->clock, begin_s), h->begin_s = begin_s;
  if (!h->local.workday) return -1;
  return (int)((h->local.second_of_day + (t - begin_s)) / HALF_HOUR_S) % IG_EV_SLOTS;
}

/* What a point charges, by half-hours of workdays; its power is still energy a step, W h, without standby. */
static void count_slots(const ig_ev_now *now, columns x, hour *h) {
  ig_ev_data *d = now->d;
  const ig_window *w = now->w;
  for (int s = 0; s < w->n_steps; s++) {
    int slot = slot_of(now->batch, w->begin_s + (int64_t)s * w->step_s, h);
    if (slot >= 0) d->slot_Wh[now->unit * IG_EV_SLOTS + (size_t)slot] += x.power_W[s * IG_BLOCK];
  }
}

/* When recording begins: what is in the batteries. */
static void open_books(ig_ev_now *now, const ig_ev_car *cars) {
  ig_ev_data *d = now->d;
  apply_until(now, now->w->begin_s - 1);
  for (int c = 0; c < d->cars[now->unit]; c++) {
    size_t at = now->unit * IG_EV_CARS + (size_t)c;
    d->first_Wh[at] = energy_at(d, &cars[c], at, now->w->begin_s);
  }
}

/* At the end of the run: cars that still charge are counted up to now. */
static void close_books(ig_ev_now *now, const ig_ev_car *cars) {
  ig_ev_data *d = now->d;
  int64_t end_s = now->w->end_s, record_s = now->batch->site->record_s;
  for (int c = 0; c < d->cars[now->unit]; c++) {
    now->at = now->unit * IG_EV_CARS + (size_t)c;
    now->car = &cars[c];
    if (d->charge[now->at] == IG_EV_CHARGING) count_charge(now, ig_max64(d->since_s[now->at], record_s), end_s);
  }
  d->audit_event_Wh[now->unit] += d->idle_W[now->unit] * hours(record_s, end_s);
}

/* What a point does in windows without event: all its cars stand still. */
static void note(ig_ev_now *now, const ig_ev_car *cars) {
  ig_ev_data *d = now->d;
  size_t u = now->unit, first = u * IG_EV_CARS;
  int64_t due_s = INT64_MAX;
  double sum_Wh = 0.0;
  d->charging[u] = 0;
  d->plugged_now[u] = 0.0;
  for (int c = 0; c < d->cars[u]; c++) {
    size_t at = first + (size_t)c;
    due_s = ig_min64(due_s, ig_min64(d->switch_s[at], d->next_s[at]));
    d->charging[u] += d->charge[at] == IG_EV_CHARGING;
    d->plugged_now[u] += d->charge[at] >= IG_EV_WAITING;
    sum_Wh += energy_at(d, &cars[c], at, now->w->end_s);
  }
  d->due_s[u] = due_s;
  d->soc_now[u] = sum_Wh * per_capacity(d, u);
}

/* A point through a window in which something happens. */
static void advance_point(ig_ev_now *now, columns x, hour *h) {
  ig_ev_data *d = now->d;
  const ig_window *w = now->w;
  size_t u = now->unit, first = u * IG_EV_CARS;
  const ig_ev_car *cars = (const ig_ev_car *)now->batch->own + first;
  for (int s = 0; s < w->n_steps; s++) x.plugged[s * IG_BLOCK] = x.soc[s * IG_BLOCK] = 0.0;
  for (int64_t t = w->begin_s; t < w->end_s;) {
    apply_until(now, t);
    int64_t next = w->end_s;
    for (int c = 0; c < d->cars[u]; c++)
      next = ig_min64(next, ig_min64(d->switch_s[first + (size_t)c], d->next_s[first + (size_t)c]));
    put_stretch(now, cars, t, next, x);
    t = next;
  }
  for (int s = 0; s < w->n_steps; s++) x.soc[s * IG_BLOCK] *= per_capacity(d, u);
  note(now, cars);
  if (w->recording) count_slots(now, x, h);
}

/* --- blocks -------------------------------------------------------------------------------------------- */

/* Rows of the tiles as they are where nothing happens. */
IG_CLONES
static void stand(double *restrict power, double *restrict plugged, double *restrict soc, const double *restrict now,
                  const double *restrict soc_now, double step_s) {
  for (int i = 0; i < IG_BLOCK; i++) power[i] = 0.0;
  for (int i = 0; i < IG_BLOCK; i++) plugged[i] = now[i] * step_s;
  for (int i = 0; i < IG_BLOCK; i++) soc[i] = soc_now[i];
}

/* From energy, W h, and car-seconds of a step to means; binned: energy drawn, where it counts. */
IG_CLONES
static void finish(double *restrict power, double *restrict plugged, const double *restrict idle_W, double step_s,
                   double counts, double *restrict binned_Wh) {
  double step_h = step_s / IG_HOUR_S, per_h = IG_HOUR_S / step_s, per_s = 1.0 / step_s;
  for (int i = 0; i < IG_BLOCK; i++) power[i] = power[i] * per_h + idle_W[i];
  for (int i = 0; i < IG_BLOCK; i++) plugged[i] *= per_s;
  for (int i = 0; i < IG_BLOCK; i++) binned_Wh[i] += counts * (power[i] * step_h);
}

static void open_block(ig_ev_now *now, size_t begin, size_t end) {
  const ig_ev_car *cars = (const ig_ev_car *)now->batch->own;
  for (size_t u = begin; u < end; u++) {
    now->unit = u;
    now->key = ig_unit_key(now->batch, u);
    if (now->w->begin_s == now->batch->site->record_s) open_books(now, cars + u * IG_EV_CARS);
  }
}

static void close_block(ig_ev_now *now, size_t begin, size_t end) {
  const ig_ev_car *cars = (const ig_ev_car *)now->batch->own;
  for (now->unit = begin; now->unit < end; now->unit++) close_books(now, cars + now->unit * IG_EV_CARS);
}

void ig_ev_step(ig_batch *b, const ig_window *w, size_t begin, size_t end) {
  ig_ev_data *d = b->data;
  columns tile = {ig_tile(d->power_W, w, begin), ig_tile(d->plugged, w, begin), ig_tile(d->soc, w, begin)};
  ig_ev_now now = {.batch = b, .d = d, .spec = b->spec, .w = w};
  hour h = {.begin_s = INT64_MIN};
  end = end < b->n ? end : b->n;
  if (w->begin_s == b->site->record_s) open_block(&now, begin, end);
  for (int s = 0, at = 0; s < w->n_steps; s++, at += IG_BLOCK)
    stand(tile.power_W + at, tile.plugged + at, tile.soc + at, d->plugged_now + begin, d->soc_now + begin, w->step_s);
  for (size_t u = begin; u < end; u++) {
    if (d->charging[u] == 0 && d->due_s[u] >= w->end_s) continue;
    size_t i = u - begin;
    now.unit = u;
    now.key = ig_unit_key(b, u);
    advance_point(&now, (columns){tile.power_W + i, tile.plugged + i, tile.soc + i}, &h);
  }
  for (int s = 0, at = 0; s < w->n_steps; s++, at += IG_BLOCK)
    finish(tile.power_W + at, tile.plugged + at, d->idle_W + begin, w->step_s, w->recording ? 1.0 : 0.0,
           d->audit_binned_Wh + begin);
  if (!w->recording) return;
  for (int s = 0; s < w->n_steps; s++)
    if (slot_of(b, w->begin_s + (int64_t)s * w->step_s, &h) >= 0)
      for (size_t u = begin; u < end; u++) d->slot_s[u] += w->step_s;
  if (w->end_s >= b->site->end_s) close_block(&now, begin, end);
}
