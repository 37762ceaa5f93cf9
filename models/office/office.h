/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the office model (office.md is its page): settings, arrays of the units, and what build prepares. */
#ifndef IG_OFFICE_H
#define IG_OFFICE_H

#include "models/physics/hvac.h"
#include "models/physics/thermal.h"
#include "sim/model.h"

typedef enum ig_office_vintage { IG_OFFICE_2017, IG_OFFICE_2025 } ig_office_vintage;
typedef enum ig_office_lighting {
  IG_OFFICE_CENTRAL,
  IG_OFFICE_MANUAL,
  IG_OFFICE_PRESENCE,
  IG_OFFICE_DAYLIGHT
} ig_office_lighting;

typedef struct ig_office_spec {
  int64_t count, employees;
  double area_m2;
  ig_list presence, heating_shares;
  double weekend_presence, cooling_share;
  int32_t vintage, setback;
} ig_office_spec;

/* Arrays of the units, allocated by the engine from the field table (office.c). */
typedef struct ig_office_data {
  /* ports read */
  const double *outdoor_degC, *ghi_W_m2, *north_W_m2, *east_W_m2, *south_W_m2, *west_W_m2;
  /* parameters */
  double *area_m2, *storeys, *facade_ratio, *window_ratio, *u_wall, *u_window, *u_roof, *g_value, *infiltration_1_h;
  double *share_north, *share_east, *share_south, *share_west;
  int32_t *employees, *heating, *cooling, *lighting_control;
  double *lighting_W_m2, *plug_active_W, *plug_absent_W, *servers_W_m2, *common_W_m2, *lifts_W_m2;
  double *ventilation_m3_h, *night_flow, *fan_W_m3s, *heat_recovery, *core_gains, *start_h, *stop_h, *canteen_share;
  double *heat_degC, *setback_degC, *cool_degC, *chiller_eer;
  /* statics */
  double *loss_on_W_K, *loss_off_W_K, *heating_most_W, *district_most_W, *cooling_most_W;
  /* state */
  double *t_air_degC, *t_mass_degC;
  int64_t *audited_day;
  double *hour_Wh, *hour_person_s, *hour_s; /* [24] by local hour, workdays only */
  double *weekday_Wh, *weekday_s;           /* [7] by weekday, no public holidays */
  double *came, *came_of;                   /* [7] employees who came; employees counted */
  /* totals */
  double *lighting_Wh, *plugs_Wh, *servers_Wh, *common_Wh, *ventilation_Wh, *heating_Wh, *cooling_Wh, *cooking_Wh;
  double *gas_Wh, *district_heat_Wh, *heat_Wh, *cold_h, *warm_h;
  double *audit_event_Wh, *audit_binned_Wh;
  /* series */
  double *power_W, *heating_power_W, *cooling_power_W, *occupants, *indoor_degC, *district_W;
} ig_office_data;

/* One employee's habits, fixed for life: seconds of the local day. */
typedef struct ig_office_clock {
  int32_t arrival_s, stay_s, lunch_s;
} ig_office_clock;

/* Steps of the rooms of a block (models/physics/thermal.h), one array a coefficient. */
typedef struct ig_office_rooms {
  double aa[IG_BLOCK], am[IG_BLOCK], ae[IG_BLOCK], ga[IG_BLOCK], gam[IG_BLOCK];
  double ma[IG_BLOCK], mm[IG_BLOCK], me[IG_BLOCK], gma[IG_BLOCK], gm[IG_BLOCK];
} ig_office_rooms;

/* What every lane of a block needs in every step, beside its state: computed once by build. */
typedef struct ig_office_lanes {
  ig_office_rooms off, on; /* systems stopped, running */
  double gain_off_W_K[IG_BLOCK], gain_on_W_K[IG_BLOCK];
  double heat_on[IG_BLOCK], heat_off[IG_BLOCK], cool_on[IG_BLOCK], cool_off[IG_BLOCK];
  double heat_most[IG_BLOCK], cool_most[IG_BLOCK], windows_W_K[IG_BLOCK];
  double start_s[IG_BLOCK], stop_s[IG_BLOCK];
  double per_employee[IG_BLOCK]; /* 1 / employees */
  double light_W[IG_BLOCK], light_timed[IG_BLOCK], light_day[IG_BLOCK], light_night[IG_BLOCK];
  double plug_absent_W[IG_BLOCK], plug_person_W[IG_BLOCK], servers_W[IG_BLOCK], common_W[IG_BLOCK], lifts_W[IG_BLOCK];
  double fan_W[IG_BLOCK], night_flow[IG_BLOCK], core[IG_BLOCK], pump_W[IG_BLOCK], rated_eer[IG_BLOCK],
      chiller[IG_BLOCK], meal_W[IG_BLOCK];
  double sun_north[IG_BLOCK], sun_east[IG_BLOCK], sun_south[IG_BLOCK], sun_west[IG_BLOCK]; /* m2 of full transmission */
  double gas[IG_BLOCK], district[IG_BLOCK], pump[IG_BLOCK],
      direct[IG_BLOCK]; /* Wh of carrier for each Wh of heat, or 0 */
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

#endif
