/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a solved slice leaves behind: tree by tree, so that a tree's sums over the steps of a window stay in cache. Of a
 * batch the voltages of the slots are kept; one pass over a tree makes all of it again. */
#include <math.h>
#include <string.h>

#include "models/grid/sweep_inside.h"

enum { PHASES = IG_SWEEP_PHASES };

static const double collapsed = 0.25; /* half of the rated voltage, squared */

/* --- the last pass --------------------------------------------------------------------------------- */

/* Current of a slot of a batch at its voltage. */
IG_INLINE void current(const ig_sweep *s, size_t k, size_t batch, ig_phasor *j) {
  const ig_radial *r = s->radial;
  const ig_radial_slot *slot = &r->slot[k];
  const ig_phasor *u = &s->u[(batch + 1) * r->n_slots + k];
  ig_lanes p, q;
  ig_sweep_asked(s, k, batch, &p, &q);
  if (slot->kind == IG_SLOT_RESPONSE)
    ig_sweep_drawn_current(&s->drawn[(batch + 1) * r->n_responses + slot->response], u, j);
  else
    ig_sweep_current(r, slot, &p, &q, u, j);
}

/* Three slots of constant power, one a phase: their currents are the node's load. */
IG_INLINE void load_three(const ig_sweep *s, const ig_radial_branch *b, size_t batch, ig_phasor *j, ig_phasor *load) {
  const size_t n = s->radial->n_slots;
  const ig_lanes low = b->low_2 + (ig_lanes){0}, high = b->high_2 + (ig_lanes){0};
  for (size_t w = 0; w < PHASES; w++) {
    ig_sweep_draw(&s->u[(batch + 1) * n + b->slot + w], &s->p[(b->slot + w) * s->batches + batch], b->tan_phi[w], &low,
                  &high, &j[w]);
    load[w].re = j[w].re, load[w].im = j[w].im;
  }
}

/* What is drawn at the nodes of a tree; the currents of its slots stay in s->j. */
IG_INLINE void load_tree(ig_sweep *s, const ig_radial_tree *tree, size_t batch, ig_phasor *i) {
  for (size_t k = 0; k < tree->n_nodes; k++) {
    const ig_radial_branch *b = &tree->branch[k];
    ig_phasor *load = i + k * PHASES, *j = s->j + (b->slot - tree->slot0);
    uint32_t m = b->slot, end = m + b->n_slots;
    if (b->three)
      load_three(s, b, batch, j, load), m += 3, j += 3;
    else
      for (int w = 0; w < PHASES; w++) load[w].re = load[w].im = (ig_lanes){0};
    for (; m < end; m++, j++) {
      const ig_radial_slot *slot = &s->radial->slot[m];
      current(s, m, batch, j);
      load[slot->from].re += j->re, load[slot->from].im += j->im;
      if (slot->to < PHASES) load[slot->to].re -= j->re, load[slot->to].im -= j->im;
    }
  }
}

IG_INLINE void add_square(const ig_phasor *z, ig_lanes *sum) { *sum += z->re * z->re + z->im * z->im; }
IG_INLINE void add_product(const ig_phasor *a, const ig_phasor *b, ig_lanes *sum) {
  *sum += a->re * b->re + a->im * b->im;
}

/* Positive and negative sequence of three voltages, times three, squared. a = c + j s turns by 120 degrees. */
IG_INLINE void add_sequences(const ig_sweep_three *v, ig_sweep_node *sums) {
  static const double c = -0.5, s = 0.86602540378443864676;
  const ig_lanes sum_re = c * (v->b.re + v->c.re), sum_im = c * (v->b.im + v->c.im);
  const ig_lanes dif_re = s * (v->b.re - v->c.re), dif_im = s * (v->b.im - v->c.im);
  ig_phasor positive, negative;
  positive.re = v->a.re + sum_re - dif_im, positive.im = v->a.im + sum_im + dif_re;
  negative.re = v->a.re + sum_re + dif_im, negative.im = v->a.im + sum_im - dif_re;
  add_square(&positive, &sums->positive2);
  add_square(&negative, &sums->negative2);
}

