package io.scaletest.common.verdict;

import io.scaletest.common.text.Figures;

/**
 * Whether the load that a run asked for was carried.
 *
 * @param status the answer
 * @param asked what the schedule asked for, in {@code unit} a second; not the option's value but
 *     what this run's own schedule came to: 300 Poisson arrivals miss λ by more than 5 % in two
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
     * Less was taken than was asked for, and this process was too late itself to blame the server.
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
