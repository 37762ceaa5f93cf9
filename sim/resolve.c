/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "sim/section.h"

/* A mapping being written: of each field a pointer to its value, NULL for those left out. */
typedef struct table {
  FILE *out;
  const ig_field *fields;
  size_t n;
  const void **value;
} table;

static void write_indent(FILE *out, int indent) { fprintf(out, "%*s", indent, ""); }

/* Has an earlier field already opened the mapping that field i belongs to? */
static bool opened_before(const table *t, size_t i, size_t length) {
  for (size_t k = 0; k < i; k++)
    if (t->value[k] && strncmp(t->fields[k].name, t->fields[i].name, length) == 0) return true;
  return false;
}

/* Writes the fields whose names begin with the first `prefix` bytes of `like`; a name with further dots opens a
 * mapping where its first field stands. */
static void write_fields(const table *t, const char *like, size_t prefix, int indent) {
  for (size_t i = 0; i < t->n; i++) {
    const ig_field *f = &t->fields[i];
    if (!t->value[i] || strncmp(f->name, like, prefix) != 0) continue;
    const char *rest = f->name + prefix;
    size_t k = strcspn(rest, ".");
    if (!rest[k]) {
      write_indent(t->out, indent);
      ig_value_word(t->out, rest);
      fputs(": ", t->out);
      ig_value_write(t->out, f, t->value[i]);
      fputc('\n', t->out);
    } else if (!opened_before(t, i, prefix + k + 1)) {
      write_indent(t->out, indent);
      fprintf(t->out, "%.*s:\n", (int)k, rest);
      write_fields(t, f->name, prefix + k + 1, indent + 2);
    }
  }
}

/* Paths are echoed as the scenario wrote them, not as seen from here. */
static const void *value_or_path(const ig_field *field, const ig_node *node, const void *value) {
  if (!ig_value_holds(field, value)) return NULL;
  bool path = field->type == IG_STRING && field->input_file && node && *(char *const *)value;
  return path ? (const void *)&node->text : value;
}

static void write_section(table *t, const ig_section *section, const ig_settings *settings, bool policy) {
  bool top = !*section->key;
  for (size_t i = 0; i < section->n_fields; i++) {
    const ig_field *f = &section->fields[i];
    bool skip = policy && (top ? strcmp(f->name, "title") == 0
                               : strcmp(section->key, "simulation") == 0 && strcmp(f->name, "seed") == 0);
    t->value[i] = skip ? NULL : value_or_path(f, NULL, (const char *)settings + f->offset);
  }
  t->fields = section->fields;
  t->n = section->n_fields;
  if (!top) fprintf(t->out, "%s:\n", section->key);
  write_fields(t, "", 0, top ? 0 : 2);
}

static void write_record(FILE *out, const ig_batch *batch, const bool *record) {
  fprintf(out, "  %s: [", batch->model->key);
  const char *comma = "";
  for (size_t f = 0; f < batch->model->n_fields; f++) {
    if (!record[f]) continue;
    fprintf(out, "%s%s", comma, batch->model->fields[f].name);
    comma = ", ";
  }
  fputs("]\n", out);
}

static void write_units(table *t, const ig_batch *batch, const ig_source *source) {
  bool any = false;
  for (size_t u = 0; u < batch->n; u++) {
    if (!source->unit[u]) continue;
    if (!any) fputs("  units:\n", t->out);
    any = true;
    fputs("    - name: ", t->out);
    ig_value_quote(t->out, batch->name[u]);
    fputc('\n', t->out);
    for (size_t i = 0; i < t->n; i++) {
      const ig_field *f = &t->fields[i];
      const ig_node *node = f->role == IG_PARAM ? ig_section_get(source->unit[u], f->name) : NULL;
      size_t size = ig_field_size(f->type) * (f->width ? f->width : 1U);
      t->value[i] = node ? value_or_path(f, node, *(char **)((char *)batch->data + f->offset) + u * size) : NULL;
    }
    write_fields(t, "", 0, 6);
  }
}

static void write_batch(table *t, const ig_batch *batch, const ig_source *source) {
  const ig_model *m = batch->model;
  t->fields = m->fields;
  t->n = m->n_fields;
  fprintf(t->out, "%s:\n", m->key);
  for (size_t i = 0; i < m->n_fields; i++) {
    const ig_field *f = &m->fields[i];
    const void *value = f->role == IG_SETTING ? (const char *)batch->spec + f->offset : NULL;
    if (m->single && f->role == IG_PARAM) value = source->param[i];
    t->value[i] = value ? value_or_path(f, ig_section_get(source->section, f->name), value) : NULL;
  }
  write_fields(t, "", 0, 2);
  if (m->single) return;
  bool any = false;
  for (size_t i = 0; i < m->n_fields; i++) {
    const ig_field *f = &m->fields[i];
    const ig_node *node = f->role == IG_PARAM ? ig_section_get(source->defaults, f->name) : NULL;
    bool shown = f->role == IG_PARAM && (node || !f->required);
    t->value[i] = shown ? value_or_path(f, node, source->param[i]) : NULL;
    any |= t->value[i] != NULL;
  }
  if (any) fputs("  defaults:\n", t->out);
  write_fields(t, "", 0, 4);
  write_units(t, batch, source);
}

static size_t most_fields(const ig_district *district) {
  size_t n = 1;
  for (size_t i = 0; i < ig_settings_n_sections; i++)
    if (ig_settings_sections[i].n_fields > n) n = ig_settings_sections[i].n_fields;
  for (size_t b = 0; b < district->n_batches; b++)
    if (district->batch[b].model->n_fields > n) n = district->batch[b].model->n_fields;
  return n;
}

char *ig_resolve_text(const ig_district *district, bool policy) {
  char *text = NULL;
  size_t size = 0;
  table t = {.out = open_memstream(&text, &size), .value = calloc(most_fields(district), sizeof *t.value)};
  if (t.out && t.value) {
    for (size_t i = 0; i < ig_settings_n_sections; i++) {
      write_section(&t, &ig_settings_sections[i], &district->settings, policy);
      if (strcmp(ig_settings_sections[i].key, "outputs") != 0) continue;
      for (size_t b = 0; b < district->n_batches; b++) write_record(t.out, &district->batch[b], district->record[b]);
    }
    for (size_t b = 0; b < district->n_batches; b++)
      if (!district->batch[b].model->table_of) write_batch(&t, &district->batch[b], &district->scenario->source[b]);
  }
  if (t.out && fclose(t.out) != 0) {
    free(text);
    text = NULL;
  }
  free(t.value);
  return text;
}
