/* SPDX-License-Identifier: GPL-3.0-or-later */
/* NREL SPA. Numbers of equations and tables are those of the report (spa.h). The periodic terms (tables A4.2 and
 * A4.3; after VSOP87 in J. Meeus, Astronomical Algorithms, 1991, and the IAU 1980 nutation) were checked through
 * pvlib-python's results (solar tables of the reference folder). */
#include "models/physics/spa.h"

#include <math.h>

/* amplitude cos(phase + rate * millennia): 1e-8 rad or AU */
typedef struct term {
  double amplitude, phase, rate;
} term;

/* clang-format off */
static const term L0[] = {
    {175347046, 0, 0}, {3341656, 4.6692568, 6283.07585}, {34894, 4.6261, 12566.1517}, {3497, 2.7441, 5753.3849},
    {3418, 2.8289, 3.5231}, {3136, 3.6277, 77713.7715}, {2676, 4.4181, 7860.4194}, {2343, 6.1352, 3930.2097},
    {1324, 0.7425, 11506.7698}, {1273, 2.0371, 529.691}, {1199, 1.1096, 1577.3435}, {990, 5.233, 5884.927},
    {902, 2.045, 26.298}, {857, 3.508, 398.149}, {780, 1.179, 5223.694}, {753, 2.533, 5507.553},
    {505, 4.583, 18849.228}, {492, 4.205, 775.523}, {357, 2.92, 0.067}, {317, 5.849, 11790.629},
    {284, 1.899, 796.298}, {271, 0.315, 10977.079}, {243, 0.345, 5486.778}, {206, 4.806, 2544.314},
    {205, 1.869, 5573.143}, {202, 2.458, 6069.777}, {156, 0.833, 213.299}, {132, 3.411, 2942.463},
    {126, 1.083, 20.775}, {115, 0.645, 0.98}, {103, 0.636, 4694.003}, {102, 0.976, 15720.839},
    {102, 4.267, 7.114}, {99, 6.21, 2146.17}, {98, 0.68, 155.42}, {86, 5.98, 161000.69},
    {85, 1.3, 6275.96}, {85, 3.67, 71430.7}, {80, 1.81, 17260.15}, {79, 3.04, 12036.46},
    {75, 1.76, 5088.63}, {74, 3.5, 3154.69}, {74, 4.68, 801.82}, {70, 0.83, 9437.76},
    {62, 3.98, 8827.39}, {61, 1.82, 7084.9}, {57, 2.78, 6286.6}, {56, 4.39, 14143.5},
    {56, 3.47, 6279.55}, {52, 0.19, 12139.55}, {52, 1.33, 1748.02}, {51, 0.28, 5856.48},
    {49, 0.49, 1194.45}, {41, 5.37, 8429.24}, {41, 2.4, 19651.05}, {39, 6.17, 10447.39},
    {37, 6.04, 10213.29}, {37, 2.57, 1059.38}, {36, 1.71, 2352.87}, {36, 1.78, 6812.77},
    {33, 0.59, 17789.85}, {30, 0.44, 83996.85}, {30, 2.74, 1349.87}, {25, 3.16, 4690.48}};
static const term L1[] = {
    {628331966747, 0, 0}, {206059, 2.678235, 6283.07585}, {4303, 2.6351, 12566.1517}, {425, 1.59, 3.523},
    {119, 5.796, 26.298}, {109, 2.966, 1577.344}, {93, 2.59, 18849.23}, {72, 1.14, 529.69},
    {68, 1.87, 398.15}, {67, 4.41, 5507.55}, {59, 2.89, 5223.69}, {56, 2.17, 155.42},
    {45, 0.4, 796.3}, {36, 0.47, 775.52}, {29, 2.65, 7.11}, {21, 5.34, 0.98},
    {19, 1.85, 5486.78}, {19, 4.97, 213.3}, {17, 2.99, 6275.96}, {16, 0.03, 2544.31},
    {16, 1.43, 2146.17}, {15, 1.21, 10977.08}, {12, 2.83, 1748.02}, {12, 3.26, 5088.63},
    {12, 5.27, 1194.45}, {12, 2.08, 4694}, {11, 0.77, 553.57}, {10, 1.3, 6286.6},
    {10, 4.24, 1349.87}, {9, 2.7, 242.73}, {9, 5.64, 951.72}, {8, 5.3, 2352.87},
    {6, 2.65, 9437.76}, {6, 4.67, 4690.48}};
