/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPIs: scalars with a unit and a meaning, computed at the end of a run and stored as kpi_<name>; the same
 * numbers that info and compare print. */
#ifndef IG_KPI_H
#define IG_KPI_H

#include <hdf5.h>

#include "sim/engine.h"

typedef struct ig_kpi {
  char name[96], unit[32], doc[200];
  double value;
  bool main; /* the model said so */
} ig_kpi;

struct ig_kpis {
  ig_kpi *kpi;
  size_t n, capacity;
  char *warnings; /* lines; NULL: none */
};

/* All KPIs of a finished run: of the parts, of carbon, of the audits, totals of the models, and what the
 * models report themselves. */
ig_kpis *ig_kpi_collect(const ig_engine *engine);
bool ig_kpi_write(const ig_kpis *kpis, hid_t file);
/* Reads the KPIs of a result, in the order in which they were written. NULL if there are none. */
ig_kpis *ig_kpi_read(hid_t file);
const ig_kpi *ig_kpi_find(const ig_kpis *kpis, const char *name);
void ig_kpi_free(ig_kpis *kpis);

#endif
