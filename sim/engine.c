/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/engine.h"

#include <errno.h>
#include <math.h>
#include <omp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/checkpoint.h"
#include "sim/lock.h"
#include "sim/memory.h"
#include "sim/progress.h"
#include "sim/recorder.h"

enum { HALF_HOUR_S = 1800 };

/* Wall-clock s after which what a run has finished becomes readable, should it be killed. */
static const double flush_every_s = 2.0;

static volatile sig_atomic_t stop_signal;

static void on_signal(int number) {
  if (stop_signal) _exit(128 + number); /* asked twice: at once */
  stop_signal = number;
}

/* --- setting up ---------------------------------------------------------------------------------- */

static double *power_series(const ig_batch *b) {
  for (size_t i = 0; b->n > 0 && i < b->model->n_ports; i++) {
    const ig_port *port = &b->model->ports[i];
    if (port->direction == IG_WRITES && !strcmp(port->name, "power") && b->model->part)
      return *(double **)((char *)b->data + port->offset);
  }
  return NULL;
}

/* A port of a network that is a series of the chunk. */
static const double *shared_series(const ig_batch *b, const char *name) {
  const ig_field *f = ig_field_find(b->model->fields, b->model->n_fields, name);
  assert(f && f->role == IG_SERIES && f->shared);
  return *(double **)((char *)b->data + f->offset);
}

static int part_index(ig_engine *e, const char *part) {
  for (size_t p = 0; p < e->n_parts; p++)
    if (!strcmp(e->part[p], part)) return (int)p;
  assert(e->n_parts + 1 < IG_PARTS_MOST);
  e->part[e->n_parts] = part;
  return (int)e->n_parts++;
}

static void find_parts(ig_engine *e) {
  ig_district *d = e->district;
  e->batch_part = calloc(d->n_batches, sizeof *e->batch_part);
  e->power = calloc(d->n_batches, sizeof *e->power);
  e->meter_J = calloc(d->n_batches, sizeof *e->meter_J);
  e->batch_wall_s = calloc(d->n_batches, sizeof *e->batch_wall_s);
  for (size_t b = 0; b < d->n_batches; b++) {
    e->power[b] = power_series(&d->batch[b]);
    if (d->batch[b].model->phase == IG_PHASE_NETWORK && !d->batch[b].model->table_of) {
      e->network = &d->batch[b]; /* its losses become the last part */
      e->losses_W = e->power[b];
      e->import_W = shared_series(&d->batch[b], "import");
      e->power[b] = NULL;
    }
    e->batch_part[b] = e->power[b] ? part_index(e, d->batch[b].model->part) : -1;
    e->meter_J[b] = calloc(d->batch[b].padded + 1, sizeof **e->meter_J);
  }
  if (e->network) part_index(e, e->network->model->part);
  e->part[e->n_parts] = "import";
  e->sums = calloc(e->n_parts + 1, sizeof *e->sums);
  for (size_t p = 0; p <= e->n_parts; p++) e->sums[p].peak_W = e->sums[p].peak_30min_W = -HUGE_VAL;
}

/* Does the model read what units of another one, which the district has, planned? */
static bool follows(const ig_batch *b) {
  bool any = false;
  for (size_t p = 0; p < b->model->n_ports; p++)
    any |= b->model->ports[p].direction == IG_FOLLOWS && *(void **)((char *)b->data + b->model->ports[p].offset);
  return any;
}

static void find_blocks(ig_engine *e) {
  ig_district *d = e->district;
  size_t most = 0;
  for (size_t b = 0; b < d->n_batches; b++) most += d->batch[b].padded / IG_BLOCK;
  e->block = calloc(most + 1, sizeof *e->block);
  e->follow_blocks = most;
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_batch *batch = &d->batch[b];
    if (batch->model->phase == IG_PHASE_WEATHER || batch->model->phase == IG_PHASE_NETWORK) continue;
    if (follows(batch) && e->n_blocks < e->follow_blocks) e->follow_blocks = e->n_blocks;
    if (batch->model->phase < IG_PHASE_PLANT) e->plant_blocks = e->n_blocks + (batch->n + IG_BLOCK - 1) / IG_BLOCK;
    for (size_t u = 0; u < batch->n; u += IG_BLOCK)
      e->block[e->n_blocks++] = (ig_block){b, u, u + IG_BLOCK < batch->n ? u + IG_BLOCK : batch->n};
  }
  if (e->follow_blocks > e->plant_blocks) e->follow_blocks = e->plant_blocks;
  e->block_W = calloc(e->n_blocks * (size_t)e->chunk_steps + 1, sizeof *e->block_W);
  e->part_W = calloc((e->n_parts + 1) * (size_t)e->chunk_steps, sizeof *e->part_W);
}

