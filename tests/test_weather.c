/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather: files and generator carried to the step (energy of every hour kept, straight lines between nodes), wrong
 * files, and the generator's statistics against those of the typical year it was fitted to. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "models/physics/glazing.h"
#include "models/physics/sun.h"
#include "models/weather/air.h"
#include "models/weather/epw.h"
#include "models/weather/generator.h"
#include "sim/build.h"
#include "tests/weather_runs.h"

/* Vapour pressure over water against IAPWS-95 (6.1166, 23.393 and 42.470 hPa at 0.01, 20 and 30 degC), to the 0.4 %
 * that the Magnus form promises; the standard atmosphere at 1000 m, 898.75 hPa (ISO 2533). */
START_TEST(moist_air) {
  ck_assert_double_eq_tol(ig_air_saturation_hPa(0.01), 6.1166, 0.004 * 6.1166);
  ck_assert_double_eq_tol(ig_air_saturation_hPa(20.0), 23.393, 0.004 * 23.393);
  ck_assert_double_eq_tol(ig_air_saturation_hPa(30.0), 42.470, 0.004 * 42.470);
  ck_assert_double_eq_tol(ig_air_pressure_hPa(1000.0), 898.75, 0.1);
  for (double t = -25.0; t <= 45.0; t += 5.0)
    ck_assert_double_eq_tol(ig_air_dew_point_degC(ig_air_saturation_hPa(t)), t, 1e-9);
  ck_assert_double_eq_tol(ig_air_humidity_ratio(0.5 * 23.392, 1013.25), 0.00726, 1e-5);
  ck_assert(isfinite(ig_air_dew_point_degC(0.0)));
}
END_TEST

static void say_nothing(void *user, bool is_warning, long line, long column, const char *text) {
  (void)line, (void)column, (void)text;
  if (!is_warning) *(int *)user += 1;
}

static ig_epw *read_epw(const char *path) {
  int errors = 0;
  ig_epw *epw = ig_epw_read(path, (ig_epw_listener){say_nothing, &errors});
  ck_assert_ptr_nonnull(epw);
  ck_assert_int_eq(errors, 0);
  return epw;
}

static double component(ig_irradiance sun, int which) {
  return which == GLOBAL   ? sun.global_horizontal_W_m2
         : which == DIRECT ? sun.direct_normal_W_m2
                           : sun.diffuse_horizontal_W_m2;
}

/* --- files ---------------------------------------------------------------------------------------------- */

START_TEST(hours_keep_their_energy) {
  if (trappes() == NULL) return;
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s'", trappes());
  ig_district *d = load("start: 2017-01-01, duration: 365 d", section);
  ig_batch *b = weather_of(d);
  ig_epw *epw = read_epw(trappes());
  static const int steps[] = {1, 60, 300, 600, 1800, 3600};
  double worst = 0.0;
  for (int day = 0; day < 365; day += 13) {
    int64_t local_day = ig_clock_days((ig_date){2017, 1, 1}) + day;
    ig_date date = ig_clock_date(local_day);
    for (size_t k = 0; k < IG_COUNT(steps); k++) {
      int a_hour = 3600 / steps[k];
      run_day(b, local_day * IG_DAY_S - (day == 0 ? 0 : 3600), steps[k]); /* days of UTC+1 */
      for (int h = 0; h < 24 && day > 0; h++)
        for (int c = GLOBAL; c <= DIFFUSE; c++) {
          double want = component(ig_epw_at(epw, date.month, date.day, h)->sun_W_m2, c);
          double got = mean(&day_series[c][h * a_hour], a_hour);
          worst = fmax(worst, fabs(got - want) / fmax(want, 1.0));
        }
    }
  }
  /* steps across the hours: the day's sum */
  run_day(b, 1500000000 / IG_DAY_S * IG_DAY_S - 3600, 2400);
  double by_40_min = mean(day_series[GLOBAL], 36);
  run_day(b, 1500000000 / IG_DAY_S * IG_DAY_S - 3600, 60);
  worst = fmax(worst, fabs(by_40_min / mean(day_series[GLOBAL], 1440) - 1.0));
  printf("irradiance of hours, steps of 1 s to 1 h: worst relative difference %.1e\n", worst);
  ck_assert_double_lt(worst, 1e-12);
  ig_epw_free(epw);
  ig_district_free(d);
}
END_TEST

