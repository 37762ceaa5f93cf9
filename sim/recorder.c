/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/recorder.h"

#include <errno.h>
#include <fcntl.h>
#include <hdf5_hl.h>
#include <libdeflate.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sim/batch.h"
#include "sim/build.h"
#include "sim/h5.h"
#include "sim/kpi.h"
#include "sim/version.h"

enum {
  METER_S = 1800,
  SERIES_UNITS = 16,
  METER_UNITS = 256,
  CHUNK_VALUES = 1 << 14,
  DEFLATE_LEVEL = 1,
  RESERVE_BYTES = 8 << 20
};

typedef enum track_kind { TRACK_PART, TRACK_SHARED, TRACK_SERIES, TRACK_TABLE, TRACK_METER } track_kind;

typedef struct track {
  track_kind kind;
  hid_t set;
  ig_store store;
  double scale;
  size_t batch;         /* not for TRACK_PART */
  const double *source; /* part or shared series; base of the tiles of a unit series; rows of a table's series */
  size_t source_rows;   /* of a table: rows of each unit in `source` */
  int interval_s;
  size_t n, unit_chunk; /* units (0: none, the variable has only a time axis) */
  size_t rows, total;   /* rows in a chunk of the file; rows in all */
  unsigned char *data;  /* [units, padded to unit_chunk][rows] in the stored type */
} track;

typedef struct job {
  size_t track, first_unit, capacity, size;
  unsigned char *out;
} job;

struct ig_recorder {
  ig_engine *engine;
  hid_t file;
  char *path;
  track *track;
  size_t n_tracks;
  job *job;
  size_t n_jobs;
  size_t *meter_track; /* of each batch; n_tracks: none */
  int n_threads;
  struct libdeflate_compressor **compressor; /* one a thread */
  unsigned char **scratch;                   /* one a thread: the shuffled chunk */
};

static size_t store_size(ig_store store) { return store == IG_STORE_F64 ? 8 : store == IG_STORE_I32 ? 4 : 2; }

static hid_t store_type(ig_store store) {
  return store == IG_STORE_F64 ? H5T_NATIVE_DOUBLE : store == IG_STORE_I32 ? H5T_NATIVE_INT32 : H5T_NATIVE_INT16;
}

static bool fail(const ig_recorder *r, const char *what) {
  fprintf(stderr, "issygrid: cannot %s %s: %s\n", what, r->path, ig_h5_reason());
  return false;
}

/* --- creating ------------------------------------------------------------------------------------ */

static hid_t file_access(void) {
  hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  H5AC_cache_config_t cache = {.version = H5AC__CURR_CACHE_CONFIG_VERSION};
  H5Pget_mdc_config(access, &cache);
  cache.incr_mode = H5C_incr__off;
  cache.flash_incr_mode = H5C_flash_incr__off;
  cache.decr_mode = H5C_decr__off;
  cache.evictions_enabled = false;
  H5Pset_mdc_config(access, &cache);
  return access;
}

static hid_t create_set(hid_t file, const char *name, const track *t) {
  hsize_t dims[2] = {t->n, t->total}, chunk[2] = {t->unit_chunk, t->rows};
  int rank = t->n ? 2 : 1;
  const hsize_t *d = t->n ? dims : dims + 1, *c = t->n ? chunk : chunk + 1;
  hid_t space = H5Screate_simple(rank, d, NULL), plist = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(plist, false);
  H5Pset_chunk(plist, rank, c);
  H5Pset_shuffle(plist);
  H5Pset_deflate(plist, DEFLATE_LEVEL);
  double nan_fill = IG_NAN;
  int32_t i32_fill = INT32_MIN;
  int16_t i16_fill = INT16_MIN;
  const void *fill = t->store == IG_STORE_F64   ? (const void *)&nan_fill
                     : t->store == IG_STORE_I32 ? (const void *)&i32_fill
                                                : (const void *)&i16_fill;
  H5Pset_fill_value(plist, store_type(t->store), fill);
  hid_t set = H5Dcreate2(file, name, store_type(t->store), space, H5P_DEFAULT, plist, H5P_DEFAULT);
  if (set >= 0) ig_h5_attr_value(set, "_FillValue", store_type(t->store), fill);
  H5Pclose(plist);
  H5Sclose(space);
  return set;
}

static void describe(hid_t set, const char *unit, const char *doc, const char *cell_methods, double scale) {
  ig_h5_attr_text(set, "units", unit);
  ig_h5_attr_text(set, "long_name", doc);
  if (cell_methods) ig_h5_attr_text(set, "cell_methods", cell_methods);
  if (scale != 1.0) ig_h5_attr_double(set, "scale_factor", scale);
}

