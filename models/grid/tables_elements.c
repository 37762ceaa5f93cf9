/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "models/grid/tables_elements.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIRES = IG_NETWORK_WIRES };

static const double per_km = 1e-3, nano_per_km = 1e-12, kilo = 1e3, mega = 1e6, low_voltage_V = 1000;

static char *copy(const char *text) {
  char *p = malloc(strlen(text) + 1);
  if (!p) abort();
  return strcpy(p, text);
}

static double number(const ig_tables_row *row, size_t column) { return row->value[column].number; }
static bool given(const ig_tables_row *row, size_t column) { return row->value[column].given; }
#define TEXT(row, c) (ig_tables_csv_quoted((row)->value[c].text).text)

/* --- buses --------------------------------------------------------------------------------------- */

enum { BUS, BUS_V, BUS_LONGITUDE, BUS_LATITUDE, BUS_R, BUS_X };

static const ig_tables_column bus_columns[] = {
    [BUS] = {"bus", .kind = IG_TABLES_NAME, .required = true},
    [BUS_V] = {"voltage_V", .kind = IG_TABLES_NUMBER, .required = true},
    [BUS_LONGITUDE] = {"longitude_deg", .kind = IG_TABLES_NUMBER, .dflt = IG_NAN},
    [BUS_LATITUDE] = {"latitude_deg", .kind = IG_TABLES_NUMBER, .dflt = IG_NAN},
    [BUS_R] = {"earthing_r_ohm", .kind = IG_TABLES_NUMBER, .dflt = IG_NAN},
    [BUS_X] = {"earthing_x_ohm", .kind = IG_TABLES_NUMBER, .dflt = IG_NAN},
};

static bool add_bus(ig_tables_row *row, ig_network *network) {
  ig_bus bus = {.nominal_V = number(row, BUS_V),
                .longitude_deg = number(row, BUS_LONGITUDE),
                .latitude_deg = number(row, BUS_LATITUDE),
                .earthing_r_ohm = number(row, BUS_R),
                .earthing_x_ohm = number(row, BUS_X)};
  if (given(row, BUS_LONGITUDE) != given(row, BUS_LATITUDE))
    ig_tables_columns_fail(row, given(row, BUS_LONGITUDE) ? BUS_LATITUDE : BUS_LONGITUDE,
                           "needs a value, since the other coordinate has one");
  if (given(row, BUS_R) && !given(row, BUS_X)) bus.earthing_x_ohm = 0;
  if (given(row, BUS_X) && !given(row, BUS_R)) bus.earthing_r_ohm = 0;
  if (!row->good) return false;
  bus.name = copy(row->value[BUS].text);
  *IG_NETWORK_ADD(network->bus, network->n_buses) = bus;
  return true;
}

/* --- line types ---------------------------------------------------------------------------------- */

enum { TYPE, TYPE_N, TYPE_R1, TYPE_X1, TYPE_R0, TYPE_X0, TYPE_RN, TYPE_R, TYPE_X, TYPE_C, TYPE_A };

static const ig_tables_column type_columns[] = {
    [TYPE] = {"type", .kind = IG_TABLES_NAME, .required = true},
    [TYPE_N] = {"conductors", .kind = IG_TABLES_NUMBER, .required = true},
    [TYPE_R1] = {"r1_ohm_per_km", .kind = IG_TABLES_NUMBER},
    [TYPE_X1] = {"x1_ohm_per_km", .kind = IG_TABLES_NUMBER},
    [TYPE_R0] = {"r0_ohm_per_km", .kind = IG_TABLES_NUMBER},
    [TYPE_X0] = {"x0_ohm_per_km", .kind = IG_TABLES_NUMBER},
    [TYPE_RN] = {"rn_ohm_per_km", .kind = IG_TABLES_NUMBER},
    [TYPE_R] = {"r_matrix_ohm_per_km", .kind = IG_TABLES_TEXT},
    [TYPE_X] = {"x_matrix_ohm_per_km", .kind = IG_TABLES_TEXT},
    [TYPE_C] = {"c_matrix_nF_per_km", .kind = IG_TABLES_TEXT},
    [TYPE_A] = {"ampacity_A", .kind = IG_TABLES_NUMBER, .dflt = IG_NAN},
};

