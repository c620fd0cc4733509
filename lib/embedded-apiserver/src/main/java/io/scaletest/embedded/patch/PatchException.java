package io.scaletest.embedded.patch;

/** A patch is not well-formed, or does not fit the object; the message is one line. */
public final class PatchException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean malformed;

  PatchException(String message, boolean malformed) {
    super(message);
    this.malformed = malformed;
  }

  static PatchException malformed(String message) {
    return new PatchException(message, true);
  }

  static PatchException unfit(String message) {
    return new PatchException(message, false);
  }

  /** Returns whether it fits no object at all. */
  public boolean isMalformed() {
    return malformed;
  }
}
