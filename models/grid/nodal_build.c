/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers the nodes, adds up the primitive admittances of the elements, and factorises.
 *
 * A part without a path to the earth or to a source has no voltage of its own: found over the elements before the
 * factorisation, since rounding would hide it in the matrix. What is singular for other reasons (two isolated star
 * points of one transformer without a magnetising branch) shows as a vanishing pivot. */
#include "models/grid/nodal_build.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LEAST_PIVOT 1e-14 /* of the largest one, rows scaled */

typedef ig_nodal_entry entry;
typedef ig_nodal_leg leg;
typedef ig_nodal_driver driver;

/* What is needed while building. */
typedef struct assembly {
  ig_nodal *m;
  int *up;    /* union-find over slots and, last, the earth */
  bool *seen; /* does an element touch the slot? */
  entry *entries;
  size_t n_entries, room;
  char *why;
  size_t size;
} assembly;

static int find(int *up, int i) {
  while (up[i] != i) i = up[i] = up[up[i]];
  return i;
}

static void join(int *up, int i, int k) { up[find(up, i)] = find(up, k); }

static int *apart(size_t n) {
  int *up = ig_memory(n, sizeof *up);
  for (size_t i = 0; i < n; i++) up[i] = (int)i;
  return up;
}

/* --- nodes ---------------------------------------------------------------------------------------- */

static size_t slot_of(const ig_nodal *m, size_t bus, int wire) {
  return wire == 0 ? m->n_slots : bus * IG_NETWORK_WIRES + (size_t)wire - 1;
}

static int node_of(const ig_nodal *m, size_t bus, int wire) {
  return wire == 0 ? m->earth : m->node[slot_of(m, bus, wire)];
}

static void touch(assembly *a, size_t bus, ig_wires wires) {
  for (int i = 0; i < wires.n; i++) a->seen[slot_of(a->m, bus, wires.at[i])] = true;
}

static bool earthed(const ig_bus *bus) { return !isnan(bus->earthing_r_ohm) && !isnan(bus->earthing_x_ohm); }
static bool solidly(const ig_bus *bus) { return bus->earthing_r_ohm == 0.0 && bus->earthing_x_ohm == 0.0; }

/* Joins what closed switches and solid earthings join. */
static void join_slots(assembly *a) {
  const ig_network *n = a->m->network;
  for (size_t i = 0; i < n->n_switches; i++) {
    const ig_switch *s = &n->switch_[i];
    for (int k = 0; s->closed && k < s->from_wires.n && k < s->to_wires.n; k++)
      join(a->up, (int)slot_of(a->m, s->from, s->from_wires.at[k]), (int)slot_of(a->m, s->to, s->to_wires.at[k]));
  }
  for (size_t i = 0; i < n->n_buses; i++)
    if (earthed(&n->bus[i]) && solidly(&n->bus[i]))
      join(a->up, (int)slot_of(a->m, i, IG_NETWORK_NEUTRAL), (int)a->m->n_slots);
}

/* Notes which conductors there are: those that elements use. */
static void see_elements(assembly *a) {
  const ig_network *n = a->m->network;
  const ig_wires three = {3, {1, 2, 3}}, neutral = {1, {IG_NETWORK_NEUTRAL}};
  a->seen[a->m->n_slots] = true;
  for (size_t i = 0; i < n->n_buses; i++)
    if (earthed(&n->bus[i])) touch(a, i, neutral);
  for (size_t i = 0; i < n->n_lines; i++) {
    touch(a, n->line[i].from, n->line[i].from_wires);
    touch(a, n->line[i].to, n->line[i].to_wires);
  }
  for (size_t i = 0; i < n->n_transformers; i++)
    for (int t = 0; t < a->m->transformer[i].n; t++)
      touch(a, a->m->transformer[i].bus[t], (ig_wires){1, {a->m->transformer[i].wire[t]}});
  for (size_t i = 0; i < n->n_sources; i++) touch(a, n->source[i].bus, three);
  for (size_t i = 0; i < n->n_connections; i++) touch(a, n->connection[i].bus, n->connection[i].wires);
}

/* And those that closed switches join to them: a switch of four wires between buses of three has nothing on its fourth.
 */
static void see_switches(assembly *a) {
  const ig_network *n = a->m->network;
  bool *used = ig_memory(a->m->n_slots + 1, sizeof *used);
  for (size_t s = 0; s <= a->m->n_slots; s++)
    if (a->seen[s]) used[find(a->up, (int)s)] = true;
  for (size_t i = 0; i < n->n_switches; i++) {
    const ig_switch *s = &n->switch_[i];
    for (int k = 0; s->closed && k < s->from_wires.n && k < s->to_wires.n; k++) {
      size_t from = slot_of(a->m, s->from, s->from_wires.at[k]), to = slot_of(a->m, s->to, s->to_wires.at[k]);
      a->seen[from] = a->seen[to] = used[find(a->up, (int)from)];
    }
  }
  free(used);
}

