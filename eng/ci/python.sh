#!/usr/bin/env bash
# Sees to it that Debian's Python has the official Event Hubs SDK with WebSockets, and pandas, with which the tests run the recipes of
# docs/analyze.md. Root; Debian.
set -euo pipefail
log=${TMPDIR:-/tmp}/python-packages.log
has_all() { /usr/bin/python3 -c 'import azure.eventhub, websocket, pandas' 2>/dev/null; }

if ! has_all; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
    python3-azure python3-websocket python3-pandas >>"$log" 2>&1
  has_all || { echo "python: azure.eventhub, websocket or pandas cannot be imported" >&2; tail -20 "$log" >&2; exit 1; }
fi
echo "python: azure.eventhub and pandas are there"
