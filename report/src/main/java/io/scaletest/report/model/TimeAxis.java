package io.scaletest.report.model;

/**
 * The columns of time that everything of a run is laid out in.
 *
 * @param startEpochMs beginning of column 0 on the driver's wall clock, milliseconds since 1970 UTC
 * @param widthMs length of a column
 * @param columns how many there are; 0 of a run without rows and histograms
 */
public record TimeAxis(long startEpochMs, long widthMs, int columns) {
  /** Returns when a column begins, in milliseconds since 1970 UTC. */
  public long fromEpochMs(int column) {
    return startEpochMs + column * widthMs;
  }

  /** Returns the length of a column in seconds. */
  public double widthSeconds() {
    return widthMs / 1e3;
  }
}
