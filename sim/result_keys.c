/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys differ between the scenarios of two results: both are flattened to "key.path: value" and merged. */
#include <stdlib.h>
#include <string.h>

#include "sim/result.h"
#include "sim/yaml.h"

typedef struct line {
  const char *key, *value;
} line;

typedef struct flat {
  ig_arena *arena;
  line *line;
  size_t n, capacity;
} flat;

static void add(flat *f, const char *key, const char *value) {
  if (f->n == f->capacity) {
    f->capacity = f->capacity ? 2 * f->capacity : 256;
    f->line = realloc(f->line, f->capacity * sizeof *f->line);
    if (!f->line) exit(IG_EXIT_FAILED);
  }
  f->line[f->n++] = (line){key, value};
}

/* "[a, b]" of a list of values. */
static const char *list_text(flat *f, const ig_node *list) {
  const char *text = "[";
  for (size_t i = 0; i < list->n; i++)
    text = ig_yaml_format(f->arena, "%s%s%s", text, i ? ", " : "",
                          list->item[i]->kind == IG_NODE_SCALAR ? list->item[i]->text : "...");
  return ig_yaml_format(f->arena, "%s]", text);
}

/* Named units are keys like any other. */
static bool of_units(const ig_node *list) { return list->n > 0 && ig_yaml_get(list->item[0], "name"); }

static void flatten(flat *f, const char *path, const ig_node *node) {
  if (node->kind == IG_NODE_SCALAR) {
    add(f, path, node->text);
  } else if (node->kind == IG_NODE_SEQUENCE && !of_units(node)) {
    add(f, path, list_text(f, node));
  } else {
    bool mapping = node->kind == IG_NODE_MAPPING;
    for (size_t i = 0; i < node->n; i++) {
      const ig_node *name = mapping ? NULL : ig_yaml_get(node->item[i], "name");
      const char *key = mapping ? node->key[i].text : name ? name->text : "";
      flatten(f, *path ? ig_yaml_format(f->arena, "%s.%s", path, key) : key, node->item[i]);
    }
  }
}

static int compare_lines(const void *a, const void *b) {
  return strcmp(((const line *)a)->key, ((const line *)b)->key);
}

static flat read_flat(ig_arena *arena, const ig_result *r) {
  flat f = {.arena = arena};
  ig_errors errors = {0};
  bool ok;
  const ig_node *root =
      r->scenario ? ig_yaml_parse(arena, r->path, r->scenario, strlen(r->scenario), &errors, &ok) : NULL;
  if (root) flatten(&f, "", root);
  if (f.n) qsort(f.line, f.n, sizeof *f.line, compare_lines);
  ig_errors_free(&errors);
  return f;
}

/* Has the scenario anything of the section that a key belongs to? */
static bool has_section(const flat *f, const char *key) {
  size_t length = strcspn(key, ".");
  for (size_t i = 0; i < f->n; i++)
    if (!strncmp(f->line[i].key, key, length) && (f->line[i].key[length] == '.' || !f->line[i].key[length]))
      return true;
  return false;
}

/* A key that one side lacks is told with its section where the side lacks all of it. `last` is the section told last.
 */
static bool tell_section(FILE *out, const flat *lacking, const char *key, bool in_base, char last[64]) {
  char section[64];
  size_t length = strcspn(key, ".");
  if (!key[length] || length >= sizeof section || has_section(lacking, key)) return false;
  snprintf(section, sizeof section, "%.*s", (int)length, key);
  if (strcmp(section, last))
    fprintf(out, "  %s: %s\n", section, in_base ? "present -> (absent)" : "(absent) -> present");
  memcpy(last, section, sizeof section);
  return true;
}

static bool counts(const char *key) {
  return strcmp(key, "title") && strcmp(key, "question") && strcmp(key, "simulation.seed");
}

void ig_result_keys(FILE *out, const ig_result *base, const ig_result *other, size_t most) {
  ig_arena arena = {0};
  flat a = read_flat(&arena, base), b = read_flat(&arena, other);
  char section[64] = "";
  size_t found = 0;
  for (size_t i = 0, k = 0; i < a.n || k < b.n;) {
    int order = i == a.n ? 1 : k == b.n ? -1 : strcmp(a.line[i].key, b.line[k].key);
    const line *x = order <= 0 ? &a.line[i++] : NULL, *y = order >= 0 ? &b.line[k++] : NULL;
    const char *key = x ? x->key : y->key;
    if ((x && y && !strcmp(x->value, y->value)) || !counts(key)) continue;
    if ((!x || !y) && tell_section(out, x ? &b : &a, key, x != NULL, section)) continue;
    if (found++ < most) fprintf(out, "  %s: %s -> %s\n", key, x ? x->value : "(absent)", y ? y->value : "(absent)");
  }
  if (found > most) fprintf(out, "  ... and %zu more keys (--all)\n", found - most);
  free(a.line);
  free(b.line);
  ig_yaml_release(&arena);
}
