/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an electrical network is: buses, line types, lines, switches, transformers, a source, and what is connected
 * where. It is read from tables (tables.c) or generated (generate.c), checked here, and never changes during a run.
 *
 * Conductors of a bus are numbered 1 to 6: 1, 2, 3 are the phases L1, L2, L3, 4 is the neutral, 5 and 6 are for cables
 * with more wires; 0 is the earth. A string of digits says which conductors an element uses, in its own order: "1234",
 * "14", "2". All values are SI: V, A, ohm, m, W; voltages are rms. */
#ifndef IG_NETWORK_H
#define IG_NETWORK_H

#include "models/grid/response.h"
#include "sim/base.h"

enum { IG_NETWORK_WIRES = 6, IG_NETWORK_NEUTRAL = 4, IG_NETWORK_WINDINGS = 3 };

/* The conductors an element uses at one end: n numbers from 0 (earth) to 6. */
typedef struct ig_wires {
  uint8_t n, at[IG_NETWORK_WIRES];
} ig_wires;

typedef struct ig_bus {
  char *name;
  double nominal_V;                      /* phase to phase; the statistics refer to nominal_V / sqrt(3) */
  double longitude_deg, latitude_deg;    /* WGS84; NaN where unknown */
  double earthing_r_ohm, earthing_x_ohm; /* between conductor 4 and earth; NaN: not earthed here */
  uint8_t wires;                         /* bit k: conductor k + 1 is present; filled by ig_network_check */
} ig_bus;

/* Series impedance and shunt capacitance per length; matrices of n x n conductors, row by row. */
typedef struct ig_line_type {
  char *name;
  int n;
  double r_ohm_m[IG_NETWORK_WIRES * IG_NETWORK_WIRES], x_ohm_m[IG_NETWORK_WIRES * IG_NETWORK_WIRES];
  double c_F_m[IG_NETWORK_WIRES * IG_NETWORK_WIRES]; /* nodal capacitance matrix; zeros: neglected */
  double ampacity_A;                                 /* NaN: unknown */
} ig_line_type;

typedef enum ig_line_kind { IG_LINE_MV, IG_LINE_LV, IG_LINE_SERVICE, IG_LINE_RISER } ig_line_kind;

typedef struct ig_line {
  char *name;
  size_t from, to, type; /* buses; index into line_type */
  ig_wires from_wires, to_wires;
  double length_m;
  ig_line_kind kind; /* losses are told apart by it */
} ig_line;

/* Closed: joins conductors without impedance. Open: nothing. The two buses may be the same (neutral bonding). */
typedef struct ig_switch {
  char *name;
  size_t from, to;
  ig_wires from_wires, to_wires;
  bool closed;
} ig_switch;

typedef enum ig_winding { IG_WINDING_DELTA, IG_WINDING_WYE } ig_winding;

/* Two or three windings. Winding 0 is the high voltage. A wye winding's star point is conductor 4 of its bus, or the
 * earth where star_earthed. `clock`: the low voltage lags by clock x 30 degrees behind winding 0. */
typedef struct ig_transformer {
  char *name;
  int n; /* windings: 2 or 3 */
  size_t bus[IG_NETWORK_WINDINGS];
  ig_winding winding[IG_NETWORK_WINDINGS];
  int clock[IG_NETWORK_WINDINGS];
  bool star_earthed[IG_NETWORK_WINDINGS];
  double rated_V[IG_NETWORK_WINDINGS]; /* phase to phase */
  double tap[IG_NETWORK_WINDINGS];     /* turns ratio over nominal, 1.0 in the middle */
  double r_pu[IG_NETWORK_WINDINGS];    /* resistance of each winding on rated_VA */
  double x_pu[3];                      /* short-circuit reactance of windings 0-1, 0-2, 1-2 on rated_VA */
  double rated_VA;
  double no_load_loss_W, magnetising_A_pu; /* at rated voltage; the reactive current over the rated one */
} ig_transformer;

