/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the room model (room.md is its page): arrays of the six sections a room is described by, and what their
 * builds hand on to each other.
 *
 *   materials -> constructions -> surfaces -> rooms
 *   panes     -> glazings      -> windows (in a surface)
 *
 * Each section is a model of its own, so that its keys have units, limits and messages; only rooms advance. */
#ifndef IG_ROOM_H
#define IG_ROOM_H

#include "models/physics/construction.h"
#include "models/physics/glazing.h"
#include "models/physics/schedule.h"
#include "sim/model.h"

enum {
  IG_ROOM_NODES = 40,               /* temperatures of a wall, most */
  IG_ROOM_PANES = IG_GLAZING_PANES, /* of a window, most */
  IG_ROOM_PANE_NODES = 8,           /* both faces of each pane */
  IG_ROOM_ANGLES = 128,             /* stretches of the cosine of incidence in the optical tables */
  IG_ROOM_REDUCED_STATES = 3,       /* of the reduced order, most */
  IG_ROOM_REPORTED = 32             /* rooms that have KPIs of their own, most */
};

/* --- sections ------------------------------------------------------------------------------------- */

typedef struct ig_room_material_data {
  double *conductivity_W_mK, *density_kg_m3, *heat_J_kgK, *resistance_m2K_W;
} ig_room_material_data;

typedef struct ig_room_construction_data {
  char **layers;
  int32_t *roughness;
  double *absorptance_out, *absorptance_in, *emissivity_out, *emissivity_in;
  double *u_W_m2K, *capacity_J_m2K;
} ig_room_construction_data;

typedef struct ig_room_pane_data {
  double *thickness_m, *conductivity_W_mK, *transmittance, *reflectance_out, *reflectance_in;
  double *emissivity_out, *emissivity_in;
} ig_room_pane_data;

typedef struct ig_room_glazing_data {
  char **layers;
  double *u_given_W_m2K, *g_given;
  double *g_normal, *g_diffuse, *u_W_m2K, *transmittance;
} ig_room_glazing_data;

/* What stands out of a wall around a surface or a window, one value a unit. */
typedef struct ig_room_shade_data {
  double *overhang_m, *overhang_gap_m, *overhang_left_m, *overhang_right_m;
  double *fin_left_m, *fin_left_gap_m, *fin_right_m, *fin_right_gap_m, *fin_above_m, *fin_below_m;
} ig_room_shade_data;

typedef enum ig_room_outside {
  IG_ROOM_OUTDOORS,
  IG_ROOM_GROUND,
  IG_ROOM_TEMPERATURE,
  IG_ROOM_OTHER_ROOM,
  IG_ROOM_ADIABATIC
} ig_room_outside;

typedef struct ig_room_surface_data {
  char **room, **construction, **other_room;
  int32_t *outside, *sun, *wind;
  double *area_m2, *azimuth_deg, *tilt_deg, *height_m, *outside_degC, *film_out_W_m2K, *film_in_W_m2K;
  double *width_m;
  ig_room_shade_data shade;
  double *opaque_m2, *sky_seen, *ground_seen;
  double *t_degC; /* [IG_ROOM_NODES] from outside to inside */
} ig_room_surface_data;

typedef struct ig_room_window_data {
  char **surface, **glazing;
  double *width_m, *height_m, *count, *film_out_W_m2K, *film_in_W_m2K;
  ig_room_shade_data shade;
  double *blind_factor, *blind_from_W_m2;
  double *area_m2, *sky_seen, *ground_seen;
  double *t_degC; /* [IG_ROOM_PANE_NODES] */
} ig_room_window_data;

typedef struct ig_room_spec {
  int32_t terrain;
  double albedo, substep_s;
} ig_room_spec;

typedef struct ig_room_data {
  /* ports read */
  const double *outdoor_degC, *sky_degC, *wind_m_s, *direct_W_m2, *diffuse_W_m2, *global_W_m2;
  /* parameters */
  double *volume_m3, *floor_m2, *furniture_J_m2K, *infiltration_per_h, *ventilation_m3_h, *recovery;
  char **ventilation_hours, **gain_hours, **heating_hours, **cooling_hours, **setback_hours, **setup_hours;
  double *gain_W, *gain_radiant, *gain_electric;
  int32_t *heating, *cooling, *order;
  double *heat_degC, *cool_degC, *setback_degC, *setup_degC, *ramp_s, *heat_most_W, *cool_most_W;
  double *radiant, *operative;
  /* statics */
  double *envelope_m2, *loss_W_K, *windows_m2;
  /* state */
  double *air_degC, *radiant_degC, *reduced /* [IG_ROOM_REDUCED_STATES] */, *hour_heat_J, *hour_cool_J, *hour_air_Ks;
  double *peak_heat_W, *peak_heat_s, *peak_cool_W, *peak_cool_s, *air_most_degC, *air_most_s, *air_least_degC,
      *air_least_s, *air_sum_Ks, *recorded_s;
  /* totals */
  double *heating_Wh, *cooling_Wh, *gain_Wh, *sun_Wh, *power_Wh;
  /* series */
  double *power_W, *heating_W, *cooling_W, *t_air_degC, *t_operative_degC;
} ig_room_data;

