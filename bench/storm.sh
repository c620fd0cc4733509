#!/usr/bin/env bash
# Measures what a thousand hollow nodes do when all drop their watches at once, when the API server is gone for
# 30 s, and when it refuses all of them with 429 for a minute. The tools and bench must be built (./scaletest build).
#   bench/storm.sh [NODES [ROUNDS]]
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
exec java -cp "$root/bench/target/bench.jar" io.scaletest.bench.hollow.StormBench "$@"
