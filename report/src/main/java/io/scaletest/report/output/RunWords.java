package io.scaletest.report.output;

import io.scaletest.common.operation.Operation;
import io.scaletest.common.text.Figures;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Replay;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.WatchView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run came to in sentences, the same in all forms for people. */
final class RunWords {
  private static final double WHOLE_MS_FROM = 1_000;

  private RunWords() {}

  /** Returns the answer in one sentence. */
  static String verdict(RunResult run) {
    return switch (run.status()) {
      case VALID -> "VALID: the run counts. " + done(run);
      case SUSPECT -> "SUSPECT: use with care. " + first(run);
      case INVALID ->
          "INVALID: these numbers do not describe a working control plane. " + first(run);
    };
  }

  private static String first(RunResult run) {
    return run.findings().isEmpty() ? "" : PlainText.safe(run.findings().get(0).reason());
  }

  /** Returns what was done: {@code 20,000 creates, 20,000 deletes in 77 s, 0 failed}. */
  static String done(RunResult run) {
    if (run.operations().isEmpty()) {
      return "No rows of requests in the files.";
    }
    var words = new ArrayList<String>();
    long failed = 0;
    for (OperationResult operation : run.operations()) {
      words.add(
          Figures.count(operation.count(), operation.name(), Operation.pluralOf(operation.name())));
      failed += operation.failed();
    }
    return String.join(", ", words)
        + " in "
        + Figures.figure(run.seconds())
        + " s, "
        + Figures.count(failed)
        + " failed.";
  }

  /**
   * Returns how near a replay came: {@code 5,300 of 5,300 requests at speed 1, 99.8 % answered as
   * recorded}.
   */
  static String replay(Replay replay) {
    double share = replay.asRecorded() / (double) Math.max(1, replay.recorded());
    long leftOut = replay.leftOut().values().stream().mapToLong(n -> n).sum();
    return "replay of "
        + PlainText.safe(replay.trace())
        + ": "
        + Figures.count(replay.replayed())
        + " of "
        + Figures.count(replay.recorded(), "request", "requests")
        + " at speed "
        + Figures.figure(replay.speed())
        + ", "
        + Figures.fixed(100 * share, 1)
        + " % answered as recorded; left out "
        + Figures.count(leftOut)
        + " of "
        + Figures.count(replay.requests());
  }

  /** Returns a percentile with its interval: {@code 7.1 (6.8 to 7.5)}, in milliseconds. */
  static String percentile(Series series, double level) {
    Optional<Percentile> found = series.total().percentile(level);
    if (found.isEmpty()) {
      return "-";
    }
    String value = PlainText.ms(found.get().valueNs());
    return found
        .get()
        .interval()
        .map(
            each ->
                value + " (" + PlainText.ms(each.low()) + " to " + PlainText.ms(each.high()) + ")")
        .orElse(value);
  }

  /** Returns a percentile without its interval, where room is short. */
  static String plainPercentile(Series series, double level) {
    return series.total().percentile(level).map(each -> PlainText.ms(each.valueNs())).orElse("-");
  }

  /** Returns {@code 300 of 300/s}. */
  static String rate(OperationResult operation) {
    String achieved = Figures.rate(operation.achievedPerSecond());
    return operation.offeredPerSecond().isPresent()
        ? achieved + " of " + Figures.rate(operation.offeredPerSecond().getAsDouble())
        : achieved;
  }

  /** Returns where a clock stands, and what that rests on. */
  static String clock(ClockOffset clock) {
    if (clock.estimate().isEmpty()) {
      return "the "
          + clock.clock()
          + "'s clock is at most "
          + milliseconds(clock.provenAtMostMs().orElse(0))
          + " ahead of the "
          + clock.reference()
          + "'s";
    }
    Interval estimate = clock.estimate().get();
    String where =
        "the "
            + clock.clock()
            + "'s clock is "
            + milliseconds(Math.abs(estimate.middle()))
            + " ± "
            + milliseconds(estimate.halfWidth())
            + (estimate.middle() < 0 ? " behind the " : " ahead of the ")
            + clock.reference()
            + "'s";
    if (clock.proven().isPresent()) {
      Interval proven = clock.proven().get();
      return where
          + " (proven: "
          + milliseconds(proven.low())
          + " to "
          + milliseconds(proven.high())
          + ")";
    }
    String text =
        where
            + " (proven: at most "
            + milliseconds(clock.provenAtMostMs().orElse(0))
            + " ahead; assumed: "
            + clock.assumption()
            + ")";
    return clock.driftMsPerHour().isPresent()
        ? text
            + ", drifting by "
            + Figures.figure(clock.driftMsPerHour().getAsDouble())
            + " ms an hour"
        : text;
  }

  private static String milliseconds(double ms) {
    return (Math.abs(ms) >= WHOLE_MS_FROM ? Figures.count(Math.round(ms)) : Figures.figure(ms))
        + " ms";
  }

  /** Returns what a logger saw and missed. */
  static String watcher(WatchView view) {
    var words = new ArrayList<String>();
    Map<String, Long> counts = view.counts();
    if (!counts.containsKey("creates")) {
      counts.forEach((name, count) -> words.add(PlainText.safe(name) + " " + Figures.count(count)));
      return Figures.count(view.rows(), "watcher", "watchers") + ": " + String.join(", ", words);
    }
    words.add(
        Figures.count(counts.getOrDefault("creates", 0L))
            + " creates, "
            + Figures.count(counts.getOrDefault("updates", 0L))
            + " updates, "
            + Figures.count(counts.getOrDefault("deletes", 0L))
            + " deletes");
    if (counts.containsKey("missingCreates")) {
      words.add(
          "missing " + Figures.count(counts.get("missingCreates") + counts.get("missingDeletes")));
    }
    for (String name : List.of("duplicates", "coalesced", "outOfOrder", "foreign")) {
      long count = counts.getOrDefault(name, 0L);
      if (count > 0) {
        words.add(Figures.count(count) + " " + (name.equals("outOfOrder") ? "out of order" : name));
      }
    }
    return String.join("; ", words);
  }
}
