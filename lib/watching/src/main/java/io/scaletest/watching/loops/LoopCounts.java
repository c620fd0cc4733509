package io.scaletest.watching.loops;

import java.util.concurrent.atomic.AtomicLongArray;

/** The counts of one loop, some 150 bytes. Written by the loop alone, read by any thread. */
public final class LoopCounts {
  private final AtomicLongArray values = new AtomicLongArray(LoopCount.values().length);

  LoopCounts() {}

  public long get(LoopCount count) {
    return values.get(count.ordinal());
  }

  /** Returns the events of objects, of all types. */
  public long objectEvents() {
    return get(LoopCount.EVENTS_ADDED)
        + get(LoopCount.EVENTS_MODIFIED)
        + get(LoopCount.EVENTS_DELETED);
  }

  void increment(LoopCount count) {
    add(count, 1);
  }

  /** There is one writer at a time, so nothing is lost between reading and writing. */
  void add(LoopCount count, long amount) {
    values.lazySet(count.ordinal(), values.get(count.ordinal()) + amount);
  }
}
