/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the scenario to a network ready to be solved: tables or generator, who is connected where, which solver, and the
 * statics of the result. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/generate.h"
#include "models/grid/grid.h"
#include "models/grid/grid_nodal.h"
#include "models/grid/grid_paths.h"
#include "models/grid/sweep.h"
#include "models/grid/tables.h"
#include "sim/memory.h"

enum { WINDOW_S = 600, WORKS_MOST = 64, WEEK_S = 7 * IG_DAY_S, COMPLAINTS_MOST = 10 };

static const double kilowatt = 1000.0;

/* --- whom to connect --------------------------------------------------------------------------------- */

static bool draws_power(const ig_batch *b) {
  if (b->model->phase == IG_PHASE_NETWORK || !b->model->part) return false;
  for (size_t i = 0; i < b->model->n_ports; i++)
    if (b->model->ports[i].direction == IG_WRITES && strcmp(b->model->ports[i].name, "power") == 0) return true;
  return false;
}

/* What kind of place the units of a part of the district are. */
static ig_place_kind place_of(const char *part) {
  static const char *const words[] = {"homes", "offices", "shops", "lighting"};
  for (int i = 0; i < 4; i++)
    if (strcmp(part, words[i]) == 0) return (ig_place_kind)i;
  return IG_PLACE_OTHER;
}

static double value_of(const ig_batch *b, const char *field, size_t unit) {
  const double *column = ig_build_column(b, field);
  return column ? column[unit] : 0;
}

typedef struct units {
  ig_place_unit *unit;
  const ig_batch **batch;
  size_t *index, n;
  char *text;
} units;

static size_t count_units(const ig_batch *batch, size_t n_batches, size_t *text) {
  size_t n = 0;
  for (size_t b = 0; b < n_batches; b++) {
    if (!draws_power(&batch[b])) continue;
    for (size_t u = 0; u < batch[b].n; u++) *text += strlen(batch[b].model->name) + strlen(batch[b].name[u]) + 2;
    n += batch[b].n;
  }
  return n;
}

/* All units that draw power, as "<model>/<name>". */
static units list_units(ig_build *context) {
  size_t n_batches, text = 0;
  const ig_batch *batch = ig_build_batches(context, &n_batches);
  size_t n = count_units(batch, n_batches, &text);
  units list = {.unit = ig_memory(n, sizeof(ig_place_unit)),
                .batch = ig_memory(n, sizeof(ig_batch *)),
                .index = ig_memory(n, sizeof(size_t)),
                .text = ig_memory(text, 1)};
  char *at = list.text;
  for (size_t b = 0; b < n_batches; b++) {
    if (!draws_power(&batch[b])) continue;
    for (size_t u = 0; u < batch[b].n; u++) {
      double area = value_of(&batch[b], "floor_area", u);
      list.unit[list.n] = (ig_place_unit){.unit = at,
                                          .kind = place_of(batch[b].model->part),
                                          .subscribed_VA = 1000.0 * value_of(&batch[b], "subscribed_power", u),
                                          .floor_area_m2 = area > 0 ? area : value_of(&batch[b], "area", u),
                                          .domestic = fabs(value_of(&batch[b], "phases", u) - 1.0) < 0.5,
                                          .id = batch[b].id[u]};
      list.batch[list.n] = &batch[b];
      list.index[list.n++] = u;
      at += sprintf(at, "%s/%s", batch[b].model->name, batch[b].name[u]) + 1;
    }
  }
  return list;
}

static void free_units(units *list) {
  free(list->unit);
  free((void *)list->batch);
  free(list->index);
  free(list->text);
}

typedef struct name_at {
  const char *name;
  size_t index;
} name_at;

static int by_name(const void *a, const void *b) {
  return strcmp(((const name_at *)a)->name, ((const name_at *)b)->name);
}

static void report_table(void *context, const char *path, long line, long column, const char *message) {
  ig_build_fail_file(context, path, line, column, "%s", message);
}

