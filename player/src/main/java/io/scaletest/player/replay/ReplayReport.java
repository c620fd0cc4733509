package io.scaletest.player.replay;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.session.DriverSummary;
import io.scaletest.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What the summary tells of a replay: what was left out, and how near the rest came. */
final class ReplayReport implements DriverSummary.Further {
  static final long SECTION_VERSION = 1;

  /** A verb, or answers, that differ by more are another load. */
  static final double DIFFERENCE_SUSPECT = 0.01;

  /** Fewer are an accident, whatever share of a small trace they are. */
  static final long DIFFERENCE_LEAST = 3;

  /** As long as a request of one's own may be late before the rest is doubted. */
  static final long READER_LATE_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  private static final int DIFFERENCES_SHOWN = 3;

  private final ReplaySettings settings;
  private final TraceScan scan;
  private final Fidelity fidelity;
  private final ReplayRecorder recorder;
  private final ReplayLoop loop;
  private final InitialState initial;
  private final Bodies bodies;
  private final Supplier<Optional<String>> damage;

  /**
   * @param damage why the trace is not whole, as far as it was read
   */
  ReplayReport(
      ReplaySettings settings,
      TraceScan scan,
      Fidelity fidelity,
      ReplayRecorder recorder,
      ReplayLoop loop,
      InitialState initial,
      Bodies bodies,
      Supplier<Optional<String>> damage) {
    this.settings = settings;
    this.scan = scan;
    this.fidelity = fidelity;
    this.recorder = recorder;
    this.loop = loop;
    this.initial = initial;
    this.bodies = bodies;
    this.damage = damage;
  }

  @Override
  public long meantToFail() {
    return fidelity.meantToFail();
  }

  @Override
  public void judge(Judgement judgement) {
    LatencySummary late = LatencySummary.of(recorder.readerLate());
    if (late.p99Ns().orElse(0) > READER_LATE_SUSPECT_NS) {
      judgement.add(
          Verdict.Status.SUSPECT,
          Verdict.Side.CLIENT,
          "the trace was read too late: p99 "
              + DurationText.significant(late.p99Ns().getAsLong())
              + " (limit "
              + DurationText.significant(READER_LATE_SUSPECT_NS)
              + ")");
    }
    if (loop.pauses() > 0) {
      judgement.add(
          Verdict.Status.SUSPECT,
          Verdict.Side.SERVER,
          "nothing was sent "
              + Figures.count(loop.pauses(), "time", "times")
              + " while "
              + Figures.count(ReplayLoop.UNDER_WAY_MAX)
              + " requests, or their bodies, were under way");
    }
    fidelity
        .worstVerb(DIFFERENCE_SUSPECT, DIFFERENCE_LEAST)
        .ifPresent(
            text ->
                judgement.add(
                    Verdict.Status.SUSPECT, Verdict.Side.RUN, "not all was replayed: " + text));
    long differing = fidelity.differing();
    double share = differing / (double) Math.max(1, fidelity.recorded());
    if (differing > DIFFERENCE_LEAST && share > DIFFERENCE_SUSPECT) {
      judgement.add(
          Verdict.Status.SUSPECT,
          Verdict.Side.RUN,
          percent(share)
              + " of the answers have another code than in the recording (limit "
              + percent(DIFFERENCE_SUSPECT)
              + "), most of them: "
              + fidelity.differences(1).get(0));
    }
    damage
        .get()
        .ifPresent(
            why ->
                judgement.add(
                    Verdict.Status.SUSPECT, Verdict.Side.RUN, settings.trace() + " " + why));
  }

  private static String percent(double share) {
    return Figures.fixed(100 * share, 1) + " %";
  }

  @Override
  public void tell(RunSummary.Builder summary) {
    summary.line("replayed", replayedLine());
    summary.line("verbs", verbsLine());
    summary.line("codes", codesLine());
    summary.line("in flight", inFlightLine());
    if (fidelity.of(Operation.WATCH).recorded() > 0) {
      summary.line("watches", watchesLine());
    }
    if (initial.needed() > 0) {
      summary.line("before it", initialLine());
    }
    List<String> leftOut = leftOutLines(scan);
    for (int i = 0; i < leftOut.size(); i++) {
      // Labels differ, though people see but one.
      summary.line(i == 0 ? "left out" : " ".repeat(i), leftOut.get(i));
    }
    tell(summary, recorder.held().name(), "held by order", LatencySummary.of(recorder.held()));
    LatencySummary late = LatencySummary.of(recorder.readerLate());
    if (late.maxNs().orElse(0) > 0) {
      tell(summary, recorder.readerLate().name(), "read too late by", late);
    }
    summary.section("replay", section());
  }

  private static void tell(
      RunSummary.Builder summary, String name, String label, LatencySummary of) {
    if (of.count() > 0) {
      summary.latency(name, label, of);
    }
  }

