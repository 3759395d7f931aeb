#!/usr/bin/env bash
# Sees to it that a Docker daemon answers: where none does, Debian's packages are installed and it is started. Root; Debian.
set -euo pipefail
log=${TMPDIR:-/tmp}/dockerd.log
answers() { curl -fsS -m 3 -o /dev/null --unix-socket /var/run/docker.sock http://docker/_ping 2>/dev/null; }
install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1; }
has_compose() { docker compose version >/dev/null 2>&1 || command -v docker-compose >/dev/null; }

if ! answers; then
  packages=()
  command -v dockerd >/dev/null || packages+=(docker.io iptables)
  has_compose || packages+=(docker-compose)
  if [ ${#packages[@]} -gt 0 ]; then
    apt-get update -qq
    install "${packages[@]}"
  fi
  mountpoint -q /sys/fs/cgroup || { install cgroupfs-mount && cgroupfs-mount; }
  # Left by a daemon that was killed.
  [ -s /var/run/docker.pid ] && ! kill -0 "$(cat /var/run/docker.pid)" 2>/dev/null && rm -f /var/run/docker.pid
  # Published ports stay on loopback. It outlives this script and holds none of its outputs.
  setsid nohup dockerd --ip 127.0.0.1 </dev/null >>"$log" 2>&1 &
  for _ in $(seq 1 150); do answers && break; sleep 0.2; done
  answers || { echo "docker: the daemon did not come up" >&2; tail -20 "$log" >&2; exit 1; }
elif ! has_compose && command -v apt-get >/dev/null; then
  apt-get update -qq
  install docker-compose
fi
echo "docker: up"
