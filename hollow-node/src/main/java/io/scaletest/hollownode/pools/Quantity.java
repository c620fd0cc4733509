package io.scaletest.hollownode.pools;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * An amount of a resource, as Kubernetes spells it: {@code 100m}, {@code 3840Mi}, {@code 1e3},
 * {@code 8}. Exact. Immutable; equal if the amounts are, however spelt.
 *
 * <p>Like the API server it rounds up what is finer than a billionth, holds at 2^63 - 1 (which is
 * more than 8 exbibytes), and writes the canonical form: no fraction, and the largest suffix that
 * leaves none.
 *
 * <p><i>Source:</i> {@code k8s.io/apimachinery/pkg/api/resource}, Quantity.
 */
public final class Quantity implements Comparable<Quantity> {
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Form.DECIMAL);

  private static final String RULE = "must be a quantity like 100m, 8, 1.5Gi, 10G or 1e3";
  private static final String BINARY_SUFFIXES = "KMGTPE";
  private static final String LARGE_SUFFIXES = "kMGTPE";
  private static final String SMALL_SUFFIXES = "mun";
  private static final int FINEST_SCALE = 9;
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);
  private static final BigDecimal LEAST_BINARY = BigDecimal.valueOf(1024);
  private static final BigInteger THOUSAND = BigInteger.valueOf(1000);
  private static final BigInteger KIBI = BigInteger.valueOf(1024);

  /** Longer ones are no amounts of anything, and would cost time to calculate with. */
  private static final int LONGEST_TEXT = 64;

  private static final int LARGEST_EXPONENT = 100;

  private enum Form {
    DECIMAL,
    EXPONENT,
    BINARY
  }

  private final BigDecimal amount;
  private final Form form;

  private Quantity(BigDecimal amount, Form form) {
    this.amount = amount;
    this.form = form;
  }

  /**
   * Returns the quantity that {@code text} spells.
   *
   * @throws IllegalArgumentException with the rule and the text
   */
  public static Quantity parse(String text) {
    int digitsEnd = digitsEnd(text);
    if (digitsEnd < 0 || text.length() > LONGEST_TEXT) {
      throw refused(text);
    }
    String suffix = text.substring(digitsEnd);
    BigDecimal number = new BigDecimal(text.substring(0, digitsEnd));
    return bounded(number.multiply(factor(text, suffix)), form(suffix));
  }

  /** Returns a whole number of something. */
  public static Quantity of(long whole) {
    return new Quantity(BigDecimal.valueOf(whole), Form.DECIMAL);
  }

  /** Returns where the sign and the digits end; -1 if they do not make a number. */
  private static int digitsEnd(String text) {
    int at = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int digits = 0;
    int points = 0;
    for (; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        points++;
      } else {
        break;
      }
    }
    return digits > 0 && points <= 1 ? at : -1;
  }

  private static BigDecimal factor(String text, String suffix) {
    if (suffix.isEmpty()) {
      return BigDecimal.ONE;
    }
    int small = suffix.length() == 1 ? SMALL_SUFFIXES.indexOf(suffix.charAt(0)) : -1;
    if (small >= 0) {
      return BigDecimal.ONE.scaleByPowerOfTen(-3 * (small + 1));
    }
    int large = suffix.length() == 1 ? LARGE_SUFFIXES.indexOf(suffix.charAt(0)) : -1;
    if (large >= 0) {
      return BigDecimal.ONE.scaleByPowerOfTen(3 * (large + 1));
    }
    if (form(suffix) == Form.BINARY) {
      int power = suffix.length() == 2 ? BINARY_SUFFIXES.indexOf(suffix.charAt(0)) : -1;
      if (power >= 0) {
        return new BigDecimal(KIBI.pow(power + 1));
      }
    }
    if (form(suffix) == Form.EXPONENT) {
      try {
        int exponent = Integer.parseInt(suffix.substring(1));
        // Beyond that it is the largest or the least amount anyway.
        return BigDecimal.ONE.scaleByPowerOfTen(
            Math.max(-LARGEST_EXPONENT, Math.min(LARGEST_EXPONENT, exponent)));
      } catch (NumberFormatException e) {
        throw refused(text);
      }
    }
    throw refused(text);
  }

  private static Form form(String suffix) {
    if (suffix.endsWith("i")) {
      return Form.BINARY;
    }
    boolean exponent = suffix.length() > 1 && (suffix.charAt(0) == 'e' || suffix.charAt(0) == 'E');
    return exponent ? Form.EXPONENT : Form.DECIMAL;
  }

  private static Quantity bounded(BigDecimal amount, Form form) {
    BigDecimal rounded =
        amount.scale() > FINEST_SCALE ? amount.setScale(FINEST_SCALE, RoundingMode.UP) : amount;
    if (rounded.compareTo(MOST) > 0) {
      return new Quantity(MOST, form);
    }
    return new Quantity(rounded.compareTo(MOST.negate()) < 0 ? MOST.negate() : rounded, form);
  }

  private static IllegalArgumentException refused(String text) {
    return new IllegalArgumentException(RULE + ", got " + text);
  }

  /** Returns the sum, in this quantity's form. */
  public Quantity plus(Quantity other) {
    return bounded(amount.add(other.amount), form);
  }

  /** Returns the difference, in this quantity's form. */
  public Quantity minus(Quantity other) {
    return bounded(amount.subtract(other.amount), form);
  }

  /** Returns the amount in whole units, rounded up. */
  public long value() {
    return scaled(0);
  }

  /** Returns the amount in thousandths, rounded up; at most {@code Long.MAX_VALUE}. */
  public long milliValue() {
    return scaled(3);
  }

  private long scaled(int powerOfTen) {
    BigDecimal scaled = amount.scaleByPowerOfTen(powerOfTen).setScale(0, RoundingMode.UP);
    return scaled.min(MOST).max(MOST.negate()).longValueExact();
  }

  /** Returns -1, 0 or 1. */
  public int signum() {
    return amount.signum();
  }

  @Override
  public int compareTo(Quantity other) {
    return amount.compareTo(other.amount);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity quantity && compareTo(quantity) == 0;
  }

  @Override
  public int hashCode() {
    return amount.stripTrailingZeros().hashCode();
  }

  /** Returns the canonical form, which the API server keeps and sends. */
  @Override
  public String toString() {
    if (amount.signum() == 0) {
      return "0";
    }
    boolean whole = amount.stripTrailingZeros().scale() <= 0;
    if (form == Form.BINARY && whole && amount.abs().compareTo(LEAST_BINARY) >= 0) {
      return binary(amount.toBigIntegerExact());
    }
    return decimal();
  }

  private static String binary(BigInteger amount) {
    BigInteger number = amount;
    int power = 0;
    while (power < BINARY_SUFFIXES.length() && number.mod(KIBI).signum() == 0) {
      number = number.divide(KIBI);
      power++;
    }
    return power == 0 ? number.toString() : number + "" + BINARY_SUFFIXES.charAt(power - 1) + "i";
  }

  private String decimal() {
    // In billionths it has no fraction.
    BigInteger number = amount.movePointRight(FINEST_SCALE).toBigIntegerExact();
    int thousands = -FINEST_SCALE / 3;
    while (thousands < LARGE_SUFFIXES.length() && number.mod(THOUSAND).signum() == 0) {
      number = number.divide(THOUSAND);
      thousands++;
    }
    if (thousands == 0) {
      return number.toString();
    }
    if (form == Form.EXPONENT) {
      return number + "e" + 3 * thousands;
    }
    return number.toString()
        + (thousands < 0
            ? SMALL_SUFFIXES.charAt(-thousands - 1)
            : LARGE_SUFFIXES.charAt(thousands - 1));
  }
}
