/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "sim/result.h"

bool ig_result_is_moment(const char *kpi) {
  static const char *const endings[] = {"peak_time", "peak_30min_time", "step_time", "max_time", "min_time"};
  size_t n = strlen(kpi);
  for (size_t i = 0; i < IG_COUNT(endings); i++) {
    size_t m = strlen(endings[i]);
    if (n >= m && !strcmp(kpi + n - m, endings[i])) return true;
  }
  return false;
}

/* "kW h m-2" as people write it: "kWh/m2". */
static void plain_unit(const char *unit, char *buf, size_t size) {
  size_t n = 0;
  for (const char *c = strcmp(unit, "1") ? unit : ""; *c && n + 2 < size; c++) {
    if (c[0] == ' ' && c[1] == 'h') continue;
    const char *minus = c[0] == ' ' ? strchr(c, '-') : NULL;
    if (minus && strcspn(c + 1, " ") > (size_t)(minus - c - 1)) {
      n +=
          (size_t)snprintf(buf + n, size - n, "/%.*s%s", (int)(minus - c - 1), c + 1, minus[1] == '1' ? "" : minus + 1);
      break;
    }
    buf[n++] = *c;
  }
  buf[n < size ? n : size - 1] = 0;
}

double ig_result_unit(const char *unit, double largest, char *buf, size_t size) {
  static const struct {
    const char *unit, *small, *large;
  } scaled[] = {{"kW h", "Wh", "MWh"}, {"kW", "W", "kW"}, {"W", "W", "kW"}, {"kg", "g", "t"}};
  for (size_t i = 0; i < IG_COUNT(scaled); i++) {
    if (strcmp(unit, scaled[i].unit)) continue;
    bool small = strcmp(unit, scaled[i].small) && largest < 1 && largest > 0;
    bool large = strcmp(unit, scaled[i].large) && largest >= 10000;
    if (!small && !large) break;
    snprintf(buf, size, "%s", small ? scaled[i].small : scaled[i].large);
    return small ? 1e3 : 1e-3;
  }
  plain_unit(unit, buf, size);
  return 1;
}

const char *ig_result_text(const ig_result *r, const char *kpi, double value, double factor, char *buf, size_t size) {
  char moment[IG_CLOCK_TEXT];
  double x = value * factor;
  if (isnan(value)) {
    snprintf(buf, size, "-");
  } else if (ig_result_is_moment(kpi)) {
    snprintf(buf, size, "%s", ig_clock_text(&r->clock, r->begin_s + (int64_t)value, moment));
  } else if (fabs(x) >= 1000) {
    snprintf(buf, size, "%.0f", x);
  } else if (x != 0 && fabs(x) < 0.001) {
    snprintf(buf, size, "%.1e", x);
  } else {
    snprintf(buf, size, "%.4g", x);
  }
  return buf;
}