  private String replayedLine() {
    return Figures.count(fidelity.replayed())
        + " of "
        + Figures.count(fidelity.recorded(), "request", "requests")
        + (settings.speed() == 1 ? "" : " at speed " + Figures.figure(settings.speed()))
        + (settings.copies() == 1 ? "" : ", each " + settings.copies() + " times")
        + (settings.rounds() == 1 ? "" : ", in " + settings.rounds() + " rounds")
        + (fidelity.dropped() == 0
            ? ""
            : ", " + Figures.count(fidelity.dropped()) + " pages that there were not");
  }

  private String verbsLine() {
    List<String> all = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      long recorded = fidelity.of(operation).recorded();
      long replayed = fidelity.of(operation).replayed();
      if (recorded > 0) {
        all.add(
            operation.word()
                + ' '
                + (recorded == replayed ? "" : Figures.count(replayed) + " of ")
                + Figures.count(recorded));
      }
    }
    return String.join(", ", all);
  }

  private String codesLine() {
    long of = Math.max(1, fidelity.recorded());
    List<String> differences = fidelity.differences(DIFFERENCES_SHOWN);
    return percent(fidelity.asRecorded() / (double) of)
        + " as recorded"
        + (differences.isEmpty() ? "" : "; " + String.join(", ", differences));
  }

  private String inFlightLine() {
    return Figures.figure(fidelity.meanInFlight(false))
        + " in the mean, "
        + Figures.count(fidelity.mostInFlight())
        + " at most; recorded "
        + Figures.figure(fidelity.meanInFlight(true))
        + " and "
        + Figures.count(fidelity.mostRecordedInFlight());
  }

  private String watchesLine() {
    LatencySummary recorded = fidelity.lifetimes(true);
    LatencySummary replayed = fidelity.lifetimes(false);
    return Figures.count(fidelity.of(Operation.WATCH).replayed())
        + lasted(replayed)
        + (recorded.meanNs().isEmpty()
            ? ""
            : "; recorded" + lasted(recorded) + (settings.speed() == 1 ? "" : " at that speed"))
        + "; "
        + Figures.count(fidelity.events(), "event", "events");
  }

  private static String lasted(LatencySummary of) {
    return of.meanNs().isEmpty()
        ? ""
        : ", mean "
            + DurationText.significant(of.meanNs().getAsLong())
            + ", max "
            + DurationText.significant(of.maxNs().getAsLong());
  }

  private String initialLine() {
    return Figures.count(initial.made())
        + " of "
        + Figures.count(initial.needed(), "object", "objects")
        + " made"
        + (initial.minimal() == 0
            ? ""
            : ", " + Figures.count(initial.minimal()) + " as small as can be");
  }

  /** Returns what of a trace is left out, a line for each cause, the most frequent first. */
  static List<String> leftOutLines(TraceScan scan) {
    List<String> lines = new ArrayList<>();
    scan.leftOut().entrySet().stream()
        .sorted((a, b) -> Long.compare(b.getValue(), a.getValue()))
        .forEach(each -> lines.add(leftOutLine(scan, each.getKey(), each.getValue())));
    return lines;
  }

  private static String leftOutLine(TraceScan scan, LeftOut cause, long count) {
    double share = count / (double) Math.max(1, scan.requests());
    StringBuilder line = new StringBuilder();
    line.append(Figures.count(count)).append(" (").append(percent(share)).append(") ");
    line.append(cause.text());
    if (cause == LeftOut.TRAFFIC) {
      List<String> classes = new ArrayList<>();
      scan.trafficLeftOut()
          .forEach((each, of) -> classes.add(each.label() + " " + Figures.count(of)));
      line.append(": ").append(String.join(", ", classes));
    }
    return line.toString();
  }

  private Map<String, Object> section() {
    Map<String, Object> tree = JsonTree.of();
    tree.put("version", SECTION_VERSION);
    tree.put("trace", settings.trace().toString());
    damage.get().ifPresent(why -> tree.put("damage", why));
    tree.put("speed", settings.speed());
    tree.put("rounds", (long) settings.rounds());
    tree.put("copies", (long) settings.copies());
    tree.put("requests", scan.requests());
    Map<String, Object> leftOut = JsonTree.of();
    scan.leftOut().forEach((cause, count) -> leftOut.put(cause.code(), count));
    tree.put("leftOut", leftOut);
    Map<String, Object> traffic = JsonTree.of();
    scan.trafficLeftOut().forEach((each, count) -> traffic.put(each.label(), count));
    tree.put("trafficLeftOut", traffic);
    tree.put("objectsBefore", initial.needed());
    tree.put("objectsMade", initial.made());
    tree.put("objectsMinimal", initial.minimal());
    tree.put("objectsUnknown", initial.unknown());
    tree.put("watchesEndless", scan.endless());
    tree.put("patchTypesInferred", scan.inferred());
    tree.put("bodiesFilled", scan.filled());
    tree.put("pagesDropped", fidelity.dropped());
    tree.put("ownersUnknown", bodies.ownersUnknown());
    tree.put("versionsUnknown", bodies.versionsUnknown());
    tree.put("pauses", loop.pauses());
    tree.put("objectsAtEnd", loop.living());
    fidelity.tell(tree);
    return tree;
  }
}
