/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Irradiance of steps from hours. */
#include "models/weather/light.h"

#include "models/physics/sun.h"
#include "sim/clock.h"

/* --- hours -------------------------------------------------------------------------------------------- */

/* At most so much of a component follows the course: 1.5 times a clear sky, a beam as strong as outside the
 * atmosphere. Data can ask for more where the sun is up for a few minutes of an hour only; the rest is even. */
#define MOST_CLEAR_W_M2 (1.5 * 1098.0)
#define MOST_BEAM_W_M2 1366.1

static ig_light_spread spread_of(double mean_W_m2, const ig_hour_course *course, double most_W_m2) {
  double mean = ig_hour_mean(course);
  if (mean <= 0.0) return (ig_light_spread){0.0, mean_W_m2};
  if (mean_W_m2 <= most_W_m2 * mean) return (ig_light_spread){mean_W_m2 / mean, 0.0};
  return (ig_light_spread){most_W_m2, mean_W_m2 - most_W_m2 * mean};
}

ig_light_hour ig_light_hour_of(ig_irradiance mean_W_m2, const ig_hour_sun *sun, double begin_s) {
  ig_light_hour h = {.global = spread_of(mean_W_m2.global_horizontal_W_m2, &sun->clear, MOST_CLEAR_W_M2),
                     .direct = spread_of(mean_W_m2.direct_normal_W_m2, &sun->beam, MOST_BEAM_W_M2),
                     .diffuse = spread_of(mean_W_m2.diffuse_horizontal_W_m2, &sun->clear, MOST_CLEAR_W_M2),
                     .sun = *sun};
  h.sunny = ig_clouds_sunny(h.direct.course, sun, ig_sun_extraterrestrial_W_m2(begin_s));
  h.sun_level = ig_clouds_level(h.sunny);
  return h;
}

ig_light ig_light_of(int64_t begin_s, uint64_t seed, bool clouds, ig_light_hour *hour) {
  return (ig_light){.begin_s = begin_s,
                    .seed = seed,
                    .clouds = clouds,
                    .hour = hour,
                    .joined = {{.index = -1}, {.index = -1}},
                    .cloudy = {{.index = -1}, {.index = -1}}};
}

/* --- joined hours ------------------------------------------------------------------------------------- */

/* Hours of sunrise and sunset, and those of which a part is spread evenly, keep their course. */
static bool joins(const ig_light_hour *h) {
  bool whole = h->global.rest == 0.0 && h->direct.rest == 0.0 && h->diffuse.rest == 0.0;
  for (int i = 0; i <= IG_HOUR_NODES; i++) whole = whole && h->sun.clear.value[i] > 0.0;
  return whole;
}

static ig_irradiance level_of(const ig_light_hour *h) {
  return (ig_irradiance){h->global.course, h->direct.course, h->diffuse.course};
}

static inline ig_irradiance mix(ig_irradiance a, ig_irradiance b, double share_b) {
  double share_a = 1.0 - share_b;
  return (ig_irradiance){share_a * a.global_horizontal_W_m2 + share_b * b.global_horizontal_W_m2,
                         share_a * a.direct_normal_W_m2 + share_b * b.direct_normal_W_m2,
                         share_a * a.diffuse_horizontal_W_m2 + share_b * b.diffuse_horizontal_W_m2};
}

/* Levels on the border of two hours; an hour that keeps its course is met at its own. */
static ig_irradiance border_of(const ig_light_hour *before, const ig_light_hour *after) {
  ig_irradiance a = level_of(before), b = level_of(after);
  if (!joins(before)) return a;
  return joins(after) ? mix(a, b, ig_join_border(a, b)) : b;
}

/* Levels at the begin and the end of an hour. */
typedef struct ends {
  ig_irradiance begin, end;
} ends;

static ends within_room(const ig_join *join, const ig_light_hour *h, ends wanted) {
  ig_irradiance level = level_of(h);
  double room = ig_join_room(join, wanted.begin, level, wanted.end);
  if (room == 1.0) return wanted;
  return (ends){mix(level, wanted.begin, room), mix(level, wanted.end, room)};
}

/* What an hour reaches of its borders by itself. */
static ends reached(const ig_light_hour *h) {
  ends wanted = {border_of(&h[-1], h), border_of(h, &h[1])};
  if (!joins(h)) return (ends){level_of(h), level_of(h)};
  ig_join join = ig_join_of(&h->sun);
  return within_room(&join, h, wanted);
}

static ig_hour_course held(const ig_hour_course *course, double level) {
  ig_hour_course c = *course;
  for (int i = 0; i <= IG_HOUR_NODES; i++) c.value[i] *= level;
  ig_hour_integrate(&c);
  return c;
}

