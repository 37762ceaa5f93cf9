#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs two days of a small district, and a part of the bad-input corpus, under AddressSanitizer and
# UndefinedBehaviorSanitizer (build preset asan, already built).
set -euo pipefail
cd "$(dirname "$0")/.."
result=$(mktemp -d)
trap 'rm -rf "$result"' EXIT
build/asan/issygrid run scenarios/issygrid.yaml -o "$result/asan.h5" --quiet --set homes.count=130 --set stock=issy-mix \
  --set simulation.duration='2 d' --set simulation.spin_up='1 d' --set outputs.homes=all --set outputs.offices=all
for more in solver=nodal voltage_exponent.p=1.3 earthing=tn; do # the network's other ways
  build/asan/issygrid run scenarios/issygrid.yaml -o "$result/network.h5" --force --quiet --set homes.count=70 --set "network.$more" \
    --set simulation.duration='6 h' --set simulation.spin_up='1 d' --set outputs.buses=all --set outputs.lines=all --set outputs.transformers=all
done
n=0
for file in tests/bad_scenarios/[a-f]*.yaml tests/bad_epw/[a-f]*.yaml tests/bad_csv/[a-f]*.yaml; do
  code=0
  build/asan/issygrid check "$file" >"$result/out" 2>&1 || code=$?
  if grep -qE 'Sanitizer|runtime error' "$result/out" || [ $code -gt 2 ]; then
    echo "asan: $file" >&2
    cat "$result/out" >&2
    exit 1
  fi
  n=$((n + 1))
done
echo "asan: two days and $n wrong inputs, clean"
