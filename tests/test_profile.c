/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Played-back profiles: what a CSV file may look like and what is refused, gaps, what lies outside of the file,
 * and that the energy of a file arrives in the steps to 1e-12. */
#include <check.h>
#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/profile/playback.h"
#include "sim/district.h"

static const ig_clock paris = {.utc_offset_s = 3600, .summer_time = IG_SUMMER_EU, .holidays = IG_HOLIDAYS_FRANCE};
static char messages[16384]; /* "line:column: message\n" of the last reading */

static void keep(void *context, long line, long column, const char *message) {
  (void)context;
  size_t n = strlen(messages);
  snprintf(messages + n, sizeof messages - n, "%ld:%ld: %s\n", line, column, message);
}

static bool parse(const char *text, const char *column, bool refuse_empty, ig_csv *table) {
  ig_csv_wanted wanted = {column, refuse_empty};
  ig_csv_options o = {.time_column = "", .clock = &paris, .wanted = &wanted, .n_wanted = 1, .report = keep};
  messages[0] = '\0';
  return ig_csv_parse(text, strlen(text), &o, table);
}

static int64_t local(int year, int month, int day, int second) {
  return ig_clock_utc_s(&paris, ig_clock_days((ig_date){year, month, day}), second);
}

/* --- reading --------------------------------------------------------------------------------------- */

static const struct {
  const char *text, *column;
  size_t n_rows;
  double last;
} good[] = {
    {"1\n2\n3\n", "", 3, 3},
    {" 0.036 \r\n 0.5 \r\n", "", 2, 0.5}, /* as the European LV test feeder has them */
    {"kW\n1\n2", "kW", 2, 2},             /* no line end after the last row */
    {"1;2\n3;4\n", "2", 2, 4},
    {"1,5;2\n3;4,25\n", "2", 2, 4.25}, /* decimal comma */
    {"time,a,b\n2017-01-01 00:00,1,2\n2017-01-01 00:10,3,4\n", "b", 2, 4},
    {"time,a,b\n2017-01-01 00:00,1,2\n2017-01-01 00:10,3,4\n", "", 2, 3}, /* first one that is no time */
    {"\xEF\xBB\xBFtime;\"P (kW)\"\n\"2017-01-01T00:00Z\"; \"7\" \n", "P (kW)", 1, 7},
    {"# meter 12\n00:00:00\t1\n00:01:00\t-2.5e3\n\n\n", "", 2, -2500},
    {"2017-01-01,1\n2017-01-02,.5\n", "", 2, 0.5},
    {"2017\n2018\n", "", 2, 2018},           /* numbers are no times */
    {",a\n2017-01-01 00:00,1\n", "a", 1, 1}, /* an index without name */
};

START_TEST(test_reads) {
  ig_csv t;
  ck_assert_msg(parse(good[_i].text, good[_i].column, true, &t), "%s: %s", good[_i].text, messages);
  ck_assert_uint_eq(t.n_rows, good[_i].n_rows);
  ck_assert_double_eq(t.value[t.n_rows - 1], good[_i].last);
  ig_csv_free(&t);
}
END_TEST

