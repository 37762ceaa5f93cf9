/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a day's flow adds to the statistics: 10-minute voltages against EN 50160 and the French limits, currents against
 * what lines bear, temperature and ageing of transformers, margins of feeders. */
#include <math.h>
#include <stdio.h>

#include "models/grid/ageing.h"
#include "models/grid/grid.h"

enum { WEEK_S = 7 * IG_DAY_S };

static const double low_limit = 0.9, high_limit = 1.1; /* of nominal, 10-minute means: decree of 24 December 2007 */

static const double collapse = 0.5; /* of rated, a step */

/* NaN where there is nothing yet. */
static double lower(double a, double b) { return isnan(a) || b < a ? b : a; }
static double higher(double a, double b) { return isnan(a) || b > a ? b : a; }

/* --- realised power ---------------------------------------------------------------------------------- */

/* Power of a connection whose load depends on the voltage: what its legs really drew. */
static void move_rows(ig_grid_own *own, size_t connection, const size_t *slot, const double *share, size_t n) {
  const ig_flow *f = &own->flow;
  double *row = own->row[connection];
  for (size_t s = 0; s < f->steps_known; s++) {
    double factor = 0;
    for (size_t k = 0; k < n; k++) factor += share[k] * f->factor[slot[k] * f->steps + s];
    row[ig_flow_at(f, s)] *= factor;
  }
  own->of[connection]->settled[own->unit_of[connection] / IG_BLOCK] = true;
}

static void move_radial(ig_grid_own *own) {
  const ig_radial *r = own->radial;
  for (size_t c = 0; c < own->network.n_connections; c++) {
    size_t slot[3], n = 0;
    double share[3];
    bool moved = false;
    for (size_t k = r->first_leg[c]; k < r->first_leg[c + 1]; k++, n++) {
      slot[n] = r->leg_of[k]->slot;
      share[n] = r->leg_of[k]->share;
      moved = moved || own->flow.moved[slot[n]];
    }
    if (moved) move_rows(own, c, slot, share, n);
  }
}

static void move_nodal(ig_grid_own *own) {
  const double one = 1;
  for (size_t c = 0; c < own->network.n_connections; c++)
    if (own->flow.moved[c]) move_rows(own, c, &c, &one, 1);
}

static void settle_power(ig_grid_own *own) {
  ig_flow *f = &own->flow;
  bool any = false;
  for (size_t k = 0; k < own->n_moved; k++) any = any || f->moved[k];
  if (!any) return;
  if (own->radial)
    move_radial(own);
  else
    move_nodal(own);
  for (size_t k = 0; k < own->n_moved; k++)
    for (size_t s = 0; f->moved[k] && s < f->steps; s++) f->factor[k * f->steps + s] = 1;
}

/* --- the whole --------------------------------------------------------------------------------------- */

/* Counts a step in trouble and keeps when and where the first one was. */
static void add_trouble(double *trouble, double at_s, double connection) {
  if (trouble[IG_GRID_STEPS] == 0) trouble[IG_GRID_FIRST_S] = at_s, trouble[IG_GRID_FIRST_AT] = connection;
  trouble[IG_GRID_STEPS] += 1;
}

/* Of a step that did not converge, what was asked for counts as drawn, beside the losses of the last good one. */
static double asked_power(const ig_grid_own *own, size_t s) {
  double sum = 0;
  for (size_t c = 0; c < own->network.n_connections; c++) sum += own->row[c][ig_flow_at(&own->flow, s)];
  return sum;
}

static void audit_step(const ig_grid_own *own, ig_grid_data *d, size_t s, double at_s) {
  const ig_flow *f = &own->flow;
  d->steps[0] += 1;
  d->iterations[0] += f->iterations[s];
  if (f->iterations[s] == 0) {
    add_trouble(d->unsolved, at_s, f->lowest_at[s]);
    return;
  }
  if (f->lowest_pu[s] < collapse) add_trouble(d->collapsed, at_s, f->lowest_at[s]);
  d->kirchhoff[0] = ig_max(d->kirchhoff[0], f->kirchhoff[s]);
  d->mismatch[0] = ig_max(d->mismatch[0], f->mismatch[s]);
  if (f->lowest_pu[s] >= d->lowest_pu[0]) return;
  d->lowest_pu[0] = f->lowest_pu[s];
  d->lowest_s[0] = at_s;
  d->lowest_connection[0] = f->lowest_at[s];
}

