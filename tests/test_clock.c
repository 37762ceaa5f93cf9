/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates, summer time, holidays: against the C library and against published dates. */
#include <check.h>
#include <stdlib.h>
#include <time.h>

#include "sim/clock.h"

static const ig_clock paris = {3600, IG_SUMMER_EU, IG_HOLIDAYS_FRANCE};

static int64_t utc(int year, int month, int day, int hour, int minute, int second) {
  return ig_clock_days((ig_date){year, month, day}) * IG_DAY_S + hour * 3600 + minute * 60 + second;
}

static bool school(int year, int month, int day) {
  bool known;
  bool holiday = ig_clock_school_holiday(&paris, (ig_date){year, month, day}, &known);
  ck_assert(known);
  return holiday;
}

START_TEST(dates_go_round) {
  ck_assert_int_eq(ig_clock_days((ig_date){1970, 1, 1}), 0);
  ck_assert_int_eq(ig_clock_days((ig_date){2000, 3, 1}), 11017);
  ck_assert_int_eq(ig_clock_days((ig_date){1969, 12, 31}), -1);
  for (int64_t day = -150000; day < 150000; day++) {
    ig_date d = ig_clock_date(day);
    ck_assert_int_eq(ig_clock_days(d), day);
    ck_assert(d.month >= 1 && d.month <= 12 && d.day >= 1 && d.day <= 31);
  }
}
END_TEST

/* gmtime_r is an independent implementation. */
START_TEST(calendar_agrees_with_libc) {
  ig_clock clock = {0, IG_SUMMER_NONE, IG_HOLIDAYS_NONE};
  for (int64_t t = utc(1996, 1, 1, 0, 0, 0); t < utc(2100, 1, 1, 0, 0, 0); t += 3 * IG_DAY_S + 12347) {
    time_t c = (time_t)t;
    struct tm tm;
    gmtime_r(&c, &tm);
    ig_local l = ig_clock_local(&clock, t);
    ck_assert_int_eq(l.date.year, tm.tm_year + 1900);
    ck_assert_int_eq(l.date.month, tm.tm_mon + 1);
    ck_assert_int_eq(l.date.day, tm.tm_mday);
    ck_assert_int_eq(l.day_of_year, tm.tm_yday);
    ck_assert_int_eq((int)l.weekday, (tm.tm_wday + 6) % 7);
    ck_assert_int_eq(l.second_of_day, tm.tm_hour * 3600 + tm.tm_min * 60 + tm.tm_sec);
    ck_assert(!l.public_holiday && !l.school_holiday);
    ck_assert_int_eq(l.workday, tm.tm_wday >= 1 && tm.tm_wday <= 5);
  }
}
END_TEST

/* The time-zone data of the system, where it is installed, is independent too. */
START_TEST(summer_time_agrees_with_tzdata) {
  setenv("TZ", "Europe/Paris", 1);
  tzset();
  time_t july = (time_t)utc(2024, 7, 1, 0, 0, 0);
  struct tm tm;
  localtime_r(&july, &tm);
  if (tm.tm_hour != 2) return; /* no tzdata here */
  for (int64_t t = utc(1996, 1, 1, 0, 0, 0); t < utc(2037, 1, 1, 0, 0, 0); t += 1800) {
    time_t c = (time_t)t;
    localtime_r(&c, &tm);
    ck_assert_int_eq(ig_clock_offset_s(&paris, t), tm.tm_isdst > 0 ? 7200 : 3600);
  }
}
END_TEST

START_TEST(summer_time_switches) {
  /* 26 March 2017 and 29 October 2017, 01:00 UTC */
  int64_t spring = utc(2017, 3, 26, 1, 0, 0), autumn = utc(2017, 10, 29, 1, 0, 0);
  ck_assert_int_eq(ig_clock_offset_s(&paris, spring - 1), 3600);
  ck_assert_int_eq(ig_clock_offset_s(&paris, spring), 7200);
  ck_assert_int_eq(ig_clock_offset_s(&paris, autumn - 1), 7200);
  ck_assert_int_eq(ig_clock_offset_s(&paris, autumn), 3600);
  ck_assert_int_eq(ig_clock_local(&paris, spring - 1).second_of_day, 2 * 3600 - 1);
  ck_assert_int_eq(ig_clock_local(&paris, spring).second_of_day, 3 * 3600);
  /* 02:30 is skipped in spring: read as standard time, 01:30 UTC */
  int64_t day = ig_clock_days((ig_date){2017, 3, 26});
  ck_assert_int_eq(ig_clock_utc_s(&paris, day, 9000), utc(2017, 3, 26, 1, 30, 0));
  ck_assert_int_eq(ig_clock_utc_s(&paris, day, 7199), spring - 1);
  ck_assert_int_eq(ig_clock_utc_s(&paris, day, 10800), spring);
  /* 02:30 occurs twice in autumn: the first is 00:30 UTC */
  day = ig_clock_days((ig_date){2017, 10, 29});
  ck_assert_int_eq(ig_clock_utc_s(&paris, day, 9000), utc(2017, 10, 29, 0, 30, 0));
  ck_assert_int_eq(ig_clock_utc_s(&paris, day, 10800), utc(2017, 10, 29, 2, 0, 0));
}
END_TEST

START_TEST(local_time_goes_round) {
  for (int64_t t = utc(2015, 1, 1, 0, 0, 0); t < utc(2021, 1, 1, 0, 0, 0); t += 1801) {
    ig_local l = ig_clock_local(&paris, t);
    int64_t back = ig_clock_utc_s(&paris, l.day, l.second_of_day);
    bool second_time = back == t - 3600 && l.date.month == 10 && l.weekday == IG_SUNDAY;
    ck_assert(back == t || second_time);
  }
}
END_TEST

