/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heat plant as a model: settings, ports, the walk through a window, KPIs. What it models: plant.md. */
#include "models/plant/plant.h"

#include <math.h>

#define PARAM(member) .role = IG_PARAM, .type = IG_F64, .offset = offsetof(ig_plant_data, member)
#define CHOICE(member) .role = IG_PARAM, .type = IG_ENUM, .offset = offsetof(ig_plant_data, member)
#define FLAG(member) .role = IG_PARAM, .type = IG_BOOL, .unit = "1", .max = 1, .offset = offsetof(ig_plant_data, member)
#define STATIC(member) .role = IG_STATIC, .type = IG_F64, .offset = offsetof(ig_plant_data, member)
#define STATE(member) .role = IG_STATE, .type = IG_F64, .offset = offsetof(ig_plant_data, member)
#define TOTAL(member) .role = IG_TOTAL, .type = IG_F64, .unit = "W h", .offset = offsetof(ig_plant_data, member)
#define SERIES(member) \
  .role = IG_SERIES, .type = IG_F64, .unit = "W", .store = IG_STORE_I32, .offset = offsetof(ig_plant_data, member)

#define PERSPECTIVES "geothermie-perspectives.fr, bulletin no. 12, January 2013"

/* clang-format off */
static const ig_field fields[] = {
    {.name = "serves.homes", FLAG(serves[IG_PLANT_HOMES]), .dflt = 1, .evidence = 'D', .doc = "Does it serve the district heat of homes?", .source = "the scenario decides"},
    {.name = "serves.offices", FLAG(serves[IG_PLANT_OFFICES]), .dflt = 1, .evidence = 'D', .doc = "And of offices?", .source = "the scenario decides"},
    {.name = "serves.shops", FLAG(serves[IG_PLANT_SHOPS]), .dflt = 1, .evidence = 'D', .doc = "And of shops?", .source = "the scenario decides"},
    {.name = "share", .unit = "1", PARAM(share), .dflt = 1, .min = 0, .max = 1, .drawn = true, .evidence = 'D',
     .doc = "Share of its customers' heat that this plant gives; left out: what is left, in equal parts.", .source = "the scenario decides"},
    {.name = "coincidence", .unit = "1", PARAM(coincidence), .dflt = 0.77, .min = 0.1, .max = 1, .evidence = 'D',
     .doc = "Design load of the plant over what its customers' systems can take together.", .source = "takes out the 30 % that they have to spare for reheating (1/1.3)"},
    {.name = "water_design", .unit = "W", PARAM(water_design_W), .dflt = 500, .min = 0, .max = 1e4, .evidence = 'D',
     .doc = "Part of the design load for the hot water of n homes, over n + 10 root n.", .source = "2.5 times the mean of a home of 2.5 persons: the morning's hours with the storage drawn on (assumption)"},
    {.name = "layout", .unit = "1", CHOICE(layout), .choices = "loop|network", .dflt = 0, .max = 1, .evidence = 'B',
     .doc = "What the pipes in the ground carry. loop: water of the source, heat pumps at the foot of the buildings; network: hot water, heat pumps in the plant.",
     .source = "Fort d'Issy: tempered loop at 28 degC, heat pumps at the foot of the buildings (enerzine.com, November 2010)"},

    {.name = "well.temperature", .unit = "degC", PARAM(well_degC), .dflt = 28, .min = 5, .max = 95, .evidence = 'B',
     .doc = "Water of the source, behind the exchanger of the wells.", .source = "Fort d'Issy: Albian aquifer, two wells of 600 m, loop at 28 degC (enerzine.com, November 2010)"},
    {.name = "well.reinjection", .unit = "degC", PARAM(reinjection_degC), .dflt = 12, .min = 1, .max = 90, .evidence = 'D',
     .doc = "To what temperature the wells' water is cooled.", .source = "a cooling by 16 K, as for heat pumps on one aquifer; not found for Fort d'Issy"},
    {.name = "well.flow", .unit = "m3 h-1", PARAM(well_flow_m3_h), .dflt = 150, .min = 0, .max = 1e4, .evidence = 'D',
     .doc = "Largest flow of the doublet.", .source = "order of 100 to 200 m3/h for the Albian (from memory, to be checked)"},
    {.name = "well.head", .unit = "m", PARAM(well_head_m), .dflt = 100, .min = 0, .max = 1000, .evidence = 'D',
     .doc = "Head of production and reinjection pumps together.", .source = "lift from the lowered water level and pressure of reinjection (assumption)"},
    {.name = "source_drop", .unit = "K", PARAM(source_drop_K), .dflt = 5, .min = 0, .max = 20, .evidence = 'C',
     .doc = "From the source's water to the temperature that the COP curve counts from.", .source = "when2heat: 5 K for the exchanger between groundwater and heat pump (from memory, to be checked)"},

    {.name = "flow_temperature", .unit = "degC", PARAM(flow_degC), .dflt = 45, .min = 25, .max = 110, .evidence = 'D',
     .doc = "Flow for heating at the design temperature.", .source = "low-energy buildings (BBC) made for low-temperature heat (" PERSPECTIVES "); 45 degC is an assumption"},
    {.name = "design_temperature", .unit = "degC", PARAM(design_degC), .dflt = -7, .min = -30, .max = 15, .evidence = 'C',
     .doc = "Outdoor temperature of the design.", .source = "base temperature of the Paris region, NF P 52-612/CN (-5 to -7 degC)"},
    {.name = "emitter_exponent", .unit = "1", PARAM(exponent), .dflt = 1.3, .min = 1, .max = 2, .evidence = 'C',
     .doc = "Exponent of the emitters: 1.3 radiators, 1.1 floors.", .source = "EN 442, EN 1264"},
    {.name = "water_temperature", .unit = "degC", PARAM(water_degC), .dflt = 60, .min = 45, .max = 90, .evidence = 'C',
     .doc = "Water made for taps, and least flow of a hot network.", .source = "at least 55 degC at the outlet and 50 degC in circulation (French order of 30 November 2005; from memory)"},

    {.name = "heat_pump_capacity", .unit = "W", PARAM(pump_capacity_W), .dflt = 0, .min = 0, .max = 1e9, .drawn = true, .evidence = 'D',
     .doc = "Heat that the heat pumps can give.", .source = "heat_pump_share of the design load"},
    {.name = "heat_pump_share", .unit = "1", PARAM(pump_share), .dflt = 0.4, .min = 0, .max = 2, .evidence = 'D',
     .doc = "Their size over the design load, where it is not given.", .source = "half to a third of the peak is usual beside a boiler (assumption)"},
    {.name = "boiler_capacity", .unit = "W", PARAM(boiler_capacity_W), .dflt = 0, .min = 0, .max = 1e9, .drawn = true, .evidence = 'D',
     .doc = "Heat that the gas boilers can give.", .source = "1.2 times the design load: all of it without the doublet"},
    {.name = "boiler", .unit = "1", CHOICE(boiler_kind), .choices = "standard|low_temperature|condensing", .dflt = IG_BOILER_CONDENSING, .max = 2, .evidence = 'D',
     .doc = "Kind of boiler; efficiencies of 92/42/EEC (models/physics/boiler.h).", .source = "new plant of 2013"},
    {.name = "storage", .unit = "h", PARAM(storage_h), .dflt = 1, .min = 0, .max = 48, .evidence = 'D',
     .doc = "Heat in hot-water storage, as hours of the heat pumps' capacity.", .source = "hot-water storage of the buildings for the morning (assumption)"},

    {.name = "pipes.length", .unit = "m", PARAM(trench_m), .dflt = 1800, .min = 0, .max = 1e6, .evidence = 'D',
     .doc = "Trench of flow and return.", .source = "18 buildings on 12 hectares (" PERSPECTIVES "), 100 m each (assumption)"},
    {.name = "pipes.loss", .unit = "W m-1 K-1", PARAM(pair_W_mK), .dflt = 0.5, .min = 0, .max = 20, .evidence = 'D',
     .doc = "Heat loss of the pair over the mean of both less the ground.", .source = "preinsulated pipes of DN 150 to 200: 0.4 to 0.6 (from memory, to be checked)"},
    {.name = "pipes.depth", .unit = "m", PARAM(depth_m), .dflt = 1, .min = 0, .max = 20, .evidence = 'D', .doc = "Depth of the pipes.", .source = "ordinary trench"},
    {.name = "pipes.difference", .unit = "K", PARAM(pipe_difference_K), .dflt = 8, .min = 1, .max = 80, .evidence = 'D',
     .doc = "Flow less return.", .source = "heat pumps on a loop cool their source by 5 to 10 K; hot networks have 20 to 40 K"},
    {.name = "pipes.pressure", .unit = "Pa", PARAM(pressure_Pa), .dflt = 2e5, .min = 0, .max = 2e6, .evidence = 'D',
     .doc = "Pressure of the network pumps at full flow.", .source = "100 Pa/m over the way there and back, exchanger and valves (assumption)"},
    {.name = "circulation_loss", .unit = "W", PARAM(circulation_W), .dflt = 0, .min = 0, .max = 1e8, .drawn = true, .evidence = 'D',
     .doc = "Loss of hot-water circulation in the buildings, all year.", .source = "40 W a home: some 350 kWh a year (assumption in the order of measured collective systems; to be checked)"},
    {.name = "controls", .unit = "W", PARAM(controls_W), .dflt = 2000, .min = 0, .max = 1e6, .evidence = 'D', .doc = "Controls, lighting and ventilation of plant rooms.", .source = "18 rooms of some 100 W (assumption)"},
    {.name = "subscribed_power", .unit = "kVA", PARAM(subscribed_kVA), .dflt = 0, .min = 0, .max = 1e5, .drawn = true, .evidence = 'D',
     .doc = "Subscribed power.", .source = "heat pumps full on the design day, power factor 0.93, the next 10 kVA"},

    {.name = "design_load", .unit = "W", STATIC(design_W), .doc = "Heat load it is sized for."},
    {.name = "customers", .unit = "1", STATIC(customers), .doc = "Homes, offices and shops that take its heat."},

    {.name = "stored", .unit = "J", STATE(stored_J), .doc = "Heat in the storage."},
    {.name = "stored_first", .unit = "J", STATE(first_J), .doc = "The same at the begin of recording."},

    {.name = "heat", TOTAL(heat_Wh), .doc = "Heat delivered to customers."},
    {.name = "heat_pump_heat", TOTAL(pump_heat_Wh), .doc = "Heat of the heat pumps."},
    {.name = "boiler_heat", TOTAL(boiler_heat_Wh), .doc = "Heat of the boilers."},
    {.name = "ground_heat", TOTAL(ground_Wh), .doc = "Heat taken from the wells."},
    {.name = "loss", TOTAL(loss_Wh), .doc = "Heat lost between plant and customers: circulation in buildings, hot pipes in the ground."},
    {.name = "loop_loss", TOTAL(loop_loss_Wh), .doc = "Heat that the source's water loses in the ground before the heat pumps."},
    {.name = "unmet", TOTAL(unmet_Wh), .doc = "Heat asked for that heat pumps and boilers could not give."},
    {.name = "gas", TOTAL(gas_Wh), .carrier = "gas", .doc = "Gas of the boilers (lower heating value)."},
    {.name = "electricity_heat_pumps", TOTAL(pump_Wh), .doc = "Electricity of the heat pumps."},
    {.name = "electricity_wells", TOTAL(well_Wh), .doc = "Electricity of the well pumps."},
    {.name = "electricity_pumps", TOTAL(circulator_Wh), .doc = "Electricity of the network pumps."},
    {.name = "electricity_other", TOTAL(other_Wh), .doc = "Electricity of boilers and controls."},

    {.name = "power", SERIES(power_W), .doc = "Electric power drawn."},
    {.name = "heat_demand", SERIES(demand_W), .doc = "Heat that customers take."},
    {.name = "heat_pump_power", SERIES(pump_heat_series_W), .doc = "Heat of the heat pumps."},
    {.name = "boiler_power", SERIES(boiler_heat_series_W), .doc = "Heat of the boilers."},
    {.name = "gas_power", SERIES(gas_W), .doc = "Gas of the boilers (lower heating value)."},
    {.name = "cop", .role = IG_SERIES, .type = IG_F64, .unit = "1", .store = IG_STORE_I16, .scale = 0.01, .offset = offsetof(ig_plant_data, cop), .doc = "COP of the heat pumps in the mix of the moment."},
};
/* clang-format on */

