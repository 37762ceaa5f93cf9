/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/kpi.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/h5.h"

static const double J_kWh = 3.6e6;

void ig_kpis_add(ig_kpis *kpis, const char *name, double value, const char *unit, const char *doc) {
  if (kpis->n == kpis->capacity) {
    kpis->capacity = kpis->capacity ? 2 * kpis->capacity : 64;
    kpis->kpi = realloc(kpis->kpi, kpis->capacity * sizeof *kpis->kpi);
  }
  ig_kpi *k = &kpis->kpi[kpis->n++];
  k->main = false;
  snprintf(k->name, sizeof k->name, "%s", name);
  for (char *c = k->name; *c; c++)
    if (*c == '.') *c = '_';
  snprintf(k->unit, sizeof k->unit, "%s", unit);
  snprintf(k->doc, sizeof k->doc, "%s", doc);
  k->value = value;
  for (size_t i = 0; i + 1 < kpis->n; i++) assert(strcmp(kpis->kpi[i].name, k->name) && "two KPIs of one name");
}

void ig_kpis_main(ig_kpis *kpis, const char *name) {
  for (size_t i = 0; i < kpis->n; i++)
    if (!strcmp(kpis->kpi[i].name, name)) kpis->kpi[i].main = true;
}

void ig_kpis_warn(ig_kpis *kpis, const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  size_t before = kpis->warnings ? strlen(kpis->warnings) : 0;
  char *all = realloc(kpis->warnings, before + strlen(text) + 2);
  if (!all) return;
  kpis->warnings = all;
  sprintf(all + before, "%s%s", before ? "\n" : "", text);
}

static void add_of(ig_kpis *kpis, const char *part, const char *what, double value, const char *unit, const char *doc) {
  char name[96];
  snprintf(name, sizeof name, "%s_%s", part, what);
  ig_kpis_add(kpis, name, value, unit, doc);
}

/* Mean of the mean-day table over seasons [s0, s1) for one day type, at one half-hour. */
static double mean_of(const ig_part_sums *s, int season, int day_type, int half_hour) {
  int i = (season * IG_DAY_TYPES + day_type) * IG_HALF_HOURS + half_hour;
  return s->mean_day_n[i] > 0 ? s->mean_day_W[i] / s->mean_day_n[i] : IG_NAN;
}

/* A part that produces peaks where it produces most. */
static double sign_of(const ig_part_sums *s) { return s->energy_J < 0 ? -1 : 1; }

/* Centre, in hours of the local clock, of the half-hour with the highest mean on winter weekdays. */
static double winter_peak_hour(const ig_part_sums *s) {
  int best = -1;
  double sign = sign_of(s), most = 0;
  for (int h = 0; h < IG_HALF_HOURS; h++) {
    double mean_W = sign * mean_of(s, 0, 0, h);
    if (!isnan(mean_W) && (best < 0 || mean_W > most)) best = h, most = mean_W;
  }
  return best < 0 ? IG_NAN : best * 0.5 + 0.25;
}

/* Mean power over all seasons of one day type between two half-hours. */
static double mean_power(const ig_part_sums *s, int day_type, int from, int to) {
  double sum = 0, n = 0;
  for (int season = 0; season < IG_SEASONS; season++)
    for (int h = from; h < to; h++) {
      int i = (season * IG_DAY_TYPES + day_type) * IG_HALF_HOURS + h;
      sum += s->mean_day_W[i], n += s->mean_day_n[i];
    }
  return n > 0 ? sum / n : IG_NAN;
}

static double weekday_peak_W(const ig_part_sums *s) {
  double best = IG_NAN;
  for (int h = 0; h < IG_HALF_HOURS; h++) {
    double p = mean_power(s, 0, h, h + 1);
    if (!isnan(p) && (isnan(best) || sign_of(s) * (p - best) > 0)) best = p;
  }
  return best;
}

