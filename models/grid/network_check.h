/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A check of a network under way, shared by network_check.c (elements one by one) and network_joins.c (what they are
 * together). */
#ifndef IG_NETWORK_CHECK_H
#define IG_NETWORK_CHECK_H

#include "models/grid/network.h"

typedef struct ig_network_check_state {
  ig_network *network;
  ig_network_report *report;
  void *context;
  bool good;
  bool wires_good; /* all elements have as many wires at one end as at the other */
} ig_network_check_state;

void ig_network_check_fail(ig_network_check_state *check, const char *kind, const char *element, const char *format,
                           ...) __attribute__((format(printf, 4, 5)));

#endif
