#!/usr/bin/env bash
# Builds a tool's image without a container engine: the same bytes from the same files, whoever builds it.
#   hack/build-image.sh NAME [OUT.tar [REPOSITORY:TAG[,REPOSITORY:TAG...]]]
# NAME is one of hack/image/images; what is in it must be built: a tool's jar (./scaletest build MODULE), the
# executables of the control plane (./scaletest control-plane build). OUT.tar, by default
# target/images/NAME.tar, is what docker load, podman load, skopeo, crane, ctr and `control-plane import`
# take. Its name is by default localhost/NAME:latest.
#
# Environment
#   BASE               what the image stands on, with sh, sleep, coreutils' env and java on its PATH, instead
#                      of a JRE and a shell made here: an OCI layout (a folder, or an archive as skopeo and
#                      docker save write it) or a reference, which crane pulls. Needs jq
#   SOURCE_DATE_EPOCH  the time of all that is in the image, in seconds; by default 0
#   SOURCE             where the sources are, for the label; by default the remote "origin" of the repository
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
  fail 2 "usage: ${0##*/} NAME [OUT.tar [REPOSITORY:TAG,...]]; NAME is one of: $known"
read -r -a words <<<"$line"
module=${words[1]}
entries=("${words[@]:2}")
is_go=false
[[ $line != *=go:* ]] || is_go=true
jar=$root/$module/target/$module.jar
sbom=$root/$module/target/sbom.json
$is_go || [[ -f $jar ]] || fail 1 "no $jar: build it with ./scaletest build $module"
out=$(realpath -m "${2:-$root/target/images/$name.tar}")
tag=${3:-localhost/$name:latest}
mkdir -p "$root/target/images" "$(dirname "$out")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/top"
# Folders of a layer replace those below with their modes.
chmod 755 "$work" "$work/top"
mkdir -p "$work/top/opt/scaletest"

# The layer below all tools, made again when the JDK or its recipe changes.
own_base() {
  local java_home key
  java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
  key=$(cat "$root/hack/image/base.sh" "$root/hack/image/sbom.sh" "$java_home/release" | sha256sum | cut -c1-16)
  base=$root/target/images/base-$key
  exec 9>"$base.lock"
  flock 9
  if [[ ! -d $base ]]; then
    "$root/hack/image/base.sh" "$base.new"
    mv "$base.new" "$base"
  fi
  flock -u 9
}

# The layer below a program of Go, which needs no more.
go_base() {
  base=$work/base
  mkdir -p "$base"/{etc,tmp}
  chmod 1777 "$base/tmp"
  echo 'nobody:x:65534:65534:nobody:/:' >"$base/etc/passwd"
  echo 'nogroup:x:65534:' >"$base/etc/group"
}

# Puts $BASE as an OCI layout to a folder.
given_base() {
  base=$work/base
  if [[ -d $BASE ]]; then
    base=$BASE
  elif [[ -f $BASE ]]; then
    mkdir "$base"
    tar -xf "$BASE" -C "$base"
  else
    "$("$root/hack/image/crane.sh")" pull --format=oci --platform "linux/$architecture" "$BASE" "$base" ||
      fail 1 "cannot pull $BASE"
  fi
  [[ -f $base/index.json ]] || fail 1 "BASE: no OCI layout: $BASE"
}

# The executables that the control plane's Go module builds, a line each: NAME PATH.
programs=''
if $is_go; then
  programs=$("$root/scaletest" control-plane build) || fail 1 "no executables of the control plane"
fi

for entry in "${entries[@]}"; do
  path=${entry%%=*}
  program=$root/hack/image/entry
  case $entry in
    *=go:*)
      program=$(sed -n "s|^${entry#*=go:} ||p" <<<"$programs")
      [[ -x $program ]] || fail 1 "the control plane has no executable ${entry#*=go:}"
      ;;
    *=*) program=$root/${entry#*=} ;;
    # The generic entry finds the jar by its own name.
    *) [[ ${path##*/} == "$module" ]] || ln -s "$module.jar" "$work/top/opt/scaletest/${path##*/}.jar" ;;
  esac
  install -D -m 755 "$program" "$work/top$path"
done

version=$(sed -n 's|.*<version>\(.*\)</version>.*|\1|p;T;q' "$root/pom.xml")
environment='"PATH=/usr/bin","JAVA_HOME=/opt/java","LANG=C.UTF-8"'
case $(uname -m) in
  x86_64) architecture=amd64 ;;
  aarch64) architecture=arm64 ;;
  *) architecture=$(uname -m) ;;
esac
options=()
folders=("$work/top")
if $is_go; then
  # Go puts the modules that an executable is made of into it.
  for entry in "${entries[@]}"; do
    "$(command -v go || echo /usr/local/go/bin/go)" version -m "$work/top${entry%%=*}"
  done >"$work/modules"
  awk '$NF ~ /^go[0-9.]+$/ { print "pkg:golang/stdlib@" substr($NF, 3) }
    $1 == "mod" || $1 == "dep" { print "pkg:golang/" $2 "@" $3 }' "$work/modules" |
    LC_ALL=C sort -u >"$work/packages"
  version=$(awk '$1 == "mod" { print $3; exit }' "$work/modules")
  "$root/hack/image/sbom.sh" "$name" "$version" <"$work/packages" >"$work/top/opt/scaletest/sbom.json"
  environment='"PATH=/"'
  go_base
  folders=("$base" "$work/top")
else
  install -m 644 "$jar" "$work/top/opt/scaletest/"
  if [[ $sbom -nt $jar ]]; then
    install -m 644 "$sbom" "$work/top/opt/scaletest/"
  else
    echo "${0##*/}: no bill of materials in the image: $module was built offline; ./scaletest build makes it" >&2
  fi
  if [[ -n ${BASE:-} ]]; then
    given_base
    options=(--base "$base")
    environment='"LANG=C.UTF-8"'
  else
    own_base
    folders=("$base" "$work/top")
  fi
fi

# As of the OCI image specification.
labels=''
label() { # NAME VALUE
  [[ $2 != *[\"\\]* ]] || fail 1 "label $1: must have no quote and no backslash, got $2"
  [[ -z $2 ]] || labels+=",\"org.opencontainers.image.$1\":\"$2\""
}
source=${SOURCE-$(git -C "$root" remote get-url origin 2>/dev/null || true)}
# Without what it may hold of a password.
[[ $source != *://*@* ]] || source=${source%%://*}://${source#*@}
label title "$name"
$is_go || label description "$(sed -n 's|^  <description>\(.*\)</description>|\1|p' "$root/$module/pom.xml")"
label version "$version"
label revision "$("$root/hack/image/revision.sh")"
label source "$source"
label licenses Apache-2.0
label created "$(date -u -d "@${SOURCE_DATE_EPOCH:-0}" +%Y-%m-%dT%H:%M:%SZ)"

# As numbers, since runAsNonRoot believes no names. Java finds its folder for temporary files, where
# Netty puts its native parts, by itself: /tmp.
config='{"User":"65534:65534","WorkingDir":"/tmp","Entrypoint":["'${entries[0]%%=*}'"],'
config+='"Env":['$environment'],"Labels":{'${labels#,}'}}'
"$root/hack/image/archive.sh" ${options[@]+"${options[@]}"} "$out" "$tag" "$config" "${folders[@]}"
echo "$out $tag"
