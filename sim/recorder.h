/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The result file: one HDF5 file that netCDF-4 tools open as it is (layout in the README, "Result file").
 *
 * A variable over time is a track. Blocks put their stored values into the tracks' buffers while they run
 * (each block into its own rows); at the end of a chunk the buffers are compressed on all threads and
 * handed to HDF5 as ready chunks. A chunk of the file is a chunk of the engine (one day), so a file that
 * was flushed holds whole days and nothing is ever rewritten except by a resumed run.
 *
 * HDF5's metadata cache may not evict on its own: what is on disk changes in ig_recorder_flush only, so a
 * run that is killed leaves the file as of the last flush. */
#ifndef IG_RECORDER_H
#define IG_RECORDER_H

#include "sim/engine.h"

typedef struct ig_recorder ig_recorder;

/* Creates the file beside `path` under a temporary name, writes coordinates and statics, flushes, and renames
 * it to `path`. NULL on failure, after a message to stderr. */
ig_recorder *ig_recorder_create(ig_engine *engine, const char *path, const char *history);
/* Opens the result of a run to be resumed. */
ig_recorder *ig_recorder_open(ig_engine *engine, const char *path);
/* Closes the file. */
void ig_recorder_close(ig_recorder *recorder);

/* Called by a block after each window, from any thread: keeps what is recorded of the window. */
void ig_recorder_take(ig_recorder *recorder, const ig_block *block, const ig_window *w);
/* The same of the power series alone, once more with what was really drawn. */
void ig_recorder_take_power(ig_recorder *recorder, const ig_block *block, const ig_window *w);
/* Half-hour meter readings of a batch in the present chunk, [unit][rows], Wh; NULL where none are kept. */
int32_t *ig_recorder_meter(ig_recorder *recorder, size_t batch, size_t *rows);

/* Compresses and writes the chunk that just ran. False on failure, after a message. */
bool ig_recorder_write(ig_recorder *recorder, int64_t chunk);
/* Everything written so far becomes readable, up to `until_s` (UTC). False on failure, after a message. */
bool ig_recorder_flush(ig_recorder *recorder, int64_t until_s);
/* Totals, mean days and KPIs; marks the file complete. */
bool ig_recorder_finish(ig_recorder *recorder);

/* Reads and checks the head of an existing result. */
typedef enum ig_result_state {
  IG_RESULT_NONE,
  IG_RESULT_FOREIGN,
  IG_RESULT_BUSY, /* another program has it open for writing */
  IG_RESULT_PARTIAL,
  IG_RESULT_COMPLETE
} ig_result_state;
ig_result_state ig_recorder_state(const char *path, uint64_t identity, bool *same_identity);

#endif
