#!/usr/bin/env bash
# Runs the benchmarks and puts their tables into the README beside this script. On a quiet machine, or the times mean nothing.
#   ./run.sh          all of it, about half an hour
#   ./run.sh quick    rougher, about ten minutes
# The load generator (wrk) and strace are installed when they are missing and this may be done.
set -euo pipefail
cd "$(dirname "$0")/../.."
project=tests/AuditTrail.Benchmarks

need() { # need COMMAND: its package has the same name
  command -v "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing $1 with apt-get"
    apt-get update >/dev/null && apt-get install -y --no-install-recommends "$1" >/dev/null
  else
    echo "please install $1" >&2; exit 1
  fi
}
need wrk
need strace

dotnet build $project -c Release -v q --nologo
run() { dotnet artifacts/bin/AuditTrail.Benchmarks/release/AuditTrail.Benchmarks.dll "$@"; }

if [ "${1:-}" = quick ]; then
  run quick
  run processes quick
else
  run --filter '*'
  run processes
fi

awk -v results=BenchmarkDotNet.Artifacts/results.md '
  /<!-- results: end -->/ { inside = 0 }
  !inside { print }
  /<!-- results: begin -->/ { inside = 1; print ""; while ((getline line < results) > 0) print line }
' $project/README.md > BenchmarkDotNet.Artifacts/README.md
cp BenchmarkDotNet.Artifacts/README.md $project/README.md
