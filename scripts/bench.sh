#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast, with medians over rounds in which all cases alternate, so that ratios hold when the machine's speed drifts.
#   scripts/bench.sh [RUNS] [DAYS]            the district by size, threads, with and without its network (3 runs of 365 days)
#   scripts/bench.sh network [RUNS] [DAYS]    power flows a second on the IEEE European low-voltage feeder
set -euo pipefail
cd "$(dirname "$0")/.."
what=district
if [ "${1:-}" = network ]; then
  what=network
  shift
fi
scripts/setup.sh --dev >/dev/null
scripts/build.sh release
exec /usr/bin/python3 scripts/bench.py "$what" "${1:-3}" "${2:-365}"
