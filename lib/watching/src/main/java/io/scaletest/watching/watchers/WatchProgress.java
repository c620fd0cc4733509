package io.scaletest.watching.watchers;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.text.Figures;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.TimedWatchLoops;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The fields of the progress line, the most important first. */
final class WatchProgress implements Supplier<List<String>> {
  private final TimedWatchLoops loops;
  private final Ticker ticker;

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long lastEvents;

  WatchProgress(TimedWatchLoops loops, Ticker ticker) {
    this.loops = loops;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
  }

  /** Returns the fields as of now; the rate is that since the last call. */
  @Override
  public synchronized List<String> get() {
    long nowNs = ticker.nanos();
    long events = loops.objectEvents();
    double seconds = Math.max(1, nowNs - lastNs) / (double) TimeUnit.SECONDS.toNanos(1);
    double perSecond = (events - lastEvents) / seconds;
    lastNs = nowNs;
    lastEvents = events;
    long failed =
        loops.total(LoopCount.LIST_FAILURES)
            + loops.total(LoopCount.WATCH_FAILURES)
            + loops.total(LoopCount.WATCHES_BROKEN);
    return List.of(
        Figures.count(loops.open()) + "/" + Figures.count(loops.all().size()) + " watches open",
        Figures.count(events, "event", "events"),
        Figures.rate(perSecond),
        Figures.count(failed) + " failed",
        Figures.count(loops.total(LoopCount.MISSED_AT_LEAST)) + " missed",
        Figures.count(loops.total(LoopCount.RELISTS), "relist", "relists"));
  }
}
