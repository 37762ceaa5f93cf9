/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The meter's part in a step of 64 homes (home_meter.c says what it models). */
#ifndef IG_HOME_METER_H
#define IG_HOME_METER_H

#include <math.h>

#include "models/home/home.h"

static const double ig_home_meter_filter = 0.008; /* B, each second */
static const double ig_home_meter_at_once = 1.3;  /* of the subscribed power */
static const double ig_home_meter_at_once_s = 10.0;
static const double ig_home_meter_careful_s = 7200.0;

/* Filters the power of a step (`keep`: (1 - B) to the seconds of the step), notes the highest but where it is cut
 * inside the step; true when a home's meter opens in this step. `at_once` is in units of the cut-off power. */
IG_INLINE bool ig_home_meter_step(const ig_home_block *b, const double *power_W, double keep, double at_once,
                                  double *filtered, double *highest_W, double count) {
  int opens = 0;
  IG_HOME_LANES
  for (int l = 0; l < IG_BLOCK; l++) {
    double power = power_W[l], x = power * b->per_cut_W[l], square = x * x;
    double y = square + (filtered[l] - square) * keep;
    filtered[l] = y;
    highest_W[l] = ig_max(highest_W[l], (x > at_once ? 0.0 : power) * count);
    opens |= (y >= 1.0) | (x > at_once);
  }
  return opens != 0;
}

#endif
