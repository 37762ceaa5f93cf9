/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Position of the sun to some 0.0003 degrees, years -2000 to 6000: I. Reda and A. Andreas, Solar Position Algorithm for
 * Solar Radiation Applications, NREL/TP-560-34302 (2003, revised 2008; Solar Energy 76 (2004) 577). The yardstick for
 * the cheaper sun.h, which the loop uses; a position here costs some 3 microseconds. Pure functions without state. */
#ifndef IG_PHYSICS_SPA_H
#define IG_PHYSICS_SPA_H

#include "sim/base.h"

/* The sun seen from the centre of the Earth, with the intermediate quantities in the report's order. */
typedef struct ig_spa_geocentric {
  double julian_day, julian_century;                                         /* of UT */
  double ephemeris_day, ephemeris_century, ephemeris_millennium;             /* of TT */
  double heliocentric_longitude_deg, heliocentric_latitude_deg, distance_au; /* L, B, R */
  double longitude_deg, latitude_deg;                                        /* Theta, beta */
  double argument_deg[5];                                                    /* X0 to X4 of the nutation */
  double nutation_longitude_deg, nutation_obliquity_deg;                     /* delta psi, delta epsilon */
  double mean_obliquity_arcsec, obliquity_deg;                               /* epsilon 0, epsilon */
  double aberration_deg, apparent_longitude_deg;                             /* delta tau, lambda */
  double mean_sidereal_deg, sidereal_deg;                                    /* nu 0, nu: at Greenwich */
  double right_ascension_deg, declination_deg;                               /* alpha, delta */
  double equation_of_time_min;                                               /* apparent less mean solar time */
} ig_spa_geocentric;

/* Where one looks from. Refraction lifts the sun while its upper limb can be seen: set pressure to 0 for none. */
typedef struct ig_spa_place {
  double latitude_deg, longitude_deg; /* north and east positive */
  double elevation_m;
  double pressure_hPa, temperature_degC;
  double horizon_refraction_deg; /* at sunrise and sunset, usually 0.5667 */
} ig_spa_place;

typedef struct ig_spa_position {
  double hour_angle_deg, parallax_deg;                              /* H; xi, equatorial horizontal */
  double parallax_right_ascension_deg, topocentric_declination_deg; /* delta alpha, delta' */
  double topocentric_hour_angle_deg;                                /* H' */
  double elevation_deg, refraction_deg;                             /* e0 without refraction; delta e */
  double zenith_deg;                                                /* true, 90 - e0 */
  double apparent_zenith_deg;                                       /* 90 - e0 - delta e */
  double azimuth_deg;                                               /* north 0, east 90 */
} ig_spa_position;

/* UT is UTC here (they differ by less than 0.9 s); delta_t_s: TT - UT, s (67 about 2010, 69 about 2020). */
ig_spa_geocentric ig_spa_geocentric_of(double utc_s, double delta_t_s);
ig_spa_position ig_spa_position_of(const ig_spa_geocentric *sun, const ig_spa_place *place);

/* Sunrise, transit and sunset of the UTC day that begins at `day_utc_s`, UTC seconds, after the report's appendix A.2
 * (interpolation between three days; centre of the sun at -0.8333 degrees). false: the sun stays up or down; only
 * transit is set. Times may lie outside the UTC day where the place is far from Greenwich. */
bool ig_spa_events(int64_t day_utc_s, double latitude_deg, double longitude_deg, double delta_t_s, double *sunrise_s,
                   double *transit_s, double *sunset_s);

#endif
