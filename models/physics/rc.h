/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A thermal network of resistances and capacities, and its exact step.
 *
 *   C_i dT_i/dt = sum_j G_ij (T_j - T_i) + sum_k B_ik (u_k - T_i)   for inputs that are temperatures
 *                                        + sum_k S_ik u_k           for inputs that are heat, W
 *
 * Nodes without capacity are eliminated exactly. What is left, C dT/dt = -K T + B u, is diagonal in the eigenvectors
 * of C^-1/2 K C^-1/2 (symmetric, eigenvalues >= 0), so that a step of any length with inputs held over it is exact:
 * sixty steps of a minute and one of an hour give the same for the same inputs.
 * Source: state-space solution of linear systems with held inputs, e.g. Franklin, Powell, Workman (1998), 4.3;
 * symmetric modal form e.g. Menezo et al. (2002), doi:10.1016/S0378-7788(01)00103-5 (from memory, to be checked).
 *
 * Use: ig_rc_create, ig_rc_capacity/_link/_boundary/_heat, ig_rc_solve once for each step length, then for each step
 * ig_rc_ahead (what a step would end with), a choice of power, ig_rc_advance, ig_rc_temperature.
 * The state of a large network is its modal coordinates (ig_rc_start makes them from temperatures); small networks
 * (up to IG_RC_SMALL capacities) are better run in temperatures: ig_rc_small_of gives the constants for a loop. */
#ifndef IG_PHYSICS_RC_H
#define IG_PHYSICS_RC_H

#include "sim/base.h"

/* A network under construction. Owns its arrays (ig_rc_free). Row-major: a[i * columns + j]. */
typedef struct ig_rc_network {
  int nodes, inputs;
  double *c_J_K; /* [nodes] 0: massless */
  double *k_W_K; /* [nodes][nodes] conductances: minus off the diagonal, sum on it, boundaries included */
  double *b;     /* [nodes][inputs] heat into a node per unit of an input: W/K of a boundary, or share of heat */
} ig_rc_network;

/* Empty network. False when memory is short (the network is then empty and may be freed). */
bool ig_rc_create(ig_rc_network *n, int nodes, int inputs);
void ig_rc_free(ig_rc_network *n);
/* All of these add to what is there, so that a link may be made in parts. Values finite and >= 0. */
void ig_rc_capacity(ig_rc_network *n, int node, double c_J_K);
void ig_rc_link(ig_rc_network *n, int a, int b, double g_W_K);
/* Conductance to a temperature that is input number `input`, degC. */
void ig_rc_boundary(ig_rc_network *n, int node, int input, double g_W_K);
/* Share of the heat that is input number `input`, W, which this node gets. May be negative for heat taken away. */
void ig_rc_heat(ig_rc_network *n, int node, int input, double share);

/* The step of a network: constants only, shared by any number of states. Owns its arrays (ig_rc_step_free). */
typedef struct ig_rc_step {
  int nodes, inputs, states; /* states: nodes with capacity */
  double step_s;
  int *state_node;    /* [states] node of each capacity, ascending */
  double *rate_per_s; /* [states] eigenvalues, ascending */
  double *decay;      /* [states] exp(-rate step) */
  double *drive;      /* [states][inputs] */
  double *mean_decay; /* [states] share of the old state in the mean over the step */
  double *mean_drive; /* [states][inputs] */
  double *from_mode;  /* [nodes][states] temperature = from_mode . state + from_input . input */
  double *from_input; /* [nodes][inputs], zero at nodes with capacity */
  double *to_mode;    /* [states][states] state = to_mode . temperatures of the nodes with capacity */
  double *response;   /* [nodes][inputs] temperature at the end of a step per unit of an input held over it */
} ig_rc_step;

/* Exact step of step_s seconds. False when memory is short or a massless node hangs in the air (no way to a
 * temperature); the step is then empty. A network without any way out is allowed: it keeps its heat. */
bool ig_rc_solve(const ig_rc_network *n, double step_s, ig_rc_step *step);
void ig_rc_step_free(ig_rc_step *step);

/* State from temperatures of all nodes, degC (those without capacity are not looked at). */
void ig_rc_start(const ig_rc_step *s, const double *node_degC, double *state);
/* Temperature of a node that a step from this state with these inputs ends with, degC. */
double ig_rc_ahead(const ig_rc_step *s, const double *state, const double *input, int node);
/* Mean temperature of a node over that step, degC. */
double ig_rc_mean(const ig_rc_step *s, const double *state, const double *input, int node);
/* One step, in place. */
void ig_rc_advance(const ig_rc_step *s, double *state, const double *input);
/* Temperature of a node in this state, degC; inputs matter for nodes without capacity only (those of the step just
 * done give its end). */
double ig_rc_temperature(const ig_rc_step *s, const double *state, const double *input, int node);

/* ---- Temperatures as state: for small networks, many of them side by side. ---- */

/* The temperature of a node at the end of a step (or its mean over the step) from the temperatures of the nodes with
 * capacity at its begin and the inputs: on_state [states] in the order of state_node, on_input [inputs]. */
