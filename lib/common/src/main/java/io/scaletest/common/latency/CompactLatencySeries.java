package io.scaletest.common.latency;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;

/**
 * One latency, in nanoseconds and of either sign, of one among thousands who each have their own:
 * what {@link SignedLatencySeries} keeps of a run, in some 400 bytes instead of as many kilobytes.
 *
 * <p>Count, smallest, largest and mean are exact. A percentile is the upper end of the counter that
 * it falls into: at most 131 µs or an eighth of the value too large, whichever is more, and never
 * above the largest. Values below a millisecond need no more where they begin with a stamp of
 * milliseconds.
 *
 * <p>Memory: 56 bytes, and four for each counter between the smallest and the largest value: eight
 * counters for each power of two, so 290 bytes for values from 2 ms to 1 s.
 *
 * <p>Safe for use by many threads, who wait for each other for some nanoseconds; meant for one
 * writer.
 */
public final class CompactLatencySeries {
  /** The finest resolution: 131,072 ns, an eighth of 1.05 ms. */
  private static final int UNIT_BITS = 17;

  private static final int COLUMN_BITS = 3;
  private static final int[] NONE = {};

  @GuardedBy("this")
  private long count;

  @GuardedBy("this")
  private long minNs = Long.MAX_VALUE;

  @GuardedBy("this")
  private long maxNs = Long.MIN_VALUE;

  /** A double, since a clock that is years off would overflow a long. */
  @GuardedBy("this")
  private double sumNs;

  /** Which counter {@code counters[0]} is. */
  @GuardedBy("this")
  private int first;

  @GuardedBy("this")
  private int[] counters = NONE;

  /** Adds one value. */
  public synchronized void record(long ns) {
    int index = index(ns);
    reach(index);
    counters[index - first]++;
    count++;
    minNs = Math.min(minNs, ns);
    maxNs = Math.max(maxNs, ns);
    sumNs += ns;
  }

  /** Returns everything recorded so far in a few numbers. */
  public synchronized LatencySummary summary() {
    return LatencySummary.of(
        count, minNs, maxNs, count == 0 ? 0 : sumNs / count, this::atPercentile);
  }

  private synchronized long atPercentile(double percentile) {
    long rank = Math.max(1, (long) Math.ceil(percentile / 100 * count));
    long seen = 0;
    int at = 0;
    while (seen + counters[at] < rank) {
      seen += counters[at];
      at++;
    }
    return Math.max(minNs, Math.min(maxNs, upperEnd(first + at)));
  }

  /** Makes the counters reach {@code index}, and no further. */
  @GuardedBy("this")
  private void reach(int index) {
    if (counters.length == 0) {
      first = index;
      counters = new int[1];
    } else if (index < first) {
      int[] more = new int[counters.length + first - index];
      System.arraycopy(counters, 0, more, first - index, counters.length);
      counters = more;
      first = index;
    } else if (index - first >= counters.length) {
      counters = Arrays.copyOf(counters, index - first + 1);
    }
  }

  /** Returns the counter of a value: they mirror each other at zero, -1 beside 0. */
  private static int index(long ns) {
    return ns >= 0 ? indexOfMagnitude(ns) : -1 - indexOfMagnitude(-(ns + 1));
  }

  /** The first 16 counters hold a unit each, the next 8 two, and so on. */
  private static int indexOfMagnitude(long ns) {
    long units = ns >>> UNIT_BITS;
    int row = Math.max(0, Long.SIZE - Long.numberOfLeadingZeros(units) - COLUMN_BITS - 1);
    return (row << COLUMN_BITS) + (int) (units >>> row);
  }

  /** Returns the largest value of a counter. */
  private static long upperEnd(int index) {
    return index >= 0 ? lowerEndOfMagnitude(index + 1) - 1 : -1 - lowerEndOfMagnitude(-1 - index);
  }

  private static long lowerEndOfMagnitude(int index) {
    int row = Math.max(0, (index >> COLUMN_BITS) - 1);
    return (long) (index - (row << COLUMN_BITS)) << row << UNIT_BITS;
  }
}
