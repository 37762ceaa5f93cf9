/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Zones: steady heat loss, conservation of energy, minute against hour, and the reduced order against the detailed
 * one on a step and over a year of hours. The rooms are those of ASHRAE 140 and a flat between others. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/physics/zone.h"

static const ig_construction light_wall = {
    3, {{0.009, 0.140, 530, 900, 0}, {0.066, 0.040, 12, 840, 0}, {0.012, 0.160, 950, 840, 0}}};
static const ig_construction heavy_wall = {
    3, {{0.009, 0.140, 530, 900, 0}, {0.0615, 0.040, 10, 1400, 0}, {0.100, 0.510, 1400, 1000, 0}}};
static const ig_construction roof = {
    3, {{0.019, 0.140, 530, 900, 0}, {0.1118, 0.040, 12, 840, 0}, {0.010, 0.160, 950, 840, 0}}};
static const ig_construction light_floor = {2, {{1.003, 0.040, 0, 0, 0}, {0.025, 0.140, 650, 1200, 0}}};
static const ig_construction heavy_floor = {2, {{1.007, 0.040, 0, 0, 0}, {0.080, 1.130, 1400, 1000, 0}}};
/* A flat of a French block: concrete insulated inside, concrete slabs, plaster partitions (typical, D). */
static const ig_construction inside_wall = {
    3, {{0.16, 2.0, 2400, 1000, 0}, {0.10, 0.035, 25, 1030, 0}, {0.013, 0.25, 825, 1000, 0}}};
static const ig_construction slab = {2, {{0.20, 2.0, 2400, 1000, 0}, {0.05, 1.2, 2000, 1000, 0}}};
static const ig_construction partition = {
    3, {{0.013, 0.25, 825, 1000, 0}, {.resistance_m2K_W = 1.0}, {0.013, 0.25, 825, 1000, 0}}};

static void add(ig_zone_spec *s, double area_m2, ig_zone_boundary boundary, const ig_construction *c,
                double convective) {
  ig_zone_element *e = &s->element[s->elements++];
  *e = (ig_zone_element){.area_m2 = area_m2,
                         .boundary = boundary,
                         .construction = *c,
                         .convective_W_m2K = convective,
                         .outside_W_m2K = 25.0,
                         .emissivity = 0.9};
}
static void add_window(ig_zone_spec *s, double area_m2, double u_W_m2K) {
  ig_zone_element *e = &s->element[s->elements++];
  *e = (ig_zone_element){.area_m2 = area_m2,
                         .boundary = IG_ZONE_EXTERIOR,
                         .window = true,
                         .u_W_m2K = u_W_m2K,
                         .convective_W_m2K = 2.5,
                         .outside_W_m2K = 25.0,
                         .emissivity = 0.84};
}

static ig_zone_spec box(bool heavy) {
  ig_zone_spec s = {.air_J_K = 129.6 * 1206.0, .ventilation_W_K = 18.0};
  const ig_construction *wall = heavy ? &heavy_wall : &light_wall;
  add(&s, 48.0, IG_ZONE_EXTERIOR, heavy ? &heavy_floor : &light_floor, 2.0);
  s.element[0].floor = true;
  add(&s, 48.0, IG_ZONE_EXTERIOR, &roof, 2.0);
  add(&s, 21.6, IG_ZONE_EXTERIOR, wall, 2.5);
  add(&s, 16.2, IG_ZONE_EXTERIOR, wall, 2.5);
  add(&s, 16.2, IG_ZONE_EXTERIOR, wall, 2.5);
  add(&s, 9.6, IG_ZONE_EXTERIOR, wall, 2.5);
  add_window(&s, 12.0, 3.1);
  ig_zone_sun_shares(&s, 0.6, 0.65);
  return s;
}

