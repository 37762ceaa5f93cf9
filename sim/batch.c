/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/batch.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const single_words[1];
static const char *const listed_words[] = {"units", "defaults"};
static const char *const unit_words[] = {"name"};

static ig_section_keys section_keys(const ig_model *m) {
  unsigned roles = 1U << IG_SETTING | (m->single ? 1U << IG_PARAM : 0U);
  return (ig_section_keys){m->key,
                           m->fields,
                           m->n_fields,
                           roles,
                           m->single ? single_words : listed_words,
                           m->single ? 0 : IG_COUNT(listed_words)};
}

bool ig_batch_present(const ig_scenario *scenario, const ig_model *model) {
  const ig_node *section = ig_yaml_get(scenario->own, model->table_of ? model->table_of : model->key);
  return model->always || (section && !ig_yaml_removed(section));
}

/* A mapping below a section, NULL if it is absent or empty; anything else is an error. */
static bool get_mapping(ig_reader *reader, const ig_node *node, const char *path, const ig_node **mapping) {
  *mapping = NULL;
  if (!node || ig_yaml_null(node)) return true;
  if (node->kind != IG_NODE_MAPPING) {
    ig_value_fail(reader, node->place, path, "needs keys of its own (a mapping)");
    return false;
  }
  *mapping = node;
  return true;
}

static bool read_section(ig_reader *reader, const ig_model *m, ig_batch *batch, ig_source *source) {
  const ig_node *root = reader->scenario->root;
  size_t at = ig_yaml_index(root, m->key);
  source->place = at == (size_t)-1 ? (ig_place){reader->scenario->path, 0, 0} : root->key[at].place;
  bool ok = get_mapping(reader, at == (size_t)-1 ? NULL : root->item[at], m->key, &source->section);
  ig_section_keys keys = section_keys(m);
  if (source->section) ok &= ig_section_check(reader, &keys, source->section);
  ok &= ig_section_read(reader, &keys, source->section, source->place, batch->spec);
  if (m->single) {
    source->defaults = source->section;
    return ok;
  }
  const char *path = ig_section_path(reader->scenario, m->key, "defaults");
  ok &= get_mapping(reader, ig_yaml_get(source->section, "defaults"), path, &source->defaults);
  keys = (ig_section_keys){path, m->fields, m->n_fields, 1U << IG_PARAM, NULL, 0};
  if (source->defaults) ok &= ig_section_check(reader, &keys, source->defaults);
  return ok;
}

/* --- names of units ------------------------------------------------------------------------------- */

typedef struct unit {
  const char *name;
  const ig_node *node; /* NULL: generated */
  size_t order;
} unit;

static int compare_units(const void *a, const void *b) {
  const unit *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->order > y->order) - (x->order < y->order);
}

/* Letters of any script (the text is UTF-8), digits, blank _ . - ; 1 to 64 bytes. */
static bool is_name(const char *text) {
  size_t n = strlen(text);
  if (n == 0 || n > 64 || text[0] == ' ' || text[n - 1] == ' ') return false;
  for (const char *c = text; *c; c++) {
    bool letter = (*c >= 'a' && *c <= 'z') || (*c >= 'A' && *c <= 'Z') || (*c >= '0' && *c <= '9');
    if (!letter && !strchr(" _.-", *c) && (unsigned char)*c < 0x80) return false;
  }
  return true;
}

static bool read_listed(ig_reader *reader, const ig_model *m, const ig_node *item, const char *path, unit *out) {
  const ig_node *name = ig_yaml_get(item, "name");
  if (item->kind != IG_NODE_MAPPING || !name) {
    ig_value_fail(reader, item->place, path, "each unit needs a name, as in '- name: first'");
    return false;
  }
  if (name->kind != IG_NODE_SCALAR || !is_name(name->text)) {
    ig_value_fail(reader, name->place, ig_section_path(reader->scenario, path, "name"),
                  "a name has 1 to 64 bytes of letters, digits, blanks, _ . -");
    return false;
  }
  *out = (unit){.name = name->text, .node = item};
  ig_section_keys keys = {ig_section_path(reader->scenario, path, name->text),
                          m->fields,
                          m->n_fields,
                          1U << IG_PARAM,
                          unit_words,
                          IG_COUNT(unit_words)};
  return ig_section_check(reader, &keys, item);
}

