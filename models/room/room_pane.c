/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `panes`: single panes of glass. */
#include "models/room/room.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_pane_data, member)
#define CLEAR "clear float glass of 3 mm, ASHRAE 140-2020"

static const ig_field fields[] = {
    {.name = "thickness",
     .unit = "m",
     PARAM(thickness_m),
     .dflt = 0.003048,
     .min = 0.0001,
     .max = 0.1,
     .evidence = 'C',
     .doc = "Thickness.",
     .source = CLEAR},
    {.name = "conductivity",
     .unit = "W m-1 K-1",
     PARAM(conductivity_W_mK),
     .dflt = 1.0,
     .min = 0.05,
     .max = 10,
     .evidence = 'C',
     .doc = "Thermal conductivity.",
     .source = "EN 673"},
    {.name = "solar_transmittance",
     .unit = "1",
     PARAM(transmittance),
     .dflt = 0.834,
     .min = 0.01,
     .max = 0.98,
     .evidence = 'C',
     .doc = "Solar transmittance at normal incidence.",
     .source = CLEAR},
    {.name = "solar_reflectance_outside",
     .unit = "1",
     PARAM(reflectance_out),
     .dflt = 0.075,
     .min = 0.001,
     .max = 0.9,
     .evidence = 'C',
     .doc = "Solar reflectance of the outer face at normal incidence.",
     .source = CLEAR},
    {.name = "solar_reflectance_inside",
     .unit = "1",
     PARAM(reflectance_in),
     .dflt = 0.075,
     .min = 0.001,
     .max = 0.9,
     .evidence = 'C',
     .doc = "Solar reflectance of the inner face at normal incidence; other than that outside: a coated pane.",
     .source = CLEAR},
    {.name = "emissivity_outside",
     .unit = "1",
     PARAM(emissivity_out),
     .dflt = 0.84,
     .min = 0.01,
     .max = 1,
     .evidence = 'C',
     .doc = "Long-wave emissivity of the outer face.",
     .source = CLEAR},
    {.name = "emissivity_inside",
     .unit = "1",
     PARAM(emissivity_in),
     .dflt = 0.84,
     .min = 0.01,
     .max = 1,
     .evidence = 'C',
     .doc = "Long-wave emissivity of the inner face.",
     .source = CLEAR},
};

static bool build(ig_batch *batch, ig_build *context) {
  const ig_room_pane_data *d = batch->data;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    double most = ig_max(d->reflectance_out[u], d->reflectance_in[u]);
    if (d->transmittance[u] + most <= 1.0) continue;
    ig_build_fail(context, u, "solar_transmittance", "transmittance %g and reflectance %g together exceed 1",
                  d->transmittance[u], most);
    ok = false;
  }
  return ok;
}

const ig_model ig_room_pane_model = {
    .name = "room_pane",
    .key = "panes",
    .unit_name = "pane",
    .doc = "Panes of glass that the layers of glazings name.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_pane_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
};
