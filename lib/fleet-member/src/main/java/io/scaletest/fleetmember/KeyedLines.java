package io.scaletest.fleetmember;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines of a key, a blank and a value, in which a key may come several times: what a fleet and its
 * members tell each other. Values have no line ends. For use by one thread.
 */
final class KeyedLines {
  private record Line(String key, String value) {}

  private final List<Line> lines = new ArrayList<>();

  /**
   * Reads a text; a line without a blank is a key whose value is empty.
   *
   * @param text lines with their ends
   */
  static KeyedLines parse(String text) {
    KeyedLines parsed = new KeyedLines();
    text.lines()
        .filter(line -> !line.isEmpty())
        .forEach(
            line -> {
              int blank = line.indexOf(' ');
              String key = blank < 0 ? line : line.substring(0, blank);
              parsed.add(key, blank < 0 ? "" : line.substring(blank + 1));
            });
    return parsed;
  }

  /**
   * Adds a line.
   *
   * @throws IllegalArgumentException if the value has a line end
   */
  KeyedLines add(String key, Object value) {
    String text = String.valueOf(value);
    if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
      throw new IllegalArgumentException(key + ": must be one line");
    }
    lines.add(new Line(key, text));
    return this;
  }

  /** Returns the values of a key, in their order. */
  List<String> all(String key) {
    return lines.stream().filter(line -> line.key().equals(key)).map(Line::value).toList();
  }

  /**
   * Returns the value of a key that is there once.
   *
   * @throws IllegalArgumentException if it is not
   */
  String one(String key) {
    List<String> all = all(key);
    if (all.size() != 1) {
      throw new IllegalArgumentException(key + ": must be there once, got " + all.size());
    }
    return all.get(0);
  }

  /** Returns the number of a key that is there once; a failure is as {@link #one}'s. */
  long number(String key) {
    return Long.parseLong(one(key)); // its exception is an IllegalArgumentException
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(line.key()).append(' ').append(line.value()).append('\n'));
    return text.toString();
  }
}
