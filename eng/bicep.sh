#!/usr/bin/env bash
# The templates under infra/bicep: format, lint, build without a warning, both parameter files, and the compiled template against the one that is
# checked in. `--update` formats the files and writes the compiled template anew. Without a compiler nothing is checked, and a notice says so.
set -euo pipefail
cd "$(dirname "$0")/.."
# The compiler needs no culture data this way.
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1

find_compiler() {
  local version packages
  version=$(sed -n 's/.*"Azure\.Bicep\.CommandLine\.linux-x64" Version="\([^"]*\)".*/\1/p' Directory.Packages.props)
  packages=${NUGET_PACKAGES:-$HOME/.nuget/packages}
  local restored="$packages/azure.bicep.commandline.linux-x64/$version/tools/bicep"
  if [[ $(uname -sm) == "Linux x86_64" && -x $restored ]]; then
    echo "$restored"
  else
    command -v bicep || true
  fi
}

bicep=$(find_compiler)
if [[ -z $bicep ]]; then
  echo "bicep: skipped, no compiler. Linux gets it with dotnet restore; elsewhere put bicep on the PATH." >&2
  exit 0
fi

cd infra/bicep
snapshot=snapshot/main.json
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0
fail() {
  echo "bicep: $*" >&2
  failures=$((failures + 1))
}

# Whatever the compiler says is a failure, also when it exits with 0.
run_quietly() {
  if ! "$bicep" "$@" >"$work/out" 2>&1 || [[ -s $work/out ]]; then
    cat "$work/out" >&2
    fail "bicep $1 is not content"
  fi
}

# All files at once, in a copy: starting the compiler takes longer than its work.
cp -r . "$work/formatted"
(cd "$work/formatted" && "$bicep" format --pattern '**/*.bicep' && "$bicep" format --pattern '*.bicepparam')
if [[ ${1:-} == --update ]]; then
  cp -r "$work/formatted/." .
elif ! diff -ru . "$work/formatted"; then
  fail "not formatted: eng/bicep.sh --update"
fi

run_quietly lint --pattern '**/*.bicep'
run_quietly lint --pattern '*.bicepparam'
run_quietly build main.bicep --outfile "$work/main.json"
for file in *.bicepparam; do
  run_quietly build-params "$file" --outfile "$work/${file%.bicepparam}.json"
done

if [[ $failures == 0 && ${1:-} == --update ]]; then
  mkdir -p "$(dirname "$snapshot")"
  cp "$work/main.json" "$snapshot"
elif [[ $failures == 0 ]] && ! diff -u --label "$snapshot" --label compiled "$snapshot" "$work/main.json"; then
  fail "the compiled template is not $snapshot: look at the difference, then eng/bicep.sh --update"
fi
exit $((failures > 0))
