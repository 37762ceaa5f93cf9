/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The home model's own data, shared by its files only. What it models: home.md.
 *
 *   home.c             the model: ports, build, advance
 *   home_fields.c      the table of settings, parameters, state and results
 *   home_population.c  who lives where: household sizes, periods, heating, comfort, levels
 *   home_quota.c       dealing exact totals out among generated homes and their persons
 *   home_households.c  composition, income, tenure, education, cars, tariff, equipment
 *   home_differences.c differences between homes that last: habits and equipment
 *   home_members.c     persons: age, activity, work place, days at home
 *   home_persons.c     the table of persons in the result
 *   home_meter.c       the Linky meter: subscribed power, cut-off, power factor
 *   home_stock.c       apartment buildings by construction period: layers, windows, a flat as a zone
 *   home_systems.c     what systems take for a watt of heat
 *   home_dwelling.c    the flat's constants for the loop: zone, heating, cooling, appliances, tank
 *   home_people.c      a person's day, absences of the whole household
 *   home_cold.h        refrigerators and freezers by the temperature of the room
 *   home_activities.c  what people do while awake at home: screens
 *   home_appliances.c  what appliances do: rates, cycles, draws
 *   home_events.c      the event loop and the level that events move
 *   home_heat.c        the passes over steps and homes: bins, cold, light, heat, tank
 *   home_totals.c      sums over recorded time
 *   home_report.c      KPIs
 */
#ifndef IG_HOME_H
#define IG_HOME_H

#include "models/home/home_stock.h"
#include "models/physics/rc.h"
#include "sim/model.h"

enum { IG_HOME_PERSONS = 6, IG_HOME_HEAP = 48, IG_HOME_TIMES = 6, IG_HOME_PERIODS = IG_HOME_STOCK_PERIODS };

enum { IG_HOME_BREAKFAST, IG_HOME_LUNCH, IG_HOME_DINNER, IG_HOME_MEALS };

/* Steps handled in one go; longer windows are cut (the bins live on the stack). */
enum { IG_HOME_STEPS = 60 };

/* In the order in which quotas are dealt out: those up to district heat bring hot water with them. */
#define IG_HOME_HEATING_CHOICES "gas|gas_collective|district_heat|heat_pump|heat_pump_ground|electric"
typedef enum ig_home_heating {
  IG_HOME_GAS,            /* own boiler */
  IG_HOME_GAS_COLLECTIVE, /* the building's */
  IG_HOME_DISTRICT_HEAT,
  IG_HOME_HEAT_PUMP, /* from air */
  IG_HOME_HEAT_PUMP_GROUND,
  IG_HOME_ELECTRIC,
  IG_HOME_HEATINGS
} ig_home_heating;
typedef enum ig_home_hot_water {
  IG_HOME_WITH_HEATING,
  IG_HOME_ELECTRIC_TANK,
  IG_HOME_HEAT_PUMP_TANK /* a tank that the heat pump heats */
} ig_home_hot_water;
typedef enum ig_home_boiler {
  IG_HOME_BOILER_STANDARD,
  IG_HOME_BOILER_CONDENSING,
  IG_HOME_BOILER_COLLECTIVE,
  IG_HOME_BOILERS
} ig_home_boiler;

/* Equipment that a home owns or not: name, share of homes, evidence, source. Shares are those of flats in
 * Ile-de-France where known; see home.md. */
