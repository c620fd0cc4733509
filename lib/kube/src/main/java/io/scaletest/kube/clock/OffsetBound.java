package io.scaletest.kube.clock;

import io.scaletest.common.clock.ServerOffset.Bounds;
import java.util.concurrent.TimeUnit;

/**
 * What answers that are dated in whole seconds prove of the server's clock: a server that said
 * second {@code d}, in an answer that came at {@code r} to a request that went out at {@code s}, is
 * ahead by at least {@code d - r} and by less than {@code d + 1 - s}. Each answer can only narrow
 * that; an answer just before or after the server's second changes halves it.
 *
 * <p>For one thread at a time.
 */
final class OffsetBound {
  /**
   * How fast two clocks may drift apart while nobody looks, in parts per million: as fast as Linux
   * corrects a clock ({@code adjtimex}), which is five times what an uncorrected one does.
   */
  static final long DRIFT_PPM = 500;

  private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);
  private static final long PPM = 1_000_000;

  private long lowNs = Long.MIN_VALUE;
  private long highNs = Long.MAX_VALUE;
  private int steps;

  boolean isKnown() {
    return lowNs != Long.MIN_VALUE;
  }

  /** Returns the bounds; only if any are known. */
  Bounds bounds() {
    return new Bounds(lowNs, highNs);
  }

  long widthNs() {
    return isKnown() ? highNs - lowNs : SECOND_NS;
  }

  /** Returns how often an answer contradicted those before it. */
  int steps() {
    return steps;
  }

  /**
   * Takes an answer; all times in nanoseconds since the epoch, the first two on our clock.
   *
   * @param secondNs the beginning of the second that the server said
   */
  void add(long sentNs, long receivedNs, long secondNs) {
    long low = secondNs - receivedNs;
    long high = secondNs + SECOND_NS - sentNs;
    lowNs = Math.max(lowNs, low);
    highNs = Math.min(highNs, high);
    if (lowNs > highNs) {
      steps++;
      lowNs = low;
      highNs = high;
    }
  }

  /** Allows for drift over so long a time without an answer. */
  void widen(long elapsedNs) {
    if (isKnown()) {
      long driftNs = elapsedNs * DRIFT_PPM / PPM;
      lowNs -= driftNs;
      highNs += driftNs;
    }
  }

  /**
   * Returns when, on our clock, the server's next second begins at the earliest; {@link #widthNs}
   * later at the latest. Only if bounds are known.
   */
  long nextSecondNs(long nowNs) {
    // The server's clock shows now + offset; its second begins when that is whole.
    long serverNs = nowNs + highNs;
    return nowNs + SECOND_NS - Math.floorMod(serverNs, SECOND_NS);
  }
}
