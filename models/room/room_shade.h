/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fields of what stands out of a wall, shared by the sections `surfaces` and `windows`. */
#ifndef IG_ROOM_SHADE_H
#define IG_ROOM_SHADE_H

#include "models/room/room.h"

#define IG_ROOM_SHADE_FIELD(data, key, member, most, text, why)                                                    \
  {                                                                                                                \
    .name = key, .unit = "m", .role = IG_PARAM, .type = IG_F64, .offset = offsetof(data, shade.member), .dflt = 0, \
    .min = 0, .max = most, .evidence = 'D', .doc = text, .source = why                                             \
  }

/* `it`: "the window". */
#define IG_ROOM_SHADE_FIELDS(data, it)                                                                                \
  IG_ROOM_SHADE_FIELD(data, "overhang.depth", overhang_m, 100,                                                        \
                      "How far an overhang above " it " stands out of the wall; 0: none.", "none"),                   \
      IG_ROOM_SHADE_FIELD(data, "overhang.gap", overhang_gap_m, 100, "Height of the overhang over " it "'s top.",     \
                          "none"),                                                                                    \
      IG_ROOM_SHADE_FIELD(data, "overhang.left", overhang_left_m, 1000,                                               \
                          "How far the overhang reaches beyond " it "'s left side, seen from outside.",               \
                          "as wide as " it ""),                                                                       \
      IG_ROOM_SHADE_FIELD(data, "overhang.right", overhang_right_m, 1000,                                             \
                          "How far the overhang reaches beyond " it "'s right side, seen from outside.",              \
                          "as wide as " it ""),                                                                       \
      IG_ROOM_SHADE_FIELD(data, "fins.left", fin_left_m, 100,                                                         \
                          "How far a fin on the left side, seen from outside, stands out of the wall; 0: none.",      \
                          "none"),                                                                                    \
      IG_ROOM_SHADE_FIELD(data, "fins.left_gap", fin_left_gap_m, 100, "Distance of the left fin from " it "'s side.", \
                          "none"),                                                                                    \
      IG_ROOM_SHADE_FIELD(data, "fins.right", fin_right_m, 100,                                                       \
                          "How far a fin on the right side, seen from outside, stands out of the wall; 0: none.",     \
                          "none"),                                                                                    \
      IG_ROOM_SHADE_FIELD(data, "fins.right_gap", fin_right_gap_m, 100,                                               \
                          "Distance of the right fin from " it "'s side.", "none"),                                   \
      IG_ROOM_SHADE_FIELD(data, "fins.above", fin_above_m, 100, "How far the fins reach above " it "'s top.",         \
                          "as high as " it ""),                                                                       \
      IG_ROOM_SHADE_FIELD(data, "fins.below", fin_below_m, 100, "How far the fins reach below " it "'s bottom.",      \
                          "as high as " it "")

#endif
