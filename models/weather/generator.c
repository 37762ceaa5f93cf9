/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Synthetic weather: clouds as a Markov chain over hours, temperature as a harmonic curve with an
 * autoregressive residual that knows how clear the day is, then what follows from both.
 *
 * Tables and regressions describe the typical year of climate zone H1a, Trappes (12 km from Issy; French
 * regulatory data of RT 2012, 1994-2008, NF EN ISO 15927-4), evidence B; numbers fitted to make the generator
 * meet its monthly sums say so. weather.md compares the result with the targets. */
#include "models/weather/generator.h"

#include <math.h>
#include <stdlib.h>

#include "models/physics/sun.h"
#include "models/weather/air.h"
#include "models/weather/months.h"
#include "sim/clock.h"
#include "sim/rng.h"

enum { DRAW_CLOUD = 1, DRAW_CLEARNESS, DRAW_TEMPERATURE, DRAW_WIND, DRAW_SWING, DRAW_RANGE };

/* --- tables of the source ---------------------------------------------------------------------------- */

/* Classes of the hourly clear-sky index kc = global / Haurwitz, by the edges of the source. Within a class kc is spread
 * evenly, but for the outer ones, whose quantiles (0, 10, 25, 50, 75, 90, 100 %) are those of the source year; its few
 * hours above 1.06 and below 0.03 are hours in which the sun rises or sets. */
enum { CLASSES = 7, QUANTILES = 7 };
static const double class_edge[CLASSES + 1] = {0.0, 0.15, 0.30, 0.45, 0.60, 0.75, 0.90, 1.06};
static const double quantile_at[QUANTILES] = {0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0};
static const double darkest[QUANTILES] = {0.030, 0.061, 0.086, 0.113, 0.135, 0.144, 0.150};
static const double clearest[QUANTILES] = {0.900, 0.914, 0.934, 0.959, 0.983, 1.004, 1.060};
/* Chance to pass from one class (row) to another (column) within an hour of daylight; by season. */
static const double chain[4][CLASSES][CLASSES] = {{/* December to February */
                                                   {0.723, 0.255, 0.021, 0.000, 0.000, 0.000, 0.000},
                                                   {0.133, 0.685, 0.158, 0.018, 0.006, 0.000, 0.000},
                                                   {0.000, 0.310, 0.460, 0.184, 0.046, 0.000, 0.000},
                                                   {0.000, 0.056, 0.181, 0.361, 0.264, 0.125, 0.014},
                                                   {0.000, 0.000, 0.129, 0.242, 0.323, 0.161, 0.145},
                                                   {0.000, 0.000, 0.047, 0.109, 0.203, 0.328, 0.312},
                                                   {0.000, 0.000, 0.000, 0.000, 0.042, 0.193, 0.765}},
                                                  {/* March to May */
                                                   {0.639, 0.279, 0.049, 0.033, 0.000, 0.000, 0.000},
                                                   {0.100, 0.567, 0.250, 0.058, 0.025, 0.000, 0.000},
                                                   {0.000, 0.199, 0.418, 0.262, 0.078, 0.043, 0.000},
                                                   {0.000, 0.039, 0.230, 0.303, 0.316, 0.112, 0.000},
                                                   {0.000, 0.006, 0.071, 0.241, 0.376, 0.282, 0.024},
                                                   {0.000, 0.005, 0.016, 0.094, 0.219, 0.453, 0.214},
                                                   {0.000, 0.000, 0.000, 0.000, 0.029, 0.177, 0.794}},
                                                  {/* June to August */
                                                   {0.600, 0.350, 0.050, 0.000, 0.000, 0.000, 0.000},
                                                   {0.048, 0.548, 0.298, 0.077, 0.029, 0.000, 0.000},
                                                   {0.000, 0.188, 0.400, 0.300, 0.106, 0.006, 0.000},
                                                   {0.000, 0.022, 0.271, 0.354, 0.260, 0.094, 0.000},
                                                   {0.000, 0.005, 0.057, 0.249, 0.349, 0.316, 0.024},
                                                   {0.000, 0.000, 0.010, 0.030, 0.215, 0.547, 0.198},
                                                   {0.000, 0.000, 0.000, 0.000, 0.013, 0.268, 0.719}},
                                                  {/* September to November */
                                                   {0.636, 0.341, 0.000, 0.023, 0.000, 0.000, 0.000},
                                                   {0.087, 0.598, 0.252, 0.055, 0.008, 0.000, 0.000},
                                                   {0.000, 0.204, 0.407, 0.296, 0.093, 0.000, 0.000},
                                                   {0.000, 0.038, 0.174, 0.371, 0.311, 0.106, 0.000},
                                                   {0.000, 0.000, 0.030, 0.227, 0.379, 0.311, 0.053},
                                                   {0.000, 0.000, 0.008, 0.100, 0.208, 0.442, 0.242},
                                                   {0.000, 0.000, 0.000, 0.000, 0.047, 0.147, 0.806}}};

