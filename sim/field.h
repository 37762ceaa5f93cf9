/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Field tables: every quantity is described once (name, unit, type, default, range, meaning, source)
 * and the description serves the scenario reader, range checks, result attributes, checkpoint, the
 * comparison of runs, the JSON Schema and the printed parameter reference. */
#ifndef IG_FIELD_H
#define IG_FIELD_H

#include "sim/base.h"

typedef enum ig_type {
  IG_F64,    /* double */
  IG_I32,    /* int32_t */
  IG_I64,    /* int64_t */
  IG_U64,    /* uint64_t, state only (hashes, events) */
  IG_BOOL,   /* int32_t 0 or 1; true or false in a scenario */
  IG_ENUM,   /* int32_t index into `choices` */
  IG_STRING, /* char *, owned by the engine */
  IG_LIST,   /* ig_list: numbers, settings only */
  IG_NAMES,  /* ig_names: strings, settings only */
  IG_DATE    /* int64_t local clock time, s since 1970-01-01 local; "2017-01-01" or "2017-01-01 06:30" */
} ig_type;

/* A list of numbers in a scenario, e.g. shares of household sizes. Owned by the engine. */
typedef struct ig_list {
  size_t n;
  double *v;
} ig_list;
/* A list of words in a scenario. Owned by the engine. */
typedef struct ig_names {
  size_t n;
  char **v;
} ig_names;

typedef enum ig_role {
  IG_SETTING, /* one value for the whole model; offset into the struct of settings (spec) */
  IG_PARAM,   /* a value for each unit: from the scenario, else default, else set by build; stored */
  IG_STATIC,  /* a value for each unit that build computes; stored in the result */
  IG_STATE,   /* what the unit remembers; saved in the checkpoint, not in the result */
  IG_TOTAL,   /* running sum over recorded time; saved, stored at the end, added up as a KPI */
  IG_SERIES   /* a value for each step; recorded when `outputs` asks, or always where `always` */
} ig_role;

/* How a series is kept in the result file. */
typedef enum ig_store { IG_STORE_F64, IG_STORE_I32, IG_STORE_I16 } ig_store;

/* Evidence of a number: A many French sites, B elsewhere or one site, C model or norm, D assumption. */

typedef struct ig_field {
  const char *name;    /* as in the scenario and, behind "<unit>_", in the result; dots nest in the scenario */
  const char *unit;    /* as UDUNITS and `units` attributes write it: "W", "m2", "degC", "1" */
  const char *doc;     /* meaning, one sentence */
  const char *source;  /* where the default comes from (parameters and settings) */
  const char *choices; /* IG_ENUM: "gas|district_heat|electric" */
  const char *carrier; /* IG_TOTAL of energy bought: "gas", "district_heat"; counted for carbon */
  size_t offset;       /* of the value in spec (settings), of the array pointer in data (else) */
  double dflt, min, max;
  const char *dflt_text; /* default of strings, lists ("1, 2"), names and dates */
  const char *axis;      /* IG_TOTAL of a table: the unit has ig_batch.axis_n values along this axis, e.g. "week" */
  int interval_s;        /* IG_SERIES of a table: its own interval; 0: the step */
  unsigned width;        /* values a unit has, 0 means 1 */
  ig_type type;
  ig_role role;
  ig_store store;
  double scale;    /* stored integer times scale = value; 0 means 1 */
  char evidence;   /* of the default */
  bool required;   /* the scenario must give it */
  bool always;     /* series: recorded without being asked for */
  bool shared;     /* series: one for the district, not one for each unit */
  bool drawn;      /* parameter: build draws it where the scenario leaves it out */
  bool input_file; /* string: path of a file, taken relative to the file that names it */
  bool folder;     /* with input_file: the file is a folder */
} ig_field;

size_t ig_field_size(ig_type type); /* bytes of one value */
const ig_field *ig_field_find(const ig_field *fields, size_t n, const char *name);
/* Index of `word` among the choices of an IG_ENUM field, or -1. */
int ig_field_choice(const ig_field *field, const char *word);
/* Word number `index` of the choices into buf; returns buf. */
const char *ig_field_choice_name(const ig_field *field, int index, char *buf, size_t size);

#endif
