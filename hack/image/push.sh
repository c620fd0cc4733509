#!/usr/bin/env bash
# Pushes an image from an archive to a registry, under each of its names.
#   push.sh ENGINE ARCHIVE NAME:TAG...
# ENGINE is docker, podman or buildah, whose store keeps the image, or none: crane pushes, with the
# credentials that docker login has stored.
#
# Environment
#   INSECURE  true: plain http, or a certificate that nobody trusts, will do; for docker that is an option of
#             its daemon's. On loopback none and docker take plain http by themselves
set -euo pipefail

fail() {
  echo "${0##*/}: $2" >&2
  exit "$1"
}

[[ $# -ge 3 ]] || fail 2 "usage: ${0##*/} docker|podman|buildah|none ARCHIVE NAME:TAG..."
engine=$1 archive=$2
shift 2
case $engine in
  docker | podman | buildah) command -v "$engine" >/dev/null || fail 1 "no $engine on the PATH" ;;
  none) crane=$("$(dirname "${BASH_SOURCE[0]}")/crane.sh") ;;
  *) fail 2 "ENGINE: must be docker, podman, buildah or none, got $engine" ;;
esac
insecure=()
if [[ ${INSECURE:-false} == true ]]; then
  insecure=(--tls-verify=false)
  [[ $engine != none ]] || insecure=(--insecure)
fi

case $engine in
  docker | podman)
    "$engine" load --input "$archive"
    ;;
  buildah)
    id=$(buildah pull --quiet "docker-archive:$archive")
    for name; do
      buildah tag "$id" "$name"
    done
    ;;
esac
first=$1
for name; do
  case $engine in
    docker) docker push "$name" ;;
    podman | buildah) "$engine" push ${insecure[@]+"${insecure[@]}"} "$name" ;;
    none)
      if [[ $name == "$first" ]]; then
        "$crane" push ${insecure[@]+"${insecure[@]}"} "$archive" "$name"
      else
        # The registry has it: no layer is compressed and sent again.
        "$crane" copy ${insecure[@]+"${insecure[@]}"} "$first" "$name"
      fi
      ;;
  esac
done