IG_INLINE void add_voltages(const ig_sweep_three *v, const ig_phasor *neutral, ig_sweep_node *sums) {
  add_square(&v->a, &sums->u2[0]);
  add_square(&v->b, &sums->u2[1]);
  add_square(&v->c, &sums->u2[2]);
  add_square(neutral, &sums->neutral2);
  add_sequences(v, sums);
}

/* Moments across a branch whose buses are wanted. */
IG_INLINE void add_cross(const ig_sweep_three *v, const ig_phasor *neutral, const ig_phasor *above,
                         ig_sweep_node *sums) {
  add_product(&v->a, &above[0], &sums->cross[0]);
  add_product(&v->b, &above[1], &sums->cross[1]);
  add_product(&v->c, &above[2], &sums->cross[2]);
  add_product(neutral, &above[3], &sums->neutral_cross);
}

/* Currents and loss of a branch: the neutral carries all that the phases do, and has its part of the loss in Z'. */
IG_INLINE void add_currents(const ig_sweep_three *v, const ig_phasor *above, const ig_sweep_three *i, bool neutral,
                            ig_sweep_node *sums, ig_lanes *loss_W) {
  ig_lanes loss = (above[0].re - v->a.re) * i->a.re + (above[0].im - v->a.im) * i->a.im;
  loss += (above[1].re - v->b.re) * i->b.re + (above[1].im - v->b.im) * i->b.im;
  loss += (above[2].re - v->c.re) * i->c.re + (above[2].im - v->c.im) * i->c.im;
  add_square(&i->a, &sums->i2[0]);
  add_square(&i->b, &sums->i2[1]);
  add_square(&i->c, &sums->i2[2]);
  if (neutral) {
    ig_phasor sum;
    sum.re = i->a.re + i->b.re + i->c.re, sum.im = i->a.im + i->b.im + i->c.im;
    add_square(&sum, &sums->i2[3]);
  }
  sums->loss += loss;
  *loss_W += loss;
}

/* Neutral to earth below `above`: V_n - (row of the neutral) (I, -sum I). */
IG_INLINE void drop_neutral(const ig_radial_node *node, const ig_phasor *above, const ig_phasor *i,
                            ig_phasor *neutral) {
  neutral->re = above->re, neutral->im = above->im;
  for (int w = 0; w < PHASES; w++) {
    double re = -node->d_re[3], im = -node->d_im[3];
    if (node->full_re) re = node->full_re[12 + w] - node->full_re[15], im = node->full_im[12 + w] - node->full_im[15];
    neutral->re -= re * i[w].re - im * i[w].im;
    neutral->im -= re * i[w].im + im * i[w].re;
  }
}

/* What a slot asks for at voltage u, W; marks the lanes in which that is another power than at rated voltage. */
IG_INLINE void demanded_power(const ig_radial *r, const ig_radial_slot *slot, const ig_lanes *asked, const ig_phasor *u,
                              const ig_lanes *u2, ig_lanes *demanded, ig_lanes *moved) {
  if (slot->kind == IG_SLOT_RESPONSE) {
    for (int l = 0; l < IG_LANES; l++) {
      double p, q;
      ig_sweep_response(r, slot, (*asked)[l], u, l, &p, &q);
      (*demanded)[l] = p;
    }
  } else {
    ig_lanes p, q;
    ig_sweep_admittance(r, slot, u2, &p, &q);
    *demanded = *asked * *u2 * p;
  }
  if (slot->kind != IG_SLOT_POWER) *moved = (ig_lanes){0} + 1.0;
}

/* Sums of the slots of a tree. */
typedef struct audit {
  ig_lanes drawn_W, demanded_W, wrong_W, no_load_W;
  ig_lanes lowest; /* voltage over the rated one, squared */
  ig_lanes moved;  /* not 0: marked */
} audit;

/* How far the squared voltage lies outside of the slot's limits. By clamping: compilers go lane by lane where two
 * comparisons are joined. */
IG_INLINE void mark_outside(const ig_radial_slot *slot, const ig_lanes *u2, ig_lanes *moved) {
  const ig_lanes low = slot->low_2 + (ig_lanes){0}, high = slot->high_2 + (ig_lanes){0};
  ig_lanes inside = IG_LANES_MAX(*u2, low);
  inside = IG_LANES_MIN(inside, high);
  inside -= *u2;
  *moved += IG_LANES_ABS(inside);
}

