/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of persons in the result, for whoever studies them: one row a person, with the household's row beside it.
 * Nothing is computed from it. */
#include <stdio.h>
#include <stdlib.h>

#include "models/home/home.h"

typedef struct ig_home_persons_data {
  int32_t *home, *age, *role, *place, *days_at_home;
} ig_home_persons_data;

#define COLUMN(member) .role = IG_STATIC, .type = IG_I32, .unit = "1", .offset = offsetof(ig_home_persons_data, member)

static const ig_field fields[] = {
    {.name = "home", COLUMN(home), .doc = "Row of the person's home along the dimension home."},
    {.name = "age", COLUMN(age), .doc = "Age in years."},
    {.name = "activity",
     .role = IG_STATIC,
     .type = IG_ENUM,
     .unit = "1",
     .offset = offsetof(ig_home_persons_data, role),
     .choices = IG_HOME_ROLE_CHOICES,
     .doc = "What the person does on working days."},
    {.name = "work_place",
     .role = IG_STATIC,
     .type = IG_ENUM,
     .unit = "1",
     .offset = offsetof(ig_home_persons_data, place),
     .choices = IG_HOME_WORK_PLACE_CHOICES,
     .doc = "Where a worker works: in the district, elsewhere or at home."},
    {.name = "days_at_home",
     COLUMN(days_at_home),
     .doc = "Weekdays on which a worker works at home: bits, Monday 1, Friday 16."},
};

const ig_model ig_home_persons_model = {.name = "person",
                                        .key = "persons",
                                        .unit_name = "person",
                                        .doc = "Persons who live in the homes.",
                                        .table_of = "homes",
                                        .phase = IG_PHASE_NETWORK,
                                        .data_size = sizeof(ig_home_persons_data),
                                        .fields = fields,
                                        .n_fields = IG_COUNT(fields)};

static void fill(const ig_home_data *d, const ig_batch *homes, ig_home_persons_data *to) {
  size_t row = 0;
  for (size_t u = 0; u < homes->n; u++)
    for (int p = 0; p < d->persons[u]; p++, row++) {
      size_t k = u * IG_HOME_PERSONS + (size_t)p;
      to->home[row] = (int32_t)u;
      to->age[row] = d->age[k];
      to->role[row] = d->role[k];
      to->place[row] = d->work_place[k];
      to->days_at_home[row] = d->telework_days[k];
    }
}

bool ig_home_persons_build(const ig_batch *homes, ig_build *context) {
  enum { NAME = 160 };
  const ig_home_data *d = homes->data;
  size_t n = 0;
  for (size_t u = 0; u < homes->n; u++) n += (size_t)d->persons[u];
  char *text = malloc(n * NAME + 1);
  const char **name = malloc((n + 1) * sizeof *name);
  if (text && name) {
    size_t row = 0;
    for (size_t u = 0; u < homes->n; u++)
      for (int p = 0; p < d->persons[u]; p++, row++) {
        snprintf(text + row * NAME, NAME, "%.120s/%d", homes->name[u], p + 1);
        name[row] = text + row * NAME;
      }
    fill(d, homes, ig_build_table(context, &ig_home_persons_model, n, name, 0)->data);
  } else {
    ig_build_fail(context, IG_SETTINGS, "count", "not enough memory for %zu persons", n);
  }
  bool good = text && name;
  free(text);
  free(name);
  return good;
}
