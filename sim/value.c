/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sim/value.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/clock.h"
#include "sim/units.h"

/* The calendar is valid for these (clock.h). */
enum { FIRST_YEAR = 1996, LAST_YEAR = 2099 };

void ig_value_fail(ig_reader *reader, ig_place place, const char *key, const char *format, ...) {
  va_list args;
  va_start(args, format);
  ig_errors_addv(reader->errors, place.file, place.line, place.column, key, format, args);
  va_end(args);
}

/* Where a value is being read, for messages. */
typedef struct spot {
  ig_reader *reader;
  const ig_field *field;
  const ig_node *node;
  const char *key;
} spot;

#define FAIL(spot, ...) (ig_value_fail((spot)->reader, (spot)->node->place, (spot)->key, __VA_ARGS__), false)

static const char *unit_of(const ig_field *field) { return field->unit && *field->unit ? field->unit : "1"; }
static bool has_unit(const ig_field *field) { return strcmp(unit_of(field), "1") != 0; }

/* A table entry without limits has both 0. */
static bool has_limits(const ig_field *field) { return field->min < field->max; }

/* Durations read better in days, hours or minutes where these are whole. */
static const char *duration_unit(int64_t seconds, int64_t *factor) {
  static const struct {
    const char *unit;
    int64_t factor;
  } units[] = {{"d", IG_DAY_S}, {"h", IG_HOUR_S}, {"min", 60}};
  for (size_t i = 0; i < IG_COUNT(units); i++) {
    *factor = units[i].factor;
    if (seconds % units[i].factor == 0) return units[i].unit;
  }
  *factor = 1;
  return "s";
}

static const char *limit_text(const ig_field *field, double limit, char *buf, size_t size) {
  char number[32];
  const char *unit = unit_of(field);
  int64_t factor = 1;
  if (field->type == IG_I64 && strcmp(unit, "s") == 0 && limit != 0) unit = duration_unit((int64_t)limit, &factor);
  ig_units_print(limit / (double)factor, number, sizeof number);
  snprintf(buf, size, "%s%s%s", number, has_unit(field) ? " " : "", has_unit(field) ? unit : "");
  return buf;
}

/* --- numbers ------------------------------------------------------------------------------------- */

static bool in_range(const spot *at, double value) {
  char limit[96];
  if (!has_limits(at->field)) return true;
  if (value < at->field->min)
    return FAIL(at, "%s is below %s", at->node->text, limit_text(at->field, at->field->min, limit, sizeof limit));
  if (value > at->field->max)
    return FAIL(at, "%s is above %s", at->node->text, limit_text(at->field, at->field->max, limit, sizeof limit));
  return true;
}

static bool bad_unit(const spot *at, const char *unit, ig_units_status status) {
  char allowed[256];
  ig_units_allowed(unit_of(at->field), allowed, sizeof allowed);
  if (status == IG_UNITS_UNKNOWN) return FAIL(at, "unknown unit '%s', allowed: %s", unit, allowed);
  return FAIL(at, "unit '%s' does not fit, allowed: %s", unit, allowed);
}

/* Splits "160000 m2" or "50%" into number and unit ("" if there is none). */
static void split_number(const char *text, char number[64], char unit[64]) {
  size_t n = strcspn(text, " "), length = strlen(text);
  if (n == length && n > 0 && text[n - 1] == '%') n--;
  const char *rest = text + n + strspn(text + n, " ");
  snprintf(number, 64, "%.*s", (int)(n < 63 ? n : 63), text);
  snprintf(unit, 64, "%s", rest);
}

/* A field in hours from 0 to 24 takes a time of day too: "23:00". */
static bool is_clock(const spot *at) {
  bool hours = strcmp(unit_of(at->field), "h") == 0 && at->field->min == 0 && at->field->max == 24;
  return hours && strchr(at->node->text, ':');
}

static bool read_clock(const spot *at, double *value) {
  int hour, minute, length = 0;
  const char *text = at->node->text;
  bool good = strspn(text, "0123456789:") == strlen(text) && sscanf(text, "%2d:%2d%n", &hour, &minute, &length) == 2 &&
              !text[length] && minute < 60;
  if (!good) return FAIL(at, "'%s' is not a time of day; write 23 h or 23:00", text);
  *value = hour + minute / 60.0;
  return true;
}

