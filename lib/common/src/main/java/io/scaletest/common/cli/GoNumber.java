package io.scaletest.common.cli;

import picocli.CommandLine.ITypeConverter;

/**
 * Numbers as Go spells them: decimal, or with the prefix 0x, 0o, 0b or 0; underscores between
 * digits.
 */
final class GoNumber {
  private GoNumber() {}

  /** Converts to {@code long}. <i>Source:</i> Go's {@code strconv.ParseInt} with base 0. */
  static final class ToLong implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return parse(value);
    }
  }

  /** Converts to {@code int}; Go's int has 64 bits, so more than 32 is refused, not cut. */
  static final class ToInt implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String value) {
      long number = parse(value);
      if (number != (int) number) {
        throw new IllegalArgumentException("must be from -2147483648 to 2147483647");
      }
      return (int) number;
    }
  }

  /** Converts to {@code double}, by Java's syntax without its type suffixes. */
  static final class ToDouble implements ITypeConverter<Double> {
    @Override
    public Double convert(String value) {
      try {
        char last = value.isEmpty() ? ' ' : value.charAt(value.length() - 1);
        if (last == 'd' || last == 'D' || last == 'f' || last == 'F') {
          throw new NumberFormatException();
        }
        return Double.valueOf(value);
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException("must be a number", e);
      }
    }
  }

  private static long parse(String value) {
    String sign = value.startsWith("-") || value.startsWith("+") ? value.substring(0, 1) : "";
    String digits = value.substring(sign.length());
    int base = 10;
    if (digits.length() > 1 && digits.charAt(0) == '0') {
      base =
          switch (Character.toLowerCase(digits.charAt(1))) {
            case 'x' -> 16;
            case 'b' -> 2;
            default -> 8;
          };
      digits = digits.substring(Character.isDigit(digits.charAt(1)) ? 1 : 2);
    }
    digits = digits.replaceAll("(?<=.)_(?=.)", "");
    if (digits.isEmpty() || digits.charAt(0) == '-' || digits.charAt(0) == '+') {
      throw new IllegalArgumentException("must be a whole number");
    }
    try {
      return Long.parseLong(sign + digits, base);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a whole number", e);
    }
  }
}
