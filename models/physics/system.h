/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heating system as its customers see it: heat for the rooms, what it takes of each carrier, its auxiliaries. It puts
 * together boilers, heat pumps, substations, pipes and pumps of the files beside it; a building or a dwelling.
 *
 *   electric          1
 *   gas, individual   boiler at the flow of the heating curve; its pump and fan inside
 *   gas, collective   the same with pipes outside the heated rooms and a circulator of its own
 *   district heat     substation, pipes and circulator
 *   heat pumps        air or ground, by the flow of the heating curve; electric backup beyond their capacity;
 * circulator
 *
 * Return temperature: flow less the design difference times the share of the design load. Pipes outside the heated
 * rooms lose pipes_W_K for each kelvin that their mean water is above 15 degC. Nothing is drawn while no heat is
 * wanted. Gas is on the lower heating value (boiler.h). */
#ifndef IG_PHYSICS_SYSTEM_H
#define IG_PHYSICS_SYSTEM_H

#include "models/physics/boiler.h"
#include "models/physics/heat_pump.h"
#include "models/physics/pipe.h"

typedef enum ig_system_kind {
  IG_SYSTEM_ELECTRIC,
  IG_SYSTEM_GAS,
  IG_SYSTEM_COLLECTIVE_GAS,
  IG_SYSTEM_DISTRICT_HEAT,
  IG_SYSTEM_AIR_HEAT_PUMP,
  IG_SYSTEM_GROUND_HEAT_PUMP,
  IG_SYSTEM_KINDS
} ig_system_kind;

typedef struct ig_system {
  ig_system_kind kind;
  double design_W, design_degC;                 /* heat load at an outdoor temperature */
  double flow_degC, difference_K, exponent;     /* water at the design load */
  double pipes_W_K, circulator_W;               /* of a collective system or a heat pump */
  ig_boiler boiler;                             /* gas */
  double pump_capacity_W, backup_W, brine_degC; /* heat pumps: heat at 7 degC outdoors (air) or at any time (ground) */
} ig_system;

/* What a system takes, W: gas of lower heating value. */
typedef struct ig_system_use {
  double electric_W, gas_W, district_W, unmet_W;
} ig_system_use;

/* A system of ordinary sizes for a heat load design_W (above 0) at design_degC. Assumptions (D) where no norm is named:
 * radiators at 60 degC (boilers, district heat) or 50 degC (heat pumps), 15 or 8 K difference; individual boilers of 24
 * kW or more, as hot water wants; collective pipes lose 5 % of the design load on the design day; circulators of 30 kPa
 * at EEI 0.23
 * ((EC) 641/2009); air heat pumps that give 70 % of the design load on the design day, brine at 5 degC (10 degC of
 * ground less the 5 K of when2heat). */
static inline ig_system ig_system_of(ig_system_kind kind, double design_W, double design_degC) {
  bool pump = kind == IG_SYSTEM_AIR_HEAT_PUMP || kind == IG_SYSTEM_GROUND_HEAT_PUMP;
  bool pipes = kind == IG_SYSTEM_COLLECTIVE_GAS || kind == IG_SYSTEM_DISTRICT_HEAT;
  ig_system s = {.kind = kind, .design_W = design_W, .design_degC = design_degC, .exponent = 1.3};
  s.flow_degC = pump ? 50.0 : 60.0;
  s.difference_K = pump ? 8.0 : 15.0;
  if (pipes) s.pipes_W_K = 0.05 * design_W / (s.flow_degC - 0.5 * s.difference_K - 15.0);
  if (pipes || pump)
    s.circulator_W = ig_pipe_circulator_W(design_W / (IG_PIPE_WATER_J_M3K * s.difference_K) * 3e4, 0.23);
  s.boiler = ig_boiler_of(IG_BOILER_CONDENSING, kind == IG_SYSTEM_GAS ? ig_max(24000.0, design_W) : 1.2 * design_W);
  s.pump_capacity_W =
      kind == IG_SYSTEM_AIR_HEAT_PUMP ? 0.7 * design_W / ig_heat_pump_capacity(design_degC) : 0.9 * design_W;
  s.backup_W = pump ? design_W : 0.0;
  s.brine_degC = 5.0;
  return s;
}

static inline ig_system_use ig_system_boil(const ig_system *s, double made_W, ig_boiler_water water) {
  double given_W = ig_min(made_W, s->boiler.rated_W);
  return (ig_system_use){.electric_W = ig_boiler_auxiliary_W(&s->boiler, given_W),
                         .gas_W = ig_boiler_fuel_W(&s->boiler, water, given_W),
                         .unmet_W = made_W - given_W};
}

static inline ig_system_use ig_system_pump(const ig_system *s, double made_W, double flow_degC, double outdoor_degC) {
  bool air = s->kind == IG_SYSTEM_AIR_HEAT_PUMP;
  double most_W = s->pump_capacity_W * (air ? ig_heat_pump_capacity(outdoor_degC) : 1.0);
  double cop =
      air ? ig_heat_pump_cop_air(flow_degC, outdoor_degC) : ig_hvac_cop(IG_HVAC_GROUND, flow_degC - s->brine_degC);
  ig_heat_pump_use u = ig_heat_pump_split(made_W, most_W, cop, s->backup_W);
  return (ig_system_use){.electric_W = u.electric_W, .unmet_W = u.unmet_W};
}

/* What the system takes to give the rooms heat_W at an outdoor temperature. */
static inline ig_system_use ig_system_heat(const ig_system *s, double heat_W, double outdoor_degC) {
  if (!(heat_W > 0.0)) return (ig_system_use){0};
  if (s->kind == IG_SYSTEM_ELECTRIC) return (ig_system_use){.electric_W = heat_W};
  double flow = ig_heat_pump_curve_degC(outdoor_degC, s->design_degC, s->flow_degC, s->exponent);
  double back = ig_max(flow - s->difference_K * ig_min(heat_W / s->design_W, 1.0), 20.0);
  double made_W = heat_W + s->pipes_W_K * ig_max(0.5 * (flow + back) - 15.0, 0.0);
  ig_system_use u = {0};
  if (s->kind == IG_SYSTEM_GAS || s->kind == IG_SYSTEM_COLLECTIVE_GAS)
    u = ig_system_boil(s, made_W, (ig_boiler_water){flow, back, 20.0});
  else if (s->kind == IG_SYSTEM_DISTRICT_HEAT)
    u.district_W = made_W + ig_pipe_substation_loss_W(s->design_W, flow, back, 20.0);
  else
    u = ig_system_pump(s, made_W, flow, outdoor_degC);
  u.electric_W += s->circulator_W;
  return u;
}

#endif
