/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What appliances do, screens apart (home_activities.c). Three kinds of use:
 *
 *   streams   may start whenever somebody is awake at home: a Poisson process whose rate follows the hour;
 *             the next start is found by spending an exponential number along the awake quarter-hours
 *   meals     breakfast, lunch and dinner at the household's own hours, when somebody is there
 *   follow-ups  dishwasher after a meal, dryer after a wash, hair dryer after a shower
 *
 * A use draws power in phases. Nothing starts in an empty home: starts lie in quarter-hours through which
 * somebody is awake at home. Energies and cycles a year are those of the ElecDom panel (ADEME, about 100 French
 * homes, 2019-20; evidence A); durations of phases are assumptions (D) that close on them; rates are fitted to
 * the cycles a year (tests/test_home_year.c holds them to 10 %). */
#include <math.h>

#include "models/home/home.h"

/* --- awake quarter-hours ------------------------------------------------------------------------------ */

enum { SLOT_S = 900, SLOTS = 100 }; /* 25 hours in the night that repeats one */

static bool slot_awake(const uint64_t *awake, int slot) { return awake[slot >> 6] >> (slot & 63) & 1; }

/* First second from `from_s` (s since 4 h) in an awake quarter-hour, -1 when there is none before `until_s`. */
static int first_awake_s(const uint64_t *awake, int from_s, int until_s) {
  for (int slot = from_s / SLOT_S; slot < SLOTS && slot * SLOT_S < until_s; slot++)
    if (slot_awake(awake, slot)) return slot * SLOT_S > from_s ? slot * SLOT_S : from_s;
  return -1;
}

static bool awake_at(const ig_home_now *now, int64_t time_s) {
  int64_t at_s = time_s - now->d->day_begin_s[now->unit];
  return at_s >= 0 && at_s < SLOTS * SLOT_S && slot_awake(now->d->awake + 2 * now->unit, (int)(at_s / SLOT_S));
}

/* --- phases ---------------------------------------------------------------------------------------- */

typedef struct phase {
  int power_W, duration_s;
} phase;

enum { WASH, DISHWASH, DRY, DRY_HEAT_PUMP, HOB, HOB_TWO, OVEN, IRONING, COFFEE, MICROWAVE, PROGRAMS };

typedef struct program {
  int channel, n_phases;
  phase at[11];
} program;

#define OVEN_ONCE \
  {0, 300}, { 2400, 90 }
/* A duration of 0 stands for the variant of the use, in units of 10 s. */
static const program programs[PROGRAMS] = {
    [WASH] = {IG_HOME_WET, 6, {{5, 240}, {2000, 0}, {100, 3000}, {60, 1800}, {350, 480}, {3, 300}}},
    [DISHWASH] = {IG_HOME_WET, 6, {{60, 600}, {2000, 1080}, {80, 1500}, {60, 900}, {2000, 780}, {5, 1800}}},
    [DRY] = {IG_HOME_WET, 2, {{2300, 2700}, {150, 600}}},
    [DRY_HEAT_PUMP] = {IG_HOME_WET, 1, {{800, 6000}}},
    [HOB] = {IG_HOME_COOKING, 2, {{1800, 300}, {800, 0}}},
    /* two plates, in half of the uses: the second joins while the first boils; then both simmer */
    [HOB_TWO] = {IG_HOME_COOKING, 3, {{1800, 180}, {3000, 150}, {700, 0}}},
    [OVEN] = {IG_HOME_COOKING, 11, {{2400, 720}, OVEN_ONCE, OVEN_ONCE, OVEN_ONCE, OVEN_ONCE, OVEN_ONCE}},
    [IRONING] = {IG_HOME_OTHER, 2, {{2200, 150}, {700, 1800}}}, /* heats up, then cycles of well under a minute */
    [COFFEE] = {IG_HOME_COOKING, 2, {{900, 360}, {60, 1200}}},
    [MICROWAVE] = {IG_HOME_COOKING, 1, {{1250, 0}}},
};