/* The units listed in the scenario; `units` has room for all of them. */
static bool read_units(ig_reader *reader, const ig_model *m, const ig_node *list, unit *units, size_t *n) {
  const char *path = ig_section_path(reader->scenario, m->key, "units");
  bool ok = true;
  for (size_t i = 0; i < list->n; i++) {
    if (!read_listed(reader, m, list->item[i], path, &units[*n])) {
      ok = false;
    } else {
      units[*n].order = *n;
      ++*n;
    }
  }
  return ok;
}

static void add_generated(ig_scenario *scenario, const ig_model *m, unit *units, size_t n_listed, size_t n_generated) {
  for (size_t i = 0; i < n_generated; i++) {
    const char *name = m->single ? m->name : ig_yaml_format(&scenario->arena, "%s-%05zu", m->unit_name, i + 1);
    units[n_listed + i] = (unit){.name = name, .order = n_listed + i};
  }
}

/* Sorted units: the same name twice? */
static bool check_names(ig_reader *reader, const ig_model *m, const unit *units, size_t n) {
  bool ok = true;
  for (size_t i = 1; i < n; i++) {
    const unit *a = &units[i - 1], *b = &units[i];
    if (strcmp(a->name, b->name) != 0) continue;
    ok = false;
    const ig_node *node = b->node ? b->node : a->node;
    ig_place place = ig_yaml_get(node, "name")->place;
    const char *path = ig_section_path(reader->scenario, m->key, "units");
    if (b->node) {
      ig_value_fail(reader, place, path, "unit '%s' is listed twice, the other time in line %ld", a->name,
                    a->node->place.line);
    } else {
      ig_value_fail(reader, place, path, "unit '%s' has the name of a generated unit", a->name);
    }
  }
  return ok;
}

static int compare_ids(const void *a, const void *b) {
  uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
  return (x > y) - (x < y);
}

/* Two names with one hash would share their draws; with 64 bits that is for the books, but cheap to rule out. */
static bool ids_differ(const ig_batch *batch) {
  uint64_t *sorted = malloc((batch->n + 1) * sizeof *sorted);
  if (!sorted) return true;
  memcpy(sorted, batch->id, batch->n * sizeof *sorted);
  qsort(sorted, batch->n, sizeof *sorted, compare_ids);
  bool differ = true;
  for (size_t i = 1; i < batch->n; i++) differ &= sorted[i] != sorted[i - 1];
  free(sorted);
  return differ;
}

static bool name_units(ig_scenario *scenario, const ig_model *m, const unit *units, ig_batch *batch,
                       ig_source *source) {
  source->unit = ig_yaml_alloc(&scenario->arena, (batch->n + 1) * sizeof *source->unit);
  batch->name = calloc(batch->n + 1, sizeof *batch->name);
  batch->id = calloc(batch->n + 1, sizeof *batch->id);
  batch->listed = calloc(batch->n + 1, sizeof *batch->listed);
  if (!batch->name || !batch->id || !batch->listed) return false;
  for (size_t i = 0; i < batch->n; i++) {
    char key[256];
    snprintf(key, sizeof key, "%s/%s", m->unit_name, units[i].name);
    batch->name[i] = ig_yaml_text(&scenario->arena, units[i].name, strlen(units[i].name));
    batch->id[i] = ig_rng_hash(key);
    batch->listed[i] = units[i].node != NULL;
    source->unit[i] = units[i].node;
  }
  return true;
}

/* How many units the model generates; SIZE_MAX if that is more than a district holds. */
static size_t count_generated(const ig_model *m, const void *spec, size_t n_listed, size_t units) {
  size_t n = m->single ? 1 : m->count ? m->count(spec) : 0;
  size_t taken = n_listed + units;
  return taken > IG_BATCH_UNITS || n > IG_BATCH_UNITS - taken ? SIZE_MAX : n;
}

