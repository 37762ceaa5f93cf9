/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/district.h"

#include <stdlib.h>
#include <string.h>

#include "sim/batch.h"
#include "sim/build.h"
#include "sim/resolve.h"
#include "sim/settings.h"

/* --- order of messages ------------------------------------------------------------------------------ */

/* Splits "file:12:..." into the length of the file's name and the line; 0 and 0 where there is none. */
static size_t split_place(const char *message, long *line) {
  *line = 0;
  for (const char *colon = strchr(message, ':'); colon; colon = strchr(colon + 1, ':')) {
    if (colon[1] == ' ') return (size_t)(colon - message);
    char *end;
    if (colon[1] < '0' || colon[1] > '9') continue;
    *line = strtol(colon + 1, &end, 10);
    if (*end == ':') return (size_t)(colon - message);
    *line = 0;
  }
  return 0;
}

static bool stands_after(const char *a, const char *b) {
  long line_a, line_b;
  size_t n = split_place(a, &line_a), m = split_place(b, &line_b);
  int order = strncmp(a, b, n < m ? n : m);
  if (order != 0) return order > 0;
  return n != m ? n > m : line_a > line_b;
}

/* By file, then by line, else as they were found. There are IG_ERRORS_MOST at most. */
static void sort_errors(ig_errors *errors) {
  for (size_t i = 1; i < errors->n; i++) {
    char *message = errors->message[i];
    size_t k = i;
    for (; k > 0 && stands_after(errors->message[k - 1], message); k--) errors->message[k] = errors->message[k - 1];
    errors->message[k] = message;
  }
}

/* --- batches ---------------------------------------------------------------------------------------- */

static bool make_batches(ig_reader *reader, ig_district *d, const ig_site *site) {
  d->batch = calloc(ig_models_count + 1, sizeof *d->batch);
  d->record = calloc(ig_models_count + 1, sizeof *d->record);
  reader->scenario->source = ig_yaml_alloc(&reader->scenario->arena, (ig_models_count + 1) * sizeof(ig_source));
  if (!d->batch || !d->record) exit(IG_EXIT_FAILED);
  bool ok = true;
  size_t units = 0;
  for (int phase = 0; phase < IG_PHASE_COUNT; phase++) {
    for (size_t i = 0; i < ig_models_count; i++) {
      const ig_model *m = ig_models[i];
      if ((int)m->phase != phase || !ig_batch_present(d->scenario, m)) continue;
      size_t b = d->n_batches++;
      ok &= ig_batch_make(reader, m, site, &d->batch[b], &d->scenario->source[b], &units);
      d->record[b] = calloc(m->n_fields + 1, sizeof(bool));
      if (!d->record[b]) exit(IG_EXIT_FAILED);
    }
  }
  return ok;
}

/* --- outputs ---------------------------------------------------------------------------------------- */

/* One series, or all of them, asked for by name. */
static bool record_word(ig_reader *reader, const ig_model *m, const ig_node *word, const char *key, bool *record) {
  enum { MOST = 128 };
  const char *words[MOST] = {NULL};
  size_t n = 0;
  if (word->kind != IG_NODE_SCALAR) {
    ig_value_fail(reader, word->place, key, "needs names of series, or all");
    return false;
  }
  bool all = strcmp(word->text, "all") == 0, found = all;
  for (size_t f = 0; f < m->n_fields; f++) {
    if (m->fields[f].role != IG_SERIES) continue;
    if (n < MOST) words[n++] = m->fields[f].name;
    if (!all && strcmp(word->text, m->fields[f].name) != 0) continue;
    record[f] = found = true;
  }
  if (found) return true;
  const char *nearest = ig_scenario_nearest(word->text, words, n);
  const char *list = "all";
  for (size_t i = 0; i < n; i++) list = ig_yaml_format(&reader->scenario->arena, "%s, %s", list, words[i]);
  ig_value_fail(reader, word->place, key, "unknown series '%s', the nearest is '%s'; allowed: %s", word->text,
                nearest ? nearest : "all", list);
  return false;
}

static bool read_record(ig_reader *reader, const ig_model *m, const ig_node *wanted, bool *record) {
  const char *key = ig_section_path(reader->scenario, "outputs", m->key);
  for (size_t f = 0; f < m->n_fields; f++) record[f] = m->fields[f].role == IG_SERIES && m->fields[f].always;
  if (!wanted || ig_yaml_null(wanted)) return true;
  if (wanted->kind != IG_NODE_SEQUENCE) return record_word(reader, m, wanted, key, record);
  bool ok = true;
  for (size_t i = 0; i < wanted->n; i++) ok &= record_word(reader, m, wanted->item[i], key, record);
  return ok;
}

