/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an office building is made of: constructions by period from their layers, and the whole building as one zone of
 * the thermal core (models/physics/zone.h). Storeys lie in one zone: slabs and partitions are inner mass, roof and
 * lowest floor count by their share. Sources and evidence: office.md, table of periods. */
#include <string.h>

#include "models/office/office.h"

/* U: TABULA France by period and element (reference data, C), reference values of RT2000 and RT2005 for buildings that
 * are no homes (from memory, D); windows of before 1975 as replaced since. Facades, shares, leaks: D. */
const ig_office_period ig_office_fabric_periods[IG_OFFICE_PERIODS] = {
    {"before_1975", 1955, 1974, 0.05, IG_OFFICE_CONCRETE_INSIDE, IG_OFFICE_EXTRACT, 1.40, 2.8, 0.76, 2.50, 0.75, 0.35},
    {"1975_1988", 1975, 1988, 0.15, IG_OFFICE_SANDWICH, IG_OFFICE_EXTRACT, 0.79, 2.8, 0.62, 1.25, 0.75, 0.30},
    {"1989_2000", 1989, 2000, 0.30, IG_OFFICE_CURTAIN_WALL, IG_OFFICE_BALANCED, 0.55, 2.6, 0.43, 0.42, 0.60, 0.25},
    {"2001_2005", 2001, 2005, 0.15, IG_OFFICE_CURTAIN_WALL, IG_OFFICE_BALANCED, 0.40, 2.4, 0.30, 0.36, 0.50, 0.20},
    {"2006_2012", 2006, 2012, 0.20, IG_OFFICE_CURTAIN_WALL, IG_OFFICE_RECOVERY, 0.36, 2.1, 0.27, 0.27, 0.45, 0.17},
    {"2013_2021", 2013, 2021, 0.15, IG_OFFICE_CURTAIN_WALL, IG_OFFICE_RECOVERY, 0.25, 1.5, 0.15, 0.21, 0.40, 0.10},
    {"from_2022", 2022, 2030, 0.00, IG_OFFICE_CONCRETE_OUTSIDE, IG_OFFICE_RECOVERY, 0.18, 1.3, 0.12, 0.17, 0.35, 0.08},
};

size_t ig_office_fabric_period_of(int year) {
  for (size_t p = 0; p + 1 < IG_OFFICE_PERIODS; p++)
    if (year <= ig_office_fabric_periods[p].last_year) return p;
  return IG_OFFICE_PERIODS - 1;
}

/* Materials: EN ISO 10456 (C); ceiling tile: makers' data, from memory (D). Thickness of insulation follows from U. */
#define CONCRETE(d) \
  { .thickness_m = d, .conductivity_W_mK = 2.0, .density_kg_m3 = 2400, .heat_J_kgK = 1000 }
#define INSULATION \
  { .thickness_m = 0.1, .conductivity_W_mK = 0.04, .density_kg_m3 = 25, .heat_J_kgK = 1030 }
#define PLASTERBOARD \
  { .thickness_m = 0.013, .conductivity_W_mK = 0.25, .density_kg_m3 = 900, .heat_J_kgK = 1000 }
#define GLASS \
  { .thickness_m = 0.008, .conductivity_W_mK = 1.0, .density_kg_m3 = 2500, .heat_J_kgK = 750 }
#define STEEL \
  { .thickness_m = 0.002, .conductivity_W_mK = 50, .density_kg_m3 = 7800, .heat_J_kgK = 450 }
#define RENDER \
  { .thickness_m = 0.015, .conductivity_W_mK = 1.0, .density_kg_m3 = 1800, .heat_J_kgK = 1000 }
#define BITUMEN \
  { .thickness_m = 0.008, .conductivity_W_mK = 0.23, .density_kg_m3 = 1100, .heat_J_kgK = 1000 }
#define CARPET \
  { .thickness_m = 0.006, .conductivity_W_mK = 0.06, .density_kg_m3 = 200, .heat_J_kgK = 1300 }
#define TILE \
  { .thickness_m = 0.015, .conductivity_W_mK = 0.06, .density_kg_m3 = 300, .heat_J_kgK = 1030 }
#define VOID \
  { .resistance_m2K_W = 0.18 } /* unventilated air, EN ISO 6946 */

/* A construction whose layer `insulation` is as thick as its transmittance asks. */
typedef struct recipe {
  ig_construction construction;
  int insulation;
  ig_construction_way way;
} recipe;

