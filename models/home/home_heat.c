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
 * Everything is a bare loop over lanes with selects, so that it vectorises. */
#include <math.h>
#include <string.h>

#include "models/home/home.h"
#include "models/physics/hvac.h"

static const double airing_degC = 25.0;     /* people open windows above this, D */
static const double empty_tank_degC = 30.0; /* colder water is no hot water, D */
static const double room_share = 0.65;      /* of what event-driven appliances draw: the rest leaves by drain, hood and
                                             * vapour      (wet 0.25 after CREST, cooking 0.55, screens 1; weighted, D) */
static const int32_t off_peak_s = 8 * 3600; /* French off-peak tariff: 8 h a day */

/* Weather of one step. */
typedef struct outside {
  double out_degC, ghi_W_m2, facade_W_m2[4], pump_W_W; /* heat pump: electricity per heat */
} outside;

/* Running values of a stretch: sums of the bins, and phases of the cycles at the begin of the step. */
typedef struct running {
  int32_t energy_J[IG_BLOCK], people_s[IG_BLOCK], refrigerator_s[IG_BLOCK], freezer_s[IG_BLOCK], relay_s[IG_BLOCK];
  int32_t binned_J[IG_BLOCK], cold_J[IG_BLOCK]; /* sums over the stretch */
  double gain_W[IG_BLOCK];                      /* of people and devices, in the present step */
} running;

/* Where the values of one step go: rows of the tiles of the series. */
typedef struct rows {
  double *power_W, *indoor_degC, *home, *awake, *heating_W, *appliance_W, *water_W, *district_W, *district_water_W;
} rows;

/* (t + offset) modulo period: whole numbers below 2^53, so the quotient is right but for one period. */
IG_INLINE void phase_of(const int32_t *offset_s, const int32_t *period_s, int64_t time_s, int32_t *phase_s) {
  double now = (double)time_s;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double t = now + offset_s[i], period = period_s[i], rest = t - floor(t / period) * period;
    rest = rest < 0.0 ? rest + period : rest;
    phase_s[i] = (int32_t)(rest >= period ? rest - period : rest);
  }
}

IG_CLONES
static void begin_stretch(const ig_home_block *b, const ig_home_stretch *x, int32_t of_day_s, running *r) {
  memcpy(r->energy_J, x->first_J, sizeof r->energy_J);
  memcpy(r->people_s, x->first_people_s, sizeof r->people_s);
  memset(r->binned_J, 0, sizeof r->binned_J);
  memset(r->cold_J, 0, sizeof r->cold_J);
  phase_of(b->refrigerator.offset_s, b->refrigerator.period_s, x->begin_s, r->refrigerator_s);
  phase_of(b->freezer.offset_s, b->freezer.period_s, x->begin_s, r->freezer_s);
  IG_HOME_LANES
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

/* Power of what needs no heat model: appliances, cold, lamps, standby, fan; people. */
IG_INLINE void step_levels(const ig_home_block *b, const ig_home_stretch *x, int s, const outside *o, running *r,
                           rows y, double *lamps_Wh, double record_h) {
  int32_t step_s = x->step_s;
  const int32_t *energy_bin_J = x->energy_J[s], *people_bin_s = x->people_s[s];
  double per_step = 1.0 / step_s, ghi = o->ghi_W_m2;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    int32_t energy_J = r->energy_J[i] + energy_bin_J[i], people_s = r->people_s[i] + people_bin_s[i];
    int32_t a_s = run_s(&r->refrigerator_s[i], b->refrigerator.period_s[i], b->refrigerator.on_s[i], step_s);
    int32_t c_s = run_s(&r->freezer_s[i], b->freezer.period_s[i], b->freezer.on_s[i], step_s);
    int32_t cold_J =
        a_s * b->refrigerator.on_W[i] + (step_s - a_s) * b->refrigerator.off_W[i] + c_s * b->freezer.on_W[i];
    r->energy_J[i] = energy_J;
    r->people_s[i] = people_s;
    r->binned_J[i] += energy_J;
    r->cold_J[i] += cold_J;
    double awake = (people_s & 65535) * per_step, home = (people_s >> 16) * per_step;
    double dark = ig_clamp(1.5 - ghi * b->dark_scale[i], 0.0, 1.0);
    double lamps_W = b->lamps_W[i] * dark * (ig_min(awake, 1.0) + 0.35 * ig_max(awake - 1.0, 0.0));
    lamps_Wh[i] += lamps_W * record_h;
    double events_W = energy_J * per_step,
           others_W = cold_J * per_step + (lamps_W + b->small_W[i] * awake) + b->base_W[i];
    y.home[i] = home;
    y.awake[i] = awake;
    y.appliance_W[i] = events_W + others_W + b->fan_W[i];
    r->gain_W[i] = room_share * events_W + others_W + (b->asleep_W[i] * home + b->awake_W[i] * awake);
  }
}

