/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Street lighting: cabinets that switch their lamp posts by the sun or the clock, dim them for a part of the
 * night and cut them off for another.
 *
 * A unit is a cabinet. Its level is the share of the lamps' full electrical power,
 *
 *   level(t) = 0                 while the lamps are not due, or are cut off for the night
 *            = g(t)              else; g is 1, or dimming.level between dimming.begin and dimming.end
 *   P(t)     = lamps (lamp_power level(t) + standby_power [level(t) is 0 because the lamps are off])
 *
 * and g moves from one value to the other along a straight line that lasts `ramp`. Between two events P is
 * constant or linear in time, so its integral over any stretch is known exactly; the mean over a step is that
 * integral, whatever the step or the window.
 *
 * Once in a solar day, at the sun's mean noon, a cabinet plans the events until the next one and puts them
 * into its queue: dusk and dawn (models/physics/sun.h), local clock times (summer time included). All are
 * whole seconds, moved by the error of the cabinet's clock. The page lighting.md has parameters and sources. */
#include <math.h>

#include "models/physics/sun.h"
#include "sim/model.h"

enum {
  QUEUE = 24, /* pending events: a plan has at most 11, and clock errors may leave some of the one before */
  NOON_S = 43200,
  PLAN_DAYS = 2 /* days a cabinet has lived through when the run begins: after one, all switches are set */
};

typedef enum control { CIVIL_TWILIGHT, SUNSET, SUNSET_OFFSET, FIXED_HOURS, OFF } control;

/* What an event does; also its `source` in the queue, so of two events in one second the lower comes first. */
typedef enum act { PLAN, DUE, NOT_DUE, DIM, FULL, CUT, RESTORE } act;

/* Switches of a cabinet. */
enum { IS_DUE = 1, IS_DIMMED = 2, IS_CUT = 4 };

enum { CLOCK_ERROR = 1 }; /* purpose of draws */

typedef struct spec {
  int32_t count, lamps;
} spec;

typedef struct data {
  /* parameters */
  int32_t *lamps, *control;
  double *lamp_power_W, *standby_power_W, *zenith_deg, *offset_min, *on_h, *off_h;
  double *dim_level, *dim_begin_h, *dim_end_h, *ramp_min, *cut_begin_h, *cut_end_h, *switch_spread_s;
  /* static */
  int64_t *clock_error_s;
  /* state */
  uint64_t *queue;
  int32_t *queue_n, *switches;
  int64_t *ramp_begin_s;
  double *ramp_from, *ramp_to;
  /* totals */
  double *burning_h, *full_load_h, *audit_event_Wh, *audit_binned_Wh;
  /* series */
  double *power_W, *level;
} data;

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(spec, member)
#define PARAM(member) .role = IG_PARAM, .offset = offsetof(data, member)
#define STATE(member) .role = IG_STATE, .unit = "1", .offset = offsetof(data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .offset = offsetof(data, member)

