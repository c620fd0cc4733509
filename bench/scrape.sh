#!/usr/bin/env bash
# Measures what it costs a thousand hollow nodes to be scraped through the API server, in a network namespace
# of its own. The tools and bench must be built (./scaletest build). As root, or where users may have namespaces.
#   bench/scrape.sh [PAIRS [SECONDS]]     by default two pairs of five minutes, idle and scraped
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
own=(--net)
((EUID == 0)) || own+=(--user --map-root-user)
# shellcheck disable=SC2016  # the inner shell expands it
exec unshare "${own[@]}" bash -c '
  ip link set lo up
  ip address add 10.200.0.1/16 dev lo
  exec java -cp "$0" io.scaletest.bench.hollow.ScrapeBench "$@"
' "$root/bench/target/bench.jar" "$@"
