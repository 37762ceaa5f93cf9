/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/profile/csv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A piece of a line, blanks and quotes around it left out. Points into the file's bytes. */
typedef struct cell {
  const char *text;
  size_t n;
  long at; /* where it begins in its line, from 1 */
} cell;

typedef struct reader {
  const ig_csv_options *o;
  ig_csv *t;
  const char *next, *end; /* rest of the file */
  long line, header_line;
  int errors;
  char separator;       /* 0 until the first line is seen */
  cell *cells, *header; /* of the present line, of the header */
  size_t n_cells, n_header, n_columns;
  size_t *wanted_index;
  size_t time_index; /* of the time column, if t->times says there is one */
  size_t capacity;
  bool resolved;
} reader;

enum { CELLS_MOST = IG_CSV_LINE_MOST + 1, QUOTE_MOST = 40 };

static void __attribute__((format(printf, 3, 4))) fail(reader *r, long at, const char *format, ...) {
  char message[512];
  if (r->errors++ >= IG_CSV_ERRORS_MOST) return;
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  r->o->report(r->o->context, r->line, at, message);
}

/* A cell's text for a message: short, and without bytes that would disturb a terminal. */
typedef struct quote {
  char text[QUOTE_MOST + 8];
} quote;

static quote quoted(const char *text, size_t n) {
  quote q;
  size_t length = n < QUOTE_MOST ? n : QUOTE_MOST, k = 0;
  q.text[k++] = '\'';
  for (size_t i = 0; i < length; i++)
    q.text[k++] = (unsigned char)text[i] < 32 || (unsigned char)text[i] > 126 ? '?' : text[i];
  for (int i = 0; i < 3 && length < n; i++) q.text[k++] = '.';
  q.text[k++] = '\'';
  q.text[k] = '\0';
  return q;
}
#define QUOTED(c) (quoted((c).text, (c).n).text)

static bool is_digit(char c) { return c >= '0' && c <= '9'; }
static bool is_blank(char c) { return c == ' ' || c == '\t'; }

/* --- numbers ------------------------------------------------------------------------------------- */

static size_t skip_digits(const char *s, size_t n, size_t i) {
  while (i < n && is_digit(s[i])) i++;
  return i;
}

/* Is s[0..n) a plain decimal number: sign, digits, point, exponent, and at least one digit? */
static bool is_number(const char *s, size_t n) {
  size_t i = n > 0 && (s[0] == '+' || s[0] == '-'), before = i;
  i = skip_digits(s, n, i);
  size_t digits = i - before;
  if (i < n && s[i] == '.') {
    before = ++i;
    i = skip_digits(s, n, i);
    digits += i - before;
  }
  if (digits == 0) return false;
  if (i < n && (s[i] == 'e' || s[i] == 'E')) {
    i++;
    if (i < n && (s[i] == '+' || s[i] == '-')) i++;
    before = i;
    i = skip_digits(s, n, i);
    if (i == before) return false;
  }
  return i == n;
}

/* Reads a number; a comma is its point where commas do not part columns. */
static bool read_number(const reader *r, cell c, double *value) {
  char text[64];
  if (c.n >= sizeof text) return false;
  for (size_t i = 0; i < c.n; i++) text[i] = c.text[i] == ',' && r->separator != ',' ? '.' : c.text[i];
  text[c.n] = '\0';
  if (!is_number(text, c.n)) return false;
  *value = strtod(text, NULL);
  return true;
}

static bool is_word(cell c, const char *word) {
  if (c.n != strlen(word)) return false;
  for (size_t i = 0; i < c.n; i++)
    if ((c.text[i] | 32) != word[i]) return false;
  return true;
}

/* --- times --------------------------------------------------------------------------------------- */

typedef struct stamp {
  bool has_date, has_offset;
  int64_t day;  /* days since 1970-01-01 */
  int second;   /* of that day, 0 .. 86400 */
  int offset_s; /* local minus UTC, if it has one */
} stamp;

typedef struct scan {
  const char *s;
  size_t n, i;
} scan;

/* Takes exactly `count` digits. */
static bool take_digits(scan *c, int count, int *value) {
  *value = 0;
  for (int k = 0; k < count; k++) {
    if (c->i >= c->n || !is_digit(c->s[c->i])) return false;
    *value = *value * 10 + (c->s[c->i++] - '0');
  }
  return true;
}

