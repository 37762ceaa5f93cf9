/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The contract of a model. A model is one exported constant, `const ig_model ig_<name>_model`, named in
 * sim/models.c; it includes this header and models/physics/ and nothing else of the project.
 *
 * Data. A model's units (homes, cabinets, ...) live in a batch: the engine allocates one array for each
 * field of the table, n padded to whole blocks of 64, and stores its pointer at field.offset of the
 * model's data struct. Value k of unit u of a field of width w is array[u * w + k]. Lanes past n hold
 * zeros; loops run over whole blocks, so write nothing there that would not stay finite.
 *
 * Step series (IG_SERIES) are tiles: for each block, n_steps rows of 64 lanes (ig_tile); they hold the
 * present window only. Shared series (`shared`, phase IG_PHASE_WEATHER) are one row for the district that
 * holds the whole chunk: index it with window->first_step + s.
 *
 * Ports connect series between models by name: a reader names "weather.outdoor_temperature" and finds
 * the pointer at its own offset. The port `power` (W, positive = drawn from the network) of a model
 * enters the district's balance under the model's part.
 *
 * Pools. A model that serves many units at once, such as a heat plant, has phase IG_PHASE_PLANT and ports of direction
 * IG_POOLS: "home.district_heat" is then the sum of that series over all units of the model, a row of the chunk (index
 * it as a shared series), or NULL where the district has no such model. The engine adds the lanes of each block, then
 * the blocks in their order, after all models of earlier phases have gone through the chunk, so the bits depend on no
 * thread; pools are no state. A model of this phase is else like any other: its `power` enters the balance under its
 * part and the network sees it. Its build says with ig_build_supplies whose purchases of a carrier it provides.
 *
 * Following. A port of direction IG_FOLLOWS reads what units of a model of an earlier phase remember or are: the array
 * of a parameter, a static or a state ("home.day_times"; value k of unit u is array[u * width + k]), or, by the model's
 * section, a setting ("homes.days_off": one value). It is NULL where the district has no such model. The blocks of a
 * model with such ports, and all after them, go through the chunk when those before them have gone through it, so they
 * find its end: a day's plan, which is drawn for all the day, and never a moment inside. build finds names and numbers
 * of those units with ig_build_batches.
 *
 * Tables. A model may own further sets of units that nobody lists, such as the buses and lines of a network: models
 * of their own with `table_of` set, of which only name, unit_name, doc and fields count. The owner's build fills them
 * with ig_build_table; their series hold the whole chunk, unit by unit: value r of unit u is array[u * rows + r], and
 * NULL where not recorded.
 *
 * Answering to the voltage. A model whose units (inverters) change their power with the voltage at their terminals
 * writes five ports of these names, fields of doubles that build sets and that stay: rated_apparent_power (VA),
 * volt_var_voltage and volt_var_reactive (4 values a unit: voltage over rated, rising; reactive power over rated,
 * positive = drawn), volt_watt_voltage and volt_watt_power (2 values: most production over rated). The curves take part
 * in the network's solve; what was really drawn comes back in chunk_W. Without a network they do nothing. A field of
 * doubles `tan_phi`, where a model has one, is the reactive over the active power of its units in a generated network.
 *
 * The network. A model of IG_PHASE_NETWORK sees a whole chunk at once, after all other models have advanced: every
 * batch with a port `power` has its steps in ig_batch.chunk_W. Its advance is called for slices of time, from several
 * threads at once; then settle, once, may overwrite chunk_W with what was really drawn, and says so in
 * ig_batch.settled of the block. Meters, sums and bills have what was drawn. Its `power` (losses) and `import` are
 * shared series of the chunk. Spin-up is not solved.
 *
 * Who calls what, and when:
 *   count    once, after the settings are read: how many units to generate beside the listed ones
 *   build    once: parameters the scenario gave are filled in, the others hold their defaults; draws the
 *            rest, computes statics and first state. Reports wrong input with ig_build_fail.
 *   advance  for each window and block: from w->begin_s to w->end_s, event by event. No allocation, no
 *            printing, nothing outside this block. Called from several threads at once.
 *   report   once, at the end: the model's own KPIs
 *   release  once: what build allocated itself (fields are the engine's)
 */
#ifndef IG_MODEL_H
#define IG_MODEL_H

#include "sim/base.h"
#include "sim/clock.h"
#include "sim/field.h"
#include "sim/queue.h"
#include "sim/rng.h"

/* Order of models inside a window (settled point 1 of the design). */
typedef enum ig_phase {
  IG_PHASE_WEATHER,
  IG_PHASE_PEOPLE,
  IG_PHASE_DEMAND,
  IG_PHASE_VEHICLES,
  IG_PHASE_PV,
  IG_PHASE_SITE_CONTROL,
  IG_PHASE_PLANT, /* sees sums over all units of earlier phases */
  IG_PHASE_NETWORK,
  IG_PHASE_METERS,
  IG_PHASE_COUNT
} ig_phase;

typedef enum ig_direction { IG_READS, IG_WRITES, IG_POOLS, IG_FOLLOWS } ig_direction;

typedef struct ig_port {
  const char *name; /* IG_WRITES: name of the own series; IG_READS, IG_POOLS: "<model>.<series>"; IG_FOLLOWS: above */
  const char *unit; /* must be the same at both ends */
  ig_direction direction;
  size_t
      offset; /* of a `const double *` in data (IG_FOLLOWS: to const of the field's type); IG_WRITES: of the series */
} ig_port;

/* Where and when the run takes place: the same for every model, constant during the run. */
typedef struct ig_site {
  double latitude_deg, longitude_deg, elevation_m;
  ig_clock clock;
  uint64_t seed;
  int64_t begin_s, end_s; /* UTC; begin includes the spin-up */
  int64_t record_s;       /* UTC; recording starts here */
  int step_s, window_s;
  int chunk_steps; /* steps in a chunk: length of the shared series */
} ig_site;

/* The stretch of time that one call of advance covers. */
typedef struct ig_window {
  int64_t begin_s, end_s; /* UTC */
  int step_s, n_steps;    /* end_s - begin_s = step_s * n_steps */
  int first_step;         /* index of the first step in the shared series of the chunk */
  bool recording;         /* false during spin-up: totals do not count */
} ig_window;

typedef struct ig_model ig_model;

typedef struct ig_batch {
  const ig_model *model;
  size_t n;      /* units; sorted by name */
  size_t padded; /* n rounded up to whole blocks */
  char **name;   /* of each unit */
  uint64_t *id;  /* hash of "<unit_name>/<name>": key of its draws */
  bool *listed;  /* named in the scenario (else generated by count) */
  void *spec;    /* the model's settings struct */
  void *data;    /* the model's struct of array pointers */
  const ig_site *site;
  void *own;       /* for the model: what build allocated beside the fields */
  double *chunk_W; /* with a network: power of all units in the chunk, see ig_chunk_at; else NULL */
  bool *settled;   /* with a network: [block] did settle overwrite chunk_W of one of its units */
  size_t axis_n;   /* length of the axis of fields that name one */
} ig_batch;

/* Errors and warnings of build. */
typedef struct ig_build ig_build;

/* Where `report` puts a model's KPIs. */
typedef struct ig_kpis ig_kpis;

struct ig_model {
  const char *name;      /* "home": ports, `issygrid models home` */
  const char *key;       /* "homes": key in the scenario */
  const char *unit_name; /* "home": dimension and prefix in the result */
  const char *doc;       /* what it models, in a sentence or two */
  const char *part;      /* "homes": part of the district its `power` belongs to, or NULL */
  ig_phase phase;
  bool always;          /* part of every scenario, section or not (weather) */
  bool single;          /* exactly one unit, no `units:` list (weather) */
  const char *table_of; /* key of the model whose build fills this table; NULL: no table */
  size_t spec_size, data_size;
  const ig_field *fields;
  size_t n_fields;
  const ig_port *ports;
  size_t n_ports;
  size_t (*count)(const void *spec);                                              /* may be NULL */
  bool (*build)(ig_batch *batch, ig_build *context);                              /* false: errors were reported */
  void (*advance)(ig_batch *batch, const ig_window *w, size_t begin, size_t end); /* one block: begin % 64 == 0 */
  size_t (*slices)(ig_batch *batch, const ig_window *chunk);                      /* of a network only */
  void (*settle)(ig_batch *batch, const ig_window *chunk);                        /* of a network only */
  void (*report)(const ig_batch *batch, ig_kpis *kpis);                           /* may be NULL */
  void (*release)(ig_batch *batch);                                               /* may be NULL */
};

/* The rows of a step series for the block that begins at unit `begin`: [n_steps][64]. */
IG_INLINE double *ig_tile(double *series, const ig_window *w, size_t begin) {
  return series + (begin / IG_BLOCK) * (size_t)w->n_steps * IG_BLOCK;
}

/* Where the steps of window `window` of the chunk begin for a unit in chunk_W: [block][window][64 units][window_steps],
 * so that a block writes a window in one go, and the units of a block are read side by side. */
IG_INLINE size_t ig_chunk_at(const ig_site *site, size_t unit, size_t window) {
  size_t steps = (size_t)(site->window_s / site->step_s);
  size_t windows = (size_t)site->chunk_steps / steps;
  return ((unit / IG_BLOCK * windows + window) * IG_BLOCK + unit % IG_BLOCK) * steps;
}

IG_INLINE ig_rng_key ig_unit_key(const ig_batch *batch, size_t unit) {
  return (ig_rng_key){batch->site->seed, batch->id[unit]};
}

/* --- for build ---------------------------------------------------------------------------------- */

/* Did the scenario give this parameter for this unit? */
bool ig_build_given(const ig_build *context, size_t unit, const char *param);

/* Reports wrong input of a setting (unit = IG_SETTINGS; field NULL: the section) or of a unit's parameter, with the
 * place in the scenario where the value (or, if it was left out, its section) stands:
 * "file:line:column: homes.persons: <message>". Say what is wrong and what is allowed. */
#define IG_SETTINGS ((size_t)-1)
void ig_build_fail(ig_build *context, size_t unit, const char *field, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reports wrong content of an input file: "file:line:column: <message>"; 0 leaves a number out. */
void ig_build_fail_file(ig_build *context, const char *path, long line, long column, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* All batches of the district, in order of phase; those before the model's own are built. For networks and models that
 * follow others. */
const ig_batch *ig_build_batches(const ig_build *context, size_t *n);

/* Array of a field of another batch by name, NULL where it has no such field of doubles. For networks. */
const double *ig_build_column(const ig_batch *batch, const char *field);

/* Fills the table `table` of this model with n units; `name` is copied. `axis_n`: length of the axis of its fields that
 * name one. Returns its batch, whose arrays are there and zero. Ends the process when memory is out. */
ig_batch *ig_build_table(ig_build *context, const ig_model *table, size_t n, const char *const *name, size_t axis_n);

/* Is a series of a table, or of this model, to be recorded? */
bool ig_build_recorded(const ig_build *context, const ig_model *model, const char *field);

/* This model provides what the units of another model (by name, e.g. "home") buy of a carrier, and counts what it takes
 * to make it (its own electricity, gas): the buyer's purchase then carries no carbon of its own, so that nothing is
 * counted twice. Nothing happens where the district has no such model. */
void ig_build_supplies(ig_build *context, const char *model, const char *carrier);

/* What the attribute `network` of the result says of how the network is modelled. The text must last. */
void ig_build_network(ig_build *context, const char *text);

/* A warning to be shown once at the end of the run. */
void ig_build_warn(ig_build *context, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* --- for report --------------------------------------------------------------------------------- */

/* Adds a KPI: stored as kpi_<name>, printed by info and compare. `evidence` as in field.h: that of the
 * number itself is C for anything simulated; say here what it may be compared with. */
void ig_kpis_add(ig_kpis *kpis, const char *name, double value, const char *unit, const char *doc);

/* The KPI `name` is one of the few that info prints without --all. Of a model that says so of none, the first three. */
void ig_kpis_main(ig_kpis *kpis, const char *name);

/* A warning to be shown once at the end of the run, and kept in the result. */
void ig_kpis_warn(ig_kpis *kpis, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