#define IG_HOME_EQUIPMENT(X)                                                                                     \
  X(combi, 0.75, 'D', "split of the 100 % that own a refrigerator (INSEE 2014); the others have a one-door one") \
  X(freezer, 0.25, 'D', "INSEE 2014: 91 % own a freezer function, combined refrigerators included")              \
  X(washing_machine, 0.93, 'A', "INSEE 2014: 96 % of homes; a little fewer in small flats")                      \
  X(dishwasher, 0.50, 'D', "INSEE 2017: 58 % of all homes; flats have fewer")                                    \
  X(dryer, 0.20, 'D', "France about 0.3 of all homes; flats have fewer")                                         \
  X(electric_hob, 0.60, 'D', "French homes 0.60-0.65; the others cook with gas")                                 \
  X(oven, 0.75, 'D', "electric ovens in French homes")                                                           \
  X(microwave, 0.88, 'A', "85 % of homes in 2012 (efficacite-electrique.fr, 2012-07)")                           \
  X(kettle, 0.70, 'D', "assumption")                                                                             \
  X(coffee_machine, 0.85, 'D', "assumption")                                                                     \
  X(tv, 0.97, 'A', "INSEE 2014: 96.8 %")                                                                         \
  X(tv_second, 0.28, 'D', "1.25 sets a home")                                                                    \
  X(desktop, 0.25, 'D', "split of the 83 % with a computer (INSEE 2019)")                                        \
  X(laptop, 0.80, 'D', "one laptop a home on average: one in most, counted once")                                \
  X(console, 0.30, 'D', "assumption")                                                                            \
  X(vacuum_cleaner, 0.92, 'D', "assumption")                                                                     \
  X(iron, 0.80, 'D', "assumption")                                                                               \
  X(hair_dryer, 0.75, 'D', "assumption")                                                                         \
  X(internet_box, 0.88, 'D', "assumption")                                                                       \
  X(tv_decoder, 0.65, 'D', "assumption")

typedef enum ig_home_own {
#define X(name, share, evidence, source) IG_HOME_OWN_##name,
  IG_HOME_EQUIPMENT(X)
#undef X
      IG_HOME_OWNS
} ig_home_own;

/* What differs between homes beside the common factor `activity` (home_differences.c): name, sd of the logarithm,
 * evidence, source. The last three are powers at the same energy. */
#define IG_HOME_DIFFERENCES_OF(X)                                                                                \
  X(wet, 0.40, 'D', "how often washing machine, dryer and dishwasher run")                                       \
  X(cooking, 0.40, 'D', "how long the hob simmers, how often the kettle boils")                                  \
  X(screens, 0.40, 'D', "power of sets, computers and consoles: size and age")                                   \
  X(lighting, 0.50, 'D', "power of lamps; the stock of 2012 took twice what LED take")                           \
  X(devices, 0.50, 'D', "number of small devices")                                                               \
  X(standby, 0.45, 'D', "number and age of what stands by")                                                      \
  X(refrigerator, 0.30, 'D', "power of the compressor: size, age and use")                                       \
  X(freezer, 0.30, 'D', "power of the compressor: size, age and use")                                            \
  X(hob_power, 0.30, 'D', "power of a plate, uses so much shorter: 1.2 to 3.7 kW by kind and size, from memory") \
  X(oven_power, 0.25, 'D', "power of the oven, heating so much shorter: 2 to 3.6 kW, from memory")               \
  X(kettle_power, 0.25, 'D', "power of the kettle, boiling so much shorter: 1.5 to 3 kW, from memory")
enum {
#define X(name, sd, evidence, source) IG_HOME_DIFFERENCE_##name,
  IG_HOME_DIFFERENCES_OF(X)
#undef X
      IG_HOME_DIFFERENCES
};

