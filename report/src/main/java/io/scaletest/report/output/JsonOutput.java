package io.scaletest.report.output;

import io.scaletest.common.latency.BinCounts;
import io.scaletest.common.latency.Bins;
import io.scaletest.report.model.ClockOffset;
import io.scaletest.report.model.Counts;
import io.scaletest.report.model.Disturbance;
import io.scaletest.report.model.ErrorKind;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Mark;
import io.scaletest.report.model.ObjectiveResult;
import io.scaletest.report.model.OperationResult;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.Replay;
import io.scaletest.report.model.Report;
import io.scaletest.report.model.RunResult;
import io.scaletest.report.model.Series;
import io.scaletest.report.model.ServerFigure;
import io.scaletest.report.model.ServerTimes;
import io.scaletest.report.model.SourceFile;
import io.scaletest.report.model.ToolMemory;
import io.scaletest.report.model.ToolRun;
import io.scaletest.report.model.WatchView;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A report as JSON, schema {@code scaletest-report}; {@code docs/report.md} says what is in it. */
public final class JsonOutput {
  private static final MathContext DIGITS = new MathContext(6, RoundingMode.HALF_UP);

  private JsonOutput() {}

  /** Returns the whole report as text. */
  public static String of(Report report) {
    return JsonWriter.text(tree(report)) + "\n";
  }

  /** Returns the whole report as a tree of maps and lists, for whoever embeds it. */
  public static Map<String, Object> tree(Report report) {
    return JsonTree.of(
        "schema", Report.SCHEMA,
        "schemaVersion", (long) Report.SCHEMA_VERSION,
        "toolVersion", report.toolVersion(),
        "bins", Bins.tree(),
        "runs", list(report.runs(), JsonOutput::run),
        "strangers", list(report.strangers(), JsonOutput::file));
  }

  /** How one thing becomes a tree. */
  @FunctionalInterface
  private interface Form<T> {
    Object of(T value);
  }

  private static <T> List<Object> list(List<T> values, Form<T> form) {
    var list = new ArrayList<Object>(values.size());
    for (T value : values) {
      list.add(form.of(value));
    }
    return list;
  }

  private static Object run(RunResult run) {
    return JsonTree.of(
        "title", run.title(),
        "startEpochMs", run.startEpochMs(),
        "endEpochMs", run.endEpochMs(),
        "axis",
            JsonTree.of(
                "startEpochMs", run.axis().startEpochMs(),
                "widthMs", run.axis().widthMs(),
                "columns", (long) run.axis().columns()),
        "status", run.status().name(),
        "findings", list(run.findings(), JsonOutput::finding),
        "load", new ArrayList<Object>(run.load()),
        "objectives", list(run.objectives(), JsonOutput::objective),
        "operations", list(run.operations(), JsonOutput::operation),
        "series", list(run.series(), JsonOutput::series),
        "population", counts(run.population()),
        "memory", memories(run.memories()),
        "errors", list(run.errors(), JsonOutput::error),
        "watchers", list(run.watchers(), JsonOutput::watcher),
        "clocks", list(run.clocks(), JsonOutput::clock),
        "disturbances", list(run.disturbances(), JsonOutput::disturbance),
        "server", list(run.server(), JsonOutput::server),
        "serverTimes", list(run.serverTimes(), JsonOutput::serverTimes),
        "marks", list(run.marks(), JsonOutput::mark),
        "intendedTimes", run.intendedTimes(),
        "tools", list(run.tools(), JsonOutput::tool),
        "files", list(run.files(), JsonOutput::file),
        "unknown", new ArrayList<Object>(run.unknown()));
  }

  private static Object finding(Finding finding) {
    return JsonTree.of(
        "status", finding.status().name(),
        "about", finding.about(),
        "by", finding.by(),
        "reason", finding.reason());
  }

  private static Object objective(ObjectiveResult result) {
    return JsonTree.of(
        "name", result.name(),
        "outcome", result.outcome().name(),
        "limit", result.limit(),
        "value", result.value(),
        "measuredOn", result.measuredOn());
  }

  private static Object operation(OperationResult operation) {
    return JsonTree.of(
        "name", operation.name(),
        "count", operation.count(),
        "failed", operation.failed(),
        "offeredPerSecond", decimal(operation.offeredPerSecond()),
        "achievedPerSecond", decimal(operation.achievedPerSecond()),
        "due", counts(operation.due()),
        "sent", counts(operation.sent()),
        "succeeded", counts(operation.succeeded()),
        "failures", counts(operation.failures()));
  }

  private static Object series(Series series) {
    return JsonTree.of(
        "name", series.name(),
        "by", series.by(),
        "quantity", series.quantity().name(),
        "operation", series.operation(),
        "valuesFrom", series.valuesFrom().name(),
        "placedAt", series.placedAt().name(),
        "count", series.total().count(),
        "minNs", whole(series.total().minNs()),
        "meanNs", whole(series.total().meanNs()),
        "maxNs", whole(series.total().maxNs()),
        "percentiles", list(series.total().percentiles(), JsonOutput::percentile),
        "columns", list(series.columns(), BinCounts::asList));
  }

  private static Object percentile(Percentile percentile) {
    return JsonTree.of(
        "level", decimal(percentile.level()),
        "ns", percentile.valueNs(),
        "ifIndependent", interval(percentile.ifIndependent()),
        "ofThisRun", interval(percentile.ofThisRun()));
  }

  private static Object counts(Counts counts) {
    var list = new ArrayList<Object>(counts.size());
    counts.stream().forEach(list::add);
    return list;
  }

