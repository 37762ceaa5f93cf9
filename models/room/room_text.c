/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Texts of the room's sections: layers of walls and glazings, names of other units. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/room/room.h"

/* Gases of EN 673 at 10 degC with their change by temperature (from its table of 0 and 20 degC). */
static const struct {
  const char *name;
  ig_room_gas gas;
} gases[] = {
    {"air", {2.496e-2, 8.0e-5, 1.232, 1.761e-5, 5.0e-8, 1008.0}},
    {"argon", {1.684e-2, 5.0e-5, 1.699, 2.164e-5, 6.4e-8, 519.0}},
    {"krypton", {0.900e-2, 3.0e-5, 3.560, 2.400e-5, 6.8e-8, 245.0}},
};

const ig_batch *ig_room_text_batch(const ig_build *context, const ig_model *model) {
  size_t n;
  const ig_batch *batch = ig_build_batches(context, &n);
  for (size_t b = 0; b < n; b++)
    if (batch[b].model == model) return &batch[b];
  return NULL;
}

/* Units stand in order of their names. */
size_t ig_room_text_unit(const ig_batch *batch, const char *name) {
  size_t low = 0, high = batch ? batch->n : 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = strcmp(batch->name[middle], name);
    if (order == 0) return middle;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return SIZE_MAX;
}

/* "a, b, c", at most some of them. */
static void list_units(const ig_batch *batch, char *text, size_t size) {
  enum { MOST = 12 };
  size_t used = 0;
  text[0] = '\0';
  for (size_t u = 0; u < batch->n && u < MOST && used + 1 < size; u++)
    used += (size_t)snprintf(text + used, size - used, "%s%s", u ? ", " : "", batch->name[u]);
  if (batch->n > MOST && used + 1 < size) snprintf(text + used, size - used, ", ... (%zu)", batch->n);
}

void ig_room_text_unknown(ig_build *context, size_t unit, const char *field, const char *word, const ig_batch *batch,
                          const char *key) {
  char names[600];
  if (!batch || batch->n == 0) {
    ig_build_fail(context, unit, field, "'%s' is not known: there are no %s in the scenario", word, key);
    return;
  }
  list_units(batch, names, sizeof names);
  ig_build_fail(context, unit, field, "'%s' is not one of the %s: %s", word, key, names);
}

/* --- layers ----------------------------------------------------------------------------------------- */

/* A layer as it was written: a name and, where given, a thickness. */
typedef struct layer_text {
  char name[65];
  double thickness_m; /* 0: none given */
  size_t at;          /* character of its begin, from 1 */
} layer_text;

static const struct {
  const char *word;
  double m;
} lengths[] = {{"mm", 1e-3}, {"cm", 1e-2}, {"m", 1.0}};

/* Takes " 66 mm" off the end of text[0, n); returns the thickness, 0 where there is none. */
static double take_thickness(const char *text, size_t *n) {
  for (size_t i = 0; i < IG_COUNT(lengths); i++) {
    size_t unit = strlen(lengths[i].word), end = *n;
    if (end <= unit || strncmp(text + end - unit, lengths[i].word, unit) != 0) continue;
    end -= unit;
    while (end > 0 && text[end - 1] == ' ') end--;
    size_t begin = end;
    while (begin > 0 && ((text[begin - 1] >= '0' && text[begin - 1] <= '9') || text[begin - 1] == '.')) begin--;
    if (begin == end || begin == 0 || text[begin - 1] != ' ') continue;
    double value = strtod(text + begin, NULL) * lengths[i].m;
    while (begin > 0 && text[begin - 1] == ' ') begin--;
    *n = begin;
    return value;
  }
  return 0.0;
}

/* The layer that begins at *at; moves behind its ';'. False: too long a name, or none. */
static bool next_layer(const char *text, size_t *at, layer_text *out) {
  size_t begin = *at + strspn(text + *at, " "), end = begin + strcspn(text + begin, ";");
  *at = text[end] ? end + 1 : end;
  while (end > begin && text[end - 1] == ' ') end--;
  size_t n = end - begin;
  out->at = begin + 1;
  out->thickness_m = take_thickness(text + begin, &n);
  snprintf(out->name, sizeof out->name, "%.*s", (int)(n < 64 ? n : 64), text + begin);
  return n > 0 && n <= 64;
}

