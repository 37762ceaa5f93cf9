/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/h5.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char reason[256];

void ig_h5_init(void) { H5Eset_auto2(H5E_DEFAULT, NULL, NULL); }

/* Keeps the innermost description; HDF5 puts strerror into it as "error message = '...'". */
static herr_t note_reason(unsigned n, const H5E_error2_t *error, void *data) {
  (void)n, (void)data;
  if (!error->desc) return 0;
  const char *system = strstr(error->desc, "error message = '");
  if (system) {
    snprintf(reason, sizeof reason, "%s", system + strlen("error message = '"));
    char *end = strchr(reason, '\'');
    if (end) *end = 0;
    return 1;
  }
  snprintf(reason, sizeof reason, "%s", error->desc);
  return 0;
}

const char *ig_h5_reason(void) {
  int system = errno;
  *reason = 0;
  if (H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, note_reason, NULL) < 0) *reason = 0;
  return *reason ? reason : system ? strerror(system) : "HDF5 does not say why";
}

hid_t ig_h5_open(const char *path, unsigned flags, hid_t access) {
  enum { TRIES = 100 };
  const struct timespec pause = {.tv_nsec = 50 * 1000 * 1000};
  hid_t file = H5Fopen(path, flags, access);
  for (int i = 0; file < 0 && i < TRIES && strstr(ig_h5_reason(), "temporarily unavailable"); i++) {
    nanosleep(&pause, NULL);
    file = H5Fopen(path, flags, access);
  }
  return file;
}

static bool write_attr(hid_t object, const char *name, hid_t space, hid_t type, const void *value) {
  if (H5Aexists(object, name) > 0) H5Adelete(object, name);
  hid_t attr = H5Acreate2(object, name, type, space, H5P_DEFAULT, H5P_DEFAULT);
  bool ok = attr >= 0 && H5Awrite(attr, type, value) >= 0;
  if (attr >= 0) H5Aclose(attr);
  H5Sclose(space);
  return ok;
}

bool ig_h5_attr_value(hid_t object, const char *name, hid_t type, const void *value) {
  hsize_t one = 1;
  return write_attr(object, name, H5Screate_simple(1, &one, NULL), type, value);
}

bool ig_h5_attr_int(hid_t object, const char *name, int64_t value) {
  return write_attr(object, name, H5Screate(H5S_SCALAR), H5T_NATIVE_INT64, &value);
}

bool ig_h5_attr_double(hid_t object, const char *name, double value) {
  return write_attr(object, name, H5Screate(H5S_SCALAR), H5T_NATIVE_DOUBLE, &value);
}

/* Short texts are fixed-length, which every reader shows best; long ones are variable-length, since an
 * attribute may hold at most 64 KiB itself. */
bool ig_h5_attr_text(hid_t object, const char *name, const char *text) {
  size_t length = strlen(text);
  bool variable = length > 32768;
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, variable ? H5T_VARIABLE : (length ? length : 1));
  H5Tset_cset(type, H5T_CSET_UTF8);
  bool ok = write_attr(object, name, H5Screate(H5S_SCALAR), type, variable ? (const void *)&text : (const void *)text);
  H5Tclose(type);
  return ok;
}

static char *read_fixed_or_variable(hid_t attr, hid_t type) {
  char *text = NULL;
  if (H5Tis_variable_str(type) > 0) {
    char *held = NULL;
    if (H5Aread(attr, type, &held) >= 0 && held) {
      text = strdup(held);
      H5free_memory(held);
    }
    return text;
  }
  size_t size = H5Tget_size(type);
  text = calloc(size + 1, 1);
  if (text && H5Aread(attr, type, text) < 0) {
    free(text);
    text = NULL;
  }
  return text;
}

char *ig_h5_read_text(hid_t object, const char *name) {
  if (H5Aexists(object, name) <= 0) return NULL;
  hid_t attr = H5Aopen(object, name, H5P_DEFAULT), type = H5Aget_type(attr);
  char *text = H5Tget_class(type) == H5T_STRING ? read_fixed_or_variable(attr, type) : NULL;
  H5Tclose(type);
  H5Aclose(attr);
  return text;
}

static bool read_value(hid_t object, const char *name, hid_t type, void *value) {
  if (H5Aexists(object, name) <= 0) return false;
  hid_t attr = H5Aopen(object, name, H5P_DEFAULT);
  bool ok = H5Aread(attr, type, value) >= 0;
  H5Aclose(attr);
  return ok;
}

bool ig_h5_read_int(hid_t object, const char *name, int64_t *value) {
  return read_value(object, name, H5T_NATIVE_INT64, value);
}

bool ig_h5_read_double(hid_t object, const char *name, double *value) {
  return read_value(object, name, H5T_NATIVE_DOUBLE, value);
}

static hid_t creation(int rank, const hsize_t *dims, hid_t type) {
  hid_t plist = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_obj_track_times(plist, false);
  hsize_t bytes = H5Tget_size(type), chunk[3];
  for (int i = 0; i < rank; i++) bytes *= dims[i], chunk[i] = dims[i];
  if (bytes > 65536) {
    while (bytes > 1048576 && chunk[0] > 1) chunk[0] = (chunk[0] + 1) / 2, bytes /= 2;
    H5Pset_chunk(plist, rank, chunk);
    H5Pset_shuffle(plist);
    H5Pset_deflate(plist, 4);
  }
  return plist;
}

hid_t ig_h5_write(hid_t file, const char *name, int rank, const hsize_t *dims, hid_t type, const void *data) {
  hid_t space = rank ? H5Screate_simple(rank, dims, NULL) : H5Screate(H5S_SCALAR);
  hid_t plist = creation(rank, dims, type);
  if (H5Lexists(file, name, H5P_DEFAULT) > 0) H5Ldelete(file, name, H5P_DEFAULT);
  hid_t set = H5Dcreate2(file, name, type, space, H5P_DEFAULT, plist, H5P_DEFAULT);
  if (set >= 0 && H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data) < 0) {
    H5Dclose(set);
    set = -1;
  }
  H5Pclose(plist);
  H5Sclose(space);
  return set;
}

hid_t ig_h5_write_names(hid_t file, const char *name, size_t n, char *const *names) {
  hid_t type = H5Tcopy(H5T_C_S1);
  H5Tset_size(type, H5T_VARIABLE);
  H5Tset_cset(type, H5T_CSET_UTF8);
  hsize_t dims = n;
  hid_t set = ig_h5_write(file, name, 1, &dims, type, names);
  H5Tclose(type);
  return set;
}
