/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/tables_csv.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double number_most = 1e12;

/* --- errors -------------------------------------------------------------------------------------- */

void ig_tables_csv_fail(ig_tables_csv *csv, long at, const char *format, ...) {
  char message[1024];
  if (csv->errors++ >= IG_TABLES_REPORTS_MOST) return;
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  csv->report(csv->context, csv->path, csv->line, at, message);
}

ig_tables_csv_quote ig_tables_csv_quoted(const char *text) {
  enum { MOST = 48 };
  ig_tables_csv_quote q;
  size_t length = strlen(text), n = length < MOST ? length : MOST;
  while (n > 0 && n < length && ((unsigned char)text[n] & 0xC0U) == 0x80U) n--; /* no half characters */
  snprintf(q.text, sizeof q.text, "'%.*s'%s", (int)n, text, n < length ? "..." : "");
  return q;
}

/* --- numbers ------------------------------------------------------------------------------------- */

static const char *skip_digits(const char *s) {
  while (*s >= '0' && *s <= '9') s++;
  return s;
}

static bool is_number(const char *s) {
  s += *s == '+' || *s == '-';
  const char *after = skip_digits(s);
  long digits = after - s;
  if (*after == '.') {
    s = after + 1;
    after = skip_digits(s);
    digits += after - s;
  }
  if (digits == 0) return false;
  if (*after == 'e' || *after == 'E') {
    s = after + 1;
    s += *s == '+' || *s == '-';
    after = skip_digits(s);
    if (after == s) return false;
  }
  return *after == '\0';
}

static bool is_word(const char *text, const char *word) {
  for (; *text && *word; text++, word++)
    if ((*text | 32) != *word) return false;
  return *text == *word;
}

const char *ig_tables_csv_number(const char *text, double *value) {
  *value = 0.0;
  if (strchr(text, ',')) return "is not a number; the decimal point is a point, and nothing parts thousands";
  if (is_word(text, "nan") || is_word(text, "inf")) return "is not a number; leave the cell empty for the default";
  if (!is_number(text)) return "is not a number";
  *value = strtod(text, NULL);
  return fabs(*value) <= number_most ? NULL : "is beyond 1e12";
}

/* --- text ---------------------------------------------------------------------------------------- */

/* Bytes of the UTF-8 character that begins at s[0..n), 0 where it is none (RFC 3629: no surrogates, none too long). */
static size_t character(const unsigned char *s, size_t n) {
  unsigned c = s[0], low = 0x80, high = 0xBF;
  size_t length = c < 0x80 ? 1 : c < 0xC2 ? 0 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : c < 0xF5 ? 4 : 0;
  if (c == 0xE0) low = 0xA0;
  if (c == 0xED) high = 0x9F;
  if (c == 0xF0) low = 0x90;
  if (c == 0xF4) high = 0x8F;
  if (length > n) return 0;
  for (size_t i = 1; i < length; i++, low = 0x80, high = 0xBF)
    if (s[i] < low || s[i] > high) return 0;
  return length;
}

/* What fails here is no table at all, so reading ends. */
static bool check_text(ig_tables_csv *csv, const char *begin, size_t n) {
  const unsigned char *s = (const unsigned char *)begin;
  if (n > IG_TABLES_LINE_MOST) {
    ig_tables_csv_fail(csv, IG_TABLES_LINE_MOST + 1, "the line has %zu bytes, at most %d are read", n,
                       IG_TABLES_LINE_MOST);
    return false;
  }
  for (size_t i = 0, length; i < n; i += length) {
    bool control = (s[i] < 32 && s[i] != '\t') || s[i] == 127;
    length = control ? 0 : character(s + i, n - i);
    if (length > 0) continue;
    ig_tables_csv_fail(csv, (long)i + 1,
                       control ? "byte 0x%02X is not text; the file must be plain text in UTF-8"
                               : "byte 0x%02X is not UTF-8; save the file as UTF-8",
                       (unsigned)s[i]);
    return false;
  }
  return true;
}

/* --- lines --------------------------------------------------------------------------------------- */

void ig_tables_csv_open(ig_tables_csv *csv, const char *path, const char *bytes, size_t size, ig_tables_report *report,
                        void *context) {
  static const char mark[] = "\xEF\xBB\xBF"; /* byte order mark */
  *csv = (ig_tables_csv){.path = path, .bytes = bytes, .size = size, .report = report, .context = context};
  if (size >= 3 && memcmp(bytes, mark, 3) == 0) csv->next = 3;
}

