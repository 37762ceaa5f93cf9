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

/* Seconds of [from_s, to_s) (any seconds of one clock) in which a relay that closes every day at start_s for length_s
 * (up to a day, over midnight too) is closed. */
static inline double ig_tank_relay_s(double start_s, double length_s, double from_s, double to_s) {
  const double day_s = 86400.0;
  double begin = from_s - start_s, end = to_s - start_s, whole = floor(begin / day_s);
  begin -= whole * day_s, end -= whole * day_s; /* 0 <= begin < a day */
  double days = floor(end / day_s);
  return days * length_s + ig_min(end - days * day_s, length_s) - ig_min(begin, length_s);
}

/* A thermostat: it asks for heat once the water is band_K below set_degC, until it is at set_degC. */
typedef struct ig_tank_thermostat {
  double set_degC, band_K, power_W;
} ig_tank_thermostat;

typedef struct ig_tank_state {
  double water_degC, heat_J; /* heat_J: given by the element since the caller set it to 0 */
  bool asks;
} ig_tank_state;

/* A stretch of constant input with the relay closed (powered) or open: every switch of the thermostat at its second.
 * in.power_W is heat from elsewhere. At most 10,000 switches. */
static inline ig_tank_state ig_tank_run(ig_tank tank, ig_tank_input in, ig_tank_thermostat t, ig_tank_state x,
                                        bool powered, double time_s) {
  for (int i = 0; i < 10000 && time_s > 0.0; i++) {
    x.asks = x.asks || x.water_degC <= t.set_degC - t.band_K;
    ig_tank_input now = in;
    double element_W = x.asks && powered ? t.power_W : 0.0;
    now.power_W += element_W;
    double next = x.asks ? (powered ? t.set_degC : (double)INFINITY) : t.set_degC - t.band_K;
    double until_s = next < (double)INFINITY ? ig_tank_time_to_s(tank, now, x.water_degC, next) : (double)INFINITY;
    double part_s = ig_min(until_s, time_s);
    x.water_degC = until_s <= time_s ? next : ig_tank_after(tank, now, x.water_degC, part_s);
    x.heat_J += element_W * part_s;
    if (until_s <= time_s) x.asks = !x.asks;
    time_s -= part_s;
  }
  return x;
}

#endif
