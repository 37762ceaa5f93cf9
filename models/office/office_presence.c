/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is in the building, person by person.
 *
 * At 4 h local time the coming day of every employee is drawn: on leave (by week), absent (by weekday share), else
 * arrival, lunch and departure at any second. The stays are laid into the steps by exact overlap in whole seconds, so
 * the bins hold the same person-seconds as the events, to the bit. */
#include <stdlib.h>

#include "models/office/office.h"

enum { DAY_BEGIN_S = 4 * IG_HOUR_S, LATEST_S = 26 * IG_HOUR_S };

/* Purposes of the draws of this model (keyed by day, by week, or once for life). */
enum { DRAW_HABIT = 1, DRAW_LEAVE = 2, DRAW_COMES = 3, DRAW_DAY = 4 };

/* Standard deviation 1, mean 0, bounded to +-3.46: the sum of four uniform numbers of 16 bits each (Irwin-Hall). Near
 * enough to a normal number for clock times, and the same bits on any machine. */
static double bell(uint64_t bits) {
  uint64_t sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48);
  return ((double)sum * 0x1p-16 - 2.0) * 1.7320508075688772;
}

static double uniform32(uint64_t bits) { return ((double)(bits & 0xFFFFFFFFU) + 0.5) * 0x1p-32; }

static ig_local local_noon(const ig_clock *clock, int64_t day) {
  return ig_clock_local(clock, ig_clock_utc_s(clock, day, 12 * IG_HOUR_S));
}

/* Share of staff not on leave. Assumption (D), in the shape of French leave: most of August, the end of December, and
 * some of the other school holidays. */
double ig_office_presence_leave(const ig_clock *clock, int64_t day) {
  ig_local l = local_noon(clock, day);
  if (l.date.month == 8 && l.date.day <= 20) return 0.6;
  if ((l.date.month == 12 && l.date.day >= 25) || (l.date.month == 1 && l.date.day == 1)) return 0.5;
  return l.school_holiday ? 0.85 : 1.0;
}

/* Bridge days (a Friday after a public holiday, a Monday before one): 0.35 of the others come (D). */
double ig_office_presence_bridge(const ig_clock *clock, int64_t day) {
  int weekday = (int)(((day % 7) + 10) % 7); /* 1970-01-01 was a Thursday */
  if (weekday == IG_FRIDAY && ig_clock_public_holiday(clock, ig_clock_date(day - 1))) return 0.35;
  if (weekday == IG_MONDAY && ig_clock_public_holiday(clock, ig_clock_date(day + 1))) return 0.35;
  return 1.0;
}

/* Habits: arrival 8:50 +- 45 min, stay 9 h +- 45 min, lunch at 12:25 +- 22 min. */
static ig_office_clock habits(ig_rng_key key, uint64_t employee) {
  uint64_t b[4];
  ig_rng_bits4(key, DRAW_HABIT, 0, employee, b);
  return (ig_office_clock){.arrival_s = (int32_t)(31800.0 + 2700.0 * bell(b[0])),
                           .stay_s = (int32_t)(32400.0 + 2700.0 * bell(b[1])),
                           .lunch_s = (int32_t)(44700.0 + 1320.0 * bell(b[2]))};
}

bool ig_office_presence_init(ig_batch *batch) {
  ig_office_own *own = batch->own;
  ig_office_data *d = batch->data;
  size_t steps_most = (size_t)(25 * IG_HOUR_S / batch->site->step_s) + 2;
  for (size_t b = 0; b < own->n_blocks; b++) {
    ig_office_plan *p = &own->plan[b];
    p->day = INT64_MIN;
    p->person_s = calloc(steps_most * IG_BLOCK, sizeof *p->person_s);
    p->count = calloc(steps_most + 1, sizeof *p->count);
    p->partial = calloc(steps_most + 1, sizeof *p->partial);
    if (!p->person_s || !p->count || !p->partial) return false;
  }
  size_t total = 0;
  for (size_t u = 0; u < batch->n; u++) own->first_clock[u] = total, total += (size_t)d->employees[u];
  own->clock = calloc(total + 1, sizeof *own->clock);
  if (!own->clock) return false;
  for (size_t u = 0; u < batch->n; u++)
    for (int32_t e = 0; e < d->employees[u]; e++)
      own->clock[own->first_clock[u] + (size_t)e] = habits(ig_unit_key(batch, u), (uint64_t)e);
  return true;
}

/* Lays the stay [from, to) (seconds after the plan's begin) into the steps. */
static void add_stay(ig_office_plan *p, int32_t step_s, int32_t from, int32_t to) {
  int32_t first = from / step_s, last = to / step_s;
  p->partial[first] -= from - first * step_s;
  p->partial[last] += to - last * step_s;
  p->count[first]++;
  p->count[last]--;
}

/* One present employee's day into the plan; returns person-seconds inside [clip_from, clip_to). */
static double add_person(ig_office_plan *p, ig_office_clock habit, const uint64_t b[4], bool workday, int32_t step_s,
                         int32_t clip_from, int32_t clip_to) {
  double arrival = habit.arrival_s + 720.0 * bell(b[0]), stay = habit.stay_s + 1800.0 * bell(b[1]);
  if (!workday) arrival += 3600.0, stay *= 0.6;
  arrival = ig_max(arrival, DAY_BEGIN_S + 1800.0);
  double leave = ig_min(arrival + ig_max(stay, 3600.0), LATEST_S);
  double lunch = habit.lunch_s + 600.0 * bell(b[2]), back = lunch + 3000.0 + 1800.0 * uniform32(b[3]);
  int32_t at[4] = {(int32_t)arrival, (int32_t)lunch, (int32_t)back, (int32_t)leave};
  /* Four in five leave their desk for lunch; nobody whose day does not span it does. */
  bool lunch_out = uniform32(b[3] >> 32) < 0.8 && at[1] > at[0] && at[2] < at[3];
  double sum = 0;
  for (int k = 0; k < (lunch_out ? 2 : 1); k++) {
    int32_t from = (lunch_out && k == 1 ? at[2] : at[0]) - DAY_BEGIN_S;
    int32_t to = (lunch_out && k == 0 ? at[1] : at[3]) - DAY_BEGIN_S;
    add_stay(p, step_s, from, to);
    int32_t f = from > clip_from ? from : clip_from, t = to < clip_to ? to : clip_to;
    sum += t > f ? t - f : 0;
  }
  return sum;
}

