/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Electric vehicles: charging against its differential equation and published losses, shares that the scenario fixes,
 * conservation, off-peak hours, windows, and the hours of trips against a survey. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/ev/ev.h"
#include "tests/board.h"
#include "tests/district_runs.h"

static ig_district *load(const char *simulation, const char *evs) {
  char text[4000];
  snprintf(text, sizeof text, "simulation: {%s}\nevs: %s\n", simulation, evs);
  return district_of(text);
}

typedef void visit(const ig_batch *ev, const ig_window *w, void *with);

/* Runs weather and vehicles; after each window calls `each`. */
static void run(ig_district *d, visit *each, void *with) {
  ig_batch *weather = batch_of(d, "weather"), *ev = batch_of(d, "ev");
  const ig_site *site = ev->site;
  int per_window = site->window_s / site->step_s, row = 0;
  for (int64_t t = site->begin_s; t < site->end_s; t += site->window_s) {
    ig_window w = {t, t + site->window_s, site->step_s, per_window, row, t >= site->record_s};
    weather->model->advance(weather, &w, 0, IG_BLOCK);
    for (size_t begin = 0; begin < ev->padded; begin += IG_BLOCK) ev->model->advance(ev, &w, begin, begin + IG_BLOCK);
    if (each) each(ev, &w, with);
    row = (row + per_window) % site->chunk_steps;
  }
}

/* --- formulas ------------------------------------------------------------------------------------------ */

START_TEST(test_charge) {
  double worst = 0.0, worst_end = 0.0;
  for (double drawn_W = 2300; drawn_W <= 22000; drawn_W *= 1.7)
    for (double from = 0.05; from < 1.0; from += 0.15) {
      ig_ev_charge c = ig_ev_charge_of(50e3, drawn_W, 0.07, 250.0, 0.5, 0.02);
      double e = from * 50e3, h = 0.0, step_h = 1.0 / 36000.0;
      for (; e < c.full_Wh; h += step_h) { /* midpoint rule */
        double p = fmin(c.most_W, (c.size_Wh - e) / c.tau_h);
        double half = e + 0.5 * p * step_h;
        e += fmin(c.most_W, (c.size_Wh - half) / c.tau_h) * step_h;
        worst = fmax(worst, fabs(ig_ev_charge_after_Wh(c, from * 50e3, h + step_h) - e));
      }
      worst_end = fmax(worst_end, fabs(h - ig_ev_charge_hours(c, from * 50e3)));
    }
  ck_assert(
      board_row("ev", "energy while charging; 50 kWh, 2.3 to 22 kW", "differential equation", worst, 0.01, "W h"));
  ck_assert(board_row("ev", "time until full", "differential equation", worst_end, 2.0 / 36000.0, "h"));
}
END_TEST

/* Losses measured by ADAC in 2022 with alternating current: Renault Zoe 9.7 and VW ID.3 9.0 % at 11 kW, 24.2 and 13.6 %
 * at 2.3 kW. */
START_TEST(test_losses) {
  double at_11 = 1.0 - ig_ev_charge_of(50e3, 11e3, 0.07, 250.0, 0.5, 0.02).most_W / 11e3;
  double at_2 = 1.0 - ig_ev_charge_of(50e3, 2.3e3, 0.07, 250.0, 0.5, 0.02).most_W / 2.3e3;
  ck_assert(board_row("ev", "loss at 11 kW", "ADAC 2022: 9.0 and 9.7 %", fabs(at_11 - 0.0935), 0.0035, "1"));
  ck_assert(board_row("ev", "loss at 2.3 kW", "ADAC 2022: 13.6 and 24.2 %", fabs(at_2 - 0.189), 0.053, "1"));
}
END_TEST