/* The number in the field's unit, before any check of its size. */
static bool read_number(const spot *at, double *value, bool *converted) {
  char number[64], unit[64];
  const char *text = at->node->text;
  if (strlen(text) > 100) return FAIL(at, "a text of %zu bytes is not a number", strlen(text));
  if (is_clock(at)) return *converted = true, read_clock(at, value);
  split_number(text, number, unit);
  const char *problem = ig_units_number(number, value);
  if (problem) {
    ig_unit ignored;
    double head;
    char digits[64];
    size_t n = strspn(number, "+-0123456789.");
    snprintf(digits, sizeof digits, "%.*s", (int)n, number);
    if (n > 0 && number[n] && !ig_units_number(digits, &head) && ig_units_parse(number + n, &ignored))
      return FAIL(at, "'%s' is not a number; a space stands before the unit: '%s %s'", text, digits, number + n);
    return FAIL(at, "'%s' %s", text, problem);
  }
  *converted = *unit != '\0';
  if (!*unit) return true;
  ig_units_status status = ig_units_convert(*value, unit, unit_of(at->field), value);
  if (status != IG_UNITS_OK) return bad_unit(at, unit, status);
  return isfinite(*value) || FAIL(at, "'%s' is not a finite number", text);
}

/* Whole numbers beyond 2^53 (seeds) are read exactly. */
static bool read_integer(const spot *at, int64_t low, int64_t high, int64_t *out) {
  const char *text = at->node->text;
  double value;
  bool converted;
  if (!read_number(at, &value, &converted)) return false;
  double whole = nearbyint(value);
  if (converted && fabs(value - whole) <= 1e-9 * fmax(1.0, fabs(value))) value = whole;
  if (value != whole)
    return FAIL(at, "%s is not a whole number%s%s", text, has_unit(at->field) ? " of " : "",
                has_unit(at->field) ? unit_of(at->field) : "");
  if (!in_range(at, value)) return false;
  if (value < -9.2e18 || value > 9.2e18) return FAIL(at, "%s is too large", text);
  size_t digits = strspn(text + (*text == '-'), "0123456789");
  *out = !converted && text[digits + (*text == '-')] == '\0' ? strtoll(text, NULL, 10) : (int64_t)value;
  return (*out >= low && *out <= high) || FAIL(at, "%s is too large", text);
}

/* --- words, dates, files -------------------------------------------------------------------------- */

static bool read_bool(const spot *at, int32_t *out) {
  const char *text = at->node->text;
  *out = at->node->plain && strcmp(text, "true") == 0;
  if (*out || (at->node->plain && strcmp(text, "false") == 0)) return true;
  static const char *const yes[] = {"yes", "Yes", "YES", "on", "On", "ON", "y", "True", "TRUE", "1", "true"};
  static const char *const no[] = {"no", "No", "NO", "off", "Off", "OFF", "n", "False", "FALSE", "0", "false"};
  for (size_t i = 0; i < IG_COUNT(yes); i++) {
    if (strcmp(text, yes[i]) == 0) return FAIL(at, "'%s' is neither true nor false; write true", text);
    if (strcmp(text, no[i]) == 0) return FAIL(at, "'%s' is neither true nor false; write false", text);
  }
  return FAIL(at, "'%s' is neither true nor false", text);
}

static bool read_choice(const spot *at, int32_t *out) {
  enum { MOST = 64 };
  *out = ig_field_choice(at->field, at->node->text);
  if (*out >= 0) return true;
  static const char empty[] = "";
  const char *words[MOST];
  ig_arena *arena = &at->reader->scenario->arena;
  size_t n = 0;
  const char *list = empty;
  for (const char *c = at->field->choices ? at->field->choices : empty; *c && n < MOST;) {
    size_t k = strcspn(c, "|");
    words[n++] = ig_yaml_text(arena, c, k);
    list = ig_yaml_format(arena, "%s%s%s", list, *list ? ", " : "", words[n - 1]);
    c += k + (c[k] == '|');
  }
  const char *nearest = ig_scenario_nearest(at->node->text, words, n);
  return FAIL(at, "unknown choice '%s', the nearest is '%s'; allowed: %s", at->node->text, nearest ? nearest : empty,
              list);
}

/* Two digits, or -1. */
static int two_digits(const char *s) {
  if (s[0] < '0' || s[0] > '9' || s[1] < '0' || s[1] > '9') return -1;
  return 10 * (s[0] - '0') + s[1] - '0';
}

