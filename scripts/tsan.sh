#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a week of a small district with several threads under ThreadSanitizer. Needs clang: its OpenMP runtime tells the
# sanitizer about barriers (through the Archer tool), gcc's does not.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/build.sh tsan -DBUILD_TESTING=OFF
archer=$(find /usr/lib/llvm-*/lib -name 'libarcher.so' 2>/dev/null | head -n 1)
result=$(mktemp -d)
trap 'rm -rf "$result"' EXIT
OMP_TOOL_LIBRARIES=$archer TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66" \
  build/tsan/issygrid run scenarios/issygrid.yaml -o "$result/tsan.h5" --threads 4 --quiet \
  --set homes.count=300 --set simulation.duration='2 d' --set simulation.spin_up='1 d'
OMP_TOOL_LIBRARIES=$archer TSAN_OPTIONS="ignore_noninstrumented_modules=1 exitcode=66" \
  build/tsan/issygrid run scenarios/issygrid.yaml -o "$result/network.h5" --threads 4 --quiet --set homes.count=100 \
  --set simulation.duration='1 d' --set simulation.spin_up='0 d' --set simulation.step='5 min' --set network.solver=nodal \
  --set network.voltage_exponent.p=1.3 --set outputs.buses=all
echo "tsan: clean"
