/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sweep against the nodal solver on drawn radial networks: every 10-minute and step value that both leave behind;
 * the two-bus formula; steps that have no solution. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/grid_nodal.h"
#include "models/grid/sweep.h"

enum { ROOM = 400, STEPS = 160, WINDOW = 10 };

typedef struct grid {
  ig_network n;
  double *power; /* [connection][STEPS] */
  const double *row[ROOM];
} grid;

static uint64_t seed = 88172645463325252ULL;
static double uniform(void) {
  seed ^= seed << 13, seed ^= seed >> 7, seed ^= seed << 17;
  return (double)(seed >> 11) / 9007199254740992.0;
}
static size_t below(size_t n) { return (size_t)(uniform() * (double)n); }

static ig_wires wires(const char *text) {
  ig_wires w = {0};
  for (; *text; text++) w.at[w.n++] = (uint8_t)(*text - '0');
  return w;
}

static size_t add_bus(grid *g, double nominal_V, unsigned mask) {
  g->n.bus[g->n.n_buses] = (ig_bus){.name = "bus",
                                    .nominal_V = nominal_V,
                                    .earthing_r_ohm = IG_NAN,
                                    .earthing_x_ohm = IG_NAN,
                                    .wires = (uint8_t)mask};
  return g->n.n_buses++;
}

static size_t add_type(grid *g, int n, double self_r, double self_x, double neutral_r, double mutual_r, double mutual_x,
                       double uneven) {
  ig_line_type *t = &g->n.line_type[g->n.n_line_types];
  *t = (ig_line_type){.name = "type", .n = n, .ampacity_A = 200};
  for (int i = 0; i < n; i++)
    for (int k = 0; k < n; k++) {
      t->r_ohm_m[i * n + k] = (i == k ? (i == 3 ? neutral_r : self_r) : mutual_r) / 1e3;
      t->x_ohm_m[i * n + k] = (i == k ? self_x : mutual_x + uneven * abs(i - k)) / 1e3;
    }
  return g->n.n_line_types++;
}

static void add_line(grid *g, size_t from, size_t to, size_t type, const char *on, double length_m) {
  g->n.line[g->n.n_lines++] =
      (ig_line){"line",    from,      to,       type,
                wires(on), wires(on), length_m, g->n.bus[from].nominal_V > 1000 ? IG_LINE_MV : IG_LINE_LV};
}

static void add_load(grid *g, size_t bus, const char *on, bool delta, double rated_V, double p, double q) {
  g->n.connection[g->n.n_connections++] = (ig_connection){.unit = "load",
                                                          .bus = bus,
                                                          .wires = wires(on),
                                                          .delta = delta,
                                                          .rated_V = rated_V,
                                                          .tan_phi = 0.1 + 0.3 * uniform(),
                                                          .exponent_p = p,
                                                          .exponent_q = q,
                                                          .u_min_pu = 0.8,
                                                          .u_max_pu = 1.2};
}

static grid *grid_new(void) {
  grid *g = calloc(1, sizeof *g);
  g->n.bus = calloc(ROOM, sizeof *g->n.bus), g->n.line_type = calloc(ROOM, sizeof *g->n.line_type);
  g->n.line = calloc(ROOM, sizeof *g->n.line), g->n.switch_ = calloc(ROOM, sizeof *g->n.switch_);
  g->n.transformer = calloc(ROOM, sizeof *g->n.transformer), g->n.source = calloc(1, sizeof *g->n.source);
  g->n.connection = calloc(ROOM, sizeof *g->n.connection), g->power = calloc(ROOM * STEPS, sizeof *g->power);
  return g;
}

static void grid_free(grid *g) {
  for (size_t c = 0; c < g->n.n_connections; c++) free(g->n.connection[c].response);
  free(g->n.bus), free(g->n.line_type), free(g->n.line), free(g->n.switch_), free(g->n.transformer), free(g->n.source);
  free(g->n.connection), free(g->power), free(g);
}

static void draw_power(grid *g, double most_W) {
  for (size_t c = 0; c < g->n.n_connections; c++) {
    g->row[c] = g->power + c * STEPS;
    for (size_t s = 0; s < STEPS; s++) g->power[c * STEPS + s] = (uniform() < 0.1 ? -0.5 : uniform()) * most_W;
  }
}

