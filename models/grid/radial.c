/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/radial.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/radial_branch.h"
#include "sim/memory.h"

/* Buses joined by closed switches are one group; a group becomes a node or a place on a branch. */
typedef struct group {
  size_t first_edge, n_edges; /* into edge */
  size_t tree, parent, line;  /* parent group, line from it; SIZE_MAX: none */
  size_t node;                /* where its voltage is found */
  double x;
  size_t n_loaded; /* children whose subtree has a load */
  size_t first_slot, n_slots;
  bool visited, loaded, kept;
} group;

typedef struct edge {
  size_t group, to, line;
} edge;

typedef struct builder {
  const ig_network *network;
  ig_radial *radial;
  size_t *of_bus; /* group of each bus (a bus stands for its group) */
  group *group;
  edge *edge;
  size_t *order, n_order; /* groups of the present tree, parents first */
  size_t *slot_group;     /* of each slot, before sorting */
  const char *why;
} builder;

/* --- which networks ------------------------------------------------------------------------------- */

/* The same wires at both ends, all of 1 to 4, in any order. */
static bool plain_wires(const ig_wires *from, const ig_wires *to) {
  for (int i = 0; i < from->n; i++)
    if (from->at[i] != to->at[i] || from->at[i] < 1 || from->at[i] > IG_RADIAL_WIRES) return false;
  return from->n == to->n;
}

static bool has_capacitance(const ig_line_type *type) {
  for (int i = 0; i < type->n * type->n; i++)
    if (type->c_F_m[i] != 0) return true;
  return false;
}

static const char *refuse_lines(const ig_network *n) {
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *line = &n->line[i];
    if (!plain_wires(&line->from_wires, &line->to_wires)) return "a line crosses or earths its wires";
    if (has_capacitance(&n->line_type[line->type])) return "a line has shunt capacitance";
  }
  for (size_t i = 0; i < n->n_switches; i++) {
    const ig_switch *s = &n->switch_[i];
    if (s->closed && (s->from == s->to || !plain_wires(&s->from_wires, &s->to_wires)))
      return "a switch joins unlike wires";
  }
  return NULL;
}

static const char *refuse_transformers(const ig_network *n) {
  for (size_t i = 0; i < n->n_transformers; i++) {
    const ig_transformer *t = &n->transformer[i];
    if (t->n != 2) return "a transformer has three windings";
    bool delta_wye = t->winding[0] == IG_WINDING_DELTA && t->winding[1] == IG_WINDING_WYE && t->clock[1] % 2 != 0;
    if (!delta_wye) return "a transformer is not of group Dyn";
  }
  return NULL;
}

/* --- groups and trees ------------------------------------------------------------------------------ */

static size_t find_root(size_t *of, size_t i) {
  while (of[i] != i) i = of[i] = of[of[i]];
  return i;
}

static void join_switches(builder *b) {
  const ig_network *n = b->network;
  b->of_bus = ig_memory(n->n_buses + 1, sizeof *b->of_bus);
  for (size_t i = 0; i < n->n_buses; i++) b->of_bus[i] = i;
  for (size_t i = 0; i < n->n_switches; i++) {
    if (!n->switch_[i].closed) continue;
    size_t from = find_root(b->of_bus, n->switch_[i].from), to = find_root(b->of_bus, n->switch_[i].to);
    if (from < to) b->of_bus[to] = from;
    if (to < from) b->of_bus[from] = to;
  }
  for (size_t i = 0; i < n->n_buses; i++) b->of_bus[i] = find_root(b->of_bus, i);
}

static int by_group(const void *a, const void *b) {
  const edge *x = a, *y = b;
  if (x->group != y->group) return x->group < y->group ? -1 : 1;
  return (x->line > y->line) - (x->line < y->line);
}

static void list_edges(builder *b) {
  const ig_network *n = b->network;
  b->group = ig_memory(n->n_buses + 1, sizeof *b->group);
  b->edge = ig_memory(2 * n->n_lines + 1, sizeof *b->edge);
  for (size_t i = 0; i < n->n_lines; i++) {
    size_t from = b->of_bus[n->line[i].from], to = b->of_bus[n->line[i].to];
    b->edge[2 * i] = (edge){from, to, i};
    b->edge[2 * i + 1] = (edge){to, from, i};
  }
  qsort(b->edge, 2 * n->n_lines, sizeof *b->edge, by_group);
  for (size_t i = 2 * n->n_lines; i-- > 0;) {
    group *g = &b->group[b->edge[i].group];
    g->first_edge = i;
    g->n_edges++;
  }
}

