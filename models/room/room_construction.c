/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `constructions`: walls, roofs and floors by their layers, with what their faces do to light and heat. */
#include <stdlib.h>

#include "models/room/room.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_construction_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_room_construction_data, member)

static const ig_field fields[] = {
    {.name = "layers",
     .unit = "1",
     .role = IG_PARAM,
     .type = IG_STRING,
     .offset = offsetof(ig_room_construction_data, layers),
     .dflt_text = "",
     .required = true,
     .evidence = 'D',
     .doc = "Layers from outside to inside with their thickness, e.g. \"concrete 20 cm; insulation 12 cm; plaster 15 "
            "mm\"; names are those of the materials.",
     .source = "depends on the building"},
    {.name = "absorptance_outside",
     .unit = "1",
     PARAM(absorptance_out),
     .dflt = 0.6,
     .min = 0,
     .max = 1,
     .evidence = 'C',
     .doc = "Share of the sun that the outer face absorbs.",
     .source = "ASHRAE 140; EN ISO 13790 has 0.6 for middling colours"},
    {.name = "absorptance_inside",
     .unit = "1",
     PARAM(absorptance_in),
     .dflt = 0.6,
     .min = 0,
     .max = 1,
     .evidence = 'C',
     .doc = "Share of the sun that the inner face absorbs.",
     .source = "ASHRAE 140"},
    {.name = "emissivity_outside",
     .unit = "1",
     PARAM(emissivity_out),
     .dflt = 0.9,
     .min = 0.01,
     .max = 1,
     .evidence = 'C',
     .doc = "Long-wave emissivity of the outer face.",
     .source = "ASHRAE 140; EN ISO 6946"},
    {.name = "emissivity_inside",
     .unit = "1",
     PARAM(emissivity_in),
     .dflt = 0.9,
     .min = 0.01,
     .max = 1,
     .evidence = 'C',
     .doc = "Long-wave emissivity of the inner face.",
     .source = "ASHRAE 140; EN ISO 6946"},
    {.name = "roughness",
     .unit = "1",
     .role = IG_PARAM,
     .type = IG_ENUM,
     .offset = offsetof(ig_room_construction_data, roughness),
     .choices = "very_rough|rough|medium_rough|medium_smooth|smooth|very_smooth",
     .dflt = 1,
     .min = 0,
     .max = 5,
     .evidence = 'C',
     .doc = "Of the outer face, for the wind: 2.17, 1.67, 1.52, 1.13, 1.11, 1 times the forced film of glass.",
     .source = "ASHRAE 140 walls are rough; factors of DOE-2"},
    {.name = "u_value",
     .unit = "W m-2 K-1",
     STATIC(u_W_m2K),
     .doc = "Transmittance with the films of EN ISO 6946 for an outer wall (0.13 and 0.04 m2K/W)."},
    {.name = "capacity", .unit = "J m-2 K-1", STATIC(capacity_J_m2K), .doc = "Heat capacity of all layers."},
};

static bool build(ig_batch *batch, ig_build *context) {
  const ig_batch *materials = ig_room_text_batch(context, &ig_room_material_model);
  ig_room_construction_data *d = batch->data;
  ig_construction *wall = batch->own = calloc(batch->n + 1, sizeof *wall);
  if (!wall) {
    ig_build_fail(context, IG_SETTINGS, NULL, "not enough memory for this many units");
    return false;
  }
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    char message[200];
    const char *text = d->layers[u] ? d->layers[u] : "";
    size_t at = ig_room_text_wall(text, materials, &wall[u], message);
    if (at > 0) ig_build_fail(context, u, "layers", "\"%s\": character %zu: %s", text, at, message);
    ok = ok && at == 0;
    if (at > 0) continue;
    d->u_W_m2K[u] = ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&wall[u]), 0.13, 0.04);
    d->capacity_J_m2K[u] = ig_construction_capacity_J_m2K(&wall[u]);
  }
  return ok;
}

static void release(ig_batch *batch) {
  free(batch->own);
  batch->own = NULL;
}

const ig_model ig_room_construction_model = {
    .name = "room_construction",
    .key = "constructions",
    .unit_name = "construction",
    .doc = "Walls, roofs and floors by their layers of materials, for the surfaces of rooms.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_construction_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
    .release = release,
};
