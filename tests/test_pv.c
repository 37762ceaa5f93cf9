/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photovoltaics and skylines: formulas against tables by pvlib-python, view factors against closed forms. */
#include <check.h>

#include "models/physics/horizon.h"
#include "models/physics/irradiance.h"
#include "models/physics/pv.h"
#include "models/physics/spa.h"
#include "models/physics/sun.h"
#include "tests/board.h"
#include "tests/solar_tables.h"

static double relative(double got, double want) { return fabs(got - want) / fmax(fabs(want), 1.0); }

/* The parameters of the tables. */
static ig_pv_iam modifier(ig_pv_glass kind) {
  return (ig_pv_iam){kind, ig_pv_pane_of(1.526, kind == IG_PV_COATED ? 1.3 : 1.0, 0.008), 0.05, 0.16};
}

START_TEST(exponential) {
  double worst = 0.0;
  for (double x = -690.0; x <= 0.0; x += 0.0137) worst = fmax(worst, fabs(ig_pv_exp(x) / exp(x) - 1.0));
  ck_assert(ig_pv_exp(0.0) == 1.0 && ig_pv_exp(-1e9) < 1e-300);
  ck_assert(board_row("pv", "exponential of the vector loops; -690 to 0", "exp", worst, 1e-15, "relative"));
}
END_TEST

START_TEST(modifiers) {
  FILE *file = reference("solar/iam_table.csv");
  if (file == NULL) return;
  double v[6], worst[5] = {0};
  int n = 0;
  numbers(file, 0, v, 6);
  for (; numbers(file, 0, v, 6) == 6; n++) {
    static const ig_pv_glass kind[] = {IG_PV_PHYSICAL, IG_PV_COATED, IG_PV_ASHRAE, IG_PV_MARTIN_RUIZ, IG_PV_SCHLICK};
    for (int k = 0; k < 5; k++) {
      ig_pv_iam m = modifier(kind[k]);
      worst[k] = fmax(worst[k], fabs(ig_pv_iam_of(&m, cos(IG_RAD * v[0])) - v[1 + k]));
    }
  }
  fclose(file);
  ck_assert_int_eq(n, 91);
  static const char *const what[] = {"modifier: physical; 91 angles", "modifier: physical with coating",
                                     "modifier: ASHRAE", "modifier: Martin and Ruiz", "modifier: Schlick"};
  for (int k = 0; k < 5; k++) ck_assert(board_row("pv", what[k], "iam_table.csv", worst[k], 1e-9, "1"));
}
END_TEST

/* Marion's integral the long way: patches of one degree in zenith and azimuth about the vertical. */
static double by_patches(const ig_pv_iam *m, double tilt_deg, bool sky) {
  double cos_tilt = cos(IG_RAD * tilt_deg), sin_tilt = sin(IG_RAD * tilt_deg), passed = 0.0, all = 0.0;
  for (int i = sky ? 0 : 90; i < (sky ? 90 : 180); i++)
    for (int j = 0; j < 360; j++) {
      double zenith = IG_RAD * (i + 0.5), azimuth = IG_RAD * (j + 0.5);
      double incidence = cos_tilt * cos(zenith) + sin_tilt * sin(zenith) * cos(azimuth);
      if (incidence <= 0.0) continue;
      double weight = incidence * (cos(IG_RAD * i) - cos(IG_RAD * (i + 1)));
      passed += weight * ig_pv_iam_of(m, incidence);
      all += weight;
    }
  return passed / all;
}

