/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/hvac.h"

double ig_hvac_cop(ig_hvac_source source, double lift_K) {
  static const double curve[][3] = {
      [IG_HVAC_AIR] = {6.08, -0.0941, 0.000464},
      [IG_HVAC_GROUND] = {10.29, -0.2084, 0.001322},
      [IG_HVAC_WATER] = {9.99, -0.2049, 0.001249},
  };
  double d = ig_max(lift_K, 15.0);
  return IG_HVAC_FIELD * (curve[source][0] + d * (curve[source][1] + d * curve[source][2]));
}
