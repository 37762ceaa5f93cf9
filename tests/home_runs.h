/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of homes share: a district of homes and weather, run window by window with a look at each; the power
 * of every step kept; pairs of runs; figures beside their ranges. */
#ifndef IG_TESTS_HOME_RUNS_H
#define IG_TESTS_HOME_RUNS_H

#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/home/home.h"
#include "tests/district_runs.h"

static inline ig_district *load(const char *simulation, const char *homes) {
  char text[4000];
  snprintf(text, sizeof text, "simulation: {%s}\nhomes:\n%s", simulation, homes);
  return district_of(text);
}

/* In hot loops: Check notes every assertion in a file. */
#define HOLDS(x)                       \
  do {                                 \
    if (!(x)) ck_abort_msg("not " #x); \
  } while (0)

/* What a test does with each window of homes: x is its own. */
typedef void (*look)(void *x, const ig_batch *homes, const ig_window *w);

static inline void run(ig_district *d, look at, void *x) {
  ig_batch *weather = batch_of(d, "weather"), *b = batch_of(d, "home");
  const ig_site *site = b->site;
  int n_steps = site->window_s / site->step_s;
  for (int64_t day = site->begin_s; day < site->end_s; day += IG_DAY_S)
    for (int pass = 0; pass < 2; pass++)
      for (int i = 0; i < IG_DAY_S / site->window_s; i++) {
        ig_window w = {.step_s = site->step_s,
                       .n_steps = n_steps,
                       .begin_s = day + (int64_t)i * site->window_s,
                       .first_step = i * n_steps};
        w.end_s = w.begin_s + site->window_s;
        w.recording = w.begin_s >= site->record_s;
        if (pass == 0) {
          weather->model->advance(weather, &w, 0, weather->n);
          continue;
        }
        for (size_t u = 0; u < b->padded; u += IG_BLOCK)
          b->model->advance(b, &w, u, u + IG_BLOCK < b->n ? u + IG_BLOCK : b->n);
        if (at) at(x, b, &w);
      }
}

static inline const ig_home_data *data_of(ig_district *d) { return batch_of(d, "home")->data; }

#define SHORT "start: 2017-01-09, duration: 1 d, spin_up: 0 d"
#define WEEK "start: 2017-01-09, duration: 7 d, spin_up: 1 d, window: 1 h"

/* All kinds of heating, some with a split unit. */
#define MIX                                                                                                 \
  "  heating_share: {gas: 0.4, district_heat: 0.1, heat_pump: 0.1, heat_pump_ground: 0.1, electric: 0.3}\n" \
  "  collective_gas: 0.5\n  cooling_share: 0.2\n"

/* --- power of every step, pairs of runs ----------------------------------------------------------------- */

/* Keeps the power of all homes by name. */
typedef struct kept {
  double *power_W;
  size_t n, at;
} kept;

static inline void keep(void *x, const ig_batch *homes, const ig_window *w) {
  kept *k = x;
  const ig_home_data *h = homes->data;
  for (int s = 0; s < w->n_steps; s++)
    for (size_t u = 0; u < homes->n; u++) {
      HOLDS(k->at < k->n);
      k->power_W[k->at++] = ig_tile(h->power_W, w, u / IG_BLOCK * IG_BLOCK)[(size_t)s * IG_BLOCK + u % IG_BLOCK];
    }
}

static inline kept keep_run(ig_district *d) {
  size_t steps = (size_t)((batch_of(d, "home")->site->end_s - batch_of(d, "home")->site->begin_s) /
                          batch_of(d, "home")->site->step_s);
  kept k = {.n = steps * batch_of(d, "home")->n};
  k.power_W = malloc(k.n * sizeof(double));
  run(d, keep, &k);
  ck_assert_uint_eq(k.at, k.n);
  return k;
}

/* Runs both and tells for which homes power differs in any step. */
static inline size_t compare(ig_district *a, ig_district *b, bool *differs) {
  kept x = keep_run(a), y = keep_run(b);
  size_t n = batch_of(a, "home")->n, sum = 0;
  memset(differs, 0, n * sizeof *differs);
  for (size_t i = 0; i < x.n; i++) differs[i % n] |= x.power_W[i] != y.power_W[i];
  for (size_t u = 0; u < n; u++) sum += differs[u];
  free(x.power_W);
  free(y.power_W);
  return sum;
}

enum { TOWN = 1000 };
static const char town[] = "  count: 1000\n  persons: 2100\n" MIX;

static inline ig_district *load_town(const char *simulation, const char *keys) {
  char homes[1200];
  snprintf(homes, sizeof homes, "%s%s", town, keys);
  return load(simulation, homes);
}

/* --- figures beside their ranges ------------------------------------------------------------------------ */

/* Prints a figure and its range; figures outside are counted, so that a test shows all of them. */
static int outside;
static inline void within(const char *what, double value, double low, double high) {
  bool in = value >= low && value <= high;
  printf("%-60s %10.4g  (%g to %g)%s\n", what, value, low, high, in ? "" : "  OUTSIDE");
  fflush(stdout);
  outside += !in;
}

/* Runs the cases of a file; the exit code of its program. */
static inline int run_suite(Suite *suite) {
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}

#endif
