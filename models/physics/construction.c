/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/construction.h"

#include <math.h>
#include <string.h>

static bool is_pure(const ig_construction_layer *l) {
  return l->resistance_m2K_W > 0 || l->density_kg_m3 <= 0 || l->heat_J_kgK <= 0;
}
static double layer_resistance(const ig_construction_layer *l) {
  return l->resistance_m2K_W > 0 ? l->resistance_m2K_W : l->thickness_m / l->conductivity_W_mK;
}
static double layer_capacity(const ig_construction_layer *l) {
  return is_pure(l) ? 0.0 : l->thickness_m * l->density_kg_m3 * l->heat_J_kgK;
}

double ig_construction_resistance_m2K_W(const ig_construction *c) {
  double sum = 0.0;
  for (int i = 0; i < c->layers; i++) sum += layer_resistance(&c->layer[i]);
  return sum;
}

double ig_construction_capacity_J_m2K(const ig_construction *c) {
  double sum = 0.0;
  for (int i = 0; i < c->layers; i++) sum += layer_capacity(&c->layer[i]);
  return sum;
}

double ig_construction_inside_m2K_W(ig_construction_way way) {
  static const double film[] = {
      [IG_CONSTRUCTION_UP] = 0.10, [IG_CONSTRUCTION_ACROSS] = 0.13, [IG_CONSTRUCTION_DOWN] = 0.17};
  return film[way];
}

double ig_construction_convective_inside_W_m2K(ig_construction_way way) {
  static const double film[] = {
      [IG_CONSTRUCTION_UP] = 5.0, [IG_CONSTRUCTION_ACROSS] = 2.5, [IG_CONSTRUCTION_DOWN] = 0.7};
  return film[way];
}

/* R C of a layer is thickness^2 / diffusivity, so cells = thickness / sqrt(a t) = sqrt(R C / t). */
static int layer_cells(const ig_construction_layer *l, double resolved_s) {
  if (is_pure(l)) return 0;
  double cells = ceil(sqrt(layer_resistance(l) * layer_capacity(l) / resolved_s) - 1e-9);
  return cells < 2.0 ? 2 : cells > IG_CONSTRUCTION_CELLS ? IG_CONSTRUCTION_CELLS + 1 : (int)cells;
}

void ig_construction_split(const ig_construction *c, double resolved_s, ig_construction_chain *chain) {
  assert(resolved_s > 0 && c->layers <= IG_CONSTRUCTION_LAYERS);
  for (int cells = IG_CONSTRUCTION_CELLS + 1; cells > IG_CONSTRUCTION_CELLS; resolved_s *= 1.25) {
    cells = 0;
    for (int i = 0; i < c->layers; i++) cells += layer_cells(&c->layer[i], resolved_s);
    if (cells <= IG_CONSTRUCTION_CELLS) break;
  }
  *chain = (ig_construction_chain){0};
  for (int i = 0; i < c->layers; i++) {
    int cells = layer_cells(&c->layer[i], resolved_s);
    double r = layer_resistance(&c->layer[i]), capacity = layer_capacity(&c->layer[i]);
    if (cells == 0) chain->r_m2K_W[chain->cells] += r;
    for (int k = 0; k < cells; k++) { /* half the cell's resistance on either side of its capacity */
      chain->r_m2K_W[chain->cells] += 0.5 * r / cells;
      chain->c_J_m2K[chain->cells++] = capacity / cells;
      chain->r_m2K_W[chain->cells] += 0.5 * r / cells;
    }
  }
}

static ig_construction_matrix times(ig_construction_matrix a, ig_construction_matrix b) {
  ig_construction_matrix p;
  for (int i = 0; i < 2; i++)
    for (int j = 0; j < 2; j++) p.m[i][j] = a.m[i][0] * b.m[0][j] + a.m[i][1] * b.m[1][j];
  return p;
}

/* re + i im without the float that the macro I is; C lays complex numbers out as two reals. */
static double complex complex_of(double re, double im) {
  double part[2] = {re, im};
  double complex z;
  memcpy(&z, part, sizeof z);
  return z;
}

static ig_construction_matrix layer_matrix(const ig_construction_layer *l, double w_per_s) {
  double r = layer_resistance(l), x = w_per_s * r * layer_capacity(l);
  ig_construction_matrix m = {{{1.0, r}, {0.0, 1.0}}};
  if (!(x > 0.0)) return m;
  double complex g = complex_of(sqrt(0.5 * x), sqrt(0.5 * x)); /* square root of i x */
  m.m[0][0] = m.m[1][1] = ccosh(g);
  m.m[0][1] = r * csinh(g) / g;
  m.m[1][0] = g / r * csinh(g);
  return m;
}

ig_construction_matrix ig_construction_chain_matrix(const ig_construction *c, double w_per_s) {
  ig_construction_matrix m = {{{1.0, 0.0}, {0.0, 1.0}}};
  for (int i = c->layers - 1; i >= 0; i--) m = times(m, layer_matrix(&c->layer[i], w_per_s));
  return m;
}

ig_construction_matrix ig_construction_with_film(ig_construction_matrix m, double outside_m2K_W) {
  ig_construction_matrix film = {{{1.0, outside_m2K_W}, {0.0, 1.0}}};
  return times(m, film);
}

/* T_in = m00 T_out + m01 q_out, q_in = m10 T_out + m11 q_out, determinant 1. */
double complex ig_construction_admittance_held(ig_construction_matrix m) { return m.m[1][1] / m.m[0][1]; }
double complex ig_construction_admittance_both(ig_construction_matrix m) {
  return (m.m[0][0] + m.m[1][1] - 2.0) / m.m[0][1];
}
double complex ig_construction_admittance_insulated(ig_construction_matrix m) { return m.m[1][0] / m.m[0][0]; }

/* Z = r1 + r2/(1 + i x), x = w r2 c1, r2 = R - r1. With y = Re Z - r1: (R - Re Z) y = (Im Z)^2, x = -Im Z / y. */
ig_construction_reduced ig_construction_reduce_outer(double complex admittance_W_K, double conductance_W_K,
                                                     double w_per_s) {
  double complex z = 1.0 / admittance_W_K;
  double whole = 1.0 / conductance_W_K, missing = whole - creal(z), im = cimag(z);
  if (!(missing > 1e-12 * whole) || !(im < 0.0)) return (ig_construction_reduced){0.0, 0.0, whole}; /* no capacity */
  double y = im * im / missing, r1 = ig_max(creal(z) - y, 0.0), r2 = whole - r1;
  return (ig_construction_reduced){r1, -im / y / (w_per_s * r2), r2};
}

ig_construction_reduced ig_construction_reduce_inner(double complex admittance_W_K, double w_per_s) {
  if (cabs(admittance_W_K) <= 0.0) return (ig_construction_reduced){0};
  double complex z = 1.0 / admittance_W_K;
  return (ig_construction_reduced){ig_max(creal(z), 0.0), -1.0 / (w_per_s * cimag(z)), 0.0};
}
