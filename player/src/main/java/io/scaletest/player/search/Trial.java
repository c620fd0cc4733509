package io.scaletest.player.search;

/**
 * One run at one value.
 *
 * @param value that was tried
 * @param why what decided, for people
 * @param carriedPerSecond arrivals that succeeded
 */
public record Trial(double value, Result result, String why, double carriedPerSecond) {
  /** What it came to. */
  public enum Result {
    /** The limits were kept and nothing grew. */
    MET,
    /** A limit was broken, the queue grew, or the server refused requests. */
    MISSED,
    /** This process was late, so the trial says nothing about the server. */
    LATE
  }

  /** Does a trial. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs the workload at a value; blocks until it is over.
     *
     * @param full whether as long as a bound needs, instead of only long enough to find the range
     */
    Trial run(double value, boolean full) throws InterruptedException;
  }
}
