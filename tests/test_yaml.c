/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "sim/yaml.h"

static ig_arena arena;
static ig_errors errors;
static bool ok;

static void clear(void) {
  ig_yaml_release(&arena);
  ig_errors_free(&errors);
}

static ig_node *parse_bytes(const char *text, size_t n) {
  clear();
  return ig_yaml_parse(&arena, "f.yaml", text, n, &errors, &ok);
}
static ig_node *parse(const char *text) { return parse_bytes(text, strlen(text)); }

/* The first error, "" if none. */
static const char *first_error(void) { return errors.n ? errors.message[0] : ""; }

START_TEST(keeps_places) {
  const ig_node *root = parse("# comment\na: 1\nb:\n  c: [x, 'y']\n");
  ck_assert_ptr_nonnull(root);
  ck_assert_int_eq(root->key[1].place.line, 3);
  const ig_node *c = ig_yaml_get(ig_yaml_get(root, "b"), "c");
  ck_assert_int_eq(c->item[1]->place.line, 4);
  ck_assert_int_eq(c->item[1]->place.column, 10);
  ck_assert(c->item[0]->plain && !c->item[1]->plain);
  ck_assert_uint_eq(root->size, 9);
  ck_assert_int_eq(root->height, 3);
}
END_TEST

static const struct {
  const char *text, *message;
} wrong[] = {
    {"", "f.yaml: is empty"},
    {"# only a comment\n", "f.yaml: is empty"},
    {"a: 1\na: 2\n", "f.yaml:2:1: key 'a' is given twice, the other time in line 1"},
    {"a: 1\n<<: {b: 2}\n", "f.yaml:2:1: merge keys (<<) are not supported; use 'extends' or name the keys again"},
    {"a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; a file holds one"},
    {"? [a, b]\n: 1\n", "f.yaml:1:3: a key must be a word, not a list or a mapping"},
    {"a: !!int 5\n", "f.yaml:1:4: tags (tag:yaml.org,2002:int) are not supported"},
    {"a: *nothing\n", "f.yaml:1:4: alias '*nothing' names no anchor"},
    {"a: &a [1, *a]\n", "f.yaml:1:11: alias '*a' stands inside what it names"},
    {"a: {b: 1\n",
     "f.yaml:2:1: not YAML: did not find expected ',' or '}' while parsing a flow mapping that began in line 1"},
    {"a:\n\t- 1\n",
     "f.yaml:2:1: not YAML: found character that cannot start any token while scanning for the next token"},
    {"a: \"open\n",
     "f.yaml:2:1: not YAML: found unexpected end of stream while scanning a quoted scalar that began in line 1"},
    {"a: 1\n b: 2\n", "f.yaml:2:3: not YAML: mapping values are not allowed in this context"},
    {"a: caf\xe9\n", "f.yaml:1:7: not UTF-8: byte 0xE9"},
    {"a: 1\nb: \xc0\xaf\n", "f.yaml:2:4: not UTF-8: byte 0xC0"},
    {"a: \xed\xa0\x80\n", "f.yaml:1:4: not UTF-8: byte 0xED"},
    {"a: \x01\n", "f.yaml:1:4: not a YAML text: control characters are not allowed"},
    {"\xff\xfe", "f.yaml:1:1: not UTF-8: byte 0xFF"},
};

START_TEST(refuses) {
  const ig_node *root = parse(wrong[_i].text);
  ck_assert(!root || !ok);
  ck_assert_str_eq(first_error(), wrong[_i].message);
  clear();
}
END_TEST

START_TEST(refuses_a_zero_byte) {
  ck_assert(!parse_bytes("a: \"x\\0y\"", 9));
  ck_assert_str_eq(first_error(), "f.yaml:1:4: a value with a zero byte");
}
END_TEST

START_TEST(reports_all_duplicates) {
  parse("a: 1\nb: 1\na: 2\nb: {c: 1, c: 2}\n");
  ck_assert_uint_eq(errors.n, 3);
}
END_TEST

/* `n` times `unit`, behind `head`. */
static char *repeat(const char *head, const char *unit, size_t n) {
  size_t h = strlen(head), u = strlen(unit);
  char *text = malloc(h + n * u + 1);
  memcpy(text, head, h);
  for (size_t i = 0; i < n; i++) memcpy(text + h + i * u, unit, u);
  text[h + n * u] = '\0';
  return text;
}

static void refuses_repeated(const char *head, const char *unit, size_t n, const char *message) {
  char *text = repeat(head, unit, n);
  ck_assert_ptr_null(parse(text));
  ck_assert_str_eq(first_error(), message);
  free(text);
}

START_TEST(limits) {
  refuses_repeated("a: ", "[", 200000, "f.yaml:1:35: nested deeper than 32 levels");
  refuses_repeated("a: ", "x", 4097, "f.yaml:1:4: a value of 4097 bytes; 4096 is the most");
  refuses_repeated("a: ", "x", 10000000, "f.yaml: more than 8 MiB, too large for a scenario");
  refuses_repeated("", "- x\n", 200000,
                   "f.yaml:200000:3: more than 200000 keys and values in one file (aliases followed)");
  refuses_repeated("", "- &a x\n", 1001, "f.yaml:1001:3: more than 1000 anchors");
}
END_TEST