/* With a network the steps of a chunk are kept: it solves a day at once. */
static void keep_power(ig_engine *e) {
  ig_district *d = e->district;
  e->meter_before_J = calloc(d->n_batches, sizeof *e->meter_before_J);
  for (size_t b = 0; e->network && b < d->n_batches; b++) {
    ig_batch *batch = &d->batch[b];
    if (!e->power[b]) continue;
    batch->chunk_W = ig_memory(batch->padded * (size_t)e->chunk_steps, sizeof(double));
    batch->settled = ig_memory(batch->padded / IG_BLOCK, sizeof(bool));
    e->meter_before_J[b] = ig_memory(batch->padded, sizeof(double));
  }
}

/* The row of the chunk that holds the sum of "<model>.<series>" over all units; NULL where the model is not there. */
static const double *pool_of(ig_engine *e, const char *port) {
  const ig_district *d = e->district;
  size_t n = strcspn(port, ".");
  for (size_t b = 0; b < d->n_batches; b++) {
    const ig_batch *batch = &d->batch[b];
    if (strlen(batch->model->name) != n || strncmp(batch->model->name, port, n)) continue;
    const ig_field *f = ig_field_find(batch->model->fields, batch->model->n_fields, port + n + 1);
    assert(f && f->role == IG_SERIES && !f->shared && batch->model->phase < IG_PHASE_PLANT);
    double *series = *(double **)((char *)batch->data + f->offset);
    for (size_t k = 0; k < e->n_pools; k++)
      if (e->pool[k].batch == b && e->pool[k].series == series) return e->pool[k].sum_W;
    assert(e->n_pools < IG_POOLS_MOST);
    ig_pool *pool = &e->pool[e->n_pools++];
    size_t row = (size_t)e->chunk_steps * sizeof(double);
    *pool = (ig_pool){b, series, ig_memory(batch->padded / IG_BLOCK + 1, row), ig_memory(1, row)};
    return pool->sum_W;
  }
  return NULL;
}

static void find_pools(ig_engine *e) {
  for (size_t b = 0; b < e->district->n_batches; b++) {
    const ig_batch *batch = &e->district->batch[b];
    for (size_t p = 0; p < batch->model->n_ports; p++) {
      const ig_port *port = &batch->model->ports[p];
      if (port->direction != IG_POOLS) continue;
      assert(batch->model->phase == IG_PHASE_PLANT);
      *(const double **)(void *)((char *)batch->data + port->offset) = pool_of(e, port->name);
    }
  }
}

static void engine_init(ig_engine *e, ig_district *d) {
  const ig_site *site = &d->site;
  *e = (ig_engine){.district = d};
  e->window_steps = site->window_s / site->step_s;
  e->chunk_steps = IG_DAY_S / site->step_s;
  e->windows_per_chunk = IG_DAY_S / site->window_s;
  e->spin_chunks = (site->record_s - site->begin_s) / IG_DAY_S;
  e->n_chunks = (site->end_s - site->begin_s + IG_DAY_S - 1) / IG_DAY_S;
  find_parts(e);
  find_blocks(e);
  find_pools(e);
  keep_power(e);
}

static void engine_free(ig_engine *e) {
  for (size_t b = 0; b < e->district->n_batches; b++) free(e->meter_J[b]);
  free(e->meter_J);
  for (size_t b = 0; b < e->district->n_batches; b++) free(e->meter_before_J[b]);
  free(e->meter_before_J);
  for (size_t k = 0; k < e->n_pools; k++) free(e->pool[k].block_W), free(e->pool[k].sum_W);
  free(e->batch_part);
  free(e->power);
  free(e->batch_wall_s);
  free(e->sums);
  free(e->block);
  free(e->block_W);
  free(e->part_W);
}

