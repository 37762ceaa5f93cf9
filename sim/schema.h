/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef IG_SCHEMA_H
#define IG_SCHEMA_H

#include <stdio.h>

/* Prints the JSON Schema (draft 2020-12) of a scenario. */
void ig_schema_print(FILE *out);

#endif
