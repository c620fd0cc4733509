package io.scaletest.embedded.api;

import io.scaletest.wire.url.PercentEncoding;
import java.util.HashMap;
import java.util.Map;

/** The parameters behind a path; of one given twice the first counts, as in Go. */
final class QueryParameters {
  private static final QueryParameters NONE = new QueryParameters(Map.of());

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = values;
  }

  /** Reads a query; pairs that are not properly encoded are left out, as in Go. */
  static QueryParameters parse(String query) {
    if (query.isEmpty()) {
      return NONE;
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      try {
        String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
        values.putIfAbsent(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        continue;
      }
    }
    return new QueryParameters(values);
  }

  private static String decoded(String text) {
    return PercentEncoding.decoded(text.replace('+', ' '));
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Returns a value; empty where there is none. */
  String get(String name) {
    return values.getOrDefault(name, "");
  }

  /** Returns whether a parameter is there and says yes. */
  boolean isTrue(String name) {
    String value = get(name);
    return value.equals("true") || value.equals("1");
  }

  /** Returns a number; {@code otherwise} where the parameter is not there or empty. */
  long number(String name, long otherwise) {
    String value = get(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw ApiException.badRequest(
          "strconv.ParseInt: parsing \"" + value + "\": invalid syntax (" + name + ")");
    }
  }
}
