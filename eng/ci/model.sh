#!/usr/bin/env bash
# Sees to it that models can be checked: where spin or a C compiler is missing, Debian's packages are installed. Root; Debian.
set -euo pipefail
log=${TMPDIR:-/tmp}/spin-install.log
packages=()
command -v spin >/dev/null || packages+=(spin)
command -v gcc >/dev/null || packages+=(gcc libc6-dev)
if [ ${#packages[@]} -gt 0 ]; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >>"$log" 2>&1 ||
    { echo "model: ${packages[*]} could not be installed" >&2; tail -20 "$log" >&2; exit 1; }
fi
echo "model: $(spin -V)"
