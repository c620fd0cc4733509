package io.scaletest.flunderwatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.progress.Figures;
import io.scaletest.common.progress.ProgressLine;
import io.scaletest.common.progress.TerminalLine;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The progress line, and standard error in its care while it lives. */
final class WatchProgress {
  private final TimedWatchLoops loops;
  private final Ticker ticker;
  private final PrintStream standardError = System.err;
  private final ProgressLine line;

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long lastEvents;

  private WatchProgress(TimedWatchLoops loops, Ticker ticker) {
    this.loops = loops;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
    TerminalLine terminal = TerminalLine.ofStandardError();
    if (terminal.isTerminal()) {
      System.setErr(terminal.asPrintStream());
    }
    line = ProgressLine.start("flunder-watch", this::fields, terminal, ticker);
  }

  static WatchProgress start(TimedWatchLoops loops, Ticker ticker) {
    return new WatchProgress(loops, ticker);
  }

  /** Returns the fields as of now; the rate is that since the last call. */
  private synchronized List<String> fields() {
    long nowNs = ticker.nanos();
    long events = loops.objectEvents();
    double seconds = Math.max(1, nowNs - lastNs) / (double) TimeUnit.SECONDS.toNanos(1);
    double perSecond = (events - lastEvents) / seconds;
    lastNs = nowNs;
    lastEvents = events;
    return List.of(
        Figures.count(loops.open()) + "/" + Figures.count(loops.all().size()) + " watches open",
        Figures.count(events, "event", "events"),
        Figures.rate(perSecond),
        Figures.count(loops.total(LoopCount.RELISTS), "relist", "relists"),
        Figures.count(loops.total(LoopCount.LIST_FAILURES)) + " lists failed",
        Figures.count(loops.total(LoopCount.WATCH_FAILURES) + loops.total(LoopCount.WATCHES_BROKEN))
            + " watches failed",
        Figures.count(loops.total(LoopCount.MISSED_AT_LEAST)) + " missed");
  }

  /** Leaves a last line and gives standard error back. */
  void end() {
    line.close();
    System.setErr(standardError);
  }
}
