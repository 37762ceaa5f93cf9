/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/tables_columns.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 768, SUGGEST_MOST = 200000 };

#define QUOTED(word) (ig_tables_csv_quoted(word).text)

/* --- names --------------------------------------------------------------------------------------- */

void ig_tables_columns_keep(ig_tables_names *names, const char *name, size_t index, long line, size_t line_at) {
  ig_tables_name *one = IG_NETWORK_ADD(names->list, names->n);
  char *copy = malloc(strlen(name) + 1);
  if (!copy) abort();
  *one = (ig_tables_name){strcpy(copy, name), index, line, line_at};
}

static int by_name(const void *a, const void *b) {
  const ig_tables_name *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->line > y->line) - (x->line < y->line);
}

void ig_tables_columns_sort(ig_tables_names *names) {
  if (names->n > 0) qsort(names->list, names->n, sizeof *names->list, by_name);
}

const ig_tables_name *ig_tables_columns_find(const ig_tables_names *names, const char *name) {
  size_t low = 0, high = names->n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (strcmp(names->list[middle].name, name) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low < names->n && strcmp(names->list[low].name, name) == 0 ? &names->list[low] : NULL;
}

void ig_tables_columns_free(ig_tables_names *names) {
  for (size_t i = 0; i < names->n; i++) free((void *)(uintptr_t)names->list[i].name);
  free(names->list);
  *names = (ig_tables_names){0};
}

/* --- errors of a cell ---------------------------------------------------------------------------- */

void ig_tables_columns_fail(ig_tables_row *row, size_t column, const char *format, ...) {
  char message[MESSAGE];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  row->good = false;
  ig_tables_csv_fail(row->csv, row->value[column].at, "%s: %s", row->column[column].name, message);
}

/* "mv, lv, service, riser" from "mv|lv|service|riser". */
static const char *list_words(const char *words, char *text, size_t size) {
  size_t k = 0;
  for (; *words && k + 3 < size; words++) {
    text[k++] = *words == '|' ? ',' : *words;
    if (*words == '|') text[k++] = ' ';
  }
  text[k] = '\0';
  return text;
}

/* --- cells --------------------------------------------------------------------------------------- */

static void read_word(ig_tables_row *row, size_t c, const char *words) {
  ig_tables_value *v = &row->value[c];
  size_t length = strlen(v->text);
  char list[MESSAGE / 2];
  for (const char *word = words;; word++, v->index++) {
    size_t n = strcspn(word, "|");
    if (n == length && memcmp(word, v->text, n) == 0) return;
    word += n;
    if (!*word) break;
  }
  ig_tables_columns_fail(row, c, "unknown word %s; allowed: %s", QUOTED(v->text), list_words(words, list, sizeof list));
}

static void read_wires(ig_tables_row *row, size_t c, bool shared) {
  ig_tables_value *v = &row->value[c];
  if (ig_network_wires(v->text, shared, &v->wires)) return;
  ig_tables_columns_fail(row, c, "%s names no wires; allowed: 1 to 6 digits from 0 (earth) to 6%s, as 1234 or 14",
                         QUOTED(v->text), shared ? "" : ", each once");
}

static void read_number(ig_tables_row *row, size_t c) {
  ig_tables_value *v = &row->value[c];
  const char *wrong = ig_tables_csv_number(v->text, &v->number);
  if (wrong) ig_tables_columns_fail(row, c, "%s %s", QUOTED(v->text), wrong);
}

/* Names that are near are looked for only while reports are taken: it costs a comparison with every name. */
static void unknown_name(ig_tables_row *row, size_t c, const ig_tables_names *names, const char *what) {
  const char *nearest = NULL;
  const char **word = malloc((names->n + 1) * sizeof *word);
  for (size_t i = 0; word && i < names->n; i++) word[i] = names->list[i].name;
  if (word && names->n > 0 && names->n <= SUGGEST_MOST && row->csv->errors < IG_TABLES_REPORTS_MOST)
    nearest = word[ig_tables_nearest(row->value[c].text, word, names->n)];
  free((void *)word);
  ig_tables_csv_quote name = ig_tables_csv_quoted(row->value[c].text);
  if (nearest)
    ig_tables_columns_fail(row, c, "unknown %s %s, the nearest is %s", what, name.text, QUOTED(nearest));
  else
    ig_tables_columns_fail(row, c, "unknown %s %s", what, name.text);
}

static void read_reference(ig_tables_row *row, size_t c, const ig_tables_names *names, const char *what) {
  const ig_tables_name *found = ig_tables_columns_find(names, row->value[c].text);
  if (found) row->value[c].index = found->index;
  if (!found && !names->lost) unknown_name(row, c, names, what);
  if (!found || found->index == SIZE_MAX) row->good = false; /* its own error has been reported */
}

static void read_name(ig_tables_row *row, size_t c) {
  size_t n = strlen(row->value[c].text);
  if (n > IG_TABLES_NAME_MOST)
    ig_tables_columns_fail(row, c, "a name of %zu bytes; %d are the most", n, IG_TABLES_NAME_MOST);
}

static void read_cell(ig_tables_row *row, size_t c, const ig_tables_names *buses, const ig_tables_names *types) {
  const ig_tables_column *column = &row->column[c];
  if (!row->value[c].given) {
    if (column->required) ig_tables_columns_fail(row, c, "needs a value");
    return;
  }
  switch (column->kind) {
    case IG_TABLES_NAME:
      read_name(row, c);
      return;
    case IG_TABLES_BUS:
      read_reference(row, c, buses, "bus");
      return;
    case IG_TABLES_TYPE:
      read_reference(row, c, types, "line type");
      return;
    case IG_TABLES_NUMBER:
      read_number(row, c);
      return;
    case IG_TABLES_WIRES:
    case IG_TABLES_SHARED:
      read_wires(row, c, column->kind == IG_TABLES_SHARED);
      return;
    case IG_TABLES_WORD:
      read_word(row, c, column->words);
      return;
    case IG_TABLES_TEXT:
      return;
  }
}

/* --- rows ---------------------------------------------------------------------------------------- */

/* Places the cells; false where there are too few or too many. */
static bool place_cells(ig_tables_row *row, size_t n, const ig_tables_header *header) {
  ig_tables_csv *csv = row->csv;
  if (csv->n_cells != header->n_cells) {
    const char *hint = csv->n_cells > header->n_cells
                           ? "; the decimal point is a point, and a text with a comma is put in quotes"
                           : "";
    ig_tables_csv_fail(csv, 0, "the line has %zu cells, the header has %zu%s", csv->n_cells, header->n_cells, hint);
    csv->lost = true;
    return false;
  }
  for (size_t c = 0; c < n; c++) {
    size_t at = header->cell[c];
    ig_tables_csv_cell cell = at ? csv->cell[at - 1] : (ig_tables_csv_cell){"", 0};
    row->value[c] =
        (ig_tables_value){.text = cell.text, .at = cell.at, .number = row->column[c].dflt, .given = *cell.text};
  }
  return true;
}

void ig_tables_columns_row(ig_tables_csv *csv, const ig_tables_column *column, size_t n, const ig_tables_header *header,
                           const ig_tables_names *buses, const ig_tables_names *types, ig_tables_row *row) {
  *row = (ig_tables_row){.csv = csv, .column = column};
  row->good = place_cells(row, n, header);
  if (!row->good) return;
  for (size_t c = 0; c < n; c++) read_cell(row, c, buses, types);
}

/* --- header -------------------------------------------------------------------------------------- */

/* "line, from, to": all columns, or those needed. */
static const char *list_columns(const ig_tables_column *column, size_t n, bool required, char *text, size_t size) {
  size_t k = 0;
  *text = '\0';
  for (size_t c = 0; c < n && k < size; c++)
    if (!required || column[c].required)
      k += (size_t)snprintf(text + k, size - k, "%s%s", k ? ", " : "", column[c].name);
  return text;
}

/* Reports a column that is not known; returns the nearest one. */
static size_t unknown_column(ig_tables_csv *csv, ig_tables_csv_cell cell, const ig_tables_column *column, size_t n) {
  const char *word[IG_TABLES_COLUMNS_MOST];
  char list[MESSAGE];
  for (size_t c = 0; c < n; c++) word[c] = column[c].name;
  size_t nearest = ig_tables_nearest(cell.text, word, n);
  list_columns(column, n, false, list, sizeof list);
  if (!*cell.text)
    ig_tables_csv_fail(csv, cell.at, "a column without a name; allowed: %s", list);
  else if (csv->n_cells == 1 && strpbrk(cell.text, ";\t"))
    ig_tables_csv_fail(csv, cell.at, "columns are parted by commas, not by semicolons or tabs");
  else
    ig_tables_csv_fail(csv, cell.at, "unknown column %s, the nearest is '%s'; allowed: %s", QUOTED(cell.text),
                       word[nearest], list);
  return nearest;
}

static bool match_cell(ig_tables_csv *csv, size_t cell, const ig_tables_column *column, size_t n,
                       ig_tables_header *header, bool *meant) {
  size_t c = 0;
  while (c < n && strcmp(csv->cell[cell].text, column[c].name) != 0) c++;
  if (c == n) {
    meant[unknown_column(csv, csv->cell[cell], column, n)] = true;
    return false;
  }
  if (header->cell[c]) ig_tables_csv_fail(csv, csv->cell[cell].at, "column '%s' is there twice", column[c].name);
  bool once = !header->cell[c];
  header->cell[c] = cell + 1;
  return once;
}

bool ig_tables_columns_header(ig_tables_csv *csv, const ig_tables_column *column, size_t n, ig_tables_header *header) {
  char list[MESSAGE];
  bool meant[IG_TABLES_COLUMNS_MOST] = {false}, good = true; /* meant: probably by an unknown column */
  *header = (ig_tables_header){0};
  list_columns(column, n, true, list, sizeof list);
  bool first = ig_tables_csv_next(csv);
  if (csv->errors > 0) return false;
  if (!first) {
    csv->line = 0;
    ig_tables_csv_fail(csv, 0, "the table is empty; its first line must name the columns: %s", list);
    return false;
  }
  header->n_cells = csv->n_cells;
  for (size_t i = 0; i < csv->n_cells; i++) good = match_cell(csv, i, column, n, header, meant) && good;
  if (!good && csv->n_cells == 1) return false;
  for (size_t c = 0; c < n; c++) {
    if (!column[c].required || header->cell[c] || meant[c]) continue;
    ig_tables_csv_fail(csv, 0, "column '%s' is missing; required: %s", column[c].name, list);
    good = false;
  }
  return good;
}