/* What a person does. Those up to IG_HOME_STUDENT work or study. */
#define IG_HOME_ROLE_CHOICES "worker|early_worker|part_time|evening_worker|student|pupil|infant|retired|at_home"
typedef enum ig_home_role {
  IG_HOME_WORKER,
  IG_HOME_EARLY_WORKER,
  IG_HOME_PART_TIME,
  IG_HOME_EVENING_WORKER,
  IG_HOME_STUDENT,
  IG_HOME_PUPIL,
  IG_HOME_INFANT, /* below school age */
  IG_HOME_RETIRED,
  IG_HOME_AT_HOME,
  IG_HOME_ROLES
} ig_home_role;
#define IG_HOME_WORK_PLACE_CHOICES "none|district|elsewhere|home"
typedef enum ig_home_work_place {
  IG_HOME_PLACE_NONE,
  IG_HOME_PLACE_DISTRICT,
  IG_HOME_PLACE_ELSEWHERE,
  IG_HOME_PLACE_HOME
} ig_home_work_place;
#define IG_HOME_COMPOSITION_CHOICES "single|couple|couple_with_children|one_parent|other"
typedef enum ig_home_composition {
  IG_HOME_SINGLE,
  IG_HOME_COUPLE,
  IG_HOME_COUPLE_CHILDREN,
  IG_HOME_ONE_PARENT,
  IG_HOME_OTHER_HOUSEHOLD, /* adults that share a flat, grown-up children with a parent */
  IG_HOME_COMPOSITIONS
} ig_home_composition;
#define IG_HOME_TENURE_CHOICES "owner|private_tenant|social_tenant"
enum { IG_HOME_OWNER, IG_HOME_PRIVATE_TENANT, IG_HOME_SOCIAL_TENANT, IG_HOME_TENURES };
#define IG_HOME_EDUCATION_CHOICES "below_bac|bac|short_higher|long_higher"
enum { IG_HOME_DECILES = 10, IG_HOME_EDUCATIONS = 4, IG_HOME_CAR_CLASSES = 3, IG_HOME_POWERS = 5 };
#define IG_HOME_TARIFF_CHOICES "flat|off_peak"
enum { IG_HOME_FLAT_RATE, IG_HOME_OFF_PEAK };
/* Children below this age are never at home without an adult (a rule, D). */
enum { IG_HOME_ALONE_FROM = 11 };

/* Uses whose energy is counted apart. The first IG_HOME_CHANNELS are moved by events. */
typedef enum ig_home_use {
  IG_HOME_COOKING,
  IG_HOME_WET,     /* washing machine, dishwasher, dryer */
  IG_HOME_SCREENS, /* television, computers, console */
  IG_HOME_OTHER,   /* vacuum cleaner, iron, hair dryer, small devices */
  IG_HOME_CHANNELS,
  IG_HOME_COLD = IG_HOME_CHANNELS,
  IG_HOME_LIGHTING,
  IG_HOME_STANDBY, /* internet box, decoder, standby of all the rest */
  IG_HOME_VENTILATION,
  IG_HOME_HEATING,
  IG_HOME_HOT_WATER,
  IG_HOME_COOLING,
  IG_HOME_CUT, /* below 0: what a cut-off of the meter, or care after one, kept from being drawn */
  IG_HOME_USES
} ig_home_use;

/* Streams: uses that may start whenever somebody is awake at home, at a rate that follows the hour. */
typedef enum ig_home_stream {
  IG_HOME_STREAM_WASH,
  IG_HOME_STREAM_VACUUM,
  IG_HOME_STREAM_IRON,
  IG_HOME_STREAM_KETTLE,
  IG_HOME_STREAM_SINK,
  IG_HOME_STREAMS
} ig_home_stream;

/* Starts that are counted (state `starts`): the streams, then the uses below. */
enum {
  IG_HOME_START_HOB = IG_HOME_STREAMS,
  IG_HOME_START_OVEN,
  IG_HOME_START_MICROWAVE,
  IG_HOME_START_COFFEE,
  IG_HOME_START_DISHWASHER,
  IG_HOME_START_DRYER,
  IG_HOME_START_HAIR,
  IG_HOME_START_SHOWER,
  IG_HOME_START_TV,
  IG_HOME_START_TV_SECOND,
  IG_HOME_START_DESKTOP,
  IG_HOME_START_LAPTOP,
  IG_HOME_START_CONSOLE,
  IG_HOME_STARTS
};

/* What a person does at home. */
typedef enum ig_home_activity {
  IG_HOME_ACTIVITY_NONE, /* away or asleep */
  IG_HOME_ACTIVITY_MEAL,
  IG_HOME_ACTIVITY_MEAL_BESIDE_TV,
  IG_HOME_ACTIVITY_OTHER,
  IG_HOME_ACTIVITY_BESIDE_TV, /* other, with a set on */
  IG_HOME_ACTIVITY_BESIDE_SECOND,
  IG_HOME_ACTIVITY_TV,
  IG_HOME_ACTIVITY_TV_SECOND,
  IG_HOME_ACTIVITY_DESKTOP,
  IG_HOME_ACTIVITY_LAPTOP,
  IG_HOME_ACTIVITY_CONSOLE,
  IG_HOME_ACTIVITIES
} ig_home_activity;

