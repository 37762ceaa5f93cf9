/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The low-voltage network: every step of a day solved for every bus, eight windows at a time in vector lanes, slices of
 * time side by side on threads. Page: grid.md. Here are the field tables of the section `network` and of the tables
 * bus, line, transformer and feeder that its result has, and the way through a day; the parts are
 *
 *   network.c   what a network is          tables.c  read from CSV      generate.c  or drawn
 *   radial.c    a tree made ready          sweep.c   backward/forward sweep
 *   element.c   admittances                nodal.c   any network by KLU
 *   grid_build.c from scenario to network  grid_settle.c the statistics   ageing.h  transformers */
#include "models/grid/grid.h"

#include <stdlib.h>

#include "models/grid/grid_nodal.h"
#include "models/grid/sweep.h"

#define SETTING(member) .role = IG_SETTING, .offset = offsetof(ig_grid_spec, member)
#define TOTAL(type_, member) .role = IG_TOTAL, .type = IG_F64, .offset = offsetof(type_, member)
#define STATE(type_, member) .role = IG_STATE, .type = IG_F64, .unit = "1", .offset = offsetof(type_, member)
#define STATIC(kind_, type_, member) .role = IG_STATIC, .type = kind_, .offset = offsetof(type_, member)
#define SHARED(member) .role = IG_SERIES, .type = IG_F64, .shared = true, .offset = offsetof(ig_grid_data, member)
#define SERIES(type_, member, interval) \
  .role = IG_SERIES, .type = IG_F64, .interval_s = (interval), .offset = offsetof(type_, member)

enum { TEN_MINUTES = 600 };

