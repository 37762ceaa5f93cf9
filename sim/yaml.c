/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/yaml.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* --- memory ------------------------------------------------------------------------------------- */

struct ig_arena_block {
  struct ig_arena_block *next;
  size_t used, size;
  _Alignas(max_align_t) char bytes[];
};

void *ig_yaml_alloc(ig_arena *arena, size_t size) {
  size = (size + 15U) & ~(size_t)15U;
  struct ig_arena_block *block = arena->block;
  if (!block || block->size - block->used < size) {
    size_t room = size > 32768 ? size : 32768;
    block = calloc(1, sizeof *block + room);
    if (!block) {
      fputs("out of memory while reading the scenario\n", stderr);
      exit(IG_EXIT_FAILED);
    }
    block->size = room;
    block->next = arena->block;
    arena->block = block;
  }
  void *p = block->bytes + block->used;
  block->used += size;
  return p;
}

char *ig_yaml_text(ig_arena *arena, const char *text, size_t n) {
  char *copy = ig_yaml_alloc(arena, n + 1);
  if (n > 0) memcpy(copy, text, n);
  return copy;
}

char *ig_yaml_format(ig_arena *arena, const char *format, ...) {
  va_list args, again;
  va_start(args, format);
  va_copy(again, args);
  int n = vsnprintf(NULL, 0, format, args);
  va_end(args);
  char *text = ig_yaml_alloc(arena, (size_t)n + 1);
  vsnprintf(text, (size_t)n + 1, format, again);
  va_end(again);
  return text;
}

void ig_yaml_release(ig_arena *arena) {
  while (arena->block) {
    struct ig_arena_block *next = arena->block->next;
    free(arena->block);
    arena->block = next;
  }
}

/* --- nodes -------------------------------------------------------------------------------------- */

static ig_node *new_node(ig_arena *arena, ig_node_kind kind, ig_place place) {
  ig_node *node = ig_yaml_alloc(arena, sizeof *node);
  node->kind = kind;
  node->place = place;
  node->size = 1;
  node->height = kind != IG_NODE_SCALAR;
  return node;
}

ig_node *ig_yaml_mapping(ig_arena *arena, ig_place place) { return new_node(arena, IG_NODE_MAPPING, place); }
ig_node *ig_yaml_sequence(ig_arena *arena, ig_place place) { return new_node(arena, IG_NODE_SEQUENCE, place); }

ig_node *ig_yaml_scalar(ig_arena *arena, ig_place place, const char *text, size_t n, bool plain) {
  ig_node *node = new_node(arena, IG_NODE_SCALAR, place);
  node->text = ig_yaml_text(arena, text, n);
  node->plain = plain;
  return node;
}

void ig_yaml_append(ig_arena *arena, ig_node *node, const ig_key *key, ig_node *value) {
  /* Capacity is the next power of two, so the length alone says when to grow. */
  if ((node->n & (node->n - 1)) == 0) {
    size_t capacity = node->n ? 2 * node->n : 1;
    ig_node **item = ig_yaml_alloc(arena, capacity * sizeof(ig_node *));
    if (node->n) memcpy(item, node->item, node->n * sizeof(ig_node *));
    node->item = item;
    if (key) {
      ig_key *keys = ig_yaml_alloc(arena, capacity * sizeof(ig_key));
      if (node->n) memcpy(keys, node->key, node->n * sizeof(ig_key));
      node->key = keys;
    }
  }
  if (key) node->key[node->n] = *key;
  node->item[node->n++] = value;
  node->size += value->size + (key != NULL);
  if (value->height >= node->height) node->height = value->height + 1;
}

size_t ig_yaml_index(const ig_node *mapping, const char *key) {
  if (mapping && mapping->kind == IG_NODE_MAPPING)
    for (size_t i = 0; i < mapping->n; i++)
      if (strcmp(mapping->key[i].text, key) == 0) return i;
  return (size_t)-1;
}

const ig_node *ig_yaml_get(const ig_node *mapping, const char *key) {
  size_t i = ig_yaml_index(mapping, key);
  return i == (size_t)-1 ? NULL : mapping->item[i];
}

