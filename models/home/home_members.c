/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons: what each does, age, where and when the work is done.
 *
 * Of all adults of the generated homes together the shares of workers, students and the retired are met exactly, and of
 * all workers those of hours and places of work and of the days at home. Who: the retired live alone or as couples,
 * both of them if one; students alone or in shared flats; parents work more than others (directions of the census,
 * sizes of the terms D).
 *
 * Telework is a lasting pattern: a person stays at home on the same weekdays. Two days a week for nine teleworkers in
 * ten, three for the tenth (2.1 days, Institut Paris Region 2023), until the share of all working days that the
 * scenario states is used up; from 42 % on everybody teleworks and days are added. Days are picked by weight, Fridays
 * most, Tuesdays and Thursdays least, as offices see it (presence by day, Deskare 2024). Who works at home for good is
 * not part of that share. */
#include <math.h>

#include "models/home/home.h"

enum { ALONE, COUPLED, PARENT, SHARING };
enum { DRAW_ROLE, DRAW_HOURS, DRAW_PLACE, DRAW_TELEWORK, DRAW_DAYS }; /* numbers of draws of a person's work */

typedef struct person {
  const ig_batch *batch;
  size_t home;
  int p;
} person;

static size_t at(person x) { return x.home * IG_HOME_PERSONS + (size_t)x.p; }
static person of_index(const ig_batch *batch, size_t index) {
  return (person){batch, index / IG_HOME_PERSONS, (int)(index % IG_HOME_PERSONS)};
}

static double draw(person x, int kind) {
  return ig_rng_uniform(ig_unit_key(x.batch, x.home), IG_HOME_DRAW_WORK, kind, (uint64_t)x.p);
}
/* The same for all of a household. */
static double draw_of_home(person x, int kind) {
  return ig_rng_uniform(ig_unit_key(x.batch, x.home), IG_HOME_DRAW_WORK, kind, IG_HOME_PERSONS);
}

static int situation(const ig_batch *batch, size_t u) {
  const ig_home_data *d = batch->data;
  switch (d->composition[u]) {
    case IG_HOME_SINGLE:
      return ALONE;
    case IG_HOME_COUPLE:
      return COUPLED;
    case IG_HOME_OTHER_HOUSEHOLD:
      return SHARING;
    default:
      return PARENT;
  }
}

/* --- roles ------------------------------------------------------------------------------------------------ */

static double rank_role(person x, int role) {
  int s = situation(x.batch, x.home);
  double u = draw(x, DRAW_ROLE), both = 0.75 * draw_of_home(x, DRAW_ROLE) + 0.25 * u;
  switch (role) {
    case IG_HOME_RETIRED:
      return s == PARENT ? 9.0 + u : s == SHARING ? 0.6 + u : s == COUPLED ? both : u;
    case IG_HOME_STUDENT: /* from the other end, so that these are not those next to retirement */
      return (s == PARENT ? 9.0 : s == COUPLED ? 0.6 : s == ALONE ? 0.3 : 0.0) + 1.0 - u;
    default:
      return (s == PARENT ? -0.3 : 0.0) + draw(x, DRAW_ROLE + 16);
  }
}

/* Gives `role` to the first `quota` by rank of the adults who have none yet. */
static void deal_role(ig_batch *batch, int role, int64_t quota, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  size_t n = 0;
  for (size_t u = 0; u < batch->n; u++) {
    if (batch->listed[u]) continue;
    for (int p = 0; p < ig_home_adults(d->composition[u], d->persons[u]); p++) {
      person x = {batch, u, p};
      if (d->role[at(x)] == IG_HOME_AT_HOME) list[n++] = (ig_home_ranked){rank_role(x, role), batch->id[u], at(x)};
    }
  }
  ig_home_quota_sort(list, n);
  for (size_t i = 0; i < n && (int64_t)i < quota; i++) d->role[list[i].index] = role;
}

static int role_of_listed(person x) {
  const ig_home_spec *spec = x.batch->spec;
  double u = draw(x, DRAW_ROLE);
  if (situation(x.batch, x.home) == PARENT) return u < 0.9 ? IG_HOME_WORKER : IG_HOME_AT_HOME;
  double both =
      situation(x.batch, x.home) == COUPLED ? draw_of_home(x, DRAW_ROLE) : u; /* half of adults are no parents */
  if (both < 2.0 * spec->retired_share) return IG_HOME_RETIRED;
  if (u > 1.0 - 2.0 * spec->student_share) return IG_HOME_STUDENT;
  return draw(x, DRAW_ROLE + 16) < 0.92 ? IG_HOME_WORKER : IG_HOME_AT_HOME;
}

