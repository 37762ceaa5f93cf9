/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/reference.h"

#include <string.h>

#include "sim/district.h"
#include "sim/scenario.h"
#include "sim/schema.h"
#include "sim/value.h"

enum { COLUMNS = 100, INDENT = 4 };

/* Prints text in lines of at most COLUMNS, each indented; the first begins at column `at`. */
static void wrap(FILE *out, const char *text, int indent, int at) {
  for (const char *word = text; *word;) {
    int n = (int)strcspn(word, " ");
    if (at > indent && at + 1 + n > COLUMNS) {
      fputc('\n', out);
      at = 0;
    }
    if (at < indent) {
      fprintf(out, "%*s", indent - at, "");
      at = indent;
    } else if (at > indent) {
      fputc(' ', out);
      at++;
    }
    fprintf(out, "%.*s", n, word);
    at += n;
    word += n + (int)strspn(word + n, " ");
  }
  fputc('\n', out);
}

void ig_reference_models(FILE *out) {
  fprintf(out, "%-12s %-12s %s\n", "model", "key", "what it models");
  for (size_t i = 0; i < ig_models_count; i++) {
    const ig_model *m = ig_models[i];
    int n = fprintf(out, "%-12s %-12s ", m->name, m->key);
    wrap(out, m->doc, 26, n);
  }
  fprintf(out, "\nGeneral sections: ");
  for (size_t i = 0, n = 0; i < ig_settings_n_sections; i++)
    if (*ig_settings_sections[i].key) fprintf(out, "%s%s", n++ ? ", " : "", ig_settings_sections[i].key);
  fputs(".\n'issygrid models NAME' prints the parameters of a model or a section.\n", out);
}

static bool of_list(const ig_field *f) { return f->type == IG_LIST || f->type == IG_NAMES; }

static const char *type_word(const ig_field *f) {
  switch (f->type) {
    case IG_F64:
      return "number";
    case IG_BOOL:
      return "true or false";
    case IG_ENUM:
      return "one of";
    case IG_STRING:
      return f->folder ? "path of a folder" : f->input_file ? "path of a file" : "text";
    case IG_LIST:
      return "list of numbers";
    case IG_NAMES:
      return "list of words";
    case IG_DATE:
      return "date";
    default:
      return "whole number";
  }
}

static void print_default(FILE *out, const ig_field *f) {
  char word[64];
  if (f->required) {
    fputs("; required", out);
  } else if (f->drawn) {
    fputs("; drawn or derived where left out", out);
  } else if (f->dflt_text && *f->dflt_text) {
    fprintf(out, of_list(f) ? "; default [%s]" : "; default %s", f->dflt_text);
  } else if (f->type == IG_ENUM) {
    fprintf(out, "; default %s", ig_field_choice_name(f, (int)f->dflt, word, sizeof word));
  } else if (f->type == IG_BOOL) {
    fprintf(out, "; default %s", f->dflt != 0 ? "true" : "false");
  } else if (f->type == IG_STRING || of_list(f) || f->dflt != f->dflt) {
    fputs("; default none", out);
  } else {
    fputs("; default ", out);
    ig_value_number(out, f, f->dflt);
  }
}

/* Name, type, default and range in a line; then meaning; then source. */
static void print_input(FILE *out, const ig_field *f) {
  fprintf(out, "  %s: %s", f->name, type_word(f));
  if (f->width > 1) fprintf(out, " x %u", f->width);
  for (const char *c = f->type == IG_ENUM && f->choices ? f->choices : ""; *c;) {
    int n = (int)strcspn(c, "|");
    fprintf(out, "%s%.*s", c == f->choices ? " " : ", ", n, c);
    c += n + (c[n] == '|');
  }
  if (f->unit && *f->unit && strcmp(f->unit, "1") != 0) fprintf(out, " in %s", f->unit);
  print_default(out, f);
  if (f->min < f->max && f->type != IG_ENUM && f->type != IG_BOOL) fprintf(out, "; %.10g to %.10g", f->min, f->max);
  fputc('\n', out);
  if (f->doc) wrap(out, f->doc, INDENT + 2, 0);
  if (f->source && *f->source) {
    char text[1024];
    if (f->evidence) {
      snprintf(text, sizeof text, "[%c] %s", f->evidence, f->source);
    } else {
      snprintf(text, sizeof text, "%s", f->source);
    }
    wrap(out, text, INDENT + 2, 0);
  }
}

