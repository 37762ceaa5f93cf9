/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The meter of homes: subscribed powers and cut-offs. */
#include "tests/home_runs.h"

/* Subscribed powers move the homes whose power changes. */
START_TEST(subscriptions_move_subscribers) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, "  subscribed_powers: [0.05, 0.80, 0.10, 0.05, 0]\n"),
              *b = load_town(WEEK, "  subscribed_powers: [0.40, 0.45, 0.10, 0.05, 0]\n");
  compare(a, b, differs);
  for (size_t u = 0; u < TOWN; u++)
    HOLDS(!differs[u] || data_of(a)->subscribed_kVA[u] != data_of(b)->subscribed_kVA[u]);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Homes that subscribe far too little are cut off, never draw more than 1.3 times it, and uses add up. Where it is
 * plenty nothing is cut. */
START_TEST(meters_cut_off) {
  static const char *const power[] = {"3 kVA", "15 kVA"};
  for (int i = 0; i < 2; i++) {
    char homes[300];
    snprintf(homes, sizeof homes,
             "  count: 128\n  periods: [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]\n  heating_share: "
             "{district_heat: 0, electric: 1}\n  defaults: {subscribed_power: %s}\n",
             power[i]);
    ig_district *d = load("start: 2017-01-09, duration: 7 d, spin_up: 1 d", homes);
    kept k = keep_run(d);
    const ig_home_data *h = data_of(d);
    double cuts = 0, cut_Wh = 0, highest = 0, off_h = 0;
    size_t skip = k.n / 8; /* the day of spin-up */
    for (size_t u = 0; u < 128; u++) {
      double sum_Wh = 0, drawn_Wh = 0;
      for (int use = 0; use < IG_HOME_USES; use++) sum_Wh += h->energy_Wh[use][u];
      for (size_t s = skip + u; s < k.n; s += 128) {
        drawn_Wh += k.power_W[s] / 60.0;
        highest = fmax(highest, k.power_W[s] / h->subscribed_kVA[u] / 1000);
      }
      ck_assert_double_eq_tol(sum_Wh, drawn_Wh, 1e-6 * drawn_Wh);
      cuts += h->cut_offs[u] / 128;
      cut_Wh += h->energy_Wh[IG_HOME_CUT][u];
      off_h += h->off_h[u] / 128;
    }
    printf("%s for electric heating: %.2f cut-offs and %.2f h without electricity a home-week, highest minute %.3f\n",
           power[i], cuts, off_h, highest);
    ck_assert_double_le(highest, 1.3);
    ck_assert(i == 0 ? cuts > 1.0 && cut_Wh < 0 && off_h > 0.05 : cuts == 0.0 && cut_Wh == 0.0);
    free(k.power_W);
    ig_district_free(d);
  }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("home_meter");
  TCase *t = tcase_create("meter");
  tcase_add_test(t, subscriptions_move_subscribers);
  tcase_add_test(t, meters_cut_off);
  tcase_set_timeout(t, 120);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
