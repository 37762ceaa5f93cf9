/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Warmer climates, cold spells and heat waves laid over the weather of a source. */
#include "models/weather/episode.h"

#include <math.h>

#include "models/weather/air.h"

/* --- profile ------------------------------------------------------------------------------------------ */

/* Cold spell: that of 1 to 13 February 2012. Cold came within three days, 8 and 9 February were the coldest of the 13
 * days, and it went within two (Meteo-France, 14 February 2012). */
#define COLD_EXTREME_AT 0.58
#define COLD_RISE_S (3.0 * IG_DAY_S)
#define COLD_FALL_S (2.0 * IG_DAY_S)
#define COLD_MILDER_K 3.0         /* D */
#define COLD_CLEAR_RANGE_K 7.0    /* D; the generator's clearest winter days have 7 K */
#define COLD_OVERCAST_RANGE_K 3.0 /* D */
/* Heat wave: that of 1 to 13 August 2003, hottest on the 11th and the 12th; the end comes in a day with a front (July
 * 2019, too). */
#define HEAT_EXTREME_AT 0.81
#define HEAT_RISE_S (2.0 * IG_DAY_S)
#define HEAT_FALL_S (1.0 * IG_DAY_S)
#define HEAT_MILDER_K (-3.0) /* D */
/* Skies and air, assumptions (D); the vapour is a dew point of 12 degC, so 16 % humidity at 42.6 degC. */
#define COLD_CLEAR_INDEX 0.92
#define OVERCAST_INDEX 0.25
#define HEAT_CLEAR_INDEX 0.90
#define COLD_CLEAR_HUMIDITY_PERCENT 65.0
#define COLD_OVERCAST_HUMIDITY_PERCENT 80.0
#define HEAT_VAPOUR_HPA 14.0
#define OVERCAST_DEPRESSION_K 2.0 /* outdoor minus sky temperature under a low deck */

/* A ramp of a short spell takes at most a quarter of it. */
static double ramp_s(double usual_s, int64_t duration_s) { return ig_min(usual_s, 0.25 * (double)duration_s); }

/* Solar hour of the day, 0 to 24. */
static double solar_hour(double utc_s, double longitude_deg) {
  double hours = utc_s / 3600.0 + longitude_deg / 15.0;
  return hours - 24.0 * floor(hours / 24.0);
}

/* Course of the temperature over a day, two harmonics of the generator's July (ratio 0.13): highest some three hours
 * after the sun's noon, lowest about sunrise. */
static double course(double solar_h) {
  return cos(2.0 * IG_PI * (solar_h - 14.6) / 24.0) + 0.13 * cos(4.0 * IG_PI * (solar_h - 0.7) / 24.0);
}

/* Moment near `about_s` on the grid of the nodes at which the course is lowest or highest; and both extremes. */
static int64_t extreme_near(ig_episode *e, int64_t about_s, int64_t grid_s, int64_t node_s, bool lowest) {
  int64_t on_grid_s = grid_s + node_s, hours = ig_floor_div(about_s - on_grid_s, IG_HOUR_S);
  int64_t first = on_grid_s + (hours - 12) * IG_HOUR_S, low = first, high = first;
  for (int64_t t = first; t < first + IG_DAY_S; t += IG_HOUR_S) {
    double c = course(solar_hour((double)t, e->longitude_deg));
    if (c < course(solar_hour((double)low, e->longitude_deg))) low = t;
    if (c > course(solar_hour((double)high, e->longitude_deg))) high = t;
  }
  e->course_low = course(solar_hour((double)low, e->longitude_deg));
  e->course_high = course(solar_hour((double)high, e->longitude_deg));
  return lowest ? low : high;
}

ig_episode ig_episode_cold(int64_t begin_s, int64_t duration_s, double lowest_degC, bool overcast, double longitude_deg,
                           int64_t grid_s, int64_t node_s) {
  double range_K = overcast ? COLD_OVERCAST_RANGE_K : COLD_CLEAR_RANGE_K;
  ig_episode e = {.begin_s = begin_s,
                  .end_s = begin_s + duration_s,
                  .rise_s = ramp_s(COLD_RISE_S, duration_s),
                  .fall_s = ramp_s(COLD_FALL_S, duration_s),
                  .low_degC = lowest_degC,
                  .high_degC = lowest_degC + range_K,
                  .milder_K = COLD_MILDER_K,
                  .clear_index = overcast ? OVERCAST_INDEX : COLD_CLEAR_INDEX,
                  .humidity_percent = overcast ? COLD_OVERCAST_HUMIDITY_PERCENT : COLD_CLEAR_HUMIDITY_PERCENT,
                  .overcast = overcast,
                  .longitude_deg = longitude_deg};
  e.extreme_s = extreme_near(&e, begin_s + (int64_t)(COLD_EXTREME_AT * (double)duration_s), grid_s, node_s, true);
  return e;
}

