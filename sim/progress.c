/* SPDX-License-Identifier: GPL-3.0-or-later */
#define _DEFAULT_SOURCE /* TIOCGWINSZ */
#include "sim/progress.h"

#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { BAR = 30, LINE = 160 };

ig_progress ig_progress_start(bool quiet, double share) {
  double now = omp_get_wtime();
  return (ig_progress){.quiet = quiet,
                       .terminal = isatty(STDERR_FILENO),
                       .begin_s = now,
                       .shown_s = now,
                       .begin_share = share,
                       .tenth = (int)(share * 10)};
}

/* Columns of the terminal; 80 where it does not tell. */
static int columns(void) {
  struct winsize size;
  return ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

/* One line that never reaches the last column, or it would wrap: a narrow terminal gets a shorter bar, then none, then
 * the beginning of the text. */
static void show_bar(double share, const char *label, double left_s) {
  char text[LINE], bar[BAR + 4] = "";
  snprintf(text, sizeof text, "%3.0f %%  %s  %.0f s left", share * 100, label, left_s);
  int width = columns() - 1, room = width - (int)strlen(text) - 3;
  if (room > BAR) room = BAR;
  if (room >= 5) {
    int full = (int)(share * room);
    bar[0] = '[';
    memset(bar + 1, '.', (size_t)room);
    memset(bar + 1, '#', (size_t)full);
    memcpy(bar + 1 + room, "] ", 3);
  }
  fprintf(stderr, "\r%s%.*s\033[K", bar, width > 0 ? width : 0, text);
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
