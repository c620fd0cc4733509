package io.scaletest.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A tool's summary file. */
public record Summary(JsonNode json) {
  public static Summary read(Path file) {
    return new Summary(JsonMapper.shared().readTree(file.toFile()));
  }

  public String verdict() {
    return json.path("verdict").path("status").asString();
  }

  /** Returns whether the load was carried; empty where none was asked for. */
  public String load() {
    return json.path("load").path("status").asString("");
  }

  /** Returns what the verdict's rules found about a side: client, server or run. */
  public List<String> findingsAbout(String side) {
    List<String> reasons = new ArrayList<>();
    for (JsonNode finding : json.path("verdict").path("findings")) {
      if (finding.path("about").asString().equals(side)) {
        reasons.add(finding.path("reason").asString());
      }
    }
    return reasons;
  }

  /** Returns whether the client itself was so late or so slow that the run does not count. */
  boolean isClientInvalid() {
    return json.path("verdict")
        .path("findings")
        .valueStream()
        .filter(finding -> finding.path("about").asString().equals("client"))
        .anyMatch(finding -> finding.path("status").asString().equals("INVALID"));
  }

  /** Asserts that the load was too much; a client that was late itself cannot say. */
  void assertOverloaded() {
    assertThat(load()).as(json.toString()).isEqualTo(isClientInvalid() ? "UNKNOWN" : "OVERLOADED");
  }

  public long count(String name) {
    return json.path("counts").path(name).asLong(-1);
  }

  /** Returns an option's effective value; empty where the summary has no such option. */
  public String option(String name) {
    return json.path("options").path(name).asString("");
  }

  public long samples(String latency) {
    return json.path("latencies").path(latency).path("count").asLong(0);
  }

  public long maxNs(String latency) {
    return ns(latency, "max");
  }

  /** Returns one figure of a latency: min, p50, p90, p99, max. */
  public long ns(String latency, String figure) {
    return json.path("latencies").path(latency).path(figure).asLong();
  }

  public double achievedPerSecond() {
    return json.path("achievedPerSecond").asDouble();
  }
}
