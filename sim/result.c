/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/h5.h"
#include "sim/lock.h"

/* What people call the run: its title, else the name of the file. */
static char *read_title(hid_t file, const char *path) {
  char *title = ig_h5_read_text(file, "title");
  const char *slash = strrchr(path, '/');
  if (title && *title && strcmp(title, "issygrid run")) return title;
  free(title);
  return strdup(slash ? slash + 1 : path);
}

static int64_t count_of(hid_t file, const char *dimension) {
  if (H5Lexists(file, dimension, H5P_DEFAULT) <= 0) return 0;
  hid_t set = H5Dopen2(file, dimension, H5P_DEFAULT), space = H5Dget_space(set);
  int64_t n = H5Sget_simple_extent_npoints(space);
  H5Sclose(space);
  H5Dclose(set);
  return n;
}

bool ig_result_open(ig_result *r, const char *path) {
  ig_h5_init();
  *r = (ig_result){.path = strdup(path)};
  long writer = ig_lock_holder(path);
  if (writer) {
    fprintf(stderr, "issygrid: %s is being written by another run (process %ld); try when it has ended\n", path,
            writer);
    return false;
  }
  hid_t file = ig_h5_open(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  int64_t complete = 0, offset = 0, summer = 0;
  if (file < 0) {
    fprintf(stderr, "issygrid: cannot read %s: %s\n", path, ig_h5_reason());
    return false;
  }
  bool ours = ig_h5_read_int(file, "complete", &complete) && ig_h5_read_int(file, "begin_s", &r->begin_s) &&
              ig_h5_read_int(file, "end_s", &r->end_s);
  if (ours) {
    ig_h5_read_int(file, "seed", &r->seed);
    ig_h5_read_int(file, "recorded_until_s", &r->recorded_until_s);
    ig_h5_read_int(file, "utc_offset_s", &offset);
    ig_h5_read_int(file, "summer_time", &summer);
    hid_t attr = H5Aopen(file, "policy", H5P_DEFAULT);
    if (attr >= 0) {
      H5Aread(attr, H5T_NATIVE_UINT64, &r->policy);
      H5Aclose(attr);
    }
    r->complete = complete != 0;
    r->clock = (ig_clock){.utc_offset_s = (int32_t)offset, .summer_time = summer ? IG_SUMMER_EU : IG_SUMMER_NONE};
    r->title = read_title(file, path);
    r->scenario = ig_h5_read_text(file, "scenario");
    r->homes = count_of(file, "home");
    r->vintage = ig_h5_read_text(file, "vintage");
    r->network = ig_h5_read_text(file, "network");
    if (r->complete) r->kpis = ig_kpi_read(file);
  } else {
    fprintf(stderr, "issygrid: %s is not a result of issygrid\n", path);
  }
  H5Fclose(file);
  return ours;
}

void ig_result_free(ig_result *r) {
  free(r->path);
  free(r->title);
  free(r->vintage);
  free(r->network);
  free(r->scenario);
  ig_kpi_free(r->kpis);
}

static bool ends_with(const char *name, const char *end) {
  size_t n = strlen(name), m = strlen(end);
  return n >= m && !strcmp(name + n - m, end);
}

static double of_part(const ig_result *r, const char *part, const char *what) {
  char name[160];
  snprintf(name, sizeof name, "%s_%s", part, what);
  const ig_kpi *k = ig_kpi_find(r->kpis, name);
  return k ? k->value : IG_NAN;
}

/* --- the table of parts --------------------------------------------------------------------------- */

/* Units of the table's columns, one for all rows, by the district's size. */
typedef struct columns {
  double energy, peak, carbon;
  char energy_unit[32], peak_unit[32], carbon_unit[32];
} columns;

static columns columns_of(const ig_result *r) {
  columns c;
  c.energy = ig_result_unit("kW h", of_part(r, "district", "energy"), c.energy_unit, sizeof c.energy_unit);
  c.peak = ig_result_unit("kW", of_part(r, "district", "peak"), c.peak_unit, sizeof c.peak_unit);
  c.carbon = ig_result_unit("kg", of_part(r, "district", "carbon"), c.carbon_unit, sizeof c.carbon_unit);
  return c;
}

static void print_part(FILE *out, const ig_result *r, const columns *c, const char *part) {
  char peak_time[IG_CLOCK_TEXT], hour[16] = "-", share[16] = "";
  double h = of_part(r, part, "winter_weekday_peak_hour"), s = of_part(r, part, "share");
  ig_result_text(r, "peak_time", of_part(r, part, "peak_time"), 1, peak_time, sizeof peak_time);
  if (!isnan(h)) snprintf(hour, sizeof hour, "%02d:%02d", (int)h, (int)(h * 60) % 60);
  if (!isnan(s)) snprintf(share, sizeof share, "%.1f %%", 100 * s);
  fprintf(out, "%-10s %12.1f %8s %10.1f  %-16s %8.3f %8s %11.1f\n", part, of_part(r, part, "energy") * c->energy, share,
          of_part(r, part, "peak") * c->peak, peak_time, of_part(r, part, "load_factor"), hour,
          of_part(r, part, "carbon") * c->carbon);
}

static void print_parts(FILE *out, const ig_result *r) {
  columns c = columns_of(r);
  fprintf(out, "\n%-10s %12s %8s %10s  %-16s %8s %8s %11s\n", "part", "energy", "share", "peak", "peak at", "load",
          "winter", "carbon");
  fprintf(out, "%-10s %12s %8s %10s  %-16s %8s %8s %8s %s\n", "", c.energy_unit, "", c.peak_unit, "local time",
          "factor", "peak at", c.carbon_unit, "CO2");
  for (size_t i = 0; i < r->kpis->n; i++) {
    const char *name = r->kpis->kpi[i].name;
    if (!ends_with(name, "_energy") || isnan(of_part(r, "district", "energy"))) continue;
    char part[96];
    snprintf(part, sizeof part, "%.*s", (int)(strlen(name) - strlen("_energy")), name);
    if (!isnan(of_part(r, part, "peak_time"))) print_part(out, r, &c, part);
  }
}

/* Is this KPI a cell of the table of parts: "<part>_<column>"? */
static bool in_part_table(const ig_result *r, const char *name) {
  static const char *const column[] = {"energy",     "share",           "peak",        "peak_time",
                                       "peak_30min", "peak_30min_time", "load_factor", "winter_weekday_peak_hour",
                                       "carbon"};
  for (size_t i = 0; i < IG_COUNT(column); i++) {
    char part[96];
    if (!ends_with(name, column[i]) || strlen(name) <= strlen(column[i])) continue;
    snprintf(part, sizeof part, "%.*s", (int)(strlen(name) - strlen(column[i]) - 1), name);
    if (!isnan(of_part(r, part, "peak_time"))) return true;
  }
  return false;
}

/* --- the list of KPIs ----------------------------------------------------------------------------- */

/* Does the model of this KPI, which is what its name begins with, say which of its KPIs are the main ones? */
static bool has_main(const ig_result *r, const char *name, size_t prefix) {
  for (size_t i = 0; i < r->kpis->n; i++)
    if (r->kpis->kpi[i].main && !strncmp(r->kpis->kpi[i].name, name, prefix + 1)) return true;
  return false;
}

/* Main KPIs: those of the district, and those a model says are; else the first three that it reports itself (not sums
 * over its units). */
static bool is_main(const ig_result *r, size_t index) {
  enum { MOST = 3 };
  static const char *const of_parts[] = {"winter_peak_30min", "winter_peak_30min_time", "night_over_peak",
                                         "weekend_over_weekday"};
  const char *name = r->kpis->kpi[index].name;
  size_t prefix = strcspn(name, "_"), before = 0;
  if (has_main(r, name, prefix)) return r->kpis->kpi[index].main;
  if (!strncmp(name, "district_", 9) || !strcmp(name, "audit_balance_residual")) return true;
  if (!strncmp(name, "audit_", 6) || ends_with(r->kpis->kpi[index].doc, "sum over all units")) return false;
  for (size_t i = 0; i < IG_COUNT(of_parts); i++)
    if (!strcmp(name + prefix + (name[prefix] != 0), of_parts[i])) return false;
  for (size_t i = 0; i < index; i++) {
    const char *other = r->kpis->kpi[i].name;
    before += !strncmp(other, name, prefix + 1) && !in_part_table(r, other) && is_main(r, i);
  }
  return before < MOST;
}

static void print_kpis(FILE *out, const ig_result *r, bool all) {
  size_t hidden = 0;
  fprintf(out, "\n");
  for (size_t i = 0; i < r->kpis->n; i++) {
    const ig_kpi *k = &r->kpis->kpi[i];
    char text[40], unit[32] = "local";
    if (!all && (in_part_table(r, k->name) || !is_main(r, i))) {
      hidden++;
      continue;
    }
    double factor = ig_result_is_moment(k->name) ? 1 : ig_result_unit(k->unit, fabs(k->value), unit, sizeof unit);
    fprintf(out, "%-42s %16s %-7s %s\n", k->name, ig_result_text(r, k->name, k->value, factor, text, sizeof text), unit,
            k->doc);
  }
  if (hidden) fprintf(out, "\n%zu more KPIs with --all\n", hidden);
}

/* Figures of a year from less than one hold the season of the run, scaled up. */
static void print_note_on_years(FILE *out, const ig_result *r) {
  char duration[IG_CLOCK_TEXT];
  bool scaled = false;
  if (r->end_s - r->begin_s >= 365LL * IG_DAY_S) return;
  for (size_t i = 0; i < r->kpis->n; i++) {
    const char *doc = r->kpis->kpi[i].doc;
    scaled |= strstr(doc, "scaled to 365 days") || strstr(doc, "a year of 8,760 h") || strstr(doc, "a home and year");
  }
  if (scaled)
    fprintf(out,
            "warning: shorter than a year: KPIs of a home or lamp and year are scaled up from %s, season included\n",
            ig_clock_duration_text(r->end_s - r->begin_s, duration));
}

static void print_warnings(FILE *out, const ig_result *r) {
  for (const char *line = r->kpis->warnings; line; line = strchr(line, '\n')) {
    line += *line == '\n';
    fprintf(out, "warning: %.*s\n", (int)strcspn(line, "\n"), line);
  }
}

void ig_result_print(FILE *out, const ig_result *r, bool all) {
  char duration[IG_CLOCK_TEXT], begin[IG_CLOCK_TEXT], until[IG_CLOCK_TEXT];
  fprintf(out, "%s\n%s from %s, seed %lld, %s\n", r->title, ig_clock_duration_text(r->end_s - r->begin_s, duration),
          ig_clock_zone_text(&r->clock, r->begin_s, begin), (long long)r->seed, r->path);
  if (!r->kpis) {
    fprintf(out, "not complete: recorded up to %s; `issygrid run SCENARIO -o %s --resume` goes on\n",
            ig_clock_zone_text(&r->clock, r->recorded_until_s, until), r->path);
    return;
  }
  if (r->network) fprintf(out, "network: %s\n", r->network);
  print_warnings(out, r);
  print_note_on_years(out, r);
  print_parts(out, r);
  print_kpis(out, r, all);
}
