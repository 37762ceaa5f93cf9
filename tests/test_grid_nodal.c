/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodal solver against published solutions of small four-wire networks (OpenDSS), closed formulas of two buses,
 * Kirchhoff's laws and the balance of power. */
#include <check.h>
#include <complex.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "models/grid/element.h"
#include "models/grid/nodal.h"

enum { ROOM = 512 };

/* A network under construction and a state of it. */
typedef struct grid {
  ig_network n;
  double p0[ROOM], q0[ROOM], p[ROOM], q[ROOM];
  double re[ROOM * IG_NETWORK_WIRES], im[ROOM * IG_NETWORK_WIRES];
} grid;

typedef double complex phasor;

static phasor pair(double re, double im) { return re + im * (phasor)I; }
static phasor polar(double size, double angle) { return pair(size * cos(angle), size * sin(angle)); }

static grid *grid_new(void) {
  grid *g = calloc(1, sizeof *g);
  g->n.bus = calloc(ROOM, sizeof *g->n.bus);
  g->n.line_type = calloc(ROOM, sizeof *g->n.line_type);
  g->n.line = calloc(ROOM, sizeof *g->n.line);
  g->n.switch_ = calloc(ROOM, sizeof *g->n.switch_);
  g->n.transformer = calloc(ROOM, sizeof *g->n.transformer);
  g->n.source = calloc(ROOM, sizeof *g->n.source);
  g->n.connection = calloc(ROOM, sizeof *g->n.connection);
  return g;
}

static void grid_free(grid *g) {
  for (size_t i = 0; i < g->n.n_buses; i++) free(g->n.bus[i].name);
  free(g->n.bus), free(g->n.line_type), free(g->n.line), free(g->n.switch_);
  free(g->n.transformer), free(g->n.source), free(g->n.connection), free(g);
}

static ig_wires wires(const char *text) {
  ig_wires w = {0};
  for (; *text; text++) w.at[w.n++] = (uint8_t)(*text - '0');
  return w;
}

/* The bus of that name, made where there is none yet. */
static size_t bus(grid *g, const char *name) {
  for (size_t i = 0; i < g->n.n_buses; i++)
    if (strcmp(g->n.bus[i].name, name) == 0) return i;
  ck_assert(g->n.n_buses < ROOM);
  char *copy = malloc(strlen(name) + 1);
  g->n.bus[g->n.n_buses] = (ig_bus){.name = strcpy(copy, name),
                                    .nominal_V = 400,
                                    .longitude_deg = IG_NAN,
                                    .latitude_deg = IG_NAN,
                                    .earthing_r_ohm = IG_NAN,
                                    .earthing_x_ohm = IG_NAN};
  return g->n.n_buses++;
}

static void earthing(grid *g, const char *name, double r, double x) {
  ig_bus *b = &g->n.bus[bus(g, name)];
  b->earthing_r_ohm = r, b->earthing_x_ohm = x;
}

/* Short-circuit power in VA, X/R = 4; 0: ideal. */
static void source(grid *g, const char *at, double V, double short_circuit_VA) {
  double x = short_circuit_VA > 0 ? V * V / short_circuit_VA / sqrt(1 + 1.0 / 16) : 0;
  g->n.source[g->n.n_sources++] = (ig_grid_source){
      .name = "source", .bus = bus(g, at), .voltage_V = V, .r1_ohm = x / 4, .x1_ohm = x, .r0_ohm = x / 4, .x0_ohm = x};
}

/* From lower triangles row by row, ohm and F per `per` metres; NULL for no capacitance. */
static size_t line_type(grid *g, int n, double per, const double *r, const double *x, const double *c) {
  ig_line_type *t = &g->n.line_type[g->n.n_line_types];
  t->name = "type", t->n = n;
  for (int i = 0, k = 0; i < n; i++)
    for (int j = 0; j <= i; j++, k++) {
      t->r_ohm_m[i * n + j] = t->r_ohm_m[j * n + i] = r[k] / per;
      t->x_ohm_m[i * n + j] = t->x_ohm_m[j * n + i] = x[k] / per;
      t->c_F_m[i * n + j] = t->c_F_m[j * n + i] = c ? c[k] / per : 0;
    }
  return g->n.n_line_types++;
}

static size_t line(grid *g, size_t type, const char *from, const char *from_wires, const char *to, const char *to_wires,
                   double length_m) {
  g->n.line[g->n.n_lines] =
      (ig_line){"line", bus(g, from), bus(g, to), type, wires(from_wires), wires(to_wires), length_m, IG_LINE_LV};
  return g->n.n_lines++;
}

static void closed(grid *g, const char *from, const char *from_wires, const char *to, const char *to_wires) {
  g->n.switch_[g->n.n_switches++] =
      (ig_switch){"switch", bus(g, from), bus(g, to), wires(from_wires), wires(to_wires), true};
}

/* A constant power between 0.1 and 2 pu; V between the wires of a leg. */
static ig_connection *load(grid *g, const char *at, const char *on, double V, double P, double Q) {
  size_t i = g->n.n_connections++;
  g->p0[i] = P, g->q0[i] = Q;
  g->n.connection[i] = (ig_connection){
      .unit = "load", .bus = bus(g, at), .wires = wires(on), .rated_V = V, .u_min_pu = 0.1, .u_max_pu = 2};
  return &g->n.connection[i];
}

static void load_pf(grid *g, const char *at, const char *on, double V, double VA, double pf) {
  load(g, at, on, V, VA * pf, VA * sqrt(1 - pf * pf));
}