static ig_zone_spec flat(void) {
  ig_zone_spec s = {.air_J_K = 60.0 * 2.5 * 1206.0 + 60.0 * 10000.0, .ventilation_W_K = 25.0};
  add(&s, 30.0, IG_ZONE_INTERNAL, &slab, 2.0); /* half of the slab below and half of that above */
  s.element[0].floor = true;
  add(&s, 25.0, IG_ZONE_EXTERIOR, &inside_wall, 2.5);
  add(&s, 40.0, IG_ZONE_INTERNAL, &partition, 2.5);
  add_window(&s, 10.0, 1.4);
  ig_zone_sun_shares(&s, 0.6, 0.65);
  return s;
}

static double conductance_W_K(const ig_zone_spec *s) {
  double sum = s->ventilation_W_K;
  for (int i = 0; i < s->elements; i++) {
    const ig_zone_element *e = &s->element[i];
    if (e->window)
      sum += e->area_m2 * e->u_W_m2K;
    else if (e->boundary == IG_ZONE_EXTERIOR) /* films inside: convective and, by Carroll's factor, near 5 W/m2K */
      sum +=
          e->area_m2 / (1.0 / (e->convective_W_m2K + 5.3) + ig_construction_resistance_m2K_W(&e->construction) + 0.04);
  }
  return sum;
}

/* A zone with its step, and what it is driven with. */
typedef struct run {
  ig_zone zone;
  ig_rc_step step;
  double state[256], input[64], outside[IG_ZONE_ELEMENTS], node[256];
} run;

static void begin(run *r, const ig_zone_spec *s, ig_zone_order order, double step_s, double start_degC) {
  memset(r, 0, sizeof *r);
  ck_assert(ig_zone_create(s, order, &r->zone));
  ck_assert(ig_rc_solve(&r->zone.network, step_s, &r->step));
  ck_assert_int_le(r->step.states, 256);
  for (int i = 0; i < r->step.nodes; i++) r->node[i] = start_degC;
  ig_rc_start(&r->step, r->node, r->state);
}
static void outdoors(run *r, double degC) {
  for (int i = 0; i < r->zone.elements; i++) r->outside[i] = degC;
  ig_zone_fill(&r->zone, r->outside, r->input);
  r->input[IG_ZONE_AIR] = degC;
}
static double air(const run *r) { return ig_rc_temperature(&r->step, r->state, r->input, r->zone.air); }
static double operative(run *r) {
  for (int i = 0; i < r->step.nodes; i++) r->node[i] = ig_rc_temperature(&r->step, r->state, r->input, i);
  return ig_zone_operative_degC(&r->zone, r->node);
}
static void end(run *r) {
  ig_rc_step_free(&r->step);
  ig_zone_free(&r->zone);
}

static const ig_zone_order orders[] = {IG_ZONE_REDUCED, IG_ZONE_DETAILED};

/* Nothing but one temperature everywhere: it stays. Then heat: the loss is UA, alike in both orders. */
START_TEST(steady_loss) {
  ig_zone_spec specs[] = {box(false), box(true), flat()};
  run r;
  for (size_t k = 0; k < IG_COUNT(specs); k++) {
    double ua[2];
    for (int o = 0; o < 2; o++) {
      begin(&r, &specs[k], orders[o], 3600.0, 12.0);
      outdoors(&r, 12.0);
      for (int i = 0; i < 100; i++) ig_rc_advance(&r.step, r.state, r.input);
      ck_assert_double_eq_tol(air(&r), 12.0, 1e-9);
      ck_assert_double_eq_tol(operative(&r), 12.0, 1e-9);
      r.input[IG_ZONE_CONVECTIVE] = 500.0;
      r.input[IG_ZONE_RADIATIVE] = 500.0;
      for (int i = 0; i < 50000; i++) ig_rc_advance(&r.step, r.state, r.input);
      ua[o] = 1000.0 / (operative(&r) - 12.0);
      if (o) printf("zone %zu: %d capacities in detail", k, r.step.states);
      end(&r);
    }
    printf("; steady loss %.2f W/K, reduced %.2f; by films of the norm %.2f\n", ua[1], ua[0],
           conductance_W_K(&specs[k]));
    ck_assert_double_eq_tol(ua[0] / ua[1], 1.0, 0.01);
    ck_assert_double_eq_tol(ua[1] / conductance_W_K(&specs[k]), 1.0, 0.03);
  }
}
END_TEST

