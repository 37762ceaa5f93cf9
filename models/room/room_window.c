/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `windows`: glazed parts of surfaces, with what shades them. */
#include "models/room/room.h"
#include "models/room/room_shade.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_window_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_room_window_data, member)
#define PARAM_OF(kind, member) .role = IG_PARAM, .type = kind, .offset = offsetof(ig_room_window_data, member)

static const ig_field fields[] = {
    {.name = "surface",
     .unit = "1",
     PARAM_OF(IG_STRING, surface),
     .dflt_text = "",
     .required = true,
     .evidence = 'D',
     .doc = "The surface it is in, which must be outdoors.",
     .source = "depends on the building"},
    {.name = "glazing",
     .unit = "1",
     PARAM_OF(IG_STRING, glazing),
     .dflt_text = "",
     .required = true,
     .evidence = 'D',
     .doc = "Its glazing.",
     .source = "depends on the building"},
    {.name = "width",
     .unit = "m",
     PARAM(width_m),
     .dflt = 3,
     .min = 0.05,
     .max = 1000,
     .required = true,
     .evidence = 'D',
     .doc = "Width of one window.",
     .source = "depends on the building"},
    {.name = "height",
     .unit = "m",
     PARAM(height_m),
     .dflt = 2,
     .min = 0.05,
     .max = 1000,
     .required = true,
     .evidence = 'D',
     .doc = "Height of one window.",
     .source = "depends on the building"},
    {.name = "count",
     .unit = "1",
     PARAM(count),
     .dflt = 1,
     .min = 1,
     .max = 1e6,
     .evidence = 'D',
     .doc = "Windows like this in the wall.",
     .source = "one"},
    {.name = "film_outside",
     .unit = "W m-2 K-1",
     PARAM(film_out_W_m2K),
     .dflt = 0,
     .min = 0,
     .max = 1000,
     .evidence = 'C',
     .doc = "Convective film of the outer face, long-wave comes on top; 0: by wind and temperatures.",
     .source = "room.md"},
    {.name = "film_inside",
     .unit = "W m-2 K-1",
     PARAM(film_in_W_m2K),
     .dflt = 0,
     .min = 0,
     .max = 1000,
     .evidence = 'C',
     .doc = "Convective film of the inner face, long-wave comes on top; 0: by temperatures.",
     .source = "room.md"},
    IG_ROOM_SHADE_FIELDS(ig_room_window_data, "the window"),
    {.name = "blinds.factor",
     .unit = "1",
     PARAM(blind_factor),
     .dflt = 1,
     .min = 0,
     .max = 1,
     .evidence = 'D',
     .doc = "Share of the sun that passes lowered blinds outside; 1: no blinds.",
     .source = "none; EN 14501 classes 2 to 4 have 0.5 to 0.1"},
    {.name = "blinds.from",
     .unit = "W m-2",
     PARAM(blind_from_W_m2),
     .dflt = 150,
     .min = 0,
     .max = 2000,
     .evidence = 'D',
     .doc = "Irradiance on the window from which blinds come down; they are down 250 W/m2 above it.",
     .source = "assumption"},
    {.name = "area", .unit = "m2", STATIC(area_m2), .doc = "Area of all windows like this."},
    {.name = "sky_seen",
     .unit = "1",
     STATIC(sky_seen),
     .doc = "Share of the sky's diffuse light left by what shades it."},
    {.name = "ground_seen",
     .unit = "1",
     STATIC(ground_seen),
     .doc = "Share of the ground's diffuse light left by what shades it."},
    {.name = "temperatures",
     .unit = "degC",
     .role = IG_STATE,
     .type = IG_F64,
     .width = IG_ROOM_PANE_NODES,
     .offset = offsetof(ig_room_window_data, t_degC),
     .doc = "Temperatures of the panes' faces from outside to inside."},
};

/* Takes the window out of its wall. */
static bool cut_out(const ig_batch *batch, ig_build *context, size_t u, const ig_batch *surfaces) {
  const ig_room_window_data *d = batch->data;
  const char *name = d->surface[u] ? d->surface[u] : "";
  size_t s = ig_room_text_unit(surfaces, name);
  if (s == SIZE_MAX) {
    ig_room_text_unknown(context, u, "surface", name, surfaces, "surfaces");
    return false;
  }
  ig_room_surface_data *wall = surfaces->data;
  if (wall->outside[s] != IG_ROOM_OUTDOORS) {
    ig_build_fail(context, u, "surface", "'%s' is not outdoors; only such surfaces have windows", name);
    return false;
  }
  if (d->area_m2[u] > wall->opaque_m2[s] - 1e-6 * wall->area_m2[s]) {
    ig_build_fail(context, u, "surface", "%g m2 of windows do not fit into the %g m2 that are left of '%s'",
                  d->area_m2[u], wall->opaque_m2[s], name);
    return false;
  }
  ig_glazing_shade shade = ig_room_shade_of(&d->shade, u, d->width_m[u], d->height_m[u]);
  if (ig_room_shade_any(&shade) && (wall->tilt_deg[s] < 89.0 || wall->tilt_deg[s] > 91.0)) {
    ig_build_fail(context, u, "surface", "overhangs and fins are for upright walls; '%s' has a tilt of %g degree", name,
                  wall->tilt_deg[s]);
    return false;
  }
  wall->opaque_m2[s] -= d->area_m2[u];
  return true;
}

static bool build(ig_batch *batch, ig_build *context) {
  const ig_batch *surfaces = ig_room_text_batch(context, &ig_room_surface_model);
  const ig_batch *glazings = ig_room_text_batch(context, &ig_room_glazing_model);
  ig_room_window_data *d = batch->data;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    d->area_m2[u] = d->width_m[u] * d->height_m[u] * d->count[u];
    const char *glazing = d->glazing[u] ? d->glazing[u] : "";
    if (ig_room_text_unit(glazings, glazing) == SIZE_MAX) {
      ig_room_text_unknown(context, u, "glazing", glazing, glazings, "glazings");
      ok = false;
    }
    ok = cut_out(batch, context, u, surfaces) && ok;
    ig_glazing_shade shade = ig_room_shade_of(&d->shade, u, d->width_m[u], d->height_m[u]);
    d->sky_seen[u] = ig_glazing_sky_share(&shade);
    d->ground_seen[u] = ig_glazing_ground_share(&shade);
    for (size_t k = 0; k < IG_ROOM_PANE_NODES; k++) d->t_degC[u * IG_ROOM_PANE_NODES + k] = 20.0;
  }
  return ok;
}

const ig_model ig_room_window_model = {
    .name = "room_window",
    .key = "windows",
    .unit_name = "window",
    .doc = "Windows in the surfaces of rooms: glazing, size, overhang, fins and blinds.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_window_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
};
