package io.scaletest.wire.time;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.OptionalLong;

/**
 * The timestamps that travel in annotations: {@code yyyy-MM-dd HH:mm:ss.SSS Z}, local time with a
 * numeric zone offset, as in {@code 2020-08-31 14:05:09.123 -0700}.
 *
 * <p><i>Source:</i> contract, "Shared by the drivers". Safe for use by many threads; the offset in
 * force is looked up once and kept until a time outside its validity is asked for.
 */
public final class AnnotationTimestamps {
  /** Characters of a timestamp of a year from 0 to 9999. */
  public static final int LENGTH = "2020-08-31 14:05:09.123 -0700".length();

  private final ZoneRules rules;

  /** Not volatile on purpose: a stale value is still right, for its own span. */
  private OffsetSpan lastUsed = new OffsetSpan(Long.MAX_VALUE, Long.MIN_VALUE, 0);

  /** An offset and when it is in force: from fromMs to before untilMs, since the epoch. */
  private record OffsetSpan(long fromMs, long untilMs, int offsetSeconds) {
    boolean contains(long epochMs) {
      return fromMs <= epochMs && epochMs < untilMs;
    }
  }

  /** Returns timestamps in the local time of {@code zone}. */
  public AnnotationTimestamps(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /**
   * Returns the annotation's text.
   *
   * @param epochMs milliseconds since 1970-01-01 00:00 UTC
   */
  public String format(long epochMs) {
    var text = new StringBuilder(LENGTH);
    append(text, epochMs);
    return text.toString();
  }

  /** Appends the annotation's text for {@code epochMs}, milliseconds since 1970-01-01 00:00 UTC. */
  public void append(StringBuilder target, long epochMs) {
    int offsetSeconds = offsetSecondsAt(epochMs);
    UtcTime.appendMillis(target, epochMs + offsetSeconds * 1_000L);
    int offsetMinutes = Math.abs(offsetSeconds) / 60;
    target.append(' ').append(offsetSeconds < 0 ? '-' : '+');
    UtcTime.appendTwoDigits(target, offsetMinutes / 60);
    UtcTime.appendTwoDigits(target, offsetMinutes % 60);
  }

  /**
   * Returns the milliseconds since the epoch that an annotation means, or empty if the text is not
   * a timestamp. Any offset will do ({@code -0700}, {@code -07:00}, {@code -07}, {@code Z}) and any
   * number of digits of the second's fraction from 0 to 9; what is below a millisecond is cut off.
   */
  public static OptionalLong parse(CharSequence text) {
    return new TimestampParser(text).parse(' ', true);
  }

  private int offsetSecondsAt(long epochMs) {
    OffsetSpan span = lastUsed;
    if (!span.contains(epochMs)) {
      span = spanAround(epochMs);
      lastUsed = span;
    }
    return span.offsetSeconds();
  }

  private OffsetSpan spanAround(long epochMs) {
    Instant at = Instant.ofEpochMilli(epochMs);
    ZoneOffset offset = rules.getOffset(at);
    // The previous transition is searched before, not at, the given time; hence one more.
    ZoneOffsetTransition previous = rules.previousTransition(at.plusMillis(1));
    ZoneOffsetTransition next = rules.nextTransition(at);
    return new OffsetSpan(
        previous == null ? Long.MIN_VALUE : previous.toEpochSecond() * 1_000L,
        next == null ? Long.MAX_VALUE : next.toEpochSecond() * 1_000L,
        offset.getTotalSeconds());
  }
}
