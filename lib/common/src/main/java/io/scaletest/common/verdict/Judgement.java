package io.scaletest.common.verdict;

import static io.scaletest.common.verdict.Verdict.Side.CLIENT;
import static io.scaletest.common.verdict.Verdict.Side.RUN;
import static io.scaletest.common.verdict.Verdict.Side.SERVER;
import static io.scaletest.common.verdict.Verdict.Status.INVALID;
import static io.scaletest.common.verdict.Verdict.Status.SUSPECT;

import io.scaletest.common.exit.CommonExit;
import io.scaletest.common.exit.ExitStatus;
import io.scaletest.common.latency.LatencySummary;
import io.scaletest.common.process.OpenFiles;
import io.scaletest.common.text.DurationText;
import io.scaletest.common.text.Figures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Collects the facts of one run and gives the {@link Verdict} on them. Each method is one rule; a
 * fact that a tool does not have is a method that it does not call. All facts are those of the
 * measured window: {@code docs/verdict.md} says for each where it is taken and what it cannot see.
 *
 * <p>For use by one thread.
 */
public final class Judgement {
  /** A write to a healthy API server takes 2 to 10 ms: own lateness must stay below. */
  static final long OWN_WAIT_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Ten times what is measured: then it is the client that is measured. */
  static final long OWN_WAIT_INVALID_NS = TimeUnit.MILLISECONDS.toNanos(100);

  /** One request in a thousand, or a single one, may be late by more before the rest is doubted. */
  static final int RARE_FACTOR = 10;

  /** The latest single request: by a hundred times what is measured. */
  static final int SINGLE_FACTOR = 100;

  /** Errors answer faster or slower than the work they stand for; 1 % of them moves p99. */
  static final double ERROR_SHARE_SUSPECT = 0.01;

  /** The field's usual limit (kube-burner gives up there too). */
  static final double ERROR_SHARE_INVALID = 0.10;

  /** Above, this process waits for its own threads now and then. */
  static final double CPU_SHARE_SUSPECT = 0.80;

  /** Saturated: latencies are this process's run queue. */
  static final double CPU_SHARE_INVALID = 0.95;

  /** Requests that meet a pause; above 1 % they are p99. */
  static final double GC_SHARE_SUSPECT = 0.01;

  /** Above 5 % they are p95. */
  static final double GC_SHARE_INVALID = 0.05;

  /** The kernel's figure moves in ticks, and may lack one at the start and have one at the end. */
  static final double CPU_TIME_STEP_SECONDS = 0.02;

  /** As long as the longest pause that a busy but healthy machine makes. */
  static final long STANDSTILL_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(500);

  /** As garbage collection: that share of all requests met a standstill. */
  static final double STANDSTILL_SHARE_SUSPECT = 0.02;

  /** A fifth of the time the process did not run. */
  static final double STANDSTILL_SHARE_INVALID = 0.20;

  /**
   * Intervals do not suffer from a moved clock, but stamps of different processes do, by the size
   * of what they measure.
   */
  static final long CLOCK_DRIFT_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * A stamp is cut to milliseconds, so it is up to 1 ms early; none is late where the clocks agree.
   */
  static final long CLOCKS_DISAGREE_NS = TimeUnit.MILLISECONDS.toNanos(1);

  private final List<Verdict.Finding> findings = new ArrayList<>();
  private Optional<Verdict.Load> load = Optional.empty();

  /** Adds what a tool's own rule found. */
  public Judgement add(Verdict.Status status, Verdict.Side about, String reason) {
    findings.add(new Verdict.Finding(status, about, reason));
    return this;
  }

  /**
   * A run without a single sample of what it is about measured nothing.
   *
   * @param count requests answered, notifications seen, leases renewed, blocks received
   * @param otherwise what to say where there is none: {@code no request was answered}
   */
  public Judgement samples(long count, String otherwise) {
    return count > 0 ? this : add(INVALID, SERVER, otherwise);
  }

  /** A fault of this program, after which nothing it says can be trusted. */
  public Judgement broken(String firstFault) {
    return add(INVALID, CLIENT, "a fault of this program: " + firstFault);
  }