START_TEST(air_follows_straight_lines) {
  if (trappes() == NULL) return;
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s', temperature_offset: 2", trappes());
  ig_district *d = load("start: 2017-01-01, duration: 365 d", section);
  ig_epw *epw = read_epw(trappes());
  int64_t day = ig_clock_days((ig_date){2017, 7, 14});
  run_day(weather_of(d), day * IG_DAY_S - 3600, 1);
  static double hourly[24];
  for (int h = 0; h < 24; h++) hourly[h] = mean(&day_series[OUTDOOR][h * 3600], 3600);
  for (int h = 0; h < 23; h++) { /* a row stands at the end of its hour */
    const ig_weather_hour *row = ig_epw_at(epw, 7, 14, h), *next = ig_epw_at(epw, 7, 14, h + 1);
    int at = (h + 1) * 3600;
    ck_assert_double_eq_tol(0.5 * (day_series[OUTDOOR][at - 1] + day_series[OUTDOOR][at]), row->outdoor_degC + 2.0,
                            1e-3);
    ck_assert_double_eq_tol(hourly[h + 1], 0.5 * (row->outdoor_degC + next->outdoor_degC) + 2.0, 1e-9);
    ck_assert_double_eq_tol(day_series[WIND][at + 1800], 0.5 * (row->wind_m_s + next->wind_m_s), 1e-3);
    ck_assert_double_eq_tol(day_series[SKY][at], row->sky_degC + 2.0, 1e-2);
  }
  run_day(weather_of(d), day * IG_DAY_S - 3600, 3600);
  for (int h = 0; h < 24; h++) ck_assert_double_eq_tol(day_series[OUTDOOR][h], hourly[h], 1e-9);
  run_day(weather_of(d), day * IG_DAY_S - 3600, 2400);
  ck_assert_double_eq_tol(mean(day_series[OUTDOOR], 36), mean(hourly, 24), 1e-9);
  ig_epw_free(epw);
  ig_district_free(d);
}
END_TEST

START_TEST(leap_day_is_the_day_before) {
  if (trappes() == NULL) return;
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s'", trappes());
  ig_district *d = load("start: 2016-02-27, duration: 4 d", section);
  static double first[24];
  int64_t day = ig_clock_days((ig_date){2016, 2, 28});
  run_day(weather_of(d), day * IG_DAY_S - 3600, 3600);
  memcpy(first, day_series[GLOBAL], sizeof first);
  run_day(weather_of(d), (day + 1) * IG_DAY_S - 3600, 3600);
  for (int h = 0; h < 24; h++) ck_assert_double_eq_tol(day_series[GLOBAL][h], first[h], 1e-9);
  ig_district_free(d);
}
END_TEST

/* Walls of the typical year with Perez 1990 and albedo 0.2 by an hourly calculation: N 372, E 679, S 928, W 698,
 * horizontal 1159 kWh/m2. */
START_TEST(walls_of_a_year) {
  if (trappes() == NULL) return;
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s'", trappes());
  ig_district *d = load("start: 2017-01-01, duration: 365 d", section);
  static const int which[5] = {NORTH, EAST, SOUTH, WEST, GLOBAL};
  static const double want[5] = {372, 679, 928, 698, 1159};
  double sum[5] = {0}, seconds = 0.0, zenith_difference = 0.0;
  int64_t begin_s = weather_of(d)->site->begin_s;
  for (int day = 0; day < 365; day++) {
    clock_t before = clock();
    run_day(weather_of(d), begin_s + day * IG_DAY_S, 60);
    seconds += (double)(clock() - before) / CLOCKS_PER_SEC;
    for (int i = 0; i < 5; i++) sum[i] += mean(day_series[which[i]], 1440) * 0.024;
    ig_sun_position s = ig_sun_at((double)begin_s + day * 86400.0 + 12 * 3600 + 30.0, 48.824, 2.270);
    zenith_difference = fmax(zenith_difference, fabs(s.zenith_deg - day_series[ZENITH][720]));
    ck_assert_double_eq_tol(s.azimuth_deg, day_series[AZIMUTH][720], 1e-9);
    ck_assert_double_eq_tol(day_series[OUTSIDE][720], 1366.1, 50.0);
    ck_assert(day_series[DEW][720] <= day_series[OUTDOOR][720] + 1e-9);
  }
  printf("walls, kWh/m2: N %.0f E %.0f S %.0f W %.0f, horizontal %.1f; %.0f ns a step\n", sum[0], sum[1], sum[2],
         sum[3], sum[4], seconds / 525600.0 * 1e9);
  for (int i = 0; i < 5; i++) ck_assert_double_eq_tol(sum[i], want[i], i < 4 ? 0.03 * want[i] : 1.0);
  ck_assert_double_lt(zenith_difference, 1e-9);
  ig_district_free(d);
}
END_TEST

