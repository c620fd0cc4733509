package io.scaletest.driving.recording;

import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.logging.BackgroundLog;
import io.scaletest.common.operation.Operation;
import io.scaletest.driving.lifecycle.ObjectLifecycle;
import io.scaletest.driving.lifecycle.OperationListener;
import io.scaletest.kube.transport.ApiReply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each request at verbosity 4, after it was recorded: operation, name, status, latencies. Safe
 * for use by many threads, and never waits: a thread of its own writes the lines.
 */
public final class RequestLog implements OperationListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestLog.class);
  private static final double NS_PER_MS = 1e6;

  private final OperationListener recorder;
  private final ObjectLifecycle lifecycle;
  private final BackgroundLog log;

  /**
   * @param recorder hears of each request first
   * @param lifecycle names the objects
   * @param faults hears of what the thread throws
   */
  public RequestLog(OperationListener recorder, ObjectLifecycle lifecycle, FaultHandler faults) {
    this.recorder = recorder;
    this.lifecycle = lifecycle;
    this.log = new BackgroundLog(LOG, faults);
  }

  @Override
  public void completed(Operation operation, long number, long intendedNs, ApiReply reply) {
    recorder.completed(operation, number, intendedNs, reply);
    if (log.enabled()) {
      tell(operation, lifecycle.name(number), intendedNs, reply);
    }
  }

  /** Logs a request of an object that has no number; whoever records it does so apart. */
  public void tell(Operation operation, String name, long intendedNs, ApiReply reply) {
    if (log.enabled()) {
      log.trace(
          "{} {}: {}, service {} ms, response {} ms, late by {} ms{}",
          operation.word(),
          name,
          reply.status() == 0 ? "no answer" : reply.status(),
          ms(reply.answeredNs() - reply.sentNs()),
          ms(reply.answeredNs() - intendedNs),
          ms(reply.sentNs() - intendedNs),
          reply.succeeded() ? "" : ": " + reply.failure());
    }
  }

  private static double ms(long ns) {
    return Math.round(ns / NS_PER_MS * 1_000) / 1_000.0;
  }

  /** Writes what is still waiting (bounded). */
  @Override
  public void close() {
    log.close();
  }
}
