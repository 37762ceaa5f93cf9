/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the engine keeps behind the ig_build of model.h. */
#ifndef IG_BUILD_H
#define IG_BUILD_H

#include "sim/district.h"
#include "sim/scenario.h"

struct ig_build {
  ig_district *district;
  size_t batch; /* the one being built */
  ig_errors *errors;
  bool failed;
};

/* Adds a warning that the run shows at its end; the same text only once. */
void ig_build_add_warning(ig_district *district, const char *text);

/* A district from text in memory, without files, for tests and fuzzing. As ig_district_load else. */
ig_district *ig_district_parse(const char *text, size_t n, ig_errors *errors);

#endif
