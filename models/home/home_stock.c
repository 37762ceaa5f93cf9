/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Apartment buildings of France by construction period.
 *
 * Build-ups and their U: TABULA France (CC BY 4.0), codes in the table (evidence C: typical, not a survey). Layers
 * follow TABULA's description; densities, heat capacities and conductivities are those of EN ISO 10456 and of the
 * French rules (Th-U), from memory, to be checked (C). tests/test_home_stock.c prints both U and holds them within 10
 * %. Shares of variants, insulated or renovated in the flats' life, are assumptions (D): some 85 % of flats before 1975
 * have double glazing by now, a quarter to a third of their walls insulation.
 *
 * Edges of slabs, per metre and storey: walls insulated inside 0.9 W/(m K) (default of Th-U; from memory, D), with
 * breaks 0.6 (limit of the 2012 rules; C), insulated outside 0.15 (D), bare walls 0.5: 0.2 m of edge at 2.5 W/(m2 K),
 * as bare as the wall. Window reveals are not counted.
 *
 * Air changes: French boundary conditions of TABULA (natural 0.5, ordinary mechanical 0.4, controlled by humidity 0.25
 * to 0.3; C) and 0.1 for leaks and winter airing where the fan alone is meant (periods 7 to 10, D). */
#include "models/home/home_stock.h"

enum {
  NONE, /* ends a list of layers */
  AIR,  /* thickness is the resistance */
  SOFT_STONE,
  HARD_STONE,
  BRICK,
  HOLLOW_BRICK,
  LIGHT_BRICK,
  CLINKER_BLOCK,
  CLINKER,
  THICK_BLOCK,
  BLOCK,
  CONCRETE,
  RENDER,
  PLASTER,
  BOARD,
  FILL,
  WOOD,
  TILES,
  SCREED,
  BITUMEN,
  FOAM_OLD,
  FOAM_60,
  FOAM_48,
  FOAM_45,
  FOAM_42,
  FOAM_40,
  FOAM_38,
  FOAM_35,
  FOAM_32,
  FOAM_30,
  FOAM_24,
  WOOL_60,
  WOOL_50,
  WOOL_40,
  WOOL_35,
  WOOL_32,
  FIBRE
};

/* Conductivity W/(m K), density kg/m3, heat capacity J/(kg K). Hollow blocks: of the block as a whole. */
static const ig_construction_layer material[] = {
    [SOFT_STONE] = {0, 1.10, 1800, 1000, 0}, /* soft limestone */
    [HARD_STONE] = {0, 1.40, 2000, 1000, 0}, /* limestone, half hard, as rubble in mortar */
    [BRICK] = {0, 1.15, 1800, 1000, 0},      /* solid brick with its joints (rules Th-K of 1977) */
    [HOLLOW_BRICK] = {0, 0.60, 900, 1000, 0},
    [LIGHT_BRICK] = {0, 0.138, 700, 1000, 0},   /* R 1.45 at 20 cm, as TABULA says */
    [CLINKER_BLOCK] = {0, 1.10, 1300, 1000, 0}, /* hollow blocks of clinker concrete */
    [CLINKER] = {0, 0.80, 1500, 1000, 0},       /* clinker concrete */
    [THICK_BLOCK] = {0, 1.50, 1250, 1000, 0},   /* hollow concrete block of 23 cm, to meet TABULA's 2.8 */
    [BLOCK] = {0, 0.95, 1250, 1000, 0},         /* hollow concrete block of 20 cm, R 0.21 */
    [CONCRETE] = {0, 2.00, 2300, 1000, 0},
    [RENDER] = {0, 1.00, 1700, 1000, 0},
    [PLASTER] = {0, 0.57, 1150, 1000, 0},
    [BOARD] = {0, 0.25, 825, 1000, 0},
    [FILL] = {0, 0.60, 1200, 1000, 0}, /* rubble of plaster between joists, with the joists */
    [WOOD] = {0, 0.13, 500, 1600, 0},
    [TILES] = {0, 1.70, 2000, 1000, 0},
    [SCREED] = {0, 1.15, 1900, 1000, 0},
    [BITUMEN] = {0, 0.23, 1100, 1000, 0},
    [FOAM_OLD] = {0, 0.055, 18, 1450, 0}, /* expanded polystyrene between battens, to meet TABULA's 0.63 */
    [FOAM_60] = {0, 0.05, 18, 1450, 0},   /* thin insulation of the time */
    [FOAM_48] = {0, 0.048, 18, 1450, 0},  /* outside with its fixings */
    [FOAM_45] = {0, 0.045, 18, 1450, 0},
    [FOAM_42] = {0, 0.042, 18, 1450, 0},
    [FOAM_40] = {0, 0.040, 18, 1450, 0},
    [FOAM_38] = {0, 0.038, 20, 1450, 0},
    [FOAM_35] = {0, 0.035, 25, 1450, 0},
    [FOAM_32] = {0, 0.032, 20, 1450, 0},
    [FOAM_30] = {0, 0.030, 35, 1400, 0}, /* polyurethane */
    [FOAM_24] = {0, 0.024, 35, 1400, 0}, /* polyurethane */
    [WOOL_60] = {0, 0.060, 20, 1030, 0},
    [WOOL_50] = {0, 0.050, 20, 1030, 0}, /* between rafters, with them */
    [WOOL_40] = {0, 0.040, 20, 1030, 0},
    [WOOL_35] = {0, 0.035, 25, 1030, 0},
    [WOOL_32] = {0, 0.032, 30, 1030, 0},
    [FIBRE] = {0, 0.08, 500, 1470, 0}, /* wood-wool cement */
};

