/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A car's day. At 4 h local its tours of the coming day are drawn: leave, return, leave again, return. A commuter's car
 * goes to work on workdays (less leave and telework); other days have an outing before noon and one after. Each car
 * keeps its own offset of the clock. Whole households go away in the seasons of holidays, some with the car. A car that
 * belongs to a household of the homes has the times of its plan instead (ev_follow.c), and the same shares and lengths.
 *
 * A car that charges at work is seen from there: it arrives in the morning and leaves by evening; what it drives
 * meanwhile is added up (pending_km) and taken from its battery when it arrives. All shares and hours are assumptions
 * (D) shaped to the mobility surveys named in ev.md, which compares them. */
#include <math.h>

#include "models/ev/ev.h"

enum { LEAVE, RETURN, LEAVE_AGAIN, RETURN_AGAIN };

/* Local clock time as seconds since 4 h. */
#define AT(h, min) (((h) < 4 ? (h) + 20 : (h)-4) * 3600 + (min)*60)
#define MINUTES(x) ((x)*60)

static const int32_t last_return_s = AT(2, 30); /* before 4 h even in the night that loses an hour */

/* A kind of tour: share of days on which it is made, length over the work tour's, middle and spread of its start,
 * duration and its spread. */
typedef struct tour {
  double share, weight;
  int32_t start_s, start_sd_s, duration_s, duration_sd_s;
} tour;

static const tour kinds[IG_EV_TOURS] = {
    [IG_EV_TO_WORK] = {1.00, 1.00, AT(8, 5), MINUTES(13), MINUTES(575), MINUTES(70)},
    [IG_EV_EVENING] = {0.13, 0.35, AT(19, 30), MINUTES(40), MINUTES(130), MINUTES(40)},
    [IG_EV_MORNING] = {0.42, 0.60, AT(9, 50), MINUTES(60), MINUTES(120), MINUTES(36)},
    [IG_EV_AFTERNOON] = {0.66, 0.60, AT(15, 0), MINUTES(90), MINUTES(150), MINUTES(50)},
    [IG_EV_MORNING_OFF] = {0.50, 0.70, AT(9, 50), MINUTES(85), MINUTES(130), MINUTES(40)},
    [IG_EV_AFTERNOON_OFF] = {0.68, 1.10, AT(15, 0), MINUTES(130), MINUTES(200), MINUTES(70)},
};

double ig_ev_day_share(ig_ev_tour kind) { return kinds[kind].share; }
double ig_ev_day_weight(ig_ev_tour kind) { return kinds[kind].weight; }

/* Seasons of holidays: first and last day of the year to leave, share of households that leave, nights. */
typedef struct season {
  int first, last;
  double share;
  int shortest, longest;
} season;

enum { SUMMER = 2 };
static const season seasons[] = {
    {38, 58, 0.15, 4, 8},   {97, 118, 0.25, 3, 8},  {187, 225, IG_EV_SUMMER_SHARE, 7, 20},
    {291, 300, 0.20, 3, 7}, {353, 362, 0.35, 3, 8},
};

void ig_ev_day_absence(ig_ev_now *now, int64_t from) {
  ig_ev_data *d = now->d;
  int64_t best_from = INT64_MAX, best_to = 0;
  int year = ig_clock_date(from).year;
  for (int y = year; y <= year + 1 && best_from == INT64_MAX; y++) {
    int64_t january = ig_clock_days((ig_date){y, 1, 1});
    for (size_t k = 0; k < IG_COUNT(seasons); k++) {
      double u[4];
      ig_rng_uniform4(now->key, IG_EV_DRAW_ABSENCE, y, 8 * now->number + k, u);
      season s = seasons[k];
      int64_t first = january + s.first + (int64_t)(u[1] * (s.last - s.first + 1));
      if (u[0] >= s.share || first < from || first >= best_from) continue;
      best_from = first;
      best_to = first + s.shortest + (int64_t)(u[2] * (s.longest - s.shortest + 1));
    }
  }
  bool none = best_from == INT64_MAX;
  d->away_from[now->at] = none ? from + 400 : best_from;
  d->away_to[now->at] = none ? from + 401 : best_to;
}

