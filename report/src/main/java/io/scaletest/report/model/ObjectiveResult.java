package io.scaletest.report.model;

/**
 * A service level objective, and whether it was met.
 *
 * @param name short: {@code create p99}
 * @param limit what was promised: {@code p99 <= 1 s}
 * @param value what was found, with its interval; or why nothing can be said
 * @param measuredOn whose figure it is: {@code response time, client}
 */
public record ObjectiveResult(
    String name, Outcome outcome, String limit, String value, String measuredOn) {
  /** The answers. */
  public enum Outcome {
    MET,
    BROKEN,
    /** Too few samples, or nothing of that kind in the files. */
    UNKNOWN
  }
}
