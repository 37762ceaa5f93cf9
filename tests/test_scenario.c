/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way from files and --set to a district, with made-up models. */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/build.h"
#include "sim/reference.h"
#include "tests/toy_models.h"

static ig_errors errors;
static ig_district *district;
static char folder[64], home[4096];

static void write_file(const char *path, const char *text) {
  FILE *out = fopen(path, "wb");
  ck_assert_ptr_nonnull(out);
  fputs(text, out);
  fclose(out);
}

static void setup(void) {
  ck_assert_ptr_nonnull(getcwd(home, sizeof home));
  strcpy(folder, "/tmp/issygrid-test-XXXXXX");
  ck_assert_ptr_nonnull(mkdtemp(folder));
  ck_assert_int_eq(chdir(folder), 0);
}

static void forget(void) {
  ig_district_free(district);
  district = NULL;
  ig_errors_free(&errors);
}

static void teardown(void) {
  forget();
  char command[128];
  snprintf(command, sizeof command, "rm -rf '%s'", folder);
  ck_assert_int_eq(system(command), 0);
  ck_assert_int_eq(chdir(home), 0);
}

static ig_district *load_set(const char *path, const char *const *set, size_t n) {
  forget();
  return district = ig_district_load(path, set, n, &errors);
}

static ig_district *load(const char *text) {
  write_file("s.yaml", text);
  return load_set("s.yaml", NULL, 0);
}

/* Loads what must load. */
static ig_district *good(const char *text) {
  load(text);
  ck_assert_msg(district, "%s", errors.n ? errors.message[0] : "no message");
  ck_assert_uint_eq(errors.n, 0);
  return district;
}

static const ig_batch *batch_of(const char *key) {
  for (size_t b = 0; b < district->n_batches; b++)
    if (strcmp(district->batch[b].model->key, key) == 0) return &district->batch[b];
  ck_abort_msg("no batch %s", key);
  return NULL;
}

static void all_errors_are(const char *expected) {
  ck_assert_ptr_null(district);
  char text[8192] = "";
  for (size_t i = 0; i < errors.n; i++) {
    strcat(text, errors.message[i]);
    strcat(text, "\n");
  }
  ck_assert_str_eq(text, expected);
}

START_TEST(defaults) {
  good("title: nothing\n");
  const ig_settings *s = &district->settings;
  ck_assert_int_eq(s->duration_s, 365 * 86400);
  ck_assert_int_eq(s->step_s, 60);
  ck_assert_double_eq(s->latitude_deg, 48.824);
  ck_assert_ptr_null(s->vintage);
  /* 1 January 2017 00:00 in Paris is 31 December 23:00 UTC. */
  ck_assert_int_eq(district->site.record_s, INT64_C(1483225200));
  ck_assert_int_eq(district->site.begin_s, INT64_C(1483225200) - 14 * 86400);
  ck_assert_int_eq(district->site.end_s, INT64_C(1483225200) + 365 * 86400);
  ck_assert_int_eq(district->site.chunk_steps, 1440);
  ck_assert_uint_eq(district->n_batches, 1); /* the sky is always there */
  ck_assert_str_eq(district->batch[0].name[0], "sky");
  ck_assert(district->record[0][3]);
}
END_TEST

static const char town[] =
    "simulation: {duration: 7 d, window: 10 min}\n"
    "houses:\n"
    "  count: 2\n"
    "  floor_area: 0.5 km2\n"
    "  shares: [50 %, 0.5]\n"
    "  streets: [rue A, rue B]\n"
    "  since: 2011-02-03 04:05\n"
    "  defaults: {heating: {power: 6 kW, kind: electric}, persons: 3}\n"
    "  units:\n"
    "    - {name: zoo, area: 100 m2, hours: [30 min, 2]}\n"
    "    - {name: \"caf\\u00e9 1\", persons: 5, area: 60, label: x, heating: {kind: gas}}\n"
    "outputs: {houses: [power], meters: false}\n";

