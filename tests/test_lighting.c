/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Street lighting: burning hours of a year at Issy against hours computed with NREL SPA, and energy that is the
 * same from event to event and in the steps, whatever the step and the window. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/district_runs.h"

static ig_district *load(const char *simulation, const char *lighting) {
  char text[4000];
  snprintf(text, sizeof text, "simulation: {%s}\nlighting:\n%s", simulation, lighting);
  return district_of(text);
}

static ig_batch *lighting_of(ig_district *d) { return batch_of(d, "lighting"); }

static void *array(const ig_batch *b, const char *name) {
  for (size_t f = 0; f < b->model->n_fields; f++) {
    const ig_field *field = &b->model->fields[f];
    if (field->role != IG_SETTING && strcmp(field->name, name) == 0)
      return *(void **)(void *)((char *)b->data + field->offset);
  }
  ck_abort_msg("no field %s", name);
  return NULL;
}

static double total(const ig_batch *b, const char *name, const char *unit) {
  for (size_t u = 0; u < b->n; u++)
    if (strcmp(b->name[u], unit) == 0) return ((double *)array(b, name))[u];
  ck_abort_msg("no unit %s", unit);
  return 0;
}

/* Runs the lighting alone; adds the power of unit `kept`, step by step, to series if it is not NULL. */
static void run(ig_batch *b, size_t kept, double *series) {
  const ig_site *site = b->site;
  int n_steps = site->window_s / site->step_s;
  for (int64_t t = site->begin_s; t < site->end_s; t += site->window_s) {
    ig_window w = {.begin_s = t,
                   .end_s = t + site->window_s,
                   .step_s = site->step_s,
                   .n_steps = n_steps,
                   .recording = t >= site->record_s};
    for (size_t begin = 0; begin < b->padded; begin += IG_BLOCK) b->model->advance(b, &w, begin, begin + IG_BLOCK);
    if (!series || !w.recording) continue;
    const double *power = ig_tile(array(b, "power"), &w, kept / IG_BLOCK * IG_BLOCK);
    for (int s = 0; s < n_steps; s++) *series++ = power[s * IG_BLOCK + (int)(kept % IG_BLOCK)];
  }
}

#define YEAR_2023 "start: 2023-01-01, duration: 365 d, spin_up: 0 d"
#define RULES                                                                           \
  "  defaults: {switch_spread: 0 s, lamps: 1, lamp_power: 100 W}\n"                     \
  "  units:\n"                                                                          \
  "  - {name: civil}\n"                                                                 \
  "  - {name: civil-dim, dimming: {level: 0.5}}\n"                                      \
  "  - {name: civil-cut, night_off: {begin: 1 h, end: 5 h}}\n"                          \
  "  - {name: sunset, control: sunset}\n"                                               \
  "  - {name: sunset-dim, control: sunset, dimming: {level: 0.5}}\n"                    \
  "  - {name: sunset-cut, control: sunset, night_off: {begin: 1 h, end: 5 h}}\n"        \
  "  - {name: offset, control: sunset_offset, offset: 15 min}\n"                        \
  "  - {name: offset-dim, control: sunset_offset, dimming: {level: 0.5}}\n"             \
  "  - {name: offset-cut, control: sunset_offset, night_off: {begin: 1 h, end: 5 h}}\n" \
  "  - {name: fixed, control: fixed_hours, fixed: {begin: 20 h, end: 7 h}}\n"           \
  "  - {name: never, control: off, standby_power: 1 W}\n"

/* Full-load hours of 2023, computed with NREL SPA from minute to minute
 * (lighting/issy_lighting_hours_2023.json of the reference data). */