/* "2017-01-31" or "2017-01-31 06:30" in local clock time. */
static bool parse_date(const char *s, int64_t *out) {
  size_t n = strlen(s);
  if ((n != 10 && n != 16) || s[4] != '-' || s[7] != '-') return false;
  int century = two_digits(s), year = two_digits(s + 2), month = two_digits(s + 5), day = two_digits(s + 8);
  if (century < 0 || year < 0 || month < 1 || month > 12 || day < 1 || day > 31) return false;
  ig_date date = {100 * century + year, month, day};
  int64_t days = ig_clock_days(date);
  ig_date back = ig_clock_date(days);
  if (back.month != date.month || back.day != date.day) return false;
  int hour = 0, minute = 0;
  if (n == 16) {
    hour = two_digits(s + 11), minute = two_digits(s + 14);
    if (s[10] != ' ' || s[13] != ':' || hour < 0 || hour > 23 || minute < 0 || minute > 59) return false;
  }
  *out = days * IG_DAY_S + hour * IG_HOUR_S + minute * 60;
  return true;
}

static bool read_date(const spot *at, int64_t *out) {
  const char *text = at->node->text;
  if (!parse_date(text, out)) return FAIL(at, "'%s' is not a date; write 2017-01-31 or 2017-01-31 06:30", text);
  int year = ig_clock_date(ig_floor_div(*out, IG_DAY_S)).year;
  if (year < FIRST_YEAR) return FAIL(at, "%s is before %d", text, FIRST_YEAR);
  if (year > LAST_YEAR) return FAIL(at, "%s is after %d", text, LAST_YEAR);
  return true;
}

/* The path is kept as seen from the working directory. */
static bool read_path(const spot *at, char **out) {
  ig_scenario *scenario = at->reader->scenario;
  if (scenario->no_files) return FAIL(at, "a text that is no file cannot name one");
  const char *path = ig_scenario_path(scenario, at->node->place, at->node->text);
  struct stat status;
  errno = 0;
  FILE *file = stat(path, &status) == 0 ? fopen(path, "rb") : NULL;
  if (!file) return FAIL(at, "cannot open '%s': %s", path, strerror(errno));
  fclose(file);
  if ((S_ISDIR(status.st_mode) != 0) != at->field->folder)
    return FAIL(at, "cannot open '%s': %s", path, strerror(at->field->folder ? ENOTDIR : EISDIR));
  ig_scenario_note_input(scenario, path);
  *out = ig_yaml_text(&scenario->arena, path, strlen(path));
  return true;
}

/* Nothing is an empty text where the default is a text, else NULL. An empty text that was written stays one, but
 * for paths, which it takes away. */
static bool read_string(const spot *at, char **out) {
  const char *text = at->node->text;
  if (ig_yaml_null(at->node)) {
    if (at->field->drawn) return FAIL(at, "needs a value");
    text = "";
  }
  *out = NULL;
  if (!*text && !at->field->dflt_text && (at->node->plain || at->field->input_file)) return true;
  if (at->field->input_file && *text) return read_path(at, out);
  *out = ig_yaml_text(&at->reader->scenario->arena, text, strlen(text));
  return true;
}

/* --- any value ------------------------------------------------------------------------------------ */

static bool read_scalar(const spot *at, void *out) {
  const ig_node *node = at->node;
  if (node->kind != IG_NODE_SCALAR)
    return FAIL(at, "needs one value, not a %s", node->kind == IG_NODE_SEQUENCE ? "list" : "mapping");
  if (at->field->type != IG_STRING && (ig_yaml_null(node) || !*node->text)) return FAIL(at, "needs a value");
  int64_t integer = 0;
  bool converted;
  switch (at->field->type) {
    case IG_F64:
      return read_number(at, out, &converted) && in_range(at, *(double *)out);
    case IG_I32:
      if (!read_integer(at, INT32_MIN + 1, INT32_MAX, &integer)) return false;
      *(int32_t *)out = (int32_t)integer;
      return true;
    case IG_I64:
      return read_integer(at, INT64_MIN, INT64_MAX, out);
    case IG_BOOL:
      return read_bool(at, out);
    case IG_ENUM:
      return read_choice(at, out);
    case IG_STRING:
      return read_string(at, out);
    case IG_DATE:
      return read_date(at, out);
    default:
      assert(false);
      return false;
  }
}

static bool is_list(ig_type type) { return type == IG_LIST || type == IG_NAMES; }

