/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heat plant: heat pumps on the water of a geothermal doublet, gas boilers for what they cannot give, a network that
 * brings the heat to its customers. Equations, parameters and sources: plant.md.
 *
 *   plant.h       one step of a plant as a function of scalars
 *   plant.c       the model: fields, ports, KPIs
 *   plant_build.c whom it serves, how large it is */
#ifndef IG_PLANT_H
#define IG_PLANT_H

#include "models/physics/boiler.h"
#include "models/physics/heat_pump.h"
#include "models/physics/pipe.h"
#include "sim/model.h"

/* What flows in the ground between plant and buildings. */
typedef enum ig_plant_layout {
  IG_PLANT_LOOP,   /* water of the source; heat pumps stand at the foot of the buildings */
  IG_PLANT_NETWORK /* hot water; heat pumps stand in the plant */
} ig_plant_layout;

enum { IG_PLANT_HOMES, IG_PLANT_OFFICES, IG_PLANT_SHOPS, IG_PLANT_CUSTOMERS };

typedef struct ig_plant_data {
  /* read: outdoors, and sums over all customers of a kind */
  const double *outdoor_degC, *heat_W[IG_PLANT_CUSTOMERS], *water_W;
  /* parameters */
  int32_t *serves[IG_PLANT_CUSTOMERS], *layout, *boiler_kind;
  double *share, *coincidence, *water_design_W;
  double *well_degC, *reinjection_degC, *well_flow_m3_h, *well_head_m, *source_drop_K;
  double *flow_degC, *design_degC, *exponent, *water_degC;
  double *pump_capacity_W, *pump_share, *boiler_capacity_W, *storage_h;
  double *trench_m, *pair_W_mK, *depth_m, *pipe_difference_K, *pressure_Pa, *circulation_W, *controls_W;
  double *subscribed_kVA;
  /* statics */
  double *design_W, *customers;
  /* state */
  double *stored_J, *first_J;
  /* totals */
  double *heat_Wh, *pump_heat_Wh, *boiler_heat_Wh, *ground_Wh, *loss_Wh, *loop_loss_Wh, *unmet_Wh, *gas_Wh;
  double *pump_Wh, *well_Wh, *circulator_Wh, *other_Wh;
  /* series */
  double *power_W, *demand_W, *pump_heat_series_W, *boiler_heat_series_W, *gas_W, *cop;
} ig_plant_data;

typedef struct ig_plant_own {
  ig_boiler *boiler; /* of each plant */
} ig_plant_own;

bool ig_plant_build_batch(ig_batch *batch, ig_build *context);
void ig_plant_build_release(ig_batch *batch);

/* --- one step ------------------------------------------------------------------------------------ */

#define IG_PLANT_GRAVITY 9.81       /* m/s2 */
#define IG_PLANT_EFFICIENCY 0.60    /* of pumps with their motors and converters (D) */
#define IG_PLANT_LEAST_PRESSURE 0.3 /* share of the design pressure that a control keeps (D) */
#define IG_PLANT_RESERVE 0.3        /* share of the storage that boilers keep (D) */

/* A plant, W, degC, K, m3/s, J. */
typedef struct ig_plant_design {
  ig_plant_layout layout;
  double well_degC, reinjection_degC, well_flow_m3_s, well_head_m, source_drop_K;
  double flow_degC, design_degC, exponent, water_degC;
  double pump_capacity_W, boiler_capacity_W, storage_J;
  double trench_m, pair_W_mK, pipe_difference_K, pressure_Pa, circulation_W, controls_W;
} ig_plant_design;

/* What its customers take and what surrounds it, constant in the step. */
typedef struct ig_plant_moment {
  double space_W, water_W, outdoor_degC, ground_degC, step_s;
} ig_plant_moment;

/* What it does, W. loss: between plant and customers; loop_loss: of source water in the ground. */
typedef struct ig_plant_flows {
  double pump_heat_W, boiler_heat_W, fuel_W, unmet_W, ground_W, loss_W, loop_loss_W;
  double pump_electric_W, well_electric_W, circulator_electric_W, other_electric_W;
  double cop; /* of the heat pumps in the mix of the moment */
} ig_plant_flows;

/* Water that leaves the plant for rooms and for taps, degC. A hot network has one temperature for both. */
typedef struct ig_plant_levels {
  double space_degC, water_degC;
} ig_plant_levels;

IG_INLINE ig_plant_levels ig_plant_levels_of(const ig_plant_design *p, double outdoor_degC) {
  double curve = ig_heat_pump_curve_degC(outdoor_degC, p->design_degC, p->flow_degC, p->exponent);
  if (p->layout == IG_PLANT_LOOP) return (ig_plant_levels){curve, p->water_degC};
  double one = ig_max(curve, p->water_degC);
  return (ig_plant_levels){one, one};
}

/* Electricity for one watt of heat at a flow temperature: 1 / COP of the water-source curve. */
IG_INLINE double ig_plant_input_W_W(const ig_plant_design *p, double flow_degC) {
  return 1.0 / ig_hvac_cop(IG_HVAC_WATER, flow_degC - (p->well_degC - p->source_drop_K));
}