/* Mean course of the temperature about the day's mean, K: rows January to December, columns the hours of UTC+1. */
static const double diurnal_K[12][24] = {
    {-0.40, -0.62, -0.74, -0.81, -1.05, -1.13, -1.19, -1.24, -1.17, -0.82, -0.18, 0.56,
     1.17,  1.71,  1.89,  1.64,  1.24,  0.69,  0.36,  0.17,  0.11,  0.00,  -0.00, -0.18},
    {-1.20, -1.46, -1.69, -1.80, -1.86, -1.91, -1.92, -1.90, -1.45, -0.49, 0.72,  1.43,
     2.13,  2.45,  2.64,  2.67,  2.32,  1.64,  0.95,  0.32,  -0.05, -0.33, -0.49, -0.73},
    {-1.57, -1.98, -2.27, -2.64, -2.89, -3.16, -3.15, -2.84, -1.63, -0.32, 0.84,  1.96,
     2.75,  3.24,  3.45,  3.54,  3.14,  2.59,  1.69,  0.83,  0.34,  -0.26, -0.62, -1.03},
    {-2.17, -2.52, -2.93, -3.10, -3.31, -3.68, -3.35, -2.43, -1.05, 0.51,  1.58,  2.47,
     2.98,  3.42,  3.73,  3.62,  3.29,  2.91,  2.15,  1.05,  0.22,  -0.48, -1.22, -1.71},
    {-2.21, -2.65, -3.22, -3.79, -4.04, -4.16, -3.32, -2.21, -0.89, 0.24,  1.25,  2.22,
     3.04,  3.63,  3.82,  3.94,  3.94,  3.52,  2.95,  1.46,  0.11,  -0.64, -1.26, -1.74},
    {-2.43, -2.96, -3.42, -4.06, -4.48, -4.18, -3.12, -2.04, -0.95, 0.04,  1.02,  1.77,
     2.53,  3.17,  3.65,  3.95,  4.01,  3.76,  3.20,  2.35,  1.01,  -0.16, -1.01, -1.67},
    {-2.65, -3.23, -3.75, -4.19, -4.67, -4.75, -3.70, -2.48, -1.14, 0.10,  1.20,  2.36,
     3.21,  3.77,  4.22,  4.55,  4.62,  4.00,  3.37,  2.17,  0.67,  -0.47, -1.30, -1.90},
    {-2.41, -2.86, -3.34, -3.78, -4.06, -4.32, -3.78, -2.69, -1.32, 0.28,  1.57,  2.76,
     3.72,  4.47,  4.56,  4.60,  4.30,  3.49,  2.69,  1.19,  -0.20, -1.02, -1.66, -2.19},
    {-2.29, -2.73, -3.22, -3.64, -3.87, -4.12, -4.04, -2.85, -1.42, 0.27,  1.58,  2.60,
     3.53,  3.93,  4.52,  4.57,  4.58,  3.67,  2.19,  0.83,  -0.11, -0.80, -1.35, -1.83},
    {-1.51, -1.75, -2.01, -2.32, -2.54, -2.60, -2.58, -2.27, -1.15, 0.02,  1.26,  2.28,
     3.10,  3.68,  3.83,  3.42,  2.68,  1.77,  0.74,  0.10,  -0.47, -0.94, -1.27, -1.48},
    {-0.67, -0.87, -0.94, -1.08, -1.32, -1.40, -1.36, -1.37, -1.07, -0.42, 0.24,  1.01,
     1.53,  2.02,  1.99,  1.91,  1.58,  1.06,  0.49,  0.07,  -0.13, -0.30, -0.43, -0.55},
    {-0.12, -0.44, -0.60, -0.86, -1.07, -1.27, -1.35, -1.45, -1.37, -0.83, -0.00, 0.64,
     1.22,  1.51,  1.52,  1.38,  1.03,  0.76,  0.57,  0.42,  0.26,  0.11,  0.02,  -0.08}};

