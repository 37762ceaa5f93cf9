/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Homes: exact totals, named homes that move no others, results that know nothing of windows, energy of events
 * in the bins, and a year of days against time use, cycles and load statistics (targets.csv, ElecDom). */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/home/home.h"
#include "sim/build.h"

static ig_district *load(const char *simulation, const char *homes) {
  char text[4000];
  int n = snprintf(text, sizeof text, "simulation: {%s}\nhomes:\n%s", simulation, homes);
  ig_errors errors = {0};
  ig_district *d = ig_district_parse(text, (size_t)n, &errors);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(d);
  ig_errors_free(&errors);
  return d;
}

static ig_batch *batch_of(ig_district *d, const char *model) {
  for (size_t b = 0; b < d->n_batches; b++)
    if (strcmp(d->batch[b].model->name, model) == 0) return &d->batch[b];
  ck_abort_msg("no %s", model);
  return NULL;
}

/* In hot loops: Check notes every assertion in a file. */
#define HOLDS(x)                       \
  do {                                 \
    if (!(x)) ck_abort_msg("not " #x); \
  } while (0)

/* What a test does with each window of homes: x is its own. */
typedef void (*look)(void *x, const ig_batch *homes, const ig_window *w);

static void run(ig_district *d, look at, void *x) {
  ig_batch *weather = batch_of(d, "weather"), *b = batch_of(d, "home");
  const ig_site *site = b->site;
  int n_steps = site->window_s / site->step_s;
  for (int64_t day = site->begin_s; day < site->end_s; day += IG_DAY_S)
    for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < IG_DAY_S / site->window_s; i++) {
        ig_window w = {.step_s = site->step_s,
                       .n_steps = n_steps,
                       .begin_s = day + (int64_t)i * site->window_s,
                       .first_step = i * n_steps};
        w.end_s = w.begin_s + site->window_s;
        w.recording = w.begin_s >= site->record_s;
        if (pass == 0) {
          weather->model->advance(weather, &w, 0, weather->n);
          continue;
        }
        for (size_t u = 0; u < b->padded; u += IG_BLOCK)
          b->model->advance(b, &w, u, u + IG_BLOCK < b->n ? u + IG_BLOCK : b->n);
        if (at) at(x, b, &w);
      }
}

static const ig_home_data *data_of(ig_district *d) { return batch_of(d, "home")->data; }

static int64_t persons_in(ig_district *d) {
  int64_t sum = 0;
  for (size_t u = 0; u < batch_of(d, "home")->n; u++) sum += data_of(d)->persons[u];
  return sum;
}

#define SHORT "start: 2017-01-09, duration: 1 d, spin_up: 0 d"

/* --- population ------------------------------------------------------------------------------------ */

START_TEST(totals_are_exact) {
  static const int persons[] = {2000, 4200, 5000, 8000, 12000};
  for (size_t i = 0; i < IG_COUNT(persons); i++) {
    char homes[400];
    snprintf(homes, sizeof homes,
             "  count: 2000\n  persons: %d\n  heating_share: {gas: 0.56, district_heat: 0.10, heat_pump: 0.01, "
             "electric: 0.33}\n",
             persons[i]);
    ig_district *d = load(SHORT, homes);
    const ig_home_data *h = data_of(d);
    ck_assert_int_eq(persons_in(d), persons[i]);
    int of[IG_HOME_HEATINGS] = {0};
    for (size_t u = 0; u < 2000; u++) of[h->heating[u]]++;
    ck_assert_int_eq(of[IG_HOME_GAS], 1120);
    ck_assert_int_eq(of[IG_HOME_DISTRICT_HEAT], 200);
    ck_assert_int_eq(of[IG_HOME_HEAT_PUMP], 20);
    ck_assert_int_eq(of[IG_HOME_ELECTRIC], 660);
    for (size_t u = 0; u < 2000; u++)
      if (h->heating[u] > IG_HOME_DISTRICT_HEAT) ck_assert_int_ne(h->hot_water[u], IG_HOME_WITH_HEATING);
    ig_district_free(d);
  }
}
END_TEST

/* Equipment is dealt out exactly: no noise of sampling. Dryers go to homes with a washing machine, second sets to homes
 * with a first; here nobody has gas, so all cook with electricity. */
START_TEST(equipment_follows_shares) {
  ig_district *d = load(SHORT, "  count: 4000\n");
  const ig_home_data *h = data_of(d);
  const ig_home_spec *spec = batch_of(d, "home")->spec;
  for (int k = 0; k < IG_HOME_OWNS; k++) {
    if (k == IG_HOME_OWN_electric_hob) continue;
    double n = 0;
    for (size_t u = 0; u < 4000; u++) n += h->own[k][u];
    ck_assert_double_eq_tol(n, spec->equipment[k] * 4000, 0.5 + 1e-6);
  }
  for (size_t u = 0; u < 4000; u++) {
    ck_assert(!h->own[IG_HOME_OWN_dryer][u] || h->own[IG_HOME_OWN_washing_machine][u]);
    ck_assert(!h->own[IG_HOME_OWN_tv_second][u] || h->own[IG_HOME_OWN_tv][u]);
    ck_assert(h->own[IG_HOME_OWN_electric_hob][u]);
  }
  ig_district_free(d);
}
END_TEST

/* Keeps the power of all homes by name. */
typedef struct kept {
  double *power_W;
  size_t n, at;
} kept;

static void keep(void *x, const ig_batch *homes, const ig_window *w) {
  kept *k = x;
  const ig_home_data *h = homes->data;
  for (int s = 0; s < w->n_steps; s++)
    for (size_t u = 0; u < homes->n; u++) {
      HOLDS(k->at < k->n);
      k->power_W[k->at++] = ig_tile(h->power_W, w, u / IG_BLOCK * IG_BLOCK)[(size_t)s * IG_BLOCK + u % IG_BLOCK];
    }
}