/* clang-format off */
static const ig_field fields[] = {
    {.name = "tables", .unit = "1", SETTING(tables), .type = IG_STRING, .dflt_text = "", .input_file = true, .folder = true,
     .doc = "Folder with the CSV tables of an own network (grid-tables.md), seen from the scenario file; left out: a network is generated.",
     .source = "the scenario decides", .evidence = 'D'},
    {.name = "solver", .unit = "1", SETTING(solver), .type = IG_ENUM, .choices = "auto|sweep|nodal", .dflt = IG_GRID_AUTO,
     .min = 0, .max = 2, .evidence = 'C',
     .doc = "How a step is solved: backward/forward sweep (radial networks) or nodal matrix (any); auto: the sweep where it applies.",
     .source = "both agree to 1e-6 V where both apply"},
    {.name = "tolerance", .unit = "V", SETTING(tolerance_V), .type = IG_F64, .dflt = 1e-8, .min = 1e-12, .max = 1,
     .evidence = 'C', .doc = "A step counts as solved once a further iteration would move no voltage by more.",
     .source = "power drawn then meets the power demanded to better than 1e-9"},
    {.name = "voltage_exponent.p", .unit = "1", SETTING(exponent_p), .type = IG_F64, .dflt = 0, .min = -1, .max = 3,
     .evidence = 'C', .doc = "Generated network: active power follows the voltage over the rated one to this exponent (0 constant power, 1 constant current, 2 constant impedance).",
     .source = "constant power, the usual assumption of planning"},
    {.name = "voltage_exponent.q", .unit = "1", SETTING(exponent_q), .type = IG_F64, .dflt = 0, .min = -1, .max = 3,
     .evidence = 'C', .doc = "Generated network: the same for reactive power.", .source = "as above"},
    {.name = "power_factor.homes", .unit = "1", SETTING(power_factor[0]), .type = IG_F64, .dflt = 0.998, .min = 0, .max = 1,
     .evidence = 'D', .doc = "Generated network: power factor of homes, inductive, 0.5 at least; 0: each home's own by its equipment (tan_phi of homes), which takes the network a third longer.",
     .source = "mean of the homes' own over their energy (models/home/people.md); the IEEE European LV test feeder has 0.95"},
    {.name = "power_factor.offices", .unit = "1", SETTING(power_factor[1]), .type = IG_F64, .dflt = 0.93, .min = 0.5, .max = 1,
     .evidence = 'C', .doc = "Generated network: power factor of offices, inductive.",
     .source = "tan phi 0.4: limit without charge of the French network tariff TURPE above 36 kVA"},
    {.name = "power_factor.shops", .unit = "1", SETTING(power_factor[2]), .type = IG_F64, .dflt = 0.93, .min = 0.5, .max = 1,
     .evidence = 'C', .doc = "Generated network: power factor of shops, inductive.", .source = "as offices"},
    {.name = "power_factor.lighting", .unit = "1", SETTING(power_factor[3]), .type = IG_F64, .dflt = 0.9, .min = 0.5, .max = 1,
     .evidence = 'D', .doc = "Generated network: power factor of street-lighting cabinets, inductive.", .source = "compensated gear; no survey found"},
    {.name = "power_factor.other", .unit = "1", SETTING(power_factor[4]), .type = IG_F64, .dflt = 0.95, .min = 0.5, .max = 1,
     .evidence = 'D', .doc = "Generated network: power factor of profiles and all else, inductive.", .source = "as homes"},
    {.name = "earthing", .unit = "1", SETTING(earthing), .type = IG_ENUM, .choices = "tt|tn", .dflt = IG_GRID_TT, .min = 0,
     .max = 1, .evidence = 'C', .doc = "Generated network: neutral earthed at substations only (tt) or at every building too (tn).",
     .source = "French public networks are TT (NF C 14-100)"},
    {.name = "homes_per_building", .unit = "1", SETTING(homes_per_building), .type = IG_F64, .dflt = 33, .min = 1, .max = 500,
     .evidence = 'D', .doc = "Generated network: mean number of homes of a building.", .source = "assumption: five to seven floors of five homes"},
    {.name = "homes_per_floor", .unit = "1", SETTING(homes_per_floor), .type = IG_F64, .dflt = 5, .min = 1, .max = 50,
     .evidence = 'D', .doc = "Generated network: homes of a floor; how long risers get.", .source = "assumption"},
    {.name = "homes_per_substation", .unit = "1", SETTING(homes_per_substation), .type = IG_F64, .dflt = 160, .min = 1, .max = 2000,
     .evidence = 'D', .doc = "Generated network: mean number of homes of a public substation.", .source = "8 to 20 transformers for 2,000 urban homes (inferred)"},
    {.name = "feeders_per_substation", .unit = "1", SETTING(feeders_per_substation), .type = IG_F64, .dflt = 5, .min = 1, .max = 16,
     .evidence = 'D', .doc = "Generated network: low-voltage feeders of a public substation, more where load asks for it.", .source = "4 to 8 (inferred)"},
    {.name = "density", .unit = "1", SETTING(density_homes_ha), .type = IG_F64, .dflt = 80, .min = 1, .max = 1000,
     .evidence = 'B', .doc = "Generated network: homes per hectare; sets distances.",
     .source = "Issy-les-Moulineaux: 4.25 km2, some 34,000 homes (INSEE census)"},
    {.name = "source.voltage", .unit = "1", SETTING(source_pu), .type = IG_F64, .dflt = 1.02, .min = 0.8, .max = 1.2,
     .evidence = 'D', .doc = "Generated network: voltage of the source, behind the impedance of the 20 kV busbar, over 20 kV.", .source = "set a little high, as operators do"},
    {.name = "source.short_circuit", .unit = "MVA", SETTING(source_sc_MVA), .type = IG_F64, .dflt = 250, .min = 1, .max = 1e5,
     .evidence = 'D', .doc = "Generated network: three-phase short-circuit power at the 20 kV busbar.", .source = "urban 63/20 kV substation of 36 to 70 MVA"},
    {.name = "source.x_over_r", .unit = "1", SETTING(source_x_over_r), .type = IG_F64, .dflt = 10, .min = 0.01, .max = 1000,
     .evidence = 'D', .doc = "Generated network: reactance over resistance of the source.", .source = "transformer-dominated"},
    {.name = "transformer_tap", .unit = "1", SETTING(tap), .type = IG_F64, .dflt = 1.0, .min = 0.9, .max = 1.1,
     .evidence = 'C', .doc = "Generated network: high-voltage turns over nominal (20 kV / 410 V); 1.025 lowers the low voltage by 2.4 %.",
     .source = "middle of the off-load taps"},
    {.name = "earthing_resistance", .unit = "ohm", SETTING(earthing_ohm), .type = IG_F64, .dflt = 10, .min = 0, .max = 1e6,
     .evidence = 'C', .doc = "Generated network: earthing resistance of a substation's star point, with tn of every building too.", .source = "NF C 11-201: at most 15 ohm, often less"},
    {.name = "enclosure_rise", .unit = "K", SETTING(enclosure_K), .type = IG_F64, .dflt = 10, .min = 0, .max = 40,
     .evidence = 'C', .doc = "How much warmer the air around transformers is than outdoors; all networks.", .source = "transformers indoors, order of the corrections of IEC 60076-7"},

    {.name = "losses", STATE(ig_grid_data, loss_Wh), .width = IG_FLOW_KINDS, .doc = "Losses by kind, W h."},
    {.name = "unsolved", STATE(ig_grid_data, unsolved), .width = IG_GRID_TROUBLE,
     .doc = "Steps that did not converge; begin of the first, s after the start of recording; its worst connection."},
    {.name = "collapsed", STATE(ig_grid_data, collapsed), .width = IG_GRID_TROUBLE,
     .doc = "The same of steps with a connection below half its rated voltage."},
    {.name = "kirchhoff", STATE(ig_grid_data, kirchhoff), .doc = "Largest relative residual of source less loads and losses."},
    {.name = "mismatch", STATE(ig_grid_data, mismatch), .doc = "Largest relative difference of power drawn and demanded."},
    {.name = "iterations", STATE(ig_grid_data, iterations), .doc = "Iterations of all steps."},
    {.name = "steps", STATE(ig_grid_data, steps), .doc = "Steps solved."},
    {.name = "lowest_voltage", STATE(ig_grid_data, lowest_pu), .doc = "Lowest voltage of a step at a connection over its rated one."},
    {.name = "lowest_voltage_time", STATE(ig_grid_data, lowest_s), .doc = "When that was, s after the start of recording."},
    {.name = "lowest_voltage_at", STATE(ig_grid_data, lowest_connection), .doc = "Which connection that was."},

    {.name = "power", .unit = "W", SHARED(power_W), .doc = "Losses of the network, mean of the step."},
    {.name = "import", .unit = "W", SHARED(import_W), .doc = "Power drawn at the source's busbar, losses included, mean of the step."},
    {.name = "import_reactive", .unit = "var", SHARED(reactive_var), .store = IG_STORE_I32, .always = true,
     .doc = "Reactive power drawn at the source's busbar, mean of the step."},
    {.name = "network_iterations", .unit = "1", SHARED(iterations_of), .store = IG_STORE_I16, .always = true,
     .doc = "Iterations that solving the step took; 0: it did not converge; the last good voltages and the power asked for stand."},
};

