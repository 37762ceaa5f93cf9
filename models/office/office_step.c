/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window of a block of office buildings: for every step the uses of electricity, the heat they leave behind,
 * and the ideal control of the rooms. Equations: office.md. */
#include "models/office/office.h"
#include "models/physics/chiller.h"
#include "models/physics/heat_pump.h"

/* Heat of a seated office worker that warms the room, W (ASHRAE 2013 ch. 18; W. P. Jones table 7.16: 75-90). */
#define PERSON_W 80.0
/* Shares of gains that reach the building mass as radiation: persons and lamps (ASHRAE), electronics, sun. */
#define PERSON_RADIANT 0.6
#define LAMP_RADIANT 0.5
#define DEVICE_RADIANT 0.2
/* Fans of the servers' coolers on top of the machine's own power: 15 % (D). */
#define SERVER_AUXILIARY 1.15
/* Room air at the coil of split units: 24 degC at half humidity; chilled water of central chillers. */
#define WET_BULB_DEGC 17.0
#define CHILLED_WATER_DEGC 7.0
/* Cooling runs in working hours; only a heat wave in an empty building starts it else. */
#define COOL_OFF_DEGC 35.0

/* What all buildings share in one step. */
typedef struct moment {
  double outdoor_degC, sky_K, ghi_W_m2; /* sky_K: how much colder the sky is than the air */
  double wall_W_m2[4], window_W_m2[4];  /* north, east, south, west; on walls; behind blinds */
  double daylight, server_eer_1, cop_1[IG_OFFICE_LEVELS], capacity; /* 1 / EER at rated 1, 1 / COP, of heat pumps */
  double central_1, split_1; /* of chillers: electricity for a unit of cold at full load, rated EER 1 */
  ig_boiler_water water[IG_OFFICE_LEVELS];
  double local_s;      /* middle of the step */
  double work;         /* 1 on workdays */
  double free_cooling; /* 0 above 18 degC outdoors, 1 below 12 */
} moment;

/* Sums of a window, Wh when multiplied by the step in hours. */
typedef struct sums {
  double lighting[IG_BLOCK], plugs[IG_BLOCK], servers[IG_BLOCK], common[IG_BLOCK], ventilation[IG_BLOCK],
      heating[IG_BLOCK], cooling[IG_BLOCK], cooking[IG_BLOCK], heat[IG_BLOCK], persons[IG_BLOCK], cold[IG_BLOCK],
      warm[IG_BLOCK], gas[IG_BLOCK], district[IG_BLOCK];
  double total[IG_BLOCK], presence[IG_BLOCK]; /* since the last flush to the hour statistics */
} sums;

typedef struct rows {
  double *restrict power, *restrict heating, *restrict cooling, *restrict occupants, *restrict indoor,
                                                                                         *restrict district;
} rows;

/* What is handed from one part of a step to the next, for each lane. */
typedef struct hand {
  double on[IG_BLOCK], flow[IG_BLOCK];                 /* share of air handlers that run; of the design air flow */
  double gain_air[IG_BLOCK], gain_radiative[IG_BLOCK]; /* W */
} hand;

/* Power of a canteen over its daily mean: ovens and cold kitchen from 7:30, full from 10 to 13:30, dish washing to
 * 15:30. */
IG_INLINE double kitchen_shape(double local_s) {
  double h = local_s / 3600.0;
  double up = ig_clamp((h - 7.5) / 2.5, 0.0, 1.0), down = ig_clamp((15.5 - h) / 2.0, 0.0, 1.0);
  return ig_min(up, down) * (24.0 / (0.5 * 2.5 + 3.5 + 0.5 * 2.0));
}

/* Shares of the design excess of water over room (the bent heating curve) and of the design load. */
typedef struct heating_curve {
  double bent, load;
} heating_curve;

static heating_curve curve_at(double outdoor_degC) {
  return (heating_curve){ig_heat_pump_curve_degC(outdoor_degC, -7.0, 21.0, 1.3) - 20.0,
                         ig_clamp((20.0 - outdoor_degC) / 27.0, 0.0, 1.0)};
}

