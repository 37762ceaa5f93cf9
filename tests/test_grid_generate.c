/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Generated networks of all sizes: every unit connected once, radial for the sweep, plausible lengths, ratings and
 * voltages, even phases, an open ring, and the same network for any order of the units. */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/grid/generate.h"
#include "models/grid/grid_paths.h"
#include "models/grid/nodal.h"
#include "models/grid/radial.h"

typedef struct district {
  ig_place_unit *unit;
  size_t n;
} district;

static void add(district *d, const char *model, size_t number, ig_place_kind kind, double subscribed_VA,
                double area_m2) {
  char name[64];
  snprintf(name, sizeof name, "%s/%s-%05zu", model, model, number);
  d->unit = realloc(d->unit, (d->n + 1) * sizeof *d->unit);
  d->unit[d->n++] = (ig_place_unit){strdup(name), kind, subscribed_VA, area_m2, false, ig_rng_hash(name)};
}

static district make(size_t homes, size_t offices, size_t shops, size_t cabinets, size_t others) {
  district d = {0};
  for (size_t i = 0; i < homes; i++) add(&d, "home", i, IG_PLACE_HOME, i % 50 == 7 ? 15e3 : (i % 5 ? 6e3 : 9e3), 60);
  for (size_t i = 0; i < offices; i++)
    add(&d, "office", i, IG_PLACE_OFFICE, 0, 800 * (double)(i + 1) * (double)(i + 1));
  for (size_t i = 0; i < shops; i++) add(&d, "shop", i, IG_PLACE_SHOP, 6e3 * (double)(1 + i % 45), 100);
  for (size_t i = 0; i < cabinets; i++) add(&d, "lighting", i, IG_PLACE_CABINET, 0, 0);
  for (size_t i = 0; i < others; i++) add(&d, "profile", i, IG_PLACE_OTHER, 0, 0);
  return d;
}

static void drop(district *d) {
  for (size_t i = 0; i < d->n; i++) free((void *)d->unit[i].unit);
  free(d->unit);
}

static ig_generate_rules rules_of(const char *earthing) {
  return (ig_generate_rules){.longitude_deg = 2.270,
                             .latitude_deg = 48.824,
                             .seed = 1,
                             .homes_per_building = 33,
                             .homes_per_floor = 5,
                             .homes_per_substation = 160,
                             .feeders_per_substation = 5,
                             .density_homes_ha = 80,
                             .source_voltage_pu = 1.02,
                             .source_sc_MVA = 250,
                             .source_x_over_r = 10,
                             .transformer_tap = 1,
                             .earthing_ohm = 10,
                             .tan_phi = {0.33, 0.4, 0.4, 0.48, 0.33},
                             .earthing = earthing};
}

static ig_network generate(const ig_generate_rules *rules, const district *d) {
  ig_network n = {0};
  ig_generate_network(rules, d->unit, d->n, &n);
  return n;
}

/* --- what holds for every network -------------------------------------------------------------------- */

static void check_units(const ig_network *n, const district *d) {
  ck_assert_uint_eq(n->n_connections, d->n);
  for (size_t i = 1; i < n->n_connections; i++)
    ck_assert_msg(strcmp(n->connection[i - 1].unit, n->connection[i].unit) < 0, "%s twice", n->connection[i].unit);
  for (size_t i = 0; i < d->n; i++) {
    size_t low = 0, high = n->n_connections;
    while (low + 1 < high) {
      size_t middle = (low + high) / 2;
      strcmp(n->connection[middle].unit, d->unit[i].unit) <= 0 ? (low = middle) : (high = middle);
    }
    const ig_connection *c = &n->connection[low];
    ck_assert_str_eq(c->unit, d->unit[i].unit);
    bool single = (d->unit[i].kind == IG_PLACE_HOME || d->unit[i].kind == IG_PLACE_SHOP) &&
                  d->unit[i].subscribed_VA > 0 && d->unit[i].subscribed_VA <= 12e3;
    ck_assert_int_eq(c->wires.n, single ? 2 : 4);
    ck_assert_int_eq(c->wires.at[c->wires.n - 1], IG_NETWORK_NEUTRAL);
    ck_assert(!c->delta && c->rated_V == 230 && c->tan_phi > 0);
    ck_assert_double_eq(n->bus[c->bus].nominal_V, 400);
  }
}

