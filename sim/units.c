/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/units.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum dimension {
  NONE,
  LENGTH,
  MASS,
  TIME,
  KELVIN,
  AMPERE,
  MONEY,
  LUMEN,
  APPARENT,
  APPARENT_ENERGY,
  REACTIVE,
  REACTIVE_ENERGY,
  ANGLE,
  POWER,
  ENERGY,
  VOLTAGE,
  RESISTANCE,
  PRESSURE,
  FREQUENCY,
  VOLUME,
  LUX,
} dimension;

/* clang-format off */
static const signed char powers[][IG_UNITS_BASES] = {
    /*                    m  kg   s   K   A EUR  lm  VA var deg */
    [NONE]            = { 0,  0,  0,  0,  0,  0,  0,  0,  0,  0},
    [LENGTH]          = { 1,  0,  0,  0,  0,  0,  0,  0,  0,  0},
    [MASS]            = { 0,  1,  0,  0,  0,  0,  0,  0,  0,  0},
    [TIME]            = { 0,  0,  1,  0,  0,  0,  0,  0,  0,  0},
    [KELVIN]          = { 0,  0,  0,  1,  0,  0,  0,  0,  0,  0},
    [AMPERE]          = { 0,  0,  0,  0,  1,  0,  0,  0,  0,  0},
    [MONEY]           = { 0,  0,  0,  0,  0,  1,  0,  0,  0,  0},
    [LUMEN]           = { 0,  0,  0,  0,  0,  0,  1,  0,  0,  0},
    [APPARENT]        = { 0,  0,  0,  0,  0,  0,  0,  1,  0,  0},
    [APPARENT_ENERGY] = { 0,  0,  1,  0,  0,  0,  0,  1,  0,  0},
    [REACTIVE]        = { 0,  0,  0,  0,  0,  0,  0,  0,  1,  0},
    [REACTIVE_ENERGY] = { 0,  0,  1,  0,  0,  0,  0,  0,  1,  0},
    [ANGLE]           = { 0,  0,  0,  0,  0,  0,  0,  0,  0,  1},
    [POWER]           = { 2,  1, -3,  0,  0,  0,  0,  0,  0,  0},
    [ENERGY]          = { 2,  1, -2,  0,  0,  0,  0,  0,  0,  0},
    [VOLTAGE]         = { 2,  1, -3,  0, -1,  0,  0,  0,  0,  0},
    [RESISTANCE]      = { 2,  1, -3,  0, -2,  0,  0,  0,  0,  0},
    [PRESSURE]        = {-1,  1, -2,  0,  0,  0,  0,  0,  0,  0},
    [FREQUENCY]       = { 0,  0, -1,  0,  0,  0,  0,  0,  0,  0},
    [VOLUME]          = { 3,  0,  0,  0,  0,  0,  0,  0,  0,  0},
    [LUX]             = {-2,  0,  0,  0,  0,  0,  1,  0,  0,  0},
};
/* clang-format on */

typedef struct symbol {
  const char *name;
  const char *prefixes; /* SI prefixes it takes */
  dimension dimension;
  double factor;
  bool celsius;
} symbol;

static const symbol symbols[] = {
    {"1", "", NONE, 1.0, false},
    {"%", "", NONE, 0.01, false},
    {"W", "mkMG", POWER, 1.0, false},
    {"Wh", "mkMG", ENERGY, 3600.0, false},
    {"J", "mkMG", ENERGY, 1.0, false},
    {"VA", "kM", APPARENT, 1.0, false},
    {"VAh", "kM", APPARENT_ENERGY, 3600.0, false},
    {"var", "kM", REACTIVE, 1.0, false},
    {"varh", "kM", REACTIVE_ENERGY, 3600.0, false},
    {"s", "m", TIME, 1.0, false},
    {"min", "", TIME, 60.0, false},
    {"h", "", TIME, 3600.0, false},
    {"hour", "", TIME, 3600.0, false},
    {"d", "", TIME, 86400.0, false},
    {"day", "", TIME, 86400.0, false},
    {"m", "mck", LENGTH, 1.0, false},
    {"L", "m", VOLUME, 1e-3, false},
    {"l", "m", VOLUME, 1e-3, false},
    {"g", "mk", MASS, 1e-3, false},
    {"t", "", MASS, 1e3, false},
    {"K", "", KELVIN, 1.0, false},
    {"degC", "", KELVIN, 1.0, true},
    {"\302\260C", "", KELVIN, 1.0, true},
    {"A", "mk", AMPERE, 1.0, false},
    {"V", "mk", VOLTAGE, 1.0, false},
    {"ohm", "mkM", RESISTANCE, 1.0, false},
    {"Pa", "hkM", PRESSURE, 1.0, false},
    {"Hz", "k", FREQUENCY, 1.0, false},
    {"EUR", "kM", MONEY, 1.0, false},
    {"lm", "k", LUMEN, 1.0, false},
    {"lx", "k", LUX, 1.0, false},
    {"degree", "", ANGLE, 1.0, false},
    {"degrees", "", ANGLE, 1.0, false},
    {"deg", "", ANGLE, 1.0, false},
    {"degree_north", "", ANGLE, 1.0, false},
    {"degrees_north", "", ANGLE, 1.0, false},
    {"degree_east", "", ANGLE, 1.0, false},
    {"degrees_east", "", ANGLE, 1.0, false},
    {"rad", "", ANGLE, 180.0 / IG_PI, false},
};