/* --- one chunk ----------------------------------------------------------------------------------- */

static ig_window window_of(const ig_engine *e, int64_t chunk, int index) {
  const ig_site *site = &e->district->site;
  int64_t begin = site->begin_s + chunk * IG_DAY_S + (int64_t)index * site->window_s;
  return (ig_window){.begin_s = begin,
                     .end_s = begin + site->window_s,
                     .step_s = site->step_s,
                     .n_steps = e->window_steps,
                     .first_step = index * e->window_steps,
                     .recording = begin >= site->record_s};
}

/* Windows in a chunk; fewer than a day's in the last one where the run does not end with a day. */
static int windows_in(const ig_engine *e, int64_t chunk) {
  const ig_site *site = &e->district->site;
  int64_t left = (site->end_s - site->begin_s - chunk * IG_DAY_S) / site->window_s;
  return (int)ig_min64(left, e->windows_per_chunk);
}

static void advance_shared(ig_engine *e, int64_t chunk) {
  double t0 = omp_get_wtime();
  ig_district *d = e->district;
  for (size_t b = 0; b < d->n_batches && d->batch[b].model->phase == IG_PHASE_WEATHER; b++)
    for (int i = 0; i < windows_in(e, chunk); i++) {
      ig_window w = window_of(e, chunk, i);
      d->batch[b].model->advance(&d->batch[b], &w, 0, d->batch[b].n);
    }
  e->weather_wall_s += omp_get_wtime() - t0;
}

/* What a meter shows: whole watt-hours, modulo 2^32 (differences of two readings stay right). */
static uint32_t meter_shows_Wh(double index_J) { return (uint32_t)(int64_t)floor(index_J / 3600.0); }

/* Adds a window's steps to the energy index of each unit and takes the half-hour readings. */
static void read_meters(ig_engine *e, ig_recorder *recorder, const ig_block *block, const ig_window *w,
                        const double *rows) {
  double *index_J = e->meter_J[block->batch] + block->begin;
  size_t n = block->end - block->begin;
  int64_t since_record = w->begin_s - e->district->site.record_s;
  size_t stride = 0;
  int32_t *reading = ig_recorder_meter(recorder, block->batch, &stride);
  if (reading) reading += block->begin * stride;
  for (int s = 0; s < w->n_steps; s++) {
    const double *row = rows + (size_t)s * IG_BLOCK;
    int64_t begin = since_record + (int64_t)s * w->step_s, end = begin + w->step_s;
    size_t slot = (size_t)(begin % IG_DAY_S / HALF_HOUR_S);
    bool kept = reading && slot < stride, first = begin % HALF_HOUR_S == 0, last = end % HALF_HOUR_S == 0;
    /* Until its end the row holds the index at the begin of the half-hour. */
    for (size_t u = 0; kept && first && u < n; u++) reading[u * stride + slot] = (int32_t)meter_shows_Wh(index_J[u]);
    for (size_t u = 0; u < n; u++) index_J[u] += row[u] * w->step_s;
    for (size_t u = 0; kept && last && u < n; u++) {
      int32_t *r = &reading[u * stride + slot];
      *r = (int32_t)(meter_shows_Wh(index_J[u]) - (uint32_t)*r);
    }
  }
}

/* What a block drew in a window: sums for the balance, energy of its meters. */
static void account(ig_engine *e, ig_recorder *recorder, size_t index, const ig_window *w, const double *rows) {
  double *sum_W = e->block_W + index * (size_t)e->chunk_steps;
  for (int s = 0; s < w->n_steps; s++) sum_W[w->first_step + s] = ig_sum_lanes(rows + (size_t)s * IG_BLOCK);
  if (w->recording) read_meters(e, recorder, &e->block[index], w, rows);
}

