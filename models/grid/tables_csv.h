/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The text of a table: a file in memory, line by line, cut into cells. */
#ifndef IG_TABLES_CSV_H
#define IG_TABLES_CSV_H

#include "models/grid/tables.h"

/* Text of a cell without blanks and quotes around it, ended by a zero; `at`: where it begins in its line, from 1. */
typedef struct ig_tables_csv_cell {
  const char *text;
  long at;
} ig_tables_csv_cell;

typedef struct ig_tables_csv {
  const char *path, *bytes; /* the caller's */
  size_t size, next;        /* where the next line begins */
  long line;                /* number of the present line */
  size_t line_at;           /* where it begins */
  ig_tables_csv_cell *cell; /* of the present line */
  size_t n_cells, room;
  char *text; /* of the cells */
  size_t text_room;
  long errors; /* all of this file */
  bool lost;   /* a line could not be read, so that names may be missing */
  ig_tables_report *report;
  void *context;
} ig_tables_csv;

/* Begins to read; the caller frees with ig_tables_csv_close. */
void ig_tables_csv_open(ig_tables_csv *csv, const char *path, const char *bytes, size_t size, ig_tables_report *report,
                        void *context);
void ig_tables_csv_close(ig_tables_csv *csv); /* reports how many errors there were beyond those reported */

/* Takes the next line with cells; blank lines and comments are passed over, a line in a wrong form is reported and
 * passed over. False at the end, or where the file is no text. */
bool ig_tables_csv_next(ig_tables_csv *csv);

/* Goes back to a line that was read before. */
bool ig_tables_csv_again(ig_tables_csv *csv, long line, size_t line_at);

/* Counts an error of the present line and reports it, if there were not too many. */
void ig_tables_csv_fail(ig_tables_csv *csv, long at, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* A text in quotes for a message, cut where it is long. */
typedef struct ig_tables_csv_quote {
  char text[64];
} ig_tables_csv_quote;
ig_tables_csv_quote ig_tables_csv_quoted(const char *text);

/* Reads a plain decimal number of at most 1e12: sign, digits, point, exponent. NULL, or what is wrong with it. */
const char *ig_tables_csv_number(const char *text, double *value);

#endif