bool ig_yaml_null(const ig_node *node) {
  if (node->kind != IG_NODE_SCALAR || !node->plain) return false;
  return !*node->text || strcmp(node->text, "~") == 0 || strcmp(node->text, "null") == 0;
}

bool ig_yaml_removed(const ig_node *node) { return ig_yaml_null(node) && *node->text; }

/* --- overlays ----------------------------------------------------------------------------------- */

/* Names in order, to find one in long lists. */
typedef struct entry {
  const char *name;
  size_t index;
} entry;

static int compare_entries(const void *a, const void *b) {
  const entry *x = a, *y = b;
  int order = strcmp(x->name, y->name);
  return order ? order : (x->index > y->index) - (x->index < y->index);
}

static const char *item_name(const ig_node *item) {
  const ig_node *name = ig_yaml_get(item, "name");
  return name && name->kind == IG_NODE_SCALAR ? name->text : NULL;
}

/* Sorted names of a node's keys (mapping) or of its items (sequence). */
static entry *sorted_names(ig_arena *arena, const ig_node *node, size_t *n) {
  entry *entries = ig_yaml_alloc(arena, (node->n + 1) * sizeof *entries);
  *n = 0;
  for (size_t i = 0; i < node->n; i++) {
    const char *name = node->kind == IG_NODE_MAPPING ? node->key[i].text : item_name(node->item[i]);
    if (name) entries[(*n)++] = (entry){name, i};
  }
  qsort(entries, *n, sizeof *entries, compare_entries);
  return entries;
}