/* Children are of any age up to 20; from 18 on they study. */
static void set_children(const ig_batch *batch, size_t u) {
  const ig_home_data *d = batch->data;
  for (int p = ig_home_adults(d->composition[u], d->persons[u]); p < d->persons[u]; p++) {
    size_t k = u * IG_HOME_PERSONS + (size_t)p;
    double v = ig_rng_uniform(ig_unit_key(batch, u), IG_HOME_DRAW_AGES, 0, (uint64_t)p);
    d->age[k] = (int32_t)(21.0 * v);
    d->role[k] = d->age[k] >= 18 ? IG_HOME_STUDENT : d->age[k] < 3 ? IG_HOME_INFANT : IG_HOME_PUPIL;
  }
}

static void deal_roles(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  int64_t adults = 0, quota[4];
  for (size_t u = 0; u < batch->n; u++) {
    int n = ig_home_adults(d->composition[u], d->persons[u]);
    for (int p = 0; p < n; p++) d->role[u * IG_HOME_PERSONS + (size_t)p] = IG_HOME_AT_HOME;
    if (batch->listed[u])
      for (int p = 0; p < n; p++) d->role[u * IG_HOME_PERSONS + (size_t)p] = role_of_listed((person){batch, u, p});
    else
      adults += n;
    set_children(batch, u);
  }
  double rest = ig_max(1.0 - spec->worker_share - spec->student_share - spec->retired_share, 0.0);
  const double share[4] = {spec->retired_share, spec->student_share, spec->worker_share, rest};
  ig_home_quota_deal(share, 4, adults, quota);
  deal_role(batch, IG_HOME_RETIRED, quota[0], list);
  deal_role(batch, IG_HOME_STUDENT, quota[1], list);
  deal_role(batch, IG_HOME_WORKER, quota[2], list);
}

/* Ages of adults: parents are 22 to 38 years older than their oldest child. */
static void set_age(person x) {
  ig_home_data *d = x.batch->data;
  double u = ig_rng_uniform(ig_unit_key(x.batch, x.home), IG_HOME_DRAW_AGES, 0, (uint64_t)x.p);
  int oldest = -1;
  for (int p = ig_home_adults(d->composition[x.home], d->persons[x.home]); p < d->persons[x.home]; p++)
    oldest =
        d->age[x.home * IG_HOME_PERSONS + (size_t)p] > oldest ? d->age[x.home * IG_HOME_PERSONS + (size_t)p] : oldest;
  int role = d->role[at(x)];
  double age = role == IG_HOME_RETIRED   ? 62.0 + 30.0 * pow(u, 1.4)
               : role == IG_HOME_STUDENT ? 18.0 + 8.0 * u
               : oldest >= 0             ? oldest + 22.0 + 16.0 * u
                                         : 22.0 + 42.0 * u;
  d->age[at(x)] = (int32_t)age;
}

/* --- work ------------------------------------------------------------------------------------------------- */

/* Lists the workers of generated homes by a draw. */
static size_t list_workers(const ig_batch *batch, int kind, ig_home_ranked *list) {
  const ig_home_data *d = batch->data;
  size_t n = 0;
  for (size_t k = 0; k < batch->n * IG_HOME_PERSONS; k++) {
    person x = of_index(batch, k);
    if (batch->listed[x.home] || x.p >= d->persons[x.home] || !ig_home_works(d->role[k])) continue;
    list[n++] = (ig_home_ranked){draw(x, kind), batch->id[x.home], k};
  }
  ig_home_quota_sort(list, n);
  return n;
}

/* Hours of work: role of the first workers in rank by shares, of a listed one by its draw. */
static void deal_hours(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  const double share[4] = {spec->part_time_share, spec->early_share, spec->evening_share,
                           ig_max(1.0 - spec->part_time_share - spec->early_share - spec->evening_share, 0.0)};
  static const int32_t role[4] = {IG_HOME_PART_TIME, IG_HOME_EARLY_WORKER, IG_HOME_EVENING_WORKER, IG_HOME_WORKER};
  int64_t quota[4];
  size_t n = list_workers(batch, DRAW_HOURS, list), i = 0;
  ig_home_quota_deal(share, 4, (int64_t)n, quota);
  for (int c = 0; c < 4; c++)
    for (int64_t j = 0; j < quota[c]; j++) d->role[list[i++].index] = role[c];
  for (size_t k = 0; k < batch->n * IG_HOME_PERSONS; k++) {
    person x = of_index(batch, k);
    if (batch->listed[x.home] && x.p < d->persons[x.home] && ig_home_works(d->role[k]))
      d->role[k] = role[ig_home_quota_pick(share, 4, draw(x, DRAW_HOURS))];
  }
}

