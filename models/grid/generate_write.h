/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Adds elements to a generated network: buses on the map, lines of its cables, connections. Names are formatted here
 * and owned by the network. */
#ifndef IG_GENERATE_WRITE_H
#define IG_GENERATE_WRITE_H

#include "models/grid/generate_plan.h"

typedef struct ig_writer {
  const ig_plan *plan;
  ig_network *network;
} ig_writer;

enum { IG_WRITER_NAME = 64 }; /* room for a name made of numbers */

char *ig_generate_write_name(const char *format, ...) __attribute__((format(printf, 1, 2)));
size_t ig_generate_write_bus(const ig_writer *w, char *name, double nominal_V, double x_m, double y_m);
void ig_generate_write_earthing(const ig_writer *w, size_t bus);
void ig_generate_write_line(const ig_writer *w, char *name, size_t from, size_t to, ig_cable cable, double length_m,
                            ig_line_kind kind);

/* Connects a unit; single-phase ones up to 12 kVA on phase `phase` % 3. True where it is single-phase. */
bool ig_generate_write_unit(const ig_writer *w, const ig_place_unit *unit, size_t bus, unsigned phase);

#endif
