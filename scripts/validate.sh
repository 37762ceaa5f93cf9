#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# First plausibility: statistics of simulated years beside the ranges that a French district should reproduce
# (targets.csv in the reference folder, ISSYGRID_REFERENCE or ../shared/reference). Runs five years, about a minute.
# `scripts/validate.sh network` instead: published network cases, how far every voltage is off (half a minute).
# `scripts/validate.sh buildings`: rooms, systems, sun, weather and stock against published tests; the whole table goes to
# output/buildings.md (some minutes).
# `scripts/validate.sh people [--more] [--seeds N]`: every row of targets.csv over five seeds; pictures in output/people (some
# five minutes).
set -euo pipefail
cd "$(dirname "$0")/.."
if [ "${1:-}" = network ]; then
  scripts/setup.sh >/dev/null
  scripts/build.sh release
  exec /usr/bin/python3 tests/network_cases.py build/release/issygrid
elif [ "${1:-}" = buildings ]; then
  scripts/setup.sh >/dev/null
  scripts/build.sh release
  mkdir -p output
  exec /usr/bin/python3 scripts/validate_buildings.py build/release/issygrid output/buildings.md
elif [ "${1:-}" = people ]; then
  scripts/setup.sh >/dev/null
  scripts/build.sh release >&2
  exec /usr/bin/python3 scripts/validate_people.py build/release/issygrid --pictures output/people "${@:2}"
elif [ $# -gt 0 ]; then
  echo "usage: scripts/validate.sh [network | buildings | people [options]]" >&2
  exit 2
fi
reference=${ISSYGRID_REFERENCE:-../shared/reference}
if [ ! -f "$reference/targets.csv" ]; then
  echo "validate: no targets.csv in $reference: nothing to compare with" >&2
  exit 0
fi
scripts/setup.sh >/dev/null
scripts/build.sh release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
run() { build/release/issygrid run "$2" -o "$folder/$1.h5" --quiet "${@:3}"; }
run default scenarios/issygrid.yaml
run mix scenarios/issygrid.yaml --set stock=issy-mix
run hybrid scenarios/issygrid.yaml --set work=hybrid-2024
run hybrid-2025 scenarios/issygrid.yaml --set work=hybrid-2024 --set vintage=2025
run dimming scenarios/lighting-dimming.yaml
/usr/bin/python3 scripts/validate.py "$reference/targets.csv" "$folder"