static size_t add_transformer(grid *g, size_t from, size_t to, int clock, bool star_earthed) {
  g->n.transformer[g->n.n_transformers] = (ig_transformer){.name = "transformer",
                                                           .n = 2,
                                                           .bus = {from, to},
                                                           .winding = {IG_WINDING_DELTA, IG_WINDING_WYE},
                                                           .clock = {0, clock},
                                                           .star_earthed = {false, star_earthed},
                                                           .rated_V = {20000, 410},
                                                           .tap = {1.025, clock == 11 ? 1 : 0.98},
                                                           .r_pu = {0.005, 0.006},
                                                           .x_pu = {0.04},
                                                           .rated_VA = 400e3,
                                                           .no_load_loss_W = 600,
                                                           .magnetising_A_pu = 0.01};
  return g->n.n_transformers++;
}

/* Medium voltage of three buses behind a source, a transformer and a drawn tree at each of the last two. */
static grid *draw_grid(bool four_wires, bool uneven, bool dependent) {
  grid *g = grid_new();
  const char *on = four_wires ? "1234" : "123";
  size_t mv[3];
  for (int i = 0; i < 3; i++) mv[i] = add_bus(g, 20000, 7);
  g->n.source[g->n.n_sources++] = (ig_grid_source){.name = "source",
                                                   .bus = mv[0],
                                                   .voltage_V = 20400,
                                                   .angle_deg = 17,
                                                   .r1_ohm = 0.2,
                                                   .x1_ohm = 2,
                                                   .r0_ohm = 0.3,
                                                   .x0_ohm = 3};
  size_t cable = add_type(g, 3, 0.25, 0.4, 0, 0.05, 0.3, 0);
  add_line(g, mv[0], mv[1], cable, "123", 800);
  add_line(g, mv[1], mv[2], cable, "123", 500);
  size_t main_type = add_type(g, four_wires ? 4 : 3, 0.25, 0.75, 0.4, 0.05, 0.6, uneven ? 0.01 : 0);
  size_t thin = add_type(g, four_wires ? 4 : 3, 0.9, 0.75, 0.9, 0.05, 0.65, 0);
  for (int area = 1; area < 3; area++) {
    size_t first = add_bus(g, 400, four_wires ? 15 : 7);
    if (four_wires) g->n.bus[first].earthing_r_ohm = g->n.bus[first].earthing_x_ohm = 0.5;
    add_transformer(g, mv[area], first, area == 1 ? 11 : 1, !four_wires);
    for (int i = 0; i < 60; i++) {
      size_t bus = add_bus(g, 400, four_wires ? 15 : 7), from = first + below(bus - first);
      if (uniform() < 0.6) from = bus - 1;
      add_line(g, from, bus, uniform() < 0.7 ? main_type : thin, on, 5 + 25 * uniform());
    }
    for (int i = 0; i < 25; i++) {
      static const char *const single[] = {"14", "24", "34"}, *const earth[] = {"1", "2", "3"};
      size_t at = first + 1 + below(60), phase = below(3);
      double p = dependent ? (double)below(3) : 0, q = dependent ? 1.7 * uniform() : 0;
      if (i % 8 == 0)
        add_load(g, at, on, false, 230, p, q);
      else if (i % 8 == 1)
        add_load(g, at, "123", true, 400, p, q);
      else if (i % 8 == 2)
        add_load(g, at, "12", false, 400, p, q);
      else
        add_load(g, at, four_wires ? single[phase] : earth[phase], false, 230, p, q);
    }
  }
  draw_power(g, 4000);
  return g;
}

static ig_flow flow_new(const grid *g, size_t factors, bool voltages) {
  ig_flow f = {.steps = STEPS, .windows = STEPS / WINDOW, .windows_most = STEPS / WINDOW, .window_steps = WINDOW};
  f.steps_known = STEPS, f.row_steps = f.row_stride = STEPS, f.row = g->row;
  const ig_network *n = &g->n;
  f.u_V = calloc(n->n_buses * 3 * f.windows, 8), f.neutral_V = calloc(n->n_buses * f.windows, 8);
  f.unbalance = calloc(n->n_buses * f.windows, 8), f.i_A = calloc(n->n_lines * 4 * f.windows + 1, 8);
  f.loss_W = calloc(n->n_lines * f.windows + 1, 8), f.loading = calloc(n->n_transformers * STEPS + 1, 8);
  f.transfer_W = calloc(n->n_transformers * STEPS + 1, 8), f.winding_W = calloc(n->n_transformers * STEPS + 1, 8);
  f.no_load_W = calloc(n->n_transformers * STEPS + 1, 8);
  f.kind_W = calloc(IG_FLOW_KINDS * STEPS, 8), f.source_W = calloc(STEPS, 8), f.source_var = calloc(STEPS, 8);
  f.kirchhoff = calloc(STEPS, 8), f.mismatch = calloc(STEPS, 8), f.iterations = calloc(STEPS, 8);
  f.lowest_pu = calloc(STEPS, 8), f.lowest_at = calloc(STEPS, 8);
  f.factor = calloc(factors * STEPS + 1, 8), f.moved = calloc(factors + 1, 1);
  if (voltages) f.v_V = calloc(n->n_buses * 8 * STEPS, 8);
  return f;
}

