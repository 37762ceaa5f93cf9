/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the sweep: what its iterations (sweep.c) and what is left behind by them (sweep_put.c) share.
 *
 * All that a batch keeps of its solution are the voltages of the slots and what they ask for: currents, and by one pass
 * over a tree all its voltages, follow from them. */
#ifndef IG_SWEEP_INSIDE_H
#define IG_SWEEP_INSIDE_H

#include <math.h>

#include "models/grid/element.h"
#include "models/grid/sweep.h"

enum { IG_SWEEP_PHASES = 3 };

/* Sums over the steps of a window, of a node and the branch above it. */
typedef struct ig_sweep_node {
  ig_lanes u2[3], cross[3], neutral2, neutral_cross, positive2, negative2, i2[IG_RADIAL_WIRES], loss;
} ig_sweep_node;

/* Sums of one batch over the whole network. */
typedef struct ig_sweep_batch {
  ig_lanes drawn_W, demanded_W, wrong_W, kind_W[IG_FLOW_KINDS], source_W, source_var, lowest;
  ig_lanes moved; /* not 0: some slot drew another power than asked for */
} ig_sweep_batch;

/* P and Q that a response slot draws. */
typedef struct ig_sweep_drawn {
  ig_lanes p, q;
} ig_sweep_drawn;

struct ig_sweep {
  const ig_radial *radial;
  size_t batches;
  double tolerance_V;
  /* A slice: [batch][...]; u drawn and root begin with the network without load, so that batch j stands at j + 1 */
  size_t *place;         /* [lane] of the steps in a row of power */
  bool in_a_row;         /* do the steps of a window stand in a row there */
  ig_lanes *p, *q;       /* [slot][batch] asked for at rated voltage, W and var; q of mixed slots only */
  ig_phasor *u;          /* [slot] voltages */
  ig_sweep_drawn *drawn; /* [response] */
  ig_phasor *trunk;      /* [node of the trunk][3] voltages */
  ig_phasor *total;      /* [tree][3] current into each transformer, on the trunk's side */
  ig_phasor *root;       /* [batch][tree][3] voltages of the areas' roots */
  ig_lane_mask *failed;
  ig_lanes *iterations, *worst; /* worst: connection whose voltage was farthest off when a lane was given up */
  ig_sweep_batch *sums;
  double lowest; /* voltage over the rated one of a step's worst slot, squared: least of the steps put so far */
  /* The iteration at hand */
  ig_phasor *load;                 /* [node of all trees][3]: loads of a node, then current of its branch */
  ig_phasor *v;                    /* [node of the tree at hand][4]: phases against the neutral, the neutral */
  ig_response_state *response;     /* [response][lane] */
  ig_response_pace pace[IG_LANES]; /* of their legs */
  /* The tree at hand of what is left behind */
  ig_phasor *j;        /* [slot of the tree] */
  ig_sweep_node *node; /* [node] */
  ig_lanes *unbalance; /* [node] */
};

/* Fills the flow from a slice whose batches are solved. */
void ig_sweep_put(ig_sweep *sweep, ig_flow *flow, size_t first_window);

/* Field by field: a copy of the whole struct is made with string moves, at a tenth of the speed. */
IG_INLINE void ig_sweep_copy(int n, const ig_phasor *from, ig_phasor *to) {
  for (int w = 0; w < n; w++) to[w].re = from[w].re, to[w].im = from[w].im;
}

/* Adds what the areas at a node of the trunk draw. */
IG_INLINE void ig_sweep_add_areas(const ig_radial_node *node, const ig_phasor *total, ig_phasor *at) {
  for (uint32_t a = node->first_area; a < node->first_area + node->n_areas; a++)
    for (int w = 0; w < IG_SWEEP_PHASES; w++)
      at[w].re += total[a * IG_SWEEP_PHASES + (size_t)w].re, at[w].im += total[a * IG_SWEEP_PHASES + (size_t)w].im;
}

/* v = above - Z i for a full matrix of n conductors. */
IG_INLINE void ig_sweep_drop_full(int n, const double *z_re, const double *z_im, const ig_phasor *above,
                                  const ig_phasor *i, ig_phasor *v) {
  for (int w = 0; w < n; w++) {
    ig_lanes v_re = above[w].re, v_im = above[w].im;
    for (int k = 0; k < n; k++) {
      const double re = z_re[w * n + k], im = z_im[w * n + k];
      v_re -= re * i[k].re - im * i[k].im;
      v_im -= re * i[k].im + im * i[k].re;
    }
    v[w].re = v_re, v[w].im = v_im;
  }
}

