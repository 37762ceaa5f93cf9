/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's own network from CSV tables in one folder: parted by commas, a header that names the columns with their
 * units in any order, UTF-8, `#` at the begin of a line for a comment, an empty cell for the default. Quotes after RFC
 * 4180 within a line of at most 64 KiB. An unknown column, a number in a wrong form, a name that is missing, doubled or
 * unknown is an error with file, line and column; all errors of all tables are reported, twenty a file. The order of
 * rows is nothing.
 *
 *   buses.csv         bus, voltage_V [, longitude_deg, latitude_deg, earthing_r_ohm, earthing_x_ohm]
 *   line_types.csv    type, conductors, and one of
 *                       r1_ohm_per_km, x1_ohm_per_km, r0_ohm_per_km, x0_ohm_per_km    3 conductors
 *                       r1_ohm_per_km, x1_ohm_per_km                                  1 conductor
 *                       r1_ohm_per_km, x1_ohm_per_km, rn_ohm_per_km                   4, see ig_network_four_wire
 *                       r_matrix_ohm_per_km, x_matrix_ohm_per_km                      any: the lower triangle row by
 *                         row, "0.5|0.1 0.5|0.1 0.1 0.5"
 *                     [, c_matrix_nF_per_km (nodal: negative beside the diagonal), ampacity_A]
 *   lines.csv         line, from, to, type, length_m [, from_wires, to_wires, kind (mv|lv|service|riser)]
 *   switches.csv      switch, from, to, closed (true|false) [, from_wires, to_wires]
 *   transformers.csv  transformer, from, to, rated_kVA, from_V, to_V, group (Dyn11, Yyn0, ...), x_percent
 *                     [, r_percent, no_load_loss_W, no_load_current_percent, from_tap, to_tap, star_earthed, third,
 *                     third_V, third_group (yn1, d11, ...), third_tap, r_percent_from, r_percent_to, r_percent_third,
 *                     x_percent_from_third, x_percent_to_third]
 *   sources.csv       source, bus, voltage_V [, angle_deg, sc3_MVA, sc1_MVA, x_over_r, or r1_ohm, x1_ohm, r0_ohm,
 *                     x0_ohm]
 *   connections.csv   unit, bus, wires [, wiring (wye|delta), rated_V, power_factor (negative: capacitive), exponent_p,
 *                     exponent_q, u_min_pu, u_max_pu]
 *
 * switches.csv and transformers.csv may be missing.
 *
 * Defaults. Wires of a line: 1234 of a type of 4 conductors, 123 of 3, needed for others; of a switch 1234 (what is not
 * there is not joined); to_wires as from_wires. kind lv below 1 kV, else mv. Earthing: none; one of r and x alone: the
 * other is 0. Taps 1. rated_V the bus's voltage (over sqrt 3 for a leg to neutral or earth), power_factor 1, exponents
 * 0 (constant power), u_min_pu 0.8, u_max_pu 1.2. Ampacity unknown.
 *
 * Transformer. Percent are of rated_kVA. r_percent is the resistance between `from` and `to`, half of it in each
 * winding (and as much in the third); or r_percent_from and r_percent_to (and r_percent_third) are given, one or the
 * other. no_load_current_percent is the whole no-load current, its reactive part magnetises; left out: none. A star
 * point is conductor 4 of its bus whether its letter has an n or not (isolated where no line brings conductor 4);
 * star_earthed true joins the star points with an n to the earth instead.
 *
 * Source. z1 = V^2 / sc3, z0 = 3 V^2 / sc1 - 2 z1, both with x_over_r (default 4); sc1_MVA left out: z0 = z1. Neither
 * powers nor ohms: ideal. */
#ifndef IG_TABLES_H
#define IG_TABLES_H

#include "models/grid/network.h"

enum { IG_TABLES_LINE_MOST = 65536, IG_TABLES_REPORTS_MOST = 20, IG_TABLES_NAME_MOST = 200 };

/* Takes one error; line and column from 1, 0 where there is none to name. The message begins with the name of the
 * table's column and a colon where it is about one. */
typedef void ig_tables_report(void *context, const char *path, long line, long column, const char *message);

/* Reads the folder's tables into an empty network, sorts it and checks it (ig_network_check; its complaints are given
 * line and column of the element). False after at least one report, with nothing to free. After IG_TABLES_REPORTS_MOST
 * of a file, one more says how many there are besides. */
bool ig_tables_read(const char *folder, ig_network *network, ig_tables_report *report, void *context);

/* Adds one table in memory, `name` as "lines.csv", to a network; a name it refers to must be there already, so that
 * buses.csv and line_types.csv come first. Neither sorts nor checks. False after at least one report; the network then
 * has the good rows, and in any case the caller frees it with ig_network_free. */
bool ig_tables_parse(const char *name, const char *bytes, size_t size, ig_network *network, ig_tables_report *report,
                     void *context);

/* Reports an error of an element that was found only later, at its place in the folder's table `name`; reads the file
 * anew. */
void ig_tables_complain(const char *folder, const char *name, const char *element, const char *message,
                        ig_tables_report *report, void *context);

/* Index of the word nearest to `word` by edit distance, the first of equals; SIZE_MAX of an empty list. */
size_t ig_tables_nearest(const char *word, const char *const *words, size_t n);

#endif
