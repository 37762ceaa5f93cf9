/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/generate_catalogue.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- planned loads ----------------------------------------------------------------------------------- */

/* What is taken where a unit subscribes to nothing [D]. */
static const double home_VA = 6e3;     /* the smallest usual subscription of a flat */
static const double office_VA_m2 = 60; /* the office model peaks at 20 to 40 W/m2 */
static const double shop_VA_m2 = 80;   /* the shop model's small shops subscribe 133 VA/m2, its school 11 */
static const double shop_VA = 12e3;    /* neither area nor subscription known */
static const double office_VA = 36e3;  /* likewise */
static const double cabinet_VA = 6e3;  /* 50 lamps of 115 W */
static const double other_VA = 12e3;   /* the largest single-phase service, NF C 14-100 */
static const double share[] = {1, 0.8, 0.7, 1, 0.7}; /* of that at the time of the peak, by kind; homes: below [D] */

double ig_generate_catalogue_subscribed(const ig_place_unit *u) {
  const double unknown[] = {home_VA, office_VA, shop_VA, cabinet_VA, other_VA};
  if (u->subscribed_VA > 0) return u->subscribed_VA;
  if (u->kind == IG_PLACE_OFFICE && u->floor_area_m2 > 0) return office_VA_m2 * u->floor_area_m2;
  if (u->kind == IG_PLACE_SHOP && u->floor_area_m2 > 0) return shop_VA_m2 * u->floor_area_m2;
  return unknown[u->kind];
}

ig_planned ig_generate_catalogue_planned(const ig_place_unit *u) {
  double subscribed = ig_generate_catalogue_subscribed(u);
  if (u->kind == IG_PLACE_HOME) return (ig_planned){1, subscribed, 0};
  return (ig_planned){0, 0, share[u->kind] * subscribed};
}

/* Simultaneity of homes without electric heating by their number, NF C 14-100 [C]. */
static double simultaneity(size_t homes) {
  static const struct {
    size_t from;
    double k;
  } row[] = {{50, 0.38}, {40, 0.41}, {35, 0.42}, {30, 0.44}, {25, 0.46}, {20, 0.49}, {15, 0.53}, {10, 0.63}, {5, 0.78}};
  for (size_t i = 0; i < IG_COUNT(row); i++)
    if (homes >= row[i].from) return row[i].k;
  return 1;
}

double ig_generate_catalogue_load(ig_planned p) { return simultaneity(p.homes) * p.homes_VA + p.other_VA; }

/* Diversity between the buildings of a substation [D]: with the norm's 0.38 a home of 6.5 kVA comes to 1.7 kVA and one
 * of 9 kVA to 2.4 kVA, where the home model peaks at 0.8 kW without and some 2.5 kW with electric heating. */
static const double between_buildings = 0.7;

double ig_generate_catalogue_area(ig_planned p) { return between_buildings * ig_generate_catalogue_load(p); }

/* --- cables ------------------------------------------------------------------------------------------ */

/* Resistances at 20 degC of IEC 60228 class 2 [C], here at 40 degC [D: cables are loaded to a third on the mean of the
 * winter; the hot value 0.037 ohm mm2/m of French planning would be 1.25 times that at 20 degC]. */
static const double at_40_degC = 1.0806; /* 1 + 0.00403 x 20 */

typedef struct cable {
  const char *name;
  double r_phase, r_neutral, x; /* ohm/km */
  double ampacity_A;
} cable;

/* Ampacity: XLPE in the ground, NF C 15-100 table 52J [C]; the riser: distribution blocks of 200 A, NF C 14-100 [C].
 * Reactance 0.08 ohm/km: UTE C 15-105 for multicore cables [C]. Sections: NF C 33-210, neutral as there [C]. */
static const cable low[] = {
    [IG_CABLE_240] = {"lv-al-3x240+95", 0.125, 0.320, 0.08, 388},
    [IG_CABLE_150] = {"lv-al-3x150+70", 0.206, 0.443, 0.08, 300},
    [IG_CABLE_95] = {"lv-al-3x95+50", 0.320, 0.641, 0.08, 234},
    [IG_CABLE_35] = {"lv-al-4x35", 0.868, 0.868, 0.08, 134},
    [IG_CABLE_RISER] = {"riser-al-4x95", 0.320, 0.320, 0.08, 200},
};

static char *copy(const char *text) {
  char *p = strdup(text);
  if (!p) abort();
  return p;
}

