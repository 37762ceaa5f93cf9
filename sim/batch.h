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

/* Number of values the engine holds for a field. */
size_t ig_batch_values(const ig_batch *batch, const ig_field *field);

#endif
