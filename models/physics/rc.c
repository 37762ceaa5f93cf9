/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/rc.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool ig_rc_create(ig_rc_network *n, int nodes, int inputs) {
  assert(nodes > 0 && inputs >= 0);
  size_t rows = (size_t)nodes;
  *n = (ig_rc_network){.nodes = nodes, .inputs = inputs};
  n->c_J_K = calloc(rows, sizeof(double));
  n->k_W_K = calloc(rows * rows, sizeof(double));
  n->b = calloc(rows * (size_t)inputs + 1, sizeof(double));
  if (n->c_J_K != NULL && n->k_W_K != NULL && n->b != NULL) return true;
  ig_rc_free(n);
  return false;
}

void ig_rc_free(ig_rc_network *n) {
  free(n->c_J_K);
  free(n->k_W_K);
  free(n->b);
  *n = (ig_rc_network){0};
}

void ig_rc_capacity(ig_rc_network *n, int node, double c_J_K) {
  assert(node >= 0 && node < n->nodes && c_J_K >= 0);
  n->c_J_K[node] += c_J_K;
}

void ig_rc_link(ig_rc_network *n, int a, int b, double g_W_K) {
  assert(a >= 0 && a < n->nodes && b >= 0 && b < n->nodes && g_W_K >= 0);
  if (a == b) return; /* both ends at one node: no heat passes */
  n->k_W_K[a * n->nodes + a] += g_W_K;
  n->k_W_K[b * n->nodes + b] += g_W_K;
  n->k_W_K[a * n->nodes + b] -= g_W_K;
  n->k_W_K[b * n->nodes + a] -= g_W_K;
}

void ig_rc_boundary(ig_rc_network *n, int node, int input, double g_W_K) {
  assert(node >= 0 && node < n->nodes && input >= 0 && input < n->inputs && g_W_K >= 0);
  n->k_W_K[node * n->nodes + node] += g_W_K;
  n->b[node * n->inputs + input] += g_W_K;
}

void ig_rc_heat(ig_rc_network *n, int node, int input, double share) {
  assert(node >= 0 && node < n->nodes && input >= 0 && input < n->inputs);
  n->b[node * n->inputs + input] += share;
}

void ig_rc_step_free(ig_rc_step *s) {
  free(s->state_node);
  free(s->rate_per_s); /* the one block of all numbers */
  *s = (ig_rc_step){0};
}

/* Numbers of nodes with (massive) and without capacity (massless), and scratch of a solution. */
typedef struct elimination {
  int massive, massless;
  int *massive_node, *massless_node;
  gsl_matrix *kzz;   /* massless x massless, its Cholesky factor */
  gsl_matrix *to_z;  /* massless x massive: temperatures of massless nodes from those of massive ones */
  gsl_matrix *u_z;   /* massless x inputs: from the inputs */
  gsl_matrix *k, *b; /* reduced: massive x massive, massive x inputs */
} elimination;

static gsl_matrix *matrix(int rows, int columns) {
  return gsl_matrix_calloc(rows > 0 ? (size_t)rows : 1, columns > 0 ? (size_t)columns : 1);
}

static void elimination_free(elimination *e) {
  free(e->massive_node);
  free(e->massless_node);
  if (e->kzz != NULL) gsl_matrix_free(e->kzz);
  if (e->to_z != NULL) gsl_matrix_free(e->to_z);
  if (e->u_z != NULL) gsl_matrix_free(e->u_z);
  if (e->k != NULL) gsl_matrix_free(e->k);
  if (e->b != NULL) gsl_matrix_free(e->b);
}

static bool elimination_create(const ig_rc_network *n, elimination *e) {
  *e = (elimination){0};
  e->massive_node = calloc((size_t)n->nodes, sizeof(int));
  e->massless_node = calloc((size_t)n->nodes, sizeof(int));
  if (e->massive_node == NULL || e->massless_node == NULL) return false;
  for (int i = 0; i < n->nodes; i++)
    if (n->c_J_K[i] > 0)
      e->massive_node[e->massive++] = i;
    else
      e->massless_node[e->massless++] = i;
  e->kzz = matrix(e->massless, e->massless);
  e->to_z = matrix(e->massless, e->massive);
  e->u_z = matrix(e->massless, n->inputs);
  e->k = matrix(e->massive, e->massive);
  e->b = matrix(e->massive, n->inputs);
  return e->kzz != NULL && e->to_z != NULL && e->u_z != NULL && e->k != NULL && e->b != NULL;
}

