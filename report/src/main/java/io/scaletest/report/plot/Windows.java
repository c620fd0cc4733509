package io.scaletest.report.plot;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.report.model.Disturbance;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;

/**
 * Columns put together until they hold enough samples for percentiles, none of them across the
 * beginning or the end of a disturbance.
 */
final class Windows {
  private static final int SAMPLES_BEYOND_MIN = 10;

  private Windows() {}

  /** The columns from {@code from} to before {@code to}. */
  record Window(int from, int to, BinCounts counts) {
    Window plus(Window next) {
      return new Window(from, next.to, counts.plus(next.counts));
    }
  }

  /**
   * Returns the windows of a series, in order and without gaps.
   *
   * @param share of the quantile that each window is to be enough for, as far as there are samples
   */
  static List<Window> of(RunResult run, Series series, double share) {
    long samples = Math.round(SAMPLES_BEYOND_MIN / (1 - share));
    var cuts = new TreeSet<Integer>(List.of(0, run.axis().columns()));
    for (Disturbance each : run.disturbances()) {
      for (long epochMs : new long[] {each.fromEpochMs(), each.toEpochMs()}) {
        long column = (epochMs - run.axis().startEpochMs()) / run.axis().widthMs();
        cuts.add((int) Math.max(0, Math.min(run.axis().columns(), column)));
      }
    }
    var windows = new ArrayList<Window>();
    int from = cuts.first();
    for (int to : cuts.tailSet(from, false)) {
      windows.addAll(part(series, from, to, samples));
      from = to;
    }
    return windows;
  }

  /** The last window takes what is too little for one of its own. */
  private static List<Window> part(Series series, int from, int to, long samples) {
    var windows = new ArrayList<Window>();
    int begin = from;
    BinCounts counts = BinCounts.NONE;
    for (int i = from; i < to; i++) {
      counts = counts.plus(series.columns().get(i));
      if (counts.total() >= samples || i == to - 1) {
        windows.add(new Window(begin, i + 1, counts));
        begin = i + 1;
        counts = BinCounts.NONE;
      }
    }
    int last = windows.size() - 1;
    if (last > 0 && windows.get(last).counts().total() < samples) {
      windows.set(last - 1, windows.get(last - 1).plus(windows.remove(last)));
    }
    return windows;
  }

  /** Returns a quantile, if ten samples lie beyond. */
  static OptionalLong quantile(BinCounts counts, double share) {
    return counts.total() * (1 - share) < SAMPLES_BEYOND_MIN - 1e-6
        ? OptionalLong.empty()
        : counts.quantileNs(share);
  }
}
