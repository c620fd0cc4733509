package io.scaletest.watching.loops;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.watching.heads.EventHead;

/**
 * Tells a client's own updates from changes that others made to its objects afterwards, which carry
 * the stamp of its last update still and tell nothing about how late they are. Of each object and
 * stamp, the client's update is the lowest version that any of the loops has seen.
 *
 * <p>A table of fixed size for all loops: {@value #SLOTS} updates, 1 MB from the first one on. An
 * older update is forgotten when a newer one needs its slot; what others still change of its object
 * then counts as the client's, and as a late one.
 *
 * <p>Safe for use by many threads; held for some nanoseconds.
 */
final class UpdateStamps {
  static final int SLOTS = 1 << 16;

  private static final long ODD_MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;
  private static final int SLOT_SHIFT = Long.SIZE - Integer.numberOfTrailingZeros(SLOTS);

  /** Of each slot the update that is in it, as a hash. */
  @GuardedBy("this")
  private long[] updates = {};

  /** Of each slot the lowest version that carried it. */
  @GuardedBy("this")
  private long[] versions = {};

  /**
   * Notes a change.
   *
   * @param change one that carries a stamp of an update
   * @return whether it is the update that the client stamped; for each loop that hears of it
   */
  synchronized boolean isUpdate(EventHead change) {
    if (updates.length == 0) {
      updates = new long[SLOTS];
      versions = new long[SLOTS];
    }
    long update = hash(change);
    int slot = (int) (update >>> SLOT_SHIFT);
    if (updates[slot] == update && versions[slot] < change.version()) {
      return false;
    }
    updates[slot] = update;
    versions[slot] = change.version();
    return true;
  }

  /** A slot that nothing was put in has 0, which no update has. */
  private static long hash(EventHead change) {
    long object = (long) change.name().hashCode() << Integer.SIZE ^ change.namespace().hashCode();
    long mixed = (object * ODD_MULTIPLIER ^ change.stampEpochMs()) * ODD_MULTIPLIER;
    return (mixed ^ mixed >>> Integer.SIZE) * ODD_MULTIPLIER | 1;
  }
}
