#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs, builds, runs the default district for a year, prints its KPIs, writes the result and pictures to output/.
# Further arguments go to `issygrid run`, e.g. scripts/run.sh --set simulation.seed=2
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/setup.sh
echo "build: compiling"
scripts/build.sh release -DBUILD_TESTING=OFF
build/release/issygrid run scenarios/issygrid.yaml -o output/issygrid.h5 --force "$@"
/usr/bin/python3 scripts/plot.py output/issygrid.h5
echo
echo "result:   output/issygrid.h5"
echo "pictures: output/issygrid_*.png and .svg"
