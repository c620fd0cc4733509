package io.scaletest.common.latency;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounded counters of error messages. Memory is bounded whatever the server answers: {@value
 * #MESSAGES_MAX} different messages are kept apart, of {@value #MESSAGE_CHARS_MAX} characters at
 * most; further ones are counted together under {@value #OTHERS}. Names of objects and identifiers
 * are replaced first, so that equal causes count as equal.
 *
 * <p>Safe for use by many threads.
 */
public final class ErrorCounts {
  /** More kinds of error than a person reads. */
  static final int MESSAGES_MAX = 50;

  static final int MESSAGE_CHARS_MAX = 300;
  static final String OTHERS = "(other errors)";

  @GuardedBy("this")
  private final Map<String, Long> counts = new LinkedHashMap<>();

  @GuardedBy("this")
  private long total;

  /** Counts one error, under its text without names and identifiers. */
  public void add(String text) {
    add(text, 1);
  }

  /** Counts errors of one text, as those of another process. */
  public synchronized void add(String text, long times) {
    String message = ErrorText.withoutNames(text);
    String key =
        message.length() <= MESSAGE_CHARS_MAX
            ? message
            : message.substring(0, MESSAGE_CHARS_MAX) + "…";
    if (!counts.containsKey(key) && counts.size() >= MESSAGES_MAX) {
      key = OTHERS;
    }
    counts.merge(key, times, Long::sum);
    total += times;
  }

  /** Returns how many errors were counted. */
  public synchronized long total() {
    return total;
  }

  /** Returns a copy of the counts, the most frequent message first, equals by first appearance. */
  public Map<String, Long> byFrequency() {
    List<Map.Entry<String, Long>> entries;
    synchronized (this) {
      entries = new ArrayList<>(counts.size());
      counts.forEach((message, count) -> entries.add(Map.entry(message, count)));
    }
    entries.sort((a, b) -> Long.compare(b.getValue(), a.getValue()));
    Map<String, Long> sorted = new LinkedHashMap<>();
    entries.forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }
}