static const struct {
  const char *text, *column, *message; /* of the first error */
} bad[] = {
    {"", "", "0:0: the file has no values"},
    {"time,kW\n", "", "0:0: the file has no values"},
    {"1\n2x\n", "", "2:1: '2x' is not a number"},
    {"a;b\n1;2\n3; 4 kW\n", "b", "3:4: '4 kW' is not a number"},
    {"1\nNaN\n", "", "2:1: 'NaN' is not a number; leave the cell"},
    {"1\n-inf\n", "", "2:1: '-inf' is not a number"},
    {"1\n0x10\n", "", "2:1: '0x10' is not a number"},
    {"1\n1e999\n", "", "2:1: '1e999' is beyond 1e12"},
    {"a,b\n1,2\n3\n", "a", "3:0: the line has 1 column, the first one 2"},
    {"a,b\n1,2\n3,4,5\n", "a", "3:0: the line has 3 columns"},
    {"a,b\n1,2\n", "c", "1:0: column 'c' is not in the file, which has columns 1 to 2: 'a', 'b'"},
    {"a,b\n1,2\n", "3", "1:0: column '3' is not in the file"},
    {"a,a\n1,2\n", "a", "1:3: column 'a' is the name of several columns; give a number"},
    {"0,036\n0,040\n", "", "1:0: there are 2 columns of values and no header"},
    {"1\n\n2\n", "", "2:1: the line is empty"},
    {"t,a\n2017-01-01 00:00,\n", "a", "2:18: the value is missing"},
    {"t,a\n,1\n2017-01-01 00:00,1\n", "", "2:1: '' is"},
    {"2017-01-01 00:10,1\n2017-01-01 00:00,1\n", "", "2:1: '2017-01-01 00:00': time goes back"},
    {"2017-01-01 00:10,1\n2017-01-01 00:10,1\n", "", "2:1: '2017-01-01 00:10': time occurs twice"},
    {"01/02/2017 00:10,1\n", "", "1:1: '01/02/2017 00:10' is not a time"},
    {"2017-02-29,1\n", "", "1:1: '2017-02-29' is not a time"},
    {"2017-01-01 25:00,1\n", "", "1:1: '2017-01-01 25:00' is not a time"},
    {"1850-01-01,1\n", "", "1:1: '1850-01-01' is not a time between 1997"},
    {"00:00,1\n2017-01-01 00:10,1\n", "", "2:1: '2017-01-01 00:10' has a date, unlike"},
    {"2017-03-26 02:30,1\n", "", "1:1: '2017-03-26 02:30' does not exist"},
    {"2017-01-01,1\n", "1", "1:1: column '1' holds the time"},
    {"2017-01-01\n", "", "1:0: there is no column of values"},
    {"1\n\"2\n", "", "2:1: the quote is not closed"},
    {"1\n\"2\"3\n", "", "2:4: text follows a closing quote"},
    {"1\n2\001\n", "", "2:2: byte 0x01 is not text"},
};

START_TEST(test_refuses) {
  ig_csv t;
  ck_assert_msg(!parse(bad[_i].text, bad[_i].column, true, &t), "accepted: %s", bad[_i].text);
  if (strncmp(bad[_i].message, "2:1: '' is", 10) == 0) return; /* any message will do: there is no time to find */
  ck_assert_msg(strncmp(messages, bad[_i].message, strlen(bad[_i].message)) == 0, "%s\nis not %s", messages,
                bad[_i].message);
}
END_TEST

START_TEST(test_long_line_and_zero_byte) {
  static char text[6000];
  memset(text, '1', sizeof text);
  text[1] = '\n';
  ig_csv_wanted wanted = {"", true};
  ig_csv_options o = {.time_column = "", .clock = &paris, .wanted = &wanted, .n_wanted = 1, .report = keep};
  ig_csv t;
  messages[0] = '\0';
  ck_assert(!ig_csv_parse(text, sizeof text, &o, &t));
  ck_assert_str_eq(messages, "2:4097: the line has 5998 characters, at most 4096 are read\n");
  messages[0] = '\0';
  ck_assert(!ig_csv_parse("1\n\0\n", 4, &o, &t));
  ck_assert_str_eq(messages, "2:1: byte 0x00 is not text; the file must be plain text in UTF-8 or ASCII\n");
}
END_TEST

/* All errors of a file are told, up to 20. */
START_TEST(test_many_errors) {
  static char text[2000] = "1\n";
  for (int i = 0; i < 50; i++) strcat(text, "x\n");
  ig_csv t;
  ck_assert(!parse(text, "", true, &t));
  int lines = 0;
  for (const char *p = messages; *p; p++) lines += *p == '\n';
  ck_assert_int_eq(lines, IG_CSV_ERRORS_MOST);
}
END_TEST

