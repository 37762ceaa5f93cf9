/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walls: transmittance, chain matrices against closed forms, cells against the chain, reduction exact at its frequency.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "models/physics/construction.h"

static const double day_s = 86400.0;
static double frequency(double period_s) { return 2.0 * IG_PI / period_s; }

/* Walls of ASHRAE 140 (reference/buildings.md 1.1) and a French one, insulated inside. */
static const ig_construction light = {
    3, {{0.009, 0.140, 530, 900, 0}, {0.066, 0.040, 12, 840, 0}, {0.012, 0.160, 950, 840, 0}}};
static const ig_construction heavy = {
    3, {{0.009, 0.140, 530, 900, 0}, {0.0615, 0.040, 10, 1400, 0}, {0.100, 0.510, 1400, 1000, 0}}};
static const ig_construction inside = {
    4,
    {{0.015, 1.0, 1800, 1000, 0}, {0.16, 2.0, 2400, 1000, 0}, {0.10, 0.035, 25, 1030, 0}, {0.013, 0.25, 825, 1000, 0}}};
static const ig_construction *const walls[] = {&light, &heavy, &inside};

/* The norm's table of the wall: 0.534 between no films and those of 29.3 and 8.29 W/m2K (these from memory). */
START_TEST(transmittance) {
  ck_assert_double_eq_tol(ig_construction_resistance_m2K_W(&light), 0.009 / 0.14 + 0.066 / 0.04 + 0.012 / 0.16, 1e-12);
  ck_assert_double_eq_tol(ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&light), 0.0, 0.0), 0.559, 0.001);
  ck_assert_double_eq_tol(ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&light), 1 / 8.29, 1 / 29.3), 0.514,
                          0.001);
  ck_assert_double_eq_tol(ig_construction_capacity_J_m2K(&light),
                          0.009 * 530 * 900 + 0.066 * 12 * 840 + 0.012 * 950 * 840, 1e-9);
  ig_construction gap = {2, {{.resistance_m2K_W = 0.18}, {0.1, 1.0, 2000, 1000, 0}}};
  ck_assert_double_eq_tol(ig_construction_resistance_m2K_W(&gap), 0.28, 1e-12);
  ck_assert_double_eq_tol(ig_construction_radiative_W_m2K(1.0, 20.0), 5.7,
                          0.05); /* EN ISO 6946, table of 4 sigma T^3 */
}
END_TEST

/* A very thick wall takes sqrt(i w k rho c) (Carslaw and Jaeger 1959, 2.6); a thin one i w C with its back insulated.
 */
START_TEST(chain_matrix_closed_forms) {
  double w = frequency(day_s);
  ig_construction thick = {1, {{2.0, 1.5, 2300, 900, 0}}}, thin = {1, {{0.001, 50.0, 7800, 480, 0}}};
  double complex y = ig_construction_admittance_held(ig_construction_chain_matrix(&thick, w));
  double size = sqrt(w * 1.5 * 2300 * 900) * sqrt(0.5);
  ck_assert_double_eq_tol(creal(y), size, 1e-6 * size);
  ck_assert_double_eq_tol(cimag(y), size, 1e-6 * size);
  y = ig_construction_admittance_insulated(ig_construction_chain_matrix(&thin, w));
  ck_assert_double_eq_tol(cimag(y), w * 0.001 * 7800 * 480, 1e-6);
  for (size_t i = 0; i < IG_COUNT(walls); i++) {
    ig_construction_matrix m = ig_construction_chain_matrix(walls[i], w);
    ck_assert_double_lt(cabs(m.m[0][0] * m.m[1][1] - m.m[0][1] * m.m[1][0] - 1.0), 1e-10);
    m = ig_construction_chain_matrix(walls[i], frequency(1e9));
    ck_assert_double_eq_tol(creal(m.m[0][1]), ig_construction_resistance_m2K_W(walls[i]), 1e-5);
    /* both faces at one temperature: all the capacity, for slow changes */
    double complex both = ig_construction_admittance_both(m);
    ck_assert_double_eq_tol(cimag(both) / frequency(1e9) / ig_construction_capacity_J_m2K(walls[i]), 1.0, 1e-3);
  }
}
END_TEST

/* Admittance of the cells by the same chain, capacities as shunts. */
static double complex cells_held(const ig_construction_chain *c, double film, double w) {
  double complex z = film + c->r_m2K_W[0];
  for (int i = 0; i < c->cells; i++) z = c->r_m2K_W[i + 1] + 1.0 / (1.0 / z + (double complex)I * (w * c->c_J_m2K[i]));
  return 1.0 / z;
}

