/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people do at home while they are awake: a semi-Markov chain of each person.
 *
 * An episode has a kind and a duration of its own, and when it ends the next is drawn: by the person's role, by the
 * hour on the person's own clock (its lasting offset, home_people.c), by what the home owns and what is free, and by
 * how busy the household is that day. Leaving home or going to sleep ends an episode, waking and coming home begin one.
 *
 *   meal        the household's: all who are awake at home end what they do, sit down together and rise together
 *   other       housework, washing, children, reading, rest: nothing that draws power by itself
 *   beside      the same with a set on in the room
 *   television, computer, game   in front of a screen
 *
 * Screens are shared: a set is on while at least one person has it on, and whoever joins adds nothing; so is the
 * console. People join what others watch rather than begin alone; a second set takes a part of those who watch. One
 * person sits at a computer; where none is free, people do something else.
 *
 * Weights of the kinds are fitted to two things: the yearly energies of sets, computers and consoles (ElecDom panel, as
 * cited in people.md), and 2 h 06 of television a day as the main activity (INSEE time use 2010, 15 years and older, A)
 * against 3 h 36 in front of a set (Mediametrie 2018, 11,504 persons, A). Roles: 3 h with the retired, 1 h 27 with male
 * students (INSEE 2010, A); the rest D. Durations, hours and how sets and computers are shared are assumptions (D): no
 * French distribution of durations was at hand.
 */
#include "models/home/home.h"

/* Weights by hour from 4 h on (shapes: assumptions after French meal and evening hours, D). */
/*                                      4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19  20  21 22 23  0  1  2  3 */
static const uint8_t shape_tv[26] = {0, 1, 3, 6, 5, 4, 4, 4, 7, 8, 6, 6, 6, 6, 7, 9, 10, 10, 7, 4, 3, 2, 1, 0, 0, 0};
static const uint8_t shape_pc[26] = {0, 1, 2, 3, 5, 6, 6, 6, 4, 5, 6, 6, 6, 6, 6, 6, 7, 8, 7, 4, 3, 2, 1, 0, 0, 0};
static const uint8_t shape_game[26] = {0, 0, 0, 1, 2, 3, 4, 4, 3, 5, 6, 6, 7, 8, 8, 6, 8, 9, 8, 5, 3, 2, 1, 0, 0, 0};

enum { OTHER, BESIDE, TELEVISION, COMPUTER, GAME, KINDS };

typedef struct kind {
  const uint8_t *shape;
  double weight; /* against 1 of other, at 10 of the shape and 1 of the role */
  double mean_s;
  double role[IG_HOME_ROLES];
} kind;

static const kind kinds[KINDS] = {
    /*                               worker early part evening student pupil infant retired at home */
    [OTHER] = {NULL, 1.0, 2700, {1}},
    [BESIDE] = {shape_tv, 1.50, 2700, {1.0, 1.0, 1.0, 1.0, 0.6, 0.8, 0.4, 1.15, 1.1}},
    [TELEVISION] = {shape_tv, 1.47, 5400, {1.0, 1.0, 1.0, 1.0, 0.6, 0.8, 0.4, 1.15, 1.1}},
    [COMPUTER] = {shape_pc, 1.30, 4200, {1.0, 1.0, 1.0, 1.0, 2.0, 0.7, 0.0, 0.6, 1.0}},
    [GAME] = {shape_game, 1.95, 4500, {0.6, 0.6, 0.6, 0.6, 2.0, 2.0, 0.0, 0.1, 0.6}},
};
/* Meals at home, mean (D: INSEE 2010 has 2 h 13 of eating a day, at home or elsewhere), and how many have a set on. */
static const double meal_mean_s[IG_HOME_MEALS] = {900, 2400, 2700};
static const double set_at_meals = 0.3;
static const double joins = 1.2;          /* more weight of television while the set is on */
static const double settled = 3.0;        /* more weight of the computer where there is a desktop */
static const double more_sets = 1.7;      /* of television where there are two sets */
static const double second_share = 0.62;  /* of those who watch, at the second set */
static const double desktop_share = 0.75; /* of those who have the choice */

/* What is on during an activity, and the count of its starts. Mean powers: that of sets is fitted (the panel's energy
 * at the hours above), the others are assumptions (D). */
