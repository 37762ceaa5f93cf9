/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walls, roofs and floors from their layers: thermal resistance and transmittance (EN ISO 6946), films, a chain of
 * capacities for a detailed room, and one resistance and capacity for a reduced one (the idea of VDI 6007-1).
 *
 * Layers go from outside to inside. All values per m2 of surface unless a name says otherwise.
 *
 * Reduction. A layer of resistance R and capacity C carries a sine of angular frequency w by the chain matrix
 *   [cosh g, R/g sinh g; g/R sinh g, cosh g],  g = sqrt(i w R C),   (Carslaw and Jaeger 1959, 3.7)
 * and a wall by the product of its layers'. From it follows the heat that a wall takes at its inner surface for a
 * sine of its temperature: with the outside held (outer walls), with both faces alike (inner walls), or with an
 * insulated back. A group of walls is the sum; one resistance and one capacity that give the same at the one
 * frequency stand for it, and the rest of the resistance keeps the steady transmittance. */
#ifndef IG_PHYSICS_CONSTRUCTION_H
#define IG_PHYSICS_CONSTRUCTION_H

#include <complex.h>

#include "sim/base.h"

enum { IG_CONSTRUCTION_LAYERS = 12, IG_CONSTRUCTION_CELLS = 120 };

/* A layer; with resistance_m2K_W > 0 a pure resistance (air gap, massless insulation) and the rest is not looked at.
 * Density or heat capacity of 0 also make it a pure resistance. */
typedef struct ig_construction_layer {
  double thickness_m, conductivity_W_mK, density_kg_m3, heat_J_kgK, resistance_m2K_W;
} ig_construction_layer;

typedef struct ig_construction {
  int layers;
  ig_construction_layer layer[IG_CONSTRUCTION_LAYERS]; /* outside to inside */
} ig_construction;

/* Surface to surface, m2K/W; heat capacity, J/(m2 K); transmittance with films, W/(m2 K). */
double ig_construction_resistance_m2K_W(const ig_construction *c);
double ig_construction_capacity_J_m2K(const ig_construction *c);
IG_INLINE double ig_construction_u_W_m2K(double resistance_m2K_W, double inside_m2K_W, double outside_m2K_W) {
  return 1.0 / (inside_m2K_W + resistance_m2K_W + outside_m2K_W);
}

/* Way of the heat through a surface, for films. */
typedef enum ig_construction_way {
  IG_CONSTRUCTION_UP,
  IG_CONSTRUCTION_ACROSS,
  IG_CONSTRUCTION_DOWN
} ig_construction_way;

/* Films of EN ISO 6946: surface resistances 0.10, 0.13, 0.17 inside, 0.04 outside, m2K/W (conventional values, C). */
#define IG_CONSTRUCTION_OUTSIDE_M2K_W 0.04
double ig_construction_inside_m2K_W(ig_construction_way way);
/* Convective part inside, W/(m2 K): 5.0 up, 2.5 across, 0.7 down (EN ISO 6946, annex; C). */
double ig_construction_convective_inside_W_m2K(ig_construction_way way);
/* Convective part outside by wind, W/(m2 K): 4 + 4 v (EN ISO 6946, annex; C). */
IG_INLINE double ig_construction_convective_outside_W_m2K(double wind_m_s) { return 4.0 + 4.0 * wind_m_s; }
/* Radiative coefficient between a grey surface and black surroundings, W/(m2 K): 4 eps sigma T^3. */
IG_INLINE double ig_construction_radiative_W_m2K(double emissivity, double mean_degC) {
  double t_K = mean_degC + 273.15;
  return 4.0 * emissivity * 5.670374419e-8 * t_K * t_K * t_K;
}

/* A wall as a chain: outer surface - r[0] - c[0] - r[1] - ... - c[cells-1] - r[cells] - inner surface, per m2.
 * cells may be 0 (a pure resistance r[0]). */
typedef struct ig_construction_chain {
  int cells;
  double c_J_m2K[IG_CONSTRUCTION_CELLS], r_m2K_W[IG_CONSTRUCTION_CELLS + 1];
} ig_construction_chain;

/* Finite volumes: each layer in equal cells no thicker than sqrt(a resolved_s), a diffusivity (a Fourier number of at
 * least 1), at least two cells a layer with capacity. Second order: resolved_s = 180 follows the admittance of a day
 * to 0.3 % and that of an hour to 5 % (tests/test_construction.c). When the cells do not suffice, resolved_s is made
 * larger until they do. */
void ig_construction_split(const ig_construction *c, double resolved_s, ig_construction_chain *chain);

/* Chain matrix from the inner surface (index 0) to the outer one at angular frequency w, 1/s:
 * [T_in; q_in] = m [T_out; q_out], q positive outwards, per m2; determinant 1. */
typedef struct ig_construction_matrix {
  double complex m[2][2];
} ig_construction_matrix;
ig_construction_matrix ig_construction_chain_matrix(const ig_construction *c, double w_per_s);
/* With a pure resistance added outside (an outer film). */
ig_construction_matrix ig_construction_with_film(ig_construction_matrix m, double outside_m2K_W);

/* Heat that the inner face takes for a unit sine of its temperature, W/(m2 K):
 * outer temperature held / both faces the same temperature, heat of both faces together / back insulated. */
double complex ig_construction_admittance_held(ig_construction_matrix m);
double complex ig_construction_admittance_both(ig_construction_matrix m);
double complex ig_construction_admittance_insulated(ig_construction_matrix m);

/* Frequency that a reduction is made for: period 5 days (VDI 6007-1; C). */
#define IG_CONSTRUCTION_PERIOD_S (5.0 * 86400.0)

/* One resistance and one capacity for a group of walls: surface - r1 - capacity - rest - outside. K/W, J/K. */
typedef struct ig_construction_reduced {
  double r1_K_W, c1_J_K, rest_K_W; /* rest 0: nothing beyond the capacity (inner walls) */
} ig_construction_reduced;

/* Outer walls: admittance (sum of area times admittance_held), W/K, and steady conductance surface to outside, W/K.
 * r1 and c1 follow from Z = r1 + r2/(1 + i w r2 c1), r1 + r2 = 1/conductance. Always 0 <= r1 <= 1/conductance. */
ig_construction_reduced ig_construction_reduce_outer(double complex admittance_W_K, double conductance_W_K,
                                                     double w_per_s);
/* Inner walls: Z = r1 + 1/(i w c1). */
ig_construction_reduced ig_construction_reduce_inner(double complex admittance_W_K, double w_per_s);

#endif
