package io.scaletest.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

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
  private static final JsonFactory JSON = new JsonFactory();
  private static final String SCHEMA = "scaletest-summary";
  private static final int SCHEMA_VERSION = 1;

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
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), Files.readAllBytes(file))) {
      return new Reader(json).read();
    } catch (JacksonException e) {
      throw new IOException(file + " is not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Goes once through the file; unknown fields are skipped, so that the schema may grow. */
  private static final class Reader {
    private final JsonParser json;
    private String verdict = "";
    private final List<String> reasons = new ArrayList<>();
    private String load = "";
    private final Map<String, Latency> latencies = new HashMap<>();
    private String schema = "";
    private int schemaVersion;

    Reader(JsonParser json) {
      this.json = json;
    }

    ToolSummary read() throws IOException {
      json.nextToken();
      while (nextField()) {
        switch (json.currentName()) {
          case "schema" -> schema = json.getString();
          case "schemaVersion" -> schemaVersion = json.getIntValue();
          case "verdict" -> readVerdict();
          case "load" -> readLoad();
          case "latencies" -> readLatencies();
          default -> json.skipChildren();
        }
      }
      if (!schema.equals(SCHEMA) || schemaVersion != SCHEMA_VERSION) {
        throw new IOException(
            "must be "
                + SCHEMA
                + " version "
                + SCHEMA_VERSION
                + ", got "
                + schema
                + " version "
                + schemaVersion);
      }
      return new ToolSummary(verdict, List.copyOf(reasons), load, Map.copyOf(latencies));
    }

    /** Moves to the value of the current object's next field; false at the object's end. */
    private boolean nextField() {
      if (json.nextToken() != JsonToken.PROPERTY_NAME) {
        return false;
      }
      json.nextToken();
      return true;
    }

    private void readVerdict() {
      while (nextField()) {
        switch (json.currentName()) {
          case "status" -> verdict = json.getString();
          case "reasons" -> {
            while (json.nextToken() != JsonToken.END_ARRAY) {
              reasons.add(json.getString());
            }
          }
          default -> json.skipChildren();
        }
      }
    }

    /** A load that does not exist is null. */
    private void readLoad() {
      while (json.currentToken() != JsonToken.VALUE_NULL && nextField()) {
        if (json.currentName().equals("text")) {
          load = json.getString();
        } else {
          json.skipChildren();
        }
      }
    }

    private void readLatencies() {
      while (nextField()) {
        latencies.put(json.currentName(), readLatency());
      }
    }

    private Latency readLatency() {
      var figures = new HashMap<String, Long>();
      while (nextField()) {
        if (json.currentToken().isNumeric()) {
          figures.put(json.currentName(), Math.round(json.getDoubleValue()));
        } else {
          json.skipChildren();
        }
      }
      return new Latency(
          figures.getOrDefault("count", 0L),
          figure(figures, "min"),
          figure(figures, "p50"),
          figure(figures, "p90"),
          figure(figures, "p99"),
          figure(figures, "max"));
    }

    private static OptionalLong figure(Map<String, Long> figures, String name) {
      Long value = figures.get(name);
      return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }
  }
}
