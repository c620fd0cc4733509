package io.scaletest.driving.session;

import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.latency.LatencyLog;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.operation.Operation;
import io.scaletest.common.session.Session;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.driving.cleanup.Cleanup;
import io.scaletest.driving.loop.DrivingLoop;
import io.scaletest.driving.recording.OwnLateness;
import io.scaletest.driving.recording.RunRecorder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts together what a run of a loop came to. For the one thread that runs the tool. */
public final class DriverSummary {
  private static final double NS_PER_S = 1e9;
  private static final String LATENESS = "lateness";

  /** How the names of an operation's series end. */
  private static final String RESPONSE = ".response";

  private static final String SERVICE = ".service";

  /**
   * What the schedule asked for, and by what its keeping is judged.
   *
   * @param targetPerSecond operations that were to be sent a second; asked whenever it is told
   * @param scheduled the operations that the schedule counts
   * @param ownLateness how late the client was by its own fault
   * @param load whether the load was carried; asked at the end
   */
  public record Schedule(
      DoubleSupplier targetPerSecond,
      Set<Operation> scheduled,
      LatencySeries ownLateness,
      Supplier<Optional<Verdict.Load>> load) {}

  private final RunIdentity run;
  private final Session session;
  private final RunFiles files;
  private final RunRecorder recorder;
  private final DrivingLoop loop;
  private final Schedule schedule;
  private final List<LatencySeries> allSeries;
  private final Map<String, LongSupplier> furtherCounts;
  private final Supplier<Map<String, String>> way;
  private final Further further;
  private final ServerFacts server;

  /** What only one kind of run tells, of a summary that has everything else. */
  public interface Further {
    /** Adds what the run's own rules found. */
    default void judge(Judgement judgement) {}

    /** Returns how many of the requests that failed were meant to. */
    default long meantToFail() {
      return 0;
    }

    /** Adds lines, counts and latencies; called whenever the summary is written. */
    default void tell(RunSummary.Builder summary) {}
  }

  /**
   * @param furtherCounts that only this kind of run has, by name; read when the summary is written
   * @param way how the servers were reached; read when the summary is written
   * @param further what else only this kind of run tells
   */
  public DriverSummary(
      RunIdentity run,
      Session session,
      RunFiles files,
      RunRecorder recorder,
      DrivingLoop loop,
      Schedule schedule,
      Map<String, LongSupplier> furtherCounts,
      Supplier<Map<String, String>> way,
      ServerFacts server,
      Further further) {
    this.further = further;
    this.run = run;
    this.session = session;
    this.files = files;
    this.recorder = recorder;
    this.loop = loop;
    this.schedule = schedule;
    this.furtherCounts = furtherCounts;
    this.way = way;
    this.server = server;
    this.allSeries = new ArrayList<>(recorder.series());
    allSeries.add(schedule.ownLateness());
  }

  void addSeriesTo(LatencyLog log) {
    for (LatencySeries series : allSeries) {
      log.add(series, meaning(series));
    }
  }

  /** Returns where the run's figures are while it goes on, beginning now. */
  public LiveRun live() {
    LiveRun.Builder live =
        LiveRun.builder(run.tool(), run.version(), run.runId().value(), run.clock());
    allSeries.forEach(live::latency);
    for (Operation operation : recorder.recorded()) {
      live.operation(
          operation.word(),
          () -> recorder.sent(operation),
          () -> recorder.succeeded(operation),
          () -> recorder.failed(operation));
    }
    if (recorder.recorded().containsAll(EnumSet.of(Operation.CREATE, Operation.DELETE))) {
      live.population(
          () ->
              Math.max(
                  0, recorder.succeeded(Operation.CREATE) - recorder.succeeded(Operation.DELETE)));
    }
    live.errors(recorder.errors())
        .count("inFlight", loop.state()::inFlight)
        .count("neverSent", recorder::neverSent)
        .count("retriedRequests", recorder::retried);
    run.parameters().forEach(live::option);
    return live.build();
  }

  /** Returns how long the measurement took. */
  public double seconds() {
    return (session.window().endNs() - loop.state().startNs()) / NS_PER_S;
  }

