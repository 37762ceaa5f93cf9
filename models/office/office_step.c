/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One window of a block of office buildings: for every step the uses of electricity, the heat they leave behind,
 * and the ideal control of the rooms. Equations: office.md. */
#include "models/office/office.h"

/* Heat of a seated office worker that warms the room, W (ASHRAE 2013 ch. 18; W. P. Jones table 7.16: 75-90). */
#define PERSON_W 80.0
/* Shares of gains that reach the building mass as radiation: persons and lamps (ASHRAE), electronics, sun. */
#define PERSON_RADIANT 0.6
#define LAMP_RADIANT 0.5
#define DEVICE_RADIANT 0.2
#define SUN_RADIANT 0.7
/* Pumps, fans of fan coils and towers on top of the chiller's own power: 15 %. */
#define COOLING_AUXILIARY 1.15
/* Gas of a canteen for each Wh of its electricity: half a kWh and 0.7 kWh a meal. */
#define COOKING_GAS (0.5 / 0.7)

/* What all buildings share in one step. */
typedef struct moment {
  double outdoor_degC, north_W_m2, east_W_m2, south_W_m2, west_W_m2; /* irradiance behind blinds */
  double daylight, server_eer_1, chiller_1, cop_1;                   /* 1 / EER at rated 1, 1 / COP */
  double begin_s, end_s;                                             /* of the local day */
  double work;                                                       /* 1 on workdays */
  double kitchen;                                                    /* power of canteens over its daily mean */
  double free_cooling;                                               /* 0 above 18 degC outdoors, 1 below 12 */
} moment;

/* Sums of a window, Wh when multiplied by the step in hours. */
typedef struct sums {
  double lighting[IG_BLOCK], plugs[IG_BLOCK], servers[IG_BLOCK], common[IG_BLOCK], ventilation[IG_BLOCK],
      heating[IG_BLOCK], cooling[IG_BLOCK], cooking[IG_BLOCK], heat[IG_BLOCK], persons[IG_BLOCK], cold[IG_BLOCK],
      warm[IG_BLOCK];
  double total[IG_BLOCK], presence[IG_BLOCK]; /* since the last flush to the hour statistics */
} sums;

typedef struct rows {
  double *restrict power, *restrict heating, *restrict cooling, *restrict occupants, *restrict indoor,
                                                                                         *restrict district;
} rows;

/* Power of a canteen over the day: ovens and cold kitchen from 7:30, full from 10 to 13:30, dish washing to 15:30. The
 * mean over 24 h is 1. */
static double kitchen_shape(double local_s) {
  double h = local_s / 3600.0;
  double up = ig_clamp((h - 7.5) / 2.5, 0.0, 1.0), down = ig_clamp((15.5 - h) / 2.0, 0.0, 1.0);
  return ig_min(up, down) * (24.0 / (0.5 * 2.5 + 3.5 + 0.5 * 2.0));
}

static moment moment_at(const ig_office_data *d, int step, double begin_s, double step_s, bool workday) {
  double t = d->outdoor_degC[step];
  return (moment){.outdoor_degC = t,
                  .north_W_m2 = d->north_W_m2[step] * ig_hvac_blinds(d->north_W_m2[step]),
                  .east_W_m2 = d->east_W_m2[step] * ig_hvac_blinds(d->east_W_m2[step]),
                  .south_W_m2 = d->south_W_m2[step] * ig_hvac_blinds(d->south_W_m2[step]),
                  .west_W_m2 = d->west_W_m2[step] * ig_hvac_blinds(d->west_W_m2[step]),
                  .daylight = ig_hvac_daylight(d->ghi_W_m2[step]),
                  .chiller_1 = COOLING_AUXILIARY / ig_hvac_chiller_eer(1.0, t),
                  .server_eer_1 = 1.0 / ig_hvac_chiller_eer(1.0, t),
                  .cop_1 = 1.0 / ig_hvac_cop_air(ig_hvac_radiator_degC(t) - t),
                  .begin_s = begin_s,
                  .end_s = begin_s + step_s,
                  .free_cooling = ig_clamp((18.0 - t) / 6.0, 0.0, 1.0),
                  .work = workday ? 1.0 : 0.0,
                  .kitchen = workday ? kitchen_shape(begin_s + 0.5 * step_s) : 0.0};
}

