/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thermal networks against closed forms: one and two capacities, a slab's series, steady state of massless nodes,
 * conservation of energy, independence of the step; extra conductance and control at their set-points. */
#include <check.h>
#include <math.h>
#include <stdio.h>

#include "models/physics/rc.h"

START_TEST(one_capacity) {
  ig_rc_network n;
  ig_rc_step s;
  ck_assert(ig_rc_create(&n, 1, 2));
  ig_rc_capacity(&n, 0, 5e6);
  ig_rc_boundary(&n, 0, 0, 80.0);
  ig_rc_heat(&n, 0, 1, 1.0);
  double steps[] = {1.0, 60.0, 3600.0, 1e6}, u[] = {-5.0, 1200.0}, t0 = 21.0, end = -5.0 + 1200.0 / 80.0;
  for (size_t i = 0; i < IG_COUNT(steps); i++) {
    ck_assert(ig_rc_solve(&n, steps[i], &s));
    double x, k = exp(-80.0 / 5e6 * steps[i]), mean = end + (t0 - end) * (1.0 - k) / (80.0 / 5e6 * steps[i]);
    ig_rc_start(&s, &t0, &x);
    ck_assert_double_eq_tol(ig_rc_ahead(&s, &x, u, 0), end + (t0 - end) * k, 1e-11);
    ck_assert_double_eq_tol(ig_rc_mean(&s, &x, u, 0), mean, 1e-8);
    ig_rc_advance(&s, &x, u);
    ck_assert_double_eq_tol(ig_rc_temperature(&s, &x, u, 0), end + (t0 - end) * k, 1e-11);
    ig_rc_step_free(&s);
  }
  ig_rc_free(&n);
}
END_TEST

/* Two capacities against the closed form: exp(A t) = c1 A + c0 I with the two eigenvalues of A, and its integral
 * A^-1 (exp(A t) - I) (e.g. Franklin, Powell, Workman 1998, 4.3). */
START_TEST(two_capacities) {
  const double t = 900.0, a[2][2] = {{-590.0 / 1e6, 550.0 / 1e6}, {550.0 / 1e7, -575.0 / 1e7}};
  const double mean = 0.5 * (a[0][0] + a[1][1]), half = 0.5 * sqrt(pow(a[0][0] - a[1][1], 2) + 4 * a[0][1] * a[1][0]);
  const double e1 = exp((mean + half) * t), e2 = exp((mean - half) * t);
  const double c1 = (e1 - e2) / (2 * half), c0 = ((mean + half) * e2 - (mean - half) * e1) / (2 * half);
  const double f[2][2] = {{c1 * a[0][0] + c0, c1 * a[0][1]}, {c1 * a[1][0], c1 * a[1][1] + c0}};
  const double det = a[0][0] * a[1][1] - a[0][1] * a[1][0];
  const double g[2][2] = {
      {(a[1][1] * (f[0][0] - 1) - a[0][1] * f[1][0]) / det, (a[1][1] * f[0][1] - a[0][1] * (f[1][1] - 1)) / det},
      {(a[0][0] * f[1][0] - a[1][0] * (f[0][0] - 1)) / det, (a[0][0] * (f[1][1] - 1) - a[1][0] * f[0][1]) / det}};
  ig_rc_network n;
  ig_rc_step s;
  ig_rc_small small;
  ck_assert(ig_rc_create(&n, 2, 3));
  ig_rc_capacity(&n, 0, 1.0e6);
  ig_rc_capacity(&n, 1, 1.0e7);
  ig_rc_link(&n, 0, 1, 550.0);
  ig_rc_boundary(&n, 0, 0, 40.0);
  ig_rc_boundary(&n, 1, 0, 25.0);
  ig_rc_heat(&n, 0, 1, 1.0);
  ig_rc_heat(&n, 1, 2, 1.0);
  ck_assert(ig_rc_solve(&n, 900.0, &s));
  ck_assert(ig_rc_small_of(&s, &small));
  double expected[2][5];
  for (int i = 0; i < 2; i++) {
    expected[i][0] = f[i][0], expected[i][1] = f[i][1];
    expected[i][3] = g[i][0] / 1e6, expected[i][4] = g[i][1] / 1e7;
    expected[i][2] = 40.0 * expected[i][3] + 25.0 * expected[i][4];
  }
  for (int i = 0; i < 2; i++) {
    for (int j = 0; j < 2; j++) ck_assert_double_eq_tol(small.keep[i][j], expected[i][j], 1e-13);
    for (int k = 0; k < 3; k++) ck_assert_double_eq_tol(small.gain[i][k], expected[i][2 + k], 1e-13);
  }
  ig_rc_step_free(&s);
  ig_rc_free(&n);
}
END_TEST