START_TEST(test_hours_2023) {
  static const struct {
    const char *unit;
    double hours;
  } expected[] = {{"civil", 3857.80},
                  {"civil-dim", 2762.80},
                  {"civil-cut", 2397.80},
                  {"sunset", 4287.63},
                  {"sunset-dim", 3192.63},
                  {"sunset-cut", 2827.63},
                  {"offset", 4105.13},
                  {"offset-dim", 3010.13},
                  {"offset-cut", 2645.13},
                  {"fixed", 11 * 365},
                  {"never", 0}};
  ig_district *d = load(YEAR_2023, RULES);
  ig_batch *b = lighting_of(d);
  run(b, 0, NULL);
  for (size_t i = 0; i < IG_COUNT(expected); i++) {
    double hours = total(b, "full_load_hours", expected[i].unit);
    printf("lighting 2023, %-10s %8.2f full-load hours, reference %8.2f\n", expected[i].unit, hours, expected[i].hours);
    ck_assert_double_eq_tol(hours, expected[i].hours, 0.3);
  }
  /* Dimming changes the energy, not the burning hours; cutting off changes both. */
  ck_assert_double_eq(total(b, "burning_hours", "civil-dim"), total(b, "burning_hours", "civil"));
  ck_assert_double_eq_tol(total(b, "burning_hours", "civil-cut"), total(b, "burning_hours", "civil") - 4 * 365, 1e-6);
  ck_assert_double_eq_tol(total(b, "audit_binned_energy", "civil"), 100 * total(b, "full_load_hours", "civil"), 1e-6);
  ck_assert_double_eq_tol(total(b, "audit_binned_energy", "never"), 8760, 1e-6);
  ig_district_free(d);
}
END_TEST

#define AUDITED                                                                                            \
  "  count: 3\n  lamps: 100\n"                                                                             \
  "  defaults: {standby_power: 0.7 W, dimming: {level: 0.31, ramp: 17.3 min}, night_off: {end: 3.21 h}}\n" \
  "  units:\n"                                                                                             \
  "  - {name: dark, dimming: {level: 0, begin: 22.1 h, end: 5.55 h, ramp: 90 min}}\n"                      \
  "  - {name: day, control: fixed_hours, fixed: {begin: 6.5 h, end: 17.25 h}}\n"

/* Energy at events against energy in bins, over steps and windows that do not fit the events. */
START_TEST(test_audit) {
  static const char *const steps[] = {"step: 60 s, window: 600 s", "step: 1 s, window: 3600 s",
                                      "step: 1800 s, window: 1 d", "step: 25 s, window: 450 s"};
  double reference[5] = {0};
  for (size_t k = 0; k < IG_COUNT(steps); k++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-03-24, duration: 4 d, spin_up: 1 d, %s", steps[k]);
    ig_district *d = load(simulation, AUDITED);
    ig_batch *b = lighting_of(d);
    run(b, 0, NULL);
    const double *event = array(b, "audit_event_energy"), *bins = array(b, "audit_binned_energy");
    ck_assert_uint_eq(b->n, 5);
    for (size_t u = 0; u < b->n; u++) {
      ck_assert_double_gt(event[u], 100);
      ck_assert_double_eq_tol(bins[u] / event[u], 1, 1e-10); /* of 345,600 additions */
      if (k == 0) reference[u] = event[u];
      ck_assert_double_eq_tol(event[u] / reference[u], 1, 1e-12);
    }
    ig_district_free(d);
  }
}
END_TEST

/* The step means themselves: windows do not matter at all, steps not beyond their mean. */
START_TEST(test_steps) {
  enum { MINUTES = 3 * 1440 };
  static double minute[MINUTES], wide[MINUTES], half_hour[MINUTES / 30];
  static const char *const steps[] = {"step: 60 s, window: 60 s", "step: 60 s, window: 1 d",
                                      "step: 1800 s, window: 1800 s"};
  double *series[] = {minute, wide, half_hour};
  for (size_t k = 0; k < 3; k++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-10-28, duration: 3 d, spin_up: 2 d, %s", steps[k]);
    ig_district *d = load(simulation, AUDITED);
    run(lighting_of(d), 1, series[k]);
    ig_district_free(d);
  }
  ck_assert_int_eq(memcmp(minute, wide, sizeof minute), 0);
  for (int i = 0; i < MINUTES / 30; i++) {
    double mean = 0;
    for (int k = 0; k < 30; k++) mean += minute[30 * i + k] / 30;
    ck_assert_double_eq_tol(half_hour[i], mean, 1e-9);
  }
}
END_TEST

