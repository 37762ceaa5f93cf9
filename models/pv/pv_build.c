/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a batch of PV plants: what follows from other parameters, skylines, constants of the lanes. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/pv/pv.h"

enum { DRAW_TILT = 1, DRAW_AZIMUTH = 2, SKYLINE_POINTS = 360 };

/* PVWatts 5, table of module types: change of power with temperature, 1/K. */
static const double coefficient_of[] = {
    [IG_PV_STANDARD] = -0.0047, [IG_PV_PREMIUM] = -0.0035, [IG_PV_THIN_FILM] = -0.0020};

/* King, Boyson, Kratochvil 2004, table 1: a, b [s/m], difference of cell and back at 1000 W/m2 [K]. */
static const double sapm_of[][3] = {[IG_PV_CLOSE_ROOF] = {-2.98, -0.0471, 1.0},
                                    [IG_PV_OPEN_RACK] = {-3.47, -0.0594, 3.0},
                                    [IG_PV_OPEN_RACK_POLYMER] = {-3.56, -0.0750, 3.0},
                                    [IG_PV_INSULATED_BACK] = {-2.81, -0.0455, 0.0}};

#define LOSS_SHADING 0.03
#define DC_TO_AC 1.1 /* PVWatts 5: peak power over the inverter's rated power */

/* --- parameters --------------------------------------------------------------------------------------- */

static bool has_skyline(const ig_pv_data *d, size_t u) {
  return (d->horizon[u] && *d->horizon[u]) || d->wall_height_m[u] > 0.0;
}

/* The setting peak_power, in even parts on the generated plants; their orientations spread about the mean. */
static bool generate(ig_batch *b, ig_build *context) {
  const ig_pv_spec *spec = b->spec;
  ig_pv_data *d = b->data;
  if (spec->peak_W > 0.0 && spec->count == 0) {
    ig_build_fail(context, IG_SETTINGS, "peak_power", "%g W need plants: count is 0", spec->peak_W);
    return false;
  }
  for (size_t u = 0; u < b->n; u++) {
    if (b->listed[u]) continue;
    if (spec->peak_W > 0.0) d->peak_W[u] = spec->peak_W / spec->count;
    ig_rng_key key = ig_unit_key(b, u);
    double tilt = ig_rng_normal_of(ig_rng_uniform(key, DRAW_TILT, 0, 0));
    double azimuth = ig_rng_normal_of(ig_rng_uniform(key, DRAW_AZIMUTH, 0, 0));
    d->tilt_deg[u] = ig_clamp(d->tilt_deg[u] + spec->tilt_spread_deg * ig_clamp(tilt, -2.0, 2.0), 0.0, 90.0);
    double turned = d->azimuth_deg[u] + spec->azimuth_spread_deg * ig_clamp(azimuth, -2.0, 2.0);
    d->azimuth_deg[u] = turned - 360.0 * floor(turned / 360.0);
  }
  return true;
}

/* What is left out follows from other parameters. */
static void derive(ig_batch *b, ig_build *context, size_t u) {
  ig_pv_data *d = b->data;
  const double *sapm = sapm_of[d->mounting[u]];
#define FILL(field, name, value) \
  if (!ig_build_given(context, u, name)) d->field[u] = (value)
  FILL(coefficient_per_K, "temperature_coefficient", coefficient_of[d->technology[u]]);
  FILL(sapm_a, "sapm.a", sapm[0]);
  FILL(sapm_b, "sapm.b", sapm[1]);
  FILL(sapm_K, "sapm.difference", sapm[2]);
  FILL(loss[1], "losses.shading", has_skyline(d, u) ? 0.0 : LOSS_SHADING);
  FILL(inverter_W, "inverter_power", d->peak_W[u] / DC_TO_AC);
  FILL(inverter_VA, "inverter_apparent_power", d->inverter_W[u]);
  FILL(commissioned, "commissioned", (int32_t)ig_clock_local(&b->site->clock, b->site->record_s).date.year);
#undef FILL
  double kept = 1.0;
  for (int i = 0; i < IG_PV_LOSSES; i++) kept *= 1.0 - d->loss[i][u];
  d->system_loss[u] = 1.0 - kept;
  d->subscribed_kVA[u] = 1e-3 * d->inverter_VA[u];
  d->tan_phi[u] = -d->reactive_ratio[u];
}