static void add_step(const ig_grid_own *own, ig_grid_data *d, size_t s, double at_s, double step_h) {
  const ig_flow *f = &own->flow;
  double losses = 0;
  for (size_t k = 0; k < IG_FLOW_KINDS; k++) {
    losses += f->kind_W[k * f->steps + s];
    d->loss_Wh[k] += f->kind_W[k * f->steps + s] * step_h;
  }
  d->power_W[s] = losses;
  d->import_W[s] = f->iterations[s] > 0 ? f->source_W[s] : asked_power(own, s) + losses;
  d->reactive_var[s] = f->source_var[s];
  d->iterations_of[s] = f->iterations[s];
  audit_step(own, d, s, at_s);
}

/* --- buses ------------------------------------------------------------------------------------------- */

/* Of a row of 10-minute values: extremes, and how many lie within the limits. */
typedef struct row_stats {
  double lowest, highest, inside;
} row_stats;

IG_CLONES static void read_row(const double *u_V, size_t n, double low_V, double high_V, row_stats *stats) {
  double lowest = HUGE_VAL, highest = -HUGE_VAL, inside = 0;
  for (size_t w = 0; w < n; w++) {
    double u = u_V[w];
    lowest = u < lowest ? u : lowest;
    highest = u > highest ? u : highest;
    inside += u >= low_V && u <= high_V ? 1 : 0; /* whole numbers: exact in any order */
  }
  *stats = (row_stats){lowest, highest, inside};
}

/* In how many windows is some phase outside of the limits; a phase that is not there (NaN) never is. */
IG_CLONES static double count_outside(const double *a, const double *b, const double *c, size_t n, double low_V,
                                      double high_V) {
  double outside = 0;
  for (size_t w = 0; w < n; w++) {
    bool out = a[w] < low_V || a[w] > high_V || b[w] < low_V || b[w] > high_V || c[w] < low_V || c[w] > high_V;
    outside += out ? 1 : 0;
  }
  return outside;
}

/* Largest of a row; NaN where there is none. */
IG_CLONES static double highest_of(const double *row, size_t n) {
  double most = -HUGE_VAL;
  for (size_t w = 0; w < n; w++) most = row[w] > most ? row[w] : most;
  return most > -HUGE_VAL ? most : IG_NAN;
}

static void add_row(ig_bus_data *d, size_t bus, size_t week, const row_stats *stats) {
  d->lowest_V[bus] = lower(d->lowest_V[bus], stats->lowest);
  d->highest_V[bus] = higher(d->highest_V[bus], stats->highest);
  d->week_lowest_V[week] = lower(d->week_lowest_V[week], stats->lowest);
  d->week_highest_V[week] = higher(d->week_highest_V[week], stats->highest);
}

static void add_bus(ig_grid_own *own, size_t bus, double window_h, size_t week_index, bool new_week) {
  const ig_flow *f = &own->flow;
  ig_bus_data *d = own->bus->data;
  size_t week = bus * own->bus->axis_n + week_index;
  double *inside = &d->week_inside[bus * 3], worst = 1, nominal = d->nominal_V[bus] / sqrt(3.0);
  const double *row = f->u_V + bus * 3 * f->windows_most;
  if (new_week) d->week_n[bus] = inside[0] = inside[1] = inside[2] = 0;
  d->week_n[bus] += (double)f->windows;
  for (size_t p = 0; p < 3; p++) {
    row_stats stats;
    if (isnan(row[p * f->windows_most])) continue; /* no such phase */
    read_row(row + p * f->windows_most, f->windows, low_limit * nominal, high_limit * nominal, &stats);
    add_row(d, bus, week, &stats);
    inside[p] += stats.inside;
    worst = ig_min(worst, inside[p] / d->week_n[bus]);
  }
  d->week_within[week] = worst;
  d->outside_h[bus] += window_h * count_outside(row, row + f->windows_most, row + 2 * f->windows_most, f->windows,
                                                low_limit * nominal, high_limit * nominal);
  double neutral = highest_of(f->neutral_V + bus * f->windows_most, f->windows);
  if (!isnan(neutral)) d->neutral_V[bus] = higher(d->neutral_V[bus], neutral);
  d->unbalance[bus] = higher(d->unbalance[bus], 100 * highest_of(f->unbalance + bus * f->windows_most, f->windows));
}

