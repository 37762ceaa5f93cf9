/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading goes through three layers: lines and cells (tables_csv.c), typed values of named columns (tables_columns.c),
 * elements of the network (tables_elements.c). Here: the files of a folder, names that are doubled, and the complaints
 * of the network's check, which are given the place of the element in its table. */
#include "models/grid/tables.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/tables_elements.h"

enum { TABLE_MOST = 1 << 28, WORD_MOST = 512 }; /* bytes */

/* One table while it is read. */
typedef struct table {
  const ig_tables_element *element;
  char *path, *bytes;
  ig_tables_csv csv;
  ig_tables_header header;
  ig_tables_names names;
} table;

/* --- nearest word -------------------------------------------------------------------------------- */

/* Edit distance, at most `most`; longer words count by their first WORD_MOST bytes. */
static size_t distance(const char *a, const char *b, size_t most) {
  size_t row[WORD_MOST + 1], n = strlen(a), m = strlen(b);
  if (n > WORD_MOST) n = WORD_MOST;
  if (m > WORD_MOST) m = WORD_MOST;
  if ((n > m ? n - m : m - n) >= most) return most;
  for (size_t k = 0; k <= m; k++) row[k] = k;
  for (size_t i = 1; i <= n; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t k = 1; k <= m; k++) {
      size_t change = diagonal + (a[i - 1] != b[k - 1]), other = (row[k] < row[k - 1] ? row[k] : row[k - 1]) + 1;
      diagonal = row[k];
      row[k] = change < other ? change : other;
    }
  }
  return row[m] < most ? row[m] : most;
}

size_t ig_tables_nearest(const char *word, const char *const *words, size_t n) {
  size_t nearest = n ? 0 : SIZE_MAX, least = WORD_MOST;
  for (size_t i = 0; i < n; i++) {
    size_t d = distance(word, words[i], least);
    if (d < least) nearest = i, least = d;
  }
  return nearest;
}

/* --- one table ----------------------------------------------------------------------------------- */

/* Names are sorted by line where equal: the first one stands. */
static void refuse_doubled(table *t) {
  ig_tables_columns_sort(&t->names);
  const ig_tables_name *list = t->names.list;
  for (size_t i = 1, first = 0; i < t->names.n; i++) {
    if (strcmp(list[i].name, list[first].name) != 0) {
      first = i;
      continue;
    }
    ig_tables_csv_again(&t->csv, list[i].line, list[i].line_at);
    char where[48] = "there";
    if (list[first].line > 0) snprintf(where, sizeof where, "in line %ld", list[first].line);
    ig_tables_csv_fail(&t->csv, t->csv.cell[t->header.cell[0] - 1].at, "%s: '%s' is already %s",
                       t->element->column[0].name, list[i].name, where);
  }
}

/* Reads all rows; names of bad rows are kept too, so that a reference to one is no second error. */
static void read_table(table *t, ig_network *network, const ig_tables_names *buses, const ig_tables_names *types) {
  const ig_tables_element *e = t->element;
  ig_tables_row row;
  if (!ig_tables_columns_header(&t->csv, e->column, e->n_columns, &t->header)) {
    t->names.lost = true;
    return;
  }
  for (size_t n = 0; ig_tables_csv_next(&t->csv);) {
    ig_tables_columns_row(&t->csv, e->column, e->n_columns, &t->header, buses, types, &row);
    bool added = row.good && e->add(&row, network);
    const ig_tables_value *name = &row.value[0];
    if (name->given) ig_tables_columns_keep(&t->names, name->text, added ? n : SIZE_MAX, t->csv.line, t->csv.line_at);
    if (!name->given) t->csv.lost = true;
    n += added;
  }
  t->names.lost = t->csv.lost;
  refuse_doubled(t);
}

static void close_table(table *t) {
  ig_tables_csv_close(&t->csv);
  ig_tables_columns_free(&t->names);
  free(t->bytes);
  free(t->path);
}

/* --- files --------------------------------------------------------------------------------------- */

static char *join_path(const char *folder, const char *name) {
  size_t n = strlen(folder);
  char *path = malloc(n + strlen(name) + 2);
  if (!path) abort();
  sprintf(path, "%s%s%s", folder, n > 0 && folder[n - 1] != '/' ? "/" : "", name);
  return path;
}

/* The whole file; NULL with errno, which is EFBIG where it is too large. */
static char *read_file(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *bytes = NULL;
  size_t room = 1 << 14;
  *size = 0;
  do {
    room *= 2;
    bytes = realloc(bytes, room);
    if (!bytes) abort();
    *size += fread(bytes + *size, 1, room - *size, file);
  } while (*size == room && room < TABLE_MOST);
  int error = ferror(file) ? errno : *size == room ? EFBIG : 0;
  fclose(file);
  if (!error) return bytes;
  free(bytes);
  errno = error;
  return NULL;
}

