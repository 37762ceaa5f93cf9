/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/radial_branch.h"

#include <stdlib.h>
#include <string.h>

#include "sim/memory.h"

/* Z' of a full matrix, without the neutral's row and column. */
static double *reduce(const double *full, bool neutral) {
  double *reduced = ig_memory(9, sizeof *reduced);
  for (int p = 0; p < 3; p++)
    for (int q = 0; q < 3; q++)
      reduced[p * 3 + q] = full[p * 4 + q] - (neutral ? full[p * 4 + 3] + full[3 * 4 + q] - full[3 * 4 + 3] : 0);
  return reduced;
}

static bool three_alike(const ig_radial_slot *s) {
  for (int p = 0; p < 3; p++)
    if (s[p].kind != IG_SLOT_POWER || s[p].mixed || s[p].from != p || s[p].to < 3 || s[p].low_2 != s[0].low_2 ||
        s[p].high_2 != s[0].high_2)
      return false;
  return true;
}

static ig_radial_branch branch_of(const ig_radial_slot *slot, const ig_radial_node *n, bool neutral) {
  ig_radial_branch b = {.parent = n->parent, .slot = n->slot, .n_slots = n->n_slots};
  for (int p = 0; p < 3; p++) b.d_re[p] = n->d_re[p], b.d_im[p] = n->d_im[p];
  b.m_re = neutral ? n->d_re[3] : n->m_re;
  b.m_im = neutral ? n->d_im[3] : n->m_im;
  if (n->full_re) b.full_re = reduce(n->full_re, neutral), b.full_im = reduce(n->full_im, neutral);
  b.three = n->n_slots >= 3 && three_alike(slot + n->slot);
  if (!b.three) return b;
  b.low_2 = slot[n->slot].low_2, b.high_2 = slot[n->slot].high_2;
  for (int p = 0; p < 3; p++) b.tan_phi[p] = slot[n->slot + (uint32_t)p].tan_phi;
  return b;
}

static void mark_order(ig_radial_branch *branch, size_t n) {
  for (size_t k = n; k-- > 1;) {
    ig_radial_branch *at = &branch[k], *parent = &branch[at->parent];
    at->chained = at->parent + 1 == k;
    if (!at->chained) parent->forks = true;
  }
}

/* Z' of a branch as a matrix, added to `full`. */
static void add_full(const ig_radial_branch *b, double *re, double *im) {
  for (int p = 0; p < 3; p++)
    for (int q = 0; q < 3; q++) {
      re[p * 3 + q] += b->full_re ? b->full_re[p * 3 + q] : b->m_re + (p == q ? b->d_re[p] : 0);
      im[p * 3 + q] += b->full_im ? b->full_im[p * 3 + q] : b->m_im + (p == q ? b->d_im[p] : 0);
    }
}

/* Puts branch `above` in series with `b`. */
static void put_in_series(const ig_radial_branch *above, ig_radial_branch *b) {
  if (above->full_re || b->full_re) {
    double *re = ig_memory(9, sizeof *re), *im = ig_memory(9, sizeof *im);
    add_full(above, re, im);
    add_full(b, re, im);
    free(b->full_re);
    free(b->full_im);
    b->full_re = re, b->full_im = im;
    return;
  }
  for (int p = 0; p < 3; p++) b->d_re[p] += above->d_re[p], b->d_im[p] += above->d_im[p];
  b->m_re += above->m_re, b->m_im += above->m_im;
}

static ig_radial_branch copy_of(const ig_radial_branch *from) {
  ig_radial_branch b = *from;
  if (!from->full_re) return b;
  b.full_re = memcpy(ig_memory(9, sizeof(double)), from->full_re, 9 * sizeof(double));
  b.full_im = memcpy(ig_memory(9, sizeof(double)), from->full_im, 9 * sizeof(double));
  return b;
}

/* The branches of a tree without nodes that have no slot and one child, which stands right behind them. */
static void make_ways(ig_radial_tree *tree) {
  size_t *way_of = ig_memory(tree->n_nodes, sizeof *way_of), *children = ig_memory(tree->n_nodes, sizeof *children);
  tree->way = ig_memory(tree->n_nodes, sizeof *tree->way);
  for (size_t k = 1; k < tree->n_nodes; k++) children[tree->branch[k].parent]++;
  const ig_radial_branch *above = NULL; /* what was passed over */
  ig_radial_branch passed = {.parent = 0};
  for (size_t k = 0; k < tree->n_nodes; k++) {
    ig_radial_branch b = copy_of(&tree->branch[k]);
    b.chained = b.forks = false;
    b.parent = above ? above->parent : (uint32_t)way_of[b.parent];
    if (above) put_in_series(above, &b);
    if (above) free(passed.full_re), free(passed.full_im);
    above = NULL;
    if (k > 0 && tree->transformer != SIZE_MAX && b.n_slots == 0 && children[k] == 1) {
      passed = b;
      above = &passed;
      continue;
    }
    way_of[k] = tree->n_ways;
    tree->way[tree->n_ways++] = b;
  }
  mark_order(tree->way, tree->n_ways);
  free(way_of);
  free(children);
}

void ig_radial_branch_make(const ig_radial_slot *slot, ig_radial_tree *tree) {
  tree->branch = ig_memory(tree->n_nodes + 1, sizeof *tree->branch);
  for (size_t k = 0; k < tree->n_nodes; k++) tree->branch[k] = branch_of(slot, &tree->node[k], tree->wires == 4);
  mark_order(tree->branch, tree->n_nodes);
  make_ways(tree);
}

static void free_branches(ig_radial_branch *branch, size_t n) {
  for (size_t i = 0; i < n; i++) {
    free(branch[i].full_re);
    free(branch[i].full_im);
  }
  free(branch);
}

void ig_radial_branch_free(ig_radial_tree *tree) {
  free_branches(tree->branch, tree->branch ? tree->n_nodes : 0);
  free_branches(tree->way, tree->n_ways);
}
