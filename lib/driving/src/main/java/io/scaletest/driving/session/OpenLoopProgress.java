package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.progress.ProgressSnapshot;
import io.scaletest.driving.lifecycle.Operation;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.RunRecorder;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How far an open-loop run is: its creates, and their response times so far. */
final class OpenLoopProgress implements Supplier<ProgressSnapshot> {
  private static final double NS_PER_S = 1e9;

  private final OpenLoopPlan plan;
  private final OpenLoop loop;
  private final RunRecorder recorder;
  private final Ticker ticker;

  OpenLoopProgress(OpenLoopPlan plan, OpenLoop loop, RunRecorder recorder, Ticker ticker) {
    this.plan = plan;
    this.loop = loop;
    this.recorder = recorder;
    this.ticker = ticker;
  }

  @Override
  public ProgressSnapshot get() {
    long elapsedNs = Math.max(1, ticker.nanos() - loop.state().startNs());
    long created = recorder.completed(Operation.CREATE);
    Histogram response = recorder.response(Operation.CREATE).total();
    return new ProgressSnapshot(
        created,
        plan.n(),
        created < plan.n() ? created / (elapsedNs / NS_PER_S) : ProgressSnapshot.UNKNOWN,
        loop.state().inFlight(),
        recorder.failed(),
        PercentilesSoFar.p50Ns(response),
        PercentilesSoFar.p99Ns(response),
        remainingNs(elapsedNs));
  }

  /** The arrivals still to come take 1/λ each in the mean; the last object then lives its life. */
  private long remainingNs(long elapsedNs) {
    double arrivalsNs = plan.n() > 0 ? plan.n() / plan.lambda() * NS_PER_S : 0;
    double plannedNs = arrivalsNs + plan.lifetimeNs();
    return (long) Math.max(0, plannedNs - elapsedNs);
  }
}
