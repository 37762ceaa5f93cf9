/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points and cars. Generated cars meet what the scenario fixes exactly: places, batteries, hybrids, commuters and power
 * of points by quotas (largest remainder), distances and habits by even quantiles, each dealt out in the order of a
 * draw that belongs to the car. Points listed by name are on top and draw from their own keys. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/ev/ev.h"

enum { OUTSIDE_CARS = 8 }; /* cars counted together in a point that is none */

static int by_rank(const void *a, const void *b) {
  const ig_ev_ranked *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return x->car < y->car ? -1 : x->car > y->car;
}

/* Deals n things out to k shares by largest remainder. */
static void deal(const double *share, size_t k, int64_t n, int64_t *quota) {
  double sum = 0.0, rest[IG_EV_CLASSES] = {0};
  for (size_t i = 0; i < k; i++) sum += share[i];
  int64_t left = n;
  for (size_t i = 0; i < k; i++) {
    double exact = share[i] / sum * (double)n;
    quota[i] = (int64_t)floor(exact + 1e-9);
    rest[i] = exact - (double)quota[i];
    left -= quota[i];
  }
  for (; left > 0; left--) {
    size_t best = 0;
    for (size_t i = 1; i < k; i++)
      if (rest[i] > rest[best]) best = i;
    quota[best]++;
    rest[best] = -1.0;
  }
}

static int pick(const double *share, size_t k, double u) {
  double sum = 0.0, part = 0.0;
  for (size_t i = 0; i < k; i++) sum += share[i];
  for (size_t i = 0; i < k; i++) {
    part += share[i] / sum;
    if (u < part) return (int)i;
  }
  return (int)k - 1;
}

/* --- how many ------------------------------------------------------------------------------------------ */

static int64_t cars_wanted(const ig_ev_spec *s) {
  return s->cars > 0 ? s->cars : llround((double)s->homes * s->with_car * s->ev_share);
}

static int64_t per_station(const ig_ev_spec *s, ig_ev_place place) {
  if (place == IG_EV_HOME) return 1;
  if (place == IG_EV_OUTSIDE) return OUTSIDE_CARS;
  int64_t n = s->station_sockets * (place == IG_EV_WORK ? s->work_cars_per_socket : s->street_cars_per_socket);
  return n < 1 ? 1 : n > IG_EV_CARS ? IG_EV_CARS : n; /* check() refuses the others */
}

/* Points of each place for the generated cars. */
static size_t points_of(const ig_ev_spec *s, int64_t cars[IG_EV_PLACES], int64_t points[IG_EV_PLACES]) {
  double sum = 0.0;
  size_t n = 0;
  for (int p = 0; p < IG_EV_PLACES; p++) sum += s->place[p];
  memset(cars, 0, IG_EV_PLACES * sizeof *cars);
  if (sum > 0.0) deal(s->place, IG_EV_PLACES, cars_wanted(s), cars);
  for (int p = 0; p < IG_EV_PLACES; p++) {
    int64_t most = per_station(s, (ig_ev_place)p);
    points[p] = (cars[p] + most - 1) / most;
    n += (size_t)points[p];
  }
  return n;
}

size_t ig_ev_build_count(const void *spec) {
  int64_t cars[IG_EV_PLACES], points[IG_EV_PLACES];
  return points_of(spec, cars, points);
}

/* --- checks -------------------------------------------------------------------------------------------- */

static bool check_list(ig_build *context, const char *values, const char *shares, ig_list v, ig_list s) {
  double sum = 0.0;
  for (size_t i = 0; i < s.n; i++) sum += s.v[i];
  if (v.n < 1 || v.n > IG_EV_CLASSES) {
    ig_build_fail(context, IG_SETTINGS, values, "has %zu values; 1 to %d are allowed", v.n, IG_EV_CLASSES);
    return false;
  }
  if (s.n != v.n) {
    ig_build_fail(context, IG_SETTINGS, shares, "has %zu shares for %zu values of %s", s.n, v.n, values);
    return false;
  }
  if (!(fabs(sum - 1.0) <= 1e-6)) {
    ig_build_fail(context, IG_SETTINGS, shares, "shares add up to %.6g; they must add up to 1", sum);
    return false;
  }
  return true;
}

static bool check_places(const ig_ev_spec *s, ig_build *context) {
  double sum = 0.0;
  for (int p = 0; p < IG_EV_PLACES; p++) sum += s->place[p];
  if (!(fabs(sum - 1.0) <= 1e-6)) {
    ig_build_fail(context, IG_SETTINGS, "charge_at.home", "shares add up to %.6g; they must add up to 1", sum);
    return false;
  }
  return true;
}

