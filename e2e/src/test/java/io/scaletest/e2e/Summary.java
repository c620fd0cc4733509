package io.scaletest.e2e;

import java.nio.file.Path;
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
