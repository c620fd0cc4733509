package io.scaletest.report.measure;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.text.Figures;
import io.scaletest.report.measure.Pulse.Silence;
import io.scaletest.report.model.Disturbance;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Finds the times in which the control plane did not do what it did before and after: nothing
 * succeeded for a second although something was due or in flight, or the median was ten times the
 * run's; each until p90 is back under twice its usual value.
 */
final class Disturbances {
  private static final double SLOW_FACTOR = 10;
  private static final double BACK_FACTOR = 2;
  private static final int SAMPLES_MIN = 20;
  private static final double MEDIAN = 0.5;
  private static final double HIGH = 0.9;
  private static final int DISTURBANCES_MAX = 20;

  private final TimeAxis axis;
  private final List<BinCounts> latency;
  private final OptionalDouble usualHigh;
  private final List<Disturbance> found = new ArrayList<>();
  private double silentSeconds;

  private Disturbances(List<Silence> silences, TimeAxis axis, List<Series> series) {
    this.axis = axis;
    this.latency = latency(axis, series);
    this.usualHigh = medianOf(HIGH);
    silences.forEach(this::addSilence);
    addSlowTimes(medianOf(MEDIAN));
  }

  static Disturbances of(List<Silence> silences, TimeAxis axis, List<Series> series) {
    return new Disturbances(silences, axis, series);
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
        series.stream().anyMatch(each -> each.quantity() == SeriesName.Quantity.RESPONSE);
    SeriesName.Quantity wanted =
        response ? SeriesName.Quantity.RESPONSE : SeriesName.Quantity.SERVICE;
    var sum = new ArrayList<BinCounts>();
    for (int i = 0; i < axis.columns(); i++) {
      BinCounts column = BinCounts.NONE;
      for (Series each : series) {
        if (each.quantity() == wanted) {
          column = column.plus(each.columns().get(i));
        }
      }
      sum.add(column);
    }
    return sum;
  }

  private void addSilence(Silence silence) {
    silentSeconds += silence.seconds();
    // What piled up meanwhile is a part of it: from the column in which it ends.
    int after = column(silence.toEpochMs());
    int back = back(after);
    long toEpochMs =
        back == after ? silence.toEpochMs() : Math.max(silence.toEpochMs(), from(back));
    add(
        silence.fromEpochMs(),
        toEpochMs,
        "no request succeeded for " + Figures.figure(silence.seconds()) + " s");
  }

  private void addSlowTimes(OptionalDouble usualMedian) {
    int i = 0;
    while (i < latency.size()) {
      int back = isAbove(i, MEDIAN, SLOW_FACTOR, usualMedian) ? back(i + 1) : i;
      long fromEpochMs = from(i);
      long toEpochMs = from(back);
      boolean known =
          found.stream()
              .anyMatch(
                  each ->
                      each.fromEpochMs() <= toEpochMs
                          && each.toEpochMs() >= fromEpochMs - axis.widthMs());
      if (back > i && !known) {
        double seconds = (toEpochMs - fromEpochMs) / 1e3;
        add(
            fromEpochMs,
            toEpochMs,
            "median more than ten times the run's, over " + Figures.figure(seconds) + " s");
      }
      i = Math.max(i + 1, back);
    }
  }

  private void add(long fromEpochMs, long toEpochMs, String text) {
    if (found.size() < DISTURBANCES_MAX) {
      found.add(new Disturbance(fromEpochMs, toEpochMs, text));
    }
  }

  private long from(int column) {
    return axis.fromEpochMs(column);
  }

  private int column(long epochMs) {
    long column = (epochMs - axis.startEpochMs()) / axis.widthMs();
    return (int) Math.max(0, Math.min(latency.size(), column));
  }

  /** Returns the first column from here on in which p90 is as usual. */
  private int back(int column) {
    int back = column;
    while (back < latency.size() && isAbove(back, HIGH, BACK_FACTOR, usualHigh)) {
      back++;
    }
    return back;
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
