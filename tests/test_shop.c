/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shops: annual electricity of each kind against what is measured, hours that open and close at their second, and
 * results that know nothing of windows. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/shop/shop.h"
#include "tests/district_runs.h"

static ig_district *load(const char *simulation, const char *shops) {
  char text[4000];
  snprintf(text, sizeof text, "simulation: {%s}\nshops:\n%s", simulation, shops);
  return district_of(text);
}

static double *array(const ig_batch *b, const char *name) {
  for (size_t f = 0; f < b->model->n_fields; f++) {
    const ig_field *field = &b->model->fields[f];
    if (field->role != IG_SETTING && strcmp(field->name, name) == 0)
      return *(void **)(void *)((char *)b->data + field->offset);
  }
  ck_abort_msg("no field %s", name);
  return NULL;
}

static size_t unit(const ig_batch *b, const char *name) {
  for (size_t u = 0; u < b->n; u++)
    if (strcmp(b->name[u], name) == 0) return u;
  ck_abort_msg("no unit %s", name);
  return 0;
}

/* Runs weather and shops a day at a time, as the engine does; energy_Wh[u] becomes the integral of power over recorded
 * time, and series (if not NULL) the steps of unit `kept`. */
static void run(ig_district *d, double *energy_Wh, size_t kept, double *series) {
  ig_batch *weather = batch_of(d, "weather"), *b = batch_of(d, "shop");
  const ig_site *site = b->site;
  int n_steps = site->window_s / site->step_s;
  for (int64_t day = site->begin_s; day < site->end_s; day += 86400) {
    ig_window w = {.step_s = site->step_s, .n_steps = n_steps};
    for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < 86400 / site->window_s; i++) {
        w.begin_s = day + (int64_t)i * site->window_s;
        w.end_s = w.begin_s + site->window_s;
        w.first_step = i * n_steps;
        w.recording = w.begin_s >= site->record_s;
        if (pass == 0) {
          weather->model->advance(weather, &w, 0, weather->n);
          continue;
        }
        for (size_t begin = 0; begin < b->padded; begin += IG_BLOCK) b->model->advance(b, &w, begin, begin + IG_BLOCK);
        if (!w.recording) continue;
        for (size_t u = 0; u < b->n; u++) {
          const double *power = ig_tile(array(b, "power"), &w, u / IG_BLOCK * IG_BLOCK);
          for (int s = 0; s < n_steps; s++) {
            double p = power[s * IG_BLOCK + (int)(u % IG_BLOCK)];
            ck_assert(isfinite(p) && p >= 0);
            if (energy_Wh) energy_Wh[u] += p * site->step_s / 3600;
            if (series && u == kept) *series++ = p;
          }
        }
      }
  }
}

static double electricity(const ig_batch *b, size_t u) {
  static const char *const uses[] = {"lighting",    "plugs",   "refrigeration", "cooking",
                                     "ventilation", "heating", "cooling"};
  double all = 0;
  for (size_t k = 0; k < IG_COUNT(uses); k++) {
    char name[64];
    snprintf(name, sizeof name, "electricity_%s", uses[k]);
    all += array(b, name)[u];
  }
  return all;
}

/* What is measured, kWh/m2 and year, and how far a kind may be from it (models/shop/shop.md). */
static const struct {
  const char *kind;
  double measured, tolerance;
} kinds[] = {
    {"bakery", 601, 0.10},      /* ARENE/ADEME 2008, electric oven */
    {"supermarket", 600, 0.10}, /* 700 MWh over 1,170 m2, Perifem */
    {"restaurant", 244, 0.15},  /* auvergnat.com */
    {"small_shop", 150, 0.15},  /* clothes shop, 13.6 MWh */
    {"school", 20, 0.20},       /* 40 % of 81 kWh/m2 less electric heating */
    {"station", 188, 0.20},     /* 150 MWh over 800 m2 (D) */
};

