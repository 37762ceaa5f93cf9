/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of irradiance that go over into each other: join.h has the equations. */
#include "models/weather/join.h"

#define MOST_RATIO 3.0 /* of a border to the lower of two levels: B and E go down to -0.4, so that little is cut */
enum { LAST = IG_HOUR_NODES, JOIN_NODES = 2 }; /* ten minutes */

static double fall(int i) { return i < JOIN_NODES ? 1.0 - (double)i / JOIN_NODES : 0.0; }
static double rise(int i) { return fall(LAST - i); }
static double inside(int i) { return 1.0 - fall(i) - rise(i); }

/* Weighted with the beam, node by node. */
typedef struct weighing {
  double beam[LAST + 1], up[LAST + 1]; /* up: cos z less its mean over the inside */
} weighing;

static weighing weigh(const ig_hour_sun *sun) {
  weighing w;
  double sum = 0.0, sum_up = 0.0;
  for (int i = 0; i <= LAST; i++) {
    w.beam[i] = (i == 0 || i == LAST ? 0.5 : 1.0) * sun->beam.value[i];
    w.up[i] = sun->clear.value[i] / sun->beam.value[i];
    sum += w.beam[i] * inside(i), sum_up += w.beam[i] * inside(i) * w.up[i];
  }
  for (int i = 0; i <= LAST; i++) w.up[i] -= sum_up / sum;
  return w;
}

/* Takes from `shape` what it has of the two integrals: with cos z about its mean the two conditions part. */
static void balance(const weighing *w, double shape[LAST + 1]) {
  double level = 0.0, level_of = 0.0, slope = 0.0, slope_of = 0.0;
  for (int i = 0; i <= LAST; i++) {
    double beam = w->beam[i], up = w->up[i];
    level += beam * shape[i], level_of += beam * inside(i);
    slope += beam * up * shape[i], slope_of += beam * up * up * inside(i);
  }
  double p = level / level_of, q = slope_of > 0.0 ? slope / slope_of : 0.0;
  for (int i = 0; i <= LAST; i++) shape[i] -= inside(i) * (p + q * w->up[i]);
}

ig_join ig_join_of(const ig_hour_sun *sun) {
  weighing w = weigh(sun);
  ig_join join;
  for (int i = 0; i <= LAST; i++) join.begin[i] = fall(i), join.end[i] = rise(i);
  balance(&w, join.begin);
  balance(&w, join.end);
  return join;
}

/* Share of the way from the lower level to the higher one. */
static double way_up(double low, double high) {
  double most = (MOST_RATIO - 1.0) * low;
  return most < 0.5 * (high - low) ? most / (high - low) : 0.5;
}

static double share_of(double before, double after) {
  return before < after ? way_up(before, after) : 1.0 - way_up(after, before);
}

/* Of two wishes, the one further from the middle. */
static double further(double a, double b) { return (a - 0.5) * (a - 0.5) >= (b - 0.5) * (b - 0.5) ? a : b; }

double ig_join_border(ig_irradiance before, ig_irradiance after) {
  double beam = share_of(before.direct_normal_W_m2, after.direct_normal_W_m2);
  double diffuse = share_of(before.diffuse_horizontal_W_m2, after.diffuse_horizontal_W_m2);
  double global = share_of(before.global_horizontal_W_m2, after.global_horizontal_W_m2);
  return further(beam, further(diffuse, global));
}

/* The largest part of the deviations that leaves `level` + deviation above zero at every node. */
static double room_of(const ig_join *join, double begin, double level, double end) {
  double lowest = 0.0;
  for (int i = 0; i <= LAST; i++)
    lowest = ig_min(lowest, join->begin[i] * (begin - level) + join->end[i] * (end - level));
  return lowest < -level ? level / -lowest : 1.0;
}

double ig_join_room(const ig_join *join, ig_irradiance begin, ig_irradiance level, ig_irradiance end) {
  double beam = room_of(join, begin.direct_normal_W_m2, level.direct_normal_W_m2, end.direct_normal_W_m2);
  double diffuse =
      room_of(join, begin.diffuse_horizontal_W_m2, level.diffuse_horizontal_W_m2, end.diffuse_horizontal_W_m2);
  double global = room_of(join, begin.global_horizontal_W_m2, level.global_horizontal_W_m2, end.global_horizontal_W_m2);
  return ig_min(beam, ig_min(diffuse, global));
}

ig_hour_course ig_join_course(const ig_join *join, const ig_hour_course *of, double begin, double level, double end) {
  ig_hour_course c;
  for (int i = 0; i <= LAST; i++)
    c.value[i] = of->value[i] * ig_max(level + join->begin[i] * (begin - level) + join->end[i] * (end - level), 0.0);
  ig_hour_integrate(&c);
  return c;
}