/* Index of the first item of that name, or (size_t)-1. */
static size_t find_name(const entry *entries, size_t n, const char *name) {
  size_t low = 0, high = n;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (strcmp(entries[middle].name, name) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low < n && strcmp(entries[low].name, name) == 0 ? entries[low].index : (size_t)-1;
}

static ig_node *copy_list(ig_arena *arena, const ig_node *node, ig_place place) {
  ig_node *copy = new_node(arena, node->kind, place);
  for (size_t i = 0; i < node->n; i++)
    ig_yaml_append(arena, copy, node->kind == IG_NODE_MAPPING ? &node->key[i] : NULL, node->item[i]);
  return copy;
}

static ig_node *overlay_named(ig_arena *arena, ig_node *base, ig_node *over, const char *key);

/* Both are mappings, or both are lists of named units. */
static ig_node *overlay_items(ig_arena *arena, ig_node *base, ig_node *over) {
  ig_node *merged = copy_list(arena, base, over->place);
  size_t n;
  entry *entries = sorted_names(arena, base, &n);
  bool mapping = over->kind == IG_NODE_MAPPING;
  for (size_t i = 0; i < over->n; i++) {
    const char *name = mapping ? over->key[i].text : item_name(over->item[i]);
    size_t at = name ? find_name(entries, n, name) : (size_t)-1;
    if (at == (size_t)-1) {
      ig_yaml_append(arena, merged, mapping ? &over->key[i] : NULL, over->item[i]);
      continue;
    }
    ig_node *item = overlay_named(arena, merged->item[at], over->item[i], mapping ? name : "");
    merged->size = merged->size - merged->item[at]->size + item->size;
    merged->item[at] = item;
    if (mapping) merged->key[at] = over->key[i];
  }
  return merged;
}

static ig_node *overlay_named(ig_arena *arena, ig_node *base, ig_node *over, const char *key) {
  bool units =
      strcmp(key, "units") == 0 && base->kind == IG_NODE_SEQUENCE && over->kind == IG_NODE_SEQUENCE && over->n > 0;
  if (units || (base->kind == IG_NODE_MAPPING && over->kind == IG_NODE_MAPPING))
    return overlay_items(arena, base, over);
  /* A section named without content ("homes:") leaves what lies below it; null takes it away. */
  if (base->kind == IG_NODE_MAPPING && ig_yaml_null(over) && !ig_yaml_removed(over)) return base;
  return over;
}

ig_node *ig_yaml_overlay(ig_arena *arena, ig_node *base, ig_node *over) {
  if (!base || !over) return base ? base : over;
  return overlay_named(arena, base, over, "");
}

/* --- text --------------------------------------------------------------------------------------- */

size_t ig_yaml_utf8(const char *text, size_t n) {
  const unsigned char *s = (const unsigned char *)text;
  size_t i = 0;
  while (i < n) {
    unsigned char c = s[i];
    size_t more = c < 0x80 ? 0 : c >= 0xC2 && c < 0xE0 ? 1 : (c & 0xF0) == 0xE0 ? 2 : c >= 0xF0 && c < 0xF5 ? 3 : 9;
    if (more == 9 || i + more >= n) return i;
    for (size_t k = 1; k <= more; k++)
      if ((s[i + k] & 0xC0) != 0x80) return i;
    /* Overlong forms, surrogates and code points past U+10FFFF. */
    if ((c == 0xE0 && s[i + 1] < 0xA0) || (c == 0xED && s[i + 1] > 0x9F) || (c == 0xF0 && s[i + 1] < 0x90) ||
        (c == 0xF4 && s[i + 1] > 0x8F))
      return i;
    i += more + 1;
  }
  return n;
}

/* Line and column (in characters) of a byte. */
static ig_place place_of(const char *file, const char *text, size_t offset) {
  ig_place place = {file, 1, 1};
  for (size_t i = 0; i < offset; i++) {
    if (text[i] == '\n') {
      place.line++;
      place.column = 1;
    } else if (((unsigned char)text[i] & 0xC0) != 0x80) {
      place.column++;
    }
  }
  return place;
}

/* --- parser ------------------------------------------------------------------------------------- */

typedef struct anchor {
  char *name;
  ig_node *node;
} anchor;

typedef struct level {
  ig_node *node;
  ig_key key; /* of the value that comes next; text NULL where a key is due */
} level;

typedef struct builder {
  ig_arena *arena;
  const char *file, *text;
  ig_errors *errors;
  bool *ok;
  ig_node *root;
  level stack[IG_YAML_DEPTH];
  int depth;
  uint64_t total; /* values so far, aliases followed */
  anchor *anchors;
  size_t n_anchors, capacity;
  int documents;
} builder;

static ig_place place_of_mark(const builder *b, yaml_mark_t mark) {
  return (ig_place){b->file, (long)mark.line + 1, (long)mark.column + 1};
}

__attribute__((format(printf, 3, 4))) static bool refuse(builder *b, ig_place place, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ig_errors_addv(b->errors, place.file, place.line, place.column, NULL, format, args);
  va_end(args);
  return false;
}

static bool remember(builder *b, const yaml_char_t *name, ig_node *node) {
  if (!name) return true;
  if (b->n_anchors == IG_YAML_ANCHORS) return refuse(b, node->place, "more than %d anchors", IG_YAML_ANCHORS);
  if (b->n_anchors == b->capacity) {
    b->capacity = b->capacity ? 2 * b->capacity : 8;
    anchor *anchors = ig_yaml_alloc(b->arena, b->capacity * sizeof *anchors);
    if (b->n_anchors) memcpy(anchors, b->anchors, b->n_anchors * sizeof *anchors);
    b->anchors = anchors;
  }
  const char *text = (const char *)name;
  b->anchors[b->n_anchors++] = (anchor){ig_yaml_text(b->arena, text, strlen(text)), node};
  return true;
}

/* A key that stands where a key is due. */
static bool accept_key(builder *b, level *top, const ig_node *node) {
  if (node->kind != IG_NODE_SCALAR) return refuse(b, node->place, "a key must be a word, not a list or a mapping");
  if (node->plain && strcmp(node->text, "<<") == 0)
    return refuse(b, node->place, "merge keys (<<) are not supported; use 'extends' or name the keys again");
  top->key = (ig_key){node->text, node->place};
  return true;
}

/* A finished scalar, a container that begins, or the target of an alias goes where it belongs. */
static bool attach(builder *b, ig_node *node, ig_place place) {
  b->total += node->size;
  if (b->total > IG_YAML_NODES) {
    return refuse(b, place, "more than %d keys and values in one file (aliases followed)", IG_YAML_NODES);
  }
  if (b->depth == 0) {
    b->root = node;
    return true;
  }
  level *top = &b->stack[b->depth - 1];
  if (top->node->kind == IG_NODE_MAPPING && !top->key.text) return accept_key(b, top, node);
  bool mapping = top->node->kind == IG_NODE_MAPPING;
  ig_yaml_append(b->arena, top->node, mapping ? &top->key : NULL, node);
  top->key.text = NULL;
  return true;
}

static bool open_container(builder *b, ig_node *node, const yaml_char_t *anchor_name) {
  if (b->depth == IG_YAML_DEPTH) return refuse(b, node->place, "nested deeper than %d levels", IG_YAML_DEPTH);
  if (b->depth > 0) {
    level *top = &b->stack[b->depth - 1];
    if (top->node->kind == IG_NODE_MAPPING && !top->key.text) return accept_key(b, top, node);
  }
  if (++b->total > IG_YAML_NODES) {
    return refuse(b, node->place, "more than %d keys and values in one file (aliases followed)", IG_YAML_NODES);
  }
  b->stack[b->depth++] = (level){.node = node};
  node->size = 0; /* until it is closed */
  return remember(b, anchor_name, node);
}

static void check_duplicates(builder *b, const ig_node *node) {
  size_t n;
  entry *entries = sorted_names(b->arena, node, &n);
  for (size_t i = 1; i < n; i++) {
    if (strcmp(entries[i].name, entries[i - 1].name) != 0) continue;
    ig_place at = node->key[entries[i].index].place, first = node->key[entries[i - 1].index].place;
    refuse(b, at, "key '%s' is given twice, the other time in line %ld", entries[i].name, first.line);
    *b->ok = false;
  }
}

static bool close_container(builder *b) {
  ig_node *node = b->stack[--b->depth].node;
  if (node->kind == IG_NODE_MAPPING) check_duplicates(b, node);
  node->size++;
  if (b->depth == 0) {
    b->root = node;
    return true;
  }
  level *top = &b->stack[b->depth - 1];
  bool mapping = top->node->kind == IG_NODE_MAPPING;
  ig_yaml_append(b->arena, top->node, mapping ? &top->key : NULL, node);
  top->key.text = NULL;
  return true;
}

static bool on_alias(builder *b, const yaml_event_t *event) {
  ig_place place = place_of_mark(b, event->start_mark);
  const char *name = (const char *)event->data.alias.anchor;
  for (size_t i = b->n_anchors; i-- > 0;) {
    if (strcmp(b->anchors[i].name, name) != 0) continue;
    ig_node *node = b->anchors[i].node;
    for (int k = 0; k < b->depth; k++)
      if (b->stack[k].node == node) return refuse(b, place, "alias '*%s' stands inside what it names", name);
    /* A scalar is copied so that its errors point at the place of use. */
    if (node->kind == IG_NODE_SCALAR)
      node = ig_yaml_scalar(b->arena, place, node->text, strlen(node->text), node->plain);
    if (b->depth + node->height > IG_YAML_DEPTH)
      return refuse(b, place, "nested deeper than %d levels (aliases followed)", IG_YAML_DEPTH);
    return attach(b, node, place);
  }
  return refuse(b, place, "alias '*%s' names no anchor", name);
}

static bool on_scalar(builder *b, const yaml_event_t *event) {
  ig_place place = place_of_mark(b, event->start_mark);
  size_t n = event->data.scalar.length;
  const char *text = (const char *)event->data.scalar.value;
  if (event->data.scalar.tag)
    return refuse(b, place, "tags (%s) are not supported", (const char *)event->data.scalar.tag);
  if (n > IG_YAML_SCALAR) return refuse(b, place, "a value of %zu bytes; %d is the most", n, IG_YAML_SCALAR);
  if (memchr(text, '\0', n)) return refuse(b, place, "a value with a zero byte");
  ig_node *node = ig_yaml_scalar(b->arena, place, text, n, event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE);
  return remember(b, event->data.scalar.anchor, node) && attach(b, node, place);
}

static bool on_event(builder *b, const yaml_event_t *event) {
  ig_place place = place_of_mark(b, event->start_mark);
  const yaml_char_t *tag = NULL;
  switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
      return ++b->documents == 1 || refuse(b, place, "a second document begins here; a file holds one");
    case YAML_ALIAS_EVENT:
      return on_alias(b, event);
    case YAML_SCALAR_EVENT:
      return on_scalar(b, event);
    case YAML_SEQUENCE_START_EVENT:
      tag = event->data.sequence_start.tag;
      if (tag) return refuse(b, place, "tags (%s) are not supported", (const char *)tag);
      return open_container(b, ig_yaml_sequence(b->arena, place), event->data.sequence_start.anchor);
    case YAML_MAPPING_START_EVENT:
      tag = event->data.mapping_start.tag;
      if (tag) return refuse(b, place, "tags (%s) are not supported", (const char *)tag);
      return open_container(b, ig_yaml_mapping(b->arena, place), event->data.mapping_start.anchor);
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
      return close_container(b);
    default:
      return true;
  }
}

