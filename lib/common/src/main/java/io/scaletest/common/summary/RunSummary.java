package io.scaletest.common.summary;

import io.scaletest.common.clock.ServerOffset;
import io.scaletest.common.datafile.IoReason;
import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ToolException;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.verdict.MeasuredWindow;
import io.scaletest.common.verdict.ProcessFacts;
import io.scaletest.common.verdict.Verdict;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The result document of one run: for machines as JSON in {@code <runid>-driver.summary.json}
 * ({@link #write}), for people as a table ({@link #render}). The page {@code
 * docs/summary-schema.md} describes every field. Immutable.
 */
public final class RunSummary {
  private final Builder is;

  /**
   * One row of the table.
   *
   * @param label what people call it: {@code create response time}
   */
  public record Latency(String label, LatencySummary summary) {}

  /**
   * A limit that the run was to keep.
   *
   * @param status {@code MET}, {@code BROKEN} or {@code UNDECIDED}
   * @param what what is limited: {@code create p99 in steady}
   * @param limit as people read it
   * @param measured as people read it
   */
  public record Objective(String status, String what, String limit, String measured) {}

  private RunSummary(Builder is) {
    this.is = is;
  }

  /** Returns the path of a run's summary, in the current folder. */
  public static Path pathFor(String runId) {
    return Path.of(runId + "-driver.summary.json");
  }

  /** Returns a builder. */
  public static Builder builder(String tool, String toolVersion, String runId) {
    return new Builder(tool, toolVersion, runId);
  }

  public String tool() {
    return is.tool;
  }

  public String toolVersion() {
    return is.toolVersion;
  }

  public String runId() {
    return is.runId;
  }

  /** Returns the first moment of the measurement, on the run's wall clock. */
  public Instant start() {
    return is.start;
  }

  /** Returns its last moment. */
  public Instant end() {
    return is.end;
  }

  /** Returns how long the measurement took. */
  public Duration duration() {
    return Duration.between(is.start, is.end);
  }

  public Verdict verdict() {
    return is.verdict;
  }

  /** Returns the options' effective values: strings, booleans, integers, floating-point numbers. */
  public Map<String, Object> options() {
    return Collections.unmodifiableMap(is.options);
  }

  /** Returns the rate of the options, where there is one. */
  public OptionalDouble targetPerSecond() {
    return is.targetPerSecond;
  }

  /** Returns the rate at which requests were sent, or events came. */
  public OptionalDouble achievedPerSecond() {
    return is.achievedPerSecond;
  }

  /** Returns the counts by name, in the order in which people want to read them. */
  public Map<String, Long> counts() {
    return Collections.unmodifiableMap(is.counts);
  }

  /** Returns the limits that were to be kept; empty for a run without. */
  public List<Objective> objectives() {
    return List.copyOf(is.objectives);
  }

  /** Returns what stands in the table instead of the counts; empty where it is the counts. */
  Map<String, String> lines() {
    return Collections.unmodifiableMap(is.lines);
  }

  /** Returns whether a count or a latency stands in the JSON, but not in the table. */
  boolean isForFileOnly(String name) {
    return is.forFileOnly.contains(name);
  }

  /** Returns how often each message came; bounded by {@link ErrorCounts}. */
  public Map<String, Long> errors() {
    return is.errors;
  }

  /** Returns the latencies by name of the series. */
  public Map<String, Latency> latencies() {
    return Collections.unmodifiableMap(is.latencies);
  }

  /** Returns what only one kind of run tells, by name: trees of JSON. */
  Map<String, Map<String, Object>> sections() {
    return Collections.unmodifiableMap(is.sections);
  }

  /** Returns what the process had used by the end, its start included. */
  public ProcessFacts process() {
    return is.process;
  }

  /** Returns what the process did while it measured. */
  public MeasuredWindow.Facts window() {
    return is.window;
  }

  /** Returns what is known of the API server's clock. */
  public Optional<ServerOffset> clock() {
    return is.clock;
  }

  /** Returns what the run wrote, by kind. */
  public Map<String, Path> files() {
    return Collections.unmodifiableMap(is.files);
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
   * Writes the JSON file, replacing an existing one in one step: a reader of the path sees the old
   * file or the whole new one.
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

  /** Collects a summary's parts. For use by one thread. */
  public static final class Builder {
    private final String tool;
    private final String toolVersion;
    private final String runId;
    private final Map<String, Object> options = new LinkedHashMap<>();
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final Map<String, Latency> latencies = new LinkedHashMap<>();
    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, String> lines = new LinkedHashMap<>();
    private final List<Objective> objectives = new ArrayList<>();
    private final Set<String> forFileOnly = new HashSet<>();
    private final Map<String, Map<String, Object>> sections = new LinkedHashMap<>();
    private Map<String, Long> errors = Map.of();
    private Instant start;
    private Instant end;
    private Verdict verdict;
    private ProcessFacts process;
    private MeasuredWindow.Facts window;
    private Optional<ServerOffset> clock = Optional.empty();
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

    /** Sets the rate of the options and the one at which requests were sent. */
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

    /** Keeps a count or a latency out of the table: there it would only say what others say. */
    public Builder forFileOnly(String name) {
      forFileOnly.add(name);
      return this;
    }

    /**
     * Adds a line of the table, in which people find what matters of the counts: with one, the
     * counts themselves stand in the JSON only.
     */
    public Builder line(String label, String text) {
      lines.put(label, text);
      return this;
    }

    /**
     * Adds what only one kind of run tells, for the file alone.
     *
     * @param name of the field, which no other has
     * @param tree of JSON
     */
    public Builder section(String name, Map<String, Object> tree) {
      sections.put(name, tree);
      return this;
    }

    /** Adds a limit that was to be kept. */
    public Builder objective(Objective objective) {
      objectives.add(objective);
      return this;
    }

    /** Sets the errors. */
    public Builder errors(ErrorCounts value) {
      this.errors = value.byFrequency();
      return this;
    }

    /** Adds a latency under the name of its series. */
    public Builder latency(String name, String label, LatencySummary summary) {
      latencies.put(LatencySeries.checkName(name), new Latency(label, summary));
      return this;
    }

    /** Sets what the process used since its start. */
    public Builder process(ProcessFacts facts) {
      this.process = facts;
      return this;
    }

    /** Sets what the process did while it measured. */
    public Builder window(MeasuredWindow.Facts measured) {
      this.window = measured;
      return this;
    }

    /** Sets what is known of the API server's clock. */
    public Builder clock(Optional<ServerOffset> offset) {
      this.clock = offset;
      return this;
    }

    /** Adds a file that the run wrote. */
    public Builder file(String kind, Path path) {
      files.put(kind, path);
      return this;
    }

    /**
     * Returns the summary; the builder is used up.
     *
     * @throws IllegalStateException if period, verdict or window is missing
     */
    public RunSummary build() {
      if (start == null || verdict == null || window == null) {
        throw new IllegalStateException("a summary needs a period, a verdict and a window");
      }
      if (process == null) {
        process = ProcessFacts.now();
      }
      return new RunSummary(this);
    }
  }
}
