/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Irradiance: decomposition and the coefficients of a sky. */
#include "models/physics/irradiance.h"

#include <math.h>

#define LEAST_COS_ZENITH 0.065    /* of the clearness index */
#define COS_87 0.0523359562429438 /* below it the beam cannot be told from global - diffuse */

double ig_irradiance_erbs_fraction(double k) {
  if (k <= 0.22) return 1.0 - 0.09 * k;
  if (k <= 0.8) return 0.9511 + k * (-0.1604 + k * (4.388 + k * (-16.638 + k * 12.336)));
  return 0.165;
}

ig_irradiance ig_irradiance_erbs(double global_W_m2, double cos_zenith, double extraterrestrial_W_m2) {
  double clearness = global_W_m2 / (extraterrestrial_W_m2 * ig_max(cos_zenith, LEAST_COS_ZENITH));
  double diffuse = ig_irradiance_erbs_fraction(clearness) * global_W_m2;
  if (cos_zenith < COS_87) return (ig_irradiance){global_W_m2, 0.0, global_W_m2};
  return (ig_irradiance){global_W_m2, (global_W_m2 - diffuse) / cos_zenith, diffuse};
}

/* Kasten and Young (1989), Applied Optics 28(22), 4735. */
double ig_irradiance_air_mass(double zenith_deg) {
  if (zenith_deg > 90.0) return 0.0;
  return 1.0 / (cos(IG_RAD * zenith_deg) + 0.50572 * pow(96.07995 - zenith_deg, -1.6364));
}

ig_irradiance ig_irradiance_ineichen(double cos_zenith, double absolute_air_mass, double linke, double elevation_m,
                                     double extraterrestrial_W_m2) {
  if (cos_zenith <= 0.0) return (ig_irradiance){0.0, 0.0, 0.0};
  double fh1 = exp(-elevation_m / 8000.0), fh2 = exp(-elevation_m / 1250.0);
  double cg1 = 5.09e-5 * elevation_m + 0.868, cg2 = 3.92e-5 * elevation_m + 0.0387;
  double global =
      cg1 * extraterrestrial_W_m2 * cos_zenith * exp(-cg2 * absolute_air_mass * (fh1 + fh2 * (linke - 1.0)));
  double beam = extraterrestrial_W_m2 * (0.664 + 0.163 / fh1) * exp(-0.09 * absolute_air_mass * (linke - 1.0));
  /* of very turbid skies the first formula would leave too little diffuse light */
  double most = global * ig_max(1.0 - (0.1 - 0.2 * exp(-linke)) / (0.1 + 0.882 / fh1), 0.0) / cos_zenith;
  double direct = ig_min(beam, most);
  return (ig_irradiance){global, direct, global - direct * cos_zenith};
}

/* Rows of the sky clearness bins: F11 F12 F13 F21 F22 F23. */
static const double perez_1990[8][6] = {
    {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022}, {0.130, 0.683, -0.151, -0.019, 0.066, -0.029},
    {0.330, 0.487, -0.221, 0.055, -0.064, -0.026},  {0.568, 0.187, -0.295, 0.109, -0.152, -0.014},
    {0.873, -0.392, -0.362, 0.226, -0.462, 0.001},  {1.132, -1.237, -0.412, 0.288, -0.823, 0.056},
    {1.060, -1.600, -0.359, 0.264, -1.127, 0.131},  {0.678, -0.327, -0.250, 0.156, -1.377, 0.251}};
static const double perez_edge[7] = {1.065, 1.23, 1.5, 1.95, 2.8, 4.5, 6.2};

/* 1.041 z^3, z in radians. */
static double cube_of(double zenith_deg) {
  double z = IG_RAD * zenith_deg;
  return 1.041 * z * z * z;
}

static double brightness_of(const ig_irradiance *i, double air_mass, double extraterrestrial_W_m2) {
  return i->diffuse_horizontal_W_m2 * air_mass / extraterrestrial_W_m2;
}

