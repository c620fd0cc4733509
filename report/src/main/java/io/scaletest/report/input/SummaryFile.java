package io.scaletest.report.input;

import io.scaletest.common.verdict.Verdict;
import io.scaletest.report.model.Finding;
import io.scaletest.report.model.Interval;
import io.scaletest.report.model.Percentile;
import io.scaletest.report.model.ToolMemory;
import io.scaletest.report.model.ToolRun;
import io.scaletest.report.model.Totals;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A tool's summary, schema {@code scaletest-summary} 1.
 *
 * @param tool what it says of the run
 * @param findings its verdict's findings
 * @param errors how often each error came
 * @param latencies the figures of each series; without intervals, which cannot be told from them
 * @param clock by how much the API server's clock is ahead of the tool's, if it has asked
 */
public record SummaryFile(
    ToolRun tool,
    List<Finding> findings,
    Map<String, Long> errors,
    Map<String, Totals> latencies,
    Optional<ServerClock> clock) {
  private static final String SCHEMA = "scaletest-summary";
  private static final int BYTES_MAX = 16 << 20;
  private static final int TEXT_MAX = 300;

  /** A tool writes 240 at most. */
  private static final int MEMORY_MAX = 10_000;

  private static final Map<String, Double> LEVELS = levels();

  private static Map<String, Double> levels() {
    var levels = new LinkedHashMap<String, Double>();
    levels.put("p50", 50.0);
    levels.put("p90", 90.0);
    levels.put("p99", 99.0);
    levels.put("p999", 99.9);
    return levels;
  }

  /** Reads a file; empty where it is none, which is then left out with the reason. */
  public static Optional<SummaryFile> read(Path path, LeftOut leftOut) throws IOException {
    byte[] text;
    try (InputStream file = Lines.open(path)) {
      text = file.readNBytes(BYTES_MAX);
    }
    try {
      Map<String, Object> tree = JsonTree.parseObject(text);
      if (!SCHEMA.equals(tree.get("schema"))) {
        leftOut.add(0, "JSON, but of another schema than " + SCHEMA);
        return Optional.empty();
      }
      if (!(tree.get("schemaVersion") instanceof Number version) || version.intValue() != 1) {
        leftOut.add(0, "schemaVersion " + tree.get("schemaVersion") + ", of which only 1 is known");
        return Optional.empty();
      }
      return Optional.of(of(tree, leftOut));
    } catch (MalformedJsonException e) {
      leftOut.add(0, "no whole JSON: " + e.getMessage());
      return Optional.empty();
    }
  }

  private static SummaryFile of(Map<String, Object> tree, LeftOut leftOut) {
    String tool = text(tree, "tool");
    Map<?, ?> verdict = map(tree, "verdict");
    var options = new LinkedHashMap<String, String>();
    map(tree, "options").forEach((key, value) -> options.put(cut(key), cut(value)));
    return new SummaryFile(
        new ToolRun(
            tool,
            text(tree, "toolVersion"),
            text(tree, "runId"),
            text(tree, "start"),
            text(tree, "end"),
            text(verdict, "status"),
            text(map(tree, "load"), "text"),
            options,
            counts(map(tree, "counts")),
            memory(tree),
            ReplaySection.of(tree, leftOut)),
        findings(tool, verdict),
        counts(map(tree, "errors")),
        latencies(map(tree, "latencies")),
        serverClock(map(tree, "clock")));
  }

  /** Returns the memory of a window that has some and whose start is known. */
  private static Optional<ToolMemory> memory(Map<?, ?> tree) {
    Map<?, ?> resident = map(map(tree, "window"), "resident");
    OptionalLong start = epochMs(text(tree, "start"));
    if (start.isEmpty()
        || !(resident.get("everySeconds") instanceof Number every)
        || !(every.doubleValue() > 0)
        || !(resident.get("bytes") instanceof List<?> list)) {
      return Optional.empty();
    }
    List<Long> bytes = new ArrayList<>();
    for (Object each : list) {
      if (!(each instanceof Number number) || bytes.size() == MEMORY_MAX) {
        return Optional.empty();
      }
      bytes.add(number.longValue());
    }
    return bytes.isEmpty()
        ? Optional.empty()
        : Optional.of(new ToolMemory(start.getAsLong(), every.doubleValue(), bytes));
  }

  /**
   * Proven bounds of how far an API server's clock is ahead of a tool's.
   *
   * @param server its URL
   * @param aheadMs the bounds in milliseconds
   */
  public record ServerClock(String server, Interval aheadMs) {}

  private static Optional<ServerClock> serverClock(Map<?, ?> clock) {
    if (clock.get("offsetLowMs") instanceof Number low
        && clock.get("offsetHighMs") instanceof Number high) {
      return Optional.of(
          new ServerClock(
              text(clock, "server"), new Interval(low.doubleValue(), high.doubleValue())));
    }
    return Optional.empty();
  }

  private static List<Finding> findings(String tool, Map<?, ?> verdict) {
    var findings = new ArrayList<Finding>();
    if (verdict.get("findings") instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Map<?, ?> finding) {
          Verdict.Status status =
              "INVALID".equals(finding.get("status"))
                  ? Verdict.Status.INVALID
                  : Verdict.Status.SUSPECT;
          findings.add(new Finding(status, text(finding, "about"), tool, text(finding, "reason")));
        }
      }
    }
    return findings;
  }

  private static Map<String, Long> counts(Map<?, ?> map) {
    var counts = new LinkedHashMap<String, Long>();
    map.forEach(
        (key, value) -> {
          if (value instanceof Number number) {
            counts.put(cut(key), number.longValue());
          }
        });
    return counts;
  }

  private static Map<String, Totals> latencies(Map<?, ?> map) {
    var latencies = new LinkedHashMap<String, Totals>();
    map.forEach(
        (key, value) -> {
          if (value instanceof Map<?, ?> figures && figures.get("count") instanceof Number count) {
            var percentiles = new ArrayList<Percentile>();
            LEVELS.forEach(
                (name, level) ->
                    number(figures, name)
                        .ifPresent(
                            ns ->
                                percentiles.add(
                                    new Percentile(
                                        level, ns, Optional.empty(), Optional.empty()))));
            latencies.put(
                cut(key),
                new Totals(
                    count.longValue(),
                    number(figures, "min"),
                    number(figures, "mean"),
                    number(figures, "max"),
                    percentiles));
          }
        });
    return latencies;
  }

  /** Returns a time of the summary in milliseconds since 1970 UTC, if it is one. */
  public static OptionalLong epochMs(String time) {
    try {
      return OptionalLong.of(Instant.parse(time).toEpochMilli());
    } catch (DateTimeParseException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }

  private static OptionalLong number(Map<?, ?> map, String name) {
    return map.get(name) instanceof Number number
        ? OptionalLong.of(number.longValue())
        : OptionalLong.empty();
  }

  private static Map<?, ?> map(Map<?, ?> tree, String name) {
    return tree.get(name) instanceof Map<?, ?> map ? map : Map.of();
  }

  private static String text(Map<?, ?> map, String name) {
    return map.get(name) instanceof String text ? cut(text) : "";
  }

  private static String cut(Object value) {
    String text = String.valueOf(value);
    return text.length() <= TEXT_MAX ? text : text.substring(0, TEXT_MAX);
  }
}