/* Sun through windows: what falls on the wall with the mean share of the hemisphere, but the beam with its own. */
START_TEST(sun_through_windows) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d", "");
  double sum[8] = {0}, share = ig_glazing_simple_diffuse();
  for (int day = 0; day < 365; day += 5) {
    run_day(weather_of(d), weather_of(d)->site->begin_s + day * IG_DAY_S, 600);
    for (int k = 0; k < 144; k++)
      for (int wall = 0; wall < 4; wall++) {
        double zenith = IG_RAD * day_series[ZENITH][k], turn = IG_RAD * (day_series[AZIMUTH][k] - 90.0 * wall);
        double incidence = sin(zenith) * cos(turn), falls = day_series[NORTH + wall][k];
        double beam = zenith < 0.5 * IG_PI ? fmax(incidence, 0.0) * day_series[DIRECT][k] : 0.0;
        double want = beam * ig_glazing_simple(incidence) + (falls - beam) * share;
        ck_assert_double_eq_tol(day_series[THROUGH_NORTH + wall][k], want, 1e-9);
        sum[wall] += falls, sum[4 + wall] += want;
      }
  }
  printf("through windows over what falls on the wall: N %.3f E %.3f S %.3f W %.3f; diffuse %.3f\n", sum[4] / sum[0],
         sum[5] / sum[1], sum[6] / sum[2], sum[7] / sum[3], share);
  for (int wall = 0; wall < 4; wall++) ck_assert(sum[4 + wall] > 0.7 * sum[wall] && sum[4 + wall] < sum[wall]);
  ig_district_free(d);
}
END_TEST

START_TEST(other_places_and_far_files) {
  const char *path = reference("USA_CO_Denver.Intl.AP.725650_TMY3.epw");
  if (path == NULL) return;
  ig_epw *epw = read_epw(path);
  ck_assert_str_eq(epw->place, "Denver Intl Ap");
  ck_assert_double_eq(epw->utc_offset_h, -7.0);
  ck_assert_double_eq(epw->elevation_m, 1650.0);
  ck_assert_uint_eq(epw->n_hours, 8760);
  ck_assert_double_eq_tol(ig_epw_at(epw, 1, 1, 0)->outdoor_degC, -18.0, 1e-12);
  ck_assert_double_eq_tol(ig_epw_at(epw, 1, 1, 0)->sky_degC, pow(181 / 5.670374419e-8, 0.25) - 273.15, 1e-9);
  ig_epw_free(epw);
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s'", path);
  ig_district *d = load("start: 2017-06-01, duration: 2 d", section);
  ck_assert_ptr_nonnull(d->warnings);
  ck_assert_ptr_nonnull(strstr(d->warnings->text, "km from the site"));
  ck_assert_ptr_nonnull(strstr(d->warnings->next->text, "m above sea level"));
  ig_district_free(d);
}
END_TEST

/* --- wrong files ---------------------------------------------------------------------------------------- */

/* A sound file made here: temperature 10, sun from 9 to 15 h; `change` may rewrite a row. */
typedef struct made {
  char *text;
  size_t size;
} made;

