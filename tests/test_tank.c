/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tanks against exact solutions: the cases of reference/heat, a fine Runge-Kutta run of the same equations, energy
 * balances, events. With the argument `rows`, prints what is compared as rows for the sanity page:
 * what;reference;value;limit;verdict */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/tank_two.h"

static FILE *rows; /* where rows go, or NULL */

/* Compares, and prints the row of the sanity page. */
static void expect(const char *what, double reference, double value, double limit) {
  bool good = fabs(value - reference) <= limit;
  if (rows) fprintf(rows, "%s;%.9g;%.9g;%.1e;%s\n", what, reference, value, limit, good ? "inside" : "OUTSIDE");
  if (!rows) ck_assert_msg(good, "%s: %.12g, expected %.12g", what, value, reference);
}

static FILE *reference(const char *name) {
  char path[4096];
  const char *root = getenv("ISSYGRID_REFERENCE");
  if (root)
    snprintf(path, sizeof path, "%s/%s", root, name);
  else
    snprintf(path, sizeof path, "%s/../shared/reference/%s", IG_SOURCE_DIR, name);
  return fopen(path, "r");
}

static void one_node_file(void) {
  FILE *file = reference("heat/tank_one_node_exact.csv");
  if (!file) {
    fprintf(stderr, "test_tank: SKIPPED the file of one-node cases, no reference data (set ISSYGRID_REFERENCE)\n");
    return;
  }
  char line[300], name[64];
  double t0, volume, ua, ambient, power, flow, cold, time, end;
  int n = 0;
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "%63[^,],%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", name, &t0, &volume, &ua, &ambient, &power, &flow,
               &cold, &time, &end) != 10)
      continue;
    char what[100];
    snprintf(what, sizeof what, "tank, one node: %s [degC]", name);
    expect(what, end,
           ig_tank_after(ig_tank_of_volume(volume, ua), (ig_tank_input){power, flow, ambient, cold}, t0, time), 1e-8);
    n++;
  }
  fclose(file);
  if (!rows) ck_assert_int_eq(n, 4);
}

/* The same cases as printed in the reference's text, and the time to heat up. */
static void one_node_text(void) {
  ig_tank tank = ig_tank_of_volume(200, 1.6);
  expect("tank, one node: 24 h of rest from 60 degC [degC]", 53.911616300660,
         ig_tank_after(tank, (ig_tank_input){0, 0, 20, 12}, 60, 86400), 1e-11);
  expect("tank, one node: 6 h of 2.2 kW from 20 degC [degC]", 75.605033976199,
         ig_tank_after(tank, (ig_tank_input){2200, 0, 20, 12}, 20, 21600), 1e-11);
  expect("tank, one node: 10 min drawing 0.1 kg/s [degC]", 47.526443849332,
         ig_tank_after(tank, (ig_tank_input){0, 0.1, 20, 12}, 60, 600), 1e-11);
  double s = ig_tank_time_to_s(tank, (ig_tank_input){2200, 0, 20, 12}, 15, 60);
  expect("tank, one node: 15 to 60 degC at 2.2 kW [h]", 4.818581, s / 3600, 1e-6);
  expect("tank, one node: its energy [kWh]", 10.600879, 2.2 * s / 3600, 1e-6);
}

static const ig_tank_two half = {418600, 418600, 0.8, 0.8, 2};

static void two_node_text(void) {
  ig_tank_two_state a =
      ig_tank_two_after(half, (ig_tank_two_input){0, 1000, 0, 20, 12}, (ig_tank_two_state){55, 15}, 10800);
  expect("tank, two nodes: 3 h of 1 kW below, upper [degC]", 52.99855729, a.upper_degC, 1e-8);
  expect("tank, two nodes: 3 h of 1 kW below, lower [degC]", 41.92442961, a.lower_degC, 1e-8);
  a = ig_tank_two_after(half, (ig_tank_two_input){0, 0, 0, 20, 12}, (ig_tank_two_state){60, 40}, 86400);
  expect("tank, two nodes: 24 h of rest, upper [degC]", 49.14676387, a.upper_degC, 1e-8);
  expect("tank, two nodes: 24 h of rest, lower [degC]", 41.72066058, a.lower_degC, 1e-8);
}

START_TEST(test_reference) {
  one_node_file();
  one_node_text();
  two_node_text();
}
END_TEST

