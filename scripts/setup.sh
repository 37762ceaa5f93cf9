#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing of what issygrid needs, from Debian's packages. Asks nothing.
#   scripts/setup.sh          to build, run and plot
#   scripts/setup.sh --dev    also what the tests and checks use
set -euo pipefail

packages=(cmake ninja-build pkg-config gcc libc6-dev libgsl-dev libhdf5-dev libyaml-dev libdeflate-dev librandom123-dev
  libsuitesparse-dev python3 python3-numpy python3-h5py python3-xarray python3-netcdf4 python3-pandas python3-matplotlib)
[ "${1:-}" = --dev ] && packages+=(check clang clang-format libomp-dev libclang-rt-dev hdf5-tools binutils time)

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
  echo "setup: everything is installed"
  exit 0
fi
echo "setup: installing ${missing[*]}"
as_root=()
[ "$(id -u)" = 0 ] || as_root=(sudo)
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -q
"${as_root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
