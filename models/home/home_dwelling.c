/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flat: from its construction period, floor area and place in the building to the constants of its thermal network
 * (models/physics/zone.h, reduced order), its heating, cooling, cold appliances and tank. */
#include <math.h>
#include <string.h>

#include "models/home/home.h"
#include "models/home/home_cold.h"
#include "models/physics/tank.h"

static const double airing_1_h = 4.0; /* windows open on a warm day, D */
static const double radiant_radiator = 0.30,
                    radiant_convector = 0.15;    /* of the heat of emitters (D; EN 442 panel
                                                  * radiators give some 25 to 35 % by radiation, from memory) */
static const int32_t off_peak_s = 8 * IG_HOUR_S; /* French off-peak tariff: 8 h a day */
static const double cooling_W_m2 = 80.0;         /* split units: 2.5 to 5 kW for a flat of 30 to 60 m2 (D) */

static void orientate(ig_home_data *d, size_t u, const double v[4]) {
  int facing = (int)(v[1] * 4.0);
  bool through = v[2] < 0.5; /* windows on two opposite facades in half of the flats, D */
  for (int k = 0; k < 4; k++) d->orientation[k][u] = 0.0;
  d->orientation[facing][u] += through ? 0.5 : 1.0;
  d->orientation[(facing + 2) % 4][u] += through ? 0.5 : 0.0;
}

/* Draws where the flat lies and how it is built. */
static ig_home_stock_flat flat_of(const ig_batch *batch, size_t u) {
  ig_home_data *d = batch->data;
  const ig_home_stock_period *p = ig_home_stock_of(d->period[u]);
  double v[4], w[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_DWELLING, 0, 0, v);
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_BUILDING, 0, 0, w);
  orientate(d, u, v);
  return (ig_home_stock_flat){.period = d->period[u],
                              .wall = ig_home_stock_pick(p->wall, w[0]),
                              .roof = ig_home_stock_pick(p->roof, w[1]),
                              .floor = ig_home_stock_pick(p->floor, w[2]),
                              .window = ig_home_stock_pick_window(p->window, w[3]),
                              .top = v[0]<1.0 / p->storeys, .lowest = v[0]> 1.0 - 1.0 / p->storeys,
                              .floor_m2 = d->floor_area_m2[u]};
}

/* Responses of the nodes with capacity as the loop wants them: sun with what the panes take up of it. Those to outdoor
 * temperatures are what is left of 1, since the loop counts from the outdoor air. */
static void set_step(ig_home_block *b, int lane, const ig_rc_small *s, const ig_home_stock_zone *z, double radiant) {
  double sun_W = z->window_m2 * IG_HOME_STOCK_GLASS * IG_HOME_STOCK_UNSHADED * z->g; /* of 1 W/m2 through a window */
  double panes_K = (1.0 - IG_HOME_STOCK_PASSES) * sun_W / z->window_W_K;
  for (int i = 0; i < IG_HOME_NODES; i++) {
    const double *gain = s->gain[i];
    for (int j = 0; j < IG_HOME_NODES; j++) b->keep[i][j][lane] = s->keep[i][j];
    b->outer[i][lane] = gain[IG_ZONE_OUTSIDE];
    b->window[i][lane] = gain[IG_ZONE_WINDOWS];
    b->sun[i][lane] = IG_HOME_STOCK_PASSES * sun_W * gain[IG_ZONE_SUN] + panes_K * gain[IG_ZONE_WINDOWS];
    b->convective[i][lane] = gain[IG_ZONE_CONVECTIVE];
    b->radiative[i][lane] = gain[IG_ZONE_RADIATIVE];
  }
  double convective = b->convective[IG_HOME_AIR][lane], radiative = b->radiative[IG_HOME_AIR][lane];
  b->radiant[lane] = radiant;
  b->per_heating[lane] = 1.0 / ((1.0 - radiant) * convective + radiant * radiative);
  b->per_air[lane] = 1.0 / convective;
  b->open_part[lane] = 1.0 / (1.0 + convective * airing_1_h * z->one_change_W_K);
}