static bool take(scan *c, char wanted) {
  if (c->i >= c->n || c->s[c->i] != wanted) return false;
  c->i++;
  return true;
}

/* hh:mm or hh:mm:ss, up to 24:00:00; a fraction of a second must be zero. */
static bool take_clock(scan *c, int *second) {
  int h, m, s = 0;
  if (!take_digits(c, 2, &h) || !take(c, ':') || !take_digits(c, 2, &m)) return false;
  if (take(c, ':')) {
    if (!take_digits(c, 2, &s)) return false;
    if (take(c, '.')) {
      if (c->i >= c->n || c->s[c->i] != '0') return false;
      while (take(c, '0')) continue;
    }
  }
  *second = h * 3600 + m * 60 + s;
  return m < 60 && s < 60 && *second <= IG_DAY_S;
}

static bool take_offset(scan *c, stamp *t) {
  int h, m = 0;
  if (take(c, 'Z')) {
    t->has_offset = true;
    return true;
  }
  if (c->i >= c->n) return true;
  int sign = c->s[c->i] == '+' ? 1 : -1;
  if (!take(c, '+') && !take(c, '-')) return false;
  if (!take_digits(c, 2, &h)) return false;
  if (c->i < c->n && (take(c, ':'), !take_digits(c, 2, &m))) return false;
  t->has_offset = true;
  t->offset_s = sign * (h * 3600 + m * 60);
  return h <= 14 && m < 60;
}

/* Years for which sim/clock.h holds, with a day to spare on either side. */
static bool read_stamp(cell text, stamp *t) {
  scan c = {text.text, text.n, 0};
  int year, month, day;
  *t = (stamp){.has_date = false};
  if (text.n < 8) { /* too short for a date */
    bool good = take_clock(&c, &t->second);
    return good && c.i == c.n;
  }
  if (text.text[2] == ':') return take_clock(&c, &t->second) && c.i == c.n;
  if (!take_digits(&c, 4, &year) || !take(&c, '-') || !take_digits(&c, 2, &month) || !take(&c, '-') ||
      !take_digits(&c, 2, &day))
    return false;
  t->has_date = true;
  t->day = ig_clock_days((ig_date){year, month, day});
  ig_date back = ig_clock_date(t->day);
  if (back.month != month || back.day != day || year < 1997 || year > 2098) return false;
  if (c.i == c.n) return true;
  if (!take(&c, 'T') && !take(&c, ' ')) return false;
  if (!take_clock(&c, &t->second)) return false;
  take(&c, ' ');
  return take_offset(&c, t) && c.i == c.n;
}

/* UTC of a stamp without offset. Of a clock time that occurs twice, the first is meant, unless time would
 * then go back. False if summer time skips it. */
static bool local_to_utc(const reader *r, const stamp *t, int64_t *utc_s) {
  const ig_clock *clock = r->o->clock;
  *utc_s = ig_clock_utc_s(clock, t->day, t->second);
  int64_t local_s = t->day * IG_DAY_S + t->second, later_s = *utc_s + IG_HOUR_S;
  if (*utc_s + ig_clock_offset_s(clock, *utc_s) != local_s) return false;
  bool twice = later_s + ig_clock_offset_s(clock, later_s) == local_s;
  if (twice && r->t->n_rows > 0 && *utc_s <= r->t->time_s[r->t->n_rows - 1]) *utc_s = later_s;
  return true;
}

static bool read_time(reader *r, cell c, int64_t *time_s) {
  stamp t;
  if (c.n == 0) {
    fail(r, c.at, "the time is missing");
  } else if (!read_stamp(c, &t)) {
    fail(r, c.at,
         "%s is not a time between 1997 and 2098; write 2017-01-31 06:30:00 (Z or +01:00 may follow) or 06:30:00",
         QUOTED(c));
  } else if (t.has_date != (r->t->times == IG_CSV_STAMPS)) {
    fail(r, c.at, "%s %s, unlike the first row", QUOTED(c), t.has_date ? "has a date" : "has no date");
  } else if (!t.has_date) {
    *time_s = t.second;
    return true;
  } else if (t.has_offset) {
    *time_s = t.day * IG_DAY_S + t.second - t.offset_s;
    return true;
  } else if (!local_to_utc(r, &t, time_s)) {
    fail(r, c.at, "%s does not exist: summer time skips that hour; if the file keeps UTC, say clock: utc", QUOTED(c));
  } else {
    return true;
  }
  return false;
}

