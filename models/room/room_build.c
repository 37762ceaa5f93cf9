/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms from their sections: surfaces and windows become elements, rooms that share walls a cluster. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/room/room_heat.h"
#include "models/room/room_physics.h"

static const double roughness_of[] = {2.17, 1.67, 1.52, 1.13, 1.11, 1.0};
static const double terrain_exponent[] = {0.14, 0.22, 0.33}, terrain_layer_m[] = {270.0, 370.0, 460.0};

#define WINDWARD (200.0 / 360.0) /* of a wall, see room_physics.h */
#define GROUND_W_M2K 1e5         /* the face has the ground's temperature */

/* Everything build works with. */
typedef struct maker {
  ig_batch *batch;
  ig_build *context;
  ig_room_own *own;
  const ig_batch *surfaces, *constructions, *windows, *glazings;
  size_t *root;                /* of each room: the first room of its cluster */
  size_t *place;               /* of each room: its index in the cluster */
  size_t *room, *other, *wall; /* of each surface: room, room behind or SIZE_MAX, construction */
  size_t *surface, *glass;     /* of each window */
} maker;

static const char *text_of(char *text) { return text ? text : ""; }

static bool no_memory(ig_build *context) {
  ig_build_fail(context, IG_SETTINGS, NULL, "not enough memory for this many rooms");
  return false;
}

static void *take(size_t n, size_t size) { return calloc(n + 1, size); }

/* --- references ------------------------------------------------------------------------------------------ */

static size_t root_of(const maker *m, size_t room) {
  while (m->root[room] != room) room = m->root[room];
  return room;
}

static void join(maker *m, size_t a, size_t b) {
  size_t x = root_of(m, a), y = root_of(m, b);
  m->root[x > y ? x : y] = x < y ? x : y;
}

/* All names were checked by the builds of their sections; where one failed, nothing is built. */
static bool resolve(maker *m) {
  size_t n = m->batch->n;
  for (size_t r = 0; r < n; r++) m->root[r] = r;
  for (size_t s = 0; m->surfaces && s < m->surfaces->n; s++) {
    const ig_room_surface_data *d = m->surfaces->data;
    m->room[s] = ig_room_text_unit(m->batch, text_of(d->room[s]));
    m->wall[s] = ig_room_text_unit(m->constructions, text_of(d->construction[s]));
    bool shared = d->outside[s] == IG_ROOM_OTHER_ROOM;
    m->other[s] = shared ? ig_room_text_unit(m->batch, text_of(d->other_room[s])) : SIZE_MAX;
    if (m->room[s] == SIZE_MAX || m->wall[s] == SIZE_MAX || (shared && m->other[s] == SIZE_MAX)) return false;
    if (((const ig_construction *)m->constructions->own)[m->wall[s]].layers == 0) return false;
    if (shared) join(m, m->room[s], m->other[s]);
  }
  for (size_t w = 0; m->windows && w < m->windows->n; w++) {
    const ig_room_window_data *d = m->windows->data;
    m->surface[w] = ig_room_text_unit(m->surfaces, text_of(d->surface[w]));
    m->glass[w] = ig_room_text_unit(m->glazings, text_of(d->glazing[w]));
    if (m->surface[w] == SIZE_MAX || m->glass[w] == SIZE_MAX) return false;
    if (((const ig_room_glass *)m->glazings->own)[m->glass[w]].n == 0) return false;
  }
  return true;
}

static bool has_surface(const maker *m, size_t room) {
  for (size_t s = 0; m->surfaces && s < m->surfaces->n; s++)
    if (m->room[s] == room || m->other[s] == room) return true;
  return false;
}

static bool read_hours(ig_build *context, size_t u, const char *param, const char *text, bool always,
                       ig_schedule *out) {
  ig_schedule_error error = {0};
  const char *hours = text && *text ? text : always ? "daily 24h" : "";
  if (ig_schedule_read(hours, out, &error)) return true;
  ig_build_fail(context, u, param, "\"%s\": character %d: %s", hours, error.column, error.message);
  return false;
}