static const recipe facades[] = {
    [IG_OFFICE_CONCRETE_INSIDE] = {{3, {CONCRETE(0.20), INSULATION, PLASTERBOARD}}, 1, IG_CONSTRUCTION_ACROSS},
    [IG_OFFICE_SANDWICH] = {{3, {CONCRETE(0.07), INSULATION, CONCRETE(0.12)}}, 1, IG_CONSTRUCTION_ACROSS},
    [IG_OFFICE_CURTAIN_WALL] = {{4, {GLASS, INSULATION, STEEL, PLASTERBOARD}}, 1, IG_CONSTRUCTION_ACROSS},
    [IG_OFFICE_CONCRETE_OUTSIDE] = {{3, {RENDER, INSULATION, CONCRETE(0.18)}}, 1, IG_CONSTRUCTION_ACROSS},
};
static const recipe roof = {{5, {BITUMEN, INSULATION, CONCRETE(0.20), VOID, TILE}}, 1, IG_CONSTRUCTION_UP};
static const recipe lowest_floor = {{3, {INSULATION, CONCRETE(0.20), CARPET}}, 0, IG_CONSTRUCTION_DOWN};
static const ig_construction slab = {4, {CARPET, CONCRETE(0.20), VOID, TILE}};
static const ig_construction partition = {3, {PLASTERBOARD, INSULATION, PLASTERBOARD}};

/* Closes a recipe on its transmittance; false when it loses less than that without any insulation. */
static bool close_on(const recipe *r, double u_W_m2K, ig_construction *out) {
  *out = r->construction;
  ig_construction_layer *insulation = &out->layer[r->insulation];
  insulation->thickness_m = 0.0;
  double rest = ig_construction_inside_m2K_W(r->way) + IG_CONSTRUCTION_OUTSIDE_M2K_W;
  for (int k = 0; k < out->layers; k++) {
    const ig_construction_layer *l = &out->layer[k];
    rest += l->resistance_m2K_W > 0.0 ? l->resistance_m2K_W : l->thickness_m / l->conductivity_W_mK;
  }
  double wanted = 1.0 / u_W_m2K - rest;
  insulation->thickness_m = ig_max(wanted, 1e-4) * insulation->conductivity_W_mK;
  return wanted >= 0.0;
}

static void add(ig_zone_spec *spec, ig_zone_element e) {
  if (e.area_m2 <= 0.0) return;
  e.emissivity = e.emissivity > 0.0 ? e.emissivity : 0.9;
  spec->element[spec->elements++] = e;
}

const char *ig_office_fabric_spec(const ig_office_fabric *f, ig_zone_spec *spec) {
  double facade = f->area_m2 * f->facade_ratio, glass = facade * f->window_ratio, footprint = f->area_m2 / f->storeys;
  ig_construction wall, top, bottom;
  if (!close_on(&facades[f->facade], f->u_wall, &wall)) return "u_wall";
  if (!close_on(&roof, f->u_roof, &top)) return "u_roof";
  /* Below lies a ventilated car park: a share of the full difference (b of Th-U, 0.8; from memory, D). */
  if (!close_on(&lowest_floor, 0.8 * f->u_floor, &bottom)) return "u_floor";
  *spec = (ig_zone_spec){
      .air_J_K = f->area_m2 * (10e3 + IG_OFFICE_HEIGHT_M * IG_HVAC_AIR_J_M3K), /* furniture: EN ISO 52016-1 (C) */
      .ventilation_W_K = ig_hvac_ventilation_W_K(f->infiltration_1_h * IG_OFFICE_HEIGHT_M * f->area_m2, 0.0)};
  add(spec, (ig_zone_element){.area_m2 = facade - glass,
                              .construction = wall,
                              .convective_W_m2K = 2.5,
                              .outside_W_m2K = IG_OFFICE_OUTSIDE_W_M2K});
  add(spec, (ig_zone_element){.area_m2 = footprint,
                              .construction = top,
                              .convective_W_m2K = 5.0,
                              .outside_W_m2K = IG_OFFICE_OUTSIDE_W_M2K});
  add(spec, (ig_zone_element){.area_m2 = footprint,
                              .construction = bottom,
                              .floor = true,
                              .convective_W_m2K = 0.7,
                              .outside_W_m2K = IG_OFFICE_OUTSIDE_W_M2K});
  add(spec, (ig_zone_element){.area_m2 = glass,
                              .window = true,
                              .u_W_m2K = f->u_window,
                              .convective_W_m2K = 2.5,
                              .outside_W_m2K = IG_OFFICE_OUTSIDE_W_M2K,
                              .emissivity = 0.84});
  /* Edges of slabs and fixings: strips without mass, 0.12 W/K for each m2 of facade (10-20 % of its loss, D). */
  add(spec, (ig_zone_element){.area_m2 = 0.05 * facade,
                              .window = true,
                              .u_W_m2K = 2.4,
                              .convective_W_m2K = 2.5,
                              .outside_W_m2K = IG_OFFICE_OUTSIDE_W_M2K});
  add(spec, (ig_zone_element){.area_m2 = f->area_m2 - footprint,
                              .boundary = IG_ZONE_INTERNAL,
                              .floor = true,
                              .construction = slab,
                              .convective_W_m2K = 2.5});
  add(spec, (ig_zone_element){.area_m2 = 0.5 * f->area_m2, /* open floors and cells, half a m2 for each m2 (D) */
                              .boundary = IG_ZONE_INTERNAL,
                              .construction = partition,
                              .convective_W_m2K = 2.5});
  ig_zone_sun_shares(spec, 0.6, 0.8 * f->g_value);
  return NULL;
}