/* --- lines --------------------------------------------------------------------------------------- */

/* Next line as [*begin, *end) without its line end; false at the end of the file. */
static bool next_line(reader *r, const char **begin, const char **end) {
  if (r->next == r->end) return false;
  *begin = r->next;
  const char *stop = memchr(r->next, '\n', (size_t)(r->end - r->next));
  *end = stop ? stop : r->end;
  r->next = stop ? stop + 1 : r->end;
  r->line++;
  if (*end > *begin && (*end)[-1] == '\r') (*end)--;
  return true;
}

/* Lines of text only, and not too long: what fails here is no CSV file, so reading ends. */
static bool check_line(reader *r, const char *begin, const char *end) {
  if (end - begin > IG_CSV_LINE_MOST) {
    fail(r, IG_CSV_LINE_MOST + 1, "the line has %lld characters, at most %d are read", (long long)(end - begin),
         IG_CSV_LINE_MOST);
    return false;
  }
  for (const char *p = begin; p < end; p++) {
    if ((unsigned char)*p >= 32 || *p == '\t') continue;
    fail(r, p - begin + 1, "byte 0x%02x is not text; the file must be plain text in UTF-8 or ASCII",
         (unsigned)(unsigned char)*p);
    return false;
  }
  return true;
}

static char find_separator(const char *begin, const char *end) {
  size_t n = (size_t)(end - begin);
  return memchr(begin, ';', n) ? ';' : memchr(begin, '\t', n) ? '\t' : ',';
}

/* Cuts a line into cells. False after an error. */
static bool split(reader *r, const char *begin, const char *end) {
  r->n_cells = 0;
  for (const char *p = begin;; p++) {
    while (p < end && *p != r->separator && is_blank(*p)) p++;
    cell c = {p, 0, p - begin + 1};
    if (p < end && *p == '"') {
      const char *close = memchr(p + 1, '"', (size_t)(end - p - 1));
      if (!close) {
        fail(r, c.at, "the quote is not closed in this line");
        return false;
      }
      c.text = p + 1, c.n = (size_t)(close - p - 1);
      for (p = close + 1; p < end && *p != r->separator && is_blank(*p);) p++;
      if (p < end && *p != r->separator) {
        fail(r, p - begin + 1, "text follows a closing quote");
        return false;
      }
    } else {
      while (p < end && *p != r->separator) p++;
      c.n = (size_t)(p - c.text);
      while (c.n > 0 && is_blank(c.text[c.n - 1])) c.n--;
    }
    r->cells[r->n_cells++] = c;
    if (p == end) return true;
  }
}

/* --- columns ------------------------------------------------------------------------------------- */

/* Does the cell mean to be a time? So that a date in a wrong form is called one. */
static bool looks_like_time(const reader *r, cell c) {
  double value;
  stamp t;
  if (read_stamp(c, &t)) return true;
  if (c.n == 0 || !is_digit(c.text[0]) || read_number(r, c, &value)) return false;
  return memchr(c.text, ':', c.n) || memchr(c.text, '/', c.n) || memchr(c.text, '-', c.n);
}

/* The header is a first line whose first filled cell is neither a number nor a time, not even a wrong one. */
static bool is_header(const reader *r) {
  double value;
  for (size_t i = 0; i < r->n_cells; i++) {
    cell c = r->cells[i];
    if (c.n > 0) return !read_number(r, c, &value) && !looks_like_time(r, c) && !is_word(c, "nan");
  }
  return false;
}

static void list_columns(const reader *r, char *text, size_t size) {
  size_t k = (size_t)snprintf(text, size, "is not in the file, which has columns 1 to %zu", r->n_columns);
  for (size_t i = 0; i < r->n_header && k + 50 < size && i < 8; i++)
    k += (size_t)snprintf(text + k, size - k, "%s%s", i == 0 ? ": " : ", ", QUOTED(r->header[i]));
}

