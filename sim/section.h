/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings of a scenario against field tables: which keys there are, which are unknown, what they hold. */
#ifndef IG_SECTION_H
#define IG_SECTION_H

#include "sim/district.h"
#include "sim/value.h"

/* The keys a mapping may have: the fields of the wanted roles and a few words of its own. */
typedef struct ig_section_keys {
  const char *path; /* of the mapping, for messages: "homes", "" at the top */
  const ig_field *fields;
  size_t n_fields;
  unsigned roles;           /* bit set of 1u << ig_role */
  const char *const *words; /* further keys, whose content is not looked at */
  size_t n_words;
} ig_section_keys;

/* The field of a name and role; a setting and a parameter may share a name. NULL if there is none. */
const ig_field *ig_section_field(const ig_field *fields, size_t n, const char *name, ig_role role);

/* Value of a field name in a mapping; dots of the name nest. NULL where absent or null. */
const ig_node *ig_section_get(const ig_node *mapping, const char *name);

/* "homes.count"; lives as long as the scenario. */
const char *ig_section_path(ig_scenario *scenario, const char *path, const char *name);

/* Reports each unknown key with the nearest known one, and where else it is known. */
bool ig_section_check(ig_reader *reader, const ig_section_keys *keys, const ig_node *mapping);

/* Reads the settings (role IG_SETTING) of a table into the struct at `base`; left-out ones get their default,
 * required ones an error at `place`. `mapping` may be NULL. */
bool ig_section_read(ig_reader *reader, const ig_section_keys *keys, const ig_node *mapping, ig_place place,
                     void *base);

#endif
