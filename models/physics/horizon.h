/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands around a surface: the elevation of the skyline by azimuth, and what it takes from the sky. Pure
 * functions; angles in degrees at the boundary, azimuth north 0, east 90. */
#ifndef IG_PHYSICS_HORIZON_H
#define IG_PHYSICS_HORIZON_H

#include "sim/base.h"

enum { IG_HORIZON_STEPS = 360 }; /* one a degree */

/* Elevation of the skyline at each whole degree of azimuth, with straight lines between; the last repeats the first. */
typedef struct ig_horizon {
  double elevation_deg[IG_HORIZON_STEPS + 1];
} ig_horizon;

/* A skyline through n >= 1 points of rising azimuth in [0, 360), closed around north. */
ig_horizon ig_horizon_of(size_t n, const double *azimuth_deg, const double *elevation_deg);

/* Raises the skyline by a wall, a long house opposite: its face stands `distance_m` away in the direction `azimuth_deg`
 * and across it, reaches `left_m` and `right_m` to the sides (as seen by the viewer) and `height_m` above the viewer.
 * tan elevation = height cos(azimuth - its) / distance. */
void ig_horizon_add_wall(ig_horizon *h, double azimuth_deg, double distance_m, double height_m, double left_m,
                         double right_m);

/* Elevation of the skyline at any azimuth. */
IG_INLINE double ig_horizon_at_deg(const ig_horizon *h, double azimuth_deg) {
  double turns = azimuth_deg / 360.0, x = (turns - (double)(int64_t)turns + (turns < 0.0)) * IG_HORIZON_STEPS;
  int i = (int)ig_min(x, IG_HORIZON_STEPS - 1.0);
  return h->elevation_deg[i] + (x - i) * (h->elevation_deg[i + 1] - h->elevation_deg[i]);
}

/* Share of isotropic diffuse light that reaches a tilted plane: view factor of the sky above the skyline and above the
 * plane, over a full sphere's half: (1 + cos tilt) / 2 on open ground, cos^2 h for a horizontal plane in a round
 * yard of elevation h. Tilt 0 to 90 degrees; negative elevations count as 0. */
double ig_horizon_sky_view(const ig_horizon *h, double tilt_deg, double azimuth_deg);

/* Share of the bright band along the horizon (Perez's F2) that is left for a plane of this azimuth: 1 on open ground.
 * A skyline hides the band in proportion to its elevation up to 6.5 degrees, the width of the band in Perez and
 * others' earlier variant (1987); weighted as a vertical plane sees it. */
double ig_horizon_band(const ig_horizon *h, double azimuth_deg);

#endif
