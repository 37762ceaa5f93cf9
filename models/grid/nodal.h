/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Power flow of any network: nodal admittance matrix of all conductors, factorised once (KLU), solved for every step by
 * fixed-point iteration on the currents of the loads. Meshes, several earthings, any wires, delta and wye.
 *
 *   Y V = I_source + I_load(V)
 *
 * Ideal sources and closed switches are eliminated (joined nodes), not approximated by large admittances.
 * The frequency is 50 Hz. */
#ifndef IG_NODAL_H
#define IG_NODAL_H

#include "models/grid/network.h"

typedef struct ig_nodal ig_nodal;

/* Builds and factorises. NULL with a text in `why` (at least 256 bytes) where the matrix is singular: a part that
 * floats, named by one of its buses. Keeps a pointer to the network. */
ig_nodal *ig_nodal_create(const ig_network *network, char *why, size_t size);
void ig_nodal_free(ig_nodal *nodal);

/* What one step came to. */
typedef struct ig_nodal_result {
  int iterations;  /* 0: did not converge */
  double change_V; /* largest change of a node voltage in the last iteration */
  size_t worst;    /* connection whose voltage was farthest off its rated one when the step was given up */
} ig_nodal_result;

/* Solves one step. p0_W, q0_var: of each connection, at rated voltage, positive = consumption. v_re, v_im: node
 * voltages to earth, [bus * IG_NETWORK_WIRES + wire - 1]; on entry the start (ig_nodal_start fills a first one), NaN
 * where a bus has no such wire; on return the solution, or the last good one where it did not converge. p_W, q_var:
 * what each connection really drew. Thread-safe for distinct `work` (ig_nodal_work). */
typedef struct ig_nodal_work ig_nodal_work;
ig_nodal_work *ig_nodal_work_create(const ig_nodal *nodal);
void ig_nodal_work_free(ig_nodal_work *work);
void ig_nodal_start(const ig_nodal *nodal, double *v_re, double *v_im); /* no load */
ig_nodal_result ig_nodal_solve(const ig_nodal *nodal, ig_nodal_work *work, const double *p0_W, const double *q0_var,
                               double tolerance_V, int most, double *v_re, double *v_im, double *p_W, double *q_var);

/* Currents into line i at its from end and out of it at its to end, A, by conductor of the line; needs a solution. */
void ig_nodal_line_current(const ig_nodal *nodal, size_t line, const double *v_re, const double *v_im, double *from_re,
                           double *from_im, double *to_re, double *to_im);
/* Complex power into each winding of transformer i, W and var (sum of its phases): arrays of its n windings. */
void ig_nodal_transformer_power(const ig_nodal *nodal, size_t transformer, const double *v_re, const double *v_im,
                                double *p_W, double *q_var);
/* Complex power that each source delivers at its bus (behind its impedance), W and var: arrays of n_sources. The powers
 * of the connections are needed for those that hang right on an ideal source. */
void ig_nodal_source_power(const ig_nodal *nodal, const double *p0_W, const double *q0_var, const double *v_re,
                           const double *v_im, double *p_W, double *q_var);

#endif