/* What a draw is for (sim/rng.h). */
enum {
  IG_HOME_DRAW_SIZE = 1,
  IG_HOME_DRAW_PERIOD,
  IG_HOME_DRAW_HEATING,
  IG_HOME_DRAW_HOT_WATER,
  IG_HOME_DRAW_DWELLING,
  IG_HOME_DRAW_COMFORT,
  IG_HOME_DRAW_EQUIPMENT,
  IG_HOME_DRAW_LEVELS,
  IG_HOME_DRAW_MEMBERS,
  IG_HOME_DRAW_BUILDING,
  IG_HOME_DRAW_SYSTEMS,
  IG_HOME_DRAW_COMPOSITION,
  IG_HOME_DRAW_MEANS, /* income, tenure, cars, tariff */
  IG_HOME_DRAW_AGES,
  IG_HOME_DRAW_WORK,
  IG_HOME_DRAW_EDUCATION,
  IG_HOME_DRAW_DIFFERENCES,
  IG_HOME_DRAW_ABSENCE = 20,
  IG_HOME_DRAW_WEEKEND,
  IG_HOME_DRAW_HOUSEHOLD,
  IG_HOME_DRAW_SHOWER,
  IG_HOME_DRAW_MEAL,
  IG_HOME_DRAW_COOK,
  IG_HOME_DRAW_CARELESS,
  IG_HOME_DRAW_PERSON = 40,  /* + person */
  IG_HOME_DRAW_STREAM = 50,  /* + stream */
  IG_HOME_DRAW_ACTIVITY = 60 /* + person */
};

typedef struct ig_home_spec {
  int64_t count, persons;
  double persons_per_home;
  ig_list household_sizes, floor_area, periods;
  double heating_share[IG_HOME_HEATINGS], collective_gas, condensing_share;
  double tank_share, cooling_share, cooling_degC;
  double equipment[IG_HOME_OWNS];
  double setpoint_mean_degC, setpoint_sd_K, setback_K, setback_night_share, setback_away_share;
  double boiler_efficiency, auxiliaries_share, heating_oversize, design_degC;
  double fan_W, lamps_W_m2, standby_W, small_W, busy_sd;
  double differences, household_sd, difference_sd[IG_HOME_DIFFERENCES];
  double water_factor, shower_L, tank_set_degC, tank_band_K;
  double telework_share, leave_share;
  double one_parent_share, other_share;
  double worker_share, student_share, retired_share, part_time_share, early_share, evening_share;
  double in_district_share, at_home_share;
  ig_list incomes, tenures, educations, cars, subscribed_powers;
  double off_peak_share, summer_share, weekend_away_share;
  double careless_share, cut_off_ratio, rearm_s;
} ig_home_spec;

