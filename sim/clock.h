/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Time. Simulation time is an integer number of seconds since 1970-01-01 00:00 UTC; everything a
 * calendar knows (local time with summer time, weekday, holidays) is derived from it, never stepped
 * beside it. Valid for 1996-01-01 to 2100-01-01 (the present rule for European summer time). */
#ifndef IG_CLOCK_H
#define IG_CLOCK_H

#include "sim/base.h"

enum { IG_DAY_S = 86400, IG_HOUR_S = 3600 };

typedef enum ig_summer_time { IG_SUMMER_NONE, IG_SUMMER_EU } ig_summer_time;
typedef enum ig_holidays { IG_HOLIDAYS_NONE, IG_HOLIDAYS_FRANCE } ig_holidays;

typedef struct ig_clock {
  int32_t utc_offset_s; /* standard time minus UTC, s (Paris: 3600) */
  ig_summer_time summer_time;
  ig_holidays holidays;
} ig_clock;

typedef enum ig_weekday {
  IG_MONDAY,
  IG_TUESDAY,
  IG_WEDNESDAY,
  IG_THURSDAY,
  IG_FRIDAY,
  IG_SATURDAY,
  IG_SUNDAY
} ig_weekday;

/* A date in the proleptic Gregorian calendar. */
typedef struct ig_date {
  int year, month, day; /* month and day from 1 */
} ig_date;

/* What the calendar says of one moment. */
typedef struct ig_local {
  ig_date date;
  int day_of_year; /* from 0 on 1 January */
  ig_weekday weekday;
  int second_of_day; /* of local clock time */
  int64_t day;       /* local days since 1970-01-01: the `when` of daily draws */
  int utc_offset_s;  /* local clock minus UTC at that moment */
  bool public_holiday;
  bool school_holiday; /* of zone C (Paris, Creteil, Versailles) */
  bool workday;        /* Monday to Friday and no public holiday */
} ig_local;

/* Days since 1970-01-01 of a date, and back. */
int64_t ig_clock_days(ig_date date);
ig_date ig_clock_date(int64_t days);

/* Local clock minus UTC at a UTC time, s. Summer time: last Sunday of March to last Sunday of
 * October, 01:00 UTC (directive 2000/84/EC). */
int ig_clock_offset_s(const ig_clock *clock, int64_t utc_s);

/* The calendar of a moment. */
ig_local ig_clock_local(const ig_clock *clock, int64_t utc_s);

/* UTC time of `second_of_day` on the local day (days since 1970-01-01). A time that summer time skips
 * is read as standard time; of a time that occurs twice, the first is taken. */
int64_t ig_clock_utc_s(const ig_clock *clock, int64_t local_day, int second_of_day);

/* "2017-03-01 06:30" of the local clock; buf has IG_CLOCK_TEXT bytes or more. Returns buf. */
enum { IG_CLOCK_TEXT = 40 };
char *ig_clock_text(const ig_clock *clock, int64_t utc_s, char *buf);
/* The same with its zone: "2017-03-01 06:30 (UTC+01:00)". */
char *ig_clock_zone_text(const ig_clock *clock, int64_t utc_s, char *buf);
/* "365 days", "1 day", "36 h", "30 min", "90 s": the largest unit of which it is a whole number. */
char *ig_clock_duration_text(int64_t seconds, char *buf);

/* Public holidays of metropolitan France (Code du travail L3133-1; Easter after Meeus/Jones/Butcher). */
bool ig_clock_public_holiday(const ig_clock *clock, ig_date date);
ig_date ig_clock_easter(int year);

/* School holidays of zone C; *known becomes false outside the school years the table holds, where a
 * common summer (5 July to 31 August) and Christmas (20 December to 3 January) stand in. */
bool ig_clock_school_holiday(const ig_clock *clock, ig_date date, bool *known);

#endif
