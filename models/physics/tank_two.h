/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A hot-water tank as two mixed volumes, the upper (1) and the lower (2):
 *
 *   C1 dT1/dt = P1 - UA1 (T1 - Ta) + k (T2 - T1) + m c (T2 - T1)
 *   C2 dT2/dt = P2 - UA2 (T2 - Ta) + k (T1 - T2) + m c (Tc - T2)
 *
 * Cold water Tc enters below, a draw m [kg/s] leaves above; k [W/K] is what is exchanged between the volumes; P [W]
 * heats. Linear, so a stretch with constant inputs is solved exactly. x' = A x + b with real eigenvalues r >= s (the
 * product of the off-diagonal elements is not negative), and, with f[r,s] the divided difference,
 *
 *   x(t) = E x(0) + F b,   E = e^(s t) I + exp[r,s] (A - s I),   F = g(s) I + g[r,s] (A - s I),   g(r) = (e^(r t) - 1)
 * / r
 *
 * Warmer water below rises: where T2 would pass T1 the two mix. ig_tank_two_after leaves that to its caller
 * (ig_tank_two_time_to_s finds when, ig_tank_two_mix does it); ig_tank_two_heat does both.
 * Source: energy balances, e.g. Duffie and Beckman (2013), 8.4; solution of linear systems e.g. Franklin, Powell,
 * Workman (1998), 4.3. */
#ifndef IG_PHYSICS_TANK_TWO_H
#define IG_PHYSICS_TANK_TWO_H

#include "models/physics/tank.h"

typedef struct ig_tank_two {
  double upper_J_K, lower_J_K;       /* heat capacities, > 0 */
  double upper_ua_W_K, lower_ua_W_K; /* losses to the surroundings, >= 0 */
  double exchange_W_K;               /* between the volumes, >= 0 */
} ig_tank_two;

typedef struct ig_tank_two_input {
  double upper_W, lower_W, flow_kg_s;
  double ambient_degC, cold_degC;
} ig_tank_two_input;

typedef struct ig_tank_two_state {
  double upper_degC, lower_degC;
} ig_tank_two_state;

/* x' = A x + b, with A's eigenvalues. */
typedef struct ig_tank_two_system {
  double a11, a12, a21, a22, b1, b2, fast, slow; /* fast <= slow <= 0, 1/s */
} ig_tank_two_system;

static inline ig_tank_two_system ig_tank_two_system_of(ig_tank_two t, ig_tank_two_input in) {
  double draw_W_K = in.flow_kg_s * IG_TANK_WATER_J_KG_K, down_W_K = t.exchange_W_K + draw_W_K;
  ig_tank_two_system s = {
      .a11 = -(t.upper_ua_W_K + down_W_K) / t.upper_J_K,
      .a12 = down_W_K / t.upper_J_K,
      .a21 = t.exchange_W_K / t.lower_J_K,
      .a22 = -(t.lower_ua_W_K + down_W_K) / t.lower_J_K,
      .b1 = (in.upper_W + t.upper_ua_W_K * in.ambient_degC) / t.upper_J_K,
      .b2 = (in.lower_W + t.lower_ua_W_K * in.ambient_degC + draw_W_K * in.cold_degC) / t.lower_J_K};
  double half = 0.5 * (s.a11 - s.a22), root = sqrt(half * half + s.a12 * s.a21), mean = 0.5 * (s.a11 + s.a22);
  s.fast = mean - root;
  s.slow = ig_min(mean + root, 0.0); /* exactly 0 without losses and draw, but for rounding */
  return s;
}

/* (e^(r t) - 1) / r, which is t at r = 0. */
static inline double ig_tank_two_integral_s(double rate_1_s, double time_s) {
  return fabs(rate_1_s * time_s) < 1e-12 ? time_s : expm1(rate_1_s * time_s) / rate_1_s;
}

/* Divided difference over the eigenvalues of e^(r t). */
static inline double ig_tank_two_slope_s(const ig_tank_two_system *s, double time_s) {
  return exp(s->fast * time_s) * ig_tank_two_integral_s(s->slow - s->fast, time_s);
}

/* Divided difference over the eigenvalues of (e^(r t) - 1) / r. */
static inline double ig_tank_two_slope_integral_s2(const ig_tank_two_system *s, double time_s) {
  double gap = s->slow - s->fast, x = 0.5 * (s->slow + s->fast) * time_s;
  if (fabs(gap * time_s) > 1e-4)
    return (ig_tank_two_integral_s(s->slow, time_s) - ig_tank_two_integral_s(s->fast, time_s)) / gap;
  /* close together: the derivative at their mean, t^2 (x e^x - e^x + 1) / x^2 */
  return time_s * time_s * (fabs(x) > 1e-4 ? (x * exp(x) - expm1(x)) / (x * x) : 0.5 + x / 3.0);
}

/* Temperatures after `time_s` of the linear system. */
static inline ig_tank_two_state ig_tank_two_system_after(const ig_tank_two_system *s, ig_tank_two_state x,
                                                         double time_s) {
  double e = exp(s->fast * time_s), de = ig_tank_two_slope_s(s, time_s);
  double f = ig_tank_two_integral_s(s->fast, time_s), df = ig_tank_two_slope_integral_s2(s, time_s);
  double d11 = s->a11 - s->fast, d22 = s->a22 - s->fast;
  return (ig_tank_two_state){
      (e + de * d11) * x.upper_degC + de * s->a12 * x.lower_degC + (f + df * d11) * s->b1 + df * s->a12 * s->b2,
      de * s->a21 * x.upper_degC + (e + de * d22) * x.lower_degC + df * s->a21 * s->b1 + (f + df * d22) * s->b2};
}

