/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Position of the sun after the low-accuracy theory of J. Meeus, Astronomical Algorithms (2nd ed. 1998):
 * chapter 25 (longitude from mean anomaly and equation of the centre, with aberration and the main term of
 * nutation), chapter 12 (sidereal time), chapter 13 (horizontal coordinates), and the parallax of 8.8". The
 * theory promises 0.01 degrees; the same form stands in the Astronomical Almanac (Michalsky 1988) with fewer
 * terms. UTC stands in for universal time (within 0.9 s, 0.004 degrees). */
#include "models/physics/sun.h"

#include <math.h>

#include "sim/clock.h"

#define J2000_S 946728000.0     /* 2000-01-01 12:00 UTC */
#define TT_MINUS_UTC_S 67.0     /* about 2010; a minute's error moves the sun by 0.0007 degrees */
#define PARALLAX_RAD 4.26352e-5 /* 8.794" at the mean distance */
#define SOLAR_CONSTANT_W_m2 1366.1

/* Direction of the sun in the frame of the place. */
typedef struct horizontal {
  double sin_dec, cos_dec, hour_angle_rad;
} horizontal;

static horizontal equatorial(double utc_s, double longitude_deg) {
  double days = (utc_s - J2000_S) / 86400.0, t = (utc_s + TT_MINUS_UTC_S - J2000_S) / (86400.0 * 36525.0);
  double mean_longitude = 280.46646 + t * (36000.76983 + t * 0.0003032);
  double anomaly = IG_RAD * (357.52911 + t * (35999.05029 - t * 0.0001537));
  double s = sin(anomaly), c = cos(anomaly);
  double centre = (1.914602 - t * (0.004817 + t * 0.000014)) * s + (0.019993 - t * 0.000101) * 2.0 * s * c +
                  0.000289 * s * (3.0 - 4.0 * s * s);
  double node = IG_RAD * (125.04 - 1934.136 * t), sin_node = sin(node);
  double longitude = IG_RAD * (mean_longitude + centre - 0.00569 - 0.00478 * sin_node);
  double obliquity = IG_RAD * (23.439291 - 0.0130042 * t + 0.00256 * cos(node));
  double sin_lon = sin(longitude), cos_obl = cos(obliquity);
  double right_ascension = atan2(cos_obl * sin_lon, cos(longitude));
  double sidereal_deg = 280.46061837 + 360.98564736629 * days + 0.000387933 * t * t - 0.00478 * sin_node * cos_obl;
  double sin_dec = sin(obliquity) * sin_lon;
  return (horizontal){sin_dec, sqrt(1.0 - sin_dec * sin_dec),
                      IG_RAD * (sidereal_deg + longitude_deg) - right_ascension};
}

/* Seen from the surface the sun stands lower than from the centre of the Earth: zenith + PARALLAX sin zenith. */
static double with_parallax(double cos_zenith) { return cos_zenith - PARALLAX_RAD * (1.0 - cos_zenith * cos_zenith); }

double ig_sun_cos_zenith(double utc_s, double latitude_deg, double longitude_deg) {
  horizontal h = equatorial(utc_s, longitude_deg);
  double latitude = IG_RAD * latitude_deg;
  return with_parallax(sin(latitude) * h.sin_dec + cos(latitude) * h.cos_dec * cos(h.hour_angle_rad));
}

ig_sun_position ig_sun_at(double utc_s, double latitude_deg, double longitude_deg) {
  horizontal h = equatorial(utc_s, longitude_deg);
  double sin_lat = sin(IG_RAD * latitude_deg), cos_lat = cos(IG_RAD * latitude_deg), cos_ha = cos(h.hour_angle_rad);
  double up = sin_lat * h.sin_dec + cos_lat * h.cos_dec * cos_ha;
  double east = -h.cos_dec * sin(h.hour_angle_rad), north = cos_lat * h.sin_dec - sin_lat * h.cos_dec * cos_ha;
  /* The horizontal part keeps its precision near the zenith, where acos(up) would not. */
  double zenith = atan2(sqrt(east * east + north * north), up);
  double azimuth = atan2(east, north) / IG_RAD;
  return (ig_sun_position){(zenith + PARALLAX_RAD * sin(zenith)) / IG_RAD, azimuth < 0.0 ? azimuth + 360.0 : azimuth};
}

