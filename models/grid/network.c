/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/network.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- building --------------------------------------------------------------------------------------- */

void *ig_network_grow(void *array, size_t *n, size_t size) {
  bool full = *n == 0 || (*n & (*n - 1)) == 0; /* room doubles at powers of two */
  if (full) array = realloc(array, (*n == 0 ? 1 : 2 * *n) * size);
  if (!array) abort();
  memset((char *)array + *n * size, 0, size);
  ++*n;
  return array;
}

bool ig_network_wires(const char *text, bool shared, ig_wires *wires) {
  unsigned seen = 0;
  *wires = (ig_wires){0};
  for (; *text; text++) {
    int wire = *text - '0';
    if (wire < 0 || wire > IG_NETWORK_WIRES || wires->n == IG_NETWORK_WIRES) return false;
    if (wire > 0 && !shared && (seen & (1U << wire))) return false;
    seen |= 1U << wire;
    wires->at[wires->n++] = (uint8_t)wire;
  }
  return wires->n > 0;
}

void ig_network_from_sequence(ig_line_type *type, double r1, double x1, double r0, double x0) {
  type->n = 3;
  for (int i = 0; i < 9; i++) {
    bool self = i % 4 == 0;
    type->r_ohm_m[i] = self ? (r0 + 2 * r1) / 3 : (r0 - r1) / 3;
    type->x_ohm_m[i] = self ? (x0 + 2 * x1) / 3 : (x0 - x1) / 3;
  }
}

void ig_network_four_wire(ig_line_type *type, double r_phase, double r_neutral, double x1) {
  static const double earth_r = 0.0493e-3, mutual_x = 0.65e-3; /* ohm a metre */
  type->n = 4;
  for (int i = 0; i < 16; i++) {
    bool self = i % 5 == 0;
    type->r_ohm_m[i] = earth_r + (self ? (i == 15 ? r_neutral : r_phase) : 0);
    type->x_ohm_m[i] = mutual_x + (self ? x1 : 0);
  }
}

double ig_network_leg_V(const ig_connection *c, double nominal_V) {
  const uint8_t *at = c->wires.at;
  bool phases = c->wires.n == 2 && at[0] % IG_NETWORK_NEUTRAL != 0 && at[1] % IG_NETWORK_NEUTRAL != 0;
  return c->delta || phases ? nominal_V : nominal_V / sqrt(3.0);
}

void ig_network_free(ig_network *n) {
  for (size_t i = 0; i < n->n_buses; i++) free(n->bus[i].name);
  for (size_t i = 0; i < n->n_line_types; i++) free(n->line_type[i].name);
  for (size_t i = 0; i < n->n_lines; i++) free(n->line[i].name);
  for (size_t i = 0; i < n->n_switches; i++) free(n->switch_[i].name);
  for (size_t i = 0; i < n->n_transformers; i++) free(n->transformer[i].name);
  for (size_t i = 0; i < n->n_sources; i++) free(n->source[i].name);
  for (size_t i = 0; i < n->n_connections; i++) free(n->connection[i].unit), free(n->connection[i].response);
  free(n->bus);
  free(n->line_type);
  free(n->line);
  free(n->switch_);
  free(n->transformer);
  free(n->source);
  free(n->connection);
  *n = (ig_network){0};
}

/* --- order ------------------------------------------------------------------------------------------ */

/* Elements begin with a pointer to their name. */
static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

typedef struct moved {
  const char *name;
  size_t from;
} moved;

/* Sorts elements by name; where[i] is where element i went. Caller frees. */
static size_t *sort(void *array, size_t n, size_t size) {
  moved *list = malloc((n + 1) * sizeof *list);
  size_t *where = malloc((n + 1) * sizeof *where);
  if (!list || !where) abort();
  for (size_t i = 0; i < n; i++) list[i] = (moved){*(char *const *)(void *)((char *)array + i * size), i};
  qsort(list, n, sizeof *list, by_name);
  for (size_t i = 0; i < n; i++) where[list[i].from] = i;
  if (n) qsort(array, n, size, by_name);
  free(list);
  return where;
}

void ig_network_sort(ig_network *n) {
  size_t *bus = sort(n->bus, n->n_buses, sizeof *n->bus);
  size_t *type = sort(n->line_type, n->n_line_types, sizeof *n->line_type);
  for (size_t i = 0; i < n->n_lines; i++) {
    ig_line *l = &n->line[i];
    l->from = bus[l->from], l->to = bus[l->to], l->type = type[l->type];
  }
  for (size_t i = 0; i < n->n_switches; i++)
    n->switch_[i].from = bus[n->switch_[i].from], n->switch_[i].to = bus[n->switch_[i].to];
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int k = 0; k < n->transformer[i].n; k++) n->transformer[i].bus[k] = bus[n->transformer[i].bus[k]];
  for (size_t i = 0; i < n->n_sources; i++) n->source[i].bus = bus[n->source[i].bus];
  for (size_t i = 0; i < n->n_connections; i++) n->connection[i].bus = bus[n->connection[i].bus];
  free(bus);
  free(type);
  free(sort(n->line, n->n_lines, sizeof *n->line));
  free(sort(n->switch_, n->n_switches, sizeof *n->switch_));
  free(sort(n->transformer, n->n_transformers, sizeof *n->transformer));
  free(sort(n->source, n->n_sources, sizeof *n->source));
  free(sort(n->connection, n->n_connections, sizeof *n->connection));
}

size_t ig_network_bus(const ig_network *n, const char *name) {
  size_t low = 0, high = n->n_buses;
  while (low < high) {
    size_t middle = (low + high) / 2;
    int order = strcmp(n->bus[middle].name, name);
    if (order == 0) return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}