/* Monthly means: relative humidity [%], wind [m/s], outdoor minus sky temperature [K], daily clearness. */
static const double humidity_percent[12] = {91.3, 87.5, 81.2, 75.7, 74.4, 70.6, 67.4, 71.9, 73.4, 85.4, 89.8, 91.5};
static const double wind_m_s[12] = {3.10, 2.92, 2.63, 2.60, 2.45, 2.21, 2.22, 2.05, 2.18, 2.37, 2.53, 2.72};
static const double sky_depression_K[12] = {8.15, 9.15, 10.61, 9.79, 9.34, 9.44, 9.14, 7.82, 9.82, 9.21, 7.49, 9.43};

/* Seasonal, from December to February on. */
static const double residual_sd_K[4] = {2.96, 2.47, 2.83, 2.34};       /* of the daily mean about the curve */
static const double clear_correlation[4] = {-0.44, 0.39, 0.38, -0.19}; /* of that residual with clearness */
static const double range_slope_K[4] = {7.8, 15.3, 16.2, 13.2};        /* of the daily range on KT */
static const double humidity_slope[4] = {-21.3, -43.3, -47.4, -36.4};  /* of the daily mean on KT, % */
static const double sky_slope_K[4] = {15.9, 13.3, 12.2, 12.5};         /* of the sky depression on KT */
static const double wind_swing[4] = {0.16, 0.27, 0.33, 0.25};          /* daily cycle over its mean, highest at 14 h */

#define WIND_AUTOCORRELATION 0.42 /* of daily means; about the means of months the source year has 0.39 */
#define WIND_WEIBULL_SHAPE 2.77   /* daily means vary by 39 % of their mean */

/* --- fitted to the source's sums ---------------------------------------------------------------------- */

/* The chains are seasonal, their months are not alike: a draw u of the chain is raised to this power (below 1:
 * clearer), fitted so that the monthly mean of global irradiance is met. */
static const double tilt[12] = {0.940, 0.990, 1.129, 1.022, 1.031, 1.092, 1.027, 1.005, 1.050, 1.100, 1.322, 0.984};

/* Share of the steps of the chain in which the class stays as it is, beside those of the matrices: a first-order chain
 * of seven classes forgets where it comes from, the sky does not. It leaves the shares of the classes alone; fitted to
 * the source's autocorrelation of kc from hour to hour, 0.906. */
#define HOLD_SHARE 0.22

/* Within its class kc keeps its place from hour to hour to some degree: the source year has correlations of 0.54, 0.36
 * and 0.53 in the lowest, the second and the highest class (hours that follow each other in one class). Fitted. */
#define PLACE_AUTOCORRELATION 0.6

/* A low sun shines through more of a broken cloud deck's sides and of the haze, most so in the morning, when fog and
 * stratus have not yet gone; a high one finds the gaps. kc is multiplied by 1 - (strength exp(-c / reach) - lift)
 * 2 (1.06 - kc) sqrt(kc), c being the clear sky over 1098 W/m2, so that very clear and very dark skies change least;
 * fitted to the source's mean kc by height of the sun before and after noon, and to its diffuse irradiance. */
typedef struct low_sun {
  double strength, reach;
} low_sun;
#define HIGH_SUN_LIFT 0.10
static const low_sun before_noon = {0.75, 0.22}, after_noon = {0.40, 0.13};