static double weekend_over_weekday(const ig_part_sums *s) {
  double n[2] = {0}, sum[2] = {0};
  for (int season = 0; season < IG_SEASONS; season++)
    for (int type = 0; type < IG_DAY_TYPES; type++)
      for (int h = 0; h < IG_HALF_HOURS; h++) {
        int i = (season * IG_DAY_TYPES + type) * IG_HALF_HOURS + h;
        sum[type > 0] += s->mean_day_W[i], n[type > 0] += s->mean_day_n[i];
      }
  return n[0] > 0 && n[1] > 0 ? sum[1] / n[1] / (sum[0] / n[0]) : IG_NAN;
}

static void add_part(ig_kpis *kpis, const ig_engine *e, size_t p) {
  const ig_part_sums *s = &e->sums[p], *all = &e->sums[e->n_parts];
  const ig_site *site = &e->district->site;
  const char *part = p == e->n_parts ? "district" : e->part[p];
  double mean_W = s->energy_J / (double)(site->end_s - site->record_s);
  add_of(kpis, part, "energy", s->energy_J / J_kWh, "kW h", "electricity over the recorded time");
  if (p < e->n_parts)
    add_of(kpis, part, "share", all->energy_J != 0 ? s->energy_J / all->energy_J : IG_NAN, "1",
           "share of the district's electricity");
  add_of(kpis, part, "peak", s->peak_W / 1e3, "kW", "largest mean power of a step; negative: production");
  add_of(kpis, part, "peak_time", (double)(s->peak_s - site->record_s), "s",
         "begin of that step (stored: seconds after the start of recording)");
  add_of(kpis, part, "peak_30min", s->peak_30min_W / 1e3, "kW", "largest mean power of a half-hour");
  add_of(kpis, part, "peak_30min_time", (double)(s->peak_30min_s - site->record_s), "s",
         "begin of that half-hour (stored: seconds after the start of recording)");
  bool winter = s->winter_n > 0;
  add_of(kpis, part, "winter_peak_30min", winter ? s->winter_peak_30min_W / 1e3 : IG_NAN, "kW",
         "largest mean power of a half-hour in the heating season, October to March");
  add_of(kpis, part, "winter_peak_30min_time", winter ? (double)(s->winter_peak_30min_s - site->record_s) : IG_NAN, "s",
         "begin of that half-hour (stored: seconds after the start of recording)");
  add_of(kpis, part, "load_factor", s->peak_W != 0 ? mean_W / s->peak_W : IG_NAN, "1",
         "mean power over the peak of a step");
  add_of(kpis, part, "winter_weekday_peak_hour", winter_peak_hour(s), "h",
         "centre of the half-hour with the highest mean, weekdays December to February, local clock");
  add_of(kpis, part, "night_over_peak", mean_power(s, 0, 2, 8) / weekday_peak_W(s), "1",
         "mean power from 1 to 4 h over the highest half-hour mean, weekdays");
  add_of(kpis, part, "weekend_over_weekday", weekend_over_weekday(s), "1",
         "energy of a Saturday, Sunday or holiday over that of a weekday");
}

static double total_of(const ig_batch *b, const ig_field *f) {
  double sum = 0;
  const double *v = *(double **)((char *)b->data + f->offset);
  for (size_t u = 0; u < b->n; u++) sum += v[u];
  return sum;
}

/* Every total of every model, summed over its units; energies in kWh. What has several values a unit is reported by its
 * model. */
static void add_totals(ig_kpis *kpis, const ig_batch *b) {
  if (b->model->table_of) return; /* its owner reports what a sum means there */
  for (size_t i = 0; i < b->model->n_fields; i++) {
    const ig_field *f = &b->model->fields[i];
    if (f->role != IG_TOTAL || f->type != IG_F64 || f->width > 1 || !strncmp(f->name, "audit_", 6)) continue;
    bool energy = !strcmp(f->unit, "Wh") || !strcmp(f->unit, "W h");
    char doc[200];
    int length = (int)strlen(f->doc) - (f->doc[0] && f->doc[strlen(f->doc) - 1] == '.');
    snprintf(doc, sizeof doc, "%.*s; sum over all units", length, f->doc);
    add_of(kpis, b->model->key, f->name, total_of(b, f) * (energy ? 1e-3 : 1.0), energy ? "kW h" : f->unit, doc);
  }
}

