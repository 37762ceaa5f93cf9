/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/errors.h"

#include <stdlib.h>
#include <string.h>

/* Wrong input must be reported even when memory runs short, so a failed allocation only counts as dropped. */
static bool make_room(ig_errors *errors) {
  if (errors->n < errors->capacity) return true;
  size_t capacity = errors->capacity ? 2 * errors->capacity : 8;
  char **message = realloc(errors->message, capacity * sizeof *message);
  if (!message) return false;
  errors->message = message;
  errors->capacity = capacity;
  return true;
}

/* Writes "file:line:column: key: " without what is missing; returns the length. */
static size_t write_place(char *out, size_t size, const char *file, long line, long column, const char *key) {
  char numbers[64] = "";
  if (line > 0 && column > 0) {
    snprintf(numbers, sizeof numbers, "%ld:%ld:", line, column);
  } else if (line > 0) {
    snprintf(numbers, sizeof numbers, "%ld:", line);
  }
  bool has_key = key && *key;
  int n = snprintf(out, size, "%s%s%s%s%s%s", file ? file : "", file ? ":" : "", file ? numbers : "", file ? " " : "",
                   has_key ? key : "", has_key ? ": " : "");
  return n < 0 ? 0 : (size_t)n;
}

void ig_errors_addv(ig_errors *errors, const char *file, long line, long column, const char *key, const char *format,
                    va_list args) {
  if (errors->n >= IG_ERRORS_MOST || !make_room(errors)) {
    errors->dropped++;
    return;
  }
  va_list again;
  va_copy(again, args);
  size_t head = write_place(NULL, 0, file, line, column, key);
  int tail = vsnprintf(NULL, 0, format, again);
  va_end(again);
  size_t size = head + (tail > 0 ? (size_t)tail : 0) + 1;
  char *text = malloc(size);
  if (!text) {
    errors->dropped++;
    return;
  }
  write_place(text, size, file, line, column, key);
  vsnprintf(text + head, size - head, format, args);
  errors->message[errors->n++] = text;
}

void ig_errors_add(ig_errors *errors, const char *file, long line, long column, const char *key, const char *format,
                   ...) {
  va_list args;
  va_start(args, format);
  ig_errors_addv(errors, file, line, column, key, format, args);
  va_end(args);
}

void ig_errors_print(const ig_errors *errors, FILE *out) {
  for (size_t i = 0; i < errors->n; i++) fprintf(out, "%s\n", errors->message[i]);
  if (errors->dropped > 0) fprintf(out, "... and %zu more errors\n", errors->dropped);
}

void ig_errors_free(ig_errors *errors) {
  for (size_t i = 0; i < errors->n; i++) free(errors->message[i]);
  free(errors->message);
  *errors = (ig_errors){0};
}