/* Reports at the header, if there is one. */
static void fail_column(reader *r, long at, quote name, const char *what) {
  long here = r->line;
  if (r->n_header > 0) r->line = r->header_line;
  fail(r, at, "column %s %s", name.text, what);
  r->line = here;
}

/* Index of the column called `name` (or numbered so); n_columns after an error. */
static size_t find_column(reader *r, const char *name) {
  size_t found = r->n_columns, n_found = 0, length = strlen(name);
  for (size_t i = 0; i < r->n_header; i++)
    if (r->header[i].n == length && memcmp(r->header[i].text, name, length) == 0) {
      n_found++;
      found = i;
    }
  if (n_found == 1) return found;
  if (n_found > 1) {
    fail_column(r, r->header[found].at, quoted(name, length), "is the name of several columns; give a number");
    return r->n_columns;
  }
  if (length > 0 && length < 6 && skip_digits(name, length, 0) == length) {
    size_t number = (size_t)strtoul(name, NULL, 10);
    if (number >= 1 && number <= r->n_columns) return number - 1;
  }
  char columns[400];
  list_columns(r, columns, sizeof columns);
  fail_column(r, 0, quoted(name, length), columns);
  return r->n_columns;
}

static bool find_time_column(reader *r) {
  const char *name = r->o->time_column;
  r->t->times = IG_CSV_NO_TIMES;
  r->time_index = r->n_columns;
  if (strcmp(name, "none") == 0) return true;
  if (*name) {
    r->time_index = find_column(r, name);
    if (r->time_index == r->n_columns) return false;
  } else if (looks_like_time(r, r->cells[0])) {
    r->time_index = 0;
  } else {
    return true;
  }
  stamp t;
  bool hours = read_stamp(r->cells[r->time_index], &t) && !t.has_date;
  r->t->times = hours ? IG_CSV_HOURS : IG_CSV_STAMPS;
  r->t->time_at = r->cells[r->time_index].at;
  return true;
}

/* Settles, on the first row of values, which column is which. */
static bool resolve(reader *r) {
  if (!find_time_column(r)) return false;
  size_t first = r->time_index == 0 ? 1 : 0, n_values = r->n_columns - (r->t->times != IG_CSV_NO_TIMES);
  if (n_values == 0) {
    fail(r, 0, "there is no column of values beside the time");
    return false;
  }
  for (size_t k = 0; k < r->o->n_wanted; k++) {
    const char *name = r->o->wanted[k].column;
    if (!*name && n_values > 1 && r->n_header == 0 && r->separator == ',') {
      fail(r, 0,
           "there are %zu columns of values and no header: say which by column, or part columns by ; if commas are "
           "decimal",
           n_values);
      return false;
    }
    r->wanted_index[k] = *name ? find_column(r, name) : first;
    if (r->wanted_index[k] == r->n_columns) return false;
    if (r->wanted_index[k] == r->time_index) {
      fail(r, r->cells[r->time_index].at, "column %s holds the time", quoted(name, strlen(name)).text);
      return false;
    }
  }
  return true;
}

/* --- rows ---------------------------------------------------------------------------------------- */

static bool grow(reader *r) {
  ig_csv *t = r->t;
  if (t->n_rows < r->capacity) return true;
  size_t capacity = r->capacity ? 2 * r->capacity : 1024;
  int64_t *time_s = realloc(t->time_s, capacity * sizeof *time_s);
  if (time_s) t->time_s = time_s;
  double *value = realloc(t->value, capacity * t->n_wanted * sizeof *value);
  if (value) t->value = value;
  int32_t *line = realloc(t->line, capacity * sizeof *line);
  if (line) t->line = line;
  if (!time_s || !value || !line) {
    fail(r, 0, "there is not enough memory for the file");
    return false;
  }
  r->capacity = capacity;
  return true;
}

static void take_value(reader *r, size_t k) {
  cell c = r->cells[r->wanted_index[k]];
  double value = (double)NAN;
  if (c.n == 0) {
    if (r->o->wanted[k].refuse_empty)
      fail(r, c.at, "the value is missing; name a rule for gaps: zero, hold, linear or previous_day");
  } else if (!read_number(r, c, &value)) {
    bool nan = is_word(c, "nan");
    fail(r, c.at, "%s is not a number%s", QUOTED(c),
         nan ? "; leave the cell of a missing value empty and name a rule for gaps" : "");
  } else if (!(fabs(value) <= 1e12)) {
    fail(r, c.at, "%s is beyond 1e12", QUOTED(c));
  }
  r->t->value[r->t->n_rows * r->t->n_wanted + k] = value;
}