/* Electricity of people and services; leaves the heat for the rooms in gain_air and gain_mass, W. */
IG_INLINE void uses(const ig_office_lanes *restrict k, const moment *m, const int32_t *restrict person_s,
                    const double *restrict meals, double per_step, size_t lanes, sums *restrict sum,
                    double *restrict occupants, double *restrict on, double *restrict power, double *restrict gain_air,
                    double *restrict gain_mass) {
  for (size_t i = 0; i < lanes; i++) {
    double persons = person_s[i] * per_step, share = persons * k->per_employee[i];
    double systems = m->work * ig_hvac_hours_share(k->start_s[i], k->stop_s[i], m->begin_s, m->end_s);
    systems = systems >= 0.5 ? 1.0 : 0.0;
    /* Zones of eight desks are lit when somebody is there; 1 - share is the chance that a desk is empty. */
    double empty = 1.0 - ig_min(share, 1.0), empty2 = empty * empty, empty4 = empty2 * empty2;
    double lit = ig_max(1.0 - empty4 * empty4, k->light_timed[i] * systems) * (1.0 - k->light_day[i] * m->daylight);
    double lighting = k->light_W[i] * (k->light_night[i] + (1.0 - k->light_night[i]) * lit);
    double plugs = k->plug_absent_W[i] + persons * k->plug_person_W[i];
    double common = k->common_W[i] + k->lifts_W[i] * share;
    double ventilation = k->fan_W[i] * (systems > 0.5 ? 1.0 : k->night_flow[i]) + k->pump_W[i] * systems;
    double cooking = k->meal_W[i] * meals[i] * m->kitchen;
    double server_cooling = k->servers_W[i] * m->server_eer_1 / k->rated_eer[i];
    occupants[i] = persons;
    on[i] = systems;
    power[i] = lighting + plugs + k->servers_W[i] + common + ventilation + cooking + server_cooling;
    /* In winter outdoor air carries off what core zones have too much of; it never reaches the facade. */
    double kept = 1.0 - k->core[i] * m->free_cooling;
    double body = persons * PERSON_W * kept, lamps = lighting * kept, devices = (plugs + 0.5 * common) * kept;
    gain_air[i] = body * (1.0 - PERSON_RADIANT) + lamps * (1.0 - LAMP_RADIANT) + devices * (1.0 - DEVICE_RADIANT);
    gain_mass[i] = body * PERSON_RADIANT + lamps * LAMP_RADIANT + devices * DEVICE_RADIANT;
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

#define PICK(field) (on[i] > 0.5 ? k->on.field[i] : k->off.field[i])

/* The rooms: sun and gains, ideal heating and cooling, new temperatures. */
IG_INLINE void rooms(const ig_office_lanes *restrict k, const moment *m, size_t lanes, const double *restrict on,
                     const double *restrict gain_air, const double *restrict gain_mass, double *restrict t_air,
                     double *restrict t_mass, sums *restrict sum, rows row) {
  for (size_t i = 0; i < lanes; i++) {
    double sun = k->sun_north[i] * m->north_W_m2 + k->sun_east[i] * m->east_W_m2 + k->sun_south[i] * m->south_W_m2 +
                 k->sun_west[i] * m->west_W_m2;
    double q_air = gain_air[i] + sun * (1.0 - SUN_RADIANT), q_mass = gain_mass[i] + sun * SUN_RADIANT;
    double free_air =
        PICK(aa) * t_air[i] + PICK(am) * t_mass[i] + PICK(ae) * m->outdoor_degC + PICK(ga) * q_air + PICK(gam) * q_mass;
    double gain = on[i] > 0.5 ? k->gain_on_W_K[i] : k->gain_off_W_K[i];
    double set_heat = on[i] > 0.5 ? k->heat_on[i] : k->heat_off[i],
           set_cool = on[i] > 0.5 ? k->cool_on[i] : k->cool_off[i];
    double windows =
        k->windows_W_K[i] * ig_max(t_air[i] - m->outdoor_degC, 0.0); /* people without a chiller open them */
    double q = ig_hvac_ideal_W(free_air, gain, set_heat, set_cool, k->heat_most[i], k->cool_most[i] + windows);
    double next_mass = PICK(ma) * t_air[i] + PICK(mm) * t_mass[i] + PICK(me) * m->outdoor_degC +
                       PICK(gma) * (q_air + q) + PICK(gm) * q_mass;
    double next_air = free_air + PICK(ga) * q;
    double heat = ig_max(q, 0.0), cold = ig_max(-q, 0.0);
    double heating = heat * (k->pump[i] * m->cop_1 + k->direct[i]), cooling = cold * m->chiller_1 * k->chiller[i];
    t_air[i] = next_air;
    t_mass[i] = next_mass;
    row.power[i] += heating + cooling;
    row.heating[i] = heat;
    row.cooling[i] = cold;
    row.district[i] = heat * k->district[i];
    row.indoor[i] = next_air;
    sum->heating[i] += heating;
    sum->cooling[i] += cooling;
    sum->heat[i] += heat;
    sum->cold[i] += on[i] * (next_air < set_heat - 1.0 ? 1.0 : 0.0);
    sum->warm[i] += on[i] * (next_air > 27.0 ? 1.0 : 0.0);
    sum->total[i] += row.power[i];
  }
}

/* Steps [first, last) of a window, all in one plan and with the same calendar. */
IG_CLONES static void run_step(const ig_office_lanes *restrict k, const moment *m, const int32_t *restrict person_s,
                               const double *restrict meals, double per_step, size_t lanes, double *restrict t_air,
                               double *restrict t_mass, sums *restrict sum, const rows *row) {
  double on[IG_BLOCK], gain_air[IG_BLOCK], gain_mass[IG_BLOCK];
  uses(k, m, person_s, meals, per_step, lanes, sum, row->occupants, on, row->power, gain_air, gain_mass);
  rooms(k, m, lanes, on, gain_air, gain_mass, t_air, t_mass, sum, *row);
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
    d->gas_Wh[u] += (s->heat[i] * k->gas[i] + s->cooking[i] * COOKING_GAS) * h;
    d->district_heat_Wh[u] += s->heat[i] * k->district[i] * h;
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
    run_step(k, &m, person_s, p->meals, per_step, lanes, d->t_air_degC + begin, d->t_mass_degC + begin, &sum, &row);
    pending++;
  }
  flush_hours(d, &sum, &local, w->recording, step_s, pending, begin, end);
  if (w->recording) add_totals(k, d, &sum, step_s, begin, end);
}
