/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opening hours: text a shopkeeper can write, read into a table of seconds.
 *
 *   "mon-fri 07:00-20:00; sat 08:00-13:00,15:00-19:00; holidays closed; school-holidays closed"
 *
 * Rules are parted by ";". A rule names days (mon tue wed thu fri sat sun, ranges, lists with ",", "daily",
 * "holidays" for public holidays, "school-holidays"), then hours: spans "HH:MM-HH:MM" parted by ",", or "closed", or
 * "24h". A span that ends at or before its begin runs past midnight into the next day. Days nobody names are closed.
 * A public holiday without a rule is a day like another; "school-holidays" replaces the hours of the weekdays that
 * would have been open, so a closed Sunday stays closed. A rule given twice for a day is an error. */
#ifndef IG_PHYSICS_SCHEDULE_H
#define IG_PHYSICS_SCHEDULE_H

#include "sim/base.h"

enum { IG_SCHEDULE_SPANS = 4, IG_SCHEDULE_ROWS = 9, IG_SCHEDULE_PUBLIC = 7, IG_SCHEDULE_SCHOOL = 8 };

/* Seconds of the local day; end_s above 86400 runs into the next day. */
typedef struct ig_schedule_span {
  int32_t begin_s, end_s;
} ig_schedule_span;

typedef struct ig_schedule_day {
  int32_t n; /* spans, in order, not overlapping; -1: no rule for this row */
  ig_schedule_span span[IG_SCHEDULE_SPANS];
} ig_schedule_day;

/* Rows 0-6 Monday to Sunday, then public holidays, then school holidays. */
typedef struct ig_schedule {
  ig_schedule_day row[IG_SCHEDULE_ROWS];
} ig_schedule;

/* What is wrong with a text, and where (column from 1). */
typedef struct ig_schedule_error {
  int column;
  const char *message;
} ig_schedule_error;

/* Reads `text`; false with *error set if it is wrong. An empty text is closed all week. */
bool ig_schedule_read(const char *text, ig_schedule *schedule, ig_schedule_error *error);

/* The hours of a day: weekday 0-6 from Monday, whether it is a public or a school holiday. */
const ig_schedule_day *ig_schedule_of(const ig_schedule *schedule, int weekday, bool public_holiday,
                                      bool school_holiday);

/* Seconds of [begin_s, end_s) (of today) that are open, counting what runs over from yesterday. */
double ig_schedule_open_s(const ig_schedule_day *today, const ig_schedule_day *yesterday, double begin_s, double end_s);

/* Open hours in a plain week without holidays, h. */
double ig_schedule_week_h(const ig_schedule *schedule);

/* Time that a square wave is on between 0 and `phase` periods, in periods: the wave is on for the first `share` of
 * each period. phase >= 0 and below 2^31. */
IG_INLINE double ig_schedule_wave(double phase, double share) {
  double whole = (double)(int32_t)phase;
  return whole * share + ig_min(phase - whole, share);
}

/* Mean of the wave over a step from phase a to phase b > a: closed form, so an hour of minutes and one hour agree. */
IG_INLINE double ig_schedule_duty(double a, double b, double share) {
  return (ig_schedule_wave(b, share) - ig_schedule_wave(a, share)) / (b - a);
}

#endif
