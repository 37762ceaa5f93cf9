/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Photovoltaic plants on roofs and facades.
 *
 * A unit is a plant: modules of one orientation behind one inverter. In each step, with the weather's means and the sun
 * at the middle of the step (i: angle of incidence, t: tilt),
 *
 *   G   = DNI cos i lit + sky(Perez 1990) + GHI albedo (1 - cos t) / 2         irradiance on the modules
 *   Ge  = beam IAM(i) + sky IAMsky + ground IAMground                          what reaches the cells
 *   Tc  = Tair + G rise(wind)
 *   Pdc = Ge / 1000 Ppeak (1 + coefficient (Tc - 25)) (1 - losses) (1 - fade years)
 *   Pac = clamp(PVWatts inverter(Pdc), 0, inverter_power);   power = -Pac, or the night's draw where Pac is 0
 *
 * `lit` and the share of the sky come from the plant's skyline. Nothing is remembered from step to step. Files:
 * pv_build.c (parameters, skylines), pv_step.c (the step), models/physics/pv.h (formulas). Sources and validation:
 * pv.md. */
#include "models/pv/pv.h"

#include <string.h>

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(ig_pv_spec, member)
#define PARAM(member) .role = IG_PARAM, .offset = offsetof(ig_pv_data, member)
#define NUMBER(member) PARAM(member), .type = IG_F64
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_pv_data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .unit = "W h", .offset = offsetof(ig_pv_data, member)
#define SERIES(member) .role = IG_SERIES, .type = IG_F64, .offset = offsetof(ig_pv_data, member)

#define PVWATTS "PVWatts 5 (Dobos 2014, NREL/TP-6A20-62641), as in the source of NREL's SAM"
#define PVWATTS_LOSS "PVWatts 5, as in pvlib's documentation; the nine make the 14.0757 % of the reference tables"
#define SAPM "King, Boyson, Kratochvil 2004 (SAND2004-3535), by mounting"
#define IEEE_1547 "IEEE 1547-2018, category B"

/* One loss of PVWatts. */
#define LOSS(name_, index, value, letter, text)                                                     \
  {                                                                                                 \
    .name = "losses." name_, .unit = "1", NUMBER(loss[index]), .dflt = value, .min = 0, .max = 0.9, \
    .evidence = letter, .doc = text, .source = PVWATTS_LOSS                                         \
  }

/* A point of a curve of the answer to the voltage. */
#define POINT(name_, member, value, low, high, letter, text, from)                                          \
  {                                                                                                         \
    .name = name_, .unit = "1", NUMBER(member), .dflt = value, .min = low, .max = high, .evidence = letter, \
    .doc = text, .source = from                                                                             \
  }
#define VAR_VOLTAGE "Voltage over the rated one at a point of the Q(U) curve."
#define VAR_REACTIVE "Reactive power over inverter_apparent_power there, positive = drawn (lowers the voltage)."
#define WATT_VOLTAGE "Voltage over the rated one at a point of the P(U) curve."
#define WATT_POWER "Most production over inverter_apparent_power there."
#define WATT_SOURCE "1.06 to 1.10: customary range of P(U), from memory, to be checked"

