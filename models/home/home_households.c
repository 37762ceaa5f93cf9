/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Households: composition, income, tenure, education, cars, tariff and equipment.
 *
 * Marginals are met exactly by the generated homes (home_quota.c). What goes with what is said by the ranks below: a
 * uniform number of the home's own plus terms of what it is known to depend on. Directions are those of French
 * household surveys, sizes of the terms are assumptions (D); people.md has the table. Listed homes draw from their own
 * key what the scenario leaves out. */
#include <math.h>

#include "models/home/home.h"

/* Numbers of the draws for household means. */
enum { INCOME, TENURE, SOCIAL, CARS, TARIFF };

static double draw(const ig_batch *batch, size_t u, uint32_t purpose, int kind) {
  return ig_rng_uniform(ig_unit_key(batch, u), purpose, 0, (uint64_t)kind);
}

static bool is_open(const ig_batch *batch, const ig_build *context, size_t u, const char *param) {
  return batch->listed[u] && !ig_build_given(context, u, param);
}

/* Do the section's defaults say it of all generated homes? Then it is not dealt out. */
static bool settled(const ig_batch *batch, const ig_build *context, const char *param) {
  for (size_t u = 0; u < batch->n; u++)
    if (!batch->listed[u]) return ig_build_given(context, u, param);
  return true;
}

/* --- composition ------------------------------------------------------------------------------------------ */

/* Flats shared by adults: of two to four. */
static double rank_other(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  if (d->persons[u] < 2 || d->persons[u] > 4) return (double)INFINITY;
  return draw(batch, u, IG_HOME_DRAW_COMPOSITION, kind);
}

/* One-parent families are mostly of two or three. */
static double rank_one_parent(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  if (d->persons[u] < 2 || d->composition[u] == IG_HOME_OTHER_HOUSEHOLD) return (double)INFINITY;
  return draw(batch, u, IG_HOME_DRAW_COMPOSITION, kind) + 0.15 * (d->persons[u] - 2);
}

/* A listed home of which nothing else is said. */
static int compose_listed(const ig_batch *batch, size_t u) {
  const ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  const double larger = 0.73; /* homes of two and more */
  double v = draw(batch, u, IG_HOME_DRAW_COMPOSITION, 0);
  if (d->persons[u] == 1) return IG_HOME_SINGLE;
  if (v < spec->other_share / larger && d->persons[u] <= 4) return IG_HOME_OTHER_HOUSEHOLD;
  if (v < (spec->other_share + spec->one_parent_share) / larger) return IG_HOME_ONE_PARENT;
  return d->persons[u] == 2 ? IG_HOME_COUPLE : IG_HOME_COUPLE_CHILDREN;
}

/* What is said of a listed home must fit its persons. */
static int fit(int composition, int persons) {
  if (persons == 1) return IG_HOME_SINGLE;
  if (composition == IG_HOME_SINGLE) return persons == 2 ? IG_HOME_COUPLE : IG_HOME_COUPLE_CHILDREN;
  if (composition == IG_HOME_COUPLE && persons > 2) return IG_HOME_COUPLE_CHILDREN;
  return composition == IG_HOME_COUPLE_CHILDREN && persons == 2 ? IG_HOME_COUPLE : composition;
}

void ig_home_households_compose(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  if (settled(batch, context, "composition")) {
    for (size_t u = 0; u < batch->n; u++) {
      if (is_open(batch, context, u, "composition")) d->composition[u] = compose_listed(batch, u);
      d->composition[u] = fit(d->composition[u], d->persons[u]);
    }
    return;
  }
  int32_t *flag = d->work_place; /* room for a value a home, filled later */
  ig_home_quota_one(batch, rank_other, 1, spec->other_share, flag, list);
  for (size_t u = 0; u < batch->n; u++)
    if (!batch->listed[u]) d->composition[u] = flag[u] ? IG_HOME_OTHER_HOUSEHOLD : IG_HOME_SINGLE;
  ig_home_quota_one(batch, rank_one_parent, 2, spec->one_parent_share, flag, list);
  for (size_t u = 0; u < batch->n; u++) {
    if (is_open(batch, context, u, "composition")) d->composition[u] = compose_listed(batch, u);
    if (!batch->listed[u] && flag[u]) d->composition[u] = IG_HOME_ONE_PARENT;
    d->composition[u] = fit(d->composition[u], d->persons[u]);
  }
  for (size_t u = 0; u < batch->n; u++) flag[u] = 0;
}

/* --- equipment -------------------------------------------------------------------------------------------- */