/* Power of a home's hob or oven over the mean: full power differs between homes, and lasts so much shorter. */
static double strength(const ig_home_now *now, unsigned id) {
  const ig_home_data *d = now->d;
  return id == HOB || id == HOB_TWO ? d->factor[IG_HOME_DIFFERENCE_hob_power][now->unit]
         : id == OVEN               ? d->factor[IG_HOME_DIFFERENCE_oven_power][now->unit]
                                    : 1.0;
}

enum { FULL_W = 1500 }; /* phases from here on are at full power; simmering takes what it takes */

static int phase_W(const ig_home_now *now, unsigned id, unsigned k) {
  int power_W = programs[id].at[k].power_W;
  return power_W < FULL_W ? power_W : (int)(power_W * strength(now, id) + 0.5);
}

static int phase_s(const ig_home_now *now, unsigned id, unsigned k, unsigned variant) {
  const phase *at = &programs[id].at[k];
  int mean_s = at->duration_s > 0 ? at->duration_s : 10 * (int)variant;
  return at->power_W < FULL_W ? mean_s : (int)(mean_s / strength(now, id) + 0.5);
}

/* Highest power of a program. */
static int highest_W(const ig_home_now *now, unsigned id) {
  int most_W = 0;
  for (unsigned k = 0; k < (unsigned)programs[id].n_phases; k++) {
    int power_W = phase_W(now, id, k);
    most_W = power_W > most_W ? power_W : most_W;
  }
  return most_W;
}

/* Ends phase `next` - 1 and begins phase `next`, the last of which is nothing. Its event carries the phase that
 * follows (5 bits) and the variant (11 bits). */
static void run_program(ig_home_now *now, unsigned id, unsigned next, unsigned variant) {
  const program *p = &programs[id];
  bool ends = next == (unsigned)p->n_phases;
  int before_W = next == 0 ? 0 : phase_W(now, id, next - 1), after_W = ends ? 0 : phase_W(now, id, next);
  if (after_W != before_W) ig_home_events_change(now, now->time_s, p->channel, after_W - before_W);
  if (next == 0) now->d->reserved_W[now->unit] += highest_W(now, id);
  if (ends) now->d->reserved_W[now->unit] -= highest_W(now, id);
  if (ends) return;
  ig_home_events_push(now, now->time_s + phase_s(now, id, next, variant), IG_HOME_FIRST_END,
                      IG_HOME_SOURCE_PROGRAM + id, (next + 1) | variant << 5);
}

static int64_t program_s(const ig_home_now *now, unsigned id, unsigned variant) {
  int64_t sum = 0;
  for (unsigned k = 0; k < (unsigned)programs[id].n_phases; k++) sum += phase_s(now, id, k, variant);
  return sum;
}

static void count(ig_home_now *now, int kind) {
  if (now->x->recording) now->d->starts[now->unit * IG_HOME_STARTS + (size_t)kind]++;
}

/* People know what their meter bears: nothing is started that could take the appliances beyond 1.2 times what
 * the subscribed power leaves beside electric heating and, in its hours, the tank; all that runs is taken at its
 * highest power. */
static bool fits(const ig_home_now *now, int power_W) {
  const ig_home_data *d = now->d;
  size_t u = now->unit;
  double other_W = d->heating[u] == IG_HOME_ELECTRIC ? 0.8 * d->heating_limit_W[u] : 0.0;
  if (d->hot_water[u] != IG_HOME_WITH_HEATING) {
    double hour = 4.0 + (double)(now->time_s - d->day_begin_s[u]) / 3600.0;
    double since_h = hour - d->off_peak_start_h[u];
    if (since_h < 0.0) since_h += 24.0;
    const ig_home_own_data *own = now->batch->own;
    const ig_home_block *b = &own->block[u / IG_BLOCK];
    if (3600.0 * since_h < b->relay_on_s[now->lane]) other_W += b->tank_W[now->lane];
  }
  return d->reserved_W[u] + power_W <= 1.2 * ig_max(1000.0 * d->subscribed_kVA[u] - other_W, 2500.0) - 300.0;
}

