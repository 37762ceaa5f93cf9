/* SPDX-License-Identifier: GPL-3.0-or-later */
/* People: who is at home and awake, second by second.
 *
 * A person has an activity (home_members.c) and a lasting habit, an offset of its
 * day. At 4 h local the coming day of each person is drawn: wake, leave, return, leave again, return, sleep.
 * Whether the main absence is work, study or an outing follows from role, weekday, holidays, leave and telework.
 * On free days part of the outings are shared by the household; children below 11 are never at home without an adult.
 * Whole households go away at weekends and in holiday seasons. All numbers are assumptions (D) shaped to time-use
 * figures; home.md compares them. */
#include <math.h>

#include "models/home/home.h"

enum { WAKE, LEAVE, RETURN, LEAVE_AGAIN, RETURN_AGAIN, SLEEP };

/* The home's day begins between 4:00 and 4:15, at another second each day: quarter-hours awake (below) are counted from
 * there, so that those of different homes have nothing in common. Times of a plan count from it, too. */
enum { DAY_PHASE_S = 900 };
/* Local clock time as seconds since the mean begin of the day. */
#define AT(h, min) (((h) < 4 ? (h) + 20 : (h)-4) * 3600 + (min)*60 - DAY_PHASE_S / 2)
#define MINUTES(x) ((x)*60)

static const int32_t last_sleep_s = AT(2, 30); /* before 4 h even in the night that loses an hour */
static const int32_t first_wake_s = 60;

/* A day as the calendar and the household see it. */
typedef struct day {
  bool workday, school_holiday, weekend;
  bool adult_home; /* an adult stays at home; known once these are planned */
  ig_weekday weekday;
  double u[4]; /* the household's own: outing before noon, after noon, start, length */
} day;

/* Seasons of holidays: first day and last day to leave (day of the year), share of homes that leave, nights. */
typedef struct season {
  int first, last;
  double share;
  int shortest, longest;
} season;

enum { SUMMER = 2 };
static const season seasons[] = {
    {38, 58, 0.15, 4, 8},    /* winter */
    {97, 118, 0.25, 3, 8},   /* spring */
    {187, 225, 0.70, 7, 20}, /* summer: the share is the setting summer_leave, most in July and August */
    {291, 300, 0.20, 3, 7},  /* autumn */
    {353, 362, 0.35, 3, 8},  /* Christmas */
};
/* Households of the retired alone travel outside of the school holidays: June and September, too. */
static const season summer_of_retired = {152, 258, 0.70, 7, 20};

static bool all_retired(const ig_home_data *d, size_t u) {
  for (int p = 0; p < d->persons[u]; p++)
    if (d->role[u * IG_HOME_PERSONS + (size_t)p] != IG_HOME_RETIRED) return false;
  return true;
}

/* First absence that begins on or after `from`. */
static void next_absence(ig_home_now *now, int64_t from) {
  ig_home_data *d = now->d;
  int64_t best_from = INT64_MAX, best_to = 0;
  int year = ig_clock_date(from).year;
  for (int y = year; y <= year + 1 && best_from == INT64_MAX; y++) {
    int64_t january = ig_clock_days((ig_date){y, 1, 1});
    for (size_t k = 0; k < IG_COUNT(seasons); k++) {
      double u[4];
      ig_rng_uniform4(now->key, IG_HOME_DRAW_ABSENCE, y, k, u);
      season s = k == SUMMER && all_retired(d, now->unit) ? summer_of_retired : seasons[k];
      if (k == SUMMER) s.share = now->spec->summer_share;
      int64_t first = january + s.first + (int64_t)(u[1] * (s.last - s.first + 1));
      if (u[0] >= s.share || first < from || first >= best_from) continue;
      best_from = first;
      best_to = first + s.shortest + (int64_t)(u[2] * (s.longest - s.shortest + 1));
    }
  }
  d->away_from[now->unit] = best_from == INT64_MAX ? from + 400 : best_from;
  d->away_to[now->unit] = best_from == INT64_MAX ? from + 401 : best_to;
}

