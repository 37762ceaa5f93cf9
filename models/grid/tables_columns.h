/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns of a table: described once, matched with a header, read cell by cell into typed values. */
#ifndef IG_TABLES_COLUMNS_H
#define IG_TABLES_COLUMNS_H

#include "models/grid/tables_csv.h"

typedef enum ig_tables_kind {
  IG_TABLES_NAME,   /* of the element, once in the table; the first column of a description */
  IG_TABLES_BUS,    /* name of a bus: index */
  IG_TABLES_TYPE,   /* name of a line type: index */
  IG_TABLES_NUMBER, /* number */
  IG_TABLES_WIRES,  /* wires, each once */
  IG_TABLES_SHARED, /* wires of a line or switch, several conductors may end on one */
  IG_TABLES_WORD,   /* one of `words`: index */
  IG_TABLES_TEXT    /* as it is */
} ig_tables_kind;

typedef struct ig_tables_column {
  const char *name;
  const char *words; /* "false|true" */
  double dflt;       /* number where the cell is empty */
  ig_tables_kind kind;
  bool required;
} ig_tables_column;

enum { IG_TABLES_COLUMNS_MOST = 24 };

/* What a cell holds; where it is empty, only `number` (the default), `text` (nothing) and `at`. */
typedef struct ig_tables_value {
  const char *text;
  long at; /* 0: the table has no such column */
  double number;
  size_t index;
  ig_wires wires;
  bool given;
} ig_tables_value;

/* Names of elements, where they stand in their table and in the network. */
typedef struct ig_tables_name {
  const char *name;
  size_t index; /* SIZE_MAX: its row is wrong */
  long line;
  size_t line_at;
} ig_tables_name;

/* Sorted by name and line once all are there; `lost`: some may be missing, so that an unknown one says nothing. */
typedef struct ig_tables_names {
  ig_tables_name *list;
  size_t n;
  bool lost;
} ig_tables_names;

typedef struct ig_tables_row {
  ig_tables_csv *csv;
  const ig_tables_column *column;
  ig_tables_value value[IG_TABLES_COLUMNS_MOST];
  bool good;
} ig_tables_row;

/* Which column of the table each column of the description is: cells from 1, 0 where there is none. */
typedef struct ig_tables_header {
  size_t cell[IG_TABLES_COLUMNS_MOST], n_cells;
} ig_tables_header;

/* Reads the first line. False after an error; the rows can then not be read. */
bool ig_tables_columns_header(ig_tables_csv *csv, const ig_tables_column *column, size_t n, ig_tables_header *header);

/* Reads the cells of the present line; row->good is false after an error, or where a name it refers to is wrong. */
void ig_tables_columns_row(ig_tables_csv *csv, const ig_tables_column *column, size_t n, const ig_tables_header *header,
                           const ig_tables_names *buses, const ig_tables_names *types, ig_tables_row *row);

/* Reports an error of a cell of the row, "<column>: ...", and makes the row a bad one. */
void ig_tables_columns_fail(ig_tables_row *row, size_t column, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Keeps a copy of a name. */
void ig_tables_columns_keep(ig_tables_names *names, const char *name, size_t index, long line, size_t line_at);
void ig_tables_columns_sort(ig_tables_names *names);
const ig_tables_name *ig_tables_columns_find(const ig_tables_names *names, const char *name); /* sorted; or NULL */
void ig_tables_columns_free(ig_tables_names *names);

#endif