static const int32_t nothing_J[IG_BLOCK];

/* Heat into the rooms beside the heating: internal gains half to the air and half to the mass, sun to the mass
 * (split of ISO 13790). The heating acts on the air. The fan's heat leaves with the air. */
IG_INLINE void step_heat(const ig_home_block *b, const outside *o, const running *r, rows y, double *air_degC,
                         double *mass_degC, double *heat_Wh, double *cold_K_h, double *highest_W, double record_h,
                         bool final, const int32_t *draw_J, double per_step) {
  double out = o->out_degC, pump_W_W = o->pump_W_W;
  double count = final && record_h > 0.0; /* else the tank adds to the power */
  double north = o->facade_W_m2[0], east = o->facade_W_m2[1], south = o->facade_W_m2[2], west = o->facade_W_m2[3];
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double air = air_degC[i], mass = mass_degC[i], home = y.home[i], awake = y.awake[i];
    double inner = r->gain_W[i];
    double sun = (b->aperture_m2[0][i] * north + b->aperture_m2[1][i] * east) +
                 (b->aperture_m2[2][i] * south + b->aperture_m2[3][i] * west);
    double free = (b->aa[i] * air + b->am[i] * mass) + (b->ae[i] * out + b->gi[i] * inner) + b->gam[i] * sun;
    double night = b->night_K[i], away = b->away_K[i], lower = home > 0.0 ? night : away;
    double set = b->setpoint_degC[i] - (awake > 0.0 ? 0.0 : lower);
    double heat = ig_clamp((set - free) * b->per_ga[i], 0.0, b->limit_W[i]);
    double airing = ig_clamp((airing_degC - free) * b->per_ga[i], -b->airing_W_K[i] * ig_max(air - out, 0.0), 0.0);
    double act = heat + airing, next = free + b->ga[i] * act;
    mass_degC[i] =
        (b->ma[i] * air + b->mm[i] * mass) + (b->me[i] * out + b->mi[i] * inner) + (b->gm[i] * sun + b->gma[i] * act);
    air_degC[i] = next;
    y.indoor_degC[i] = next;
    double heating = heat * (b->direct[i] + b->pumped[i] * pump_W_W);
    y.heating_W[i] = heating;
    double water = draw_J[i] * per_step; /* taken from a heat network, beside the heat for the rooms */
    y.district_water_W[i] = water;
    y.district_W[i] = heat * b->district[i] + water;
    double power = y.appliance_W[i] + heating;
    y.power_W[i] = power;
    highest_W[i] = ig_max(highest_W[i], power * count);
    heat_Wh[i] += heat * record_h;
    double below = ig_max(set - next, 0.0);
    cold_K_h[i] += (home > 0.0 ? below : 0.0) * record_h;
  }
}

IG_INLINE void step_pump(const rows y, double *pump_Wh, double record_h) {
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) pump_Wh[i] += y.heating_W[i] * record_h;
}

