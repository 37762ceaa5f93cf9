/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_feeder.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/grid/generate_building.h"
#include "sim/memory.h"

static const double direct_VA = 120e3; /* above: a feeder of its own from the substation, French connection rules [C] */
static const double feeder_mean_VA = 150e3; /* planned load of a feeder at most, on the mean [D] */
static const double detour = 1.05;          /* of a trench over the middle of the street [D] */
static const double leave_m = 10;           /* from the board to the street [D] */

/* --- one feeder -------------------------------------------------------------------------------------- */

/* A joint before a building, or a corner. Node 0 is the substation. */
typedef struct node {
  ig_map_spot spot;
  const ig_plan_place *place; /* NULL: a corner */
  size_t parent, bus;
  ig_planned planned; /* of all that it feeds */
} node;

typedef struct tree {
  const ig_writer *w;
  const char *name;
  node *node;
  size_t n;
} tree;

/* A building not yet reached: the node it is nearest to. */
typedef struct open_place {
  const ig_plan_place *place;
  size_t nearest;
  double distance;
} open_place;

static void look_at(const tree *t, open_place *open, size_t n, size_t at) {
  for (size_t i = 0; i < n; i++) {
    double d = ig_generate_map_distance(&t->w->plan->map, t->node[at].spot, open[i].place->spot);
    if (d < open[i].distance) open[i].distance = d, open[i].nearest = at;
  }
}

static size_t add_node(tree *t, size_t parent, ig_map_spot spot, const ig_plan_place *place) {
  t->node[t->n] = (node){.spot = spot, .place = place, .parent = parent};
  if (place) t->node[t->n].planned = place->planned;
  return t->n++;
}

/* Lays the cable to the nearest building, then to the next nearest from anywhere on the way: Prim's tree. Only one
 * cable leaves the substation. */
static void lay(tree *t, open_place *open, size_t n) {
  look_at(t, open, n, 0);
  while (n > 0) {
    size_t next = 0;
    for (size_t i = 1; i < n; i++)
      if (open[i].distance < open[next].distance) next = i;
    open_place taken = open[next];
    open[next] = open[--n];
    bool first = t->n == 1;
    for (size_t i = 0; first && i < n; i++) open[i].distance = HUGE_VAL;
    ig_map_spot corner[2];
    int corners = ig_generate_map_corners(&t->w->plan->map, t->node[taken.nearest].spot, taken.place->spot, corner);
    size_t above = taken.nearest;
    for (int k = 0; k < corners; k++) look_at(t, open, n, above = add_node(t, above, corner[k], NULL));
    look_at(t, open, n, add_node(t, above, taken.place->spot, taken.place));
  }
  for (size_t i = t->n; i-- > 1;)
    t->node[t->node[i].parent].planned = ig_planned_add(t->node[t->node[i].parent].planned, t->node[i].planned);
}

static void write_node(tree *t, node *at, const char *what, size_t number) {
  const ig_map *map = &t->w->plan->map;
  const node *above = &t->node[at->parent];
  bool first = at->parent == 0;
  double load = ig_generate_catalogue_load(at->planned);
  double length = detour * ig_generate_map_distance(map, above->spot, at->spot) + (first ? leave_m : 0);
  at->bus = ig_generate_write_bus(t->w, ig_generate_write_name("%s-%s%zu", t->name, what, number), 400, at->spot.x_m,
                                  ig_generate_map_y(map, at->spot.street));
  char *name =
      first ? ig_generate_write_name("%s", t->name) : ig_generate_write_name("%s-%s%zu", t->name, what, number);
  ig_generate_write_line(t->w, name, above->bus, at->bus, ig_generate_catalogue_feeder(load), length, IG_LINE_LV);
}

static void write_tree(tree *t) {
  size_t corners = 0, buildings = 0;
  for (size_t i = 1; i < t->n; i++) {
    node *at = &t->node[i];
    bool corner = !at->place;
    write_node(t, at, corner ? "c" : "j", corner ? ++corners : ++buildings);
    if (corner) continue;
    char name[IG_WRITER_NAME];
    snprintf(name, sizeof name, "%s-b%zu", t->name, buildings);
    ig_generate_building(t->w, at->place, at->bus, name);
  }
}

