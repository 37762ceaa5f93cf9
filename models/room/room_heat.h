/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms as build lays them out and the step solves them: elements (walls and windows) of temperatures from outside to
 * inside, zones (rooms), and clusters of zones that share walls and are solved together.
 *
 * A step of length dt is implicit (backward Euler) in all temperatures, with the films of its begin:
 *
 *   C_i (T_i - T_i0) / dt = k_(i-1) (T_(i-1) - T_i) + k_i (T_(i+1) - T_i) + q_i        nodes of an element
 *   h_c (T_a - T_s) + h_r (T_r - T_s)                                                   films of an inner face
 *   C_a (T_a - T_a0) / dt = sum A h_c (T_s - T_a) + G (T_o - T_a) + Q_c + P (1 - r)     air of a room
 *   0 = sum A h_r (T_s - T_r) + Q_r + P r                                               its radiant star
 *
 * Each element is eliminated by itself; two equations a room are left, and P follows from its control. */
#ifndef IG_ROOM_HEAT_H
#define IG_ROOM_HEAT_H

#include "models/physics/irradiance.h"
#include "models/physics/zone.h"
#include "models/room/room.h"
#include "models/room/room_physics.h"

/* A face that looks into a room, or the outer one outdoors. */
typedef struct ig_room_face {
  int zone;                               /* in the cluster; -1: no room */
  double emissivity;                      /* long-wave */
  double exchange;                        /* Carroll's factor F of its plane in the room */
  double cos_up;                          /* upward component of its normal */
  double given_W_m2K;                     /* convective film, 0: computed */
  double sun_W_m2;                        /* absorbed, in this step */
  double convective_W_m2K, radiant_W_m2K; /* films of this substep */
  double b, d, g;                         /* T = (d + g E_other + E) / b, E = h_c T_a + h_r T_r of the room */
} ig_room_face;

typedef struct ig_room_element {
  double area_m2, azimuth_deg, tilt_deg;
  int n;
  double *t_degC; /* [n], state */
  double c_J_m2K[IG_ROOM_NODES], k_W_m2K[IG_ROOM_NODES], sun_W_m2[IG_ROOM_NODES];
  double b[IG_ROOM_NODES], d[IG_ROOM_NODES], g[IG_ROOM_NODES]; /* of the elimination towards the inside */
  ig_room_face in, out;
  ig_room_outside outside;
  double fixed_degC, fixed_W_m2K; /* ground, space */
  ig_room_wind wind;              /* outdoors; 0 where it does not reach */
  double sky_view, sky_share, roughness, absorptance_out;
  int plane;                  /* of the block's sun; -1: no sun */
  const ig_room_glass *glass; /* windows */
  ig_glazing_shade shade;
  bool shaded;
  double sky_seen, ground_seen, blind_factor, blind_from_W_m2;
} ig_room_element;

typedef struct ig_room_face_of {
  int element;
  bool outer;
} ig_room_face_of;

typedef enum ig_room_mode {
  IG_ROOM_OFF,
  IG_ROOM_HEAT,
  IG_ROOM_COOL,
  IG_ROOM_HEAT_MOST,
  IG_ROOM_COOL_MOST
} ig_room_mode;

/* What a room is given in a substep, and what comes out. */
typedef struct ig_room_now {
  double convective_W, radiant_W; /* gains */
  double air_W_K, heat_degC, cool_degC, heat_most_W, cool_most_W;
  ig_room_mode mode;
  double power_W; /* heating positive */
} ig_room_now;

typedef struct ig_room_reduced ig_room_reduced; /* room_reduced.c */

typedef struct ig_room_zone {
  size_t unit;
  ig_room_reduced *reduced; /* NULL: the detailed order */
  int n_faces, n_windows;
  ig_room_face_of *face;           /* [n_faces] */
  int *window;                     /* [n_windows] elements */
  double *beam_share;              /* [n_faces] of the beam that enters */
  double *diffuse_share;           /* [n_windows][n_faces] of the diffuse light that enters by a window */
  double *air_degC, *radiant_degC; /* state */
  double air_J_K, infiltration_W_K, ventilation_W_K, radiant_part, operative_part;
  double *window_diffuse_W; /* [n_windows] scratch */
  double sun_W;             /* entered, less what was lost again */
  ig_schedule ventilation, gains, heating, cooling, setback, setup;
  ig_schedule_day today[6], yesterday[6]; /* of those, in this order */
  ig_room_now now;
} ig_room_zone;

