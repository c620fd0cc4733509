package io.scaletest.hollownode.json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as the API writes them: UTC, to the second or to the microsecond. */
public final class ApiTime {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private ApiTime() {}

  /** Returns a {@code Time}: {@code 2026-11-21T08:29:01Z}. */
  public static String seconds(long epochSecond) {
    return SECONDS.format(Instant.ofEpochSecond(epochSecond));
  }

  /** Returns a {@code MicroTime}: {@code 2026-11-21T08:29:01.389753Z}. */
  public static String micros(Instant time) {
    return MICROS.format(time);
  }
}
