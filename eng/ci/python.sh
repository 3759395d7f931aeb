#!/usr/bin/env bash
# Sees to it that Debian's Python has the official Event Hubs SDK, with WebSockets. Root; Debian.
set -euo pipefail
python=/usr/bin/python3
log=${TMPDIR:-/tmp}/python-packages.log
has_sdk() { "$python" -c 'import azure.eventhub, websocket' 2>/dev/null; }

if ! has_sdk; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends python3-azure python3-websocket >>"$log" 2>&1
  has_sdk || { echo "python: azure.eventhub cannot be imported" >&2; tail -20 "$log" >&2; exit 1; }
fi
echo "python: azure.eventhub is there"