/* What the messages offer, in this order; those of the right dimension are shown. */
static const char *const offered[] = {
    "W",      "kW",   "MW",        "Wh",      "kWh",   "MWh",      "J",        "kJ",        "MJ",        "VA",
    "kVA",    "var",  "kvar",      "s",       "min",   "h",        "d",        "m",         "km",        "m2",
    "m3",     "L",    "kg",        "g",       "t",     "degC",     "K",        "W/K",       "kW/K",      "J/K",
    "kJ/K",   "Wh/K", "W/m2",      "kWh/m2",  "Wh/m2", "W/(m2 K)", "J/(m2 K)", "kJ/(m2 K)", "Wh/(m2 K)", "g/kWh",
    "kg/MWh", "EUR",  "EUR/kWh",   "EUR/MWh", "lx",    "lm",       "lm/W",     "m/s",       "km/h",      "m3/s",
    "m3/h",   "L/s",  "m3/(h m2)", "1/h",     "1/d",   "L/d",      "A",        "V",         "kV",        "ohm",
    "Pa",     "hPa",  "Hz",        "degree",  "1",     "%",
};

static double prefix_factor(char prefix) {
  switch (prefix) {
    case 'm':
      return 1e-3;
    case 'c':
      return 1e-2;
    case 'h':
      return 1e2;
    case 'k':
      return 1e3;
    case 'M':
      return 1e6;
    case 'G':
      return 1e9;
    default:
      return 1.0;
  }
}

static ig_unit unit_of(const symbol *s) {
  ig_unit unit = {.factor = s->factor, .celsius = s->celsius};
  memcpy(unit.power, powers[s->dimension], sizeof unit.power);
  return unit;
}

static bool find_symbol(const char *text, size_t n, ig_unit *unit) {
  for (size_t i = 0; i < IG_COUNT(symbols); i++) {
    const symbol *s = &symbols[i];
    size_t length = strlen(s->name);
    if (length == n && memcmp(s->name, text, n) == 0) {
      *unit = unit_of(s);
      return true;
    }
  }
  for (size_t i = 0; i < IG_COUNT(symbols); i++) {
    const symbol *s = &symbols[i];
    if (strlen(s->name) + 1 == n && strchr(s->prefixes, text[0]) && memcmp(s->name, text + 1, n - 1) == 0) {
      *unit = unit_of(s);
      unit->factor *= prefix_factor(text[0]);
      return true;
    }
  }
  return false;
}

static bool is_symbol_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '%' || c == '_' || (unsigned char)c >= 0x80;
}

/* Multiplies `into` by `unit` to the power `exponent`. */
static bool multiply(ig_unit *into, const ig_unit *unit, int exponent) {
  for (int i = 0; i < IG_UNITS_BASES; i++) {
    int power = into->power[i] + unit->power[i] * exponent;
    if (power < -20 || power > 20) return false;
    into->power[i] = (signed char)power;
  }
  for (int i = 0; i < exponent; i++) into->factor *= unit->factor;
  for (int i = 0; i > exponent; i--) into->factor /= unit->factor;
  return true;
}

