/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Electric vehicles' own data, shared by the model's files only. What is modelled: ev.md.
 *
 *   ev.c        the table of fields, ports, KPIs
 *   ev_build.c  points and cars: who charges where, with which battery
 *   ev_owner.c  whose car it is: generated cars are dealt out to households
 *   ev_day.c    a car's coming day: tours, absences
 *   ev_follow.c the same of a car that belongs to a household: its plan's times
 *   ev_step.c   events, energy, series
 *   ev_charge.h formulas of consumption and charging
 */
#ifndef IG_EV_H
#define IG_EV_H

#include "models/ev/ev_charge.h"
#include "sim/model.h"

enum { IG_EV_CARS = 8, IG_EV_STAGES = 4, IG_EV_CLASSES = 4, IG_EV_PLACES = 4, IG_EV_SLOTS = 48 };
enum { IG_EV_PERSONS = 6 }; /* of a home at most: width of the fields that are read there */

typedef enum ig_ev_place { IG_EV_HOME, IG_EV_WORK, IG_EV_STREET, IG_EV_OUTSIDE } ig_ev_place;
typedef enum ig_ev_start { IG_EV_AT_ONCE, IG_EV_OFF_PEAK } ig_ev_start;

/* Kinds of tours: to work and out on the evening of such a day; before and after noon of other workdays, and of days
 * off. */
typedef enum ig_ev_tour {
  IG_EV_TO_WORK,
  IG_EV_EVENING,
  IG_EV_MORNING,
  IG_EV_AFTERNOON,
  IG_EV_MORNING_OFF,
  IG_EV_AFTERNOON_OFF,
  IG_EV_TOURS
} ig_ev_tour;

/* What a car does: state `charge`. */
typedef enum ig_ev_state { IG_EV_AWAY, IG_EV_PARKED, IG_EV_WAITING, IG_EV_CHARGING, IG_EV_FULL } ig_ev_state;

/* What a draw is for (sim/rng.h). The ordinal is 8 times the car's number and more. */
enum {
  IG_EV_DRAW_PLACE = 1,
  IG_EV_DRAW_POWER,
  IG_EV_DRAW_BATTERY,
  IG_EV_DRAW_HYBRID,
  IG_EV_DRAW_COMMUTER,
  IG_EV_DRAW_DISTANCE,
  IG_EV_DRAW_HABIT,
  IG_EV_DRAW_PLUG_IN,
  IG_EV_DRAW_LONG_TRIPS,
  IG_EV_DRAW_DAILY,
  IG_EV_DRAW_OFF_PEAK,
  IG_EV_DRAW_START,
  IG_EV_DRAW_FIRST,
  IG_EV_DRAW_SECOND,
  IG_EV_DRAW_DAY = 20,
  IG_EV_DRAW_ABSENCE,
  IG_EV_DRAW_ARRIVAL,
  IG_EV_DRAW_FOLLOW,
  IG_EV_DRAW_TIE,
  IG_EV_DRAW_OWNER = 900 /* with a home's key: homes number their own purposes below */
};

typedef struct ig_ev_spec {
  int32_t cars, homes;
  double with_car, ev_share;
  double place[IG_EV_PLACES];
  double off_peak_share, hybrid_share, commuter_share, long_trips_share, hybrid_daily_share;
  ig_list battery_kWh, battery_share, hybrid_battery_kWh, hybrid_battery_share, home_power_kW, home_power_share;
  double work_W, street_W;
  int32_t station_sockets, work_cars_per_socket, street_cars_per_socket;
  double annual_km, distance_sd, tour_sd, second_share, second_ratio, long_trip_km, weekend_km, leave_share,
      telework_share;
  double plug_in_exponent, plug_in_sd, range_factor, least_soc, reserve;
  double cold_per_K, hot_per_K, charger_loss, charger_W, rate_at_80, rate_at_end;
} ig_ev_spec;

