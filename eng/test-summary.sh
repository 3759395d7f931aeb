#!/usr/bin/env bash
# usage: test-summary.sh LOG CODE
# Says once more which tests in LOG failed, turns its closing block into one last line, 'N passed, N failed, N skipped', and exits with CODE.
# A crashed test program and a broken build have no failed test of their own: they count as one.
set -euo pipefail
log=$1 code=$2
read -r passed failed skipped < <(awk '
  /^Test run summary:/ { on = 1; p = f = s = 0 }
  on && $1 == "failed:" { f = $2 }
  on && $1 == "succeeded:" { p = $2 }
  on && $1 == "skipped:" { s = $2 }
  END { print p + 0, f + 0, s + 0 }' "$log")
if [ "$code" -ne 0 ] && [ "$failed" -eq 0 ]; then failed=1; fi
if [ "$code" -eq 0 ] && [ "$failed" -ne 0 ]; then code=1; fi
if [ "$code" -eq 0 ] && [ "$passed" -eq 0 ]; then failed=1 code=1; fi
# The output of a program that failed may be longer than what is kept of a log: what counts stands at its end.
awk '/^failed / { left = 15 } left > 0 && shown < 75 { print substr($0, 1, 400); shown++; left = /^  from / ? 0 : left - 1 }' "$log"
echo "$passed passed, $failed failed, $skipped skipped"
exit "$code"
