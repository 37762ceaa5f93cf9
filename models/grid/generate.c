/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the plan to a network: 20 kV rings past all substations, public and private ones, and what they feed. Page:
 * grid-generator.md. */
#include "models/grid/generate.h"

#include <math.h>
#include <stdlib.h>

#include "models/grid/generate_feeder.h"
#include "sim/memory.h"

static const double high_V = 20e3;
static const double ring_VA = 10e6;       /* either half could take all of a ring: 240 mm2 carry 13.8 MVA [D] */
static const double ring_diversity = 0.7; /* of the planned loads of substations on a ring [D] */
static const double source_away_m = 800;  /* of the 63/20 kV substation, west of the district [D] */
static const double detour = 1.1;         /* of 20 kV cables over the way along two axes [D] */
static const double beside_m = 4;         /* medium and low voltage of a substation, drawn side by side */

/* --- substations ------------------------------------------------------------------------------------- */

/* A substation on a ring. */
typedef struct stop {
  double x, y, load;
  size_t bus, place; /* place: in order of making */
} stop;

static stop make_substation(const ig_writer *w, const char *name, const char *low_name, ig_map_spot spot,
                            double load_VA, bool own) {
  double y = ig_generate_map_y(&w->plan->map, spot.street);
  ig_transformer *t = IG_NETWORK_ADD(w->network->transformer, w->network->n_transformers);
  (own ? ig_generate_catalogue_private : ig_generate_catalogue_public)(t, load_VA, w->plan->rules->transformer_tap);
  t->name = ig_generate_write_name("%s", name);
  t->bus[0] = ig_generate_write_bus(w, ig_generate_write_name("mv-%s", name), high_V, spot.x_m, y - beside_m);
  t->bus[1] = ig_generate_write_bus(w, ig_generate_write_name("%s", low_name), 400, spot.x_m, y);
  ig_generate_write_earthing(w, t->bus[1]);
  return (stop){spot.x_m, y, load_VA, t->bus[0], 0};
}

static stop make_public(const ig_writer *w, size_t i, int digits) {
  const ig_plan_area *area = &w->plan->area[i];
  char *name = ig_generate_write_name("substation-%0*zu", digits, i + 1);
  char *low = ig_generate_write_name("s%0*zu", digits, i + 1);
  stop s = make_substation(w, name, low, area->spot, ig_generate_catalogue_area(area->planned), false);
  ig_generate_feeders(w, area, w->network->n_buses - 1, low);
  free(name);
  free(low);
  return s;
}

/* The owner's whole supply is one unit at the transformer. */
static stop make_private(const ig_writer *w, const ig_plan_place *place) {
  const ig_place_unit *unit = w->plan->unit[w->plan->member[place->first]];
  char *name = ig_generate_write_name("private-%s", unit->unit);
  for (char *c = name; *c; c++)
    if (*c == '/') *c = '-';
  stop s = make_substation(w, name, name, place->spot, ig_generate_catalogue_subscribed(unit), true);
  ig_generate_write_unit(w, unit, w->network->n_buses - 1, 0);
  free(name);
  return s;
}

/* --- rings ------------------------------------------------------------------------------------------- */

static int by_x(const void *a, const void *b) {
  const stop *p = a, *q = b;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return (p->place > q->place) - (p->place < q->place);
}

static int by_y(const void *a, const void *b) {
  const stop *p = a, *q = b;
  if (p->y != q->y) return p->y < q->y ? -1 : 1;
  return by_x(a, b);
}

static int by_y_down(const void *a, const void *b) { return by_y(b, a); }

/* A tour in an even number of strips from west to east, north and back south. */
static void tour(stop *list, size_t n) {
  size_t strips = 2 * (size_t)ig_max(1, round(sqrt((double)n / 8)));
  for (size_t i = 0; i < n; i++) list[i].place = i;
  if (n) qsort(list, n, sizeof *list, by_x);
  for (size_t k = 0; k < strips; k++) {
    size_t from = k * n / strips, to = (k + 1) * n / strips;
    if (to > from) qsort(list + from, to - from, sizeof *list, k % 2 ? by_y_down : by_y);
  }
}

