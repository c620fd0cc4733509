package io.scaletest.driving.session;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.progress.DriverProgress;
import io.scaletest.driving.closedloop.ClosedLoop;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.recording.RunRecorder;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How far a closed-loop run is: its writes, and the service times of its creates so far. */
final class ClosedLoopProgress implements Supplier<DriverProgress> {
  private static final double NS_PER_S = 1e9;

  private final ClosedLoopPlan plan;
  private final ClosedLoop loop;
  private final RunRecorder recorder;
  private final IntSupplier waiting;
  private final Ticker ticker;

  ClosedLoopProgress(
      ClosedLoopPlan plan,
      ClosedLoop loop,
      RunRecorder recorder,
      IntSupplier waiting,
      Ticker ticker) {
    this.plan = plan;
    this.loop = loop;
    this.recorder = recorder;
    this.waiting = waiting;
    this.ticker = ticker;
  }

  @Override
  public DriverProgress get() {
    double elapsedSeconds = Math.max(1, ticker.nanos() - loop.state().startNs()) / NS_PER_S;
    long written = recorder.recorded().stream().mapToLong(recorder::completed).sum();
    int waitsNow = waiting.getAsInt();
    Histogram service = recorder.service(Operation.CREATE).total();
    return new DriverProgress(
        written,
        plan.durationNs() < Long.MAX_VALUE ? DriverProgress.UNKNOWN : plan.operations(),
        written / elapsedSeconds,
        Math.max(0, loop.state().inFlight() - waitsNow),
        waitsNow,
        recorder.failed(),
        "service",
        PercentilesSoFar.p50Ns(service),
        PercentilesSoFar.p99Ns(service),
        remainingNs(written, elapsedSeconds));
  }

  /** What is left goes at the rate asked for, or at the one so far if that is lower. */
  private long remainingNs(long written, double elapsedSeconds) {
    if (written == 0) {
      return DriverProgress.UNKNOWN;
    }
    double perSecond = Math.min(plan.ratePerSecond(), written / elapsedSeconds);
    double byNumberNs = (plan.operations() - written) / perSecond * NS_PER_S;
    double byTimeNs = Math.max(0, plan.durationNs() - elapsedSeconds * NS_PER_S);
    return (long) Math.min(Math.min(byNumberNs, byTimeNs), Long.MAX_VALUE);
  }
}
