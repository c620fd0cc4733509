package io.scaletest.player.run;

import io.scaletest.common.clock.Ticker;
import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.run.RunId;
import io.scaletest.common.shutdown.StopSignal;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.player.nodes.NodesOutcome;
import io.scaletest.player.result.SloResult;
import io.scaletest.player.search.CapacitySearch;
import io.scaletest.player.search.CapacitySearch.Answer;
import io.scaletest.player.search.CapacitySearch.End;
import io.scaletest.player.search.Trend;
import io.scaletest.player.search.Trial;
import io.scaletest.player.search.Trial.Result;
import io.scaletest.player.workload.Workload;
import io.scaletest.wire.json.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;

/**
 * Searches the highest value of one key at which a workload meets its limits. Each trial is a run
 * of its own, with its own namespaces, objects and files, from the same state of the cluster as far
 * as a clean-up makes it so. Used once, by one thread, which it blocks.
 */
public final class CapacityRun {
  /** Long enough for the percentile of a rate worth searching, to find the range. */
  private static final int SHORT_SHARE = 6;

  private final PlaySettings settings;
  private final FindMax wanted;
  private final Duration settle;
  private final Duration trial;
  private final double width;
  private final Duration atMost;
  private final StopSignal stop;
  private final PrintStream out;
  private final Ticker ticker = Ticker.system();
  private int trials;

  /**
   * @param settle how long each trial runs before it is measured
   * @param trial how long a full one is measured
   * @param width how near the bounds are to be, as a share
   * @param atMost after what time no further trial begins
   * @param out where trials and answer are told
   */
  public CapacityRun(
      PlaySettings settings,
      FindMax wanted,
      Duration settle,
      Duration trial,
      double width,
      Duration atMost,
      StopSignal stop,
      PrintStream out) {
    this.settings = settings;
    this.wanted = wanted;
    this.settle = settle;
    this.trial = trial;
    this.width = width;
    this.atMost = atMost;
    this.stop = stop;
    this.out = out;
  }

  /**
   * Searches.
   *
   * @throws ToolException a usage error if the key is none of the specification; with {@link
   *     PlayerExit#NO_CAPACITY_FOUND} if there is no interval
   */
  public ExitStatus run() throws InterruptedException {
    workload(wanted.low(), true);
    workload(wanted.high(), true);
    if (settings.workload().slos().isEmpty()) {
      throw ToolException.usage(
          "find-max: " + settings.spec().name() + " must have an slo to search by");
    }
    RunId runId = settings.run().runId(WallClock.anchoredTo(ticker), ZoneId.systemDefault());
    long startNs = ticker.nanos();
    Answer answer =
        new CapacitySearch(
                wanted.low(),
                wanted.high(),
                width,
                wanted.whole(),
                this::trial,
                () -> stop.requested() || ticker.nanos() - startNs > atMost.toNanos())
            .search();
    Path file = Path.of(runId.value() + "-capacity.json");
    write(file, answer);
    out.println(text(answer));
    out.println("capacity    " + file);
    Optional<ExitStatus> stopped = stop.status();
    if (stopped.isPresent()) {
      return stopped.get();
    }
    if (answer.end() != End.FOUND) {
      throw new ToolException(PlayerExit.NO_CAPACITY_FOUND, text(answer));
    }
    return CommonExit.OK;
  }

  /** Returns the workload at a value. */
  private Workload workload(double value, boolean full) {
    Workload read = settings.spec().read(Map.of(wanted.key(), wanted.text(value)));
    long measuredNs = full ? trial.toNanos() : Math.max(trial.toNanos() / SHORT_SHARE, 1);
    try {
      return read.asTrial(settle.toNanos(), measuredNs);
    } catch (IllegalArgumentException e) {
      throw ToolException.usage("find-max: " + settings.spec().name() + ": " + e.getMessage());
    }
  }

  private Trial trial(double value, boolean full) throws InterruptedException {
    trials++;
    PlaySettings own = settings.asTrial(trials, workload(value, full));
    PlayRun run = new PlayRun(own, stop, new PrintStream(OutputStream.nullOutputStream(), false));
    try {
      run.run();
    } catch (ToolException e) {
      // A limit that was broken, or a verdict of INVALID, is what a trial is for.
      boolean judged = e.status() == PlayerExit.SLO_BROKEN || e.status() == PlayerExit.RUN_INVALID;
      if (run.unready().isEmpty() && (!judged || run.outcome().isEmpty())) {
        throw e;
      }
    }
    Trial told = judge(value, run);
    out.printf(
        "trial %d  %s=%s  %s  %s/s  %s%n",
        trials,
        wanted.key(),
        wanted.text(value),
        told.result(),
        Figures.figure(told.carriedPerSecond()),
        told.why());
    out.flush();
    return told;
  }

