package io.scaletest.common.summary;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.wire.json.JsonWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A summary as machines read it: schema {@value #SCHEMA}, version {@value #SCHEMA_VERSION}. */
final class SummaryJson {
  static final String SCHEMA = "scaletest-summary";

  /** Rises when a field changes its meaning or goes away; new fields do not raise it. */
  static final int SCHEMA_VERSION = 1;

  private static final int DECIMAL_PLACES = 3;
  private static final double NS_PER_MS = 1e6;

  private SummaryJson() {}

  static String of(RunSummary summary) {
    JsonWriter json = JsonWriter.indented().object();
    json.put("schema", SCHEMA);
    json.put("schemaVersion", SCHEMA_VERSION);
    json.put("tool", summary.tool());
    json.put("toolVersion", summary.toolVersion());
    json.put("runId", summary.runId());
    json.put("start", summary.start().toString());
    json.put("end", summary.end().toString());
    writeDecimal(json, "durationSeconds", summary.duration().toNanos() / 1e9);
    writeVerdict(json, summary.verdict());
    writeLoad(json, summary.verdict().load());
    writeObjectives(json, summary.objectives());
    writeOptions(json, summary.options());
    writeDecimal(json, "targetPerSecond", summary.targetPerSecond());
    writeDecimal(json, "achievedPerSecond", summary.achievedPerSecond());
    writeCounts(json, "counts", summary.counts());
    writeCounts(json, "errors", summary.errors());
    writeLatencies(json, summary.latencies());
    writeProcess(json, "process", summary.process());
    writeWindow(json, summary.window());
    writeClock(json, summary.clock());
    summary.sections().forEach(json::putValue);
    json.object("files");
    for (Map.Entry<String, Path> file : summary.files().entrySet()) {
      json.put(file.getKey(), file.getValue().toString());
    }
    return json.endObject().endObject().endLine().toString();
  }

  private static void writeVerdict(JsonWriter json, Verdict verdict) {
    json.object("verdict");
    json.put("status", verdict.status().name());
    json.array("reasons");
    for (String reason : verdict.reasons()) {
      json.element(reason);
    }
    json.endArray();
    json.array("findings");
    for (Verdict.Finding finding : verdict.findings()) {
      json.object();
      json.put("status", finding.status().name());
      json.put("about", finding.about().word());
      json.put("reason", finding.reason());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  private static void writeLoad(JsonWriter json, Optional<Verdict.Load> asked) {
    if (asked.isEmpty()) {
      json.putValue("load", null);
      return;
    }
    Verdict.Load load = asked.get();
    json.object("load");
    json.put("status", load.status().name());
    writeDecimal(json, "asked", load.asked());
    writeDecimal(json, "carried", load.carried());
    json.put("unit", load.unit() + "/s");
    json.put("text", load.text());
    json.endObject();
  }

  /** Only of a run that has some: the files of others stay as they are. */
  private static void writeObjectives(JsonWriter json, List<RunSummary.Objective> objectives) {
    if (objectives.isEmpty()) {
      return;
    }
    json.array("slo");
    for (RunSummary.Objective objective : objectives) {
      json.object();
      json.put("status", objective.status());
      json.put("what", objective.what());
      json.put("limit", objective.limit());
      json.put("measured", objective.measured());
      json.endObject();
    }
    json.endArray();
  }

  private static void writeWindow(JsonWriter json, MeasuredWindow.Facts window) {
    json.object("window");
    writeDecimal(json, "seconds", window.seconds());
    writeDecimal(json, "cpuSeconds", window.process().cpuSeconds());
    writeDecimal(json, "gcPauseSeconds", window.process().gcPauseSeconds());
    json.put("gcCount", window.process().gcCount());
    writeDecimal(json, "standstillLongestSeconds", window.standstillLongestNs() / 1e9);
    writeDecimal(json, "standstillSeconds", window.standstillTotalNs() / 1e9);
    json.object("resident");
    writeDecimal(json, "everySeconds", window.resident().everySeconds());
    // On one line: it is for programs, and the file for people, too.
    json.putRaw("bytes", window.resident().bytes().toString());
    json.endObject();
    json.endObject();
  }

  private static void writeClock(JsonWriter json, Optional<ServerOffset> known) {
    if (known.isEmpty()) {
      json.putValue("clock", null);
      return;
    }
    ServerOffset offset = known.get();
    json.object("clock");
    json.put("server", offset.server());
    writeBounds(json, offset.atEnd());
    json.object("atStart");
    writeBounds(json, offset.atStart());
    json.endObject();
    json.put("requests", offset.requests());
    json.put("steps", offset.steps());
    json.endObject();
  }

  private static void writeBounds(JsonWriter json, ServerOffset.Bounds bounds) {
    writeDecimal(json, "offsetLowMs", bounds.lowNs() / NS_PER_MS);
    writeDecimal(json, "offsetHighMs", bounds.highNs() / NS_PER_MS);
  }

  private static void writeOptions(JsonWriter json, Map<String, Object> options) {
    json.object("options");
    for (Map.Entry<String, Object> option : options.entrySet()) {
      Object value = option.getValue();
      boolean number = value instanceof Integer || value instanceof Long;
      number |= value instanceof Double decimal && Double.isFinite(decimal);
      boolean known = number || value instanceof Boolean;
      json.putValue(option.getKey(), known ? value : String.valueOf(value));
    }
    json.endObject();
  }

  private static void writeCounts(JsonWriter json, String name, Map<String, Long> counts) {
    json.object(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.put(count.getKey(), count.getValue().longValue());
    }
    json.endObject();
  }

  private static void writeLatencies(JsonWriter json, Map<String, RunSummary.Latency> latencies) {
    json.object("latencies");
    for (Map.Entry<String, RunSummary.Latency> latency : latencies.entrySet()) {
      LatencySummary of = latency.getValue().summary();
      json.object(latency.getKey());
      json.put("unit", "ns");
      json.put("count", of.count());
      writeNumberOrNull(json, "min", of.minNs());
      writeNumberOrNull(json, "p50", of.p50Ns());
      writeNumberOrNull(json, "p90", of.p90Ns());
      writeNumberOrNull(json, "p99", of.p99Ns());
      writeNumberOrNull(json, "p999", of.p999Ns());
      writeNumberOrNull(json, "max", of.maxNs());
      writeNumberOrNull(json, "mean", of.meanNs());
      json.endObject();
    }
    json.endObject();
  }

  private static void writeProcess(JsonWriter json, String name, ProcessFacts process) {
    json.object(name);
    writeDecimal(json, "cpuSeconds", process.cpuSeconds());
    json.put("cores", process.cores());
    json.put("heapMaxBytes", process.heapMaxBytes());
    writeDecimal(json, "gcPauseSeconds", process.gcPauseSeconds());
    json.put("gcCount", process.gcCount());
    json.endObject();
  }

  private static void writeNumberOrNull(JsonWriter json, String name, OptionalLong value) {
    json.putValue(name, value.isPresent() ? value.getAsLong() : null);
  }

  private static void writeDecimal(JsonWriter json, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      writeDecimal(json, name, value.getAsDouble());
    } else {
      json.putValue(name, null);
    }
  }

  private static void writeDecimal(JsonWriter json, String name, double value) {
    json.putValue(name, BigDecimal.valueOf(value).setScale(DECIMAL_PLACES, RoundingMode.HALF_UP));
  }
}
