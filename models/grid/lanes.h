/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Eight steps side by side: the vectors of the sweep. Their number is a property of the data; on a machine with
 * narrower vectors the compiler splits them, with the same bits. Pass them by pointer: there is no common way to pass
 * them by value. */
#ifndef IG_LANES_H
#define IG_LANES_H

#include "sim/base.h"

enum { IG_LANES = 8 };
typedef double ig_lanes __attribute__((vector_size(64)));
typedef int64_t ig_lane_mask __attribute__((vector_size(64)));

/* a where mask, else b */
#define IG_LANES_SELECT(mask, a, b) ((ig_lanes)(((ig_lane_mask)(a) & (mask)) | ((ig_lane_mask)(b) & ~(mask))))
#define IG_LANES_MAX(a, b) IG_LANES_SELECT((a) > (b), (a), (b))
#define IG_LANES_MIN(a, b) IG_LANES_SELECT((a) < (b), (a), (b))
#define IG_LANES_ABS(a) ((ig_lanes)((ig_lane_mask)(a)&INT64_MAX))

/* One complex number a lane. */
typedef struct ig_phasor {
  ig_lanes re, im;
} ig_phasor;

#endif
