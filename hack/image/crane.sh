#!/usr/bin/env bash
# Prints the path of crane, which pushes and pulls images without a container engine: that of the variable
# CRANE, the one on PATH, or one that Go builds of hack/image/go into target/images, once.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)

crane=${CRANE:-$(command -v crane || true)}
if [[ -z $crane ]]; then
  key=$(cat "$root/hack/image/go/go.mod" "$root/hack/image/go/go.sum" | sha256sum | cut -c1-16)
  crane=$root/target/images/crane-$key
  mkdir -p "$root/target/images"
  exec 9>"$crane.lock"
  flock 9
  if [[ ! -x $crane ]]; then
    go=$(command -v go || echo /usr/local/go/bin/go)
    [[ -x $go ]] || {
      echo "${0##*/}: needs crane or Go: install one, or set CRANE" >&2
      exit 1
    }
    CGO_ENABLED=0 "$go" build -C "$root/hack/image/go" -trimpath -ldflags='-s -w' -o "$crane.new" \
      github.com/google/go-containerregistry/cmd/crane >&2
    mv "$crane.new" "$crane"
  fi
fi
echo "$crane"