START_TEST(diffuse_modifiers) {
  ig_pv_iam glass = modifier(IG_PV_PHYSICAL);
  /* printed in the reference folder's resources.md: tilt, sky, ground */
  static const double want[3][3] = {{30, .957675, .759714}, {10, .948415, .421185}, {90, .944405, .944405}};
  double patches = 0.0, sky = 0.0, ground = 0.0;
  for (int i = 0; i < 3; i++) {
    patches = fmax(patches, fabs(by_patches(&glass, want[i][0], true) - want[i][1]));
    patches = fmax(patches, fabs(by_patches(&glass, want[i][0], false) - want[i][2]));
    sky = fmax(sky, fabs(ig_pv_iam_sky(&glass, want[i][0]) - want[i][1]));
    ground = fmax(ground, fabs(ig_pv_iam_ground(&glass, want[i][0]) - want[i][2]));
  }
  /* The reference sums patches of a degree; for the sliver of ground that a flat plane sees these are coarse. */
  ck_assert(board_row("pv", "diffuse modifier by patches of a degree", "resources.md (Marion)", patches, 1e-6, "1"));
  ck_assert(board_row("pv", "diffuse modifier of the sky; exact", "resources.md (Marion)", sky, 1e-4, "1"));
  ck_assert(board_row("pv", "diffuse modifier of the ground; exact", "resources.md (Marion)", ground, 5e-3, "1"));
  ck_assert_double_eq(ig_pv_iam_ground(&glass, 0.0), 1.0); /* it sees none */
  ig_pv_iam none = {.glass = IG_PV_NO_LOSS};
  ck_assert_double_eq_tol(ig_pv_iam_sky(&none, 33.0), 1.0, 1e-15);
}
END_TEST

enum { SURFACES = 6, ROWS = 576 };
static const double surface[SURFACES][2] = {{30, 180}, {10, 90}, {10, 270}, {90, 180}, {90, 90}, {0, 180}};

START_TEST(chain) {
  FILE *light = reference("solar/transposition_issy_2023.csv"), *file = reference("solar/pvchain_issy_2023.csv");
  if (light == NULL || file == NULL) {
    if (light != NULL) fclose(light);
    if (file != NULL) fclose(file);
    return;
  }
  const ig_pv_rise rise[6] = {
      ig_pv_rise_sapm(-3.47, -0.0594, 3.0), ig_pv_rise_sapm(-2.98, -0.0471, 1.0),   ig_pv_rise_noct(45.0, 0.20),
      ig_pv_rise_faiman(25.0, 6.84),        ig_pv_rise_pvsyst(29.0, 0.0, 0.1, 0.9), ig_pv_rise_ross(45.0)};
  const double keep = 1.0 - 0.14075660688264469;
  ig_pv_iam glass = modifier(IG_PV_PHYSICAL);
  ig_pv_inverter small = ig_pv_inverter_of(900.0, 0.96);
  double x[15], v[13], patches = 0.0, exact = 0.0, ashrae = 0.0, cell[6] = {0}, dc = 0.0, lost = 0.0, ac = 0.0;
  double whole = 0.0, sum = 0.0;
  numbers(light, 2, x, 15), numbers(file, 2, v, 13);
  for (int k = 0; k < SURFACES; k++) {
    double tilt = surface[k][0], sky = ig_pv_iam_sky(&glass, tilt), ground = ig_pv_iam_ground(&glass, tilt);
    double patch_sky = by_patches(&glass, tilt, true),
           patch_ground = tilt > 0.0 ? by_patches(&glass, tilt, false) : 0.0;
    for (int i = 0; i < ROWS; i++) {
      ck_assert_int_eq(numbers(light, 2, x, 15), 15);
      ck_assert_int_eq(numbers(file, 2, v, 13), 13);
      double incidence = x[1], beam = x[2] * ig_pv_iam_of(&glass, incidence);
      if (incidence > 0.0) {
        ashrae = fmax(ashrae, fabs(ig_pv_iam_ashrae(incidence, 0.05) - x[13]));
        ashrae = fmax(ashrae, fabs(ig_pv_iam_martin_ruiz(incidence, 0.16) - x[14]));
        ashrae = fmax(ashrae, fabs(ig_pv_iam_of(&glass, incidence) - x[12]));
      }
      patches = fmax(patches, relative(beam + x[7] * patch_sky + x[9] * patch_ground, v[1]));
      exact = fmax(exact, relative(beam + x[7] * sky + x[9] * ground, v[1]));
      for (int m = 0; m < 6; m++) {
        double g = ig_pv_rise_K_m2_W(rise[m].a, rise[m].b, rise[m].c, rise[m].d, rise[m].e, rise[m].f, v[3]);
        cell[m] = fmax(cell[m], relative(v[2] + v[0] * g, v[4 + m]));
      }
      double got_dc = ig_pv_dc_W(v[1], v[5], 1000.0, -0.0035);
      dc = fmax(dc, relative(got_dc, v[10]));
      lost = fmax(lost, relative(keep * got_dc, v[11]));
      ac = fmax(ac, relative(ig_pv_ac_W(keep * got_dc, small), v[12]));
      if (k == 0) whole += ig_pv_ac_W(keep * got_dc, small), sum += v[12];
    }
  }
  fclose(light), fclose(file);
  ck_assert(sum > 1e4);
  const char *table = "pvchain_issy_2023.csv";
  ck_assert(board_row("pv", "modifiers on six surfaces", "transposition_issy_2023.csv", ashrae, 1e-7, "1"));
  ck_assert(board_row("pv", "light at the cells; diffuse modifier by patches", table, patches, 1e-6, "relative"));
  ck_assert(board_row("pv", "light at the cells; exact diffuse modifier", table, exact, 5e-5, "relative"));
  static const char *const model[] = {"cell temperature: SAPM open rack", "cell temperature: SAPM close mount",
                                      "cell temperature: NOCT",           "cell temperature: Faiman",
                                      "cell temperature: PVsyst",         "cell temperature: Ross"};
  for (int m = 0; m < 6; m++) ck_assert(board_row("pv", model[m], table, cell[m], 1e-6, "relative"));
  ck_assert(board_row("pv", "direct current of 1 kWp", table, dc, 1e-6, "relative"));
  ck_assert(board_row("pv", "direct current after losses", table, lost, 1e-6, "relative"));
  ck_assert(board_row("pv", "alternating current; 900 W inverter", table, ac, 1e-6, "relative"));
  ck_assert(
      board_row("pv", "energy of four days at 30 degrees south", table, fabs(whole / sum - 1.0), 1e-7, "relative"));
}
END_TEST

