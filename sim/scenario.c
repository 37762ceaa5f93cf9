/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/scenario.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEPTH_MOST = 16, PATH_KEYS_MOST = 16 };

const char *const ig_scenario_presets[] = {"vintage", "stock", "households", "work"};

/* --- words -------------------------------------------------------------------------------------- */

/* Levenshtein distance, with a swap of neighbours as one step; words beyond 63 bytes count by their beginning. */
static int distance(const char *a, const char *b) {
  enum { MOST = 63 };
  int n = (int)strnlen(a, MOST), m = (int)strnlen(b, MOST);
  int row[3][MOST + 1];
  for (int j = 0; j <= m; j++) row[0][j] = j;
  for (int i = 1; i <= n; i++) {
    int *now = row[i % 3];
    const int *last = row[(i + 2) % 3], *before = row[(i + 1) % 3];
    now[0] = i;
    for (int j = 1; j <= m; j++) {
      int cost = last[j - 1] + (a[i - 1] != b[j - 1]);
      if (last[j] + 1 < cost) cost = last[j] + 1;
      if (now[j - 1] + 1 < cost) cost = now[j - 1] + 1;
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && before[j - 2] + 1 < cost)
        cost = before[j - 2] + 1;
      now[j] = cost;
    }
  }
  return row[n % 3][m];
}

const char *ig_scenario_nearest(const char *word, const char *const *words, size_t n) {
  const char *nearest = NULL;
  int least = INT_MAX;
  for (size_t i = 0; i < n; i++) {
    int d = distance(word, words[i]);
    if (d >= least) continue;
    least = d;
    nearest = words[i];
  }
  return nearest;
}

/* --- paths -------------------------------------------------------------------------------------- */

static const char *dir_of(ig_scenario *s, const char *path) {
  const char *slash = strrchr(path, '/');
  if (!slash) return "";
  return slash == path ? "/" : ig_yaml_text(&s->arena, path, (size_t)(slash - path));
}

static const char *join(ig_scenario *s, const char *dir, const char *path) {
  if (*path == '/' || !*dir) return path;
  return ig_yaml_format(&s->arena, "%s%s%s", dir, dir[strlen(dir) - 1] == '/' ? "" : "/", path);
}

const char *ig_scenario_path(ig_scenario *s, ig_place named_at, const char *path) {
  bool from_set = strcmp(named_at.file, "--set") == 0;
  return join(s, from_set ? "" : dir_of(s, named_at.file), path);
}

struct ig_input {
  struct ig_input *next;
  const char *path;
  dev_t device;
  ino_t number;
};

void ig_scenario_note_input(ig_scenario *s, const char *path) {
  struct stat file;
  if (stat(path, &file)) return;
  struct ig_input *input = ig_yaml_alloc(&s->arena, sizeof *input);
  *input = (struct ig_input){s->input, ig_yaml_text(&s->arena, path, strlen(path)), file.st_dev, file.st_ino};
  s->input = input;
}

const char *ig_scenario_input(const ig_scenario *s, const char *path) {
  struct stat file;
  if (stat(path, &file)) return NULL;
  for (const struct ig_input *i = s->input; i; i = i->next)
    if (i->device == file.st_dev && i->number == file.st_ino) return i->path;
  return NULL;
}

/* --- files and what they extend ------------------------------------------------------------------ */

/* The files being read, from the scenario down to the present one. */
typedef struct chain {
  const struct chain *parent;
  const char *path; /* as shown */
  struct stat file; /* device and number tell a file however it is named */
  int depth;
} chain;

static ig_node *read_file(ig_scenario *s, const char *path, const chain *parent, ig_place named_at, ig_errors *errors);

static char *show_chain(ig_scenario *s, const chain *c, const char *last) {
  char *text = ig_yaml_format(&s->arena, "%s", last);
  for (; c; c = c->parent) text = ig_yaml_format(&s->arena, "%s -> %s", c->path, text);
  return text;
}

