#!/usr/bin/env bash
# Builds worker and tool of the release before this one, the commit in eng/former-release, into artifacts/former: tests roll a fleet from the one to the
# other and back. Where the history does not have the commit, these tests are skipped.
set -euo pipefail
cd "$(dirname "$0")/../.."
commit=$(cat eng/former-release)
target=$PWD/artifacts/former
[ "$(cat "$target/commit" 2>/dev/null)" = "$commit" ] && { echo "former: $commit is built"; exit 0; }
git cat-file -e "$commit^{commit}" 2>/dev/null || { echo "former: the history has no $commit; fetch it: git fetch --unshallow" >&2; exit 0; }
source=$(mktemp -d)
trap 'rm -rf "$source"' EXIT
git archive "$commit" | tar -x -C "$source"
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
rm -rf "$target"
for project in Ingestor Cli; do
  (cd "$source" && dotnet build "src/$project" -v q -nologo -p:UseSharedCompilation=true) || { echo "former: $commit could not be built" >&2; exit 1; }
done
mkdir -p "$target"
cp -r "$source"/artifacts/bin/ModelData.Ingestor/debug "$target/worker"
cp -r "$source"/artifacts/bin/ModelData.Cli/debug "$target/tool"
echo "$commit" >"$target/commit"
echo "former: $commit is built"