/* Reads the numbers of a matrix row of `length` bytes into both triangles; how many there are, or -1 after an error. */
static int read_matrix_row(ig_tables_row *row, size_t column, const char *text, size_t length, int i, int n,
                           double *matrix) {
  char word[64];
  int k = 0;
  for (const char *p = text, *end = text + length; p < end;) {
    size_t size = 0;
    while (p + size < end && p[size] != ' ' && p[size] != '\t') size++;
    snprintf(word, sizeof word, "%.*s", (int)(size < sizeof word ? size : sizeof word - 1), p);
    p += size + (size == 0);
    if (size == 0) continue;
    double value;
    const char *wrong = ig_tables_csv_number(word, &value);
    if (wrong) {
      ig_tables_columns_fail(row, column, "%s %s", ig_tables_csv_quoted(word).text, wrong);
      return -1;
    }
    if (i < n && k <= i) matrix[i * n + k] = matrix[k * n + i] = value;
    k++;
  }
  return k;
}

/* Lower triangle, "0.5|0.1 0.5|0.1 0.1 0.5", times `scale`. */
static void read_matrix(ig_tables_row *row, size_t column, int n, double scale, double *matrix) {
  const char *p = row->value[column].text;
  int i = 0;
  for (;; i++) {
    size_t length = strcspn(p, "|");
    int k = read_matrix_row(row, column, p, length, i, n, matrix);
    if (k < 0) return;
    if (i < n && k != i + 1) {
      ig_tables_columns_fail(row, column,
                             "row %d has %d number%s, but %d are needed: the lower triangle, as 0.5|0.1 0.5 of two "
                             "conductors",
                             i + 1, k, k == 1 ? "" : "s", i + 1);
      return;
    }
    p += length;
    if (!*p++) break;
  }
  if (i + 1 != n)
    ig_tables_columns_fail(row, column, "%d row%s, but there are %d conductors", i + 1, i == 0 ? "" : "s", n);
  for (int k = 0; k < n * n; k++) matrix[k] *= scale;
}

/* Do the columns r1 to x_matrix hold just what one way of writing an impedance needs? */
static bool impedance_given(const ig_tables_row *row, const bool needed[TYPE_X + 1]) {
  for (size_t c = TYPE_R1; c <= TYPE_X; c++)
    if (given(row, c) != needed[c]) return false;
  return true;
}

/* Says which columns a type of n conductors needs. */
static void fail_impedance(ig_tables_row *row, int n) {
  static const char *const ways[] = {[1] = "r1_ohm_per_km and x1_ohm_per_km, or ",
                                     [3] = "r1_ohm_per_km, x1_ohm_per_km, r0_ohm_per_km and x0_ohm_per_km, or ",
                                     [4] = "r1_ohm_per_km, x1_ohm_per_km and rn_ohm_per_km, or ",
                                     [6] = NULL};
  ig_tables_columns_fail(row, TYPE_N,
                         "a type of %d conductor%s needs %sr_matrix_ohm_per_km and x_matrix_ohm_per_km, and no other "
                         "impedance",
                         n, n == 1 ? "" : "s", ways[n] ? ways[n] : "");
}

