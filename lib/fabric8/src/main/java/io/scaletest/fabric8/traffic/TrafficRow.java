package io.scaletest.fabric8.traffic;

import io.scaletest.common.datafile.GoQuote;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.wire.time.UtcTime;

/**
 * One request, as a line of the row file; the first line names the columns. Times are UTC, with
 * milliseconds; the three lengths are microseconds.
 */
record TrafficRow(
    long askedEpochMs,
    RequestKind kind,
    int status,
    long waitNs,
    long serviceNs,
    long responseNs,
    String error) {
  private static final String COLUMNS =
      "asked,verb,resource,namespace,name,status,wait_us,service_us,response_us,error\n";

  private static final long NS_PER_US = 1_000;

  /** Returns a format for one file. */
  static RowFile.Format<TrafficRow> format() {
    return new RowFile.Format<>() {
      private boolean begun;

      @Override
      public void append(StringBuilder target, TrafficRow row) {
        if (!begun) {
          begun = true;
          target.append(COLUMNS);
        }
        row.append(target);
      }
    };
  }

  private void append(StringBuilder target) {
    UtcTime.appendMillis(target, askedEpochMs);
    target.append(',').append(kind.verb()).append(',');
    GoQuote.append(target, kind.resource());
    target.append(',');
    GoQuote.append(target, kind.namespace());
    target.append(',');
    GoQuote.append(target, kind.name());
    target.append(',').append(status);
    target.append(',').append(waitNs / NS_PER_US);
    target.append(',').append(serviceNs / NS_PER_US);
    target.append(',').append(responseNs / NS_PER_US).append(',');
    GoQuote.append(target, error);
    target.append('\n');
  }
}