/* Dinner by household, against the mean: with young children and the retired early, without children late (D). */
static int32_t dinner_of(const ig_home_data *d, size_t u) {
  const int32_t *age = d->age + u * IG_HOME_PERSONS;
  int youngest = 99;
  for (int p = 0; p < d->persons[u]; p++) youngest = age[p] < youngest ? age[p] : youngest;
  return youngest < IG_HOME_ALONE_FROM ? MINUTES(-25)
         : youngest >= 62              ? MINUTES(-25)
         : youngest >= 18              ? MINUTES(20)
                                       : 0;
}

void ig_home_people_build(ig_batch *batch, size_t unit) {
  ig_home_data *d = batch->data;
  ig_rng_key key = ig_unit_key(batch, unit);
  int persons = d->persons[unit];
  int32_t *habit_s = d->habit_s + unit * IG_HOME_PERSONS;
  for (int p = 0; p < persons; p++) {
    double u = ig_rng_uniform(key, IG_HOME_DRAW_MEMBERS, 0, (uint64_t)p);
    bool child = d->age[unit * IG_HOME_PERSONS + (size_t)p] < 18;
    habit_s[p] = (int32_t)(2400.0 * ig_clamp(ig_rng_normal_of(u), -2.2, 2.2) * (child ? 0.4 : 1.0));
  }
  double u[4];
  ig_rng_uniform4(key, IG_HOME_DRAW_MEMBERS, 0, IG_HOME_PERSONS, u);
  d->meal_habit_s[unit] = dinner_of(d, unit) + (int32_t)(7200.0 * (u[0] - 0.5));
  for (int p = 0; p < persons; p++)
    if (fmod(u[1] * (double)(1 << p), 1.0) < 0.4)
      d->traits[unit] |= 1 << p;                                    /* digits of one number: 4 of 10 by evening */
  if (u[2] < 0.4) d->traits[unit] |= IG_HOME_TRAIT_HEAT_PUMP_DRYER; /* share of the stock, D */
  ig_home_now now = {.batch = batch, .d = d, .spec = batch->spec, .unit = unit, .key = key};
  next_absence(&now, d->day[unit] - 21);
  if (d->away_to[unit] < d->day[unit]) next_absence(&now, d->away_to[unit] + 1);
  bool away = d->away_from[unit] < d->day[unit] && d->day[unit] <= d->away_to[unit];
  d->people[unit] = away ? 0 : persons << 16;
}

/* Does the person go to work or school that day? u: two uniform numbers. `at_home`: bits of weekdays worked at home. */
static bool goes_out(const ig_home_spec *spec, int role, int32_t at_home, const day *today, const double *u) {
  switch (role) {
    case IG_HOME_WORKER:
    case IG_HOME_EARLY_WORKER:
    case IG_HOME_PART_TIME:
    case IG_HOME_EVENING_WORKER: {
      if (!today->workday) return today->weekday == IG_SATURDAY && u[0] < 0.10;
      double leave = spec->leave_share * (today->school_holiday ? 2.0 : 0.6); /* leave is taken in school holidays */
      return u[0] >= leave && !(at_home >> today->weekday & 1);
    }
    case IG_HOME_STUDENT:
      return today->workday && !today->school_holiday && u[0] < 0.80;
    case IG_HOME_PUPIL:
      return today->workday && !today->school_holiday && u[0] < 0.96;
    case IG_HOME_INFANT:
      return today->workday && !today->adult_home;
    default:
      return false;
  }
}

static int32_t seconds(double mean_s, double sd_s, double z) { return (int32_t)(mean_s + sd_s * z); }

/* Clock of a day of work or school: leave, time away, sleep, and their spreads; minutes of spread. */
typedef struct work_clock {
  int32_t leave_s, leave_sd_min;
  double habit; /* share of the own offset that moves leaving */
  double away_h;
  int away_sd_min;
  int32_t sleep_s;
} work_clock;

