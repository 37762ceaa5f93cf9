/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The reduced order of a room: the two capacities of models/physics/zone.h from the same sections. Films are constant
 * (EN ISO 6946, EN 673), the outdoors of each element is one temperature. The sun is that of the detailed order. */
#include <stdlib.h>

#include "models/room/room_heat.h"

#define OUTSIDE_W_M2K 25.0  /* EN ISO 6946, 4 m/s of wind */
#define SHELTERED_W_M2K 7.7 /* no wind: as inside, across */
#define RADIATIVE_W_M2K 5.1 /* 4 sigma T^3 of 283 K */
#define GAP_K 15.0          /* between outer panes, as in EN 673 */

struct ig_room_reduced {
  ig_zone zone;
  ig_rc_step step;
  double *input, *node, *exterior; /* [inputs], [nodes], [elements] */
  double *inward;                  /* [elements][IG_ROOM_PANE_NODES] share of heat at a window's node that goes in */
  double *u_W_m2K;                 /* [elements] windows */
};

/* --- build ------------------------------------------------------------------------------------------- */

static double outside_W_m2K(const ig_room_element *e) {
  switch (e->outside) {
    case IG_ROOM_GROUND:
      return e->out.given_W_m2K; /* 0: temperature of the face */
    case IG_ROOM_TEMPERATURE:
      return e->fixed_W_m2K;
    default:
      if (e->out.given_W_m2K > 0.0) return e->out.given_W_m2K + e->out.emissivity * RADIATIVE_W_M2K;
      return e->wind.windward > 0.0 ? OUTSIDE_W_M2K : SHELTERED_W_M2K;
  }
}

static double inside_W_m2K(const ig_room_element *e) {
  if (e->in.given_W_m2K > 0.0) return e->in.given_W_m2K;
  ig_construction_way way = IG_CONSTRUCTION_ACROSS;
  if (e->in.cos_up > 0.5) way = IG_CONSTRUCTION_DOWN; /* a floor, colder than the air when it matters */
  if (e->in.cos_up < -0.5) way = IG_CONSTRUCTION_UP;
  return ig_construction_convective_inside_W_m2K(way);
}

/* For each node of a window the share of heat released there that flows in: resistance to the outside over all. */
static void inward_shares(const ig_room_element *e, double *inward) {
  double r[IG_ROOM_PANE_NODES], sum = 1.0 / OUTSIDE_W_M2K;
  for (int i = 0; i < e->n; i++) {
    r[i] = sum;
    bool gap = i % 2 == 1 && i + 1 < e->n;
    if (i + 1 < e->n)
      sum += 1.0 / (gap ? ig_room_glass_gap_W_m2K(e->glass, i / 2, GAP_K / (e->glass->n - 1)) : e->k_W_m2K[i]);
  }
  sum += 1.0 / SHELTERED_W_M2K;
  for (int i = 0; i < e->n; i++) inward[i] = r[i] / sum;
}

static void describe(const ig_room_cluster *c, const ig_room_zone *z, const ig_construction *const *wall,
                     ig_zone_spec *spec) {
  double opaque = 0.0;
  for (int f = 0; f < z->n_faces; f++)
    if (!c->element[z->face[f].element].glass) opaque += z->beam_share[f];
  *spec = (ig_zone_spec){.elements = z->n_faces, .air_J_K = z->air_J_K};
  for (int f = 0; f < z->n_faces; f++) {
    const ig_room_element *e = &c->element[z->face[f].element];
    ig_zone_element *to = &spec->element[f];
    to->area_m2 = e->area_m2;
    to->boundary = e->outside == IG_ROOM_ADIABATIC ? IG_ZONE_ADIABATIC : IG_ZONE_EXTERIOR;
    to->window = e->glass != NULL;
    if (e->glass)
      to->u_W_m2K = ig_room_glass_u_W_m2K(e->glass);
    else
      to->construction = *wall[z->face[f].element];
    to->convective_W_m2K = inside_W_m2K(e);
    to->outside_W_m2K = outside_W_m2K(e);
    to->emissivity = e->in.emissivity;
    to->sun_share = e->glass || !(opaque > 0.0) ? 0.0 : z->beam_share[f] / opaque;
  }
}

bool ig_room_reduced_make(const ig_room_cluster *c, ig_room_zone *z, const ig_construction *const *wall, double dt_s,
                          double *state) {
  ig_room_reduced *r = z->reduced = calloc(1, sizeof *r);
  ig_zone_spec *spec = malloc(sizeof *spec);
  if (!r || !spec) {
    free(spec);
    return false;
  }
  describe(c, z, wall, spec);
  bool ok = ig_zone_create(spec, IG_ZONE_REDUCED, &r->zone) && ig_rc_solve(&r->zone.network, dt_s, &r->step);
  free(spec);
  if (!ok || r->step.states > IG_ROOM_REDUCED_STATES) return false;
  size_t n = (size_t)z->n_faces + 1;
  r->input = calloc((size_t)r->zone.inputs + 1, sizeof *r->input);
  r->node = calloc((size_t)r->step.nodes + 1, sizeof *r->node);
  r->exterior = calloc(n, sizeof *r->exterior);
  r->inward = calloc(n * IG_ROOM_PANE_NODES, sizeof *r->inward);
  r->u_W_m2K = calloc(n, sizeof *r->u_W_m2K);
  if (!r->input || !r->node || !r->exterior || !r->inward || !r->u_W_m2K) return false;
  for (int f = 0; f < z->n_faces; f++) {
    const ig_room_element *e = &c->element[z->face[f].element];
    if (!e->glass) continue;
    inward_shares(e, r->inward + (size_t)f * IG_ROOM_PANE_NODES);
    r->u_W_m2K[f] = ig_room_glass_u_W_m2K(e->glass);
  }
  for (int i = 0; i < r->step.nodes; i++) r->node[i] = 20.0;
  ig_rc_start(&r->step, r->node, state);
  return true;
}

