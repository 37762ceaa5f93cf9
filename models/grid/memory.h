/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of a network and its solvers: allocated while a run is built, never in the step. */
#ifndef IG_MEMORY_H
#define IG_MEMORY_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base.h"

/* n elements of `size` bytes and one more, zeroed, on whole cache lines; the caller frees. Ends the process with exit
 * code 1 where there is no memory. */
IG_INLINE void *ig_memory(size_t n, size_t size) {
  size_t bytes = ((n + 1) * size + 63U) & ~(size_t)63U;
  void *p = aligned_alloc(64, bytes);
  if (p) return memset(p, 0, bytes);
  fputs("issygrid: out of memory for the network\n", stderr);
  exit(EXIT_FAILURE);
}

#endif
