/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What heating and cooling systems take for a watt of heat, by outdoor temperature: tables made once, since hot loops
 * have no room for powers and divisions. Straight lines between half degrees. Kinds and sizes are those of
 * models/physics/system.h but where said; gas is on the lower heating value.
 *
 *   gas            own boiler of 24 kW (sized for showers), condensing or standard, EN 15316-4-1 below 30 % of its
 * load: fuel = f1 heat + f0 while it heats (models/physics/boiler.h); radiators 60/45 degC at the design temperature
 * (D), flow by the heating curve; burner and pump after DIN V 4701-10 gas_collective a boiler of 200 kW for 40 flats
 * (D), half of these boilers condensing, half of low temperature (D); in cascade at 30 % load each; 8 % of the heat is
 * lost on its way to the flats (D), and 40 W a flat by the circulation of hot water (D, as for heat_plants) heat_pump
 * air: COP of when2heat with radiators, frost where it happens, capacity falling with temperature, the rest from an
 * electric heater (models/physics/heat_pump.h); rated (7 degC) at the heat loss at design temperature, so that the
 * heater is needed below some -1 degC (D) heat_pump_ground  the same from probes; brine at 7 degC: the ground's 12 less
 * 5 K (when2heat; D) tank of a heat pump  COP of when2heat for water at 55 degC split units    DOE-2 curve,
 * models/physics/chiller.h; EER 3.2 at 35 degC (class A of the time, D); wet bulb of the room 18 degC (26 degC, 45 %)
 */
#include <stdlib.h>

#include "models/home/home.h"
#include "models/physics/boiler.h"
#include "models/physics/chiller.h"
#include "models/physics/heat_pump.h"

static const double own_boiler_W = 24e3, big_boiler_W = 200e3, big_boiler_flats = 40.0;
static const double design_flow_degC = 60.0, design_drop_K = 15.0, radiators = 1.3;
static const double distribution_loss = 0.08, circulation_W = 40.0;
static const double brine_degC = 5.0, tank_degC = 55.0;
static const double split_eer = 3.2, room_wet_degC = 18.0;
static const double start_losses = 0.9; /* of a boiler that starts for each draw (D) */

static ig_boiler_water water_at(const ig_home_spec *spec, double outdoor_degC) {
  double flow = ig_heat_pump_curve_degC(outdoor_degC, spec->design_degC, design_flow_degC, radiators);
  double load = ig_clamp((20.0 - outdoor_degC) / (20.0 - spec->design_degC), 0.0, 1.0);
  return (ig_boiler_water){flow, flow - load * design_drop_K, 20.0};
}

/* Own boilers up to 30 % of their load: fuel, W, as first-degree function of heat. */
static void set_own(ig_home_systems_row *row, ig_boiler_water w, int condensing) {
  ig_boiler b = ig_boiler_of(condensing ? IG_BOILER_CONDENSING : IG_BOILER_STANDARD, own_boiler_W);
  double part_W = 0.3 * own_boiler_W, none = ig_boiler_fuel_W(&b, w, 0.0), part = ig_boiler_fuel_W(&b, w, part_W);
  row->fuel_still_W[condensing] = none;
  row->fuel_W_W[condensing] = (part - none) / part_W;
}

static void set_big(ig_home_systems_row *row, ig_boiler_water w) {
  row->fuel_W_W[IG_HOME_BOILER_COLLECTIVE] = row->fuel_still_W[IG_HOME_BOILER_COLLECTIVE] = 0.0;
  for (int kind = IG_BOILER_LOW_TEMPERATURE; kind <= IG_BOILER_CONDENSING; kind++) {
    ig_boiler b = ig_boiler_of((ig_boiler_kind)kind, big_boiler_W);
    row->fuel_W_W[IG_HOME_BOILER_COLLECTIVE] += 0.5 * (1.0 + distribution_loss) / ig_boiler_part(&b, w);
    row->fuel_still_W[IG_HOME_BOILER_COLLECTIVE] += 0.5 * ig_boiler_fuel_W(&b, w, 0.0) / big_boiler_flats;
  }
}

