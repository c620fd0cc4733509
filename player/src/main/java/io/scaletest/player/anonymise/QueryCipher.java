package io.scaletest.player.anonymise;

import io.scaletest.player.trace.QueryParameter;
import io.scaletest.wire.url.PercentEncoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts other names in place of those in a query: keys and values of selectors, and whatever is no
 * number and no word of the API. For one thread.
 */
final class QueryCipher {
  private static final Pattern PLAIN = Pattern.compile("\\d{1,19}|true|false|[A-Z][a-zA-Z]*");

  /** A comma that does not stand in the parentheses of a set. */
  private static final Pattern COMMA = Pattern.compile(",(?![^()]*\\))");

  private static final Pattern REQUIREMENT =
      Pattern.compile("(\\s*!?)([^\\s=!<>(]+)(\\s+(?:in|notin)\\s*|\\s*(?:==?|!=|<|>)\\s*|)(.*)");

  private final NameCipher names;

  QueryCipher(NameCipher names) {
    this.names = names;
  }

  String query(String query) {
    if (query.isEmpty()) {
      return query;
    }
    List<String> pairs = new ArrayList<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 0) {
        pairs.add(parameter(pair));
      } else {
        String name = pair.substring(0, equals);
        pairs.add(parameter(name) + "=" + value(name, pair.substring(equals + 1)));
      }
    }
    return String.join("&", pairs);
  }

  private String parameter(String name) {
    return QueryParameter.of(name).isPresent()
        ? name
        : PercentEncoding.encoded(names.text(decoded(name)));
  }

  private String value(String name, String encoded) {
    String value = decoded(encoded);
    Optional<QueryParameter> known = QueryParameter.of(name);
    boolean plain = known.filter(each -> each.value() == QueryParameter.Value.PLAIN).isPresent();
    if (value.isEmpty() || plain && PLAIN.matcher(value).matches()) {
      return encoded;
    }
    if (known.isEmpty()) {
      return PercentEncoding.encoded(names.text(value));
    }
    return PercentEncoding.encoded(
        switch (known.get()) {
          case LABEL_SELECTOR -> selector(value, true);
          case FIELD_SELECTOR -> selector(value, false);
          default -> names.text(value);
        });
  }

  /** Malformed text is text all the same; the server refused it. */
  private static String decoded(String encoded) {
    try {
      return PercentEncoding.decoded(encoded);
    } catch (IllegalArgumentException e) {
      return encoded;
    }
  }

  private String selector(String selector, boolean keysAreNames) {
    List<String> requirements = new ArrayList<>();
    for (String each : COMMA.split(selector, -1)) {
      Matcher requirement = REQUIREMENT.matcher(each);
      if (!requirement.matches()) {
        requirements.add(names.text(each));
        continue;
      }
      String key = requirement.group(2);
      requirements.add(
          requirement.group(1)
              + (keysAreNames || !isField(key) ? names.text(key) : key)
              + requirement.group(3)
              + set(requirement.group(4)));
    }
    return String.join(",", requirements);
  }

  /** Returns whether a key is the path of a field of built-in kinds. */
  private static boolean isField(String key) {
    return key.startsWith("metadata.")
        || key.startsWith("spec.")
        || key.startsWith("status.")
        || key.startsWith("involvedObject.")
        || Set.of("type", "reason", "source", "reportingComponent").contains(key);
  }

  private String set(String values) {
    if (!values.startsWith("(") || !values.endsWith(")")) {
      return names.text(values);
    }
    List<String> mapped = new ArrayList<>();
    for (String value : values.substring(1, values.length() - 1).split(",", -1)) {
      mapped.add(names.text(value.strip()));
    }
    return "(" + String.join(",", mapped) + ")";
  }
}