static made make_file(bool leap, int skip_row) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  made m = {malloc(2 << 20), 0};
#define PUT(...) m.size += (size_t)snprintf(m.text + m.size, (2 << 20) - m.size, __VA_ARGS__)
  PUT("\xEF\xBB\xBFLOCATION,Sm\xE9,-,FRA,x,0,48.8,2.3,1.0,40\r\nDESIGN CONDITIONS,0\r\nTYPICAL/EXTREME "
      "PERIODS,0\r\nGROUND "
      "TEMPERATURES,0\r\nHOLIDAYS/DAYLIGHT SAVINGS,%s,0,0,0\r\nCOMMENTS 1\r\nCOMMENTS 2\r\nDATA "
      "PERIODS,1,1,Data,Sunday,1/1,12/31\r\n",
      leap ? "Yes" : "No");
  for (int month = 1, row = 0; month <= 12; month++)
    for (int day = 1; day <= days[month - 1] + (leap && month == 2); day++)
      for (int hour = 1; hour <= 24; hour++, row++) {
        int sun = hour > 9 && hour <= 16 ? 100 : 0;
        if (row != skip_row)
          PUT("2001,%d,%d,%d,0,?,10.0,5.0,80,101000,9999,9999,300,%d,0,%d,999999,999999,999999,9999,0,2.0,99,99,9999,"
              "99999,9,"
              "999999999,999,.999,999,99,999,999,99\r\n",
              month, day, hour, sun, sun);
      }
#undef PUT
  return m;
}

START_TEST(marks_line_ends_and_leap_files) {
  for (int leap = 0; leap < 2; leap++) {
    made m = make_file(leap, -1);
    int errors = 0;
    ig_epw *epw = ig_epw_read_memory(m.text, m.size, (ig_epw_listener){say_nothing, &errors});
    ck_assert_ptr_nonnull(epw);
    ck_assert_int_eq(epw->has_leap_day, leap);
    ck_assert_uint_eq(epw->n_hours, leap ? 8784 : 8760);
    ck_assert_str_eq(epw->place, "Sm?");
    ck_assert_ptr_eq(ig_epw_at(epw, 12, 31, 23), &epw->hour[epw->n_hours - 1]);
    ck_assert_ptr_eq(ig_epw_at(epw, 2, 29, 5), &epw->hour[leap ? 59 * 24 + 5 : 58 * 24 + 5]);
    ig_epw_free(epw);
    free(m.text);
  }
}
END_TEST

/* No prefix of a file and no file without one of its rows is taken. */
START_TEST(nothing_partial_is_taken) {
  made m = make_file(false, -1);
  for (size_t size = 0; size < m.size - 120; size += 40013) {
    int errors = 0;
    ck_assert_ptr_null(ig_epw_read_memory(m.text, size, (ig_epw_listener){say_nothing, &errors}));
    ck_assert_int_ge(errors, 1);
  }
  free(m.text);
  for (int row = 0; row < 8760; row += 1459) {
    int errors = 0;
    m = make_file(false, row);
    ck_assert_ptr_null(ig_epw_read_memory(m.text, m.size, (ig_epw_listener){say_nothing, &errors}));
    ck_assert_int_eq(errors, 1);
    free(m.text);
  }
}
END_TEST

/* --- generator -------------------------------------------------------------------------------------------- */

START_TEST(generator_is_a_function_of_time) {
  enum { DAYS = 40 };
  static ig_weather_hour whole[24 * 1200], part[24 * DAYS];
  int64_t first = ig_clock_days((ig_date){2015, 6, 1});
  ck_assert(ig_generator_fill(5, 48.824, 2.27, first, 1200, whole));
  for (int begin = 0; begin + DAYS <= 1200; begin += 37) {
    ck_assert(ig_generator_fill(5, 48.824, 2.27, first + begin, DAYS, part));
    ck_assert_int_eq(memcmp(part, &whole[24 * begin], sizeof part), 0);
  }
  ck_assert(ig_generator_fill(6, 48.824, 2.27, first, DAYS, part));
  ck_assert_int_ne(memcmp(part, whole, sizeof part), 0);
}
END_TEST

/* Moments of the generator over many years. */
typedef struct moments {
  double n, t, t2, global, diffuse, direct, humidity, wind, depression, kt, kt2, lowest, highest, range;
} moments;

