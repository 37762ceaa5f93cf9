/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms: optics and heat of glazings against published figures, light and long-wave radiation inside against what
 * geometry says. Whole rooms: tests/room_run.py and tests/bestest.py. */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "models/room/room_heat.h"
#include "models/room/room_physics.h"

static ig_room_glass glass_of(int panes, double t, double out, double in, double emissivity_in, double gap_m) {
  double thickness[] = {0.003048, 0.003048}, k[] = {1.0, 1.0}, tt[] = {t, 0.834}, ro[] = {out, 0.075},
         ri[] = {in, 0.075}, eo[] = {0.84, 0.84}, ei[] = {emissivity_in, 0.84};
  ig_room_pane_data d = {thickness, k, tt, ro, ri, eo, ei};
  ig_room_glass glass = {.n = panes};
  glass.gap_m[0] = gap_m;
  glass.gas[0] = (ig_room_gas){2.496e-2, 8.0e-5, 1.232, 1.761e-5, 5.0e-8, 1008.0};
  ig_room_glass_of_panes(&glass, &d, (size_t[]){0, 1});
  return glass;
}

static double gain_at(const ig_room_glass *g, double cos_incidence) {
  double absorbed[IG_ROOM_PANES];
  for (int i = 0; i < g->n; i++) absorbed[i] = ig_room_glass_at(g->absorbed[i], cos_incidence);
  return ig_room_glass_g(g, ig_room_glass_at(g->transmitted, cos_incidence), absorbed);
}

/* ASHRAE 140-2020's double glazing: g 0.769 there with other films than EN 673; its angular curve within 0.03. */
START_TEST(test_clear_double) {
  ig_room_glass g = glass_of(2, 0.834, 0.075, 0.075, 0.84, 0.012);
  double g0 = gain_at(&g, 1.0);
  ck_assert_double_eq_tol(g0, 0.769, 0.015);
  for (double a = 0.0; a < 1.25; a += 0.05) {
    double fit = 1.0 - 0.189 * a + 0.644 * a * a - 0.596 * a * a * a;
    ck_assert_double_eq_tol(gain_at(&g, cos(a)) / g0, fit, 0.03);
  }
  /* EN 673 prints 2.9 for 4-12-4 of air. */
  ck_assert_double_eq_tol(ig_room_glass_u_W_m2K(&g), 2.9, 0.05);
  /* Nothing is lost or made: transmitted, absorbed and reflected light are all of it, from both sides alike. */
  ck_assert_double_eq_tol(g.diffuse_transmitted, g.back_transmitted, 1e-12);
}
END_TEST

/* A pane called coated with the same figures must come out nearly as the plain one; what is left are the shape's
 * figures. */
START_TEST(test_coated_limit) {
  ig_room_glass plain = glass_of(2, 0.834, 0.075, 0.075, 0.84, 0.012);
  ig_room_glass coated = glass_of(2, 0.834, 0.075, 0.075 + 1e-6, 0.84, 0.012);
  for (int k = 16; k <= IG_ROOM_ANGLES; k++) ck_assert_double_eq_tol(plain.transmitted[k], coated.transmitted[k], 1e-5);
  ck_assert_double_eq_tol(plain.diffuse_transmitted, coated.diffuse_transmitted, 1e-5);
}
END_TEST

/* Case 660 of ASHRAE 140-2020: low emissivity lowers U; EN 673 prints 1.6 for 4-12-4 of air with 0.04. */
START_TEST(test_low_emissivity) {
  ig_room_glass g = glass_of(2, 0.452, 0.359, 0.397, 0.04, 0.012);
  ck_assert_double_eq_tol(ig_room_glass_u_W_m2K(&g), 1.6, 0.06);
  ck_assert_double_lt(gain_at(&g, 1.0), 0.5);
}
END_TEST

START_TEST(test_u_and_g) {
  ig_room_glass g;
  ig_room_glass_of_values(&g, 1.1, 0.6);
  ck_assert_double_eq_tol(ig_room_glass_u_W_m2K(&g), 1.1, 1e-12);
  ck_assert_double_eq_tol(gain_at(&g, 1.0), 0.6, 1e-12);
}
END_TEST

/* --- rooms --------------------------------------------------------------------------------------------- */

/* A cube of six walls of a square metre. */
typedef struct cube {
  ig_room_element element[6];
  ig_room_face_of face[6];
  double beam[6];
  ig_room_zone zone;
  ig_room_cluster cluster;
} cube;

static void make_cube(cube *c, double emissivity) {
  static const double tilt[] = {90, 90, 90, 90, 0, 180}, azimuth[] = {0, 90, 180, 270, 0, 0};
  *c = (cube){0};
  for (int i = 0; i < 6; i++) {
    ig_room_element *e = &c->element[i];
    e->area_m2 = 1.0, e->n = 2, e->tilt_deg = tilt[i], e->azimuth_deg = azimuth[i];
    e->in.zone = 0, e->out.zone = -1, e->in.emissivity = emissivity;
    c->face[i] = (ig_room_face_of){i, false};
  }
  c->zone.n_faces = 6, c->zone.face = c->face, c->zone.beam_share = c->beam;
  c->cluster = (ig_room_cluster){.n_zones = 1, .n_elements = 6, .zone = &c->zone, .element = c->element};
}

/* Six equal planes: F = 1 / (1 - F / 6F) = 6/5. */
START_TEST(test_star) {
  cube c;
  make_cube(&c, 0.9);
  ig_room_heat_exchange(&c.cluster, &c.zone);
  for (int i = 0; i < 6; i++) ck_assert_double_eq_tol(c.element[i].in.exchange, 1.2, 1e-9);
}
END_TEST