START_TEST(units_and_parameters) {
  good(town);
  const ig_batch *b = batch_of("houses");
  const house_data *d = b->data;
  const house_spec *spec = b->spec;
  ck_assert_uint_eq(b->n, 4);
  ck_assert_uint_eq(b->padded, 64);
  ck_assert_str_eq(b->name[0], "caf\xc3\xa9 1");
  ck_assert_str_eq(b->name[1], "house-00001");
  ck_assert_str_eq(b->name[3], "zoo");
  ck_assert(b->listed[0] && !b->listed[1] && b->listed[3]);
  ck_assert(b->id[3] == ig_rng_hash("house/zoo"));
  ck_assert_double_eq(spec->area_m2, 500000);
  ck_assert_uint_eq(spec->shares.n, 2);
  ck_assert_double_eq(spec->shares.v[0], 0.5);
  ck_assert_str_eq(spec->streets.v[1], "rue B");
  ck_assert_int_eq(spec->since, INT64_C(1296705900));
  ck_assert_int_eq(d->persons[0], 5);
  ck_assert_int_eq(d->persons[1], 3);
  ck_assert_int_eq(d->heating[0], 0);
  ck_assert_int_eq(d->heating[1], 2);
  ck_assert_double_eq(d->power_W[0], 6000);
  ck_assert_double_eq(d->hours[6], 0.5);
  ck_assert_double_eq(d->hours[7], 2);
  ck_assert_double_eq(d->hours[0], 8);
  ck_assert_str_eq(d->label[0], "x");
  ck_assert_str_eq(d->label[3], "plain");
  ck_assert_ptr_null(d->curve[0]);
  ck_assert_int_eq((int)((uintptr_t)d->area_m2 % 64), 0);
  ck_assert_double_eq(d->area_m2[63], 0);
  ck_assert_ptr_eq(d->outdoor_degC, ((const sky_data *)batch_of("sky")->data)->temperature);
  ck_assert(district->record[1][17] && !district->record[1][18]);
}
END_TEST

START_TEST(units_in_any_order) {
  good("houses: {units: [{name: b, persons: 3, area: 70}, {name: a, area: 50}]}\n");
  char *first = strdup(district->resolved);
  uint64_t identity = district->identity;
  good("houses: {units: [{name: a, area: 50}, {name: b, area: 70, persons: 3}]}\n");
  ck_assert_str_eq(first, district->resolved);
  ck_assert(identity == district->identity);
  free(first);
}
END_TEST

/* The resolved scenario reads back as the same district. */
START_TEST(round_trip) {
  ck_assert_int_eq(mkdir("presets", 0755), 0);
  write_file("presets/vintage-2017.yaml", "carbon: {vintage: 2017, gas: 200 g/kWh}\n");
  write_file("curve.csv", "1\n");
  char text[4096];
  snprintf(text, sizeof text,
           "%slamps: {defaults: {lamp_power: 0.1 kW}, units: [{name: l 1}, {name: l2, lamp_power: 33}]}\n"
           "sky: {mean: 285.15 K}\nvintage: 2017\ntitle: \"a \\\"title\\\": # \\n\\t \\u20ac\"\nsite: {name: \"\"}\n",
           town);
  strcat(text, "carbon: {electricity: 0.1}\n");
  good(text);
  char *first = strdup(district->resolved);
  uint64_t identity = district->identity, policy = district->policy;
  double area = ((const house_data *)batch_of("houses")->data)->area_m2[1];
  write_file("r.yaml", first);
  load_set("r.yaml", NULL, 0);
  ck_assert_msg(district, "%s\n%s", errors.n ? errors.message[0] : "", first);
  ck_assert_str_eq(district->resolved, first);
  ck_assert(district->identity == identity && district->policy == policy);
  ck_assert_double_eq(((const house_data *)batch_of("houses")->data)->area_m2[1], area);
  ck_assert_ptr_nonnull(strstr(first, "  gas: 200 g kWh-1\n"));
  ck_assert_ptr_nonnull(strstr(first, "  duration: 7 d\n  spin_up: 14 d\n  step: 1 min\n  window: 10 min\n"));
  ck_assert_ptr_nonnull(strstr(first, "    heating:\n      kind: electric\n      power: 6000 W\n"));
  ck_assert_ptr_nonnull(strstr(first, "  houses: [power]\n"));
  free(first);
}
END_TEST

