/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

enum { STREET_MOST = 4 }; /* cabinets and the like before one building */

static const double building_most_VA = 200e3; /* one feeder cable with a reserve [D] */
static const double foot_most_VA = 36e3; /* above: a service of its own ("puissance surveillee"), NF C 14-100 [C] */
static const double private_VA =
    250e3; /* from here on medium voltage: French connection rules, order of 17 March 2003 [C] */
static const double area_most_VA = 630e3; /* of a public substation at the mean [D]: 1,000 kVA is the largest step */
static const double plot_m2 = 1500;       /* least land of a place that is no residential building [D] */

/* Where a unit is listed in its place. */
typedef enum rank { RANK_HOME, RANK_FOOT, RANK_STREET } rank;

/* The plan in the making: the place of each unit. */
typedef struct maker {
  ig_plan *plan;
  size_t *place_of;
  unsigned char *where; /* rank */
  size_t n_residential, n_homes;
} maker;

static int by_name(const void *a, const void *b) {
  return strcmp((*(const ig_place_unit *const *)a)->unit, (*(const ig_place_unit *const *)b)->unit);
}

static double draw(const ig_plan *plan, uint64_t id, uint32_t purpose) {
  return ig_rng_uniform((ig_rng_key){plan->rules->seed, id}, purpose, 0, 0);
}

static rank rank_of(const ig_place_unit *u, const ig_plan_place *place) {
  if (u->kind == IG_PLACE_HOME) return RANK_HOME;
  bool outdoors = u->kind == IG_PLACE_CABINET || (u->kind == IG_PLACE_OTHER && !u->domestic);
  return outdoors && place->n_homes + place->n_foot > 0 ? RANK_STREET : RANK_FOOT;
}

/* --- places ------------------------------------------------------------------------------------------ */

static size_t new_place(maker *m, uint64_t key, bool own_substation) {
  ig_plan *p = m->plan;
  p->place[p->n_places] =
      (ig_plan_place){.key = key, .rank = draw(p, key, IG_DRAW_RANK), .own_substation = own_substation};
  return p->n_places++;
}

static void put(maker *m, size_t unit, size_t place) {
  ig_plan *p = m->plan;
  ig_plan_place *at = &p->place[place];
  rank where = rank_of(p->unit[unit], at);
  m->place_of[unit] = place;
  m->where[unit] = (unsigned char)where;
  at->planned = ig_planned_add(at->planned, ig_generate_catalogue_planned(p->unit[unit]));
  at->n_homes += where == RANK_HOME;
  at->n_foot += where == RANK_FOOT;
  at->n_street += where == RANK_STREET;
}

/* Homes in the order of their names fill buildings of drawn size, half to one and a half times the mean [D]. */
static void make_buildings(maker *m) {
  ig_plan *p = m->plan;
  uint64_t key = ig_rng_hash("generate/building");
  size_t left = 0, building = 0;
  for (size_t i = 0; i < p->n_units; i++) {
    if (p->unit[i]->kind != IG_PLACE_HOME) continue;
    m->n_homes++;
    if (left == 0) {
      double u = draw(p, key + m->n_residential, IG_DRAW_SIZE);
      left = (size_t)ig_max(1, round(p->rules->homes_per_building * (0.5 + u)));
      building = new_place(m, key + m->n_residential++, false);
    }
    put(m, i, building);
    left--;
    if (ig_generate_catalogue_load(p->place[building].planned) > building_most_VA) left = 0;
  }
}

/* Shops and offices that have a service or a substation of their own. */
static void make_own(maker *m) {
  ig_plan *p = m->plan;
  for (size_t i = 0; i < p->n_units; i++) {
    const ig_place_unit *u = p->unit[i];
    double subscribed = ig_generate_catalogue_subscribed(u);
    bool apart = u->kind == IG_PLACE_OFFICE || (u->kind == IG_PLACE_SHOP && subscribed > foot_most_VA) ||
                 (u->kind == IG_PLACE_OTHER && subscribed >= private_VA);
    if (apart) put(m, i, new_place(m, u->id, subscribed >= private_VA));
  }
}

