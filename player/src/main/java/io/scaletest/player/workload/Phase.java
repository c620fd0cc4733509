package io.scaletest.player.workload;

/**
 * A part of the time axis.
 *
 * @param startNs since the start of the run
 * @param measured whether limits count in it
 */
public record Phase(String name, long startNs, long lengthNs, boolean measured) {
  /** Returns when the next one begins, in nanoseconds since the start. */
  public long endNs() {
    return startNs + lengthNs;
  }
}
