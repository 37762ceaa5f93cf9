/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Homes: exact totals, named homes that move no others, wrong input; results that know nothing of windows, steps and
 * the length of a run. */
#include "tests/home_runs.h"

/* --- population ------------------------------------------------------------------------------------ */

static int64_t persons_in(ig_district *d) {
  int64_t sum = 0;
  for (size_t u = 0; u < batch_of(d, "home")->n; u++) sum += data_of(d)->persons[u];
  return sum;
}

START_TEST(totals_are_exact) {
  static const int persons[] = {2000, 4200, 5000, 8000, 12000};
  for (size_t i = 0; i < IG_COUNT(persons); i++) {
    char homes[400];
    snprintf(homes, sizeof homes,
             "  count: 2000\n  persons: %d\n  heating_share: {gas: 0.56, district_heat: 0.10, heat_pump: 0.01, "
             "electric: 0.33}\n",
             persons[i]);
    ig_district *d = load(SHORT, homes);
    const ig_home_data *h = data_of(d);
    ck_assert_int_eq(persons_in(d), persons[i]);
    int of[IG_HOME_HEATINGS] = {0};
    for (size_t u = 0; u < 2000; u++) of[h->heating[u]]++;
    ck_assert_int_eq(of[IG_HOME_GAS], 1120);
    ck_assert_int_eq(of[IG_HOME_DISTRICT_HEAT], 200);
    ck_assert_int_eq(of[IG_HOME_HEAT_PUMP], 20);
    ck_assert_int_eq(of[IG_HOME_ELECTRIC], 660);
    for (size_t u = 0; u < 2000; u++)
      if (h->heating[u] > IG_HOME_DISTRICT_HEAT) ck_assert_int_ne(h->hot_water[u], IG_HOME_WITH_HEATING);
    ig_district_free(d);
  }
}
END_TEST

/* Equipment is dealt out exactly: no noise of sampling. Dryers go to homes with a washing machine, second sets to homes
 * with a first; here nobody has gas, so all cook with electricity. */
START_TEST(equipment_follows_shares) {
  ig_district *d = load(SHORT, "  count: 4000\n");
  const ig_home_data *h = data_of(d);
  const ig_home_spec *spec = batch_of(d, "home")->spec;
  for (int k = 0; k < IG_HOME_OWNS; k++) {
    if (k == IG_HOME_OWN_electric_hob) continue;
    double n = 0;
    for (size_t u = 0; u < 4000; u++) n += h->own[k][u];
    ck_assert_double_eq_tol(n, spec->equipment[k] * 4000, 0.5 + 1e-6);
  }
  for (size_t u = 0; u < 4000; u++) {
    ck_assert(!h->own[IG_HOME_OWN_dryer][u] || h->own[IG_HOME_OWN_washing_machine][u]);
    ck_assert(!h->own[IG_HOME_OWN_tv_second][u] || h->own[IG_HOME_OWN_tv][u]);
    ck_assert(h->own[IG_HOME_OWN_electric_hob][u]);
  }
  ig_district_free(d);
}
END_TEST

