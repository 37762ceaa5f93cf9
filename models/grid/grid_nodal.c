/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/grid_nodal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/element.h"
#include "sim/memory.h"

enum { ITERATIONS_MOST = 400, PHASES = 3, CONDUCTORS = 4 };

/* Sums over the steps of a window. */
typedef struct bus_sums {
  double u2[PHASES], neutral2, positive2, negative2;
} bus_sums;
typedef struct line_sums {
  double i2[CONDUCTORS], loss;
} line_sums;

struct ig_grid_nodal {
  const ig_nodal *nodal;
  const ig_network *network;
  double tolerance_V;
  ig_nodal_work *work;
  double *p0, *q0, *p, *q; /* [connection] */
  double *v_re, *v_im;     /* [bus][wire] */
  double *source_W, *source_var;
  ig_admittance *transformer;
  bus_sums *bus;
  line_sums *line;
};

ig_grid_nodal *ig_grid_nodal_create(const ig_nodal *nodal, const ig_network *n, double tolerance_V) {
  ig_grid_nodal *w = ig_memory(1, sizeof *w);
  w->nodal = nodal;
  w->network = n;
  w->tolerance_V = tolerance_V;
  w->work = ig_nodal_work_create(nodal);
  double **connection[] = {&w->p0, &w->q0, &w->p, &w->q}, **bus[] = {&w->v_re, &w->v_im};
  for (int i = 0; i < 4; i++) *connection[i] = ig_memory(n->n_connections, sizeof(double));
  w->source_W = ig_memory(n->n_sources, sizeof(double));
  w->source_var = ig_memory(n->n_sources, sizeof(double));
  for (int i = 0; i < 2; i++) *bus[i] = ig_memory(n->n_buses * IG_NETWORK_WIRES, sizeof(double));
  w->transformer = ig_memory(n->n_transformers, sizeof *w->transformer);
  for (size_t i = 0; i < n->n_transformers; i++) ig_element_transformer(&n->transformer[i], &w->transformer[i]);
  w->bus = ig_memory(n->n_buses, sizeof *w->bus);
  w->line = ig_memory(n->n_lines, sizeof *w->line);
  return w;
}

void ig_grid_nodal_free(ig_grid_nodal *w) {
  if (!w) return;
  ig_nodal_work_free(w->work);
  double *array[] = {w->p0, w->q0, w->p, w->q, w->v_re, w->v_im, w->source_W, w->source_var};
  for (size_t i = 0; i < IG_COUNT(array); i++) free(array[i]);
  free(w->transformer);
  free(w->bus);
  free(w->line);
  free(w);
}

/* --- a step's contribution ---------------------------------------------------------------------------- */

static double re_of(const ig_grid_nodal *w, size_t bus, size_t wire) { return w->v_re[bus * IG_NETWORK_WIRES + wire]; }
static double im_of(const ig_grid_nodal *w, size_t bus, size_t wire) { return w->v_im[bus * IG_NETWORK_WIRES + wire]; }
static double or_zero(double x) { return isnan(x) ? 0 : x; }

static void add_bus(ig_grid_nodal *w, size_t b) {
  bus_sums *s = &w->bus[b];
  double n_re = or_zero(re_of(w, b, 3)), n_im = or_zero(im_of(w, b, 3)), re[PHASES], im[PHASES];
  for (size_t p = 0; p < PHASES; p++) {
    re[p] = re_of(w, b, p), im[p] = im_of(w, b, p);
    s->u2[p] += (re[p] - n_re) * (re[p] - n_re) + (im[p] - n_im) * (im[p] - n_im);
  }
  s->neutral2 += n_re * n_re + n_im * n_im;
  const double c = -0.5, k = 0.86602540378443864676;
  double sum_re = c * (re[1] + re[2]), sum_im = c * (im[1] + im[2]), d_re = k * (re[1] - re[2]),
         d_im = k * (im[1] - im[2]);
  double pos_re = re[0] + sum_re - d_im, pos_im = im[0] + sum_im + d_re;
  double neg_re = re[0] + sum_re + d_im, neg_im = im[0] + sum_im - d_re;
  s->positive2 += pos_re * pos_re + pos_im * pos_im;
  s->negative2 += neg_re * neg_re + neg_im * neg_im;
}