/* Weights of walls, roof and floor in the one exterior temperature of the reduced zone. */
static void set_weights(ig_home_block *b, int lane, const ig_zone *zone, const ig_home_stock_zone *z) {
  static const ig_home_stock_part part[] = {IG_HOME_STOCK_WALL, IG_HOME_STOCK_ROOF, IG_HOME_STOCK_FLOOR};
  double *to[] = {b->wall_part, b->roof_part, b->floor_part};
  for (size_t k = 0; k < IG_COUNT(part); k++)
    if (z->element[part[k]] >= 0) to[k][lane] = zone->weight[z->element[part[k]]];
  /* Stairs are warmer than outdoors in proportion, like cellars. */
  b->floor_part[lane] +=
      zone->weight[z->element[IG_HOME_STOCK_STAIRS]] * (1.0 - IG_HOME_STOCK_STAIRWELL) / (1.0 - IG_HOME_STOCK_CELLAR);
}

/* Solves the flat's network; false when memory is short. */
static bool solve(ig_home_block *b, int lane, const ig_home_stock_zone *z, double radiant, int step_s) {
  ig_zone zone;
  ig_rc_step step = {0};
  ig_rc_small small;
  bool good = ig_zone_create(&z->spec, IG_ZONE_REDUCED, &zone);
  good = good && ig_rc_solve(&zone.network, step_s, &step) && ig_rc_small_of(&step, &small);
  if (good) {
    assert(step.states == IG_HOME_NODES);
    set_step(b, lane, &small, z, radiant);
    set_weights(b, lane, &zone, z);
  }
  ig_rc_step_free(&step);
  ig_zone_free(&zone);
  return good;
}

/* Constants of the flat, losses, and what heating and cooling can give. */
static bool set_flat(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  ig_home_stock_flat flat = flat_of(batch, u);
  ig_home_stock_zone z;
  ig_home_stock_zone_of(&flat, &z);
  bool electric = d->heating[u] == IG_HOME_ELECTRIC;
  if (!solve(b, lane, &z, electric ? radiant_convector : radiant_radiator, batch->site->step_s)) return false;
  b->axis[lane] = d->orientation[1][u] + d->orientation[3][u];
  b->side[lane] = d->orientation[0][u] + d->orientation[1][u];
  d->window_m2[u] = z.window_m2;
  d->heat_loss_W_K[u] = z.window_W_K + z.opaque_W_K + z.air_W_K;
  double limit_W = spec->heating_oversize * d->heat_loss_W_K[u] * (20.0 - spec->design_degC);
  if (electric) limit_W = 250.0 * ceil(limit_W / 250.0); /* convectors come in 250 W steps */
  d->heating_limit_W[u] = limit_W;
  b->pump_W[lane] = d->heat_loss_W_K[u] * (20.0 - spec->design_degC);
  b->cooling_W[lane] = d->cooling[u] ? ig_clamp(cooling_W_m2 * d->floor_area_m2[u], 2500.0, 5000.0) : 0.0;
  if (d->cooling[u]) b->cooled[b->n_cooled++] = lane;
  return true;
}

static void set_heating(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  const ig_home_own_data *own = batch->own;
  ig_home_heating heating = (ig_home_heating)d->heating[u];
  b->setpoint_degC[lane] = d->setpoint_degC[u];
  b->night_K[lane] = d->setback_night_K[u];
  b->away_K[lane] = d->setback_away_K[u];
  b->limit_W[lane] = d->heating_limit_W[u];
  b->direct[lane] = heating == IG_HOME_ELECTRIC ? 1.0 : heating == IG_HOME_GAS ? 0.0 : spec->auxiliaries_share;
  b->district[lane] = heating == IG_HOME_DISTRICT_HEAT;
  b->pump_air[lane] = heating == IG_HOME_HEAT_PUMP;
  b->pump_ground[lane] = heating == IG_HOME_HEAT_PUMP_GROUND;
  if (ig_home_on_gas((int32_t)heating)) b->boiler[ig_home_boiler_of(d, u)][lane] = 1.0;
  bool circulates = heating == IG_HOME_GAS_COLLECTIVE && d->hot_water[u] == IG_HOME_WITH_HEATING;
  b->circulation_W[lane] = circulates ? own->systems.circulation_fuel_W : 0.0;
  b->any_heat_pump |= heating == IG_HOME_HEAT_PUMP || heating == IG_HOME_HEAT_PUMP_GROUND;
  b->any_boiler |= ig_home_on_gas((int32_t)heating);
  b->any_district |= heating == IG_HOME_DISTRICT_HEAT;
  d->district_most_W[u] = heating == IG_HOME_DISTRICT_HEAT ? d->heating_limit_W[u] : 0.0;
}

