/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/settings.h"

#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(ig_settings, member)
#define HALF_HOUR_S 1800

static const ig_field top_fields[] = {
    {.name = "title", .type = IG_STRING, SETTING(title), .doc = "Name of the run, stored as the result's title."},
    {.name = "question", .type = IG_STRING, SETTING(question), .doc = "What the scenario answers."},
    {.name = "vintage",
     .type = IG_STRING,
     SETTING(vintage),
     .doc = "Preset of the year whose carbon factors and equipment of offices and shops hold (file "
            "presets/vintage-<value>.yaml)."},
    {.name = "stock",
     .type = IG_STRING,
     SETTING(stock),
     .doc = "Preset of the buildings and their heating (file presets/stock-<value>.yaml)."},
    {.name = "households",
     .type = IG_STRING,
     SETTING(households),
     .doc = "Preset of the sizes of households (file presets/households-<value>.yaml)."},
    {.name = "work",
     .type = IG_STRING,
     SETTING(work),
     .doc = "Preset of office work and work at home (file presets/work-<value>.yaml)."},
    {.name = "allow_mixed_vintage",
     .type = IG_BOOL,
     SETTING(allow_mixed_vintage),
     .unit = "1",
     .doc = "Permits sections of another vintage than the scenario's; the run then warns.",
     .evidence = 'D',
     .source = "off, so that numbers of different years are not compared by accident"},
};

static const ig_field simulation_fields[] = {
    {.name = "start",
     .type = IG_DATE,
     SETTING(start_local_s),
     .dflt_text = "2017-01-01",
     .doc = "Local clock time at which recording starts, on a full or half hour; of an hour that occurs twice (end of "
            "summer time), the first.",
     .evidence = 'D',
     .source = "first year after the pilot's measurements of 2016; a year with 365 days"},
    {.name = "duration",
     .type = IG_I64,
     .unit = "s",
     SETTING(duration_s),
     .dflt = 365.0 * IG_DAY_S,
     .min = 60,
     .max = 20.0 * 366 * IG_DAY_S,
     .doc = "Recorded time, a whole number of windows.",
     .evidence = 'D',
     .source = "a year"},
    {.name = "spin_up",
     .type = IG_I64,
     .unit = "s",
     SETTING(spin_up_s),
     .dflt = 14.0 * IG_DAY_S,
     .min = 0,
     .max = 365.0 * IG_DAY_S,
     .doc = "Time simulated before the start and not recorded, whole days.",
     .evidence = 'D',
     .source = "several time constants of a heavy building, of about 3 days"},
    {.name = "step",
     .type = IG_I64,
     .unit = "s",
     SETTING(step_s),
     .dflt = 60,
     .min = 1,
     .max = HALF_HOUR_S,
     .doc = "Step over which power is a mean; divides a half-hour and the window.",
     .evidence = 'D',
     .source = "one minute"},
    {.name = "window",
     .type = IG_I64,
     .unit = "s",
     SETTING(window_s),
     .dflt = 600,
     .min = 1,
     .max = IG_DAY_S,
     .doc = "Window after which agents couple; whole steps, divides a day.",
     .evidence = 'D',
     .source = "averaging time of EN 50160 voltages"},
    {.name = "seed",
     .type = IG_I64,
     .unit = "1",
     SETTING(seed),
     .dflt = 1,
     .min = 0,
     .max = 9.2e18,
     .doc = "Seed of every draw; runs with the same seed are a paired experiment.",
     .evidence = 'D',
     .source = "arbitrary"},
};

