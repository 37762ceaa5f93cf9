/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "models/grid/sweep_inside.h"
#include "sim/memory.h"

enum { ITERATIONS_MOST = 100, RESPONSE_ITERATIONS_MOST = 400, PHASES = IG_SWEEP_PHASES };

/* --- one tree ------------------------------------------------------------------------------------- */

/* What passes through an iteration. Voltages are read in `before` and written in `u`: the first iteration of a batch
 * starts from the one before. */
typedef struct pass {
  const ig_lanes *p, *q; /* of the batch; of slot k at [k * stride] */
  size_t stride;
  const ig_phasor *before; /* of the batch or the one before */
  ig_phasor *u;
  const ig_phasor *root_before; /* of the areas, likewise */
  ig_phasor *root;
  ig_lane_mask done;
  ig_lanes change;       /* largest of a voltage */
  ig_phasor sum[PHASES]; /* current into a tree */
} pass;

/* What the lanes of a response slot draw. */
IG_INLINE void drawn_by(const ig_response_state *at, ig_sweep_drawn *drawn) {
  double p[IG_LANES], q[IG_LANES];
  for (int l = 0; l < IG_LANES; l++) p[l] = at[l].p_W, q[l] = at[l].q_var;
  memcpy(&drawn->p, p, sizeof p);
  memcpy(&drawn->q, q, sizeof q);
}

/* Response slots follow their curves in the lanes not done; p and q become what they draw. */
IG_INLINE void follow(ig_sweep *s, const ig_radial_slot *slot, const ig_phasor *u, const ig_lane_mask *done,
                      const ig_lanes *asked, ig_sweep_drawn *drawn) {
  ig_response_state *at = s->response + slot->response * IG_LANES;
  for (int l = 0; l < IG_LANES; l++) {
    double p, q;
    if (!(*done)[l]) {
      ig_sweep_response(s->radial, slot, (*asked)[l], u, l, &p, &q);
      ig_response_move(&at[l], &s->pace[l], p, q);
    }
  }
  drawn_by(at, drawn);
}

/* Takes over a new voltage in the lanes not done, and the largest change. */
IG_INLINE void take_voltage(const ig_phasor *before, const ig_lane_mask *done, ig_lanes *change, ig_phasor *u) {
  ig_lanes re = u->re - before->re, im = u->im - before->im;
  re = IG_LANES_ABS(re);
  im = IG_LANES_ABS(im);
  re = IG_LANES_MAX(re, im);
  *change = IG_LANES_MAX(*change, re);
  u->re = IG_LANES_SELECT(*done, before->re, u->re);
  u->im = IG_LANES_SELECT(*done, before->im, u->im);
}

/* New voltage of slot k; adds its current to the load of its node. */
IG_INLINE void update_slot(ig_sweep *s, uint32_t k, const ig_phasor *v, pass *p, ig_lanes *change, ig_phasor *load) {
  const ig_radial_slot *slot = &s->radial->slot[k];
  ig_phasor u, j;
  ig_sweep_voltage(slot, PHASES, v, &u);
  take_voltage(&p->before[k], &p->done, change, &u);
  p->u[k].re = u.re, p->u[k].im = u.im;
  const ig_lanes asked = p->p[k * p->stride];
  const ig_lanes reactive = slot->mixed ? p->q[k * p->stride] : slot->tan_phi * asked;
  if (slot->kind == IG_SLOT_RESPONSE) {
    ig_sweep_drawn drawn;
    follow(s, slot, &u, &p->done, &asked, &drawn);
    ig_sweep_drawn_current(&drawn, &u, &j);
  } else {
    ig_sweep_current(s->radial, slot, &asked, &reactive, &u, &j);
  }
  load[slot->from].re += j.re, load[slot->from].im += j.im;
  if (slot->to < PHASES) load[slot->to].re -= j.re, load[slot->to].im -= j.im;
}

