/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The building stock: build-ups against TABULA's U, shares, and a flat of each period through a year of Paris weather:
 * the reduced zone beside the detailed one, minutes beside hours. Rows for scripts/validate.sh. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "board.h"
#include "models/home/home_stock.h"
#include "sim/build.h"

static int worse(double *worst, double value) {
  if (!(value <= *worst)) *worst = value;
  return 0;
}

static double check_opaque(int period, const char *what, const ig_home_stock_opaque *o, ig_construction_way way) {
  double sum = 0.0, worst = 0.0;
  for (int k = 0; k < IG_HOME_STOCK_VARIANTS && o[k].share > 0; k++) {
    double u = ig_home_stock_u_W_m2K(&o[k], way);
    ig_construction c = ig_home_stock_construction(o[k].layer);
    printf("period %2d %-5s %-13s %4.0f %%  U %.2f, TABULA %.2f; %4.0f kJ/(m2 K)\n", period, what, o[k].code,
           100 * o[k].share, u, o[k].tabula_W_m2K, ig_construction_capacity_J_m2K(&c) / 1e3);
    worse(&worst, fabs(u / o[k].tabula_W_m2K - 1.0));
    sum += o[k].share;
  }
  ck_assert_double_eq_tol(sum, 1.0, 1e-12);
  return worst;
}

START_TEST(build_ups_have_tabulas_u) {
  double worst = 0.0;
  for (int p = 1; p <= IG_HOME_STOCK_PERIODS; p++) {
    const ig_home_stock_period *s = ig_home_stock_of(p);
    worse(&worst, check_opaque(p, "wall", s->wall, IG_CONSTRUCTION_ACROSS));
    worse(&worst, check_opaque(p, "roof", s->roof, IG_CONSTRUCTION_UP));
    worse(&worst, check_opaque(p, "floor", s->floor, IG_CONSTRUCTION_DOWN));
    double sum = 0.0;
    for (int k = 0; k < IG_HOME_STOCK_VARIANTS && s->window[k].share > 0; k++) sum += s->window[k].share;
    ck_assert_double_eq_tol(sum, 1.0, 1e-12);
    ck_assert_int_eq(ig_home_stock_pick(s->wall, 0.0), 0);
    ck_assert(s->wall[ig_home_stock_pick(s->wall, 0.999999)].share > 0.0);
  }
  ck_assert(board_row("stock", "U of build-ups over TABULA's", "TABULA France", 100 * worst, 10, "%"));
}
END_TEST

/* --- a year of hours ------------------------------------------------------------------------------- */

enum { HOURS = 8760 };
enum { OUTDOOR, SKY, WALL, SUN, SERIES };
static double weather[SERIES][HOURS];

/* Paris, the generator's weather of seed 1; the south facade. */
static void read_weather(void) {
  static const char *const name[SERIES] = {"outdoor_temperature", "sky_temperature", "irradiance_south",
                                           "transmitted_south"};
  const char *text = "simulation: {start: 2017-01-01, duration: 365 d, spin_up: 0 d}\n";
  ig_errors errors = {0};
  ig_district *d = ig_district_parse(text, strlen(text), &errors);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(d);
  ig_batch *b = &d->batch[0];
  ck_assert_str_eq(b->model->name, "weather");
  for (int day = 0; day < 365; day++) {
    ig_window w = {.step_s = 3600, .n_steps = 24, .begin_s = b->site->begin_s + day * IG_DAY_S, .recording = true};
    w.end_s = w.begin_s + IG_DAY_S;
    b->model->advance(b, &w, 0, 1);
    for (size_t f = 0; f < b->model->n_fields; f++)
      for (int k = 0; k < SERIES; k++)
        if (strcmp(b->model->fields[f].name, name[k]) == 0)
          memcpy(&weather[k][24 * day], *(double **)((char *)b->data + b->model->fields[f].offset),
                 24 * sizeof(double));
  }
  ig_district_free(d);
}

/* Inputs of an hour, heating left out: gains of 4 W/m2, half of them radiation. */
static void fill(const ig_zone *zone, const ig_home_stock_zone *z, double floor_m2, int hour, double *input) {
  double out = weather[OUTDOOR][hour], sky_K = out - weather[SKY][hour], exterior[IG_ZONE_ELEMENTS];
  double sun_W = z->window_m2 * IG_HOME_STOCK_GLASS * IG_HOME_STOCK_UNSHADED * z->g * weather[SUN][hour];
  for (int i = 0; i < z->spec.elements; i++)
    exterior[i] = ig_zone_sol_air_degC(out, IG_HOME_STOCK_OPEN * weather[WALL][hour], IG_HOME_STOCK_ABSORPTANCE,
                                       IG_HOME_STOCK_EMISSIVITY, 0.5 * IG_HOME_STOCK_OPEN, sky_K,
                                       IG_HOME_STOCK_RADIATIVE_W_M2K, IG_HOME_STOCK_OUTSIDE_W_M2K);
  /* the roof, too, sees the south facade's sun here: both orders see the same */
  exterior[z->element[IG_HOME_STOCK_WINDOWS]] = ig_zone_window_degC(
      out, (1.0 - IG_HOME_STOCK_PASSES) * sun_W / z->window_m2, z->window_W_K / z->window_m2, IG_HOME_STOCK_EMISSIVITY,
      0.5 * IG_HOME_STOCK_OPEN, sky_K, IG_HOME_STOCK_RADIATIVE_W_M2K, IG_HOME_STOCK_OUTSIDE_W_M2K);
  int stairs = z->element[IG_HOME_STOCK_STAIRS];
  exterior[stairs] = out + (1.0 - IG_HOME_STOCK_STAIRWELL) * (20.0 - out);
  ig_zone_fill(zone, exterior, input);
  input[IG_ZONE_AIR] = out;
  input[IG_ZONE_CONVECTIVE] = input[IG_ZONE_RADIATIVE] = 0.5 * 4.0 * floor_m2;
  input[IG_ZONE_SUN] = IG_HOME_STOCK_PASSES * sun_W;
  input[IG_ZONE_PANEL] = 0.0;
}