static void read_impedance(ig_tables_row *row, ig_line_type *type) {
  static const bool matrix[TYPE_X + 1] = {[TYPE_R] = true, [TYPE_X] = true};
  static const bool one[TYPE_X + 1] = {[TYPE_R1] = true, [TYPE_X1] = true};
  static const bool sequence[TYPE_X + 1] = {[TYPE_R1] = true, [TYPE_X1] = true, [TYPE_R0] = true, [TYPE_X0] = true};
  static const bool four[TYPE_X + 1] = {[TYPE_R1] = true, [TYPE_X1] = true, [TYPE_RN] = true};
  double r1 = per_km * number(row, TYPE_R1), x1 = per_km * number(row, TYPE_X1);
  if (impedance_given(row, matrix)) {
    read_matrix(row, TYPE_R, type->n, per_km, type->r_ohm_m);
    read_matrix(row, TYPE_X, type->n, per_km, type->x_ohm_m);
  } else if (type->n == 1 && impedance_given(row, one)) {
    type->r_ohm_m[0] = r1, type->x_ohm_m[0] = x1;
  } else if (type->n == 3 && impedance_given(row, sequence)) {
    ig_network_from_sequence(type, r1, x1, per_km * number(row, TYPE_R0), per_km * number(row, TYPE_X0));
  } else if (type->n == 4 && impedance_given(row, four)) {
    ig_network_four_wire(type, r1, per_km * number(row, TYPE_RN), x1);
  } else {
    fail_impedance(row, type->n);
  }
}

static bool add_type(ig_tables_row *row, ig_network *network) {
  double n = number(row, TYPE_N);
  if (!(n >= 1 && n <= WIRES) || n != floor(n)) {
    ig_tables_columns_fail(row, TYPE_N, "%s is no number of conductors; allowed: 1 to %d", row->value[TYPE_N].text,
                           WIRES);
    return false;
  }
  ig_line_type type = {.n = (int)n, .ampacity_A = number(row, TYPE_A)};
  read_impedance(row, &type);
  if (given(row, TYPE_C)) read_matrix(row, TYPE_C, type.n, nano_per_km, type.c_F_m);
  if (!row->good) return false;
  type.name = copy(row->value[TYPE].text);
  *IG_NETWORK_ADD(network->line_type, network->n_line_types) = type;
  return true;
}

/* --- lines and switches -------------------------------------------------------------------------- */

enum { LINE, LINE_FROM, LINE_TO, LINE_TYPE, LINE_LENGTH, LINE_FROM_WIRES, LINE_TO_WIRES, LINE_KIND };

static const ig_tables_column line_columns[] = {
    [LINE] = {"line", .kind = IG_TABLES_NAME, .required = true},
    [LINE_FROM] = {"from", .kind = IG_TABLES_BUS, .required = true},
    [LINE_TO] = {"to", .kind = IG_TABLES_BUS, .required = true},
    [LINE_TYPE] = {"type", .kind = IG_TABLES_TYPE, .required = true},
    [LINE_LENGTH] = {"length_m", .kind = IG_TABLES_NUMBER, .required = true},
    [LINE_FROM_WIRES] = {"from_wires", .kind = IG_TABLES_SHARED},
    [LINE_TO_WIRES] = {"to_wires", .kind = IG_TABLES_SHARED},
    [LINE_KIND] = {"kind", .kind = IG_TABLES_WORD, .words = "mv|lv|service|riser"},
};

static const ig_wires three_wires = {3, {1, 2, 3}}, four_wires = {4, {1, 2, 3, 4}};

static bool add_line(ig_tables_row *row, ig_network *network) {
  const ig_tables_value *v = row->value;
  ig_line line = {.from = v[LINE_FROM].index, .to = v[LINE_TO].index, .type = v[LINE_TYPE].index};
  int n = network->line_type[line.type].n;
  line.length_m = number(row, LINE_LENGTH);
  line.from_wires = given(row, LINE_FROM_WIRES) ? v[LINE_FROM_WIRES].wires : n == 3 ? three_wires : four_wires;
  line.to_wires = given(row, LINE_TO_WIRES) ? v[LINE_TO_WIRES].wires : line.from_wires;
  line.kind = network->bus[line.from].nominal_V < low_voltage_V ? IG_LINE_LV : IG_LINE_MV;
  if (given(row, LINE_KIND)) line.kind = (ig_line_kind)v[LINE_KIND].index;
  if (!given(row, LINE_FROM_WIRES) && n != 3 && n != 4)
    ig_tables_columns_fail(row, LINE_FROM_WIRES, "needs a value, since its type has %d conductor%s", n,
                           n == 1 ? "" : "s");
  if (!row->good) return false;
  line.name = copy(v[LINE].text);
  *IG_NETWORK_ADD(network->line, network->n_lines) = line;
  return true;
}

