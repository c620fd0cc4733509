package io.scaletest.player.record;

import io.scaletest.player.trace.SourceLoss;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What a source did not tell, counted by cause; of bodies also by resource. For one thread. */
final class Losses {
  /** Resources beyond that are counted as one: a footer stays small. */
  private static final int RESOURCES_MAX = 1_000;

  private final Map<SourceLoss, Long> counts = new EnumMap<>(SourceLoss.class);
  private final Map<String, Long> withheld = new TreeMap<>();

  void add(SourceLoss cause) {
    add(cause, 1);
  }

  void add(SourceLoss cause, long count) {
    if (count > 0) {
      counts.merge(cause, count, Long::sum);
    }
  }

  /** Counts a body that is not there. */
  void withheld(String resource) {
    add(SourceLoss.BODY_WITHHELD);
    boolean room = withheld.size() < RESOURCES_MAX || withheld.containsKey(resource);
    withheld.merge(room ? resource : "(others)", 1L, Long::sum);
  }

  /** Returns the counts by their codes, those that are zero left out. */
  Map<String, Object> tree() {
    Map<String, Object> tree = new LinkedHashMap<>();
    counts.forEach((cause, count) -> tree.put(cause.code(), count));
    return tree;
  }

  /** Returns how many bodies of which resource are not there. */
  Map<String, Object> withheldTree() {
    return new LinkedHashMap<>(withheld);
  }
}
