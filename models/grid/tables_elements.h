/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The seven tables of a network: their columns, and how a row becomes an element. */
#ifndef IG_TABLES_ELEMENTS_H
#define IG_TABLES_ELEMENTS_H

#include "models/grid/tables_columns.h"

enum { IG_TABLES_ELEMENTS = 7, IG_TABLES_BUSES = 0, IG_TABLES_TYPES = 1 };

typedef struct ig_tables_element {
  const char *file, *kind; /* "lines.csv"; "line" as ig_network_check calls it */
  const ig_tables_column *column;
  size_t n_columns;
  bool required; /* the file must be there */
  /* Adds a good row to the network; false after an error. */
  bool (*add)(ig_tables_row *row, ig_network *network);
} ig_tables_element;

/* Buses and line types come first, since the others refer to them. */
extern const ig_tables_element ig_tables_elements[IG_TABLES_ELEMENTS];

#endif