enum { SWITCH, SWITCH_FROM, SWITCH_TO, SWITCH_CLOSED, SWITCH_FROM_WIRES, SWITCH_TO_WIRES };

static const ig_tables_column switch_columns[] = {
    [SWITCH] = {"switch", .kind = IG_TABLES_NAME, .required = true},
    [SWITCH_FROM] = {"from", .kind = IG_TABLES_BUS, .required = true},
    [SWITCH_TO] = {"to", .kind = IG_TABLES_BUS, .required = true},
    [SWITCH_CLOSED] = {"closed", .kind = IG_TABLES_WORD, .words = "false|true", .required = true},
    [SWITCH_FROM_WIRES] = {"from_wires", .kind = IG_TABLES_SHARED},
    [SWITCH_TO_WIRES] = {"to_wires", .kind = IG_TABLES_SHARED},
};

static bool add_switch(ig_tables_row *row, ig_network *network) {
  const ig_tables_value *v = row->value;
  ig_switch one = {.from = v[SWITCH_FROM].index, .to = v[SWITCH_TO].index, .closed = v[SWITCH_CLOSED].index == 1};
  one.from_wires = given(row, SWITCH_FROM_WIRES) ? v[SWITCH_FROM_WIRES].wires : four_wires;
  one.to_wires = given(row, SWITCH_TO_WIRES) ? v[SWITCH_TO_WIRES].wires : one.from_wires;
  one.name = copy(v[SWITCH].text);
  *IG_NETWORK_ADD(network->switch_, network->n_switches) = one;
  return true;
}

/* --- transformers -------------------------------------------------------------------------------- */

enum {
  T,
  T_FROM,
  T_TO,
  T_KVA,
  T_FROM_V,
  T_TO_V,
  T_GROUP,
  T_X,
  T_R,
  T_LOSS,
  T_CURRENT,
  T_FROM_TAP,
  T_TO_TAP,
  T_STAR,
  T_THIRD,
  T_THIRD_V,
  T_THIRD_GROUP,
  T_THIRD_TAP,
  T_R_FROM,
  T_R_TO,
  T_R_THIRD,
  T_X_FROM_THIRD,
  T_X_TO_THIRD
};

static const ig_tables_column transformer_columns[] = {
    [T] = {"transformer", .kind = IG_TABLES_NAME, .required = true},
    [T_FROM] = {"from", .kind = IG_TABLES_BUS, .required = true},
    [T_TO] = {"to", .kind = IG_TABLES_BUS, .required = true},
    [T_KVA] = {"rated_kVA", .kind = IG_TABLES_NUMBER, .required = true},
    [T_FROM_V] = {"from_V", .kind = IG_TABLES_NUMBER, .required = true},
    [T_TO_V] = {"to_V", .kind = IG_TABLES_NUMBER, .required = true},
    [T_GROUP] = {"group", .kind = IG_TABLES_TEXT, .required = true},
    [T_X] = {"x_percent", .kind = IG_TABLES_NUMBER, .required = true},
    [T_R] = {"r_percent", .kind = IG_TABLES_NUMBER},
    [T_LOSS] = {"no_load_loss_W", .kind = IG_TABLES_NUMBER},
    [T_CURRENT] = {"no_load_current_percent", .kind = IG_TABLES_NUMBER},
    [T_FROM_TAP] = {"from_tap", .kind = IG_TABLES_NUMBER, .dflt = 1},
    [T_TO_TAP] = {"to_tap", .kind = IG_TABLES_NUMBER, .dflt = 1},
    [T_STAR] = {"star_earthed", .kind = IG_TABLES_WORD, .words = "false|true"},
    [T_THIRD] = {"third", .kind = IG_TABLES_BUS},
    [T_THIRD_V] = {"third_V", .kind = IG_TABLES_NUMBER},
    [T_THIRD_GROUP] = {"third_group", .kind = IG_TABLES_TEXT},
    [T_THIRD_TAP] = {"third_tap", .kind = IG_TABLES_NUMBER, .dflt = 1},
    [T_R_FROM] = {"r_percent_from", .kind = IG_TABLES_NUMBER},
    [T_R_TO] = {"r_percent_to", .kind = IG_TABLES_NUMBER},
    [T_R_THIRD] = {"r_percent_third", .kind = IG_TABLES_NUMBER},
    [T_X_FROM_THIRD] = {"x_percent_from_third", .kind = IG_TABLES_NUMBER},
    [T_X_TO_THIRD] = {"x_percent_to_third", .kind = IG_TABLES_NUMBER},
};