static kept keep_run(ig_district *d) {
  size_t steps = (size_t)((batch_of(d, "home")->site->end_s - batch_of(d, "home")->site->begin_s) /
                          batch_of(d, "home")->site->step_s);
  kept k = {.n = steps * batch_of(d, "home")->n};
  k.power_W = malloc(k.n * sizeof(double));
  run(d, keep, &k);
  ck_assert_uint_eq(k.at, k.n);
  return k;
}

#define MIX                                                                                                 \
  "  heating_share: {gas: 0.4, district_heat: 0.1, heat_pump: 0.1, heat_pump_ground: 0.1, electric: 0.3}\n" \
  "  collective_gas: 0.5\n  cooling_share: 0.2\n"

START_TEST(a_named_home_moves_no_other) {
  ig_district *a = load("start: 2017-01-09, duration: 3 d, spin_up: 0 d", "  count: 70\n  persons: 160\n" MIX);
  ig_district *b = load("start: 2017-01-09, duration: 3 d, spin_up: 0 d",
                        "  count: 70\n  persons: 160\n" MIX
                        "  units:\n  - {name: a-first}\n  - {name: zz, persons: 4, heating: electric}\n");
  kept x = keep_run(a), y = keep_run(b);
  const ig_batch *p = batch_of(a, "home"), *q = batch_of(b, "home");
  ck_assert_uint_eq(q->n, 72);
  size_t steps = x.n / p->n;
  for (size_t u = 0; u < p->n; u++) {
    size_t v = 0;
    while (v < q->n && strcmp(q->name[v], p->name[u]) != 0) v++;
    ck_assert_uint_lt(v, q->n);
    for (size_t s = 0; s < steps; s++) HOLDS(x.power_W[s * p->n + u] == y.power_W[s * q->n + v]);
  }
  free(x.power_W);
  free(y.power_W);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

START_TEST(wrong_input_is_refused) {
  static const char *const homes[] = {"  count: 10\n  persons: 5\n",
                                      "  count: 10\n  persons: 61\n",
                                      "  count: 1\n  household_sizes: [0.5, 0.4]\n",
                                      "  count: 1\n  household_sizes: [0.5, 0.1, 0.1, 0.1, 0.1, 0]\n",
                                      "  count: 1\n  heating_share: {gas: 0.5}\n",
                                      "  count: 1\n  periods: [1]\n",
                                      "  count: 1\n  floor_areas: [45 m2]\n",
                                      "  count: 9\n  activity: {worker: 0.9, retired: 0.3}\n",
                                      "  count: 9\n  work_hours: {part_time: 0.9, early: 0.3}\n",
                                      "  count: 9\n  work_place: {district: 0.9, home: 0.3}\n",
                                      "  count: 9\n  tenures: [0.5, 0.4]\n",
                                      "  count: 9\n  cars: [0.5, 0.4, 0.2]\n",
                                      "  count: 9\n  incomes: [1]\n",
                                      "  count: 9\n  subscribed_powers: [0.5, 0.5, 0.1, 0, 0]\n",
                                      "  units: [{name: x, persons: 7}]\n"};
  for (size_t i = 0; i < IG_COUNT(homes); i++) {
    char text[800];
    int n = snprintf(text, sizeof text, "homes:\n%s", homes[i]);
    ig_errors errors = {0};
    ck_assert_ptr_null(ig_district_parse(text, (size_t)n, &errors));
    ck_assert_uint_gt(errors.n, 0);
    ig_errors_free(&errors);
  }
}
END_TEST

/* --- time ------------------------------------------------------------------------------------------- */

/* Same power in every step and same totals, bit for bit, with windows of 10 minutes, an hour and a day. */
START_TEST(windows_do_not_matter) {
  static const char *const window[] = {"10 min", "1 h", "24 h", "1 min"};
  kept first = {0};
  double totals[IG_HOME_USES + 4] = {0};
  for (size_t i = 0; i < IG_COUNT(window); i++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-03-25, duration: 3 d, spin_up: 1 d, window: %s", window[i]);
    ig_district *d = load(simulation, "  count: 80\n" MIX "  hot_water_share: {electric_tank: 0.3}\n");
    kept k = keep_run(d);
    const ig_home_data *h = data_of(d);
    double sum[IG_HOME_USES + 4] = {0};
    for (size_t u = 0; u < 80; u++) {
      for (int use = 0; use < IG_HOME_USES; use++) sum[use] += h->energy_Wh[use][u];
      sum[IG_HOME_USES] += h->gas_Wh[u];
      sum[IG_HOME_USES + 1] += h->occupied_h[u];
      sum[IG_HOME_USES + 2] += h->discomfort_K_h[u];
      sum[IG_HOME_USES + 3] += h->water_heat_Wh[u];
    }
    if (i == 0) {
      first = k;
      memcpy(totals, sum, sizeof totals);
    } else {
      ck_assert_mem_eq(k.power_W, first.power_W, k.n * sizeof(double));
      ck_assert_mem_eq(sum, totals, sizeof totals);
      free(k.power_W);
    }
    ig_district_free(d);
  }
  free(first.power_W);
}
END_TEST

/* A step of ten minutes has the energy of its ten minutes: events are the same, so are whole joules. */
START_TEST(steps_keep_energy) {
  double use_Wh[2][IG_HOME_CHANNELS + 1] = {{0}};
  for (int i = 0; i < 2; i++) {
    ig_district *d = load(i == 0 ? "start: 2017-06-01, duration: 4 d, spin_up: 1 d, step: 1 min, window: 10 min"
                                 : "start: 2017-06-01, duration: 4 d, spin_up: 1 d, step: 10 min, window: 1 h",
                          "  count: 64\n");
    run(d, NULL, NULL);
    for (size_t u = 0; u < 64; u++)
      for (int c = 0; c <= IG_HOME_CHANNELS; c++) use_Wh[i][c] += data_of(d)->energy_Wh[c][u]; /* the last is cold */
    ig_district_free(d);
  }
  for (int c = 0; c <= IG_HOME_CHANNELS; c++) ck_assert(use_Wh[0][c] == use_Wh[1][c]);
}
END_TEST

START_TEST(longer_run_begins_with_the_shorter) {
  ig_district *a = load("start: 2017-01-09, duration: 2 d, spin_up: 1 d", "  count: 70\n" MIX);
  ig_district *b = load("start: 2017-01-09, duration: 4 d, spin_up: 1 d", "  count: 70\n" MIX);
  kept x = keep_run(a), y = keep_run(b);
  ck_assert_mem_eq(x.power_W, y.power_W, x.n * sizeof(double));
  free(x.power_W);
  free(y.power_W);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* --- a year ----------------------------------------------------------------------------------------- */

enum { YEAR_HOMES = 320 };

typedef struct year {
  ig_clock clock;
  /* sums over homes and hours of the local day: [free day][hour] */
  double persons_h[2][24], awake_homes[2][24], steps[2][24];
  double load_W[48], loads, night_W, nights, evening_Wh, all_Wh; /* winter weekdays by half-hour */
  double day_Wh[YEAR_HOMES], day_sum[YEAR_HOMES], day_square[YEAR_HOMES], days;
  double square[YEAR_HOMES], minutes;
  double half_hour_W, half_hour_peak_W, sleep_h, person_nights, work_h, person_days;
  int pending_most;
  int64_t quiet_since_s[YEAR_HOMES], planned;
} year;

/* Nothing that needs people runs hours after the last has left. */
static void check_empty(year *y, const ig_home_data *h, size_t u, int64_t now_s) {
  if (h->people[u] >> 16 > 0) y->quiet_since_s[u] = now_s;
  if (now_s - y->quiet_since_s[u] < 4 * IG_HOUR_S) return;
  for (int c = 0; c < IG_HOME_CHANNELS; c++) HOLDS(h->level_W[c][u] == 0);
}

/* Once a day: sleep and work of persons of 15 and older, from the plan itself. Of an absence on a working day
 * 1.3 h are travel and 1 h the midday break. */
static void count_day(year *y, const ig_home_data *h, size_t n, bool workday) {
  for (size_t u = 0; u < n; u++) {
    if (h->day[u] >= h->away_from[u] && h->day[u] <= h->away_to[u]) continue;
    for (int p = 0; p < h->persons[u]; p++) {
      if (h->age[u * IG_HOME_PERSONS + (size_t)p] < 15) continue;
      const int32_t *t = h->times_s + (u * IG_HOME_PERSONS + (size_t)p) * IG_HOME_TIMES;
      int32_t role = h->role[u * IG_HOME_PERSONS + (size_t)p];
      y->person_days += 1;
      y->sleep_h += 24.0 - (t[5] - t[0]) / 3600.0;
      double away_h = (t[2] - t[1]) / 3600.0;
      if (role <= IG_HOME_STUDENT && away_h > 5.0 && (workday || role == IG_HOME_WORKER)) y->work_h += away_h - 2.3;
      if (ig_home_works(role) && away_h <= 5.0 && workday &&
          h->work_place[u * IG_HOME_PERSONS + (size_t)p] == IG_HOME_PLACE_HOME)
        y->work_h += 7.8; /* worked at home; leave is small beside it */
    }
  }
}

static void look_at_year(void *x, const ig_batch *homes, const ig_window *w) {
  year *y = x;
  const ig_home_data *h = homes->data;
  ig_local local = ig_clock_local(&y->clock, w->begin_s);
  int hour = local.second_of_day / IG_HOUR_S, half = local.second_of_day / 1800, off = !local.workday;
  bool winter = local.workday && (local.date.month == 12 || local.date.month <= 2);
  double sum_W = 0;
  for (size_t u = 0; u < homes->n; u++) {
    double energy_Wh = 0;
    const double *power_W = ig_tile(h->power_W, w, u / IG_BLOCK * IG_BLOCK) + u % IG_BLOCK;
    for (int s = 0; s < w->n_steps; s++) {
      double p = power_W[s * IG_BLOCK];
      HOLDS(p >= 0 && isfinite(p));
      energy_Wh += p * w->step_s / 3600.0;
      if (w->recording) y->square[u] += p * p;
    }
    check_empty(y, h, u, w->end_s);
    if (h->n_heap[u] > y->pending_most) y->pending_most = h->n_heap[u];
    if (!w->recording) continue;
    y->persons_h[off][hour] += h->people[u] >> 16;
    y->awake_homes[off][hour] += (h->people[u] & 65535) > 0;
    y->day_Wh[u] += energy_Wh;
    sum_W += energy_Wh;
    y->all_Wh += energy_Wh;
    if (hour >= 18 && hour < 22) y->evening_Wh += energy_Wh;
  }
  if (!w->recording) return;
  sum_W *= 3600.0 / (double)(w->end_s - w->begin_s) / (double)homes->n;
  y->steps[off][hour] += 1;
  y->minutes += w->n_steps;
  if (winter) y->load_W[half] += sum_W, y->loads += half == 0;
  if (hour >= 2 && hour < 5) y->night_W += sum_W, y->nights += 1;
  y->half_hour_W += sum_W / 3.0;
  if (w->end_s % 1800 == 0) {
    if (winter && y->half_hour_W > y->half_hour_peak_W) y->half_hour_peak_W = y->half_hour_W;
    y->half_hour_W = 0;
  }
  if (hour == 12 && local.second_of_day % IG_HOUR_S == 0) count_day(y, h, homes->n, local.workday);
  if ((w->end_s - homes->site->record_s) % IG_DAY_S) return;
  y->days += 1;
  for (size_t u = 0; u < homes->n; u++) {
    y->day_sum[u] += y->day_Wh[u];
    y->day_square[u] += y->day_Wh[u] * y->day_Wh[u];
    y->day_Wh[u] = 0;
  }
}

static double hours_of(const double sum[24], const double steps[24], double per) {
  double h = 0;
  for (int k = 0; k < 24; k++) h += sum[k] / steps[k] / per;
  return h;
}

/* Starts a year of the homes that own `thing` (-1: all). */
static double starts_of(const ig_home_data *h, int kind, int thing) {
  double n = 0, owners = 0;
  for (size_t u = 0; u < YEAR_HOMES; u++) {
    if (thing >= 0 && !h->own[thing][u]) continue;
    n += h->starts[u * IG_HOME_STARTS + (size_t)kind];
    owners += 1;
  }
  return n / owners;
}

/* Prints a figure and its range; figures outside are counted, so that a test shows all of them. */
static int outside;
static void within(const char *what, double value, double low, double high) {
  bool in = value >= low && value <= high;
  printf("%-60s %10.4g  (%g to %g)%s\n", what, value, low, high, in ? "" : "  OUTSIDE");
  fflush(stdout);
  outside += !in;
}

static void check_people(const year *y, double persons) {
  within("row 8: hours at home per person, weekday", hours_of(y->persons_h[0], y->steps[0], persons), 15.1, 16.7);
  within("row 9: hours at home per person, free day", hours_of(y->persons_h[1], y->steps[1], persons), 16.7, 18.3);
  within("row 10: sleep per adult and day, h", y->sleep_h / y->person_days, 8.17, 8.83);
  within("row 11: work and study per adult and day, h", y->work_h / y->person_days, 2.8, 3.7);
  within("row 12: homes with somebody awake at 4 h", y->awake_homes[0][4] / y->steps[0][4] / YEAR_HOMES, 0.01, 0.11);
  within("row 13: at 8 h", y->awake_homes[0][8] / y->steps[0][8] / YEAR_HOMES, 0.57, 0.77);
  within("row 14: at 20 h", y->awake_homes[0][20] / y->steps[0][20] / YEAR_HOMES, 0.75, 0.93);
}

/* Cycles a year of the ElecDom panel, for households of 2.2 persons; here 2.5 (x 1.06 to 1.1 where more persons
 * mean more). 10 % either way, 20 % for uses that are assumptions themselves. */
static void check_cycles(const ig_home_data *h) {
  within("washing machine, cycles a year", starts_of(h, IG_HOME_STREAM_WASH, IG_HOME_OWN_washing_machine), 178 * 1.07,
         218 * 1.07);
  within("dishwasher", starts_of(h, IG_HOME_START_DISHWASHER, IG_HOME_OWN_dishwasher), 149 * 1.07, 183 * 1.07);
  within("dryer", starts_of(h, IG_HOME_START_DRYER, IG_HOME_OWN_dryer), 169 * 1.07, 207 * 1.07);
  within("hob", starts_of(h, IG_HOME_START_HOB, IG_HOME_OWN_electric_hob), 368 * 1.05, 450 * 1.05);
  within("oven", starts_of(h, IG_HOME_START_OVEN, IG_HOME_OWN_oven), 168 * 1.05, 206 * 1.05);
  within("microwave", starts_of(h, IG_HOME_START_MICROWAVE, IG_HOME_OWN_microwave), 208, 312);
  within("coffee", starts_of(h, IG_HOME_START_COFFEE, IG_HOME_OWN_coffee_machine), 240, 420);
  within("kettle", starts_of(h, IG_HOME_STREAM_KETTLE, IG_HOME_OWN_kettle), 560, 840);
  within("vacuum cleaner", starts_of(h, IG_HOME_STREAM_VACUUM, IG_HOME_OWN_vacuum_cleaner), 60, 90);
  within("iron", starts_of(h, IG_HOME_STREAM_IRON, IG_HOME_OWN_iron), 64, 96);
  within("hair dryer", starts_of(h, IG_HOME_START_HAIR, IG_HOME_OWN_hair_dryer), 150, 240);
  within("showers a person and day", starts_of(h, IG_HOME_START_SHOWER, -1) / 365 / 2.5, 0.6, 0.8);
}

static void check_load(const year *y) {
  double cv = 0, cv_minute = 0, top_W = 0, morning_W = 0, evening_W = 0;
  int top = 0;
  for (int u = 0; u < YEAR_HOMES; u++) {
    double mean = y->day_sum[u] / y->days, mean_W = y->day_sum[u] / y->days / 24.0;
    cv += sqrt(y->day_square[u] / y->days - mean * mean) / mean / YEAR_HOMES;
    cv_minute += sqrt(y->square[u] / y->minutes - mean_W * mean_W) / mean_W / YEAR_HOMES;
  }
  for (int k = 0; k < 48; k++) {
    if (y->load_W[k] > top_W) top_W = y->load_W[k], top = k;
    if (k >= 12 && k < 22 && y->load_W[k] > morning_W) morning_W = y->load_W[k];
    if (k >= 34 && y->load_W[k] > evening_W) evening_W = y->load_W[k];
  }
  within("row 1: electricity a home, kWh", y->all_Wh / YEAR_HOMES / y->days * 0.365, 1880, 2545);
  within("row 15: winter weekday peak, h", (top + 0.5) / 2, 18.5, 20.5);
  within("row 16: morning over evening peak", morning_W / evening_W, 0.6, 0.95);
  within("row 17: share of the day from 18 to 22 h", y->evening_Wh / y->all_Wh, 0.25, 0.31);
  within("row 18: night, W", y->night_W / y->nights, 90, 170);
  within("row 24: coefficient of variation of daily energy", cv, 0.30, 0.55);
  within("row 25: of minutes", cv_minute, 1.0, 1.7);
  within("row 29: peak half-hour over annual mean", y->half_hour_peak_W / (y->all_Wh / YEAR_HOMES / y->days / 24), 1.7,
         2.7);
}

START_TEST(a_year_of_days) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d, spin_up: 14 d", "  count: 320\n  persons: 800\n");
  static year y;
  y.clock = batch_of(d, "home")->site->clock;
  for (size_t u = 0; u < YEAR_HOMES; u++) y.quiet_since_s[u] = batch_of(d, "home")->site->begin_s;
  run(d, look_at_year, &y);
  const ig_home_data *h = data_of(d);
  printf("most pending events: %d of %d\n", y.pending_most, IG_HOME_HEAP);
  double worst = 0, highest = 0, changes = 0;
  for (size_t u = 0; u < YEAR_HOMES; u++) {
    double relative = fabs(h->audit_event_Wh[u] - h->audit_binned_Wh[u]) / h->audit_event_Wh[u];
    if (relative > worst) worst = relative;
    if (h->highest_W[u] / h->subscribed_kVA[u] / 1000 > highest)
      highest = h->highest_W[u] / h->subscribed_kVA[u] / 1000;
    changes += h->events[u] / YEAR_HOMES / 365;
    double sum_Wh = 0;
    for (int k = 0; k < IG_HOME_USES; k++) sum_Wh += h->energy_Wh[k][u];
    ck_assert_double_eq_tol(sum_Wh / y.day_sum[u], 1.0, 1e-9); /* uses add up to the home */
  }
  within("audit: events against bins, relative", worst, 0, 1e-9);
  within("row 32: highest minute over subscribed power", highest, 0, 1.3);
  within("changes of level a home-day", changes, 30, 120);
  check_people(&y, 800);
  check_cycles(h);
  check_load(&y);
  ck_assert_int_eq(outside, 0);
  ig_district_free(d);
}
END_TEST

/* --- heat ------------------------------------------------------------------------------------------- */

typedef struct heat {
  double lost_Wh[80], before_J[80];
} heat;

/* A tank gives what is drawn and loses the rest: the first law over ten days. Losses from the end-of-window
 * temperatures are good to a few per cent of themselves. */
static void look_at_tanks(void *x, const ig_batch *homes, const ig_window *w) {
  heat *t = x;
  const ig_home_data *h = homes->data;
  for (size_t u = 0; u < homes->n; u++) {
    double c_J_K = h->tank_L[u] * 4186.0, ua_W_K = (0.22 + 0.057 * pow(h->tank_L[u], 2.0 / 3.0)) * 1000 / 24 / 45;
    if (!w->recording)
      t->before_J[u] = h->tank_degC[u] * c_J_K;
    else
      t->lost_Wh[u] += ua_W_K * (h->tank_degC[u] - h->air_degC[u]) * (double)(w->end_s - w->begin_s) / 3600.0;
  }
}

START_TEST(tanks_keep_energy) {
  ig_district *d = load("start: 2017-02-01, duration: 10 d, spin_up: 2 d",
                        "  count: 80\n  heating_share: {district_heat: 0, electric: 1}\n");
  static heat t;
  run(d, look_at_tanks, &t);
  const ig_home_data *h = data_of(d);
  for (size_t u = 0; u < 80; u++) {
    double stored_Wh = (h->tank_degC[u] * h->tank_L[u] * 4186.0 - t.before_J[u]) / 3600.0;
    double in_Wh = h->energy_Wh[IG_HOME_HOT_WATER][u];
    ck_assert_double_eq_tol(in_Wh - stored_Wh - h->water_heat_Wh[u], t.lost_Wh[u], 0.02 * t.lost_Wh[u] + 50.0);
    ck_assert_double_le(h->tank_degC[u], 60.0 + 1e-9);
  }
  ig_district_free(d);
}
END_TEST

/* What a cold week's heat takes. Electric heat is the heat; heat pumps need a third of it or so, those on the ground
 * less; boilers waste a tenth to a third of the higher heating value (annual efficiencies of field trials: condensing
 * 0.80 to 0.90, older ones 0.65 to 0.80), the building's with its pipes; heat networks and collective plants pumps of 1
 * %. */
START_TEST(heat_by_carrier) {
  ig_district *d = load("start: 2017-01-09, duration: 7 d, spin_up: 7 d",
                        "  count: 300\n  periods: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]\n"
                        "  heating_share: {gas: 0.4, gas_collective: 0.1, district_heat: 0.1, heat_pump: 0.1, "
                        "heat_pump_ground: 0.1, electric: 0.2}\n  collective_gas: 0.25\n");
  run(d, NULL, NULL);
  const ig_home_data *h = data_of(d);
  double ratio[IG_HOME_HEATINGS] = {0}, gas[IG_HOME_BOILERS] = {0}, n[IG_HOME_HEATINGS] = {0},
         boilers[IG_HOME_BOILERS] = {0};
  for (size_t u = 0; u < 300; u++) {
    ck_assert_double_gt(h->heat_Wh[u], 0);
    ratio[h->heating[u]] += h->energy_Wh[IG_HOME_HEATING][u] / h->heat_Wh[u];
    n[h->heating[u]] += 1;
    ck_assert((h->gas_Wh[u] > 0) == (h->heating[u] <= IG_HOME_GAS_COLLECTIVE));
    ck_assert((h->district_heat_Wh[u] > 0) == (h->heating[u] == IG_HOME_DISTRICT_HEAT));
    if (h->heating[u] > IG_HOME_GAS_COLLECTIVE) continue;
    gas[ig_home_boiler_of(h, u)] += h->heat_Wh[u] / h->heating_gas_Wh[u];
    boilers[ig_home_boiler_of(h, u)] += 1;
  }
  ck_assert_double_eq(n[IG_HOME_GAS], 90);
  ck_assert_double_eq(n[IG_HOME_GAS_COLLECTIVE], 60);
  ck_assert_double_eq_tol(ratio[IG_HOME_ELECTRIC] / n[IG_HOME_ELECTRIC], 1.0, 1e-12);
  ck_assert_double_eq_tol(ratio[IG_HOME_DISTRICT_HEAT] / n[IG_HOME_DISTRICT_HEAT], 0.01, 1e-12);
  ck_assert_double_eq_tol(ratio[IG_HOME_GAS_COLLECTIVE] / n[IG_HOME_GAS_COLLECTIVE], 0.01, 1e-12);
  within("electricity of an air heat pump over heat", ratio[IG_HOME_HEAT_PUMP] / n[IG_HOME_HEAT_PUMP], 0.25, 0.5);
  within("of a ground heat pump", ratio[IG_HOME_HEAT_PUMP_GROUND] / n[IG_HOME_HEAT_PUMP_GROUND], 0.2, 0.35);
  within("of an own boiler", ratio[IG_HOME_GAS] / n[IG_HOME_GAS], 0.005, 0.03);
  within("efficiency of own boilers: condensing", gas[1] / boilers[1], 0.85, 1.0);
  within("standard", gas[0] / boilers[0], 0.72, 0.90);
  within("of the building's", gas[2] / boilers[2], 0.72, 0.95);
  ck_assert_int_eq(outside, 0);
  ig_district_free(d);
}
END_TEST

typedef struct cool {
  double mean[2], n[2];
} cool;

static void look_at_cooling(void *x, const ig_batch *homes, const ig_window *w) {
  cool *c = x;
  const ig_home_data *h = homes->data;
  for (size_t u = 0; u < homes->n && w->recording; u++)
    if (h->people[u] >> 16 > 0) c->mean[h->cooling[u]] += h->air_degC[u], c->n[h->cooling[u]] += 1;
}

/* A hot week: split units hold 26 degC while somebody is at home, once it is reached: flats have heated up meanwhile.
 */
START_TEST(cooling_holds) {
  ig_district *d = load("start: 2017-07-10, duration: 7 d, spin_up: 7 d",
                        "  count: 128\n  cooling_share: 0.5\n  periods: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]\n"
                        "weather: {temperature_offset: 10 K}\n");
  static cool c;
  run(d, look_at_cooling, &c);
  const ig_home_data *h = data_of(d);
  for (size_t u = 0; u < 128; u++)
    ck_assert((h->energy_Wh[IG_HOME_COOLING][u] > 0) == (h->cooling[u] && h->occupied_h[u] > 0));
  for (int k = 0; k < 2; k++) c.mean[k] /= c.n[k];
  printf("occupied flats in a hot week: %.1f degC, with a split unit %.1f degC\n", c.mean[0], c.mean[1]);
  ck_assert_double_gt(c.mean[0], 28.0);
  ck_assert(c.mean[1] > 25.5 && c.mean[1] < 26.5);
  ig_district_free(d);
}
END_TEST

/* Rows 5 and 7 for the ordinary stock: heating of a flat with convectors. */
START_TEST(electric_heating_of_the_stock) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d, spin_up: 14 d, step: 10 min, window: 1 h",
                        "  count: 256\n  periods: [0.06, 0.10, 0.20, 0.12, 0.12, 0.08, 0.10, 0.07, 0.08, 0.07]\n"
                        "  heating_share: {gas: 0.56, district_heat: 0.10, heat_pump: 0.01, electric: 0.33}\n");
  run(d, NULL, NULL);
  const ig_home_data *h = data_of(d);
  double heat_Wh = 0, tank_Wh = 0, loss_W_K = 0, n = 0;
  for (size_t u = 0; u < 256; u++)
    if (h->heating[u] == IG_HOME_ELECTRIC) {
      heat_Wh += h->energy_Wh[IG_HOME_HEATING][u];
      tank_Wh += h->energy_Wh[IG_HOME_HOT_WATER][u];
      loss_W_K += h->heat_loss_W_K[u];
      n += 1;
    }
  within("row 5: electric heating of a flat, kWh", heat_Wh / n / 1000, 2810, 4690);
  within("row 7: loss of a flat (slope of daily means), W/K", loss_W_K / n, 75, 130);
  within("electric tank, kWh", tank_Wh / n / 1000, 1400, 2300);
  ck_assert_int_eq(outside, 0);
  ig_district_free(d);
}
END_TEST