static bool read_outputs(ig_reader *reader, ig_district *d) {
  const ig_node *outputs = ig_yaml_get(d->scenario->root, "outputs");
  bool ok = true;
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_model *m = d->batch[b].model;
    ok &= read_record(reader, m, ig_yaml_get(outputs, m->key), d->record[b]);
  }
  for (size_t i = 0; i < ig_models_count; i++) {
    size_t at = ig_yaml_index(outputs, ig_models[i]->key);
    const ig_model *m = ig_models[i];
    if (at == (size_t)-1 || ig_yaml_removed(outputs->item[at]) || ig_batch_present(d->scenario, m)) continue;
    ig_value_fail(reader, outputs->key[at].place, ig_section_path(reader->scenario, "outputs", m->key),
                  "the scenario has no section '%s' to record", m->table_of ? m->table_of : m->key);
    ok = false;
  }
  return ok;
}

/* --- ports ------------------------------------------------------------------------------------------ */

static const ig_model *find_model(const char *name, size_t n) {
  for (size_t i = 0; i < ig_models_count; i++)
    if (strlen(ig_models[i]->name) == n && strncmp(ig_models[i]->name, name, n) == 0) return ig_models[i];
  return NULL;
}

static bool link_port(ig_reader *reader, ig_district *d, size_t b, const ig_port *port) {
  size_t n = strcspn(port->name, ".");
  const ig_model *m = find_model(port->name, n);
  const ig_field *f =
      m && port->name[n] ? ig_section_field(m->fields, m->n_fields, port->name + n + 1, IG_SERIES) : NULL;
  assert(f && strcmp(f->unit, port->unit) == 0);
  if (!f) return false;
  for (size_t k = 0; k < d->n_batches; k++) {
    if (d->batch[k].model != m) continue;
    double *const *series = (double *const *)(const void *)((const char *)d->batch[k].data + f->offset);
    *(const double **)(void *)((char *)d->batch[b].data + port->offset) = *series;
    return true;
  }
  ig_value_fail(reader, d->scenario->source[b].place, d->batch[b].model->key, "needs %s; add a section '%s'",
                port->name, m->key);
  return false;
}

/* A field that a model follows: of a unit ("home.cars") or a setting ("homes.days_off"). */
static void follow_port(ig_district *d, size_t b, const ig_port *port) {
  size_t n = strcspn(port->name, ".");
  const char *name = port->name + n + 1;
  for (size_t k = 0; k < d->n_batches; k++) {
    const ig_model *m = d->batch[k].model;
    bool unit = strlen(m->name) == n && strncmp(m->name, port->name, n) == 0;
    if (!unit && (strlen(m->key) != n || strncmp(m->key, port->name, n) != 0)) continue;
    const ig_field *f = ig_section_field(m->fields, m->n_fields, name, unit ? IG_PARAM : IG_SETTING);
    if (!f && unit) f = ig_section_field(m->fields, m->n_fields, name, IG_STATIC);
    if (!f && unit) f = ig_section_field(m->fields, m->n_fields, name, IG_STATE);
    assert(f && strcmp(f->unit, port->unit) == 0 && m->phase < d->batch[b].model->phase);
    const char *from = (const char *)(unit ? d->batch[k].data : d->batch[k].spec) + f->offset;
    *(const void **)(void *)((char *)d->batch[b].data + port->offset) =
        unit ? *(void *const *)(const void *)from : (const void *)from;
  }
}

static bool link_ports(ig_reader *reader, ig_district *d) {
  bool ok = true;
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_model *m = d->batch[b].model;
    for (size_t p = 0; p < m->n_ports; p++) {
      if (m->ports[p].direction == IG_READS) ok &= link_port(reader, d, b, &m->ports[p]);
      if (m->ports[p].direction == IG_FOLLOWS) follow_port(d, b, &m->ports[p]);
    }
  }
  return ok;
}

/* --- vintages --------------------------------------------------------------------------------------- */