/* A winding's letter and the n of a star point brought out, of one case; false where there is none. */
static bool take_winding(const char **p, const char *letters, ig_winding *winding, bool *brought) {
  if (**p != letters[0] && **p != letters[1]) return false;
  *winding = **p == letters[0] ? IG_WINDING_DELTA : IG_WINDING_WYE;
  ++*p;
  *brought = *winding == IG_WINDING_WYE && **p == letters[2];
  *p += *brought;
  return true;
}

static bool take_clock(const char *p, int *clock) {
  size_t n = strlen(p);
  if (n < 1 || n > 2 || strspn(p, "0123456789") != n || (n == 2 && *p == '0')) return false;
  *clock = atoi(p);
  return *clock < 12;
}

/* Reads group and third_group; `brought`: which star points are to be had. */
static void read_groups(ig_tables_row *row, ig_transformer *t, bool brought[IG_NETWORK_WINDINGS]) {
  static const char large[] = "DYN", small[] = "dyn";
  const char *p = row->value[T_GROUP].text;
  bool good = take_winding(&p, large, &t->winding[0], &brought[0]) &&
              take_winding(&p, small, &t->winding[1], &brought[1]) && take_clock(p, &t->clock[1]);
  if (!good)
    ig_tables_columns_fail(row, T_GROUP,
                           "%s is no vector group; allowed: D, Y or YN of `from`, d, y or yn of `to`, and a clock from "
                           "0 to 11, as Dyn11",
                           TEXT(row, T_GROUP));
  if (t->n < 3 || !given(row, T_THIRD_GROUP)) return;
  p = row->value[T_THIRD_GROUP].text;
  if (!take_winding(&p, small, &t->winding[2], &brought[2]) || !take_clock(p, &t->clock[2]))
    ig_tables_columns_fail(row, T_THIRD_GROUP,
                           "%s is no vector group; allowed: d, y or yn and a clock from 0 to 11 against `from`, as yn1",
                           TEXT(row, T_THIRD_GROUP));
}

/* star_earthed is of the star points that are brought out. */
static void read_stars(ig_tables_row *row, ig_transformer *t, const bool brought[IG_NETWORK_WINDINGS]) {
  if (row->value[T_STAR].index != 1 || !row->good) return;
  for (int w = 0; w < t->n; w++) t->star_earthed[w] = brought[w];
  if (!brought[0] && !brought[1] && !brought[2])
    ig_tables_columns_fail(row, T_STAR, "%s has no star point brought out (n or N)", TEXT(row, T_GROUP));
}

/* Of the third winding all is given, or nothing. */
static void read_third(ig_tables_row *row, ig_transformer *t) {
  static const size_t needed[] = {T_THIRD_V, T_THIRD_GROUP, T_X_FROM_THIRD, T_X_TO_THIRD};
  static const size_t idle[] = {T_THIRD_V, T_THIRD_GROUP, T_THIRD_TAP, T_R_THIRD, T_X_FROM_THIRD, T_X_TO_THIRD};
  for (size_t i = 0; i < IG_COUNT(needed) && t->n == 3; i++)
    if (!given(row, needed[i])) ig_tables_columns_fail(row, needed[i], "needs a value, since there is a third winding");
  for (size_t i = 0; i < IG_COUNT(idle) && t->n == 2; i++)
    if (given(row, idle[i])) ig_tables_columns_fail(row, idle[i], "has a value, but `third` names no bus");
}