static void fail(assembly *a, const char *what, size_t slot) {
  const ig_bus *bus = &a->m->network->bus[slot / IG_NETWORK_WIRES];
  snprintf(a->why, a->size, "%s: conductor %d of bus %s", what, (int)(slot % IG_NETWORK_WIRES) + 1, bus->name);
}

/* Marks the roots that ideal sources hold: held[root] = 1 + 3 source + phase; -1: a source behind an impedance. */
static bool hold_roots(assembly *a, int *held) {
  const ig_network *n = a->m->network;
  for (size_t i = 0; i < n->n_sources; i++)
    for (int phase = 0; phase < 3; phase++) {
      size_t slot = slot_of(a->m, n->source[i].bus, phase + 1);
      int root = find(a->up, (int)slot), mine = a->m->source[i].ideal ? 1 + 3 * (int)i + phase : -1;
      if (root == find(a->up, (int)a->m->n_slots)) return fail(a, "a source is short-circuited to earth", slot), false;
      if (held[root] > 0 || (held[root] < 0 && mine > 0)) return fail(a, "two sources hold it", slot), false;
      held[root] = mine;
    }
  return true;
}

/* Numbers the nodes: free ones in the order of their slots, held ones, the earth. */
static bool number_nodes(assembly *a) {
  ig_nodal *m = a->m;
  int *held = ig_memory(m->n_slots + 1, sizeof *held), *id = ig_memory(m->n_slots + 1, sizeof *id), count[2] = {0, 0};
  bool good = hold_roots(a, held);
  int ground = find(a->up, (int)m->n_slots);
  for (size_t s = 0; s < m->n_slots; s++) {
    int root = find(a->up, (int)s);
    if (a->seen[s] && root != ground && id[root] == 0) id[root] = ++count[held[root] > 0];
  }
  m->n_free = count[0];
  m->earth = count[0] + count[1];
  for (size_t s = 0; s < m->n_slots; s++) {
    int root = find(a->up, (int)s);
    m->node[s] = !a->seen[s] ? -1 : root == ground ? m->earth : id[root] - 1 + (held[root] > 0 ? m->n_free : 0);
  }
  m->slot = ig_memory((size_t)m->earth + 1, sizeof *m->slot);
  for (size_t s = m->n_slots; s-- > 0;)
    if (m->node[s] >= 0) m->slot[m->node[s]] = s;
  m->slot[m->earth] = m->n_slots;
  free(held);
  free(id);
  return good;
}

/* --- elements to Y -------------------------------------------------------------------------------- */

static void add(assembly *a, int row, int column, double re, double im) {
  int earth = a->m->earth;
  if (row == earth || column == earth || (re == 0.0 && im == 0.0)) return;
  if (a->n_entries == a->room) {
    a->room = a->room ? 2 * a->room : 1024;
    entry *more = realloc(a->entries, a->room * sizeof *more);
    if (!more) {
      fputs("out of memory while building the network's equations\n", stderr);
      exit(EXIT_FAILURE);
    }
    a->entries = more;
  }
  a->entries[a->n_entries] = (entry){row, column, a->n_entries, re, im};
  a->n_entries++;
}

static void add_element(assembly *a, const ig_admittance *y) {
  for (int r = 0; r < y->n; r++)
    for (int c = 0; c < y->n; c++) {
      int row = node_of(a->m, y->bus[r], y->wire[r]), column = node_of(a->m, y->bus[c], y->wire[c]);
      add(a, row, column, y->re[r * y->n + c], y->im[r * y->n + c]);
    }
}

/* Adds line i and keeps its series admittance: minus the block that couples its two ends. */
static bool add_line(assembly *a, size_t i) {
  ig_nodal *m = a->m;
  ig_admittance y;
  if (!ig_element_line(m->network, &m->network->line[i], IG_NODAL_OMEGA, &y)) {
    snprintf(a->why, a->size, "singular impedance of line %s", m->network->line[i].name);
    return false;
  }
  add_element(a, &y);
  int n = y.n / 2;
  double *series = &m->line_y[m->line_at[i]];
  for (int r = 0; r < n; r++)
    for (int c = 0; c < n; c++) {
      series[2 * (r * n + c)] = -y.re[r * y.n + n + c];
      series[2 * (r * n + c) + 1] = -y.im[r * y.n + n + c];
    }
  return true;
}

