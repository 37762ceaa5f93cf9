/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People of homes: exact marginals, and what a study changes moves what it should and nothing else. */
#include "tests/home_runs.h"

static size_t count_where(const int32_t *value, int32_t wanted) {
  size_t n = 0;
  for (size_t u = 0; u < TOWN; u++) n += value[u] == wanted;
  return n;
}

/* Whatever a share states is met to the nearest home or person. */
START_TEST(marginals_are_exact) {
  ig_district *d = load_town(SHORT,
                             "  tenures: [0.40, 0.35, 0.25]\n  cars: [0.2, 0.5, 0.3]\n"
                             "  subscribed_powers: [0.10, 0.70, 0.15, 0.04, 0.01]\n  off_peak_tariff: 0.2\n"
                             "  one_parent: 0.11\n  other_households: 0.04\n  telework: 0.20\n");
  const ig_home_data *h = data_of(d);
  const ig_home_spec *spec = batch_of(d, "home")->spec;
  ck_assert_uint_eq(count_where(h->composition, IG_HOME_ONE_PARENT), 110);
  ck_assert_uint_eq(count_where(h->composition, IG_HOME_OTHER_HOUSEHOLD), 40);
  static const size_t tenures[] = {400, 350, 250}, cars[] = {200, 500, 300}, powers[] = {100, 700, 150, 40, 10};
  for (int k = 0; k < 3; k++) ck_assert_uint_eq(count_where(h->tenure, k), tenures[k]);
  for (int k = 0; k < 3; k++) ck_assert_uint_eq(count_where(h->cars, k), cars[k]);
  for (int k = 0; k < IG_HOME_DECILES; k++)
    ck_assert_uint_eq(count_where(h->income_decile, k + 1), (size_t)lround(1000 * spec->incomes.v[k]));
  size_t tanks = TOWN - count_where(h->hot_water, IG_HOME_WITH_HEATING);
  ck_assert_uint_eq(count_where(h->tariff, IG_HOME_OFF_PEAK), tanks + (size_t)lround(0.2 * (double)(TOWN - tanks)));
  for (int k = 0; k < IG_HOME_POWERS; k++) {
    size_t n = 0;
    for (size_t u = 0; u < TOWN; u++) n += h->subscribed_kVA[u] == 3.0 * (k + 1);
    ck_assert_uint_eq(n, powers[k]);
  }
  size_t adults = 0, of[IG_HOME_ROLES] = {0}, workers = 0, days = 0, at_home = 0, on[5] = {0};
  for (size_t u = 0; u < TOWN; u++)
    for (int p = 0; p < h->persons[u]; p++) {
      size_t k = u * IG_HOME_PERSONS + (size_t)p;
      bool adult = p < ig_home_adults(h->composition[u], h->persons[u]), works = ig_home_works(h->role[k]);
      adults += adult;
      of[h->role[k]] += adult;
      workers += works;
      bool home = works && h->work_place[k] == IG_HOME_PLACE_HOME;
      at_home += home;
      for (int w = 0; w < 5 && works && !home; w++) on[w] += h->telework_days[k] >> w & 1;
      ck_assert(works || h->telework_days[k] == 0);
      ck_assert(h->age[k] >= (adult ? 18 : 0) && h->age[k] <= (adult ? 99 : 20));
    }
  for (int w = 0; w < 5; w++) days += on[w];
  ck_assert_uint_eq(of[IG_HOME_RETIRED], (size_t)lround(0.17 * (double)adults));
  ck_assert_uint_eq(of[IG_HOME_STUDENT], (size_t)lround(0.05 * (double)adults));
  ck_assert_double_eq_tol((double)workers, 0.72 * (double)adults, 1.0);
  ck_assert_double_eq_tol((double)at_home, 0.02 * (double)workers, 1.0);
  ck_assert_double_eq_tol((double)days, 0.20 * 5.0 * (double)(workers - at_home), 1.0);
  printf("telework by weekday: %zu %zu %zu %zu %zu\n", on[0], on[1], on[2], on[3], on[4]);
  ck_assert(on[4] > on[0] && on[0] > on[1] && on[4] > on[2] && on[2] > on[3]);
  ig_district_free(d);
}
END_TEST

/* --- differences that last ------------------------------------------------------------------------- */

/* Mean of a factor over all homes, and standard deviation of its logarithm. */
static void moments(const double *factor, size_t n, double *mean, double *sd) {
  double sum = 0, log_sum = 0, square = 0;
  for (size_t u = 0; u < n; u++) {
    sum += factor[u];
    log_sum += log(factor[u]);
    square += log(factor[u]) * log(factor[u]);
  }
  *mean = sum / (double)n;
  *sd = sqrt(square / (double)n - log_sum / (double)n * log_sum / (double)n);
}