static bool check_room(const maker *m, size_t u) {
  const ig_room_data *d = m->batch->data;
  bool ok = true;
  if (!has_surface(m, u)) {
    ig_build_fail(m->context, u, NULL, "room '%s' has no surface", m->batch->name[u]);
    ok = false;
  }
  if (root_of(m, u) / IG_BLOCK != u / IG_BLOCK) {
    ig_build_fail(m->context, u, NULL,
                  "rooms '%s' and '%s' are joined by walls but stand in different groups of 64 rooms by name; give "
                  "them names that sort together",
                  m->batch->name[root_of(m, u)], m->batch->name[u]);
    ok = false;
  }
  bool setback = d->setback_hours[u] && *d->setback_hours[u], setup = d->setup_hours[u] && *d->setup_hours[u];
  double heat = setback ? ig_max(d->heat_degC[u], d->setback_degC[u]) : d->heat_degC[u];
  double cool = setup ? ig_min(d->cool_degC[u], d->setup_degC[u]) : d->cool_degC[u];
  if (d->heating[u] && d->cooling[u] && heat > cool) {
    ig_build_fail(m->context, u, "setpoint_heat", "heating to %g degC is above cooling to %g degC", heat, cool);
    ok = false;
  }
  return ok;
}

/* --- elements -------------------------------------------------------------------------------------------------- */

/* Direction of an outer face among those of the block. */
static int plane_of(ig_room_own *own, size_t block, double azimuth_deg, double tilt_deg) {
  for (size_t i = 0; i < own->n_planes[block]; i++) {
    const ig_room_plane *p = &own->plane[block][i];
    if (p->azimuth_deg == azimuth_deg && p->tilt_deg == tilt_deg) return (int)i;
  }
  size_t n = own->n_planes[block]++;
  ig_room_plane *plane = own->plane[block]; /* room for one a surface */
  plane[n] = (ig_room_plane){
      .azimuth_deg = azimuth_deg, .tilt_deg = tilt_deg, .plane = ig_irradiance_plane_of(tilt_deg, azimuth_deg)};
  return (int)n;
}

/* What walls and windows have in common. */
static void place(const maker *m, ig_room_element *e, size_t s) {
  const ig_room_surface_data *d = m->surfaces->data;
  const ig_room_spec *spec = m->batch->spec;
  double cos_tilt = cos(IG_RAD * d->tilt_deg[s]);
  if (fabs(cos_tilt) < 1e-9) cos_tilt = 0.0;
  e->azimuth_deg = d->azimuth_deg[s];
  e->tilt_deg = d->tilt_deg[s];
  e->outside = (ig_room_outside)d->outside[s];
  e->in.zone = (int)m->place[m->room[s]];
  e->in.cos_up = -cos_tilt;
  e->out.zone = m->other[s] == SIZE_MAX ? -1 : (int)m->place[m->other[s]];
  e->out.cos_up = cos_tilt;
  e->sky_view = 0.5 * (1.0 + cos_tilt);
  e->sky_share = sqrt(e->sky_view);
  double factor = ig_room_wind_at(d->height_m[s], terrain_exponent[spec->terrain], terrain_layer_m[spec->terrain]);
  if (d->wind[s] && e->outside == IG_ROOM_OUTDOORS)
    e->wind = ig_room_wind_face(factor, cos_tilt > 0.98 ? 1.0 : WINDWARD);
  bool sun = e->outside == IG_ROOM_OUTDOORS && d->sun[s];
  e->plane = sun ? plane_of(m->own, m->room[s] / IG_BLOCK, e->azimuth_deg, e->tilt_deg) : -1;
}