/* Elements after tank size: 1.2 kW (100 L) to 3 kW (300 L), sizes on sale (evidence B). */
static double element_W(double volume_L) {
  return volume_L <= 100 ? 1200.0 : volume_L <= 150 ? 1650.0 : volume_L <= 250 ? 2200.0 : 3000.0;
}

static void set_tank(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  bool tank = d->hot_water[u] != IG_HOME_WITH_HEATING, pumped = d->hot_water[u] == IG_HOME_HEAT_PUMP_TANK;
  double volume_L = d->tank_L[u], ua_W_K = ig_tank_legal_ua_W_K(volume_L);
  ig_tank t = ig_tank_of_volume(volume_L, ua_W_K);
  b->tank_W[lane] = tank ? element_W(volume_L) : 0.0;
  b->tank_keep[lane] = exp(-ua_W_K / t.c_J_K * batch->site->step_s);
  b->tank_gain_K_W[lane] = (1.0 - b->tank_keep[lane]) / ua_W_K;
  b->tank_J_K[lane] = t.c_J_K;
  b->tank_direct[lane] = tank && !pumped;
  b->tank_air[lane] = pumped && d->heating[u] == IG_HOME_HEAT_PUMP;
  b->tank_ground[lane] = pumped && d->heating[u] == IG_HOME_HEAT_PUMP_GROUND;
  b->relay_s[lane] = (int32_t)(d->off_peak_start_h[u] * 3600.0 + 0.5) % IG_DAY_S;
  b->relay_on_s[lane] = d->tariff[u] == IG_HOME_OFF_PEAK ? off_peak_s : IG_DAY_S;
  b->any_tank |= tank;
}

/* Cold appliances: powers and cycles close on the yearly energies of the ElecDom panel (346, 174 and 308 kWh) at the
 * reference temperature; the cycles are those of the CREST table (22 of 66 min, 18 of 54 min, 20 of 60 min), 15 %
 * either way. In a warmer room the compressor runs for longer: the parabola through the need at three temperatures. */
static void set_cold(ig_home_cycle *c, int lane, const ig_home_cold *kind, double period_min, int on_W, int off_W,
                     bool owned, const double v[2]) {
  double period_s = period_min * 60.0 * (0.85 + 0.3 * v[0]), on_s = period_s / 3.0;
  double n0 = ig_home_cold_need(kind, 0.0), n16 = ig_home_cold_need(kind, 16.0), n32 = ig_home_cold_need(kind, 32.0);
  double bend = (n32 - 2.0 * n16 + n0) / (2.0 * 16.0 * 16.0);
  c->period_s[lane] = (int32_t)period_s;
  c->offset_s[lane] = (int32_t)(v[1] * period_s);
  c->on_s[lane] = on_s * n0;
  c->on_s_K[lane] = on_s * ((n16 - n0) / 16.0 - 16.0 * bend);
  c->on_s_K2[lane] = on_s * bend;
  c->on_W[lane] = owned ? on_W : 0;
  c->off_W[lane] = owned ? off_W : 0;
}

