package io.scaletest.player.pods;

/** The most occurrences in one second, of seconds that follow each other from a beginning on. */
final class BusiestSecond {
  private static final long SECOND_NS = 1_000_000_000L;

  private long second = -1;
  private long inIt;
  private long most;

  /**
   * Adds one; in the order of their times.
   *
   * @param sinceNs time since the beginning
   */
  void add(long sinceNs) {
    long its = sinceNs / SECOND_NS;
    if (its != second) {
      second = its;
      inIt = 0;
    }
    inIt++;
    most = Math.max(most, inIt);
  }

  long most() {
    return most;
  }
}