  /**
   * A run that was ended early by a signal offered a part of the load only. Of tools that end by
   * themselves.
   *
   * @param because what ended it; empty where it ended by itself
   */
  public Judgement endedEarly(Optional<ExitStatus> because) {
    if (because.isEmpty()
        || because.get() == CommonExit.INTERNAL
        || because.get() == CommonExit.OUTPUT) {
      return this; // each has a finding of its own
    }
    return add(SUSPECT, RUN, "ended early by a signal");
  }

  /** A run that could not write its results: it was ended by that, and not all is in its files. */
  public Judgement unwritable() {
    return add(SUSPECT, RUN, "ended early by results that cannot be written");
  }

  /**
   * The data file, as far as it is wanted.
   *
   * @param stalls how often a measuring thread waited for the file's writer
   * @param rowsLost rows that are not in the file
   */
  public Judgement dataFile(long stalls, long rowsLost) {
    if (rowsLost > 0) {
      add(
          INVALID,
          RUN,
          Figures.count(rowsLost, "row is", "rows are") + " missing in the data file");
    }
    if (stalls > 0) {
      add(
          SUSPECT,
          CLIENT,
          "requests waited "
              + Figures.count(stalls, "time", "times")
              + " for the data file's disk");
    }
    return this;
  }

  /**
   * A wait that is this process's own: judged by the highest percentile that the samples carry, and
   * by the longest one.
   *
   * @param what {@code own lateness}
   */
  public Judgement ownWait(String what, LatencySummary wait) {
    String percentile = "p99";
    OptionalLong ns = wait.p99Ns();
    if (ns.isEmpty()) {
      percentile = wait.p90Ns().isPresent() ? "p90" : "max";
      ns = wait.p90Ns().isPresent() ? wait.p90Ns() : wait.maxNs();
    }
    // A maximum is the accident of one request, the first one's start-up mostly.
    int factor = percentile.equals("max") ? RARE_FACTOR : 1;
    if (ns.isEmpty() || judgeWait(what + ": " + percentile, ns.getAsLong(), factor)) {
      return this;
    }
    if (wait.p999Ns().isPresent()
        && judgeWait(what + ": p99.9", wait.p999Ns().getAsLong(), RARE_FACTOR)) {
      return this;
    }
    long singleNs = OWN_WAIT_SUSPECT_NS * (wait.p999Ns().isPresent() ? SINGLE_FACTOR : RARE_FACTOR);
    if (wait.maxNs().getAsLong() > singleNs) {
      add(
          SUSPECT,
          CLIENT,
          what + ": max " + DurationText.significant(wait.maxNs().getAsLong()) + limit(singleNs));
    }
    return this;
  }

  private boolean judgeWait(String what, long ns, int factor) {
    if (ns <= OWN_WAIT_SUSPECT_NS * factor) {
      return false;
    }
    boolean invalid = ns > OWN_WAIT_INVALID_NS * factor;
    long limitNs = (invalid ? OWN_WAIT_INVALID_NS : OWN_WAIT_SUSPECT_NS) * factor;
    add(
        invalid ? INVALID : SUSPECT,
        CLIENT,
        what + ' ' + DurationText.significant(ns) + limit(limitNs));
    return true;
  }

  /**
   * Requests that failed and were not meant to.
   *
   * @param failed how many
   * @param of how many requests there were
   * @param mostFrequent the most frequent error, for people; may be empty
   */
  public Judgement failures(long failed, long of, String mostFrequent) {
    double share = of == 0 ? 0 : (double) failed / of;
    String example = mostFrequent.isEmpty() ? "" : ", most of them: " + mostFrequent;
    Verdict.Side side = mostFrequent.contains(OpenFiles.EXHAUSTED) ? CLIENT : SERVER;
    return share(
        side, share, ERROR_SHARE_SUSPECT, ERROR_SHARE_INVALID, "of the requests failed", example);
  }

  /** Requests that the server refused with 429 (Too Many Requests). */
  public Judgement throttled(long requests) {
    return requests > 0
        ? add(
            SUSPECT,
            SERVER,
            "throttled "
                + Figures.count(requests, "request", "requests")
                + " (429): its limits answered")
        : this;
  }

