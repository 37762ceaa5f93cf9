/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the elements of a network join: which wires a bus has, whether a source reaches it, whether every wire has a
 * path to the earth, and whether loops of transformers close. All in n log n. */
#ifndef IG_NETWORK_JOINS_H
#define IG_NETWORK_JOINS_H

#include "models/grid/network_check.h"

/* Fills ig_bus.wires: those that lines, windings, sources and earthings end on, and what closed switches join to them.
 */
void ig_network_joins_wires(ig_network *network);

/* Complains about buses that no source reaches. */
void ig_network_joins_islands(ig_network_check_state *check);

/* Complains about wires that have no path to the earth or to a source, of buses that a source reaches: their voltage
 * would not be determined. Needs ig_bus.wires. */
void ig_network_joins_floating(ig_network_check_state *check);

/* Complains about lines and switches that short-circuit phases, and about loops around which the ratios and clocks of
 * transformers do not multiply to one. Only of a network that is good so far. */
void ig_network_joins_loops(ig_network_check_state *check);

#endif
