/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is laid over a source's weather: clouds within the hour (energy kept, same bytes whatever the windows,
 * statistics beside published ones), cold spells, heat waves and warmer climates. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/physics/sun.h"
#include "models/weather/clouds.h"
#include "models/weather/episode.h"
#include "sim/build.h"
#include "tests/weather_runs.h"

static int64_t utc_1(int year, int month, int day) { /* midnight of UTC+1 */
  return ig_clock_days((ig_date){year, month, day}) * IG_DAY_S - IG_HOUR_S;
}

static ig_district *load_epw(const char *simulation, const char *more) {
  char section[1300];
  snprintf(section, sizeof section, "epw: '%s', %s", trappes(), more);
  return load(simulation, section);
}

/* --- clouds ----------------------------------------------------------------------------------------------- */

/* Hour means of global and diffuse irradiance of a day. */
static void hour_means(const ig_batch *b, int64_t begin_s, int step_s, double out[2][24]) {
  run_day(b, begin_s, step_s);
  int a_hour = IG_HOUR_S / step_s;
  for (int h = 0; h < 24; h++) {
    out[0][h] = mean(&day_series[GLOBAL][h * a_hour], a_hour);
    out[1][h] = mean(&day_series[DIFFUSE][h * a_hour], a_hour);
  }
}

static double energy_lost(ig_district *smooth, ig_district *clouds) {
  static const int steps[] = {1, 45, 60, 300, 600, 1800};
  double worst = 0.0, want[2][24], got[2][24];
  for (int day = 2; day < 365; day += 11) {
    int64_t begin_s = utc_1(2017, 1, 1) + day * IG_DAY_S;
    hour_means(weather_of(smooth), begin_s, 3600, want);
    for (size_t k = 0; k < IG_COUNT(steps); k++) {
      hour_means(weather_of(clouds), begin_s, steps[k], got);
      for (int c = 0; c < 2; c++)
        for (int h = 0; h < 24; h++) worst = fmax(worst, fabs(got[c][h] - want[c][h]) / fmax(want[c][h], 1.0));
    }
  }
  return worst;
}

START_TEST(clouds_keep_the_hours_energy) {
  ig_district *smooth = load("start: 2017-01-01, duration: 365 d", "source: generator");
  ig_district *clouds = load("start: 2017-01-01, duration: 365 d", "source: generator, minute_irradiance: clouds");
  double worst = energy_lost(smooth, clouds);
  printf("global and diffuse of hours, clouds against smooth, steps of 1 s to 30 min: generator %.1e", worst);
  ck_assert_double_lt(worst, 1e-12);
  ig_district_free(smooth), ig_district_free(clouds);
  if (trappes() != NULL) {
    smooth = load_epw("start: 2017-01-01, duration: 365 d", "albedo: 0.2");
    clouds = load_epw("start: 2017-01-01, duration: 365 d", "minute_irradiance: clouds");
    worst = energy_lost(smooth, clouds);
    printf(", file %.1e", worst);
    ck_assert_double_lt(worst, 1e-12);
    ig_district_free(smooth), ig_district_free(clouds);
  }
  printf(" (relative)\n");
}
END_TEST

/* Same bytes in windows of any length and order, in another district that begins elsewhere. */
START_TEST(clouds_are_a_function_of_time) {
  enum { MINUTES = 1440 };
  static double whole[N_SERIES][MINUTES];
  ig_district *a = load("start: 2017-01-01, duration: 365 d", "source: generator, minute_irradiance: clouds");
  ig_district *b = load("start: 2017-06-19, duration: 9 d", "source: generator, minute_irradiance: clouds");
  int64_t begin_s = utc_1(2017, 6, 21);
  run_day(weather_of(a), begin_s, 60);
  for (int i = 0; i < N_SERIES; i++) memcpy(whole[i], day_series[i], sizeof whole[i]);
  static const int windows[] = {1, 10, 30, 90};
  for (size_t k = 0; k < IG_COUNT(windows); k++) {
    int n = windows[k];
    for (int i = 0; i < N_SERIES; i++) memset(day_series[i], 0, sizeof whole[i]);
    for (int at = MINUTES - n; at >= 0; at -= n) run_steps(weather_of(b), begin_s + at * 60, 60, n, at);
    for (int i = 0; i < N_SERIES; i++) ck_assert_int_eq(memcmp(whole[i], day_series[i], sizeof whole[i]), 0);
  }
  ig_district_free(a), ig_district_free(b);
}
END_TEST