static const ig_field bus_fields[] = {
    {.name = "nominal_voltage", .unit = "V", STATIC(IG_F64, ig_bus_data, nominal_V), .doc = "Nominal voltage, phase to phase; limits refer to it over the root of 3."},
    {.name = "longitude", .unit = "degree", STATIC(IG_F64, ig_bus_data, longitude_deg), .doc = "WGS84."},
    {.name = "latitude", .unit = "degree", STATIC(IG_F64, ig_bus_data, latitude_deg), .doc = "WGS84."},
    {.name = "distance", .unit = "m", STATIC(IG_F64, ig_bus_data, distance_m), .doc = "Length of line from the transformer (or source) that feeds it."},
    {.name = "feeder", .unit = "1", STATIC(IG_I32, ig_bus_data, feeder), .doc = "Its feeder, as position on the axis `feeder` from 0; -1: busbar or medium voltage."},
    {.name = "connections", .unit = "1", STATIC(IG_I32, ig_bus_data, connections), .doc = "Units connected here."},
    {.name = "voltage_gradient", .unit = "%", STATIC(IG_F64, ig_bus_data, gradient),
     .doc = "Further drop for one more single-phase kilowatt, from impedances at nominal voltage (French limit 2 %)."},
    {.name = "lowest_voltage", .unit = "V", TOTAL(ig_bus_data, lowest_V), .doc = "Lowest 10-minute voltage of a phase to neutral (to earth without one)."},
    {.name = "highest_voltage", .unit = "V", TOTAL(ig_bus_data, highest_V), .doc = "Highest 10-minute voltage of a phase to neutral (to earth without one)."},
    {.name = "highest_unbalance", .unit = "%", TOTAL(ig_bus_data, unbalance), .doc = "Highest 10-minute unbalance: negative over positive sequence of the voltage."},
    {.name = "highest_neutral_voltage", .unit = "V", TOTAL(ig_bus_data, neutral_V), .doc = "Highest 10-minute voltage of the neutral to earth; NaN: no neutral."},
    {.name = "outside_limits", .unit = "h", TOTAL(ig_bus_data, outside_h), .doc = "Time with the 10-minute voltage of some phase outside of 90 to 110 % of nominal."},
    {.name = "week_values", STATE(ig_bus_data, week_n), .doc = "10-minute values of this week."},
    {.name = "week_inside", STATE(ig_bus_data, week_inside), .width = 3, .doc = "Of which inside 90 to 110 %, by phase."},
    {.name = "week_within", .unit = "1", TOTAL(ig_bus_data, week_within), .axis = "week",
     .doc = "Share of the week's 10-minute voltages within 90 to 110 % of nominal, worst phase (EN 50160: at least 0.95)."},
    {.name = "week_lowest", .unit = "V", TOTAL(ig_bus_data, week_lowest_V), .axis = "week", .doc = "Lowest 10-minute voltage of the week, all phases."},
    {.name = "week_highest", .unit = "V", TOTAL(ig_bus_data, week_highest_V), .axis = "week", .doc = "Highest 10-minute voltage of the week, all phases."},
#define VOLTAGE(name_, k) \
    {.name = name_, .unit = "V", SERIES(ig_bus_data, voltage_V[k], TEN_MINUTES), .store = IG_STORE_I16, .scale = 0.01, .always = true, \
     .doc = "10-minute voltage (root mean square) to the neutral, or to earth where there is none; low voltage only."}
    VOLTAGE("voltage_l1", 0), VOLTAGE("voltage_l2", 1), VOLTAGE("voltage_l3", 2),
#define EARTH(name_, k) \
    {.name = name_, .unit = "V", SERIES(ig_bus_data, earth_V[k], 0), .store = IG_STORE_F64, .doc = "Voltage of the conductor to earth, rms, of each step."}
    EARTH("earth_voltage_l1", 0), EARTH("earth_voltage_l2", 1), EARTH("earth_voltage_l3", 2), EARTH("earth_voltage_n", 3),
#define ANGLE(name_, k) \
    {.name = name_, .unit = "degree", SERIES(ig_bus_data, angle_deg[k], 0), .store = IG_STORE_F64, .doc = "Angle of the conductor's voltage to earth, of each step; L1 of the source is at 0 unless its table says otherwise."}
    ANGLE("angle_l1", 0), ANGLE("angle_l2", 1), ANGLE("angle_l3", 2), ANGLE("angle_n", 3),
};

