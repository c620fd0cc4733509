package io.scaletest.report.measure;

import io.scaletest.report.input.RequestRow;
import io.scaletest.report.model.ErrorKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Failures by what they say. Texts that differ in the object's name alone are one kind, and so are
 * those that differ in numbers once there are many. One thread.
 */
final class ErrorTally {
  private static final int KINDS_MAX = 50;

  /** Texts told apart while reading; more are one kind. */
  private static final int KINDS_READ_MAX = 2_000;

  private static final String OTHERS = "(other errors)";

  private final Map<Key, Kind> kinds = new HashMap<>();

  private record Key(String operation, String text) {}

  private static final class Kind {
    private long count;
    private long firstEpochMs = Long.MAX_VALUE;
    private long lastEpochMs = Long.MIN_VALUE;

    void add(long number, long first, long last) {
      count += number;
      firstEpochMs = Math.min(firstEpochMs, first);
      lastEpochMs = Math.max(lastEpochMs, last);
    }
  }

  void add(RequestRow row) {
    String name = row.name();
    String text = row.error();
    var key = new Key(row.operation().word(), name.isEmpty() ? text : text.replace(name, "NAME"));
    if (kinds.size() >= KINDS_READ_MAX && !kinds.containsKey(key)) {
      key = new Key(row.operation().word(), OTHERS);
    }
    kinds.computeIfAbsent(key, absent -> new Kind()).add(1, row.afterEpochMs(), row.afterEpochMs());
  }

  /** Returns the kinds, the most frequent first. */
  List<ErrorKind> kinds() {
    List<Map.Entry<Key, Kind>> sorted =
        kinds.entrySet().stream()
            .sorted(
                Comparator.comparingLong((Map.Entry<Key, Kind> each) -> -each.getValue().count)
                    .thenComparing(each -> each.getKey().operation())
                    .thenComparing(each -> each.getKey().text()))
            .toList();
    var named = new ArrayList<ErrorKind>();
    var others = new Kind();
    for (Map.Entry<Key, Kind> each : sorted) {
      Kind kind = each.getValue();
      if (named.size() < KINDS_MAX - 1) {
        named.add(
            new ErrorKind(
                each.getKey().operation(),
                each.getKey().text(),
                kind.count,
                kind.firstEpochMs,
                kind.lastEpochMs));
      } else {
        others.add(kind.count, kind.firstEpochMs, kind.lastEpochMs);
      }
    }
    if (others.count > 0) {
      named.add(new ErrorKind("", OTHERS, others.count, others.firstEpochMs, others.lastEpochMs));
    }
    return named;
  }
}