/* Three phasors in variables of their own: arrays of vectors do not stay in registers. */
typedef struct ig_sweep_three {
  ig_phasor a, b, c;
} ig_sweep_three;

IG_INLINE void ig_sweep_load_three(const ig_phasor *from, ig_sweep_three *to) {
  to->a.re = from[0].re, to->a.im = from[0].im, to->b.re = from[1].re, to->b.im = from[1].im;
  to->c.re = from[2].re, to->c.im = from[2].im;
}
IG_INLINE void ig_sweep_store_three(const ig_sweep_three *from, ig_phasor *to) {
  to[0].re = from->a.re, to[0].im = from->a.im, to[1].re = from->b.re, to[1].im = from->b.im;
  to[2].re = from->c.re, to[2].im = from->c.im;
}
IG_INLINE void ig_sweep_add_three(const ig_sweep_three *one, ig_sweep_three *to) {
  to->a.re += one->a.re, to->a.im += one->a.im, to->b.re += one->b.re, to->b.im += one->b.im;
  to->c.re += one->c.re, to->c.im += one->c.im;
}

/* Currents gathered towards the root. `i` holds what is drawn at each node and becomes the current of the branch above
 * it. Nodes come with their first child behind them, so that its current goes on in registers. */
IG_INLINE void ig_sweep_backward(const ig_radial_branch *branches, size_t n, ig_phasor *i) {
  ig_sweep_three sum = {{{0}, {0}}, {{0}, {0}}, {{0}, {0}}};
  bool carried = false;
  for (size_t k = n; k-- > 0;) {
    const ig_radial_branch *branch = &branches[k];
    ig_phasor *at = i + k * IG_SWEEP_PHASES, *to = i + branch->parent * IG_SWEEP_PHASES;
    ig_sweep_three own;
    ig_sweep_load_three(at, &own);
    if (carried)
      ig_sweep_add_three(&own, &sum);
    else
      ig_sweep_load_three(at, &sum);
    ig_sweep_store_three(&sum, at);
    carried = branch->chained;
    if (carried || k == 0) continue;
    ig_sweep_load_three(to, &own);
    ig_sweep_add_three(&sum, &own);
    ig_sweep_store_three(&own, to);
  }
}

/* v = v - (d i + m) of one phase. */
IG_INLINE void ig_sweep_drop_phase(double d_re, double d_im, const ig_phasor *i, const ig_phasor *shared,
                                   ig_phasor *v) {
  v->re -= d_re * i->re - d_im * i->im + shared->re;
  v->im -= d_re * i->im + d_im * i->re + shared->im;
}

IG_INLINE void ig_sweep_drop(const ig_radial_branch *b, const ig_phasor *in, ig_sweep_three *at) {
  ig_sweep_three i;
  ig_phasor shared;
  ig_sweep_load_three(in, &i);
  const ig_lanes re = i.a.re + i.b.re + i.c.re, im = i.a.im + i.b.im + i.c.im;
  shared.re = b->m_re * re - b->m_im * im;
  shared.im = b->m_re * im + b->m_im * re;
  ig_sweep_drop_phase(b->d_re[0], b->d_im[0], &i.a, &shared, &at->a);
  ig_sweep_drop_phase(b->d_re[1], b->d_im[1], &i.b, &shared, &at->b);
  ig_sweep_drop_phase(b->d_re[2], b->d_im[2], &i.c, &shared, &at->c);
}

/* Voltage of an area's root behind its transformer, above it the trunk's; the star point is the earth. */
IG_INLINE void ig_sweep_transform(const ig_radial_tree *tree, const ig_phasor *above, const ig_phasor *i,
                                  ig_phasor *v) {
  for (int a = 0; a < IG_SWEEP_PHASES; a++) {
    ig_lanes re = {0}, im = {0};
    for (int p = 0; p < IG_SWEEP_PHASES; p++) {
      const double m = tree->m[a][p];
      re += m * above[p].re, im += m * above[p].im;
    }
    v[a].re = re / tree->ratio - (tree->z_re * i[a].re - tree->z_im * i[a].im);
    v[a].im = im / tree->ratio - (tree->z_re * i[a].im + tree->z_im * i[a].re);
  }
  v[3].re = v[3].im = (ig_lanes){0};
}

