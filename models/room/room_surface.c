/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `surfaces`: the walls, roofs and floors of rooms, where they are and what is behind them. */
#include "models/room/room.h"
#include "models/room/room_shade.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_surface_data, member)
#define PARAM_OF(kind, member) .role = IG_PARAM, .type = kind, .offset = offsetof(ig_room_surface_data, member)
#define SAYS "depends on the building"

static const ig_field fields[] = {
    {.name = "room",
     .unit = "1",
     PARAM_OF(IG_STRING, room),
     .dflt_text = "",
     .required = true,
     .evidence = 'D',
     .doc = "The room that its inner face looks into.",
     .source = SAYS},
    {.name = "construction",
     .unit = "1",
     PARAM_OF(IG_STRING, construction),
     .dflt_text = "",
     .required = true,
     .evidence = 'D',
     .doc = "Its construction.",
     .source = SAYS},
    {.name = "area",
     .unit = "m2",
     PARAM(area_m2),
     .dflt = 10,
     .min = 0.01,
     .max = 1e6,
     .required = true,
     .evidence = 'D',
     .doc = "Area of the inner face, windows included.",
     .source = SAYS},
    {.name = "azimuth",
     .unit = "degree",
     PARAM(azimuth_deg),
     .dflt = 180,
     .min = 0,
     .max = 360,
     .evidence = 'D',
     .doc = "Where its outer face looks: north 0, east 90, south 180, west 270.",
     .source = SAYS},
    {.name = "tilt",
     .unit = "degree",
     PARAM(tilt_deg),
     .dflt = 90,
     .min = 0,
     .max = 180,
     .evidence = 'D',
     .doc = "How its outer face lies: flat roof 0, wall 90, floor 180.",
     .source = SAYS},
    {.name = "outside",
     .unit = "1",
     PARAM_OF(IG_ENUM, outside),
     .choices = "outdoors|ground|temperature|room|adiabatic",
     .dflt = IG_ROOM_OUTDOORS,
     .min = 0,
     .max = 4,
     .evidence = 'D',
     .doc = "What is behind it: outdoors, ground at outside_temperature, a space at outside_temperature, another room, "
            "or nothing that heat could go to.",
     .source = SAYS},
    {.name = "outside_temperature",
     .unit = "degC",
     PARAM(outside_degC),
     .dflt = 12,
     .min = -40,
     .max = 60,
     .evidence = 'D',
     .doc = "Constant temperature of the ground or space behind it.",
     .source = "yearly mean of outdoor air in Paris"},
    {.name = "outside_room",
     .unit = "1",
     PARAM_OF(IG_STRING, other_room),
     .dflt_text = "",
     .evidence = 'D',
     .doc = "The room behind it (outside: room), which its outer face looks into.",
     .source = SAYS},
    {.name = "sun",
     .unit = "1",
     PARAM_OF(IG_BOOL, sun),
     .dflt = 1,
     .min = 0,
     .max = 1,
     .evidence = 'D',
     .doc = "Does the sun reach the outer face (outside: outdoors)?",
     .source = SAYS},
    {.name = "wind",
     .unit = "1",
     PARAM_OF(IG_BOOL, wind),
     .dflt = 1,
     .min = 0,
     .max = 1,
     .evidence = 'D',
     .doc = "Does the wind reach the outer face (outside: outdoors)?",
     .source = SAYS},
    {.name = "height",
     .unit = "m",
     PARAM(height_m),
     .dflt = 10,
     .min = 0,
     .max = 500,
     .evidence = 'D',
     .doc = "Height of its centre above the street, for the wind.",
     .source = "third floor"},
    {.name = "film_outside",
     .unit = "W m-2 K-1",
     PARAM(film_out_W_m2K),
     .dflt = 0,
     .min = 0,
     .max = 1000,
     .evidence = 'C',
     .doc =
         "Convective film of the outer face, long-wave comes on top (to a space at a temperature: both together); 0: "
         "by wind and temperatures, 7.7 to a space at a temperature, none to the ground.",
     .source = "room.md; EN ISO 6946"},
    {.name = "film_inside",
     .unit = "W m-2 K-1",
     PARAM(film_in_W_m2K),
     .dflt = 0,
     .min = 0,
     .max = 1000,
     .evidence = 'C',
     .doc = "Convective film of the inner face, long-wave comes on top; 0: by temperatures.",
     .source = "room.md"},
    {.name = "width",
     .unit = "m",
     PARAM(width_m),
     .dflt = 0,
     .min = 0,
     .max = 100000,
     .evidence = 'D',
     .doc = "Width of an upright wall, needed where an overhang or fins shade it; its height is area over width.",
     .source = SAYS},
    IG_ROOM_SHADE_FIELDS(ig_room_surface_data, "the wall"),
    {.name = "sky_seen",
     .unit = "1",
     .role = IG_STATIC,
     .type = IG_F64,
     .offset = offsetof(ig_room_surface_data, sky_seen),
     .doc = "Share of the sky's diffuse light left by what shades it."},
    {.name = "ground_seen",
     .unit = "1",
     .role = IG_STATIC,
     .type = IG_F64,
     .offset = offsetof(ig_room_surface_data, ground_seen),
     .doc = "Share of the ground's diffuse light left by what shades it."},
    {.name = "opaque_area",
     .unit = "m2",
     .role = IG_STATIC,
     .type = IG_F64,
     .offset = offsetof(ig_room_surface_data, opaque_m2),
     .doc = "Area without windows."},
    {.name = "temperatures",
     .unit = "degC",
     .role = IG_STATE,
     .type = IG_F64,
     .width = IG_ROOM_NODES,
     .offset = offsetof(ig_room_surface_data, t_degC),
     .doc = "Temperatures from the outer to the inner face."},
};