/* Heat stored over a day = gains - what passes the boundaries, in both orders. */
START_TEST(energy_balance) {
  ig_zone_spec specs[] = {box(true), flat()};
  run r;
  for (size_t k = 0; k < IG_COUNT(specs); k++)
    for (int o = 0; o < 2; o++) {
      begin(&r, &specs[k], orders[o], 600.0, 18.0);
      const ig_rc_network *n = &r.zone.network;
      double change_J = 0.0, in_J = 0.0, moved_J = 0.0, sun_share = 0.0;
      for (int i = 0; i < specs[k].elements; i++) sun_share += specs[k].element[i].sun_share;
      for (int t = 0; t < 144; t++) {
        outdoors(&r, 5.0 + 4.0 * sin(t * 2.0 * IG_PI / 144));
        r.input[IG_ZONE_CONVECTIVE] = 300.0, r.input[IG_ZONE_RADIATIVE] = 200.0;
        r.input[IG_ZONE_SUN] = t > 50 && t < 90 ? 1500.0 : 0.0;
        in_J += 600.0 * (500.0 + sun_share * r.input[IG_ZONE_SUN]);
        for (int i = 0; i < n->nodes; i++) {
          double g = 0.0, from = 0.0; /* boundary conductances of the node: what its row leaves over */
          for (int j = 0; j < n->nodes; j++) g += n->k_W_K[i * n->nodes + j];
          for (int j = 0; j < n->inputs; j++)
            if (j == IG_ZONE_AIR || j >= IG_ZONE_OUTSIDE) from += n->b[i * n->inputs + j] * r.input[j];
          double heat_J = g > 1e-9 ? 600.0 * (from - g * ig_rc_mean(&r.step, r.state, r.input, i)) : 0.0;
          in_J += heat_J;
          change_J -= n->c_J_K[i] * ig_rc_temperature(&r.step, r.state, r.input, i);
        }
        ig_rc_advance(&r.step, r.state, r.input);
        for (int i = 0; i < n->nodes; i++) {
          change_J += n->c_J_K[i] * ig_rc_temperature(&r.step, r.state, r.input, i);
          moved_J += n->c_J_K[i] * 18.0 / 144.0;
        }
      }
      printf("zone %zu, order %d: energy of a day off by %.1e of the heat stored\n", k, o,
             fabs(change_J - in_J) / moved_J);
      ck_assert_double_lt(fabs(change_J - in_J) / moved_J, 1e-12);
      end(&r);
    }
}
END_TEST

/* One minute and one hour: a day of held hours, free and with a set-point. */
START_TEST(minute_and_hour) {
  ig_zone_spec spec = box(true);
  run r;
  for (int o = 0; o < 2; o++) {
    double result[2][2]; /* [step][free temperature, heat] */
    for (int k = 0; k < 2; k++)
      for (int heated = 0; heated < 2; heated++) {
        int steps = k ? 1 : 60;
        double heat_Wh = 0.0;
        begin(&r, &spec, orders[o], 3600.0 / steps, 20.0);
        for (int t = 0; t < 24 * 10 * steps; t++) {
          int hour = t / steps % 24;
          outdoors(&r, 2.0 + 5.0 * sin(hour * 2.0 * IG_PI / 24));
          r.input[IG_ZONE_CONVECTIVE] = 80.0, r.input[IG_ZONE_RADIATIVE] = 120.0;
          double per_W = r.step.response[r.zone.air * r.step.inputs + IG_ZONE_CONVECTIVE];
          double free_degC = ig_rc_ahead(&r.step, r.state, r.input, r.zone.air);
          double power = heated ? fmax(20.0 - free_degC, 0.0) / per_W : 0.0;
          r.input[IG_ZONE_CONVECTIVE] += power;
          heat_Wh += power / steps;
          ig_rc_advance(&r.step, r.state, r.input);
        }
        result[k][heated] = heated ? heat_Wh : air(&r);
        end(&r);
      }
    printf("zone, order %d: ten days, hour against minute: free %.1e K, heat %.3f %%\n", o,
           fabs(result[1][0] - result[0][0]), 100.0 * (result[1][1] / result[0][1] - 1.0));
    ck_assert_double_lt(fabs(result[1][0] - result[0][0]), 1e-8);
    ck_assert_double_lt(fabs(result[1][1] / result[0][1] - 1.0), 1e-3);
  }
}
END_TEST

