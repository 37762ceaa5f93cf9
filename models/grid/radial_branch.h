/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The branches of a tree as the passes of the sweep see them: for radial.c. */
#ifndef IG_RADIAL_BRANCH_H
#define IG_RADIAL_BRANCH_H

#include "models/grid/radial.h"

/* Fills branch and way of a tree whose nodes and slots are there; `slot`: of all trees. */
void ig_radial_branch_make(const ig_radial_slot *slot, ig_radial_tree *tree);
void ig_radial_branch_free(ig_radial_tree *tree);

#endif