START_TEST(policy_leaves_out_the_seed) {
  good("simulation: {seed: 9007199254740993}\ntitle: x\n");
  ck_assert_int_eq(district->settings.seed, INT64_C(9007199254740993));
  uint64_t identity = district->identity, policy = district->policy;
  good("simulation: {seed: 2}\ntitle: y\n");
  ck_assert(identity != district->identity && policy == district->policy);
  good("simulation: {seed: 2}\nquestion: z\n");
  ck_assert(policy != district->policy);
}
END_TEST

START_TEST(extends_overlays) {
  ck_assert_int_eq(mkdir("base", 0755), 0);
  write_file("base/curve.csv", "1\n");
  write_file("base/a.yaml", "extends: b.yaml\nhouses: {count: 3, units: [{name: x, area: 90, curve: curve.csv}]}\n");
  write_file("base/b.yaml", "houses: {count: 7, limit: 1 K}\ntitle: b\n");
  write_file("c.yaml", "title: c\n");
  good("extends: [base/a.yaml, c.yaml]\nhouses: {units: [{name: x, persons: 4}]}\n");
  const ig_batch *b = batch_of("houses");
  const house_data *d = b->data;
  ck_assert_uint_eq(b->n, 4);
  ck_assert_double_eq(((const house_spec *)b->spec)->limit_K, 1);
  ck_assert_str_eq(district->settings.title, "c");
  ck_assert_double_eq(d->area_m2[3], 90);
  ck_assert_int_eq(d->persons[3], 4);
  ck_assert_str_eq(d->curve[3], "base/curve.csv");
  ck_assert_ptr_nonnull(strstr(district->resolved, "curve: \"curve.csv\""));
}
END_TEST

START_TEST(extends_cycle) {
  write_file("a.yaml", "extends: b.yaml\n");
  write_file("b.yaml", "title: x\nextends: ./s.yaml\n");
  load("extends: a.yaml\n");
  all_errors_are("b.yaml:2:10: extends: a cycle: s.yaml -> a.yaml -> b.yaml -> ./s.yaml\n");
  load("extends: s.yaml\n");
  all_errors_are("s.yaml:1:10: extends: a cycle: s.yaml -> s.yaml\n");
}
END_TEST

START_TEST(extends_errors_come_together) {
  write_file("a.yaml", "x: [1\n");
  write_file("b.yaml", "");
  load("title: 1\ntitle: 2\nextends: [a.yaml, b.yaml, none.yaml]\n");
  all_errors_are(
      "a.yaml:2:1: not YAML: did not find expected ',' or ']' while parsing a flow sequence that began in line 1\n"
      "b.yaml: is empty\n"
      "s.yaml:2:1: key 'title' is given twice, the other time in line 1\n"
      "s.yaml:3:27: extends: cannot open 'none.yaml': No such file or directory\n");
}
END_TEST

START_TEST(presets) {
  ck_assert_int_eq(mkdir("presets", 0755), 0);
  ck_assert_int_eq(mkdir("more", 0755), 0);
  ck_assert_int_eq(mkdir("more/presets", 0755), 0);
  write_file("presets/vintage-2017.yaml", "houses: {limit: 3 K, floor_area: 300}\ncarbon: {gas: 1}\n");
  write_file("more/presets/vintage-2025.yaml", "houses: {limit: 4 K}\n");
  write_file("presets/stock-bad.yaml", "work: x\n");
  good("vintage: 2017\nhouses: {floor_area: 200}\n");
  const house_spec *spec = batch_of("houses")->spec;
  ck_assert_double_eq(spec->limit_K, 3);
  ck_assert_double_eq(spec->area_m2, 200);
  ck_assert_double_eq(district->settings.carbon_gas_g_kWh, 1);
  ck_assert_str_eq(district->settings.vintage, "2017");
  good("vintage: 2017\n"); /* a preset brings no section into a scenario */
  ck_assert_uint_eq(district->n_batches, 1);
  /* the project's own presets are found too where the build names their folder */
  load("vintage: 2018\n");
  ck_assert_ptr_null(district);
  ck_assert_ptr_nonnull(strstr(errors.message[0], "s.yaml:1:10: vintage: no preset '2018'; there are: 2017"));
  load("stock: bad\n");
  all_errors_are("presets/stock-bad.yaml:1:1: work: a preset cannot name a preset\n");
  load("stock: ../bad\n");
  all_errors_are("s.yaml:1:8: stock: needs the name of a preset\n");
  setenv("ISSYGRID_SCENARIOS", "/nowhere:more", 1);
  good("vintage: 2025\nhouses:\n");
  ck_assert_double_eq(((const house_spec *)batch_of("houses")->spec)->limit_K, 4);
  const char *set[] = {"vintage=2017"};
  ck_assert_ptr_nonnull(load_set("s.yaml", set, 1));
  ck_assert_double_eq(((const house_spec *)batch_of("houses")->spec)->limit_K, 3);
  unsetenv("ISSYGRID_SCENARIOS");
}
END_TEST

