/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window of a block of shops. Equations: shop.md. */
#include <math.h>

#include "models/physics/chiller.h"
#include "models/physics/heat_pump.h"
#include "models/shop/shop.h"

#define PERSON_W 75.0      /* sensible heat of standing light work (ASHRAE 2013 ch. 18) */
#define COOKING_HEAT 0.2   /* share of cooking heat that stays in the room; the hood takes the rest */
#define RADIANT 0.4        /* of all gains */
#define WET_BULB_DEGC 17.0 /* room air at the coil: 24 degC at half humidity */
#define SEASON_DEGC 16.0   /* boilers are kept hot below (D) */
#define SLEEP_S 86400.0
enum { HALF_HOUR_S = IG_HOUR_S / 2, QUARTER_S = 6 * IG_HOUR_S };

typedef struct moment {
  double outdoor_degC, sky_K, ghi_W_m2, dark, wall_W_m2, window_W_m2, cold_factor, cop_1, split_1, quarter_s, step_s,
      local_s;
  ig_boiler_water water;
} moment;

typedef struct sums {
  double lighting[IG_BLOCK], plugs[IG_BLOCK], refrigeration[IG_BLOCK], cooking[IG_BLOCK], ventilation[IG_BLOCK],
      heating[IG_BLOCK], cooling[IG_BLOCK], heat[IG_BLOCK], district[IG_BLOCK], gas[IG_BLOCK];
} sums;

typedef struct rows {
  double *restrict power, *restrict heating, *restrict occupants, *restrict indoor, *restrict district;
} rows;

static moment moment_at(const ig_shop_data *d, int step, int64_t utc_s, double local_s, double step_s) {
  double t = d->outdoor_degC[step];
  double wall = 0.25 * (d->north_W_m2[step] + d->east_W_m2[step] + d->south_W_m2[step] + d->west_W_m2[step]);
  double window = 0.25 * (d->through_north_W_m2[step] + d->through_east_W_m2[step] + d->through_south_W_m2[step] +
                          d->through_west_W_m2[step]);
  double flow_degC = ig_heat_pump_curve_degC(t, -7.0, 70.0, 1.3), load = ig_clamp((20.0 - t) / 27.0, 0.0, 1.0);
  return (moment){.outdoor_degC = t,
                  .sky_K = t - d->sky_degC[step],
                  .ghi_W_m2 = d->ghi_W_m2[step],
                  .dark = ig_clamp((20.0 - d->ghi_W_m2[step]) / 20.0, 0.0, 1.0), /* about 2,000 lux down to none */
                  .wall_W_m2 = wall,
                  .window_W_m2 = window * ig_hvac_blinds(wall),
                  .cold_factor = 1.0 + 0.02 * ig_max(t - 15.0, 0.0),
                  .split_1 = 1.0 / ig_chiller_split_eer(1.0, WET_BULB_DEGC, t, 1.0),
                  .cop_1 = 1.0 / ig_heat_pump_cop_air(ig_hvac_radiator_degC(t), t),
                  .water = {flow_degC, flow_degC - 15.0 * load, 20.0},
                  .quarter_s = (double)(utc_s % QUARTER_S),
                  .step_s = step_s,
                  .local_s = local_s};
}

static void new_day(const ig_batch *batch, ig_shop_today *now, size_t begin, size_t end, const ig_local *l) {
  const ig_shop_own *own = batch->own;
  const ig_shop_data *d = batch->data;
  const ig_clock *clock = &batch->site->clock;
  now->day = l->day;
  for (size_t u = begin; u < end; u++) {
    size_t i = u - begin;
    ig_rng_key key = ig_unit_key(batch, u);
    double spread_s = d->spread_s[u];
    const ig_schedule *open = &own->hours[u], *cook = &own->cooking[u];
    now->open_today[i] = ig_shop_hours_day(open, IG_SHOP_HOURS_OPEN, clock, l->day, key, spread_s);
    now->open_yesterday[i] = ig_shop_hours_day(open, IG_SHOP_HOURS_OPEN, clock, l->day - 1, key, spread_s);
    now->cook_today[i] = ig_shop_hours_day(cook, IG_SHOP_HOURS_COOK, clock, l->day, key, spread_s);
    now->cook_yesterday[i] = ig_shop_hours_day(cook, IG_SHOP_HOURS_COOK, clock, l->day - 1, key, spread_s);
    double r[4];
    ig_rng_uniform4(key, IG_SHOP_DRAW_DAY, l->day, 0, r);
    now->visit_factor[i] = 0.6 + 0.4 * (r[0] + r[1]); /* mean 1, from 0.6 to 1.4 */
  }
}