/* Power of the slots at the voltages of the last pass, against what they ask for at these voltages. `plain`: constant
 * power within its limits asks for the same at any voltage; lanes in which it is not within them are marked. */
IG_INLINE void audit_slots(const ig_sweep *s, const ig_radial_tree *tree, size_t batch, bool plain, audit *a) {
  const ig_radial *r = s->radial;
  for (size_t k = 0; k < tree->n_slots; k++) {
    const ig_radial_slot *slot = &r->slot[tree->slot0 + k];
    const ig_phasor *j = &s->j[k];
    ig_phasor u;
    ig_sweep_voltage(slot, PHASES, s->v + slot->node * IG_RADIAL_WIRES, &u);
    const ig_lanes u2 = u.re * u.re + u.im * u.im, drawn = u.re * j->re + u.im * j->im;
    const ig_lanes *asked = &s->p[(tree->slot0 + k) * s->batches + batch];
    ig_lanes demanded = *asked;
    if (slot->no_load) {
      a->no_load_W += drawn;
      continue;
    }
    if (slot->kind == IG_SLOT_POWER) mark_outside(slot, &u2, &a->moved);
    if (slot->kind != IG_SLOT_POWER || !plain) demanded_power(r, slot, asked, &u, &u2, &demanded, &a->moved);
    const ig_lanes wrong = drawn - demanded;
    const ig_lanes relative = slot->by_u0_2 * u2;
    a->lowest = IG_LANES_MIN(relative, a->lowest);
    a->drawn_W += drawn;
    a->demanded_W += IG_LANES_ABS(demanded);
    a->wrong_W += IG_LANES_ABS(wrong);
  }
}

static bool any_of(const ig_lanes *marks) {
  double sum = 0;
  for (int l = 0; l < IG_LANES; l++) sum += (*marks)[l];
  return sum > 0;
}

IG_INLINE void audit_tree(const ig_sweep *s, const ig_radial_tree *tree, size_t batch, ig_sweep_batch *sums) {
  audit a;
  for (bool plain = true, again = true; again; plain = false) {
    memset(&a, 0, sizeof a);
    a.lowest = sums->lowest;
    audit_slots(s, tree, batch, plain, &a);
    again = plain && any_of(&a.moved);
  }
  sums->drawn_W += a.drawn_W;
  sums->demanded_W += a.demanded_W;
  sums->wrong_W += a.wrong_W;
  sums->kind_W[IG_FLOW_NO_LOAD_LOSS] += a.no_load_W;
  sums->moved += a.moved;
  sums->lowest = a.lowest;
}

/* Voltages of a tree from its root down, and what they add to the sums; the root's are there. */
IG_INLINE void forward(ig_sweep *s, const ig_radial_tree *tree, const ig_phasor *i, ig_sweep_batch *sums) {
  const bool trunk = tree->transformer == SIZE_MAX, has_neutral = tree->wires == 4;
  ig_sweep_three at, in;
  ig_phasor neutral;
  ig_lanes none = {0};
  ig_sweep_load_three(s->v, &at);
  neutral.re = neutral.im = (ig_lanes){0};
  add_voltages(&at, &neutral, &s->node[0]);
  for (size_t k = 1; k < tree->n_nodes; k++) {
    const ig_radial_branch *b = &tree->branch[k];
    const ig_radial_node *node = &tree->node[k];
    const ig_phasor *above = s->v + b->parent * IG_RADIAL_WIRES;
    ig_phasor *v = s->v + k * IG_RADIAL_WIRES;
    bool source = trunk && k == 1; /* what is lost behind the busbar is not the district's */
    ig_sweep_load_three(above, &at);
    ig_sweep_load_three(i + k * PHASES, &in);
    if (b->full_re) {
      ig_sweep_drop_full(PHASES, b->full_re, b->full_im, above, i + k * PHASES, v);
      ig_sweep_load_three(v, &at);
    } else {
      ig_sweep_drop(b, i + k * PHASES, &at);
    }
    if (has_neutral) drop_neutral(node, &above[3], i + k * PHASES, &neutral);
    ig_sweep_store_three(&at, v);
    v[3].re = neutral.re, v[3].im = neutral.im;
    add_voltages(&at, &neutral, &s->node[k]);
    if (node->inner) add_cross(&at, &neutral, above, &s->node[k]);
    add_currents(&at, above, &in, has_neutral, &s->node[k], source ? &none : &sums->kind_W[node->kind]);
  }
}

