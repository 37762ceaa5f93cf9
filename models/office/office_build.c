/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building an office batch: exact totals of the generated buildings, characteristics by age, constants of the step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/office/office.h"

enum { DRAW_AREA = 16, DRAW_CLASS = 17, DRAW_HOURS = 18 };

/* Characteristics of a building by its age. U and infiltration: TABULA France by period, TEASER 0.2 1/h. */
typedef struct age_class {
  double share, u_wall, u_window, u_roof, g_value, infiltration_1_h, chiller_eer;
} age_class;
static const age_class ages[] = {
    {0.35, 0.80, 2.8, 0.60, 0.70, 0.30, 2.8}, /* 1975-1995 */
    {0.45, 0.36, 1.8, 0.25, 0.55, 0.20, 3.2}, /* 1996-2012 */
    {0.20, 0.22, 1.4, 0.15, 0.45, 0.10, 3.8}, /* after 2012 */
};
enum { MIDDLE = 1 };

/* Equipment by vintage of the preset; sources in office.md. */
typedef struct equipment {
  int32_t lighting_control;
  double lighting_W_m2, plug_active_W, plug_absent_W, servers_W_m2, fan_W_m3s, heat_recovery, night_flow;
} equipment;
static const equipment equipments[] = {
    [IG_OFFICE_2017] = {IG_OFFICE_MANUAL, 10.0, 75.0, 10.0, 1.3, 2700.0, 0.2, 0.25},
    [IG_OFFICE_2025] = {IG_OFFICE_PRESENCE, 7.0, 45.0, 6.0, 1.1, 2200.0, 0.35, 0.2},
};

/* How each way of lighting control behaves: share lit by the timetable, answer to daylight, share on at night. */
static const double lighting_law[][3] = {
    [IG_OFFICE_CENTRAL] = {1.00, 0.00, 0.10},
    [IG_OFFICE_MANUAL] = {0.50, 0.20, 0.10},
    [IG_OFFICE_PRESENCE] = {0.25, 0.15, 0.05},
    [IG_OFFICE_DAYLIGHT] = {0.25, 0.45, 0.05},
};

/* A low-discrepancy sequence over the generated buildings keeps shares near their targets in small numbers. */
static double spread(size_t index, double start) { return fmod(start + (double)(index + 1) * 0.6180339887498949, 1.0); }

static size_t pick(const double *share, size_t n, double u) {
  double sum = 0, upto = 0;
  for (size_t i = 0; i < n; i++) sum += share[i];
  for (size_t i = 0; i + 1 < n; i++) {
    upto += share[i] / sum;
    if (u < upto) return i;
  }
  return n - 1;
}

static bool check_settings(const ig_batch *batch, ig_build *context) {
  const ig_office_spec *s = batch->spec;
  bool ok = true;
  if (s->presence.n != 5) {
    ig_build_fail(context, IG_SETTINGS, "presence", "%zu values; it takes 5 shares, Monday to Friday", s->presence.n);
    ok = false;
  }
  for (size_t i = 0; i < s->presence.n; i++) {
    if (s->presence.v[i] >= 0.0 && s->presence.v[i] <= 0.9) continue;
    ig_build_fail(context, IG_SETTINGS, "presence", "%g is outside 0 to 0.9", s->presence.v[i]);
    ok = false;
  }
  double sum = 0;
  for (size_t i = 0; i < s->heating_shares.n; i++)
    sum += s->heating_shares.v[i] >= 0.0 ? s->heating_shares.v[i] : (double)NAN;
  if (s->heating_shares.n != 4 || !(fabs(sum - 1.0) < 1e-6)) {
    ig_build_fail(context, IG_SETTINGS, "heating_shares",
                  "takes 4 shares (gas, district heat, heat pump, electric) that add up to 1");
    ok = false;
  }
  if (s->count > 0 && s->area_m2 < 100.0 * (double)s->count) {
    ig_build_fail(context, IG_SETTINGS, "total_area", "%g m2 is too small for %lld buildings; at least 100 m2 each",
                  s->area_m2, (long long)s->count);
    ok = false;
  }
  for (size_t u = 0; u < batch->n; u++)
    for (int k = 0; k < 2 && !batch->listed[u]; k++) {
      const char *param = k == 0 ? "area" : "employees";
      if (!ig_build_given(context, u, param)) continue;
      ig_build_fail(context, u, param, "is for listed buildings; generated ones share total_%s", param);
      return false;
    }
  if (s->count == 0 && (s->area_m2 > 0.0 || s->employees > 0)) {
    ig_build_fail(context, IG_SETTINGS, "count", "0 generated buildings cannot hold the area and employees given");
    ok = false;
  }
  return ok;
}

