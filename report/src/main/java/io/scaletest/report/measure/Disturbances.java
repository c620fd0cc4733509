package io.scaletest.report.measure;

import io.scaletest.common.text.Figures;
import io.scaletest.report.model.BinCounts;
import io.scaletest.report.model.Disturbance;
import io.scaletest.report.model.Operation;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Finds the times in which the control plane did not do what it did before and after: nothing
 * succeeded for a second although something was due or in flight, or the median was ten times the
 * run's, until p90 is back under twice its usual value.
 */
final class Disturbances {
  private static final double SILENT_SECONDS_MIN = 1;
  private static final double SLOW_FACTOR = 10;
  private static final double BACK_FACTOR = 2;
  private static final int SAMPLES_MIN = 20;
  private static final double MEDIAN = 0.5;
  private static final double HIGH = 0.9;
  private static final int DISTURBANCES_MAX = 20;

  private final TimeAxis axis;
  private final List<Operation> operations;
  private final List<BinCounts> latency;
  private final List<Disturbance> found = new ArrayList<>();
  private double silentSeconds;

  private Disturbances(TimeAxis axis, List<Operation> operations, List<Series> series) {
    this.axis = axis;
    this.operations = operations;
    this.latency = latency(axis, series);
    find();
  }

  static Disturbances of(TimeAxis axis, List<Operation> operations, List<Series> series) {
    return new Disturbances(axis, operations, series);
  }

  List<Disturbance> found() {
    return List.copyOf(found);
  }

  /** Returns for how many seconds nothing succeeded, in all disturbances together. */
  double silentSeconds() {
    return silentSeconds;
  }

  /** Response times where they are known, else service times; of all operations. */
  private static List<BinCounts> latency(TimeAxis axis, List<Series> series) {
    boolean response =
        series.stream().anyMatch(each -> each.quantity() == Series.Quantity.RESPONSE);
    var sum = new ArrayList<BinCounts>();
    for (int i = 0; i < axis.columns(); i++) {
      BinCounts column = BinCounts.NONE;
      for (Series each : series) {
        boolean counts =
            each.quantity() == (response ? Series.Quantity.RESPONSE : Series.Quantity.SERVICE);
        if (counts && each.columns().size() == axis.columns()) {
          column = column.plus(each.columns().get(i));
        }
      }
      sum.add(column);
    }
    return sum;
  }

  private void find() {
    int columns = axis.columns();
    if (operations.isEmpty()) {
      return;
    }
    boolean[] silent = silent(columns);
    OptionalDouble usualMedian = medianOf(MEDIAN);
    OptionalDouble usualHigh = medianOf(HIGH);
    int i = 0;
    while (i < columns && found.size() < DISTURBANCES_MAX) {
      if (!silent[i] && !isAbove(i, MEDIAN, SLOW_FACTOR, usualMedian)) {
        i++;
        continue;
      }
      int from = i;
      int silentColumns = 0;
      while (i < columns
          && (silent[i]
              || isAbove(i, MEDIAN, SLOW_FACTOR, usualMedian)
              || isAbove(i, HIGH, BACK_FACTOR, usualHigh))) {
        silentColumns += silent[i] ? 1 : 0;
        i++;
      }
      add(from, i, silentColumns * axis.widthSeconds());
    }
  }

  private void add(int from, int to, double silentHere) {
    double seconds = (to - from) * axis.widthSeconds();
    silentSeconds += silentHere;
    String text =
        silentHere > 0
            ? "no request succeeded for " + Figures.figure(silentHere) + " s"
            : "median more than ten times the run's for " + Figures.figure(seconds) + " s";
    found.add(new Disturbance(axis.fromEpochMs(from), axis.fromEpochMs(to), text));
  }

  /** Returns which columns are in a time of at least a second in which nothing succeeded. */
  private boolean[] silent(int columns) {
    var silent = new boolean[columns];
    long inFlight = 0;
    int from = 0;
    for (int i = 0; i < columns; i++) {
      long succeeded = 0;
      long wanted = inFlight;
      for (Operation operation : operations) {
        succeeded += operation.succeeded().at(i);
        wanted += operation.sent().at(i);
        wanted += operation.due().size() == 0 ? 0 : operation.due().at(i);
        inFlight +=
            operation.sent().at(i) - operation.succeeded().at(i) - operation.failures().at(i);
      }
      silent[i] = succeeded == 0 && wanted > 0;
      if (!silent[i]) {
        drop(silent, from, i);
        from = i + 1;
      }
    }
    drop(silent, from, columns);
    return silent;
  }

  private void drop(boolean[] silent, int from, int to) {
    if ((to - from) * axis.widthSeconds() < SILENT_SECONDS_MIN) {
      for (int i = from; i < to; i++) {
        silent[i] = false;
      }
    }
  }

  private boolean isAbove(int column, double share, double factor, OptionalDouble usual) {
    BinCounts counts = latency.get(column);
    return usual.isPresent()
        && counts.total() >= SAMPLES_MIN
        && counts.quantileNs(share).orElse(0) > factor * usual.getAsDouble();
  }

  /** Returns the median over the columns of a quantile of each. */
  private OptionalDouble medianOf(double share) {
    long[] sorted =
        latency.stream()
            .filter(column -> column.total() >= SAMPLES_MIN)
            .mapToLong(column -> column.quantileNs(share).orElse(0))
            .sorted()
            .toArray();
    return sorted.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sorted[sorted.length / 2]);
  }
}