static moment moment_at(const ig_office_data *d, int step, double begin_s, double step_s, bool workday) {
  double t = d->outdoor_degC[step];
  moment m = {.outdoor_degC = t,
              .sky_K = t - d->sky_degC[step],
              .ghi_W_m2 = d->ghi_W_m2[step],
              .wall_W_m2 = {d->north_W_m2[step], d->east_W_m2[step], d->south_W_m2[step], d->west_W_m2[step]},
              .window_W_m2 = {d->through_north_W_m2[step], d->through_east_W_m2[step], d->through_south_W_m2[step],
                              d->through_west_W_m2[step]},
              .daylight = ig_hvac_daylight(d->ghi_W_m2[step]),
              .server_eer_1 = SERVER_AUXILIARY / ig_chiller_split_eer(1.0, WET_BULB_DEGC, t, 0.5),
              .central_1 = 1.0 / ig_chiller_central_eer(1.0, CHILLED_WATER_DEGC, t, 1.0),
              .split_1 = 1.0 / ig_chiller_split_eer(1.0, WET_BULB_DEGC, t, 1.0),
              .capacity = ig_heat_pump_capacity(t),
              .local_s = begin_s + 0.5 * step_s,
              .free_cooling = ig_clamp((18.0 - t) / 6.0, 0.0, 1.0),
              .work = workday ? 1.0 : 0.0};
  for (int k = 0; k < 4; k++) m.window_W_m2[k] *= ig_hvac_blinds(m.wall_W_m2[k]);
  heating_curve c = curve_at(t);
  double frost = ig_heat_pump_frost(t);
  for (int l = 0; l < IG_OFFICE_LEVELS; l++) {
    double pump_degC = 20.0 + (ig_office_pump_degC[l] - 20.0) * c.bent;
    double boiler_degC = 20.0 + (ig_office_boiler_degC[l] - 20.0) * c.bent;
    m.cop_1[l] = 1.0 / (ig_hvac_cop_air(pump_degC - t) * frost);
    m.water[l] = (ig_boiler_water){boiler_degC, boiler_degC - 15.0 * c.load, 20.0};
  }
  return m;
}

/* Share of what starts at start_s within a ramp and stops at stop_s likewise. */
IG_INLINE double running(double start_s, double stop_s, double ramp_s, double local_s) {
  return ig_clamp(ig_min(local_s - start_s, stop_s - local_s) / ramp_s, 0.0, 1.0);
}

/* Electricity of people and services; leaves the heat for the rooms in the hand. */
IG_INLINE void uses(const ig_office_lanes *restrict k, const moment *m, const int32_t *restrict person_s,
                    const double *restrict meals, double per_step, size_t lanes, sums *restrict sum,
                    double *restrict occupants, double *restrict power, const double *restrict t_air,
                    hand *restrict h) {
  IG_OFFICE_LANES for (size_t i = 0; i < lanes; i++) {
    double persons = person_s[i] * per_step, share = persons * k->per_employee[i];
    double systems = m->work * running(k->start_s[i], k->stop_s[i], k->ramp_s[i], m->local_s);
    /* Night cooling: fans at full flow while it is warm inside and colder outdoors. */
    bool cool_night =
        k->night_cooling[i] > 0.0 && t_air[i] > 23.0 && m->outdoor_degC < t_air[i] - 3.0 && m->outdoor_degC > 10.0;
    double flow = cool_night ? 1.0 : k->night_flow[i] + (1.0 - k->night_flow[i]) * systems;
    /* Zones of eight desks are lit when somebody is there; 1 - share is the chance that a desk is empty. */
    double empty = 1.0 - ig_min(share, 1.0), empty2 = empty * empty, empty4 = empty2 * empty2;
    double lit = ig_max(1.0 - empty4 * empty4, k->light_timed[i] * systems) * (1.0 - k->light_day[i] * m->daylight);
    double lighting = k->light_W[i] * (k->light_night[i] + (1.0 - k->light_night[i]) * lit);
    double plugs = k->plug_absent_W[i] + persons * k->plug_person_W[i];
    double common = k->common_W[i] + k->lifts_W[i] * share;
    double ventilation = k->fan_W[i] * flow + k->coils_W[i] * systems;
    double cooking = k->meal_W[i] * meals[i] * m->work * kitchen_shape(m->local_s - k->kitchen_late_s[i]);
    double server_cooling = k->servers_W[i] * m->server_eer_1 / k->rated_eer[i];
    occupants[i] = persons;
    h->on[i] = systems;
    h->flow[i] = flow;
    power[i] = lighting + plugs + k->servers_W[i] + common + ventilation + cooking + server_cooling;
    /* In winter outdoor air carries off what core zones have too much of; it never reaches the facade. */
    double kept = 1.0 - k->core[i] * m->free_cooling;
    double body = persons * PERSON_W * kept, lamps = lighting * kept, devices = (plugs + 0.5 * common) * kept;
    h->gain_air[i] = body * (1.0 - PERSON_RADIANT) + lamps * (1.0 - LAMP_RADIANT) + devices * (1.0 - DEVICE_RADIANT);
    h->gain_radiative[i] = body * PERSON_RADIANT + lamps * LAMP_RADIANT + devices * DEVICE_RADIANT;
    sum->lighting[i] += lighting;
    sum->plugs[i] += plugs;
    sum->servers[i] += k->servers_W[i];
    sum->common[i] += common;
    sum->ventilation[i] += ventilation;
    sum->cooking[i] += cooking;
    sum->cooling[i] += server_cooling;
    sum->persons[i] += persons;
    sum->presence[i] += persons;
  }
}