static bool attach(hid_t file, hid_t set, unsigned axis, const char *dimension) {
  hid_t scale = H5Dopen2(file, dimension, H5P_DEFAULT);
  bool ok = scale >= 0 && H5DSattach_scale(set, scale, axis) >= 0;
  if (scale >= 0) H5Dclose(scale);
  return ok;
}

/* A dimension without a variable of its own, as netCDF-4 writes it. */
static bool create_dimension(hid_t file, const char *name, hsize_t size) {
  float *zeros = calloc(size, sizeof *zeros);
  char label[80];
  snprintf(label, sizeof label, "This is a netCDF dimension but not a netCDF variable.%10d", (int)size);
  hid_t set = ig_h5_write(file, name, 1, &size, H5T_NATIVE_FLOAT, zeros);
  bool ok = set >= 0 && H5DSset_scale(set, label) >= 0;
  if (set >= 0) H5Dclose(set);
  free(zeros);
  return ok;
}

/* `name` and `name`_bnds: begin and bounds of each interval, seconds since the start of recording. */
static bool create_time(ig_recorder *r, const char *name, size_t n, int interval_s) {
  const ig_site *site = &r->engine->district->site;
  int64_t *begin = malloc(n * sizeof *begin), *bounds = malloc(2 * n * sizeof *bounds);
  for (size_t i = 0; i < n; i++) {
    begin[i] = bounds[2 * i] = (int64_t)i * interval_s;
    bounds[2 * i + 1] = begin[i] + interval_s;
  }
  ig_date d = ig_clock_date(ig_floor_div(site->record_s, IG_DAY_S));
  int s = (int)(site->record_s - ig_clock_days(d) * IG_DAY_S);
  char units[64], bounds_name[64];
  snprintf(units, sizeof units, "seconds since %04d-%02d-%02d %02d:%02d:%02d UTC", d.year, d.month, d.day, s / 3600,
           s / 60 % 60, s % 60);
  snprintf(bounds_name, sizeof bounds_name, "%s_bnds", name);
  hsize_t dims[2] = {n, 2};
  hid_t time = ig_h5_write(r->file, name, 1, dims, H5T_NATIVE_INT64, begin);
  hid_t bnds = ig_h5_write(r->file, bounds_name, 2, dims, H5T_NATIVE_INT64, bounds);
  bool ok = time >= 0 && bnds >= 0 && H5DSset_scale(time, name) >= 0 && attach(r->file, bnds, 0, name) &&
            attach(r->file, bnds, 1, "nv");
  if (ok) {
    ig_h5_attr_text(time, "units", units);
    ig_h5_attr_text(time, "calendar", "standard");
    ig_h5_attr_text(time, "standard_name", "time");
    ig_h5_attr_text(time, "long_name", "begin of the interval");
    ig_h5_attr_text(time, "bounds", bounds_name);
  }
  if (time >= 0) H5Dclose(time);
  if (bnds >= 0) H5Dclose(bnds);
  free(begin);
  free(bounds);
  return ok;
}

static char *result_name(char *buf, size_t size, const char *unit_name, const char *field) {
  snprintf(buf, size, "%s_%s", unit_name, field);
  for (char *c = buf; *c; c++)
    if (*c == '.') *c = '_';
  return buf;
}

static hid_t write_column(hid_t file, const char *name, const ig_batch *b, const ig_field *f) {
  hsize_t n = b->n, dims[2] = {b->n, b->axis_n};
  void *values = *(void **)((char *)b->data + f->offset);
  if (f->type == IG_STRING) return ig_h5_write_names(file, name, b->n, values);
  hid_t type = f->type == IG_F64                         ? H5T_NATIVE_DOUBLE
               : f->type == IG_I64 || f->type == IG_DATE ? H5T_NATIVE_INT64
                                                         : H5T_NATIVE_INT32;
  if (f->axis) return ig_h5_write(file, name, 2, dims, type, values);
  return ig_h5_write(file, name, b->model->single ? 0 : 1, &n, type, values);
}

/* CF flags for enumerations: "gas district_heat electric" behind 0, 1, 2. */
static void describe_choices(hid_t set, const ig_field *f) {
  char meanings[512];
  snprintf(meanings, sizeof meanings, "%s", f->choices);
  int32_t values[64], n = 1;
  for (char *c = meanings; *c; c++)
    if (*c == '|') *c = ' ', n++;
  for (int32_t i = 0; i < n && i < 64; i++) values[i] = i;
  hsize_t dims = (hsize_t)n;
  hid_t space = H5Screate_simple(1, &dims, NULL);
  hid_t attr = H5Acreate2(set, "flag_values", H5T_NATIVE_INT32, space, H5P_DEFAULT, H5P_DEFAULT);
  H5Awrite(attr, H5T_NATIVE_INT32, values);
  H5Aclose(attr);
  H5Sclose(space);
  ig_h5_attr_text(set, "flag_meanings", meanings);
}

