/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moist air: saturation, dew point, humidity ratio, pressure with height. Pure functions. */
#ifndef IG_AIR_H
#define IG_AIR_H

#include <math.h>

#include "sim/base.h"

/* Vapour pressure over water at saturation, hPa: the Magnus form with the coefficients of Alduchov and Eskridge 1996
 * (doi:10.1175/1520-0450(1996)035<0601:IMFAOS>2.0.CO;2), within 0.4 % from -40 to 50 degC. */
#define IG_AIR_MAGNUS_HPA 6.1094
#define IG_AIR_MAGNUS_SLOPE 17.625
#define IG_AIR_MAGNUS_DEGC 243.04

IG_INLINE double ig_air_saturation_hPa(double temp_degC) {
  return IG_AIR_MAGNUS_HPA * exp(IG_AIR_MAGNUS_SLOPE * temp_degC / (temp_degC + IG_AIR_MAGNUS_DEGC));
}

/* Temperature at which a vapour pressure saturates, degC: the inverse of the above. Air drier than 0.001 hPa counts as
 * that dry (-71 degC), so that the result stays finite. */
IG_INLINE double ig_air_dew_point_degC(double vapour_hPa) {
  double x = log(ig_max(vapour_hPa, 1e-3) / IG_AIR_MAGNUS_HPA);
  return IG_AIR_MAGNUS_DEGC * x / (IG_AIR_MAGNUS_SLOPE - x);
}

/* Mass of water per mass of dry air, kg/kg: 0.62198 is the ratio of the molar masses. */
IG_INLINE double ig_air_humidity_ratio(double vapour_hPa, double pressure_hPa) {
  return 0.62198 * vapour_hPa / (pressure_hPa - vapour_hPa);
}

/* Pressure of the standard atmosphere (ISO 2533) at a height above the sea, hPa. */
IG_INLINE double ig_air_pressure_hPa(double elevation_m) {
  return 1013.25 * pow(1.0 - 2.25577e-5 * elevation_m, 5.25588);
}

/* How much colder than the air a cloudless sky radiates, K: emissivity 0.711 + 0.56 d + 0.73 d^2, d = dew point / 100
 * degC (Berdahl and Martin 1984, Solar Energy 32(5), 663; from memory, to be checked), between dew points of -20 and 30
 * degC. */
IG_INLINE double ig_air_sky_depression_K(double temp_degC, double dew_degC) {
  double d = 0.01 * ig_clamp(dew_degC, -20.0, 30.0);
  double emissivity = 0.711 + d * (0.56 + 0.73 * d);
  return (temp_degC + 273.15) * (1.0 - sqrt(sqrt(emissivity)));
}

#endif