/* Walks a tree from its root, parents first; false where it meets a group twice: a loop. */
static bool walk(builder *b, size_t tree, size_t root) {
  size_t *stack = ig_memory(b->network->n_buses + 1, sizeof *stack), depth = 0;
  bool ok = !b->group[root].visited;
  b->group[root].parent = b->group[root].line = SIZE_MAX;
  b->n_order = 0;
  stack[depth++] = root;
  b->group[root].visited = true;
  while (depth > 0 && ok) {
    size_t at = stack[--depth];
    group *g = &b->group[at];
    g->tree = tree;
    b->order[b->n_order++] = at;
    for (size_t e = g->n_edges; e-- > 0;) {
      const edge *k = &b->edge[g->first_edge + e];
      if (k->line == g->line) continue;
      group *child = &b->group[k->to];
      if (child->visited) ok = false;
      if (!ok) break;
      child->visited = true;
      child->parent = at;
      child->line = k->line;
      stack[depth++] = k->to;
    }
  }
  free(stack);
  return ok;
}

/* --- slots ----------------------------------------------------------------------------------------- */

static ig_radial_slot slot_of(const ig_connection *c, size_t index, double share, uint8_t from, uint8_t to) {
  double u0 = c->rated_V;
  ig_slot_kind kind = IG_SLOT_EXPONENT;
  if (c->exponent_p == 0 && c->exponent_q == 0) kind = IG_SLOT_POWER;
  if (c->exponent_p == 2 && c->exponent_q == 2) kind = IG_SLOT_IMPEDANCE;
  if (c->response) kind = IG_SLOT_RESPONSE;
  return (ig_radial_slot){.from = from,
                          .to = to,
                          .kind = kind,
                          .u0_2 = u0 * u0,
                          .by_u0_2 = 1 / (u0 * u0),
                          .low_2 = c->u_min_pu * u0 * (c->u_min_pu * u0),
                          .high_2 = c->u_max_pu * u0 * (c->u_max_pu * u0),
                          .exponent_p = c->exponent_p,
                          .exponent_q = c->exponent_q,
                          .connection = index,
                          .share = share,
                          .tan_phi = c->tan_phi};
}

static bool same_slot(const ig_radial_slot *a, const ig_radial_slot *b) {
  return a->kind != IG_SLOT_RESPONSE && a->from == b->from && a->to == b->to && a->kind == b->kind &&
         a->u0_2 == b->u0_2 && a->low_2 == b->low_2 && a->high_2 == b->high_2 && a->exponent_p == b->exponent_p &&
         a->exponent_q == b->exponent_q && !a->no_load && !b->no_load;
}

/* The legs of a connection as pairs of wires 0..3 (4: earth); returns how many. */
static int legs_of(const ig_connection *c, uint8_t pair[3][2]) {
  uint8_t w[IG_NETWORK_WIRES] = {0};
  for (int i = 0; i < c->wires.n; i++) w[i] = c->wires.at[i] ? (uint8_t)(c->wires.at[i] - 1) : IG_RADIAL_EARTH;
  int n = c->wires.n;
  if (c->delta && n == 3) {
    for (int i = 0; i < 3; i++) pair[i][0] = w[i], pair[i][1] = w[(i + 1) % 3];
    return 3;
  }
  if (n <= 2) {
    pair[0][0] = w[0];
    pair[0][1] = n == 2 ? w[1] : IG_RADIAL_EARTH;
    return 1;
  }
  for (int i = 0; i < 3; i++) pair[i][0] = w[i], pair[i][1] = n == 4 ? w[3] : IG_RADIAL_EARTH;
  return 3;
}

typedef struct leg_at {
  size_t group;
  ig_radial_leg leg;
  ig_radial_slot slot;
} leg_at;

