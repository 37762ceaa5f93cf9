/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPIs of the homes: means of groups of homes, scaled to a year of 8,760 h. */
#include <math.h>

#include "models/home/home.h"

/* A group of homes: all those for which `in` is true. */
typedef bool (*group)(const ig_home_data *d, size_t u);

static bool everyone(const ig_home_data *d, size_t u) {
  (void)d;
  (void)u;
  return true;
}
static bool without_electric_heat(const ig_home_data *d, size_t u) {
  return d->heating[u] <= IG_HOME_DISTRICT_HEAT && d->hot_water[u] == IG_HOME_WITH_HEATING;
}
static bool with_electric_heat(const ig_home_data *d, size_t u) { return d->heating[u] == IG_HOME_ELECTRIC; }
static bool flat_6_kVA(const ig_home_data *d, size_t u) {
  return without_electric_heat(d, u) && d->tariff[u] == IG_HOME_FLAT_RATE && d->subscribed_kVA[u] == 6.0;
}
static bool off_peak_6_kVA(const ig_home_data *d, size_t u) {
  return d->tariff[u] == IG_HOME_OFF_PEAK && d->subscribed_kVA[u] == 6.0;
}
static bool with_tank(const ig_home_data *d, size_t u) { return d->hot_water[u] == IG_HOME_ELECTRIC_TANK; }
static bool with_cooling(const ig_home_data *d, size_t u) { return d->cooling[u]; }

/* Mean over a group of the uses from `first` to `last`, kWh a year. NaN for an empty group. */
static double mean_kWh(const ig_batch *batch, group in, int first, int last) {
  const ig_home_data *d = batch->data;
  double sum_Wh = 0.0, hours = 0.0;
  for (size_t u = 0; u < batch->n; u++) {
    if (!in(d, u)) continue;
    for (int k = first; k <= last; k++) sum_Wh += d->energy_Wh[k][u];
    hours += d->recorded_h[u];
  }
  return hours > 0.0 ? sum_Wh / hours * 8.76 : (double)NAN;
}

static void add_kWh(ig_kpis *kpis, const char *name, double value, const char *doc) {
  if (!isnan(value)) ig_kpis_add(kpis, name, value, "kW h", doc);
}

void ig_home_report(const ig_batch *batch, ig_kpis *kpis) {
  const ig_home_data *d = batch->data;
  int last = IG_HOME_USES - 1;
  add_kWh(kpis, "homes_electricity_each", mean_kWh(batch, everyone, 0, last),
          "electricity of a home, a year of 8,760 h");
  add_kWh(kpis, "homes_electricity_without_electric_heat", mean_kWh(batch, without_electric_heat, 0, last),
          "the same, homes without electric heating or hot water; compare Enedis 2024: 2,213 kWh (flat rate, 6 kVA)");
  add_kWh(kpis, "homes_specific_electricity", mean_kWh(batch, everyone, IG_HOME_WET, IG_HOME_VENTILATION),
          "the same, all homes, without cooking, heating, hot water and cooling; compare ElecDom: 1,700 to 2,300 kWh");
  add_kWh(kpis, "homes_electric_heating_each", mean_kWh(batch, with_electric_heat, IG_HOME_HEATING, IG_HOME_HEATING),
          "electricity for heating of a home with electric heating, a year; compare 2,810 to 4,690 kWh (stock)");
  add_kWh(kpis, "homes_hot_water_each", mean_kWh(batch, with_tank, IG_HOME_HOT_WATER, IG_HOME_HOT_WATER),
          "electricity of the tank of a home that has one, a year; compare ADEME: 1,676 kWh (200 L)");
  add_kWh(kpis, "homes_cooling_each", mean_kWh(batch, with_cooling, IG_HOME_COOLING, IG_HOME_COOLING),
          "electricity of the split unit of a home that has one, a year");
  add_kWh(kpis, "homes_electricity_flat_6kVA", mean_kWh(batch, flat_6_kVA, 0, last),
          "electricity of a home on the flat rate with 6 kVA, without electric heating or hot water, a year; compare "
          "Enedis 2024: 2,213 kWh");
  add_kWh(kpis, "homes_electricity_off_peak_6kVA", mean_kWh(batch, off_peak_6_kVA, 0, last),
          "electricity of a home on the peak and off-peak tariff with 6 kVA, a year; compare Enedis 2024: 3,810 kWh");
  double cuts = 0.0, ratio = 0.0;
  double changes = 0.0, days = 0.0, cold_K_h = 0.0, years = 0.0, unmet_Wh = 0.0, asked_Wh = 0.0;
  for (size_t u = 0; u < batch->n; u++) {
    changes += d->events[u];
    cuts += d->cut_offs[u];
    ratio = ig_max(ratio, d->highest_W[u] / (1000.0 * d->subscribed_kVA[u]));
    cold_K_h += d->discomfort_K_h[u];
    days += d->recorded_h[u] / 24.0;
    unmet_Wh += d->water_unmet_Wh[u];
    asked_Wh += d->water_heat_Wh[u] + d->water_unmet_Wh[u];
  }
  years = days / 365.0;
  if (!(days > 0.0)) return;
  ig_kpis_add(kpis, "homes_discomfort_each", cold_K_h / years, "K h",
              "air below the set-point while somebody is at home, a home and year");
  ig_kpis_add(kpis, "homes_cut_offs_each", cuts / years, "1", "times a meter cut off, a home and year");
  ig_kpis_add(kpis, "homes_highest_over_subscribed", ratio, "1",
              "highest mean power of a step over the subscribed power, of the home where it is highest");
  ig_kpis_add(kpis, "homes_level_changes_a_day", changes / days, "1",
              "changes of the level of appliances or people, a home and day");
  ig_kpis_add(kpis, "homes_hot_water_unmet", asked_Wh > 0.0 ? unmet_Wh / asked_Wh : 0.0, "1",
              "share of the heat of hot water that tanks could not give");
}
