#!/usr/bin/env bash
# Makes stand-ins for the base images of the containers where the real ones are not there and cannot be pulled: out of Debian's
# packages, the .NET runtime of this machine, and the emulator of the lock file. Like the real ones they have no shell. Root; Debian.
set -euo pipefail
cd "$(dirname "$0")/../.."
aspnet=mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled
azurite=mcr.microsoft.com/azure-storage/azurite:3.35.0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
log=$work/log

there() { docker image inspect "$1" >/dev/null 2>&1 || timeout 60 docker pull -q "$1" >/dev/null 2>&1; }

# The shared libraries and certificates that .NET and Node.js need, and nothing else.
make_root() {
  local root=$1 packages=(libc6 libgcc-s1 libstdc++6 libgomp1 zlib1g libssl3 ca-certificates tzdata)
  apt-get update -qq
  mkdir -p "$work/deb" "$root"/{tmp,app,data,etc/ssl/certs}
  chmod 1777 "$root/tmp"
  # apt downloads as a user of its own, who must be able to write.
  chmod 777 "$work" "$work/deb"
  (cd "$work/deb" && apt-get download -qq "${packages[@]}")
  for package in "$work"/deb/*.deb; do dpkg-deb -x "$package" "$root"; done
  cat "$root"/usr/share/ca-certificates/mozilla/*.crt >"$root/etc/ssl/certs/ca-certificates.crt"
  rm -rf "$root"/usr/share/{doc,man,lintian,bug,perl5} "$root"/{sbin,usr/sbin,bin}
  printf '%s:/none\n' root:x:0:0:root:/ app:x:1654:1654:app:/app node:x:1000:1000:node:/data >"$root/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\nnode:x:1000:\n' >"$root/etc/group"
}

import() { tar -C "$1" --numeric-owner -c . | docker import "${@:3}" - "$2" >/dev/null; }

make_aspnet() {
  local root=$work/aspnet dotnet
  make_root "$root"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$root"/usr/{share/dotnet,bin}
  cp -a "$dotnet"/{dotnet,host,shared,LICENSE.txt,ThirdPartyNotices.txt} "$root/usr/share/dotnet/"
  ln -s /usr/share/dotnet/dotnet "$root/usr/bin/dotnet"
  import "$root" "$aspnet" -c 'ENV PATH=/usr/bin APP_UID=1654 ASPNETCORE_HTTP_PORTS=8080 DOTNET_RUNNING_IN_CONTAINER=true' \
    -c 'ENV SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'
}

make_azurite() {
  local root=$work/azurite
  make_root "$root"
  mkdir -p "$root"/{data,usr/bin,opt/azurite}
  cp "$(readlink -f "$(command -v node)")" "$root/usr/bin/node"
  cp eng/node/package.json eng/node/package-lock.json "$root/opt/azurite/"
  npm ci --prefix "$root/opt/azurite" --no-audit --no-fund --ignore-scripts --loglevel=error >"$log" 2>&1 || { tail "$log"; return 1; }
  # Where the official image has them.
  mv "$root/opt/azurite/node_modules/azurite"/{dist,package.json} "$root/opt/azurite/"
  chown 1000:1000 "$root/data"
  import "$root" "$azurite" -c 'ENV PATH=/usr/bin' -c 'USER 1000:1000' -c 'WORKDIR /data' -c 'EXPOSE 10000'
}

there "$aspnet" || make_aspnet
there "$azurite" || make_azurite
docker images --format '{{.Repository}}:{{.Tag}} {{.Size}}'