typedef struct ig_ev_data {
  const double *outdoor_degC; /* read */
  /* followed: households, NULL without homes */
  const int32_t *home_persons, *home_cars, *home_tariff, *home_income;        /* [home] */
  const int32_t *home_ages, *home_work_places, *home_telework_days;           /* [home][person] */
  const int32_t *home_times_s;                                                /* [home][person][6] */
  const int64_t *home_day, *home_day_begin_s, *home_away_from, *home_away_to; /* [home] */
  const double *home_off_peak_h, *home_leave_share, *home_weekend_share,
      *home_summer_share; /* the last three: settings */
  /* parameters */
  int32_t *place, *cars, *sockets, *start;
  double *power_most_W, *battery_kWh, *annual_km, *standby_W, *power_factor, *off_peak_h, *off_peak_hours;
  int32_t *hybrid;
  char **home;
  /* statics */
  double *capacity_kWh, *subscribed_kVA, *tan_phi, *phases, *idle_W;
  /* state of each car */
  double *energy_Wh, *pending_km, *tour_km, *leave_degC, *owed;
  int32_t *charge, *stage, *times_s;
  int64_t *since_s, *switch_s, *next_s, *day, *day_begin_s, *away_from, *away_to;
  double *car_sessions, *car_low[2], *car_km, *car_own_Wh, *car_outside_Wh, *first_Wh;
  /* state of the point */
  double *slot_Wh, *soc_now, *plugged_now;
  int64_t *slot_s, *due_s;
  int32_t *charging;
  /* totals */
  double *sessions, *km, *driven_Wh, *charged_Wh, *outside_Wh, *outside_sessions, *fuel_km, *turned_away;
  double *events, *audit_event_Wh, *audit_binned_Wh;
  /* series */
  double *power_W, *plugged, *soc;
} ig_ev_data;

/* A car's lasting traits. */
typedef struct ig_ev_car {
  ig_ev_charge charge;
  double need_Wh_km; /* at a mild temperature */
  double unit_km;    /* length of a tour of weight 1 */
  double daily_km;
  double exponent; /* of plugging in */
  int32_t habit_s;
  bool hybrid, commuter, long_trips, daily, second;
  int64_t home; /* unit of the homes; -1: belongs to none */
  int32_t driver;
  uint32_t users; /* bits of persons */
} ig_ev_car;

/* A generated car (or point) and the number by which it is ranked. */
typedef struct ig_ev_ranked {
  double rank;
  uint64_t id;
  size_t unit, car;
} ig_ev_ranked;

/* What a year of a car's people is like: shares of households that go away in summer and of weekends on which they do,
 * of a worker's days on leave and at home. */
typedef struct ig_ev_calendar {
  double summer_share, weekend_share, leave_share, telework_share;
} ig_ev_calendar;
#define IG_EV_SUMMER_SHARE 0.70

/* The car numbered `car` of a point, at a moment. */
typedef struct ig_ev_now {
  ig_batch *batch;
  ig_ev_data *d;
  const ig_ev_spec *spec;
  const ig_ev_car *car;
  const ig_window *w;
  size_t unit, at; /* at: index of the car in arrays of state */
  uint64_t number; /* of the car at its point */
  int64_t time_s;
  ig_rng_key key;
} ig_ev_now;

size_t ig_ev_build_count(const void *spec);
bool ig_ev_build(ig_batch *batch, ig_build *context);
void ig_ev_build_release(ig_batch *batch);

/* Draws the tours of the local day that begins at 4 h now. */
void ig_ev_day_plan(ig_ev_now *now);
/* First absence of the household that begins on or after a day. */
void ig_ev_day_absence(ig_ev_now *now, int64_t from);
/* Tours of a mean year, each times its weight, of a car. */
double ig_ev_day_tours(bool commuter, ig_ev_calendar year);
/* Share of the days of its kind on which a tour is made. */
double ig_ev_day_share(ig_ev_tour kind);
/* Mean length of a tour over that of one to work. */
double ig_ev_day_weight(ig_ev_tour kind);
/* Length of a tour of a weight, u: uniform number; of the journey of the present absence. */
double ig_ev_day_length_km(const ig_ev_now *now, double weight, double u);
double ig_ev_day_journey_km(const ig_ev_now *now);

/* Ties cars to households: n generated ones in the order of their draw, and those of listed points that name a home.
 * Sets home, driver, users; commuters without a worker in their home become others. */
bool ig_ev_owner_build(ig_batch *ev, ig_build *context, const ig_ev_ranked *cars, size_t n);
ig_ev_calendar ig_ev_owner_calendar(const ig_batch *ev, const ig_ev_car *car);

/* Draws the day of a car by the plan of its household; false where it has none of that day. */
bool ig_ev_follow_plan(ig_ev_now *now, const ig_local *local, bool *goes_to_work);

void ig_ev_step(ig_batch *batch, const ig_window *w, size_t begin, size_t end);

#endif
