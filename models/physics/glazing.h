/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sun through windows: transmission, absorption in the panes and heat gain by angle of incidence; shadows of
 * overhangs and fins; blinds.
 *
 * Panes. Fresnel's reflection at both faces for each polarisation, absorption along the refracted way, all
 * inter-reflections within a pane and between panes (Duffie and Beckman, Solar Engineering of Thermal Processes,
 * ch. 5; the method of ISO 9050 and of WINDOW for uncoated glass). Refractive index and extinction of a pane follow
 * from its transmittance and reflectance at normal incidence. Coated panes keep the angular shape of the uncoated
 * glass with their index, which is an approximation.
 *
 * Heat gain g = tau + sum_i N_i alpha_i; N_i = resistance from outdoors to pane i over the whole resistance. */
#ifndef IG_PHYSICS_GLAZING_H
#define IG_PHYSICS_GLAZING_H

#include "sim/base.h"

enum { IG_GLAZING_PANES = 4 };

/* A pane: refractive index and extinction times thickness (optical depth at normal incidence). */
typedef struct ig_glazing_pane {
  double index, depth;
} ig_glazing_pane;

/* Pane from transmittance and reflectance at normal incidence (0 < t, 0 <= r, t + r <= 1). */
ig_glazing_pane ig_glazing_pane_of(double transmittance, double reflectance);

/* A window: panes from outside to inside, with thermal resistances outside film, gaps, inside film, m2K/W (those of
 * the panes themselves are added to the gaps, half a pane each side). */
typedef struct ig_glazing {
  int panes;
  ig_glazing_pane pane[IG_GLAZING_PANES];
  double r_m2K_W[IG_GLAZING_PANES + 1]; /* [0] outdoors to pane 0, ... [panes] last pane to indoors */
} ig_glazing;

/* What happens to the sun: shares of what falls on the window from outside. */
typedef struct ig_glazing_optics {
  double transmittance, reflectance, absorptance[IG_GLAZING_PANES];
  double gain; /* g, or SHGC */
} ig_glazing_optics;

/* Transmittance, W/(m2 K). */
double ig_glazing_u_W_m2K(const ig_glazing *g);
/* At an angle of incidence, by its cosine (0 .. 1). */
ig_glazing_optics ig_glazing_at(const ig_glazing *g, double cos_incidence);
/* For uniform diffuse light over the hemisphere. */
ig_glazing_optics ig_glazing_diffuse(const ig_glazing *g);
/* Share of diffuse light inside that passes out, from the inside (for sun lost by reflection in a room). */
double ig_glazing_diffuse_out(const ig_glazing *g);

/* Simple form, from g at normal incidence only: share of it at an angle, fit for clear double glazing
 * 1 - 0.189 a + 0.644 a^2 - 0.596 a^3, a incidence in rad (ISO 13790 validation of the LBNL Buildings library; B), not
 * below 0; and its mean over the hemisphere. */
double ig_glazing_simple(double cos_incidence);
double ig_glazing_simple_diffuse(void);

/* A rectangular window on a vertical wall with things that stand out of the wall: a horizontal overhang above it and
 * vertical fins beside it. Metres; seen from outside, left is left. Depth 0: not there. */
typedef struct ig_glazing_shade {
  double width_m, height_m;
  double overhang_depth_m, overhang_above_m;                   /* height over the window's top */
  double overhang_left_m, overhang_right_m;                    /* how far it reaches beyond the window's sides */
  double left_depth_m, left_gap_m, right_depth_m, right_gap_m; /* fins: gap to the window's side */
  double fin_above_m, fin_below_m; /* how far fins reach beyond the window's top and bottom */
} ig_glazing_shade;

/* Share of the window in the beam, exact for these rectangles. Direction to the sun in the window's axes: right (seen
 * from outside), out of the wall, up; any length. 0 when the sun is behind the wall. */
double ig_glazing_sunlit(const ig_glazing_shade *s, double right, double out, double up);
/* The same from angles, degrees: sun's zenith and azimuth (clockwise from north), azimuth of the wall's normal. */
double ig_glazing_sunlit_at(const ig_glazing_shade *s, double zenith_deg, double sun_azimuth_deg,
                            double wall_azimuth_deg);
/* Share of diffuse light of a uniform sky, and of a uniform ground, that still reaches the window (1 without shades):
 * ratio of view factors, by the exact shadow over directions on a fixed grid (error below 0.002). What the shades
 * themselves reflect is not counted. */
double ig_glazing_sky_share(const ig_glazing_shade *s);
double ig_glazing_ground_share(const ig_glazing_shade *s);

/* Share of sun that passes a blind: closed in proportion between two irradiances on the facade. */
IG_INLINE double ig_glazing_blind(double irradiance_W_m2, double from_W_m2, double to_W_m2, double closed_share) {
  return 1.0 - (1.0 - closed_share) * ig_clamp((irradiance_W_m2 - from_W_m2) / (to_W_m2 - from_W_m2), 0.0, 1.0);
}

#endif
