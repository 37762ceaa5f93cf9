/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the office model (office.md is its page): settings, arrays of the units, and what build prepares. */
#ifndef IG_OFFICE_H
#define IG_OFFICE_H

#include "models/physics/boiler.h"
#include "models/physics/hvac.h"
#include "models/physics/zone.h"
#include "sim/model.h"

typedef enum ig_office_vintage { IG_OFFICE_2017, IG_OFFICE_2025 } ig_office_vintage;
typedef enum ig_office_lighting {
  IG_OFFICE_CENTRAL,
  IG_OFFICE_MANUAL,
  IG_OFFICE_PRESENCE,
  IG_OFFICE_DAYLIGHT
} ig_office_lighting;

#define IG_OFFICE_PERIOD_WORDS "before_1975|1975_1988|1989_2000|2001_2005|2006_2012|2013_2021|from_2022"
enum { IG_OFFICE_PERIODS = 7 };
#define IG_OFFICE_FACADE_WORDS "concrete_inside|sandwich|curtain_wall|concrete_outside"
typedef enum ig_office_facade {
  IG_OFFICE_CONCRETE_INSIDE, /* insulated inside */
  IG_OFFICE_SANDWICH,        /* precast panels */
  IG_OFFICE_CURTAIN_WALL,
  IG_OFFICE_CONCRETE_OUTSIDE /* insulated outside */
} ig_office_facade;
#define IG_OFFICE_AIR_WORDS "extract|balanced|recovery"
typedef enum ig_office_air { IG_OFFICE_EXTRACT, IG_OFFICE_BALANCED, IG_OFFICE_RECOVERY } ig_office_air;
typedef enum ig_office_level {
  IG_OFFICE_OLD,
  IG_OFFICE_STANDARD,
  IG_OFFICE_EFFICIENT,
  IG_OFFICE_LEVELS
} ig_office_level;
typedef enum ig_office_lamps { IG_OFFICE_FLUORESCENT, IG_OFFICE_HALF_LED, IG_OFFICE_LED } ig_office_lamps;
typedef enum ig_office_cooler { IG_OFFICE_CHILLER, IG_OFFICE_SPLIT } ig_office_cooler;
typedef enum ig_office_start { IG_OFFICE_FIXED, IG_OFFICE_OPTIMAL } ig_office_start;

#define IG_OFFICE_HEIGHT_M 2.8       /* floor to ceiling (D) */
#define IG_OFFICE_OUTSIDE_W_M2K 25.0 /* film outside (EN ISO 6946) */

/* A construction period: shares of the generated buildings, U in W/(m2 K), g, leaks in air changes an hour. */
typedef struct ig_office_period {
  const char *word;
  int first_year, last_year;
  double share;
  int32_t facade, air;
  double u_wall, u_window, u_roof, u_floor, g_value, infiltration_1_h;
} ig_office_period;

typedef struct ig_office_spec {
  int64_t count, employees;
  double area_m2;
  ig_list presence, heating_shares, age_shares;
  double weekend_presence, cooling_share, decree_absolute_kWh_m2, decree_degree_days;
  int32_t vintage, setback, age, equipment;
} ig_office_spec;

/* Arrays of the units, allocated by the engine from the field table (office.c). */
typedef struct ig_office_data {
  /* ports read */
  const double *outdoor_degC, *sky_degC, *ghi_W_m2, *north_W_m2, *east_W_m2, *south_W_m2, *west_W_m2;
  const double *through_north_W_m2, *through_east_W_m2, *through_south_W_m2, *through_west_W_m2;
  /* parameters */
  int32_t *year, *level, *facade, *air, *cooler, *lamps, *start_up, *night_cooling;
  double *u_floor, *radiative, *reference_kWh_m2;
  double *area_m2, *storeys, *facade_ratio, *window_ratio, *u_wall, *u_window, *u_roof, *g_value, *infiltration_1_h;
  double *share_north, *share_east, *share_south, *share_west;
  int32_t *employees, *heating, *cooling, *lighting_control;
  double *lighting_W_m2, *plug_active_W, *plug_absent_W, *servers_W_m2, *common_W_m2, *lifts_W_m2;
  double *ventilation_m3_h, *night_flow, *fan_W_m3s, *heat_recovery, *core_gains, *start_h, *stop_h, *canteen_share;
  double *heat_degC, *setback_degC, *cool_degC, *chiller_eer;
  /* statics */
  double *loss_on_W_K, *loss_off_W_K, *heating_most_W, *district_most_W, *cooling_most_W;
  double *target_kWh_m2; /* [3] of the tertiary decree: 2030, 2040, 2050 */
  /* state */
  double *t_air_degC, *t_mass_degC;      /* mass: [2] outer constructions, inner ones */
  double *day_K_s, *day_s, *degree_days; /* of the day in hand: temperature times time, time; of the recorded days */
  int64_t *audited_day;
  double *hour_Wh, *hour_person_s, *hour_s; /* [24] by local hour, workdays only */
  double *weekday_Wh, *weekday_s;           /* [7] by weekday, no public holidays */
  double *came, *came_of;                   /* [7] employees who came; employees counted */
  /* totals */
  double *lighting_Wh, *plugs_Wh, *servers_Wh, *common_Wh, *ventilation_Wh, *heating_Wh, *cooling_Wh, *cooking_Wh;
  double *gas_Wh, *district_heat_Wh, *heat_Wh, *final_Wh, *cold_h, *warm_h;
  double *audit_event_Wh, *audit_binned_Wh;
  /* series */
  double *power_W, *heating_power_W, *cooling_power_W, *occupants, *indoor_degC, *district_W;
} ig_office_data;

