/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over steps and 64 homes: from the bins of events to power, step by step.
 *
 *   appliances   running sum of the bins
 *   cold         share of the step in which a periodic compressor runs, in closed form
 *   lighting     lamps x people awake (second and later count a third) x darkness (outdoor irradiance)
 *   heat         two-node model, exact step; the heating holds the set-point at the end of the step, within
 *                its limit; windows are opened on warm days, as long as it is cooler outside
 *   tank         one mixed volume, exact step; the relay allows 8 h a day, the thermostat latches
 *
 * Everything is a bare loop over lanes with selects, one quantity a loop, so that it vectorises. */
#include <math.h>
#include <string.h>

#include "models/home/home.h"
#include "models/physics/hvac.h"

static const double airing_degC = 25.0;     /* people open windows above this, D */
static const double empty_tank_degC = 30.0; /* colder water is no hot water, D */
static const int32_t off_peak_s = 8 * 3600; /* French off-peak tariff: 8 h a day */

/* Values of one step, of one block. */
typedef struct row {
  double appliances_W[IG_BLOCK], home[IG_BLOCK], awake[IG_BLOCK];
  double cold_W[IG_BLOCK], lamps_W[IG_BLOCK], gain_W[IG_BLOCK], heat_W[IG_BLOCK];
  double heating_W[IG_BLOCK], water_W[IG_BLOCK];
} row;

/* Weather and calendar of one step. */
typedef struct outside {
  double out_degC, ghi_W_m2, facade_W_m2[4], pump_W_W; /* heat pump: electricity per heat */
} outside;

/* Running values of a stretch: sums of the bins, and phases of the cycles at the begin of the step. */
typedef struct running {
  int32_t energy_J[IG_BLOCK], people_s[IG_BLOCK], refrigerator_s[IG_BLOCK], freezer_s[IG_BLOCK], relay_s[IG_BLOCK];
} running;

/* (t + offset) modulo period. */
static void phase_of(const int32_t *offset_s, const int32_t *period_s, int64_t time_s, int32_t *phase_s) {
  for (int i = 0; i < IG_BLOCK; i++) {
    double t = (double)(time_s + offset_s[i]), period = period_s[i];
    double rest = t - floor(t / period) * period; /* whole numbers below 2^53: exact but for one period */
    rest = rest < 0.0 ? rest + period : rest >= period ? rest - period : rest;
    phase_s[i] = (int32_t)rest;
  }
}

IG_CLONES
void ig_home_heat_begin(ig_batch *batch, ig_home_stretch *x, size_t begin) {
  const ig_home_data *d = batch->data;
  memset(x->energy_J, 0, sizeof x->energy_J[0] * (size_t)(x->n + 1));
  memset(x->people_s, 0, sizeof x->people_s[0] * (size_t)(x->n + 1));
  memset(x->draw_J, 0, sizeof x->draw_J[0] * (size_t)x->n);
  double hours = x->recording ? (double)(x->end_s - x->begin_s) / 3600.0 : 0.0;
  int32_t step_s = x->step_s, *first_J = x->first_J, *first_people_s = x->first_people_s, *people = d->people + begin;
  for (int i = 0; i < IG_BLOCK; i++) first_J[i] = 0, first_people_s[i] = people[i] * step_s;
  for (int c = 0; c < IG_HOME_CHANNELS; c++) {
    const int32_t *level_W = d->level_W[c] + begin;
    double *energy_Wh = d->energy_Wh[c] + begin, *audit_Wh = d->audit_event_Wh + begin;
    IG_HOME_LANES
    for (int i = 0; i < IG_BLOCK; i++) {
      first_J[i] += level_W[i] * step_s;
      energy_Wh[i] += level_W[i] * hours;
      audit_Wh[i] += level_W[i] * hours;
    }
  }
}

