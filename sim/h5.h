/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Small helpers over HDF5: attributes, dimension scales, whole arrays, and the reason of a failure. */
#ifndef IG_H5_H
#define IG_H5_H

#include <hdf5.h>

#include "sim/base.h"

/* All functions return false on failure, with the reason in ig_h5_reason(). */

/* Switches HDF5's own printing off; call once. */
void ig_h5_init(void);
/* Why the last HDF5 call failed: the system's word (e.g. "No space left on device") where there is one. */
const char *ig_h5_reason(void);

/* Opens a file. One that a killed run's last flush still holds (recorder.c) is waited for, 5 s at most. */
hid_t ig_h5_open(const char *path, unsigned flags, hid_t access);

bool ig_h5_attr_text(hid_t object, const char *name, const char *text);
bool ig_h5_attr_int(hid_t object, const char *name, int64_t value);
bool ig_h5_attr_double(hid_t object, const char *name, double value);
bool ig_h5_attr_value(hid_t object, const char *name, hid_t type, const void *value); /* one element */

/* malloc'd text, or NULL where there is none. */
char *ig_h5_read_text(hid_t object, const char *name);
bool ig_h5_read_int(hid_t object, const char *name, int64_t *value);
bool ig_h5_read_double(hid_t object, const char *name, double *value);

/* Writes a whole dataset of rank 0 to 3 (contiguous, or chunked and deflated above 64 KiB). Returns its id
 * (>= 0, to be closed) or -1. */
hid_t ig_h5_write(hid_t file, const char *name, int rank, const hsize_t *dims, hid_t type, const void *data);
/* Same for strings. */
hid_t ig_h5_write_names(hid_t file, const char *name, size_t n, char *const *names);

#endif