START_TEST(test_rules) {
  ck_assert_double_eq_tol(ig_ev_charge_need_Wh_km(40e3), 176.0, 1e-9); /* EVModel: 0.176 kWh/km at 40 kWh */
  ck_assert_double_eq(ig_ev_charge_weather(22.0, 0.014, 0.01), 1.0);
  ck_assert_double_eq_tol(ig_ev_charge_weather(-6.7, 0.014, 0.01), 1.4, 0.01); /* Argonne, Leaf on the road */
  ck_assert_double_eq(ig_ev_charge_plug_in(0.2, 0.2, 1.31), 1.0);
  ck_assert_double_eq(ig_ev_charge_plug_in(1.0, 0.2, 1.31), 0.0);
  ck_assert_double_eq_tol(ig_ev_charge_plug_in(0.6, 0.2, 1.0), 0.5, 1e-12);
}
END_TEST

/* --- shares -------------------------------------------------------------------------------------------- */

START_TEST(test_shares) {
  ig_district *d =
      load("start: 2017-01-01, duration: 1 d, spin_up: 0 d",
           "{cars: 517, hybrid_share: 0.3, commuter_share: 0.6, annual_distance: 15000 km, "
           "battery_sizes: [20, 40, 60], battery_shares: [0.2, 0.5, 0.3], home_powers: [3.7, 11], "
           "home_power_shares: [0.75, 0.25], charge_at: {home: 0.5, work: 0.2, street: 0.2, outside: 0.1}}");
  ig_batch *b = batch_of(d, "ev");
  const ig_ev_data *v = b->data;
  const ig_ev_car *car = b->own;
  int place[4] = {0}, hybrids = 0, commuters = 0, cars = 0, size[3] = {0}, strong = 0, homes = 0;
  double km = 0.0;
  for (size_t u = 0; u < b->n; u++) {
    place[v->place[u]] += v->cars[u];
    homes += v->place[u] == IG_EV_HOME;
    strong += v->place[u] == IG_EV_HOME && v->power_most_W[u] > 10e3;
    ck_assert(v->phases[u] == (v->power_most_W[u] > 7.5e3 || v->sockets[u] > 1 ? 3.0 : 1.0));
    for (int c = 0; c < v->cars[u]; c++) {
      const ig_ev_car *k = &car[u * IG_EV_CARS + (size_t)c];
      cars++, hybrids += k->hybrid, commuters += k->commuter, km += k->daily_km * 365.0;
      for (int i = 0; i < 3 && !k->hybrid; i++) size[i] += fabs(k->charge.size_Wh - 20e3 * (i + 1)) < 1.0;
    }
  }
  ck_assert_int_eq(cars, 517);
  ck_assert_int_eq(place[0], 259); /* 258.5, 103.4, 103.4, 51.7: the largest remainders are 0.7 and 0.5 */
  ck_assert_int_eq(place[1], 103);
  ck_assert_int_eq(place[2], 103);
  ck_assert_int_eq(place[3], 52);
  ck_assert_int_eq(hybrids, 155);
  ck_assert_int_eq(commuters, 310);
  ck_assert_int_eq(size[0], 72); /* of 362 */
  ck_assert_int_eq(size[1], 181);
  ck_assert_int_eq(size[2], 109);
  ck_assert_int_eq(homes, 259);
  ck_assert_int_eq(strong, 65); /* 64.75 */
  ck_assert_double_eq_tol(km / cars, 15000.0, 1e-6);
  ig_district_free(d);
}
END_TEST

/* --- conservation -------------------------------------------------------------------------------------- */

typedef struct watched {
  double drawn_Wh, least_soc, most_W;
  int outside_hours;                        /* steps with charging outside of off-peak hours */
  int too_full, too_strong, too_many, away; /* steps in which what must not be is */
} watched;

