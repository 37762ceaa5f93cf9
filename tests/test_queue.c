/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The event queue against sorting, and the fixed-order sum against exact integers. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sim/queue.h"
#include "sim/rng.h"

enum { MANY = 500 };

static int by_value(const void *a, const void *b) {
  ig_event x = *(const ig_event *)a, y = *(const ig_event *)b;
  return (x > y) - (x < y);
}

static void random_events(ig_event *events, int round) {
  ig_rng_key key = {7, 11};
  for (int i = 0; i < MANY; i++) {
    uint64_t r[4];
    ig_rng_bits4(key, 1, round, (uint64_t)i, r);
    /* few different times, so that ties are common */
    events[i] = ig_event_make((int64_t)(r[0] % 40), (unsigned)(r[1] % 3), (unsigned)(r[2] % 5), (unsigned)(r[3] % 100));
  }
}

START_TEST(pops_in_total_order) {
  for (int round = 0; round < 20; round++) {
    ig_event events[MANY], heap[MANY];
    int32_t n = 0;
    random_events(events, round);
    for (int i = 0; i < MANY; i++) ig_queue_push(heap, &n, events[i]);
    qsort(events, MANY, sizeof *events, by_value);
    for (int i = 0; i < MANY; i++) ck_assert_uint_eq(ig_queue_pop(heap, &n), events[i]);
    ck_assert_int_eq(n, 0);
  }
}
END_TEST

START_TEST(order_of_pushing_does_not_matter) {
  ig_event events[MANY], one[MANY], other[MANY];
  int32_t n = 0, m = 0;
  random_events(events, 99);
  for (int i = 0; i < MANY; i++) {
    ig_queue_push(one, &n, events[i]);
    ig_queue_push(other, &m, events[MANY - 1 - i]);
  }
  while (n > 0) ck_assert_uint_eq(ig_queue_pop(one, &n), ig_queue_pop(other, &m));
}
END_TEST

START_TEST(time_before_priority_before_source_before_value) {
  ck_assert_uint_lt(ig_event_make(10, 15, 1023, 65535), ig_event_make(11, 0, 0, 0));
  ck_assert_uint_lt(ig_event_make(10, 1, 1023, 65535), ig_event_make(10, 2, 0, 0));
  ck_assert_uint_lt(ig_event_make(10, 1, 3, 65535), ig_event_make(10, 1, 4, 0));
  ig_event e = ig_event_make(1483225200, 3, 700, 2300);
  ck_assert_int_eq(ig_event_time_s(e), 1483225200);
  ck_assert_uint_eq(ig_event_source(e), 700);
  ck_assert_uint_eq(ig_event_value(e), 2300);
}
END_TEST

START_TEST(sum_of_lanes_is_exact_for_integers) {
  double row[IG_BLOCK];
  for (int i = 0; i < IG_BLOCK; i++) row[i] = i * i;
  ck_assert_double_eq(ig_sum_lanes(row), 63.0 * 64.0 * 127.0 / 6.0);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("queue");
  TCase *tests = tcase_create("queue");
  tcase_add_test(tests, pops_in_total_order);
  tcase_add_test(tests, order_of_pushing_does_not_matter);
  tcase_add_test(tests, time_before_priority_before_source_before_value);
  tcase_add_test(tests, sum_of_lanes_is_exact_for_integers);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