/* The same of the slot of phase w of three of constant power: the load of the node in that phase. */
IG_INLINE void update_phase(const ig_radial_branch *b, int w, const ig_phasor *v, pass *p, const ig_lane_mask *done,
                            ig_lanes *change, ig_phasor *load) {
  const ig_lanes low = b->low_2 + (ig_lanes){0}, high = b->high_2 + (ig_lanes){0};
  const size_t k = b->slot + (uint32_t)w;
  ig_phasor u;
  u.re = v->re, u.im = v->im;
  take_voltage(&p->before[k], done, change, &u);
  p->u[k].re = u.re, p->u[k].im = u.im;
  ig_sweep_draw(&u, &p->p[k * p->stride], b->tan_phi[w], &low, &high, load);
}

/* What is drawn at a node with the voltages `at`; added to the tree's sum too. Slots that may lie between any two
 * phases read the voltages from memory (v). */
IG_INLINE void update_node(ig_sweep *s, const ig_radial_branch *b, const ig_sweep_three *at, ig_phasor *v, pass *p,
                           const ig_lane_mask *done, ig_lanes *change, ig_sweep_three *sum, ig_phasor *load) {
  uint32_t k = b->slot, end = k + b->n_slots;
  ig_sweep_three drawn = {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}};
  if (b->three) {
    update_phase(b, 0, &at->a, p, done, change, &drawn.a);
    update_phase(b, 1, &at->b, p, done, change, &drawn.b);
    update_phase(b, 2, &at->c, p, done, change, &drawn.c);
    k += 3;
  }
  if (k < end) {
    ig_sweep_store_three(at, v);
    ig_sweep_store_three(&drawn, load);
    for (; k < end; k++) update_slot(s, k, v, p, change, load);
    ig_sweep_load_three(load, &drawn);
  }
  if (b->n_slots > 0) ig_sweep_add_three(&drawn, sum);
  ig_sweep_store_three(&drawn, load);
}

/* Voltages from the root down, and what the slots draw at them; the root's are there. The currents of the branches make
 * room for the new loads. Only voltages that another branch or an area begins at are left in v. */
IG_INLINE void forward(ig_sweep *s, const ig_radial_tree *tree, bool keep, ig_phasor *i, pass *p) {
  ig_sweep_three at, sum = {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}};
  const ig_lane_mask done = p->done;
  ig_lanes change = p->change;
  ig_sweep_load_three(s->v, &at);
  update_node(s, &tree->way[0], &at, s->v, p, &done, &change, &sum, i);
  for (size_t k = 1; k < tree->n_ways; k++) {
    const ig_radial_branch *b = &tree->way[k];
    ig_phasor *in = i + k * PHASES, *v = s->v + k * IG_RADIAL_WIRES;
    if (!b->chained) ig_sweep_load_three(s->v + b->parent * IG_RADIAL_WIRES, &at);
    if (b->full_re) {
      ig_sweep_store_three(&at, v);
      ig_sweep_drop_full(PHASES, b->full_re, b->full_im, v, in, v);
      ig_sweep_load_three(v, &at);
    } else {
      ig_sweep_drop(b, in, &at);
    }
    if (keep || b->forks) ig_sweep_store_three(&at, v);
    update_node(s, b, &at, v, p, &done, &change, &sum, in);
  }
  p->change = change;
  ig_sweep_store_three(&sum, p->sum);
}

/* --- a batch --------------------------------------------------------------------------------------- */

/* What an area with the currents `sum` of its phases draws from the trunk. */
IG_INLINE void total_of(const ig_radial_tree *tree, const ig_phasor *sum, ig_phasor *total) {
  for (int p = 0; p < PHASES; p++) {
    total[p].re = total[p].im = (ig_lanes){0};
    for (int a = 0; a < PHASES; a++) {
      const double m = tree->m[a][p] / tree->ratio;
      total[p].re += m * sum[a].re, total[p].im += m * sum[a].im;
    }
  }
}

/* An area's root voltage v, brought nearer to where the iterations end. Loads of constant power draw less the more
 * voltage they have: against `before` the root's voltage will change by x = a + b conj(x), with a the change so far and
 * b = z I / conj(V). What the transformer adds to an iteration's error is gone. Left out where it is loaded beyond all
 * rating, for loads may be impedances there. */
