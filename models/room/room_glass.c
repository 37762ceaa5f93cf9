/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Light and heat of a glazing, made once: tables over the cosine of incidence.
 *
 * Each pane by Fresnel and absorption (models/physics/glazing.h), as a mean over the polarisations; then all together:
 *
 *   R_j = r_j + t_j^2 R_(j+1) / (1 - b_j R_(j+1))      reflectance of pane j and all behind it
 *   I_(j+1) = I_j t_j / (1 - b_j R_(j+1))              light that falls on pane j + 1
 *
 * with t transmittance, r and b reflectance outside and inside. Data sheets and ASHRAE 140's table of its window are
 * made this way (ISO 15099, WINDOW), so it is what their figures mean. To follow each polarisation through all panes
 * would be truer to glass and let 4 % more pass at 60 degrees, 1.8 % of diffuse light. A coated pane (other reflectance
 * on the other side) keeps the shape of clear glass: t in proportion to it, what is not reflected likewise. */
#include "models/room/room.h"
#include "models/room/room_physics.h"

#define CLEAR_T 0.834 /* clear float of 3 mm, whose shape coated panes take (ASHRAE 140-2020) */
#define CLEAR_R 0.075

/* A pane or a system at one angle. */
typedef struct pane {
  double t, r, b;
} pane;

typedef struct stack {
  int n;
  double t[IG_ROOM_PANES], out[IG_ROOM_PANES], in[IG_ROOM_PANES]; /* at normal incidence */
} stack;

static bool coated(const stack *s, int i) { return s->out[i] - s->in[i] > 1e-9 || s->in[i] - s->out[i] > 1e-9; }

static ig_glazing_optics single(double t, double r, double cos_incidence, bool diffuse) {
  ig_glazing g = {.panes = 1, .pane = {ig_glazing_pane_of(t, r)}, .r_m2K_W = {0.04, 0.13}};
  return diffuse ? ig_glazing_diffuse(&g) : ig_glazing_at(&g, cos_incidence);
}

static pane pane_at(const stack *s, int i, double cos_incidence) {
  if (!coated(s, i)) {
    ig_glazing_optics o = single(s->t[i], s->out[i], cos_incidence, false);
    return (pane){o.transmittance, o.reflectance, o.reflectance};
  }
  ig_glazing_optics o = single(CLEAR_T, CLEAR_R, cos_incidence, false);
  double t = o.transmittance / CLEAR_T, kept = (1.0 - o.reflectance) / (1.0 - CLEAR_R);
  return (pane){s->t[i] * t, 1.0 - (1.0 - s->out[i]) * kept, 1.0 - (1.0 - s->in[i]) * kept};
}

/* Panes one behind the other; returns the transmittance, absorbed[] of the panes. */
static double join(int n, const pane *p, double *absorbed) {
  double behind[IG_ROOM_PANES + 1] = {0};
  for (int j = n - 1; j >= 0; j--)
    behind[j] = p[j].r + p[j].t * p[j].t * behind[j + 1] / (1.0 - p[j].b * behind[j + 1]);
  double light = 1.0;
  for (int j = 0; j < n; j++) {
    double next = light * p[j].t / (1.0 - p[j].b * behind[j + 1]);
    absorbed[j] = light * (1.0 - p[j].t - p[j].r) + next * behind[j + 1] * (1.0 - p[j].t - p[j].b);
    light = next;
  }
  return light;
}

static double system_at(const stack *s, double cos_incidence, double *absorbed) {
  pane p[IG_ROOM_PANES];
  for (int i = 0; i < s->n; i++) p[i] = pane_at(s, i, cos_incidence);
  return join(s->n, p, absorbed);
}

/* Mean over the hemisphere: integral of 2 c f(c) dc. */
static double system_diffuse(const stack *s, double *absorbed) {
  enum { PARTS = 200 };
  double sum = 0.0;
  for (int i = 0; i < s->n; i++) absorbed[i] = 0.0;
  for (int k = 0; k < PARTS; k++) {
    double c = (k + 0.5) / PARTS, at[IG_ROOM_PANES], weight = 2.0 * c / PARTS;
    sum += weight * system_at(s, c, at);
    for (int i = 0; i < s->n; i++) absorbed[i] += weight * at[i];
  }
  return sum;
}

