/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the solar tables of the reference folder. */
#ifndef TESTS_SOLAR_TABLES_H
#define TESTS_SOLAR_TABLES_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The tables' site, and the days of their rows: every 10 minutes of the 21st of January, June, September and December
 * 2023, UTC. */
static const double LAT = 48.824, LON = 2.270;
static inline double table_time_s(int row) {
  static const double day[4] = {1674259200, 1687305600, 1695254400, 1703116800};
  return day[row / 144] + row % 144 * 600;
}

/* Opens a reference table, or says that it is absent and returns NULL. */
static inline FILE *reference(const char *name) {
  const char *root = getenv("ISSYGRID_REFERENCE");
  char path[1024];
  snprintf(path, sizeof path, "%s/%s", root != NULL ? root : IG_SOURCE_DIR "/../shared/reference", name);
  FILE *file = fopen(path, "r");
  if (file == NULL) fprintf(stderr, "skipped: no reference data at %s\n", path);
  return file;
}

/* Reads the numbers of the next line from field `skip` on into v (empty fields become NaN). */
static inline int numbers(FILE *file, int skip, double *v, int n) {
  char line[1024];
  if (fgets(line, sizeof line, file) == NULL) return 0;
  char *p = line;
  int field = 0, read = 0;
  for (;; field++) {
    char *end = p + strcspn(p, ",\n");
    char last = *end;
    *end = '\0';
    if (field >= skip && read < n) v[read++] = *p == '\0' ? (double)NAN : atof(p);
    if (last != ',') return read;
    p = end + 1;
  }
}

static inline double angle(double a, double b) { return fabs(remainder(a - b, 360.0)); }

#endif
