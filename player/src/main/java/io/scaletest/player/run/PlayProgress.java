package io.scaletest.player.run;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.driving.recording.RunRecorder;
import io.scaletest.player.load.StateWatches;
import io.scaletest.player.load.Watchers;
import io.scaletest.player.load.WorkloadLoop;
import io.scaletest.player.result.PhaseFigures;
import io.scaletest.player.result.SloJudge;
import io.scaletest.player.result.SloResult;
import io.scaletest.player.workload.Phase;
import io.scaletest.player.workload.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How far a run is: phase, rate, in flight, errors, p99 of the phase, limits, watches. */
final class PlayProgress implements Supplier<List<String>> {
  private final Workload workload;
  private final WorkloadLoop loop;
  private final RunRecorder requests;
  private final PhaseFigures figures;
  private final SloJudge judge;
  private final Optional<Watchers> watchers;
  private final Optional<StateWatches> states;
  private final Optional<RunningActors> actors;
  private final Ticker ticker;
  private long lastNs;
  private long lastCompleted;

  PlayProgress(
      Workload workload,
      WorkloadLoop loop,
      RunRecorder requests,
      PhaseFigures figures,
      SloJudge judge,
      Optional<Watchers> watchers,
      Optional<StateWatches> states,
      Optional<RunningActors> actors,
      Ticker ticker) {
    this.workload = workload;
    this.loop = loop;
    this.requests = requests;
    this.figures = figures;
    this.judge = judge;
    this.watchers = watchers;
    this.states = states;
    this.actors = actors;
    this.ticker = ticker;
    this.lastNs = ticker.nanos();
  }

  @Override
  public List<String> get() {
    long nowNs = ticker.nanos();
    long sinceStartNs = Math.max(0, nowNs - loop.state().startNs());
    int index = loop.times().current();
    Phase phase = workload.phases().get(index);
    List<String> fields = new ArrayList<>();
    long phaseNs = sinceStartNs - loop.times().beginNs(index).orElse(0);
    String elapsed = seconds(Math.max(0, Math.min(phaseNs, phase.lengthNs())));
    fields.add(phase.name() + " " + elapsed + "/" + seconds(phase.lengthNs()));
    states
        .flatMap(watches -> watches.inState(index).stream().boxed().findFirst())
        .ifPresent(count -> fields.add(Figures.count(count) + " of " + phase.until().get().text()));
    long completed = figures.completed();
    double seconds = (nowNs - lastNs) / 1e9;
    if (seconds > 0) {
      fields.add(Figures.rate((completed - lastCompleted) / seconds));
    }
    lastNs = nowNs;
    lastCompleted = completed;
    fields.add(Figures.count(Math.max(0, loop.state().inFlight() - loop.held())) + " in flight");
    if (loop.held() > 0) {
      fields.add(Figures.count(loop.held()) + " held");
    }
    fields.add(Figures.count(requests.failed(), "error", "errors"));
    fields.add(Figures.count(loop.population()) + " objects");
    watchers.ifPresent(w -> fields.add(Figures.count(w.open()) + " watches"));
    actors.ifPresent(all -> fields.addAll(all.progress()));
    Histogram responses = figures.responses(index);
    if (responses.getTotalCount() > 0) {
      fields.add("p99 " + DurationText.latency(responses.getValueAtPercentile(99)));
    }
    slo().ifPresent(fields::add);
    return fields;
  }

  /** As short as can be: the line has room for little more than phase, state and rate. */
  private static String seconds(long ns) {
    return DurationText.ofNanos(TimeUnit.SECONDS.toNanos(TimeUnit.NANOSECONDS.toSeconds(ns)));
  }

  private Optional<String> slo() {
    List<SloResult> results = judge.results();
    if (results.isEmpty()) {
      return Optional.empty();
    }
    List<SloResult> broken =
        results.stream().filter(r -> r.status() == SloResult.Status.BROKEN).toList();
    return Optional.of(broken.isEmpty() ? "SLO kept" : "SLO broken: " + broken.get(0).what());
  }
}