void ig_tables_csv_close(ig_tables_csv *csv) {
  char message[64];
  long more = csv->errors - IG_TABLES_REPORTS_MOST;
  snprintf(message, sizeof message, "... and %ld more error%s in this file", more, more == 1 ? "" : "s");
  if (more > 0) csv->report(csv->context, csv->path, 0, 0, message);
  free(csv->cell);
  free(csv->text);
}

/* Next line as [*begin, *begin + *n) without its line end; false at the end of the file. */
static bool next_line(ig_tables_csv *csv, const char **begin, size_t *n) {
  if (csv->next == csv->size) return false;
  *begin = csv->bytes + csv->next;
  const char *stop = memchr(*begin, '\n', csv->size - csv->next);
  *n = stop ? (size_t)(stop - *begin) : csv->size - csv->next;
  csv->line_at = csv->next;
  csv->next += *n + (stop != NULL);
  csv->line++;
  if (*n > 0 && (*begin)[*n - 1] == '\r') --*n;
  return true;
}

static bool is_blank(char c) { return c == ' ' || c == '\t'; }

static void make_room(ig_tables_csv *csv, const char *begin, size_t n) {
  size_t cells = 1;
  for (size_t i = 0; i < n; i++) cells += begin[i] == ',';
  if (cells > csv->room) {
    free(csv->cell);
    csv->cell = malloc((csv->room = 2 * cells) * sizeof *csv->cell);
  }
  if (n + cells + 1 > csv->text_room) { /* every cell ends with a zero */
    free(csv->text);
    csv->text = malloc(csv->text_room = 2 * (n + cells + 1));
  }
  if (!csv->cell || !csv->text) abort();
}

/* Copies a quoted cell that begins at *p; NULL, or what is wrong. */
static const char *take_quoted(const char **p, const char *end, char **out) {
  const char *s = *p + 1;
  for (;; s++) {
    if (s == end) return "the quote is not closed in this line";
    if (*s == '"' && (s + 1 == end || s[1] != '"')) break;
    if (*s == '"') s++; /* two quotes are one */
    *(*out)++ = *s;
  }
  for (s++; s < end && is_blank(*s);) s++;
  *p = s;
  return s < end && *s != ',' ? "text follows a closing quote; a quote inside of a cell is doubled" : NULL;
}

static void take_plain(const char **p, const char *end, char **out) {
  const char *s = *p;
  while (s < end && *s != ',') s++;
  size_t n = (size_t)(s - *p);
  while (n > 0 && is_blank((*p)[n - 1])) n--;
  memcpy(*out, *p, n);
  *out += n;
  *p = s;
}

/* Cuts a line into cells. False after an error. */
static bool split(ig_tables_csv *csv, const char *begin, size_t n) {
  const char *end = begin + n;
  make_room(csv, begin, n);
  char *out = csv->text;
  csv->n_cells = 0;
  for (const char *p = begin;; p++) {
    while (p < end && is_blank(*p)) p++;
    csv->cell[csv->n_cells++] = (ig_tables_csv_cell){out, p - begin + 1};
    const char *wrong = NULL;
    if (p < end && *p == '"')
      wrong = take_quoted(&p, end, &out);
    else
      take_plain(&p, end, &out);
    if (wrong) {
      ig_tables_csv_fail(csv, csv->cell[csv->n_cells - 1].at, "%s", wrong);
      return false;
    }
    *out++ = '\0';
    if (p == end) return true;
  }
}

static bool nothing(const char *begin, size_t n) {
  size_t i = 0;
  while (i < n && is_blank(begin[i])) i++;
  return i == n || begin[0] == '#';
}

bool ig_tables_csv_next(ig_tables_csv *csv) {
  const char *begin;
  size_t n;
  while (next_line(csv, &begin, &n)) {
    if (!check_text(csv, begin, n)) {
      csv->next = csv->size;
      csv->lost = true;
      return false;
    }
    if (nothing(begin, n)) continue;
    if (split(csv, begin, n)) return true;
    csv->lost = true;
  }
  return false;
}

bool ig_tables_csv_again(ig_tables_csv *csv, long line, size_t line_at) {
  csv->line = line - 1;
  csv->next = line_at;
  return line > 0 && ig_tables_csv_next(csv);
}
