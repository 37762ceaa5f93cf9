/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reader of EPW weather files (EnergyPlus Auxiliary Programs, "EnergyPlus Weather File (EPW) Data Dictionary").
 *
 * Strict: the eight header lines, 8760 or 8784 rows in order of month, day and hour of standard time, every
 * number a number within physical bounds. Missing-value codes in the columns that are used are an error: the
 * reader fills nothing silently. All errors found are said with line and column. */
#ifndef IG_EPW_H
#define IG_EPW_H

#include "models/weather/hour.h"

typedef struct ig_epw {
  char place[64]; /* city of the header, printable ASCII */
  double latitude_deg, longitude_deg, elevation_m;
  double utc_offset_h; /* standard time of the file minus UTC */
  bool has_leap_day;   /* 8784 rows */
  size_t n_hours;
  ig_weather_hour *hour; /* row after row; owned */
} ig_epw;

/* How the reader speaks: an error or a warning at line and column (from 1; 0 = not known). */
typedef struct ig_epw_listener {
  void (*say)(void *user, bool is_warning, long line, long column, const char *text);
  void *user;
} ig_epw_listener;

/* Reads a file, or text in memory. NULL after at least one error was said; else freed with ig_epw_free. */
ig_epw *ig_epw_read(const char *path, ig_epw_listener listener);
ig_epw *ig_epw_read_memory(const char *text, size_t size, ig_epw_listener listener);
void ig_epw_free(ig_epw *epw);

/* The row of a date and an hour (0 to 23: the hour that begins then) in the file's standard time. 29 February
 * of a file without one is its 28 February; a file's 29 February is not looked at in a year without one. */
const ig_weather_hour *ig_epw_at(const ig_epw *epw, int month, int day, int hour);

#endif