static bool make_units(ig_reader *reader, const ig_model *m, bool spec_ok, ig_batch *batch, ig_source *source,
                       size_t *units) {
  const ig_node *list = m->single ? NULL : ig_yaml_get(source->section, "units");
  if (list && ig_yaml_null(list)) list = NULL;
  bool ok = spec_ok;
  if (list && list->kind != IG_NODE_SEQUENCE) {
    ig_value_fail(reader, list->place, ig_section_path(reader->scenario, m->key, "units"),
                  "needs a list of units, each with a name");
    list = NULL;
    ok = false;
  }
  size_t n = 0, listed = list ? list->n : 0;
  size_t generated = spec_ok ? count_generated(m, batch->spec, listed, *units) : 0;
  if (generated == SIZE_MAX) {
    ig_value_fail(reader, source->place, m->key, "more than %d units in the district", IG_BATCH_UNITS);
    return false;
  }
  unit *all = ig_yaml_alloc(&reader->scenario->arena, (listed + generated + 1) * sizeof *all);
  if (list) ok &= read_units(reader, m, list, all, &n);
  add_generated(reader->scenario, m, all, n, generated);
  n += generated;
  qsort(all, n, sizeof *all, compare_units);
  ok &= check_names(reader, m, all, n);
  *units += n;
  batch->n = n;
  batch->padded = (n + IG_BLOCK - 1) / IG_BLOCK * IG_BLOCK;
  ok &= name_units(reader->scenario, m, all, batch, source);
  if (ok && !ids_differ(batch)) {
    ig_value_fail(reader, source->place, m->key, "two units have the same 64-bit id; rename one of those listed");
    return false;
  }
  return ok;
}

/* --- arrays ---------------------------------------------------------------------------------------- */

size_t ig_batch_values(const ig_batch *batch, const ig_field *field) {
  if (field->role == IG_SETTING) return 0;
  if (field->role == IG_SERIES && field->shared) return (size_t)batch->site->chunk_steps;
  if (field->role == IG_SERIES && batch->model->table_of) return batch->n * ig_batch_rows(batch, field);
  if (field->axis) return batch->padded * batch->axis_n;
  if (field->role == IG_SERIES) return batch->padded * (size_t)(batch->site->window_s / batch->site->step_s);
  return batch->padded * (field->width ? field->width : 1U);
}

size_t ig_batch_rows(const ig_batch *batch, const ig_field *field) {
  int interval_s = field->interval_s ? ig_batch_interval_s(batch->site, field) : batch->site->step_s;
  return (size_t)(IG_DAY_S / interval_s);
}

int ig_batch_interval_s(const ig_site *site, const ig_field *field) {
  int step_s = site->step_s;
  return field->interval_s > step_s && field->interval_s % step_s == 0 ? field->interval_s : step_s;
}

static void **array_of(const ig_batch *batch, const ig_field *field) {
  return (void **)((char *)batch->data + field->offset);
}

/* Zeros for all values of a field, one cache line more, so that a batch without units has arrays too. */
static bool make_array(const ig_batch *batch, const ig_field *field) {
  size_t bytes = (ig_batch_values(batch, field) * ig_field_size(field->type) + 127U) & ~(size_t)63U;
  void *array = aligned_alloc(64, bytes);
  if (array) memset(array, 0, bytes);
  *array_of(batch, field) = array;
  return array != NULL;
}

/* Memory of the machine, so that a scenario far too large is refused in words and not by the kernel. */
static double memory_bytes(const ig_scenario *scenario) {
  if (scenario->no_files) return 64e6;
  long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
  return pages > 0 && size > 0 ? (double)pages * (double)size : 1e18;
}

static bool allocate(ig_reader *reader, const ig_model *m, ig_batch *batch, const ig_source *source) {
  double bytes = 0, most = memory_bytes(reader->scenario);
  for (size_t i = 0; i < m->n_fields; i++)
    bytes += (double)ig_batch_values(batch, &m->fields[i]) * (double)ig_field_size(m->fields[i].type);
  bool ok = bytes <= most;
  for (size_t i = 0; i < m->n_fields && ok; i++) {
    if (m->fields[i].role != IG_SETTING) ok = make_array(batch, &m->fields[i]);
  }
  if (!ok)
    ig_value_fail(reader, source->place, m->key, "%zu units need %.3g GB of memory, more than there is", batch->n,
                  bytes / 1e9);
  return ok;
}