/* ---- Reduced against detailed ---- */

/* Weather of an hour: year and day as sines, spells of some days, sun by day through a cloud of its own. Made up, but
 * with the spread of Paris; the same for both orders. */
typedef struct weather {
  unsigned seed;
  double spell_K, cloud;
} weather;
static double draw(weather *w) { /* about normal */
  double sum = -6.0;
  for (int i = 0; i < 12; i++) {
    w->seed = w->seed * 1664525u + 1013904223u;
    sum += (double)(w->seed >> 8) / 16777216.0;
  }
  return sum;
}
static void hour_of(weather *w, int hour, double *degC, double *sun_W_m2) {
  double year = 2.0 * IG_PI * hour / 8760.0, day = 2.0 * IG_PI * (hour % 24) / 24.0;
  w->spell_K = 0.985 * w->spell_K + 0.52 * draw(w); /* sd 3 K, correlation 0.70 a day */
  if (hour % 6 == 0) w->cloud = ig_clamp(0.55 + 0.3 * draw(w), 0.1, 1.0);
  *degC = 12.0 - 7.0 * cos(year) - 4.0 * cos(day - 0.7) + w->spell_K;
  *sun_W_m2 = w->cloud * fmax(-cos(day) - 0.15 + 0.35 * -cos(year), 0.0) * 600.0;
}

typedef struct deviation {
  double heat_kWh[2], cool_kWh[2], peak_W[2], free_K, free_worst_K, swing_K[2];
} deviation;

static double powered(run *r, double heat_degC, double cool_degC) {
  double per_W = r->step.response[r->zone.air * r->step.inputs + IG_ZONE_CONVECTIVE];
  ig_rc_control c = {ig_rc_ahead(&r->step, r->state, r->input, r->zone.air), per_W, 0, 0};
  return ig_rc_ideal_W(c, heat_degC, cool_degC, 1e9, 1e9);
}

static void drive(run *r, const ig_zone_spec *s, double degC, double sun_W_m2) {
  for (int i = 0; i < s->elements; i++)
    r->outside[i] = s->element[i].window
                        ? degC + 0.06 * sun_W_m2 / s->element[i].u_W_m2K
                        : ig_zone_sol_air_degC(degC, i == 0 ? 0.0 : 0.6 * sun_W_m2, 0.6, 0.9, 0.5, 10.0, 4.6, 25.0);
  ig_zone_fill(&r->zone, r->outside, r->input);
  double glass = 0.0;
  for (int i = 0; i < s->elements; i++) glass += s->element[i].window ? s->element[i].area_m2 : 0.0;
  r->input[IG_ZONE_AIR] = degC;
  r->input[IG_ZONE_SUN] = 0.6 * glass * sun_W_m2;
  r->input[IG_ZONE_CONVECTIVE] = 80.0, r->input[IG_ZONE_RADIATIVE] = 120.0;
}