/* Parameters of a formula that the plant does not use. */
static bool check_used(ig_build *context, const ig_pv_data *d, size_t u) {
  const struct {
    const char *param, *needs;
    bool used;
  } rule[] = {{"mounting", "cell_model: sapm", d->cells[u] == IG_PV_SAPM},
              {"sapm.a", "cell_model: sapm", d->cells[u] == IG_PV_SAPM},
              {"sapm.b", "cell_model: sapm", d->cells[u] == IG_PV_SAPM},
              {"sapm.difference", "cell_model: sapm", d->cells[u] == IG_PV_SAPM},
              {"faiman.u0", "cell_model: faiman", d->cells[u] == IG_PV_FAIMAN},
              {"faiman.u1", "cell_model: faiman", d->cells[u] == IG_PV_FAIMAN},
              {"pvsyst.uc", "cell_model: pvsyst", d->cells[u] == IG_PV_PVSYST},
              {"pvsyst.uv", "cell_model: pvsyst", d->cells[u] == IG_PV_PVSYST},
              {"noct", "cell_model: noct", d->cells[u] == IG_PV_NOCT},
              {"module_efficiency", "cell_model: pvsyst or noct", d->cells[u] >= IG_PV_PVSYST},
              {"glass_index", "glass: physical or coated", d->glass[u] <= IG_PV_COATED},
              {"glass_absorption", "glass: physical or coated", d->glass[u] <= IG_PV_COATED},
              {"coating_index", "glass: coated", d->glass[u] == IG_PV_COATED},
              {"ashrae_b", "glass: ashrae", d->glass[u] == IG_PV_ASHRAE},
              {"martin_ruiz_a", "glass: martin_ruiz", d->glass[u] == IG_PV_MARTIN_RUIZ}};
  bool good = true;
  for (size_t i = 0; i < IG_COUNT(rule); i++) {
    if (rule[i].used || !ig_build_given(context, u, rule[i].param)) continue;
    ig_build_fail(context, u, rule[i].param, "has no effect without %s", rule[i].needs);
    good = false;
  }
  return good;
}

static bool rising(ig_build *context, size_t u, const char *curve, double *const *voltage, int n) {
  for (int i = 1; i < n; i++) {
    if (voltage[i][u] > voltage[i - 1][u]) continue;
    char name[40];
    snprintf(name, sizeof name, "%s.voltage_%d", curve, i + 1);
    ig_build_fail(context, u, name, "%g must be above voltage_%d, %g", voltage[i][u], i, voltage[i - 1][u]);
    return false;
  }
  return true;
}

static bool check(ig_build *context, const ig_pv_data *d, size_t u) {
  bool good = check_used(context, d, u);
  good = rising(context, u, "volt_var", d->var_voltage, IG_PV_VAR_POINTS) && good;
  good = rising(context, u, "volt_watt", d->watt_voltage, IG_PV_WATT_POINTS) && good;
  if (d->inverter_VA[u] < d->inverter_W[u] * (1.0 - 1e-12)) {
    ig_build_fail(context, u, "inverter_apparent_power", "%g VA cannot carry inverter_power, %g W", d->inverter_VA[u],
                  d->inverter_W[u]);
    good = false;
  }
  return good;
}

/* Most production over the apparent power and reactive power over it, by voltage; a rated power of 0 keeps the plant
 * out of the network's iteration. */
static void answer(ig_pv_data *d, size_t u) {
  d->port_VA[u] = d->volt_var[u] || d->volt_watt[u] ? d->inverter_VA[u] : 0.0;
  for (int i = 0; i < IG_PV_VAR_POINTS; i++) {
    d->port_var_voltage[IG_PV_VAR_POINTS * u + (size_t)i] = d->var_voltage[i][u];
    d->port_var_reactive[IG_PV_VAR_POINTS * u + (size_t)i] = d->volt_var[u] ? d->var_reactive[i][u] : 0.0;
  }
  for (int i = 0; i < IG_PV_WATT_POINTS; i++) {
    d->port_watt_voltage[IG_PV_WATT_POINTS * u + (size_t)i] = d->watt_voltage[i][u];
    d->port_watt_power[IG_PV_WATT_POINTS * u + (size_t)i] = d->volt_watt[u] ? d->watt_power[i][u] : 1.0;
  }
}

/* --- skylines ----------------------------------------------------------------------------------------- */

/* Reads "azimuth:elevation, ..." in degrees; returns the number of points, or -1 with *at set to the place of the
 * mistake and *why to what is wrong. */