/* A slab at 1 with both faces brought to 0: T(middle) = sum 4/pi (-1)^k/(2k+1) exp(-(2k+1)^2 pi^2 Fo). */
static double slab_middle(int cells, double fourier) {
  ig_rc_network n;
  ig_rc_step s;
  double state[200], node[200], u = 0.0;
  ig_rc_create(&n, cells, 1);
  for (int i = 0; i < cells; i++) {
    ig_rc_capacity(&n, i, 1.0 / cells);
    if (i > 0) ig_rc_link(&n, i - 1, i, cells);
    node[i] = 1.0;
  }
  ig_rc_boundary(&n, 0, 0, 2.0 * cells);
  ig_rc_boundary(&n, cells - 1, 0, 2.0 * cells);
  ck_assert(ig_rc_solve(&n, fourier, &s));
  ig_rc_start(&s, node, state);
  double middle = ig_rc_ahead(&s, state, &u, cells / 2);
  ig_rc_step_free(&s);
  ig_rc_free(&n);
  return middle;
}

START_TEST(slab_series) {
  double times[] = {0.02, 0.1, 0.3};
  for (size_t i = 0; i < IG_COUNT(times); i++) {
    double exact = 0.0;
    for (int k = 0; k < 60; k++)
      exact += 4.0 / IG_PI * (k % 2 ? -1.0 : 1.0) / (2 * k + 1) *
               exp(-(2 * k + 1.0) * (2 * k + 1) * IG_PI * IG_PI * times[i]);
    double coarse = fabs(slab_middle(21, times[i]) - exact), fine = fabs(slab_middle(63, times[i]) - exact);
    ck_assert_double_lt(fine, 2e-4);
    if (i > 0) ck_assert_double_lt(fine, coarse / 6.0); /* second order: 9 */
  }
}
END_TEST

/* Ten nodes, four of them massless, linked at random. */
static void tangle(ig_rc_network *n, double out_W_K) {
  unsigned x = 12345;
  ck_assert(ig_rc_create(n, 10, 3));
  for (int i = 0; i < 10; i++) {
    x = x * 1664525u + 1013904223u;
    if (i % 5 != 0 && i != 3 && i != 7) ig_rc_capacity(n, i, 1e4 * (1 + (x >> 20) % 1000));
    for (int j = 0; j < i; j++) {
      x = x * 1664525u + 1013904223u;
      if ((x >> 24) % 3 == 0 || j == i - 1) ig_rc_link(n, i, j, 1.0 + (x >> 16) % 100);
    }
  }
  ig_rc_boundary(n, 0, 0, out_W_K);
  ig_rc_boundary(n, 6, 0, 2.0 * out_W_K);
  ig_rc_heat(n, 5, 1, 0.3);
  ig_rc_heat(n, 8, 1, 0.7);
  ig_rc_heat(n, 2, 2, 1.0);
}