static void begin_stretch(const ig_batch *batch, const ig_home_block *b, const ig_home_stretch *x, running *r) {
  memcpy(r->energy_J, x->first_J, sizeof r->energy_J);
  memcpy(r->people_s, x->first_people_s, sizeof r->people_s);
  phase_of(b->refrigerator.offset_s, b->refrigerator.period_s, x->begin_s, r->refrigerator_s);
  phase_of(b->freezer.offset_s, b->freezer.period_s, x->begin_s, r->freezer_s);
  int64_t local_s = x->begin_s + ig_clock_offset_s(&batch->site->clock, x->begin_s);
  int32_t of_day_s = (int32_t)(local_s - ig_floor_div(local_s, IG_DAY_S) * IG_DAY_S);
  for (int i = 0; i < IG_BLOCK; i++) {
    int32_t since_s = of_day_s - b->relay_s[i];
    r->relay_s[i] = since_s < 0 ? since_s + IG_DAY_S : since_s;
  }
}

/* Seconds of the step in which a device runs that is on for the first on_s of every period; the phase moves on
 * by the step. A step is at most two periods. */
IG_INLINE int32_t run_s(int32_t *phase_s, int32_t period_s, int32_t on_s, int32_t step_s) {
  int32_t from = *phase_s, to = from + step_s, turns = (to >= period_s) + (to >= 2 * period_s);
  int32_t rest = to - turns * period_s;
  *phase_s = rest;
  return turns * on_s + (rest < on_s ? rest : on_s) - (from < on_s ? from : on_s);
}

IG_INLINE void step_levels(const ig_home_stretch *x, int s, running *r, row *y, double per_step) {
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    int32_t energy_J = r->energy_J[i] + x->energy_J[s][i], people_s = r->people_s[i] + x->people_s[s][i];
    r->energy_J[i] = energy_J;
    r->people_s[i] = people_s;
    y->appliances_W[i] = energy_J * per_step;
    y->home[i] = (people_s >> 16) * per_step;
    y->awake[i] = (people_s & 65535) * per_step;
  }
}

IG_INLINE void step_cold(const ig_home_block *b, int32_t step_s, running *r, row *y, double per_step) {
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    int32_t a = run_s(&r->refrigerator_s[i], b->refrigerator.period_s[i], b->refrigerator.on_s[i], step_s);
    int32_t c = run_s(&r->freezer_s[i], b->freezer.period_s[i], b->freezer.on_s[i], step_s);
    int32_t energy_J = a * b->refrigerator.on_W[i] + (step_s - a) * b->refrigerator.off_W[i] + c * b->freezer.on_W[i];
    y->cold_W[i] = energy_J * per_step;
  }
}

IG_INLINE void step_lamps(const ig_home_block *b, const outside *o, row *y) {
  double ghi = o->ghi_W_m2;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double dark = ig_clamp(1.5 - ghi * b->dark_scale[i], 0.0, 1.0), awake = y->awake[i];
    double users = ig_min(awake, 1.0) + 0.35 * ig_max(awake - 1.0, 0.0);
    y->lamps_W[i] = b->lamps_W[i] * users * dark;
  }
}

/* Heat into the rooms beside the heating: internal gains half to the air and half to the mass, sun to the mass
 * (split of ISO 13790). The heating acts on the air. */
IG_INLINE void step_heat(const ig_home_block *b, const outside *o, row *y, double *air_degC, double *mass_degC, double *cold_K_h,
                         double record_h) {
  double out = o->out_degC, north = o->facade_W_m2[0], east = o->facade_W_m2[1], south = o->facade_W_m2[2], west = o->facade_W_m2[3];
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double inner = y->appliances_W[i] + y->cold_W[i] + y->lamps_W[i] + b->base_W[i] + b->asleep_W[i] * y->home[i] +
                   b->awake_W[i] * y->awake[i];
    double sun = (b->aperture_m2[0][i] * north + b->aperture_m2[1][i] * east) +
                 (b->aperture_m2[2][i] * south + b->aperture_m2[3][i] * west);
    double to_mass = 0.5 * inner + sun, air = air_degC[i], mass = mass_degC[i];
    double free = b->aa[i] * air + b->am[i] * mass + b->ae[i] * out + b->ga[i] * (0.5 * inner) + b->gam[i] * to_mass;
    double set = b->setpoint_degC[i] - (y->home[i] <= 0.0 ? b->away_K[i] : y->awake[i] <= 0.0 ? b->night_K[i] : 0.0);
    double heat = ig_clamp((set - free) / b->ga[i], 0.0, b->limit_W[i]);
    double airing = ig_clamp((airing_degC - free) / b->ga[i], -b->airing_W_K[i] * ig_max(air - out, 0.0), 0.0);
    double to_air = 0.5 * inner + heat + airing;
    double next = free + b->ga[i] * (heat + airing);
    mass_degC[i] = b->ma[i] * air + b->mm[i] * mass + b->me[i] * out + b->gma[i] * to_air + b->gm[i] * to_mass;
    air_degC[i] = next;
    y->heat_W[i] = heat;
    y->heating_W[i] = heat * (b->direct[i] + b->pumped[i] * o->pump_W_W);
    cold_K_h[i] += (y->home[i] > 0.0 ? ig_max(set - next, 0.0) : 0.0) * record_h;
  }
}

