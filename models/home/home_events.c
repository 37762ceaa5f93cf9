/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event loop of homes and the two levels that events move: appliance power and people.
 *
 * Levels are whole numbers (W, persons), so is a second, so the energy of a step is a whole number of joules
 * up to the division by the step: bins, levels and their sums are exact, whatever the window. A change of dP
 * at a second inside step s adds dP times the seconds left to bin s and dP times those before to bin s + 1;
 * the running sum over bins then gives each step's energy. */
#include "models/home/home.h"

enum { PLAN_S = 4 * IG_HOUR_S }; /* a day is drawn at 4 h local */

static void bin(int32_t bins[][IG_BLOCK], const ig_home_stretch *x, int lane, int64_t time_s, int32_t change) {
  uint32_t since_s = (uint32_t)(time_s - x->begin_s), step_s = (uint32_t)x->step_s;
  uint32_t s = since_s / step_s;
  int32_t before_s = (int32_t)(since_s - s * step_s);
  bins[s][lane] += change * (x->step_s - before_s);
  bins[s + 1][lane] += change * before_s;
}

void ig_home_events_change(ig_home_now *now, int64_t time_s, int channel, int change_W) {
  ig_home_data *d = now->d;
  ig_home_stretch *x = now->x;
  size_t u = now->unit;
  time_s = ig_max64(time_s, x->begin_s);
  bin(x->energy_J, x, now->lane, time_s, change_W);
  d->level_W[channel][u] += change_W;
  if (!x->recording) return;
  d->event_J[channel][u] += (double)(change_W * (x->end_s - time_s));
  d->events[u] += 1.0;
}

void ig_home_events_people(ig_home_now *now, int home, int awake) {
  int32_t change = home * 65536 + awake, *people = &now->d->people[now->unit];
  int64_t time_s = ig_max64(now->time_s, now->x->begin_s), left_s = now->x->end_s - time_s;
  bin(now->x->people_s, now->x, now->lane, time_s, change);
  bool before = *people >> 16 > 0;
  *people += change;
  bool after = *people >> 16 > 0;
  if (!now->x->recording) return;
  now->d->occupied_s[now->unit] += (after - before) * left_s;
  now->d->awake_s[now->unit] += awake * left_s;
  now->d->events[now->unit] += 1.0;
}

/* Room for every event a home can have pending at once: the plan 1, people 6 and their activities 6, showers and the
 * hair dryers that follow them 6, streams 5, running streams 4, dryer and the wait for it 2, dishwasher 2, and up to 4
 * devices of each of 3 meals, or the meal itself, 12. */
void ig_home_events_push(ig_home_now *now, int64_t time_s, unsigned priority, unsigned source, unsigned value) {
  assert(now->d->n_heap[now->unit] < IG_HOME_HEAP);
  ig_queue_push(now->d->heap + now->unit * IG_HOME_HEAP, &now->d->n_heap[now->unit],
                ig_event_make(time_s, priority, source, value));
}

void ig_home_events_span(ig_home_now *now, int channel, int power_W, int64_t duration_s) {
  int64_t end_s = now->time_s + duration_s;
  ig_home_events_change(now, now->time_s, channel, power_W);
  now->d->reserved_W[now->unit] += power_W;
  ig_home_events_push(now, end_s, IG_HOME_FIRST_END, IG_HOME_SOURCE_OFF + (unsigned)channel, (unsigned)power_W);
}

/* The first plan is that of the day in which the run begins. Its events before the start are lived through at
 * the start: their changes meet there, so that the home begins in the middle of its day. */
void ig_home_events_build(ig_batch *batch, size_t unit) {
  ig_home_data *d = batch->data;
  const ig_clock *clock = &batch->site->clock;
  int64_t begin_s = batch->site->begin_s;
  ig_local local = ig_clock_local(clock, begin_s);
  int64_t day = local.second_of_day >= PLAN_S ? local.day : local.day - 1;
  d->day[unit] = day;
  d->n_heap[unit] = 0;
  ig_queue_push(d->heap + unit * IG_HOME_HEAP, &d->n_heap[unit],
                ig_event_make(ig_clock_utc_s(clock, day, PLAN_S), IG_HOME_FIRST_PLAN, IG_HOME_SOURCE_PLAN, 0));
  d->next[unit] = d->heap[unit * IG_HOME_HEAP];
}

/* 4 h local: the day is drawn; the next plan follows 24 local hours later. */
static void plan(ig_home_now *now, int64_t planned_s) {
  ig_home_data *d = now->d;
  ig_home_stretch *x = now->x;
  if (!x->calendar_known || x->plan_s[0] != planned_s) {
    x->local = ig_clock_local(&now->batch->site->clock, planned_s);
    x->plan_s[0] = planned_s;
    x->plan_s[1] = ig_clock_utc_s(&now->batch->site->clock, x->local.day + 1, PLAN_S);
    x->calendar_known = true;
  }
  d->day[now->unit] = x->local.day;
  d->day_begin_s[now->unit] = planned_s;
  ig_home_events_push(now, x->plan_s[1], IG_HOME_FIRST_PLAN, IG_HOME_SOURCE_PLAN, 0);
  if (ig_home_people_plan(now)) ig_home_appliances_plan(now);
}

static void run_home(ig_home_now *now, uint64_t until) {
  ig_home_data *d = now->d;
  uint64_t *heap = d->heap + now->unit * IG_HOME_HEAP;
  int32_t *n = &d->n_heap[now->unit];
  while (*n > 0 && heap[0] < until) {
    ig_event e = ig_queue_pop(heap, n);
    unsigned source = ig_event_source(e), value = ig_event_value(e);
    now->time_s = ig_event_time_s(e);
    if (source < IG_HOME_PERSONS) {
      ig_home_people_event(now, source, value);
    } else if (source >= IG_HOME_SOURCE_ACTIVITY) {
      ig_home_activities_next(now, source - IG_HOME_SOURCE_ACTIVITY, value);
    } else if (source == IG_HOME_SOURCE_PLAN) {
      plan(now, ig_event_time_s(e));
    } else {
      ig_home_appliances_event(now, source, value);
    }
  }
  d->next[now->unit] = *n > 0 ? heap[0] : UINT64_MAX;
}

/* One bit for each home with an event before `until`. */
IG_CLONES
static uint64_t due(const uint64_t *next, uint64_t until) {
  uint64_t homes = 0;
  for (int i = 0; i < IG_BLOCK; i++) homes |= (uint64_t)(next[i] < until) << i;
  return homes;
}

void ig_home_events_run(ig_batch *batch, ig_home_stretch *x, size_t begin) {
  ig_home_data *d = batch->data;
  uint64_t until = ig_event_make(x->end_s, 0, 0, 0);
  ig_home_now now = {.batch = batch, .d = d, .spec = batch->spec, .x = x};
  for (uint64_t homes = due(d->next + begin, until); homes; homes &= homes - 1) {
    now.lane = __builtin_ctzll(homes);
    now.unit = begin + (size_t)now.lane;
    now.key = ig_unit_key(batch, now.unit);
    run_home(&now, until);
  }
}
