package io.scaletest.embedded.store;

import java.util.concurrent.ConcurrentHashMap;

/**
 * A bounded intern pool for strings that many objects share: label names and values, node names,
 * phases. Safe for use by many threads.
 */
final class SharedStrings {
  /** Beyond this strings are taken as they are: it is not worth the memory to remember more. */
  private static final int MAX_STRINGS = 50_000;

  private final ConcurrentHashMap<String, String> strings = new ConcurrentHashMap<>();

  String shared(String text) {
    if (text.isEmpty()) {
      return "";
    }
    String known = strings.get(text);
    if (known != null) {
      return known;
    }
    if (strings.mappingCount() >= MAX_STRINGS) {
      return text;
    }
    String raced = strings.putIfAbsent(text, text);
    return raced == null ? text : raced;
  }
}
