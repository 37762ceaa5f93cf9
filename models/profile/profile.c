/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Played-back profiles: measured (or made up) series of power from CSV files, for any number of units.
 *
 * A value v holds over its interval [t_i, t_i+1); the unit draws
 *
 *   P(t) = scale v(t) , mean over a step = 1/dt integral of P over the step
 *
 * and the integral is the sum of value times overlap, exact whether the file is coarser or finer than the
 * step. Outside of the file a rule says which of its moments stands in (playback.c). The state of a unit is
 * the time alone. The page profile.md says what a file may look like. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/profile/playback.h"
#include "sim/model.h"

enum { FILE_MOST = 1 << 30 }; /* bytes */

typedef struct data {
  char **file, **column, **time_column;
  int32_t *unit, *clock, *stamp, *gaps, *outside;
  int64_t *step_s, *start_local_s;
  double *scale;
  double *file_h, *filled_h;
  double *audit_event_Wh, *audit_binned_Wh;
  double *power_W;
} data;

/* What build keeps beside the fields. */
typedef struct own {
  ig_playback *playback;
  size_t n_playbacks;
  size_t *of_unit;          /* index into playback */
  ig_playback_piece *piece; /* of each unit, the last one used; it only saves looking it up again */
} own;

#define PARAM(member) .role = IG_PARAM, .offset = offsetof(data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .offset = offsetof(data, member)
#define FILE_SAYS "depends on the file"

/* clang-format off */
static const ig_field fields[] = {
    {.name = "file", .unit = "1", PARAM(file), .type = IG_STRING, .dflt_text = "", .required = true,
     .input_file = true, .evidence = 'D',
     .doc = "CSV file with the series.", .source = FILE_SAYS},
    {.name = "unit", .unit = "1", PARAM(unit), .type = IG_ENUM, .choices = "W|kW|Wh_per_step|kWh_per_step", .dflt = 0,
     .min = 0, .max = 3, .required = true, .evidence = 'D',
     .doc = "What the values are: mean powers, or energies of an interval.", .source = FILE_SAYS},
    {.name = "column", .unit = "1", PARAM(column), .type = IG_STRING, .dflt_text = "", .evidence = 'D',
     .doc = "Name in the header or number from 1 of the column to play; left out: the first one that is no time.",
     .source = FILE_SAYS},
    {.name = "time_column", .unit = "1", PARAM(time_column), .type = IG_STRING, .dflt_text = "", .evidence = 'D',
     .doc = "Name or number of the column of times; left out: the first one, if it holds times; none: do not use it.",
     .source = FILE_SAYS},
    {.name = "clock", .unit = "1", PARAM(clock), .type = IG_ENUM, .choices = "local|utc", .dflt = 0, .min = 0,
     .max = 1, .evidence = 'D',
     .doc = "Clock of times without Z or offset, and of start.", .source = FILE_SAYS},
    {.name = "stamp", .unit = "1", PARAM(stamp), .type = IG_ENUM, .choices = "begin|end", .dflt = 0, .min = 0,
     .max = 1, .evidence = 'D',
     .doc = "Does a time mark the begin or the end of its interval?", .source = FILE_SAYS},
    {.name = "step", .unit = "s", PARAM(step_s), .type = IG_I64, .dflt = 0, .min = 0, .max = 366.0 * IG_DAY_S,
     .evidence = 'D',
     .doc = "How long a value holds; 0: the most frequent distance of two times.", .source = FILE_SAYS},
    {.name = "start", .unit = "1", PARAM(start_local_s), .type = IG_DATE, .dflt_text = "1997-01-06", .evidence = 'D',
     .doc = "Begin of the first interval of a file without times; the day of a file with times of day.",
     .source = FILE_SAYS},
    {.name = "scale", .unit = "1", PARAM(scale), .type = IG_F64, .dflt = 1, .min = -1e6, .max = 1e6, .evidence = 'D',
     .doc = "Factor on all values; -1 turns a series of production into one of consumption.",
     .source = "values as given"},
    {.name = "gaps", .unit = "1", PARAM(gaps), .type = IG_ENUM, .choices = "refuse|zero|hold|linear|previous_day",
     .dflt = 0, .min = 0, .max = 4, .evidence = 'D',
     .doc = "What fills missing values: nothing (an error), 0, the last one, a straight line, the day before.",
     .source = "a gap must not pass unnoticed"},
    {.name = "outside", .unit = "1", PARAM(outside), .type = IG_ENUM,
     .choices = "refuse|repeat_day|repeat_week|repeat_year|zero", .dflt = 0, .min = 0, .max = 4, .evidence = 'D',
     .doc = "What is played before and after the file: nothing (an error), its nearest day, week or year, 0.",
     .source = "a file too short must not pass unnoticed"},

    {.name = "file_hours", .unit = "h", .role = IG_STATIC, .offset = offsetof(data, file_h), .type = IG_F64,
     .doc = "Time the file covers."},
    {.name = "filled_hours", .unit = "h", .role = IG_STATIC, .offset = offsetof(data, filled_h), .type = IG_F64,
     .doc = "Of which the rule for gaps made the values."},

    {.name = "audit_event_energy", .unit = "W h", TOTAL(audit_event_Wh),
     .doc = "Electricity drawn less what was fed in, added up interval by interval of the file."},
    {.name = "audit_binned_energy", .unit = "W h", TOTAL(audit_binned_Wh),
     .doc = "The same added up from step means."},

    {.name = "power", .unit = "W", .role = IG_SERIES, .offset = offsetof(data, power_W), .type = IG_F64,
     .store = IG_STORE_I32,
     .doc = "Power drawn from the network, mean of the step."},
};
/* clang-format on */

