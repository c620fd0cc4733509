package io.scaletest.report.measure;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.operation.Operation;
import io.scaletest.report.input.RequestRow;
import io.scaletest.report.model.Counts;
import io.scaletest.report.model.ErrorKind;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The driver's side of a run while its rows come in: counts, rates, latencies of each operation.
 * Service and response times are those of requests that succeeded, as in the drivers' own summary.
 * One thread.
 */
final class RequestTally {
  static final String DRIVER = "driver";

  /** Rows further from the first one are not of the same run; a table's times have room for it. */
  private static final long FAR_MS = 20L * 86_400_000;

  private final TimeGrid grid;
  private final ObjectTable objects;
  private final ErrorTally errors = new ErrorTally();
  private final Map<Operation, OperationTally> operations = new EnumMap<>(Operation.class);
  private final SeriesTally lateness;
  private final SeriesTally failedResponse;
  private final Pulse pulse = new Pulse();
  private long originEpochMs = Long.MIN_VALUE;
  private long firstEpochMs = Long.MAX_VALUE;
  private long lastEpochMs = Long.MIN_VALUE;
  private long rows;
  private long repeatedCreates;
  private long early;
  private long fastestMs = Long.MAX_VALUE;

  /** One operation. */
  private static final class OperationTally {
    private final SeriesTally service;
    private final SeriesTally response;
    private final ColumnCounts due;
    private final ColumnCounts sent;
    private final ColumnCounts succeeded;
    private final ColumnCounts failures;
    private final AchievedRate achievedOfDue = new AchievedRate();
    private final AchievedRate achievedOfSent = new AchievedRate();
    private long fastestMs = Long.MAX_VALUE;
    private long firstDueEpochMs = Long.MAX_VALUE;
    private long lastDueEpochMs = Long.MIN_VALUE;

    OperationTally(TimeGrid grid) {
      service = new SeriesTally(grid);
      response = new SeriesTally(grid);
      due = grid.add(new ColumnCounts());
      sent = grid.add(new ColumnCounts());
      succeeded = grid.add(new ColumnCounts());
      failures = grid.add(new ColumnCounts());
    }

    void due(int column, long epochMs) {
      due.increment(column);
      achievedOfDue.asked(epochMs);
      firstDueEpochMs = Math.min(firstDueEpochMs, epochMs);
      lastDueEpochMs = Math.max(lastDueEpochMs, epochMs);
    }

    void succeeded(long answeredEpochMs, long serviceMs, boolean isDue) {
      achievedOfSent.succeeded(answeredEpochMs);
      if (isDue) {
        achievedOfDue.succeeded(answeredEpochMs);
      }
      fastestMs = Math.min(fastestMs, serviceMs);
    }

    /**
     * Of what was due; where that is unknown, of what was sent, which may have been a closed loop.
     */
    double achievedPerSecond(boolean intended) {
      return intended && lastDueEpochMs > firstDueEpochMs
          ? achievedOfDue.perSecond(fastestMs == Long.MAX_VALUE ? 0 : fastestMs)
          : achievedOfSent.perSecond(0);
    }

    OptionalDouble offeredPerSecond() {
      double seconds = (lastDueEpochMs - firstDueEpochMs) / 1e3;
      return lastDueEpochMs > firstDueEpochMs
          ? OptionalDouble.of(due.sum() / seconds)
          : OptionalDouble.empty();
    }
  }

  RequestTally(TimeGrid grid, ObjectTable objects) {
    this.grid = grid;
    this.objects = objects;
    lateness = new SeriesTally(grid);
    failedResponse = new SeriesTally(grid);
  }

  /**
   * Adds a row.
   *
   * @param schedule its run's; null where there is none
   * @return why the row is left out; null where it is not
   */
  String add(RequestRow row, Schedule schedule) {
    if (originEpochMs == Long.MIN_VALUE) {
      originEpochMs = row.beforeEpochMs();
    }
    if (Math.abs(row.beforeEpochMs() - originEpochMs) > FAR_MS
        || Math.abs(row.afterEpochMs() - originEpochMs) > FAR_MS) {
      return "its time is weeks from the first row's";
    }
    rows++;
    firstEpochMs = Math.min(firstEpochMs, row.beforeEpochMs());
    lastEpochMs = Math.max(lastEpochMs, row.afterEpochMs());
    OperationTally operation =
        operations.computeIfAbsent(row.operation(), added -> new OperationTally(grid));
    long intendedEpochMs = intended(row, schedule);
    boolean isDue = intendedEpochMs != Long.MIN_VALUE;
    long placedEpochMs = isDue ? intendedEpochMs : row.beforeEpochMs();
    // First of all: a grid that grows moves its columns.
    grid.cover(row.beforeEpochMs());
    grid.cover(row.afterEpochMs());
    int placed = grid.at(placedEpochMs);
    int answeredColumn = grid.at(row.afterEpochMs());
    operation.sent.increment(grid.at(row.beforeEpochMs()));
    operation.achievedOfSent.asked(row.beforeEpochMs());
    pulse.add(row, placedEpochMs);
    if (isDue) {
      operation.due(placed, intendedEpochMs);
      lateness.addMs(placed, row.beforeEpochMs() - intendedEpochMs);
      early += row.beforeEpochMs() < intendedEpochMs - 1 ? 1 : 0;
    }
    if (row.failed()) {
      operation.failures.increment(answeredColumn);
      errors.add(row);
      failedResponse.addMs(placed, row.afterEpochMs() - placedEpochMs);
    } else {
      long serviceMs = row.afterEpochMs() - row.beforeEpochMs();
      fastestMs = Math.min(fastestMs, serviceMs);
      operation.succeeded.increment(answeredColumn);
      operation.succeeded(row.afterEpochMs(), serviceMs, isDue);
      operation.service.addMs(placed, serviceMs);
      if (isDue) {
        operation.response.addMs(placed, row.afterEpochMs() - intendedEpochMs);
      }
    }
    return null;
  }