IG_INLINE void step_tank(const ig_home_block *b, const int32_t *draw_J, int32_t step_s, double per_step, running *r, row *y,
                         const double *air_degC, double *tank_degC, double *tank_on, double *drawn_Wh, double *unmet_Wh, double set_degC,
                         double band_K, double record_h) {
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double tank = tank_degC[i], share = run_s(&r->relay_s[i], IG_DAY_S, off_peak_s, step_s) * per_step;
    double asked = draw_J[i] * per_step, most = ig_max((tank - empty_tank_degC) * b->tank_J_K[i] * per_step, 0.0);
    double drawn = ig_min(asked, most);
    double free = air_degC[i] + (tank - air_degC[i]) * b->tank_keep[i] - drawn * b->tank_gain_K_W[i];
    double on = tank < set_degC - band_K ? 1.0 : tank_on[i];
    double limit = b->tank_W[i] * share * on;
    double need = b->tank_W[i] > 0.0 ? ig_max(set_degC - free, 0.0) / b->tank_gain_K_W[i] : 0.0;
    double power = ig_min(need, limit);
    tank_on[i] = need <= limit ? 0.0 : on; /* reached: wait for the band */
    tank_degC[i] = b->tank_W[i] > 0.0 ? free + power * b->tank_gain_K_W[i] : tank;
    y->water_W[i] = power;
    drawn_Wh[i] += drawn * record_h;
    unmet_Wh[i] += (asked - drawn) * record_h;
  }
}

/* Power of the home and sums over recorded time. */
IG_INLINE void step_sums(const ig_home_block *b, const row *y, ig_home_data *d, size_t begin, double *power_W, double record_h) {
  double *cold = d->energy_Wh[IG_HOME_COLD] + begin, *lamps = d->energy_Wh[IG_HOME_LIGHTING] + begin;
  double *heating = d->energy_Wh[IG_HOME_HEATING] + begin, *water = d->energy_Wh[IG_HOME_HOT_WATER] + begin;
  double *heat = d->heat_Wh + begin, *gas = d->gas_Wh + begin, *district = d->district_heat_Wh + begin;
  double *binned = d->audit_binned_Wh + begin, *occupied = d->occupied_h + begin, *highest = d->highest_W + begin;
  bool recording = record_h > 0.0;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double power = (y->appliances_W[i] + y->cold_W[i]) + (y->lamps_W[i] + b->base_W[i]) + (b->fan_W[i] + y->heating_W[i]) + y->water_W[i];
    power_W[i] = power;
    highest[i] = recording && power > highest[i] ? power : highest[i];
  }
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double heat_Wh = y->heat_W[i] * record_h;
    cold[i] += y->cold_W[i] * record_h;
    lamps[i] += y->lamps_W[i] * record_h;
    heating[i] += y->heating_W[i] * record_h;
    water[i] += y->water_W[i] * record_h;
    heat[i] += heat_Wh;
    gas[i] += heat_Wh * b->gas[i];
    district[i] += heat_Wh * b->district[i];
    binned[i] += y->appliances_W[i] * record_h;
    occupied[i] += y->home[i] > 0.0 ? record_h : 0.0;
  }
}

