package io.scaletest.player.record;

import io.scaletest.player.trace.QueryParameter;
import java.util.Optional;

/**
 * Leaves of a query what the API itself defines. Other parameters are an exec's command lines, or
 * what a proxy hands on: they may be secret, and nothing replays them. Stateless.
 */
final class QueryScrubber {
  private QueryScrubber() {}

  /**
   * A query without what may be secret.
   *
   * @param dropped how many parameters were left out
   */
  record Scrubbed(String query, int dropped) {}

  /**
   * Scrubs a query.
   *
   * @param streams whether the request is an exec or the like, of which nothing is kept
   */
  static Scrubbed of(String query, boolean streams) {
    if (query.isEmpty()) {
      return new Scrubbed("", 0);
    }
    StringBuilder kept = new StringBuilder(query.length());
    int dropped = 0;
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      Optional<QueryParameter> known = streams ? Optional.empty() : QueryParameter.of(name);
      if (known.isPresent()) {
        // Of a token it is kept that there was one.
        append(kept, known.get().value() == QueryParameter.Value.TOKEN ? name + "=" : pair);
      } else if (!pair.isEmpty()) {
        dropped++;
      }
    }
    return new Scrubbed(kept.toString(), dropped);
  }

  private static void append(StringBuilder kept, String pair) {
    if (kept.length() > 0) {
      kept.append('&');
    }
    kept.append(pair);
  }

  /** Returns the value of a parameter, as it is there; empty where there is none. */
  static String value(String query, String name) {
    for (String pair : query.split("&")) {
      if (pair.startsWith(name) && pair.length() > name.length()) {
        if (pair.charAt(name.length()) == '=') {
          return pair.substring(name.length() + 1);
        }
      } else if (pair.equals(name)) {
        return "";
      }
    }
    return "";
  }
}