/* Factors have the mean 1 over the generated homes and the spread that is stated; uses do not follow each other. */
START_TEST(differences_are_as_stated) {
  ig_district *d = load_town(SHORT, ""), *alike = load_town(SHORT, "  differences: {strength: 0}\n");
  const ig_home_data *h = data_of(d), *g = data_of(alike);
  const ig_home_spec *spec = batch_of(d, "home")->spec;
  for (int k = -1; k < IG_HOME_DIFFERENCES; k++) {
    const double *factor = k < 0 ? h->activity : h->factor[k];
    double wanted = k < 0 ? spec->household_sd : spec->difference_sd[k], mean, sd, together = 0;
    moments(factor, TOWN, &mean, &sd);
    for (size_t u = 0; u < TOWN && k >= 0; u++) together += log(factor[u]) * log(h->activity[u]) / TOWN;
    printf("difference %d: mean %.4f, sd of the logarithm %.3f (%.3f stated)\n", k, mean, sd, wanted);
    ck_assert_double_eq_tol(mean, 1.0, 0.01);
    ck_assert_double_eq_tol(sd / wanted, 1.0, 0.03);
    if (k >= 0)
      ck_assert_double_lt(fabs(together - 0.25 * wanted * wanted * spec->household_sd * spec->household_sd),
                          4.0 * wanted * spec->household_sd / sqrt(TOWN)); /* of independent factors */
    for (size_t u = 0; u < TOWN; u++) HOLDS((k < 0 ? g->activity : g->factor[k])[u] == 1.0);
  }
  ig_district_free(d);
  ig_district_free(alike);
}
END_TEST

/* One home more moves those at the borders of the parts of the distribution and no other. */
START_TEST(one_more_home_moves_few) {
  ig_district *a = load(SHORT, "  count: 1000\n"), *b = load(SHORT, "  count: 1001\n");
  ig_batch *x = batch_of(a, "home"), *y = batch_of(b, "home");
  size_t moved = 0;
  for (size_t u = 0, v = 0; u < x->n; u++, v++) { /* both in the order of their ids */
    if (y->id[v] != x->id[u]) v++;
    HOLDS(y->id[v] == x->id[u]);
    moved += data_of(a)->activity[u] != data_of(b)->activity[v];
  }
  printf("one home more moves the activity of %zu of 1,000\n", moved);
  ck_assert_uint_le(moved, 16);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* --- keys in pairs --------------------------------------------------------------------------------- */

/* Telework moves the homes of those whose days change, and no other by a bit; they are at home longer. */
START_TEST(telework_moves_teleworkers) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, "  telework: 0.03\n"), *b = load_town(WEEK, "  telework: 0.20\n");
  size_t moved = compare(a, b, differs);
  const ig_home_data *h = data_of(a), *g = data_of(b);
  size_t concerned = 0;
  double before_s = 0, after_s = 0;
  for (size_t u = 0; u < TOWN; u++) {
    bool changed = memcmp(h->telework_days + u * IG_HOME_PERSONS, g->telework_days + u * IG_HOME_PERSONS,
                          IG_HOME_PERSONS * sizeof(int32_t)) != 0;
    concerned += changed;
    HOLDS(changed || !differs[u]);
    if (changed) before_s += (double)h->occupied_s[u], after_s += (double)g->occupied_s[u];
  }
  printf("telework 0.03 to 0.20: %zu homes concerned, %zu moved; occupied %.1f to %.1f h a week\n", concerned, moved,
         before_s / 3600 / (double)concerned, after_s / 3600 / (double)concerned);
  ck_assert_uint_gt(moved, concerned * 8 / 10);
  ck_assert_double_gt(after_s, before_s + 3600.0 * (double)concerned);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* More dryers: they come to homes that had none, the others stay as they were. */
START_TEST(ownership_moves_owners) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, ""), *b = load_town(WEEK, "  equipment: {dryer: 0.30}\n");
  size_t moved = compare(a, b, differs), more = 0;
  const ig_home_data *h = data_of(a), *g = data_of(b);
  for (size_t u = 0; u < TOWN; u++) {
    int32_t was = h->own[IG_HOME_OWN_dryer][u], is = g->own[IG_HOME_OWN_dryer][u];
    HOLDS(is >= was);
    HOLDS(is != was || !differs[u]);
    more += (size_t)(is - was);
  }
  ck_assert_uint_eq(more, 100);
  ck_assert_uint_gt(moved, 50);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Summer leave empties homes in summer; who leaves anyway lives the same days. */
