/* SPDX-License-Identifier: GPL-3.0-or-later */
/* EPW reader: lines and fields, header, rows, then what only the whole year can tell. */
#include "models/weather/epw.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/sun.h"
#include "sim/clock.h"

enum {
  LONGEST_LINE = 4096,
  MOST_FIELDS = 64,
  MOST_ERRORS = 10,       /* row errors said before the reader gives up on the rest */
  FEWEST_ROW_FIELDS = 32, /* older files lack the last three columns, none of which is used */
  ROW_FIELDS = 35,
  YEAR_HOURS = 8760,
  LARGEST_FILE = 64 << 20,
  MOST_TEXT = 240
};

/* --- lines and fields ------------------------------------------------------------------------------- */

typedef struct field {
  const char *text;
  size_t size;
  long column;
} field;

typedef struct reader {
  const char *p, *end;
  long line;
  field fields[MOST_FIELDS];
  int n_fields; /* of the present line; more than MOST_FIELDS are only counted */
  ig_epw_listener listener;
  int errors;
  bool stopped; /* nothing after this is worth reading */
} reader;

static void say(reader *r, bool is_warning, long line, long column, const char *format, va_list args)
    __attribute__((format(printf, 5, 0)));
static void say(reader *r, bool is_warning, long line, long column, const char *format, va_list args) {
  char text[MOST_TEXT];
  vsnprintf(text, sizeof text, format, args);
  r->listener.say(r->listener.user, is_warning, line, column, text);
}

