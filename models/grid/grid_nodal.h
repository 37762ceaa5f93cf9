/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodal solver's way through a slice of time: the same flow as the sweep leaves, step by step. */
#ifndef IG_GRID_NODAL_H
#define IG_GRID_NODAL_H

#include "models/grid/flow.h"
#include "models/grid/nodal.h"

typedef struct ig_grid_nodal ig_grid_nodal;

ig_grid_nodal *ig_grid_nodal_create(const ig_nodal *nodal, const ig_network *network, double tolerance_V);
void ig_grid_nodal_free(ig_grid_nodal *work);

/* Solves `windows` windows from `first` on, starting from no load. */
void ig_grid_nodal_slice(ig_grid_nodal *work, ig_flow *flow, size_t first, size_t windows);

#endif