/* The building of another unit, drawn; SIZE_MAX where there is none, or enough stands before it. */
static size_t host_of(const maker *m, const ig_place_unit *u, size_t n_hosts, const size_t *host) {
  bool shop = u->kind == IG_PLACE_SHOP || u->domestic; /* inside of an apartment building */
  size_t n = shop ? m->n_residential : n_hosts;
  if (n == 0) return SIZE_MAX;
  size_t place = host[(size_t)(draw(m->plan, u->id, IG_DRAW_HOST) * (double)n)];
  const ig_plan_place *at = &m->plan->place[place];
  bool full = shop ? ig_generate_catalogue_load(at->planned) > building_most_VA : at->n_street == STREET_MOST;
  return full ? SIZE_MAX : place;
}

/* Small shops go into buildings, cabinets and all else before them. */
static void fill_in(maker *m) {
  ig_plan *p = m->plan;
  size_t *host = ig_memory(p->n_places, sizeof *host), n_hosts = 0;
  for (size_t k = 0; k < p->n_places; k++)
    if (!p->place[k].own_substation) host[n_hosts++] = k;
  for (int shops = 1; shops >= 0; shops--)
    for (size_t i = 0; i < p->n_units; i++) {
      const ig_place_unit *u = p->unit[i];
      if (m->place_of[i] != SIZE_MAX || (u->kind == IG_PLACE_SHOP) != shops) continue;
      size_t place = host_of(m, u, n_hosts, host);
      put(m, i, place == SIZE_MAX ? new_place(m, u->id, false) : place);
    }
  free(host);
}

static void list_members(maker *m) {
  ig_plan *p = m->plan;
  size_t *next = ig_memory(3 * p->n_places, sizeof *next), at = 0;
  for (size_t k = 0; k < p->n_places; k++) {
    ig_plan_place *place = &p->place[k];
    place->first = at;
    next[3 * k + RANK_HOME] = at, at += place->n_homes;
    next[3 * k + RANK_FOOT] = at, at += place->n_foot;
    next[3 * k + RANK_STREET] = at, at += place->n_street;
  }
  for (size_t i = 0; i < p->n_units; i++) {
    size_t *at_rank = &next[3 * m->place_of[i] + m->where[i]];
    p->member[(*at_rank)++] = i;
  }
  free(next);
}

/* --- map --------------------------------------------------------------------------------------------- */

typedef struct ranked {
  bool own_substation;
  double rank;
  size_t place;
} ranked;

/* The business district first (west), then all others as drawn. */
static int by_rank(const void *a, const void *b) {
  const ranked *x = a, *y = b;
  if (x->own_substation != y->own_substation) return x->own_substation ? -1 : 1;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  return (x->place > y->place) - (x->place < y->place);
}

static void lay_out(maker *m) {
  ig_plan *p = m->plan;
  const ig_generate_rules *r = p->rules;
  double homes_m2 = 1e4 * (double)m->n_homes / r->density_homes_ha;
  double others_m2 = plot_m2 * (double)(p->n_places - m->n_residential);
  p->map = ig_generate_map(p->n_places, ig_max(homes_m2, others_m2), r->longitude_deg, r->latitude_deg);
  ranked *list = ig_memory(p->n_places, sizeof *list);
  for (size_t k = 0; k < p->n_places; k++) list[k] = (ranked){p->place[k].own_substation, p->place[k].rank, k};
  qsort(list, p->n_places, sizeof *list, by_rank);
  for (size_t i = 0; i < p->n_places; i++) {
    ig_plan_place *place = &p->place[list[i].place];
    place->spot = ig_generate_map_plot(&p->map, i, 2 * draw(p, place->key, IG_DRAW_ASIDE) - 1, &place->y_m);
  }
  free(list);
}

/* --- areas ------------------------------------------------------------------------------------------- */

typedef struct point {
  double x, y, load;
  size_t place;
} point;

static int by_x(const void *a, const void *b) {
  const point *p = a, *q = b;
  if (p->x != q->x) return p->x < q->x ? -1 : 1;
  return (p->place > q->place) - (p->place < q->place);
}

static int by_y(const void *a, const void *b) {
  const point *p = a, *q = b;
  if (p->y != q->y) return p->y < q->y ? -1 : 1;
  return (p->place > q->place) - (p->place < q->place);
}

