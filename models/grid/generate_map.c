/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_map.h"

#include <math.h>

static const double setback_most_m = 15;      /* from the middle of the street to the middle of the building [D] */
static const double block_m = 130;            /* between cross streets [D] */
static const double turned_rad = 20 * IG_RAD; /* the grid of streets, anticlockwise [D: for the eye] */
static const double corner_m = 0.5;           /* nearer is the same place */
static const double earth_radius_m = 6371e3;

ig_map ig_generate_map(size_t n, double area_m2, double longitude_deg, double latitude_deg) {
  ig_map map = {.longitude_deg = longitude_deg, .latitude_deg = latitude_deg};
  map.columns = map.rows = 1;
  if (n > 1) map.rows = 2 * (size_t)ceil(sqrt((double)n) / 2);
  map.columns = n > 0 ? (n + map.rows - 1) / map.rows : 1;
  map.pitch_m = ig_clamp(sqrt(area_m2 / ig_max((double)n, 1)), 10, 200);
  map.block = (int)ig_clamp(round(block_m / map.pitch_m), 1, 20);
  return map;
}

double ig_generate_map_y(const ig_map *map, int street) { return (2 * street + 0.5) * map->pitch_m; }

/* Row 0 is south of street 0, row 1 north of it. */
ig_map_spot ig_generate_map_plot(const ig_map *map, size_t i, double aside, double *y_m) {
  size_t column = i / map->rows, row = i % map->rows;
  ig_map_spot spot = {((double)column + 0.2 * aside) * map->pitch_m, (int)(row / 2)};
  double setback = ig_min(setback_most_m, 0.4 * map->pitch_m);
  *y_m = ig_generate_map_y(map, spot.street) + (row % 2 ? setback : -setback);
  return spot;
}

static double cross_x(const ig_map *map, double index) { return (index * map->block - 0.5) * map->pitch_m; }

/* The cross street that makes the way from a to b shortest; of equal ones the first on the way from a. */
static double cross_between(const ig_map *map, ig_map_spot a, ig_map_spot b) {
  double at = (a.x_m / map->pitch_m + 0.5) / map->block;
  double near = cross_x(map, floor(at)), far = cross_x(map, ceil(at));
  if (b.x_m > a.x_m) {
    double swap = near;
    near = far, far = swap;
  }
  double by_near = fabs(near - a.x_m) + fabs(near - b.x_m), by_far = fabs(far - a.x_m) + fabs(far - b.x_m);
  return by_far < by_near - corner_m ? far : near;
}

double ig_generate_map_distance(const ig_map *map, ig_map_spot a, ig_map_spot b) {
  if (a.street == b.street) return fabs(a.x_m - b.x_m);
  double x = cross_between(map, a, b), up = 2 * map->pitch_m * fabs((double)(a.street - b.street));
  return up + fabs(x - a.x_m) + fabs(x - b.x_m);
}

int ig_generate_map_corners(const ig_map *map, ig_map_spot a, ig_map_spot b, ig_map_spot corner[2]) {
  if (a.street == b.street) return 0;
  int n = 0;
  double x = cross_between(map, a, b);
  if (fabs(x - a.x_m) > corner_m) corner[n++] = (ig_map_spot){x, a.street};
  if (fabs(x - b.x_m) > corner_m) corner[n++] = (ig_map_spot){x, b.street};
  return n;
}

void ig_generate_map_degrees(const ig_map *map, double x_m, double y_m, double *longitude_deg, double *latitude_deg) {
  double east = x_m - 0.5 * (double)(map->columns - 1) * map->pitch_m;
  double north = y_m - 0.5 * (double)(map->rows - 1) * map->pitch_m;
  double x = east * cos(turned_rad) - north * sin(turned_rad), y = east * sin(turned_rad) + north * cos(turned_rad);
  *latitude_deg = map->latitude_deg + y / earth_radius_m / IG_RAD;
  *longitude_deg = map->longitude_deg + x / (earth_radius_m * cos(map->latitude_deg * IG_RAD)) / IG_RAD;
}
