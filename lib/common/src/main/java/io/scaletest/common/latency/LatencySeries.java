package io.scaletest.common.latency;

import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * One latency, in nanoseconds, of a run: everything since its start, and everything since the last
 * interval of the {@link LatencyLog}.
 *
 * <p>Values keep three significant digits and are never clamped: the histograms grow with the
 * largest value. {@link #record} is wait-free but while they grow (once per doubling of the largest
 * value) and safe for use by many threads; readers never stop writers.
 *
 * <p>Memory: four counter arrays of 8 KiB for each power of two above 2 µs that the largest value
 * has reached, twice over while recording (HdrHistogram's double buffering): about 1 MiB for values
 * up to 10 s, 1.6 MiB up to an hour.
 */
public final class LatencySeries {
  static final int SIGNIFICANT_DIGITS = 3;

  private final String name;
  private final Recorder recorder = new Recorder(SIGNIFICANT_DIGITS);

  // All below @GuardedBy("this"); recording does not touch them.
  private final Histogram finished = new Histogram(SIGNIFICANT_DIGITS);
  private final Histogram interval = new Histogram(SIGNIFICANT_DIGITS);
  private Histogram recycled;

  /**
   * Returns an empty series.
   *
   * @param name its tag in the histogram log, so without comma, space or line end
   */
  public LatencySeries(String name) {
    this.name = SeriesName.check(name);
  }

  /** Returns the name. */
  public String name() {
    return name;
  }

  /**
   * Adds one value.
   *
   * @param ns at least 0; use {@link SignedLatencySeries} where clocks may disagree
   * @throws IndexOutOfBoundsException if it is negative
   */
  public void record(long ns) {
    recorder.recordValue(ns);
  }

  /** Returns a copy of everything recorded so far. */
  public synchronized Histogram total() {
    collect();
    Histogram total = finished.copy();
    total.add(interval);
    return total;
  }

  /**
   * Ends the interval: passes what was recorded since the last call to {@code reader}, which must
   * not keep it.
   */
  synchronized void endInterval(Consumer<Histogram> reader) {
    collect();
    reader.accept(interval);
    if (interval.getTotalCount() > 0) {
      finished.add(interval);
      interval.reset();
    }
  }

  private void collect() {
    recycled = recorder.getIntervalHistogram(recycled);
    if (recycled.getTotalCount() > 0) {
      interval.add(recycled);
    }
  }
}