START_TEST(test_kinds) {
  char text[1000] = "  units:\n";
  for (size_t k = 0; k < IG_COUNT(kinds); k++)
    snprintf(text + strlen(text), sizeof text - strlen(text), "  - {name: %s, kind: %s}\n", kinds[k].kind,
             kinds[k].kind);
  ig_district *d = load("start: 2017-01-01, duration: 365 d, spin_up: 14 d", text);
  ig_batch *b = batch_of(d, "shop");
  double energy_Wh[8] = {0};
  run(d, energy_Wh, 0, NULL);
  for (size_t k = 0; k < IG_COUNT(kinds); k++) {
    size_t u = unit(b, kinds[k].kind);
    double area = array(b, "floor_area")[u], per_area = electricity(b, u) / area / 1e3;
    printf(
        "shop %-12s %6.0f m2 %7.1f kWh/m2, measured %5.0f; heat %5.1f, gas %5.1f, district heat %5.1f; highest minute "
        "%.2f of %.0f kVA\n",
        kinds[k].kind, area, per_area, kinds[k].measured, array(b, "heat")[u] / area / 1e3,
        array(b, "gas")[u] / area / 1e3, array(b, "district_heat")[u] / area / 1e3,
        array(b, "power_most")[u] / 950 / array(b, "subscribed_power")[u], array(b, "subscribed_power")[u]);
    ck_assert_double_eq_tol(electricity(b, u) / energy_Wh[u], 1, 1e-9);
    ck_assert_double_eq_tol(per_area / kinds[k].measured, 1, kinds[k].tolerance);
    ck_assert_double_le(array(b, "power_most")[u], 950 * array(b, "subscribed_power")[u]);
    ck_assert_double_eq(array(b, "over_subscription_hours")[u], 0);
  }
  /* Cold is 35 to 50 % of a supermarket's electricity (ADEME, Perifem). */
  size_t u = unit(b, "supermarket");
  double cold = array(b, "electricity_refrigeration")[u] / electricity(b, u);
  ck_assert(cold > 0.35 && cold < 0.52);
  ck_assert_double_eq_tol(array(b, "district_heat")[unit(b, "school")] / 4000 / 1e3, 60, 12); /* 3/4 of 81 kWh/m2 */
  ig_district_free(d);
}
END_TEST

#define LAMP                                                                                                         \
  "lighting: 10 W m-2, floor_area: 100 m2, lighting_closed: 0, plug: 0, base: 0, refrigeration: 0, ventilation: 0, " \
  "heating: none, "                                                                                                  \
  "cooling: false, hours_spread: 0"

/* A lamp alone, open from 8:07 to 12:31 and past midnight, on the night when summer time ends: exact shares of steps.
 */
START_TEST(test_hours) {
  enum { MINUTES = 3 * 1440 };
  static double power[MINUTES], quarter[MINUTES / 15];
  ig_district *d = load("start: 2017-10-28, duration: 3 d, spin_up: 1 d",
                        "  units: [{name: a, opening_hours: \"daily 08:07-12:31,22:00-02:30\", " LAMP "}]\n");
  run(d, NULL, 0, power);
  ig_district_free(d);
  d = load("start: 2017-10-28, duration: 3 d, spin_up: 1 d, step: 900 s, window: 1 d",
           "  units: [{name: a, opening_hours: \"daily 08:07-12:31,22:00-02:30\", " LAMP "}]\n");
  run(d, NULL, 0, quarter);
  ig_district_free(d);
  for (int m = 0; m < 1440; m++) {
    bool open = m < 150 || (m >= 487 && m < 751) || m >= 1320;
    ck_assert_double_eq(power[m], open ? 1000 : 0);
  }
  /* On the 29th the hour from 2 to 3 comes twice, and half of it is open, each time. */
  double sum = 0;
  for (int m = 1440; m < 1440 + 300; m++) sum += power[m] / 60;
  ck_assert_double_eq_tol(sum, 1000 * (2.5 + 0.5), 1e-9);
  for (int q = 0; q < MINUTES / 15; q++) {
    double mean = 0;
    for (int m = 0; m < 15; m++) mean += power[q * 15 + m] / 15;
    ck_assert_double_eq_tol(quarter[q], mean, 1e-9);
  }
}
END_TEST