static void put_series(ig_grid_own *own, size_t bus) {
  const ig_flow *f = &own->flow;
  ig_bus_data *d = own->bus->data;
  for (size_t p = 0; p < 3; p++)
    for (size_t w = 0; d->voltage_V[p] && w < f->windows; w++)
      d->voltage_V[p][bus * f->windows_most + w] = f->u_V[(bus * 3 + p) * f->windows_most + w];
  for (size_t p = 0; f->v_V && p < 4; p++) {
    bool there = own->network.bus[bus].wires & (1U << p);
    const double *re = f->v_V + (bus * 4 + p) * 2 * f->steps, *im = re + f->steps;
    for (size_t s = 0; s < f->steps_known; s++) {
      if (d->earth_V[p]) d->earth_V[p][bus * f->steps + s] = there ? hypot(re[s], im[s]) : IG_NAN;
      if (d->angle_deg[p]) d->angle_deg[p][bus * f->steps + s] = there ? atan2(im[s], re[s]) / IG_RAD : IG_NAN;
    }
  }
}

/* --- lines ------------------------------------------------------------------------------------------- */

static void add_line(ig_grid_own *own, size_t line, double window_h) {
  const ig_flow *f = &own->flow;
  ig_line_data *d = own->line->data;
  const double *i_A = f->i_A + line * 4 * f->windows_most;
  for (size_t p = 0; p < 3; p++)
    d->highest_A[line] = ig_max(d->highest_A[line], highest_of(i_A + p * f->windows_most, f->windows));
  d->neutral_A[line] = ig_max(d->neutral_A[line], highest_of(i_A + 3 * f->windows_most, f->windows));
  for (size_t w = 0; w < f->windows; w++) d->loss_Wh[line] += f->loss_W[line * f->windows_most + w] * window_h;
  d->loading[line] = 100 * d->highest_A[line] / d->ampacity_A[line];
  for (size_t w = 0; d->current_A && w < f->windows; w++) {
    double most = 0;
    for (size_t p = 0; p < 3; p++) most = ig_max(most, i_A[p * f->windows_most + w]);
    d->current_A[line * f->windows_most + w] = most;
  }
}

/* --- transformers ------------------------------------------------------------------------------------ */

typedef struct lag {
  double oil, winding; /* share of the way to the equilibrium in a step */
} lag;

/* What a transformer's steps change. Kept apart from its batch, where the transformers of other threads lie in the same
 * cache line: written there step by step, threads would wait for each other. */
typedef struct worn {
  double oil_K, gradient_K, started, hottest_degC, ageing_h, energy_Wh, load_loss_Wh, no_load_loss_Wh;
} worn;

static worn worn_of(const ig_transformer_data *d, size_t i) {
  return (worn){d->oil_K[i],    d->gradient_K[i], d->started[i],      d->hottest_degC[i],
                d->ageing_h[i], d->energy_Wh[i],  d->load_loss_Wh[i], d->no_load_loss_Wh[i]};
}

static void keep_worn(const worn *of, ig_transformer_data *d, size_t i) {
  d->oil_K[i] = of->oil_K, d->gradient_K[i] = of->gradient_K, d->started[i] = of->started;
  d->hottest_degC[i] = of->hottest_degC, d->ageing_h[i] = of->ageing_h;
  d->energy_Wh[i] = of->energy_Wh, d->load_loss_Wh[i] = of->load_loss_Wh, d->no_load_loss_Wh[i] = of->no_load_loss_Wh;
}

static void heat(worn *of, double k, double loss_ratio, const lag *step) {
  double oil = ig_ageing_oil_K(k, loss_ratio), gradient = ig_ageing_gradient_K(k);
  bool first = of->started == 0;
  of->oil_K = first ? oil : ig_ageing_lag(of->oil_K, oil, step->oil);
  of->gradient_K = first ? gradient : ig_ageing_lag(of->gradient_K, gradient, step->winding);
  of->started = 1;
}

