#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs, builds and runs the tests: house rules, gcc and clang with warnings as errors, unit and whole-program
# tests, sanitizers, a minute of fuzzing. With --long also years, more kills, longer fuzzing, more seeds.
set -euo pipefail
cd "$(dirname "$0")/.."
long=${1:-}
export ISSYGRID_REFERENCE=${ISSYGRID_REFERENCE:-$PWD/../shared/reference}
[ -d "$ISSYGRID_REFERENCE" ] || echo "test: no reference data at $ISSYGRID_REFERENCE: tests that need them are skipped"
[ "$long" = --long ] && export ISSYGRID_LONG=1
say() { printf '\n== %s (%s s)\n' "$1" "$SECONDS"; }

scripts/setup.sh --dev
say "house rules"
scripts/check_house.sh
say "build: release with gcc, release with clang"
scripts/build.sh release -DBUILD_TESTING=ON
scripts/build.sh clang -DBUILD_TESTING=OFF
say "house rules of the objects"
scripts/check_house.sh build/release
say "tests"
ctest --test-dir build/release --output-on-failure -j2
say "AddressSanitizer and UndefinedBehaviorSanitizer"
scripts/build.sh asan
# Tests that simulate months run under the sanitizers with --long only; a small district of two days stands in.
slow='test_home[a-z_]*|test_office|test_shop|test_weather|test_profile|test_lighting|bestest|home_stock|ev_cases|people_sync|people_keys'
[ "$long" = --long ] && slow=none
ctest --test-dir build/asan --output-on-failure -j2 -E "^(same_bytes|faults|readers|cli|new_model|bad_input|$slow)\$"
scripts/asan.sh
say "two threads under ThreadSanitizer"
scripts/tsan.sh
say "fuzzing"
scripts/fuzz.sh $([ "$long" = --long ] && echo 600 || echo 10)
say "all passed"
