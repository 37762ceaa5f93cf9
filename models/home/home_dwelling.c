/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The flat: from its construction period, floor area and place in the block to the constants of the
 * two-node model (models/physics/thermal.h), its heating, cold appliances and tank. */
#include <math.h>

#include "models/home/home.h"
#include "models/physics/tank.h"
#include "models/physics/thermal.h"

/* Typical envelope of apartment blocks by construction period: U-values, W/m2K, and g within the ranges of
 * TABULA France (buildings of type AB, evidence C). Single glazing of periods 1 to 4 is taken as replaced by
 * ordinary double glazing, and a part of their walls as insulated (assumption, D). `bridges`: thermal bridges per
 * facade area; insulation inside leaves the edges of slabs open (RT2012 allows 0.28 W/K per m2 of floor; half of
 * that, D). `air_1_h`: TABULA's French boundary conditions (natural 0.5, ordinary mechanical 0.4, humidity-controlled
 * 0.25 to 0.3), and 0.1 for leaks and winter airing where the fan alone is meant (periods 7 to 10, D). */
typedef struct envelope {
  double wall, roof, floor, window, g, bridges, air_1_h, storeys, glazing;
} envelope;

static const envelope envelopes[IG_HOME_PERIODS] = {
    {1.70, 1.60, 1.80, 2.9, 0.75, 0.10, 0.50, 7, 0.15},  {1.90, 1.80, 2.00, 2.9, 0.75, 0.10, 0.50, 7, 0.15},
    {1.80, 1.80, 2.00, 2.9, 0.75, 0.10, 0.50, 10, 0.16}, {1.20, 1.20, 1.80, 2.9, 0.75, 0.10, 0.45, 6, 0.16},
    {0.70, 0.53, 0.85, 2.9, 0.75, 0.20, 0.40, 7, 0.16},  {0.55, 0.45, 0.44, 2.9, 0.76, 0.20, 0.40, 5, 0.16},
    {0.37, 0.33, 0.37, 1.95, 0.63, 0.20, 0.45, 8, 0.16}, {0.32, 0.25, 0.35, 1.6, 0.63, 0.20, 0.40, 7, 0.16},
    {0.31, 0.20, 0.22, 1.4, 0.63, 0.20, 0.40, 6, 0.167}, {0.21, 0.13, 0.17, 1.2, 0.63, 0.20, 0.40, 6, 0.167},
};

static const double storey_m = 2.5;      /* room height (TABULA) */
static const double facade_share = 0.6;  /* outer wall with windows over floor area: a block 10 to 12 m deep, D */
static const double cellar_factor = 0.6; /* of the loss through the lowest floor (EN ISO 13789 practice), C */
static const double mass_J_m2K = 162e3;  /* 45 Wh/m2K (TABULA), C */
static const double air_J_m2K = 15e3;    /* air 3 kJ/m2K, and furniture, D */
static const double inner_W_m2K = 9.2;   /* 3.45 x 4.5 in series with 9.1 x 2.5 per floor area (ISO 13790), C */
static const double shading = 0.378;     /* frame 0.7, obstacles and curtains 0.6, oblique sun 0.9 (TABULA), C */
static const double airing_1_h = 4.0;    /* windows open on a warm day, D */

static void orientate(ig_home_data *d, size_t u, const double v[4]) {
  int facing = (int)(v[1] * 4.0);
  bool through = v[2] < 0.5; /* windows on two opposite facades in half of the flats, D */
  for (int k = 0; k < 4; k++) d->orientation[k][u] = 0.0;
  d->orientation[facing][u] += through ? 0.5 : 1.0;
  d->orientation[(facing + 2) % 4][u] += through ? 0.5 : 0.0;
}

