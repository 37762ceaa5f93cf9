/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/grid_paths.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/* Ways on from a bus: elements in the order line, switch, transformer. */
typedef struct way {
  size_t bus, to, element;
  enum { WAY_LINE, WAY_SWITCH, WAY_TRANSFORMER } by;
} way;

typedef struct walk {
  const ig_network *n;
  ig_grid_paths *p;
  way *way;
  size_t n_ways, *first; /* ways of bus b: first[b] .. first[b + 1] */
  size_t *order, n_order, *parent;
  size_t *line;        /* of each bus, the line that leads to it; SIZE_MAX: none */
  size_t *transformer; /* the one above; SIZE_MAX: none */
  bool *seen;
  double *above_r_ohm; /* r1 above the feeder */
} walk;

static int by_bus(const void *a, const void *b) {
  const way *x = a, *y = b;
  if (x->bus != y->bus) return x->bus < y->bus ? -1 : 1;
  if (x->by != y->by) return x->by < y->by ? -1 : 1;
  return (x->element > y->element) - (x->element < y->element);
}

static void add_ways(walk *w, size_t a, size_t b, size_t element, int by) {
  w->way[w->n_ways++] = (way){.bus = a, .to = b, .element = element, .by = (unsigned)by};
  w->way[w->n_ways++] = (way){.bus = b, .to = a, .element = element, .by = (unsigned)by};
}

static void list_ways(walk *w) {
  const ig_network *n = w->n;
  w->way = ig_memory(2 * (n->n_lines + n->n_switches + 2 * n->n_transformers), sizeof *w->way);
  for (size_t i = 0; i < n->n_lines; i++) add_ways(w, n->line[i].from, n->line[i].to, i, WAY_LINE);
  for (size_t i = 0; i < n->n_switches; i++)
    if (n->switch_[i].closed && n->switch_[i].from != n->switch_[i].to)
      add_ways(w, n->switch_[i].from, n->switch_[i].to, i, WAY_SWITCH);
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int k = 1; k < n->transformer[i].n; k++)
      add_ways(w, n->transformer[i].bus[0], n->transformer[i].bus[k], i, WAY_TRANSFORMER);
  qsort(w->way, w->n_ways, sizeof *w->way, by_bus);
  w->first = ig_memory(n->n_buses + 1, sizeof *w->first);
  for (size_t b = 0, i = 0; b <= n->n_buses; b++) {
    while (i < w->n_ways && w->way[i].bus < b) i++;
    w->first[b] = i;
  }
}

/* Loop impedance of the first phase with the neutral (or the earth), and positive sequence, a metre. */
static void line_impedance(const ig_network *n, const ig_line *line, double *loop_r, double *loop_x, double *r1) {
  const ig_line_type *t = &n->line_type[line->type];
  int neutral = -1, size = t->n;
  for (int i = 0; i < line->from_wires.n; i++)
    if (line->from_wires.at[i] == IG_NETWORK_NEUTRAL) neutral = i;
  *loop_r = t->r_ohm_m[0];
  *loop_x = t->x_ohm_m[0];
  if (neutral > 0) {
    *loop_r += t->r_ohm_m[neutral * size + neutral] - 2 * t->r_ohm_m[neutral];
    *loop_x += t->x_ohm_m[neutral * size + neutral] - 2 * t->x_ohm_m[neutral];
  }
  *r1 = size > 1 ? t->r_ohm_m[0] - t->r_ohm_m[1] : t->r_ohm_m[0];
}

static void along_line(walk *w, const way *y) {
  const ig_line *line = &w->n->line[y->element];
  double loop_r, loop_x, r1;
  line_impedance(w->n, line, &loop_r, &loop_x, &r1);
  ig_grid_paths *p = w->p;
  p->distance_m[y->to] = p->distance_m[y->bus] + line->length_m;
  p->loop_r_ohm[y->to] = p->loop_r_ohm[y->bus] + loop_r * line->length_m;
  p->loop_x_ohm[y->to] = p->loop_x_ohm[y->bus] + loop_x * line->length_m;
  p->r1_ohm[y->to] = p->r1_ohm[y->bus] + r1 * line->length_m;
  w->line[y->to] = y->element;
}