/* Power into a line's ends; their sum is its loss. */
static double add_line(ig_grid_nodal *w, size_t l) {
  const ig_line *line = &w->network->line[l];
  double from_re[IG_NETWORK_WIRES], from_im[IG_NETWORK_WIRES], to_re[IG_NETWORK_WIRES], to_im[IG_NETWORK_WIRES];
  ig_nodal_line_current(w->nodal, l, w->v_re, w->v_im, from_re, from_im, to_re, to_im);
  line_sums *s = &w->line[l];
  double loss = 0;
  for (size_t k = 0; k < line->from_wires.n; k++) {
    size_t a = line->from_wires.at[k], b = line->to_wires.at[k];
    double square = from_re[k] * from_re[k] + from_im[k] * from_im[k];
    if (a >= 1 && a <= CONDUCTORS) s->i2[a - 1] += square;
    if (a) loss += re_of(w, line->from, a - 1) * from_re[k] + im_of(w, line->from, a - 1) * from_im[k];
    if (b) loss -= re_of(w, line->to, b - 1) * to_re[k] + im_of(w, line->to, b - 1) * to_im[k];
  }
  s->loss += loss;
  return loss;
}

/* What the magnetising branch at winding 1 burns, between its phases and its star point or one another. */
static double no_load_power(const ig_grid_nodal *w, const ig_transformer *t) {
  bool delta = t->winding[1] == IG_WINDING_DELTA;
  double rated = t->rated_V[1] * t->tap[1] * (delta ? 1 : 1 / sqrt(3.0)), power = 0;
  for (size_t p = 0; p < PHASES; p++) {
    double re = re_of(w, t->bus[1], p), im = im_of(w, t->bus[1], p);
    size_t back = delta ? (p + 1) % PHASES : 3;
    if (delta || !t->star_earthed[1]) re -= re_of(w, t->bus[1], back), im -= im_of(w, t->bus[1], back);
    power += t->no_load_loss_W / 3 * (re * re + im * im) / (rated * rated);
  }
  return power;
}

/* Currents into a transformer's terminals by its admittance. */
static void add_transformer(ig_grid_nodal *w, const ig_flow *f, size_t i, size_t step) {
  const ig_transformer *t = &w->network->transformer[i];
  const ig_admittance *y = &w->transformer[i];
  double all = 0, most = 0, out = 0; /* most: square of a phase's current over the winding's rated one */
  for (int a = 0; a < y->n; a++) {
    if (!y->wire[a]) continue;
    double re = 0, im = 0, v_re = re_of(w, y->bus[a], y->wire[a] - 1U), v_im = im_of(w, y->bus[a], y->wire[a] - 1U);
    for (int b = 0; b < y->n; b++) {
      if (!y->wire[b]) continue;
      double b_re = re_of(w, y->bus[b], y->wire[b] - 1U), b_im = im_of(w, y->bus[b], y->wire[b] - 1U);
      re += y->re[a * y->n + b] * b_re - y->im[a * y->n + b] * b_im;
      im += y->re[a * y->n + b] * b_im + y->im[a * y->n + b] * b_re;
    }
    double p = v_re * re + v_im * im;
    all += p;
    int winding = y->bus[a] == t->bus[0] ? 0 : y->bus[a] == t->bus[1] ? 1 : 2;
    double rated_A = t->rated_VA / (sqrt(3.0) * t->rated_V[winding]);
    if (winding > 0) out -= p;
    /* of two windings the low voltage tells; of three the first carries the sum */
    if (y->wire[a] <= PHASES && (winding > 0 || t->n == 3))
      most = ig_max(most, (re * re + im * im) / (rated_A * rated_A));
  }
  f->loading[i * f->steps + step] = sqrt(most);
  f->transfer_W[i * f->steps + step] = out;
  f->no_load_W[i * f->steps + step] = no_load_power(w, t);
  f->winding_W[i * f->steps + step] = all - f->no_load_W[i * f->steps + step];
}