ig_irradiance_sky ig_irradiance_sky_of(ig_irradiance irradiance, double zenith_deg, double cos_zenith, double air_mass,
                                       double extraterrestrial_W_m2) {
  ig_irradiance_sky s = {.irradiance = irradiance, .cos_zenith = cos_zenith};
  double diffuse = irradiance.diffuse_horizontal_W_m2, z = IG_RAD * zenith_deg;
  s.anisotropy = irradiance.direct_normal_W_m2 / extraterrestrial_W_m2;
  if (diffuse <= 0.0) return s; /* F1 and F2 only ever multiply the diffuse irradiance */
  double cube = cube_of(zenith_deg);
  double clearness = ((diffuse + irradiance.direct_normal_W_m2) / diffuse + cube) / (1.0 + cube);
  double brightness = brightness_of(&irradiance, air_mass, extraterrestrial_W_m2);
  int bin = 0;
  while (bin < 7 && clearness >= perez_edge[bin]) bin++;
  const double *f = perez_1990[bin];
  s.circumsolar = ig_max(f[0] + f[1] * brightness + f[2] * z, 0.0);
  s.horizon = f[3] + f[4] * brightness + f[5] * z;
  return s;
}

/* Driesse and others 2024: knots (the first and the last stand three times) and coefficients of quadratic B-splines
 * over zeta = 1 - 1 / clearness, columns as above. */
enum { SPLINE_STRETCHES = 8 };
static const double spline_knot[SPLINE_STRETCHES + 5] = {0.0,   0.0,   0.0,   0.061, 0.187, 0.333, 0.487,
                                                         0.643, 0.778, 0.839, 1.0,   1.0,   1.0};
static const double spline_1990[SPLINE_STRETCHES + 2][6] = {
    {-0.053, 0.529, -0.028, -0.071, 0.061, -0.019}, {-0.008, 0.588, -0.062, -0.060, 0.072, -0.022},
    {0.131, 0.770, -0.167, -0.026, 0.106, -0.032},  {0.328, 0.471, -0.216, 0.069, -0.105, -0.028},
    {0.557, 0.241, -0.300, 0.086, -0.085, -0.012},  {0.861, -0.323, -0.355, 0.240, -0.467, -0.008},
    {1.212, -1.239, -0.444, 0.305, -0.797, 0.047},  {1.099, -1.847, -0.365, 0.275, -1.132, 0.124},
    {0.544, 0.157, -0.213, 0.118, -1.455, 0.292},   {0.544, 0.157, -0.213, 0.118, -1.455, 0.292}};

/* The three splines that differ from zero at x in [0, 1], by Cox and de Boor's recursion; returns the first's row. */
static int spline_weights(double x, double weight[3]) {
  int first = 0;
  while (first < SPLINE_STRETCHES - 1 && x >= spline_knot[first + 3]) first++;
  const double *k = spline_knot + first; /* x lies between k[2] and k[3] */
  double right = (x - k[2]) / (k[3] - k[2]), left = 1.0 - right;
  double a = (x - k[1]) / (k[3] - k[1]), b = (x - k[2]) / (k[4] - k[2]);
  weight[0] = left * (1.0 - a);
  weight[1] = left * a + right * (1.0 - b);
  weight[2] = right * b;
  return first;
}

ig_irradiance_sky ig_irradiance_smooth_sky_of(ig_irradiance irradiance, double zenith_deg, double cos_zenith,
                                              double air_mass, double extraterrestrial_W_m2) {
  ig_irradiance_sky s = {.irradiance = irradiance, .cos_zenith = cos_zenith};
  double diffuse = irradiance.diffuse_horizontal_W_m2, direct = irradiance.direct_normal_W_m2, z = IG_RAD * zenith_deg;
  s.anisotropy = direct / extraterrestrial_W_m2;
  if (diffuse <= 0.0) return s;
  double cube = cube_of(zenith_deg), clear = direct / (diffuse + direct);
  double brightness = brightness_of(&irradiance, air_mass, extraterrestrial_W_m2), weight[3], f[6];
  const double(*row)[6] = spline_1990 + spline_weights(clear / (1.0 + cube * (1.0 - clear)), weight);
  for (int k = 0; k < 6; k++) f[k] = weight[0] * row[0][k] + weight[1] * row[1][k] + weight[2] * row[2][k];
  s.circumsolar = ig_clamp(f[0] + f[1] * brightness + f[2] * z, 0.0, 0.9);
  s.horizon = f[3] + f[4] * brightness + f[5] * z;
  return s;
}

ig_irradiance_plane ig_irradiance_plane_of(double tilt_deg, double azimuth_deg) {
  return (ig_irradiance_plane){cos(IG_RAD * tilt_deg), sin(IG_RAD * tilt_deg), cos(IG_RAD * azimuth_deg),
                               sin(IG_RAD * azimuth_deg)};
}
