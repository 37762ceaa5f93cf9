/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time: dates, summer time and public holidays. School holidays are data in calendar_fr.c. */
#include "sim/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/calendar_fr.h"

/* Days of a date: shift the year to begin in March, so that the leap day is its last one, then count whole
 * 400-year periods of 146097 days. 719468 days lie between 0000-03-01 and 1970-01-01. */
int64_t ig_clock_days(ig_date date) {
  int64_t y = date.year - (date.month <= 2);
  int64_t era = ig_floor_div(y, 400), year_of_era = y - era * 400;
  int64_t day_of_year = (153 * (date.month + (date.month > 2 ? -3 : 9)) + 2) / 5 + date.day - 1;
  int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

ig_date ig_clock_date(int64_t days) {
  int64_t z = days + 719468, era = ig_floor_div(z, 146097), day_of_era = z - era * 146097;
  int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t month_from_march = (5 * day_of_year + 2) / 153;
  int day = (int)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  int month = (int)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  return (ig_date){(int)(year_of_era + era * 400) + (month <= 2), month, day};
}

/* 1970-01-01 was a Thursday. */
static ig_weekday weekday_of(int64_t days) {
  int64_t shifted = days + 3;
  return (ig_weekday)(shifted - 7 * ig_floor_div(shifted, 7));
}

/* The last Sunday of a month with 31 days. */
static int64_t last_sunday(int year, int month) {
  int64_t last = ig_clock_days((ig_date){year, month, 31});
  return last - ((int)weekday_of(last) + 1) % 7;
}

int ig_clock_offset_s(const ig_clock *clock, int64_t utc_s) {
  if (clock->summer_time != IG_SUMMER_EU) return clock->utc_offset_s;
  ig_date date = ig_clock_date(ig_floor_div(utc_s, IG_DAY_S));
  int year = date.year;
  if (date.month < 3 || date.month > 10) return clock->utc_offset_s;
  if (date.month > 3 && date.month < 10) return clock->utc_offset_s + IG_HOUR_S;
  int64_t begin = last_sunday(year, 3) * IG_DAY_S + IG_HOUR_S, end = last_sunday(year, 10) * IG_DAY_S + IG_HOUR_S;
  return clock->utc_offset_s + (utc_s >= begin && utc_s < end ? IG_HOUR_S : 0);
}

ig_local ig_clock_local(const ig_clock *clock, int64_t utc_s) {
  ig_local l = {.utc_offset_s = ig_clock_offset_s(clock, utc_s)};
  int64_t local_s = utc_s + l.utc_offset_s;
  l.day = ig_floor_div(local_s, IG_DAY_S);
  l.second_of_day = (int)(local_s - l.day * IG_DAY_S);
  l.date = ig_clock_date(l.day);
  l.day_of_year = (int)(l.day - ig_clock_days((ig_date){l.date.year, 1, 1}));
  l.weekday = weekday_of(l.day);
  l.public_holiday = ig_clock_public_holiday(clock, l.date);
  bool known;
  l.school_holiday = ig_clock_school_holiday(clock, l.date, &known);
  l.workday = l.weekday <= IG_FRIDAY && !l.public_holiday;
  return l;
}

int64_t ig_clock_utc_s(const ig_clock *clock, int64_t local_day, int second_of_day) {
  int64_t local_s = local_day * IG_DAY_S + second_of_day;
  int64_t standard = local_s - clock->utc_offset_s, summer = standard - IG_HOUR_S;
  /* The summer reading comes first; it is right if summer time holds then. In the skipped hour it does not
   * hold yet, so the standard reading remains. */
  bool is_summer = clock->summer_time == IG_SUMMER_EU && ig_clock_offset_s(clock, summer) != clock->utc_offset_s;
  return is_summer ? summer : standard;
}

char *ig_clock_text(const ig_clock *clock, int64_t utc_s, char *buf) {
  ig_local t = ig_clock_local(clock, utc_s);
  snprintf(buf, IG_CLOCK_TEXT, "%04d-%02d-%02d %02d:%02d", t.date.year, t.date.month, t.date.day,
           t.second_of_day / IG_HOUR_S, t.second_of_day / 60 % 60);
  return buf;
}

char *ig_clock_zone_text(const ig_clock *clock, int64_t utc_s, char *buf) {
  ig_clock_text(clock, utc_s, buf);
  int offset = ig_clock_offset_s(clock, utc_s), minutes = abs(offset) / 60;
  size_t n = strlen(buf);
  snprintf(buf + n, IG_CLOCK_TEXT - n, " (UTC%c%02d:%02d)", offset < 0 ? '-' : '+', minutes / 60 % 100, minutes % 60);
  return buf;
}

char *ig_clock_duration_text(int64_t seconds, char *buf) {
  bool days = seconds % IG_DAY_S == 0, hours = seconds % IG_HOUR_S == 0, minutes = seconds % 60 == 0;
  int64_t n = seconds / (days ? IG_DAY_S : hours ? IG_HOUR_S : minutes ? 60 : 1);
  snprintf(buf, IG_CLOCK_TEXT, "%lld %s", (long long)n,
           days      ? n == 1 ? "day" : "days"
           : hours   ? "h"
           : minutes ? "min"
                     : "s");
  return buf;
}

/* Easter Sunday, anonymous Gregorian computus (Meeus, Jones and Butcher; Meeus, Astronomical Algorithms,
 * chapter 8). */
ig_date ig_clock_easter(int year) {
  int a = year % 19, b = year / 100, c = year % 100;
  int d = b / 4, e = b % 4, g = (8 * b + 13) / 25;
  int h = (19 * a + b - d - g + 15) % 30;
  int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  int m = (a + 11 * h + 19 * l) / 433;
  int month = (h + l - 7 * m + 90) / 25;
  return (ig_date){year, month, (h + l - 7 * m + 33 * month + 19) % 32};
}

bool ig_clock_public_holiday(const ig_clock *clock, ig_date date) {
  static const struct {
    int month, day;
  } fixed[] = {{1, 1}, {5, 1}, {5, 8}, {7, 14}, {8, 15}, {11, 1}, {11, 11}, {12, 25}};
  if (clock->holidays != IG_HOLIDAYS_FRANCE) return false;
  for (size_t i = 0; i < IG_COUNT(fixed); i++)
    if (date.month == fixed[i].month && date.day == fixed[i].day) return true;
  if (date.month < 3 || date.month > 6) return false;
  int64_t after_easter = ig_clock_days(date) - ig_clock_days(ig_clock_easter(date.year));
  return after_easter == 1 || after_easter == 39 || after_easter == 50; /* Easter Monday, Ascension, Whit Monday */
}

bool ig_clock_school_holiday(const ig_clock *clock, ig_date date, bool *known) {
  *known = true;
  if (clock->holidays != IG_HOLIDAYS_FRANCE) return false;
  return ig_calendar_fr_school_holiday(date, known);
}