static void set_appliances(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  double v[4], w[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_DWELLING, 0, 1, v);
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_DWELLING, 0, 2, w);
  bool combi = d->own[IG_HOME_OWN_combi][u];
  set_cold(&b->refrigerator, lane, combi ? &ig_home_cold_combi : &ig_home_cold_refrigerator, combi ? 66.0 : 54.0,
           (int)lround((combi ? 114 : 60) * d->factor[IG_HOME_DIFFERENCE_refrigerator][u]), combi ? 2 : 0, true, v);
  set_cold(&b->freezer, lane, &ig_home_cold_freezer, 60.0, (int)lround(105 * d->factor[IG_HOME_DIFFERENCE_freezer][u]),
           0, d->own[IG_HOME_OWN_freezer][u], v + 2);
  b->base_W[lane] = spec->standby_W * d->activity[u] * d->factor[IG_HOME_DIFFERENCE_standby][u] +
                    11.0 * d->own[IG_HOME_OWN_internet_box][u] + 10.0 * d->own[IG_HOME_OWN_tv_decoder][u];
  b->small_W[lane] = spec->small_W * d->activity[u] * d->factor[IG_HOME_DIFFERENCE_devices][u];
  b->fan_W[lane] = d->period[u] >= 4 ? spec->fan_W : 0.0;
  b->lamps_W[lane] =
      spec->lamps_W_m2 * d->floor_area_m2[u] * d->activity[u] * d->factor[IG_HOME_DIFFERENCE_lighting][u];
  /* lamps come on at 60 W/m2 of global irradiance, sd 10 between homes (after CREST's lighting model) */
  b->dark_scale[lane] = 1.0 / ig_clamp(60.0 + 10.0 * ig_rng_normal_of(w[2]), 30.0, 90.0);
  /* sensible heat of a person: asleep 60 W, awake 80 W; a child three quarters of it (ASHRAE; C) */
  double children = 0.0, all = d->persons[u];
  for (int p = 0; p < d->persons[u]; p++) children += d->age[u * IG_HOME_PERSONS + (size_t)p] < 15;
  double size = 1.0 - 0.25 * children / all;
  b->asleep_W[lane] = 60.0 * size;
  b->awake_W[lane] = 20.0 * size;
}

/* Lanes past the last home must stay finite: a space that follows the outdoor temperature, nothing in it. */
static void set_empty(ig_home_block *b, int lane) {
  for (int i = 0; i < IG_HOME_NODES; i++) b->keep[i][i][lane] = 0.5;
  b->per_heating[lane] = b->per_air[lane] = 1e3;
  b->dark_scale[lane] = 1.0 / 60.0;
  b->open_part[lane] = b->tank_keep[lane] = b->tank_J_K[lane] = b->tank_gain_K_W[lane] = 1.0;
  b->setpoint_degC[lane] = -273.0;
  b->refrigerator.period_s[lane] = b->freezer.period_s[lane] = 3600;
}

/* Outer walls at the start: where they settle between rooms at the set-point and 10 degC outdoors; the spin-up does the
 * rest. */
static double start_outer_degC(const ig_home_block *b, int lane, double inside_degC) {
  double in = b->keep[IG_HOME_OUTER][IG_HOME_AIR][lane] + b->keep[IG_HOME_OUTER][IG_HOME_INNER][lane];
  return 10.0 + (inside_degC - 10.0) * in / (1.0 - b->keep[IG_HOME_OUTER][IG_HOME_OUTER][lane]);
}

bool ig_home_dwelling_build(ig_batch *batch, ig_build *context) {
  ig_home_data *d = batch->data;
  ig_home_block *blocks = ((ig_home_own_data *)batch->own)->block;
  if (batch->site->step_s > IG_HOUR_S) {
    ig_build_fail(context, IG_SETTINGS, "count", "homes need a step of at most an hour; the step is %d s",
                  batch->site->step_s);
    return false;
  }
  for (size_t u = 0; u < batch->padded; u++) {
    ig_home_block *b = blocks + u / IG_BLOCK;
    int lane = (int)(u % IG_BLOCK);
    if (u >= batch->n) {
      set_empty(b, lane);
      continue;
    }
    if (!set_flat(batch, u, b, lane)) {
      ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for the thermal networks of homes");
      return false;
    }
    set_heating(batch, u, b, lane);
    set_tank(batch, u, b, lane);
    set_appliances(batch, u, b, lane);
    d->air_degC[u] = d->inner_degC[u] = d->setpoint_degC[u];
    d->outer_degC[u] = start_outer_degC(b, lane, d->setpoint_degC[u]);
    d->tank_degC[u] = 55.0;
  }
  for (size_t begin = 0; begin < batch->padded; begin += IG_BLOCK) {
    size_t bytes = IG_BLOCK * sizeof(int32_t);
    ig_home_heat_cold(d, blocks + begin / IG_BLOCK, begin);
    memcpy(d->refrigerator_on_s + begin, d->refrigerator_next_s + begin, bytes);
    memcpy(d->freezer_on_s + begin, d->freezer_next_s + begin, bytes);
  }
  return ig_home_meter_build(batch, context);
}
