/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/batch.h"
#include "sim/h5.h"
#include "sim/version.h"

enum { FORMAT = 2, END_MARK = 0x15594 };

static char *path_of(const char *result, const char *suffix) {
  char *path = malloc(strlen(result) + strlen(suffix) + 1);
  sprintf(path, "%s%s", result, suffix);
  return path;
}

static hid_t memory_type(ig_type type) {
  switch (type) {
    case IG_F64:
      return H5T_NATIVE_DOUBLE;
    case IG_I64:
      return H5T_NATIVE_INT64;
    case IG_U64:
      return H5T_NATIVE_UINT64;
    default:
      return H5T_NATIVE_INT32;
  }
}

/* Writes or reads one array; reading insists on the same size. */
static bool transfer(hid_t file, bool save, const char *name, size_t n, hid_t type, void *values) {
  hsize_t dims = n;
  if (n == 0) return true;
  if (save) {
    hid_t space = H5Screate_simple(1, &dims, NULL);
    hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
    bool ok = set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    if (set >= 0) H5Dclose(set);
    H5Sclose(space);
    return ok;
  }
  hid_t set = H5Dopen2(file, name, H5P_DEFAULT);
  if (set < 0) return false;
  hid_t space = H5Dget_space(set);
  bool ok = H5Sget_simple_extent_npoints(space) == (hssize_t)n &&
            H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
  H5Sclose(space);
  H5Dclose(set);
  return ok;
}

static bool transfer_batch(hid_t file, bool save, const ig_engine *e, size_t batch) {
  const ig_batch *b = &e->district->batch[batch];
  char name[200];
  for (size_t i = 0; i < b->model->n_fields; i++) {
    const ig_field *f = &b->model->fields[i];
    if (f->role != IG_STATE && f->role != IG_TOTAL) continue;
    snprintf(name, sizeof name, "%s.%s", b->model->name, f->name);
    if (!transfer(file, save, name, ig_batch_values(b, f), memory_type(f->type),
                  *(void **)((char *)b->data + f->offset)))
      return false;
  }
  snprintf(name, sizeof name, "engine.%s.meter_J", b->model->name);
  return !e->power[batch] || transfer(file, save, name, b->n, H5T_NATIVE_DOUBLE, e->meter_J[batch]);
}

/* The engine's sums are doubles and 64-bit integers only, so they pass as named arrays of each. */
static bool transfer_sums(hid_t file, bool save, ig_engine *e) {
  char name[100];
  for (size_t p = 0; p <= e->n_parts; p++) {
    ig_part_sums *s = &e->sums[p];
    double value[6] = {s->energy_J, s->peak_W, s->peak_30min_W, s->half_hour_J, s->winter_n, s->winter_peak_30min_W};
    int64_t when[3] = {s->peak_s, s->peak_30min_s, s->winter_peak_30min_s};
    snprintf(name, sizeof name, "engine.part.%s.value", e->part[p]);
    if (!transfer(file, save, name, 6, H5T_NATIVE_DOUBLE, value)) return false;
    snprintf(name, sizeof name, "engine.part.%s.when", e->part[p]);
    if (!transfer(file, save, name, 3, H5T_NATIVE_INT64, when)) return false;
    snprintf(name, sizeof name, "engine.part.%s.mean_day_W", e->part[p]);
    if (!transfer(file, save, name, IG_MEAN_DAY, H5T_NATIVE_DOUBLE, s->mean_day_W)) return false;
    snprintf(name, sizeof name, "engine.part.%s.mean_day_n", e->part[p]);
    if (!transfer(file, save, name, IG_MEAN_DAY, H5T_NATIVE_DOUBLE, s->mean_day_n)) return false;
    s->energy_J = value[0], s->peak_W = value[1], s->peak_30min_W = value[2], s->half_hour_J = value[3];
    s->winter_n = value[4], s->winter_peak_30min_W = value[5];
    s->peak_s = when[0], s->peak_30min_s = when[1], s->winter_peak_30min_s = when[2];
  }
  return transfer(file, save, "engine.worst_step_residual", 1, H5T_NATIVE_DOUBLE, &e->worst_step_residual);
}

