/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a car takes to drive, and how its battery fills: formulas of scalars, without state. Sources: ev.md. */
#ifndef IG_EV_CHARGE_H
#define IG_EV_CHARGE_H

#include <math.h>

#include "sim/base.h"

/* Consumption at a mild temperature by battery size, W h/km: larger batteries come in heavier cars (EVModel). */
IG_INLINE double ig_ev_charge_need_Wh_km(double battery_Wh) { return 140.0 + 0.0009 * battery_Wh; }

/* Consumption at an outdoor temperature over that at a mild one: cabin and battery are heated below 21.5 degC, cooled
 * above 24 degC. */
IG_INLINE double ig_ev_charge_weather(double outdoor_degC, double cold_per_K, double hot_per_K) {
  return 1.0 + cold_per_K * ig_max(21.5 - outdoor_degC, 0.0) + hot_per_K * ig_max(outdoor_degC - 24.0, 0.0);
}

/* Does a driver plug in? Always below `need` (state of charge that the coming trips ask for), else the less likely the
 * fuller the battery (rule of EVModel, exponent fitted there to Electric Nation). */
IG_INLINE double ig_ev_charge_plug_in(double soc, double need, double exponent) {
  if (soc <= need) return 1.0;
  return 1.0 - pow(ig_min((soc - need) / (1.0 - need), 1.0), exponent);
}

/* A battery at a charger. The charger gives at most most_W (direct current); near full the battery takes less, in
 * proportion to what is missing: P = min(most_W, (size - energy) / tau). Charging ends at full_Wh. */
typedef struct ig_ev_charge {
  double size_Wh, most_W, tau_h, full_Wh;
  double loss, fixed_W; /* drawn = (battery power + fixed_W) / (1 - loss) */
} ig_ev_charge;

/* C-rate that the battery still takes at 80 % and at which charging ends, 1/h. */
IG_INLINE ig_ev_charge ig_ev_charge_of(double size_Wh, double drawn_W, double loss, double fixed_W, double rate_at_80,
                                       double rate_at_end) {
  double tau_h = 0.2 / rate_at_80;
  return (ig_ev_charge){.size_Wh = size_Wh,
                        .most_W = drawn_W * (1.0 - loss) - fixed_W,
                        .tau_h = tau_h,
                        .full_Wh = size_Wh * (1.0 - rate_at_end * tau_h),
                        .loss = loss,
                        .fixed_W = fixed_W};
}

/* Energy from which on the battery limits the power. */
IG_INLINE double ig_ev_charge_knee_Wh(ig_ev_charge c) { return c.size_Wh - c.most_W * c.tau_h; }

/* Energy in the battery `hours` after it began to charge with from_Wh. */
IG_INLINE double ig_ev_charge_after_Wh(ig_ev_charge c, double from_Wh, double hours) {
  double knee_Wh = ig_ev_charge_knee_Wh(c), steady_h = ig_max((knee_Wh - from_Wh) / c.most_W, 0.0);
  if (hours <= steady_h) return from_Wh + c.most_W * hours;
  return c.size_Wh - (c.size_Wh - ig_max(from_Wh, knee_Wh)) * exp(-(hours - steady_h) / c.tau_h);
}

/* Hours until full. */
IG_INLINE double ig_ev_charge_hours(ig_ev_charge c, double from_Wh) {
  double knee_Wh = ig_ev_charge_knee_Wh(c);
  if (from_Wh >= c.full_Wh) return 0.0;
  if (knee_Wh >= c.full_Wh) return (c.full_Wh - from_Wh) / c.most_W;
  double steady_h = ig_max((knee_Wh - from_Wh) / c.most_W, 0.0);
  return steady_h + c.tau_h * log((c.size_Wh - ig_max(from_Wh, knee_Wh)) / (c.size_Wh - c.full_Wh));
}

/* Energy drawn from the network in the first `hours`. */
IG_INLINE double ig_ev_charge_drawn_Wh(ig_ev_charge c, double from_Wh, double hours) {
  return (ig_ev_charge_after_Wh(c, from_Wh, hours) - from_Wh + c.fixed_W * hours) / (1.0 - c.loss);
}

#endif