IG_INLINE void foresee(const ig_radial_tree *tree, const ig_phasor *before, const ig_phasor *i, ig_phasor *v) {
  const ig_lanes most = (ig_lanes){0} + 0.01, none = {0};
  for (int w = 0; w < PHASES; w++) {
    const ig_lanes u2 = before[w].re * before[w].re + before[w].im * before[w].im;
    const ig_lanes drop_re = tree->z_re * i[w].re - tree->z_im * i[w].im;
    const ig_lanes drop_im = tree->z_re * i[w].im + tree->z_im * i[w].re;
    ig_lanes b_re = (drop_re * before[w].re - drop_im * before[w].im) / u2;
    ig_lanes b_im = (drop_re * before[w].im + drop_im * before[w].re) / u2;
    const ig_lanes b2 = b_re * b_re + b_im * b_im;
    b_re = IG_LANES_SELECT(b2 < most, b_re, none); /* no voltage before: b is no number, and none */
    b_im = IG_LANES_SELECT(b2 < most, b_im, none);
    const ig_lanes a_re = v[w].re - before[w].re, a_im = v[w].im - before[w].im;
    v[w].re += b_re * a_re + b_im * a_im;
    v[w].im += b_im * a_re - b_re * a_im;
  }
}

/* One iteration over the trunk and all areas. `total` holds what the areas draw and is renewed. */
IG_INLINE void sweep_all(ig_sweep *s, pass *p, ig_phasor *trunk, ig_phasor *total) {
  const ig_radial *r = s->radial;
  for (size_t k = 0; k < r->tree[0].n_nodes; k++) ig_sweep_add_areas(&r->tree[0].node[k], total, s->load + k * PHASES);
  ig_sweep_backward(r->tree[0].way, r->tree[0].n_ways, s->load);
  ig_sweep_source(r, s->v);
  forward(s, &r->tree[0], true, s->load, p);
  for (size_t k = 0; k < r->tree[0].n_nodes; k++) ig_sweep_copy(PHASES, s->v + k * IG_RADIAL_WIRES, trunk + k * PHASES);
  for (size_t k = 1; k < r->n_trees; k++) {
    const ig_radial_tree *tree = &r->tree[k];
    ig_phasor *i = s->load + tree->node0 * PHASES;
    ig_sweep_backward(tree->way, tree->n_ways, i);
    ig_sweep_transform(tree, trunk + tree->trunk_node * PHASES, i, s->v);
    foresee(tree, p->root_before + k * PHASES, i, s->v);
    ig_sweep_copy(PHASES, s->v, p->root + k * PHASES);
    forward(s, tree, false, i, p);
    total_of(tree, p->sum, total + k * PHASES);
  }
}

/* What slot k draws at its last voltage, added to the load of its node. */
IG_INLINE void load_slot(ig_sweep *s, uint32_t k, const pass *p, ig_phasor *load) {
  const ig_radial_slot *slot = &s->radial->slot[k];
  const ig_lanes asked = p->p[k * p->stride];
  const ig_lanes reactive = slot->mixed ? p->q[k * p->stride] : slot->tan_phi * asked;
  const ig_phasor *u = &p->before[k];
  ig_phasor j;
  if (slot->kind == IG_SLOT_RESPONSE) {
    const ig_response_state *at = s->response + slot->response * IG_LANES;
    ig_sweep_drawn drawn;
    drawn_by(at, &drawn);
    ig_sweep_drawn_current(&drawn, u, &j);
  } else {
    ig_sweep_current(s->radial, slot, &asked, &reactive, u, &j);
  }
  load[slot->from].re += j.re, load[slot->from].im += j.im;
  if (slot->to < PHASES) load[slot->to].re -= j.re, load[slot->to].im -= j.im;
}

/* The same of three slots of constant power. */
IG_INLINE void load_three(const ig_radial_branch *b, const pass *p, ig_phasor *load) {
  const ig_lanes low = b->low_2 + (ig_lanes){0}, high = b->high_2 + (ig_lanes){0};
  for (size_t w = 0, k = b->slot; w < PHASES; w++, k++)
    ig_sweep_draw(&p->before[k], &p->p[k * p->stride], b->tan_phi[w], &low, &high, &load[w]);
}