/* Heat in the capacities changes by what came in less what went out, over an hour, with mean temperatures. */
static double imbalance(double out_W_K, double *into_J) {
  ig_rc_network n;
  ig_rc_step s;
  double state[10], node[10], u[3] = {3.0, 800.0, -50.0};
  tangle(&n, out_W_K);
  ck_assert(ig_rc_solve(&n, 3600.0, &s));
  for (int i = 0; i < 10; i++) node[i] = 15.0 + i;
  ig_rc_start(&s, node, state);
  double change_J = 0.0, moved_J = 0.0;
  for (int i = 0; i < 10; i++) change_J -= n.c_J_K[i] * ig_rc_temperature(&s, state, u, i);
  double loss_W = out_W_K * (ig_rc_mean(&s, state, u, 0) - u[0]) + 2.0 * out_W_K * (ig_rc_mean(&s, state, u, 6) - u[0]);
  ig_rc_advance(&s, state, u);
  for (int i = 0; i < 10; i++) {
    change_J += n.c_J_K[i] * ig_rc_temperature(&s, state, u, i);
    moved_J += n.c_J_K[i] * fabs(ig_rc_temperature(&s, state, u, i));
  }
  *into_J = moved_J;
  ig_rc_step_free(&s);
  ig_rc_free(&n);
  return change_J - 3600.0 * (u[1] + u[2] - loss_W);
}

START_TEST(energy_balance) {
  double stored_J, off_J = imbalance(12.0, &stored_J);
  printf("rc, energy balance of an hour: %.1e of the heat stored\n", fabs(off_J) / stored_J);
  ck_assert_double_lt(fabs(off_J), 1e-12 * stored_J);
  off_J = imbalance(0.0, &stored_J); /* closed: a rate of zero */
  ck_assert_double_lt(fabs(off_J), 1e-12 * stored_J);
}
END_TEST

/* At rest every node's heat adds up to zero, massless ones too. */
START_TEST(steady_state) {
  ig_rc_network n;
  ig_rc_step s;
  double state[10], node[10] = {0}, u[3] = {-8.0, 900.0, 100.0};
  tangle(&n, 12.0);
  ck_assert(ig_rc_solve(&n, 1e9, &s));
  ig_rc_start(&s, node, state);
  ig_rc_advance(&s, state, u);
  for (int i = 0; i < 10; i++) node[i] = ig_rc_temperature(&s, state, u, i);
  for (int i = 0; i < 10; i++) {
    double sum = 0.0;
    for (int j = 0; j < 10; j++) sum -= n.k_W_K[i * 10 + j] * node[j];
    for (int k = 0; k < 3; k++) sum += n.b[i * 3 + k] * u[k];
    ck_assert_double_eq_tol(sum, 0.0, 1e-8);
  }
  ig_rc_step_free(&s);
  ig_rc_free(&n);
}
END_TEST

START_TEST(minutes_are_an_hour) {
  ig_rc_network n;
  ig_rc_step minute, hour;
  double a[10], b[10], node[10], u[3] = {4.0, 700.0, 20.0}, worst = 0.0, mean[10] = {0};
  tangle(&n, 12.0);
  ck_assert(ig_rc_solve(&n, 60.0, &minute) && ig_rc_solve(&n, 3600.0, &hour));
  for (int i = 0; i < 10; i++) node[i] = 15.0 + i;
  ig_rc_start(&minute, node, a);
  ig_rc_start(&hour, node, b);
  for (int k = 0; k < 60; k++) {
    for (int i = 0; i < 10; i++) mean[i] += ig_rc_mean(&minute, a, u, i) / 60.0;
    ig_rc_advance(&minute, a, u);
  }
  for (int i = 0; i < 10; i++) {
    worst = fmax(worst, fabs(mean[i] - ig_rc_mean(&hour, b, u, i)));
    worst = fmax(worst, fabs(ig_rc_temperature(&minute, a, u, i) - ig_rc_ahead(&hour, b, u, i)));
  }
  printf("rc, sixty minutes against an hour: %.1e K\n", worst);
  ck_assert_double_lt(worst, 1e-10);
  ig_rc_step_free(&minute);
  ig_rc_step_free(&hour);
  ig_rc_free(&n);
}
END_TEST