/* --- people and keys -------------------------------------------------------------------------------- */

enum { TOWN = 1000 };
static const char town[] = "  count: 1000\n  persons: 2100\n" MIX;

static ig_district *load_town(const char *simulation, const char *keys) {
  char homes[1200];
  snprintf(homes, sizeof homes, "%s%s", town, keys);
  return load(simulation, homes);
}

static size_t count_where(const int32_t *value, int32_t wanted) {
  size_t n = 0;
  for (size_t u = 0; u < TOWN; u++) n += value[u] == wanted;
  return n;
}

/* Whatever a share states is met to the nearest home or person. */
START_TEST(marginals_are_exact) {
  ig_district *d = load_town(SHORT,
                             "  tenures: [0.40, 0.35, 0.25]\n  cars: [0.2, 0.5, 0.3]\n"
                             "  subscribed_powers: [0.10, 0.70, 0.15, 0.04, 0.01]\n  off_peak_tariff: 0.2\n"
                             "  one_parent: 0.11\n  other_households: 0.04\n  telework: 0.20\n");
  const ig_home_data *h = data_of(d);
  const ig_home_spec *spec = batch_of(d, "home")->spec;
  ck_assert_uint_eq(count_where(h->composition, IG_HOME_ONE_PARENT), 110);
  ck_assert_uint_eq(count_where(h->composition, IG_HOME_OTHER_HOUSEHOLD), 40);
  static const size_t tenures[] = {400, 350, 250}, cars[] = {200, 500, 300}, powers[] = {100, 700, 150, 40, 10};
  for (int k = 0; k < 3; k++) ck_assert_uint_eq(count_where(h->tenure, k), tenures[k]);
  for (int k = 0; k < 3; k++) ck_assert_uint_eq(count_where(h->cars, k), cars[k]);
  for (int k = 0; k < IG_HOME_DECILES; k++)
    ck_assert_uint_eq(count_where(h->income_decile, k + 1), (size_t)lround(1000 * spec->incomes.v[k]));
  size_t tanks = TOWN - count_where(h->hot_water, IG_HOME_WITH_HEATING);
  ck_assert_uint_eq(count_where(h->tariff, IG_HOME_OFF_PEAK), tanks + (size_t)lround(0.2 * (double)(TOWN - tanks)));
  for (int k = 0; k < IG_HOME_POWERS; k++) {
    size_t n = 0;
    for (size_t u = 0; u < TOWN; u++) n += h->subscribed_kVA[u] == 3.0 * (k + 1);
    ck_assert_uint_eq(n, powers[k]);
  }
  size_t adults = 0, of[IG_HOME_ROLES] = {0}, workers = 0, days = 0, at_home = 0, on[5] = {0};
  for (size_t u = 0; u < TOWN; u++)
    for (int p = 0; p < h->persons[u]; p++) {
      size_t k = u * IG_HOME_PERSONS + (size_t)p;
      bool adult = p < ig_home_adults(h->composition[u], h->persons[u]), works = ig_home_works(h->role[k]);
      adults += adult;
      of[h->role[k]] += adult;
      workers += works;
      bool home = works && h->work_place[k] == IG_HOME_PLACE_HOME;
      at_home += home;
      for (int w = 0; w < 5 && works && !home; w++) on[w] += h->telework_days[k] >> w & 1;
      ck_assert(works || h->telework_days[k] == 0);
      ck_assert(h->age[k] >= (adult ? 18 : 0) && h->age[k] <= (adult ? 99 : 20));
    }
  for (int w = 0; w < 5; w++) days += on[w];
  ck_assert_uint_eq(of[IG_HOME_RETIRED], (size_t)lround(0.17 * (double)adults));
  ck_assert_uint_eq(of[IG_HOME_STUDENT], (size_t)lround(0.05 * (double)adults));
  ck_assert_double_eq_tol((double)workers, 0.72 * (double)adults, 1.0);
  ck_assert_double_eq_tol((double)at_home, 0.02 * (double)workers, 1.0);
  ck_assert_double_eq_tol((double)days, 0.20 * 5.0 * (double)(workers - at_home), 1.0);
  printf("telework by weekday: %zu %zu %zu %zu %zu\n", on[0], on[1], on[2], on[3], on[4]);
  ck_assert(on[4] > on[0] && on[0] > on[1] && on[4] > on[2] && on[2] > on[3]);
  ig_district_free(d);
}
END_TEST