/* Nodes: outer face, cells, inner face. Cells are made longer where they are too many. */
static void fill_chain(const ig_construction *wall, ig_room_element *e) {
  ig_construction_chain chain;
  double resolved_s = 300.0;
  do {
    ig_construction_split(wall, resolved_s, &chain);
    resolved_s *= 1.5;
  } while (chain.cells > IG_ROOM_NODES - 2);
  e->n = chain.cells + 2;
  for (int i = 0; i <= chain.cells; i++) e->k_W_m2K[i] = 1.0 / ig_max(chain.r_m2K_W[i], 1e-6);
  for (int i = 0; i < chain.cells; i++) e->c_J_m2K[i + 1] = chain.c_J_m2K[i];
}

static void make_wall(const maker *m, ig_room_element *e, size_t s) {
  ig_room_surface_data *d = m->surfaces->data;
  const ig_room_construction_data *k = m->constructions->data;
  size_t c = m->wall[s];
  place(m, e, s);
  e->area_m2 = d->opaque_m2[s];
  e->t_degC = d->t_degC + s * IG_ROOM_NODES;
  fill_chain(&((const ig_construction *)m->constructions->own)[c], e);
  e->shade = ig_room_shade_of(&d->shade, s, d->width_m[s], d->area_m2[s] / ig_max(d->width_m[s], 1e-9));
  e->shaded = ig_room_shade_any(&e->shade);
  e->sky_seen = d->sky_seen[s];
  e->ground_seen = d->ground_seen[s];
  e->blind_factor = 1.0;
  e->absorptance_out = k->absorptance_out[c];
  e->roughness = roughness_of[k->roughness[c]];
  e->out.emissivity = k->emissivity_out[c];
  e->in.emissivity = k->emissivity_in[c];
  e->out.given_W_m2K = d->film_out_W_m2K[s];
  e->in.given_W_m2K = d->film_in_W_m2K[s];
  e->fixed_degC = d->outside_degC[s];
  double otherwise = e->outside == IG_ROOM_GROUND ? GROUND_W_M2K : 7.7;
  e->fixed_W_m2K = d->film_out_W_m2K[s] > 0.0 ? d->film_out_W_m2K[s] : otherwise;
}

static void make_window(const maker *m, ig_room_element *e, size_t w) {
  ig_room_window_data *d = m->windows->data;
  const ig_room_glass *glass = &((const ig_room_glass *)m->glazings->own)[m->glass[w]];
  place(m, e, m->surface[w]);
  e->area_m2 = d->area_m2[w];
  e->t_degC = d->t_degC + w * IG_ROOM_PANE_NODES;
  e->glass = glass;
  e->n = 2 * glass->n;
  for (int i = 0; i < glass->n; i++) {
    e->k_W_m2K[2 * i] = glass->pane_W_m2K[i];
    e->c_J_m2K[2 * i] = e->c_J_m2K[2 * i + 1] = 0.5 * glass->pane_J_m2K[i];
  }
  e->roughness = 1.0;
  e->out.emissivity = glass->emissivity_out[0];
  e->in.emissivity = glass->emissivity_in[glass->n - 1];
  e->out.given_W_m2K = d->film_out_W_m2K[w];
  e->in.given_W_m2K = d->film_in_W_m2K[w];
  e->shade = ig_room_shade_of(&d->shade, w, d->width_m[w], d->height_m[w]);
  e->shaded = ig_room_shade_any(&e->shade);
  e->sky_seen = d->sky_seen[w];
  e->ground_seen = d->ground_seen[w];
  e->blind_factor = d->blind_factor[w];
  e->blind_from_W_m2 = d->blind_from_W_m2[w];
}

/* --- rooms ------------------------------------------------------------------------------------------------------ */

