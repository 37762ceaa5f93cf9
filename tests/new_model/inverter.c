/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A test double for units that answer to the voltage: an inverter that could always produce `available`, with Q(U) and
 * P(U) as parameters. It writes the five ports that sim/model.h describes. */
#include "sim/model.h"

typedef struct inverter {
  double *available_W, *ramp, *rated_VA, *var_from, *var_slope, *var_most, *watt_from, *watt_to, *watt_least;
  double *p_W, *var_u, *var_q, *watt_u, *watt_p;
} inverter;

#define PARAMETER(name_, unit_, member, dflt_, min_, max_)                                                             \
  {                                                                                                                    \
    .name = name_, .unit = unit_, .doc = "Test.", .source = "test", .evidence = 'D', .role = IG_PARAM, .type = IG_F64, \
    .dflt = dflt_, .min = min_, .max = max_, .offset = offsetof(inverter, member)                                      \
  }
#define CURVE(name_, member, width_)                                                               \
  {                                                                                                \
    .name = name_, .unit = "1", .doc = "Test.", .role = IG_STATE, .type = IG_F64, .width = width_, \
    .offset = offsetof(inverter, member)                                                           \
  }
/* clang-format off */
static const ig_field fields[] = {
    PARAMETER("available", "W", available_W, 5000, 0, 1e6),
    PARAMETER("ramp", "1", ramp, 0, 0, 1),
    PARAMETER("rated_apparent_power", "VA", rated_VA, 6000, 0, 1e6),
    PARAMETER("var_from", "1", var_from, 1.02, 0.5, 1.5),
    PARAMETER("var_width", "1", var_slope, 0.04, 1e-6, 1),
    PARAMETER("var_most", "1", var_most, 0.44, 0, 1),
    PARAMETER("watt_from", "1", watt_from, 1.06, 0.5, 1.5),
    PARAMETER("watt_to", "1", watt_to, 1.10, 0.5, 1.5),
    PARAMETER("watt_least", "1", watt_least, 0, 0, 1),
    CURVE("volt_var_voltage", var_u, 4), CURVE("volt_var_reactive", var_q, 4),
    CURVE("volt_watt_voltage", watt_u, 2), CURVE("volt_watt_power", watt_p, 2),
    {.name = "power", .unit = "W", .doc = "Test.", .role = IG_SERIES, .type = IG_F64, .store = IG_STORE_F64,
     .offset = offsetof(inverter, p_W)},
};
/* clang-format on */

#define PORT(name_, unit_, member) \
  { name_, unit_, IG_WRITES, offsetof(inverter, member) }
static const ig_port ports[] = {PORT("power", "W", p_W),
                                PORT("rated_apparent_power", "VA", rated_VA),
                                PORT("volt_var_voltage", "1", var_u),
                                PORT("volt_var_reactive", "1", var_q),
                                PORT("volt_watt_voltage", "1", watt_u),
                                PORT("volt_watt_power", "1", watt_p)};

static bool build(ig_batch *b, ig_build *c) {
  (void)c;
  inverter *d = b->data;
  for (size_t u = 0; u < b->n; u++) {
    double *v = d->var_u + 4 * u, *q = d->var_q + 4 * u, low = 2 - d->var_from[u];
    v[0] = low - d->var_slope[u], v[1] = low, v[2] = d->var_from[u], v[3] = d->var_from[u] + d->var_slope[u];
    q[0] = -d->var_most[u], q[1] = q[2] = 0, q[3] = d->var_most[u];
    d->watt_u[2 * u] = d->watt_from[u], d->watt_u[2 * u + 1] = d->watt_to[u];
    d->watt_p[2 * u] = 1, d->watt_p[2 * u + 1] = d->watt_least[u];
  }
  return true;
}

/* `ramp` of the available power comes and goes with the day. */
static void advance(ig_batch *b, const ig_window *w, size_t begin, size_t end) {
  inverter *d = b->data;
  double *p = ig_tile(d->p_W, w, begin);
  for (size_t u = begin; u < end; u++)
    for (int s = 0; s < w->n_steps; s++) {
      double day = (double)(w->first_step + s) * w->step_s / IG_DAY_S;
      p[s * IG_BLOCK + (int)(u - begin)] = -d->available_W[u] * (1 - d->ramp[u] * day);
    }
}

const ig_model ig_inverter_model = {.name = "inverter",
                                    .key = "inverters",
                                    .unit_name = "inverter",
                                    .doc = "Inverters that answer to the voltage.",
                                    .part = "pv",
                                    .phase = IG_PHASE_PV,
                                    .data_size = sizeof(inverter),
                                    .fields = fields,
                                    .n_fields = IG_COUNT(fields),
                                    .ports = ports,
                                    .n_ports = IG_COUNT(ports),
                                    .build = build,
                                    .advance = advance};