static bool is_wide(const point *p, size_t n) {
  double low[2] = {p[0].x, p[0].y}, high[2] = {p[0].x, p[0].y};
  for (size_t i = 1; i < n; i++) {
    low[0] = ig_min(low[0], p[i].x), high[0] = ig_max(high[0], p[i].x);
    low[1] = ig_min(low[1], p[i].y), high[1] = ig_max(high[1], p[i].y);
  }
  return high[0] - low[0] > high[1] - low[1];
}

/* The substation stands at the place nearest to the middle of the load. */
static void close_area(ig_plan *plan, const point *p, size_t first, size_t n) {
  ig_plan_area *area = &plan->area[plan->n_areas++];
  *area = (ig_plan_area){.first = first, .n = n};
  double x = 0, y = 0, sum = 0, best = HUGE_VAL;
  for (size_t i = 0; i < n; i++) {
    plan->order[first + i] = p[i].place;
    area->planned = ig_planned_add(area->planned, plan->place[p[i].place].planned);
    x += p[i].load * p[i].x, y += p[i].load * p[i].y, sum += p[i].load;
  }
  for (size_t i = 0; i < n; i++) {
    double distance = fabs(p[i].x - x / sum) + fabs(p[i].y - y / sum);
    if (distance >= best) continue;
    best = distance;
    area->spot = plan->place[p[i].place].spot;
  }
  area->spot.x_m += 0.1 * plan->map.pitch_m;
}

/* Cuts the longer side so that the load of both parts is as their number of substations, down to one each. */
static void cut(ig_plan *plan, point *p, size_t first, size_t n, size_t areas) {
  if (areas == 1) {
    close_area(plan, p, first, n);
    return;
  }
  qsort(p, n, sizeof *p, is_wide(p, n) ? by_x : by_y);
  size_t lower = areas / 2, left = 0;
  double sum = 0, below = 0;
  for (size_t i = 0; i < n; i++) sum += p[i].load;
  double aim = sum * (double)lower / (double)areas;
  while (left < n - (areas - lower) && (left < lower || below + 0.5 * p[left].load < aim)) below += p[left++].load;
  cut(plan, p, first, left, lower);
  cut(plan, p + left, first + left, n - left, areas - lower);
}

static void make_areas(maker *m) {
  ig_plan *p = m->plan;
  point *list = ig_memory(p->n_places, sizeof *list);
  ig_planned all = {0};
  size_t behind = p->n_places;
  for (size_t k = 0; k < p->n_places; k++) {
    const ig_plan_place *place = &p->place[k];
    if (place->own_substation) {
      p->order[--behind] = k;
      continue;
    }
    double load = ig_generate_catalogue_load(place->planned);
    list[p->n_public++] = (point){place->spot.x_m, place->y_m, load, k};
    all = ig_planned_add(all, place->planned);
  }
  double by_homes = ceil((double)m->n_homes / p->rules->homes_per_substation);
  double by_load = ceil(ig_generate_catalogue_area(all) / area_most_VA);
  double areas = ig_min(ig_max(ig_max(by_homes, by_load), 1), (double)p->n_public);
  p->area = ig_memory((size_t)areas, sizeof *p->area);
  if (p->n_public > 0) cut(p, list, 0, p->n_public, (size_t)areas);
  free(list);
}

/* --- all of it --------------------------------------------------------------------------------------- */

void ig_generate_plan(ig_plan *p, const ig_generate_rules *rules, const ig_place_unit *units, size_t n) {
  *p = (ig_plan){.rules = rules, .n_units = n};
  p->unit = ig_memory(n, sizeof *p->unit);
  p->member = ig_memory(n, sizeof *p->member);
  p->place = ig_memory(n, sizeof *p->place);
  p->order = ig_memory(n, sizeof *p->order);
  maker m = {.plan = p, .place_of = ig_memory(n, sizeof *m.place_of), .where = ig_memory(n, 1)};
  for (size_t i = 0; i < n; i++) p->unit[i] = &units[i], m.place_of[i] = SIZE_MAX;
  if (n) qsort((void *)p->unit, n, sizeof *p->unit, by_name);
  make_buildings(&m);
  make_own(&m);
  fill_in(&m);
  list_members(&m);
  lay_out(&m);
  make_areas(&m);
  free(m.place_of);
  free(m.where);
}

void ig_generate_plan_free(ig_plan *p) {
  free((void *)p->unit);
  free(p->member);
  free(p->place);
  free(p->order);
  free(p->area);
}
