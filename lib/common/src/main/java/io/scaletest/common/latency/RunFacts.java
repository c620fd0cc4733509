package io.scaletest.common.latency;

import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * What a {@link Verdict} looks at. A fact that a tool does not have stays at its default, under
 * which no rule speaks.
 *
 * @param operations requests completed, with success or not
 * @param errors those of them that failed
 * @param throttled those of them that the server refused with 429 (Too Many Requests)
 * @param durationSeconds how long the measurement took
 * @param targetPerSecond the rate that this run's schedule asked for: its arrivals divided by the
 *     time of the last one. Not λ: 300 Poisson arrivals miss λ by more than 5 % in two runs of five
 * @param achievedPerSecond the rate at which requests were really sent, over the same arrivals
 * @param latenessP99Ns the 99th percentile of sent minus intended
 * @param streamWaitP99Ns the 99th percentile of waiting for a free stream of a connection
 * @param cpuSeconds CPU time of this process
 * @param cores processors this process may use
 * @param gcPauseSeconds all pauses for garbage collection together
 * @param clockDriftNs how far the system's clock moved away from the run's clock
 * @param dataFileStalls how often an event loop waited for the data file's writer
 * @param rowsLost rows that are not in the data file
 * @param interrupted whether a signal ended the run early
 */
public record RunFacts(
    long operations,
    long errors,
    long throttled,
    double durationSeconds,
    OptionalDouble targetPerSecond,
    OptionalDouble achievedPerSecond,
    OptionalLong latenessP99Ns,
    OptionalLong streamWaitP99Ns,
    double cpuSeconds,
    int cores,
    double gcPauseSeconds,
    long clockDriftNs,
    long dataFileStalls,
    long rowsLost,
    boolean interrupted) {

  /** Returns a builder of facts of a run of that many requests and seconds, nothing else known. */
  public static Builder of(long operations, double durationSeconds) {
    return new Builder(operations, durationSeconds);
  }

  /** Collects facts. For use by one thread. */
  public static final class Builder {
    private final long operations;
    private final double durationSeconds;
    private long errors;
    private long throttled;
    private OptionalDouble targetPerSecond = OptionalDouble.empty();
    private OptionalDouble achievedPerSecond = OptionalDouble.empty();
    private OptionalLong latenessP99Ns = OptionalLong.empty();
    private OptionalLong streamWaitP99Ns = OptionalLong.empty();
    private double cpuSeconds;
    private int cores = 1;
    private double gcPauseSeconds;
    private long clockDriftNs;
    private long dataFileStalls;
    private long rowsLost;
    private boolean interrupted;

    private Builder(long operations, double durationSeconds) {
      this.operations = operations;
      this.durationSeconds = durationSeconds;
    }

    /** Sets how many requests failed, and how many of these the server refused with 429. */
    public Builder errors(long all, long ofThemThrottled) {
      this.errors = all;
      this.throttled = ofThemThrottled;
      return this;
    }

    /** Sets the rate that the schedule asked for and the one that came out. */
    public Builder rate(double target, double achieved) {
      this.targetPerSecond = OptionalDouble.of(target);
      this.achievedPerSecond = OptionalDouble.of(achieved);
      return this;
    }

    /** Sets the 99th percentile of the generator's own lateness. */
    public Builder latenessP99Ns(long ns) {
      this.latenessP99Ns = OptionalLong.of(ns);
      return this;
    }

    /** Sets the 99th percentile of waiting for a free stream. */
    public Builder streamWaitP99Ns(long ns) {
      this.streamWaitP99Ns = OptionalLong.of(ns);
      return this;
    }

    /** Sets what the process used. */
    public Builder process(ProcessFacts facts) {
      this.cpuSeconds = facts.cpuSeconds();
      this.cores = facts.cores();
      this.gcPauseSeconds = facts.gcPauseSeconds();
      return this;
    }

    /** Sets how far the system's clock moved away from the run's, of either sign. */
    public Builder clockDriftNs(long ns) {
      this.clockDriftNs = ns;
      return this;
    }

    /** Sets how often writing held the run up, and how many rows are missing in the end. */
    public Builder dataFile(long stalls, long lostRows) {
      this.dataFileStalls = stalls;
      this.rowsLost = lostRows;
      return this;
    }

    /** Sets whether a signal ended the run early. */
    public Builder interrupted(boolean value) {
      this.interrupted = value;
      return this;
    }

    /** Returns the facts. */
    public RunFacts build() {
      return new RunFacts(
          operations,
          errors,
          throttled,
          durationSeconds,
          targetPerSecond,
          achievedPerSecond,
          latenessP99Ns,
          streamWaitP99Ns,
          cpuSeconds,
          cores,
          gcPauseSeconds,
          clockDriftNs,
          dataFileStalls,
          rowsLost,
          interrupted);
    }
  }
}
