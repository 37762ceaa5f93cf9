/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a shop or public place is made of, as one zone of the thermal core (models/physics/zone.h): a shop window, a
 * facade wall, a floor over cellars, party walls and a ceiling to like rooms, some roof. The loss that the scenario
 * states is met exactly: windows and leaks by their keys, the insulation of the rest follows from what is left. */
#include "models/shop/shop.h"

/* EN ISO 10456 (C). The insulation's thickness is found. */
#define CONCRETE(d) \
  { .thickness_m = d, .conductivity_W_mK = 2.0, .density_kg_m3 = 2400, .heat_J_kgK = 1000 }
#define INSULATION(d) \
  { .thickness_m = d, .conductivity_W_mK = 0.04, .density_kg_m3 = 25, .heat_J_kgK = 1030 }
#define PLASTERBOARD \
  { .thickness_m = 0.013, .conductivity_W_mK = 0.25, .density_kg_m3 = 900, .heat_J_kgK = 1000 }
#define BRICK \
  { .thickness_m = 0.10, .conductivity_W_mK = 0.5, .density_kg_m3 = 1000, .heat_J_kgK = 1000 }
#define TILES \
  { .thickness_m = 0.01, .conductivity_W_mK = 1.3, .density_kg_m3 = 2300, .heat_J_kgK = 840 }

static const ig_construction party_wall = {2, {BRICK, PLASTERBOARD}}, ceiling = {2, {CONCRETE(0.20), PLASTERBOARD}};

/* Shares of the floor area: facade wall 0.25, party walls and partitions 1 (a unit 8 m wide and 11 m deep; D). */
static const double wall_m2 = 0.25, party_m2 = 1.0, outside_W_m2K = 25.0;

/* Resistance without insulation and films, m2K/W: concrete and its lining, concrete and tiles. */
static const double bare_m2K_W = 0.20 / 2.0 + 0.013 / 0.25, bare_floor_m2K_W = 0.20 / 2.0 + 0.01 / 1.3;

/* A wall, roof or floor of concrete, insulated outside a lining, with all its resistance but films equal to r. */
static ig_construction closed_on(double r_m2K_W, bool floor) {
  double insulation_m = ig_max(r_m2K_W - (floor ? bare_floor_m2K_W : bare_m2K_W), 1e-5) * 0.04;
  return floor ? (ig_construction){3, {INSULATION(insulation_m), CONCRETE(0.20), TILES}}
               : (ig_construction){3, {CONCRETE(0.20), INSULATION(insulation_m), PLASTERBOARD}};
}

/* Opaque conductance over floor area for a resistance of insulation added to bare concrete, W/(m2 K). */
static double opaque_W_m2K(const ig_shop_fabric *f, double added_m2K_W) {
  double wall = ig_construction_u_W_m2K(bare_m2K_W + added_m2K_W, 0.13, 1.0 / outside_W_m2K);
  double roof = ig_construction_u_W_m2K(bare_m2K_W + added_m2K_W, 0.10, 1.0 / outside_W_m2K);
  double floor = ig_construction_u_W_m2K(bare_floor_m2K_W + added_m2K_W, 0.17, 1.0 / outside_W_m2K);
  return wall_m2 * wall + f->roof * roof + floor;
}

/* Insulation of all opaque elements alike, m2K/W, that meets the conductance; below 0: not to be met. Monotone, so by
 * halving. */