enum { HOURS = 4000, LOOKS = HOURS * IG_CLOUDS_LOOKS };
static double field[LOOKS];

/* Exponent of the lengths of stretches below (or above) a level, from 1 to 32 minutes: slope of the number of longer
 * ones less 1, by the maximum of likelihood for a law with two ends. */
static double exponent_of_lengths(double level) {
  double sum_log = 0.0, n = 0.0, low = 4.0, high = 128.0;
  for (int q = 1, begin = 0; q < LOOKS; q++) {
    if ((field[q] < level) == (field[q - 1] < level)) continue;
    double length = q - begin;
    begin = q;
    if (length >= low && length < high) sum_log += log(length / low), n++;
  }
  double best = 0.0, most = -INFINITY;
  for (double a = 1.2; a < 2.4; a += 0.005) { /* lengths are whole looks: the discrete law */
    double total = 0.0;
    for (double l = low; l < high; l++) total += pow(l / low, -a);
    double likelihood = -a * sum_log - n * log(total);
    if (likelihood > most) most = likelihood, best = a;
  }
  return best;
}

/* Kolmogorov: structure function t^(2/3); Wood and Field 2011: lengths of clouds l^-1.66. */
START_TEST(clouds_are_fractal) {
  for (int h = 0; h < HOURS; h++) ig_clouds_field(7, (int64_t)h * IG_HOUR_S, &field[h * IG_CLOUDS_LOOKS]);
  double sum = 0.0, square = 0.0, structure[8] = {0};
  for (int q = 0; q < LOOKS; q++) sum += field[q], square += field[q] * field[q];
  for (int k = 0; k < 8; k++)
    for (int q = 0; q + (1 << k) < LOOKS; q++) structure[k] += pow(field[q + (1 << k)] - field[q], 2.0) / LOOKS;
  double slope = log(structure[6] / structure[2]) / log(16.0); /* 1 to 16 minutes */
  double within = structure[0], across = 0.0;
  for (int h = 1; h < HOURS; h++)
    across += pow(field[h * IG_CLOUDS_LOOKS] - field[h * IG_CLOUDS_LOOKS - 1], 2.0) / (HOURS - 1);
  double lengths = exponent_of_lengths(0.0);
  printf(
      "cloud field: mean %.3f, variance %.3f, structure function t^%.3f (2/3), lengths l^-%.2f (1.66), steps across "
      "hours over others %.3f\n",
      sum / LOOKS, square / LOOKS, slope, lengths, sqrt(across / within));
  ck_assert_double_eq_tol(sum / LOOKS, 0.0, 0.05);
  ck_assert_double_eq_tol(square / LOOKS, 1.0, 0.05);
  ck_assert_double_eq_tol(slope, 2.0 / 3.0, 0.06);

  ck_assert_double_eq_tol(lengths, 1.66, 0.12);
  ck_assert_double_eq_tol(sqrt(across / within), 1.0, 0.05);
}
END_TEST

/* Minutes of a year. */
typedef struct minutes {
  double n, sunny_h[12], smooth_sunny_h, high_n, bin[16], ramp_n, ramps_above[4], most_index, enhanced, shadows,
      on_hour, off_hour, on_hours;
} minutes;

static const double ramp_W_m2[4] = {50, 100, 200, 300};

static void add_minutes(minutes *m, int month, double *last) {
  for (int i = 0; i < 1440; i++) {
    double up = cos(IG_RAD * day_series[ZENITH][i]), clear = ig_sun_clear_sky_W_m2(up), global = day_series[GLOBAL][i];
    bool sunny = day_series[DIRECT][i] > 120.0;
    m->sunny_h[month] += sunny / 60.0;
    if (clear < 50.0) {
      *last = -1.0;
      continue;
    }
    double index = global / clear, ramp = fabs(global - fabs(*last));
    m->n++, m->enhanced += index > 1.05, m->most_index = fmax(m->most_index, index);
    if (up > 0.5) m->high_n++, m->bin[(int)fmin(index * 10.0, 15.0)]++;
    if (*last >= 0.0) {
      m->ramp_n++;
      for (int k = 0; k < 4; k++) m->ramps_above[k] += ramp > ramp_W_m2[k];
      if (i % 60 == 0)
        m->on_hour += ramp, m->on_hours++;
      else
        m->off_hour += ramp;
    }
    static bool was_sunny;
    m->shadows += *last >= 0.0 && was_sunny && !sunny;
    was_sunny = sunny;
    *last = global;
  }
}