static ig_nodal *create(const grid *g) {
  char why[256] = "";
  ig_nodal *nodal = ig_nodal_create(&g->n, why, sizeof why);
  ck_assert_msg(nodal != NULL, "%s", why);
  return nodal;
}

/* From the voltages that are there. */
static ig_nodal_result step(grid *g, const ig_nodal *nodal, double tolerance_V, int most) {
  ig_nodal_work *work = ig_nodal_work_create(nodal);
  ig_nodal_result result = ig_nodal_solve(nodal, work, g->p0, g->q0, tolerance_V, most, g->re, g->im, g->p, g->q);
  ig_nodal_work_free(work);
  return result;
}

/* From no load; returns the number of iterations. */
static int solve(grid *g, double tolerance_V) {
  ig_nodal *nodal = create(g);
  ig_nodal_start(nodal, g->re, g->im);
  ig_nodal_result result = step(g, nodal, tolerance_V, 500);
  ck_assert_msg(result.iterations > 0, "no convergence, change %g V", result.change_V);
  ig_nodal_free(nodal);
  return result.iterations;
}

static phasor voltage(const grid *g, size_t at, int wire) {
  size_t k = at * IG_NETWORK_WIRES + (size_t)wire - 1;
  return pair(g->re[k], g->im[k]);
}

/* --- reference cases ------------------------------------------------------------------------------ */

static char *reference(const char *name) {
  char path[4096];
  const char *root = getenv("ISSYGRID_REFERENCE");
  if (root)
    snprintf(path, sizeof path, "%s/network/unit/%s.json", root, name);
  else
    snprintf(path, sizeof path, "%s/../shared/reference/network/unit/%s.json", IG_SOURCE_DIR, name);
  FILE *file = fopen(path, "r");
  if (!file) {
    printf("test_grid_nodal: SKIPPED %s, no reference data (set ISSYGRID_REFERENCE)\n", name);
    return NULL;
  }
  char *text = calloc(65536, 1);
  size_t size = fread(text, 1, 65535, file);
  fclose(file);
  ck_assert(size > 0);
  return text;
}

/* Number "wire": x of the object "vm" or "va" of a bus; NaN where there is none. */
static double lookup(const char *text, const char *name, const char *kind, int wire) {
  char key[80];
  snprintf(key, sizeof key, "\"%s\": {", name);
  const char *at = strstr(text, key);
  if (!at) return IG_NAN;
  snprintf(key, sizeof key, "\"%s\": {", kind);
  at = strstr(at, key);
  ck_assert(at != NULL);
  const char *end = strchr(at, '}');
  snprintf(key, sizeof key, "\"%d\": ", wire);
  at = strstr(at, key);
  return at && at < end ? strtod(at + strlen(key), NULL) : IG_NAN;
}

/* Solves and compares the magnitude of every voltage that both have, to 1e-4 V or 1e-6 pu, whichever is more; bus names
 * are those of the file. Conductor `but` is left out. */
static void compare(grid *g, const char *name, int but) {
  char *text = reference(name);
  int iterations = solve(g, 1e-10), compared = 0;
  double worst = 0, worst_V = 0, worst_rad = 0;
  char where[40] = "";
  for (size_t i = 0; text && i < g->n.n_buses; i++)
    for (int wire = 1; wire <= IG_NETWORK_WIRES; wire++) {
      double vm = lookup(text, g->n.bus[i].name, "vm", wire), va = lookup(text, g->n.bus[i].name, "va", wire);
      if (isnan(vm) || wire == but) continue;
      double V = cabs(voltage(g, i, wire)), off = fabs(V - vm);
      double limits = off / ig_max(1e-4, 1e-6 * g->n.bus[i].nominal_V / sqrt(3));
      if (vm > 1) worst_rad = ig_max(worst_rad, cabs(voltage(g, i, wire) / V - polar(1, va)));
      if (!(limits <= worst)) {
        worst = limits, worst_V = off;
        snprintf(where, sizeof where, "%s.%d", g->n.bus[i].name, wire);
      }
      compared++;
    }
  if (text) {
    printf(
        "test_grid_nodal: %-30s %2d voltages, worst %.1e V (%s, %.4f of the tolerance), angle %.0e rad, %d "
        "iterations\n",
        name, compared, worst_V, where, worst, worst_rad, iterations);
    ck_assert_int_ge(compared, 5);
    ck_assert_double_le(worst, 1);
    ck_assert_double_le(worst_rad, 5e-6);
  }
  free(text);
}

static const double zabcn_r[] = {0.227217624, 0.059217624, 0.227217624, 0.059217624, 0.059217624,
                                 0.227217624, 0.059217624, 0.059217624, 0.059217624, 0.227217624};
static const double zabcn_x[] = {0.879326005, 0.541069709, 0.879326005, 0.475545802, 0.516533439,
                                 0.879326005, 0.449141163, 0.475545802, 0.541069709, 0.879326005};

/* B1 to B2, 1 km, neutral earthed at B1, 5 kVA on L1: what most cases share. */
static grid *feeder(double short_circuit_VA) {
  grid *g = grid_new();
  source(g, "b1", 400, short_circuit_VA);
  line(g, line_type(g, 4, 1000, zabcn_r, zabcn_x, NULL), "b1", "1230", "b2", "1234", 1000);
  load_pf(g, "b2", "14", 230, 5e3, 0.9);
  return g;
}

