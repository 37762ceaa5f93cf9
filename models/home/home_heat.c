/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The passes over steps and 64 homes: from the bins of events to power, step by step.
 *
 *   appliances   running sum of the bins
 *   cold         share of the step in which a periodic compressor runs, in closed form; by the room's temperature
 *   lighting     lamps x people awake (second and later count a third) x darkness (outdoor irradiance)
 *   heat         zone of air, outer and inner walls (models/physics/zone.h, reduced), exact step; the heating holds the
 *                set-point of the air at the end of the step, within its limit; windows are opened on warm days, as
 *                long as it is cooler outside and somebody is at home; split units cool what is still too warm
 *   systems      boilers and heat pumps: what the heat takes, from tables by outdoor temperature (home_systems.c)
 *   meter        opens when too much is drawn for too long (home_meter.c)
 *   tank         one mixed volume, exact step; the relay allows the 8 off-peak hours, the thermostat latches
 *
 * Everything is a bare loop over lanes with selects, so that it vectorises. */
#include <math.h>
#include <string.h>

#include "models/home/home.h"
#include "models/home/home_meter.h"

static const double airing_degC = 25.0; /* people open windows above this, D */
/* Shutters and blinds: from 22 degC outdoors on, all at 26, sun on the facade over 200 W/m2 (all at 400) is kept out by
 * half (a rule, D). */
static const double shut_from_degC = 22.0, shut_over_K = 4.0, shut_from_W_m2 = 200.0, shut_over_W_m2 = 200.0,
                    shut_passes = 0.5;
static const double heated_degC = 20.0;     /* above a cellar, C */
static const double empty_tank_degC = 30.0; /* colder water is no hot water, D */
static const double room_share = 0.65;      /* of what event-driven appliances draw: the rest leaves by drain, hood and
                                             * vapour      (wet 0.25 after CREST, cooking 0.55, screens 1; weighted, D) */

/* Weather of one step. Temperatures that surfaces see, over the outdoor air, K; through windows W/m2. */
typedef struct outside {
  double out_degC, ghi_W_m2;
  double facade_K[4], roof_K, cellar_K, window_K, through_W_m2[4];
  ig_home_systems_row systems;
} outside;

/* Running values of a stretch: sums of the bins, and phases of the cycles at the begin of the step. */
typedef struct running {
  int32_t energy_J[IG_BLOCK], people_s[IG_BLOCK], refrigerator_s[IG_BLOCK], freezer_s[IG_BLOCK], relay_s[IG_BLOCK];
  int32_t binned_J[IG_BLOCK], cold_J[IG_BLOCK]; /* sums over the stretch */
  double gain_W[IG_BLOCK], heat_W[IG_BLOCK];    /* of people and devices, of the heating, in the present step */
  bool any_open;                                /* a meter has opened, or a household is careful after that */
  double limit_W[IG_BLOCK], tank_W[IG_BLOCK];   /* what heating and tank can give while meters are open */
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

/* The same of a compressor that begins a new cycle with other on-time. */
IG_INLINE int32_t compressor_s(int32_t *phase_s, int32_t period_s, int32_t *on_s, int32_t next_s, int32_t step_s) {
  int32_t from = *phase_s, to = from + step_s, turns = (to >= period_s) + (to >= 2 * period_s);
  int32_t rest = to - turns * period_s, was = *on_s, is = turns > 0 ? next_s : was;
  *phase_s = rest;
  *on_s = is;
  return turns * is + (was - is) + (rest < is ? rest : is) - (from < was ? from : was);
}

IG_INLINE void next_cycle(const ig_home_cycle *c, const double *room_degC, int32_t *next_s) {
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double room = room_degC[i], on_s = c->on_s[i] + room * (c->on_s_K[i] + room * c->on_s_K2[i]);
    next_s[i] = (int32_t)(ig_clamp(on_s, 0.0, (double)c->period_s[i]) + 0.5);
  }
}