/* One night, second by second: on at dusk, a straight ramp from 23:00 on, off at 01:00, summer time ends at 3. */
START_TEST(test_night) {
  enum { DAY = 86400 };
  static double second[2 * DAY];
  ig_district *d =
      load("start: 2017-10-28, duration: 2 d, spin_up: 0 d, step: 1 s, window: 600 s",
           "  units:\n  - {name: a, lamps: 10, lamp_power: 50 W, switch_spread: 0 s, standby_power: 1 W,\n"
           "     dimming: {level: 0.5, begin: 23 h, end: 5 h, ramp: 15 min}, night_off: {begin: 1 h, end: 2.5 h}}\n");
  run(lighting_of(d), 0, second);
  ck_assert_double_eq(second[12 * 3600], 10); /* noon: standby */
  ck_assert_double_eq(second[22 * 3600 + 3599], 500);
  ck_assert_double_eq_tol(second[23 * 3600 + 450], 500 - 250 * 450.5 / 900, 1e-9);
  ck_assert_double_eq(second[23 * 3600 + 900], 250);
  ck_assert_double_eq(second[DAY + 3599], 250);
  ck_assert_double_eq(second[DAY + 3600], 10); /* cut at 01:00 */
  ck_assert_double_eq(second[DAY + 8999], 10);
  ck_assert_double_eq(second[DAY + 9000], 250);         /* restored at 02:30, the first of two */
  ck_assert_double_eq(second[DAY + 6 * 3600 - 1], 250); /* 05:00 is 6 hours after midnight that night */
  ck_assert_double_eq_tol(second[DAY + 6 * 3600 + 450], 250 + 250 * 450.5 / 900, 1e-9);
  ck_assert_double_eq(second[DAY + 6 * 3600 + 900], 500);
  ig_district_free(d);
}
END_TEST

/* A cut from 02:30 to 03:00 on the night when summer time skips the hour: nothing is left of it. */
START_TEST(test_skipped_hour) {
  ig_district *d = load("start: 2017-03-25, duration: 3 d, spin_up: 0 d",
                        "  units:\n  - {name: cut, switch_spread: 0 s, night_off: {begin: 2.5 h, end: 3 h}}\n  - "
                        "{name: whole, switch_spread: 0 s}\n");
  ig_batch *b = lighting_of(d);
  run(b, 0, NULL);
  ck_assert_double_eq_tol(total(b, "burning_hours", "whole") - total(b, "burning_hours", "cut"), 1.0,
                          1e-9); /* two other nights */
  ig_district_free(d);
}
END_TEST

/* Clock errors differ, are drawn by name, and move the switching without changing its length. */
START_TEST(test_clock_error) {
  ig_district *d = load(YEAR_2023,
                        "  count: 200\n  lamps: 6001\n  defaults: {switch_spread: 60 s}\n  units:\n  - {name: exact, "
                        "switch_spread: 0 s}\n");
  ig_batch *b = lighting_of(d);
  const int64_t *error = array(b, "clock_error");
  const int32_t *lamps = array(b, "lamps");
  double sum = 0, squares = 0;
  int32_t all_lamps = 0;
  run(b, 0, NULL);
  for (size_t u = 0; u < b->n; u++) {
    if (!b->listed[u]) all_lamps += lamps[u];
    sum += (double)error[u];
    squares += (double)(error[u] * error[u]);
    ck_assert_int_le(llabs(error[u]), 180);
    ck_assert_double_eq_tol(((double *)array(b, "burning_hours"))[u], total(b, "burning_hours", "exact"), 0.2);
  }
  ck_assert_int_eq(all_lamps, 6001);
  ck_assert_double_eq_tol(sum / 200, 0, 15); /* 3.5 standard errors */
  ck_assert_double_eq_tol(sqrt(squares / 200), 60, 12);
  ig_district_free(d);
}
END_TEST

