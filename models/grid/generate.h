/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The low-voltage network of a district that has none of its own: drawn by rules of French practice from what is to be
 * connected, seeded, on a map. The page grid.md has the rules with sources and evidence. */
#ifndef IG_GENERATE_H
#define IG_GENERATE_H

#include "models/grid/network.h"
#include "sim/rng.h"

/* What kind of place a unit is; decides where and how it is connected. */
typedef enum ig_place_kind {
  IG_PLACE_HOME,    /* single-phase up to 12 kVA in an apartment building, three-phase above */
  IG_PLACE_OFFICE,  /* private substation from 250 kVA, else three-phase from the public network */
  IG_PLACE_SHOP,    /* ground floor, three-phase above 12 kVA; private substation from 250 kVA */
  IG_PLACE_CABINET, /* street-lighting cabinet, three-phase, from the nearest feeder */
  IG_PLACE_OTHER    /* anything else: three-phase from the nearest feeder */
} ig_place_kind;

typedef struct ig_place_unit {
  const char *unit; /* "<model>/<name>" */
  ig_place_kind kind;
  double subscribed_VA; /* 0: unknown, a rule by kind and area decides */
  double floor_area_m2; /* 0: unknown */
  bool domestic;        /* of IG_PLACE_OTHER: on one phase in an apartment building, as a car's point at home */
  uint64_t id;          /* key of its draws */
} ig_place_unit;

typedef struct ig_generate_rules {
  double longitude_deg, latitude_deg; /* centre of the district */
  uint64_t seed;
  double homes_per_building, homes_per_floor, homes_per_substation, feeders_per_substation; /* means */
  double density_homes_ha;  /* homes per hectare of district, sets distances */
  double source_voltage_pu; /* at the 20 kV busbar */
  double source_sc_MVA, source_x_over_r;
  double transformer_tap; /* turns ratio over nominal */
  double earthing_ohm;    /* of the star points (TT) */
  double tan_phi[IG_PLACE_OTHER + 1];
  const char *earthing; /* "tt" | "tn" : tn earths the neutral at every building too */
} ig_generate_rules;

/* Fills an empty network; every unit gets one connection. The same bytes for any order of `units` (sorted by unit name
 * inside). Buses, lines, transformers and switches carry readable names ("substation-03", "s03-f2-b1-floor-4"). The
 * result passes ig_network_check. */
void ig_generate_network(const ig_generate_rules *rules, const ig_place_unit *units, size_t n, ig_network *network);

#endif
