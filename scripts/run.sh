#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs, builds, runs the default district for a year, prints its KPIs, writes the result and pictures to output/.
# Further arguments go to `issygrid run`, e.g. scripts/run.sh --set simulation.seed=2; files that they name are found
# from where you are.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
"$root/scripts/setup.sh"
echo "build: compiling"
"$root/scripts/build.sh" release -DBUILD_TESTING=OFF
"$root/build/release/issygrid" run "$root/scenarios/issygrid.yaml" -o "$root/output/issygrid.h5" --force "$@"
/usr/bin/python3 "$root/scripts/plot.py" "$root/output/issygrid.h5"
echo
echo "result:   $root/output/issygrid.h5"
echo "pictures: $root/output/issygrid_*.png and .svg"
