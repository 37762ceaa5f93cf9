/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room of two elements (models/physics/zone.h) driven by a day that repeats: the program behind vdi6007.py.
 *
 * Input, numbers apart by white space:
 *   r1 c1 rest of the exterior group, r1 c1 of the interior one; area and film [W/m2K] of each; link by radiation [W/K]
 *   control (0 none, 1 ideal with the air, 2 heating with the air and cooling at the inner walls' surface); limit [W]
 *   step [s]; days; start [degC]
 *   24 rows: exterior temperature [degC], heat to air, exterior surface, interior surface [W], set-point [degC],
 *            ventilation [W/K] with air at the exterior temperature
 * Output: for each hour its number from 1, mean air temperature [degC] and mean heating (cooling below 0) [W]. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "models/physics/zone.h"

typedef struct hour {
  double outside_degC, convective_W, exterior_W, interior_W, set_degC, ventilation_W_K;
} hour;

static double number(void) {
  double x;
  if (scanf("%lf", &x) != 1) {
    fprintf(stderr, "vdi6007_room: a number is missing\n");
    exit(2);
  }
  return x;
}

static ig_zone_two read_room(void) {
  ig_zone_two two = {0};
  two.exterior.r1_K_W = number(), two.exterior.c1_J_K = number(), two.exterior.rest_K_W = number();
  two.interior.r1_K_W = number(), two.interior.c1_J_K = number();
  for (int k = 0; k < 2; k++) {
    ig_zone_group *g = &two.group[k];
    g->area_m2 = number(), g->convective_W_K = g->area_m2 * number();
    g->radiative = k == IG_ZONE_GROUP_EXTERIOR;
    g->sun = g->panel = k == IG_ZONE_GROUP_INTERIOR;
  }
  two.exterior_interior_W_K = number();
  return two;
}

/* Power of a step; the panel's share of it goes to the inner walls. */
static double control(const ig_zone *z, const ig_rc_step *s, const double *state, const double *input, int kind,
                      double limit_W, const hour *h, bool *at_panel) {
  const double *response = s->response + z->air * s->inputs;
  double air0 = ig_rc_ahead(s, state, input, z->air), to_air = response[IG_ZONE_CONVECTIVE];
  double extra = ig_rc_extra_W(h->ventilation_W_K, h->outside_degC, air0, to_air);
  *at_panel = kind == 2 && air0 + to_air * extra > h->set_degC;
  double to_power = *at_panel ? response[IG_ZONE_PANEL] : to_air;
  ig_rc_control c =
      ig_rc_control_of(air0, air0, to_power, to_power, to_air, to_air, h->ventilation_W_K, h->outside_degC);
  return kind == 0 ? 0.0 : ig_rc_ideal_W(c, h->set_degC, h->set_degC, limit_W, limit_W);
}

/* One step; adds mean air temperature and power to the hour's sums. */
static void step(const ig_zone *z, const ig_rc_step *s, double *state, int kind, double limit_W, const hour *h,
                 double *air_degC, double *power_W) {
  double input[IG_ZONE_REDUCED_INPUTS] = {0};
  input[IG_ZONE_OUTSIDE] = h->outside_degC;
  input[IG_ZONE_CONVECTIVE] = h->convective_W;
  input[IG_ZONE_RADIATIVE] = h->exterior_W;
  input[IG_ZONE_SUN] = h->interior_W;
  bool at_panel = false;
  double power = control(z, s, state, input, kind, limit_W, h, &at_panel);
  input[at_panel ? IG_ZONE_PANEL : IG_ZONE_CONVECTIVE] += power;
  input[IG_ZONE_CONVECTIVE] += ig_rc_extra_W(h->ventilation_W_K, h->outside_degC, ig_rc_ahead(s, state, input, z->air),
                                             s->response[z->air * s->inputs + IG_ZONE_CONVECTIVE]);
  *air_degC += ig_rc_mean(s, state, input, z->air);
  *power_W += power;
  ig_rc_advance(s, state, input);
}

int main(void) {
  ig_zone_two two = read_room();
  int kind = (int)number();
  double limit_W = number(), step_s = number(), start_degC, node[8], state[8];
  int days = (int)number(), steps = (int)lround(3600.0 / step_s);
  start_degC = number();
  hour day[24];
  for (int i = 0; i < 24; i++) {
    hour *h = &day[i];
    h->outside_degC = number(), h->convective_W = number(), h->exterior_W = number();
    h->interior_W = number(), h->set_degC = number(), h->ventilation_W_K = number();
  }
  ig_zone zone;
  ig_rc_step s;
  if (!ig_zone_create_two(&two, &zone) || !ig_rc_solve(&zone.network, step_s, &s)) return 1;
  for (int i = 0; i < s.nodes; i++) node[i] = start_degC;
  ig_rc_start(&s, node, state);
  for (int i = 0; i < 24 * days; i++) {
    double air = 0.0, power = 0.0;
    for (int k = 0; k < steps; k++) step(&zone, &s, state, kind, limit_W, &day[i % 24], &air, &power);
    printf("%d %.6f %.6f\n", i + 1, air / steps, power / steps);
  }
  ig_rc_step_free(&s);
  ig_zone_free(&zone);
  return 0;
}