IG_CLONES
void ig_home_heat_cold(const ig_home_data *d, const ig_home_block *b, size_t begin) {
  next_cycle(&b->refrigerator, d->air_degC + begin, d->refrigerator_next_s + begin);
  next_cycle(&b->freezer, d->air_degC + begin, d->freezer_next_s + begin);
}

/* Power of what needs no heat model: appliances, cold, lamps, standby, fan; people. */
IG_INLINE void step_levels(const ig_home_block *b, const ig_home_stretch *x, int s, const outside *o, running *r,
                           rows y, const ig_home_data *d, size_t begin, double record_h) {
  int32_t step_s = x->step_s;
  const int32_t *energy_bin_J = x->energy_J[s], *people_bin_s = x->people_s[s];
  int32_t *refrigerator_on_s = d->refrigerator_on_s + begin, *freezer_on_s = d->freezer_on_s + begin;
  const int32_t *refrigerator_next_s = d->refrigerator_next_s + begin, *freezer_next_s = d->freezer_next_s + begin;
  double *lamps_Wh = d->energy_Wh[IG_HOME_LIGHTING] + begin;
  double per_step = 1.0 / step_s, ghi = o->ghi_W_m2;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    int32_t energy_J = r->energy_J[i] + energy_bin_J[i], people_s = r->people_s[i] + people_bin_s[i];
    int32_t a_s = compressor_s(&r->refrigerator_s[i], b->refrigerator.period_s[i], &refrigerator_on_s[i],
                               refrigerator_next_s[i], step_s);
    int32_t c_s = compressor_s(&r->freezer_s[i], b->freezer.period_s[i], &freezer_on_s[i], freezer_next_s[i], step_s);
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

/* Sun and sky make surfaces warmer or colder than the air (sol-air); shutters are half closed on hot days. */
IG_INLINE void sky_and_sun(const ig_home_data *d, size_t now, outside *o) {
  const double sky_per_K = IG_HOME_STOCK_EMISSIVITY * IG_HOME_STOCK_RADIATIVE_W_M2K / IG_HOME_STOCK_OUTSIDE_W_M2K,
               sun_per_W = IG_HOME_STOCK_ABSORPTANCE / IG_HOME_STOCK_OUTSIDE_W_M2K;
  double sky_K = sky_per_K * (o->out_degC - d->sky_degC[now]);
  double hot = ig_clamp((o->out_degC - shut_from_degC) * (1.0 / shut_over_K), 0.0, 1.0) * (1.0 - shut_passes);
  o->window_K = -0.5 * IG_HOME_STOCK_OPEN * sky_K;
  for (int k = 0; k < 4; k++) {
    double falls = d->facade_W_m2[k][now];
    double shut = hot * ig_clamp((falls - shut_from_W_m2) * (1.0 / shut_over_W_m2), 0.0, 1.0);
    o->facade_K[k] = o->window_K + IG_HOME_STOCK_OPEN * sun_per_W * falls;
    o->through_W_m2[k] = d->through_W_m2[k][now] * (1.0 - shut);
  }
  o->roof_K = sun_per_W * o->ghi_W_m2 - sky_K;
  o->cellar_K = (1.0 - IG_HOME_STOCK_CELLAR) * (heated_degC - o->out_degC);
}

/* A facade's value for a flat: `ends` north, east, south, west; axis 0 north-south, 1 east-west; side 1 looks to the
 * first of the axis, 0 to the second, 0.5 to both. */
IG_INLINE double faced(const double *ends, double axis, double side) {
  double first = ends[2] + side * (ends[0] - ends[2]), second = ends[3] + side * (ends[1] - ends[3]);
  return first + axis * (second - first);
}

/* End of the step of one node over the outdoor air, without any heat given off inside. */
#define COURSE(i)                                                                    \
  ((b->keep[i][IG_HOME_AIR][l] * air +                                               \
    (b->keep[i][IG_HOME_OUTER][l] * outer + b->keep[i][IG_HOME_INNER][l] * inner)) + \
   (b->outer[i][l] * shell_K + (b->window[i][l] * window_K + b->sun[i][l] * sun)))

/* One step of the zone. Heating, open windows and cooling never act together: people open windows from 25 degC on (or
 * their set-point, where it is higher), as far as that needs. Heat of people and devices is half convective. The fan's
 * heat leaves with the air. */
IG_INLINE void step_heat(const ig_home_block *b, const outside *o, running *r, rows y, double *air_degC,
                         double *outer_degC, double *inner_degC, double *heat_Wh, double *cold_K_h, double record_h) {
  const double *limit_W = r->any_open ? r->limit_W : b->limit_W;
  double out = o->out_degC, window_K = o->window_K, roof_K = o->roof_K, cellar_K = o->cellar_K;
  IG_HOME_LANES
  for (int l = 0; l < IG_BLOCK; l++) {
    double air = air_degC[l] - out, outer = outer_degC[l] - out, inner = inner_degC[l] - out;
    double home = y.home[l], half_W = 0.5 * r->gain_W[l], axis = b->axis[l], side = b->side[l];
    double sun = faced(o->through_W_m2, axis, side), wall_K = faced(o->facade_K, axis, side);
    double shell_K = b->wall_part[l] * wall_K + (b->roof_part[l] * roof_K + b->floor_part[l] * cellar_K);
    double course = out + COURSE(IG_HOME_AIR), convective = b->convective[IG_HOME_AIR][l],
           radiative = b->radiative[IG_HOME_AIR][l];
    double free = course + (convective + radiative) * half_W;
    double lower = home > 0.0 ? b->night_K[l] : b->away_K[l];
    double set = b->setpoint_degC[l] - (y.awake[l] > 0.0 ? 0.0 : lower);
    double heat = ig_clamp((set - free) * b->per_heating[l], 0.0, limit_W[l]);
    double open = out + (free - out) * b->open_part[l], warm = ig_max(airing_degC, set);
    double aired = ig_min(ig_max(open, ig_min(free, warm)), free);
    aired = home > 0.0 ? aired : free;
    double radiant = b->radiant[l] * heat;
    double blown_W = half_W + (heat - radiant) + (aired - free) * b->per_air[l], shone_W = half_W + radiant;
    double next = course + (convective * blown_W + radiative * shone_W);
    outer_degC[l] = out + COURSE(IG_HOME_OUTER) +
                    (b->convective[IG_HOME_OUTER][l] * blown_W + b->radiative[IG_HOME_OUTER][l] * shone_W);
    inner_degC[l] = out + COURSE(IG_HOME_INNER) +
                    (b->convective[IG_HOME_INNER][l] * blown_W + b->radiative[IG_HOME_INNER][l] * shone_W);
    air_degC[l] = next;
    y.indoor_degC[l] = next;
    r->heat_W[l] = heat;
    y.heating_W[l] = heat * b->direct[l];
    heat_Wh[l] += heat * record_h;
    double below = ig_max(set - next, 0.0);
    cold_K_h[l] += (home > 0.0 ? below : 0.0) * record_h;
  }
}

/* Split units take what is still too warm, while somebody is at home: a correction of the few homes that have one. */
IG_INLINE void step_cool(const ig_home_block *b, const outside *o, rows y, double *air_degC, double *outer_degC,
                         double *inner_degC, double *cool_Wh, const double *open_s, double cool_degC, double record_h) {
  for (int k = 0; k < b->n_cooled; k++) {
    int l = b->cooled[k];
    double over_K = air_degC[l] - ig_max(cool_degC, b->setpoint_degC[l]);
    if (over_K <= 0.0 || y.home[l] <= 0.0 || open_s[l] > 0.0) continue;
    double cold = ig_min(over_K * b->per_air[l], b->cooling_W[l]);
    double electric = cold * o->systems.split_W_W / (0.93 + 0.07 * cold / b->cooling_W[l]);
    air_degC[l] -= b->convective[IG_HOME_AIR][l] * cold;
    outer_degC[l] -= b->convective[IG_HOME_OUTER][l] * cold;
    inner_degC[l] -= b->convective[IG_HOME_INNER][l] * cold;
    y.indoor_degC[l] = air_degC[l];
    y.power_W[l] += electric;
    cool_Wh[l] += electric * record_h;
  }
}

/* Boilers: fuel for the heat; burner and pump of own ones. */
IG_INLINE void step_boilers(const ig_home_block *b, const outside *o, const ig_home_systems *systems, const running *r,
                            rows y, double *gas_Wh, double record_h) {
  const double *each = o->systems.fuel_W_W, *still = o->systems.fuel_still_W;
  double own_W_W = systems->own_W_W, own_still_W = systems->own_still_W;
  const double *standard = b->boiler[IG_HOME_BOILER_STANDARD], *condensing = b->boiler[IG_HOME_BOILER_CONDENSING],
               *big = b->boiler[IG_HOME_BOILER_COLLECTIVE];
  IG_HOME_LANES
  for (int l = 0; l < IG_BLOCK; l++) {
    double heat = r->heat_W[l], own = standard[l] + condensing[l];
    double slope = standard[l] * each[0] + (condensing[l] * each[1] + big[l] * each[2]);
    double kept = standard[l] * still[0] + (condensing[l] * still[1] + big[l] * still[2]);
    double fuel = heat * slope + kept, pump = own * (own_still_W + own_W_W * heat);
    gas_Wh[l] += (heat > 0.0 ? fuel : 0.0) * record_h;
    y.heating_W[l] += heat > 0.0 ? pump : 0.0;
  }
}

/* Heat pumps up to what they can give, an electric heater for the rest. */
IG_INLINE void step_pumps(const ig_home_block *b, const outside *o, const running *r, rows y) {
  double air_W_W = o->systems.air_W_W, capacity = o->systems.air_capacity, ground_W_W = o->systems.ground_W_W;
  IG_HOME_LANES
  for (int l = 0; l < IG_BLOCK; l++) {
    double air = b->pump_air[l], ground = b->pump_ground[l], heat = r->heat_W[l];
    double pump = ig_min(heat, b->pump_W[l] * (air * capacity + ground));
    y.heating_W[l] += (air + ground) * (heat - pump) + pump * (air * air_W_W + ground * ground_W_W);
  }
}

/* The heating's electricity joins that of appliances. */
IG_INLINE void step_sum(rows y, double *heating_Wh, double record_h) {
  IG_HOME_LANES
  for (int l = 0; l < IG_BLOCK; l++) {
    double heating = y.heating_W[l], power = y.appliance_W[l] + heating;
    y.power_W[l] = power;
    heating_Wh[l] += heating * record_h;
  }
}

/* Heat from a heat network, for rooms and hot water. */
IG_INLINE void step_district(const ig_home_block *b, const running *r, const int32_t *draw_J, int32_t step_s, rows y) {
  double per_step = 1.0 / step_s;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double water = draw_J[i] * per_step;
    y.district_water_W[i] = water;
    y.district_W[i] = r->heat_W[i] * b->district[i] + water;
  }
}