static deviation compare(ig_zone_spec spec) {
  static run free_run[2], held_run[2];
  deviation d = {0};
  weather w = {42, 0, 0.5};
  double high[2], low[2], square = 0.0;
  for (int o = 0; o < 2; o++) {
    begin(&free_run[o], &spec, orders[o], 3600.0, 15.0);
    begin(&held_run[o], &spec, orders[o], 3600.0, 20.0);
  }
  for (int hour = -1440; hour < 8760; hour++) {
    double degC, sun, t[2];
    hour_of(&w, hour + 8760, &degC, &sun);
    for (int o = 0; o < 2; o++) {
      drive(&free_run[o], &spec, degC, sun);
      ig_rc_advance(&free_run[o].step, free_run[o].state, free_run[o].input);
      t[o] = air(&free_run[o]);
      drive(&held_run[o], &spec, degC, sun);
      double power = powered(&held_run[o], 20.0, 27.0);
      held_run[o].input[IG_ZONE_CONVECTIVE] += power;
      ig_rc_advance(&held_run[o].step, held_run[o].state, held_run[o].input);
      if (hour < 0) continue;
      d.heat_kWh[o] += fmax(power, 0.0) / 1000.0;
      d.cool_kWh[o] -= fmin(power, 0.0) / 1000.0;
      d.peak_W[o] = fmax(d.peak_W[o], power);
      if (hour % 24 == 0) high[o] = -100.0, low[o] = 100.0;
      high[o] = fmax(high[o], t[o]), low[o] = fmin(low[o], t[o]);
      if (hour % 24 == 23) d.swing_K[o] += (high[o] - low[o]) / 365.0;
    }
    if (hour < 0) continue;
    square += (t[0] - t[1]) * (t[0] - t[1]) / 8760.0;
    d.free_worst_K = fmax(d.free_worst_K, fabs(t[0] - t[1]));
  }
  d.free_K = sqrt(square);
  for (int o = 0; o < 2; o++) end(&free_run[o]), end(&held_run[o]);
  return d;
}

START_TEST(reduced_against_detailed) {
  static const char *const name[] = {"light box", "heavy box", "flat"};
  ig_zone_spec specs[] = {box(false), box(true), flat()};
  double periods_d[] = {1.0, 2.0, 5.0, 7.0};
  printf("%-10s %6s %21s %21s %16s %14s %15s\n", "", "period", "heating kWh", "cooling kWh", "peak W", "free rms/worst",
         "daily swing K");
  for (size_t k = 0; k < IG_COUNT(specs); k++)
    for (size_t p = 0; p < IG_COUNT(periods_d); p++) {
      specs[k].period_s = periods_d[p] * 86400.0;
      deviation d = compare(specs[k]);
      printf("%-10s %4.0f d %7.0f/%5.0f %+5.1f %% %7.0f/%5.0f %+5.1f %% %6.0f/%5.0f %5.2f/%4.2f K %6.2f/%5.2f\n",
             name[k], periods_d[p], d.heat_kWh[0], d.heat_kWh[1], 100 * (d.heat_kWh[0] / d.heat_kWh[1] - 1),
             d.cool_kWh[0], d.cool_kWh[1], 100 * (d.cool_kWh[0] / d.cool_kWh[1] - 1), d.peak_W[0], d.peak_W[1],
             d.free_K, d.free_worst_K, d.swing_K[0], d.swing_K[1]);
      ck_assert_double_lt(fabs(d.heat_kWh[0] / d.heat_kWh[1] - 1), 0.02);
      ck_assert_double_lt(fabs(d.cool_kWh[0] / d.cool_kWh[1] - 1), 0.04);
      ck_assert_double_lt(fabs(d.peak_W[0] / d.peak_W[1] - 1), 0.03);
      ck_assert_double_lt(d.free_K, 0.3);
      ck_assert_double_lt(d.free_worst_K, 1.2);
    }
}
END_TEST

