/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PV plants: the model's vector step against the same chain plant by plant with the exact sun, skylines, age, clipping,
 * the night, windows. The yearly yield is in tests/solar_cases.py. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/pv/pv.h"
#include "tests/board.h"
#include "tests/district_runs.h"

static ig_district *load(const char *simulation, const char *plants) {
  char text[6000];
  snprintf(text, sizeof text, "simulation: {spin_up: 0 d, %s}\npv_plants:\n%s", simulation, plants);
  return district_of(text);
}

static size_t unit(const ig_batch *b, const char *name) {
  for (size_t u = 0; u < b->n; u++)
    if (strcmp(b->name[u], name) == 0) return u;
  ck_abort_msg("no unit %s", name);
  return 0;
}

/* What a test does with a step: row of the shared series, begin of the step, its lanes in the tiles. */
typedef void visit(const ig_batch *pv, size_t row, int64_t begin_s, const double *power, const double *dc,
                   const double *plane, const double *cell);

/* Runs weather and plants; all plants stand in the first block. */
static void run(ig_district *d, visit *each) {
  ig_batch *weather = batch_of(d, "weather"), *pv = batch_of(d, "pv");
  const ig_site *site = pv->site;
  ck_assert_uint_eq(pv->padded, IG_BLOCK);
  int per_window = site->window_s / site->step_s, row = 0;
  for (int64_t t = site->begin_s; t < site->end_s; t += site->window_s) {
    ig_window w = {t, t + site->window_s, site->step_s, per_window, row, true};
    weather->model->advance(weather, &w, 0, IG_BLOCK);
    pv->model->advance(pv, &w, 0, IG_BLOCK);
    ig_pv_data *v = pv->data;
    for (int s = 0; s < per_window && each; s++)
      each(pv, (size_t)(row + s), t + s * site->step_s, v->power_W + s * IG_BLOCK, v->dc_W + s * IG_BLOCK,
           v->plane_W_m2 + s * IG_BLOCK, v->cell_degC + s * IG_BLOCK);
    row = (row + per_window) % site->chunk_steps;
  }
}

/* --- the chain, plant by plant ------------------------------------------------------------------------- */

#define KINDS                                                                                              \
  "  defaults: {peak_power: 1000 W, inverter_power: 700 W}\n"                                              \
  "  units:\n"                                                                                             \
  "  - {name: a}\n"                                                                                        \
  "  - {name: b, tilt: 90, azimuth: 90, glass: coated, cell_model: noct, night_power: 2 W}\n"              \
  "  - {name: c, tilt: 10, azimuth: 270, glass: ashrae, glass_on: all, cell_model: faiman}\n"              \
  "  - {name: d, tilt: 0, glass: martin_ruiz, glass_on: all, cell_model: pvsyst, technology: thin_film}\n" \
  "  - {name: e, azimuth: 135, glass: schlick, mounting: insulated_back, commissioned: 2007}\n"            \
  "  - {name: f, azimuth: 225, glass: none, mounting: open_rack, technology: standard, albedo: 0.5}\n"     \
  "  - {name: g, glass_on: all, horizon: \"90:20, 180:30, 270:10\", neighbour: {height: 12 m, distance: 14 m}}\n"

static double worst_plane, worst_cell, worst_dc, worst_ac;
static int n_lit;

static double losses(const ig_pv_data *v, size_t u) {
  double kept = 1.0;
  for (int i = 0; i < IG_PV_LOSSES; i++) kept *= 1.0 - v->loss[i][u];
  return 1.0 - kept;
}

static ig_pv_rise rise_of(const ig_pv_data *v, size_t u) {
  if (v->cells[u] == IG_PV_NOCT) return ig_pv_rise_noct(45.0, 0.20);
  if (v->cells[u] == IG_PV_FAIMAN) return ig_pv_rise_faiman(25.0, 6.84);
  if (v->cells[u] == IG_PV_PVSYST) return ig_pv_rise_pvsyst(29.0, 0.0, 0.20, 0.9);
  if (v->mounting[u] == IG_PV_INSULATED_BACK) return ig_pv_rise_sapm(-2.81, -0.0455, 0.0);
  if (v->mounting[u] == IG_PV_OPEN_RACK) return ig_pv_rise_sapm(-3.47, -0.0594, 3.0);
  return ig_pv_rise_sapm(-2.98, -0.0471, 1.0);
}