/* Runs both and tells for which homes power differs in any step. */
static size_t compare(ig_district *a, ig_district *b, bool *differs) {
  kept x = keep_run(a), y = keep_run(b);
  size_t n = batch_of(a, "home")->n, sum = 0;
  memset(differs, 0, n * sizeof *differs);
  for (size_t i = 0; i < x.n; i++) differs[i % n] |= x.power_W[i] != y.power_W[i];
  for (size_t u = 0; u < n; u++) sum += differs[u];
  free(x.power_W);
  free(y.power_W);
  return sum;
}

#define WEEK "start: 2017-01-09, duration: 7 d, spin_up: 1 d, window: 1 h"

/* Telework moves the homes of those whose days change, and no other by a bit; they are at home longer. */
START_TEST(telework_moves_teleworkers) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, "  telework: 0.03\n"), *b = load_town(WEEK, "  telework: 0.20\n");
  size_t moved = compare(a, b, differs);
  const ig_home_data *h = data_of(a), *g = data_of(b);
  size_t concerned = 0;
  double before_s = 0, after_s = 0;
  for (size_t u = 0; u < TOWN; u++) {
    bool changed = memcmp(h->telework_days + u * IG_HOME_PERSONS, g->telework_days + u * IG_HOME_PERSONS,
                          IG_HOME_PERSONS * sizeof(int32_t)) != 0;
    concerned += changed;
    HOLDS(changed || !differs[u]);
    if (changed) before_s += (double)h->occupied_s[u], after_s += (double)g->occupied_s[u];
  }
  printf("telework 0.03 to 0.20: %zu homes concerned, %zu moved; occupied %.1f to %.1f h a week\n", concerned, moved,
         before_s / 3600 / (double)concerned, after_s / 3600 / (double)concerned);
  ck_assert_uint_gt(moved, concerned * 8 / 10);
  ck_assert_double_gt(after_s, before_s + 3600.0 * (double)concerned);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* More dryers: they come to homes that had none, the others stay as they were. */