/* A list of numbers or words; all its errors are reported. */
static bool read_list(const spot *at, void *out) {
  const ig_node *node = at->node;
  if (node->kind != IG_NODE_SEQUENCE) return FAIL(at, "needs a list, as in [1, 2]");
  bool numbers = at->field->type == IG_LIST, ok = true;
  ig_field one = *at->field;
  one.type = numbers ? IG_F64 : IG_STRING;
  double *v = numbers ? ig_yaml_alloc(&at->reader->scenario->arena, (node->n + 1) * sizeof *v) : NULL;
  char **word = numbers ? NULL : ig_yaml_alloc(&at->reader->scenario->arena, (node->n + 1) * sizeof *word);
  for (size_t i = 0; i < node->n; i++) {
    spot item = {at->reader, &one, node->item[i], at->key};
    if (numbers) {
      ok &= read_scalar(&item, &v[i]);
    } else if (!read_scalar(&item, &word[i])) {
      ok = false;
    } else if (!word[i]) {
      ok = FAIL(&item, "an empty word");
    }
  }
  if (numbers) {
    *(ig_list *)out = (ig_list){node->n, v};
  } else {
    *(ig_names *)out = (ig_names){node->n, word};
  }
  return ok;
}

bool ig_value_read(ig_reader *reader, const ig_field *field, const ig_node *node, const char *key, void *out) {
  spot at = {reader, field, node, key};
  if (is_list(field->type)) return read_list(&at, out);
  if (field->width <= 1) return read_scalar(&at, out);
  if (node->kind != IG_NODE_SEQUENCE || node->n != field->width)
    return FAIL(&at, "needs a list of %u values", field->width);
  bool ok = true;
  for (unsigned i = 0; i < field->width; i++) {
    at.node = node->item[i];
    ok &= read_scalar(&at, (char *)out + i * ig_field_size(field->type));
  }
  return ok;
}

/* "1, 2" as a list node. */
static const ig_node *default_list(ig_scenario *scenario, const char *text) {
  ig_place place = {"default", 0, 0};
  ig_node *list = ig_yaml_sequence(&scenario->arena, place);
  for (const char *at = text; at && *at;) {
    at += strspn(at, ", ");
    size_t n = strcspn(at, ",");
    if (n > 0) ig_yaml_append(&scenario->arena, list, NULL, ig_yaml_scalar(&scenario->arena, place, at, n, true));
    at += n;
  }
  return list;
}

static void default_text(ig_scenario *scenario, const ig_field *field, void *out) {
  ig_errors errors = {0};
  ig_reader reader = {scenario, &errors};
  const char *text = field->dflt_text ? field->dflt_text : "";
  const ig_node *node = is_list(field->type)
                            ? default_list(scenario, text)
                            : ig_yaml_scalar(&scenario->arena, (ig_place){"default", 0, 0}, text, strlen(text), false);
  bool ok = ig_value_read(&reader, field, node, field->name, out);
  assert(ok && "default outside its own range");
  (void)ok;
  ig_errors_free(&errors);
}

static void default_one(ig_scenario *scenario, const ig_field *field, void *out) {
  double value = field->drawn ? (double)INT32_MIN : field->dflt;
  const char *text = field->drawn ? NULL : field->dflt_text;
  switch (field->type) {
    case IG_F64:
      *(double *)out = field->drawn ? (double)NAN : field->dflt;
      break;
    case IG_I64:
    case IG_DATE:
      *(int64_t *)out = (int64_t)value;
      break;
    case IG_I32:
    case IG_BOOL:
    case IG_ENUM:
      *(int32_t *)out = (int32_t)value;
      break;
    case IG_STRING:
      *(char **)out = text ? ig_yaml_text(&scenario->arena, text, strlen(text)) : NULL;
      break;
    case IG_U64:
      *(uint64_t *)out = 0;
      break;
    case IG_LIST:
      *(ig_list *)out = (ig_list){0};
      break;
    case IG_NAMES:
      *(ig_names *)out = (ig_names){0};
      break;
  }
  if (text && *text && (field->type == IG_DATE || field->type == IG_ENUM || is_list(field->type)))
    default_text(scenario, field, out);
}

void ig_value_default(ig_scenario *scenario, const ig_field *field, void *out) {
  for (unsigned i = 0; i < (field->width ? field->width : 1U); i++)
    default_one(scenario, field, (char *)out + i * ig_field_size(field->type));
}

static bool same_one(ig_type type, const char *a, const char *b) {
  if (type != IG_STRING) return memcmp(a, b, ig_field_size(type)) == 0;
  const char *x = *(char *const *)(const void *)a, *y = *(char *const *)(const void *)b;
  return x && y ? strcmp(x, y) == 0 : x == y;
}

