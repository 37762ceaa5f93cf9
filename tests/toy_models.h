/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A registry of small made-up models, so that tests of the scenario reader depend on no real one. Include it once;
 * it takes the place of sim/models.c. */
#ifndef IG_TOY_MODELS_H
#define IG_TOY_MODELS_H

#include <math.h>
#include <string.h>

#include "sim/district.h"

typedef struct sky_spec {
  char *file, *vintage;
} sky_spec;
typedef struct sky_data {
  double *mean, *temperature;
} sky_data;

typedef struct house_spec {
  int32_t count;
  int32_t persons;
  double area_m2, limit_K;
  ig_list shares;
  ig_names streets;
  int64_t since;
} house_spec;
typedef struct house_data {
  double *area_m2, *power_W, *hours, *energy_Wh, *series_W, *level;
  int32_t *persons, *heating, *lit;
  char **label, **curve;
  uint64_t *queue;
  const double *outdoor_degC;
} house_data;

typedef struct lamp_data {
  double *power_W, *series_W;
} lamp_data;

#define TOY(type, member) .offset = offsetof(type, member)

static const ig_field sky_fields[] = {
    {.name = "file",
     .type = IG_STRING,
     .role = IG_SETTING,
     TOY(sky_spec, file),
     .input_file = true,
     .doc = "Weather file."},
    {.name = "vintage", .type = IG_STRING, .role = IG_SETTING, TOY(sky_spec, vintage), .doc = "Year."},
    {.name = "mean",
     .type = IG_F64,
     .unit = "degC",
     .role = IG_PARAM,
     TOY(sky_data, mean),
     .dflt = 11,
     .min = -40,
     .max = 50,
     .doc = "Mean temperature."},
    {.name = "temperature",
     .type = IG_F64,
     .unit = "degC",
     .role = IG_SERIES,
     TOY(sky_data, temperature),
     .shared = true,
     .always = true,
     .doc = "Outdoor temperature."},
};

static const ig_field house_fields[] = {
    {.name = "count",
     .type = IG_I32,
     .unit = "1",
     .role = IG_SETTING,
     TOY(house_spec, count),
     .dflt = 0,
     .min = 0,
     .max = 1e6,
     .doc = "Houses to generate."},
    {.name = "persons",
     .type = IG_I32,
     .unit = "1",
     .role = IG_SETTING,
     TOY(house_spec, persons),
     .dflt = 0,
     .min = 0,
     .max = 1e6,
     .doc = "Persons of all; the name is also that of a parameter."},
    {.name = "floor_area",
     .type = IG_F64,
     .unit = "m2",
     .role = IG_SETTING,
     TOY(house_spec, area_m2),
     .dflt = 100,
     .min = 10,
     .max = 1e6,
     .doc = "Area of all."},
    {.name = "limit",
     .type = IG_F64,
     .unit = "K",
     .role = IG_SETTING,
     TOY(house_spec, limit_K),
     .dflt = 2,
     .min = 0,
     .max = 20,
     .doc = "A difference of temperature."},
    {.name = "shares",
     .type = IG_LIST,
     .unit = "1",
     .role = IG_SETTING,
     TOY(house_spec, shares),
     .dflt_text = "0.25, 0.75",
     .min = 0,
     .max = 1,
     .doc = "Shares."},
    {.name = "streets", .type = IG_NAMES, .role = IG_SETTING, TOY(house_spec, streets), .doc = "Names."},
    {.name = "since",
     .type = IG_DATE,
     .role = IG_SETTING,
     TOY(house_spec, since),
     .dflt_text = "2010-05-01",
     .doc = "A day."},
    {.name = "area",
     .type = IG_F64,
     .unit = "m2",
     .role = IG_PARAM,
     TOY(house_data, area_m2),
     .dflt = 80,
     .min = 5,
     .max = 2000,
     .drawn = true,
     .doc = "Area of one."},
    {.name = "persons",
     .type = IG_I32,
     .unit = "1",
     .role = IG_PARAM,
     TOY(house_data, persons),
     .dflt = 2,
     .min = 1,
     .max = 12,
     .drawn = true,
     .doc = "Persons."},
    {.name = "heating.kind",
     .type = IG_ENUM,
     .unit = "1",
     .role = IG_PARAM,
     TOY(house_data, heating),
     .choices = "gas|district_heat|electric",
     .doc = "Heating."},
    {.name = "heating.power",
     .type = IG_F64,
     .unit = "W",
     .role = IG_PARAM,
     TOY(house_data, power_W),
     .dflt = 5000,
     .min = 0,
     .max = 1e5,
     .doc = "Heating power."},
    {.name = "lit",
     .type = IG_BOOL,
     .unit = "1",
     .role = IG_PARAM,
     TOY(house_data, lit),
     .dflt = 1,
     .doc = "Lamp at the door."},
    {.name = "hours",
     .type = IG_F64,
     .unit = "h",
     .role = IG_PARAM,
     TOY(house_data, hours),
     .width = 2,
     .dflt = 8,
     .min = 0,
     .max = 24,
     .doc = "Two hours."},
    {.name = "label",
     .type = IG_STRING,
     .role = IG_PARAM,
     TOY(house_data, label),
     .dflt_text = "plain",
     .doc = "Text."},
    {.name = "curve",
     .type = IG_STRING,
     .role = IG_PARAM,
     TOY(house_data, curve),
     .input_file = true,
     .doc = "A file."},
    {.name = "queue",
     .type = IG_U64,
     .unit = "1",
     .role = IG_STATE,
     TOY(house_data, queue),
     .width = 3,
     .doc = "Events."},
    {.name = "energy", .type = IG_F64, .unit = "Wh", .role = IG_TOTAL, TOY(house_data, energy_Wh), .doc = "Energy."},
    {.name = "power", .type = IG_F64, .unit = "W", .role = IG_SERIES, TOY(house_data, series_W), .doc = "Power."},
    {.name = "level", .type = IG_F64, .unit = "1", .role = IG_SERIES, TOY(house_data, level), .doc = "Level."},
};