/* A field with several values a unit and no axis for them is the model's own affair. */
static bool has_variable(const ig_field *f) { return f->width <= 1; }

/* One value a unit: parameters and statics when the file is made, totals at its end. */
static bool write_unit_field(ig_recorder *r, const ig_batch *b, const ig_field *f) {
  char name[160];
  hid_t set = write_column(r->file, result_name(name, sizeof name, b->model->unit_name, f->name), b, f);
  if (set < 0) return fail(r, "write to");
  if (f->type != IG_STRING) ig_h5_attr_text(set, "units", f->unit ? f->unit : "1");
  ig_h5_attr_text(set, "long_name", f->doc);
  if (f->type == IG_ENUM) describe_choices(set, f);
  bool ok = b->model->single || attach(r->file, set, 0, b->model->unit_name);
  if (f->axis) ok = ok && attach(r->file, set, 1, f->axis);
  H5Dclose(set);
  return ok || fail(r, "write to");
}

static bool write_units(ig_recorder *r, const ig_batch *b) {
  if (b->n == 0) return true; /* a section without units: a preset may name a model the scenario does not use */
  if (!b->model->single) {
    hid_t set = ig_h5_write_names(r->file, b->model->unit_name, b->n, b->name);
    if (set < 0 || H5DSset_scale(set, b->model->unit_name) < 0) return fail(r, "write to");
    ig_h5_attr_text(set, "long_name", b->model->doc);
    H5Dclose(set);
  }
  for (size_t f = 0; f < b->model->n_fields; f++) {
    const ig_field *field = &b->model->fields[f];
    if ((field->role == IG_PARAM || field->role == IG_STATIC) && has_variable(field) && !write_unit_field(r, b, field))
      return false;
  }
  return true;
}

static const char *processor_class(void) {
  __builtin_cpu_init();
  return __builtin_cpu_supports("avx512f") ? "x86-64 with AVX-512"
         : __builtin_cpu_supports("avx2")  ? "x86-64 with AVX2 and FMA"
                                           : "x86-64";
}

static bool write_head(ig_recorder *r, const char *history) {
  const ig_district *d = r->engine->district;
  const ig_settings *s = &d->settings;
  char build[64];
  bool ok = ig_h5_attr_text(r->file, "Conventions", "CF-1.8") &&
            ig_h5_attr_text(r->file, "title", s->title ? s->title : "issygrid run") &&
            ig_h5_attr_text(r->file, "source", "issygrid " IG_VERSION) &&
            ig_h5_attr_text(r->file, "history", history) && ig_h5_attr_text(r->file, "scenario", d->resolved) &&
            ig_h5_attr_int(r->file, "seed", s->seed) &&
            ig_h5_attr_text(
                r->file, "network",
                d->network ? d->network : "single bus: every unit is added up at 20 kV; losses are not modelled") &&
            ig_h5_attr_text(r->file, "vintage", s->vintage ? s->vintage : "") &&
            ig_h5_attr_value(r->file, "identity", H5T_NATIVE_UINT64, &d->identity) &&
            ig_h5_attr_value(r->file, "policy", H5T_NATIVE_UINT64, &d->policy) &&
            ig_h5_attr_text(r->file, "build", ig_version_build(build, sizeof build)) &&
            ig_h5_attr_text(r->file, "processor", processor_class()) &&
            ig_h5_attr_int(r->file, "begin_s", d->site.record_s) && ig_h5_attr_int(r->file, "end_s", d->site.end_s) &&
            ig_h5_attr_int(r->file, "utc_offset_s", d->site.clock.utc_offset_s) &&
            ig_h5_attr_int(r->file, "summer_time", d->site.clock.summer_time) &&
            ig_h5_attr_int(r->file, "complete", 0) && ig_h5_attr_int(r->file, "recorded_until_s", d->site.record_s);
  return ok || fail(r, "write to");
}

/* Name of the time axis of an interval: "time" for the step, else "time_10min". */
static const char *axis_name(const ig_recorder *r, int interval_s, char *buf, size_t size) {
  snprintf(buf, size, interval_s == r->engine->district->site.step_s ? "time" : "time_%dmin", interval_s / 60);
  return buf;
}