/* Share of the exhaust air's heat that is used: none that would warm the supply above 18 degC (or, in a heat wave, all:
 * the exhaust air is colder). */
IG_INLINE double recovered(double most, double outdoor_degC, double room_degC) {
  double wanted = ig_min(ig_max(18.0 - outdoor_degC, 0.0) / ig_max(room_degC - outdoor_degC, 0.1), most);
  return outdoor_degC > room_degC ? most : wanted;
}

/* Set-point of heating: from the set-back along the ramp of the start; optimal start: the line that reaches it at
 * start_s with what the plant has to spare at this temperature outdoors, 0.5 K/h at least. */
IG_INLINE double heat_degC(const ig_office_lanes *restrict k, size_t i, const moment *m, double on) {
  double spare_W = k->heat_most[i] - k->rooms.loss_W_K[i] * (k->heat_on[i] - m->outdoor_degC);
  double rise_K_h = ig_max(spare_W * k->rooms.rise_K_Wh[i], 0.5);
  double early = k->heat_on[i] - rise_K_h * (k->start_s[i] - m->local_s) / 3600.0;
  /* Both ways are computed and one is taken: branches would keep the loop from vectors. */
  double chosen = k->optimal[i] * m->work, optimal = m->local_s < k->stop_s[i] - k->ramp_s[i] ? chosen : 0.0;
  double timed = k->heat_off[i] + (k->heat_on[i] - k->heat_off[i]) * on;
  early = ig_clamp(early, k->heat_off[i], k->heat_on[i]);
  return optimal > 0.0 ? early : timed;
}

/* One state of a zone at the end of the step but for heat given by plant and outdoor air. */
#define FREE(s)                                                                                         \
  (r->keep[s][0][i] * t_air[i] + r->keep[s][1][i] * t_outer[i] + r->keep[s][2][i] * t_inner[i] +        \
   r->outdoor[s][i] * m->outdoor_degC + r->convective[s][i] * h->gain_air[i] +                          \
   r->radiative[s][i] * h->gain_radiative[i] + r->sun[s][i] * sun_W + r->outside[s][i] * outside_degC + \
   r->windows[s][i] * windows_degC)

