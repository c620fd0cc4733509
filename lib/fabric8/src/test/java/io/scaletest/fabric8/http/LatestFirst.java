package io.scaletest.fabric8.http;

import io.scaletest.common.fault.FaultHandler;
import java.util.ArrayDeque;
import java.util.Deque;

/** Workers that do what they were given last first: any order is possible of several threads. */
final class LatestFirst {
  private final Deque<Runnable> tasks = new ArrayDeque<>();

  /** Returns a factory whose answers and events are handed to these workers. */
  TransportHttpClientFactory factory(FaultHandler faults) {
    return new TransportHttpClientFactory(
        null,
        "https://server",
        "",
        tasks::push,
        faults,
        TransportHttpClientFactory.OtherWebSockets.NONE);
  }

  /** Does all that there is to do. */
  void work() {
    while (!tasks.isEmpty()) {
      tasks.pop().run();
    }
  }
}