static const ig_port ports[] = {
    {.name = "power", .unit = "W", .direction = IG_WRITES, .offset = offsetof(data, power_W)}};

/* --- advance ------------------------------------------------------------------------------------- */

/* Where in the window's steps a unit has arrived. */
typedef struct cursor {
  double *cell;       /* energy of the present step, J */
  int64_t step_end_s; /* UTC */
  int step_s;
} cursor;

/* Puts constant power over [from, to) into the steps it touches; stretches come in order of time. */
IG_INLINE void put_in_steps(cursor *c, int64_t from, int64_t to, double power_W) {
  while (from < to) {
    int64_t end = ig_min64(to, c->step_end_s);
    *c->cell += power_W * (double)(end - from);
    from = end;
    if (from < c->step_end_s) break;
    c->cell += IG_BLOCK;
    c->step_end_s += c->step_s;
  }
}

/* Plays a piece from `from` to `to`; returns its energy, J, added up interval by interval. */
static double play(const ig_playback *p, int64_t shift_s, double scale, int64_t from, int64_t to, cursor *c) {
  double energy_J = 0.0;
  for (size_t i = ig_playback_index(p, from + shift_s); from < to; i++) {
    int64_t end = ig_min64(to, p->begin_s[i + 1] - shift_s);
    double power_W = scale * p->power_W[i];
    put_in_steps(c, from, end, power_W);
    energy_J += power_W * (double)(end - from);
    from = end;
  }
  return energy_J;
}

/* A unit through a window; returns its energy, J, added up interval by interval. */
static double play_window(ig_batch *b, size_t u, const ig_window *w, double *column) {
  const data *d = b->data;
  own *o = b->own;
  const ig_playback *p = &o->playback[o->of_unit[u]];
  cursor c = {column, w->begin_s + w->step_s, w->step_s};
  double energy_J = 0.0;
  for (int64_t t = w->begin_s; t < w->end_s;) {
    ig_playback_piece *piece = &o->piece[u];
    if (t < piece->begin_s || t >= piece->end_s)
      *piece = ig_playback_at(p, (ig_playback_outside)d->outside[u], &b->site->clock, t);
    int64_t end = ig_min64(w->end_s, piece->end_s);
    if (piece->silent)
      put_in_steps(&c, t, end, 0.0);
    else
      energy_J += play(p, piece->shift_s, d->scale[u], t, end, &c);
    t = end;
  }
  return energy_J;
}

