/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Units of physical values: "36 kVA" of a scenario into the unit of the field that takes it.
 *
 * A unit is a product of known symbols with whole exponents. Both spellings are read: "W/(m2 K)" as people
 * write it and "W m-2 K-1" as UDUNITS and the `units` attributes of a result write it. "%" is 0.01. A value in
 * degC and one in K differ by 273.15; degC can be no part of a product. Apparent, reactive and active power are
 * kept apart (VA, var, W), so are money (EUR), light (lm, lx) and angles (degree). */
#ifndef IG_UNITS_H
#define IG_UNITS_H

#include "sim/base.h"

/* Base dimensions: m, kg, s, K, A, EUR, lm, VA, var, degree. */
enum { IG_UNITS_BASES = 10 };

typedef struct ig_unit {
  signed char power[IG_UNITS_BASES];
  double factor; /* value in this unit * factor = value in base units */
  bool celsius;  /* degC: shifted by 273.15 K */
} ig_unit;

typedef enum ig_units_status {
  IG_UNITS_OK,
  IG_UNITS_UNKNOWN, /* the text names no unit */
  IG_UNITS_MISFIT   /* a unit, but of another dimension */
} ig_units_status;

/* Reads a unit; false if the text is none. "" and "1" are the unit of plain numbers. */
bool ig_units_parse(const char *text, ig_unit *unit);

/* Converts `value` from unit `from` to unit `to`. A temperature in K is accepted where degC is wanted, but
 * degC is refused where K is wanted: such fields are differences. */
ig_units_status ig_units_convert(double value, const char *from, const char *to, double *result);

/* Units a user may write for a field in unit `to`, as "s, min, h, d"; returns buf. */
const char *ig_units_allowed(const char *to, char *buf, size_t size);

/* Reads a plain decimal number ("-5", "1e3"), all of the text: no hex, no octal look-alikes, no "1_000", no nan
 * or inf. Returns NULL, or what is wrong with the text. */
const char *ig_units_number(const char *text, double *value);

/* Shortest decimal text that reads back as the same double; returns buf (at least 32 bytes). */
const char *ig_units_print(double value, char *buf, size_t size);

#endif