START_TEST(one_phase_load) {
  grid *g = feeder(1e14);
  load_pf(g, "b2", "14", 230, 10e3, 0.9);
  compare(g, "test_load_1ph_wye_cp", 0);
  grid_free(g);
}
END_TEST

START_TEST(three_phase_loads) {
  static const char *name[] = {"test_load_3ph_wye_cp", "test_load_3ph_delta_cp", "test_load_3ph_wye_exp",
                               "test_load_3ph_delta_exp"};
  for (int i = 0; i < 4; i++) {
    grid *g = feeder(1e14);
    bool delta = i % 2;
    ig_connection *c = load(g, "b2", delta ? "213" : "2134", delta ? 400 : 400 / sqrt(3), 9e3, 10e3 * sqrt(0.19));
    c->delta = delta;
    if (i >= 2) c->exponent_p = 0.4, c->exponent_q = 2;
    compare(g, name[i], 0);
    grid_free(g);
  }
}
END_TEST

START_TEST(generators) {
  grid *g = feeder(1e14);
  load(g, "b2", "14", 230, -25e3, 0)->u_max_pu = 1.1;
  compare(g, "test_gen_1ph_wye", 0);
  grid_free(g);
  g = feeder(1e12);
  load(g, "b2", "2134", 400 / sqrt(3), -25e3, 0)->u_max_pu = 1.1;
  compare(g, "test_gen_3ph_wye", 0);
  grid_free(g);
}
END_TEST

START_TEST(six_wires) {
  static const double r[] = {0.505302,  0.0953016, 0.505302,  0.0953016, 0.0953016, 0.505302,  0.0953016,
                             0.0953016, 0.0953016, 1.23932,   0.0953016, 0.0953016, 0.0953016, 0.0953016,
                             1.23932,   0.0953016, 0.0953016, 0.0953016, 0.0953016, 0.0953016, 1.23932};
  static const double x[] = {1.45652, 1.04682,  1.45652, 0.962713, 1.04682,  1.45652, 1.32362,
                             1.04682, 0.962713, 1.32956, 1.04682,  1.32362,  1.04682, 1.04682,
                             1.32956, 0.962713, 1.04682, 1.32362,  0.962713, 1.04682, 1.32956};
  grid *g = grid_new();
  source(g, "b1", 400, 1e14);
  size_t type = line_type(g, 6, 1609.344, r, x, NULL);
  line(g, type, "b1", "123000", "x1", "123456", 500 * 0.3048);
  line(g, type, "x1", "123456", "b2", "123444", 500 * 0.3048);
  closed(g, "x1", "44", "x1", "56");
  load_pf(g, "b2", "14", 230, 50e3, 0.9);
  compare(g, "test_line_6w", 0);
  grid_free(g);
}
END_TEST

/* OpenDSS's "switch" is a line of three conductors, 1 mm at 1 + j1 ohm/m, of which two end on conductor 2 of X2 and the
 * third hangs in the air, coupled by 1.1 (positive) and 1.0 nF (zero sequence) at its 60 Hz. Its voltage, a sixteenth
 * of the others', is lost in the rounding of 4e-10 S beside 707 S in both programs: to 1e-3 V only. */
START_TEST(switch_of_one_wire) {
  static const double r[] = {1, 0, 1, 0, 0, 1}, s = 3.2e-9 / 3 * 1.2, m = -0.1e-9 / 3 * 1.2, c[] = {s, m, s, m, m, s};
  grid *g = grid_new();
  source(g, "b1", 400, 1e14);
  line(g, line_type(g, 1, 1000, zabcn_r, zabcn_x, NULL), "b1", "1", "x1", "1", 500);
  line(g, line_type(g, 3, 1, r, r, c), "x1", "123", "x2", "223", 0.001);
  load_pf(g, "x2", "2", 230, 5e3, 0.9);
  compare(g, "test_switch_1w", 3);
  double others = cabs(voltage(g, bus(g, "x1"), 1) + voltage(g, bus(g, "x1"), 2) + 2 * voltage(g, bus(g, "x2"), 2));
  ck_assert_double_eq_tol(cabs(voltage(g, bus(g, "x1"), 3)), others / 64, 5e-3);
  ck_assert_double_eq_tol(cabs(voltage(g, bus(g, "x1"), 3)), 14.0134, 5e-3);

  /* A real switch instead: 0.03 V less drop, 1 mm x 22 A. */
  phasor drop = voltage(g, bus(g, "x1"), 1) - voltage(g, bus(g, "x2"), 2);
  g->n.n_lines--;
  closed(g, "x1", "1", "x2", "2");
  double before = cabs(voltage(g, bus(g, "x2"), 2));
  solve(g, 1e-10);
  ck_assert(voltage(g, bus(g, "x1"), 1) == voltage(g, bus(g, "x2"), 2));
  ck_assert(isnan(creal(voltage(g, bus(g, "x1"), 2))) && isnan(creal(voltage(g, bus(g, "x2"), 1))));
  ck_assert_double_eq_tol(cabs(voltage(g, bus(g, "x2"), 2)), before + creal(drop), 2e-3);
  grid_free(g);
}
END_TEST

