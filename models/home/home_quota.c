/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exact totals. What a scenario states of the generated homes is dealt out by quota (largest remainder), in the order
 * of a rank: a draw of the home's own, moved by what it is known to go with. So a total has no noise of sampling, a
 * share that is raised by a little leaves all but the homes at the margin as they were, and which homes they are
 * follows from the joint rule. Listed homes take nothing from quotas. */
#include <math.h>
#include <stdlib.h>

#include "models/home/home.h"

static int by_rank(const void *a, const void *b) {
  const ig_home_ranked *x = a, *y = b;
  if (x->rank != y->rank) return x->rank < y->rank ? -1 : 1;
  if (x->id != y->id) return x->id < y->id ? -1 : 1;
  return x->index < y->index ? -1 : x->index > y->index;
}

void ig_home_quota_sort(ig_home_ranked *list, size_t n) { qsort(list, n, sizeof *list, by_rank); }

void ig_home_quota_deal(const double *share, size_t k, int64_t n, int64_t *quota) {
  double sum = 0.0, rest[16];
  assert(k <= IG_COUNT(rest));
  for (size_t i = 0; i < k; i++) sum += share[i];
  int64_t left = n;
  for (size_t i = 0; i < k; i++) {
    double exact = share[i] / sum * (double)n;
    quota[i] = (int64_t)floor(exact);
    rest[i] = exact - floor(exact);
    left -= quota[i];
  }
  for (; left > 0; left--) {
    size_t best = 0;
    for (size_t i = 1; i < k; i++)
      if (rest[i] > rest[best]) best = i;
    quota[best]++;
    rest[best] = -1.0;
  }
}

int ig_home_quota_pick(const double *share, size_t k, double u) {
  double sum = 0.0, part = 0.0;
  for (size_t i = 0; i < k; i++) sum += share[i];
  for (size_t i = 0; i < k; i++) {
    part += share[i] / sum;
    if (u < part) return (int)i;
  }
  return (int)k - 1;
}

/* Ranks the generated homes; returns how many are eligible. */
static size_t rank_all(const ig_batch *batch, ig_home_rank_of rank, int kind, ig_home_ranked *list) {
  size_t n = 0;
  for (size_t u = 0; u < batch->n; u++) {
    if (batch->listed[u]) continue;
    double r = rank(batch, u, kind);
    if (r < (double)INFINITY) list[n++] = (ig_home_ranked){r, batch->id[u], u};
  }
  ig_home_quota_sort(list, n);
  return n;
}

static int64_t generated(const ig_batch *batch) { return ((const ig_home_spec *)batch->spec)->count; }

void ig_home_quota_one(ig_batch *batch, ig_home_rank_of rank, int kind, double share, int32_t *value,
                       ig_home_ranked *list) {
  size_t n = rank_all(batch, rank, kind, list);
  int64_t quota = llround(share * (double)generated(batch));
  for (size_t u = 0; u < batch->n; u++)
    if (!batch->listed[u]) value[u] = 0;
  for (size_t i = 0; i < n && (int64_t)i < quota; i++) value[list[i].index] = 1;
}

void ig_home_quota_many(ig_batch *batch, ig_home_rank_of rank, int kind, const double *share, size_t k, int first,
                        int32_t *value, ig_home_ranked *list) {
  int64_t quota[16];
  size_t n = rank_all(batch, rank, kind, list), i = 0;
  ig_home_quota_deal(share, k, (int64_t)n, quota);
  for (size_t category = 0; category < k; category++)
    for (int64_t j = 0; j < quota[category]; j++) value[list[i++].index] = first + (int32_t)category;
}
