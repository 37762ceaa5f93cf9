/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random numbers: known answers, the normal quantile against GSL, plain sanity of the draws. */
#include <check.h>
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>

#include "sim/rng.h"

/* Random123 1.14, tests/kat_vectors, philox4x64 with 10 rounds. */
START_TEST(philox_known_answers) {
  static const uint64_t ones = UINT64_MAX;
  static const uint64_t kat[3][10] = {
      {0, 0, 0, 0, 0, 0, 0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b},
      {ones, ones, ones, ones, ones, ones, 0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6,
       0xa09caebf594f0ba0},
      {0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89, 0x452821e638d01377,
       0xbe5466cf34e90c6c, 0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6}};
  for (size_t i = 0; i < 3; i++) {
    philox4x64_ctr_t c = {{kat[i][0], kat[i][1], kat[i][2], kat[i][3]}};
    philox4x64_key_t k = {{kat[i][4], kat[i][5]}};
    philox4x64_ctr_t r = philox4x64(c, k);
    for (size_t j = 0; j < 4; j++) ck_assert_uint_eq(r.v[j], kat[i][6 + j]);
  }
  uint64_t bits[4];
  ig_rng_bits4((ig_rng_key){0, 0}, 0, 0, 0, bits);
  for (size_t j = 0; j < 4; j++) ck_assert_uint_eq(bits[j], kat[0][6 + j]);
}
END_TEST

START_TEST(uniform_stays_open) {
  ck_assert(ig_rng_to_uniform(0) > 0.0);
  ck_assert(ig_rng_to_uniform(UINT64_MAX) < 1.0);
  ck_assert_double_eq(ig_rng_to_uniform(UINT64_C(1) << 63), 0.5 + 0x1p-53);
}
END_TEST

START_TEST(normal_against_gsl) {
  double worst = 0.0;
  for (int i = 1; i < 200000; i++) {
    double u = i / 200000.0, want = gsl_cdf_ugaussian_Pinv(u);
    worst = fmax(worst, fabs(ig_rng_normal_of(u) - want) / fmax(fabs(want), 1e-3));
  }
  for (double u = 1e-15; u < 0.02; u *= 1.1) {
    double want = gsl_cdf_ugaussian_Pinv(u);
    worst = fmax(worst, fabs(ig_rng_normal_of(u) - want) / fabs(want));
    worst = fmax(worst, fabs(ig_rng_normal_of(1.0 - u) - gsl_cdf_ugaussian_Pinv(1.0 - u)) / fabs(want));
  }
  ck_assert_msg(worst < 1.2e-9, "relative error %g", worst);
  ck_assert_double_eq(ig_rng_normal_of(0.5), 0.0);
}
END_TEST

/* Equal names agree, different ones differ in about half of their bits. */
START_TEST(hash_of_names) {
  ck_assert_uint_eq(ig_rng_hash("home/a"), ig_rng_hash("home/a"));
  uint64_t all[1000];
  char name[16];
  for (int i = 0; i < 1000; i++) {
    snprintf(name, sizeof name, "home/%d", i);
    all[i] = ig_rng_hash(name);
    for (int j = 0; j < i; j++) ck_assert_uint_ne(all[i], all[j]);
  }
  int bits = 0; /* neighbours differ in about half of their bits */
  for (int i = 1; i < 1000; i++) bits += __builtin_popcountll(all[i] ^ all[i - 1]);
  ck_assert_double_eq_tol(bits / 999.0, 32.0, 0.8);
}
END_TEST

/* Chi-squared of 64 bins along each part of the key, and correlations between neighbours. */
static double draw(int along, int64_t i) {
  ig_rng_key key = {along == 0 ? (uint64_t)i : 42, along == 1 ? ig_rng_hash("x") + (uint64_t)i : 7};
  return ig_rng_uniform(key, along == 2 ? (uint32_t)i : 3, along == 3 ? 17000 + i : 17000,
                        along == 4 ? (uint64_t)i : 0);
}

START_TEST(draws_are_uniform_and_independent) {
  enum { N = 64000, BINS = 64 };
  for (int along = 0; along < 5; along++) {
    int count[BINS] = {0};
    double correlation = 0.0, last = 0.5;
    for (int64_t i = 0; i < N; i++) {
      double u = draw(along, i);
      count[(int)(u * BINS)]++;
      correlation += (u - 0.5) * (last - 0.5) * 12.0 / N;
      last = u;
    }
    double chi2 = 0.0;
    for (int b = 0; b < BINS; b++) chi2 += (count[b] - N / BINS) * (double)(count[b] - N / BINS) / (N / BINS);
    ck_assert_msg(gsl_cdf_chisq_P(chi2, BINS - 1) < 0.999, "chi2 %g along %d", chi2, along);
    ck_assert_double_lt(fabs(correlation), 4.0 / sqrt(N));
  }
}
END_TEST

START_TEST(gsl_generator_draws_the_same) {
  ig_rng_key key = {1, 2};
  gsl_rng *rng = ig_rng_gsl(key, 3, -4);
  ck_assert_str_eq(gsl_rng_name(rng), "philox4x64");
  for (uint64_t ordinal = 0; ordinal < 3; ordinal++) {
    double u[4];
    ig_rng_uniform4(key, 3, -4, ordinal, u);
    for (int i = 0; i < 4; i++) ck_assert_double_eq(gsl_rng_uniform(rng), u[i]);
  }
  double sum = 0.0;
  for (int i = 0; i < 10000; i++) sum += gsl_ran_exponential(rng, 2.0);
  ck_assert_double_eq_tol(sum / 10000.0, 2.0, 0.08);
  gsl_rng_free(rng);
}
END_TEST

int main(void) {
  Suite *suite = suite_create("rng");
  TCase *c = tcase_create("rng");
  tcase_set_timeout(c, 60);
  tcase_add_test(c, philox_known_answers);
  tcase_add_test(c, uniform_stays_open);
  tcase_add_test(c, normal_against_gsl);
  tcase_add_test(c, hash_of_names);
  tcase_add_test(c, draws_are_uniform_and_independent);
  tcase_add_test(c, gsl_generator_draws_the_same);
  suite_add_tcase(suite, c);
  SRunner *runner = srunner_create(suite);
  srunner_run_all(runner, CK_ENV);
  int failed = srunner_ntests_failed(runner);
  srunner_free(runner);
  return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