/* Weight of element e in its exterior temperature; elements are found by what they are, since empty ones are left out.
 */
static double weight_of(const ig_zone_spec *spec, const ig_zone *zone, bool window, double u_or_convective) {
  double weight = 0.0;
  for (int e = 0; e < spec->elements; e++) {
    const ig_zone_element *x = &spec->element[e];
    if (x->boundary != IG_ZONE_EXTERIOR || x->window != window || x->floor) continue;
    double key = window ? x->emissivity : x->convective_W_m2K;
    if (key == u_or_convective) weight += zone->weight[e];
  }
  return weight;
}

static void lane_steps(const ig_rc_small *small, const ig_rc_step *step, ig_office_rooms *r, size_t i) {
  for (int s = 0; s < step->states; s++) {
    for (int j = 0; j < step->states; j++) r->keep[s][j][i] = small->keep[s][j];
    r->outdoor[s][i] = small->gain[s][IG_ZONE_AIR];
    r->convective[s][i] = small->gain[s][IG_ZONE_CONVECTIVE];
    r->radiative[s][i] = small->gain[s][IG_ZONE_RADIATIVE];
    r->sun[s][i] = small->gain[s][IG_ZONE_SUN];
    r->outside[s][i] = small->gain[s][IG_ZONE_OUTSIDE];
    r->windows[s][i] = small->gain[s][IG_ZONE_WINDOWS];
  }
}

/* Steady loss, W/K: what the air at one kelvin more loses when everything is settled. */
static double steady_W_K(const ig_zone *zone) {
  ig_rc_step settled;
  if (!ig_rc_solve(&zone->network, 1e9, &settled)) return 0.0;
  double loss = 1.0 / settled.response[zone->air * settled.inputs + IG_ZONE_CONVECTIVE];
  ig_rc_step_free(&settled);
  return loss;
}

/* Response of the air to convective heat over three hours, K/W for an hour: how fast a start-up may be. */
static double rise_K_Wh(const ig_zone *zone) {
  ig_rc_step step;
  if (!ig_rc_solve(&zone->network, 3.0 * IG_HOUR_S, &step)) return 0.0;
  double rise = step.response[zone->air * step.inputs + IG_ZONE_CONVECTIVE] / 3.0;
  ig_rc_step_free(&step);
  return rise;
}

const char *ig_office_fabric_lane(const ig_office_fabric *f, double step_s, ig_office_rooms *r, size_t i) {
  ig_zone_spec spec;
  ig_zone zone;
  ig_rc_step step;
  ig_rc_small small;
  const char *wrong = ig_office_fabric_spec(f, &spec);
  if (wrong) return wrong;
  if (!ig_zone_create(&spec, IG_ZONE_REDUCED, &zone)) return "u_window";
  bool solved = ig_rc_solve(&zone.network, step_s, &step);
  if (!solved || !ig_rc_small_of(&step, &small)) {
    if (solved) ig_rc_step_free(&step);
    ig_zone_free(&zone);
    return "facade_ratio";
  }
  lane_steps(&small, &step, r, i);
  r->loss_W_K[i] = steady_W_K(&zone);
  r->rise_K_Wh[i] = rise_K_Wh(&zone);
  /* Sol-air of walls and roof: absorptance 0.6 and 0.8; the sky with 5 W/(m2 K) (EN ISO 6946), seen half by walls. */
  double wall = weight_of(&spec, &zone, false, 2.5), top = weight_of(&spec, &zone, false, 5.0);
  double glass = weight_of(&spec, &zone, true, 0.84), film = IG_OFFICE_OUTSIDE_W_M2K;
  r->wall_K_m2W[i] = wall * 0.6 / film;
  r->roof_K_m2W[i] = top * 0.8 / film;
  r->sky_outside[i] = 0.9 * 5.0 / film * (0.5 * wall + top);
  r->sky_windows[i] = 0.84 * 5.0 / film * 0.5 * glass;
  /* Sun: frames 0.8; 0.86 of g passes the panes, the rest is taken up in them and flows inwards (low-e double
   * glazing: 0.54 of 0.63; from memory, D). */
  double window_m2 = f->area_m2 * f->facade_ratio * f->window_ratio;
  r->glass_m2[i] = window_m2 * 0.8 * f->g_value * 0.86;
  r->panes_K_W[i] = window_m2 > 0.0 ? 0.14 / 0.86 * glass / (window_m2 * f->u_window) : 0.0;
  ig_rc_step_free(&step);
  ig_zone_free(&zone);
  return NULL;
}