/* Easter Mondays, Ascensions and Whit Mondays of 2015 to 2027, month * 100 + day. */
START_TEST(movable_feasts) {
  static const int feast[][3] = {{406, 514, 525}, {328, 505, 516}, {417, 525, 605}, {402, 510, 521}, {422, 530, 610},
                                 {413, 521, 601}, {405, 513, 524}, {418, 526, 606}, {410, 518, 529}, {401, 509, 520},
                                 {421, 529, 609}, {406, 514, 525}, {329, 506, 517}};
  for (int i = 0; i < (int)IG_COUNT(feast); i++) {
    int found = 0, holidays = 0;
    for (int64_t d = ig_clock_days((ig_date){2015 + i, 1, 1}); d < ig_clock_days((ig_date){2016 + i, 1, 1}); d++) {
      ig_date date = ig_clock_date(d);
      if (!ig_clock_public_holiday(&paris, date)) continue;
      holidays++;
      for (int k = 0; k < 3; k++) found += feast[i][k] == date.month * 100 + date.day;
    }
    ck_assert_int_eq(found, 3);
    ck_assert_int_eq(holidays, 11);
  }
}
END_TEST

/* Extremes of the Gregorian Easter (Meeus, Astronomical Algorithms, chapter 8). */
START_TEST(easter_dates) {
  static const ig_date want[] = {{1818, 3, 22}, {1886, 4, 25}, {1943, 4, 25}, {1954, 4, 18},
                                 {1961, 4, 2},  {1991, 3, 31}, {1992, 4, 19}, {1993, 4, 11},
                                 {2000, 4, 23}, {2038, 4, 25}, {2285, 3, 22}};
  for (size_t i = 0; i < IG_COUNT(want); i++) {
    ig_date e = ig_clock_easter(want[i].year);
    ck_assert_int_eq(e.month * 100 + e.day, want[i].month * 100 + want[i].day);
    ck_assert_int_eq((ig_clock_days(e) + 4) % 7, 0);
  }
}
END_TEST

START_TEST(workdays) {
  /* 14 July 2017 was a Friday; France had 251 workdays in 2017 and 252 in 2018. */
  ig_local l = ig_clock_local(&paris, utc(2017, 7, 14, 10, 0, 0));
  ck_assert(l.public_holiday && l.weekday == IG_FRIDAY && !l.workday);
  int count[2] = {0};
  for (int64_t t = utc(2017, 1, 1, 12, 0, 0); t < utc(2019, 1, 1, 12, 0, 0); t += IG_DAY_S)
    count[ig_clock_local(&paris, t).date.year - 2017] += ig_clock_local(&paris, t).workday;
  ck_assert_int_eq(count[0], 251);
  ck_assert_int_eq(count[1], 252);
}
END_TEST

START_TEST(school_holidays) {
  /* Holidays begin the day after the last class and end the day before classes resume. */
  ck_assert(!school(2017, 10, 20) && school(2017, 10, 21) && school(2017, 11, 5) && !school(2017, 11, 6));
  ck_assert(!school(2017, 12, 22) && school(2017, 12, 23) && school(2018, 1, 7) && !school(2018, 1, 8));
  ck_assert(!school(2018, 2, 16) && school(2018, 2, 17) && school(2018, 3, 4) && !school(2018, 3, 5));
  ck_assert(!school(2018, 7, 6) && school(2018, 7, 7) && school(2018, 8, 31) && school(2018, 9, 2) &&
            !school(2018, 9, 3));
  /* A last day of class that is no Saturday is a school day: Wednesday 19 October 2016, Tuesday 5 July 2016. */
  ck_assert(!school(2016, 10, 19) && school(2016, 10, 20) && school(2016, 11, 2) && !school(2016, 11, 3));
  ck_assert(!school(2016, 7, 5) && school(2016, 7, 6) && school(2016, 8, 31) && !school(2016, 9, 1));
  /* Bridge of the Ascension, 10 May 2018 */
  ck_assert(!school(2018, 5, 9) && school(2018, 5, 11) && school(2018, 5, 12) && !school(2018, 5, 14));
  ck_assert(school(2027, 8, 31) && !school(2015, 9, 1));
  bool known;
  ck_assert(!ig_clock_school_holiday(&paris, (ig_date){2027, 9, 1}, &known) && !known);
  ck_assert(ig_clock_school_holiday(&paris, (ig_date){2014, 7, 5}, &known) && !known);
  ck_assert(ig_clock_school_holiday(&paris, (ig_date){2030, 1, 3}, &known) && !known);
  ck_assert(!ig_clock_school_holiday(&paris, (ig_date){2030, 1, 4}, &known) && !known);
}
END_TEST

/* 16 weeks a school year: between 110 and 130 days of holidays from September to August. */
START_TEST(school_holidays_add_up) {
  for (int year = 2015; year < 2027; year++) {
    int n = 0;
    for (int64_t d = ig_clock_days((ig_date){year, 9, 1}); d < ig_clock_days((ig_date){year + 1, 9, 1}); d++) {
      ig_date date = ig_clock_date(d);
      n += school(date.year, date.month, date.day);
    }
    ck_assert_msg(n >= 114 && n <= 126, "%d: %d days", year, n);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("clock");
  TCase *c = tcase_create("clock");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, dates_go_round);
  tcase_add_test(c, calendar_agrees_with_libc);
  tcase_add_test(c, summer_time_agrees_with_tzdata);
  tcase_add_test(c, summer_time_switches);
  tcase_add_test(c, local_time_goes_round);
  tcase_add_test(c, movable_feasts);
  tcase_add_test(c, easter_dates);
  tcase_add_test(c, workdays);
  tcase_add_test(c, school_holidays);
  tcase_add_test(c, school_holidays_add_up);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