static double curve(int64_t day) {
  int64_t new_year = ig_clock_days((ig_date){ig_clock_date(day).year, 1, 1});
  double x = 2 * IG_PI * (double)(day - new_year) / 365.0;
  return 12.08 - 6.878 * cos(x) - 2.107 * sin(x) + 0.343 * cos(2 * x) + 0.868 * sin(2 * x);
}

enum { SEEDS = 20, YEARS = 10, N_DAYS = 3653 };
static ig_weather_hour made_hours[24 * N_DAYS];
static double residual[N_DAYS], clearness[N_DAYS];
static moments month_of[12];
static double season_n[4], season_rr[4], season_rk[4], season_kk[4], season_k[4], season_r[4];
static double lag_t[6], lag_kt[2], hour_lag[5], hour_var;
static const int hours_apart[5] = {1, 3, 12, 24, 48};

static void add_day(int64_t day, const ig_weather_hour *h, int i) {
  moments *m = &month_of[ig_clock_date(day).month - 1];
  double t = 0.0, low = 99.0, high = -99.0, global = 0.0, outside = 0.0;
  double extra = ig_sun_extraterrestrial_W_m2((double)day * 86400.0 + 43200.0);
  for (int k = 0; k < 24; k++) {
    ig_irradiance sun = h[k].sun_W_m2;
    t += h[k].outdoor_degC / 24;
    low = fmin(low, h[k].outdoor_degC), high = fmax(high, h[k].outdoor_degC);
    global += sun.global_horizontal_W_m2;
    m->diffuse += sun.diffuse_horizontal_W_m2, m->direct += sun.direct_normal_W_m2;
    m->humidity += h[k].humidity_percent / 24, m->wind += h[k].wind_m_s / 24;
    m->depression += (h[k].outdoor_degC - h[k].sky_degC) / 24;
    outside += extra * ig_hour_sun_of((double)(day * IG_DAY_S + k * 3600 - 3600), 48.8, 2.0).mean_up;
  }
  clearness[i] = global / outside;
  residual[i] = t - curve(day);
  m->n++, m->t += t, m->t2 += t * t, m->global += global, m->kt += clearness[i], m->kt2 += clearness[i] * clearness[i];
  m->range += high - low;
  m->lowest = fmin(m->lowest, low), m->highest = fmax(m->highest, high);
}

static void add_seed(int64_t first) {
  for (int i = 0; i < N_DAYS; i++) add_day(first + i, &made_hours[24 * i], i);
  for (int i = 0; i < N_DAYS - 5; i++) {
    int s = ig_clock_date(first + i).month % 12 / 3;
    season_n[s]++, season_rr[s] += residual[i] * residual[i], season_rk[s] += residual[i] * clearness[i];
    season_kk[s] += clearness[i] * clearness[i], season_k[s] += clearness[i], season_r[s] += residual[i];
    for (int lag = 0; lag < 6; lag++) lag_t[lag] += residual[i] * residual[i + lag];
  }
}

/* Autocorrelation of hours about the month's mean day, and of daily clearness about the month's mean. The source is one
 * year, whose months are taken about their own means: so are the months of every year here. */
enum { N_MONTHS = 12 * YEARS };
static int month_index(int64_t day) {
  ig_date date = ig_clock_date(day);
  return (date.year - 2011) * 12 + date.month - 1;
}

static void add_hours(int64_t first) {
  static double mean_day[N_MONTHS][24], n[N_MONTHS], anomaly[24 * N_DAYS], kt_mean[N_MONTHS];
  memset(mean_day, 0, sizeof mean_day), memset(n, 0, sizeof n), memset(kt_mean, 0, sizeof kt_mean);
  for (int i = 0; i < N_DAYS; i++) {
    int m = month_index(first + i);
    n[m]++, kt_mean[m] += clearness[i];
    for (int h = 0; h < 24; h++) mean_day[m][h] += made_hours[24 * i + h].outdoor_degC;
  }
  for (int i = 0; i < N_DAYS; i++) {
    int m = month_index(first + i);
    for (int h = 0; h < 24; h++) anomaly[24 * i + h] = made_hours[24 * i + h].outdoor_degC - mean_day[m][h] / n[m];
  }
  for (int i = 0; i < 24 * N_DAYS - 48; i++) {
    hour_var += anomaly[i] * anomaly[i];
    for (int k = 0; k < 5; k++) hour_lag[k] += anomaly[i] * anomaly[i + hours_apart[k]];
  }
  for (int i = 0; i < N_DAYS - 1; i++) {
    int a = month_index(first + i), b = month_index(first + i + 1);
    double x = clearness[i] - kt_mean[a] / n[a];
    lag_kt[0] += x * x, lag_kt[1] += x * (clearness[i + 1] - kt_mean[b] / n[b]);
  }
}

