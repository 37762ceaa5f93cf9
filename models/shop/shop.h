/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the shop model (shop.md is its page): settings, arrays of the units, and what build prepares. */
#ifndef IG_SHOP_H
#define IG_SHOP_H

#include "models/physics/boiler.h"
#include "models/physics/hvac.h"
#include "models/physics/schedule.h"
#include "models/physics/zone.h"
#include "sim/model.h"

#define IG_SHOP_KINDS "bakery|supermarket|restaurant|small_shop|school|station|other"
typedef enum ig_shop_kind {
  IG_SHOP_BAKERY,
  IG_SHOP_SUPERMARKET,
  IG_SHOP_RESTAURANT,
  IG_SHOP_SMALL,
  IG_SHOP_SCHOOL,
  IG_SHOP_STATION,
  IG_SHOP_OTHER,
  IG_SHOP_KIND_COUNT
} ig_shop_kind;

/* What a unit of a kind is like where the scenario does not say. Powers with _m2 are a square metre of floor. */
typedef struct ig_shop_defaults {
  const char *word; /* as in IG_SHOP_KINDS */
  double area_m2, staff, visitors;
  const char *hours, *cooking_hours;
  double lighting_W_m2, outdoor_lighting_W, plug_W_m2, base_W_m2;
  double refrigeration_W_m2, cold_heat;
  double cooking_W_m2, cooking_duty, gas_cooking_W_m2;
  double ventilation_m3_h_m2, fan_W_m3s;
  int32_t heating, cooling;
  double setpoint_degC, setback_degC, loss_W_m2K, roof_m2, subscribed_kVA;
  double visit[24]; /* share of `visitors` present by local hour while open */
} ig_shop_defaults;

typedef struct ig_shop_spec {
  int32_t vintage;
} ig_shop_spec;

typedef struct ig_shop_data {
  /* ports read */
  const double *outdoor_degC, *sky_degC, *ghi_W_m2, *north_W_m2, *east_W_m2, *south_W_m2, *west_W_m2;
  const double *through_north_W_m2, *through_east_W_m2, *through_south_W_m2, *through_west_W_m2;
  /* parameters */
  int32_t *kind, *heating, *cooling;
  char **hours, **cooking_hours;
  double *area_m2, *staff, *visitors, *lighting_W_m2, *lighting_closed, *outdoor_lighting_W, *plug_W_m2, *base_W_m2;
  double *refrigeration_W, *cold_heat, *cooking_W, *cooking_duty, *gas_cooking_W;
  double *ventilation_m3_h, *fan_W_m3s, *setpoint_degC, *setback_degC, *cool_degC, *chiller_eer, *loss_W_m2K, *glazing,
      *u_window, *infiltration_1_h, *recovery, *roof, *subscribed_kVA, *spread_s;
  /* statics */
  double *open_h, *heating_most_W, *district_most_W;
  /* state */
  double *t_air_degC, *t_mass_degC, *power_most_W; /* mass: [2] outer constructions, inner ones */
  /* totals */
  double *lighting_Wh, *plugs_Wh, *refrigeration_Wh, *cooking_Wh, *ventilation_Wh, *heating_Wh, *cooling_Wh;
  double *gas_Wh, *district_heat_Wh, *heat_Wh, *over_h;
  /* series */
  double *power_W, *heating_power_W, *occupants, *indoor_degC, *district_W;
} ig_shop_data;

enum { IG_SHOP_MACHINES = 4 }; /* compressors, and cooking devices, of a unit */

enum { IG_SHOP_STATES = 3 }; /* air, outer constructions, inner ones */
#define IG_SHOP_HEIGHT_M 3.0 /* floor to ceiling (D) */

/* Steps of the zones of a block (models/physics/rc.h), one array a coefficient, and what makes inputs of the weather.
 */
typedef struct ig_shop_rooms {
  double keep[IG_SHOP_STATES][IG_SHOP_STATES][IG_BLOCK];
  double outdoor[IG_SHOP_STATES][IG_BLOCK], convective[IG_SHOP_STATES][IG_BLOCK], radiative[IG_SHOP_STATES][IG_BLOCK],
      sun[IG_SHOP_STATES][IG_BLOCK], outside[IG_SHOP_STATES][IG_BLOCK], windows[IG_SHOP_STATES][IG_BLOCK];
  double wall_K_m2W[IG_BLOCK], roof_K_m2W[IG_BLOCK], sky_outside[IG_BLOCK], sky_windows[IG_BLOCK];
  double glass_m2[IG_BLOCK],
      panes_K_W[IG_BLOCK]; /* area of full transmission; warming of panes for each W that passes */
} ig_shop_rooms;

/* A place as a zone: what shop_fabric.c builds it from. */
typedef struct ig_shop_fabric {
  double area_m2, loss_W_m2K, glazing, u_window, infiltration_1_h, roof;
} ig_shop_fabric;