START_TEST(vintages) {
  ck_assert_int_eq(mkdir("presets", 0755), 0);
  write_file("presets/vintage-2017.yaml", "carbon: {vintage: 2017}\n");
  good("vintage: 2017\n");
  ck_assert_ptr_null(district->warnings);
  load("vintage: 2017\nsky: {vintage: 2025}\n");
  all_errors_are(
      "s.yaml:2:16: sky.vintage: 2025 differs from the scenario's vintage 2017; allow_mixed_vintage: true permits "
      "it\n");
  good("vintage: 2017\nallow_mixed_vintage: true\nsky: {vintage: 2025}\n");
  ck_assert_str_eq(district->warnings->text, "mixed vintages: sky.vintage is 2025 in a scenario of 2017");
  good("sky: {vintage: 2025}\n");
}
END_TEST

START_TEST(sets) {
  const char *set[] = {"houses.units.a.b.area=95 m2",
                       "houses.units.a.heating.power=1 kW",
                       "houses.shares=[0.1, 0.9]",
                       "title=a: b # c",
                       "simulation.seed=7",
                       "houses.count=1",
                       "sky.mean=-3 degC"};
  write_file("s.yaml", "houses: {units: [{name: a}, {name: a.b}]}\n");
  ck_assert_msg(load_set("s.yaml", set, IG_COUNT(set)), "%s", errors.n ? errors.message[0] : "");
  const ig_batch *b = batch_of("houses");
  const house_data *d = b->data;
  ck_assert_uint_eq(b->n, 3);
  ck_assert_double_eq(d->area_m2[1], 95);
  ck_assert_double_eq(d->power_W[0], 1000);
  ck_assert_double_eq(((const house_spec *)b->spec)->shares.v[0], 0.1);
  ck_assert_str_eq(district->settings.title, "a: b # c");
  ck_assert_int_eq(district->settings.seed, 7);
}
END_TEST

static const struct {
  const char *set, *message;
} bad_sets[] = {
    {"houses.cuont=3", "--set:1:8: houses.cuont: unknown key, the nearest known one is 'count'\n"},
    {"houses.count=-5", "--set:1:14: houses.count: -5 is below 0\n"},
    {"houses.count", "--set:1:1: houses.count: needs a value, as in simulation.seed=2\n"},
    {"houses..count=1", "--set:1:8: houses..count: not a key\n"},
    {"=1", "--set:1:1: not a key\n"},
    {"houses.units.none.area=1", "--set:1:14: houses.units.none.area: no unit of this name is listed in houses\n"},
    {"houses.units.a=1", "--set:1:14: houses.units.a: no unit of this name is listed in houses\n"},
    {"houses.shares=[1, 2",
     "--set:1:15: not YAML: did not find expected ',' or ']' while parsing a flow sequence that began in line 1\n"},
    {"houses.shares=[1, 2]", "--set:1:19: houses.shares: 2 is above 1\n"},
    {"extends=x.yaml", "--set:1:1: extends: cannot be set here\n"},
    {"title=\xff", "--set:1:7: the value is not UTF-8\n"},
    {"sky.file=none.csv", "--set:1:10: sky.file: cannot open 'none.csv': No such file or directory\n"},
    {"houses.units.a.area=1 m", "--set:1:21: houses.units.a.area: unit 'm' does not fit, allowed: m2\n"},
};

