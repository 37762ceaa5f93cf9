/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a power flow leaves behind for a day: 10-minute values of every bus and line, step values of transformers and
 * of the whole. Both solvers fill it; the statistics read it. Arrays are [element][time]; a row of time holds `windows`
 * 10-minute intervals or `steps` steps. */
#ifndef IG_FLOW_H
#define IG_FLOW_H

#include "models/grid/network.h"

enum { IG_FLOW_KINDS = 6 }; /* losses: the four kinds of lines, transformers under load, transformers' no-load */
enum { IG_FLOW_LOAD_LOSS = IG_LINE_RISER + 1, IG_FLOW_NO_LOAD_LOSS };

typedef struct ig_flow {
  size_t steps, windows, window_steps; /* a window is 10 minutes, or a step where that is longer */
  size_t windows_most;                 /* of a whole chunk: length of the rows of 10-minute values */
  size_t steps_known;                  /* of them present in this chunk; what lies behind is not read */
  const double *const *row;            /* input: power of each connection, W; of step s at row[ig_flow_at(flow, s)] */
  size_t row_steps, row_stride;        /* steps that stand together in a row, and from one such group to the next */
  /* 10-minute values: root of the mean square (IEC 61000-4-30) */
  double *u_V;       /* [bus * 3 + phase]: phase to neutral, or to earth where there is none; NaN: no such phase */
  double *neutral_V; /* [bus]: neutral to earth */
  double *unbalance; /* [bus]: negative over positive sequence; NaN: not three phases */
  double *i_A;       /* [line * 4 + wire] */
  double *loss_W;    /* [line]: mean */
  /* step values */
  double *loading;    /* [transformer]: largest phase current over the rated one */
  double *transfer_W; /* [transformer]: power that enters the low voltage */
  double *winding_W;  /* [transformer]: losses under load */
  double *no_load_W;  /* [transformer]: no-load losses at its voltage */
  double *kind_W;     /* [kind]: losses */
  double *source_W, *source_var;
  double *kirchhoff;  /* |source - drawn - losses| over the sum of their sizes */
  double *mismatch;   /* |drawn - demanded at this voltage| over demanded */
  double *iterations; /* 0: did not converge; the last good voltages stand */
  double *lowest_pu;  /* lowest voltage at a connection over its rated one */
  double *lowest_at;  /* which connection that is; where the step did not converge, the one farthest off when it was
                         given up */
  double *factor;     /* [slot or connection]: realised over demanded power, where `moved` */
                      /* (a step that did not converge counts with what was asked for) */
  bool *moved;        /* [slot or connection]: does its power depend on the voltage in this chunk */
  double *v_V;        /* [((bus * 4 + wire) * 2 + part)]: complex voltage to earth of each step; NULL: not wanted */
} ig_flow;

/* Place of a step in a row. */
IG_INLINE size_t ig_flow_at(const ig_flow *flow, size_t step) {
  return step / flow->row_steps * flow->row_stride + step % flow->row_steps;
}

#endif