static bool check(const ig_ev_spec *s, ig_build *context) {
  bool ok = check_places(s, context);
  ok = check_list(context, "battery_sizes", "battery_shares", s->battery_kWh, s->battery_share) && ok;
  ok = check_list(context, "hybrid_battery_sizes", "hybrid_battery_shares", s->hybrid_battery_kWh,
                  s->hybrid_battery_share) &&
       ok;
  ok = check_list(context, "home_powers", "home_power_shares", s->home_power_kW, s->home_power_share) && ok;
  int most = s->station_sockets * (s->work_cars_per_socket > s->street_cars_per_socket ? s->work_cars_per_socket
                                                                                       : s->street_cars_per_socket);
  if (most > IG_EV_CARS) {
    ig_build_fail(context, IG_SETTINGS, "station_sockets", "makes stations of %d cars; %d are the most", most,
                  IG_EV_CARS);
    ok = false;
  }
  if (s->cars > 0 && s->homes > 0) {
    ig_build_fail(context, IG_SETTINGS, "cars", "give cars or homes, not both");
    ok = false;
  }
  return ok;
}

static bool check_point(ig_batch *b, ig_build *context, size_t u) {
  const ig_ev_data *d = b->data;
  if (d->place[u] != IG_EV_OUTSIDE && d->sockets[u] < 1) {
    ig_build_fail(context, u, "sockets", "a point needs a socket; place: outside has none");
    return false;
  }
  if (d->place[u] == IG_EV_OUTSIDE && ig_build_given(context, u, "power_limit")) {
    ig_build_fail(context, u, "power_limit", "has no effect: place is outside");
    return false;
  }
  if (d->start[u] == IG_EV_AT_ONCE && ig_build_given(context, u, "off_peak.begin")) {
    ig_build_fail(context, u, "off_peak.begin", "has no effect: start is at_once");
    return false;
  }
  return true;
}

/* --- points -------------------------------------------------------------------------------------------- */

static double draw(const ig_batch *b, size_t u, uint32_t purpose, uint64_t car) {
  return ig_rng_uniform(ig_unit_key(b, u), purpose, 0, 8 * car);
}

/* Generated points in the order of a draw. */
static size_t rank_points(const ig_batch *b, uint32_t purpose, ig_ev_ranked *list) {
  size_t n = 0;
  for (size_t u = 0; u < b->n; u++)
    if (!b->listed[u]) list[n++] = (ig_ev_ranked){draw(b, u, purpose, 0), b->id[u], u, 0};
  qsort(list, n, sizeof *list, by_rank);
  return n;
}

/* Places, cars and sockets of generated points. */
static void put_places(ig_batch *b, ig_ev_ranked *list) {
  ig_ev_data *d = b->data;
  const ig_ev_spec *s = b->spec;
  int64_t cars[IG_EV_PLACES], points[IG_EV_PLACES];
  points_of(s, cars, points);
  size_t n = rank_points(b, IG_EV_DRAW_PLACE, list), i = 0;
  for (int p = 0; p < IG_EV_PLACES; p++)
    for (int64_t k = 0; k < points[p] && i < n; k++) {
      size_t u = list[i++].unit;
      d->place[u] = p;
      d->cars[u] = (int32_t)(cars[p] / points[p] + (k < cars[p] % points[p]));
      d->sockets[u] = p == IG_EV_HOME ? 1 : p == IG_EV_OUTSIDE ? 0 : s->station_sockets;
    }
}

static void put_powers(ig_batch *b, ig_build *context, ig_ev_ranked *list) {
  ig_ev_data *d = b->data;
  const ig_ev_spec *s = b->spec;
  int64_t quota[IG_EV_CLASSES], homes = 0;
  size_t n = rank_points(b, IG_EV_DRAW_POWER, list), at = 0;
  for (size_t i = 0; i < n; i++) homes += d->place[list[i].unit] == IG_EV_HOME;
  deal(s->home_power_share.v, s->home_power_share.n, homes, quota);
  for (size_t i = 0; i < n; i++) {
    size_t u = list[i].unit;
    if (d->place[u] != IG_EV_HOME || ig_build_given(context, u, "power_limit")) continue;
    while (quota[at] == 0) at++;
    quota[at]--;
    d->power_most_W[u] = 1e3 * s->home_power_kW.v[at];
  }
  for (size_t u = 0; u < b->n; u++) {
    if (ig_build_given(context, u, "power_limit")) continue;
    if (b->listed[u] && d->place[u] == IG_EV_HOME)
      d->power_most_W[u] =
          1e3 * s->home_power_kW.v[pick(s->home_power_share.v, s->home_power_share.n, draw(b, u, IG_EV_DRAW_POWER, 0))];
    if (d->place[u] == IG_EV_WORK) d->power_most_W[u] = s->work_W;
    if (d->place[u] == IG_EV_STREET) d->power_most_W[u] = s->street_W;
  }
}

