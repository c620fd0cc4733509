package io.scaletest.fleet.merge;

import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.Verdict;
import io.scaletest.wire.json.JsonTree;
import io.scaletest.wire.json.MalformedJsonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A member's own summary, as read from its file. Immutable.
 *
 * @param start when its loop began, where it had to wait for that; else when its measurement did
 * @param load what of its share was carried; empty where it asked for none
 * @param latencies names of its series
 * @param standstillLongestNs the longest time in which nothing of its process ran
 */
record MemberSummary(
    Instant start,
    Instant end,
    List<Verdict.Finding> findings,
    Optional<Verdict.Load> load,
    Optional<Double> achievedPerSecond,
    Map<String, Long> counts,
    Map<String, Long> errors,
    Set<String> latencies,
    ProcessFacts process,
    long standstillLongestNs,
    long standstillTotalNs) {
  private static final double NS_PER_S = 1e9;
  private static final String PER_SECOND = "/s";

  /**
   * Reads a file.
   *
   * @throws IOException if it is not there, or cannot be read
   * @throws MalformedJsonException if it is no summary
   */
  static MemberSummary read(Path file) throws IOException, MalformedJsonException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return of(JsonTree.parseObject(bytes));
    } catch (DateTimeException | IllegalArgumentException | ClassCastException e) {
      throw new MalformedJsonException("is no summary: " + e.getMessage());
    }
  }

  private static MemberSummary of(Map<String, Object> json) {
    Map<String, Object> window = JsonTree.child(json, "window");
    String loopStart = JsonTree.text(json, "options", "start");
    return new MemberSummary(
        Instant.parse(loopStart.isEmpty() ? JsonTree.string(json, "start") : loopStart),
        Instant.parse(JsonTree.string(json, "end")),
        findings(JsonTree.child(json, "verdict")),
        load(json),
        json.get("achievedPerSecond") instanceof Number rate
            ? Optional.of(rate.doubleValue())
            : Optional.empty(),
        counts(JsonTree.child(json, "counts")),
        counts(JsonTree.child(json, "errors")),
        JsonTree.child(json, "latencies").keySet(),
        process(JsonTree.child(json, "process")),
        (long) (decimal(window, "standstillLongestSeconds") * NS_PER_S),
        (long) (decimal(window, "standstillSeconds") * NS_PER_S));
  }

  private static List<Verdict.Finding> findings(Map<String, Object> verdict) {
    List<Verdict.Finding> findings = new ArrayList<>();
    for (Map<?, ?> finding : JsonTree.objects(verdict, "findings")) {
      findings.add(
          new Verdict.Finding(
              Verdict.Status.valueOf(JsonTree.string(finding, "status")),
              Verdict.Side.valueOf(JsonTree.string(finding, "about").toUpperCase(Locale.ROOT)),
              JsonTree.string(finding, "reason")));
    }
    return findings;
  }

  private static Optional<Verdict.Load> load(Map<String, Object> json) {
    if (!(json.get("load") instanceof Map<?, ?> load)) {
      return Optional.empty();
    }
    String unit = JsonTree.string(load, "unit");
    return Optional.of(
        new Verdict.Load(
            Verdict.Load.Status.valueOf(JsonTree.string(load, "status")),
            decimal(load, "asked"),
            decimal(load, "carried"),
            unit.endsWith(PER_SECOND) ? unit.substring(0, unit.length() - 2) : unit,
            ""));
  }

  private static Map<String, Long> counts(Map<String, Object> json) {
    Map<String, Long> counts = new LinkedHashMap<>();
    json.forEach((name, value) -> counts.put(name, ((Number) value).longValue()));
    return counts;
  }

  private static ProcessFacts process(Map<String, Object> json) {
    return new ProcessFacts(
        decimal(json, "cpuSeconds"),
        (int) decimal(json, "cores"),
        (long) decimal(json, "heapMaxBytes"),
        decimal(json, "gcPauseSeconds"),
        (long) decimal(json, "gcCount"));
  }

  private static double decimal(Map<?, ?> json, String name) {
    return json.get(name) instanceof Number number ? number.doubleValue() : 0;
  }
}
