/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a user sees while a run goes on: a bar with the time left on a terminal, plain lines elsewhere. */
#ifndef IG_PROGRESS_H
#define IG_PROGRESS_H

#include "sim/base.h"

typedef struct ig_progress {
  bool quiet, terminal;
  double begin_s, shown_s, begin_share; /* wall clock; share done when this process began */
  int tenth;                            /* last tenth printed where it is no terminal */
} ig_progress;

ig_progress ig_progress_start(bool quiet, double share);
/* `label` is the simulated date. */
void ig_progress_show(ig_progress *progress, double share, const char *label);
/* Clears the bar. */
void ig_progress_end(ig_progress *progress);

#endif