static void transformer_case(const char *name, ig_winding high, int clock, bool swapped) {
  grid *g = grid_new();
  size_t type = line_type(g, 4, 1000, zabcn_r, zabcn_x, NULL);
  source(g, "b1", 11e3, 1e14);
  line(g, type, "b1", "1230", "x1", "1234", 30e3);
  g->n.bus[bus(g, "b1")].nominal_V = g->n.bus[bus(g, "x1")].nominal_V = 11e3;
  g->n.transformer[g->n.n_transformers++] = (ig_transformer){.name = "transformer",
                                                             .n = 2,
                                                             .bus = {bus(g, "x1"), bus(g, "terminal")},
                                                             .winding = {high, IG_WINDING_WYE},
                                                             .clock = {0, clock},
                                                             .star_earthed = {true, true},
                                                             .rated_V = {11e3, 400},
                                                             .tap = {1.02, 0.97},
                                                             .r_pu = {0.01, 0.02},
                                                             .x_pu = {0.05},
                                                             .rated_VA = 500e3,
                                                             .no_load_loss_W = 25e3,
                                                             .magnetising_A_pu = 0.11};
  closed(g, "terminal", "123", "x2", swapped ? "213" : "123");
  earthing(g, "x2", 0, 0.1);
  line(g, type, "x2", "1234", "b2", "1234", 500);
  load_pf(g, "b2", "14", 230, 10e3, 0.9);
  compare(g, name, 0);
  grid_free(g);
}

START_TEST(transformers_of_two_windings) {
  transformer_case("test_trans_dy", IG_WINDING_DELTA, 1, true);
  transformer_case("test_trans_yy", IG_WINDING_WYE, 0, false);
}
END_TEST

/* Lower triangle of three conductors from sequence values. */
static void sequence(double one, double zero, double *triangle) {
  for (int i = 0; i < 6; i++) triangle[i] = (zero + (i == 0 || i == 2 || i == 5 ? 2 : -1) * one) / 3;
}

START_TEST(transformer_of_three_windings) {
  static const double P[] = {43e3, 52e3, 61e3, 74e3, 85e3, 96e3};
  static const double Q[] = {76e3, 85e3, 94e3, 41e3, 52e3, 63e3};
  /* R1 = 6, X1 = 3 ohm are given; the rest are OpenDSS's defaults, with nF at the 50 Hz of this case. */
  double r[6], x[6], c[6];
  sequence(6, 0.1784, r), sequence(3, 0.4047, x), sequence(3.4e-9, 1.6e-9, c);
  grid *g = grid_new();
  source(g, "sourcebus", 11e3, sqrt(3) * 11e3 * 9999999999.0);
  line(g, line_type(g, 3, 1, r, x, c), "sourcebus", "123", "1", "123", 1);
  g->n.bus[bus(g, "sourcebus")].nominal_V = g->n.bus[bus(g, "1")].nominal_V = 11e3;
  g->n.bus[bus(g, "2")].nominal_V = 4e3;
  g->n.transformer[g->n.n_transformers++] =
      (ig_transformer){.name = "transformer",
                       .n = 3,
                       .bus = {bus(g, "1"), bus(g, "2"), bus(g, "3")},
                       .winding = {IG_WINDING_DELTA, IG_WINDING_WYE, IG_WINDING_WYE},
                       .clock = {0, 11, 11},
                       .star_earthed = {false, true, true},
                       .rated_V = {11e3, 4e3, 400},
                       .tap = {1.01, 1.02, 1.03},
                       .r_pu = {0.01, 0.02, 0.03},
                       .x_pu = {0.05, 0.04, 0.03},
                       .rated_VA = 500e3,
                       .no_load_loss_W = 25e3,
                       .magnetising_A_pu = 0.11};
  for (int i = 0; i < 6; i++) {
    char wire[2] = {(char)('1' + i % 3), 0};
    ig_connection *l = load(g, i < 3 ? "2" : "3", wire, i < 3 ? 2300 : 230, P[i], Q[i]);
    l->u_min_pu = 0.8, l->u_max_pu = 1.2;
  }
  ig_connection *l = load(g, "1", "3", 6351, 205e3, 185e3);
  l->u_min_pu = 0.8, l->u_max_pu = 1.2;
  compare(g, "ut_trans_3w_dyy_1", 0);
  grid_free(g);
}
END_TEST

/* Line types of two lengths, with 50.93 nF to earth on each conductor. */
static void battery_case(const char *name, int n, const char *at_source, const char *on, bool three) {
  static const double r1[] = {0.1, 0.04, 0.1, 0.04, 0.04, 0.1, 0.04, 0.04, 0.04, 0.1};
  static const double r2[] = {0.1167, 0.0467, 0.1167, 0.0467, 0.0467, 0.1167, 0.0467, 0.0467, 0.0467, 0.1167};
  static const double x1[] = {0.0583, 0.0233, 0.0583, 0.0233, 0.0233, 0.0583, 0.0233, 0.0233, 0.0233, 0.0583};
  static const double x2[] = {0.0667, 0.0267, 0.0667, 0.0267, 0.0267, 0.0667, 0.0267, 0.0267, 0.0267, 0.0667};
  const double f = 50.92958178940651e-9, c[] = {f, 0, f, 0, 0, f, 0, 0, 0, f};
  grid *g = grid_new();
  source(g, "sourcebus", 400, 1e12);
  line(g, line_type(g, n, 1, r1, x1, c), "sourcebus", at_source, "primary", on, 1);
  line(g, line_type(g, n, 1, r2, x2, c), "primary", on, "loadbus", on, 1);
  for (int k = 0; k < 3; k++) {
    char leg[3] = {(char)('1' + k), n == 4 ? '4' : 0, 0};
    load(g, "loadbus", leg, 400 / sqrt(3), 6e3, 3e3);
    if (k == 0 || three) load(g, "primary", leg, 230, -5e3, 0);
  }
  compare(g, name, 0);
  grid_free(g);
}

