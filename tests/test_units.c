/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/district.h"
#include "sim/units.h"

typedef struct conversion {
  double value;
  const char *from, *to;
  double expected;
} conversion;

/* Factors by definition (SI brochure, 9th edition, and IEC 80000). */
static const conversion conversions[] = {
    {36, "kVA", "VA", 36000},
    {160000, "m2", "m2", 160000},
    {10, "min", "s", 600},
    {14, "d", "s", 1209600},
    {1.5, "h", "min", 90},
    {-9, "degC", "degC", -9},
    {21, "\302\260C", "degC", 21},
    {293.15, "K", "degC", 20},
    {50, "%", "1", 0.5},
    {3, "MWh", "Wh", 3e6},
    {1, "kWh", "J", 3.6e6},
    {7.2, "MJ", "kWh", 2},
    {1, "kWh/K", "J K-1", 3.6e6},
    {165, "kJ/(m2 K)", "J K-1 m-2", 165000},
    {45, "Wh/(m2 K)", "J m-2 K-1", 162000},
    {52, "g/kWh", "g kWh-1", 52},
    {52, "kg/MWh", "g kWh-1", 52},
    {52, "g kWh-1", "kg MWh-1", 52},
    {0.5, "1/h", "h-1", 0.5},
    {2, "W/m2/K", "W m-2 K-1", 2},
    {2, "W/(m2*K)", "W m-2 K-1", 2},
    {1, "L/s", "m3 h-1", 3.6},
    {36, "km/h", "m s-1", 10},
    {500, "lm/m2", "lx", 500},
    {0.2, "EUR/kWh", "EUR MWh-1", 200},
    {1, "kW*h", "kWh", 1},
    {1, "W h", "Wh", 1},
    {48.8, "deg", "degrees_north", 48.8},
    {230, "V", "kV", 0.23},
};

START_TEST(converts) {
  const conversion *c = &conversions[_i];
  double result;
  ck_assert_msg(ig_units_convert(c->value, c->from, c->to, &result) == IG_UNITS_OK, "%s to %s", c->from, c->to);
  ck_assert_double_le(fabs(result - c->expected),
                      1e-12 * fabs(c->expected) + 1e-13 * (strcmp(c->to, "degC") == 0 ? 1e3 : 0));
}
END_TEST

START_TEST(same_unit_is_exact) {
  double result;
  ck_assert(ig_units_convert(0.1, "g/kWh", "g kWh-1", &result) == IG_UNITS_OK && result == 0.1);
}
END_TEST

static const conversion misfits[] = {
    {1, "kW", "VA", 0},  {1, "W", "Wh", 0},  {1, "degC", "K", 0},
    {1, "m", "m2", 0},   {1, "s", "1", 0},   {1, "%", "W", 0},
    {1, "kvar", "W", 0}, {1, "EUR", "1", 0}, {1, "W/m2 K", "W m-2 K-1", 0},
    {1, "lm", "lx", 0},
};

START_TEST(refuses_other_dimensions) {
  double result;
  ck_assert_msg(ig_units_convert(1, misfits[_i].from, misfits[_i].to, &result) == IG_UNITS_MISFIT, "%s",
                misfits[_i].from);
}
END_TEST

static const char *const no_units[] = {"OOO",  "kWx", "W/", "/h", "W//m2",    "(m2)",   "W/(m2",  "W/(m2 K))",
                                       "W  m", "m0",  "m^", "m-", "degC2",    "1/degC", "W/degC", "km-",
                                       "Mmin", "dB",  "-",  " W", "m9 m9 m9", "kkW",    "12",     "W/(m2 K)h"};

START_TEST(refuses_unknown_units) {
  ig_unit unit;
  ck_assert_msg(!ig_units_parse(no_units[_i], &unit), "%s", no_units[_i]);
}
END_TEST