static int by_place(const void *a, const void *b) {
  const leg_at *x = a, *y = b;
  if (x->group != y->group) return x->group < y->group ? -1 : 1;
  if (x->slot.from != y->slot.from) return x->slot.from < y->slot.from ? -1 : 1;
  if (x->slot.to != y->slot.to) return x->slot.to < y->slot.to ? -1 : 1;
  if (x->slot.kind != y->slot.kind) return x->slot.kind < y->slot.kind ? -1 : 1;
  return (x->leg.connection > y->leg.connection) - (x->leg.connection < y->leg.connection);
}

/* The magnetising branch lies across the low-voltage winding: an impedance on each phase of the area's root. */
static void add_no_load(leg_at *list, size_t *n, const ig_transformer *t, size_t root) {
  double u0 = t->rated_V[1] * t->tap[1] / sqrt(3.0);
  if (t->no_load_loss_W == 0 && t->magnetising_A_pu == 0) return;
  for (uint8_t phase = 0; phase < 3; phase++)
    list[(*n)++] = (leg_at){.group = root,
                            .leg = {.connection = SIZE_MAX},
                            .slot = {.from = phase,
                                     .to = t->star_earthed[1] ? IG_RADIAL_EARTH : 3,
                                     .kind = IG_SLOT_IMPEDANCE,
                                     .u0_2 = u0 * u0,
                                     .no_load = true,
                                     .mixed = true,
                                     .fixed_W = t->no_load_loss_W / 3,
                                     .fixed_var = t->magnetising_A_pu * t->rated_VA / 3,
                                     .connection = SIZE_MAX}};
}

static size_t list_legs(builder *b, leg_at *list) {
  const ig_network *network = b->network;
  size_t n = 0;
  for (size_t i = 0; i < network->n_connections; i++) {
    const ig_connection *c = &network->connection[i];
    uint8_t pair[3][2];
    int legs = legs_of(c, pair);
    for (int k = 0; k < legs; k++)
      list[n++] = (leg_at){.group = b->of_bus[c->bus],
                           .leg = {.connection = i, .share = 1.0 / legs, .tan_phi = c->tan_phi},
                           .slot = slot_of(c, i, 1.0 / legs, pair[k][0], pair[k][1])};
  }
  for (size_t i = 0; i < network->n_transformers; i++)
    add_no_load(list, &n, &network->transformer[i], b->of_bus[network->transformer[i].bus[1]]);
  qsort(list, n, sizeof *list, by_place);
  return n;
}

/* Slots of all groups, in order of group; legs point at them. */
static void make_slots(builder *b) {
  ig_radial *r = b->radial;
  size_t most = 3 * (b->network->n_connections + b->network->n_transformers) + 1;
  leg_at *list = ig_memory(most, sizeof *list);
  size_t n = list_legs(b, list);
  r->slot = ig_memory(most, sizeof *r->slot);
  r->leg = ig_memory(most, sizeof *r->leg);
  b->slot_group = ig_memory(most, sizeof *b->slot_group);
  for (size_t i = 0; i < n; i++) {
    group *g = &b->group[list[i].group];
    size_t s = g->n_slots ? g->first_slot : r->n_slots, end = g->n_slots ? r->n_slots : s;
    while (s < end && !same_slot(&r->slot[s], &list[i].slot)) s++;
    if (s == end) {
      if (!g->n_slots) g->first_slot = r->n_slots;
      g->n_slots++;
      b->slot_group[r->n_slots] = list[i].group;
      r->slot[r->n_slots++] = list[i].slot;
    }
    r->slot[s].mixed |= r->slot[s].tan_phi != list[i].slot.tan_phi;
    list[i].leg.slot = s;
    if (list[i].leg.connection != SIZE_MAX) r->leg[r->n_legs++] = list[i].leg;
  }
  free(list);
}

/* --- branches -------------------------------------------------------------------------------------- */

