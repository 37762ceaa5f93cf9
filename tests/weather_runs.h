/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A district of weather alone, advanced day by day into arrays of the test's own: for the tests of weather. */
#ifndef IG_TESTS_WEATHER_RUNS_H
#define IG_TESTS_WEATHER_RUNS_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/build.h"

static const char *reference(const char *name) {
  static char path[1024];
  const char *root = getenv("ISSYGRID_REFERENCE");
  snprintf(path, sizeof path, "%s/weather/%s", root != NULL ? root : IG_SOURCE_DIR "/../shared/reference", name);
  if (access(path, R_OK) == 0) return path;
  fprintf(stderr, "skipped: no reference data at %s\n", path);
  return NULL;
}

static const char *trappes(void) { return reference("FRA_Trappes_RT2012_H1a.epw"); }

/* --- a district of weather alone ---------------------------------------------------------------------- */

static ig_district *load(const char *simulation, const char *weather) {
  char path[] = "/tmp/issygrid-weather-XXXXXX";
  int fd = mkstemp(path); /* a scenario that names files must be a file */
  ck_assert_int_ge(fd, 0);
  FILE *file = fdopen(fd, "w");
  fprintf(file, "simulation: {spin_up: 0 d, %s}\nweather: {%s}\n", simulation, weather);
  fclose(file);
  ig_errors errors = {0};
  ig_district *d = ig_district_load(path, NULL, 0, &errors);
  unlink(path);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(d);
  ig_errors_free(&errors);
  return d;
}

static ig_batch *weather_of(ig_district *d) {
  for (size_t b = 0; b < d->n_batches; b++)
    if (strcmp(d->batch[b].model->name, "weather") == 0) return &d->batch[b];
  ck_abort_msg("no weather");
  return NULL;
}

/* Series of one day in steps of any length, recomputed into an array of our own. */
enum { MOST_STEPS = 86400, N_SERIES = 21 };
enum {
  OUTDOOR,
  HUMIDITY,
  WIND,
  GLOBAL,
  DIRECT,
  DIFFUSE,
  SKY,
  COLD,
  ZENITH,
  NORTH,
  EAST,
  SOUTH,
  WEST,
  THROUGH_NORTH,
  THROUGH_EAST,
  THROUGH_SOUTH,
  THROUGH_WEST,
  AZIMUTH,
  OUTSIDE,
  DEW,
  RATIO
};
static double day_series[N_SERIES][MOST_STEPS];

/* Steps from `begin_s` on, into the series from index `at` on. */
static void run_steps(const ig_batch *from, int64_t begin_s, int step_s, int n, int at) {
  double *data[N_SERIES];
  ig_batch batch = *from;
  ck_assert_uint_eq(from->model->data_size, sizeof data);
  for (int i = 0; i < N_SERIES; i++) data[i] = day_series[i];
  batch.data = data; /* the model's data are the pointers in the order of its series */
  ig_window w = {begin_s, begin_s + (int64_t)n * step_s, step_s, n, at, true};
  batch.model->advance(&batch, &w, 0, IG_BLOCK);
}

static void run_day(const ig_batch *from, int64_t begin_s, int step_s) {
  run_steps(from, begin_s, step_s, IG_DAY_S / step_s, 0);
}

static double mean(const double *v, int n) {
  double sum = 0.0;
  for (int i = 0; i < n; i++) sum += v[i];
  return sum / n;
}

#endif