START_TEST(lines_with_capacitance) {
  battery_case("case3_balanced_battery_1ph", 3, "123", "123", false);
  battery_case("case3_balanced_battery_3ph_EN", 4, "1230", "1234", true);
}
END_TEST

/* --- closed formulas ------------------------------------------------------------------------------ */

/* A source of 230 V, z = 0.4 + 0.2j ohm, a load of one phase to earth. */
static grid *two_buses(double P, double Q, double exponent) {
  static const double r[] = {0.4}, x[] = {0.2};
  grid *g = grid_new();
  source(g, "source", 230 * sqrt(3), 0);
  line(g, line_type(g, 1, 100, r, x, NULL), "source", "1", "load", "1", 100);
  ig_connection *c = load(g, "load", "1", 230, P, Q);
  c->exponent_p = c->exponent_q = exponent;
  return g;
}

/* V^4 + (2 (P R + Q X) - E^2) V^2 + |z|^2 (P^2 + Q^2) = 0 */
START_TEST(constant_power) {
  static const double P[] = {1e3, 8e3, -6e3, 0}, Q[] = {400, -2e3, 3e3, 5e3};
  for (int i = 0; i < 4; i++) {
    grid *g = two_buses(P[i], Q[i], 0);
    solve(g, 1e-12);
    double b = 230 * 230 - 2 * (P[i] * 0.4 + Q[i] * 0.2), c = 0.2 * (P[i] * P[i] + Q[i] * Q[i]);
    ck_assert_double_eq_tol(cabs(voltage(g, 1, 1)), sqrt((b + sqrt(b * b - 4 * c)) / 2), 1e-9);
    ck_assert_double_eq_tol(g->p[0], P[i], 1e-9);
    ck_assert_double_eq_tol(g->q[0], Q[i], 1e-9);
    grid_free(g);
  }
}
END_TEST

START_TEST(constant_impedance) {
  grid *g = two_buses(5e3, 2e3, 2);
  solve(g, 1e-12);
  phasor y = pair(5e3, -2e3) / (230 * 230), V = 230 / (1 + y * pair(0.4, 0.2));
  ck_assert_double_lt(cabs(voltage(g, 1, 1) - V), 1e-9);
  ck_assert_double_eq_tol(g->p[0], 5e3 * creal(V * conj(V)) / 230 / 230, 1e-7);
  grid_free(g);
}
END_TEST

/* |I| = S / U0 whatever the voltage: (V + I (R cos + X sin))^2 + I^2 (X cos - R sin)^2 = E^2 */
START_TEST(constant_current) {
  grid *g = two_buses(5e3, 2e3, 1);
  solve(g, 1e-12);
  double across = (0.2 * 5e3 - 0.4 * 2e3) / 230, along = (0.4 * 5e3 + 0.2 * 2e3) / 230;
  ck_assert_double_eq_tol(cabs(voltage(g, 1, 1)), sqrt(230 * 230 - across * across) - along, 1e-9);
  grid_free(g);
}
END_TEST

/* Any exponent: P U^-e is what was given; beyond the limits the impedance at the limit. */
START_TEST(exponents_and_limits) {
  ig_connection c = {.exponent_p = 1.3, .exponent_q = 3, .u_min_pu = 0.9, .u_max_pu = 1.1};
  double u[] = {0.0, 0.3, 0.9, 0.95, 1.0, 1.1, 1.3}, p, q;
  for (size_t i = 0; i < IG_COUNT(u); i++) {
    double at = ig_clamp(u[i], 0.9, 1.1);
    ig_element_load_factor(&c, u[i], &p, &q);
    ck_assert_double_eq_tol(p, pow(at, 1.3) * u[i] * u[i] / at / at, 1e-14);
    ck_assert_double_eq_tol(q, pow(at, 3) * u[i] * u[i] / at / at, 1e-14);
  }
  grid *g = two_buses(20e3, 0, 0);
  g->n.connection[0].u_min_pu = 0.9;
  solve(g, 1e-12);
  phasor V = 230 / (1 + 20e3 / (0.81 * 230 * 230) * pair(0.4, 0.2));
  ck_assert_double_lt(cabs(V), 0.9 * 230);
  ck_assert_double_lt(cabs(voltage(g, 1, 1) - V), 1e-9);
  grid_free(g);
}
END_TEST

/* Two equal lines in a loop are one of half the impedance; an open switch is nothing. */
START_TEST(loop_and_open_switch) {
  grid *g = two_buses(5e3, 2e3, 0), *half = two_buses(5e3, 2e3, 0);
  line(g, 0, "source", "1", "other", "1", 100);
  closed(g, "other", "12", "load", "12"); /* nothing is on their second conductors */
  half->n.line[0].length_m = 50;
  solve(g, 1e-12), solve(half, 1e-12);
  ck_assert_double_lt(cabs(voltage(g, 1, 1) - voltage(half, 1, 1)), 1e-10);
  ck_assert(voltage(g, 2, 1) == voltage(g, 1, 1));
  ck_assert(isnan(creal(voltage(g, 2, 2))));
  g->n.switch_[0].closed = false, half->n.line[0].length_m = 100;
  solve(g, 1e-12), solve(half, 1e-12);
  ck_assert_double_lt(cabs(voltage(g, 1, 1) - voltage(half, 1, 1)), 1e-10);
  ck_assert_double_lt(cabs(voltage(g, 2, 1) - 230), 1e-10);
  grid_free(g), grid_free(half);
}
END_TEST