/* Adds the impedance of a line to the branch: as diag + m ones where all mutual terms are equal, else in full. */
static void add_line(ig_radial_node *node, const ig_network *network, const ig_line *line) {
  const ig_line_type *t = &network->line_type[line->type];
  int n = t->n;
  double m_re = n > 1 ? t->r_ohm_m[1] : 0, m_im = n > 1 ? t->x_ohm_m[1] : 0;
  bool even = true;
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++)
      if (i != k) even = even && t->r_ohm_m[i * n + k] == m_re && t->x_ohm_m[i * n + k] == m_im;
  if (!even && !node->full_re) {
    node->full_re = ig_memory(16, sizeof(double));
    node->full_im = ig_memory(16, sizeof(double));
  }
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      int at = (line->from_wires.at[i] - 1) * 4 + line->from_wires.at[k] - 1;
      if (node->full_re) node->full_re[at] += t->r_ohm_m[i * n + k] * line->length_m;
      if (node->full_re) node->full_im[at] += t->x_ohm_m[i * n + k] * line->length_m;
    }
  node->kind = line->kind;
  if (!even) return;
  for (int i = 0; i < n; i++) {
    int wire = line->from_wires.at[i] - 1;
    node->d_re[wire] += (t->r_ohm_m[i * n + i] - m_re) * line->length_m;
    node->d_im[wire] += (t->x_ohm_m[i * n + i] - m_im) * line->length_m;
  }
  node->m_re += m_re * line->length_m;
  node->m_im += m_im * line->length_m;
}

static bool same_cable(const ig_line *a, const ig_line *b) {
  return a->type == b->type && a->kind == b->kind && a->from_wires.n == b->from_wires.n &&
         memcmp(a->from_wires.at, b->from_wires.at, a->from_wires.n) == 0;
}

/* Which groups become nodes: those with slots, transformers, branchings, and where the cable changes. */
static void choose_nodes(builder *b, bool keep_all) {
  const ig_network *n = b->network;
  for (size_t k = b->n_order; k-- > 0;) {
    group *g = &b->group[b->order[k]];
    g->loaded = g->n_slots > 0 || g->n_loaded > 0 || keep_all;
    if (g->loaded && g->parent != SIZE_MAX) b->group[g->parent].n_loaded++;
  }
  for (size_t k = 0; k < b->n_order; k++) {
    group *g = &b->group[b->order[k]];
    g->kept = g->loaded && (g->parent == SIZE_MAX || g->n_slots > 0 || g->n_loaded != 1 || keep_all);
    if (g->parent == SIZE_MAX) g->kept = true;
    if (!g->loaded || g->kept) continue;
    for (size_t e = 0; e < g->n_edges; e++) {
      const edge *child = &b->edge[g->first_edge + e];
      if (child->line != g->line && b->group[child->to].loaded)
        g->kept = g->kept || !same_cable(&n->line[g->line], &n->line[child->line]);
    }
  }
}

/* Length of the branch that ends in a kept group: back to the kept group above. */
static double branch_length(const builder *b, size_t at, size_t *above) {
  double length = 0;
  for (; b->group[at].parent != SIZE_MAX; at = *above) {
    length += b->network->line[b->group[at].line].length_m;
    *above = b->group[at].parent;
    if (b->group[*above].kept) break;
  }
  return length;
}

/* Places what lies on the branch above a kept group, and adds its lines to the node. */
static void make_branch(builder *b, ig_radial_tree *tree, size_t tree_index, size_t at, uint32_t node) {
  size_t above = at;
  double length = branch_length(b, at, &above), done = 0;
  ig_radial_node *n = &tree->node[node];
  n->parent = (uint32_t)b->group[above].node;
  for (size_t k = at; k != above; k = b->group[k].parent) {
    group *g = &b->group[k];
    const ig_line *line = &b->network->line[g->line];
    g->node = node;
    g->x = 1.0 - done / length;
    if (k != at) n->inner = true;
    add_line(n, b->network, line);
    b->radial->line[g->line] = (ig_radial_place){(uint32_t)tree_index, node, line->length_m / length};
    done += line->length_m;
  }
}

static void place_unloaded(builder *b) {
  for (size_t k = 0; k < b->n_order; k++) {
    group *g = &b->group[b->order[k]];
    if (g->loaded || g->parent == SIZE_MAX) continue;
    g->node = b->group[g->parent].node;
    g->x = b->group[g->parent].x;
    b->radial->line[g->line] = (ig_radial_place){(uint32_t)g->tree, (uint32_t)g->node, 0};
  }
}