/* Cycles of machines for six hours: at their begin a machine is where its mean period puts it and a draw of up to
 * `most` cycles beyond, so that it wanders about its mean period. Clockworks would be lines in the spectrum. */
static void wander(ig_shop_cycles *c, const double *mean_per_s, ig_rng_key key, uint32_t purpose, int64_t quarter,
                   double most, size_t lane) {
  for (size_t m = 0; m < IG_SHOP_MACHINES; m++) {
    size_t at = m * IG_BLOCK + lane;
    double drawn = most * ig_rng_uniform(key, purpose, quarter, m);
    double next = most * ig_rng_uniform(key, purpose, quarter + 1, m);
    double cycles = (double)(quarter * QUARTER_S) * mean_per_s[at];
    c->phase[at] = cycles - floor(cycles) + drawn;
    c->per_s[at] = mean_per_s[at] + (next - drawn) / QUARTER_S;
  }
}

/* Compressors by 15 % of their periods at most, ovens and stoves by 18 %. */
static void new_cycles(const ig_batch *batch, ig_shop_today *now, size_t begin, size_t end, int64_t quarter) {
  const ig_shop_own *own = batch->own;
  const ig_shop_lanes *k = &own->lanes[begin / IG_BLOCK];
  now->quarter = quarter;
  for (size_t u = begin; u < end; u++) {
    ig_rng_key key = ig_unit_key(batch, u);
    wander(&now->cold, k->cold_per_s, key, IG_SHOP_DRAW_COLD, quarter, 3.0, u - begin);
    wander(&now->oven, k->cook_per_s, key, IG_SHOP_DRAW_OVEN, quarter, 6.0, u - begin);
  }
}

/* The next second of the day, after `after_s`, at which a span begins or ends. */
static double next_change(const ig_schedule_day *today, const ig_schedule_day *yesterday, double after_s) {
  double next = SLEEP_S;
  for (int k = 0; k < today->n; k++) {
    if (today->span[k].begin_s > after_s) next = ig_min(next, today->span[k].begin_s);
    if (today->span[k].end_s > after_s) next = ig_min(next, today->span[k].end_s);
  }
  if (yesterday->n > 0) {
    double tail = yesterday->span[yesterday->n - 1].end_s - SLEEP_S;
    if (tail > after_s) next = ig_min(next, tail);
  }
  return next;
}

/* People inside: a straight line over the half hour, or the mean of a step that reaches beyond it. Nothing here depends
 * on the moment of the look, which a restart may move. */
static void look_inside(const ig_shop_data *d, ig_shop_today *now, size_t u, size_t i, double from_s, double to_s) {
  const double *visit = ig_shop_kinds_table[d->kind[u]].visit;
  double visitors = now->open[i] * d->visitors[u] * now->visit_factor[i];
  ig_shop_visit v = to_s > now->half_hour_s + HALF_HOUR_S
                        ? (ig_shop_visit){ig_shop_hours_visit_mean(visit, from_s, to_s), 0.0}
                        : ig_shop_hours_visit(visit, (int)(now->half_hour_s / HALF_HOUR_S));
  now->persons[i] = now->open[i] * d->staff[u] + visitors * v.share;
  now->persons_per_s[i] = visitors * v.per_s;
}

