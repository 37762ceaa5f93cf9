/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libFuzzer target of the EPW reader. Hardly any input grows to 8760 rows, so the first byte chooses what the
 * rest is: a whole file, a header, rows after a sound header, or one edited place in a sound year; an input that
 * begins like a file is one. Whatever is accepted must be a whole year of numbers within bounds; whatever is refused
 * must say why. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/weather/epw.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

enum { LARGEST = 1 << 21 };

static const char header[] =
    "LOCATION,Town,-,FRA,x,0,48.8,2.3,1.0,40\nDESIGN CONDITIONS,0\nTYPICAL/EXTREME PERIODS,0\nGROUND TEMPERATURES,0\n"
    "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0\nCOMMENTS 1\nCOMMENTS 2\nDATA PERIODS,1,1,Data,Sunday,1/1,12/31\n";

static char sound[LARGEST], text[2 * LARGEST];
static size_t sound_size;

static void make_sound(void) {
  static const int days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  sound_size = (size_t)snprintf(sound, sizeof sound, "%s", header);
  for (int month = 1; month <= 12; month++)
    for (int day = 1; day <= days[month - 1]; day++)
      for (int hour = 1; hour <= 24; hour++)
        sound_size +=
            (size_t)snprintf(sound + sound_size, sizeof sound - sound_size,
                             "2001,%d,%d,%d,0,?,10,5,80,9,9,9,300,%d,0,%d,9,9,9,9,0,2,9,9,9,9,9,9,9,9,9,9,9,9,9\n",
                             month, day, hour, hour * 10, hour * 10);
}

static int said;

static void hear(void *user, bool is_warning, long line, long column, const char *message) {
  (void)user;
  if (line < 0 || column < 0 || message[0] == '\0') abort();
  for (const char *p = message; *p != '\0'; p++)
    if (*p < ' ' || *p > '~') abort(); /* nothing of the file reaches a terminal raw */
  said += !is_warning;
}

static void check(const ig_epw *epw) {
  if (epw->n_hours != (epw->has_leap_day ? 8784 : 8760)) abort();
  for (size_t i = 0; i < epw->n_hours; i++) {
    const ig_weather_hour *h = &epw->hour[i];
    if (!(fabs(h->outdoor_degC) <= 90 && h->humidity_percent >= 0 && h->humidity_percent <= 100)) abort();
    if (!(h->wind_m_s >= 0 && fabs(h->sky_degC) < 150 && h->sun_W_m2.global_horizontal_W_m2 >= 0)) abort();
  }
  for (int month = 1; month <= 12; month++) (void)ig_epw_at(epw, month, month == 2 ? 29 : 30, 23);
}

/* Replaces a few bytes of the sound file at a place that the input names. */
static size_t edited(const uint8_t *bytes, size_t size) {
  if (size < 4) return 0;
  size_t at = ((size_t)bytes[0] << 16 | (size_t)bytes[1] << 8 | bytes[2]) % sound_size;
  size_t cut = bytes[3], n = size - 4;
  if (at + cut > sound_size) cut = sound_size - at;
  memcpy(text, sound, at);
  memcpy(text + at, bytes + 4, n);
  memcpy(text + at + n, sound + at + cut, sound_size - at - cut);
  return sound_size + n - cut;
}

/* Makes the text that the input stands for; returns its size. */
static size_t compose(const uint8_t *bytes, size_t size) {
  const size_t n = size - 1, head = sizeof header - 1;
  if (bytes[0] == 'L') {
    memcpy(text, bytes, size);
    return size;
  }
  switch (bytes[0] & 3) {
    case 0:
      memcpy(text, bytes + 1, n);
      return n;
    case 1:
      memcpy(text, header, head);
      memcpy(text + head, bytes + 1, n);
      return head + n;
    case 2:
      memcpy(text, bytes + 1, n);
      memcpy(text + n, sound + head, sound_size - head);
      return n + sound_size - head;
    default:
      return edited(bytes + 1, n);
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (sound_size == 0) make_sound();
  if (size == 0 || size > LARGEST / 2) return 0;
  size_t n = compose(bytes, size);
  /* A block of its own size, so that a read past its end is seen. */
  char *copy = malloc(n > 0 ? n : 1);
  if (copy == NULL) return 0;
  memcpy(copy, text, n);
  said = 0;
  ig_epw *epw = ig_epw_read_memory(copy, n, (ig_epw_listener){hear, NULL});
  free(copy);
  if ((epw == NULL) != (said > 0)) abort();
  if (epw != NULL) check(epw);
  ig_epw_free(epw);
  return 0;
}
