/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/room/room_shade.h"

ig_glazing_shade ig_room_shade_of(const ig_room_shade_data *d, size_t u, double width_m, double height_m) {
  return (ig_glazing_shade){.width_m = width_m,
                            .height_m = height_m,
                            .overhang_depth_m = d->overhang_m[u],
                            .overhang_above_m = d->overhang_gap_m[u],
                            .overhang_left_m = d->overhang_left_m[u],
                            .overhang_right_m = d->overhang_right_m[u],
                            .left_depth_m = d->fin_left_m[u],
                            .left_gap_m = d->fin_left_gap_m[u],
                            .right_depth_m = d->fin_right_m[u],
                            .right_gap_m = d->fin_right_gap_m[u],
                            .fin_above_m = d->fin_above_m[u],
                            .fin_below_m = d->fin_below_m[u]};
}

bool ig_room_shade_any(const ig_glazing_shade *shade) {
  return shade->overhang_depth_m > 0.0 || shade->left_depth_m > 0.0 || shade->right_depth_m > 0.0;
}