/* One employee's habits, fixed for life: seconds of the local day. */
typedef struct ig_office_clock {
  int32_t arrival_s, stay_s, lunch_s;
} ig_office_clock;

enum { IG_OFFICE_STATES = 3 }; /* air, outer constructions, inner ones */

/* Steps of the zones of a block (models/physics/rc.h), one array a coefficient: temperature at the end of a step by
 * what it begins with and by the inputs. Then what makes inputs of the weather, and figures of the whole zone. */
typedef struct ig_office_rooms {
  double keep[IG_OFFICE_STATES][IG_OFFICE_STATES][IG_BLOCK];
  double outdoor[IG_OFFICE_STATES][IG_BLOCK], convective[IG_OFFICE_STATES][IG_BLOCK],
      radiative[IG_OFFICE_STATES][IG_BLOCK], sun[IG_OFFICE_STATES][IG_BLOCK], outside[IG_OFFICE_STATES][IG_BLOCK],
      windows[IG_OFFICE_STATES][IG_BLOCK];
  double wall_K_m2W[IG_BLOCK], roof_K_m2W[IG_BLOCK], sky_outside[IG_BLOCK], sky_windows[IG_BLOCK];
  double glass_m2[IG_BLOCK],
      panes_K_W[IG_BLOCK]; /* area of full transmission; warming of panes for each W that passes */
  double loss_W_K[IG_BLOCK], rise_K_Wh[IG_BLOCK];
} ig_office_rooms;

/* What every lane of a block needs in every step, beside its state: computed once by build. */
typedef struct ig_office_lanes {
  ig_office_rooms rooms;
  double heat_on[IG_BLOCK], heat_off[IG_BLOCK], cool_on[IG_BLOCK];
  double heat_most[IG_BLOCK], cool_most[IG_BLOCK], windows_W_K[IG_BLOCK];
  double heat_air[IG_BLOCK], radiative[IG_BLOCK]; /* K/W of air for the emitter's mix; its radiative share */
  double start_s[IG_BLOCK], stop_s[IG_BLOCK], cool_start_s[IG_BLOCK], ramp_s[IG_BLOCK], optimal[IG_BLOCK];
  double per_employee[IG_BLOCK]; /* 1 / employees */
  double light_W[IG_BLOCK], light_timed[IG_BLOCK], light_day[IG_BLOCK], light_night[IG_BLOCK];
  double plug_absent_W[IG_BLOCK], plug_person_W[IG_BLOCK], servers_W[IG_BLOCK], common_W[IG_BLOCK], lifts_W[IG_BLOCK];
  double fan_W[IG_BLOCK], air_W_K[IG_BLOCK], recovery[IG_BLOCK], night_flow[IG_BLOCK], night_cooling[IG_BLOCK];
  double core[IG_BLOCK], coils_W[IG_BLOCK], hot_pump_W[IG_BLOCK], cold_pump_W[IG_BLOCK], meal_W[IG_BLOCK];
  double kitchen_late_s[IG_BLOCK];
  double rated_eer[IG_BLOCK], central[IG_BLOCK], split[IG_BLOCK]; /* 1 / EER of the machine that it has, else 0 */
  double share_north[IG_BLOCK], share_east[IG_BLOCK], share_south[IG_BLOCK], share_west[IG_BLOCK];
  double district[IG_BLOCK], district_loss_W[IG_BLOCK], direct[IG_BLOCK]; /* Wh of carrier for each Wh of heat, or 0 */
  double pump[IG_OFFICE_LEVELS][IG_BLOCK], pump_rated_W[IG_BLOCK];        /* 1 at the heat pump's level, else 0 */
  ig_boiler boiler[IG_BLOCK];                                             /* rated 0 W: none */
  int32_t level[IG_BLOCK];
} ig_office_lanes;

