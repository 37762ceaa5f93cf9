/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One value of a field: read from a scenario, set to its default, written back as YAML. */
#ifndef IG_VALUE_H
#define IG_VALUE_H

#include "sim/field.h"
#include "sim/scenario.h"

/* What reading needs; wrong input is added to `errors`. */
typedef struct ig_reader {
  ig_scenario *scenario;
  ig_errors *errors;
} ig_reader;

/* Adds an error at a place, under a key. */
void ig_value_fail(ig_reader *reader, ig_place place, const char *key, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Reads `node` into `out`, which holds width values of the field's type. `key` is for messages. Strings and
 * lists live as long as the scenario. False after an error. */
bool ig_value_read(ig_reader *reader, const ig_field *field, const ig_node *node, const char *key, void *out);

/* The default; for a drawn parameter the mark of "not yet drawn": NaN, INT32_MIN or NULL. */
void ig_value_default(ig_scenario *scenario, const ig_field *field, void *out);

/* Are two values of a parameter the same? (Lists are for settings only.) */
bool ig_value_same(const ig_field *field, const void *a, const void *b);

/* Is there anything to write: no NULL, no NaN, no undrawn value? */
bool ig_value_holds(const ig_field *field, const void *value);

/* Writes the value as YAML reads it, with its unit. */
void ig_value_write(FILE *out, const ig_field *field, const void *value);

/* Writes text as a quoted YAML (and JSON) string. */
void ig_value_quote(FILE *out, const char *text);

/* Writes a key or a choice, quoted where YAML 1.1 readers would take it for a truth value ("on", "no"). */
void ig_value_word(FILE *out, const char *word);

/* Writes a number of the field (a default or a limit) as a person would, with its unit. */
void ig_value_number(FILE *out, const ig_field *field, double value);

#endif