static double carrier_g_kWh(const ig_settings *s, const char *carrier) {
  if (!strcmp(carrier, "gas")) return s->carbon_gas_g_kWh;
  if (!strcmp(carrier, "district_heat")) return s->carbon_district_heat_g_kWh;
  assert(false && "a carrier without a carbon factor");
  return IG_NAN;
}

/* Does another model of the district provide what this batch buys of a carrier? */
static bool supplied(const ig_district *d, size_t batch, const char *carrier) {
  bool found = false;
  for (size_t i = 0; i < d->n_supplies; i++)
    found |= d->supply[i].batch == batch && !strcmp(d->supply[i].carrier, carrier);
  return found;
}

/* Carbon of each part: its electricity and what its models buy of other carriers from outside the district, at mean
 * factors. What a plant of the district makes is counted at the plant. */
static void add_carbon(ig_kpis *kpis, const ig_engine *e) {
  const ig_settings *s = &e->district->settings;
  double all_kg = 0;
  for (size_t p = 0; p < e->n_parts; p++) {
    double kg = e->sums[p].energy_J / J_kWh * s->carbon_electricity_g_kWh * 1e-3;
    for (size_t b = 0; b < e->district->n_batches; b++) {
      const ig_batch *batch = &e->district->batch[b];
      if (e->batch_part[b] != (int)p) continue;
      for (size_t i = 0; i < batch->model->n_fields; i++) {
        const ig_field *f = &batch->model->fields[i];
        if (f->role != IG_TOTAL || !f->carrier || supplied(e->district, b, f->carrier)) continue;
        kg += total_of(batch, f) * 1e-3 * carrier_g_kWh(s, f->carrier) * 1e-3;
      }
    }
    add_of(kpis, e->part[p], "carbon", kg, "kg", "CO2-equivalent of all carriers at the scenario's mean factors");
    all_kg += kg;
  }
  ig_kpis_add(kpis, "district_carbon", all_kg, "kg", "CO2-equivalent of all carriers at the scenario's mean factors");
}

static const double *total_named(const ig_batch *b, const char *name) {
  const ig_field *f = ig_field_find(b->model->fields, b->model->n_fields, name);
  return f && f->role == IG_TOTAL ? *(double **)((char *)b->data + f->offset) : NULL;
}

static void add_audit(ig_kpis *kpis, const ig_engine *e) {
  double meters_J = 0, difference = 0, event_Wh = 0;
  for (size_t b = 0; b < e->district->n_batches; b++) {
    const ig_batch *batch = &e->district->batch[b];
    for (size_t u = 0; e->power[b] && u < batch->n; u++) meters_J += e->meter_J[b][u];
    const double *at_events = total_named(batch, "audit_event_energy"),
                 *in_bins = total_named(batch, "audit_binned_energy");
    for (size_t u = 0; at_events && in_bins && u < batch->n; u++) {
      difference += fabs(at_events[u] - in_bins[u]);
      event_Wh += fabs(at_events[u]);
    }
  }
  if (e->network) meters_J += e->sums[e->n_parts - 1].energy_J; /* its losses */
  double import_J = e->sums[e->n_parts].energy_J, scale = fabs(import_J) > 0 ? fabs(import_J) : 1;
  ig_kpis_add(kpis, "audit_balance_residual", fabs(import_J - meters_J) / scale, "1",
              "import less all meters and the losses, relative, over the recorded time");
  ig_kpis_add(kpis, "audit_step_residual", e->worst_step_residual, "1",
              "import less the sum of the parts, relative, worst step");
  ig_kpis_add(kpis, "audit_event_residual", event_Wh > 0 ? difference / event_Wh : 0, "1",
              "energy integrated at events less energy of the step means, relative, summed over units");
}

