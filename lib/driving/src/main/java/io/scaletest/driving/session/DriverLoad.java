package io.scaletest.driving.session;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.closedloop.ClosedLoopPlan;
import io.scaletest.driving.loop.LoopState;
import io.scaletest.driving.recording.RunRecorder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the server carried the load of a driver. */
public final class DriverLoad {
  private static final double NS_PER_S = 1e9;

  /** Fewer requests behind the schedule are a hiccup, whatever share of a small run they are. */
  private static final double BEHIND_MIN = 10;

  private DriverLoad() {}

  /**
   * Compares what an open loop's schedule had asked for by its end with what was done by then. What
   * is in flight at any moment anyway, for as long as the fastest create takes, is not behind.
   *
   * @return empty where no rate was asked for: before the second arrival
   */
  static Optional<Verdict.Load> ofOpenLoop(LoopState state, RunRecorder recorder) {
    return ofOpenLoop(
        state,
        recorder,
        recorder.succeeded(Operation.CREATE),
        LatencySummary.of(recorder.service(Operation.CREATE)).minNs().orElse(0),
        "creates");
  }

  /**
   * Compares, as above, what a schedule of other operations had asked for with what was done.
   *
   * @param succeeded how many operations of the schedule
   * @param leastServiceNs how long the fastest of them took
   * @param unit what they are called
   */
  public static Optional<Verdict.Load> ofOpenLoop(
      LoopState state, RunRecorder recorder, long succeeded, long leastServiceNs, String unit) {
    double seconds = state.lastIntendedSinceStartNs() / NS_PER_S;
    long arrived = state.arrived();
    if (arrived < 2 || seconds <= 0) {
      return Optional.empty();
    }
    double asked = arrived / seconds;
    double underWay = 1 + asked * leastServiceNs / NS_PER_S;
    double behind = arrived - state.carriedAtLastArrival() - underWay;
    double byTheEnd = behind < BEHIND_MIN ? 1 : 1 - behind / arrived;
    double inAll = (double) succeeded / arrived;
    double carried = asked * Math.min(1, Math.min(byTheEnd, inAll));
    List<String> why = new ArrayList<>();
    long endNs = state.startNs() + state.lastIntendedSinceStartNs();
    add(why, recorder.busyStreams().text(state.startNs(), endNs));
    add(why, recorder);
    return Optional.of(Verdict.Load.of(asked, carried, unit, String.join(", ", why)));
  }

  /**
   * Compares the rate that a closed loop may reach with the one that it reached. Its threads wait
   * for their answers, so to reach less is what the server makes of so many threads.
   */
  static Optional<Verdict.Load> ofClosedLoop(
      ClosedLoopPlan plan, LoopState state, RunRecorder recorder) {
    long lastSentNs = state.startNs();
    long succeeded = 0;
    for (Operation operation : recorder.recorded()) {
      lastSentNs = Math.max(lastSentNs, recorder.lastSentNs(operation));
      succeeded += recorder.succeeded(operation);
    }
    double seconds = (lastSentNs - state.startNs()) / NS_PER_S;
    if (seconds <= 0) {
      return Optional.empty();
    }
    List<String> why = new ArrayList<>();
    why.add(
        plan.threads() == 1
            ? "by 1 thread that waits for its answers"
            : "by " + plan.threads() + " threads that wait for their answers");
    add(why, recorder);
    double carried = Math.min(plan.ratePerSecond(), succeeded / seconds);
    return Optional.of(
        Verdict.Load.of(plan.ratePerSecond(), carried, "writes", String.join(", ", why)));
  }

  private static void add(List<String> why, RunRecorder recorder) {
    add(why, recorder.failed() == 0 ? "" : recorder.failed() + " requests failed");
    add(why, recorder.neverSent() == 0 ? "" : recorder.neverSent() + " of them never sent");
  }

  private static void add(List<String> why, String text) {
    if (!text.isEmpty()) {
      why.add(text);
    }
  }
}
