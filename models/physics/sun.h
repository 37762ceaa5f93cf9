/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the sun is, when it crosses an elevation, and how strong it shines outside the atmosphere and under
 * a clear sky. Pure functions without state. */
#ifndef IG_PHYSICS_SUN_H
#define IG_PHYSICS_SUN_H

#include "sim/base.h"

typedef struct ig_sun_position {
  double zenith_deg;  /* true geometric zenith angle of the sun's centre, without refraction */
  double azimuth_deg; /* north 0, east 90 */
} ig_sun_position;

/* Zenith angle where the upper limb touches the horizon (16' radius + 34' refraction), and the one of civil
 * twilight, degrees. */
#define IG_SUN_ZENITH_SET_DEG 90.833
#define IG_SUN_ZENITH_CIVIL_DEG 96.0

/* Position of the sun at a UTC time (s since 1970-01-01) seen from latitude (north positive) and longitude
 * (east positive). Low-accuracy theory of Meeus (sun.c); against NREL SPA the zenith
 * and the azimuth (as an angle on the sky) are within 0.011 degrees from 1950 to 2100 (tests/test_spa.c). */
ig_sun_position ig_sun_at(double utc_s, double latitude_deg, double longitude_deg);

/* Unit vector towards the sun in the frame of the place. */
typedef struct ig_sun_direction {
  double east, north, up;
} ig_sun_direction;
ig_sun_direction ig_sun_direction_at(double utc_s, double latitude_deg, double longitude_deg);

/* Where the Earth's axis points. */
ig_sun_direction ig_sun_pole(double latitude_deg);

/* Direction at a share of the way from one moment to a later one: turned about the axis from the one to the other. Ten
 * minutes apart it is within 0.0002 degrees of ig_sun_at. */
ig_sun_direction ig_sun_direction_between(ig_sun_direction from, ig_sun_direction to, double share,
                                          ig_sun_direction pole);

/* Cosine of the zenith angle, cheaper than ig_sun_at; negative at night. */
double ig_sun_cos_zenith(double utc_s, double latitude_deg, double longitude_deg);

/* UTC time of the sun's noon (upper transit) nearest to a time, s. */
int64_t ig_sun_noon(int64_t utc_s, double longitude_deg);

/* First second at which the sun stands at or above the given zenith angle (dawn) before the sun's noon, and
 * first second at which it stands below it again (dusk), by bisection within half a day on either side.
 * `noon_utc_s` is any time within 12 h of the sun's noon of the day meant. false: the sun does not cross that
 * angle on that day, the outputs are left alone. */
bool ig_sun_crossing(int64_t noon_utc_s, double latitude_deg, double longitude_deg, double zenith_deg, int64_t *dawn_s,
                     int64_t *dusk_s);

/* Irradiance on a plane normal to the sun outside the atmosphere, W/m2: 1366.1 W/m2 (ASTM E490) and Spencer's
 * series for the distance (1971). */
double ig_sun_extraterrestrial_W_m2(double utc_s);

/* Global horizontal irradiance under a clear sky, W/m2 (Haurwitz 1945): 1098 cos z exp(-0.059 / cos z); zero
 * with the sun at or below the horizon. */
double ig_sun_clear_sky_W_m2(double cos_zenith);

#endif
