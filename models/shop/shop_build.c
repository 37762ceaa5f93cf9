/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Building a batch of shops: defaults by kind, opening hours, constants of the step. */
#include <stdlib.h>

#include "models/shop/shop.h"

/* Lamps of 2025 against 2017: LED for fluorescent tubes and halogen spots (6 against 10 W/m2 at equal light). */
static const double lamps_of[] = {1.0, 0.6};

static void by_kind(ig_batch *batch, ig_build *context, size_t u) {
  ig_shop_data *d = batch->data;
  const ig_shop_spec *spec = batch->spec;
  const ig_shop_defaults *k = &ig_shop_kinds_table[d->kind[u]];
#define FILL(field, name, value) \
  if (!ig_build_given(context, u, name)) d->field[u] = (value)
  FILL(area_m2, "floor_area", k->area_m2);
  double area = d->area_m2[u], size = area / k->area_m2;
  FILL(staff, "staff", k->staff * size);
  FILL(visitors, "visitors", k->visitors * size);
  FILL(lighting_W_m2, "lighting", k->lighting_W_m2 * lamps_of[spec->vintage]);
  FILL(outdoor_lighting_W, "outdoor_lighting", k->outdoor_lighting_W * lamps_of[spec->vintage]);
  FILL(plug_W_m2, "plug", k->plug_W_m2);
  FILL(base_W_m2, "base", k->base_W_m2);
  FILL(refrigeration_W, "refrigeration", k->refrigeration_W_m2 * area);
  FILL(cold_heat, "cold_heat", k->cold_heat);
  FILL(cooking_W, "cooking", k->cooking_W_m2 * area);
  FILL(cooking_duty, "cooking_duty", k->cooking_duty);
  FILL(gas_cooking_W, "gas_cooking", k->gas_cooking_W_m2 * area);
  FILL(ventilation_m3_h, "ventilation", k->ventilation_m3_h_m2 * area);
  FILL(fan_W_m3s, "fan_power", k->fan_W_m3s);
  FILL(heating, "heating", k->heating);
  FILL(cooling, "cooling", k->cooling);
  FILL(setpoint_degC, "setpoint_heat", k->setpoint_degC);
  FILL(setback_degC, "setpoint_setback", k->setback_degC);
  FILL(loss_W_m2K, "loss", k->loss_W_m2K);
  FILL(roof, "roof", k->roof_m2);
  FILL(subscribed_kVA, "subscribed_power", k->subscribed_kVA * size);
#undef FILL
}

static bool read_hours(ig_build *context, size_t u, const char *param, const char *given, const char *other,
                       ig_schedule *out) {
  ig_schedule_error error = {0};
  const char *text = given && (*given || ig_build_given(context, u, param)) ? given : other;
  if (ig_schedule_read(text, out, &error)) return true;
  ig_build_fail(context, u, param, "\"%s\": character %d: %s", text, error.column, error.message);
  return false;
}

static bool check_unit(const ig_batch *batch, ig_build *context, size_t u) {
  const ig_shop_data *d = batch->data;
  if (d->setpoint_degC[u] < d->cool_degC[u] && d->setback_degC[u] <= d->setpoint_degC[u]) return true;
  ig_build_fail(context, u, "setpoint_heat", "%g degC must be at least the set-back and below the cooling set-point",
                d->setpoint_degC[u]);
  return false;
}

/* The zone, what it is kept at, and its plant. */
static bool lane_thermal(ig_batch *batch, ig_build *context, ig_shop_lanes *k, size_t u) {
  ig_shop_data *d = batch->data;
  size_t i = u % IG_BLOCK;
  double area = d->area_m2[u];
  ig_shop_fabric f = {area, d->loss_W_m2K[u], d->glazing[u], d->u_window[u], d->infiltration_1_h[u], d->roof[u]};
  const char *wrong = ig_shop_fabric_lane(&f, batch->site->step_s, &k->rooms, i);
  if (wrong) {
    ig_build_fail(context, u, "loss", "%g W/(m2 K) %s", d->loss_W_m2K[u], wrong);
    return false;
  }
  k->air_W_K[i] = ig_hvac_ventilation_W_K(d->ventilation_m3_h[u], d->recovery[u]);
  /* 30 % to spare at -7 degC (D). */
  double most = 1.3 * (d->loss_W_m2K[u] * area + k->air_W_K[i]) * (d->setpoint_degC[u] + 7.0);
  k->heat_most[i] = d->heating_most_W[u] = d->heating[u] == IG_HVAC_NONE ? 0.0 : most;
  k->cool_most[i] = d->cooling[u] ? 120.0 * area : 0.0;
  k->heat_open[i] = d->setpoint_degC[u];
  k->heat_closed[i] = d->setback_degC[u];
  k->cool_open[i] = d->cool_degC[u];
  if (d->heating[u] == IG_HVAC_GAS) k->boiler[i] = ig_boiler_of(IG_BOILER_LOW_TEMPERATURE, most);
  k->district[i] = d->heating[u] == IG_HVAC_DISTRICT_HEAT ? 1.0 / 0.95 : 0.0; /* substation and pipes (D) */
  d->district_most_W[u] = k->district[i] * k->heat_most[i];
  k->pump[i] = d->heating[u] == IG_HVAC_HEAT_PUMP ? 1.0 : 0.0;
  k->direct[i] = d->heating[u] == IG_HVAC_ELECTRIC ? 1.0 : 0.0;
  k->eer_1[i] = 1.0 / d->chiller_eer[u];
  return true;
}

