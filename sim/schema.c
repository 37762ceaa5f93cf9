/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON Schema of a scenario. Editors check YAML against it while it is written; it says what a field may be,
 * the reader says the rest (checks across fields, files, units of other dimensions). */
#include <math.h>
#include <string.h>

#include "sim/district.h"
#include "sim/scenario.h"
#include "sim/schema.h"
#include "sim/units.h"
#include "sim/value.h"

#define NUMBER_PATTERN "^[-+]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][-+]?[0-9]+)?"

/* Objects opened and members written so far, for indents and commas. */
typedef struct json {
  FILE *out;
  int depth;
  bool first;
} json;

static void member(json *j, const char *key) {
  if (!j->first) fputc(',', j->out);
  fprintf(j->out, "\n%*s", 2 * j->depth, "");
  j->first = false;
  if (!key) return;
  ig_value_quote(j->out, key);
  fputs(": ", j->out);
}

static void begin(json *j, const char *key, char bracket) {
  member(j, key);
  fputc(bracket, j->out);
  j->depth++;
  j->first = true;
}

static void end(json *j, char bracket) {
  j->depth--;
  fprintf(j->out, "\n%*s%c", 2 * j->depth, "", bracket);
  j->first = false;
}

static void text_member(json *j, const char *key, const char *text) {
  member(j, key);
  ig_value_quote(j->out, text);
}

static void raw_member(json *j, const char *key, const char *text) {
  member(j, key);
  fputs(text, j->out);
}

static bool has_unit(const ig_field *f) { return f->unit && *f->unit && strcmp(f->unit, "1") != 0; }

/* Limits hold for the plain number only: a text may be in another unit. */
static void write_limits(json *j, const ig_field *f) {
  char number[32];
  if (f->min >= f->max) return;
  raw_member(j, "minimum", ig_units_print(f->min, number, sizeof number));
  raw_member(j, "maximum", ig_units_print(f->max, number, sizeof number));
}

static void write_number(json *j, const ig_field *f, bool whole) {
  begin(j, "anyOf", '[');
  begin(j, NULL, '{');
  text_member(j, "type", whole ? "integer" : "number");
  write_limits(j, f);
  end(j, '}');
  begin(j, NULL, '{');
  text_member(j, "type", "string");
  bool clock = f->unit && !strcmp(f->unit, "h") && f->min == 0 && f->max == 24; /* 23 h or 23:00 */
  text_member(j, "pattern", clock ? NUMBER_PATTERN "( +[^ 0-9].*|:[0-5][0-9])?$" : NUMBER_PATTERN "( +[^ 0-9].*|%)?$");
  end(j, '}');
  begin(j, NULL, '{');
  text_member(j, "type", "null");
  end(j, '}');
  end(j, ']');
}

static void write_choices(json *j, const ig_field *f) {
  begin(j, "enum", '[');
  for (const char *c = f->choices ? f->choices : ""; *c;) {
    char word[64];
    size_t n = strcspn(c, "|");
    snprintf(word, sizeof word, "%.*s", (int)n, c);
    member(j, NULL);
    ig_value_quote(j->out, word);
    /* YAML reads 2017 without quotes as a number. */
    if (strspn(word, "0123456789") == strlen(word)) raw_member(j, NULL, word);
    c += n + (c[n] == '|');
  }
  raw_member(j, NULL, "null");
  end(j, ']');
}

static void write_type(json *j, const ig_field *f) {
  switch (f->type) {
    case IG_F64:
      write_number(j, f, false);
      break;
    case IG_BOOL:
      raw_member(j, "type", "[\"boolean\", \"null\"]");
      break;
    case IG_ENUM:
      write_choices(j, f);
      break;
    case IG_STRING:
      raw_member(j, "type", "[\"string\", \"number\", \"null\"]");
      break;
    case IG_DATE:
      text_member(j, "type", "string");
      text_member(j, "pattern", "^(199[6-9]|20[0-9][0-9])-[01][0-9]-[0-3][0-9]( [0-2][0-9]:[0-5][0-9])?$");
      break;
    case IG_LIST:
    case IG_NAMES: {
      ig_field one = *f;
      one.type = f->type == IG_LIST ? IG_F64 : IG_STRING;
      text_member(j, "type", "array");
      begin(j, "items", '{');
      write_type(j, &one);
      end(j, '}');
      break;
    }
    default:
      write_number(j, f, true);
      break;
  }
}

static void write_default(json *j, const ig_field *f) {
  char text[64];
  if (f->drawn || f->required) return;
  switch (f->type) {
    case IG_F64:
    case IG_I32:
    case IG_I64:
      if (isfinite(f->dflt)) raw_member(j, "default", ig_units_print(f->dflt, text, sizeof text));
      break;
    case IG_BOOL:
      raw_member(j, "default", f->dflt != 0 ? "true" : "false");
      break;
    case IG_ENUM:
      text_member(j, "default", ig_field_choice_name(f, (int)f->dflt, text, sizeof text));
      break;
    case IG_STRING:
    case IG_DATE:
      if (f->dflt_text && *f->dflt_text) text_member(j, "default", f->dflt_text);
      break;
    default:
      break;
  }
}

static void write_field(json *j, const ig_field *f, const char *key) {
  char text[2048];
  begin(j, key, '{');
  snprintf(text, sizeof text, "%s%s%s%s%s%s", f->doc ? f->doc : "", has_unit(f) ? " Unit: " : "",
           has_unit(f) ? f->unit : "", has_unit(f) ? "." : "",
           f->source && *f->source ? " Source of the default: " : "", f->source ? f->source : "");
  text_member(j, "description", text);
  if (f->width > 1) {
    char width[16];
    snprintf(width, sizeof width, "%u", f->width);
    text_member(j, "type", "array");
    raw_member(j, "minItems", width);
    raw_member(j, "maxItems", width);
    begin(j, "items", '{');
    write_type(j, f);
    end(j, '}');
  } else {
    write_type(j, f);
    write_default(j, f);
  }
  end(j, '}');
}