/* Who is open, cooks and is inside during [local, local + step): exact shares of the step, and how long they hold. */
static void look(const ig_batch *batch, ig_shop_today *now, size_t begin, size_t end, const ig_local *l,
                 double step_s) {
  const ig_shop_data *d = batch->data;
  double from = l->second_of_day, to = from + step_s;
  if (now->day != l->day) new_day(batch, now, begin, end, l);
  now->utc_offset_s = l->utc_offset_s;
  now->half_hour_s = l->second_of_day / HALF_HOUR_S * HALF_HOUR_S;
  now->until_s = now->half_hour_s + HALF_HOUR_S;
  for (size_t i = 0; i < end - begin; i++) {
    double open_until = next_change(&now->open_today[i], &now->open_yesterday[i], from);
    double cook_until = next_change(&now->cook_today[i], &now->cook_yesterday[i], from);
    now->until_s = ig_min(now->until_s, ig_min(open_until, cook_until));
    now->open[i] = ig_schedule_open_s(&now->open_today[i], &now->open_yesterday[i], from, to) / step_s;
    now->cook[i] = ig_schedule_open_s(&now->cook_today[i], &now->cook_yesterday[i], from, to) / step_s;
  }
  for (size_t u = begin; u < end; u++) look_inside(d, now, u, u - begin, from, to);
}

/* Electricity of services and machines; leaves the heat for the rooms in gain, W. */
IG_INLINE void uses(const ig_shop_lanes *restrict k, const ig_shop_today *restrict now, const moment *m, size_t lanes,
                    sums *restrict sum, double *restrict occupants, double *restrict power, double *restrict gain) {
  IG_SHOP_LANES for (size_t i = 0; i < lanes; i++) {
    double open = now->open[i], cook = now->cook[i];
    double persons = now->persons[i] + now->persons_per_s[i] * (m->local_s + 0.5 * m->step_s - now->half_hour_s);
    double load = ig_min((open * k->cold_open[i] + (1.0 - open) * k->cold_closed[i]) * m->cold_factor, 1.0);
    double cold_on = 0, cook_on = 0;
    for (size_t n = 0; n < IG_SHOP_MACHINES; n++) {
      size_t at = n * IG_BLOCK + i;
      double cold = m->quarter_s * now->cold.per_s[at] + now->cold.phase[at];
      double oven = m->quarter_s * now->oven.per_s[at] + now->oven.phase[at];
      cold_on += ig_schedule_duty(cold, cold + m->step_s * now->cold.per_s[at], load);
      cook_on += ig_schedule_duty(oven, oven + m->step_s * now->oven.per_s[at], k->cook_duty[i]);
    }
    double lighting = k->light_W[i] * (open + (1.0 - open) * k->light_closed[i]) + k->outdoor_W[i] * m->dark * open;
    double plugs = k->base_W[i] + k->plug_W[i] * open;
    double refrigeration = k->cold_W[i] * cold_on, cooking = k->cook_W[i] * cook_on * cook;
    double gas_cooking = k->gas_cook_W[i] * cook, ventilation = k->fan_W[i] * open;
    occupants[i] = persons;
    power[i] = lighting + plugs + refrigeration + cooking + ventilation;
    gain[i] = persons * PERSON_W + k->light_W[i] * (open + (1.0 - open) * k->light_closed[i]) + plugs +
              refrigeration * k->cold_heat[i] + (cooking + gas_cooking) * COOKING_HEAT;
    sum->lighting[i] += lighting;
    sum->plugs[i] += plugs;
    sum->refrigeration[i] += refrigeration;
    sum->cooking[i] += cooking;
    sum->ventilation[i] += ventilation;
    sum->gas[i] += gas_cooking;
  }
}