ig_episode ig_episode_heat(int64_t begin_s, int64_t duration_s, double highest_degC, double night_degC,
                           double longitude_deg, int64_t grid_s, int64_t node_s) {
  ig_episode e = {.begin_s = begin_s,
                  .end_s = begin_s + duration_s,
                  .rise_s = ramp_s(HEAT_RISE_S, duration_s),
                  .fall_s = ramp_s(HEAT_FALL_S, duration_s),
                  .low_degC = night_degC,
                  .high_degC = highest_degC,
                  .milder_K = HEAT_MILDER_K,
                  .clear_index = HEAT_CLEAR_INDEX,
                  .vapour_hPa = HEAT_VAPOUR_HPA,
                  .longitude_deg = longitude_deg};
  e.extreme_s = extreme_near(&e, begin_s + (int64_t)(HEAT_EXTREME_AT * (double)duration_s), grid_s, node_s, false);
  return e;
}

/* --- blending ----------------------------------------------------------------------------------------- */

static double smooth_step(double x) { return 0.5 - 0.5 * cos(IG_PI * ig_clamp(x, 0.0, 1.0)); }

double ig_episode_weight(const ig_episode *e, double utc_s) {
  if (utc_s <= (double)e->begin_s || utc_s >= (double)e->end_s) return 0.0;
  return smooth_step((utc_s - (double)e->begin_s) / e->rise_s) * smooth_step(((double)e->end_s - utc_s) / e->fall_s);
}

/* Temperature of the spell: the daily course between its lowest and highest, milder the further from the extreme day,
 * whose 24 hours are exact. */
static double spell_degC(const ig_episode *e, double utc_s) {
  double part = (course(solar_hour(utc_s, e->longitude_deg)) - e->course_low) / (e->course_high - e->course_low);
  double apart_s = ig_max(fabs(utc_s - (double)e->extreme_s) - 0.5 * IG_DAY_S, 0.0);
  return e->low_degC + part * (e->high_degC - e->low_degC) +
         e->milder_K * apart_s / (0.5 * (double)(e->end_s - e->begin_s));
}

static double blend(double a, double b, double share_b) { return (1.0 - share_b) * a + share_b * b; }

static ig_irradiance blend_sun(ig_irradiance a, ig_irradiance b, double share_b) {
  return (ig_irradiance){blend(a.global_horizontal_W_m2, b.global_horizontal_W_m2, share_b),
                         blend(a.direct_normal_W_m2, b.direct_normal_W_m2, share_b),
                         blend(a.diffuse_horizontal_W_m2, b.diffuse_horizontal_W_m2, share_b)};
}

void ig_episode_apply(const ig_episode *e, double utc_s, const ig_hour_sun *sun, double extraterrestrial_W_m2,
                      ig_weather_hour *h) {
  double w = ig_episode_weight(e, utc_s);
  if (w <= 0.0) return;
  double depression_K = h->outdoor_degC - h->sky_degC;
  h->outdoor_degC = blend(h->outdoor_degC, spell_degC(e, utc_s), w);
  double saturation_hPa = ig_air_saturation_hPa(h->outdoor_degC);
  double humidity = e->humidity_percent > 0.0 ? e->humidity_percent : 100.0 * e->vapour_hPa / saturation_hPa;
  h->humidity_percent = ig_min(blend(h->humidity_percent, humidity, w), 100.0);
  double dew_degC = ig_air_dew_point_degC(0.01 * h->humidity_percent * saturation_hPa);
  double own_K = e->overcast ? OVERCAST_DEPRESSION_K : ig_air_sky_depression_K(h->outdoor_degC, dew_degC);
  h->sky_degC = h->outdoor_degC - blend(depression_K, own_K, w);
  h->sun_W_m2 = blend_sun(h->sun_W_m2, ig_hour_irradiance(e->clear_index, sun, extraterrestrial_W_m2), w);
}

void ig_episode_warm(double warming_K, ig_weather_hour *h) {
  if (warming_K == 0.0) return;
  double before_degC = h->outdoor_degC, share = 0.01 * ig_max(h->humidity_percent, 1.0);
  double depression_K = before_degC - h->sky_degC;
  h->outdoor_degC += warming_K;
  double dew_degC = ig_air_dew_point_degC(share * ig_air_saturation_hPa(before_degC));
  double new_dew_degC = ig_air_dew_point_degC(share * ig_air_saturation_hPa(h->outdoor_degC));
  double by = ig_air_sky_depression_K(h->outdoor_degC, new_dew_degC) / ig_air_sky_depression_K(before_degC, dew_degC);
  h->sky_degC = h->outdoor_degC - by * depression_K;
}
