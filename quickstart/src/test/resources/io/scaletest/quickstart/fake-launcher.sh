#!/bin/sh
# Stands in for ./scaletest: plays the tools that quickstart starts. STATE is put in by the test.
#   STATE/started      a line for each tool, with its options
#   STATE/running/     a file for each tool that must not be left: its name, its process
#   STATE/hang-<tool>  makes the tool do nothing until it is stopped
#   STATE/ignore-stop-<tool>  makes it do nothing, and not stop either
#   STATE/fail-<tool>  makes the tool fail; neither concerns 'control-plane down'
#   STATE/forget-deletes  keeps the deletes from the logger's file
set -eu
state='@STATE@'
tool=$1
shift
echo "$tool $*" >>"$state/started"

behaviour=$tool
[ "${1-}" != down ] || behaviour=none
if [ -e "$state/fail-$behaviour" ]; then
  echo "$tool: does not feel like it"
  exit 7
fi
if [ -e "$state/ignore-stop-$behaviour" ]; then
  trap '' TERM
  echo $$ >"$state/running/$tool"
  while :; do sleep 0.02; done
fi
if [ -e "$state/hang-$behaviour" ]; then
  echo $$ >"$state/running/$tool"
  trap 'rm -f "$state/running/$tool"; exit 143' TERM
  echo "$tool: hanging"
  while :; do sleep 0.02; done
fi

option() {
  wanted=$1
  shift
  while [ $# -gt 1 ]; do
    [ "$1" != "$wanted" ] || echo "$2"
    shift
  done
}

summary() {
  echo '{"schema": "scaletest-summary", "schemaVersion": 1, "verdict": {"status": "VALID"}}' >"$1"
}

case $tool in
  control-plane)
    case $1 in
      up)
        echo up >"$state/running/control-plane"
        : >"$3/admin.kubeconfig"
        ;;
      down) rm -f "$state/running/control-plane" ;;
    esac
    ;;
  cm-logger)
    echo $$ >"$state/running/$tool"
    file=$(option -data-filname "$@")
    trap 'summary "${file%.csv}.summary.json"; rm -f "$state/running/$tool"; exit 143' TERM
    echo 't,create,"kube-system/some-config",rest' >>"$file"
    while :; do sleep 0.02; done
    ;;
  hollow-node)
    echo $$ >"$state/running/$tool"
    file=$(option --summary "$@")
    trap 'summary "$file"; rm -f "$state/running/$tool"; exit 143' TERM
    echo 'hollow-node  1.0 s  3/3 ready  0 pods run, 0 pending, 0 ended  0 failures'
    while :; do sleep 0.02; done
    ;;
  cmdriver)
    run=$(option -runid "$@")
    number=1
    while [ "$number" -le "$(option -n "$@")" ]; do
      echo "b,a,create,\"$run-$number\",\"\"" >>"$run-driver.csv"
      echo "b,a,delete,\"$run-$number\",\"\"" >>"$run-driver.csv"
      echo "t,create,\"scaletest/$run-$number\",rest" >>"$run-logger.csv"
      [ -e "$state/forget-deletes" ] ||
        echo "t,delete,\"scaletest/$run-$number\",rest" >>"$run-logger.csv"
      number=$((number + 1))
    done
    summary "$run-driver.summary.json"
    ;;
  report)
    echo '<!doctype html>' >"$(option -html "$@")"
    exit 3
    ;;
esac