/* Public and school holidays: closed on 14 July and in the holidays of zone C. */
START_TEST(test_holidays) {
  static double power[4 * 1440];
  ig_district *d = load(
      "start: 2017-07-12, duration: 4 d, spin_up: 0 d",
      "  units: [{name: a, opening_hours: \"mon-fri 10:00-12:00; holidays closed; school-holidays 10:00-11:00\", " LAMP
      "}]\n");
  run(d, NULL, 0, power);
  ig_district_free(d);
  double day[4] = {0};
  for (int m = 0; m < 4 * 1440; m++) day[m / 1440] += power[m] / 60;
  ck_assert_double_eq_tol(day[0], 1000, 1e-6); /* Wednesday, school holidays */
  ck_assert_double_eq_tol(day[1], 1000, 1e-6);
  ck_assert_double_eq(day[2], 0); /* 14 July */
  ck_assert_double_eq(day[3], 0); /* Saturday */
}
END_TEST

/* Own hours: over many places and days the mean is what is stated, with the spread of the two triangular draws (1200 s
 * for life, 600 s from day to day: 548 s about the stated hour, 245 s about the own one), nobody further than both
 * together, and no minute is chosen by more places than its neighbours are. */
START_TEST(test_own_hours) {
  enum { PLACES = 400, DAYS = 100, STATED_S = 9 * 3600, END_S = 19 * 3600 + 1800 };
  ig_schedule schedule;
  ig_schedule_error error;
  ck_assert(ig_schedule_read("daily 09:00-19:30", &schedule, &error));
  const ig_clock clock = {.utc_offset_s = 3600, .summer_time = IG_SUMMER_EU, .holidays = IG_HOLIDAYS_FRANCE};
  double sum = 0, end = 0, all = 0, own = 0;
  int at_nine = 0;
  for (uint64_t u = 0; u < PLACES; u++) {
    double mean = 0, square = 0;
    for (int64_t day = 17000; day < 17000 + DAYS; day++) {
      ig_schedule_day d = ig_shop_hours_day(&schedule, IG_SHOP_HOURS_OPEN, &clock, day, (ig_rng_key){1, u}, 1200);
      double late = d.span[0].begin_s - STATED_S;
      ck_assert_int_eq(d.n, 1);
      ck_assert_double_le(fabs(late), 1800);
      ck_assert_double_le(fabs(d.span[0].end_s - (double)END_S), 1800);
      mean += late / DAYS, square += late * late / DAYS, end += d.span[0].end_s - END_S;
      at_nine += d.span[0].begin_s / 60 == STATED_S / 60;
    }
    sum += mean / PLACES, all += square / PLACES, own += (square - mean * mean) / PLACES;
  }
  end /= PLACES * DAYS;
  printf(
      "own hours: opening %+.0f s, closing %+.0f s in the mean, sd %.0f s, from day to day %.0f s; %.1f %% in the "
      "stated minute\n",
      sum, end, sqrt(all), sqrt(own), 100.0 * at_nine / (PLACES * DAYS));
  ck_assert_double_eq_tol(sum, 0, 80); /* three standard errors of 400 habits */
  ck_assert_double_eq_tol(end, 0, 80);
  ck_assert_double_eq_tol(sqrt(all), 548, 60);
  ck_assert_double_eq_tol(sqrt(own), 245, 10);
  ck_assert_double_eq_tol(100.0 * at_nine / (PLACES * DAYS), 4.6, 1.0); /* of a bell of 548 s */
}
END_TEST

