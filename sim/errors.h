/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wrong input: every error of a scenario is collected, then all are printed, and the program ends with
 * exit code 2 before it has touched any result. */
#ifndef IG_ERRORS_H
#define IG_ERRORS_H

#include <stdarg.h>
#include <stdio.h>

#include "sim/base.h"

/* Exit codes of the command line. */
enum { IG_EXIT_OK = 0, IG_EXIT_FAILED = 1, IG_EXIT_INPUT = 2, IG_EXIT_STOPPED = 3 };

typedef struct ig_errors {
  char **message; /* "file:line:column: key: what is wrong, what is allowed" */
  size_t n, capacity;
  size_t dropped; /* errors past IG_ERRORS_MOST are only counted */
} ig_errors;

enum { IG_ERRORS_MOST = 100 };

/* file may be NULL; line or column 0 and key NULL or "" are left out. */
void ig_errors_add(ig_errors *errors, const char *file, long line, long column, const char *key, const char *format,
                   ...) __attribute__((format(printf, 6, 7)));
void ig_errors_addv(ig_errors *errors, const char *file, long line, long column, const char *key, const char *format,
                    va_list args) __attribute__((format(printf, 6, 0)));
void ig_errors_print(const ig_errors *errors, FILE *out); /* one a line, then how many were dropped */
void ig_errors_free(ig_errors *errors);

#endif
