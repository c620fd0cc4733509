package io.scaletest.common.latency;

import io.scaletest.wire.json.JsonTree;
import java.math.BigDecimal;
import java.util.Map;

/**
 * The logarithmic bins of all columns: bin 0 holds 0 to 1 µs, bin i the values from 1 µs ×
 * 1.025^(i-1) to 1 µs × 1.025^i. They are equally wide on a logarithmic axis. Bins below 0 are
 * those of negative values: bin -1 - i holds the values whose magnitude belongs to bin i.
 */
public final class Bins {
  /** Upper bound of bin 0, in nanoseconds. */
  public static final long BASE_NS = 1_000;

  /** Upper bound of a bin divided by its lower one; a value is within 1.25 % of the middle. */
  public static final double RATIO = 1.025;

  /** How many bins there are on each side of zero; the last one begins at 25 hours. */
  public static final int COUNT = 1_024;

  private static final double LOG_RATIO = Math.log(RATIO);

  /** Data files have whole milliseconds: the bins of the usual ones, since a logarithm is dear. */
  private static final short[] OF_MS = ofMilliseconds(4_096);

  private static final long NS_PER_MS = 1_000_000;

  private Bins() {}

  private static short[] ofMilliseconds(int count) {
    var bins = new short[count];
    for (int ms = 0; ms < count; ms++) {
      bins[ms] = (short) ofMagnitude(ms * NS_PER_MS);
    }
    return bins;
  }

  /** Returns what a page must know of the bins. */
  public static Map<String, Object> tree() {
    return JsonTree.of(
        "baseNs", BASE_NS, "ratio", BigDecimal.valueOf(RATIO), "count", (long) COUNT);
  }

  /** Returns the bin of a value. */
  public static int of(long ns) {
    return ns >= 0 ? ofMagnitude(ns) : -1 - ofMagnitude(-Math.max(ns, -Long.MAX_VALUE));
  }

  /** Returns the bin of whole milliseconds. */
  public static int ofMs(long ms) {
    return ms >= 0 && ms < OF_MS.length ? OF_MS[(int) ms] : of(ms * NS_PER_MS);
  }

  private static int ofMagnitude(long ns) {
    if (ns < BASE_NS) {
      return 0;
    }
    int bin = 1 + (int) (Math.log((double) ns / BASE_NS) / LOG_RATIO);
    return Math.min(bin, COUNT - 1);
  }

  /** Returns the lower bound of a bin's magnitudes in nanoseconds. */
  public static double magnitudeFromNs(int bin) {
    int of = bin < 0 ? -1 - bin : bin;
    return of == 0 ? 0 : BASE_NS * Math.pow(RATIO, of - 1.0);
  }

  /** Returns the value that stands for a bin: its geometric middle, with its sign. */
  public static long middleNs(int bin) {
    int of = bin < 0 ? -1 - bin : bin;
    long middle = of == 0 ? BASE_NS / 2 : Math.round(magnitudeFromNs(of) * Math.sqrt(RATIO));
    return bin < 0 ? -middle : middle;
  }
}