static void fail(reader *r, long line, long column, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void fail(reader *r, long line, long column, const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(r, false, line, column, format, args);
  va_end(args);
  r->errors++;
}

static void warn(reader *r, long line, long column, const char *format, ...) __attribute__((format(printf, 4, 5)));
static void warn(reader *r, long line, long column, const char *format, ...) {
  va_list args;
  va_start(args, format);
  say(r, true, line, column, format, args);
  va_end(args);
}

/* A field as it may be shown: printable ASCII, cut to the buffer. */
static const char *shown(field f, char *buf, size_t size) {
  size_t n = f.size < size - 1 ? f.size : size - 1;
  for (size_t i = 0; i < n; i++) buf[i] = f.text[i] >= ' ' && f.text[i] <= '~' ? f.text[i] : '?';
  buf[n] = '\0';
  return buf;
}

static void split(reader *r, const char *begin, const char *end) {
  r->n_fields = 0;
  for (const char *p = begin;; p++) {
    const char *comma = memchr(p, ',', (size_t)(end - p));
    const char *stop = comma != NULL ? comma : end;
    const char *first = p;
    const char *last = stop;
    while (first < last && (*first == ' ' || *first == '\t')) first++;
    while (last > first && (last[-1] == ' ' || last[-1] == '\t')) last--;
    if (r->n_fields < MOST_FIELDS)
      r->fields[r->n_fields] = (field){first, (size_t)(last - first), (long)(first - begin) + 1};
    r->n_fields++;
    if (comma == NULL) return;
    p = comma;
  }
}

/* The next line, split into fields; false at the end of the text or where reading on makes no sense. */
static bool next_line(reader *r) {
  if (r->p >= r->end || r->stopped) return false;
  r->line++;
  size_t left = (size_t)(r->end - r->p);
  const char *newline = memchr(r->p, '\n', left < LONGEST_LINE + 1 ? left : LONGEST_LINE + 1);
  const char *stop = newline != NULL ? newline : r->end;
  if (stop - r->p > LONGEST_LINE) {
    fail(r, r->line, LONGEST_LINE + 1, "line is longer than %d characters", LONGEST_LINE);
    r->stopped = true;
    return false;
  }
  const char *nul = memchr(r->p, '\0', (size_t)(stop - r->p));
  if (nul != NULL) {
    fail(r, r->line, (long)(nul - r->p) + 1, "a NUL byte: this is not a text file");
    r->stopped = true;
    return false;
  }
  const char *begin = r->p;
  r->p = newline != NULL ? newline + 1 : r->end;
  if (stop > begin && stop[-1] == '\r') stop--;
  split(r, begin, stop);
  return true;
}

/* A decimal number and nothing else: no hexadecimal, no nan, no inf. */
static bool number(field f, double *value) {
  char buf[40], *end;
  if (f.size == 0 || f.size >= sizeof buf) return false;
  for (size_t i = 0; i < f.size; i++)
    if (strchr("0123456789+-.eE", f.text[i]) == NULL) return false;
  memcpy(buf, f.text, f.size);
  buf[f.size] = '\0';
  *value = strtod(buf, &end);
  return *end == '\0' && isfinite(*value);
}

/* The number in field i between low and high, or an error. */
static bool bounded(reader *r, int i, const char *name, double low, double high, double *value) {
  char buf[24];
  field f = r->fields[i];
  if (!number(f, value)) {
    fail(r, r->line, f.column, "%s: '%s' is not a number", name, shown(f, buf, sizeof buf));
    return false;
  }
  if (*value >= low && *value <= high) return true;
  fail(r, r->line, f.column, "%s: %g is outside %g..%g", name, *value, low, high);
  return false;
}

static bool is_word(field f, const char *word) {
  if (f.size != strlen(word)) return false;
  for (size_t i = 0; i < f.size; i++) {
    char c = f.text[i];
    if (c >= 'a' && c <= 'z') c = (char)(c - 'a' + 'A');
    if (c != word[i]) return false;
  }
  return true;
}

/* --- header ----------------------------------------------------------------------------------------- */

static void read_location(reader *r, ig_epw *epw) {
  if (r->n_fields != 10) {
    fail(r, r->line, 1, "LOCATION: %d fields instead of 10", r->n_fields);
    return;
  }
  shown(r->fields[1], epw->place, sizeof epw->place);
  bounded(r, 6, "latitude", -90, 90, &epw->latitude_deg);
  bounded(r, 7, "longitude", -180, 180, &epw->longitude_deg);
  bounded(r, 8, "time zone", -12, 14, &epw->utc_offset_h);
  bounded(r, 9, "elevation", -1000, 9000, &epw->elevation_m);
}

static void read_daylight_saving(reader *r) {
  if (r->n_fields < 4) {
    fail(r, r->line, 1, "HOLIDAYS/DAYLIGHT SAVINGS: %d fields instead of at least 4", r->n_fields);
    return;
  }
  if (!is_word(r->fields[2], "0") || !is_word(r->fields[3], "0"))
    warn(r, r->line, r->fields[2].column, "a daylight saving period is declared; the rows are read as standard time");
}

static void read_periods(reader *r) {
  double periods, per_hour;
  if (r->n_fields < 7) {
    fail(r, r->line, 1, "DATA PERIODS: %d fields instead of at least 7", r->n_fields);
    return;
  }
  bounded(r, 1, "number of data periods", 1, 1, &periods);
  bounded(r, 2, "records per hour", 1, 1, &per_hour);
}

static bool read_header(reader *r, ig_epw *epw) {
  static const char *const keys[] = {"LOCATION",
                                     "DESIGN CONDITIONS",
                                     "TYPICAL/EXTREME PERIODS",
                                     "GROUND TEMPERATURES",
                                     "HOLIDAYS/DAYLIGHT SAVINGS",
                                     "COMMENTS 1",
                                     "COMMENTS 2",
                                     "DATA PERIODS"};
  char buf[40];
  for (size_t i = 0; i < IG_COUNT(keys); i++) {
    if (!next_line(r)) {
      if (r->errors == 0) fail(r, r->line, 0, "ends before the header line '%s'", keys[i]);
      return false;
    }
    if (!is_word(r->fields[0], keys[i]) && !(i == 4 && is_word(r->fields[0], "HOLIDAYS/DAYLIGHT SAVING"))) {
      fail(r, r->line, 1, "'%s' stands where the header line '%s' must be", shown(r->fields[0], buf, sizeof buf),
           keys[i]);
      return false;
    }
    if (i == 0) read_location(r, epw);
    if (i == 4) read_daylight_saving(r);
    if (i == 7) read_periods(r);
  }
  return true;
}

/* --- rows ------------------------------------------------------------------------------------------- */

enum { TEMPERATURE, HUMIDITY, INFRARED, GLOBAL, DIRECT, DIFFUSE, WIND, N_QUANTITIES };

static const struct quantity {
  const char *name, *unit;
  int field;
  double missing, low, high; /* `missing` is the code of the data dictionary */
} quantities[N_QUANTITIES] = {
    {"dry bulb temperature", "degC", 6, 99.9, -90, 70},
    {"relative humidity", "%", 8, 999, 0, 110},
    {"horizontal infrared radiation", "Wh/m2", 12, 9999, 50, 1000},
    {"global horizontal radiation", "Wh/m2", 13, 9999, 0, 1500},
    {"direct normal radiation", "Wh/m2", 14, 9999, 0, 1500},
    {"diffuse horizontal radiation", "Wh/m2", 15, 9999, 0, 1500},
    {"wind speed", "m/s", 21, 999, 0, 60},
};

/* What is remembered of a column while the rows go by. */
typedef struct tally {
  double sum, highest;
  long n, n_missing, n_outside;
  long missing_line, missing_column, outside_line, outside_column;
  double outside;
} tally;

typedef struct rows {
  int month, day, hour; /* of the next row; hour 1 to 24 */
  bool leap;            /* a 29 February has been read */
  size_t capacity;
  tally of[N_QUANTITIES];
} rows;

static int days_in(int month, bool leap) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && leap);
}