static bool check_vintage(ig_reader *reader, ig_district *d, const char *section, const char *vintage) {
  const char *own = d->settings.vintage;
  if (!own || !*own || !vintage || !*vintage || strcmp(own, vintage) == 0) return true;
  const char *key = ig_section_path(reader->scenario, section, "vintage");
  if (d->settings.allow_mixed_vintage) {
    ig_build_add_warning(
        d, ig_yaml_format(&reader->scenario->arena, "mixed vintages: %s is %s in a scenario of %s", key, vintage, own));
    return true;
  }
  size_t at = ig_yaml_index(d->scenario->root, section);
  const ig_node *node = at == (size_t)-1 ? NULL : ig_yaml_get(d->scenario->root->item[at], "vintage");
  ig_place place = {reader->scenario->path, 0, 0};
  if (at != (size_t)-1) place = node ? node->place : d->scenario->root->key[at].place;
  ig_value_fail(reader, place, key, "%s differs from the scenario's vintage %s; allow_mixed_vintage: true permits it",
                vintage, own);
  return false;
}

static bool check_vintages(ig_reader *reader, ig_district *d) {
  bool ok = check_vintage(reader, d, "carbon", d->settings.carbon_vintage);
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_model *m = d->batch[b].model;
    const ig_field *f = ig_section_field(m->fields, m->n_fields, "vintage", IG_SETTING);
    if (!f || (f->type != IG_STRING && f->type != IG_ENUM)) continue;
    const void *value = (const char *)d->batch[b].spec + f->offset;
    char word[64];
    const char *text = f->type == IG_STRING ? *(char *const *)value
                                            : ig_field_choice_name(f, *(const int32_t *)value, word, sizeof word);
    ok &= check_vintage(reader, d, m->key, text);
  }
  return ok;
}

/* --- all of it -------------------------------------------------------------------------------------- */

static bool build_models(ig_district *d, ig_errors *errors) {
  bool ok = true;
  for (size_t b = 0; b < d->n_batches; b++) {
    ig_build context = {.district = d, .batch = b, .errors = errors};
    if (d->batch[b].model->table_of) continue;
    bool built = d->batch[b].model->build(&d->batch[b], &context);
    d->scenario->n_built = b + 1;
    if (!built && !context.failed)
      ig_build_fail(&context, IG_SETTINGS, "", "cannot be built (the model does not say why)");
    ok &= !context.failed;
  }
  return ok;
}

static bool write_resolved(ig_district *d) {
  char *policy = ig_resolve_text(d, true);
  d->resolved = ig_resolve_text(d, false);
  if (d->resolved && policy) {
    d->identity = ig_rng_hash(d->resolved);
    d->policy = ig_rng_hash(policy);
  }
  bool ok = d->resolved && policy;
  free(policy);
  return ok;
}

static bool make(ig_district *d, ig_errors *errors) {
  ig_reader reader = {d->scenario, errors};
  bool good_settings = ig_settings_read(&reader, &d->settings);
  if (good_settings) d->site = ig_settings_site(&d->settings);
  bool ok = make_batches(&reader, d, good_settings ? &d->site : NULL) & good_settings;
  ok &= read_outputs(&reader, d);
  ok &= check_vintages(&reader, d);
  ok &= link_ports(&reader, d);
  if (!ok) return false;
  if (!write_resolved(d)) {
    ig_errors_add(errors, NULL, 0, 0, NULL, "not enough memory for the resolved scenario");
    return false;
  }
  return build_models(d, errors);
}

/* Takes the scenario; NULL if it is. */
static ig_district *from_scenario(ig_scenario *scenario, ig_errors *errors) {
  ig_district *d = scenario ? calloc(1, sizeof *d) : NULL;
  if (d) {
    d->scenario = scenario;
    if (!make(d, errors)) {
      assert(errors->n + errors->dropped > 0);
      ig_district_free(d);
      d = NULL;
    }
  }
  sort_errors(errors);
  return d;
}

ig_district *ig_district_load(const char *path, const char *const *set, size_t n_set, ig_errors *errors) {
  return from_scenario(ig_scenario_read(path, set, n_set, errors), errors);
}

ig_district *ig_district_parse(const char *text, size_t n, ig_errors *errors) {
  return from_scenario(ig_scenario_parse(text, n, errors), errors);
}

void ig_district_free(ig_district *d) {
  if (!d) return;
  for (size_t b = 0; b < d->n_batches; b++) {
    if (d->batch[b].model->release && !d->batch[b].model->table_of && b < d->scenario->n_built)
      d->batch[b].model->release(&d->batch[b]);
    ig_batch_free(&d->batch[b]);
    free(d->record[b]);
  }
  free(d->batch);
  free(d->record);
  free(d->resolved);
  while (d->warnings) {
    ig_warning *next = d->warnings->next;
    free(d->warnings->text);
    free(d->warnings);
    d->warnings = next;
  }
  ig_scenario_free(d->scenario);
  free(d);
}
