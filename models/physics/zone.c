/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/zone.h"

#include <math.h>
#include <string.h>

static const double radiative_default_W_m2K = 5.9; /* 4 sigma T^3 at 23 degC */
static const double resolved_default_s = 180.0;

/* Surface that an element shows to the room. */
static double face_m2(const ig_zone_element *e) {
  return e->boundary == IG_ZONE_INTERNAL && !e->window ? 2.0 * e->area_m2 : e->area_m2;
}
static double film_out_m2K_W(const ig_zone_element *e) { return e->outside_W_m2K > 0 ? 1.0 / e->outside_W_m2K : 0.0; }
/* Conductance of an opaque exterior element, inner surface to exterior temperature, W/K. */
static double through_W_K(const ig_zone_element *e) {
  return e->area_m2 / (ig_construction_resistance_m2K_W(&e->construction) + film_out_m2K_W(e));
}

/* Conductance of each surface to the mean radiant temperature, W/K (Carroll 1980): F_i = 1/(1 - A_i F_i / sum A F)
 * makes up for the surface's own share of the mean; (1-eps)/eps is its greyness. Where one surface outweighs all
 * others F_i grows without end, which is right (the exchange is then the others'), so it is cut off. */
static void radiant_W_K(const ig_zone_spec *spec, double *g_W_K) {
  double h = spec->radiative_W_m2K > 0 ? spec->radiative_W_m2K : radiative_default_W_m2K, f[IG_ZONE_ELEMENTS];
  for (int i = 0; i < spec->elements; i++) f[i] = 1.0;
  for (int round = 0; round < 100; round++) {
    double sum = 0.0;
    for (int i = 0; i < spec->elements; i++) sum += face_m2(&spec->element[i]) * f[i];
    for (int i = 0; i < spec->elements; i++) f[i] = 1.0 / ig_max(1.0 - face_m2(&spec->element[i]) * f[i] / sum, 1e-3);
  }
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    g_W_K[i] = h * face_m2(e) / (1.0 / f[i] + (1.0 - e->emissivity) / e->emissivity);
  }
}

/* Window: inner surface to outside, so that air to air (air and radiant temperature alike) is U. */
static double window_W_K(const ig_zone_element *e, double radiant) {
  double inside = e->convective_W_m2K + radiant / e->area_m2;
  return e->area_m2 / (1.0 / e->u_W_m2K - 1.0 / inside);
}

static bool sensible(const ig_zone_spec *spec, const double *radiant) {
  if (spec->elements < 1 || spec->elements > IG_ZONE_ELEMENTS) return false;
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    if (!(e->area_m2 > 0 && e->convective_W_m2K > 0 && e->emissivity > 0 && e->emissivity <= 1)) return false;
    if (!e->window && !(ig_construction_resistance_m2K_W(&e->construction) > 0)) return false;
    if (e->window && radiant != NULL && !(window_W_K(e, radiant[i]) > 0 && isfinite(window_W_K(e, radiant[i]))))
      return false;
  }
  return true;
}

static void weigh_radiant(const ig_zone_spec *spec, ig_zone *zone) {
  double sum = 0.0;
  for (int i = 0; i < spec->elements; i++) sum += face_m2(&spec->element[i]);
  for (int i = 0; i < spec->elements; i++) zone->mean_radiant[i] = face_m2(&spec->element[i]) / sum;
}

static double panel_m2(const ig_zone_spec *spec) {
  double sum = 0.0;
  for (int i = 0; i < spec->elements; i++) sum += spec->element[i].panel ? face_m2(&spec->element[i]) : 0.0;
  return sum > 0.0 ? sum : 1.0;
}

/* ---- Detailed order ---- */

