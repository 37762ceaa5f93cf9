/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refrigerators and freezers: how much longer the compressor runs when the room is warmer.
 *
 * What leaks in grows with the difference between room and inside, and every joule of it takes more electricity, since
 * the compressor lifts it from the evaporator to a condenser that is warmer than the room:
 *
 *   P ~ UA (T - T_in) / COP(T),   COP(T) = eta T_ev / (T + condenser - T_ev)
 *
 * Of the electricity at the reference temperature a part does not follow the room: warm goods, the compressor's own
 * losses, defrosting, electronics. So relative to the reference
 *
 *   need(T) = still + (1 - still) (T - T_in) / (T_ref - T_in) (T + condenser - T_ev) / (T_ref + condenser - T_ev)
 *
 * An appliance with two compartments on one circuit has half of its leak in each (D).
 *
 * Inside 6.6 degC: mean of 119 refrigerators in French homes, Derens et al. 2001 (A); -20.3 degC: freezers among 998
 * appliances in English homes, Biglia et al. 2018 (B). Condenser 15 K above the
 * room, evaporators at -10 (refrigerator), -26 (with freezer) and -28 degC: usual design (from memory, D). still = 0.30
 * is fitted: a kelvin less than 21 degC saves 6 % in refrigerators and 3 % in freezers (Initiative Hausgeraete+, trade
 * advice, B); it gives 6.2 and 2.7, with two compartments 4.3. */
#ifndef IG_HOME_COLD_H
#define IG_HOME_COLD_H

#include "sim/model.h"

/* Inside and at the evaporator. */
typedef struct ig_home_cold {
  double inside_degC, freezer_degC; /* of two compartments; the same for one */
  double evaporator_degC;
} ig_home_cold;

static const ig_home_cold ig_home_cold_refrigerator = {6.6, 6.6, -10.0}, ig_home_cold_combi = {6.6, -20.3, -26.0},
                          ig_home_cold_freezer = {-20.3, -20.3, -28.0};

static const double ig_home_cold_still = 0.30, ig_home_cold_condenser_K = 15.0;
/* Room at which the yearly energies of the ElecDom panel hold: rooms of that panel are not published; this is the
 * year's mean of the flats of stock issy-mix, whose owners so come out at the panel's energies (fitted, D). */
static const double ig_home_cold_reference_degC = 21.5;

/* Electricity of a cold appliance in a room of `room_degC`, over that at the reference temperature: a parabola. For
 * rooms warmer than the inside. */
IG_INLINE double ig_home_cold_need(const ig_home_cold *c, double room_degC) {
  double ref_degC = ig_home_cold_reference_degC;
  double leak = 0.5 * ((room_degC - c->inside_degC) / (ref_degC - c->inside_degC) +
                       (room_degC - c->freezer_degC) / (ref_degC - c->freezer_degC));
  double lift = (room_degC + ig_home_cold_condenser_K - c->evaporator_degC) /
                (ref_degC + ig_home_cold_condenser_K - c->evaporator_degC);
  return ig_home_cold_still + (1.0 - ig_home_cold_still) * leak * lift;
}

#endif
