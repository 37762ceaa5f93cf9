/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Weather: hourly values of a file or of the built-in generator, carried to the step.
 *
 * build lays out the hours of the whole run; advance only interpolates:
 *   - temperature, humidity, wind: straight lines between the hours' nodes, mean over the step;
 *   - irradiance: the hour's mean spread by the course of a clear sky in that hour, so that steps of any
 *     length add up to the hour exactly, while global = diffuse + direct cos z goes on holding;
 *   - sun at the middle of the step; four walls after Perez 1990.
 * Equations, sources and validation: weather.md. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/physics/glazing.h"
#include "models/physics/irradiance.h"
#include "models/physics/sun.h"
#include "models/weather/air.h"
#include "models/weather/changes.h"
#include "models/weather/epw.h"
#include "models/weather/generator.h"
#include "models/weather/hour.h"
#include "models/weather/light.h"
#include "sim/model.h"

enum { SOURCE_AUTO, SOURCE_GENERATOR, SOURCE_EPW };
enum { MINUTE_SMOOTH, MINUTE_CLOUDS };

typedef struct weather_spec {
  int32_t source, minute_irradiance;
  char *epw;
  double albedo;
  ig_changes_spec changes;
} weather_spec;

typedef struct weather_data {
  double *outdoor_temperature, *relative_humidity, *wind_speed;
  double *global_horizontal_irradiance, *direct_normal_irradiance, *diffuse_horizontal_irradiance;
  double *sky_temperature, *cold_water_temperature, *sun_zenith;
  double *irradiance_north, *irradiance_east, *irradiance_south, *irradiance_west;
  double *transmitted_north, *transmitted_east, *transmitted_south, *transmitted_west;
  double *sun_azimuth, *extraterrestrial_irradiance, *dew_point, *humidity_ratio;
} weather_data;

/* The air of an hour, at its node. */
typedef struct hour {
  double outdoor_degC, humidity_percent, wind_m_s, sky_degC, cold_water_degC;
} hour;

typedef struct weather_own {
  int64_t begin_s; /* UTC, begin of hour[0] */
  int64_t node_s;  /* the node of an hour stands this long after its begin */
  size_t n;
  hour *hour;
  double pressure_hPa;  /* of the air at the site */
  double diffuse_share; /* of what passes a window at a right angle, for light from everywhere */
  ig_light light;       /* of the same hours */
} weather_own;

/* --- build: hours ------------------------------------------------------------------------------------- */

/* Cold water from the mains follows the year: FRA_H1a (French regulatory data, hourly) fitted by least
 * squares; root mean square of what remains 0.54 K, largest 1.5 K. */
#define COLD_WATER_MEAN_DEGC 12.553
#define COLD_WATER_COS_K (-3.887)
#define COLD_WATER_SIN_K (-3.242)

/* For other climates the sinusoid moves with the mean of the year and stretches with its amplitude. */
typedef struct climate {
  double mean_degC, amplitude_K;
} climate;

static double cold_water_degC(climate c, int day_of_year) {
  double x = 2.0 * IG_PI * (day_of_year + 0.5) / 365.0;
  double swing = COLD_WATER_COS_K * cos(x) + COLD_WATER_SIN_K * sin(x);
  double t =
      COLD_WATER_MEAN_DEGC + (c.mean_degC - IG_GENERATOR_MEAN_DEGC) + swing * c.amplitude_K / IG_GENERATOR_AMPLITUDE_K;
  return ig_max(t, 2.0); /* water mains do not freeze */
}

static climate climate_of(const ig_epw *epw) {
  double sum = 0.0, c = 0.0, s = 0.0, n = (double)epw->n_hours;
  for (size_t i = 0; i < epw->n_hours; i++) {
    double x = 2.0 * IG_PI * (double)i / n, t = epw->hour[i].outdoor_degC;
    sum += t, c += t * cos(x), s += t * sin(x);
  }
  return (climate){sum / n, 2.0 / n * sqrt(c * c + s * s)};
}

