/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building an office batch: exact totals of the generated buildings, characteristics by age, constants of the step. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/office/office.h"
#include "models/physics/pipe.h"

enum { DRAW_AREA = 16, DRAW_CLASS = 17, DRAW_HOURS = 18, DRAW_YEAR = 19, DRAW_START = 20 };

/* Desks, servers and lamps by vintage of the preset; sources in office.md. */
typedef struct equipment {
  int32_t lighting_control, lamps;
  double plug_active_W, plug_absent_W, servers_W_m2;
} equipment;
static const equipment equipments[] = {
    [IG_OFFICE_2017] = {IG_OFFICE_MANUAL, IG_OFFICE_FLUORESCENT, 75.0, 10.0, 1.3},
    [IG_OFFICE_2025] = {IG_OFFICE_PRESENCE, IG_OFFICE_HALF_LED, 45.0, 6.0, 1.1},
};
static const int present_year[] = {[IG_OFFICE_2017] = 2017, [IG_OFFICE_2025] = 2025};
static const double lamps_W_m2[] = {[IG_OFFICE_FLUORESCENT] = 10.0, [IG_OFFICE_HALF_LED] = 7.0, [IG_OFFICE_LED] = 5.5};

/* Technical systems by level; sources in office.md, table of levels. Fans: W/(m3/s) of all fans, by ventilation. */
typedef struct level {
  ig_boiler_kind boiler;
  double chiller_eer, split_eer, fan_W_m3s[3], recovered, night_flow, circulator_eei;
} level;
static const level levels[IG_OFFICE_LEVELS] = {
    [IG_OFFICE_OLD] = {IG_BOILER_STANDARD, 2.5, 2.4, {1500.0, 3600.0, 3600.0}, 0.50, 0.35, 0.60},
    [IG_OFFICE_STANDARD] = {IG_BOILER_LOW_TEMPERATURE, 2.9, 2.8, {1080.0, 2700.0, 2700.0}, 0.60, 0.25, 0.40},
    [IG_OFFICE_EFFICIENT] = {IG_BOILER_CONDENSING, 3.3, 3.4, {900.0, 1800.0, 2000.0}, 0.75, 0.10, 0.23},
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
  sum = 0;
  for (size_t i = 0; i < s->age_shares.n; i++) sum += s->age_shares.v[i] >= 0.0 ? s->age_shares.v[i] : (double)NAN;
  if (s->age_shares.n != IG_OFFICE_PERIODS || !(fabs(sum - 1.0) < 1e-6)) {
    ig_build_fail(context, IG_SETTINGS, "age_shares", "takes 7 shares (%s) that add up to 1", IG_OFFICE_PERIOD_WORDS);
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

/* Year of construction: of listed buildings the middle of the period that `age` names; of generated ones drawn. */
static int32_t year_of(const ig_batch *batch, size_t u, double share_draw) {
  const ig_office_spec *s = batch->spec;
  if (s->age == 0 && batch->listed[u]) return 2003;
  size_t period = s->age > 0 ? (size_t)s->age - 1 : pick(s->age_shares.v, IG_OFFICE_PERIODS, share_draw);
  const ig_office_period *p = &ig_office_fabric_periods[period];
  double within = batch->listed[u] ? 0.5 : ig_rng_uniform(ig_unit_key(batch, u), DRAW_YEAR, 0, 0);
  return p->first_year + (int32_t)(within * (p->last_year - p->first_year + 1));
}

/* Systems as old as the building, or replaced at the end of a service life of 20 to 30 years (D): before 1995 old,
 * since 2013 efficient. */
static int32_t level_of(const ig_batch *batch, size_t u) {
  const ig_office_spec *s = batch->spec;
  const ig_office_data *d = batch->data;
  if (s->equipment > 0) return s->equipment - 1;
  double r[4];
  ig_rng_uniform4(ig_unit_key(batch, u), DRAW_YEAR, 0, 1, r);
  double life = 20.0 + 10.0 * r[0], age = present_year[s->vintage] - d->year[u];
  double installed = d->year[u] + (age > 0.0 ? life * floor(age / life) : 0.0);
  return installed < 1995.0 ? IG_OFFICE_OLD : installed < 2013.0 ? IG_OFFICE_STANDARD : IG_OFFICE_EFFICIENT;
}

#define FILL(field, name, value) \
  if (!ig_build_given(context, u, name)) d->field[u] = (value)

/* Walls, windows, systems of one building by its year and level. */
static void by_age(ig_batch *batch, ig_build *context, size_t u) {
  ig_office_data *d = batch->data;
  const ig_office_period *p = &ig_office_fabric_periods[ig_office_fabric_period_of(d->year[u])];
  FILL(facade, "facade", p->facade);
  FILL(u_wall, "u_wall", p->u_wall);
  FILL(u_window, "u_window", p->u_window);
  FILL(u_roof, "u_roof", p->u_roof);
  FILL(u_floor, "u_floor", p->u_floor);
  FILL(g_value, "g_value", p->g_value);
  FILL(infiltration_1_h, "infiltration", p->infiltration_1_h);
  FILL(air, "ventilation_system", p->air);
  FILL(level, "systems", level_of(batch, u));
  FILL(cooler, "cooling_system", d->area_m2[u] < 2000.0 ? IG_OFFICE_SPLIT : IG_OFFICE_CHILLER);
  const level *l = &levels[d->level[u]];
  FILL(chiller_eer, "chiller_eer", d->cooler[u] == IG_OFFICE_SPLIT ? l->split_eer : l->chiller_eer);
  FILL(fan_W_m3s, "fan_power", l->fan_W_m3s[d->air[u]]);
  FILL(heat_recovery, "heat_recovery", d->air[u] == IG_OFFICE_RECOVERY ? l->recovered : 0.0);
  FILL(night_flow, "night_flow", l->night_flow);
  FILL(radiative, "emitter_radiative", d->cooling[u] ? 0.1 : 0.35);
  /* Floor further than 4.6 m from a facade (ASHRAE 90.1 appendix G), storeys of 3.3 m. */
  FILL(core_gains, "core_gains", ig_max(1.0 - 4.6 * d->facade_ratio[u] / 3.3, 0.0));
  FILL(reference_kWh_m2, "decree_reference", ig_office_decree_reference(d->year[u]));
}

/* Fills what the scenario left out. */
static void characteristics(ig_batch *batch, ig_build *context) {
  const ig_office_spec *s = batch->spec;
  ig_office_data *d = batch->data;
  const equipment *e = &equipments[s->vintage];
  double start = ig_rng_uniform((ig_rng_key){batch->site->seed, 0}, DRAW_CLASS, 0, 0);
  size_t generated = 0;
  for (size_t u = 0; u < batch->n; u++) {
    int32_t heating = IG_HVAC_DISTRICT_HEAT, cooling = 1;
    double age = spread(generated, start);
    if (!batch->listed[u]) {
      heating = (int32_t)pick(s->heating_shares.v, 4, spread(generated, fmod(start * 7.0, 1.0)));
      cooling = spread(generated, fmod(start * 13.0, 1.0)) < s->cooling_share || d->area_m2[u] >= 10000.0;
      generated++;
    }
    FILL(heating, "heating", heating);
    FILL(cooling, "cooling", cooling);
    FILL(year, "construction_year", year_of(batch, u, age));
    by_age(batch, context, u);
    FILL(lighting_control, "lighting_control", e->lighting_control);
    FILL(lamps, "lamps", e->lamps);
    FILL(lighting_W_m2, "lighting", lamps_W_m2[d->lamps[u]]);
    FILL(plug_active_W, "plug_active", e->plug_active_W);
    FILL(plug_absent_W, "plug_absent", e->plug_absent_W);
    FILL(servers_W_m2, "servers", e->servers_W_m2);
    /* Company restaurants pay from some 500 guests on (D). */
    FILL(canteen_share, "canteen", d->employees[u] >= 500 ? 0.5 : 0.0);
  }
}
#undef FILL

/* Buildings do not start and stop together: hours left at their defaults are spread by up to an hour and a half to
 * each side, the middle likeliest (D: no survey of switching times found). */
static void spread_hours(const ig_batch *batch, const ig_build *context, size_t u) {
  const ig_office_data *d = batch->data;
  bool start = ig_build_given(context, u, "hours_start"), stop = ig_build_given(context, u, "hours_stop");
  double r[4];
  ig_rng_uniform4(ig_unit_key(batch, u), DRAW_HOURS, 0, 0, r);
  double spread_h = start || stop ? 0.0 : 1.5; /* who knows one of the two has the other at its middle */
  if (!start) d->start_h[u] = 6.5 + spread_h * (r[0] + r[1] - 1.0);
  if (!stop) d->stop_h[u] = 20.0 + spread_h * (r[2] + r[3] - 1.0);
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

static ig_office_fabric fabric_of(const ig_office_data *d, size_t u) {
  return (ig_office_fabric){.area_m2 = d->area_m2[u],
                            .storeys = d->storeys[u],
                            .facade_ratio = d->facade_ratio[u],
                            .window_ratio = d->window_ratio[u],
                            .u_wall = d->u_wall[u],
                            .u_window = d->u_window[u],
                            .u_roof = d->u_roof[u],
                            .u_floor = d->u_floor[u],
                            .g_value = d->g_value[u],
                            .infiltration_1_h = d->infiltration_1_h[u],
                            .facade = d->facade[u]};
}

/* The zone, its losses, and the size of its plant. */
static bool lane_zone(ig_batch *batch, ig_build *context, ig_office_lanes *k, size_t u) {
  ig_office_data *d = batch->data;
  size_t i = u % IG_BLOCK;
  ig_office_fabric f = fabric_of(d, u);
  const char *wrong = ig_office_fabric_lane(&f, batch->site->step_s, &k->rooms, i);
  if (wrong) {
    ig_build_fail(context, u, wrong, "cannot be: the construction would lose less than this without any insulation");
    return false;
  }
  double area = d->area_m2[u], flow = d->ventilation_m3_h[u] * d->employees[u];
  k->air_W_K[i] = ig_hvac_ventilation_W_K(flow, 0.0);
  k->recovery[i] = d->heat_recovery[u];
  k->night_flow[i] = d->night_flow[u];
  k->night_cooling[i] = d->night_cooling[u];
  double loss = k->rooms.loss_W_K[i], air = ig_hvac_ventilation_W_K(flow, d->heat_recovery[u]);
  d->loss_on_W_K[u] = loss + air;
  d->loss_off_W_K[u] = loss + d->night_flow[u] * air;
  /* Heating sized for -7 degC with 20 % to spare and 15 W/m2 to heat up; cooling 80 W/m2 (design rule, D). */
  double heat_most = 1.2 * d->loss_on_W_K[u] * (d->heat_degC[u] + 7.0) + 15.0 * area;
  k->heat_most[i] = d->heating_most_W[u] = d->heating[u] == IG_HVAC_NONE ? 0.0 : heat_most;
  k->cool_most[i] = d->cooling_most_W[u] = d->cooling[u] ? 80.0 * area : 0.0;
  /* Without a chiller, windows give 1.5 air changes more in working hours (D). */
  k->windows_W_K[i] = d->cooling[u] ? 0.0 : ig_hvac_ventilation_W_K(1.5 * IG_OFFICE_HEIGHT_M * area, 0.0);
  k->radiative[i] = d->radiative[u];
  k->heat_air[i] = (1.0 - d->radiative[u]) * k->rooms.convective[0][i] + d->radiative[u] * k->rooms.radiative[0][i];
  k->share_north[i] = d->share_north[u];
  k->share_east[i] = d->share_east[u];
  k->share_south[i] = d->share_south[u];
  k->share_west[i] = d->share_west[u];
  return true;
}

/* When systems run and what rooms are kept at. Air handlers start one after the other within a quarter of an hour to an
 * hour, cooling up to an hour and a half after them (D). */
static void lane_control(const ig_batch *batch, ig_office_lanes *k, size_t u) {
  const ig_office_spec *s = batch->spec;
  const ig_office_data *d = batch->data;
  size_t i = u % IG_BLOCK;
  double r[4];
  ig_rng_uniform4(ig_unit_key(batch, u), DRAW_START, 0, 0, r);
  k->start_s[i] = d->start_h[u] * 3600.0;
  k->stop_s[i] = d->stop_h[u] * 3600.0;
  k->ramp_s[i] = ig_min(900.0 + 2700.0 * r[0], 0.5 * (k->stop_s[i] - k->start_s[i]));
  k->cool_start_s[i] = ig_min(k->start_s[i] + 5400.0 * r[1], k->stop_s[i]);
  k->optimal[i] = d->start_up[u] == IG_OFFICE_OPTIMAL;
  k->heat_on[i] = d->heat_degC[u];
  k->heat_off[i] = s->setback ? d->setback_degC[u] : d->heat_degC[u];
  k->cool_on[i] = d->cool_degC[u];
}

/* Plant: what a Wh of heat or cold takes. Heating water has a spread of 15 K and 40 kPa of pressure loss, chilled water
 * 5 K and 100 kPa with pumps of 0.6 (D); fan coils 0.4 W/m2 (D). */
static void lane_plant(ig_office_data *d, ig_office_lanes *k, size_t u) {
  const level *l = &levels[d->level[u]];
  size_t i = u % IG_BLOCK;
  double plant_W = k->heat_most[i] / IG_OFFICE_DISTRIBUTION;
  bool gas = d->heating[u] == IG_HVAC_GAS, network = d->heating[u] == IG_HVAC_DISTRICT_HEAT;
  if (gas) k->boiler[i] = ig_boiler_of(l->boiler, plant_W);
  k->level[i] = d->level[u];
  k->district[i] = network ? 1.0 / IG_OFFICE_DISTRIBUTION : 0.0;
  k->district_loss_W[i] = network ? ig_pipe_substation_loss_W(plant_W, 80.0, 60.0, 20.0) : 0.0;
  d->district_most_W[u] = network ? plant_W + k->district_loss_W[i] : 0.0;
  k->pump[d->level[u]][i] = d->heating[u] == IG_HVAC_HEAT_PUMP ? 1.0 / IG_OFFICE_DISTRIBUTION : 0.0;
  k->pump_rated_W[i] = plant_W;
  k->direct[i] = d->heating[u] == IG_HVAC_ELECTRIC ? 1.0 : 0.0;
  bool water = gas || network || d->heating[u] == IG_HVAC_HEAT_PUMP;
  double hydraulic_W = ig_pipe_pump_W(plant_W / (15.0 * IG_PIPE_WATER_J_M3K), 40e3, 1.0);
  k->hot_pump_W[i] = water ? ig_pipe_circulator_W(hydraulic_W, l->circulator_eei) : 0.0;
  bool central = d->cooling[u] && d->cooler[u] == IG_OFFICE_CHILLER;
  k->cold_pump_W[i] = central ? ig_pipe_pump_W(k->cool_most[i] / (5.0 * IG_PIPE_WATER_J_M3K), 100e3, 0.6) : 0.0;
  k->coils_W[i] = d->cooling[u] ? 0.4 * d->area_m2[u] : 0.0;
  k->central[i] = central ? 1.0 / d->chiller_eer[u] : 0.0;
  k->split[i] = d->cooling[u] && !central ? 1.0 / d->chiller_eer[u] : 0.0;
  k->rated_eer[i] = d->chiller_eer[u];
}

/* Habits of the house (D): its kitchen is up to half an hour early or late, and of its zones that the timetable lights
 * with nobody there, 0.6 to 1.4 of the usual share. */
static void lane_house(const ig_batch *batch, ig_office_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  double r[4];
  ig_rng_uniform4(ig_unit_key(batch, u), DRAW_START, 0, 1, r);
  k->kitchen_late_s[i] = 1800.0 * (r[0] + r[1] - 1.0);
  if (k->light_timed[i] < 1.0) k->light_timed[i] *= 0.6 + 0.8 * r[2];
}

static void lane_uses(const ig_office_data *d, ig_office_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  double area = d->area_m2[u], staff = d->employees[u];
  const double *law = lighting_law[d->lighting_control[u]];
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
  k->core[i] = d->core_gains[u];
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
    d->t_air_degC[u] = d->t_mass_degC[2 * u] = d->t_mass_degC[2 * u + 1] = d->heat_degC[u];
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
    for (size_t i = 0; i < IG_BLOCK; i++) { /* idle lanes divide by these */
      ig_office_lanes *k = &own->lanes[b];
      k->rated_eer[i] = k->ramp_s[i] = k->heat_air[i] = k->rooms.convective[0][i] = 1.0;
    }
  for (size_t u = 0; u < batch->n; u++) {
    ig_office_lanes *k = &own->lanes[u / IG_BLOCK];
    ok = lane_zone(batch, context, k, u) && ok;
    lane_control(batch, k, u);
    lane_plant(d, k, u);
    lane_uses(d, k, u);
    lane_house(batch, k, u);
    for (int decade = 0; decade < 3; decade++)
      d->target_kWh_m2[3 * u + (size_t)decade] = ig_office_decree_target(batch->spec, d->reference_kWh_m2[u], decade);
  }
  if (!ok) return false;
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
