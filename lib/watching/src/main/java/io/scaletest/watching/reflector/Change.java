package io.scaletest.watching.reflector;

import io.scaletest.watching.object.ObjectState;
import java.util.Optional;

/**
 * One object came, changed or went, as far as the watcher can tell.
 *
 * @param type what happened
 * @param origin how it was learnt
 * @param object the new state; of a deleted object the last one, which the server sent ({@code
 *     WATCH}) or which was known before ({@code RELIST}: what happened since is not known)
 * @param before the state known before; empty for an addition
 * @param readNs when the last byte of the event was read from the connection; of what a list told,
 *     when the list was complete
 * @param decodedNs when it was decoded
 */
public record Change(
    Type type,
    Origin origin,
    ObjectState object,
    Optional<ObjectState> before,
    long readNs,
    long decodedNs) {

  /** What happened. */
  public enum Type {
    ADDED,
    UPDATED,
    DELETED
  }

  /** How it was learnt. */
  public enum Origin {
    /** It was there when the watcher started. */
    FIRST_LIST,
    /** An event told it. */
    WATCH,
    /** A later list differed from what was known: its own event, or several, were missed. */
    RELIST
  }
}
