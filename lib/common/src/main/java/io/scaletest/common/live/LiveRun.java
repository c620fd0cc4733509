package io.scaletest.common.live;

import io.scaletest.common.clock.WallClock;
import io.scaletest.common.latency.ErrorCounts;
import io.scaletest.common.latency.LatencySeries;
import io.scaletest.common.latency.SignedLatencySeries;
import io.scaletest.common.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What the page of a running run shows: where its figures are to be read. Reading them must be safe
 * for any thread and never wait; it is done once a second, while somebody looks.
 *
 * <p>Safe for use by many threads.
 */
public final class LiveRun {
  private final String tool;
  private final String version;
  private final String runId;
  private final WallClock clock;
  private final long startNs;
  private final List<Latency> latencies;
  private final List<Operation> operations;
  private final Map<String, LongSupplier> counts;
  private final Optional<LongSupplier> population;
  private final Optional<ErrorCounts> errors;
  private final Map<String, Object> options;
  private volatile Optional<Verdict> verdict = Optional.empty();

  /** Where one latency's values so far are. */
  record Latency(String name, Supplier<SignedLatencySeries.Total> total) {}

  /** Where one operation's counts so far are. */
  record Operation(String name, LongSupplier sent, LongSupplier succeeded, LongSupplier failed) {}

  private LiveRun(Builder from) {
    this.tool = from.tool;
    this.version = from.version;
    this.runId = from.runId;
    this.clock = from.clock;
    this.startNs = clock.ticker().nanos();
    this.latencies = List.copyOf(from.latencies);
    this.operations = List.copyOf(from.operations);
    this.counts = new LinkedHashMap<>(from.counts);
    this.population = from.population;
    this.errors = from.errors;
    this.options = new LinkedHashMap<>(from.options);
  }

  /** Returns a builder of a run's figures. */
  public static Builder builder(String tool, String version, String runId, WallClock clock) {
    return new Builder(tool, version, runId, clock);
  }

  /** Says what the run came to: it is over, and its figures stay as they are. */
  public void end(Verdict of) {
    verdict = Optional.of(of);
  }

  String tool() {
    return tool;
  }

  String version() {
    return version;
  }

  String runId() {
    return runId;
  }

  WallClock clock() {
    return clock;
  }

  long startNs() {
    return startNs;
  }

  List<Latency> latencies() {
    return latencies;
  }

  List<Operation> operations() {
    return operations;
  }

  Map<String, LongSupplier> counts() {
    return counts;
  }

  Optional<LongSupplier> population() {
    return population;
  }

  Map<String, Long> errors() {
    return errors.map(ErrorCounts::byFrequency).orElse(Map.of());
  }

  Map<String, Object> options() {
    return options;
  }

  /** Returns what the run came to; empty while it runs. */
  Optional<Verdict> verdict() {
    return verdict;
  }

  /** Collects where figures are. For one thread. */
  public static final class Builder {
    private final String tool;
    private final String version;
    private final String runId;
    private final WallClock clock;
    private final List<Latency> latencies = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private final Map<String, LongSupplier> counts = new LinkedHashMap<>();
    private final Map<String, Object> options = new LinkedHashMap<>();
    private Optional<LongSupplier> population = Optional.empty();
    private Optional<ErrorCounts> errors = Optional.empty();

    private Builder(String tool, String version, String runId, WallClock clock) {
      this.tool = tool;
      this.version = version;
      this.runId = runId;
      this.clock = clock;
    }

    /** Adds a latency, in the order in which people want to see them. */
    public Builder latency(LatencySeries series) {
      latencies.add(new Latency(series.name(), () -> SignedLatencySeries.Total.of(series.total())));
      return this;
    }

    /** Adds a latency between two clocks. */
    public Builder latency(SignedLatencySeries series) {
      latencies.add(new Latency(series.name(), series::total));
      return this;
    }

    /** Adds what is done to objects, with the numbers of it so far. */
    public Builder operation(
        String name, LongSupplier sent, LongSupplier succeeded, LongSupplier failed) {
      operations.add(new Operation(name, sent, succeeded, failed));
      return this;
    }

    /** Adds a number that people want to see while it runs. */
    public Builder count(String name, LongSupplier now) {
      counts.put(name, now);
      return this;
    }

    /** Adds the effective value of an option. */
    public Builder option(String name, Object value) {
      options.put(name, value.toString());
      return this;
    }

    /** Says how many objects exist. */
    public Builder population(LongSupplier now) {
      population = Optional.of(now);
      return this;
    }

    /** Says how often each kind of error occurred. */
    public Builder errors(ErrorCounts of) {
      errors = Optional.of(of);
      return this;
    }

    /** Returns the run, which begins now. */
    public LiveRun build() {
      return new LiveRun(this);
    }
  }
}
