/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/result.h"

/* A side of a comparison: the results of one policy, one or more seeds. */
typedef struct side {
  const ig_result *result[256];
  size_t n;
} side;

/* Two results are of one side when their scenarios differ in nothing but seed and title. */
static size_t make_sides(const ig_result *results, size_t n, side *sides) {
  size_t n_sides = 0;
  for (size_t i = 0; i < n; i++) {
    size_t s = 0;
    while (s < n_sides && sides[s].result[0]->policy != results[i].policy) s++;
    if (s == n_sides) n_sides++;
    if (sides[s].n < IG_COUNT(sides[s].result)) sides[s].result[sides[s].n++] = &results[i];
  }
  return n_sides;
}

static double kpi_of(const ig_result *r, const char *name) {
  const ig_kpi *k = r->kpis ? ig_kpi_find(r->kpis, name) : NULL;
  return k ? k->value : IG_NAN;
}

static double mean_of(const side *s, const char *name) {
  double sum = 0;
  for (size_t i = 0; i < s->n; i++) sum += kpi_of(s->result[i], name);
  return sum / (double)s->n;
}

typedef struct difference {
  double mean, half_width; /* half_width: of the 95 % interval; NaN with fewer than two pairs */
  size_t pairs;
} difference;

/* Differences of runs with the same seed: the dice are the same, so what is left is the policy. */
static difference paired(const side *base, const side *other, const char *name) {
  double sum = 0, squares = 0;
  size_t n = 0;
  for (size_t i = 0; i < base->n; i++)
    for (size_t k = 0; k < other->n; k++)
      if (base->result[i]->seed == other->result[k]->seed) {
        double d = kpi_of(other->result[k], name) - kpi_of(base->result[i], name);
        sum += d, squares += d * d, n++;
      }
  if (n == 0) return (difference){mean_of(other, name) - mean_of(base, name), IG_NAN, 0};
  double mean = sum / (double)n,
         variance = n > 1 ? fmax(0, (squares - (double)n * mean * mean) / (double)(n - 1)) : IG_NAN;
  return (difference){mean, n > 1 ? gsl_cdf_tdist_Pinv(0.975, (double)(n - 1)) * sqrt(variance / (double)n) : IG_NAN,
                      n};
}

static bool ends_with(const char *name, const char *end) {
  size_t n = strlen(name), m = strlen(end);
  return n >= m && !strcmp(name + n - m, end);
}

static bool is_moment(const char *name) { return ends_with(name, "peak_time") || ends_with(name, "peak_30min_time"); }

static void print_value(FILE *out, const ig_result *r, const char *name, double v) {
  if (isnan(v)) {
    fprintf(out, " %16s", "-");
  } else if (is_moment(name)) {
    ig_local t = ig_clock_local(&r->clock, r->begin_s + (int64_t)v);
    fprintf(out, " %04d-%02d-%02d %02d:%02d", t.date.year, t.date.month, t.date.day, t.second_of_day / 3600,
            t.second_of_day / 60 % 60);
  } else {
    fprintf(out, " %16.6g", v);
  }
}

/* A difference below 1e-7 of the value is rounding, not a change. */
static bool changed(double base, double delta) { return !isnan(delta) && fabs(delta) > 1e-7 * fabs(base); }

static void print_difference(FILE *out, const char *name, double base, difference d) {
  if (is_moment(name)) {
    fprintf(out, " %12s %9s", changed(1, d.mean) ? "moved" : "=", "");
    return;
  }
  if (!changed(base, d.mean)) {
    fprintf(out, " %12s %9s", isnan(d.mean) ? "-" : "=", "");
  } else if (base != 0) {
    fprintf(out, " %+12.6g %+8.2f%%", d.mean, 100 * d.mean / fabs(base));
  } else {
    fprintf(out, " %+12.6g %9s", d.mean, "");
  }
  if (!isnan(d.half_width)) fprintf(out, " +- %-10.4g", d.half_width);
}

static void print_row(FILE *out, const side *sides, size_t n_sides, const ig_kpi *k) {
  double base = mean_of(&sides[0], k->name);
  fprintf(out, "%-42s %-6s", k->name, strcmp(k->unit, "1") ? k->unit : "");
  print_value(out, sides[0].result[0], k->name, base);
  for (size_t s = 1; s < n_sides; s++) {
    print_value(out, sides[s].result[0], k->name, mean_of(&sides[s], k->name));
    print_difference(out, k->name, base, paired(&sides[0], &sides[s], k->name));
  }
  fprintf(out, "\n");
}

static void print_head(FILE *out, const side *sides, size_t n_sides) {
  for (size_t s = 0; s < n_sides; s++) {
    fprintf(out, "%s %zu: %s (", s ? "side" : "base", s, sides[s].result[0]->title ? sides[s].result[0]->title : "");
    for (size_t i = 0; i < sides[s].n; i++)
      fprintf(out, "%s%s, seed %lld", i ? "; " : "", sides[s].result[i]->path, (long long)sides[s].result[i]->seed);
    fprintf(out, ")\n");
  }
  if (n_sides > 1 && sides[0].n > 1)
    fprintf(out,
            "differences are paired by seed; +- is the half-width of the 95 %% interval of their mean (Student's t)\n");
  fprintf(out, "\n%-42s %-6s %16s", "kpi", "unit", "base");
  for (size_t s = 1; s < n_sides; s++) fprintf(out, " %14s %zu %12s %9s", "side", s, "difference", "");
  fprintf(out, "\n");
}

void ig_result_compare(FILE *out, const ig_result *results, size_t n) {
  side *sides = calloc(n, sizeof *sides);
  size_t n_sides = make_sides(results, n, sides);
  print_head(out, sides, n_sides);
  const ig_kpis *kpis = sides[0].result[0]->kpis;
  for (size_t i = 0; kpis && i < kpis->n; i++)
    if (strncmp(kpis->kpi[i].name, "audit_", 6)) print_row(out, sides, n_sides, &kpis->kpi[i]);
  free(sides);
}