/* Sums that are the same in every step. */
IG_INLINE void stretch_sums(const ig_home_block *b, ig_home_data *d, size_t begin, double record_h) {
  for (int i = 0; i < IG_BLOCK; i++) {
    size_t u = begin + (size_t)i;
    d->energy_Wh[IG_HOME_STANDBY][u] += b->base_W[i] * record_h;
    d->energy_Wh[IG_HOME_VENTILATION][u] += b->fan_W[i] * record_h;
    d->recorded_h[u] += record_h;
  }
}

IG_INLINE void copy_row(double *to, const double *from) {
  for (int i = 0; i < IG_BLOCK; i++) to[i] = from[i];
}

/* Series that the engine keeps only if the scenario asks have no tile else. */
IG_INLINE void write_series(ig_home_data *d, const ig_window *w, size_t begin, size_t at, const ig_home_block *b, const row *y) {
  if (d->indoor_degC) copy_row(ig_tile(d->indoor_degC, w, begin) + at, d->air_degC + begin);
  if (d->people_home) copy_row(ig_tile(d->people_home, w, begin) + at, y->home);
  if (d->people_active) copy_row(ig_tile(d->people_active, w, begin) + at, y->awake);
  if (d->heating_W) copy_row(ig_tile(d->heating_W, w, begin) + at, y->heating_W);
  if (d->hot_water_W) copy_row(ig_tile(d->hot_water_W, w, begin) + at, y->water_W);
  if (!d->appliance_W) return;
  double *to = ig_tile(d->appliance_W, w, begin) + at;
  for (int i = 0; i < IG_BLOCK; i++) to[i] = (y->appliances_W[i] + y->cold_W[i]) + (y->lamps_W[i] + b->base_W[i]) + b->fan_W[i];
}

IG_CLONES
static void run_steps(ig_home_data *d, const ig_home_spec *spec, const ig_home_block *b, const ig_home_stretch *x, const ig_window *w,
                      size_t begin, running *r, row *y) {
  double per_step = 1.0 / x->step_s;
  for (int s = 0; s < x->n; s++) {
    size_t now = (size_t)(x->first_step + s), at = (size_t)(x->first_row + s) * IG_BLOCK;
    outside o = {.out_degC = d->outdoor_degC[now], .ghi_W_m2 = d->ghi_W_m2[now]};
    for (int k = 0; k < 4; k++) o.facade_W_m2[k] = d->facade_W_m2[k][now];
    o.pump_W_W = b->any_heat_pump ? 1.0 / ig_hvac_cop_air(ig_hvac_radiator_degC(o.out_degC) - o.out_degC) : 0.0;
    step_levels(x, s, r, y, per_step);
    step_cold(b, x->step_s, r, y, per_step);
    step_lamps(b, &o, y);
    step_heat(b, &o, y, d->air_degC + begin, d->mass_degC + begin, d->discomfort_K_h + begin, x->record_h);
    if (b->any_tank)
      step_tank(b, x->draw_J[s], x->step_s, per_step, r, y, d->air_degC + begin, d->tank_degC + begin, d->tank_on + begin,
                d->water_heat_Wh + begin, d->water_unmet_Wh + begin, spec->tank_set_degC, spec->tank_band_K, x->record_h);
    step_sums(b, y, d, begin, ig_tile(d->power_W, w, begin) + at, x->record_h);
    stretch_sums(b, d, begin, x->record_h);
    write_series(d, w, begin, at, b, y);
  }
}

void ig_home_heat_run(ig_batch *batch, ig_home_stretch *x, const ig_window *w, size_t begin) {
  const ig_home_block *b = ((ig_home_own_data *)batch->own)->block + begin / IG_BLOCK;
  running r;
  row y;
  for (int i = 0; i < IG_BLOCK; i++) y.water_W[i] = 0.0;
  begin_stretch(batch, b, x, &r);
  run_steps(batch->data, batch->spec, b, x, w, begin, &r, &y);
}
