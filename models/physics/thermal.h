/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heated space as two capacities: indoor air with furniture (a) and building mass (m).
 *
 *   C_a dTa/dt = H_ae (Te - Ta) + H_am (Tm - Ta) + q_a
 *   C_m dTm/dt = H_am (Ta - Tm) + H_me (Te - Tm) + q_m
 *
 * Te outdoor temperature [degC], H [W/K], C [J/K], q heat into the node [W]. H_ae: windows, infiltration
 * and ventilation; H_am: air to mass surface; H_me: opaque envelope, seen from the mass node.
 *
 * The system is linear, so over a step with constant Te and q it is solved exactly: the new state is a
 * fixed linear function of the old state, Te and q (matrix exponential, computed once for each space and
 * ventilation level). A longer step gives the same answer as shorter ones for the same inputs.
 * Source: state-space solution of linear systems, e.g. Franklin, Powell, Workman (1998), 4.3; the two-node
 * model is the 3R2C form used in Bacher and Madsen (2011), doi:10.1016/j.enbuild.2011.02.005. */
#ifndef IG_PHYSICS_THERMAL_H
#define IG_PHYSICS_THERMAL_H

#include <math.h>

#include "sim/base.h"

/* A space. J/K and W/K. */
typedef struct ig_thermal_space {
  double c_air_J_K, c_mass_J_K;
  double h_air_out_W_K, h_air_mass_W_K, h_mass_out_W_K;
} ig_thermal_space;

/* One step of a space: Ta' = aa Ta + am Tm + ae Te + ga q_a + gam q_m, and likewise for Tm. K/W for g. */
typedef struct ig_thermal_step {
  double aa, am, ae, ga, gam;
  double ma, mm, me, gma, gm;
} ig_thermal_step;

/* Step of `step_s` seconds. All of C and H_am positive, H >= 0 with H_ae + H_me > 0 (else the space would
 * have no way to lose heat and its steady state no value). */
static inline ig_thermal_step ig_thermal_solve(ig_thermal_space s, double step_s) {
  assert(s.c_air_J_K > 0 && s.c_mass_J_K > 0 && s.h_air_mass_W_K > 0 && s.h_air_out_W_K + s.h_mass_out_W_K > 0);
  /* x' = A x + b, A = [a11 a12; a21 a22] */
  double a11 = -(s.h_air_out_W_K + s.h_air_mass_W_K) / s.c_air_J_K, a12 = s.h_air_mass_W_K / s.c_air_J_K;
  double a21 = s.h_air_mass_W_K / s.c_mass_J_K, a22 = -(s.h_mass_out_W_K + s.h_air_mass_W_K) / s.c_mass_J_K;
  /* Real, distinct and negative: the discriminant is (a11 - a22)^2 + 4 a12 a21 > 0. */
  double mean = 0.5 * (a11 + a22), half = 0.5 * sqrt((a11 - a22) * (a11 - a22) + 4.0 * a12 * a21);
  double l1 = mean + half, l2 = mean - half;
  double e1 = exp(l1 * step_s), e2 = exp(l2 * step_s);
  double c1 = (e1 - e2) / (l1 - l2), c0 = (l1 * e2 - l2 * e1) / (l1 - l2); /* exp(A dt) = c1 A + c0 I */
  ig_thermal_step p = {.aa = c1 * a11 + c0, .am = c1 * a12, .ma = c1 * a21, .mm = c1 * a22 + c0};
  /* Integral of exp(A t) from 0 to dt = A^-1 (exp(A dt) - I) */
  double det = a11 * a22 - a12 * a21;
  double g11 = (a22 * (p.aa - 1.0) - a12 * p.ma) / det, g12 = (a22 * p.am - a12 * (p.mm - 1.0)) / det;
  double g21 = (a11 * p.ma - a21 * (p.aa - 1.0)) / det, g22 = (a11 * (p.mm - 1.0) - a21 * p.am) / det;
  p.ga = g11 / s.c_air_J_K, p.gam = g12 / s.c_mass_J_K;
  p.gma = g21 / s.c_air_J_K, p.gm = g22 / s.c_mass_J_K;
  p.ae = p.ga * s.h_air_out_W_K + p.gam * s.h_mass_out_W_K;
  p.me = p.gma * s.h_air_out_W_K + p.gm * s.h_mass_out_W_K;
  return p;
}

#endif
