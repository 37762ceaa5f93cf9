/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heat-pump and chiller curves against published values; ideal control against the exact solution of the room. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/hvac.h"
#include "models/physics/thermal.h"

/* Opens a file of the reference data, or NULL. */
static FILE *reference(const char *name) {
  char path[4096];
  const char *root = getenv("ISSYGRID_REFERENCE");
  if (root)
    snprintf(path, sizeof path, "%s/%s", root, name);
  else
    snprintf(path, sizeof path, "%s/../shared/reference/%s", IG_SOURCE_DIR, name);
  return fopen(path, "r");
}

/* Every value of when2heat: 39 rows of source, lift, catalogue COP, field COP. */
START_TEST(test_when2heat) {
  FILE *file = reference("heat/when2heat_cop.csv");
  if (!file) {
    printf("test_hvac: SKIPPED when2heat, no reference data (set ISSYGRID_REFERENCE)\n");
    return;
  }
  char line[200], source[16];
  double lift, cop, field;
  int rows = 0;
  while (fgets(line, sizeof line, file)) {
    if (sscanf(line, "%15[^,],%lf,%lf,%lf", source, &lift, &cop, &field) != 4) continue;
    ig_hvac_source s = strcmp(source, "air") == 0      ? IG_HVAC_AIR
                       : strcmp(source, "ground") == 0 ? IG_HVAC_GROUND
                                                       : IG_HVAC_WATER;
    ck_assert_double_eq_tol(ig_hvac_cop(s, lift), field, 1e-6);
    if (s == IG_HVAC_AIR) ck_assert_double_eq(ig_hvac_cop_air(lift), ig_hvac_cop(s, lift));
    rows++;
  }
  fclose(file);
  ck_assert_int_eq(rows, 39);
}
END_TEST

/* The same curve at two printed points, so that it is tested without the file. */
START_TEST(test_cop_points) {
  ck_assert_double_eq_tol(ig_hvac_cop(IG_HVAC_AIR, 40), 2.599640, 1e-6);
  ck_assert_double_eq_tol(ig_hvac_cop(IG_HVAC_GROUND, 35), 3.923132, 1e-6);
  ck_assert_double_eq(ig_hvac_cop(IG_HVAC_WATER, 3), ig_hvac_cop(IG_HVAC_WATER, 15));
  ck_assert_double_eq(ig_hvac_radiator_degC(-7), 47);
  ck_assert_double_eq(ig_hvac_floor_degC(10), 25);
  ck_assert_double_eq(ig_hvac_radiator_degC(30), 20);
}
END_TEST

START_TEST(test_chiller) {
  ck_assert_double_eq_tol(ig_hvac_chiller_eer(3.0, 35), 3.0, 1e-12);
  ck_assert_double_eq_tol(ig_hvac_carnot_eer(35), 278.15 / 42, 1e-12);
  for (double t = -20; t < 45; t += 1) ck_assert_double_ge(ig_hvac_chiller_eer(3, t), ig_hvac_chiller_eer(3, t + 1));
  /* Head-pressure control: no better below 18 degC. */
  ck_assert_double_eq(ig_hvac_chiller_eer(3, -10), ig_hvac_chiller_eer(3, 18));
}
END_TEST

START_TEST(test_air) {
  ck_assert_double_eq_tol(ig_hvac_fan_W(3600, 2700), 2700, 1e-9);
  ck_assert_double_eq_tol(ig_hvac_ventilation_W_K(1000, 0), 335, 0.1); /* the usual 0.335 Wh/(m3 K) */
  ck_assert_double_eq_tol(ig_hvac_ventilation_W_K(1000, 0.5), 167.5, 0.05);
  ck_assert_double_eq(ig_hvac_blinds(100), 1);
  ck_assert_double_eq_tol(ig_hvac_blinds(1000), 0.4, 1e-12);
  ck_assert_double_eq(ig_hvac_daylight(0), 0);
  ck_assert_double_eq(ig_hvac_daylight(500), 1);
  ck_assert_double_eq(ig_hvac_hours_share(3600, 7200, 0, 3600), 0);
  ck_assert_double_eq(ig_hvac_hours_share(3600, 7200, 3000, 4200), 0.5);
  ck_assert_double_eq(ig_hvac_hours_share(3600, 7200, 4000, 4060), 1);
}
END_TEST

/* Held at its set-point in steady state, a room needs exactly its loss; too small a plant gives all it has. */
START_TEST(test_ideal) {
  ig_thermal_space s = {
      .c_air_J_K = 2e6, .c_mass_J_K = 2e7, .h_air_mass_W_K = 900, .h_air_out_W_K = 80, .h_mass_out_W_K = 40};
  ig_thermal_step p = ig_thermal_solve(s, 60);
  double ta = 15, tm = 15, q = 0, outdoor = 0;
  for (int step = 0; step < 60 * 24 * 60; step++) {
    double free = p.aa * ta + p.am * tm + p.ae * outdoor;
    q = ig_hvac_ideal_W(free, 1 / p.ga, 20, 26, 5000, 0);
    double next = free + p.ga * q;
    tm = p.ma * ta + p.mm * tm + p.me * outdoor + p.gma * q;
    ta = next;
    ck_assert_double_le(ta, 20 + 1e-9);
    ck_assert(q >= 0 && q <= 5000);
  }
  /* Steady: Ta = 20, Tm = Ta h_am / (h_am + h_me). */
  double mass = 20 * 900.0 / 940.0;
  ck_assert_double_eq_tol(ta, 20, 1e-9);
  ck_assert_double_eq_tol(tm, mass, 1e-6);
  ck_assert_double_eq_tol(q, 80 * 20 + 40 * mass, 1e-3);
  ck_assert_double_eq(ig_hvac_ideal_W(10, 1000, 20, 26, 5000, 100), 5000);
  ck_assert_double_eq(ig_hvac_ideal_W(23, 1000, 20, 26, 5000, 100), 0);
  ck_assert_double_eq(ig_hvac_ideal_W(30, 1000, 20, 26, 5000, 100), -100);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("hvac");
  TCase *all = tcase_create("hvac");
  tcase_add_test(all, test_when2heat);
  tcase_add_test(all, test_cop_points);
  tcase_add_test(all, test_chiller);
  tcase_add_test(all, test_air);
  tcase_add_test(all, test_ideal);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