/* A connection of a unit that the scenario does not have, at its line of the table. */
static void unknown_unit(ig_build *context, const char *folder, const char *unit, const units *list) {
  char message[640];
  const char **name = ig_memory(list->n, sizeof *name);
  for (size_t i = 0; i < list->n; i++) name[i] = list->unit[i].unit;
  size_t nearest = ig_tables_nearest(unit, name, list->n);
  snprintf(message, sizeof message, "unit: the scenario has no unit '%.200s'%s%.200s%s", unit,
           list->n ? ", the nearest is '" : " that draws power", list->n ? name[nearest] : "", list->n ? "'" : "");
  free((void *)name);
  ig_tables_complain(folder, "connections.csv", unit, message, report_table, context);
}

static void complain_unconnected(ig_build *context, const units *list, const bool *connected) {
  size_t missing = 0;
  for (size_t i = 0; i < list->n; i++)
    if (!connected[i] && missing++ < COMPLAINTS_MOST)
      ig_build_fail(context, IG_SETTINGS, "tables", "'%s' is connected to no bus; add it to connections.csv",
                    list->unit[i].unit);
  if (missing > COMPLAINTS_MOST)
    ig_build_fail(context, IG_SETTINGS, "tables", "... and %zu more units are connected to no bus",
                  missing - COMPLAINTS_MOST);
}

/* Joins connections and units; complains about those that have no partner. */
static bool join_units(ig_grid_own *own, ig_build *context, const char *folder, const units *list) {
  const ig_network *n = &own->network;
  name_at *sorted = ig_memory(list->n, sizeof *sorted);
  bool *connected = ig_memory(list->n, sizeof *connected);
  size_t unknown = 0, joined = 0;
  for (size_t i = 0; i < list->n; i++) sorted[i] = (name_at){list->unit[i].unit, i};
  qsort(sorted, list->n, sizeof *sorted, by_name);
  own->of = ig_memory(n->n_connections, sizeof *own->of);
  own->unit_of = ig_memory(n->n_connections, sizeof *own->unit_of);
  own->row = ig_memory(n->n_connections, sizeof *own->row);
  for (size_t c = 0; c < n->n_connections; c++) {
    name_at key = {n->connection[c].unit, 0}, *found = bsearch(&key, sorted, list->n, sizeof *sorted, by_name);
    if (!found) {
      if (unknown++ < COMPLAINTS_MOST) unknown_unit(context, folder, key.name, list);
      continue;
    }
    own->of[c] = list->batch[found->index];
    own->unit_of[c] = list->index[found->index];
    connected[found->index] = true;
    joined++;
  }
  complain_unconnected(context, list, connected);
  free(sorted);
  free(connected);
  return unknown == 0 && joined == list->n;
}

/* Port of a batch that holds a curve's values for a unit; NULL where the model has none. */
static const double *port_values(const ig_batch *b, const char *name, size_t unit, size_t width) {
  for (size_t i = 0; i < b->model->n_ports; i++)
    if (b->model->ports[i].direction == IG_WRITES && strcmp(b->model->ports[i].name, name) == 0)
      return ig_build_column(b, name) + unit * width;
  return NULL;
}

/* How a unit answers to its voltage, where its model writes the ports for it (model.h). */
static ig_response *response_of(const ig_batch *b, size_t unit) {
  const double *rated_VA = port_values(b, "rated_apparent_power", unit, 1);
  if (!rated_VA || !(*rated_VA > 0)) return NULL;
  ig_response *r = ig_memory(1, sizeof *r);
  r->rated_VA = *rated_VA;
  memcpy(r->var_u_pu, port_values(b, "volt_var_voltage", unit, IG_RESPONSE_VAR_POINTS), sizeof r->var_u_pu);
  memcpy(r->var_q_pu, port_values(b, "volt_var_reactive", unit, IG_RESPONSE_VAR_POINTS), sizeof r->var_q_pu);
  memcpy(r->watt_u_pu, port_values(b, "volt_watt_voltage", unit, IG_RESPONSE_WATT_POINTS), sizeof r->watt_u_pu);
  memcpy(r->watt_p_pu, port_values(b, "volt_watt_power", unit, IG_RESPONSE_WATT_POINTS), sizeof r->watt_p_pu);
  return r;
}

