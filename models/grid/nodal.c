/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Nodes are conductors of buses joined through closed switches. Three kinds, numbered in this order: free nodes, whose
 * voltage is sought; held nodes, whose voltage an ideal source sets; the earth (0 V). With the rows of the free nodes,
 *
 *   Y_ff V_f = Y_s E - Y_fh V_h + I_load(V)        I_load of a leg = conj(S / V_leg)
 *
 * where Y_s E are the currents of the sources behind an impedance. Y_ff is factorised once; a step repeats: currents of
 * the loads at the present voltages, one solution, largest change, until it is small. The change shrinks in each round
 * by about the voltage drop in per unit, from any sensible start. Every element gives its primitive admittance matrix
 * (element.c); there is no admittance in Y that the network does not have. nodal_build.c sets the equations up.
 *
 * Threads: klu_z_solve works in the factors' own scratch space, so that each `work` has a copy of KLU's struct with
 * scratch space of its own; the factors themselves are shared and only read. */
#include "models/grid/nodal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/nodal_build.h"

struct ig_nodal_work {
  double *v, *i;               /* pairs, all nodes */
  ig_response_state *response; /* [leg]; NULL where no unit answers to the voltage */
  ig_response_pace pace;
  void *scratch;
  klu_common common;
  klu_numeric numeric; /* shares everything but Xwork */
};

ig_nodal *ig_nodal_create(const ig_network *network, char *why, size_t size) {
  ig_nodal *nodal = ig_memory(1, sizeof *nodal);
  if (ig_nodal_build(nodal, network, why, size)) return nodal;
  ig_nodal_free(nodal);
  return NULL;
}

void ig_nodal_free(ig_nodal *nodal) {
  if (!nodal) return;
  if (nodal->numeric) klu_z_free_numeric(&nodal->numeric, &nodal->common);
  if (nodal->symbolic) klu_free_symbolic(&nodal->symbolic, &nodal->common);
  void *owned[] = {nodal->node,   nodal->slot, nodal->source, nodal->transformer, nodal->line_at, nodal->line_y,
                   nodal->leg_at, nodal->legs, nodal->tail,   nodal->base_A,      nodal->start_V, nodal};
  for (size_t i = 0; i < IG_COUNT(owned); i++) free(owned[i]);
}

static bool answers(const ig_nodal *m) {
  for (size_t c = 0; c < m->network->n_connections; c++)
    if (m->network->connection[c].response) return true;
  return false;
}

ig_nodal_work *ig_nodal_work_create(const ig_nodal *nodal) {
  size_t n = (size_t)nodal->earth + 1;
  ig_nodal_work *work = ig_memory(1, sizeof *work);
  work->v = ig_memory(2 * n, sizeof *work->v);
  work->i = ig_memory(2 * n, sizeof *work->i);
  work->scratch = ig_memory(8 * n, sizeof(double)); /* KLU: up to four right-hand sides of complex numbers */
  work->response =
      answers(nodal) ? ig_memory(nodal->leg_at[nodal->network->n_connections], sizeof *work->response) : NULL;
  work->common = nodal->common;
  if (nodal->numeric) work->numeric = *nodal->numeric;
  work->numeric.Xwork = work->scratch;
  return work;
}

void ig_nodal_work_free(ig_nodal_work *work) {
  if (!work) return;
  free(work->v);
  free(work->i);
  free(work->scratch);
  free(work->response);
  free(work);
}

/* --- a step --------------------------------------------------------------------------------------- */

/* Voltages of the nodes from those of the slots; no load where they are no numbers. */
static void gather(const ig_nodal *m, const double *v_re, const double *v_im, double *v) {
  memcpy(v, m->start_V, 2 * ((size_t)m->earth + 1) * sizeof *v);
  for (int k = 0; k < m->n_free; k++) {
    size_t s = m->slot[k];
    if (isfinite(v_re[s]) && isfinite(v_im[s])) v[2 * k] = v_re[s], v[2 * k + 1] = v_im[s];
  }
}

static void scatter(const ig_nodal *m, const double *v, double *v_re, double *v_im) {
  for (size_t s = 0; s < m->n_slots; s++) {
    int k = m->node[s];
    v_re[s] = k < 0 ? IG_NAN : v[2 * k];
    v_im[s] = k < 0 ? IG_NAN : v[2 * k + 1];
  }
}