#define POOL(port, member) \
  { port, "W", IG_POOLS, offsetof(ig_plant_data, member) }
static const ig_port ports[] = {
    {"weather.outdoor_temperature", "degC", IG_READS, offsetof(ig_plant_data, outdoor_degC)},
    POOL("home.district_heat_power", heat_W[IG_PLANT_HOMES]),
    POOL("home.district_water_power", water_W),
    POOL("office.district_heat_power", heat_W[IG_PLANT_OFFICES]),
    POOL("shop.district_heat_power", heat_W[IG_PLANT_SHOPS]),
    {"power", "W", IG_WRITES, offsetof(ig_plant_data, power_W)},
};

/* Outdoor temperature of Paris over the year, for the ground: mean and first harmonic of the typical year of zone H1a,
 * coldest on 18 January. */
static const ig_pipe_climate climate = {12.08, 7.19, 17.0};

static ig_plant_design design_of(const ig_plant_data *d, size_t u) {
  return (ig_plant_design){.layout = (ig_plant_layout)d->layout[u],
                           .well_degC = d->well_degC[u],
                           .reinjection_degC = d->reinjection_degC[u],
                           .well_flow_m3_s = d->well_flow_m3_h[u] / 3600.0,
                           .well_head_m = d->well_head_m[u],
                           .source_drop_K = d->source_drop_K[u],
                           .flow_degC = d->flow_degC[u],
                           .design_degC = d->design_degC[u],
                           .exponent = d->exponent[u],
                           .water_degC = d->water_degC[u],
                           .pump_capacity_W = d->pump_capacity_W[u],
                           .boiler_capacity_W = d->boiler_capacity_W[u],
                           .storage_J = d->storage_h[u] * 3600.0 * d->pump_capacity_W[u],
                           .trench_m = d->trench_m[u],
                           .pair_W_mK = d->pair_W_mK[u],
                           .pipe_difference_K = d->pipe_difference_K[u],
                           .pressure_Pa = d->pressure_Pa[u],
                           .circulation_W = d->circulation_W[u],
                           .controls_W = d->controls_W[u]};
}