  /** Returns when the request was due, and notes it with its object; Long.MIN_VALUE: unknown. */
  private long intended(RequestRow row, Schedule schedule) {
    int sentMs = (int) (row.beforeEpochMs() - originEpochMs);
    int answeredMs = (int) (row.afterEpochMs() - originEpochMs);
    boolean scheduled = schedule != null && schedule.knows(row.number());
    switch (row.operation()) {
      case CREATE -> {
        objects.findOrAdd(row.nameHash());
        repeatedCreates += objects.createSentMs() == ObjectTable.NO_MS ? 0 : 1;
        objects.created(sentMs, answeredMs, row.failed());
        return scheduled ? schedule.createDueEpochMs(row.number()) : Long.MIN_VALUE;
      }
      case DELETE -> {
        objects.findOrAdd(row.nameHash());
        int createdMs = objects.createAnsweredMs();
        objects.deleted(sentMs, row.failed());
        return scheduled && createdMs != ObjectTable.NO_MS
            ? originEpochMs + createdMs + schedule.lifetimeMs()
            : Long.MIN_VALUE;
      }
      default -> {
        return Long.MIN_VALUE; // neither makes an object nor ends one
      }
    }
  }

  long rows() {
    return rows;
  }

  long originEpochMs() {
    return originEpochMs;
  }

  long firstEpochMs() {
    return firstEpochMs;
  }

  long lastEpochMs() {
    return lastEpochMs;
  }

  Pulse pulse() {
    return pulse;
  }

  long repeatedCreates() {
    return repeatedCreates;
  }

  /** Returns the fastest success in milliseconds; {@link Long#MAX_VALUE} where there was none. */
  long fastestMs() {
    return fastestMs;
  }

  SeriesTally lateness() {
    return lateness;
  }

  /** Returns what share of the requests with an intended time went out before it. */
  double earlyShare() {
    return lateness.count() == 0 ? 0 : (double) early / lateness.count();
  }

  long count(Operation operation) {
    OperationTally tally = operations.get(operation);
    return tally == null ? 0 : tally.succeeded.sum() + tally.failures.sum();
  }

  long failed() {
    return operations.values().stream().mapToLong(each -> each.failures.sum()).sum();
  }

  List<ErrorKind> errors() {
    return errors.kinds();
  }

  /**
   * Returns the operations that there were.
   *
   * @param intended whether the intended times are to be relied on
   */
  List<OperationResult> operations(TimeAxis axis, boolean intended) {
    var all = new ArrayList<OperationResult>();
    operations.forEach(
        (operation, tally) -> {
          if (count(operation) > 0) {
            all.add(
                new OperationResult(
                    operation.word(),
                    count(operation),
                    tally.failures.sum(),
                    intended ? tally.offeredPerSecond() : OptionalDouble.empty(),
                    tally.achievedPerSecond(intended),
                    intended ? tally.due.counts(axis.columns()) : Counts.of(),
                    tally.sent.counts(axis.columns()),
                    tally.succeeded.counts(axis.columns()),
                    tally.failures.counts(axis.columns())));
          }
        });
    return all;
  }

  /**
   * Returns the latencies.
   *
   * @param intended whether the intended times are to be relied on
   */
  List<Series> series(TimeAxis axis, boolean intended) {
    Series.Placement placed = intended ? Series.Placement.INTENDED : Series.Placement.SENT;
    var all = new ArrayList<Series>();
    operations.forEach(
        (operation, tally) -> {
          if (intended) {
            add(all, tally.response, SeriesName.Quantity.RESPONSE, operation.word(), placed, axis);
          }
          add(all, tally.service, SeriesName.Quantity.SERVICE, operation.word(), placed, axis);
        });
    if (intended) {
      add(all, lateness, SeriesName.Quantity.LATENESS, "", placed, axis);
      add(all, failedResponse, SeriesName.Quantity.FAILED_RESPONSE, "", placed, axis);
    }
    return all;
  }

  private static void add(
      List<Series> all,
      SeriesTally tally,
      SeriesName.Quantity quantity,
      String operation,
      Series.Placement placed,
      TimeAxis axis) {
    if (tally.count() > 0) {
      all.add(tally.series(DRIVER, quantity, operation, Series.Source.ROWS, placed, axis));
    }
  }

  /**
   * Returns how many objects exist at the end of each column; nothing where that is not known: a
   * collection's delete does not tell how many went, and what was there before has no row.
   */
  Counts population(TimeAxis axis) {
    if (rows == 0 || count(Operation.DELETE_COLLECTION) > 0) {
      return Counts.of();
    }
    Counts made = succeeded(Operation.CREATE, axis);
    Counts gone = succeeded(Operation.DELETE, axis);
    var population = new long[axis.columns()];
    long now = 0;
    for (int i = 0; i < population.length; i++) {
      now += made.at(i) - gone.at(i);
      if (now < 0) {
        return Counts.of();
      }
      population[i] = now;
    }
    return Counts.of(population);
  }

  private Counts succeeded(Operation operation, TimeAxis axis) {
    OperationTally tally = operations.get(operation);
    return tally == null
        ? Counts.of(new long[axis.columns()])
        : tally.succeeded.counts(axis.columns());
  }
}