/* What every lane of a block needs in every step, computed once by build. */
typedef struct ig_shop_lanes {
  ig_shop_rooms rooms;
  double heat_closed[IG_BLOCK], heat_open[IG_BLOCK], cool_open[IG_BLOCK], heat_most[IG_BLOCK], cool_most[IG_BLOCK];
  double light_W[IG_BLOCK], light_closed[IG_BLOCK], outdoor_W[IG_BLOCK], plug_W[IG_BLOCK], base_W[IG_BLOCK];
  double cold_W[IG_BLOCK], cold_heat[IG_BLOCK], cold_closed[IG_BLOCK]; /* connected; share of heat; load when closed */
  double cold_open[IG_BLOCK], cold_per_s[IG_BLOCK * IG_SHOP_MACHINES]; /* cycles a second in the long run */
  double cook_W[IG_BLOCK], cook_duty[IG_BLOCK], cook_per_s[IG_BLOCK * IG_SHOP_MACHINES], gas_cook_W[IG_BLOCK];
  double fan_W[IG_BLOCK], air_W_K[IG_BLOCK], eer_1[IG_BLOCK];  /* 1 / rated EER, or 0 */
  double district[IG_BLOCK], pump[IG_BLOCK], direct[IG_BLOCK]; /* Wh of carrier for each Wh of heat, or 0 */
  ig_boiler boiler[IG_BLOCK];                                  /* rated 0 W: none */
} ig_shop_lanes;

/* Machines of a block: cycles at the begin of some hours, and cycles a second in them. */
typedef struct ig_shop_cycles {
  double phase[IG_BLOCK * IG_SHOP_MACHINES], per_s[IG_BLOCK * IG_SHOP_MACHINES];
} ig_shop_cycles;

/* The present of one block. A function of the time alone, so no part of the state. */
typedef struct ig_shop_today {
  int64_t day; /* local day (days since 1970), or INT64_MIN */
  int utc_offset_s;
  double until_s; /* second of the day up to which open, cook and persons hold */
  ig_schedule_day open_today[IG_BLOCK], open_yesterday[IG_BLOCK], cook_today[IG_BLOCK], cook_yesterday[IG_BLOCK];
  double visit_factor[IG_BLOCK];
  int64_t quarter; /* of the day, UTC, that the machines' cycles hold for; INT64_MIN: none */
  ig_shop_cycles cold, oven;
  double open[IG_BLOCK], cook[IG_BLOCK];             /* shares of the step in hand */
  double persons[IG_BLOCK], persons_per_s[IG_BLOCK]; /* inside at half_hour_s, and how that changes */
  double half_hour_s;                                /* begin of the half hour in hand, second of the day */
} ig_shop_today;

/* What build allocated (batch->own); freed by release. */
typedef struct ig_shop_own {
  size_t n_blocks;
  ig_shop_lanes *lanes;         /* [n_blocks] */
  ig_shop_today *today;         /* [n_blocks] */
  ig_schedule *hours, *cooking; /* of each unit */
} ig_shop_own;

extern const ig_shop_defaults ig_shop_kinds_table[IG_SHOP_KIND_COUNT]; /* shop_kinds.c */

/* shop_fabric.c: the elements of the zone, and the constants of lane i for steps of step_s. NULL, or what is wrong with
 * the parameter `loss`. */
const char *ig_shop_fabric_spec(const ig_shop_fabric *f, ig_zone_spec *spec);
const char *ig_shop_fabric_lane(const ig_shop_fabric *f, double step_s, ig_shop_rooms *r, size_t i);

/* shop_hours.c: the hours of a local day as this unit keeps them: its own habit and the deviations of that day about
 * what the schedule states. */
typedef enum ig_shop_hours_kind { IG_SHOP_HOURS_OPEN, IG_SHOP_HOURS_COOK } ig_shop_hours_kind;
ig_schedule_day ig_shop_hours_day(const ig_schedule *stated, ig_shop_hours_kind kind, const ig_clock *clock,
                                  int64_t day, ig_rng_key key, double spread_s);

/* Share of `visitors` present in half-hour k of the day: at its begin and how it changes. Straight lines through
 * borders and middles of the kind's hours, which keep each hour's mean. */
typedef struct ig_shop_visit {
  double share, per_s;
} ig_shop_visit;
ig_shop_visit ig_shop_hours_visit(const double visit[24], int k);

/* Its mean between two seconds of the day, to_s > from_s. */
double ig_shop_hours_visit_mean(const double visit[24], double from_s, double to_s);

bool ig_shop_build_batch(ig_batch *batch, ig_build *context); /* shop_build.c */
void ig_shop_build_release(ig_batch *batch);
void ig_shop_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end); /* shop_step.c */

/* Purposes of the draws of this model. */
enum {
  IG_SHOP_DRAW_MACHINE = 1,
  IG_SHOP_DRAW_DAY = 2,
  IG_SHOP_DRAW_COOK = 3,
  IG_SHOP_DRAW_HABIT = 4,
  IG_SHOP_DRAW_OPEN = 5,
  IG_SHOP_DRAW_COLD = 6,
  IG_SHOP_DRAW_OVEN = 7
};

/* Lanes do not depend on each other: says so to the compiler, which would else give up on so many arrays. */
#if defined(__clang__)
#define IG_SHOP_LANES _Pragma("clang loop vectorize(assume_safety)")
#else
#define IG_SHOP_LANES _Pragma("GCC ivdep")
#endif

#endif
