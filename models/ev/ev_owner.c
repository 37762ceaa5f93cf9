/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whose car it is. Every household of the homes has as many places for electric cars as it has cars, at most one for
 * each adult. A place has a driver, workers who go out to work first, and users: of one car all adults, of two or more
 * each its driver, and the first car those who are left, too.
 *
 * Generated cars are dealt out to generated homes without a draw of their own beyond these: places by the rank
 *
 *   0.6 u + 0.4 (1 - income decile / 10),   u: the home's own number; lowest first
 *
 * and cars by theirs, in this order: those that charge at work take drivers who work in the district, then others who
 * work; commuters take those who work elsewhere, then in the district; the other cars drivers who do not go out to
 * work, then any. What finds no place, since cars are more than places, lives by draws alone (ev_day.c), as all do
 * where the district has no homes. */
#include <stdlib.h>
#include <string.h>

#include "models/ev/ev.h"

enum {
  ADULT_FROM = 18,
  PLACE_DISTRICT = 1,
  PLACE_ELSEWHERE = 2
}; /* homes' work_places: none, district, elsewhere, home */

/* What the driver of a place does. */
enum { NO_WORKER, WORKS_ELSEWHERE, WORKS_IN_DISTRICT, KINDS };

/* A place for an electric car. */
typedef struct place {
  double rank;
  uint64_t id;
  size_t home;
  int number, driver, kind;
  uint32_t users;
  bool taken;
} place;

typedef struct places {
  place *list;
  size_t n, at[KINDS]; /* at: the first that may be free, of each kind */
} places;

static int by_rank(const void *a, const void *b) {
  const place *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return x->number < y->number ? -1 : x->number > y->number;
}

static const ig_batch *homes_of(const ig_build *context) {
  size_t n;
  const ig_batch *batch = ig_build_batches(context, &n);
  for (size_t b = 0; b < n; b++)
    if (strcmp(batch[b].model->name, "home") == 0) return &batch[b];
  return NULL;
}

static int kind_of(const ig_ev_data *d, size_t home, int person) {
  int32_t work = d->home_work_places[home * IG_EV_PERSONS + (size_t)person];
  return work == PLACE_ELSEWHERE ? WORKS_ELSEWHERE : work == PLACE_DISTRICT ? WORKS_IN_DISTRICT : NO_WORKER;
}

/* Adults of a home, those who go out to work first. */
static int drivers(const ig_ev_data *d, size_t home, int *who) {
  int n = 0;
  for (int works = 1; works >= 0; works--)
    for (int p = 0; p < d->home_persons[home]; p++)
      if (d->home_ages[home * IG_EV_PERSONS + (size_t)p] >= ADULT_FROM && (kind_of(d, home, p) != NO_WORKER) == works)
        who[n++] = p;
  return n;
}

/* The places of a home with so many cars; returns their number. */
static int places_of(const ig_batch *ev, const ig_batch *homes, size_t home, int cars, place *to) {
  const ig_ev_data *d = ev->data;
  int who[IG_EV_PERSONS], adults = drivers(d, home, who), n = cars < adults ? cars : adults;
  ig_rng_key key = ig_unit_key(homes, home);
  for (int k = 0; k < n; k++) {
    double u = ig_rng_uniform(key, IG_EV_DRAW_OWNER, 0, (uint64_t)k);
    double rank = 0.6 * u + 0.4 * (1.0 - d->home_income[home] / 10.0);
    to[k] = (place){rank, homes->id[home], home, k, who[k], kind_of(d, home, who[k]), 1u << who[k], false};
  }
  for (int k = n; k < adults && n > 0; k++) to[0].users |= 1u << who[k];
  return n;
}

static void own(ig_batch *ev, size_t at, const place *p) {
  ig_ev_car *car = (ig_ev_car *)ev->own + at;
  car->home = (int64_t)p->home;
  car->driver = p->driver;
  car->users = p->users;
  car->commuter = car->commuter && p->kind != NO_WORKER;
}

/* The best free place of a kind, or NULL. */
static place *best_of(places *x, int kind) {
  size_t *at = &x->at[kind];
  while (*at < x->n && (x->list[*at].taken || x->list[*at].kind != kind)) ++*at;
  return *at < x->n ? &x->list[*at] : NULL;
}

static bool at_work(const ig_batch *ev, size_t u, size_t at) {
  (void)at;
  return ((ig_ev_data *)ev->data)->place[u] == IG_EV_WORK;
}
static bool commutes(const ig_batch *ev, size_t u, size_t at) {
  return !at_work(ev, u, at) && ((ig_ev_car *)ev->own)[at].commuter;
}
static bool other(const ig_batch *ev, size_t u, size_t at) {
  return !at_work(ev, u, at) && !((ig_ev_car *)ev->own)[at].commuter;
}