static int read_points(const char *text, double *azimuth, double *elevation, const char **at, const char **why) {
  int n = 0;
  for (const char *p = text;;) {
    char *end;
    *at = p;
    if (n == SKYLINE_POINTS) return *why = "too many points, 360 at most", -1;
    azimuth[n] = strtod(p, &end);
    if (end == p || *end != ':') return *why = "expected azimuth:elevation in degrees, as in \"90:10, 180:25\"", -1;
    p = end + 1;
    elevation[n] = strtod(p, &end);
    if (end == p) return *why = "expected an elevation in degrees behind the colon", -1;
    if (!(azimuth[n] >= 0.0 && azimuth[n] < 360.0)) return *why = "azimuth must lie in 0 to below 360 degrees", -1;
    if (!(elevation[n] >= 0.0 && elevation[n] <= 90.0)) return *why = "elevation must lie in 0 to 90 degrees", -1;
    if (n > 0 && azimuth[n] <= azimuth[n - 1]) return *why = "azimuths must rise", -1;
    n++;
    p = end + strspn(end, " \t");
    if (*p == '\0') return n;
    if (*p != ',') return *at = p, *why = "expected a comma between points", -1;
    p++;
  }
}

static bool skyline_of(ig_build *context, const ig_pv_data *d, size_t u, ig_horizon *h) {
  *h = (ig_horizon){{0}};
  const char *text = d->horizon[u], *at, *why;
  if (text && *text) {
    double azimuth[SKYLINE_POINTS], elevation[SKYLINE_POINTS];
    int n = read_points(text, azimuth, elevation, &at, &why);
    if (n < 0) {
      ig_build_fail(context, u, "horizon", "\"%s\": character %d: %s", text, (int)(at - text) + 1, why);
      return false;
    }
    *h = ig_horizon_of((size_t)n, azimuth, elevation);
  }
  if (d->wall_height_m[u] > 0.0)
    ig_horizon_add_wall(h, d->wall_azimuth_deg[u], d->wall_distance_m[u], d->wall_height_m[u], d->wall_left_m[u],
                        d->wall_right_m[u]);
  return true;
}

/* Spreads a skyline over its lane of the block's table. */
static bool put_skyline(ig_pv_lanes *k, size_t i, const ig_horizon *h) {
  size_t rows = IG_HORIZON_STEPS + 1;
  if (!k->skyline) k->skyline = calloc(rows * IG_BLOCK, sizeof *k->skyline);
  if (!k->skyline) return false;
  for (size_t r = 0; r < rows; r++) k->skyline[r * IG_BLOCK + i] = h->elevation_deg[r];
  return true;
}

static bool put_sky(ig_batch *b, ig_build *context, ig_pv_lanes *k, size_t u) {
  ig_pv_data *d = b->data;
  size_t i = u % IG_BLOCK;
  double tilt = IG_RAD * d->tilt_deg[u];
  k->dome[i] = 0.5 * (1.0 + cos(tilt));
  k->band[i] = sin(tilt);
  if (has_skyline(d, u)) {
    ig_horizon h;
    if (!skyline_of(context, d, u, &h)) return false;
    k->dome[i] = ig_horizon_sky_view(&h, d->tilt_deg[u], d->azimuth_deg[u]);
    k->band[i] *= ig_horizon_band(&h, d->azimuth_deg[u]);
    if (!put_skyline(k, i, &h)) {
      ig_build_fail(context, u, "horizon", "not enough memory");
      return false;
    }
  }
  d->sky_view[u] = k->dome[i];
  return true;
}

/* --- lanes -------------------------------------------------------------------------------------------- */

/* A plant of no power, for lanes without one. */
static void put_nothing(ig_pv_lanes *k, size_t i) {
  k->glass[i] = IG_PV_NO_LOSS;
  k->index[i] = k->coating[i] = 1.5;
  k->a[i] = 1.0;
}

static ig_pv_rise rise_of(const ig_pv_data *d, size_t u) {
  switch ((ig_pv_cells)d->cells[u]) {
    case IG_PV_SAPM:
      return ig_pv_rise_sapm(d->sapm_a[u], d->sapm_b[u], d->sapm_K[u]);
    case IG_PV_FAIMAN:
      return ig_pv_rise_faiman(d->faiman_u0[u], d->faiman_u1[u]);
    case IG_PV_PVSYST:
      return ig_pv_rise_pvsyst(d->pvsyst_uc[u], d->pvsyst_uv[u], d->efficiency[u], 0.9);
    case IG_PV_NOCT:
      break;
  }
  return ig_pv_rise_noct(d->noct_degC[u], d->efficiency[u]);
}

