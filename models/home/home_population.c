/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who lives where. Generated homes meet totals exactly: sizes, construction periods and heating systems are
 * dealt out by quotas (largest remainder), in the order of a draw that belongs to each home. Homes listed by
 * name are on top: they take nothing from the quotas, and what the scenario leaves out is drawn from their own
 * key, so that a listed home moves no other home. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/home/home.h"

size_t ig_home_population_count(const void *spec) { return (size_t)((const ig_home_spec *)spec)->count; }

/* Moves homes one by one to the next size up or down until the persons are met: the fewest moves there are.
 * Each move takes a home from the size that has most homes among those that may move. */
static void meet_persons(int64_t quota[IG_HOME_PERSONS], int64_t persons) {
  int64_t have = 0;
  for (int i = 0; i < IG_HOME_PERSONS; i++) have += quota[i] * (i + 1);
  int way = persons > have ? 1 : -1;
  for (; have != persons; have += way) {
    int from = -1;
    for (int i = 0; i < IG_HOME_PERSONS; i++)
      if (i + way >= 0 && i + way < IG_HOME_PERSONS && quota[i] > 0 && (from < 0 || quota[i] > quota[from])) from = i;
    assert(from >= 0);
    quota[from]--;
    quota[from + way]++;
  }
}

static bool check_shares(ig_build *context, const char *field, const double *share, size_t n, size_t want) {
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) sum += share[i];
  if (n != want) {
    ig_build_fail(context, IG_SETTINGS, field, "has %zu shares; %zu are needed", n, want);
    return false;
  }
  if (!(fabs(sum - 1.0) <= 1e-6)) {
    ig_build_fail(context, IG_SETTINGS, field, "shares add up to %.6g; they must add up to 1", sum);
    return false;
  }
  return true;
}

/* How many live in the generated homes together; 0: whatever the shares of sizes give. */
static int64_t persons_wanted(const ig_home_spec *spec) {
  return spec->persons > 0 ? spec->persons : llround(spec->persons_per_home * (double)spec->count);
}

static bool check(const ig_home_spec *spec, ig_build *context) {
  bool ok = check_shares(context, "household_sizes", spec->household_sizes.v, spec->household_sizes.n, IG_HOME_PERSONS);
  ok = check_shares(context, "periods", spec->periods.v, spec->periods.n, IG_HOME_PERIODS) && ok;
  ok = check_shares(context, "heating_share.gas", spec->heating_share, IG_HOME_HEATINGS, IG_HOME_HEATINGS) && ok;
  ok = check_shares(context, "incomes", spec->incomes.v, spec->incomes.n, IG_HOME_DECILES) && ok;
  ok = check_shares(context, "tenures", spec->tenures.v, spec->tenures.n, IG_HOME_TENURES) && ok;
  ok = check_shares(context, "educations", spec->educations.v, spec->educations.n, IG_HOME_EDUCATIONS) && ok;
  ok = check_shares(context, "cars", spec->cars.v, spec->cars.n, IG_HOME_CAR_CLASSES) && ok;
  if (!ig_home_by_need(&spec->subscribed_powers))
    ok = check_shares(context, "subscribed_powers", spec->subscribed_powers.v, spec->subscribed_powers.n,
                      IG_HOME_POWERS) &&
         ok;
  if (spec->worker_share + spec->student_share + spec->retired_share > 1.0 + 1e-9) {
    ig_build_fail(context, IG_SETTINGS, "activity.worker",
                  "workers, students and the retired are more than all adults");
    ok = false;
  }
  if (spec->part_time_share + spec->early_share + spec->evening_share > 1.0 + 1e-9) {
    ig_build_fail(context, IG_SETTINGS, "work_hours.part_time",
                  "part-time, early and evening workers are more than all");
    ok = false;
  }
  if (spec->in_district_share + spec->at_home_share > 1.0 + 1e-9) {
    ig_build_fail(context, IG_SETTINGS, "work_place.district", "workers in the district and at home are more than all");
    ok = false;
  }
  if (spec->floor_area.n != IG_HOME_PERSONS) {
    ig_build_fail(context, IG_SETTINGS, "floor_areas", "has %zu areas; %d are needed, for homes of 1 to %d persons",
                  spec->floor_area.n, IG_HOME_PERSONS, IG_HOME_PERSONS);
    ok = false;
  }
  int64_t persons = persons_wanted(spec);
  if (persons != 0 && (persons < spec->count || persons > spec->count * IG_HOME_PERSONS)) {
    ig_build_fail(context, IG_SETTINGS, spec->persons ? "persons" : "persons_per_home",
                  "%lld persons cannot live in %lld homes of 1 to %d persons", (long long)persons,
                  (long long)spec->count, IG_HOME_PERSONS);
    ok = false;
  }
  return ok;
}