/* One state of a zone at the end of the step but for heat given by plant and outdoor air. */
#define FREE(s)                                                                                                \
  (r->keep[s][0][i] * t_air[i] + r->keep[s][1][i] * t_outer[i] + r->keep[s][2][i] * t_inner[i] +               \
   r->outdoor[s][i] * m->outdoor_degC + r->convective[s][i] * convective_W + r->radiative[s][i] * radiated_W + \
   r->sun[s][i] * sun_W + r->outside[s][i] * outside_degC + r->windows[s][i] * windows_degC)

IG_INLINE void rooms(const ig_shop_lanes *restrict k, const ig_shop_today *restrict now, const moment *m, size_t lanes,
                     const double *restrict gain, double *restrict t_air, double *restrict t_outer,
                     double *restrict t_inner, sums *restrict sum, rows row) {
  const ig_shop_rooms *restrict r = &k->rooms;
  IG_SHOP_LANES for (size_t i = 0; i < lanes; i++) {
    double sun_W = r->glass_m2[i] * m->window_W_m2, convective_W = gain[i] * (1.0 - RADIANT),
           radiated_W = gain[i] * RADIANT;
    double outside_degC = m->outdoor_degC + r->wall_K_m2W[i] * m->wall_W_m2 + r->roof_K_m2W[i] * m->ghi_W_m2 -
                          r->sky_outside[i] * m->sky_K;
    double windows_degC = m->outdoor_degC + r->panes_K_W[i] * sun_W - r->sky_windows[i] * m->sky_K;
    double free_air = FREE(0), free_outer = FREE(1), free_inner = FREE(2), to_air = r->convective[0][i];
    double heat_open = k->heat_open[i], heat_closed = k->heat_closed[i], cool_open = k->cool_open[i];
    double set_heat = now->open[i] >= 0.5 ? heat_open : heat_closed, set_cool = now->open[i] >= 0.5 ? cool_open : 40.0;
    ig_rc_air a = ig_rc_air_step(free_air, to_air, 1.0 / to_air, now->open[i] * k->air_W_K[i], m->outdoor_degC,
                                 set_heat, set_cool, k->heat_most[i], k->cool_most[i]);
    double heat = ig_max(a.power_W, 0.0), cold = ig_max(-a.power_W, 0.0);
    double heating = heat * (k->pump[i] * m->cop_1 + k->direct[i]), load = cold / ig_max(k->cool_most[i], 1.0);
    double cooling = cold * k->eer_1[i] * m->split_1 * ig_chiller_split_part(load);
    t_air[i] = a.air_degC;
    t_outer[i] = free_outer + r->convective[1][i] * a.heat_W;
    t_inner[i] = free_inner + r->convective[2][i] * a.heat_W;
    row.power[i] += heating + cooling;
    row.heating[i] = heat;
    row.indoor[i] = a.air_degC;
    row.district[i] = heat * k->district[i];
    sum->heating[i] += heating;
    sum->cooling[i] += cooling;
    sum->heat[i] += heat;
    sum->district[i] += row.district[i];
  }
}

/* Boilers of the block: fuel and the electricity of burners. */
static void boilers(const ig_shop_lanes *k, const moment *m, size_t n, sums *sum, const rows *row) {
  for (size_t i = 0; i < n; i++) {
    const ig_boiler *b = &k->boiler[i];
    double heat = row->heating[i];
    if (!(b->rated_W > 0.0) || (!(heat > 0.0) && m->outdoor_degC > SEASON_DEGC)) continue;
    double burner = ig_boiler_auxiliary_W(b, heat);
    sum->gas[i] += ig_boiler_fuel_W(b, m->water, heat);
    sum->ventilation[i] += burner;
    row->power[i] += burner;
  }
}

IG_CLONES static void run_step(const ig_shop_lanes *restrict k, const ig_shop_today *restrict now, const moment *m,
                               size_t lanes, double *restrict t_air, double *restrict t_outer, double *restrict t_inner,
                               sums *restrict sum, const rows *row) {
  double gain[IG_BLOCK];
  uses(k, now, m, lanes, sum, row->occupants, row->power, gain);
  rooms(k, now, m, lanes, gain, t_air, t_outer, t_inner, sum, *row);
}

