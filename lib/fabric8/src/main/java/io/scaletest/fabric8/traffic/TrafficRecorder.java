package io.scaletest.fabric8.traffic;

import static io.scaletest.wire.http.HttpStatus.CONFLICT;
import static io.scaletest.wire.http.HttpStatus.GONE;
import static io.scaletest.wire.http.HttpStatus.NOT_FOUND;
import static io.scaletest.wire.http.HttpStatus.TOO_MANY_REQUESTS;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.datafile.RowFile;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.fault.FaultHandler;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.live.LiveRun;
import io.scaletest.common.summary.RunSummary;
import io.scaletest.common.verdict.Judgement;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ReplyObserver;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Records each request of a transport: a row, counts by verb, resource and status, and latencies.
 * Called on event loops: never blocks, unless the disk of the row file falls far behind. Safe for
 * use by many threads.
 */
public final class TrafficRecorder implements ReplyObserver {
  /** Verbs of resources that are told apart; a program with more asks for made-up paths. */
  private static final int KINDS_MAX = 2_000;

  private static final String OTHERS = "other requests";
  private static final int CLIENT_ERROR = 400;

  private final WallClock clock;
  private final Optional<RowFile<TrafficRow>> rows;
  private final Map<String, TrafficSeries> kinds = new ConcurrentHashMap<>();
  private final LatencySeries wait = new LatencySeries("wait");
  private final LatencySeries ownWait = new LatencySeries("own-wait");
  private final LatencySeries service = new LatencySeries("service");
  private final LatencySeries response = new LatencySeries("response");
  private final ErrorCounts errors = new ErrorCounts();
  private final LongAdder requests = new LongAdder();
  private final LongAdder answered = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder throttled = new LongAdder();

  private TrafficRecorder(WallClock clock, Optional<RowFile<TrafficRow>> rows) {
    this.clock = clock;
    this.rows = rows;
  }

  /** Returns a recorder that keeps no rows. */
  public static TrafficRecorder withoutRows(WallClock clock) {
    return new TrafficRecorder(clock, Optional.empty());
  }

  /**
   * Returns a recorder that writes a row for each request, replacing an existing file.
   *
   * @param whenUnmakeable the status of the failure if the file cannot be made
   * @param onFailure told, once, when a row cannot be written
   * @param faults hears of a row that cannot be formatted
   * @throws io.scaletest.common.exit.ToolException with {@code whenUnmakeable}
   */
  public static TrafficRecorder withRows(
      Path path,
      ExitStatus whenUnmakeable,
      WallClock clock,
      RowFile.FailureListener onFailure,
      FaultHandler faults) {
    RowFile<TrafficRow> rows =
        RowFile.create(
            path, whenUnmakeable, TrafficRow.format(), clock.ticker(), onFailure, faults);
    return new TrafficRecorder(clock, Optional.of(rows));
  }

  @Override
  public void answered(ApiRequest request, String authority, ApiReply reply) {
    RequestKind kind = RequestKind.of(request.method(), request.path());
    requests.increment();
    series(kind.label()).record(reply);
    if (reply.status() != 0) {
      answered.increment();
    }
    if (reply.status() == TOO_MANY_REQUESTS) {
      throttled.increment();
    }
    if (isFailure(reply)) {
      failed.increment();
      errors.add(kind.label() + ": " + reply.failure());
    }
    if (reply.wasSent()) {
      wait.record(reply.streamNs() - reply.queuedNs());
      ownWait.record(reply.sentNs() - reply.streamNs());
      service.record(reply.answeredNs() - reply.sentNs());
      response.record(reply.answeredNs() - reply.queuedNs());
    }
    rows.ifPresent(file -> file.append(row(kind, reply)));
  }

  private TrafficRow row(RequestKind kind, ApiReply reply) {
    return new TrafficRow(
        clock.at(reply.queuedNs()).toEpochMilli(),
        kind,
        reply.status(),
        reply.sentNs() - reply.queuedNs(),
        reply.wasSent() ? reply.answeredNs() - reply.sentNs() : 0,
        reply.answeredNs() - reply.queuedNs(),
        reply.failure());
  }

  private TrafficSeries series(String label) {
    TrafficSeries series = kinds.get(label);
    if (series == null) {
      String key = kinds.size() < KINDS_MAX ? label : OTHERS;
      series = kinds.computeIfAbsent(key, TrafficSeries::new);
    }
    return series;
  }

  private static boolean isFailure(ApiReply reply) {
    int status = reply.status();
    return status == 0
        // No such object, or somebody else was first: programs count on these.
        || status >= CLIENT_ERROR && status != NOT_FOUND && status != CONFLICT && status != GONE;
  }

  /** Adds what was recorded to a summary. */
  public void tell(RunSummary.Builder summary) {
    summary.count("requests", requests.sum()).count("errors", failed.sum()).errors(errors);
    Map<String, TrafficSeries> sorted = new TreeMap<>(kinds);
    sorted.forEach(
        (label, series) ->
            series
                .byStatus()
                .forEach(
                    (status, count) -> {
                      summary.count(label + " " + status, count);
                      if (status != 0 && status < CLIENT_ERROR) {
                        // The table's rows of latencies have it as their count.
                        summary.forFileOnly(label + " " + status);
                      }
                    }));
    summary.latency("wait", "wait for a stream", LatencySummary.of(wait));
    summary.latency("service", "service", LatencySummary.of(service));
    summary.latency("response", "response", LatencySummary.of(response));
    sorted.forEach(
        (label, series) ->
            summary.latency(series.response().name(), label, LatencySummary.of(series.response())));
  }

  /** Adds what a page shows while requests go on. */
  public LiveRun.Builder show(LiveRun.Builder live) {
    return live.latency(response)
        .latency(service)
        .latency(wait)
        .operation(
            "request", requests::sum, () -> Math.max(0, requests.sum() - failed.sum()), failed::sum)
        .errors(errors);
  }

  /** Adds what the verdict is to look at. */
  public void judge(Judgement judgement) {
    judgement
        .samples(answered.sum(), "no request was answered")
        .ownWait("own wait before sending", LatencySummary.of(ownWait))
        .failures(
            failed.sum(),
            requests.sum(),
            errors.byFrequency().keySet().stream().findFirst().orElse(""))
        .throttled(throttled.sum());
    rows.ifPresent(file -> judgement.dataFile(file.stats().stalls(), file.stats().rowsUnwritten()));
  }

  /** Writes the rows that wait. */
  public void close() {
    rows.ifPresent(RowFile::close);
  }
}
