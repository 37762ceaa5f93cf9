/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A unit's pending events: a binary heap of 64-bit keys in an array that belongs to the unit's batch
 * (so pending events are saved and restored like any other state).
 *
 * An event is one integer, ordered by (time, priority, source, value):
 *   bits 63..30 time [s since 1970, UTC]   29..26 priority   25..16 source   15..0 value
 * The order is total: two events that compare equal are the same event, so the order in which they
 * were pushed cannot matter. `source` says which part of the unit acts (a person, an appliance) and
 * `value` carries its payload, most often a power in W. */
#ifndef IG_QUEUE_H
#define IG_QUEUE_H

#include "sim/base.h"

typedef uint64_t ig_event;

IG_INLINE ig_event ig_event_make(int64_t time_s, unsigned priority, unsigned source, unsigned value) {
  assert(time_s >= 0 && time_s < (INT64_C(1) << 34) && priority < 16 && source < 1024 && value < 65536);
  return (uint64_t)time_s << 30 | (uint64_t)priority << 26 | (uint64_t)source << 16 | value;
}
IG_INLINE int64_t ig_event_time_s(ig_event e) { return (int64_t)(e >> 30); }
IG_INLINE unsigned ig_event_source(ig_event e) { return (unsigned)(e >> 16) & 1023U; }
IG_INLINE unsigned ig_event_value(ig_event e) { return (unsigned)e & 65535U; }

/* Adds an event to heap[0 .. *n). The caller guarantees room. */
IG_INLINE void ig_queue_push(ig_event *heap, int32_t *n, ig_event e) {
  int32_t i = (*n)++;
  while (i > 0 && heap[(i - 1) / 2] > e) {
    heap[i] = heap[(i - 1) / 2];
    i = (i - 1) / 2;
  }
  heap[i] = e;
}

/* Removes and returns the earliest event; the heap must not be empty. */
IG_INLINE ig_event ig_queue_pop(ig_event *heap, int32_t *n) {
  assert(*n > 0);
  ig_event first = heap[0], last = heap[--(*n)];
  int32_t i = 0, half = *n / 2;
  while (i < half) {
    int32_t child = 2 * i + 1;
    if (child + 1 < *n && heap[child + 1] < heap[child]) child++;
    if (heap[child] >= last) break;
    heap[i] = heap[child];
    i = child;
  }
  heap[i] = last;
  return first;
}

#endif
