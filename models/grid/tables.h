/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A user's own network from CSV tables in one folder: comma-separated, a header that names the columns with their units,
 * UTF-8, `#` begins a comment line, empty cell: the default. A column that is not known, a number with a wrong form, a
 * name that is missing or doubled is an error with file, line and column; all errors of all tables are reported.
 *
 *   buses.csv         bus, voltage_V [, longitude_deg, latitude_deg, earthing_r_ohm, earthing_x_ohm]
 *   line_types.csv    type, conductors, and either the columns r1_ohm_per_km, x1_ohm_per_km, r0_ohm_per_km, x0_ohm_per_km
 *                     (3 conductors, or 1: r1 and x1 alone), or r1_ohm_per_km, x1_ohm_per_km, rn_ohm_per_km (4 conductors:
 *                     neutral and earth return as in network.h), or r_matrix_ohm_per_km, x_matrix_ohm_per_km: lower
 *                     triangle row by row, "0.5|0.1 0.5|0.1 0.1 0.5" [, c_matrix_nF_per_km, ampacity_A]
 *   lines.csv         line, from, to, type, length_m [, from_wires, to_wires, kind (mv|lv|service|riser)]
 *   switches.csv      switch, from, to, closed (true|false) [, from_wires, to_wires]                       (optional file)
 *   transformers.csv  transformer, from, to, rated_kVA, from_V, to_V, group (Dyn11, Yyn0, Dyn1, ...), r_percent, x_percent
 *                     [, no_load_loss_W, no_load_current_percent, from_tap, to_tap, star_earthed (true|false: the star
 *                     points are joined to the earth instead of conductor 4), third, third_V, third_group, third_tap,
 *                     r_percent_from, r_percent_to, r_percent_third, x_percent_from_third, x_percent_to_third] (optional file)
 *   sources.csv       source, bus, voltage_V [, angle_deg, sc3_MVA, sc1_MVA, x_over_r] (left out: ideal)
 *   connections.csv   unit, bus, wires [, wiring (wye|delta), rated_V, power_factor (negative: capacitive), exponent_p,
 *                     exponent_q, u_min_pu, u_max_pu]
 *
 * Wires default to 1234 for lines of 4 conductors, 123 of 3. Defaults: power_factor 1, exponents 0 (constant power),
 * u_min_pu 0.8, u_max_pu 1.2, rated_V the bus's (over sqrt 3 for a leg to neutral or earth), kind lv below 1 kV else mv,
 * r_percent shared evenly between the windings. From sc3_MVA and sc1_MVA: z1 = V^2 / sc3, z0 = 3 V^2 / sc1 - 2 z1 with
 * x_over_r (default 4; for z0 the same ratio). */
#ifndef IG_TABLES_H
#define IG_TABLES_H

#include "models/grid/network.h"

/* Takes one error; line and column from 1, 0 where there is none to name. */
typedef void ig_tables_report(void *context, const char *path, long line, long column, const char *message);

/* Reads the folder's tables and checks the network (ig_network_check; its complaints are given the line of the element).
 * False after at least one report, with nothing to free. */
bool ig_tables_read(const char *folder, ig_network *network, ig_tables_report *report, void *context);
/* The same of one table in memory, for tests and fuzzing: `name` as "lines.csv". */
bool ig_tables_parse(const char *name, const char *bytes, size_t size, ig_network *network, ig_tables_report *report,
                     void *context);

#endif
