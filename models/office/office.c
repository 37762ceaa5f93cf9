/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Office buildings: people who come and go, what they switch on, and the rooms they heat and cool.
 *
 * Presence is drawn person by person (office_presence.c); lighting, plugs, servers, ventilation, canteen, heating and
 * cooling follow from it step by step (office_step.c); build makes exact totals out of shares (office_build.c). The
 * page office.md has the equations, the sources, and what the model was compared with. */
#include "models/office/office.h"

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(ig_office_spec, member)
#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_office_data, member)
#define PARAM_OF(kind, member) .role = IG_PARAM, .type = kind, .offset = offsetof(ig_office_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_office_data, member)
#define STATE(member) .role = IG_STATE, .type = IG_F64, .offset = offsetof(ig_office_data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .unit = "W h", .offset = offsetof(ig_office_data, member)
#define SERIES(member) .role = IG_SERIES, .type = IG_F64, .offset = offsetof(ig_office_data, member)

static const ig_field fields[] = {
    {.name = "count", .unit = "1", SETTING(count), .type = IG_I64, .dflt = 0, .min = 0, .max = 100000, .evidence = 'D',
     .doc = "Buildings to generate beside the listed ones.", .source = "the scenario decides"},
    {.name = "total_area", .unit = "m2", SETTING(area_m2), .type = IG_F64, .dflt = 0, .min = 0, .max = 1e9, .evidence = 'D',
     .doc = "Floor area of all generated buildings together, met exactly.", .source = "the scenario decides"},
    {.name = "total_employees", .unit = "1", SETTING(employees), .type = IG_I64, .dflt = 0, .min = 0, .max = 10000000, .evidence = 'D',
     .doc = "Employees of all generated buildings together, met exactly, shared by area.", .source = "the scenario decides"},
    {.name = "vintage", .unit = "1", SETTING(vintage), .type = IG_ENUM, .choices = "2017|2025", .dflt = IG_OFFICE_2017, .min = 0, .max = 1,
     .evidence = 'D', .doc = "Equipment of the time, where a unit does not say: lamps, desks, servers, fans.",
     .source = "office.md, table of vintages"},
    {.name = "presence", .unit = "1", SETTING(presence), .type = IG_LIST, .dflt_text = "0.74, 0.77, 0.74, 0.76, 0.70", .min = 0, .max = 0.9,
     .evidence = 'D', .doc = "Share of the staff who come, Monday to Friday: means over the working days of a year, leave included.",
     .source = "210 days worked of 252 (leave, sickness) less trips; below 0.80 before 2020 (Deskare/JLL press)"},
    {.name = "weekend_presence", .unit = "1", SETTING(weekend_presence), .type = IG_F64, .dflt = 0.02, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the staff who come on a weekend day or public holiday.", .source = "skeleton staff, 1-3 %"},
    {.name = "setback", .unit = "1", SETTING(setback), .type = IG_BOOL, .dflt = 0, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Heat only to setpoint_setback outside working hours; else to setpoint_heat around the clock.",
     .source = "base case without programming, so that the policy shows"},
    {.name = "heating_shares", .unit = "1", SETTING(heating_shares), .type = IG_LIST, .dflt_text = "0.35, 0.25, 0.25, 0.15", .min = 0, .max = 1,
     .evidence = 'D', .doc = "Shares of gas, district heat, heat pump and electric heating among the generated buildings.",
     .source = "no survey of Issy found"},
    {.name = "cooling_share", .unit = "1", SETTING(cooling_share), .type = IG_F64, .dflt = 0.9, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the generated buildings with cooling.", .source = "business district of after 1990"},

    {.name = "area", .unit = "m2", PARAM(area_m2), .dflt = 5000, .min = 100, .max = 1e6, .drawn = true, .evidence = 'D',
     .doc = "Floor area.", .source = "generated: log-normal, sigma 0.7"},
    {.name = "employees", .unit = "1", PARAM_OF(IG_I32, employees), .dflt = 312, .min = 0, .max = 100000, .drawn = true, .evidence = 'B',
     .doc = "Employees assigned to the building.", .source = "16 m2 an employee (pole-medee.com on the district)"},
    {.name = "storeys", .unit = "1", PARAM(storeys), .dflt = 8, .min = 1, .max = 60, .evidence = 'D',
     .doc = "Storeys under one roof.", .source = "Val de Seine buildings"},
    {.name = "facade_ratio", .unit = "1", PARAM(facade_ratio), .dflt = 0.40, .min = 0.05, .max = 3, .evidence = 'D',
     .doc = "Facade area over floor area.", .source = "18 m deep buildings of 3.3 m storeys"},
    {.name = "window_ratio", .unit = "1", PARAM(window_ratio), .dflt = 0.45, .min = 0, .max = 0.95, .evidence = 'D',
     .doc = "Glazed share of the facade.", .source = "offices after 1990"},
    {.name = "u_wall", .unit = "W m-2 K-1", PARAM(u_wall), .dflt = 0.36, .min = 0.05, .max = 5, .drawn = true, .evidence = 'C',
     .doc = "Thermal transmittance of walls.", .source = "TABULA France by period (0.80, 0.36, 0.22)"},
    {.name = "u_window", .unit = "W m-2 K-1", PARAM(u_window), .dflt = 1.8, .min = 0.4, .max = 7, .drawn = true, .evidence = 'C',
     .doc = "Thermal transmittance of windows.", .source = "TABULA France by period (2.8, 1.8, 1.4)"},
    {.name = "u_roof", .unit = "W m-2 K-1", PARAM(u_roof), .dflt = 0.25, .min = 0.05, .max = 5, .drawn = true, .evidence = 'C',
     .doc = "Thermal transmittance of the roof.", .source = "TABULA France by period (0.60, 0.25, 0.15)"},
    {.name = "g_value", .unit = "1", PARAM(g_value), .dflt = 0.55, .min = 0.05, .max = 0.9, .drawn = true, .evidence = 'C',
     .doc = "Solar heat gain of the glazing at normal incidence.", .source = "TABULA France (0.76-0.55); solar glass after 2012"},
    {.name = "infiltration", .unit = "h-1", PARAM(infiltration_1_h), .dflt = 0.20, .min = 0.01, .max = 3, .drawn = true, .evidence = 'C',
     .doc = "Air changes by leaks.", .source = "TEASER office 0.2; 0.30 older, 0.10 new"},
    {.name = "share_north", .unit = "1", PARAM(share_north), .dflt = 0.25, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the windows that face north; the four add up to 1.", .source = "no preferred side"},
    {.name = "share_east", .unit = "1", PARAM(share_east), .dflt = 0.25, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the windows that face east.", .source = "no preferred side"},
    {.name = "share_south", .unit = "1", PARAM(share_south), .dflt = 0.25, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the windows that face south.", .source = "no preferred side"},
    {.name = "share_west", .unit = "1", PARAM(share_west), .dflt = 0.25, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the windows that face west.", .source = "no preferred side"},
    {.name = "heating", .unit = "1", PARAM_OF(IG_ENUM, heating), .choices = IG_HVAC_HEATING_CHOICES, .dflt = IG_HVAC_DISTRICT_HEAT, .min = 0,
     .max = IG_HVAC_NONE, .drawn = true, .evidence = 'D', .doc = "Where heat comes from.", .source = "drawn from heating_shares"},
    {.name = "cooling", .unit = "1", PARAM_OF(IG_BOOL, cooling), .dflt = 1, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "Has a chiller for the rooms.", .source = "drawn from cooling_share"},
    {.name = "chiller_eer", .unit = "1", PARAM(chiller_eer), .dflt = 3.2, .min = 1, .max = 10, .drawn = true, .evidence = 'D',
     .doc = "EER of the chiller at 35 degC outdoors.", .source = "2.8 air-cooled older, 3.5 new, unverified; by age 2.8, 3.2, 3.8"},
    {.name = "lighting", .unit = "W m-2", PARAM(lighting_W_m2), .dflt = 10, .min = 0, .max = 50, .drawn = true, .evidence = 'C',
     .doc = "Installed lighting.", .source = "2017: 2.0-2.4 W/m2 per 100 lx, T8 at 500 lx (energieplus-lesite.be); 2025: half LED at 5-6"},
    {.name = "lighting_control", .unit = "1", PARAM_OF(IG_ENUM, lighting_control), .choices = "central|manual|presence|daylight",
     .dflt = IG_OFFICE_MANUAL, .min = 0, .max = IG_OFFICE_DAYLIGHT, .drawn = true, .evidence = 'D',
     .doc = "Lit by the timetable, by hand, by presence detectors, or by presence and daylight.", .source = "office.md"},
    {.name = "plug_active", .unit = "W", PARAM(plug_active_W), .dflt = 75, .min = 0, .max = 1000, .drawn = true, .evidence = 'B',
     .doc = "Power of a desk somebody works at.", .source = "2017: desktop 115 W, laptop 45 W, closes on 180 kWh an employee and year (ADEME); 2025: 45 W, laptop and screen"},
    {.name = "plug_absent", .unit = "W", PARAM(plug_absent_W), .dflt = 10, .min = 0, .max = 1000, .drawn = true, .evidence = 'D',
     .doc = "Mean power of a desk nobody works at, machines left on and printers included.",
     .source = "closes on 180 kWh of desk IT an employee and year (ADEME/ADN'Ouest), a third of it unused"},
    {.name = "servers", .unit = "W m-2", PARAM(servers_W_m2), .dflt = 1.3, .min = 0, .max = 500, .drawn = true, .evidence = 'A',
     .doc = "Servers and network in the building, constant.", .source = "180 kWh an employee and year (ADEME/ADN'Ouest, 72,000 employees)"},
    {.name = "common", .unit = "W m-2", PARAM(common_W_m2), .dflt = 1.7, .min = 0, .max = 50, .evidence = 'D',
     .doc = "Common services that never stop: safety, network, emergency light, lift standby, pumps, car park fans.",
     .source = "about 1.0 known uses; 1.7 fitted to the night and weekend ratios of targets 44 and 46"},
    {.name = "lifts", .unit = "W m-2", PARAM(lifts_W_m2), .dflt = 1.0, .min = 0, .max = 50, .evidence = 'D',
     .doc = "Lifts, vending and meeting rooms at full presence.", .source = "lifts 1-3 kWh/m2 and year, unverified"},
    {.name = "ventilation", .unit = "m3 h-1", PARAM(ventilation_m3_h), .dflt = 30, .min = 0, .max = 200, .evidence = 'C',
     .doc = "Design air flow for each employee.", .source = "French rules: 25 m3/h office, 30 meeting room"},
    {.name = "night_flow", .unit = "1", PARAM(night_flow), .dflt = 0.25, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "Share of the design air flow outside working hours.", .source = "part of the air handlers never stop: 2017 0.25, 2025 0.20"},
    {.name = "fan_power", .unit = "W s m-3", PARAM(fan_W_m3s), .dflt = 2700, .min = 0, .max = 10000, .drawn = true, .evidence = 'C',
     .doc = "Specific power of supply and extract fans together.", .source = "RT2005 reference 0.30-0.45 W/(m3/h) a fan: 2017 2700, 2025 2200"},
    {.name = "heat_recovery", .unit = "1", PARAM(heat_recovery), .dflt = 0.3, .min = 0, .max = 0.95, .drawn = true, .evidence = 'D',
     .doc = "Share of the exhaust air's heat that is recovered.", .source = "cross-flow exchangers in half of the stock: 2017 0.3, 2025 0.4"},
    {.name = "core_gains", .unit = "1", PARAM(core_gains), .dflt = 0.5, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of internal gains set free in core zones, carried off by outdoor air below 18 degC (all of it below 12).",
     .source = "deep floors; fitted to the final energy of all carriers of targets row 42"},
    {.name = "hours_start", .unit = "h", PARAM(start_h), .dflt = 6.5, .min = 0, .max = 24, .evidence = 'D',
     .doc = "Local time when ventilation and set-points start on workdays.", .source = "two hours before most people"},
    {.name = "hours_stop", .unit = "h", PARAM(stop_h), .dflt = 20, .min = 0, .max = 24, .evidence = 'D',
     .doc = "Local time when they stop.", .source = "one hour after most people; order of 27 December 2018 for lights"},
    {.name = "canteen", .unit = "1", PARAM(canteen_share), .dflt = 0, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "Meals cooked in the building for each employee present; left out: 0.5 from 500 employees on, else 0.",
     .source = "meals: 0.7 kWh of electricity and 0.5 of gas each (ADEME: 200-250 kWh a guest and year)"},
    {.name = "setpoint_heat", .unit = "degC", PARAM(heat_degC), .dflt = 22, .min = 5, .max = 30, .evidence = 'D',
     .doc = "Room temperature heated to.", .source = "legal 19 is not what is measured; SIA 2024 has 21"},
    {.name = "setpoint_setback", .unit = "degC", PARAM(setback_degC), .dflt = 17, .min = 0, .max = 30, .evidence = 'D',
     .doc = "Room temperature heated to outside working hours, where setback is on.", .source = "EN 16798-1 office: 16; French practice 16-17"},
    {.name = "setpoint_cool", .unit = "degC", PARAM(cool_degC), .dflt = 24.5, .min = 15, .max = 40, .evidence = 'D',
     .doc = "Room temperature cooled to in working hours.", .source = "24-26 in practice"},

    {.name = "loss_running", .unit = "W K-1", STATIC(loss_on_W_K), .doc = "Heat loss with ventilation running."},
    {.name = "loss_stopped", .unit = "W K-1", STATIC(loss_off_W_K), .doc = "Heat loss outside working hours."},
    {.name = "heating_capacity", .unit = "W", STATIC(heating_most_W), .doc = "Most heat the plant gives."},
    {.name = "cooling_capacity", .unit = "W", STATIC(cooling_most_W), .doc = "Most heat the chiller takes out of the rooms."},

    {.name = "air_temperature", .unit = "degC", STATE(t_air_degC), .doc = "Temperature of the air node."},
    {.name = "mass_temperature", .unit = "degC", STATE(t_mass_degC), .doc = "Temperature of the mass node."},
    {.name = "audited_day", .unit = "d", .role = IG_STATE, .type = IG_I64, .offset = offsetof(ig_office_data, audited_day),
     .doc = "Last local day whose events were counted."},
    {.name = "hour_energy", .unit = "W h", STATE(hour_Wh), .width = 24, .doc = "Electricity by local hour, workdays."},
    {.name = "hour_person_time", .unit = "s", STATE(hour_person_s), .width = 24, .doc = "Person-seconds by local hour, workdays."},
    {.name = "hour_time", .unit = "s", STATE(hour_s), .width = 24, .doc = "Time counted by local hour, workdays."},
    {.name = "weekday_energy", .unit = "W h", STATE(weekday_Wh), .width = 7, .doc = "Electricity by weekday, without public holidays."},
    {.name = "weekday_time", .unit = "s", STATE(weekday_s), .width = 7, .doc = "Time counted by weekday."},
    {.name = "came", .unit = "1", STATE(came), .width = 7, .doc = "Employees who came, by weekday, without public holidays."},
    {.name = "came_of", .unit = "1", STATE(came_of), .width = 7, .doc = "Employees who could have come."},

    {.name = "electricity_lighting", TOTAL(lighting_Wh), .doc = "Electricity of lighting."},
    {.name = "electricity_plugs", TOTAL(plugs_Wh), .doc = "Electricity of desks."},
    {.name = "electricity_servers", TOTAL(servers_Wh), .doc = "Electricity of servers, without their cooling."},
    {.name = "electricity_common", TOTAL(common_Wh), .doc = "Electricity of common services and lifts."},
    {.name = "electricity_ventilation", TOTAL(ventilation_Wh), .doc = "Electricity of fans and pumps."},
    {.name = "electricity_heating", TOTAL(heating_Wh), .doc = "Electricity of heat pumps and electric heating."},
    {.name = "electricity_cooling", TOTAL(cooling_Wh), .doc = "Electricity of chillers, of rooms and of servers."},
    {.name = "electricity_cooking", TOTAL(cooking_Wh), .doc = "Electricity of canteens."},
    {.name = "gas", TOTAL(gas_Wh), .carrier = "gas", .doc = "Gas for heating and canteens."},
    {.name = "district_heat", TOTAL(district_heat_Wh), .carrier = "district_heat", .doc = "District heat."},
    {.name = "heat", TOTAL(heat_Wh), .doc = "Heat given to the rooms by any plant."},
    {.name = "underheated_time", .role = IG_TOTAL, .type = IG_F64, .unit = "h", .offset = offsetof(ig_office_data, cold_h),
     .doc = "Working hours more than 1 K below the heating set-point."},
    {.name = "overheated_time", .role = IG_TOTAL, .type = IG_F64, .unit = "h", .offset = offsetof(ig_office_data, warm_h),
     .doc = "Working hours above 27 degC."},
    {.name = "audit_event_energy", TOTAL(audit_event_Wh), .doc = "Energy that presence adds to desks, from the times of the events."},
    {.name = "audit_binned_energy", TOTAL(audit_binned_Wh), .doc = "The same energy from the means of the steps."},

    {.name = "power", .unit = "W", SERIES(power_W), .store = IG_STORE_I32, .doc = "Electric power drawn."},
    {.name = "heating_power", .unit = "W", SERIES(heating_power_W), .store = IG_STORE_I32, .doc = "Heat given to the rooms."},
    {.name = "cooling_power", .unit = "W", SERIES(cooling_power_W), .store = IG_STORE_I32, .doc = "Heat taken out of the rooms."},
    {.name = "occupants", .unit = "1", SERIES(occupants), .store = IG_STORE_I32, .doc = "Employees at their desks."},
    {.name = "indoor_temperature", .unit = "degC", SERIES(indoor_degC), .store = IG_STORE_I16, .scale = 0.01,
     .doc = "Room temperature at the end of the step."},
};

#define READS(port, si, member) {.name = port, .unit = si, .direction = IG_READS, .offset = offsetof(ig_office_data, member)}
static const ig_port ports[] = {
    READS("weather.outdoor_temperature", "degC", outdoor_degC),
    READS("weather.global_horizontal_irradiance", "W m-2", ghi_W_m2),
    READS("weather.irradiance_north", "W m-2", north_W_m2),
    READS("weather.irradiance_east", "W m-2", east_W_m2),
    READS("weather.irradiance_south", "W m-2", south_W_m2),
    READS("weather.irradiance_west", "W m-2", west_W_m2),
    {.name = "power", .unit = "W", .direction = IG_WRITES, .offset = offsetof(ig_office_data, power_W)},
};

static size_t count(const void *spec) { return (size_t)((const ig_office_spec *)spec)->count; }

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

static void report(const ig_batch *batch, ig_kpis *kpis) {
  const ig_office_data *d = batch->data;
  size_t n = batch->n;
  double area = sum_of(d->area_m2, n, 1, 0);
  const double *use[] = {d->lighting_Wh, d->plugs_Wh, d->servers_Wh, d->common_Wh, d->ventilation_Wh, d->heating_Wh, d->cooling_Wh, d->cooking_Wh};
  double electricity = 0;
  for (size_t k = 0; k < IG_COUNT(use); k++) electricity += sum_of(use[k], n, 1, 0);
  double all = electricity + sum_of(d->gas_Wh, n, 1, 0) + sum_of(d->district_heat_Wh, n, 1, 0);
  if (area > 0.0) {
    ig_kpis_add(kpis, "offices_electricity_per_area", electricity / area / 1e3, "kW h m-2", "electricity over floor area (targets row 43: 50-143 a year)");
    ig_kpis_add(kpis, "offices_energy_per_area", all / area / 1e3, "kW h m-2", "all carriers over floor area (targets row 42: 124-206 a year)");
  }
  double night = (hour_mean_W(d, n, 1) + hour_mean_W(d, n, 2) + hour_mean_W(d, n, 3)) / 3.0, peak = 0;
  for (size_t h = 0; h < 24; h++) peak = ig_max(peak, hour_mean_W(d, n, h));
  add_ratio(kpis, "offices_workday_night_over_peak", night, peak, "mean 1-4 h over the highest hour, workdays (targets row 46: 0.25-0.45)");
  add_ratio(kpis, "offices_plain_weekend_over_workday", day_Wh(d, n, 5, 7), day_Wh(d, n, 0, 5), "plain weekend day over workday (targets row 44: 0.36-0.56)");
  add_ratio(kpis, "offices_friday_over_tuesday", day_Wh(d, n, 4, 5), day_Wh(d, n, 1, 2), "electricity (targets row 45: 0.88-1.00)");
  add_ratio(kpis, "offices_presence_tuesday", sum_of(d->came, n, 7, 1), sum_of(d->came_of, n, 7, 1), "employees who came on Tuesdays (targets row 39: 0.47-0.55 in 2024)");
  add_ratio(kpis, "offices_presence_friday", sum_of(d->came, n, 7, 4), sum_of(d->came_of, n, 7, 4), "employees who came on Fridays (targets row 40: 0.23-0.31 in 2024)");
  double plateau = ig_max(persons_at(d, n, 10), ig_max(persons_at(d, n, 9), persons_at(d, n, 11)));
  add_ratio(kpis, "offices_lunch_over_morning", ig_min(persons_at(d, n, 12), persons_at(d, n, 13)), plateau,
            "emptiest hour of lunch over the fullest of the morning (targets row 41: 0.40-0.63)");
}

const ig_model ig_office_model = {
    .name = "office",
    .key = "offices",
    .unit_name = "office",
    .doc = "Office buildings: presence of every employee, lighting, desks, servers, ventilation, canteen, heating and cooling.",
    .part = "offices",
    .phase = IG_PHASE_DEMAND,
    .spec_size = sizeof(ig_office_spec),
    .data_size = sizeof(ig_office_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .count = count,
    .build = ig_office_build_batch,
    .advance = ig_office_step_advance,
    .report = report,
    .release = ig_office_build_release,
};