/* --- vector groups -------------------------------------------------------------------------------- */

/* No load, one phase of a delta on the low side earthed; voltage L1-L2 of the low side against that of the high side.
 */
static phasor ratio(ig_winding high, ig_winding low, int clock, double tap) {
  grid *g = grid_new();
  source(g, "high", 20e3, 0);
  g->n.transformer[g->n.n_transformers++] = (ig_transformer){.name = "transformer",
                                                             .n = 2,
                                                             .bus = {bus(g, "high"), bus(g, "low")},
                                                             .winding = {high, low},
                                                             .clock = {0, clock},
                                                             .star_earthed = {true, true},
                                                             .rated_V = {20e3, 400},
                                                             .tap = {tap, 1},
                                                             .r_pu = {0.005, 0.005},
                                                             .x_pu = {0.04},
                                                             .rated_VA = 400e3};
  if (low == IG_WINDING_DELTA) closed(g, "low", "1", "low", "0");
  solve(g, 1e-9);
  phasor r = (voltage(g, 1, 1) - voltage(g, 1, 2)) / (voltage(g, 0, 1) - voltage(g, 0, 2));
  phasor next = (voltage(g, 1, 2) - voltage(g, 1, 3)) / (voltage(g, 0, 2) - voltage(g, 0, 3));
  ck_assert_double_lt(cabs(r - next), 1e-12);
  grid_free(g);
  return r;
}

START_TEST(vector_groups) {
  for (int clock = 0; clock < 12; clock++)
    for (int k = 0; k < 4; k++) {
      ig_winding high = k & 1 ? IG_WINDING_WYE : IG_WINDING_DELTA, low = k & 2 ? IG_WINDING_WYE : IG_WINDING_DELTA;
      if ((clock % 2 == 0) != (high == low)) continue;
      phasor expected = polar(400.0 / 20e3 / 1.025, -IG_PI / 6 * clock);
      ck_assert_double_lt(cabs(ratio(high, low, clock, 1.025) - expected), 1e-12);
    }
}
END_TEST

/* --- a network of everything ---------------------------------------------------------------------- */

/* 20 kV behind an impedance, Dyn11 of 400 kVA, `n` buses of four wires with some loops, two earthings, all kinds of
 * loads and some generation. */
static grid *district(int n, double short_circuit_VA) {
  static const double mv[] = {0.6, 0.1, 0.6, 0.1, 0.1, 0.6}, mv_c[] = {2e-7, -2e-8, 2e-7, -2e-8, -2e-8, 2e-7};
  static const char *on[] = {"14", "24", "34", "1234", "12", "123"};
  grid *g = grid_new();
  source(g, "hv", 20e3, short_circuit_VA);
  line(g, line_type(g, 3, 1000, mv, mv, mv_c), "hv", "123", "mv", "123", 3000);
  g->n.transformer[g->n.n_transformers++] = (ig_transformer){.name = "transformer",
                                                             .n = 2,
                                                             .bus = {bus(g, "mv"), bus(g, "0")},
                                                             .winding = {IG_WINDING_DELTA, IG_WINDING_WYE},
                                                             .clock = {0, 11},
                                                             .rated_V = {20e3, 410},
                                                             .tap = {1, 1},
                                                             .r_pu = {0.005, 0.005},
                                                             .x_pu = {0.04},
                                                             .rated_VA = 400e3,
                                                             .no_load_loss_W = 930,
                                                             .magnetising_A_pu = 0.02};
  earthing(g, "0", 5, 0.1);
  size_t type = line_type(g, 4, 1000, zabcn_r, zabcn_x, NULL);
  for (int i = 1; i < n; i++) {
    char from[12], to[12];
    snprintf(from, sizeof from, "%d", i < 4 ? 0 : i - 1 - i % 3), snprintf(to, sizeof to, "%d", i);
    line(g, type, from, "1234", to, "1234", 15 + i % 7);
    const char *wire = on[i % 6];
    double V = strcmp(wire, "12") == 0 || strcmp(wire, "123") == 0 ? 400 : 230, P = 100.0 * (i % 11) - 200;
    ig_connection *c = load(g, to, wire, V, P, 0.3 * fabs(P));
    c->delta = strcmp(wire, "123") == 0;
    c->exponent_p = i % 4 * 0.5, c->exponent_q = i % 3;
  }
  char last[12];
  snprintf(last, sizeof last, "%d", n - 1);
  line(g, type, "1", "1234", last, "1234", 100);
  earthing(g, last, 10, 0);
  return g;
}

static double line_loss(const grid *g, const ig_nodal *nodal, size_t i) {
  double fr[6], fi[6], tr[6], ti[6], loss = 0;
  const ig_line *l = &g->n.line[i];
  ig_nodal_line_current(nodal, i, g->re, g->im, fr, fi, tr, ti);
  for (int k = 0; k < l->from_wires.n; k++) {
    if (l->from_wires.at[k]) loss += creal(voltage(g, l->from, l->from_wires.at[k]) * conj(pair(fr[k], fi[k])));
    if (l->to_wires.at[k]) loss -= creal(voltage(g, l->to, l->to_wires.at[k]) * conj(pair(tr[k], ti[k])));
  }
  return loss;
}

