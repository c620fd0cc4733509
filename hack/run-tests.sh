#!/usr/bin/env bash
# Runs every test, unit and end to end, and says how many there were: ./scaletest test
# Options are passed to Maven. Status 1 if a test failed, none ran, or the build broke.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# A shell without job control lets what it starts in the background ignore SIGINT, and every process
# below with it: the tests of that signal would wait for ever.
if [[ $(trap -p INT) == *"''"* ]]; then
  exec env --default-signal=INT,QUIT "$PWD/hack/run-tests.sh" "$@"
fi

# Prints the sum of an attribute over the reports of one kind: sum surefire tests
sum() {
  find . -path "*/target/$1-reports/TEST-*.xml" -exec grep -hm1 '<testsuite ' {} + |
    sed -n "s/.* $2=\"\([0-9]*\)\".*/\1/p" |
    awk '{ n += $1 } END { print n + 0 }'
}

# A report of an earlier run must not be counted.
find . -path '*/target/*-reports/TEST-*.xml' -delete

status=0
# --fail-at-end: one failure does not hide those of the modules that do not need it. Two modules at a time, since their
# tests wait for processes as much as they compute.
./mvnw --threads 2 --fail-at-end verify "$@" || status=1

tests=0 bad=0 skipped=0
for kind in surefire failsafe; do
  tests=$((tests + $(sum "$kind" tests)))
  bad=$((bad + $(sum "$kind" failures) + $(sum "$kind" errors)))
  skipped=$((skipped + $(sum "$kind" skipped)))
done
end_to_end=$(($(sum failsafe tests) - $(sum failsafe skipped)))

echo
echo "end-to-end tests that ran: $end_to_end"
if ((status != 0 && bad == 0)); then
  echo "the build failed outside the tests: see the first [ERROR] above"
fi
if ((end_to_end == 0)); then
  echo "no end-to-end test ran, which counts as a failure"
  status=1
fi
if ((bad > 0)); then
  status=1
fi
echo "$((tests - bad - skipped)) passed, $bad failed, $skipped skipped"
exit "$status"
