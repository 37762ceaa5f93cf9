/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that is allocated while a run is built, never in the step. */
#ifndef IG_MEMORY_H
#define IG_MEMORY_H

#include <stddef.h>

/* n elements of `size` bytes and one more, zeroed, on whole cache lines; the caller frees. Large arrays ask for large
 * pages: a day's minutes of all units and a network's voltages are gone through from end to end, and with small ones a
 * tenth of that time is spent on looking up pages. Ends the process with exit code 1 where there is no memory. */
void *ig_memory(size_t n, size_t size);

#endif
