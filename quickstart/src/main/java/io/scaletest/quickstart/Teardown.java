package io.scaletest.quickstart;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** What has to be undone, in reverse order; a failure does not keep the others from it. */
final class Teardown {
  /** Undoes one thing. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  private record Named(String name, Action action) {}

  private final Deque<Named> actions = new ArrayDeque<>();

  void add(String name, Action action) {
    actions.push(new Named(name, action));
  }

  /**
   * Undoes everything that was added since the last time.
   *
   * @param progress hears each name before its turn
   * @param failures hears what failed
   */
  void run(Consumer<String> progress, Consumer<String> failures) {
    while (!actions.isEmpty()) {
      Named next = actions.pop();
      progress.accept(next.name());
      try {
        next.action().run();
      } catch (Exception e) {
        failures.accept(next.name() + ": " + e.getMessage());
      }
    }
  }
}
