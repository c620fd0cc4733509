package io.scaletest.fleet.members;

/**
 * How far another clock is ahead of this machine's. Immutable.
 *
 * @param offsetNs the other's time minus ours, negative where it is behind
 * @param boundNs by how much that may be wrong, in either direction
 */
public record ClockReading(long offsetNs, long boundNs) {
  /**
   * Returns what one question and its answer tell: the other clock was read in between, and the
   * middle is wrong by half of the time at most.
   */
  static ClockReading of(long sentNs, long readNs, long answeredNs) {
    long halfNs = (answeredNs - sentNs) / 2;
    return new ClockReading(readNs - (sentNs + halfNs), halfNs);
  }

  /** Returns the one that is known better. */
  ClockReading better(ClockReading other) {
    return other.boundNs < boundNs ? other : this;
  }

  /** Returns how far this clock is ahead of another one that was compared with ours, too. */
  public ClockReading relativeTo(ClockReading other) {
    return new ClockReading(offsetNs - other.offsetNs, boundNs + other.boundNs);
  }
}
