/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of models that run in a district share: the district of a scenario's text, and a model's batch of it. */
#ifndef IG_TESTS_DISTRICT_RUNS_H
#define IG_TESTS_DISTRICT_RUNS_H

#include <check.h>
#include <stdio.h>
#include <string.h>

#include "sim/build.h"

/* The test fails with the scenario's errors where it has any. */
static inline ig_district *district_of(const char *text) {
  ig_errors errors = {0};
  ig_district *d = ig_district_parse(text, strlen(text), &errors);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(d);
  ig_errors_free(&errors);
  return d;
}

static inline ig_batch *batch_of(ig_district *d, const char *model) {
  for (size_t b = 0; b < d->n_batches; b++)
    if (strcmp(d->batch[b].model->name, model) == 0) return &d->batch[b];
  ck_abort_msg("no %s", model);
  return NULL;
}

#endif
