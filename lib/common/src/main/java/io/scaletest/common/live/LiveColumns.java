package io.scaletest.common.live;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.SignedLatencySeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What happened since somebody began to look, by column of time: of a second first, and twice as
 * wide whenever there are {@value #COLUMNS_MAX}, so that any run fits. One thread at a time.
 */
final class LiveColumns {
  /** As many as a report's page has. */
  static final int COLUMNS_MAX = 600;

  static final long FIRST_WIDTH_NS = TimeUnit.SECONDS.toNanos(1);

  /** Of each operation: sent, succeeded, failed. */
  static final int COUNTS_OF_OPERATION = 3;

  private final LiveRun run;
  private final long originNs;
  private final List<Column> columns = new ArrayList<>();
  private List<SignedLatencySeries.Total> totals;
  private long[] counts;
  private long widthNs = FIRST_WIDTH_NS;
  private long sampledNs;

  /**
   * What happened in one column.
   *
   * @param latencies of each of the run's latencies
   * @param counts of each of its operations: sent, succeeded, failed
   * @param population at its end
   */
  record Column(List<BinCounts> latencies, long[] counts, long population) {
    Column plus(Column later) {
      var sum = new ArrayList<BinCounts>(latencies.size());
      for (int i = 0; i < latencies.size(); i++) {
        sum.add(latencies.get(i).plus(later.latencies.get(i)));
      }
      long[] both = counts.clone();
      for (int i = 0; i < both.length; i++) {
        both[i] += later.counts[i];
      }
      return new Column(sum, both, later.population);
    }
  }

  /** Begins now. */
  LiveColumns(LiveRun run) {
    this.run = run;
    originNs = run.clock().ticker().nanos();
    sampledNs = originNs;
    totals = totals();
    counts = counts();
  }

  long originNs() {
    return originNs;
  }

  /** Returns how long ago it began. */
  long sinceOriginNs() {
    return run.clock().ticker().nanos() - originNs;
  }

  long widthNs() {
    return widthNs;
  }

  List<Column> columns() {
    return columns;
  }

  /** Returns the latencies so far, from the beginning of the run to the latest sample. */
  List<SignedLatencySeries.Total> latest() {
    return totals;
  }

  /**
   * Adds what happened since the last time, to the columns in whose time it was.
   *
   * @return the first column that is not as it was
   */
  int sample() {
    long nowNs = run.clock().ticker().nanos();
    if (nowNs <= sampledNs) {
      return columns.size();
    }
    Column happened = sinceLast();
    // A sample belongs to where its middle is: it is taken a little after the second.
    long lengthNs = Math.min(nowNs - sampledNs, FIRST_WIDTH_NS);
    int column = (int) ((nowNs - originNs - lengthNs / 2) / widthNs);
    sampledNs = nowNs;
    int changed = Math.min(columns.size(), column);
    while (column >= COLUMNS_MAX) {
      merge();
      column /= 2;
      changed = 0;
    }
    if (column < columns.size()) {
      int last = columns.size() - 1;
      columns.set(last, columns.get(last).plus(happened));
      return Math.min(changed, last);
    }
    append(happened, column + 1 - columns.size());
    return changed;
  }

  /** A sample that comes late stands for several columns, and is no burst in the last of them. */
  private void append(Column happened, int added) {
    for (int i = 1; i < added; i++) {
      long[] share = new long[happened.counts().length];
      for (int k = 0; k < share.length; k++) {
        share[k] = happened.counts()[k] / added;
      }
      columns.add(new Column(none(), share, happened.population()));
    }
    long[] rest = happened.counts().clone();
    for (int k = 0; k < rest.length; k++) {
      rest[k] -= rest[k] / added * (added - 1);
    }
    columns.add(new Column(happened.latencies(), rest, happened.population()));
  }

  private List<BinCounts> none() {
    return run.latencies().stream().map(each -> BinCounts.NONE).toList();
  }

  private Column sinceLast() {
    List<SignedLatencySeries.Total> nowTotals = totals();
    var latencies = new ArrayList<BinCounts>(nowTotals.size());
    for (int i = 0; i < nowTotals.size(); i++) {
      latencies.add(BinCounts.between(totals.get(i), nowTotals.get(i)));
    }
    long[] nowCounts = counts();
    long[] added = nowCounts.clone();
    for (int i = 0; i < added.length; i++) {
      added[i] -= counts[i];
    }
    totals = nowTotals;
    counts = nowCounts;
    return new Column(latencies, added, run.population().map(LongSupplier::getAsLong).orElse(0L));
  }

  private List<SignedLatencySeries.Total> totals() {
    return run.latencies().stream().map(each -> each.total().get()).toList();
  }

  private long[] counts() {
    long[] all = new long[run.operations().size() * COUNTS_OF_OPERATION];
    int at = 0;
    for (LiveRun.Operation operation : run.operations()) {
      all[at++] = operation.sent().getAsLong();
      all[at++] = operation.succeeded().getAsLong();
      all[at++] = operation.failed().getAsLong();
    }
    return all;
  }

  private void merge() {
    var pairs = new ArrayList<Column>();
    for (int i = 0; i < columns.size(); i += 2) {
      boolean pair = i + 1 < columns.size();
      pairs.add(pair ? columns.get(i).plus(columns.get(i + 1)) : columns.get(i));
    }
    columns.clear();
    columns.addAll(pairs);
    widthNs *= 2;
  }

  /** Returns how many of an operation were sent so far. */
  long sent(int operation) {
    return counts[operation * COUNTS_OF_OPERATION];
  }

  long succeeded(int operation) {
    return counts[operation * COUNTS_OF_OPERATION + 1];
  }

  long failed(int operation) {
    return counts[operation * COUNTS_OF_OPERATION + 2];
  }

  /** Returns how many of an operation succeeded a second, in up to ten seconds before now. */
  double succeededPerSecond(int operation) {
    int from = Math.max(0, columns.size() - (int) Math.max(1, 10 * FIRST_WIDTH_NS / widthNs));
    long[] recent =
        columns.subList(from, columns.size()).stream()
            .mapToLong(column -> column.counts()[operation * COUNTS_OF_OPERATION + 1])
            .toArray();
    double seconds = (sampledNs - originNs - from * widthNs) / (double) FIRST_WIDTH_NS;
    return seconds > 0 ? Arrays.stream(recent).sum() / seconds : 0;
  }
}
