/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening hours: what is read, what is refused and where, and exact overlaps; duty cycles in closed form. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/schedule.h"

static ig_schedule read(const char *text) {
  ig_schedule s;
  ig_schedule_error error = {0};
  ck_assert_msg(ig_schedule_read(text, &s, &error), "\"%s\": %d: %s", text, error.column,
                error.message ? error.message : "");
  return s;
}

static double open_h(const ig_schedule *s, int weekday, bool public_holiday, bool school_holiday) {
  static const ig_schedule_day none = {0};
  return ig_schedule_open_s(ig_schedule_of(s, weekday, public_holiday, school_holiday), &none, 0, 86400) / 3600;
}

START_TEST(test_read) {
  ig_schedule s = read("mon-fri 07:00-20:00; sat 08:00-13:00,15:00-19:00; holidays closed; school-holidays closed");
  ck_assert_double_eq(open_h(&s, 0, false, false), 13);
  ck_assert_double_eq(open_h(&s, 5, false, false), 9);
  ck_assert_double_eq(open_h(&s, 6, false, false), 0);
  ck_assert_double_eq(open_h(&s, 2, true, false), 0);
  ck_assert_double_eq(open_h(&s, 2, false, true), 0);
  ck_assert_double_eq(ig_schedule_week_h(&s), 74);
}
END_TEST

START_TEST(test_forms) {
  ig_schedule s = read("");
  ck_assert_double_eq(ig_schedule_week_h(&s), 0);
  s = read("daily 24h");
  ck_assert_double_eq(ig_schedule_week_h(&s), 168);
  s = read("fri-mon 10:00-11:00");
  ck_assert_double_eq(ig_schedule_week_h(&s), 4); /* ranges wrap round the week */
  s = read("Mon , Wed-Fri  9:00-12:30 , 14:00 - 18:00 ;");
  ck_assert_double_eq(ig_schedule_week_h(&s), 4 * 7.5);
  /* School holidays replace open days only; without a rule a holiday is a day like another. */
  s = read("mon-fri 08:00-18:00; school-holidays 09:00-12:00");
  ck_assert_double_eq(open_h(&s, 1, false, true), 3);
  ck_assert_double_eq(open_h(&s, 6, false, true), 0);
  ck_assert_double_eq(open_h(&s, 1, true, false), 10);
}
END_TEST

START_TEST(test_midnight) {
  ig_schedule s = read("daily 18:00-02:00");
  const ig_schedule_day *d = ig_schedule_of(&s, 3, false, false);
  ck_assert_double_eq(ig_schedule_open_s(d, d, 0, 86400), 8 * 3600);
  ck_assert_double_eq(ig_schedule_open_s(d, d, 0, 3600), 3600);
  ck_assert_double_eq(ig_schedule_open_s(d, d, 7140, 7260), 60);
  ck_assert_double_eq(ig_schedule_open_s(d, d, 43200, 43260), 0);
  ck_assert_double_eq(ig_schedule_week_h(&s), 56);
}
END_TEST

/* The hours of a day are the sum of its steps, for any step. */
START_TEST(test_overlap) {
  ig_schedule s = read("daily 04:37-01:11");
  const ig_schedule_day *d = ig_schedule_of(&s, 0, false, false);
  static const int steps[] = {1, 7 * 60, 60, 900, 1800};
  for (size_t k = 0; k < IG_COUNT(steps); k++) {
    double sum = 0;
    for (int t = 0; t < 86400; t += steps[k]) sum += ig_schedule_open_s(d, d, t, ig_min(t + steps[k], 86400));
    ck_assert_double_eq(sum, (24 + 1) * 3600 + 11 * 60 - 4 * 3600 - 37 * 60);
  }
}
END_TEST

static const struct {
  const char *text;
  int column;
  const char *message;
} wrong[] = {
    {"mon-fry 08:00-12:00", 5, "expected a weekday after '-'"},
    {"monday 08:00-12:00", 1, "expected a day"},
    {"mon 8-12", 5, "expected a time HH:MM"},
    {"mon 08:60-12:00", 5, "time out of range"},
    {"mon 08:00-25:00", 11, "time out of range"},
    {"mon 24:00-08:00", 5, "cannot begin at 24:00"},
    {"mon 08:00", 10, "expected '-'"},
    {"mon", 4, "expected hours"},
    {"mon 08:00-12:00 tue 08:00-12:00", 17, "expected ';'"},
    {"mon-wed 08:00-12:00; tue closed", 22, "already has hours"},
    {"mon,mon closed", 5, "named twice"},
    {"mon 08:00-12:00,11:00-13:00", 17, "overlap"},
    {"mon 01:00-02:00,03:00-04:00,05:00-06:00,07:00-08:00,09:00-10:00", 53, "more than 4"},
    {"mon 18:00-02:00; tue 01:00-05:00", 1, "past midnight"},
    {"mon 08:00-12:0", 11, "expected a time"},
    {"\xff", 1, "expected a day"},
};

START_TEST(test_wrong) {
  ig_schedule s;
  ig_schedule_error error = {0};
  ck_assert(!ig_schedule_read(wrong[_i].text, &s, &error));
  ck_assert_int_eq(error.column, wrong[_i].column);
  ck_assert_msg(strstr(error.message, wrong[_i].message), "%s", error.message);
}
END_TEST

/* Minutes add up to hours, and the mean is the share. */
START_TEST(test_duty) {
  static const double shares[] = {0, 0.13, 0.5, 0.99, 1};
  for (size_t k = 0; k < IG_COUNT(shares); k++) {
    double per_s = 1 / 547.3, phase = 0.37, sum = 0, n = 86400 / 60;
    for (int t = 0; t < 86400; t += 60) {
      double duty = ig_schedule_duty(t * per_s + phase, (t + 60) * per_s + phase, shares[k]);
      ck_assert(duty >= -1e-9 && duty <= 1 + 1e-9);
      sum += duty;
    }
    ck_assert_double_eq_tol(sum / n, ig_schedule_duty(phase, 86400 * per_s + phase, shares[k]), 1e-10);
    ck_assert_double_eq_tol(sum / n, shares[k], 1.0 / (86400 * per_s));
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("schedule");
  TCase *all = tcase_create("schedule");
  tcase_add_test(all, test_read);
  tcase_add_test(all, test_forms);
  tcase_add_test(all, test_midnight);
  tcase_add_test(all, test_overlap);
  tcase_add_loop_test(all, test_wrong, 0, (int)IG_COUNT(wrong));
  tcase_add_test(all, test_duty);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