/* A mapping without one key. */
static ig_node *without(ig_scenario *s, const ig_node *node, const char *key) {
  ig_node *rest = ig_yaml_mapping(&s->arena, node->place);
  for (size_t i = 0; i < node->n; i++)
    if (strcmp(node->key[i].text, key) != 0) ig_yaml_append(&s->arena, rest, &node->key[i], node->item[i]);
  return rest;
}

static ig_node *extend_one(ig_scenario *s, const ig_node *value, const chain *c, ig_node *base, bool *ok,
                           ig_errors *errors) {
  ig_place at = value->place;
  if (value->kind != IG_NODE_SCALAR || !*value->text) {
    ig_errors_add(errors, at.file, at.line, at.column, "extends", "needs the path of a scenario, or a list of paths");
    *ok = false;
    return base;
  }
  ig_node *below = read_file(s, ig_scenario_path(s, at, value->text), c, at, errors);
  if (!below) *ok = false;
  return ig_yaml_overlay(&s->arena, base, below);
}

/* Everything `extends` names, in order; NULL if there is nothing. */
static ig_node *read_extended(ig_scenario *s, const ig_node *extends, const chain *c, bool *ok, ig_errors *errors) {
  ig_node *base = NULL;
  if (extends->kind != IG_NODE_SEQUENCE) return extend_one(s, extends, c, base, ok, errors);
  for (size_t i = 0; i < extends->n; i++) base = extend_one(s, extends->item[i], c, base, ok, errors);
  return base;
}

/* A file's own tree, with what it extends below it. */
static ig_node *read_tree(ig_scenario *s, const char *path, const chain *c, ig_errors *errors) {
  bool ok;
  ig_node *node = ig_yaml_read(&s->arena, path, errors, &ok);
  if (!node) return NULL;
  if (node->kind != IG_NODE_MAPPING) {
    ig_errors_add(errors, path, node->place.line, node->place.column, NULL,
                  "a scenario is a mapping (lines of 'key: value')");
    return NULL;
  }
  const ig_node *extends = ig_yaml_get(node, "extends");
  ig_node *base = extends ? read_extended(s, extends, c, &ok, errors) : NULL;
  node = ig_yaml_overlay(&s->arena, base, without(s, node, "extends"));
  return ok ? node : NULL;
}

static ig_node *read_file(ig_scenario *s, const char *path, const chain *parent, ig_place named_at, ig_errors *errors) {
  const char *key = parent ? "extends" : NULL;
  chain c = {.parent = parent, .path = path, .depth = parent ? parent->depth + 1 : 1};
  bool there = stat(path, &c.file) == 0;
  ig_node *node = NULL;
  const chain *above = there ? parent : NULL;
  while (above && !(c.file.st_ino == above->file.st_ino && c.file.st_dev == above->file.st_dev)) above = above->parent;
  if (above) {
    ig_errors_add(errors, named_at.file, named_at.line, named_at.column, key, "a cycle: %s",
                  show_chain(s, parent, path));
  } else if (c.depth > DEPTH_MOST) {
    ig_errors_add(errors, named_at.file, named_at.line, named_at.column, key, "more than %d files deep", DEPTH_MOST);
  } else if (s->n_files == IG_SCENARIO_FILES) {
    ig_errors_add(errors, named_at.file, named_at.line, named_at.column, key, "a scenario of more than %d files",
                  IG_SCENARIO_FILES);
  } else if (parent && (!there || S_ISDIR(c.file.st_mode))) {
    ig_errors_add(errors, named_at.file, named_at.line, named_at.column, key, "cannot open '%s': %s", path,
                  strerror(there ? EISDIR : ENOENT));
  } else {
    s->dir[s->n_files++] = dir_of(s, path);
    ig_scenario_note_input(s, path);
    node = read_tree(s, path, &c, errors);
  }
  return node;
}

/* --- --set --------------------------------------------------------------------------------------- */

static bool set_fails(ig_errors *errors, size_t column, const char *key, const char *message) {
  ig_errors_add(errors, "--set", 1, (long)column + 1, key, "%s", message);
  return false;
}