/* clang-format off */
static const ig_field fields[] = {
    {.name = "count", .unit = "1", SETTING(count), .type = IG_I32, .dflt = 0, .min = 0, .max = 1e6, .evidence = 'D',
     .doc = "Cabinets to generate beside the listed ones.", .source = "the scenario decides"},
    {.name = "lamps", .unit = "1", SETTING(lamps), .type = IG_I32, .dflt = 0, .min = 0, .max = 1e7, .evidence = 'D',
     .doc = "Lamps of the generated cabinets together, shared out evenly; 0: each has `defaults.lamps`.",
     .source = "the scenario decides"},

    {.name = "lamps", .unit = "1", PARAM(lamps), .type = IG_I32, .dflt = 30, .min = 0, .max = 100000, .evidence = 'D',
     .doc = "Lamps fed by the cabinet.", .source = "no survey found; 20 to 50 a cabinet in practice"},
    {.name = "lamp_power", .unit = "W", PARAM(lamp_power_W), .type = IG_F64, .dflt = 115, .min = 0, .max = 10000,
     .evidence = 'D',
     .doc = "Power of a lamp with its gear at full level.",
     .source = "sodium 100 W with magnetic ballast, unverified"},
    {.name = "standby_power", .unit = "W", PARAM(standby_power_W), .type = IG_F64, .dflt = 0, .min = 0, .max = 1000,
     .evidence = 'D',
     .doc = "Power of a lamp's gear while the lamp is off.", .source = "the cabinet's contactor cuts the circuit"},
    {.name = "control", .unit = "1", PARAM(control), .type = IG_ENUM,
     .choices = "civil_twilight|sunset|sunset_offset|fixed_hours|off", .dflt = CIVIL_TWILIGHT, .min = 0, .max = OFF,
     .evidence = 'C',
     .doc = "When lamps are due: by the sun (dusk to dawn), at fixed hours of the local clock, or never.",
     .source = "astronomical clocks; 3858 h a year at Issy, within the 3500 to 4300 h of French lamps (ADEME 2010)"},
    {.name = "zenith", .unit = "degree", PARAM(zenith_deg), .type = IG_F64, .dflt = IG_SUN_ZENITH_CIVIL_DEG,
     .min = 80, .max = 108, .drawn = true, .evidence = 'C',
     .doc = "Zenith angle of the sun at which lamps are switched; left out: 96 by civil twilight, 90.833 by sunset.",
     .source = "definitions of civil twilight and sunset"},
    {.name = "offset", .unit = "min", PARAM(offset_min), .type = IG_F64, .dflt = 15, .min = -180, .max = 180,
     .evidence = 'D',
     .doc = "With sunset_offset: on so long after sunset, off so long before sunrise.",
     .source = "common setting of astronomical clocks"},
    {.name = "fixed.begin", .unit = "h", PARAM(on_h), .type = IG_F64, .dflt = 20, .min = 0, .max = 24, .evidence = 'C',
     .doc = "With fixed_hours: local clock time when lamps become due.",
     .source = "GridLAB-D schedule street_lighting"},
    {.name = "fixed.end", .unit = "h", PARAM(off_h), .type = IG_F64, .dflt = 7, .min = 0, .max = 24, .evidence = 'C',
     .doc = "With fixed_hours: local clock time when they cease to be due.",
     .source = "GridLAB-D schedule street_lighting"},
    {.name = "dimming.level", .unit = "1", PARAM(dim_level), .type = IG_F64, .dflt = 1, .min = 0, .max = 1,
     .evidence = 'D',
     .doc = "Share of full power while dimmed; 1: no dimming.", .source = "no dimming unless the scenario says so"},
    {.name = "dimming.begin", .unit = "h", PARAM(dim_begin_h), .type = IG_F64, .dflt = 23, .min = 0, .max = 24,
     .evidence = 'B',
     .doc = "Local clock time when dimming begins.", .source = "Auvers-sur-Oise, 1,107 points"},
    {.name = "dimming.end", .unit = "h", PARAM(dim_end_h), .type = IG_F64, .dflt = 5, .min = 0, .max = 24,
     .evidence = 'B',
     .doc = "Local clock time when dimming ends.", .source = "Auvers-sur-Oise, 1,107 points"},
    {.name = "dimming.ramp", .unit = "min", PARAM(ramp_min), .type = IG_F64, .dflt = 0, .min = 0, .max = 240,
     .evidence = 'D',
     .doc = "How long the level takes from one value to the other, from begin and from end on.",
     .source = "0, to be comparable with computed hours; Auvers-sur-Oise has 15 min"},
    {.name = "night_off.begin", .unit = "h", PARAM(cut_begin_h), .type = IG_F64, .dflt = 1, .min = 0, .max = 24,
     .evidence = 'D',
     .doc = "Local clock time when lamps are cut off.", .source = "usual hour of towns that cut their lighting"},
    {.name = "night_off.end", .unit = "h", PARAM(cut_end_h), .type = IG_F64, .dflt = 1, .min = 0, .max = 24,
     .evidence = 'D',
     .doc = "Local clock time when they are restored; equal to night_off.begin: never cut off.",
     .source = "not cut off unless the scenario says so"},
    {.name = "switch_spread", .unit = "s", PARAM(switch_spread_s), .type = IG_F64, .dflt = 30, .min = 0, .max = 3600,
     .evidence = 'D',
     .doc = "Standard deviation of the error of cabinets' clocks (cut at three), which moves all switching.",
     .source = "astronomical clocks are set to the minute"},

    {.name = "clock_error", .unit = "s", .role = IG_STATIC, .offset = offsetof(data, clock_error_s), .type = IG_I64,
     .doc = "How much later than the true time the cabinet switches."},

    {.name = "queue", STATE(queue), .type = IG_U64, .width = QUEUE,
     .doc = "Pending events."},
    {.name = "queue_length", STATE(queue_n), .type = IG_I32,
     .doc = "Number of pending events."},
    {.name = "switches", STATE(switches), .type = IG_I32,
     .doc = "1 due, 2 dimmed, 4 cut off, added up."},
    {.name = "ramp_begin", STATE(ramp_begin_s), .type = IG_I64,
     .doc = "UTC time when the last change of level began, s."},
    {.name = "ramp_from", STATE(ramp_from), .type = IG_F64,
     .doc = "Level before the last change."},
    {.name = "ramp_to", STATE(ramp_to), .type = IG_F64,
     .doc = "Level after the last change."},

    {.name = "burning_hours", .unit = "h", TOTAL(burning_h),
     .doc = "Time with a level above 0."},
    {.name = "full_load_hours", .unit = "h", TOTAL(full_load_h),
     .doc = "Integral of the level over time."},
    {.name = "audit_event_energy", .unit = "W h", TOTAL(audit_event_Wh),
     .doc = "Electricity added up from event to event."},
    {.name = "audit_binned_energy", .unit = "W h", TOTAL(audit_binned_Wh),
     .doc = "Electricity added up from step means."},

    {.name = "power", .unit = "W", .role = IG_SERIES, .offset = offsetof(data, power_W), .type = IG_F64,
     .store = IG_STORE_I32,
     .doc = "Power drawn from the network, mean of the step."},
    {.name = "level", .unit = "1", .role = IG_SERIES, .offset = offsetof(data, level), .type = IG_F64,
     .store = IG_STORE_I16, .scale = 0.001,
     .doc = "Share of full power, mean of the step."},
};
/* clang-format on */