/* `stated`: the power factor of homes, where the scenario gives one. */
static void add_responses(ig_grid_own *own, bool generated, double stated) {
  for (size_t c = 0; c < own->network.n_connections; c++) {
    own->network.connection[c].response = response_of(own->of[c], own->unit_of[c]);
    const double *tan_phi = ig_build_column(own->of[c], "tan_phi"); /* of units that know theirs (model.h) */
    bool settled = stated > 0 && place_of(own->of[c]->model->part) == IG_PLACE_HOME;
    if (generated && tan_phi && !settled) own->network.connection[c].tan_phi = tan_phi[own->unit_of[c]];
  }
}

/* --- network ----------------------------------------------------------------------------------------- */

static double tan_of(double power_factor) { return sqrt(1 / (power_factor * power_factor) - 1); }

static ig_generate_rules rules_of(const ig_batch *batch) {
  const ig_grid_spec *s = batch->spec;
  ig_generate_rules rules = {.longitude_deg = batch->site->longitude_deg,
                             .latitude_deg = batch->site->latitude_deg,
                             .seed = batch->site->seed,
                             .homes_per_building = s->homes_per_building,
                             .homes_per_floor = s->homes_per_floor,
                             .homes_per_substation = s->homes_per_substation,
                             .feeders_per_substation = s->feeders_per_substation,
                             .density_homes_ha = s->density_homes_ha,
                             .source_voltage_pu = s->source_pu,
                             .source_sc_MVA = s->source_sc_MVA,
                             .source_x_over_r = s->source_x_over_r,
                             .transformer_tap = s->tap,
                             .earthing_ohm = s->earthing_ohm,
                             .earthing = s->earthing == IG_GRID_TN ? "tn" : "tt"};
  for (int p = 0; p < IG_GRID_PARTS; p++) rules.tan_phi[p] = tan_of(ig_max(s->power_factor[p], 0.5));
  return rules;
}

static bool make_network(ig_batch *batch, ig_build *context, const units *list) {
  const ig_grid_spec *spec = batch->spec;
  ig_grid_own *own = batch->own;
  if (spec->tables && *spec->tables) return ig_tables_read(spec->tables, &own->network, report_table, context);
  ig_generate_rules rules = rules_of(batch);
  ig_generate_network(&rules, list->unit, list->n, &own->network);
  for (size_t c = 0; c < own->network.n_connections; c++) {
    own->network.connection[c].exponent_p = spec->exponent_p;
    own->network.connection[c].exponent_q = spec->exponent_q;
  }
  return true;
}

static bool choose_solver(ig_batch *batch, ig_build *context) {
  const ig_grid_spec *spec = batch->spec;
  ig_grid_own *own = batch->own;
  char why[300] = "", what[512];
  if (spec->solver != IG_GRID_NODAL) own->radial = ig_radial_create(&own->network, why, sizeof why);
  if (spec->solver == IG_GRID_SWEEP && !own->radial) {
    ig_build_fail(context, IG_SETTINGS, "solver", "sweep does not apply: %s; allowed here: auto, nodal", why);
    return false;
  }
  if (!own->radial) own->nodal = ig_nodal_create(&own->network, what, sizeof what);
  if (!own->radial && !own->nodal) {
    ig_build_fail(context, IG_SETTINGS, "tables", "the network cannot be solved: %s", what);
    return false;
  }
  bool own_tables = spec->tables && *spec->tables;
  own->text = ig_memory(1024, 1);
  snprintf(own->text, 1024, "%s: %zu buses, %zu lines, %zu transformers, solved by %s%s%s",
           own_tables ? "own network" : "generated low-voltage network", own->network.n_buses, own->network.n_lines,
           own->network.n_transformers, own->radial ? "backward/forward sweep" : "nodal matrix",
           own->nodal && *why ? ", since " : "", own->nodal ? why : "");
  ig_build_network(context, own->text);
  return true;
}