/* Opens table k of the folder; false where it is not to be had, which is an error if it is needed. */
static bool open_table(table *t, size_t k, const char *folder, ig_tables_report *report, void *context) {
  size_t size = 0;
  t->element = &ig_tables_elements[k];
  t->path = join_path(folder, t->element->file);
  t->bytes = read_file(t->path, &size);
  int error = errno;
  ig_tables_csv_open(&t->csv, t->path, t->bytes, size, report, context);
  if (t->bytes) return true;
  t->names.lost = true;
  if (error == EFBIG)
    ig_tables_csv_fail(&t->csv, 0, "the file is too large; at most %d MiB are read", TABLE_MOST >> 20);
  else if (t->element->required || error != ENOENT)
    ig_tables_csv_fail(&t->csv, 0, "cannot open: %s%s", strerror(error),
                       error == ENOENT ? "; a network needs this table" : "");
  return false;
}

/* --- check --------------------------------------------------------------------------------------- */

/* Column of the table that the message begins with ("length_m: ..."), as a cell from 1; 0 where there is none. */
static size_t cell_meant(const table *t, const char *message) {
  size_t n = strcspn(message, ":");
  for (size_t c = 0; c < t->element->n_columns; c++) {
    const char *name = t->element->column[c].name;
    if (strlen(name) == n && memcmp(name, message, n) == 0) return t->header.cell[c];
  }
  return 0;
}

/* Takes a complaint of ig_network_check. */
static void complain(void *context, const char *kind, const char *element, const char *message) {
  table *t = context;
  const table *end = t + IG_TABLES_ELEMENTS;
  while (t < end && strcmp(t->element->kind, kind) != 0) t++;
  assert(t < end);
  const ig_tables_name *name = element ? ig_tables_columns_find(&t->names, element) : NULL;
  long at = 0;
  t->csv.line = 0;
  if (name && ig_tables_csv_again(&t->csv, name->line, name->line_at)) {
    size_t cell = cell_meant(t, message);
    at = t->csv.cell[(cell ? cell : t->header.cell[0]) - 1].at;
  }
  ig_tables_csv_fail(&t->csv, at, "%s", message);
}

bool ig_tables_read(const char *folder, ig_network *network, ig_tables_report *report, void *context) {
  table list[IG_TABLES_ELEMENTS] = {0};
  bool good = true;
  *network = (ig_network){0};
  for (size_t k = 0; k < IG_TABLES_ELEMENTS; k++) {
    if (open_table(&list[k], k, folder, report, context))
      read_table(&list[k], network, &list[IG_TABLES_BUSES].names, &list[IG_TABLES_TYPES].names);
    good = good && list[k].csv.errors == 0;
  }
  if (good) ig_network_sort(network);
  good = good && ig_network_check(network, complain, list);
  for (size_t k = 0; k < IG_TABLES_ELEMENTS; k++) close_table(&list[k]);
  if (!good) ig_network_free(network);
  return good;
}

/* --- in memory ----------------------------------------------------------------------------------- */

/* Names of what the network has already. Elements begin with a pointer to their name. */
static ig_tables_names names_of(const void *array, size_t n, size_t size) {
  ig_tables_names names = {0};
  for (size_t i = 0; i < n; i++) {
    const char *name = *(char *const *)(const void *)((const char *)array + i * size);
    ig_tables_columns_keep(&names, name, i, 0, 0);
  }
  ig_tables_columns_sort(&names);
  return names;
}

bool ig_tables_parse(const char *name, const char *bytes, size_t size, ig_network *network, ig_tables_report *report,
                     void *context) {
  table t = {0};
  size_t k = 0;
  while (k < IG_TABLES_ELEMENTS && strcmp(ig_tables_elements[k].file, name) != 0) k++;
  if (k == IG_TABLES_ELEMENTS) {
    report(context, name, 0, 0, "no table of a network has this name");
    return false;
  }
  t.element = &ig_tables_elements[k];
  ig_tables_names buses = names_of(network->bus, network->n_buses, sizeof *network->bus);
  ig_tables_names types = names_of(network->line_type, network->n_line_types, sizeof *network->line_type);
  ig_tables_csv_open(&t.csv, name, bytes, size, report, context);
  read_table(&t, network, &buses, &types);
  bool good = t.csv.errors == 0;
  close_table(&t);
  ig_tables_columns_free(&buses);
  ig_tables_columns_free(&types);
  return good;
}

/* --- later errors -------------------------------------------------------------------------------- */

static void ignore(void *context, const char *path, long line, long column, const char *message) {
  (void)context, (void)path, (void)line, (void)column, (void)message;
}

void ig_tables_complain(const char *folder, const char *name, const char *element, const char *message,
                        ig_tables_report *report, void *context) {
  table t = {0};
  size_t k = 0;
  long line = 0, at = 0;
  while (k < IG_TABLES_ELEMENTS && strcmp(ig_tables_elements[k].file, name) != 0) k++;
  assert(k < IG_TABLES_ELEMENTS);
  const ig_tables_element *e = &ig_tables_elements[k];
  bool open = open_table(&t, k, folder, ignore, NULL);
  if (open && ig_tables_columns_header(&t.csv, e->column, e->n_columns, &t.header))
    while (line == 0 && ig_tables_csv_next(&t.csv)) {
      const ig_tables_csv_cell *cell = &t.csv.cell[t.header.cell[0] - 1];
      if (t.csv.n_cells == t.header.n_cells && strcmp(cell->text, element) == 0) line = t.csv.line, at = cell->at;
    }
  report(context, t.path, line, at, message);
  close_table(&t);
}