/* What is left open of a parameter: drawn(u) is true where the scenario did not give it. */
static bool open_param(const ig_build *context, size_t unit, const char *param) {
  return !ig_build_given(context, unit, param);
}

/* Ranks the generated homes by a draw of their own. Heating: homes built before 1975 come first, by 0.3 of the
 * range, so that fewer of them get electric heating, the last category, which came with insulation (D). */
static size_t rank_homes(const ig_batch *batch, uint32_t purpose, ig_home_ranked *list) {
  const ig_home_data *d = batch->data;
  size_t n = 0;
  for (size_t u = 0; u < batch->n; u++) {
    if (batch->listed[u]) continue;
    double old = purpose == IG_HOME_DRAW_HEATING && d->period[u] <= 4 ? 0.3 : 0.0;
    list[n++] = (ig_home_ranked){ig_rng_uniform(ig_unit_key(batch, u), purpose, 0, 0) - old, batch->id[u], u};
  }
  ig_home_quota_sort(list, n);
  return n;
}

/* Gives generated homes their category by quota, listed ones (where left open) by their own draw. */
static void assign(ig_batch *batch, const ig_build *context, const char *param, uint32_t purpose, const double *share,
                   size_t k, const int64_t *quota, int first, int32_t *value, ig_home_ranked *list) {
  size_t n = rank_homes(batch, purpose, list), i = 0;
  for (size_t category = 0; category < k; category++)
    for (int64_t j = 0; j < quota[category] && i < n; j++) value[list[i++].index] = first + (int32_t)category;
  for (size_t u = 0; u < batch->n; u++)
    if (batch->listed[u] && open_param(context, u, param))
      value[u] = first + ig_home_quota_pick(share, k, ig_rng_uniform(ig_unit_key(batch, u), purpose, 0, 0));
}

static void assign_sizes(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  int64_t quota[IG_HOME_PERSONS];
  ig_home_quota_deal(spec->household_sizes.v, IG_HOME_PERSONS, spec->count, quota);
  if (persons_wanted(spec) > 0) meet_persons(quota, persons_wanted(spec));
  assign(batch, context, "persons", IG_HOME_DRAW_SIZE, spec->household_sizes.v, IG_HOME_PERSONS, quota, 1, d->persons,
         list);
}

static void assign_periods(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  int64_t quota[IG_HOME_PERIODS];
  ig_home_quota_deal(spec->periods.v, IG_HOME_PERIODS, spec->count, quota);
  assign(batch, context, "period", IG_HOME_DRAW_PERIOD, spec->periods.v, IG_HOME_PERIODS, quota, 1, d->period, list);
}

static void assign_heating(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  int64_t quota[IG_HOME_HEATINGS];
  double share[IG_HOME_HEATINGS];
  memcpy(share, spec->heating_share, sizeof share);
  double collective = spec->collective_gas * share[IG_HOME_GAS];
  share[IG_HOME_GAS] -= collective;
  share[IG_HOME_GAS_COLLECTIVE] += collective;
  ig_home_quota_deal(share, IG_HOME_HEATINGS, spec->count, quota);
  assign(batch, context, "heating", IG_HOME_DRAW_HEATING, share, IG_HOME_HEATINGS, quota, 0, d->heating, list);
}

/* Tank of a home that has no hot water from its heating. */
static int32_t tank_of(int32_t heating) {
  bool pump = heating == IG_HOME_HEAT_PUMP || heating == IG_HOME_HEAT_PUMP_GROUND;
  return pump ? IG_HOME_HEAT_PUMP_TANK : IG_HOME_ELECTRIC_TANK;
}

/* Tanks: all homes that heat with electricity, and a quota of the others. */
static void assign_hot_water(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  size_t n = rank_homes(batch, IG_HOME_DRAW_HOT_WATER, list), others = 0;
  for (size_t i = 0; i < n; i++) others += d->heating[list[i].index] <= IG_HOME_DISTRICT_HEAT;
  double tanks = floor(spec->tank_share * (double)others + 0.5);
  for (size_t i = 0; i < n; i++) {
    int32_t heating = d->heating[list[i].index];
    bool tank = heating > IG_HOME_DISTRICT_HEAT;
    if (!tank && tanks > 0.0) tank = true, tanks -= 1.0;
    d->hot_water[list[i].index] = tank ? tank_of(heating) : IG_HOME_WITH_HEATING;
  }
  for (size_t u = 0; u < batch->n; u++) {
    if (!batch->listed[u] || !open_param(context, u, "hot_water")) continue;
    bool tank = d->heating[u] > IG_HOME_DISTRICT_HEAT ||
                ig_rng_uniform(ig_unit_key(batch, u), IG_HOME_DRAW_HOT_WATER, 0, 0) < spec->tank_share;
    d->hot_water[u] = tank ? tank_of(d->heating[u]) : IG_HOME_WITH_HEATING;
  }
}

