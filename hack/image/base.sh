#!/usr/bin/env bash
# Makes the layer that all images stand on, of files of this machine: a JRE cut by jlink, the libraries that
# it needs, busybox for a shell, and the locale C.UTF-8, without which Java prints ? for what is not ASCII.
#   base.sh FOLDER     FOLDER is made anew
# Which packages all that is of stands in /opt/scaletest/base-sbom.json.
# The same files give the same folder: no archive of classes, which differs each time.
set -euo pipefail
out=${1:?folder}
umask 022

# What the tools use, and jdk.crypto.ec for elliptic curves.
readonly MODULES=java.base,java.logging,java.naming,java.sql,java.xml,java.management,jdk.httpserver,jdk.jfr,jdk.management,jdk.unsupported,jdk.crypto.ec
readonly APPLETS=(
  sh cat chmod cp date df du echo find free grep head hostname id ip kill ln ls mkdir mv nc netstat nslookup
  ping printf ps pwd rm sed sleep sort stat tail tar tee test time top touch uname vi wc wget which
)
# The JRE's, those that Netty's native parts name, and what looks names up.
readonly LIBRARIES=(
  libc.so.6 libm.so.6 libdl.so.2 libpthread.so.0 librt.so.1 libz.so.1 libgcc_s.so.1 libstdc++.so.6
  libresolv.so.2 libnss_files.so.2 libnss_dns.so.2
)

fail() {
  echo "${0##*/}: $*" >&2
  exit 1
}

# What was copied from this machine.
taken=()
take() { # FILE TO
  mkdir -p "$(dirname "$2")"
  cp -L "$1" "$2"
  taken+=("$1")
}

# Prints the package URLs of what was copied and of the JRE. A file may be known below / or below /usr.
packages() {
  local system=debian file found package version architecture
  [[ ! -r /etc/os-release ]] || system=$(sed -n 's/^ID="\?\([a-z]*\)"\?$/\1/p' /etc/os-release)
  for file in "${taken[@]}" "$java_home/bin/java"; do
    found=$(dpkg-query -S "$file" "/usr$file" "${file#/usr}" 2>/dev/null | head -n 1) || true
    if [[ -n $found ]]; then
      read -r package version architecture < \
        <(dpkg-query -W -f '${Package} ${Version} ${Architecture}\n' "${found%: *}")
      version=${version//+/%2B}
      echo "pkg:deb/$system/$package@${version//:/%3A}?arch=$architecture"
    elif [[ $file == "$java_home/bin/java" ]]; then
      version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$java_home/release")
      echo "pkg:generic/openjdk@${version//+/%2B}"
    fi
  done | LC_ALL=C sort -u
}

java_home=${JAVA_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
[[ -x $java_home/bin/jlink ]] || fail "no jlink in $java_home: set JAVA_HOME to a JDK"
busybox=$(command -v busybox) || fail "no busybox: hack/install-packages.sh installs it"
! ldd "$busybox" >/dev/null 2>&1 || fail "$busybox needs libraries: install busybox-static"

rm -rf "$out"
mkdir -p "$out"/{etc,tmp,proc,sys,dev,run,root,opt/scaletest,usr/{bin,lib,lib64,lib/locale},var/tmp}
chmod 1777 "$out/tmp" "$out/var/tmp"
for folder in bin lib lib64; do
  ln -s "usr/$folder" "$out/$folder"
done
ln -s usr/bin "$out/sbin"

# The serial collector is built in; headers and debug symbols are for nobody here.
"$java_home/bin/jlink" --add-modules "$MODULES" --strip-debug --no-header-files --no-man-pages \
  --output "$out/opt/java"
ln -s ../../opt/java/bin/java "$out/usr/bin/java"

# Paths of libraries as the dynamic linker has them.
known=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
loader=$(ldd "$out/opt/java/bin/java" | grep -o '/[^ ]*/ld-[^ ]*')
[[ -n $loader ]] || fail "the JRE names no dynamic linker"
take "$loader" "$out/$loader"
for library in "${LIBRARIES[@]}"; do
  path=$(awk -v name="$library" '$1 == name { print $NF; exit }' <<<"$known")
  [[ -n $path ]] || fail "no $library on this machine"
  take "$path" "$out/$path"
done

take "$busybox" "$out/usr/bin/busybox"
for applet in "${APPLETS[@]}"; do
  ln -s busybox "$out/usr/bin/$applet"
done
# The entries of the images undo signals that a shell ignores, which busybox's cannot.
take "$(command -v env)" "$out/usr/bin/env"

[[ -d /usr/lib/locale/C.utf8 ]] || fail "no locale C.UTF-8 in /usr/lib/locale/C.utf8"
cp -R /usr/lib/locale/C.utf8 "$out/usr/lib/locale/"
taken+=(/usr/lib/locale/C.utf8)

printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >"$out/etc/passwd"
printf 'root:x:0:\nnogroup:x:65534:\n' >"$out/etc/group"
printf 'hosts: files dns\n' >"$out/etc/nsswitch.conf"

packages | "$(dirname "${BASH_SOURCE[0]}")/sbom.sh" base "$(uname -m)" >"$out/opt/scaletest/base-sbom.json"

# Whatever modes the files had on this machine.
find "$out" -type f -perm -u+x -exec chmod 755 {} + -o -type f -exec chmod 644 {} +
