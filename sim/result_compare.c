/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/result.h"

enum { SIDE_MOST = 256, KEYS_MOST = 30 };

/* A side of a comparison: the results of one policy, one or more seeds. */
typedef struct side {
  const ig_result *result[SIDE_MOST];
  size_t n;
} side;

typedef struct comparison {
  side *side;
  size_t n;
  bool paired; /* result i has the same seed on every side */
} comparison;

/* --- sides ---------------------------------------------------------------------------------------- */

static const ig_result *of_seed(const side *s, int64_t seed) {
  for (size_t i = 0; i < s->n; i++)
    if (s->result[i]->seed == seed) return s->result[i];
  return NULL;
}

static void leave_out(FILE *out, const ig_result *r, const char *why) {
  fprintf(out, "left out: %s, seed %lld: %s\n", r->path, (long long)r->seed, why);
}

/* Two results are of one side when their scenarios differ in nothing but seed and title. */
static comparison make_sides(FILE *out, const ig_result *results, size_t n) {
  comparison c = {.side = calloc(n, sizeof *c.side)};
  if (!c.side) exit(1);
  for (size_t i = 0; i < n; i++) {
    size_t s = 0;
    while (s < c.n && c.side[s].result[0]->policy != results[i].policy) s++;
    if (s == c.n) c.n++;
    side *to = &c.side[s];
    if (of_seed(to, results[i].seed)) {
      leave_out(out, &results[i], "the same scenario and seed is there already");
    } else if (to->n < SIDE_MOST) {
      to->result[to->n++] = &results[i];
    }
  }
  return c;
}

static bool on_every_side(const comparison *c, int64_t seed) {
  for (size_t s = 0; s < c->n; s++)
    if (!of_seed(&c->side[s], seed)) return false;
  return true;
}

/* Keeps the seeds that all sides have, in the order of the base; all of them where no seed is common. */
static void pair_seeds(FILE *out, comparison *c) {
  side base = c->side[0];
  size_t common = 0;
  for (size_t i = 0; i < base.n; i++) common += on_every_side(c, base.result[i]->seed);
  c->paired = common > 0;
  if (!c->paired) return;
  side *kept = calloc(c->n, sizeof *kept);
  if (!kept) exit(1);
  for (size_t s = 0; s < c->n; s++) {
    for (size_t i = 0; i < base.n; i++)
      if (on_every_side(c, base.result[i]->seed))
        kept[s].result[kept[s].n++] = of_seed(&c->side[s], base.result[i]->seed);
    for (size_t i = 0; i < c->side[s].n; i++)
      if (!of_seed(&kept[s], c->side[s].result[i]->seed))
        leave_out(out, c->side[s].result[i], "not every side has this seed");
  }
  free(c->side);
  c->side = kept;
}

/* --- figures -------------------------------------------------------------------------------------- */

static double kpi_of(const ig_result *r, const char *name) {
  const ig_kpi *k = r->kpis ? ig_kpi_find(r->kpis, name) : NULL;
  return k ? k->value : IG_NAN;
}

