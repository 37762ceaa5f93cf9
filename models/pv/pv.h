/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the PV model (pv.md is its page): settings, arrays of the plants, and what build prepares. */
#ifndef IG_PV_H
#define IG_PV_H

#include "models/physics/horizon.h"
#include "models/physics/irradiance.h"
#include "models/physics/pv.h"
#include "models/physics/sun.h"
#include "sim/model.h"

typedef enum ig_pv_technology { IG_PV_STANDARD, IG_PV_PREMIUM, IG_PV_THIN_FILM } ig_pv_technology;
typedef enum ig_pv_cells { IG_PV_SAPM, IG_PV_FAIMAN, IG_PV_PVSYST, IG_PV_NOCT } ig_pv_cells;
typedef enum ig_pv_mounting {
  IG_PV_CLOSE_ROOF,
  IG_PV_OPEN_RACK,
  IG_PV_OPEN_RACK_POLYMER,
  IG_PV_INSULATED_BACK
} ig_pv_mounting;

enum { IG_PV_LOSSES = 9, IG_PV_VAR_POINTS = 4, IG_PV_WATT_POINTS = 2 };

typedef struct ig_pv_spec {
  int32_t count;
  double peak_W, tilt_spread_deg, azimuth_spread_deg;
} ig_pv_spec;

typedef struct ig_pv_data {
  /* ports read */
  const double *global_W_m2, *direct_W_m2, *diffuse_W_m2, *outdoor_degC, *wind_m_s;
  /* parameters */
  double *peak_W, *tilt_deg, *azimuth_deg, *albedo;
  int32_t *technology, *glass, *glass_on, *cells, *mounting, *commissioned;
  double *coefficient_per_K, *glass_index, *coating_index, *absorption, *ashrae_b, *martin_ruiz_a;
  double *sapm_a, *sapm_b, *sapm_K, *faiman_u0, *faiman_u1, *pvsyst_uc, *pvsyst_uv, *noct_degC, *efficiency;
  double *loss[IG_PV_LOSSES], *fade_per_year;
  double *inverter_W, *inverter_VA, *inverter_efficiency, *night_W, *reactive_ratio;
  char **horizon;
  double *wall_height_m, *wall_distance_m, *wall_azimuth_deg, *wall_left_m, *wall_right_m;
  int32_t *volt_var, *volt_watt;
  double *var_voltage[IG_PV_VAR_POINTS], *var_reactive[IG_PV_VAR_POINTS];
  double *watt_voltage[IG_PV_WATT_POINTS], *watt_power[IG_PV_WATT_POINTS];
  /* statics */
  double *system_loss, *sky_view, *subscribed_kVA, *tan_phi;
  /* ports of the answer to the voltage (sim/model.h) */
  double *port_VA, *port_var_voltage, *port_var_reactive, *port_watt_voltage, *port_watt_power;
  /* totals */
  double *production_Wh, *dc_Wh, *reference_Wh, *clipped_Wh, *own_use_Wh;
  /* series */
  double *power_W, *dc_W, *plane_W_m2, *cell_degC;
} ig_pv_data;

/* What every plant of a block needs in every step, computed once by build; lanes past the last plant hold a plant of
 * no power. */
typedef struct ig_pv_lanes {
  double east[IG_BLOCK], north[IG_BLOCK], up[IG_BLOCK]; /* normal of the modules */
  double dome[IG_BLOCK], band[IG_BLOCK],
      ground[IG_BLOCK]; /* shares of sky, of the horizon's band, of the ground x albedo */
  double iam_sky[IG_BLOCK], iam_ground[IG_BLOCK];
  double glass[IG_BLOCK], b[IG_BLOCK], a[IG_BLOCK];
  double index[IG_BLOCK], per_index2[IG_BLOCK], absorption[IG_BLOCK], per_normal[IG_BLOCK], coating[IG_BLOCK],
      per_coating2[IG_BLOCK];
  int32_t rise_set[IG_BLOCK]; /* cells heat up alike in plants of one mounting: which of `rise` is the plant's */
  ig_pv_rise rise[IG_BLOCK];
  int n_rises;
  double dc_peak_W[IG_BLOCK]; /* peak power less all losses but age */
  double peak_kW[IG_BLOCK], coefficient_per_K[IG_BLOCK], fade_per_s[IG_BLOCK], fade_from_s[IG_BLOCK];
  double c0[IG_BLOCK], c1[IG_BLOCK], c2[IG_BLOCK], most_W[IG_BLOCK], night_W[IG_BLOCK]; /* inverter */
  unsigned glasses; /* bit g: some plant has glass g */
  double *skyline;  /* [IG_HORIZON_STEPS + 1][64] elevation, degrees; NULL: no plant of the block has one. Own. */
} ig_pv_lanes;

typedef struct ig_pv_own {
  ig_pv_lanes *lanes; /* one a block */
  size_t n_blocks;
} ig_pv_own;

/* The parts: pv.c has the table of fields and the KPIs. */
bool ig_pv_build(ig_batch *batch, ig_build *context);
void ig_pv_build_release(ig_batch *batch);
void ig_pv_step(ig_batch *batch, const ig_window *w, size_t begin, size_t end);

#endif