static int winding_at(const ig_transformer *t, size_t bus) { return t->bus[0] == bus ? 0 : t->bus[1] == bus ? 1 : 2; }

/* Behind a delta a phase sees two thirds of a line's impedance above: its zero sequence stays below. */
static void through_transformer(walk *w, const way *y) {
  const ig_transformer *t = &w->n->transformer[y->element];
  int a = winding_at(t, y->bus), b = winding_at(t, y->to);
  double v = t->rated_V[b] * t->tap[b], high = t->rated_V[a] * t->tap[a], base = v * v / t->rated_VA;
  double down = v / high * (v / high);
  ig_grid_paths *p = w->p;
  double r = (t->r_pu[a] + t->r_pu[b]) * base, x = t->x_pu[a + b - 1] * base;
  p->distance_m[y->to] = 0;
  p->loop_r_ohm[y->to] = 2.0 / 3 * p->r1_ohm[y->bus] * down + r;
  p->loop_x_ohm[y->to] = 2.0 / 3 * p->loop_x_ohm[y->bus] * down + x;
  p->r1_ohm[y->to] = p->r1_ohm[y->bus] * down + r;
  w->transformer[y->to] = y->element;
}

static void step(walk *w, const way *y) {
  ig_grid_paths *p = w->p;
  if (w->seen[y->to]) return;
  w->seen[y->to] = true;
  w->parent[y->to] = y->bus;
  w->transformer[y->to] = w->transformer[y->bus];
  w->line[y->to] = SIZE_MAX;
  if (y->by == WAY_LINE) along_line(w, y);
  if (y->by == WAY_TRANSFORMER) through_transformer(w, y);
  if (y->by == WAY_SWITCH) {
    p->distance_m[y->to] = p->distance_m[y->bus];
    p->loop_r_ohm[y->to] = p->loop_r_ohm[y->bus], p->loop_x_ohm[y->to] = p->loop_x_ohm[y->bus];
    p->r1_ohm[y->to] = p->r1_ohm[y->bus];
  }
  w->order[w->n_order++] = y->to;
}

static void begin_at(walk *w, const ig_grid_source *s) {
  if (w->seen[s->bus]) return;
  w->seen[s->bus] = true;
  w->parent[s->bus] = w->line[s->bus] = w->transformer[s->bus] = SIZE_MAX;
  w->p->loop_r_ohm[s->bus] = (2 * s->r1_ohm + s->r0_ohm) / 3;
  w->p->loop_x_ohm[s->bus] = (2 * s->x1_ohm + s->x0_ohm) / 3;
  w->p->r1_ohm[s->bus] = s->r1_ohm;
  w->order[w->n_order++] = s->bus;
}

static void walk_all(walk *w) {
  for (size_t i = 0; i < w->n->n_sources; i++) begin_at(w, &w->n->source[i]);
  for (size_t k = 0; k < w->n_order; k++)
    for (size_t i = w->first[w->order[k]]; i < w->first[w->order[k] + 1]; i++) step(w, &w->way[i]);
}

/* Is the bus a busbar: of a transformer's low voltage, or of the source where nothing is transformed. */
static bool is_busbar(const walk *w, size_t bus) {
  bool fed = w->transformer[bus] != SIZE_MAX || w->n->n_transformers == 0;
  return fed && w->p->distance_m[bus] == 0;
}

static int32_t new_feeder(walk *w, size_t bus, size_t line) {
  ig_grid_paths *p = w->p;
  p->feeder[p->n_feeders] = (ig_grid_feeder){.line = line, .transformer = w->transformer[bus]};
  w->above_r_ohm[p->n_feeders] = p->r1_ohm[bus];
  return (int32_t)p->n_feeders++;
}