static const double want_t[12] = {5.63, 7.12, 8.04, 11.07, 14.36, 18.09, 19.50, 19.81, 15.63, 11.92, 7.97, 5.47};
static const double want_sd[12] = {3.48, 2.09, 2.27, 3.06, 1.83, 3.27, 2.80, 2.59, 2.31, 2.28, 3.17, 3.07};
static const double want_global[12] = {29.30,  41.09,  81.48,  125.70, 160.43, 167.40,
                                       177.49, 153.48, 106.94, 66.60,  27.52,  21.58};
static const double want_diffuse[12] = {20.96, 25.71, 45.53, 64.32, 81.28, 79.13,
                                        85.07, 75.16, 56.71, 37.90, 19.98, 14.69};
static const double want_direct[12] = {30.06,  40.76,  73.38, 100.43, 119.11, 129.91,
                                       139.18, 121.42, 95.13, 67.01,  23.54,  27.68};
static const double want_kt_sd[12] = {0.155, 0.183, 0.182, 0.162, 0.146, 0.177,
                                      0.139, 0.116, 0.141, 0.167, 0.152, 0.189};
static const double want_humidity[12] = {91.3, 87.5, 81.2, 75.7, 74.4, 70.6, 67.4, 71.9, 73.4, 85.4, 89.8, 91.5};
static const double want_wind[12] = {3.10, 2.92, 2.63, 2.60, 2.45, 2.21, 2.22, 2.05, 2.18, 2.37, 2.53, 2.72};
static const double want_depression[12] = {8.15, 9.15, 10.61, 9.79, 9.34, 9.44, 9.14, 7.82, 9.82, 9.21, 7.49, 9.43};
static const double want_range[12] = {4.65, 6.73, 7.93, 8.44, 9.08, 9.17, 10.29, 9.85, 9.60, 7.69, 5.09, 5.13};

static void check_months(void) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  double year_global = 0.0, year_t = 0.0;
  printf(
      "month    T want   sd want    GHI  want    DHI  want    DNI  want  KTsd want    RH want  wind want   dTsky want  "
      "range want    lowest highest\n");
  for (int k = 0; k < 12; k++) {
    moments m = month_of[k];
    double t = m.t / m.n, sd = sqrt(m.t2 / m.n - t * t), kt = m.kt / m.n, to_month = days[k] / m.n / 1000.0;
    double global = m.global * to_month, diffuse = m.diffuse * to_month, direct = m.direct * to_month;
    double kt_sd = sqrt(m.kt2 / m.n - kt * kt), humidity = m.humidity / m.n, wind = m.wind / m.n;
    double depression = m.depression / m.n, range = m.range / m.n;
    printf(
        "%5d %5.2f %5.2f %5.2f %4.2f %6.1f %5.1f %6.1f %5.1f %6.1f %5.1f %5.3f %5.3f %5.1f %4.1f %5.2f %4.2f %5.1f "
        "%5.1f %6.2f %5.2f %7.1f %6.1f\n",
        k + 1, t, want_t[k], sd, want_sd[k], global, want_global[k], diffuse, want_diffuse[k], direct, want_direct[k],
        kt_sd, want_kt_sd[k], humidity, want_humidity[k], wind, want_wind[k], depression, want_depression[k], range,
        want_range[k], m.lowest, m.highest);
    ck_assert_double_eq_tol(t, want_t[k], 1.3); /* the curve is smoother than one typical year */
    ck_assert_double_eq_tol(global, want_global[k], 0.06 * want_global[k]);
    ck_assert_double_eq_tol(diffuse, want_diffuse[k], 0.15 * want_diffuse[k]);
    ck_assert_double_eq_tol(direct, want_direct[k], 0.20 * want_direct[k]);
    ck_assert_double_eq_tol(kt_sd, want_kt_sd[k], 0.045);
    ck_assert_double_eq_tol(humidity, want_humidity[k], 2.5);
    ck_assert_double_eq_tol(wind, want_wind[k], 0.1);
    ck_assert_double_eq_tol(depression, want_depression[k], 0.6);
    year_global += global, year_t += t * days[k] / 365.0;
  }
  printf("year: T %.2f (12.08), GHI %.0f (1159)\n", year_t, year_global);
  ck_assert_double_eq_tol(year_t, 12.08, 0.15);
  ck_assert_double_eq_tol(year_global, 1159, 12);
}