/* What the customers take in a step: their sums over all units, and this plant's share. */
static ig_plant_moment moment_of(const ig_plant_data *d, size_t u, int step, double ground_degC, double step_s) {
  double heat = 0.0, water = d->serves[IG_PLANT_HOMES][u] && d->water_W ? d->water_W[step] : 0.0;
  for (int k = 0; k < IG_PLANT_CUSTOMERS; k++) heat += d->serves[k][u] && d->heat_W[k] ? d->heat_W[k][step] : 0.0;
  return (ig_plant_moment){d->share[u] * (heat - water), d->share[u] * water, d->outdoor_degC[step], ground_degC,
                           step_s};
}

static void add_totals(ig_plant_data *d, size_t u, const ig_plant_moment *m, const ig_plant_flows *f) {
  double h = m->step_s / 3600.0;
  d->heat_Wh[u] += (m->space_W + m->water_W) * h;
  d->pump_heat_Wh[u] += f->pump_heat_W * h;
  d->boiler_heat_Wh[u] += f->boiler_heat_W * h;
  d->ground_Wh[u] += f->ground_W * h;
  d->loss_Wh[u] += f->loss_W * h;
  d->loop_loss_Wh[u] += f->loop_loss_W * h;
  d->unmet_Wh[u] += f->unmet_W * h;
  d->gas_Wh[u] += f->fuel_W * h;
  d->pump_Wh[u] += f->pump_electric_W * h;
  d->well_Wh[u] += f->well_electric_W * h;
  d->circulator_Wh[u] += f->circulator_electric_W * h;
  d->other_Wh[u] += f->other_electric_W * h;
}