/* A kilowatt to the air for a day, from rest. */
START_TEST(reduced_step) {
  ig_zone_spec specs[] = {box(false), box(true), flat()};
  static run r[2];
  for (size_t k = 0; k < IG_COUNT(specs); k++) {
    double worst = 0.0, rise = 0.0;
    for (int o = 0; o < 2; o++) begin(&r[o], &specs[k], orders[o], 600.0, 0.0);
    for (int t = 0; t < 144; t++) {
      for (int o = 0; o < 2; o++) {
        outdoors(&r[o], 0.0);
        r[o].input[IG_ZONE_CONVECTIVE] = 1000.0;
        ig_rc_advance(&r[o].step, r[o].state, r[o].input);
      }
      worst = fmax(worst, fabs(air(&r[0]) - air(&r[1])));
      rise = air(&r[1]);
    }
    printf("zone %zu: a kilowatt for a day, %.2f K in detail, reduced within %.2f K\n", k, rise, worst);
    ck_assert_double_lt(worst, 0.12 * rise);
    for (int o = 0; o < 2; o++) end(&r[o]);
  }
}
END_TEST

/* Sun of the light box: where ASHRAE 140 puts it (informative table for case 600, from memory): floor 0.642,
 * ceiling 0.168, walls 0.155 together, lost 0.035. */
START_TEST(sun_shares) {
  ig_zone_spec s = box(false);
  double sum = 0.0;
  for (int i = 0; i < s.elements; i++) sum += s.element[i].sun_share;
  double walls = 0.0;
  for (int i = 2; i < 6; i++) walls += s.element[i].sun_share;
  printf("sun of the light box: floor %.3f, ceiling %.3f, walls %.3f, lost %.3f\n", s.element[0].sun_share,
         s.element[1].sun_share, walls, 1.0 - sum);
  ck_assert_double_eq_tol(s.element[0].sun_share, 0.642, 0.03);
  ck_assert_double_eq_tol(s.element[1].sun_share, 0.168, 0.04);
  ck_assert_double_eq_tol(walls, 0.155, 0.04);
  ck_assert_double_eq_tol(1.0 - sum, 0.035, 0.02);
}
END_TEST

/* Nonsense is refused; a zone with inner walls only keeps its heat. */
START_TEST(edges) {
  ig_zone zone;
  ig_zone_spec none = {0}, bad = box(false);
  ck_assert(!ig_zone_create(&none, IG_ZONE_REDUCED, &zone));
  bad.element[6].u_W_m2K = 20.0; /* more than its films let through */
  ck_assert(!ig_zone_create(&bad, IG_ZONE_DETAILED, &zone));
  bad = box(false);
  bad.element[1].area_m2 = 0.0;
  ck_assert(!ig_zone_create(&bad, IG_ZONE_REDUCED, &zone));
  ig_zone_spec shut = {.air_J_K = 1e5};
  add(&shut, 20.0, IG_ZONE_INTERNAL, &partition, 2.5);
  add(&shut, 20.0, IG_ZONE_ADIABATIC, &slab, 2.5);
  static run r;
  double rise[2];
  for (int o = 0; o < 2; o++) {
    begin(&r, &shut, orders[o], 3600.0, 20.0);
    r.input[IG_ZONE_RADIATIVE] = 100.0;
    for (int i = 0; i < 2400; i++) ig_rc_advance(&r.step, r.state, r.input);
    rise[o] = air(&r) - 20.0;
    end(&r);
  }
  double c = 1e5 + 20.0 * (ig_construction_capacity_J_m2K(&partition) + ig_construction_capacity_J_m2K(&slab));
  ck_assert_double_eq_tol(rise[1] * c / (100.0 * 2400 * 3600.0), 1.0, 0.01);
  ck_assert_double_eq_tol(rise[0] / rise[1], 1.0, 0.1);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("zone");
  TCase *t = tcase_create("orders");
  tcase_set_timeout(t, 300);
  tcase_add_test(t, steady_loss);
  tcase_add_test(t, energy_balance);
  tcase_add_test(t, minute_and_hour);
  tcase_add_test(t, reduced_step);
  tcase_add_test(t, reduced_against_detailed);
  tcase_add_test(t, sun_shares);
  tcase_add_test(t, edges);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