static void plant_by_plant(const ig_batch *pv, size_t row, int64_t begin_s, const double *power, const double *dc,
                           const double *plane, const double *cell) {
  const ig_pv_data *v = pv->data;
  const ig_site *site = pv->site;
  ig_irradiance light = {v->global_W_m2[row], v->direct_W_m2[row], v->diffuse_W_m2[row]};
  double middle_s = (double)begin_s + 0.5 * site->step_s;
  ig_sun_position at = ig_sun_at(middle_s, site->latitude_deg, site->longitude_deg);
  double z = IG_RAD * at.zenith_deg, a = IG_RAD * at.azimuth_deg;
  ig_irradiance_sky sky = ig_irradiance_sky_of(light, at.zenith_deg, cos(z), ig_irradiance_air_mass(at.zenith_deg),
                                               ig_sun_extraterrestrial_W_m2((double)begin_s));
  for (size_t u = 0; u < pv->n; u++) {
    if (light.global_horizontal_W_m2 <= 0.0) {
      ck_assert(power[u] == v->night_W[u] && dc[u] == 0.0 && plane[u] == 0.0 && cell[u] == v->outdoor_degC[row]);
      continue;
    }
    ig_irradiance_plane p = ig_irradiance_plane_of(v->tilt_deg[u], v->azimuth_deg[u]);
    double incidence = ig_irradiance_cos_incidence(p, cos(z), sin(z), cos(a), sin(a));
    double beam = at.zenith_deg < 90.0 ? light.direct_normal_W_m2 * fmax(incidence, 0.0) : 0.0;
    double diffuse = ig_irradiance_perez_W_m2(&sky, p.cos_tilt, p.sin_tilt, incidence);
    double ground = ig_irradiance_ground_W_m2(light.global_horizontal_W_m2, v->albedo[u], p.cos_tilt);
    if (u == unit(pv, "g")) {
      double azimuth[] = {90, 180, 270}, elevation[] = {20, 30, 10};
      ig_horizon h = ig_horizon_of(3, azimuth, elevation);
      ig_horizon_add_wall(&h, 180.0, 14.0, 12.0, 50.0, 50.0);
      double over = 90.0 - at.zenith_deg - ig_horizon_at_deg(&h, at.azimuth_deg);
      if (at.zenith_deg < 90.0 && fabs(over) < 0.01) continue; /* on the edge */
      double lit = over > 0.0 || at.zenith_deg > 90.0 ? 1.0 : 0.0;
      beam *= lit;
      diffuse = ig_irradiance_perez_skyline_W_m2(&sky, ig_horizon_sky_view(&h, 30.0, 180.0),
                                                 p.sin_tilt * ig_horizon_band(&h, 180.0), lit, incidence);
      n_lit += lit > 0.0 && beam > 0.0;
    }
    ig_pv_glass kind = (ig_pv_glass)v->glass[u];
    ig_pv_iam m = {kind, ig_pv_pane_of(1.526, kind == IG_PV_COATED ? 1.3 : 1.0, 0.008), 0.05, 0.16};
    bool all = v->glass_on[u] == 1;
    double effective = beam * ig_pv_iam_of(&m, incidence) + diffuse * (all ? ig_pv_iam_sky(&m, v->tilt_deg[u]) : 1.0) +
                       ground * (all ? ig_pv_iam_ground(&m, v->tilt_deg[u]) : 1.0);
    ig_pv_rise r = rise_of(v, u);
    double on_plane = beam + diffuse + ground;
    double warm = v->outdoor_degC[row] + on_plane * ig_pv_rise_K_m2_W(r.a, r.b, r.c, r.d, r.e, r.f, v->wind_m_s[row]);
    /* commissioned in 2007, fading from 2008-01-01 (13879 days after 1970) on */
    double years = u == unit(pv, "e") ? ((double)begin_s / 86400.0 - 13879.0) / 365.25 : 0.0;
    static const double coefficient[] = {-0.0047, -0.0035, -0.0020};
    double want_dc = (1.0 - losses(v, u)) * (1.0 - 0.005 * years) *
                     ig_pv_dc_W(effective, warm, 1000.0, coefficient[v->technology[u]]);
    double want = ig_pv_ac_W(want_dc, ig_pv_inverter_of(700.0 / 0.96, 0.96));
    worst_plane = fmax(worst_plane, fabs(plane[u] - on_plane));
    worst_cell = fmax(worst_cell, fabs(cell[u] - warm));
    worst_dc = fmax(worst_dc, fabs(dc[u] - want_dc));
    worst_ac = fmax(worst_ac, fabs(power[u] + (want > 0.0 ? want : -v->night_W[u])));
  }
}