  /** Returns what the run came to, as of now. */
  public RunSummary summary(Cleanup.Outcome cleanup) {
    Map<String, LatencySummary> latencies = new LinkedHashMap<>();
    allSeries.forEach(s -> latencies.put(s.name(), LatencySummary.of(s)));
    RunSummary.Builder builder =
        session
            .summary(run.version(), run.runId().value())
            .verdict(verdict(latencies))
            .rate(schedule.targetPerSecond().getAsDouble(), achievedPerSecond())
            .errors(recorder.errors())
            .clock(server.offset());
    run.parameters().forEach(builder::option);
    way.get().forEach(builder::option);
    for (Operation operation : recorder.recorded()) {
      builder.count(operation.plural(), recorder.completed(operation));
    }
    builder.count("errors", recorder.failed());
    builder.count("neverSent", recorder.neverSent());
    builder.count("attempts", recorder.attempts());
    builder.count("retriedRequests", recorder.retried());
    for (Operation operation : recorder.recorded()) {
      builder.count(operation.word() + "Errors", recorder.failed(operation));
    }
    furtherCounts.forEach((name, value) -> builder.count(name, value.getAsLong()));
    server.counts().forEach(builder::count);
    builder.count("cleanedUp", cleanup.deleted());
    builder.count("leftBehind", cleanup.remaining());
    if (recorder.retried() == 0) {
      builder.forFileOnly("attempts"); // as many as there were requests
    }
    boolean allOwn = isAllOwn(latencies);
    if (allOwn) {
      builder.forFileOnly(OwnLateness.NAME);
    }
    for (LatencySeries series : allSeries) {
      if (latencies.get(series.name()).count() > 0) {
        String label =
            allOwn && series.name().equals(LATENESS) ? "lateness, all own" : label(series);
        builder.latency(series.name(), label, latencies.get(series.name()));
      }
    }
    server.files().forEach(builder::file);
    further.tell(builder);
    return builder
        .file("parameters", files.parameters())
        .file("data", files.rows().path())
        .file("latencies", files.latencies())
        .file("summary", files.summary())
        .build();
  }

  /** Whether no request waited for a stream, nor for an answer before: one row says it all. */
  private static boolean isAllOwn(Map<String, LatencySummary> latencies) {
    return latencies.get(OwnLateness.NAME).equals(latencies.get(LATENESS));
  }

  private Verdict verdict(Map<String, LatencySummary> latencies) {
    RowFile.Stats rows = files.rows().stats();
    long operations = recorder.recorded().stream().mapToLong(recorder::completed).sum();
    Judgement judgement =
        session
            .judgement()
            .samples(recorder.answered(), "no request was answered" + behind(mostFrequentError()))
            .endedEarly(session.endedEarlyBy())
            .dataFile(rows.stalls(), rows.rowsUnwritten())
            .ownWait("own lateness", latencies.get(schedule.ownLateness().name()))
            .failures(
                Math.max(0, recorder.failed() - further.meantToFail()),
                operations,
                mostFrequentError())
            .throttled(recorder.tooManyRequests());
    schedule.load().get().ifPresent(judgement::load);
    further.judge(judgement);
    return judgement.verdict();
  }

  private String mostFrequentError() {
    return recorder.errors().byFrequency().keySet().stream().findFirst().orElse("");
  }

  private static String behind(String text) {
    return text.isEmpty() ? "" : ": " + text;
  }

  /** Operations of the schedule sent, over the time from the start to the last of them. */
  private double achievedPerSecond() {
    long lastSentNs = loop.state().startNs();
    long sent = 0;
    for (Operation operation : schedule.scheduled()) {
      sent += recorder.sent(operation);
      lastSentNs = Math.max(lastSentNs, recorder.lastSentNs(operation));
    }
    long tookNs = lastSentNs - loop.state().startNs();
    return tookNs > 0 ? sent / (tookNs / NS_PER_S) : 0;
  }

  private static String label(LatencySeries series) {
    return switch (series.name()) {
      case "failed.response" -> "failed, response time";
      case RunRecorder.FIRST_ANSWER -> "first answer of retried";
      case "streamWait" -> "wait for a stream";
      case OwnLateness.NAME -> "own lateness";
      default ->
          series.name().replace(RESPONSE, " response time").replace(SERVICE, " service time");
    };
  }

  private static String meaning(LatencySeries series) {
    return switch (series.name()) {
      case "failed.response" -> "failure known - intended, of requests that failed";
      case RunRecorder.FIRST_ANSWER ->
          "first answered - first sent, of requests that were sent again";
      case LATENESS -> "sent - intended, of all requests sent";
      case "streamWait" -> "stream given - queued, of all requests sent: the server's part";
      case OwnLateness.NAME ->
          "sent - intended (of a closed loop: - the thread's previous answer, where that is later)"
              + " - streamWait, of all requests sent";
      default ->
          series.name().endsWith(RESPONSE)
              ? "answered - intended, of requests that succeeded"
              : "last answered - first sent, of requests that succeeded";
    };
  }
}
