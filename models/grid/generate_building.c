/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_building.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { HOUSE_HOMES = 2 };                  /* up to so many homes stand at the ground: no riser [D] */
static const double floor_m = 3;           /* height of a floor [D] */
static const double cellar_m = 5;          /* from the service's cut-out to the riser's foot [D] */
static const double riser_apart_m = 15;    /* between the staircases of a building [D] */
static const double riser_most_VA = 138e3; /* 200 A at 230 V in three phases, NF C 14-100 [C] */
static const double service_more_m = 3;    /* down, up, and into the cut-out [D] */
static const double cabinet_m = 10;        /* cable of a cabinet [D] */

typedef struct building {
  const ig_writer *w;
  const ig_plan_place *place;
  const char *name;
  size_t foot;
  unsigned phase; /* of the next single-phase unit: in turn, from a drawn one on */
} building;

static const ig_place_unit *member(const building *b, size_t i) {
  const ig_plan *plan = b->w->plan;
  return plan->unit[plan->member[b->place->first + i]];
}

static void connect(building *b, size_t i, size_t bus) {
  if (ig_generate_write_unit(b->w, member(b, i), bus, b->phase)) b->phase++;
}

static ig_planned planned_of(const building *b, size_t from, size_t to) {
  ig_planned sum = {0};
  for (size_t i = from; i < to; i++) sum = ig_planned_add(sum, ig_generate_catalogue_planned(member(b, i)));
  return sum;
}

static void add_service(building *b, size_t joint) {
  const ig_plan *plan = b->w->plan;
  const ig_plan_place *place = b->place;
  double load = ig_generate_catalogue_load(planned_of(b, 0, place->n_homes + place->n_foot));
  double way = fabs(place->y_m - ig_generate_map_y(&plan->map, place->spot.street));
  b->foot = ig_generate_write_bus(b->w, ig_generate_write_name("%s", b->name), 400, place->spot.x_m, place->y_m);
  if (strcmp(plan->rules->earthing, "tn") == 0) ig_generate_write_earthing(b->w, b->foot);
  ig_generate_write_line(b->w, ig_generate_write_name("%s", b->name), joint, b->foot,
                         ig_generate_catalogue_service(load), way + service_more_m, IG_LINE_SERVICE);
}

/* One riser of homes [from, to), floor by floor. */
static void add_riser(building *b, const char *name, size_t from, size_t to, double way_m) {
  size_t per_floor = (size_t)ig_max(1, round(b->w->plan->rules->homes_per_floor)), above = b->foot;
  for (size_t floor = 1; from < to; floor++) {
    size_t bus = ig_generate_write_bus(b->w, ig_generate_write_name("%s-floor-%zu", name, floor), 400,
                                       b->place->spot.x_m, b->place->y_m);
    ig_generate_write_line(b->w, ig_generate_write_name("%s-floor-%zu", name, floor), above, bus, IG_CABLE_RISER,
                           floor_m + (floor == 1 ? way_m : 0), IG_LINE_RISER);
    for (size_t k = 0; k < per_floor && from < to; k++) connect(b, from++, bus);
    above = bus;
  }
}

static void add_homes(building *b) {
  size_t n = b->place->n_homes;
  double load = ig_generate_catalogue_load(planned_of(b, 0, n));
  size_t risers = (size_t)ig_clamp(ceil(load / riser_most_VA), 1, (double)n);
  for (size_t r = 0; r < risers; r++) {
    char name[IG_WRITER_NAME];
    int length = snprintf(name, sizeof name, "%s", b->name);
    if (risers > 1) snprintf(name + length, sizeof name - (size_t)length, "-r%zu", r + 1);
    add_riser(b, name, r * n / risers, (r + 1) * n / risers, cellar_m + riser_apart_m * (double)r);
  }
}

static void add_street(building *b, size_t i, size_t number, size_t joint) {
  const ig_plan_place *place = b->place;
  const char *kind = member(b, i)->kind == IG_PLACE_CABINET ? "cabinet" : "other";
  double load = ig_generate_catalogue_load(planned_of(b, i, i + 1));
  double x = place->spot.x_m + 3 * (double)number, y = ig_generate_map_y(&b->w->plan->map, place->spot.street);
  size_t bus = ig_generate_write_bus(b->w, ig_generate_write_name("%s-%s-%zu", b->name, kind, number), 400, x, y);
  ig_generate_write_line(b->w, ig_generate_write_name("%s-%s-%zu", b->name, kind, number), joint, bus,
                         ig_generate_catalogue_service(load), cabinet_m, IG_LINE_SERVICE);
  connect(b, i, bus);
}

void ig_generate_building(const ig_writer *w, const ig_plan_place *place, size_t joint, const char *name) {
  uint64_t bits[4];
  ig_rng_bits4((ig_rng_key){w->plan->rules->seed, place->key}, IG_DRAW_PHASE, 0, 0, bits);
  building b = {.w = w, .place = place, .name = name, .phase = (unsigned)(bits[0] % 3)};
  size_t homes = place->n_homes, foot = homes + place->n_foot;
  if (foot > 0) add_service(&b, joint);
  if (homes > HOUSE_HOMES)
    add_homes(&b);
  else
    for (size_t i = 0; i < homes; i++) connect(&b, i, b.foot);
  for (size_t i = homes; i < foot; i++) connect(&b, i, b.foot);
  for (size_t i = 0; i < place->n_street; i++) add_street(&b, foot + i, i + 1, joint);
}
