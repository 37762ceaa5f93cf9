/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading finished results: what `info` and `compare` print. */
#ifndef IG_RESULT_H
#define IG_RESULT_H

#include <stdio.h>

#include "sim/kpi.h"

typedef struct ig_result {
  char *path, *title, *vintage, *network, *scenario; /* title: its own, else the file's name */
  int64_t seed, begin_s, end_s, recorded_until_s;
  int64_t homes; /* how many it has */
  bool complete;
  uint64_t policy; /* same for runs that differ in their seed only */
  ig_clock clock;
  ig_kpis *kpis; /* NULL unless complete */
} ig_result;

/* False after a message to stderr. */
bool ig_result_open(ig_result *result, const char *path);
void ig_result_free(ig_result *result);

/* A table of the parts and the main KPIs of one result; with `all` every KPI. */
void ig_result_print(FILE *out, const ig_result *result, bool all);

/* Side by side: the first result (or the results that share its policy) is the base. With several seeds on
 * both sides, differences are paired by seed and come with their 95 % interval. What did not change is left out
 * unless `all`. Results that hardly compare are warned of on stderr. */
void ig_result_compare(FILE *out, const ig_result *results, size_t n, bool all);
/* The keys in which two resolved scenarios differ, one a line, `most` at most; titles and seeds do not count. */
void ig_result_keys(FILE *out, const ig_result *base, const ig_result *other, size_t most);

/* --- texts ---------------------------------------------------------------------------------------- */

/* Is this KPI a moment: stored as seconds after the start, read as local clock time? */
bool ig_result_is_moment(const char *kpi);
/* The unit to show values up to `largest` in, "MWh" for many "kW h"; returns what to multiply them with. */
double ig_result_unit(const char *unit, double largest, char *buf, size_t size);
/* A KPI's value times `factor`, or its moment; "-" where there is none. Returns buf. */
const char *ig_result_text(const ig_result *result, const char *kpi, double value, double factor, char *buf,
                           size_t size);

#endif
