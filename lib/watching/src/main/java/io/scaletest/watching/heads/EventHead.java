package io.scaletest.watching.heads;

import io.scaletest.watching.object.ObjectState;

/**
 * What a loop needs of an event.
 *
 * @param type what happened
 * @param namespace the object's namespace; may be empty
 * @param name the object's name; empty for bookmarks and errors
 * @param resourceVersion its version; empty for errors
 * @param stampEpochMs when a client of this toolkit sent the change, by its own clock, in
 *     milliseconds since the epoch: of {@code ADDED} what annotation {@code
 *     scaletest/createTimestamp} says, of {@code MODIFIED} {@code scaletest/updateTimestamp}, which
 *     may be an older change's; {@link ObjectState#NO_TIME} of all others and where there is none
 */
public record EventHead(
    EventType type, String namespace, String name, String resourceVersion, long stampEpochMs) {
  /** Returns {@code namespace/name}, or the name alone where there is no namespace. */
  public String key() {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }

  /** Returns the version as a number; {@link ObjectState#NO_VERSION} where it is none. */
  public long version() {
    return ObjectState.version(resourceVersion);
  }
}