/* --- flow -------------------------------------------------------------------------------------------- */

static bool voltages_wanted(const ig_build *context) {
  static const char *const series[] = {"earth_voltage_l1", "earth_voltage_l2", "earth_voltage_l3", "earth_voltage_n",
                                       "angle_l1",         "angle_l2",         "angle_l3",         "angle_n"};
  for (size_t i = 0; i < IG_COUNT(series); i++)
    if (ig_build_recorded(context, &ig_grid_bus_model, series[i])) return true;
  return false;
}

/* Statistics stand on whole intervals: a part of one would be worth as much as the others. */
static bool check_duration(const ig_batch *batch, ig_build *context) {
  const ig_flow *f = &((const ig_grid_own *)batch->own)->flow;
  int64_t interval_s = (int64_t)f->window_steps * batch->site->step_s;
  bool whole = (batch->site->end_s - batch->site->record_s) % interval_s == 0;
  if (!whole)
    ig_build_fail(context, IG_SETTINGS, NULL,
                  "with a network, simulation.duration must be a whole number of its intervals of %lld s",
                  (long long)interval_s);
  return whole;
}

static void make_flow(ig_batch *batch, ig_build *context) {
  ig_grid_own *own = batch->own;
  const ig_network *n = &own->network;
  ig_flow *f = &own->flow;
  int step_s = batch->site->step_s;
  f->window_steps = step_s < WINDOW_S && WINDOW_S % step_s == 0 ? (size_t)(WINDOW_S / step_s) : 1;
  f->steps = (size_t)batch->site->chunk_steps;
  f->windows_most = f->steps / f->window_steps;
  f->u_V = ig_memory(n->n_buses * 3 * f->windows_most, sizeof(double));
  f->neutral_V = ig_memory(n->n_buses * f->windows_most, sizeof(double));
  f->unbalance = ig_memory(n->n_buses * f->windows_most, sizeof(double));
  f->i_A = ig_memory(n->n_lines * 4 * f->windows_most, sizeof(double));
  f->loss_W = ig_memory(n->n_lines * f->windows_most, sizeof(double));
  f->loading = ig_memory(n->n_transformers * f->steps, sizeof(double));
  f->transfer_W = ig_memory(n->n_transformers * f->steps, sizeof(double));
  f->winding_W = ig_memory(n->n_transformers * f->steps, sizeof(double));
  f->no_load_W = ig_memory(n->n_transformers * f->steps, sizeof(double));
  f->kind_W = ig_memory(IG_FLOW_KINDS * f->steps, sizeof(double));
  double **step[] = {&f->source_W,   &f->source_var, &f->kirchhoff, &f->mismatch,
                     &f->iterations, &f->lowest_pu,  &f->lowest_at};
  for (size_t i = 0; i < IG_COUNT(step); i++) *step[i] = ig_memory(f->steps, sizeof(double));
  own->n_moved = own->radial ? own->radial->n_slots : n->n_connections;
  f->factor = ig_memory(own->n_moved * f->steps, sizeof(double));
  for (size_t i = 0; i < own->n_moved * f->steps; i++) f->factor[i] = 1;
  f->moved = ig_memory(own->n_moved, sizeof(bool));
  if (voltages_wanted(context)) f->v_V = ig_memory(n->n_buses * 8 * f->steps, sizeof(double));
  own->n_work = WORKS_MOST;
  own->work = ig_memory(own->n_work, sizeof *own->work);
  for (size_t i = 0; i < own->n_work; i++) atomic_flag_clear(&own->work[i].taken);
}

