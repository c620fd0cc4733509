package io.scaletest.driving.recording;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.driving.lifecycle.Operation;
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
      series.record(reply.sentNs() - intendedNs - (reply.streamNs() - reply.queuedNs()));
    }
    next.completed(operation, number, intendedNs, reply);
  }

  /** Returns what was recorded. */
  public LatencySeries series() {
    return series;
  }
}
