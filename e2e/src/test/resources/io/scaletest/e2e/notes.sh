# What people who used the original programs have in their notes: run it, take the run's ID and files
# from what it says, count with grep and awk, scrape the counters. KC, JAVA, JARS, LOGGER_PORT and
# DRIVER_PORT are given; what is printed is compared.
set -eu

tool() {
  module=$1
  shift
  exec "$JAVA" -jar "$JARS/$module/target/$module.jar" "$@"
}

(tool cm-logger -kubeconfig "$KC" -data-filname obj.csv -metricport "$LOGGER_PORT" >logger.out 2>logger.err) &
logger=$!
until grep -q watching logger.err; do sleep 0.1; done

(tool cmdriver -kubeconfig "$KC" -n 20 -lambda 50 -maxpop 250 -v=2 -logtostderr -metricport "$DRIVER_PORT" -waitBeforeTerminate 0 \
  >driver.out 2>driver.err)
runid=$(sed -n 's/.*RunID is //p' driver.err)
. "./$(sed -n 's/.*Wrote parameter file "\(.*\)"$/\1/p' driver.err)"
[ "$runid" = "$RUNID" ] && echo "cmdriver: the same run"
echo "cmdriver: N=$N LAMBDA=$LAMBDA MAXPOP=$MAXPOP DATALEN=$DATALEN"
sed -n 's/.*] \(Creating [0-9]* objects\)$/cmdriver: \1/p' driver.err
sed -n 's/.*] \([0-9]* logged errors\)$/cmdriver: \1/p' driver.err
awk -F, '{ n[$3 "," $5]++ } END { for (k in n) print "cmdriver: " k, n[k] }' "$DATEFILENAME" | sort
[ "$DATEFILENAME" = "$RUNID-driver.csv" ] && echo "cmdriver: file named after the run"

until [ "$(grep -c ",delete,\"scaletest/$RUNID-" obj.csv)" -ge "$N" ]; do sleep 0.1; done
awk -F, -v run="scaletest/$RUNID-" 'index($3, run) { n[$2 "," $5 "," $6 "," $7 "," $10]++ }
  END { for (k in n) print "cm-logger: " k, n[k] }' obj.csv | sort
curl -s "http://127.0.0.1:$LOGGER_PORT/metrics" |
  sed -n 's/^\(scaletest_configmaps_[a-z]*\){logger=".*"} \([0-9]*\).*/cm-logger: \1 \2/p' | grep -c .
kill "$logger"
wait "$logger" || echo "cm-logger: ended by the signal"

(tool cmdriver-closed -kubeconfig "$KC" -conns=1 -n 10 -rate 1e6 -threads 2 >closed.out 2>closed.err)
. "./$(sed -n 's/^Wrote parameter file "\(.*\)"$/\1/p' closed.out)"
grep -q "RunID is $RUNID\$" closed.err && echo "cmdriverclosed: the run is in the log"
echo "cmdriverclosed: N=$N RATE=$RATE THREADS=$THREADS CREATE_ONLY=$CREATE_ONLY"
sed -n 's/^\(DEBUG: \(Creating\|RATE\|op period\).*\)/cmdriverclosed: \1/p' closed.out
sed -n 's/.*] \([0-9]* object lifecycles\) in [0-9.e-]* seconds = [0-9.e+]* writes\/sec, with \(.*\)/cmdriverclosed: \1, \2/p' closed.err
awk -F, '{ n[$3 "," $5]++ } END { for (k in n) print "cmdriverclosed: " k, n[k] }' "$DATAFILENAME" | sort

(tool cmdriver -kubeconfig "$KC" -metricport "$DRIVER_PORT" -waitBeforeTerminate 0 -maxpop 0 -n 1 extra -lambda 10 >stray.out 2>stray.err)
. "./$(sed -n 's/.*Wrote parameter file "\(.*\)"$/\1/p' stray.err)"
echo "cmdriver: behind a stray word N=$N LAMBDA=$LAMBDA"
grep -c "words behind" stray.err
