package io.scaletest.player.replay;

import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;

/** The parameters of a recorded query. Stateless. */
final class Queries {
  private Queries() {}

  /**
   * A parameter.
   *
   * @param value decoded
   */
  record Parameter(String name, String value) {
    @Override
    public String toString() {
      return name + "=" + PercentEncoding.encoded(value);
    }
  }

  /** Returns the parameters, in order; what is not well encoded counts as it is. */
  static List<Parameter> parameters(String query) {
    List<Parameter> parameters = new ArrayList<>();
    for (String pair : query.split("&")) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        parameters.add(
            equals < 0
                ? new Parameter(decoded(pair), "")
                : new Parameter(
                    decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1))));
      }
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      // Go's clients write a blank as a plus sign.
      return PercentEncoding.decoded(text.replace('+', ' '));
    } catch (IllegalArgumentException e) {
      return text;
    }
  }

  static boolean isDryRun(String query) {
    return query.contains("dryRun=") && !value(query, "dryRun").isEmpty();
  }

  static boolean hasSelector(String query) {
    return !value(query, "labelSelector").isEmpty() || !value(query, "fieldSelector").isEmpty();
  }

  /** Returns whether a list is a further page of one before. */
  static boolean continues(String query) {
    return parameters(query).stream().anyMatch(each -> each.name().equals("continue"));
  }

  /** Returns a parameter's value; empty where there is none. */
  static String value(String query, String name) {
    if (!query.contains(name)) {
      return "";
    }
    return parameters(query).stream()
        .filter(each -> each.name().equals(name))
        .map(Parameter::value)
        .findFirst()
        .orElse("");
  }
}
