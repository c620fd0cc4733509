package io.scaletest.report.measure;

import java.util.TreeMap;

/**
 * The rate at which requests of one operation succeeded while requests of it were asked for: until
 * the last one was due, or was sent. What is answered later is not part of it, so that neither one
 * straggler nor other operations that go on longer dilute the rate, and a server that falls behind
 * is not given the time it takes to catch up. One thread.
 */
final class AchievedRate {
  private static final int RING_MS = 1 << 16;
  private static final long S_MS = 1_000;

  /** Successes answered after the last request so far, by the millisecond of their answer. */
  private final int[] later = new int[RING_MS];

  /** Those for which the ring has no room, by the second in which their answer's ends. */
  private final TreeMap<Long, Long> muchLater = new TreeMap<>();

  private long firstMs = Long.MAX_VALUE;
  private long lastMs = Long.MIN_VALUE;
  private long asked;
  private long inTime;
  private long successes;
  private long lastAnswerMs = Long.MIN_VALUE;

  /** Adds a request, before its answer; in any order of times. */
  void asked(long epochMs) {
    asked++;
    firstMs = Math.min(firstMs, epochMs);
    if (lastMs == Long.MIN_VALUE) {
      lastMs = epochMs;
    }
    if (epochMs > lastMs) {
      advance(epochMs);
    }
  }

  /** Adds a success of a request that was added. */
  void succeeded(long answeredEpochMs) {
    successes++;
    lastAnswerMs = Math.max(lastAnswerMs, answeredEpochMs);
    add(answeredEpochMs, 1);
  }

  private void add(long answeredEpochMs, long count) {
    if (answeredEpochMs <= lastMs) {
      inTime += count;
    } else if (answeredEpochMs - lastMs <= RING_MS) {
      later[(int) (answeredEpochMs % RING_MS)] += (int) count;
    } else {
      muchLater.merge(-Math.floorDiv(-answeredEpochMs, S_MS) * S_MS, count, Long::sum);
    }
  }

  private void advance(long toMs) {
    for (long at = lastMs + 1; at <= Math.min(toMs, lastMs + RING_MS); at++) {
      int slot = (int) (at % RING_MS);
      inTime += later[slot];
      later[slot] = 0;
    }
    lastMs = toMs;
    while (!muchLater.isEmpty() && muchLater.firstKey() - lastMs <= RING_MS) {
      var first = muchLater.pollFirstEntry();
      add(first.getKey(), first.getValue());
    }
  }

  /**
   * Returns the rate.
   *
   * @param fastestMs the fastest answer there was: so much of the load is in flight at any time, as
   *     the drivers' own verdict has it, and is not held against the server; 0 in a closed loop
   */
  double perSecond(long fastestMs) {
    if (lastMs <= firstMs) {
      double seconds = Math.max(1, lastAnswerMs - firstMs) / 1e3;
      return successes / seconds;
    }
    double inFlight = (double) asked / (lastMs - firstMs) * fastestMs;
    return Math.min(successes, inTime + inFlight) * 1e3 / (lastMs - firstMs);
  }
}