/* Losses under load at rated current over no-load losses; the loading guide's R. */
static double loss_ratio(const ig_transformer *t) {
  double load_W = (t->r_pu[0] + t->r_pu[1] + (t->n > 2 ? t->r_pu[2] : 0)) * t->rated_VA;
  return t->no_load_loss_W > 0 ? load_W / t->no_load_loss_W : 8; /* unknown: the guide's value for ONAN */
}

static void add_transformer(ig_batch *batch, size_t i, const ig_window *chunk) {
  ig_grid_own *own = batch->own;
  const ig_flow *f = &own->flow;
  const ig_grid_data *grid = batch->data;
  const ig_grid_spec *spec = batch->spec;
  const ig_transformer *t = &own->network.transformer[i];
  ig_transformer_data *d = own->transformer->data;
  double minutes = chunk->step_s / 60.0, hours = chunk->step_s / (double)IG_HOUR_S, ratio = loss_ratio(t), sum2 = 0;
  lag step = {1 - exp(-minutes / IG_AGEING_OIL_MIN), 1 - exp(-minutes / IG_AGEING_WINDING_MIN)};
  worn of = worn_of(d, i);
  for (size_t s = 0; s < f->steps_known; s++) {
    double k = f->loading[i * f->steps + s];
    heat(&of, k, ratio, &step);
    double hot = grid->outdoor_degC[(size_t)chunk->first_step + s] + spec->enclosure_K + of.oil_K + of.gradient_K;
    of.hottest_degC = ig_max(of.hottest_degC, hot);
    of.ageing_h += ig_ageing_rate(hot) * hours;
    of.energy_Wh += f->transfer_W[i * f->steps + s] * hours;
    of.load_loss_Wh += f->winding_W[i * f->steps + s] * hours;
    of.no_load_loss_Wh += f->no_load_W[i * f->steps + s] * hours;
    sum2 += k * k;
    if ((s + 1) % f->window_steps) continue;
    double loading = 100 * sqrt(sum2 / (double)f->window_steps);
    size_t at = i * f->windows_most + s / f->window_steps;
    d->highest_loading[i] = ig_max(d->highest_loading[i], loading);
    if (d->loading) d->loading[at] = loading;
    if (d->hot_spot_degC) d->hot_spot_degC[at] = hot;
    sum2 = 0;
  }
  keep_worn(&of, d, i);
}

/* --- feeders ----------------------------------------------------------------------------------------- */

static double margin_W(double headroom_V, double nominal_V, double r_ohm, double headroom_A) {
  double by_voltage = r_ohm > 0 ? headroom_V * 3 * nominal_V / r_ohm : HUGE_VAL;
  double by_current = isnan(headroom_A) ? HUGE_VAL : headroom_A * 3 * nominal_V;
  double margin = ig_min(by_voltage, by_current);
  return margin < HUGE_VAL ? ig_max(margin, 0) : IG_NAN;
}

static void add_feeders(ig_grid_own *own) {
  const ig_bus_data *bus = own->bus->data;
  const ig_line_data *line = own->line->data;
  ig_feeder_data *d = own->feeders->data;
  for (size_t b = 0; b < own->network.n_buses; b++) {
    int32_t f = own->feeder_of_bus[b];
    if (f < 0 || isnan(bus->lowest_V[b])) continue;
    d->lowest_V[f] = lower(d->lowest_V[f], bus->lowest_V[b]);
    d->highest_V[f] = higher(d->highest_V[f], bus->highest_V[b]);
  }
  for (size_t i = 0; i < own->n_feeders; i++) {
    const ig_grid_feeder *f = &own->feeder[i];
    double nominal = bus->nominal_V[own->network.line[f->line].to] / sqrt(3.0), bears = line->ampacity_A[f->line];
    d->highest_loading[i] = line->loading[f->line];
    d->load_margin_W[i] =
        margin_W(d->lowest_V[i] - low_limit * nominal, nominal, f->r_ohm, bears - line->highest_A[f->line]);
    d->generation_margin_W[i] = margin_W(high_limit * nominal - d->highest_V[i], nominal, f->r_ohm, bears);
  }
}