/* The rooms: sun and gains, heating and cooling, new temperatures. */
IG_INLINE void rooms(const ig_office_lanes *restrict k, const moment *m, size_t lanes, const hand *restrict h,
                     double *restrict t_air, double *restrict t_outer, double *restrict t_inner, sums *restrict sum,
                     rows row) {
  const ig_office_rooms *restrict r = &k->rooms;
  IG_OFFICE_LANES for (size_t i = 0; i < lanes; i++) {
    double sun_W = r->glass_m2[i] * (k->share_north[i] * m->window_W_m2[0] + k->share_east[i] * m->window_W_m2[1] +
                                     k->share_south[i] * m->window_W_m2[2] + k->share_west[i] * m->window_W_m2[3]);
    double wall_W_m2 = k->share_north[i] * m->wall_W_m2[0] + k->share_east[i] * m->wall_W_m2[1] +
                       k->share_south[i] * m->wall_W_m2[2] + k->share_west[i] * m->wall_W_m2[3];
    double outside_degC =
        m->outdoor_degC + r->wall_K_m2W[i] * wall_W_m2 + r->roof_K_m2W[i] * m->ghi_W_m2 - r->sky_outside[i] * m->sky_K;
    double windows_degC = m->outdoor_degC + r->panes_K_W[i] * sun_W - r->sky_windows[i] * m->sky_K;
    double free_air = FREE(0), free_outer = FREE(1), free_inner = FREE(2);
    double air_W_K = k->air_W_K[i] * h->flow[i] * (1.0 - recovered(k->recovery[i], m->outdoor_degC, t_air[i]));
    double set_heat = heat_degC(k, i, m, h->on[i]);
    double cool_on = m->work * running(k->cool_start_s[i], k->stop_s[i], k->ramp_s[i], m->local_s);
    double set_cool = COOL_OFF_DEGC + (k->cool_on[i] - COOL_OFF_DEGC) * cool_on;
    double opened = k->windows_W_K[i] * ig_max(t_air[i] - m->outdoor_degC, 0.0); /* without a chiller, by hand */
    double by_emitter = k->radiative[i], from_emitter = k->heat_air[i], from_air = r->convective[0][i];
    double middle_degC = 0.5 * (set_heat + set_cool);
    double share = free_air < middle_degC ? by_emitter : 0.0, to_air = free_air < middle_degC ? from_emitter : from_air;
    ig_rc_control c = ig_rc_control_of(free_air, free_air, to_air, to_air, r->convective[0][i], r->convective[0][i],
                                       air_W_K, m->outdoor_degC);
    double q = ig_rc_ideal_W(c, set_heat, set_cool, k->heat_most[i], k->cool_most[i] + opened);
    double next_air = c.free_degC + c.gain_K_W * q;
    double into_air = (1.0 - share) * q + air_W_K * (m->outdoor_degC - next_air), radiated = share * q;
    double heat = ig_max(q, 0.0), cold = ig_max(-q, 0.0);
    t_air[i] = next_air;
    t_outer[i] = free_outer + r->convective[1][i] * into_air + r->radiative[1][i] * radiated;
    t_inner[i] = free_inner + r->convective[2][i] * into_air + r->radiative[2][i] * radiated;
    row.heating[i] = heat;
    row.cooling[i] = cold;
    row.indoor[i] = next_air;
    sum->heat[i] += heat;
    double whole = h->on[i] >= 1.0 ? 1.0 : 0.0;
    sum->cold[i] += next_air < set_heat - 1.0 ? whole : 0.0;
    sum->warm[i] += next_air > 27.0 ? whole : 0.0;
  }
}

/* What the plant takes for the heat and cold of the rooms. */
IG_INLINE void plant(const ig_office_lanes *restrict k, const moment *m, size_t lanes, sums *restrict sum, rows row) {
  IG_OFFICE_LANES for (size_t i = 0; i < lanes; i++) {
    double heat = row.heating[i], cold = row.cooling[i];
    double cop_1 = k->pump[0][i] * m->cop_1[0] + k->pump[1][i] * m->cop_1[1] + k->pump[2][i] * m->cop_1[2];
    /* Heat pump up to its capacity of the moment, an electric heater beyond. */
    double by_pump = ig_min(heat, k->pump_rated_W[i] * IG_OFFICE_DISTRIBUTION * m->capacity);
    double given = cop_1 > 0.0 ? 1.0 : 0.0;
    double with_pump = by_pump * cop_1 + (heat - by_pump) / IG_OFFICE_DISTRIBUTION, direct = heat * k->direct[i];
    double heating = given * with_pump + direct; /* a building has one of the two */
    double load = cold / ig_max(k->cool_most[i], 1.0);
    double cooling = cold * (k->central[i] * m->central_1 * ig_chiller_central_part(load) +
                             k->split[i] * m->split_1 * ig_chiller_split_part(load));
    double hot_W = k->hot_pump_W[i], cold_W = k->cold_pump_W[i] * ig_clamp(load, 0.3, 1.0);
    double pumps = (heat > 0.0 ? hot_W : 0.0) + (cold > 0.0 ? cold_W : 0.0);
    double district = heat * k->district[i] + k->district_loss_W[i];
    row.district[i] = heat > 0.0 ? district : 0.0;
    row.power[i] += heating + cooling + pumps;
    sum->heating[i] += heating;
    sum->cooling[i] += cooling;
    sum->ventilation[i] += pumps;
    sum->district[i] += row.district[i];
  }
}

