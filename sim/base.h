/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that every file of issygrid uses: block size, function clones, a few helpers. */
#ifndef IG_BASE_H
#define IG_BASE_H

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Units are advanced in blocks of 64 lanes. The number is a property of the data, not of the
 * machine: sums over a block always add in the same order (see ig_sum_lanes). */
enum { IG_BLOCK = 64 };

/* IG_CLONES compiles a function for plain x86-64, AVX2 and AVX-512 and picks one when the program
 * starts. The clones give the same bits because no compiler flag lets them reorder or contract.
 * Functions called from a clone must be inlined (IG_INLINE), or they would run as plain x86-64.
 * -DIG_NO_CLONES turns clones off: for sanitizers, and for the test that compares the clones. */
#if defined(IG_NO_CLONES) || !defined(__x86_64__) || !defined(__GNUC__) || defined(__clang__)
#define IG_CLONES
#else
#define IG_CLONES __attribute__((target_clones("default", "arch=x86-64-v3", "arch=x86-64-v4")))
#endif
#define IG_INLINE static inline __attribute__((always_inline, unused))

#define IG_COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define IG_PI 3.14159265358979323846
#define IG_RAD (IG_PI / 180.0)
#define IG_NAN (__builtin_nan("")) /* a double, where NAN is a float */

IG_INLINE double ig_min(double a, double b) { return a < b ? a : b; }
IG_INLINE double ig_max(double a, double b) { return a > b ? a : b; }
IG_INLINE double ig_clamp(double x, double low, double high) { return ig_min(ig_max(x, low), high); }
IG_INLINE int64_t ig_min64(int64_t a, int64_t b) { return a < b ? a : b; }
IG_INLINE int64_t ig_max64(int64_t a, int64_t b) { return a > b ? a : b; }
/* Division that rounds towards minus infinity, for times before 1970 too. */
IG_INLINE int64_t ig_floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }

/* Sum of one row of 64 lanes in eight fixed partial sums: the same bits however wide the vectors. */
IG_INLINE double ig_sum_lanes(const double *row) {
  double part[8] = {0};
  for (int i = 0; i < IG_BLOCK; i += 8)
    for (int k = 0; k < 8; k++) part[k] += row[i + k];
  return ((part[0] + part[4]) + (part[2] + part[6])) + ((part[1] + part[5]) + (part[3] + part[7]));
}

#endif