static void join(const ig_writer *w, const stop *from, const stop *to) {
  double way = fabs(from->x - to->x) + fabs(from->y - to->y);
  ig_generate_write_line(w, ig_generate_write_name("%s", w->network->bus[to->bus].name), from->bus, to->bus,
                         IG_CABLE_MV, detour * way + beside_m, IG_LINE_MV);
}

/* Both halves of a ring from the source, and the cable between them, open at one end. */
static void make_ring(const ig_writer *w, const stop *source, const stop *list, size_t n, size_t number) {
  double sum = 0, half = 0;
  size_t first = 0;
  for (size_t i = 0; i < n; i++) sum += list[i].load;
  while (first == 0 || (first + 1 < n && half + 0.5 * list[first].load < 0.5 * sum)) half += list[first++].load;
  for (size_t i = 0; i < first; i++) join(w, i ? &list[i - 1] : source, &list[i]);
  for (size_t i = n; i-- > first;) join(w, i + 1 < n ? &list[i + 1] : source, &list[i]);
  stop end = list[first - 1];
  end.bus = ig_generate_write_bus(w, ig_generate_write_name("mv-open-%02zu", number), high_V, end.x, end.y + beside_m);
  join(w, first < n ? &list[first] : source, &end);
  ig_switch *s = IG_NETWORK_ADD(w->network->switch_, w->network->n_switches);
  ig_wires wires = {.n = 3, .at = {1, 2, 3}};
  *s = (ig_switch){.name = ig_generate_write_name("mv-open-%02zu", number),
                   .from = end.bus,
                   .to = list[first - 1].bus,
                   .from_wires = wires,
                   .to_wires = wires};
}

static void make_rings(const ig_writer *w, const stop *source, stop *list, size_t n) {
  double sum = 0, done = 0;
  for (size_t i = 0; i < n; i++) sum += list[i].load;
  size_t rings = (size_t)ig_max(1, ceil(ring_diversity * sum / ring_VA));
  tour(list, n);
  for (size_t k = 0, from = 0; k < rings && from < n; k++) {
    size_t to = from;
    double aim = sum * (double)(k + 1) / (double)rings;
    while (to < n && (to == from || k + 1 == rings || done + 0.5 * list[to].load < aim)) done += list[to++].load;
    make_ring(w, source, list + from, to - from, k + 1);
    from = to;
  }
}

/* --- all of it --------------------------------------------------------------------------------------- */

static stop make_source(const ig_writer *w) {
  const ig_generate_rules *r = w->plan->rules;
  stop at = {.x = -source_away_m};
  at.bus = ig_generate_write_bus(w, ig_generate_write_name("mv-source"), high_V, at.x, at.y);
  double z = high_V * high_V / (1e6 * r->source_sc_MVA), x_r = r->source_x_over_r, resistance = z / sqrt(1 + x_r * x_r);
  ig_grid_source *s = IG_NETWORK_ADD(w->network->source, w->network->n_sources);
  *s = (ig_grid_source){.name = ig_generate_write_name("source"),
                        .bus = at.bus,
                        .voltage_V = high_V * r->source_voltage_pu,
                        .r1_ohm = resistance,
                        .x1_ohm = x_r * resistance};
  s->r0_ohm = s->r1_ohm, s->x0_ohm = s->x1_ohm; /* no zero sequence flows above delta windings */
  return at;
}

void ig_generate_network(const ig_generate_rules *rules, const ig_place_unit *units, size_t n, ig_network *network) {
  ig_plan plan;
  ig_generate_plan(&plan, rules, units, n);
  ig_writer w = {&plan, network};
  ig_generate_catalogue_cables(network);
  stop source = make_source(&w), *list = ig_memory(plan.n_places, sizeof *list);
  size_t stops = 0;
  int digits = 2;
  for (size_t most = 100; most <= plan.n_areas; most *= 10) digits++;
  for (size_t i = 0; i < plan.n_areas; i++) list[stops++] = make_public(&w, i, digits);
  for (size_t i = plan.n_public; i < plan.n_places; i++) list[stops++] = make_private(&w, &plan.place[plan.order[i]]);
  make_rings(&w, &source, list, stops);
  ig_network_sort(network);
  free(list);
  ig_generate_plan_free(&plan);
}