/* Cells of one construction between its inner surface and what is behind; returns the next free node. */
static int add_chain(ig_rc_network *n, const ig_zone_element *e, const ig_construction_chain *c, int surface, int input,
                     int node) {
  double area = e->area_m2, behind = c->r_m2K_W[0] + film_out_m2K_W(e);
  if (c->cells == 0) {
    if (e->boundary == IG_ZONE_EXTERIOR) ig_rc_boundary(n, surface, input, area / behind);
    return node;
  }
  if (e->boundary == IG_ZONE_EXTERIOR) ig_rc_boundary(n, node, input, area / behind);
  if (e->boundary == IG_ZONE_INTERNAL) ig_rc_link(n, node, surface, area / c->r_m2K_W[0]);
  for (int k = 0; k < c->cells; k++) {
    ig_rc_capacity(n, node + k, area * c->c_J_m2K[k]);
    ig_rc_link(n, node + k, k + 1 < c->cells ? node + k + 1 : surface, area / c->r_m2K_W[k + 1]);
  }
  return node + c->cells;
}

static bool create_detailed(const ig_zone_spec *spec, const double *radiant, ig_zone *zone) {
  ig_construction_chain chain[IG_ZONE_ELEMENTS] = {0};
  int nodes = 2 + spec->elements;
  zone->inputs = IG_ZONE_OUTSIDE;
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    if (!e->window)
      ig_construction_split(&e->construction, spec->resolved_s > 0 ? spec->resolved_s : resolved_default_s, &chain[i]);
    nodes += chain[i].cells;
    zone->input_of[i] = e->window || e->boundary == IG_ZONE_EXTERIOR ? zone->inputs++ : -1;
    zone->weight[i] = 1.0;
    zone->surface[i] = 2 + i;
  }
  zone->air = 0;
  zone->radiant = 1;
  ig_rc_network *n = &zone->network;
  if (!ig_rc_create(n, nodes, zone->inputs)) return false;
  ig_rc_capacity(n, zone->air, spec->air_J_K);
  ig_rc_boundary(n, zone->air, IG_ZONE_AIR, spec->ventilation_W_K);
  ig_rc_heat(n, zone->air, IG_ZONE_CONVECTIVE, 1.0);
  ig_rc_heat(n, zone->radiant, IG_ZONE_RADIATIVE, 1.0);
  int node = 2 + spec->elements;
  double panels = panel_m2(spec);
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    ig_rc_link(n, zone->air, zone->surface[i], e->convective_W_m2K * face_m2(e));
    ig_rc_link(n, zone->radiant, zone->surface[i], radiant[i]);
    ig_rc_heat(n, zone->surface[i], IG_ZONE_SUN, e->sun_share);
    if (e->panel) ig_rc_heat(n, zone->surface[i], IG_ZONE_PANEL, face_m2(e) / panels);
    if (e->window)
      ig_rc_boundary(n, zone->surface[i], zone->input_of[i], window_W_K(e, radiant[i]));
    else
      node = add_chain(n, e, &chain[i], zone->surface[i], zone->input_of[i], node);
  }
  return true;
}

/* ---- Reduced order ---- */

static int group_of(const ig_zone_element *e) {
  if (e->window) return IG_ZONE_GROUP_WINDOW;
  return e->boundary == IG_ZONE_EXTERIOR ? IG_ZONE_GROUP_EXTERIOR : IG_ZONE_GROUP_INTERIOR;
}

static double complex admittance_W_K(const ig_zone_element *e, double w_per_s) {
  ig_construction_matrix m = ig_construction_chain_matrix(&e->construction, w_per_s);
  if (e->boundary == IG_ZONE_ADIABATIC) return e->area_m2 * ig_construction_admittance_insulated(m);
  if (e->boundary == IG_ZONE_INTERNAL) return e->area_m2 * ig_construction_admittance_both(m);
  return e->area_m2 * ig_construction_admittance_held(ig_construction_with_film(m, film_out_m2K_W(e)));
}

