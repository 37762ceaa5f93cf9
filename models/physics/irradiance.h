/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splitting global irradiance into beam and diffuse, and carrying both to a tilted surface. Pure functions;
 * irradiance in W/m2. A moment's sky is prepared once (ig_irradiance_sky_of) and serves any number of
 * surfaces. Checked against pvlib in tests/test_sun.c. */
#ifndef IG_PHYSICS_IRRADIANCE_H
#define IG_PHYSICS_IRRADIANCE_H

#include "sim/base.h"

/* Irradiance of a moment as weather data give it, and where the sun stands. */
typedef struct ig_irradiance {
  double global_horizontal_W_m2, direct_normal_W_m2, diffuse_horizontal_W_m2;
} ig_irradiance;

/* Diffuse fraction from the clearness index kt = global / (extraterrestrial cos z) (Erbs, Klein, Duffie 1982,
 * doi:10.1016/0038-092X(82)90302-4). */
double ig_irradiance_erbs_fraction(double clearness);

/* Beam and diffuse of a global irradiance (Erbs). As in pvlib cos z counts as at least 0.065 in kt, and with
 * the sun lower than 3 degrees everything is diffuse; global = diffuse + direct cos z always holds. */
ig_irradiance ig_irradiance_erbs(double global_horizontal_W_m2, double cos_zenith, double extraterrestrial_W_m2);

/* Relative optical air mass (Kasten and Young 1989) at an apparent zenith angle; 0 with the sun down. */
double ig_irradiance_air_mass(double zenith_deg);

/* Irradiance under a clear sky (Ineichen and Perez 2002, doi:10.1016/S0038-092X(02)00045-2) from the Linke turbidity at
 * air mass 2, the absolute air mass (relative x pressure / 101325 Pa), the elevation and the extraterrestrial
 * irradiance; zero with the sun down. */
ig_irradiance ig_irradiance_ineichen(double cos_zenith, double absolute_air_mass, double linke, double elevation_m,
                                     double extraterrestrial_W_m2);

/* A sky ready for surfaces: the circumsolar and horizon coefficients F1, F2 of Perez and others 1990
 * (doi:10.1016/0038-092X(90)90055-H; set "all sites composite 1990") and the anisotropy index of Hay and
 * Davies 1980. */
typedef struct ig_irradiance_sky {
  ig_irradiance irradiance;
  double cos_zenith;
  double anisotropy;           /* direct / extraterrestrial */
  double circumsolar, horizon; /* F1, F2 */
} ig_irradiance_sky;

ig_irradiance_sky ig_irradiance_sky_of(ig_irradiance irradiance, double zenith_deg, double cos_zenith, double air_mass,
                                       double extraterrestrial_W_m2);

/* The same without the jumps from class to class of clearness, for series of minutes: quadratic splines through Perez's
 * coefficients, F1 at most 0.9 (Driesse, Jensen and Perez 2024, Solar Energy 267, doi:10.1016/j.solener.2023.112093;
 * coefficients as in pvlib's perez_driesse). */
ig_irradiance_sky ig_irradiance_smooth_sky_of(ig_irradiance irradiance, double zenith_deg, double cos_zenith,
                                              double air_mass, double extraterrestrial_W_m2);

/* A plane: tilt 0 = horizontal facing up, azimuth north 0, east 90. */
typedef struct ig_irradiance_plane {
  double cos_tilt, sin_tilt, cos_azimuth, sin_azimuth;
} ig_irradiance_plane;
ig_irradiance_plane ig_irradiance_plane_of(double tilt_deg, double azimuth_deg);

/* Cosine of the angle between the sun and the plane's normal; negative when the sun is behind it. */
IG_INLINE double ig_irradiance_cos_incidence(ig_irradiance_plane p, double cos_zenith, double sin_zenith,
                                             double cos_azimuth, double sin_azimuth) {
  return cos_zenith * p.cos_tilt +
         sin_zenith * p.sin_tilt * (cos_azimuth * p.cos_azimuth + sin_azimuth * p.sin_azimuth);
}

/* Diffuse irradiance from the sky on a plane, three models. */
IG_INLINE double ig_irradiance_isotropic_W_m2(const ig_irradiance_sky *s, double cos_tilt) {
  return s->irradiance.diffuse_horizontal_W_m2 * 0.5 * (1.0 + cos_tilt);
}

IG_INLINE double ig_irradiance_hay_davies_W_m2(const ig_irradiance_sky *s, double cos_tilt, double cos_incidence) {
  double beam_ratio = ig_max(cos_incidence, 0.0) / ig_max(s->cos_zenith, 0.01745); /* the sun counts as 1 degree up */
  return s->irradiance.diffuse_horizontal_W_m2 *
         (s->anisotropy * beam_ratio + (1.0 - s->anisotropy) * 0.5 * (1.0 + cos_tilt));
}

#define IG_IRRADIANCE_COS_85 0.0871557427476582
IG_INLINE double ig_irradiance_perez_W_m2(const ig_irradiance_sky *s, double cos_tilt, double sin_tilt,
                                          double cos_incidence) {
  double beam_ratio = ig_max(cos_incidence, 0.0) / ig_max(s->cos_zenith, IG_IRRADIANCE_COS_85);
  double dome = 0.5 * (1.0 - s->circumsolar) * (1.0 + cos_tilt);
  return ig_max(s->irradiance.diffuse_horizontal_W_m2 * (dome + s->circumsolar * beam_ratio + s->horizon * sin_tilt),
                0.0);
}

/* Perez with a skyline (models/physics/horizon.h). `dome`: share of the isotropic light that reaches the plane, (1 +
 * cos tilt) / 2 on open ground; `band`: sin tilt times the open share of the horizon; `lit`: 1, or 0 where the skyline
 * hides the sun and what shines around it. */
IG_INLINE double ig_irradiance_perez_skyline_W_m2(const ig_irradiance_sky *s, double dome, double band, double lit,
                                                  double cos_incidence) {
  double toward_sun = s->circumsolar / ig_max(s->cos_zenith, IG_IRRADIANCE_COS_85); /* the same for all planes */
  double share = (1.0 - s->circumsolar) * dome + toward_sun * ig_max(cos_incidence, 0.0) * lit + s->horizon * band;
  return ig_max(s->irradiance.diffuse_horizontal_W_m2 * share, 0.0);
}

/* Diffuse irradiance from the ground on a plane. */
IG_INLINE double ig_irradiance_ground_W_m2(double global_horizontal_W_m2, double albedo, double cos_tilt) {
  return global_horizontal_W_m2 * albedo * 0.5 * (1.0 - cos_tilt);
}

/* All that falls on a plane: beam (while the sun is up), sky after Perez, ground. */
IG_INLINE double ig_irradiance_total_W_m2(const ig_irradiance_sky *s, double cos_tilt, double sin_tilt,
                                          double cos_incidence, double albedo) {
  double beam = s->cos_zenith > 0.0 ? s->irradiance.direct_normal_W_m2 * ig_max(cos_incidence, 0.0) : 0.0;
  return beam + ig_irradiance_perez_W_m2(s, cos_tilt, sin_tilt, cos_incidence) +
         ig_irradiance_ground_W_m2(s->irradiance.global_horizontal_W_m2, albedo, cos_tilt);
}

#endif
