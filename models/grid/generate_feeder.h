/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The low voltage of a substation: its buildings shared out to feeders by direction, each feeder a tree along streets.
 */
#ifndef IG_GENERATE_FEEDER_H
#define IG_GENERATE_FEEDER_H

#include "models/grid/generate_write.h"

/* `busbar`: the low-voltage bus of the substation; names begin with `name`. */
void ig_generate_feeders(const ig_writer *w, const ig_plan_area *area, size_t busbar, const char *name);

#endif