typedef struct ig_room_cluster {
  int n_zones, n_elements;
  ig_room_zone *zone;
  ig_room_element *element;
  double *matrix, *solve, *x; /* [2 n][2 n + 1] twice, [2 n] */
} ig_room_cluster;

/* The outdoors of a step. */
typedef struct ig_room_weather {
  double outdoor_degC, sky_degC, density_ratio;
  ig_room_wind wind; /* powers of that at 10 m */
} ig_room_weather;

/* One substep of a cluster: temperatures go from its begin to its end, zone->now.power_W is the power over it. */
void ig_room_heat_step(ig_room_cluster *c, const ig_room_weather *w, double dt_s);

/* --- sun -------------------------------------------------------------------------------------------- */

/* A direction that outer faces look to, and the sun on it in this step, W/m2. */
typedef struct ig_room_plane {
  double azimuth_deg, tilt_deg;
  ig_irradiance_plane plane;
  double cos_incidence, beam_W_m2, sky_W_m2, ground_W_m2; /* the beam has the bright ring around the sun in it */
} ig_room_plane;

/* The sun of a step. */
typedef struct ig_room_sun {
  bool up; /* is there any light? */
  double zenith_deg, azimuth_deg;
} ig_room_sun;

/* Light on the planes at a UTC time, from its irradiances. */
ig_room_sun ig_room_sun_planes(const ig_site *site, double utc_s, ig_irradiance light, double albedo,
                               ig_room_plane *plane, size_t n);
/* What that does to the faces of a cluster. */
void ig_room_sun_cluster(ig_room_cluster *c, const ig_room_sun *sun, const ig_room_plane *plane);
/* Shares in which light spreads in a room (beam_share, diffuse_share of the zone) for the absorptances of its faces
 * [n_faces] (not looked at for windows). False when memory is short. */
bool ig_room_sun_shares_of(ig_room_cluster *c, ig_room_zone *z, const double *absorptance);
/* Do two faces of a room lie in one plane, so that they do not see each other? */
bool ig_room_heat_same_plane(const ig_room_cluster *c, ig_room_face_of a, ig_room_face_of b);
/* Carroll's exchange factors of the faces of a room. */
void ig_room_heat_exchange(ig_room_cluster *c, ig_room_zone *z);

/* --- reduced order ------------------------------------------------------------------------------------- */

/* Makes the reduced order of a room that is alone in its cluster, for steps of dt_s; wall: the construction of each
 * element (not looked at for windows). State [IG_ROOM_REDUCED_STATES]. False when it cannot be made. */
bool ig_room_reduced_make(const ig_room_cluster *c, ig_room_zone *z, const ig_construction *const *wall, double dt_s,
                          double *state);
void ig_room_reduced_free(ig_room_zone *z);
void ig_room_reduced_step(const ig_room_cluster *c, ig_room_zone *z, const ig_room_weather *w, double *state);

/* Into how many equal parts a stretch is cut so that none is longer than allowed. */
IG_INLINE int ig_room_parts(double stretch_s, double most_s) {
  int whole = (int)(stretch_s / most_s);
  return whole + (stretch_s > whole * most_s);
}
/* A step is cut into stretches with a sun of their own, these into substeps. */
#define IG_ROOM_SUN_S 600.0
IG_INLINE double ig_room_substep_s(double step_s, double most_s) {
  double stretch_s = step_s / ig_room_parts(step_s, IG_ROOM_SUN_S);
  return stretch_s / ig_room_parts(stretch_s, most_s);
}

/* What build keeps (batch->own). */
typedef struct ig_room_own {
  size_t n_clusters, n_blocks;
  ig_room_cluster *cluster; /* in order of their blocks */
  size_t *first;            /* [n_blocks + 1] cluster a block begins with */
  ig_room_plane **plane;    /* [n_blocks] */
  size_t *n_planes;         /* [n_blocks] */
  double density_ratio, wind_exponent, wind_layer_m;
} ig_room_own;

IG_INLINE ig_room_face *ig_room_face_at(ig_room_cluster *c, ig_room_face_of f) {
  return f.outer ? &c->element[f.element].out : &c->element[f.element].in;
}

#endif