/* All voltages and currents of a tree in a batch, and what they add to the sums. */
IG_CLONES static void last_pass(ig_sweep *s, size_t tree_index, size_t batch) {
  const ig_radial *r = s->radial;
  const ig_radial_tree *tree = &r->tree[tree_index];
  ig_phasor *i = s->load;
  load_tree(s, tree, batch, i);
  if (tree_index == 0)
    for (size_t k = 0; k < tree->n_nodes; k++)
      ig_sweep_add_areas(&tree->node[k], s->total + batch * r->n_trees * PHASES, i + k * PHASES);
  ig_sweep_backward(tree->branch, tree->n_nodes, i);
  if (tree_index == 0)
    ig_sweep_source(r, s->v);
  else
    ig_sweep_transform(tree, s->trunk + (batch * r->tree[0].n_nodes + tree->trunk_node) * PHASES, i, s->v);
  forward(s, tree, i, &s->sums[batch]);
  audit_tree(s, tree, batch, &s->sums[batch]);
}

/* The trunk of a batch: voltages for the areas, the source's power. */
IG_CLONES static void put_trunk(ig_sweep *s, size_t batch) {
  ig_sweep_batch *sums = &s->sums[batch];
  ig_phasor *trunk = s->trunk + batch * s->radial->tree[0].n_nodes * PHASES;
  for (size_t k = 0; k < s->radial->tree[0].n_nodes; k++)
    ig_sweep_copy(PHASES, s->v + k * IG_RADIAL_WIRES, trunk + k * PHASES);
  const ig_phasor *v = s->v + IG_RADIAL_WIRES, *i = s->load + PHASES; /* node 1: the source's busbar */
  for (int w = 0; w < PHASES; w++) {
    sums->source_W += v[w].re * i[w].re + v[w].im * i[w].im;
    sums->source_var += v[w].im * i[w].re - v[w].re * i[w].im;
  }
}

/* --- steps ----------------------------------------------------------------------------------------- */

static bool known(const ig_flow *flow, size_t step) { return step < flow->steps_known; }

/* Current that leaves a transformer into its area: that of the windings less what magnetises it. */
static void terminal_current(const ig_sweep *s, const ig_radial_tree *tree, ig_phasor *i) {
  ig_sweep_copy(PHASES, s->load, i);
  for (size_t k = 0; k < tree->n_slots; k++) {
    const ig_radial_slot *slot = &s->radial->slot[tree->slot0 + k];
    if (slot->no_load) i[slot->from].re -= s->j[k].re, i[slot->from].im -= s->j[k].im;
  }
}

/* What its magnetising branch burns. */
static void no_load_power(const ig_sweep *s, const ig_radial_tree *tree, ig_lanes *power) {
  for (size_t k = 0; k < tree->n_slots; k++) {
    const ig_radial_slot *slot = &s->radial->slot[tree->slot0 + k];
    ig_phasor u;
    if (!slot->no_load) continue;
    ig_sweep_voltage(slot, PHASES, s->v + slot->node * IG_RADIAL_WIRES, &u);
    *power += u.re * s->j[k].re + u.im * s->j[k].im;
  }
}

