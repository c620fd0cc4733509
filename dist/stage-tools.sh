#!/bin/sh
# Puts into dist/target/stage what the archive has beside libraries and pages: the jar of each tool
# without its libraries, and the launcher's list of them.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
tools=$root/dist/target/stage/tools

rm -rf "$tools"
mkdir -p "$tools"
# The last group, Developers, works on a working copy only.
"$root/scaletest" list | sed '/^Developers$/,$d' >"$tools/list.txt"
sed -n 's/^  \([^ ]*\) .*/\1/p' "$tools/list.txt" | while read -r tool; do
  # The name that shading gives to the jar that it was made from.
  cp "$root/$tool/target/original-$tool.jar" "$tools/$tool.jar"
done