typedef struct ig_home_data {
  /* read */
  const double *outdoor_degC, *sky_degC, *ghi_W_m2, *cold_water_degC;
  const double *facade_W_m2[4], *through_W_m2[4]; /* on facades and through their windows: north, east, south, west */
  /* parameters */
  int32_t *persons, *period, *heating, *hot_water, *condensing, *cooling;
  double *floor_area_m2, *setpoint_degC, *setback_night_K, *setback_away_K, *subscribed_kVA, *activity;
  double *water_L_day, *tank_L, *off_peak_start_h;
  double *factor[IG_HOME_DIFFERENCES];
  int32_t *own[IG_HOME_OWNS];
  int32_t *composition, *income_decile, *tenure, *education, *cars, *tariff;
  /* computed by build */
  int32_t *age, *telework_days, *work_place; /* [person]; days: bits, Monday first */
  double *tan_phi;
  double *heat_loss_W_K, *heating_limit_W, *district_most_W, *window_m2, *orientation[4];
  /* state: dwelling */
  double *air_degC, *outer_degC, *inner_degC, *tank_degC, *tank_on;
  int32_t *refrigerator_on_s, *freezer_on_s, *refrigerator_next_s, *freezer_next_s; /* of this cycle, of the next */
  /* state: people and events */
  uint64_t *next, *heap;
  int32_t *n_heap;
  int32_t *people; /* persons at home << 16 | of these awake */
  int32_t *level_W[IG_HOME_CHANNELS];
  int32_t *reserved_W;            /* highest powers of what is running */
  uint64_t *awake;                /* two words: quarter-hours since 4 h local with somebody awake at home */
  int64_t *day, *day_begin_s;     /* the local day planned last and its 4 h, UTC */
  int64_t *away_from, *away_to;   /* local days of the present or next absence */
  int32_t *workday;               /* is the day one of work for most */
  double *busy;                   /* how busy the day is: factor of uses */
  int32_t *times_s;               /* [person][wake, leave, return, leave, return, sleep], s since 4 h */
  int32_t *role, *habit_s;        /* of each person: ig_home_people.c; own offset of the day, s */
  int32_t *meal_habit_s, *traits; /* own offset of dinner; bits below */
  int32_t *acting;                /* activity of each person */
  int32_t *meal_s;                /* [breakfast, lunch, dinner], s since 4 h; below 0: none */
  int32_t *starts;                /* [IG_HOME_STARTS] in recorded time */
  /* state: the meter (home_meter.c) */
  double *meter_filtered, *meter_off_s, *careful_s, *allowance_W;
  /* sums over recorded time */
  double *cut_offs, *off_h;
  double *energy_Wh[IG_HOME_USES];
  double *gas_Wh, *district_heat_Wh, *heat_Wh, *water_heat_Wh, *water_unmet_Wh;
  double *discomfort_K_h, *occupied_h, *work_h, *recorded_h, *events, *highest_W;
  double *audit_event_Wh, *audit_binned_Wh;
  /* what these are made of, kept as whole joules and seconds where possible: the same bits for any window */
  double *event_J[IG_HOME_CHANNELS], *binned_J, *cold_J, *heating_gas_Wh, *other_gas_Wh, *other_district_Wh;
  int64_t *occupied_s, *awake_s, *recorded_s, *work_s;
  /* series */
  double *power_W, *indoor_degC, *people_home, *people_active, *heating_W, *appliance_W, *hot_water_W;
  double *district_W, *district_water_W;
} ig_home_data;

/* A periodic compressor: on for the first seconds of every period_s, shifted by offset_s; for how many follows the
 * room, on_s + room (on_s_K + room on_s_K2) with the room in degC (home_cold.h). */
typedef struct ig_home_cycle {
  int32_t period_s[IG_BLOCK], offset_s[IG_BLOCK];
  int32_t on_W[IG_BLOCK], off_W[IG_BLOCK];
  double on_s[IG_BLOCK], on_s_K[IG_BLOCK], on_s_K2[IG_BLOCK];
} ig_home_cycle;

/* Nodes of a flat with capacity: air with furniture, outer walls, inner walls and slabs. */
enum { IG_HOME_AIR, IG_HOME_OUTER, IG_HOME_INNER, IG_HOME_NODES };

/* Constants of a block of 64 homes, in the order the passes read them: few, for they fill the fastest cache. Padding
 * lanes are harmless homes. The flat's step, for each node, temperatures over the outdoor air:
 *   T' = keep T + outer x + window y + sun s + convective c + radiative r,   see home_heat.c. */
