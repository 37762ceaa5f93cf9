/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A building: service cable from the street, risers with a bus a floor, its units on their phases, and what stands in
 * the street before it. */
#ifndef IG_GENERATE_BUILDING_H
#define IG_GENERATE_BUILDING_H

#include "models/grid/generate_write.h"

/* `joint`: the bus in the street; names begin with `name`. */
void ig_generate_building(const ig_writer *w, const ig_plan_place *place, size_t joint, const char *name);

#endif
