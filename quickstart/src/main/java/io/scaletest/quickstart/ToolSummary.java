package io.scaletest.quickstart;

import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What quickstart shows of a tool's {@code .summary.json}.
 *
 * @param verdict whether the run counts: VALID, SUSPECT or INVALID
 * @param reasons why it is not VALID
 * @param load whether the load was carried, in words; empty where the tool has none
 * @param latencies by name
 */
record ToolSummary(
    String verdict, List<String> reasons, String load, Map<String, Latency> latencies) {
  private static final String SCHEMA = "scaletest-summary version 1";

  /** Returns the latency of this name; one without samples where the tool did not measure it. */
  Latency latency(String name) {
    return latencies.getOrDefault(name, Latency.NONE);
  }

  /**
   * Reads a summary file.
   *
   * @throws IOException if it cannot be read or is of another schema
   */
  static ToolSummary read(Path file) throws IOException {
    Map<String, Object> tree;
    try {
      tree = JsonTree.parseObject(Files.readAllBytes(file));
    } catch (MalformedJsonException e) {
      throw new IOException(file + " is not JSON: " + e.getMessage(), e);
    }
    String schema =
        JsonTree.text(tree, "schema") + " version " + JsonTree.text(tree, "schemaVersion");
    if (!schema.equals(SCHEMA)) {
      throw new IOException("must be " + SCHEMA + ", got " + schema);
    }
    Map<String, Object> verdict = JsonTree.child(tree, "verdict");
    List<String> reasons = JsonTree.list(verdict, "reasons").stream().map(String::valueOf).toList();
    Map<String, Latency> latencies = new HashMap<>();
    JsonTree.child(tree, "latencies")
        .forEach(
            (name, figures) -> {
              if (figures instanceof Map<?, ?> map) {
                latencies.put(name, latency(map));
              }
            });
    return new ToolSummary(
        JsonTree.text(verdict, "status"), reasons, JsonTree.text(tree, "load", "text"), latencies);
  }

  private static Latency latency(Map<?, ?> figures) {
    return new Latency(
        figure(figures, "count").orElse(0),
        figure(figures, "min"),
        figure(figures, "p50"),
        figure(figures, "p90"),
        figure(figures, "p99"),
        figure(figures, "max"));
  }

  private static OptionalLong figure(Map<?, ?> figures, String name) {
    return figures.get(name) instanceof Number number
        ? OptionalLong.of(Math.round(number.doubleValue()))
        : OptionalLong.empty();
  }
}