static void check_names(const void *array, size_t n, size_t size) {
  for (size_t i = 1; i < n; i++) {
    const char *a = *(char *const *)((const char *)array + (i - 1) * size);
    const char *b = *(char *const *)((const char *)array + i * size);
    ck_assert_msg(strcmp(a, b) < 0, "%s, %s", a, b);
  }
}

static void check_elements(const ig_network *n) {
  check_names(n->bus, n->n_buses, sizeof *n->bus);
  check_names(n->line, n->n_lines, sizeof *n->line);
  check_names(n->transformer, n->n_transformers, sizeof *n->transformer);
  check_names(n->switch_, n->n_switches, sizeof *n->switch_);
  for (size_t i = 0; i < n->n_buses; i++) {
    ck_assert(fabs(n->bus[i].longitude_deg - 2.270) < 0.15 && fabs(n->bus[i].latitude_deg - 48.824) < 0.1);
    ck_assert_int_eq(n->bus[i].wires, n->bus[i].nominal_V > 1000 ? 7 : 15);
  }
  for (size_t i = 0; i < n->n_lines; i++) {
    const ig_line *l = &n->line[i];
    ck_assert_double_ge(l->length_m, 1);
    ck_assert_double_le(l->length_m, l->kind == IG_LINE_MV ? 20e3 : 1500);
    ck_assert_double_eq(n->bus[l->from].nominal_V, n->bus[l->to].nominal_V);
    ck_assert_int_eq(l->kind == IG_LINE_MV, n->bus[l->to].nominal_V > 1000);
    ck_assert_int_eq(l->from_wires.n, n->line_type[l->type].n);
    ck_assert(n->line_type[l->type].ampacity_A >= 100 && n->line_type[l->type].ampacity_A <= 450);
  }
  for (size_t i = 0; i < n->n_transformers; i++) {
    const ig_transformer *t = &n->transformer[i];
    ck_assert(t->rated_VA >= 250e3 && t->x_pu[0] > 0.03 && t->x_pu[0] < 0.06);
    ck_assert(t->no_load_loss_W > 0 && t->no_load_loss_W < 0.004 * t->rated_VA);
    ck_assert(!isnan(n->bus[t->bus[1]].earthing_r_ohm));
  }
}

static size_t farther_than(const ig_network *n, double m, size_t *feeders) {
  ig_grid_paths paths;
  ig_grid_paths_find(n, &paths);
  double *far = calloc(paths.n_feeders + 1, sizeof *far);
  for (size_t b = 0; b < n->n_buses; b++)
    if (paths.feeder_of_bus[b] >= 0)
      far[paths.feeder_of_bus[b]] = ig_max(far[paths.feeder_of_bus[b]], paths.distance_m[b]);
  size_t count = 0;
  for (size_t f = 0; f < paths.n_feeders; f++) count += far[f] > m;
  *feeders = paths.n_feeders;
  free(far);
  free(paths.feeder);
  free(paths.feeder_of_bus);
  free(paths.feeder_of_line);
  ig_grid_paths_free(&paths);
  return count;
}

static void check_radial(const ig_network *n) {
  char why[300] = "";
  ig_radial *radial = ig_radial_create(n, why, sizeof why);
  ck_assert_msg(radial != NULL, "%s", why);
  ck_assert_uint_eq(radial->n_trees, n->n_transformers + 1);
  ig_radial_free(radial);
}

/* --- sizes ------------------------------------------------------------------------------------------- */

typedef struct size {
  size_t homes, offices, shops, cabinets, others;
} size;

static const size sizes[] = {
    {0, 0, 0, 0, 0},   {1, 0, 0, 0, 0},       {0, 1, 0, 0, 0},          {0, 20, 0, 0, 0}, {0, 0, 1, 0, 0},
    {0, 0, 0, 1, 0},   {0, 0, 0, 0, 55},      {0, 0, 45, 3, 2},         {2, 0, 0, 0, 40}, {7, 1, 1, 1, 1},
    {250, 3, 9, 2, 0}, {2000, 16, 27, 10, 5}, {16000, 40, 300, 80, 10},
};