/* A place that never closes stays open, and spans stay in order however wide the spread. */
START_TEST(test_own_hours_keep_order) {
  ig_schedule always, broken;
  ig_schedule_error error;
  ck_assert(ig_schedule_read("daily 24h", &always, &error));
  ck_assert(ig_schedule_read("daily 08:00-08:20,08:30-12:00,12:05-23:50", &broken, &error));
  const ig_clock clock = {.utc_offset_s = 3600, .summer_time = IG_SUMMER_EU, .holidays = IG_HOLIDAYS_FRANCE};
  for (int64_t day = 17000; day < 17300; day++) {
    ig_rng_key key = {1, (uint64_t)day};
    ig_schedule_day d = ig_shop_hours_day(&always, IG_SHOP_HOURS_OPEN, &clock, day, key, 7200);
    ck_assert_double_eq(ig_schedule_open_s(&d, &d, 0, 86400), 86400);
    d = ig_shop_hours_day(&broken, IG_SHOP_HOURS_COOK, &clock, day, key, 7200);
    for (int k = 0; k < d.n; k++) {
      ck_assert_int_gt(d.span[k].end_s, d.span[k].begin_s);
      ck_assert_int_ge(d.span[k].begin_s, k > 0 ? d.span[k - 1].end_s : 0);
    }
  }
}
END_TEST

/* Visitors come and go along straight lines: the mean of every hour is the kind's figure, and within opening nothing
 * jumps. */
START_TEST(test_visitors) {
  for (int kind = 0; kind < IG_SHOP_KIND_COUNT; kind++) {
    const double *visit = ig_shop_kinds_table[kind].visit;
    for (int h = 0; h < 24; h++) {
      ck_assert_double_eq_tol(ig_shop_hours_visit_mean(visit, 3600 * h, 3600 * (h + 1)), visit[h], 1e-12);
      double before = ig_shop_hours_visit_mean(visit, 3600 * h + 3599, 3600 * h + 3600),
             after = ig_shop_hours_visit_mean(visit, 3600 * (h + 1), 3600 * (h + 1) + 1);
      ck_assert_double_ge(before, 0);
      if (visit[h] > 0 && visit[(h + 1) % 24] > 0) ck_assert_double_eq_tol(before, after, 2e-3);
      for (int half = 0; half < 2; half++) {
        ig_shop_visit v = ig_shop_hours_visit(visit, 2 * h + half);
        double begin_s = 3600 * h + 1800 * half;
        ck_assert_double_eq_tol(v.share + 900 * v.per_s, ig_shop_hours_visit_mean(visit, begin_s, begin_s + 1800),
                                1e-12);
      }
    }
  }
}
END_TEST

#define ALL                                                                                                        \
  "  units: [{name: a, kind: bakery}, {name: b, kind: supermarket}, {name: c, kind: restaurant}, {name: d, kind: " \
  "station}, "                                                                                                     \
  "{name: e, kind: school}, {name: f, kind: small_shop}]\n"

/* Bakers work while others sleep. */
START_TEST(test_bakery_night) {
  static double power[1440];
  ig_district *d = load("start: 2017-03-22, duration: 1 d, spin_up: 3 d", ALL);
  run(d, NULL, 0, power);
  ig_district_free(d);
  double night = 0, morning = 0;
  for (int m = 0; m < 180; m++) night += power[m] / 180;
  for (int m = 240; m < 420; m++) morning += power[m] / 180;
  ck_assert_double_gt(morning, 15000);
  ck_assert_double_lt(night, 8000);
  double jump = 0;
  for (int m = 300; m < 660; m++) jump = ig_max(jump, fabs(power[m] - power[m - 1]));
  ck_assert_double_gt(jump, 5000); /* thermostats switch whole ovens */
}
END_TEST

