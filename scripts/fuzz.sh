#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fuzzes the readers of scenarios, weather files, profiles and networks for SECONDS each (default 20).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-20}
scripts/build.sh fuzz -DBUILD_TESTING=ON
for target in build/fuzz/tests/fuzz_*; do
  [ -x "$target" ] && [ -f "$target" ] || continue
  name=$(basename "$target")
  corpus=$(mktemp -d)
  case $name in
    fuzz_scenario) cp scenarios/*.yaml tests/bad_scenarios/*.yaml "$corpus" 2>/dev/null || true ;;
    fuzz_epw) cp tests/bad_epw/*.epw "$corpus" 2>/dev/null || true ;;
    fuzz_tables)
      for case in tests/bad_networks/*/; do # good tables, then what the case has instead
        for table in buses line_types lines switches transformers sources connections; do
          file=$case$table.csv
          [ -f "$file" ] || file=tests/bad_networks/good/$table.csv
          if [ -f "$file" ]; then echo "@$table.csv" && cat "$file"; fi
        done >"$corpus/$(basename "$case")"
      done ;;
    fuzz_csv) cp tests/bad_csv/*.csv "$corpus" 2>/dev/null || true ;;
  esac
  if ! "$target" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 -verbosity=0 -print_final_stats=1 \
    -artifact_prefix="$corpus/" "$corpus" >"$corpus.log" 2>&1; then
    tail -n 60 "$corpus.log"
    exit 1
  fi
  echo "$name: $(grep -oE 'number_of_executed_units: *[0-9]+' "$corpus.log" | grep -oE '[0-9]+') inputs in $seconds s, clean"
  rm -rf "$corpus" "$corpus.log"
done