/* Now and then somebody does not think of it. */
static bool bears(const ig_home_now *now, int power_W) {
  if (fits(now, power_W)) return true;
  return ig_rng_uniform(now->key, IG_HOME_DRAW_CARELESS, now->time_s, 0) < now->spec->careless_share;
}

static void start(ig_home_now *now, int kind, unsigned id, unsigned variant) {
  if (!bears(now, highest_W(now, id))) return;
  count(now, kind);
  run_program(now, id, 0, variant);
}

/* Starts a program some time from now, if somebody is awake at home then. */
static void start_later(ig_home_now *now, int64_t delay_s, int kind, unsigned id, unsigned variant) {
  if (!awake_at(now, now->time_s + delay_s)) return;
  count(now, kind);
  ig_home_events_push(now, now->time_s + delay_s, IG_HOME_FIRST_START, IG_HOME_SOURCE_PROGRAM + id, variant << 5);
}

/* Lognormal duration with the given mean, s; sigma 0.5. */
static double duration_s(double mean_s, double u) { return mean_s * exp(0.5 * ig_rng_normal_of(u) - 0.125); }

/* --- streams ------------------------------------------------------------------------------------------ */

/* Weights of the hours from 4 h on (shapes: assumptions after French meal and evening hours, D). */
/*                                    4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23  0  1  2  3 */
static const uint8_t shape_wash[25] = {0, 1, 5, 9, 10, 10, 9, 8, 5, 5, 6, 6, 5, 5, 5, 5, 4, 4, 3, 1, 0, 0, 0, 0, 0};
static const uint8_t shape_work[25] = {0, 0, 0, 2, 5, 9, 10, 9, 4, 4, 6, 7, 7, 7, 6, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0};
static const uint8_t shape_tea[25] = {1, 3, 7, 10, 9, 7, 5, 4, 4, 6, 5, 5, 6, 5, 4, 4, 4, 5, 4, 3, 1, 1, 0, 0, 0};
static const uint8_t shape_sink[25] = {1, 4, 8, 10, 8, 6, 5, 6, 8, 8, 5, 4, 4, 5, 7, 9, 9, 8, 7, 4, 2, 1, 1, 0, 0};

typedef struct stream {
  int needs; /* equipment, or -1 */
  const uint8_t *shape;
  double rate_1_h;      /* starts per awake hour at weight 10, of a home of 2.2 persons; fitted (see above) */
  double size_exponent; /* of persons over 2.2 */
  int channel, power_W;
  double mean_s; /* mean duration */
} stream;

static const stream streams[IG_HOME_STREAMS] = {
    [IG_HOME_STREAM_WASH] = {IG_HOME_OWN_washing_machine, shape_wash, 0.138, 0.7, IG_HOME_WET, 0, 0},
    [IG_HOME_STREAM_VACUUM] = {IG_HOME_OWN_vacuum_cleaner, shape_work, 0.037, 0.3, IG_HOME_OTHER, 900, 1200},
    [IG_HOME_STREAM_IRON] = {IG_HOME_OWN_iron, shape_work, 0.041, 0.7, IG_HOME_OTHER, 0, 0},
    [IG_HOME_STREAM_KETTLE] = {IG_HOME_OWN_kettle, shape_tea, 0.32, 0.5, IG_HOME_COOKING, 2000, 180},
    [IG_HOME_STREAM_SINK] = {-1, shape_sink, 0.95, 1.0, 0, 0, 0},
};

/* Shares of 30, 40 and 60 degC washes 0.30, 0.50, 0.20 with 6, 11 and 22 minutes of heating (D); 0.53 kWh. */
static unsigned wash_variant(double u) { return u < 0.30 ? 36 : u < 0.80 ? 66 : 126; }

void ig_home_appliances_build(ig_batch *batch) {
  ig_home_own_data *own = batch->own;
  for (int persons = 1; persons <= IG_HOME_PERSONS; persons++) {
    for (int k = 0; k < IG_HOME_STREAMS; k++) /* weight 10 counts as one */
      own->stream_rate[k][persons] = streams[k].rate_1_h * pow(persons / 2.2, streams[k].size_exponent) / 36000.0;
    own->meal_size[persons] = pow(persons / 2.2, 0.35);
  }
}