/* Where the sun does not rise or set for weeks, lamps stay on or off. */
START_TEST(test_polar) {
  const char *text =
      "simulation: {start: 2023-06-01, duration: 30 d, spin_up: 0 d}\nsite: {latitude: 70, longitude: 23}\nlighting: "
      "{units: [{name: a, control: sunset}]}\n";
  for (int winter = 0; winter < 2; winter++) {
    char scenario[300];
    snprintf(scenario, sizeof scenario, "%s", text);
    if (winter) memcpy(strstr(scenario, "2023-06-01"), "2022-12-01", 10);
    ig_errors errors = {0};
    ig_district *d = ig_district_parse(scenario, strlen(scenario), &errors);
    ck_assert_ptr_nonnull(d);
    run(lighting_of(d), 0, NULL);
    ck_assert_double_eq_tol(total(lighting_of(d), "burning_hours", "a"), winter ? 720 : 0, 1e-9);
    ig_district_free(d);
  }
}
END_TEST

/* A longer run begins with the shorter one, and a cabinet added by name changes no other. */
START_TEST(test_paired) {
  static double one[1440 * 2], two[1440 * 4];
  ig_district *d = load("start: 2017-01-01, duration: 2 d, spin_up: 1 d", "  count: 2\n  lamps: 60\n");
  run(lighting_of(d), 0, one);
  ig_district_free(d);
  d = load("start: 2017-01-01, duration: 4 d, spin_up: 3 d",
           "  count: 2\n  lamps: 60\n  units: [{name: another, lamps: 10}]\n");
  run(lighting_of(d), 1, two);
  ck_assert_int_eq(memcmp(one, two, sizeof one), 0);
  ig_district_free(d);
}
END_TEST

static const struct {
  const char *lighting, *message;
} wrong[] = {
    {"  lamps: 5\n", "lighting.lamps: 5 lamps need cabinets: count is 0"},
    {"  units: [{name: a, control: off, zenith: 96}]\n", "lighting.zenith: has no effect: control is not by the sun"},
    {"  units: [{name: a, offset: 5 min}]\n", "lighting.offset: has no effect: control is not sunset_offset"},
    {"  units: [{name: a, control: fixed_hours, fixed: {begin: 7 h}}]\n",
     "lighting.fixed.end: 7 h is also fixed.begin"},
    {"  defaults: {dimming: {level: 0.5, begin: 5 h}}\n  count: 1\n",
     "lighting.dimming.end: 5 h is also dimming.begin"},
};

START_TEST(test_wrong) {
  char text[1000];
  int n = snprintf(text, sizeof text, "lighting:\n%s", wrong[_i].lighting);
  ig_errors errors = {0};
  ck_assert_ptr_null(ig_district_parse(text, (size_t)n, &errors));
  ck_assert_uint_eq(errors.n, 1);
  ck_assert_msg(strstr(errors.message[0], wrong[_i].message), "%s", errors.message[0]);
  ig_errors_free(&errors);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("lighting");
  TCase *hours = tcase_create("hours"), *events = tcase_create("events");
  tcase_set_timeout(hours, 60);
  tcase_set_timeout(events, 60);
  tcase_add_test(hours, test_hours_2023);
  tcase_add_test(hours, test_clock_error);
  tcase_add_test(hours, test_polar);
  tcase_add_test(events, test_audit);
  tcase_add_test(events, test_steps);
  tcase_add_test(events, test_night);
  tcase_add_test(events, test_skipped_hour);
  tcase_add_test(events, test_paired);
  tcase_add_loop_test(events, test_wrong, 0, (int)IG_COUNT(wrong));
  suite_add_tcase(suite, hours);
  suite_add_tcase(suite, events);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