typedef struct device {
  int id, power_W, start;
} device;
static const device devices[IG_HOME_ACTIVITIES] = {
    [IG_HOME_ACTIVITY_MEAL_BESIDE_TV] = {1, 81, IG_HOME_START_TV},
    [IG_HOME_ACTIVITY_BESIDE_TV] = {1, 81, IG_HOME_START_TV},
    [IG_HOME_ACTIVITY_TV] = {1, 81, IG_HOME_START_TV},
    [IG_HOME_ACTIVITY_BESIDE_SECOND] = {2, 81, IG_HOME_START_TV_SECOND},
    [IG_HOME_ACTIVITY_TV_SECOND] = {2, 81, IG_HOME_START_TV_SECOND},
    [IG_HOME_ACTIVITY_DESKTOP] = {3, 85, IG_HOME_START_DESKTOP},
    [IG_HOME_ACTIVITY_LAPTOP] = {4, 19, IG_HOME_START_LAPTOP},
    [IG_HOME_ACTIVITY_CONSOLE] = {5, 107, IG_HOME_START_CONSOLE},
};

static int32_t *acting(const ig_home_now *now) { return now->d->acting + now->unit * IG_HOME_PERSONS; }

/* Has anybody the device of an activity on? */
static bool in_use(const ig_home_now *now, int activity) {
  const int32_t *a = acting(now);
  for (int p = 0; p < now->d->persons[now->unit]; p++)
    if (devices[a[p]].id == devices[activity].id) return true;
  return false;
}

static double at_hour(const uint8_t *shape, double hour) {
  hour = ig_clamp(hour - 0.5, 0.0, 24.0);
  int i = (int)hour;
  return 0.1 * (shape[i] + (hour - i) * (shape[i + 1] - shape[i]));
}

static double weight_of(int k, int role, double hour) {
  return kinds[k].weight * kinds[k].role[role] * at_hour(kinds[k].shape, hour);
}

/* The next kind; u: a uniform number. Weights go with the square of how busy the household is: where half of the time
 * is spent at screens already, a share moves half as much as its odds. */
static int pick(const ig_home_now *now, unsigned person, int at_s, double u) {
  const ig_home_data *d = now->d;
  size_t k = now->unit * IG_HOME_PERSONS + person;
  double hour = (at_s - d->habit_s[k]) / 3600.0, uses = d->activity[now->unit] * d->busy[now->unit],
         busy = ((const ig_home_own_data *)now->batch->own)->screens_scale * uses * uses, sum[KINDS];
  double television = ig_home_owns(now, IG_HOME_OWN_tv) * (ig_home_owns(now, IG_HOME_OWN_tv_second) ? more_sets : 1.0) *
                      (in_use(now, IG_HOME_ACTIVITY_TV) ? joins : 1.0);
  double computer = ig_home_owns(now, IG_HOME_OWN_desktop) ? settled : ig_home_owns(now, IG_HOME_OWN_laptop);
  sum[OTHER] = 1.0;
  sum[BESIDE] = sum[OTHER] + television * busy * weight_of(BESIDE, d->role[k], hour);
  sum[TELEVISION] = sum[BESIDE] + television * busy * weight_of(TELEVISION, d->role[k], hour);
  sum[COMPUTER] = sum[TELEVISION] + computer * busy * weight_of(COMPUTER, d->role[k], hour);
  sum[GAME] = sum[COMPUTER] + ig_home_owns(now, IG_HOME_OWN_console) * busy * weight_of(GAME, d->role[k], hour);
  int picked = OTHER;
  while (picked < GAME && u * sum[GAME] >= sum[picked]) picked++;
  return picked;
}

/* The activity with the device that is free; u: a uniform number. */
static int activity_of(const ig_home_now *now, int k, double u) {
  bool second = ig_home_owns(now, IG_HOME_OWN_tv_second) && u < second_share;
  switch (k) {
    case TELEVISION:
      return second ? IG_HOME_ACTIVITY_TV_SECOND : IG_HOME_ACTIVITY_TV;
    case COMPUTER: {
      bool desktop = ig_home_owns(now, IG_HOME_OWN_desktop) && !in_use(now, IG_HOME_ACTIVITY_DESKTOP),
           laptop = ig_home_owns(now, IG_HOME_OWN_laptop) && !in_use(now, IG_HOME_ACTIVITY_LAPTOP);
      if (desktop && (!laptop || u < desktop_share)) return IG_HOME_ACTIVITY_DESKTOP;
      return laptop ? IG_HOME_ACTIVITY_LAPTOP : IG_HOME_ACTIVITY_OTHER;
    }
    case GAME:
      return IG_HOME_ACTIVITY_CONSOLE;
    case BESIDE:
      return second ? IG_HOME_ACTIVITY_BESIDE_SECOND : IG_HOME_ACTIVITY_BESIDE_TV;
    default:
      return IG_HOME_ACTIVITY_OTHER;
  }
}