static const ig_field site_fields[] = {
    {.name = "name",
     .type = IG_STRING,
     SETTING(site_name),
     .dflt_text = "Issy-les-Moulineaux",
     .doc = "Name of the place.",
     .source = "the district of the IssyGrid pilot",
     .evidence = 'B'},
    {.name = "latitude",
     .type = IG_F64,
     .unit = "degrees_north",
     SETTING(latitude_deg),
     .dflt = 48.824,
     .min = -90,
     .max = 90,
     .doc = "Latitude, north positive.",
     .source = "Issy-les-Moulineaux",
     .evidence = 'B'},
    {.name = "longitude",
     .type = IG_F64,
     .unit = "degrees_east",
     SETTING(longitude_deg),
     .dflt = 2.270,
     .min = -180,
     .max = 180,
     .doc = "Longitude, east positive.",
     .source = "Issy-les-Moulineaux",
     .evidence = 'B'},
    {.name = "elevation",
     .type = IG_F64,
     .unit = "m",
     SETTING(elevation_m),
     .dflt = 40,
     .min = -430,
     .max = 5000,
     .doc = "Height above sea level.",
     .source = "rounded from the town's 28 m to 96 m, towards the Seine where the district lies",
     .evidence = 'D'},
    {.name = "utc_offset",
     .type = IG_I64,
     .unit = "s",
     SETTING(utc_offset_s),
     .dflt = IG_HOUR_S,
     .min = -12.0 * IG_HOUR_S,
     .max = 14.0 * IG_HOUR_S,
     .doc = "Standard time minus UTC, whole quarters of an hour.",
     .source = "legal time in France",
     .evidence = 'A'},
    {.name = "summer_time",
     .type = IG_ENUM,
     .unit = "1",
     .choices = "none|eu",
     SETTING(summer_time),
     .dflt = IG_SUMMER_EU,
     .doc = "Rule of summer time.",
     .source = "directive 2000/84/EC",
     .evidence = 'A'},
    {.name = "holidays",
     .type = IG_ENUM,
     .unit = "1",
     .choices = "none|france",
     SETTING(holidays),
     .dflt = IG_HOLIDAYS_FRANCE,
     .doc = "Public and school holidays.",
     .source = "Code du travail L3133-1; school holidays of zone C",
     .evidence = 'A'},
};

static const ig_field carbon_fields[] = {
    {.name = "vintage",
     .type = IG_STRING,
     SETTING(carbon_vintage),
     .doc = "Year the factors are of; empty makes no claim."},
    {.name = "electricity",
     .type = IG_F64,
     .unit = "g kWh-1",
     SETTING(carbon_electricity_g_kWh),
     .dflt = 52,
     .min = 0,
     .max = 2000,
     .doc = "Mean life-cycle emissions of a kWh of electricity, CO2 equivalent.",
     .source = "ADEME Base Empreinte V23.6",
     .evidence = 'A'},
    {.name = "gas",
     .type = IG_F64,
     .unit = "g kWh-1",
     SETTING(carbon_gas_g_kWh),
     .dflt = 227,
     .min = 0,
     .max = 2000,
     .doc = "Emissions of a kWh of natural gas (lower heating value), CO2 equivalent.",
     .source = "ADEME Base Empreinte V23.6",
     .evidence = 'A'},
    {.name = "district_heat",
     .type = IG_F64,
     .unit = "g kWh-1",
     SETTING(carbon_district_heat_g_kWh),
     .dflt = 109,
     .min = 0,
     .max = 2000,
     .doc = "Emissions of a kWh of district heat, CO2 equivalent.",
     .source = "default of the older French rules for a network without a factor of its own (77 g in a later example)",
     .evidence = 'C'},
    {.name = "source",
     .type = IG_STRING,
     SETTING(carbon_source),
     .dflt_text = "ADEME Base Empreinte V23.6; district heat: default network",
     .doc = "Where the factors come from, stored in the result.",
     .source = "describes the defaults above",
     .evidence = 'A'},
};

static const ig_field outputs_fields[] = {
    {.name = "meters",
     .type = IG_BOOL,
     .unit = "1",
     SETTING(meters),
     .dflt = 1,
     .doc = "Half-hour meter readings of every unit that draws power.",
     .source = "interval of the Linky meter",
     .evidence = 'A'},
};

