package io.scaletest.player.actors;

/**
 * A stand-in for a controller or an agent: watches, and answers what it sees with the requests that
 * the real one makes. It has no thread of its own and never blocks after {@link #start}.
 */
public interface Actor extends AutoCloseable {
  /** Returns what it is called, in results and in the user agent of its requests. */
  String name();

  /** Begins to watch. To be called once, before the load. */
  void start();

  /** Returns what it is at, for a line of progress: {@code 12 in the queue}. */
  String state();

  /** Ends its watches; it sends nothing more. Idempotent. */
  @Override
  void close();
}