/* What a transformer carried in a batch; its losses are those of the whole current. */
IG_CLONES static void put_transformer(ig_sweep *s, const ig_flow *flow, size_t tree_index, size_t first_window,
                                      size_t batch) {
  const ig_radial_tree *tree = &s->radial->tree[tree_index];
  const ig_transformer *t = &s->radial->network->transformer[tree->transformer];
  const double rated_A = t->rated_VA / (sqrt(3.0) * t->rated_V[1]);
  ig_phasor out[PHASES];
  terminal_current(s, tree, out);
  ig_lanes most = {0}, power = {0}, loss = {0}, no_load = {0};
  no_load_power(s, tree, &no_load);
  for (int w = 0; w < PHASES; w++) {
    ig_lanes square = out[w].re * out[w].re + out[w].im * out[w].im;
    most = IG_LANES_MAX(most, square);
    power += s->v[w].re * out[w].re + s->v[w].im * out[w].im;
    loss += tree->z_re * (s->load[w].re * s->load[w].re + s->load[w].im * s->load[w].im);
  }
  s->sums[batch].kind_W[IG_FLOW_LOAD_LOSS] += loss;
  for (int l = 0; l < IG_LANES; l++) {
    size_t step = (first_window + (size_t)l) * flow->window_steps + batch, at = tree->transformer * flow->steps + step;
    if (!known(flow, step)) continue;
    flow->loading[at] = sqrt(most[l]) / rated_A;
    flow->transfer_W[at] = power[l];
    flow->winding_W[at] = loss[l];
    flow->no_load_W[at] = no_load[l];
  }
}

/* Complex voltages of every bus of a tree, where they are wanted. */
static void put_voltages(const ig_sweep *s, const ig_flow *flow, size_t tree_index, size_t first_window, size_t batch) {
  const ig_radial *r = s->radial;
  if (!flow->v_V) return;
  const ig_radial_tree *tree = &r->tree[tree_index];
  for (size_t k = 0; k < tree->n_buses; k++) {
    const size_t b = r->bus_of[tree->bus0 + k];
    const ig_radial_place *p = &r->bus[b];
    const ig_phasor *v = &s->v[p->node * IG_RADIAL_WIRES], *above = &s->v[tree->node[p->node].parent * IG_RADIAL_WIRES];
    for (int w = 0; w < tree->wires; w++) {
      const double share = w < 3 && tree->wires == 4 ? 1 : 0; /* of the neutral's voltage to earth */
      for (int l = 0; l < IG_LANES; l++) {
        size_t step = (first_window + (size_t)l) * flow->window_steps + batch;
        if (!known(flow, step)) continue;
        double *to = flow->v_V + (b * 4 + (size_t)w) * 2 * flow->steps + step;
        to[0] = (1 - p->x) * (above[w].re[l] + share * above[3].re[l]) + p->x * (v[w].re[l] + share * v[3].re[l]);
        to[flow->steps] =
            (1 - p->x) * (above[w].im[l] + share * above[3].im[l]) + p->x * (v[w].im[l] + share * v[3].im[l]);
      }
    }
  }
}

/* The connection with the lowest voltage in lane l of a batch. */
static double find_lowest(const ig_sweep *s, size_t batch, size_t l) {
  const ig_radial *r = s->radial;
  double lowest = HUGE_VAL, at = 0;
  for (size_t k = 0; k < r->n_slots; k++) {
    const ig_phasor *u = &s->u[(batch + 1) * r->n_slots + k];
    double low = r->slot[k].by_u0_2 * (u->re[l] * u->re[l] + u->im[l] * u->im[l]);
    if (r->slot[k].no_load || low >= lowest) continue;
    lowest = low;
    at = (double)r->slot[k].connection;
  }
  return at;
}

static void put_steps(ig_sweep *s, const ig_flow *flow, size_t batch, size_t first_window) {
  const ig_sweep_batch *sums = &s->sums[batch];
  for (size_t l = 0; l < IG_LANES; l++) {
    size_t step = (first_window + l) * flow->window_steps + batch;
    if (!known(flow, step)) continue;
    double losses = 0;
    for (size_t k = 0; k < IG_FLOW_KINDS; k++) {
      flow->kind_W[k * flow->steps + step] = sums->kind_W[k][l];
      losses += sums->kind_W[k][l];
    }
    double drawn = sums->drawn_W[l], source = sums->source_W[l], size = sums->demanded_W[l] + losses;
    flow->source_W[step] = source;
    flow->source_var[step] = sums->source_var[l];
    flow->kirchhoff[step] = size > 0 ? fabs(source - drawn - losses) / size : 0;
    flow->mismatch[step] = sums->demanded_W[l] > 0 ? sums->wrong_W[l] / sums->demanded_W[l] : 0;
    flow->iterations[step] = s->iterations[batch][l];
    flow->lowest_pu[step] = sqrt(sums->lowest[l]);
    if (s->failed[batch][l]) flow->lowest_at[step] = s->worst[batch][l];
    /* Nobody asks whose it is but for records, of which a slice has few, and for collapses. */
    if (s->failed[batch][l] || (sums->lowest[l] >= s->lowest && sums->lowest[l] > collapsed)) continue;
    s->lowest = ig_min(s->lowest, sums->lowest[l]);
    flow->lowest_at[step] = find_lowest(s, batch, l);
  }
}

