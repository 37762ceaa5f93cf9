/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers that are functions of a key: the parts that need not be inlined. */
#include "sim/rng.h"

#include <math.h>

/* Acklam's rational approximation of the normal quantile (P. J. Acklam, "An algorithm for computing the
 * inverse normal cumulative distribution function", 2003): central region |u - 1/2| <= 1/2 - TAIL, tails
 * by a rational function of sqrt(-2 log u). */
#define TAIL 0.02425

static double tail_normal(double u) {
  static const double c[6] = {-7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
                              -2.549732539343734e+00, 4.374664141464968e+00,  2.938163982698783e+00};
  static const double d[4] = {7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
                              3.754408661907416e+00};
  double q = sqrt(-2.0 * log(u));
  return (((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]) /
         ((((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0);
}

static double central_normal(double u) {
  static const double a[6] = {-3.969683028665376e+01, 2.209460984245205e+02,  -2.759285104469687e+02,
                              1.383577518672690e+02,  -3.066479806614716e+01, 2.506628277459239e+00};
  static const double b[5] = {-5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
                              6.680131188771972e+01, -1.328068155288572e+01};
  double q = u - 0.5, r = q * q;
  return (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q /
         (((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0);
}

double ig_rng_normal_of(double u) {
  assert(u > 0.0 && u < 1.0);
  if (u < TAIL) return tail_normal(u);
  if (u > 1.0 - TAIL) return -tail_normal(1.0 - u);
  return central_normal(u);
}

uint64_t ig_rng_hash(const char *name) {
  uint64_t h = UINT64_C(0xcbf29ce484222325);
  for (const char *p = name; *p != '\0'; p++) h = (h ^ (uint64_t)(unsigned char)*p) * UINT64_C(0x100000001b3);
  /* FNV leaves the high bits of short names alike; the finaliser spreads them. */
  h = (h ^ (h >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  h = (h ^ (h >> 27)) * UINT64_C(0x94d049bb133111eb);
  return h ^ (h >> 31);
}

/* --- the same numbers for GSL ----------------------------------------------------------------------- */

typedef struct philox_state {
  ig_rng_key key;
  int64_t when;
  uint64_t ordinal;
  uint64_t bits[4];
  uint32_t purpose;
  uint32_t used; /* of bits */
} philox_state;

static uint64_t philox_next(philox_state *s) {
  if (s->used == 4) {
    ig_rng_bits4(s->key, s->purpose, s->when, s->ordinal++, s->bits);
    s->used = 0;
  }
  return s->bits[s->used++];
}

static void philox_set(void *state, unsigned long seed) {
  *(philox_state *)state = (philox_state){.key = {seed, 0}, .used = 4};
}

static unsigned long philox_get(void *state) { return (unsigned long)philox_next(state); }

static double philox_get_double(void *state) { return ig_rng_to_uniform(philox_next(state)); }

gsl_rng *ig_rng_gsl(ig_rng_key key, uint32_t purpose, int64_t when) {
  static const gsl_rng_type type = {"philox4x64", UINT64_MAX,       0, sizeof(philox_state), philox_set,
                                    philox_get,   philox_get_double};
  gsl_rng *rng = gsl_rng_alloc(&type);
  *(philox_state *)rng->state = (philox_state){.key = key, .when = when, .purpose = purpose, .used = 4};
  return rng;
}