const ig_section ig_settings_sections[] = {
    {"", "Keys at the top of a scenario.", top_fields, IG_COUNT(top_fields)},
    {"simulation", "When the run takes place, and in which steps.", simulation_fields, IG_COUNT(simulation_fields)},
    {"site", "Where the district is, and its calendar.", site_fields, IG_COUNT(site_fields)},
    {"carbon", "Mean emission factors.", carbon_fields, IG_COUNT(carbon_fields)},
    {"outputs",
     "What the result holds beside parameters, totals and the district's power: for each model a list of its series, "
     "or all.",
     outputs_fields, IG_COUNT(outputs_fields)},
};
const size_t ig_settings_n_sections = IG_COUNT(ig_settings_sections);

/* --- keys ---------------------------------------------------------------------------------------- */

enum { WORDS_MOST = 64 };

/* Keys that are no fields: at the top the sections, in outputs the models. */
static size_t section_words(const ig_section *section, const char **words) {
  size_t n = 0;
  bool top = !*section->key, outputs = strcmp(section->key, "outputs") == 0;
  for (size_t i = 0; top && i < ig_settings_n_sections; i++)
    if (*ig_settings_sections[i].key) words[n++] = ig_settings_sections[i].key;
  for (size_t i = 0; (top || outputs) && i < ig_models_count && n < WORDS_MOST - 1; i++)
    if (outputs || !ig_models[i]->table_of) words[n++] = ig_models[i]->key;
  if (top) words[n++] = "extends";
  return n;
}

static bool read_section(ig_reader *reader, const ig_section *section, ig_settings *settings) {
  const char *words[WORDS_MOST];
  const ig_node *root = reader->scenario->root, *node = root;
  ig_place place = {reader->scenario->path, 0, 0};
  if (*section->key) {
    size_t at = ig_yaml_index(root, section->key);
    node = at == (size_t)-1 ? NULL : root->item[at];
    if (node) place = root->key[at].place;
  }
  bool ok = true;
  if (node && node->kind != IG_NODE_MAPPING) {
    ok = ig_yaml_null(node);
    if (!ok) ig_value_fail(reader, node->place, section->key, "needs keys of its own (a mapping)");
    node = NULL;
  }
  ig_section_keys keys = {section->key, section->fields, section->n_fields, 1U << IG_SETTING, words, 0};
  keys.n_words = section_words(section, words);
  if (node) ok &= ig_section_check(reader, &keys, node);
  return ok & ig_section_read(reader, &keys, node, place, settings);
}

/* --- checks that need several fields --------------------------------------------------------------- */

/* Reports at the place of a setting, or at its section's or the file where it was left out. */
__attribute__((format(printf, 4, 5))) static bool fail(ig_reader *reader, const char *section, const char *name,
                                                       const char *format, ...) {
  char message[256];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  const ig_node *root = reader->scenario->root;
  size_t at = ig_yaml_index(root, section);
  const ig_node *node = at == (size_t)-1 ? NULL : ig_section_get(root->item[at], name);
  ig_place place = {reader->scenario->path, 0, 0};
  if (node) {
    place = node->place;
  } else if (at != (size_t)-1) {
    place = root->key[at].place;
  }
  ig_value_fail(reader, place, ig_section_path(reader->scenario, section, name), "%s", message);
  return false;
}

/* Reports at the step where it alone was given, since then the window is a default. */
static bool check_window(ig_reader *reader, const ig_settings *s) {
  char window[IG_CLOCK_TEXT], step[IG_CLOCK_TEXT];
  const ig_node *given = ig_yaml_get(reader->scenario->root, "simulation");
  bool at_step = ig_section_get(given, "step") && !ig_section_get(given, "window");
  if (s->window_s % s->step_s == 0 || HALF_HOUR_S % s->step_s != 0) return true;
  if (!at_step)
    return fail(reader, "simulation", "window", "%s is not a whole number of steps of %s (simulation.step)",
                ig_clock_duration_text(s->window_s, window), ig_clock_duration_text(s->step_s, step));
  return fail(reader, "simulation", "step", "the window of %s (simulation.window) is not a whole number of steps of %s",
              ig_clock_duration_text(s->window_s, window), ig_clock_duration_text(s->step_s, step));
}