static const ig_port ports[] = {
    {.name = "power", .unit = "W", .direction = IG_WRITES, .offset = offsetof(data, power_W)}};

/* --- events -------------------------------------------------------------------------------------- */

static int64_t ramp_end_s(const data *d, size_t u) {
  return d->ramp_begin_s[u] + (int64_t)lround(d->ramp_min[u] * 60.0);
}

/* Level of the dimmer at time t, whether or not the lamps are on. */
static double dimmer_at(const data *d, size_t u, int64_t t) {
  int64_t begin = d->ramp_begin_s[u], end = ramp_end_s(d, u);
  if (t >= end) return d->ramp_to[u];
  return d->ramp_from[u] + (d->ramp_to[u] - d->ramp_from[u]) * (double)(t - begin) / (double)(end - begin);
}

static void plan_at(data *d, size_t u, int64_t noon_s, int64_t t, act what) {
  t = ig_max64(t + d->clock_error_s[u], noon_s); /* an error must not move an event before its own plan */
  assert(d->queue_n[u] < QUEUE - 1);
  ig_queue_push(d->queue + u * QUEUE, &d->queue_n[u], ig_event_make(t, 0, what, 0));
}

/* UTC time of a clock time on a local day; of one that summer time skips, the moment of the skip (01:00 UTC),
 * so that a pair of times keeps its order. */
static int64_t clock_time_s(const ig_clock *clock, int64_t day, int second) {
  int64_t t = ig_clock_utc_s(clock, day, second);
  bool skipped = t + ig_clock_offset_s(clock, t) != day * IG_DAY_S + second;
  return skipped ? ig_floor_div(t, IG_HOUR_S) * IG_HOUR_S : t;
}

/* Plans an act for the local clock time `hour` where it falls into the day from noon_s on. */
static void plan_hour(ig_batch *b, size_t u, int64_t noon_s, double hour, act what) {
  const ig_clock *clock = &b->site->clock;
  int64_t today = ig_floor_div(noon_s + ig_clock_offset_s(clock, noon_s), IG_DAY_S);
  int second = (int)lround(hour * IG_HOUR_S);
  for (int64_t day = today - 1; day <= today + 1; day++) {
    int64_t t = clock_time_s(clock, day, second);
    if (t >= noon_s && t < noon_s + IG_DAY_S) plan_at(b->data, u, noon_s, t, what);
  }
}

