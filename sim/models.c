/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry: one line a model. Nothing else in sim/ names a model. */
#include "sim/district.h"

#define IG_MODELS(X)   \
  X(weather)           \
  X(home)              \
  X(home_persons)      \
  X(office)            \
  X(shop)              \
  X(lighting)          \
  X(ev)                \
  X(pv)                \
  X(profile)           \
  X(room_material)     \
  X(room_construction) \
  X(room_pane)         \
  X(room_glazing)      \
  X(room_surface)      \
  X(room_window)       \
  X(room)              \
  X(plant)             \
  X(grid)              \
  X(grid_bus)          \
  X(grid_line)         \
  X(grid_transformer)  \
  X(grid_feeder)

#define DECLARE(name) extern const ig_model ig_##name##_model;
#define ENTRY(name) &ig_##name##_model,

IG_MODELS(DECLARE)

const ig_model *const ig_models[] = {IG_MODELS(ENTRY)};
const size_t ig_models_count = IG_COUNT(ig_models);