static const char *text_of(char *text) { return text ? text : ""; }

static bool check_unit(const ig_batch *batch, ig_build *context, size_t u, const ig_batch *rooms,
                       const ig_batch *constructions) {
  const ig_room_surface_data *d = batch->data;
  const char *room = text_of(d->room[u]), *construction = text_of(d->construction[u]),
             *other = text_of(d->other_room[u]);
  bool ok = true, to_room = d->outside[u] == IG_ROOM_OTHER_ROOM;
  if (ig_room_text_unit(rooms, room) == SIZE_MAX) {
    ig_room_text_unknown(context, u, "room", room, rooms, "rooms");
    ok = false;
  }
  if (ig_room_text_unit(constructions, construction) == SIZE_MAX) {
    ig_room_text_unknown(context, u, "construction", construction, constructions, "constructions");
    ok = false;
  }
  if (to_room && ig_room_text_unit(rooms, other) == SIZE_MAX) {
    ig_room_text_unknown(context, u, "outside_room", other, rooms, "rooms");
    ok = false;
  } else if (!to_room && *other) {
    ig_build_fail(context, u, "outside_room", "'%s' has no meaning without 'outside: room'", other);
    ok = false;
  }
  return ok;
}

/* Shades of a wall: they need its width, and an upright wall. */
static bool shade(const ig_batch *batch, ig_build *context, size_t u) {
  ig_room_surface_data *d = batch->data;
  d->sky_seen[u] = d->ground_seen[u] = 1.0;
  ig_glazing_shade s = ig_room_shade_of(&d->shade, u, d->width_m[u], d->area_m2[u] / ig_max(d->width_m[u], 1e-9));
  if (!ig_room_shade_any(&s)) return true;
  if (!(d->width_m[u] > 0.0) || d->tilt_deg[u] < 89.0 || d->tilt_deg[u] > 91.0) {
    ig_build_fail(context, u, "width", "an overhang or fins need the width of the wall, and an upright wall");
    return false;
  }
  d->sky_seen[u] = ig_glazing_sky_share(&s);
  d->ground_seen[u] = ig_glazing_ground_share(&s);
  return true;
}

static bool build(ig_batch *batch, ig_build *context) {
  const ig_batch *rooms = ig_room_text_batch(context, &ig_room_model);
  const ig_batch *constructions = ig_room_text_batch(context, &ig_room_construction_model);
  ig_room_surface_data *d = batch->data;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    ok = check_unit(batch, context, u, rooms, constructions) && ok;
    ok = shade(batch, context, u) && ok;
    d->opaque_m2[u] = d->area_m2[u];
    for (size_t k = 0; k < IG_ROOM_NODES; k++) d->t_degC[u * IG_ROOM_NODES + k] = 20.0;
  }
  return ok;
}

const ig_model ig_room_surface_model = {
    .name = "room_surface",
    .key = "surfaces",
    .unit_name = "surface",
    .doc = "Walls, roofs and floors of rooms: area, position, construction and what is behind them.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_surface_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
};
