/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/physics/horizon.h"

#include <math.h>

#define BAND_DEG 6.5

ig_horizon ig_horizon_of(size_t n, const double *azimuth_deg, const double *elevation_deg) {
  ig_horizon h;
  size_t next = 0; /* first point beyond the azimuth */
  for (int i = 0; i <= IG_HORIZON_STEPS; i++) {
    double at = (double)(i % IG_HORIZON_STEPS);
    if (i == IG_HORIZON_STEPS) next = 0;
    while (next < n && azimuth_deg[next] <= at) next++;
    size_t b = next % n, a = (next + n - 1) % n;
    double from = azimuth_deg[a] - (next == 0 ? 360.0 : 0.0), to = azimuth_deg[b] + (next == n ? 360.0 : 0.0);
    double share = to > from ? (at - from) / (to - from) : 0.0;
    h.elevation_deg[i] = elevation_deg[a] + share * (elevation_deg[b] - elevation_deg[a]);
  }
  return h;
}

void ig_horizon_add_wall(ig_horizon *h, double azimuth_deg, double distance_m, double height_m, double left_m,
                         double right_m) {
  for (int i = 0; i <= IG_HORIZON_STEPS; i++) {
    double side = IG_RAD * remainder(i - azimuth_deg, 360.0), ahead = cos(side);
    if (ahead <= 1e-9) continue; /* behind the viewer, or along the wall */
    double along = distance_m * tan(side);
    if (along < -left_m || along > right_m) continue;
    h->elevation_deg[i] = ig_max(h->elevation_deg[i], atan(height_m * ahead / distance_m) / IG_RAD);
  }
}

/* Integral over elevation, from the skyline to the zenith, of cos(incidence) cos(elevation) at one azimuth; `ahead` is
 * the cosine of its angle to the plane's azimuth. Below atan(-tan(tilt) ahead) the plane looks away. */
static double slice(double elevation, double cos_tilt, double sin_tilt, double ahead) {
  double plane = atan2(-sin_tilt * ahead, cos_tilt), from = ig_clamp(ig_max(elevation, plane), 0.0, 0.5 * IG_PI);
  double s = sin(from), c = cos(from);
  return 0.5 * cos_tilt * c * c + 0.5 * sin_tilt * ahead * (0.5 * IG_PI - from - s * c);
}

double ig_horizon_sky_view(const ig_horizon *h, double tilt_deg, double azimuth_deg) {
  double cos_tilt = cos(IG_RAD * tilt_deg), sin_tilt = sin(IG_RAD * tilt_deg), sum = 0.0;
  for (int i = 0; i < IG_HORIZON_STEPS; i++)
    sum += slice(IG_RAD * h->elevation_deg[i], cos_tilt, sin_tilt, cos(IG_RAD * (i - azimuth_deg)));
  return sum * (2.0 * IG_PI / IG_HORIZON_STEPS) / IG_PI;
}

double ig_horizon_band(const ig_horizon *h, double azimuth_deg) {
  double left = 0.0, all = 0.0;
  for (int i = 0; i < IG_HORIZON_STEPS; i++) {
    double weight = ig_max(cos(IG_RAD * (i - azimuth_deg)), 0.0);
    left += weight * (1.0 - ig_clamp(h->elevation_deg[i] / BAND_DEG, 0.0, 1.0));
    all += weight;
  }
  return left / all;
}