void ig_nodal_start(const ig_nodal *nodal, double *v_re, double *v_im) { scatter(nodal, nodal->start_V, v_re, v_im); }

/* What a leg with `share` of a connection draws at u_V. */
static void leg_power(const ig_connection *c, double share, double p0, double q0, double u_V, double *p, double *q) {
  if (c->response) {
    ig_response_at(c->response, share, share * p0, u_V / c->rated_V, p, q);
    return;
  }
  double factor_p, factor_q;
  ig_element_load_factor(c, u_V / c->rated_V, &factor_p, &factor_q);
  *p = share * p0 * factor_p;
  *q = share * q0 * factor_q;
}

/* Current of a leg: conj(S / V) at the voltage between its nodes, of which `from` and `to` are pairs. `state`: what a
 * unit that answers to the voltage draws just now; NULL: what it would. */
static void leg_current(const ig_connection *c, double share, double p0, double q0, const ig_response_state *state,
                        const double *from, const double *to, double i[2]) {
  double re = from[0] - to[0], im = from[1] - to[1], square = re * re + im * im, p, q;
  i[0] = i[1] = 0.0;
  if (square == 0.0) return;
  if (state && c->response)
    p = state->p_W, q = state->q_var;
  else
    leg_power(c, share, p0, q0, sqrt(square), &p, &q);
  double g = p / square, b = -q / square;
  i[0] = g * re - b * im;
  i[1] = g * im + b * re;
}

/* Takes the currents of all loads off `i` (pairs, all nodes). */
static void draw_currents(const ig_nodal *m, const ig_nodal_work *work, const double *p0, const double *q0) {
  const double *v = work->v;
  double *i = work->i;
  for (size_t c = 0; c < m->network->n_connections; c++) {
    if (p0[c] == 0.0 && q0[c] == 0.0 && !m->network->connection[c].response) continue;
    for (const ig_nodal_leg *l = &m->legs[m->leg_at[c]], *end = &m->legs[m->leg_at[c + 1]]; l < end; l++) {
      double drawn[2];
      const ig_response_state *state = work->response ? work->response + (l - m->legs) : NULL;
      leg_current(&m->network->connection[c], l->share, p0[c], q0[c], state, &v[2 * l->from], &v[2 * l->to], drawn);
      i[2 * l->from] -= drawn[0], i[2 * l->from + 1] -= drawn[1];
      i[2 * l->to] += drawn[0], i[2 * l->to + 1] += drawn[1];
    }
  }
}

/* Solves for the voltages at the currents of the present ones and takes them over; returns the largest change, or
 * infinity where they would be no numbers any more. */
static double improve(const ig_nodal *m, ig_nodal_work *work, const double *p0, const double *q0) {
  size_t n = (size_t)m->n_free;
  memcpy(work->i, m->base_A, 2 * n * sizeof *work->i);
  draw_currents(m, work, p0, q0);
  if (n > 0) klu_z_solve(m->symbolic, &work->numeric, m->n_free, 1, work->i, &work->common);
  double most = 0.0, sum = 0.0;
  for (size_t k = 0; k < n; k++) {
    double re = work->i[2 * k] - work->v[2 * k], im = work->i[2 * k + 1] - work->v[2 * k + 1];
    double square = re * re + im * im;
    most = ig_max(most, square), sum += square;
  }
  if (!isfinite(sum)) return (double)INFINITY;
  memcpy(work->v, work->i, 2 * n * sizeof *work->v);
  return sqrt(most);
}

static double leg_voltage(const double *v, const ig_nodal_leg *l) {
  return hypot(v[2 * l->from] - v[2 * l->to], v[2 * l->from + 1] - v[2 * l->to + 1]);
}

/* Units that answer to the voltage follow their curves; all of the way at first. */
static void follow(const ig_nodal *m, ig_nodal_work *work, const double *p0, bool first) {
  if (first) work->pace = ig_response_begin();
  for (size_t c = 0; work->response && c < m->network->n_connections; c++) {
    const ig_connection *at = &m->network->connection[c];
    for (size_t l = m->leg_at[c]; at->response && l < m->leg_at[c + 1]; l++) {
      double p, q;
      leg_power(at, m->legs[l].share, p0[c], 0.0, leg_voltage(work->v, &m->legs[l]), &p, &q);
      if (first)
        work->response[l] = (ig_response_state){.p_W = p, .q_var = q};
      else
        ig_response_move(&work->response[l], &work->pace, p, q);
    }
  }
  if (!first) ig_response_pace_on(&work->pace);
}

