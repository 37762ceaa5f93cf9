/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Inside of the grid model (grid.md is its page): settings, tables, and what build prepares. */
#ifndef IG_GRID_H
#define IG_GRID_H

#include <stdatomic.h>

#include "models/grid/flow.h"
#include "models/grid/nodal.h"
#include "models/grid/radial.h"
#include "sim/model.h"

typedef enum ig_grid_solver { IG_GRID_AUTO, IG_GRID_SWEEP, IG_GRID_NODAL } ig_grid_solver;
typedef enum ig_grid_earthing { IG_GRID_TT, IG_GRID_TN } ig_grid_earthing;

enum { IG_GRID_STEPS, IG_GRID_FIRST_S, IG_GRID_FIRST_AT, IG_GRID_TROUBLE }; /* steps in trouble, and the first one */
enum { IG_GRID_PARTS = 5 };                                                 /* homes, offices, shops, lighting, other */

typedef struct ig_grid_spec {
  char *tables;
  int32_t solver, earthing;
  double tolerance_V, exponent_p, exponent_q;
  double power_factor[IG_GRID_PARTS];
  double homes_per_building, homes_per_floor, homes_per_substation, feeders_per_substation, density_homes_ha;
  double source_pu, source_sc_MVA, source_x_over_r, tap, earthing_ohm, enclosure_K;
} ig_grid_spec;

typedef struct ig_grid_data {
  const double *outdoor_degC;
  /* state: sums over recorded time */
  double *unsolved, *collapsed; /* [IG_GRID_TROUBLE] */
  double *kirchhoff, *mismatch, *iterations, *steps;
  double *loss_Wh; /* [kinds] */
  double *lowest_pu, *lowest_s, *lowest_connection;
  /* shared series */
  double *power_W, *import_W, *reactive_var, *iterations_of;
} ig_grid_data;

typedef struct ig_bus_data {
  double *nominal_V, *longitude_deg, *latitude_deg, *distance_m, *gradient;
  int32_t *feeder, *connections;
  double *lowest_V, *highest_V, *unbalance, *neutral_V, *outside_h;
  double *week_n, *week_inside; /* state: [4]: values and those inside, a phase */
  double *week_within, *week_lowest_V, *week_highest_V;
  double *voltage_V[3];
  double *earth_V[4], *angle_deg[4];
} ig_bus_data;

typedef struct ig_line_data {
  char **from, **to, **type;
  int32_t *kind, *feeder;
  double *length_m, *ampacity_A, *begin_longitude, *begin_latitude, *end_longitude, *end_latitude;
  double *loss_Wh, *highest_A, *loading, *neutral_A, *current_A;
} ig_line_data;

typedef struct ig_transformer_data {
  char **from, **to;
  double *rated_VA, *longitude_deg, *latitude_deg;
  double *oil_K, *gradient_K, *started; /* state */
  double *energy_Wh, *load_loss_Wh, *no_load_loss_Wh, *highest_loading, *hottest_degC, *ageing_h;
  double *loading, *hot_spot_degC;
} ig_transformer_data;

typedef struct ig_feeder_data {
  char **transformer, **line;
  int32_t *connections;
  double *highest_loading, *lowest_V, *highest_V, *load_margin_W, *generation_margin_W;
} ig_feeder_data;

extern const ig_model ig_grid_model, ig_grid_bus_model, ig_grid_line_model, ig_grid_transformer_model,
    ig_grid_feeder_model;

/* What hangs at one line of a transformer's low-voltage busbar. */
typedef struct ig_grid_feeder {
  size_t line, transformer;
  double r_ohm; /* resistance that power spread evenly over the connections meets on the way to the worst one */
  size_t n_connections;
} ig_grid_feeder;

/* Work space of one slice at a time. */
typedef struct ig_grid_work {
  atomic_flag taken;
  struct ig_sweep *sweep;
  struct ig_grid_nodal *nodal;
} ig_grid_work;

typedef struct ig_grid_own {
  ig_network network;
  ig_radial *radial; /* or */
  ig_nodal *nodal;
  ig_flow flow;
  const ig_batch **of; /* each connection's batch and unit */
  size_t *unit_of;
  char *text;         /* for the result's attribute `network` */
  double **row;       /* of each connection in this chunk */
  size_t n_moved;     /* slots or connections */
  ig_grid_work *work; /* as many as slices may run at once */
  size_t n_work;
  ig_grid_feeder *feeder;
  size_t n_feeders;
  int32_t *feeder_of_bus, *feeder_of_line; /* -1: none */
  ig_batch *bus, *line, *transformer, *feeders;
} ig_grid_own;

/* grid_build.c */
bool ig_grid_build(ig_batch *batch, ig_build *context);
void ig_grid_build_free(ig_batch *batch);
/* grid_settle.c: what the day's flow adds to the statistics */
void ig_grid_settle(ig_batch *batch, const ig_window *chunk);
void ig_grid_settle_report(const ig_batch *batch, ig_kpis *kpis);

#endif
