#!/usr/bin/env bash
# Publishes the programs and builds their images: modeldata/worker, modeldata/local-event-hubs, modeldata/scoring-service.
#
#   eng/images.sh                       builds all three, tagged `latest`
#   eng/images.sh worker                builds one of them
#   TAG=1.2.0 eng/images.sh             another tag
#   eng/images.sh --push REGISTRY       builds, tags REGISTRY/modeldata/… and pushes
#
# Needs the .NET SDK, Docker, and Node.js for the data set of the scoring service. The images hold no compiler, no shell and no
# package manager; nothing is downloaded while they are built but their base image.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
tag=${TAG:-latest}
registry=""
images=()
while [ $# -gt 0 ]; do
  case $1 in
    --push) registry=${2:?--push needs a registry}; shift 2 ;;
    worker | local-event-hubs | scoring-service) images+=("$1"); shift ;;
    *) echo "images: '$1' is no image: worker, local-event-hubs, scoring-service" >&2; exit 2 ;;
  esac
done
[ ${#images[@]} -gt 0 ] || images=(worker local-event-hubs scoring-service)

publish() { dotnet publish "$1" -c Release --no-self-contained -v quiet -o "$2"; }

for image in "${images[@]}"; do
  context=artifacts/images/$image
  rm -rf "$context"
  mkdir -p "$context/app"
  case $image in
    worker) publish src/Ingestor "$context/app" ;;
    local-event-hubs)
      publish src/LocalEventHubs "$context/app"
      mkdir -p "$context/volume/data"
      ;;
    scoring-service)
      publish samples/ScoringService "$context/app"
      mkdir "$context/node"
      cp eng/node/package.json eng/node/package-lock.json "$context/node"
      npm ci --prefix "$context/node" --no-audit --no-fund --ignore-scripts --loglevel=error >/dev/null
      cp "$context/node/node_modules/vega-datasets/data/penguins.json" "$context/app"
      rm -rf "$context/node"
      ;;
  esac
  docker build --pull=false -q -f "infra/containers/$image.Dockerfile" -t "modeldata/$image:$tag" "$context" >/dev/null
  echo "modeldata/$image:$tag"
  if [ -n "$registry" ]; then
    docker tag "modeldata/$image:$tag" "$registry/modeldata/$image:$tag"
    docker push -q "$registry/modeldata/$image:$tag"
  fi
done