/* Dusk of the day around noon_s and dawn of the next. Where the sun does not cross the angle, lamps stay due
 * or not due as the sun at noon tells. */
static void plan_sun(ig_batch *b, size_t u, int64_t noon_s) {
  data *d = b->data;
  double lat = b->site->latitude_deg, lon = b->site->longitude_deg, zenith = d->zenith_deg[u];
  int64_t dawn, dusk, late_s = d->control[u] == SUNSET_OFFSET ? (int64_t)lround(d->offset_min[u] * 60.0) : 0;
  if (ig_sun_crossing(noon_s, lat, lon, zenith, &dawn, &dusk))
    plan_at(d, u, noon_s, dusk + late_s, DUE);
  else
    plan_at(d, u, noon_s, noon_s, ig_sun_at((double)noon_s, lat, lon).zenith_deg > zenith ? DUE : NOT_DUE);
  if (ig_sun_crossing(noon_s + IG_DAY_S, lat, lon, zenith, &dawn, &dusk)) plan_at(d, u, noon_s, dawn - late_s, NOT_DUE);
}

static void plan_day(ig_batch *b, size_t u, int64_t noon_s) {
  data *d = b->data;
  if (d->control[u] == FIXED_HOURS) {
    plan_hour(b, u, noon_s, d->on_h[u], DUE);
    plan_hour(b, u, noon_s, d->off_h[u], NOT_DUE);
  } else if (d->control[u] != OFF) {
    plan_sun(b, u, noon_s);
  }
  if (d->dim_level[u] < 1.0) {
    plan_hour(b, u, noon_s, d->dim_begin_h[u], DIM);
    plan_hour(b, u, noon_s, d->dim_end_h[u], FULL);
  }
  if (d->cut_begin_h[u] < d->cut_end_h[u] || d->cut_begin_h[u] > d->cut_end_h[u]) {
    plan_hour(b, u, noon_s, d->cut_begin_h[u], CUT);
    plan_hour(b, u, noon_s, d->cut_end_h[u], RESTORE);
  }
  ig_queue_push(d->queue + u * QUEUE, &d->queue_n[u], ig_event_make(noon_s + IG_DAY_S, 0, PLAN, 0));
}

static void dim(data *d, size_t u, int64_t t, bool dimmed) {
  d->ramp_from[u] = dimmer_at(d, u, t);
  d->ramp_to[u] = dimmed ? d->dim_level[u] : 1.0;
  d->ramp_begin_s[u] = t;
}

static void apply(ig_batch *b, size_t u, ig_event e) {
  data *d = b->data;
  int64_t t = ig_event_time_s(e);
  switch ((act)ig_event_source(e)) {
    case PLAN:
      plan_day(b, u, t);
      break;
    case DUE:
      d->switches[u] |= IS_DUE;
      break;
    case NOT_DUE:
      d->switches[u] &= ~IS_DUE;
      break;
    case CUT:
      d->switches[u] |= IS_CUT;
      break;
    case RESTORE:
      d->switches[u] &= ~IS_CUT;
      break;
    case DIM:
    case FULL: {
      bool dimmed = (act)ig_event_source(e) == DIM;
      if (dimmed == ((d->switches[u] & IS_DIMMED) != 0)) break;
      d->switches[u] ^= IS_DIMMED;
      dim(d, u, t, dimmed);
      break;
    }
  }
}

/* Applies all events up to and including time t. */
static void apply_until(ig_batch *b, size_t u, int64_t t) {
  data *d = b->data;
  uint64_t *queue = d->queue + u * QUEUE;
  while (d->queue_n[u] > 0 && ig_event_time_s(queue[0]) <= t) apply(b, u, ig_queue_pop(queue, &d->queue_n[u]));
}

/* --- energy -------------------------------------------------------------------------------------- */

static bool is_on(const data *d, size_t u) { return (d->switches[u] & (IS_DUE | IS_CUT)) == IS_DUE; }

/* Integral of the level over [from, to), s, between two events and within or outside of a ramp: the level is
 * linear there, so its mean is that of its ends. */
static double level_integral_s(const data *d, size_t u, int64_t from, int64_t to) {
  if (!is_on(d, u)) return 0.0;
  return 0.5 * (dimmer_at(d, u, from) + dimmer_at(d, u, to)) * (double)(to - from);
}