START_TEST(names_what_is_allowed) {
  char buf[256];
  ck_assert_str_eq(ig_units_allowed("s", buf, sizeof buf), "s, min, h, d");
  ck_assert_str_eq(ig_units_allowed("W", buf, sizeof buf), "W, kW, MW");
  ck_assert_str_eq(ig_units_allowed("degC", buf, sizeof buf), "degC, K");
  ck_assert_str_eq(ig_units_allowed("K", buf, sizeof buf), "K");
  ck_assert_str_eq(ig_units_allowed("1", buf, sizeof buf), "1, %");
  ck_assert_str_eq(ig_units_allowed("g kWh-1", buf, sizeof buf), "g/kWh, kg/MWh");
  ck_assert_str_eq(ig_units_allowed("furlong", buf, sizeof buf), "furlong");
}
END_TEST

static const char *const no_numbers[] = {"2OOO", "0x10",  "0o17",  "017", "1_000", "nan", ".nan", "NaN",
                                         "inf",  "-.inf", "1e999", "",    "-",     ".",   "e5",   "1e",
                                         "1e+",  "1.2.3", "1,5",   " 1",  "1 ",    "+-1", "--1",  "1f"};

START_TEST(refuses_what_is_no_number) {
  double value;
  ck_assert_msg(ig_units_number(no_numbers[_i], &value) != NULL, "%s", no_numbers[_i]);
}
END_TEST

START_TEST(reads_numbers) {
  static const struct {
    const char *text;
    double value;
  } numbers[] = {{"1e3", 1000}, {"-5", -5},   {"+.5", 0.5},      {"5.", 5},
                 {"0", 0},      {"0.1", 0.1}, {"1.5E-2", 0.015}, {"-0", 0}};
  for (size_t i = 0; i < IG_COUNT(numbers); i++) {
    double value = IG_NAN;
    ck_assert_ptr_null(ig_units_number(numbers[i].text, &value));
    ck_assert(value == numbers[i].value);
  }
}
END_TEST

START_TEST(prints_the_shortest) {
  char buf[32];
  ck_assert_str_eq(ig_units_print(0.1, buf, sizeof buf), "0.1");
  ck_assert_str_eq(ig_units_print(48.824, buf, sizeof buf), "48.824");
  double third = 1.0 / 3.0;
  ck_assert(strtod(ig_units_print(third, buf, sizeof buf), NULL) == third);
}
END_TEST

/* Every field that a user may set has a unit that units can be converted to. */
START_TEST(all_field_units_are_known) {
  ig_unit unit;
  for (size_t m = 0; m < ig_models_count; m++)
    for (size_t f = 0; f < ig_models[m]->n_fields; f++) {
      const ig_field *field = &ig_models[m]->fields[f];
      const char *text = field->unit ? field->unit : "1";
      ck_assert_msg(ig_units_parse(text, &unit), "%s.%s: %s", ig_models[m]->key, field->name, text);
    }
  for (size_t s = 0; s < ig_settings_n_sections; s++)
    for (size_t f = 0; f < ig_settings_sections[s].n_fields; f++) {
      const char *text = ig_settings_sections[s].fields[f].unit;
      ck_assert_msg(ig_units_parse(text ? text : "1", &unit), "%s", text);
    }
}
END_TEST

int main(void) {
  Suite *suite = suite_create("units");
  TCase *tests = tcase_create("units");
  tcase_add_loop_test(tests, converts, 0, IG_COUNT(conversions));
  tcase_add_test(tests, same_unit_is_exact);
  tcase_add_loop_test(tests, refuses_other_dimensions, 0, IG_COUNT(misfits));
  tcase_add_loop_test(tests, refuses_unknown_units, 0, IG_COUNT(no_units));
  tcase_add_test(tests, names_what_is_allowed);
  tcase_add_loop_test(tests, refuses_what_is_no_number, 0, IG_COUNT(no_numbers));
  tcase_add_test(tests, reads_numbers);
  tcase_add_test(tests, prints_the_shortest);
  tcase_add_test(tests, all_field_units_are_known);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
