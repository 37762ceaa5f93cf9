/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target of the scenario reader: any bytes, without touching a disk. With made-up models, whose tables
 * hold every type of field; -DIG_FUZZ_REAL takes those of sim/models.c. A scenario that loads must be written back
 * as one that loads to the same district. */
#include <stdlib.h>
#include <string.h>

#include "sim/build.h"
#ifndef IG_FUZZ_REAL
#include "tests/toy_models.h"
#endif

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  ig_errors errors = {0};
  ig_district *district = ig_district_parse((const char *)data, size, &errors);
  if (!district == !(errors.n + errors.dropped)) abort();
  if (district) {
    ig_district *again = ig_district_parse(district->resolved, strlen(district->resolved), &errors);
    if (!again) ig_errors_print(&errors, stderr);
    if (!again || strcmp(again->resolved, district->resolved) != 0) abort();
    ig_district_free(again);
  }
  ig_district_free(district);
  ig_errors_free(&errors);
  return 0;
}
