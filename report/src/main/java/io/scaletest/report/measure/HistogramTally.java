package io.scaletest.report.measure;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.report.input.LatencyLogFile;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import io.scaletest.report.model.Totals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** The latencies that the latency logs of one tool hold, by name, as they come in. One thread. */
final class HistogramTally implements LatencyLogFile.Sink {
  private static final String NEGATIVE = ".negative";

  /** A millisecond, as exact as rows are, is less than a bin here, and this less than a column. */
  private static final int LONG_BIN = Bins.ofMs(50);

  private static final int SERIES_MAX = 200;

  private final TimeGrid grid;
  private final String by;
  private final Map<String, SeriesTally> series = new LinkedHashMap<>();
  private long intervals;
  private long firstEpochMs = Long.MAX_VALUE;
  private long lastEpochMs = Long.MIN_VALUE;

  HistogramTally(TimeGrid grid, String by) {
    this.grid = grid;
    this.by = by;
  }

  @Override
  public void interval(String tag, long fromEpochMs, long lengthMs, Histogram histogram) {
    boolean negative = tag.endsWith(NEGATIVE);
    String name = negative ? tag.substring(0, tag.length() - NEGATIVE.length()) : tag;
    if (!series.containsKey(name) && series.size() == SERIES_MAX) {
      return;
    }
    grid.cover(fromEpochMs);
    SeriesTally tally = series.computeIfAbsent(name, absent -> new SeriesTally(grid));
    tally.addAll(grid.at(fromEpochMs + lengthMs / 2), histogram, negative);
    intervals++;
    firstEpochMs = Math.min(firstEpochMs, fromEpochMs);
    lastEpochMs = Math.max(lastEpochMs, fromEpochMs + lengthMs);
  }

  String by() {
    return by;
  }

  long intervals() {
    return intervals;
  }

  long firstEpochMs() {
    return firstEpochMs;
  }

  long lastEpochMs() {
    return lastEpochMs;
  }

  /** Returns one of the series while it is being made, if the logs have it. */
  Optional<SeriesTally> tally(String name) {
    return Optional.ofNullable(series.get(name));
  }

  /**
   * Returns all series. Of those that the rows have, too, the total is this log's, which is more
   * exact, and so are its columns' short latencies; long ones are the rows', which know when a
   * request was due.
   *
   * @param ofRows the series of the rows
   */
  List<Series> merged(List<Series> ofRows, TimeAxis axis) {
    var merged = new ArrayList<Series>();
    var taken = new ArrayList<String>();
    for (Series rows : ofRows) {
      SeriesTally own = rows.by().equals(by) ? series.get(rows.name()) : null;
      // With fewer values than there are rows, a log is missing or cut.
      if (own == null || own.count() < rows.total().count()) {
        merged.add(rows);
      } else {
        List<BinCounts> logged = own.columns(axis);
        Totals total = own.totals(logged, axis);
        merged.add(
            new Series(
                by,
                rows.quantity(),
                rows.operation(),
                Series.Source.HISTOGRAMS,
                rows.placedAt(),
                total,
                together(rows.columns(), logged)));
      }
      taken.add(rows.by().equals(by) ? rows.name() : "");
    }
    series.forEach(
        (name, tally) -> {
          if (!taken.contains(name) && tally.count() > 0) {
            merged.add(named(name, tally, axis));
          }
        });
    return merged;
  }

  /**
   * Long latencies stand where the rows have them, at their intended times; of short ones the log
   * is more exact, and when they were recorded is when they were due.
   */
  private static List<BinCounts> together(List<BinCounts> rows, List<BinCounts> logged) {
    var columns = new ArrayList<BinCounts>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      columns.add(rows.get(i).from(LONG_BIN).plus(logged.get(i).before(LONG_BIN)));
    }
    return columns;
  }

  private Series named(String name, SeriesTally tally, TimeAxis axis) {
    SeriesName of = SeriesName.of(name);
    List<BinCounts> columns = tally.columns(axis);
    return new Series(
        by,
        of.quantity(),
        of.operation(),
        Series.Source.HISTOGRAMS,
        Series.Placement.RECORDED,
        tally.totals(columns, axis),
        columns);
  }
}