static bool check_duration(ig_reader *reader, const ig_settings *s) {
  char duration[IG_CLOCK_TEXT], window[IG_CLOCK_TEXT];
  if (s->duration_s % s->window_s == 0) return true;
  return fail(reader, "simulation", "duration", "%s is not a whole number of windows of %s (simulation.window)",
              ig_clock_duration_text(s->duration_s, duration), ig_clock_duration_text(s->window_s, window));
}

/* A start in the hour that summer time skips names no moment. */
static bool check_start(ig_reader *reader, const ig_settings *s) {
  ig_site site = ig_settings_site(s);
  ig_local local = ig_clock_local(&site.clock, site.record_s);
  if (local.day * IG_DAY_S + local.second_of_day == s->start_local_s) return true;
  return fail(reader, "simulation", "start", "this time does not exist: on that day summer time skips the hour");
}

static bool check_times(ig_reader *reader, const ig_settings *s) {
  bool ok = true;
  const char *section = "simulation";
  if (HALF_HOUR_S % s->step_s != 0) ok = fail(reader, section, "step", "must divide a half-hour (1800 s)");
  ok &= check_window(reader, s);
  if (IG_DAY_S % s->window_s != 0) ok = fail(reader, section, "window", "must divide a day (86400 s)");
  if (ok) ok = check_duration(reader, s);
  if (s->spin_up_s % IG_DAY_S != 0) ok = fail(reader, section, "spin_up", "must be a whole number of days");
  if (s->start_local_s % HALF_HOUR_S != 0)
    ok = fail(reader, section, "start", "must be a full or half hour, on which meters are read");
  if (s->utc_offset_s % 900 != 0)
    ok = fail(reader, "site", "utc_offset", "must be a whole number of quarters of an hour");
  int64_t first = ig_clock_days((ig_date){1996, 1, 1}) * IG_DAY_S,
          last = ig_clock_days((ig_date){2100, 1, 1}) * IG_DAY_S;
  if (s->start_local_s - s->spin_up_s < first) ok = fail(reader, section, "start", "the spin-up begins before 1996");
  if (s->start_local_s + s->duration_s > last) ok = fail(reader, section, "duration", "the run ends after 2099");
  return ok && check_start(reader, s);
}

bool ig_settings_read(ig_reader *reader, ig_settings *settings) {
  bool ok = true;
  for (size_t i = 0; i < ig_settings_n_sections; i++) ok &= read_section(reader, &ig_settings_sections[i], settings);
  /* After a wrong value the defaults stand in, and a comparison with them would only confuse. */
  return ok && check_times(reader, settings);
}

ig_site ig_settings_site(const ig_settings *s) {
  ig_site site = {
      .latitude_deg = s->latitude_deg,
      .longitude_deg = s->longitude_deg,
      .elevation_m = s->elevation_m,
      .clock = {.utc_offset_s = (int32_t)s->utc_offset_s,
                .summer_time = (ig_summer_time)s->summer_time,
                .holidays = (ig_holidays)s->holidays},
      .seed = (uint64_t)s->seed,
      .step_s = (int)s->step_s,
      .window_s = (int)s->window_s,
      .chunk_steps = IG_DAY_S / (int)s->step_s,
  };
  int64_t day = ig_floor_div(s->start_local_s, IG_DAY_S);
  site.record_s = ig_clock_utc_s(&site.clock, day, (int)(s->start_local_s - day * IG_DAY_S));
  site.begin_s = site.record_s - s->spin_up_s;
  site.end_s = site.record_s + s->duration_s;
  return site;
}