static void advance_unit(ig_batch *b, size_t u, const ig_window *w, double *column) {
  data *d = b->data;
  double energy_J = play_window(b, u, w, column), binned_J = 0.0;
  for (int s = 0; s < w->n_steps; s++) {
    column[s * IG_BLOCK] /= w->step_s;
    binned_J += column[s * IG_BLOCK] * w->step_s;
  }
  if (!w->recording) return;
  d->audit_event_Wh[u] += energy_J / IG_HOUR_S;
  d->audit_binned_Wh[u] += binned_J / IG_HOUR_S;
}

static void advance(ig_batch *b, const ig_window *w, size_t begin, size_t end) {
  data *d = b->data;
  double *power = ig_tile(d->power_W, w, begin);
  for (int i = 0; i < w->n_steps * IG_BLOCK; i++) power[i] = 0.0;
  for (size_t u = begin; u < end && u < b->n; u++) advance_unit(b, u, w, power + (u - begin));
}

/* --- build --------------------------------------------------------------------------------------- */

/* Where messages about a file go. */
typedef struct sink {
  ig_build *context;
  const char *path;
  int n;
} sink;

static void report_to(void *context, long line, long column, const char *message) {
  sink *s = context;
  if (s->n++ < IG_CSV_ERRORS_MOST) ig_build_fail_file(s->context, s->path, line, column, "%s", message);
}

/* Reads a whole file; NULL after a message. Caller frees. */
static char *read_file(ig_build *context, size_t u, const char *path, size_t *size) {
  FILE *f = fopen(path, "rb");
  if (!f) {
    ig_build_fail(context, u, "file", "cannot open %s", path);
    return NULL;
  }
  char *bytes = NULL;
  size_t n = 0, capacity = 1 << 16;
  bool good = true;
  do {
    capacity *= 2;
    char *more = capacity <= FILE_MOST ? realloc(bytes, capacity) : NULL;
    good = more != NULL;
    if (!good) break;
    bytes = more;
    n += fread(bytes + n, 1, capacity - n, f);
  } while (n == capacity);
  bool failed = ferror(f) != 0;
  fclose(f);
  if (good && !failed) {
    *size = n;
    return bytes;
  }
  ig_build_fail(context, u, "file", failed ? "cannot read %s: is it a file?" : "%s is too large; at most 1 GB is read",
                path);
  free(bytes);
  return NULL;
}

static const ig_clock utc = {.utc_offset_s = 0, .summer_time = IG_SUMMER_NONE, .holidays = IG_HOLIDAYS_NONE};

static const ig_clock *clock_of(const ig_batch *b, size_t u) {
  return ((const data *)b->data)->clock[u] == 0 ? &b->site->clock : &utc;
}

/* A string that the scenario left out is NULL. */
static const char *given(const char *text) { return text ? text : ""; }

/* Are two units served by one reading of a file? */
static bool same_file(const data *d, size_t u, size_t v) {
  return strcmp(d->file[u], d->file[v]) == 0 && strcmp(given(d->time_column[u]), given(d->time_column[v])) == 0 &&
         d->clock[u] == d->clock[v];
}

static bool same_rules(const ig_playback_rules *a, const ig_playback_rules *b) {
  return a->unit == b->unit && a->stamp == b->stamp && a->gaps == b->gaps && a->step_s == b->step_s &&
         a->start_s == b->start_s;
}

/* Units that share a file, and what of it they play. */
typedef struct group {
  size_t *member, n; /* units */
  size_t *column;    /* of each member: index into wanted */
  ig_csv_wanted *wanted;
  size_t n_wanted;
  ig_playback_rules *rules; /* of each member */
} group;

static bool group_init(group *g, size_t most) {
  *g = (group){.member = calloc(most, sizeof *g->member),
               .column = calloc(most, sizeof *g->column),
               .wanted = calloc(most, sizeof *g->wanted),
               .rules = calloc(most, sizeof *g->rules)};
  return g->member && g->column && g->wanted && g->rules;
}