/* Day of a year of 365.25 days, 0 at midnight of 1 January 2000. */
static double day_of_year(int64_t utc_s) {
  const int64_t year_s = 31557600;
  int64_t since_s = utc_s - 946684800;
  return (double)(since_s - ig_floor_div(since_s, year_s) * year_s) / IG_DAY_S;
}

static void advance_plant(ig_batch *batch, size_t u, const ig_window *w, size_t begin) {
  ig_plant_data *d = batch->data;
  const ig_boiler *boiler = &((const ig_plant_own *)batch->own)->boiler[u];
  ig_plant_design p = design_of(d, u);
  size_t lane = u - begin;
  if (w->begin_s == batch->site->record_s) d->first_J[u] = d->stored_J[u];
  for (int s = 0; s < w->n_steps; s++) {
    double ground_degC = ig_pipe_ground_degC(climate, d->depth_m[u], day_of_year(w->begin_s + (int64_t)s * w->step_s));
    ig_plant_moment m = moment_of(d, u, w->first_step + s, ground_degC, w->step_s);
    ig_plant_flows f = ig_plant_step(&p, boiler, m, &d->stored_J[u]);
    size_t at = (size_t)s * IG_BLOCK + lane;
    ig_tile(d->power_W, w, begin)[at] =
        (f.pump_electric_W + f.well_electric_W) + (f.circulator_electric_W + f.other_electric_W);
    ig_tile(d->demand_W, w, begin)[at] = m.space_W + m.water_W;
    ig_tile(d->pump_heat_series_W, w, begin)[at] = f.pump_heat_W;
    ig_tile(d->boiler_heat_series_W, w, begin)[at] = f.boiler_heat_W;
    ig_tile(d->gas_W, w, begin)[at] = f.fuel_W;
    ig_tile(d->cop, w, begin)[at] = f.cop;
    if (w->recording) add_totals(d, u, &m, &f);
  }
}