/* Days of a mean year that lie in no absence; of an absence the days of leaving and of coming back are two of them. */
static double home_days(ig_ev_calendar year) {
  double away = 0.0;
  for (int k = 0; k < (int)IG_COUNT(seasons); k++)
    away +=
        (k == SUMMER ? year.summer_share : seasons[k].share) * (0.5 * (seasons[k].shortest + seasons[k].longest) + 1.0);
  return 365.25 - away;
}

/* Share of workdays on which a commuter drives to work; leave is taken in school holidays (a third of workdays). */
static double works_share(ig_ev_calendar year) {
  return (1.0 - year.leave_share * (2.0 / 3.0 * 0.6 + 1.0 / 3.0 * 2.0)) * (1.0 - year.telework_share);
}

static double mean_of(ig_ev_tour kind) { return kinds[kind].share * kinds[kind].weight; }

double ig_ev_day_tours(bool commuter, ig_ev_calendar year) {
  double days = home_days(year), workdays = 253.0 / 365.25 * days;
  double others = days - workdays - 2.0 * year.weekend_share * days / 7.0;
  double works = commuter ? works_share(year) : 0.0;
  return workdays * (works * (mean_of(IG_EV_TO_WORK) + mean_of(IG_EV_EVENING)) +
                     (1.0 - works) * (mean_of(IG_EV_MORNING) + mean_of(IG_EV_AFTERNOON))) +
         others * (mean_of(IG_EV_MORNING_OFF) + mean_of(IG_EV_AFTERNOON_OFF));
}

/* Length of a tour: lognormal about the car's own, mean 1 times it. */
double ig_ev_day_length_km(const ig_ev_now *now, double weight, double u) {
  double sd = now->spec->tour_sd;
  return ig_min(now->car->unit_km * weight * exp(sd * ig_rng_normal_of(u) - 0.5 * sd * sd), 800.0);
}

static int32_t bent(double mean_s, double sd_s, double u) {
  return (int32_t)(mean_s + sd_s * ig_clamp(ig_rng_normal_of(u), -2.5, 2.5));
}

/* Puts a tour at place k of the day, unless it overlaps the one before. u: start, duration, length, made or not. */
static void make(ig_ev_now *now, int k, ig_ev_tour kind, int32_t habit_s, const double *u) {
  tour t = kinds[kind];
  int32_t *times = now->d->times_s + now->at * IG_EV_STAGES;
  double *km = now->d->tour_km + now->at * (IG_EV_STAGES / 2);
  if (u[3] >= t.share) return;
  int32_t leave = bent(t.start_s + habit_s, t.start_sd_s, u[0]);
  int32_t back = leave + (int32_t)ig_max(bent(t.duration_s, t.duration_sd_s, u[1]), MINUTES(20));
  int32_t earliest = k > 0 && times[k - 1] >= 0 ? times[k - 1] + MINUTES(15) : AT(4, 5);
  if (leave < earliest) back += earliest - leave, leave = earliest;
  if (back > last_return_s) return;
  times[k] = leave, times[k + 1] = back;
  km[k / 2] = ig_ev_day_length_km(now, t.weight, u[2]);
}

static bool goes_to_work(const ig_ev_now *now, const ig_local *local, const double *u) {
  if (!now->car->commuter || !local->workday) return false;
  double leave = now->spec->leave_share * (local->school_holiday ? 2.0 : 0.6);
  return u[0] >= leave && u[1] >= now->spec->telework_share;
}

/* The day's tours as the car's driver makes them; true when it goes to work. */
static bool tours(ig_ev_now *now, const ig_local *local) {
  double a[4], b[4], c[4];
  ig_rng_uniform4(now->key, IG_EV_DRAW_DAY, local->day, 8 * now->number, a);
  ig_rng_uniform4(now->key, IG_EV_DRAW_DAY, local->day, 8 * now->number + 1, b);
  ig_rng_uniform4(now->key, IG_EV_DRAW_DAY, local->day, 8 * now->number + 2, c);
  int32_t habit_s = now->car->habit_s;
  if (goes_to_work(now, local, c)) {
    a[3] = 0.0;
    make(now, LEAVE, IG_EV_TO_WORK, habit_s, a);
    make(now, LEAVE_AGAIN, IG_EV_EVENING, habit_s / 2, b);
    return true;
  }
  make(now, LEAVE, local->workday ? IG_EV_MORNING : IG_EV_MORNING_OFF, habit_s / 2, a);
  make(now, LEAVE_AGAIN, local->workday ? IG_EV_AFTERNOON : IG_EV_AFTERNOON_OFF, habit_s / 2, b);
  return false;
}

