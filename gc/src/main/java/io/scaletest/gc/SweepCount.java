package io.scaletest.gc;

import java.util.Locale;

/**
 * What a sweep did.
 *
 * @param found objects that were meant
 * @param deleted those that it deleted
 * @param alreadyGone those that someone else deleted first
 * @param failed those that are still there, as far as known
 * @param failure why the first of them is, or why the list broke off; empty where all went well
 */
record SweepCount(long found, long deleted, long alreadyGone, long failed, String failure) {
  static final SweepCount NOTHING = new SweepCount(0, 0, 0, 0, "");

  boolean isComplete() {
    return failure.isEmpty();
  }

  SweepCount plus(SweepCount other) {
    return new SweepCount(
        found + other.found,
        deleted + other.deleted,
        alreadyGone + other.alreadyGone,
        failed + other.failed,
        failure.isEmpty() ? other.failure : failure);
  }

  SweepCount brokenOffBy(String reason) {
    return new SweepCount(
        found, deleted, alreadyGone, failed, failure.isEmpty() ? reason : failure);
  }

  /**
   * Returns this count when all has been waited for.
   *
   * @param left objects that are there still: none of them was deleted, whatever was asked for
   */
  SweepCount settled(long left) {
    long gone = Math.max(0, found - failed - left);
    long deletedHere = Math.min(deleted, gone);
    return new SweepCount(found, deletedHere, gone - deletedHere, failed, failure);
  }

  /** Returns how many more failed than the one whose reason is given; empty if none. */
  String more() {
    return failed > 1 ? " (and " + (failed - 1) + " more)" : "";
  }

  /** Returns the closing line for the user. */
  String summary(ServedKind kind, Selection selection) {
    return String.format(
        Locale.ROOT,
        "deleted %d %s of %s (%d were already gone, %d failed)",
        deleted,
        kind,
        selection,
        alreadyGone,
        failed);
  }
}