static void watch(const ig_batch *b, const ig_window *w, void *with) {
  watched *x = with;
  const ig_ev_data *v = b->data;
  for (size_t u = 0; u < b->n; u++) {
    const double *power = ig_tile(v->power_W, w, u / IG_BLOCK * IG_BLOCK) + u % IG_BLOCK;
    const double *plugged = ig_tile(v->plugged, w, u / IG_BLOCK * IG_BLOCK) + u % IG_BLOCK;
    const double *soc = ig_tile(v->soc, w, u / IG_BLOCK * IG_BLOCK) + u % IG_BLOCK;
    for (int s = 0; s < w->n_steps; s++) {
      double charging_W = power[s * IG_BLOCK] - v->idle_W[u];
      x->drawn_Wh += w->recording ? power[s * IG_BLOCK] * w->step_s / 3600.0 : 0.0;
      x->least_soc = fmin(x->least_soc, soc[s * IG_BLOCK]);
      /* one assertion at the end: each costs a write to a file */
      x->too_full += soc[s * IG_BLOCK] > 1.0;
      x->too_strong += charging_W > v->power_most_W[u] * v->sockets[u] + 1e-6;
      x->too_many += plugged[s * IG_BLOCK] > v->sockets[u] + 1e-9;
      x->away += charging_W > 1e-6 && plugged[s * IG_BLOCK] <= 0.0;
      int second = ig_clock_local(&b->site->clock, w->begin_s + s * w->step_s).second_of_day;
      bool off_peak = second >= 22 * 3600 || second < 6 * 3600;
      x->outside_hours += charging_W > 1e-6 && v->place[u] == IG_EV_HOME && !off_peak;
    }
  }
}

static void check_run(const char *label, const char *settings, bool off_peak) {
  ig_district *d = load("start: 2017-03-01, duration: 60 d, spin_up: 3 d", settings);
  ig_batch *b = batch_of(d, "ev");
  const ig_ev_data *v = b->data;
  const ig_ev_car *car = b->own;
  watched x = {.least_soc = 1.0};
  run(d, watch, &x);
  double event = 0, binned = 0, worst = 0, own = 0, idle = 0;
  for (size_t u = 0; u < b->n; u++) {
    double change = 0.0;
    for (size_t c = 0; c < (size_t)v->cars[u]; c++) {
      size_t at = u * IG_EV_CARS + c;
      double e = v->energy_Wh[at];
      if (v->charge[at] == IG_EV_CHARGING)
        e = ig_ev_charge_after_Wh(car[at].charge, e, (double)(b->site->end_s - v->since_s[at]) / 3600.0);
      change += e - v->first_Wh[at];
      own += v->car_own_Wh[at];
    }
    event += v->audit_event_Wh[u], binned += v->audit_binned_Wh[u];
    idle += v->idle_W[u] * 24.0 * 60.0;
    double in = v->charged_Wh[u] + v->outside_Wh[u];
    worst = fmax(worst, fabs(in - v->driven_Wh[u] - change) / fmax(in, 1.0));
    if (v->place[u] == IG_EV_OUTSIDE) ck_assert(v->audit_event_Wh[u] == 0.0 && v->charged_Wh[u] == 0.0);
  }
  ck_assert(board_row("ev", "charged + outside = driven + change, worst point", label, worst, 1e-10, "relative"));
  ck_assert(board_row("ev", "events = steps", label, fabs(event - binned) / binned, 1e-11, "relative"));
  ck_assert_double_eq_tol(x.drawn_Wh, binned, 1e-9 * binned);
  ck_assert_double_eq_tol(own + idle, event, 1e-9 * event);
  ck_assert(x.too_full == 0 && x.too_strong == 0 && x.too_many == 0);
  ck_assert_int_eq(x.away, 0); /* no charging when away */
  ck_assert_double_ge(x.least_soc, 0.0);
  ck_assert(off_peak ? x.outside_hours == 0 : x.outside_hours > 1000);
  ig_district_free(d);
}

START_TEST(test_conservation) { check_run("uncontrolled", "{cars: 100}", false); }
END_TEST

START_TEST(test_off_peak) {
  check_run(
      "off-peak",
      "{cars: 30, charge_at: {home: 1, work: 0, street: 0, outside: 0}, defaults: {start: off_peak, off_peak: {begin: "
      "22 h}}}",
      true);
}
END_TEST