static void free_flow(ig_flow *f) {
  double *array[] = {f->u_V,        f->neutral_V, f->unbalance, f->i_A,      f->loss_W,     f->loading,   f->transfer_W,
                     f->winding_W,  f->no_load_W, f->kind_W,    f->source_W, f->source_var, f->kirchhoff, f->mismatch,
                     f->iterations, f->lowest_pu, f->lowest_at, f->factor,   f->v_V};
  for (size_t i = 0; i < IG_COUNT(array); i++) free(array[i]);
  free(f->moved);
}

/* --- tables ------------------------------------------------------------------------------------------ */

/* Names of n elements of `size` bytes that begin with their name. */
static const char **names_of(const void *array, size_t n, size_t size) {
  const char **name = ig_memory(n, sizeof *name);
  for (size_t i = 0; i < n; i++) name[i] = *(char *const *)(const void *)((const char *)array + i * size);
  return name;
}

static ig_batch *make_table(ig_build *context, const ig_model *model, const void *array, size_t n, size_t size,
                            size_t weeks) {
  const char **name = names_of(array, n, size);
  ig_batch *table = ig_build_table(context, model, n, name, weeks);
  free((void *)name);
  return table;
}

/* U - U1 over U in percent, where U1 is left at a loop impedance z with p W more. */
static double drop_percent(double u_V, double r_ohm, double x_ohm, double p_W) {
  double half = u_V * u_V - 2 * r_ohm * p_W, z2 = (r_ohm * r_ohm + x_ohm * x_ohm) * p_W * p_W;
  double u1_2 = (half + sqrt(ig_max(half * half - 4 * z2, 0))) / 2;
  return 100 * (1 - sqrt(ig_max(u1_2, 0)) / u_V);
}

static void fill_buses(ig_grid_own *own, const ig_grid_paths *paths) {
  const ig_network *n = &own->network;
  ig_bus_data *d = own->bus->data;
  for (size_t i = 0; i < n->n_buses; i++) {
    const ig_bus *b = &n->bus[i];
    d->nominal_V[i] = b->nominal_V;
    d->longitude_deg[i] = b->longitude_deg;
    d->latitude_deg[i] = b->latitude_deg;
    d->distance_m[i] = paths->distance_m[i];
    d->feeder[i] = own->feeder_of_bus[i];
    d->gradient[i] = drop_percent(b->nominal_V / sqrt(3.0), paths->loop_r_ohm[i], paths->loop_x_ohm[i], kilowatt);
    d->lowest_V[i] = d->highest_V[i] = IG_NAN;
    d->unbalance[i] = d->neutral_V[i] = IG_NAN;
    for (size_t w = 0; w < own->bus->axis_n; w++) {
      size_t at = i * own->bus->axis_n + w;
      d->week_within[at] = d->week_lowest_V[at] = d->week_highest_V[at] = IG_NAN;
    }
  }
  for (size_t c = 0; c < n->n_connections; c++) d->connections[n->connection[c].bus]++;
}

static void fill_lines(ig_grid_own *own) {
  const ig_network *n = &own->network;
  ig_line_data *d = own->line->data;
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *l = &n->line[i];
    const ig_bus *from = &n->bus[l->from], *to = &n->bus[l->to];
    d->from[i] = from->name;
    d->to[i] = to->name;
    d->type[i] = n->line_type[l->type].name;
    d->kind[i] = (int32_t)l->kind;
    d->feeder[i] = own->feeder_of_line[i];
    d->length_m[i] = l->length_m;
    d->ampacity_A[i] = n->line_type[l->type].ampacity_A;
    d->begin_longitude[i] = from->longitude_deg, d->begin_latitude[i] = from->latitude_deg;
    d->end_longitude[i] = to->longitude_deg, d->end_latitude[i] = to->latitude_deg;
  }
}