START_TEST(inverter) {
  FILE *file = reference("solar/inverter_pvwatts_table.csv");
  if (file == NULL) return;
  double v[3], worst = 0.0;
  int n = 0;
  numbers(file, 0, v, 3);
  for (; numbers(file, 0, v, 3) == 3; n++)
    worst = fmax(worst, relative(ig_pv_ac_W(v[0], ig_pv_inverter_of(v[1], 0.96)), v[2]));
  fclose(file);
  ck_assert_int_eq(n, 15);
  ck_assert(board_row("pv", "PVWatts inverter", "inverter_pvwatts_table.csv", worst, 1e-8, "relative"));
}
END_TEST

START_TEST(clear_sky) {
  FILE *file = reference("solar/clearsky_issy_2023.csv");
  if (file == NULL) return;
  double v[8], worst = 0.0, closure = 0.0;
  numbers(file, 1, v, 8);
  while (numbers(file, 1, v, 8) == 8) {
    double cos_zenith = cos(IG_RAD * v[0]), mass = isnan(v[3]) ? 0.0 : v[3];
    ig_irradiance a = ig_irradiance_ineichen(cos_zenith, mass, v[4], 40.0, v[1]);
    worst = fmax(worst, relative(a.global_horizontal_W_m2, v[5]));
    worst = fmax(worst, relative(a.direct_normal_W_m2, v[6]));
    worst = fmax(worst, relative(a.diffuse_horizontal_W_m2, v[7]));
    if (cos_zenith > 0.0)
      closure =
          fmax(closure, fabs(a.global_horizontal_W_m2 - a.direct_normal_W_m2 * cos_zenith - a.diffuse_horizontal_W_m2));
  }
  fclose(file);
  ck_assert_double_lt(closure, 1e-9);
  ck_assert(board_row("irradiance", "Ineichen clear sky; 576 rows", "clearsky_issy_2023.csv", worst, 1e-6, "relative"));
}
END_TEST

/* A year on the Trappes file by the hour, 30 degrees south: the chain of the reference folder's resources.md. The sun
 * stands at mid-hour. Air and wind are the row's, or, where rows stand at the ends
 * of their hours, means of it and the row before. */