START_TEST(wrong_sets) {
  write_file("s.yaml", "houses: {units: [{name: a}]}\n");
  load_set("s.yaml", &bad_sets[_i].set, 1);
  all_errors_are(bad_sets[_i].message);
}
END_TEST

static const struct {
  const char *text, *messages;
} wrong[] = {
    {"- a\n", "s.yaml:1:1: a scenario is a mapping (lines of 'key: value')\n"},
    {"hosues: {count: 1}\n", "s.yaml:1:1: hosues: unknown key, the nearest known one is 'houses'\n"},
    {"seed: 1\n", "s.yaml:1:1: seed: unknown key, the nearest known one is 'site'; it is known in simulation\n"},
    {"houses: {area: 1}\n",
     "s.yaml:1:10: houses.area: unknown key, the nearest known one is 'shares'; it is known in houses.defaults and in "
     "each of its units\n"},
    {"houses: {defaults: {heating: {powr: 1}}}\n",
     "s.yaml:1:31: houses.defaults.heating.powr: unknown key, the nearest known one is 'power'\n"},
    {"houses: {defaults: {heating: 1}}\n",
     "s.yaml:1:30: houses.defaults.heating: needs keys of its own (a mapping), not a value\n"},
    {"houses: {count: -5}\n", "s.yaml:1:17: houses.count: -5 is below 0\n"},
    {"houses: {count: 2OOO}\n", "s.yaml:1:17: houses.count: '2OOO' is not a number\n"},
    {"houses: {count: 2.5}\n", "s.yaml:1:17: houses.count: 2.5 is not a whole number\n"},
    {"houses: {count: 0x10}\n", "s.yaml:1:17: houses.count: '0x10' is not a number\n"},
    {"houses: {count: 010}\n", "s.yaml:1:17: houses.count: '010' is not a number (a number does not start with 0)\n"},
    {"houses: {count: .nan}\n", "s.yaml:1:17: houses.count: '.nan' is not a finite number\n"},
    {"houses: {count:}\n", "s.yaml:1:15: not YAML: found unexpected ':' while scanning a plain scalar\n"},
    {"houses: {count: }\n", "s.yaml:1:17: houses.count: needs a value\n"},
    {"houses: {count: [1]}\n", "s.yaml:1:17: houses.count: needs one value, not a list\n"},
    {"houses: {count: 1e9}\n", "s.yaml:1:17: houses.count: 1e9 is above 1000000\n"},
    {"houses: {floor_area: 10 kW}\n", "s.yaml:1:22: houses.floor_area: unit 'kW' does not fit, allowed: m2\n"},
    {"houses: {floor_area: 10 sqm}\n", "s.yaml:1:22: houses.floor_area: unknown unit 'sqm', allowed: m2\n"},
    {"houses: {floor_area: 100m2}\n",
     "s.yaml:1:22: houses.floor_area: '100m2' is not a number; a space stands before the unit: '100 m2'\n"},
    {"houses: {floor_area: 5 m2}\n", "s.yaml:1:22: houses.floor_area: 5 m2 is below 10 m2\n"},
    {"houses: {limit: 3 degC}\n", "s.yaml:1:17: houses.limit: unit 'degC' does not fit, allowed: K\n"},
    {"houses: {since: 2017-02-29}\n",
     "s.yaml:1:17: houses.since: '2017-02-29' is not a date; write 2017-01-31 or 2017-01-31 06:30\n"},
    {"houses: {since: 1995-12-31}\n", "s.yaml:1:17: houses.since: 1995-12-31 is before 1996\n"},
    {"houses: {shares: 1}\n", "s.yaml:1:18: houses.shares: needs a list, as in [1, 2]\n"},
    {"houses: {shares: [0.1, x, 2]}\n",
     "s.yaml:1:24: houses.shares: 'x' is not a number\ns.yaml:1:27: houses.shares: 2 is above 1\n"},
    {"houses: {shares: [0.1, 0.1, 0.1, 0.1]}\n", "s.yaml:1:18: houses.shares: at most 3\n"},
    {"houses: {defaults: {lit: yes}}\n",
     "s.yaml:1:26: houses.defaults.lit: 'yes' is neither true nor false; write true\n"},
    {"houses: {defaults: {lit: 'true'}}\n",
     "s.yaml:1:26: houses.defaults.lit: 'true' is neither true nor false; write true\n"},
    {"houses: {defaults: {hours: [1]}}\n", "s.yaml:1:28: houses.defaults.hours: needs a list of 2 values\n"},
    {"houses: {defaults: {heating: {kind: oil}}}\n",
     "s.yaml:1:37: houses.defaults.heating.kind: unknown choice 'oil', the nearest is 'gas'; allowed: gas, "
     "district_heat, electric\n"},
    {"houses: {defaults: {curve: x.csv}}\n",
     "s.yaml:1:28: houses.defaults.curve: cannot open 'x.csv': No such file or directory\n"},
    {"houses: {defaults: {curve: /}}\n", "s.yaml:1:28: houses.defaults.curve: cannot open '/': Is a directory\n"},
    {"houses: {units: 5}\n", "s.yaml:1:17: houses.units: needs a list of units, each with a name\n"},
    {"houses: {units: [5]}\n", "s.yaml:1:18: houses.units: each unit needs a name, as in '- name: first'\n"},
    {"houses: {units: [{area: 5}]}\n", "s.yaml:1:18: houses.units: each unit needs a name, as in '- name: first'\n"},
    {"houses: {units: [{name: 'a/b'}]}\n",
     "s.yaml:1:25: houses.units.name: a name has 1 to 64 bytes of letters, digits, blanks, _ . -\n"},
    {"houses: {units: [{name: a},\n {name: b},\n {name: a}]}\n",
     "s.yaml:3:9: houses.units: unit 'a' is listed twice, the other time in line 1\n"},
    {"houses: {count: 1, units: [{name: house-00001}]}\n",
     "s.yaml:1:35: houses.units: unit 'house-00001' has the name of a generated unit\n"},
    {"houses: {units: [{name: a, persons: 9, area: 50}]}\n",
     "s.yaml:1:37: houses.persons: 9 persons on 50 m2; at least 7 m2 each\n"},
    {"houses: {units: [{name: a, persons: 13}]}\n", "s.yaml:1:37: houses.units.a.persons: 13 is above 12\n"},
    {"houses: {count: 1000000, units: [{name: a}]}\n", "s.yaml:1:1: houses: more than 1000000 units in the district\n"},
    {"houses: 5\n", "s.yaml:1:9: houses: needs keys of its own (a mapping)\n"},
    {"houses: {count: -1, floor_area: 1}\ntitle: {}\nlamps: {units: [{name: a}]}\n",
     "s.yaml:1:17: houses.count: -1 is below 0\ns.yaml:1:33: houses.floor_area: 1 is below 10 m2\n"
     "s.yaml:2:8: title: needs one value, not a mapping\ns.yaml:3:17: lamps.units.a.lamp_power: is required\n"},
    {"site: 5\n", "s.yaml:1:7: site: needs keys of its own (a mapping)\n"},
    {"simulation: {step: 7 s}\n", "s.yaml:1:20: simulation.step: must divide a half-hour (1800 s)\n"},
    {"simulation: {window: 7 min}\n", "s.yaml:1:22: simulation.window: must divide a day (86400 s)\n"},
    {"simulation: {duration: 601 s}\n",
     "s.yaml:1:24: simulation.duration: 601 s is not a whole number of windows of 10 min (simulation.window)\n"},
    {"simulation: {duration: 21900 d}\n", "s.yaml:1:24: simulation.duration: 21900 d is above 7320 d\n"},
    {"simulation: {spin_up: 1 h}\n", "s.yaml:1:23: simulation.spin_up: must be a whole number of days\n"},
    {"simulation: {start: 2017-01-01 00:15}\n",
     "s.yaml:1:21: simulation.start: must be a full or half hour, on which meters are read\n"},
    {"simulation: {start: 1996-01-05}\n", "s.yaml:1:21: simulation.start: the spin-up begins before 1996\n"},
    {"simulation: {start: 2099-12-01}\n", "s.yaml:1:1: simulation.duration: the run ends after 2099\n"},
    {"site: {summer_time: us}\n",
     "s.yaml:1:21: site.summer_time: unknown choice 'us', the nearest is 'eu'; allowed: none, eu\n"},
    {"site: {latitude: 91 deg}\n", "s.yaml:1:18: site.latitude: 91 deg is above 90 degrees_north\n"},
    {"outputs: {houses: all}\n", "s.yaml:1:11: outputs.houses: the scenario has no section 'houses' to record\n"},
    {"houses:\noutputs: {houses: [powre]}\n",
     "s.yaml:2:20: outputs.houses: unknown series 'powre', the nearest is 'power'; allowed: all, power, level\n"},
    {"outputs: {houses: {a: b}}\nhouses:\n", "s.yaml:1:19: outputs.houses: needs names of series, or all\n"},
    {"outputs: {metres: true}\n", "s.yaml:1:11: outputs.metres: unknown key, the nearest known one is 'meters'\n"},
    {"extends: {}\n", "s.yaml:1:10: extends: needs the path of a scenario, or a list of paths\n"},
    {"extends: none.yaml\n", "s.yaml:1:10: extends: cannot open 'none.yaml': No such file or directory\n"},
};