/* Keeps a window of a block for the network. */
static void keep_window(const ig_engine *e, const ig_block *block, const ig_window *w, const double *rows) {
  for (size_t u = block->begin; u < block->end; u++) {
    const ig_batch *batch = &e->district->batch[block->batch];
    double *to = batch->chunk_W + ig_chunk_at(batch->site, u, (size_t)(w->first_step / e->window_steps));
    for (int s = 0; s < w->n_steps; s++) to[s] = rows[s * IG_BLOCK + (int)(u - block->begin)];
  }
}

/* Lanes past the last unit count for nothing. */
static void clear_padding(const ig_block *block, const ig_window *w, double *rows) {
  for (int s = 0; s < w->n_steps; s++)
    for (size_t lane = block->end - block->begin; lane < IG_BLOCK; lane++) rows[s * IG_BLOCK + (int)lane] = 0;
}

/* Leaves a window of a block's pooled series behind: the sum of its lanes. */
static void fill_pools(ig_engine *e, const ig_block *block, const ig_window *w) {
  for (size_t k = 0; k < e->n_pools; k++) {
    const ig_pool *pool = &e->pool[k];
    if (pool->batch != block->batch) continue;
    double *rows = ig_tile(pool->series, w, block->begin);
    double *sum_W = pool->block_W + block->begin / IG_BLOCK * (size_t)e->chunk_steps + w->first_step;
    clear_padding(block, w, rows);
    for (int s = 0; s < w->n_steps; s++) sum_W[s] = ig_sum_lanes(rows + (size_t)s * IG_BLOCK);
  }
}

/* Adds the blocks of every pool, in their order. */
static void sum_pools(ig_engine *e, int steps) {
  for (size_t k = 0; k < e->n_pools; k++) {
    const ig_pool *pool = &e->pool[k];
    memset(pool->sum_W, 0, (size_t)steps * sizeof *pool->sum_W);
    for (size_t i = 0; i < e->district->batch[pool->batch].padded / IG_BLOCK; i++)
      for (int s = 0; s < steps; s++) pool->sum_W[s] += pool->block_W[i * (size_t)e->chunk_steps + (size_t)s];
  }
}

static void advance_block(ig_engine *e, ig_recorder *recorder, int64_t chunk, size_t index, double *wall_s) {
  const ig_block *block = &e->block[index];
  ig_batch *batch = &e->district->batch[block->batch];
  double *series = e->power[block->batch];
  if (batch->chunk_W)
    memcpy(e->meter_before_J[block->batch] + block->begin, e->meter_J[block->batch] + block->begin,
           (block->end - block->begin) * sizeof(double));
  for (int i = 0; i < windows_in(e, chunk); i++) {
    ig_window w = window_of(e, chunk, i);
    double t0 = e->profile ? omp_get_wtime() : 0;
    batch->model->advance(batch, &w, block->begin, block->end);
    if (e->profile) *wall_s += omp_get_wtime() - t0;
    if (series) {
      double *rows = ig_tile(series, &w, block->begin);
      clear_padding(block, &w, rows);
      account(e, recorder, index, &w, rows);
      if (batch->chunk_W && w.recording) keep_window(e, block, &w, rows);
    }
    fill_pools(e, block, &w);
    if (w.recording) ig_recorder_take(recorder, block, &w);
  }
}

/* Accounts once more for a block whose units drew something else than they asked for. */
static void account_again(ig_engine *e, ig_recorder *recorder, int64_t chunk, size_t index) {
  const ig_block *block = &e->block[index];
  const ig_batch *batch = &e->district->batch[block->batch];
  memcpy(e->meter_J[block->batch] + block->begin, e->meter_before_J[block->batch] + block->begin,
         (block->end - block->begin) * sizeof(double));
  for (int i = 0; i < windows_in(e, chunk); i++) {
    ig_window w = window_of(e, chunk, i);
    double *rows = ig_tile(e->power[block->batch], &w, block->begin);
    memset(rows, 0, (size_t)w.n_steps * IG_BLOCK * sizeof *rows);
    for (size_t u = block->begin; u < block->end; u++) {
      const double *from = batch->chunk_W + ig_chunk_at(batch->site, u, (size_t)i);
      for (int s = 0; s < w.n_steps; s++) rows[s * IG_BLOCK + (int)(u - block->begin)] = from[s];
    }
    account(e, recorder, index, &w, rows);
    ig_recorder_take_power(recorder, block, &w);
  }
}

