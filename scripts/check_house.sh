#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# House rules that a machine can check: licence lines, who may include whom, banned calls; given a build folder, also
# that the exported symbols of foo.c start with ig_foo.
set -euo pipefail
cd "$(dirname "$0")/.."
bad=0
complain() { echo "house: $*" >&2; bad=1; }

if [ $# -eq 0 ]; then
  while read -r file; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || complain "$file has no SPDX line"
  done < <(git ls-files -co --exclude-standard -- '*.c' '*.h' '*.sh' '*.py' CMakeLists.txt tests/CMakeLists.txt .ci/run)

  # A model includes sim/model.h (and what that includes), sim/memory.h, models/physics/ and its own files.
  while IFS=: read -r file _ text; do
    model=$(cut -d/ -f2 <<<"$file")
    header=$(sed -E 's/.*"([^"]+)".*/\1/' <<<"$text")
    case $header in
      sim/model.h | sim/base.h | sim/clock.h | sim/field.h | sim/memory.h | sim/queue.h | sim/rng.h | models/physics/* | models/"$model"/*) ;;
      *) complain "$file includes $header: a model includes sim/model.h, models/physics/ and its own files" ;;
    esac
    if [ "$model" = physics ]; then
      case $header in sim/base.h | sim/clock.h | models/physics/*) ;; *) complain "$file includes $header: physics knows no simulation" ;; esac
    fi
  done < <(grep -n '^#include "' models/*/*.[ch] /dev/null)
  for file in $(grep -ls '^#include "models/' sim/*.[ch]); do complain "$file includes a model"; done

  if grep -nE '\b(rand|srand|drand48|random|time)\(|reduction\(|omp atomic' sim/*.[ch] models/*/*.[ch]; then
    complain "a call that would break the same-bytes promise"
  fi
  if grep -nE 'ffast-math|Ofast' CMakeLists.txt; then complain "relaxed floating point"; fi
else
  list=$(mktemp)
  while read -r object; do
    stem=$(basename "$object" .c.o)
    case $stem in main) continue ;; esac
    nm --defined-only --extern-only "$object" | awk '{print $NF}' | while read -r symbol; do
      base=${symbol%%.*}
      case $base in
        ig_"$stem"*) ;;
        # the contract of models keeps its own prefixes, wherever they live in sim/
        ig_build_* | ig_kpis_* | ig_result_* ) ;;
        *) echo "house: $object exports $symbol, which does not start with ig_$stem" ;;
      esac
    done
  done < <(find "$1" -path '*issygrid_lib.dir*' -name '*.c.o') | sort -u >"$list" || true
  if [ -s "$list" ]; then
    cat "$list" >&2
    bad=1
  fi
  rm -f "$list"
fi
[ $bad = 0 ] && echo "house: in order"
exit $bad
