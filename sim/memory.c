/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* madvise */
#include "sim/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static const size_t line = 64, large_page = (size_t)1 << 21;

void *ig_memory(size_t n, size_t size) {
  size_t whole = (n + 1) * size >= large_page ? large_page : line, bytes = ((n + 1) * size + whole - 1) / whole * whole;
  void *p = aligned_alloc(whole, bytes);
  if (!p) {
    fputs("issygrid: out of memory\n", stderr);
    exit(EXIT_FAILURE);
  }
#ifdef MADV_HUGEPAGE
  if (whole == large_page) madvise(p, bytes, MADV_HUGEPAGE); /* a wish: nothing is lost where it is not heard */
#endif
  return memset(p, 0, bytes);
}