/* What libyaml says is wrong, with its place. */
static void parser_failed(builder *b, const yaml_parser_t *parser) {
  const char *problem = parser->problem ? parser->problem : "cannot be read";
  if (parser->error == YAML_READER_ERROR) {
    refuse(b, place_of(b->file, b->text, parser->problem_offset), "not a YAML text: %s", problem);
    return;
  }
  ig_place place = place_of_mark(b, parser->problem_mark);
  if (parser->context && parser->context_mark.line != parser->problem_mark.line) {
    refuse(b, place, "not YAML: %s %s that began in line %zu", problem, parser->context, parser->context_mark.line + 1);
  } else {
    refuse(b, place, "not YAML: %s%s%s", problem, parser->context ? " " : "", parser->context ? parser->context : "");
  }
}

static bool run_parser(builder *b, size_t n) {
  yaml_parser_t parser;
  if (!yaml_parser_initialize(&parser)) return refuse(b, (ig_place){b->file, 0, 0}, "out of memory");
  yaml_parser_set_input_string(&parser, (const unsigned char *)b->text, n);
  bool good = true;
  for (bool done = false; good && !done;) {
    yaml_event_t event;
    if (!yaml_parser_parse(&parser, &event)) {
      parser_failed(b, &parser);
      good = false;
      break;
    }
    done = event.type == YAML_STREAM_END_EVENT;
    good = on_event(b, &event);
    yaml_event_delete(&event);
  }
  yaml_parser_delete(&parser);
  return good;
}