/* Power of an activity's device in that home. */
static int power_W(const ig_home_now *now, int activity) {
  return (int)(devices[activity].power_W * now->d->factor[IG_HOME_DIFFERENCE_screens][now->unit] + 0.5);
}

/* The person goes over to another activity; what nobody uses any more goes off. */
static void change(ig_home_now *now, unsigned person, int next) {
  int32_t *own = acting(now) + person;
  int before = *own;
  if (devices[before].id == devices[next].id) {
    *own = next;
    return;
  }
  *own = IG_HOME_ACTIVITY_NONE;
  bool off = devices[before].id > 0 && !in_use(now, before), on = devices[next].id > 0 && !in_use(now, next);
  *own = next;
  int change_W = (on ? power_W(now, next) : 0) - (off ? power_W(now, before) : 0);
  if (on && now->x->recording) now->d->starts[now->unit * IG_HOME_STARTS + (size_t)devices[next].start]++;
  if (change_W != 0) ig_home_events_change(now, now->time_s, IG_HOME_SCREENS, change_W);
  now->d->reserved_W[now->unit] += change_W;
}

/* When the person leaves or goes to sleep next. */
static int32_t present_until_s(const ig_home_now *now, unsigned person, int32_t at_s) {
  const int32_t *t = now->d->times_s + (now->unit * IG_HOME_PERSONS + person) * IG_HOME_TIMES;
  for (int k = 1; k < 5; k += 2)
    if (t[k] > at_s && t[k + 1] != t[k]) return t[k];
  return t[5];
}

/* The next meal of the household from `at_s` on; IG_HOME_MEALS: no more today. */
static int next_meal(const ig_home_now *now, int32_t at_s) {
  const int32_t *meal_s = now->d->meal_s + now->unit * IG_HOME_MEALS;
  int next = IG_HOME_MEALS;
  for (int m = 0; m < IG_HOME_MEALS; m++)
    if (meal_s[m] >= at_s && (next == IG_HOME_MEALS || meal_s[m] < meal_s[next])) next = m;
  return next;
}

/* 0.2 to 1.8 of the mean, a triangle. */
static int32_t duration_s(double mean_s, const double *u) {
  return 1 + (int32_t)(mean_s * (0.2 + 0.8 * (u[0] + u[1])));
}

/* Goes to the table; all members draw the same. */
static int32_t eat(ig_home_now *now, unsigned person, int meal) {
  double u[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_MEAL, now->d->day[now->unit], 1 + (uint64_t)meal, u);
  bool set = ig_home_owns(now, IG_HOME_OWN_tv) && u[0] < set_at_meals;
  change(now, person, set ? IG_HOME_ACTIVITY_MEAL_BESIDE_TV : IG_HOME_ACTIVITY_MEAL);
  return duration_s(meal_mean_s[meal], u + 1);
}

static int32_t turn(ig_home_now *now, unsigned person, int32_t at_s, unsigned n) {
  double u[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_ACTIVITY + person, now->d->day[now->unit], n, u);
  int k = pick(now, person, at_s, u[0]);
  change(now, person, activity_of(now, k, u[1]));
  return duration_s(kinds[k].mean_s, u + 2);
}

void ig_home_activities_next(ig_home_now *now, unsigned person, unsigned n) {
  int32_t at_s = (int32_t)(now->time_s - now->d->day_begin_s[now->unit]);
  const int32_t *meal_s = now->d->meal_s + now->unit * IG_HOME_MEALS;
  int meal = next_meal(now, at_s);
  bool on_table = meal < IG_HOME_MEALS && meal_s[meal] == at_s;
  int32_t end_s = at_s + (on_table ? eat(now, person, meal) : turn(now, person, at_s, n));
  if (!on_table && meal < IG_HOME_MEALS && meal_s[meal] < end_s) end_s = meal_s[meal];
  if (end_s < present_until_s(now, person, at_s))
    ig_home_events_push(now, now->d->day_begin_s[now->unit] + end_s, IG_HOME_FIRST_START,
                        IG_HOME_SOURCE_ACTIVITY + person, n + 1);
}

void ig_home_activities_stop(ig_home_now *now, unsigned person) { change(now, person, IG_HOME_ACTIVITY_NONE); }
