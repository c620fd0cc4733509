package io.scaletest.player.actors;

import io.scaletest.player.actors.ActorListener.Due;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A deduplicating queue of keys for a number of workers that are no threads, as client-go's work
 * queue is for goroutines: a key waits once, however often it is added, and no two workers have the
 * same key. For one thread at a time.
 */
public final class KeyQueue {
  /** Keys that wait, in order, with when the cause of each was known first. */
  private final Map<String, Long> waiting = new LinkedHashMap<>();

  /** Keys in workers' hands, with the cause of what was added meanwhile; empty without. */
  private final Map<String, Optional<Long>> taken = new HashMap<>();

  /** Since when each idle worker is idle. */
  private final ArrayDeque<Long> idleSinceNs = new ArrayDeque<>();

  private int depthMax;

  /**
   * A key in a worker's hands.
   *
   * @param due from the cause on; free since a worker was idle
   */
  public record Item(String key, Due due) {}

  public KeyQueue(int workers) {
    for (int i = 0; i < workers; i++) {
      idleSinceNs.add(Long.MIN_VALUE);
    }
  }

  /** Queues a key, unless it waits already. */
  public void add(String key, long causeNs) {
    Optional<Long> since = taken.get(key);
    if (since != null) {
      if (since.isEmpty()) {
        taken.put(key, Optional.of(causeNs));
      }
      return;
    }
    waiting.putIfAbsent(key, causeNs);
    depthMax = Math.max(depthMax, waiting.size());
  }

  /**
   * Gives the key that has waited longest to an idle worker; empty where one of both is missing.
   */
  public Optional<Item> take() {
    if (waiting.isEmpty() || idleSinceNs.isEmpty()) {
      return Optional.empty();
    }
    Iterator<Map.Entry<String, Long>> first = waiting.entrySet().iterator();
    Map.Entry<String, Long> entry = first.next();
    String key = entry.getKey();
    long causeNs = entry.getValue();
    first.remove();
    taken.put(key, Optional.empty());
    return Optional.of(new Item(key, new Due(causeNs, Math.max(causeNs, idleSinceNs.remove()))));
  }

  /**
   * Takes a key back from its worker, and queues it again if it was added meanwhile.
   *
   * @param freeNs when the worker became idle
   */
  public void done(String key, long freeNs) {
    Optional<Long> cause = taken.remove(key);
    idleSinceNs.add(freeNs);
    cause.ifPresent(causeNs -> add(key, causeNs));
  }

  /** Returns how many keys wait. */
  public int depth() {
    return waiting.size();
  }

  /** Returns the most that ever waited. */
  public int depthMax() {
    return depthMax;
  }
}
