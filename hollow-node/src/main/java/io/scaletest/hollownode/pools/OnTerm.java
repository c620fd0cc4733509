package io.scaletest.hollownode.pools;

/**
 * The reaction of a container to SIGTERM: it ends with an exit code, or ignores the signal and is
 * killed when its grace period is over.
 *
 * @param code its exit code; -1 where it ignores the signal
 */
record OnTerm(int code) {
  /** As a process that has no handler: 128 and SIGTERM's number. */
  public static final OnTerm TERMINATED = new OnTerm(143);

  /** As a server that ends its work in order. */
  public static final OnTerm GRACEFUL = new OnTerm(0);

  private static final String IGNORE = "ignore";
  private static final int MOST = 255;

  /**
   * Returns what {@code text} spells: an exit code, or {@code ignore}.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static OnTerm parse(String text) {
    if (text.strip().equals(IGNORE)) {
      return new OnTerm(-1);
    }
    try {
      int code = Integer.parseInt(text.strip());
      if (code >= 0 && code <= MOST) {
        return new OnTerm(code);
      }
    } catch (NumberFormatException e) {
      // Refused below.
    }
    throw new IllegalArgumentException("must be an exit code 0 to 255 or ignore, got " + text);
  }

  /** Tells whether the signal has no effect, as on a process 1 without a handler. */
  public boolean isIgnored() {
    return code < 0;
  }
}