/* Areas, losses and heating of a home; returns its thermal space. */
static ig_thermal_space space_of(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  envelope e = envelopes[d->period[u] - 1];
  double area_m2 = d->floor_area_m2[u], v[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_DWELLING, 0, 0, v);
  bool top = v[0]<1.0 / e.storeys, lowest = v[0]> 1.0 - 1.0 / e.storeys;
  double facade_m2 = facade_share * area_m2, window_m2 = e.glazing * area_m2;
  double opaque_W_K = (facade_m2 - window_m2) * e.wall + (top ? area_m2 * e.roof : 0.0) +
                      (lowest ? area_m2 * e.floor * cellar_factor : 0.0) + facade_m2 * e.bridges;
  double air_W_K = 1206.0 / 3600.0 * area_m2 * storey_m; /* of one air change an hour */
  ig_thermal_space space = {.c_air_J_K = air_J_m2K * area_m2,
                            .c_mass_J_K = mass_J_m2K * area_m2,
                            .h_air_out_W_K = window_m2 * e.window + e.air_1_h * air_W_K,
                            .h_air_mass_W_K = inner_W_m2K * area_m2,
                            .h_mass_out_W_K = opaque_W_K};
  orientate(d, u, v);
  for (int k = 0; k < 4; k++) b->aperture_m2[k][lane] = d->orientation[k][u] * window_m2 * e.g * shading;
  b->airing_W_K[lane] = airing_1_h * air_W_K;
  d->window_m2[u] = window_m2;
  d->heat_loss_W_K[u] = space.h_air_out_W_K + space.h_mass_out_W_K;
  double limit_W = spec->heating_oversize * d->heat_loss_W_K[u] * (20.0 - spec->design_degC);
  if (d->heating[u] == IG_HOME_ELECTRIC) limit_W = 250.0 * ceil(limit_W / 250.0); /* convectors come in 250 W steps */
  d->heating_limit_W[u] = limit_W;
  return space;
}

static void set_step(ig_home_block *b, int lane, ig_thermal_step s) {
  b->aa[lane] = s.aa, b->am[lane] = s.am, b->ae[lane] = s.ae, b->ga[lane] = s.ga, b->gam[lane] = s.gam;
  b->gi[lane] = 0.5 * (s.ga + s.gam), b->mi[lane] = 0.5 * (s.gma + s.gm), b->per_ga[lane] = 1.0 / s.ga;
  b->ma[lane] = s.ma, b->mm[lane] = s.mm, b->me[lane] = s.me, b->gma[lane] = s.gma, b->gm[lane] = s.gm;
}

static void set_heating(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  ig_home_heating heating = (ig_home_heating)d->heating[u];
  b->setpoint_degC[lane] = d->setpoint_degC[u];
  b->night_K[lane] = d->setback_night_K[u];
  b->away_K[lane] = d->setback_away_K[u];
  b->limit_W[lane] = d->heating_limit_W[u];
  b->direct[lane] = heating == IG_HOME_ELECTRIC ? 1.0 : heating == IG_HOME_HEAT_PUMP ? 0.0 : spec->auxiliaries_share;
  b->pumped[lane] = heating == IG_HOME_HEAT_PUMP;
  b->gas[lane] = heating == IG_HOME_GAS ? 1.0 / spec->boiler_efficiency : 0.0;
  b->district[lane] = heating == IG_HOME_DISTRICT_HEAT;
  b->any_heat_pump |= heating == IG_HOME_HEAT_PUMP;
  b->any_district |= heating == IG_HOME_DISTRICT_HEAT;
  d->district_most_W[u] = heating == IG_HOME_DISTRICT_HEAT ? d->heating_limit_W[u] : 0.0;
}

/* Elements after tank size: 1.2 kW (100 L) to 3 kW (300 L), sizes on sale (evidence B). */
static double element_W(double volume_L) {
  return volume_L <= 100 ? 1200.0 : volume_L <= 150 ? 1650.0 : volume_L <= 250 ? 2200.0 : 3000.0;
}

/* The next size of subscription, 3 to 15 kVA, above what may run together: heating at its limit with the larger
 * of tank and cooking; a rule (D), as people choose the least that does not cut them off. */
static double subscription_kVA(const ig_home_data *d, size_t u) {
  bool cooks = d->own[IG_HOME_OWN_electric_hob][u] || d->own[IG_HOME_OWN_oven][u];
  double uses_W = !cooks ? 3000.0 : d->persons[u] >= 4 && d->own[IG_HOME_OWN_dishwasher][u] ? 6500.0 : 5000.0;
  double tank_W = d->hot_water[u] == IG_HOME_ELECTRIC_TANK ? element_W(d->tank_L[u]) + 2500.0 : 0.0;
  double heat_W = d->heating[u] == IG_HOME_ELECTRIC    ? d->heating_limit_W[u]
                  : d->heating[u] == IG_HOME_HEAT_PUMP ? 2500.0
                                                       : 0.0;
  return ig_clamp(3.0 * ceil((0.8 * heat_W + ig_max(uses_W, tank_W)) / 3000.0), 3.0, 15.0);
}

