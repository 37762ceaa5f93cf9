/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heat of a cluster of rooms over one substep; the equations stand in room_heat.h. */
#include "models/room/room_heat.h"

#include <math.h>
#include <string.h>

#include "models/room/room_physics.h"

/* --- films ------------------------------------------------------------------------------------------- */

static void inner_films(ig_room_face *f, const ig_room_zone *z, double t_degC) {
  double natural = ig_room_natural_W_m2K(t_degC - *z->air_degC, f->cos_up);
  f->convective_W_m2K = f->given_W_m2K > 0.0 ? f->given_W_m2K : ig_max(natural, 0.1);
  double resistance = (1.0 - f->emissivity) / f->emissivity + 1.0 / f->exchange;
  f->radiant_W_m2K = ig_room_radiant_W_m2K(t_degC, *z->radiant_degC) / resistance;
}

/* Convection and long-wave of a face outdoors: the sky by its temperature, the ground and what stands in front of the
 * lower sky at the temperature of the air. Returns the film, W/m2K; *to_W_m2 is its sum of coefficient times
 * temperature. */
static double outdoor_film(const ig_room_element *e, const ig_room_weather *w, double t_degC, double *to_W_m2) {
  const ig_room_face *f = &e->out;
  double wind = ig_room_wind_W_m2K(e->wind, w->wind);
  double natural = ig_room_natural_W_m2K(t_degC - w->outdoor_degC, f->cos_up);
  double h = f->given_W_m2K > 0.0 ? f->given_W_m2K : ig_max(ig_room_outside_W_m2K(natural, wind, e->roughness), 0.1);
  double sky = e->sky_view * e->sky_share * f->emissivity * ig_room_radiant_W_m2K(t_degC, w->sky_degC);
  double air = (1.0 - e->sky_view * e->sky_share) * f->emissivity * ig_room_radiant_W_m2K(t_degC, w->outdoor_degC);
  *to_W_m2 = (h + air) * w->outdoor_degC + sky * w->sky_degC;
  return h + air + sky;
}

/* Gaps of a window by the temperatures of its faces. */
static void gaps(ig_room_element *e, double density_ratio) {
  const ig_room_glass *g = e->glass;
  for (int i = 0; i + 1 < g->n; i++) {
    double a = e->t_degC[2 * i + 1], b = e->t_degC[2 * i + 2];
    double lying = fabs(cos(IG_RAD * e->tilt_deg));
    if (b <= a) lying = 0.0; /* heat goes down: no more than upright */
    double exchange = 1.0 / (1.0 / g->emissivity_in[i] + 1.0 / g->emissivity_out[i + 1] - 1.0);
    e->k_W_m2K[2 * i + 1] =
        ig_room_gap_W_m2K(&g->gas[i], g->gap_m[i], a, b, density_ratio, lying) + exchange * ig_room_radiant_W_m2K(a, b);
  }
}

/* --- one element ---------------------------------------------------------------------------------------- */

/* Diagonal and right side of node i without films. */
static double diagonal(const ig_room_element *e, int i, double dt_s) {
  return e->c_J_m2K[i] / dt_s + (i > 0 ? e->k_W_m2K[i - 1] : 0.0) + (i + 1 < e->n ? e->k_W_m2K[i] : 0.0);
}

static double right_side(const ig_room_element *e, int i, double dt_s) {
  return e->c_J_m2K[i] / dt_s * e->t_degC[i] + e->sun_W_m2[i];
}

/* Film beyond the outer node: coefficient, and what it brings. A room there enters as E later: g. */
static double beyond(const ig_room_element *e, const ig_room_weather *w, double *to_W_m2) {
  *to_W_m2 = 0.0;
  switch (e->outside) {
    case IG_ROOM_OUTDOORS:
      return outdoor_film(e, w, e->t_degC[0], to_W_m2);
    case IG_ROOM_GROUND:
    case IG_ROOM_TEMPERATURE:
      *to_W_m2 = e->fixed_W_m2K * e->fixed_degC;
      return e->fixed_W_m2K;
    case IG_ROOM_OTHER_ROOM:
      return e->out.convective_W_m2K + e->out.radiant_W_m2K;
    default:
      return 0.0;
  }
}