typedef struct ig_home_block {
  double keep[IG_HOME_NODES][IG_HOME_NODES][IG_BLOCK];
  double outer[IG_HOME_NODES][IG_BLOCK], window[IG_HOME_NODES][IG_BLOCK], sun[IG_HOME_NODES][IG_BLOCK];
  double convective[IG_HOME_NODES][IG_BLOCK], radiative[IG_HOME_NODES][IG_BLOCK];
  double radiant[IG_BLOCK];                        /* share of the heating's heat */
  double per_heating[IG_BLOCK], per_air[IG_BLOCK]; /* W for a kelvin of air at the end of the step */
  double axis[IG_BLOCK], side[IG_BLOCK];           /* where facades look, see home_heat.c */
  double wall_part[IG_BLOCK], roof_part[IG_BLOCK], floor_part[IG_BLOCK];
  double open_part[IG_BLOCK]; /* of the way to the outdoor temperature that is left with windows open */
  double setpoint_degC[IG_BLOCK], night_K[IG_BLOCK], away_K[IG_BLOCK], limit_W[IG_BLOCK];
  double asleep_W[IG_BLOCK], awake_W[IG_BLOCK]; /* heat of a person asleep; more when awake */
  double lamps_W[IG_BLOCK], dark_scale[IG_BLOCK], small_W[IG_BLOCK], base_W[IG_BLOCK], fan_W[IG_BLOCK];
  double direct[IG_BLOCK], district[IG_BLOCK];                        /* W electric, W of district heat per W of heat */
  double pump_air[IG_BLOCK], pump_ground[IG_BLOCK], pump_W[IG_BLOCK]; /* 1 or 0, and rated heat */
  double boiler[IG_HOME_BOILERS][IG_BLOCK];                           /* 1 or 0 */
  double circulation_W[IG_BLOCK];                                     /* gas for the circulation of hot water */
  double tank_W[IG_BLOCK], tank_keep[IG_BLOCK], tank_gain_K_W[IG_BLOCK], tank_J_K[IG_BLOCK], tank_direct[IG_BLOCK];
  double tank_air[IG_BLOCK], tank_ground[IG_BLOCK];
  ig_home_cycle refrigerator, freezer;
  double per_cut_W[IG_BLOCK]; /* of the meter: 1 over the power at which it cuts off in the end */
  /* Relay of the tank: from when on, s of the local day, and for how long; all day on the flat rate. */
  int32_t relay_s[IG_BLOCK], relay_on_s[IG_BLOCK];
  double cooling_W[IG_BLOCK];
  int32_t n_cooled, cooled[IG_BLOCK]; /* lanes with a split unit */
  bool any_tank, any_heat_pump, any_boiler, any_district;
} ig_home_block;

/* What systems take at an outdoor temperature, W per W of heat; only doubles. */
typedef struct ig_home_systems_row {
  double fuel_W_W[IG_HOME_BOILERS], fuel_still_W[IG_HOME_BOILERS]; /* the second while there is heat */
  double air_W_W, air_capacity, ground_W_W;                        /* capacity over rated */
  double air_water_W_W, ground_water_W_W, split_W_W;
} ig_home_systems_row;

#define IG_HOME_SYSTEMS_LEAST_DEGC (-30.0)
enum { IG_HOME_SYSTEMS_ROWS = 161 };
typedef struct ig_home_systems {
  ig_home_systems_row row[IG_HOME_SYSTEMS_ROWS];
  double water_efficiency[IG_HOME_BOILERS];
  double own_still_W, own_W_W, circulation_fuel_W;
} ig_home_systems;

/* Bits of `traits`: persons 0 to 5 who shower in the evening; the dryer is a heat pump. */
enum { IG_HOME_TRAIT_HEAT_PUMP_DRYER = 1 << IG_HOME_PERSONS };

/* What build keeps beside the fields. */
typedef struct ig_home_own_data {
  ig_home_block *block;                                     /* of each block of the batch */
  double stream_rate[IG_HOME_STREAMS][IG_HOME_PERSONS + 1]; /* starts a weighted second, by persons */
  double meal_size[IG_HOME_PERSONS + 1];
  double cooking_scale, screens_scale; /* see home_differences.c */
  ig_home_systems systems;
} ig_home_own_data;

/* Which boiler a home on gas has. */
IG_INLINE int ig_home_boiler_of(const ig_home_data *d, size_t unit) {
  return d->heating[unit] == IG_HOME_GAS_COLLECTIVE ? IG_HOME_BOILER_COLLECTIVE
         : d->condensing[unit]                      ? IG_HOME_BOILER_CONDENSING
                                                    : IG_HOME_BOILER_STANDARD;
}
IG_INLINE bool ig_home_on_gas(int heating) { return heating == IG_HOME_GAS || heating == IG_HOME_GAS_COLLECTIVE; }

/* A stretch of a window: at most IG_HOME_STEPS steps and never across a full hour, so that the calendar and
 * the off-peak relay are constant rules inside it. The result does not depend on how windows are cut. */
