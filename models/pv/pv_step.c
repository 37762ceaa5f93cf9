/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A step of a block of PV plants: one sky for all, then light, cells and inverters of 64 plants side by side. */
#include <math.h>

#include "models/pv/pv.h"

enum { MARK_S = 600 }; /* the sun is worked out at these moments, and turned about the Earth's axis between them */

/* The sun's path of a window. Marks are multiples of MARK_S of absolute time, whatever the window and the step. */
typedef struct path {
  int64_t mark, day; /* INT64_MIN: none yet */
  ig_sun_direction from, to, pole;
  double outside_W_m2; /* of the UTC day */
} path;

static ig_sun_direction sun_of(path *p, const ig_site *site, int64_t begin_s, int step_s) {
  double middle_s = (double)begin_s + 0.5 * step_s, lat = site->latitude_deg, lon = site->longitude_deg;
  if (step_s >= MARK_S) return ig_sun_direction_at(middle_s, lat, lon);
  int64_t mark = ig_floor_div(2 * begin_s + step_s, 2 * MARK_S);
  if (mark != p->mark) {
    p->from =
        p->mark != INT64_MIN && mark == p->mark + 1 ? p->to : ig_sun_direction_at((double)(mark * MARK_S), lat, lon);
    p->to = ig_sun_direction_at((double)((mark + 1) * MARK_S), lat, lon);
    p->mark = mark;
  }
  return ig_sun_direction_between(p->from, p->to, (middle_s - (double)(mark * MARK_S)) / MARK_S, p->pole);
}

static double outside_of(path *p, int64_t begin_s) {
  int64_t day = ig_floor_div(begin_s, IG_DAY_S);
  if (day != p->day) p->outside_W_m2 = ig_sun_extraterrestrial_W_m2((double)(day * IG_DAY_S));
  p->day = day;
  return p->outside_W_m2;
}

/* All that the plants of a step share. */
typedef struct moment {
  ig_sun_direction sun;
  ig_irradiance_sky sky;
  double outdoor_degC, wind_m_s, now_s, hours;
  double azimuth_deg, elevation_deg; /* where a block has a skyline */
  bool dark;
} moment;

static moment moment_of(const ig_batch *batch, const ig_window *w, int s, path *p, const ig_pv_lanes *k) {
  const ig_pv_data *d = batch->data;
  size_t row = (size_t)(w->first_step + s);
  int64_t begin_s = w->begin_s + (int64_t)s * w->step_s;
  moment m = {.outdoor_degC = d->outdoor_degC[row],
              .wind_m_s = ig_max(d->wind_m_s[row], 0.0),
              .now_s = (double)begin_s,
              .hours = (double)w->step_s / IG_HOUR_S};
  ig_irradiance light = {d->global_W_m2[row], d->direct_W_m2[row], d->diffuse_W_m2[row]};
  m.dark =
      light.global_horizontal_W_m2 <= 0.0 && light.direct_normal_W_m2 <= 0.0 && light.diffuse_horizontal_W_m2 <= 0.0;
  if (m.dark) return m;
  m.sun = sun_of(p, batch->site, begin_s, w->step_s);
  double zenith_deg = acos(ig_clamp(m.sun.up, -1.0, 1.0)) / IG_RAD;
  m.sky = ig_irradiance_sky_of(light, zenith_deg, m.sun.up, ig_irradiance_air_mass(zenith_deg), outside_of(p, begin_s));
  if (k->skyline) {
    m.elevation_deg = 90.0 - zenith_deg;
    m.azimuth_deg = atan2(m.sun.east, m.sun.north) / IG_RAD;
  }
  return m;
}

/* Where a step's values go: rows of the tiles, and totals from the block's begin on. */
typedef struct rows {
  double *restrict power_W, *restrict dc_W, *restrict plane_W_m2, *restrict cell_degC;
} rows;

static void all_lit(double *restrict lit) {
  for (size_t i = 0; i < IG_BLOCK; i++) lit[i] = 1.0;
}