static void flow_free(ig_flow *f) {
  free(f->u_V), free(f->neutral_V), free(f->unbalance), free(f->i_A), free(f->loss_W), free(f->loading);
  free(f->transfer_W), free(f->winding_W), free(f->kind_W), free(f->source_W), free(f->source_var), free(f->kirchhoff);
  free(f->mismatch), free(f->iterations), free(f->lowest_pu), free(f->lowest_at), free(f->factor), free(f->moved);
  free(f->v_V), free(f->no_load_W);
}

static void run_sweep(const grid *g, ig_flow *f) {
  char why[256] = "";
  ig_radial *r = ig_radial_create(&g->n, why, sizeof why);
  ck_assert_msg(r != NULL, "%s", why);
  *f = flow_new(g, r->n_slots, true);
  ig_sweep *s = ig_sweep_create(r, WINDOW, 1e-8);
  for (size_t w = 0; w < f->windows; w += IG_LANES) ig_sweep_slice(s, f, w);
  ig_sweep_free(s);
  ig_radial_free(r);
}

static void run_nodal(const grid *g, ig_flow *f) {
  char why[256] = "";
  ig_nodal *n = ig_nodal_create(&g->n, why, sizeof why);
  ck_assert_msg(n != NULL, "%s", why);
  *f = flow_new(g, g->n.n_connections, true);
  ig_grid_nodal *s = ig_grid_nodal_create(n, &g->n, 1e-9);
  ig_grid_nodal_slice(s, f, 0, f->windows);
  ig_grid_nodal_free(s);
  ig_nodal_free(n);
}

static void compare(const char *what, const double *a, const double *b, size_t n, double tolerance) {
  double worst = 0;
  size_t at = 0;
  for (size_t i = 0; i < n; i++) {
    ck_assert_msg(isnan(a[i]) == isnan(b[i]), "%s[%zu]: %g and %g", what, i, a[i], b[i]);
    if (fabs(a[i] - b[i]) > worst) worst = fabs(a[i] - b[i]), at = i;
  }
  printf("%-12s differs by at most %.3g\n", what, worst);
  ck_assert_msg(worst <= tolerance, "%s[%zu]: sweep %.12g, nodal %.12g", what, at, n ? a[at] : 0, n ? b[at] : 0);
}

static void compare_flows(const grid *g, const ig_flow *a, const ig_flow *b, double tolerance_V) {
  const ig_network *n = &g->n;
  size_t w = a->windows;
  compare("u_V", a->u_V, b->u_V, n->n_buses * 3 * w, tolerance_V);
  compare("neutral_V", a->neutral_V, b->neutral_V, n->n_buses * w, tolerance_V);
  for (size_t i = 0; i < n->n_buses; i++) /* between kept buses the unbalance is interpolated */
    for (size_t k = 0; k < w; k++) ck_assert_double_eq_tol(a->unbalance[i * w + k], b->unbalance[i * w + k], 1e-4);
  compare("i_A", a->i_A, b->i_A, n->n_lines * 4 * w, 1e-5);
  compare("loss_W", a->loss_W, b->loss_W, n->n_lines * w, 1e-4);
  compare("loading", a->loading, b->loading, n->n_transformers * STEPS, 1e-8);
  compare("transfer_W", a->transfer_W, b->transfer_W, n->n_transformers * STEPS, 1e-3);
  compare("winding_W", a->winding_W, b->winding_W, n->n_transformers * STEPS, 1e-3);
  compare("no_load_W", a->no_load_W, b->no_load_W, n->n_transformers * STEPS, 1e-3);
  compare("kind_W", a->kind_W + IG_FLOW_LOAD_LOSS * STEPS, b->kind_W + IG_FLOW_LOAD_LOSS * STEPS, 2 * STEPS, 1e-3);
  compare("source_W", a->source_W, b->source_W, STEPS, 1e-3);
  compare("source_var", a->source_var, b->source_var, STEPS, 1e-3);
  compare("lowest_pu", a->lowest_pu, b->lowest_pu, STEPS, 1e-8);
  for (size_t i = 0; i < n->n_buses; i++)
    for (size_t k = 0; k < 4; k++)
      if (n->bus[i].wires & (1U << k))
        for (size_t s = 0; s < 2 * STEPS; s++)
          ck_assert_double_eq_tol(a->v_V[(i * 4 + k) * 2 * STEPS + s], b->v_V[(i * 4 + k) * 2 * STEPS + s],
                                  tolerance_V);
  for (size_t s = 0; s < STEPS; s++) {
    ck_assert_double_lt(a->kirchhoff[s], 1e-12);
    ck_assert_double_lt(b->kirchhoff[s], 1e-9);
    ck_assert_double_lt(a->mismatch[s], 1e-9);
    ck_assert_double_gt(a->iterations[s], 0);
  }
}