/* Time axes of tables with an interval of their own, and the axes of fields that name one. */
static bool create_axes(ig_recorder *r) {
  const ig_district *d = r->engine->district;
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_batch *batch = &d->batch[b];
    for (size_t f = 0; batch->n > 0 && f < batch->model->n_fields; f++) {
      const ig_field *field = &batch->model->fields[f];
      char name[32];
      int interval_s = ig_batch_interval_s(&d->site, field);
      bool recorded = field->role == IG_SERIES && d->record[b][f] && interval_s != d->site.step_s;
      axis_name(r, interval_s, name, sizeof name);
      size_t n = (size_t)((d->site.end_s - d->site.record_s + interval_s - 1) / interval_s);
      if (recorded && H5Lexists(r->file, name, H5P_DEFAULT) <= 0 && !create_time(r, name, n, interval_s)) return false;
      if (field->axis && H5Lexists(r->file, field->axis, H5P_DEFAULT) <= 0 &&
          !create_dimension(r->file, field->axis, batch->axis_n))
        return false;
    }
  }
  return true;
}

/* --- tracks -------------------------------------------------------------------------------------- */

static void track_name(const ig_recorder *r, const track *t, const ig_field *f, size_t part, char *name, size_t size) {
  const ig_model *m = t->kind == TRACK_PART ? NULL : r->engine->district->batch[t->batch].model;
  if (t->kind == TRACK_PART)
    snprintf(name, size, "district_%s", r->engine->part[part]);
  else if (t->kind == TRACK_METER)
    snprintf(name, size, "%s_meter_energy", m->unit_name);
  else if (t->kind == TRACK_SHARED)
    snprintf(name, size, "%s", f->name);
  else
    result_name(name, size, m->unit_name, f->name);
}

static bool describe_track(ig_recorder *r, const track *t, const ig_field *f, size_t part) {
  char doc[128];
  char axis[32];
  const char *time = t->kind == TRACK_METER   ? "meter_time"
                     : t->kind == TRACK_TABLE ? axis_name(r, t->interval_s, axis, sizeof axis)
                                              : "time";
  if (t->kind == TRACK_PART) {
    const char *name = r->engine->part[part];
    snprintf(doc, sizeof doc, "%s of the district",
             strcmp(name, "import") ? name : "power drawn from the 20 kV network: the sum of all parts");
    describe(t->set, "W", doc, "time: mean", 1.0);
  } else if (t->kind == TRACK_METER) {
    describe(t->set, "W h", "half-hour meter reading: difference of the energy index in whole watt-hours",
             "meter_time: sum", 1.0);
  } else {
    describe(t->set, f->unit, f->doc, "time: mean", t->store == IG_STORE_F64 ? 1.0 : t->scale);
  }
  return attach(r->file, t->set, t->n ? 1 : 0, time) &&
         (!t->n || attach(r->file, t->set, 0, r->engine->district->batch[t->batch].model->unit_name));
}

/* Adds a track; creates its dataset, or opens it where the run is resumed. */
static bool add_track(ig_recorder *r, track t, const ig_field *f, size_t part, bool create) {
  char name[160];
  track_name(r, &t, f, part, name, sizeof name);
  size_t units = t.n ? (t.n + t.unit_chunk - 1) / t.unit_chunk * t.unit_chunk : 1;
  t.data = calloc(units * t.rows, store_size(t.store));
  t.set = create ? create_set(r->file, name, &t) : H5Dopen2(r->file, name, H5P_DEFAULT);
  r->track[r->n_tracks++] = t;
  if (t.set < 0) return fail(r, create ? "create a variable in" : "find a variable in");
  return !create || describe_track(r, &t, f, part) || fail(r, "write to");
}

static size_t min_size(size_t a, size_t b) { return a < b ? a : b; }

static bool add_series(ig_recorder *r, size_t batch, size_t field, bool create) {
  const ig_engine *e = r->engine;
  const ig_batch *b = &e->district->batch[batch];
  const ig_field *f = &b->model->fields[field];
  size_t total = (size_t)((e->district->site.end_s - e->district->site.record_s) / e->district->site.step_s);
  track t = {.kind = f->shared ? TRACK_SHARED : TRACK_SERIES,
             .store = f->store,
             .scale = f->scale > 0 ? f->scale : 1.0,
             .batch = batch,
             .source = *(double **)((char *)b->data + f->offset),
             .n = f->shared ? 0 : b->n,
             .unit_chunk = min_size(b->n, SERIES_UNITS),
             .rows = min_size((size_t)e->chunk_steps, total),
             .total = total};
  if (b->model->table_of) {
    t.kind = TRACK_TABLE;
    t.interval_s = ig_batch_interval_s(&e->district->site, f);
    t.source_rows = ig_batch_rows(b, f);
    t.total = (size_t)((e->district->site.end_s - e->district->site.record_s + t.interval_s - 1) / t.interval_s);
    t.rows = min_size(t.source_rows, t.total);
    t.unit_chunk = min_size(b->n, (CHUNK_VALUES + t.rows - 1) / t.rows); /* many small chunks are slow to write */
  }
  return add_track(r, t, f, 0, create);
}