static bool make_zone(const maker *m, ig_room_zone *z, size_t u) {
  ig_room_data *d = m->batch->data;
  double density = ig_room_air_density_kg_m3(m->batch->site->elevation_m), per_m3 = density * IG_ROOM_AIR_J_KGK;
  z->unit = u;
  z->air_degC = &d->air_degC[u];
  z->radiant_degC = &d->radiant_degC[u];
  d->air_degC[u] = d->radiant_degC[u] = 20.0;
  d->air_most_degC[u] = -1e9;
  d->air_least_degC[u] = 1e9;
  z->air_J_K = d->volume_m3[u] * per_m3 + d->furniture_J_m2K[u] * d->floor_m2[u];
  z->infiltration_W_K = d->infiltration_per_h[u] * d->volume_m3[u] * per_m3 / 3600.0;
  z->ventilation_W_K = d->ventilation_m3_h[u] * per_m3 / 3600.0 * (1.0 - d->recovery[u]);
  z->radiant_part = d->radiant[u];
  z->operative_part = d->operative[u];
  d->loss_W_K[u] = z->infiltration_W_K;
  ig_build *c = m->context;
  bool ok = read_hours(c, u, "ventilation_hours", d->ventilation_hours[u], true, &z->ventilation);
  ok = read_hours(c, u, "gain_hours", d->gain_hours[u], true, &z->gains) && ok;
  ok = read_hours(c, u, "heating_hours", d->heating_hours[u], true, &z->heating) && ok;
  ok = read_hours(c, u, "cooling_hours", d->cooling_hours[u], true, &z->cooling) && ok;
  ok = read_hours(c, u, "setback_hours", d->setback_hours[u], false, &z->setback) && ok;
  return read_hours(c, u, "setup_hours", d->setup_hours[u], false, &z->setup) && ok;
}

/* Faces and windows of a room of the cluster. */
static bool gather(const maker *m, ig_room_cluster *c, int k) {
  ig_room_zone *z = &c->zone[k];
  z->face = take(2 * (size_t)c->n_elements, sizeof *z->face);
  z->window = take((size_t)c->n_elements, sizeof *z->window);
  if (!z->face || !z->window) return no_memory(m->context);
  for (int i = 0; i < c->n_elements; i++) {
    const ig_room_element *e = &c->element[i];
    if (e->in.zone == k) z->face[z->n_faces++] = (ig_room_face_of){i, false};
    if (e->out.zone == k) z->face[z->n_faces++] = (ig_room_face_of){i, true};
    if (e->in.zone == k && e->glass) z->window[z->n_windows++] = i;
  }
  z->beam_share = take((size_t)z->n_faces, sizeof(double));
  z->diffuse_share = take((size_t)(z->n_faces * z->n_windows), sizeof(double));
  z->window_diffuse_W = take((size_t)z->n_windows, sizeof(double));
  return (z->beam_share && z->diffuse_share && z->window_diffuse_W) || no_memory(m->context);
}

/* Solar absorptances of the faces: a wall between rooms has that of its outer side for the room behind. */
static bool light_up(const maker *m, ig_room_cluster *c, ig_room_zone *z, const size_t *wall_of) {
  const ig_room_construction_data *k = m->constructions->data;
  double *absorptance = take((size_t)z->n_faces, sizeof *absorptance);
  if (!absorptance) return no_memory(m->context);
  for (int f = 0; f < z->n_faces; f++) {
    size_t w = wall_of[z->face[f].element];
    if (w != SIZE_MAX) absorptance[f] = z->face[f].outer ? k->absorptance_out[w] : k->absorptance_in[w];
  }
  bool ok = ig_room_sun_shares_of(c, z, absorptance) || no_memory(m->context);
  free(absorptance);
  return ok;
}

/* Statics of the result. */
static void describe(const maker *m, size_t s, const ig_room_element *e, double u_W_m2K) {
  ig_room_data *d = m->batch->data;
  if (e->outside != IG_ROOM_OUTDOORS) return;
  size_t u = m->room[s];
  d->envelope_m2[u] += e->area_m2;
  d->loss_W_K[u] += e->area_m2 * u_W_m2K;
  if (e->glass) d->windows_m2[u] += e->area_m2;
}

