package io.scaletest.report.measure;

import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.operation.Operation;
import io.scaletest.report.input.ChangeRow;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.TimeAxis;
import io.scaletest.report.model.WatchView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one logger saw, while its rows come in, joined with what the driver did by the objects'
 * names. All of the drivers' rows must be in the table before. One thread.
 */
final class WatchTally {
  private static final long FAR_MS = 20L * 86_400_000;
  private static final long MS_PER_SECOND = 1_000;

  private final TimeGrid grid;
  private final ObjectTable objects;
  private final RequestTally requests;
  private final String file;
  private final String by;
  private final SeriesTally createNotification;
  private final SeriesTally deleteNotification;
  private final SeriesTally queue;
  private final OffsetBounds offset = new OffsetBounds();
  private long creates;
  private long updates;
  private long deletes;
  private long updateNotifications;
  private long foreign;
  private long unansweredSeen;
  private long duplicates;
  private long coalesced;
  private long outOfOrder;
  private long firstEpochMs = Long.MAX_VALUE;
  private long lastEpochMs = Long.MIN_VALUE;
  private long serverLowMs = Long.MIN_VALUE;
  private long serverHighMs = Long.MAX_VALUE;

  WatchTally(TimeGrid grid, ObjectTable objects, RequestTally requests, String file, String by) {
    this.grid = grid;
    this.objects = objects;
    this.requests = requests;
    this.file = file;
    this.by = by;
    createNotification = new SeriesTally(grid);
    deleteNotification = new SeriesTally(grid);
    queue = new SeriesTally(grid);
    objects.forgetSeen();
  }

  /**
   * Adds a row.
   *
   * @return why the row is left out; null where it is not
   */
  String add(ChangeRow row) {
    boolean hasDriver = requests.rows() > 0;
    long origin = hasDriver ? requests.originEpochMs() : firstOf(row);
    if (Math.abs(row.dequeueEpochMs() - origin) > FAR_MS) {
      return "its time is weeks from the run's";
    }
    if (hasDriver && !objects.find(row.nameHash())) {
      foreign++;
      return null;
    }
    if (!hasDriver) {
      objects.findOrAdd(row.nameHash());
    }
    firstEpochMs = Math.min(firstEpochMs, row.dequeueEpochMs());
    lastEpochMs = Math.max(lastEpochMs, row.dequeueEpochMs());
    duplicates += row.isDuplicate() ? 1 : 0;
    coalesced += row.notifications() > 1 ? 1 : 0;
    outOfOrder += row.firstEnqueueEpochMs() > row.dequeueEpochMs() ? 1 : 0;
    updateNotifications += row.updates();
    queue.addMs(grid.at(row.dequeueEpochMs()), row.dequeueEpochMs() - row.firstEnqueueEpochMs());
    switch (row.operation()) {
      case CREATE -> created(row, hasDriver);
      case DELETE -> deleted(row, hasDriver);
      default -> updates++;
    }
    return null;
  }

  private long firstOf(ChangeRow row) {
    return firstEpochMs == Long.MAX_VALUE ? row.dequeueEpochMs() : firstEpochMs;
  }

  private void created(ChangeRow row, boolean hasDriver) {
    creates++;
    outOfOrder += objects.saw(ObjectTable.SEEN_DELETE) ? 1 : 0;
    boolean again = objects.saw(ObjectTable.SEEN_CREATE);
    duplicates += again && !row.isDuplicate() ? 1 : 0;
    objects.see(ObjectTable.SEEN_CREATE);
    if (!hasDriver || again || objects.createSentMs() == ObjectTable.NO_MS) {
      return;
    }
    long sent = requests.originEpochMs() + objects.createSentMs();
    unansweredSeen += objects.did(ObjectTable.CREATED) ? 0 : 1;
    notified(createNotification, sent, row.dequeueEpochMs());
    if (objects.did(ObjectTable.CREATED) && row.hasCreation()) {
      long answered = requests.originEpochMs() + objects.createAnsweredMs();
      serverLowMs = Math.max(serverLowMs, row.creationEpochMs() - answered - 1);
      serverHighMs = Math.min(serverHighMs, row.creationEpochMs() + MS_PER_SECOND - sent);
    }
  }

