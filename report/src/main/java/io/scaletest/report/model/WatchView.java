package io.scaletest.report.model;

import java.util.Map;
import java.util.Optional;

/**
 * What one logger saw of the run's objects, joined by their names; or what many watchers with a row
 * each saw together.
 *
 * @param file the logger's data file
 * @param rows rows about objects of this run; of many watchers how many those are
 * @param counts by name, in the order for people: {@code creates}, {@code updates}, {@code deletes}
 *     (rows), {@code missingCreates}, {@code missingDeletes} (done by the driver while the logger
 *     watched, never seen), {@code unansweredSeen} (the driver had no answer, the logger saw the
 *     object), {@code duplicates}, {@code coalesced} (several notifications in one row), {@code
 *     outOfOrder} (a delete before its create, an enqueue after its dequeue), {@code foreign} (rows
 *     about other objects), {@code updatesDone}, {@code updatesNotified}. Of many watchers the sums
 *     of their own columns, and the largest {@code establishMaxUs} and {@code notificationMaxUs}
 * @param clock how the logger's clock stands to the driver's; empty where nothing could be joined
 */
public record WatchView(
    String file, long rows, Map<String, Long> counts, Optional<ClockOffset> clock) {}
