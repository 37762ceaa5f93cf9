/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photovoltaics: light through the glass, cell temperature, direct current, inverter. Scalars in, scalars out; all
 * functions are inlined, call no library and run in vector lanes. Checked against pvlib in tests/test_pv.c. */
#ifndef IG_PHYSICS_PV_H
#define IG_PHYSICS_PV_H

#include <string.h>

#include "sim/base.h"

/* exp(x) for x <= 0 (0 below -700) without a library call, so that loops vectorise and have the same bits everywhere:
 * x = k ln 2 + r, series of exp r to r^13. Relative error below 3e-16. */
IG_INLINE double ig_pv_exp(double x) {
  const double to_integer = 0x1.8p52; /* adding it leaves the rounded integer in the low bits */
  double shifted = ig_max(x, -700.0) * 1.4426950408889634 + to_integer, k = shifted - to_integer;
  double r = (ig_max(x, -700.0) - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  double p = 1.0 / 6227020800.0;
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  uint64_t bits, power;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&power, &shifted, sizeof power);
  bits += power << 52;
  memcpy(&p, &bits, sizeof p);
  return p;
}

/* --- incidence-angle modifiers: light that reaches the cells, over that at normal incidence ------------------ */

/* Share that passes a plane between media of refractive indices 1 and `ratio`, for the two polarisations. */
typedef struct ig_pv_fresnel {
  double s, p, cos_refracted;
} ig_pv_fresnel;

IG_INLINE ig_pv_fresnel ig_pv_fresnel_of(double cos_in, double ratio) {
  double cos_out = __builtin_sqrt(1.0 - (1.0 - cos_in * cos_in) / (ratio * ratio));
  double s = (cos_in - ratio * cos_out) / (cos_in + ratio * cos_out);
  double p = (cos_out - ratio * cos_in) / (cos_out + ratio * cos_in);
  return (ig_pv_fresnel){1.0 - s * s, 1.0 - p * p, cos_out};
}

/* Physical model (De Soto, Klein, Beckman 2006, doi:10.1016/j.solener.2005.06.010): reflection at the glass (index
 * 1.526) and absorption in it; extinction in 1/m and thickness in m enter as their product (4 1/m x 2 mm = 0.008). */
IG_INLINE double ig_pv_iam_physical(double cos_incidence, double index, double absorption) {
  ig_pv_fresnel f = ig_pv_fresnel_of(ig_max(cos_incidence, 0.0), index);
  double normal = 1.0 - (index - 1.0) * (index - 1.0) / ((index + 1.0) * (index + 1.0));
  double through = ig_pv_exp(absorption - absorption / f.cos_refracted); /* relative to normal incidence */
  return 0.5 * (f.s + f.p) * through / normal;
}

/* The same behind an anti-reflective coating, with the reflections inside the coating. */
IG_INLINE double ig_pv_iam_coated(double cos_incidence, double index, double coating_index, double absorption) {
  ig_pv_fresnel a = ig_pv_fresnel_of(ig_max(cos_incidence, 0.0), coating_index);
  ig_pv_fresnel b = ig_pv_fresnel_of(a.cos_refracted, index / coating_index);
  double a0 = (coating_index - 1.0) / (coating_index + 1.0), b0 = (index - coating_index) / (index + coating_index);
  double normal = (1.0 - a0 * a0) * (1.0 - b0 * b0) / (1.0 - a0 * a0 * b0 * b0);
  double s = a.s * b.s / (1.0 - (1.0 - a.s) * (1.0 - b.s)), p = a.p * b.p / (1.0 - (1.0 - a.p) * (1.0 - b.p));
  double through = ig_pv_exp(absorption - absorption / b.cos_refracted);
  return 0.5 * (s + p) * through / normal;
}

/* ASHRAE 93-77 (Souka and Safwat 1966): 1 - b (1 / cos - 1), b = 0.05; not below 0. */
IG_INLINE double ig_pv_iam_ashrae(double cos_incidence, double b) {
  return ig_max(1.0 - b * (1.0 / ig_max(cos_incidence, 1e-9) - 1.0), 0.0);
}

/* Martin and Ruiz 2001 (doi:10.1016/S0927-0248(00)00408-6); `a` 0.16 for clean glass over silicon. */
IG_INLINE double ig_pv_iam_martin_ruiz(double cos_incidence, double a) {
  return (1.0 - ig_pv_exp(-ig_max(cos_incidence, 0.0) / a)) / (1.0 - ig_pv_exp(-1.0 / a));
}

/* Schlick 1994: 1 - (1 - cos)^5. */
IG_INLINE double ig_pv_iam_schlick(double cos_incidence) {
  double x = 1.0 - ig_max(cos_incidence, 0.0), x2 = x * x;
  return 1.0 - x2 * x2 * x;
}

/* A modifier with its parameters, for choosing it by name. */
typedef enum ig_pv_glass {
  IG_PV_PHYSICAL,
  IG_PV_COATED,
  IG_PV_ASHRAE,
  IG_PV_MARTIN_RUIZ,
  IG_PV_SCHLICK,
  IG_PV_NO_LOSS
} ig_pv_glass;