/* clang-format off */
static const ig_field fields[] = {
    {.name = "count", .unit = "1", SETTING(count), .type = IG_I32, .dflt = 0, .min = 0, .max = 1e6, .evidence = 'D',
     .doc = "Plants to generate beside the listed ones.", .source = "the scenario decides"},
    {.name = "peak_power", .unit = "W", SETTING(peak_W), .type = IG_F64, .dflt = 0, .min = 0, .max = 1e9, .evidence = 'D',
     .doc = "Peak power of the generated plants together, in even parts; 0: each has `defaults.peak_power`.",
     .source = "the scenario decides"},
    {.name = "tilt_spread", .unit = "degree", SETTING(tilt_spread_deg), .type = IG_F64, .dflt = 0, .min = 0, .max = 45,
     .evidence = 'D', .doc = "Standard deviation of the tilts of generated plants (normal, cut at two).",
     .source = "none unless the scenario says so"},
    {.name = "azimuth_spread", .unit = "degree", SETTING(azimuth_spread_deg), .type = IG_F64, .dflt = 0, .min = 0,
     .max = 90, .evidence = 'D', .doc = "Standard deviation of the azimuths of generated plants (normal, cut at two).",
     .source = "none unless the scenario says so"},

    {.name = "peak_power", .unit = "W", NUMBER(peak_W), .dflt = 3000, .min = 1, .max = 1e9, .evidence = 'D',
     .doc = "Peak power of the modules at standard test conditions.",
     .source = "usual size on a French house, from memory; a scenario states its own"},
    {.name = "tilt", .unit = "degree", NUMBER(tilt_deg), .dflt = 30, .min = 0, .max = 90, .evidence = 'D',
     .doc = "Tilt of the modules: 0 lies flat, 90 stands on a facade.", .source = "near the tilt of most yield at 49 degrees north"},
    {.name = "azimuth", .unit = "degree", NUMBER(azimuth_deg), .dflt = 180, .min = 0, .max = 360, .evidence = 'D',
     .doc = "Where the modules look: north 0, east 90, south 180.", .source = "south"},
    {.name = "albedo", .unit = "1", NUMBER(albedo), .dflt = 0.2, .min = 0, .max = 1, .evidence = 'C',
     .doc = "Share of global irradiance that the ground or roof before the modules reflects.",
     .source = "0.2 is the customary value for built-up ground (Liu and Jordan 1963)"},

    {.name = "technology", .unit = "1", PARAM(technology), .type = IG_ENUM, .choices = "standard|premium|thin_film",
     .dflt = IG_PV_PREMIUM, .min = 0, .max = IG_PV_THIN_FILM, .evidence = 'C',
     .doc = "Kind of module; sets temperature_coefficient: -0.47, -0.35, -0.20 % a kelvin.", .source = PVWATTS},
    {.name = "temperature_coefficient", .unit = "K-1", NUMBER(coefficient_per_K), .dflt = -0.0035, .min = -0.01, .max = 0.005,
     .drawn = true, .evidence = 'C', .doc = "Change of power with cell temperature; left out: by technology.",
     .source = PVWATTS},
    {.name = "glass", .unit = "1", PARAM(glass), .type = IG_ENUM,
     .choices = "physical|coated|ashrae|martin_ruiz|schlick|none", .dflt = IG_PV_PHYSICAL, .min = 0, .max = IG_PV_NO_LOSS,
     .evidence = 'C', .doc = "Incidence-angle modifier: light that reaches the cells, over that at normal incidence.",
     .source = "physical model of De Soto and others 2006; uncoated glass is the careful choice"},
    {.name = "glass_on", .unit = "1", PARAM(glass_on), .type = IG_ENUM, .choices = "beam|all", .dflt = 0, .min = 0, .max = 1,
     .evidence = 'C', .doc = "Light to which the modifier applies: the beam, or the light of sky and ground too (2.4 % less a year).",
     .source = "beam: PVWatts, whose losses these are, and the reference yield; all: Marion 2017"},
    {.name = "glass_index", .unit = "1", NUMBER(glass_index), .dflt = 1.526, .min = 1.01, .max = 3, .evidence = 'C',
     .doc = "Refractive index of the glass.", .source = "De Soto and others 2006"},
    {.name = "glass_absorption", .unit = "1", NUMBER(absorption), .dflt = 0.008, .min = 0, .max = 1, .evidence = 'C',
     .doc = "Extinction coefficient times thickness of the glass.", .source = "De Soto and others 2006: 4 1/m, 2 mm"},
    {.name = "coating_index", .unit = "1", NUMBER(coating_index), .dflt = 1.3, .min = 1.01, .max = 3, .evidence = 'C',
     .doc = "With glass: coated: refractive index of the anti-reflective coating.", .source = PVWATTS},
    {.name = "ashrae_b", .unit = "1", NUMBER(ashrae_b), .dflt = 0.05, .min = 0, .max = 0.5, .evidence = 'C',
     .doc = "With glass: ashrae: loss for each unit of 1 / cos - 1.", .source = "ASHRAE 93-77; 0.05 as in the reference tables"},
    {.name = "martin_ruiz_a", .unit = "1", NUMBER(martin_ruiz_a), .dflt = 0.16, .min = 0.01, .max = 1, .evidence = 'C',
     .doc = "With glass: martin_ruiz: angular loss coefficient.", .source = "Martin and Ruiz 2001, clean silicon modules"},

    {.name = "cell_model", .unit = "1", PARAM(cells), .type = IG_ENUM, .choices = "sapm|faiman|pvsyst|noct", .dflt = IG_PV_SAPM,
     .min = 0, .max = IG_PV_NOCT, .evidence = 'C', .doc = "How cell temperature follows irradiance and wind.",
     .source = "Sandia's model, as in the reference yield"},
    {.name = "mounting", .unit = "1", PARAM(mounting), .type = IG_ENUM,
     .choices = "close_roof|open_rack|open_rack_polymer|insulated_back", .dflt = IG_PV_CLOSE_ROOF, .min = 0,
     .max = IG_PV_INSULATED_BACK, .evidence = 'C', .doc = "With cell_model: sapm: how air reaches the modules' backs.",
     .source = "SAND2004-3535; close to a roof, as in the reference yield"},
    {.name = "sapm.a", .unit = "1", NUMBER(sapm_a), .dflt = -2.98, .min = -6, .max = 0, .drawn = true, .evidence = 'B',
     .doc = "Logarithm of the rise of the modules' backs, K m2/W, without wind; left out: by mounting.", .source = SAPM},
    {.name = "sapm.b", .unit = "s m-1", NUMBER(sapm_b), .dflt = -0.0471, .min = -1, .max = 0, .drawn = true, .evidence = 'B',
     .doc = "Change of that logarithm with wind at 10 m; left out: by mounting.", .source = SAPM},
    {.name = "sapm.difference", .unit = "K", NUMBER(sapm_K), .dflt = 1, .min = 0, .max = 20, .drawn = true, .evidence = 'B',
     .doc = "Cell above the back at 1000 W/m2; left out: by mounting.", .source = SAPM},
    {.name = "faiman.u0", .unit = "W m-2 K-1", NUMBER(faiman_u0), .dflt = 25, .min = 1, .max = 200, .evidence = 'B',
     .doc = "Heat loss of the modules without wind.", .source = "Faiman 2008, as in the reference tables"},
    {.name = "faiman.u1", .unit = "W s m-3 K-1", NUMBER(faiman_u1), .dflt = 6.84, .min = 0, .max = 100, .evidence = 'B',
     .doc = "Its increase with wind.", .source = "Faiman 2008, as in the reference tables"},
    {.name = "pvsyst.uc", .unit = "W m-2 K-1", NUMBER(pvsyst_uc), .dflt = 29, .min = 1, .max = 200, .evidence = 'C',
     .doc = "Heat loss of the modules without wind; 29 free standing, some 20 on a roof.",
     .source = "PVsyst, as in the reference tables"},
    {.name = "pvsyst.uv", .unit = "W s m-3 K-1", NUMBER(pvsyst_uv), .dflt = 0, .min = 0, .max = 100, .evidence = 'C',
     .doc = "Its increase with wind.", .source = "PVsyst, as in the reference tables"},
    {.name = "noct", .unit = "degC", NUMBER(noct_degC), .dflt = 45, .min = 21, .max = 80, .evidence = 'C',
     .doc = "Cell temperature at 800 W/m2, 20 degC and 1 m/s, open circuit.", .source = "data sheets; as in the reference tables"},
    {.name = "module_efficiency", .unit = "1", NUMBER(efficiency), .dflt = 0.20, .min = 0.01, .max = 0.5, .evidence = 'C',
     .doc = "With cell_model: noct or pvsyst: share of light turned into current, which does not heat.",
     .source = "crystalline modules, as in the reference tables (NOCT)"},

    LOSS("soiling", 0, 0.02, 'C', "Share of light lost on dirt."),
    {.name = "losses.shading", .unit = "1", NUMBER(loss[1]), .dflt = 0.03, .min = 0, .max = 0.9, .drawn = true, .evidence = 'C',
     .doc = "Share lost by near shading; left out: 0.03, or 0 for a plant with a skyline (horizon, neighbour).",
     .source = PVWATTS_LOSS},
    LOSS("snow", 2, 0.0, 'C', "Share lost under snow."),
    LOSS("mismatch", 3, 0.02, 'C', "Share lost because modules of a string differ."),
    LOSS("wiring", 4, 0.02, 'C', "Share lost in cables."),
    LOSS("connections", 5, 0.005, 'C', "Share lost in connectors."),
    LOSS("light_degradation", 6, 0.015, 'C', "Share lost in the first hours of light."),
    LOSS("nameplate", 7, 0.01, 'C', "Share by which modules fall short of their plate."),
    LOSS("availability", 8, 0.03, 'C', "Share lost while the plant stands still, spread over all time."),
    {.name = "degradation", .unit = "1", NUMBER(fade_per_year), .dflt = 0.005, .min = 0, .max = 0.1, .evidence = 'B',
     .doc = "Share of the initial power lost each year, in a straight line from the end of the commissioning year on.",
     .source = "Jordan and Kurtz 2013 (doi:10.1002/pip.1182): median of some 2000 rates 0.5 % a year"},
    {.name = "commissioned", .unit = "1", PARAM(commissioned), .type = IG_I32, .dflt = 2017, .min = 1980, .max = 2100,
     .drawn = true, .evidence = 'D', .doc = "Calendar year in which the plant began; left out: that of the run's start.",
     .source = "new unless the scenario says so"},

    {.name = "inverter_power", .unit = "W", NUMBER(inverter_W), .dflt = 2727, .min = 0.1, .max = 1e9, .drawn = true,
     .evidence = 'C', .doc = "Most active power of the inverter, alternating current; left out: peak power / 1.1.",
     .source = PVWATTS},
    {.name = "inverter_efficiency", .unit = "1", NUMBER(inverter_efficiency), .dflt = 0.96, .min = 0.5, .max = 1,
     .evidence = 'C', .doc = "Efficiency at rated power; the curve over the load is PVWatts'.", .source = PVWATTS},
    {.name = "inverter_apparent_power", .unit = "VA", NUMBER(inverter_VA), .dflt = 2727, .min = 0.1, .max = 1e9,
     .drawn = true, .evidence = 'D', .doc = "Rated apparent power, for Q(U) and P(U); left out: inverter_power.",
     .source = "no reserve for reactive power unless the scenario says so"},
    {.name = "night_power", .unit = "W", NUMBER(night_W), .dflt = 0, .min = 0, .max = 1e6, .evidence = 'C',
     .doc = "Drawn while the plant does not deliver.", .source = "PVWatts has none; data sheets say 1 to 2 W (from memory)"},

    {.name = "horizon", .unit = "1", PARAM(horizon), .type = IG_STRING, .dflt_text = "", .evidence = 'D',
     .doc = "Skyline as \"azimuth:elevation, ...\" in degrees, azimuths rising, straight lines between, closed around north; "
            "e.g. \"90:10, 180:25, 270:5\".", .source = "open"},
    {.name = "neighbour.height", .unit = "m", NUMBER(wall_height_m), .dflt = 0, .min = 0, .max = 1000, .evidence = 'D',
     .doc = "Height of a long house opposite above the middle of the modules; 0: none.", .source = "open"},
    {.name = "neighbour.distance", .unit = "m", NUMBER(wall_distance_m), .dflt = 15, .min = 0.1, .max = 10000,
     .evidence = 'D', .doc = "Its distance.", .source = "width of a street"},
    {.name = "neighbour.azimuth", .unit = "degree", NUMBER(wall_azimuth_deg), .dflt = 180, .min = 0, .max = 360,
     .evidence = 'D', .doc = "The direction in which it stands; its face is across.", .source = "south"},
    {.name = "neighbour.left", .unit = "m", NUMBER(wall_left_m), .dflt = 50, .min = 0, .max = 10000, .evidence = 'D',
     .doc = "How far it reaches to the left, seen from the modules.", .source = "a block of houses"},
    {.name = "neighbour.right", .unit = "m", NUMBER(wall_right_m), .dflt = 50, .min = 0, .max = 10000, .evidence = 'D',
     .doc = "How far it reaches to the right.", .source = "a block of houses"},

    {.name = "reactive_ratio", .unit = "1", NUMBER(reactive_ratio), .dflt = 0, .min = -1, .max = 1, .evidence = 'D',
     .doc = "Generated network: reactive power drawn over active power delivered, at any voltage, e.g. 0.35; tables say "
            "it for each connection.",
     .source = "power factor 1 unless the scenario says so; new French plants must draw some since 2023, 0.35 unverified"},
    {.name = "volt_var.active", .unit = "1", PARAM(volt_var), .type = IG_BOOL, .dflt = 0, .max = 1, .evidence = 'D',
     .doc = "Reactive power follows the voltage, Q(U).", .source = "not asked of small plants in France by default"},
    POINT("volt_var.voltage_1", var_voltage[0], 0.92, 0.5, 1.5, 'C', VAR_VOLTAGE, IEEE_1547),
    POINT("volt_var.voltage_2", var_voltage[1], 0.98, 0.5, 1.5, 'C', VAR_VOLTAGE, IEEE_1547),
    POINT("volt_var.voltage_3", var_voltage[2], 1.02, 0.5, 1.5, 'C', VAR_VOLTAGE, IEEE_1547),
    POINT("volt_var.voltage_4", var_voltage[3], 1.08, 0.5, 1.5, 'C', VAR_VOLTAGE, IEEE_1547),
    POINT("volt_var.reactive_1", var_reactive[0], -0.44, -1, 1, 'C', VAR_REACTIVE, IEEE_1547),
    POINT("volt_var.reactive_2", var_reactive[1], 0, -1, 1, 'C', VAR_REACTIVE, IEEE_1547),
    POINT("volt_var.reactive_3", var_reactive[2], 0, -1, 1, 'C', VAR_REACTIVE, IEEE_1547),
    POINT("volt_var.reactive_4", var_reactive[3], 0.44, -1, 1, 'C', VAR_REACTIVE, IEEE_1547),
    {.name = "volt_watt.active", .unit = "1", PARAM(volt_watt), .type = IG_BOOL, .dflt = 0, .max = 1, .evidence = 'D',
     .doc = "Production is limited by the voltage, P(U).", .source = "not asked of small plants in France by default"},
    POINT("volt_watt.voltage_1", watt_voltage[0], 1.06, 0.5, 1.5, 'D', WATT_VOLTAGE, WATT_SOURCE),
    POINT("volt_watt.voltage_2", watt_voltage[1], 1.10, 0.5, 1.5, 'D', WATT_VOLTAGE, WATT_SOURCE),
    POINT("volt_watt.power_1", watt_power[0], 1, 0, 1, 'D', WATT_POWER, WATT_SOURCE),
    POINT("volt_watt.power_2", watt_power[1], 0.2, 0, 1, 'D', WATT_POWER, WATT_SOURCE),

    {.name = "system_loss", .unit = "1", STATIC(system_loss), .doc = "All losses together, without age."},
    {.name = "sky_view", .unit = "1", STATIC(sky_view),
     .doc = "Share of isotropic diffuse light that reaches the modules past tilt and skyline."},
    {.name = "subscribed_power", .unit = "kVA", STATIC(subscribed_kVA),
     .doc = "Rated apparent power of the inverter, by which a generated network lays out its connection."},
    {.name = "tan_phi", .unit = "1", STATIC(tan_phi),
     .doc = "Reactive over active power, both drawn: minus reactive_ratio."},
    {.name = "rated_apparent_power", .unit = "VA", STATIC(port_VA),
     .doc = "That of an inverter that answers to the voltage; 0: it does not."},
    {.name = "volt_var_voltage", .unit = "1", .role = IG_STATE, .type = IG_F64, .width = IG_PV_VAR_POINTS,
     .offset = offsetof(ig_pv_data, port_var_voltage), .doc = "Q(U): voltages over the rated one."},
    {.name = "volt_var_reactive", .unit = "1", .role = IG_STATE, .type = IG_F64, .width = IG_PV_VAR_POINTS,
     .offset = offsetof(ig_pv_data, port_var_reactive), .doc = "Q(U): reactive power over the rated apparent power."},
    {.name = "volt_watt_voltage", .unit = "1", .role = IG_STATE, .type = IG_F64, .width = IG_PV_WATT_POINTS,
     .offset = offsetof(ig_pv_data, port_watt_voltage), .doc = "P(U): voltages over the rated one."},
    {.name = "volt_watt_power", .unit = "1", .role = IG_STATE, .type = IG_F64, .width = IG_PV_WATT_POINTS,
     .offset = offsetof(ig_pv_data, port_watt_power), .doc = "P(U): most production over the rated apparent power."},

    {.name = "production", TOTAL(production_Wh),
     .doc = "Electricity that the plant could deliver, before limits by the voltage."},
    {.name = "dc_energy", TOTAL(dc_Wh), .doc = "Direct current into the inverter."},
    {.name = "reference_energy", TOTAL(reference_Wh),
     .doc = "Irradiation of the modules times peak power over 1 kW/m2: production without any loss."},
    {.name = "clipped_energy", TOTAL(clipped_Wh), .doc = "Electricity lost because the inverter was too small."},
    {.name = "own_use", TOTAL(own_use_Wh), .doc = "Electricity drawn while the plant did not deliver."},

    {.name = "power", .unit = "W", SERIES(power_W), .store = IG_STORE_I32,
     .doc = "Power drawn from the network, mean of the step; negative = production."},
    {.name = "dc_power", .unit = "W", SERIES(dc_W), .store = IG_STORE_I32,
     .doc = "Direct current into the inverter, mean of the step."},
    {.name = "plane_irradiance", .unit = "W m-2", SERIES(plane_W_m2), .store = IG_STORE_I16, .scale = 0.1,
     .doc = "Irradiance on the modules, mean of the step."},
    {.name = "cell_temperature", .unit = "degC", SERIES(cell_degC), .store = IG_STORE_I16, .scale = 0.01,
     .doc = "Temperature of the cells."},
};
/* clang-format on */