/* How often the household does it, over the mean of its size: home_differences.c. */
static double habit(const ig_home_now *now, int k) {
  const ig_home_data *d = now->d;
  double activity = d->activity[now->unit];
  if (k == IG_HOME_STREAM_WASH) return activity * d->factor[IG_HOME_DIFFERENCE_wet][now->unit];
  if (k == IG_HOME_STREAM_KETTLE) return activity * d->factor[IG_HOME_DIFFERENCE_cooking][now->unit];
  return k == IG_HOME_STREAM_SINK ? 1.0 : activity;
}

/* Washing, cleaning and ironing have days of their own: on a third to a half of the days all of it is done, loads one
 * after the other; who does more has more such days (D). The share of these days, 1 for streams that may start on any
 * day. */
static double day_share(int k, double habit) {
  return k == IG_HOME_STREAM_WASH                                 ? 1.0 - pow(1.0 - 0.45, habit)
         : k == IG_HOME_STREAM_VACUUM || k == IG_HOME_STREAM_IRON ? 1.0 - pow(1.0 - 0.35, habit)
                                                                  : 1.0;
}

/* Housework is done more on free days: 1.5 against 0.78 of the mean (D). */
static double stream_rate_1_s(const ig_home_now *now, int k) {
  const ig_home_own_data *own = now->batch->own;
  double rate = own->stream_rate[k][now->d->persons[now->unit]];
  if (k == IG_HOME_STREAM_WASH || k == IG_HOME_STREAM_VACUUM || k == IG_HOME_STREAM_IRON)
    rate *= (now->d->workday[now->unit] ? 0.78 : 1.5) / day_share(k, habit(now, k));
  return k == IG_HOME_STREAM_SINK ? rate : rate * habit(now, k) * now->d->busy[now->unit];
}

/* Draws number `n` of the day: u[0] for the use that begins, u[1] for the wait until the next. */
static void draw_stream(const ig_home_now *now, int k, unsigned n, double u[4]) {
  ig_rng_uniform4(now->key, IG_HOME_DRAW_STREAM + (uint32_t)k, now->d->day[now->unit], n, u);
}

/* The second of the hour (s since 4 h) before which `spent_s` are awake, counted from `from_s` on. */
static int second_awake(int hour, unsigned quarters, int from_s, double spent_s) {
  int at_s = from_s;
  for (int q = 0; q < 4; q++) {
    if (!(quarters >> q & 1)) continue;
    int begin_s = (4 * hour + q) * SLOT_S, end_s = begin_s + SLOT_S;
    if (begin_s < from_s) begin_s = from_s;
    at_s = begin_s + (int)ig_min(spent_s, end_s - begin_s - 1);
    if (spent_s < end_s - begin_s) break;
    spent_s -= end_s - begin_s;
  }
  return at_s;
}

static const uint8_t bits_of[16] = {0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4};

/* Hours of the shapes begin at another quarter in each home and day, so that their steps are in no two homes together:
 * 15 minutes later to 30 earlier, which makes up for the day's late begin. Gives the quarter-hours awake moved by that.
 */
static int shifted(const ig_home_now *now, uint64_t awake[2]) {
  const uint64_t *own = now->d->awake + 2 * now->unit;
  int quarters = (int)(now->d->day_begin_s[now->unit] & 3) - 1;
  if (quarters < 0) {
    awake[0] = own[0] >> 1 | own[1] << 63, awake[1] = own[1] >> 1;
  } else {
    awake[0] = own[0] << quarters;
    awake[1] = own[1] << quarters | (quarters ? own[0] >> (64 - quarters) : 0);
  }
  return quarters * SLOT_S;
}