START_TEST(chain) {
  ig_district *d = load("start: 2017-06-10, duration: 8 d, step: 60 s", KINDS);
  run(d, plant_by_plant);
  ck_assert_int_gt(n_lit, 100);
  ck_assert(board_row("pv", "vector step of 7 kinds of plants; light", "plant by plant; exact sun", worst_plane, 0.01,
                      "W/m2"));
  ck_assert(board_row("pv", "same; cell temperature", "plant by plant", worst_cell, 1e-3, "K"));
  ck_assert(board_row("pv", "same; direct current of 1 kWp", "plant by plant", worst_dc, 0.01, "W"));
  ck_assert(board_row("pv", "same; power", "plant by plant", worst_ac, 0.01, "W"));
  ig_district_free(d);
}
END_TEST

/* --- energy and units -------------------------------------------------------------------------------- */

static double production_J, most_W;
static void add_up(const ig_batch *pv, size_t row, int64_t begin_s, const double *power, const double *dc,
                   const double *plane, const double *cell) {
  (void)row, (void)begin_s, (void)dc, (void)plane, (void)cell;
  production_J -= power[0] * pv->site->step_s;
  most_W = fmax(most_W, -power[0]);
}

START_TEST(clipping_and_totals) {
  const char *when = "start: 2017-06-10, duration: 8 d";
  ig_district *d = load(when, "  units: [{name: small, peak_power: 10 kW, inverter_power: 4 kW}]\n");
  run(d, add_up);
  ig_pv_data *v = batch_of(d, "pv")->data;
  ck_assert_double_eq_tol(most_W, 4000.0, 1e-9);
  ck_assert_double_eq_tol(v->production_Wh[0], production_J / 3600.0, 1e-6);
  ck_assert_double_gt(v->clipped_Wh[0], 1000.0);
  double small = v->production_Wh[0], clipped = v->clipped_Wh[0];
  ig_district_free(d);
  /* The clipped energy is what the same curve would have given without the limit. */
  ck_assert_double_gt(small + clipped, small * 1.01);
  d = load(when,
           "  units: [{name: old, peak_power: 10 kW, inverter_power: 20 kW, degradation: 0.01, commissioned: 1996},"
           " {name: young, peak_power: 10 kW, inverter_power: 20 kW, degradation: 0.01}]\n");
  run(d, NULL);
  v = batch_of(d, "pv")->data;
  double kept = v->dc_Wh[unit(batch_of(d, "pv"), "old")] / v->dc_Wh[unit(batch_of(d, "pv"), "young")];
  ck_assert_double_eq_tol(kept, 1.0 - 0.01 * (20.0 + 164.0 / 365.25), 2e-4); /* 1997-01-01 to mid-June 2017 */
  ig_district_free(d);
}
END_TEST