static void print_result(FILE *out, const ig_field *f) {
  int n = fprintf(out, "  %s", f->name);
  if (f->unit && *f->unit) n += fprintf(out, " [%s]", f->unit);
  n += fprintf(out, "%s ", f->always ? " (always recorded)" : "");
  wrap(out, f->doc ? f->doc : "", INDENT + 2, n);
}

static void print_role(FILE *out, const ig_field *fields, size_t n, ig_role role, const char *title) {
  bool any = false;
  for (size_t i = 0; i < n; i++) {
    if (fields[i].role != role) continue;
    if (!any) fprintf(out, "\n%s\n", title);
    any = true;
    if (role == IG_SETTING || role == IG_PARAM) {
      print_input(out, &fields[i]);
    } else {
      print_result(out, &fields[i]);
    }
  }
}

static void print_model(FILE *out, const ig_model *m) {
  if (m->table_of)
    fprintf(out, "%s (filled by section '%s', variables '%s_...', in outputs '%s')\n", m->name, m->table_of,
            m->unit_name, m->key);
  else
    fprintf(out, "%s (section '%s', variables '%s_...')\n", m->name, m->key, m->unit_name);
  wrap(out, m->doc, 0, 0);
  print_role(out, m->fields, m->n_fields, IG_SETTING, "Settings");
  print_role(out, m->fields, m->n_fields, IG_PARAM,
             m->single ? "Parameters" : "Parameters of each unit (in `defaults` for all, in `units` for one)");
  print_role(out, m->fields, m->n_fields, IG_STATIC, "Computed once");
  print_role(out, m->fields, m->n_fields, IG_TOTAL, "Totals over recorded time");
  print_role(out, m->fields, m->n_fields, IG_SERIES,
             "Series (a value for each step; recorded where `outputs` names them)");
  static const char *const words[] = {
      [IG_READS] = "reads", [IG_WRITES] = "writes", [IG_POOLS] = "sums", [IG_FOLLOWS] = "follows"};
  if (m->n_ports > 0) fputs("\nPorts\n", out);
  for (size_t i = 0; i < m->n_ports; i++)
    fprintf(out, "  %s %s [%s]\n", words[m->ports[i].direction], m->ports[i].name, m->ports[i].unit);
  fputs("\nEvidence: A many French sites, B elsewhere or one site, C model or norm, D assumption.\n", out);
}

int ig_reference_model(FILE *out, const char *name) {
  enum { MOST = 128 };
  const char *words[MOST] = {NULL};
  size_t n = 0;
  for (size_t i = 0; i < ig_models_count; i++) {
    const ig_model *m = ig_models[i];
    if (n < MOST) words[n++] = m->name;
    if (strcmp(m->name, name) == 0 || strcmp(m->key, name) == 0) return print_model(out, m), IG_EXIT_OK;
  }
  for (size_t i = 0; i < ig_settings_n_sections; i++) {
    const ig_section *s = &ig_settings_sections[i];
    if (!*s->key) continue;
    if (n < MOST) words[n++] = s->key;
    if (strcmp(s->key, name) != 0) continue;
    fprintf(out, "%s\n", s->key);
    wrap(out, s->doc, 0, 0);
    print_role(out, s->fields, s->n_fields, IG_SETTING, "Settings");
    return IG_EXIT_OK;
  }
  const char *nearest = ig_scenario_nearest(name, words, n);
  fprintf(stderr, "no model '%s', the nearest is '%s'; 'issygrid models' lists them\n", name, nearest ? nearest : "");
  return IG_EXIT_INPUT;
}

void ig_reference_schema(FILE *out) { ig_schema_print(out); }
