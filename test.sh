#!/usr/bin/env bash
# Runs every test and installs what they need.
#   ./test.sh          everything, at most ten minutes on two cores
#   ./test.sh --fast   without the long simulations and the processes
#   ./test.sh --slow   everything, with the big numbers (hours)
set -euo pipefail
cd "$(dirname "$0")"

scale=normal
case "${1:-}" in
  "") ;;
  --fast) scale=fast ;;
  --slow) scale=slow ;;
  *) echo "usage: ./test.sh [--fast | --slow]" >&2; exit 2 ;;
esac
export AUDITTRAIL_TEST_SCALE=$scale

need() { # need COMMAND PACKAGE: what the tests call besides dotnet
  command -v "$1" >/dev/null 2>&1 && return
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get install -y --no-install-recommends "$2" >/dev/null 2>&1 ||
      { apt-get update >/dev/null && apt-get install -y --no-install-recommends "$2" >/dev/null; }
  else
    echo "please install $2 (the tests call $1)" >&2; exit 1
  fi
}
command -v dotnet >/dev/null 2>&1 || { echo "please install the .NET 10 SDK" >&2; exit 1; }
need strace strace
need jq jq
need curl curl

started=$(date +%s)
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# The S3 server is 72 MB of packages, the AWS CLI is others: they come while the build runs.
{ tests/servers/radosgw.sh install && need /usr/bin/aws awscli; } & servers=$!
dotnet build AuditTrail.Sdk.sln -c Release -v q --nologo
wait "$servers"

run() { # run PROJECT...: their tests, one project after the other; what failed is printed when a project ends
  local project name
  for project in "$@"; do
    name=$(basename "$project")
    dotnet test "$project" -c Release --no-build --nologo -v q \
      --logger "console;verbosity=normal" --logger "trx;LogFileName=$name.trx" --results-directory "$results" \
      >"$results/$name.log" 2>&1 || touch "$results/$name.failed"
    grep -vE '^\s*(Passed|Discovering|Discovered|Starting|Finished|\[xUnit)|^$' "$results/$name.log" || true
  done
}

# Two lanes: tests that run one at a time and wait for other processes, beside those that keep the cores busy.
waiting=() busy=()
for project in tests/*.Tests samples/Testing; do
  case $project in
    *.EndToEnd.Tests | *.Aws.Tests | *.Tool.Tests) waiting+=("$project") ;;
    *) busy+=("$project") ;;
  esac
done
run "${waiting[@]}" & lane=$!
run "${busy[@]}"
wait "$lane"
status=0
[ -z "$(find "$results" -name '*.failed')" ] || status=1

count() { cat "$results"/*.trx 2>/dev/null | grep -o "<Counters [^>]*>" | grep -o " $1=\"[0-9]*\"" | grep -o '[0-9]*' | awk '{n+=$1} END {print n+0}'; }
passed=$(count passed)
failed=$(count failed)
echo
echo "took $(( $(date +%s) - started )) s ($scale)"
[ "$passed" -gt 0 ] || { echo "no test ran" >&2; status=1; }
echo "$passed passed, $failed failed"
exit $status