static const term L2[] = {
    {52919, 0, 0}, {8720, 1.0721, 6283.0758}, {309, 0.867, 12566.152}, {27, 0.05, 3.52},
    {16, 5.19, 26.3}, {16, 3.68, 155.42}, {10, 0.76, 18849.23}, {9, 2.06, 77713.77},
    {7, 0.83, 775.52}, {5, 4.66, 1577.34}, {4, 1.03, 7.11}, {4, 3.44, 5573.14},
    {3, 5.14, 796.3}, {3, 6.05, 5507.55}, {3, 1.19, 242.73}, {3, 6.12, 529.69},
    {3, 0.31, 398.15}, {3, 2.28, 553.57}, {2, 4.38, 5223.69}, {2, 3.75, 0.98}};
static const term L3[] = {
    {289, 5.844, 6283.076}, {35, 0, 0}, {17, 5.49, 12566.15}, {3, 5.2, 155.42},
    {1, 4.72, 3.52}, {1, 5.3, 18849.23}, {1, 5.97, 242.73}};
static const term L4[] = {{114, 3.142, 0}, {8, 4.13, 6283.08}, {1, 3.84, 12566.15}};
static const term L5[] = {{1, 3.14, 0}};
static const term B0[] = {
    {280, 3.199, 84334.662}, {102, 5.422, 5507.553}, {80, 3.88, 5223.69}, {44, 3.7, 2352.87}, {32, 4, 1577.34}};
static const term B1[] = {{9, 3.9, 5507.55}, {6, 1.73, 5223.69}};
static const term R0[] = {
    {100013989, 0, 0}, {1670700, 3.0984635, 6283.07585}, {13956, 3.05525, 12566.1517}, {3084, 5.1985, 77713.7715},
    {1628, 1.1739, 5753.3849}, {1576, 2.8469, 7860.4194}, {925, 5.453, 11506.77}, {542, 4.564, 3930.21},
    {472, 3.661, 5884.927}, {346, 0.964, 5507.553}, {329, 5.9, 5223.694}, {307, 0.299, 5573.143},
    {243, 4.273, 11790.629}, {212, 5.847, 1577.344}, {186, 5.022, 10977.079}, {175, 3.012, 18849.228},
    {110, 5.055, 5486.778}, {98, 0.89, 6069.78}, {86, 5.69, 15720.84}, {86, 1.27, 161000.69},
    {65, 0.27, 17260.15}, {63, 0.92, 529.69}, {57, 2.01, 83996.85}, {56, 5.24, 71430.7},
    {49, 3.25, 2544.31}, {47, 2.58, 775.52}, {45, 5.54, 9437.76}, {43, 6.01, 6275.96},
    {39, 5.36, 4694}, {38, 2.39, 8827.39}, {37, 0.83, 19651.05}, {37, 4.9, 12139.55},
    {36, 1.67, 12036.46}, {35, 1.84, 2942.46}, {33, 0.24, 7084.9}, {32, 0.18, 5088.63},
    {32, 1.78, 398.15}, {28, 1.21, 6286.6}, {28, 1.9, 6279.55}, {26, 4.59, 10447.39}};
static const term R1[] = {
    {103019, 1.10749, 6283.07585}, {1721, 1.0644, 12566.1517}, {702, 3.142, 0}, {32, 1.02, 18849.23},
    {31, 2.84, 5507.55}, {25, 1.32, 5223.69}, {18, 1.42, 1577.34}, {10, 5.91, 10977.08},
    {9, 1.42, 6275.96}, {9, 0.27, 5486.78}};
static const term R2[] = {
    {4359, 5.7846, 6283.0758}, {124, 5.579, 12566.152}, {12, 3.14, 0}, {9, 3.63, 77713.77},
    {6, 1.87, 5573.14}, {3, 5.47, 18849.23}};
static const term R3[] = {{145, 4.273, 6283.076}, {7, 3.92, 12566.15}};
static const term R4[] = {{4, 2.56, 6283.08}};

