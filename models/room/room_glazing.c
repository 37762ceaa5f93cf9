/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Section `glazings`: panes with gaps between them, or U and g alone. */
#include <stdlib.h>

#include "models/room/room.h"

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_room_glazing_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_room_glazing_data, member)

static const ig_field fields[] = {
    {.name = "layers",
     .unit = "1",
     .role = IG_PARAM,
     .type = IG_STRING,
     .offset = offsetof(ig_room_glazing_data, layers),
     .dflt_text = "",
     .evidence = 'D',
     .doc = "Panes from outside to inside with the gaps between them (air, argon, krypton), e.g. \"clear; air 12 mm; "
            "clear\"; left out: u_value and g_value count.",
     .source = "depends on the window"},
    {.name = "u_value",
     .unit = "W m-2 K-1",
     PARAM(u_given_W_m2K),
     .dflt = 2.8,
     .min = 0.2,
     .max = 5.8,
     .evidence = 'C',
     .doc = "Transmittance of a glazing without layers, films of EN 673 in it.",
     .source = "EN 673: clear double glazing 4/12/4"},
    {.name = "g_value",
     .unit = "1",
     PARAM(g_given),
     .dflt = 0.75,
     .min = 0,
     .max = 0.95,
     .evidence = 'B',
     .doc = "Solar heat gain at normal incidence of a glazing without layers; all of it counts as passing.",
     .source = "TABULA France, double glazing before 1990"},
    {.name = "u_computed",
     .unit = "W m-2 K-1",
     STATIC(u_W_m2K),
     .doc = "Transmittance with the films of EN 673 (25 and 7.7 W/m2K, 15 K between the faces)."},
    {.name = "transmittance", .unit = "1", STATIC(transmittance), .doc = "Solar transmittance at normal incidence."},
    {.name = "g_normal", .unit = "1", STATIC(g_normal), .doc = "Solar heat gain at normal incidence."},
    {.name = "g_diffuse", .unit = "1", STATIC(g_diffuse), .doc = "Solar heat gain of uniform diffuse light."},
};

static bool of_layers(ig_batch *batch, ig_build *context, size_t u, const ig_batch *panes) {
  const ig_room_glazing_data *d = batch->data;
  ig_room_glass *glass = &((ig_room_glass *)batch->own)[u];
  size_t pane[IG_ROOM_PANES];
  char message[200];
  size_t at = ig_room_text_glass(d->layers[u], panes, glass, pane, message);
  if (at > 0) {
    ig_build_fail(context, u, "layers", "\"%s\": character %zu: %s", d->layers[u], at, message);
    return false;
  }
  if (ig_build_given(context, u, "u_value") || ig_build_given(context, u, "g_value")) {
    ig_build_fail(context, u, "layers", "a glazing has layers or u_value and g_value, not both");
    return false;
  }
  const ig_room_pane_data *p = panes->data;
  for (int i = 0; i < glass->n; i++) {
    double most = ig_max(p->reflectance_out[pane[i]], p->reflectance_in[pane[i]]);
    if (p->transmittance[pane[i]] + most <= 1.0) continue;
    glass->n = 0; /* the panes have said so */
    return true;
  }
  ig_room_glass_of_panes(glass, p, pane);
  return true;
}

static bool build(ig_batch *batch, ig_build *context) {
  const ig_batch *panes = ig_room_text_batch(context, &ig_room_pane_model);
  ig_room_glazing_data *d = batch->data;
  ig_room_glass *glass = batch->own = calloc(batch->n + 1, sizeof *glass);
  if (!glass) {
    ig_build_fail(context, IG_SETTINGS, NULL, "not enough memory for this many units");
    return false;
  }
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    bool layers = d->layers[u] && *d->layers[u];
    if (!layers) ig_room_glass_of_values(&glass[u], d->u_given_W_m2K[u], d->g_given[u]);
    if (layers && !of_layers(batch, context, u, panes)) ok = false, glass[u].n = 0;
    if (glass[u].n == 0) continue;
    double absorbed[IG_ROOM_PANES];
    for (int i = 0; i < glass[u].n; i++) absorbed[i] = glass[u].absorbed[i][IG_ROOM_ANGLES];
    d->transmittance[u] = glass[u].transmitted[IG_ROOM_ANGLES];
    d->g_normal[u] = ig_room_glass_g(&glass[u], d->transmittance[u], absorbed);
    d->g_diffuse[u] = ig_room_glass_g(&glass[u], glass[u].diffuse_transmitted, glass[u].diffuse_absorbed);
    d->u_W_m2K[u] = ig_room_glass_u_W_m2K(&glass[u]);
  }
  return ok;
}

static void release(ig_batch *batch) {
  free(batch->own);
  batch->own = NULL;
}

const ig_model ig_room_glazing_model = {
    .name = "room_glazing",
    .key = "glazings",
    .unit_name = "glazing",
    .doc = "Glazings by their panes and gaps, or by U and g, for the windows of rooms.",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(ig_room_glazing_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .build = build,
    .advance = ig_room_advance_none,
    .release = release,
};
