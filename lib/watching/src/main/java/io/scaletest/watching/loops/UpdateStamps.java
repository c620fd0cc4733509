package io.scaletest.watching.loops;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.watching.heads.EventHead;

/**
 * Tells a client's own updates from changes that others made to its objects afterwards, which carry
 * the stamp of its last update still and tell nothing about how late they are. Of each object and
 * stamp, the client's update is the lowest version that any of the loops has seen.
 *
 * <p>One for all loops. It remembers each of the {@value #REMEMBERED} updates that were heard of
 * last, and grows to 16 MB with them. What others change of an object after so many more counts as
 * the client's update, and as a late one.
 *
 * <p>Safe for use by many threads; held for some nanoseconds, and now and then, as it grows, for a
 * millisecond or a few.
 */
final class UpdateStamps {
  /** How many of the latest updates it knows at least; at most twice as many. */
  static final int REMEMBERED = 1 << 18;

  private static final int FIRST_SLOTS = 1 << 10;

  private static final long ODD_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

  /** Those that were heard of lately. */
  @GuardedBy("this")
  private Generation current = new Generation(0);

  /** Those before them, as many as a full generation has; they go when the current one is full. */
  @GuardedBy("this")
  private Generation previous = new Generation(0);

  /**
   * Notes a change.
   *
   * @param change one that carries a stamp of an update
   * @return whether it is the update that the client stamped; for each loop that hears of it
   */
  synchronized boolean isUpdate(EventHead change) {
    long update = hash(change);
    long known = current.get(update);
    if (known == Generation.NONE) {
      known = previous.get(update);
      makeRoom();
      current.put(update, Math.min(known, change.version()));
    } else if (change.version() < known) {
      current.put(update, change.version());
    }
    return change.version() <= known;
  }

  @GuardedBy("this")
  private void makeRoom() {
    if (current.count == REMEMBERED) {
      previous = current;
      current = new Generation(FIRST_SLOTS);
    } else if (current.count == current.slots() / 2) {
      current = current.copy(Math.max(FIRST_SLOTS, 2 * current.slots()));
    }
  }

  /** Never 0, which is a free slot's. */
  private static long hash(EventHead change) {
    long object = (long) change.name().hashCode() << Integer.SIZE ^ change.namespace().hashCode();
    long mixed = (object * ODD_MULTIPLIER ^ change.stampEpochMs()) * ODD_MULTIPLIER;
    return (mixed ^ mixed >>> Integer.SIZE) * ODD_MULTIPLIER | 1;
  }

  /**
   * Versions by updates' hashes, in a table with linear probing that is never more than half full.
   */
  private static final class Generation {
    /** What a missing update has. */
    static final long NONE = Long.MAX_VALUE;

    private final long[] updates;
    private final long[] versions;
    private int count;

    /**
     * @param slots a power of two, or 0
     */
    Generation(int slots) {
      updates = new long[slots];
      versions = new long[slots];
    }

    int slots() {
      return updates.length;
    }

    long get(long update) {
      if (updates.length == 0) {
        return NONE;
      }
      int slot = slot(update);
      return updates[slot] == update ? versions[slot] : NONE;
    }

    void put(long update, long version) {
      int slot = slot(update);
      if (updates[slot] == 0) {
        updates[slot] = update;
        count++;
      }
      versions[slot] = version;
    }

    /** The update's slot, or the free one where it is to be. */
    private int slot(long update) {
      int mask = updates.length - 1;
      int slot = (int) (update >>> Integer.SIZE) & mask;
      while (updates[slot] != update && updates[slot] != 0) {
        slot = slot + 1 & mask;
      }
      return slot;
    }

    Generation copy(int slots) {
      Generation copy = new Generation(slots);
      for (int i = 0; i < updates.length; i++) {
        if (updates[i] != 0) {
          copy.put(updates[i], versions[i]);
        }
      }
      return copy;
    }
  }
}
