/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/field.h"

#include <stdio.h>
#include <string.h>

size_t ig_field_size(ig_type type) {
  switch (type) {
    case IG_F64:
      return sizeof(double);
    case IG_I32:
    case IG_BOOL:
    case IG_ENUM:
      return sizeof(int32_t);
    case IG_I64:
    case IG_DATE:
      return sizeof(int64_t);
    case IG_U64:
      return sizeof(uint64_t);
    case IG_STRING:
      return sizeof(char *);
    case IG_LIST:
      return sizeof(ig_list);
    case IG_NAMES:
      return sizeof(ig_names);
  }
  assert(false);
  return 0;
}

const ig_field *ig_field_find(const ig_field *fields, size_t n, const char *name) {
  for (size_t i = 0; i < n; i++)
    if (strcmp(fields[i].name, name) == 0) return &fields[i];
  return NULL;
}

int ig_field_choice(const ig_field *field, const char *word) {
  size_t length = strlen(word);
  if (length == 0) return -1;
  int index = 0;
  for (const char *at = field->choices; at && *at; index++) {
    size_t n = strcspn(at, "|");
    if (n == length && memcmp(at, word, n) == 0) return index;
    at += n;
    if (*at == '|') at++;
  }
  return -1;
}

const char *ig_field_choice_name(const ig_field *field, int index, char *buf, size_t size) {
  const char *at = field->choices ? field->choices : "";
  for (int i = 0; i < index && *at; i++) {
    at += strcspn(at, "|");
    if (*at == '|') at++;
  }
  if (index < 0) at = "";
  snprintf(buf, size, "%.*s", (int)strcspn(at, "|"), at);
  return buf;
}