/* Loads of all nodes at their last voltages. */
IG_INLINE void load_all(ig_sweep *s, pass *p, ig_phasor *total) {
  const ig_radial *r = s->radial;
  for (size_t t = 0; t < r->n_trees; t++) {
    const ig_radial_tree *tree = &r->tree[t];
    for (int w = 0; w < PHASES; w++) p->sum[w].re = p->sum[w].im = (ig_lanes){0};
    for (size_t k = 0; k < tree->n_ways; k++) {
      const ig_radial_branch *b = &tree->way[k];
      ig_phasor *load = s->load + (tree->node0 + k) * PHASES;
      uint32_t m = b->slot, end = m + b->n_slots;
      if (b->three)
        load_three(b, p, load), m += 3;
      else
        for (int w = 0; w < PHASES; w++) load[w].re = load[w].im = (ig_lanes){0};
      for (; m < end; m++) load_slot(s, m, p, load);
      for (int w = 0; w < PHASES; w++) p->sum[w].re += load[w].re, p->sum[w].im += load[w].im;
    }
    if (t > 0) total_of(tree, p->sum, total + t * PHASES);
  }
}

/* The network without load, where every slice begins: its voltages stand before those of the first batch, and stay. */
IG_CLONES static void start(ig_sweep *s) {
  const size_t n = s->radial->n_slots;
  memset(s->u, 0, n * sizeof *s->u);
  memset(s->root, 0, s->radial->n_trees * PHASES * sizeof *s->root);
  memset(s->p, 0, n * s->batches * sizeof *s->p);
  memset(s->q, 0, n * s->batches * sizeof *s->q);
  memset(s->response, 0, s->radial->n_responses * IG_LANES * sizeof *s->response);
  memset(s->drawn, 0, s->radial->n_responses * sizeof *s->drawn);
  memset(s->pace, 0, sizeof s->pace);
  pass p = {
      .p = s->p, .q = s->q, .stride = s->batches, .before = s->u, .u = s->u, .root_before = s->root, .root = s->root};
  load_all(s, &p, s->total);
  sweep_all(s, &p, s->trunk, s->total);
}

/* Response slots begin a batch with what they would draw at the last voltages. */
IG_INLINE void begin_responses(ig_sweep *s, const pass *now) {
  const ig_radial *r = s->radial;
  for (int l = 0; l < IG_LANES; l++) s->pace[l] = ig_response_begin();
  for (size_t k = 0; r->n_responses > 0 && k < r->n_slots; k++) {
    if (r->slot[k].kind != IG_SLOT_RESPONSE) continue;
    ig_response_state *at = s->response + r->slot[k].response * IG_LANES;
    for (int l = 0; l < IG_LANES; l++) {
      double p, q;
      ig_sweep_response(r, &r->slot[k], now->p[k * now->stride][l], &now->before[k], l, &p, &q);
      at[l] = (ig_response_state){.p_W = p, .q_var = q};
    }
  }
}

static void end_responses(ig_sweep *s, size_t batch) {
  for (size_t k = 0; k < s->radial->n_responses; k++)
    drawn_by(s->response + k * IG_LANES, &s->drawn[(batch + 1) * s->radial->n_responses + k]);
}

/* How far a batch is from done, from its last two changes: they shrink by about the same ratio. What is left behind is
 * one more iteration (sweep_put.c), so that the change after the next one must be below the tolerance, and the next
 * one, which is the mismatch of power, below fifteen times that: 0.7e-9 of the voltage at the usual 1e-8 V. Two changes
 * that differ by more than a hundred did so by luck. */
IG_INLINE void left_over(const ig_lanes *change, const ig_lanes *before, ig_lanes *left) {
  const ig_lanes slow = (ig_lanes){0} + 0.99, fast = (ig_lanes){0} + 0.01, one = (ig_lanes){0} + 1.0;
  ig_lanes ratio = *change / *before;
  ratio = IG_LANES_SELECT(*before > (ig_lanes){0}, ratio, one - 0.5);
  ratio = IG_LANES_MIN(ratio, slow);
  ratio = IG_LANES_MAX(ratio, fast);
  const ig_lanes next = *change * ratio / (one - ratio), after = next * ratio, mismatch = next / 15.0;
  *left = IG_LANES_MAX(after, mismatch);
}