/* One symbol with its exponent at *at; *at moves behind it. */
static bool parse_factor(const char **at, int sign, ig_unit *into, int *n_factors) {
  const char *begin = *at, *end = begin;
  if (*end == '1' && !(end[1] >= '0' && end[1] <= '9')) {
    end++;
  } else {
    while (is_symbol_byte(*end)) end++;
  }
  ig_unit unit;
  if (end == begin || !find_symbol(begin, (size_t)(end - begin), &unit)) return false;
  int exponent = 1;
  if (*end == '^') end++;
  bool negative = *end == '-';
  if (end[negative] >= '1' && end[negative] <= '9') {
    exponent = end[negative] - '0';
    end += negative + 1;
    if (negative) exponent = -exponent;
  } else if (negative || end[-1] == '^') {
    return false;
  }
  if (unit.celsius && (exponent != 1 || sign != 1)) return false;
  into->celsius |= unit.celsius;
  ++*n_factors;
  *at = end;
  return multiply(into, &unit, exponent * sign);
}

bool ig_units_parse(const char *text, ig_unit *unit) {
  *unit = (ig_unit){.factor = 1.0};
  int n = 0, sign = 1;
  bool group = false;
  const char *at = text;
  if (!*at) return true;
  for (;;) {
    if (*at == '(' && !group && sign == -1) {
      group = true;
      at++;
    }
    if (n >= 16 || !parse_factor(&at, sign, unit, &n)) return false;
    if (*at == ')' && group) {
      group = false;
      at++;
      if (*at && *at != '/' && *at != ' ' && *at != '*') return false;
    }
    if (!*at) break;
    if (*at == '/' && !group) {
      sign = -1;
    } else if (*at == ' ' || *at == '*') {
      if (!group) sign = 1;
    } else {
      return false;
    }
    at++;
  }
  return !group && !(unit->celsius && n > 1);
}

ig_units_status ig_units_convert(double value, const char *from, const char *to, double *result) {
  *result = value;
  if (strcmp(from, to) == 0) return IG_UNITS_OK;
  ig_unit a, b;
  if (!ig_units_parse(from, &a)) return IG_UNITS_UNKNOWN;
  if (!ig_units_parse(to, &b)) return IG_UNITS_MISFIT;
  if (memcmp(a.power, b.power, sizeof a.power) != 0 || (a.celsius && !b.celsius)) return IG_UNITS_MISFIT;
  if (a.factor != b.factor) *result = value * a.factor / b.factor;
  if (b.celsius && !a.celsius) *result -= 273.15;
  return IG_UNITS_OK;
}

const char *ig_units_allowed(const char *to, char *buf, size_t size) {
  size_t used = 0;
  buf[0] = '\0';
  for (size_t i = 0; i < IG_COUNT(offered); i++) {
    double unused;
    if (ig_units_convert(1.0, offered[i], to, &unused) != IG_UNITS_OK) continue;
    int n = snprintf(buf + used, size - used, "%s%s", used ? ", " : "", offered[i]);
    if (n < 0 || used + (size_t)n >= size) break;
    used += (size_t)n;
  }
  if (used == 0) snprintf(buf, size, "%s", to);
  return buf;
}

static const char *skip_digits(const char *at) {
  while (*at >= '0' && *at <= '9') at++;
  return at;
}

const char *ig_units_number(const char *text, double *value) {
  const char *begin = text + (*text == '-' || *text == '+');
  const char *at = skip_digits(begin);
  ptrdiff_t digits = at - begin;
  if (digits > 1 && *begin == '0') return "is not a number (a number does not start with 0)";
  if (*at == '.') {
    const char *fraction = skip_digits(at + 1);
    digits += fraction - (at + 1);
    at = fraction;
  }
  if (digits == 0) {
    static const char *const special[] = {"nan", ".nan", "inf", ".inf", "infinity"};
    for (size_t i = 0; i < IG_COUNT(special); i++) {
      size_t k = 0;
      while (begin[k] && (begin[k] | 0x20) == (special[i][k] | 0x20)) k++;
      if (!begin[k] && !special[i][k]) return "is not a finite number";
    }
    return "is not a number";
  }
  if (*at == 'e' || *at == 'E') {
    const char *exponent = at + 1 + (at[1] == '-' || at[1] == '+');
    at = skip_digits(exponent);
    if (at == exponent) return "is not a number";
  }
  if (*at) return "is not a number";
  *value = strtod(text, NULL);
  return isfinite(*value) ? NULL : "is not a finite number";
}

const char *ig_units_print(double value, char *buf, size_t size) {
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(buf, size, "%.*g", digits, value);
    if (strtod(buf, NULL) == value) break;
  }
  return buf;
}
