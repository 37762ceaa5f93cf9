/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heating and ventilation as pure functions of scalars: heat-pump COP, flow temperatures, fans, shading, dimming.
 *
 * Heat pump: COP = 0.85 (a + b dT + c dT^2), dT = sink - source temperature, not below 15 K. Coefficients of
 * when2heat (Ruhnau, Hirth, Praktiknjo 2019, doi:10.1038/s41597-019-0199-y); 0.85 is their correction from
 * catalogue to field. Values: reference/heat/when2heat_cop.csv.
 */
#ifndef IG_PHYSICS_HVAC_H
#define IG_PHYSICS_HVAC_H

#include "sim/base.h"

typedef enum ig_hvac_source { IG_HVAC_AIR, IG_HVAC_GROUND, IG_HVAC_WATER } ig_hvac_source;

/* Where heat comes from; the order is that of the scenario's words. */
#define IG_HVAC_HEATING_CHOICES "gas|district_heat|heat_pump|electric|none"
typedef enum ig_hvac_heating {
  IG_HVAC_GAS,
  IG_HVAC_DISTRICT_HEAT,
  IG_HVAC_HEAT_PUMP,
  IG_HVAC_ELECTRIC,
  IG_HVAC_NONE
} ig_hvac_heating;

/* Volumetric heat of air, J/(m3 K), at 20 degC. */
#define IG_HVAC_AIR_J_M3K 1206.0
/* Field correction of the catalogue COP (when2heat). */
#define IG_HVAC_FIELD 0.85

/* COP of an air-source heat pump for a difference of sink and source temperature, K. */
IG_INLINE double ig_hvac_cop_air(double lift_K) {
  double d = ig_max(lift_K, 15.0);
  return IG_HVAC_FIELD * (6.08 + d * (-0.0941 + d * 0.000464));
}
/* Same for any source (hot loops use ig_hvac_cop_air). */
double ig_hvac_cop(ig_hvac_source source, double lift_K);

/* Flow temperature of radiators and of floor heating by outdoor temperature, degC (when2heat). */
IG_INLINE double ig_hvac_radiator_degC(double outdoor_degC) { return ig_max(40.0 - outdoor_degC, 20.0); }
IG_INLINE double ig_hvac_floor_degC(double outdoor_degC) { return ig_max(30.0 - 0.5 * outdoor_degC, 20.0); }

/* Electric power of fans, W, for an air flow, m3/h, and specific fan power, W/(m3/s) of supply and extract together. */
IG_INLINE double ig_hvac_fan_W(double flow_m3_h, double specific_W_m3s) { return flow_m3_h / 3600.0 * specific_W_m3s; }

/* Heat loss of ventilation, W/K, for a flow and the share of heat recovered. */
IG_INLINE double ig_hvac_ventilation_W_K(double flow_m3_h, double recovered) {
  return flow_m3_h / 3600.0 * IG_HVAC_AIR_J_M3K * (1.0 - recovered);
}

/* Share of sun that passes blinds: 1 up to 150 W/m2 on the facade, down to 0.4 from 400 W/m2 on. Users lower blinds
 * against glare and heat; the two limits are an assumption in the range of EN 14501 class 2 (g_tot/g 0.35-0.5). */
IG_INLINE double ig_hvac_blinds(double irradiance_W_m2) {
  return 1.0 - 0.6 * ig_clamp((irradiance_W_m2 - 150.0) / 250.0, 0.0, 1.0);
}

/* Share of 500 lux that daylight gives at a desk near the facade: mean daylight factor 2 %, 110 lm/W of global light.
 */
IG_INLINE double ig_hvac_daylight(double ghi_W_m2) { return ig_clamp(ghi_W_m2 * (110.0 * 0.02 / 500.0), 0.0, 1.0); }

/* Share of [begin, end) (seconds of the day) inside the hours [start, stop); stop may not pass midnight. */
IG_INLINE double ig_hvac_hours_share(double start_s, double stop_s, double begin_s, double end_s) {
  return ig_max(ig_min(stop_s, end_s) - ig_max(start_s, begin_s), 0.0) / (end_s - begin_s);
}

#endif