/* Hour i of the run from a row of the source. */
static void fill_hour(weather_own *own, size_t i, const ig_weather_hour *row, const ig_changes *changes,
                      const ig_site *site) {
  hour *to = &own->hour[i];
  int64_t begin_s = own->begin_s + (int64_t)i * IG_HOUR_S;
  ig_hour_sun sun = ig_hour_sun_of((double)begin_s, site->latitude_deg, site->longitude_deg);
  ig_weather_hour from = *row;
  ig_changes_apply(changes, begin_s, own->node_s, &sun, &from);
  to->outdoor_degC = from.outdoor_degC;
  to->humidity_percent = from.humidity_percent;
  to->wind_m_s = from.wind_m_s;
  to->sky_degC = from.sky_degC;
  own->light.hour[i] = ig_light_hour_of(from.sun_W_m2, &sun, (double)begin_s);
}

/* Room for the hours of the run and two before and after, on the hour grid of a standard time. */
static weather_own *make_own(const ig_batch *batch, int64_t utc_offset_s, int64_t node_s) {
  const ig_site *site = batch->site;
  const weather_spec *spec = batch->spec;
  int64_t first = ig_floor_div(site->begin_s + utc_offset_s, IG_HOUR_S) - 2;
  int64_t last = ig_floor_div(site->end_s + utc_offset_s, IG_HOUR_S) + 2;
  int64_t begin_s = first * IG_HOUR_S - utc_offset_s;
  size_t n = (size_t)(last - first + 1);
  weather_own *own = calloc(1, sizeof *own);
  hour *air = malloc(n * sizeof *air);
  ig_light_hour *light = malloc(n * sizeof *light);
  if (own == NULL || air == NULL || light == NULL) {
    free(own), free(air), free(light);
    return NULL;
  }
  *own = (weather_own){begin_s,
                       node_s,
                       n,
                       air,
                       ig_air_pressure_hPa(site->elevation_m),
                       ig_glazing_simple_diffuse(),
                       ig_light_of(begin_s, site->seed, spec->minute_irradiance == MINUTE_CLOUDS, light)};
  return own;
}

static void release(ig_batch *batch) {
  weather_own *own = batch->own;
  if (own == NULL) return;
  free(own->light.hour);
  free(own->hour);
  free(own);
  batch->own = NULL;
}

/* --- build: sources ----------------------------------------------------------------------------------- */

/* Great-circle distance, km. */
static double distance_km(double lat1, double lon1, double lat2, double lon2) {
  double a = sin(0.5 * IG_RAD * (lat2 - lat1)), b = sin(0.5 * IG_RAD * (lon2 - lon1));
  return 2.0 * 6371.0 * asin(sqrt(ig_min(a * a + cos(IG_RAD * lat1) * cos(IG_RAD * lat2) * b * b, 1.0)));
}

/* The generator knows one climate. */
static void warn_elsewhere(const ig_site *site, ig_build *context) {
  double km = distance_km(48.8, 2.3, site->latitude_deg, site->longitude_deg);
  if (km > 100.0)
    ig_build_warn(context, "the weather generator describes Paris, %.0f km from the site; name a weather file in 'epw'",
                  km);
}