/* A generated point at a home whose car is no hybrid. */
static bool has_timer(const ig_batch *b, size_t u) {
  return ((ig_ev_data *)b->data)->place[u] == IG_EV_HOME && !((ig_ev_car *)b->own)[u * IG_EV_CARS].hybrid;
}

/* Who waits for the off-peak hours, unless the scenario says when points start: homes with that tariff first. */
static void put_starts(ig_batch *b, ig_build *context, ig_ev_ranked *list) {
  ig_ev_data *d = b->data;
  size_t n = rank_points(b, IG_EV_DRAW_START, list), homes = 0;
  for (size_t i = 0; i < n; i++) {
    int64_t home = ((ig_ev_car *)b->own)[list[i].unit * IG_EV_CARS].home;
    homes += has_timer(b, list[i].unit);
    list[i].rank += home < 0 || !d->home_tariff[home];
  }
  qsort(list, n, sizeof *list, by_rank);
  size_t wanted = (size_t)llround(((ig_ev_spec *)b->spec)->off_peak_share * (double)homes);
  for (size_t i = 0; i < n && wanted > 0; i++) {
    size_t u = list[i].unit;
    if (!has_timer(b, u) || ig_build_given(context, u, "start")) continue;
    d->start[u] = IG_EV_OFF_PEAK;
    wanted--;
  }
}

/* Sockets above 32 A on one phase have three. */
static bool three_phase(double socket_W) { return socket_W > 7400.0 * 1.001; }

static void put_statics(ig_batch *b, ig_build *context, size_t u) {
  static const double begin_h[8] = {22.0, 22.5, 23.0, 23.5, 0.0, 0.5, 1.0, 1.5}; /* as homes' contactors [D] */
  ig_ev_data *d = b->data;
  if (d->place[u] == IG_EV_OUTSIDE) d->sockets[u] = 0, d->power_most_W[u] = 0.0;
  if (!ig_build_given(context, u, "off_peak.begin"))
    d->off_peak_h[u] = begin_h[(int)(8.0 * draw(b, u, IG_EV_DRAW_OFF_PEAK, 0))];
  d->subscribed_kVA[u] = ig_max(1e-3 * d->power_most_W[u] * d->sockets[u] / d->power_factor[u], 0.1);
  d->phases[u] = three_phase(d->power_most_W[u]) || d->subscribed_kVA[u] > 12.0 ? 3.0 : 1.0;
  d->idle_W[u] = d->standby_W[u] * d->sockets[u];
  d->tan_phi[u] = sqrt(1.0 / (d->power_factor[u] * d->power_factor[u]) - 1.0);
}

/* --- cars ---------------------------------------------------------------------------------------------- */

/* What is dealt out to cars before the rest follows from it. */
typedef struct deals {
  size_t n;
  ig_ev_ranked *list;
  double *annual_km, *battery_kWh;
} deals;

static size_t rank_cars(const ig_batch *b, uint32_t purpose, ig_ev_ranked *list) {
  const ig_ev_data *d = b->data;
  size_t n = 0;
  for (size_t u = 0; u < b->n; u++)
    for (int c = 0; c < d->cars[u] && !b->listed[u]; c++)
      list[n++] = (ig_ev_ranked){draw(b, u, purpose, (uint64_t)c), b->id[u], u, (size_t)c};
  qsort(list, n, sizeof *list, by_rank);
  return n;
}

static size_t at_of(ig_ev_ranked r) { return r.unit * IG_EV_CARS + r.car; }

/* How many of n cars a share means. */
static size_t part_of(double share, size_t n) { return (size_t)llround(share * (double)n); }