/* Power that the legs of slot k asked for in a step. */
static double asked_power(const ig_radial *r, const ig_flow *flow, size_t k, size_t step) {
  size_t low = 0, high = r->n_legs;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (r->leg[middle].slot < k)
      low = middle + 1;
    else
      high = middle;
  }
  double p = 0;
  for (; low < r->n_legs && r->leg[low].slot == k; low++)
    p += r->leg[low].share * flow->row[r->leg[low].connection][ig_flow_at(flow, step)];
  return p;
}

/* Realised over demanded power of a slot whose power depends on its voltage, now and here. Slices of time write side by
 * side, hence the atomic flag. */
static void put_factor(const ig_sweep *s, const ig_flow *flow, size_t k, size_t first_window, size_t batch) {
  const ig_radial *r = s->radial;
  const ig_radial_slot *slot = &r->slot[k];
  const ig_phasor *u = &s->u[(batch + 1) * r->n_slots + k];
  ig_phasor j;
  current(s, k, batch, &j);
  for (int l = 0; l < IG_LANES; l++) {
    size_t step = (first_window + (size_t)l) * flow->window_steps + batch;
    double u2 = u->re[l] * u->re[l] + u->im[l] * u->im[l];
    bool plain = slot->kind == IG_SLOT_POWER && u2 >= slot->low_2 && u2 <= slot->high_2;
    if (plain || s->failed[batch][l] || !known(flow, step)) continue;
    double p0 = asked_power(r, flow, k, step), drawn = u->re[l] * j.re[l] + u->im[l] * j.im[l];
    __atomic_store_n(&flow->moved[k], true, __ATOMIC_RELAXED);
    flow->factor[k * flow->steps + step] = p0 != 0 ? drawn / p0 : 1;
  }
}

static void put_factors(const ig_sweep *s, const ig_flow *flow, size_t first_window, size_t batch) {
  ig_lanes moved = IG_LANES_SELECT(s->failed[batch], (ig_lanes){0}, s->sums[batch].moved);
  if (!any_of(&moved)) return;
  for (size_t k = 0; k < s->radial->n_slots; k++)
    if (!s->radial->slot[k].no_load) put_factor(s, flow, k, first_window, batch);
}

/* --- ten-minute values ------------------------------------------------------------------------------- */

/* Eight windows of a row of 10-minute values; fewer at its end. */
IG_INLINE void put_row(const ig_flow *flow, double *row, size_t first_window, const ig_lanes *value) {
  size_t n = flow->windows_most - first_window;
  memcpy(row + first_window, value, (n < IG_LANES ? n : IG_LANES) * sizeof *row);
}

IG_INLINE void root_of(const ig_lanes *square, ig_lanes *root) {
  for (int l = 0; l < IG_LANES; l++) (*root)[l] = sqrt((*square)[l]);
}

/* Root mean square at share x of a branch, from the sums of squares at its ends and of their product. */
IG_INLINE void between(double x, double steps, const ig_lanes *above2, const ig_lanes *below2, const ig_lanes *cross,
                       ig_lanes *value) {
  const ig_lanes zero = {0};
  ig_lanes mean = *below2;
  if (x != 1) mean = (1 - x) * (1 - x) * *above2 + x * x * *below2 + 2 * x * (1 - x) * *cross;
  mean = IG_LANES_MAX(mean, zero) / steps;
  root_of(&mean, value);
}