/* Cholesky factor of a symmetric matrix with positive diagonal, in its lower half. False where a pivot vanishes:
 * nodes that hang in the air. */
static bool factor(gsl_matrix *a, int n) {
  for (int j = 0; j < n; j++) {
    double whole = gsl_matrix_get(a, (size_t)j, (size_t)j), d = whole;
    for (int k = 0; k < j; k++) d -= gsl_pow_2(gsl_matrix_get(a, (size_t)j, (size_t)k));
    if (!(d > 1e-13 * whole)) return false;
    d = sqrt(d);
    gsl_matrix_set(a, (size_t)j, (size_t)j, d);
    for (int i = j + 1; i < n; i++) {
      double x = gsl_matrix_get(a, (size_t)i, (size_t)j);
      for (int k = 0; k < j; k++)
        x -= gsl_matrix_get(a, (size_t)i, (size_t)k) * gsl_matrix_get(a, (size_t)j, (size_t)k);
      gsl_matrix_set(a, (size_t)i, (size_t)j, x / d);
    }
  }
  return true;
}

/* Solves with that factor, column by column, in place. */
static void substitute(const gsl_matrix *l, int n, gsl_matrix *x, int columns) {
  for (int c = 0; c < columns; c++) {
    for (int i = 0; i < n; i++) {
      double v = gsl_matrix_get(x, (size_t)i, (size_t)c);
      for (int k = 0; k < i; k++)
        v -= gsl_matrix_get(l, (size_t)i, (size_t)k) * gsl_matrix_get(x, (size_t)k, (size_t)c);
      gsl_matrix_set(x, (size_t)i, (size_t)c, v / gsl_matrix_get(l, (size_t)i, (size_t)i));
    }
    for (int i = n - 1; i >= 0; i--) {
      double v = gsl_matrix_get(x, (size_t)i, (size_t)c);
      for (int k = i + 1; k < n; k++)
        v -= gsl_matrix_get(l, (size_t)k, (size_t)i) * gsl_matrix_get(x, (size_t)k, (size_t)c);
      gsl_matrix_set(x, (size_t)i, (size_t)c, v / gsl_matrix_get(l, (size_t)i, (size_t)i));
    }
  }
}

/* K T = B u at the massless nodes: T_z = Kzz^-1 (-Kzc T_c + B_z u); the rest is Schur's complement. */
static bool eliminate(const ig_rc_network *n, elimination *e) {
  for (int i = 0; i < e->massless; i++) {
    const double *row = n->k_W_K + (ptrdiff_t)e->massless_node[i] * n->nodes;
    for (int j = 0; j < e->massless; j++) gsl_matrix_set(e->kzz, (size_t)i, (size_t)j, row[e->massless_node[j]]);
    for (int j = 0; j < e->massive; j++) gsl_matrix_set(e->to_z, (size_t)i, (size_t)j, -row[e->massive_node[j]]);
    for (int k = 0; k < n->inputs; k++)
      gsl_matrix_set(e->u_z, (size_t)i, (size_t)k, n->b[e->massless_node[i] * n->inputs + k]);
  }
  if (!factor(e->kzz, e->massless)) return false;
  substitute(e->kzz, e->massless, e->to_z, e->massive);
  substitute(e->kzz, e->massless, e->u_z, n->inputs);
  for (int i = 0; i < e->massive; i++) {
    const double *row = n->k_W_K + (ptrdiff_t)e->massive_node[i] * n->nodes;
    for (int j = 0; j < e->massive; j++) {
      double v = row[e->massive_node[j]];
      for (int z = 0; z < e->massless; z++)
        v += row[e->massless_node[z]] * gsl_matrix_get(e->to_z, (size_t)z, (size_t)j);
      gsl_matrix_set(e->k, (size_t)i, (size_t)j, v);
    }
    for (int k = 0; k < n->inputs; k++) {
      double v = n->b[e->massive_node[i] * n->inputs + k];
      for (int z = 0; z < e->massless; z++)
        v -= row[e->massless_node[z]] * gsl_matrix_get(e->u_z, (size_t)z, (size_t)k);
      gsl_matrix_set(e->b, (size_t)i, (size_t)k, v);
    }
  }
  return true;
}

/* (1 - exp(-x))/x, and (1 - that)/x: means over a step of exp(-x t) and of its integral; x >= 0. */
static double fading(double x) { return x < 1e-8 ? 1.0 - 0.5 * x : -expm1(-x) / x; }
static double filling(double x) {
  if (x < 1e-2) return 0.5 + x * (-1.0 / 6.0 + x * (1.0 / 24.0 + x * (-1.0 / 120.0 + x * (1.0 / 720.0))));
  return (1.0 - fading(x)) / x;
}

