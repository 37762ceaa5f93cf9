/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Backward/forward sweep of a radial network, eight windows side by side.
 *
 * Lane l of batch j holds step j of the l-th of eight 10-minute windows, so that the sums of a window stay in a lane,
 * and the voltages of one batch are the start of the next minute's. In an iteration
 *
 *   backward  I(branch) = sum of the load currents below it
 *   forward   U(child)  = U(parent) - Z' I(branch)       phases against the neutral, Z' as in radial.h
 *   loads     J = conj(S / U), with S as the load depends on U
 *
 * The trunk is swept first with the totals of the areas, then each area with the trunk's voltage, so an area's arrays
 * stay in cache. All that passes from iteration to iteration are the voltages of the slots and the loads of the nodes.
 * A lane that has converged keeps its voltages; so a step's result does not depend on its neighbours. */
#ifndef IG_SWEEP_H
#define IG_SWEEP_H

#include "models/grid/flow.h"
#include "models/grid/radial.h"

typedef struct ig_sweep ig_sweep;

/* Work space of one thread for slices of `batches` steps a window. */
ig_sweep *ig_sweep_create(const ig_radial *radial, size_t batches, double tolerance_V);
void ig_sweep_free(ig_sweep *sweep);

/* Solves the eight windows from `first_window` on and fills their part of the flow. The start is the network without
 * load, so a slice's result depends on nothing but its loads. tan_phi: of each connection. */
void ig_sweep_slice(ig_sweep *sweep, ig_flow *flow, size_t first_window);

#endif
