/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/glazing.h"

#include <math.h>
#include <string.h>

/* Transmittance and reflectance of a pane for one polarisation (the same from both sides). */
typedef struct pane_optics {
  double t, r;
} pane_optics;

ig_glazing_pane ig_glazing_pane_of(double transmittance, double reflectance) {
  assert(transmittance > 0 && reflectance >= 0 && transmittance + reflectance <= 1.0 + 1e-12);
  /* rho = r (1 + a tau), tau = a (1-r)^2/(1 - r^2 a^2); r face reflectance, a transmission through the glass */
  double a = transmittance + reflectance, r = 0.5 * reflectance;
  for (int i = 0; i < 200; i++) {
    r = reflectance / (1.0 + a * transmittance);
    double q = (1.0 - r) * (1.0 - r); /* tau r^2 a^2 + q a - tau = 0 */
    a = 2.0 * transmittance / (q + sqrt(q * q + 4.0 * transmittance * transmittance * r * r));
  }
  double root = sqrt(r);
  return (ig_glazing_pane){(1.0 + root) / (1.0 - root), -log(ig_min(a, 1.0))};
}

static pane_optics pane_at(const ig_glazing_pane *p, double cos_in, bool parallel) {
  double sin_in = sqrt(ig_max(1.0 - cos_in * cos_in, 0.0)), sin_r = sin_in / p->index,
         cos_r = sqrt(1.0 - sin_r * sin_r);
  double amplitude = parallel ? (p->index * cos_in - cos_r) / (p->index * cos_in + cos_r)
                              : (cos_in - p->index * cos_r) / (cos_in + p->index * cos_r);
  double r = amplitude * amplitude, a = exp(-p->depth / cos_r);
  double t = a * (1.0 - r) * (1.0 - r) / (1.0 - r * r * a * a);
  return (pane_optics){t, r * (1.0 + a * t)};
}

/* Light between the panes for one polarisation. forward[i], backward[i]: light in the gap before pane i (gap 0 is
 * outdoors) inwards and outwards, for unit light from outside, found from the inside: behind the last pane nothing
 * comes back, so everything is in proportion to what leaves there. */
static void add_polarisation(const ig_glazing *g, double cos_in, bool parallel, ig_glazing_optics *o) {
  double forward[IG_GLAZING_PANES + 1], backward[IG_GLAZING_PANES + 1];
  forward[g->panes] = 1.0;
  backward[g->panes] = 0.0;
  for (int i = g->panes - 1; i >= 0; i--) {
    pane_optics p = pane_at(&g->pane[i], cos_in, parallel);
    forward[i] = (forward[i + 1] - p.r * backward[i + 1]) / p.t;
    backward[i] = p.r * forward[i] + p.t * backward[i + 1];
  }
  double half = 0.5 / forward[0];
  o->transmittance += half;
  o->reflectance += half * backward[0];
  for (int i = 0; i < g->panes; i++)
    o->absorptance[i] += half * (forward[i] - backward[i] - forward[i + 1] + backward[i + 1]);
}

static double whole_m2K_W(const ig_glazing *g) {
  double sum = 0.0;
  for (int i = 0; i <= g->panes; i++) sum += g->r_m2K_W[i];
  return sum;
}

double ig_glazing_u_W_m2K(const ig_glazing *g) { return 1.0 / whole_m2K_W(g); }

static void add_gain(const ig_glazing *g, ig_glazing_optics *o) {
  double outside = 0.0, whole = whole_m2K_W(g);
  o->gain = o->transmittance;
  for (int i = 0; i < g->panes; i++) {
    outside += g->r_m2K_W[i];
    o->gain += o->absorptance[i] * outside / whole;
  }
}

ig_glazing_optics ig_glazing_at(const ig_glazing *g, double cos_incidence) {
  assert(g->panes >= 1 && g->panes <= IG_GLAZING_PANES);
  ig_glazing_optics o = {0};
  if (cos_incidence < 1e-6) { /* grazing: all is reflected */
    o.reflectance = 1.0;
    return o;
  }
  double c = ig_min(cos_incidence, 1.0);
  add_polarisation(g, c, false, &o);
  add_polarisation(g, c, true, &o);
  add_gain(g, &o);
  return o;
}

/* Mean over the hemisphere of f(cos): integral of f dm, m = sin^2; midpoints in the square of the cosine, in which
 * the integrand is smooth but for its root at grazing incidence. */
enum { RINGS = 2000 };
static double ring_cos(int i) { return sqrt((i + 0.5) / RINGS); }

ig_glazing_optics ig_glazing_diffuse(const ig_glazing *g) {
  ig_glazing_optics sum = {0};
  for (int i = 0; i < RINGS; i++) {
    ig_glazing_optics o = ig_glazing_at(g, ring_cos(i));
    sum.transmittance += o.transmittance / RINGS;
    sum.reflectance += o.reflectance / RINGS;
    for (int k = 0; k < g->panes; k++) sum.absorptance[k] += o.absorptance[k] / RINGS;
    sum.gain += o.gain / RINGS;
  }
  return sum;
}

double ig_glazing_diffuse_out(const ig_glazing *g) { return ig_glazing_diffuse(g).transmittance; /* by reciprocity */ }

double ig_glazing_simple(double cos_incidence) {
  double a = acos(ig_clamp(cos_incidence, 0.0, 1.0));
  return ig_max(1.0 + a * (-0.189 + a * (0.644 - a * 0.596)), 0.0);
}