/* Temperatures after `time_s` with constant input, no mixing by warmer water below. */
static inline ig_tank_two_state ig_tank_two_after(ig_tank_two t, ig_tank_two_input in, ig_tank_two_state x,
                                                  double time_s) {
  ig_tank_two_system s = ig_tank_two_system_of(t, in);
  return ig_tank_two_system_after(&s, x, time_s);
}

/* Both volumes at their common mean if the lower is warmer. */
static inline ig_tank_two_state ig_tank_two_mix(ig_tank_two t, ig_tank_two_state x) {
  if (x.lower_degC <= x.upper_degC) return x;
  double both = (t.upper_J_K * x.upper_degC + t.lower_J_K * x.lower_degC) / (t.upper_J_K + t.lower_J_K);
  return (ig_tank_two_state){both, both};
}

/* u T1 + v T2 less a target: what an event waits for (a thermostat, or lower = upper). */
static inline double ig_tank_two_gap_K(const ig_tank_two_system *s, ig_tank_two_state x, double u, double v,
                                       double target_degC, double time_s) {
  ig_tank_two_state y = ig_tank_two_system_after(s, x, time_s);
  return u * y.upper_degC + v * y.lower_degC - target_degC;
}

/* Root of the gap in [a, b], where it changes sign once. */
static inline double ig_tank_two_bisect_s(const ig_tank_two_system *s, ig_tank_two_state x, double u, double v,
                                          double target_degC, double a_s, double b_s) {
  bool rises = ig_tank_two_gap_K(s, x, u, v, target_degC, a_s) < 0.0;
  for (int i = 0; i < 100 && b_s - a_s > 1e-9 * (1.0 + b_s); i++) {
    double m = 0.5 * (a_s + b_s);
    if ((ig_tank_two_gap_K(s, x, u, v, target_degC, m) < 0.0) == rises)
      a_s = m;
    else
      b_s = m;
  }
  return b_s;
}

/* When u T1 + v T2 first reaches a target within `most_s`; INFINITY if it does not. The gap is a constant and two
 * exponentials, so it turns at most once: it is searched before the turn, then after. */
static inline double ig_tank_two_time_to_s(ig_tank_two t, ig_tank_two_input in, ig_tank_two_state x, double u, double v,
                                           double target_degC, double most_s) {
  ig_tank_two_system s = ig_tank_two_system_of(t, in);
  double start = ig_tank_two_gap_K(&s, x, u, v, target_degC, 0.0);
  if (start == 0.0) return 0.0;
  /* Rate of change y = A x + b moves by the same system without b: w(t) = e^(fast t) w0 + slope(t) z. */
  double y1 = s.a11 * x.upper_degC + s.a12 * x.lower_degC + s.b1,
         y2 = s.a21 * x.upper_degC + s.a22 * x.lower_degC + s.b2;
  double w0 = u * y1 + v * y2;
  double z = u * ((s.a11 - s.fast) * y1 + s.a12 * y2) + v * (s.a21 * y1 + (s.a22 - s.fast) * y2);
  /* w = 0 at w0 + z (e^(gap t) - 1) / gap = 0 */
  double gap = s.slow - s.fast, ratio = z != 0.0 ? -w0 / z : -1.0, turn_s = (double)INFINITY;
  if (ratio > 0.0) turn_s = gap > 0.0 ? log1p(ratio * gap) / gap : ratio;
  double first_s = ig_min(turn_s, most_s);
  if (start * ig_tank_two_gap_K(&s, x, u, v, target_degC, first_s) <= 0.0)
    return ig_tank_two_bisect_s(&s, x, u, v, target_degC, 0.0, first_s);
  if (turn_s < most_s && start * ig_tank_two_gap_K(&s, x, u, v, target_degC, most_s) <= 0.0)
    return ig_tank_two_bisect_s(&s, x, u, v, target_degC, turn_s, most_s);
  return (double)INFINITY;
}

/* Temperatures after `time_s` with mixing: where the lower volume catches up, the rest of the time is one mixed volume.
 */
static inline ig_tank_two_state ig_tank_two_heat(ig_tank_two t, ig_tank_two_input in, ig_tank_two_state x,
                                                 double time_s) {
  x = ig_tank_two_mix(t, x);
  ig_tank_two_system s = ig_tank_two_system_of(t, in);
  double rate = s.a21 * x.upper_degC + s.a22 * x.lower_degC + s.b2 - s.a11 * x.upper_degC - s.a12 * x.lower_degC - s.b1;
  bool together = x.lower_degC >= x.upper_degC && rate > 0.0;
  double until_s = together                       ? 0.0
                   : x.lower_degC == x.upper_degC ? (double)INFINITY /* drifting apart */
                                                  : ig_tank_two_time_to_s(t, in, x, -1.0, 1.0, 0.0, time_s);
  if (!(until_s < time_s)) return ig_tank_two_mix(t, ig_tank_two_system_after(&s, x, time_s));
  x = ig_tank_two_system_after(&s, x, until_s);
  ig_tank one = {t.upper_J_K + t.lower_J_K, t.upper_ua_W_K + t.lower_ua_W_K};
  ig_tank_input all = {in.upper_W + in.lower_W, in.flow_kg_s, in.ambient_degC, in.cold_degC};
  double both = (t.upper_J_K * x.upper_degC + t.lower_J_K * x.lower_degC) / one.c_J_K;
  both = ig_tank_after(one, all, both, time_s - until_s);
  return (ig_tank_two_state){both, both};
}

#endif
