/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A radial network made ready for the sweep: a trunk (what hangs at the source without a transformer between) and areas
 * (what hangs at one transformer), each a tree whose pass-through buses are removed.
 *
 * Kept are the root, branchings, buses with connections, and changes of cable. What was removed is known exactly: on a
 * chain of one cable the voltage is linear in the length, so that bus = (1 - x) parent + x child; a branch without load
 * has the voltage of the bus it hangs at. */
#ifndef IG_RADIAL_H
#define IG_RADIAL_H

#include "models/grid/lanes.h"
#include "models/grid/network.h"

#define IG_RADIAL_NONE UINT32_MAX
enum { IG_RADIAL_EARTH = 4, IG_RADIAL_WIRES = 4 }; /* wires are 0..3 here, 3 the neutral */

/* A kept bus and the branch that feeds it. Node 0 of a tree is its root. */
typedef struct ig_radial_node {
  uint32_t parent, slot, n_slots; /* index in the tree; its slots lie together */
  uint32_t first_area, n_areas;   /* trunk: areas whose transformers hang here (areas are sorted by it) */
  /* Z = diag(d) + m ones, ohm; or, where `full`, the matrix of 4 x 4 */
  double d_re[IG_RADIAL_WIRES], d_im[IG_RADIAL_WIRES], m_re, m_im;
  double *full_re, *full_im;
  bool inner; /* buses of this branch were removed: second moments across it are wanted */
  ig_line_kind kind;
} ig_radial_node;

/* A node and its branch as the iterations see them: phases only, their voltages measured against the neutral where
 * there is one. All current of the phases returns through it, so that it counts as an impedance that the phases share:
 *
 *   U = V - V_n,  I_n = -sum I:   Z'_pq = Z_pq - Z_pn - Z_nq + Z_nn  =  diag(d) + m ones */
typedef struct ig_radial_branch {
  uint32_t parent, slot, n_slots;
  /* Nodes are walked depth first. */
  bool chained; /* the parent stands right before it */
  bool forks;   /* some child does not stand right behind it */
  double d_re[3], d_im[3], m_re, m_im;
  double *full_re, *full_im; /* 3 x 3 instead; NULL: not needed */
  /* The first three slots are constant power of the three phases, within the same limits (V^2), each of one power
   * factor: the usual floor of a building, for which there is a short way. */
  bool three;
  double low_2, high_2, tan_phi[3];
} ig_radial_branch;

/* Loads of one kind between the same two wires of a node. I = (P / Dp - j Q / Dq) V; constant power: D = U^2 within
 * [low, high] and the nearer bound beyond. */
typedef enum ig_slot_kind { IG_SLOT_POWER, IG_SLOT_IMPEDANCE, IG_SLOT_EXPONENT, IG_SLOT_RESPONSE } ig_slot_kind;
typedef struct ig_radial_slot {
  uint32_t node;
  uint8_t from, to; /* wires; to may be IG_RADIAL_EARTH */
  ig_slot_kind kind;
  double u0_2, by_u0_2, low_2, high_2; /* V^2, 1/V^2 */
  double exponent_p, exponent_q;
  bool no_load; /* magnetising branch of the area's transformer: P, Q at u0 are fixed */
  double fixed_W, fixed_var;
  double tan_phi;    /* Q0 / P0 of its legs, unless */
  bool mixed;        /* they differ (or Q0 is fixed) */
  size_t connection; /* an example, for messages and curves */
  double share;      /* of that connection (IG_SLOT_RESPONSE) */
  size_t response;   /* place of its state among the n_responses */
} ig_radial_slot;

/* Transformer between a trunk node and the root of an area: E = M V_trunk / ratio, V = E - z I, I_trunk = M^T I /
 * ratio. Without transformer (an area that hangs at the trunk directly) there is none: such networks are all trunk. */
typedef struct ig_radial_tree {
  int wires; /* 3 or 4 */
  ig_radial_node *node;
  ig_radial_branch *branch; /* of each node */
  ig_radial_branch *way;    /* the same for the iterations, without nodes that only join two branches */
  size_t n_ways;
  size_t node0, n_nodes; /* node0: nodes of the trees before */
  size_t slot0, n_slots;
  uint32_t trunk_node;
  size_t transformer;                   /* in the network; SIZE_MAX: the trunk */
  size_t bus0, n_buses, line0, n_lines; /* into bus_of, line_of */
  signed char m[3][3];
  double ratio, z_re, z_im; /* ohm on the low-voltage side */
} ig_radial_tree;

/* Where a bus of the network is found: on the branch above `node` of `tree`, at share x of its length. */
typedef struct ig_radial_place {
  uint32_t tree, node;
  double x;
} ig_radial_place;

/* A share of a connection: one leg of it. */
typedef struct ig_radial_leg {
  size_t connection, slot;
  double share, tan_phi;
} ig_radial_leg;

typedef struct ig_radial {
  const ig_network *network;
  ig_radial_tree *tree; /* 0: the trunk */
  size_t n_trees;
  ig_radial_slot *slot;
  size_t n_slots;
  ig_radial_leg *leg; /* sorted by slot */
  size_t n_legs;
  size_t n_responses;
  ig_radial_leg **leg_of; /* by connection: those of connection c are leg_of[first_leg[c]] to [first_leg[c + 1]] */
  size_t *first_leg;
  ig_radial_place *bus;     /* of each bus */
  ig_radial_place *line;    /* of each line: x is its share of the branch's length, 0: no current */
  size_t *bus_of, *line_of; /* buses and lines by tree */
  double source_re[3], source_im[3];
  size_t most_nodes; /* of a tree */
  size_t n_nodes;    /* of all trees */
} ig_radial;

/* NULL with a text in `why` where the sweep does not apply (loops, several earthings, shunt capacitance, ...): use the
 * nodal solver then. The network must have passed ig_network_check and outlive the result. */
ig_radial *ig_radial_create(const ig_network *network, char *why, size_t size);
void ig_radial_free(ig_radial *radial);

#endif