START_TEST(wrong_scenarios) {
  load(wrong[_i].text);
  all_errors_are(wrong[_i].messages);
}
END_TEST

START_TEST(far_too_large) {
  load("simulation: {step: 1 s, window: 1 d}\nhouses: {count: 900000}\n");
  ck_assert_ptr_null(district);
  ck_assert_ptr_nonnull(strstr(errors.message[0], "more than there is"));
}
END_TEST

START_TEST(warns_once) {
  good("houses: {count: 3}\n");
  ck_assert_str_eq(district->warnings->text, "three houses");
  ck_assert_ptr_null(district->warnings->next);
}
END_TEST

START_TEST(text_without_files) {
  const char *text = "sky: {file: s.yaml}\n";
  write_file("s.yaml", "title: x\n");
  ck_assert_ptr_null(ig_district_parse(text, strlen(text), &errors));
  ck_assert_str_eq(errors.message[0], "text:1:13: sky.file: a text that is no file cannot name one");
}
END_TEST

START_TEST(reference) {
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  ig_reference_models(out);
  ck_assert_int_eq(ig_reference_model(out, "houses"), 0);
  ck_assert_int_eq(ig_reference_model(out, "simulation"), 0);
  ig_reference_schema(out);
  fclose(out);
  ck_assert_ptr_nonnull(strstr(text, "  heating.kind: one of gas, district_heat, electric; default gas\n"));
  ck_assert_ptr_nonnull(strstr(text, "  heating.power: number in W; default 5000 W; 0 to 100000\n"));
  free(text);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("scenario");
  TCase *tests = tcase_create("scenario");
  tcase_add_checked_fixture(tests, setup, teardown);
  tcase_set_timeout(tests, 60);
  tcase_add_test(tests, defaults);
  tcase_add_test(tests, units_and_parameters);
  tcase_add_test(tests, units_in_any_order);
  tcase_add_test(tests, round_trip);
  tcase_add_test(tests, policy_leaves_out_the_seed);
  tcase_add_test(tests, extends_overlays);
  tcase_add_test(tests, extends_cycle);
  tcase_add_test(tests, extends_errors_come_together);
  tcase_add_test(tests, presets);
  tcase_add_test(tests, vintages);
  tcase_add_test(tests, sets);
  tcase_add_loop_test(tests, wrong_sets, 0, IG_COUNT(bad_sets));
  tcase_add_loop_test(tests, wrong_scenarios, 0, IG_COUNT(wrong));
  tcase_add_test(tests, far_too_large);
  tcase_add_test(tests, warns_once);
  tcase_add_test(tests, text_without_files);
  tcase_add_test(tests, reference);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