/* Fourth-order Runge-Kutta of the equations as written in the head of tank_two.h. */
static ig_tank_two_state rate(ig_tank_two t, ig_tank_two_input in, ig_tank_two_state x) {
  double c = in.flow_kg_s * IG_TANK_WATER_J_KG_K, k = t.exchange_W_K;
  return (ig_tank_two_state){
      (in.upper_W - t.upper_ua_W_K * (x.upper_degC - in.ambient_degC) + (k + c) * (x.lower_degC - x.upper_degC)) /
          t.upper_J_K,
      (in.lower_W - t.lower_ua_W_K * (x.lower_degC - in.ambient_degC) + k * (x.upper_degC - x.lower_degC) +
       c * (in.cold_degC - x.lower_degC)) /
          t.lower_J_K};
}
static ig_tank_two_state ahead(ig_tank_two_state x, ig_tank_two_state v, double s) {
  return (ig_tank_two_state){x.upper_degC + s * v.upper_degC, x.lower_degC + s * v.lower_degC};
}
static ig_tank_two_state runge_kutta(ig_tank_two t, ig_tank_two_input in, ig_tank_two_state x, double time_s, int n) {
  double h = time_s / n;
  for (int i = 0; i < n; i++) {
    ig_tank_two_state a = rate(t, in, x), b = rate(t, in, ahead(x, a, h / 2)), c = rate(t, in, ahead(x, b, h / 2)),
                      d = rate(t, in, ahead(x, c, h));
    x = ahead(ahead(x, a, h / 6), ahead(ahead(b, c, 1), d, 0.5), h / 3);
  }
  return x;
}

/* Every corner of the equations: losses or none, exchange or none, draw or none, equal and unequal volumes. */
START_TEST(test_two_against_fine_steps) {
  int n = 0;
  for (int c = 0; c < 64; c++) {
    ig_tank_two t = {c & 1 ? 600000 : 418600, 418600, c & 2 ? 0.8 : 0, c & 4 ? 1.1 : 0, c & 8 ? 2 : 0};
    ig_tank_two_input in = {c & 16 ? 1500 : 0, c & 16 ? 700 : 0, c & 32 ? 0.04 : 0, 20, 12};
    ig_tank_two_state x = {58, 31}, fine = runge_kutta(t, in, x, 5400, 20000),
                      exact = ig_tank_two_after(t, in, x, 5400);
    ck_assert_double_eq_tol(exact.upper_degC, fine.upper_degC, 1e-8);
    ck_assert_double_eq_tol(exact.lower_degC, fine.lower_degC, 1e-8);
    /* one stretch = two stretches */
    ig_tank_two_state twice = ig_tank_two_after(t, in, ig_tank_two_after(t, in, x, 1000), 4400);
    ck_assert_double_eq_tol(twice.upper_degC, exact.upper_degC, 1e-9);
    ck_assert_double_eq_tol(twice.lower_degC, exact.lower_degC, 1e-9);
    n++;
  }
  ck_assert_int_eq(n, 64);
}
END_TEST

/* With equal halves, equal losses and equal temperatures two nodes are one. */
START_TEST(test_two_as_one) {
  ig_tank_two_state two =
      ig_tank_two_after(half, (ig_tank_two_input){550, 550, 0, 20, 12}, (ig_tank_two_state){20, 20}, 21600);
  double one = ig_tank_after(ig_tank_of_volume(200, 1.6), (ig_tank_input){1100, 0, 20, 12}, 20, 21600);
  ck_assert_double_eq_tol(two.upper_degC, one, 1e-9);
  ck_assert_double_eq_tol(two.lower_degC, one, 1e-9);
}
END_TEST

