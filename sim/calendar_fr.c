/* SPDX-License-Identifier: GPL-3.0-or-later */
/* School holidays of zone C, school years 2015-16 to 2026-27.
 *
 * Convention: the table holds, as the ministry publishes them, the day after whose classes a holiday begins
 * and the day on whose morning classes resume. That first day is a Saturday wherever schools without classes
 * on Saturday stop on the Friday evening, so a Saturday counts as holiday already; any other first day is
 * still a school day. Holidays are thus the days from the first one after classes to the eve of the day they
 * resume. The Friday and Saturday after Ascension, free since 2016, belong to them.
 *
 * Sources: arretes on the school calendar, read from pages that print them (pratique.fr and doczz.net for
 * 2015-16, calendrier1.blogspot.com 2016-17, francesoir.fr 2017-18, AntoineAugusti/vacances-scolaires on
 * GitHub 2018-20, vacances.scolaires.education and lci.fr 2021-22, marelembuche.fr 2022-25, macommune.info
 * and professeurs-des-ecoles.com 2025-26, Silvers12/CompteurConges-periodes on GitHub 2026-27, after the
 * arrete of 22 October 2025). Entries marked "unverified" could not be read from any page and are from memory:
 * all of 2020-21, winter and summer of 2020, spring of 2026; so are the first school days of 2020, 2023 and
 * 2026, and the Ascension bridges of 2016 to 2018, 2024 and 2027. */
#include "sim/calendar_fr.h"

enum { FIRST_YEAR = 2015, HOLIDAYS_A_YEAR = 5 };

/* Written as month * 100 + day; those before September belong to the second calendar year, and so
 * does the end of a holiday that began there. */
typedef struct holiday {
  int last_class, resume;
} holiday;

/* One row a school year: autumn, Christmas, winter, spring, summer (to the next year's first day). */
static const holiday zone_c[][HOLIDAYS_A_YEAR] = {
    {{1017, 1102}, {1219, 104}, {220, 307}, {416, 502}, {705, 901}}, /* 2015-16 */
    {{1019, 1103}, {1217, 103}, {204, 220}, {401, 418}, {708, 904}}, /* 2016-17 */
    {{1021, 1106}, {1223, 108}, {217, 305}, {414, 430}, {707, 903}}, /* 2017-18 */
    {{1020, 1105}, {1222, 107}, {223, 311}, {420, 506}, {706, 902}}, /* 2018-19 */
    {{1019, 1104}, {1221, 106}, {208, 224}, {404, 420}, {704, 901}}, /* 2019-20; winter, summer unverified */
    {{1017, 1102}, {1219, 104}, {213, 301}, {410, 426}, {706, 902}}, /* 2020-21; unverified; spring as moved */
    {{1023, 1108}, {1218, 103}, {219, 307}, {423, 509}, {707, 901}}, /* 2021-22 */
    {{1022, 1107}, {1217, 103}, {218, 306}, {422, 509}, {708, 904}}, /* 2022-23 */
    {{1021, 1106}, {1223, 108}, {210, 226}, {406, 422}, {706, 902}}, /* 2023-24 */
    {{1019, 1104}, {1221, 106}, {215, 303}, {412, 428}, {705, 901}}, /* 2024-25 */
    {{1018, 1103}, {1220, 105}, {221, 309}, {418, 504}, {704, 901}}, /* 2025-26; spring unverified */
    {{1017, 1102}, {1219, 104}, {206, 222}, {403, 419}, {703, 901}}, /* 2026-27; the table ends 2027-08-31 */
};

/* Order of month-days within a school year that begins on 1 September. */
static int in_school_year(int month_day) { return month_day < 901 ? month_day + 1200 : month_day; }

static bool is_saturday(ig_date date) {
  int64_t shifted = ig_clock_days(date) + 5; /* 1970-01-03 was a Saturday */
  return ig_floor_div(shifted, 7) * 7 == shifted;
}

static bool in_holiday(holiday h, ig_date date) {
  int day = in_school_year(date.month * 100 + date.day), last_class = in_school_year(h.last_class);
  int resume = in_school_year(h.resume);
  if (resume < last_class) resume += 1200; /* summer, to September */
  return day < resume && (day > last_class || (day == last_class && is_saturday(date)));
}

bool ig_calendar_fr_school_holiday(ig_date date, bool *known) {
  int school_year = date.year - (date.month < 9), month_day = date.month * 100 + date.day;
  int row = school_year - FIRST_YEAR;
  *known = row >= 0 && row < (int)IG_COUNT(zone_c);
  if (!*known) return (month_day >= 705 && month_day <= 831) || month_day >= 1220 || month_day <= 103;
  /* September before the first school day belongs to the summer of the year before. */
  if (row > 0 && date.month == 9 && month_day < zone_c[row - 1][HOLIDAYS_A_YEAR - 1].resume) return true;
  for (int i = 0; i < HOLIDAYS_A_YEAR; i++)
    if (in_holiday(zone_c[row][i], date)) return true;
  if (date.month != 5 && date.month != 6) return false;
  int64_t after_easter = ig_clock_days(date) - ig_clock_days(ig_clock_easter(date.year));
  return after_easter == 40 || after_easter == 41; /* bridge of the Ascension: 1 May to 5 June */
}
