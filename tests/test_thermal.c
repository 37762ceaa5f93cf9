/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two-node spaces and tanks against closed forms: steady state, one-node limit, a fine numerical integration,
 * independence of the step length, conservation of energy, and published exact cases of a tank. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/tank.h"
#include "models/physics/thermal.h"

static const ig_thermal_space flat = {1.0e6, 1.0e7, 40.0, 550.0, 25.0};

typedef struct state {
  double air, mass;
} state;

static state after(ig_thermal_step p, state x, double out, double q_air, double q_mass) {
  return (state){p.aa * x.air + p.am * x.mass + p.ae * out + p.ga * q_air + p.gam * q_mass,
                 p.ma * x.air + p.mm * x.mass + p.me * out + p.gma * q_air + p.gm * q_mass};
}

/* Both nodes at rest: two linear equations. */
START_TEST(steady_state) {
  double out = -3.0, q_air = 700.0, q_mass = 300.0;
  double ae = flat.h_air_out_W_K, am = flat.h_air_mass_W_K, me = flat.h_mass_out_W_K;
  double det = (ae + am) * (me + am) - am * am;
  double air = ((ae * out + q_air) * (me + am) + am * (me * out + q_mass)) / det;
  double mass = ((ae + am) * (me * out + q_mass) + am * (ae * out + q_air)) / det;
  double steps[] = {1.0, 60.0, 3600.0, 1e7};
  for (size_t i = 0; i < IG_COUNT(steps); i++) {
    ig_thermal_step p = ig_thermal_solve(flat, steps[i]);
    state x = after(p, (state){air, mass}, out, q_air, q_mass);
    ck_assert_double_eq_tol(x.air, air, 1e-9);
    ck_assert_double_eq_tol(x.mass, mass, 1e-9);
  }
  state x = after(ig_thermal_solve(flat, 1e7), (state){50.0, -20.0}, out, q_air, q_mass);
  ck_assert_double_eq_tol(x.air, air, 1e-6);
  ck_assert_double_eq_tol(x.mass, mass, 1e-6);
}
END_TEST

START_TEST(step_length_does_not_matter) {
  ig_thermal_step minute = ig_thermal_solve(flat, 60.0), day = ig_thermal_solve(flat, 86400.0);
  state x = {21.0, 19.0}, y = after(day, x, 4.0, 500.0, 250.0);
  for (int i = 0; i < 1440; i++) x = after(minute, x, 4.0, 500.0, 250.0);
  ck_assert_double_eq_tol(x.air, y.air, 1e-9);
  ck_assert_double_eq_tol(x.mass, y.mass, 1e-9);
}
END_TEST

/* Classical Runge-Kutta of the differential equations themselves. */
static state slope(state x, double out, double q_air, double q_mass) {
  return (state){
      (flat.h_air_out_W_K * (out - x.air) + flat.h_air_mass_W_K * (x.mass - x.air) + q_air) / flat.c_air_J_K,
      (flat.h_air_mass_W_K * (x.air - x.mass) + flat.h_mass_out_W_K * (out - x.mass) + q_mass) / flat.c_mass_J_K};
}
static state along(state x, state k, double h) { return (state){x.air + h * k.air, x.mass + h * k.mass}; }

START_TEST(agrees_with_numerical_integration) {
  state x = {15.0, 22.0}, y = after(ig_thermal_solve(flat, 7200.0), x, -7.0, 2000.0, 100.0);
  double h = 5.0;
  for (int i = 0; i < 1440; i++) {
    state a = slope(x, -7.0, 2000.0, 100.0), b = slope(along(x, a, h / 2), -7.0, 2000.0, 100.0);
    state c = slope(along(x, b, h / 2), -7.0, 2000.0, 100.0), d = slope(along(x, c, h), -7.0, 2000.0, 100.0);
    x.air += h / 6 * (a.air + 2 * b.air + 2 * c.air + d.air);
    x.mass += h / 6 * (a.mass + 2 * b.mass + 2 * c.mass + d.mass);
  }
  ck_assert_double_eq_tol(x.air, y.air, 1e-8);
  ck_assert_double_eq_tol(x.mass, y.mass, 1e-8);
}
END_TEST

/* With nodes tied together the space is one capacity: an exponential. */
START_TEST(tied_nodes_are_one_capacity) {
  ig_thermal_space tied = {1.0e6, 9.0e6, 60.0, 1e7, 0.0};
  state x = after(ig_thermal_solve(tied, 20000.0), (state){20.0, 20.0}, 0.0, 0.0, 0.0);
  double closed = 20.0 * exp(-60.0 / 1.0e7 * 20000.0);
  ck_assert_double_eq_tol(x.air, closed, 2e-4);
  ck_assert_double_eq_tol(x.mass, closed, 2e-4);
}
END_TEST

