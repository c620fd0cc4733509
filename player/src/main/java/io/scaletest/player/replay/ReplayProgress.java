package io.scaletest.player.replay;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.player.load.HeldWatches;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** How far a replay is: position in the recording, rate, in flight, held, errors, watches, lag. */
final class ReplayProgress implements Supplier<List<String>> {
  /** A lag that people need not hear of. */
  private static final long LAG_TOLD_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private final ReplayLoop loop;
  private final ReplayRecorder recorder;
  private final RunRecorder requests;
  private final HeldWatches watches;
  private final double speed;
  private final long lengthNs;
  private final Ticker ticker;
  private long lastNs;
  private long lastCompleted;

  ReplayProgress(
      ReplayLoop loop,
      ReplayRecorder recorder,
      RunRecorder requests,
      HeldWatches watches,
      double speed,
      long lengthNs,
      Ticker ticker) {
    this.loop = loop;
    this.recorder = recorder;
    this.requests = requests;
    this.watches = watches;
    this.speed = speed;
    this.lengthNs = lengthNs;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
  }

  @Override
  public List<String> get() {
    long nowNs = ticker.nanos();
    List<String> fields = new ArrayList<>();
    fields.add(recorded(Math.min(loop.positionNs(), lengthNs)) + "/" + recorded(lengthNs));
    long completed = recorder.completed();
    double seconds = (nowNs - lastNs) / 1e9;
    if (seconds > 0) {
      fields.add(Figures.rate((completed - lastCompleted) / seconds));
    }
    lastNs = nowNs;
    lastCompleted = completed;
    long held = loop.held();
    fields.add(Figures.count(Math.max(0, loop.state().inFlight() - held)) + " in flight");
    if (held > 0) {
      fields.add(Figures.count(held) + " held");
    }
    if (loop.lagNs() > LAG_TOLD_NS) {
      fields.add("behind by " + DurationText.latency(loop.lagNs()));
    }
    fields.add(Figures.count(requests.failed(), "error", "errors"));
    if (watches.count() > 0) {
      fields.add(Figures.count(watches.count()) + " watches");
    }
    return fields;
  }

  /** As a moment of the recording, in whole seconds. */
  private String recorded(long ns) {
    long seconds = Math.round(Math.max(0, ns) * speed / 1e9);
    return DurationText.ofNanos(TimeUnit.SECONDS.toNanos(seconds));
  }
}