static bool step_create(const ig_rc_network *n, const elimination *e, double step_s, ig_rc_step *s) {
  size_t states = (size_t)e->massive, inputs = (size_t)n->inputs, nodes = (size_t)n->nodes;
  *s = (ig_rc_step){.nodes = n->nodes, .inputs = n->inputs, .states = e->massive, .step_s = step_s};
  double *p = calloc(3 * states + 2 * states * inputs + nodes * states + 2 * nodes * inputs + states * states + 1,
                     sizeof(double));
  s->rate_per_s = p;
  s->state_node = calloc(states + 1, sizeof(int));
  if (p == NULL || s->state_node == NULL) return false;
  s->decay = p += states;
  s->mean_decay = p += states;
  s->drive = p += states;
  s->mean_drive = p += states * inputs;
  s->from_mode = p += states * inputs;
  s->from_input = p += nodes * states;
  s->response = p += nodes * inputs;
  s->to_mode = p + nodes * inputs;
  memcpy(s->state_node, e->massive_node, states * sizeof(int));
  return true;
}

/* Modal matrices from the eigenvectors v (columns) and eigenvalues of C^-1/2 K C^-1/2; x = v' C^1/2 T. */
static void fill_modes(const ig_rc_network *n, const elimination *e, const gsl_vector *rate, const gsl_matrix *v,
                       ig_rc_step *s) {
  for (int m = 0; m < s->states; m++) {
    double lambda = ig_max(gsl_vector_get(rate, (size_t)m), 0.0), x = lambda * s->step_s;
    s->rate_per_s[m] = lambda;
    s->decay[m] = exp(-x);
    s->mean_decay[m] = fading(x);
    for (int k = 0; k < s->inputs; k++) {
      double f = 0.0;
      for (int i = 0; i < s->states; i++)
        f += gsl_matrix_get(v, (size_t)i, (size_t)m) / sqrt(n->c_J_K[s->state_node[i]]) *
             gsl_matrix_get(e->b, (size_t)i, (size_t)k);
      s->drive[m * s->inputs + k] = f * s->step_s * fading(x);
      s->mean_drive[m * s->inputs + k] = f * s->step_s * filling(x);
    }
    for (int i = 0; i < s->states; i++) {
      double root = sqrt(n->c_J_K[s->state_node[i]]), a = gsl_matrix_get(v, (size_t)i, (size_t)m);
      s->from_mode[s->state_node[i] * s->states + m] = a / root;
      s->to_mode[m * s->states + i] = a * root;
    }
  }
}

static void fill_nodes(const elimination *e, ig_rc_step *s) {
  for (int z = 0; z < e->massless; z++) {
    double *mode = s->from_mode + (ptrdiff_t)e->massless_node[z] * s->states;
    for (int i = 0; i < s->states; i++)
      for (int m = 0; m < s->states; m++)
        mode[m] += gsl_matrix_get(e->to_z, (size_t)z, (size_t)i) * s->from_mode[s->state_node[i] * s->states + m];
    for (int k = 0; k < s->inputs; k++)
      s->from_input[e->massless_node[z] * s->inputs + k] = gsl_matrix_get(e->u_z, (size_t)z, (size_t)k);
  }
  for (int i = 0; i < s->nodes; i++)
    for (int k = 0; k < s->inputs; k++) {
      double r = s->from_input[i * s->inputs + k];
      for (int m = 0; m < s->states; m++) r += s->from_mode[i * s->states + m] * s->drive[m * s->inputs + k];
      s->response[i * s->inputs + k] = r;
    }
}

static bool find_modes(const ig_rc_network *n, const elimination *e, ig_rc_step *s) {
  if (s->states == 0) return true;
  size_t states = (size_t)s->states;
  gsl_matrix *a = matrix(s->states, s->states), *v = matrix(s->states, s->states);
  gsl_vector *rate = gsl_vector_alloc(states);
  gsl_eigen_symmv_workspace *w = gsl_eigen_symmv_alloc(states);
  bool there = a != NULL && v != NULL && rate != NULL && w != NULL;
  if (there) {
    for (size_t i = 0; i < states; i++)
      for (size_t j = 0; j < states; j++)
        gsl_matrix_set(a, i, j,
                       0.5 * (gsl_matrix_get(e->k, i, j) + gsl_matrix_get(e->k, j, i)) /
                           sqrt(n->c_J_K[s->state_node[i]] * n->c_J_K[s->state_node[j]]));
    there = gsl_eigen_symmv(a, rate, v, w) == GSL_SUCCESS;
    gsl_eigen_symmv_sort(rate, v, GSL_EIGEN_SORT_VAL_ASC);
    if (there) fill_modes(n, e, rate, v, s);
  }
  if (a != NULL) gsl_matrix_free(a);
  if (v != NULL) gsl_matrix_free(v);
  if (rate != NULL) gsl_vector_free(rate);
  if (w != NULL) gsl_eigen_symmv_free(w);
  return there;
}

