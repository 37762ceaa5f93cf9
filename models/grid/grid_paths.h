/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ways through the network, breadth first from the source: distances, impedances, feeders. Where there is a mesh, the
 * first way found counts, which overestimates impedances. */
#ifndef IG_GRID_PATHS_H
#define IG_GRID_PATHS_H

#include "models/grid/grid.h"

typedef struct ig_grid_paths {
  double *distance_m;              /* [bus] of line from the transformer (or source) */
  double *loop_r_ohm, *loop_x_ohm; /* [bus] of phase and neutral with all that lies above */
  double *r1_ohm;                  /* [bus] positive sequence, with all that lies above */
  ig_grid_feeder *feeder;          /* these three pass to the caller */
  size_t n_feeders;
  int32_t *feeder_of_bus, *feeder_of_line; /* -1: none */
} ig_grid_paths;

void ig_grid_paths_find(const ig_network *network, ig_grid_paths *paths);
void ig_grid_paths_free(ig_grid_paths *paths);

#endif