/* The reduced order, where a room asks for it. */
static bool reduce(const maker *m, ig_room_cluster *c, const size_t *wall_of) {
  ig_room_data *d = m->batch->data;
  const ig_room_spec *spec = m->batch->spec;
  size_t u = c->zone[0].unit;
  bool any = false;
  for (int k = 0; k < c->n_zones; k++) any |= d->order[c->zone[k].unit] != 0;
  if (!any) return true;
  if (c->n_zones > 1 || c->n_elements > IG_ZONE_ELEMENTS) {
    ig_build_fail(m->context, u, "order",
                  "reduced is for rooms without walls to other rooms, of at most %d surfaces "
                  "and windows",
                  IG_ZONE_ELEMENTS);
    return false;
  }
  const ig_construction *wall[IG_ZONE_ELEMENTS] = {NULL};
  for (int i = 0; i < c->n_elements; i++)
    if (wall_of[i] != SIZE_MAX) wall[i] = &((const ig_construction *)m->constructions->own)[wall_of[i]];
  double dt_s = ig_room_substep_s(m->batch->site->step_s, spec->substep_s);
  if (ig_room_reduced_make(c, &c->zone[0], wall, dt_s, d->reduced + u * IG_ROOM_REDUCED_STATES)) return true;
  ig_build_fail(m->context, u, "order", "the reduced order cannot be made of these surfaces");
  return false;
}

static size_t count_elements(const maker *m, size_t root) {
  size_t n = 0;
  for (size_t s = 0; s < m->surfaces->n; s++) n += root_of(m, m->room[s]) == root;
  for (size_t w = 0; m->windows && w < m->windows->n; w++) n += root_of(m, m->room[m->surface[w]]) == root;
  return n;
}

static bool make_elements(const maker *m, ig_room_cluster *c, size_t root, size_t *wall_of) {
  const ig_room_construction_data *k = m->constructions->data;
  for (size_t s = 0; s < m->surfaces->n; s++) {
    if (root_of(m, m->room[s]) != root) continue;
    ig_room_element *e = &c->element[c->n_elements];
    make_wall(m, e, s);
    wall_of[c->n_elements++] = m->wall[s];
    describe(m, s, e, k->u_W_m2K[m->wall[s]]);
  }
  for (size_t w = 0; m->windows && w < m->windows->n; w++) {
    if (root_of(m, m->room[m->surface[w]]) != root) continue;
    ig_room_element *e = &c->element[c->n_elements];
    make_window(m, e, w);
    wall_of[c->n_elements++] = SIZE_MAX;
    describe(m, m->surface[w], e, ((const ig_room_glazing_data *)m->glazings->data)->u_W_m2K[m->glass[w]]);
  }
  return true;
}

static bool make_cluster(const maker *m, ig_room_cluster *c, size_t root) {
  size_t rooms = 0, elements = count_elements(m, root);
  for (size_t u = root; u < m->batch->n; u++)
    if (root_of(m, u) == root) m->place[u] = rooms++;
  size_t n = 2 * rooms, *wall_of = take(elements, sizeof *wall_of);
  c->zone = take(rooms, sizeof *c->zone);
  c->element = take(elements, sizeof *c->element);
  c->matrix = take(n * (n + 1), sizeof(double));
  c->solve = take(n * (n + 1), sizeof(double));
  c->x = take(n, sizeof(double));
  bool ok = (wall_of && c->zone && c->element && c->matrix && c->solve && c->x) || no_memory(m->context);
  for (size_t u = root; ok && u < m->batch->n; u++)
    if (root_of(m, u) == root) ok = make_zone(m, &c->zone[c->n_zones++], u) && ok;
  ok = ok && make_elements(m, c, root, wall_of);
  for (int k = 0; ok && k < c->n_zones; k++) {
    ok = gather(m, c, k) && light_up(m, c, &c->zone[k], wall_of);
    if (ok) ig_room_heat_exchange(c, &c->zone[k]);
  }
  ok = ok && reduce(m, c, wall_of);
  free(wall_of);
  return ok;
}