/* Index of a heating-up among those of the block. */
static int32_t set_of(ig_pv_lanes *k, ig_pv_rise r) {
  int32_t i = 0;
  while (i < k->n_rises && memcmp(&k->rise[i], &r, sizeof r) != 0) i++;
  if (i == k->n_rises) k->rise[k->n_rises++] = r;
  return i;
}

static void put_glass(const ig_pv_data *d, ig_pv_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  double coating = d->glass[u] == IG_PV_COATED ? d->coating_index[u] : 1.0;
  ig_pv_iam m = {.glass = (ig_pv_glass)d->glass[u],
                 .pane = ig_pv_pane_of(d->glass_index[u], coating, d->absorption[u]),
                 .b = d->ashrae_b[u],
                 .a = d->martin_ruiz_a[u]};
  k->glasses |= 1u << m.glass;
  k->glass[i] = m.glass;
  k->b[i] = m.b, k->a[i] = m.a;
  k->index[i] = m.pane.index, k->per_index2[i] = m.pane.per_index2;
  k->coating[i] = m.pane.coating, k->per_coating2[i] = m.pane.per_coating2;
  k->absorption[i] = m.pane.absorption, k->per_normal[i] = m.pane.per_normal;
  bool all = d->glass_on[u] == 1;
  k->iam_sky[i] = all ? ig_pv_iam_sky(&m, d->tilt_deg[u]) : 1.0;
  k->iam_ground[i] = all ? ig_pv_iam_ground(&m, d->tilt_deg[u]) : 1.0;
}

static void put_plant(const ig_pv_data *d, ig_pv_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  ig_irradiance_plane p = ig_irradiance_plane_of(d->tilt_deg[u], d->azimuth_deg[u]);
  k->east[i] = p.sin_tilt * p.sin_azimuth, k->north[i] = p.sin_tilt * p.cos_azimuth, k->up[i] = p.cos_tilt;
  k->ground[i] = d->albedo[u] * 0.5 * (1.0 - p.cos_tilt);
  put_glass(d, k, u);
  k->rise_set[i] = set_of(k, rise_of(d, u));
  k->peak_kW[i] = 1e-3 * d->peak_W[u];
  k->dc_peak_W[i] = d->peak_W[u] * (1.0 - d->system_loss[u]);
  k->coefficient_per_K[i] = d->coefficient_per_K[u];
  k->fade_per_s[i] = d->fade_per_year[u] / (365.25 * IG_DAY_S);
  k->fade_from_s[i] = (double)(ig_clock_days((ig_date){d->commissioned[u] + 1, 1, 1}) * IG_DAY_S);
  ig_pv_inverter v = ig_pv_inverter_of(d->inverter_W[u] / d->inverter_efficiency[u], d->inverter_efficiency[u]);
  k->c0[i] = v.c0, k->c1[i] = v.c1, k->c2[i] = v.c2, k->most_W[i] = d->inverter_W[u];
  k->night_W[i] = d->night_W[u];
}

bool ig_pv_build(ig_batch *b, ig_build *context) {
  ig_pv_own *own = b->own = calloc(1, sizeof *own);
  if (own) own->n_blocks = b->padded / IG_BLOCK;
  if (own) own->lanes = calloc(own->n_blocks, sizeof *own->lanes);
  if (!own || (!own->lanes && own->n_blocks > 0)) {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory");
    return false;
  }
  if (!generate(b, context)) return false;
  bool good = true;
  for (size_t u = 0; u < b->padded; u++) {
    ig_pv_lanes *k = &own->lanes[u / IG_BLOCK];
    put_nothing(k, u % IG_BLOCK);
    if (u >= b->n) continue;
    derive(b, context, u);
    good = check(context, b->data, u) && good;
    if (!put_sky(b, context, k, u)) good = false;
    if (good) put_plant(b->data, k, u);
    answer(b->data, u);
  }
  return good;
}

void ig_pv_build_release(ig_batch *b) {
  ig_pv_own *own = b->own;
  if (!own) return;
  for (size_t i = 0; i < own->n_blocks && own->lanes; i++) free(own->lanes[i].skyline);
  free(own->lanes);
  free(own);
  b->own = NULL;
}
