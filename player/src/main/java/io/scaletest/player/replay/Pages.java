package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;

/**
 * Tokens for the next pages of lists, by what is listed and by whom. Safe for use by many threads.
 */
final class Pages {
  /** Lists whose next page nobody asked for yet; a server forgets their tokens after minutes. */
  private static final int LISTS_MAX = 10_000;

  private static final int TOKENS_MAX = 64;

  @GuardedBy("this")
  private final Map<String, Queue<String>> tokens = new LinkedHashMap<>();

  /** Keeps the token that an answer has. */
  synchronized void answered(String list, String token) {
    Queue<String> queue = tokens.computeIfAbsent(list, added -> new ArrayDeque<>());
    queue.add(token);
    if (queue.size() > TOKENS_MAX) {
      queue.remove();
    }
    if (tokens.size() > LISTS_MAX) {
      tokens.remove(tokens.keySet().iterator().next());
    }
  }

  /** Takes the eldest token of a list; empty where the page before was the last. */
  synchronized Optional<String> take(String list) {
    Queue<String> queue = tokens.get(list);
    if (queue == null) {
      return Optional.empty();
    }
    String token = queue.remove();
    if (queue.isEmpty()) {
      tokens.remove(list);
    }
    return Optional.of(token);
  }
}