/* clang-format off */
#define TERRACE {BITUMEN, 0.005}, {SCREED, 0.04}
#define OLD_SLAB                                        \
  {                                                     \
    {PLASTER, 0.02}, {FILL, 0.16}, {WOOD, 0.025}, {0} \
  }
#define CONCRETE_SLAB                                     \
  {                                                       \
    {PLASTER, 0.01}, {CONCRETE, 0.18}, {SCREED, 0.04}, {0} \
  }
#define BRICK_PARTITION                                   \
  {                                                       \
    {PLASTER, 0.01}, {HOLLOW_BRICK, 0.05}, {PLASTER, 0.01} \
  }
#define BOARD_PARTITION                           \
  {                                               \
    {BOARD, 0.013}, {AIR, 0.16}, {BOARD, 0.013} \
  }
#define BRICK_PARTY                                 \
  {                                                 \
    {PLASTER, 0.02}, {BRICK, 0.22}, {PLASTER, 0.02} \
  }
#define CONCRETE_PARTY                               \
  {                                                  \
    {PLASTER, 0.01}, {CONCRETE, 0.16}, {PLASTER, 0.01} \
  }

/* Walls to stairs, on the way from 1990 on as TABULA's Wall.10.10 of 2012 (10 cm); before, as to neighbours (D). */
#define WRAPPED_STAIRS(foam_m)                                       \
  {                                                                  \
    {CONCRETE, 0.16}, {FOAM_40, foam_m}, {BOARD, 0.013}              \
  }

