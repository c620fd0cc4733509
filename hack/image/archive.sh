#!/bin/sh
# Packs folders as an image, without a container engine and the same bytes each time: one archive that is
# both an OCI image layout and what docker load takes.
#   archive.sh [--base LAYOUT] OUT.tar NAME:TAG[,NAME:TAG...] CONFIG FOLDER...
# CONFIG is the object "config" of the OCI image configuration, on one line of JSON:
#   {"User":"65534:65534","Entrypoint":["/tool"]}
# Each FOLDER becomes a layer, root's, with the modes it has and the time SOURCE_DATE_EPOCH (default 0).
# Layers are not compressed: whoever pushes an image to a registry does that.
# LAYOUT is a folder with the OCI layout of an image whose layers go below, as they are, and whose
# configuration holds where CONFIG says nothing; its command does not. This alone needs jq. Where those
# layers are compressed, so are these: who pushes an archive asks the first layer.
set -eu
fail() {
  echo "${0##*/}: $2" >&2
  exit "$1"
}

base=''
if [ "${1:-}" = --base ] && [ $# -gt 1 ]; then
  base=$2
  shift 2
fi
[ $# -ge 4 ] ||
  fail 2 "usage: ${0##*/} [--base LAYOUT] OUT.tar NAME:TAG[,NAME:TAG...] CONFIG FOLDER..."
out=$1 names=$(echo "$2" | tr , ' ') config=$3
shift 3
for name in ${names:-''}; do
  case $name in
    *[!a-zA-Z0-9._:/-]*) fail 2 "no image name: $name" ;;
  esac
  case ${name##*/} in
    ?*:?*) ;;
    *) fail 2 "the image name must have a tag: $name" ;;
  esac
done

umask 022
epoch=${SOURCE_DATE_EPOCH:-0}
created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac

work=$(mktemp -d "$out.XXXXXX")
trap 'rm -rf "$work"' EXIT
blobs=$work/layout/blobs/sha256
mkdir -p "$blobs"

pack() { # FOLDER FILE
  tar --sort=name --format=gnu --mtime="@$epoch" --owner=0 --group=0 --numeric-owner \
    -C "$1" -cf "$2" .
}

# Moves a file to the blobs; its digest goes to $digest, its length to $size.
add() {
  digest=$(sha256sum "$1")
  digest=${digest%% *}
  size=$(wc -c <"$1")
  mv "$1" "$blobs/$digest"
}

# Prints the blob of a descriptor's digest: blob sha256:DIGEST
blob() {
  echo "$base/blobs/sha256/${1#sha256:}"
}

# Takes the layers of the image in folder $base and its configuration.
put_on_base() {
  manifest=$base/index.json
  # An index may lead to another, as docker save writes it, and to images of other platforms.
  while found=$(jq -er --arg architecture "$architecture" '.manifests | select(. != null) |
    (map(select(.platform.architecture == $architecture and .platform.os == "linux")) + .)[0].digest' \
    "$manifest"); do
    manifest=$(blob "$found")
  done
  below=$(blob "$(jq -r .config.digest "$manifest")")
  [ "$(jq -r .architecture "$below")" = "$architecture" ] ||
    fail 1 "$base: not for $architecture but $(jq -r .architecture "$below")"
  for found in $(jq -r '.layers[].digest' "$manifest"); do
    cp "$(blob "$found")" "$blobs/"
    paths="$paths,\"blobs/sha256/${found#sha256:}\""
  done
  # Docker has names of its own for the same formats.
  layers=$(jq -c --arg oci "$oci.layer.v1." '.layers | map({mediaType: (.mediaType
    | sub("^application/vnd.docker.image.rootfs.diff.tar.gzip$"; $oci + "tar+gzip")
    | sub("^application/vnd.docker.image.rootfs.diff.tar$"; $oci + "tar")),
    digest, size})' "$manifest" | sed 's/^\[\(.*\)\]$/,\1/')
  kind=$(echo "$layers" | grep -o '"mediaType":"[^"]*"' | sort -u)
  case $kind in
    *'layer.v1.tar"') ;;
    *'layer.v1.tar+gzip"') compression=+gzip ;;
    *) fail 1 "$base: layers must be all tar or all tar+gzip, got $kind" ;;
  esac
  differences=$(jq -c .rootfs.diff_ids "$below" | sed 's/^\[\(.*\)\]$/,\1/')
  history=$(jq -c '.history // []' "$below" | sed 's/^\[\(.*\)\]$/,\1/; s/^,$//')
  config=$(jq -c --argjson ours "$config" '(.config // {}) as $theirs
    | ($ours.Env // [] | map(split("=")[0])) as $set
    | $theirs + $ours
    + {Env: (($theirs.Env // [] | map(select((split("=")[0]) as $key | $set | index($key) | not)))
      + ($ours.Env // []))}
    + {Labels: (($theirs.Labels // {}) + ($ours.Labels // {}))}
    | del(.Cmd)' "$below")
}

oci=application/vnd.oci.image
layers='' differences='' history='' paths='' compression=''
[ -z "$base" ] || put_on_base
for folder; do
  pack "$folder" "$work/layer"
  difference=$(sha256sum "$work/layer")
  if [ -n "$compression" ]; then
    gzip -n -6 "$work/layer"
    mv "$work/layer.gz" "$work/layer"
  fi
  add "$work/layer"
  layers="$layers,{\"mediaType\":\"$oci.layer.v1.tar$compression\",\"digest\":\"sha256:$digest\",\"size\":$size}"
  differences="$differences,\"sha256:${difference%% *}\""
  history="$history,{\"created\":\"$created\"}"
  paths="$paths,\"blobs/sha256/$digest\""
done

printf '{"created":"%s","architecture":"%s","os":"linux","config":%s,%s,"history":[%s]}' \
  "$created" "$architecture" "$config" \
  "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[${differences#,}]}" "${history#,}" >"$work/config"
add "$work/config"
configuration=$digest

printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' "$oci.manifest.v1+json" \
  "{\"mediaType\":\"$oci.config.v1+json\",\"digest\":\"sha256:$digest\",\"size\":$size}" \
  "${layers#,}" >"$work/manifest"
add "$work/manifest"

# Each name is an entry of its own, of the same image.
manifests='' tags=''
for name in $names; do
  manifests="$manifests,{\"mediaType\":\"$oci.manifest.v1+json\",\"digest\":\"sha256:$digest\",\"size\":$size"
  manifests="$manifests,\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}"
  manifests="$manifests,\"annotations\":{\"io.containerd.image.name\":\"$name\""
  manifests="$manifests,\"org.opencontainers.image.ref.name\":\"${name##*:}\"}}"
  tags="$tags,\"$name\""
done
printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' "$oci.index.v1+json" "${manifests#,}" \
  >"$work/layout/index.json"
printf '[{"Config":"blobs/sha256/%s","RepoTags":[%s],"Layers":[%s]}]' "$configuration" "${tags#,}" \
  "${paths#,}" >"$work/layout/manifest.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"

pack "$work/layout" "$work/archive"
mv "$work/archive" "$out"