/* Commuters: all cars that charge at work, and so many of the others that the share is met. */
static void deal_commuters(ig_batch *b, ig_ev_ranked *list) {
  const ig_ev_data *d = b->data;
  ig_ev_car *car = b->own;
  size_t n = rank_cars(b, IG_EV_DRAW_COMMUTER, list), wanted = part_of(((ig_ev_spec *)b->spec)->commuter_share, n);
  for (size_t i = 0; i < n; i++)
    if (d->place[list[i].unit] == IG_EV_WORK) {
      car[at_of(list[i])].commuter = true;
      wanted -= wanted > 0;
    }
  for (size_t i = 0; i < n && wanted > 0; i++)
    if (!car[at_of(list[i])].commuter) car[at_of(list[i])].commuter = true, wanted--;
}

static void deal_batteries(ig_batch *b, ig_ev_ranked *list, bool hybrid, double *battery_kWh) {
  const ig_ev_spec *s = b->spec;
  const ig_ev_car *car = b->own;
  ig_list size = hybrid ? s->hybrid_battery_kWh : s->battery_kWh;
  ig_list share = hybrid ? s->hybrid_battery_share : s->battery_share;
  size_t n = rank_cars(b, IG_EV_DRAW_BATTERY, list), at = 0;
  int64_t quota[IG_EV_CLASSES], cars = 0;
  for (size_t i = 0; i < n; i++) cars += car[at_of(list[i])].hybrid == hybrid;
  deal(share.v, share.n, cars, quota);
  for (size_t i = 0; i < n; i++) {
    if (car[at_of(list[i])].hybrid != hybrid) continue;
    while (quota[at] == 0) at++;
    quota[at]--;
    battery_kWh[at_of(list[i])] = size.v[at];
  }
}

/* Lognormal value of mean 1 at a quantile. */
static double spread(double u, double sd) { return exp(sd * ig_rng_normal_of(u) - 0.5 * sd * sd); }

/* Which electric cars are not their household's first, as far as kilometres go. */
static void deal_second(ig_batch *b, ig_ev_ranked *list) {
  ig_ev_car *car = b->own;
  size_t n = rank_cars(b, IG_EV_DRAW_SECOND, list), electric = 0;
  for (size_t i = 0; i < n; i++) electric += !car[at_of(list[i])].hybrid;
  size_t wanted = part_of(((ig_ev_spec *)b->spec)->second_share, electric);
  for (size_t i = 0; i < n && wanted > 0; i++)
    if (!car[at_of(list[i])].hybrid) car[at_of(list[i])].second = true, wanted--;
}

/* Even quantiles of the distances of first cars, and of second cars, scaled so that the mean of all is exact. */
static void deal_distances(ig_batch *b, ig_ev_ranked *list, double *annual_km) {
  const ig_ev_spec *s = b->spec;
  const ig_ev_car *car = b->own;
  size_t n = rank_cars(b, IG_EV_DRAW_DISTANCE, list), count[2] = {0}, seen[2] = {0};
  double sum = 0.0;
  for (size_t i = 0; i < n; i++) count[car[at_of(list[i])].second]++;
  for (size_t i = 0; i < n; i++) {
    bool second = car[at_of(list[i])].second;
    double u = ((double)seen[second]++ + 0.5) / (double)count[second];
    sum += annual_km[at_of(list[i])] = spread(u, s->distance_sd) * (second ? s->second_ratio : 1.0);
  }
  for (size_t i = 0; i < n && sum > 0.0; i++) annual_km[at_of(list[i])] *= s->annual_km * (double)n / sum;
}

/* A driver's exponent of plugging in at a quantile. */
static double exponent_of(const ig_ev_spec *s, double u) {
  return s->plug_in_exponent * exp(s->plug_in_sd * ig_rng_normal_of(u));
}

static void deal_cars(ig_batch *b, deals *x) {
  const ig_ev_spec *s = b->spec;
  ig_ev_car *car = b->own;
  size_t n = rank_cars(b, IG_EV_DRAW_HYBRID, x->list);
  for (size_t i = 0; i < part_of(s->hybrid_share, n); i++) car[at_of(x->list[i])].hybrid = true;
  n = rank_cars(b, IG_EV_DRAW_LONG_TRIPS, x->list);
  for (size_t i = 0; i < part_of(s->long_trips_share, n); i++) car[at_of(x->list[i])].long_trips = true;
  n = rank_cars(b, IG_EV_DRAW_DAILY, x->list);
  for (size_t i = 0; i < part_of(s->hybrid_daily_share, n); i++) car[at_of(x->list[i])].daily = true;
  deal_second(b, x->list);
  n = rank_cars(b, IG_EV_DRAW_PLUG_IN, x->list);
  for (size_t i = 0; i < n; i++) {
    ig_ev_car *k = &car[at_of(x->list[i])];
    k->exponent = exponent_of(s, ((double)i + 0.5) / (double)n);
  }
  deal_commuters(b, x->list);
  deal_batteries(b, x->list, false, x->battery_kWh);
  deal_batteries(b, x->list, true, x->battery_kWh);
  deal_distances(b, x->list, x->annual_km);
}

