/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The engine: carries a district through time.
 *
 * Time is cut into chunks of one day (counted from the start of recording), chunks into windows, windows
 * into steps. In a chunk, the shared series (weather) are made first; then every block of 64 units runs
 * through the windows of the chunk on its own, on any thread, and leaves per-step sums behind; then the
 * sums are added up in the order of the blocks. Blocks of models that follow others (IG_FOLLOWS) run when those have
 * gone through the chunk, blocks of plants (IG_PHASE_PLANT) after all, when the sums over all units that they read are
 * there. Nothing depends on which thread took which block, so the
 * result has the same bytes for any number of threads. */
#ifndef IG_ENGINE_H
#define IG_ENGINE_H

#include "sim/district.h"

/* What `issygrid run` was asked for. */
typedef struct ig_run_options {
  const char *output;  /* path of the result file */
  const char *history; /* command line, for the result's `history` */
  int threads;         /* 0: as many as OpenMP offers */
  double checkpoint_s; /* save a checkpoint this often, wall-clock s; 0: after every simulated day */
  double max_wall_s;   /* stop with a checkpoint after this long; 0: never */
  bool resume, force, quiet, profile;
} ig_run_options;

/* Runs a district into a result file. Returns an exit code (errors.h); messages go to stderr. */
int ig_engine_run(ig_district *district, const ig_run_options *options);

/* Seasons and day types of the mean-day tables: [season][day type][half-hour]. */
enum { IG_SEASONS = 4, IG_DAY_TYPES = 3, IG_HALF_HOURS = 48, IG_MEAN_DAY = IG_SEASONS * IG_DAY_TYPES * IG_HALF_HOURS };

/* Running figures of one part of the district (or of its import), over recorded time. */
typedef struct ig_part_sums {
  double energy_J;
  double peak_W, peak_30min_W, half_hour_J;
  int64_t peak_s, peak_30min_s; /* begin of the step, of the half-hour */
  double winter_peak_30min_W;   /* the same from October to March */
  int64_t winter_peak_30min_s;
  double winter_n;                /* half-hours from October to March */
  double mean_day_W[IG_MEAN_DAY]; /* sums of half-hour means; divide by mean_day_n */
  double mean_day_n[IG_MEAN_DAY];
} ig_part_sums;

/* A block: up to 64 units of one batch. */
typedef struct ig_block {
  size_t batch, begin, end;
} ig_block;

/* A series summed over all units of a batch, for models of IG_PHASE_PLANT. */
typedef struct ig_pool {
  size_t batch;
  double *series;  /* base of its tiles */
  double *block_W; /* [block of the batch][chunk_steps] */
  double *sum_W;   /* [chunk_steps] */
} ig_pool;

enum { IG_PARTS_MOST = 16, IG_POOLS_MOST = 16 };

typedef struct ig_engine {
  ig_district *district;
  int window_steps, chunk_steps, windows_per_chunk;
  int64_t n_chunks, spin_chunks; /* chunks in all, of which spin-up */
  int64_t chunk;                 /* the next chunk to run */

  ig_block *block; /* of all models but the shared ones */
  size_t n_blocks;
  size_t follow_blocks; /* index of the first block of a model that follows another */
  size_t plant_blocks;  /* of the first block of a plant */
  ig_pool pool[IG_POOLS_MOST];
  size_t n_pools;

  const char *part[IG_PARTS_MOST];   /* names of the parts present; the last entry is "import" */
  size_t n_parts;                    /* without import */
  int *batch_part;                   /* part of each batch, or -1 */
  double **meter_before_J;           /* with a network: meter_J at the begin of the chunk */
  double **power;                    /* each batch's power series, or NULL */
  ig_batch *network;                 /* the model that solves the network, or NULL: one bus */
  const double *losses_W, *import_W; /* of the network, [chunk_steps] */

  /* Filled by every chunk */
  double *block_W; /* [block][chunk_steps] */
  double *part_W;  /* [part .. import][chunk_steps] */

  /* State of the engine itself, saved with that of the models */
  ig_part_sums *sums;         /* [n_parts + 1] */
  double **meter_J;           /* each batch: cumulative energy of each unit over recorded time */
  double worst_step_residual; /* largest relative difference of import and parts in one step */

  /* Wall time, s, of each batch's advance, and of the rest; only with --profile */
  bool profile;
  double *batch_wall_s;
  double weather_wall_s, units_wall_s, network_wall_s, balance_wall_s, compress_wall_s, write_wall_s;
} ig_engine;

#endif