START_TEST(all_sizes) {
  const size *s = &sizes[_i];
  district d = make(s->homes, s->offices, s->shops, s->cabinets, s->others);
  ig_generate_rules rules = rules_of("tt");
  ig_network n = generate(&rules, &d);
  check_units(&n, &d);
  check_elements(&n);
  check_radial(&n);
  ck_assert_uint_eq(n.n_sources, 1);
  size_t open = 0;
  for (size_t i = 0; i < n.n_switches; i++) open += !n.switch_[i].closed;
  ck_assert_uint_eq(open, n.n_switches);
  ck_assert(n.n_transformers == 0 ? open == 0 : open >= 1);
  ck_assert_uint_eq(n.n_lines + n.n_transformers + 1, n.n_buses); /* a tree */
  ig_network_free(&n);
  drop(&d);
}
END_TEST

/* Extremes of the settings: villas, towers, one substation for all, crowded and empty land. */
START_TEST(all_rules) {
  static const double of[][5] = {{1, 1, 160, 5, 20},    {500, 50, 2000, 1, 1000}, {500, 1, 1, 16, 1},
                                 {33, 5, 2000, 16, 80}, {3, 2, 50, 1, 1000},      {1, 1, 1, 1, 1}};
  district d = make(400, 2, 5, 2, 1);
  ig_generate_rules rules = rules_of("tt");
  rules.homes_per_building = of[_i][0], rules.homes_per_floor = of[_i][1], rules.homes_per_substation = of[_i][2];
  rules.feeders_per_substation = of[_i][3], rules.density_homes_ha = of[_i][4];
  ig_network n = generate(&rules, &d);
  check_units(&n, &d);
  check_radial(&n);
  ig_network_free(&n);
  drop(&d);
}
END_TEST

/* --- a district -------------------------------------------------------------------------------------- */

START_TEST(as_in_a_town) {
  district d = make(2000, 8, 27, 10, 0);
  ig_generate_rules rules = rules_of("tt");
  ig_network n = generate(&rules, &d);
  ck_assert(n.n_buses > 400 && n.n_buses < 1200);
  ck_assert(n.n_transformers >= 13 && n.n_transformers <= 30);
  size_t feeders, far;
  far = farther_than(&n, 60, &feeders);
  ck_assert(feeders >= 50 && feeders <= 120);
  ck_assert_uint_ge(far, feeders / 2); /* the median is between 60 */
  far = farther_than(&n, 250, &feeders);
  ck_assert_uint_le(far, feeders / 2); /* and 250 m */
  ck_assert_uint_eq(farther_than(&n, 800, &feeders), 0);
  for (size_t i = 0; i < n.n_transformers; i++)
    if (!strncmp(n.transformer[i].name, "substation", 10)) ck_assert_double_le(n.transformer[i].rated_VA, 1000e3);
  ig_network_free(&n);
  drop(&d);
}
END_TEST

START_TEST(phases_are_even) {
  district d = make(2000, 0, 0, 0, 0);
  ig_generate_rules rules = rules_of("tt");
  ig_network n = generate(&rules, &d);
  double of[4] = {0}, *bus = calloc(4 * n.n_buses, sizeof *bus);
  for (size_t i = 0; i < n.n_connections; i++)
    if (n.connection[i].wires.n == 2) {
      of[n.connection[i].wires.at[0]]++;
      bus[4 * n.connection[i].bus + n.connection[i].wires.at[0]]++;
    }
  for (int p = 1; p <= 3; p++) ck_assert(of[p] > 0.31 * 2000 && of[p] < 0.36 * 2000);
  for (size_t b = 0; b < n.n_buses; b++) { /* in turn: nearly even on every floor */
    const double *k = &bus[4 * b];
    ck_assert_double_le(ig_max(k[1], ig_max(k[2], k[3])) - ig_min(k[1], ig_min(k[2], k[3])), 1);
  }
  free(bus);
  ig_network_free(&n);
  drop(&d);
}
END_TEST