/* The hour that occurs twice in October; offsets and Z. */
START_TEST(test_times) {
  ig_csv t;
  ck_assert(
      parse("2017-10-29 01:30,1\n2017-10-29 02:00,1\n2017-10-29 02:30,1\n2017-10-29 02:00,1\n2017-10-29 "
            "02:30,1\n2017-10-29 03:00,1\n",
            "", true, &t));
  for (size_t i = 0; i < t.n_rows; i++) ck_assert_int_eq(t.time_s[i], local(2017, 10, 29, 5400) + (int64_t)i * 1800);
  ig_csv_free(&t);
  ck_assert(parse("2017-01-01T00:00:00Z,1\n2017-01-01T02:00:00+01:00,1\n2017-01-01T04:00+0200,1\n2017-01-01 24:00,1\n",
                  "", true, &t));
  int64_t expected[] = {1483228800, 1483232400, 1483236000, 1483311600};
  for (size_t i = 0; i < 4; i++) ck_assert_int_eq(t.time_s[i], expected[i]);
  ig_csv_free(&t);
}
END_TEST

/* --- intervals and gaps ---------------------------------------------------------------------------- */

static bool make(const char *text, ig_playback_rules rules, ig_playback *p) {
  ig_csv t;
  rules.clock = &paris;
  ck_assert_msg(parse(text, "", rules.gaps == IG_PLAYBACK_REFUSE_GAPS, &t), "%s", messages);
  messages[0] = '\0';
  bool made = ig_playback_make(&t, 0, &rules, keep, NULL, p);
  ig_csv_free(&t);
  return made;
}

START_TEST(test_units_and_stamps) {
  static const double factor[] = {1, 1000, 4, 4000}; /* a quarter-hour's energy as power */
  for (int unit = 0; unit < 4; unit++) {
    ig_playback p;
    ck_assert(make(
        "2017-01-01 00:15,1\n2017-01-01 00:30,2\n2017-01-01 00:45,3\n",
        (ig_playback_rules){.unit = (ig_playback_unit)unit, .stamp = (unit & 1) ? IG_PLAYBACK_END : IG_PLAYBACK_BEGIN},
        &p));
    ck_assert_uint_eq(p.n, 3);
    ck_assert_int_eq(p.step_s, 900);
    ck_assert_int_eq(p.begin_s[0], local(2017, 1, 1, (unit & 1) ? 0 : 900));
    ck_assert_double_eq(p.power_W[2], 3 * factor[unit]);
    ig_playback_free(&p);
  }
}
END_TEST

/* Hours 0 to 23 with values 0 to 23, then a day with hour 3 and hours 10 to 12 missing. */
static const char *gappy(void) {
  static char text[2000];
  text[0] = '\0';
  for (int h = 0; h < 48; h++) {
    char row[60];
    int hour = h % 24;
    if (h > 24 && hour >= 10 && hour <= 12) continue;
    const char *format = h > 24 && hour == 3 ? "2017-01-%02d %02d:00,\n" : "2017-01-%02d %02d:00,%d\n";
    snprintf(row, sizeof row, format, 1 + h / 24, hour, h < 24 ? hour : 2 * hour);
    strcat(text, row);
  }
  return text;
}

START_TEST(test_gaps) {
  static const double at_3[] = {0, 0, 4, 6, 3},
                      at_11[] = {0, 0, 18, 22, 11}; /* by rule: refuse, zero, hold, linear, day before */
  for (int rule = IG_PLAYBACK_ZERO; rule <= IG_PLAYBACK_PREVIOUS_DAY; rule++) {
    ig_playback p;
    ck_assert_msg(make(gappy(), (ig_playback_rules){.gaps = (ig_playback_gaps)rule}, &p), "%s", messages);
    ck_assert_uint_eq(p.n, 48);
    ck_assert_double_eq_tol(p.power_W[24 + 3], at_3[rule], 1e-12);
    ck_assert_double_eq_tol(p.power_W[24 + 11], at_11[rule], 1e-12);
    ck_assert_double_eq(p.filled_s, 4 * 3600);
    ig_playback_free(&p);
  }
}
END_TEST

