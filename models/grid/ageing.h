/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature and ageing of oil-immersed distribution transformers: difference equations of IEC 60076-7:2018, 8.2.3,
 * with the constants of its table for ONAN distribution transformers (k11 = 1, k21 = 1, k22 = 2: the second gradient
 * term vanishes, evidence C).
 *
 *   D theta_o = Dt / tau_o [ ((1 + K^2 R) / (1 + R))^x d_theta_or - (theta_o - theta_a) ]
 *   D dh      = Dt / (k22 tau_w) [ d_theta_hr K^y - dh ]
 *   theta_h   = theta_o + dh ;  V = 2^((theta_h - 98) / 6)
 *
 * K: load current over rated; R: losses under load over no-load losses at rated current; V: rate of ageing of kraft
 * paper that is not thermally upgraded, 1 at 98 degC. */
#ifndef IG_AGEING_H
#define IG_AGEING_H

#include <math.h>

#include "sim/base.h"

#define IG_AGEING_OIL_MIN 180.0   /* tau_o */
#define IG_AGEING_WINDING_MIN 8.0 /* k22 tau_w = 2 x 4 min */
#define IG_AGEING_OIL_K 55.0      /* d_theta_or: top oil over ambient at rated losses */
#define IG_AGEING_GRADIENT_K 23.0 /* d_theta_hr: hot spot over top oil at rated current */
#define IG_AGEING_RATED_DEGC 98.0

/* Top-oil rise in equilibrium at load k, K. */
IG_INLINE double ig_ageing_oil_K(double k, double loss_ratio) {
  return IG_AGEING_OIL_K * pow((1 + k * k * loss_ratio) / (1 + loss_ratio), 0.8);
}

/* Hot-spot gradient in equilibrium at load k, K. */
IG_INLINE double ig_ageing_gradient_K(double k) { return IG_AGEING_GRADIENT_K * pow(k, 1.6); }

/* One step of a first-order lag, exact for a constant target. */
IG_INLINE double ig_ageing_lag(double value, double target, double share) { return value + (target - value) * share; }

/* Rate of ageing at the hot-spot temperature. */
IG_INLINE double ig_ageing_rate(double hot_spot_degC) { return exp2((hot_spot_degC - IG_AGEING_RATED_DEGC) / 6.0); }

#endif