/* Most heat that the heat pumps can give: their size, and the wells' water cooled down to the reinjection temperature.
 */
IG_INLINE double ig_plant_pump_most_W(const ig_plant_design *p, double input_W_W, double loop_loss_W) {
  double wells_W = p->well_flow_m3_s * IG_PIPE_WATER_J_M3K * (p->well_degC - p->reinjection_degC);
  return ig_clamp((wells_W - loop_loss_W) / (1.0 - input_W_W), 0.0, p->pump_capacity_W);
}

/* Electricity of wells and network pumps, for the heat that their water carries. */
IG_INLINE void ig_plant_pumping(const ig_plant_design *p, double piped_W, double piped_most_W, ig_plant_flows *f) {
  double from_wells_m3_s = f->ground_W / (IG_PIPE_WATER_J_M3K * (p->well_degC - p->reinjection_degC));
  f->well_electric_W = ig_pipe_pump_W(from_wells_m3_s, 1000.0 * IG_PLANT_GRAVITY * p->well_head_m, IG_PLANT_EFFICIENCY);
  double share = piped_most_W > 0.0 ? piped_W / piped_most_W : 0.0;
  double flow_m3_s = piped_W / (IG_PIPE_WATER_J_M3K * p->pipe_difference_K);
  f->circulator_electric_W = ig_pipe_pump_W(
      flow_m3_s, ig_pipe_pressure_Pa(p->pressure_Pa, share, IG_PLANT_LEAST_PRESSURE), IG_PLANT_EFFICIENCY);
}

/* One step: losses, heat pumps with storage, boilers, pumps. stored_J is the heat in the storage above empty. */
static inline ig_plant_flows ig_plant_step(const ig_plant_design *p, const ig_boiler *boiler, ig_plant_moment m,
                                           double *stored_J) {
  ig_plant_flows f = {0};
  ig_plant_levels t = ig_plant_levels_of(p, m.outdoor_degC);
  bool loop = p->layout == IG_PLANT_LOOP;
  /* source water leaves at its own temperature, hot water comes back cooler by the design difference */
  double sent_degC = loop ? p->well_degC : t.space_degC;
  double pipes_W =
      ig_pipe_loss_W(p->trench_m, p->pair_W_mK, sent_degC, sent_degC - p->pipe_difference_K, m.ground_degC);
  pipes_W = ig_max(pipes_W, 0.0);
  f.loop_loss_W = loop ? pipes_W : 0.0;
  f.loss_W = p->circulation_W + (loop ? 0.0 : pipes_W);
  double space_W = m.space_W + (loop ? 0.0 : pipes_W), water_W = m.water_W + p->circulation_W;
  double wanted_W = space_W + water_W;
  double input =
      wanted_W > 0.0
          ? (space_W * ig_plant_input_W_W(p, t.space_degC) + water_W * ig_plant_input_W_W(p, t.water_degC)) / wanted_W
          : ig_plant_input_W_W(p, t.water_degC);
  f.cop = 1.0 / input;
  /* The heat pumps follow the load and fill the storage within half an hour; boilers give what is missing at its end.
   */
  double fill_W = (p->storage_J - *stored_J) / ig_max(m.step_s, 1800.0);
  f.pump_heat_W = ig_min(wanted_W + fill_W, ig_plant_pump_most_W(p, input, f.loop_loss_W));
  double left_J = *stored_J + (f.pump_heat_W - wanted_W) * m.step_s;
  double missing_W = ig_max(-left_J, 0.0) / m.step_s;
  double reserve_W = ig_max(IG_PLANT_RESERVE * p->storage_J - left_J, 0.0) / ig_max(m.step_s, 1800.0);
  f.boiler_heat_W = ig_min(ig_max(missing_W, reserve_W), p->boiler_capacity_W);
  f.unmet_W = ig_max(missing_W - f.boiler_heat_W, 0.0);
  *stored_J = ig_max(left_J + f.boiler_heat_W * m.step_s, 0.0);
  if (f.boiler_heat_W > 0.0) {
    double flow = wanted_W > 0.0 ? (space_W * t.space_degC + water_W * t.water_degC) / wanted_W : t.water_degC;
    ig_boiler_water w = {flow, flow - 15.0, 20.0};
    f.fuel_W = ig_boiler_fuel_W(boiler, w, f.boiler_heat_W);
    f.other_electric_W = ig_boiler_auxiliary_W(boiler, f.boiler_heat_W);
  }
  f.pump_electric_W = f.pump_heat_W * input;
  f.ground_W = f.pump_heat_W - f.pump_electric_W + f.loop_loss_W;
  double piped_W = loop ? f.pump_heat_W - f.pump_electric_W : wanted_W;
  double piped_most_W = loop ? p->pump_capacity_W * (1.0 - input) : p->pump_capacity_W + p->boiler_capacity_W;
  ig_plant_pumping(p, piped_W, piped_most_W, &f);
  f.other_electric_W += p->controls_W;
  return f;
}

#endif