/* Rows of temperatures give what the modes give. */
START_TEST(rows_are_modes) {
  ig_rc_network n;
  ig_rc_step s;
  double state[10], node[10], x[10], on_state[10], on_input[3], u[3] = {4.0, 700.0, 20.0};
  tangle(&n, 12.0);
  ck_assert(ig_rc_solve(&n, 600.0, &s));
  for (int i = 0; i < 10; i++) node[i] = 15.0 + i * i;
  ig_rc_start(&s, node, state);
  for (int i = 0; i < s.states; i++) x[i] = node[s.state_node[i]];
  for (int k = 0; k < 10; k++)
    for (int mean = 0; mean < 2; mean++) {
      (mean ? ig_rc_row_mean : ig_rc_row_end)(&s, k, on_state, on_input);
      double sum = 0.0;
      for (int i = 0; i < s.states; i++) sum += on_state[i] * x[i];
      for (int i = 0; i < 3; i++) sum += on_input[i] * u[i];
      ck_assert_double_eq_tol(sum, mean ? ig_rc_mean(&s, state, u, k) : ig_rc_ahead(&s, state, u, k), 1e-10);
    }
  ig_rc_step_free(&s);
  ig_rc_free(&n);
}
END_TEST

/* A massless node with no way to a capacity or a temperature has no temperature. */
START_TEST(hanging_node_is_refused) {
  ig_rc_network n;
  ig_rc_step s;
  ck_assert(ig_rc_create(&n, 3, 1));
  ig_rc_capacity(&n, 0, 1e5);
  ig_rc_link(&n, 1, 2, 5.0);
  ck_assert(!ig_rc_solve(&n, 60.0, &s));
  ck_assert_ptr_null(s.state_node);
  ig_rc_link(&n, 0, 1, 5.0);
  ck_assert(ig_rc_solve(&n, 60.0, &s));
  ig_rc_step_free(&s);
  ig_rc_free(&n);
}
END_TEST

/* A light room: air, mass, heat to the air, to the mass. */
static void room(ig_rc_network *n, double ventilation_W_K) {
  ck_assert(ig_rc_create(n, 2, 3));
  ig_rc_capacity(n, 0, 3e5);
  ig_rc_capacity(n, 1, 8e6);
  ig_rc_link(n, 0, 1, 400.0);
  ig_rc_boundary(n, 0, 0, 20.0 + ventilation_W_K);
  ig_rc_boundary(n, 1, 0, 25.0);
  ig_rc_heat(n, 0, 1, 1.0);
  ig_rc_heat(n, 1, 2, 1.0);
}

/* Air temperature after `seconds` with ventilation in the matrices, or beside them in steps. */
static double aired(double in_W_K, double beside_W_K, double step_s, double seconds) {
  ig_rc_network n;
  ig_rc_step s;
  double state[2], node[2] = {24.0, 24.0};
  room(&n, in_W_K);
  ck_assert(ig_rc_solve(&n, step_s, &s));
  ig_rc_start(&s, node, state);
  for (double t = 0.0; t < seconds - 1e-6; t += step_s) {
    double u[3] = {10.0, 0.0, 0.0};
    u[1] = ig_rc_extra_W(beside_W_K, 10.0, ig_rc_ahead(&s, state, u, 0), s.response[1]);
    ig_rc_advance(&s, state, u);
  }
  double none[3] = {0}, end = ig_rc_temperature(&s, state, none, 0);
  ig_rc_step_free(&s);
  ig_rc_free(&n);
  return end;
}

START_TEST(extra_conductance) {
  /* first order in the step; half a room volume to ten of them an hour, W/K, 20 to 470 as in the night cases */
  double exact = aired(470.0, 0.0, 60.0, 3600.0);
  double minute = fabs(aired(0.0, 470.0, 60.0, 3600.0) - exact), fine = fabs(aired(0.0, 470.0, 15.0, 3600.0) - exact);
  double hour = fabs(aired(0.0, 470.0, 3600.0, 3600.0) - exact);
  printf("rc, 470 W/K beside the matrices of a room of 465 W/K, an hour after: %.4f K by minutes, %.2f K in one step\n",
         minute, hour);
  ck_assert_double_lt(minute, 0.02);
  ck_assert_double_lt(fine, 0.3 * minute);
  ck_assert_double_lt(hour, 2.0);
  /* less than in the matrices, too; steady state exact; stable for an absurd value */
  ck_assert_double_eq_tol(aired(100.0, -60.0, 60.0, 7200.0), aired(40.0, 0.0, 60.0, 7200.0), 0.02);
  ck_assert_double_eq_tol(aired(0.0, 100.0, 3600.0, 3.6e7), 10.0, 1e-6);
  double absurd = aired(0.0, 1e9, 3600.0, 3600.0);
  ck_assert(absurd > 9.999 && absurd < 24.0);
}
END_TEST

