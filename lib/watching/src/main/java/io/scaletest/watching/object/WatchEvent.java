package io.scaletest.watching.object;

/** One line of a watch. */
public sealed interface WatchEvent {

  /**
   * An object was added, modified or deleted; of a deleted one, {@code object} is the last state.
   */
  record ObjectEvent(Type type, ObjectState object) implements WatchEvent {}

  /**
   * Nothing happened up to a resource version.
   *
   * @param initialEventsEnd whether everything that existed when the watch began has now been sent
   */
  record Bookmark(String resourceVersion, boolean initialEventsEnd) implements WatchEvent {}

  /** The server ends the watch for a reason. */
  record Failure(ServerStatus status) implements WatchEvent {}

  /** What happened to an object. */
  enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }
}
