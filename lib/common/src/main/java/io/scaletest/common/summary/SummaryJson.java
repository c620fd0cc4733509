package io.scaletest.common.summary;

import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.verdict.Finding;
import io.scaletest.common.verdict.Load;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.common.verdict.Window;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** A summary as machines read it: schema {@value #SCHEMA}, version {@value #SCHEMA_VERSION}. */
final class SummaryJson {
  static final String SCHEMA = "scaletest-summary";

  /** Rises when a field changes its meaning or goes away; new fields do not raise it. */
  static final int SCHEMA_VERSION = 1;

  private static final int DECIMAL_PLACES = 3;

  private SummaryJson() {}

  /** Two spaces and plain line feeds on every platform. */
  private static final class Indented extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      var printer = new DefaultPrettyPrinter();
      printer.indentObjectsWith(new DefaultIndenter("  ", "\n"));
      printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
      return printer;
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  static String of(RunSummary summary) {
    var text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(new Indented(), text)) {
      json.writeStartObject();
      json.writeStringProperty("schema", SCHEMA);
      json.writeNumberProperty("schemaVersion", SCHEMA_VERSION);
      json.writeStringProperty("tool", summary.tool());
      json.writeStringProperty("toolVersion", summary.toolVersion());
      json.writeStringProperty("runId", summary.runId());
      json.writeStringProperty("start", summary.start().toString());
      json.writeStringProperty("end", summary.end().toString());
      writeDecimal(json, "durationSeconds", summary.duration().toNanos() / 1e9);
      writeVerdict(json, summary.verdict());
      writeLoad(json, summary.verdict().load());
      writeOptions(json, summary.options());
      writeDecimal(json, "targetPerSecond", summary.targetPerSecond());
      writeDecimal(json, "achievedPerSecond", summary.achievedPerSecond());
      writeCounts(json, "counts", summary.counts());
      writeCounts(json, "errors", summary.errors());
      writeLatencies(json, summary.latencies());
      writeProcess(json, "process", summary.process());
      writeWindow(json, summary.window());
      json.writeObjectPropertyStart("files");
      for (Map.Entry<String, Path> file : summary.files().entrySet()) {
        json.writeStringProperty(file.getKey(), file.getValue().toString());
      }
      json.writeEndObject();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static void writeVerdict(JsonGenerator json, Verdict verdict) {
    json.writeObjectPropertyStart("verdict");
    json.writeStringProperty("status", verdict.status().name());
    json.writeArrayPropertyStart("reasons");
    for (String reason : verdict.reasons()) {
      json.writeString(reason);
    }
    json.writeEndArray();
    json.writeArrayPropertyStart("findings");
    for (Finding finding : verdict.findings()) {
      json.writeStartObject();
      json.writeStringProperty("status", finding.status().name());
      json.writeStringProperty("about", finding.about().word());
      json.writeStringProperty("reason", finding.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeLoad(JsonGenerator json, Optional<Load> asked) {
    if (asked.isEmpty()) {
      json.writeNullProperty("load");
      return;
    }
    Load load = asked.get();
    json.writeObjectPropertyStart("load");
    json.writeStringProperty("status", load.status().name());
    writeDecimal(json, "asked", load.asked());
    writeDecimal(json, "carried", load.carried());
    json.writeStringProperty("unit", load.unit() + "/s");
    json.writeStringProperty("text", load.text());
    json.writeEndObject();
  }

  private static void writeWindow(JsonGenerator json, Window window) {
    json.writeObjectPropertyStart("window");
    writeDecimal(json, "seconds", window.seconds());
    writeDecimal(json, "cpuSeconds", window.process().cpuSeconds());
    writeDecimal(json, "gcPauseSeconds", window.process().gcPauseSeconds());
    json.writeNumberProperty("gcCount", window.process().gcCount());
    writeDecimal(json, "standstillLongestSeconds", window.standstillLongestNs() / 1e9);
    writeDecimal(json, "standstillSeconds", window.standstillTotalNs() / 1e9);
    json.writeEndObject();
  }

  private static void writeOptions(JsonGenerator json, Map<String, Object> options) {
    json.writeObjectPropertyStart("options");
    for (Map.Entry<String, Object> option : options.entrySet()) {
      Object value = option.getValue();
      json.writeName(option.getKey());
      if (value instanceof Boolean flag) {
        json.writeBoolean(flag);
      } else if (value instanceof Integer || value instanceof Long) {
        json.writeNumber(((Number) value).longValue());
      } else if (value instanceof Double decimal && Double.isFinite(decimal)) {
        json.writeNumber(decimal);
      } else {
        json.writeString(String.valueOf(value));
      }
    }
    json.writeEndObject();
  }

  private static void writeCounts(JsonGenerator json, String name, Map<String, Long> counts) {
    json.writeObjectPropertyStart(name);
    for (Map.Entry<String, Long> count : counts.entrySet()) {
      json.writeNumberProperty(count.getKey(), count.getValue().longValue());
    }
    json.writeEndObject();
  }

  private static void writeLatencies(
      JsonGenerator json, Map<String, RunSummary.Latency> latencies) {
    json.writeObjectPropertyStart("latencies");
    for (Map.Entry<String, RunSummary.Latency> latency : latencies.entrySet()) {
      LatencySummary of = latency.getValue().summary();
      json.writeObjectPropertyStart(latency.getKey());
      json.writeStringProperty("unit", "ns");
      json.writeNumberProperty("count", of.count());
      writeNumberOrNull(json, "min", of.minNs());
      writeNumberOrNull(json, "p50", of.p50Ns());
      writeNumberOrNull(json, "p90", of.p90Ns());
      writeNumberOrNull(json, "p99", of.p99Ns());
      writeNumberOrNull(json, "p999", of.p999Ns());
      writeNumberOrNull(json, "max", of.maxNs());
      writeNumberOrNull(json, "mean", of.meanNs());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void writeProcess(JsonGenerator json, String name, ProcessFacts process) {
    json.writeObjectPropertyStart(name);
    writeDecimal(json, "cpuSeconds", process.cpuSeconds());
    json.writeNumberProperty("cores", process.cores());
    json.writeNumberProperty("heapMaxBytes", process.heapMaxBytes());
    writeDecimal(json, "gcPauseSeconds", process.gcPauseSeconds());
    json.writeNumberProperty("gcCount", process.gcCount());
    json.writeEndObject();
  }

  private static void writeNumberOrNull(JsonGenerator json, String name, OptionalLong value) {
    if (value.isPresent()) {
      json.writeNumberProperty(name, value.getAsLong());
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void writeDecimal(JsonGenerator json, String name, OptionalDouble value) {
    if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
      writeDecimal(json, name, value.getAsDouble());
    } else {
      json.writeNullProperty(name);
    }
  }

  private static void writeDecimal(JsonGenerator json, String name, double value) {
    json.writeNumberProperty(
        name, BigDecimal.valueOf(value).setScale(DECIMAL_PLACES, RoundingMode.HALF_UP));
  }
}
