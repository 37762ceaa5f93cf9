/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sun on the outer faces of rooms, through their windows and on their inner faces.
 *
 * The sky is that of Perez 1990. Its bright ring around the sun counts with the beam (same angle of incidence, same
 * shadows), the rest with the diffuse light. What enters as beam falls on the floors, what enters as diffuse light on
 * all faces that the window sees; from there it goes on by reflection until it is absorbed or has left by a window:
 *
 *   I = s + F^T (rho I)      light on the faces; F_ij = A_j / (sum A - A of the plane of i), 0 in one's own plane
 */
#include <math.h>
#include <stdlib.h>

#include "models/physics/sun.h"
#include "models/room/room_heat.h"

ig_room_sun ig_room_sun_planes(const ig_site *site, double utc_s, ig_irradiance light, double albedo,
                               ig_room_plane *plane, size_t n) {
  ig_room_sun sun = {.up = light.global_horizontal_W_m2 > 0.0 || light.direct_normal_W_m2 > 0.0};
  if (!sun.up) return sun;
  ig_sun_position at = ig_sun_at(utc_s, site->latitude_deg, site->longitude_deg);
  sun.zenith_deg = at.zenith_deg;
  sun.azimuth_deg = at.azimuth_deg;
  double cos_zenith = cos(IG_RAD * at.zenith_deg), sin_zenith = sin(IG_RAD * at.zenith_deg);
  double cos_azimuth = cos(IG_RAD * at.azimuth_deg), sin_azimuth = sin(IG_RAD * at.azimuth_deg);
  ig_irradiance_sky sky = ig_irradiance_sky_of(light, at.zenith_deg, cos_zenith, ig_irradiance_air_mass(at.zenith_deg),
                                               ig_sun_extraterrestrial_W_m2(utc_s));
  for (size_t i = 0; i < n; i++) {
    ig_room_plane *p = &plane[i];
    double c = ig_irradiance_cos_incidence(p->plane, cos_zenith, sin_zenith, cos_azimuth, sin_azimuth);
    double ratio = ig_max(c, 0.0) / ig_max(cos_zenith, IG_IRRADIANCE_COS_85);
    double ring = light.diffuse_horizontal_W_m2 * sky.circumsolar * ratio;
    double beam = cos_zenith > 0.0 ? light.direct_normal_W_m2 * ig_max(c, 0.0) : 0.0;
    p->cos_incidence = ig_max(c, 0.0);
    p->beam_W_m2 = beam + ring;
    p->sky_W_m2 = ig_max(ig_irradiance_perez_W_m2(&sky, p->plane.cos_tilt, p->plane.sin_tilt, c) - ring, 0.0);
    p->ground_W_m2 = ig_irradiance_ground_W_m2(light.global_horizontal_W_m2, albedo, p->plane.cos_tilt);
  }
  return sun;
}

/* Light on the outside of an element after its shades and blinds, W/m2. */
typedef struct element_light {
  double beam_W_m2, diffuse_W_m2;
} element_light;

static element_light light_on(const ig_room_element *e, const ig_room_sun *sun, const ig_room_plane *p) {
  double lit = 1.0;
  if (e->shaded && p->beam_W_m2 > 0.0)
    lit = ig_glazing_sunlit_at(&e->shade, sun->zenith_deg, sun->azimuth_deg, e->azimuth_deg);
  element_light l = {lit * p->beam_W_m2, e->sky_seen * p->sky_W_m2 + e->ground_seen * p->ground_W_m2};
  if (e->blind_factor >= 1.0) return l;
  double passes =
      ig_glazing_blind(l.beam_W_m2 + l.diffuse_W_m2, e->blind_from_W_m2, e->blind_from_W_m2 + 250.0, e->blind_factor);
  return (element_light){passes * l.beam_W_m2, passes * l.diffuse_W_m2};
}

/* Heat absorbed in a pane goes to its two faces alike. */
static void heat_pane(ig_room_element *e, int i, double absorbed_W_m2) {
  e->sun_W_m2[2 * i] += 0.5 * absorbed_W_m2;
  e->sun_W_m2[2 * i + 1] += 0.5 * absorbed_W_m2;
}

/* Light through a window, W; its panes warm up. */
static void through(ig_room_element *e, const ig_room_sun *sun, const ig_room_plane *p, double *beam_W,
                    double *diffuse_W) {
  const ig_room_glass *g = e->glass;
  element_light l = light_on(e, sun, p);
  *beam_W += e->area_m2 * l.beam_W_m2 * ig_room_glass_at(g->transmitted, p->cos_incidence);
  *diffuse_W = e->area_m2 * l.diffuse_W_m2 * g->diffuse_transmitted;
  for (int i = 0; i < g->n; i++)
    heat_pane(
        e, i,
        l.beam_W_m2 * ig_room_glass_at(g->absorbed[i], p->cos_incidence) + l.diffuse_W_m2 * g->diffuse_absorbed[i]);
}

/* Light on a face inside, of which `taken_W` is not reflected. Returns what stays in the room or its walls, W. */
static double absorb_inside(ig_room_element *e, bool outer, double taken_W) {
  if (!e->glass) {
    e->sun_W_m2[outer ? 0 : e->n - 1] += taken_W / e->area_m2;
    return taken_W;
  }
  const ig_room_glass *g = e->glass;
  double sum = g->back_transmitted, kept_W = 0.0;
  for (int i = 0; i < g->n; i++) sum += g->back_absorbed[i];
  for (int i = 0; i < g->n; i++) {
    double pane_W = taken_W * g->back_absorbed[i] / sum;
    heat_pane(e, i, pane_W / e->area_m2);
    kept_W += pane_W;
  }
  return kept_W;
}