/* There and back, and some on the spot. A weekend away is nearer. */
double ig_ev_day_journey_km(const ig_ev_now *now) {
  const ig_ev_data *d = now->d;
  double u = ig_rng_uniform(now->key, IG_EV_DRAW_ABSENCE, d->away_from[now->at], 8 * now->number + 7);
  double days = (double)(d->away_to[now->at] - d->away_from[now->at]);
  double way_km = days > 1.5 ? now->spec->long_trip_km : now->spec->weekend_km;
  return 2.0 * way_km * exp(0.5 * ig_rng_normal_of(u) - 0.125) + 0.5 * now->car->daily_km * days;
}

/* The day of leaving or of coming back; days between have no tours. */
static void journey(ig_ev_now *now, const ig_local *local) {
  ig_ev_data *d = now->d;
  int32_t *times = d->times_s + now->at * IG_EV_STAGES;
  double u[4];
  ig_rng_uniform4(now->key, IG_EV_DRAW_DAY, local->day, 8 * now->number + 3, u);
  if (!now->car->long_trips) return;
  if (local->day == d->away_from[now->at]) times[LEAVE] = bent(AT(10, 30), MINUTES(75), u[0]);
  if (local->day == d->away_to[now->at]) {
    times[RETURN_AGAIN] = bent(AT(17, 30), MINUTES(75), u[0]);
    d->tour_km[now->at * (IG_EV_STAGES / 2) + 1] = ig_ev_day_journey_km(now);
  }
}

/* The same day seen from a point at work. */
static void see_from_work(ig_ev_now *now, bool works) {
  ig_ev_data *d = now->d;
  int32_t *t = d->times_s + now->at * IG_EV_STAGES;
  double *km = d->tour_km + now->at * (IG_EV_STAGES / 2);
  int32_t arrive = t[LEAVE], leave = t[RETURN];
  if (works && arrive >= 0) {
    /* on the road at 30 km/h (D), 5 to 90 min each way */
    int32_t road_s = (int32_t)ig_clamp(km[0] / 2.0 / 30.0 * 3600.0, 300.0, 5400.0);
    t[RETURN] = arrive + road_s;
    t[LEAVE_AGAIN] = (int32_t)ig_max(leave - road_s, t[RETURN] + MINUTES(60));
    double second_km = t[RETURN_AGAIN] >= 0 ? km[1] : 0.0;
    km[0] = 0.5 * km[0] + d->pending_km[now->at]; /* of the arrival */
    d->pending_km[now->at] = km[0] - d->pending_km[now->at] + second_km;
    t[LEAVE] = t[RETURN_AGAIN] = -1;
    return;
  }
  d->pending_km[now->at] += km[0] + km[1];
  t[LEAVE] = t[RETURN] = t[LEAVE_AGAIN] = t[RETURN_AGAIN] = -1;
}

/* Draws the day of a car that follows no household. */
static bool draw_day(ig_ev_now *now, const ig_local *local) {
  const ig_ev_data *d = now->d;
  if (local->day > d->away_to[now->at]) ig_ev_day_absence(now, local->day);
  if (local->day < d->away_from[now->at] || local->day > d->away_to[now->at]) return tours(now, local);
  journey(now, local);
  return false;
}

void ig_ev_day_plan(ig_ev_now *now) {
  ig_ev_data *d = now->d;
  ig_local local = ig_clock_local(&now->batch->site->clock, now->time_s);
  int32_t *times = d->times_s + now->at * IG_EV_STAGES;
  for (int k = 0; k < IG_EV_STAGES; k++) times[k] = -1;
  d->tour_km[now->at * 2] = d->tour_km[now->at * 2 + 1] = 0.0;
  d->day[now->at] = local.day;
  d->day_begin_s[now->at] = now->time_s;
  bool works = false, followed = ig_ev_follow_plan(now, &local, &works);
  if (!followed) works = draw_day(now, &local);
  if (d->place[now->unit] == IG_EV_WORK) see_from_work(now, works);
}