/* Steps [first, last) of a window, all in one plan and with the same calendar. */
IG_CLONES static void run_step(const ig_office_lanes *restrict k, const moment *m, const int32_t *restrict person_s,
                               const double *restrict meals, double per_step, size_t lanes, double *restrict t_air,
                               double *restrict t_outer, double *restrict t_inner, sums *restrict sum,
                               const rows *row) {
  hand h;
  uses(k, m, person_s, meals, per_step, lanes, sum, row->occupants, row->power, t_air, &h);
  rooms(k, m, lanes, &h, t_air, t_outer, t_inner, sum, *row);
  plant(k, m, lanes, sum, *row);
}

/* Boilers of the block: fuel and the electricity of burners. Kept hot in the heating season, else only when used. */
static void boilers(const ig_office_lanes *k, const moment *m, size_t n, sums *sum, const rows *row) {
  for (size_t i = 0; i < n; i++) {
    const ig_boiler *b = &k->boiler[i];
    double heat = row->heating[i] / IG_OFFICE_DISTRIBUTION;
    if (!(b->rated_W > 0.0) || (!(heat > 0.0) && m->outdoor_degC > IG_OFFICE_SEASON_DEGC)) continue;
    double burner = ig_boiler_auxiliary_W(b, heat);
    sum->gas[i] += ig_boiler_fuel_W(b, m->water[k->level[i]], heat);
    sum->ventilation[i] += burner;
    row->power[i] += burner;
  }
}

/* Degree days: adds the step to the day in hand, which the first step of the next local day closes. */
static void count_degrees(ig_office_data *d, double outdoor_degC, double step_s, bool first, size_t begin, size_t end) {
  for (size_t u = begin; u < end; u++) {
    if (first) ig_office_decree_day(d, u);
    d->day_K_s[u] += outdoor_degC * step_s;
    d->day_s[u] += step_s;
  }
}

/* Adds what ran since the last flush to the statistics by hour and by weekday (workdays; plain weekends). */
static void flush_hours(ig_office_data *d, sums *s, const ig_local *l, bool recording, double step_s, int steps,
                        size_t begin, size_t end) {
  bool counted = recording && !l->public_holiday;
  size_t hour = (size_t)(l->second_of_day / IG_HOUR_S), weekday = (size_t)l->weekday;
  for (size_t i = 0; counted && i < end - begin; i++) {
    size_t u = begin + i;
    d->weekday_Wh[u * 7 + weekday] += s->total[i] * step_s / 3600.0;
    d->weekday_s[u * 7 + weekday] += steps * step_s;
    if (!l->workday) continue;
    d->hour_Wh[u * 24 + hour] += s->total[i] * step_s / 3600.0;
    d->hour_person_s[u * 24 + hour] += s->presence[i] * step_s;
    d->hour_s[u * 24 + hour] += steps * step_s;
  }
  for (size_t i = 0; i < IG_BLOCK; i++) s->total[i] = s->presence[i] = 0.0;
}

