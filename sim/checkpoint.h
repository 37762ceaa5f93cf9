/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of a run between two chunks, beside its result as <result>.ckpt.
 *
 * Every IG_STATE and IG_TOTAL field of every model is saved under its name, with the engine's own sums. The
 * file is written new, ended with a mark, synced and renamed, so that there is always a whole one. It is
 * refused by another scenario, seed or build. */
#ifndef IG_CHECKPOINT_H
#define IG_CHECKPOINT_H

#include "sim/engine.h"

/* Saves the state before engine->chunk. False on failure, after a message to stderr. */
bool ig_checkpoint_save(const ig_engine *engine, const char *result_path);

typedef enum ig_checkpoint_found {
  IG_CHECKPOINT_NONE,
  IG_CHECKPOINT_LOADED,
  IG_CHECKPOINT_REFUSED
} ig_checkpoint_found;
/* Loads the state and sets engine->chunk. Refused: after a message that says why. */
ig_checkpoint_found ig_checkpoint_load(ig_engine *engine, const char *result_path);

/* Removes the checkpoint of a run that has ended. */
void ig_checkpoint_remove(const char *result_path);

#endif
