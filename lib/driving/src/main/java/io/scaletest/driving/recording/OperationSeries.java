package io.scaletest.driving.recording;

import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.operation.Operation;
import io.scaletest.kube.transport.ApiReply;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts and latencies of one operation. */
final class OperationSeries {
  private final LatencySeries service;
  private final LatencySeries response;
  private final LongAdder sent = new LongAdder();
  private final LongAdder completed = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAccumulator lastSentNs = new LongAccumulator(Math::max, Long.MIN_VALUE);

  OperationSeries(Operation operation) {
    this.service = new LatencySeries(operation.word() + ".service");
    this.response = new LatencySeries(operation.word() + ".response");
  }

  void sent(long sentNs) {
    sent.increment();
    lastSentNs.accumulate(sentNs);
  }

  void succeeded(long intendedNs, ApiReply reply) {
    service.record(reply.answeredNs() - reply.sentNs());
    response.record(reply.answeredNs() - intendedNs);
    completed.increment();
  }

  void failed() {
    failed.increment();
    completed.increment();
  }

  LatencySeries service() {
    return service;
  }

  LatencySeries response() {
    return response;
  }

  /** Returns how many are over, well or not. */
  long completedCount() {
    return completed.sum();
  }

  long sentCount() {
    return sent.sum();
  }

  long failedCount() {
    return failed.sum();
  }

  long lastSentNs() {
    return lastSentNs.get();
  }
}