/* The ideal voltage behind the source's impedance. */
IG_INLINE void ig_sweep_source(const ig_radial *r, ig_phasor *v) {
  for (int w = 0; w < IG_SWEEP_PHASES; w++)
    v[w].re = r->source_re[w] + (ig_lanes){0}, v[w].im = r->source_im[w] + (ig_lanes){0};
  v[3].re = v[3].im = (ig_lanes){0};
}

/* Factors on P and Q over U^2 at the squared voltage u2. */
IG_INLINE void ig_sweep_admittance(const ig_radial *r, const ig_radial_slot *slot, const ig_lanes *u2, ig_lanes *p,
                                   ig_lanes *q) {
  if (slot->kind == IG_SLOT_POWER) {
    ig_lanes low = slot->low_2 + (ig_lanes){0}, high = slot->high_2 + (ig_lanes){0};
    ig_lanes d = IG_LANES_MAX(*u2, low);
    d = IG_LANES_MIN(d, high);
    *p = *q = 1.0 / d;
  } else if (slot->kind == IG_SLOT_IMPEDANCE) {
    *p = *q = 1.0 / slot->u0_2 + (ig_lanes){0};
  } else {
    const ig_connection *c = &r->network->connection[slot->connection];
    for (int l = 0; l < IG_LANES; l++) {
      double fp, fq, square = (*u2)[l];
      ig_element_load_factor(c, sqrt(square / slot->u0_2), &fp, &fq);
      (*p)[l] = square > 0 ? fp / square : 0;
      (*q)[l] = square > 0 ? fq / square : 0;
    }
  }
}

/* What slot k asks for in a batch. */
IG_INLINE void ig_sweep_asked(const ig_sweep *s, size_t k, size_t batch, ig_lanes *p, ig_lanes *q) {
  const size_t at = k * s->batches + batch;
  *p = s->p[at];
  *q = s->radial->slot[k].mixed ? s->q[at] : s->radial->slot[k].tan_phi * s->p[at];
}

/* Current of slot k that asks for p and q at voltage u, no response. */
IG_INLINE void ig_sweep_current(const ig_radial *r, const ig_radial_slot *slot, const ig_lanes *p, const ig_lanes *q,
                                const ig_phasor *u, ig_phasor *j) {
  ig_lanes u2 = u->re * u->re + u->im * u->im, by_p, by_q;
  ig_sweep_admittance(r, slot, &u2, &by_p, &by_q);
  const ig_lanes g = *p * by_p, b = *q * by_q;
  j->re = g * u->re + b * u->im;
  j->im = g * u->im - b * u->re;
}

/* Current of constant power p at voltage u, an impedance beyond the limits. */
IG_INLINE void ig_sweep_draw(const ig_phasor *u, const ig_lanes *p, double tan_phi, const ig_lanes *low,
                             const ig_lanes *high, ig_phasor *j) {
  ig_lanes d = u->re * u->re + u->im * u->im;
  d = IG_LANES_MAX(d, *low);
  d = IG_LANES_MIN(d, *high);
  const ig_lanes g = *p / d;
  j->re = g * (u->re + tan_phi * u->im);
  j->im = g * (u->im - tan_phi * u->re);
}

/* Current at which p and q are drawn at u, whatever the curve says. */
IG_INLINE void ig_sweep_drawn_current(const ig_sweep_drawn *drawn, const ig_phasor *u, ig_phasor *j) {
  ig_lanes u2 = u->re * u->re + u->im * u->im, by = 1.0 / u2;
  by = IG_LANES_SELECT(u2 > (ig_lanes){0}, by, (ig_lanes){0});
  j->re = by * (drawn->p * u->re + drawn->q * u->im);
  j->im = by * (drawn->p * u->im - drawn->q * u->re);
}

/* What lane l of a response slot that asks for p would draw at u. */
IG_INLINE void ig_sweep_response(const ig_radial *r, const ig_radial_slot *slot, double p, const ig_phasor *u, int l,
                                 double *drawn_p, double *drawn_q) {
  const double u2 = u->re[l] * u->re[l] + u->im[l] * u->im[l];
  const ig_connection *c = &r->network->connection[slot->connection];
  ig_response_at(c->response, slot->share, p, sqrt(u2 / slot->u0_2), drawn_p, drawn_q);
}

/* Voltage across a slot whose node has the voltages `at` of n conductors. */
IG_INLINE void ig_sweep_voltage(const ig_radial_slot *slot, int n, const ig_phasor *at, ig_phasor *u) {
  u->re = at[slot->from].re, u->im = at[slot->from].im;
  if (slot->to < n) u->re -= at[slot->to].re, u->im -= at[slot->to].im;
}

#endif