extern const ig_model ig_room_model, ig_room_material_model, ig_room_construction_model, ig_room_pane_model,
    ig_room_glazing_model, ig_room_surface_model, ig_room_window_model;

/* --- layers and glass ------------------------------------------------------------------------------- */

typedef struct ig_room_gas {
  double conductivity_W_mK, conductivity_slope, density_kg_m3, viscosity_Pas, viscosity_slope, heat_J_kgK;
} ig_room_gas;

/* What a glazing does with light and heat (own of that batch, one a unit). Tables run over the cosine of incidence
 * in IG_ROOM_ANGLES equal stretches; [0] is grazing. */
typedef struct ig_room_glass {
  int n; /* panes; 1 for a glazing given by u_value and g_value, whose only pane stands for all */
  double transmitted[IG_ROOM_ANGLES + 1], absorbed[IG_ROOM_PANES][IG_ROOM_ANGLES + 1];
  double diffuse_transmitted, diffuse_absorbed[IG_ROOM_PANES];
  double back_transmitted, back_absorbed[IG_ROOM_PANES]; /* diffuse light from the room */
  double pane_W_m2K[IG_ROOM_PANES], pane_J_m2K[IG_ROOM_PANES];
  double emissivity_out[IG_ROOM_PANES], emissivity_in[IG_ROOM_PANES];
  double gap_m[IG_ROOM_PANES];
  ig_room_gas gas[IG_ROOM_PANES];
} ig_room_glass;

/* Reads "wood 9 mm; air-gap" against the materials. Returns 0 or the character (from 1) where `message` (size 200)
 * applies. */
size_t ig_room_text_wall(const char *text, const ig_batch *materials, ig_construction *wall, char message[200]);
/* Reads "clear; air 12 mm; clear" against the panes: pane[i] is the index of pane i of the batch, gas and gap between
 * them go into `glass`. */
size_t ig_room_text_glass(const char *text, const ig_batch *panes, ig_room_glass *glass, size_t *pane,
                          char message[200]);
/* Batch of a model of this room's sections, or NULL where the scenario has none. */
const ig_batch *ig_room_text_batch(const ig_build *context, const ig_model *model);
/* Index of a unit by name, or SIZE_MAX. */
size_t ig_room_text_unit(const ig_batch *batch, const char *name);
/* Says that `word` is no unit of `batch` (may be NULL), with what is there. */
void ig_room_text_unknown(ig_build *context, size_t unit, const char *field, const char *word, const ig_batch *batch,
                          const char *key);

/* Optics of the panes `pane` of `panes`, outside to inside, into the tables of `glass`. */
void ig_room_glass_of_panes(ig_room_glass *glass, const ig_room_pane_data *panes, const size_t *pane);
/* The same from U (W/m2K, with the films of EN ISO 6946) and g at normal incidence. */
void ig_room_glass_of_values(ig_room_glass *glass, double u_W_m2K, double g);
/* U with the films of EN 673 (25 and 7.7 W/m2K, 15 K between the outer panes around 10 degC) and g by EN 410's split.
 */
/* Conductance of gap i with so much between its faces around 10 degC. */
double ig_room_glass_gap_W_m2K(const ig_room_glass *glass, int i, double difference_K);
double ig_room_glass_u_W_m2K(const ig_room_glass *glass);
double ig_room_glass_g(const ig_room_glass *glass, double transmitted, const double *absorbed);
/* Value of a table at a cosine of incidence. */
IG_INLINE double ig_room_glass_at(const double *table, double cos_incidence) {
  double at = ig_clamp(cos_incidence, 0.0, 1.0) * IG_ROOM_ANGLES;
  int i = (int)ig_min(at, IG_ROOM_ANGLES - 1.0);
  return table[i] + (at - i) * (table[i + 1] - table[i]);
}

/* What shades unit u, a rectangle of such a size, as models/physics/glazing.h wants it (room_shade.c). */
ig_glazing_shade ig_room_shade_of(const ig_room_shade_data *d, size_t u, double width_m, double height_m);
bool ig_room_shade_any(const ig_glazing_shade *shade);

/* --- building and stepping ---------------------------------------------------------------------------- */

/* Nothing happens in the sections that only describe. */
void ig_room_advance_none(ig_batch *batch, const ig_window *w, size_t begin, size_t end);

bool ig_room_build_batch(ig_batch *batch, ig_build *context); /* room_build.c */
void ig_room_build_release(ig_batch *batch);
void ig_room_step_advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end); /* room_step.c */
void ig_room_report_batch(const ig_batch *batch, ig_kpis *kpis);                          /* room_report.c */

#endif