/* --- windows ------------------------------------------------------------------------------------------- */

static void keep(const ig_batch *b, const ig_window *w, void *with) {
  double **at = with;
  const ig_ev_data *v = b->data;
  for (int s = 0; s < w->n_steps; s++)
    for (size_t u = 0; u < b->n; u++) {
      size_t k = (size_t)s * IG_BLOCK + u % IG_BLOCK, block = u / IG_BLOCK * IG_BLOCK;
      *(*at)++ = ig_tile(v->power_W, w, block)[k];
      *(*at)++ = ig_tile(v->soc, w, block)[k];
      *(*at)++ = ig_tile(v->plugged, w, block)[k];
    }
}

enum { MOST_POINTS = 40, MINUTES_KEPT = 14 * 1440 };

static size_t series(const char *window, double *kept, double *mean_W) {
  char simulation[200];
  snprintf(simulation, sizeof simulation, "start: 2017-03-20, duration: 14 d, spin_up: 0 d, %s", window);
  ig_district *d = load(simulation,
                        "{cars: 40, charge_at: {home: 0.4, work: 0.3, street: 0.2, outside: 0.1}, "
                        "defaults: {start: off_peak}}");
  ig_batch *b = batch_of(d, "ev");
  ck_assert_uint_le(b->n, MOST_POINTS);
  double *at = kept;
  run(d, keep, &at);
  *mean_W = 0.0;
  for (size_t u = 0; u < b->n; u++) *mean_W += ((ig_ev_data *)b->data)->audit_binned_Wh[u] / (14 * 24);
  ig_district_free(d);
  return (size_t)(at - kept);
}

START_TEST(test_windows) {
  size_t most = (size_t)MINUTES_KEPT * MOST_POINTS * 3;
  double *a = malloc(most * sizeof *a), *b = malloc(most * sizeof *b), mean[3];
  size_t n = series("window: 10 min", a, &mean[0]);
  ck_assert_uint_eq(series("window: 30 min", b, &mean[1]), n);
  ck_assert(memcmp(a, b, n * sizeof *a) == 0);
  ck_assert(mean[0] == mean[1]);
  series("window: 30 min, step: 10 min", b, &mean[2]);
  ck_assert_double_eq_tol(mean[2], mean[0], 1e-3 * mean[0]); /* outdoor temperature is a mean of the step */
  free(a);
  free(b);
}
END_TEST

/* --- days ---------------------------------------------------------------------------------------------- */

enum { BANDS = 5 };

typedef struct legs {
  double count[3][BANDS], begins, at_full_hour;
  int64_t *seen; /* day of each car counted last */
} legs;

static void count_leg(legs *x, int day_type, double hour) {
  static const double until[BANDS] = {9, 12, 17, 19, 24};
  hour = fmod(hour, 24.0);
  int k = 0;
  while (hour >= until[k]) k++;
  x->count[day_type][k] += 1.0;
}

/* Trips begin when a car leaves home and, at the other end, the road's time before it returns. */
static void count_day(const ig_batch *b, const ig_window *w, void *with) {
  (void)w;
  legs *x = with;
  const ig_ev_data *v = b->data;
  for (size_t at = 0; at < b->n * IG_EV_CARS; at++) {
    if (at % IG_EV_CARS >= (size_t)v->cars[at / IG_EV_CARS] || x->seen[at] == v->day[at]) continue;
    x->seen[at] = v->day[at];
    if (v->charge[at] == IG_EV_CHARGING) x->begins += 1.0, x->at_full_hour += v->since_s[at] % 3600 == 0;
    if (v->day[at] >= v->away_from[at] && v->day[at] <= v->away_to[at]) continue;
    int weekday = (int)((v->day[at] + 3) % 7), type = weekday < 5 ? 0 : weekday - 4; /* 1970-01-01: a Thursday */
    const int32_t *t = v->times_s + at * IG_EV_STAGES;
    for (int k = 0; k < IG_EV_STAGES; k += 2) {
      if (t[k] < 0 || t[k + 1] < 0) continue;
      double road_h = fmin(v->tour_km[2 * at + (size_t)k / 2] / 2.0 / 30.0, 0.25 * (t[k + 1] - t[k]) / 3600.0);
      count_leg(x, type, 4.0 + t[k] / 3600.0);
      count_leg(x, type, 4.0 + t[k + 1] / 3600.0 - road_h);
    }
  }
}