static double year_kWh(FILE *file, bool row_ends_hour, double *plane_kWh_m2) {
  const ig_irradiance_plane p = ig_irradiance_plane_of(30.0, 180.0);
  const ig_pv_rise r = ig_pv_rise_sapm(-2.98, -0.0471, 1.0);
  const ig_pv_iam m = modifier(IG_PV_PHYSICAL);
  const ig_pv_inverter small = ig_pv_inverter_of(900.0, 0.96);
  const ig_spa_place trappes = {48.80, 2.00, 1.0, 1013.0, 12.0, 0.5667};
  double v[35], sum_W = 0.0, air = NAN, wind = NAN;
  char line[2048];
  rewind(file);
  *plane_kWh_m2 = 0.0;
  for (int i = 0; i < 8; i++) ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
  for (int h = 0; numbers(file, 0, v, 35) >= 22; h++) {
    double t = 1672531200.0 + 3600.0 * (h - 1) + 1800.0; /* rows of UTC+1 */
    ig_spa_geocentric g = ig_spa_geocentric_of(t, 67.0);
    ig_spa_position at = ig_spa_position_of(&g, &trappes);
    double z = IG_RAD * at.apparent_zenith_deg, a = IG_RAD * at.azimuth_deg;
    ig_irradiance_sky s =
        ig_irradiance_sky_of((ig_irradiance){v[13], v[14], v[15]}, at.apparent_zenith_deg, cos(z),
                             ig_irradiance_air_mass(at.apparent_zenith_deg), ig_sun_extraterrestrial_W_m2(t));
    double incidence = ig_irradiance_cos_incidence(p, cos(z), sin(z), cos(a), sin(a));
    double beam = v[14] * fmax(incidence, 0.0), sky = ig_irradiance_perez_W_m2(&s, p.cos_tilt, p.sin_tilt, incidence);
    double ground = ig_irradiance_ground_W_m2(v[13], 0.2, p.cos_tilt), plane = beam + sky + ground;
    bool mean = row_ends_hour && h > 0;
    double now = mean ? 0.5 * (v[6] + air) : v[6], blows = mean ? 0.5 * (v[21] + wind) : v[21];
    air = v[6], wind = v[21];
    double cell = now + plane * ig_pv_rise_K_m2_W(r.a, r.b, r.c, r.d, r.e, r.f, blows);
    double effective = beam * ig_pv_iam_of(&m, incidence) + sky + ground;
    sum_W += ig_pv_ac_W(0.85924339312 * ig_pv_dc_W(effective, cell, 1000.0, -0.0035), small);
    *plane_kWh_m2 += 1e-3 * plane;
  }
  return 1e-3 * sum_W;
}

START_TEST(year_by_the_hour) {
  FILE *file = reference("weather/FRA_Trappes_RT2012_H1a.epw");
  if (file == NULL) return;
  double plane, made = year_kWh(file, false, &plane), later = year_kWh(file, true, &plane);
  fclose(file);
  printf("year by the hour: %.2f kWh/kWp on %.2f kWh/m2; with air at the end of its hour %.2f\n", made, plane, later);
  ck_assert(board_row("yield", "by the hour; 30 degrees south", "1019.1 kWh/kWp", fabs(made - 1019.1), 0.1, "kWh/kWp"));
  ck_assert(board_row("yield", "by the hour; irradiation of the modules", "1339.5 kWh/m2", fabs(plane - 1339.5), 0.3,
                      "kWh/m2"));
  ck_assert_double_eq_tol(later - made, 1.3, 0.2); /* why runs are 1.4 above */
}
END_TEST

/* --- skylines -------------------------------------------------------------------------------------------- */

static ig_horizon round_yard(double elevation_deg) {
  double north = 0.0;
  return ig_horizon_of(1, &north, &elevation_deg);
}