/* Blocks `from` to `to` through the chunk. */
static void advance_blocks(ig_engine *e, ig_recorder *recorder, int64_t chunk, size_t from, size_t to) {
  double t0 = omp_get_wtime();
#pragma omp parallel
  {
    double *wall_s = calloc(e->district->n_batches, sizeof *wall_s);
/* Static: a thread meets the same blocks every day and finds their state in its own cache. */
#pragma omp for schedule(static)
    for (size_t i = from; i < to; i++) advance_block(e, recorder, chunk, i, &wall_s[e->block[i].batch]);
#pragma omp critical
    for (size_t b = 0; b < e->district->n_batches; b++) e->batch_wall_s[b] += wall_s[b];
    free(wall_s);
  }
  e->units_wall_s += omp_get_wtime() - t0;
}

static ig_window whole_chunk(const ig_engine *e, int64_t chunk) {
  ig_window w = window_of(e, chunk, 0);
  w.n_steps = windows_in(e, chunk) * e->window_steps;
  w.end_s = w.begin_s + (int64_t)w.n_steps * w.step_s;
  return w;
}

static bool any_settled(const ig_engine *e) {
  bool any = false;
  for (size_t i = 0; i < e->n_blocks; i++) {
    const bool *settled = e->district->batch[e->block[i].batch].settled;
    any |= settled && settled[e->block[i].begin / IG_BLOCK];
  }
  return any;
}

/* Solves the network for the chunk, then accounts for what was really drawn. */
static void run_network(ig_engine *e, ig_recorder *recorder, int64_t chunk) {
  double t0 = omp_get_wtime();
  ig_window w = whole_chunk(e, chunk);
  const ig_model *m = e->network->model;
  size_t slices = m->slices(e->network, &w);
#pragma omp parallel for schedule(dynamic, 1)
  for (size_t i = 0; i < slices; i++) m->advance(e->network, &w, i, i + 1);
  m->settle(e->network, &w);
  if (any_settled(e)) {
#pragma omp parallel for schedule(static)
    for (size_t i = 0; i < e->n_blocks; i++) {
      const ig_block *block = &e->block[i];
      bool *settled = e->district->batch[block->batch].settled;
      if (!settled || !settled[block->begin / IG_BLOCK]) continue;
      account_again(e, recorder, chunk, i);
      settled[block->begin / IG_BLOCK] = false;
    }
  }
  e->network_wall_s += omp_get_wtime() - t0;
}

/* Sums the blocks in their order into parts, the parts into the import. */
static void balance(ig_engine *e, int steps) {
  double *import = e->part_W + e->n_parts * (size_t)e->chunk_steps;
  memset(e->part_W, 0, (e->n_parts + 1) * (size_t)e->chunk_steps * sizeof *e->part_W);
  for (size_t i = 0; i < e->n_blocks; i++) {
    int part = e->batch_part[e->block[i].batch];
    if (part < 0) continue;
    double *to = e->part_W + (size_t)part * (size_t)e->chunk_steps;
    const double *from = e->block_W + i * (size_t)e->chunk_steps;
    for (int s = 0; s < steps; s++) to[s] += from[s];
    for (int s = 0; s < steps; s++) import[s] += from[s];
  }
  if (e->network) {
    memcpy(e->part_W + (e->n_parts - 1) * (size_t)e->chunk_steps, e->losses_W, (size_t)steps * sizeof *import);
    memcpy(import, e->import_W, (size_t)steps * sizeof *import);
  }
  /* The import is added up block by block (or comes from the network), the parts on their own: comparing them audits
   * the sums. */
  for (int s = 0; s < steps; s++) {
    double sum = 0, size = 0;
    for (size_t p = 0; p < e->n_parts; p++) {
      double x = e->part_W[p * (size_t)e->chunk_steps + (size_t)s];
      sum += x, size += fabs(x);
    }
    double residual = size > 0 ? fabs(import[s] - sum) / size : 0;
    if (residual > e->worst_step_residual) e->worst_step_residual = residual;
  }
}

