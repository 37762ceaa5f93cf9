/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of a heat plant against hand calculations: energy balance, limits of machine and wells, storage, layouts.
 * With the argument `rows`, prints rows for the sanity page: what;reference;value;limit;verdict */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/plant/plant.h"

static FILE *sheet; /* where rows go, or NULL */

static void expect(const char *what, double reference, double value, double limit) {
  bool good = fabs(value - reference) <= limit;
  if (sheet) fprintf(sheet, "%s;%.9g;%.9g;%.1e;%s\n", what, reference, value, limit, good ? "inside" : "OUTSIDE");
  if (!sheet) ck_assert_msg(good, "%s: %.12g, expected %.12g", what, value, reference);
}

/* A doublet at 28 degC with a tempered loop, as in the stock fort-2013. */
static ig_plant_design loop_plant(void) {
  return (ig_plant_design){.layout = IG_PLANT_LOOP,
                           .well_degC = 28,
                           .reinjection_degC = 12,
                           .well_flow_m3_s = 150 / 3600.0,
                           .well_head_m = 100,
                           .source_drop_K = 5,
                           .flow_degC = 45,
                           .design_degC = -7,
                           .exponent = 1.3,
                           .water_degC = 60,
                           .pump_capacity_W = 8e5,
                           .boiler_capacity_W = 5e6,
                           .storage_J = 0,
                           .trench_m = 1800,
                           .pair_W_mK = 0.5,
                           .pipe_difference_K = 8,
                           .pressure_Pa = 2e5,
                           .circulation_W = 80000,
                           .controls_W = 2000};
}

static void by_hand(void) {
  ig_plant_design p = loop_plant();
  ig_boiler b = ig_boiler_of(IG_BOILER_CONDENSING, 5e6);
  double stored = 0;
  /* Taps only: 60 degC over a source of 23 degC is 37 K; COP = 0.85 (9.99 - 0.2049 x 37 + 0.001249 x 37^2) = 3.500777
   */
  ig_plant_flows f = ig_plant_step(&p, &b, (ig_plant_moment){0, 320000, 10, 12, 60}, &stored);
  double cop = 0.85 * (9.99 - 0.2049 * 37 + 0.001249 * 37 * 37);
  expect("heat plant, COP for taps at 60 degC on a loop of 28 degC", cop, f.cop, 1e-9);
  expect("heat plant, electricity of its heat pumps [W]", 400000 / cop, f.pump_electric_W, 1e-6);
  /* the loop, 28 and 20 degC in ground of 12 degC: 1800 x 0.5 x 12 */
  expect("heat plant, loss of the loop [W]", 10800, f.loop_loss_W, 1e-9);
  double ground = 400000 * (1 - 1 / cop) + 10800;
  expect("heat plant, heat from the wells [W]", ground, f.ground_W, 1e-6);
  expect("heat plant, well pumps: flow x 1000 kg/m3 x g x 100 m / 0.6 [W]",
         ground / (4.15e6 * 16) * 1000 * 9.81 * 100 / 0.6, f.well_electric_W, 1e-6);
  /* At the design temperature rooms get 45 degC: 22 K */
  p.circulation_W = 0;
  f = ig_plant_step(&p, &b, (ig_plant_moment){500000, 0, -7, 12, 60}, &stored);
  expect("heat plant, COP for rooms at 45 degC on the design day", 0.85 * (9.99 - 0.2049 * 22 + 0.001249 * 22 * 22),
         f.cop, 1e-9);
}

START_TEST(test_by_hand) { by_hand(); }
END_TEST

/* Heat made = delivered + lost + stored + missing, electricity + ground = heat of the heat pumps + loop loss. */
START_TEST(test_balance) {
  ig_boiler b = ig_boiler_of(IG_BOILER_CONDENSING, 1e6);
  for (int layout = 0; layout < 2; layout++) {
    ig_plant_design p = loop_plant();
    p.layout = (ig_plant_layout)layout;
    p.storage_J = 8e5 * 3600;
    p.boiler_capacity_W = 1e6;
    double stored = 1e9;
    for (int i = 0; i < 2000; i++) {
      ig_plant_moment m = {1.2e6 * fabs(sin(i * 0.01)), 9e5 * fabs(sin(i * 0.3)), 15 * cos(i * 0.002), 12, 60};
      double before = stored;
      ig_plant_flows f = ig_plant_step(&p, &b, m, &stored);
      double made = f.pump_heat_W + f.boiler_heat_W + f.unmet_W;
      double used = m.space_W + m.water_W + f.loss_W + (stored - before) / m.step_s;
      ck_assert_double_eq_tol(made, used, 1e-6 * used);
      ck_assert_double_eq_tol(f.pump_electric_W + f.ground_W, f.pump_heat_W + f.loop_loss_W, 1e-6);
      ck_assert(stored >= 0 && stored <= p.storage_J * (1 + 1e-12));
      ck_assert(f.pump_heat_W <= p.pump_capacity_W && f.boiler_heat_W <= p.boiler_capacity_W);
      ck_assert(f.boiler_heat_W == 0 || f.fuel_W > 0.9 * f.boiler_heat_W);
    }
  }
}
END_TEST

