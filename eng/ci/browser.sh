#!/usr/bin/env bash
# Sees to it that Debian's Chromium is there, in which the tests of the console click. Root; Debian.
set -euo pipefail
log=${TMPDIR:-/tmp}/browser-packages.log
has_all() { command -v chromium >/dev/null && [ -d /usr/share/fonts/truetype/dejavu ]; }

if ! has_all; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
    chromium fonts-dejavu-core >>"$log" 2>&1
  has_all || { echo "browser: Chromium or its fonts are not there" >&2; tail -20 "$log" >&2; exit 1; }
fi
echo "browser: Chromium is there"