START_TEST(ownership_moves_owners) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, ""), *b = load_town(WEEK, "  equipment: {dryer: 0.30}\n");
  size_t moved = compare(a, b, differs), more = 0;
  const ig_home_data *h = data_of(a), *g = data_of(b);
  for (size_t u = 0; u < TOWN; u++) {
    int32_t was = h->own[IG_HOME_OWN_dryer][u], is = g->own[IG_HOME_OWN_dryer][u];
    HOLDS(is >= was);
    HOLDS(is != was || !differs[u]);
    more += (size_t)(is - was);
  }
  ck_assert_uint_eq(more, 100);
  ck_assert_uint_gt(moved, 50);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Summer leave empties homes in summer; who leaves anyway lives the same days. */
START_TEST(leave_moves_absence) {
  static bool differs[TOWN];
  const char *july = "start: 2017-07-17, duration: 7 d, spin_up: 1 d, window: 1 h";
  ig_district *a = load_town(july, "  summer_leave: 0.5\n"), *b = load_town(july, "  summer_leave: 0.8\n");
  size_t moved = compare(a, b, differs);
  double occupied_s[2] = {0, 0};
  for (size_t u = 0; u < TOWN; u++) {
    occupied_s[0] += (double)data_of(a)->occupied_s[u];
    occupied_s[1] += (double)data_of(b)->occupied_s[u];
    HOLDS(differs[u] || data_of(a)->occupied_s[u] == data_of(b)->occupied_s[u]);
  }
  printf("summer leave 0.5 to 0.8: %zu homes moved, occupied %.3f to %.3f of the week\n", moved,
         occupied_s[0] / TOWN / 7 / 86400, occupied_s[1] / TOWN / 7 / 86400);
  ck_assert_uint_le(moved, 330);
  ck_assert_double_lt(occupied_s[1], 0.95 * occupied_s[0]);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Subscribed powers move the homes whose power changes. */
START_TEST(subscriptions_move_subscribers) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, "  subscribed_powers: [0.05, 0.80, 0.10, 0.05, 0]\n"),
              *b = load_town(WEEK, "  subscribed_powers: [0.40, 0.45, 0.10, 0.05, 0]\n");
  compare(a, b, differs);
  for (size_t u = 0; u < TOWN; u++)
    HOLDS(!differs[u] || data_of(a)->subscribed_kVA[u] != data_of(b)->subscribed_kVA[u]);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Means tell who people are; they move no watt. */
