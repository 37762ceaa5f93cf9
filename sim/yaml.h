/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML files as trees whose every key and value knows its place, for messages that point at it.
 *
 * Built on libyaml's events with limits of our own, since a scenario is input like any other: it may be
 * truncated, binary or hostile. Refused: more than 8 MiB, nesting deeper than 32, more than 200,000 values once
 * aliases are followed, a scalar beyond 4,096 bytes, duplicate keys, merge keys, tags, several documents, text
 * that is not UTF-8. Trees are never changed once built, so an alias is the node it names. */
#ifndef IG_YAML_H
#define IG_YAML_H

#include "sim/errors.h"

enum {
  IG_YAML_DEPTH = 32,
  IG_YAML_NODES = 200000,
  IG_YAML_SCALAR = 4096,
  IG_YAML_ANCHORS = 1000,
  IG_YAML_BYTES = 8 * 1024 * 1024
};

/* Memory that is freed all at once. */
typedef struct ig_arena {
  struct ig_arena_block *block;
} ig_arena;

void *ig_yaml_alloc(ig_arena *arena, size_t size); /* zeroed; ends the program if there is no memory */
char *ig_yaml_text(ig_arena *arena, const char *text, size_t n);
char *ig_yaml_format(ig_arena *arena, const char *format, ...) __attribute__((format(printf, 2, 3)));
void ig_yaml_release(ig_arena *arena);

typedef struct ig_place {
  const char *file;  /* as a message shows it */
  long line, column; /* from 1; 0 = unknown */
} ig_place;

typedef enum ig_node_kind { IG_NODE_SCALAR, IG_NODE_SEQUENCE, IG_NODE_MAPPING } ig_node_kind;

typedef struct ig_key {
  const char *text;
  ig_place place;
} ig_key;

typedef struct ig_node ig_node;
struct ig_node {
  ig_node_kind kind;
  ig_place place;
  bool plain;       /* scalar written without quotes */
  const char *text; /* scalar */
  size_t n;         /* items or pairs */
  ig_node **item;   /* items of a sequence, values of a mapping */
  ig_key *key;      /* of a mapping */
  uint64_t size;    /* values below and including this one, aliases followed */
  int height;       /* levels of containers, this one included */
};

/* Reads a file, or text that messages call `file`. NULL after adding at least one error. With `ok` false on
 * return the tree is there but has errors (duplicate keys), all of them reported. */
ig_node *ig_yaml_read(ig_arena *arena, const char *path, ig_errors *errors, bool *ok);
ig_node *ig_yaml_parse(ig_arena *arena, const char *file, const char *text, size_t n, ig_errors *errors, bool *ok);

/* Value of a key of a mapping, or NULL (also for a node that is NULL or no mapping). */
const ig_node *ig_yaml_get(const ig_node *mapping, const char *key);
/* Its index, or (size_t)-1. */
size_t ig_yaml_index(const ig_node *mapping, const char *key);
/* Is it nothing: an empty value, "null" or "~" without quotes? */
bool ig_yaml_null(const ig_node *node);
/* Is it taken away: "null" or "~" written out? An empty value leaves what lies below it. */
bool ig_yaml_removed(const ig_node *node);

/* New nodes for building trees (overlays, --set). */
ig_node *ig_yaml_mapping(ig_arena *arena, ig_place place);
ig_node *ig_yaml_sequence(ig_arena *arena, ig_place place);
ig_node *ig_yaml_scalar(ig_arena *arena, ig_place place, const char *text, size_t n, bool plain);
void ig_yaml_append(ig_arena *arena, ig_node *node, const ig_key *key, ig_node *value); /* key NULL: sequence */

/* `over` laid on `base`: mappings merge key by key, lists called `units` item by item by their `name`; anything
 * else replaces, an empty list too. A value that is null stays in the tree as such: readers take it for absent
 * (ig_section_get). Either may be NULL. Base keys keep their order, new ones follow. */
ig_node *ig_yaml_overlay(ig_arena *arena, ig_node *base, ig_node *over);

/* Offset of the first byte that is not UTF-8 text, or n. */
size_t ig_yaml_utf8(const char *text, size_t n);

#endif
