/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target of the tables of a network. The input is the tables one after the other, each behind a line
 * "@lines.csv"; what stands before the first such line goes to the table that the first byte chooses. Whatever is
 * accepted must be elements with names, buses and finite numbers, and can be sorted and checked; whatever is refused
 * must say why. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/tables.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static const char *const names[] = {"buses.csv",        "line_types.csv", "lines.csv",      "switches.csv",
                                    "transformers.csv", "sources.csv",    "connections.csv"};

typedef struct counts {
  long reports, complaints;
} counts;

static void count(void *context, const char *path, long line, long column, const char *message) {
  counts *c = context;
  if (!path || line < 0 || column < 0 || !*message) abort();
  if (++c->reports > IG_TABLES_REPORTS_MOST + 1) abort();
}

static void complain(void *context, const char *kind, const char *element, const char *message) {
  counts *c = context;
  (void)element;
  if (!*kind || !*message) abort();
  c->complaints++;
}

static void check_wires(const ig_wires *wires) {
  if (wires->n < 1 || wires->n > IG_NETWORK_WIRES) abort();
  for (int i = 0; i < wires->n; i++)
    if (wires->at[i] > IG_NETWORK_WIRES) abort();
}

static void check_network(const ig_network *n) {
  for (size_t i = 0; i < n->n_buses; i++)
    if (!*n->bus[i].name || !isfinite(n->bus[i].nominal_V)) abort();
  for (size_t i = 0; i < n->n_line_types; i++)
    for (int k = 0; k < n->line_type[i].n * n->line_type[i].n; k++)
      if (!isfinite(n->line_type[i].r_ohm_m[k]) || !isfinite(n->line_type[i].x_ohm_m[k])) abort();
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *l = &n->line[i];
    if (!*l->name || l->from >= n->n_buses || l->to >= n->n_buses || l->type >= n->n_line_types) abort();
    check_wires(&l->from_wires), check_wires(&l->to_wires);
  }
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int w = 0; w < n->transformer[i].n; w++)
      if (n->transformer[i].bus[w] >= n->n_buses || !isfinite(n->transformer[i].r_pu[w])) abort();
  for (size_t i = 0; i < n->n_sources; i++)
    if (n->source[i].bus >= n->n_buses || !isfinite(n->source[i].x0_ohm)) abort();
  for (size_t i = 0; i < n->n_connections; i++) {
    if (n->connection[i].bus >= n->n_buses || !isfinite(n->connection[i].tan_phi)) abort();
    check_wires(&n->connection[i].wires);
  }
}

/* Takes one table; false where it is refused. */
static bool take(const char *name, const char *text, size_t size, ig_network *network) {
  counts c = {0, 0};
  bool good = ig_tables_parse(name, text, size, network, count, &c);
  if (good != (c.reports == 0)) abort();
  return good;
}

/* The table named by a line "@lines.csv" at s; NULL where it is none. */
static const char *table_at(const char *s, const char *end) {
  for (size_t i = 0; i < IG_COUNT(names); i++) {
    size_t n = strlen(names[i]);
    if ((size_t)(end - s) > n + 1 && *s == '@' && memcmp(s + 1, names[i], n) == 0 && s[n + 1] == '\n') return names[i];
  }
  return NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  const char *text = (const char *)bytes, *end = text + size, *begin = text;
  const char *name = size > 0 ? names[bytes[0] % IG_COUNT(names)] : names[0];
  ig_network network = {0};
  bool good = true;
  for (const char *s = text; s <= end; s++) {
    bool at_line = s == text || s == end || s[-1] == '\n';
    const char *next = at_line ? table_at(s, end) : NULL;
    if (s < end && !next) continue;
    if (s > begin) good = take(name, begin, (size_t)(s - begin), &network) && good;
    if (next) name = next, begin = s + strlen(next) + 2;
  }
  check_network(&network);
  ig_network_sort(&network);
  counts c = {0, 0};
  bool sound = ig_network_check(&network, complain, &c);
  if (sound != (c.complaints == 0)) abort();
  ig_network_free(&network);
  return 0;
}
