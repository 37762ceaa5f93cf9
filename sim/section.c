/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/section.h"

#include <string.h>

enum { WORDS_MOST = 256, NAME_MOST = 128 };

const ig_node *ig_section_get(const ig_node *mapping, const char *name) {
  const char *dot = strchr(name, '.');
  if (!dot) {
    const ig_node *node = ig_yaml_get(mapping, name);
    return node && !ig_yaml_removed(node) ? node : NULL;
  }
  char head[NAME_MOST];
  snprintf(head, sizeof head, "%.*s", (int)(dot - name), name);
  const ig_node *below = ig_yaml_get(mapping, head);
  return below ? ig_section_get(below, dot + 1) : NULL;
}

const char *ig_section_path(ig_scenario *scenario, const char *path, const char *name) {
  return *path ? ig_yaml_format(&scenario->arena, "%s.%s", path, name) : name;
}

const ig_field *ig_section_field(const ig_field *fields, size_t n, const char *name, ig_role role) {
  for (size_t i = 0; i < n; i++)
    if (fields[i].role == role && strcmp(fields[i].name, name) == 0) return &fields[i];
  return NULL;
}

/* --- unknown keys --------------------------------------------------------------------------------- */

static bool wanted(const ig_section_keys *keys, const ig_field *field) {
  return (keys->roles >> field->role & 1U) != 0;
}

/* Adds the words a mapping may use below `prefix` ("" or "heating."). */
static size_t known_words(ig_scenario *scenario, const ig_section_keys *keys, const char *prefix, const char **words) {
  size_t n = 0, length = strlen(prefix);
  for (size_t i = 0; i < keys->n_words && length == 0 && n < WORDS_MOST; i++) words[n++] = keys->words[i];
  for (size_t i = 0; i < keys->n_fields && n < WORDS_MOST; i++) {
    const ig_field *f = &keys->fields[i];
    if (!wanted(keys, f) || strncmp(f->name, prefix, length) != 0) continue;
    const char *rest = f->name + length;
    words[n++] = ig_yaml_text(&scenario->arena, rest, strcspn(rest, "."));
  }
  return n;
}

static bool has_settable(const ig_field *fields, size_t n, const char *name, bool setting) {
  return ig_section_field(fields, n, name, setting ? IG_SETTING : IG_PARAM) != NULL;
}

/* Where else a key is known: ", known in offices.defaults"; "" if nowhere. */
static const char *known_elsewhere(ig_scenario *scenario, const char *path, const char *name) {
  for (size_t i = 0; i < ig_settings_n_sections; i++) {
    const ig_section *s = &ig_settings_sections[i];
    if (strcmp(s->key, path) == 0 || !has_settable(s->fields, s->n_fields, name, true)) continue;
    return ig_yaml_format(&scenario->arena, "; it is known %s%s", *s->key ? "in " : "at the top level", s->key);
  }
  /* The model at hand first: a parameter written beside the settings is the commonest slip. */
  size_t head = strcspn(path, ".");
  for (int own = 1; own >= 0; own--) {
    for (size_t i = 0; i < ig_models_count; i++) {
      const ig_model *m = ig_models[i];
      if ((strlen(m->key) == head && strncmp(m->key, path, head) == 0) != own) continue;
      bool setting = has_settable(m->fields, m->n_fields, name, true);
      if (!setting && !has_settable(m->fields, m->n_fields, name, false)) continue;
      if (setting && strcmp(m->key, path) == 0) continue;
      const char *where = setting || m->single ? "" : ".defaults and in each of its units";
      return ig_yaml_format(&scenario->arena, "; it is known in %s%s", m->key, where);
    }
  }
  return "";
}

static void unknown_key(ig_reader *reader, const ig_section_keys *keys, const char *prefix, const ig_key *key) {
  const char *words[WORDS_MOST];
  size_t n = known_words(reader->scenario, keys, prefix, words);
  const char *name = *prefix ? ig_yaml_format(&reader->scenario->arena, "%s%s", prefix, key->text) : key->text;
  const char *path = ig_section_path(reader->scenario, keys->path, name);
  const char *nearest = ig_scenario_nearest(key->text, words, n);
  const char *elsewhere = known_elsewhere(reader->scenario, keys->path, name);
  if (nearest) {
    ig_value_fail(reader, key->place, path, "unknown key, the nearest known one is '%s'%s", nearest, elsewhere);
  } else {
    ig_value_fail(reader, key->place, path, "unknown key%s", elsewhere);
  }
}

typedef enum match { MATCH_NONE, MATCH_VALUE, MATCH_NEST } match;

static match find_key(const ig_section_keys *keys, const char *name, bool top) {
  for (size_t i = 0; top && i < keys->n_words; i++)
    if (strcmp(keys->words[i], name) == 0) return MATCH_VALUE;
  size_t n = strlen(name);
  for (size_t i = 0; i < keys->n_fields; i++) {
    const ig_field *f = &keys->fields[i];
    if (!wanted(keys, f) || strncmp(f->name, name, n) != 0) continue;
    if (f->name[n] == '\0') return MATCH_VALUE;
    if (f->name[n] == '.') return MATCH_NEST;
  }
  return MATCH_NONE;
}

static bool check_below(ig_reader *reader, const ig_section_keys *keys, const char *prefix, const ig_node *mapping) {
  bool ok = true;
  for (size_t i = 0; i < mapping->n; i++) {
    const ig_key *key = &mapping->key[i];
    const char *name = *prefix ? ig_yaml_format(&reader->scenario->arena, "%s%s", prefix, key->text) : key->text;
    match m = strchr(key->text, '.') || !*key->text ? MATCH_NONE : find_key(keys, name, !*prefix);
    const ig_node *value = mapping->item[i];
    if (m == MATCH_NONE) {
      unknown_key(reader, keys, prefix, key);
      ok = false;
    } else if (m == MATCH_NEST && value->kind == IG_NODE_MAPPING) {
      ok &= check_below(reader, keys, ig_yaml_format(&reader->scenario->arena, "%s.", name), value);
    } else if (m == MATCH_NEST && !ig_yaml_null(value)) {
      ig_value_fail(reader, value->place, ig_section_path(reader->scenario, keys->path, name),
                    "needs keys of its own (a mapping), not a value");
      ok = false;
    }
  }
  return ok;
}

bool ig_section_check(ig_reader *reader, const ig_section_keys *keys, const ig_node *mapping) {
  return check_below(reader, keys, "", mapping);
}

/* --- settings ------------------------------------------------------------------------------------- */

bool ig_section_read(ig_reader *reader, const ig_section_keys *keys, const ig_node *mapping, ig_place place,
                     void *base) {
  bool ok = true;
  for (size_t i = 0; i < keys->n_fields; i++) {
    const ig_field *f = &keys->fields[i];
    if (f->role != IG_SETTING) continue;
    void *out = (char *)base + f->offset;
    const ig_node *node = ig_section_get(mapping, f->name);
    ig_value_default(reader->scenario, f, out);
    if (node) {
      ok &= ig_value_read(reader, f, node, ig_section_path(reader->scenario, keys->path, f->name), out);
    } else if (f->required) {
      ig_value_fail(reader, place, ig_section_path(reader->scenario, keys->path, f->name), "is required");
      ok = false;
    }
  }
  return ok;
}