/* Place of work, in the same way. */
static void deal_places(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  const double share[3] = {spec->at_home_share, spec->in_district_share,
                           ig_max(1.0 - spec->at_home_share - spec->in_district_share, 0.0)};
  static const int32_t place[3] = {IG_HOME_PLACE_HOME, IG_HOME_PLACE_DISTRICT, IG_HOME_PLACE_ELSEWHERE};
  int64_t quota[3];
  size_t n = list_workers(batch, DRAW_PLACE, list), i = 0;
  ig_home_quota_deal(share, 3, (int64_t)n, quota);
  for (int c = 0; c < 3; c++)
    for (int64_t j = 0; j < quota[c]; j++) d->work_place[list[i++].index] = place[c];
  for (size_t k = 0; k < batch->n * IG_HOME_PERSONS; k++) {
    person x = of_index(batch, k);
    if (batch->listed[x.home] && x.p < d->persons[x.home] && ig_home_works(d->role[k]))
      d->work_place[k] = place[ig_home_quota_pick(share, 3, draw(x, DRAW_PLACE))];
  }
}

/* Adds weekdays at home until there are `days`: Fridays most, as offices see it. */
static int32_t pick_days(person x, int days) {
  static const double weight[5] = {1.02, 0.75, 1.02, 0.75, 1.46};
  int32_t picked = 0;
  for (int k = 0; k < days; k++) {
    double left[5];
    for (int w = 0; w < 5; w++) left[w] = picked >> w & 1 ? 0.0 : weight[w];
    picked |= 1 << ig_home_quota_pick(left, 5, draw(x, DRAW_DAYS + k));
  }
  return picked;
}

/* Days a week of a teleworker. */
static int usual_days(person x) { return draw(x, DRAW_TELEWORK + 16) < 0.1 ? 3 : 2; }

/* Deals the days at home of a working week out, see above. `days` is used as a counter first, then as bits. */
static void deal_telework(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  size_t all = list_workers(batch, DRAW_TELEWORK, list), n = 0;
  for (size_t i = 0; i < all; i++)
    if (d->work_place[list[i].index] != IG_HOME_PLACE_HOME) list[n++] = list[i];
  int64_t left = llround(5.0 * spec->telework_share * (double)n);
  for (size_t i = 0; i < n && left > 0; i++) {
    int64_t take = ig_min64(usual_days(of_index(batch, list[i].index)), left);
    d->telework_days[list[i].index] = (int32_t)take;
    left -= take;
  }
  for (size_t i = 0; left > 0; i = (i + 1) % n)
    if (d->telework_days[list[i].index] < 5) d->telework_days[list[i].index]++, left--;
  for (size_t i = 0; i < n; i++)
    d->telework_days[list[i].index] = pick_days(of_index(batch, list[i].index), d->telework_days[list[i].index]);
}

/* Of listed homes: as many teleworkers as the share asks for in the mean. */
static void telework_of_listed(person x) {
  ig_home_data *d = x.batch->data;
  const ig_home_spec *spec = x.batch->spec;
  double mean = 5.0 * spec->telework_share, u = draw(x, DRAW_TELEWORK);
  int days = mean <= 2.1 ? (u < mean / 2.1 ? usual_days(x) : 0) : (int)(mean + u);
  d->telework_days[at(x)] = pick_days(x, days > 5 ? 5 : days);
}

void ig_home_members_build(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  deal_roles(batch, list);
  deal_hours(batch, list);
  deal_places(batch, list);
  deal_telework(batch, list);
  for (size_t u = 0; u < batch->n; u++)
    for (int p = 0; p < d->persons[u]; p++) {
      person x = {batch, u, p};
      bool works = ig_home_works(d->role[at(x)]);
      if (works && batch->listed[u] && d->work_place[at(x)] != IG_HOME_PLACE_HOME) telework_of_listed(x);
      if (works && d->work_place[at(x)] == IG_HOME_PLACE_HOME) d->telework_days[at(x)] = 31;
      if (p < ig_home_adults(d->composition[u], d->persons[u])) set_age(x);
    }
}