ig_sun_direction ig_sun_direction_at(double utc_s, double latitude_deg, double longitude_deg) {
  ig_sun_position p = ig_sun_at(utc_s, latitude_deg, longitude_deg);
  double z = IG_RAD * p.zenith_deg, a = IG_RAD * p.azimuth_deg;
  return (ig_sun_direction){sin(z) * sin(a), sin(z) * cos(a), cos(z)};
}

ig_sun_direction ig_sun_pole(double latitude_deg) {
  return (ig_sun_direction){0.0, cos(IG_RAD * latitude_deg), sin(IG_RAD * latitude_deg)};
}

static double dot(ig_sun_direction a, ig_sun_direction b) { return a.east * b.east + a.north * b.north + a.up * b.up; }

/* a + x b */
static ig_sun_direction plus(ig_sun_direction a, double x, ig_sun_direction b) {
  return (ig_sun_direction){a.east + x * b.east, a.north + x * b.north, a.up + x * b.up};
}

ig_sun_direction ig_sun_direction_between(ig_sun_direction from, ig_sun_direction to, double share,
                                          ig_sun_direction pole) {
  double along_from = dot(from, pole), along = along_from + share * (dot(to, pole) - along_from);
  ig_sun_direction chord = plus(from, share, plus(to, -1.0, from));
  ig_sun_direction across = plus(chord, -dot(chord, pole), pole);
  return plus((ig_sun_direction){along * pole.east, along * pole.north, along * pole.up},
              sqrt((1.0 - along * along) / dot(across, across)), across);
}

int64_t ig_sun_noon(int64_t utc_s, double longitude_deg) {
  double t = (double)utc_s;
  /* The sun's day differs from 86400 s by less than 30 s, so the second pass is exact to some 0.02 s. */
  for (int pass = 0; pass < 2; pass++) {
    double turns = equatorial(t, longitude_deg).hour_angle_rad / (2.0 * IG_PI);
    t -= 86400.0 * (turns - floor(turns + 0.5));
  }
  return (int64_t)llround(t);
}

bool ig_sun_crossing(int64_t noon_utc_s, double latitude_deg, double longitude_deg, double zenith_deg, int64_t *dawn_s,
                     int64_t *dusk_s) {
  int64_t noon = ig_sun_noon(noon_utc_s, longitude_deg), found[2];
  double limit = cos(IG_RAD * zenith_deg);
  if (ig_sun_cos_zenith((double)noon, latitude_deg, longitude_deg) < limit) return false;
  for (int side = 0; side < 2; side++) {
    int64_t up = noon, down = noon + (side == 0 ? -43200 : 43200);
    if (ig_sun_cos_zenith((double)down, latitude_deg, longitude_deg) >= limit) return false;
    while (up - down > 1 || down - up > 1) {
      int64_t middle = (up + down) / 2;
      if (ig_sun_cos_zenith((double)middle, latitude_deg, longitude_deg) >= limit)
        up = middle;
      else
        down = middle;
    }
    found[side] = side == 0 ? up : down;
  }
  *dawn_s = found[0];
  *dusk_s = found[1];
  return true;
}

/* Spencer (1971), Fourier series representation of the position of the sun, Search 2(5), 172. */
double ig_sun_extraterrestrial_W_m2(double utc_s) {
  int64_t day = (int64_t)floor(utc_s / 86400.0);
  int64_t new_year = ig_clock_days((ig_date){ig_clock_date(day).year, 1, 1});
  double a = 2.0 * IG_PI * (double)(day - new_year) / 365.0;
  double distance = 1.00011 + 0.034221 * cos(a) + 0.00128 * sin(a) + 0.000719 * cos(2.0 * a) + 0.000077 * sin(2.0 * a);
  return SOLAR_CONSTANT_W_m2 * distance;
}

double ig_sun_clear_sky_W_m2(double cos_zenith) {
  return cos_zenith > 0.0 ? 1098.0 * cos_zenith * exp(-0.059 / cos_zenith) : 0.0;
}