static const work_clock clocks[IG_HOME_ROLES] = {
    [IG_HOME_WORKER] = {AT(8, 10), 14, 1.0, 10.1, 50, AT(22, 55)},
    [IG_HOME_EARLY_WORKER] = {AT(5, 50), 20, 1.0 / 3.0, 9.9, 45, AT(21, 45)},
    [IG_HOME_PART_TIME] = {AT(8, 30), 20, 1.0, 6.9, 45, AT(22, 55)},
    [IG_HOME_EVENING_WORKER] = {AT(13, 0), 25, 0.5, 9.2, 40, AT(0, 30)},
    [IG_HOME_STUDENT] = {AT(8, 30), 13, 1.0, 8.2, 45, AT(22, 55)},
    [IG_HOME_PUPIL] = {AT(8, 5), 8, 0.5, 8.9, 25, AT(21, 40)},
    [IG_HOME_INFANT] = {AT(8, 10), 10, 0.5, 9.5, 25, AT(20, 30)},
};

/* The day of work or school: leaves once, perhaps goes out in the evening. */
static void working_day(int role, const day *today, int32_t habit_s, const double *u, const double *z, int32_t *t) {
  const work_clock *c = &clocks[role];
  bool child = role == IG_HOME_PUPIL || role == IG_HOME_INFANT;
  double away_h = role == IG_HOME_PUPIL && today->weekday == IG_WEDNESDAY ? 4.4 : c->away_h;
  t[LEAVE] = seconds(c->leave_s, MINUTES(c->leave_sd_min), z[0]) + (int32_t)(c->habit * habit_s);
  t[RETURN] = t[LEAVE] + (int32_t)ig_max(away_h * 3600.0 + MINUTES(c->away_sd_min) * z[1], 3.0 * 3600.0);
  int32_t before = role == IG_HOME_EVENING_WORKER ? MINUTES(285) : MINUTES(68);
  t[WAKE] = t[LEAVE] - seconds(before, MINUTES(12), ig_clamp(z[2], -2.0, 2.0));
  t[SLEEP] = seconds(c->sleep_s, MINUTES(30), z[3]) + habit_s / 2;
  if (!child && role != IG_HOME_EVENING_WORKER && u[2] < 0.32) {
    t[LEAVE_AGAIN] = t[RETURN] + seconds(MINUTES(60), MINUTES(25), ig_max(z[2], -1.5));
    t[RETURN_AGAIN] = t[LEAVE_AGAIN] + seconds(MINUTES(130), MINUTES(40), ig_max(z[0], -2.0));
  }
}

/* A free day: outings before and after noon. At weekends most follow the household's. */
static void free_day(int role, const day *today, int32_t habit_s, const double *u, const double *z, int32_t *t) {
  bool home = role == IG_HOME_AT_HOME || role == IG_HOME_RETIRED,
       child = role == IG_HOME_PUPIL || role == IG_HOME_INFANT, weekend = today->weekend;
  bool shared = child || (weekend && u[1] < 0.6);
  double first = shared ? today->u[0] : u[2], second = shared ? today->u[1] : u[3];
  double start = shared ? ig_rng_normal_of(today->u[2]) : z[1], length = shared ? ig_rng_normal_of(today->u[3]) : z[2];
  t[WAKE] = seconds(home ? AT(7, 30) : weekend ? AT(8, 35) : AT(8, 15), MINUTES(35), z[0]) + habit_s * 3 / 4;
  if (first < (weekend ? 0.50 : 0.55)) {
    int32_t earliest = t[WAKE] + MINUTES(30), wanted = seconds(AT(10, 10), MINUTES(40), start);
    t[LEAVE] = wanted > earliest ? wanted : earliest;
    t[RETURN] = t[LEAVE] + seconds(MINUTES(115), MINUTES(35), ig_max(length, -2.0));
  }
  if (second < (weekend ? 0.72 : 0.62)) {
    t[LEAVE_AGAIN] = seconds(AT(15, 10), MINUTES(65), start);
    t[RETURN_AGAIN] = t[LEAVE_AGAIN] + seconds(MINUTES(weekend ? 250 : 160), MINUTES(65), ig_max(length, -2.0));
  }
  if (second > 0.86 && !child) { /* an evening out instead */
    t[LEAVE_AGAIN] = seconds(AT(19, 0), MINUTES(40), start);
    t[RETURN_AGAIN] = t[LEAVE_AGAIN] + seconds(MINUTES(150), MINUTES(40), ig_max(length, -2.0));
  }
  t[SLEEP] = seconds(role == IG_HOME_INFANT ? AT(20, 30)
                     : child                ? AT(22, 0)
                     : home                 ? AT(22, 50)
                     : weekend              ? AT(23, 25)
                                            : AT(23, 10),
                     MINUTES(35), z[3]) +
             habit_s / 2;
}

