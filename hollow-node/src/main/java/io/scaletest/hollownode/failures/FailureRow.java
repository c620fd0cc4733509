package io.scaletest.hollownode.failures;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.wire.time.UtcTime;

/**
 * One line of the failures' file: what was done to which node or pod, and when.
 *
 * @param epochMs when, on the run's wall clock
 * @param node name of the node; empty where no pod was found on any
 * @param pool name of its pool
 * @param failure what fails, {@code crash}
 * @param step {@code begin}, {@code end}, or {@code skipped}: it was not well before, or not there
 * @param plannedMs when it was to begin, after all nodes were ready
 * @param detail further facts, for people; may be empty
 * @param pod namespace and name of the pod, with a slash; empty where a node fails
 */
record FailureRow(
    long epochMs,
    String node,
    String pool,
    String failure,
    String step,
    long plannedMs,
    String detail,
    String pod) {
  /** Returns the first line of the file, with its line end. */
  static String header() {
    return "time,node,pool,failure,step,plannedMs,detail,pod\n";
  }

  /** Appends the line, with its line end. */
  void append(StringBuilder target) {
    UtcTime.appendMillis(target, epochMs);
    target.append(',');
    GoQuote.append(target, node);
    target.append(',');
    GoQuote.append(target, pool);
    target.append(',').append(failure).append(',').append(step).append(',').append(plannedMs);
    target.append(',');
    GoQuote.append(target, detail);
    target.append(',');
    GoQuote.append(target, pod);
    target.append('\n');
  }
}