static void print_minutes(const minutes *m, double spring_h, double year_h) {
  printf("minutes, sun above 30 degrees, share by clear-sky index 0.0-0.1 ... 1.4-1.5:");
  for (int k = 0; k < 15; k++) printf(" %.3f", m->bin[k] / m->high_n);
  printf("\nsunshine above 120 W/m2: year %.0f h (hourly means: %.0f h), spring %.0f h (Paris-Montsouris: 488 h)\n",
         year_h, m->smooth_sunny_h, spring_h);
  printf("ramps above 50, 100, 200, 300 W/m2 a minute: %.1f %.1f %.1f %.1f %%; on full hours %.0f, else %.0f W/m2\n",
         100 * m->ramps_above[0] / m->ramp_n, 100 * m->ramps_above[1] / m->ramp_n, 100 * m->ramps_above[2] / m->ramp_n,
         100 * m->ramps_above[3] / m->ramp_n, m->on_hour / m->on_hours, m->off_hour / (m->ramp_n - m->on_hours));
  printf("minutes above 1.05 clear skies %.1f %%, most %.2f; %.0f shadows a year\n", 100 * m->enhanced / m->n,
         m->most_index, m->shadows);
}

/* One-minute clear-sky indices have two modes (Suehrcke and McCormick 1988; under broken clouds the sunlit one lies
 * above the clear sky, He and others 2024, doi:10.5194/acp-24-11391-2024). Sunshine of spring at Paris-Montsouris: 488
 * h in the mean of 1991-2010, 368 h in the least and 702 h in the sunniest year. One-minute means reach 1.5 clear skies
 * at most (Jarvela and others 2020). */
START_TEST(minutes_look_like_minutes) {
  if (trappes() == NULL) return;
  ig_district *d = load_epw("start: 2017-01-01, duration: 365 d", "minute_irradiance: clouds");
  ig_district *smooth = load_epw("start: 2017-01-01, duration: 365 d", "albedo: 0.2");
  minutes m = {0};
  double last = -1.0, seconds = 0.0, walls[2][4] = {{0}};
  for (int day = 0; day < 365; day++) {
    int64_t begin_s = utc_1(2017, 1, 1) + day * IG_DAY_S;
    run_day(weather_of(smooth), begin_s, 60);
    for (int i = 0; i < 1440; i++) m.smooth_sunny_h += (day_series[DIRECT][i] > 120.0) / 60.0;
    for (int k = 0; k < 4; k++) walls[0][k] += mean(day_series[NORTH + k], 1440) * 0.024;
    clock_t before = clock();
    run_day(weather_of(d), begin_s, 60);
    seconds += (double)(clock() - before) / CLOCKS_PER_SEC;
    add_minutes(&m, ig_clock_date(ig_clock_days((ig_date){2017, 1, 1}) + day).month - 1, &last);
    for (int k = 0; k < 4; k++) walls[1][k] += mean(day_series[NORTH + k], 1440) * 0.024;
  }
  double year_h = 0.0, spring_h = m.sunny_h[2] + m.sunny_h[3] + m.sunny_h[4];
  for (int k = 0; k < 12; k++) year_h += m.sunny_h[k];
  print_minutes(&m, spring_h, year_h);
  printf("%.0f ns a step\n", seconds / 525600.0 * 1e9);
  for (int k = 0; k < 4; k++) {
    printf("%s wall %s %.0f kWh/m2, smooth %.0f", k == 0 ? "" : ";", &"north\0east\0\0south\0west"[6 * k], walls[1][k],
           walls[0][k]);
    ck_assert_double_eq_tol(walls[1][k] / walls[0][k], 1.0, 0.02);
  }
  printf("\n");
  double dark = fmax(m.bin[2], m.bin[3]), between = fmin(m.bin[6], m.bin[7]), bright = fmax(m.bin[9], m.bin[10]);
  ck_assert_double_lt(3.0 * between, dark);
  ck_assert_double_lt(3.0 * between, bright);
  ck_assert_double_lt(m.most_index,
                      1.5 * 1.01); /* the limit is against the hour's course, straight over five minutes */
  ck_assert_double_eq_tol(spring_h, 488.0, 0.15 * 488.0);
  ig_district_free(d), ig_district_free(smooth);
}
END_TEST

