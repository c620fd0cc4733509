package io.scaletest.player.imports;

import io.scaletest.common.text.Figures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Rows that could not be taken, by file and cause, with where the first one stands. */
final class BrokenRows {
  /** Causes name columns and never values, so there are few. */
  private final Map<String, long[]> counts = new LinkedHashMap<>();

  /** Of the first row: its number in its file. */
  private final Map<String, Long> first = new LinkedHashMap<>();

  void add(String file, String cause, long line) {
    String key = file + ": " + cause;
    first.putIfAbsent(key, line);
    counts.computeIfAbsent(key, added -> new long[1])[0]++;
  }

  /** Returns how many there are. */
  long total() {
    return counts.values().stream().mapToLong(count -> count[0]).sum();
  }

  /** Returns a line for each file and cause. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    counts.forEach(
        (key, count) ->
            lines.add(
                key
                    + ": "
                    + Figures.count(count[0], "row", "rows")
                    + " left out, "
                    + (count[0] == 1 ? "" : "the first is ")
                    + "line "
                    + first.get(key)));
    return lines;
  }
}