static void find_feeders(walk *w) {
  ig_grid_paths *p = w->p;
  for (size_t b = 0; b < w->n->n_buses; b++) p->feeder_of_bus[b] = -1;
  for (size_t l = 0; l < w->n->n_lines; l++) p->feeder_of_line[l] = -1;
  for (size_t k = 0; k < w->n_order; k++) {
    size_t b = w->order[k], above = w->parent[b];
    if (above == SIZE_MAX || is_busbar(w, b)) continue;
    bool low = w->transformer[b] != SIZE_MAX || w->n->n_transformers == 0;
    if (!low) continue;
    p->feeder_of_bus[b] = p->feeder_of_bus[above];
    if (is_busbar(w, above) && w->line[b] != SIZE_MAX) p->feeder_of_bus[b] = new_feeder(w, above, w->line[b]);
    if (w->line[b] != SIZE_MAX) p->feeder_of_line[w->line[b]] = p->feeder_of_bus[b];
  }
}

/* What power spread evenly over a feeder's connections meets on the way to each bus; the worst counts. */
static void find_spread(walk *w) {
  const ig_network *n = w->n;
  ig_grid_paths *p = w->p;
  double *below = ig_memory(n->n_buses, sizeof *below), *r = ig_memory(n->n_buses, sizeof *r);
  for (size_t c = 0; c < n->n_connections; c++) {
    size_t bus = n->connection[c].bus;
    below[bus] += 1;
    if (p->feeder_of_bus[bus] >= 0) p->feeder[p->feeder_of_bus[bus]].n_connections++;
  }
  for (size_t k = w->n_order; k-- > 1;)
    if (p->feeder_of_bus[w->order[k]] >= 0) below[w->parent[w->order[k]]] += below[w->order[k]];
  for (size_t k = 1; k < w->n_order; k++) {
    size_t b = w->order[k], above = w->parent[b];
    int32_t f = p->feeder_of_bus[b];
    if (f < 0) continue;
    ig_grid_feeder *feeder = &p->feeder[f];
    double start = p->feeder_of_bus[above] == f ? r[above] : w->above_r_ohm[f];
    double share = feeder->n_connections ? below[b] / (double)feeder->n_connections : 0;
    r[b] = start + (p->r1_ohm[b] - p->r1_ohm[above]) * share;
    feeder->r_ohm = ig_max(feeder->r_ohm, r[b]);
  }
  free(below);
  free(r);
}

void ig_grid_paths_find(const ig_network *n, ig_grid_paths *p) {
  *p = (ig_grid_paths){.distance_m = ig_memory(n->n_buses, sizeof(double)),
                       .loop_r_ohm = ig_memory(n->n_buses, sizeof(double)),
                       .loop_x_ohm = ig_memory(n->n_buses, sizeof(double)),
                       .r1_ohm = ig_memory(n->n_buses, sizeof(double)),
                       .feeder = ig_memory(n->n_lines, sizeof(ig_grid_feeder)),
                       .feeder_of_bus = ig_memory(n->n_buses, sizeof(int32_t)),
                       .feeder_of_line = ig_memory(n->n_lines, sizeof(int32_t))};
  walk w = {.n = n,
            .p = p,
            .order = ig_memory(n->n_buses, sizeof(size_t)),
            .parent = ig_memory(n->n_buses, sizeof(size_t)),
            .line = ig_memory(n->n_buses, sizeof(size_t)),
            .transformer = ig_memory(n->n_buses, sizeof(size_t)),
            .seen = ig_memory(n->n_buses, sizeof(bool)),
            .above_r_ohm = ig_memory(n->n_lines, sizeof(double))};
  list_ways(&w);
  walk_all(&w);
  find_feeders(&w);
  find_spread(&w);
  free(w.way);
  free(w.first);
  free(w.order);
  free(w.parent);
  free(w.line);
  free(w.transformer);
  free(w.seen);
  free(w.above_r_ohm);
}

void ig_grid_paths_free(ig_grid_paths *p) {
  free(p->distance_m);
  free(p->loop_r_ohm);
  free(p->loop_x_ohm);
  free(p->r1_ohm);
}