/* 1 where the sun stands above a plant's skyline, else 0. A sun below the true horizon has no beam to hide. */
static void lit_of(const ig_pv_lanes *k, const moment *m, double *restrict lit) {
  if (m->sun.up <= 0.0) {
    all_lit(lit);
    return;
  }
  double x = (m->azimuth_deg < 0.0 ? m->azimuth_deg + 360.0 : m->azimuth_deg) * (IG_HORIZON_STEPS / 360.0);
  int at = (int)ig_min(x, IG_HORIZON_STEPS - 1.0);
  const double *a = k->skyline + (size_t)at * IG_BLOCK, *b = a + IG_BLOCK;
  for (size_t i = 0; i < IG_BLOCK; i++) lit[i] = a[i] + (x - at) * (b[i] - a[i]) < m->elevation_deg ? 1.0 : 0.0;
}

/* Modifier of the beam: one pass for each kind of glass that the block has. */
#define GLASS_PASS(kind, formula)                                                   \
  if (k->glasses & (1u << (kind)))                                                  \
    for (size_t i = 0; i < IG_BLOCK; i++) {                                         \
      double v = (formula);                                                         \
      iam[i] = k->glass[i] < (kind)-0.5 || k->glass[i] > (kind) + 0.5 ? iam[i] : v; \
    }

#define PANE(i) \
  ((ig_pv_pane){k->index[i], k->per_index2[i], k->coating[i], k->per_coating2[i], k->absorption[i], k->per_normal[i]})

IG_INLINE void glass(const ig_pv_lanes *restrict k, const double *restrict incidence, double *restrict iam) {
  for (size_t i = 0; i < IG_BLOCK; i++) iam[i] = 1.0;
  GLASS_PASS(IG_PV_PHYSICAL,
             ig_pv_iam_physical(incidence[i], k->index[i], k->per_index2[i], k->absorption[i], k->per_normal[i]))
  GLASS_PASS(IG_PV_COATED, ig_pv_iam_coated(incidence[i], PANE(i)))
  GLASS_PASS(IG_PV_ASHRAE, ig_pv_iam_ashrae(incidence[i], k->b[i]))
  GLASS_PASS(IG_PV_MARTIN_RUIZ, ig_pv_iam_martin_ruiz(incidence[i], k->a[i]))
  GLASS_PASS(IG_PV_SCHLICK, ig_pv_iam_schlick(incidence[i]))
}

/* Irradiance on the planes, and what of it reaches the cells. */
IG_INLINE void light(const ig_pv_lanes *restrict k, const moment *m, const double *restrict lit, double *restrict plane,
                     double *restrict effective) {
  double incidence[IG_BLOCK], iam[IG_BLOCK];
  double beam_W_m2 = m->sun.up > 0.0 ? m->sky.irradiance.direct_normal_W_m2 : 0.0;
  double global_W_m2 = m->sky.irradiance.global_horizontal_W_m2;
  for (size_t i = 0; i < IG_BLOCK; i++)
    incidence[i] = ig_max(m->sun.east * k->east[i] + m->sun.north * k->north[i] + m->sun.up * k->up[i], 0.0);
  glass(k, incidence, iam);
  for (size_t i = 0; i < IG_BLOCK; i++) {
    double beam = beam_W_m2 * incidence[i] * lit[i], ground = global_W_m2 * k->ground[i];
    double sky = ig_irradiance_perez_skyline_W_m2(&m->sky, k->dome[i], k->band[i], lit[i], incidence[i]);
    plane[i] = beam + sky + ground;
    effective[i] = beam * iam[i] + sky * k->iam_sky[i] + ground * k->iam_ground[i];
  }
}

/* Cells and direct current. */
IG_INLINE void current(const ig_pv_lanes *restrict k, const moment *m, const double *restrict plane,
                       const double *restrict effective, double *restrict cell, double *restrict dc) {
  double rise[IG_BLOCK];
  for (int r = 0; r < k->n_rises; r++) {
    const ig_pv_rise *of = &k->rise[r];
    rise[r] = ig_pv_rise_K_m2_W(of->a, of->b, of->c, of->d, of->e, of->f, m->wind_m_s);
  }
  if (k->n_rises == 1)
    for (size_t i = 0; i < IG_BLOCK; i++) cell[i] = m->outdoor_degC + rise[0] * plane[i];
  else
    for (size_t i = 0; i < IG_BLOCK; i++) cell[i] = m->outdoor_degC + rise[k->rise_set[i]] * plane[i];
  for (size_t i = 0; i < IG_BLOCK; i++) {
    double left = ig_max(1.0 - k->fade_per_s[i] * ig_max(m->now_s - k->fade_from_s[i], 0.0), 0.0);
    dc[i] = ig_max(ig_pv_dc_W(effective[i], cell[i], k->dc_peak_W[i] * left, k->coefficient_per_K[i]), 0.0);
  }
}