static bool all_of(const ig_lane_mask *mask) {
  int64_t open = 0;
  for (int l = 0; l < IG_LANES; l++) open |= ~(*mask)[l];
  return !open;
}

/* The same where legs follow their curves by and by: their power lags behind the voltage, and a slope of a curve makes
 * more of what is left of it. */
IG_INLINE void follow_on(ig_sweep *s, const ig_lanes *change, ig_lanes *left) {
  for (int l = 0; l < IG_LANES; l++) {
    ig_response_pace_on(&s->pace[l]);
    (*left)[l] = 10.0 * ig_response_left(&s->pace[l], (*change)[l]);
  }
}

/* Solves a batch from the voltages of the one before. What is left behind takes one iteration more. */
IG_CLONES static void solve(ig_sweep *s, size_t batch) {
  const ig_radial *r = s->radial;
  ig_phasor *trunk = s->trunk + batch * r->tree[0].n_nodes * PHASES, *total = s->total + batch * r->n_trees * PHASES;
  pass p = {.p = s->p + batch,
            .q = s->q + batch,
            .stride = s->batches,
            .before = s->u + batch * r->n_slots,
            .u = s->u + (batch + 1) * r->n_slots,
            .root_before = s->root + batch * r->n_trees * PHASES,
            .root = s->root + (batch + 1) * r->n_trees * PHASES};
  begin_responses(s, &p);
  load_all(s, &p, total);
  ig_lanes before = {0}, count = {0};
  const int most = r->n_responses > 0 ? RESPONSE_ITERATIONS_MOST : ITERATIONS_MOST;
  for (int iteration = 1; iteration <= most; iteration++) {
    p.change = (ig_lanes){0};
    sweep_all(s, &p, trunk, total);
    p.before = p.u;
    p.root_before = p.root;
    count += IG_LANES_SELECT(p.done, (ig_lanes){0}, (ig_lanes){0} + 1.0);
    ig_lanes left;
    left_over(&p.change, &before, &left);
    if (r->n_responses > 0) follow_on(s, &p.change, &left);
    p.done |= left < s->tolerance_V + (ig_lanes){0};
    before = p.change;
    if (all_of(&p.done)) break;
  }
  s->failed[batch] = ~p.done;
  s->iterations[batch] = IG_LANES_SELECT(p.done, count, (ig_lanes){0});
  end_responses(s, batch);
}

/* Takes a lane of a batch from the one before. */
static void repeat_lane(ig_sweep *s, size_t batch, int l) {
  const ig_radial *r = s->radial;
  const size_t n = r->n_slots, m = r->n_responses, t = r->n_trees * PHASES;
  for (size_t k = 0; k < n; k++) {
    ig_phasor *u = &s->u[(batch + 1) * n + k], *good = &s->u[batch * n + k];
    u->re[l] = good->re[l], u->im[l] = good->im[l];
    if (batch && r->slot[k].no_load) continue;
    const size_t at = k * s->batches + batch;
    s->p[at][l] = batch ? s->p[at - 1][l] : 0;
    s->q[at][l] = batch ? s->q[at - 1][l] : 0;
  }
  for (size_t k = 0; k < m; k++) {
    s->drawn[(batch + 1) * m + k].p[l] = s->drawn[batch * m + k].p[l];
    s->drawn[(batch + 1) * m + k].q[l] = s->drawn[batch * m + k].q[l];
  }
  for (size_t k = 0; k < t; k++) {
    ig_phasor *total = &s->total[batch * t + k];
    total->re[l] = batch ? s->total[(batch - 1) * t + k].re[l] : 0;
    total->im[l] = batch ? s->total[(batch - 1) * t + k].im[l] : 0;
  }
}

/* The connection whose voltage was farthest off its rated one when a lane was given up. */
static double worst_of(const ig_sweep *s, size_t batch, int l) {
  const ig_radial *r = s->radial;
  double most = 0, at = 0;
  for (size_t k = 0; k < r->n_slots; k++) {
    const ig_phasor *u = &s->u[(batch + 1) * r->n_slots + k];
    double off = ig_element_off(hypot(u->re[l], u->im[l]) / sqrt(r->slot[k].u0_2));
    if (!r->slot[k].no_load && off > most) most = off, at = (double)r->slot[k].connection;
  }
  return at;
}

