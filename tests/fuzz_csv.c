/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target of the CSV reader and of what makes playbacks from its tables. The first byte chooses the
 * options; the rest is the file. What is read must be sound: times increase, intervals follow one another. */
#include <math.h>
#include <stdlib.h>

#include "models/profile/playback.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void ignore(void *context, long line, long column, const char *message) {
  (void)context, (void)message;
  if (line < 0 || column < 0) abort();
}

static void check_table(const ig_csv *t) {
  if (t->n_rows == 0) abort();
  for (size_t i = 1; i < t->n_rows && t->times != IG_CSV_NO_TIMES; i++)
    if (t->time_s[i] <= t->time_s[i - 1]) abort();
  for (size_t i = 0; i < t->n_rows * t->n_wanted; i++)
    if (isinf(t->value[i])) abort();
}

static void check_playback(const ig_playback *p, const ig_clock *clock) {
  int64_t first = p->begin_s[0], end = p->begin_s[p->n];
  for (size_t i = 0; i < p->n; i++)
    if (p->begin_s[i + 1] <= p->begin_s[i] || isnan(p->power_W[i])) abort();
  for (int outside = 0; outside <= IG_PLAYBACK_NOTHING; outside++) {
    if (!ig_playback_long_enough(p, (ig_playback_outside)outside, clock)) continue;
    for (int64_t t = first - 40 * IG_DAY_S; t < first + 40 * IG_DAY_S; t += 7 * IG_HOUR_S + 1) {
      ig_playback_piece piece = ig_playback_at(p, (ig_playback_outside)outside, clock, t);
      if (piece.begin_s > t || piece.end_s <= t) abort();
      if (!piece.silent && (t + piece.shift_s < first || t + piece.shift_s >= end)) abort();
      if (!piece.silent && ig_playback_index(p, t + piece.shift_s) >= p->n) abort();
    }
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  static const char *const columns[] = {"", "2", "kW", "P"}, *const times[] = {"", "none", "1", "time"};
  static const ig_clock paris = {.utc_offset_s = 3600, .summer_time = IG_SUMMER_EU}, utc = {.utc_offset_s = 0};
  if (size == 0) return 0;
  unsigned choice = bytes[0];
  ig_csv_wanted wanted[2] = {{columns[choice & 3], (choice & 4) != 0}, {columns[(choice + 1) & 3], false}};
  ig_csv_options options = {.time_column = times[choice >> 3 & 3],
                            .clock = choice & 32 ? &utc : &paris,
                            .wanted = wanted,
                            .n_wanted = 1 + (choice >> 6 & 1),
                            .report = ignore};
  ig_csv table;
  if (!ig_csv_parse((const char *)bytes + 1, size - 1, &options, &table)) return 0;
  check_table(&table);
  int64_t step_s = table.times == IG_CSV_NO_TIMES ? 60 : 0;
  for (int gaps = 0; gaps <= IG_PLAYBACK_PREVIOUS_DAY; gaps++) {
    ig_playback_rules rules = {.unit = (ig_playback_unit)(gaps & 3),
                               .stamp = choice & 128 ? IG_PLAYBACK_END : IG_PLAYBACK_BEGIN,
                               .gaps = (ig_playback_gaps)gaps,
                               .step_s = step_s,
                               .start_s = 852505200,
                               .clock = options.clock};
    ig_playback p;
    if (!ig_playback_make(&table, 0, &rules, ignore, NULL, &p)) continue;
    check_playback(&p, options.clock);
    ig_playback_free(&p);
  }
  ig_csv_free(&table);
  return 0;
}