static bool add_tracks(ig_recorder *r, bool create) {
  const ig_engine *e = r->engine;
  const ig_district *d = e->district;
  size_t total = (size_t)((d->site.end_s - d->site.record_s) / d->site.step_s), most = IG_PARTS_MOST;
  for (size_t b = 0; b < d->n_batches; b++) most += d->batch[b].model->n_fields + 1;
  r->track = calloc(most, sizeof *r->track);
  r->meter_track = calloc(d->n_batches, sizeof *r->meter_track);
  for (size_t p = 0; p <= e->n_parts; p++) {
    track t = {.kind = TRACK_PART,
               .store = IG_STORE_F64,
               .scale = 1.0,
               .source = e->part_W + p * (size_t)e->chunk_steps,
               .rows = min_size((size_t)e->chunk_steps, total),
               .total = total};
    if (!add_track(r, t, NULL, p, create)) return false;
  }
  size_t meter_total = (size_t)((d->site.end_s - d->site.record_s) / METER_S);
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_batch *batch = &d->batch[b];
    for (size_t f = 0; f < batch->model->n_fields; f++)
      if (batch->n > 0 && batch->model->fields[f].role == IG_SERIES && d->record[b][f] && !add_series(r, b, f, create))
        return false;
    r->meter_track[b] = SIZE_MAX;
    if (!e->power[b] || !d->settings.meters || !meter_total) continue;
    r->meter_track[b] = r->n_tracks;
    track t = {.kind = TRACK_METER,
               .store = IG_STORE_I32,
               .scale = 1.0,
               .batch = b,
               .n = batch->n,
               .unit_chunk = min_size(batch->n, METER_UNITS),
               .rows = min_size(IG_DAY_S / METER_S, meter_total),
               .total = meter_total};
    if (!add_track(r, t, NULL, 0, create)) return false;
  }
  return true;
}

static void add_jobs(ig_recorder *r) {
  size_t most = 0, largest = 0;
  for (size_t i = 0; i < r->n_tracks; i++)
    most += r->track[i].n ? (r->track[i].n + r->track[i].unit_chunk - 1) / r->track[i].unit_chunk : 1;
  r->job = calloc(most, sizeof *r->job);
  for (size_t i = 0; i < r->n_tracks; i++) {
    const track *t = &r->track[i];
    size_t bytes = t->rows * store_size(t->store) * (t->n ? t->unit_chunk : 1);
    if (bytes > largest) largest = bytes;
    for (size_t u = 0; u < (t->n ? t->n : 1); u += t->n ? t->unit_chunk : 1) {
      job j = {.track = i, .first_unit = u, .capacity = libdeflate_zlib_compress_bound(NULL, bytes)};
      j.out = malloc(j.capacity);
      r->job[r->n_jobs++] = j;
    }
  }
  r->n_threads = omp_get_max_threads();
  r->compressor = calloc((size_t)r->n_threads, sizeof(struct libdeflate_compressor *));
  r->scratch = calloc((size_t)r->n_threads, sizeof *r->scratch);
  for (int t = 0; t < r->n_threads; t++) {
    r->compressor[t] = libdeflate_alloc_compressor(DEFLATE_LEVEL);
    r->scratch[t] = malloc(largest ? largest : 1);
  }
}

static ig_recorder *new_recorder(ig_engine *engine, const char *path) {
  ig_recorder *r = calloc(1, sizeof *r);
  r->engine = engine;
  r->path = strdup(path);
  r->file = -1;
  ig_h5_init();
  return r;
}

static bool fill_new_file(ig_recorder *r, const char *history) {
  const ig_engine *e = r->engine;
  const ig_site *site = &e->district->site;
  size_t steps = (size_t)((site->end_s - site->record_s) / site->step_s),
         readings = (size_t)((site->end_s - site->record_s) / METER_S);
  if (!write_head(r, history)) return false;
  if (!create_dimension(r->file, "nv", 2) || !create_time(r, "time", steps, site->step_s)) return fail(r, "write to");
  if (readings && !create_time(r, "meter_time", readings, METER_S)) return fail(r, "write to");
  if (!create_axes(r)) return fail(r, "write to");
  for (size_t b = 0; b < e->district->n_batches; b++)
    if (!write_units(r, &e->district->batch[b])) return false;
  return add_tracks(r, true);
}

static bool sync_path(const char *path) {
  int fd = open(path, O_RDONLY);
  if (fd < 0) return false;
  bool ok = fsync(fd) == 0;
  close(fd);
  return ok;
}