static const char *const own_name[] = {
#define X(name, share, evidence, source) "own_" #name,
    IG_HOME_EQUIPMENT(X)
#undef X
};

/* How much sooner a person more brings a thing. */
static double by_persons(int thing) {
  switch (thing) {
    case IG_HOME_OWN_dishwasher:
    case IG_HOME_OWN_dryer:
      return 0.04;
    case IG_HOME_OWN_tv_second:
    case IG_HOME_OWN_console:
      return 0.05;
    default:
      return 0.0;
  }
}

/* A dryer needs a washing machine, a second set a first one; a home without gas in a building of 2006 and later cooks
 * with electricity. */
static double rank_thing(const ig_batch *batch, size_t u, int thing) {
  const ig_home_data *d = batch->data;
  if (thing == IG_HOME_OWN_dryer && !d->own[IG_HOME_OWN_washing_machine][u]) return (double)INFINITY;
  if (thing == IG_HOME_OWN_tv_second && !d->own[IG_HOME_OWN_tv][u]) return (double)INFINITY;
  if (thing == IG_HOME_OWN_electric_hob && !ig_home_on_gas(d->heating[u]) && d->period[u] >= 9) return -1.0;
  return draw(batch, u, IG_HOME_DRAW_EQUIPMENT, thing) - by_persons(thing) * d->persons[u];
}

/* Listed homes: each thing by a draw of its own, under the same conditions. */
static void equip_listed(ig_batch *batch, const ig_build *context, size_t u) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  for (int k = 0; k < IG_HOME_OWNS; k++) {
    if (!is_open(batch, context, u, own_name[k])) continue;
    double rank = rank_thing(batch, u, k);
    bool possible = rank < (double)INFINITY, must = rank < -0.9;
    d->own[k][u] = must || (possible && draw(batch, u, IG_HOME_DRAW_EQUIPMENT, k) < spec->equipment[k]);
  }
}

/* The homes that must have an electric hob have one even where their number is above the share. */
static void hobs_without_gas(ig_batch *batch) {
  ig_home_data *d = batch->data;
  for (size_t u = 0; u < batch->n; u++)
    if (!batch->listed[u] && rank_thing(batch, u, IG_HOME_OWN_electric_hob) < -0.9)
      d->own[IG_HOME_OWN_electric_hob][u] = 1;
}

void ig_home_households_equip(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  for (int k = 0; k < IG_HOME_OWNS; k++) /* washing machine before dryer, first set before the second */
    if (!settled(batch, context, own_name[k]))
      ig_home_quota_one(batch, rank_thing, k, spec->equipment[k], d->own[k], list);
  if (!settled(batch, context, own_name[IG_HOME_OWN_electric_hob])) hobs_without_gas(batch);
  for (size_t u = 0; u < batch->n; u++)
    if (batch->listed[u]) equip_listed(batch, context, u);
}

/* --- means ------------------------------------------------------------------------------------------------ */

/* Share of a household's adults for whom `is` holds. */
static double share_of(const ig_home_data *d, size_t u, bool (*is)(int role)) {
  int adults = ig_home_adults(d->composition[u], d->persons[u]), n = 0;
  for (int p = 0; p < adults; p++) n += is(d->role[u * IG_HOME_PERSONS + (size_t)p]);
  return (double)n / adults;
}
static bool retired(int role) { return role == IG_HOME_RETIRED; }

static bool has_children(const ig_home_data *d, size_t u) {
  return d->persons[u] > ig_home_adults(d->composition[u], d->persons[u]);
}

/* Lowest decile first: those who work have more, one-parent families less. */
static double rank_income(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  return 0.7 * draw(batch, u, IG_HOME_DRAW_MEANS, kind) + 0.3 * share_of(d, u, ig_home_works) -
         (d->composition[u] == IG_HOME_ONE_PARENT ? 0.15 : 0.0);
}

/* Owners first: income and age. */
static double rank_owner(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  return 0.7 * draw(batch, u, IG_HOME_DRAW_MEANS, kind) - 0.3 * d->income_decile[u] / 10.0 -
         0.15 * share_of(d, u, retired) + (d->composition[u] == IG_HOME_OTHER_HOUSEHOLD ? 0.3 : 0.0);
}

/* Social tenants among those who do not own: low income. */
static double rank_social(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  if (d->tenure[u] == IG_HOME_OWNER) return (double)INFINITY;
  return 0.6 * draw(batch, u, IG_HOME_DRAW_MEANS, kind) + 0.4 * d->income_decile[u] / 10.0;
}

