/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cooling machines by DOE-2 curves: capacity and electricity over rated ones by temperatures, and electricity by part
 * load.
 *
 *   capacity = Q0 c(x, y)
 *   electric = Q0 c(x, y) / EER0 e(x, y) p(load share)
 *
 * Central: air-cooled scroll chiller of 367 kW, EER 3.02 (Trane CGAM110), fitted to the maker's data, EnergyPlus data
 * set AirCooledChiller.idf (BSD-3). x: chilled water leaving (5.56 to 10 degC), y: outdoor air (4.44 to 46.11 degC),
 * rated at 6.67 and 35 degC. p from 25 % load; below, the machine goes on and off and p is in proportion to the load
 * share.
 *
 * Split: single-speed residential unit (Cutler, Winkler, Kruis, Christensen, Brandemuehl 2013, NREL/TP-5500-56354, as
 * in OCHRE, BSD-3). x: wet-bulb temperature of the room air (13.9 to 23.9 degC), y: outdoor air (18.3 to 51.7 degC),
 * rated at 19.4 and 35 degC. Cycling: part-load factor 0.93 + 0.07 load.
 *
 * Temperatures outside the range of a fit are held at its end. */
#ifndef IG_PHYSICS_CHILLER_H
#define IG_PHYSICS_CHILLER_H

#include "sim/base.h"

/* Coefficients of 1, x, x^2, y, y^2, x y and the range of the fit. */
typedef struct ig_chiller_fit {
  double c[6];
  double x_least, x_most, y_least, y_most;
} ig_chiller_fit;

IG_INLINE double ig_chiller_at(const ig_chiller_fit *f, double x, double y) {
  double u = ig_clamp(x, f->x_least, f->x_most), v = ig_clamp(y, f->y_least, f->y_most);
  return f->c[0] + u * (f->c[1] + u * f->c[2]) + v * (f->c[3] + v * f->c[4]) + u * v * f->c[5];
}

static const ig_chiller_fit ig_chiller_central_capacity = {
    {1.0453832866, 0.0395266227, 0.0001870382, -0.0029325727, -0.0001067647, -0.0003495943}, 5.56, 10.0, 4.44, 46.11};
static const ig_chiller_fit ig_chiller_central_input = {
    {0.5614215399, -0.011027504, 0.000408891, 0.0037044057, 0.0004019239, -0.0005055233}, 5.56, 10.0, 4.44, 46.11};
static const ig_chiller_fit ig_chiller_split_capacity = {
    {1.55736, -0.074448, 0.003099, 0.00146, -0.000041, -0.000427}, 13.88, 23.88, 18.33, 51.66};
static const ig_chiller_fit ig_chiller_split_input = {
    {-0.350448, 0.11681, -0.0034, -0.001226, 0.000601, -0.000467}, 13.88, 23.88, 18.33, 51.66};

/* Electricity for a unit of cold over that at full load, by the share of the capacity of the moment that is used. */
IG_INLINE double ig_chiller_central_part(double load) {
  double z = ig_clamp(load, 0.25, 1.0);
  return (0.0267 + z * (0.7053 + z * 0.2761)) / z;
}
IG_INLINE double ig_chiller_split_part(double load) { return 1.0 / (0.93 + 0.07 * ig_clamp(load, 0.0, 1.0)); }

/* EER of an air-cooled central chiller: rated EER (35 degC outdoors), chilled water leaving, outdoor air, share of its
 * capacity of the moment that is used (0 to 1]. */
IG_INLINE double ig_chiller_central_eer(double rated_eer, double water_degC, double outdoor_degC, double load) {
  return rated_eer /
         (ig_chiller_at(&ig_chiller_central_input, water_degC, outdoor_degC) * ig_chiller_central_part(load));
}

/* EER of a split unit: rated EER, wet-bulb temperature of the room, outdoor air, share of its capacity used (0 to 1].
 */
IG_INLINE double ig_chiller_split_eer(double rated_eer, double wet_bulb_degC, double outdoor_degC, double load) {
  return rated_eer /
         (ig_chiller_at(&ig_chiller_split_input, wet_bulb_degC, outdoor_degC) * ig_chiller_split_part(load));
}

#endif