static int mean_day_index(const ig_engine *e, int64_t utc_s) {
  ig_local local = ig_clock_local(&e->district->site.clock, utc_s);
  int season = local.date.month % 12 / 3; /* December to February first */
  int type = local.weekday == IG_SUNDAY || local.public_holiday ? 2 : local.weekday == IG_SATURDAY ? 1 : 0;
  return (season * IG_DAY_TYPES + type) * IG_HALF_HOURS + local.second_of_day / HALF_HOUR_S;
}

/* Does the half-hour lie in the heating season, October to March of the local calendar? */
static bool in_heating_season(const ig_engine *e, int64_t utc_s) {
  int month = ig_clock_local(&e->district->site.clock, utc_s).date.month;
  return month <= 3 || month >= 10;
}

/* Is a power the highest so far? A part that produces peaks where it produces most; what is imported, where it is
 * imported. */
static bool is_peak(const ig_engine *e, const ig_part_sums *sums, double p_W, double peak_W) {
  bool import = sums == &e->sums[e->n_parts];
  return import || isinf(peak_W) ? p_W > peak_W : fabs(p_W) > fabs(peak_W);
}

static void sum_part(const ig_engine *e, ig_part_sums *sums, const double *p_W, int steps, int64_t begin_s,
                     const int *mean_day, const bool *winter) {
  int step_s = e->district->site.step_s;
  for (int s = 0; s < steps; s++) {
    int64_t at = begin_s + (int64_t)s * step_s;
    sums->energy_J += p_W[s] * step_s;
    sums->half_hour_J += p_W[s] * step_s;
    if (is_peak(e, sums, p_W[s], sums->peak_W)) sums->peak_W = p_W[s], sums->peak_s = at;
    if ((at + step_s - begin_s) % HALF_HOUR_S) continue;
    double mean_W = sums->half_hour_J / HALF_HOUR_S;
    int slot = mean_day[(at - begin_s) / HALF_HOUR_S];
    sums->mean_day_W[slot] += mean_W;
    sums->mean_day_n[slot] += 1;
    if (is_peak(e, sums, mean_W, sums->peak_30min_W))
      sums->peak_30min_W = mean_W, sums->peak_30min_s = at + step_s - HALF_HOUR_S;
    if (winter[(at - begin_s) / HALF_HOUR_S] &&
        (sums->winter_n++ == 0 || is_peak(e, sums, mean_W, sums->winter_peak_30min_W)))
      sums->winter_peak_30min_W = mean_W, sums->winter_peak_30min_s = at + step_s - HALF_HOUR_S;
    sums->half_hour_J = 0;
  }
}

static void sum_parts(ig_engine *e, int64_t chunk, int steps) {
  int64_t begin_s = e->district->site.begin_s + chunk * IG_DAY_S;
  int mean_day[IG_DAY_S / HALF_HOUR_S];
  bool winter[IG_DAY_S / HALF_HOUR_S];
  for (int h = 0; h < IG_DAY_S / HALF_HOUR_S; h++) {
    mean_day[h] = mean_day_index(e, begin_s + (int64_t)h * HALF_HOUR_S);
    winter[h] = in_heating_season(e, begin_s + (int64_t)h * HALF_HOUR_S);
  }
  for (size_t p = 0; p <= e->n_parts; p++)
    sum_part(e, &e->sums[p], e->part_W + p * (size_t)e->chunk_steps, steps, begin_s, mean_day, winter);
}

static bool run_chunk(ig_engine *e, ig_recorder *recorder, int64_t chunk) {
  int steps = windows_in(e, chunk) * e->window_steps;
  advance_shared(e, chunk);
  advance_blocks(e, recorder, chunk, 0, e->follow_blocks);
  if (e->follow_blocks < e->plant_blocks) advance_blocks(e, recorder, chunk, e->follow_blocks, e->plant_blocks);
  if (e->plant_blocks < e->n_blocks) {
    sum_pools(e, steps);
    advance_blocks(e, recorder, chunk, e->plant_blocks, e->n_blocks);
  }
  if (chunk < e->spin_chunks) return true;
  if (e->network) run_network(e, recorder, chunk);
  double t0 = omp_get_wtime();
  balance(e, steps);
  sum_parts(e, chunk, steps);
  e->balance_wall_s += omp_get_wtime() - t0;
  return ig_recorder_write(recorder, chunk - e->spin_chunks);
}