/* Tanks, after the heat of the same step: they stand in the heated room; their loss is not counted as a gain. */
IG_INLINE void step_tank(const ig_home_block *b, const int32_t *draw_J, int32_t step_s, running *r, rows y,
                         ig_home_data *d, size_t begin, double set_degC, double band_K, double record_h) {
  double *tank_degC = d->tank_degC + begin, *tank_on = d->tank_on + begin, *highest_W = d->highest_W + begin;
  double *drawn_Wh = d->water_heat_Wh + begin, *unmet_Wh = d->water_unmet_Wh + begin,
         *used_Wh = d->energy_Wh[IG_HOME_HOT_WATER] + begin;
  double per_step = 1.0 / step_s, count = record_h > 0.0;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double tank = tank_degC[i], room = y.indoor_degC[i],
           share = run_s(&r->relay_s[i], IG_DAY_S, off_peak_s, step_s) * per_step;
    double asked = draw_J[i] * per_step, most = ig_max((tank - empty_tank_degC) * b->tank_J_K[i] * per_step, 0.0);
    double drawn = ig_min(asked, most), gain = b->tank_gain_K_W[i];
    double free = room + (tank - room) * b->tank_keep[i] - drawn * gain;
    double on = tank < set_degC - band_K ? 1.0 : tank_on[i];
    double limit = b->tank_W[i] * share * on, need = ig_max(set_degC - free, 0.0) / gain;
    double power = ig_min(need, limit);
    tank_on[i] = need <= limit ? 0.0 : on; /* reached: wait for the band */
    tank_degC[i] = free + power * gain;
    y.water_W[i] = power;
    y.power_W[i] += power;
    highest_W[i] = ig_max(highest_W[i], y.power_W[i] * count);
    used_Wh[i] += power * record_h;
    drawn_Wh[i] += drawn * record_h;
    unmet_Wh[i] += (asked - drawn) * record_h;
  }
}

IG_INLINE rows rows_of(const ig_home_data *d, const ig_window *w, size_t begin, int row) {
  size_t at = (size_t)row * IG_BLOCK;
  return (rows){ig_tile(d->power_W, w, begin) + at,         ig_tile(d->indoor_degC, w, begin) + at,
                ig_tile(d->people_home, w, begin) + at,     ig_tile(d->people_active, w, begin) + at,
                ig_tile(d->heating_W, w, begin) + at,       ig_tile(d->appliance_W, w, begin) + at,
                ig_tile(d->hot_water_W, w, begin) + at,     ig_tile(d->district_W, w, begin) + at,
                ig_tile(d->district_water_W, w, begin) + at};
}

IG_INLINE void end_stretch(const ig_home_data *d, size_t begin, const running *r) {
  double *binned_J = d->binned_J + begin, *cold_J = d->cold_J + begin;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    binned_J[i] += r->binned_J[i];
    cold_J[i] += r->cold_J[i];
  }
}

IG_CLONES
static void run_steps(ig_home_data *d, const ig_home_spec *spec, const ig_home_block *b, const ig_home_stretch *x,
                      const ig_window *w, size_t begin, running *r) {
  for (int s = 0; s < x->n; s++) {
    size_t now = (size_t)(x->first_step + s);
    outside o = {.out_degC = d->outdoor_degC[now], .ghi_W_m2 = d->ghi_W_m2[now]};
    for (int k = 0; k < 4; k++) o.facade_W_m2[k] = d->facade_W_m2[k][now];
    o.pump_W_W = b->any_heat_pump ? 1.0 / ig_hvac_cop_air(ig_hvac_radiator_degC(o.out_degC) - o.out_degC) : 0.0;
    rows y = rows_of(d, w, begin, x->first_row + s);
    step_levels(b, x, s, &o, r, y, d->energy_Wh[IG_HOME_LIGHTING] + begin, x->record_h);
    step_heat(b, &o, r, y, d->air_degC + begin, d->mass_degC + begin, d->heat_Wh + begin, d->discomfort_K_h + begin,
              d->highest_W + begin, x->record_h, !b->any_tank, b->any_district ? x->district_draw_J[s] : nothing_J,
              1.0 / x->step_s);
    if (b->any_heat_pump) step_pump(y, d->pump_Wh + begin, x->record_h);
    if (b->any_tank) /* else the series keeps the zeros it was allocated with */
      step_tank(b, x->draw_J[s], x->step_s, r, y, d, begin, spec->tank_set_degC, spec->tank_band_K, x->record_h);
  }
  if (x->recording) end_stretch(d, begin, r);
}

void ig_home_heat_run(ig_batch *batch, const ig_home_stretch *x, const ig_window *w, size_t begin) {
  const ig_home_block *b = ((ig_home_own_data *)batch->own)->block + begin / IG_BLOCK;
  int64_t local_s = x->begin_s + ig_clock_offset_s(&batch->site->clock, x->begin_s);
  running r;
  begin_stretch(b, x, (int32_t)(local_s - ig_floor_div(local_s, IG_DAY_S) * IG_DAY_S), &r);
  run_steps(batch->data, batch->spec, b, x, w, begin, &r);
}
