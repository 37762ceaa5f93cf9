/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gas boilers by the case-specific method of EN 15316-4-1: losses at full load, at 30 % of it and at standby, each
 * corrected to the temperature of the water, joined by straight lines over the load.
 *
 *   loss(P) between 0 and Pint:  loss0 + (lossint - loss0) P / Pint
 *           between Pint and Pn: lossint + (lossn - lossint) (P - Pint) / (Pn - Pint)
 *   fuel = P + loss
 *
 * Efficiencies are on the lower heating value (PCI), as in the norm; ig_boiler_gcv turns fuel into higher heating value
 * (PCS), by which gas is billed in France. Efficiencies at the test points: the least that Council Directive 92/42/EEC
 * allows for the kind of boiler, Pn in kW, log to base 10:
 *
 *   standard         84 + 2 log Pn at 70 degC mean water    80 + 3 log Pn at 30 % and 50 degC
 *   low temperature  87.5 + 1.5 log Pn at 70 degC           87.5 + 1.5 log Pn at 30 % and 40 degC
 *   condensing       91 + log Pn at 70 degC                 97 + log Pn at 30 % and 30 degC return
 *
 * Correction for other temperatures: 0.04 % a kelvin (standard and low temperature, full load), 0.05 % (30 %), 0.2 %
 * for condensing boilers, which follow the return at 30 % load (EN 15316-4-1:2008, tables of annex A; from memory, to
 * be checked: evidence D). Standby loss of a gas boiler at 50 K above its room: Pn (1.75 - 0.55 log Pn) % (French
 * default of the regulation's method; from memory, D), in proportion to the excess temperature to the power 1.25 (EN
 * 15316-4-1). Auxiliary electricity: 45 Pn^0.48 W at full load, 15 Pn^0.48 W at 30 %, 15 W at standby (DIN V 4701-10;
 * from memory, D). */
#ifndef IG_PHYSICS_BOILER_H
#define IG_PHYSICS_BOILER_H

#include <math.h>

#include "sim/base.h"

/* Higher over lower heating value of natural gas (French gas of type H: 1.11). */
#define IG_BOILER_GCV 1.11
/* Most that condensing can bring: exhaust gas cooled to 25 degC, some 108 % of the lower heating value (D). */
#define IG_BOILER_MOST 1.08

typedef enum ig_boiler_kind { IG_BOILER_STANDARD, IG_BOILER_LOW_TEMPERATURE, IG_BOILER_CONDENSING } ig_boiler_kind;

/* A boiler: rated heat Pn, W, and its efficiencies at the two test points. */
typedef struct ig_boiler {
  ig_boiler_kind kind;
  double rated_W, full, part;
  double standby_W; /* loss at 50 K */
} ig_boiler;

/* Water of the moment: flow and return, degC, and the boiler's room. */
typedef struct ig_boiler_water {
  double flow_degC, return_degC, room_degC;
} ig_boiler_water;

/* A boiler of a kind with the least efficiencies that the directive allows; rated_W > 0. */
static inline ig_boiler ig_boiler_of(ig_boiler_kind kind, double rated_W) {
  static const double full[][2] = {{84.0, 2.0}, {87.5, 1.5}, {91.0, 1.0}},
                      part[][2] = {{80.0, 3.0}, {87.5, 1.5}, {97.0, 1.0}};
  /* The directive ends at 400 kW: its lines are not followed beyond. */
  double log_kW = log10(ig_clamp(rated_W / 1000.0, 4.0, 400.0));
  return (ig_boiler){.kind = kind,
                     .rated_W = rated_W,
                     .full = (full[kind][0] + full[kind][1] * log_kW) / 100.0,
                     .part = (part[kind][0] + part[kind][1] * log_kW) / 100.0,
                     .standby_W = rated_W * (1.75 - 0.55 * log_kW) / 100.0};
}

/* Efficiency (lower heating value) at full load and at 30 %, corrected to the water's temperature. */
static inline double ig_boiler_full(const ig_boiler *b, ig_boiler_water w) {
  double per_K = b->kind == IG_BOILER_CONDENSING ? 0.002 : 0.0004, mean = 0.5 * (w.flow_degC + w.return_degC);
  return ig_min(b->full + per_K * (70.0 - mean), IG_BOILER_MOST);
}
static inline double ig_boiler_part(const ig_boiler *b, ig_boiler_water w) {
  double mean = 0.5 * (w.flow_degC + w.return_degC);
  if (b->kind == IG_BOILER_CONDENSING) return ig_min(b->part + 0.002 * (30.0 - w.return_degC), IG_BOILER_MOST);
  double test_degC = b->kind == IG_BOILER_STANDARD ? 50.0 : 40.0;
  return ig_min(b->part + 0.0005 * (test_degC - mean), IG_BOILER_MOST);
}

/* Fuel, W of lower heating value, that a boiler kept hot takes to give heat_W (0 to rated_W). */
static inline double ig_boiler_fuel_W(const ig_boiler *b, ig_boiler_water w, double heat_W) {
  double part_W = 0.3 * b->rated_W;
  double excess_K = ig_max(0.5 * (w.flow_degC + w.return_degC) - w.room_degC, 0.0);
  double loss0_W = b->standby_W * pow(excess_K / 50.0, 1.25);
  double loss_part_W = part_W * (1.0 / ig_boiler_part(b, w) - 1.0);
  double loss_full_W = b->rated_W * (1.0 / ig_boiler_full(b, w) - 1.0);
  double loss_W = heat_W < part_W
                      ? loss0_W + (loss_part_W - loss0_W) * heat_W / part_W
                      : loss_part_W + (loss_full_W - loss_part_W) * (heat_W - part_W) / (b->rated_W - part_W);
  return heat_W + loss_W;
}

/* The same fuel on the higher heating value. */
static inline double ig_boiler_gcv_W(double fuel_W) { return fuel_W * IG_BOILER_GCV; }

/* Electricity of burner fan, controls and internal pump, W. */
static inline double ig_boiler_auxiliary_W(const ig_boiler *b, double heat_W) {
  double size = pow(b->rated_W / 1000.0, 0.48), load = ig_clamp(heat_W / b->rated_W, 0.0, 1.0);
  double full_W = 45.0 * size, part_W = 15.0 * size;
  return load < 0.3 ? 15.0 + (part_W - 15.0) * load / 0.3 : part_W + (full_W - part_W) * (load - 0.3) / 0.7;
}

#endif