START_TEST(test_gaps_refused) {
  ig_playback p;
  ck_assert(!make("2017-01-01 00:00,1\n2017-01-01 00:10,1\n2017-01-01 00:20,1\n2017-01-01 01:00,1\n",
                  (ig_playback_rules){.unit = IG_PLAYBACK_W}, &p));
  ck_assert_str_eq(messages,
                   "4:1: no values from 2017-01-01 00:30 to 2017-01-01 01:00; name a rule for gaps: zero, hold, linear "
                   "or previous_day\n");
  const char *begins_empty = "t,a\n2017-01-01 00:00,\n2017-01-01 00:10,1\n2017-01-01 00:20,1\n";
  static const char *const why[] = {"there is no value before it to hold", "it has no value on both sides",
                                    "there is no whole day of values before it"};
  for (int rule = IG_PLAYBACK_HOLD; rule <= IG_PLAYBACK_PREVIOUS_DAY; rule++) {
    ck_assert(!make(begins_empty, (ig_playback_rules){.gaps = (ig_playback_gaps)rule}, &p));
    ck_assert_msg(strncmp(messages, "2:1: the gap at 2017-01-01 00:00 cannot be filled: ", 50) == 0 &&
                      strstr(messages, why[rule - 2]),
                  "%s", messages);
  }
  ck_assert(!make("2017-01-01 00:00,1\n", (ig_playback_rules){.unit = IG_PLAYBACK_W}, &p));
  ck_assert(strstr(messages, "give step"));
  /* A gap that would need more values than memory is worth. */
  ck_assert(!make("2000-01-01 00:00:00,1\n2000-01-01 00:00:01,1\n2090-01-01 00:00:00,1\n",
                  (ig_playback_rules){.gaps = IG_PLAYBACK_ZERO}, &p));
  ck_assert(strstr(messages, "3:1: the gap of 32872 days before this row is too long"));
}
END_TEST

/* --- outside of the file --------------------------------------------------------------------------- */

/* An hourly year 2015 whose value is the hour of the year, local clock; so the file says where it was read. */
static double played(const ig_playback *p, ig_playback_outside outside, int64_t utc_s) {
  ig_playback_piece piece = ig_playback_at(p, outside, &paris, utc_s);
  ck_assert(piece.begin_s <= utc_s && piece.end_s > utc_s);
  return piece.silent ? -1.0 : p->power_W[ig_playback_index(p, utc_s + piece.shift_s)];
}

START_TEST(test_outside) {
  char *text = malloc(8760 * 30 + 1), *at = text;
  int64_t first = local(2015, 1, 1, 0);
  for (int h = 0; h < 8760; h++) {
    char stamp[32];
    at +=
        sprintf(at, "%s%s,%d\n", ig_playback_time_text(&(ig_clock){0}, first + h * 3600, stamp, sizeof stamp), "Z", h);
  }
  ig_playback p;
  ck_assert_msg(make(text, (ig_playback_rules){.unit = IG_PLAYBACK_W}, &p), "%s", messages);
  free(text);
  ck_assert_uint_eq(p.n, 8760);
  int64_t summer = local(2015, 7, 1, 10 * 3600);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REFUSE_OUTSIDE, summer),
                      181 * 24 + 9); /* an hour earlier by the file's clock */
  ck_assert_double_eq(played(&p, IG_PLAYBACK_NOTHING, local(2016, 1, 1, 0)), -1);
  /* 3 January 2016, 10:00: the last day, the last Sunday (27 December), the same date */
  int64_t t = local(2016, 1, 3, 36000);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_DAY, t), 364 * 24 + 10);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_WEEK, t), 360 * 24 + 10);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_YEAR, t), 2 * 24 + 10);
  /* Local hours are kept in summer, leap days are 28 February, and it works backwards. */
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_YEAR, local(2018, 7, 1, 36000)), 181 * 24 + 9);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_DAY, local(2018, 7, 1, 36000)), 364 * 24 + 10);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_YEAR, local(2016, 2, 29, 0)), 58 * 24);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_DAY, local(2014, 12, 30, 7200)), 2);
  ck_assert_double_eq(played(&p, IG_PLAYBACK_REPEAT_YEAR, local(2013, 12, 31, 0)), 364 * 24);
  ck_assert(ig_playback_long_enough(&p, IG_PLAYBACK_REPEAT_YEAR, &paris));
  ig_playback_free(&p);
  ck_assert(make("2017-01-01 00:00,1\n2017-01-01 12:00,2\n", (ig_playback_rules){.unit = IG_PLAYBACK_W}, &p));
  ck_assert(ig_playback_long_enough(&p, IG_PLAYBACK_REPEAT_DAY, &paris));
  ck_assert(!ig_playback_long_enough(&p, IG_PLAYBACK_REPEAT_WEEK, &paris));
  ig_playback_free(&p);
}
END_TEST

