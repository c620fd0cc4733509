package io.scaletest.driving.recording;

import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.DriverRows;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.kube.transport.ApiReply;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;

/**
 * Writes a row for every request and adds it to the latencies.
 *
 * <p>Service and response times are those of requests that succeeded; a request that failed, often
 * at once, would make a broken server look fast. Its time is in a series of its own, {@code
 * failed.response}. Lateness and the wait for a stream are those of all requests that were sent:
 * one that never went out, for want of a connection or a stream, was not late but not done.
 *
 * <p>Safe for use by many threads; takes a few microseconds and allocates one row.
 */
public final class RunRecorder implements OperationListener {
  /** Name of the series of first answers to requests that were sent again. */
  public static final String FIRST_ANSWER = "firstAnswer";

  /** Stands for an object's name in the text of an error, so that its kind can be counted. */
  private static final String NAME = "NAME";

  private final ObjectLifecycle lifecycle;
  private final DriverRows rows;
  private final WallClock clock;
  private final Set<Operation> recorded;
  private final OperationSeries[] operations = new OperationSeries[Operation.values().length];
  private final LatencySeries failedResponse = new LatencySeries("failed.response");
  private final LatencySeries lateness = new LatencySeries("lateness");
  private final LatencySeries streamWait = new LatencySeries("streamWait");
  private final BusyStreams busyStreams = new BusyStreams();
  private final LongAdder tooManyRequests = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder neverSent = new LongAdder();
  private final LongAdder attempts = new LongAdder();
  private final LongAdder retried = new LongAdder();
  private final LatencySeries firstAnswer = new LatencySeries(FIRST_ANSWER);
  private final ErrorCounts errors = new ErrorCounts();

  /** Returns a recorder of the given operations; others must not be passed to it. */
  public RunRecorder(
      ObjectLifecycle lifecycle, DriverRows rows, WallClock clock, Set<Operation> recorded) {
    this.lifecycle = lifecycle;
    this.rows = rows;
    this.clock = clock;
    this.recorded = Collections.unmodifiableSet(EnumSet.copyOf(recorded));
    for (Operation operation : recorded) {
      operations[operation.ordinal()] = new OperationSeries(operation);
    }
  }

  @Override
  public void completed(Operation operation, long number, long intendedNs, ApiReply reply) {
    completed(operation, lifecycle.name(number), intendedNs, reply);
  }

  /** As above, of an object that has no number. */
  public void completed(Operation operation, String name, long intendedNs, ApiReply reply) {
    rows.append(
        clock.epochMillisAt(reply.sentNs()),
        clock.epochMillisAt(reply.answeredNs()),
        operation.word(),
        name,
        reply.failure());
    OperationSeries series = operations[operation.ordinal()];
    if (reply.wasSent()) {
      lateness.record(reply.sentNs() - intendedNs);
      streamWait.record(reply.streamNs() - reply.queuedNs());
      if (reply.streamNs() > reply.queuedNs()) {
        busyStreams.add(reply.queuedNs(), reply.streamNs());
      }
      series.sent(reply.sentNs());
      countTries(reply);
    } else {
      neverSent.increment();
    }
    if (reply.status() != 0) {
      answered.increment();
    }
    if (reply.succeeded()) {
      series.succeeded(intendedNs, reply);
    } else {
      series.failed();
      failedResponse.record(reply.answeredNs() - intendedNs);
      errors.add(kind(reply, name));
      if (reply.status() == TOO_MANY_REQUESTS) {
        tooManyRequests.increment();
      }
    }
  }

  private void countTries(ApiReply reply) {
    ApiReply.Tries tries = reply.tries();
    attempts.add(tries.count());
    if (tries.count() > 1) {
      retried.increment();
      tooManyRequests.add(tries.throttled());
      firstAnswer.record(tries.firstAnsweredNs() - reply.sentNs());
    }
  }

  /** Returns how many requests of this operation are over, well or not. */
  public long completed(Operation operation) {
    return operations[operation.ordinal()].completedCount();
  }

  /** Returns how many requests of this operation failed. */
  public long failed(Operation operation) {
    return operations[operation.ordinal()].failedCount();
  }

  /** Returns how many requests failed, of all operations. */
  public long failed() {
    long sum = 0;
    for (OperationSeries operation : operations) {
      sum += operation == null ? 0 : operation.failedCount();
    }
    return sum;
  }

  /** Returns how many requests of this operation went out. */
  public long sent(Operation operation) {
    return operations[operation.ordinal()].sentCount();
  }

  /** Returns how many requests of this operation succeeded. */
  public long succeeded(Operation operation) {
    return completed(operation) - failed(operation);
  }

  /** Returns how many requests were answered, well or not, of all operations. */
  public long answered() {
    return answered.sum();
  }

  /** Returns when requests found all streams taken. */
  public BusyStreams busyStreams() {
    return busyStreams;
  }

  /** Returns how many requests failed without ever being sent. */
  public long neverSent() {
    return neverSent.sum();
  }

  /** Returns how often requests were sent, those that were sent again each time. */
  public long attempts() {
    return attempts.sum();
  }

  /** Returns how many requests were sent more than once. */
  public long retried() {
    return retried.sum();
  }

  /**
   * Returns how many answers had the status 429, also those behind which a request was sent again.
   */
  public long tooManyRequests() {
    return tooManyRequests.sum();
  }

  /** Returns how often each kind of error occurred; texts differing in a name are one kind. */
  public ErrorCounts errors() {
    return errors;
  }

  /**
   * Returns when the latest request of this operation was sent, on the run's ticker; the smallest
   * long if none was.
   */
  public long lastSentNs(Operation operation) {
    return operations[operation.ordinal()].lastSentNs();
  }

  /**
   * Returns the operations that are recorded, in the order in which an object goes through them.
   */
  public Set<Operation> recorded() {
    return recorded;
  }

  /** Returns how late requests were sent. */
  public LatencySeries lateness() {
    return lateness;
  }

  /** Returns how long requests waited for a stream. */
  public LatencySeries streamWait() {
    return streamWait;
  }

  /** Returns the response times of this operation. */
  public LatencySeries response(Operation operation) {
    return operations[operation.ordinal()].response();
  }

  /** Returns the service times of this operation. */
  public LatencySeries service(Operation operation) {
    return operations[operation.ordinal()].service();
  }

  /** Returns every series, in the order in which people want to see them. */
  public List<LatencySeries> series() {
    List<LatencySeries> all = new ArrayList<>();
    for (OperationSeries operation : operations) {
      if (operation != null) {
        all.add(operation.response());
        all.add(operation.service());
      }
    }
    all.add(failedResponse);
    all.add(firstAnswer);
    all.add(lateness);
    all.add(streamWait);
    return all;
  }

  private static String kind(ApiReply reply, String name) {
    String text = reply.failure().replace(name, NAME);
    return reply.status() == 0 ? text : reply.status() + " " + text;
  }
}
