/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A scenario as one tree: the file, what it extends, its presets and the --set of the command line, laid over
 * each other in this order, the later ones winning:
 *
 *   presets (vintage, stock, households, work)  <  extended files  <  the scenario  <  --set
 *
 * null takes away what lies below it (yaml.h); files that `extends` names are found from the folder of the file.
 *
 * Presets are files `presets/<key>-<value>.yaml` beside the scenario or the files it extends, in the directories
 * of the environment variable ISSYGRID_SCENARIOS, or among the scenarios that came with the program. */
#ifndef IG_SCENARIO_H
#define IG_SCENARIO_H

#include "sim/yaml.h"

enum { IG_SCENARIO_FILES = 64 }; /* most files one scenario may consist of */

/* Where a batch comes from. Nodes are NULL where the scenario has none. */
typedef struct ig_source {
  ig_place place; /* of the section's key */
  const ig_node *section, *defaults;
  const ig_node **unit; /* of each unit, in the batch's order; NULL for a generated one */
  void **param;         /* of each field: what units have that do not say otherwise; NULL if no parameter */
} ig_source;

typedef struct ig_scenario {
  ig_arena arena;         /* of the tree and of everything read from it */
  ig_node *root;          /* a mapping */
  ig_node *own;           /* the same before presets: they change sections, but bring none into a scenario */
  const char *path;       /* as the user named it */
  bool no_files;          /* text without a disk: names no other file */
  ig_source *source;      /* of each batch of the district built from it */
  size_t n_built;         /* batches whose build was called: what release has to undo */
  struct ig_input *input; /* every file that was read, so that none is overwritten */
  size_t n_files;
  const char *dir[IG_SCENARIO_FILES]; /* of each file read so far, in order, as messages show it; "" = here */
} ig_scenario;

/* Keys at the top that name presets. */
extern const char *const ig_scenario_presets[];
enum { IG_SCENARIO_PRESETS = 4 };

/* NULL after adding at least one error. Free with ig_scenario_free. */
ig_scenario *ig_scenario_read(const char *path, const char *const *set, size_t n_set, ig_errors *errors);
/* The same from text in memory; `extends`, presets and input files are refused. */
ig_scenario *ig_scenario_parse(const char *text, size_t n, ig_errors *errors);
void ig_scenario_free(ig_scenario *scenario);

/* Path of a file named in another file, relative to the latter's directory. */
const char *ig_scenario_path(ig_scenario *scenario, ig_place named_at, const char *path);

/* Notes a file that the run reads. */
void ig_scenario_note_input(ig_scenario *scenario, const char *path);
/* The noted file that `path` is, under whatever name; NULL if it is none. */
const char *ig_scenario_input(const ig_scenario *scenario, const char *path);

/* The word of a list that is nearest to `word` by edit distance, the first of equals; NULL of an empty list. */
const char *ig_scenario_nearest(const char *word, const char *const *words, size_t n);

#endif