/* What each connection draws at the voltages of the nodes. */
static void measure(const ig_nodal *m, const double *p0, const double *q0, const double *v, double *p, double *q) {
  for (size_t c = 0; c < m->network->n_connections; c++) {
    p[c] = q[c] = 0.0;
    for (const ig_nodal_leg *l = &m->legs[m->leg_at[c]], *end = &m->legs[m->leg_at[c + 1]]; l < end; l++) {
      double u = leg_voltage(v, l), leg_p, leg_q;
      if (u == 0.0) continue; /* as in leg_current */
      leg_power(&m->network->connection[c], l->share, p0[c], q0[c], u, &leg_p, &leg_q);
      p[c] += leg_p;
      q[c] += leg_q;
    }
  }
}

/* The connection whose voltage is farthest off its rated one. */
static size_t worst_of(const ig_nodal *m, const double *v) {
  size_t at = 0;
  double most = 0;
  for (size_t c = 0; c < m->network->n_connections; c++)
    for (size_t l = m->leg_at[c]; l < m->leg_at[c + 1]; l++) {
      double off = ig_element_off(leg_voltage(v, &m->legs[l]) / m->network->connection[c].rated_V);
      if (off > most) most = off, at = c;
    }
  return at;
}

ig_nodal_result ig_nodal_solve(const ig_nodal *nodal, ig_nodal_work *work, const double *p0_W, const double *q0_var,
                               double tolerance_V, int most, double *v_re, double *v_im, double *p_W, double *q_var) {
  ig_nodal_result result = {.change_V = (double)INFINITY};
  gather(nodal, v_re, v_im, work->v);
  for (int i = 1; i <= most && result.iterations == 0; i++) {
    follow(nodal, work, p0_W, i == 1);
    result.change_V = improve(nodal, work, p0_W, q0_var);
    if (!(result.change_V < (double)INFINITY)) break;
    /* a slope of a curve makes more of what is left of the voltage */
    double left_V = work->response ? 10.0 * ig_response_left(&work->pace, result.change_V) : result.change_V;
    if (left_V < tolerance_V) result.iterations = i;
  }
  if (result.iterations == 0) {
    result.worst = worst_of(nodal, work->v);
    gather(nodal, v_re, v_im, work->v);
  }
  scatter(nodal, work->v, v_re, v_im);
  measure(nodal, p0_W, q0_var, work->v, p_W, q_var);
  return result;
}

/* --- results -------------------------------------------------------------------------------------- */

static double at(const double *v, size_t bus, int wire) {
  return wire == 0 ? 0.0 : v[bus * IG_NETWORK_WIRES + (size_t)wire - 1];
}

void ig_nodal_line_current(const ig_nodal *nodal, size_t line, const double *v_re, const double *v_im, double *from_re,
                           double *from_im, double *to_re, double *to_im) {
  const ig_line *l = &nodal->network->line[line];
  const ig_line_type *type = &nodal->network->line_type[l->type];
  const double *y = &nodal->line_y[nodal->line_at[line]];
  for (int r = 0; r < type->n; r++) {
    double re = 0.0, im = 0.0, a_re = 0.0, a_im = 0.0, b_re = 0.0, b_im = 0.0;
    for (int c = 0; c < type->n; c++, y += 2) {
      double f_re = at(v_re, l->from, l->from_wires.at[c]), f_im = at(v_im, l->from, l->from_wires.at[c]);
      double t_re = at(v_re, l->to, l->to_wires.at[c]), t_im = at(v_im, l->to, l->to_wires.at[c]);
      double half = 0.5 * IG_NODAL_OMEGA * type->c_F_m[r * type->n + c] * l->length_m;
      re += y[0] * (f_re - t_re) - y[1] * (f_im - t_im);
      im += y[0] * (f_im - t_im) + y[1] * (f_re - t_re);
      a_re -= half * f_im, a_im += half * f_re;
      b_re -= half * t_im, b_im += half * t_re;
    }
    from_re[r] = re + a_re, from_im[r] = im + a_im;
    to_re[r] = re - b_re, to_im[r] = im - b_im;
  }
}

