/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a French network operator takes from the shelf, and by which rule: cables, transformers, planning loads. The
 * page grid-generator.md has the sources. */
#ifndef IG_GENERATE_CATALOGUE_H
#define IG_GENERATE_CATALOGUE_H

#include "models/grid/generate.h"

/* Order of the line types in a generated network (until it is sorted by name). */
typedef enum ig_cable { IG_CABLE_MV, IG_CABLE_240, IG_CABLE_150, IG_CABLE_95, IG_CABLE_35, IG_CABLE_RISER } ig_cable;

/* Planned load: homes are counted apart, since their diversity depends on their number. */
typedef struct ig_planned {
  size_t homes;
  double homes_VA; /* subscribed */
  double other_VA; /* after diversity */
} ig_planned;

IG_INLINE ig_planned ig_planned_add(ig_planned a, ig_planned b) {
  return (ig_planned){a.homes + b.homes, a.homes_VA + b.homes_VA, a.other_VA + b.other_VA};
}

/* Power subscribed, or what a unit of its kind and floor area would subscribe. */
double ig_generate_catalogue_subscribed(const ig_place_unit *unit);

/* Load to plan for one unit, and for what has been added up. */
ig_planned ig_generate_catalogue_planned(const ig_place_unit *unit);
double ig_generate_catalogue_load(ig_planned planned);
double ig_generate_catalogue_area(ig_planned planned); /* of a substation */

/* Adds all cables to an empty network. */
void ig_generate_catalogue_cables(ig_network *network);

/* Cable of a feeder's section and of a building's service by planned load. */
ig_cable ig_generate_catalogue_feeder(double load_VA);
ig_cable ig_generate_catalogue_service(double load_VA);

/* Sets the electrical values of a 20 kV / 410 V transformer for a planned load; several equal ones in parallel count as
 * one of their sum. */
void ig_generate_catalogue_public(ig_transformer *transformer, double load_VA, double tap);
void ig_generate_catalogue_private(ig_transformer *transformer, double load_VA, double tap);

#endif