/* --- the model through a scenario ------------------------------------------------------------------ */

static char folder[] = "/tmp/issygrid-profile-XXXXXX";

static void make_folder(void) { ck_assert_ptr_nonnull(mkdtemp(folder)); }

static void remove_folder(void) {
  DIR *dir = opendir(folder);
  for (struct dirent *e; dir && (e = readdir(dir));)
    if (e->d_name[0] != '.') unlinkat(dirfd(dir), e->d_name, 0);
  if (dir) closedir(dir);
  rmdir(folder);
}

static const char *in_folder(const char *name) {
  static char path[300];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  return path;
}

static ig_district *load(const char *simulation, const char *profiles) {
  FILE *f = fopen(in_folder("scenario.yaml"), "w");
  ck_assert_ptr_nonnull(f);
  fprintf(f, "simulation: {%s}\nprofiles:\n%s", simulation, profiles);
  fclose(f);
  ig_errors errors = {0};
  ig_district *d = ig_district_load(in_folder("scenario.yaml"), NULL, 0, &errors);
  ig_errors_print(&errors, stderr);
  ck_assert_ptr_nonnull(d);
  ig_errors_free(&errors);
  return d;
}

static ig_batch *profiles_of(ig_district *d) {
  for (size_t b = 0; b < d->n_batches; b++)
    if (strcmp(d->batch[b].model->name, "profile") == 0) return &d->batch[b];
  ck_abort_msg("no profiles");
  return NULL;
}

static double *array(const ig_batch *b, const char *name) {
  for (size_t f = 0; f < b->model->n_fields; f++)
    if (strcmp(b->model->fields[f].name, name) == 0)
      return *(double **)(void *)((char *)b->data + b->model->fields[f].offset);
  ck_abort_msg("no field %s", name);
  return NULL;
}

/* Runs the profiles alone; adds the power of unit `kept` to series if it is not NULL. */
static void run(ig_batch *b, size_t kept, double *series) {
  const ig_site *site = b->site;
  for (int64_t t = site->begin_s; t < site->end_s; t += site->window_s) {
    ig_window w = {.begin_s = t,
                   .end_s = t + site->window_s,
                   .step_s = site->step_s,
                   .n_steps = site->window_s / site->step_s,
                   .recording = t >= site->record_s};
    for (size_t begin = 0; begin < b->padded; begin += IG_BLOCK) b->model->advance(b, &w, begin, begin + IG_BLOCK);
    if (!series || !w.recording) continue;
    const double *power = ig_tile(array(b, "power"), &w, kept / IG_BLOCK * IG_BLOCK);
    for (int s = 0; s < w.n_steps; s++) *series++ = power[s * IG_BLOCK + (int)(kept % IG_BLOCK)];
  }
}

/* A file of one row every `every_s`, values from a fixed scramble; returns their integral over time, kWh. */
static double write_series(const char *name, int64_t first_s, int64_t every_s, int n) {
  FILE *f = fopen(in_folder(name), "w");
  ck_assert_ptr_nonnull(f);
  double sum = 0;
  fprintf(f, "time;P;Q\n");
  for (int i = 0; i < n; i++) {
    ig_date date = ig_clock_date(ig_floor_div(first_s + i * every_s, IG_DAY_S));
    int second = (int)((first_s + i * every_s) % IG_DAY_S);
    double kW = (double)((i * 7919 + 13) % 10007) / 1000.0 - 2.0;
    fprintf(f, "%04d-%02d-%02dT%02d:%02d:%02dZ;%.3f;%.3f\n", date.year, date.month, date.day, second / 3600,
            second / 60 % 60, second % 60, kW, -kW);
    sum += kW;
  }
  fclose(f);
  return sum * (double)every_s / 3600;
}

