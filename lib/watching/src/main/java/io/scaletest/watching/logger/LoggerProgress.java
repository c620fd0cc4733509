package io.scaletest.watching.logger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.progress.Figures;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A logger's progress line, and standard error in its care while it lives. */
final class LoggerProgress {
  /** Fewer latencies make no p99: the one of 10 is only another name for their maximum. */
  private static final long P99_SAMPLES_MIN = 1_000;

  private static final long P50_SAMPLES_MIN = 20;

  private final WatchRun run;
  private final Ticker ticker;
  private final PrintStream standardError = System.err;
  private final ProgressLine line;

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long lastEvents;

  private LoggerProgress(String tool, WatchRun run, Ticker ticker) {
    this.run = run;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
    TerminalLine terminal = TerminalLine.ofStandardError();
    if (terminal.isTerminal()) {
      System.setErr(terminal.asPrintStream());
    }
    line = ProgressLine.start(tool, this::fields, terminal, ticker);
  }

  static LoggerProgress start(String tool, WatchRun run, Ticker ticker) {
    return new LoggerProgress(tool, run, ticker);
  }

  /** Returns the fields as of now; the rate is that since the last call. */
  private synchronized List<String> fields() {
    long nowNs = ticker.nanos();
    long events = run.reflector().counts().objectEvents();
    double seconds = Math.max(1, nowNs - lastNs) / (double) TimeUnit.SECONDS.toNanos(1);
    List<String> fields = new ArrayList<>();
    fields.add(Figures.count(run.reflector().objects(), "object", "objects"));
    fields.add(Figures.count(events, "event", "events"));
    fields.add(Figures.rate((events - lastEvents) / seconds));
    fields.add(Figures.count(run.recorder().queue().stats().depth()) + " queued");
    SignedLatencySeries.Total notification = run.latencies().notification().total();
    if (notification.count() >= P50_SAMPLES_MIN) {
      fields.add("p50 " + Figures.latency(notification.atPercentile(50)));
    }
    if (notification.count() >= P99_SAMPLES_MIN) {
      fields.add("p99 " + Figures.latency(notification.atPercentile(99)));
    }
    fields.add(Figures.count(run.reflector().counts().relists(), "relist", "relists"));
    lastNs = nowNs;
    lastEvents = events;
    return fields;
  }

  /** Leaves a last line and gives standard error back. */
  void end() {
    line.close();
    System.setErr(standardError);
  }
}
