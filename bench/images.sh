#!/usr/bin/env bash
# Measures the images on a real node: time to build, size, start-up in a pod, memory. As root, for what the
# node needs see docs/control-plane.md; the tools must be built (./scaletest build).
#   bench/images.sh [NAME...]     by default all images that run a JVM
# Prints a row of a Markdown table for each:
#   build    hack/build-image.sh, the layer below not counted
#   archive  megabytes; what a registry keeps of it, compressed
#   start    from the container's first instruction to the line with which the tool begins its work
#   memory   most resident memory of the process after half a minute's work, as the manifests limit it
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# NAME, the line that says that it works (~ if it comes too late to measure the start), what it is to do.
readonly WORK="
cmdriver|Creating [0-9]|-lambda=50 -n=3000 -maxpop=100
cmdriver-closed|Creating [0-9]|-rate=50 -n=3000 -maxpop=100
flunder-driver|Creating [0-9]|-lambda=20 -n=3000 -maxpop=100
driver|Creating [0-9]|-kind=configmaps -lambda=50 -n=3000 -maxpop=100
cm-logger|; watching|
flunder-logger|; watching|
logger|; watching|-kind=configmaps
flunder-watch|the watch is open|-v=2
httperf|Listening on port|-listen=8080 -base-url=https://localhost:8080
hollow-node|~1/1 ready|--morph=kubelet --name=bench --kubeconfig=/kubeconfig/admin.kubeconfig --v=2
gc|of all runs|-all -dry-run
"

dir=$(mktemp -d)
trap '"$root/scaletest" control-plane down --data-dir "$dir/cp" >&2; rm -rf "$dir"' EXIT
"$root/scaletest" control-plane up --node --data-dir "$dir/cp" >&2
programs=$("$root/scaletest" control-plane build 2>/dev/null)
kubectl=$(dirname "$(sed -n 's/^kube-apiserver //p' <<<"$programs")")/kubectl
export KUBECONFIG=$dir/cp/admin.kubeconfig
k() {
  "$kubectl" --namespace=scaletest "$@"
}

# It is this script's own cluster: rights are not what is measured.
"$kubectl" create clusterrolebinding bench --clusterrole=cluster-admin --serviceaccount=scaletest:default >&2
k create configmap kubeconfig --from-file="$KUBECONFIG" >&2

pod() { # NAME ENTRY ARGUMENTS
  cat <<YAML
apiVersion: v1
kind: Pod
metadata: {name: $1}
spec:
  restartPolicy: Never
  containers:
  - name: $1
    image: localhost/$1:bench
    command: [/bin/sh, -c, "echo start; exec $2 $3 2>&1"]
    env: [{name: SCALETEST_JAVA_OPTS, value: "-XX:+UseSerialGC -XX:MaxRAMPercentage=60"}]
    resources: {limits: {memory: 512Mi}}
    securityContext: {readOnlyRootFilesystem: true, runAsNonRoot: true}
    volumeMounts: [{name: tmp, mountPath: /tmp}, {name: kubeconfig, mountPath: /kubeconfig}]
  volumes: [{name: tmp, emptyDir: {}}, {name: kubeconfig, configMap: {name: kubeconfig}}]
YAML
}

# Prints the time, in seconds, at which a line that matches was logged.
logged() { # NAME PATTERN
  local stamp
  stamp=$(k logs --timestamps "$1" 2>/dev/null | grep -m 1 -E "$2" | cut -d ' ' -f 1) || return 1
  date -d "$stamp" +%s.%N
}

measure() { # NAME PATTERN ARGUMENTS
  local name=$1 line=${2#\~} begun ended archive=$dir/$1.tar compressed entry waited=0 status start=''
  begun=$(date +%s.%N)
  "$root/hack/build-image.sh" "$name" "$archive" "localhost/$name:bench" >/dev/null
  ended=$(date +%s.%N)
  compressed=$(gzip -6 -c "$archive" | wc -c)
  "$root/scaletest" control-plane import --data-dir "$dir/cp" "$archive" >&2
  entry=$(sed -n "s|^$name [^ ]* \([^ =]*\).*|\1|p" "$root/hack/image/images")
  pod "$name" "$entry" "$3" | k apply -f - >&2
  until logged "$name" "$line" >/dev/null; do
    ((++waited < 60)) || {
      k logs "$name" >&2
      echo "${0##*/}: $name never logged: $line" >&2
      return 1
    }
    sleep 1
  done
  sleep 30
  status=$(k exec "$name" -- grep VmHWM /proc/1/status 2>/dev/null || echo "VmHWM 0")
  [[ $2 == "~$line" ]] || start=$(bc <<<"$(logged "$name" "$line") - $(logged "$name" ' start$')")
  awk -v name="$name" -v build="$(bc <<<"$ended - $begun")" -v size="$(stat -c %s "$archive")" \
    -v compressed="$compressed" -v start="$start" \
    -v memory="$(awk '{ print $2 }' <<<"$status")" 'BEGIN {
      printf "| %s | %.1f s | %.0f MB, %.0f MB | %s | %s |\n", name, build, size / 1e6, compressed / 1e6,
        start ? sprintf("%.1f s", start) : "–", memory ? sprintf("%.0f MB", memory / 1e3) : "ended" }'
  k delete pod "$name" --grace-period=5 >&2
  rm -f "$archive"
}

# The layer below all.
"$root/hack/build-image.sh" gc "$dir/first.tar" >/dev/null
echo "| image | build | archive, compressed | start | memory |"
echo "|---|---|---|---|---|"
while IFS='|' read -r name pattern arguments; do
  if [[ -n $name ]] && [[ $# -eq 0 || " $* " == *" $name "* ]]; then
    measure "$name" "$pattern" "$arguments"
  fi
done <<<"$WORK"
echo "load average: $(cut -d ' ' -f 1-3 /proc/loadavg), $(nproc) cores"