ig_node *ig_yaml_parse(ig_arena *arena, const char *file, const char *text, size_t n, ig_errors *errors, bool *ok) {
  *ok = true;
  builder b = {.arena = arena, .file = file, .text = text, .errors = errors, .ok = ok};
  size_t bad = ig_yaml_utf8(text, n);
  if (n > IG_YAML_BYTES) {
    refuse(&b, (ig_place){file, 0, 0}, "more than %d MiB, too large for a scenario", IG_YAML_BYTES / 1048576);
  } else if (bad < n) {
    refuse(&b, place_of(file, text, bad), "not UTF-8: byte 0x%02X", (unsigned)(unsigned char)text[bad]);
  } else if (run_parser(&b, n)) {
    if (b.root) return b.root;
    refuse(&b, (ig_place){file, 0, 0}, "is empty");
  }
  *ok = false;
  return NULL;
}

ig_node *ig_yaml_read(ig_arena *arena, const char *path, ig_errors *errors, bool *ok) {
  *ok = false;
  errno = 0;
  FILE *in = fopen(path, "rb");
  if (!in) {
    ig_errors_add(errors, path, 0, 0, NULL, "cannot open: %s", strerror(errno));
    return NULL;
  }
  size_t n = 0, capacity = 65536;
  char *text = malloc(capacity);
  while (text && n <= IG_YAML_BYTES) {
    size_t got = fread(text + n, 1, capacity - n, in);
    n += got;
    if (n < capacity) break;
    char *larger = realloc(text, capacity *= 2);
    if (!larger) free(text);
    text = larger;
  }
  int failed = ferror(in) ? errno : text ? 0 : ENOMEM;
  fclose(in);
  ig_node *root = NULL;
  if (failed) {
    ig_errors_add(errors, path, 0, 0, NULL, "cannot read: %s", strerror(failed));
  } else {
    root = ig_yaml_parse(arena, path, text, n, errors, ok);
  }
  free(text);
  return root;
}
