package io.scaletest.report.measure;

import io.scaletest.common.operation.Operation;
import io.scaletest.report.input.RequestRow;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the client's rows say of the time between bounds, by the time of the answer: how many, and
 * the exact sum of their service times. One thread.
 */
final class ClientSteps {
  private final long[] bounds;
  private final Map<Operation, Sums> operations = new EnumMap<>(Operation.class);
  private int last;

  /** One operation, by step. */
  static final class Sums {
    final long[] succeeded;
    final long[] serviceMs;
    final long[] failed;

    private Sums(int steps) {
      succeeded = new long[steps];
      serviceMs = new long[steps];
      failed = new long[steps];
    }
  }

  /**
   * @param bounds the first of a step belongs to it, the last does not; fewer than two: no steps
   */
  ClientSteps(long[] bounds) {
    this.bounds = bounds;
  }

  void add(RequestRow row) {
    long answered = row.afterEpochMs();
    if (bounds.length < 2 || answered < bounds[0] || answered >= bounds[bounds.length - 1]) {
      return;
    }
    // Rows are nearly in order.
    if (answered < bounds[last] || answered >= bounds[last + 1]) {
      int found = Arrays.binarySearch(bounds, answered);
      last = found >= 0 ? found : -found - 2;
    }
    Sums sums = operations.computeIfAbsent(row.operation(), added -> new Sums(bounds.length - 1));
    if (row.failed()) {
      sums.failed[last]++;
    } else {
      sums.succeeded[last]++;
      sums.serviceMs[last] += answered - row.beforeEpochMs();
    }
  }

  Map<Operation, Sums> operations() {
    return operations;
  }
}
