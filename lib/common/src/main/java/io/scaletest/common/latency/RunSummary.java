package io.scaletest.common.latency;

import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a run came to: for machines as {@code <runid>-driver.summary.json} ({@link #write}), for
 * people as a table ({@link #render}). The page {@code docs/summary-schema.md} describes every
 * field.
 *
 * @param start the first moment of the measurement, on the run's wall clock
 * @param end its last moment
 * @param options effective values by option name: strings, booleans, integers, floating-point
 * @param targetPerSecond what the schedule asked for, where there is one
 * @param achievedPerSecond what came out of it
 * @param counts by name, in the order in which people want to read them
 * @param errors how often each message came; bounded by {@link ErrorCounts}
 * @param latencies by name of the series
 * @param files what the run wrote, by kind
 */
public record RunSummary(
    String tool,
    String toolVersion,
    String runId,
    Instant start,
    Instant end,
    Verdict verdict,
    Map<String, Object> options,
    OptionalDouble targetPerSecond,
    OptionalDouble achievedPerSecond,
    Map<String, Long> counts,
    Map<String, Long> errors,
    Map<String, Latency> latencies,
    ProcessFacts process,
    Map<String, Path> files) {

  /** Keeps copies, in the order given. */
  public RunSummary {
    options = copy(options);
    counts = copy(counts);
    errors = copy(errors);
    latencies = copy(latencies);
    files = copy(files);
  }

  /**
   * One row of the table.
   *
   * @param label what people call it: {@code create response time}
   */
  public record Latency(String label, LatencySummary summary) {}

  /** Returns the path of a run's summary, in the current folder. */
  public static Path pathFor(String runId) {
    return Path.of(runId + "-driver.summary.json");
  }

  /** Returns a builder. */
  public static Builder builder(String tool, String toolVersion, String runId) {
    return new Builder(tool, toolVersion, runId);
  }

  /** Returns how long the measurement took. */
  public Duration duration() {
    return Duration.between(start, end);
  }

  /** Returns the JSON text. */
  public String toJson() {
    return SummaryJson.of(this);
  }

  /** Returns the table for people, several lines, each with its line end. */
  public String render() {
    return SummaryTable.of(this);
  }

  /**
   * Writes the JSON file, replacing an existing one in one step: whoever reads the path sees the
   * old file or the whole new one.
   *
   * @throws ToolException with {@link CommonExit#OUTPUT} if that fails; nothing half-made is left
   */
  public void write(Path path) {
    Path draft = path.resolveSibling(path.getFileName() + ".tmp");
    try {
      Files.write(draft, toJson().getBytes(StandardCharsets.UTF_8));
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      var failure =
          new ToolException(
              CommonExit.OUTPUT, "summary " + path + " cannot be written: " + IoReason.of(e), e);
      try {
        Files.deleteIfExists(draft);
      } catch (IOException deletion) {
        failure.addSuppressed(deletion);
      }
      throw failure;
    }
  }

  private static <V> Map<String, V> copy(Map<String, V> map) {
    return Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Collects a summary's parts. For use by one thread. */
  public static final class Builder {
    private final String tool;
    private final String toolVersion;
    private final String runId;
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Latency> latencies = new LinkedHashMap<>();
    private final Map<String, Path> files = new LinkedHashMap<>();
    private Map<String, Long> errors = Map.of();
    private Instant start;
    private Instant end;
    private Verdict verdict;
    private ProcessFacts process;
    private OptionalDouble targetPerSecond = OptionalDouble.empty();
    private OptionalDouble achievedPerSecond = OptionalDouble.empty();

    private Builder(String tool, String toolVersion, String runId) {
      this.tool = tool;
      this.toolVersion = toolVersion;
      this.runId = runId;
    }

    /** Sets when the measurement began and ended. */
    public Builder period(Instant from, Instant to) {
      this.start = from;
      this.end = to;
      return this;
    }

    /** Sets whether the run counts. */
    public Builder verdict(Verdict value) {
      this.verdict = value;
      return this;
    }

    /** Adds an option's effective value: a string, boolean, integer or floating-point number. */
    public Builder option(String name, Object value) {
      options.put(name, value);
      return this;
    }

    /** Sets the rate that the schedule asked for and the one that came out. */
    public Builder rate(double target, double achieved) {
      this.targetPerSecond = OptionalDouble.of(target);
      this.achievedPerSecond = OptionalDouble.of(achieved);
      return this;
    }

    /** Sets the rate that came out where none was asked for. */
    public Builder achievedPerSecond(double value) {
      this.achievedPerSecond = OptionalDouble.of(value);
      return this;
    }

    /** Adds a count; its name reads well behind a number: {@code creates}. */
    public Builder count(String name, long value) {
      counts.put(name, value);
      return this;
    }

    /** Sets the errors. */
    public Builder errors(ErrorCounts value) {
      this.errors = value.byFrequency();
      return this;
    }

    /** Adds a latency under the name of its series. */
    public Builder latency(String name, String label, LatencySummary summary) {
      latencies.put(SeriesName.check(name), new Latency(label, summary));
      return this;
    }

    /** Sets what the process used. */
    public Builder process(ProcessFacts facts) {
      this.process = facts;
      return this;
    }

    /** Adds a file that the run wrote. */
    public Builder file(String kind, Path path) {
      files.put(kind, path);
      return this;
    }

    /**
     * Returns the summary.
     *
     * @throws IllegalStateException if period, verdict or process is missing
     */
    public RunSummary build() {
      if (start == null || verdict == null || process == null) {
        throw new IllegalStateException("a summary needs a period, a verdict and process facts");
      }
      return new RunSummary(
          tool,
          toolVersion,
          runId,
          start,
          end,
          verdict,
          options,
          targetPerSecond,
          achievedPerSecond,
          counts,
          errors,
          latencies,
          process,
          files);
    }
  }
}