/* Inverters. An inverter that cannot deliver draws its night power. */
IG_INLINE void invert(const ig_pv_lanes *restrict k, const double *restrict dc, double *restrict power,
                      double *restrict clipped) {
  for (size_t i = 0; i < IG_BLOCK; i++) {
    double ac = ig_pv_ac_unclipped_W(dc[i], k->c0[i], k->c1[i], k->c2[i]);
    clipped[i] = ig_max(ac - k->most_W[i], 0.0);
    power[i] = ac > 0.0 ? -ig_min(ac, k->most_W[i]) : k->night_W[i];
  }
}

IG_CLONES
static void day_row(const ig_pv_lanes *restrict k, const moment *m, const double *restrict lit, rows row,
                    double *restrict clipped) {
  double plane[IG_BLOCK], effective[IG_BLOCK], cell[IG_BLOCK], dc[IG_BLOCK], power[IG_BLOCK];
  light(k, m, lit, plane, effective);
  current(k, m, plane, effective, cell, dc);
  invert(k, dc, power, clipped);
  for (size_t i = 0; i < IG_BLOCK; i++) row.plane_W_m2[i] = plane[i];
  for (size_t i = 0; i < IG_BLOCK; i++) row.cell_degC[i] = cell[i];
  for (size_t i = 0; i < IG_BLOCK; i++) row.dc_W[i] = dc[i];
  for (size_t i = 0; i < IG_BLOCK; i++) row.power_W[i] = power[i];
}

static void night_row(const ig_pv_lanes *restrict k, const moment *m, rows row) {
  for (size_t i = 0; i < IG_BLOCK; i++) {
    row.plane_W_m2[i] = row.dc_W[i] = 0.0;
    row.cell_degC[i] = m->outdoor_degC;
    row.power_W[i] = k->night_W[i];
  }
}

/* Step by step, so that the sums do not depend on the window. */
IG_CLONES
static void add_day(const ig_pv_lanes *restrict k, rows row, const double *restrict clipped, double hours,
                    double *restrict production, double *restrict dc, double *restrict reference,
                    double *restrict clipped_Wh, double *restrict own_use) {
  for (size_t i = 0; i < IG_BLOCK; i++) {
    production[i] += ig_max(-row.power_W[i], 0.0) * hours;
    own_use[i] += ig_max(row.power_W[i], 0.0) * hours;
    dc[i] += row.dc_W[i] * hours;
    reference[i] += row.plane_W_m2[i] * k->peak_kW[i] * hours;
    clipped_Wh[i] += clipped[i] * hours;
  }
}

static void add_night(rows row, double hours, double *restrict own_use) {
  for (size_t i = 0; i < IG_BLOCK; i++) own_use[i] += row.power_W[i] * hours;
}

void ig_pv_step(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  (void)end; /* whole blocks */
  ig_pv_data *d = batch->data;
  const ig_pv_lanes *k = &((const ig_pv_own *)batch->own)->lanes[begin / IG_BLOCK];
  rows row = {ig_tile(d->power_W, w, begin), ig_tile(d->dc_W, w, begin), ig_tile(d->plane_W_m2, w, begin),
              ig_tile(d->cell_degC, w, begin)};
  path sun = {.mark = INT64_MIN, .day = INT64_MIN, .pole = ig_sun_pole(batch->site->latitude_deg)};
  double lit[IG_BLOCK], clipped[IG_BLOCK];
  all_lit(lit);
  for (int s = 0; s < w->n_steps; s++) {
    moment m = moment_of(batch, w, s, &sun, k);
    if (m.dark) {
      night_row(k, &m, row);
      if (w->recording) add_night(row, m.hours, d->own_use_Wh + begin);
    } else {
      if (k->skyline) lit_of(k, &m, lit);
      day_row(k, &m, lit, row, clipped);
      if (w->recording)
        add_day(k, row, clipped, m.hours, d->production_Wh + begin, d->dc_Wh + begin, d->reference_Wh + begin,
                d->clipped_Wh + begin, d->own_use_Wh + begin);
    }
    row = (rows){row.power_W + IG_BLOCK, row.dc_W + IG_BLOCK, row.plane_W_m2 + IG_BLOCK, row.cell_degC + IG_BLOCK};
  }
}