/* Puts the times in order; an outing that does not fit is dropped (leave = return). */
static void put_in_order(int32_t *t) {
  t[WAKE] = (int32_t)ig_clamp(t[WAKE], first_wake_s, AT(13, 0));
  t[SLEEP] = (int32_t)ig_clamp(t[SLEEP], AT(20, 0), last_sleep_s);
  int32_t free_s = t[WAKE];
  for (int k = LEAVE; k <= LEAVE_AGAIN; k += 2) {
    bool fits = t[k] >= free_s + MINUTES(10) && t[k + 1] > t[k] && t[k + 1] <= t[SLEEP] - MINUTES(20);
    if (!fits && t[k] >= free_s + MINUTES(10) && t[k + 1] > t[k] && t[k + 1] < last_sleep_s - MINUTES(30)) {
      t[SLEEP] = t[k + 1] + MINUTES(30); /* a late return moves sleep */
      fits = true;
    }
    if (!fits) t[k] = t[k + 1] = free_s;
    free_s = t[k + 1];
  }
}

static void plan_person(ig_home_now *now, int p, const day *today, int32_t *t) {
  ig_home_data *d = now->d;
  int role = d->role[now->unit * IG_HOME_PERSONS + (size_t)p];
  int32_t habit_s = d->habit_s[now->unit * IG_HOME_PERSONS + (size_t)p];
  double u[4], z[4];
  int64_t local_day = d->day[now->unit];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_PERSON + (uint32_t)p, local_day, 0, u);
  ig_rng_uniform4(now->key, IG_HOME_DRAW_PERSON + (uint32_t)p, local_day, 1, z);
  for (int k = 0; k < 4; k++) z[k] = ig_rng_normal_of(z[k]);
  for (int k = 0; k < IG_HOME_TIMES; k++) t[k] = -1;
  if (goes_out(now->spec, role, d->telework_days[now->unit * IG_HOME_PERSONS + (size_t)p], today, u)) {
    working_day(role, today, habit_s, u, z, t);
  } else {
    free_day(role, today, habit_s, u, z, t);
  }
  put_in_order(t);
}

/* Time from which the absence `k` of a person lasts, and until when; false when there is none. */
static bool absence(const int32_t *t, int k, int32_t *from, int32_t *to) {
  *from = t[k], *to = t[k + 1];
  return *from >= 0 && *to > *from;
}

/* Makes the child's absences cover [from, to): it goes along, or to the day nursery. */
static void cover(int32_t *child, int32_t from, int32_t to) {
  int32_t a, b;
  for (int k = LEAVE; k <= LEAVE_AGAIN; k += 2)
    if (absence(child, k, &a, &b) && a <= to && from <= b) {
      child[k] = from < a ? from : a, child[k + 1] = to > b ? to : b;
      return;
    }
  bool first = absence(child, LEAVE, &a, &b);
  int k = !first ? LEAVE : from > a ? LEAVE_AGAIN : LEAVE;
  if (first && k == LEAVE) child[LEAVE_AGAIN] = a, child[RETURN_AGAIN] = b; /* it was the later one */
  child[k] = from, child[k + 1] = to;
}

