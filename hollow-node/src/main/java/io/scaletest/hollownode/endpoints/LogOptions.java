package io.scaletest.hollownode.endpoints;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/**
 * The query of a request for logs: {@code PodLogOptions} of core/v1. Immutable.
 *
 * @param tailLines how many of the last lines; {@link Long#MAX_VALUE} for all
 * @param sinceSecond of the epoch; {@link Long#MIN_VALUE} for the beginning
 * @param limitBytes at most so many; {@link Long#MAX_VALUE} for any number
 */
record LogOptions(
    boolean follow,
    boolean previous,
    boolean timestamps,
    long tailLines,
    long sinceSecond,
    long limitBytes) {

  /**
   * @param nowSecond of the epoch
   * @throws IllegalArgumentException if a value makes no sense
   */
  static LogOptions of(QueryStringDecoder query, long nowSecond) {
    long since = number(query, "sinceSeconds", Long.MIN_VALUE, 1);
    long sinceSecond = since == Long.MIN_VALUE ? Long.MIN_VALUE : nowSecond - since;
    String time = value(query, "sinceTime");
    if (!time.isEmpty()) {
      if (since != Long.MIN_VALUE) {
        throw new IllegalArgumentException("at most one of sinceTime or sinceSeconds");
      }
      try {
        sinceSecond = Instant.parse(time).getEpochSecond();
      } catch (DateTimeParseException e) {
        throw new IllegalArgumentException("sinceTime: must be a time of RFC 3339", e);
      }
    }
    return new LogOptions(
        flag(query, "follow"),
        flag(query, "previous"),
        flag(query, "timestamps"),
        number(query, "tailLines", Long.MAX_VALUE, 0),
        sinceSecond,
        number(query, "limitBytes", Long.MAX_VALUE, 1));
  }

  private static String value(QueryStringDecoder query, String name) {
    List<String> values = query.parameters().getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }

  private static boolean flag(QueryStringDecoder query, String name) {
    return value(query, name).equals("true") || value(query, name).equals("1");
  }

  private static long number(QueryStringDecoder query, String name, long absent, long least) {
    String text = value(query, name);
    if (text.isEmpty()) {
      return absent;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + ": must be a number", e);
    }
    throw new IllegalArgumentException(name + ": must be at least " + least);
  }
}