START_TEST(view_factors) {
  double open = 0.0, yard = 0.0, upright = 0.0, wall = 0.0;
  for (double e = 0.0; e < 90.0; e += 7.5) {
    ig_horizon h = round_yard(e);
    double x = IG_RAD * e;
    yard = fmax(yard, fabs(ig_horizon_sky_view(&h, 0.0, 77.0) - cos(x) * cos(x)));
    upright = fmax(upright, fabs(ig_horizon_sky_view(&h, 90.0, 123.4) - (0.5 - (x + sin(x) * cos(x)) / IG_PI)));
  }
  for (double tilt = 0.0; tilt <= 90.0; tilt += 7.5) {
    ig_horizon flat = round_yard(0.0);
    open = fmax(open, fabs(ig_horizon_sky_view(&flat, tilt, 200.0) - 0.5 * (1.0 + cos(IG_RAD * tilt))));
    /* A wall without ends in front: what is left lies between the plane's own edge and the wall's, two parallel lines,
     * (1 + cos(tilt + elevation)) / 2 (crossed strings). */
    ig_horizon_add_wall(&flat, 200.0, 10.0, 10.0 * tan(IG_RAD * 35.0), 1e9, 1e9);
    if (tilt + 35.0 <= 180.0)
      wall = fmax(wall, fabs(ig_horizon_sky_view(&flat, tilt, 200.0) - 0.5 * (1.0 + cos(IG_RAD * (tilt + 35.0)))));
  }
  ck_assert(board_row("horizon", "sky view on open ground; any tilt", "(1 + cos t) / 2", open, 1e-4, "1"));
  ck_assert(board_row("horizon", "sky view in a round yard", "cos^2 h", yard, 1e-12, "1"));
  ck_assert(
      board_row("horizon", "sky view of a wall in a round yard", "1/2 - (h + sin h cos h) / pi", upright, 1e-4, "1"));
  ck_assert(board_row("horizon", "sky view before a long wall; any tilt", "(1 + cos(t + h)) / 2", wall, 2e-4, "1"));
}
END_TEST

START_TEST(skyline) {
  double azimuth[] = {90, 180, 270}, elevation[] = {10, 40, 20};
  ig_horizon h = ig_horizon_of(3, azimuth, elevation);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 90.0), 10.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 135.0), 25.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 0.0), 15.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 359.5), 15.0 + 0.5 / 18.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, -0.5), 15.0 + 0.5 / 18.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 360.0 + 225.25), 40.0 - 45.25 / 4.5, 1e-12);
  /* a house 20 m away, 15 m higher, 10 m to the left and 30 m to the right, in the south */
  h = round_yard(2.0);
  ig_horizon_add_wall(&h, 180.0, 20.0, 15.0, 10.0, 30.0);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 180.0), atan(0.75) / IG_RAD, 1e-9);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 220.0), atan(0.75 * cos(IG_RAD * 40.0)) / IG_RAD, 1e-9);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 150.0), 2.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_at_deg(&h, 240.0), 2.0, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_band(&h, 0.0), 1.0 - 2.0 / 6.5, 1e-12);
  ck_assert_double_eq_tol(ig_horizon_band(&(ig_horizon){{0}}, 0.0), 1.0, 1e-12);
}
END_TEST

/* With an open skyline the shaded sum is Perez's own; the light lost behind one is beam, circumsolar and dome. */
START_TEST(perez_with_skyline) {
  ig_irradiance_plane p = ig_irradiance_plane_of(35.0, 160.0);
  double z = IG_RAD * 55.0, a = IG_RAD * 150.0;
  ig_irradiance_sky s = ig_irradiance_sky_of((ig_irradiance){520.0, 640.0, 520.0 - 640.0 * cos(z)}, 55.0, cos(z),
                                             ig_irradiance_air_mass(55.0), 1350.0);
  double incidence = ig_irradiance_cos_incidence(p, cos(z), sin(z), cos(a), sin(a));
  double open = ig_irradiance_perez_W_m2(&s, p.cos_tilt, p.sin_tilt, incidence);
  double dome = 0.5 * (1.0 + p.cos_tilt);
  ck_assert_double_eq_tol(ig_irradiance_perez_skyline_W_m2(&s, dome, p.sin_tilt, 1.0, incidence), open, 1e-9);
  double hidden = ig_irradiance_perez_skyline_W_m2(&s, 0.5 * dome, 0.0, 0.0, incidence);
  ck_assert_double_eq_tol(hidden, s.irradiance.diffuse_horizontal_W_m2 * (1.0 - s.circumsolar) * 0.5 * dome, 1e-9);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("pv");
  TCase *c = tcase_create("pv");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, exponential);
  tcase_add_test(c, modifiers);
  tcase_add_test(c, diffuse_modifiers);
  tcase_add_test(c, chain);
  tcase_add_test(c, inverter);
  tcase_add_test(c, clear_sky);
  tcase_add_test(c, year_by_the_hour);
  tcase_add_test(c, view_factors);
  tcase_add_test(c, skyline);
  tcase_add_test(c, perez_with_skyline);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