  private static Trial judge(double value, PlayRun run) {
    double carried = run.outcome().map(PlayRun.Outcome::carriedPerSecond).orElse(0.0);
    Optional<String> nodesLate = run.nodesOutcome().flatMap(NodesOutcome::late);
    if (nodesLate.isPresent()) {
      return new Trial(value, Result.LATE, nodesLate.get(), carried);
    }
    Optional<String> nodesBroken =
        run.unready().or(() -> run.nodesOutcome().flatMap(NodesOutcome::broken));
    if (nodesBroken.isPresent()) {
      return new Trial(value, Result.MISSED, nodesBroken.get(), carried);
    }
    return judge(value, run.outcome().get());
  }

  private static Trial judge(double value, PlayRun.Outcome outcome) {
    double carried = outcome.carriedPerSecond();
    if (outcome.trouble().isPresent()) {
      return new Trial(value, Result.LATE, outcome.trouble().get(), carried);
    }
    Optional<Verdict.Finding> late =
        outcome.verdict().findings().stream()
            .filter(finding -> finding.about() == Verdict.Side.CLIENT)
            .filter(finding -> finding.status() == Verdict.Status.INVALID)
            .findFirst();
    if (late.isPresent()) {
      return new Trial(value, Result.LATE, late.get().text(), carried);
    }
    if (outcome.throttled() > 0) {
      String why = Figures.count(outcome.throttled()) + " answers of 429";
      return new Trial(value, Result.MISSED, why, carried);
    }
    if (outcome.watchers().isPresent()) {
      // Limits that fewer watchers met say nothing of as many as were asked for.
      String why = PlayReport.text(outcome.watchers().get());
      return new Trial(value, Result.MISSED, why, carried);
    }
    Optional<SloResult> broken =
        outcome.slos().stream().filter(slo -> slo.status() != SloResult.Status.MET).findFirst();
    if (broken.isPresent()) {
      return new Trial(value, Result.MISSED, broken.get().text(), carried);
    }
    if (Trend.rises(outcome.medians())) {
      return new Trial(value, Result.MISSED, "the response time rises: a queue grows", carried);
    }
    return new Trial(value, Result.MET, outcome.slos().get(0).text(), carried);
  }

  private String text(Answer answer) {
    String lower = wanted.text(answer.lower());
    String upper = Double.isInfinite(answer.upper()) ? "" : wanted.text(answer.upper());
    String key = wanted.key();
    return switch (answer.end()) {
      case FOUND -> key + ": between " + lower + " and " + upper;
      case NOT_REACHED -> key + ": at least " + lower + ", where the search ended";
      case BELOW_LOWEST -> key + ": below " + upper + ", where the search began";
      case LIMIT_OF_THIS_CLIENT -> key + ": at least " + lower + "; the limit was this client";
      case UNSTABLE -> key + ": unstable, the bounds did not hold: " + lower + " to " + upper;
      case OUT_OF_TIME -> key + ": no interval in the time; from " + lower + " to " + upper;
    };
  }

  private void write(Path file, Answer answer) {
    JsonWriter json = JsonWriter.indented().object();
    json.put("schema", "scaletest-capacity").put("schemaVersion", 1);
    json.put("spec", settings.spec().name()).put("key", wanted.key()).put("unit", wanted.unit());
    json.put("end", answer.end().name());
    json.putValue("lower", answer.lower());
    json.putValue("upper", Double.isInfinite(answer.upper()) ? null : answer.upper());
    json.array("trials");
    for (Trial each : answer.trials()) {
      json.object();
      json.putValue("value", each.value());
      json.put("result", each.result().name()).put("why", each.why());
      json.putValue("carriedPerSecond", each.carriedPerSecond());
      json.endObject();
    }
    String text = json.endArray().endObject().endLine().toString();
    try {
      Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new ToolException(CommonExit.OUTPUT, file + " cannot be written: " + IoReason.of(e), e);
    }
  }
}