/* Files coarser, finer and crooked against the step: the energy arrives to 1e-12, by each way of adding up. */
START_TEST(test_energy) {
  static const int every_s[] = {1800, 600, 60, 7, 37};
  static const char *const steps[] = {"step: 60 s, window: 600 s", "step: 300 s, window: 3600 s",
                                      "step: 1 s, window: 60 s", "step: 1800 s, window: 3600 s"};
  for (size_t i = 0; i < IG_COUNT(every_s); i++) {
    int64_t first_s = local(2017, 3, 25, 0);
    int n = (2 * IG_DAY_S - 3600) / every_s[i]; /* these two days have 47 hours */
    double kWh = write_series("series.csv", first_s, every_s[i], n);
    for (size_t k = 0; k < IG_COUNT(steps); k++) {
      char simulation[200];
      snprintf(simulation, sizeof simulation, "start: 2017-03-25, duration: 47 h, spin_up: 1 d, %s", steps[k]);
      ig_district *d = load(simulation,
                            "  defaults: {file: series.csv, unit: kW, outside: zero}\n"
                            "  units: [{name: p}, {name: q, column: Q}, {name: t, scale: 3}]\n");
      ig_batch *b = profiles_of(d);
      run(b, 0, NULL);
      static const double factor[] = {1, -1, 3};
      for (size_t u = 0; u < 3; u++) {
        ck_assert_double_eq_tol(array(b, "audit_binned_energy")[u] / (1000 * kWh * factor[u]), 1, 1e-12);
        ck_assert_double_eq_tol(array(b, "audit_event_energy")[u] / (1000 * kWh * factor[u]), 1, 1e-12);
        ck_assert_double_eq_tol(array(b, "audit_binned_energy")[u] / (1000 * kWh * factor[u]), 1, 1e-12);
      }
      ig_district_free(d);
    }
  }
}
END_TEST

/* The step means do not depend on the window. */
START_TEST(test_windows) {
  static double narrow[2880], wide[2880];
  write_series("series.csv", local(2017, 1, 1, 0), 97, 1000);
  static const char *const windows[] = {"window: 60 s", "window: 1 d"};
  double *series[] = {narrow, wide};
  for (int k = 0; k < 2; k++) {
    char simulation[200];
    snprintf(simulation, sizeof simulation, "start: 2017-01-01, duration: 2 d, spin_up: 0 d, %s", windows[k]);
    ig_district *d = load(simulation, "  units: [{name: a, file: series.csv, unit: kW, outside: repeat_day}]\n");
    run(profiles_of(d), 0, series[k]);
    ig_district_free(d);
  }
  ck_assert_int_eq(memcmp(narrow, wide, sizeof narrow), 0);
  ck_assert_double_ne(narrow[2000], 0);
}
END_TEST

/* Meter data as Enedis gives it: half-hour energies, stamped at their end, a comma for the point. */
START_TEST(test_meter_file) {
  FILE *f = fopen(in_folder("meter.csv"), "w");
  ck_assert_ptr_nonnull(f);
  fprintf(f, "Horodate;Valeur\n");
  for (int i = 1; i <= 48; i++) fprintf(f, "2017-01-01 %02d:%02d:00;%d,5\n", i / 2, i % 2 * 30, i);
  fclose(f);
  static double minute[1440];
  ig_district *d = load("start: 2017-01-01, duration: 1 d, spin_up: 0 d",
                        "  units: [{name: a, file: meter.csv, unit: Wh_per_step, stamp: end}]\n");
  ig_batch *b = profiles_of(d);
  run(b, 0, minute);
  for (int i = 0; i < 1440; i++) ck_assert_double_eq(minute[i], 2 * (i / 30 + 1.5));
  ck_assert_double_eq_tol(array(b, "audit_binned_energy")[0], 48 * 49 / 2 + 24, 1e-9);
  ck_assert_double_eq(array(b, "file_hours")[0], 24);
  ig_district_free(d);
}
END_TEST

