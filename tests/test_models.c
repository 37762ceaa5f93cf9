/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry as a whole: every field of every model has a variable of its own in the result. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/district.h"

enum { NAMES_MOST = 2000 };

typedef struct names {
  char name[NAMES_MOST][160];
  size_t n;
} names;

static void add(names *all, const char *prefix, const char *field) {
  char *name = all->name[all->n];
  ck_assert_uint_lt(all->n, NAMES_MOST);
  snprintf(name, sizeof all->name[0], "%s%s%s", prefix, *prefix ? "_" : "", field);
  for (char *c = name; *c; c++)
    if (*c == '.') *c = '_';
  for (size_t i = 0; i < all->n; i++)
    ck_assert_msg(strcmp(all->name[i], name), "two fields have the variable %s", name);
  all->n++;
}

static void add_model(names *all, const ig_model *m) {
  if (!m->single) add(all, "", m->unit_name);
  for (size_t f = 0; f < m->n_fields; f++) {
    const ig_field *field = &m->fields[f];
    if (field->role == IG_SETTING || field->role == IG_STATE) continue;
    add(all, field->shared ? "" : m->unit_name, field->name);
  }
}

START_TEST(every_field_has_a_variable_of_its_own) {
  names *all = calloc(1, sizeof *all);
  static const char *const engine[] = {"time", "time_bnds", "meter_time", "season", "day_type", "half_hour", "nv"};
  for (size_t i = 0; i < IG_COUNT(engine); i++) add(all, "", engine[i]);
  for (size_t m = 0; m < ig_models_count; m++) {
    add_model(all, ig_models[m]);
    for (size_t i = 0; i < ig_models[m]->n_ports; i++)
      if (!strcmp(ig_models[m]->ports[i].name, "power") && ig_models[m]->phase != IG_PHASE_NETWORK) {
        add(all, ig_models[m]->unit_name, "electricity");
        add(all, ig_models[m]->unit_name, "meter_energy");
      }
  }
  free(all);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("models");
  TCase *registry = tcase_create("registry");
  tcase_add_test(registry, every_field_has_a_variable_of_its_own);
  suite_add_tcase(suite, registry);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_NORMAL);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? 1 : 0;
}