bool ig_value_same(const ig_field *field, const void *a, const void *b) {
  assert(!is_list(field->type));
  size_t size = ig_field_size(field->type);
  for (unsigned i = 0; i < (field->width ? field->width : 1U); i++)
    if (!same_one(field->type, (const char *)a + i * size, (const char *)b + i * size)) return false;
  return true;
}

/* --- writing -------------------------------------------------------------------------------------- */

bool ig_value_holds(const ig_field *field, const void *value) {
  switch (field->type) {
    case IG_F64:
      return !isnan(*(const double *)value);
    case IG_STRING:
      return *(char *const *)value || (field->dflt_text && *field->dflt_text);
    case IG_I32:
    case IG_BOOL:
    case IG_ENUM:
      return *(const int32_t *)value != INT32_MIN;
    case IG_I64:
    case IG_DATE:
      return *(const int64_t *)value != INT32_MIN;
    default:
      return field->type != IG_U64;
  }
}

void ig_value_quote(FILE *out, const char *text) {
  fputc('"', out);
  for (const char *c = text; *c; c++) {
    unsigned char byte = (unsigned char)*c;
    if (byte == '"' || byte == '\\') {
      fprintf(out, "\\%c", byte);
    } else if (byte == '\n') {
      fputs("\\n", out);
    } else if (byte < 0x20 || byte == 0x7F) {
      fprintf(out, "\\u%04x", byte);
    } else {
      fputc(byte, out);
    }
  }
  fputc('"', out);
}

void ig_value_word(FILE *out, const char *word) {
  static const char *const truths[] = {"on", "off", "yes", "no", "y", "n", "true", "false", "null"};
  bool quoted = false;
  for (size_t i = 0; i < IG_COUNT(truths); i++) quoted |= strcmp(word, truths[i]) == 0;
  if (quoted) {
    ig_value_quote(out, word);
  } else {
    fputs(word, out);
  }
}

void ig_value_number(FILE *out, const ig_field *field, double value) {
  char text[32];
  fputs(ig_units_print(value, text, sizeof text), out);
  if (has_unit(field)) fprintf(out, " %s", unit_of(field));
}

static void write_integer(FILE *out, const ig_field *field, int64_t value) {
  const char *unit = unit_of(field);
  int64_t factor = 1;
  if (strcmp(unit, "s") == 0 && value != 0) unit = duration_unit(value, &factor);
  fprintf(out, "%lld", (long long)(value / factor));
  if (has_unit(field)) fprintf(out, " %s", unit);
}

static void write_date(FILE *out, int64_t value) {
  int64_t days = ig_floor_div(value, IG_DAY_S), second = value - days * IG_DAY_S;
  ig_date date = ig_clock_date(days);
  fprintf(out, "%04d-%02d-%02d %02d:%02d", date.year, date.month, date.day, (int)(second / 3600),
          (int)(second / 60 % 60));
}

static void write_one(FILE *out, const ig_field *field, const void *value) {
  char word[64];
  switch (field->type) {
    case IG_F64:
      ig_value_number(out, field, *(const double *)value);
      break;
    case IG_I32:
      write_integer(out, field, *(const int32_t *)value);
      break;
    case IG_I64:
      write_integer(out, field, *(const int64_t *)value);
      break;
    case IG_BOOL:
      fputs(*(const int32_t *)value ? "true" : "false", out);
      break;
    case IG_ENUM:
      ig_value_word(out, ig_field_choice_name(field, *(const int32_t *)value, word, sizeof word));
      break;
    case IG_STRING:
      ig_value_quote(out, *(char *const *)value ? *(char *const *)value : "");
      break;
    case IG_DATE:
      write_date(out, *(const int64_t *)value);
      break;
    default:
      assert(false);
  }
}

void ig_value_write(FILE *out, const ig_field *field, const void *value) {
  bool list = is_list(field->type);
  size_t n = field->width > 1 ? field->width : 1;
  if (field->type == IG_LIST) n = ((const ig_list *)value)->n;
  if (field->type == IG_NAMES) n = ((const ig_names *)value)->n;
  if (list || n > 1) fputc('[', out);
  for (size_t i = 0; i < n; i++) {
    if (i > 0) fputs(", ", out);
    if (field->type == IG_LIST) {
      ig_value_number(out, field, ((const ig_list *)value)->v[i]);
    } else if (field->type == IG_NAMES) {
      ig_value_quote(out, ((const ig_names *)value)->v[i]);
    } else {
      write_one(out, field, (const char *)value + i * ig_field_size(field->type));
    }
  }
  if (list || n > 1) fputc(']', out);
}