/* Trips by band of the clock against the French column of RAMP-mobility (JRC's survey), in points of percent: shares of
 * tours and their hours are fitted to them by hand. The file is needed only to see that these are its numbers. */
static void report_bands(const legs *x, int type, const char *days, double limit) {
  static const double survey[3][BANDS] = {
      {22.5, 15.7, 35.9, 17.6, 8.2}, {9.1, 26.7, 39.0, 12.9, 12.6}, {9.6, 25.1, 40.5, 16.7, 8.7}};
  static const char *const name[3] = {"weekdays", "Saturdays", "Sundays"};
  char label[80];
  double sum = 0.0, worst = 0.0;
  for (int k = 0; k < BANDS; k++) sum += x->count[type][k];
  for (int k = 0; k < BANDS; k++) {
    double share = 100.0 * x->count[type][k] / sum;
    printf("trips %s, %s: band %d simulated %.1f survey %.1f\n", days, name[type], k, share, survey[type][k]);
    worst = fmax(worst, fabs(share - survey[type][k]));
  }
  snprintf(label, sizeof label, "trips by band; %s; %s", name[type], days);
  ck_assert(board_row("ev", label, "RAMP-mobility, French cars", worst, limit, "%"));
}

START_TEST(test_trips) {
  ig_district *d = load("start: 2017-01-01, duration: 364 d, spin_up: 0 d, step: 10 min, window: 30 min",
                        "{cars: 400, charge_at: {home: 1, work: 0, street: 0, outside: 0}, off_peak_share: 0}");
  ig_batch *b = batch_of(d, "ev");
  legs x = {.seen = calloc(b->n * IG_EV_CARS, sizeof *x.seen)};
  run(d, count_day, &x);
  for (int type = 0; type < 3; type++) report_bands(&x, type, "drawn", 5.0);
  ck_assert_double_gt(x.begins, 1000.0);
  ck_assert_double_lt(x.at_full_hour / x.begins, 0.01); /* no charging begins at round hours: 1 in 3600 by chance */
  free(x.seen);
  ig_district_free(d);
}
END_TEST

/* --- cars of households --------------------------------------------------------------------------------- */

typedef struct followed {
  legs legs;
  double off_plan, moved_while_away, works, driver_works; /* car-days */
  double left, left_together, returned, returned_together;
} followed;

/* Is the stretch an absence of one of the car's users, to the second? */
static bool is_absence(const ig_ev_data *v, const ig_ev_car *car, size_t at, const int32_t *t) {
  int32_t shift = (int32_t)(v->home_day_begin_s[car->home] - v->day_begin_s[at]);
  for (int p = 0; p < IG_EV_PERSONS; p++)
    for (int k = 1; k <= 3 && (car->users >> p & 1); k += 2) {
      const int32_t *plan = v->home_times_s + ((size_t)car->home * IG_EV_PERSONS + (size_t)p) * 6 + k;
      if (plan[0] + shift == t[0] && plan[1] + shift == t[1]) return true;
    }
  return false;
}

