package io.scaletest.watching.logger;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The fields of a logger's progress line, the most important first. */
final class LoggerProgress implements Supplier<List<String>> {
  /** Fewer latencies make no p99: the one of 10 is only another name for their maximum. */
  private static final long P99_SAMPLES_MIN = 1_000;

  private static final long P50_SAMPLES_MIN = 20;

  private final LoggerRun run;
  private final Ticker ticker;

  @GuardedBy("this")
  private long lastNs;

  @GuardedBy("this")
  private long lastEvents;

  LoggerProgress(LoggerRun run, Ticker ticker) {
    this.run = run;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
  }

  /** Returns the fields as of now; the rate is that since the last call. */
  @Override
  public synchronized List<String> get() {
    long nowNs = ticker.nanos();
    long events = run.reflector().counts().objectEvents();
    double seconds = Math.max(1, nowNs - lastNs) / (double) TimeUnit.SECONDS.toNanos(1);
    List<String> fields = new ArrayList<>();
    fields.add(Figures.count(run.reflector().objects(), "object", "objects"));
    fields.add(Figures.count(events, "event", "events"));
    fields.add(Figures.rate((events - lastEvents) / seconds));
    fields.add(Figures.count(run.recorder().queue().stats().depth()) + " queued");
    fields.add(Figures.count(run.reflector().counts().relists(), "relist", "relists"));
    SignedLatencySeries.Total notification = run.latencies().notification().total();
    if (notification.count() >= P99_SAMPLES_MIN) {
      fields.add("notified p99 " + DurationText.latency(notification.atPercentile(99)));
    } else if (notification.count() >= P50_SAMPLES_MIN) {
      fields.add("notified p50 " + DurationText.latency(notification.atPercentile(50)));
    }
    lastNs = nowNs;
    lastEvents = events;
    return fields;
  }
}
