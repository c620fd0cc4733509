#!/bin/sh
# Packs folders as an image, without a container engine and the same bytes each time: one archive that is
# both an OCI image layout and what docker load takes.
#   archive.sh OUT.tar NAME:TAG CONFIG FOLDER...
# CONFIG is the object "config" of the OCI image configuration, on one line of JSON:
#   {"User":"65534:65534","Entrypoint":["/tool"]}
# Each FOLDER becomes a layer, root's, with the modes it has and the time SOURCE_DATE_EPOCH (default 0).
# Layers are not compressed: whoever pushes an image to a registry does that.
set -eu
[ $# -ge 4 ] || {
  echo "usage: ${0##*/} OUT.tar NAME:TAG CONFIG FOLDER..." >&2
  exit 2
}
out=$1 name=$2 config=$3
shift 3
case $name in
  *[!a-zA-Z0-9._:/-]*) echo "${0##*/}: no image name: $name" >&2; exit 2 ;;
esac
case ${name##*/} in
  ?*:?*) ;;
  *) echo "${0##*/}: the image name must have a tag: $name" >&2; exit 2 ;;
esac

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

oci=application/vnd.oci.image
layers='' differences='' history='' paths=''
for folder; do
  pack "$folder" "$work/layer"
  add "$work/layer"
  layers="$layers,{\"mediaType\":\"$oci.layer.v1.tar\",\"digest\":\"sha256:$digest\",\"size\":$size}"
  differences="$differences,\"sha256:$digest\""
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

printf '{"schemaVersion":2,"mediaType":"%s","manifests":[{"mediaType":"%s",%s,%s,"annotations":{%s}}]}' \
  "$oci.index.v1+json" "$oci.manifest.v1+json" "\"digest\":\"sha256:$digest\",\"size\":$size" \
  "\"platform\":{\"architecture\":\"$architecture\",\"os\":\"linux\"}" \
  "\"io.containerd.image.name\":\"$name\",\"org.opencontainers.image.ref.name\":\"${name##*:}\"" \
  >"$work/layout/index.json"
printf '[{"Config":"blobs/sha256/%s","RepoTags":["%s"],"Layers":[%s]}]' "$configuration" "$name" \
  "${paths#,}" >"$work/layout/manifest.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"

pack "$work/layout" "$work/archive"
mv "$work/archive" "$out"