START_TEST(means_move_nothing) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, ""),
              *b = load_town(WEEK,
                             "  incomes: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]\n  tenures: [1, 0, 0]\n"
                             "  cars: [0.5, 0.3, 0.2]\n  educations: [0.25, 0.25, 0.25, 0.25]\n"
                             "  off_peak_tariff: 0.5\n  work_place: {district: 0.5}\n");
  ck_assert_uint_eq(compare(a, b, differs), 0);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

static bool is_home(const int32_t *t, int32_t at_s) {
  return !(t[1] >= 0 && at_s >= t[1] && at_s < t[2]) && !(t[3] >= 0 && at_s >= t[3] && at_s < t[4]);
}

typedef struct alone {
  size_t looked, alone;
} alone;

/* Days of homes with young children, a minute after another, from the plan. */
static void look_at_children(void *x, const ig_batch *homes, const ig_window *w) {
  alone *a = x;
  const ig_home_data *h = homes->data;
  if (w->begin_s % IG_DAY_S != 12 * IG_HOUR_S) return;
  for (size_t u = 0; u < homes->n; u++) {
    if (h->day[u] >= h->away_from[u] && h->day[u] <= h->away_to[u]) continue;
    int adults = ig_home_adults(h->composition[u], h->persons[u]);
    const int32_t *t = h->times_s + u * IG_HOME_PERSONS * IG_HOME_TIMES;
    for (int p = adults; p < h->persons[u]; p++) {
      if (h->age[u * IG_HOME_PERSONS + (size_t)p] >= IG_HOME_ALONE_FROM) continue;
      for (int32_t s = 3600; s < 20 * 3600; s += 60) {
        bool adult = false;
        for (int q = 0; q < adults; q++) adult |= is_home(t + q * IG_HOME_TIMES, s);
        a->looked++;
        a->alone += is_home(t + p * IG_HOME_TIMES, s) && !adult;
      }
    }
  }
}

