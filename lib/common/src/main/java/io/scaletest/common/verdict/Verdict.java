package io.scaletest.common.verdict;

import io.scaletest.common.text.Figures;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The validity of a run's numbers, as two answers: whether it was measured well ({@link #status}),
 * and whether the load that was asked for was carried ({@link #load}). A run whose server is
 * overloaded can be measured perfectly well; a run whose client was late says nothing about its
 * server.
 *
 * <p>{@link Judgement} makes it.
 *
 * @param status the worst that any rule found
 * @param findings what the rules found, the worst first
 * @param load whether the load was carried; empty where none was asked for, as of a watcher
 */
public record Verdict(Status status, List<Finding> findings, Optional<Load> load) {

  /** How far the numbers can be relied on. */
  public enum Status {
    /** The numbers describe the server. */
    VALID,
    /** The numbers may describe the client or an accident; read the reasons first. */
    SUSPECT,
    /** The numbers do not describe the server. */
    INVALID
  }

  /** Whose doing a finding is. */
  public enum Side {
    /** This process: the numbers contain its own delays. */
    CLIENT,
    /** The server, or the way to it. */
    SERVER,
    /** The run as such: cut short, files not whole, clocks moved. */
    RUN;

    /** Returns the word that stands before the reason. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the verdict that rests on {@code findings}, in whatever order they come. */
  public static Verdict of(List<Finding> findings, Optional<Load> load) {
    List<Finding> worstFirst =
        findings.stream().sorted(Comparator.comparing(Finding::status).reversed()).toList();
    Status worst = worstFirst.isEmpty() ? Status.VALID : worstFirst.get(0).status();
    return new Verdict(worst, worstFirst, load);
  }

  /** Returns one line for each finding, the worst first: side and reason. */
  public List<String> reasons() {
    return findings.stream().map(Finding::text).toList();
  }

  /**
   * A violated rule of the verdict.
   *
   * @param status how bad it is: SUSPECT or INVALID
   * @param about the side that it is about
   * @param reason one line that says what was found, and the limit that it breaks
   */
  public record Finding(Status status, Side about, String reason) {
    /** Returns the finding as people read it: {@code client: own lateness: p99 12.3 ms …}. */
    public String text() {
      return about.word() + ": " + reason;
    }
  }

  /**
   * Whether the load that a run asked for was carried.
   *
   * @param status the answer
   * @param asked what the schedule asked for, in {@code unit} a second; not the option's value but
   *     the rate of this run's own schedule: 300 Poisson arrivals miss λ by more than 5 % in two
   *     runs of five
   * @param carried what the server took of it, in the same unit
   * @param unit plural of what is counted: {@code creates}, {@code MB}
   * @param detail what held it up, behind the figures; may be empty
   */
  public record Load(Status status, double asked, double carried, String unit, String detail) {
    /** The answers. */
    public enum Status {
      /** The server took what was asked of it. */
      CARRIED,
      /** The server took less than was asked of it. */
      OVERLOADED,
      /**
       * Less was taken than was asked for, and this process was too late itself to blame the
       * server.
       */
      UNKNOWN
    }

    /** A twentieth is what a short stall at the end costs a run of some seconds. */
    static final double CARRIED_SHARE_MIN = 0.95;

    /**
     * Returns the answer that the figures give.
     *
     * @param detail what held it up, for people; may be empty
     */
    public static Load of(double asked, double carried, String unit, String detail) {
      Status status = carried < asked * CARRIED_SHARE_MIN ? Status.OVERLOADED : Status.CARRIED;
      return new Load(status, asked, carried, unit, detail);
    }

    /** Returns this load where the client is at fault: then it cannot be the server's. */
    Load blamingNobody() {
      return status == Status.OVERLOADED
          ? new Load(Status.UNKNOWN, asked, carried, unit, "this process was late itself")
          : this;
    }

    /** Returns {@code 730.2 of 800 creates/s}. */
    public String figures() {
      return Figures.figure(carried) + " of " + Figures.figure(asked) + ' ' + unit + "/s";
    }

    /** Returns the answer as people read it, one line. */
    public String text() {
      String said =
          switch (status) {
            case CARRIED -> "CARRIED: ";
            case OVERLOADED -> "OVERLOADED: the server took ";
            case UNKNOWN -> "UNKNOWN: ";
          };
      return said + figures() + (detail.isEmpty() ? "" : ", " + detail);
    }
  }
}