START_TEST(test_limits) {
  ig_boiler b = ig_boiler_of(IG_BOILER_CONDENSING, 5e6);
  ig_plant_design p = loop_plant();
  double stored = 0;
  /* beyond the machine the boiler helps, beyond both heat is missing */
  ig_plant_flows f = ig_plant_step(&p, &b, (ig_plant_moment){3e6, 0, -7, 12, 60}, &stored);
  ck_assert_double_eq(f.pump_heat_W, 8e5);
  ck_assert_double_eq_tol(f.boiler_heat_W, 3e6 + 80000 - 8e5, 1e-6);
  f = ig_plant_step(&p, &b, (ig_plant_moment){7e6, 0, -7, 12, 60}, &stored);
  ck_assert_double_eq_tol(f.unmet_W, 7e6 + 80000 - 8e5 - 5e6, 1e-6);
  /* small wells bind before the machine: they give flow x c x 16 K, the loop's loss first */
  p.well_flow_m3_s = 10 / 3600.0;
  f = ig_plant_step(&p, &b, (ig_plant_moment){3e6, 0, -7, 12, 60}, &stored);
  ck_assert_double_eq_tol(f.ground_W, 10 / 3600.0 * 4.15e6 * 16, 1e-6);
  ck_assert_double_lt(f.pump_heat_W, 8e5);
  /* no heat wanted, nothing but controls drawn */
  p = loop_plant();
  p.circulation_W = p.trench_m = 0;
  f = ig_plant_step(&p, &b, (ig_plant_moment){0, 0, 25, 12, 60}, &stored);
  ck_assert_double_eq(f.pump_electric_W + f.well_electric_W + f.circulator_electric_W + f.other_electric_W, 2000);
  /* storage carries a peak: an hour at full, then twice the machine for half an hour without a boiler */
  p.storage_J = 8e5 * 3600;
  stored = 0;
  double boiler = 0;
  for (int i = 0; i < 180; i++) ig_plant_step(&p, &b, (ig_plant_moment){0, 0, 25, 12, 60}, &stored);
  ck_assert_double_gt(stored, 0.95 * p.storage_J);
  for (int i = 0; i < 30; i++)
    boiler += ig_plant_step(&p, &b, (ig_plant_moment){0, 16e5, 25, 12, 60}, &stored).boiler_heat_W;
  ck_assert_double_eq(boiler, 0);
}
END_TEST

/* A hot network makes all heat at one temperature and loses on the way: more electricity for the same heat. */
START_TEST(test_layouts) {
  ig_boiler b = ig_boiler_of(IG_BOILER_CONDENSING, 5e6);
  ig_plant_design loop = loop_plant(), hot = loop_plant();
  hot.layout = IG_PLANT_NETWORK;
  hot.pipe_difference_K = 25;
  double stored = 0;
  ig_plant_moment m = {400000, 100000, 0, 12, 60};
  ig_plant_flows a = ig_plant_step(&loop, &b, m, &stored), c = ig_plant_step(&hot, &b, m, &stored);
  ck_assert_double_gt(a.cop, c.cop);
  ck_assert_double_gt(c.pump_electric_W, a.pump_electric_W);
  ck_assert_double_eq_tol(c.loss_W, 80000 + 1800 * 0.5 * (60 - 12.5 - 12), 1e-9);
}
END_TEST

int main(int argc, char **argv) {
  if (argc > 1 && strcmp(argv[1], "rows") == 0) {
    sheet = stdout;
    by_hand();
    return EXIT_SUCCESS;
  }
  Suite *suite = suite_create("plant");
  TCase *all = tcase_create("plant");
  tcase_add_test(all, test_by_hand);
  tcase_add_test(all, test_balance);
  tcase_add_test(all, test_limits);
  tcase_add_test(all, test_layouts);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