static void reduce(const ig_zone_spec *spec, const double *radiant, ig_zone_two *two) {
  double w = 2.0 * IG_PI / (spec->period_s > 0 ? spec->period_s : IG_CONSTRUCTION_PERIOD_S), through = 0.0;
  double to_radiant[IG_ZONE_GROUPS] = {0}, all = 0.0, panels = panel_m2(spec);
  double complex outer = 0.0, inner = 0.0;
  *two = (ig_zone_two){.air_J_K = spec->air_J_K, .ventilation_W_K = spec->ventilation_W_K};
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    int k = group_of(e);
    ig_zone_group *g = &two->group[k];
    g->area_m2 += face_m2(e);
    g->convective_W_K += e->convective_W_m2K * face_m2(e);
    g->sun += e->sun_share;
    g->panel += e->panel ? face_m2(e) / panels : 0.0;
    to_radiant[k] += radiant[i];
    all += radiant[i];
    if (k == IG_ZONE_GROUP_WINDOW) two->window_outside_W_K += window_W_K(e, radiant[i]);
    if (k == IG_ZONE_GROUP_EXTERIOR) {
      outer += admittance_W_K(e, w);
      through += through_W_K(e);
    }
    if (k == IG_ZONE_GROUP_INTERIOR) inner += admittance_W_K(e, w);
  }
  if (through > 0.0) two->exterior = ig_construction_reduce_outer(outer, through, w);
  two->interior = ig_construction_reduce_inner(inner, w);
  /* the star over the mean radiant temperature, its middle taken out */
  for (int k = 0; k < IG_ZONE_GROUPS; k++) two->group[k].radiative = to_radiant[k] / all;
  two->exterior_interior_W_K = to_radiant[IG_ZONE_GROUP_EXTERIOR] * to_radiant[IG_ZONE_GROUP_INTERIOR] / all;
  two->exterior_window_W_K = to_radiant[IG_ZONE_GROUP_EXTERIOR] * to_radiant[IG_ZONE_GROUP_WINDOW] / all;
  two->interior_window_W_K = to_radiant[IG_ZONE_GROUP_INTERIOR] * to_radiant[IG_ZONE_GROUP_WINDOW] / all;
}

bool ig_zone_two_of(const ig_zone_spec *spec, ig_zone_two *two) {
  double radiant[IG_ZONE_ELEMENTS];
  if (!sensible(spec, NULL)) return false;
  radiant_W_K(spec, radiant);
  if (!sensible(spec, radiant)) return false;
  reduce(spec, radiant, two);
  return true;
}

/* A capacity behind a surface: over r1, or in the surface itself when there is no r1. */
static int add_mass(ig_rc_network *n, int surface, const ig_construction_reduced *r, int *node) {
  if (!(r->c1_J_K > 0)) return surface;
  int mass = surface;
  if (r->r1_K_W > 0) {
    mass = (*node)++;
    ig_rc_link(n, surface, mass, 1.0 / r->r1_K_W);
  }
  ig_rc_capacity(n, mass, r->c1_J_K);
  return mass;
}

static bool has_node(const ig_construction_reduced *r) { return r->c1_J_K > 0 && r->r1_K_W > 0; }

static void link_groups(ig_zone *zone, int a, int b, double g_W_K) {
  if (zone->surface[a] >= 0 && zone->surface[b] >= 0)
    ig_rc_link(&zone->network, zone->surface[a], zone->surface[b], g_W_K);
}