static int compare_numbers(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

/* Median over the seeds of the local hour of the day of a moment (of an even number the lower one), h. */
static double median_hour(const side *s, const char *name) {
  double hour[SIDE_MOST];
  size_t n = 0;
  for (size_t i = 0; i < s->n; i++) {
    const ig_result *r = s->result[i];
    double value = kpi_of(r, name);
    if (!isnan(value)) hour[n++] = ig_clock_local(&r->clock, r->begin_s + (int64_t)value).second_of_day / 3600.0;
  }
  qsort(hour, n, sizeof *hour, compare_numbers);
  return n ? hour[(n - 1) / 2] : IG_NAN;
}

/* What a side shows of a KPI: of numbers the mean over its seeds; dates have none. */
static double value_of(const side *s, const char *name) {
  if (ig_result_is_moment(name)) return s->n == 1 ? kpi_of(s->result[0], name) : median_hour(s, name);
  double sum = 0;
  for (size_t i = 0; i < s->n; i++) sum += kpi_of(s->result[i], name);
  return sum / (double)s->n;
}

typedef struct difference {
  double mean, half_width; /* half_width: of the 95 % interval; NaN with fewer than two pairs */
} difference;

/* Differences of runs with the same seed: the dice are the same, so what is left is the policy. */
static difference difference_of(const comparison *c, size_t other, const char *name) {
  const side *a = &c->side[0], *b = &c->side[other];
  double mean = value_of(b, name) - value_of(a, name), squares = 0, n = (double)a->n;
  if (!c->paired || a->n < 2 || ig_result_is_moment(name)) return (difference){mean, IG_NAN};
  for (size_t i = 0; i < a->n; i++) {
    double d = kpi_of(b->result[i], name) - kpi_of(a->result[i], name) - mean;
    squares += d * d;
  }
  return (difference){mean, gsl_cdf_tdist_Pinv(0.975, n - 1) * sqrt(squares / (n - 1) / n)};
}

/* A difference below 1e-7 of the value is rounding, not a change. */
static bool changed(double base, double delta) { return !isnan(delta) && fabs(delta) > 1e-7 * fabs(base); }

/* --- printing ------------------------------------------------------------------------------------- */

static void print_value(FILE *out, const side *s, const char *name, double value, double factor) {
  char text[40];
  if (ig_result_is_moment(name) && s->n > 1 && !isnan(value)) {
    int minutes = (int)lrint(value * 60);
    fprintf(out, " %13s%02d:%02d", "", minutes / 60, minutes % 60);
  } else if (ig_result_is_moment(name) || isnan(value)) {
    fprintf(out, " %18s", ig_result_text(s->result[0], name, value, 1, text, sizeof text));
  } else {
    fprintf(out, " %18.6g", value * factor);
  }
}

static void print_difference(FILE *out, const char *name, double base, difference d, double factor) {
  if (ig_result_is_moment(name)) {
    fprintf(out, " %12s %9s", isnan(d.mean) ? "-" : changed(1, d.mean) ? "moved" : "=", "");
    return;
  }
  if (!changed(base, d.mean)) {
    fprintf(out, " %12s %9s", isnan(d.mean) ? "-" : "=", "");
  } else if (base != 0) {
    fprintf(out, " %+12.5g %+8.2f%%", d.mean * factor, 100 * d.mean / fabs(base));
  } else {
    fprintf(out, " %+12.5g %9s", d.mean * factor, "");
  }
  if (!isnan(d.half_width) && changed(base, d.mean)) fprintf(out, " +- %-10.4g", d.half_width * factor);
}

/* Returns false where nothing changed and the row was left out. */
static bool print_row(FILE *out, const comparison *c, const ig_kpi *k, bool all) {
  double base = value_of(&c->side[0], k->name), largest = fabs(base), factor = 1;
  bool shown = all || c->n == 1;
  for (size_t s = 1; s < c->n; s++) {
    double value = value_of(&c->side[s], k->name);
    shown |= changed(ig_result_is_moment(k->name) ? 1 : base, value - base) || isnan(value) != isnan(base);
    largest = fmax(largest, fabs(value));
  }
  if (!shown) return false;
  char unit[32] = "local";
  if (!ig_result_is_moment(k->name)) factor = ig_result_unit(k->unit, largest, unit, sizeof unit);
  fprintf(out, "%-42s %-7s", k->name, unit);
  print_value(out, &c->side[0], k->name, base, factor);
  for (size_t s = 1; s < c->n; s++) {
    print_value(out, &c->side[s], k->name, value_of(&c->side[s], k->name), factor);
    print_difference(out, k->name, base, difference_of(c, s, k->name), factor);
  }
  fprintf(out, "\n");
  return true;
}

/* The KPIs of one side that no earlier side has. Returns how many were left out, since nothing changed. */
static size_t print_rows(FILE *out, const comparison *c, size_t s, bool all) {
  const ig_kpis *kpis = c->side[s].result[0]->kpis;
  size_t hidden = 0;
  for (size_t i = 0; kpis && i < kpis->n; i++) {
    const char *name = kpis->kpi[i].name;
    bool printed = !strncmp(name, "audit_", 6);
    for (size_t k = 0; k < s; k++) printed |= ig_kpi_find(c->side[k].result[0]->kpis, name) != NULL;
    if (!printed) hidden += !print_row(out, c, &kpis->kpi[i], all);
  }
  return hidden;
}

static void print_sides(FILE *out, const comparison *c, bool all) {
  for (size_t s = 0; s < c->n; s++) {
    const side *one = &c->side[s];
    fprintf(out, "%s %zu: %s (", s ? "side" : "base", s, one->result[0]->title);
    for (size_t i = 0; i < one->n; i++)
      fprintf(out, "%s%s, seed %lld", i ? "; " : "", one->result[i]->path, (long long)one->result[i]->seed);
    fprintf(out, ")\n");
    if (s) ig_result_keys(out, c->side[0].result[0], one->result[0], all ? SIZE_MAX : KEYS_MOST);
  }
}

static void print_notes(FILE *out, const comparison *c) {
  size_t pairs = c->side[0].n;
  bool several = false;
  for (size_t s = 0; s < c->n; s++) several |= c->side[s].n > 1;
  if (c->n == 1) fprintf(out, "one scenario only: the results differ in nothing but their seed\n");
  if (c->n > 1 && !c->paired)
    fprintf(out, "not paired: no seed in common; differences of means, without an interval\n");
  if (c->n > 1 && c->paired && pairs > 1)
    fprintf(
        out,
        "differences are paired by seed; +- is the half-width of the 95 %% interval of their mean (Student's t, %zu "
        "pairs)\n",
        pairs);
  fprintf(out, "times: local clock%s\n",
          several ? "; of several seeds the median hour of the day, since dates have no mean" : "");
}

static void warn_of(const ig_result *a, const ig_result *b) {
  char one[IG_CLOCK_TEXT], two[IG_CLOCK_TEXT];
  if (a->end_s - a->begin_s != b->end_s - b->begin_s)
    fprintf(stderr, "issygrid: warning: %s covers %s, %s %s: energies do not compare\n", a->path,
            ig_clock_duration_text(a->end_s - a->begin_s, one), b->path,
            ig_clock_duration_text(b->end_s - b->begin_s, two));
  else if (a->begin_s != b->begin_s)
    fprintf(stderr, "issygrid: warning: %s begins at %s, %s at %s: another weather and calendar\n", a->path,
            ig_clock_text(&a->clock, a->begin_s, one), b->path, ig_clock_text(&b->clock, b->begin_s, two));
  if (a->homes != b->homes)
    fprintf(stderr, "issygrid: warning: %s has %lld homes, %s %lld: sums do not compare\n", a->path,
            (long long)a->homes, b->path, (long long)b->homes);
}

void ig_result_compare(FILE *out, const ig_result *results, size_t n, bool all) {
  comparison c = make_sides(out, results, n);
  pair_seeds(out, &c);
  for (size_t s = 1; s < c.n; s++) warn_of(c.side[0].result[0], c.side[s].result[0]);
  print_sides(out, &c, all);
  print_notes(out, &c);
  fprintf(out, "\n%-42s %-7s %18s", "kpi", "unit", "base");
  for (size_t s = 1; s < c.n; s++) fprintf(out, " %16s %zu %12s %9s", "side", s, "difference", "");
  fprintf(out, "\n");
  size_t hidden = 0;
  for (size_t s = 0; s < c.n; s++) hidden += print_rows(out, &c, s, all);
  if (hidden) fprintf(out, "\n%zu KPIs did not change; --all shows them too\n", hidden);
  free(c.side);
}
