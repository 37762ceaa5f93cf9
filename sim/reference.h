/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parameter reference and the JSON Schema, both printed from the field tables. */
#ifndef IG_REFERENCE_H
#define IG_REFERENCE_H

#include <stdio.h>

/* A table of the models: name, key in the scenario, what they model. */
void ig_reference_models(FILE *out);

/* One model's settings, parameters, series, totals and ports. `name` is the model's name or its key, or that of
 * a general section ("simulation"). Returns an exit code; an unknown name is answered on stderr. */
int ig_reference_model(FILE *out, const char *name);

/* JSON Schema (draft 2020-12) of a scenario, for editors. */
void ig_reference_schema(FILE *out);

#endif