typedef struct ig_pv_iam {
  ig_pv_glass glass;
  double index, coating_index, absorption; /* physical and coated */
  double b, a;                             /* ASHRAE; Martin and Ruiz */
} ig_pv_iam;

IG_INLINE double ig_pv_iam_of(const ig_pv_iam *m, double cos_incidence) {
  switch (m->glass) {
    case IG_PV_PHYSICAL:
      return ig_pv_iam_physical(cos_incidence, m->index, m->absorption);
    case IG_PV_COATED:
      return ig_pv_iam_coated(cos_incidence, m->index, m->coating_index, m->absorption);
    case IG_PV_ASHRAE:
      return ig_pv_iam_ashrae(cos_incidence, m->b);
    case IG_PV_MARTIN_RUIZ:
      return ig_pv_iam_martin_ruiz(cos_incidence, m->a);
    case IG_PV_SCHLICK:
      return ig_pv_iam_schlick(cos_incidence);
    case IG_PV_NO_LOSS:
      break;
  }
  return 1.0;
}

/* Modifier of uniform diffuse light from the sky above, or from the ground below, for a plane of a tilt in [0, 180]
 * degrees: the mean over what the plane sees of it, weighted with the cosine of incidence (Marion 2017,
 * doi:10.1016/j.solener.2017.05.015). A ring about the plane's normal lies in the sky with a known share, so only one
 * integral is left, done by 720 midpoints (within 1e-6 of its limit). 1 where the plane sees nothing of it. */
double ig_pv_iam_sky(const ig_pv_iam *m, double tilt_deg);
double ig_pv_iam_ground(const ig_pv_iam *m, double tilt_deg);

/* --- cell temperature: kelvin above the air for each W/m2 on the plane, at a wind speed in m/s ---------------- */

/* All linear models have this form: rise = a exp(b v) + c + d / (e + f v), K m2/W. */
typedef struct ig_pv_rise {
  double a, b, c, d, e, f;
} ig_pv_rise;

IG_INLINE double ig_pv_rise_K_m2_W(double a, double b, double c, double d, double e, double f, double wind_m_s) {
  return a * ig_pv_exp(b * wind_m_s) + c + d / (e + f * wind_m_s);
}

/* Sandia (King, Boyson, Kratochvil 2004, SAND2004-3535): back of the module exp(a + b v), cell `difference_K` at
 * 1000 W/m2 above it. b <= 0. */
ig_pv_rise ig_pv_rise_sapm(double a, double b, double difference_K);
/* Faiman 2008 (doi:10.1002/pip.813): 1 / (u0 + u1 v). */
ig_pv_rise ig_pv_rise_faiman(double u0_W_m2K, double u1_W_s_m3K);
/* PVsyst: absorbed light that is not turned into current, over uc + uv v. */
ig_pv_rise ig_pv_rise_pvsyst(double uc_W_m2K, double uv_W_s_m3K, double efficiency, double absorptance);
/* Nominal operating cell temperature as in NREL's SAM (one storey above ground: 0.51 of the wind at 10 m;
 * transmittance times absorptance 0.9). */
ig_pv_rise ig_pv_rise_noct(double noct_degC, double efficiency);
/* Ross 1980: (NOCT - 20) / 800, without wind. */
ig_pv_rise ig_pv_rise_ross(double noct_degC);

/* --- PVWatts version 5 (Dobos 2014, NREL/TP-6A20-62641) --------------------------------------------------- */

/* Direct-current power at an irradiance that reaches the cells, W. */
IG_INLINE double ig_pv_dc_W(double effective_W_m2, double cell_degC, double peak_W, double coefficient_per_K) {
  return effective_W_m2 * 1e-3 * peak_W * (1.0 + coefficient_per_K * (cell_degC - 25.0));
}

/* The inverter's efficiency curve, from a fit to the inverters of the Californian list: 0.9637 at rated power. */
#define IG_PV_REFERENCE_EFFICIENCY 0.9637

/* Alternating-current power before clipping, W; negative at some 0.6 % of the rated direct current and below.
 * efficiency = nominal / 0.9637 (-0.0162 x - 0.0059 / x + 0.9858), x = dc / rated. */
IG_INLINE double ig_pv_ac_unclipped_W(double dc_W, double rated_dc_W, double nominal_efficiency) {
  double losses = dc_W * (0.9858 - 0.0162 * dc_W / rated_dc_W) - 0.0059 * rated_dc_W;
  return nominal_efficiency * (1.0 / IG_PV_REFERENCE_EFFICIENCY) * losses;
}

/* The same between 0 and what the inverter can deliver, nominal x rated. */
IG_INLINE double ig_pv_ac_W(double dc_W, double rated_dc_W, double nominal_efficiency) {
  double ac = ig_pv_ac_unclipped_W(dc_W, rated_dc_W, nominal_efficiency);
  return ig_clamp(ac, 0.0, nominal_efficiency * rated_dc_W);
}

#endif