ig_kpis *ig_kpi_collect(const ig_engine *e) {
  ig_kpis *kpis = calloc(1, sizeof *kpis);
  for (size_t p = 0; p <= e->n_parts; p++) add_part(kpis, e, p);
  add_carbon(kpis, e);
  for (size_t b = 0; b < e->district->n_batches; b++) {
    const ig_batch *batch = &e->district->batch[b];
    if (batch->model->report) batch->model->report(batch, kpis);
    add_totals(kpis, batch);
  }
  add_audit(kpis, e);
  return kpis;
}

bool ig_kpi_write(const ig_kpis *kpis, hid_t file) {
  for (size_t i = 0; i < kpis->n; i++) {
    const ig_kpi *k = &kpis->kpi[i];
    char name[128];
    snprintf(name, sizeof name, "kpi_%s", k->name);
    hid_t set = ig_h5_write(file, name, 0, NULL, H5T_NATIVE_DOUBLE, &k->value);
    if (set < 0) return false;
    bool ok = ig_h5_attr_text(set, "units", k->unit) && ig_h5_attr_text(set, "long_name", k->doc) &&
              ig_h5_attr_int(set, "order", (int64_t)i) && (!k->main || ig_h5_attr_int(set, "main", 1));
    H5Dclose(set);
    if (!ok) return false;
  }
  return !kpis->warnings || ig_h5_attr_text(file, "warnings", kpis->warnings);
}

typedef struct reading {
  ig_kpis *kpis;
  int64_t *order;
} reading;

static herr_t read_one(hid_t file, const char *name, const H5L_info_t *info, void *data) {
  (void)info;
  reading *r = data;
  if (strncmp(name, "kpi_", 4)) return 0;
  hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
  double value = IG_NAN;
  int64_t order = 0, main = 0;
  if (set < 0 || H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, &value) < 0) return -1;
  char *unit = ig_h5_read_text(set, "units"), *doc = ig_h5_read_text(set, "long_name");
  ig_h5_read_int(set, "order", &order);
  if (H5Aexists(set, "main") > 0) ig_h5_read_int(set, "main", &main);
  ig_kpis_add(r->kpis, name + 4, value, unit ? unit : "", doc ? doc : "");
  r->kpis->kpi[r->kpis->n - 1].main = main != 0;
  r->order = realloc(r->order, r->kpis->n * sizeof *r->order);
  r->order[r->kpis->n - 1] = order;
  free(unit);
  free(doc);
  H5Dclose(set);
  return 0;
}

ig_kpis *ig_kpi_read(hid_t file) {
  reading r = {calloc(1, sizeof *r.kpis), NULL};
  if (H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, NULL, read_one, &r) < 0 || r.kpis->n == 0) {
    ig_kpi_free(r.kpis);
    free(r.order);
    return NULL;
  }
  ig_kpi *sorted = calloc(r.kpis->capacity, sizeof *sorted);
  for (size_t i = 0; i < r.kpis->n; i++)
    if (r.order[i] >= 0 && (size_t)r.order[i] < r.kpis->n) sorted[r.order[i]] = r.kpis->kpi[i];
  free(r.kpis->kpi);
  free(r.order);
  r.kpis->kpi = sorted;
  if (H5Aexists(file, "warnings") > 0) r.kpis->warnings = ig_h5_read_text(file, "warnings");
  return r.kpis;
}

const ig_kpi *ig_kpi_find(const ig_kpis *kpis, const char *name) {
  for (size_t i = 0; i < kpis->n; i++)
    if (!strcmp(kpis->kpi[i].name, name)) return &kpis->kpi[i];
  return NULL;
}

void ig_kpi_free(ig_kpis *kpis) {
  if (!kpis) return;
  free(kpis->kpi);
  free(kpis->warnings);
  free(kpis);
}