/* The beam falls on the floor. A black room keeps it there; else all of it is absorbed somewhere, and the light that
 * the first floor reflects falls on the five others alike. */
START_TEST(test_light) {
  cube c;
  make_cube(&c, 0.9);
  double black[] = {1, 1, 1, 1, 1, 1}, grey[] = {0.6, 0.6, 0.6, 0.6, 0.6, 0.6}, one[] = {1, 1, 1, 1, 1, 0.25};
  ck_assert(ig_room_sun_shares_of(&c.cluster, &c.zone, black));
  ck_assert_double_eq_tol(c.beam[5], 1.0, 1e-12);
  ck_assert(ig_room_sun_shares_of(&c.cluster, &c.zone, grey));
  double sum = 0.0;
  for (int i = 0; i < 6; i++) sum += c.beam[i];
  ck_assert_double_eq_tol(sum, 1.0, 1e-12);
  ck_assert(ig_room_sun_shares_of(&c.cluster, &c.zone, one));
  ck_assert_double_eq_tol(c.beam[5], 0.25, 1e-12);
  for (int i = 0; i < 5; i++) ck_assert_double_eq_tol(c.beam[i], 0.15, 1e-12);
}
END_TEST

/* Heat is kept: over one step from any temperatures, what the walls and the air store is what came in. Walls of two
 * cells to given temperatures, sun on both faces, gains, ventilation, a plant that is radiant in part and holds its
 * set-point, is at its limit or off. */
START_TEST(test_balance) {
  static const double most_W[] = {1e6, 40.0, 0.0};
  double dt_s = 300.0, t[6][4], air = 15.0, radiant = 14.0, before = 0.0, in_J = 0.0;
  cube c;
  make_cube(&c, 0.8);
  double matrix[6], solve[6], x[2];
  c.cluster.matrix = matrix, c.cluster.solve = solve, c.cluster.x = x;
  c.zone.air_degC = &air, c.zone.radiant_degC = &radiant, c.zone.air_J_K = 40e3, c.zone.radiant_part = 0.3;
  c.zone.operative_part = 1.0;
  c.zone.now = (ig_room_now){
      .convective_W = 30, .radiant_W = 20, .air_W_K = 7, .heat_degC = 19, .cool_degC = 30, .heat_most_W = most_W[_i]};
  for (int i = 0; i < 6; i++) {
    ig_room_element *e = &c.element[i];
    e->n = 4, e->t_degC = t[i], e->outside = IG_ROOM_TEMPERATURE, e->fixed_degC = i, e->fixed_W_m2K = 7.7;
    for (int k = 0; k < 4; k++) t[i][k] = 8.0 + 2.0 * k + i, e->k_W_m2K[k] = 3.0 + k + i;
    e->c_J_m2K[1] = 50e3, e->c_J_m2K[2] = 90e3;
    e->sun_W_m2[0] = 10.0 * i, e->sun_W_m2[3] = 5.0;
    for (int k = 0; k < 4; k++) before += e->c_J_m2K[k] * t[i][k], in_J += dt_s * e->sun_W_m2[k];
  }
  before += c.zone.air_J_K * air;
  ig_room_heat_exchange(&c.cluster, &c.zone);
  ig_room_weather w = {.outdoor_degC = 2.0};
  ig_room_heat_step(&c.cluster, &w, dt_s);
  double after = c.zone.air_J_K * air;
  for (int i = 0; i < 6; i++) {
    for (int k = 0; k < 4; k++) after += c.element[i].c_J_m2K[k] * t[i][k];
    in_J += dt_s * 7.7 * (i - t[i][0]);
  }
  in_J += dt_s * (30 + 20 + c.zone.now.power_W + 7 * (2.0 - air));
  ck_assert_double_eq_tol(after - before, in_J, 1e-9 * before);
  double operative = 0.5 * (air + radiant);
  if (_i == 0) ck_assert_double_eq_tol(operative, 19.0, 1e-9);
  if (_i > 0) ck_assert_double_eq_tol(c.zone.now.power_W, most_W[_i], 1e-12);
}
END_TEST

/* Figures of the films: Walton's coefficients in their usual rounded form, and the air of Denver. */
START_TEST(test_films) {
  ck_assert_double_eq_tol(ig_room_natural_W_m2K(8.0, 0.0), 1.31 * 2.0, 0.01);
  ck_assert_double_eq_tol(ig_room_natural_W_m2K(8.0, 1.0), 1.52 * 2.0, 0.01);  /* warm floor */
  ck_assert_double_eq_tol(ig_room_natural_W_m2K(8.0, -1.0), 0.76 * 2.0, 0.01); /* warm ceiling */
  ck_assert_double_eq_tol(ig_room_air_density_kg_m3(0.0), 1.204, 0.001);
  ck_assert_double_eq_tol(0.5 * ig_room_air_density_kg_m3(1650.0) / 1.2, 0.414, 0.005); /* ASHRAE 140-2020 */
  ck_assert_double_eq_tol(ig_room_radiant_W_m2K(20.0, 20.0), 5.714, 0.002);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("room");
  TCase *all = tcase_create("all");
  tcase_add_test(all, test_clear_double);
  tcase_add_test(all, test_coated_limit);
  tcase_add_test(all, test_low_emissivity);
  tcase_add_test(all, test_u_and_g);
  tcase_add_test(all, test_star);
  tcase_add_test(all, test_light);
  tcase_add_loop_test(all, test_balance, 0, 3);
  tcase_add_test(all, test_films);
  suite_add_tcase(suite, all);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
