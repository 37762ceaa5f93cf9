/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Primitive admittance matrices: currents into the terminals of an element, I = Y V, by the voltages to earth.
 *
 * Line. n conductors of series impedance Z (self and mutual, ohm) and nodal capacitance C (F), a pi of one section:
 *
 *   I_from =  Z^-1 (V_from - V_to) + j w C/2 V_from
 *   I_to   = -Z^-1 (V_from - V_to) + j w C/2 V_to
 *
 * Transformer. Three cores, one for each phase, of n windings each, after R. C. Dugan and S. Santoso, "An example of
 * 3-phase transformer modeling for distribution system analysis", IEEE PES T&D Conference 2003, and R. C. Dugan, "A
 * perspective on transformer modeling for distribution system analysis", IEEE PES General Meeting 2003. On the base of
 * one volt and a third of the rating, windings 1 to n - 1 seen from winding 0 have the short-circuit impedances
 *
 *   Z_ii = r_0 + r_i + j x_0i          Z_ij = r_0 + j (x_0i + x_0j - x_ij) / 2
 *
 * and Y = B Z^-1 B^T with B = (-1 ... -1; unit matrix), because the currents of a core's windings add up to zero. The
 * magnetising branch g - j b lies across winding 1 (the one nearest to the core). A winding of U volts and tap t
 * divides its row and column by t U. Then every winding of every core is put between its two conductors.
 *
 * Vector group. Core k carries phase k of winding 0 (wye: k to the star point, delta: k to k + 1). A winding that lags
 * by `clock` x 30 degrees is put between such phases, in such a direction, that the core's flux fits: with e = clock +
 * (1 if winding 0 is a delta) - (1 if this one is), a shift of e x 30 degrees is e / 4 places of phase where e is a
 * multiple of 4, and else a reversed winding and (e + 6) / 4 places. An odd e has no such connection.
 *
 * Load. A power of the voltage within limits; beyond them the impedance that meets the curve at the limit. */
#include "models/grid/element.h"

#include <complex.h>
#include <math.h>

typedef double complex number;

static number pair(double re, double im) {
  union {
    double part[2];
    number z;
  } both = {{re, im}};
  return both.z;
}

static void swap_rows(int n, number *a, int i, int k) {
  for (int c = 0; c < n; c++) {
    number keep = a[i * n + c];
    a[i * n + c] = a[k * n + c];
    a[k * n + c] = keep;
  }
}

/* Row `k` of the pivot: the largest entry of column c at or below the diagonal. */
static int pivot_row(int n, const number *a, int c) {
  int best = c;
  for (int i = c + 1; i < n; i++)
    if (cabs(a[i * n + c]) > cabs(a[best * n + c])) best = i;
  return best;
}

/* Inverse by Gauss and Jordan, n to 6. False where a pivot is nothing beside the largest entry. */
static bool invert(int n, number *a) {
  number inverse[IG_NETWORK_WIRES * IG_NETWORK_WIRES] = {0};
  double largest = 0.0;
  for (int i = 0; i < n * n; i++) largest = ig_max(largest, cabs(a[i]));
  for (int i = 0; i < n; i++) inverse[i * n + i] = pair(1.0, 0.0);
  for (int c = 0; c < n; c++) {
    int k = pivot_row(n, a, c);
    if (!(cabs(a[k * n + c]) > 1e-13 * largest)) return false;
    swap_rows(n, a, c, k);
    swap_rows(n, inverse, c, k);
    number by = pair(1.0, 0.0) / a[c * n + c];
    for (int i = 0; i < n; i++) a[c * n + i] *= by, inverse[c * n + i] *= by;
    for (int r = 0; r < n; r++) {
      if (r == c) continue;
      number factor = a[r * n + c];
      for (int i = 0; i < n; i++)
        a[r * n + i] -= factor * a[c * n + i], inverse[r * n + i] -= factor * inverse[c * n + i];
    }
  }
  for (int i = 0; i < n * n; i++) a[i] = inverse[i];
  return true;
}

static void add(ig_admittance *y, int row, int column, number value) {
  y->re[row * y->n + column] += creal(value);
  y->im[row * y->n + column] += cimag(value);
}

/* --- lines --------------------------------------------------------------------------------------- */

void ig_element_line_impedance(const ig_network *network, const ig_line *line, double *re, double *im) {
  const ig_line_type *type = &network->line_type[line->type];
  for (int i = 0; i < type->n * type->n; i++) {
    re[i] = type->r_ohm_m[i] * line->length_m;
    im[i] = type->x_ohm_m[i] * line->length_m;
  }
}

bool ig_element_line(const ig_network *network, const ig_line *line, double omega_rad_s, ig_admittance *y) {
  const ig_line_type *type = &network->line_type[line->type];
  int n = type->n;
  number series[IG_NETWORK_WIRES * IG_NETWORK_WIRES];
  *y = (ig_admittance){.n = 2 * n};
  for (int i = 0; i < n; i++) {
    y->bus[i] = line->from, y->wire[i] = line->from_wires.at[i];
    y->bus[n + i] = line->to, y->wire[n + i] = line->to_wires.at[i];
  }
  double re[IG_NETWORK_WIRES * IG_NETWORK_WIRES], im[IG_NETWORK_WIRES * IG_NETWORK_WIRES];
  ig_element_line_impedance(network, line, re, im);
  for (int i = 0; i < n * n; i++) series[i] = pair(re[i], im[i]);
  if (!invert(n, series)) return false;
  for (int r = 0; r < n; r++)
    for (int c = 0; c < n; c++) {
      number z = series[r * n + c], half = pair(0.0, 0.5 * omega_rad_s * type->c_F_m[r * n + c] * line->length_m);
      add(y, r, c, z + half);
      add(y, n + r, n + c, z + half);
      add(y, r, n + c, -z);
      add(y, n + r, c, -z);
    }
  return true;
}

