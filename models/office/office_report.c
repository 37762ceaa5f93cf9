/* SPDX-License-Identifier: GPL-3.0-or-later */
/* KPIs of the offices: what measured buildings are described by (office.md compares). */
#include "models/office/office.h"

static double sum_of(const double *v, size_t n, size_t stride, size_t at) {
  double sum = 0;
  for (size_t u = 0; u < n; u++) sum += v[u * stride + at];
  return sum;
}

/* Mean electric power of the district's offices in one hour of workdays, W. */
static double hour_mean_W(const ig_office_data *d, size_t n, size_t hour) {
  double time_s = sum_of(d->hour_s, n, 24, hour);
  return time_s > 0 ? sum_of(d->hour_Wh, n, 24, hour) * 3600.0 / time_s * (double)n : 0.0;
}

static double persons_at(const ig_office_data *d, size_t n, size_t hour) {
  double time_s = sum_of(d->hour_s, n, 24, hour);
  return time_s > 0 ? sum_of(d->hour_person_s, n, 24, hour) / time_s * (double)n : 0.0;
}

static double day_Wh(const ig_office_data *d, size_t n, size_t from, size_t to) {
  double energy = 0, time_s = 0;
  for (size_t w = from; w < to; w++) energy += sum_of(d->weekday_Wh, n, 7, w), time_s += sum_of(d->weekday_s, n, 7, w);
  return time_s > 0 ? energy / time_s : 0.0;
}

static void add_ratio(ig_kpis *kpis, const char *name, double over, double under, const char *doc) {
  if (under > 0.0 && over > 0.0) ig_kpis_add(kpis, name, over / under, "1", doc);
}

/* Final energy of heating (all carriers), cooling, ventilation and lighting over floor area. */
static void report_uses(const ig_office_data *d, size_t n, double area, ig_kpis *kpis) {
  if (!(area > 0.0)) return;
  double gas = sum_of(d->gas_Wh, n, 1, 0) - IG_OFFICE_COOKING_GAS * sum_of(d->cooking_Wh, n, 1, 0);
  double heating = sum_of(d->heating_Wh, n, 1, 0) + sum_of(d->district_heat_Wh, n, 1, 0) + gas;
  ig_kpis_add(kpis, "offices_heating_per_area", heating / area / 1e3, "kW h m-2",
              "final energy of heating, all carriers, over floor area (audits of 205 French offices: 56 a year)");
  ig_kpis_add(kpis, "offices_cooling_per_area", sum_of(d->cooling_Wh, n, 1, 0) / area / 1e3, "kW h m-2",
              "electricity of cooling, servers included, over floor area");
  ig_kpis_add(kpis, "offices_ventilation_per_area", sum_of(d->ventilation_Wh, n, 1, 0) / area / 1e3, "kW h m-2",
              "electricity of fans, pumps and boilers over floor area");
  ig_kpis_add(kpis, "offices_lighting_per_area", sum_of(d->lighting_Wh, n, 1, 0) / area / 1e3, "kW h m-2",
              "electricity of lighting over floor area");
}

void ig_office_report_kpis(const ig_batch *batch, ig_kpis *kpis) {
  const ig_office_data *d = batch->data;
  size_t n = batch->n;
  double area = sum_of(d->area_m2, n, 1, 0);
  const double *use[] = {d->lighting_Wh,    d->plugs_Wh,   d->servers_Wh, d->common_Wh,
                         d->ventilation_Wh, d->heating_Wh, d->cooling_Wh, d->cooking_Wh};
  double electricity = 0;
  for (size_t k = 0; k < IG_COUNT(use); k++) electricity += sum_of(use[k], n, 1, 0);
  double all = electricity + sum_of(d->gas_Wh, n, 1, 0) + sum_of(d->district_heat_Wh, n, 1, 0);
  if (area > 0.0) {
    ig_kpis_add(kpis, "offices_electricity_per_area", electricity / area / 1e3, "kW h m-2",
                "electricity over floor area (French offices: 50 to 143 a year)");
    ig_kpis_add(kpis, "offices_energy_per_area", all / area / 1e3, "kW h m-2",
                "all carriers over floor area (French offices: 124 to 206 a year)");
  }
  report_uses(d, n, area, kpis);
  double night = (hour_mean_W(d, n, 1) + hour_mean_W(d, n, 2) + hour_mean_W(d, n, 3)) / 3.0, peak = 0;
  for (size_t h = 0; h < 24; h++) peak = ig_max(peak, hour_mean_W(d, n, h));
  add_ratio(kpis, "offices_night_over_busiest_hour", night, peak,
            "mean power of 1-4 h over the highest hour, workdays (expected: 0.25 to 0.45)");
  add_ratio(kpis, "offices_plain_weekend_over_workday", day_Wh(d, n, 5, 7), day_Wh(d, n, 0, 5),
            "electricity of a weekend day over a workday, holidays apart (measured: 0.36 to 0.56)");
  add_ratio(kpis, "offices_friday_over_tuesday", day_Wh(d, n, 4, 5), day_Wh(d, n, 1, 2),
            "electricity of a Friday over a Tuesday (measured: 0.88 to 1.00)");
  add_ratio(kpis, "offices_presence_tuesday", sum_of(d->came, n, 7, 1), sum_of(d->came_of, n, 7, 1),
            "employees who came on Tuesdays (measured in 2024: 0.47 to 0.55)");
  add_ratio(kpis, "offices_presence_friday", sum_of(d->came, n, 7, 4), sum_of(d->came_of, n, 7, 4),
            "employees who came on Fridays (measured in 2024: 0.23 to 0.31)");
  double plateau = ig_max(persons_at(d, n, 10), ig_max(persons_at(d, n, 9), persons_at(d, n, 11)));
  add_ratio(kpis, "offices_lunch_over_morning", ig_min(persons_at(d, n, 12), persons_at(d, n, 13)), plateau,
            "emptiest hour of lunch over the fullest of the morning (expected: 0.40 to 0.63)");
  ig_office_decree_report(batch, kpis);
}