/* Hot water that the heating cannot give. */
static bool check_hot_water(const ig_batch *batch, ig_build *context) {
  const ig_home_data *d = batch->data;
  bool good = true;
  for (size_t u = 0; u < batch->n; u++) {
    bool pump = d->heating[u] == IG_HOME_HEAT_PUMP || d->heating[u] == IG_HOME_HEAT_PUMP_GROUND;
    if (d->hot_water[u] == IG_HOME_HEAT_PUMP_TANK && !pump) {
      ig_build_fail(context, u, "hot_water", "heat_pump_tank needs heating: heat_pump or heat_pump_ground");
      good = false;
    }
  }
  return good;
}

static void draw_comfort(ig_batch *batch, const ig_build *context, size_t u) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  double v[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_COMFORT, 0, 0, v);
  if (open_param(context, u, "setpoint"))
    d->setpoint_degC[u] = ig_clamp(spec->setpoint_mean_degC + spec->setpoint_sd_K * ig_rng_normal_of(v[0]), 17.0, 23.0);
  if (open_param(context, u, "setback_night"))
    d->setback_night_K[u] = v[1] < spec->setback_night_share ? spec->setback_K : 0.0;
  if (open_param(context, u, "setback_away"))
    d->setback_away_K[u] = v[2] < spec->setback_away_share ? spec->setback_K : 0.0;
}

static void draw_systems(ig_batch *batch, const ig_build *context, size_t u) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  double v[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_SYSTEMS, 0, 0, v);
  if (open_param(context, u, "condensing")) d->condensing[u] = v[0] < spec->condensing_share;
  if (open_param(context, u, "cooling")) d->cooling[u] = v[1] < spec->cooling_share;
}

/* Lognormal factor of mean 1. */
static double spread(double u, double sd) { return exp(sd * ig_rng_normal_of(u) - 0.5 * sd * sd); }

static void draw_levels(ig_batch *batch, const ig_build *context, size_t u) {
  static const double water_L[IG_HOME_PERSONS] = {66, 60, 55, 50, 45, 45};
  static const double tank_L[5] = {100, 150, 200, 250, 300};
  static const double start_h[8] = {22.0, 22.5, 23.0, 23.5, 0.0, 0.5, 1.0, 1.5};
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  int size = d->persons[u];
  double v[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_LEVELS, 0, 0, v);
  if (open_param(context, u, "floor_area"))
    d->floor_area_m2[u] = ig_clamp(spec->floor_area.v[size - 1] * spread(v[0], 0.20), 9.0, 500.0);
  if (open_param(context, u, "water"))
    d->water_L_day[u] = ig_min(spec->water_factor * water_L[size - 1] * size * spread(v[2], 0.35), 3000.0);
  if (open_param(context, u, "tank_volume")) {
    int k = 0;
    while (k < 4 && tank_L[k] < 1.5 * d->water_L_day[u]) k++;
    d->tank_L[u] = tank_L[k];
  }
  if (open_param(context, u, "off_peak_start")) d->off_peak_start_h[u] = start_h[(int)(v[3] * 8.0)];
}

bool ig_home_population_build(ig_batch *batch, ig_build *context) {
  if (!check(batch->spec, context)) return false;
  ig_home_ranked *list = malloc((batch->n + 1) * IG_HOME_PERSONS * sizeof *list);
  if (!list) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for %zu homes", batch->n);
    return false;
  }
  assign_sizes(batch, context, list);
  assign_periods(batch, context, list);
  assign_heating(batch, context, list);
  assign_hot_water(batch, context, list);
  ig_home_households_compose(batch, context, list);
  ig_home_members_build(batch, list);
  ig_home_households_equip(batch, context, list);
  ig_home_households_means(batch, context, list);
  ig_home_differences_build(batch, context, list);
  free(list);
  for (size_t u = 0; u < batch->n; u++) {
    draw_comfort(batch, context, u);
    draw_systems(batch, context, u);
    draw_levels(batch, context, u);
  }
  return check_hot_water(batch, context) && ig_home_persons_build(batch, context);
}