/* Finds the next start from `from_s` (s since 4 h) on and queues it. `done`: starts so far today. */
static void queue_stream(ig_home_now *now, int k, int from_s, unsigned done, double u) {
  const stream *s = &streams[k];
  uint64_t awake[2];
  int shift_s = shifted(now, awake);
  double left = -log(u) / stream_rate_1_s(now, k); /* weighted seconds to spend */
  from_s = from_s + shift_s > 0 ? from_s + shift_s : 0;
  int first = from_s / SLOT_S;
  for (int hour = first >> 2; hour < SLOTS / 4; hour++) { /* whole hours first, then the quarter inside the hour */
    double weight = s->shape[hour];
    unsigned quarters = (unsigned)(awake[hour >> 4] >> (4 * (hour & 15))) & 15U;
    if (hour == first >> 2) quarters &= 15U << (first & 3);
    bool cut = hour == first >> 2 && slot_awake(awake, first);
    double worth = weight * (SLOT_S * bits_of[quarters] - (cut ? from_s - first * SLOT_S : 0));
    if (left >= worth) {
      left -= worth;
      continue;
    }
    int64_t start_s = second_awake(hour, quarters, from_s, left / weight);
    ig_home_events_push(now, now->d->day_begin_s[now->unit] + start_s - shift_s, IG_HOME_FIRST_START,
                        IG_HOME_SOURCE_STREAM + (unsigned)k, done);
    return;
  }
}

/* Hot water: litres at 40 degC become heat of the tank, or of gas or district heat. */
static void draw_water(ig_home_now *now, double litres) {
  ig_home_data *d = now->d;
  size_t u = now->unit;
  if (now->time_s < now->x->begin_s) return; /* before the run */
  int step = (int)((now->time_s - now->x->begin_s) / now->x->step_s);
  double heat_J = litres * 4186.0 * ig_max(40.0 - d->cold_water_degC[now->x->first_step + step], 0.0);
  if (d->hot_water[u] != IG_HOME_WITH_HEATING) {
    now->x->draw_J[step][now->lane] += (int32_t)heat_J;
    return;
  }
  if (d->heating[u] == IG_HOME_DISTRICT_HEAT) now->x->district_draw_J[step][now->lane] += (int32_t)heat_J;
  if (!now->x->recording) return;
  d->water_heat_Wh[u] += heat_J / 3600.0;
  const ig_home_own_data *own = now->batch->own;
  if (ig_home_on_gas(d->heating[u]))
    d->other_gas_Wh[u] += heat_J / 3600.0 / own->systems.water_efficiency[ig_home_boiler_of(d, u)];
  if (d->heating[u] == IG_HOME_DISTRICT_HEAT) d->other_district_Wh[u] += heat_J / 3600.0;
}

/* Water that does not go to showers, spread over the sink's draws of a mean day. */
static void draw_sink(ig_home_now *now, double u) {
  double showers_L = 0.8 * now->d->persons[now->unit] * now->spec->shower_L;
  double rest_L = ig_max(now->d->water_L_day[now->unit] - showers_L, 0.15 * now->d->water_L_day[now->unit]);
  draw_water(now, -log(u) * rest_L / (2.6 * now->d->persons[now->unit])); /* 2.6 draws a person and day: fitted */
}

static void stream_event(ig_home_now *now, int k, unsigned done) {
  const stream *s = &streams[k];
  int at_s = (int)(now->time_s - now->d->day_begin_s[now->unit]);
  double v[4], u;
  draw_stream(now, k, done + 1, v);
  u = v[0];
  int64_t busy_s = 60;
  count(now, k);
  if (k == IG_HOME_STREAM_SINK) {
    draw_sink(now, u);
  } else if (k == IG_HOME_STREAM_WASH) {
    unsigned variant = wash_variant(u);
    if (bears(now, highest_W(now, WASH))) run_program(now, WASH, 0, variant);
    busy_s = program_s(now, WASH, variant) + 600;
    if (ig_home_owns(now, IG_HOME_OWN_dryer))
      ig_home_events_push(now, now->time_s + busy_s, IG_HOME_FIRST_START, IG_HOME_SOURCE_FOLLOW, 0);
  } else if (k == IG_HOME_STREAM_IRON) {
    if (bears(now, highest_W(now, IRONING))) run_program(now, IRONING, 0, 0);
    busy_s = program_s(now, IRONING, 0) + 3600;
  } else {
    double f = k == IG_HOME_STREAM_KETTLE ? now->d->factor[IG_HOME_DIFFERENCE_kettle_power][now->unit] : 1.0;
    int power_W = (int)(s->power_W * f + 0.5);
    busy_s = (int64_t)(s->mean_s / f * (0.2 + 0.8 * (u + v[2]))) + 1; /* 0.2 to 1.8 of the mean, a triangle */
    if (bears(now, power_W)) ig_home_events_span(now, s->channel, power_W, busy_s);
  }
  queue_stream(now, k, at_s + (int)busy_s, done + 1, v[1]);
}