static void advance(ig_batch *batch, const ig_window *w, size_t begin, size_t end) {
  for (size_t u = begin; u < end && u < batch->n; u++) advance_plant(batch, u, w, begin);
}

/* --- KPIs ---------------------------------------------------------------------------------------- */

static double sum_of(const ig_batch *batch, const double *v) {
  double sum = 0.0;
  for (size_t u = 0; u < batch->n; u++) sum += v[u];
  return sum;
}

static void add_ratio(ig_kpis *kpis, const char *name, double value, double over, const char *doc) {
  ig_kpis_add(kpis, name, over > 0.0 ? value / over : IG_NAN, "1", doc);
}

static void report(const ig_batch *batch, ig_kpis *kpis) {
  const ig_plant_data *d = batch->data;
  double heat = sum_of(batch, d->heat_Wh), pump = sum_of(batch, d->pump_heat_Wh),
         boiler = sum_of(batch, d->boiler_heat_Wh);
  double loss = sum_of(batch, d->loss_Wh), loop = sum_of(batch, d->loop_loss_Wh), unmet = sum_of(batch, d->unmet_Wh);
  double for_pumps = sum_of(batch, d->pump_Wh), wells = sum_of(batch, d->well_Wh);
  double electricity = for_pumps + wells + sum_of(batch, d->circulator_Wh) + sum_of(batch, d->other_Wh);
  double stored = (sum_of(batch, d->stored_J) - sum_of(batch, d->first_J)) / 3600.0;
  ig_kpis_add(kpis, "heat_plants_electricity", electricity * 1e-3, "kW h", "electricity of the plants, pumps included");
  add_ratio(kpis, "heat_plants_seasonal_cop", pump, for_pumps, "heat of the heat pumps over their electricity");
  add_ratio(kpis, "heat_plants_system_cop", pump, electricity,
            "heat of the heat pumps over all electricity of the plants: heat pumps, wells, network, controls");
  add_ratio(kpis, "heat_plants_gas_share", boiler, pump + boiler,
            "heat of the boilers over all heat made; Fort d'Issy announced 22 % (78 % from the doublet)");
  add_ratio(kpis, "heat_plants_loss_share", loss + loop, pump + boiler + loop,
            "heat lost in the ground and in the buildings' circulation over heat made and lost before the heat pumps");
  add_ratio(kpis, "heat_plants_unmet_share", unmet, heat, "heat that the plants could not give over heat asked for");
  add_ratio(kpis, "heat_plants_balance_residual", fabs(pump + boiler + unmet - heat - loss - stored), pump + boiler,
            "heat made less delivered, lost and stored, relative");
  ig_kpis_main(kpis, "heat_plants_electricity");
  ig_kpis_main(kpis, "heat_plants_seasonal_cop");
  ig_kpis_main(kpis, "heat_plants_gas_share");
  if (unmet > 0.01 * heat)
    ig_kpis_warn(kpis, "heat plants could not give %.2g %% of the heat asked for (their customers got it all the same)",
                 100.0 * unmet / heat);
}

const ig_model ig_plant_model = {
    .name = "plant",
    .key = "heat_plants",
    .unit_name = "plant",
    .doc =
        "Heat plants: heat pumps on a geothermal doublet, gas boilers, a network; they serve the district heat of "
        "others.",
    .part = "heat_plants",
    .phase = IG_PHASE_PLANT,
    .data_size = sizeof(ig_plant_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .build = ig_plant_build_batch,
    .advance = advance,
    .report = report,
    .release = ig_plant_build_release,
};