/* What the earthings of neutrals burn. */
static double earthing_loss(const ig_grid_nodal *w) {
  double loss = 0;
  for (size_t b = 0; b < w->network->n_buses; b++) {
    double r = w->network->bus[b].earthing_r_ohm, x = w->network->bus[b].earthing_x_ohm, z2 = r * r + x * x;
    if (isnan(r) || !(z2 > 0)) continue;
    double re = or_zero(re_of(w, b, 3)), im = or_zero(im_of(w, b, 3));
    loss += (re * re + im * im) * r / z2;
  }
  return loss;
}

static double lowest(const ig_grid_nodal *w, double *at) {
  const ig_network *n = w->network;
  double low = HUGE_VAL;
  for (size_t c = 0; c < n->n_connections; c++) {
    const ig_connection *k = &n->connection[c];
    bool delta = k->delta && k->wires.n == 3;
    int legs = k->wires.n <= 2 ? 1 : PHASES, back = k->wires.n - 1;
    for (int l = 0; l < legs; l++) {
      uint8_t from = k->wires.at[l], to = 0; /* of wires from 1; 0 is the earth */
      if (delta) to = k->wires.at[(l + 1) % PHASES];
      if (!delta && (k->wires.n == 2 || k->wires.n == 4)) to = k->wires.at[back];
      double re = from ? re_of(w, k->bus, from - 1U) : 0, im = from ? im_of(w, k->bus, from - 1U) : 0;
      if (to) re -= re_of(w, k->bus, to - 1U), im -= im_of(w, k->bus, to - 1U);
      double u = hypot(re, im) / k->rated_V;
      if (u < low) low = u, *at = (double)c;
    }
  }
  return low;
}

static void put_voltages(const ig_grid_nodal *w, const ig_flow *f, size_t step) {
  for (size_t b = 0; f->v_V && b < w->network->n_buses; b++)
    for (size_t k = 0; k < CONDUCTORS; k++) {
      double *to = f->v_V + (b * 4 + k) * 2 * f->steps + step;
      to[0] = re_of(w, b, k);
      to[f->steps] = im_of(w, b, k);
    }
}

/* Realised over demanded power; returns what is drawn in all, and the sum of sizes and differences. */
static double settle(const ig_grid_nodal *w, const ig_flow *f, size_t step, bool solved, double *demanded,
                     double *wrong) {
  double drawn = 0;
  for (size_t c = 0; c < w->network->n_connections; c++) {
    const ig_connection *k = &w->network->connection[c];
    drawn += w->p[c];
    double factor = w->p0[c] != 0 ? w->p[c] / w->p0[c] : 1;
    bool plain = (k->exponent_p == 0 && fabs(factor - 1) < 1e-6) || !solved;
    *demanded += fabs(plain ? w->p0[c] : w->p[c]);
    if (plain) *wrong += fabs(w->p[c] - w->p0[c]);
    if (plain) continue;
    __atomic_store_n(&f->moved[c], true, __ATOMIC_RELAXED); /* slices of time write side by side */
    f->factor[c * f->steps + step] = factor;
  }
  return drawn;
}

