package io.scaletest.player.replay;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RequestLog;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.kube.transport.ApiReply;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Has every request in rows, latencies and fidelity. Safe for use by many threads. */
final class ReplayRecorder implements ReplayListener {
  private final RunRecorder requests;
  private final RequestLog log;
  private final Fidelity fidelity;
  private final LongSupplier startNs;
  private final LatencySeries ownLateness = new LatencySeries(OwnLateness.NAME);
  private final LatencySeries held = new LatencySeries("heldByOrder");
  private final LatencySeries readerLate = new LatencySeries("readerLate");
  private final LongAdder completed = new LongAdder();

  /**
   * @param startNs when the replay began, on its ticker
   */
  ReplayRecorder(RunRecorder requests, RequestLog log, Fidelity fidelity, LongSupplier startNs) {
    this.requests = requests;
    this.log = log;
    this.fidelity = fidelity;
    this.startNs = startNs;
  }

  @Override
  public void due(ReplayOp op) {
    fidelity.due(op);
    readerLate.record(Math.max(0, op.readyNs - op.intendedNs));
  }

  @Override
  public void sending(ReplayOp op) {
    fidelity.sending(op);
  }

  @Override
  public void dropped(ReplayOp op) {
    fidelity.dropped(op);
  }

  @Override
  public void completed(ReplayOp op, ApiReply reply) {
    completed.increment();
    fidelity.completed(op, reply, startNs.getAsLong());
    if (reply.wasSent()) {
      ownLateness.record(OwnLateness.of(op.freeNs, reply));
      if (op.freeNs > op.intendedNs) {
        held.record(op.freeNs - op.intendedNs);
      }
    }
    String name = op.key.name().isEmpty() ? op.key.resource() : op.key.name();
    requests.completed(op.operation, name, op.intendedNs, reply);
    log.tell(op.operation, name, op.intendedNs, reply);
  }

  @Override
  public void watchEnded(ReplayOp op, long openNs, long events, long nowNs) {
    fidelity.watchEnded(op, openNs, events, nowNs, startNs.getAsLong());
  }

  /** Returns how many requests are over. */
  long completed() {
    return completed.sum();
  }

  /** Returns how late requests were by this process's own doing. */
  LatencySeries ownLateness() {
    return ownLateness;
  }

  /** Returns how long requests waited for the answer to another one. */
  LatencySeries held() {
    return held;
  }

  /** Returns how late requests were read. */
  LatencySeries readerLate() {
    return readerLate;
  }
}