/* Multiples of X0 to X4; a + b T, 0.0001 arc seconds, of the sine for longitude; c + d T of the cosine for obliquity. */
static const struct { signed char y[5]; double a, b, c, d; } nutation[] = {
    {{0, 0, 0, 0, 1}, -171996, -174.2, 92025, 8.9}, {{-2, 0, 0, 2, 2}, -13187, -1.6, 5736, -3.1},
    {{0, 0, 0, 2, 2}, -2274, -0.2, 977, -0.5}, {{0, 0, 0, 0, 2}, 2062, 0.2, -895, 0.5},
    {{0, 1, 0, 0, 0}, 1426, -3.4, 54, -0.1}, {{0, 0, 1, 0, 0}, 712, 0.1, -7, 0},
    {{-2, 1, 0, 2, 2}, -517, 1.2, 224, -0.6}, {{0, 0, 0, 2, 1}, -386, -0.4, 200, 0},
    {{0, 0, 1, 2, 2}, -301, 0, 129, -0.1}, {{-2, -1, 0, 2, 2}, 217, -0.5, -95, 0.3},
    {{-2, 0, 1, 0, 0}, -158, 0, 0, 0}, {{-2, 0, 0, 2, 1}, 129, 0.1, -70, 0},
    {{0, 0, -1, 2, 2}, 123, 0, -53, 0}, {{2, 0, 0, 0, 0}, 63, 0, 0, 0},
    {{0, 0, 1, 0, 1}, 63, 0.1, -33, 0}, {{2, 0, -1, 2, 2}, -59, 0, 26, 0},
    {{0, 0, -1, 0, 1}, -58, -0.1, 32, 0}, {{0, 0, 1, 2, 1}, -51, 0, 27, 0},
    {{-2, 0, 2, 0, 0}, 48, 0, 0, 0}, {{0, 0, -2, 2, 1}, 46, 0, -24, 0},
    {{2, 0, 0, 2, 2}, -38, 0, 16, 0}, {{0, 0, 2, 2, 2}, -31, 0, 13, 0},
    {{0, 0, 2, 0, 0}, 29, 0, 0, 0}, {{-2, 0, 1, 2, 2}, 29, 0, -12, 0},
    {{0, 0, 0, 2, 0}, 26, 0, 0, 0}, {{-2, 0, 0, 2, 0}, -22, 0, 0, 0},
    {{0, 0, -1, 2, 1}, 21, 0, -10, 0}, {{0, 2, 0, 0, 0}, 17, -0.1, 0, 0},
    {{2, 0, -1, 0, 1}, 16, 0, -8, 0}, {{-2, 2, 0, 2, 2}, -16, 0.1, 7, 0},
    {{0, 1, 0, 0, 1}, -15, 0, 9, 0}, {{-2, 0, 1, 0, 1}, -13, 0, 7, 0},
    {{0, -1, 0, 0, 1}, -12, 0, 6, 0}, {{0, 0, 2, -2, 0}, 11, 0, 0, 0},
    {{2, 0, -1, 2, 1}, -10, 0, 5, 0}, {{2, 0, 1, 2, 2}, -8, 0, 3, 0},
    {{0, 1, 0, 2, 2}, 7, 0, -3, 0}, {{-2, 1, 1, 0, 0}, -7, 0, 0, 0},
    {{0, -1, 0, 2, 2}, -7, 0, 3, 0}, {{2, 0, 0, 2, 1}, -7, 0, 3, 0},
    {{2, 0, 1, 0, 0}, 6, 0, 0, 0}, {{-2, 0, 2, 2, 2}, 6, 0, -3, 0},
    {{-2, 0, 1, 2, 1}, 6, 0, -3, 0}, {{2, 0, -2, 0, 1}, -6, 0, 3, 0},
    {{2, 0, 0, 0, 1}, -6, 0, 3, 0}, {{0, -1, 1, 0, 0}, 5, 0, 0, 0},
    {{-2, -1, 0, 2, 1}, -5, 0, 3, 0}, {{-2, 0, 0, 0, 1}, -5, 0, 3, 0},
    {{0, 0, 2, 2, 1}, -5, 0, 3, 0}, {{-2, 0, 2, 0, 1}, 4, 0, 0, 0},
    {{-2, 1, 0, 2, 1}, 4, 0, 0, 0}, {{0, 0, 1, -2, 0}, 4, 0, 0, 0},
    {{-1, 0, 1, 0, 0}, -4, 0, 0, 0}, {{-2, 1, 0, 0, 0}, -4, 0, 0, 0},
    {{1, 0, 0, 0, 0}, -4, 0, 0, 0}, {{0, 0, 1, 2, 0}, 3, 0, 0, 0},
    {{0, 0, -2, 2, 2}, -3, 0, 0, 0}, {{-1, -1, 1, 0, 0}, -3, 0, 0, 0},
    {{0, 1, 1, 0, 0}, -3, 0, 0, 0}, {{0, -1, 1, 2, 2}, -3, 0, 0, 0},
    {{2, -1, -1, 2, 2}, -3, 0, 0, 0}, {{0, 0, 3, 2, 2}, -3, 0, 0, 0},
    {{2, -1, 0, 2, 2}, -3, 0, 0, 0}};
