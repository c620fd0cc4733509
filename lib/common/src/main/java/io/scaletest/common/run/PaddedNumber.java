package io.scaletest.common.run;

/** Decimal numbers with leading zeros. */
final class PaddedNumber {
  private PaddedNumber() {}

  /**
   * Appends {@code number}, with zeros in front up to {@code digits} digits.
   *
   * @param number not negative; appended whole even if it has more digits
   */
  static void append(StringBuilder target, long number, int digits) {
    for (int i = digits(number); i < digits; i++) {
      target.append('0');
    }
    target.append(number);
  }

  /** Returns how many decimal digits {@code number}, not negative, has: 1 for 0. */
  static int digits(long number) {
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    return digits;
  }
}
