/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/profile/playback.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Most values that gaps may add to a file's: so many, and four times its rows. Beyond, something is wrong. */
enum { FILLED_MOST = 1000000 };

typedef struct maker {
  const ig_csv *table;
  size_t column;
  const ig_playback_rules *rules;
  ig_csv_report *report;
  void *context;
  ig_playback *p;
  size_t capacity;
  int64_t step_s;
  int errors;
} maker;

static void __attribute__((format(printf, 3, 4))) fail(maker *m, size_t row, const char *format, ...) {
  char message[512];
  m->errors++;
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  bool known = row < m->table->n_rows;
  m->report(m->context, known ? m->table->line[row] : 0, known ? m->table->time_at : 0, message);
}

const char *ig_playback_time_text(const ig_clock *clock, int64_t utc_s, char *buf, size_t size) {
  int64_t local_s = utc_s + ig_clock_offset_s(clock, utc_s), day = ig_floor_div(local_s, IG_DAY_S);
  ig_date date = ig_clock_date(day);
  int second = (int)(local_s - day * IG_DAY_S);
  snprintf(buf, size, "%04d-%02d-%02d %02d:%02d", date.year, date.month, date.day, second / 3600, second / 60 % 60);
  return buf;
}

/* --- rows to intervals --------------------------------------------------------------------------- */

static int64_t row_time_s(const maker *m, size_t row) {
  switch (m->table->times) {
    case IG_CSV_NO_TIMES:
      return m->rules->start_s + (int64_t)row * m->step_s;
    case IG_CSV_HOURS:
      return m->rules->start_s + m->table->time_s[row];
    case IG_CSV_STAMPS:
      break;
  }
  return m->table->time_s[row];
}