/* Nodes of the walked tree; node 0 is the root, or (trunk) the ideal voltage above it. */
static void make_nodes(builder *b, size_t tree_index, bool keep_all) {
  ig_radial_tree *tree = &b->radial->tree[tree_index];
  choose_nodes(b, keep_all);
  tree->node = ig_memory(b->n_order + 2, sizeof *tree->node);
  if (tree_index == 0) tree->n_nodes = 1; /* behind the source's impedance */
  for (size_t k = 0; k < b->n_order; k++) {
    size_t at = b->order[k];
    group *g = &b->group[at];
    if (!g->kept) continue;
    uint32_t node = (uint32_t)tree->n_nodes++;
    g->node = node;
    g->x = 1;
    if (g->parent != SIZE_MAX) make_branch(b, tree, tree_index, at, node);
    tree->node[node].slot = (uint32_t)g->first_slot;
    tree->node[node].n_slots = (uint32_t)g->n_slots;
    for (size_t s = g->first_slot; s < g->first_slot + g->n_slots; s++) b->radial->slot[s].node = node;
  }
  place_unloaded(b);
  if (tree->n_nodes > b->radial->most_nodes) b->radial->most_nodes = tree->n_nodes;
}

/* Wires of the walked tree's buses; how many of its buses are earthed. */
static int tree_wires(const builder *b, size_t tree, size_t root, int *earthings, bool *elsewhere) {
  const ig_network *n = b->network;
  int wires = 3;
  *earthings = 0;
  *elsewhere = false;
  for (size_t i = 0; i < n->n_buses; i++) {
    const group *g = &b->group[b->of_bus[i]];
    if (!g->visited || g->tree != tree) continue;
    if (n->bus[i].wires & 8U) wires = 4;
    if (isnan(n->bus[i].earthing_r_ohm)) continue;
    ++*earthings;
    if (b->of_bus[i] != root) *elsewhere = true;
  }
  return wires;
}

static void set_group(ig_radial_tree *tree, const ig_transformer *t) {
  /* Row a of M is what phase a of the low voltage is in phase with; see the vector groups of IEC 60076-1. */
  static const signed char with[12][3] = {
      [11] = {1, -1, 0}, [1] = {1, 0, -1}, [3] = {0, 1, -1}, [5] = {-1, 1, 0}, [7] = {-1, 0, 1}, [9] = {0, -1, 1}};
  int clock = ((t->clock[1] % 12) + 12) % 12;
  for (int a = 0; a < 3; a++)
    for (int p = 0; p < 3; p++) tree->m[a][(p + a) % 3] = with[clock][p];
  double v1 = t->rated_V[0] * t->tap[0], v2 = t->rated_V[1] * t->tap[1] / sqrt(3.0);
  double base = v2 * v2 / (t->rated_VA / 3);
  tree->ratio = v1 / v2;
  tree->z_re = (t->r_pu[0] + t->r_pu[1]) * base;
  tree->z_im = t->x_pu[0] * base;
}

/* --- trees ----------------------------------------------------------------------------------------- */

static const char *check_area(builder *b, size_t tree, const ig_transformer *t, size_t root) {
  int earthings = 0;
  bool elsewhere = false;
  int wires = tree_wires(b, tree, root, &earthings, &elsewhere);
  b->radial->tree[tree].wires = wires;
  if (wires == 4 && t->star_earthed[1]) return "a star point is earthed beside the neutral";
  if (wires == 3 && !t->star_earthed[1]) return "a star point without neutral is not earthed";
  if (wires == 4 && (earthings != 1 || elsewhere)) return "a neutral is not earthed at its transformer alone";
  for (size_t i = 0; i < b->network->n_connections; i++) {
    const ig_connection *c = &b->network->connection[i];
    if (wires == 3 || b->group[b->of_bus[c->bus]].tree != tree || !b->group[b->of_bus[c->bus]].visited) continue;
    uint8_t pair[3][2];
    for (int k = legs_of(c, pair); k-- > 0;)
      if (pair[k][1] == IG_RADIAL_EARTH) return "a load returns through the earth beside a neutral";
  }
  return NULL;
}