/* Splits `total` into whole parts in proportion to weight[] by largest remainder; ties go to the earlier unit. The
 * parts add up to total exactly. */
static void apportion(int64_t total, const double *weight, int64_t *part, size_t n) {
  double sum = 0;
  for (size_t i = 0; i < n; i++) sum += weight[i];
  int64_t left = total;
  for (size_t i = 0; i < n; i++) part[i] = (int64_t)floor((double)total * (weight[i] / sum)), left -= part[i];
  for (; left > 0; left--) {
    size_t best = 0;
    double most = -1.0;
    for (size_t i = 0; i < n; i++) {
      double rest = (double)total * (weight[i] / sum) - (double)part[i];
      if (rest > most) most = rest, best = i;
    }
    part[best]++;
  }
}

/* Areas (whole m2 and one fraction) and employees of the generated buildings: exactly the totals of the settings. */
static bool share_out(ig_batch *batch, ig_build *context) {
  const ig_office_spec *s = batch->spec;
  ig_office_data *d = batch->data;
  size_t n = 0;
  size_t *unit = malloc((batch->n + 1) * sizeof *unit);
  double *weight = malloc((batch->n + 1) * sizeof *weight);
  int64_t *part = malloc((batch->n + 1) * sizeof *part);
  if (!unit || !weight || !part) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for this many buildings");
    free(unit), free(weight), free(part);
    return false;
  }
  for (size_t u = 0; u < batch->n; u++) {
    if (!batch->listed[u]) {
      unit[n++] = u;
      continue;
    }
    if (!ig_build_given(context, u, "area")) d->area_m2[u] = 5000.0;
    if (!ig_build_given(context, u, "employees")) d->employees[u] = (int32_t)(d->area_m2[u] / 16.0);
  }
  /* Log-normal sizes, sigma 0.7 (D), with a floor that keeps every building at 100 m2 or more. */
  for (size_t i = 0; i < n; i++)
    weight[i] = exp(0.7 * ig_rng_normal_of(ig_rng_uniform(ig_unit_key(batch, unit[i]), DRAW_AREA, 0, 0)));
  if (n > 0) {
    int64_t whole = (int64_t)floor(s->area_m2) - 100 * (int64_t)n;
    apportion(whole, weight, part, n);
    for (size_t i = 0; i < n; i++) d->area_m2[unit[i]] = 100.0 + (double)part[i];
    d->area_m2[unit[0]] += s->area_m2 - floor(s->area_m2);
    for (size_t i = 0; i < n; i++) weight[i] = d->area_m2[unit[i]];
    apportion(s->employees, weight, part, n);
    for (size_t i = 0; i < n; i++) d->employees[unit[i]] = (int32_t)part[i];
  }
  free(unit), free(weight), free(part);
  return true;
}

/* Fills what the scenario left out. */
static void characteristics(ig_batch *batch, ig_build *context) {
  const ig_office_spec *s = batch->spec;
  ig_office_data *d = batch->data;
  const equipment *e = &equipments[s->vintage];
  double start = ig_rng_uniform((ig_rng_key){batch->site->seed, 0}, DRAW_CLASS, 0, 0);
  size_t generated = 0;
  for (size_t u = 0; u < batch->n; u++) {
    const age_class *a = &ages[MIDDLE];
    int32_t heating = IG_HVAC_DISTRICT_HEAT, cooling = 1;
    if (!batch->listed[u]) {
      const double share[] = {ages[0].share, ages[1].share, ages[2].share};
      a = &ages[pick(share, IG_COUNT(ages), spread(generated, start))];
      heating = (int32_t)pick(s->heating_shares.v, 4, spread(generated, fmod(start * 7.0, 1.0)));
      cooling = spread(generated, fmod(start * 13.0, 1.0)) < s->cooling_share || d->area_m2[u] >= 10000.0;
      generated++;
    }
#define FILL(field, name, value) \
  if (!ig_build_given(context, u, name)) d->field[u] = (value)
    FILL(heating, "heating", heating);
    FILL(cooling, "cooling", cooling);
    FILL(u_wall, "u_wall", a->u_wall);
    FILL(u_window, "u_window", a->u_window);
    FILL(u_roof, "u_roof", a->u_roof);
    FILL(g_value, "g_value", a->g_value);
    FILL(infiltration_1_h, "infiltration", a->infiltration_1_h);
    FILL(chiller_eer, "chiller_eer", a->chiller_eer);
    FILL(lighting_control, "lighting_control", e->lighting_control);
    FILL(lighting_W_m2, "lighting", e->lighting_W_m2);
    FILL(plug_active_W, "plug_active", e->plug_active_W);
    FILL(plug_absent_W, "plug_absent", e->plug_absent_W);
    FILL(servers_W_m2, "servers", e->servers_W_m2);
    FILL(fan_W_m3s, "fan_power", e->fan_W_m3s);
    FILL(heat_recovery, "heat_recovery", e->heat_recovery);
    FILL(night_flow, "night_flow", e->night_flow);
    /* Company restaurants pay from some 500 guests on (D). */
    FILL(canteen_share, "canteen", d->employees[u] >= 500 ? 0.5 : 0.0);
#undef FILL
  }
}

