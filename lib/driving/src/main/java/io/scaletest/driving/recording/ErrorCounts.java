package io.scaletest.driving.recording;

import java.util.Map;
import java.util.TreeMap;

/**
 * How often each kind of error occurred. Texts that differ only in the object's name count as one
 * kind. Safe for use by many threads.
 */
final class ErrorCounts {
  /** A server can invent texts without end; what comes after so many kinds counts together. */
  private static final int MAX_KINDS = 100;

  private static final String OTHERS = "other errors";
  private static final String NAME = "NAME";

  private final Map<String, Long> counts = new TreeMap<>();

  /** Counts one error with its text, about the object called {@code name}. */
  synchronized void add(int status, String text, String name) {
    String kind = (status == 0 ? "" : status + " ") + text.replace(name, NAME);
    if (!counts.containsKey(kind) && counts.size() >= MAX_KINDS) {
      kind = OTHERS;
    }
    counts.merge(kind, 1L, Long::sum);
  }

  /** Returns the counts so far by kind, in alphabetical order. */
  synchronized Map<String, Long> byKind() {
    return new TreeMap<>(counts);
  }
}
