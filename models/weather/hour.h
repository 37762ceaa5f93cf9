/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hour of weather as a source (file or generator) hands it over, and the course of the sun within it. */
#ifndef IG_HOUR_H
#define IG_HOUR_H

#include "models/physics/irradiance.h"

typedef struct ig_weather_hour {
  double outdoor_degC, humidity_percent, wind_m_s, sky_degC; /* at the hour's node (see weather.md) */
  ig_irradiance sun_W_m2;                                    /* means over the hour */
} ig_weather_hour;

enum { IG_HOUR_NODES = 12 }; /* stretches of five minutes */

/* A function of time within an hour: values at nodes with straight lines between them, and its integral from
 * the hour's begin, in node spacings. Means over steps of any length add up to the hour's mean. */
typedef struct ig_hour_course {
  double value[IG_HOUR_NODES + 1], integral[IG_HOUR_NODES + 1];
} ig_hour_course;

/* The sun in an hour: what a clear sky sends down as c(t) = cos z exp(-0.059 / cos z) (Haurwitz over 1098
 * W/m2), the beam in it b(t) = c(t) / cos z, and the mean of the positive cos z. */
typedef struct ig_hour_sun {
  ig_hour_course clear, beam;
  double mean_up;
} ig_hour_sun;

ig_hour_sun ig_hour_sun_of(double begin_utc_s, double latitude_deg, double longitude_deg);

/* Irradiance of an hour from its clear-sky index: Haurwitz, Erbs, and the beam that its course implies. */
ig_irradiance ig_hour_irradiance(double kc, const ig_hour_sun *sun, double extraterrestrial_W_m2);

/* Sets the integrals of a course from its values. */
void ig_hour_integrate(ig_hour_course *course);

IG_INLINE double ig_hour_mean(const ig_hour_course *c) { return c->integral[IG_HOUR_NODES] / IG_HOUR_NODES; }

/* Integral from the hour's begin to `at` node spacings (0 to 12) after it. */
IG_INLINE double ig_hour_until(const ig_hour_course *c, double at) {
  int i = (int)ig_min(at, IG_HOUR_NODES - 1.0);
  double part = at - i;
  return c->integral[i] + part * (c->value[i] + 0.5 * part * (c->value[i + 1] - c->value[i]));
}

#endif
