#!/usr/bin/env bash
# Makes the schema of Kubernetes' protobuf anew, from the Go modules of the real control plane; prints it.
#   hack/protobuf-schema.sh >lib/wire/src/main/resources/io/scaletest/wire/protobuf/kubernetes.schema
# An end-to-end test compares the file with what this prints.
set -euo pipefail
root=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
cd "$root/control-plane/go"
go run "$root/hack/protobuf-schema/main.go" \
  "$root/lib/embedded-apiserver/src/main/resources/io/scaletest/embedded/resource/resources.txt"
