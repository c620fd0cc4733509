#!/usr/bin/env bash
# Builds a tool's image without a container engine: the same bytes from the same files, whoever builds it.
#   hack/build-image.sh NAME [OUT.tar [REPOSITORY:TAG]]
# NAME is one of hack/image/images; the tool's jar must be built (./mvnw -pl MODULE -am package). OUT.tar,
# by default target/images/NAME.tar, is what docker load, podman load, skopeo, crane, ctr and
# `control-plane import` take. Its name is by default localhost/NAME:latest.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
umask 022

fail() {
  echo "${0##*/}: $2" >&2
  exit "$1"
}

name=${1:-}
line=$(grep -v '^#' "$root/hack/image/images" | grep -E "^${name:-?} " || true)
known=$(sed -n 's/^\([a-z][^ ]*\) .*/\1/p' "$root/hack/image/images" | paste -sd ' ')
[[ -n $line && $# -le 3 ]] ||
  fail 2 "usage: ${0##*/} NAME [OUT.tar [REPOSITORY:TAG]]; NAME is one of: $known"
read -r -a words <<<"$line"
module=${words[1]}
entries=("${words[@]:2}")
jar=$root/$module/target/$module.jar
[[ -f $jar ]] || fail 1 "no $jar: build it with ./mvnw -pl $module -am package -DskipTests"
out=$(realpath -m "${2:-$root/target/images/$name.tar}")
tag=${3:-localhost/$name:latest}
mkdir -p "$(dirname "$out")"

# The layer below all images, made again when the JDK or its recipe changes.
java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
key=$(cat "$root/hack/image/base.sh" "$java_home/release" | sha256sum | cut -c1-16)
base=$root/target/images/base-$key
mkdir -p "$root/target/images"
exec 9>"$base.lock"
flock 9
if [[ ! -d $base ]]; then
  "$root/hack/image/base.sh" "$base.new"
  mv "$base.new" "$base"
fi
flock -u 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Folders of a layer replace those below with their modes.
chmod 755 "$work"
mkdir -p "$work/opt/scaletest"
for entry in "${entries[@]}"; do
  path=${entry%%=*}
  program=$root/hack/image/entry
  [[ $entry != *=* ]] || program=$root/${entry#*=}
  # Entries find the jar by their own names.
  [[ ${path##*/} == "$module" ]] || ln -s "$module.jar" "$work/opt/scaletest/${path##*/}.jar"
  install -D -m 755 "$program" "$work$path"
done
install -m 644 "$jar" "$work/opt/scaletest/$module.jar"

# As numbers, since runAsNonRoot believes no names. Java finds its folder for temporary files, where
# Netty puts its native parts, by itself: /tmp.
config='{"User":"65534:65534","WorkingDir":"/tmp","Entrypoint":["'${entries[0]%%=*}'"],'
config+='"Env":["PATH=/usr/bin","JAVA_HOME=/opt/java","LANG=C.UTF-8"]}'
"$root/hack/image/archive.sh" "$out" "$tag" "$config" "$base" "$work"
echo "$out $tag"
