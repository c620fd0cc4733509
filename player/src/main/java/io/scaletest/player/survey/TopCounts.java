package io.scaletest.player.survey;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each of some texts occurred, in bounded memory. For one thread. */
final class TopCounts {
  /** Beyond that further texts are counted as one: a cluster has fewer users and resources. */
  private static final int TEXTS_MAX = 100_000;

  private static final String OTHERS = "(others)";

  private final Map<String, long[]> counts = new HashMap<>();

  void add(String text) {
    long[] count = counts.get(text);
    if (count == null) {
      count =
          counts.computeIfAbsent(counts.size() < TEXTS_MAX ? text : OTHERS, added -> new long[1]);
    }
    count[0]++;
  }

  /** How often a text occurred. */
  record Top(String text, long count) {}

  int size() {
    return counts.size();
  }

  /** Returns the most frequent ones, of equal ones in the order of the alphabet. */
  List<Top> top(int limit) {
    return counts.entrySet().stream()
        .map(each -> new Top(each.getKey(), each.getValue()[0]))
        .sorted(
            (a, b) ->
                a.count() != b.count()
                    ? Long.compare(b.count(), a.count())
                    : a.text().compareTo(b.text()))
        .limit(limit)
        .toList();
  }
}
