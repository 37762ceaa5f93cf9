/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/schedule.h"

#include <ctype.h>
#include <string.h>

enum { DAY_S = 86400 };

/* The text being read: start, present place, and the error once there is one. */
typedef struct reader {
  const char *text, *at;
  ig_schedule_error *error;
} reader;

static bool fail(reader *r, const char *at, const char *message) {
  *r->error = (ig_schedule_error){.column = (int)(at - r->text) + 1, .message = message};
  return false;
}

static void skip_spaces(reader *r) {
  while (*r->at == ' ' || *r->at == '\t') r->at++;
}

static bool take(reader *r, char c) {
  skip_spaces(r);
  if (*r->at != c) return false;
  r->at++;
  return true;
}

/* Takes a word of letters (and "-" inside "school-holidays"), lower or upper case. */
static bool take_word(reader *r, const char *word) {
  size_t n = strlen(word);
  for (size_t i = 0; i < n; i++)
    if (tolower((unsigned char)r->at[i]) != word[i]) return false;
  if (isalpha((unsigned char)r->at[n])) return false;
  r->at += n;
  return true;
}

static int take_weekday(reader *r) {
  static const char *const name[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  skip_spaces(r);
  for (int d = 0; d < 7; d++)
    if (take_word(r, name[d])) return d;
  return -1;
}

/* One item of a day list into a set of rows. */
static bool read_days_item(reader *r, unsigned *rows) {
  skip_spaces(r);
  const char *start = r->at;
  unsigned set = 0;
  if (take_word(r, "school-holidays")) {
    set = 1U << IG_SCHEDULE_SCHOOL;
  } else if (take_word(r, "holidays")) {
    set = 1U << IG_SCHEDULE_PUBLIC;
  } else if (take_word(r, "daily")) {
    set = 0x7FU;
  } else {
    int first = take_weekday(r);
    if (first < 0)
      return fail(r, start, "expected a day: mon tue wed thu fri sat sun, daily, holidays or school-holidays");
    int last = first;
    if (take(r, '-')) {
      skip_spaces(r);
      const char *at = r->at;
      last = take_weekday(r);
      if (last < 0) return fail(r, at, "expected a weekday after '-'");
    }
    for (int d = first;; d = (d + 1) % 7) {
      set |= 1U << d;
      if (d == last) break;
    }
  }
  if (*rows & set) return fail(r, start, "day named twice");
  *rows |= set;
  return true;
}

static bool read_clock(reader *r, int32_t *second) {
  skip_spaces(r);
  const char *start = r->at;
  int part[2] = {0, 0};
  for (int k = 0; k < 2; k++) {
    int digits = 0;
    while (isdigit((unsigned char)*r->at) && digits < 2) part[k] = part[k] * 10 + (*r->at++ - '0'), digits++;
    if (digits == 0 || (k == 1 && digits != 2)) return fail(r, start, "expected a time HH:MM");
    if (k == 0 && *r->at++ != ':') return fail(r, start, "expected a time HH:MM");
  }
  if (part[1] > 59 || part[0] > 24 || (part[0] == 24 && part[1] > 0))
    return fail(r, start, "time out of range 00:00 to 24:00");
  *second = (int32_t)(part[0] * 3600 + part[1] * 60);
  return true;
}

static bool read_spans(reader *r, ig_schedule_day *day) {
  day->n = 0;
  do {
    skip_spaces(r);
    const char *start = r->at;
    ig_schedule_span span;
    if (!read_clock(r, &span.begin_s)) return false;
    if (!take(r, '-')) return fail(r, r->at, "expected '-' between the times of a span");
    if (!read_clock(r, &span.end_s)) return false;
    if (span.begin_s >= DAY_S) return fail(r, start, "a span cannot begin at 24:00");
    if (span.end_s <= span.begin_s) span.end_s += DAY_S;
    if (day->n == IG_SCHEDULE_SPANS) return fail(r, start, "more than 4 spans in a day");
    if (day->n > 0 && span.begin_s < day->span[day->n - 1].end_s)
      return fail(r, start, "spans overlap or are out of order");
    day->span[day->n++] = span;
  } while (take(r, ','));
  return true;
}

static bool read_hours(reader *r, ig_schedule_day *day) {
  skip_spaces(r);
  if (take_word(r, "closed")) {
    day->n = 0;
    return true;
  }
  if (strncmp(r->at, "24h", 3) == 0) {
    r->at += 3;
    *day = (ig_schedule_day){.n = 1, .span = {{0, DAY_S}}};
    return true;
  }
  if (!isdigit((unsigned char)*r->at)) return fail(r, r->at, "expected hours: HH:MM-HH:MM, closed or 24h");
  return read_spans(r, day);
}

static bool read_rule(reader *r, ig_schedule *schedule) {
  const char *start = r->at;
  unsigned rows = 0;
  do {
    if (!read_days_item(r, &rows)) return false;
  } while (take(r, ','));
  ig_schedule_day day = {0};
  if (!read_hours(r, &day)) return false;
  for (int d = 0; d < IG_SCHEDULE_ROWS; d++) {
    if (!(rows >> d & 1U)) continue;
    if (schedule->row[d].n >= 0) return fail(r, start, "this day already has hours");
    schedule->row[d] = day;
  }
  return true;
}

/* What runs past midnight may not meet what opens on the following weekday. */
static bool check_nights(reader *r, const ig_schedule *schedule) {
  for (int d = 0; d < 7; d++) {
    const ig_schedule_day *a = &schedule->row[d], *b = &schedule->row[(d + 1) % 7];
    if (a->n > 0 && b->n > 0 && a->span[a->n - 1].end_s - DAY_S > b->span[0].begin_s)
      return fail(r, r->text, "hours past midnight overlap those of the next day");
  }
  return true;
}

bool ig_schedule_read(const char *text, ig_schedule *schedule, ig_schedule_error *error) {
  reader r = {text, text, error};
  memset(schedule, 0, sizeof *schedule);
  for (int d = 0; d < IG_SCHEDULE_ROWS; d++) schedule->row[d].n = -1;
  for (skip_spaces(&r); *r.at; skip_spaces(&r)) {
    if (!read_rule(&r, schedule)) return false;
    skip_spaces(&r);
    if (*r.at && !take(&r, ';')) return fail(&r, r.at, "expected ';' between rules");
  }
  for (int d = 0; d < 7; d++)
    if (schedule->row[d].n < 0) schedule->row[d].n = 0;
  return check_nights(&r, schedule);
}

const ig_schedule_day *ig_schedule_of(const ig_schedule *schedule, int weekday, bool public_holiday,
                                      bool school_holiday) {
  const ig_schedule_day *day = &schedule->row[weekday];
  if (public_holiday && schedule->row[IG_SCHEDULE_PUBLIC].n >= 0) return &schedule->row[IG_SCHEDULE_PUBLIC];
  if (school_holiday && day->n > 0 && schedule->row[IG_SCHEDULE_SCHOOL].n >= 0)
    return &schedule->row[IG_SCHEDULE_SCHOOL];
  return day;
}

double ig_schedule_open_s(const ig_schedule_day *today, const ig_schedule_day *yesterday, double begin_s,
                          double end_s) {
  double open = 0;
  for (int k = 0; k < today->n; k++)
    open += ig_max(ig_min(today->span[k].end_s, end_s) - ig_max(today->span[k].begin_s, begin_s), 0.0);
  if (yesterday->n > 0) { /* only the last span can pass midnight */
    double tail = yesterday->span[yesterday->n - 1].end_s - DAY_S;
    /* A holiday may open before the night before has ended: count the common part once. */
    double until = today->n > 0 ? ig_min(tail, today->span[0].begin_s) : tail;
    open += ig_max(ig_min(until, end_s) - ig_max(0.0, begin_s), 0.0);
  }
  return open;
}

double ig_schedule_week_h(const ig_schedule *schedule) {
  double sum_s = 0;
  for (int d = 0; d < 7; d++)
    for (int k = 0; k < schedule->row[d].n; k++)
      sum_s += schedule->row[d].span[k].end_s - schedule->row[d].span[k].begin_s;
  return sum_s / 3600.0;
}