/* Values are YAML only where they begin like a list, a mapping or a quoted text; all else is taken as it is. */
static ig_node *set_value(ig_scenario *s, const char *argument, const char *value, ig_errors *errors) {
  long column = (long)(value - argument);
  ig_place place = {"--set", 1, column + 1};
  size_t n = strlen(value);
  if (n > IG_YAML_SCALAR || ig_yaml_utf8(value, n) < n) {
    set_fails(errors, (size_t)column, NULL, n > IG_YAML_SCALAR ? "the value is too long" : "the value is not UTF-8");
    return NULL;
  }
  if (!*value || !strchr("[{\"'", *value)) return ig_yaml_scalar(&s->arena, place, value, n, true);
  /* Blanks in front keep the columns of the argument. What is left open is found at the end, in a line that an
   * argument does not have, so errors are reported where the value begins. */
  char *padded = ig_yaml_format(&s->arena, "%*s%s", (int)column, "", value);
  bool ok;
  ig_errors found = {0};
  ig_node *node = ig_yaml_parse(&s->arena, "--set", padded, strlen(padded), &found, &ok);
  for (size_t i = 0; i < found.n; i++) {
    const char *message = strstr(found.message[i], ": ");
    set_fails(errors, (size_t)column, NULL, message ? message + 2 : found.message[i]);
  }
  ig_errors_free(&found);
  return ok ? node : NULL;
}

/* Length of the unit's name at the beginning of `rest`: of the known names, the longest; 0 if none fits. */
static size_t unit_name_length(const ig_node *units, const char *rest) {
  size_t longest = 0;
  for (size_t i = 0; units && units->kind == IG_NODE_SEQUENCE && i < units->n; i++) {
    const ig_node *name = ig_yaml_get(units->item[i], "name");
    if (!name || name->kind != IG_NODE_SCALAR) continue;
    size_t n = strlen(name->text);
    if (n > longest && strncmp(rest, name->text, n) == 0 && rest[n] == '.') longest = n;
  }
  return longest;
}

/* Splits "homes.units.NAME.area" into keys; a unit's name may hold dots. */
static bool split_key(ig_scenario *s, const ig_node *root, const char *argument, size_t length, ig_key *keys, size_t *n,
                      ig_errors *errors) {
  const char *end = argument + length;
  *n = 0;
  for (const char *at = argument; at <= end;) {
    size_t k = strcspn(at, ".=");
    if (*n == 2 && strcmp(keys[1].text, "units") == 0) {
      const ig_node *units = ig_yaml_get(ig_yaml_get(root, keys[0].text), "units");
      k = unit_name_length(units, at);
      if (k == 0 || at + k > end) {
        const char *what = ig_yaml_format(&s->arena, "no unit of this name is listed in %s", keys[0].text);
        return set_fails(errors, (size_t)(at - argument), ig_yaml_text(&s->arena, argument, length), what);
      }
    }
    if (at + k > end) k = (size_t)(end - at);
    if (k == 0 || *n == PATH_KEYS_MOST)
      return set_fails(errors, (size_t)(at - argument), ig_yaml_text(&s->arena, argument, length), "not a key");
    keys[(*n)++] = (ig_key){ig_yaml_text(&s->arena, at, k), {"--set", 1, (long)(at - argument) + 1}};
    at += k + 1;
  }
  return true;
}

/* The tree that a --set stands for. */
static ig_node *set_tree(ig_scenario *s, const ig_key *keys, size_t n, ig_node *value) {
  for (size_t i = n; i-- > 0;) {
    ig_place place = keys[i].place;
    bool unit = i == 2 && strcmp(keys[1].text, "units") == 0;
    ig_node *node = unit ? ig_yaml_sequence(&s->arena, place) : ig_yaml_mapping(&s->arena, place);
    if (unit) {
      ig_node *name = ig_yaml_mapping(&s->arena, place);
      ig_key key = {"name", place};
      ig_yaml_append(&s->arena, name, &key,
                     ig_yaml_scalar(&s->arena, place, keys[i].text, strlen(keys[i].text), false));
      value = ig_yaml_overlay(&s->arena, name, value);
    }
    ig_yaml_append(&s->arena, node, unit ? NULL : &keys[i], value);
    value = node;
  }
  return value;
}

