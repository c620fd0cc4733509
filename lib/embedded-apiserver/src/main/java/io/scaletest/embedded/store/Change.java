package io.scaletest.embedded.store;

/**
 * An entry of the change log: one change of one object.
 *
 * @param type what happened
 * @param object the new state; of a deletion the last state, under the deletion's resourceVersion
 * @param previous the state before; null where there was none
 */
public record Change(Type type, StoredObject object, StoredObject previous) {
  /** What can happen to an object. */
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  public long version() {
    return object.version();
  }
}
