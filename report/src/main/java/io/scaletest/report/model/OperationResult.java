package io.scaletest.report.model;

import java.util.OptionalDouble;

/**
 * What was asked of the server and what it did, of one operation.
 *
 * @param name {@code create}, {@code update}, {@code delete}
 * @param count requests that are over, well or not
 * @param failed how many of them failed
 * @param offeredPerSecond the rate of the schedule; empty where the files do not tell it
 * @param achievedPerSecond successes per second while its requests were due, or, where the files do
 *     not tell when that was, while they were sent: what is answered after the last one was due is
 *     not counted, but for what is in flight at any time
 * @param due requests by the column of their intended time; empty (no columns) where it is unknown
 * @param sent requests by the column in which they were sent
 * @param succeeded successes by the column of their answer
 * @param failures failures by the column of their answer
 */
public record OperationResult(
    String name,
    long count,
    long failed,
    OptionalDouble offeredPerSecond,
    double achievedPerSecond,
    Counts due,
    Counts sent,
    Counts succeeded,
    Counts failures) {}