/* clang-format on */

typedef struct series {
  const term *terms;
  size_t n;
} series;
#define SERIES(table) \
  { table, IG_COUNT(table) }
static const series longitude_series[] = {SERIES(L0), SERIES(L1), SERIES(L2), SERIES(L3), SERIES(L4), SERIES(L5)};
static const series latitude_series[] = {SERIES(B0), SERIES(B1)};
static const series distance_series[] = {SERIES(R0), SERIES(R1), SERIES(R2), SERIES(R3), SERIES(R4)};

/* Equations 9 to 12: a polynomial in millennia whose coefficients are sums of terms. */
static double series_at(const series *s, size_t n, double millennia) {
  double sum = 0.0, power = 1.0;
  for (size_t k = 0; k < n; k++, power *= millennia) {
    double inner = 0.0;
    for (size_t i = 0; i < s[k].n; i++) {
      const term *t = &s[k].terms[i];
      inner += t->amplitude * cos(t->phase + t->rate * millennia);
    }
    sum += inner * power;
  }
  return sum * 1e-8;
}

static double turn(double deg) { return deg - 360.0 * floor(deg / 360.0); }

/* Equations 15 to 23. */
static void add_nutation(ig_spa_geocentric *s) {
  double t = s->ephemeris_century, *x = s->argument_deg;
  x[0] = 297.85036 + t * (445267.111480 + t * (-0.0019142 + t / 189474));
  x[1] = 357.52772 + t * (35999.050340 + t * (-0.0001603 - t / 300000));
  x[2] = 134.96298 + t * (477198.867398 + t * (0.0086972 + t / 56250));
  x[3] = 93.27191 + t * (483202.017538 + t * (-0.0036825 + t / 327270));
  x[4] = 125.04452 + t * (-1934.136261 + t * (0.0020708 + t / 450000));
  double psi = 0.0, epsilon = 0.0;
  for (size_t i = 0; i < IG_COUNT(nutation); i++) {
    double argument = 0.0;
    for (int k = 0; k < 5; k++) argument += nutation[i].y[k] * x[k];
    psi += (nutation[i].a + nutation[i].b * t) * sin(IG_RAD * argument);
    epsilon += (nutation[i].c + nutation[i].d * t) * cos(IG_RAD * argument);
  }
  s->nutation_longitude_deg = psi / 36e6;
  s->nutation_obliquity_deg = epsilon / 36e6;
}

/* Equation 24, arc seconds. */
static double mean_obliquity_arcsec(double millennia) {
  static const double c[] = {84381.448, -4680.93, -1.55, 1999.25, -51.38, -249.67, -39.05, 7.12, 27.87, 5.79, 2.45};
  double u = millennia / 10.0, sum = 0.0;
  for (int k = 10; k >= 0; k--) sum = sum * u + c[k];
  return sum;
}

/* Equations A1 to A4: minutes within half an hour of 0. */
static double equation_of_time_min(const ig_spa_geocentric *s) {
  double m = s->ephemeris_millennium;
  double mean = 280.4664567 +
                m * (360007.6982779 + m * (0.03032028 + m * (1.0 / 49931 + m * (-1.0 / 15300 + m * (-1.0 / 2000000)))));
  double e = mean - 0.0057183 - s->right_ascension_deg + s->nutation_longitude_deg * cos(IG_RAD * s->obliquity_deg);
  return 4.0 * remainder(e, 360.0);
}

