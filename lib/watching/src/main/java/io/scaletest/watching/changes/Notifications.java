package io.scaletest.watching.changes;

import io.scaletest.watching.reflector.Change;

/**
 * What has been noted for one object since a worker last took it.
 *
 * @param adds notified additions
 * @param updates notified updates
 * @param deletes notified deletions
 * @param firstEnqueueNs when the first of them was queued (the process's ticker)
 * @param lastEnqueueNs when the last of them was queued
 * @param last the last of them: the object's state at the dequeue
 */
public record Notifications(
    int adds, int updates, int deletes, long firstEnqueueNs, long lastEnqueueNs, Change last) {

  /** Returns the notes of one change, queued at {@code enqueueNs}. */
  public static Notifications of(Change change, long enqueueNs) {
    Change.Type type = change.type();
    return new Notifications(
        type == Change.Type.ADDED ? 1 : 0,
        type == Change.Type.UPDATED ? 1 : 0,
        type == Change.Type.DELETED ? 1 : 0,
        enqueueNs,
        enqueueNs,
        change);
  }

  /** Returns both notes in one. */
  static Notifications merged(Notifications older, Notifications newer) {
    return new Notifications(
        older.adds + newer.adds,
        older.updates + newer.updates,
        older.deletes + newer.deletes,
        older.firstEnqueueNs,
        newer.lastEnqueueNs,
        newer.last);
  }

  int total() {
    return adds + updates + deletes;
  }
}
