/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When places really open and close, and how full they are in between. */
#include "models/shop/shop.h"

enum { HALF_HOUR_S = IG_HOUR_S / 2 };

/* Triangular about zero, at most 1 to each side. */
static double either_way(double a, double b) { return a + b - 1.0; }

/* An unshifted midnight: a place that is open round the clock stays so. */
static int32_t shifted(int32_t stated_s, double by_s) {
  return stated_s == 0 || stated_s == IG_DAY_S ? stated_s : stated_s + (int32_t)by_s;
}

/* Spans keep their order, and half of their length at least. */
static void keep_order(ig_schedule_day *hours, const ig_schedule_day *stated) {
  int32_t earliest = 0;
  for (int k = 0; k < hours->n; k++) {
    ig_schedule_span *s = &hours->span[k];
    int32_t least_s = (stated->span[k].end_s - stated->span[k].begin_s) / 2;
    if (s->begin_s < earliest) s->begin_s = earliest;
    if (s->end_s < s->begin_s + least_s) s->end_s = s->begin_s + least_s;
    earliest = s->end_s;
  }
}

ig_schedule_day ig_shop_hours_day(const ig_schedule *schedule, ig_shop_hours_kind kind, const ig_clock *clock,
                                  int64_t day, ig_rng_key key, double spread_s) {
  bool cooks = kind == IG_SHOP_HOURS_COOK;
  ig_local l = ig_clock_local(clock, ig_clock_utc_s(clock, day, 12 * IG_HOUR_S));
  const ig_schedule_day *stated = ig_schedule_of(schedule, (int)l.weekday, l.public_holiday, l.school_holiday);
  ig_schedule_day hours = *stated;
  double habit[4];
  ig_rng_uniform4(key, IG_SHOP_DRAW_HABIT, 0, cooks ? 1 : 0, habit);
  for (int k = 0; k < hours.n; k++) {
    double r[4];
    ig_rng_uniform4(key, cooks ? IG_SHOP_DRAW_COOK : IG_SHOP_DRAW_OPEN, day, (uint64_t)k, r);
    double begin = either_way(habit[0], habit[1]) + 0.5 * either_way(r[0], r[1]);
    double end = either_way(habit[2], habit[3]) + 0.5 * either_way(r[2], r[3]);
    hours.span[k].begin_s = shifted(stated->span[k].begin_s, spread_s * begin);
    hours.span[k].end_s = shifted(stated->span[k].end_s, spread_s * end);
  }
  keep_order(&hours, stated);
  return hours;
}

/* On the border of an hour with its neighbour: the mean of both, but at most twice the lower, so that the middle stays
 * above zero; next to an hour without visitors, the hour's own. */
static double border_of(double own, double neighbour) {
  double low = ig_min(own, neighbour);
  return own > 0.0 && neighbour > 0.0 ? ig_min(0.5 * (own + neighbour), 2.0 * low) : own;
}

ig_shop_visit ig_shop_hours_visit(const double visit[24], int k) {
  int hour = k / 2 % 24;
  double begin = border_of(visit[hour], visit[(hour + 23) % 24]), end = border_of(visit[hour], visit[(hour + 1) % 24]);
  double middle = 2.0 * visit[hour] - 0.5 * (begin + end); /* keeps the mean */
  if (k % 2 == 0) return (ig_shop_visit){begin, (middle - begin) / HALF_HOUR_S};
  return (ig_shop_visit){middle, (end - middle) / HALF_HOUR_S};
}

double ig_shop_hours_visit_mean(const double visit[24], double from_s, double to_s) {
  double sum = 0.0;
  for (int k = (int)(from_s / HALF_HOUR_S); k * HALF_HOUR_S < to_s; k++) {
    ig_shop_visit v = ig_shop_hours_visit(visit, k);
    double a = ig_max(from_s - k * HALF_HOUR_S, 0.0), b = ig_min(to_s - k * HALF_HOUR_S, HALF_HOUR_S);
    sum += (b - a) * (v.share + 0.5 * (a + b) * v.per_s);
  }
  return sum / (to_s - from_s);
}