static void add_totals(ig_shop_data *d, const sums *s, double step_s, size_t begin, size_t end) {
  double h = step_s / 3600.0;
  for (size_t u = begin; u < end; u++) {
    size_t i = u - begin;
    d->lighting_Wh[u] += s->lighting[i] * h;
    d->plugs_Wh[u] += s->plugs[i] * h;
    d->refrigeration_Wh[u] += s->refrigeration[i] * h;
    d->cooking_Wh[u] += s->cooking[i] * h;
    d->ventilation_Wh[u] += s->ventilation[i] * h;
    d->heating_Wh[u] += s->heating[i] * h;
    d->cooling_Wh[u] += s->cooling[i] * h;
    d->heat_Wh[u] += s->heat[i] * h;
    d->gas_Wh[u] += s->gas[i] * h;
    d->district_heat_Wh[u] += s->district[i] * h;
  }
}

/* Keeps the highest step mean, and the time spent above the subscribed power (power factor 0.95). */
static void watch_subscription(ig_shop_data *d, const double *power, double step_s, size_t begin, size_t end) {
  for (size_t u = begin; u < end; u++) {
    double p = power[u - begin];
    d->power_most_W[u] = ig_max(d->power_most_W[u], p);
    d->over_h[u] += p > d->subscribed_kVA[u] * 950.0 ? step_s / 3600.0 : 0.0;
  }
}

void ig_shop_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  const ig_shop_own *own = batch->own;
  ig_shop_data *d = batch->data;
  const ig_shop_lanes *k = &own->lanes[begin / IG_BLOCK];
  ig_shop_today *now = &own->today[begin / IG_BLOCK];
  if (end > batch->n) end = batch->n;
  size_t lanes = (end - begin + 7) / 8 * 8; /* whole groups of 8, so that vectors stay full */
  double step_s = w->step_s;
  sums sum = {0};
  double *t_mass = d->t_mass_degC + 2 * begin, t_outer[IG_BLOCK], t_inner[IG_BLOCK];
  for (size_t i = 0; i < lanes; i++) t_outer[i] = t_mass[2 * i], t_inner[i] = t_mass[2 * i + 1];
  ig_local local = ig_clock_local(&batch->site->clock, w->begin_s);
  for (int s = 0; s < w->n_steps; s++) {
    int64_t t = w->begin_s + (int64_t)s * w->step_s;
    /* Everything the calendar knows can change only on a quarter of an hour. */
    if (s > 0) local.second_of_day += w->step_s;
    if (s > 0 && t % 900 < w->step_s) local = ig_clock_local(&batch->site->clock, t);
    bool holds = now->day == local.day && now->utc_offset_s == local.utc_offset_s &&
                 local.second_of_day + step_s <= now->until_s;
    if (!holds) look(batch, now, begin, end, &local, step_s);
    if (now->quarter != t / QUARTER_S) new_cycles(batch, now, begin, end, t / QUARTER_S);
    moment m = moment_at(d, w->first_step + s, t, local.second_of_day, step_s);
    size_t at = (size_t)s * IG_BLOCK;
    rows row = {.power = ig_tile(d->power_W, w, begin) + at,
                .heating = ig_tile(d->heating_power_W, w, begin) + at,
                .occupants = ig_tile(d->occupants, w, begin) + at,
                .indoor = ig_tile(d->indoor_degC, w, begin) + at,
                .district = ig_tile(d->district_W, w, begin) + at};
    run_step(k, now, &m, lanes, d->t_air_degC + begin, t_outer, t_inner, &sum, &row);
    boilers(k, &m, end - begin, &sum, &row);
    if (w->recording) watch_subscription(d, row.power, step_s, begin, end);
  }
  for (size_t i = 0; i < lanes; i++) t_mass[2 * i] = t_outer[i], t_mass[2 * i + 1] = t_inner[i];
  if (w->recording) add_totals(d, &sum, step_s, begin, end);
}