static const char *make_trunk(builder *b) {
  const ig_network *n = b->network;
  const ig_grid_source *s = &n->source[0];
  size_t root = b->of_bus[s->bus];
  ig_radial_tree *trunk = &b->radial->tree[0];
  int earthings = 0;
  bool elsewhere = false;
  if (!walk(b, 0, root)) return "the network has a loop";
  if (tree_wires(b, 0, root, &earthings, &elsewhere) != 3) return "the source's network has a neutral";
  trunk->wires = 3;
  trunk->transformer = SIZE_MAX;
  make_nodes(b, 0, n->n_transformers > 0);
  ig_radial_node *first = &trunk->node[1]; /* behind the source's impedance */
  for (int i = 0; i < 3; i++) first->d_re[i] = s->r1_ohm, first->d_im[i] = s->x1_ohm;
  first->m_re = (s->r0_ohm - s->r1_ohm) / 3;
  first->m_im = (s->x0_ohm - s->x1_ohm) / 3;
  first->kind = IG_LINE_MV;
  for (int i = 0; i < 3; i++) {
    double angle = (s->angle_deg - 120.0 * i) * IG_RAD, u = s->voltage_V / sqrt(3.0);
    b->radial->source_re[i] = u * cos(angle);
    b->radial->source_im[i] = u * sin(angle);
  }
  return NULL;
}

static int by_trunk_node(const void *a, const void *b) {
  const ig_radial_tree *x = a, *y = b;
  if (x->trunk_node != y->trunk_node) return x->trunk_node < y->trunk_node ? -1 : 1;
  return (x->transformer > y->transformer) - (x->transformer < y->transformer);
}

/* The areas in order of the trunk node they hang at. */
static const char *list_areas(builder *b) {
  const ig_network *n = b->network;
  ig_radial *r = b->radial;
  for (size_t i = 0; i < n->n_transformers; i++) {
    const group *g = &b->group[b->of_bus[n->transformer[i].bus[0]]];
    if (!g->visited || g->tree != 0) return "a transformer feeds another";
    r->tree[r->n_trees++] = (ig_radial_tree){.transformer = i, .trunk_node = (uint32_t)g->node};
  }
  qsort(r->tree + 1, r->n_trees - 1, sizeof *r->tree, by_trunk_node);
  for (size_t k = 1; k < r->n_trees; k++) {
    ig_radial_node *node = &r->tree[0].node[r->tree[k].trunk_node];
    if (!node->n_areas) node->first_area = (uint32_t)k;
    node->n_areas++;
  }
  return NULL;
}

static const char *make_areas(builder *b) {
  for (size_t k = 1; k < b->radial->n_trees; k++) {
    ig_radial_tree *tree = &b->radial->tree[k];
    const ig_transformer *t = &b->network->transformer[tree->transformer];
    size_t root = b->of_bus[t->bus[1]];
    if (!walk(b, k, root)) return "the network has a loop";
    const char *why = check_area(b, k, t, root);
    if (why) return why;
    set_group(tree, t);
    make_nodes(b, k, false);
  }
  return NULL;
}

/* Slots sorted by tree and node, so that a tree's lie together; legs sorted by slot. */
static int by_slot(const void *a, const void *b) {
  const ig_radial_leg *x = a, *y = b;
  if (x->slot != y->slot) return x->slot < y->slot ? -1 : 1;
  return (x->connection > y->connection) - (x->connection < y->connection);
}

static void sort_slots(builder *b) {
  ig_radial *r = b->radial;
  ig_radial_slot *sorted = ig_memory(r->n_slots + 1, sizeof *sorted);
  size_t *moved = ig_memory(r->n_slots + 1, sizeof *moved), n = 0;
  for (size_t k = 0; k < r->n_trees; k++) {
    r->tree[k].slot0 = n;
    for (size_t i = 0; i < r->tree[k].n_nodes; i++) {
      ig_radial_node *node = &r->tree[k].node[i];
      uint32_t first = node->slot;
      node->slot = (uint32_t)n;
      for (uint32_t s = first; s < first + node->n_slots; s++) {
        moved[s] = n;
        sorted[n++] = r->slot[s];
        if (r->slot[s].kind == IG_SLOT_RESPONSE) sorted[n - 1].response = r->n_responses++;
      }
    }
    r->tree[k].n_slots = n - r->tree[k].slot0;
  }
  for (size_t i = 0; i < r->n_legs; i++) r->leg[i].slot = moved[r->leg[i].slot];
  qsort(r->leg, r->n_legs, sizeof *r->leg, by_slot);
  free(r->slot);
  free(moved);
  r->slot = sorted;
}