/* A car of a listed point, from its own key. */
static void draw_car(ig_batch *b, size_t u, size_t c, deals *x) {
  const ig_ev_spec *s = b->spec;
  const ig_ev_data *d = b->data;
  size_t at = u * IG_EV_CARS + c;
  ig_ev_car *car = (ig_ev_car *)b->own + at;
  car->hybrid = draw(b, u, IG_EV_DRAW_HYBRID, c) < s->hybrid_share;
  car->long_trips = draw(b, u, IG_EV_DRAW_LONG_TRIPS, c) < s->long_trips_share;
  car->daily = draw(b, u, IG_EV_DRAW_DAILY, c) < s->hybrid_daily_share;
  car->commuter = d->place[u] == IG_EV_WORK || draw(b, u, IG_EV_DRAW_COMMUTER, c) < s->commuter_share;
  car->second = !car->hybrid && draw(b, u, IG_EV_DRAW_SECOND, c) < s->second_share;
  car->exponent = exponent_of(s, draw(b, u, IG_EV_DRAW_PLUG_IN, c));
  double second = (1.0 - s->hybrid_share) * s->second_share; /* of all cars */
  double first_km = s->annual_km / (1.0 - second * (1.0 - s->second_ratio));
  x->annual_km[at] =
      first_km * (car->second ? s->second_ratio : 1.0) * spread(draw(b, u, IG_EV_DRAW_DISTANCE, c), s->distance_sd);
}

static void draw_battery(ig_batch *b, size_t u, size_t c, deals *x) {
  const ig_ev_spec *s = b->spec;
  size_t at = u * IG_EV_CARS + c;
  bool hybrid = ((ig_ev_car *)b->own)[at].hybrid;
  ig_list size = hybrid ? s->hybrid_battery_kWh : s->battery_kWh;
  ig_list share = hybrid ? s->hybrid_battery_share : s->battery_share;
  x->battery_kWh[at] = size.v[pick(share.v, share.n, draw(b, u, IG_EV_DRAW_BATTERY, c))];
}

/* Power that the car's own charger takes at most, W: hybrids 3.7 kW, others one phase of 32 A or three of 16 A [C]. */
static double onboard_W(const ig_ev_car *car, double socket_W) {
  if (car->hybrid) return 3700.0;
  return three_phase(socket_W) ? 11000.0 : 7400.0;
}

static void finish_car(ig_batch *b, size_t u, size_t c, const deals *x) {
  const ig_ev_spec *s = b->spec;
  ig_ev_data *d = b->data;
  size_t at = u * IG_EV_CARS + c;
  ig_ev_car *car = (ig_ev_car *)b->own + at;
  double size_Wh = 1e3 * x->battery_kWh[at];
  double drawn_W =
      ig_min(d->place[u] == IG_EV_OUTSIDE ? 7400.0 : d->power_most_W[u], onboard_W(car, d->power_most_W[u]));
  car->charge = ig_ev_charge_of(size_Wh, drawn_W, s->charger_loss, s->charger_W, s->rate_at_80, s->rate_at_end);
  car->need_Wh_km = ig_ev_charge_need_Wh_km(size_Wh);
  car->daily_km = x->annual_km[at] / 365.0;
  double z = ig_rng_normal_of(draw(b, u, IG_EV_DRAW_HABIT, c));
  car->habit_s = (int32_t)(2400.0 * ig_clamp(z, -2.2, 2.2));
  double tours = ig_ev_day_tours(car->commuter, ig_ev_owner_calendar(b, car));
  car->unit_km = x->annual_km[at] * 365.25 / 365.0 / tours;
  d->capacity_kWh[u] += x->battery_kWh[at];
}

