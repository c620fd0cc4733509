package io.scaletest.common.run;

/**
 * The names of a run's objects: {@code <runid>-<number>}, the number zero-padded to the digits of
 * {@code n}, the number of objects, and to {@code extraDigits} more.
 *
 * <p>Immutable and safe for use by many threads.
 */
public final class ObjectNames {
  private final String prefix;
  private final int digits;

  /** Returns the names of a run of {@code n} objects. */
  public ObjectNames(RunId runId, long n) {
    this(runId, n, 0);
  }

  /**
   * Returns the names of a run of {@code n} objects.
   *
   * @param n at least 0
   * @param extraDigits at least 0; lengthens every name
   */
  public ObjectNames(RunId runId, long n, int extraDigits) {
    if (n < 0) {
      throw new IllegalArgumentException("n: must be >= 0, got " + n);
    }
    if (extraDigits < 0) {
      throw new IllegalArgumentException("extraDigits: must be >= 0, got " + extraDigits);
    }
    this.prefix = runId.value() + "-";
    this.digits = Math.addExact(PaddedNumber.digits(n), extraDigits);
  }

  /**
   * Returns the name of one object.
   *
   * @param number at least 0, and at most n for all names to have the same length
   */
  public String name(long number) {
    var name = new StringBuilder(prefix.length() + digits);
    name.append(prefix);
    PaddedNumber.append(name, number, digits);
    return name.toString();
  }

  /** Returns the length of every name with a number up to n, in characters. */
  public long nameLength() {
    return (long) prefix.length() + digits;
  }
}