static const ig_home_stock_period periods[IG_HOME_STOCK_PERIODS] = {
    {.years = "to 1914", .storeys = 7, .glazing = 0.15, .air_1_h = 0.50, .bridge_W_mK = 0.9,
     .wall = {{"Wall.01.02", 0.55, 1.7, {{SOFT_STONE, 0.40}, {PLASTER, 0.02}}},
              {"Wall.01.04", 0.20, 2.5, {{BRICK, 0.22}, {PLASTER, 0.02}}},
              {"Wall.02.03", 0.25, 0.63, {{HARD_STONE, 0.40}, {FOAM_OLD, 0.06}, {BOARD, 0.013}}}},
     .roof = {{"Roof.01.02", 0.5, 2.4, {{WOOD, 0.02}, {AIR, 0.09}, {PLASTER, 0.02}}},
              {"Roof.02.02", 0.5, 0.2, {{WOOD, 0.02}, {WOOL_50, 0.24}, {BOARD, 0.013}}}},
     .floor = {{"Floor.01.04", 1.0, 2.6, {{BRICK, 0.13}, {SCREED, 0.05}, {TILES, 0.02}}}},
     .window = {{"01.01", 0.2, 4.8, 0.83}, {"06.01", 0.5, 2.6, 0.76}, {"07.01", 0.3, 1.8, 0.63}},
     .slab = OLD_SLAB, .party = BRICK_PARTY, .stairs = BRICK_PARTY, .partition = BRICK_PARTITION},
    {.years = "1915 to 1948", .storeys = 7, .glazing = 0.15, .air_1_h = 0.50, .bridge_W_mK = 0.9,
     .wall = {{"Wall.02.05", 0.45, 2.3, {{BRICK, 0.28}, {PLASTER, 0.02}}},
              {"Wall.02.04", 0.25, 1.8, {{RENDER, 0.015}, {HOLLOW_BRICK, 0.20}, {PLASTER, 0.015}}},
              {"Wall.02.03", 0.30, 0.63, {{HARD_STONE, 0.40}, {FOAM_OLD, 0.06}, {BOARD, 0.013}}}},
     .roof = {{"Roof.02.03", 0.5, 3.2, {TERRACE, {CONCRETE, 0.20}, {PLASTER, 0.01}}},
              {"Roof.02.05", 0.5, 0.35, {TERRACE, {FOAM_40, 0.10}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.02.04", 1.0, 2.5, {{PLASTER, 0.02}, {CONCRETE, 0.20}, {SCREED, 0.05}, {TILES, 0.02}}}},
     .window = {{"02.02", 0.2, 5.6, 0.83}, {"06.01", 0.5, 2.6, 0.76}, {"07.01", 0.3, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = BRICK_PARTY, .stairs = BRICK_PARTY, .partition = BRICK_PARTITION},
    {.years = "1949 to 1967", .storeys = 10, .glazing = 0.16, .air_1_h = 0.50, .bridge_W_mK = 0.9,
     .wall = {{"Wall.03.01", 0.25, 2.6, {{RENDER, 0.015}, {CLINKER_BLOCK, 0.20}, {PLASTER, 0.015}}},
              {"Wall.03.04", 0.25, 1.4, {{CONCRETE, 0.20}, {FOAM_60, 0.02}, {PLASTER, 0.02}}},
              {"Wall.03.03", 0.20, 1.65, {{BRICK, 0.05}, {AIR, 0.18}, {BRICK, 0.20}, {PLASTER, 0.02}}},
              {"Wall.03.02", 0.30, 0.35, {{RENDER, 0.015}, {CLINKER_BLOCK, 0.20}, {WOOL_40, 0.10}, {BOARD, 0.013}}}},
     .roof = {{"Ceiling.03.01", 0.5, 2.5, {{AIR, 0.12}, {CONCRETE, 0.20}, {PLASTER, 0.02}}},
              {"Roof.02.04", 0.5, 0.76, {TERRACE, {FOAM_40, 0.04}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.03.01", 1.0, 2.4, {{CLINKER, 0.15}, {TILES, 0.02}}}},
     .window = {{"03.01", 0.2, 4.9, 0.83}, {"06.01", 0.5, 2.6, 0.76}, {"07.01", 0.3, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = CONCRETE_PARTY, .partition = BRICK_PARTITION},
    {.years = "1968 to 1974", .storeys = 6, .glazing = 0.16, .air_1_h = 0.45, .bridge_W_mK = 0.9,
     .wall = {{"Wall.04.01", 0.50, 0.78, {{CONCRETE, 0.23}, {FOAM_42, 0.04}, {BOARD, 0.013}}},
              {"Wall.04.03", 0.25, 2.8, {{RENDER, 0.015}, {THICK_BLOCK, 0.23}, {PLASTER, 0.015}}},
              {"Wall.04.02", 0.25, 0.64, {{RENDER, 0.01}, {FOAM_48, 0.06}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .roof = {{"Roof.04.01", 0.4, 3.0, {TERRACE, {CONCRETE, 0.20}, {PLASTER, 0.02}}},
              {"Roof.04.02", 0.6, 0.76, {TERRACE, {FOAM_40, 0.04}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.02.04", 0.7, 2.5, {{PLASTER, 0.02}, {CONCRETE, 0.20}, {SCREED, 0.05}, {TILES, 0.02}}},
               {"Floor.05.01", 0.3, 1.25, {{FOAM_40, 0.02}, {CONCRETE, 0.15}, {TILES, 0.01}}}},
     .window = {{"03.01", 0.2, 4.9, 0.83}, {"06.01", 0.5, 2.6, 0.76}, {"07.01", 0.3, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = CONCRETE_PARTY, .partition = BRICK_PARTITION},
    {.years = "1975 to 1981", .storeys = 7, .glazing = 0.16, .air_1_h = 0.40, .bridge_W_mK = 0.9,
     .wall = {{"Wall.05.01", 0.50, 0.61, {{RENDER, 0.015}, {BLOCK, 0.20}, {FOAM_40, 0.04}, {AIR, 0.16}, {BOARD, 0.013}}},
              {"Wall.05.02", 0.35, 0.79, {{CONCRETE, 0.06}, {FOAM_40, 0.04}, {CONCRETE, 0.15}}},
              {"Wall.05.03", 0.15, 0.30, {{AIR, 0.05}, {WOOL_35, 0.07}, {CONCRETE, 0.06}, {FOAM_40, 0.04}, {CONCRETE, 0.15}}}},
     .roof = {{"Ceiling.05.02", 1.0, 0.57, {{AIR, 0.10}, {WOOL_60, 0.08}, {CONCRETE, 0.20}, {PLASTER, 0.02}}}},
     .floor = {{"Floor.05.01", 0.5, 1.25, {{FOAM_40, 0.02}, {CONCRETE, 0.15}, {TILES, 0.01}}},
               {"Floor.05.02", 0.5, 0.46, {{FIBRE, 0.03}, {FOAM_35, 0.05}, {CONCRETE, 0.15}, {TILES, 0.01}}}},
     .window = {{"05.03", 0.6, 3.1, 0.75}, {"07.01", 0.4, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = CONCRETE_PARTY, .partition = BRICK_PARTITION},
    {.years = "1982 to 1989", .storeys = 5, .glazing = 0.16, .air_1_h = 0.40, .bridge_W_mK = 0.9,
     .wall = {{"Wall.06.03", 0.7, 0.55, {{RENDER, 0.015}, {CONCRETE, 0.18}, {FOAM_40, 0.06}, {BOARD, 0.013}}},
              {"Wall.06.01", 0.3, 0.42, {{RENDER, 0.015}, {BLOCK, 0.20}, {FOAM_40, 0.08}, {HOLLOW_BRICK, 0.05}, {PLASTER, 0.01}}}},
     .roof = {{"Roof.06.01", 1.0, 0.62, {TERRACE, {FOAM_45, 0.06}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.06.02", 1.0, 0.54, {{WOOL_40, 0.06}, {CONCRETE, 0.20}, {TILES, 0.01}}}},
     .window = {{"06.01", 0.7, 2.6, 0.76}, {"07.01", 0.3, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = CONCRETE_PARTY, .partition = BRICK_PARTITION},
    {.years = "1990 to 1999", .storeys = 8, .glazing = 0.16, .air_1_h = 0.45, .bridge_W_mK = 0.9,
     .wall = {{"Wall.07.01", 1.0, 0.36, {{CONCRETE, 0.16}, {FOAM_35, 0.08}, {AIR, 0.11}, {HOLLOW_BRICK, 0.05}, {PLASTER, 0.01}}}},
     .roof = {{"Roof.07.01", 1.0, 0.43, {TERRACE, {FOAM_40, 0.08}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.07.01", 1.0, 0.42, {{FOAM_35, 0.08}, {CONCRETE, 0.20}, {TILES, 0.01}}}},
     .window = {{"07.01", 1.0, 1.8, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = WRAPPED_STAIRS(0.04), .partition = BOARD_PARTITION},
    {.years = "2000 to 2005", .storeys = 7, .glazing = 0.16, .air_1_h = 0.40, .bridge_W_mK = 0.9,
     .wall = {{"Wall.08.01", 1.0, 0.33, {{RENDER, 0.015}, {CONCRETE, 0.18}, {FOAM_40, 0.10}, {AIR, 0.11}, {BOARD, 0.013}}}},
     .roof = {{"Roof.08.01", 1.0, 0.28, {TERRACE, {FOAM_30, 0.10}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.08.01", 1.0, 0.36, {{WOOL_40, 0.10}, {CONCRETE, 0.20}, {TILES, 0.01}}}},
     .window = {{"08.01", 1.0, 1.6, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = WRAPPED_STAIRS(0.04), .partition = BOARD_PARTITION},
    {.years = "2006 to 2012", .storeys = 6, .glazing = 0.167, .air_1_h = 0.40, .bridge_W_mK = 0.6,
     .wall = {{"Wall.09.01", 0.5, 0.29, {{RENDER, 0.015}, {FOAM_38, 0.12}, {CONCRETE, 0.18}, {PLASTER, 0.01}}},
              {"Wall.08.03", 0.5, 0.30, {{CONCRETE, 0.18}, {WOOL_32, 0.10}, {BOARD, 0.013}}}},
     .roof = {{"Roof.09.02", 0.5, 0.19, {TERRACE, {FOAM_24, 0.12}, {CONCRETE, 0.20}, {PLASTER, 0.01}}},
              {"Roof.09.01", 0.5, 0.28, {TERRACE, {FOAM_24, 0.08}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.09.04", 1.0, 0.27, {{FOAM_35, 0.12}, {CONCRETE, 0.20}, {TILES, 0.01}}}},
     .window = {{"09.01", 1.0, 1.4, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = WRAPPED_STAIRS(0.04), .partition = BOARD_PARTITION},
    {.years = "from 2013", .storeys = 6, .glazing = 0.167, .air_1_h = 0.40, .bridge_W_mK = 0.6,
     .wall = {{"Wall.10.03", 0.4, 0.25, {{RENDER, 0.015}, {FOAM_32, 0.12}, {CONCRETE, 0.18}, {PLASTER, 0.01}}},
              {"Wall.10.04", 0.3, 0.19, {{RENDER, 0.015}, {FOAM_32, 0.16}, {CONCRETE, 0.18}, {PLASTER, 0.01}}},
              {"Wall.10.01", 0.3, 0.21, {{RENDER, 0.015}, {LIGHT_BRICK, 0.20}, {WOOL_32, 0.10}, {BOARD, 0.013}}}},
     .roof = {{"Roof.10.01", 1.0, 0.12, {TERRACE, {FOAM_24, 0.20}, {CONCRETE, 0.20}, {PLASTER, 0.01}}}},
     .floor = {{"Floor.10.03", 1.0, 0.21, {{FOAM_35, 0.16}, {CONCRETE, 0.20}, {TILES, 0.01}}}},
     .window = {{"10.01", 1.0, 1.2, 0.63}},
     .slab = CONCRETE_SLAB, .party = CONCRETE_PARTY, .stairs = WRAPPED_STAIRS(0.10), .partition = BOARD_PARTITION},
};
/* clang-format on */

const ig_home_stock_period *ig_home_stock_of(int period) {
  assert(period >= 1 && period <= IG_HOME_STOCK_PERIODS);
  return &periods[period - 1];
}

ig_construction ig_home_stock_construction(const ig_home_stock_layer *layer) {
  ig_construction c = {0};
  for (int i = 0; i < IG_HOME_STOCK_LAYERS && layer[i].material != NONE; i++) {
    ig_construction_layer *l = &c.layer[c.layers++];
    *l = material[layer[i].material];
    if (layer[i].material == AIR)
      l->resistance_m2K_W = layer[i].thickness_m;
    else
      l->thickness_m = layer[i].thickness_m;
  }
  return c;
}

double ig_home_stock_u_W_m2K(const ig_home_stock_opaque *o, ig_construction_way way) {
  ig_construction c = ig_home_stock_construction(o->layer);
  return ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&c), ig_construction_inside_m2K_W(way),
                                 IG_CONSTRUCTION_OUTSIDE_M2K_W);
}

int ig_home_stock_pick(const ig_home_stock_opaque *variants, double u) {
  int k = 0;
  for (double sum = variants[0].share; u >= sum && k + 1 < IG_HOME_STOCK_VARIANTS && variants[k + 1].share > 0.0;)
    sum += variants[++k].share;
  return k;
}

int ig_home_stock_pick_window(const ig_home_stock_window *variants, double u) {
  int k = 0;
  for (double sum = variants[0].share; u >= sum && k + 1 < IG_HOME_STOCK_VARIANTS && variants[k + 1].share > 0.0;)
    sum += variants[++k].share;
  return k;
}

/* --- a flat --------------------------------------------------------------------------------------- */

static const double storey_m = 2.5;        /* room height (TABULA; C) */
static const double facade_share = 0.6;    /* outer wall with windows over floor area: a block 10 to 12 m deep, D */
static const double stairs_share = 0.15;   /* wall to stairs and landing over floor area: 9 m2 in a flat of 62, D */
static const double party_share = 0.55;    /* walls to neighbours, one face, over floor area: what is left of
                                            * the perimeter of a flat of 6 by 10 m, D */
static const double inner_share = 1.0;     /* partitions, one face, over floor area: 0.4 m of them a m2, D */
static const double air_J_m2K = 10e3;      /* air and furniture (EN ISO 52016-1; from memory, C) */
static const double edge_m = 0.2;          /* height of a slab's edge */
static const double wrapped_W_mK = 0.15;   /* see the head of the file */
static const double radiative_W_m2K = 5.7; /* 4 sigma T^3 at 20 degC */
static const double sun_taken = 0.6;       /* absorptance inside, furnished rooms (C) */

/* Is a layer insulation? Does a layer carry a building? */
static bool insulates(const ig_construction_layer *l) {
  return l->conductivity_W_mK > 0.0 && l->conductivity_W_mK < 0.07;
}
static bool carries(const ig_construction_layer *l) { return l->density_kg_m3 >= 1000.0 && l->thickness_m >= 0.1; }

/* Loss of a slab's edge in an insulated wall, W/(m K): insulation outside of what carries goes past it. 0 in bare
 * walls. */
static double edge_W_mK(const ig_construction *c, double inside_W_mK) {
  bool insulated = false, carries_inside = false;
  for (int i = 0; i < c->layers; i++) {
    if (insulates(&c->layer[i])) insulated = true, carries_inside = false;
    carries_inside |= insulated && carries(&c->layer[i]);
  }
  return !insulated ? 0.0 : carries_inside ? wrapped_W_mK : inside_W_mK;
}

/* Raises the U of an insulated wall by more_W_m2K: its insulation conducts better. */
static void lose_more(ig_construction *c, double more_W_m2K) {
  double films = ig_construction_inside_m2K_W(IG_CONSTRUCTION_ACROSS) + IG_CONSTRUCTION_OUTSIDE_M2K_W;
  double before = films + ig_construction_resistance_m2K_W(c), after = 1.0 / (1.0 / before + more_W_m2K),
         insulation = 0.0;
  for (int i = 0; i < c->layers; i++)
    if (insulates(&c->layer[i])) insulation += c->layer[i].thickness_m / c->layer[i].conductivity_W_mK;
  double left = insulation - (before - after);
  assert(left > 0.0);
  for (int i = 0; i < c->layers; i++)
    if (insulates(&c->layer[i])) c->layer[i].conductivity_W_mK *= insulation / left;
}

/* Adds an element with usual films; returns it. */
static ig_zone_element *add(ig_home_stock_zone *z, ig_home_stock_part part, double area_m2, ig_zone_boundary boundary,
                            ig_construction c) {
  int k = z->spec.elements++;
  z->element[part] = k;
  ig_zone_element *e = &z->spec.element[k];
  *e = (ig_zone_element){.area_m2 = area_m2,
                         .boundary = boundary,
                         .construction = c,
                         .convective_W_m2K = ig_construction_convective_inside_W_m2K(IG_CONSTRUCTION_ACROSS),
                         .outside_W_m2K = boundary == IG_ZONE_EXTERIOR ? IG_HOME_STOCK_OUTSIDE_W_M2K : 0.0,
                         .emissivity = IG_HOME_STOCK_EMISSIVITY};
  return e;
}

static double loss_W_K(const ig_zone_element *e, ig_construction_way way) {
  return e->area_m2 * ig_construction_u_W_m2K(ig_construction_resistance_m2K_W(&e->construction),
                                              ig_construction_inside_m2K_W(way), IG_CONSTRUCTION_OUTSIDE_M2K_W);
}

static void add_facade(ig_home_stock_zone *z, const ig_home_stock_flat *f, const ig_home_stock_period *p) {
  z->facade_m2 = facade_share * f->floor_m2;
  z->window_m2 = p->glazing * f->floor_m2;
  const ig_home_stock_window *w = &p->window[f->window];
  z->g = w->g;
  ig_zone_element *e = add(z, IG_HOME_STOCK_WINDOWS, z->window_m2, IG_ZONE_EXTERIOR, (ig_construction){0});
  e->window = true;
  e->u_W_m2K = w->u_W_m2K;
  z->window_W_K = z->window_m2 * w->u_W_m2K;
  ig_construction c = ig_home_stock_construction(p->wall[f->wall].layer);
  /* Half of a slab's edge belongs to the flat above, half of the next one's to this one. */
  double edge_length_m = z->facade_m2 / storey_m, wall_m2 = z->facade_m2 - z->window_m2;
  double edge = edge_W_mK(&c, p->bridge_W_mK);
  if (edge > 0.0)
    lose_more(&c, edge * edge_length_m / wall_m2);
  else
    wall_m2 += edge_m * edge_length_m;
  z->opaque_W_K = loss_W_K(add(z, IG_HOME_STOCK_WALL, wall_m2, IG_ZONE_EXTERIOR, c), IG_CONSTRUCTION_ACROSS);
}

static void add_roof_and_floor(ig_home_stock_zone *z, const ig_home_stock_flat *f, const ig_home_stock_period *p) {
  double slabs = 0.5 * (!f->top + !f->lowest);
  if (f->top) {
    ig_zone_element *e =
        add(z, IG_HOME_STOCK_ROOF, f->floor_m2, IG_ZONE_EXTERIOR, ig_home_stock_construction(p->roof[f->roof].layer));
    z->opaque_W_K += loss_W_K(e, IG_CONSTRUCTION_UP);
  }
  if (f->lowest) {
    ig_zone_element *e = add(z, IG_HOME_STOCK_FLOOR, f->floor_m2, IG_ZONE_EXTERIOR,
                             ig_home_stock_construction(p->floor[f->floor].layer));
    e->convective_W_m2K = ig_construction_convective_inside_W_m2K(IG_CONSTRUCTION_DOWN);
    e->floor = true;
    z->opaque_W_K += IG_HOME_STOCK_CELLAR * loss_W_K(e, IG_CONSTRUCTION_DOWN);
  }
  if (slabs > 0.0) {
    ig_zone_element *e =
        add(z, IG_HOME_STOCK_SLAB, slabs * f->floor_m2, IG_ZONE_INTERNAL, ig_home_stock_construction(p->slab));
    e->floor = !f->lowest;
  }
}

void ig_home_stock_zone_of(const ig_home_stock_flat *f, ig_home_stock_zone *z) {
  const ig_home_stock_period *p = ig_home_stock_of(f->period);
  *z = (ig_home_stock_zone){.one_change_W_K = 1206.0 / 3600.0 * f->floor_m2 * storey_m};
  for (int k = 0; k < IG_HOME_STOCK_PARTS; k++) z->element[k] = -1;
  z->air_W_K = p->air_1_h * z->one_change_W_K;
  z->spec.air_J_K = air_J_m2K * f->floor_m2;
  z->spec.ventilation_W_K = z->air_W_K;
  z->spec.radiative_W_m2K = radiative_W_m2K;
  add_facade(z, f, p);
  add_roof_and_floor(z, f, p);
  ig_zone_element *stairs =
      add(z, IG_HOME_STOCK_STAIRS, stairs_share * f->floor_m2, IG_ZONE_EXTERIOR, ig_home_stock_construction(p->stairs));
  stairs->outside_W_m2K = 1.0 / ig_construction_inside_m2K_W(IG_CONSTRUCTION_ACROSS);
  double resistance = 2.0 / stairs->outside_W_m2K + ig_construction_resistance_m2K_W(&stairs->construction);
  z->opaque_W_K += IG_HOME_STOCK_STAIRWELL * stairs->area_m2 / resistance;
  add(z, IG_HOME_STOCK_PARTY, 0.5 * party_share * f->floor_m2, IG_ZONE_INTERNAL, ig_home_stock_construction(p->party));
  add(z, IG_HOME_STOCK_PARTITIONS, inner_share * f->floor_m2, IG_ZONE_INTERNAL,
      ig_home_stock_construction(p->partition));
  ig_zone_sun_shares(&z->spec, sun_taken, IG_HOME_STOCK_PASSES * z->g);
}