static bool apply_set(ig_scenario *s, const char *argument, ig_errors *errors) {
  const char *equals = strchr(argument, '=');
  if (!equals) return set_fails(errors, 0, argument, "needs a value, as in simulation.seed=2");
  size_t length = (size_t)(equals - argument), n;
  if (ig_yaml_utf8(argument, length) < length) return set_fails(errors, 0, NULL, "the key is not UTF-8");
  ig_key keys[PATH_KEYS_MOST];
  ig_node *value = set_value(s, argument, equals + 1, errors);
  if (!value || !split_key(s, s->root, argument, length, keys, &n, errors)) return false;
  if (strcmp(keys[0].text, "extends") == 0) return set_fails(errors, 0, "extends", "cannot be set here");
  s->root = ig_yaml_overlay(&s->arena, s->root, set_tree(s, keys, n, value));
  return true;
}

/* --- presets -------------------------------------------------------------------------------------- */

static int compare_words(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds "fort-2013" for each presets/stock-fort-2013.yaml of a directory. */
static void list_presets(ig_scenario *s, const char *dir, const char *key, const char **words, size_t *n, size_t most) {
  DIR *open = opendir(join(s, dir, "presets"));
  size_t prefix = strlen(key) + 1;
  for (struct dirent *entry; open && *n < most && (entry = readdir(open));) {
    size_t length = strlen(entry->d_name);
    if (length <= prefix + 5 || strncmp(entry->d_name, key, prefix - 1) != 0 || entry->d_name[prefix - 1] != '-' ||
        strcmp(entry->d_name + length - 5, ".yaml") != 0)
      continue;
    words[(*n)++] = ig_yaml_text(&s->arena, entry->d_name + prefix, length - prefix - 5);
  }
  if (open) closedir(open);
}

/* Directories that may hold presets, nearest first. */
static size_t preset_dirs(ig_scenario *s, size_t n_files, const char **dirs, size_t most) {
  size_t n = 0;
  for (size_t i = 0; i < n_files && n < most; i++) dirs[n++] = s->dir[i];
  const char *lists[2] = {getenv("ISSYGRID_SCENARIOS"), NULL};
#ifdef IG_SCENARIO_DIRS
  lists[1] = IG_SCENARIO_DIRS;
#endif
  for (size_t i = 0; i < IG_COUNT(lists); i++) {
    for (const char *at = lists[i]; at && *at && n < most;) {
      size_t k = strcspn(at, ":");
      if (k > 0) dirs[n++] = ig_yaml_text(&s->arena, at, k);
      at += k + (at[k] == ':');
    }
  }
  return n;
}

static void unknown_preset(ig_scenario *s, const char *key, const ig_node *value, const char *const *dirs,
                           size_t n_dirs, ig_errors *errors) {
  enum { MOST = 100 };
  const char *words[MOST];
  size_t n = 0;
  for (size_t i = 0; i < n_dirs; i++) list_presets(s, dirs[i], key, words, &n, MOST);
  qsort(words, n, sizeof *words, compare_words);
  const char *list = "";
  for (size_t i = 0; i < n; i++)
    if (i == 0 || strcmp(words[i], words[i - 1]) != 0)
      list = ig_yaml_format(&s->arena, "%s%s%s", list, i ? ", " : "", words[i]);
  ig_errors_add(errors, value->place.file, value->place.line, value->place.column, key,
                n ? "no preset '%s'; there are: %s" : "no preset '%s'%s; found no file presets/%s-*.yaml", value->text,
                list, key);
}

static bool is_preset_name(const char *text) {
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return *text && *text != '.' && strlen(text) <= 64 && strspn(text, letters) == strlen(text);
}

/* The preset's tree, or NULL with *ok false after an error. */
static ig_node *read_preset(ig_scenario *s, const char *key, const ig_node *value, size_t n_files, bool *ok,
                            ig_errors *errors) {
  enum { MOST = IG_SCENARIO_FILES + 32 };
  const char *dirs[MOST];
  size_t n_dirs = s->no_files ? 0 : preset_dirs(s, n_files, dirs, MOST);
  *ok = false;
  if (value->kind != IG_NODE_SCALAR || !is_preset_name(value->text)) {
    ig_errors_add(errors, value->place.file, value->place.line, value->place.column, key, "needs the name of a preset");
    return NULL;
  }
  for (size_t i = 0; i < n_dirs; i++) {
    const char *path = join(s, dirs[i], ig_yaml_format(&s->arena, "presets/%s-%s.yaml", key, value->text));
    FILE *file = fopen(path, "rb");
    if (!file) continue;
    fclose(file);
    ig_node *node = read_file(s, path, NULL, value->place, errors);
    if (!node) return NULL;
    *ok = true;
    for (size_t k = 0; k < IG_SCENARIO_PRESETS; k++) {
      size_t at = ig_yaml_index(node, ig_scenario_presets[k]);
      if (at == (size_t)-1) continue;
      ig_place place = node->key[at].place;
      ig_errors_add(errors, place.file, place.line, place.column, ig_scenario_presets[k],
                    "a preset cannot name a preset");
      *ok = false;
    }
    return node;
  }
  unknown_preset(s, key, value, dirs, n_dirs, errors);
  return NULL;
}

static bool apply_presets(ig_scenario *s, ig_errors *errors) {
  size_t n_files = s->n_files;
  ig_node *base = NULL;
  bool all = true;
  for (size_t i = 0; i < IG_SCENARIO_PRESETS; i++) {
    const ig_node *value = ig_yaml_get(s->root, ig_scenario_presets[i]);
    if (!value || ig_yaml_null(value)) continue;
    bool ok;
    ig_node *preset = read_preset(s, ig_scenario_presets[i], value, n_files, &ok, errors);
    if (!ok) all = false;
    base = ig_yaml_overlay(&s->arena, base, preset);
  }
  s->own = s->root;
  s->root = ig_yaml_overlay(&s->arena, base, s->root);
  return all;
}

/* --- all of it ------------------------------------------------------------------------------------ */

static ig_scenario *new_scenario(const char *path) {
  ig_scenario *s = calloc(1, sizeof *s);
  if (!s) exit(IG_EXIT_FAILED);
  s->path = ig_yaml_text(&s->arena, path, strlen(path));
  return s;
}

ig_scenario *ig_scenario_read(const char *path, const char *const *set, size_t n_set, ig_errors *errors) {
  ig_scenario *s = new_scenario(path);
  s->root = read_file(s, s->path, NULL, (ig_place){s->path, 0, 0}, errors);
  bool ok = s->root != NULL;
  for (size_t i = 0; i < n_set && s->root; i++)
    ok &= apply_set(s, ig_yaml_text(&s->arena, set[i], strlen(set[i])), errors);
  if (s->root) ok &= apply_presets(s, errors);
  if (ok) return s;
  ig_scenario_free(s);
  return NULL;
}

ig_scenario *ig_scenario_parse(const char *text, size_t n, ig_errors *errors) {
  ig_scenario *s = new_scenario("text");
  s->no_files = true;
  bool ok;
  s->root = ig_yaml_parse(&s->arena, s->path, text, n, errors, &ok);
  if (ok && s->root->kind != IG_NODE_MAPPING) {
    ig_errors_add(errors, s->path, s->root->place.line, s->root->place.column, NULL,
                  "a scenario is a mapping (lines of 'key: value')");
    ok = false;
  }
  if (ok && ig_yaml_get(s->root, "extends")) {
    ig_errors_add(errors, s->path, 0, 0, "extends", "a text that is no file cannot extend one");
    ok = false;
  }
  if (ok) ok = apply_presets(s, errors);
  if (ok) return s;
  ig_scenario_free(s);
  return NULL;
}

void ig_scenario_free(ig_scenario *scenario) {
  if (!scenario) return;
  ig_yaml_release(&scenario->arena);
  free(scenario);
}