/* Hours of the generator, whose grid is UTC+1 and whose nodes stand at mid-hour, like those of its source. */
static bool from_generator(ig_batch *batch, ig_build *context) {
  const weather_spec *spec = batch->spec;
  const ig_site *site = batch->site;
  weather_own *own = batch->own = make_own(batch, IG_GENERATOR_UTC_OFFSET_S, IG_HOUR_S / 2);
  int64_t first_day = own == NULL ? 0 : ig_floor_div(own->begin_s + IG_GENERATOR_UTC_OFFSET_S, IG_DAY_S);
  int64_t skip = own == NULL ? 0 : (own->begin_s + IG_GENERATOR_UTC_OFFSET_S - first_day * IG_DAY_S) / IG_HOUR_S;
  size_t n_days = own == NULL ? 0 : (own->n + (size_t)skip + 23) / 24;
  ig_weather_hour *made = own == NULL ? NULL : malloc(n_days * 24 * sizeof *made);
  if (made == NULL ||
      !ig_generator_fill(site->seed, site->latitude_deg, site->longitude_deg, first_day, n_days, made)) {
    ig_build_fail(context, IG_SETTINGS, "source", "not enough memory for the hours of the run");
    free(made);
    return false;
  }
  warn_elsewhere(site, context);
  ig_changes changes;
  bool good = ig_changes_of(&spec->changes, site, own->begin_s, own->node_s, context, &changes);
  climate paris = {IG_GENERATOR_MEAN_DEGC + ig_changes_mean_K(&changes), IG_GENERATOR_AMPLITUDE_K};
  for (size_t i = 0; i < own->n; i++) {
    int64_t day = first_day + ((int64_t)i + skip) / 24;
    fill_hour(own, i, &made[i + (size_t)skip], &changes, site);
    int day_of_year = (int)(day - ig_clock_days((ig_date){ig_clock_date(day).year, 1, 1}));
    own->hour[i].cold_water_degC = cold_water_degC(paris, day_of_year);
  }
  free(made);
  return good;
}

typedef struct heard {
  ig_build *context;
  const char *path;
} heard;

static void hear(void *user, bool is_warning, long line, long column, const char *text) {
  const heard *h = user;
  if (!is_warning) {
    ig_build_fail_file(h->context, h->path, line, column, "%s", text);
    return;
  }
  if (line > 0)
    ig_build_warn(h->context, "%s:%ld: %s", h->path, line, text);
  else
    ig_build_warn(h->context, "%s: %s", h->path, text);
}

static void warn_far(const ig_epw *epw, const char *path, const ig_site *site, ig_build *context) {
  double km = distance_km(epw->latitude_deg, epw->longitude_deg, site->latitude_deg, site->longitude_deg);
  if (km > 100.0)
    ig_build_warn(context, "%s: the weather of %s is that of a place %.0f km from the site", path, epw->place, km);
  if (fabs(epw->elevation_m - site->elevation_m) > 300.0)
    ig_build_warn(context, "%s: the weather of %s was taken %.0f m above sea level, the site lies at %.0f m", path,
                  epw->place, epw->elevation_m, site->elevation_m);
}

/* Hours of a file, on the grid of its standard time; a row's values stand at the end of its hour. */
static bool from_epw(ig_batch *batch, ig_build *context) {
  const weather_spec *spec = batch->spec;
  heard h = {context, spec->epw};
  ig_epw *epw = ig_epw_read(spec->epw, (ig_epw_listener){hear, &h});
  if (epw == NULL) return false;
  warn_far(epw, spec->epw, batch->site, context);
  int64_t utc_offset_s = llround(epw->utc_offset_h * IG_HOUR_S);
  weather_own *own = batch->own = make_own(batch, utc_offset_s, IG_HOUR_S);
  if (own == NULL) {
    ig_build_fail(context, IG_SETTINGS, "epw", "not enough memory for the hours of the run");
    ig_epw_free(epw);
    return false;
  }
  ig_changes changes;
  bool good = ig_changes_of(&spec->changes, batch->site, own->begin_s, own->node_s, context, &changes);
  climate c = climate_of(epw);
  c.mean_degC += ig_changes_mean_K(&changes);
  for (size_t i = 0; i < own->n; i++) {
    int64_t begin_s = own->begin_s + (int64_t)i * IG_HOUR_S, standard_s = begin_s + utc_offset_s;
    int64_t day = ig_floor_div(standard_s, IG_DAY_S);
    ig_date date = ig_clock_date(day);
    const ig_weather_hour *row = ig_epw_at(epw, date.month, date.day, (int)((standard_s - day * IG_DAY_S) / IG_HOUR_S));
    fill_hour(own, i, row, &changes, batch->site);
    own->hour[i].cold_water_degC = cold_water_degC(c, (int)(day - ig_clock_days((ig_date){date.year, 1, 1})));
  }
  ig_epw_free(epw);
  return good;
}

