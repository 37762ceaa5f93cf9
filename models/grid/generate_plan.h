/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is supplied where: units to buildings, buildings to plots of the map, plots to substations. */
#ifndef IG_GENERATE_PLAN_H
#define IG_GENERATE_PLAN_H

#include "models/grid/generate_catalogue.h"
#include "models/grid/generate_map.h"

/* Purposes of draws. */
enum { IG_DRAW_SIZE, IG_DRAW_RANK, IG_DRAW_HOST, IG_DRAW_ASIDE, IG_DRAW_PHASE };

/* A building or plot with a supply of its own. Its units lie together in ig_plan.member: homes first, then what the
 * building's foot supplies, then what stands in the street before it. */
typedef struct ig_plan_place {
  size_t first, n_homes, n_foot, n_street;
  bool own_substation;
  uint64_t key; /* of its draws */
  double rank;  /* order on the map, drawn */
  ig_planned planned;
  double y_m; /* of the building; x is that of the spot */
  ig_map_spot spot;
} ig_plan_place;

/* What a public substation supplies: places[first] to places[first + n] of ig_plan.order. */
typedef struct ig_plan_area {
  size_t first, n;
  ig_planned planned;
  ig_map_spot spot;
} ig_plan_area;

typedef struct ig_plan {
  const ig_generate_rules *rules;
  const ig_place_unit **unit; /* by name */
  size_t n_units;
  size_t *member; /* indices of units, place by place */
  ig_plan_place *place;
  size_t n_places;
  size_t *order, n_public; /* places by area; those with a substation of their own behind them */
  ig_plan_area *area;
  size_t n_areas;
  ig_map map;
} ig_plan;

void ig_generate_plan(ig_plan *plan, const ig_generate_rules *rules, const ig_place_unit *units, size_t n);
void ig_generate_plan_free(ig_plan *plan);

#endif