void ig_rc_row_end(const ig_rc_step *s, int node, double *on_state, double *on_input);
void ig_rc_row_mean(const ig_rc_step *s, int node, double *on_state, double *on_input);

enum { IG_RC_SMALL = 3, IG_RC_SMALL_INPUTS = 8 };

/* Step of a small network: T'[i] = sum_j keep[i][j] T[j] + sum_k gain[i][k] u[k]. Unused places are 0. */
typedef struct ig_rc_small {
  double keep[IG_RC_SMALL][IG_RC_SMALL];
  double gain[IG_RC_SMALL][IG_RC_SMALL_INPUTS];
} ig_rc_small;

/* False when the network has more capacities or inputs than a small step holds. */
bool ig_rc_small_of(const ig_rc_step *s, ig_rc_small *small);

/* ---- Things that change from step to step, without new matrices ---- */

/* A further conductance at a node, W/K, to a temperature: ventilation that is not in the matrices, or (negative, down
 * to minus what is in them) less of it. Its heat enters as a constant over the step, with the node's temperature at
 * the end of the step:
 *
 *   T = T0 + r q,  q = g (T_supply - T)   so   q = g (T_supply - T0) / (1 + r g)
 *
 * T0 end temperature without it, r response of the node to heat into it, K/W (> 0). Stable for any g, exact in steady
 * state, and to first order in the step. The error is that the node's way within the step is not followed: a single
 * capacity C with all its losses in g goes to 1/(1 + x) instead of exp(-x), x = g step/C, of its distance to the
 * supply; at x = 0.1 that is 0.4 % of the distance, at most 20 % (x = 2.5) where one step nearly ends the way. Heat is
 * kept: q is what the zone got. Figures for rooms: thermal.md. */
IG_INLINE double ig_rc_extra_W(double g_W_K, double supply_degC, double free_degC, double response_K_W) {
  return g_W_K * (supply_degC - free_degC) / (1.0 + response_K_W * g_W_K);
}

/* Power for the controlled temperature at the end of the step. Everything linear, so two numbers say it all. */
typedef struct ig_rc_control {
  double free_degC;                   /* controlled temperature at the end of the step without power */
  double gain_K_W;                    /* K for each W, > 0 */
  double air_free_degC, air_gain_K_W; /* the same of the node with the extra conductance */
} ig_rc_control;

/* Control of a temperature (air, or operative = mean of air and radiant) under an extra conductance at the air node.
 * controlled0/air0: end temperatures without power and without the extra conductance, degC; controlled_p/air_p:
 * responses to the power (mix the responses of convective and radiative heat by the emitter's shares), K/W;
 * controlled_a/air_a: responses to heat into the air, K/W. */
IG_INLINE ig_rc_control ig_rc_control_of(double controlled0, double air0, double controlled_p, double air_p,
                                         double controlled_a, double air_a, double g_W_K, double supply_degC) {
  double part = 1.0 / (1.0 + air_a * g_W_K), heat = g_W_K * (supply_degC - air0) * part;
  ig_rc_control c;
  c.air_free_degC = air0 + air_a * heat;
  c.air_gain_K_W = air_p * part;
  c.free_degC = controlled0 + controlled_a * heat;
  c.gain_K_W = controlled_p - controlled_a * (g_W_K * air_p * part);
  return c;
}

/* Heat (positive) or cooling (negative) that brings the controlled temperature into [heat, cool] degC at the end of
 * the step, within the plant: 0 .. heat_most_W, 0 .. cool_most_W. */
IG_INLINE double ig_rc_ideal_W(ig_rc_control c, double heat_degC, double cool_degC, double heat_most_W,
                               double cool_most_W) {
  double per_K = 1.0 / c.gain_K_W;
  double heat = ig_clamp((heat_degC - c.free_degC) * per_K, 0.0, heat_most_W);
  double cool = ig_clamp((c.free_degC - cool_degC) * per_K, 0.0, cool_most_W);
  return heat - cool;
}

/* The same for the commonest case in a hot loop: convective heating and cooling, the air under control; one division.
 */
typedef struct ig_rc_air {
  double air_degC; /* at the end of the step */
  double power_W;  /* heating, cooling below 0 */
  double heat_W;   /* all that enters the air: power and extra conductance; other nodes get their response times it */
} ig_rc_air;

/* free_degC: end temperature without power and extra conductance; response and its inverse, K/W and W/K. */
IG_INLINE ig_rc_air ig_rc_air_step(double free_degC, double response_K_W, double inverse_W_K, double g_W_K,
                                   double supply_degC, double heat_degC, double cool_degC, double heat_most_W,
                                   double cool_most_W) {
  double whole = 1.0 + response_K_W * g_W_K, part = 1.0 / whole, per_K = inverse_W_K * whole;
  double still = (free_degC + response_K_W * (g_W_K * supply_degC)) * part;
  double power =
      ig_clamp((heat_degC - still) * per_K, 0.0, heat_most_W) - ig_clamp((still - cool_degC) * per_K, 0.0, cool_most_W);
  double end = still + response_K_W * part * power;
  return (ig_rc_air){end, power, power + g_W_K * (supply_degC - end)};
}

#endif