static bool build(ig_batch *batch, ig_build *context) {
  const weather_spec *spec = batch->spec;
  bool has_file = spec->epw != NULL && spec->epw[0] != '\0';
  if (batch->site->step_s > IG_HOUR_S) {
    ig_build_fail(context, IG_SETTINGS, "source", "weather needs steps of at most an hour, not of %d s",
                  batch->site->step_s);
    return false;
  }
  if (!has_file && spec->source == SOURCE_EPW) {
    ig_build_fail(context, IG_SETTINGS, "source", "'epw' needs the path of a weather file in 'epw'");
    return false;
  }
  if (has_file && spec->source == SOURCE_GENERATOR)
    ig_build_warn(context, "weather.source is generator: the file in weather.epw is not used");
  bool use_file = has_file && spec->source != SOURCE_GENERATOR;
  return use_file ? from_epw(batch, context) : from_generator(batch, context);
}

/* --- advance ------------------------------------------------------------------------------------------ */

/* Weights of three successive nodes in the mean over [begin, end) hours after the first, which lies at 0, of
 * the straight lines between them; begin < 1, end - begin <= 1. */
typedef struct weights {
  double a, b, c;
} weights;

static inline weights weights_of(double begin, double end) {
  double split = ig_min(end, 1.0), in_first = (split - begin) / (end - begin), in_second = 1.0 - in_first;
  double x = 0.5 * (begin + split), y = 0.5 * (end - split);
  return (weights){in_first * (1.0 - x), in_first * x + in_second * (1.0 - y), in_second * y};
}

static void air_of_step(weather_data *d, size_t k, const weather_own *own, int64_t t, int step_s) {
  int64_t from_node = t - own->begin_s - own->node_s, i = from_node / IG_HOUR_S;
  double begin = (double)(from_node - i * IG_HOUR_S) / 3600.0;
  weights w = weights_of(begin, begin + step_s / 3600.0);
  const hour *h = &own->hour[i];
#define MEAN(field) (w.a * h[0].field + w.b * h[1].field + w.c * h[2].field)
  d->outdoor_temperature[k] = MEAN(outdoor_degC);
  d->relative_humidity[k] = MEAN(humidity_percent);
  d->wind_speed[k] = MEAN(wind_m_s);
  d->sky_temperature[k] = MEAN(sky_degC);
  d->cold_water_temperature[k] = MEAN(cold_water_degC);
#undef MEAN
  double vapour_hPa = 0.01 * d->relative_humidity[k] * ig_air_saturation_hPa(d->outdoor_temperature[k]);
  d->dew_point[k] = ig_air_dew_point_degC(vapour_hPa);
  d->humidity_ratio[k] = ig_air_humidity_ratio(vapour_hPa, own->pressure_hPa);
}

/* One wall and a window in it. Through the window: light as if all of it came at a right angle, so that a gain is this
 * times the window's g; the beam has its angle's share, what the sky and the ground send the mean over the hemisphere.
 */
static void wall_of_step(double *wall_W_m2, double *through_W_m2, const ig_irradiance_sky *sky, double cos_incidence,
                         double albedo, double diffuse_share) {
  double total = ig_irradiance_total_W_m2(sky, 0.0, 1.0, cos_incidence, albedo);
  bool lit = sky->cos_zenith > 0.0 && cos_incidence > 0.0;
  double beam = lit ? sky->irradiance.direct_normal_W_m2 * cos_incidence : 0.0;
  *wall_W_m2 = total;
  *through_W_m2 = (lit ? beam * ig_glazing_simple(cos_incidence) : 0.0) + (total - beam) * diffuse_share;
}