/* Tanks, after the heat of the same step: they stand in the heated room; their loss is not counted as a gain. */
IG_INLINE void step_tank(const ig_home_block *b, const outside *o, const int32_t *draw_J, int32_t step_s, running *r,
                         rows y, ig_home_data *d, size_t begin, double set_degC, double band_K, double record_h) {
  double *tank_degC = d->tank_degC + begin, *tank_on = d->tank_on + begin;
  const double *element_W = r->any_open ? r->tank_W : b->tank_W;
  double air_W_W = o->systems.air_water_W_W, ground_W_W = o->systems.ground_water_W_W;
  double *drawn_Wh = d->water_heat_Wh + begin, *unmet_Wh = d->water_unmet_Wh + begin,
         *used_Wh = d->energy_Wh[IG_HOME_HOT_WATER] + begin;
  double per_step = 1.0 / step_s;
  IG_HOME_LANES
  for (int i = 0; i < IG_BLOCK; i++) {
    double tank = tank_degC[i], room = y.indoor_degC[i],
           share = run_s(&r->relay_s[i], IG_DAY_S, b->relay_on_s[i], step_s) * per_step;
    double asked = draw_J[i] * per_step, most = ig_max((tank - empty_tank_degC) * b->tank_J_K[i] * per_step, 0.0);
    double drawn = ig_min(asked, most), gain = b->tank_gain_K_W[i];
    double free = room + (tank - room) * b->tank_keep[i] - drawn * gain;
    double on = tank < set_degC - band_K ? 1.0 : tank_on[i];
    double limit = element_W[i] * share * on, need = ig_max(set_degC - free, 0.0) / gain;
    double power = ig_min(need, limit);
    tank_on[i] = need <= limit ? 0.0 : on; /* reached: wait for the band */
    tank_degC[i] = free + power * gain;
    double electric = power * (b->tank_direct[i] + (b->tank_air[i] * air_W_W + b->tank_ground[i] * ground_W_W));
    y.water_W[i] = electric;
    y.power_W[i] += electric;
    used_Wh[i] += electric * record_h;
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

/* Meters that have opened, and households that are careful after it: rare, so home by home. What they do not draw of
 * appliances, lamps and standby is counted; heating and tank have nothing. */
static void step_open(const ig_home_block *b, ig_home_data *d, size_t begin, running *r, rows y,
                      const ig_home_stretch *x) {
  memcpy(r->limit_W, b->limit_W, sizeof r->limit_W);
  memcpy(r->tank_W, b->tank_W, sizeof r->tank_W);
  r->any_open = false;
  for (int l = 0; l < IG_BLOCK; l++) {
    size_t u = begin + (size_t)l;
    double most_W = d->meter_off_s[u] > 0.0 ? 0.0 : d->careful_s[u] > 0.0 ? d->allowance_W[u] : (double)INFINITY;
    double less_W = ig_max(y.appliance_W[l] - most_W, 0.0);
    y.appliance_W[l] -= less_W;
    r->gain_W[l] -= ig_min(less_W, r->gain_W[l] - (b->asleep_W[l] * y.home[l] + b->awake_W[l] * y.awake[l]));
    d->energy_Wh[IG_HOME_CUT][u] -= less_W * x->record_h;
    if (d->meter_off_s[u] > 0.0) {
      r->limit_W[l] = r->tank_W[l] = 0.0;
      d->off_h[u] += x->record_h;
      if (y.awake[l] > 0.0) d->meter_off_s[u] = ig_max(d->meter_off_s[u] - x->step_s, 0.0);
      if (d->meter_off_s[u] == 0.0) d->careful_s[u] = ig_home_meter_careful_s; /* somebody has closed it */
    } else if (d->careful_s[u] > 0.0) {
      /* Convectors are turned down to what the rest leaves; the tank waits. */
      double left_W = ig_max(0.95 * 1000.0 * d->subscribed_kVA[u] - y.appliance_W[l], 0.0);
      if (b->direct[l] == 1.0) r->limit_W[l] = ig_min(r->limit_W[l], left_W);
      r->tank_W[l] = 0.0;
      d->careful_s[u] = ig_max(d->careful_s[u] - x->step_s, 0.0);
    }
    r->any_open |= d->meter_off_s[u] + d->careful_s[u] > 0.0;
  }
}

/* Opens the meters whose filter or power is beyond the limit, at the end of the step or, at once, inside it. */
static void open_meters(const ig_home_block *b, ig_home_data *d, const ig_home_spec *spec, size_t begin, double at_once,
                        running *r, rows y, const ig_home_stretch *x) {
  for (int l = 0; l < IG_BLOCK; l++) {
    size_t u = begin + (size_t)l;
    bool inside = y.power_W[l] * b->per_cut_W[l] > at_once;
    if (!inside && d->meter_filtered[u] < 1.0) continue;
    double share = inside ? ig_min(ig_home_meter_at_once_s / x->step_s, 1.0) : 1.0,
           subscribed_W = 1000.0 * d->subscribed_kVA[u];
    double other_W = y.power_W[l] - y.appliance_W[l];
    d->allowance_W[u] = ig_max(0.95 * subscribed_W - other_W, 0.6 * subscribed_W);
    d->energy_Wh[IG_HOME_CUT][u] -= (1.0 - share) * y.power_W[l] * x->record_h;
    y.power_W[l] *= share, y.appliance_W[l] *= share, y.heating_W[l] *= share, y.water_W[l] *= share;
    if (inside && x->recording) d->highest_W[u] = ig_max(d->highest_W[u], y.power_W[l]);
    d->meter_filtered[u] = 0.0;
    d->meter_off_s[u] = spec->rearm_s;
    d->careful_s[u] = 0.0;
    d->cut_offs[u] += x->recording;
    r->any_open = true;
  }
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
static void run_steps(ig_home_data *d, const ig_home_spec *spec, const ig_home_systems *systems, const ig_home_block *b,
                      const ig_home_stretch *x, const ig_window *w, size_t begin, running *r) {
  bool looks_up = b->any_boiler || b->any_heat_pump || b->n_cooled > 0 || b->any_tank;
  double *air_degC = d->air_degC + begin, *outer_degC = d->outer_degC + begin, *inner_degC = d->inner_degC + begin;
  double keep = pow(1.0 - ig_home_meter_filter, x->step_s), at_once = ig_home_meter_at_once / spec->cut_off_ratio,
         count = x->recording;
  r->any_open = false;
  for (int i = 0; i < IG_BLOCK; i++)
    r->any_open |= d->meter_off_s[begin + (size_t)i] + d->careful_s[begin + (size_t)i] > 0.0;
  for (int s = 0; s < x->n; s++) {
    size_t now = (size_t)(x->first_step + s);
    outside o = {.out_degC = d->outdoor_degC[now], .ghi_W_m2 = d->ghi_W_m2[now]};
    sky_and_sun(d, now, &o);
    if (looks_up) o.systems = ig_home_systems_at(systems, o.out_degC);
    rows y = rows_of(d, w, begin, x->first_row + s);
    step_levels(b, x, s, &o, r, y, d, begin, x->record_h);
    if (r->any_open) step_open(b, d, begin, r, y, x);
    step_heat(b, &o, r, y, air_degC, outer_degC, inner_degC, d->heat_Wh + begin, d->discomfort_K_h + begin,
              x->record_h);
    if (b->any_boiler) step_boilers(b, &o, systems, r, y, d->heating_gas_Wh + begin, x->record_h);
    if (b->any_heat_pump) step_pumps(b, &o, r, y);
    step_sum(y, d->energy_Wh[IG_HOME_HEATING] + begin, x->record_h);
    if (b->n_cooled > 0)
      step_cool(b, &o, y, air_degC, outer_degC, inner_degC, d->energy_Wh[IG_HOME_COOLING] + begin,
                d->meter_off_s + begin, spec->cooling_degC, x->record_h);
    if (b->any_district) step_district(b, r, x->district_draw_J[s], x->step_s, y);
    if (b->any_tank) /* else the series keeps the zeros it was allocated with */
      step_tank(b, &o, x->draw_J[s], x->step_s, r, y, d, begin, spec->tank_set_degC, spec->tank_band_K, x->record_h);
    if (ig_home_meter_step(b, y.power_W, keep, at_once, d->meter_filtered + begin, d->highest_W + begin, count))
      open_meters(b, d, spec, begin, at_once, r, y, x);
  }
  if (x->recording) end_stretch(d, begin, r);
}

void ig_home_heat_run(ig_batch *batch, const ig_home_stretch *x, const ig_window *w, size_t begin) {
  const ig_home_own_data *own = batch->own;
  const ig_home_block *b = own->block + begin / IG_BLOCK;
  int64_t local_s = x->begin_s + ig_clock_offset_s(&batch->site->clock, x->begin_s);
  running r;
  if (x->begin_s - ig_floor_div(x->begin_s, IG_HOUR_S) * IG_HOUR_S < x->step_s) /* the first of the hour */
    ig_home_heat_cold(batch->data, b, begin);
  begin_stretch(b, x, (int32_t)(local_s - ig_floor_div(local_s, IG_DAY_S) * IG_DAY_S), &r);
  run_steps(batch->data, batch->spec, &own->systems, b, x, w, begin, &r);
}