static bool first_of_group(const ig_field *fields, size_t i, unsigned roles, size_t length) {
  for (size_t k = 0; k < i; k++)
    if ((roles >> fields[k].role & 1U) && strncmp(fields[k].name, fields[i].name, length) == 0) return false;
  return true;
}

/* The fields below the first `prefix` bytes of `like` as members of "properties"; dots nest. */
static void write_fields(json *j, const ig_field *fields, size_t n, unsigned roles, const char *like, size_t prefix) {
  for (size_t i = 0; i < n; i++) {
    const ig_field *f = &fields[i];
    if (!(roles >> f->role & 1U) || strncmp(f->name, like, prefix) != 0) continue;
    size_t k = strcspn(f->name + prefix, ".");
    if (!f->name[prefix + k]) {
      write_field(j, f, f->name + prefix);
    } else if (first_of_group(fields, i, roles, prefix + k + 1)) {
      char group[128];
      snprintf(group, sizeof group, "%.*s", (int)k, f->name + prefix);
      begin(j, group, '{');
      raw_member(j, "type", "[\"object\", \"null\"]");
      raw_member(j, "additionalProperties", "false");
      begin(j, "properties", '{');
      write_fields(j, fields, n, roles, f->name, prefix + k + 1);
      end(j, '}');
      end(j, '}');
    }
  }
}

/* Begins an object with known keys; close_object ends it. */
static void open_object(json *j, const char *key, const char *doc) {
  begin(j, key, '{');
  if (doc) text_member(j, "description", doc);
  raw_member(j, "type", "[\"object\", \"null\"]");
  raw_member(j, "additionalProperties", "false");
  begin(j, "properties", '{');
}

static void close_object(json *j) {
  end(j, '}');
  end(j, '}');
}

static void write_model(json *j, const ig_model *m) {
  unsigned params = 1U << IG_PARAM, settings = 1U << IG_SETTING | (m->single ? params : 0U);
  open_object(j, m->key, m->doc);
  write_fields(j, m->fields, m->n_fields, settings, "", 0);
  if (!m->single) {
    open_object(j, "defaults", "Parameters of all units that do not give their own.");
    write_fields(j, m->fields, m->n_fields, params, "", 0);
    close_object(j);
    begin(j, "units", '{');
    text_member(j, "description", "Units listed by name.");
    raw_member(j, "type", "[\"array\", \"null\"]");
    begin(j, "items", '{');
    text_member(j, "type", "object");
    raw_member(j, "additionalProperties", "false");
    raw_member(j, "required", "[\"name\"]");
    begin(j, "properties", '{');
    begin(j, "name", '{');
    text_member(j, "description", "Name of the unit, unique among its kind; its draws depend on it.");
    raw_member(j, "type", "[\"string\", \"number\"]");
    end(j, '}');
    write_fields(j, m->fields, m->n_fields, params, "", 0);
    close_object(j);
    end(j, '}');
  }
  close_object(j);
}

static void write_outputs(json *j, const ig_model *m) {
  begin(j, m->key, '{');
  text_member(j, "description", "Series to record: a list of names, or all.");
  begin(j, "anyOf", '[');
  for (int list = 0; list < 2; list++) {
    begin(j, NULL, '{');
    if (list) {
      text_member(j, "type", "array");
      begin(j, "items", '{');
    }
    begin(j, "enum", '[');
    member(j, NULL);
    ig_value_quote(j->out, "all");
    for (size_t i = 0; i < m->n_fields; i++) {
      if (m->fields[i].role != IG_SERIES) continue;
      member(j, NULL);
      ig_value_quote(j->out, m->fields[i].name);
    }
    end(j, ']');
    if (list) end(j, '}');
    end(j, '}');
  }
  end(j, ']');
  end(j, '}');
}

static void write_extends(json *j) {
  begin(j, "extends", '{');
  text_member(j, "description",
              "Scenario, or list of scenarios, that this one is laid over; paths relative to this file.");
  raw_member(j, "type", "[\"string\", \"array\"]");
  raw_member(j, "items", "{\"type\": \"string\"}");
  end(j, '}');
}

void ig_schema_print(FILE *out) {
  json root = {out, 1, true}, *j = &root;
  fputc('{', out);
  text_member(j, "$schema", "https://json-schema.org/draft/2020-12/schema");
  text_member(j, "title", "issygrid scenario");
  text_member(j, "type", "object");
  raw_member(j, "additionalProperties", "false");
  begin(j, "properties", '{');
  write_extends(j);
  for (size_t i = 0; i < ig_settings_n_sections; i++) {
    const ig_section *s = &ig_settings_sections[i];
    if (*s->key) open_object(j, s->key, s->doc);
    write_fields(j, s->fields, s->n_fields, 1U << IG_SETTING, "", 0);
    if (strcmp(s->key, "outputs") == 0)
      for (size_t k = 0; k < ig_models_count; k++) write_outputs(j, ig_models[k]);
    if (*s->key) close_object(j);
  }
  for (size_t i = 0; i < ig_models_count; i++)
    if (!ig_models[i]->table_of) write_model(j, ig_models[i]);
  end(j, '}');
  fputs("\n}\n", out);
}