ig_recorder *ig_recorder_create(ig_engine *engine, const char *path, const char *history) {
  ig_recorder *r = new_recorder(engine, path);
  char *temporary = malloc(strlen(path) + 5);
  sprintf(temporary, "%s.new", path);
  hid_t access = file_access();
  errno = 0;
  r->file = H5Fcreate(temporary, H5F_ACC_TRUNC, H5P_DEFAULT, access);
  bool ok = r->file >= 0 || fail(r, "create");
  H5Pclose(access);
  ok = ok && fill_new_file(r, history) && (H5Fflush(r->file, H5F_SCOPE_GLOBAL) >= 0 || fail(r, "write to"));
  if (ok && (!sync_path(temporary) || rename(temporary, path))) {
    fprintf(stderr, "issygrid: cannot create %s: %s\n", path, strerror(errno));
    ok = false;
  }
  if (!ok) remove(temporary);
  free(temporary);
  if (!ok) return ig_recorder_close(r), NULL;
  add_jobs(r);
  return r;
}

ig_recorder *ig_recorder_open(ig_engine *engine, const char *path) {
  ig_recorder *r = new_recorder(engine, path);
  hid_t access = file_access();
  errno = 0;
  r->file = ig_h5_open(path, H5F_ACC_RDWR, access);
  bool ok = r->file >= 0 || fail(r, "open");
  H5Pclose(access);
  if (!ok || !add_tracks(r, false)) return ig_recorder_close(r), NULL;
  add_jobs(r);
  return r;
}

void ig_recorder_close(ig_recorder *r) {
  if (!r) return;
  for (size_t i = 0; i < r->n_tracks; i++) {
    if (r->track[i].set >= 0) H5Dclose(r->track[i].set);
    free(r->track[i].data);
  }
  for (size_t i = 0; i < r->n_jobs; i++) free(r->job[i].out);
  for (int t = 0; t < r->n_threads; t++) {
    libdeflate_free_compressor(r->compressor[t]);
    free(r->scratch[t]);
  }
  if (r->file >= 0) H5Fclose(r->file);
  free(r->compressor);
  free(r->scratch);
  free(r->job);
  free(r->track);
  free(r->meter_track);
  free(r->path);
  free(r);
}

/* --- each window --------------------------------------------------------------------------------- */

/* Value to stored integer: nearest, ties to even; what does not fit or is not a number becomes the fill value. */
static inline int32_t stored(double value, double per_unit, double limit, int32_t fill) {
  double x = value * per_unit;
  return x > -limit && x < limit ? (int32_t)lrint(x) : fill;
}

static void store_row(const track *t, size_t index, double value) {
  if (t->store == IG_STORE_F64)
    ((double *)(void *)t->data)[index] = value;
  else if (t->store == IG_STORE_I32)
    ((int32_t *)(void *)t->data)[index] = stored(value, 1.0 / t->scale, 2147483646.5, INT32_MIN);
  else
    ((int16_t *)(void *)t->data)[index] = (int16_t)stored(value, 1.0 / t->scale, 32766.5, INT16_MIN);
}

static void take_rows(const track *t, const ig_block *block, const ig_window *w) {
  const double *rows = t->source + (block->begin / IG_BLOCK) * (size_t)w->n_steps * IG_BLOCK;
  for (size_t u = block->begin; u < block->end; u++)
    for (int s = 0; s < w->n_steps; s++)
      store_row(t, u * t->rows + (size_t)(w->first_step + s), rows[s * IG_BLOCK + (int)(u - block->begin)]);
}

void ig_recorder_take(ig_recorder *r, const ig_block *block, const ig_window *w) {
  for (size_t i = 0; i < r->n_tracks; i++) {
    const track *t = &r->track[i];
    if (t->kind != TRACK_SERIES || t->batch != block->batch) continue;
    take_rows(t, block, w);
  }
}

void ig_recorder_take_power(ig_recorder *r, const ig_block *block, const ig_window *w) {
  for (size_t i = 0; i < r->n_tracks; i++) {
    const track *t = &r->track[i];
    if (t->kind == TRACK_SERIES && t->batch == block->batch && t->source == r->engine->power[block->batch])
      take_rows(t, block, w);
  }
}

int32_t *ig_recorder_meter(ig_recorder *r, size_t batch, size_t *rows) {
  if (r->meter_track[batch] == SIZE_MAX) return NULL;
  const track *t = &r->track[r->meter_track[batch]];
  *rows = t->rows;
  return (int32_t *)(void *)t->data;
}

/* --- each chunk ---------------------------------------------------------------------------------- */

static void shuffle_bytes(const unsigned char *in, unsigned char *out, size_t n, size_t size) {
  for (size_t b = 0; b < size; b++)
    for (size_t i = 0; i < n; i++) out[b * n + i] = in[i * size + b];
}