static const ig_field line_fields[] = {
    {.name = "from", STATIC(IG_STRING, ig_line_data, from), .doc = "Bus where it begins."},
    {.name = "to", STATIC(IG_STRING, ig_line_data, to), .doc = "Bus where it ends."},
    {.name = "type", STATIC(IG_STRING, ig_line_data, type), .doc = "Type of cable or line."},
    {.name = "kind", .unit = "1", STATIC(IG_ENUM, ig_line_data, kind), .choices = "mv|lv|service|riser",
     .doc = "What it is: medium voltage, low voltage along the street, service of a building, riser in it."},
    {.name = "feeder", .unit = "1", STATIC(IG_I32, ig_line_data, feeder), .doc = "Its feeder, as position on the axis `feeder` from 0; -1: none."},
    {.name = "length", .unit = "m", STATIC(IG_F64, ig_line_data, length_m), .doc = "Length."},
    {.name = "ampacity", .unit = "A", STATIC(IG_F64, ig_line_data, ampacity_A), .doc = "Continuous current that it bears; NaN: unknown."},
    {.name = "begin_longitude", .unit = "degree", STATIC(IG_F64, ig_line_data, begin_longitude), .doc = "WGS84."},
    {.name = "begin_latitude", .unit = "degree", STATIC(IG_F64, ig_line_data, begin_latitude), .doc = "WGS84."},
    {.name = "end_longitude", .unit = "degree", STATIC(IG_F64, ig_line_data, end_longitude), .doc = "WGS84."},
    {.name = "end_latitude", .unit = "degree", STATIC(IG_F64, ig_line_data, end_latitude), .doc = "WGS84."},
    {.name = "loss", .unit = "W h", TOTAL(ig_line_data, loss_Wh), .doc = "Energy lost in it, neutral included."},
    {.name = "highest_current", .unit = "A", TOTAL(ig_line_data, highest_A), .doc = "Highest 10-minute current of a phase."},
    {.name = "highest_loading", .unit = "%", TOTAL(ig_line_data, loading), .doc = "Highest 10-minute current of a phase over the ampacity; NaN: unknown."},
    {.name = "highest_neutral_current", .unit = "A", TOTAL(ig_line_data, neutral_A), .doc = "Highest 10-minute current of the neutral."},
    {.name = "current", .unit = "A", SERIES(ig_line_data, current_A, TEN_MINUTES), .store = IG_STORE_I16, .scale = 0.1,
     .doc = "10-minute current (root mean square) of the most loaded phase."},
};

