/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hours of irradiance that go over into each other.
 *
 * An hour's irradiance is a multiple of the course of a clear sky: m c(t) for global and diffuse, m b(t) for the beam,
 * c = b cos z. Held for the hour, the multiple jumps on the full hour; here it runs straight from a border value, which
 * two hours share, to the hour's inside and from there to the next border:
 *
 *   m(t) = M + (M_begin - M) B(t) + (M_end - M) E(t)
 *   B(t) = fall(t) - inside(t) (p + q (cos z - mean)),   E(t) = rise(t) - inside(t) (p' + q' (cos z - mean))
 *
 * fall runs from 1 to 0 in the first ten minutes of the hour, rise from 0 to 1 in the last, inside = 1 - fall - rise.
 * p, q, p', q' are such that neither the integral of b m nor that of c m over the hour changes. So every component
 * keeps its mean, the beam on the horizontal as well, and as one linear rule serves all components, global = diffuse +
 * beam cos z holds at every moment where it holds for the hours. */
#ifndef IG_JOIN_H
#define IG_JOIN_H

#include "models/weather/hour.h"

/* B and E at the nodes of an hour. */
typedef struct ig_join {
  double begin[IG_HOUR_NODES + 1], end[IG_HOUR_NODES + 1];
} ig_join;

/* Of an hour with the sun up at every node. */
ig_join ig_join_of(const ig_hour_sun *sun);

/* Where the border between two hours lies, 0 (level of the hour before) to 1 (of the one after): in the middle, but for
 * no component above three times the lower of its two levels, above all not the beam: an hour without any begins and
 * ends without. */
double ig_join_border(ig_irradiance before, ig_irradiance after);

/* How far an hour may follow the borders, 0 to 1, so that no component falls below zero: 1 but for rare ones. */
double ig_join_room(const ig_join *join, ig_irradiance begin, ig_irradiance level, ig_irradiance end);

/* The course `of` times m(t), W/m2. */
ig_hour_course ig_join_course(const ig_join *join, const ig_hour_course *of, double begin, double level, double end);

#endif