typedef struct ig_home_stretch {
  int64_t begin_s, end_s;
  int step_s, n, first_row, first_step; /* row of the window's tiles; index in the shared series */
  double record_h;                      /* hours that a step counts; 0 in the spin-up */
  bool recording;
  bool calendar_known; /* the two below are looked up when first needed */
  ig_local local;
  int64_t plan_s[2];                                   /* 4 h of the local day, and of the next, UTC */
  int32_t first_J[IG_BLOCK], first_people_s[IG_BLOCK]; /* of a step at the levels the stretch begins with */
  /* bins: changes of energy from step to step, W s, and of person-seconds; whole numbers, so exact */
  int32_t energy_J[IG_HOME_STEPS + 1][IG_BLOCK];
  int32_t people_s[IG_HOME_STEPS + 1][IG_BLOCK];
  int32_t draw_J[IG_HOME_STEPS][IG_BLOCK];          /* hot water drawn from tanks */
  int32_t district_draw_J[IG_HOME_STEPS][IG_BLOCK]; /* and from a heat network */
} ig_home_stretch;

/* One home in a stretch, at the second of its event. */
typedef struct ig_home_now {
  ig_batch *batch;
  ig_home_data *d;
  const ig_home_spec *spec;
  ig_home_stretch *x;
  size_t unit;
  int lane;
  int64_t time_s;
  ig_rng_key key;
} ig_home_now;

IG_INLINE bool ig_home_owns(const ig_home_now *now, int thing) { return now->d->own[thing][now->unit] != 0; }

enum { IG_HOME_FIELDS = 241 };
extern const ig_field ig_home_fields_table[IG_HOME_FIELDS];

size_t ig_home_population_count(const void *spec);
bool ig_home_population_build(ig_batch *batch, ig_build *context);

/* Makes the tables of systems; looks up a row. */
void ig_home_systems_build(const ig_home_spec *spec, ig_home_systems *systems);
ig_home_systems_row ig_home_systems_at(const ig_home_systems *systems, double outdoor_degC);

/* --- exact totals (home_quota.c) --- */

/* A generated home, or a person (home * IG_HOME_PERSONS + person), and the number by which it is ranked. */
typedef struct ig_home_ranked {
  double rank;
  uint64_t id;
  size_t index;
} ig_home_ranked;

/* Deals n things out to k shares: whole parts first, then one each to the largest remainders, the first of equals.
 * Shares need not add up to one. k is at most 16. */
void ig_home_quota_deal(const double *share, size_t k, int64_t n, int64_t *quota);
/* Lowest ranks first; of equals the lower id, then the lower index. */
void ig_home_quota_sort(ig_home_ranked *list, size_t n);
/* First category whose cumulated share exceeds u. */
int ig_home_quota_pick(const double *share, size_t k, double u);

/* Rank of a home for a purpose, lowest first; INFINITY: not eligible. */
typedef double (*ig_home_rank_of)(const ig_batch *batch, size_t unit, int kind);
/* Gives 1 to `share` of all generated homes (rounded), lowest ranks first and only eligible ones; 0 to the others. */
void ig_home_quota_one(ig_batch *batch, ig_home_rank_of rank, int kind, double share, int32_t *value,
                       ig_home_ranked *list);
/* Deals categories `first` and on out to the generated homes by shares, lowest ranks first. */
void ig_home_quota_many(ig_batch *batch, ig_home_rank_of rank, int kind, const double *share, size_t k, int first,
                        int32_t *value, ig_home_ranked *list);

/* list: room for batch->n * IG_HOME_PERSONS. */
void ig_home_households_compose(ig_batch *batch, const ig_build *context, ig_home_ranked *list);
void ig_home_households_equip(ig_batch *batch, const ig_build *context, ig_home_ranked *list);
void ig_home_households_means(ig_batch *batch, const ig_build *context, ig_home_ranked *list);
void ig_home_members_build(ig_batch *batch, ig_home_ranked *list);
void ig_home_differences_build(ig_batch *batch, const ig_build *context, ig_home_ranked *list);
bool ig_home_persons_build(const ig_batch *batch, ig_build *context);
/* Adults of a household of that composition: the first of its persons. */
IG_INLINE int ig_home_adults(int composition, int persons) {
  return composition == IG_HOME_SINGLE || composition == IG_HOME_ONE_PARENT        ? 1
         : composition == IG_HOME_COUPLE || composition == IG_HOME_COUPLE_CHILDREN ? 2
                                                                                   : persons;
}
IG_INLINE bool ig_home_works(int role) { return role <= IG_HOME_EVENING_WORKER; }