/* Nine lists of nine aliases each: 10^9 values if followed, refused before. */
START_TEST(alias_bomb) {
  char text[4096] = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c <= 'i'; c++) {
    char line[128];
    snprintf(line, sizeof line, "%c: &%c [*%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c, *%c]\n", c, c, c - 1, c - 1, c - 1,
             c - 1, c - 1, c - 1, c - 1, c - 1, c - 1);
    strcat(text, line);
  }
  ck_assert_ptr_null(parse(text));
  ck_assert_ptr_nonnull(strstr(first_error(), "more than 200000 keys and values in one file (aliases followed)"));
}
END_TEST

START_TEST(alias_depth) {
  char text[4096] = "a0: &a0 [x]\n";
  for (int i = 1; i < 40; i++) {
    char line[64];
    snprintf(line, sizeof line, "a%d: &a%d [*a%d]\n", i, i, i - 1);
    strcat(text, line);
  }
  ck_assert_ptr_null(parse(text));
  ck_assert_str_eq(first_error(), "f.yaml:32:12: nested deeper than 32 levels (aliases followed)");
}
END_TEST

START_TEST(aliases_are_followed) {
  const ig_node *root = parse("a: &x {b: &y 5}\nc: *x\nd: *y\n");
  ck_assert_ptr_nonnull(root);
  ck_assert_str_eq(ig_yaml_get(ig_yaml_get(root, "c"), "b")->text, "5");
  ck_assert_int_eq(ig_yaml_get(root, "d")->place.line, 3);
}
END_TEST

START_TEST(overlays) {
  ig_node *base = parse("a: {b: 1, c: 2}\nunits: [{name: x, p: 1}, {name: y}]\nlist: [1]\nempty: {k: 1}\n");
  const char *text = "a: {c: 3, d: 4}\nunits: [{name: z}, {name: x, q: 2}]\nlist: [2, 3]\nempty:\n";
  ig_node *over = ig_yaml_parse(&arena, "g.yaml", text, strlen(text), &errors, &ok);
  const ig_node *m = ig_yaml_overlay(&arena, base, over);
  const ig_node *a = ig_yaml_get(m, "a"), *units = ig_yaml_get(m, "units");
  ck_assert_uint_eq(a->n, 3);
  ck_assert_str_eq(ig_yaml_get(a, "c")->text, "3");
  ck_assert_str_eq(a->key[1].place.file, "g.yaml");
  ck_assert_uint_eq(units->n, 3);
  ck_assert_str_eq(ig_yaml_get(units->item[0], "p")->text, "1");
  ck_assert_str_eq(ig_yaml_get(units->item[0], "q")->text, "2");
  ck_assert_str_eq(ig_yaml_get(units->item[2], "name")->text, "z");
  ck_assert_uint_eq(ig_yaml_get(m, "list")->n, 2);
  ck_assert_uint_eq(ig_yaml_get(m, "empty")->n, 1);
  ck_assert_uint_eq(ig_yaml_get(base, "a")->n, 2); /* trees are never changed */
}
END_TEST

START_TEST(files) {
  clear();
  ck_assert_ptr_null(ig_yaml_read(&arena, "there is no such file.yaml", &errors, &ok));
  ck_assert_str_eq(first_error(), "there is no such file.yaml: cannot open: No such file or directory");
  clear();
  ck_assert_ptr_null(ig_yaml_read(&arena, "/", &errors, &ok));
  ck_assert_str_eq(first_error(), "/: cannot read: Is a directory");
}
END_TEST

START_TEST(utf8) {
  ck_assert_uint_eq(ig_yaml_utf8("caf\xc3\xa9 \xe2\x82\xac \xf0\x9f\x8f\xa0", 14), 14);
  ck_assert_uint_eq(ig_yaml_utf8("ab\xc3", 3), 2);
  ck_assert_uint_eq(ig_yaml_utf8("\xf4\x90\x80\x80", 4), 0);
  ck_assert_uint_eq(ig_yaml_utf8("\xe0\x80\x80", 3), 0);
}
END_TEST

START_TEST(errors_are_limited) {
  clear();
  for (int i = 0; i < 150; i++) ig_errors_add(&errors, "f", i, 1, "k", "x");
  ck_assert_uint_eq(errors.n, 100);
  ck_assert_uint_eq(errors.dropped, 50);
  ck_assert_str_eq(errors.message[0], "f: k: x");
  ck_assert_str_eq(errors.message[1], "f:1:1: k: x");
}
END_TEST

int main(void) {
  Suite *suite = suite_create("yaml");
  TCase *tests = tcase_create("yaml");
  tcase_add_checked_fixture(tests, NULL, clear);
  tcase_set_timeout(tests, 30);
  tcase_add_test(tests, keeps_places);
  tcase_add_loop_test(tests, refuses, 0, IG_COUNT(wrong));
  tcase_add_test(tests, refuses_a_zero_byte);
  tcase_add_test(tests, reports_all_duplicates);
  tcase_add_test(tests, limits);
  tcase_add_test(tests, alias_bomb);
  tcase_add_test(tests, alias_depth);
  tcase_add_test(tests, aliases_are_followed);
  tcase_add_test(tests, overlays);
  tcase_add_test(tests, files);
  tcase_add_test(tests, utf8);
  tcase_add_test(tests, errors_are_limited);
  suite_add_tcase(suite, tests);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