/* Compressors: periods of 9 to 18 min in the mean, on half of the time at their mean load. Cooking devices: 4 to 11
 * min. */
static void lane_machines(const ig_batch *batch, ig_shop_lanes *k, size_t u) {
  const ig_shop_data *d = batch->data;
  const ig_shop_own *own = batch->own;
  size_t i = u % IG_BLOCK;
  ig_rng_key key = ig_unit_key(batch, u);
  for (size_t m = 0; m < IG_SHOP_MACHINES; m++) {
    double r[4];
    ig_rng_uniform4(key, IG_SHOP_DRAW_MACHINE, 0, m, r);
    k->cold_per_s[m * IG_BLOCK + i] = 1.0 / (540.0 + 540.0 * r[0]);
    k->cook_per_s[m * IG_BLOCK + i] = 1.0 / (240.0 + 420.0 * r[2]);
  }
  /* Closed: 0.75 of the load when open (covered cases, no doors opened); the mean over a plain week is 1. */
  double open = ig_schedule_week_h(&own->hours[u]) / 168.0, mean = open + 0.75 * (1.0 - open);
  k->cold_W[i] = 2.0 * d->refrigeration_W[u] / IG_SHOP_MACHINES;
  k->cold_open[i] = 0.5 / mean;
  k->cold_closed[i] = 0.5 * 0.75 / mean;
  k->cold_heat[i] = d->cold_heat[u];
  k->cook_W[i] = d->cooking_W[u] / IG_SHOP_MACHINES;
  k->cook_duty[i] = d->cooking_duty[u];
  k->gas_cook_W[i] = d->gas_cooking_W[u];
}

static void lane_uses(const ig_shop_data *d, ig_shop_lanes *k, size_t u) {
  size_t i = u % IG_BLOCK;
  double area = d->area_m2[u];
  k->light_W[i] = d->lighting_W_m2[u] * area;
  k->light_closed[i] = d->lighting_closed[u];
  k->outdoor_W[i] = d->outdoor_lighting_W[u];
  k->plug_W[i] = d->plug_W_m2[u] * area;
  k->base_W[i] = d->base_W_m2[u] * area;
  k->fan_W[i] = ig_hvac_fan_W(d->ventilation_m3_h[u], d->fan_W_m3s[u]);
}

static bool allocate(ig_batch *batch) {
  ig_shop_own *own = batch->own = calloc(1, sizeof *own);
  if (!own) return false;
  own->n_blocks = (batch->n + IG_BLOCK - 1) / IG_BLOCK;
  own->lanes = calloc(own->n_blocks + 1, sizeof *own->lanes);
  own->today = calloc(own->n_blocks + 1, sizeof *own->today);
  own->hours = calloc(batch->n + 1, sizeof *own->hours);
  own->cooking = calloc(batch->n + 1, sizeof *own->cooking);
  if (!own->lanes || !own->today || !own->hours || !own->cooking) return false;
  for (size_t b = 0; b < own->n_blocks; b++) {
    own->today[b].day = own->today[b].quarter = INT64_MIN;
    /* Idle lanes divide by these. */
    for (size_t i = 0; i < IG_BLOCK; i++) own->lanes[b].rooms.convective[0][i] = 1.0;
    for (size_t i = 0; i < IG_BLOCK * IG_SHOP_MACHINES; i++)
      own->today[b].cold.per_s[i] = own->today[b].oven.per_s[i] = 1.0 / 600.0;
  }
  return true;
}

bool ig_shop_build_batch(ig_batch *batch, ig_build *context) {
  ig_shop_data *d = batch->data;
  if (!allocate(batch)) {
    ig_build_fail(context, IG_SETTINGS, "vintage", "not enough memory for this many units");
    return false;
  }
  ig_shop_own *own = batch->own;
  bool ok = true;
  for (size_t u = 0; u < batch->n; u++) {
    const ig_shop_defaults *kind = &ig_shop_kinds_table[d->kind[u]];
    by_kind(batch, context, u);
    ok = read_hours(context, u, "opening_hours", d->hours[u], kind->hours, &own->hours[u]) && ok;
    ok = read_hours(context, u, "cooking_hours", d->cooking_hours[u], kind->cooking_hours, &own->cooking[u]) && ok;
    ok = check_unit(batch, context, u) && ok;
  }
  for (size_t u = 0; ok && u < batch->n; u++) {
    ig_shop_lanes *k = &own->lanes[u / IG_BLOCK];
    ok = lane_thermal(batch, context, k, u) && ok;
    lane_machines(batch, k, u);
    lane_uses(d, k, u);
    d->open_h[u] = ig_schedule_week_h(&own->hours[u]);
    d->t_air_degC[u] = d->t_mass_degC[2 * u] = d->t_mass_degC[2 * u + 1] = d->setpoint_degC[u];
  }
  return ok;
}

void ig_shop_build_release(ig_batch *batch) {
  ig_shop_own *own = batch->own;
  if (!own) return;
  free(own->lanes);
  free(own->today);
  free(own->hours);
  free(own->cooking);
  free(own);
  batch->own = NULL;
}