START_TEST(generated) {
  ig_district *d = load("start: 2017-06-10, duration: 1 d",
                        "  {count: 40, peak_power: 240 kW, tilt_spread: 8, azimuth_spread: 60,"
                        " defaults: {azimuth: 350, tilt: 20}, units: [{name: own, peak_power: 9 kW, azimuth: 90}]}\n");
  ig_batch *b = batch_of(d, "pv");
  ig_pv_data *v = b->data;
  double peak = 0.0, low = 1e9, high = 0.0;
  ck_assert_uint_eq(b->n, 41);
  for (size_t u = 0; u < b->n; u++) {
    ck_assert(v->azimuth_deg[u] >= 0.0 && v->azimuth_deg[u] < 360.0 && v->tilt_deg[u] >= 0.0);
    if (!b->listed[u]) peak += v->peak_W[u], low = fmin(low, v->tilt_deg[u]), high = fmax(high, v->tilt_deg[u]);
    ck_assert_double_eq_tol(v->inverter_W[u], v->peak_W[u] / 1.1, 1e-9);
    ck_assert_double_eq_tol(v->system_loss[u], 0.14075660688, 1e-9); /* PVWatts' default */
    ck_assert(v->port_VA[u] == 0.0);                                 /* does not answer to the voltage */
    ck_assert_int_eq(v->commissioned[u], 2017);
  }
  ck_assert_double_eq_tol(peak, 240e3, 1e-6);
  ck_assert(low > 4.0 - 1e-9 && low < 12.0 && high > 28.0 && high < 36.0 + 1e-9);
  size_t own = unit(b, "own");
  ck_assert(v->azimuth_deg[own] == 90.0 && v->tilt_deg[own] == 20.0 && v->peak_W[own] == 9000.0);
  ig_district_free(d);
}
END_TEST

START_TEST(skyline_defaults) {
  ig_district *d = load("start: 2017-06-10, duration: 1 d",
                        "  units: [{name: a, horizon: \"0:30\", tilt: 0}, {name: b, horizon: \"0:0\"}, {name: c},"
                        " {name: d, horizon: \"0:30\", tilt: 0, losses: {shading: 0.03}}]\n");
  run(d, NULL);
  ig_batch *b = batch_of(d, "pv");
  ig_pv_data *v = b->data;
  ck_assert_double_eq_tol(v->sky_view[unit(b, "a")], 0.75, 1e-9); /* cos^2 30 */
  ck_assert(v->loss[1][unit(b, "a")] == 0.0 && v->loss[1][unit(b, "c")] == 0.03 && v->loss[1][unit(b, "d")] == 0.03);
  double open = v->reference_Wh[unit(b, "b")] / v->reference_Wh[unit(b, "c")];
  ck_assert(
      board_row("horizon", "plant with a skyline of 0 degrees", "plant without", fabs(open - 1.0), 1e-4, "relative"));
  ck_assert_double_lt(v->reference_Wh[unit(b, "a")], 0.99 * v->reference_Wh[unit(b, "c")]);
  ig_district_free(d);
}
END_TEST

START_TEST(sun_between_marks) {
  double worst = 0.0;
  for (double t = 1483228800.0; t < 1483228800.0 + 365.0 * 86400.0; t += 600.0 * 37.0) {
    ig_sun_direction a = ig_sun_direction_at(t, 48.824, 2.27), b = ig_sun_direction_at(t + 600.0, 48.824, 2.27);
    for (int k = 1; k < 10; k++) {
      ig_sun_direction got = ig_sun_direction_between(a, b, 0.1 * k, ig_sun_pole(48.824));
      ig_sun_direction want = ig_sun_direction_at(t + 60.0 * k, 48.824, 2.27);
      double east = got.east - want.east, north = got.north - want.north, up = got.up - want.up;
      worst = fmax(worst, sqrt(east * east + north * north + up * up) / IG_RAD);
    }
  }
  ck_assert(board_row("sun", "direction between marks 10 minutes apart", "loop's sun", worst, 2e-4, "degree"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("pv plants");
  TCase *c = tcase_create("pv plants");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, chain);
  tcase_add_test(c, clipping_and_totals);
  tcase_add_test(c, generated);
  tcase_add_test(c, skyline_defaults);
  tcase_add_test(c, sun_between_marks);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