bool ig_zone_create_two(const ig_zone_two *two, ig_zone *zone) {
  *zone =
      (ig_zone){.order = IG_ZONE_REDUCED, .elements = IG_ZONE_GROUPS, .inputs = IG_ZONE_REDUCED_INPUTS, .radiant = -1};
  int nodes = 1;
  double area = 0.0;
  for (int k = 0; k < IG_ZONE_GROUPS; k++) {
    bool there = two->group[k].convective_W_K > 0;
    zone->surface[k] = there ? nodes++ : -1;
    zone->input_of[k] = k == IG_ZONE_GROUP_EXTERIOR && there ? IG_ZONE_OUTSIDE
                        : k == IG_ZONE_GROUP_WINDOW && there ? IG_ZONE_WINDOWS
                                                             : -1;
    zone->weight[k] = 1.0;
    area += there ? two->group[k].area_m2 : 0.0;
  }
  int exterior = zone->surface[IG_ZONE_GROUP_EXTERIOR], interior = zone->surface[IG_ZONE_GROUP_INTERIOR];
  int node = nodes;
  nodes += (exterior >= 0 && has_node(&two->exterior)) + (interior >= 0 && has_node(&two->interior));
  ig_rc_network *n = &zone->network;
  if (nodes == 1 || !ig_rc_create(n, nodes, zone->inputs)) return false;
  ig_rc_capacity(n, zone->air, two->air_J_K);
  ig_rc_boundary(n, zone->air, IG_ZONE_AIR, two->ventilation_W_K);
  ig_rc_heat(n, zone->air, IG_ZONE_CONVECTIVE, 1.0);
  for (int k = 0; k < IG_ZONE_GROUPS; k++) {
    const ig_zone_group *g = &two->group[k];
    int surface = zone->surface[k];
    if (surface < 0) continue;
    zone->mean_radiant[k] = g->area_m2 / area;
    ig_rc_link(n, zone->air, surface, g->convective_W_K);
    ig_rc_heat(n, surface, IG_ZONE_RADIATIVE, g->radiative);
    ig_rc_heat(n, surface, IG_ZONE_SUN, g->sun);
    ig_rc_heat(n, surface, IG_ZONE_PANEL, g->panel);
  }
  if (exterior >= 0)
    ig_rc_boundary(n, add_mass(n, exterior, &two->exterior, &node), IG_ZONE_OUTSIDE, 1.0 / two->exterior.rest_K_W);
  if (interior >= 0) add_mass(n, interior, &two->interior, &node);
  if (zone->surface[IG_ZONE_GROUP_WINDOW] >= 0)
    ig_rc_boundary(n, zone->surface[IG_ZONE_GROUP_WINDOW], IG_ZONE_WINDOWS, two->window_outside_W_K);
  link_groups(zone, IG_ZONE_GROUP_EXTERIOR, IG_ZONE_GROUP_INTERIOR, two->exterior_interior_W_K);
  link_groups(zone, IG_ZONE_GROUP_EXTERIOR, IG_ZONE_GROUP_WINDOW, two->exterior_window_W_K);
  link_groups(zone, IG_ZONE_GROUP_INTERIOR, IG_ZONE_GROUP_WINDOW, two->interior_window_W_K);
  return true;
}

static bool create_reduced(const ig_zone_spec *spec, const double *radiant, ig_zone *zone) {
  ig_zone_two two;
  reduce(spec, radiant, &two);
  if (!ig_zone_create_two(&two, zone)) return false;
  int surface[IG_ZONE_GROUPS];
  memcpy(surface, zone->surface, sizeof surface);
  double through = 0.0;
  for (int i = 0; i < spec->elements; i++)
    if (group_of(&spec->element[i]) == IG_ZONE_GROUP_EXTERIOR) through += through_W_K(&spec->element[i]);
  zone->elements = spec->elements;
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    int k = group_of(e);
    zone->surface[i] = surface[k];
    zone->input_of[i] = k == IG_ZONE_GROUP_EXTERIOR ? IG_ZONE_OUTSIDE
                        : k == IG_ZONE_GROUP_WINDOW ? IG_ZONE_WINDOWS
                                                    : -1;
    zone->weight[i] = k == IG_ZONE_GROUP_EXTERIOR ? through_W_K(e) / through
                      : k == IG_ZONE_GROUP_WINDOW ? window_W_K(e, radiant[i]) / two.window_outside_W_K
                                                  : 0.0;
  }
  return true;
}