ig_spa_geocentric ig_spa_geocentric_of(double utc_s, double delta_t_s) {
  ig_spa_geocentric s = {0};
  s.julian_day = utc_s / 86400.0 + 2440587.5;
  /* Through the julian day as in the report: its last bit is 0.00004 s, 1.7e-7 degrees of hour angle. */
  double ut_days = s.julian_day - 2451545.0;
  s.julian_century = ut_days / 36525.0;
  s.ephemeris_day = s.julian_day + delta_t_s / 86400.0;
  s.ephemeris_century = (s.ephemeris_day - 2451545.0) / 36525.0;
  double m = s.ephemeris_millennium = s.ephemeris_century / 10.0;
  s.heliocentric_longitude_deg = turn(series_at(longitude_series, IG_COUNT(longitude_series), m) / IG_RAD);
  s.heliocentric_latitude_deg = series_at(latitude_series, IG_COUNT(latitude_series), m) / IG_RAD;
  s.distance_au = series_at(distance_series, IG_COUNT(distance_series), m);
  s.longitude_deg = turn(s.heliocentric_longitude_deg + 180.0);
  s.latitude_deg = -s.heliocentric_latitude_deg;
  add_nutation(&s);
  s.mean_obliquity_arcsec = mean_obliquity_arcsec(m);
  s.obliquity_deg = s.mean_obliquity_arcsec / 3600.0 + s.nutation_obliquity_deg;
  s.aberration_deg = -20.4898 / (3600.0 * s.distance_au);
  s.apparent_longitude_deg = s.longitude_deg + s.nutation_longitude_deg + s.aberration_deg;
  double jc = s.julian_century;
  s.mean_sidereal_deg = turn(280.46061837 + 360.98564736629 * ut_days + jc * jc * (0.000387933 - jc / 38710000.0));
  double lambda = IG_RAD * s.apparent_longitude_deg, beta = IG_RAD * s.latitude_deg, eps = IG_RAD * s.obliquity_deg;
  s.sidereal_deg = s.mean_sidereal_deg + s.nutation_longitude_deg * cos(eps);
  s.right_ascension_deg = turn(atan2(sin(lambda) * cos(eps) - tan(beta) * sin(eps), cos(lambda)) / IG_RAD);
  s.declination_deg = asin(sin(beta) * cos(eps) + cos(beta) * sin(eps) * sin(lambda)) / IG_RAD;
  s.equation_of_time_min = equation_of_time_min(&s);
  return s;
}

/* Equation 42; 0.26667 degrees is the sun's radius. */
static double refraction_deg(const ig_spa_place *p, double elevation_deg) {
  if (elevation_deg < -(0.26667 + p->horizon_refraction_deg)) return 0.0;
  double bent = elevation_deg + 10.3 / (elevation_deg + 5.11);
  return p->pressure_hPa / 1010.0 * 283.0 / (273.0 + p->temperature_degC) * 1.02 / (60.0 * tan(IG_RAD * bent));
}

/* Equations 32 to 46. */
ig_spa_position ig_spa_position_of(const ig_spa_geocentric *sun, const ig_spa_place *place) {
  ig_spa_position p = {0};
  p.hour_angle_deg = turn(sun->sidereal_deg + place->longitude_deg - sun->right_ascension_deg);
  p.parallax_deg = 8.794 / (3600.0 * sun->distance_au);
  double latitude = IG_RAD * place->latitude_deg, h = IG_RAD * p.hour_angle_deg, xi = sin(IG_RAD * p.parallax_deg);
  double declination = IG_RAD * sun->declination_deg, up = place->elevation_m / 6378140.0;
  double u = atan(0.99664719 * tan(latitude));
  double x = cos(u) + up * cos(latitude), y = 0.99664719 * sin(u) + up * sin(latitude);
  double far = cos(declination) - x * xi * cos(h);
  double shift = atan2(-x * xi * sin(h), far);
  double down = atan2((sin(declination) - y * xi) * cos(shift), far), hour = h - shift;
  p.parallax_right_ascension_deg = shift / IG_RAD;
  p.topocentric_declination_deg = down / IG_RAD;
  p.topocentric_hour_angle_deg = hour / IG_RAD;
  p.elevation_deg = asin(sin(latitude) * sin(down) + cos(latitude) * cos(down) * cos(hour)) / IG_RAD;
  p.refraction_deg = refraction_deg(place, p.elevation_deg);
  p.zenith_deg = 90.0 - p.elevation_deg;
  p.apparent_zenith_deg = p.zenith_deg - p.refraction_deg;
  double from_south = atan2(sin(hour), cos(hour) * sin(latitude) - tan(down) * cos(latitude));
  p.azimuth_deg = turn(from_south / IG_RAD + 180.0);
  return p;
}