void ig_room_reduced_free(ig_room_zone *z) {
  ig_room_reduced *r = z->reduced;
  if (!r) return;
  ig_zone_free(&r->zone);
  ig_rc_step_free(&r->step);
  free(r->input);
  free(r->node);
  free(r->exterior);
  free(r->inward);
  free(r->u_W_m2K);
  free(r);
  z->reduced = NULL;
}

/* --- step ----------------------------------------------------------------------------------------------- */

static double exterior_degC(const ig_room_reduced *r, int f, const ig_room_element *e, const ig_room_weather *w) {
  if (e->outside != IG_ROOM_OUTDOORS) return e->fixed_degC;
  double sky = e->sky_view * e->sky_share, sky_K = w->outdoor_degC - w->sky_degC;
  if (!e->glass)
    return ig_zone_sol_air_degC(w->outdoor_degC, e->sun_W_m2[0], 1.0, e->out.emissivity, sky, sky_K, RADIATIVE_W_M2K,
                                outside_W_m2K(e));
  double inward_W_m2 = 0.0;
  for (int i = 0; i < e->n; i++) inward_W_m2 += e->sun_W_m2[i] * r->inward[f * IG_ROOM_PANE_NODES + i];
  return ig_zone_window_degC(w->outdoor_degC, inward_W_m2, r->u_W_m2K[f], e->out.emissivity, sky, sky_K,
                             RADIATIVE_W_M2K, OUTSIDE_W_M2K);
}

/* Inputs without the plant; the sun is what the opaque faces absorbed. */
static void fill(const ig_room_cluster *c, const ig_room_zone *z, const ig_room_weather *w) {
  ig_room_reduced *r = z->reduced;
  double sun_W = 0.0;
  for (int f = 0; f < z->n_faces; f++) {
    const ig_room_element *e = &c->element[z->face[f].element];
    r->exterior[f] = exterior_degC(r, f, e, w);
    if (!e->glass) sun_W += e->area_m2 * e->sun_W_m2[e->n - 1];
  }
  for (int i = 0; i < r->zone.inputs; i++) r->input[i] = 0.0;
  r->input[IG_ZONE_AIR] = w->outdoor_degC;
  r->input[IG_ZONE_CONVECTIVE] = z->now.convective_W;
  r->input[IG_ZONE_RADIATIVE] = z->now.radiant_W;
  r->input[IG_ZONE_SUN] = sun_W;
  ig_zone_fill(&r->zone, r->exterior, r->input);
}

static double air_response(const ig_room_reduced *r, int input) {
  return r->step.response[r->zone.air * r->step.inputs + input];
}

static double controlled_response(const ig_room_reduced *r, double o, int input) {
  return (1.0 - o) * air_response(r, input) + o * ig_zone_operative_response(&r->zone, &r->step, input);
}

void ig_room_reduced_step(const ig_room_cluster *c, ig_room_zone *z, const ig_room_weather *w, double *state) {
  ig_room_reduced *r = z->reduced;
  ig_room_now *now = &z->now;
  double o = z->operative_part, p = z->radiant_part, g = now->air_W_K;
  fill(c, z, w);
  double air0 = ig_rc_ahead(&r->step, state, r->input, r->zone.air);
  double free0 = (1.0 - o) * air0 + o * ig_zone_operative_ahead(&r->zone, &r->step, state, r->input);
  double by_power =
      (1.0 - p) * controlled_response(r, o, IG_ZONE_CONVECTIVE) + p * controlled_response(r, o, IG_ZONE_RADIATIVE);
  double air_by_power = (1.0 - p) * air_response(r, IG_ZONE_CONVECTIVE) + p * air_response(r, IG_ZONE_RADIATIVE);
  ig_rc_control k = ig_rc_control_of(free0, air0, by_power, air_by_power, controlled_response(r, o, IG_ZONE_CONVECTIVE),
                                     air_response(r, IG_ZONE_CONVECTIVE), g, w->outdoor_degC);
  now->power_W = ig_rc_ideal_W(k, now->heat_degC, now->cool_degC, now->heat_most_W, now->cool_most_W);
  double air = k.air_free_degC + k.air_gain_K_W * now->power_W;
  r->input[IG_ZONE_CONVECTIVE] += (1.0 - p) * now->power_W + g * (w->outdoor_degC - air);
  r->input[IG_ZONE_RADIATIVE] += p * now->power_W;
  ig_rc_advance(&r->step, state, r->input);
  for (int i = 0; i < r->step.nodes; i++) r->node[i] = ig_rc_temperature(&r->step, state, r->input, i);
  *z->air_degC = r->node[r->zone.air];
  *z->radiant_degC = ig_zone_radiant_degC(&r->zone, r->node);
}