static const ig_field lamp_fields[] = {
    {.name = "lamp_power",
     .type = IG_F64,
     .unit = "W",
     .role = IG_PARAM,
     TOY(lamp_data, power_W),
     .required = true,
     .min = 0,
     .max = 1000,
     .doc = "Power of a lamp."},
    {.name = "power", .type = IG_F64, .unit = "W", .role = IG_SERIES, TOY(lamp_data, series_W), .doc = "Power."},
};

static const ig_port house_ports[] = {
    {"sky.temperature", "degC", IG_READS, offsetof(house_data, outdoor_degC)},
    {"power", "W", IG_WRITES, offsetof(house_data, series_W)},
};

static size_t house_count(const void *spec) { return (size_t)((const house_spec *)spec)->count; }

static bool build_any(ig_batch *batch, ig_build *context) {
  (void)batch;
  (void)context;
  return true;
}

/* Draws what was left out, and refuses a house that is too full. */
static bool house_build(ig_batch *batch, ig_build *context) {
  house_data *d = batch->data;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    assert(isnan(d->area_m2[u]) == !ig_build_given(context, u, "area"));
    assert((d->persons[u] == INT32_MIN) == !ig_build_given(context, u, "persons"));
    if (isnan(d->area_m2[u])) d->area_m2[u] = 50.0 + 100.0 * ig_rng_uniform(ig_unit_key(batch, u), 1, 0, 0);
    if (d->persons[u] == INT32_MIN) d->persons[u] = 2;
    if (d->area_m2[u] / d->persons[u] >= 7.0) continue;
    ig_build_fail(context, u, "persons", "%d persons on %g m2; at least 7 m2 each", d->persons[u], d->area_m2[u]);
    ok = false;
  }
  if (((const house_spec *)batch->spec)->shares.n > 3) {
    ig_build_fail(context, IG_SETTINGS, "shares", "at most 3");
    ok = false;
  }
  if (batch->n == 3) ig_build_warn(context, "three houses");
  if (batch->n == 3) ig_build_warn(context, "three houses");
  return ok;
}

static void advance_none(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  (void)batch;
  (void)w;
  (void)begin;
  (void)end;
}

static const ig_model toy_sky = {.name = "sky",
                                 .key = "sky",
                                 .unit_name = "sky",
                                 .doc = "The weather.",
                                 .always = true,
                                 .single = true,
                                 .phase = IG_PHASE_WEATHER,
                                 .spec_size = sizeof(sky_spec),
                                 .data_size = sizeof(sky_data),
                                 .fields = sky_fields,
                                 .n_fields = IG_COUNT(sky_fields),
                                 .build = build_any,
                                 .advance = advance_none};
static const ig_model toy_house = {.name = "house",
                                   .key = "houses",
                                   .unit_name = "house",
                                   .doc = "Houses.",
                                   .part = "houses",
                                   .phase = IG_PHASE_DEMAND,
                                   .spec_size = sizeof(house_spec),
                                   .data_size = sizeof(house_data),
                                   .fields = house_fields,
                                   .n_fields = IG_COUNT(house_fields),
                                   .ports = house_ports,
                                   .n_ports = IG_COUNT(house_ports),
                                   .count = house_count,
                                   .build = house_build,
                                   .advance = advance_none};
static const ig_model toy_lamp = {.name = "lamp",
                                  .key = "lamps",
                                  .unit_name = "lamp",
                                  .doc = "Lamps.",
                                  .part = "lighting",
                                  .phase = IG_PHASE_DEMAND,
                                  .data_size = sizeof(lamp_data),
                                  .fields = lamp_fields,
                                  .n_fields = IG_COUNT(lamp_fields),
                                  .build = build_any,
                                  .advance = advance_none};

const ig_model *const ig_models[] = {&toy_lamp, &toy_house, &toy_sky};
const size_t ig_models_count = IG_COUNT(ig_models);

#endif