/* Total irradiance on the four walls; their azimuths are 0, 90, 180 and 270 degrees. */
static void walls_of_step(weather_data *d, size_t k, ig_irradiance sun, ig_sun_position at,
                          double extraterrestrial_W_m2, double albedo, double share) {
  double cos_zenith = cos(IG_RAD * at.zenith_deg), sin_zenith = sqrt(1.0 - cos_zenith * cos_zenith);
  double north = sin_zenith * cos(IG_RAD * at.azimuth_deg), east = sin_zenith * sin(IG_RAD * at.azimuth_deg);
  ig_irradiance_sky sky = ig_irradiance_smooth_sky_of(sun, at.zenith_deg, cos_zenith,
                                                      ig_irradiance_air_mass(at.zenith_deg), extraterrestrial_W_m2);
  wall_of_step(&d->irradiance_north[k], &d->transmitted_north[k], &sky, north, albedo, share);
  wall_of_step(&d->irradiance_east[k], &d->transmitted_east[k], &sky, east, albedo, share);
  wall_of_step(&d->irradiance_south[k], &d->transmitted_south[k], &sky, -north, albedo, share);
  wall_of_step(&d->irradiance_west[k], &d->transmitted_west[k], &sky, -east, albedo, share);
}

static void no_walls(weather_data *d, size_t k) {
  d->irradiance_north[k] = d->irradiance_east[k] = d->irradiance_south[k] = d->irradiance_west[k] = 0.0;
  d->transmitted_north[k] = d->transmitted_east[k] = d->transmitted_south[k] = d->transmitted_west[k] = 0.0;
}

static void advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  (void)begin, (void)end; /* one place for all */
  weather_data *d = batch->data;
  weather_own *own = batch->own; /* one thread at a time advances the one unit: the clouds kept there are safe */
  const weather_spec *spec = batch->spec;
  int64_t day = INT64_MIN; /* of `outside`, which changes from one UTC day to the next only */
  double outside_W_m2 = 0.0, diffuse_share = own->diffuse_share;
  for (int s = 0; s < w->n_steps; s++) {
    size_t k = (size_t)(w->first_step + s);
    int64_t t = w->begin_s + (int64_t)s * w->step_s;
    double middle_s = (double)t + 0.5 * w->step_s;
    ig_irradiance sun = ig_light_mean(&own->light, t, w->step_s);
    ig_sun_position at = ig_sun_at(middle_s, batch->site->latitude_deg, batch->site->longitude_deg);
    air_of_step(d, k, own, t, w->step_s);
    d->global_horizontal_irradiance[k] = sun.global_horizontal_W_m2;
    d->direct_normal_irradiance[k] = sun.direct_normal_W_m2;
    d->diffuse_horizontal_irradiance[k] = sun.diffuse_horizontal_W_m2;
    d->sun_zenith[k] = at.zenith_deg;
    d->sun_azimuth[k] = at.azimuth_deg;
    if (ig_floor_div(t, IG_DAY_S) != day) {
      day = ig_floor_div(t, IG_DAY_S);
      outside_W_m2 = ig_sun_extraterrestrial_W_m2((double)day * IG_DAY_S);
    }
    d->extraterrestrial_irradiance[k] = outside_W_m2;
    bool dark =
        sun.global_horizontal_W_m2 <= 0.0 && sun.diffuse_horizontal_W_m2 <= 0.0 && sun.direct_normal_W_m2 <= 0.0;
    if (dark)
      no_walls(d, k);
    else
      walls_of_step(d, k, sun, at, outside_W_m2, spec->albedo, diffuse_share);
  }
}

/* --- the model ---------------------------------------------------------------------------------------- */

