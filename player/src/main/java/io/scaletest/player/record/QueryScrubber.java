package io.scaletest.player.record;

import java.util.Set;

/**
 * Leaves of a query what the API itself defines. Other parameters are an exec's command lines, or
 * what a proxy hands on: they may be secret, and nothing replays them. Stateless.
 */
final class QueryScrubber {
  /** <i>Source:</i> the options of {@code meta.k8s.io/v1}, and those of watches. */
  private static final Set<String> KEPT =
      Set.of(
          "allowWatchBookmarks",
          "dryRun",
          "fieldManager",
          "fieldSelector",
          "fieldValidation",
          "force",
          "gracePeriodSeconds",
          "includeObject",
          "labelSelector",
          "limit",
          "orphanDependents",
          "propagationPolicy",
          "resourceVersion",
          "resourceVersionMatch",
          "sendInitialEvents",
          "timeoutSeconds",
          "watch");

  /** A token of one server, which means nothing to another: that there was one is kept. */
  private static final String CONTINUE = "continue";

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
      if (!streams && KEPT.contains(name)) {
        append(kept, pair);
      } else if (!streams && name.equals(CONTINUE)) {
        append(kept, CONTINUE + "=");
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