static const ig_field transformer_fields[] = {
    {.name = "from", STATIC(IG_STRING, ig_transformer_data, from), .doc = "Bus of the high voltage."},
    {.name = "to", STATIC(IG_STRING, ig_transformer_data, to), .doc = "Bus of the low voltage."},
    {.name = "rated_power", .unit = "V A", STATIC(IG_F64, ig_transformer_data, rated_VA), .doc = "Rated apparent power."},
    {.name = "longitude", .unit = "degree", STATIC(IG_F64, ig_transformer_data, longitude_deg), .doc = "WGS84."},
    {.name = "latitude", .unit = "degree", STATIC(IG_F64, ig_transformer_data, latitude_deg), .doc = "WGS84."},
    {.name = "oil_rise", STATE(ig_transformer_data, oil_K), .doc = "Top oil above the air around, K."},
    {.name = "gradient", STATE(ig_transformer_data, gradient_K), .doc = "Hot spot above top oil, K."},
    {.name = "started", STATE(ig_transformer_data, started), .doc = "Are the temperatures set."},
    {.name = "energy", .unit = "W h", TOTAL(ig_transformer_data, energy_Wh), .doc = "Energy into the low voltage."},
    {.name = "load_loss", .unit = "W h", TOTAL(ig_transformer_data, load_loss_Wh), .doc = "Losses of the windings."},
    {.name = "no_load_loss", .unit = "W h", TOTAL(ig_transformer_data, no_load_loss_Wh), .doc = "No-load losses."},
    {.name = "highest_loading", .unit = "%", TOTAL(ig_transformer_data, highest_loading),
     .doc = "Highest 10-minute current of the most loaded phase over the rated one."},
    {.name = "hottest", .unit = "degC", TOTAL(ig_transformer_data, hottest_degC), .doc = "Highest hot-spot temperature (IEC 60076-7)."},
    {.name = "ageing", .unit = "h", TOTAL(ig_transformer_data, ageing_h),
     .doc = "Life used, in hours of ageing at 98 degC (IEC 60076-7, paper not upgraded); as many as the hours of the run: rated ageing."},
    {.name = "loading", .unit = "%", SERIES(ig_transformer_data, loading, TEN_MINUTES), .store = IG_STORE_I16, .scale = 0.1,
     .always = true, .doc = "10-minute current (root mean square) of the most loaded phase over the rated one."},
    {.name = "hot_spot", .unit = "degC", SERIES(ig_transformer_data, hot_spot_degC, TEN_MINUTES), .store = IG_STORE_I16, .scale = 0.1,
     .doc = "Hot-spot temperature at the end of the interval."},
};

static const ig_field feeder_fields[] = {
    {.name = "transformer", STATIC(IG_STRING, ig_feeder_data, transformer), .doc = "Transformer that feeds it."},
    {.name = "line", STATIC(IG_STRING, ig_feeder_data, line), .doc = "Its first line, at the busbar."},
    {.name = "connections", .unit = "1", STATIC(IG_I32, ig_feeder_data, connections), .doc = "Units connected to it."},
    {.name = "highest_loading", .unit = "%", TOTAL(ig_feeder_data, highest_loading), .doc = "Highest 10-minute loading of its first line."},
    {.name = "lowest_voltage", .unit = "V", TOTAL(ig_feeder_data, lowest_V), .doc = "Lowest 10-minute voltage of a bus on it."},
    {.name = "highest_voltage", .unit = "V", TOTAL(ig_feeder_data, highest_V), .doc = "Highest 10-minute voltage of a bus on it."},
    {.name = "load_margin", .unit = "W", TOTAL(ig_feeder_data, load_margin_W),
     .doc = "Further three-phase load, spread evenly over its connections, that brings its lowest voltage to 90 % of nominal or its first line to its ampacity (linear estimate; transformer not looked at)."},
    {.name = "generation_margin", .unit = "W", TOTAL(ig_feeder_data, generation_margin_W),
     .doc = "Generation, spread likewise, that brings its highest voltage to 110 % or, without load, its first line to its ampacity (linear estimate; transformer not looked at)."},
};
/* clang-format on */

