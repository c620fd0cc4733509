package io.scaletest.common.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/**
 * Durations as Go spells them: {@code 1m30s}, {@code 1.5h}, {@code 300ms}, {@code 0}, {@code -3s}.
 *
 * <p><i>Source:</i> Go's {@code time.ParseDuration}.
 */
public final class GoDuration implements ITypeConverter<Duration> {
  private static final Map<String, Long> UNIT_NS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "\u00b5s", 1_000L,
          "\u03bcs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  @Override
  public Duration convert(String value) {
    boolean negative = value.startsWith("-");
    String rest = negative || value.startsWith("+") ? value.substring(1) : value;
    if (rest.equals("0")) {
      return Duration.ZERO;
    }
    BigDecimal sumNs = BigDecimal.ZERO;
    int at = 0;
    do {
      int unitAt = skip(rest, at, true);
      int nextAt = skip(rest, unitAt, false);
      Long unitNs = UNIT_NS.get(rest.substring(unitAt, nextAt));
      if (unitAt == at || unitNs == null) {
        throw refused();
      }
      sumNs = sumNs.add(decimal(rest.substring(at, unitAt)).multiply(BigDecimal.valueOf(unitNs)));
      at = nextAt;
    } while (at < rest.length());
    try {
      long ns = sumNs.toBigInteger().longValueExact();
      return Duration.ofNanos(negative ? -ns : ns);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("must be less than 292 years", e);
    }
  }

  /**
   * Returns where the run of digits and dots, or of anything else, that begins at {@code from}
   * ends.
   */
  private static int skip(String text, int from, boolean digits) {
    int at = from;
    while (at < text.length()
        && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '.') == digits) {
      at++;
    }
    return at;
  }

  private static BigDecimal decimal(String digits) {
    try {
      return new BigDecimal(digits);
    } catch (NumberFormatException e) {
      throw refused();
    }
  }

  private static IllegalArgumentException refused() {
    return new IllegalArgumentException("must be a duration like 1m30s or 300ms");
  }
}