/* Of from and to together, or of each winding. */
static void read_resistances(ig_tables_row *row, ig_transformer *t) {
  static const size_t each[] = {T_R_FROM, T_R_TO, T_R_THIRD};
  bool together = given(row, T_R), apart = given(row, T_R_FROM) || given(row, T_R_TO) || given(row, T_R_THIRD);
  if (!together && !apart) ig_tables_columns_fail(row, T_R, "needs a value (or r_percent_from and r_percent_to do)");
  for (int w = 0; w < t->n; w++) {
    t->r_pu[w] = (together ? number(row, T_R) / 2 : number(row, each[w])) / 100;
    if (together && given(row, each[w]))
      ig_tables_columns_fail(row, each[w], "has a value beside r_percent; allowed: one or the other");
    else if (!together && apart && !given(row, each[w]))
      ig_tables_columns_fail(row, each[w], "needs a value, since another winding has one");
  }
}

/* The no-load current is that of the losses and, at right angles, the magnetising one. */
static void read_no_load(ig_tables_row *row, ig_transformer *t) {
  double whole = number(row, T_CURRENT) / 100, active = t->no_load_loss_W / t->rated_VA;
  if (!given(row, T_CURRENT)) return;
  if (whole >= active * (1 - 1e-9)) {
    t->magnetising_A_pu = sqrt(ig_max(whole * whole - active * active, 0));
  } else if (t->rated_VA > 0) {
    ig_tables_columns_fail(row, T_CURRENT, "%s is below the part of no_load_loss_W, %.3g", row->value[T_CURRENT].text,
                           100 * active);
  }
}

static bool add_transformer(ig_tables_row *row, ig_network *network) {
  const ig_tables_value *v = row->value;
  ig_transformer t = {
      .n = given(row, T_THIRD) ? 3 : 2,
      .bus = {v[T_FROM].index, v[T_TO].index, v[T_THIRD].index},
      .rated_V = {number(row, T_FROM_V), number(row, T_TO_V), number(row, T_THIRD_V)},
      .tap = {number(row, T_FROM_TAP), number(row, T_TO_TAP), number(row, T_THIRD_TAP)},
      .x_pu = {number(row, T_X) / 100, number(row, T_X_FROM_THIRD) / 100, number(row, T_X_TO_THIRD) / 100},
      .rated_VA = kilo * number(row, T_KVA),
      .no_load_loss_W = number(row, T_LOSS)};
  bool brought[IG_NETWORK_WINDINGS] = {false};
  read_third(row, &t);
  read_groups(row, &t, brought);
  read_stars(row, &t, brought);
  read_resistances(row, &t);
  read_no_load(row, &t);
  if (!row->good) return false;
  t.name = copy(v[T].text);
  *IG_NETWORK_ADD(network->transformer, network->n_transformers) = t;
  return true;
}

/* --- sources ------------------------------------------------------------------------------------- */

enum {
  SOURCE,
  SOURCE_BUS,
  SOURCE_V,
  SOURCE_ANGLE,
  SOURCE_SC3,
  SOURCE_SC1,
  SOURCE_X_R,
  SOURCE_R1,
  SOURCE_X1,
  SOURCE_R0,
  SOURCE_X0
};

static const ig_tables_column source_columns[] = {
    [SOURCE] = {"source", .kind = IG_TABLES_NAME, .required = true},
    [SOURCE_BUS] = {"bus", .kind = IG_TABLES_BUS, .required = true},
    [SOURCE_V] = {"voltage_V", .kind = IG_TABLES_NUMBER, .required = true},
    [SOURCE_ANGLE] = {"angle_deg", .kind = IG_TABLES_NUMBER},
    [SOURCE_SC3] = {"sc3_MVA", .kind = IG_TABLES_NUMBER},
    [SOURCE_SC1] = {"sc1_MVA", .kind = IG_TABLES_NUMBER},
    [SOURCE_X_R] = {"x_over_r", .kind = IG_TABLES_NUMBER, .dflt = 4},
    [SOURCE_R1] = {"r1_ohm", .kind = IG_TABLES_NUMBER},
    [SOURCE_X1] = {"x1_ohm", .kind = IG_TABLES_NUMBER},
    [SOURCE_R0] = {"r0_ohm", .kind = IG_TABLES_NUMBER},
    [SOURCE_X0] = {"x0_ohm", .kind = IG_TABLES_NUMBER},
};