#define READS(name_, unit_, member) \
  { .name = "weather." name_, .unit = unit_, .direction = IG_READS, .offset = offsetof(ig_pv_data, member) }
#define WRITES(name_, unit_, member) \
  { .name = name_, .unit = unit_, .direction = IG_WRITES, .offset = offsetof(ig_pv_data, member) }

static const ig_port ports[] = {
    READS("global_horizontal_irradiance", "W m-2", global_W_m2),
    READS("direct_normal_irradiance", "W m-2", direct_W_m2),
    READS("diffuse_horizontal_irradiance", "W m-2", diffuse_W_m2),
    READS("outdoor_temperature", "degC", outdoor_degC),
    READS("wind_speed", "m s-1", wind_m_s),
    WRITES("power", "W", power_W),
    WRITES("rated_apparent_power", "VA", port_VA),
    WRITES("volt_var_voltage", "1", port_var_voltage),
    WRITES("volt_var_reactive", "1", port_var_reactive),
    WRITES("volt_watt_voltage", "1", port_watt_voltage),
    WRITES("volt_watt_power", "1", port_watt_power),
};

static size_t count(const void *settings) { return (size_t)((const ig_pv_spec *)settings)->count; }

/* Means over peak power, scaled from the recorded time to 365 days. */
static void report(const ig_batch *b, ig_kpis *kpis) {
  const ig_pv_data *d = b->data;
  double peak_kW = 0.0, production = 0.0, reference = 0.0, unlimited = 0.0, clipped = 0.0;
  for (size_t u = 0; u < b->n; u++) {
    peak_kW += 1e-3 * d->peak_W[u];
    production += 1e-3 * d->production_Wh[u];
    reference += 1e-3 * d->reference_Wh[u];
    clipped += 1e-3 * d->clipped_Wh[u];
  }
  unlimited = production + clipped;
  double recorded_s = (double)(b->site->end_s - b->site->record_s);
  if (peak_kW <= 0.0 || recorded_s <= 0.0) return;
  double scale = 365.0 * IG_DAY_S / recorded_s / peak_kW;
  ig_kpis_add(kpis, "pv_peak_power", peak_kW, "kW", "peak power of all plants");
  ig_kpis_add(kpis, "pv_specific_yield", production * scale, "kW h kW-1",
              "production over peak power, scaled to 365 days; 30 degrees south at Trappes 1019 kWh/kWp");
  ig_kpis_add(kpis, "pv_performance_ratio", reference > 0.0 ? production / reference : 0.0, "1",
              "production over what the light on the modules would give at rated efficiency");
  ig_kpis_add(kpis, "pv_plane_irradiation", reference * scale, "kW h m-2",
              "irradiation of the modules, mean over peak power, scaled to 365 days");
  ig_kpis_add(kpis, "pv_clipped_share", unlimited > 0.0 ? clipped / unlimited : 0.0, "1",
              "electricity lost to inverters that were too small, over what they would have delivered");
}

const ig_model ig_pv_model = {
    .name = "pv",
    .key = "pv_plants",
    .unit_name = "pv",
    .doc = "Photovoltaic plants on roofs and facades: irradiance on the modules past their skyline, cells, inverters.",
    .part = "pv",
    .phase = IG_PHASE_PV,
    .spec_size = sizeof(ig_pv_spec),
    .data_size = sizeof(ig_pv_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .count = count,
    .build = ig_pv_build,
    .advance = ig_pv_step,
    .report = report,
    .release = ig_pv_build_release,
};