static bool add_lines(assembly *a) {
  ig_nodal *m = a->m;
  const ig_network *n = m->network;
  m->line_at = ig_memory(n->n_lines + 1, sizeof *m->line_at);
  for (size_t i = 0; i < n->n_lines; i++) {
    size_t wires = (size_t)n->line_type[n->line[i].type].n;
    m->line_at[i + 1] = m->line_at[i] + 2 * wires * wires;
  }
  m->line_y = ig_memory(m->line_at[n->n_lines], sizeof *m->line_y);
  for (size_t i = 0; i < n->n_lines; i++)
    if (!add_line(a, i)) return false;
  return true;
}

static void add_earthings(assembly *a) {
  const ig_network *n = a->m->network;
  for (size_t i = 0; i < n->n_buses; i++) {
    const ig_bus *bus = &n->bus[i];
    if (!earthed(bus) || solidly(bus)) continue;
    double r = bus->earthing_r_ohm, x = bus->earthing_x_ohm, square = r * r + x * x;
    int node = node_of(a->m, i, IG_NETWORK_NEUTRAL);
    add(a, node, node, r / square, -x / square);
  }
}

/* Voltages and admittance of a source: self (y0 + 2 y1) / 3, mutual (y0 - y1) / 3. */
static void set_driver(const ig_grid_source *source, driver *d) {
  double r1 = source->r1_ohm, x1 = source->x1_ohm, r0 = source->r0_ohm, x0 = source->x0_ohm;
  d->ideal = r1 == 0.0 && x1 == 0.0 && r0 == 0.0 && x0 == 0.0;
  for (int k = 0; k < 3; k++) {
    double angle = IG_RAD * (source->angle_deg - 120.0 * k);
    d->e_re[k] = source->voltage_V / sqrt(3.0) * cos(angle);
    d->e_im[k] = source->voltage_V / sqrt(3.0) * sin(angle);
  }
  if (d->ideal) return;
  double one = r1 * r1 + x1 * x1, zero = r0 * r0 + x0 * x0;
  d->self_re = (r0 / zero + 2.0 * r1 / one) / 3.0, d->self_im = -(x0 / zero + 2.0 * x1 / one) / 3.0;
  d->mutual_re = (r0 / zero - r1 / one) / 3.0, d->mutual_im = -(x0 / zero - x1 / one) / 3.0;
}

static void add_sources(assembly *a) {
  const ig_network *n = a->m->network;
  for (size_t i = 0; i < n->n_sources; i++) {
    const driver *d = &a->m->source[i];
    for (int r = 0; r < 3; r++)
      for (int c = 0; c < 3; c++)
        add(a, d->node[r], d->node[c], r == c ? d->self_re : d->mutual_re, r == c ? d->self_im : d->mutual_im);
  }
}

/* Legs of a connection: of a wye, wire by wire to its last wire where that is the neutral or the earth, else to the
 * earth; two wires are one leg; a delta goes round its first three. */
static size_t list_legs(const ig_nodal *m, const ig_connection *c, leg *legs) {
  const ig_wires *w = &c->wires;
  bool delta = c->delta && w->n >= 3, back = w->n == 2 || (w->n > 2 && w->at[w->n - 1] % IG_NETWORK_NEUTRAL == 0);
  int n = delta ? 3 : w->n - (!delta && back);
  for (int k = 0; k < n; k++) {
    int to = delta ? w->at[(k + 1) % 3] : back ? w->at[w->n - 1] : 0;
    legs[k] = (leg){node_of(m, c->bus, w->at[k]), node_of(m, c->bus, to), 1.0 / n};
  }
  return (size_t)n;
}

static void add_legs(ig_nodal *m) {
  const ig_network *n = m->network;
  m->leg_at = ig_memory(n->n_connections + 1, sizeof *m->leg_at);
  m->legs = ig_memory(n->n_connections * IG_NETWORK_WIRES, sizeof *m->legs);
  for (size_t i = 0; i < n->n_connections; i++)
    m->leg_at[i + 1] = m->leg_at[i] + list_legs(m, &n->connection[i], &m->legs[m->leg_at[i]]);
}

/* --- parts that float ----------------------------------------------------------------------------- */

/* Conductor k of a line: joined to the earth by a capacitance to it, to others by one between them. */
static void join_capacitance(const ig_line_type *type, const int *node, int k, int earth, int *up) {
  double sum = 0.0, size = 0.0;
  for (int c = 0; c < type->n; c++) {
    double between = type->c_F_m[k * type->n + c];
    sum += between, size += fabs(between);
    if (c != k && between != 0.0) join(up, node[k], node[c]);
  }
  if (fabs(sum) > 1e-9 * size) join(up, node[k], earth);
}