/* --- all of it --------------------------------------------------------------------------------------- */

void ig_grid_settle(ig_batch *batch, const ig_window *chunk) {
  ig_grid_own *own = batch->own;
  const ig_flow *f = &own->flow;
  int64_t since_s = chunk->begin_s - batch->site->record_s;
  double step_h = chunk->step_s / (double)IG_HOUR_S, window_h = step_h * (double)f->window_steps;
  settle_power(own);
  for (size_t s = 0; s < f->steps_known; s++)
    add_step(own, batch->data, s, (double)(since_s + (int64_t)s * chunk->step_s), step_h);
#pragma omp parallel
  {
#pragma omp for schedule(static) nowait
    for (size_t b = 0; b < own->network.n_buses; b++) {
      add_bus(own, b, window_h, (size_t)(since_s / WEEK_S), since_s % WEEK_S == 0);
      put_series(own, b);
    }
#pragma omp for schedule(static) nowait
    for (size_t l = 0; l < own->network.n_lines; l++) add_line(own, l, window_h);
#pragma omp for schedule(dynamic)
    for (size_t i = 0; i < own->network.n_transformers; i++) add_transformer(batch, i, chunk);
  }
  add_feeders(own);
}

/* --- KPIs -------------------------------------------------------------------------------------------- */

static const double limit_percent = 2; /* voltage gradient: decree of 24 December 2007 */

static void report_losses(const ig_grid_data *d, ig_kpis *kpis) {
  static const char *const kind[IG_FLOW_KINDS] = {"mv_lines", "lv_lines", "service_lines",
                                                  "risers",   "windings", "no_load"};
  for (int k = 0; k < IG_FLOW_KINDS; k++) {
    char name[64];
    snprintf(name, sizeof name, "network_losses_%s", kind[k]);
    ig_kpis_add(kpis, name, d->loss_Wh[k] / 1e3, "kW h", "losses over the recorded time");
  }
}

/* Voltages of the buses where units are connected. */
static void report_voltages(const ig_grid_own *own, ig_kpis *kpis) {
  const ig_bus_data *d = own->bus->data;
  double low = IG_NAN, high = IG_NAN, within = 1, outside = 0, steep = 0, unbalance = 0, neutral = IG_NAN;
  for (size_t b = 0; b < own->network.n_buses; b++) {
    if (!d->connections[b] || isnan(d->lowest_V[b])) continue;
    double nominal = d->nominal_V[b] / sqrt(3.0);
    low = lower(low, 100 * d->lowest_V[b] / nominal);
    high = higher(high, 100 * d->highest_V[b] / nominal);
    for (size_t w = 0; w < own->bus->axis_n; w++) within = ig_min(within, d->week_within[b * own->bus->axis_n + w]);
    outside += d->outside_h[b] > 0;
    steep += d->gradient[b] > limit_percent;
    if (!isnan(d->unbalance[b])) unbalance = ig_max(unbalance, d->unbalance[b]);
    if (!isnan(d->neutral_V[b])) neutral = higher(neutral, d->neutral_V[b]);
  }
  ig_kpis_add(kpis, "network_lowest_voltage", low, "%", "lowest 10-minute voltage at a connection, of nominal");
  ig_kpis_add(kpis, "network_highest_voltage", high, "%", "highest 10-minute voltage at a connection, of nominal");
  ig_kpis_add(kpis, "network_worst_week", within, "1",
              "share of 10-minute voltages within 90 to 110 %, worst phase and week (EN 50160: 0.95)");
  ig_kpis_add(kpis, "network_buses_outside", outside, "1", "buses with connections ever outside of 90 to 110 %");
  ig_kpis_add(kpis, "network_buses_steep", steep, "1", "buses with connections and a voltage gradient above 2 %");
  ig_kpis_add(kpis, "network_highest_unbalance", unbalance, "%", "negative over positive sequence, 10 minutes");
  ig_kpis_add(kpis, "network_highest_neutral_voltage", neutral, "V", "neutral to earth, 10 minutes");
}