static void check_balance(double short_circuit_VA, bool load_at_source) {
  grid *g = district(60, short_circuit_VA);
  if (load_at_source) load(g, "hv", "123", 20e3 / sqrt(3), 5e3, 1e3);
  ig_nodal *nodal = create(g);
  ig_nodal_start(nodal, g->re, g->im);
  ck_assert_int_gt(step(g, nodal, 1e-11, 100).iterations, 0);
  double p, q, w[2], wq[2], used = 0, loss = 0, earth;
  ig_nodal_source_power(nodal, g->p0, g->q0, g->re, g->im, &p, &q);
  ig_nodal_transformer_power(nodal, 0, g->re, g->im, w, wq);
  for (size_t i = 0; i < g->n.n_connections; i++) used += g->p[i];
  for (size_t i = 0; i < g->n.n_lines; i++) loss += line_loss(g, nodal, i);
  phasor first = voltage(g, bus(g, "0"), 4), last = voltage(g, bus(g, "59"), 4);
  earth = creal(first * conj(first / pair(5, 0.1))) + creal(last * conj(last)) / 10;
  ck_assert_double_gt(earth, 1e-6);
  ck_assert_double_gt(loss, 10);
  ck_assert_double_gt(w[0] + w[1], 900);
  ck_assert_double_eq_tol(p, used + loss + earth + w[0] + w[1], 1e-9 * fabs(p));
  ig_nodal_free(nodal);
  grid_free(g);
}

START_TEST(balance_of_power) {
  check_balance(100e6, false);
  check_balance(100e6, true);
  check_balance(0, false);
  check_balance(0, true);
}
END_TEST

/* Lines and loads at each bus behind the transformer: nothing is left. */
START_TEST(kirchhoff) {
  grid *g = district(60, 100e6);
  ig_nodal *nodal = create(g);
  ig_nodal_start(nodal, g->re, g->im);
  ck_assert_int_gt(step(g, nodal, 1e-11, 100).iterations, 0);
  phasor left[ROOM][IG_NETWORK_WIRES + 1] = {0};
  for (size_t i = 0; i < g->n.n_lines; i++) {
    double fr[6], fi[6], tr[6], ti[6];
    const ig_line *l = &g->n.line[i];
    ig_nodal_line_current(nodal, i, g->re, g->im, fr, fi, tr, ti);
    for (int k = 0; k < l->from_wires.n; k++) {
      left[l->from][l->from_wires.at[k]] -= pair(fr[k], fi[k]);
      left[l->to][l->to_wires.at[k]] += pair(tr[k], ti[k]);
    }
  }
  double worst = 0, through = 0;
  for (size_t i = 0; i < g->n.n_connections; i++) {
    const ig_connection *c = &g->n.connection[i];
    if (c->wires.n > 2) continue;
    int b = c->wires.at[1];
    phasor drawn = conj(pair(g->p[i], g->q[i]) / (voltage(g, c->bus, c->wires.at[0]) - voltage(g, c->bus, b)));
    for (int k = 1; k <= 4; k++) {
      phasor load_A = k == c->wires.at[0] ? drawn : k == b ? -drawn : 0;
      if (c->bus != bus(g, "59")) worst = ig_max(worst, cabs(left[c->bus][k] - load_A));
      through = ig_max(through, cabs(drawn));
    }
  }
  printf("test_grid_nodal: Kirchhoff, %.1e A of up to %.1f A left at a node\n", worst, through);
  ck_assert_double_lt(worst, 1e-7);
  ck_assert_double_gt(through, 1);
  ig_nodal_free(nodal);
  grid_free(g);
}
END_TEST

/* No load at rated voltage: the transformer takes its no-load loss and its magnetising current. */
START_TEST(no_load_loss) {
  grid *g = district(5, 0);
  g->n.n_lines = 0, g->n.n_connections = 0;
  closed(g, "hv", "123", "mv", "123");
  earthing(g, "4", IG_NAN, IG_NAN);
  ig_nodal *nodal = create(g);
  ig_nodal_start(nodal, g->re, g->im);
  double w[2], q[2], p_source, q_source;
  ig_nodal_transformer_power(nodal, 0, g->re, g->im, w, q);
  ig_nodal_source_power(nodal, NULL, NULL, g->re, g->im, &p_source, &q_source);
  ck_assert_double_eq_tol(w[0], 930, 5);
  ck_assert_double_eq_tol(q[0], 0.02 * 400e3, 30);
  ck_assert_double_eq_tol(w[1], 0, 1e-6);
  ck_assert_double_eq_tol(p_source, w[0], 1e-6);
  ck_assert_double_eq_tol(q_source, q[0], 1e-6);
  ig_nodal_free(nodal);
  grid_free(g);
}
END_TEST

/* --- what cannot be solved ------------------------------------------------------------------------ */

static void refused(grid *g, const char *word, const char *other) {
  char why[256] = "";
  ck_assert_ptr_null(ig_nodal_create(&g->n, why, sizeof why));
  ck_assert_msg(strstr(why, word) && strstr(why, other), "%s", why);
  grid_free(g);
}

START_TEST(what_floats) {
  grid *g = district(20, 0);
  earthing(g, "0", IG_NAN, IG_NAN), earthing(g, "19", IG_NAN, IG_NAN);
  refused(g, "floats", "bus 0");
  g = two_buses(1, 1, 0);
  load(g, "nowhere", "2", 230, 1, 0);
  refused(g, "floats", "conductor 2 of bus nowhere");
  g = district(20, 0); /* two star points in the air, joined by nothing */
  g->n.transformer[0].winding[0] = IG_WINDING_WYE, g->n.transformer[0].clock[1] = 0;
  g->n.transformer[0].no_load_loss_W = g->n.transformer[0].magnetising_A_pu = 0;
  g->n.n_lines = 1, g->n.n_connections = 0;
  earthing(g, "0", IG_NAN, IG_NAN), earthing(g, "19", IG_NAN, IG_NAN);
  closed(g, "0", "1", "0", "0");
  refused(g, "singular", "conductor 4");
  g = two_buses(1, 1, 0);
  closed(g, "load", "1", "source", "2");
  closed(g, "load", "1", "source", "1");
  refused(g, "two sources", "source");
  g = two_buses(1, 1, 0);
  closed(g, "source", "1", "source", "0");
  refused(g, "short-circuited", "source");
}
END_TEST

