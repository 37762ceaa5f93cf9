/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The limits are wide: they let any real element of a district pass and catch slips of unit, a factor of 1,000. */
#include "models/grid/network_check.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/network_joins.h"

enum { WIRES = IG_NETWORK_WIRES, PHASES = 3 };

static const double low_voltage_V = 1000, low_voltage_m = 5e3, length_most_m = 200e3, per_km = 1e3;
static const double near_bus = 0.2, near_leg = 0.3; /* how far a rated voltage may be from the bus's */

typedef ig_network_check_state state;

void ig_network_check_fail(state *check, const char *kind, const char *element, const char *format, ...) {
  char message[768];
  va_list args;
  va_start(args, format);
  vsnprintf(message, sizeof message, format, args);
  va_end(args);
  check->good = false;
  check->report(check->context, kind, element, message);
}

/* A range of a column's value in the column's unit, and what a value beyond it may come from. */
typedef struct range {
  const char *column;
  double low, high;
  const char *if_below, *if_above; /* "; is it in kV?"; NULL: nothing */
} range;

static bool within(state *check, const char *kind, const char *element, const range *r, double value) {
  bool below = value < r->low;
  const char *hint = below ? r->if_below : r->if_above;
  if (value >= r->low && value <= r->high) return true;
  ig_network_check_fail(check, kind, element, "%s: %.7g is %s %.7g%s", r->column, value, below ? "below" : "above",
                        below ? r->low : r->high, hint ? hint : "");
  return false;
}

static bool positive(state *check, const char *kind, const char *element, const char *column, double value) {
  if (value > 0) return true;
  ig_network_check_fail(check, kind, element, "%s: %.7g is not above 0", column, value);
  return false;
}

static bool near(double value, double reference, double by) {
  return value >= (1 - by) * reference && value <= (1 + by) * reference;
}

/* --- names --------------------------------------------------------------------------------------- */

