/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Linky meter of a home: what is subscribed, when it cuts off, and the power factor it sees.
 *
 * Cut-off. Each second the meter filters the square of the apparent power, Y = B X^2 + (1 - B) Y with B = 0.008 (a time
 * constant of 125 s), and opens when Y exceeds the square of a cut-off power (as described by capfile.com from the
 * meter's specification; secondary source, B). That power is put at 1.3 times the subscribed power there, at 1.0 times
 * by press reports of 2018 (01net); the setting meter_cut_off has 1.2 (D). Beyond 1.3 times the contacts open at once,
 * here after 10 s of the step (D: the main breaker behind the meter has the same rating; target 32). Step means stand
 * for the seconds of a step. While open nothing is drawn: what the rest of the model wanted is counted in energy_cut.
 * Somebody at home and awake closes it again after rearm_delay; until then the household waits, in the dark. After that
 * it is careful for two hours: appliances are held to what the subscribed power leaves beside the heating that ran, 0.6
 * of it at least; convectors are turned down to the rest, and the tank waits (D).
 *
 * Subscribed power. By need: the next size above 0.8 of electric heating and the larger of cooking and tank; a rule
 * (D). Heavy users and strong plates need more (need_W). Where the scenario states shares of 3, 6, 9, 12 and 15 kVA
 * these are met exactly and go to homes in the order of need. */
#include <math.h>
#include <stdlib.h>

#include "models/home/home.h"

/* W that cooking and other uses may want at once: two plates at full power, and 2 kW beside them; 3.5 kW where four sit
 * at table and there is a dishwasher, or six and a dryer. How much a household cooks and uses counts in persons of
 * usual habits, to the power 0.7 (home_appliances.c): who uses as much as ten has at least 6.5 kW. */
static double uses_W(const ig_home_data *d, size_t u) {
  double four = pow(4.0, 0.7), six = pow(6.0, 0.7), ten = pow(10.0, 0.7);
  double uses = pow(d->persons[u], 0.7) * d->activity[u], meals = uses * d->factor[IG_HOME_DIFFERENCE_cooking][u];
  bool hob = d->own[IG_HOME_OWN_electric_hob][u];
  if (d->persons[u] == 1 && uses < 2.0 && d->floor_area_m2[u] < 30.0) return 3000.0; /* studios (selectra.info) */
  if (!hob && !d->own[IG_HOME_OWN_oven][u]) return uses > 1.001 * six ? 4000.0 : 3000.0;
  bool many = (meals > 0.999 * four && d->own[IG_HOME_OWN_dishwasher][u]) ||
              (meals > 1.001 * six && d->own[IG_HOME_OWN_dryer][u]);
  double plates_W = 3000.0 * (hob ? d->factor[IG_HOME_DIFFERENCE_hob_power][u] : 1.0);
  return ig_max((many ? 3500.0 : 2000.0) + plates_W, uses > ten ? 6500.0 : 4000.0);
}

/* W that a home may want at once; people choose the least subscription that does not cut them off. */
static double need_W(const ig_batch *batch, size_t u) {
  const ig_home_data *d = batch->data;
  const ig_home_own_data *own = batch->own;
  bool pump = d->heating[u] == IG_HOME_HEAT_PUMP || d->heating[u] == IG_HOME_HEAT_PUMP_GROUND;
  double element_W = own->block[u / IG_BLOCK].tank_W[u % IG_BLOCK]; /* 0 without a tank */
  if (d->hot_water[u] == IG_HOME_HEAT_PUMP_TANK) element_W *= 0.5;
  double tank_W = element_W > 0.0 ? element_W + 2500.0 : 0.0;
  double heat_W = d->heating[u] == IG_HOME_ELECTRIC ? d->heating_limit_W[u] : pump ? 2500.0 : 0.0;
  return 0.8 * heat_W + ig_max(uses_W(d, u), tank_W);
}

static double size_kVA(double need_W) { return ig_clamp(3.0 * ceil(need_W / 3000.0), 3.0, 15.0); }

static double rank_need(const ig_batch *batch, size_t u, int kind) {
  (void)kind;
  return need_W(batch, u);
}

static bool deal_powers(ig_batch *batch, const ig_list *share) {
  ig_home_data *d = batch->data;
  int32_t *step = calloc(batch->n + 1, sizeof *step);
  ig_home_ranked *list = malloc((batch->n + 1) * sizeof *list);
  bool good = step && list;
  if (good) {
    ig_home_quota_many(batch, rank_need, 0, share->v, IG_HOME_POWERS, 1, step, list);
    for (size_t u = 0; u < batch->n; u++)
      if (!batch->listed[u]) d->subscribed_kVA[u] = 3.0 * step[u];
  }
  free(step);
  free(list);
  return good;
}

/* --- power factor ------------------------------------------------------------------------------------------ */

/* Reactive over active power of a use, and its usual energy a year, kWh; 50 Hz part. Compressors and fans lag; switched
 * supplies and LED lamps lead a little; heat has none. From memory of measurements, to be checked (D). */
typedef struct reactive {
  double tan_phi, kWh;
} reactive;

static double tan_of(const ig_batch *batch, size_t u) {
  const ig_home_data *d = batch->data;
  bool electric = d->heating[u] == IG_HOME_ELECTRIC, tank = d->hot_water[u] == IG_HOME_ELECTRIC_TANK;
  bool pump = d->heating[u] == IG_HOME_HEAT_PUMP || d->heating[u] == IG_HOME_HEAT_PUMP_GROUND;
  const reactive uses[] = {
      {0.75, d->own[IG_HOME_OWN_combi][u] ? 346.0 : 174.0},
      {0.75, 308.0 * d->own[IG_HOME_OWN_freezer][u]},
      {0.15, 105.0 * d->own[IG_HOME_OWN_washing_machine][u] + 180.0 * d->own[IG_HOME_OWN_dishwasher][u] +
                 300.0 * d->own[IG_HOME_OWN_dryer][u]},
      {0.0, 160.0 * d->own[IG_HOME_OWN_electric_hob][u] + 250.0},
      {-0.25, 350.0},                      /* screens and small devices */
      {-0.40, 3.0 * d->floor_area_m2[u]},  /* lamps */
      {-0.30, 350.0},                      /* standby, internet box */
      {0.60, 115.0 * (d->period[u] >= 4)}, /* fan */
      {0.0, (electric ? 3500.0 : 0.0) + (tank ? 1700.0 : 0.0)},
      {0.33, pump ? 1800.0 : 0.0},
  };
  double active = 0.0, lagging = 0.0;
  for (size_t k = 0; k < IG_COUNT(uses); k++) active += uses[k].kWh, lagging += uses[k].tan_phi * uses[k].kWh;
  return lagging / active;
}

bool ig_home_meter_build(ig_batch *batch, ig_build *context) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  ig_home_block *blocks = ((ig_home_own_data *)batch->own)->block;
  bool by_need = ig_home_by_need(&spec->subscribed_powers);
  for (size_t u = 0; u < batch->n; u++)
    if (!ig_build_given(context, u, "subscribed_power") && (by_need || batch->listed[u]))
      d->subscribed_kVA[u] = size_kVA(need_W(batch, u));
  if (!by_need && !deal_powers(batch, &spec->subscribed_powers)) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for %zu homes", batch->n);
    return false;
  }
  for (size_t u = 0; u < batch->n; u++) {
    d->tan_phi[u] = tan_of(batch, u);
    double apparent = sqrt(1.0 + d->tan_phi[u] * d->tan_phi[u]);
    blocks[u / IG_BLOCK].per_cut_W[u % IG_BLOCK] = apparent / (1000.0 * d->subscribed_kVA[u] * spec->cut_off_ratio);
  }
  return true;
}