static double energy_J(const data *d, size_t u, double level_s, int64_t duration_s) {
  double standby = is_on(d, u) ? 0.0 : d->standby_power_W[u] * (double)duration_s;
  return d->lamps[u] * (d->lamp_power_W[u] * level_s + standby);
}

/* Puts the stretch [from, to), where the level is linear, into the steps it touches. */
static void put_in_steps(const data *d, size_t u, const ig_window *w, int64_t from, int64_t to, double *power,
                         double *level) {
  while (from < to) {
    int64_t step = (from - w->begin_s) / w->step_s;
    int64_t end = ig_min64(to, w->begin_s + (step + 1) * w->step_s);
    double level_s = level_integral_s(d, u, from, end);
    level[step * IG_BLOCK] += level_s;
    power[step * IG_BLOCK] += energy_J(d, u, level_s, end - from);
    from = end;
  }
}

/* The same stretch in one piece, for the totals. */
static void put_in_totals(data *d, size_t u, int64_t from, int64_t to) {
  double level_s = level_integral_s(d, u, from, to);
  d->full_load_h[u] += level_s / IG_HOUR_S;
  if (level_s > 0.0) d->burning_h[u] += (double)(to - from) / IG_HOUR_S;
  d->audit_event_Wh[u] += energy_J(d, u, level_s, to - from) / IG_HOUR_S;
}

/* One cabinet through a window. `power` and `level` are its columns of the tiles. */
static void advance_cabinet(ig_batch *b, size_t u, const ig_window *w, double *power, double *level) {
  data *d = b->data;
  for (int64_t t = w->begin_s; t < w->end_s;) {
    apply_until(b, u, t);
    int64_t next = ig_min64(w->end_s, ig_event_time_s(d->queue[u * QUEUE])); /* a plan is always pending */
    if (ramp_end_s(d, u) > t) next = ig_min64(next, ramp_end_s(d, u));
    put_in_steps(d, u, w, t, next, power, level);
    if (w->recording) put_in_totals(d, u, t, next);
    t = next;
  }
  for (int s = 0; s < w->n_steps; s++) {
    power[s * IG_BLOCK] /= w->step_s;
    level[s * IG_BLOCK] /= w->step_s;
    if (!w->recording) continue;
    d->audit_binned_Wh[u] += power[s * IG_BLOCK] * w->step_s / IG_HOUR_S;
  }
}

static void advance(ig_batch *b, const ig_window *w, size_t begin, size_t end) {
  data *d = b->data;
  double *power = ig_tile(d->power_W, w, begin), *level = ig_tile(d->level, w, begin);
  for (int i = 0; i < w->n_steps * IG_BLOCK; i++) power[i] = level[i] = 0.0;
  for (size_t u = begin; u < end && u < b->n; u++) advance_cabinet(b, u, w, power + (u - begin), level + (u - begin));
}

/* --- build --------------------------------------------------------------------------------------- */

static size_t count(const void *settings) { return (size_t)((const spec *)settings)->count; }

/* Shares the setting `lamps` among the generated cabinets: each gets the whole part, and the first ones, in
 * order of names, one more. */
static bool share_lamps(ig_batch *b, ig_build *context) {
  const spec *s = b->spec;
  data *d = b->data;
  if (s->lamps == 0) return true;
  if (s->count == 0) {
    ig_build_fail(context, IG_SETTINGS, "lamps", "%d lamps need cabinets: count is 0", s->lamps);
    return false;
  }
  int32_t k = 0;
  for (size_t u = 0; u < b->n; u++)
    if (!b->listed[u]) d->lamps[u] = s->lamps / s->count + (k++ < s->lamps % s->count);
  return true;
}

