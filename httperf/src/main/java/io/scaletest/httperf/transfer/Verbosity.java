package io.scaletest.httperf.transfer;

/**
 * The levels of {@code -v}, and what each of them logs; the original's.
 *
 * @param level klog's V
 */
public record Verbosity(int level) {
  private static final int PERIODS = 2;
  private static final int REQUESTS = 3;
  private static final int TARGETS = 4;
  private static final int BLOCKS = 5;

  /** Totals of each log period, and what happens to connections. */
  public boolean periods() {
    return level >= PERIODS;
  }

  /** Each request when it ends. */
  public boolean requests() {
    return level >= REQUESTS;
  }

  /** The URL of each request. */
  public boolean targets() {
    return level >= TARGETS;
  }

  /** Each block. */
  public boolean blocks() {
    return level >= BLOCKS;
  }
}