/* Steps of the chain in the night, fitted to the autocorrelation of daily clearness, 0.26. */
enum { NIGHT_STEPS = 4 };

/* Mean and standard deviation of the daily clearness that comes out, over 400 years. */
static const double clearness_mean[12] = {0.338, 0.337, 0.398, 0.466, 0.480, 0.483,
                                          0.515, 0.517, 0.483, 0.426, 0.288, 0.297};
static const double clearness_sd[12] = {0.177, 0.189, 0.161, 0.161, 0.162, 0.151,
                                        0.146, 0.141, 0.161, 0.161, 0.153, 0.172};

/* Second-order autoregression of the part of the residual that does not follow clearness, fitted so that with
 * the part that does the residual's autocorrelation is the source's, 0.68 and 0.31. */
#define AR1 0.97
#define AR2 (-0.36)

/* Swings within the day, apart from the mean course: a second-order autoregression from hour to hour (roots 0.9 and
 * 0.4, so that an hour resembles the next), and their standard deviation by season, fitted to the hourly residual of
 * the source and to its mean daily range. */
#define SWING_AR1 1.30
#define SWING_AR2 (-0.36)
static const double swing_sd_K[4] = {1.5, 1.5, 1.5, 1.5};

/* The daily range beside what clearness and swings make of it: standard deviation by season and autocorrelation from
 * day to day, fitted to the source's correlation of the range with clearness (0.51, 0.79, 0.78, 0.74) and to its hourly
 * autocorrelation over 12 and 24 h. */
static const double range_sd_K[4] = {1.0, 1.3, 1.3, 1.3};
#define RANGE_AUTOCORRELATION 0.4

/* --- helpers ------------------------------------------------------------------------------------------ */

enum { AR_TERMS = 64, WIND_TERMS = 16 }; /* 0.67^64 and 0.42^16 are below 1e-5 */

static ig_rng_key key_of(uint64_t seed) { return (ig_rng_key){seed, ig_rng_hash("weather")}; }

static int season_of(int month) { return month % 12 / 3; }

/* A moving average over daily normal draws that ends at `day`: the autoregression with coefficients phi,
 * scaled to unit variance. It looks back a fixed number of days, so it needs no state. */
static double moving_average(uint64_t seed, uint32_t purpose, int64_t day, double phi1, double phi2, int terms) {
  double weight = 1.0, before = 0.0, sum = 0.0, square = 0.0;
  for (int k = 0; k < terms; k++) {
    sum += weight * ig_rng_normal_of(ig_rng_uniform(key_of(seed), purpose, day - k, 0));
    square += weight * weight;
    double next = phi1 * weight + phi2 * before;
    before = weight;
    weight = next;
  }
  return sum / sqrt(square);
}

/* Mean daily temperature of a date: two harmonics, degC (generator parameters of the source year). */
static double curve_degC(ig_date date, int64_t day) {
  double x = 2.0 * IG_PI * (double)(day - ig_clock_days((ig_date){date.year, 1, 1})) / 365.0;
  return IG_GENERATOR_MEAN_DEGC - 6.878 * cos(x) - 2.107 * sin(x) + 0.343 * cos(2.0 * x) + 0.868 * sin(2.0 * x);
}

/* --- clouds ------------------------------------------------------------------------------------------- */

/* The class after `from`: the same in a part of the hours, else the least one whose cumulated chance exceeds u. One u
 * moves all classes, and a higher one never moves lower, so chains from different starts meet and stay together. */
static int next_class(int from, ig_date date, double u) {
  if (u < HOLD_SHARE) return from;
  const double *row = chain[season_of(date.month)][from];
  double target = pow((u - HOLD_SHARE) / (1.0 - HOLD_SHARE), tilt[date.month - 1]), total = 0.0, below = 0.0;
  for (int c = 0; c < CLASSES; c++) total += row[c]; /* printed chances add up to 1 within 0.002 */
  for (int c = 0; c < CLASSES; c++) {
    below += row[c] / total;
    if (target < below) return c;
  }
  return CLASSES - 1;
}