static const ig_port ports[] = {
    {.name = "weather.outdoor_temperature",
     .unit = "degC",
     .direction = IG_READS,
     .offset = offsetof(ig_grid_data, outdoor_degC)},
    {.name = "power", .unit = "W", .direction = IG_WRITES, .offset = offsetof(ig_grid_data, power_W)}};

/* --- a day ------------------------------------------------------------------------------------------ */

/* Prepares the day's flow: where each connection finds its power. Returns the number of slices. */
static size_t slices(ig_batch *batch, const ig_window *chunk) {
  ig_grid_own *own = batch->own;
  ig_flow *flow = &own->flow;
  for (size_t c = 0; c < own->network.n_connections; c++)
    own->row[c] = own->of[c]->chunk_W + ig_chunk_at(batch->site, own->unit_of[c], 0);
  flow->row = (const double *const *)own->row;
  flow->row_steps = (size_t)(batch->site->window_s / batch->site->step_s);
  flow->row_stride = IG_BLOCK * flow->row_steps;
  flow->steps_known = (size_t)chunk->n_steps;
  flow->windows = (flow->steps_known + flow->window_steps - 1) / flow->window_steps;
  for (size_t k = 0; k < own->n_moved; k++) flow->moved[k] = false;
  return (flow->windows + IG_LANES - 1) / IG_LANES;
}

/* A work space that no other slice uses. Which one it is changes nothing: a slice starts from no load. */
static ig_grid_work *take_work(ig_grid_own *own) {
  for (size_t i = 0;; i = (i + 1) % own->n_work)
    if (!atomic_flag_test_and_set_explicit(&own->work[i].taken, memory_order_acquire)) return &own->work[i];
}

static void advance(ig_batch *batch, const ig_window *chunk, size_t begin, size_t end) {
  ig_grid_own *own = batch->own;
  const ig_grid_spec *spec = batch->spec;
  (void)chunk;
  ig_grid_work *work = take_work(own);
  for (size_t slice = begin; slice < end; slice++) {
    if (own->radial) {
      if (!work->sweep) work->sweep = ig_sweep_create(own->radial, own->flow.window_steps, spec->tolerance_V);
      ig_sweep_slice(work->sweep, &own->flow, slice * IG_LANES);
    } else {
      if (!work->nodal) work->nodal = ig_grid_nodal_create(own->nodal, &own->network, spec->tolerance_V);
      ig_grid_nodal_slice(work->nodal, &own->flow, slice * IG_LANES, IG_LANES);
    }
  }
  atomic_flag_clear_explicit(&work->taken, memory_order_release);
}

/* --- models ----------------------------------------------------------------------------------------- */

#define TABLE(data_, fields_)                                                                      \
  .table_of = "network", .phase = IG_PHASE_NETWORK, .data_size = sizeof(data_), .fields = fields_, \
  .n_fields = IG_COUNT(fields_)

const ig_model ig_grid_bus_model = {
    .name = "bus", .key = "buses", .unit_name = "bus", .doc = "Buses of the network.", TABLE(ig_bus_data, bus_fields)};
const ig_model ig_grid_line_model = {.name = "line",
                                     .key = "lines",
                                     .unit_name = "line",
                                     .doc = "Lines and cables of the network.",
                                     TABLE(ig_line_data, line_fields)};
const ig_model ig_grid_transformer_model = {.name = "transformer",
                                            .key = "transformers",
                                            .unit_name = "transformer",
                                            .doc = "Transformers of the network.",
                                            TABLE(ig_transformer_data, transformer_fields)};
const ig_model ig_grid_feeder_model = {.name = "feeder",
                                       .key = "feeders",
                                       .unit_name = "feeder",
                                       .doc = "Low-voltage feeders: what hangs at one line of a transformer's busbar.",
                                       TABLE(ig_feeder_data, feeder_fields)};

const ig_model ig_grid_model = {
    .name = "network",
    .key = "network",
    .unit_name = "network",
    .doc = "The low-voltage network: voltages, currents and losses of every bus, line and transformer at every step.",
    .part = "losses",
    .phase = IG_PHASE_NETWORK,
    .single = true,
    .spec_size = sizeof(ig_grid_spec),
    .data_size = sizeof(ig_grid_data),
    .fields = fields,
    .n_fields = IG_COUNT(fields),
    .ports = ports,
    .n_ports = IG_COUNT(ports),
    .build = ig_grid_build,
    .slices = slices,
    .advance = advance,
    .settle = ig_grid_settle,
    .report = ig_grid_settle_report,
    .release = ig_grid_build_free,
};
