package io.scaletest.report.measure;

import io.scaletest.common.text.Figures;
import java.util.Optional;

/**
 * Whether the intended times that rate and seed give are those of the run: how late they make the
 * requests must be what the driver's own latency log says. Seeds of the original tools give other
 * arrivals, which this finds out.
 *
 * @param known whether they can be relied on
 * @param text why, or why not; one line
 */
record IntendedTimes(boolean known, String text) {
  /** Stamps of rows are cut to milliseconds, and the schedule's start is found to one. */
  private static final double STAMP_MS = 2;

  /** The log has three digits; a percentile of a steep tail moves by more. */
  private static final double SHARE = 0.1;

  private static final double EARLY_SHARE_MAX = 0.001;

  /**
   * Returns the answer.
   *
   * @param scheduled whether there were rates and seeds for the rows
   * @param requests all rows
   * @param logged the driver's own lateness, if it left a log
   */
  static IntendedTimes of(boolean scheduled, RequestTally requests, Optional<SeriesTally> logged) {
    if (requests.rows() == 0) {
      return new IntendedTimes(false, "no driver's rows");
    }
    if (!scheduled || requests.lateness().count() == 0) {
      return new IntendedTimes(
          false, "no rate and seed of an open loop: times of sending and service times from rows");
    }
    if (requests.earlyShare() > EARLY_SHARE_MAX) {
      return new IntendedTimes(
          false,
          "rate and seed do not fit the rows ("
              + Figures.figure(requests.earlyShare() * 100)
              + " % went out before they were due), as with the original tools' seeds");
    }
    if (logged.isEmpty() || logged.get().count() == 0) {
      boolean plausible = requests.lateness().quantileMs(0.5) <= 100;
      return plausible
          ? new IntendedTimes(
              true, "from rate and seed; no latency log is there to check them against")
          : new IntendedTimes(false, "rate and seed do not fit the rows, half of which are late");
    }
    for (double share : new double[] {0.5, 0.9, 0.99}) {
      double rows = requests.lateness().quantileMs(share);
      double log = logged.get().quantileMs(share);
      if (Math.abs(rows - log) > STAMP_MS + SHARE * Math.abs(log)) {
        return new IntendedTimes(
            false,
            "rate and seed do not fit the latency log: lateness p"
                + Figures.figure(share * 100)
                + " would be "
                + Figures.figure(rows)
                + " ms, and was "
                + Figures.figure(log)
                + " ms");
      }
    }
    return new IntendedTimes(true, "from rate and seed, and as the latency log has them");
  }
}
