#!/usr/bin/env bash
# Runs the benchmarks and puts their tables into the README beside this script. On a quiet machine, or the times mean nothing.
#   ./run.sh          all of it, about a quarter of an hour
#   ./run.sh quick    rougher, about five minutes
set -euo pipefail
cd "$(dirname "$0")/../.."
project=tests/AuditTrail.Benchmarks

if [ "${1:-}" = quick ]; then
  dotnet run -c Release --project $project -- quick
else
  dotnet run -c Release --project $project -- --filter '*'
fi

awk -v results=BenchmarkDotNet.Artifacts/results.md '
  /<!-- results: end -->/ { inside = 0 }
  !inside { print }
  /<!-- results: begin -->/ { inside = 1; print ""; while ((getline line < results) > 0) print line }
' $project/README.md > BenchmarkDotNet.Artifacts/README.md
cp BenchmarkDotNet.Artifacts/README.md $project/README.md
