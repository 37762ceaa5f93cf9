/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a scenario to a district ready to run: general settings, one batch of units a model, ports linked. */
#ifndef IG_DISTRICT_H
#define IG_DISTRICT_H

#include "sim/errors.h"
#include "sim/model.h"

/* Settings that belong to no model (sections simulation, site, carbon, outputs; keys at the top). */
typedef struct ig_settings {
  /* top */
  char *title, *question;                    /* `question`: what the scenario answers */
  char *vintage, *stock, *households, *work; /* presets; NULL where not named */
  int32_t allow_mixed_vintage;
  /* simulation */
  int64_t start_local_s; /* local clock time, s since 1970-01-01 local */
  int64_t duration_s, spin_up_s, step_s, window_s;
  int64_t seed;
  /* site */
  char *site_name;
  double latitude_deg, longitude_deg, elevation_m;
  int64_t utc_offset_s;
  int32_t summer_time, holidays; /* ig_summer_time, ig_holidays */
  /* carbon, g CO2-equivalent a kWh */
  char *carbon_vintage, *carbon_source;
  double carbon_electricity_g_kWh, carbon_gas_g_kWh, carbon_district_heat_g_kWh;
  /* outputs */
  int32_t meters; /* half-hour meter readings of every unit with a meter */
} ig_settings;

/* The tables behind ig_settings; each section's fields are IG_SETTING with offsets into ig_settings. */
typedef struct ig_section {
  const char *key; /* "" for the top level */
  const char *doc;
  const ig_field *fields;
  size_t n_fields;
} ig_section;
extern const ig_section ig_settings_sections[];
extern const size_t ig_settings_n_sections;

typedef struct ig_warning {
  char *text;
  struct ig_warning *next;
} ig_warning;

/* A carrier that the units of a batch buy inside the district: its carbon is counted where it is made. */
typedef struct ig_supply {
  size_t batch;
  const char *carrier;
} ig_supply;

enum { IG_SUPPLIES_MOST = 16 };

typedef struct ig_district {
  ig_settings settings;
  ig_site site;
  ig_batch *batch; /* of each model present, in order of (phase, order in sim/models.c) */
  size_t n_batches;
  bool **record;       /* record[b][f]: is field f of batch b (a series) to be recorded */
  char *resolved;      /* the scenario with every default, as YAML */
  uint64_t identity;   /* hash of `resolved`: what a checkpoint must match */
  uint64_t policy;     /* hash of `resolved` without the seed: runs of one policy with several seeds */
  const char *network; /* how the network is modelled, for the result */
  ig_supply supply[IG_SUPPLIES_MOST];
  size_t n_supplies;
  ig_warning *warnings; /* in order of occurrence */
  struct ig_scenario *scenario;
} ig_district;

/* Reads, checks and builds. `set` are the "a.b.c=value" of the command line. Returns NULL after adding
 * at least one error. On success the caller frees with ig_district_free. */
ig_district *ig_district_load(const char *path, const char *const *set, size_t n_set, ig_errors *errors);
void ig_district_free(ig_district *district);

/* The registry (sim/models.c). */
extern const ig_model *const ig_models[];
extern const size_t ig_models_count;

#endif