/* Without losses to outdoors the heat put in stays in. H_ae must not be zero, so it is nearly so. */
START_TEST(keeps_energy) {
  ig_thermal_space closed = {1.0e6, 1.0e7, 1e-3, 550.0, 0.0};
  ig_thermal_step p = ig_thermal_solve(closed, 60.0);
  state x = {20.0, 20.0};
  for (int i = 0; i < 600; i++) x = after(p, x, 20.0, 1000.0, 500.0);
  double stored_J = 1.0e6 * (x.air - 20.0) + 1.0e7 * (x.mass - 20.0);
  ck_assert_double_eq_tol(stored_J / (1500.0 * 36000.0), 1.0, 1e-4);
}
END_TEST

static const char *reference(const char *name, char *buf, size_t size) {
  const char *dir = getenv("ISSYGRID_REFERENCE");
  snprintf(buf, size, "%s/%s", dir ? dir : IG_SOURCE_DIR "/../shared/reference", name);
  return buf;
}

/* heat/tank_one_node_exact.csv: case,T0,V,UA,Tamb,P,mdot,Tcold,t,T_end */
START_TEST(tank_reference_cases) {
  char path[600], line[300], name[64];
  FILE *f = fopen(reference("heat/tank_one_node_exact.csv", path, sizeof path), "r");
  if (!f) {
    fprintf(stderr, "skipped: %s is not there\n", path);
    return;
  }
  int n = 0;
  while (fgets(line, sizeof line, f)) {
    double t0, litres, ua, ambient, power, flow, cold, time_s, end;
    if (sscanf(line, "%63[^,],%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf,%lf", name, &t0, &litres, &ua, &ambient, &power, &flow,
               &cold, &time_s, &end) != 10)
      continue;
    ig_tank tank = ig_tank_of_volume(litres, ua);
    ig_tank_input in = {power, flow, ambient, cold};
    ck_assert_double_eq_tol(ig_tank_after(tank, in, t0, time_s), end, 1e-8);
    n++;
  }
  fclose(f);
  ck_assert_int_eq(n, 4);
}
END_TEST

/* 15 to 60 degC with 2.2 kW: 4.818581 h (UA 1.6 W/K, 200 L, 20 degC around); the same from the inverse. */
START_TEST(tank_time_to_temperature) {
  ig_tank tank = ig_tank_of_volume(200.0, 1.6);
  ig_tank_input heat = {2200.0, 0.0, 20.0, 12.0}, rest = {0.0, 0.0, 20.0, 12.0};
  ck_assert_double_eq_tol(ig_tank_time_to_s(tank, heat, 15.0, 60.0) / 3600.0, 4.818581, 1e-6);
  double cool_s = ig_tank_time_to_s(tank, rest, 60.0, 53.911616301);
  ck_assert_double_eq_tol(cool_s, 86400.0, 1e-3);
  ck_assert(isinf(ig_tank_time_to_s(tank, rest, 60.0, 61.0)));
  ck_assert(isinf(ig_tank_time_to_s(tank, rest, 60.0, 15.0)));
  ck_assert_double_eq_tol(ig_tank_after(ig_tank_of_volume(100.0, 0.0), heat, 20.0, 3600.0),
                          20.0 + 2200.0 * 3600.0 / 418600.0, 1e-9);
  ck_assert_double_eq_tol(ig_tank_time_to_s(ig_tank_of_volume(100.0, 0.0), heat, 20.0, 30.0), 4186000.0 / 2200.0, 1e-9);
}
END_TEST

/* 2.17 kWh a day for 200 L: 2.0 W/K. */
START_TEST(tank_legal_loss) {
  ck_assert_double_eq_tol(ig_tank_legal_ua_W_K(200.0) * 45.0 * 24.0 / 1000.0, 2.17, 0.005);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("thermal");
  TCase *t = tcase_create("two nodes");
  tcase_add_test(t, steady_state);
  tcase_add_test(t, step_length_does_not_matter);
  tcase_add_test(t, agrees_with_numerical_integration);
  tcase_add_test(t, tied_nodes_are_one_capacity);
  tcase_add_test(t, keeps_energy);
  suite_add_tcase(suite, t);
  t = tcase_create("tank");
  tcase_add_test(t, tank_reference_cases);
  tcase_add_test(t, tank_time_to_temperature);
  tcase_add_test(t, tank_legal_loss);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