START_TEST(a_named_home_moves_no_other) {
  ig_district *a = load("start: 2017-01-09, duration: 3 d, spin_up: 0 d", "  count: 70\n  persons: 160\n" MIX);
  ig_district *b = load("start: 2017-01-09, duration: 3 d, spin_up: 0 d",
                        "  count: 70\n  persons: 160\n" MIX
                        "  units:\n  - {name: a-first}\n  - {name: zz, persons: 4, heating: electric}\n");
  kept x = keep_run(a), y = keep_run(b);
  const ig_batch *p = batch_of(a, "home"), *q = batch_of(b, "home");
  ck_assert_uint_eq(q->n, 72);
  size_t steps = x.n / p->n;
  for (size_t u = 0; u < p->n; u++) {
    size_t v = 0;
    while (v < q->n && strcmp(q->name[v], p->name[u]) != 0) v++;
    ck_assert_uint_lt(v, q->n);
    for (size_t s = 0; s < steps; s++) HOLDS(x.power_W[s * p->n + u] == y.power_W[s * q->n + v]);
  }
  free(x.power_W);
  free(y.power_W);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

START_TEST(wrong_input_is_refused) {
  static const char *const homes[] = {"  count: 10\n  persons: 5\n",
                                      "  count: 10\n  persons: 61\n",
                                      "  count: 1\n  household_sizes: [0.5, 0.4]\n",
                                      "  count: 1\n  household_sizes: [0.5, 0.1, 0.1, 0.1, 0.1, 0]\n",
                                      "  count: 1\n  heating_share: {gas: 0.5}\n",
                                      "  count: 1\n  periods: [1]\n",
                                      "  count: 1\n  floor_areas: [45 m2]\n",
                                      "  count: 9\n  activity: {worker: 0.9, retired: 0.3}\n",
                                      "  count: 9\n  work_hours: {part_time: 0.9, early: 0.3}\n",
                                      "  count: 9\n  work_place: {district: 0.9, home: 0.3}\n",
                                      "  count: 9\n  tenures: [0.5, 0.4]\n",
                                      "  count: 9\n  cars: [0.5, 0.4, 0.2]\n",
                                      "  count: 9\n  incomes: [1]\n",
                                      "  count: 9\n  subscribed_powers: [0.5, 0.5, 0.1, 0, 0]\n",
                                      "  units: [{name: x, persons: 7}]\n"};
  for (size_t i = 0; i < IG_COUNT(homes); i++) {
    char text[800];
    int n = snprintf(text, sizeof text, "homes:\n%s", homes[i]);
    ig_errors errors = {0};
    ck_assert_ptr_null(ig_district_parse(text, (size_t)n, &errors));
    ck_assert_uint_gt(errors.n, 0);
    ig_errors_free(&errors);
  }
}
END_TEST

/* --- time ------------------------------------------------------------------------------------------- */

/* Same power in every step and same totals, bit for bit, with windows of 10 minutes, an hour and a day. */
START_TEST(windows_do_not_matter) {
  static const char *const window[] = {"10 min", "1 h", "24 h", "1 min"};
  kept first = {0};
  double totals[IG_HOME_USES + 4] = {0};
  for (size_t i = 0; i < IG_COUNT(window); i++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-03-25, duration: 3 d, spin_up: 1 d, window: %s", window[i]);
    ig_district *d = load(simulation, "  count: 80\n" MIX "  hot_water_share: {electric_tank: 0.3}\n");
    kept k = keep_run(d);
    const ig_home_data *h = data_of(d);
    double sum[IG_HOME_USES + 4] = {0};
    for (size_t u = 0; u < 80; u++) {
      for (int use = 0; use < IG_HOME_USES; use++) sum[use] += h->energy_Wh[use][u];
      sum[IG_HOME_USES] += h->gas_Wh[u];
      sum[IG_HOME_USES + 1] += h->occupied_h[u];
      sum[IG_HOME_USES + 2] += h->discomfort_K_h[u];
      sum[IG_HOME_USES + 3] += h->water_heat_Wh[u];
    }
    if (i == 0) {
      first = k;
      memcpy(totals, sum, sizeof totals);
    } else {
      ck_assert_mem_eq(k.power_W, first.power_W, k.n * sizeof(double));
      ck_assert_mem_eq(sum, totals, sizeof totals);
      free(k.power_W);
    }
    ig_district_free(d);
  }
  free(first.power_W);
}
END_TEST

/* A step of ten minutes has the energy of its ten minutes: events are the same, so are whole joules. Cold appliances
 * follow the room, whose course differs a little. */
START_TEST(steps_keep_energy) {
  double use_Wh[2][IG_HOME_COLD + 1] = {{0}};
  for (int i = 0; i < 2; i++) {
    ig_district *d = load(i == 0 ? "start: 2017-06-01, duration: 4 d, spin_up: 1 d, step: 1 min, window: 10 min"
                                 : "start: 2017-06-01, duration: 4 d, spin_up: 1 d, step: 10 min, window: 1 h",
                          "  count: 64\n");
    run(d, NULL, NULL);
    for (size_t u = 0; u < 64; u++)
      for (int c = 0; c <= IG_HOME_COLD; c++) use_Wh[i][c] += data_of(d)->energy_Wh[c][u];
    ig_district_free(d);
  }
  for (int c = 0; c < IG_HOME_CHANNELS; c++) ck_assert(use_Wh[0][c] == use_Wh[1][c]);
  printf("cold by steps of 10 minutes over minutes: %.6f\n", use_Wh[1][IG_HOME_COLD] / use_Wh[0][IG_HOME_COLD]);
  ck_assert_double_eq_tol(use_Wh[1][IG_HOME_COLD] / use_Wh[0][IG_HOME_COLD], 1.0, 1e-3);
}
END_TEST

START_TEST(longer_run_begins_with_the_shorter) {
  ig_district *a = load("start: 2017-01-09, duration: 2 d, spin_up: 1 d", "  count: 70\n" MIX);
  ig_district *b = load("start: 2017-01-09, duration: 4 d, spin_up: 1 d", "  count: 70\n" MIX);
  kept x = keep_run(a), y = keep_run(b);
  ck_assert_mem_eq(x.power_W, y.power_W, x.n * sizeof(double));
  free(x.power_W);
  free(y.power_W);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("home");
  TCase *t = tcase_create("population");
  tcase_add_test(t, totals_are_exact);
  tcase_add_test(t, equipment_follows_shares);
  tcase_add_test(t, a_named_home_moves_no_other);
  tcase_add_test(t, wrong_input_is_refused);
  tcase_set_timeout(t, 60);
  suite_add_tcase(suite, t);
  t = tcase_create("time");
  tcase_add_test(t, windows_do_not_matter);
  tcase_add_test(t, steps_keep_energy);
  tcase_add_test(t, longer_run_begins_with_the_shorter);
  tcase_set_timeout(t, 60);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
