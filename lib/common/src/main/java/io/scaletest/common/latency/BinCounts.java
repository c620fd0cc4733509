package io.scaletest.common.latency;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How many values fell into each of the {@link Bins}, with their exact maximum. Immutable. */
public final class BinCounts {
  /** No value at all. */
  public static final BinCounts NONE = new BinCounts(new int[0], new long[0], Long.MIN_VALUE);

  private final int[] bins;
  private final long[] counts;
  private final long maxNs;
  private final long total;

  private BinCounts(int[] bins, long[] counts, long maxNs) {
    this.bins = bins;
    this.counts = counts;
    this.maxNs = maxNs;
    this.total = Arrays.stream(counts).sum();
  }

  /**
   * Returns the counts of values.
   *
   * @param bins the bins with a value in them, from the lowest up
   * @param counts how many values each has, all above 0
   * @param maxNs the largest value
   */
  public static BinCounts of(int[] bins, long[] counts, long maxNs) {
    if (bins.length != counts.length) {
      throw new IllegalArgumentException(bins.length + " bins, " + counts.length + " counts");
    }
    return bins.length == 0 ? NONE : new BinCounts(bins.clone(), counts.clone(), maxNs);
  }

  /** Returns what came to a series between two readings of it, to three digits. */
  public static BinCounts between(
      SignedLatencySeries.Total before, SignedLatencySeries.Total after) {
    var added = new TreeMap<Integer, Long>();
    long max = Long.MIN_VALUE;
    for (HistogramIterationValue value : after.negativeMagnitudes().recordedValues()) {
      long count = added(before.negativeMagnitudes(), value);
      if (count > 0) {
        long ns = -after.negativeMagnitudes().lowestEquivalentValue(value.getValueIteratedTo());
        added.merge(Bins.of(ns), count, Long::sum);
        max = Math.max(max, ns);
      }
    }
    for (HistogramIterationValue value : after.nonNegative().recordedValues()) {
      long count = added(before.nonNegative(), value);
      if (count > 0) {
        added.merge(Bins.of(value.getValueIteratedTo()), count, Long::sum);
        max = value.getValueIteratedTo();
      }
    }
    return of(
        added.keySet().stream().mapToInt(Integer::intValue).toArray(),
        added.values().stream().mapToLong(Long::longValue).toArray(),
        max);
  }

  /** A histogram counts what is beyond its array in its last place. */
  private static long added(Histogram before, HistogramIterationValue value) {
    long ns = value.getValueIteratedTo();
    long had = ns > before.getMaxValue() ? 0 : before.getCountAtValue(ns);
    return value.getCountAtValueIteratedTo() - had;
  }

  /**
   * Returns the form that a page's data has: the maximum, then bin and count by turns; empty
   * without values.
   */
  public List<Object> asList() {
    var list = new ArrayList<Object>(1 + 2 * bins.length);
    if (total > 0) {
      list.add(maxNs);
      for (int i = 0; i < bins.length; i++) {
        list.add((long) bins[i]);
        list.add(counts[i]);
      }
    }
    return list;
  }

  /** Returns how many values there are. */
  public long total() {
    return total;
  }

  /** Returns the largest value; empty without values. */
  public OptionalLong maxNs() {
    return total == 0 ? OptionalLong.empty() : OptionalLong.of(maxNs);
  }

  /** Returns how many bins have a value. */
  public int size() {
    return bins.length;
  }

  /** Returns the i-th bin that has a value, from the lowest up. */
  public int bin(int i) {
    return bins[i];
  }

  /** Returns how many values the i-th bin has. */
  public long count(int i) {
    return counts[i];
  }

  /** Returns both together. */
  public BinCounts plus(BinCounts other) {
    if (total == 0 || other.total == 0) {
      return total == 0 ? other : this;
    }
    var sumBins = new int[bins.length + other.bins.length];
    var sumCounts = new long[sumBins.length];
    int length = 0;
    int i = 0;
    int j = 0;
    while (i < bins.length || j < other.bins.length) {
      int bin = Math.min(at(bins, i), at(other.bins, j));
      sumBins[length] = bin;
      if (at(bins, i) == bin) {
        sumCounts[length] += counts[i++];
      }
      if (at(other.bins, j) == bin) {
        sumCounts[length] += other.counts[j++];
      }
      length++;
    }
    return new BinCounts(
        Arrays.copyOf(sumBins, length),
        Arrays.copyOf(sumCounts, length),
        Math.max(maxNs, other.maxNs));
  }

  /** Returns the values in {@code bin} and above. */
  public BinCounts from(int bin) {
    return part(firstFrom(bin), bins.length);
  }

  /** Returns the values below {@code bin}. */
  public BinCounts before(int bin) {
    return part(0, firstFrom(bin));
  }

  private int firstFrom(int bin) {
    int found = Arrays.binarySearch(bins, bin);
    return found < 0 ? -1 - found : found;
  }

  private BinCounts part(int from, int to) {
    if (from == to) {
      return NONE;
    }
    long max = to == bins.length ? maxNs : Bins.middleNs(bins[to - 1]);
    return new BinCounts(
        Arrays.copyOfRange(bins, from, to), Arrays.copyOfRange(counts, from, to), max);
  }

  private static int at(int[] bins, int i) {
    return i < bins.length ? bins[i] : Integer.MAX_VALUE;
  }

  /**
   * Returns the value that a share of all values is at or below, to 1.25 %; empty without values.
   *
   * @param share 0 to 1
   */
  public OptionalLong quantileNs(double share) {
    if (total == 0) {
      return OptionalLong.empty();
    }
    long rank = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    int i = 0;
    while (seen + counts[i] < rank) {
      seen += counts[i++];
    }
    // A bin's middle may lie above the largest value.
    return OptionalLong.of(Math.min(Bins.middleNs(bins[i]), maxNs));
  }
}