static void split_impedance(double z, double x_over_r, double *r, double *x) {
  *r = z / sqrt(1 + x_over_r * x_over_r);
  *x = *r * x_over_r;
}

/* Says what is wrong with the short-circuit powers. */
static void check_short_circuit(ig_tables_row *row) {
  double sc3 = number(row, SOURCE_SC3), sc1 = number(row, SOURCE_SC1), x_over_r = number(row, SOURCE_X_R);
  bool single = given(row, SOURCE_SC1);
  if (!given(row, SOURCE_SC3))
    ig_tables_columns_fail(row, SOURCE_SC3, "needs a value, since sc1_MVA or x_over_r has one");
  else if (!(sc3 > 0))
    ig_tables_columns_fail(row, SOURCE_SC3, "%s is not above 0", row->value[SOURCE_SC3].text);
  if (single && !(sc1 > 0)) ig_tables_columns_fail(row, SOURCE_SC1, "%s is not above 0", row->value[SOURCE_SC1].text);
  if (single && row->good && !(sc1 < 1.499 * sc3))
    ig_tables_columns_fail(row, SOURCE_SC1, "%s is too much beside %s of sc3_MVA; allowed: below 1.5 times that",
                           row->value[SOURCE_SC1].text, row->value[SOURCE_SC3].text);
  if (!(x_over_r >= 0.01 && x_over_r <= 1000))
    ig_tables_columns_fail(row, SOURCE_X_R, "%s is outside of 0.01 to 1000", row->value[SOURCE_X_R].text);
}

static void read_short_circuit(ig_tables_row *row, ig_grid_source *source) {
  check_short_circuit(row);
  if (!row->good) return;
  double sc3 = mega * number(row, SOURCE_SC3), sc1 = given(row, SOURCE_SC1) ? mega * number(row, SOURCE_SC1) : sc3;
  double x_over_r = number(row, SOURCE_X_R), square = source->voltage_V * source->voltage_V;
  split_impedance(square / sc3, x_over_r, &source->r1_ohm, &source->x1_ohm);
  split_impedance(3 * square / sc1 - 2 * square / sc3, x_over_r, &source->r0_ohm, &source->x0_ohm);
}

/* Short-circuit powers, or the four numbers of the impedance, or nothing: ideal. */
static void read_source_impedance(ig_tables_row *row, ig_grid_source *source) {
  bool powers = given(row, SOURCE_SC3) || given(row, SOURCE_SC1) || given(row, SOURCE_X_R), ohms = false;
  for (size_t c = SOURCE_R1; c <= SOURCE_X0; c++) ohms = ohms || given(row, c);
  for (size_t c = SOURCE_R1; c <= SOURCE_X0 && ohms; c++) {
    if (powers && given(row, c))
      ig_tables_columns_fail(row, c, "has a value beside a short-circuit power; allowed: one or the other");
    else if (!powers && !given(row, c))
      ig_tables_columns_fail(row, c, "needs a value: r1_ohm, x1_ohm, r0_ohm and x0_ohm go together");
  }
  if (powers) read_short_circuit(row, source);
  if (!ohms) return;
  source->r1_ohm = number(row, SOURCE_R1), source->x1_ohm = number(row, SOURCE_X1);
  source->r0_ohm = number(row, SOURCE_R0), source->x0_ohm = number(row, SOURCE_X0);
}