  private void deleted(ChangeRow row, boolean hasDriver) {
    deletes++;
    boolean again = objects.saw(ObjectTable.SEEN_DELETE);
    duplicates += again && !row.isDuplicate() ? 1 : 0;
    objects.see(ObjectTable.SEEN_DELETE);
    if (hasDriver && !again && objects.deleteSentMs() != ObjectTable.NO_MS) {
      notified(
          deleteNotification,
          requests.originEpochMs() + objects.deleteSentMs(),
          row.dequeueEpochMs());
    }
  }

  private void notified(SeriesTally series, long sentEpochMs, long seenEpochMs) {
    series.addMs(grid.at(sentEpochMs), seenEpochMs - sentEpochMs);
    offset.add(sentEpochMs, seenEpochMs - sentEpochMs);
  }

  long lastEpochMs() {
    return lastEpochMs;
  }

  long rows() {
    return creates + updates + deletes;
  }

  /** Returns the latencies. */
  List<Series> series(TimeAxis axis) {
    var all = new ArrayList<Series>();
    add(all, createNotification, SeriesName.Quantity.NOTIFICATION, Operation.CREATE.word(), axis);
    add(all, deleteNotification, SeriesName.Quantity.NOTIFICATION, Operation.DELETE.word(), axis);
    add(all, queue, SeriesName.Quantity.QUEUE, "", axis);
    return all;
  }

  private void add(
      List<Series> all,
      SeriesTally tally,
      SeriesName.Quantity quantity,
      String operation,
      TimeAxis axis) {
    if (tally.count() > 0) {
      Series.Placement placed =
          quantity == SeriesName.Quantity.QUEUE ? Series.Placement.RECORDED : Series.Placement.SENT;
      all.add(tally.series(by, quantity, operation, Series.Source.ROWS, placed, axis));
    }
  }

  /**
   * Returns the view, when all rows are in.
   *
   * @param asked bounds of how far the logger's clock is ahead of the driver's, from asking the API
   *     server for its time
   */
  WatchView view(Optional<Interval> asked) {
    Map<String, Long> counts = new LinkedHashMap<>();
    counts.put("creates", creates);
    counts.put("updates", updates);
    counts.put("deletes", deletes);
    Optional<ClockOffset> clock = offset.offset(requests.fastestMs(), asked);
    var missing = new Missing(clock);
    if (requests.rows() > 0) {
      objects.forEach(() -> missing.look());
      counts.put("missingCreates", missing.creates);
      counts.put("missingDeletes", missing.deletes);
      counts.put("unansweredSeen", unansweredSeen);
      counts.put("updatesDone", requests.count(Operation.UPDATE));
      counts.put("updatesNotified", updateNotifications);
    }
    counts.put("duplicates", duplicates);
    counts.put("coalesced", coalesced);
    counts.put("outOfOrder", outOfOrder);
    counts.put("foreign", foreign);
    return new WatchView(file, rows(), counts, clock);
  }

  /** What was done while the logger watched, and never seen: objects before and behind aside. */
  private final class Missing {
    private final double aheadMs;
    private long creates;
    private long deletes;

    Missing(Optional<ClockOffset> clock) {
      aheadMs = clock.flatMap(ClockOffset::estimate).map(Interval::middle).orElse(0.0);
    }

    void look() {
      boolean seen = objects.saw(ObjectTable.SEEN_CREATE) || objects.saw(ObjectTable.SEEN_DELETE);
      creates +=
          objects.did(ObjectTable.CREATED) && !seen && watchedAt(objects.createSentMs()) ? 1 : 0;
      deletes +=
          objects.did(ObjectTable.DELETED)
                  && !objects.saw(ObjectTable.SEEN_DELETE)
                  && watchedAt(objects.deleteSentMs())
              ? 1
              : 0;
    }

    private boolean watchedAt(int sentMs) {
      double seenEpochMs = requests.originEpochMs() + sentMs + aheadMs;
      return seenEpochMs >= firstEpochMs && seenEpochMs <= lastEpochMs - graceMs();
    }

    /** What was sent so shortly before the logger's last row may still have been on its way. */
    private double graceMs() {
      return createNotification.count() == 0
          ? 0
          : Math.max(0, createNotification.maxMs() - aheadMs);
    }
  }

  /**
   * Returns by how many milliseconds the API server's clock is ahead of the driver's at least and
   * at most, from its whole seconds; empty where no row tells it.
   */
  Optional<Interval> serverAheadMs() {
    return serverLowMs == Long.MIN_VALUE || serverLowMs > serverHighMs
        ? Optional.empty()
        : Optional.of(new Interval(serverLowMs, serverHighMs));
  }
}