START_TEST(cells_follow_the_chain) {
  double periods[] = {3600.0, 6.0 * 3600.0, 86400.0, 5.0 * 86400.0}, limit[] = {0.05, 0.01, 0.003, 0.001};
  for (size_t i = 0; i < IG_COUNT(walls); i++) {
    ig_construction_chain c;
    ig_construction_split(walls[i], 180.0, &c);
    double r = c.r_m2K_W[0], capacity = 0.0;
    for (int k = 0; k < c.cells; k++) r += c.r_m2K_W[k + 1], capacity += c.c_J_m2K[k];
    ck_assert_double_eq_tol(r, ig_construction_resistance_m2K_W(walls[i]), 1e-12);
    ck_assert_double_eq_tol(capacity, ig_construction_capacity_J_m2K(walls[i]), 1e-6);
    printf("construction %zu: %d cells, admittance off by", i, c.cells);
    for (size_t k = 0; k < IG_COUNT(periods); k++) {
      double w = frequency(periods[k]);
      double complex exact =
          ig_construction_admittance_held(ig_construction_with_film(ig_construction_chain_matrix(walls[i], w), 0.04));
      double off = cabs(cells_held(&c, 0.04, w) / exact - 1.0);
      printf(" %.2f %% (%.0f h)", 100.0 * off, periods[k] / 3600.0);
      ck_assert_double_lt(off, limit[k]);
    }
    printf("\n");
  }
  ig_construction ground = {1, {{3.0, 2.0, 2000, 1000, 0}}};
  ig_construction_chain c;
  ig_construction_split(&ground, 1.0, &c); /* more cells than there is room for: coarser */
  ck_assert_int_le(c.cells, IG_CONSTRUCTION_CELLS);
  ck_assert_int_gt(c.cells, IG_CONSTRUCTION_CELLS / 2);
}
END_TEST

/* One capacity gives the wall's own admittance at its frequency and the steady transmittance. */
START_TEST(reduction_is_exact_at_its_frequency) {
  double w = frequency(IG_CONSTRUCTION_PERIOD_S);
  double complex sum = 0.0;
  double through = 0.0;
  for (size_t i = 0; i <= IG_COUNT(walls); i++) {
    double complex y = sum;
    double conductance = through;
    if (i < IG_COUNT(walls)) {
      y = 10.0 *
          ig_construction_admittance_held(ig_construction_with_film(ig_construction_chain_matrix(walls[i], w), 0.04));
      conductance = 10.0 / (ig_construction_resistance_m2K_W(walls[i]) + 0.04);
      sum += y, through += conductance;
    }
    ig_construction_reduced r = ig_construction_reduce_outer(y, conductance, w);
    double complex z = r.r1_K_W + 1.0 / (1.0 / r.rest_K_W + (double complex)I * (w * r.c1_J_K));
    printf("reduced %zu: r1 %.5f, rest %.5f K/W, c1 %.0f kJ/K\n", i, r.r1_K_W, r.rest_K_W, r.c1_J_K / 1000.0);
    ck_assert_double_lt(cabs(z * y - 1.0), 1e-10);
    ck_assert_double_eq_tol(r.r1_K_W + r.rest_K_W, 1.0 / conductance, 1e-12);
    ck_assert(r.r1_K_W >= 0.0 && r.c1_J_K > 0.0);
    if (i < IG_COUNT(walls)) {
      ig_construction_reduced inner = ig_construction_reduce_inner(
          10.0 * ig_construction_admittance_both(ig_construction_chain_matrix(walls[i], w)), w);
      ck_assert(inner.r1_K_W >= 0.0 && inner.c1_J_K <= 10.0 * ig_construction_capacity_J_m2K(walls[i]) * (1 + 1e-9));
    }
  }
  ig_construction_reduced none = ig_construction_reduce_outer(5.0, 5.0, w);
  ck_assert(none.c1_J_K == 0.0 && fabs(none.rest_K_W - 0.2) < 1e-12);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("construction");
  TCase *t = tcase_create("walls");
  tcase_add_test(t, transmittance);
  tcase_add_test(t, chain_matrix_closed_forms);
  tcase_add_test(t, cells_follow_the_chain);
  tcase_add_test(t, reduction_is_exact_at_its_frequency);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
