/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What moves heat and air: pipes in the ground, substations, circulators, pumps, fans.
 *
 * Ground: Kusuda and Achenbach (1965), temperature at depth z under a surface that follows the year,
 *
 *   T(z, t) = Tm - A exp(-z / d) cos(2 pi (t - t0) / year - z / d),   d = sqrt(year a / pi)
 *
 * Tm mean and A amplitude of the outdoor temperature, t0 the coldest day, a diffusivity of soil (0.05 m2 a day; from
 * memory, D).
 *
 * Substation of a heat network (EN 15316-4-5:2007; constants from memory, D): loss = B P^(1/3) (Td - Ta), P rated heat
 * in kW, B 3.5 W/K insulated, Td = D Tflow + (1 - D) Treturn with D 0.6 for water up to 105 degC.
 *
 * Circulators (Commission Regulation (EC) 641/2009, Bidstrup 2012): reference power for a hydraulic power Ph, W,
 * Pref = 1.7 Ph + 17 (1 - exp(-0.3 Ph)); the energy efficiency index EEI is the mean electric power over the load
 * profile divided by Pref, times 0.49. Allowed since August 2015: EEI of at most 0.23.
 *
 * Fans with speed control: cubic of ASHRAE 90.1 appendix G (from memory, D). */
#ifndef IG_PHYSICS_PIPE_H
#define IG_PHYSICS_PIPE_H

#include <math.h>

#include "sim/base.h"

/* Volumetric heat of water, J/(m3 K), at 20 to 60 degC within 1 %. */
#define IG_PIPE_WATER_J_M3K 4.15e6

/* A climate seen from the ground. */
typedef struct ig_pipe_climate {
  double mean_degC, amplitude_K, coldest_day; /* day of the year, 0 = 1 January */
} ig_pipe_climate;

/* Undisturbed ground at a depth, m, on a day of the year. */
static inline double ig_pipe_ground_degC(ig_pipe_climate c, double depth_m, double day) {
  const double year = 365.25, diffusivity_m2_day = 0.05, pi = 3.14159265358979323846;
  double z = depth_m / sqrt(year * diffusivity_m2_day / pi);
  return c.mean_degC - c.amplitude_K * exp(-z) * cos(2.0 * pi * (day - c.coldest_day) / year - z);
}

/* Heat that a trench of flow and return pipes loses, W: length, m; loss of the pair at the mean of both, W/(m K). */
IG_INLINE double ig_pipe_loss_W(double length_m, double pair_W_mK, double flow_degC, double return_degC,
                                double ground_degC) {
  return length_m * pair_W_mK * (0.5 * (flow_degC + return_degC) - ground_degC);
}

/* Heat that a substation of rated heat rated_W loses to its room, W. */
static inline double ig_pipe_substation_loss_W(double rated_W, double flow_degC, double return_degC, double room_degC) {
  return 3.5 * cbrt(rated_W / 1000.0) * (0.6 * flow_degC + 0.4 * return_degC - room_degC);
}

/* Electric power of a pump: flow, m3/s, pressure, Pa, efficiency of pump and motor. */
IG_INLINE double ig_pipe_pump_W(double flow_m3_s, double pressure_Pa, double efficiency) {
  return flow_m3_s * pressure_Pa / efficiency;
}

/* Pressure loss of a loop at a share of its design flow: turbulent, so with the square; a control keeps `least` of it.
 */
IG_INLINE double ig_pipe_pressure_Pa(double design_Pa, double flow_share, double least) {
  return design_Pa * ig_max(flow_share * flow_share, least);
}

/* Mean electric power of a heating circulator over the regulation's load profile, W: rated hydraulic power, W, and EEI.
 */
static inline double ig_pipe_circulator_W(double hydraulic_W, double eei) {
  return eei / 0.49 * (1.7 * hydraulic_W + 17.0 * (1.0 - exp(-0.3 * hydraulic_W)));
}

/* Power of a fan with speed control over its power at full flow. */
IG_INLINE double ig_pipe_fan_share(double flow_share) {
  double x = ig_clamp(flow_share, 0.0, 1.0);
  return ig_max(0.0013 + x * (0.1470 + x * (0.9506 - x * 0.0998)), 0.0);
}

#endif