START_TEST(sweep_agrees_with_nodal) {
  bool four = _i & 1, uneven = _i & 2, dependent = _i & 4;
  grid *g = draw_grid(four, uneven, dependent);
  ig_flow a, b;
  run_sweep(g, &a);
  run_nodal(g, &b);
  printf("case %d: %g iterations in the sweep's first step, %g in its second\n", _i, a.iterations[0], a.iterations[1]);
  compare_flows(g, &a, &b, 1e-6);
  flow_free(&a), flow_free(&b);
  grid_free(g);
}
END_TEST

/* A single-phase load at the end of a line: U^2 is the larger root of U^4 + (2 (R P + X Q) - E^2) U^2 + Z^2 S^2 = 0. */
START_TEST(two_buses) {
  grid *g = grid_new();
  size_t a = add_bus(g, 400, 7), b = add_bus(g, 400, 7);
  g->n.source[g->n.n_sources++] = (ig_grid_source){.name = "source", .bus = a, .voltage_V = 400};
  add_line(g, a, b, add_type(g, 3, 1, 0.5, 0, 0, 0, 0), "123", 200);
  add_load(g, b, "1", false, 230, 0, 0);
  draw_power(g, 5000);
  ig_flow f;
  run_sweep(g, &f);
  for (size_t s = 0; s < STEPS; s++) {
    double r = 0.2, x = 0.1, p = g->power[s], q = p * g->n.connection[0].tan_phi, e2 = 400.0 * 400.0 / 3;
    double half = e2 / 2 - (r * p + x * q), u2 = half + sqrt(half * half - (r * r + x * x) * (p * p + q * q));
    double re = f.v_V[(b * 4) * 2 * STEPS + s], im = f.v_V[(b * 4) * 2 * STEPS + STEPS + s];
    ck_assert_double_eq_tol(hypot(re, im), sqrt(u2), 1e-8);
  }
  flow_free(&f);
  grid_free(g);
}
END_TEST

/* Far too much load: the voltage falls below the constant-power range, the load becomes an impedance, and the step is
 * solved at a collapsed voltage, or given up: then it names the load, and changes no power. */
START_TEST(collapse_is_reported) {
  bool nodal = _i;
  grid *g = grid_new();
  size_t a = add_bus(g, 400, 7), b = add_bus(g, 400, 7);
  g->n.source[g->n.n_sources++] = (ig_grid_source){.name = "source", .bus = a, .voltage_V = 400};
  add_line(g, a, b, add_type(g, 3, 1, 0.5, 0, 0, 0, 0), "123", 1000);
  add_load(g, a, "1", false, 230, 0, 0);
  add_load(g, b, "1", false, 230, 0, 0);
  g->row[0] = g->power + STEPS, g->row[1] = g->power;
  for (size_t s = 0; s < STEPS; s++) g->power[s] = s == 77 ? 2e5 : 1000;
  ig_flow f;
  (nodal ? run_nodal : run_sweep)(g, &f);
  for (size_t s = 0; s < STEPS; s++) {
    if (s == 77) {
      ck_assert_msg(f.iterations[s] == 0 || f.lowest_pu[s] < 0.5, "step 77: %g iterations, %g pu", f.iterations[s],
                    f.lowest_pu[s]);
      ck_assert_int_eq(f.moved[0] || f.moved[1], f.iterations[s] > 0);
      ck_assert_double_eq(f.lowest_at[s], 1);
      continue;
    }
    ck_assert_double_gt(f.iterations[s], 0);
    ck_assert_double_gt(f.lowest_pu[s], 0.95);
  }
  flow_free(&f);
  grid_free(g);
}
END_TEST

static ig_response *inverter(double rated_VA, double steepness) {
  ig_response *r = calloc(1, sizeof *r);
  *r = (ig_response){.rated_VA = rated_VA,
                     .var_u_pu = {0.96 - 0.04 / steepness, 0.96, 1.02, 1.02 + 0.04 / steepness},
                     .var_q_pu = {-0.44, 0, 0, 0.44},
                     .watt_u_pu = {1.06, 1.10},
                     .watt_p_pu = {1, 0.2}};
  return r;
}

