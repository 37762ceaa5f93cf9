/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/progress.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BAR = 30 };

ig_progress ig_progress_start(bool quiet, double share) {
  double now = omp_get_wtime();
  return (ig_progress){.quiet = quiet,
                       .terminal = isatty(STDERR_FILENO),
                       .begin_s = now,
                       .shown_s = now,
                       .begin_share = share,
                       .tenth = (int)(share * 10)};
}

static void show_bar(double share, const char *label, double left_s) {
  char bar[BAR + 1];
  int full = (int)(share * BAR);
  memset(bar, '.', BAR);
  memset(bar, '#', (size_t)full);
  bar[BAR] = 0;
  fprintf(stderr, "\r[%s] %3.0f %%  %s  %.0f s left \033[K", bar, share * 100, label, left_s);
  fflush(stderr);
}

void ig_progress_show(ig_progress *p, double share, const char *label) {
  if (p->quiet) return;
  double now = omp_get_wtime(), done = share - p->begin_share;
  double left_s = done > 0 ? (now - p->begin_s) * (1 - share) / done : 0;
  if (p->terminal && now - p->shown_s > 0.1) {
    show_bar(share, label, left_s);
    p->shown_s = now;
  }
  if (!p->terminal && (int)(share * 10) > p->tenth) {
    p->tenth = (int)(share * 10);
    fprintf(stderr, "%3d %%  %s  %.0f s left\n", p->tenth * 10, label, left_s);
  }
}

void ig_progress_end(ig_progress *p) {
  if (!p->quiet && p->terminal) fprintf(stderr, "\r\033[K");
}