#define SERIES(series, units, text)                                                                           \
  {                                                                                                           \
    .name = #series, .unit = units, .doc = text, .offset = offsetof(weather_data, series), .role = IG_SERIES, \
    .shared = true, .type = IG_F64                                                                            \
  }

static const ig_field fields[] = {
    {.name = "source",
     .unit = "1",
     .type = IG_ENUM,
     .role = IG_SETTING,
     .choices = "auto|generator|epw",
     .dflt = SOURCE_AUTO,
     .offset = offsetof(weather_spec, source),
     .evidence = 'B',
     .doc = "Where the weather comes from: the file in 'epw', the seeded generator for Paris, or auto: the file if one "
            "is named.",
     .source = "generator fitted to Trappes, zone H1a, French regulatory data 1994-2008 (weather.md)"},
    {.name = "epw",
     .unit = "1",
     .type = IG_STRING,
     .role = IG_SETTING,
     .dflt_text = "",
     .input_file = true,
     .offset = offsetof(weather_spec, epw),
     .evidence = 'D',
     .doc = "Path of an EPW weather file; empty: the generator.",
     .source = "no file by default, so that a scenario runs anywhere"},
    {.name = "temperature_offset",
     .unit = "K",
     .type = IG_F64,
     .role = IG_SETTING,
     .dflt = 0.0,
     .min = -20.0,
     .max = 20.0,
     .offset = offsetof(weather_spec, changes.temperature_offset_K),
     .evidence = 'D',
     .doc = "Added to the outdoor and the sky temperature at all times, before climate and spells; cold water and "
            "humidity stay.",
     .source = "none by default: the source's own climate"},
    {.name = "climate.level",
     .unit = "1",
     .type = IG_ENUM,
     .role = IG_SETTING,
     .choices = "today|tracc-2030|tracc-2050|tracc-2100",
     .dflt = 0,
     .offset = offsetof(weather_spec, changes.level),
     .evidence = 'C',
     .doc = "Warmer climate, by the levels of France's reference trajectory (TRACC: +2, +2.7, +4 K over 1850-1900) "
            "against the generator's years 1994-2008: 0.8, 1.5, 2.8 K, a sixth more in July and less in January.",
     .source = "today: the source's own climate; levels: Meteo-France for the TRACC, December 2024 (weather.md)"},
    {.name = "climate.warming",
     .unit = "K",
     .type = IG_LIST,
     .role = IG_SETTING,
     .dflt_text = "0",
     .min = -10.0,
     .max = 15.0,
     .offset = offsetof(weather_spec, changes.warming_K),
     .evidence = 'D',
     .doc = "Further warming: a list of one number, or of twelve from January to December. Relative humidity stays, so "
            "vapour and "
            "sky follow; cold water follows the year's mean.",
     .source = "none by default"},
    {.name = "cold_spell.begin",
     .unit = "1",
     .type = IG_DATE,
     .role = IG_SETTING,
     .dflt_text = "2017-02-01",
     .offset = offsetof(weather_spec, changes.cold_begin_local_s),
     .evidence = 'D',
     .doc = "When a cold spell begins, local clock time.",
     .source = "the day of the spell of 2012, in the year of the default scenario"},
    {.name = "cold_spell.duration",
     .unit = "s",
     .type = IG_I64,
     .role = IG_SETTING,
     .dflt = 0,
     .min = 0,
     .max = 60.0 * IG_DAY_S,
     .offset = offsetof(weather_spec, changes.cold_duration_s),
     .evidence = 'D',
     .doc = "How long the cold spell lasts with its coming (3 days) and going (2 days); 0: none. That of February 2012 "
            "took 13 days.",
     .source = "none by default: the source's own weather"},
    {.name = "cold_spell.lowest_temperature",
     .unit = "degC",
     .type = IG_F64,
     .role = IG_SETTING,
     .dflt = -9.0,
     .min = -40.0,
     .max = 5.0,
     .offset = offsetof(weather_spec, changes.lowest_degC),
     .evidence = 'B',
     .doc = "Temperature of its coldest morning.",
     .source = "-9 degC at Paris-Montsouris in February 2012; about once in ten winters"},
    {.name = "cold_spell.sky",
     .unit = "1",
     .type = IG_ENUM,
     .role = IG_SETTING,
     .choices = "clear|overcast",
     .dflt = IG_CHANGES_CLEAR,
     .offset = offsetof(weather_spec, changes.cold_sky),
     .evidence = 'D',
     .doc = "Sky of the cold spell: clear (sun, 7 K between morning and afternoon) or overcast (little sun, 3 K).",
     .source = "continental air from the north-east is mostly clear"},
    {.name = "heat_wave.begin",
     .unit = "1",
     .type = IG_DATE,
     .role = IG_SETTING,
     .dflt_text = "2017-08-01",
     .offset = offsetof(weather_spec, changes.heat_begin_local_s),
     .evidence = 'D',
     .doc = "When a heat wave begins, local clock time.",
     .source = "the day of the wave of 2003, in the year of the default scenario"},
    {.name = "heat_wave.duration",
     .unit = "s",
     .type = IG_I64,
     .role = IG_SETTING,
     .dflt = 0,
     .min = 0,
     .max = 60.0 * IG_DAY_S,
     .offset = offsetof(weather_spec, changes.heat_duration_s),
     .evidence = 'D',
     .doc =
         "How long the heat wave lasts with its coming (2 days) and going (1 day); 0: none. That of August 2003 took "
         "13 days.",
     .source = "none by default: the source's own weather"},
    {.name = "heat_wave.highest_temperature",
     .unit = "degC",
     .type = IG_F64,
     .role = IG_SETTING,
     .dflt = 39.5,
     .min = 25.0,
     .max = 55.0,
     .offset = offsetof(weather_spec, changes.highest_degC),
     .evidence = 'B',
     .doc = "Temperature of its hottest afternoon; 42.6 degC on 25 July 2019.",
     .source = "Paris-Montsouris, 11 August 2003"},
    {.name = "heat_wave.night_temperature",
     .unit = "degC",
     .type = IG_F64,
     .role = IG_SETTING,
     .dflt = 25.5,
     .min = 10.0,
     .max = 40.0,
     .offset = offsetof(weather_spec, changes.night_degC),
     .evidence = 'B',
     .doc = "Lowest temperature of the night before it.",
     .source = "Paris-Montsouris, nights of 11 and 12 August 2003"},
    {.name = "minute_irradiance",
     .unit = "1",
     .type = IG_ENUM,
     .role = IG_SETTING,
     .choices = "smooth|clouds",
     .dflt = MINUTE_SMOOTH,
     .offset = offsetof(weather_spec, minute_irradiance),
     .evidence = 'D',
     .doc = "Irradiance within the hour: smooth (the course of a clear sky) or clouds (passing clouds with ramps and "
            "cloud edges, as one point sees them); the hour's energy is the same.",
     .source = "smooth: buildings and mean yields see no difference, and no choice of a cloud model enters them"},
    {.name = "albedo",
     .unit = "1",
     .type = IG_F64,
     .role = IG_SETTING,
     .dflt = 0.2,
     .min = 0.0,
     .max = 1.0,
     .offset = offsetof(weather_spec, albedo),
     .evidence = 'C',
     .doc = "Share of global irradiance that the ground reflects onto walls.",
     .source = "0.2 is the customary value for built-up ground (Liu and Jordan 1963)"},
    {.name = "outdoor_temperature",
     .unit = "degC",
     .doc = "Outdoor air temperature.",
     .role = IG_SERIES,
     .type = IG_F64,
     .offset = offsetof(weather_data, outdoor_temperature),
     .shared = true,
     .always = true,
     .store = IG_STORE_I16,
     .scale = 0.01},
    SERIES(relative_humidity, "%", "Relative humidity of the outdoor air."),
    SERIES(wind_speed, "m s-1", "Wind speed at 10 m."),
    SERIES(global_horizontal_irradiance, "W m-2", "Global irradiance on the horizontal."),
    SERIES(direct_normal_irradiance, "W m-2", "Beam irradiance on a plane that faces the sun."),
    SERIES(diffuse_horizontal_irradiance, "W m-2", "Diffuse irradiance of the sky on the horizontal."),
    SERIES(sky_temperature, "degC", "Temperature of the black half space that radiates like the sky."),
    SERIES(cold_water_temperature, "degC", "Temperature of cold water from the mains."),
    SERIES(sun_zenith, "degree", "True zenith angle of the sun at the middle of the step."),
    SERIES(irradiance_north, "W m-2", "Total irradiance on a vertical wall that faces north (Perez 1990)."),
    SERIES(irradiance_east, "W m-2", "Total irradiance on a vertical wall that faces east (Perez 1990)."),
    SERIES(irradiance_south, "W m-2", "Total irradiance on a vertical wall that faces south (Perez 1990)."),
    SERIES(irradiance_west, "W m-2", "Total irradiance on a vertical wall that faces west (Perez 1990)."),
    SERIES(transmitted_north, "W m-2", "Sun through a window that faces north, over its g at normal incidence."),
    SERIES(transmitted_east, "W m-2", "Sun through a window that faces east, over its g at normal incidence."),
    SERIES(transmitted_south, "W m-2", "Sun through a window that faces south, over its g at normal incidence."),
    SERIES(transmitted_west, "W m-2", "Sun through a window that faces west, over its g at normal incidence."),
    SERIES(sun_azimuth, "degree", "Azimuth of the sun at the middle of the step: north 0, east 90."),
    SERIES(extraterrestrial_irradiance, "W m-2", "Irradiance outside the atmosphere on a plane that faces the sun."),
    SERIES(dew_point, "degC", "Dew point of the outdoor air at the step's mean temperature and humidity."),
    SERIES(humidity_ratio, "1", "Water in the outdoor air, kg per kg of dry air, at the site's height."),
};