static void group_free(group *g) {
  free(g->member);
  free(g->column);
  free(g->wanted);
  free(g->rules);
}

/* The units from `first` on that share its file and are not served yet. */
static void group_collect(group *g, const data *d, size_t first, size_t n_units, bool *served) {
  g->n = g->n_wanted = 0;
  for (size_t u = first; u < n_units; u++) {
    if (served[u] || !same_file(d, first, u)) continue;
    size_t k = 0;
    while (k < g->n_wanted && strcmp(g->wanted[k].column, given(d->column[u])) != 0) k++;
    if (k == IG_CSV_WANTED_MOST) continue; /* in another reading */
    if (k == g->n_wanted) g->wanted[g->n_wanted++] = (ig_csv_wanted){.column = given(d->column[u])};
    if (d->gaps[u] == IG_PLAYBACK_REFUSE_GAPS) g->wanted[k].refuse_empty = true;
    g->member[g->n] = u;
    g->column[g->n++] = k;
    served[u] = true;
  }
}

/* The rules of a unit, once it is known what times its file has. */
static bool find_rules(const ig_batch *b, ig_build *context, size_t u, ig_csv_times times, ig_playback_rules *rules) {
  const data *d = b->data;
  *rules = (ig_playback_rules){.unit = (ig_playback_unit)d->unit[u],
                               .stamp = (ig_playback_stamp)d->stamp[u],
                               .gaps = (ig_playback_gaps)d->gaps[u],
                               .step_s = d->step_s[u],
                               .clock = &b->site->clock};
  bool start_given = ig_build_given(context, u, "start");
  if (times == IG_CSV_STAMPS) {
    if (start_given) ig_build_fail(context, u, "start", "has no effect: the rows of %s have dates", d->file[u]);
    return !start_given;
  }
  if (times == IG_CSV_NO_TIMES && rules->step_s == 0) {
    ig_build_fail(context, u, "step", "is needed: the rows of %s have no times", d->file[u]);
    return false;
  }
  if (!start_given && d->outside[u] != IG_PLAYBACK_REPEAT_DAY) {
    ig_build_fail(context, u, "start", "is needed: the rows of %s have no dates (or say outside: repeat_day)",
                  d->file[u]);
    return false;
  }
  int64_t day = ig_floor_div(d->start_local_s[u], IG_DAY_S);
  int second = (int)(d->start_local_s[u] - day * IG_DAY_S);
  if (times == IG_CSV_HOURS && second != 0) {
    ig_build_fail(context, u, "start", "must be a day without time: the rows of %s have times of day", d->file[u]);
    return false;
  }
  rules->start_s = ig_clock_utc_s(clock_of(b, u), day, second);
  return true;
}

/* Does the file, with the rule for what lies outside, serve the whole run? */
static bool check_cover(const ig_batch *b, ig_build *context, size_t u, const ig_playback *p) {
  const data *d = b->data;
  const ig_site *site = b->site;
  int64_t first = p->begin_s[0], end = p->begin_s[p->n];
  ig_playback_outside outside = (ig_playback_outside)d->outside[u];
  char from[32], to[32], run_from[32], run_to[32];
  ig_playback_time_text(&site->clock, first, from, sizeof from);
  ig_playback_time_text(&site->clock, end, to, sizeof to);
  if (!ig_playback_long_enough(p, outside, &site->clock)) {
    ig_build_fail(context, u, "outside", "%s is too short to be repeated so: it goes from %s to %s", d->file[u], from,
                  to);
    return false;
  }
  if (outside != IG_PLAYBACK_REFUSE_OUTSIDE || (first <= site->record_s && end >= site->end_s)) return true;
  ig_build_fail(
      context, u, "outside",
      "refuse: %s goes from %s to %s, the run from %s to %s; allowed: repeat_day, repeat_week, repeat_year, zero",
      d->file[u], from, to, ig_playback_time_text(&site->clock, site->record_s, run_from, sizeof run_from),
      ig_playback_time_text(&site->clock, site->end_s, run_to, sizeof run_to));
  return false;
}