static void check_correlations(void) {
  static const double want_r[4] = {-0.44, 0.39, 0.38, -0.19}, want_residual[4] = {2.96, 2.47, 2.83, 2.34};
  for (int s = 0; s < 4; s++) {
    double n = season_n[s], vr = season_rr[s] / n - season_r[s] / n * season_r[s] / n,
           vk = season_kk[s] / n - season_k[s] / n * season_k[s] / n;
    double r = (season_rk[s] / n - season_r[s] / n * season_k[s] / n) / sqrt(vr * vk);
    printf("season %d: residual sd %.2f (%.2f), correlation with clearness %.2f (%.2f)\n", s, sqrt(vr),
           want_residual[s], r, want_r[s]);
    ck_assert_double_eq_tol(sqrt(vr), want_residual[s], 0.2);
    ck_assert_double_eq_tol(r, want_r[s], 0.07);
  }
  printf("residual autocorrelation %.2f %.2f %.2f %.2f %.2f (.68 .31 .12 .05 .02); clearness %.2f (.26)\n",
         lag_t[1] / lag_t[0], lag_t[2] / lag_t[0], lag_t[3] / lag_t[0], lag_t[4] / lag_t[0], lag_t[5] / lag_t[0],
         lag_kt[1] / lag_kt[0]);
  ck_assert_double_eq_tol(lag_t[1] / lag_t[0], 0.68, 0.04);
  ck_assert_double_eq_tol(lag_t[2] / lag_t[0], 0.31, 0.07);
  ck_assert_double_eq_tol(lag_kt[1] / lag_kt[0], 0.26, 0.04);
  printf(
      "hours about the mean day: sd %.2f (3.11), autocorrelation 1 h %.3f (.978) 3 h %.3f (.907) 12 h %.3f (.625) 24 h "
      "%.3f (.539) 48 h %.3f (.230)\n",
      sqrt(hour_var / (SEEDS * (24.0 * N_DAYS - 48))), hour_lag[0] / hour_var, hour_lag[1] / hour_var,
      hour_lag[2] / hour_var, hour_lag[3] / hour_var, hour_lag[4] / hour_var);
}

START_TEST(generator_meets_its_targets) {
  int64_t first = ig_clock_days((ig_date){2011, 1, 1});
  for (int k = 0; k < 12; k++) month_of[k].lowest = 99.0, month_of[k].highest = -99.0;
  double seconds = 0.0;
  for (uint64_t seed = 1; seed <= SEEDS; seed++) {
    clock_t before = clock();
    ck_assert(ig_generator_fill(seed, 48.8, 2.0, first, N_DAYS, made_hours));
    seconds += (double)(clock() - before) / CLOCKS_PER_SEC;
    add_seed(first);
    add_hours(first);
  }
  printf("%.0f ms a generated year\n", 1e3 * seconds / (SEEDS * YEARS));
  check_months();
  check_correlations();
}
END_TEST

/* How far the step of a series over the border before minute i is from what the slopes on both sides make of it: zero
 * for minutes of straight lines that meet on the border. */
static double jump_at(const double *v, int i) {
  return fabs(v[i] - v[i - 1] - 0.5 * (v[i - 1] - v[i - 2]) - 0.5 * (v[i + 1] - v[i]));
}

/* Nothing jumps on the full hour, while hours differ by a hundred watts: but for one border in a thousand, of hours
 * that would fall below zero if they met their neighbours, and of parts that are spread evenly (join.h, light.h). */