static double insulation_m2K_W(const ig_shop_fabric *f, double wanted_W_m2K) {
  if (wanted_W_m2K > opaque_W_m2K(f, 0.0)) return -1.0;
  double low = 0.0, high = 1e4;
  for (int k = 0; k < 200; k++) {
    double middle = 0.5 * (low + high);
    if (opaque_W_m2K(f, middle) > wanted_W_m2K)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

static void add(ig_zone_spec *spec, ig_zone_element e) {
  if (e.area_m2 <= 0.0) return;
  e.emissivity = e.window ? 0.84 : 0.9;
  spec->element[spec->elements++] = e;
}

const char *ig_shop_fabric_spec(const ig_shop_fabric *f, ig_zone_spec *spec) {
  double area = f->area_m2, leaks_W_m2K = ig_hvac_ventilation_W_K(f->infiltration_1_h * IG_SHOP_HEIGHT_M, 0.0);
  double opaque = f->loss_W_m2K - leaks_W_m2K - f->glazing * f->u_window;
  if (!(opaque > 0.01)) return "is less than windows (glazing, u_window) and leaks (infiltration) lose by themselves";
  double added = insulation_m2K_W(f, opaque);
  if (added < 0.0) {
    /* More than bare concrete loses: the rest goes by doors that close badly and edges, like leaks. */
    leaks_W_m2K += opaque - opaque_W_m2K(f, 0.0);
    added = 0.0;
  }
  *spec = (ig_zone_spec){.air_J_K = area * (20e3 + IG_SHOP_HEIGHT_M * IG_HVAC_AIR_J_M3K), /* shelves and goods (D) */
                         .ventilation_W_K = leaks_W_m2K * area};
  add(spec, (ig_zone_element){.area_m2 = wall_m2 * area,
                              .construction = closed_on(bare_m2K_W + added, false),
                              .convective_W_m2K = 2.5,
                              .outside_W_m2K = outside_W_m2K});
  add(spec, (ig_zone_element){.area_m2 = f->roof * area,
                              .construction = closed_on(bare_m2K_W + added, false),
                              .convective_W_m2K = 5.0,
                              .outside_W_m2K = outside_W_m2K});
  add(spec, (ig_zone_element){.area_m2 = area,
                              .floor = true,
                              .construction = closed_on(bare_floor_m2K_W + added, true),
                              .convective_W_m2K = 0.7,
                              .outside_W_m2K = outside_W_m2K});
  add(spec, (ig_zone_element){.area_m2 = f->glazing * area,
                              .window = true,
                              .u_W_m2K = f->u_window,
                              .convective_W_m2K = 2.5,
                              .outside_W_m2K = outside_W_m2K});
  add(spec, (ig_zone_element){.area_m2 = 0.5 * party_m2 * area,
                              .boundary = IG_ZONE_INTERNAL,
                              .construction = party_wall,
                              .convective_W_m2K = 2.5});
  add(spec, (ig_zone_element){.area_m2 = (1.0 - f->roof) * area,
                              .boundary = IG_ZONE_ADIABATIC,
                              .construction = ceiling,
                              .convective_W_m2K = 2.5});
  ig_zone_sun_shares(spec, 0.6, 0.5);
  return NULL;
}

static void lane_steps(const ig_rc_small *small, int states, ig_shop_rooms *r, size_t i) {
  for (int s = 0; s < states; s++) {
    for (int j = 0; j < states; j++) r->keep[s][j][i] = small->keep[s][j];
    r->outdoor[s][i] = small->gain[s][IG_ZONE_AIR];
    r->convective[s][i] = small->gain[s][IG_ZONE_CONVECTIVE];
    r->radiative[s][i] = small->gain[s][IG_ZONE_RADIATIVE];
    r->sun[s][i] = small->gain[s][IG_ZONE_SUN];
    r->outside[s][i] = small->gain[s][IG_ZONE_OUTSIDE];
    r->windows[s][i] = small->gain[s][IG_ZONE_WINDOWS];
  }
}

/* Inputs by the weather: sol-air of wall and roof (absorptance 0.6, 0.8), the sky with 5 W/(m2 K) (EN ISO 6946); sun
 * with g 0.7 less frames and goods in the window (0.8), 0.86 of it passed and the rest taken up by the panes (D). */
static void lane_weather(const ig_shop_fabric *f, const ig_zone *zone, ig_shop_rooms *r, size_t i) {
  double wall = zone->weight[0], roof = f->roof > 0.0 ? zone->weight[1] : 0.0, glass_m2 = f->glazing * f->area_m2;
  r->wall_K_m2W[i] = wall * 0.6 / outside_W_m2K;
  r->roof_K_m2W[i] = roof * 0.8 / outside_W_m2K;
  r->sky_outside[i] = 0.9 * 5.0 / outside_W_m2K * (0.5 * wall + roof);
  r->sky_windows[i] = glass_m2 > 0.0 ? 0.84 * 5.0 / outside_W_m2K * 0.5 : 0.0;
  r->glass_m2[i] = glass_m2 * 0.7 * 0.8 * 0.86;
  r->panes_K_W[i] = glass_m2 > 0.0 ? 0.14 / 0.86 / (glass_m2 * f->u_window) : 0.0;
}

const char *ig_shop_fabric_lane(const ig_shop_fabric *f, double step_s, ig_shop_rooms *r, size_t i) {
  ig_zone_spec spec;
  ig_zone zone;
  ig_rc_step step;
  ig_rc_small small;
  const char *wrong = ig_shop_fabric_spec(f, &spec);
  if (wrong) return wrong;
  if (!ig_zone_create(&spec, IG_ZONE_REDUCED, &zone)) return "makes no zone (u_window too high?)";
  bool solved = ig_rc_solve(&zone.network, step_s, &step);
  if (solved && ig_rc_small_of(&step, &small)) {
    lane_steps(&small, step.states, r, i);
    lane_weather(f, &zone, r, i);
  } else {
    wrong = "makes no zone";
  }
  if (solved) ig_rc_step_free(&step);
  ig_zone_free(&zone);
  return wrong;
}
