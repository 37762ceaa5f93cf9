/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A model's section of a scenario becomes a batch: settings, units, parameters, arrays. */
#ifndef IG_BATCH_H
#define IG_BATCH_H

#include "sim/section.h"

enum { IG_BATCH_UNITS = 1000000 }; /* most units of a district */

/* Is the model part of this scenario? */
bool ig_batch_present(const ig_scenario *scenario, const ig_model *model);

/* Reads settings, listed units and parameters, adds the units the model counts, sorts them by name and
 * allocates all fields. *units is the number of units of the district so far. `source` keeps the places for
 * messages of build. On failure errors were added; what was allocated is freed by ig_batch_free all the same. */
bool ig_batch_make(ig_reader *reader, const ig_model *model, const ig_site *site, ig_batch *batch, ig_source *source,
                   size_t *units);
void ig_batch_free(ig_batch *batch);

/* Gives a table its n units and its arrays; series that `record` does not ask for stay NULL. */
void ig_batch_fill(ig_scenario *scenario, ig_batch *batch, size_t n, const char *const *name, size_t axis_n,
                   const bool *record);

/* Number of values the engine holds for a field. */
size_t ig_batch_values(const ig_batch *batch, const ig_field *field);
/* Interval of a table's series, s, and how many a chunk has. */
int ig_batch_interval_s(const ig_site *site, const ig_field *field);
size_t ig_batch_rows(const ig_batch *batch, const ig_field *field);

#endif