/* Copies the value of one parameter to every unit, the units' own values over it. */
static bool fill_param(ig_reader *reader, const ig_model *m, const ig_field *f, ig_batch *batch, ig_source *source) {
  size_t size = ig_field_size(f->type) * (f->width ? f->width : 1U);
  char *value = ig_yaml_alloc(&reader->scenario->arena, size), *array = *array_of(batch, f);
  ig_value_default(reader->scenario, f, value);
  source->param[f - m->fields] = value;
  const ig_node *node = ig_section_get(source->defaults, f->name);
  const char *path = m->single ? m->key : ig_section_path(reader->scenario, m->key, "defaults");
  bool ok = !node || ig_value_read(reader, f, node, ig_section_path(reader->scenario, path, f->name), value);
  for (size_t u = 0; u < batch->n; u++) {
    memcpy(array + u * size, value, size);
    const ig_node *own = source->unit[u] ? ig_section_get(source->unit[u], f->name) : NULL;
    if (own || (f->required && !node)) {
      path = ig_yaml_format(&reader->scenario->arena, "%s.%s%s.%s", m->key, m->single ? "" : "units.", batch->name[u],
                            f->name);
      if (m->single) path = ig_section_path(reader->scenario, m->key, f->name);
    }
    if (own) {
      ok &= ig_value_read(reader, f, own, path, array + u * size);
    } else if (f->required && !node) {
      ig_value_fail(reader, source->unit[u] ? source->unit[u]->place : source->place, path, "is required");
      ok = false;
    }
  }
  return ok;
}

bool ig_batch_make(ig_reader *reader, const ig_model *m, const ig_site *site, ig_batch *batch, ig_source *source,
                   size_t *units) {
  *batch = (ig_batch){.model = m, .site = site};
  batch->spec = calloc(1, m->spec_size + 1);
  batch->data = calloc(1, m->data_size + 1);
  if (!batch->spec || !batch->data) exit(IG_EXIT_FAILED);
  if (m->table_of) return true; /* its owner's build fills it */
  bool ok = read_section(reader, m, batch, source);
  ok &= make_units(reader, m, ok, batch, source, units);
  /* Without site (its settings were wrong) sizes are unknown, and parameters are read for their errors only. */
  static const ig_site any = {.step_s = 60, .window_s = 60, .chunk_steps = 1};
  if (!site) batch->site = &any;
  if (!batch->name || !allocate(reader, m, batch, source)) return false;
  source->param = ig_yaml_alloc(&reader->scenario->arena, (m->n_fields + 1) * sizeof *source->param);
  for (size_t i = 0; i < m->n_fields; i++)
    if (m->fields[i].role == IG_PARAM) ok &= fill_param(reader, m, &m->fields[i], batch, source);
  return ok;
}

void ig_batch_fill(ig_scenario *scenario, ig_batch *batch, size_t n, const char *const *name, size_t axis_n,
                   const bool *record) {
  const ig_model *m = batch->model;
  batch->n = n;
  batch->padded = (n + IG_BLOCK - 1) / IG_BLOCK * IG_BLOCK;
  batch->axis_n = axis_n;
  batch->name = calloc(n + 1, sizeof *batch->name);
  if (!batch->name) exit(IG_EXIT_FAILED);
  for (size_t i = 0; i < n; i++) batch->name[i] = ig_yaml_text(&scenario->arena, name[i], strlen(name[i]));
  for (size_t f = 0; f < m->n_fields; f++) {
    if (m->fields[f].role == IG_SERIES && !record[f]) continue;
    if (!make_array(batch, &m->fields[f])) exit(IG_EXIT_FAILED);
  }
}

void ig_batch_free(ig_batch *batch) {
  for (size_t i = 0; batch->model && batch->data && i < batch->model->n_fields; i++)
    if (batch->model->fields[i].role != IG_SETTING) free(*array_of(batch, &batch->model->fields[i]));
  free(batch->data);
  free(batch->spec);
  free(batch->name);
  free(batch->id);
  free(batch->listed);
  free(batch->chunk_W);
  free(batch->settled);
  *batch = (ig_batch){0};
}
