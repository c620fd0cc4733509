package io.scaletest.player.survey;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How often each of some texts occurred in either of two traces, in bounded memory. */
final class PairCounts {
  /** Texts that come later than so many others are counted as one. */
  private static final int TEXTS_MAX = 100_000;

  static final String OTHERS = "(others)";

  private final Map<String, long[]> counts = new HashMap<>();

  /**
   * @param side 0 or 1
   */
  void add(String text, int side) {
    long[] pair = counts.get(text);
    if (pair == null) {
      pair =
          counts.computeIfAbsent(counts.size() < TEXTS_MAX ? text : OTHERS, added -> new long[2]);
    }
    pair[side]++;
  }

  /** How often a text occurred in each. */
  record Pair(String text, long first, long second) {
    private long distance() {
      return Math.abs(first - second);
    }
  }

  /** Returns those that differ, the furthest apart first, of equal ones by the alphabet. */
  List<Pair> different() {
    return counts.entrySet().stream()
        .map(each -> new Pair(each.getKey(), each.getValue()[0], each.getValue()[1]))
        .filter(pair -> pair.distance() > 0)
        .sorted(
            (a, b) ->
                a.distance() != b.distance()
                    ? Long.compare(b.distance(), a.distance())
                    : a.text().compareTo(b.text()))
        .toList();
  }

  boolean isFull() {
    return counts.size() > TEXTS_MAX;
  }
}