void ig_room_glass_of_panes(ig_room_glass *glass, const ig_room_pane_data *panes, const size_t *pane_of) {
  stack front = {.n = glass->n}, back = {.n = glass->n};
  for (int i = 0; i < glass->n; i++) {
    size_t u = pane_of[i];
    int k = glass->n - 1 - i;
    front.t[i] = back.t[k] = panes->transmittance[u];
    front.out[i] = back.in[k] = panes->reflectance_out[u];
    front.in[i] = back.out[k] = panes->reflectance_in[u];
    glass->pane_W_m2K[i] = panes->conductivity_W_mK[u] / panes->thickness_m[u];
    glass->pane_J_m2K[i] = 2500.0 * 720.0 * panes->thickness_m[u]; /* soda lime glass, EN 572-1 */
    glass->emissivity_out[i] = panes->emissivity_out[u];
    glass->emissivity_in[i] = panes->emissivity_in[u];
  }
  for (int k = 0; k <= IG_ROOM_ANGLES; k++) {
    double absorbed[IG_ROOM_PANES] = {0};
    bool grazing = k == 0; /* all is reflected */
    glass->transmitted[k] = grazing ? 0.0 : system_at(&front, (double)k / IG_ROOM_ANGLES, absorbed);
    for (int i = 0; i < glass->n; i++) glass->absorbed[i][k] = absorbed[i];
  }
  glass->diffuse_transmitted = system_diffuse(&front, glass->diffuse_absorbed);
  double from_inside[IG_ROOM_PANES];
  glass->back_transmitted = system_diffuse(&back, from_inside);
  for (int i = 0; i < glass->n; i++) glass->back_absorbed[i] = from_inside[glass->n - 1 - i];
}

/* All of g counts as passing; from inside the light goes out as it came in, and a clear pane's share is absorbed. */
void ig_room_glass_of_values(ig_room_glass *glass, double u_W_m2K, double g) {
  *glass = (ig_room_glass){.n = 1};
  for (int k = 0; k <= IG_ROOM_ANGLES; k++) glass->transmitted[k] = g * ig_glazing_simple((double)k / IG_ROOM_ANGLES);
  glass->diffuse_transmitted = glass->back_transmitted = g * ig_glazing_simple_diffuse();
  glass->back_absorbed[0] = 0.5 * (1.0 - glass->back_transmitted);
  glass->pane_W_m2K[0] = 1.0 / (1.0 / u_W_m2K - 1.0 / 25.0 - 1.0 / 7.7);
  glass->emissivity_out[0] = glass->emissivity_in[0] = 0.837;
}

/* Conductance of gap i between faces around 10 degC, half the difference below and above (EN 673). */
double ig_room_glass_gap_W_m2K(const ig_room_glass *g, int i, double difference_K) {
  double exchange = 1.0 / (1.0 / g->emissivity_in[i] + 1.0 / g->emissivity_out[i + 1] - 1.0);
  return ig_room_gap_W_m2K(&g->gas[i], g->gap_m[i], 10.0 - 0.5 * difference_K, 10.0 + 0.5 * difference_K, 1.0, 0.0) +
         exchange * ig_room_radiant_W_m2K(10.0, 10.0);
}

/* Resistances of panes and gaps; the outer faces 15 K apart, shared by the gaps alike as EN 673 does. */
static void resistances(const ig_room_glass *g, double *pane_m2K_W, double *gap_m2K_W) {
  double difference_K = g->n > 1 ? 15.0 / (g->n - 1) : 0.0;
  for (int i = 0; i < g->n; i++) pane_m2K_W[i] = 1.0 / g->pane_W_m2K[i];
  for (int i = 0; i + 1 < g->n; i++) gap_m2K_W[i] = 1.0 / ig_room_glass_gap_W_m2K(g, i, difference_K);
}

double ig_room_glass_u_W_m2K(const ig_room_glass *glass) {
  double pane_R[IG_ROOM_PANES] = {0}, gap_R[IG_ROOM_PANES] = {0}, sum = 1.0 / 25.0 + 1.0 / 7.7;
  resistances(glass, pane_R, gap_R);
  for (int i = 0; i < glass->n; i++) sum += pane_R[i] + (i + 1 < glass->n ? gap_R[i] : 0.0);
  return 1.0 / sum;
}

double ig_room_glass_g(const ig_room_glass *glass, double transmitted, const double *absorbed) {
  double pane_R[IG_ROOM_PANES] = {0}, gap_R[IG_ROOM_PANES] = {0}, u = ig_room_glass_u_W_m2K(glass),
         outside = 1.0 / 25.0;
  resistances(glass, pane_R, gap_R);
  double g = transmitted;
  for (int i = 0; i < glass->n; i++) {
    g += absorbed[i] * u * (outside + 0.5 * pane_R[i]);
    outside += pane_R[i] + (i + 1 < glass->n ? gap_R[i] : 0.0);
  }
  return g;
}
