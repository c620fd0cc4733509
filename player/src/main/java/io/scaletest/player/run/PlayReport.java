package io.scaletest.player.run;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.session.DriverSummary;
import io.scaletest.player.load.Watchers;
import io.scaletest.player.pods.PodStartups;
import io.scaletest.player.result.FlowRecorder;
import io.scaletest.player.result.PhaseFigures;
import io.scaletest.player.result.SloJudge;
import io.scaletest.player.result.SloResult;
import io.scaletest.watching.loops.LoopCount;
import io.scaletest.watching.loops.LoopLatencies;
import java.util.List;
import java.util.Optional;

/** What the summary tells of a workload beside what it tells of every driver's run. */
final class PlayReport implements DriverSummary.Further {
  private final FlowRecorder recorder;
  private final PhaseFigures phases;
  private final Optional<Watchers> watchers;
  private final Optional<RunningActors> actors;
  private final Optional<PodStartups> pods;
  private final SloJudge judge;
  private Optional<List<SloResult>> slos = Optional.empty();
  private Optional<SloResult> abortedBy = Optional.empty();
  private Optional<String> brokenBy = Optional.empty();

  PlayReport(
      FlowRecorder recorder,
      PhaseFigures phases,
      Optional<Watchers> watchers,
      Optional<RunningActors> actors,
      Optional<PodStartups> pods,
      SloJudge judge) {
    this.actors = actors;
    this.pods = pods;
    this.recorder = recorder;
    this.phases = phases;
    this.watchers = watchers;
    this.judge = judge;
  }

  /**
   * Fixes the results: the measurement is over.
   *
   * @param because the limit that ended it early
   * @param trouble what else did: something beside the run has ended
   */
  void measured(Optional<SloResult> because, Optional<String> trouble) {
    brokenBy = trouble;
    slos = Optional.of(judge.results());
    abortedBy = because;
  }

  /** Returns how many watchers never had a watch, if that many that figures are of fewer. */
  Optional<Watchers.NeverOpened> neverOpened() {
    return watchers.map(Watchers::neverOpened).filter(Watchers.NeverOpened::matters);
  }

  /** Returns that in words. */
  static String text(Watchers.NeverOpened never) {
    return Figures.count(never.count())
        + " of "
        + Figures.count(never.of(), "watcher", "watchers")
        + " had no watch yet";
  }

  List<SloResult> slos() {
    return slos.orElseGet(judge::results);
  }

  @Override
  public void judge(Judgement judgement) {
    brokenBy.ifPresent(
        trouble ->
            judgement.add(Verdict.Status.INVALID, Verdict.Side.RUN, "ended early: " + trouble));
    abortedBy.ifPresent(
        slo ->
            judgement.add(
                Verdict.Status.SUSPECT, Verdict.Side.RUN, "ended early by a limit: " + slo.text()));
    watchers.ifPresent(w -> judgement.stamps(LatencySummary.of(w.latencies().notification())));
    neverOpened()
        .ifPresent(
            never -> judgement.add(Verdict.Status.SUSPECT, Verdict.Side.SERVER, text(never)));
  }

  @Override
  public void tell(RunSummary.Builder summary) {
    for (SloResult slo : slos()) {
      summary.objective(
          new RunSummary.Objective(slo.status().name(), slo.what(), slo.limit(), slo.measured()));
    }
    summary.count("starved", recorder.starved());
    if (recorder.readsNotFound() > 0) {
      summary.count("readsNotFound", recorder.readsNotFound());
    }
    phases.tell(summary);
    LatencySummary held = LatencySummary.of(recorder.held());
    if (held.count() > 0) {
      summary.latency(recorder.held().name(), "held by order", held);
    }
    watchers.ifPresent(w -> tell(summary, w));
    pods.ifPresent(all -> all.tell(summary));
    actors.ifPresent(all -> all.tell(summary));
  }

  private static void tell(RunSummary.Builder summary, Watchers watchers) {
    summary.count("watchEvents", watchers.events());
    summary.count("watchesOpened", watchers.total(LoopCount.WATCHES));
    summary.count("watchesBroken", watchers.total(LoopCount.WATCHES_BROKEN));
    summary.count("watchesCutShort", watchers.total(LoopCount.WATCHES_CUT_SHORT));
    summary.count("watchFailures", watchers.total(LoopCount.WATCH_FAILURES));
    summary.count("listFailures", watchers.total(LoopCount.LIST_FAILURES));
    summary.count("watchersNeverOpened", watchers.neverOpened().count());
    summary.count("missedAtLeast", watchers.total(LoopCount.MISSED_AT_LEAST));
    LoopLatencies latencies = watchers.latencies();
    tell(
        summary, "notification", "watch notification", LatencySummary.of(latencies.notification()));
    tell(summary, "establish", "watch establish", LatencySummary.of(latencies.establish()));
    tell(summary, "watch-list", "watchers' lists", LatencySummary.of(latencies.list()));
    if (watchers.haveSlow()) {
      tellSlow(summary, watchers);
    }
  }

  private static void tellSlow(RunSummary.Builder summary, Watchers watchers) {
    summary.count("slowWatchesOpened", watchers.slowTotal(LoopCount.WATCHES));
    summary.count("slowWatchesBroken", watchers.slowTotal(LoopCount.WATCHES_BROKEN));
    summary.count("slowWatchesCutShort", watchers.slowTotal(LoopCount.WATCHES_CUT_SHORT));
    summary.count("slowMissedAtLeast", watchers.slowTotal(LoopCount.MISSED_AT_LEAST));
    tell(
        summary,
        "slow-notification",
        "slow readers' notification",
        LatencySummary.of(watchers.slowLatencies().notification()));
  }

  private static void tell(
      RunSummary.Builder summary, String name, String label, LatencySummary of) {
    if (of.count() > 0) {
      summary.latency(name, label, of);
    }
  }
}
