/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Businesses and public places: opening hours, cold, cooking, lamps, and the rooms they heat and cool.
 *
 * A unit is one place, of a kind whose figures fill what the scenario leaves out (shop_kinds.c). Doors and kitchens
 * open and close at their second (shop_step.c); compressors and cooking devices switch in closed form. The page shop.md
 * has the equations, the sources, and what the model was compared with. */
#include "models/shop/shop.h"

#include <stdio.h>

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .drawn = true, .offset = offsetof(ig_shop_data, member)
#define FIXED(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_shop_data, member)
#define PARAM_OF(kind, member) .role = IG_PARAM, .type = kind, .offset = offsetof(ig_shop_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_shop_data, member)
#define STATE(member) .role = IG_STATE, .type = IG_F64, .offset = offsetof(ig_shop_data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .unit = "W h", .offset = offsetof(ig_shop_data, member)
#define SERIES(member) .role = IG_SERIES, .type = IG_F64, .offset = offsetof(ig_shop_data, member)
#define BY_KIND "by kind: shop.md, table of kinds"

static const ig_field fields[] = {
    {.name = "vintage", .unit = "1", .role = IG_SETTING, .type = IG_ENUM, .offset = offsetof(ig_shop_spec, vintage), .choices = "2017|2025",
     .dflt = 0, .min = 0, .max = 1, .evidence = 'D', .doc = "Lamps of the time, where a unit does not say: 2025 has LED, 0.6 of the power of 2017.",
     .source = "LED 6 W/m2 for 10 of tubes at equal light"},

    {.name = "kind", .unit = "1", PARAM_OF(IG_ENUM, kind), .choices = IG_SHOP_KINDS, .dflt = IG_SHOP_SMALL, .min = 0, .max = IG_SHOP_OTHER,
     .evidence = 'D', .doc = "What the place is; its figures fill whatever is left out.", .source = "the scenario decides"},
    {.name = "floor_area", .unit = "m2", PARAM(area_m2), .dflt = 90, .min = 1, .max = 1e6, .evidence = 'D', .doc = "Floor area.", .source = BY_KIND},
    {.name = "staff", .unit = "1", PARAM(staff), .dflt = 2, .min = 0, .max = 100000, .evidence = 'D', .doc = "Staff present while open.",
     .source = "by kind; mean staff of small shops 3.6 (ADEME), half of them present"},
    {.name = "visitors", .unit = "1", PARAM(visitors), .dflt = 5, .min = 0, .max = 100000, .evidence = 'D',
     .doc = "Clients or pupils present at the busiest hour of a mean day.", .source = BY_KIND},
    {.name = "opening_hours", .unit = "1", PARAM_OF(IG_STRING, hours), .dflt_text = "", .drawn = true, .evidence = 'D',
     .doc = "When it is open, e.g. \"mon-fri 07:00-20:00; sat 08:00-13:00,15:00-19:00; holidays closed\"; left out: by kind.", .source = BY_KIND},
    {.name = "cooking_hours", .unit = "1", PARAM_OF(IG_STRING, cooking_hours), .dflt_text = "", .drawn = true, .evidence = 'D',
     .doc = "When ovens and stoves run, written like opening_hours; left out: by kind.", .source = BY_KIND},
    {.name = "lighting", .unit = "W m-2", PARAM(lighting_W_m2), .dflt = 20, .min = 0, .max = 200, .evidence = 'D',
     .doc = "Lighting while open.", .source = "by kind; closes on the shares of use in shop.md"},
    {.name = "lighting_closed", .unit = "1", FIXED(lighting_closed), .dflt = 0.08, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of it that burns while closed: window, safety, cleaning.", .source = "windows off at 1 h (order of 27 December 2018)"},
    {.name = "outdoor_lighting", .unit = "W", PARAM(outdoor_lighting_W), .dflt = 0, .min = 0, .max = 1e7, .evidence = 'D',
     .doc = "Lighting outdoors (platforms, forecourt) when it is dark and the place is open.", .source = "station: 25 kW; other kinds: none"},
    {.name = "plug", .unit = "W m-2", PARAM(plug_W_m2), .dflt = 7, .min = 0, .max = 1000, .evidence = 'D',
     .doc = "Equipment that runs while open.", .source = BY_KIND},
    {.name = "base", .unit = "W m-2", PARAM(base_W_m2), .dflt = 2, .min = 0, .max = 1000, .evidence = 'D',
     .doc = "Equipment that always runs.", .source = BY_KIND},
    {.name = "refrigeration", .unit = "W", PARAM(refrigeration_W), .dflt = 90, .min = 0, .max = 1e7, .evidence = 'A',
     .doc = "Mean electric power of cold equipment at 15 degC outdoors or less; 2 % more for each kelvin above.",
     .source = "supermarket 45 % of 600 kWh/m2 (ADEME, Perifem); bakery 18 %, restaurant 22 %; small: D"},
    {.name = "cold_heat", .unit = "1", PARAM(cold_heat), .dflt = 1, .min = -3, .max = 2, .evidence = 'D',
     .doc = "Heat that cold equipment leaves in the room for each unit of its electricity; negative where the condensers stand outdoors.",
     .source = "plug-in cabinets 1; supermarket -0.5: half of the cases closed"},
    {.name = "cooking", .unit = "W", PARAM(cooking_W), .dflt = 0, .min = 0, .max = 1e7, .evidence = 'D',
     .doc = "Connected electric power of ovens and stoves.", .source = "bakery oven 40 kW, restaurant 20 kW, unverified; closes on annual use"},
    {.name = "cooking_duty", .unit = "1", PARAM(cooking_duty), .dflt = 0.5, .min = 0, .max = 1, .evidence = 'D',
     .doc = "Share of the time that their thermostats switch them on during cooking hours.", .source = "closes on annual use"},
    {.name = "gas_cooking", .unit = "W", PARAM(gas_cooking_W), .dflt = 0, .min = 0, .max = 1e7, .evidence = 'D',
     .doc = "Mean gas power of cooking during cooking hours.", .source = "restaurant: part of 211 kWh/m2 of gas (auvergnat.com)"},
    {.name = "ventilation", .unit = "m3 h-1", PARAM(ventilation_m3_h), .dflt = 180, .min = 0, .max = 1e7, .evidence = 'D',
     .doc = "Air flow while open, hoods included.", .source = BY_KIND},
    {.name = "fan_power", .unit = "W s m-3", PARAM(fan_W_m3s), .dflt = 1200, .min = 0, .max = 10000, .evidence = 'C',
     .doc = "Specific power of all fans together.", .source = "RT2005 reference 0.30-0.45 W/(m3/h) a fan"},
    {.name = "heating", .unit = "1", PARAM_OF(IG_ENUM, heating), .choices = IG_HVAC_HEATING_CHOICES, .dflt = IG_HVAC_ELECTRIC, .min = 0,
     .max = IG_HVAC_NONE, .drawn = true, .evidence = 'A', .doc = "Where heat comes from.", .source = "68 % of small shops heat with electricity; else by kind"},
    {.name = "cooling", .unit = "1", PARAM_OF(IG_BOOL, cooling), .dflt = 1, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "Has cooling.", .source = BY_KIND},
    {.name = "chiller_eer", .unit = "1", FIXED(chiller_eer), .dflt = 2.8, .min = 1, .max = 10, .evidence = 'D',
     .doc = "EER of cooling at 35 degC outdoors.", .source = "air-cooled split units, unverified"},
    {.name = "loss", .unit = "W m-2 K-1", PARAM(loss_W_m2K), .dflt = 1.3, .min = 0.05, .max = 20, .evidence = 'D',
     .doc = "Heat loss without ventilation, for each m2 of floor.", .source = "ground floors with large windows and doors; school: closes on 60 kWh/m2"},
    {.name = "glazing", .unit = "1", FIXED(glazing), .dflt = 0.12, .min = 0, .max = 2, .evidence = 'D',
     .doc = "Window area for each m2 of floor, all sides alike.", .source = "shop windows on one side"},
    {.name = "setpoint_heat", .unit = "degC", PARAM(setpoint_degC), .dflt = 20, .min = 0, .max = 30, .evidence = 'D',
     .doc = "Room temperature heated to while open.", .source = "school 19 (ministry guide), halls 11 (SNCF); else D"},
    {.name = "setpoint_setback", .unit = "degC", PARAM(setback_degC), .dflt = 16, .min = 0, .max = 30, .evidence = 'D',
     .doc = "Room temperature heated to while closed.", .source = "16 at weekends (ministry guide for schools)"},
    {.name = "setpoint_cool", .unit = "degC", FIXED(cool_degC), .dflt = 25, .min = 12, .max = 45, .evidence = 'D',
     .doc = "Room temperature cooled to while open.", .source = "24-26 in practice"},
    {.name = "subscribed_power", .unit = "kVA", PARAM(subscribed_kVA), .dflt = 12, .min = 1, .max = 100000, .evidence = 'D',
     .doc = "Subscribed power; the simulated maximum is compared with it.", .source = BY_KIND},

    {.name = "open_time", .unit = "h", STATIC(open_h), .doc = "Open hours of a plain week."},
    {.name = "heating_capacity", .unit = "W", STATIC(heating_most_W), .doc = "Most heat the plant gives."},

    {.name = "air_temperature", .unit = "degC", STATE(t_air_degC), .doc = "Temperature of the air node."},
    {.name = "mass_temperature", .unit = "degC", STATE(t_mass_degC), .doc = "Temperature of the mass node."},
    {.name = "power_most", .unit = "W", STATE(power_most_W), .doc = "Highest mean power of a recorded step."},

    {.name = "electricity_lighting", TOTAL(lighting_Wh), .doc = "Electricity of lighting, outdoors included."},
    {.name = "electricity_plugs", TOTAL(plugs_Wh), .doc = "Electricity of equipment."},
    {.name = "electricity_refrigeration", TOTAL(refrigeration_Wh), .doc = "Electricity of cold equipment."},
    {.name = "electricity_cooking", TOTAL(cooking_Wh), .doc = "Electricity of ovens and stoves."},
    {.name = "electricity_ventilation", TOTAL(ventilation_Wh), .doc = "Electricity of fans."},
    {.name = "electricity_heating", TOTAL(heating_Wh), .doc = "Electricity of heat pumps and electric heating."},
    {.name = "electricity_cooling", TOTAL(cooling_Wh), .doc = "Electricity of cooling."},
    {.name = "gas", TOTAL(gas_Wh), .carrier = "gas", .doc = "Gas for heating and cooking."},
    {.name = "district_heat", TOTAL(district_heat_Wh), .carrier = "district_heat", .doc = "District heat."},
    {.name = "heat", TOTAL(heat_Wh), .doc = "Heat given to the rooms by any plant."},
    {.name = "over_subscription_time", .role = IG_TOTAL, .type = IG_F64, .unit = "h", .offset = offsetof(ig_shop_data, over_h),
     .doc = "Time above 0.95 of the subscribed power (power factor 0.95)."},

    {.name = "power", .unit = "W", SERIES(power_W), .store = IG_STORE_I32, .doc = "Electric power drawn."},
    {.name = "heating_power", .unit = "W", SERIES(heating_power_W), .store = IG_STORE_I32, .doc = "Heat given to the rooms."},
    {.name = "occupants", .unit = "1", SERIES(occupants), .store = IG_STORE_I16, .scale = 0.1, .doc = "Staff and visitors inside."},
    {.name = "indoor_temperature", .unit = "degC", SERIES(indoor_degC), .store = IG_STORE_I16, .scale = 0.01,
     .doc = "Room temperature at the end of the step."},
};

#define READS(port, si, member) {.name = port, .unit = si, .direction = IG_READS, .offset = offsetof(ig_shop_data, member)}
static const ig_port ports[] = {
    READS("weather.outdoor_temperature", "degC", outdoor_degC),
    READS("weather.global_horizontal_irradiance", "W m-2", ghi_W_m2),
    READS("weather.irradiance_north", "W m-2", north_W_m2),
    READS("weather.irradiance_east", "W m-2", east_W_m2),
    READS("weather.irradiance_south", "W m-2", south_W_m2),
    READS("weather.irradiance_west", "W m-2", west_W_m2),
    {.name = "power", .unit = "W", .direction = IG_WRITES, .offset = offsetof(ig_shop_data, power_W)},
};

static double electricity_Wh(const ig_shop_data *d, size_t u) {
  return d->lighting_Wh[u] + d->plugs_Wh[u] + d->refrigeration_Wh[u] + d->cooking_Wh[u] + d->ventilation_Wh[u] + d->heating_Wh[u] +
         d->cooling_Wh[u];
}

/* One kind: its electricity over floor area. */
static void report_kind(const ig_batch *batch, ig_kpis *kpis, int32_t kind) {
  const ig_shop_data *d = batch->data;
  double energy_Wh = 0, area_m2 = 0;
  for (size_t u = 0; u < batch->n; u++)
    if (d->kind[u] == kind) energy_Wh += electricity_Wh(d, u), area_m2 += d->area_m2[u];
  if (!(area_m2 > 0.0)) return;
  char name[96];
  snprintf(name, sizeof name, "shops_%s_electricity_per_area", ig_shop_kinds_table[kind].word);
  ig_kpis_add(kpis, name, energy_Wh / area_m2 / 1e3, "kW h m-2", "electricity over floor area of this kind; shop.md says what is measured in a year");
}

static void report(const ig_batch *batch, ig_kpis *kpis) {
  const ig_shop_data *d = batch->data;
  double worst = 0, above = 0;
  for (int32_t kind = 0; kind < IG_SHOP_KIND_COUNT; kind++) report_kind(batch, kpis, kind);
  for (size_t u = 0; u < batch->n; u++) {
    double ratio = d->power_most_W[u] / (950.0 * d->subscribed_kVA[u]);
    worst = ig_max(worst, ratio);
    above += ratio > 1.0 ? 1.0 : 0.0;
  }
  ig_kpis_add(kpis, "shops_maximum_over_subscription", worst, "1", "highest step mean over subscribed power at power factor 0.95, worst unit");
  ig_kpis_add(kpis, "shops_above_subscription", above, "1", "units whose highest step mean exceeds their subscribed power");
}

const ig_model ig_shop_model = {
    .name = "shop",
    .key = "shops",
    .unit_name = "shop",
    .doc = "Businesses and public places: opening hours, cold equipment, cooking, lighting, ventilation, heating and cooling.",
    .part = "shops",
    .phase = IG_PHASE_DEMAND,
    .spec_size = sizeof(ig_shop_spec),
    .data_size = sizeof(ig_shop_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .build = ig_shop_build_batch,
    .advance = ig_shop_step_advance,
    .report = report,
    .release = ig_shop_build_release,
};