static void fill_transformers(ig_grid_own *own) {
  const ig_network *n = &own->network;
  ig_transformer_data *d = own->transformer->data;
  for (size_t i = 0; i < n->n_transformers; i++) {
    const ig_transformer *t = &n->transformer[i];
    d->from[i] = n->bus[t->bus[0]].name;
    d->to[i] = n->bus[t->bus[1]].name;
    d->rated_VA[i] = t->rated_VA;
    d->longitude_deg[i] = n->bus[t->bus[1]].longitude_deg;
    d->latitude_deg[i] = n->bus[t->bus[1]].latitude_deg;
    d->hottest_degC[i] = -HUGE_VAL;
  }
}

static void fill_feeders(ig_grid_own *own) {
  const ig_network *n = &own->network;
  ig_feeder_data *d = own->feeders->data;
  for (size_t i = 0; i < own->n_feeders; i++) {
    const ig_grid_feeder *f = &own->feeder[i];
    d->transformer[i] = f->transformer == SIZE_MAX ? n->source[0].name : n->transformer[f->transformer].name;
    d->line[i] = n->line[f->line].name;
    d->connections[i] = (int32_t)f->n_connections;
    d->lowest_V[i] = d->highest_V[i] = IG_NAN;
  }
}

static void make_tables(ig_batch *batch, ig_build *context) {
  ig_grid_own *own = batch->own;
  const ig_network *n = &own->network;
  ig_grid_paths paths;
  ig_grid_paths_find(n, &paths);
  own->feeder = paths.feeder;
  own->n_feeders = paths.n_feeders;
  own->feeder_of_bus = paths.feeder_of_bus;
  own->feeder_of_line = paths.feeder_of_line;
  size_t weeks = (size_t)((batch->site->end_s - batch->site->record_s + WEEK_S - 1) / WEEK_S);
  own->bus = make_table(context, &ig_grid_bus_model, n->bus, n->n_buses, sizeof *n->bus, weeks);
  own->line = make_table(context, &ig_grid_line_model, n->line, n->n_lines, sizeof *n->line, 0);
  own->transformer =
      make_table(context, &ig_grid_transformer_model, n->transformer, n->n_transformers, sizeof *n->transformer, 0);
  const char **name = ig_memory(own->n_feeders, sizeof *name);
  for (size_t i = 0; i < own->n_feeders; i++) name[i] = n->line[own->feeder[i].line].name;
  own->feeders = ig_build_table(context, &ig_grid_feeder_model, own->n_feeders, name, 0);
  free((void *)name);
  fill_buses(own, &paths);
  fill_lines(own);
  fill_transformers(own);
  fill_feeders(own);
  ig_grid_paths_free(&paths);
}

/* --- all of it --------------------------------------------------------------------------------------- */

bool ig_grid_build(ig_batch *batch, ig_build *context) {
  ig_grid_own *own = batch->own = ig_memory(1, sizeof *own);
  ig_grid_data *d = batch->data;
  const ig_grid_spec *spec = batch->spec;
  units list = list_units(context);
  bool ok = make_network(batch, context, &list) && join_units(own, context, spec->tables, &list);
  if (ok) add_responses(own, !(spec->tables && *spec->tables), spec->power_factor[IG_PLACE_HOME]);
  ok = ok && choose_solver(batch, context);
  free_units(&list);
  if (!ok) return false;
  make_flow(batch, context);
  make_tables(batch, context);
  d->lowest_pu[0] = HUGE_VAL;
  return check_duration(batch, context);
}

void ig_grid_build_free(ig_batch *batch) {
  ig_grid_own *own = batch->own;
  if (!own) return;
  for (size_t i = 0; i < own->n_work; i++) {
    ig_sweep_free(own->work[i].sweep);
    ig_grid_nodal_free(own->work[i].nodal);
  }
  free_flow(&own->flow);
  free(own->work);
  free((void *)own->of);
  free(own->unit_of);
  free((void *)own->row);
  free(own->feeder);
  free(own->feeder_of_bus);
  free(own->feeder_of_line);
  free(own->text);
  ig_radial_free(own->radial);
  ig_nodal_free(own->nodal);
  ig_network_free(&own->network);
  free(own);
  batch->own = NULL;
}