/* --- spells ------------------------------------------------------------------------------------------------ */

typedef struct days {
  double low[32], high[32], jump; /* of days; largest step from minute to minute */
} days;

static days watch(ig_district *d, int64_t begin_s, int n) {
  days seen = {.jump = 0.0};
  double last = IG_NAN;
  for (int day = 0; day < n; day++) {
    run_day(weather_of(d), begin_s + day * IG_DAY_S, 60);
    seen.low[day] = 99.0, seen.high[day] = -99.0;
    for (int i = 0; i < 1440; i++) {
      double t = day_series[OUTDOOR][i];
      if (!isnan(last)) seen.jump = fmax(seen.jump, fabs(t - last));
      seen.low[day] = fmin(seen.low[day], t), seen.high[day] = fmax(seen.high[day], t);
      last = t;
    }
  }
  return seen;
}

static double least(const double *v, int n) {
  double x = v[0];
  for (int i = 1; i < n; i++) x = fmin(x, v[i]);
  return x;
}

static double most(const double *v, int n) {
  double x = v[0];
  for (int i = 1; i < n; i++) x = fmax(x, v[i]);
  return x;
}

/* Outside the spell not a bit changes. */
static void same_outside(ig_district *a, ig_district *b, const int64_t *begin_s, int n) {
  static double first[N_SERIES][1440];
  for (int k = 0; k < n; k++) {
    run_day(weather_of(a), begin_s[k], 60);
    for (int i = 0; i < N_SERIES; i++) memcpy(first[i], day_series[i], sizeof first[i]);
    run_day(weather_of(b), begin_s[k], 60);
    for (int i = 0; i < N_SERIES; i++) ck_assert_int_eq(memcmp(first[i], day_series[i], sizeof first[i]), 0);
  }
}

/* -9 degC on the coldest morning, as in February 2012, whatever the source; gradual, and the sky it was asked for. */
START_TEST(cold_spell) {
  static const char *skies[2] = {"clear", "overcast"};
  bool has_file = trappes() != NULL;
  for (int file = 0; file <= has_file; file++)
    for (int sky = 0; sky < 2; sky++) {
      char more[200];
      snprintf(more, sizeof more, "source: %s, cold_spell: {begin: 2017-02-01, duration: 13 d, sky: %s}",
               file ? "epw" : "generator", skies[sky]);
      static const char *run = "start: 2017-01-20, duration: 40 d";
      ig_district *d = file ? load_epw(run, more) : load(run, more);
      ig_district *base = file ? load_epw(run, "source: epw") : load(run, "source: generator");
      days seen = watch(d, utc_1(2017, 2, 1), 13);
      double lowest = least(seen.low, 13), warmest = most(&seen.high[3], 8);
      run_day(weather_of(d), utc_1(2017, 2, 8), 60);
      double global = mean(day_series[GLOBAL], 1440) * 0.024;
      printf(
          "cold spell, %s, %s: lowest %.2f degC on day %d, warmest of days 4 to 11 %.1f, %.2f K a minute at most, sun "
          "of the 8th %.2f kWh/m2\n",
          file ? "file" : "generator", skies[sky], lowest, (int)(lowest == seen.low[7] ? 8 : 9), warmest, seen.jump,
          global);
      ck_assert_double_eq_tol(lowest, -9.0, 0.01);
      ck_assert(lowest == seen.low[7] || lowest == seen.low[8]);
      ck_assert_double_lt(warmest, 1.0);
      ck_assert_double_lt(seen.jump, 0.08);
      if (sky == 0) ck_assert_double_gt(global, 1.8);
      if (sky == 1) ck_assert_double_lt(global, 0.9);
      int64_t outside[2] = {utc_1(2017, 1, 25), utc_1(2017, 2, 20)};
      same_outside(d, base, outside, 2);
      ig_district_free(d), ig_district_free(base);
    }
}
END_TEST

