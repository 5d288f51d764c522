#!/usr/bin/env bash
# An S3 server for tests: one Ceph node that keeps everything in memory, and two gateways before it.
#   radosgw.sh install                          what it needs, on Debian and Ubuntu as root (72 MB)
#   radosgw.sh start DIRECTORY [OWNER]          prints NAME=VALUE lines; ends by itself when process OWNER has ended
#   radosgw.sh pause|resume|kill|restart DIRECTORY   the second gateway only: what it serves stays reachable by the first one
#   radosgw.sh stop DIRECTORY                   and deletes the directory
# Ports are free ones below the range that the kernel gives to clients. There are no secrets here: the keys are AWS's own examples.
set -euo pipefail

readonly access_key=AKIAIOSFODNN7EXAMPLE secret_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY
readonly guest_access_key=AKIAI44QH8DHBEXAMPLE guest_secret_key=je7MtGbClwBF/2Zp9Utk/h3yCo8nvbEXAMPLEKEY
readonly kms_key=testkey-1
readonly needed=(ceph-mon ceph-osd ceph monmaptool radosgw radosgw-admin curl)

fail() { echo "radosgw.sh: $*" >&2; exit 1; }

missing() { for command in "${needed[@]}"; do command -v "$command" >/dev/null 2>&1 || echo "$command"; done; }

install() {
  [ -n "$(missing)" ] || return 0
  if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    fail "the S3 tests need $(missing | tr '\n' ' '): install Debian's packages radosgw ceph-mon ceph-osd ceph-common curl, or what your system calls them"
  fi
  export DEBIAN_FRONTEND=noninteractive
  local packages=(radosgw ceph-mon ceph-osd ceph-common curl)
  local get=(apt-get -o DPkg::Lock::Timeout=120)
  "${get[@]}" install -y --no-install-recommends "${packages[@]}" >/dev/null 2>&1 ||
    { "${get[@]}" update >/dev/null && "${get[@]}" install -y --no-install-recommends "${packages[@]}" >/dev/null; }
}

free_port() {
  local port
  while :; do
    port=$((10000 + (RANDOM * 32768 + RANDOM) % 20000))
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
}

pid_of() { cat "$dir/$1.pid"; }

runs() { [ -e "$dir/$1.pid" ] && kill -0 "$(pid_of "$1")" 2>/dev/null; }

# try TIMES COMMAND…: until it succeeds, every 50 ms.
try() {
  local times=$1; shift
  for _ in $(seq "$times"); do "$@" >/dev/null 2>&1 && return 0; sleep 0.05; done
  return 1
}

daemon() { # daemon NAME COMMAND…
  local name=$1; shift
  setsid "$@" >"$dir/log/$name.out" 2>&1 </dev/null & echo $! >"$dir/$name.pid"
}

gateway() { # gateway NAME
  daemon "$1" radosgw -c "$dir/ceph.conf" -n "client.rgw.$1" -f
  local endpoint; endpoint=$(cat "$dir/$1.endpoint")
  try 400 curl -fsS -m 5 -o /dev/null "$endpoint/" || { tail -20 "$dir/log/$1.out" >&2; fail "the gateway does not answer on $endpoint"; }
}

gateway_section() { # gateway_section NAME
  local port; port=$(free_port)
  echo "http://127.0.0.1:$port" >"$dir/$1.endpoint"
  echo "[client.rgw.$1]"
  echo "rgw data = $dir/$1"
  echo "rgw frontends = beast endpoint=127.0.0.1:$port tcp_nodelay=1"
  mkdir -p "$dir/$1"
}

configure() {
  cat <<CONF
[global]
fsid = $fsid
mon host = [v2:127.0.0.1:$mon_port/0]
public addr = 127.0.0.1
cluster addr = 127.0.0.1
ms bind ipv4 = true
ms bind ipv6 = false
auth cluster required = none
auth service required = none
auth client required = none
auth allow insecure global id reclaim = false
osd pool default size = 1
osd pool default min size = 1
mon allow pool size one = true
mon warn on pool no redundancy = false
osd pool default pg num = 1
osd pool default pgp num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon max pg per osd = 1000
run dir = $dir/run
admin socket = $dir/run/\$name.asok
log file = $dir/log/\$name.log
pid file = $dir/run/\$name.pid
crash dir = $dir/log
[mon]
mon data = $dir/mon
mon data avail crit = 1
mon data avail warn = 2
paxos propose interval = 0.05
paxos min wait = 0.01
[osd]
osd data = $dir/osd
osd objectstore = memstore
memstore device bytes = 2G
osd memory target = 939524096
osd op num shards = 1
osd op num threads per shard = 2
osd max object name len = 256
osd max object namespace len = 64
osd class update on start = true
[client]
ms mon client mode = crc
rgw dns name = localhost
rgw thread pool size = 32
rgw max listing results = 100
rgw cache enabled = false
rgw crypt require ssl = false
rgw crypt s3 kms backend = testing
rgw crypt s3 kms encryption keys = $kms_key=YmluCmJvb3N0CmJvb3N0LWJ1aWxkCmNlcGguY29uZgo=
rgw enable usage log = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw print continue = true
rgw run sync thread = false
CONF
  # Without a cache, and so without notices between gateways: one that is paused must not hold up the other.
  gateway_section steady
  gateway_section shaky
}