static void compare_with_plan(const ig_batch *b, const ig_window *w, void *with) {
  (void)w;
  followed *x = with;
  const ig_ev_data *v = b->data;
  const ig_ev_car *cars = b->own;
  for (size_t at = 0; at < b->n * IG_EV_CARS; at++) {
    const ig_ev_car *car = &cars[at];
    if (at % IG_EV_CARS >= (size_t)v->cars[at / IG_EV_CARS] || x->legs.seen[at] == v->day[at]) continue;
    if (car->home < 0 || v->home_day[car->home] != v->day[at]) continue;
    const int32_t *t = v->times_s + at * IG_EV_STAGES;
    const int32_t *plan = v->home_times_s + ((size_t)car->home * IG_EV_PERSONS + (size_t)car->driver) * 6;
    int64_t from = v->home_away_from[car->home], to = v->home_away_to[car->home], begin_s = v->day_begin_s[at];
    int32_t shift = (int32_t)(v->home_day_begin_s[car->home] - begin_s);
    if (v->day[at] >= from && v->day[at] <= to) {
      x->legs.seen[at] = v->day[at];
      if (v->day[at] == from && car->long_trips) x->left++, x->left_together += t[0] == plan[1] + shift;
      if (v->day[at] == to && car->long_trips) x->returned++, x->returned_together += t[3] == plan[4] + shift;
      bool moved = t[0] >= 0 || t[1] >= 0 || t[2] >= 0 || t[3] >= 0;
      x->moved_while_away += moved && ((v->day[at] > from && v->day[at] < to) || !car->long_trips);
      continue;
    }
    int weekday = (int)((v->day[at] + 3) % 7);
    bool workday = ig_clock_local(&b->site->clock, v->day_begin_s[at]).workday;
    bool at_work = workday && plan[1] >= 0 && plan[2] - plan[1] > 5 * 3600;
    x->driver_works += car->commuter && at_work;
    x->works += car->commuter && at_work && t[0] == plan[1] + shift && t[1] == plan[2] + shift;
    ck_assert(!(car->commuter && weekday < 5 && at_work &&
                (v->home_telework_days[car->home * 6 + car->driver] >> weekday & 1)));
    for (int k = 0; k < IG_EV_STAGES; k += 2) x->off_plan += t[k] >= 0 && !is_absence(v, car, at, t + k);
  }
  count_day(b, w, &x->legs);
}

/* Weather, homes and vehicles as the engine runs them: each model through a whole chunk. */
static void run_with_homes(ig_district *d, visit *each, void *with) {
  ig_batch *ev = batch_of(d, "ev");
  const char *const order[3] = {"weather", "home", "ev"};
  const ig_site *site = ev->site;
  int per_window = site->window_s / site->step_s;
  for (int64_t day = site->begin_s; day < site->end_s; day += IG_DAY_S)
    for (int k = 0; k < 3; k++) {
      ig_batch *b = batch_of(d, order[k]);
      int row = 0;
      for (int64_t t = day; t < day + IG_DAY_S; t += site->window_s, row += per_window) {
        ig_window w = {t, t + site->window_s, site->step_s, per_window, row, t >= site->record_s};
        for (size_t begin = 0; begin < (k == 0 ? 1 : b->padded); begin += IG_BLOCK)
          b->model->advance(b, &w, begin, begin + IG_BLOCK);
        if (k == 2) each(b, &w, with);
      }
    }
}

/* All places of homes with cars are taken by their rank; no home has more electric cars than cars and adults. */
static void check_owners(const ig_batch *b) {
  const ig_ev_data *v = b->data;
  const ig_ev_car *cars = b->own;
  int owned[1000] = {0}, timers = 0, with_tariff = 0, could = 0;
  for (size_t at = 0; at < b->n * IG_EV_CARS; at++) {
    size_t u = at / IG_EV_CARS;
    if (at % IG_EV_CARS >= (size_t)v->cars[u]) continue;
    ck_assert(cars[at].home >= 0 && (cars[at].users >> cars[at].driver & 1));
    ck_assert_int_ge(v->home_ages[cars[at].home * 6 + cars[at].driver], 18);
    owned[cars[at].home]++;
    if (cars[at].commuter) ck_assert(v->home_work_places[cars[at].home * 6 + cars[at].driver] % 3 != 0);
    could += v->place[u] == IG_EV_HOME && !cars[at].hybrid && v->home_tariff[cars[at].home];
    if (v->start[u] != IG_EV_OFF_PEAK) continue;
    timers++, with_tariff += v->home_tariff[cars[at].home];
    ck_assert(v->off_peak_h[u] == v->home_off_peak_h[cars[at].home]);
  }
  for (int h = 0; h < 1000; h++) ck_assert_int_le(owned[h], h < 500 ? v->home_cars[h] : 0);
  ck_assert_int_gt(timers, 20);
  ck_assert_int_eq(with_tariff, could < timers ? could : timers); /* homes with the tariff first */
}