/* Buildings do not start and stop in the same second: hours left at their defaults are spread over an hour. */
static void spread_hours(const ig_batch *batch, const ig_build *context, size_t u) {
  const ig_office_data *d = batch->data;
  double r[4];
  if (ig_build_given(context, u, "hours_start") || ig_build_given(context, u, "hours_stop")) return;
  ig_rng_uniform4(ig_unit_key(batch, u), DRAW_HOURS, 0, 0, r);
  d->start_h[u] += r[0] - 0.5;
  d->stop_h[u] += r[1] - 0.5;
}

static bool check_unit(const ig_batch *batch, ig_build *context, size_t u) {
  const ig_office_data *d = batch->data;
  double sum = d->share_north[u] + d->share_east[u] + d->share_south[u] + d->share_west[u];
  bool ok = true;
  if (fabs(sum - 1.0) > 1e-6) {
    ig_build_fail(context, u, "share_north", "shares of the four facades add up to %g, not 1", sum);
    ok = false;
  }
  if (d->start_h[u] >= d->stop_h[u]) {
    ig_build_fail(context, u, "hours_start", "%g h is not before the stop at %g h", d->start_h[u], d->stop_h[u]);
    ok = false;
  }
  if (d->heat_degC[u] >= d->cool_degC[u] || d->setback_degC[u] > d->heat_degC[u]) {
    ig_build_fail(context, u, "setpoint_heat", "%g degC must be at least the set-back and below the cooling set-point",
                  d->heat_degC[u]);
    ok = false;
  }
  if (d->plug_active_W[u] < d->plug_absent_W[u]) {
    ig_build_fail(context, u, "plug_active", "%g W is below plug_absent (%g W)", d->plug_active_W[u],
                  d->plug_absent_W[u]);
    ok = false;
  }
  return ok;
}

/* Two capacities: air with furniture 20 kJ/(m2 K), mass 130 kJ/(m2 K), coupled by 9.2 W/(m2 K) of floor area
 * (ISO 13790: A_m = 2.5 A_f at 9.1 W/(m2 K) in series with A_t = 4.5 A_f at 3.45 W/(m2 K)). Thermal bridges add 0.12
 * W/K to each m2 of facade (10-20 % of its loss, D). */
static ig_thermal_space space_of(const ig_office_data *d, size_t u, double flow_m3_h) {
  double area = d->area_m2[u], facade = area * d->facade_ratio[u], height_m = 2.8;
  double windows = facade * d->window_ratio[u];
  return (ig_thermal_space){
      .c_air_J_K = 20e3 * area,
      .c_mass_J_K = 130e3 * area,
      .h_air_mass_W_K = 9.2 * area,
      .h_air_out_W_K = windows * d->u_window[u] +
                       ig_hvac_ventilation_W_K(d->infiltration_1_h[u] * height_m * area, 0.0) +
                       ig_hvac_ventilation_W_K(flow_m3_h, d->heat_recovery[u]),
      .h_mass_out_W_K = (facade - windows) * d->u_wall[u] + 0.12 * facade + area / d->storeys[u] * d->u_roof[u]};
}

