/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Differences between homes that last: how much of everything a household uses (parameter activity), and on top of it
 * how much of each use by itself (factors wet to freezer), and the power of what cooks, by habits or by the size,
 * number and age of what it owns.
 *
 * Each is a lognormal factor of mean 1 and of its own sd, f = exp(s z - s^2 / 2), s = differences * sd. Metered homes
 * without electric heating are lognormal (Kuusela et al. 2015, Irish and Finnish meters, B).
 *
 * Generated homes share a factor out by rank, so that its mean has next to no noise of sampling: the homes are put in
 * the order of a number of their own, STRATA equal parts of them get equal parts of the distribution, and inside its
 * part the home's second number decides. One more home moves the few at the borders of the parts and no other. Listed
 * homes take their first number alone.
 *
 * What a factor does:
 *
 *   activity (a)       starts of streams and of dishwashers times a; starts of hob, oven and microwave times a^1/4,
 *                      simmering a^3/4: people eat every day, and differ in how long they cook; odds of screens a^2;
 *                      lamps, small devices and standby times a
 *   wet                starts of washing machines, with the dryers that follow, and of dishwashers
 *   cooking            length of simmering; starts of kettles
 *   screens            power of sets, computers and consoles: size and age
 *   lighting, devices, standby, refrigerator, freezer    power
 *   hob_power, oven_power, kettle_power    full power, which lasts so much shorter: the same energy
 *
 * Powers of a factor that do not keep the mean (sqrt, square), of busy days too, are set right in the mean by the known
 * moments of the lognormal distribution, against those with which rates and weights were fitted (below). */
#include <math.h>

#include "models/home/home.h"

enum { STRATA = 16 };
static const double fitted_sd = 0.30,
                    fitted_busy_sd = 0.60; /* of activity and busy days, of the fit; no other factor */

static const char *const factor_name[] = {
#define X(name, sd, evidence, source) "factor_" #name,
    IG_HOME_DIFFERENCES_OF(X)
#undef X
};

static double factor_of(double u, double sd) { return exp(sd * ig_rng_normal_of(u) - 0.5 * sd * sd); }

/* The two numbers of a home for a difference. */
static void numbers(const ig_batch *batch, size_t u, int kind, double v[4]) {
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_DIFFERENCES, 0, (uint64_t)kind, v);
}

static void deal(ig_batch *batch, const ig_build *context, const char *param, int kind, double sd, double *value,
                 ig_home_ranked *list) {
  double v[4];
  size_t n = 0;
  for (size_t u = 0; u < batch->n; u++) {
    numbers(batch, u, kind, v);
    if (!batch->listed[u])
      list[n++] = (ig_home_ranked){v[0], batch->id[u], u};
    else if (!ig_build_given(context, u, param))
      value[u] = factor_of(v[0], sd);
  }
  ig_home_quota_sort(list, n);
  for (size_t i = 0; i < n; i++) {
    size_t u = list[i].index, part = STRATA * (2 * i + 1) / (2 * n);
    if (ig_build_given(context, u, param)) continue;
    numbers(batch, u, kind, v);
    value[u] = factor_of(((double)part + v[1]) / STRATA, sd);
  }
}

/* Moments: the mean of x^p of lognormal x of mean 1 and sd s (of its logarithm) is exp(p (p - 1) s^2 / 2); of the
 * square in the odds of screens the median counts, exp(-s^2), since shares saturate. */
static void set_moments(ig_home_own_data *own, double household_sd, double busy_sd) {
  double a = household_sd * household_sd, fitted_a = fitted_sd * fitted_sd;
  double busy = busy_sd * busy_sd - fitted_busy_sd * fitted_busy_sd;
  own->cooking_scale = exp(3.0 / 32.0 * a - fitted_a / 8.0 + busy / 8.0); /* of a^1/4 and a^3/4; the fit had a^1/2 */
  own->screens_scale = exp(a - fitted_a + busy);
}

void ig_home_differences_build(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  double household_sd = spec->differences * spec->household_sd;
  deal(batch, context, "activity", IG_HOME_DIFFERENCES, household_sd, d->activity, list);
  for (int k = 0; k < IG_HOME_DIFFERENCES; k++)
    deal(batch, context, factor_name[k], k, spec->differences * spec->difference_sd[k], d->factor[k], list);
  set_moments(batch->own, household_sd, spec->busy_sd);
}