static void join_line(const ig_nodal *m, const ig_line *line, int *up) {
  const ig_line_type *type = &m->network->line_type[line->type];
  int from[IG_NETWORK_WIRES], to[IG_NETWORK_WIRES];
  for (int k = 0; k < type->n; k++) {
    from[k] = node_of(m, line->from, line->from_wires.at[k]);
    to[k] = node_of(m, line->to, line->to_wires.at[k]);
    join(up, from[k], to[k]);
  }
  for (int k = 0; k < type->n; k++) join_capacitance(type, from, k, m->earth, up);
}

/* The conductors of a winding hang together; windings do not. */
static void join_windings(const ig_nodal *m, size_t i, int *up) {
  const ig_admittance *y = &m->transformer[i];
  const ig_transformer *t = &m->network->transformer[i];
  for (int w = 0, first = 0; w < t->n; w++) {
    int last = first + (t->winding[w] == IG_WINDING_WYE ? 4 : 3);
    for (int k = first + 1; k < last; k++)
      join(up, node_of(m, y->bus[first], y->wire[first]), node_of(m, y->bus[k], y->wire[k]));
    first = last;
  }
}

static bool check_floating(assembly *a) {
  const ig_nodal *m = a->m;
  const ig_network *n = m->network;
  int *up = apart((size_t)m->earth + 1);
  for (int k = m->n_free; k < m->earth; k++) join(up, k, m->earth);
  for (size_t i = 0; i < n->n_sources; i++)
    for (int k = 0; k < 3; k++) join(up, m->source[i].node[k], m->earth);
  for (size_t i = 0; i < n->n_buses; i++)
    if (earthed(&n->bus[i])) join(up, node_of(m, i, IG_NETWORK_NEUTRAL), m->earth);
  for (size_t i = 0; i < n->n_lines; i++) join_line(m, &n->line[i], up);
  for (size_t i = 0; i < n->n_transformers; i++) join_windings(m, i, up);
  int lost = 0;
  while (lost < m->n_free && find(up, lost) == find(up, m->earth)) lost++;
  free(up);
  if (lost < m->n_free) fail(a, "no path to the earth or to a source, so that it floats", m->slot[lost]);
  return lost == m->n_free;
}

/* --- factorisation -------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right) {
  const entry *x = left, *y = right;
  if (x->column != y->column) return x->column < y->column ? -1 : 1;
  if (x->row != y->row) return x->row < y->row ? -1 : 1;
  return (x->order > y->order) - (x->order < y->order);
}

/* Takes the entries of held nodes out: rows to the tail, columns to the sources' currents. */
static void split_entries(assembly *a) {
  ig_nodal *m = a->m;
  m->tail = ig_memory(a->n_entries, sizeof *m->tail);
  m->base_A = ig_memory(2 * (size_t)m->n_free, sizeof *m->base_A);
  size_t kept = 0;
  for (size_t i = 0; i < a->n_entries; i++) {
    entry e = a->entries[i];
    if (e.row >= m->n_free) {
      m->tail[m->n_tail++] = e;
    } else if (e.column >= m->n_free) {
      const double *v = &m->start_V[2 * e.column];
      m->base_A[2 * e.row] -= e.re * v[0] - e.im * v[1];
      m->base_A[2 * e.row + 1] -= e.re * v[1] + e.im * v[0];
    } else {
      a->entries[kept++] = e;
    }
  }
  a->n_entries = kept;
}

/* Adds the currents Y_s E of the sources behind an impedance. */
static void drive(ig_nodal *m) {
  for (size_t i = 0; i < m->network->n_sources; i++) {
    const driver *d = &m->source[i];
    if (d->ideal) continue;
    for (int r = 0; r < 3; r++)
      for (int c = 0; c < 3; c++) {
        double re = r == c ? d->self_re : d->mutual_re, im = r == c ? d->self_im : d->mutual_im;
        m->base_A[2 * d->node[r]] += re * d->e_re[c] - im * d->e_im[c];
        m->base_A[2 * d->node[r] + 1] += re * d->e_im[c] + im * d->e_re[c];
      }
  }
}