bool ig_zone_create(const ig_zone_spec *spec, ig_zone_order order, ig_zone *zone) {
  *zone = (ig_zone){.order = order, .elements = spec->elements};
  double radiant[IG_ZONE_ELEMENTS];
  if (!sensible(spec, NULL)) return false;
  radiant_W_K(spec, radiant);
  if (!sensible(spec, radiant)) return false;
  bool done = order == IG_ZONE_DETAILED ? create_detailed(spec, radiant, zone) : create_reduced(spec, radiant, zone);
  if (done) weigh_radiant(spec, zone);
  return done;
}

void ig_zone_free(ig_zone *zone) {
  ig_rc_free(&zone->network);
  *zone = (ig_zone){0};
}

void ig_zone_fill(const ig_zone *zone, const double *exterior_degC, double *input) {
  for (int k = IG_ZONE_OUTSIDE; k < zone->inputs; k++) input[k] = 0.0;
  for (int i = 0; i < zone->elements; i++)
    if (zone->input_of[i] >= 0) input[zone->input_of[i]] += zone->weight[i] * exterior_degC[i];
}

double ig_zone_radiant_degC(const ig_zone *zone, const double *node_degC) {
  double sum = 0.0;
  for (int i = 0; i < zone->elements; i++)
    if (zone->surface[i] >= 0) sum += zone->mean_radiant[i] * node_degC[zone->surface[i]];
  return sum;
}

double ig_zone_operative_degC(const ig_zone *zone, const double *node_degC) {
  return 0.5 * (node_degC[zone->air] + ig_zone_radiant_degC(zone, node_degC));
}

double ig_zone_operative_response(const ig_zone *zone, const ig_rc_step *step, int input) {
  double sum = 0.0;
  for (int i = 0; i < zone->elements; i++)
    if (zone->surface[i] >= 0) sum += zone->mean_radiant[i] * step->response[zone->surface[i] * step->inputs + input];
  return 0.5 * (step->response[zone->air * step->inputs + input] + sum);
}

double ig_zone_operative_ahead(const ig_zone *zone, const ig_rc_step *step, const double *state, const double *input) {
  double sum = 0.0;
  for (int i = 0; i < zone->elements; i++)
    if (zone->surface[i] >= 0) sum += zone->mean_radiant[i] * ig_rc_ahead(step, state, input, zone->surface[i]);
  return 0.5 * (ig_rc_ahead(step, state, input, zone->air) + sum);
}

/* ---- Sun ---- */

void ig_zone_sun_shares(ig_zone_spec *spec, double absorptance, double window_out) {
  double first[IG_ZONE_ELEMENTS], taken[IG_ZONE_ELEMENTS], floors = 0.0, others = 0.0, all = 0.0, sink = 0.0;
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    taken[i] = e->window ? window_out : absorptance;
    all += face_m2(e);
    sink += face_m2(e) * taken[i];
    if (e->floor)
      floors += face_m2(e);
    else
      others += face_m2(e);
  }
  for (int i = 0; i < spec->elements; i++) {
    const ig_zone_element *e = &spec->element[i];
    first[i] = floors > 0.0 ? (e->floor ? face_m2(e) / floors : 0.0) : face_m2(e) / all;
  }
  double left = 0.0; /* after the floor's reflection and the next one */
  for (int i = 0; i < spec->elements; i++) {
    ig_zone_element *e = &spec->element[i];
    double falls = floors > 0.0 && others > 0.0 && !e->floor ? (1.0 - absorptance) * face_m2(e) / others : 0.0;
    e->sun_share = taken[i] * (first[i] + falls);
    if (floors > 0.0 && others > 0.0)
      left += (1.0 - taken[i]) * falls;
    else
      left += (1.0 - taken[i]) * first[i];
  }
  for (int i = 0; i < spec->elements; i++) {
    ig_zone_element *e = &spec->element[i];
    e->sun_share += sink > 0.0 ? left * face_m2(e) * taken[i] / sink : 0.0;
    if (e->window) e->sun_share = 0.0; /* out through the panes */
  }
}
