/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Temperature and ageing of transformers against what IEC 60076-7 prints: the rated point, the relative rates of ageing
 * of its table for paper that is not thermally upgraded, and the answer to a step of load. */
#include <check.h>
#include <stdlib.h>

#include "models/grid/ageing.h"

/* At 20 degC of air and rated load the hot spot is at 98 degC, whatever the losses' ratio. */
START_TEST(rated_load) {
  double ratio[] = {4, 8, 12};
  for (size_t i = 0; i < IG_COUNT(ratio); i++) {
    double hot = 20 + ig_ageing_oil_K(1, ratio[i]) + ig_ageing_gradient_K(1);
    ck_assert_double_eq_tol(hot, 98, 1e-12);
    ck_assert_double_eq_tol(ig_ageing_rate(hot), 1, 1e-12);
  }
}
END_TEST

START_TEST(rates_of_the_table) {
  struct {
    double degC, rate;
  } row[] = {{80, 0.125}, {86, 0.25}, {92, 0.5}, {98, 1},   {104, 2},  {110, 4},
             {116, 8},    {122, 16},  {128, 32}, {134, 64}, {140, 128}};
  for (size_t i = 0; i < IG_COUNT(row); i++)
    ck_assert_double_eq_tol(ig_ageing_rate(row[i].degC) / row[i].rate, 1, 1e-12);
}
END_TEST

/* Exponents 0.8 and 1.6: oil at no load and at 1.5 times the rated current, by hand for R = 8. */
START_TEST(other_loads) {
  ck_assert_double_eq_tol(ig_ageing_oil_K(0, 8), 9.4835, 1e-4);    /* 55 (1/9)^0.8 */
  ck_assert_double_eq_tol(ig_ageing_oil_K(1.5, 8), 99.9935, 1e-4); /* 55 (19/9)^0.8 */
  ck_assert_double_eq_tol(ig_ageing_gradient_K(1.5), 44.0021, 1e-4);
  ck_assert_double_eq(ig_ageing_gradient_K(0), 0);
}
END_TEST

/* Minute by minute, a step of load is answered as by the exponential: 1 - 1/e after one time constant. */
START_TEST(step_of_load) {
  double oil = 0, winding = 0, target = 55, share = 1 - exp(-1 / IG_AGEING_OIL_MIN);
  for (int minute = 0; minute < 180; minute++) oil = ig_ageing_lag(oil, target, share);
  ck_assert_double_eq_tol(oil, 55 * (1 - exp(-1)), 1e-10);
  share = 1 - exp(-1 / IG_AGEING_WINDING_MIN);
  for (int minute = 0; minute < 8; minute++) winding = ig_ageing_lag(winding, 23, share);
  ck_assert_double_eq_tol(winding, 23 * (1 - exp(-1)), 1e-10);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("grid_ageing");
  TCase *tests = tcase_create("ageing");
  tcase_add_test(tests, rated_load);
  tcase_add_test(tests, rates_of_the_table);
  tcase_add_test(tests, other_loads);
  tcase_add_test(tests, step_of_load);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