/* From outside to inside. */
static void eliminate_inwards(ig_room_element *e, double film, double to_W_m2, double dt_s) {
  double inner = e->in.convective_W_m2K + e->in.radiant_W_m2K;
  int last = e->n - 1;
  double b = diagonal(e, 0, dt_s) + film, d = right_side(e, 0, dt_s) + to_W_m2;
  double g = e->outside == IG_ROOM_OTHER_ROOM ? 1.0 : 0.0;
  for (int i = 1; i <= last; i++) {
    e->b[i - 1] = b, e->d[i - 1] = d, e->g[i - 1] = g;
    double m = e->k_W_m2K[i - 1] / b;
    d = right_side(e, i, dt_s) + m * d;
    g = m * g;
    b = diagonal(e, i, dt_s) - m * e->k_W_m2K[i - 1] + (i == last ? inner : 0.0);
  }
  e->in.b = b, e->in.d = d, e->in.g = g;
}

/* From inside to outside, for walls between rooms. */
static void eliminate_outwards(ig_room_element *e, double film, double dt_s) {
  int last = e->n - 1;
  double b = diagonal(e, last, dt_s) + e->in.convective_W_m2K + e->in.radiant_W_m2K, d = right_side(e, last, dt_s);
  double g = 1.0;
  for (int i = last - 1; i >= 0; i--) {
    double m = e->k_W_m2K[i] / b;
    d = right_side(e, i, dt_s) + m * d;
    g = m * g;
    b = diagonal(e, i, dt_s) - m * e->k_W_m2K[i] + (i == 0 ? film : 0.0);
  }
  e->out.b = b, e->out.d = d, e->out.g = g;
}

static void prepare(ig_room_cluster *c, ig_room_element *e, const ig_room_weather *w, double dt_s) {
  if (e->glass) gaps(e, w->density_ratio);
  inner_films(&e->in, &c->zone[e->in.zone], e->t_degC[e->n - 1]);
  if (e->out.zone >= 0) inner_films(&e->out, &c->zone[e->out.zone], e->t_degC[0]);
  double to_W_m2, film = beyond(e, w, &to_W_m2);
  eliminate_inwards(e, film, to_W_m2, dt_s);
  if (e->out.zone >= 0) eliminate_outwards(e, film, dt_s);
}

static double of_room(const ig_room_cluster *c, const ig_room_face *f) {
  return f->convective_W_m2K * *c->zone[f->zone].air_degC + f->radiant_W_m2K * *c->zone[f->zone].radiant_degC;
}

/* Temperatures of the nodes from those of the rooms. */
static void substitute(const ig_room_cluster *c, ig_room_element *e) {
  double outer = e->out.zone >= 0 ? of_room(c, &e->out) : 0.0;
  int last = e->n - 1;
  e->t_degC[last] = (e->in.d + e->in.g * outer + of_room(c, &e->in)) / e->in.b;
  for (int i = last - 1; i >= 0; i--)
    e->t_degC[i] = (e->d[i] + e->g[i] * outer + e->k_W_m2K[i] * e->t_degC[i + 1]) / e->b[i];
}

/* --- the rooms ------------------------------------------------------------------------------------------- */

/* Adds a face to the two rows of its room. */
static void add_face(ig_room_cluster *c, const ig_room_face *f, const ig_room_face *other, double area_m2) {
  int n = 2 * c->n_zones, width = n + 1, a = 2 * f->zone, r = a + 1;
  double hc = area_m2 * f->convective_W_m2K, hr = area_m2 * f->radiant_W_m2K;
  double *air = c->matrix + a * width, *star = c->matrix + r * width;
  air[a] += hc - hc * f->convective_W_m2K / f->b;
  air[r] -= hc * f->radiant_W_m2K / f->b;
  air[n] += hc * f->d / f->b;
  star[a] -= hr * f->convective_W_m2K / f->b;
  star[r] += hr - hr * f->radiant_W_m2K / f->b;
  star[n] += hr * f->d / f->b;
  if (other->zone < 0) return;
  int oa = 2 * other->zone, or = oa + 1;
  double g = f->g / f->b;
  air[oa] -= hc * g * other->convective_W_m2K;
  air[or] -= hc * g * other->radiant_W_m2K;
  star[oa] -= hr * g * other->convective_W_m2K;
  star[or] -= hr * g * other->radiant_W_m2K;
}

