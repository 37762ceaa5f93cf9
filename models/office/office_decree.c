/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The French tertiary decree (2019-771): final energy of all uses and carriers for each m2 and year, against a
 * reference year between 2010 and 2019. A building of 1,000 m2 and more must reach, at its owner's choice, 0.6, 0.5,
 * 0.4 of its reference by 2030, 2040, 2050, or an absolute value (so far for 2030). Gas counts by its lower heating
 * value.
 *
 * Heating is brought to a mean climate in proportion to degree days, as the order of 10 April 2020 does since it was
 * amended in April 2022 (a ratio instead of its first coefficient: enoptea.fr; the text itself was not at hand). Base
 * 18 degC by daily means; the order's own bases and its rule for cooling are not followed: cooling stays as it is. */
#include <math.h>

#include "models/office/office.h"

/* OID barometer: older buildings 190, those built since 2008 152 kWh/m2 (reference data, A). */
double ig_office_decree_reference(int year) { return year < 2008 ? 190.0 : 152.0; }

double ig_office_decree_target(const ig_office_spec *s, double reference_kWh_m2, int decade) {
  static const double left[] = {0.6, 0.5, 0.4};
  double relative = left[decade] * reference_kWh_m2;
  return decade == 0 ? ig_max(relative, s->decree_absolute_kWh_m2) : relative;
}

static double degrees(double day_K_s, double day_s) {
  return day_s > 0.0 ? ig_max(18.0 - day_K_s / day_s, 0.0) * (day_s / 86400.0) : 0.0;
}

void ig_office_decree_day(ig_office_data *d, size_t u) {
  d->degree_days[u] += degrees(d->day_K_s[u], d->day_s[u]);
  d->day_K_s[u] = d->day_s[u] = 0.0;
}

/* Final energy of a building's heating, Wh: all carriers without the gas of canteens. */
static double heating_Wh(const ig_office_data *d, size_t u) {
  return d->heating_Wh[u] + d->district_heat_Wh[u] + d->gas_Wh[u] - d->cooking_Wh[u] * IG_OFFICE_COOKING_GAS;
}

/* Final energy with heating at the mean climate, Wh. */
static double adjusted_Wh(const ig_office_spec *s, const ig_office_data *d, size_t u) {
  double here = d->degree_days[u] + degrees(d->day_K_s[u], d->day_s[u]);
  double ratio = s->decree_degree_days > 0.0 && here > 0.0 ? s->decree_degree_days / here : 1.0;
  return d->final_Wh[u] + heating_Wh(d, u) * (ratio - 1.0);
}

void ig_office_decree_report(const ig_batch *batch, ig_kpis *kpis) {
  const ig_office_spec *s = batch->spec;
  const ig_office_data *d = batch->data;
  int64_t days = (batch->site->end_s - batch->site->record_s) / 86400;
  if (days < 365 || days > 366) return; /* the decree speaks of years */
  double area = 0, final = 0, reference = 0, target[3] = {0}, reached = 0, subject = 0;
  for (size_t u = 0; u < batch->n; u++) {
    if (d->area_m2[u] < 1000.0) continue;
    double value = adjusted_Wh(s, d, u) / 1e3;
    area += d->area_m2[u];
    final += value;
    reference += d->reference_kWh_m2[u] * d->area_m2[u];
    for (int k = 0; k < 3; k++) target[k] += d->target_kWh_m2[3 * u + (size_t)k] * d->area_m2[u];
    subject += 1.0;
    reached += value <= d->target_kWh_m2[3 * u] * d->area_m2[u] ? 1.0 : 0.0;
  }
  if (!(area > 0.0)) return;
  ig_kpis_add(kpis, "offices_decree_energy", final / area, "kW h m-2",
              "tertiary decree: final energy of buildings of 1,000 m2 and more, heating at mean degree days");
  ig_kpis_add(kpis, "offices_decree_reference", reference / area, "kW h m-2", "its reference, mean by area");
  ig_kpis_add(kpis, "offices_decree_change", final / reference - 1.0, "1",
              "against the reference (asked: -0.40 by 2030, -0.50 by 2040, -0.60 by 2050)");
  static const char *const name[] = {"offices_decree_gap_2030", "offices_decree_gap_2040", "offices_decree_gap_2050"};
  for (int k = 0; k < 3; k++)
    ig_kpis_add(kpis, name[k], (final - target[k]) / area, "kW h m-2",
                "above (positive) or below the mean target, the easier of relative and absolute");
  ig_kpis_add(kpis, "offices_decree_reached_2030", reached / subject, "1",
              "share of the buildings subject to the decree that reach their target of 2030");
}
