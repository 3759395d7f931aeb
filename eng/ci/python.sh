#!/usr/bin/env bash
# Sees to it that Debian's Python has pandas, with which the tests run the recipes of docs/analyze.md. Root; Debian.
set -euo pipefail
has_pandas() { /usr/bin/python3 -c 'import pandas' 2>/dev/null; }

if ! has_pandas; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3-pandas >/dev/null
fi
/usr/bin/python3 -c 'import pandas; print("python: pandas", pandas.__version__)'
