/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the settings ask to change of a source's weather. */
#include "models/weather/changes.h"

#include <math.h>

#include "models/physics/sun.h"
#include "models/weather/months.h"

/* Warming of the levels of France's reference trajectory (TRACC: +2, +2.7, +4 K over 1850-1900 by 2030, 2050, 2100)
 * against the source's years 1994-2008, K. Meteo-France gives 10.9 degC for 1976-2005 and 14.2 degC at +4 K, so that
 * 1976-2005 stands at +0.7 K, and +2.2 K for 2015-2024; in between 2001 stands at +1.24 K. */
static const double level_K[4] = {0.0, 2.0 - 1.24, 2.7 - 1.24, 4.0 - 1.24};
/* Summers warm by some 1 K more than winters at +4 K (3.3 K over 1976-2005): a swing of a sixth of the warming. */
#define SUMMER_SWING (1.0 / 6.0)
#define WARMEST_DAY 205.0

enum { LEAST_SPELL_S = 2 * IG_DAY_S };

static bool climate_of(const ig_changes_spec *spec, ig_build *context, ig_changes *out) {
  const ig_list *list = &spec->warming_K;
  if (list->n != 1 && list->n != 12) {
    ig_build_fail(context, IG_SETTINGS, "climate.warming",
                  "%zu numbers; give one for the year or twelve for its months", list->n);
    return false;
  }
  for (int m = 0; m < 12; m++) {
    double season = cos(2.0 * IG_PI * (30.4 * m + 15.2 - WARMEST_DAY) / 365.0);
    out->warming_K[m] = list->v[list->n == 12 ? m : 0] + level_K[spec->level] * (1.0 + SUMMER_SWING * season);
  }
  return true;
}

static int64_t utc_of(const ig_site *site, int64_t local_s) {
  int64_t day = ig_floor_div(local_s, IG_DAY_S);
  return ig_clock_utc_s(&site->clock, day, (int)(local_s - day * IG_DAY_S));
}

/* A spell lasts two days at least; one beside the run is only warned of, so that the run may be shortened. */
static bool spell_fits(int64_t begin_s, int64_t duration_s, const char *field, const char *name, const ig_site *site,
                       ig_build *context) {
  if (duration_s < LEAST_SPELL_S) {
    ig_build_fail(context, IG_SETTINGS, field, "a %s lasts 0 (none) or at least 2 days", name);
    return false;
  }
  if (begin_s >= site->end_s || begin_s + duration_s <= site->begin_s)
    ig_build_warn(context, "the %s of weather.%s lies outside the run", name, field);
  return true;
}

bool ig_changes_of(const ig_changes_spec *spec, const ig_site *site, int64_t grid_s, int64_t node_s, ig_build *context,
                   ig_changes *out) {
  *out = (ig_changes){.offset_K = spec->temperature_offset_K};
  bool good = climate_of(spec, context, out);
  if (spec->cold_duration_s > 0) {
    int64_t begin_s = utc_of(site, spec->cold_begin_local_s);
    good &= spell_fits(begin_s, spec->cold_duration_s, "cold_spell.duration", "cold spell", site, context);
    out->cold = ig_episode_cold(begin_s, spec->cold_duration_s, spec->lowest_degC,
                                spec->cold_sky == IG_CHANGES_OVERCAST, site->longitude_deg, grid_s, node_s);
  }
  if (spec->heat_duration_s > 0) {
    int64_t begin_s = utc_of(site, spec->heat_begin_local_s);
    good &= spell_fits(begin_s, spec->heat_duration_s, "heat_wave.duration", "heat wave", site, context);
    if (spec->night_degC >= spec->highest_degC) {
      ig_build_fail(context, IG_SETTINGS, "heat_wave.night_temperature", "%g degC is not below the highest, %g degC",
                    spec->night_degC, spec->highest_degC);
      good = false;
    }
    out->heat = ig_episode_heat(begin_s, spec->heat_duration_s, spec->highest_degC, spec->night_degC,
                                site->longitude_deg, grid_s, node_s);
  }
  return good;
}

double ig_changes_mean_K(const ig_changes *c) {
  double sum = 0.0;
  for (int m = 0; m < 12; m++) sum += c->warming_K[m];
  return sum / 12.0;
}

void ig_changes_apply(const ig_changes *c, int64_t begin_s, int64_t node_s, const ig_hour_sun *sun,
                      ig_weather_hour *hour) {
  hour->outdoor_degC += c->offset_K;
  hour->sky_degC += c->offset_K;
  ig_date date = ig_clock_date(ig_floor_div(begin_s, IG_DAY_S));
  ig_episode_warm(ig_months_value(c->warming_K, ig_months_around(date)), hour);
  double at_s = (double)(begin_s + node_s), extraterrestrial_W_m2 = ig_sun_extraterrestrial_W_m2((double)begin_s);
  ig_episode_apply(&c->cold, at_s, sun, extraterrestrial_W_m2, hour);
  ig_episode_apply(&c->heat, at_s, sun, extraterrestrial_W_m2, hour);
}