static ig_home_systems_row row_of(const ig_home_spec *spec, double outdoor_degC) {
  ig_home_systems_row row;
  ig_boiler_water w = water_at(spec, outdoor_degC);
  set_own(&row, w, IG_HOME_BOILER_STANDARD);
  set_own(&row, w, IG_HOME_BOILER_CONDENSING);
  set_big(&row, w);
  if (spec->boiler_efficiency > 0.0)
    for (int k = 0; k < IG_HOME_BOILERS; k++)
      row.fuel_W_W[k] = 1.0 / spec->boiler_efficiency, row.fuel_still_W[k] = 0.0;
  double flow = ig_hvac_radiator_degC(outdoor_degC);
  row.air_W_W = 1.0 / ig_heat_pump_cop_air(flow, outdoor_degC);
  row.air_capacity = ig_heat_pump_capacity(outdoor_degC);
  row.ground_W_W = 1.0 / ig_hvac_cop(IG_HVAC_GROUND, flow - brine_degC);
  row.air_water_W_W = 1.0 / ig_heat_pump_cop_air(tank_degC, outdoor_degC);
  row.ground_water_W_W = 1.0 / ig_hvac_cop(IG_HVAC_GROUND, tank_degC - brine_degC);
  row.split_W_W = 1.0 / ig_chiller_split_eer(split_eer, room_wet_degC, outdoor_degC, 1.0);
  return row;
}

/* Hot water through a boiler, heat over fuel; water heated from some 15 to 60 degC. */
static double water_efficiency(const ig_home_spec *spec, int boiler) {
  ig_boiler_water w = {60.0, 40.0, 20.0};
  if (spec->boiler_efficiency > 0.0) return spec->boiler_efficiency;
  if (boiler != IG_HOME_BOILER_COLLECTIVE) {
    ig_boiler b =
        ig_boiler_of(boiler == IG_HOME_BOILER_CONDENSING ? IG_BOILER_CONDENSING : IG_BOILER_STANDARD, own_boiler_W);
    return start_losses * ig_boiler_full(&b, w);
  }
  ig_boiler low = ig_boiler_of(IG_BOILER_LOW_TEMPERATURE, big_boiler_W),
            condensing = ig_boiler_of(IG_BOILER_CONDENSING, big_boiler_W);
  return 0.5 * (ig_boiler_part(&low, w) + ig_boiler_part(&condensing, w));
}

void ig_home_systems_build(const ig_home_spec *spec, ig_home_systems *s) {
  for (int i = 0; i < IG_HOME_SYSTEMS_ROWS; i++) s->row[i] = row_of(spec, IG_HOME_SYSTEMS_LEAST_DEGC + 0.5 * i);
  for (int k = 0; k < IG_HOME_BOILERS; k++) s->water_efficiency[k] = water_efficiency(spec, k);
  /* Auxiliaries between standby and 30 % load. */
  ig_boiler b = ig_boiler_of(IG_BOILER_CONDENSING, own_boiler_W);
  double part_W = 0.3 * own_boiler_W;
  s->own_still_W = ig_boiler_auxiliary_W(&b, 0.0);
  s->own_W_W = (ig_boiler_auxiliary_W(&b, part_W) - s->own_still_W) / part_W;
  s->circulation_fuel_W = circulation_W / s->water_efficiency[IG_HOME_BOILER_COLLECTIVE];
}

ig_home_systems_row ig_home_systems_at(const ig_home_systems *s, double outdoor_degC) {
  double x = ig_clamp(2.0 * (outdoor_degC - IG_HOME_SYSTEMS_LEAST_DEGC), 0.0, IG_HOME_SYSTEMS_ROWS - 1.001);
  int i = (int)x;
  double up = x - i, down = 1.0 - up;
  const double *a = (const double *)&s->row[i], *b = (const double *)&s->row[i + 1];
  ig_home_systems_row row;
  double *to = (double *)&row;
  for (size_t k = 0; k < sizeof row / sizeof(double); k++) to[k] = down * a[k] + up * b[k];
  return row;
}
