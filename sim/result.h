/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading finished results: what `info` and `compare` print. */
#ifndef IG_RESULT_H
#define IG_RESULT_H

#include <stdio.h>

#include "sim/kpi.h"

typedef struct ig_result {
  char *path, *title, *vintage, *network;
  int64_t seed, begin_s, end_s, recorded_until_s;
  bool complete;
  uint64_t policy; /* same for runs that differ in their seed only */
  ig_clock clock;
  ig_kpis *kpis; /* NULL unless complete */
} ig_result;

/* False after a message to stderr. */
bool ig_result_open(ig_result *result, const char *path);
void ig_result_free(ig_result *result);

/* KPIs of one result, as a table of the parts and a list of the rest. */
void ig_result_print(FILE *out, const ig_result *result);

/* Side by side: the first result (or the results that share its policy) is the base. With several seeds on
 * both sides, differences are paired by seed and come with their 95 % interval. */
void ig_result_compare(FILE *out, const ig_result *results, size_t n);

#endif