/* The courses of hour i without clouds, made when first asked for. */
static const ig_light_joined *joined_of(ig_light *light, int64_t i) {
  ig_light_joined *j = &light->joined[i & 1];
  if (j->index == i) return j;
  j->index = i;
  const ig_light_hour *h = &light->hour[i];
  const ig_hour_course *clear = &h->sun.clear, *beam = &h->sun.beam;
  ig_irradiance level = level_of(h);
  if (!joins(h)) {
    j->global = held(clear, level.global_horizontal_W_m2);
    j->direct = held(beam, level.direct_normal_W_m2);
    j->diffuse = held(clear, level.diffuse_horizontal_W_m2);
    return j;
  }
  ig_join join = ig_join_of(&h->sun);
  ends wanted = {reached(&h[-1]).end, reached(&h[1]).begin}, e = within_room(&join, h, wanted);
#define JOINED(of, part) ig_join_course(&join, of, e.begin.part, level.part, e.end.part)
  j->global = JOINED(clear, global_horizontal_W_m2);
  j->direct = JOINED(beam, direct_normal_W_m2);
  j->diffuse = JOINED(clear, diffuse_horizontal_W_m2);
#undef JOINED
  return j;
}

/* Mean over a stretch of an hour, seconds from its begin. */
static inline double smooth_W_m2(ig_light_spread s, const ig_hour_course *course, int from_s, int to_s) {
  const double per_s = IG_HOUR_NODES / 3600.0;
  double from = from_s * per_s, to = to_s * per_s;
  return (ig_hour_until(course, to) - ig_hour_until(course, from)) / (to - from) + s.rest;
}

/* --- clouds ------------------------------------------------------------------------------------------- */

/* The clouds of hour i, made when first asked for. */
static const ig_clouds_factors *clouds_of(ig_light *light, int64_t i) {
  ig_light_cloudy *c = &light->cloudy[i & 1];
  if (c->index == i) return &c->factor;
  const ig_light_hour *h = &light->hour[i];
  bool dark_before = ig_hour_mean(&h[-1].sun.clear) <= 0.0, dark_after = ig_hour_mean(&h[1].sun.clear) <= 0.0;
  ig_clouds_hour sky = {h->global.course,
                        h->direct.course,
                        h->diffuse.course,
                        h->sunny,
                        dark_before ? h->sun_level : h[-1].sun_level,
                        h->sun_level,
                        dark_after ? h->sun_level : h[1].sun_level};
  ig_clouds_fill(light->seed, light->begin_s + i * IG_HOUR_S, &sky, &h->sun.clear, &c->factor);
  c->index = i;
  return &c->factor;
}

/* Mean over a stretch of an hour, seconds from its begin, of a course with factors of its minutes. */
static double cloudy_W_m2(ig_light_spread s, const ig_hour_course *course, const double *factor, int from_s, int to_s) {
  enum { CELL_S = 3600 / IG_CLOUDS_CELLS };
  const double per_s = IG_HOUR_NODES / 3600.0;
  double sum = 0.0;
  for (int cell = from_s / CELL_S; cell * CELL_S < to_s; cell++) {
    int a = from_s > cell * CELL_S ? from_s : cell * CELL_S,
        b = to_s < (cell + 1) * CELL_S ? to_s : (cell + 1) * CELL_S;
    sum += factor[cell] * (ig_hour_until(course, b * per_s) - ig_hour_until(course, a * per_s));
  }
  return s.course * sum / ((to_s - from_s) * per_s) + s.rest;
}

/* --- steps -------------------------------------------------------------------------------------------- */

/* Mean irradiance over a stretch within hour i, seconds from its begin. */
static ig_irradiance within(ig_light *light, int64_t i, int from_s, int to_s) {
  const ig_light_hour *h = &light->hour[i];
  if (light->clouds) {
    const ig_clouds_factors *f = clouds_of(light, i);
    return (ig_irradiance){cloudy_W_m2(h->global, &h->sun.clear, f->global, from_s, to_s),
                           cloudy_W_m2(h->direct, &h->sun.beam, f->direct, from_s, to_s),
                           cloudy_W_m2(h->diffuse, &h->sun.clear, f->diffuse, from_s, to_s)};
  }
  const ig_light_joined *j = joined_of(light, i);
  return (ig_irradiance){smooth_W_m2(h->global, &j->global, from_s, to_s),
                         smooth_W_m2(h->direct, &j->direct, from_s, to_s),
                         smooth_W_m2(h->diffuse, &j->diffuse, from_s, to_s)};
}

ig_irradiance ig_light_mean(ig_light *light, int64_t utc_s, int step_s) {
  int64_t i = (utc_s - light->begin_s) / IG_HOUR_S;
  int from_s = (int)(utc_s - light->begin_s - i * IG_HOUR_S), to_s = from_s + step_s;
  if (to_s <= IG_HOUR_S) return within(light, i, from_s, to_s);
  double share = (double)(to_s - IG_HOUR_S) / step_s;
  return mix(within(light, i, from_s, IG_HOUR_S), within(light, i + 1, 0, to_s - IG_HOUR_S), share);
}