/* More than the line can carry: the last good voltages stay. */
START_TEST(too_much_load) {
  grid *g = two_buses(8e3, 0, 0);
  g->n.connection[0].u_min_pu = 1e-3;
  ig_nodal *nodal = create(g);
  ig_nodal_start(nodal, g->re, g->im);
  ck_assert_int_gt(step(g, nodal, 1e-9, 100).iterations, 0);
  phasor good = voltage(g, 1, 1);
  g->p0[0] = 60e3;
  ck_assert_int_eq(step(g, nodal, 1e-9, 100).iterations, 0);
  ck_assert(voltage(g, 1, 1) == good);
  ck_assert_double_eq(g->p[0], 60e3);
  g->p0[0] = 8e3; /* from the solution it is one iteration */
  ck_assert_int_eq(step(g, nodal, 1e-6, 100).iterations, 1);
  ck_assert_double_lt(cabs(voltage(g, 1, 1) - good), 1e-8);
  ig_nodal_free(nodal);
  grid_free(g);
}
END_TEST

/* --- threads and time ------------------------------------------------------------------------------ */

typedef struct share {
  grid *g;
  const ig_nodal *nodal;
} share;

static void *run(void *argument) {
  share *s = argument;
  ig_nodal_work *work = ig_nodal_work_create(s->nodal);
  ig_nodal_start(s->nodal, s->g->re, s->g->im);
  for (int i = 0; i < 300; i++) {
    s->g->p0[i % 50] += 10;
    ig_nodal_solve(s->nodal, work, s->g->p0, s->g->q0, 1e-7, 100, s->g->re, s->g->im, s->g->p, s->g->q);
  }
  ig_nodal_work_free(work);
  return NULL;
}

START_TEST(threads_share_the_factors) {
  enum { THREADS = 4 };
  share s[THREADS];
  pthread_t thread[THREADS];
  s[0].g = district(60, 100e6);
  ig_nodal *nodal = create(s[0].g);
  for (int i = 0; i < THREADS; i++) s[i] = (share){i ? district(60, 100e6) : s[0].g, nodal};
  for (int i = 1; i < THREADS; i++) ck_assert_int_eq(pthread_create(&thread[i], NULL, run, &s[i]), 0);
  for (int i = 1; i < THREADS; i++) pthread_join(thread[i], NULL);
  run(&s[0]);
  size_t size = s[0].g->n.n_buses * IG_NETWORK_WIRES * sizeof(double);
  for (int i = 1; i < THREADS; i++) {
    ck_assert_int_eq(memcmp(s[0].g->re, s[i].g->re, size) | memcmp(s[0].g->im, s[i].g->im, size), 0);
    grid_free(s[i].g);
  }
  ig_nodal_free(nodal);
  grid_free(s[0].g);
}
END_TEST

START_TEST(speed) {
  enum { STEPS = 2000 };
  grid *g = district(100, 100e6);
  ig_nodal *nodal = create(g);
  ig_nodal_work *work = ig_nodal_work_create(nodal);
  ig_nodal_start(nodal, g->re, g->im);
  struct timespec begin, end;
  int iterations = 0;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  for (int i = 0; i < STEPS; i++) {
    for (size_t c = 0; c < g->n.n_connections; c++) g->p0[c] = 100.0 * (double)((c * 7 + (size_t)i * 3) % 11) - 200;
    iterations += ig_nodal_solve(nodal, work, g->p0, g->q0, 1e-4, 100, g->re, g->im, g->p, g->q).iterations;
  }
  clock_gettime(CLOCK_MONOTONIC, &end);
  double us = 1e6 * (double)(end.tv_sec - begin.tv_sec) + 1e-3 * (double)(end.tv_nsec - begin.tv_nsec);
  printf("test_grid_nodal: 102 buses of four wires, %.1f iterations to 1e-4 V, %.0f microseconds a step\n",
         (double)iterations / STEPS, us / STEPS);
  ig_nodal_work_free(work);
  ig_nodal_free(nodal);
  grid_free(g);
}
END_TEST

int main(void) {
  const TTest *tests[] = {one_phase_load,
                          three_phase_loads,
                          generators,
                          six_wires,
                          switch_of_one_wire,
                          transformers_of_two_windings,
                          transformer_of_three_windings,
                          lines_with_capacitance,
                          constant_power,
                          constant_impedance,
                          constant_current,
                          exponents_and_limits,
                          loop_and_open_switch,
                          vector_groups,
                          balance_of_power,
                          kirchhoff,
                          no_load_loss,
                          what_floats,
                          too_much_load,
                          threads_share_the_factors,
                          speed};
  Suite *suite = suite_create("grid_nodal");
  TCase *cases = tcase_create("nodal");
  tcase_set_timeout(cases, 120);
  for (size_t i = 0; i < IG_COUNT(tests); i++) tcase_add_test(cases, tests[i]);
  suite_add_tcase(suite, cases);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
