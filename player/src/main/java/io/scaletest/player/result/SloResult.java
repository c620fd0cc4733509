package io.scaletest.player.result;

/**
 * Whether one limit was kept.
 *
 * @param what what is limited, where: {@code create p99 in steady}
 * @param limit as people read it
 * @param measured as people read it
 */
public record SloResult(Status status, String what, String limit, String measured) {
  /** The answers. */
  public enum Status {
    /** It was kept. */
    MET,
    /** It was broken. */
    BROKEN,
    /** There are too few samples to tell. */
    UNDECIDED
  }

  /** Returns one line. */
  public String text() {
    return what + " " + measured + ", limit " + limit;
  }
}