START_TEST(test_windows) {
  enum { MINUTES = 5 * 1440 };
  static double first[MINUTES], other[MINUTES];
  static const char *const steps[] = {"window: 600 s", "window: 1 d", "window: 60 s"};
  for (size_t u = 0; u < 6; u++)
    for (size_t k = 0; k < IG_COUNT(steps); k++) {
      char simulation[200];
      snprintf(simulation, sizeof simulation, "start: 2017-03-24, duration: 5 d, spin_up: 1 d, step: 60 s, %s",
               steps[k]);
      ig_district *d = load(simulation, ALL);
      run(d, NULL, u, k == 0 ? first : other);
      if (k > 0) ck_assert_mem_eq(first, other, sizeof first);
      ig_district_free(d);
    }
}
END_TEST

/* The zone loses what `loss` states, whatever part of it windows and leaks are: steady heat at one kelvin. */
START_TEST(test_loss) {
  static const ig_shop_fabric fabric[] = {
      {100, 1.3, 0.12, 3.3, 0.3, 0}, {1170, 1.1, 0.12, 3.3, 0.3, 0.5}, {4000, 1.9, 0.12, 3.3, 0.3, 0.33},
      {800, 2.5, 0.12, 3.3, 0.3, 1}, {90, 3.5, 0.12, 3.3, 0.3, 0},     {200, 1.2, 0, 3.3, 0.5, 0},
  };
  for (size_t k = 0; k < IG_COUNT(fabric); k++) {
    ig_zone_spec spec;
    ck_assert_ptr_null(ig_shop_fabric_spec(&fabric[k], &spec));
    double sum = spec.ventilation_W_K;
    static const double inside[] = {0.13, 0.10, 0.17};
    int opaque = 0;
    for (int e = 0; e < spec.elements; e++) {
      const ig_zone_element *x = &spec.element[e];
      if (x->boundary != IG_ZONE_EXTERIOR) continue;
      if (opaque == 1 && fabric[k].roof <= 0) opaque = 2; /* no roof */
      sum += x->area_m2 * (x->window ? x->u_W_m2K
                                     : ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&x->construction),
                                                               inside[opaque++], 0.04));
    }
    ck_assert_double_eq_tol(sum / fabric[k].area_m2 / fabric[k].loss_W_m2K, 1, 2e-4);
  }
}
END_TEST

static const struct {
  const char *shops, *message;
} wrong[] = {
    {"  units: [{name: a, loss: 0.3 W m-2 K-1}]\n", "loss: 0.3 W/(m2 K) is less than windows"},
    {"  units: [{name: a, opening_hours: \"mon-fry 08:00-12:00\"}]\n",
     "opening_hours: \"mon-fry 08:00-12:00\": character 5: expected a weekday"},
    {"  units: [{name: a, cooking_hours: \"mon 9-12\"}]\n",
     "cooking_hours: \"mon 9-12\": character 5: expected a time"},
    {"  units: [{name: a, setpoint_heat: 26 degC}]\n", "setpoint_heat: 26 degC must be at least"},
};

START_TEST(test_wrong) {
  char text[1000];
  int n = snprintf(text, sizeof text, "shops:\n%s", wrong[_i].shops);
  ig_errors errors = {0};
  ck_assert_ptr_null(ig_district_parse(text, (size_t)n, &errors));
  ck_assert_uint_eq(errors.n, 1);
  ck_assert_msg(strstr(errors.message[0], wrong[_i].message), "%s", errors.message[0]);
  ig_errors_free(&errors);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("shop");
  TCase *years = tcase_create("years"), *days = tcase_create("days");
  tcase_set_timeout(years, 120);
  tcase_set_timeout(days, 60);
  tcase_add_test(years, test_kinds);
  tcase_add_test(days, test_hours);
  tcase_add_test(days, test_holidays);
  tcase_add_test(days, test_own_hours);
  tcase_add_test(days, test_own_hours_keep_order);
  tcase_add_test(days, test_visitors);
  tcase_add_test(days, test_bakery_night);
  tcase_add_test(days, test_windows);
  tcase_add_test(days, test_loss);
  tcase_add_loop_test(days, test_wrong, 0, (int)IG_COUNT(wrong));
  suite_add_tcase(suite, years);
  suite_add_tcase(suite, days);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
