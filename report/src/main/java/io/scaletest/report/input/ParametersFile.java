package io.scaletest.report.input;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A driver's parameters, {@code NAME=value} a line, as a shell would source them.
 *
 * @param values by name, without their quotes
 */
public record ParametersFile(Map<String, String> values) {
  private static final int LINE_BYTES_MAX = 64 * 1024;

  /** Reads a file. */
  public static ParametersFile read(Path path, LeftOut leftOut) throws IOException {
    var values = new LinkedHashMap<String, String>();
    new Lines(path, LINE_BYTES_MAX, count -> {})
        .forEach(
            (bytes, from, to) -> {
              String line = new String(bytes, from, to - from, StandardCharsets.UTF_8);
              int equals = line.indexOf('=');
              if (equals <= 0 || !line.substring(0, equals).matches("[A-Za-z_][A-Za-z0-9_]*")) {
                return "is no NAME=value";
              }
              values.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
              return null;
            },
            leftOut);
    return new ParametersFile(values);
  }

  private static String unquoted(String value) {
    int last = value.length() - 1;
    if (last < 1 || value.charAt(0) != value.charAt(last)) {
      return value;
    }
    return switch (value.charAt(0)) {
      case '"' -> value.substring(1, last);
      case '\'' -> value.substring(1, last).replace("'\\''", "'");
      default -> value;
    };
  }

  /** Returns the run's ID, if it is there. */
  public Optional<String> runId() {
    return Optional.ofNullable(values.get("RUNID"));
  }

  /** Returns a number, if it is there and one. */
  public OptionalDouble number(String name) {
    try {
      return OptionalDouble.of(Double.parseDouble(values.getOrDefault(name, "")));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  /** Returns a whole number, if it is there and one. */
  public OptionalLong integer(String name) {
    try {
      return OptionalLong.of(Long.parseLong(values.getOrDefault(name, "")));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }
}