static void list_legs_of(ig_radial *r) {
  size_t n = r->network->n_connections;
  r->first_leg = ig_memory(n + 2, sizeof *r->first_leg);
  r->leg_of = ig_memory(r->n_legs + 1, sizeof *r->leg_of);
  for (size_t k = 0; k < r->n_legs; k++) r->first_leg[r->leg[k].connection + 2]++;
  for (size_t c = 0; c < n; c++) r->first_leg[c + 2] += r->first_leg[c + 1];
  for (size_t k = 0; k < r->n_legs; k++) r->leg_of[r->first_leg[r->leg[k].connection + 1]++] = &r->leg[k];
}

/* Indices of n places, those of a tree together. */
static size_t *sort_places(const ig_radial *r, const ig_radial_place *place, size_t n, bool lines) {
  size_t *of = ig_memory(n + 1, sizeof *of), at = 0;
  for (size_t k = 0; k < r->n_trees; k++) {
    size_t first = at;
    for (size_t i = 0; i < n; i++)
      if (place[i].tree == k) of[at++] = i;
    *(lines ? &r->tree[k].line0 : &r->tree[k].bus0) = first;
    *(lines ? &r->tree[k].n_lines : &r->tree[k].n_buses) = at - first;
  }
  return of;
}

static const char *build(builder *b) {
  const ig_network *n = b->network;
  const char *why = refuse_lines(n);
  if (!why) why = refuse_transformers(n);
  if (n->n_sources != 1) why = "there is not exactly one source";
  if (why) return why;
  join_switches(b);
  list_edges(b);
  make_slots(b);
  b->order = ig_memory(n->n_buses + 1, sizeof *b->order);
  ig_radial *r = b->radial;
  r->tree = ig_memory(n->n_transformers + 1, sizeof *r->tree);
  r->bus = ig_memory(n->n_buses + 1, sizeof *r->bus);
  r->line = ig_memory(n->n_lines + 1, sizeof *r->line);
  r->n_trees = 1;
  why = make_trunk(b);
  if (!why) why = list_areas(b);
  if (!why) why = make_areas(b);
  if (why) return why;
  sort_slots(b);
  for (size_t k = 0; k < r->n_trees; k++) {
    ig_radial_branch_make(r->slot, &r->tree[k]);
    r->tree[k].node0 = r->n_nodes;
    r->n_nodes += r->tree[k].n_nodes;
  }
  for (size_t i = 0; i < n->n_buses; i++) {
    const group *g = &b->group[b->of_bus[i]];
    if (!g->visited) return "a bus hangs at no transformer's low-voltage side";
    r->bus[i] = (ig_radial_place){(uint32_t)g->tree, (uint32_t)g->node, g->x};
  }
  list_legs_of(r);
  r->bus_of = sort_places(r, r->bus, n->n_buses, false);
  r->line_of = sort_places(r, r->line, n->n_lines, true);
  return NULL;
}

ig_radial *ig_radial_create(const ig_network *network, char *why, size_t size) {
  ig_radial *r = ig_memory(1, sizeof *r);
  r->network = network;
  builder b = {.network = network, .radial = r};
  const char *reason = build(&b);
  free(b.of_bus);
  free(b.group);
  free(b.edge);
  free(b.order);
  free(b.slot_group);
  if (!reason) return r;
  snprintf(why, size, "%s", reason);
  ig_radial_free(r);
  return NULL;
}

void ig_radial_free(ig_radial *r) {
  if (!r) return;
  for (size_t k = 0; k < r->n_trees; k++) {
    for (size_t i = 0; i < r->tree[k].n_nodes; i++) {
      free(r->tree[k].node[i].full_re);
      free(r->tree[k].node[i].full_im);
    }
    ig_radial_branch_free(&r->tree[k]);
    free(r->tree[k].node);
  }
  free(r->tree);
  free(r->slot);
  free(r->leg);
  free((void *)r->leg_of);
  free(r->first_leg);
  free(r->bus_of);
  free(r->line_of);
  free(r->bus);
  free(r->line);
  free(r);
}