static bool make_clusters(maker *m) {
  ig_room_own *own = m->own;
  bool ok = true;
  for (size_t u = 0; u < m->batch->n; u++) {
    if (u % IG_BLOCK == 0) own->first[u / IG_BLOCK] = own->n_clusters;
    if (root_of(m, u) == u) ok = make_cluster(m, &own->cluster[own->n_clusters++], u) && ok;
  }
  own->first[own->n_blocks] = own->n_clusters;
  return ok;
}

/* --- all of it --------------------------------------------------------------------------------------------------- */

static bool start(maker *m) {
  ig_room_own *own = m->own = m->batch->own = calloc(1, sizeof *own);
  size_t n = m->batch->n, surfaces = m->surfaces ? m->surfaces->n : 0, windows = m->windows ? m->windows->n : 0;
  if (!own) return no_memory(m->context);
  const ig_site *site = m->batch->site;
  own->n_blocks = (n + IG_BLOCK - 1) / IG_BLOCK;
  own->density_ratio = ig_room_air_density_kg_m3(site->elevation_m) / ig_room_air_density_kg_m3(0.0);
  own->cluster = take(n, sizeof *own->cluster);
  own->first = take(own->n_blocks + 1, sizeof *own->first);
  own->plane = take(own->n_blocks, sizeof *own->plane);
  own->n_planes = take(own->n_blocks, sizeof *own->n_planes);
  m->root = take(n, sizeof *m->root);
  m->place = take(n, sizeof *m->place);
  m->room = take(surfaces, sizeof *m->room);
  m->other = take(surfaces, sizeof *m->other);
  m->wall = take(surfaces, sizeof *m->wall);
  m->surface = take(windows, sizeof *m->surface);
  m->glass = take(windows, sizeof *m->glass);
  bool ok = own->cluster && own->first && own->plane && own->n_planes && m->root && m->place && m->room && m->other &&
            m->wall && m->surface && m->glass;
  for (size_t b = 0; own->plane && b < own->n_blocks; b++) {
    own->plane[b] = take(surfaces, sizeof **own->plane);
    ok = ok && own->plane[b];
  }
  return ok || no_memory(m->context);
}

bool ig_room_build_batch(ig_batch *batch, ig_build *context) {
  maker m = {.batch = batch,
             .context = context,
             .surfaces = ig_room_text_batch(context, &ig_room_surface_model),
             .constructions = ig_room_text_batch(context, &ig_room_construction_model),
             .windows = ig_room_text_batch(context, &ig_room_window_model),
             .glazings = ig_room_text_batch(context, &ig_room_glazing_model)};
  bool ok = start(&m), sound = ok && resolve(&m); /* else a section before has said what is wrong */
  for (size_t u = 0; sound && u < batch->n; u++) ok = check_room(&m, u) && ok;
  ok = ok && (!sound || make_clusters(&m));
  free(m.root);
  free(m.place);
  free(m.room);
  free(m.other);
  free(m.wall);
  free(m.surface);
  free(m.glass);
  return ok;
}

void ig_room_build_release(ig_batch *batch) {
  ig_room_own *own = batch->own;
  if (!own) return;
  for (size_t i = 0; own->cluster && i < own->n_clusters; i++) {
    ig_room_cluster *c = &own->cluster[i];
    for (int k = 0; k < c->n_zones; k++) {
      ig_room_zone *z = &c->zone[k];
      ig_room_reduced_free(z);
      free(z->face);
      free(z->window);
      free(z->beam_share);
      free(z->diffuse_share);
      free(z->window_diffuse_W);
    }
    free(c->zone);
    free(c->element);
    free(c->matrix);
    free(c->solve);
    free(c->x);
  }
  for (size_t b = 0; own->plane && b < own->n_blocks; b++) free(own->plane[b]);
  free(own->cluster);
  free(own->first);
  free(own->plane);
  free(own->n_planes);
  free(own);
  batch->own = NULL;
}