/* Where kc lies within its class, in (0, 1): an autoregression over the last hours, by absolute hour. */
static double place_in_class(ig_rng_key key, int64_t hour) {
  enum { TERMS = 8 }; /* 0.6^8 = 0.02 */
  double weight = 1.0, sum = 0.0, square = 0.0;
  for (int k = 0; k < TERMS; k++, weight *= PLACE_AUTOCORRELATION) {
    sum += weight * ig_rng_normal_of(ig_rng_uniform(key, DRAW_CLEARNESS, hour - k, 0));
    square += weight * weight;
  }
  return 0.5 * erfc(-sum / sqrt(2.0 * square));
}

static double quantile(const double table[QUANTILES], double u) {
  int i = 0;
  while (i < QUANTILES - 2 && u >= quantile_at[i + 1]) i++;
  return table[i] + (table[i + 1] - table[i]) * (u - quantile_at[i]) / (quantile_at[i + 1] - quantile_at[i]);
}

static double index_of(int class, double u) {
  if (class == 0) return quantile(darkest, u);
  if (class == CLASSES - 1) return quantile(clearest, u);
  return class_edge[class] + u * (class_edge[class + 1] - class_edge[class]);
}

/* Steps the chain through a day; class[h] of the hours with sun. Night steps use the ordinals from 24 on. */
static int cloud_day(uint64_t seed, int class, int64_t day, const bool lit[24], int class_of[24]) {
  ig_rng_key key = key_of(seed);
  ig_date date = ig_clock_date(day);
  for (unsigned i = 0; i < NIGHT_STEPS; i++)
    class = next_class(class, date, ig_rng_uniform(key, DRAW_CLOUD, day, 24 + i));
  for (unsigned h = 0; h < 24; h++) {
    if (lit[h]) class = next_class(class, date, ig_rng_uniform(key, DRAW_CLOUD, day, h));
    class_of[h] = class;
  }
  return class;
}

/* --- a day -------------------------------------------------------------------------------------------- */

typedef struct day_weather {
  ig_irradiance sun[24];
  double clearness; /* KT: global over extraterrestrial, horizontal */
  double mean_degC; /* daily mean temperature */
} day_weather;

typedef struct place {
  uint64_t seed;
  double latitude_deg, longitude_deg;
} place;

static ig_hour_sun sun_of_hour(const place *p, int64_t day, int hour) {
  double utc_s = (double)(day * IG_DAY_S + hour * IG_HOUR_S - IG_GENERATOR_UTC_OFFSET_S);
  return ig_hour_sun_of(utc_s, p->latitude_deg, p->longitude_deg);
}

/* Whole days before those that are asked for only move the chain on; which hours are lit follows from the sun
 * at the middle of the hour. */
static int skip_day(const place *p, int class, int64_t day) {
  bool lit[24];
  int class_of[24];
  for (int h = 0; h < 24; h++) {
    double utc_s = (double)(day * IG_DAY_S + h * IG_HOUR_S + IG_HOUR_S / 2 - IG_GENERATOR_UTC_OFFSET_S);
    lit[h] = ig_sun_cos_zenith(utc_s, p->latitude_deg, p->longitude_deg) > 0.0;
  }
  return cloud_day(p->seed, class, day, lit, class_of);
}

/* Clear-sky index of an hour (counted since 1970 in UTC+1) from its class and how high the sun stands. */
static double index_of_hour(const place *p, int class, int64_t hour, double clear) {
  double kc = index_of(class, place_in_class(key_of(p->seed), hour));
  low_sun low = hour % 24 < 12 ? before_noon : after_noon;
  double loss = low.strength * exp(-clear / low.reach) - HIGH_SUN_LIFT;
  return kc * (1.0 - loss * 2.0 * (1.06 - kc) * sqrt(kc));
}

