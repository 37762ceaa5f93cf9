/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The day of a car that belongs to a household: its times are those of the household's plan, to the second.
 *
 * A commuter's car leaves and returns with its driver on days on which the driver is away for work (more than 5 hours),
 * so it knows the driver's days of leave and telework. Any other outing by car is one of somebody of the household who
 * is out at that time for something else. Not every outing is by car: how many are is what ev_day.c says for a mean
 * day. Each day the car is owed its kind's share of a tour times the tour's weight, and when somebody goes out it is
 * taken with the probability owed / weight (then the weight is paid). So the mean distance is met whatever the
 * household's habits: a car left standing on days on which all work is the likelier to be taken in the evening or at
 * the weekend, and farther. */
#include "models/ev/ev.h"

/* Times of a person's plan in a home: wake, leave, return, leave again, return again, sleep. */
enum { TIMES = 6, LEAVE = 1, RETURN_AGAIN = 4 };
enum { WORK_S = 5 * IG_HOUR_S, BREAK_S = 15 * 60, SHORTEST_S = 20 * 60, NOON_S = (12 - 4) * IG_HOUR_S + 1800 };

/* A stretch of the day, s since the car's 4 h. */
typedef struct outing {
  int32_t from_s, to_s;
} outing;

static const int32_t *times_of(const ig_ev_now *now, int person) {
  return now->d->home_times_s + ((size_t)now->car->home * IG_EV_PERSONS + (size_t)person) * TIMES;
}

/* Seconds by which the home's day begins after the car's. */
static int32_t shift_s(const ig_ev_now *now) {
  return (int32_t)(now->d->home_day_begin_s[now->car->home] - now->d->day_begin_s[now->at]);
}

/* The first (k = 0) or second absence of a person; false when there is none. */
static bool absence(const ig_ev_now *now, int person, int k, outing *o) {
  const int32_t *t = times_of(now, person) + LEAVE + 2 * k;
  *o = (outing){t[0] + shift_s(now), t[1] + shift_s(now)};
  return t[0] >= 0 && t[1] > t[0];
}

/* Is the person away for work (or school) that day, and when? */
static bool works(const ig_ev_now *now, int person, outing *o) {
  return absence(now, person, 0, o) && o->to_s - o->from_s > WORK_S;
}

/* An outing of somebody who may take the car, before or after noon, not earlier than `after_s`; the driver's first. Of
 * who is away for work, one in the evening. */
static bool outing_of_users(const ig_ev_now *now, bool afternoon, int32_t after_s, outing *o) {
  outing day;
  for (int i = -1; i < IG_EV_PERSONS; i++) {
    int p = i < 0 ? now->car->driver : i;
    if (!(now->car->users >> p & 1)) continue;
    for (int k = works(now, p, &day) ? 1 : 0; k < 2; k++)
      if (absence(now, p, k, o) && (o->from_s >= NOON_S) == afternoon && o->from_s >= after_s &&
          o->to_s - o->from_s >= SHORTEST_S)
        return true;
  }
  return false;
}

static void put(ig_ev_now *now, int stage, outing o, double km) {
  int32_t *times = now->d->times_s + now->at * IG_EV_STAGES;
  times[stage] = o.from_s, times[stage + 1] = o.to_s;
  now->d->tour_km[now->at * (IG_EV_STAGES / 2) + (size_t)stage / 2] = km;
}

static double mean_of(ig_ev_tour kind) { return ig_ev_day_share(kind) * ig_ev_day_weight(kind); }

/* Weight of the tour for which the car is taken, now that there is an outing (or not); 0: it is not. What is owed of
 * more than a few days makes the tour longer. */
static double taken(ig_ev_now *now, ig_ev_tour kind, bool out, double u) {
  const double few = 2.0, most = 20.0; /* D */
  double *owed = &now->d->owed[now->at], weight = ig_ev_day_weight(kind);
  *owed = ig_min(*owed + mean_of(kind), most);
  if (!out || u * weight >= *owed) return 0.0;
  weight = ig_max(weight, *owed - few);
  *owed -= weight;
  return weight;
}

/* Tours of a day at home; true when the car goes to work. */
static bool tours(ig_ev_now *now, const ig_local *local) {
  double go[4], length[4];
  outing o = {0};
  ig_rng_uniform4(now->key, IG_EV_DRAW_FOLLOW, local->day, 8 * now->number, go);
  ig_rng_uniform4(now->key, IG_EV_DRAW_FOLLOW, local->day, 8 * now->number + 1, length);
  if (now->car->commuter && works(now, now->car->driver, &o)) {
    put(now, 0, o, ig_ev_day_length_km(now, ig_ev_day_weight(IG_EV_TO_WORK), length[0]));
    int32_t back_s = o.to_s + BREAK_S;
    if (!local->workday) /* work on a Saturday takes the place of outings */
      now->d->owed[now->at] +=
          mean_of(IG_EV_MORNING_OFF) + mean_of(IG_EV_AFTERNOON_OFF) - ig_ev_day_weight(IG_EV_TO_WORK);
    bool out = absence(now, now->car->driver, 1, &o) && o.from_s >= back_s;
    double weight = taken(now, IG_EV_EVENING, out, go[1]);
    if (weight > 0.0) put(now, 2, o, ig_ev_day_length_km(now, weight, length[1]));
    return true;
  }
  ig_ev_tour first = local->workday ? IG_EV_MORNING : IG_EV_MORNING_OFF;
  int32_t free_s = 0;
  for (int k = 0; k < 2; k++) {
    bool out = outing_of_users(now, k == 1, free_s, &o);
    double weight = taken(now, (ig_ev_tour)((int)first + k), out, go[k]);
    if (!(weight > 0.0)) continue;
    put(now, 2 * k, o, ig_ev_day_length_km(now, weight, length[k]));
    free_s = o.to_s + BREAK_S;
  }
  return false;
}

/* The day on which the household leaves together, or comes back. */
static void journey(ig_ev_now *now, int64_t day) {
  ig_ev_data *d = now->d;
  int32_t *times = d->times_s + now->at * IG_EV_STAGES;
  const int32_t *t = times_of(now, now->car->driver);
  if (!now->car->long_trips) return;
  if (day == d->away_from[now->at]) times[0] = t[LEAVE] + shift_s(now);
  if (day == d->away_to[now->at]) {
    times[3] = t[RETURN_AGAIN] + shift_s(now);
    d->tour_km[now->at * (IG_EV_STAGES / 2) + 1] = ig_ev_day_journey_km(now);
  }
}

bool ig_ev_follow_plan(ig_ev_now *now, const ig_local *local, bool *goes_to_work) {
  ig_ev_data *d = now->d;
  int64_t home = now->car->home;
  if (home < 0 || d->home_day[home] != local->day) return false;
  d->away_from[now->at] = d->home_away_from[home];
  d->away_to[now->at] = d->home_away_to[home];
  *goes_to_work = false;
  if (local->day >= d->away_from[now->at] && local->day <= d->away_to[now->at])
    journey(now, local->day);
  else
    *goes_to_work = tours(now, local);
  return true;
}