/* --- sunrise, transit, sunset (appendix A.2) ---------------------------------------------------------- */

/* Right ascension and declination of three midnights, as parabolas about the middle one. */
typedef struct parabola {
  double middle, a, b;
} parabola;

static parabola through(double before, double middle, double after, double turn_deg) {
  double a = middle - before, b = after - middle;
  if (turn_deg > 0.0) a = remainder(a, turn_deg), b = remainder(b, turn_deg);
  return (parabola){middle, a, b};
}

static double parabola_at(parabola p, double n) { return p.middle + 0.5 * n * (p.a + p.b + (p.b - p.a) * n); }

typedef struct day {
  parabola ascension, declination;
  double sidereal_deg, delta_t_days, latitude_rad, longitude_deg;
} day;

/* Hour angle and elevation, degrees, at the share m of the day. */
static void look(const day *d, double m, double *hour_deg, double *elevation_deg, double *declination_rad) {
  double n = m + d->delta_t_days;
  *declination_rad = IG_RAD * parabola_at(d->declination, n);
  *hour_deg = remainder(d->sidereal_deg + 360.985647 * m + d->longitude_deg - parabola_at(d->ascension, n), 360.0);
  *elevation_deg = asin(sin(d->latitude_rad) * sin(*declination_rad) +
                        cos(d->latitude_rad) * cos(*declination_rad) * cos(IG_RAD * *hour_deg)) /
                   IG_RAD;
}

/* One step of Newton's method from the share m towards the elevation of rising and setting. */
static double corrected(const day *d, double m, double elevation_deg) {
  double hour, elevation, declination;
  look(d, m, &hour, &elevation, &declination);
  return m + (elevation - elevation_deg) / (360.0 * cos(declination) * cos(d->latitude_rad) * sin(IG_RAD * hour));
}

bool ig_spa_events(int64_t day_utc_s, double latitude_deg, double longitude_deg, double delta_t_s, double *sunrise_s,
                   double *transit_s, double *sunset_s) {
  const double elevation_deg = -0.8333, midnight = (double)day_utc_s;
  ig_spa_geocentric s[3];
  for (int k = 0; k < 3; k++) /* at 0 h TT */
    s[k] = ig_spa_geocentric_of(midnight + 86400.0 * (k - 1), 0.0);
  day d = {.ascension = through(s[0].right_ascension_deg, s[1].right_ascension_deg, s[2].right_ascension_deg, 360.0),
           .declination = through(s[0].declination_deg, s[1].declination_deg, s[2].declination_deg, 0.0),
           .sidereal_deg = ig_spa_geocentric_of(midnight, delta_t_s).sidereal_deg,
           .delta_t_days = delta_t_s / 86400.0,
           .latitude_rad = IG_RAD * latitude_deg,
           .longitude_deg = longitude_deg};
  double m = turn(d.ascension.middle - longitude_deg - d.sidereal_deg) / 360.0, hour, elevation, declination;
  look(&d, m, &hour, &elevation, &declination);
  *transit_s = midnight + 86400.0 * (m - hour / 360.0);
  double delta = IG_RAD * d.declination.middle;
  double c = (sin(IG_RAD * elevation_deg) - sin(d.latitude_rad) * sin(delta)) / (cos(d.latitude_rad) * cos(delta));
  if (!(c >= -1.0 && c <= 1.0)) return false;
  double half = acos(c) / (2.0 * IG_PI);
  *sunrise_s = midnight + 86400.0 * corrected(&d, m - half, elevation_deg);
  *sunset_s = midnight + 86400.0 * corrected(&d, m + half, elevation_deg);
  return true;
}
