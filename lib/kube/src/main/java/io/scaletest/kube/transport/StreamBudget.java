package io.scaletest.kube.transport;

/** How many exchanges a connection carries and may carry. Guarded by its pool's lock. */
final class StreamBudget {
  int reserved;
  int capacity;

  int free() {
    return Math.max(0, capacity - reserved);
  }
}