void ig_nodal_transformer_power(const ig_nodal *nodal, size_t transformer, const double *v_re, const double *v_im,
                                double *p_W, double *q_var) {
  const ig_admittance *y = &nodal->transformer[transformer];
  const ig_transformer *t = &nodal->network->transformer[transformer];
  for (int w = 0, r = 0; w < t->n; w++) {
    p_W[w] = q_var[w] = 0.0;
    for (int end = r + (t->winding[w] == IG_WINDING_WYE ? 4 : 3); r < end; r++) {
      double re = 0.0, im = 0.0, u_re = at(v_re, y->bus[r], y->wire[r]), u_im = at(v_im, y->bus[r], y->wire[r]);
      for (int c = 0; c < y->n; c++) {
        double g = y->re[r * y->n + c], b = y->im[r * y->n + c];
        double x_re = at(v_re, y->bus[c], y->wire[c]), x_im = at(v_im, y->bus[c], y->wire[c]);
        re += g * x_re - b * x_im, im += g * x_im + b * x_re;
      }
      p_W[w] += u_re * re + u_im * im;
      q_var[w] += u_im * re - u_re * im;
    }
  }
}

/* Voltage of a node from those of the slots. */
static void node_voltage(const ig_nodal *m, int node, const double *v_re, const double *v_im, double v[2]) {
  v[0] = node == m->earth ? 0.0 : v_re[m->slot[node]];
  v[1] = node == m->earth ? 0.0 : v_im[m->slot[node]];
}

/* Current of phase r of a source behind an impedance: Y_s (E - V); u: pairs of its three voltages. */
static void driven_current(const ig_nodal_driver *d, int r, const double *u, double i[2]) {
  for (int c = 0; c < 3; c++) {
    double g = r == c ? d->self_re : d->mutual_re, b = r == c ? d->self_im : d->mutual_im;
    double re = d->e_re[c] - u[2 * c], im = d->e_im[c] - u[2 * c + 1];
    i[0] += g * re - b * im;
    i[1] += g * im + b * re;
  }
}

/* Current that the network takes from a held node. */
static void held_current(const ig_nodal *m, int node, const double *v_re, const double *v_im, double i[2]) {
  for (size_t k = 0; k < m->n_tail; k++) {
    const ig_nodal_entry *e = &m->tail[k];
    double v[2];
    if (e->row != node) continue;
    node_voltage(m, e->column, v_re, v_im, v);
    i[0] += e->re * v[0] - e->im * v[1];
    i[1] += e->re * v[1] + e->im * v[0];
  }
}

/* Current that the loads take from a held node. */
static void loaded_current(const ig_nodal *m, int node, const double *p0, const double *q0, const double *v_re,
                           const double *v_im, double i[2]) {
  for (size_t c = 0; c < m->network->n_connections; c++)
    for (const ig_nodal_leg *l = &m->legs[m->leg_at[c]], *end = &m->legs[m->leg_at[c + 1]]; l < end; l++) {
      if (l->from != node && l->to != node) continue;
      double from[2], to[2], drawn[2], sign = (l->from == node) - (l->to == node);
      node_voltage(m, l->from, v_re, v_im, from);
      node_voltage(m, l->to, v_re, v_im, to);
      leg_current(&m->network->connection[c], l->share, p0[c], q0[c], NULL, from, to, drawn);
      i[0] += sign * drawn[0];
      i[1] += sign * drawn[1];
    }
}

void ig_nodal_source_power(const ig_nodal *nodal, const double *p0_W, const double *q0_var, const double *v_re,
                           const double *v_im, double *p_W, double *q_var) {
  for (size_t s = 0; s < nodal->network->n_sources; s++) {
    const ig_nodal_driver *d = &nodal->source[s];
    double u[6];
    p_W[s] = q_var[s] = 0.0;
    for (int k = 0; k < 3; k++) node_voltage(nodal, d->node[k], v_re, v_im, &u[2 * k]);
    for (int k = 0; k < 3; k++) {
      double i[2] = {0};
      if (d->ideal) {
        held_current(nodal, d->node[k], v_re, v_im, i);
        loaded_current(nodal, d->node[k], p0_W, q0_var, v_re, v_im, i);
      } else {
        driven_current(d, k, u, i);
      }
      p_W[s] += u[2 * k] * i[0] + u[2 * k + 1] * i[1];
      q_var[s] += u[2 * k + 1] * i[0] - u[2 * k] * i[1];
    }
  }
}