START_TEST(leave_moves_absence) {
  static bool differs[TOWN];
  const char *july = "start: 2017-07-17, duration: 7 d, spin_up: 1 d, window: 1 h";
  ig_district *a = load_town(july, "  summer_leave: 0.5\n"), *b = load_town(july, "  summer_leave: 0.8\n");
  size_t moved = compare(a, b, differs);
  double occupied_s[2] = {0, 0};
  for (size_t u = 0; u < TOWN; u++) {
    occupied_s[0] += (double)data_of(a)->occupied_s[u];
    occupied_s[1] += (double)data_of(b)->occupied_s[u];
    HOLDS(differs[u] || data_of(a)->occupied_s[u] == data_of(b)->occupied_s[u]);
  }
  printf("summer leave 0.5 to 0.8: %zu homes moved, occupied %.3f to %.3f of the week\n", moved,
         occupied_s[0] / TOWN / 7 / 86400, occupied_s[1] / TOWN / 7 / 86400);
  ck_assert_uint_le(moved, 330);
  ck_assert_double_lt(occupied_s[1], 0.95 * occupied_s[0]);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* Means tell who people are; they move no watt. */
START_TEST(means_move_nothing) {
  static bool differs[TOWN];
  ig_district *a = load_town(WEEK, ""),
              *b = load_town(WEEK,
                             "  incomes: [0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1]\n  tenures: [1, 0, 0]\n"
                             "  cars: [0.5, 0.3, 0.2]\n  educations: [0.25, 0.25, 0.25, 0.25]\n"
                             "  off_peak_tariff: 0.5\n  work_place: {district: 0.5}\n");
  ck_assert_uint_eq(compare(a, b, differs), 0);
  ig_district_free(a);
  ig_district_free(b);
}
END_TEST

/* --- days ------------------------------------------------------------------------------------------ */

static bool is_home(const int32_t *t, int32_t at_s) {
  return !(t[1] >= 0 && at_s >= t[1] && at_s < t[2]) && !(t[3] >= 0 && at_s >= t[3] && at_s < t[4]);
}

typedef struct alone {
  size_t looked, alone;
} alone;

/* Days of homes with young children, a minute after another, from the plan. */
static void look_at_children(void *x, const ig_batch *homes, const ig_window *w) {
  alone *a = x;
  const ig_home_data *h = homes->data;
  if (w->begin_s % IG_DAY_S != 12 * IG_HOUR_S) return;
  for (size_t u = 0; u < homes->n; u++) {
    if (h->day[u] >= h->away_from[u] && h->day[u] <= h->away_to[u]) continue;
    int adults = ig_home_adults(h->composition[u], h->persons[u]);
    const int32_t *t = h->times_s + u * IG_HOME_PERSONS * IG_HOME_TIMES;
    for (int p = adults; p < h->persons[u]; p++) {
      if (h->age[u * IG_HOME_PERSONS + (size_t)p] >= IG_HOME_ALONE_FROM) continue;
      for (int32_t s = 3600; s < 20 * 3600; s += 60) {
        bool adult = false;
        for (int q = 0; q < adults; q++) adult |= is_home(t + q * IG_HOME_TIMES, s);
        a->looked++;
        a->alone += is_home(t + p * IG_HOME_TIMES, s) && !adult;
      }
    }
  }
}

START_TEST(children_are_not_alone) {
  ig_district *d = load_town("start: 2017-01-09, duration: 14 d, spin_up: 0 d, window: 1 h", "");
  alone a = {0, 0};
  run(d, look_at_children, &a);
  printf("children below 11: alone in %.5f of the minutes\n", (double)a.alone / (double)a.looked);
  ck_assert_uint_gt(a.looked, 1000000);
  ck_assert_double_lt((double)a.alone / (double)a.looked, 0.005);
  ig_district_free(d);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("home_people");
  TCase *t = tcase_create("people");
  tcase_add_test(t, marginals_are_exact);
  tcase_add_test(t, differences_are_as_stated);
  tcase_add_test(t, one_more_home_moves_few);
  tcase_add_test(t, telework_moves_teleworkers);
  tcase_add_test(t, ownership_moves_owners);
  tcase_add_test(t, leave_moves_absence);
  tcase_add_test(t, means_move_nothing);
  tcase_add_test(t, children_are_not_alone);
  tcase_set_timeout(t, 120);
  suite_add_tcase(suite, t);
  return run_suite(suite);
}