static void report_loading(const ig_grid_own *own, ig_kpis *kpis) {
  const ig_line_data *line = own->line->data;
  const ig_transformer_data *t = own->transformer->data;
  double worst_line = IG_NAN, over = 0, worst = IG_NAN, hottest = IG_NAN, age = IG_NAN;
  for (size_t l = 0; l < own->network.n_lines; l++) {
    if (isnan(line->loading[l])) continue;
    worst_line = higher(worst_line, line->loading[l]);
    over += line->loading[l] > 100;
  }
  for (size_t i = 0; i < own->network.n_transformers; i++) {
    worst = higher(worst, t->highest_loading[i]);
    hottest = higher(hottest, t->hottest_degC[i]);
    age = higher(age, t->ageing_h[i]);
  }
  ig_kpis_add(kpis, "network_highest_line_loading", worst_line, "%", "10-minute current over what the line bears");
  ig_kpis_add(kpis, "network_lines_overloaded", over, "1", "lines ever above what they bear");
  ig_kpis_add(kpis, "network_highest_transformer_loading", worst, "%", "10-minute current over the rated one");
  ig_kpis_add(kpis, "network_hottest_transformer", hottest, "degC", "highest hot-spot temperature (IEC 60076-7)");
  ig_kpis_add(kpis, "network_fastest_ageing", age, "h",
              "life used by the transformer that aged most, as hours at 98 degC");
}

static void warn(const ig_batch *batch, ig_kpis *kpis, const double *trouble, const char *what, const char *then) {
  const ig_grid_own *own = batch->own;
  const ig_grid_data *d = batch->data;
  char when[IG_CLOCK_TEXT];
  if (trouble[IG_GRID_STEPS] == 0) return;
  const ig_connection *c = &own->network.connection[(size_t)trouble[IG_GRID_FIRST_AT]];
  ig_clock_zone_text(&batch->site->clock, batch->site->record_s + (int64_t)trouble[IG_GRID_FIRST_S], when);
  ig_kpis_warn(kpis, "network: %s in %.0f of %.0f steps, first at %s, worst at bus %s (%s)%s", what,
               trouble[IG_GRID_STEPS], d->steps[0], when, own->network.bus[c->bus].name, c->unit, then);
}

static void report_steps(const ig_batch *batch, ig_kpis *kpis) {
  const ig_grid_data *d = batch->data;
  bool any = d->lowest_pu[0] < HUGE_VAL;
  ig_kpis_add(kpis, "network_lowest_step_voltage", any ? 100 * d->lowest_pu[0] : IG_NAN, "%",
              "lowest voltage of a step at a connection, of rated");
  ig_kpis_add(kpis, "network_lowest_step_time", any ? d->lowest_s[0] : IG_NAN, "s",
              "begin of that step, after the start of the run");
  ig_kpis_add(kpis, "network_mean_iterations", d->iterations[0] / d->steps[0], "1", "iterations of a step");
  ig_kpis_add(kpis, "network_unsolved_steps", d->unsolved[IG_GRID_STEPS], "1", "steps that did not converge");
  ig_kpis_add(kpis, "network_collapsed_steps", d->collapsed[IG_GRID_STEPS], "1",
              "steps with a connection below half its rated voltage");
  warn(batch, kpis, d->unsolved, "no solution was found",
       "; their voltages are those of the last good step, and the power asked for counts as drawn");
  warn(batch, kpis, d->collapsed, "the voltage collapsed (below half the rated one)", "");
}

void ig_grid_settle_report(const ig_batch *batch, ig_kpis *kpis) {
  static const char *const main[] = {"network_lowest_voltage", "network_worst_week",
                                     "network_highest_transformer_loading", "network_unsolved_steps"};
  const ig_grid_own *own = batch->own;
  const ig_grid_data *d = batch->data;
  report_losses(d, kpis);
  report_voltages(own, kpis);
  report_loading(own, kpis);
  report_steps(batch, kpis);
  ig_kpis_add(kpis, "audit_kirchhoff", d->kirchhoff[0], "1",
              "largest relative residual of source less loads and losses");
  ig_kpis_add(kpis, "audit_power_mismatch", d->mismatch[0], "1",
              "largest relative difference of power drawn and demanded");
  for (size_t i = 0; i < IG_COUNT(main); i++) ig_kpis_main(kpis, main[i]);
}