bool ig_rc_solve(const ig_rc_network *n, double step_s, ig_rc_step *step) {
  assert(step_s > 0);
  elimination e;
  *step = (ig_rc_step){0};
  bool done =
      elimination_create(n, &e) && eliminate(n, &e) && step_create(n, &e, step_s, step) && find_modes(n, &e, step);
  if (done)
    fill_nodes(&e, step);
  else
    ig_rc_step_free(step);
  elimination_free(&e);
  return done;
}

IG_INLINE double dot(const double *a, const double *b, int n) {
  double sum = 0.0;
  for (int i = 0; i < n; i++) sum += a[i] * b[i];
  return sum;
}

void ig_rc_start(const ig_rc_step *s, const double *node_degC, double *state) {
  for (int m = 0; m < s->states; m++) {
    double x = 0.0;
    for (int i = 0; i < s->states; i++) x += s->to_mode[m * s->states + i] * node_degC[s->state_node[i]];
    state[m] = x;
  }
}

double ig_rc_ahead(const ig_rc_step *s, const double *state, const double *input, int node) {
  const double *from = s->from_mode + (ptrdiff_t)node * s->states;
  double sum = dot(s->response + (ptrdiff_t)node * s->inputs, input, s->inputs);
  for (int m = 0; m < s->states; m++) sum += from[m] * (s->decay[m] * state[m]);
  return sum;
}

double ig_rc_mean(const ig_rc_step *s, const double *state, const double *input, int node) {
  const double *from = s->from_mode + (ptrdiff_t)node * s->states;
  double sum = dot(s->from_input + (ptrdiff_t)node * s->inputs, input, s->inputs);
  for (int m = 0; m < s->states; m++)
    sum += from[m] * (s->mean_decay[m] * state[m] + dot(s->mean_drive + (ptrdiff_t)m * s->inputs, input, s->inputs));
  return sum;
}

void ig_rc_advance(const ig_rc_step *s, double *state, const double *input) {
  for (int m = 0; m < s->states; m++)
    state[m] = s->decay[m] * state[m] + dot(s->drive + (ptrdiff_t)m * s->inputs, input, s->inputs);
}

double ig_rc_temperature(const ig_rc_step *s, const double *state, const double *input, int node) {
  return dot(s->from_mode + (ptrdiff_t)node * s->states, state, s->states) +
         dot(s->from_input + (ptrdiff_t)node * s->inputs, input, s->inputs);
}

/* Row of modal weights (from_mode times a fade of each mode) back to temperatures. */
static void row(const ig_rc_step *s, int node, const double *fade, double *on_state) {
  for (int i = 0; i < s->states; i++) {
    double w = 0.0;
    for (int m = 0; m < s->states; m++)
      w += s->from_mode[node * s->states + m] * fade[m] * s->to_mode[m * s->states + i];
    on_state[i] = w;
  }
}

void ig_rc_row_end(const ig_rc_step *s, int node, double *on_state, double *on_input) {
  row(s, node, s->decay, on_state);
  memcpy(on_input, s->response + (ptrdiff_t)node * s->inputs, (size_t)s->inputs * sizeof(double));
}

void ig_rc_row_mean(const ig_rc_step *s, int node, double *on_state, double *on_input) {
  row(s, node, s->mean_decay, on_state);
  for (int k = 0; k < s->inputs; k++) {
    double w = s->from_input[node * s->inputs + k];
    for (int m = 0; m < s->states; m++) w += s->from_mode[node * s->states + m] * s->mean_drive[m * s->inputs + k];
    on_input[k] = w;
  }
}

bool ig_rc_small_of(const ig_rc_step *s, ig_rc_small *small) {
  *small = (ig_rc_small){0};
  if (s->states > IG_RC_SMALL || s->inputs > IG_RC_SMALL_INPUTS) return false;
  for (int i = 0; i < s->states; i++) ig_rc_row_end(s, s->state_node[i], small->keep[i], small->gain[i]);
  return true;
}
