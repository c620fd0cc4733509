package io.scaletest.player.record;

import io.scaletest.player.trace.NameOrigin;
import io.scaletest.player.trace.ResourcePath;
import io.scaletest.player.trace.TraceEntry;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;

/**
 * Finds the names that a server made up where no answer tells them: of the first later request that
 * names an object of that kind, in that place and with that beginning, which nobody named before.
 * Pods are taken at their binding, which happens to a new pod alone. For one pass over entries in
 * order, by one thread.
 */
final class NameBinder {
  /**
   * <i>Source:</i> apiserver's {@code names.SimpleNameGenerator} and apimachinery's {@code rand}.
   */
  private static final int SUFFIX_LENGTH = 5;

  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /** Names that are remembered: beyond that nothing more is bound, since it might be wrong. */
  private static final int SEEN_MAX = 500_000;

  private static final int WAITING_MAX = 500_000;

  private record Place(String group, String resource, String namespace, String beginning) {}

  private record Named(Place place, String suffix) {}

  private final Map<Place, Queue<Long>> waiting = new HashMap<>();
  private final Set<Named> seen = new HashSet<>();
  private final Map<Long, String> names = new HashMap<>();
  private int waitingCount;

  /**
   * Takes the next entry.
   *
   * @param number its number
   */
  void take(long number, TraceEntry entry) {
    ResourcePath resource = entry.resource();
    String beginning = entry.object().generateName();
    if (entry.object().origin() == NameOrigin.UNKNOWN) {
      if (!beginning.isEmpty() && waitingCount < WAITING_MAX) {
        waitingCount++;
        waiting.computeIfAbsent(place(entry, beginning), place -> new ArrayDeque<>()).add(number);
      }
      return;
    }
    String name = entry.object().name();
    int end = name.length() - SUFFIX_LENGTH;
    if (end <= 0 || resource.resource().isEmpty() || !isSuffix(name, end)) {
      return;
    }
    Place place = place(entry, name.substring(0, end));
    boolean isPod = resource.group().isEmpty() && resource.resource().equals("pods");
    // Old pods are named all the time; a new one is bound once.
    boolean isNew =
        isPod
            ? resource.subresource().equals("binding") && entry.verb().equals("create")
            : seen.size() < SEEN_MAX && seen.add(new Named(place, name.substring(end)));
    Queue<Long> queue = waiting.get(place);
    if (isNew && queue != null && entry.outcome().code() < 300) {
      names.put(queue.remove(), name);
      waitingCount--;
      if (queue.isEmpty()) {
        waiting.remove(place);
      }
    }
  }

  private static Place place(TraceEntry entry, String beginning) {
    return new Place(
        entry.resource().group(),
        entry.resource().resource(),
        entry.object().namespace(),
        beginning);
  }

  private static boolean isSuffix(String name, int from) {
    for (int i = from; i < name.length(); i++) {
      if (SUFFIX_LETTERS.indexOf(name.charAt(i)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** Returns the name that was found for an entry. */
  Optional<String> name(long number) {
    return Optional.ofNullable(names.get(number));
  }
}
