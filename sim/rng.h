/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers as a function of (seed, unit, purpose, time, ordinal): Philox4x64-10 of Random123
 * (Salmon et al. 2011). There is no stream and no state to share, so a draw is the same whatever
 * else was drawn before it, on any thread, and after a restart.
 *
 * `when` is an absolute day or second (never a step counter), so that a longer run begins with the
 * shorter one. `purpose` tells what the number is for; each model numbers its own. */
#ifndef IG_RNG_H
#define IG_RNG_H

#include <gsl/gsl_rng.h>
#include <Random123/philox.h>

#include "sim/base.h"

/* Who draws: the seed of the run and the id of the unit (hash of its name). */
typedef struct ig_rng_key {
  uint64_t seed, unit;
} ig_rng_key;

/* A uniform number in the open interval (0, 1), from 52 bits. */
IG_INLINE double ig_rng_to_uniform(uint64_t bits) { return ((double)(bits >> 12) + 0.5) * 0x1p-52; }

/* Four independent 64-bit numbers. */
IG_INLINE void ig_rng_bits4(ig_rng_key key, uint32_t purpose, int64_t when, uint64_t ordinal, uint64_t out[4]) {
  philox4x64_ctr_t c = {{purpose, (uint64_t)when, ordinal, 0}};
  philox4x64_key_t k = {{key.seed, key.unit}};
  philox4x64_ctr_t r = philox4x64(c, k);
  for (int i = 0; i < 4; i++) out[i] = r.v[i];
}

/* Four independent uniform numbers in (0, 1). */
IG_INLINE void ig_rng_uniform4(ig_rng_key key, uint32_t purpose, int64_t when, uint64_t ordinal, double out[4]) {
  uint64_t bits[4];
  ig_rng_bits4(key, purpose, when, ordinal, bits);
  for (int i = 0; i < 4; i++) out[i] = ig_rng_to_uniform(bits[i]);
}

/* One uniform number in (0, 1). */
IG_INLINE double ig_rng_uniform(ig_rng_key key, uint32_t purpose, int64_t when, uint64_t ordinal) {
  double u[4];
  ig_rng_uniform4(key, purpose, when, ordinal, u);
  return u[0];
}

/* Standard normal number of a uniform one: inverse of the distribution function after Acklam's
 * rational approximation, relative error below 1.2e-9 (checked against GSL in tests/test_rng.c). */
double ig_rng_normal_of(double u);

/* 64-bit hash of a name (FNV-1a, then the finaliser of SplitMix64); the id of a unit. */
uint64_t ig_rng_hash(const char *name);

/* The same numbers as a GSL generator, for gsl_ran_* and friends: a counter that starts at ordinal 0
 * for (key, purpose, when). Caller frees with gsl_rng_free. */
gsl_rng *ig_rng_gsl(ig_rng_key key, uint32_t purpose, int64_t when);

#endif
