/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `materials`: what the layers of walls are made of. */
#include "models/room/room.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_material_data, member)
#define SAYS "depends on the material: EN ISO 10456 has tables"

static const ig_field fields[] = {
    {.name = "conductivity",
     .unit = "W m-1 K-1",
     PARAM(conductivity_W_mK),
     .dflt = 1.0,
     .min = 0.001,
     .max = 500,
     .evidence = 'D',
     .doc = "Thermal conductivity.",
     .source = SAYS},
    {.name = "density",
     .unit = "kg m-3",
     PARAM(density_kg_m3),
     .dflt = 0,
     .min = 0,
     .max = 25000,
     .evidence = 'D',
     .doc = "Density; 0: the layer stores no heat.",
     .source = SAYS},
    {.name = "specific_heat",
     .unit = "J kg-1 K-1",
     PARAM(heat_J_kgK),
     .dflt = 1000,
     .min = 0,
     .max = 10000,
     .evidence = 'C',
     .doc = "Specific heat.",
     .source = "EN ISO 10456: 1000 for most mineral materials"},
    {.name = "resistance",
     .unit = "m2 K W-1",
     PARAM(resistance_m2K_W),
     .dflt = 0,
     .min = 0,
     .max = 1000,
     .evidence = 'D',
     .doc =
         "Resistance of a layer of this material, for air gaps and the like, which take no thickness; 0: by thickness "
         "and conductivity.",
     .source = "EN ISO 6946: 0.16 to 0.23 for unventilated gaps of 25 mm"},
};

static bool build(ig_batch *batch, ig_build *context) {
  bool ok = true;
  const ig_room_material_data *d = batch->data;
  for (size_t u = 0; u < batch->n; u++) {
    bool both = d->resistance_m2K_W[u] > 0.0 && ig_build_given(context, u, "conductivity");
    if (both) ig_build_fail(context, u, "resistance", "a material has a resistance or a conductivity, not both");
    ok = ok && !both;
  }
  return ok;
}

const ig_model ig_room_material_model = {
    .name = "room_material",
    .key = "materials",
    .unit_name = "material",
    .doc = "Materials that the layers of constructions name.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_material_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
};