/* The 100 daily profiles of the European LV test feeder, one minute each, played for a week. */
START_TEST(test_european_feeder) {
  const char *root = getenv("ISSYGRID_REFERENCE");
  char reference[600], path[1000], *profiles = calloc(1, 100 * 800), *at = profiles;
  snprintf(reference, sizeof reference, "%s/network/eulv/Daily_1min_100profiles",
           root ? root : IG_SOURCE_DIR "/../shared/reference");
  at += sprintf(at, "  defaults: {unit: kW, step: 60 s, outside: repeat_day}\n  units:\n");
  double kWh[100] = {0};
  for (int u = 0; u < 100; u++) {
    snprintf(path, sizeof path, "%s/load_profile_%d.txt", reference, u + 1);
    FILE *f = fopen(path, "r");
    if (!f) {
      fprintf(stderr, "skipped: no reference data at %s\n", path);
      free(profiles);
      return;
    }
    for (double kW; fscanf(f, "%lf", &kW) == 1;) kWh[u] += kW / 60;
    fclose(f);
    at += sprintf(at, "  - {name: load-%03d, file: \"%s\"}\n", u + 1, path);
  }
  ig_district *d = load("start: 2017-07-01, duration: 7 d, spin_up: 1 d", profiles);
  free(profiles);
  ig_batch *b = profiles_of(d);
  run(b, 0, NULL);
  double worst = 0, sum = 0;
  for (int u = 0; u < 100; u++) {
    sum += kWh[u];
    worst = fmax(worst, fabs(array(b, "audit_binned_energy")[u] / (7000 * kWh[u]) - 1));
  }
  printf("profiles of the European LV test feeder: %.1f kWh a load and day, energy within %.1e\n", sum / 100, worst);
  ck_assert_double_le(worst, 1e-12);
  ig_district_free(d);
}
END_TEST

/* --- wrong scenarios and files --------------------------------------------------------------------- */

static size_t read_text(const char *path, char *text, size_t size) {
  FILE *f = fopen(path, "r");
  if (!f) return 0;
  size_t n = fread(text, 1, size - 1, f);
  fclose(f);
  text[n] = '\0';
  return n;
}

/* Each tests/bad_csv/NAME.yaml must give the lines of NAME.expect. */
START_TEST(test_corpus) {
  ck_assert_int_eq(chdir(IG_SOURCE_DIR "/tests/bad_csv"), 0);
  DIR *dir = opendir(".");
  int n = 0, wrong = 0;
  for (struct dirent *e; dir && (e = readdir(dir));) {
    const char *dot = strstr(e->d_name, ".yaml");
    if (!dot || dot[5]) continue;
    n++;
    static char expected[20000], found[20000];
    char name[300];
    snprintf(name, sizeof name, "%.*s.expect", (int)(dot - e->d_name), e->d_name);
    if (!read_text(name, expected, sizeof expected)) expected[0] = '\0';
    ig_errors errors = {0};
    ig_district *d = ig_district_load(e->d_name, NULL, 0, &errors);
    if (d) ig_district_free(d);
    size_t k = 0;
    found[0] = '\0';
    for (size_t i = 0; i < errors.n; i++) k += (size_t)snprintf(found + k, sizeof found - k, "%s\n", errors.message[i]);
    ig_errors_free(&errors);
    if (strcmp(found, expected) == 0 && *found) continue;
    wrong++;
    fprintf(stderr, "%s gives\n%sexpected\n%s", e->d_name, found, expected);
  }
  if (dir) closedir(dir);
  ck_assert_int_ge(n, 20);
  ck_assert_int_eq(wrong, 0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("profile");
  TCase *reading = tcase_create("reading"), *playing = tcase_create("playing"), *model = tcase_create("model");
  tcase_add_loop_test(reading, test_reads, 0, (int)IG_COUNT(good));
  tcase_add_loop_test(reading, test_refuses, 0, (int)IG_COUNT(bad));
  tcase_add_test(reading, test_long_line_and_zero_byte);
  tcase_add_test(reading, test_many_errors);
  tcase_add_test(reading, test_times);
  tcase_add_test(playing, test_units_and_stamps);
  tcase_add_test(playing, test_gaps);
  tcase_add_test(playing, test_gaps_refused);
  tcase_add_test(playing, test_outside);
  tcase_set_timeout(model, 120);
  tcase_add_unchecked_fixture(model, make_folder, remove_folder);
  tcase_add_test(model, test_energy);
  tcase_add_test(model, test_windows);
  tcase_add_test(model, test_meter_file);
  tcase_add_test(model, test_european_feeder);
  tcase_add_test(model, test_corpus);
  suite_add_tcase(suite, reading);
  suite_add_tcase(suite, playing);
  suite_add_tcase(suite, model);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