static void step_hour(rows *s) {
  if (++s->hour <= 24) return;
  s->hour = 1;
  if (++s->day <= days_in(s->month, s->leap)) return;
  s->day = 1;
  s->month++;
}

/* Hours since the year began, counting a leap day or not. */
static long hour_of_year(int month, int day, int hour, bool leap) {
  long days = day - 1;
  for (int m = 1; m < month; m++) days += days_in(m, leap);
  return days * 24 + hour - 1;
}

/* Is the row the next hour? Says so if not, and goes on from where the row stands. */
static bool check_order(reader *r, rows *s) {
  double v[3];
  if (!bounded(r, 1, "month", 1, 12, &v[0]) || !bounded(r, 2, "day", 1, 31, &v[1]) ||
      !bounded(r, 3, "hour", 1, 24, &v[2]))
    return false;
  int month = (int)v[0], day = (int)v[1], hour = (int)v[2];
  long column = r->fields[1].column;
  if (day > days_in(month, true)) {
    fail(r, r->line, r->fields[2].column, "day: month %d has no day %d", month, day);
    return false;
  }
  if (month == 2 && day == 29 && hour == 1 && s->month == 3 && s->day == 1 && s->hour == 1)
    s->leap = true, s->month = 2, s->day = 29;
  bool in_order = month == s->month && day == s->day && hour == s->hour;
  if (!in_order) {
    long jump = hour_of_year(month, day, hour, s->leap) - hour_of_year(s->month, s->day, s->hour, s->leap);
    const char *what = jump > 0 ? "missing" : "repeated or out of order";
    fail(r, r->line, column, "month %d, day %d, hour %d where month %d, day %d, hour %d must be: %ld hour%s %s", month,
         day, hour, s->month, s->day, s->hour, labs(jump), labs(jump) == 1 ? "" : "s", what);
    s->month = month, s->day = day, s->hour = hour;
  }
  step_hour(s);
  return in_order;
}

static void note(reader *r, tally *t, const struct quantity *q, field f, double value) {
  bool is_missing = q->missing < 100 ? fabs(value - q->missing) < 1e-9 : value >= q->missing;
  if (is_missing) {
    if (t->n_missing++ == 0) t->missing_line = r->line, t->missing_column = f.column;
    return;
  }
  t->highest = t->n == 0 ? value : ig_max(t->highest, value);
  t->sum += value;
  t->n++;
  if (value >= q->low && value <= q->high) return;
  if (t->n_outside++ == 0) t->outside_line = r->line, t->outside_column = f.column, t->outside = value;
}

static bool read_values(reader *r, rows *s, double v[N_QUANTITIES]) {
  bool good = true;
  char buf[24];
  for (int i = 0; i < N_QUANTITIES; i++) {
    const struct quantity *q = &quantities[i];
    field f = r->fields[q->field];
    if (number(f, &v[i])) {
      note(r, &s->of[i], q, f, v[i]);
      continue;
    }
    fail(r, r->line, f.column, "%s: '%s' is not a number", q->name, shown(f, buf, sizeof buf));
    good = false;
  }
  return good;
}

/* Sky temperature of a black half space: Stefan-Boltzmann. */
static double sky_degC(double infrared_W_m2) { return sqrt(sqrt(infrared_W_m2 / 5.670374419e-8)) - 273.15; }

static bool append(reader *r, ig_epw *epw, rows *s, const double v[N_QUANTITIES]) {
  if (epw->n_hours == s->capacity) {
    size_t capacity = s->capacity == 0 ? YEAR_HOURS + 24 : 2 * s->capacity;
    ig_weather_hour *hour = realloc(epw->hour, capacity * sizeof *hour);
    if (hour == NULL) {
      fail(r, r->line, 0, "out of memory");
      r->stopped = true;
      return false;
    }
    epw->hour = hour;
    s->capacity = capacity;
  }
  epw->hour[epw->n_hours++] = (ig_weather_hour){
      v[TEMPERATURE], ig_min(v[HUMIDITY], 100.0), v[WIND], sky_degC(v[INFRARED]), {v[GLOBAL], v[DIRECT], v[DIFFUSE]}};
  return true;
}