static int clouds_of_day(const place *p, int class, int64_t day, day_weather *out) {
  bool lit[24];
  int class_of[24];
  double global = 0.0, outside = 0.0;
  ig_hour_sun sun[24];
  for (int h = 0; h < 24; h++) {
    double utc_s = (double)(day * IG_DAY_S + h * IG_HOUR_S + IG_HOUR_S / 2 - IG_GENERATOR_UTC_OFFSET_S);
    sun[h] = sun_of_hour(p, day, h);
    lit[h] = ig_sun_cos_zenith(utc_s, p->latitude_deg, p->longitude_deg) > 0.0;
  }
  class = cloud_day(p->seed, class, day, lit, class_of);
  double extra = ig_sun_extraterrestrial_W_m2((double)day * IG_DAY_S + 43200.0);
  for (int h = 0; h < 24; h++) {
    double kc = lit[h] ? index_of_hour(p, class_of[h], day * 24 + h, ig_hour_mean(&sun[h].clear)) : 0.0;
    out->sun[h] = ig_hour_irradiance(kc, &sun[h], extra);
    global += out->sun[h].global_horizontal_W_m2;
    outside += extra * sun[h].mean_up;
  }
  out->clearness = outside > 0.0 ? global / outside : 0.0;
  return class;
}

static void temperature_of_day(const place *p, int64_t day, day_weather *out) {
  ig_date date = ig_clock_date(day);
  ig_months w = ig_months_around(date);
  int s = season_of(date.month);
  double clear = (out->clearness - ig_months_value(clearness_mean, w)) / ig_months_value(clearness_sd, w);
  double own = moving_average(p->seed, DRAW_TEMPERATURE, day, AR1, AR2, AR_TERMS), rho = clear_correlation[s];
  out->mean_degC = curve_degC(date, day) + residual_sd_K[s] * (rho * clear + sqrt(1.0 - rho * rho) * own);
}

/* --- hours -------------------------------------------------------------------------------------------- */

/* Daily wind over its monthly mean: a Weibull variable of unit mean from an autocorrelated normal one. */
static double wind_factor(const place *p, int64_t day) {
  double z = moving_average(p->seed, DRAW_WIND, day, WIND_AUTOCORRELATION, 0.0, WIND_TERMS);
  double exceeds = 0.5 * erfc(z / sqrt(2.0));
  return pow(-log(exceeds), 1.0 / WIND_WEIBULL_SHAPE) / tgamma(1.0 + 1.0 / WIND_WEIBULL_SHAPE);
}

/* Value at noon through which straight lines give each day its mean: the inverse, to second order, of the
 * mean (x[-1] + 6 x[0] + x[1]) / 8 that such lines have. */
static double noon_degC(const day_weather *d) {
  return d[0].mean_degC - (d[-1].mean_degC - 2.0 * d[0].mean_degC + d[1].mean_degC) / 8.0;
}

/* Standard deviation of an autoregression of unit draws. */
static double autoregression_sd(double phi1, double phi2) {
  return sqrt((1.0 - phi2) / ((1.0 + phi2) * ((1.0 - phi2) * (1.0 - phi2) - phi1 * phi1)));
}

/* Swings of the hours of a day: an autoregression over hourly draws less its mean over the 24 hours around, which
 * leaves the day's mean nearly as it was and is continuous from day to day. */
static void swings(const place *p, int64_t day, double sd_K, double out_K[24]) {
  enum { TERMS = 72, BEFORE = 12 + TERMS, ALL = BEFORE + 24 + 12 }; /* 0.9^72 = 0.0005 */
  double draw[ALL], a[48], weight = sd_K / autoregression_sd(SWING_AR1, SWING_AR2);
  for (int i = 0; i < ALL; i++) {
    int64_t hour = day * 24 + i - BEFORE;
    draw[i] = weight * ig_rng_normal_of(ig_rng_uniform(key_of(p->seed), DRAW_SWING, hour, 0));
  }
  for (int h = 0; h < 48; h++) {
    double before = 0.0;
    a[h] = 0.0;
    for (int k = h; k <= h + TERMS; k++) {
      double next = SWING_AR1 * a[h] + SWING_AR2 * before + draw[k];
      before = a[h];
      a[h] = next;
    }
  }
  for (int h = 0; h < 24; h++) {
    double around = 0.0;
    for (int k = h; k < h + 24; k++) around += a[k] / 24.0;
    out_K[h] = a[h + 12] - around;
  }
}