static bool transfer_all(hid_t file, bool save, ig_engine *e) {
  for (size_t b = 0; b < e->district->n_batches; b++)
    if (!transfer_batch(file, save, e, b)) return false;
  return transfer_sums(file, save, e);
}

static bool sync_file(const char *file) {
  int fd = open(file, O_RDONLY);
  if (fd < 0) return false;
  bool ok = fsync(fd) == 0;
  close(fd);
  return ok;
}

static bool write_file(const ig_engine *e, const char *path) {
  char build[64];
  hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
  if (file < 0) return false;
  /* transfer_all writes here and changes nothing of the engine */
  bool ok = ig_h5_attr_int(file, "format", FORMAT) &&
            ig_h5_attr_value(file, "identity", H5T_NATIVE_UINT64, &e->district->identity) &&
            ig_h5_attr_text(file, "build", ig_version_build(build, sizeof build)) &&
            ig_h5_attr_int(file, "chunk", e->chunk) && transfer_all(file, true, (ig_engine *)(uintptr_t)e) &&
            ig_h5_attr_int(file, "end_mark", END_MARK);
  return H5Fclose(file) >= 0 && ok;
}

bool ig_checkpoint_save(const ig_engine *e, const char *result) {
  char *new_path = path_of(result, ".ckpt.new"), *path = path_of(result, ".ckpt");
  errno = 0;
  bool written = write_file(e, new_path);
  bool ok = written && sync_file(new_path) && rename(new_path, path) == 0;
  if (!ok) {
    fprintf(stderr, "issygrid: cannot write the checkpoint %s: %s\n", path, written ? strerror(errno) : ig_h5_reason());
    remove(new_path);
  }
  free(new_path);
  free(path);
  return ok;
}

/* NULL, or why this checkpoint cannot be taken. */
static const char *refusal(hid_t file, const ig_engine *e) {
  int64_t format = 0, mark = 0;
  uint64_t identity = 0;
  char build[64];
  if (!ig_h5_read_int(file, "format", &format) || !ig_h5_read_int(file, "end_mark", &mark) || mark != END_MARK)
    return "it is not whole";
  if (format != FORMAT) return "it has another format";
  hid_t attr = H5Aopen(file, "identity", H5P_DEFAULT);
  if (attr >= 0) {
    H5Aread(attr, H5T_NATIVE_UINT64, &identity);
    H5Aclose(attr);
  }
  if (identity != e->district->identity) return "it belongs to another scenario or seed";
  char *there = ig_h5_read_text(file, "build");
  bool same = there && !strcmp(there, ig_version_build(build, sizeof build));
  free(there);
  return same ? NULL : "it was written by another build of issygrid";
}

ig_checkpoint_found ig_checkpoint_load(ig_engine *e, const char *result) {
  char *path = path_of(result, ".ckpt");
  ig_checkpoint_found found = IG_CHECKPOINT_NONE;
  ig_h5_init();
  if (access(path, F_OK) == 0) {
    hid_t file = H5Fopen(path, H5F_ACC_RDONLY, H5P_DEFAULT);
    const char *why = file < 0 ? ig_h5_reason() : refusal(file, e);
    if (!why && (!ig_h5_read_int(file, "chunk", &e->chunk) || !transfer_all(file, false, e)))
      why = "a field is missing";
    if (file >= 0) H5Fclose(file);
    found = why ? IG_CHECKPOINT_REFUSED : IG_CHECKPOINT_LOADED;
    if (why) fprintf(stderr, "issygrid: cannot resume from %s: %s\n", path, why);
  }
  free(path);
  return found;
}

void ig_checkpoint_remove(const char *result) {
  char *path = path_of(result, ".ckpt");
  remove(path);
  free(path);
}
