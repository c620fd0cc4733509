package io.scaletest.common.verdict;

import java.util.Locale;

/**
 * One thing that a rule of the verdict found.
 *
 * @param status how bad it is: SUSPECT or INVALID
 * @param about the side that it is about
 * @param reason one line that says what was found, and the limit that it breaks
 */
public record Finding(Verdict.Status status, Side about, String reason) {
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

  /** Returns the finding as people read it: {@code client: own lateness: p99 12.3 ms …}. */
  public String text() {
    return about.word() + ": " + reason;
  }
}