/* The car's state when the run begins: it stands where it sleeps, and lives through the day so far. */
static void start(ig_batch *b, size_t u, size_t c) {
  ig_ev_data *d = b->data;
  size_t at = u * IG_EV_CARS + c;
  const ig_clock *clock = &b->site->clock;
  const ig_ev_car *car = (ig_ev_car *)b->own + at;
  ig_local local = ig_clock_local(clock, b->site->begin_s);
  int64_t day = local.second_of_day >= 4 * IG_HOUR_S ? local.day : local.day - 1;
  d->day[at] = day;
  d->day_begin_s[at] = d->next_s[at] = ig_clock_utc_s(clock, day, 4 * IG_HOUR_S);
  d->stage[at] = IG_EV_STAGES;
  d->switch_s[at] = INT64_MAX;
  d->energy_Wh[at] = car->charge.size_Wh * (0.5 + 0.45 * draw(b, u, IG_EV_DRAW_FIRST, c));
  d->leave_degC[at] = 12.0; /* of the first drive only */
  ig_ev_now now = {.batch = b, .d = d, .spec = b->spec, .car = car, .unit = u, .at = at, .number = c};
  now.key = ig_unit_key(b, u);
  ig_ev_day_absence(&now, day - 21);
  while (d->away_to[at] < day) ig_ev_day_absence(&now, d->away_to[at] + 1);
  if (car->home >= 0) d->away_from[at] = d->home_away_from[car->home], d->away_to[at] = d->home_away_to[car->home];
  bool away = car->long_trips && d->away_from[at] < day && day <= d->away_to[at];
  d->charge[at] = away || d->place[u] == IG_EV_WORK ? IG_EV_AWAY : IG_EV_PARKED;
  d->owed[at] = ig_rng_uniform(now.key, IG_EV_DRAW_FOLLOW, 0, 8 * c) - 0.2; /* as if many days had gone before */
}

/* What the scenario gives for a point holds for all its cars. */
static void put_given(ig_batch *b, ig_build *context, size_t u, size_t c, deals *x) {
  const ig_ev_data *d = b->data;
  size_t at = u * IG_EV_CARS + c;
  if (ig_build_given(context, u, "annual_distance")) x->annual_km[at] = d->annual_km[u];
  if (ig_build_given(context, u, "battery")) x->battery_kWh[at] = d->battery_kWh[u];
}

static bool build_points(ig_batch *b, ig_build *context, deals *x) {
  ig_ev_data *d = b->data;
  bool good = true;
  put_places(b, x->list);
  put_powers(b, context, x->list);
  deal_cars(b, x);
  for (size_t u = 0; u < b->n; u++) {
    good = check_point(b, context, u) && good;
    put_statics(b, context, u);
    for (size_t c = 0; c < (size_t)d->cars[u] && b->listed[u]; c++) draw_car(b, u, c, x);
  }
  size_t n = rank_cars(b, IG_EV_DRAW_TIE, x->list);
  if (!ig_ev_owner_build(b, context, x->list, n)) return false;
  put_starts(b, context, x->list);
  return good;
}

static void build_cars(ig_batch *b, ig_build *context, deals *x) {
  ig_ev_data *d = b->data;
  ig_ev_car *car = b->own;
  for (size_t u = 0; u < b->n; u++) {
    double km = 0.0;
    for (size_t c = 0; c < (size_t)d->cars[u]; c++) {
      bool given = ig_build_given(context, u, "hybrid");
      if (given) car[u * IG_EV_CARS + c].hybrid = d->hybrid[u] != 0;
      if (b->listed[u] || given) draw_battery(b, u, c, x);
      put_given(b, context, u, c, x);
      finish_car(b, u, c, x);
      start(b, u, c);
      km += x->annual_km[u * IG_EV_CARS + c];
      if (c == 0) d->hybrid[u] = car[u * IG_EV_CARS].hybrid;
    }
    double cars = d->cars[u] > 0 ? d->cars[u] : 1.0;
    d->annual_km[u] = km / cars;
    d->battery_kWh[u] = d->capacity_kWh[u] / cars;
    if (d->cars[u] == 0) d->hybrid[u] = 0;
  }
}

bool ig_ev_build(ig_batch *b, ig_build *context) {
  size_t n = b->padded * IG_EV_CARS + 1;
  b->own = calloc(n, sizeof(ig_ev_car));
  deals x = {.list = malloc(n * sizeof *x.list),
             .annual_km = calloc(n, sizeof *x.annual_km),
             .battery_kWh = calloc(n, sizeof *x.battery_kWh)};
  bool good = b->own && x.list && x.annual_km && x.battery_kWh;
  if (!good)
    ig_build_fail(context, IG_SETTINGS, "cars", "not enough memory for %zu points", b->n);
  else if ((good = check(b->spec, context) && build_points(b, context, &x)))
    build_cars(b, context, &x);
  free(x.list);
  free(x.annual_km);
  free(x.battery_kWh);
  return good;
}

void ig_ev_build_release(ig_batch *b) {
  free(b->own);
  b->own = NULL;
}