/* A child below 11 is out whenever all adults are. */
static void accompany(const int32_t *times, int adults, int32_t *child) {
  int32_t a, b, c, e;
  for (int k = LEAVE; k <= LEAVE_AGAIN; k += 2) {
    if (!absence(times, k, &a, &b)) continue;
    if (adults == 1) {
      cover(child, a, b);
      continue;
    }
    for (int j = LEAVE; j <= LEAVE_AGAIN; j += 2)
      if (absence(times + IG_HOME_TIMES, j, &c, &e) && (c > a ? c : a) < (e < b ? e : b))
        cover(child, c > a ? c : a, e < b ? e : b);
  }
  if (child[WAKE] > child[LEAVE] - MINUTES(15) && child[LEAVE] >= 0) child[WAKE] = child[LEAVE] - MINUTES(45);
  put_in_order(child);
}

/* The household leaves this morning, or comes back this afternoon: everybody together. */
static void leave_together(const day *today, int32_t *t) {
  int32_t leave = seconds(AT(10, 30), MINUTES(75), ig_clamp(ig_rng_normal_of(today->u[2]), -2.0, 2.0));
  t[LEAVE] = leave, t[RETURN] = t[LEAVE_AGAIN] = t[RETURN_AGAIN] = t[SLEEP] = -1;
  t[WAKE] = (int32_t)ig_clamp(t[WAKE], first_wake_s, leave - MINUTES(40));
}

static void return_together(const day *today, int32_t *t) {
  int32_t back = seconds(AT(17, 30), MINUTES(75), ig_clamp(ig_rng_normal_of(today->u[2]), -2.0, 2.0));
  t[WAKE] = t[LEAVE] = -1;
  t[RETURN] = t[LEAVE_AGAIN] = t[RETURN_AGAIN] = back;
  t[SLEEP] = (int32_t)ig_max64(t[SLEEP], back + MINUTES(90));
}

/* Marks the quarter-hours that lie wholly between two times. */
static void mark(uint64_t awake[2], int32_t from_s, int32_t to_s) {
  int first = (from_s + 899) / 900, last = to_s / 900; /* [first, last) */
  for (int w = 0; w < 2; w++) {
    int a = first - 64 * w, b = last - 64 * w;
    if (a < 0) a = 0;
    if (b > 64) b = 64;
    if (a < b) awake[w] |= (b - a == 64 ? ~UINT64_C(0) : ((UINT64_C(1) << (b - a)) - 1) << a);
  }
}

/* The next time of the day after `stage` that moves the person; IG_HOME_TIMES when there is none. */
static int next_stage(const int32_t *t, int stage) {
  for (int k = stage + 1; k < IG_HOME_TIMES; k++) {
    if (t[k] < 0) continue;
    if ((k == LEAVE || k == LEAVE_AGAIN) && t[k + 1] == t[k]) {
      k++; /* an outing that was dropped */
      continue;
    }
    return k;
  }
  return IG_HOME_TIMES;
}

static void push_stage(ig_home_now *now, int p, int stage) {
  const int32_t *t = now->d->times_s + (now->unit * IG_HOME_PERSONS + (size_t)p) * IG_HOME_TIMES;
  int next = next_stage(t, stage);
  if (next == IG_HOME_TIMES) return;
  ig_home_events_push(now, now->d->day_begin_s[now->unit] + t[next], IG_HOME_FIRST_PEOPLE,
                      IG_HOME_SOURCE_PERSON + (unsigned)p, (unsigned)next);
}

void ig_home_people_event(ig_home_now *now, unsigned person, unsigned stage) {
  switch (stage) {
    case WAKE:
      ig_home_events_people(now, 0, 1);
      ig_home_activities_next(now, person, 0);
      break;
    case LEAVE:
    case LEAVE_AGAIN:
      ig_home_events_people(now, -1, -1);
      ig_home_activities_stop(now, person);
      break;
    case RETURN:
    case RETURN_AGAIN:
      ig_home_events_people(now, 1, 1);
      ig_home_activities_next(now, person, 32 * stage);
      break;
    default:
      ig_home_events_people(now, 0, -1);
      ig_home_activities_stop(now, person);
      break;
  }
  push_stage(now, (int)person, (int)stage);
}

static day describe(ig_home_now *now) {
  const ig_local *local = &now->x->local;
  day today = {.workday = local->workday,
               .school_holiday = local->school_holiday,
               .weekday = local->weekday,
               .weekend = !local->workday};
  ig_rng_uniform4(now->key, IG_HOME_DRAW_HOUSEHOLD, local->day, 0, today.u);
  return today;
}