/* --- transformers -------------------------------------------------------------------------------- */

/* Y of one core's windings on one volt and the core's rating, n x n, without the magnetising branch. */
static void core_per_unit(const ig_transformer *t, number *y) {
  int n = t->n, m = n - 1;
  number z[4];
  for (int i = 0; i < m; i++)
    for (int j = 0; j < m; j++)
      z[i * m + j] = i == j ? pair(t->r_pu[0] + t->r_pu[i + 1], t->x_pu[i])
                            : pair(t->r_pu[0], (t->x_pu[0] + t->x_pu[1] - t->x_pu[2]) / 2);
  bool regular = invert(m, z);
  assert(regular);
  (void)regular;
  for (int i = 0; i < n * n; i++) y[i] = pair(0.0, 0.0);
  for (int i = 0; i < m; i++)
    for (int j = 0; j < m; j++) {
      y[(i + 1) * n + j + 1] = z[i * m + j];
      y[0] += z[i * m + j];
      y[j + 1] -= z[i * m + j];
      y[(i + 1) * n] -= z[i * m + j];
    }
}

/* The same in siemens at the terminals of the windings, with taps and magnetising branch. */
static void core_siemens(const ig_transformer *t, number *y) {
  core_per_unit(t, y);
  y[t->n + 1] += pair(t->no_load_loss_W / t->rated_VA, -t->magnetising_A_pu);
  double by[IG_NETWORK_WINDINGS];
  for (int w = 0; w < t->n; w++) {
    double leg_V = t->winding[w] == IG_WINDING_DELTA ? t->rated_V[w] : t->rated_V[w] / sqrt(3.0);
    by[w] = 1.0 / (leg_V * t->tap[w]);
  }
  for (int i = 0; i < t->n; i++)
    for (int j = 0; j < t->n; j++) y[i * t->n + j] *= t->rated_VA / 3.0 * by[i] * by[j];
}

/* Where the windings of a core end: positions in the list of terminals. */
typedef struct ends {
  int plus[IG_NETWORK_WINDINGS], minus[IG_NETWORK_WINDINGS];
} ends;

/* Puts winding w between its conductors; `first` is the position of its first terminal. */
static void connect_winding(const ig_transformer *t, int w, int first, ends core[3]) {
  bool delta = t->winding[w] == IG_WINDING_DELTA;
  int clock = w == 0 ? 0 : t->clock[w];
  int shift = clock + (t->winding[0] == IG_WINDING_DELTA) - delta + 24;
  assert(shift % 2 == 0 && clock >= 0 && clock < 12);
  bool reversed = shift % 4 != 0;
  int places = (reversed ? shift + 6 : shift) / 4;
  for (int k = 0; k < 3; k++) {
    int phase = (k + 24 - places) % 3;
    int plus = first + phase, minus = delta ? first + (phase + 1) % 3 : first + 3;
    core[k].plus[w] = reversed ? minus : plus;
    core[k].minus[w] = reversed ? plus : minus;
  }
}

/* Lists the terminals of winding w from y->n on. */
static void list_terminals(const ig_transformer *t, int w, ig_admittance *y) {
  for (int phase = 1; phase <= 3; phase++) {
    y->bus[y->n] = t->bus[w];
    y->wire[y->n++] = (uint8_t)phase;
  }
  if (t->winding[w] == IG_WINDING_DELTA) return;
  y->bus[y->n] = t->bus[w];
  y->wire[y->n++] = t->star_earthed[w] ? 0 : IG_NETWORK_NEUTRAL;
}

void ig_element_transformer(const ig_transformer *transformer, ig_admittance *y) {
  const ig_transformer *t = transformer;
  ends core[3];
  number winding[IG_NETWORK_WINDINGS * IG_NETWORK_WINDINGS];
  *y = (ig_admittance){0};
  for (int w = 0; w < t->n; w++) {
    connect_winding(t, w, y->n, core);
    list_terminals(t, w, y);
  }
  core_siemens(t, winding);
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < t->n; i++)
      for (int j = 0; j < t->n; j++) {
        number value = winding[i * t->n + j];
        add(y, core[k].plus[i], core[k].plus[j], value);
        add(y, core[k].minus[i], core[k].minus[j], value);
        add(y, core[k].plus[i], core[k].minus[j], -value);
        add(y, core[k].minus[i], core[k].plus[j], -value);
      }
}

/* --- sources and loads ---------------------------------------------------------------------------- */

void ig_element_source_impedance(const ig_grid_source *source, double *re, double *im) {
  for (int i = 0; i < 9; i++) {
    bool self = i % 4 == 0;
    re[i] = (source->r0_ohm + (self ? 2.0 : -1.0) * source->r1_ohm) / 3.0;
    im[i] = (source->x0_ohm + (self ? 2.0 : -1.0) * source->x1_ohm) / 3.0;
  }
}

static double power_of(double u, double exponent) {
  if (exponent == 0.0) return 1.0;
  if (exponent == 1.0) return u;
  if (exponent == 2.0) return u * u;
  return pow(u, exponent);
}

void ig_element_load_factor(const ig_connection *connection, double u_pu, double *factor_p, double *factor_q) {
  double inside = ig_clamp(u_pu, connection->u_min_pu, connection->u_max_pu);
  double beyond = inside == u_pu ? 1.0 : u_pu / inside; /* an impedance: the square of the voltage */
  *factor_p = power_of(inside, connection->exponent_p) * beyond * beyond;
  *factor_q = power_of(inside, connection->exponent_q) * beyond * beyond;
}