START_TEST(test_two_events) {
  ig_tank_two_input in = {0, 2000, 0, 20, 12};
  ig_tank_two_state x = {50, 20};
  double s = ig_tank_two_time_to_s(half, in, x, -1, 1, 0, 86400);
  ig_tank_two_state at = ig_tank_two_after(half, in, x, s);
  ck_assert(s > 0 && s < 86400);
  ck_assert_double_eq_tol(at.lower_degC, at.upper_degC, 1e-6);
  ck_assert(ig_tank_two_time_to_s(half, in, x, 0, 1, 10, 86400) == (double)INFINITY); /* it only warms */
  /* Upper water first cools, then warms: it passes 48 degC twice, the first time counts. */
  s = ig_tank_two_time_to_s(half, (ig_tank_two_input){0, 800, 0, 20, 12}, x, 1, 0, 49.5, 864000);
  at = ig_tank_two_after(half, (ig_tank_two_input){0, 800, 0, 20, 12}, x, s);
  ck_assert_double_eq_tol(at.upper_degC, 49.5, 1e-6);
  ck_assert(rate(half, (ig_tank_two_input){0, 800, 0, 20, 12}, at).upper_degC < 0);
  /* Heated from below for long it ends as one volume, with all the energy. */
  ig_tank_two lossless = {418600, 418600, 0, 0, 2};
  ig_tank_two_state end = ig_tank_two_heat(lossless, in, x, 7 * 3600);
  ck_assert_double_eq(end.upper_degC, end.lower_degC);
  ck_assert_double_eq_tol(end.upper_degC, 35 + 2000.0 * 7 * 3600 / 837200, 1e-6);
  /* and mixing is immediate where the lower volume is warmer */
  end = ig_tank_two_mix(half, (ig_tank_two_state){40, 50});
  ck_assert_double_eq_tol(end.upper_degC, 45, 1e-12);
}
END_TEST

START_TEST(test_relay) {
  double h = 3600;
  ck_assert_double_eq(ig_tank_relay_s(22.5 * h, 8 * h, 22 * h, 23 * h), 0.5 * h);
  ck_assert_double_eq(ig_tank_relay_s(22.5 * h, 8 * h, 0, 24 * h), 8 * h);
  ck_assert_double_eq(ig_tank_relay_s(22.5 * h, 8 * h, 6 * h, 7 * h), 0.5 * h);
  ck_assert_double_eq(ig_tank_relay_s(22.5 * h, 8 * h, 12 * h, 13 * h), 0);
  ck_assert_double_eq(ig_tank_relay_s(22.5 * h, 8 * h, 12 * h, 12 * h + 10 * 24 * h), 80 * h);
  ck_assert_double_eq(ig_tank_relay_s(2 * h, 8 * h, 0, 3 * h), h);
}
END_TEST

/* A thermostat's switches: the tank stays within its band, and heat given less losses is what the water gained. */
START_TEST(test_thermostat) {
  ig_tank tank = ig_tank_of_volume(200, 2);
  ig_tank_thermostat t = {60, 6, 2200};
  ig_tank_input in = {0, 0, 20, 12};
  ig_tank_state x = {.water_degC = 60};
  double cooling_s = ig_tank_time_to_s(tank, in, 60, 54);
  ig_tank_input on = {2200, 0, 20, 12};
  double heating_s = ig_tank_time_to_s(tank, on, 54, 60);
  /* ten cycles in one go end where they began, having heated for ten times the heating time */
  ig_tank_state end = ig_tank_run(tank, in, t, x, true, 10 * (cooling_s + heating_s));
  ck_assert_double_eq_tol(end.heat_J, 10 * heating_s * 2200, 1);
  ck_assert_double_eq_tol(end.water_degC, 60, 1e-6);
  /* cut into odd pieces it is the same */
  ig_tank_state cut = x;
  double left = 10 * (cooling_s + heating_s);
  while (left > 0) {
    double piece = ig_min(left, 777.7);
    cut = ig_tank_run(tank, in, t, cut, true, piece);
    ck_assert(cut.water_degC > 54 - 1e-9 && cut.water_degC < 60 + 1e-9);
    left -= piece;
  }
  ck_assert_double_eq_tol(cut.heat_J, end.heat_J, 10);
  /* an open relay gives nothing, and the request is kept until it closes */
  ig_tank_state open = ig_tank_run(tank, in, t, x, false, 4 * cooling_s);
  ck_assert(open.asks && open.heat_J == 0 && open.water_degC < 54);
  open = ig_tank_run(tank, in, t, open, true, 60);
  ck_assert_double_eq_tol(open.heat_J, 2200 * 60, 1e-6);
}
END_TEST

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "rows") == 0) {
    rows = stdout;
    one_node_file();
    one_node_text();
    two_node_text();
    return EXIT_SUCCESS;
  }
  Suite *suite = suite_create("tank");
  TCase *all = tcase_create("tank");
  tcase_add_test(all, test_reference);
  tcase_add_test(all, test_two_against_fine_steps);
  tcase_add_test(all, test_two_as_one);
  tcase_add_test(all, test_two_events);
  tcase_add_test(all, test_relay);
  tcase_add_test(all, test_thermostat);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