/* --- the run ------------------------------------------------------------------------------------- */

static int64_t recorded_until_s(const ig_engine *e) {
  const ig_site *site = &e->district->site;
  return ig_max64(site->record_s, ig_min64(site->end_s, site->begin_s + e->chunk * IG_DAY_S));
}

static void say_readable(const ig_run_options *o) {
  fprintf(stderr, "issygrid: what %s held at the last flush stays readable, up to its attribute recorded_until_s\n",
          o->output);
}

static void show(const ig_engine *e, ig_progress *progress) {
  ig_date date = ig_clock_date(ig_floor_div(e->district->site.begin_s + e->chunk * IG_DAY_S, IG_DAY_S));
  char label[40];
  snprintf(label, sizeof label, "%04d-%02d-%02d%s", date.year, date.month, date.day,
           e->chunk < e->spin_chunks ? " (spin-up)" : "");
  ig_progress_show(progress, (double)e->chunk / (double)e->n_chunks, label);
}

/* Saves what a later --resume needs: first the result, then the state that goes with it. */
static bool save(ig_engine *e, ig_recorder *recorder, const ig_run_options *o) {
  return ig_recorder_flush(recorder, recorded_until_s(e)) && ig_checkpoint_save(e, o->output);
}

static int run_chunks(ig_engine *e, ig_recorder *recorder, const ig_run_options *o, ig_progress *progress) {
  double begin = omp_get_wtime(), flushed = begin, saved = begin;
  while (e->chunk < e->n_chunks) {
    show(e, progress);
    if (!run_chunk(e, recorder, e->chunk)) return IG_EXIT_FAILED;
    e->chunk++;
    double now = omp_get_wtime();
    bool stop = stop_signal || (o->max_wall_s > 0 && now - begin > o->max_wall_s);
    if (stop && e->chunk < e->n_chunks) return save(e, recorder, o) ? IG_EXIT_STOPPED : IG_EXIT_FAILED;
    if (now - saved >= o->checkpoint_s) {
      if (!save(e, recorder, o)) return IG_EXIT_FAILED;
      saved = flushed = now;
    } else if (now - flushed > flush_every_s) {
      if (!ig_recorder_flush(recorder, recorded_until_s(e))) return IG_EXIT_FAILED;
      flushed = now;
    }
  }
  return IG_EXIT_OK;
}

static void print_profile(const ig_engine *e, double wall_s) {
  const ig_district *d = e->district;
  double steps = (double)((d->site.end_s - d->site.begin_s) / d->site.step_s);
  fprintf(stderr, "\nphase                 wall s   share\n");
  struct {
    const char *name;
    double s;
  } row[] = {{"weather", e->weather_wall_s}, {"units", e->units_wall_s},       {"network", e->network_wall_s},
             {"balance", e->balance_wall_s}, {"compress", e->compress_wall_s}, {"write", e->write_wall_s}};
  double other = wall_s;
  for (size_t i = 0; i < IG_COUNT(row); i++) {
    fprintf(stderr, "%-18s %9.3f  %5.1f %%\n", row[i].name, row[i].s, 100 * row[i].s / wall_s);
    other -= row[i].s;
  }
  fprintf(stderr, "%-18s %9.3f  %5.1f %%\n", "other", other, 100 * other / wall_s);
  fprintf(stderr, "%-18s %9.3f\n\nmodel (all threads)  core s   ns a unit and step\n", "all", wall_s);
  for (size_t b = 0; b < d->n_batches; b++)
    if (d->batch[b].model->phase != IG_PHASE_WEATHER && d->batch[b].model->phase != IG_PHASE_NETWORK)
      fprintf(stderr, "%-18s %9.3f  %8.2f\n", d->batch[b].model->name, e->batch_wall_s[b],
              1e9 * e->batch_wall_s[b] / (steps * (double)d->batch[b].n));
}