/* Subscribed powers follow the need of each home where no share is given. */
IG_INLINE bool ig_home_by_need(const ig_list *powers) {
  for (size_t i = 0; i < powers->n; i++)
    if (powers->v[i] != 0.0) return false;
  return true;
}
/* Subscribed power, constants of the cut-off and power factor of every home, after dwellings. */
bool ig_home_meter_build(ig_batch *batch, ig_build *context);

bool ig_home_dwelling_build(ig_batch *batch, ig_build *context);

void ig_home_people_build(ig_batch *batch, size_t unit);
/* Draws the coming day of everyone; returns false when nobody will be at home. */
bool ig_home_people_plan(ig_home_now *now);
void ig_home_people_event(ig_home_now *now, unsigned person, unsigned stage);

/* The person goes over to a next activity, the n-th of the day (after a return from 64 or 128 on). */
void ig_home_activities_next(ig_home_now *now, unsigned person, unsigned n);
/* The person leaves or goes to sleep. */
void ig_home_activities_stop(ig_home_now *now, unsigned person);

/* Draws the day's meals, showers and first uses after the people's plan. */
void ig_home_appliances_plan(ig_home_now *now);
void ig_home_appliances_build(ig_batch *batch);
void ig_home_appliances_event(ig_home_now *now, unsigned source, unsigned value);

void ig_home_events_build(ig_batch *batch, size_t unit);
void ig_home_events_run(ig_batch *batch, ig_home_stretch *x, size_t begin);
/* Moves the home's level of a channel by `change_W` at `time_s` (before the end of the stretch). */
void ig_home_events_change(ig_home_now *now, int64_t time_s, int channel, int change_W);
void ig_home_events_people(ig_home_now *now, int home, int awake);
void ig_home_events_push(ig_home_now *now, int64_t time_s, unsigned priority, unsigned source, unsigned value);
/* Adds `power_W` for `duration_s` from now. */
void ig_home_events_span(ig_home_now *now, int channel, int power_W, int64_t duration_s);

/* Before the events of a stretch: empties the bins, notes the levels and counts their energy. */
void ig_home_totals_begin(ig_batch *batch, ig_home_stretch *x, size_t begin);
/* Brings the sums over recorded time up to date. */
void ig_home_totals_end(ig_batch *batch, size_t begin);

/* How long compressors run in their next cycle, by the air of the home now. */
void ig_home_heat_cold(const ig_home_data *d, const ig_home_block *b, size_t begin);
void ig_home_heat_run(ig_batch *batch, const ig_home_stretch *x, const ig_window *w, size_t begin);

void ig_home_report(const ig_batch *batch, ig_kpis *kpis);

/* Sources of events. A person's source is its number. */
enum {
  IG_HOME_SOURCE_PERSON = 0,
  IG_HOME_SOURCE_PLAN = 8,
  IG_HOME_SOURCE_MEAL = 9,
  IG_HOME_SOURCE_SHOWER = 10,
  IG_HOME_SOURCE_STREAM = 16,  /* + stream; value: uses so far today */
  IG_HOME_SOURCE_OFF = 32,     /* + channel; value: W */
  IG_HOME_SOURCE_PROGRAM = 48, /* + program; value: phase and variant */
  IG_HOME_SOURCE_FOLLOW = 80,  /* a dryer after a washing machine */
  IG_HOME_SOURCE_HAIR = 81,
  IG_HOME_SOURCE_ACTIVITY = 88 /* + person; value: activities so far today */
};
/* Priorities at the same second. */
enum { IG_HOME_FIRST_PLAN = 0, IG_HOME_FIRST_PEOPLE = 1, IG_HOME_FIRST_END = 2, IG_HOME_FIRST_START = 3 };

#if defined(__clang__)
#define IG_HOME_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define IG_HOME_LANES _Pragma("GCC ivdep")
#endif

#endif