#define WRITES(series, units) \
  { #series, units, IG_WRITES, offsetof(weather_data, series) }

static const ig_port ports[] = {
    WRITES(outdoor_temperature, "degC"),
    WRITES(relative_humidity, "%"),
    WRITES(wind_speed, "m s-1"),
    WRITES(global_horizontal_irradiance, "W m-2"),
    WRITES(direct_normal_irradiance, "W m-2"),
    WRITES(diffuse_horizontal_irradiance, "W m-2"),
    WRITES(sky_temperature, "degC"),
    WRITES(cold_water_temperature, "degC"),
    WRITES(sun_zenith, "degree"),
    WRITES(irradiance_north, "W m-2"),
    WRITES(irradiance_east, "W m-2"),
    WRITES(irradiance_south, "W m-2"),
    WRITES(irradiance_west, "W m-2"),
    WRITES(transmitted_north, "W m-2"),
    WRITES(transmitted_east, "W m-2"),
    WRITES(transmitted_south, "W m-2"),
    WRITES(transmitted_west, "W m-2"),
    WRITES(sun_azimuth, "degree"),
    WRITES(extraterrestrial_irradiance, "W m-2"),
    WRITES(dew_point, "degC"),
    WRITES(humidity_ratio, "1"),
};

extern const ig_model ig_weather_model;
const ig_model ig_weather_model = {
    .name = "weather",
    .key = "weather",
    .unit_name = "weather",
    .doc =
        "Outdoor temperature, sun, sky, wind, humidity and cold water of the district, from an EPW file or from a "
        "seeded generator for Paris.",
    .phase = IG_PHASE_WEATHER,
    .always = true,
    .single = true,
    .spec_size = sizeof(weather_spec),
    .data_size = sizeof(weather_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .build = build,
    .advance = advance,
    .release = release,
};