static void add_air(ig_room_cluster *c, int k, const ig_room_weather *w, double dt_s) {
  const ig_room_zone *z = &c->zone[k];
  int n = 2 * c->n_zones, width = n + 1;
  double *air = c->matrix + 2 * k * width, *star = air + width;
  air[2 * k] += z->air_J_K / dt_s + z->now.air_W_K;
  air[n] += z->air_J_K / dt_s * *z->air_degC + z->now.air_W_K * w->outdoor_degC + z->now.convective_W;
  star[n] += z->now.radiant_W;
}

/* The rows of a room under control: power known, or the set-point held. */
static void control_rows(const ig_room_cluster *c, int k) {
  const ig_room_zone *z = &c->zone[k];
  int n = 2 * c->n_zones, width = n + 1;
  double *air = c->solve + 2 * k * width, *star = air + width, r = z->radiant_part, o = 0.5 * z->operative_part;
  const ig_room_now *now = &z->now;
  if (now->mode != IG_ROOM_HEAT && now->mode != IG_ROOM_COOL) {
    air[n] += (1.0 - r) * now->power_W;
    star[n] += r * now->power_W;
    return;
  }
  /* The power leaves both rows by their sum in such shares; the set-point stands in for the other. */
  for (int i = 0; i < width; i++) star[i] = (1.0 - r) * star[i] - r * air[i];
  memset(air, 0, (size_t)width * sizeof *air);
  air[2 * k] = 1.0 - o;
  air[2 * k + 1] = o;
  air[n] = now->mode == IG_ROOM_HEAT ? now->heat_degC : now->cool_degC;
}

/* Gauss with the largest pivot. */
static void gauss(int n, double *m, double *x) {
  int width = n + 1;
  for (int c = 0; c < n; c++) {
    int best = c;
    for (int i = c + 1; i < n; i++)
      if (fabs(m[i * width + c]) > fabs(m[best * width + c])) best = i;
    for (int j = c; j < width && best != c; j++) {
      double keep = m[c * width + j];
      m[c * width + j] = m[best * width + j];
      m[best * width + j] = keep;
    }
    for (int i = c + 1; i < n; i++) {
      double f = m[i * width + c] / m[c * width + c];
      for (int j = c; j < width && f != 0.0; j++) m[i * width + j] -= f * m[c * width + j];
    }
  }
  for (int i = n - 1; i >= 0; i--) {
    double sum = m[i * width + n];
    for (int j = i + 1; j < n; j++) sum -= m[i * width + j] * x[j];
    x[i] = sum / m[i * width + i];
  }
}

/* Power that the rows of a room want for the temperatures found: the sum of both rows has all of it. */
static double power_W(const ig_room_cluster *c, int k) {
  int n = 2 * c->n_zones, width = n + 1;
  const double *air = c->matrix + 2 * k * width, *star = air + width;
  double sum = -(air[n] + star[n]);
  for (int i = 0; i < n; i++) sum += (air[i] + star[i]) * c->x[i];
  return sum;
}

/* The mode that the solution asks for; true if it is another one. */
static bool change_mode(const ig_room_cluster *c, int k, ig_room_now *now) {
  double o = 0.5 * c->zone[k].operative_part, t = (1.0 - o) * c->x[2 * k] + o * c->x[2 * k + 1];
  ig_room_mode before = now->mode;
  switch (before) {
    case IG_ROOM_OFF:
      if (t < now->heat_degC - 1e-9 && now->heat_most_W > 0.0) now->mode = IG_ROOM_HEAT;
      if (t > now->cool_degC + 1e-9 && now->cool_most_W > 0.0) now->mode = IG_ROOM_COOL;
      break;
    case IG_ROOM_HEAT:
      if (now->power_W > now->heat_most_W) now->mode = IG_ROOM_HEAT_MOST;
      if (now->power_W < 0.0) now->mode = IG_ROOM_OFF;
      break;
    case IG_ROOM_COOL:
      if (now->power_W < -now->cool_most_W) now->mode = IG_ROOM_COOL_MOST;
      if (now->power_W > 0.0) now->mode = IG_ROOM_OFF;
      break;
    case IG_ROOM_HEAT_MOST:
      if (t > now->heat_degC + 1e-9) now->mode = IG_ROOM_HEAT;
      break;
    case IG_ROOM_COOL_MOST:
      if (t < now->cool_degC - 1e-9) now->mode = IG_ROOM_COOL;
      break;
  }
  if (now->mode == IG_ROOM_OFF) now->power_W = 0.0;
  if (now->mode == IG_ROOM_HEAT_MOST) now->power_W = now->heat_most_W;
  if (now->mode == IG_ROOM_COOL_MOST) now->power_W = -now->cool_most_W;
  return now->mode != before;
}

