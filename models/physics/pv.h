/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photovoltaics: light through the glass, cell temperature, direct current, inverter. Scalars in, scalars out; all
 * functions are inlined, call no library and run in vector lanes. Checked against pvlib in tests/test_pv.c. */
#ifndef IG_PHYSICS_PV_H
#define IG_PHYSICS_PV_H

#include <string.h>

#include "sim/base.h"

/* exp(x) for x <= 0 (0 below -700) without a library call, so that loops vectorise and have the same bits everywhere:
 * x = k ln 2 + r, series of exp r to r^13. Relative error below 5e-16. */
IG_INLINE double ig_pv_exp(double x) {
  const double to_integer = 0x1.8p52; /* adding it leaves the rounded integer in the low bits */
  double shifted = ig_max(x, -700.0) * 1.4426950408889634 + to_integer, k = shifted - to_integer;
  double r = (ig_max(x, -700.0) - k * 0x1.62e42fee00000p-1) - k * 0x1.a39ef35793c76p-33;
  /* 1 + r + r^2/2! + ... + r^13/13!, in pairs (Estrin): a short chain, so that vector units do not wait */
  double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
  double p01 = 1.0 + r, p23 = 0.5 + r * (1.0 / 6.0), p45 = 1.0 / 24.0 + r * (1.0 / 120.0);
  double p67 = 1.0 / 720.0 + r * (1.0 / 5040.0), p89 = 1.0 / 40320.0 + r * (1.0 / 362880.0);
  double p1011 = 1.0 / 3628800.0 + r * (1.0 / 39916800.0), p1213 = 1.0 / 479001600.0 + r * (1.0 / 6227020800.0);
  double p = (p01 + r2 * p23) + r4 * (p45 + r2 * p67) + r8 * ((p89 + r2 * p1011) + r4 * p1213);
  uint64_t bits, power;
  memcpy(&bits, &p, sizeof bits);
  memcpy(&power, &shifted, sizeof power);
  bits += power << 52;
  memcpy(&p, &bits, sizeof p);
  return p;
}

/* --- incidence-angle modifiers: light that reaches the cells, over that at normal incidence ------------------ */

/* Light through the surface between a medium of index 1 and one of index n: cosine of the refracted angle, and
 * Fresnel's transmittance for the two polarisations. per_n2: 1 / n^2. */
typedef struct ig_pv_fresnel {
  double s, p, cos_refracted, per_cos_refracted;
} ig_pv_fresnel;

/* One division for all: q = 1 / (denominators), since divisions are what the loop waits for. */
IG_INLINE ig_pv_fresnel ig_pv_fresnel_of(double cos_in, double n, double per_n2) {
  double cos_out = __builtin_sqrt(1.0 - (1.0 - cos_in * cos_in) * per_n2);
  double up_s = cos_in - n * cos_out, down_s = cos_in + n * cos_out;
  double up_p = cos_out - n * cos_in, down_p = cos_out + n * cos_in;
  double q = 1.0 / (down_s * down_p * cos_out);
  double reflected_s = up_s * (down_p * cos_out * q), reflected_p = up_p * (down_s * cos_out * q);
  return (ig_pv_fresnel){1.0 - reflected_s * reflected_s, 1.0 - reflected_p * reflected_p, cos_out,
                         down_s * down_p * q};
}

/* What both glass formulas need of the glass: refractive index, that of the coating (1 where there is none), what
 * follows from them, and the absorption: extinction in 1/m times thickness in m (4 1/m x 2 mm = 0.008). */
typedef struct ig_pv_pane {
  double index, per_index2, coating, per_coating2; /* of the glass against the coating; of the coating against air */
  double absorption, per_normal;                   /* 1 / transmittance of the surfaces at normal incidence */
} ig_pv_pane;

IG_INLINE ig_pv_pane ig_pv_pane_of(double index, double coating_index, double absorption) {
  double n = index / coating_index, a = (coating_index - 1.0) / (coating_index + 1.0), b = (n - 1.0) / (n + 1.0);
  double normal = (1.0 - a * a) * (1.0 - b * b) / (1.0 - a * a * b * b);
  return (ig_pv_pane){n, 1.0 / (n * n), coating_index, 1.0 / (coating_index * coating_index), absorption, 1.0 / normal};
}

/* Physical model (De Soto, Klein, Beckman 2006, doi:10.1016/j.solener.2005.06.010): reflection at the glass (index
 * 1.526) and absorption in it. Of a pane without coating. */
IG_INLINE double ig_pv_iam_physical(double cos_incidence, double index, double per_index2, double absorption,
                                    double per_normal) {
  ig_pv_fresnel f = ig_pv_fresnel_of(ig_max(cos_incidence, 0.0), index, per_index2);
  double through = ig_pv_exp(absorption - absorption * f.per_cos_refracted); /* relative to normal incidence */
  return 0.5 * (f.s + f.p) * through * per_normal;
}

/* The same behind an anti-reflective coating, with the reflections inside the coating. */
IG_INLINE double ig_pv_iam_coated(double cos_incidence, ig_pv_pane g) {
  ig_pv_fresnel a = ig_pv_fresnel_of(ig_max(cos_incidence, 0.0), g.coating, g.per_coating2);
  ig_pv_fresnel b = ig_pv_fresnel_of(a.cos_refracted, g.index, g.per_index2);
  double s = a.s * b.s / (1.0 - (1.0 - a.s) * (1.0 - b.s)), p = a.p * b.p / (1.0 - (1.0 - a.p) * (1.0 - b.p));
  double through = ig_pv_exp(g.absorption - g.absorption * b.per_cos_refracted);
  return 0.5 * (s + p) * through * g.per_normal;
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
  ig_pv_pane pane; /* physical and coated; physical: coating index 1 */
  double b, a;     /* ASHRAE; Martin and Ruiz */
} ig_pv_iam;

IG_INLINE double ig_pv_iam_of(const ig_pv_iam *m, double cos_incidence) {
  switch (m->glass) {
    case IG_PV_PHYSICAL:
      return ig_pv_iam_physical(cos_incidence, m->pane.index, m->pane.per_index2, m->pane.absorption,
                                m->pane.per_normal);
    case IG_PV_COATED:
      return ig_pv_iam_coated(cos_incidence, m->pane);
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

/* The curve as a parabola in the direct current, c0 + c1 dc + c2 dc^2, W: efficiency = nominal / 0.9637
 * (-0.0162 x - 0.0059 / x + 0.9858), x = dc / rated. */
typedef struct ig_pv_inverter {
  double c0, c1, c2, most_W; /* most_W: nominal x rated */
} ig_pv_inverter;

IG_INLINE ig_pv_inverter ig_pv_inverter_of(double rated_dc_W, double nominal_efficiency) {
  double scale = nominal_efficiency / IG_PV_REFERENCE_EFFICIENCY;
  return (ig_pv_inverter){-0.0059 * scale * rated_dc_W, 0.9858 * scale, -0.0162 * scale / rated_dc_W,
                          nominal_efficiency * rated_dc_W};
}

/* Alternating-current power before clipping, W; negative at some 0.6 % of the rated direct current and below. */
IG_INLINE double ig_pv_ac_unclipped_W(double dc_W, double c0, double c1, double c2) {
  return c0 + dc_W * (c1 + dc_W * c2);
}

/* The same between 0 and what the inverter can deliver. */
IG_INLINE double ig_pv_ac_W(double dc_W, ig_pv_inverter v) {
  return ig_clamp(ig_pv_ac_unclipped_W(dc_W, v.c0, v.c1, v.c2), 0.0, v.most_W);
}

#endif