double ig_glazing_simple_diffuse(void) {
  double sum = 0.0;
  for (int i = 0; i < RINGS; i++) sum += ig_glazing_simple(ring_cos(i));
  return sum / RINGS;
}

/* ---- Shadows. Points of the window's plane: x to the right from its left side, y up from its bottom. ---- */

enum { CORNERS = 12 };
typedef struct polygon {
  int n;
  double x[CORNERS], y[CORNERS];
} polygon;

static double area(const polygon *p) {
  double sum = 0.0;
  for (int i = 0; i < p->n; i++) {
    int j = (i + 1) % p->n;
    sum += p->x[i] * p->y[j] - p->x[j] * p->y[i];
  }
  return fabs(0.5 * sum);
}

/* Part of a convex polygon where a x + b y <= c (Sutherland and Hodgman 1974). */
static polygon clip(const polygon *p, double a, double b, double c) {
  polygon out = {0};
  for (int i = 0; i < p->n; i++) {
    int j = (i + 1) % p->n;
    double di = a * p->x[i] + b * p->y[i] - c, dj = a * p->x[j] + b * p->y[j] - c;
    if (di <= 0.0) {
      out.x[out.n] = p->x[i];
      out.y[out.n++] = p->y[i];
    }
    if ((di < 0.0 && dj > 0.0) || (di > 0.0 && dj < 0.0)) {
      double f = di / (di - dj);
      out.x[out.n] = p->x[i] + f * (p->x[j] - p->x[i]);
      out.y[out.n++] = p->y[i] + f * (p->y[j] - p->y[i]);
    }
  }
  return out;
}

/* Sun's slopes: right and up of a ray for each metre out of the wall. A ray from (x, y) meets the overhang's plane
 * within its depth when top - y <= depth up, at x + right (top - y)/up between its ends. */
static polygon overhang_shadow(const ig_glazing_shade *s, const polygon *of, double right, double up) {
  polygon p = {0};
  if (!(s->overhang_depth_m > 0 && up > 0)) return p;
  double top = s->height_m + s->overhang_above_m, slope = right / up;
  p = clip(of, 0.0, -1.0, s->overhang_depth_m * up - top);
  p = clip(&p, -1.0, slope, s->overhang_left_m + slope * top);
  return clip(&p, 1.0, -slope, s->width_m + s->overhang_right_m - slope * top);
}

/* A fin at x0, which the ray meets when it goes that way: (x0 - x)/right is the way out, at most its depth, and the
 * height there, y + up (x0 - x)/right, within its ends. */
static polygon fin_shadow(const ig_glazing_shade *s, const polygon *of, double right, double up, bool left) {
  polygon p = {0};
  double depth = left ? s->left_depth_m : s->right_depth_m, toward = left ? -right : right;
  if (!(depth > 0 && toward > 0)) return p;
  double x0 = left ? -s->left_gap_m : s->width_m + s->right_gap_m, slope = up / right;
  p = left ? clip(of, 1.0, 0.0, x0 - depth * right) : clip(of, -1.0, 0.0, depth * right - x0);
  p = clip(&p, -slope, 1.0, s->height_m + s->fin_above_m - slope * x0);
  return clip(&p, slope, -1.0, s->fin_below_m + slope * x0);
}

double ig_glazing_sunlit(const ig_glazing_shade *s, double right, double out, double up) {
  if (!(out > 1e-9 * (fabs(right) + fabs(up)))) return 0.0;
  polygon window = {4, {0.0, s->width_m, s->width_m, 0.0}, {0.0, 0.0, s->height_m, s->height_m}};
  double x = right / out, y = up / out, whole = s->width_m * s->height_m;
  polygon over = overhang_shadow(s, &window, x, y), fin = fin_shadow(s, &window, x, y, x < 0);
  polygon both = fin_shadow(s, &over, x, y, x < 0); /* only one fin is on the sun's side */
  return ig_clamp(1.0 - (area(&over) + area(&fin) - area(&both)) / whole, 0.0, 1.0);
}

double ig_glazing_sunlit_at(const ig_glazing_shade *s, double zenith_deg, double sun_azimuth_deg,
                            double wall_azimuth_deg) {
  double side = (sun_azimuth_deg - wall_azimuth_deg) * IG_RAD, z = zenith_deg * IG_RAD;
  /* seen from outside, looking at the wall, clockwise of its normal is to the left */
  return ig_glazing_sunlit(s, -sin(z) * sin(side), sin(z) * cos(side), cos(z));
}

/* Mean of the sunlit share over half of the directions before the wall, weighted with the cosine: equal steps in the
 * square of the sine of the angle from the normal and in the angle around it. */
static double open_share(const ig_glazing_shade *s, double sign) {
  enum { AROUND = 180, OUT = 120 };
  double sum = 0.0;
  for (int i = 0; i < OUT; i++) {
    double m = (i + 0.5) / OUT, across = sqrt(m), out = sqrt(1.0 - m);
    for (int k = 0; k < AROUND; k++) {
      double a = (k + 0.5) / AROUND * IG_PI;
      sum += ig_glazing_sunlit(s, across * cos(a), out, sign * across * sin(a));
    }
  }
  return sum / (AROUND * OUT);
}

double ig_glazing_sky_share(const ig_glazing_shade *s) { return open_share(s, 1.0); }
double ig_glazing_ground_share(const ig_glazing_shade *s) { return open_share(s, -1.0); }
