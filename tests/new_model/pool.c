/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a new model takes: this file and one line in sim/models.c (the test adds it; see tests/CMakeLists.txt).
 * A covered pool kept warm by a heat pump of COP 4: C dT/dt = UA (Te - T) + COP P, solved exactly over a step. */
#include <math.h>
#include "sim/model.h"
typedef struct pool {
  double *volume_m3, *ua_W_K, *setpoint_degC, *heat_pump_W, *water_degC, *p_W, *temp_degC, *heat_Wh;
  const double *out_degC;
} pool;
#define AT(m) offsetof(pool, m)
static const ig_field fields[] = {
    {.name = "volume",
     .unit = "m3",
     .doc = "Water.",
     .source = "25 m pool",
     .evidence = 'D',
     .role = IG_PARAM,
     .type = IG_F64,
     .dflt = 400,
     .min = 1,
     .max = 1e5,
     .offset = AT(volume_m3)},
    {.name = "heat_loss",
     .unit = "W K-1",
     .doc = "Loss to the outside.",
     .source = "example",
     .evidence = 'D',
     .role = IG_PARAM,
     .type = IG_F64,
     .dflt = 2000,
     .min = 0,
     .max = 1e6,
     .offset = AT(ua_W_K)},
    {.name = "setpoint",
     .unit = "degC",
     .doc = "Water temperature kept.",
     .source = "example",
     .evidence = 'D',
     .role = IG_PARAM,
     .type = IG_F64,
     .dflt = 27,
     .min = 5,
     .max = 40,
     .offset = AT(setpoint_degC)},
    {.name = "heat_pump",
     .unit = "W",
     .doc = "Electric power of the heat pump.",
     .source = "example",
     .evidence = 'D',
     .role = IG_PARAM,
     .type = IG_F64,
     .dflt = 20000,
     .min = 0,
     .max = 1e6,
     .offset = AT(heat_pump_W)},
    {.name = "water",
     .unit = "degC",
     .doc = "Water temperature.",
     .role = IG_STATE,
     .type = IG_F64,
     .offset = AT(water_degC)},
    {.name = "power",
     .unit = "W",
     .doc = "Electric power.",
     .role = IG_SERIES,
     .type = IG_F64,
     .store = IG_STORE_I32,
     .offset = AT(p_W)},
    {.name = "temperature",
     .unit = "degC",
     .doc = "Water temperature.",
     .role = IG_SERIES,
     .type = IG_F64,
     .store = IG_STORE_I16,
     .scale = 0.01,
     .offset = AT(temp_degC)},
};
static const ig_port ports[] = {{"power", "W", IG_WRITES, AT(p_W)},
                                {"weather.outdoor_temperature", "degC", IG_READS, AT(out_degC)}};
static bool build(ig_batch *b, ig_build *c) {
  (void)c;
  pool *d = b->data;
  for (size_t u = 0; u < b->n; u++) d->water_degC[u] = d->setpoint_degC[u];
  return true;
}
static void advance(ig_batch *b, const ig_window *w, size_t begin, size_t end) {
  pool *d = b->data;
  double *p = ig_tile(d->p_W, w, begin), *t = ig_tile(d->temp_degC, w, begin);
  for (size_t u = begin; u < end; u++)
    for (int s = 0; s < w->n_steps; s++) {
      double c = 4.186e6 * d->volume_m3[u], te = d->out_degC[w->first_step + s], k = exp(-d->ua_W_K[u] / c * w->step_s);
      double free = te + (d->water_degC[u] - te) * k, gain = (1 - k) / d->ua_W_K[u] * 4.0;
      p[s * IG_BLOCK + (int)(u - begin)] = ig_clamp((d->setpoint_degC[u] - free) / gain, 0, d->heat_pump_W[u]);
      d->water_degC[u] = free + gain * p[s * IG_BLOCK + (int)(u - begin)];
      t[s * IG_BLOCK + (int)(u - begin)] = d->water_degC[u];
    }
}
const ig_model ig_pool_model = {.name = "pool",
                                .key = "pools",
                                .unit_name = "pool",
                                .doc = "Swimming pools that store heat.",
                                .part = "other",
                                .phase = IG_PHASE_DEMAND,
                                .data_size = sizeof(pool),
                                .fields = fields,
                                .n_fields = IG_COUNT(fields),
                                .ports = ports,
                                .n_ports = IG_COUNT(ports),
                                .build = build,
                                .advance = advance};