static void lane_heating(ig_office_lanes *k, size_t i, int32_t heating) {
  k->gas[i] = heating == IG_HVAC_GAS ? 1.0 / (0.88 * 0.92) : 0.0; /* boiler (lower heating value), distribution */
  k->district[i] = heating == IG_HVAC_DISTRICT_HEAT ? 1.0 / (0.97 * 0.92) : 0.0; /* substation, distribution */
  k->pump[i] = heating == IG_HVAC_HEAT_PUMP ? 1.0 / 0.92 : 0.0;
  k->direct[i] = heating == IG_HVAC_ELECTRIC ? 1.0 : 0.0;
}

/* Spreads a room's step over the lanes; returns the power for one kelvin more at the end of a step, W/K. */
static double lane_rooms(ig_office_rooms *r, size_t i, ig_thermal_step s) {
  r->aa[i] = s.aa, r->am[i] = s.am, r->ae[i] = s.ae, r->ga[i] = s.ga, r->gam[i] = s.gam;
  r->ma[i] = s.ma, r->mm[i] = s.mm, r->me[i] = s.me, r->gma[i] = s.gma, r->gm[i] = s.gm;
  return 1.0 / s.ga;
}

static void lane_thermal(const ig_batch *batch, ig_office_lanes *k, size_t u) {
  const ig_office_spec *s = batch->spec;
  ig_office_data *d = batch->data;
  size_t i = u % IG_BLOCK;
  double flow = d->ventilation_m3_h[u] * d->employees[u], area = d->area_m2[u];
  ig_thermal_space on = space_of(d, u, flow), off = space_of(d, u, d->night_flow[u] * flow);
  k->gain_on_W_K[i] = lane_rooms(&k->on, i, ig_thermal_solve(on, batch->site->step_s));
  k->gain_off_W_K[i] = lane_rooms(&k->off, i, ig_thermal_solve(off, batch->site->step_s));
  d->loss_on_W_K[u] = on.h_air_out_W_K + on.h_mass_out_W_K;
  d->loss_off_W_K[u] = off.h_air_out_W_K + off.h_mass_out_W_K;
  /* Heating sized for -7 degC with 20 % to spare and 15 W/m2 to heat up; cooling 80 W/m2 (design rule, D). */
  double heat_most = 1.2 * d->loss_on_W_K[u] * (d->heat_degC[u] + 7.0) + 15.0 * area;
  k->heat_most[i] = d->heating_most_W[u] = d->heating[u] == IG_HVAC_NONE ? 0.0 : heat_most;
  k->cool_most[i] = d->cooling_most_W[u] = d->cooling[u] ? 80.0 * area : 0.0;
  /* Without a chiller, windows give 1.5 air changes more in working hours (D). */
  k->windows_W_K[i] = d->cooling[u] ? 0.0 : ig_hvac_ventilation_W_K(1.5 * 2.8 * area, 0.0);
  k->chiller[i] = d->cooling[u] ? 1.0 / d->chiller_eer[u] : 0.0;
  k->heat_on[i] = d->heat_degC[u];
  k->heat_off[i] = s->setback ? d->setback_degC[u] : d->heat_degC[u];
  k->cool_on[i] = d->cool_degC[u];
  k->cool_off[i] = 35.0; /* cooling runs in working hours; only a heat wave in an empty building starts it else */
  double glass = area * d->facade_ratio[u] * d->window_ratio[u] * d->g_value[u] * 0.9 * 0.8; /* incidence, frames */
  k->sun_north[i] = glass * d->share_north[u];
  k->sun_east[i] = glass * d->share_east[u];
  k->sun_south[i] = glass * d->share_south[u];
  k->sun_west[i] = glass * d->share_west[u];
}

