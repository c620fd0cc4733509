package io.scaletest.common.latency;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Whether a run's numbers count, and if not fully, why. Each rule looks at one fact and has a limit
 * for SUSPECT and, mostly, a further one for INVALID; the worst of them is the run's status.
 *
 * @param status the worst that any rule found
 * @param reasons one line for each rule that found something, in the order of the rules
 */
public record Verdict(Status status, List<String> reasons) {

  /** How far the numbers can be relied on. */
  public enum Status {
    /** The numbers describe the server. */
    VALID,
    /** The numbers may describe the client or an accident; read the reasons first. */
    SUSPECT,
    /** The numbers do not describe the server under the load asked for. */
    INVALID
  }

  /** What is asked must be offered; 5 % is what a short stall at the end costs a run of 20 s. */
  static final double ACHIEVED_SHARE_SUSPECT = 0.95;

  /** A fifth of the load missing is another experiment. */
  static final double ACHIEVED_SHARE_INVALID = 0.80;

  /** A write to a healthy API server takes 2 to 10 ms: own lateness must stay below. */
  static final long OWN_WAIT_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Ten times what is measured: then it is the client that is measured. */
  static final long OWN_WAIT_INVALID_NS = TimeUnit.MILLISECONDS.toNanos(100);

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

  /**
   * Intervals do not suffer from a moved clock, but stamps of different processes do, by the size
   * of what they measure.
   */
  static final long CLOCK_DRIFT_SUSPECT_NS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Keeps the reasons. */
  public Verdict {
    reasons = List.copyOf(reasons);
  }

  /** Returns this verdict with one more finding, told first. */
  public Verdict with(Status found, String reason) {
    List<String> all = new ArrayList<>();
    all.add(reason);
    all.addAll(reasons);
    return new Verdict(found.compareTo(status) > 0 ? found : status, all);
  }

  /** Returns the verdict on {@code facts}. The same facts always give the same verdict. */
  public static Verdict of(RunFacts facts) {
    var findings = new Findings();
    findings.judgeCompleteness(facts);
    findings.judgeRate(facts);
    findings.judgeOwnWait("own lateness", facts.latenessP99Ns());
    findings.judgeOwnWait("waiting for a free stream", facts.streamWaitP99Ns());
    findings.judgeErrors(facts);
    findings.judgeProcess(facts);
    findings.judgeClock(facts);
    return new Verdict(findings.worst, findings.reasons);
  }

  /** The findings of the rules so far. */
  private static final class Findings {
    private final List<String> reasons = new ArrayList<>();
    private Status worst = Status.VALID;

    private void add(Status status, String reason) {
      worst = status.compareTo(worst) > 0 ? status : worst;
      reasons.add(reason);
    }

    private void judgeCompleteness(RunFacts facts) {
      if (facts.operations() == 0) {
        add(Status.INVALID, "no request completed");
      }
      if (facts.interrupted()) {
        add(Status.SUSPECT, "ended early by a signal");
      }
      if (facts.rowsLost() > 0) {
        add(Status.INVALID, facts.rowsLost() + " rows are missing in the data file");
      }
      if (facts.dataFileStalls() > 0) {
        add(
            Status.SUSPECT,
            "requests waited for the data file's disk " + facts.dataFileStalls() + " times");
      }
    }

    private void judgeRate(RunFacts facts) {
      if (facts.targetPerSecond().isEmpty() || facts.achievedPerSecond().isEmpty()) {
        return;
      }
      double target = facts.targetPerSecond().getAsDouble();
      double achieved = facts.achievedPerSecond().getAsDouble();
      if (achieved < target * ACHIEVED_SHARE_SUSPECT) {
        boolean invalid = achieved < target * ACHIEVED_SHARE_INVALID;
        add(
            invalid ? Status.INVALID : Status.SUSPECT,
            "achieved rate "
                + Decimals.fixed(achieved, 1)
                + "/s is "
                + percent(achieved / target)
                + " of the target "
                + Decimals.fixed(target, 1)
                + "/s"
                + limit(percent(invalid ? ACHIEVED_SHARE_INVALID : ACHIEVED_SHARE_SUSPECT)));
      }
    }

    private void judgeOwnWait(String what, OptionalLong p99Ns) {
      if (p99Ns.isPresent() && p99Ns.getAsLong() > OWN_WAIT_SUSPECT_NS) {
        boolean invalid = p99Ns.getAsLong() > OWN_WAIT_INVALID_NS;
        long limitNs = invalid ? OWN_WAIT_INVALID_NS : OWN_WAIT_SUSPECT_NS;
        add(
            invalid ? Status.INVALID : Status.SUSPECT,
            what
                + ": p99 "
                + Decimals.duration(p99Ns.getAsLong())
                + limit(Decimals.duration(limitNs)));
      }
    }

    private void judgeErrors(RunFacts facts) {
      double share = facts.operations() == 0 ? 0 : (double) facts.errors() / facts.operations();
      judgeShare(share, ERROR_SHARE_SUSPECT, ERROR_SHARE_INVALID, "of the requests failed");
      if (facts.throttled() > 0) {
        add(
            Status.SUSPECT,
            "the server throttled " + facts.throttled() + " requests (429): its limits answered");
      }
    }

    private void judgeProcess(RunFacts facts) {
      if (facts.durationSeconds() <= 0) {
        return;
      }
      judgeShare(
          facts.cpuSeconds() / (facts.durationSeconds() * facts.cores()),
          CPU_SHARE_SUSPECT,
          CPU_SHARE_INVALID,
          "of this process's CPUs were in use");
      judgeShare(
          facts.gcPauseSeconds() / facts.durationSeconds(),
          GC_SHARE_SUSPECT,
          GC_SHARE_INVALID,
          "of the time went to garbage collection pauses");
    }

    private void judgeShare(double share, double suspectAbove, double invalidAbove, String what) {
      if (share > suspectAbove) {
        boolean invalid = share > invalidAbove;
        add(
            invalid ? Status.INVALID : Status.SUSPECT,
            percent(share) + " " + what + limit(percent(invalid ? invalidAbove : suspectAbove)));
      }
    }

    private void judgeClock(RunFacts facts) {
      if (facts.clockDriftNs() > CLOCK_DRIFT_SUSPECT_NS
          || facts.clockDriftNs() < -CLOCK_DRIFT_SUSPECT_NS) {
        add(
            Status.SUSPECT,
            "the system's clock moved by "
                + Decimals.duration(facts.clockDriftNs())
                + limit(Decimals.duration(CLOCK_DRIFT_SUSPECT_NS)));
      }
    }

    private static String percent(double share) {
      return Decimals.fixed(share * 100, 1) + " %";
    }

    private static String limit(String value) {
      return " (limit " + value + ")";
    }
  }
}