static void put_step(ig_grid_nodal *w, ig_flow *f, size_t step, const ig_nodal_result *result) {
  const ig_network *n = w->network;
  double kind[IG_FLOW_KINDS] = {0}, losses = 0, demanded = 0, wrong = 0, p = 0, q = 0;
  for (size_t b = 0; b < n->n_buses; b++) add_bus(w, b);
  for (size_t l = 0; l < n->n_lines; l++) kind[n->line[l].kind] += add_line(w, l);
  for (size_t i = 0; i < n->n_transformers; i++) {
    add_transformer(w, f, i, step);
    kind[IG_FLOW_LOAD_LOSS] += f->winding_W[i * f->steps + step];
    kind[IG_FLOW_NO_LOAD_LOSS] += f->no_load_W[i * f->steps + step];
  }
  kind[IG_LINE_LV] += earthing_loss(w);
  for (size_t k = 0; k < IG_FLOW_KINDS; k++) {
    f->kind_W[k * f->steps + step] = kind[k];
    losses += kind[k];
  }
  double drawn = settle(w, f, step, result->iterations > 0, &demanded, &wrong);
  ig_nodal_source_power(w->nodal, w->p0, w->q0, w->v_re, w->v_im, w->source_W, w->source_var);
  for (size_t i = 0; i < n->n_sources; i++) p += w->source_W[i], q += w->source_var[i];
  f->source_W[step] = p;
  f->source_var[step] = q;
  f->kirchhoff[step] = demanded + losses > 0 ? fabs(p - drawn - losses) / (demanded + losses) : 0;
  f->mismatch[step] = demanded > 0 ? wrong / demanded : 0;
  f->iterations[step] = result->iterations;
  f->lowest_at[step] = 0;
  f->lowest_pu[step] = lowest(w, &f->lowest_at[step]);
  if (result->iterations == 0) f->lowest_at[step] = (double)result->worst;
  put_voltages(w, f, step);
}

/* --- a window ---------------------------------------------------------------------------------------- */

static void put_window(const ig_grid_nodal *w, ig_flow *f, size_t window, double steps) {
  const ig_network *n = w->network;
  for (size_t b = 0; b < n->n_buses; b++) {
    const bus_sums *s = &w->bus[b];
    for (size_t p = 0; p < PHASES; p++) f->u_V[(b * PHASES + p) * f->windows_most + window] = sqrt(s->u2[p] / steps);
    bool neutral = n->bus[b].wires & 8U;
    f->neutral_V[b * f->windows_most + window] = neutral ? sqrt(s->neutral2 / steps) : IG_NAN;
    bool three = (n->bus[b].wires & 7U) == 7U;
    double square = s->positive2 > 0 ? s->negative2 / s->positive2 : 0;
    f->unbalance[b * f->windows_most + window] = three ? sqrt(square) : IG_NAN;
  }
  for (size_t l = 0; l < n->n_lines; l++) {
    for (size_t k = 0; k < CONDUCTORS; k++)
      f->i_A[(l * CONDUCTORS + k) * f->windows_most + window] = sqrt(w->line[l].i2[k] / steps);
    f->loss_W[l * f->windows_most + window] = w->line[l].loss / steps;
  }
}

static void solve_step(ig_grid_nodal *w, ig_flow *f, size_t step) {
  const ig_network *n = w->network;
  for (size_t c = 0; c < n->n_connections; c++) {
    w->p0[c] = f->row[c] ? f->row[c][ig_flow_at(f, step)] : 0;
    w->q0[c] = w->p0[c] * n->connection[c].tan_phi;
  }
  ig_nodal_result result =
      ig_nodal_solve(w->nodal, w->work, w->p0, w->q0, w->tolerance_V, ITERATIONS_MOST, w->v_re, w->v_im, w->p, w->q);
  put_step(w, f, step, &result);
}

void ig_grid_nodal_slice(ig_grid_nodal *w, ig_flow *f, size_t first, size_t windows) {
  ig_nodal_start(w->nodal, w->v_re, w->v_im);
  for (size_t window = first; window < first + windows && window < f->windows; window++) {
    memset(w->bus, 0, w->network->n_buses * sizeof *w->bus);
    memset(w->line, 0, w->network->n_lines * sizeof *w->line);
    size_t begin = window * f->window_steps, end = begin + f->window_steps;
    if (end > f->steps_known) end = f->steps_known;
    for (size_t step = begin; step < end; step++) solve_step(w, f, step);
    put_window(w, f, window, (double)(end - begin));
  }
}