/* A dryer follows a wash once somebody is awake: 188 for 198 cycles a year (ElecDom), so nearly always. */
static void follow_wash(ig_home_now *now) {
  int at_s = (int)(now->time_s - now->d->day_begin_s[now->unit]);
  if (at_s >= SLOTS * SLOT_S) return;
  int first_s = first_awake_s(now->d->awake + 2 * now->unit, at_s, at_s + 12 * 3600);
  if (first_s < 0) return;
  bool heat_pump = now->d->traits[now->unit] & IG_HOME_TRAIT_HEAT_PUMP_DRYER;
  start_later(now, first_s - at_s, IG_HOME_START_DRYER, heat_pump ? DRY_HEAT_PUMP : DRY, 0);
}

/* --- meals and showers --------------------------------------------------------------------------------- */

/* Probability of each use at a meal that takes place, for a home of 2.2 persons; fitted to cycles a year. */
typedef struct meal_uses {
  double hob, oven, microwave, coffee, dishwasher;
} meal_uses;
static const meal_uses meals[IG_HOME_MEALS] = {[IG_HOME_BREAKFAST] = {0.166, 0.04, 0.34, 0.78, 0.138},
                                               [IG_HOME_LUNCH] = {0.73, 0.38, 0.34, 0.28, 0.195},
                                               [IG_HOME_DINNER] = {0.69, 0.31, 0.26, 0.02, 0.335}};

static void queue_meal(ig_home_now *now, unsigned meal, int at_s) {
  now->d->meal_s[now->unit * IG_HOME_MEALS + meal] = at_s;
  ig_home_events_push(now, now->d->day_begin_s[now->unit] + at_s, IG_HOME_FIRST_START, IG_HOME_SOURCE_MEAL, meal);
}

/* Dinner is shared: it waits until a quarter of an hour after the return of those who come within 75 minutes of its
 * usual time (D). */
static int wait_for(const ig_home_now *now, int usual_s) {
  const int32_t *t = now->d->times_s + now->unit * IG_HOME_PERSONS * IG_HOME_TIMES;
  int at_s = usual_s;
  for (int p = 0; p < now->d->persons[now->unit]; p++, t += IG_HOME_TIMES)
    for (int k = 2; k <= 4; k += 2) { /* the two returns */
      bool soon = t[k] > t[k - 1] && t[k] > usual_s - 900 && t[k] < usual_s + 4500;
      if (soon && t[k] + 900 > at_s) at_s = t[k] + 900;
    }
  return at_s;
}

/* Lunch about 12:40 (on free days 12:55, less punctual) and dinner about 19:25 with a lasting offset of the household;
 * breakfast after the first wakes. Somebody must be awake at home within a while after. */