  /**
   * What this process did while it measured: its use of the machine, and how long it stood still.
   */
  public Judgement window(MeasuredWindow.Facts window) {
    return process(window.process(), window.seconds())
        .standstill(window.standstillLongestNs(), window.standstillTotalNs(), window.seconds());
  }

  /**
   * What this process used while it measured.
   *
   * @param window from the start of the measurement to its end
   * @param seconds the window's length
   */
  public Judgement process(ProcessFacts window, double seconds) {
    if (seconds <= 0) {
      return this;
    }
    share(
        CLIENT,
        Math.max(0, window.cpuSeconds() - CPU_TIME_STEP_SECONDS) / (seconds * window.cores()),
        CPU_SHARE_SUSPECT,
        CPU_SHARE_INVALID,
        "of this process's CPUs were in use",
        "");
    return share(
        CLIENT,
        window.gcPauseSeconds() / seconds,
        GC_SHARE_SUSPECT,
        GC_SHARE_INVALID,
        "of the time went to garbage collection pauses",
        "");
  }

  /**
   * Times in which no thread of this process ran though one should have: the process was stopped,
   * had no CPU, or its machine stood still.
   *
   * @param longestNs the longest of them
   * @param totalNs all of them together
   * @param seconds the window's length
   */
  public Judgement standstill(long longestNs, long totalNs, double seconds) {
    double share = seconds <= 0 ? 0 : totalNs / 1e9 / seconds;
    if (share > STANDSTILL_SHARE_SUSPECT) {
      return share(
          CLIENT,
          share,
          STANDSTILL_SHARE_SUSPECT,
          STANDSTILL_SHARE_INVALID,
          "of the time this process stood still",
          ", once for " + DurationText.significant(longestNs));
    }
    return longestNs > STANDSTILL_SUSPECT_NS
        ? add(
            SUSPECT,
            CLIENT,
            "this process stood still for "
                + DurationText.significant(longestNs)
                + limit(STANDSTILL_SUSPECT_NS))
        : this;
  }

  /** How far the system's clock moved away from the run's, of either sign. */
  public Judgement clockDrift(long ns) {
    return Math.abs(ns) > CLOCK_DRIFT_SUSPECT_NS
        ? add(
            SUSPECT,
            RUN,
            "the system's clock moved by "
                + DurationText.significant(ns)
                + limit(CLOCK_DRIFT_SUSPECT_NS))
        : this;
  }

  /**
   * Latencies that begin with a stamp of another process: only clocks that disagree make them
   * negative.
   *
   * @param notification from a stamp to when a watcher had the change
   */
  public Judgement stamps(LatencySummary notification) {
    return notification.minNs().orElse(0) < -CLOCKS_DISAGREE_NS
        ? add(SUSPECT, RUN, "notification latencies below zero: the clocks disagree")
        : this;
  }

  /** Whether the load was carried; nothing where none was asked for. */
  public Judgement load(Verdict.Load answer) {
    load = Optional.of(answer);
    return this;
  }

  /** Returns the verdict. The same facts always give the same verdict. */
  public Verdict verdict() {
    boolean clientIsAtFault =
        findings.stream().anyMatch(f -> f.about() == CLIENT && f.status() == INVALID);
    return Verdict.of(findings, clientIsAtFault ? load.map(Verdict.Load::blamingNobody) : load);
  }

  private Judgement share(
      Verdict.Side about,
      double share,
      double suspectAbove,
      double invalidAbove,
      String what,
      String detail) {
    if (share > suspectAbove) {
      boolean invalid = share > invalidAbove;
      String limit = " (limit " + percent(invalid ? invalidAbove : suspectAbove) + ")";
      add(invalid ? INVALID : SUSPECT, about, percent(share) + " " + what + limit + detail);
    }
    return this;
  }

  private static String percent(double share) {
    return Figures.fixed(share * 100, 1) + " %";
  }

  private static String limit(long ns) {
    return " (limit " + DurationText.significant(ns) + ")";
  }
}