/* Power for a set-point under extra ventilation, convective or half radiative, air or mean of air and mass. */
START_TEST(control_reaches_set_point) {
  ig_rc_network n;
  ig_rc_step s;
  double state[2], node[2] = {16.0, 18.0};
  room(&n, 0.0);
  ck_assert(ig_rc_solve(&n, 60.0, &s));
  ig_rc_start(&s, node, state);
  for (int k = 0; k < 4; k++) {
    double radiative = k % 2 ? 0.5 : 0.0, u[3] = {2.0, 0.0, 0.0}, g = 35.0;
    bool operative = k / 2;
    double air0 = ig_rc_ahead(&s, state, u, 0), mass0 = ig_rc_ahead(&s, state, u, 1);
    double air_a = s.response[1], mass_a = s.response[3 + 1];
    double air_p = (1 - radiative) * s.response[1] + radiative * s.response[2];
    double mass_p = (1 - radiative) * s.response[3 + 1] + radiative * s.response[3 + 2];
    ig_rc_control c = operative ? ig_rc_control_of(0.5 * (air0 + mass0), air0, 0.5 * (air_p + mass_p), air_p,
                                                   0.5 * (air_a + mass_a), air_a, g, u[0])
                                : ig_rc_control_of(air0, air0, air_p, air_p, air_a, air_a, g, u[0]);
    double power = ig_rc_ideal_W(c, 20.0, 26.0, 1e9, 1e9);
    u[1] = (1 - radiative) * power, u[2] = radiative * power;
    u[1] += ig_rc_extra_W(g, u[0], ig_rc_ahead(&s, state, u, 0), s.response[1]);
    double air = ig_rc_ahead(&s, state, u, 0), mass = ig_rc_ahead(&s, state, u, 1);
    ck_assert_double_eq_tol(operative ? 0.5 * (air + mass) : air, 20.0, 1e-9);
    ck_assert_double_eq_tol(ig_rc_ideal_W(c, 20.0, 26.0, 0.5 * power, 0.0), 0.5 * power, 1e-9);
    ck_assert_double_eq_tol(c.air_free_degC + c.air_gain_K_W * power, air, 1e-9);
  }
  double u[3] = {2.0, 0.0, 0.0}, limits[] = {1e9, 300.0};
  for (int k = 0; k < 2; k++) { /* the short form says the same */
    double air0 = ig_rc_ahead(&s, state, u, 0), r = s.response[1];
    ig_rc_control c = ig_rc_control_of(air0, air0, r, r, r, r, 35.0, u[0]);
    ig_rc_air a = ig_rc_air_step(air0, r, 1.0 / r, 35.0, u[0], 20.0, 26.0, limits[k], 0.0);
    double power = ig_rc_ideal_W(c, 20.0, 26.0, limits[k], 0.0);
    ck_assert_double_eq_tol(a.power_W, power, 1e-8);
    ck_assert_double_eq_tol(a.air_degC, c.air_free_degC + c.air_gain_K_W * power, 1e-9);
    double v[3] = {u[0], a.heat_W, 0.0};
    ck_assert_double_eq_tol(ig_rc_ahead(&s, state, v, 0), a.air_degC, 1e-9);
  }
  ig_rc_step_free(&s);
  ig_rc_free(&n);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("rc");
  TCase *t = tcase_create("network");
  tcase_add_test(t, one_capacity);
  tcase_add_test(t, two_capacities);
  tcase_add_test(t, slab_series);
  tcase_add_test(t, energy_balance);
  tcase_add_test(t, steady_state);
  tcase_add_test(t, minutes_are_an_hour);
  tcase_add_test(t, rows_are_modes);
  tcase_add_test(t, hanging_node_is_refused);
  tcase_add_test(t, extra_conductance);
  tcase_add_test(t, control_reaches_set_point);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
