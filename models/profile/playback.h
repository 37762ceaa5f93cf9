/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A measured series made ready to be played: mean powers over intervals that follow one another without gap,
 * and the rule by which a moment outside of the file finds one inside. */
#ifndef IG_PLAYBACK_H
#define IG_PLAYBACK_H

#include "models/profile/csv.h"

typedef enum ig_playback_unit { IG_PLAYBACK_W, IG_PLAYBACK_KW, IG_PLAYBACK_WH, IG_PLAYBACK_KWH } ig_playback_unit;
typedef enum ig_playback_stamp { IG_PLAYBACK_BEGIN, IG_PLAYBACK_END } ig_playback_stamp;
typedef enum ig_playback_gaps {
  IG_PLAYBACK_REFUSE_GAPS,
  IG_PLAYBACK_ZERO,
  IG_PLAYBACK_HOLD,
  IG_PLAYBACK_LINEAR,
  IG_PLAYBACK_PREVIOUS_DAY
} ig_playback_gaps;
typedef enum ig_playback_outside {
  IG_PLAYBACK_REFUSE_OUTSIDE,
  IG_PLAYBACK_REPEAT_DAY,
  IG_PLAYBACK_REPEAT_WEEK,
  IG_PLAYBACK_REPEAT_YEAR,
  IG_PLAYBACK_NOTHING
} ig_playback_outside;

/* How to understand the rows of a file. */
typedef struct ig_playback_rules {
  ig_playback_unit unit;
  ig_playback_stamp stamp;
  ig_playback_gaps gaps;
  int64_t step_s;        /* how long a value holds; 0: the most frequent distance of two rows */
  int64_t start_s;       /* UTC of the first row (no times), of midnight (times of day) */
  const ig_clock *clock; /* local days, for previous_day */
} ig_playback_rules;

typedef struct ig_playback {
  size_t n;
  int64_t *begin_s; /* [n + 1] UTC; interval i is [begin_s[i], begin_s[i + 1]) */
  double *power_W;  /* [n] */
  int64_t step_s;   /* of every interval, or 0 if they differ */
  double filled_s;  /* of which a rule for gaps made the values */
} ig_playback;

/* A stretch of simulation time and where in the file it is found. */
typedef struct ig_playback_piece {
  int64_t begin_s, end_s; /* simulation time, UTC */
  int64_t shift_s;        /* file time minus simulation time */
  bool silent;            /* nothing there: 0 W */
} ig_playback_piece;

/* Makes a playback of one column of a table. False after reports; else free with ig_playback_free. */
bool ig_playback_make(const ig_csv *table, size_t column, const ig_playback_rules *rules, ig_csv_report *report,
                      void *context, ig_playback *playback);
void ig_playback_free(ig_playback *playback);

/* Is the file long enough for the rule (a whole day, week, year of the local clock)? */
bool ig_playback_long_enough(const ig_playback *playback, ig_playback_outside outside, const ig_clock *clock);

/* The piece that holds the moment utc_s. */
ig_playback_piece ig_playback_at(const ig_playback *playback, ig_playback_outside outside, const ig_clock *clock,
                                 int64_t utc_s);

/* Index of the interval that holds a file time inside of the file. */
size_t ig_playback_index(const ig_playback *playback, int64_t file_s);

/* "2017-03-26 01:00" of the local clock into buf; returns buf. */
const char *ig_playback_time_text(const ig_clock *clock, int64_t utc_s, char *buf, size_t size);

#endif