void ig_generate_catalogue_cables(ig_network *n) {
  /* 240 mm2 aluminium, NF C 33-226: 0.125 ohm/km at 20 degC [C]; 0.11 ohm/km and 400 A are usual [D]. No zero-sequence
   * current flows above delta windings, so that its impedance is nothing; the cable's capacitance is left out. */
  ig_line_type *mv = IG_NETWORK_ADD(n->line_type, n->n_line_types);
  *mv = (ig_line_type){.name = copy("mv-al-240"), .ampacity_A = 400};
  ig_network_from_sequence(mv, 0.125e-3 * at_40_degC, 0.11e-3, 0.5e-3, 0.3e-3);
  for (int i = IG_CABLE_240; i <= IG_CABLE_RISER; i++) {
    ig_line_type *t = IG_NETWORK_ADD(n->line_type, n->n_line_types);
    *t = (ig_line_type){.name = copy(low[i].name), .ampacity_A = low[i].ampacity_A};
    double scale = 1e-3 * at_40_degC;
    ig_network_four_wire(t, scale * low[i].r_phase, scale * low[i].r_neutral, 1e-3 * low[i].x);
  }
}

/* 240 mm2 is the rule, 150 mm2 at the ends [D: up to 100 kVA, half its ampacity]. */
ig_cable ig_generate_catalogue_feeder(double load_VA) { return load_VA > 100e3 ? IG_CABLE_240 : IG_CABLE_150; }

/* 35 mm2 is the least, NF C 14-100, and carries the three-phase service of 36 kVA [C]; above, steps at two thirds of
 * the ampacity [D]. */
ig_cable ig_generate_catalogue_service(double load_VA) {
  if (load_VA <= 36e3) return IG_CABLE_35;
  if (load_VA <= 110e3) return IG_CABLE_95;
  return load_VA <= 150e3 ? IG_CABLE_150 : IG_CABLE_240;
}

/* --- transformers ------------------------------------------------------------------------------------ */

typedef struct transformer {
  double rated_VA, no_load_W, load_W;
} transformer;

/* Losses of oil transformers of class D0 Ck of EN 50464-1 [C]. EDF bought between C0 and E0, Bk and Dk [B, a
 * manufacturer's survey]; what stands in 2017 was almost all bought before regulation (EU) 548/2014 asked for A0 Ck in
 * July 2015, which has 0.57 of the no-load losses. */
static const transformer shelf[] = {
    {250e3, 530, 3250},    {400e3, 750, 4600},    {630e3, 1030, 6500},   {800e3, 1150, 8400},   {1000e3, 1400, 10500},
    {1250e3, 1750, 13500}, {1600e3, 2200, 17000}, {2000e3, 2700, 21000}, {2500e3, 3200, 26500},
};
static const double rated_high_V = 20e3, rated_low_V = 410; /* French standard ratio, NF C 52-112 [C] */

static void set(ig_transformer *t, const transformer *type, double count, double tap) {
  bool small = type->rated_VA <= 630e3;
  double uk = small ? 0.04 : 0.06; /* EN 50464-1 [C] */
  double r = type->load_W / type->rated_VA;
  t->n = 2;
  t->winding[0] = IG_WINDING_DELTA;
  t->winding[1] = IG_WINDING_WYE;
  t->clock[1] = 11;
  t->rated_V[0] = rated_high_V;
  t->rated_V[1] = rated_low_V;
  t->tap[0] = tap;
  t->tap[1] = 1;
  t->r_pu[0] = t->r_pu[1] = r / 2;
  t->x_pu[0] = sqrt(uk * uk - r * r);
  t->rated_VA = count * type->rated_VA;
  t->no_load_loss_W = count * type->no_load_W;
  t->magnetising_A_pu = small ? 0.007 : 0.005; /* cores of low loss; 0.5 to 1 % [D] */
}

/* Public substations take 250 to 1,000 kVA, without 800 [C: Enedis' steps], loaded up to 1.1 at the planned load, which
 * a winter peak of a few hours allows [D]. */
void ig_generate_catalogue_public(ig_transformer *t, double load_VA, double tap) {
  static const int step[] = {0, 1, 2, 4};
  size_t i = 0;
  while (i + 1 < IG_COUNT(step) && 1.1 * shelf[step[i]].rated_VA < load_VA) i++;
  set(t, &shelf[step[i]], 1, tap);
}

/* The owner keeps a fifth in reserve [D]; above 2,500 kVA several equal transformers. */
void ig_generate_catalogue_private(ig_transformer *t, double load_VA, double tap) {
  double needed = load_VA / 0.8, count = ig_max(1, ceil(needed / 2500e3));
  size_t i = 0;
  while (i + 1 < IG_COUNT(shelf) && count * shelf[i].rated_VA < needed) i++;
  set(t, &shelf[i], count, tap);
}