static void take_row(reader *r) {
  ig_csv *t = r->t;
  int64_t time_s = 0;
  if (t->times != IG_CSV_NO_TIMES) {
    cell c = r->cells[r->time_index];
    if (!read_time(r, c, &time_s)) return;
    if (t->n_rows > 0 && time_s <= t->time_s[t->n_rows - 1]) {
      fail(r, c.at, "%s: time %s", QUOTED(c), time_s == t->time_s[t->n_rows - 1] ? "occurs twice" : "goes back");
      return;
    }
  }
  for (size_t k = 0; k < t->n_wanted; k++) take_value(r, k);
  t->time_s[t->n_rows] = time_s;
  t->line[t->n_rows++] = (int32_t)r->line;
}

/* The first line that is no comment: separator, and header if it is one. True if it was the header. */
static bool take_header(reader *r) {
  r->n_columns = r->n_cells;
  if (!is_header(r)) return false;
  memcpy(r->header, r->cells, r->n_cells * sizeof *r->cells);
  r->header_line = r->line;
  r->n_header = r->n_cells;
  return true;
}

/* One line; false when reading cannot go on. */
static bool take_line(reader *r, const char *begin, const char *end) {
  if (!check_line(r, begin, end)) return false;
  if (begin < end && *begin == '#') return true;
  if (r->separator == 0) r->separator = find_separator(begin, end);
  if (!split(r, begin, end)) return true;
  if (r->n_columns == 0 && take_header(r)) return true;
  if (r->n_cells != r->n_columns) {
    fail(r, 0, "the line has %zu column%s, the first one %zu", r->n_cells, r->n_cells == 1 ? "" : "s", r->n_columns);
    return true;
  }
  if (!r->resolved && !resolve(r)) return false;
  r->resolved = true;
  if (!grow(r)) return false;
  take_row(r);
  return true;
}

/* Blank lines are allowed before the first line and after the last one only: inside, one might stand for a
 * missing value, and skipping it would shift all that follow. */
static void take_file(reader *r) {
  const char *begin, *end;
  long blank = 0;
  if (r->end - r->next >= 3 && memcmp(r->next, "\xEF\xBB\xBF", 3) == 0) r->next += 3;
  while (r->errors < IG_CSV_ERRORS_MOST && next_line(r, &begin, &end)) {
    const char *p = begin;
    while (p < end && is_blank(*p)) p++;
    if (p == end && end - begin <= IG_CSV_LINE_MOST) {
      if (blank == 0) blank = r->line;
      continue;
    }
    if (blank && r->n_columns > 0) {
      long here = r->line;
      r->line = blank;
      fail(r, 1, "the line is empty; a missing value needs its row with the time and an empty cell");
      r->line = here;
    }
    blank = 0;
    if (!take_line(r, begin, end)) return;
  }
  if (r->errors == 0 && r->t->n_rows == 0) {
    r->line = 0;
    fail(r, 0, "the file has no values");
  }
}

bool ig_csv_parse(const char *bytes, size_t size, const ig_csv_options *options, ig_csv *table) {
  assert(options->n_wanted >= 1 && options->n_wanted <= IG_CSV_WANTED_MOST);
  *table = (ig_csv){.n_wanted = options->n_wanted};
  reader r = {.o = options, .t = table, .next = bytes, .end = bytes + size};
  r.cells = malloc(CELLS_MOST * sizeof *r.cells);
  r.header = malloc(CELLS_MOST * sizeof *r.header);
  r.wanted_index = malloc(options->n_wanted * sizeof *r.wanted_index);
  if (r.cells && r.header && r.wanted_index)
    take_file(&r);
  else
    fail(&r, 0, "there is not enough memory to read the file");
  free(r.cells);
  free(r.header);
  free(r.wanted_index);
  if (r.errors == 0) return true;
  ig_csv_free(table);
  return false;
}

void ig_csv_free(ig_csv *table) {
  free(table->time_s);
  free(table->value);
  free(table->line);
  *table = (ig_csv){.n_rows = 0};
}