/* Makes the playbacks of a group from its table, one for members that agree in column and rules. */
static bool make_playbacks(ig_batch *b, ig_build *context, group *g, const ig_csv *table, sink *errors) {
  data *d = b->data;
  own *o = b->own;
  bool good = true;
  for (size_t k = 0; k < g->n; k++) {
    size_t u = g->member[k], same = 0;
    if (!find_rules(b, context, u, table->times, &g->rules[k])) {
      g->column[k] = SIZE_MAX; /* nobody shares what does not exist */
      good = false;
      continue;
    }
    while (same < k && !(g->column[same] == g->column[k] && same_rules(&g->rules[same], &g->rules[k]))) same++;
    if (same < k) {
      o->of_unit[u] = o->of_unit[g->member[same]];
    } else {
      if (!ig_playback_make(table, g->column[k], &g->rules[k], report_to, errors, &o->playback[o->n_playbacks]))
        return false;
      o->of_unit[u] = o->n_playbacks++;
    }
    const ig_playback *p = &o->playback[o->of_unit[u]];
    d->file_h[u] = (double)(p->begin_s[p->n] - p->begin_s[0]) / IG_HOUR_S;
    d->filled_h[u] = p->filled_s / IG_HOUR_S;
    good = check_cover(b, context, u, p) && good;
  }
  return good;
}

static bool serve(ig_batch *b, ig_build *context, group *g) {
  const data *d = b->data;
  size_t u = g->member[0], size = 0;
  char *bytes = read_file(context, u, d->file[u], &size);
  if (!bytes) return false;
  sink errors = {.context = context, .path = d->file[u]};
  ig_csv_options options = {.time_column = given(d->time_column[u]),
                            .clock = clock_of(b, u),
                            .wanted = g->wanted,
                            .n_wanted = g->n_wanted,
                            .report = report_to,
                            .context = &errors};
  ig_csv table;
  bool good = ig_csv_parse(bytes, size, &options, &table);
  free(bytes);
  if (!good) return false;
  good = make_playbacks(b, context, g, &table, &errors);
  ig_csv_free(&table);
  return good;
}

static bool build(ig_batch *b, ig_build *context) {
  own *o = b->own = calloc(1, sizeof *o);
  group g = {.n = 0};
  bool *served = calloc(b->n + 1, sizeof *served);
  bool good = o && served && group_init(&g, b->n + 1);
  if (good) {
    o->playback = calloc(b->n + 1, sizeof *o->playback);
    o->of_unit = calloc(b->n + 1, sizeof *o->of_unit);
    o->piece = calloc(b->n + 1, sizeof *o->piece);
    good = o->playback && o->of_unit && o->piece;
  }
  if (!good) ig_build_fail(context, IG_SETTINGS, "units", "there is not enough memory");
  bool ready = good;
  for (size_t u = 0; ready && u < b->n; u++) {
    if (*given(((data *)b->data)->file[u])) continue;
    ig_build_fail(context, u, "file", "needs the path of a CSV file");
    served[u] = true;
    good = false;
  }
  for (size_t u = 0; ready && u < b->n; u++) { /* all files, so that the errors of all are shown */
    if (served[u]) continue;
    group_collect(&g, b->data, u, b->n, served);
    good = serve(b, context, &g) && good;
  }
  group_free(&g);
  free(served);
  return good;
}

static void release(ig_batch *b) {
  own *o = b->own;
  if (!o) return;
  for (size_t i = 0; i < o->n_playbacks; i++) ig_playback_free(&o->playback[i]);
  free(o->playback);
  free(o->of_unit);
  free(o->piece);
  free(o);
  b->own = NULL;
}

const ig_model ig_profile_model = {
    .name = "profile",
    .key = "profiles",
    .unit_name = "profile",
    .doc = "Plays back measured series of power from CSV files.",
    .part = "other",
    .phase = IG_PHASE_DEMAND,
    .data_size = sizeof(data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .build = build,
    .advance = advance,
    .release = release,
};
