/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map of a generated district: a grid of streets, two rows of plots back to back between them. Metres along
 * streets (x) and across (y) from its south-west corner; street k lies between rows 2k - 1 and 2k. */
#ifndef IG_GENERATE_MAP_H
#define IG_GENERATE_MAP_H

#include "sim/base.h"

typedef struct ig_map {
  double pitch_m; /* of plots, in both directions */
  int block;      /* plots between cross streets */
  size_t columns, rows;
  double longitude_deg, latitude_deg; /* centre */
} ig_map;

/* A place on a street. */
typedef struct ig_map_spot {
  double x_m;
  int street;
} ig_map_spot;

/* Room for n plots on area_m2, about square. */
ig_map ig_generate_map(size_t n, double area_m2, double longitude_deg, double latitude_deg);

/* Plot i, column by column from the west: where its building meets the street, and its building's y. `aside` (-1 to 1)
 * moves it along the street within the plot. */
ig_map_spot ig_generate_map_plot(const ig_map *map, size_t i, double aside, double *y_m);
double ig_generate_map_y(const ig_map *map, int street);

/* The way along streets: its length; the corners it turns at, at most two. */
double ig_generate_map_distance(const ig_map *map, ig_map_spot a, ig_map_spot b);
int ig_generate_map_corners(const ig_map *map, ig_map_spot a, ig_map_spot b, ig_map_spot corner[2]);

void ig_generate_map_degrees(const ig_map *map, double x_m, double y_m, double *longitude_deg, double *latitude_deg);

#endif