/* A lane that did not converge goes on with the last good step. */
static void repeat_last_good(ig_sweep *s, size_t batch) {
  for (int l = 0; l < IG_LANES; l++) {
    if (!s->failed[batch][l]) continue;
    s->worst[batch][l] = worst_of(s, batch, l);
    repeat_lane(s, batch, l);
  }
}

/* --- a slice --------------------------------------------------------------------------------------- */

/* Where the slice's steps stand in a row of power. Lane l of batch j takes step j of window first + l; beyond the last
 * step known, the last one again. */
static void place_steps(ig_sweep *s, const ig_flow *flow, size_t first_window) {
  s->in_a_row = true;
  for (size_t j = 0; j < s->batches; j++)
    for (size_t l = 0; l < IG_LANES; l++) {
      size_t step = (first_window + l) * flow->window_steps + j;
      s->place[j * IG_LANES + l] = ig_flow_at(flow, step < flow->steps_known ? step : flow->steps_known - 1);
      s->in_a_row = s->in_a_row && s->place[j * IG_LANES + l] == s->place[l] + j;
    }
}

/* Takes one of two vectors by turns of 1, 2 or 4 values: the first of a pair when `second` is 0. */
#define TURNS(a, b, second, i0, i1, i2, i3, i4, i5, i6, i7)                                                   \
  __builtin_shufflevector(a, b, i0 + second, i1 + second, i2 + second, i3 + second, i4 + second, i5 + second, \
                          i6 + second, i7 + second)

/* Eight steps of eight windows, a window a vector, become a step a vector. */
IG_INLINE void transpose(const double *const *window, size_t first, ig_lanes *step) {
  ig_lanes in[IG_LANES], by_two[IG_LANES], by_four[IG_LANES];
  for (int l = 0; l < IG_LANES; l++) memcpy(&in[l], window[l] + first, sizeof in[l]);
  for (int k = 0; k < 8; k += 2) {
    by_two[k] = TURNS(in[k], in[k + 1], 0, 0, 8, 2, 10, 4, 12, 6, 14);
    by_two[k + 1] = TURNS(in[k], in[k + 1], 1, 0, 8, 2, 10, 4, 12, 6, 14);
  }
  for (int k = 0; k < 8; k += (k & 1) ? 3 : 1) {
    by_four[k] = TURNS(by_two[k], by_two[k + 2], 0, 0, 1, 8, 9, 4, 5, 12, 13);
    by_four[k + 2] = TURNS(by_two[k], by_two[k + 2], 2, 0, 1, 8, 9, 4, 5, 12, 13);
  }
  for (int k = 0; k < 4; k++) {
    step[k] = TURNS(by_four[k], by_four[k + 4], 0, 0, 1, 2, 3, 8, 9, 10, 11);
    step[k + 4] = TURNS(by_four[k], by_four[k + 4], 4, 0, 1, 2, 3, 8, 9, 10, 11);
  }
}

/* Adds the power of a leg in one step of eight windows. */
IG_INLINE void add_power(const ig_radial_leg *leg, bool mixed, const ig_lanes *power, ig_lanes *p, ig_lanes *q) {
  *p += leg->share * *power;
  if (mixed) *q += leg->tan_phi * (leg->share * *power);
}

/* Adds the power of a leg in all steps of the slice. */
IG_INLINE void add_leg(const ig_sweep *s, const double *row, const ig_radial_leg *leg) {
  const bool mixed = s->radial->slot[leg->slot].mixed;
  ig_lanes *p = s->p + leg->slot * s->batches, *q = s->q + leg->slot * s->batches;
  size_t j = 0;
  if (s->in_a_row) {
    const double *window[IG_LANES];
    for (int l = 0; l < IG_LANES; l++) window[l] = row + s->place[l];
    for (; j + IG_LANES <= s->batches; j += IG_LANES) {
      ig_lanes power[IG_LANES];
      transpose(window, j, power);
      for (size_t k = 0; k < IG_LANES; k++) add_power(leg, mixed, &power[k], &p[j + k], &q[j + k]);
    }
  }
  for (; j < s->batches; j++) {
    const size_t *place = s->place + j * IG_LANES;
    const ig_lanes power = {row[place[0]], row[place[1]], row[place[2]], row[place[3]],
                            row[place[4]], row[place[5]], row[place[6]], row[place[7]]};
    add_power(leg, mixed, &power, &p[j], &q[j]);
  }
}