/* A chunk of a part, of a shared series or of a table is stored when it is compressed; units' series are there already.
 */
static void copy_source(track *t, size_t first_unit, size_t steps) {
  if (t->kind == TRACK_PART || t->kind == TRACK_SHARED)
    for (size_t s = 0; s < steps; s++) store_row(t, s, t->source[s]);
  if (t->kind != TRACK_TABLE) return;
  for (size_t u = first_unit; u < min_size(first_unit + t->unit_chunk, t->n); u++)
    for (size_t s = 0; s < t->rows; s++) store_row(t, u * t->rows + s, t->source[u * t->source_rows + s]);
}

static void compress_job(ig_recorder *r, job *j, size_t steps, int thread) {
  track *t = &r->track[j->track];
  size_t size = store_size(t->store), values = t->rows * (t->n ? t->unit_chunk : 1);
  copy_source(t, j->first_unit, steps);
  shuffle_bytes(t->data + j->first_unit * t->rows * size, r->scratch[thread], values, size);
  j->size = libdeflate_zlib_compress(r->compressor[thread], r->scratch[thread], values * size, j->out, j->capacity);
  assert(j->size > 0);
}

bool ig_recorder_write(ig_recorder *r, int64_t chunk) {
  ig_engine *e = r->engine;
  double t0 = omp_get_wtime();
  const ig_site *site = &e->district->site;
  int64_t left = (site->end_s - site->record_s) / site->step_s - chunk * e->chunk_steps;
  size_t steps = (size_t)ig_min64(left, e->chunk_steps);
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t i = 0; i < r->n_jobs; i++) compress_job(r, &r->job[i], steps, omp_get_thread_num());
  double t1 = omp_get_wtime();
  for (size_t i = 0; i < r->n_jobs; i++) {
    const job *j = &r->job[i];
    const track *t = &r->track[j->track];
    hsize_t offset[2] = {j->first_unit, (hsize_t)chunk * t->rows};
    if (H5Dwrite_chunk(t->set, H5P_DEFAULT, 0, t->n ? offset : offset + 1, j->size, j->out) < 0)
      return fail(r, "write to");
  }
  e->compress_wall_s += t1 - t0;
  e->write_wall_s += omp_get_wtime() - t1;
  return true;
}

/* A flush that runs out of space half-way would leave the file's index torn: look before. */
static bool room_left(const ig_recorder *r) {
  struct statvfs fs;
  if (statvfs(r->path, &fs) || fs.f_bavail * fs.f_frsize >= RESERVE_BYTES) return true;
  fprintf(stderr, "issygrid: cannot write to %s: No space left on device\n", r->path);
  return false;
}

/* HDF5 writes its index piece by piece: a kill in the middle would leave a file that points past its own end. So a
 * child of ours writes it, in a session of its own, while we wait; whoever kills us does not kill the child. What it
 * wrote stays marked as unwritten here and is written again at the next flush: a few MB at most. */
static bool flush_apart(ig_recorder *r) {
  fflush(NULL);
  pid_t child = fork();
  if (child == 0) {
    setsid();
    _exit(H5Fflush(r->file, H5F_SCOPE_GLOBAL) >= 0 ? 0 : 1);
  }
  int status = 1;
  while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  bool done = child > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  return done || H5Fflush(r->file, H5F_SCOPE_GLOBAL) >= 0; /* no child to be had, or it failed: here, for the reason */
}

bool ig_recorder_flush(ig_recorder *r, int64_t until_s) {
  double t0 = omp_get_wtime();
  bool ok =
      room_left(r) && ((ig_h5_attr_int(r->file, "recorded_until_s", until_s) && flush_apart(r)) || fail(r, "write to"));
  r->engine->write_wall_s += omp_get_wtime() - t0;
  return ok;
}

/* --- the end ------------------------------------------------------------------------------------- */

