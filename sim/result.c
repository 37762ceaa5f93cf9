/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/result.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/h5.h"

bool ig_result_open(ig_result *r, const char *path) {
  ig_h5_init();
  *r = (ig_result){.path = strdup(path)};
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
    r->title = ig_h5_read_text(file, "title");
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
  ig_kpi_free(r->kpis);
}

static bool ends_with(const char *name, const char *end) {
  size_t n = strlen(name), m = strlen(end);
  return n >= m && !strcmp(name + n - m, end);
}

/* Moments are stored as seconds after the start; people read them as local clock time. */
static const char *value_text(const ig_result *r, const ig_kpi *k, double value, char *buf, size_t size) {
  if (isnan(value)) {
    snprintf(buf, size, "-");
  } else if (ends_with(k->name, "peak_time") || ends_with(k->name, "peak_30min_time")) {
    ig_local t = ig_clock_local(&r->clock, r->begin_s + (int64_t)value);
    snprintf(buf, size, "%04d-%02d-%02d %02d:%02d", t.date.year, t.date.month, t.date.day, t.second_of_day / 3600,
             t.second_of_day / 60 % 60);
  } else if (fabs(value) >= 1000) {
    snprintf(buf, size, "%.0f", value);
  } else if (value != 0 && fabs(value) < 0.001) {
    snprintf(buf, size, "%.1e", value);
  } else {
    snprintf(buf, size, "%.4g", value);
  }
  return buf;
}

static double of_part(const ig_result *r, const char *part, const char *what) {
  char name[160];
  snprintf(name, sizeof name, "%s_%s", part, what);
  const ig_kpi *k = ig_kpi_find(r->kpis, name);
  return k ? k->value : IG_NAN;
}

static void print_part(FILE *out, const ig_result *r, const char *part) {
  char peak_time[40], hour[16] = "-", share[16] = "";
  ig_kpi time = {.name = "peak_time"};
  double h = of_part(r, part, "winter_weekday_peak_hour"), s = of_part(r, part, "share");
  value_text(r, &time, of_part(r, part, "peak_time"), peak_time, sizeof peak_time);
  if (!isnan(h)) snprintf(hour, sizeof hour, "%02d:%02d", (int)h, (int)(h * 60) % 60);
  if (!isnan(s)) snprintf(share, sizeof share, "%.1f %%", 100 * s);
  fprintf(out, "%-10s %12.1f %8s %10.1f  %-16s %8.3f %8s %11.1f\n", part, of_part(r, part, "energy") / 1e3, share,
          of_part(r, part, "peak"), peak_time, of_part(r, part, "load_factor"), hour, of_part(r, part, "carbon") / 1e3);
}

/* Is this KPI a cell of the table of parts: "<part>_<column>"? */
static bool in_part_table(const ig_result *r, const char *name) {
  static const char *column[] = {"energy",     "share",           "peak",        "peak_time",
                                 "peak_30min", "peak_30min_time", "load_factor", "winter_weekday_peak_hour",
                                 "carbon"};
  for (size_t i = 0; i < IG_COUNT(column); i++) {
    char part[96];
    if (!ends_with(name, column[i]) || strlen(name) <= strlen(column[i])) continue;
    snprintf(part, sizeof part, "%.*s", (int)(strlen(name) - strlen(column[i]) - 1), name);
    if (!isnan(of_part(r, part, "load_factor"))) return true;
  }
  return false;
}

void ig_result_print(FILE *out, const ig_result *r) {
  ig_date a = ig_clock_local(&r->clock, r->begin_s).date;
  double days = (double)(r->end_s - r->begin_s) / IG_DAY_S;
  fprintf(out, "%s\n%g days from %04d-%02d-%02d, seed %lld, %s\n", r->title ? r->title : "", days, a.year, a.month,
          a.day, (long long)r->seed, r->path);
  if (!r->kpis) {
    ig_date u = ig_clock_local(&r->clock, r->recorded_until_s).date;
    fprintf(out, "not complete: recorded up to %04d-%02d-%02d; `issygrid run SCENARIO -o %s --resume` goes on\n",
            u.year, u.month, u.day, r->path);
    return;
  }
  if (r->network) fprintf(out, "network: %s\n", r->network);
  fprintf(out, "\n%-10s %12s %8s %10s  %-16s %8s %8s %11s\n", "part", "energy", "share", "peak", "peak at", "load",
          "winter", "carbon");
  fprintf(out, "%-10s %12s %8s %10s  %-16s %8s %8s %11s\n", "", "MWh", "", "kW", "", "factor", "peak at", "t CO2e");
  for (size_t i = 0; i < r->kpis->n; i++) {
    const char *name = r->kpis->kpi[i].name;
    if (!ends_with(name, "_energy") || isnan(of_part(r, "district", "energy"))) continue;
    char part[96];
    snprintf(part, sizeof part, "%.*s", (int)(strlen(name) - strlen("_energy")), name);
    if (!isnan(of_part(r, part, "load_factor"))) print_part(out, r, part);
  }
  fprintf(out, "\n");
  for (size_t i = 0; i < r->kpis->n; i++) {
    const ig_kpi *k = &r->kpis->kpi[i];
    char text[40];
    if (!in_part_table(r, k->name))
      fprintf(out, "%-42s %12s %-6s %s\n", k->name, value_text(r, k, k->value, text, sizeof text),
              strcmp(k->unit, "1") ? k->unit : "", k->doc);
  }
}