/* Without a car first: low income, no children, one adult. */
static double rank_cars(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  return 0.6 * draw(batch, u, IG_HOME_DRAW_MEANS, kind) + 0.2 * d->income_decile[u] / 10.0 + 0.2 * has_children(d, u) +
         0.15 * (ig_home_adults(d->composition[u], d->persons[u]) > 1);
}

/* Homes with an electric tank have the tariff for its sake; of the others by quota. */
static double rank_off_peak(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  return d->hot_water[u] != IG_HOME_WITH_HEATING ? (double)INFINITY : draw(batch, u, IG_HOME_DRAW_MEANS, kind);
}

static void means_of_listed(ig_batch *batch, const ig_build *context, size_t u) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  double v[4];
  ig_rng_uniform4(ig_unit_key(batch, u), IG_HOME_DRAW_MEANS, 0, INCOME, v);
  if (is_open(batch, context, u, "income_decile"))
    d->income_decile[u] = 1 + ig_home_quota_pick(spec->incomes.v, IG_HOME_DECILES, v[0]);
  if (is_open(batch, context, u, "tenure")) d->tenure[u] = ig_home_quota_pick(spec->tenures.v, IG_HOME_TENURES, v[1]);
  if (is_open(batch, context, u, "cars")) d->cars[u] = ig_home_quota_pick(spec->cars.v, IG_HOME_CAR_CLASSES, v[2]);
  if (is_open(batch, context, u, "tariff")) d->tariff[u] = v[3] < spec->off_peak_share;
}

/* Education follows income; the household's is that of its reference person. */
static double rank_education(const ig_batch *batch, size_t u, int kind) {
  const ig_home_data *d = batch->data;
  return 0.6 * draw(batch, u, IG_HOME_DRAW_EDUCATION, kind) + 0.4 * d->income_decile[u] / 10.0;
}

static void deal_tenures(ig_batch *batch, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  const double owns[2] = {spec->tenures.v[IG_HOME_OWNER], 1.0 - spec->tenures.v[IG_HOME_OWNER]};
  ig_home_quota_many(batch, rank_owner, TENURE, owns, 2, IG_HOME_OWNER, d->tenure, list);
  int32_t *flag = d->reserved_W; /* room for a value a home: nothing runs yet */
  ig_home_quota_one(batch, rank_social, SOCIAL, spec->tenures.v[IG_HOME_SOCIAL_TENANT], flag, list);
  for (size_t u = 0; u < batch->n; u++) {
    if (!batch->listed[u] && flag[u]) d->tenure[u] = IG_HOME_SOCIAL_TENANT;
    flag[u] = 0;
  }
}

static void deal_tariffs(ig_batch *batch, ig_home_ranked *list) {
  const ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  size_t others = 0;
  for (size_t u = 0; u < batch->n; u++) others += !batch->listed[u] && d->hot_water[u] == IG_HOME_WITH_HEATING;
  double share = spec->count > 0 ? spec->off_peak_share * (double)others / (double)spec->count : 0.0;
  ig_home_quota_one(batch, rank_off_peak, TARIFF, share, d->tariff, list);
}

void ig_home_households_means(ig_batch *batch, const ig_build *context, ig_home_ranked *list) {
  ig_home_data *d = batch->data;
  const ig_home_spec *spec = batch->spec;
  if (!settled(batch, context, "income_decile"))
    ig_home_quota_many(batch, rank_income, INCOME, spec->incomes.v, IG_HOME_DECILES, 1, d->income_decile, list);
  if (!settled(batch, context, "tenure")) deal_tenures(batch, list);
  if (!settled(batch, context, "cars"))
    ig_home_quota_many(batch, rank_cars, CARS, spec->cars.v, IG_HOME_CAR_CLASSES, 0, d->cars, list);
  if (!settled(batch, context, "education"))
    ig_home_quota_many(batch, rank_education, 0, spec->educations.v, IG_HOME_EDUCATIONS, 0, d->education, list);
  if (!settled(batch, context, "tariff")) deal_tariffs(batch, list);
  for (size_t u = 0; u < batch->n; u++) {
    if (batch->listed[u]) means_of_listed(batch, context, u);
    if (is_open(batch, context, u, "education"))
      d->education[u] =
          ig_home_quota_pick(spec->educations.v, IG_HOME_EDUCATIONS, draw(batch, u, IG_HOME_DRAW_EDUCATION, 0));
    if (!ig_build_given(context, u, "tariff") && d->hot_water[u] != IG_HOME_WITH_HEATING)
      d->tariff[u] = IG_HOME_OFF_PEAK;
  }
}
