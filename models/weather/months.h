/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Monthly values between the middles of months. */
#ifndef IG_MONTHS_H
#define IG_MONTHS_H

#include <math.h>

#include "sim/base.h"
#include "sim/clock.h"

/* Where a day stands between the middles of two months (0 to 11). */
typedef struct ig_months {
  int a, b;
  double weight_b;
} ig_months;

IG_INLINE ig_months ig_months_around(ig_date date) {
  static const int length[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int m = date.month - 1;
  double from_middle = date.day - 0.5 - 0.5 * length[m];
  int other = from_middle < 0 ? (m + 11) % 12 : (m + 1) % 12;
  double weight = fabs(from_middle) / (0.5 * (length[m] + length[other]));
  return from_middle < 0 ? (ig_months){other, m, 1.0 - weight} : (ig_months){m, other, weight};
}

IG_INLINE double ig_months_value(const double table[12], ig_months m) {
  return table[m.a] + m.weight_b * (table[m.b] - table[m.a]);
}

#endif
