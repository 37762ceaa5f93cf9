/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row for the table of verdicts that scripts/validate.sh prints: one line that a machine reads,
 *   row,<suite>,<what>,<reference>,<worst error>,<limit>,<unit>,<ok|OFF> */
#ifndef TESTS_BOARD_H
#define TESTS_BOARD_H

#include <stdio.h>

static inline int board_row(const char *suite, const char *what, const char *reference, double worst, double limit,
                            const char *unit) {
  int good = worst <= limit; /* false for NaN */
  printf("row,%s,%s,%s,%.3g,%.3g,%s,%s\n", suite, what, reference, worst, limit, unit, good ? "ok" : "OFF");
  fflush(stdout);
  return good;
}

#endif