/* The entries as columns for KLU; returns where the values lie, pairs. */
static void compress(assembly *a, int *start, int *row, double *value) {
  qsort(a->entries, a->n_entries, sizeof *a->entries, by_place);
  int at = -1, column = -1;
  for (size_t i = 0; i < a->n_entries; i++) {
    const entry *e = &a->entries[i];
    if (i == 0 || e->column != e[-1].column || e->row != e[-1].row) row[++at] = e->row;
    while (column < e->column) start[++column] = at;
    value[2 * at] += e->re;
    value[2 * at + 1] += e->im;
  }
  while (column < a->m->n_free) start[++column] = at + 1;
}

/* The node of the smallest pivot, where it vanishes or is no number; else -1. */
static int weak_node(const ig_nodal *m) {
  const double *pivot = m->numeric->Udiag;
  double largest = 0.0, least = (double)INFINITY;
  int at = 0;
  for (int k = 0; k < m->n_free; k++) {
    double size = hypot(pivot[2 * k], pivot[2 * k + 1]);
    if (!isfinite(size)) return m->symbolic->Q[k];
    largest = ig_max(largest, size);
    if (size < least) least = size, at = k;
  }
  return least > LEAST_PIVOT * largest ? -1 : m->symbolic->Q[at];
}

static bool factorise(assembly *a) {
  ig_nodal *m = a->m;
  int *start = ig_memory((size_t)m->n_free + 1, sizeof *start);
  int *row = ig_memory(a->n_entries, sizeof *row);
  double *value = ig_memory(2 * a->n_entries, sizeof *value);
  compress(a, start, row, value);
  klu_defaults(&m->common);
  m->common.halt_if_singular = 0;
  m->symbolic = klu_analyze(m->n_free, start, row, &m->common);
  if (m->symbolic) m->numeric = klu_z_factor(start, row, value, m->symbolic, &m->common);
  free(start);
  free(row);
  free(value);
  if (!m->numeric) return snprintf(a->why, a->size, "the equations are too large for the memory"), false;
  int weak = weak_node(m);
  if (weak >= 0) fail(a, "the voltage is not determined (singular equations)", m->slot[weak]);
  return weak < 0;
}

/* --- all of it ------------------------------------------------------------------------------ */

static void prepare(assembly *a, const ig_network *network) {
  ig_nodal *m = a->m;
  m->network = network;
  m->n_slots = network->n_buses * IG_NETWORK_WIRES;
  m->node = ig_memory(m->n_slots, sizeof *m->node);
  m->source = ig_memory(network->n_sources, sizeof *m->source);
  m->transformer = ig_memory(network->n_transformers, sizeof *m->transformer);
  for (size_t i = 0; i < network->n_transformers; i++)
    ig_element_transformer(&network->transformer[i], &m->transformer[i]);
  for (size_t i = 0; i < network->n_sources; i++) set_driver(&network->source[i], &m->source[i]);
  a->up = apart(m->n_slots + 1);
  a->seen = ig_memory(m->n_slots + 1, sizeof *a->seen);
}

/* Nodes of the sources; the held ones get their voltages. */
static void place_sources(ig_nodal *m) {
  m->start_V = ig_memory(2 * ((size_t)m->earth + 1), sizeof *m->start_V);
  for (size_t i = 0; i < m->network->n_sources; i++) {
    driver *d = &m->source[i];
    for (int k = 0; k < 3; k++) {
      d->node[k] = node_of(m, m->network->source[i].bus, k + 1);
      if (!d->ideal) continue;
      m->start_V[2 * d->node[k]] = d->e_re[k];
      m->start_V[2 * d->node[k] + 1] = d->e_im[k];
    }
  }
}

static void solve_no_load(ig_nodal *m) {
  memcpy(m->start_V, m->base_A, 2 * (size_t)m->n_free * sizeof *m->start_V);
  if (m->n_free > 0) klu_z_solve(m->symbolic, m->numeric, m->n_free, 1, m->start_V, &m->common);
}

static bool set_up(assembly *a, const ig_network *network) {
  prepare(a, network);
  join_slots(a);
  see_elements(a);
  see_switches(a);
  if (!number_nodes(a)) return false;
  place_sources(a->m);
  if (!add_lines(a)) return false;
  for (size_t i = 0; i < network->n_transformers; i++) add_element(a, &a->m->transformer[i]);
  add_earthings(a);
  add_sources(a);
  add_legs(a->m);
  if (!check_floating(a)) return false;
  split_entries(a);
  drive(a->m);
  if (a->m->n_free > 0 && !factorise(a)) return false;
  solve_no_load(a->m);
  return true;
}

bool ig_nodal_build(ig_nodal *nodal, const ig_network *network, char *why, size_t size) {
  assembly a = {.m = nodal, .why = why, .size = size};
  bool good = set_up(&a, network);
  free(a.up);
  free(a.seen);
  free(a.entries);
  return good;
}
