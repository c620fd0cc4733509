package io.scaletest.common.live;

import io.scaletest.common.latency.Bins;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.latency.SeriesName;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * One server-sent event, as it goes over the wire. That of a run has the form of a report's JSON
 * ({@code docs/report.md}), whose lists by column begin at {@code firstColumn}.
 */
final class LiveEvent {
  /** Nothing to show yet. */
  static final byte[] IDLE = event("idle", Map.of());

  /** The server ends; whoever reads this need not come again. */
  static final byte[] END = event("end", Map.of());

  /** Tells nothing, but whether the connection is there. */
  static final byte[] STILL = ":\n\n".getBytes(StandardCharsets.UTF_8);

  /** What a stream begins with: how long to wait before another try. */
  static final byte[] RETRY = "retry: 2000\n\n".getBytes(StandardCharsets.UTF_8);

  /** The status of a run that has no verdict yet. */
  private static final String RUNNING = "RUNNING";

  private final LiveRun run;
  private final LiveColumns columns;
  private final int firstColumn;

  private LiveEvent(LiveRun run, LiveColumns columns, int firstColumn) {
    this.run = run;
    this.columns = columns;
    this.firstColumn = firstColumn;
  }

  /** Returns the event with all but the columns before {@code firstColumn}. */
  static byte[] of(LiveRun run, LiveColumns columns, int firstColumn) {
    return event("run", new LiveEvent(run, columns, firstColumn).tree());
  }

  private static byte[] event(String name, Map<String, Object> data) {
    String text = "event: " + name + "\ndata: " + JsonWriter.text(data) + "\n\n";
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private Map<String, Object> tree() {
    return JsonTree.of(
        "firstColumn", (long) firstColumn,
        "toolVersion", run.version(),
        "bins", Bins.tree(),
        "runs", List.of(runTree()),
        "strangers", List.of());
  }

  private Object runTree() {
    long nowNs = run.clock().ticker().nanos();
    return JsonTree.of(
        "title", run.runId(),
        "startEpochMs", run.clock().epochMillisAt(run.startNs()),
        "endEpochMs", run.clock().epochMillisAt(nowNs),
        "axis",
            JsonTree.of(
                "startEpochMs", run.clock().epochMillisAt(columns.originNs()),
                "widthMs", TimeUnit.NANOSECONDS.toMillis(columns.widthNs()),
                "columns", (long) columns.columns().size()),
        "status", status(),
        "findings", findings(),
        "load", run.verdict().flatMap(Verdict::load).map(load -> List.of(load.text())).orElse(null),
        "operations", operations(),
        "series", series(),
        "population",
            run.population().isPresent() ? byColumn(LiveColumns.Column::population) : List.of(),
        "errors", errors(),
        "tools", List.of(toolTree()));
  }

  private String status() {
    return run.verdict().map(verdict -> verdict.status().name()).orElse(RUNNING);
  }

  private List<Object> findings() {
    var list = new ArrayList<Object>();
    for (Verdict.Finding each : run.verdict().map(Verdict::findings).orElse(List.of())) {
      list.add(
          JsonTree.of(
              "status", each.status().name(),
              "about", each.about().word(),
              "by", run.tool(),
              "reason", each.reason()));
    }
    return list;
  }

  private List<Object> operations() {
    var list = new ArrayList<Object>();
    for (int i = 0; i < run.operations().size(); i++) {
      int first = i * LiveColumns.COUNTS_OF_OPERATION;
      list.add(
          JsonTree.of(
              "name", run.operations().get(i).name(),
              "count", columns.succeeded(i) + columns.failed(i),
              "failed", columns.failed(i),
              "achievedPerSecond",
                  BigDecimal.valueOf(Math.round(columns.succeededPerSecond(i) * 10), 1),
              "due", List.of(),
              "sent", byColumn(column -> column.counts()[first]),
              "succeeded", byColumn(column -> column.counts()[first + 1]),
              "failures", byColumn(column -> column.counts()[first + 2])));
    }
    return list;
  }

  private List<Object> byColumn(ToLongFunction<LiveColumns.Column> of) {
    var list = new ArrayList<Object>();
    for (LiveColumns.Column column : fromFirst()) {
      list.add(of.applyAsLong(column));
    }
    return list;
  }

  private List<LiveColumns.Column> fromFirst() {
    return columns.columns().subList(firstColumn, columns.columns().size());
  }

  private List<Object> series() {
    var list = new ArrayList<Object>();
    for (int i = 0; i < run.latencies().size(); i++) {
      LatencySummary soFar = LatencySummary.of(columns.latest().get(i));
      if (soFar.count() > 0) {
        list.add(series(i, soFar));
      }
    }
    return list;
  }

  private Object series(int index, LatencySummary soFar) {
    String name = run.latencies().get(index).name();
    SeriesName means = SeriesName.of(name);
    var percentiles = new ArrayList<Object>();
    addPercentile(percentiles, 50, soFar.p50Ns());
    addPercentile(percentiles, 90, soFar.p90Ns());
    addPercentile(percentiles, 99, soFar.p99Ns());
    addPercentile(percentiles, 99.9, soFar.p999Ns());
    var shown = new ArrayList<Object>();
    for (LiveColumns.Column column : fromFirst()) {
      shown.add(column.latencies().get(index).asList());
    }
    return JsonTree.of(
        "name", name,
        "by", run.tool(),
        "quantity", means.quantity().name(),
        "operation", means.operation(),
        "valuesFrom", "HISTOGRAMS",
        "placedAt", "RECORDED",
        "count", soFar.count(),
        "minNs", soFar.minNs().orElseThrow(),
        "meanNs", soFar.meanNs().orElseThrow(),
        "maxNs", soFar.maxNs().orElseThrow(),
        "percentiles", percentiles,
        "columns", shown);
  }

  private static void addPercentile(List<Object> percentiles, double level, OptionalLong ns) {
    ns.ifPresent(
        value -> percentiles.add(JsonTree.of("level", BigDecimal.valueOf(level), "ns", value)));
  }

  /** Without times: the kinds of error are counted, not dated. */
  private List<Object> errors() {
    var list = new ArrayList<Object>();
    run.errors()
        .forEach(
            (text, count) -> list.add(JsonTree.of("operation", "", "text", text, "count", count)));
    return list;
  }

  private Object toolTree() {
    var counts = new LinkedHashMap<String, Object>();
    run.counts().forEach((name, now) -> counts.put(name, now.getAsLong()));
    return JsonTree.of(
        "tool", run.tool(),
        "version", run.version(),
        "runId", run.runId(),
        "start", run.clock().at(run.startNs()).toString(),
        "end", "",
        "status", status(),
        "load", run.verdict().flatMap(Verdict::load).map(Verdict.Load::text).orElse(""),
        "options", run.options(),
        "counts", counts);
  }
}
