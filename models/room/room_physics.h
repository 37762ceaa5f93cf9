/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Films and air of the detailed room as functions of scalars: temperatures degC, coefficients W/m2K.
 *
 * Natural convection: Walton, Thermal Analysis Research Program (NBSIR 83-2655), by tilt and direction of heat flow.
 * Wind: Yazdanian and Klems 1994 (MoWiTT measurements) as DOE-2 applies them to rough walls. Coefficients from memory,
 * found the same in two open programs; to be checked against the papers. */
#ifndef IG_ROOM_PHYSICS_H
#define IG_ROOM_PHYSICS_H

#include <math.h>

#include "models/room/room.h"

#define IG_ROOM_SIGMA 5.670374419e-8 /* W/m2K4 */
#define IG_ROOM_AIR_J_KGK 1006.0
#define IG_ROOM_ZERO_K 273.15

/* Density of air at 20 degC at a height above sea level, kg/m3 (ISO 2533 pressure, ideal gas). */
IG_INLINE double ig_room_air_density_kg_m3(double elevation_m) {
  double pressure_Pa = 101325.0 * pow(1.0 - 2.25577e-5 * elevation_m, 5.25588);
  return pressure_Pa / (287.05 * 293.15);
}

/* Natural convection at a face whose normal has the upward component cos_up (1: looks up), warmer than the air by
 * difference_K. Warm and looking up, or cold and looking down, the air rises or falls freely. */
IG_INLINE double ig_room_natural_W_m2K(double difference_K, double cos_up) {
  double root = cbrt(fabs(difference_K)), c = fabs(cos_up);
  bool free = difference_K * cos_up > 0.0;
  return root * (free ? 9.482 / (7.238 - c) : 1.810 / (1.382 + c));
}

/* Wind on smooth glass, V in m/s at the face: 3.26 V^0.89 to the windward, 3.55 V^0.617 to the leeward. Without a wind
 * direction every one is as likely: a wall stands to the windward within 100 degrees of it, which is 200 / 360 of the
 * time; a roof always. With V = f V10 the powers of V10 are taken once a step, those of f once. */
#define IG_ROOM_WINDWARD_POWER 0.89
#define IG_ROOM_LEEWARD_POWER 0.617
typedef struct ig_room_wind {
  double windward, leeward; /* of the wind at 10 m: powers; of a face: W/m2K for a power of 1 */
} ig_room_wind;
IG_INLINE ig_room_wind ig_room_wind_powers(double wind_m_s) {
  return (ig_room_wind){pow(wind_m_s, IG_ROOM_WINDWARD_POWER), pow(wind_m_s, IG_ROOM_LEEWARD_POWER)};
}
IG_INLINE ig_room_wind ig_room_wind_face(double factor, double windward_share) {
  ig_room_wind p = ig_room_wind_powers(factor);
  return (ig_room_wind){3.26 * windward_share * p.windward, 3.55 * (1.0 - windward_share) * p.leeward};
}
IG_INLINE double ig_room_wind_W_m2K(ig_room_wind face, ig_room_wind powers) {
  return face.windward * powers.windward + face.leeward * powers.leeward;
}

/* Outside: natural and forced together on smooth glass, then the roughness of the wall on the forced part. */
IG_INLINE double ig_room_outside_W_m2K(double natural_W_m2K, double wind_W_m2K, double roughness) {
  double glass = sqrt(natural_W_m2K * natural_W_m2K + wind_W_m2K * wind_W_m2K);
  return natural_W_m2K + roughness * (glass - natural_W_m2K);
}

/* Wind at a height from that at 10 m over open ground (ASHRAE Fundamentals: power laws with boundary layers). */
IG_INLINE double ig_room_wind_at(double height_m, double exponent, double layer_m) {
  return pow(270.0 / 10.0, 0.14) * pow(ig_max(height_m, 0.5) / layer_m, exponent);
}

/* Long-wave exchange between a and b made linear: sigma (a^2 + b^2)(a + b), exact where both are known. */
IG_INLINE double ig_room_radiant_W_m2K(double a_degC, double b_degC) {
  double a = a_degC + IG_ROOM_ZERO_K, b = b_degC + IG_ROOM_ZERO_K;
  return IG_ROOM_SIGMA * (a * a + b * b) * (a + b);
}

/* A gas in a gap between faces at a and b, by EN 673: Nu = A (Gr Pr)^n, at least 1; upright A 0.035, n 0.38, lying with
 * heat going up 0.16, 0.28 (at 45 degrees 0.10, 0.31; joined by straight lines of the tilt), heat going down 1.
 * density_ratio: that of the place over sea level. */
IG_INLINE double ig_room_gap_W_m2K(const ig_room_gas *gas, double gap_m, double a_degC, double b_degC,
                                   double density_ratio, double lying) {
  double mean_K = 0.5 * (a_degC + b_degC) + IG_ROOM_ZERO_K, over_10 = mean_K - 283.15;
  double conductivity = gas->conductivity_W_mK + gas->conductivity_slope * over_10;
  double viscosity = gas->viscosity_Pas + gas->viscosity_slope * over_10;
  double density = gas->density_kg_m3 * density_ratio * 283.15 / mean_K;
  double grashof =
      9.81 * gap_m * gap_m * gap_m * fabs(a_degC - b_degC) * density * density / (mean_K * viscosity * viscosity);
  double prandtl = viscosity * gas->heat_J_kgK / conductivity, x = grashof * prandtl;
  double upright = 0.035 * pow(x, 0.38);
  double nusselt = lying > 0.0 ? (1.0 - lying) * upright + lying * 0.16 * pow(x, 0.28) : upright;
  return ig_max(nusselt, 1.0) * conductivity / gap_m;
}

#endif