/* Loads of a slice. Legs come in the order of connections, so that a block of units is read while it is in cache. */
IG_CLONES static void gather(ig_sweep *s, const ig_flow *flow, size_t first_window) {
  const ig_radial *r = s->radial;
  place_steps(s, flow, first_window);
  for (size_t k = 0; k < r->n_slots; k++)
    for (size_t j = 0; j < s->batches; j++) {
      s->p[k * s->batches + j] = r->slot[k].fixed_W + (ig_lanes){0};
      if (r->slot[k].mixed) s->q[k * s->batches + j] = r->slot[k].fixed_var + (ig_lanes){0};
    }
  for (size_t k = 0; k < r->n_legs; k++) {
    const ig_radial_leg *leg = r->leg_of[k];
    if (flow->row[leg->connection]) add_leg(s, flow->row[leg->connection], leg);
  }
}

static size_t most_slots(const ig_radial *r) {
  size_t most = 0;
  for (size_t k = 0; k < r->n_trees; k++)
    if (r->tree[k].n_slots > most) most = r->tree[k].n_slots;
  return most;
}

ig_sweep *ig_sweep_create(const ig_radial *r, size_t batches, double tolerance_V) {
  ig_sweep *s = ig_memory(1, sizeof *s);
  s->radial = r;
  s->batches = batches;
  s->tolerance_V = tolerance_V;
  s->p = ig_memory(batches * r->n_slots, sizeof *s->p);
  s->place = ig_memory(batches * IG_LANES, sizeof *s->place);
  s->q = ig_memory(batches * r->n_slots, sizeof *s->q);
  s->u = ig_memory((batches + 1) * r->n_slots, sizeof *s->u);
  s->drawn = ig_memory((batches + 1) * r->n_responses, sizeof *s->drawn);
  s->trunk = ig_memory(batches * r->tree[0].n_nodes * PHASES, sizeof *s->trunk);
  s->total = ig_memory(batches * r->n_trees * PHASES, sizeof *s->total);
  s->root = ig_memory((batches + 1) * r->n_trees * PHASES, sizeof *s->root);
  s->failed = ig_memory(batches, sizeof *s->failed);
  s->iterations = ig_memory(batches, sizeof *s->iterations);
  s->worst = ig_memory(batches, sizeof *s->worst);
  s->sums = ig_memory(batches, sizeof *s->sums);
  s->load = ig_memory(r->n_nodes * PHASES, sizeof *s->load);
  s->v = ig_memory(r->most_nodes * IG_RADIAL_WIRES, sizeof *s->v);
  s->response = ig_memory(r->n_responses * IG_LANES, sizeof *s->response);
  s->j = ig_memory(most_slots(r), sizeof *s->j);
  s->node = ig_memory(r->most_nodes, sizeof *s->node);
  s->unbalance = ig_memory(r->most_nodes, sizeof *s->unbalance);
  start(s);
  return s;
}

void ig_sweep_free(ig_sweep *s) {
  if (!s) return;
  void *owned[] = {s->place, s->p,    s->q, s->u,        s->drawn, s->trunk, s->total,     s->failed, s->iterations,
                   s->sums,  s->load, s->v, s->response, s->j,     s->node,  s->unbalance, s->worst,  s->root};
  for (size_t i = 0; i < IG_COUNT(owned); i++) free(owned[i]);
  free(s);
}

void ig_sweep_slice(ig_sweep *s, ig_flow *flow, size_t first_window) {
  gather(s, flow, first_window);
  for (size_t j = 0; j < s->batches; j++) {
    solve(s, j);
    repeat_last_good(s, j);
  }
  ig_sweep_put(s, flow, first_window);
}
