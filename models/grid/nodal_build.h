/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The equations of the nodal solver, as nodal_build.c sets them up and nodal.c solves them: for these two files. */
#ifndef IG_NODAL_BUILD_H
#define IG_NODAL_BUILD_H

#include <suitesparse/klu.h>

#include "models/grid/element.h"
#include "models/grid/nodal.h"
#include "sim/memory.h"

#define IG_NODAL_OMEGA (2.0 * IG_PI * 50.0)

/* One contribution to Y. */
typedef struct ig_nodal_entry {
  int row, column;
  size_t order; /* keeps sums of one place in one order */
  double re, im;
} ig_nodal_entry;

/* A load between two nodes; `share` of its connection's power. */
typedef struct ig_nodal_leg {
  int from, to;
  double share;
} ig_nodal_leg;

/* What a source holds or drives: nodes of L1, L2, L3, its voltages, and its admittance (both zero: ideal). */
typedef struct ig_nodal_driver {
  int node[3];
  double e_re[3], e_im[3];
  double self_re, self_im, mutual_re, mutual_im;
  bool ideal;
} ig_nodal_driver;

struct ig_nodal {
  const ig_network *network;
  size_t n_slots; /* conductors of buses: bus * IG_NETWORK_WIRES + wire - 1 */
  int *node;      /* of each slot; -1: the bus has no such wire */
  size_t *slot;   /* one slot of each node */
  int n_free, earth;
  ig_nodal_driver *source;
  ig_admittance *transformer;
  size_t *line_at; /* where the series admittance of a line begins in line_y */
  double *line_y;  /* pairs, n x n for each line */
  size_t *leg_at;  /* n_connections + 1 */
  ig_nodal_leg *legs;
  ig_nodal_entry *tail; /* rows of Y of held nodes */
  size_t n_tail;
  double *base_A;  /* pairs, free nodes: what the sources drive */
  double *start_V; /* pairs, all nodes: no load */
  klu_common common;
  klu_symbolic *symbolic;
  klu_numeric *numeric;
};

/* Fills `nodal`, which is all zeros. False with a text in `why`; free what is there in either case. */
bool ig_nodal_build(ig_nodal *nodal, const ig_network *network, char *why, size_t size);

#endif