/* Solves for the rooms' temperatures; rooms change their mode until all are content. In a cluster one room's mode can
 * push another's, so the number of rounds is bounded; the last one stands. */
static void solve(ig_room_cluster *c) {
  enum { ROUNDS = 12 };
  int n = 2 * c->n_zones;
  for (int k = 0; k < c->n_zones; k++) c->zone[k].now.mode = IG_ROOM_OFF, c->zone[k].now.power_W = 0.0;
  bool changed = true;
  for (int round = 0; changed && round < ROUNDS; round++) {
    memcpy(c->solve, c->matrix, (size_t)(n * (n + 1)) * sizeof *c->solve);
    for (int k = 0; k < c->n_zones; k++) control_rows(c, k);
    gauss(n, c->solve, c->x);
    changed = false;
    for (int k = 0; k < c->n_zones; k++) {
      ig_room_now *now = &c->zone[k].now;
      if (now->mode == IG_ROOM_HEAT || now->mode == IG_ROOM_COOL) now->power_W = power_W(c, k);
      changed |= round + 1 < ROUNDS && change_mode(c, k, now);
    }
  }
}

void ig_room_heat_step(ig_room_cluster *c, const ig_room_weather *w, double dt_s) {
  int n = 2 * c->n_zones;
  memset(c->matrix, 0, (size_t)(n * (n + 1)) * sizeof *c->matrix);
  for (int i = 0; i < c->n_elements; i++) {
    ig_room_element *e = &c->element[i];
    prepare(c, e, w, dt_s);
    add_face(c, &e->in, &e->out, e->area_m2);
    if (e->out.zone >= 0) add_face(c, &e->out, &e->in, e->area_m2);
  }
  for (int k = 0; k < c->n_zones; k++) add_air(c, k, w, dt_s);
  solve(c);
  for (int k = 0; k < c->n_zones; k++) {
    *c->zone[k].air_degC = c->x[2 * k];
    *c->zone[k].radiant_degC = c->x[2 * k + 1];
  }
  for (int i = 0; i < c->n_elements; i++) substitute(c, &c->element[i]);
}

/* --- radiant star ------------------------------------------------------------------------------------------ */

/* Do two faces of a room lie in one plane, so that they do not see each other? */
bool ig_room_heat_same_plane(const ig_room_cluster *c, ig_room_face_of a, ig_room_face_of b) {
  const ig_room_element *x = &c->element[a.element], *y = &c->element[b.element];
  double turn = a.outer == b.outer ? 0.0 : 180.0; /* the faces of one element look in opposite directions */
  double ta = x->tilt_deg, tb = turn > 0.0 ? 180.0 - y->tilt_deg : y->tilt_deg;
  double azimuth = fabs(fmod(x->azimuth_deg - y->azimuth_deg + turn + 540.0, 360.0) - 180.0);
  bool lying = ta < 1.0 || ta > 179.0;
  return fabs(ta - tb) < 1.0 && (lying || azimuth < 1.0);
}

/* F = 1 / (1 - A F / sum A F) for each plane of the room (Carroll 1980). With two planes or fewer, or one larger than
 * all others together, there is no solution above 0: it is held at 50. */
void ig_room_heat_exchange(ig_room_cluster *c, ig_room_zone *z) {
  for (int i = 0; i < z->n_faces; i++) ig_room_face_at(c, z->face[i])->exchange = 1.0;
  for (int round = 0; round < 200; round++) {
    double sum = 0.0;
    for (int i = 0; i < z->n_faces; i++)
      sum += c->element[z->face[i].element].area_m2 * ig_room_face_at(c, z->face[i])->exchange;
    for (int i = 0; i < z->n_faces; i++) {
      double plane = 0.0;
      for (int j = 0; j < z->n_faces; j++)
        if (ig_room_heat_same_plane(c, z->face[i], z->face[j]))
          plane += c->element[z->face[j].element].area_m2 * ig_room_face_at(c, z->face[j])->exchange;
      double rest = 1.0 - plane / sum, f = rest > 0.02 ? 1.0 / rest : 50.0;
      ig_room_face *face = ig_room_face_at(c, z->face[i]);
      face->exchange += 0.5 * (f - face->exchange);
    }
  }
}
