/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/build.h"

#include <stdlib.h>
#include <string.h>

#include "sim/batch.h"
#include "sim/section.h"

static const ig_source *source_of(const ig_build *context) {
  return &context->district->scenario->source[context->batch];
}

const ig_batch *ig_build_batches(const ig_build *context, size_t *n) {
  *n = context->district->n_batches;
  return context->district->batch;
}

const double *ig_build_column(const ig_batch *batch, const char *field) {
  const ig_field *f = ig_field_find(batch->model->fields, batch->model->n_fields, field);
  if (!f || f->type != IG_F64 || f->role == IG_SETTING || f->role == IG_SERIES) return NULL;
  return *(double **)((char *)batch->data + f->offset);
}

static size_t batch_of(const ig_build *context, const ig_model *model) {
  for (size_t b = 0; b < context->district->n_batches; b++)
    if (context->district->batch[b].model == model) return b;
  assert(false && "a table that is not in the registry");
  return context->batch;
}

ig_batch *ig_build_table(ig_build *context, const ig_model *table, size_t n, const char *const *name, size_t axis_n) {
  size_t b = batch_of(context, table);
  ig_district *d = context->district;
  ig_batch_fill(d->scenario, &d->batch[b], n, name, axis_n, d->record[b]);
  return &d->batch[b];
}

bool ig_build_recorded(const ig_build *context, const ig_model *model, const char *field) {
  for (size_t f = 0; f < model->n_fields; f++)
    if (strcmp(model->fields[f].name, field) == 0) return context->district->record[batch_of(context, model)][f];
  return false;
}

void ig_build_network(ig_build *context, const char *text) { context->district->network = text; }

void ig_build_supplies(ig_build *context, const char *model, const char *carrier) {
  ig_district *d = context->district;
  for (size_t b = 0; b < d->n_batches; b++) {
    if (strcmp(d->batch[b].model->name, model) != 0) continue;
    bool known = false;
    for (size_t i = 0; i < d->n_supplies; i++)
      known |= d->supply[i].batch == b && strcmp(d->supply[i].carrier, carrier) == 0;
    assert(known || d->n_supplies < IG_SUPPLIES_MOST);
    if (!known) d->supply[d->n_supplies++] = (ig_supply){b, carrier};
  }
}

static bool differs_from_default(const ig_build *context, const ig_field *field, const ig_node *node) {
  ig_scenario *scenario = context->district->scenario;
  size_t size = ig_field_size(field->type) * (field->width ? field->width : 1U);
  void *value = ig_yaml_alloc(&scenario->arena, size), *other = ig_yaml_alloc(&scenario->arena, size);
  ig_errors errors = {0};
  ig_reader reader = {scenario, &errors};
  ig_value_default(scenario, field, other);
  bool differs = ig_value_read(&reader, field, node, field->name, value) && !ig_value_same(field, value, other);
  ig_errors_free(&errors);
  return differs;
}

/* A parameter that is not drawn always has a value, and to write its default into the scenario must change
 * nothing: the resolved scenario, which has them all, is the same district. So it counts as given where it differs
 * from the default. */
bool ig_build_given(const ig_build *context, size_t unit, const char *param) {
  const ig_source *source = source_of(context);
  const ig_model *m = context->district->batch[context->batch].model;
  const ig_field *field = ig_section_field(m->fields, m->n_fields, param, IG_PARAM);
  assert(field);
  const ig_node *own = source->unit[unit];
  const ig_node *node = own ? ig_section_get(own, param) : NULL;
  if (!node && source->defaults) node = ig_section_get(source->defaults, param);
  return node && (!field || field->drawn || differs_from_default(context, field, node));
}

/* Where the value stands; where it was left out, its unit or section. */
static ig_place place_of(const ig_source *source, size_t unit, const char *field) {
  if (!field) return source->place;
  const ig_node *own = unit == IG_SETTINGS ? NULL : source->unit[unit];
  const ig_node *above = unit == IG_SETTINGS ? source->section : source->defaults;
  const ig_node *node = own ? ig_section_get(own, field) : NULL;
  if (!node && above) node = ig_section_get(above, field);
  if (node) return node->place;
  return own ? own->place : source->place;
}

void ig_build_fail(ig_build *context, size_t unit, const char *field, const char *format, ...) {
  const ig_model *m = context->district->batch[context->batch].model;
  const ig_source *source = source_of(context);
  ig_place place = place_of(source, unit, field);
  const char *key = field ? ig_section_path(context->district->scenario, m->key, field) : m->key;
  va_list args;
  va_start(args, format);
  ig_errors_addv(context->errors, place.file, place.line, place.column, key, format, args);
  va_end(args);
  context->failed = true;
}

void ig_build_fail_file(ig_build *context, const char *path, long line, long column, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ig_errors_addv(context->errors, path, line, column, NULL, format, args);
  va_end(args);
  context->failed = true;
}

void ig_build_add_warning(ig_district *district, const char *text) {
  ig_warning **end = &district->warnings;
  for (; *end; end = &(*end)->next)
    if (strcmp((*end)->text, text) == 0) return;
  size_t size = strlen(text) + 1;
  ig_warning *warning = calloc(1, sizeof *warning);
  char *copy = malloc(size);
  if (!warning || !copy) {
    free(warning);
    free(copy);
    return;
  }
  warning->text = memcpy(copy, text, size);
  *end = warning;
}

void ig_build_warn(ig_build *context, const char *format, ...) {
  char text[1024];
  va_list args;
  va_start(args, format);
  vsnprintf(text, sizeof text, format, args);
  va_end(args);
  ig_build_add_warning(context->district, text);
}
