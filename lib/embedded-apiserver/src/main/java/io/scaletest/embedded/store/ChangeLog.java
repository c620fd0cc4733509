package io.scaletest.embedded.store;

/**
 * A ring buffer of the last changes of one resource, oldest first, each with a sequence number that
 * counts from 0. Guarded by its collection's lock.
 */
final class ChangeLog {
  private static final int INITIAL_CAPACITY = 64;

  private final int limit;
  private Change[] ring;
  private long first;
  private long next;

  /** The resourceVersion of the last evicted change; a watch from before it would miss some. */
  private long forgottenVersion;

  ChangeLog(int limit) {
    this.limit = limit;
    this.ring = new Change[Math.min(limit, INITIAL_CAPACITY)];
  }

  void append(Change change) {
    if (next - first == ring.length) {
      makeRoom();
    }
    ring[(int) (next % ring.length)] = change;
    next++;
  }

  private void makeRoom() {
    if (ring.length < limit) {
      Change[] larger = new Change[Math.min(limit, 2 * ring.length)];
      for (long i = first; i < next; i++) {
        larger[(int) (i % larger.length)] = get(i);
      }
      ring = larger;
    } else {
      forgetFirst();
    }
  }

  private void forgetFirst() {
    forgottenVersion = get(first).version();
    ring[(int) (first % ring.length)] = null;
    first++;
  }

  /** Forgets every change up to a resourceVersion. */
  void compact(long version) {
    while (first < next && get(first).version() <= version) {
      forgetFirst();
    }
    forgottenVersion = Math.max(forgottenVersion, version);
  }

  Change get(long sequence) {
    return ring[(int) (sequence % ring.length)];
  }

  /** Returns the oldest sequence number that is still there. */
  long first() {
    return first;
  }

  /** Returns the sequence number that the next change will get. */
  long next() {
    return next;
  }

  /** Returns whether each change after a resourceVersion is still there. */
  boolean reachesBackTo(long version) {
    return version >= forgottenVersion;
  }

  /** Returns the sequence number of the first change after a resourceVersion. */
  long after(long version) {
    long low = first;
    long high = next;
    while (low < high) {
      long middle = low + high >>> 1;
      if (get(middle).version() <= version) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