/* A stiff three-phase voltage behind an impedance. Conductors 1, 2, 3; star point earthed. */
typedef struct ig_grid_source {
  char *name;
  size_t bus;
  double voltage_V;                      /* phase to phase, of L1-L2 */
  double angle_deg;                      /* of L1 to earth; L2 lags by 120 degrees */
  double r1_ohm, x1_ohm, r0_ohm, x0_ohm; /* zeros: ideal */
} ig_grid_source;

/* Where a unit draws its power and how it depends on the voltage:
 *   P = P0 (U / U0)^exponent_p, Q = Q0 (U / U0)^exponent_q while u_min <= U / U0 <= u_max, beyond them an impedance
 * that continues the curve; P0 is the unit's `power`, Q0 = P0 tan_phi. Wires: "14" single-phase to neutral, "1" to
 * earth, "12" phase to phase, "1234" or "123" three-phase, shared evenly (wye: to wire 4 or earth; delta: 12, 23, 31).
 */
typedef struct ig_connection {
  char *unit; /* "<model>/<name>" as in "home/home-00001" or "profile/LOAD1" */
  size_t bus;
  ig_wires wires;
  bool delta;
  double rated_V; /* U0, between the wires of one leg: 230 for "14", 400 for "12" */
  double tan_phi, exponent_p, exponent_q, u_min_pu, u_max_pu;
  ig_response *response; /* instead of the exponents: how an inverter answers to the voltage; NULL: none */
} ig_connection;

typedef struct ig_network {
  ig_bus *bus;
  ig_line_type *line_type;
  ig_line *line;
  ig_switch *switch_;
  ig_transformer *transformer;
  ig_grid_source *source;
  ig_connection *connection;
  size_t n_buses, n_line_types, n_lines, n_switches, n_transformers, n_sources, n_connections;
} ig_network;

/* Room for one more element of an array kept in powers of two; the new element is zeroed. Ends the process when memory
 * is out (a network is built before the run). */
void *ig_network_grow(void *array, size_t *n, size_t size);
#define IG_NETWORK_ADD(array, n) ((array) = ig_network_grow((array), &(n), sizeof *(array)), &(array)[(n)-1])

/* "1234" or "1230" to wires; false where it is not 1 to 6 digits from 0 to 6, or names a wire but 0 twice
 * (several wires may end on one: "123444" is allowed where `shared`). */
bool ig_network_wires(const char *text, bool shared, ig_wires *wires);

/* Index of a bus by name, or SIZE_MAX. Valid after ig_network_index; sorts nothing. */
void ig_network_sort(ig_network *network); /* every array by name, references kept; so that order in files is nothing */
size_t ig_network_bus(const ig_network *network, const char *name); /* on a sorted network */

/* The voltage between the wires of a connection's leg at a bus of nominal_V: that of two phases (delta, "12"), else of
 * one to neutral or earth. */
double ig_network_leg_V(const ig_connection *connection, double nominal_V);

/* Takes one complaint about an element: kind is "bus", "line type", "line", "switch", "transformer", "source" or
 * "connection", element its name (NULL: about them all). The message begins with the table's column that it is about,
 * "length_m: ...", where there is one. */
typedef void ig_network_report(void *context, const char *kind, const char *element, const char *message);

/* Is it a network that can be solved? Doubled names, islands, loops of transformers that do not close, wires that do
 * not fit, zero or absurd lengths and impedances, voltages that do not meet, neutrals without a path to the earth,
 * connections to missing wires. Fills ig_bus.wires. Every complaint is reported; false after at least one. */
bool ig_network_check(ig_network *network, ig_network_report *report, void *context);

void ig_network_free(ig_network *network);

/* Sequence impedances to phase matrices: self (z0 + 2 z1) / 3, mutual (z0 - z1) / 3, ohm a metre from ohm a metre. */
void ig_network_from_sequence(ig_line_type *type, double r1, double x1, double r0, double x0);

/* Four wires (phases and neutral) whose return is shared with the earth at 50 Hz (Carson, earth of 100 ohm m):
 * self r + 0.0493 + j (x1 + 0.65), mutual 0.0493 + j 0.65 ohm/km. Input in ohm a metre. */
void ig_network_four_wire(ig_line_type *type, double r_phase, double r_neutral, double x1);

#endif