static void lane_uses(const ig_office_data *d, ig_office_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  double area = d->area_m2[u], staff = d->employees[u];
  const double *law = lighting_law[d->lighting_control[u]];
  k->start_s[i] = d->start_h[u] * 3600.0;
  k->stop_s[i] = d->stop_h[u] * 3600.0;
  k->per_employee[i] = staff > 0.0 ? 1.0 / staff : 0.0;
  k->light_W[i] = d->lighting_W_m2[u] * area;
  k->light_timed[i] = law[0];
  k->light_day[i] = law[1];
  k->light_night[i] = law[2];
  k->plug_absent_W[i] = d->plug_absent_W[u] * staff;
  k->plug_person_W[i] = d->plug_active_W[u] - d->plug_absent_W[u];
  k->servers_W[i] = d->servers_W_m2[u] * area;
  k->common_W[i] = d->common_W_m2[u] * area;
  k->lifts_W[i] = d->lifts_W_m2[u] * area;
  k->fan_W[i] = ig_hvac_fan_W(d->ventilation_m3_h[u] * staff, d->fan_W_m3s[u]);
  k->pump_W[i] = 0.6 * area; /* circulation pumps and fan coils in working hours (D) */
  k->night_flow[i] = d->night_flow[u];
  k->core[i] = d->core_gains[u];
  k->rated_eer[i] = d->chiller_eer[u];
  k->meal_W[i] = d->canteen_share[u] * staff * 700.0 / 24.0; /* 0.7 kWh of electricity a meal; gas in office_step.c */
}

/* Weekly shares are means over the working days of a year, leave included: ordinary weeks are fuller. */
static void presence_by_weekday(const ig_batch *batch) {
  const ig_office_spec *s = batch->spec;
  ig_office_own *own = batch->own;
  const ig_clock *clock = &batch->site->clock;
  int year = ig_clock_local(clock, batch->site->record_s).date.year;
  int64_t first = ig_clock_days((ig_date){year, 1, 1});
  for (int w = 0; w < 5; w++) {
    double sum = 0, n = 0;
    for (int64_t day = first; day < first + 365; day++) {
      ig_local l = ig_clock_local(clock, ig_clock_utc_s(clock, day, 12 * IG_HOUR_S));
      if (!l.workday || (int)l.weekday != w) continue;
      sum += ig_office_presence_leave(clock, day) * ig_office_presence_bridge(clock, day);
      n += 1.0;
    }
    own->presence[w] = ig_min(s->presence.v[w] * n / sum, 1.0);
  }
}

static void first_state(ig_batch *batch) {
  ig_office_data *d = batch->data;
  for (size_t u = 0; u < batch->n; u++) {
    d->t_air_degC[u] = d->t_mass_degC[u] = d->heat_degC[u];
    d->audited_day[u] = INT64_MIN;
  }
}

bool ig_office_build_batch(ig_batch *batch, ig_build *context) {
  if (!check_settings(batch, context)) return false;
  ig_office_own *own = batch->own = calloc(1, sizeof *own);
  size_t blocks = (batch->n + IG_BLOCK - 1) / IG_BLOCK;
  bool memory = own != NULL;
  if (memory) {
    own->n_blocks = blocks;
    own->lanes = calloc(blocks + 1, sizeof *own->lanes);
    own->plan = calloc(blocks + 1, sizeof *own->plan);
    own->first_clock = calloc(batch->n + 1, sizeof *own->first_clock);
    memory = own->lanes && own->plan && own->first_clock;
  }
  if (!memory) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for this many buildings");
    return false;
  }
  if (!share_out(batch, context)) return false;
  characteristics(batch, context);
  ig_office_data *d = batch->data;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    spread_hours(batch, context, u);
    ok = check_unit(batch, context, u) && ok;
  }
  if (!ok) return false;
  for (size_t b = 0; b < blocks; b++)
    for (size_t i = 0; i < IG_BLOCK; i++) own->lanes[b].rated_eer[i] = 1.0; /* idle lanes divide by it */
  for (size_t u = 0; u < batch->n; u++) {
    ig_office_lanes *k = &own->lanes[u / IG_BLOCK];
    lane_thermal(batch, k, u);
    lane_uses(d, k, u);
    lane_heating(k, u % IG_BLOCK, d->heating[u]);
    d->district_most_W[u] = k->district[u % IG_BLOCK] * k->heat_most[u % IG_BLOCK];
  }
  presence_by_weekday(batch);
  first_state(batch);
  if (!ig_office_presence_init(batch)) {
    ig_build_fail(context, IG_SETTINGS, "total_employees", "not enough memory for this many employees");
    return false;
  }
  return true;
}

void ig_office_build_release(ig_batch *batch) {
  ig_office_own *own = batch->own;
  if (!own) return;
  for (size_t b = 0; own->plan && b < own->n_blocks; b++) {
    free(own->plan[b].person_s);
    free(own->plan[b].count);
    free(own->plan[b].partial);
  }
  free(own->lanes);
  free(own->plan);
  free(own->first_clock);
  free(own->clock);
  free(own);
  batch->own = NULL;
}