/* --- the same network -------------------------------------------------------------------------------- */

static void check_same(const ig_network *a, const ig_network *b) {
  ck_assert(a->n_buses == b->n_buses && a->n_lines == b->n_lines && a->n_connections == b->n_connections);
  ck_assert(a->n_transformers == b->n_transformers && a->n_switches == b->n_switches);
  for (size_t i = 0; i < a->n_buses; i++) {
    ck_assert_str_eq(a->bus[i].name, b->bus[i].name);
    ck_assert(a->bus[i].longitude_deg == b->bus[i].longitude_deg && a->bus[i].latitude_deg == b->bus[i].latitude_deg);
  }
  for (size_t i = 0; i < a->n_lines; i++) {
    const ig_line *x = &a->line[i], *y = &b->line[i];
    ck_assert_str_eq(x->name, y->name);
    ck_assert(x->from == y->from && x->to == y->to && x->type == y->type && x->length_m == y->length_m);
  }
  for (size_t i = 0; i < a->n_transformers; i++) {
    const ig_transformer *x = &a->transformer[i], *y = &b->transformer[i];
    ck_assert_str_eq(x->name, y->name);
    ck_assert(x->bus[0] == y->bus[0] && x->bus[1] == y->bus[1] && x->rated_VA == y->rated_VA);
  }
  for (size_t i = 0; i < a->n_connections; i++) {
    const ig_connection *x = &a->connection[i], *y = &b->connection[i];
    ck_assert_str_eq(x->unit, y->unit);
    ck_assert(x->bus == y->bus && x->wires.at[0] == y->wires.at[0]);
  }
}

START_TEST(any_order_of_units) {
  district d = make(700, 9, 40, 12, 6);
  ig_generate_rules rules = rules_of("tt");
  ig_network a = generate(&rules, &d);
  for (size_t i = d.n - 1; i > 0; i--) {
    size_t k = (size_t)(ig_rng_uniform((ig_rng_key){5, 6}, 0, 0, i) * (double)(i + 1));
    ig_place_unit swap = d.unit[i];
    d.unit[i] = d.unit[k], d.unit[k] = swap;
  }
  ig_network b = generate(&rules, &d);
  check_same(&a, &b);
  ig_network_free(&b);
  rules.seed = 2;
  b = generate(&rules, &d);
  size_t moved = 0;
  for (size_t i = 0; i < a.n_connections; i++)
    moved += strcmp(a.bus[a.connection[i].bus].name, b.bus[b.connection[i].bus].name) != 0;
  ck_assert_uint_gt(moved, d.n / 2); /* another seed, another network */
  ig_network_free(&a);
  ig_network_free(&b);
  drop(&d);
}
END_TEST

/* The neutral earthed at buildings too: for the nodal solver. */
START_TEST(tn) {
  district d = make(250, 2, 5, 2, 0);
  ig_generate_rules rules = rules_of("tn");
  ig_network n = generate(&rules, &d);
  size_t earthed = 0;
  for (size_t i = 0; i < n.n_buses; i++) earthed += isnan(n.bus[i].earthing_r_ohm) ? 0 : 1;
  ck_assert_uint_gt(earthed, n.n_transformers + 5);
  char why[512] = "";
  ck_assert(ig_radial_create(&n, why, sizeof why) == NULL);
  ck_assert_ptr_nonnull(strstr(why, "earthed"));
  ig_nodal *nodal = ig_nodal_create(&n, why, sizeof why);
  ck_assert_msg(nodal != NULL, "%s", why);
  ig_nodal_free(nodal);
  ig_network_free(&n);
  drop(&d);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("grid_generate");
  TCase *c = tcase_create("all");
  tcase_set_timeout(c, 120);
  tcase_add_loop_test(c, all_sizes, 0, (int)IG_COUNT(sizes));
  tcase_add_loop_test(c, all_rules, 0, 6);
  tcase_add_test(c, as_in_a_town);
  tcase_add_test(c, phases_are_even);
  tcase_add_test(c, any_order_of_units);
  tcase_add_test(c, tn);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed != 0;
}