/* The day in hand of one block: from 4 h local to 4 h of the next day. It is a function of the day alone, so it is
 * computed anew after a restart and is no part of the state. */
typedef struct ig_office_plan {
  int64_t day, begin_s, end_s; /* local day (days since 1970), UTC */
  bool workday, counted;       /* counted: Monday to Friday and no public holiday, or weekend */
  int n_steps, weekday;
  int32_t *person_s;          /* [n_steps][64]: person-seconds of each step */
  int32_t *count, *partial;   /* [steps_most + 1]: scratch of one unit */
  double came[IG_BLOCK];      /* employees who come at all */
  double present_s[IG_BLOCK]; /* person-seconds of the recorded part of the day, from the event times */
  double meals[IG_BLOCK];     /* share of the design meals cooked */
} ig_office_plan;

/* What build allocated (batch->own); freed by release. */
typedef struct ig_office_own {
  size_t n_blocks;
  ig_office_lanes *lanes; /* [n_blocks] */
  ig_office_plan *plan;   /* [n_blocks] */
  ig_office_clock *clock; /* of all employees of all units */
  size_t *first_clock;    /* of each unit, index into clock */
  double presence[7];     /* probability by weekday in an ordinary week */
} ig_office_own;

/* Water at -7 degC outdoors by level of equipment (D): boilers with radiators, heat pumps; spread of both 15 K. */
static const double ig_office_boiler_degC[IG_OFFICE_LEVELS] = {80.0, 70.0, 60.0};
static const double ig_office_pump_degC[IG_OFFICE_LEVELS] = {55.0, 50.0, 45.0};
/* Share of the plant's heat that reaches the rooms; the rest is lost by pipes inside the building (D). */
#define IG_OFFICE_DISTRIBUTION 0.92
/* Boilers are kept hot below this outdoor temperature (D). */
#define IG_OFFICE_SEASON_DEGC 16.0
/* Gas of a canteen for each Wh of its electricity: half a kWh and 0.7 kWh a meal. */
#define IG_OFFICE_COOKING_GAS (0.5 / 0.7)

/* office_fabric.c: an office as a zone. */
extern const ig_office_period ig_office_fabric_periods[IG_OFFICE_PERIODS];
size_t ig_office_fabric_period_of(int year);
typedef struct ig_office_fabric {
  double area_m2, storeys, facade_ratio, window_ratio;
  double u_wall, u_window, u_roof, u_floor, g_value, infiltration_1_h;
  int32_t facade;
} ig_office_fabric;
/* Elements of the zone. NULL, or the name of the parameter that is at fault (a transmittance that the construction does
 * not reach without insulation). */
const char *ig_office_fabric_spec(const ig_office_fabric *f, ig_zone_spec *spec);
/* Constants of lane i for steps of step_s; NULL or the parameter at fault. */
const char *ig_office_fabric_lane(const ig_office_fabric *f, double step_s, ig_office_rooms *r, size_t i);

/* office_decree.c: the tertiary decree. */
double ig_office_decree_reference(int year); /* archetype, kWh/m2 and year */
double ig_office_decree_target(const ig_office_spec *s, double reference_kWh_m2, int decade); /* 0: 2030, 1, 2 */
void ig_office_decree_day(ig_office_data *d, size_t u); /* closes a day of the degree days */
void ig_office_decree_report(const ig_batch *batch, ig_kpis *kpis);

/* office_presence.c */
/* Season and bridge-day factors on presence of one local day; see office.md. */
double ig_office_presence_leave(const ig_clock *clock, int64_t day);
double ig_office_presence_bridge(const ig_clock *clock, int64_t day);
bool ig_office_presence_init(ig_batch *batch); /* habits, scratch; false when memory is out */
/* Makes the plan of block `begin / 64` cover utc_s. */
void ig_office_presence_plan(ig_batch *batch, size_t begin, size_t end, int64_t utc_s);

/* office_build.c */
bool ig_office_build_batch(ig_batch *batch, ig_build *context);
void ig_office_build_release(ig_batch *batch);

/* office_step.c */
void ig_office_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end);

/* office_report.c */
void ig_office_report_kpis(const ig_batch *batch, ig_kpis *kpis);

/* Lanes worth computing of a block with n units: whole groups of 8, so that vectors stay full. */
IG_INLINE size_t ig_office_lanes_of(size_t n) { return (n + 7) / 8 * 8; }

/* Lanes do not depend on each other: says so to the compiler, which would else give up on so many arrays. */
#if defined(__clang__)
#define IG_OFFICE_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define IG_OFFICE_LANES _Pragma("GCC ivdep")
#endif

#endif