static size_t say(const layer_text *layer, char message[200], const char *format, const char *word) {
  snprintf(message, 200, format, word);
  return layer->at;
}

size_t ig_room_text_wall(const char *text, const ig_batch *materials, ig_construction *wall, char message[200]) {
  *wall = (ig_construction){0};
  layer_text layer = {.at = 1};
  if (!materials || materials->n == 0) return say(&layer, message, "there are no %s in the scenario", "materials");
  const ig_room_material_data *d = materials->data;
  size_t at = 0;
  do {
    if (!next_layer(text, &at, &layer))
      return say(&layer, message, "expected a material%s, as in \"concrete 20 cm; plaster 15 mm\"", "");
    size_t m = ig_room_text_unit(materials, layer.name);
    if (m == SIZE_MAX) {
      char names[120];
      list_units(materials, names, sizeof names);
      snprintf(message, 200, "'%.40s' is not one of the materials: %s", layer.name, names);
      return layer.at;
    }
    if (wall->layers == IG_CONSTRUCTION_LAYERS) return say(&layer, message, "more than %s layers", "12");
    bool resistance = d->resistance_m2K_W[m] > 0.0;
    if (resistance && layer.thickness_m > 0.0)
      return say(&layer, message, "material '%s' is a resistance and takes no thickness", layer.name);
    if (!resistance && !(layer.thickness_m >= 1e-4 && layer.thickness_m <= 10.0))
      return say(&layer, message, "material '%s' needs a thickness from 0.1 mm to 10 m, as in \"concrete 20 cm\"",
                 layer.name);
    wall->layer[wall->layers++] = (ig_construction_layer){
        layer.thickness_m, d->conductivity_W_mK[m], d->density_kg_m3[m], d->heat_J_kgK[m], d->resistance_m2K_W[m]};
  } while (text[at]);
  return 0;
}

static const ig_room_gas *find_gas(const char *name) {
  for (size_t i = 0; i < IG_COUNT(gases); i++)
    if (strcmp(gases[i].name, name) == 0) return &gases[i].gas;
  return NULL;
}

size_t ig_room_text_glass(const char *text, const ig_batch *panes, ig_room_glass *glass, size_t *pane,
                          char message[200]) {
  glass->n = 0;
  layer_text layer = {.at = 1};
  bool gap = false; /* is a gap due? */
  size_t at = 0;
  do {
    if (!next_layer(text, &at, &layer))
      return say(&layer, message, "expected a pane or a gap%s, as in \"clear; air 12 mm; clear\"", "");
    if (gap) {
      const ig_room_gas *gas = find_gas(layer.name);
      if (!gas) return say(&layer, message, "'%s' is not one of the gases: air, argon, krypton", layer.name);
      if (!(layer.thickness_m >= 1e-3 && layer.thickness_m <= 0.1))
        return say(&layer, message, "a gap of %s needs a thickness from 1 mm to 10 cm", layer.name);
      glass->gap_m[glass->n - 1] = layer.thickness_m;
      glass->gas[glass->n - 1] = *gas;
    } else {
      size_t p = ig_room_text_unit(panes, layer.name);
      if (p == SIZE_MAX) {
        char names[120] = "none in the scenario";
        if (panes && panes->n > 0) list_units(panes, names, sizeof names);
        snprintf(message, 200, "'%.40s' is not one of the panes: %s", layer.name, names);
        return layer.at;
      }
      if (layer.thickness_m > 0.0) return say(&layer, message, "pane '%s' has its own thickness", layer.name);
      if (glass->n == IG_ROOM_PANES) return say(&layer, message, "more than %s panes", "4");
      pane[glass->n++] = p;
    }
    gap = !gap;
  } while (text[at]);
  return gap ? 0 : say(&layer, message, "the last layer is a gap (%s)", layer.name);
}
