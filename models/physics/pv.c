/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photovoltaics: integrals and parameter sets, for building. */
#include "models/physics/pv.h"

#include <math.h>

enum { RINGS = 720 };

/* Share of the ring at angle `from_normal` that lies above the horizon of a plane with this tilt: on it the elevation
 * is asin(cos t cos x + sin t sin x cos phi). */
static double share_in_sky(double from_normal, double tilt) {
  double up = cos(tilt) * cos(from_normal), swing = sin(tilt) * sin(from_normal);
  if (up >= swing) return 1.0;
  if (up <= -swing) return 0.0;
  return acos(-up / swing) / IG_PI;
}

static double mean_modifier(const ig_pv_iam *m, double tilt_deg, bool sky) {
  double tilt = IG_RAD * tilt_deg, passed = 0.0, all = 0.0;
  for (int i = 0; i < RINGS; i++) {
    double x = 0.5 * IG_PI * (i + 0.5) / RINGS, share = share_in_sky(x, tilt);
    double weight = (sky ? share : 1.0 - share) * sin(x) * cos(x);
    passed += weight * ig_pv_iam_of(m, cos(x));
    all += weight;
  }
  return all > 0.0 ? passed / all : 1.0;
}

double ig_pv_iam_sky(const ig_pv_iam *m, double tilt_deg) { return mean_modifier(m, tilt_deg, true); }
double ig_pv_iam_ground(const ig_pv_iam *m, double tilt_deg) { return mean_modifier(m, tilt_deg, false); }

ig_pv_rise ig_pv_rise_sapm(double a, double b, double difference_K) {
  return (ig_pv_rise){.a = exp(a), .b = b, .c = difference_K * 1e-3, .e = 1.0};
}

ig_pv_rise ig_pv_rise_faiman(double u0_W_m2K, double u1_W_s_m3K) {
  return (ig_pv_rise){.d = 1.0, .e = u0_W_m2K, .f = u1_W_s_m3K};
}

ig_pv_rise ig_pv_rise_pvsyst(double uc_W_m2K, double uv_W_s_m3K, double efficiency, double absorptance) {
  return (ig_pv_rise){.d = absorptance * (1.0 - efficiency), .e = uc_W_m2K, .f = uv_W_s_m3K};
}

ig_pv_rise ig_pv_rise_noct(double noct_degC, double efficiency) {
  double still = (noct_degC - 20.0) / 800.0 * (1.0 - efficiency / 0.9);
  return (ig_pv_rise){.d = 9.5 * still, .e = 5.7, .f = 3.8 * 0.51};
}

ig_pv_rise ig_pv_rise_ross(double noct_degC) { return (ig_pv_rise){.c = (noct_degC - 20.0) / 800.0, .e = 1.0}; }