/* Heat of the year and highest heat, set-point 20 degC, radiators with 0.3 of radiation. */
typedef struct year {
  double heat_kWh, most_W;
} year;

static year run(const ig_home_stock_flat *f, ig_zone_order order, int step_s) {
  ig_home_stock_zone z;
  ig_home_stock_zone_of(f, &z);
  ig_zone zone;
  ig_rc_step step;
  ck_assert(ig_zone_create(&z.spec, order, &zone));
  ck_assert(ig_rc_solve(&zone.network, step_s, &step));
  double *state = calloc((size_t)step.states, sizeof(double)), *node = calloc((size_t)step.nodes, sizeof(double)),
         *input = calloc((size_t)step.inputs, sizeof(double));
  for (int i = 0; i < step.nodes; i++) node[i] = 20.0;
  ig_rc_start(&step, node, state);
  const double *response = &step.response[zone.air * step.inputs];
  double gain = 0.7 * response[IG_ZONE_CONVECTIVE] + 0.3 * response[IG_ZONE_RADIATIVE];
  year y = {0};
  for (int hour = -14 * 24; hour < HOURS; hour++) { /* two weeks before, of the year's end */
    fill(&zone, &z, f->floor_m2, (hour + HOURS) % HOURS, input);
    double convective = input[IG_ZONE_CONVECTIVE], radiative = input[IG_ZONE_RADIATIVE];
    for (int s = 0; s < 3600 / step_s; s++) {
      input[IG_ZONE_CONVECTIVE] = convective, input[IG_ZONE_RADIATIVE] = radiative;
      double heat = fmax((20.0 - ig_rc_ahead(&step, state, input, zone.air)) / gain, 0.0);
      input[IG_ZONE_CONVECTIVE] += 0.7 * heat, input[IG_ZONE_RADIATIVE] += 0.3 * heat;
      ig_rc_advance(&step, state, input);
      if (hour < 0) continue;
      y.heat_kWh += heat * step_s / 3.6e6;
      y.most_W = fmax(y.most_W, heat);
    }
  }
  free(state), free(node), free(input);
  ig_rc_step_free(&step);
  ig_zone_free(&zone);
  return y;
}

static ig_home_stock_flat flat(int period) { return (ig_home_stock_flat){.period = period, .floor_m2 = 62.0}; }

START_TEST(minutes_and_hours) {
  read_weather();
  double worst = 0.0;
  for (int p = 1; p <= IG_HOME_STOCK_PERIODS; p++) {
    ig_home_stock_flat f = flat(p);
    year minutes = run(&f, IG_ZONE_REDUCED, 60), hours = run(&f, IG_ZONE_REDUCED, 3600);
    printf("period %2d: heating %.1f kWh/m2 by minutes, %.1f by hours\n", p, minutes.heat_kWh / 62,
           hours.heat_kWh / 62);
    worse(&worst, fabs(hours.heat_kWh / minutes.heat_kWh - 1.0));
  }
  ck_assert(board_row("stock", "heat of a year by hours over minutes; weather held", "itself", 100 * worst, 0.1, "%"));
}
END_TEST

START_TEST(reduced_and_detailed) {
  read_weather();
  static const int periods[] = {1, 4, 6, 9, 10, 1, 4, 6};
  double worst = 0.0, worst_peak = 0.0;
  for (size_t i = 0; i < IG_COUNT(periods); i++) {
    ig_home_stock_flat f = flat(periods[i]);
    f.top = i > 4;
    year reduced = run(&f, IG_ZONE_REDUCED, 3600), detailed = run(&f, IG_ZONE_DETAILED, 3600);
    printf("period %2d%s: heating %.1f kWh/m2 reduced, %.1f detailed; most %.0f and %.0f W\n", periods[i],
           f.top ? ", top" : "", reduced.heat_kWh / 62, detailed.heat_kWh / 62, reduced.most_W, detailed.most_W);
    worse(&worst, fabs(reduced.heat_kWh / detailed.heat_kWh - 1.0));
    worse(&worst_peak, fabs(reduced.most_W / detailed.most_W - 1.0));
  }
  ck_assert(board_row("stock", "heat of a year; reduced over detailed zone", "itself", 100 * worst, 5, "%"));
  ck_assert(board_row("stock", "highest heat; reduced over detailed zone", "itself", 100 * worst_peak, 10, "%"));
}
END_TEST

int main(void) {
  Suite *suite = suite_create("home_stock");
  TCase *t = tcase_create("stock");
  tcase_add_test(t, build_ups_have_tabulas_u);
  tcase_add_test(t, minutes_and_hours);
  tcase_add_test(t, reduced_and_detailed);
  tcase_set_timeout(t, 120);
  suite_add_tcase(suite, t);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
