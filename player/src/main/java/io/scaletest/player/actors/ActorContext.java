package io.scaletest.player.actors;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.timer.Timers;
import io.scaletest.kube.names.ScaletestNames;
import io.scaletest.player.watch.WatchParts;
import io.scaletest.wire.time.AnnotationTimestamps;
import io.scaletest.wire.time.UtcTime;
import io.scaletest.wire.url.PercentEncoding;

/**
 * What an actor is given.
 *
 * @param runId whose objects it looks after
 * @param requests by which it writes
 * @param watches by which it watches, as itself
 * @param faults hears of what its tasks throw
 * @param seed of its random times
 */
public record ActorContext(
    String runId,
    ActorRequests requests,
    WatchParts watches,
    WallClock clock,
    AnnotationTimestamps timestamps,
    FaultHandler faults,
    long seed) {
  /** Returns timers for what is due later. */
  public Timers timers() {
    return watches.timers();
  }

  /** Returns a reading of the run's ticker. */
  public long nowNs() {
    return clock.ticker().nanos();
  }

  /** Returns the time as the API's objects have it, to the second. */
  public String now() {
    return UtcTime.api(clock.at(nowNs()).getEpochSecond());
  }

  /** Returns the time as the tools' annotations have it. */
  public String stamp() {
    return timestamps.format(clock.epochMillisAt(nowNs()));
  }

  /** Returns the query parameter that selects the run's objects, and those with further labels. */
  public String selector(String furtherLabels) {
    String run = ScaletestNames.RUN_LABEL_KEY + "=" + ScaletestNames.runLabelValue(runId);
    return "labelSelector="
        + PercentEncoding.encoded(furtherLabels.isEmpty() ? run : run + "," + furtherLabels);
  }
}
