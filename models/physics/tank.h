/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hot-water tank as one mixed volume:
 *
 *   C dT/dt = P - UA (T - Ta) - m c (T - Tc)
 *
 * T water, Ta surroundings, Tc cold inlet [degC], P heating element [W], m flow drawn [kg/s], c heat
 * capacity of water [J/kg K], C = c times the mass of water. Linear in T, so a stretch with constant
 * inputs is solved exactly: T runs exponentially towards its equilibrium.
 * Source of the equation: energy balance of a fully mixed tank, e.g. Duffie and Beckman (2013), 8.3. */
#ifndef IG_PHYSICS_TANK_H
#define IG_PHYSICS_TANK_H

#include <math.h>

#include "sim/base.h"

#define IG_TANK_WATER_J_KG_K 4186.0 /* water at 15 to 60 degC, within 0.2 % */
#define IG_TANK_WATER_KG_L 1.0

typedef struct ig_tank {
  double c_J_K;  /* heat capacity of the water, > 0 */
  double ua_W_K; /* loss to the surroundings, >= 0 */
} ig_tank;

/* What acts on a tank during a stretch of time. */
typedef struct ig_tank_input {
  double power_W, flow_kg_s;
  double ambient_degC, cold_degC;
} ig_tank_input;

static inline ig_tank ig_tank_of_volume(double volume_L, double ua_W_K) {
  return (ig_tank){volume_L * IG_TANK_WATER_KG_L * IG_TANK_WATER_J_KG_K, ua_W_K};
}

/* Loss coefficient of a vertical electric tank from its standing loss at 45 K,
 * Qpr = 0.22 + 0.057 V^(2/3) kWh a day (French order on electric water heaters, V in litres from 75). */
static inline double ig_tank_legal_ua_W_K(double volume_L) {
  return (0.22 + 0.057 * pow(volume_L, 2.0 / 3.0)) * 1000.0 / 24.0 / 45.0;
}

/* Temperature after `time_s` with constant input. */
static inline double ig_tank_after(ig_tank tank, ig_tank_input in, double t0_degC, double time_s) {
  double draw_W_K = in.flow_kg_s * IG_TANK_WATER_J_KG_K, out_W_K = tank.ua_W_K + draw_W_K;
  if (out_W_K <= 0.0) return t0_degC + in.power_W * time_s / tank.c_J_K;
  double end_degC = (in.power_W + tank.ua_W_K * in.ambient_degC + draw_W_K * in.cold_degC) / out_W_K;
  return end_degC + (t0_degC - end_degC) * exp(-out_W_K / tank.c_J_K * time_s);
}

/* Time until the water reaches `target_degC`, s; INFINITY when it never does. */
static inline double ig_tank_time_to_s(ig_tank tank, ig_tank_input in, double t0_degC, double target_degC) {
  double draw_W_K = in.flow_kg_s * IG_TANK_WATER_J_KG_K, out_W_K = tank.ua_W_K + draw_W_K;
  double gap_K = target_degC - t0_degC;
  if (out_W_K <= 0.0) {
    double time_s = gap_K * tank.c_J_K / in.power_W; /* 0/0 and x/0 fail the test below */
    return time_s >= 0.0 ? time_s : (double)INFINITY;
  }
  double end_degC = (in.power_W + tank.ua_W_K * in.ambient_degC + draw_W_K * in.cold_degC) / out_W_K;
  double ratio = (t0_degC - end_degC) / (target_degC - end_degC);
  return ratio >= 1.0 ? log(ratio) * tank.c_J_K / out_W_K : (double)INFINITY;
}

#endif
