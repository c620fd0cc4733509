package io.scaletest.driving.recording;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.kube.transport.ApiReply;

/**
 * Records by how much an open loop was late by its own doing: sent minus intended, without the wait
 * for a stream, which is the server's. Safe for use by many threads.
 */
public final class OwnLateness implements OperationListener {
  /** Name of the series, of a closed loop's, too. */
  public static final String NAME = "ownLateness";

  private final LatencySeries series = new LatencySeries(NAME);
  private final OperationListener next;

  /**
   * @param next hears of each request, too
   */
  public OwnLateness(OperationListener next) {
    this.next = next;
  }

  @Override
  public void completed(Operation operation, long number, long intendedNs, ApiReply reply) {
    if (reply.wasSent()) {
      series.record(of(intendedNs, reply));
    }
    next.completed(operation, number, intendedNs, reply);
  }

  /**
   * Returns by how much a request that was sent was late by this process's doing.
   *
   * @param freeNs when it was free to go: when the schedule wanted it, or later where it waited for
   *     an answer of the server
   */
  public static long of(long freeNs, ApiReply reply) {
    return Math.max(0, reply.sentNs() - freeNs - (reply.streamNs() - reply.queuedNs()));
  }

  /** Returns what was recorded. */
  public LatencySeries series() {
    return series;
  }
}
