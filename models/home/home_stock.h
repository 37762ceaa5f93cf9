/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stock: French apartment buildings by construction period as constructions (layers), and a flat in one of them as
 * a thermal zone. Tables, sources and evidence: home_stock.c and home.md. */
#ifndef IG_HOME_STOCK_H
#define IG_HOME_STOCK_H

#include "models/physics/zone.h"

enum { IG_HOME_STOCK_PERIODS = 10, IG_HOME_STOCK_LAYERS = 6, IG_HOME_STOCK_VARIANTS = 4 };

/* A layer: material number (home_stock.c) and thickness, m; of an air gap its resistance, m2K/W. */
typedef struct ig_home_stock_layer {
  int material;
  double thickness_m;
} ig_home_stock_layer;

/* One way to build a wall, roof or floor: TABULA's code and U, share of the flats of the period that have it, layers
 * from outside to inside (from below to above in floors). */
typedef struct ig_home_stock_opaque {
  const char *code;
  double share, tabula_W_m2K;
  ig_home_stock_layer layer[IG_HOME_STOCK_LAYERS];
} ig_home_stock_opaque;

/* A kind of window: TABULA's code, share, U, W/(m2 K), and g at a right angle. */
typedef struct ig_home_stock_window {
  const char *code;
  double share, u_W_m2K, g;
} ig_home_stock_window;

/* A construction period. Variants end with the first of share 0. bridge: loss of the edge of a slab in a wall that
 * is insulated inside, W/(m K). */
typedef struct ig_home_stock_period {
  const char *years;
  double storeys, glazing; /* glazing: windows over floor area */
  double air_1_h;          /* air change in the heating season, airing included */
  double bridge_W_mK;
  ig_home_stock_opaque wall[IG_HOME_STOCK_VARIANTS], roof[IG_HOME_STOCK_VARIANTS], floor[IG_HOME_STOCK_VARIANTS];
  ig_home_stock_window window[IG_HOME_STOCK_VARIANTS];
  ig_home_stock_layer slab[IG_HOME_STOCK_LAYERS], party[IG_HOME_STOCK_LAYERS], stairs[IG_HOME_STOCK_LAYERS],
      partition[IG_HOME_STOCK_LAYERS];
} ig_home_stock_period;

/* Table of a period, 1 to IG_HOME_STOCK_PERIODS (TABULA France). */
const ig_home_stock_period *ig_home_stock_of(int period);
/* Layers as a construction. */
ig_construction ig_home_stock_construction(const ig_home_stock_layer *layer);
/* U of a build-up with the films of EN ISO 6946, W/(m2 K). */
double ig_home_stock_u_W_m2K(const ig_home_stock_opaque *o, ig_construction_way way);
/* The variant that a number in [0, 1) falls on. */
int ig_home_stock_pick(const ig_home_stock_opaque *variants, double u);
int ig_home_stock_pick_window(const ig_home_stock_window *variants, double u);

/* A flat: its period, floor area, place in the building, and which variants it has. */
typedef struct ig_home_stock_flat {
  int period, wall, roof, floor, window;
  bool top, lowest;
  double floor_m2;
} ig_home_stock_flat;

/* Share of a floor over a cellar of the heat that it would lose to outdoors (b of EN ISO 13789; C). */
#define IG_HOME_STOCK_CELLAR 0.6
/* The same of a wall to stairs and landings, which have few outer walls of their own (Th-U names 0.2 to 0.5; from
 * memory, D). */
#define IG_HOME_STOCK_STAIRWELL 0.3
/* Of a window: glass in it, and sun that obstacles and curtains leave (TABULA 0.7 and 0.6; C). */
#define IG_HOME_STOCK_GLASS 0.7
#define IG_HOME_STOCK_UNSHADED 0.6
/* Part of a window's g that passes as sun; the rest is taken up in the panes and flows inwards (0.97 single, 0.92
 * double, 0.88 coated glass by models/physics/glazing.h; one figure for all, C). */
#define IG_HOME_STOCK_PASSES 0.92
/* Outside: film, radiation to a sky, emissivity; absorptance of walls and roofs (C); what obstacles leave of sun and
 * sky on a facade (a street of the inner suburbs, D). */
#define IG_HOME_STOCK_OUTSIDE_W_M2K 25.0
#define IG_HOME_STOCK_RADIATIVE_W_M2K 4.9
#define IG_HOME_STOCK_EMISSIVITY 0.9
#define IG_HOME_STOCK_ABSORPTANCE 0.6
#define IG_HOME_STOCK_OPEN 0.8

/* Elements of a flat's zone, in this order; a zone leaves out what it has not (index -1). */
typedef enum ig_home_stock_part {
  IG_HOME_STOCK_WINDOWS,
  IG_HOME_STOCK_WALL,
  IG_HOME_STOCK_ROOF,
  IG_HOME_STOCK_FLOOR,
  IG_HOME_STOCK_STAIRS,
  IG_HOME_STOCK_SLAB,
  IG_HOME_STOCK_PARTY,
  IG_HOME_STOCK_PARTITIONS,
  IG_HOME_STOCK_PARTS
} ig_home_stock_part;

/* The zone and what is read off it. */
typedef struct ig_home_stock_zone {
  ig_zone_spec spec;
  int element[IG_HOME_STOCK_PARTS];
  double window_m2, facade_m2, window_W_K, opaque_W_K, air_W_K; /* losses; to cellar and stairs with their factors */
  double one_change_W_K;                                        /* of one air change an hour */
  double g;
} ig_home_stock_zone;
void ig_home_stock_zone_of(const ig_home_stock_flat *flat, ig_home_stock_zone *zone);

#endif