static void set_tank(ig_batch *batch, size_t u, ig_home_block *b, int lane) {
  ig_home_data *d = batch->data;
  bool tank = d->hot_water[u] == IG_HOME_ELECTRIC_TANK;
  double volume_L = d->tank_L[u], ua_W_K = ig_tank_legal_ua_W_K(volume_L);
  ig_tank t = ig_tank_of_volume(volume_L, ua_W_K);
  b->tank_W[lane] = tank ? element_W(volume_L) : 0.0;
  b->tank_keep[lane] = exp(-ua_W_K / t.c_J_K * batch->site->step_s);
  b->tank_gain_K_W[lane] = (1.0 - b->tank_keep[lane]) / ua_W_K;
  b->tank_J_K[lane] = t.c_J_K;
  b->relay_s[lane] = (int32_t)(d->off_peak_start_h[u] * 3600.0 + 0.5) % IG_DAY_S;
  b->any_tank |= tank;
}

/* Cold appliances: powers and cycles close on the yearly energies of the ElecDom panel (346, 174 and 308 kWh);
 * the cycles are those of the CREST table (22 of 66 min, 18 of 54 min, 20 of 60 min), 15 % either way. */
static void set_cold(ig_home_cycle *c, int lane, double period_min, double on_share, int on_W, int off_W, bool owned,
                     const double v[2]) {
  double period_s = period_min * 60.0 * (0.85 + 0.3 * v[0]);
  c->period_s[lane] = (int32_t)period_s;
  c->on_s[lane] = (int32_t)(period_s * on_share + 0.5);
  c->offset_s[lane] = (int32_t)(v[1] * period_s);
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
  set_cold(&b->refrigerator, lane, combi ? 66.0 : 54.0, 1.0 / 3.0, combi ? 114 : 60, combi ? 2 : 0, true, v);
  set_cold(&b->freezer, lane, 60.0, 1.0 / 3.0, 105, 0, d->own[IG_HOME_OWN_freezer][u], v + 2);
  b->base_W[lane] = spec->standby_W * (0.6 + w[0]) / 1.1 + 11.0 * d->own[IG_HOME_OWN_internet_box][u] +
                    10.0 * d->own[IG_HOME_OWN_tv_decoder][u];
  b->small_W[lane] = spec->small_W;
  b->fan_W[lane] = d->period[u] >= 4 ? spec->fan_W : 0.0;
  b->lamps_W[lane] = spec->lamps_W_m2 * d->floor_area_m2[u] * (0.5 + w[1]);
  /* lamps come on at 60 W/m2 of global irradiance, sd 10 between homes (after CREST's lighting model) */
  b->dark_scale[lane] = 1.0 / ig_clamp(60.0 + 10.0 * ig_rng_normal_of(w[2]), 30.0, 90.0);
  /* sensible heat of a person: asleep 60 W, awake 80 W; a child three quarters of it (ASHRAE; C) */
  double children = 0.0, all = d->persons[u];
  for (int p = 2; p < d->persons[u]; p++) children += 1.0;
  double size = 1.0 - 0.25 * children / all;
  b->asleep_W[lane] = 60.0 * size;
  b->awake_W[lane] = 20.0 * size;
}

/* Lanes past the last home must stay finite: a space that loses heat, nothing in it. */
static void set_empty(ig_home_block *b, int lane, int step_s) {
  set_step(b, lane, ig_thermal_solve((ig_thermal_space){1e6, 1e7, 50, 500, 50}, step_s));
  b->dark_scale[lane] = 1.0 / 60.0;
  b->tank_keep[lane] = b->tank_J_K[lane] = b->tank_gain_K_W[lane] = 1.0;
  b->setpoint_degC[lane] = -273.0;
  b->refrigerator.period_s[lane] = b->freezer.period_s[lane] = 3600;
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
      set_empty(b, lane, batch->site->step_s);
      continue;
    }
    set_step(b, lane, ig_thermal_solve(space_of(batch, u, b, lane), batch->site->step_s));
    set_heating(batch, u, b, lane);
    if (!ig_build_given(context, u, "subscribed_power")) d->subscribed_kVA[u] = subscription_kVA(d, u);
    set_tank(batch, u, b, lane);
    set_appliances(batch, u, b, lane);
    d->air_degC[u] = d->mass_degC[u] = d->setpoint_degC[u];
    d->tank_degC[u] = 55.0;
  }
  return true;
}