/* --- all feeders of a substation --------------------------------------------------------------------- */

typedef struct direction {
  const ig_plan_place *place;
  double angle, load;
  bool direct;
} direction;

/* Those with a feeder of their own first, then around the substation. */
static int by_direction(const void *a, const void *b) {
  const direction *x = a, *y = b;
  if (x->direct != y->direct) return x->direct ? -1 : 1;
  if (x->angle != y->angle) return x->angle < y->angle ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

static void make_feeder(const ig_writer *w, const ig_plan_area *area, size_t busbar, const char *name, size_t number,
                        const direction *list, size_t n) {
  char text[IG_WRITER_NAME];
  snprintf(text, sizeof text, "%s-f%zu", name, number);
  tree t = {.w = w, .name = text, .node = ig_memory(3 * n, sizeof *t.node)};
  open_place *open = ig_memory(n, sizeof *open);
  for (size_t i = 0; i < n; i++) open[i] = (open_place){list[i].place, 0, HUGE_VAL};
  t.node[add_node(&t, 0, area->spot, NULL)].bus = busbar;
  lay(&t, open, n);
  write_tree(&t);
  free(open);
  free(t.node);
}

/* Turns the list so that it begins behind the widest gap. */
static void turn(direction *list, size_t n) {
  size_t begin = 0;
  double widest = n ? list[0].angle + 2 * IG_PI - list[n - 1].angle : 0;
  for (size_t i = 1; i < n; i++) {
    double gap = list[i].angle - list[i - 1].angle;
    if (gap > widest) widest = gap, begin = i;
  }
  direction *copy = ig_memory(n, sizeof *copy);
  for (size_t i = 0; i < n; i++) copy[i] = list[(begin + i) % n];
  for (size_t i = 0; i < n; i++) list[i] = copy[i];
  free(copy);
}

/* Sectors of about equal load. */
static void share_out(const ig_writer *w, const ig_plan_area *area, size_t busbar, const char *name, size_t number,
                      const direction *list, size_t n, size_t feeders) {
  double sum = 0, done = 0;
  for (size_t i = 0; i < n; i++) sum += list[i].load;
  for (size_t f = 0, from = 0; f < feeders; f++) {
    size_t to = from, last = n - (feeders - f - 1);
    double aim = sum * (double)(f + 1) / (double)feeders;
    while (to < last && (to == from || f + 1 == feeders || done + 0.5 * list[to].load < aim)) done += list[to++].load;
    make_feeder(w, area, busbar, name, number++, list + from, to - from);
    from = to;
  }
}

void ig_generate_feeders(const ig_writer *w, const ig_plan_area *area, size_t busbar, const char *name) {
  const ig_plan *plan = w->plan;
  direction *list = ig_memory(area->n, sizeof *list);
  size_t direct = 0, n = area->n;
  double load = 0, y = ig_generate_map_y(&plan->map, area->spot.street);
  for (size_t i = 0; i < n; i++) {
    const ig_plan_place *place = &plan->place[plan->order[area->first + i]];
    double planned = ig_generate_catalogue_load(place->planned);
    list[i] = (direction){place, atan2(place->y_m - y, place->spot.x_m - area->spot.x_m), planned, planned > direct_VA};
    direct += list[i].direct;
    if (!list[i].direct) load += planned;
  }
  qsort(list, n, sizeof *list, by_direction);
  for (size_t i = 0; i < direct; i++) make_feeder(w, area, busbar, name, i + 1, list + i, 1);
  double wanted = ig_max(round(plan->rules->feeders_per_substation) - (double)direct, ceil(load / feeder_mean_VA));
  size_t rest = n - direct, feeders = (size_t)ig_clamp(wanted, 1, ig_max(1, (double)rest));
  turn(list + direct, rest);
  if (rest > 0) share_out(w, area, busbar, name, direct + 1, list + direct, rest, feeders);
  free(list);
}