user() { # user NAME ACCESS SECRET: straight into the cluster; makes the pools too
  radosgw-admin -c "$dir/ceph.conf" -n client.rgw.steady user create --uid="$1" --display-name="$1" --access-key="$2" --secret="$3" >"$dir/log/user-$1.json"
}

start() {
  [ -z "$(missing)" ] || fail "$(missing | tr '\n' ' ')not found; run '$0 install'"
  runs mon && fail "already running in $dir"
  rm -rf "$dir"; mkdir -p "$dir"/{mon,osd,run,log}
  fsid=$(cat /proc/sys/kernel/random/uuid)
  mon_port=$(free_port)
  configure >"$dir/ceph.conf"
  export CEPH_CONF=$dir/ceph.conf
  monmaptool --create --clobber --fsid "$fsid" --addv a "[v2:127.0.0.1:$mon_port/0]" "$dir/monmap" >/dev/null
  ceph-mon -c "$dir/ceph.conf" --mkfs -i a --monmap "$dir/monmap"
  daemon mon ceph-mon -c "$dir/ceph.conf" -f -i a
  local osd_id osd_uuid; osd_uuid=$(cat /proc/sys/kernel/random/uuid)
  osd_id=$(ceph -c "$dir/ceph.conf" --connect-timeout 20 osd new "$osd_uuid") || { tail -20 "$dir/log/mon.out" >&2; fail "the monitor does not answer"; }
  ceph-osd -c "$dir/ceph.conf" -i "$osd_id" --mkfs --osd-uuid "$osd_uuid" >"$dir/log/osd-mkfs.out" 2>&1
  daemon osd ceph-osd -c "$dir/ceph.conf" -f -i "$osd_id"
  user owner "$access_key" "$secret_key"
  user guest "$guest_access_key" "$guest_secret_key"
  gateway steady
  gateway shaky
  [ -z "${owner:-}" ] || watch_owner
  cat <<ENV
ENDPOINT=$(cat "$dir/steady.endpoint")
SHAKY_ENDPOINT=$(cat "$dir/shaky.endpoint")
ACCESS_KEY=$access_key
SECRET_KEY=$secret_key
GUEST_ACCESS_KEY=$guest_access_key
GUEST_SECRET_KEY=$guest_secret_key
KMS_KEY=$kms_key
ENV
}

# A test run that is killed leaves nothing behind.
watch_owner() {
  setsid "$BASH" -c 'while kill -0 "$1" 2>/dev/null && [ -d "$2" ]; do sleep 1; done; [ ! -d "$2" ] || exec "$BASH" "$3" stop "$2"' \
    watch "$owner" "$dir" "$self" >/dev/null 2>&1 </dev/null &
}

stop() {
  local name pid
  for name in shaky steady osd mon; do
    runs "$name" || continue
    # Nothing here is worth an orderly end.
    kill -9 "$(pid_of "$name")" 2>/dev/null || true
  done
  rm -rf "$dir"
}

self=$(realpath "$0")
command=${1:-}; dir=${2:-}; owner=${3:-}
[ "$command" = install ] && { install; exit; }
[ -n "$dir" ] || fail "usage: radosgw.sh install | start DIRECTORY [OWNER] | pause|resume|kill|restart|stop DIRECTORY"
case $command in
  start) start ;;
  stop) stop ;;
  pause) kill -STOP "$(pid_of shaky)" ;;
  resume) kill -CONT "$(pid_of shaky)" ;;
  kill) kill -9 "$(pid_of shaky)" ;;
  restart) ! runs shaky || kill -9 "$(pid_of shaky)"; gateway shaky ;;
  *) fail "no such command: $command" ;;
esac