static int compare_s(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

/* The most frequent distance of two rows, the shortest of equals; 0 after an error. */
static int64_t usual_step_s(maker *m) {
  size_t n = m->table->n_rows - 1, best = 0;
  if (n == 0) {
    fail(m, 0, "one row does not tell how long its value holds; give step");
    return 0;
  }
  int64_t *distance = malloc(n * sizeof *distance), usual = 0;
  if (!distance) {
    fail(m, 0, "there is not enough memory");
    return 0;
  }
  for (size_t i = 0; i < n; i++) distance[i] = m->table->time_s[i + 1] - m->table->time_s[i];
  qsort(distance, n, sizeof *distance, compare_s);
  for (size_t i = 0, first = 0; i < n; i++) {
    if (distance[i] != distance[first]) first = i;
    if (i - first + 1 <= best) continue;
    best = i - first + 1;
    usual = distance[i];
  }
  free(distance);
  return usual;
}

static bool add(maker *m, int64_t begin_s, double power_W) {
  ig_playback *p = m->p;
  if (p->n + 1 >= m->capacity) {
    size_t capacity = m->capacity ? 2 * m->capacity : m->table->n_rows + 2;
    int64_t *begin = realloc(p->begin_s, capacity * sizeof *begin);
    if (begin) p->begin_s = begin;
    double *power = realloc(p->power_W, capacity * sizeof *power);
    if (power) p->power_W = power;
    if (!begin || !power) {
      fail(m, m->table->n_rows, "there is not enough memory for the series");
      return false;
    }
    m->capacity = capacity;
  }
  p->begin_s[p->n] = begin_s;
  p->power_W[p->n++] = power_W;
  return true;
}

static double to_W(const maker *m, double value, int64_t duration_s) {
  switch (m->rules->unit) {
    case IG_PLAYBACK_W:
      break;
    case IG_PLAYBACK_KW:
      return value * 1000.0;
    case IG_PLAYBACK_WH:
      return value * IG_HOUR_S / (double)duration_s;
    case IG_PLAYBACK_KWH:
      return value * 1000.0 * IG_HOUR_S / (double)duration_s;
  }
  return value;
}

/* Adds intervals without value from begin to end, each a step long. */
static bool add_gap(maker *m, size_t row, int64_t begin_s, int64_t end_s) {
  if (begin_s >= end_s) return true;
  if (m->rules->gaps == IG_PLAYBACK_REFUSE_GAPS) {
    char from[32], to[32];
    fail(m, row, "no values from %s to %s; name a rule for gaps: zero, hold, linear or previous_day",
         ig_playback_time_text(m->rules->clock, begin_s, from, sizeof from),
         ig_playback_time_text(m->rules->clock, end_s, to, sizeof to));
    return true; /* to show the other gaps too */
  }
  if ((size_t)((end_s - begin_s) / m->step_s) + m->p->n > 5 * m->table->n_rows + FILLED_MOST) {
    fail(m, row, "the gap of %lld days before this row is too long to be filled",
         (long long)((end_s - begin_s) / IG_DAY_S));
    return false;
  }
  for (int64_t t = begin_s; t < end_s; t += m->step_s)
    if (!add(m, t, (double)NAN)) return false;
  return true;
}

/* Row by row: its interval, and before or after it what is missing. */
static bool add_rows(maker *m) {
  const ig_csv *t = m->table;
  bool at_end = m->rules->stamp == IG_PLAYBACK_END && t->times != IG_CSV_NO_TIMES;
  int64_t end_s = 0;
  for (size_t i = 0; i < t->n_rows && m->errors < IG_CSV_ERRORS_MOST; i++) {
    int64_t stamp_s = row_time_s(m, i), begin_s = stamp_s;
    if (at_end) {
      begin_s = stamp_s - m->step_s;
      if (i > 0) begin_s = ig_max64(begin_s, end_s);
    }
    if (i > 0 && !add_gap(m, i, end_s, begin_s)) return false;
    end_s = at_end ? stamp_s : begin_s + m->step_s;
    if (!at_end && i + 1 < t->n_rows) end_s = ig_min64(end_s, row_time_s(m, i + 1));
    if (!add(m, begin_s, to_W(m, t->value[i * t->n_wanted + m->column], end_s - begin_s))) return false;
  }
  m->p->begin_s[m->p->n] = end_s;
  return m->errors == 0;
}

/* --- gaps ---------------------------------------------------------------------------------------- */

/* The row at or after a time, to say where a gap is. */
static size_t row_after(const maker *m, int64_t utc_s) {
  size_t low = 0, high = m->table->n_rows - 1;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (row_time_s(m, middle) < utc_s)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* Mean power over [from, to) of intervals that are filled already. */
static double mean_W(const ig_playback *p, int64_t from, int64_t to) {
  double energy_J = 0.0;
  int64_t t = from;
  for (size_t i = ig_playback_index(p, from); t < to; i++) {
    int64_t end = ig_min64(to, p->begin_s[i + 1]);
    energy_J += p->power_W[i] * (double)(end - t);
    t = end;
  }
  return energy_J / (double)(to - from);
}

/* The same clock time a local day earlier. */
static int64_t day_before_s(const ig_clock *clock, int64_t utc_s) {
  int64_t local_s = utc_s + ig_clock_offset_s(clock, utc_s), day = ig_floor_div(local_s, IG_DAY_S);
  return ig_clock_utc_s(clock, day - 1, (int)(local_s - day * IG_DAY_S));
}

static double middle_s(const ig_playback *p, size_t i) {
  return 0.5 * ((double)p->begin_s[i] + (double)p->begin_s[i + 1]);
}

/* Fills intervals [first, last) that have no value; false if the rule finds none. */
static bool fill(maker *m, size_t first, size_t last) {
  ig_playback *p = m->p;
  bool has_before = first > 0, has_after = last < p->n;
  for (size_t i = first; i < last; i++) {
    double value = 0.0;
    if (m->rules->gaps == IG_PLAYBACK_HOLD) {
      if (!has_before) return false;
      value = p->power_W[first - 1];
    } else if (m->rules->gaps == IG_PLAYBACK_LINEAR) {
      if (!has_before || !has_after) return false;
      double t0 = middle_s(p, first - 1), t1 = middle_s(p, last), v0 = p->power_W[first - 1], v1 = p->power_W[last];
      value = v0 + (v1 - v0) * (middle_s(p, i) - t0) / (t1 - t0);
    } else if (m->rules->gaps == IG_PLAYBACK_PREVIOUS_DAY) {
      int64_t from = day_before_s(m->rules->clock, p->begin_s[i]), to = from + (p->begin_s[i + 1] - p->begin_s[i]);
      if (from < p->begin_s[0] || to > p->begin_s[i]) return false;
      value = mean_W(p, from, to);
    }
    p->power_W[i] = value;
    p->filled_s += (double)(p->begin_s[i + 1] - p->begin_s[i]);
  }
  return true;
}

static void fill_all(maker *m) {
  static const char *const lacks[] = {"", "", "there is no value before it to hold", "it has no value on both sides",
                                      "there is no whole day of values before it"};
  ig_playback *p = m->p;
  for (size_t i = 0; i < p->n && m->errors < IG_CSV_ERRORS_MOST; i++) {
    size_t first = i;
    while (i < p->n && isnan(p->power_W[i])) i++;
    if (i == first || fill(m, first, i)) continue;
    char when[32];
    fail(m, row_after(m, p->begin_s[first]), "the gap at %s cannot be filled: %s",
         ig_playback_time_text(m->rules->clock, p->begin_s[first], when, sizeof when), lacks[m->rules->gaps]);
  }
}

static int64_t common_step_s(const ig_playback *p) {
  int64_t step_s = p->begin_s[1] - p->begin_s[0];
  for (size_t i = 1; i < p->n; i++)
    if (p->begin_s[i + 1] - p->begin_s[i] != step_s) return 0;
  return step_s;
}

bool ig_playback_make(const ig_csv *table, size_t column, const ig_playback_rules *rules, ig_csv_report *report,
                      void *context, ig_playback *playback) {
  assert(table->n_rows > 0 && column < table->n_wanted);
  assert(table->times != IG_CSV_NO_TIMES || rules->step_s > 0);
  *playback = (ig_playback){.n = 0};
  maker m = {.table = table, .column = column, .rules = rules, .report = report, .context = context, .p = playback};
  m.step_s = rules->step_s > 0 ? rules->step_s : usual_step_s(&m);
  if (m.step_s > 0 && add_rows(&m)) fill_all(&m);
  if (m.errors > 0) {
    ig_playback_free(playback);
    return false;
  }
  playback->step_s = common_step_s(playback);
  return true;
}

void ig_playback_free(ig_playback *playback) {
  free(playback->begin_s);
  free(playback->power_W);
  *playback = (ig_playback){.n = 0};
}

/* --- playing ------------------------------------------------------------------------------------- */

size_t ig_playback_index(const ig_playback *p, int64_t file_s) {
  assert(file_s >= p->begin_s[0] && file_s < p->begin_s[p->n]);
  if (p->step_s > 0) return (size_t)((file_s - p->begin_s[0]) / p->step_s);
  size_t low = 0, high = p->n - 1;
  while (low < high) {
    size_t middle = (low + high + 1) / 2;
    if (p->begin_s[middle] <= file_s)
      low = middle;
    else
      high = middle - 1;
  }
  return low;
}

static int64_t local_of(const ig_clock *clock, int64_t utc_s) { return utc_s + ig_clock_offset_s(clock, utc_s); }

/* A local time `years` later; 29 February becomes the 28th where there is none. */
static int64_t add_years(int64_t local_s, int years) {
  int64_t day = ig_floor_div(local_s, IG_DAY_S);
  ig_date date = ig_clock_date(day);
  date.year += years;
  if (date.month == 2 && date.day == 29 && ig_clock_date(ig_clock_days(date)).month != 2) date.day = 28;
  return ig_clock_days(date) * IG_DAY_S + (local_s - day * IG_DAY_S);
}

static int64_t period_s(ig_playback_outside outside) {
  return outside == IG_PLAYBACK_REPEAT_WEEK ? 7 * IG_DAY_S : IG_DAY_S;
}

bool ig_playback_long_enough(const ig_playback *p, ig_playback_outside outside, const ig_clock *clock) {
  int64_t low = local_of(clock, p->begin_s[0]), high = local_of(clock, p->begin_s[p->n]);
  if (outside == IG_PLAYBACK_REFUSE_OUTSIDE || outside == IG_PLAYBACK_NOTHING) return true;
  if (outside == IG_PLAYBACK_REPEAT_YEAR) return add_years(low, 1) <= high;
  return high - low >= period_s(outside);
}

/* Moves a local time by the fewest whole periods into [low, high). */
static int64_t move_inside(int64_t local_s, int64_t low, int64_t high, ig_playback_outside outside) {
  if (outside != IG_PLAYBACK_REPEAT_YEAR) {
    int64_t period = period_s(outside);
    if (local_s >= high) return local_s - (ig_floor_div(local_s - high, period) + 1) * period;
    return local_s < low ? local_s + (ig_floor_div(low - local_s - 1, period) + 1) * period : local_s;
  }
  int64_t moved = local_s;
  for (int years = 1; moved >= high; years++) moved = add_years(local_s, -years);
  for (int years = 1; moved < low && local_s < low; years++) moved = add_years(local_s, years);
  return moved;
}

/* How long a shift holds at most: it changes when summer time begins or ends (01:00 UTC), here or in the
 * file, whose days differ from these by whole days and at most an hour. */
static int64_t shift_end_s(int64_t utc_s) {
  int64_t midnight = ig_floor_div(utc_s, IG_DAY_S) * IG_DAY_S, hour = ig_floor_div(utc_s - midnight, IG_HOUR_S);
  return hour < 3 ? midnight + (hour + 1) * IG_HOUR_S : midnight + IG_DAY_S;
}

ig_playback_piece ig_playback_at(const ig_playback *p, ig_playback_outside outside, const ig_clock *clock,
                                 int64_t utc_s) {
  int64_t first = p->begin_s[0], end = p->begin_s[p->n];
  ig_playback_piece piece = {.begin_s = utc_s, .end_s = end};
  if (utc_s >= first && utc_s < end) return piece;
  piece.end_s = utc_s < first ? first : INT64_MAX;
  if (outside == IG_PLAYBACK_REFUSE_OUTSIDE || outside == IG_PLAYBACK_NOTHING) {
    piece.silent = true;
    return piece;
  }
  int64_t local = move_inside(local_of(clock, utc_s), local_of(clock, first), local_of(clock, end), outside);
  int64_t day = ig_floor_div(local, IG_DAY_S);
  int64_t file_s = ig_clock_utc_s(clock, day, (int)(local - day * IG_DAY_S));
  file_s = ig_max64(first, ig_min64(file_s, end - 1));
  piece.shift_s = file_s - utc_s;
  piece.end_s = ig_min64(ig_min64(piece.end_s, shift_end_s(utc_s)), utc_s + (end - file_s));
  return piece;
}
