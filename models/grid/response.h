/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a unit answers to the voltage at its terminals, inside the solve: reactive power Q(U) and a limit on what it
 * feeds in, P(U), as EN 50549-1 asks of inverters. Both are piecewise linear in the voltage over the rated one, and
 * constant beyond their ends:
 *
 *   P = max(P0, -S w(U))           w: most production over the rated apparent power S
 *   Q = S f(U), |Q| <= sqrt(S^2 - P^2)
 *
 * Steep curves make the plain iteration swing. So what the legs draw follows their curves with a share of the way,
 * which comes from the last step taken, as if all curves and the network were one slope (Barzilai and Borwein 1988, a
 * step late):
 *
 *   r = x(U) - x,   x <- x + a r,   a <- a |r'|^2 / (|r'|^2 - r . r')      r': the r before; sums over all legs
 *
 * and the solution is the curve's own. */
#ifndef IG_RESPONSE_H
#define IG_RESPONSE_H

#include <math.h>

#include "sim/base.h"

enum { IG_RESPONSE_VAR_POINTS = 4, IG_RESPONSE_WATT_POINTS = 2 };

typedef struct ig_response {
  double rated_VA;
  double var_u_pu[IG_RESPONSE_VAR_POINTS], var_q_pu[IG_RESPONSE_VAR_POINTS]; /* positive: draws, lowers the voltage */
  double watt_u_pu[IG_RESPONSE_WATT_POINTS], watt_p_pu[IG_RESPONSE_WATT_POINTS];
} ig_response;

/* Where a leg stands: what it draws now, and how far its curve was off in the last iteration. */
typedef struct ig_response_state {
  double p_W, q_var, off_W, off_var;
} ig_response_state;

/* How a set of legs goes on: their share of the way, that of the step before, the largest one allowed, and sums over
 * the legs of this step. */
typedef struct ig_response_pace {
  double share, before, most, swing, size, size_now;
  int steps;
} ig_response_pace;

enum { IG_RESPONSE_FREE = 30 };
#define IG_RESPONSE_LEAST 0.005
#define IG_RESPONSE_SHRINK 0.9

/* Piecewise linear through n points of rising x; constant beyond them. */
IG_INLINE double ig_response_curve(int n, const double *x, const double *y, double at) {
  if (at <= x[0]) return y[0];
  for (int i = 1; i < n; i++)
    if (at <= x[i]) return x[i] > x[i - 1] ? y[i - 1] + (y[i] - y[i - 1]) * (at - x[i - 1]) / (x[i] - x[i - 1]) : y[i];
  return y[n - 1];
}

/* What a leg with `share` of the unit would draw at u_pu, where p0_W is asked for. */
IG_INLINE void ig_response_at(const ig_response *r, double share, double p0_W, double u_pu, double *p_W,
                              double *q_var) {
  double rated = share * r->rated_VA;
  double most = rated * ig_response_curve(IG_RESPONSE_WATT_POINTS, r->watt_u_pu, r->watt_p_pu, u_pu);
  *p_W = ig_max(p0_W, -most);
  double room = sqrt(ig_max(rated * rated - *p_W * *p_W, 0.0));
  *q_var = ig_clamp(rated * ig_response_curve(IG_RESPONSE_VAR_POINTS, r->var_u_pu, r->var_q_pu, u_pu), -room, room);
}

IG_INLINE ig_response_pace ig_response_begin(void) { return (ig_response_pace){.share = 1, .before = 1, .most = 1}; }

/* Moves a leg by a share of the way to (p_W, q_var), and adds to the sums. */
IG_INLINE void ig_response_move(ig_response_state *s, ig_response_pace *pace, double p_W, double q_var) {
  double off_W = p_W - s->p_W, off_var = q_var - s->q_var;
  pace->swing += off_W * s->off_W + off_var * s->off_var;
  pace->size += s->off_W * s->off_W + s->off_var * s->off_var;
  pace->size_now += off_W * off_W + off_var * off_var;
  s->p_W += pace->share * off_W;
  s->q_var += pace->share * off_var;
  s->off_W = off_W;
  s->off_var = off_var;
}

/* The share of the next step, after all legs have moved. Corners of curves can throw it to and fro for ever: after a
 * while every swing bounds it. */
IG_INLINE void ig_response_pace_on(ig_response_pace *pace) {
  double used = pace->before, slope = pace->size - pace->swing, turn = slope + pace->size_now - pace->swing;
  pace->before = pace->share;
  if (pace->steps++ > IG_RESPONSE_FREE && pace->swing < 0)
    pace->most = ig_max(IG_RESPONSE_SHRINK * pace->most, IG_RESPONSE_LEAST);
  if (pace->size > 0 && slope > 0) pace->share = ig_clamp(used * slope / turn, IG_RESPONSE_LEAST, 1.0);
  pace->share = ig_min(pace->share, pace->most);
  pace->swing = pace->size = pace->size_now = 0;
}

/* A change of a voltage by what is left of the way, if the last step changed it by change_V. */
IG_INLINE double ig_response_left(const ig_response_pace *pace, double change_V) {
  return change_V / ig_min(pace->share, pace->before);
}

#endif
