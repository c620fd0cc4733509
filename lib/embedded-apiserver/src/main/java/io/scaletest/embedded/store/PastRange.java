package io.scaletest.embedded.store;

import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A view of a range of objects at an earlier resourceVersion: the current objects, with the changes
 * since then undone. Costs as much as the changes and what is read of it, however long the range.
 *
 * <p>Guarded by its collection's lock.
 */
final class PastRange implements Iterable<StoredObject> {
  private final NavigableMap<String, StoredObject> now;

  /** What was there under the keys that have changed; empty for nothing. */
  private final NavigableMap<String, Optional<StoredObject>> then = new TreeMap<>();

  PastRange(NavigableMap<String, StoredObject> now) {
    this.now = now;
  }

  /** Goes back behind a change of the range; the last change is the first to be undone. */
  void undo(Change change) {
    then.put(change.object().key(), Optional.ofNullable(change.previous()));
  }

  @Override
  public Iterator<StoredObject> iterator() {
    return then.isEmpty() ? now.values().iterator() : new Merged();
  }

  /** Both in the order of their keys; a key that has changed counts as it was. */
  private final class Merged implements Iterator<StoredObject> {
    private final Iterator<Map.Entry<String, StoredObject>> present = now.entrySet().iterator();
    private final Iterator<Map.Entry<String, Optional<StoredObject>>> past =
        then.entrySet().iterator();
    private Map.Entry<String, StoredObject> nextPresent = next(present);
    private Map.Entry<String, Optional<StoredObject>> nextPast = next(past);
    private StoredObject next;

    private static <T> T next(Iterator<T> from) {
      return from.hasNext() ? from.next() : null;
    }

    @Override
    public boolean hasNext() {
      while (next == null && (nextPresent != null || nextPast != null)) {
        int order =
            nextPast == null
                ? -1
                : nextPresent == null ? 1 : nextPresent.getKey().compareTo(nextPast.getKey());
        if (order < 0) {
          next = nextPresent.getValue();
        } else {
          next = nextPast.getValue().orElse(null);
          nextPast = next(past);
        }
        if (order <= 0) {
          nextPresent = next(present);
        }
      }
      return next != null;
    }

    @Override
    public StoredObject next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      StoredObject taken = next;
      next = null;
      return taken;
    }
  }
}
