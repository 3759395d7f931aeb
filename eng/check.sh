#!/usr/bin/env bash
# Everything a change must pass: locked restore (when CI=true), format, build, infrastructure, tests. Arguments go to `dotnet test`.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 TESTINGPLATFORM_TELEMETRY_OPTOUT=1

for tool in dotnet node npm; do
  command -v "$tool" >/dev/null || { echo "check: $tool is not installed (needed: the .NET SDK of global.json, Node.js 20 or later with npm)" >&2; exit 1; }
done

step() { printf '\n== %s\n' "$*"; }

step "restore"
dotnet tool restore
dotnet restore

step "format"
dotnet csharpier check .

step "build"
# One compiler for all projects, whatever the environment says: a third of the time.
dotnet build --no-restore -p:UseSharedCompilation=true
dotnet build-server shutdown --vbcscompiler >/dev/null

step "infrastructure"
eng/bicep.sh

step "test"
dotnet test --no-build --no-ansi --no-progress "$@"
