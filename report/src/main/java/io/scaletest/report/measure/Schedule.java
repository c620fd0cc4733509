package io.scaletest.report.measure;

import io.scaletest.common.arrival.ArrivalProcess;
import io.scaletest.common.operation.Operation;
import io.scaletest.report.input.ParametersFile;
import io.scaletest.report.input.RequestRow;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The intended times of an open loop's run, from its rate and seed: never from what was sent. Only
 * the start of the schedule must be found: as late as the earliest of the first requests, compared
 * with its due time, allows. One thread.
 */
final class Schedule {
  /** Due times of so many objects are 80 MB. */
  private static final long OBJECTS_MAX = 20_000_000;

  private static final double NS_PER_MS = TimeUnit.MILLISECONDS.toNanos(1);

  private final int[] dueMs;
  private final double ratePerSecond;
  private final long lifetimeMs;
  private long startEpochMs = Long.MAX_VALUE;

  private Schedule(int[] dueMs, double ratePerSecond, long lifetimeMs) {
    this.dueMs = dueMs;
    this.ratePerSecond = ratePerSecond;
    this.lifetimeMs = lifetimeMs;
  }

  /** Returns the schedule of a run; empty where its parameters have none. */
  static Optional<Schedule> of(ParametersFile parameters) {
    OptionalDouble lambda = parameters.number("LAMBDA");
    OptionalLong n = parameters.integer("N");
    OptionalLong seed = parameters.integer("SEED");
    OptionalDouble maxpop = parameters.number("MAXPOP");
    if (lambda.isEmpty() || n.isEmpty() || seed.isEmpty() || maxpop.isEmpty()) {
      return Optional.empty();
    }
    double rate = lambda.getAsDouble();
    if (!(rate > 0) || !Double.isFinite(rate) || n.getAsLong() < 1) {
      return Optional.empty();
    }
    if (n.getAsLong() > OBJECTS_MAX) {
      return Optional.empty();
    }
    var dueMs = new int[(int) n.getAsLong()];
    ArrivalProcess arrivals = ArrivalProcess.poisson(rate, seed.getAsLong());
    for (int i = 0; i < dueMs.length; i++) {
      double ms = arrivals.nextNs() / NS_PER_MS;
      if (ms > Integer.MAX_VALUE) {
        return Optional.empty();
      }
      dueMs[i] = (int) ms;
    }
    return Optional.of(new Schedule(dueMs, rate, Math.round(maxpop.getAsDouble() / rate * 1e3)));
  }

  /** Takes one of the first requests, to find the start with. */
  void look(RequestRow row) {
    if (row.operation() == Operation.CREATE && knows(row.number())) {
      startEpochMs = Math.min(startEpochMs, row.beforeEpochMs() - dueMs[(int) row.number() - 1]);
    }
  }

  /** Returns whether the start was found. */
  boolean hasStart() {
    return startEpochMs != Long.MAX_VALUE;
  }

  /** Returns whether an object's create is in the schedule. */
  boolean knows(long number) {
    return number >= 1 && number <= dueMs.length;
  }

  /** Returns when a create was due, in milliseconds since 1970 UTC. */
  long createDueEpochMs(long number) {
    return startEpochMs + dueMs[(int) number - 1];
  }

  /** Returns for how long an object lives, from the end of its create to when its delete is due. */
  long lifetimeMs() {
    return lifetimeMs;
  }

  double ratePerSecond() {
    return ratePerSecond;
  }

  /** Returns the rate that this run's own schedule came to. */
  double offeredPerSecond() {
    int last = dueMs[dueMs.length - 1];
    return last == 0 ? ratePerSecond : dueMs.length * 1e3 / last;
  }
}
