/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Strict reader of measured series in CSV files. It reads from memory, keeps the columns asked for, and
 * reports what is wrong with line and column instead of guessing; profile.md says what a file may look like. */
#ifndef IG_CSV_H
#define IG_CSV_H

#include "sim/clock.h"

enum { IG_CSV_LINE_MOST = 4096, IG_CSV_ERRORS_MOST = 20, IG_CSV_WANTED_MOST = 4096 };

/* Takes one error; line and column from 1, 0 where there is none to name. */
typedef void ig_csv_report(void *context, long line, long column, const char *message);

/* A column wanted: its name in the header or its number from 1; "" means the first one that is no time. */
typedef struct ig_csv_wanted {
  const char *column;
  bool refuse_empty; /* an empty cell is an error, not a missing value */
} ig_csv_wanted;

typedef struct ig_csv_options {
  const char *time_column; /* name or number; "" means the first column if it holds times; "none" */
  const ig_clock *clock;   /* of time stamps without Z or offset */
  const ig_csv_wanted *wanted;
  size_t n_wanted;
  ig_csv_report *report;
  void *context;
} ig_csv_options;

typedef enum ig_csv_times {
  IG_CSV_NO_TIMES, /* values only, one after the other */
  IG_CSV_STAMPS,   /* time_s: UTC, s since 1970 */
  IG_CSV_HOURS     /* time_s: s since midnight of the local clock */
} ig_csv_times;

/* What was read; times increase from row to row. */
typedef struct ig_csv {
  size_t n_rows, n_wanted;
  ig_csv_times times;
  int64_t *time_s; /* [row]; 0 without times */
  double *value;   /* [row][wanted]; NaN where the cell was empty */
  int32_t *line;   /* [row] */
  long time_at;    /* position of the time column in its first row, 1-based; 0 without times */
} ig_csv;

/* Reads a whole file of `size` bytes. False after at least one report, with nothing to free; after
 * IG_CSV_ERRORS_MOST reports it gives up. On success the caller frees with ig_csv_free. */
bool ig_csv_parse(const char *bytes, size_t size, const ig_csv_options *options, ig_csv *table);
void ig_csv_free(ig_csv *table);

#endif
