#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# How fast: seconds, home-minutes a second, seconds a phase and peak memory, for sizes and threads. Each figure is the
# median of RUNS runs (default 3); sizes and threads alternate within a round, so that ratios hold when the machine's
# speed drifts.
#   scripts/bench.sh [RUNS] [DAYS]        (default 3 runs of 365 days)
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-3}
days=${2:-365}
scripts/setup.sh --dev >/dev/null
scripts/build.sh release
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cores=$(nproc)

one() { # homes threads round
  /usr/bin/time -f '%e %U %M' -o "$folder/time" build/release/issygrid run scenarios/issygrid.yaml -o "$folder/x.h5" --force --quiet \
    --threads "$2" --set homes.count="$1" --set simulation.duration="$days d" --profile 2>"$folder/profile"
  cp "$folder/profile" "$folder/profile.$1.$2"
  echo "$1 $2 $(cat "$folder/time")" >>"$folder/all"
}
for round in $(seq "$runs"); do
  for homes in 250 1000 2000 4000 16000; do one "$homes" "$cores" "$round"; done
  [ "$cores" = 1 ] || one 2000 1 "$round"
done
/usr/bin/python3 - "$folder/all" "$days" <<'EOF'
import collections, statistics, sys
rows = collections.defaultdict(list)
for line in open(sys.argv[1]):
    homes, threads, *figures = line.split()
    rows[int(homes), int(threads)].append([float(f) for f in figures])
days = int(sys.argv[2]) + 14  # with the spin-up
print(f"{'homes':>6} {'threads':>7} {'wall s':>8} {'min':>7} {'max':>7} {'core s':>8} {'million home-minutes/s':>23} {'ms a home':>10} {'peak MB':>8}")
for (homes, threads), figures in sorted(rows.items()):
    wall = statistics.median(f[0] for f in figures)
    core = statistics.median(f[1] for f in figures)
    memory = max(f[2] for f in figures) / 1024
    print(f"{homes:6d} {threads:7d} {wall:8.2f} {min(f[0] for f in figures):7.2f} {max(f[0] for f in figures):7.2f} {core:8.2f} {homes * days * 1440 / wall / 1e6:23.1f} {1e3 * wall / homes:10.3f} {memory:8.0f}")
most = max(t for _, t in rows)
if (2000, 1) in rows and most > 1:
    ratios = [a[0] / b[0] for a, b in zip(rows[2000, 1], rows[2000, most])]
    print(f"{most} threads are {statistics.median(ratios):.2f} times as fast as one (pairs: {', '.join(f'{r:.2f}' for r in ratios)})")
EOF
echo
echo "2000 homes, $cores threads, last run:"
cat "$folder/profile.2000.$cores"