/* The month's mean course of the day, stretched so that its range grows by `wider_K`; it never goes quite flat. */
static void course_of_day(ig_months w, double wider_K, double out_K[24]) {
  double low = HUGE_VAL, high = -HUGE_VAL;
  for (int h = 0; h < 24; h++) {
    out_K[h] = diurnal_K[w.a][h] + w.weight_b * (diurnal_K[w.b][h] - diurnal_K[w.a][h]);
    low = ig_min(low, out_K[h]), high = ig_max(high, out_K[h]);
  }
  double stretch = ig_max(1.0 + wider_K / (high - low), 0.1);
  for (int h = 0; h < 24; h++) out_K[h] *= stretch;
}

/* The hours of day d[0]; two days on either side are known. */
static void hours_of_day(const place *p, int64_t day, const day_weather *d, ig_weather_hour out[24]) {
  ig_date date = ig_clock_date(day);
  ig_months w = ig_months_around(date);
  int s = season_of(date.month);
  double off_mean = d->clearness - ig_months_value(clearness_mean, w);
  double humidity = ig_months_value(humidity_percent, w) + humidity_slope[s] * off_mean;
  double depression = ig_max(ig_months_value(sky_depression_K, w) + sky_slope_K[s] * off_mean, 0.0);
  double wind = ig_months_value(wind_m_s, w) * wind_factor(p, day), dryness = 0.0; /* mean of 1 / saturation pressure */
  double before = noon_degC(d - 1), noon = noon_degC(d), after = noon_degC(d + 1), own[24], course[24];
  swings(p, day, swing_sd_K[s], own);
  double wider = moving_average(p->seed, DRAW_RANGE, day, RANGE_AUTOCORRELATION, 0.0, WIND_TERMS);
  course_of_day(w, range_slope_K[s] * off_mean + range_sd_K[s] * wider, course);
  for (int h = 0; h < 24; h++) {
    double from_noon = (h + 0.5 - 12.0) / 24.0;
    double t = noon + (from_noon < 0.0 ? (noon - before) : (after - noon)) * from_noon;
    t += own[h] + course[h];
    double swing = 1.0 + wind_swing[s] * cos(2.0 * IG_PI * (h + 0.5 - 14.0) / 24.0);
    out[h] = (ig_weather_hour){t, 0.0, wind * swing, t - depression, d->sun[h]};
    dryness += 1.0 / (24.0 * ig_air_saturation_hPa(t));
  }
  /* One vapour pressure a day, such that the day's mean humidity is the one drawn. */
  for (int h = 0; h < 24; h++)
    out[h].humidity_percent = ig_clamp(humidity / (dryness * ig_air_saturation_hPa(out[h].outdoor_degC)), 15.0, 100.0);
}

bool ig_generator_fill(uint64_t seed, double latitude_deg, double longitude_deg, int64_t first_day, size_t n_days,
                       ig_weather_hour *out) {
  enum { AROUND = 2 }; /* days before and after that the interpolation looks at */
  place p = {seed, latitude_deg, longitude_deg};
  size_t n = n_days + 2 * AROUND;
  day_weather *d = calloc(n, sizeof *d);
  if (d == NULL) return false;
  int64_t day = first_day - AROUND;
  /* The chain starts a year before at least; after so long it no longer knows from where. */
  int class = CLASSES / 2;
  for (int64_t k = ig_clock_days((ig_date){ig_clock_date(day).year - 1, 1, 1}); k < day; k++)
    class = skip_day(&p, class, k);
  for (size_t i = 0; i < n; i++) {
    class = clouds_of_day(&p, class, day + (int64_t)i, &d[i]);
    temperature_of_day(&p, day + (int64_t)i, &d[i]);
  }
  for (size_t i = 0; i < n_days; i++) hours_of_day(&p, first_day + (int64_t)i, &d[i + AROUND], &out[24 * i]);
  free(d);
  return true;
}
