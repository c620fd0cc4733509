package io.scaletest.common.progress;

/**
 * How far a run of a driver is.
 *
 * @param done operations completed
 * @param total operations planned, or {@link #UNKNOWN}
 * @param ratePerSecond operations completed a second, or {@link #UNKNOWN}
 * @param inFlight requests sent and not answered, or {@link #UNKNOWN}
 * @param waiting requests that wait for a stream and so have not been sent
 * @param errors requests that failed
 * @param latency what the percentiles are of: {@code response}
 * @param p50Ns median latency so far, or {@link #UNKNOWN}
 * @param p99Ns 99th percentile so far, or {@link #UNKNOWN}
 * @param remainingNs time until the planned end, or {@link #UNKNOWN}
 */
public record ProgressSnapshot(
    long done,
    long total,
    double ratePerSecond,
    long inFlight,
    long waiting,
    long errors,
    String latency,
    long p50Ns,
    long p99Ns,
    long remainingNs) {
  /** Stands for a figure that is not known (yet); such a field is left out of the line. */
  public static final long UNKNOWN = -1;

  public ProgressSnapshot {
    checkKnown("done", done);
    checkKnown("errors", errors);
    check("total", total);
    check("inFlight", inFlight);
    checkKnown("waiting", waiting);
    check("p50Ns", p50Ns);
    check("p99Ns", p99Ns);
    check("remainingNs", remainingNs);
    if (ratePerSecond != UNKNOWN && !(ratePerSecond >= 0 && Double.isFinite(ratePerSecond))) {
      throw new IllegalArgumentException(
          "ratePerSecond: must be finite and >= 0, or -1, got " + ratePerSecond);
    }
  }

  private static void checkKnown(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException(name + ": must be >= 0, got " + value);
    }
  }

  private static void check(String name, long value) {
    if (value < UNKNOWN) {
      throw new IllegalArgumentException(name + ": must be >= 0, or -1, got " + value);
    }
  }
}