/* Adds the window's sums to the totals. */
static void add_totals(const ig_office_lanes *k, ig_office_data *d, const sums *s, double step_s, size_t begin,
                       size_t end) {
  double h = step_s / 3600.0;
  for (size_t u = begin; u < end; u++) {
    size_t i = u - begin;
    d->lighting_Wh[u] += s->lighting[i] * h;
    d->plugs_Wh[u] += s->plugs[i] * h;
    d->servers_Wh[u] += s->servers[i] * h;
    d->common_Wh[u] += s->common[i] * h;
    d->ventilation_Wh[u] += s->ventilation[i] * h;
    d->heating_Wh[u] += s->heating[i] * h;
    d->cooling_Wh[u] += s->cooling[i] * h;
    d->cooking_Wh[u] += s->cooking[i] * h;
    d->heat_Wh[u] += s->heat[i] * h;
    double gas = s->gas[i] + s->cooking[i] * IG_OFFICE_COOKING_GAS;
    double electricity = s->lighting[i] + s->plugs[i] + s->servers[i] + s->common[i] + s->ventilation[i] +
                         s->heating[i] + s->cooling[i] + s->cooking[i];
    d->gas_Wh[u] += gas * h;
    d->district_heat_Wh[u] += s->district[i] * h;
    d->final_Wh[u] += (electricity + gas + s->district[i]) * h;
    d->cold_h[u] += s->cold[i] * h;
    d->warm_h[u] += s->warm[i] * h;
    d->audit_binned_Wh[u] += s->persons[i] * k->plug_person_W[i] * h;
  }
}

void ig_office_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  const ig_office_own *own = batch->own;
  ig_office_data *d = batch->data;
  const ig_office_lanes *k = &own->lanes[begin / IG_BLOCK];
  const ig_office_plan *p = &own->plan[begin / IG_BLOCK];
  const ig_clock *clock = &batch->site->clock;
  if (end > batch->n) end = batch->n;
  size_t lanes = ig_office_lanes_of(end - begin);
  double step_s = w->step_s, per_step = 1.0 / step_s;
  sums sum = {0};
  double *t_air = d->t_air_degC + begin, *t_mass = d->t_mass_degC + 2 * begin, t_outer[IG_BLOCK], t_inner[IG_BLOCK];
  for (size_t i = 0; i < lanes; i++) t_outer[i] = t_mass[2 * i], t_inner[i] = t_mass[2 * i + 1];
  ig_local local = ig_clock_local(clock, w->begin_s);
  int pending = 0;
  for (int s = 0; s < w->n_steps; s++) {
    int64_t t = w->begin_s + (int64_t)s * w->step_s;
    /* Everything the calendar knows can change only on a quarter of an hour. */
    if (s > 0) {
      ig_local next = local;
      next.second_of_day += w->step_s;
      if (t % 900 < w->step_s) next = ig_clock_local(clock, t);
      if (next.second_of_day / IG_HOUR_S != local.second_of_day / IG_HOUR_S || next.day != local.day) {
        flush_hours(d, &sum, &local, w->recording, step_s, pending, begin, end);
        pending = 0;
      }
      local = next;
    }
    ig_office_presence_plan(batch, begin, end, t);
    moment m = moment_at(d, w->first_step + s, local.second_of_day, step_s, local.workday);
    size_t at = (size_t)s * IG_BLOCK;
    rows row = {.power = ig_tile(d->power_W, w, begin) + at,
                .heating = ig_tile(d->heating_power_W, w, begin) + at,
                .cooling = ig_tile(d->cooling_power_W, w, begin) + at,
                .occupants = ig_tile(d->occupants, w, begin) + at,
                .indoor = ig_tile(d->indoor_degC, w, begin) + at,
                .district = ig_tile(d->district_W, w, begin) + at};
    const int32_t *person_s = p->person_s + (size_t)((t - p->begin_s) / w->step_s) * IG_BLOCK;
    run_step(k, &m, person_s, p->meals, per_step, lanes, t_air, t_outer, t_inner, &sum, &row);
    boilers(k, &m, end - begin, &sum, &row);
    for (size_t i = 0; i < lanes; i++) sum.total[i] += row.power[i];
    if (w->recording) count_degrees(d, m.outdoor_degC, step_s, local.second_of_day < w->step_s, begin, end);
    pending++;
  }
  for (size_t i = 0; i < lanes; i++) t_mass[2 * i] = t_outer[i], t_mass[2 * i + 1] = t_inner[i];
  flush_hours(d, &sum, &local, w->recording, step_s, pending, begin, end);
  if (w->recording) add_totals(k, d, &sum, step_s, begin, end);
}