static void plan_meals(ig_home_now *now) {
  const uint64_t *awake = now->d->awake + 2 * now->unit;
  double u[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_MEAL, now->d->day[now->unit], 0, u);
  int habit_s = now->d->meal_habit_s[now->unit];
  for (int m = 0; m < IG_HOME_MEALS; m++) now->d->meal_s[now->unit * IG_HOME_MEALS + (size_t)m] = -1;
  int first_s = first_awake_s(awake, 0, 10 * 3600);
  if (first_s >= 0) {
    int at_s = first_awake_s(awake, first_s + (int)(u[0] * 1500.0), 10 * 3600);
    if (at_s >= 0) queue_meal(now, IG_HOME_BREAKFAST, at_s);
  }
  bool workday = now->d->workday[now->unit];
  double noon_h = workday ? 8.55 : 8.83, spread_h = workday ? 1.0 : 1.75;
  int noon_s = (int)(3600.0 * (noon_h + spread_h * (u[1] - 0.5))) + habit_s / 2;
  int lunch_s = first_awake_s(awake, noon_s, noon_s + 3600);
  if (lunch_s >= 0) queue_meal(now, IG_HOME_LUNCH, lunch_s);
  int evening_s = (int)(15.27 * 3600.0 + 6000.0 * (u[2] - 0.5)) + habit_s;
  evening_s = wait_for(now, evening_s);
  int dinner_s = first_awake_s(awake, evening_s, evening_s + 9000);
  if (dinner_s >= 0) queue_meal(now, IG_HOME_DINNER, dinner_s);
}

static void cook(ig_home_now *now, unsigned meal) {
  ig_home_data *d = now->d;
  double u[4], v[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_COOK, d->day[now->unit], 2 * meal, u);
  ig_rng_uniform4(now->key, IG_HOME_DRAW_COOK, d->day[now->unit], 2 * meal + 1, v);
  meal_uses p = meals[meal];
  const ig_home_own_data *own = now->batch->own;
  double uses = d->activity[now->unit] * d->busy[now->unit], persons = own->meal_size[d->persons[now->unit]];
  double root = sqrt(d->activity[now->unit]), most = own->cooking_scale * persons * sqrt(d->busy[now->unit]);
  double size = most * sqrt(root), longer = most * root * sqrt(root) * d->factor[IG_HOME_DIFFERENCE_cooking][now->unit];
  double dishes = persons * persons * uses * d->factor[IG_HOME_DIFFERENCE_wet][now->unit];
  if (u[0] < p.hob * size) {
    if (ig_home_owns(now, IG_HOME_OWN_electric_hob)) {
      unsigned simmer = (unsigned)(ig_clamp(duration_s(1050.0 * longer, v[0]), 60.0, 4800.0) / 10.0);
      start(now, IG_HOME_START_HOB, u[0] < 0.5 * p.hob * size ? HOB : HOB_TWO, simmer);
    } else if (now->x->recording && ig_home_on_gas(d->heating[now->unit])) {
      d->other_gas_Wh[now->unit] +=
          250.0 * size + 350.0 * longer; /* 0.38 kWh on an electric hob, at 0.45 instead of 0.72 efficiency (D) */
    }
  }
  if (ig_home_owns(now, IG_HOME_OWN_oven) && u[1] < p.oven * size) start(now, IG_HOME_START_OVEN, OVEN, 0);
  if (ig_home_owns(now, IG_HOME_OWN_microwave) && u[2] < p.microwave * size)
    start_later(now, 60 + (int64_t)(600.0 * v[1]), IG_HOME_START_MICROWAVE, MICROWAVE, 12 + (unsigned)(24.0 * v[2]));
  if (ig_home_owns(now, IG_HOME_OWN_coffee_machine) && u[3] < p.coffee)
    start_later(now, 60 + (int64_t)(meal == IG_HOME_BREAKFAST ? 300.0 * v[2] : 1500.0), IG_HOME_START_COFFEE, COFFEE,
                0);
  if (ig_home_owns(now, IG_HOME_OWN_dishwasher) && v[3] < p.dishwasher * dishes) {
    int at_s = (int)(now->time_s - d->day_begin_s[now->unit]) + 1800 + (int)(7200.0 * u[3]);
    int first_s = first_awake_s(d->awake + 2 * now->unit, at_s, at_s + 3600);
    if (first_s >= 0)
      start_later(now, d->day_begin_s[now->unit] + first_s - now->time_s, IG_HOME_START_DISHWASHER, DISHWASH, 0);
  }
}