static void run_households(const char *dates, const char *more, followed *x, ig_district **d) {
  char text[1000];
  ig_errors errors = {0};
  int n =
      snprintf(text, sizeof text,
               "simulation: {%s, spin_up: 0 d, step: 10 min, window: 30 min}\nhomes: {count: 500}\nevs: {cars: 200, "
               "charge_at: {home: 0.8, work: 0, street: 0.2, outside: 0}, off_peak_share: 0.2, %s}\n",
               dates, more);
  *d = ig_district_parse(text, (size_t)n, &errors);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(*d);
  ig_batch *b = batch_of(*d, "ev");
  *x = (followed){.legs.seen = calloc(b->n * IG_EV_CARS, sizeof *x->legs.seen)};
  check_owners(b);
  run_with_homes(*d, compare_with_plan, x);
  free(x->legs.seen);
}

START_TEST(test_households) {
  ig_district *d;
  followed x;
  run_households("start: 2017-01-02, duration: 364 d", "long_trips_share: 0", &x, &d);
  ig_batch *b = batch_of(d, "ev");
  /* Hours are those of the homes' outings, which on days off begin and end later than the survey's car trips. */
  for (int type = 0; type < 3; type++) report_bands(&x.legs, type, "of households", 11.0);
  ck_assert(
      board_row("ev", "tours at other times than an absence of a user", "the household's plan", x.off_plan, 0, "1"));
  ck_assert_double_eq(x.moved_while_away, 0.0);
  ck_assert_double_gt(x.works, 200.0 * 0.65 * 150.0);
  ck_assert_double_eq(x.works, x.driver_works); /* no day of leave or telework at the wheel, none missed */
  double km = 0.0, cars = 0.0;
  for (size_t at = 0; at < b->n * IG_EV_CARS; at++) km += ((ig_ev_data *)b->data)->car_km[at];
  for (size_t u = 0; u < b->n; u++) cars += ((ig_ev_data *)b->data)->cars[u];
  ck_assert(board_row("ev", "everyday distance of cars of households", "annual_distance: 44 km a day",
                      fabs(km / cars / 364.0 / 44.0 - 1.0), 0.015, "relative"));
  ig_district_free(d);
}
END_TEST

/* Cars that are taken along leave when the household leaves and come back when it comes back. */
START_TEST(test_journeys) {
  ig_district *d;
  followed x;
  run_households("start: 2017-06-20, duration: 90 d", "long_trips_share: 1", &x, &d);
  ck_assert_double_gt(x.left, 100.0);
  ck_assert_double_eq(x.left, x.left_together);
  ck_assert_double_eq(x.returned, x.returned_together);
  ck_assert_double_eq(x.moved_while_away, 0.0);
  ig_district_free(d);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("ev");
  TCase *t = tcase_create("ev");
  tcase_set_timeout(t, 300);
  tcase_add_test(t, test_charge);
  tcase_add_test(t, test_losses);
  tcase_add_test(t, test_rules);
  tcase_add_test(t, test_shares);
  tcase_add_test(t, test_conservation);
  tcase_add_test(t, test_off_peak);
  tcase_add_test(t, test_windows);
  suite_add_tcase(suite, t);
  TCase *days = tcase_create("days");
  tcase_set_timeout(days, 300);
  tcase_add_test(days, test_trips);
  tcase_add_test(days, test_households);
  tcase_add_test(days, test_journeys);
  suite_add_tcase(suite, days);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