/* Negative over positive sequence. */
IG_INLINE void unbalance_of(const ig_sweep_node *sums, ig_lanes *value) {
  ig_lanes ratio = sums->negative2 / sums->positive2;
  ratio = IG_LANES_SELECT(sums->positive2 > (ig_lanes){0}, ratio, (ig_lanes){0});
  root_of(&ratio, value);
}

IG_INLINE void put_bus(const ig_sweep *s, const ig_flow *flow, size_t bus, size_t first_window) {
  const ig_radial_place *p = &s->radial->bus[bus];
  const ig_radial_tree *tree = &s->radial->tree[p->tree];
  const ig_sweep_node *below = &s->node[p->node], *above = &s->node[tree->node[p->node].parent];
  const double steps = (double)flow->window_steps, x = p->x;
  const ig_lanes none = IG_NAN + (ig_lanes){0};
  ig_lanes value, up;
  for (size_t w = 0; w < PHASES; w++) {
    bool there = s->radial->network->bus[bus].wires & (1U << w);
    value = none;
    if (there) between(x, steps, &above->u2[w], &below->u2[w], &below->cross[w], &value);
    put_row(flow, flow->u_V + (bus * PHASES + w) * flow->windows_most, first_window, &value);
  }
  value = none;
  if (tree->wires == 4) between(x, steps, &above->neutral2, &below->neutral2, &below->neutral_cross, &value);
  put_row(flow, flow->neutral_V + bus * flow->windows_most, first_window, &value);
  value = s->unbalance[p->node];
  up = s->unbalance[tree->node[p->node].parent];
  if (x != 1) value = (1 - x) * up + x * value;
  if ((s->radial->network->bus[bus].wires & 7U) != 7U) value = none;
  put_row(flow, flow->unbalance + bus * flow->windows_most, first_window, &value);
}

IG_INLINE void put_line(const ig_sweep *s, const ig_flow *flow, size_t line, size_t first_window) {
  const ig_radial_place *p = &s->radial->line[line];
  const ig_sweep_node *sums = &s->node[p->node];
  const double steps = (double)flow->window_steps;
  ig_lanes value;
  for (size_t w = 0; w < IG_RADIAL_WIRES; w++) {
    value = (p->x > 0 ? 1 / steps : 0.0) * sums->i2[w];
    root_of(&value, &value);
    put_row(flow, flow->i_A + (line * IG_RADIAL_WIRES + w) * flow->windows_most, first_window, &value);
  }
  value = p->x / steps * sums->loss;
  put_row(flow, flow->loss_W + line * flow->windows_most, first_window, &value);
}

/* 10-minute values of a tree whose sums are complete. */
IG_CLONES static void put_tree(const ig_sweep *s, const ig_flow *flow, size_t tree, size_t first_window) {
  const ig_radial *r = s->radial;
  const ig_radial_tree *t = &r->tree[tree];
  for (size_t k = 0; k < t->n_nodes; k++) unbalance_of(&s->node[k], &s->unbalance[k]);
  for (size_t k = 0; k < t->n_buses; k++) put_bus(s, flow, r->bus_of[t->bus0 + k], first_window);
  for (size_t k = 0; k < t->n_lines; k++) put_line(s, flow, r->line_of[t->line0 + k], first_window);
}

void ig_sweep_put(ig_sweep *s, ig_flow *flow, size_t first_window) {
  const ig_radial *r = s->radial;
  memset(s->sums, 0, s->batches * sizeof *s->sums);
  for (size_t j = 0; j < s->batches; j++) s->sums[j].lowest = (ig_lanes){0} + HUGE_VAL;
  s->lowest = HUGE_VAL;
  for (size_t k = 0; k < r->n_trees; k++) {
    memset(s->node, 0, r->tree[k].n_nodes * sizeof *s->node);
    for (size_t j = 0; j < s->batches; j++) {
      last_pass(s, k, j);
      if (k == 0)
        put_trunk(s, j);
      else
        put_transformer(s, flow, k, first_window, j);
      put_voltages(s, flow, k, first_window, j);
    }
    put_tree(s, flow, k, first_window);
  }
  for (size_t j = 0; j < s->batches; j++) {
    put_steps(s, flow, j, first_window);
    put_factors(s, flow, first_window, j);
  }
}