static void read_row(reader *r, ig_epw *epw, rows *s) {
  double v[N_QUANTITIES];
  if (r->n_fields < FEWEST_ROW_FIELDS || r->n_fields > ROW_FIELDS) {
    bool semicolons = r->n_fields == 1 && memchr(r->fields[0].text, ';', r->fields[0].size) != NULL;
    fail(r, r->line, 1, "%d field%s instead of %d%s", r->n_fields, r->n_fields == 1 ? "" : "s", ROW_FIELDS,
         semicolons ? "; fields are separated by commas, not semicolons" : "");
    step_hour(s);
    return;
  }
  bool in_order = check_order(r, s);
  if (read_values(r, s, v) && in_order) append(r, epw, s, v);
}

static bool is_blank(const reader *r) { return r->n_fields == 1 && r->fields[0].size == 0; }

static void read_rows(reader *r, ig_epw *epw, rows *s) {
  long blank = 0;
  while (next_line(r)) {
    if (is_blank(r)) {
      if (blank == 0) blank = r->line;
      continue;
    }
    if (blank != 0) fail(r, blank, 1, "an empty line between the rows");
    blank = 0;
    if (s->month > 12) {
      fail(r, r->line, 1, "more rows than the %d of a year", s->leap ? YEAR_HOURS + 24 : YEAR_HOURS);
      r->stopped = true;
    } else {
      read_row(r, epw, s);
    }
    if (r->errors >= MOST_ERRORS && !r->stopped) {
      fail(r, r->line, 0, "too many errors; the rest of the file was not read");
      r->stopped = true;
    }
  }
  if (r->errors == 0 && s->month <= 12)
    fail(r, r->line, 0, "ends after %zu rows, before month %d, day %d, hour %d; a year has %d or %d", epw->n_hours,
         s->month, s->day, s->hour, YEAR_HOURS, YEAR_HOURS + 24);
}

/* --- the year as a whole ---------------------------------------------------------------------------- */

/* The unit that the numbers look like, or "". */
static const char *wrong_unit(const tally of[N_QUANTITIES], int i) {
  const tally *t = &of[i];
  double mean = t->n > 0 ? t->sum / (double)t->n : 0.0;
  /* No place on Earth has a yearly mean above 35 degC. */
  if (i == TEMPERATURE && mean > 150.0) return "; the numbers look like kelvin";
  if (i == TEMPERATURE && mean > 40.0) return "; the numbers look like degrees Fahrenheit";
  if (i >= GLOBAL && i <= DIFFUSE && t->highest > 1500.0 && t->highest <= 5400.0)
    return "; the numbers look like kJ/m2";
  if (i == HUMIDITY && t->n > 0 && t->highest <= 1.1) return "; the numbers look like a fraction of 1";
  return "";
}

static void judge_columns(reader *r, const rows *s, long first_row) {
  for (int i = 0; i < N_QUANTITIES; i++) {
    const tally *t = &s->of[i];
    const struct quantity *q = &quantities[i];
    const char *hint = wrong_unit(s->of, i);
    if (t->n_missing > 0)
      fail(r, t->missing_line, t->missing_column,
           "%s: missing (%g) in %ld row%s, here first; nothing is filled in silently, mend the file", q->name,
           q->missing, t->n_missing, t->n_missing == 1 ? "" : "s");
    if (t->n_outside > 0)
      fail(r, t->outside_line, t->outside_column, "%s: %g is outside %g..%g %s; %ld row%s so, here first%s", q->name,
           t->outside, q->low, q->high, q->unit, t->n_outside, t->n_outside == 1 ? " is" : "s are", hint);
    else if (hint[0] != '\0')
      fail(r, first_row, 0, "%s: the mean is %.4g %s%s", q->name, t->sum / (double)t->n, q->unit, hint);
  }
  const tally *wind = &s->of[WIND];
  if (wind->n > 0 && wind->sum / (double)wind->n > 15.0)
    warn(r, first_row, 0, "wind speed: the mean is %.1f m/s; is it in km/h or knots?", wind->sum / (double)wind->n);
}

/* Radiation against the sun of the header's place and time zone: components that do not add up, or a sun that
 * stands highest at another hour, betray a wrong place, time zone or column. */
