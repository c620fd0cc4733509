package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.driving.openloop.OpenLoop;
import io.scaletest.driving.openloop.OpenLoopPlan;
import io.scaletest.driving.recording.RunRecorder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How far an open-loop run is: its creates, and their response times so far. */
final class OpenLoopProgress implements Supplier<DriverProgress> {
  private static final double NS_PER_S = 1e9;

  private final OpenLoopPlan plan;
  private final OpenLoop loop;
  private final RunRecorder recorder;
  private final IntSupplier waiting;
  private final Ticker ticker;

  OpenLoopProgress(
      OpenLoopPlan plan, OpenLoop loop, RunRecorder recorder, IntSupplier waiting, Ticker ticker) {
    this.plan = plan;
    this.loop = loop;
    this.recorder = recorder;
    this.waiting = waiting;
    this.ticker = ticker;
  }

  @Override
  public DriverProgress get() {
    long elapsedNs = Math.max(1, ticker.nanos() - loop.state().startNs());
    long created = recorder.completed(Operation.CREATE);
    int waitsNow = waiting.getAsInt();
    Histogram response = recorder.response(Operation.CREATE).total();
    return new DriverProgress(
        created,
        plan.n(),
        created < plan.n() ? created / (elapsedNs / NS_PER_S) : DriverProgress.UNKNOWN,
        Math.max(0, loop.state().inFlight() - waitsNow),
        waitsNow,
        recorder.failed(),
        "response",
        PercentilesSoFar.p50Ns(response),
        PercentilesSoFar.p99Ns(response),
        remainingNs(created, elapsedNs));
  }

  /**
   * The arrivals still to come take 1/λ each in the mean, or as long as those so far where the
   * server is slower than that; the last object then lives its life. Nothing is told of the time
   * behind that, in which the last answers are waited for.
   */
  private long remainingNs(long created, long elapsedNs) {
    double arrivalsNs = plan.n() > 0 ? plan.n() / plan.lambda() * NS_PER_S : 0;
    double plannedNs = arrivalsNs + plan.lifetimeNs() - elapsedNs;
    double soFarNs =
        created == 0 || created == plan.n()
            ? 0
            : (double) elapsedNs / created * (plan.n() - created) + plan.lifetimeNs();
    double remainingNs = Math.max(plannedNs, soFarNs);
    return remainingNs < NS_PER_S ? DriverProgress.UNKNOWN : (long) Math.min(remainingNs, 9e18);
  }
}