static void check_borders(ig_district *d, const char *what) {
  int64_t begin_s = weather_of(d)->site->begin_s;
  double worst = 0.0, beam_steps = 0.0;
  int n = 0, jumps = 0;
  for (int day = 1; day < 364; day++) {
    run_day(weather_of(d), begin_s + day * IG_DAY_S, 60);
    for (int hour = 1; hour < 24; hour++) {
      if (day_series[ZENITH][60 * hour] > 90.0) continue;
      double jump = 0.0;
      for (int c = GLOBAL; c <= DIFFUSE; c++) jump = fmax(jump, jump_at(day_series[c], 60 * hour));
      n++, jumps += jump > 2.0;
      worst = fmax(worst, jump);
      beam_steps += fabs(mean(&day_series[DIRECT][60 * hour], 60) - mean(&day_series[DIRECT][60 * hour - 60], 60));
    }
  }
  printf("%s: %d full hours with the sun up, %d jumps above 2 W/m2, largest %.1f W/m2; beam changes by %.0f W/m2\n",
         what, n, jumps, worst, beam_steps / n);
  ck_assert_int_gt(n, 4000);
  ck_assert_int_le(jumps, n / 1000);
}

START_TEST(hours_meet_on_their_border) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d", "source: generator");
  check_borders(d, "generator");
  ig_district_free(d);
  if (trappes() == NULL) return;
  char section[1100];
  snprintf(section, sizeof section, "epw: '%s'", trappes());
  d = load("start: 2017-01-01, duration: 365 d", section);
  check_borders(d, "file");
  ig_district_free(d);
}
END_TEST

/* Global = diffuse + direct cos z step by step, and everything within bounds. */
START_TEST(generator_by_the_minute) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d", "source: generator");
  int64_t begin_s = weather_of(d)->site->begin_s;
  double worst = 0.0;
  for (int day = 0; day < 365; day += 3) {
    run_day(weather_of(d), begin_s + day * IG_DAY_S, 60);
    for (int i = 0; i < 1440; i++) {
      double up = fmax(cos(IG_RAD * day_series[ZENITH][i]), 0.0);
      worst = fmax(worst, fabs(day_series[GLOBAL][i] - day_series[DIFFUSE][i] - day_series[DIRECT][i] * up));
      for (int c = GLOBAL; c <= WEST; c++)
        ck_assert_msg((c > DIFFUSE && c < NORTH) || (day_series[c][i] >= 0.0 && day_series[c][i] < 1300.0),
                      "series %d day %d minute %d: %g, zenith %g", c, day, i, day_series[c][i], day_series[ZENITH][i]);
      ck_assert(day_series[HUMIDITY][i] > 14.999 && day_series[HUMIDITY][i] < 100.001);
      ck_assert(day_series[SKY][i] <= day_series[OUTDOOR][i] + 1e-9 && day_series[WIND][i] >= 0.0);
      ck_assert(day_series[COLD][i] > 6.5 && day_series[COLD][i] < 18.5);
    }
  }
  printf("global - diffuse - direct cos z, minute by minute: within %.2f W/m2\n", worst);
  ck_assert_double_lt(worst, 2.0); /* 0.14 but for straight lines between nodes where the level changes */
  ig_district_free(d);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("weather");
  TCase *c = tcase_create("weather");
  tcase_set_timeout(c, 240);
  tcase_add_test(c, moist_air);
  tcase_add_test(c, hours_keep_their_energy);
  tcase_add_test(c, air_follows_straight_lines);
  tcase_add_test(c, leap_day_is_the_day_before);
  tcase_add_test(c, walls_of_a_year);
  tcase_add_test(c, sun_through_windows);
  tcase_add_test(c, other_places_and_far_files);
  tcase_add_test(c, marks_line_ends_and_leap_files);
  tcase_add_test(c, nothing_partial_is_taken);
  tcase_add_test(c, generator_is_a_function_of_time);
  tcase_add_test(c, generator_meets_its_targets);
  tcase_add_test(c, hours_meet_on_their_border);
  tcase_add_test(c, generator_by_the_minute);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
