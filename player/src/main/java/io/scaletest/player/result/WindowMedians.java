package io.scaletest.player.result;

import io.scaletest.player.load.PhaseTimes;
import io.scaletest.player.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * The median response time of each window of the last phase: whether a queue grows. A request is in
 * the window in which it was answered. Safe for use by many threads.
 */
public final class WindowMedians {
  private final Workload workload;
  private final PhaseTimes times;
  private final PhaseFigures figures;
  private final List<Double> medians = new ArrayList<>();
  private Histogram before = new Histogram(3);

  public WindowMedians(Workload workload, PhaseTimes times, PhaseFigures figures) {
    this.times = times;
    this.workload = workload;
    this.figures = figures;
  }

  /**
   * Ends a window; to be called at even intervals.
   *
   * @param sinceStartNs since the start of the run
   */
  public synchronized void endWindow(long sinceStartNs) {
    int last = workload.phases().size() - 1;
    if (times.at(sinceStartNs) < last) {
      return;
    }
    Histogram now = figures.responses(last);
    Histogram window = now.copy();
    window.subtract(before);
    before = now;
    if (window.getTotalCount() > 0) {
      medians.add((double) window.getValueAtPercentile(50));
    }
  }

  /** Returns the medians so far, in nanoseconds. */
  public synchronized List<Double> values() {
    return List.copyOf(medians);
  }
}