static void judge_sun(reader *r, const ig_epw *epw, long first_row) {
  double apart = 0.0, total = 0.0, moment = 0.0, clear = 0.0, clear_moment = 0.0;
  double year_begin_s = (double)ig_clock_days((ig_date){epw->has_leap_day ? 2004 : 2001, 1, 1}) * IG_DAY_S;
  for (size_t i = 0; i < epw->n_hours; i++) {
    double up = 0.0, begin_s = year_begin_s + ((double)i - epw->utc_offset_h) * IG_HOUR_S;
    for (int k = 0; k < 6; k++)
      up += ig_max(ig_sun_cos_zenith(begin_s + 300.0 + 600.0 * k, epw->latitude_deg, epw->longitude_deg), 0.0) / 6.0;
    ig_irradiance sun = epw->hour[i].sun_W_m2;
    double hour = (double)(i % 24) + 0.5;
    apart += fabs(sun.global_horizontal_W_m2 - sun.diffuse_horizontal_W_m2 - sun.direct_normal_W_m2 * up);
    total += sun.global_horizontal_W_m2, moment += sun.global_horizontal_W_m2 * hour;
    clear += up, clear_moment += up * hour;
  }
  if (total <= 0.0) {
    warn(r, first_row, 0, "global horizontal radiation: no sun in the whole year");
    return;
  }
  if (apart > 0.1 * total)
    warn(r, first_row, 0, "global radiation differs from diffuse + direct x cos(zenith) by %.0f %% of its sum",
         100.0 * apart / total);
  double late_h = clear > 0.0 ? moment / total - clear_moment / clear : 0.0;
  if (fabs(late_h) > 0.75)
    warn(r, first_row, 0, "the sun of the data stands %.1f h %s the sun of the place; is the time zone right?",
         fabs(late_h), late_h > 0.0 ? "behind" : "ahead of");
}

/* --- entries ---------------------------------------------------------------------------------------- */

ig_epw *ig_epw_read_memory(const char *text, size_t size, ig_epw_listener listener) {
  reader r = {.p = text, .end = text + size, .listener = listener};
  rows s = {.month = 1, .day = 1, .hour = 1};
  ig_epw *epw = calloc(1, sizeof *epw);
  if (epw == NULL) {
    fail(&r, 0, 0, "out of memory");
    return NULL;
  }
  if (size >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0) r.p += 3;
  if (size == 0) fail(&r, 0, 0, "the file is empty");
  if (r.errors == 0 && read_header(&r, epw)) {
    long first_row = r.line + 1;
    read_rows(&r, epw, &s);
    epw->has_leap_day = s.leap;
    judge_columns(&r, &s, first_row);
    if (r.errors == 0) judge_sun(&r, epw, first_row);
  }
  if (r.errors == 0) return epw;
  ig_epw_free(epw);
  return NULL;
}

/* Whole file into memory; NULL with errno or 0 (too large). */
static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return NULL;
  char *text = NULL;
  size_t capacity = 0, n = 1;
  *size = 0;
  errno = 0;
  while (n > 0 && *size <= LARGEST_FILE) {
    if (*size == capacity) {
      capacity = capacity == 0 ? 1 << 21 : 2 * capacity;
      char *larger = realloc(text, capacity);
      if (larger == NULL) break;
      text = larger;
    }
    n = fread(text + *size, 1, capacity - *size, file);
    *size += n;
  }
  int error = n == 0 && !ferror(file) ? -1 : errno;
  fclose(file);
  if (error == -1) return text;
  free(text);
  errno = error;
  return NULL;
}

ig_epw *ig_epw_read(const char *path, ig_epw_listener listener) {
  size_t size;
  char *text = slurp(path, &size);
  if (text == NULL) {
    reader r = {.listener = listener};
    if (errno != 0)
      fail(&r, 0, 0, "cannot be read: %s", strerror(errno));
    else
      fail(&r, 0, 0, "is larger than %d MB: no weather file", LARGEST_FILE >> 20);
    return NULL;
  }
  ig_epw *epw = ig_epw_read_memory(text, size, listener);
  free(text);
  return epw;
}

void ig_epw_free(ig_epw *epw) {
  if (epw == NULL) return;
  free(epw->hour);
  free(epw);
}

const ig_weather_hour *ig_epw_at(const ig_epw *epw, int month, int day, int hour) {
  if (month == 2 && day == 29 && !epw->has_leap_day) day = 28;
  return &epw->hour[hour_of_year(month, day, hour + 1, epw->has_leap_day)];
}