static bool add_source(ig_tables_row *row, ig_network *network) {
  ig_grid_source source = {
      .bus = row->value[SOURCE_BUS].index, .voltage_V = number(row, SOURCE_V), .angle_deg = number(row, SOURCE_ANGLE)};
  read_source_impedance(row, &source);
  if (!row->good) return false;
  source.name = copy(row->value[SOURCE].text);
  *IG_NETWORK_ADD(network->source, network->n_sources) = source;
  return true;
}

/* --- connections --------------------------------------------------------------------------------- */

enum { UNIT, UNIT_BUS, UNIT_WIRES, UNIT_WIRING, UNIT_V, UNIT_PF, UNIT_EXPONENT_P, UNIT_EXPONENT_Q, UNIT_MIN, UNIT_MAX };

static const ig_tables_column connection_columns[] = {
    [UNIT] = {"unit", .kind = IG_TABLES_NAME, .required = true},
    [UNIT_BUS] = {"bus", .kind = IG_TABLES_BUS, .required = true},
    [UNIT_WIRES] = {"wires", .kind = IG_TABLES_WIRES, .required = true},
    [UNIT_WIRING] = {"wiring", .kind = IG_TABLES_WORD, .words = "wye|delta"},
    [UNIT_V] = {"rated_V", .kind = IG_TABLES_NUMBER},
    [UNIT_PF] = {"power_factor", .kind = IG_TABLES_NUMBER, .dflt = 1},
    [UNIT_EXPONENT_P] = {"exponent_p", .kind = IG_TABLES_NUMBER},
    [UNIT_EXPONENT_Q] = {"exponent_q", .kind = IG_TABLES_NUMBER},
    [UNIT_MIN] = {"u_min_pu", .kind = IG_TABLES_NUMBER, .dflt = 0.8},
    [UNIT_MAX] = {"u_max_pu", .kind = IG_TABLES_NUMBER, .dflt = 1.2},
};

static bool add_connection(ig_tables_row *row, ig_network *network) {
  const ig_tables_value *v = row->value;
  double pf = number(row, UNIT_PF);
  ig_connection c = {.bus = v[UNIT_BUS].index,
                     .wires = v[UNIT_WIRES].wires,
                     .delta = v[UNIT_WIRING].index == 1,
                     .rated_V = number(row, UNIT_V),
                     .exponent_p = number(row, UNIT_EXPONENT_P),
                     .exponent_q = number(row, UNIT_EXPONENT_Q),
                     .u_min_pu = number(row, UNIT_MIN),
                     .u_max_pu = number(row, UNIT_MAX)};
  if (!(fabs(pf) > 0 && fabs(pf) <= 1)) {
    ig_tables_columns_fail(row, UNIT_PF, "%s is no power factor; allowed: above 0 to 1, capacitive from -1 to below 0",
                           v[UNIT_PF].text);
    return false;
  }
  c.tan_phi = copysign(sqrt(1 / (pf * pf) - 1), pf);
  if (!given(row, UNIT_V)) c.rated_V = ig_network_leg_V(&c, network->bus[c.bus].nominal_V);
  c.unit = copy(v[UNIT].text);
  *IG_NETWORK_ADD(network->connection, network->n_connections) = c;
  return true;
}

/* --- all of them --------------------------------------------------------------------------------- */

#define COLUMNS(list) .column = (list), .n_columns = IG_COUNT(list)

const ig_tables_element ig_tables_elements[IG_TABLES_ELEMENTS] = {
    [IG_TABLES_BUSES] = {"buses.csv", "bus", COLUMNS(bus_columns), .required = true, .add = add_bus},
    [IG_TABLES_TYPES] = {"line_types.csv", "line type", COLUMNS(type_columns), .required = true, .add = add_type},
    {"lines.csv", "line", COLUMNS(line_columns), .required = true, .add = add_line},
    {"switches.csv", "switch", COLUMNS(switch_columns), .add = add_switch},
    {"transformers.csv", "transformer", COLUMNS(transformer_columns), .add = add_transformer},
    {"sources.csv", "source", COLUMNS(source_columns), .required = true, .add = add_source},
    {"connections.csv", "connection", COLUMNS(connection_columns), .required = true, .add = add_connection},
};