START_TEST(children_are_not_alone) {
  ig_district *d = load_town("start: 2017-01-09, duration: 14 d, spin_up: 0 d, window: 1 h", "");
  alone a = {0, 0};
  run(d, look_at_children, &a);
  printf("children below 11: alone in %.5f of the minutes\n", (double)a.alone / (double)a.looked);
  ck_assert_uint_gt(a.looked, 1000000);
  ck_assert_double_lt((double)a.alone / (double)a.looked, 0.005);
  ig_district_free(d);
}
END_TEST

/* Homes that subscribe far too little are cut off, never draw more than 1.3 times it, and uses add up. Where it is
 * plenty nothing is cut. */
START_TEST(meters_cut_off) {
  static const char *const power[] = {"3 kVA", "15 kVA"};
  for (int i = 0; i < 2; i++) {
    char homes[300];
    snprintf(homes, sizeof homes,
             "  count: 128\n  periods: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]\n  heating_share: "
             "{district_heat: 0, electric: 1}\n  defaults: {subscribed_power: %s}\n",
             power[i]);
    ig_district *d = load("start: 2017-01-09, duration: 7 d, spin_up: 1 d", homes);
    kept k = keep_run(d);
    const ig_home_data *h = data_of(d);
    double cuts = 0, cut_Wh = 0, highest = 0, off_h = 0;
    size_t skip = k.n / 8; /* the day of spin-up */
    for (size_t u = 0; u < 128; u++) {
      double sum_Wh = 0, drawn_Wh = 0;
      for (int use = 0; use < IG_HOME_USES; use++) sum_Wh += h->energy_Wh[use][u];
      for (size_t s = skip + u; s < k.n; s += 128) {
        drawn_Wh += k.power_W[s] / 60.0;
        highest = fmax(highest, k.power_W[s] / h->subscribed_kVA[u] / 1000);
      }
      ck_assert_double_eq_tol(sum_Wh, drawn_Wh, 1e-6 * drawn_Wh);
      cuts += h->cut_offs[u] / 128;
      cut_Wh += h->energy_Wh[IG_HOME_CUT][u];
      off_h += h->off_h[u] / 128;
    }
    printf("%s for electric heating: %.2f cut-offs and %.2f h without electricity a home-week, highest minute %.3f\n",
           power[i], cuts, off_h, highest);
    ck_assert_double_le(highest, 1.3);
    ck_assert(i == 0 ? cuts > 1.0 && cut_Wh < 0 && off_h > 0.05 : cuts == 0.0 && cut_Wh == 0.0);
    free(k.power_W);
    ig_district_free(d);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("home");
  TCase *t = tcase_create("population");
  tcase_add_test(t, totals_are_exact);
  tcase_add_test(t, equipment_follows_shares);
  tcase_add_test(t, a_named_home_moves_no_other);
  tcase_add_test(t, wrong_input_is_refused);
  tcase_set_timeout(t, 60);
  suite_add_tcase(suite, t);
  t = tcase_create("time");
  tcase_add_test(t, windows_do_not_matter);
  tcase_add_test(t, steps_keep_energy);
  tcase_add_test(t, longer_run_begins_with_the_shorter);
  tcase_set_timeout(t, 60);
  suite_add_tcase(suite, t);
  t = tcase_create("year");
  tcase_add_test(t, a_year_of_days);
  tcase_add_test(t, electric_heating_of_the_stock);
  tcase_set_timeout(t, 240);
  suite_add_tcase(suite, t);
  t = tcase_create("people");
  tcase_add_test(t, marginals_are_exact);
  tcase_add_test(t, telework_moves_teleworkers);
  tcase_add_test(t, ownership_moves_owners);
  tcase_add_test(t, leave_moves_absence);
  tcase_add_test(t, subscriptions_move_subscribers);
  tcase_add_test(t, means_move_nothing);
  tcase_add_test(t, children_are_not_alone);
  tcase_add_test(t, meters_cut_off);
  tcase_set_timeout(t, 120);
  suite_add_tcase(suite, t);
  t = tcase_create("heat");
  tcase_add_test(t, tanks_keep_energy);
  tcase_add_test(t, heat_by_carrier);
  tcase_add_test(t, cooling_holds);
  tcase_set_timeout(t, 60);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
