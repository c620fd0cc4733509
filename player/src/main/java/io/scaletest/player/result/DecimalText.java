package io.scaletest.player.result;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers with as many decimal places as they need: 99, 99.9, 0.137. */
final class DecimalText {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private DecimalText() {}

  static String of(double value) {
    return new BigDecimal(value).round(THREE_DIGITS).stripTrailingZeros().toPlainString();
  }
}