static bool write_mean_days(ig_recorder *r) {
  static char *season[] = {"winter", "spring", "summer", "autumn"}, *day[] = {"weekday", "saturday", "sunday"};
  double *values = malloc(IG_MEAN_DAY * sizeof *values), half_hour[IG_HALF_HOURS];
  for (int h = 0; h < IG_HALF_HOURS; h++) half_hour[h] = h * 0.5;
  hsize_t dims[3] = {IG_SEASONS, IG_DAY_TYPES, IG_HALF_HOURS};
  hid_t set[3] = {ig_h5_write_names(r->file, "season", IG_SEASONS, season),
                  ig_h5_write_names(r->file, "day_type", IG_DAY_TYPES, day),
                  ig_h5_write(r->file, "half_hour", 1, dims + 2, H5T_NATIVE_DOUBLE, half_hour)};
  const char *name[3] = {"season", "day_type", "half_hour"};
  bool ok = true;
  for (int i = 0; i < 3; i++) ok = ok && set[i] >= 0 && H5DSset_scale(set[i], name[i]) >= 0;
  if (ok)
    ig_h5_attr_text(set[0], "long_name", "winter is December to February"),
        ig_h5_attr_text(set[1], "long_name", "public holidays count as Sundays"),
        ig_h5_attr_text(set[2], "long_name", "begin of the half-hour, local clock"),
        ig_h5_attr_text(set[2], "units", "hour");
  for (size_t p = 0; ok && p <= r->engine->n_parts; p++) {
    const ig_part_sums *sums = &r->engine->sums[p];
    for (int i = 0; i < IG_MEAN_DAY; i++)
      values[i] = sums->mean_day_n[i] > 0 ? sums->mean_day_W[i] / sums->mean_day_n[i] : IG_NAN;
    char var[64];
    snprintf(var, sizeof var, "mean_day_%s", r->engine->part[p]);
    hid_t mean = ig_h5_write(r->file, var, 3, dims, H5T_NATIVE_DOUBLE, values);
    ok = mean >= 0;
    for (unsigned i = 0; ok && i < 3; i++) ok = attach(r->file, mean, i, name[i]);
    if (ok) describe(mean, "W", "mean power by season, day type and half-hour of the local clock", NULL, 1.0);
    if (mean >= 0) H5Dclose(mean);
  }
  for (int i = 0; i < 3; i++)
    if (set[i] >= 0) H5Dclose(set[i]);
  free(values);
  return ok || fail(r, "write to");
}

/* Energy of each unit over the recorded time, from its meter. */
static bool write_unit_energy(ig_recorder *r, size_t batch) {
  const ig_batch *b = &r->engine->district->batch[batch];
  double *wh = malloc(b->n * sizeof *wh);
  for (size_t u = 0; u < b->n; u++) wh[u] = r->engine->meter_J[batch][u] / 3600.0;
  char name[160];
  hsize_t n = b->n;
  hid_t set = ig_h5_write(r->file, result_name(name, sizeof name, b->model->unit_name, "electricity"), 1, &n,
                          H5T_NATIVE_DOUBLE, wh);
  free(wh);
  if (set < 0) return fail(r, "write to");
  describe(set, "W h", "electricity drawn over the recorded time", NULL, 1.0);
  bool ok = attach(r->file, set, 0, b->model->unit_name);
  H5Dclose(set);
  return ok || fail(r, "write to");
}

bool ig_recorder_finish(ig_recorder *r) {
  const ig_district *d = r->engine->district;
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_model *m = d->batch[b].model;
    for (size_t f = 0; f < m->n_fields; f++)
      if (m->fields[f].role == IG_TOTAL && d->batch[b].n > 0 && has_variable(&m->fields[f]) &&
          !write_unit_field(r, &d->batch[b], &m->fields[f]))
        return false;
    if (r->engine->power[b] && !write_unit_energy(r, b)) return false;
  }
  ig_kpis *kpis = ig_kpi_collect(r->engine);
  if (kpis->warnings) ig_build_add_warning(r->engine->district, kpis->warnings);
  bool ok = write_mean_days(r) && (ig_kpi_write(kpis, r->file) || fail(r, "write to")) && room_left(r) &&
            (flush_apart(r) || fail(r, "write to")) &&
            (ig_h5_attr_int(r->file, "complete", 1) || fail(r, "write to")) && ig_recorder_flush(r, d->site.end_s);
  ig_kpi_free(kpis);
  return ok;
}

ig_result_state ig_recorder_state(const char *path, uint64_t identity, bool *same_identity) {
  ig_h5_init();
  if (access(path, F_OK)) return IG_RESULT_NONE;
  hid_t file = ig_h5_open(path, H5F_ACC_RDONLY, H5P_DEFAULT);
  if (file < 0) return strstr(ig_h5_reason(), "temporarily unavailable") ? IG_RESULT_BUSY : IG_RESULT_FOREIGN;
  int64_t complete = 0;
  uint64_t there = 0;
  ig_result_state state = IG_RESULT_FOREIGN;
  if (H5Aexists(file, "identity") > 0 && ig_h5_read_int(file, "complete", &complete)) {
    hid_t attr = H5Aopen(file, "identity", H5P_DEFAULT);
    H5Aread(attr, H5T_NATIVE_UINT64, &there);
    H5Aclose(attr);
    state = complete ? IG_RESULT_COMPLETE : IG_RESULT_PARTIAL;
  }
  H5Fclose(file);
  *same_identity = there == identity;
  return state;
}
