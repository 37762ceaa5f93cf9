/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whom a plant serves and how large it is: from the heat that its customers can take. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/plant/plant.h"

/* Customers by the name of their model. */
static const char *const customer[IG_PLANT_CUSTOMERS] = {"home", "office", "shop"};
static const char *const word[IG_PLANT_CUSTOMERS] = {"serves.homes", "serves.offices", "serves.shops"};

/* Shares that the scenario leaves out: what it gives to no other plant, in equal parts. Of every kind of customer all
 * heat must come from somewhere: shares add up to 1. */
static bool share_out(ig_batch *batch, ig_build *context) {
  ig_plant_data *d = batch->data;
  bool good = true;
  double left = 1.0, open = 0.0;
  for (size_t u = 0; u < batch->n; u++) {
    bool given = ig_build_given(context, u, "share");
    left -= given ? d->share[u] : 0.0;
    open += given ? 0.0 : 1.0;
  }
  bool alike = true; /* do all plants serve the same customers? */
  for (size_t u = 1; u < batch->n; u++)
    for (int k = 0; k < IG_PLANT_CUSTOMERS; k++) alike &= d->serves[k][u] == d->serves[k][0];
  for (size_t u = 0; u < batch->n; u++)
    if (!ig_build_given(context, u, "share")) d->share[u] = alike ? ig_max(left, 0.0) / open : 1.0;
  for (int k = 0; k < IG_PLANT_CUSTOMERS; k++) {
    double sum = 0.0;
    size_t last = 0;
    for (size_t u = 0; u < batch->n; u++)
      if (d->serves[k][u]) sum += d->share[u], last = u;
    if (sum == 0.0 || fabs(sum - 1.0) < 1e-6) continue;
    ig_build_fail(context, last, "share",
                  "the plants with %s: true have shares that add up to %g; all heat must come from somewhere, so 1 is "
                  "needed (or leave the shares out)",
                  word[k], sum);
    good = false;
  }
  return good;
}

/* Sum of what the customers of a plant can take, W, and how many homes there are among them. */
static double most_of_customers_W(ig_build *context, const ig_plant_data *d, size_t u, double *homes) {
  size_t n;
  const ig_batch *all = ig_build_batches(context, &n);
  double most_W = 0.0;
  *homes = d->customers[u] = 0.0;
  for (size_t b = 0; b < n; b++)
    for (int k = 0; k < IG_PLANT_CUSTOMERS; k++) {
      if (!d->serves[k][u] || strcmp(all[b].model->name, customer[k]) != 0) continue;
      const double *limit_W = ig_build_column(&all[b], "district_heat_limit");
      for (size_t i = 0; limit_W && i < all[b].n; i++) {
        most_W += limit_W[i];
        d->customers[u] += limit_W[i] > 0.0;
        *homes += k == IG_PLANT_HOMES && limit_W[i] > 0.0;
      }
    }
  return most_W;
}

/* Sizes that the scenario leaves out. */
static void size_plant(ig_batch *batch, ig_build *context, size_t u) {
  ig_plant_data *d = batch->data;
  double homes, most_W = most_of_customers_W(context, d, u, &homes);
  /* Nobody to serve (other heating chosen in the scenario): the plant is not there. */
  if (d->customers[u] == 0.0) d->controls_W[u] = d->trench_m[u] = d->pump_capacity_W[u] = d->boiler_capacity_W[u] = 0.0;
  /* Fewer homes draw less evenly: peak over mean falls with the square root of their number (form of the usual sizing
   * rules for taps; the constant is an assumption, D). */
  double water_W = d->water_design_W[u] * (homes + 10.0 * sqrt(homes));
  d->design_W[u] = d->share[u] * (d->coincidence[u] * most_W + water_W);
  if (!ig_build_given(context, u, "heat_pump_capacity")) d->pump_capacity_W[u] = d->pump_share[u] * d->design_W[u];
  if (!ig_build_given(context, u, "boiler_capacity")) d->boiler_capacity_W[u] = 1.2 * d->design_W[u];
  if (!ig_build_given(context, u, "circulation_loss")) d->circulation_W[u] = 40.0 * homes * d->share[u];
}

static bool check(ig_batch *batch, ig_build *context, size_t u) {
  const ig_plant_data *d = batch->data;
  bool good = true;
  if (d->reinjection_degC[u] >= d->well_degC[u]) {
    ig_build_fail(context, u, "well.reinjection", "%g degC is not below well.temperature, %g degC",
                  d->reinjection_degC[u], d->well_degC[u]);
    good = false;
  }
  if (d->design_degC[u] >= 20.0) {
    ig_build_fail(context, u, "design_temperature", "%g degC leaves nothing to heat: needs less than 20 degC",
                  d->design_degC[u]);
    good = false;
  }
  return good;
}

/* Power of the plant on the design day with its heat pumps full, and its subscription: the next 10 kVA. */
static void subscribe(ig_batch *batch, ig_build *context, size_t u) {
  ig_plant_data *d = batch->data;
  if (ig_build_given(context, u, "subscribed_power")) return;
  double lift_K = ig_max(d->flow_degC[u], d->water_degC[u]) - d->well_degC[u] + d->source_drop_K[u];
  double input = 1.0 / ig_hvac_cop(IG_HVAC_WATER, lift_K);
  double wells_W = d->well_flow_m3_h[u] / 3600.0 * 1000.0 * IG_PLANT_GRAVITY * d->well_head_m[u] / IG_PLANT_EFFICIENCY;
  double most_W =
      d->pump_capacity_W[u] *
          (input + d->pressure_Pa[u] / (IG_PIPE_WATER_J_M3K * d->pipe_difference_K[u] * IG_PLANT_EFFICIENCY)) +
      wells_W + d->controls_W[u];
  d->subscribed_kVA[u] = ig_max(10.0 * ceil(most_W / 0.93 / 1e4), 10.0);
}

bool ig_plant_build_batch(ig_batch *batch, ig_build *context) {
  ig_plant_data *d = batch->data;
  ig_plant_own *own = calloc(1, sizeof *own);
  batch->own = own;
  if (own) own->boiler = calloc(batch->n + 1, sizeof *own->boiler);
  if (!own || !own->boiler) {
    ig_build_fail(context, IG_SETTINGS, "units", "there is not enough memory");
    return false;
  }
  bool good = share_out(batch, context);
  for (size_t u = 0; u < batch->n; u++) {
    good &= check(batch, context, u);
    size_plant(batch, context, u);
    subscribe(batch, context, u);
    own->boiler[u] = ig_boiler_of((ig_boiler_kind)d->boiler_kind[u], ig_max(d->boiler_capacity_W[u], 1000.0));
    d->stored_J[u] = d->first_J[u] = d->storage_h[u] * 3600.0 * d->pump_capacity_W[u];
    for (int k = 0; k < IG_PLANT_CUSTOMERS; k++)
      if (d->serves[k][u]) ig_build_supplies(context, customer[k], "district_heat");
  }
  return good;
}

void ig_plant_build_release(ig_batch *batch) {
  ig_plant_own *own = batch->own;
  if (own) free(own->boiler);
  free(own);
  batch->own = NULL;
}
