package io.scaletest.embedded.http;

import io.netty.util.AsciiString;
import io.scaletest.common.clock.WallClock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The {@code Date} of answers, made once a second. Safe for use by many threads.
 *
 * <p><i>Source:</i> RFC 9110, 5.6.7.
 */
final class DateField {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final WallClock clock;
  private volatile Second last = new Second(Long.MIN_VALUE, AsciiString.EMPTY_STRING);

  private record Second(long epochSecond, AsciiString text) {}

  DateField(WallClock clock) {
    this.clock = clock;
  }

  /** Returns the value for an answer that is sent now. */
  AsciiString now() {
    long epochSecond = clock.now().getEpochSecond();
    Second known = last;
    if (known.epochSecond != epochSecond) {
      known =
          new Second(epochSecond, AsciiString.of(FORM.format(Instant.ofEpochSecond(epochSecond))));
      last = known;
    }
    return known.text;
  }
}