/* The part of the plan's day that is recorded, in seconds after its begin. */
static int32_t clip(const ig_office_plan *p, int64_t utc_s) {
  return (int32_t)(ig_min64(ig_max64(utc_s, p->begin_s), p->end_s) - p->begin_s);
}

/* Uniform number of every employee for one key: four to a draw. */
typedef struct quad {
  double u[4];
  uint64_t group;
} quad;

static double nth(quad *q, ig_rng_key key, uint32_t purpose, int64_t when, uint64_t e) {
  if (e / 4 != q->group) {
    q->group = e / 4;
    ig_rng_uniform4(key, purpose, when, q->group, q->u);
  }
  return q->u[e % 4];
}

static void plan_unit(ig_batch *batch, ig_office_plan *p, size_t unit, double not_on_leave, double comes) {
  const ig_office_own *own = batch->own;
  const ig_office_data *d = batch->data;
  const ig_site *site = batch->site;
  ig_rng_key key = ig_unit_key(batch, unit);
  int64_t week = p->day - p->weekday;
  int32_t from = clip(p, site->record_s), to = clip(p, site->end_s);
  size_t lane = unit % IG_BLOCK;
  quad leave = {.group = UINT64_MAX}, day = {.group = UINT64_MAX};
  double came = 0, present_s = 0;
  for (int k = 0; k <= p->n_steps; k++) p->count[k] = p->partial[k] = 0;
  for (uint64_t e = 0; e < (uint64_t)d->employees[unit]; e++) {
    if (nth(&day, key, DRAW_COMES, p->day, e) >= comes) continue;
    if (not_on_leave < 1.0 && nth(&leave, key, DRAW_LEAVE, week, e) >= not_on_leave) continue;
    uint64_t b[4];
    ig_rng_bits4(key, DRAW_DAY, p->day, e, b);
    present_s += add_person(p, own->clock[own->first_clock[unit] + e], b, p->workday, site->step_s, from, to);
    came += 1.0;
  }
  int32_t inside = 0;
  for (int k = 0; k < p->n_steps; k++) {
    inside += p->count[k];
    p->person_s[(size_t)k * IG_BLOCK + lane] = inside * site->step_s + p->partial[k];
  }
  p->came[lane] = came;
  p->present_s[lane] = present_s;
  p->meals[lane] = p->workday && d->employees[unit] > 0 ? came / d->employees[unit] : 0.0;
}

/* The day's plan of a block begins with the step that holds 4 h local. */
static void plan_day(const ig_site *site, ig_office_plan *p, int64_t day) {
  ig_local l = local_noon(&site->clock, day);
  p->day = day;
  p->begin_s = ig_floor_div(ig_clock_utc_s(&site->clock, day, DAY_BEGIN_S), site->step_s) * site->step_s;
  p->end_s = ig_floor_div(ig_clock_utc_s(&site->clock, day + 1, DAY_BEGIN_S), site->step_s) * site->step_s;
  p->n_steps = (int)((p->end_s - p->begin_s) / site->step_s);
  p->weekday = (int)l.weekday;
  p->workday = l.workday;
  p->counted = l.workday || l.weekday >= IG_SATURDAY;
}

/* Counts the day once, however often its plan is made again after a restart. */
static void count_day(ig_batch *batch, const ig_office_plan *p, size_t unit) {
  ig_office_data *d = batch->data;
  if (d->audited_day[unit] >= p->day) return;
  d->audited_day[unit] = p->day;
  size_t lane = unit % IG_BLOCK;
  d->audit_event_Wh[unit] += p->present_s[lane] * (d->plug_active_W[unit] - d->plug_absent_W[unit]) / 3600.0;
  int64_t noon = p->begin_s + 8 * IG_HOUR_S;
  if (!p->counted || noon < batch->site->record_s || noon >= batch->site->end_s) return;
  d->came[unit * 7 + (size_t)p->weekday] += p->came[lane];
  d->came_of[unit * 7 + (size_t)p->weekday] += d->employees[unit];
}

void ig_office_presence_plan(ig_batch *batch, size_t begin, size_t end, int64_t utc_s) {
  const ig_office_own *own = batch->own;
  const ig_office_spec *spec = batch->spec;
  const ig_clock *clock = &batch->site->clock;
  ig_office_plan *p = &own->plan[begin / IG_BLOCK];
  if (p->day != INT64_MIN && utc_s >= p->begin_s && utc_s < p->end_s) return;
  int64_t day = ig_clock_local(clock, utc_s).day;
  plan_day(batch->site, p, day);
  if (utc_s < p->begin_s) plan_day(batch->site, p, day - 1);
  double leave = ig_office_presence_leave(clock, p->day);
  double comes =
      p->workday ? own->presence[p->weekday] * ig_office_presence_bridge(clock, p->day) : spec->weekend_presence;
  for (size_t u = begin; u < end; u++) {
    plan_unit(batch, p, u, leave, comes);
    count_day(batch, p, u);
  }
}
