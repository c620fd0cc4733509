#!/bin/sh
# Writes a CycloneDX bill of materials of what no Maven module brings.
#   sbom.sh NAME VERSION <PACKAGES >sbom.json
# PACKAGES: package URLs, one a line (https://github.com/package-url/purl-spec): pkg:deb/debian/zlib1g@1.2
# The same lines in the same order give the same bytes.
set -eu
[ $# -eq 2 ] || {
  echo "usage: ${0##*/} NAME VERSION <PACKAGES" >&2
  exit 2
}
printf '{"bomFormat":"CycloneDX","specVersion":"1.6","version":1,"metadata":{"component":'
printf '{"type":"application","name":"%s","version":"%s"}},"components":[' "$1" "$2"
separator=''
while read -r purl; do
  versioned=${purl%%\?*}
  path=${versioned%@*}
  # The name is what the type's own tools call it: Go's is the whole path of a module.
  case $path in
    pkg:golang/*) name=${path#pkg:golang/} ;;
    *) name=${path##*/} ;;
  esac
  version=$(echo "${versioned##*@}" | sed 's/%2B/+/g; s/%3A/:/g')
  printf '%s\n{"type":"library","bom-ref":"%s","name":"%s","version":"%s","purl":"%s"}' \
    "$separator" "$purl" "$name" "$version" "$purl"
  separator=,
done
printf '\n]}\n'