static int by_text(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* Elements of `size` bytes begin with a pointer to their name. */
static void check_names(state *check, const char *kind, const void *array, size_t n, size_t size) {
  const char **name = malloc((n + 1) * sizeof *name);
  if (!name) abort();
  for (size_t i = 0; i < n; i++) name[i] = *(char *const *)(const void *)((const char *)array + i * size);
  if (n > 0) qsort((void *)name, n, sizeof *name, by_text);
  for (size_t i = 1; i < n; i++)
    if (strcmp(name[i], name[i - 1]) == 0 && (i == 1 || strcmp(name[i], name[i - 2]) != 0))
      ig_network_check_fail(check, kind, name[i], "'%s' is there more than once", name[i]);
  free((void *)name);
}

static void check_all_names(state *check) {
  const ig_network *n = check->network;
  check_names(check, "bus", n->bus, n->n_buses, sizeof *n->bus);
  check_names(check, "line type", n->line_type, n->n_line_types, sizeof *n->line_type);
  check_names(check, "line", n->line, n->n_lines, sizeof *n->line);
  check_names(check, "switch", n->switch_, n->n_switches, sizeof *n->switch_);
  check_names(check, "transformer", n->transformer, n->n_transformers, sizeof *n->transformer);
  check_names(check, "source", n->source, n->n_sources, sizeof *n->source);
  check_names(check, "connection", n->connection, n->n_connections, sizeof *n->connection);
}

/* --- buses --------------------------------------------------------------------------------------- */

static void check_bus(state *check, const ig_bus *b) {
  static const range voltage = {"voltage_V", 50, 500e3, "; is it in kV?", NULL};
  static const range longitude = {"longitude_deg", -180, 180, NULL, NULL};
  static const range latitude = {"latitude_deg", -90, 90, NULL, NULL};
  static const range r = {"earthing_r_ohm", 0, 1e6, NULL, NULL}, x = {"earthing_x_ohm", 0, 1e6, NULL, NULL};
  within(check, "bus", b->name, &voltage, b->nominal_V);
  if (!isnan(b->longitude_deg)) within(check, "bus", b->name, &longitude, b->longitude_deg);
  if (!isnan(b->latitude_deg)) within(check, "bus", b->name, &latitude, b->latitude_deg);
  if (!isnan(b->earthing_r_ohm)) within(check, "bus", b->name, &r, b->earthing_r_ohm);
  if (!isnan(b->earthing_x_ohm)) within(check, "bus", b->name, &x, b->earthing_x_ohm);
}

/* --- line types ---------------------------------------------------------------------------------- */

/* Is the matrix symmetric with no eigenvalue below `least` of its largest entry? By Cholesky. */
static bool definite(const double *matrix, int n, double least) {
  double l[WIRES * WIRES] = {0}, largest = 0;
  for (int i = 0; i < n * n; i++) largest = ig_max(largest, fabs(matrix[i]));
  for (int i = 0; i < n; i++)
    for (int k = 0; k <= i; k++) {
      double sum = matrix[i * n + k] - (i == k ? least * largest : 0);
      if (!(fabs(matrix[i * n + k] - matrix[k * n + i]) <= 1e-9 * largest)) return false;
      for (int j = 0; j < k; j++) sum -= l[i * n + j] * l[k * n + j];
      if (i == k && !(sum > 0)) return false;
      l[i * n + k] = i == k ? sqrt(sum) : sum / l[k * n + k];
    }
  return true;
}

static bool all_zero(const double *matrix, int n) {
  for (int i = 0; i < n * n; i++)
    if (matrix[i] != 0) return false;
  return true;
}

/* Was it written as r1, x1, r0, ... and not as a matrix? Then all phases are alike. */
static bool even(const ig_line_type *t) {
  const double *r = t->r_ohm_m, *x = t->x_ohm_m;
  for (int i = 0; i < t->n; i++)
    for (int k = 0; k < t->n; k++) {
      int at = i * t->n + k, like = i != k;
      bool neutral = i == k && i == IG_NETWORK_NEUTRAL - 1;
      if (x[at] != x[like] || (r[at] != r[like] && !neutral)) return false;
    }
  return t->n == 1 || t->n == 3 || t->n == 4;
}

/* Of conductor i without what it shares with the others: r1 or rn of the simple ways of writing. */
static double own_part(const double *matrix, int n, int i) {
  double shared = 0;
  for (int k = 0; k < n; k++)
    if (k != i) shared += matrix[i * n + k] / (n - 1);
  return matrix[i * n + i] - shared;
}

static bool check_impedance(state *check, const ig_line_type *t, bool simple, int i) {
  static const char metre[] = "; is it in ohm a metre?", kilometre[] = "; is it of the whole line, or in mohm?";
  range r = {"r_matrix_ohm_per_km", 0.003, 50, metre, kilometre};
  range x = {"x_matrix_ohm_per_km", 0.001, 5, metre, kilometre};
  double own_r = per_km * own_part(t->r_ohm_m, t->n, i), own_x = per_km * own_part(t->x_ohm_m, t->n, i);
  if (simple) r.column = i == 3 ? "rn_ohm_per_km" : "r1_ohm_per_km", x.column = "x1_ohm_per_km";
  if (own_r <= 0) return positive(check, "line type", t->name, r.column, own_r);
  if (!within(check, "line type", t->name, &r, own_r)) return false;
  return fabs(own_x) < 1e-9 || within(check, "line type", t->name, &x, own_x); /* reactance may be left aside */
}

static void check_passive(state *check, const ig_line_type *t, bool simple) {
  bool sequence = simple && t->n == 3;
  if (!definite(t->r_ohm_m, t->n, 1e-9))
    ig_network_check_fail(check, "line type", t->name,
                          "%s: the resistances are not passive: some currents would yield energy (the matrix must be "
                          "symmetric and positive definite)",
                          sequence ? "r0_ohm_per_km" : "r_matrix_ohm_per_km");
  else if (!definite(t->x_ohm_m, t->n, -1e-9) && !all_zero(t->x_ohm_m, t->n))
    ig_network_check_fail(check, "line type", t->name,
                          "%s: the reactances are not passive: some currents would have a magnetic field of negative "
                          "energy (the matrix must be symmetric and positive definite)",
                          sequence ? "x0_ohm_per_km" : "x_matrix_ohm_per_km");
}

static void check_capacitance(state *check, const ig_line_type *t) {
  static const range c = {"c_matrix_nF_per_km", 0, 1e4, NULL, "; is it in pF?"};
  static const char column[] = "c_matrix_nF_per_km";
  if (all_zero(t->c_F_m, t->n)) return;
  for (int i = 0; i < t->n; i++)
    if (!within(check, "line type", t->name, &c, 1e12 * t->c_F_m[i * t->n + i])) return;
  for (int i = 0; i < t->n * t->n; i++)
    if (i % (t->n + 1) != 0 && t->c_F_m[i] > 0) {
      ig_network_check_fail(check, "line type", t->name,
                            "%s: %.7g beside the diagonal is above 0; a nodal matrix has minus the capacitance between "
                            "two conductors there",
                            column, 1e12 * t->c_F_m[i]);
      return;
    }
  if (!definite(t->c_F_m, t->n, -1e-9))
    ig_network_check_fail(check, "line type", t->name,
                          "%s: not symmetric and positive: on the diagonal stands the sum of all capacitances of the "
                          "conductor",
                          column);
}

static void check_type(state *check, const ig_line_type *t) {
  static const range ampacity = {"ampacity_A", 1, 1e4, "; is it in kA?", NULL};
  bool simple = even(t), good = true;
  if (t->n < 1 || t->n > WIRES) {
    ig_network_check_fail(check, "line type", t->name, "conductors: %d is outside of 1 to %d", t->n, WIRES);
    check->wires_good = false;
    return;
  }
  for (int i = 0; i < t->n && good; i++) good = check_impedance(check, t, simple, i);
  if (good) check_passive(check, t, simple);
  check_capacitance(check, t);
  if (!isnan(t->ampacity_A)) within(check, "line type", t->name, &ampacity, t->ampacity_A);
}

/* --- lines and switches -------------------------------------------------------------------------- */

/* "1234" of wires. */
static const char *write_wires(const ig_wires *wires, char text[WIRES + 1]) {
  int n = 0;
  for (; n < wires->n; n++) text[n] = (char)('0' + wires->at[n]);
  text[n] = '\0';
  return text;
}

static void check_ends(state *check, const char *kind, const char *name, size_t from, size_t to) {
  const ig_bus *a = &check->network->bus[from], *b = &check->network->bus[to];
  if (ig_max(a->nominal_V, b->nominal_V) <= (1 + near_bus) * ig_min(a->nominal_V, b->nominal_V)) return;
  ig_network_check_fail(check, kind, name,
                        "to: bus '%.99s' has %.7g V, bus '%.99s' %.7g V; a %s joins buses of one voltage (within 20 "
                        "%%), others need a transformer",
                        b->name, b->nominal_V, a->name, a->nominal_V, kind);
}

static void check_line_wires(state *check, const ig_line *l) {
  const ig_line_type *t = &check->network->line_type[l->type];
  const ig_wires *end[] = {&l->from_wires, &l->to_wires};
  for (int i = 0; i < 2; i++) {
    char text[WIRES + 1];
    if (end[i]->n == t->n) continue;
    check->wires_good = false;
    ig_network_check_fail(check, "line", l->name, "%s: '%s' has %d wire%s, but its type '%.99s' has %d conductor%s",
                          i == 0 ? "from_wires" : "to_wires", write_wires(end[i], text), end[i]->n,
                          end[i]->n == 1 ? "" : "s", t->name, t->n, t->n == 1 ? "" : "s");
    return;
  }
}

static void check_length(state *check, const ig_line *l) {
  bool low = ig_max(check->network->bus[l->from].nominal_V, check->network->bus[l->to].nominal_V) < low_voltage_V;
  double most_m = low ? low_voltage_m : length_most_m;
  if (l->length_m > most_m)
    ig_network_check_fail(check, "line", l->name, "length_m: %.7g km is above %.7g km%s; is the length in m?",
                          l->length_m / per_km, most_m / per_km, low ? " of low voltage" : "");
  else if (l->length_m == 0)
    ig_network_check_fail(check, "line", l->name, "length_m: 0 is not above 0; what has no length is a switch");
  else
    positive(check, "line", l->name, "length_m", l->length_m);
}

static void check_line(state *check, const ig_line *l) {
  check_length(check, l);
  check_line_wires(check, l);
  if (l->from == l->to)
    ig_network_check_fail(check, "line", l->name, "to: '%.99s' is where the line begins",
                          check->network->bus[l->to].name);
  else
    check_ends(check, "line", l->name, l->from, l->to);
}

static void check_switch(state *check, const ig_switch *s) {
  char from[WIRES + 1], to[WIRES + 1];
  check_ends(check, "switch", s->name, s->from, s->to);
  if (s->from_wires.n == s->to_wires.n) return;
  check->wires_good = false;
  ig_network_check_fail(check, "switch", s->name, "to_wires: '%s' and '%s' of from_wires are not of one number",
                        write_wires(&s->to_wires, to), write_wires(&s->from_wires, from));
}

/* --- transformers -------------------------------------------------------------------------------- */

static const char *const winding_V[IG_NETWORK_WINDINGS] = {"from_V", "to_V", "third_V"};

static void check_winding(state *check, const ig_transformer *t, int w) {
  static const char *const tap[IG_NETWORK_WINDINGS] = {"from_tap", "to_tap", "third_tap"};
  static const char *const r[IG_NETWORK_WINDINGS] = {"r_percent", "r_percent_to", "r_percent_third"};
  static const char ratio[] = "; the ratio of turns is 1 in the middle, 1.025 a step of 2.5 %";
  const ig_network *n = check->network;
  range taps = {tap[w], 0.5, 1.5, ratio, ratio}, resistance = {r[w], 0, 50, NULL, NULL};
  within(check, "transformer", t->name, &taps, t->tap[w]);
  within(check, "transformer", t->name, &resistance, 100 * t->r_pu[w]);
  if (near(t->rated_V[w], n->bus[t->bus[w]].nominal_V, near_bus)) return;
  bool swapped = w < 2 && near(t->rated_V[w], n->bus[t->bus[1 - w]].nominal_V, near_bus);
  ig_network_check_fail(check, "transformer", t->name, "%s: %.7g V on bus '%.99s' of %.7g V; allowed: within 20 %%%s",
                        winding_V[w], t->rated_V[w], n->bus[t->bus[w]].name, n->bus[t->bus[w]].nominal_V,
                        swapped ? "; are from and to exchanged?" : "");
}

/* A winding of the other kind lags by an odd clock, one of the same kind by an even one (IEC 60076-1). */
static void check_clock(state *check, const ig_transformer *t, int w) {
  bool odd = t->winding[w] != t->winding[0];
  if (t->clock[w] >= 0 && t->clock[w] < 12 && (t->clock[w] % 2 != 0) == odd) return;
  ig_network_check_fail(check, "transformer", t->name, "%s: a clock of %d does not go with %s; allowed: %s",
                        w == 1 ? "group" : "third_group", t->clock[w],
                        odd ? "a delta and a star" : "two windings of one kind",
                        odd ? "1, 3, 5, 7, 9, 11" : "0, 2, 4, 6, 8, 10");
}

static void check_reactance(state *check, const ig_transformer *t) {
  static const char *const column[] = {"x_percent", "x_percent_from_third", "x_percent_to_third"};
  static const int pair[3][2] = {{0, 1}, {0, 2}, {1, 2}};
  bool good = true;
  for (int k = 0; k < (t->n == 3 ? 3 : 1); k++) {
    double r = 100 * (t->r_pu[pair[k][0]] + t->r_pu[pair[k][1]]), x = 100 * t->x_pu[k];
    good = positive(check, "transformer", t->name, column[k], x) && good;
    if (r + x <= 50) continue;
    good = false;
    ig_network_check_fail(check, "transformer", t->name, "%s: %.7g with %.7g of resistance is above 50 percent",
                          column[k], x, r);
  }
  double shared = (t->x_pu[0] + t->x_pu[1] - t->x_pu[2]) / 2;
  if (t->n == 3 && good && !(t->x_pu[0] * t->x_pu[1] > 1.0001 * shared * shared))
    ig_network_check_fail(check, "transformer", t->name,
                          "x_percent_to_third: %.7g does not go with %.7g of x_percent and %.7g of "
                          "x_percent_from_third: no three windings have these",
                          100 * t->x_pu[2], 100 * t->x_pu[0], 100 * t->x_pu[1]);
}

static void check_ratings(state *check, const ig_transformer *t) {
  static const range power = {"rated_kVA", 0.5, 200e3, "; is it in MVA?", "; is it in VA?"};
  static const range current = {"no_load_current_percent", 0, 20, NULL, NULL};
  bool known = within(check, "transformer", t->name, &power, t->rated_VA / 1000);
  range loss = {"no_load_loss_W", 0, 0.05 * t->rated_VA, NULL, ", 5 % of the rating; is it in W?"};
  if (known) within(check, "transformer", t->name, &loss, t->no_load_loss_W);
  within(check, "transformer", t->name, &current, 100 * t->magnetising_A_pu);
}

static void check_transformer(state *check, const ig_transformer *t) {
  static const char *const end[IG_NETWORK_WINDINGS] = {"from", "to", "third"};
  check_ratings(check, t);
  check_reactance(check, t);
  for (int w = 0; w < t->n; w++) {
    check_winding(check, t, w);
    if (w > 0) check_clock(check, t, w);
    for (int v = 0; v < w; v++)
      if (t->bus[v] == t->bus[w])
        ig_network_check_fail(check, "transformer", t->name, "%s: '%.99s' is the bus of another winding, too", end[w],
                              check->network->bus[t->bus[w]].name);
  }
}

/* --- sources ------------------------------------------------------------------------------------- */

static void check_source(state *check, const ig_grid_source *s) {
  static const range sc3 = {"sc3_MVA", 0.01, 1e6, "; is it in MVA?", "; is it in MVA?"};
  static const range angle = {"angle_deg", -360, 360, NULL, NULL};
  const ig_bus *bus = &check->network->bus[s->bus];
  double z1 = hypot(s->r1_ohm, s->x1_ohm), z0 = hypot(s->r0_ohm, s->x0_ohm);
  if (!near(s->voltage_V, bus->nominal_V, near_bus))
    ig_network_check_fail(check, "source", s->name, "voltage_V: %.7g V on bus '%.99s' of %.7g V; allowed: within 20 %%",
                          s->voltage_V, bus->name, bus->nominal_V);
  within(check, "source", s->name, &angle, s->angle_deg);
  if (z1 > 0) within(check, "source", s->name, &sc3, s->voltage_V * s->voltage_V / z1 / 1e6);
  if ((z1 > 0) != (z0 > 0) || !(s->r1_ohm >= 0 && s->x1_ohm >= 0 && s->r0_ohm >= 0 && s->x0_ohm >= 0))
    ig_network_check_fail(check, "source", s->name, "sc1_MVA: the source's impedance is not above 0");
}

/* --- connections --------------------------------------------------------------------------------- */

static bool is_return(uint8_t wire) { return wire == 0 || wire == IG_NETWORK_NEUTRAL; }

/* What is wrong with the wires themselves; NULL: nothing. */
static const char *wrong_wires(const ig_connection *c) {
  const ig_wires *w = &c->wires;
  bool phases = false, back = false, early = false;
  for (int k = 0; k < w->n; k++) {
    phases = phases || !is_return(w->at[k]);
    back = back || is_return(w->at[k]);
    early = early || (is_return(w->at[k]) && k + 1 < w->n && w->n > 2);
  }
  if (c->delta && (w->n != PHASES || back)) return "a delta has three wires, as 123";
  if (!phases) return "there is no phase among them; allowed: as 1, 14, 12, 123 or 1234";
  if (w->n > PHASES + 1) return "at most 4 are used, as 1234";
  if (early) return "the neutral (4) or the earth (0) comes last";
  if (w->n > PHASES && !back) return "of four wires the last is the neutral (4) or the earth (0)";
  return NULL;
}

/* "1, 2, 3" of the bits of a bus. */
static const char *write_bits(unsigned bits, char text[3 * WIRES]) {
  size_t k = 0;
  text[0] = '\0';
  for (unsigned wire = 1; wire <= WIRES; wire++)
    if (bits & (1U << (wire - 1))) k += (size_t)snprintf(text + k, 3 * WIRES - k, "%s%u", k ? ", " : "", wire);
  return text;
}

static void check_connection_wires(state *check, const ig_connection *c) {
  const ig_bus *bus = &check->network->bus[c->bus];
  char text[WIRES + 1], there[3 * WIRES];
  for (int k = 0; k < c->wires.n; k++) {
    uint8_t wire = c->wires.at[k];
    if (wire == 0 || bus->wires == 0 || (bus->wires & (1U << (wire - 1)))) continue; /* 0: an island has been told */
    ig_network_check_fail(check, "connection", c->unit, "wires: '%s' needs wire %d, but bus '%.99s' has wires %s",
                          write_wires(&c->wires, text), wire, bus->name, write_bits(bus->wires, there));
    return;
  }
}

static void check_leg(state *check, const ig_connection *c) {
  const ig_bus *bus = &check->network->bus[c->bus];
  double leg_V = ig_network_leg_V(c, bus->nominal_V);
  for (int k = 0; k < c->wires.n; k++)
    if (c->wires.at[k] > IG_NETWORK_NEUTRAL) return; /* of what kind wires 5 and 6 are is not known */
  if (near(c->rated_V, leg_V, near_leg)) return;
  ig_network_check_fail(check, "connection", c->unit,
                        "rated_V: %.7g V, but between the wires of a leg are %.4g V; allowed: within 30 %%", c->rated_V,
                        leg_V);
}

static void check_connection(state *check, const ig_connection *c) {
  static const range p = {"exponent_p", -2, 10, NULL, NULL}, q = {"exponent_q", -2, 10, NULL, NULL};
  static const range low = {"u_min_pu", 0, 1, NULL, "; is it in percent?"};
  static const range high = {"u_max_pu", 1, 3, NULL, "; is it in percent?"};
  char text[WIRES + 1];
  const char *wrong = wrong_wires(c);
  if (wrong)
    ig_network_check_fail(check, "connection", c->unit, "wires: '%s': %s", write_wires(&c->wires, text), wrong);
  else
    check_leg(check, c);
  within(check, "connection", c->unit, &p, c->exponent_p);
  within(check, "connection", c->unit, &q, c->exponent_q);
  if (!within(check, "connection", c->unit, &low, c->u_min_pu) ||
      !within(check, "connection", c->unit, &high, c->u_max_pu))
    return;
  positive(check, "connection", c->unit, "u_min_pu", c->u_min_pu);
  if (!(c->u_min_pu < c->u_max_pu))
    ig_network_check_fail(check, "connection", c->unit, "u_max_pu: %.7g is not above u_min_pu", c->u_max_pu);
}

/* --- all of it ----------------------------------------------------------------------------------- */

static void check_elements(state *check) {
  const ig_network *n = check->network;
  for (size_t i = 0; i < n->n_buses; i++) check_bus(check, &n->bus[i]);
  for (size_t i = 0; i < n->n_line_types; i++) check_type(check, &n->line_type[i]);
  for (size_t i = 0; i < n->n_lines; i++) check_line(check, &n->line[i]);
  for (size_t i = 0; i < n->n_switches; i++) check_switch(check, &n->switch_[i]);
  for (size_t i = 0; i < n->n_transformers; i++) check_transformer(check, &n->transformer[i]);
  for (size_t i = 0; i < n->n_sources; i++) check_source(check, &n->source[i]);
  for (size_t i = 0; i < n->n_connections; i++) check_connection(check, &n->connection[i]);
}

bool ig_network_check(ig_network *network, ig_network_report *report, void *context) {
  state check = {.network = network, .report = report, .context = context, .good = true, .wires_good = true};
  if (network->n_buses == 0) ig_network_check_fail(&check, "bus", NULL, "a network needs a bus");
  if (network->n_sources == 0) ig_network_check_fail(&check, "source", NULL, "a network needs a source");
  if (!check.good) return false;
  check_all_names(&check);
  check_elements(&check);
  ig_network_joins_islands(&check);
  if (!check.wires_good) return false;
  ig_network_joins_wires(network);
  for (size_t i = 0; i < network->n_connections; i++) check_connection_wires(&check, &network->connection[i]);
  if (check.good) ig_network_joins_floating(&check);
  if (check.good) ig_network_joins_loops(&check);
  return check.good;
}
