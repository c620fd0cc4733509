package io.scaletest.watching.logger;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.timer.TimerThread;
import io.scaletest.kube.kinds.ObjectKind;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.watching.changes.ChangeLatencies;
import io.scaletest.watching.changes.ChangeMetrics;
import io.scaletest.watching.changes.ChangeRecorder;
import io.scaletest.watching.changes.ChangeRow;
import io.scaletest.watching.changes.Notifications;
import io.scaletest.watching.object.JsonDecoder;
import io.scaletest.watching.protobuf.ProtobufDecoder;
import io.scaletest.watching.queue.RetryLimiter;
import io.scaletest.watching.queue.Workers;
import io.scaletest.watching.reflector.ListStyle;
import io.scaletest.watching.reflector.Reflector;
import io.scaletest.watching.reflector.WatchTarget;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** The moving parts of a logger: reflector, queue and workers, from start to end. */
final class LoggerRun implements AutoCloseable {
  private final TimerThread timers;
  private final ChangeRecorder recorder;
  private final ChangeMetrics metrics;
  private final ChangeLatencies latencies;
  private final ProblemLog problems;
  private final Workers<String, Notifications> workers;
  private final Reflector reflector;

  private LoggerRun(
      LoggerPlan plan,
      ObjectKind kind,
      ApiTransport transport,
      WallClock wallClock,
      ChangeMetrics metrics,
      ChangeLatencies latencies,
      Consumer<ChangeRow> rows,
      FaultHandler faults) {
    timers = new TimerThread("watch-timers", faults);
    Ticker ticker = wallClock.ticker();
    this.metrics = metrics;
    this.latencies = latencies;
    recorder =
        new ChangeRecorder(wallClock, plan.tool().compare(), metrics, latencies, rows, faults);
    problems = new ProblemLog(kind.plural(), recorder);
    workers =
        Workers.start(
            plan.threads(), recorder.queue(), recorder, new RetryLimiter(ticker), timers, faults);
    reflector =
        new Reflector(
            transport,
            new WatchTarget(kind.collectionPath(plan.namespace()), ""),
            plan.useProtobuf()
                ? new ProtobufDecoder(plan.tool().contentField())
                : new JsonDecoder(plan.tool().contentField()),
            ListStyle.STREAMED,
            problems,
            timers,
            ticker,
            new SplittableRandom(ticker.nanos()),
            faults);
  }

  /** Starts everything. */
  static LoggerRun start(
      LoggerPlan plan,
      ObjectKind kind,
      ApiTransport transport,
      WallClock wallClock,
      ChangeMetrics metrics,
      ChangeLatencies latencies,
      Consumer<ChangeRow> rows,
      FaultHandler faults) {
    var run = new LoggerRun(plan, kind, transport, wallClock, metrics, latencies, rows, faults);
    run.reflector.start();
    return run;
  }

  /** Ends the watch, lets the workers empty the queue (bounded), and ends them. Idempotent. */
  @Override
  public void close() {
    reflector.close();
    workers.close();
    recorder.close();
    timers.close();
  }

  Reflector reflector() {
    return reflector;
  }

  ChangeRecorder recorder() {
    return recorder;
  }

  ChangeMetrics metrics() {
    return metrics;
  }

  ChangeLatencies latencies() {
    return latencies;
  }

  Workers<String, Notifications> workers() {
    return workers;
  }

  ErrorCounts errors() {
    return problems.errors();
  }
}