/* 39.5 degC after a night of 25.5 degC (August 2003) and 42.6 after 25 (July 2019). */
START_TEST(heat_wave) {
  static const struct {
    const char *text;
    int month, day, n;
    double highest, night;
  } wave[2] = {{"begin: 2017-08-01, duration: 13 d", 8, 1, 13, 39.5, 25.5},
               {"begin: 2017-07-21, duration: 5 d, highest_temperature: 42.6 degC, night_temperature: 25 degC", 7, 21,
                5, 42.6, 25.0}};
  for (int k = 0; k < 2; k++) {
    char more[300];
    snprintf(more, sizeof more, "source: generator, heat_wave: {%s}", wave[k].text);
    ig_district *d = load("start: 2017-07-01, duration: 60 d", more);
    ig_district *base = load("start: 2017-07-01, duration: 60 d", "source: generator");
    days seen = watch(d, utc_1(2017, wave[k].month, wave[k].day), wave[k].n);
    double highest = most(seen.high, wave[k].n);
    int hottest = 0;
    while (seen.high[hottest] < highest) hottest++;
    printf("heat wave: highest %.2f degC on day %d of %d, night before it %.2f degC, %.2f K a minute at most\n",
           highest, hottest + 1, wave[k].n, seen.low[hottest], seen.jump);
    ck_assert_double_eq_tol(highest, wave[k].highest, 0.01);
    ck_assert_double_eq_tol(seen.low[hottest], wave[k].night, 0.2);
    ck_assert_double_lt(seen.jump, 0.12);
    int64_t outside[2] = {utc_1(2017, 7, 10), utc_1(2017, 8, 20)};
    same_outside(d, base, outside, 2);
    ig_district_free(d), ig_district_free(base);
  }
}
END_TEST

/* --- climate ----------------------------------------------------------------------------------------------- */

/* Warmer by the level's months; relative humidity stays, so the water in the air follows the saturation pressure: some
 * 6.5 % a kelvin (Clausius and Clapeyron). */
START_TEST(warmer_climate) {
  ig_district *base = load("start: 2017-01-01, duration: 365 d", "source: generator");
  ig_district *warm = load("start: 2017-01-01, duration: 365 d", "source: generator, climate: {level: tracc-2100}");
  static double before[N_SERIES][1440];
  double sum = 0.0, january = 0.0, july = 0.0, ratio = 0.0, sky = 0.0;
  for (int day = 0; day < 365; day++) {
    int64_t begin_s = utc_1(2017, 1, 1) + day * IG_DAY_S;
    run_day(weather_of(base), begin_s, 60);
    for (int i = 0; i < N_SERIES; i++) memcpy(before[i], day_series[i], sizeof before[i]);
    run_day(weather_of(warm), begin_s, 60);
    ck_assert_int_eq(memcmp(before[HUMIDITY], day_series[HUMIDITY], sizeof before[0]), 0);
    ck_assert_int_eq(memcmp(before[GLOBAL], day_series[GLOBAL], sizeof before[0]), 0);
    double more = mean(day_series[OUTDOOR], 1440) - mean(before[OUTDOOR], 1440);
    sum += more / 365, january += day == 15 ? more : 0.0, july += day == 196 ? more : 0.0;
    ratio += mean(day_series[RATIO], 1440) / mean(before[RATIO], 1440) / 365;
    sky += (mean(day_series[SKY], 1440) - mean(before[SKY], 1440)) / 365;
  }
  printf("TRACC +4 K: %.2f K in the mean, January %.2f, July %.2f; sky %.2f K; water in the air %.3f times\n", sum,
         january, july, sky, ratio);
  ck_assert_double_eq_tol(sum, 2.76, 0.02);
  ck_assert_double_eq_tol(july - january, 2.76 / 3.0, 0.03);
  ck_assert_double_eq_tol(log(ratio) / sum, 0.066, 0.005);
  ck_assert_double_gt(sky, sum);
  ig_district_free(base), ig_district_free(warm);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("weather changes");
  TCase *c = tcase_create("weather changes");
  tcase_set_timeout(c, 240);
  tcase_add_test(c, clouds_keep_the_hours_energy);
  tcase_add_test(c, clouds_are_a_function_of_time);
  tcase_add_test(c, clouds_are_fractal);
  tcase_add_test(c, minutes_look_like_minutes);
  tcase_add_test(c, cold_spell);
  tcase_add_test(c, heat_wave);
  tcase_add_test(c, warmer_climate);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
