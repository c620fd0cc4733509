package io.scaletest.hollownode.failures;

/**
 * How many of some: a number, or a share of them. Immutable.
 *
 * @param number at least 1, or percent
 */
record Amount(double number, boolean share) {
  private static final int PERCENT = 100;

  /** As many as there are. */
  static final Amount ALL = new Amount(PERCENT, true);

  /** Returns as many as {@code text} says: {@code 3}, {@code 10%}. */
  static Amount parse(String text, int most, String rule) {
    boolean share = text.endsWith("%");
    try {
      double number = Double.parseDouble(share ? text.substring(0, text.length() - 1) : text);
      boolean whole = share || number == Math.rint(number);
      if (whole && number > 0 && number <= (share ? PERCENT : most)) {
        return new Amount(number, share);
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be " + rule + ", got " + text, e);
    }
    throw new IllegalArgumentException("must be " + rule + ", got " + text);
  }

  /** Returns which part of all a share is. */
  double part() {
    return number / PERCENT;
  }

  /** Returns how many that is of so many, rounded up; it may be more than there are. */
  int of(int total) {
    return (int) (share ? Math.ceil(number * total / PERCENT) : number);
  }

  @Override
  public String toString() {
    String text = number == Math.rint(number) ? Long.toString((long) number) : "" + number;
    return share ? text + "%" : text;
  }
}
