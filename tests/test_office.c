/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offices: exact totals, presence by weekday, energy and its shape against the ranges of the reference data
 * (targets.csv rows 39 to 46), and results that know nothing of windows. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/build.h"

#define DISTRICT                                                                   \
  "  count: 14\n  total_area: 76000 m2\n  total_employees: 4750\n"                 \
  "  units:\n"                                                                     \
  "  - {name: sequana, area: 42000 m2, employees: 2625, heating: district_heat}\n" \
  "  - {name: eos, area: 42000 m2, employees: 2625, heating: district_heat}\n"

static ig_district *load(const char *simulation, const char *offices) {
  char text[4000];
  int n = snprintf(text, sizeof text, "simulation: {%s}\noffices:\n%s", simulation, offices);
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

static void *array(const ig_batch *b, const char *name) {
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

static double sum(const ig_batch *b, const char *name) {
  const double *v = array(b, name);
  double s = 0;
  for (size_t u = 0; u < b->n; u++) s += v[u];
  return s;
}

/* Runs weather and offices a day at a time, as the engine does; energy_Wh[u] becomes the integral of power over
 * recorded time, and series (if not NULL) the steps of unit `kept`. */
static void run(ig_district *d, double *energy_Wh, size_t kept, double *series) {
  ig_batch *weather = batch_of(d, "weather"), *b = batch_of(d, "office");
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

START_TEST(test_totals) {
  static const struct {
    int count, employees;
    double area;
  } cases[] = {{1, 0, 100}, {14, 4750, 76000}, {97, 10001, 160000.25}, {3, 1, 300}};
  for (size_t k = 0; k < IG_COUNT(cases); k++) {
    char text[300];
    snprintf(text, sizeof text, "  count: %d\n  total_area: %.2f m2\n  total_employees: %d\n", cases[k].count,
             cases[k].area, cases[k].employees);
    ig_district *d = load("duration: 1 d", text);
    ig_batch *b = batch_of(d, "office");
    const int32_t *employees = array(b, "employees");
    int64_t people = 0;
    for (size_t u = 0; u < b->n; u++) people += employees[u];
    ck_assert_uint_eq(b->n, (size_t)cases[k].count);
    ck_assert_int_eq(people, cases[k].employees);
    ck_assert_double_eq(sum(b, "area"), cases[k].area);
    ig_district_free(d);
  }
}
END_TEST

/* A number must lie in its range of targets.csv; the table is printed for the record. */
static void target(const char *what, double value, double low, double high) {
  printf("office %-42s %8.3f  (%g to %g)\n", what, value, low, high);
  ck_assert_msg(value >= low && value <= high, "%s: %g is not in %g to %g", what, value, low, high);
}

static double ratio7(const ig_batch *b, const char *over, const char *under, size_t from, size_t to) {
  const double *v = array(b, over), *w = array(b, under);
  double a = 0, c = 0;
  for (size_t u = 0; u < b->n; u++)
    for (size_t k = from; k < to; k++) a += v[u * 7 + k], c += w[u * 7 + k];
  return a / c;
}

static double at_hour(const ig_batch *b, const char *name, size_t hour) {
  const double *v = array(b, name), *s = array(b, "hour_time");
  double a = 0;
  for (size_t u = 0; u < b->n; u++) a += v[u * 24 + hour] / s[u * 24 + hour];
  return a;
}

static double electricity(const ig_batch *b) {
  static const char *const uses[] = {"lighting",    "plugs",   "servers", "common",
                                     "ventilation", "heating", "cooling", "cooking"};
  double all = 0;
  for (size_t k = 0; k < IG_COUNT(uses); k++) {
    char name[64];
    snprintf(name, sizeof name, "electricity_%s", uses[k]);
    all += sum(b, name);
  }
  return all;
}

static void check_shape(const ig_batch *b) {
  double night = (at_hour(b, "hour_energy", 1) + at_hour(b, "hour_energy", 2) + at_hour(b, "hour_energy", 3)) / 3,
         peak = 0;
  double plateau = 0, lunch = ig_min(at_hour(b, "hour_person_time", 12), at_hour(b, "hour_person_time", 13));
  for (size_t h = 0; h < 24; h++) peak = ig_max(peak, at_hour(b, "hour_energy", h));
  for (size_t h = 9; h < 12; h++) plateau = ig_max(plateau, at_hour(b, "hour_person_time", h));
  target("41 lunch over morning", lunch / plateau, 0.40, 0.63);
  target("46 night over busiest hour", night / peak, 0.25, 0.45);
  target("44 weekend day over weekday",
         ratio7(b, "weekday_energy", "weekday_time", 5, 7) / ratio7(b, "weekday_energy", "weekday_time", 0, 5), 0.36,
         0.56);
  target("45 Friday over Tuesday",
         ratio7(b, "weekday_energy", "weekday_time", 4, 5) / ratio7(b, "weekday_energy", "weekday_time", 1, 2), 0.88,
         1.00);
}

/* A year of the default district's offices as they were in 2017. */
START_TEST(test_year_2017) {
  ig_district *d = load("start: 2017-01-01, duration: 365 d, spin_up: 14 d", DISTRICT);
  ig_batch *b = batch_of(d, "office");
  double energy_Wh[16] = {0};
  run(d, energy_Wh, 0, NULL);
  double all = electricity(b), integral = 0;
  for (size_t u = 0; u < b->n; u++) integral += energy_Wh[u];
  ck_assert_double_eq_tol(all / integral, 1, 1e-9);
  ck_assert_double_eq(sum(b, "area"), 160000);
  double carriers = all + sum(b, "gas") + sum(b, "district_heat");
  target("43 electricity, kWh/m2", all / 160000 / 1e3, 50, 143);
  target("42 all carriers, kWh/m2", carriers / 160000 / 1e3, 124, 206);
  check_shape(b);
  target("presence on Tuesdays (input 0.77)", ratio7(b, "came", "came_of", 1, 2), 0.75, 0.79);
  target("presence on Fridays (input 0.70)", ratio7(b, "came", "came_of", 4, 5), 0.68, 0.72);
  target("desk IT of an employee, kWh (ADEME 180)", sum(b, "electricity_plugs") / 10000 / 1e3, 150, 210);
  /* Events and bins hold the same energy. */
  ck_assert_double_gt(sum(b, "audit_event_energy"), 1e8);
  const double *event = array(b, "audit_event_energy"), *bins = array(b, "audit_binned_energy");
  for (size_t u = 0; u < b->n; u++) ck_assert_double_eq_tol(bins[u] / event[u], 1, 1e-9);
  ig_district_free(d);
}
END_TEST

START_TEST(test_year_2024) {
  ig_district *d = load("start: 2024-01-01, duration: 366 d, spin_up: 14 d",
                        "  vintage: 2025\n  presence: [0.42, 0.51, 0.42, 0.51, 0.27]\n" DISTRICT);
  ig_batch *b = batch_of(d, "office");
  run(d, NULL, 0, NULL);
  target("39 presence on Tuesdays", ratio7(b, "came", "came_of", 1, 2), 0.47, 0.55);
  target("40 presence on Fridays", ratio7(b, "came", "came_of", 4, 5), 0.23, 0.31);
  target("43 electricity, kWh/m2", electricity(b) / 160000 / 1e3, 50, 143);
  check_shape(b);
  ig_district_free(d);
}
END_TEST

/* Steps of one building for other windows and steps, over the end of summer time. */
START_TEST(test_windows) {
  enum { MINUTES = 5 * 1440 };
  static double first[MINUTES], other[MINUTES], coarse[MINUTES / 30];
  static const char *const steps[] = {"step: 60 s, window: 600 s", "step: 60 s, window: 1 d",
                                      "step: 60 s, window: 60 s", "step: 1800 s, window: 3600 s"};
  double audit = 0;
  for (size_t k = 0; k < IG_COUNT(steps); k++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-10-27 13:00, duration: 5 d, spin_up: 1 d, %s", steps[k]);
    ig_district *d = load(simulation, "  units: [{name: a, area: 3000 m2, employees: 187, heating: heat_pump}]\n");
    ig_batch *b = batch_of(d, "office");
    run(d, NULL, 0, k == 0 ? first : k == 3 ? coarse : other);
    double event = sum(b, "audit_event_energy");
    ck_assert_double_eq_tol(sum(b, "audit_binned_energy") / event, 1, 1e-12);
    if (k == 0) audit = event;
    ck_assert_double_eq(event, audit); /* the same people at the same seconds, whatever the step */
    if (k == 1 || k == 2) ck_assert_mem_eq(first, other, sizeof first);
    ig_district_free(d);
  }
  double a = 0, c = 0;
  for (size_t i = 0; i < MINUTES; i++) a += first[i] / 30;
  for (size_t i = 0; i < MINUTES / 30; i++) c += coarse[i];
  ck_assert_double_eq_tol(c / a, 1, 0.01);
}
END_TEST

/* A building's life does not change when another joins. */
START_TEST(test_paired) {
  enum { MINUTES = 3 * 1440 };
  static double alone[MINUTES], together[MINUTES];
  static const char *const simulation = "start: 2017-03-20, duration: 3 d, spin_up: 1 d";
  ig_district *d = load(simulation, "  units: [{name: b, area: 3000 m2, employees: 187}]\n");
  run(d, NULL, 0, alone);
  ig_district_free(d);
  d = load(simulation, "  units: [{name: a}, {name: b, area: 3000 m2, employees: 187}, {name: c}]\n");
  run(d, NULL, unit(batch_of(d, "office"), "b"), together);
  ig_district_free(d);
  ck_assert_mem_eq(alone, together, sizeof alone);
}
END_TEST

/* A set-back saves heat, and nothing that people do changes with it. */
START_TEST(test_setback) {
  double heat[2], plugs[2];
  for (int k = 0; k < 2; k++) {
    char text[300];
    snprintf(text, sizeof text, "  setback: %s\n  units: [{name: a, area: 5000 m2, employees: 312, heating: gas}]\n",
             k ? "true" : "false");
    ig_district *d = load("start: 2017-01-02, duration: 28 d, spin_up: 7 d", text);
    ig_batch *b = batch_of(d, "office");
    run(d, NULL, 0, NULL);
    heat[k] = sum(b, "heat");
    plugs[k] = sum(b, "electricity_plugs");
    ck_assert_double_eq(sum(b, "electricity_heating"), 0);
    ck_assert_double_gt(sum(b, "gas"), heat[k]); /* losses of boiler and pipes */
    ck_assert_double_eq(sum(b, "district_heat"), 0);
    ig_district_free(d);
  }
  printf("office set-back saves %.1f %% of the heat of January\n", 100 * (1 - heat[1] / heat[0]));
  ck_assert_double_eq(plugs[0], plugs[1]);
  ck_assert(heat[1] < 0.97 * heat[0] && heat[1] > 0.6 * heat[0]);
}
END_TEST

/* Nobody and nothing: an empty building runs on. */
START_TEST(test_empty) {
  ig_district *d =
      load("duration: 2 d, spin_up: 0 d", "  units: [{name: a, employees: 0, heating: none, cooling: false}]\n");
  ig_batch *b = batch_of(d, "office");
  run(d, NULL, 0, NULL);
  ck_assert_double_eq(sum(b, "audit_event_energy"), 0);
  ck_assert_double_eq(sum(b, "electricity_plugs"), 0);
  ck_assert_double_gt(sum(b, "electricity_servers"), 0);
  ig_district_free(d);
}
END_TEST

static const struct {
  const char *offices, *message;
} wrong[] = {
    {"  presence: [0.5, 0.5]\n", "offices.presence: 2 values"},
    {"  presence: [0.5, 0.5, 0.95, 0.5, 0.5]\n", "offices.presence: 0.95 is"},
    {"  count: 3\n  total_area: 100 m2\n", "offices.total_area: 100 m2 is too small for 3 buildings"},
    {"  total_area: 1000 m2\n", "offices.count: 0 generated buildings"},
    {"  count: 2\n  total_area: 9000 m2\n  defaults: {area: 3000 m2}\n", "area: is for listed buildings"},
    {"  heating_shares: [0.5, 0.5, 0.5, 0.5]\n", "offices.heating_shares: takes 4 shares"},
    {"  units: [{name: a, share_north: 0.5}]\n", "share_north: shares of the four facades add up to 1.25"},
    {"  units: [{name: a, hours_start: 21 h}]\n", "hours_start: 21 h is not before the stop at 20 h"},
    {"  units: [{name: a, setpoint_heat: 26 degC}]\n", "setpoint_heat: 26 degC must be at least"},
    {"  units: [{name: a, plug_active: 5 W}]\n", "plug_active: 5 W is below plug_absent (10 W)"},
};

START_TEST(test_wrong) {
  char text[1000];
  int n = snprintf(text, sizeof text, "offices:\n%s", wrong[_i].offices);
  ig_errors errors = {0};
  ck_assert_ptr_null(ig_district_parse(text, (size_t)n, &errors));
  ck_assert_uint_eq(errors.n, 1);
  ck_assert_msg(strstr(errors.message[0], wrong[_i].message), "%s", errors.message[0]);
  ig_errors_free(&errors);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("office");
  TCase *years = tcase_create("years"), *days = tcase_create("days");
  tcase_set_timeout(years, 120);
  tcase_set_timeout(days, 60);
  tcase_add_test(years, test_year_2017);
  tcase_add_test(years, test_year_2024);
  tcase_add_test(days, test_totals);
  tcase_add_test(days, test_windows);
  tcase_add_test(days, test_paired);
  tcase_add_test(days, test_setback);
  tcase_add_test(days, test_empty);
  tcase_add_loop_test(days, test_wrong, 0, (int)IG_COUNT(wrong));
  suite_add_tcase(suite, years);
  suite_add_tcase(suite, days);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
