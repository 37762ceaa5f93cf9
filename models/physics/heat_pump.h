/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heat pump with its limits: what it can give at an outdoor temperature, what a backup heater adds below that,
 * and how frost on the evaporator moves the COP within the year. The COP itself: ig_hvac_cop (models/physics/hvac.h).
 *
 * Defrost. The curves of when2heat are fitted to catalogue values after EN 14511, whose tests include defrosting, and
 * their factor 0.85 brings a season to what is measured in the field: defrost is in them, spread evenly over the
 * temperatures. ig_heat_pump_frost puts it where it happens (around 0 to 5 degC) without changing a season: the
 * relative loss of Wetter and Afjei (1996) over its own mean in the average climate of EN 14825, so that the seasonal
 * COP of that climate stays as it is (with radiators exactly, with floor heating within 0.5 %).
 *
 *   f(T) = max(0.03 - 0.004 T, 0) + 0.1534 exp(-(T - 0.8869)^2 / 26.06)
 *
 * Source of f: TRNSYS type 204 (Wetter, Afjei 1996), as in AixLib (BSD-3), DefrostCorrection/WetterAfjei1996. It is a
 * mean over the humidities of Central Europe; humidity is no input.
 *
 * Capacity. The single-speed curve of the EnergyPlus example files (HPACHeatCapFT, relative to 8.33 degC outdoors):
 *
 *   c(T) = 0.758746 + 0.027626 T + 0.000148716 T^2 + 0.0000034992 T^3
 *
 * Machines with inverter hold their capacity better; for them the result is on the safe side (more backup). */
#ifndef IG_PHYSICS_HEAT_PUMP_H
#define IG_PHYSICS_HEAT_PUMP_H

#include <math.h>

#include "models/physics/hvac.h"

/* Share of the COP lost to frost and defrosting at an outdoor temperature (Wetter and Afjei 1996). */
IG_INLINE double ig_heat_pump_frost_loss(double outdoor_degC) {
  double d = outdoor_degC - 0.8869;
  return ig_max(0.03 - 0.004 * outdoor_degC, 0.0) + 0.1534 * exp(-d * d / 26.06);
}

/* Mean of 1 / (1 - loss) over the electricity of a season: EN 14825's average climate, load in proportion to 16 degC -
 * T, radiators. tests/test_hvac.c computes it from the bins. */
#define IG_HEAT_PUMP_FROST_MEAN 1.1321

/* Factor on the COP of an air-source heat pump that shows frost where it happens; 1 over a season. */
IG_INLINE double ig_heat_pump_frost(double outdoor_degC) {
  return IG_HEAT_PUMP_FROST_MEAN * (1.0 - ig_heat_pump_frost_loss(outdoor_degC));
}

/* COP of an air-source heat pump that heats water to flow_degC, frost at its place. */
IG_INLINE double ig_heat_pump_cop_air(double flow_degC, double outdoor_degC) {
  return ig_hvac_cop_air(flow_degC - outdoor_degC) * ig_heat_pump_frost(outdoor_degC);
}

/* Heat that an air-source machine can give over what it gives at 7 degC outdoors (rating point A7). Between -20 and
 * 20 degC; constant beyond. */
IG_INLINE double ig_heat_pump_capacity(double outdoor_degC) {
  double t = ig_clamp(outdoor_degC, -20.0, 20.0);
  /* 0.96061531: the polynomial at 7 degC */
  return (0.758746 + t * (0.027626 + t * (0.000148716 + t * 0.0000034992))) / 0.96061531;
}

/* What a step of heating takes. */
typedef struct ig_heat_pump_use {
  double pump_heat_W, backup_heat_W, electric_W, unmet_W;
} ig_heat_pump_use;

/* Heat wanted, split between the machine (up to capacity_W at this moment, at its COP) and an electric backup heater
 * (up to backup_W). Below the bivalence point both run (parallel operation). */
IG_INLINE ig_heat_pump_use ig_heat_pump_split(double wanted_W, double capacity_W, double cop, double backup_W) {
  double pump = ig_min(wanted_W, capacity_W), backup = ig_min(wanted_W - pump, backup_W);
  return (ig_heat_pump_use){pump, backup, pump / cop + backup, wanted_W - pump - backup};
}

/* Flow temperature by a heating curve: design flow at the design outdoor temperature, room temperature at 20 degC
 * outdoors, bent by the emitter's exponent n (1.3 radiators, 1.1 floors; EN 442, EN 1264): the excess over the room is
 * (load share)^(1/n) of the design excess. */
IG_INLINE double ig_heat_pump_curve_degC(double outdoor_degC, double design_outdoor_degC, double design_flow_degC,
                                         double exponent) {
  double load = ig_clamp((20.0 - outdoor_degC) / (20.0 - design_outdoor_degC), 0.0, 1.0);
  return 20.0 + (design_flow_degC - 20.0) * pow(load, 1.0 / exponent);
}

#endif