/* Ties some cars to places of the n kinds, in the order of these. */
static void tie(ig_batch *ev, places *x, const ig_ev_ranked *cars, size_t n,
                bool (*is)(const ig_batch *, size_t, size_t), const int *kind, int kinds) {
  for (size_t i = 0; i < n; i++) {
    place *p = NULL;
    size_t at = cars[i].unit * IG_EV_CARS + cars[i].car;
    if (((ig_ev_car *)ev->own)[at].home >= 0 || !is(ev, cars[i].unit, at)) continue;
    for (int k = 0; k < kinds && !p; k++) p = best_of(x, kind[k]);
    if (!p) continue;
    p->taken = true;
    own(ev, at, p);
  }
}

static void tie_generated(ig_batch *ev, places *x, const ig_ev_ranked *cars, size_t n) {
  static const int here[] = {WORKS_IN_DISTRICT, WORKS_ELSEWHERE}, far[] = {WORKS_ELSEWHERE, WORKS_IN_DISTRICT};
  static const int others[] = {NO_WORKER, WORKS_ELSEWHERE, WORKS_IN_DISTRICT};
  tie(ev, x, cars, n, at_work, here, 2);
  tie(ev, x, cars, n, commutes, far, 2);
  tie(ev, x, cars, n, other, others, 3);
}

/* A listed point that names its home: its cars are the household's. */
static void tie_listed(ig_batch *ev, ig_build *context, const ig_batch *homes, size_t u, places *x) {
  const ig_ev_data *d = ev->data;
  place own_places[IG_EV_PERSONS];
  size_t home = 0;
  while (homes && home < homes->n && strcmp(homes->name[home], d->home[u]) != 0) home++;
  if (!homes || home == homes->n) {
    ig_build_fail(context, u, "home", "there is no home '%s'", d->home[u]);
    return;
  }
  int wanted = d->cars[u] > d->home_cars[home] ? d->cars[u] : d->home_cars[home];
  int n = places_of(ev, homes, home, wanted, own_places);
  if (n < d->cars[u]) {
    ig_build_fail(context, u, "home", "has %d adults for %d cars", n, d->cars[u]);
    return;
  }
  for (int c = 0; c < d->cars[u]; c++) own(ev, u * IG_EV_CARS + (size_t)c, &own_places[c]);
  for (size_t i = 0; i < x->n; i++)
    if (x->list[i].home == home && x->list[i].number < d->cars[u]) x->list[i].taken = true;
}

/* The point at a home bears its name and has its hours of the tariff. */
static void name_points(ig_batch *ev, ig_build *context, const ig_batch *homes) {
  static char nobody[] = "";
  ig_ev_data *d = ev->data;
  for (size_t u = 0; u < ev->n; u++) {
    const ig_ev_car *car = (ig_ev_car *)ev->own + u * IG_EV_CARS;
    bool tied = d->place[u] == IG_EV_HOME && d->cars[u] > 0 && car->home >= 0;
    if (tied && !ig_build_given(context, u, "off_peak.begin")) d->off_peak_h[u] = d->home_off_peak_h[car->home];
    if (!d->home[u]) d->home[u] = nobody;
    if (tied) d->home[u] = homes->name[car->home];
  }
}

bool ig_ev_owner_build(ig_batch *ev, ig_build *context, const ig_ev_ranked *cars, size_t n) {
  const ig_batch *homes = homes_of(context);
  const ig_ev_data *d = ev->data;
  places x = {.list = malloc(((homes ? homes->n : 0) * IG_EV_PERSONS + 1) * sizeof *x.list)};
  if (!x.list) {
    ig_build_fail(context, IG_SETTINGS, "cars", "not enough memory for the owners of cars");
    return false;
  }
  for (size_t at = 0; at < ev->padded * IG_EV_CARS; at++) ((ig_ev_car *)ev->own)[at].home = -1;
  for (size_t h = 0; homes && h < homes->n; h++)
    if (!homes->listed[h]) x.n += (size_t)places_of(ev, homes, h, d->home_cars[h], x.list + x.n);
  qsort(x.list, x.n, sizeof *x.list, by_rank);
  for (size_t u = 0; u < ev->n; u++)
    if (ig_build_given(context, u, "home")) tie_listed(ev, context, homes, u, &x);
  tie_generated(ev, &x, cars, n);
  name_points(ev, context, homes);
  free(x.list);
  return true;
}

ig_ev_calendar ig_ev_owner_calendar(const ig_batch *ev, const ig_ev_car *car) {
  const ig_ev_spec *s = ev->spec;
  const ig_ev_data *d = ev->data;
  if (car->home < 0) return (ig_ev_calendar){IG_EV_SUMMER_SHARE, 0.0, s->leave_share, s->telework_share};
  int32_t bits = d->home_telework_days[(size_t)car->home * IG_EV_PERSONS + (size_t)car->driver];
  return (ig_ev_calendar){*d->home_summer_share, *d->home_weekend_share, *d->home_leave_share,
                          __builtin_popcount((unsigned)bits) / 5.0};
}