/* Weekends away begin on a Saturday, unless a holiday is near. */
static void weekend_away(ig_home_now *now) {
  ig_home_data *d = now->d;
  int64_t local_day = d->day[now->unit];
  if (now->x->local.weekday != IG_SATURDAY || d->away_from[now->unit] <= local_day + 2) return;
  if (ig_rng_uniform(now->key, IG_HOME_DRAW_WEEKEND, local_day, 0) >= now->spec->weekend_away_share) return;
  d->away_from[now->unit] = local_day;
  d->away_to[now->unit] = local_day + 1;
}

static const int32_t ways_and_break_s = 8280; /* of an absence for work: 1.3 h of travel, 1 h at midday (D) */
static const int32_t work_at_home_s = 28080;  /* 7.8 h (D) */

/* Counts the work or study of a person's day. */
static void count_work(ig_home_now *now, int p, const day *today, const int32_t *t) {
  ig_home_data *d = now->d;
  size_t k = now->unit * IG_HOME_PERSONS + (size_t)p;
  int32_t from_s, to_s, role = d->role[k];
  if (!now->x->recording || d->age[k] < 15) return;
  int32_t away_s = absence(t, LEAVE, &from_s, &to_s) ? to_s - from_s : 0;
  bool works = role <= IG_HOME_STUDENT, out = away_s > 5 * IG_HOUR_S;
  bool at_home = d->work_place[k] == IG_HOME_PLACE_HOME || d->telework_days[k] >> today->weekday & 1;
  if (works && out && (today->workday || role == IG_HOME_WORKER)) d->work_s[now->unit] += away_s - ways_and_break_s;
  if (ig_home_works(role) && !out && today->workday && at_home) d->work_s[now->unit] += work_at_home_s;
}

bool ig_home_people_plan(ig_home_now *now) {
  ig_home_data *d = now->d;
  size_t u = now->unit;
  int64_t local_day = d->day[u];
  uint64_t *awake = d->awake + 2 * u;
  awake[0] = awake[1] = 0;
  if (local_day > d->away_to[u]) next_absence(now, local_day);
  weekend_away(now);
  int64_t from = d->away_from[u], to = d->away_to[u];
  if (local_day > from && local_day < to) return false;
  day today = describe(now);
  double v[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_HOUSEHOLD, local_day, 1, v);
  double busy = now->spec->busy_sd * ig_rng_normal_of(v[0]);
  d->day_begin_s[u] += (int64_t)(DAY_PHASE_S * v[1]);
  d->workday[u] = today.workday;
  d->busy[u] = exp(busy - 0.5 * now->spec->busy_sd * now->spec->busy_sd);
  int adults = ig_home_adults(d->composition[u], d->persons[u]);
  int32_t *times = d->times_s + u * IG_HOME_PERSONS * IG_HOME_TIMES;
  for (int p = 0; p < d->persons[u]; p++) {
    int32_t *t = times + p * IG_HOME_TIMES, from_s, to_s;
    plan_person(now, p, &today, t);
    if (p < adults && !(absence(t, LEAVE, &from_s, &to_s) && to_s - from_s > 5 * IG_HOUR_S)) today.adult_home = true;
    if (p >= adults && d->age[u * IG_HOME_PERSONS + (size_t)p] < IG_HOME_ALONE_FROM) accompany(times, adults, t);
    if (local_day != from && local_day != to) count_work(now, p, &today, t);
    if (local_day == from) leave_together(&today, t);
    if (local_day == to) return_together(&today, t);
    if (local_day == from) {
      mark(awake, t[WAKE], t[LEAVE]);
    } else {
      if (local_day != to) mark(awake, t[WAKE], t[LEAVE]);
      if (local_day != to) mark(awake, t[RETURN], t[LEAVE_AGAIN]);
      mark(awake, t[RETURN_AGAIN], t[SLEEP]);
    }
    push_stage(now, p, -1);
  }
  return true;
}
