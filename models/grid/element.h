/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Primitive admittance matrices of the elements: what both solvers are built from. Complex numbers are pairs. */
#ifndef IG_ELEMENT_H
#define IG_ELEMENT_H

#include <math.h>

#include "models/grid/network.h"

/* Highest number of terminals of an element: three windings of three phases and a star point. */
enum { IG_ELEMENT_TERMINALS = 12 };

typedef struct ig_admittance {
  int n; /* terminals */
  size_t bus[IG_ELEMENT_TERMINALS];
  uint8_t wire[IG_ELEMENT_TERMINALS]; /* 0: earth */
  double re[IG_ELEMENT_TERMINALS * IG_ELEMENT_TERMINALS], im[IG_ELEMENT_TERMINALS * IG_ELEMENT_TERMINALS]; /* S */
} ig_admittance;

/* Series impedance of a whole line, ohm, n x n row by row. */
void ig_element_line_impedance(const ig_network *network, const ig_line *line, double *re, double *im);
/* Pi model at angular frequency omega. False where the impedance is singular. */
bool ig_element_line(const ig_network *network, const ig_line *line, double omega_rad_s, ig_admittance *y);
/* Dugan's model of n windings with leakage, taps, magnetising branch; vector group by clock. */
void ig_element_transformer(const ig_transformer *transformer, ig_admittance *y);
/* Phase impedance matrix of a source, 3 x 3, ohm. */
void ig_element_source_impedance(const ig_grid_source *source, double *re, double *im);
/* Power a leg draws at voltage `u_pu` (of rated) for each watt of P0: factor on P and on Q; continues as an impedance
 * beyond u_min and u_max. */
void ig_element_load_factor(const ig_connection *connection, double u_pu, double *factor_p, double *factor_q);

/* How far a voltage over its rated one is off, as a ratio above 1; infinite for no number. */
IG_INLINE double ig_element_off(double u_pu) {
  if (!(u_pu > 0 && u_pu < HUGE_VAL)) return HUGE_VAL;
  return u_pu > 1 ? u_pu : 1 / u_pu;
}

#endif