  private static Object error(ErrorKind error) {
    return JsonTree.of(
        "operation", error.operation(),
        "text", error.text(),
        "count", error.count(),
        "firstEpochMs", error.firstEpochMs(),
        "lastEpochMs", error.lastEpochMs());
  }

  private static Object watcher(WatchView view) {
    return JsonTree.of(
        "file", view.file(),
        "rows", view.rows(),
        "counts", JsonTree.asObject(view.counts()),
        "clock", view.clock().map(JsonOutput::clock).orElse(null));
  }

  private static Object clock(ClockOffset clock) {
    return JsonTree.of(
        "clock", clock.clock(),
        "reference", clock.reference(),
        "provenMs", interval(clock.proven()),
        "provenAtMostMs", decimal(clock.provenAtMostMs()),
        "estimateMs", interval(clock.estimate()),
        "assumption", clock.assumption(),
        "driftMsPerHour", decimal(clock.driftMsPerHour()));
  }

  private static Object disturbance(Disturbance disturbance) {
    return JsonTree.of(
        "fromEpochMs", disturbance.fromEpochMs(),
        "toEpochMs", disturbance.toEpochMs(),
        "text", disturbance.text());
  }

  private static Object server(ServerFigure figure) {
    return JsonTree.of(
        "name", figure.name(), "value", decimal(figure.value()), "unit", figure.unit());
  }

  private static Object serverTimes(ServerTimes times) {
    return JsonTree.of(
        "operation", times.operation(),
        "request", times.request(),
        "etcd", times.etcd(),
        "queue", times.queue(),
        "steps",
            list(
                times.steps(),
                step ->
                    JsonTree.of(
                        "fromEpochMs", step.fromEpochMs(),
                        "toEpochMs", step.toEpochMs(),
                        "clientCount", step.clientCount(),
                        "clientMs", decimal(step.clientMs()),
                        "serverCount", whole(step.serverCount()),
                        "serverMs", decimal(step.serverMs()),
                        "serverP99Ms", decimal(step.serverP99Ms()),
                        "etcdMs", decimal(step.etcdMs()),
                        "queueMs", decimal(step.queueMs()))));
  }

  private static Object mark(Mark mark) {
    return JsonTree.of("epochMs", mark.epochMs(), "who", mark.who(), "text", mark.text());
  }

  private static Object tool(ToolRun tool) {
    return JsonTree.of(
        "tool", tool.tool(),
        "version", tool.version(),
        "runId", tool.runId(),
        "start", tool.start(),
        "end", tool.end(),
        "status", tool.status(),
        "load", tool.load(),
        "options", JsonTree.asObject(tool.options()),
        "counts", JsonTree.asObject(tool.counts()),
        "replay", tool.replay().map(JsonOutput::replay).orElse(null));
  }

  private static List<Object> memories(Map<String, ToolMemory> memories) {
    var list = new ArrayList<Object>(memories.size());
    memories.forEach((who, memory) -> list.add(memory(who, memory)));
    return list;
  }

  private static Object memory(String who, ToolMemory memory) {
    return JsonTree.of(
        "who",
        who,
        "startEpochMs",
        memory.startEpochMs(),
        "everySeconds",
        decimal(memory.everySeconds()),
        "bytes",
        new ArrayList<Object>(memory.bytes()));
  }

  private static Object replay(Replay replay) {
    Replay.Windows windows = replay.windows();
    return JsonTree.of(
        "trace", replay.trace(),
        "speed", decimal(replay.speed()),
        "requests", replay.requests(),
        "leftOut", JsonTree.asObject(replay.leftOut()),
        "windowSeconds", decimal(replay.windowSeconds()),
        "recorded", decimals(windows.recorded()),
        "replayed", decimals(windows.replayed()),
        "recordedInFlight", decimals(windows.recordedInFlight()),
        "replayedInFlight", decimals(windows.replayedInFlight()),
        "recordedWatches", decimals(windows.recordedWatches()),
        "replayedWatches", decimals(windows.replayedWatches()),
        "verbs",
            list(
                replay.verbs(),
                of ->
                    JsonTree.of(
                        "verb", of.verb(),
                        "recorded", of.recorded(),
                        "replayed", of.replayed(),
                        "asRecorded", of.asRecorded(),
                        "dropped", of.dropped())),
        "codes",
            list(
                replay.codes(),
                of ->
                    JsonTree.of(
                        "verb", of.verb(),
                        "recorded", of.recorded(),
                        "replayed", of.replayed(),
                        "requests", of.requests())),
        "pairs",
            list(
                replay.pairs(),
                of ->
                    JsonTree.of(
                        "name", of.name(),
                        "unit", of.unit(),
                        "recorded", decimal(of.recorded()),
                        "replayed", decimal(of.replayed()))));
  }

  private static Object decimals(List<Double> values) {
    return list(values, value -> decimal(value));
  }

  private static Object file(SourceFile file) {
    return JsonTree.of(
        "path", file.path(),
        "kind", file.kind(),
        "records", file.records(),
        "leftOutCount", file.leftOutCount(),
        "leftOut", new ArrayList<Object>(file.leftOut()));
  }

  private static Object interval(Optional<Interval> interval) {
    return interval
        .<Object>map(each -> List.of(decimal(each.low()), decimal(each.high())))
        .orElse(null);
  }

  private static Object whole(OptionalLong value) {
    return value.isPresent() ? value.getAsLong() : null;
  }

  private static Object decimal(OptionalDouble value) {
    return value.isPresent() ? decimal(value.getAsDouble()) : null;
  }

  /** Six digits: no figure here is more exact. */
  private static Object decimal(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(DIGITS).stripTrailingZeros() : null;
  }
}
