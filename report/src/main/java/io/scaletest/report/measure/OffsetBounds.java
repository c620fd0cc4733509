package io.scaletest.report.measure;

import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What joined rows tell of the logger's clock against the driver's: nothing is seen before it was
 * sent, so the least difference is an upper bound, whatever the network. There is no lower one; the
 * estimate assumes that the fastest notification took no longer than the fastest request, but for
 * what the fastest of each ten seconds differ. One thread.
 */
final class OffsetBounds {
  /** Both stamps are cut to milliseconds. */
  private static final double CUT_MS = 1;

  private static final long WINDOW_MS = 10_000;
  private static final int WINDOWS_MIN = 6;
  private static final double MS_PER_HOUR = 3_600_000;

  /** By less the minima of windows move by chance. */
  private static final double DRIFT_MIN_MS = 5;

  private final Map<Long, Long> leastByWindow = new TreeMap<>();
  private long leastMs = Long.MAX_VALUE;
  private long window = Long.MIN_VALUE;
  private long leastOfWindowMs;

  void add(long sentEpochMs, long latencyMs) {
    leastMs = Math.min(leastMs, latencyMs);
    long of = Math.floorDiv(sentEpochMs, WINDOW_MS);
    if (of != window) {
      flush();
      window = of;
      leastOfWindowMs = latencyMs;
    } else {
      leastOfWindowMs = Math.min(leastOfWindowMs, latencyMs);
    }
  }

  private void flush() {
    if (window != Long.MIN_VALUE) {
      leastByWindow.merge(window, leastOfWindowMs, Math::min);
    }
  }

  /**
   * Returns the offset; empty without rows.
   *
   * @param fastestMs the driver's fastest request
   * @param asked bounds that both tools have from asking the same API server for its time
   */
  Optional<ClockOffset> offset(long fastestMs, Optional<Interval> asked) {
    if (leastMs == Long.MAX_VALUE) {
      return Optional.empty();
    }
    flush();
    double atMost = leastMs + CUT_MS;
    Optional<Interval> proven =
        asked.map(bounds -> bounds.and(new Interval(bounds.low(), atMost)).orElse(bounds));
    Optional<Interval> assumed =
        fastestMs == Long.MAX_VALUE
            ? Optional.empty()
            : Optional.of(new Interval(leastIfAsFastAs(fastestMs), atMost));
    Optional<Interval> both = assumed.flatMap(each -> proven.flatMap(each::and));
    return Optional.of(
        new ClockOffset(
            "logger",
            "driver",
            proven,
            OptionalDouble.of(atMost),
            both.or(() -> proven).or(() -> assumed),
            "the fastest notification took no longer than the fastest request, "
                + (fastestMs + 1)
                + " ms, but for what the fastest of each 10 s differ",
            driftMsPerHour()));
  }

  /** Where the fastest of ten seconds differ, the fastest of all has waited somewhere, too. */
  private double leastIfAsFastAs(long fastestMs) {
    double scatterMs = median(leastByWindow.values()) - leastMs;
    return leastMs - CUT_MS - (fastestMs + CUT_MS) - scatterMs;
  }

  private static double median(Collection<Long> values) {
    long[] sorted = values.stream().mapToLong(Long::longValue).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  /** The median of all slopes between two windows (Theil and Sen), where it is more than chance. */
  private OptionalDouble driftMsPerHour() {
    if (leastByWindow.size() < WINDOWS_MIN) {
      return OptionalDouble.empty();
    }
    List<Map.Entry<Long, Long>> windows = thinned(new ArrayList<>(leastByWindow.entrySet()));
    var slopes = new double[windows.size() * (windows.size() - 1) / 2];
    int count = 0;
    for (int i = 0; i < windows.size(); i++) {
      for (int j = i + 1; j < windows.size(); j++) {
        double ms = (windows.get(j).getKey() - windows.get(i).getKey()) * (double) WINDOW_MS;
        slopes[count++] = (windows.get(j).getValue() - windows.get(i).getValue()) / ms;
      }
    }
    Arrays.sort(slopes);
    double slope = slopes[count / 2];
    double runMs =
        (windows.get(windows.size() - 1).getKey() - windows.get(0).getKey()) * (double) WINDOW_MS;
    return Math.abs(slope * runMs) < DRIFT_MIN_MS
        ? OptionalDouble.empty()
        : OptionalDouble.of(slope * MS_PER_HOUR);
  }

  private static <T> List<T> thinned(List<T> all) {
    int step = 1 + all.size() / 500;
    var thinned = new ArrayList<T>();
    for (int i = 0; i < all.size(); i += step) {
      thinned.add(all.get(i));
    }
    return thinned;
  }
}