/* A shower on 0.8 of the days: after waking, or (by habit, 4 of 10 persons) before going to sleep. */
static void plan_shower(ig_home_now *now, int p) {
  const int32_t *t = now->d->times_s + (now->unit * IG_HOME_PERSONS + (size_t)p) * IG_HOME_TIMES;
  double u = ig_rng_uniform(now->key, IG_HOME_DRAW_SHOWER, now->d->day[now->unit], (uint64_t)p);
  if (u >= 0.8) return;
  bool evening = now->d->traits[now->unit] >> p & 1;
  int at_s = -1;
  if (evening && t[5] >= 0 && t[5] - 2400 > t[4]) at_s = t[5] - 2400;
  if (!evening && t[0] >= 0) at_s = t[0] + 480;
  if (at_s >= 0)
    ig_home_events_push(now, now->d->day_begin_s[now->unit] + at_s, IG_HOME_FIRST_START, IG_HOME_SOURCE_SHOWER,
                        (unsigned)p);
}

/* A shower, and a hair dryer after 3 of 10 where there is one (200 uses a year; D). */
static void shower(ig_home_now *now, unsigned p) {
  double u[4];
  ig_rng_uniform4(now->key, IG_HOME_DRAW_SHOWER, now->d->day[now->unit], 8 + p, u);
  count(now, IG_HOME_START_SHOWER);
  double mean_L = ig_min(now->spec->shower_L, now->d->water_L_day[now->unit] / (0.94 * now->d->persons[now->unit]));
  draw_water(now, mean_L * exp(0.35 * ig_rng_normal_of(u[0]) - 0.06125));
  if (ig_home_owns(now, IG_HOME_OWN_hair_dryer) && u[1] < 0.30 && awake_at(now, now->time_s + 600))
    ig_home_events_push(now, now->time_s + 600, IG_HOME_FIRST_START, IG_HOME_SOURCE_HAIR,
                        120 + (unsigned)(360.0 * u[2]));
}

/* --- the day, and events ------------------------------------------------------------------------------- */

void ig_home_appliances_plan(ig_home_now *now) {
  for (int k = 0; k < IG_HOME_STREAMS; k++) {
    if (streams[k].needs >= 0 && !ig_home_owns(now, streams[k].needs)) continue;
    double u[4];
    draw_stream(now, k, 0, u);
    if (u[3] >= day_share(k, habit(now, k))) continue;
    queue_stream(now, k, 0, 0, u[1]);
  }
  plan_meals(now);
  for (int p = 0; p < now->d->persons[now->unit]; p++) plan_shower(now, p);
}

void ig_home_appliances_event(ig_home_now *now, unsigned source, unsigned value) {
  if (source >= IG_HOME_SOURCE_PROGRAM && source < IG_HOME_SOURCE_PROGRAM + PROGRAMS) {
    if ((value & 31U) > 0 || bears(now, highest_W(now, source - IG_HOME_SOURCE_PROGRAM)))
      run_program(now, source - IG_HOME_SOURCE_PROGRAM, value & 31U, value >> 5);
  } else if (source >= IG_HOME_SOURCE_OFF && source < IG_HOME_SOURCE_OFF + IG_HOME_CHANNELS) {
    ig_home_events_change(now, now->time_s, (int)(source - IG_HOME_SOURCE_OFF), -(int)value);
    now->d->reserved_W[now->unit] -= (int)value;
  } else if (source >= IG_HOME_SOURCE_STREAM && source < IG_HOME_SOURCE_STREAM + IG_HOME_STREAMS) {
    stream_event(now, (int)(source - IG_HOME_SOURCE_STREAM), value);
  } else if (source == IG_HOME_SOURCE_MEAL) {
    cook(now, value);
  } else if (source == IG_HOME_SOURCE_SHOWER) {
    shower(now, value);
  } else if (source == IG_HOME_SOURCE_HAIR) {
    count(now, IG_HOME_START_HAIR);
    if (bears(now, 1600)) ig_home_events_span(now, IG_HOME_OTHER, 1600, value);
  } else {
    assert(source == IG_HOME_SOURCE_FOLLOW);
    follow_wash(now);
  }
}
