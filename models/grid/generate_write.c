/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_write.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const double single_phase_VA =
    12e3;                        /* services of 60 A: 12 kVA single-phase, 36 kVA three-phase, NF C 14-100 [C] */
static const double low_V = 400; /* buses above have more */
static const double shortest_m = 1;

char *ig_generate_write_name(const char *format, ...) {
  va_list list;
  va_start(list, format);
  int length = vsnprintf(NULL, 0, format, list);
  va_end(list);
  char *name = malloc((size_t)length + 1);
  if (!name) abort();
  va_start(list, format);
  vsnprintf(name, (size_t)length + 1, format, list);
  va_end(list);
  return name;
}

static ig_wires three_phases(bool neutral) {
  return (ig_wires){.n = neutral ? 4 : 3, .at = {1, 2, 3, neutral ? 4 : 0}};
}

size_t ig_generate_write_bus(const ig_writer *w, char *name, double nominal_V, double x_m, double y_m) {
  ig_bus *bus = IG_NETWORK_ADD(w->network->bus, w->network->n_buses);
  *bus = (ig_bus){.name = name, .nominal_V = nominal_V, .earthing_r_ohm = IG_NAN, .earthing_x_ohm = IG_NAN};
  bus->wires = nominal_V > low_V ? 0x7 : 0xF;
  ig_generate_map_degrees(&w->plan->map, x_m, y_m, &bus->longitude_deg, &bus->latitude_deg);
  return w->network->n_buses - 1;
}

void ig_generate_write_earthing(const ig_writer *w, size_t bus) {
  w->network->bus[bus].earthing_r_ohm = w->plan->rules->earthing_ohm;
  w->network->bus[bus].earthing_x_ohm = 0;
}

void ig_generate_write_line(const ig_writer *w, char *name, size_t from, size_t to, ig_cable cable, double length_m,
                            ig_line_kind kind) {
  ig_wires wires = three_phases(cable != IG_CABLE_MV);
  ig_line *line = IG_NETWORK_ADD(w->network->line, w->network->n_lines);
  *line = (ig_line){.name = name,
                    .from = from,
                    .to = to,
                    .type = (size_t)cable,
                    .from_wires = wires,
                    .to_wires = wires,
                    .length_m = ig_max(length_m, shortest_m),
                    .kind = kind};
}

bool ig_generate_write_unit(const ig_writer *w, const ig_place_unit *unit, size_t bus, unsigned phase) {
  bool may = unit->kind == IG_PLACE_HOME || unit->kind == IG_PLACE_SHOP;
  bool small = ig_generate_catalogue_subscribed(unit) <= single_phase_VA * 1.0001;
  bool single = small && (may || unit->domestic);
  ig_connection *c = IG_NETWORK_ADD(w->network->connection, w->network->n_connections);
  *c = (ig_connection){.unit = ig_generate_write_name("%s", unit->unit),
                       .bus = bus,
                       .wires = three_phases(true),
                       .rated_V = 230,
                       .tan_phi = w->plan->rules->tan_phi[unit->kind],
                       .u_min_pu = 0.8, /* constant power between, as in the IEEE European LV feeder [C] */
                       .u_max_pu = 1.2};
  if (single) c->wires = (ig_wires){.n = 2, .at = {(uint8_t)(1 + phase % 3), IG_NETWORK_NEUTRAL}};
  return single;
}