/* May the result be written in this state? Says why not. */
static bool permitted(const ig_run_options *o, ig_result_state state, bool same) {
  const char *why = NULL;
  struct stat there;
  bool empty = stat(o->output, &there) == 0 && S_ISREG(there.st_mode) && there.st_size == 0;
  if (state == IG_RESULT_BUSY)
    why = "is held open for writing by another program";
  else if (state != IG_RESULT_NONE && !o->resume && !o->force)
    why = "exists already; --resume goes on with it, --force replaces it";
  else if (state == IG_RESULT_FOREIGN && !(o->force && empty))
    why = "is not a result of issygrid and is left as it is; choose another name with -o";
  else if (o->resume && !o->force && state != IG_RESULT_NONE && !same)
    why = "cannot be resumed: it was made from another scenario or seed; --force replaces it";
  if (why) fprintf(stderr, "issygrid: %s %s\n", o->output, why);
  return !why;
}

/* Opens the result: new, or where the last run left it. NULL: *code says how to end. */
static ig_recorder *open_result(ig_engine *e, const ig_run_options *o, int *code) {
  bool same = false;
  if (!ig_lock_take(o->output, code)) return NULL;
  ig_result_state state = ig_recorder_state(o->output, e->district->identity, &same);
  *code = IG_EXIT_INPUT;
  if (!permitted(o, state, same)) return NULL;
  if (o->resume && state == IG_RESULT_COMPLETE && same) {
    if (!o->quiet) fprintf(stderr, "issygrid: %s is complete already; there was nothing to resume\n", o->output);
    *code = IG_EXIT_OK;
    return NULL;
  }
  ig_checkpoint_found found =
      o->resume && state == IG_RESULT_PARTIAL ? ig_checkpoint_load(e, o->output) : IG_CHECKPOINT_NONE;
  if (found == IG_CHECKPOINT_REFUSED) return NULL;
  *code = IG_EXIT_FAILED;
  if (found == IG_CHECKPOINT_LOADED) return ig_recorder_open(e, o->output);
  ig_checkpoint_remove(o->output);
  return ig_recorder_create(e, o->output, o->history);
}

static void listen_to_signals(void) {
  struct sigaction action = {.sa_handler = on_signal};
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
}

static void report_end(const ig_engine *e, const ig_run_options *o, int code) {
  if (code == IG_EXIT_STOPPED) {
    char until[IG_CLOCK_TEXT];
    fprintf(stderr, "issygrid: stopped; %s is recorded up to %s; --resume goes on\n", o->output,
            ig_clock_zone_text(&e->district->site.clock, recorded_until_s(e), until));
  }
  if (code == IG_EXIT_FAILED) {
    /* Closing the file would write to it again; as it is, it is whole as of the last flush. */
    say_readable(o);
    fflush(NULL);
    ig_lock_release();
    _exit(IG_EXIT_FAILED);
  }
}

int ig_engine_run(ig_district *district, const ig_run_options *o) {
  ig_engine e;
  int code;
  if (o->threads > 0) omp_set_num_threads(o->threads);
  engine_init(&e, district);
  e.profile = o->profile;
  ig_recorder *recorder = open_result(&e, o, &code);
  if (!recorder) {
    ig_lock_release();
    engine_free(&e);
    return code;
  }
  listen_to_signals();
  double begin = omp_get_wtime();
  ig_progress progress = ig_progress_start(o->quiet, (double)e.chunk / (double)e.n_chunks);
  code = run_chunks(&e, recorder, o, &progress);
  if (code == IG_EXIT_OK && !ig_recorder_finish(recorder)) code = IG_EXIT_FAILED;
  ig_progress_end(&progress);
  report_end(&e, o, code);
  ig_recorder_close(recorder);
  if (code == IG_EXIT_OK) ig_checkpoint_remove(o->output);
  ig_lock_release();
  if (o->profile) print_profile(&e, omp_get_wtime() - begin);
  engine_free(&e);
  return code;
}