/* An inverter at the end of a line of R + j X: the voltage must solve the two-bus equation with P and Q of the curves
 * at that very voltage. */
START_TEST(inverter_follows_its_curve) {
  grid *g = grid_new();
  size_t a = add_bus(g, 400, 7), b = add_bus(g, 400, 7);
  g->n.source[g->n.n_sources++] = (ig_grid_source){.name = "source", .bus = a, .voltage_V = 400};
  add_line(g, a, b, add_type(g, 3, 1, 0.5, 0, 0, 0, 0), "123", 500);
  add_load(g, b, "1", false, 230, 0, 0);
  g->n.connection[0].response = inverter(9000, 1);
  g->row[0] = g->power;
  for (size_t s = 0; s < STEPS; s++) g->power[s] = -14000.0 * (double)s / STEPS + 2000;
  ig_flow f[2];
  run_sweep(g, &f[0]);
  run_nodal(g, &f[1]);
  bool moved = false, limited = false;
  for (size_t s = 0; s < STEPS; s++)
    for (int k = 0; k < 2; k++) {
      double re = f[k].v_V[(b * 4) * 2 * STEPS + s], im = f[k].v_V[(b * 4) * 2 * STEPS + STEPS + s],
             u2 = re * re + im * im;
      double p, q, r = 0.5, x = 0.25, e2 = 400.0 * 400.0 / 3;
      ig_response_at(g->n.connection[0].response, 1, g->power[s], sqrt(u2) / 230, &p, &q);
      ck_assert_double_eq_tol(u2 * u2 + (2 * (r * p + x * q) - e2) * u2 + (r * r + x * x) * (p * p + q * q), 0,
                              20); /* of 3e9: 1e-7 V */
      ck_assert_double_gt(f[k].iterations[s], 0);
      moved |= q > 100, limited |= p > g->power[s] + 100;
      if (k == 0) ck_assert_double_eq_tol(f[k].factor[s] * g->power[s], p, 1e-3);
    }
  ck_assert(moved && limited);
  flow_free(&f[0]), flow_free(&f[1]);
  grid_free(g);
}
END_TEST

/* Many steep inverters: the plain iteration would swing; sweep and nodal matrix agree. */
START_TEST(inverters_agree_with_nodal) {
  grid *g = draw_grid(true, _i & 1, false);
  for (size_t c = 0; c < g->n.n_connections; c += 2)
    if (g->n.connection[c].wires.n == 2 && g->n.connection[c].rated_V < 300) {
      g->n.connection[c].response = inverter(9000, _i & 2 ? 4 : 1);
      for (size_t s = 0; s < STEPS; s++) g->power[c * STEPS + s] = -8000 * uniform();
    }
  ig_flow a, b;
  run_sweep(g, &a);
  run_nodal(g, &b);
  double most = 0;
  for (size_t s = 0; s < STEPS; s++) most = fmax(most, a.iterations[s]);
  printf("case %d: %g iterations at most\n", _i, most);
  compare_flows(g, &a, &b, 1e-6);
  flow_free(&a), flow_free(&b);
  grid_free(g);
}
END_TEST

START_TEST(refuses_what_it_cannot) {
  char why[256];
  grid *g = draw_grid(true, false, false);
  add_line(g, g->n.n_buses - 1, g->n.n_buses - 7, 1, "1234", 10);
  ck_assert_ptr_null(ig_radial_create(&g->n, why, sizeof why));
  ck_assert_str_eq(why, "the network has a loop");
  g->n.n_lines--;
  g->n.bus[g->n.n_buses - 1].earthing_r_ohm = g->n.bus[g->n.n_buses - 1].earthing_x_ohm = 1;
  ck_assert_ptr_null(ig_radial_create(&g->n, why, sizeof why));
  ck_assert_str_eq(why, "a neutral is not earthed at its transformer alone");
  grid_free(g);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("grid_sweep");
  TCase *tests = tcase_create("sweep");
  tcase_set_timeout(tests, 120);
  tcase_add_loop_test(tests, sweep_agrees_with_nodal, 0, 8);
  tcase_add_test(tests, two_buses);
  tcase_add_test(tests, inverter_follows_its_curve);
  tcase_add_loop_test(tests, inverters_agree_with_nodal, 0, 4);
  tcase_add_loop_test(tests, collapse_is_reported, 0, 2);
  tcase_add_test(tests, refuses_what_it_cannot);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