static void light_room(ig_room_cluster *c, ig_room_zone *z, const ig_room_sun *sun, const ig_room_plane *plane) {
  double beam_W = 0.0;
  for (int k = 0; k < z->n_windows; k++) {
    ig_room_element *e = &c->element[z->window[k]];
    z->window_diffuse_W[k] = 0.0;
    if (e->plane >= 0) through(e, sun, &plane[e->plane], &beam_W, &z->window_diffuse_W[k]);
  }
  z->sun_W = 0.0;
  for (int f = 0; f < z->n_faces; f++) {
    double taken_W = beam_W * z->beam_share[f];
    for (int k = 0; k < z->n_windows; k++) taken_W += z->window_diffuse_W[k] * z->diffuse_share[k * z->n_faces + f];
    z->sun_W += absorb_inside(&c->element[z->face[f].element], z->face[f].outer, taken_W);
  }
}

void ig_room_sun_cluster(ig_room_cluster *c, const ig_room_sun *sun, const ig_room_plane *plane) {
  for (int i = 0; i < c->n_elements; i++) {
    ig_room_element *e = &c->element[i];
    for (int k = 0; k < e->n; k++) e->sun_W_m2[k] = 0.0;
    if (!sun->up || e->glass || e->plane < 0) continue;
    element_light l = light_on(e, sun, &plane[e->plane]);
    e->sun_W_m2[0] += e->absorptance_out * (l.beam_W_m2 + l.diffuse_W_m2);
  }
  for (int k = 0; k < c->n_zones; k++) {
    c->zone[k].sun_W = 0.0;
    if (sun->up) light_room(c, &c->zone[k], sun, plane);
  }
}

/* --- shares --------------------------------------------------------------------------------------------------- */

/* Solves a x = s (n right sides in the columns of s, row by row), in place, by Gauss. The matrix is dominated by its
 * diagonal, since reflectances are below 1. */
static void solve_columns(int n, double *a, int columns, double *s) {
  for (int c = 0; c < n; c++)
    for (int i = 0; i < n; i++) {
      double f = i == c ? 0.0 : a[i * n + c] / a[c * n + c];
      for (int j = 0; j < n && f != 0.0; j++) a[i * n + j] -= f * a[c * n + j];
      for (int j = 0; j < columns && f != 0.0; j++) s[i * columns + j] -= f * s[c * columns + j];
    }
  for (int i = 0; i < n; i++)
    for (int j = 0; j < columns; j++) s[i * columns + j] /= a[i * n + i];
}

static double reflectance(const ig_room_cluster *c, const ig_room_zone *z, const double *absorptance, int f) {
  const ig_room_glass *g = c->element[z->face[f].element].glass;
  if (!g) return 1.0 - absorptance[f];
  double taken = g->back_transmitted;
  for (int i = 0; i < g->n; i++) taken += g->back_absorbed[i];
  return 1.0 - taken;
}

/* F_ij, how much of the diffuse light that leaves face i falls on face j. */
static double view(const ig_room_cluster *c, const ig_room_zone *z, int i, int j) {
  double others = 0.0, all = 0.0, area = c->element[z->face[j].element].area_m2;
  for (int k = 0; k < z->n_faces; k++) {
    double other = c->element[z->face[k].element].area_m2;
    all += other;
    if (!ig_room_heat_same_plane(c, z->face[i], z->face[k])) others += other;
  }
  if (!(others > 0.0)) return area / all; /* a room of one plane only */
  return ig_room_heat_same_plane(c, z->face[i], z->face[j]) ? 0.0 : area / others;
}

/* Does the face look up, as a floor does? */
static bool is_floor(const ig_room_cluster *c, ig_room_face_of f) {
  double tilt = c->element[f.element].tilt_deg;
  return (f.outer ? 180.0 - tilt : tilt) > 135.0;
}

static void first_light(const ig_room_cluster *c, const ig_room_zone *z, double *s) {
  int columns = 1 + z->n_windows;
  double floors_m2 = 0.0, all_m2 = 0.0;
  for (int f = 0; f < z->n_faces; f++) {
    double area = c->element[z->face[f].element].area_m2;
    all_m2 += area;
    floors_m2 += is_floor(c, z->face[f]) ? area : 0.0;
  }
  for (int f = 0; f < z->n_faces; f++) {
    double area = c->element[z->face[f].element].area_m2;
    bool floor = is_floor(c, z->face[f]);
    s[f * columns] = floors_m2 > 0.0 ? (floor ? area / floors_m2 : 0.0) : area / all_m2;
    for (int k = 0; k < z->n_windows; k++) {
      int from = 0;
      while (z->face[from].element != z->window[k]) from++;
      s[f * columns + 1 + k] = view(c, z, from, f);
    }
  }
}

bool ig_room_sun_shares_of(ig_room_cluster *c, ig_room_zone *z, const double *absorptance) {
  int n = z->n_faces, columns = 1 + z->n_windows;
  double *a = malloc((size_t)(n * n) * sizeof *a), *s = malloc((size_t)(n * columns) * sizeof *s);
  if (a && s) {
    first_light(c, z, s);
    for (int i = 0; i < n; i++)
      for (int j = 0; j < n; j++)
        a[i * n + j] = (i == j ? 1.0 : 0.0) - view(c, z, j, i) * reflectance(c, z, absorptance, j);
    solve_columns(n, a, columns, s);
    for (int f = 0; f < n; f++) {
      double taken = 1.0 - reflectance(c, z, absorptance, f);
      z->beam_share[f] = taken * s[f * columns];
      for (int k = 0; k < z->n_windows; k++) z->diffuse_share[k * n + f] = taken * s[f * columns + 1 + k];
    }
  }
  bool ok = a && s;
  free(a);
  free(s);
  return ok;
}