static bool check(ig_batch *b, ig_build *context, size_t u) {
  data *d = b->data;
  control how = (control)d->control[u];
  bool by_sun = how == CIVIL_TWILIGHT || how == SUNSET || how == SUNSET_OFFSET;
  bool good = true;
  if (!by_sun && ig_build_given(context, u, "zenith")) {
    ig_build_fail(context, u, "zenith", "has no effect: control is not by the sun");
    good = false;
  }
  if (how != SUNSET_OFFSET && ig_build_given(context, u, "offset")) {
    ig_build_fail(context, u, "offset", "has no effect: control is not sunset_offset");
    good = false;
  }
  if (how == FIXED_HOURS && fabs(d->on_h[u] - d->off_h[u]) * IG_HOUR_S < 1.0) {
    ig_build_fail(context, u, "fixed.end", "%g h is also fixed.begin; use control: off for lamps that never burn",
                  d->off_h[u]);
    good = false;
  }
  if (d->dim_level[u] < 1.0 && fabs(d->dim_begin_h[u] - d->dim_end_h[u]) * IG_HOUR_S < 1.0) {
    ig_build_fail(context, u, "dimming.end", "%g h is also dimming.begin", d->dim_end_h[u]);
    good = false;
  }
  return good;
}

/* Settles a cabinet's clock and lets it live through the days before the run. */
static void start(ig_batch *b, size_t u) {
  data *d = b->data;
  double z = ig_rng_normal_of(ig_rng_uniform(ig_unit_key(b, u), CLOCK_ERROR, 0, 0));
  d->clock_error_s[u] = lround(ig_clamp(z, -3.0, 3.0) * d->switch_spread_s[u]);
  d->ramp_from[u] = d->ramp_to[u] = 1.0;
  d->ramp_begin_s[u] = 0;
  d->switches[u] = 0;
  d->queue_n[u] = 0;
  /* The sun's mean noon at the site's longitude: 4 min a degree before that of Greenwich. */
  int64_t noon_of_day_s = NOON_S - (int64_t)lround(b->site->longitude_deg * 240.0);
  int64_t day = ig_floor_div(b->site->begin_s - noon_of_day_s, IG_DAY_S) - PLAN_DAYS;
  plan_day(b, u, day * IG_DAY_S + noon_of_day_s);
  apply_until(b, u, b->site->begin_s - 1);
}

static bool build(ig_batch *b, ig_build *context) {
  data *d = b->data;
  bool good = share_lamps(b, context);
  for (size_t u = 0; u < b->n; u++) {
    if (!ig_build_given(context, u, "zenith"))
      d->zenith_deg[u] = d->control[u] == CIVIL_TWILIGHT ? IG_SUN_ZENITH_CIVIL_DEG : IG_SUN_ZENITH_SET_DEG;
    if (check(b, context, u))
      start(b, u);
    else
      good = false;
  }
  return good;
}

/* Means over lamps, scaled from the recorded time to 365 days. */
static void report(const ig_batch *b, ig_kpis *kpis) {
  const data *d = b->data;
  double lamps = 0.0, burning = 0.0, full = 0.0, energy = 0.0;
  for (size_t u = 0; u < b->n; u++) {
    lamps += d->lamps[u];
    burning += d->lamps[u] * d->burning_h[u];
    full += d->lamps[u] * d->full_load_h[u];
    energy += d->audit_binned_Wh[u];
  }
  double recorded_s = (double)(b->site->end_s - b->site->record_s);
  if (lamps <= 0.0 || recorded_s <= 0.0) return;
  double scale = 365.0 * IG_DAY_S / recorded_s / lamps;
  ig_kpis_add(kpis, "lighting_lamps", lamps, "1", "street lamps of all cabinets");
  ig_kpis_add(kpis, "lighting_lamp_hours", burning * scale, "h",
              "burning hours of a lamp, scaled to 365 days; at Issy 3858 by civil twilight, 4288 by sunset");
  ig_kpis_add(kpis, "lighting_lamp_full_load_hours", full * scale, "h",
              "the same counted at full power: integral of the level, scaled to 365 days");
  ig_kpis_add(kpis, "lighting_lamp_energy", energy * scale / 1000.0, "kW h",
              "electricity of a lamp, scaled to 365 days; France 533 (AFE, 2015), after a retrofit with LED 198");
}

const ig_model ig_lighting_model = {
    .name = "lighting",
    .key = "lighting",
    .unit_name = "cabinet",
    .doc = "Street lighting: cabinets that switch, dim and cut off their lamps by the sun and the local clock.",
    .part = "lighting",
    .phase = IG_PHASE_DEMAND,
    .spec_size = sizeof(spec),
    .data_size = sizeof(data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .count = count,
    .build = build,
    .advance = advance,
    .report = report,
};
