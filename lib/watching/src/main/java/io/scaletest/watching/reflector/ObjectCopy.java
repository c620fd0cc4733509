package io.scaletest.watching.reflector;

import io.scaletest.watching.object.ObjectState;
import io.scaletest.watching.object.WatchEvent;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The watcher's copy of a collection. For one thread; only {@link #size} is for any. */
final class ObjectCopy {
  private final ReflectorCounts counts;
  private final ChangeListener listener;
  private Map<String, ObjectState> objects = new HashMap<>();
  private boolean listed;
  private volatile int size;

  ObjectCopy(ReflectorCounts counts, ChangeListener listener) {
    this.counts = counts;
    this.listener = listener;
  }

  int size() {
    return size;
  }

  /** Takes over what one event tells, and passes it on. */
  void apply(WatchEvent.ObjectEvent event, long readNs, long decodedNs) {
    ObjectState object = event.object();
    String key = object.key();
    boolean deleted = event.type() == WatchEvent.Type.DELETED;
    ObjectState known = deleted ? objects.remove(key) : objects.put(key, object);
    size = objects.size();
    if (known == null && deleted) {
      counts.unknownDeletes.increment();
      return;
    }
    if (known != null && !isNewer(object, known)) {
      counts.outOfOrder.increment();
    }
    Change.Type type =
        deleted ? Change.Type.DELETED : known == null ? Change.Type.ADDED : Change.Type.UPDATED;
    listener.onChange(
        new Change(
            type, Change.Origin.WATCH, object, Optional.ofNullable(known), readNs, decodedNs));
  }

  /**
   * Takes over a complete list, and passes on how it differs from what was known. An object known
   * in the very version of the list is not passed on: nothing happened to it.
   */
  void replace(Map<String, ObjectState> list, long nowNs, long blindNs) {
    boolean first = !listed;
    Change.Origin origin = first ? Change.Origin.FIRST_LIST : Change.Origin.RELIST;
    Map<String, ObjectState> before = objects;
    objects = list;
    size = list.size();
    listed = true;
    int added = 0;
    int updated = 0;
    int unchanged = 0;
    for (Map.Entry<String, ObjectState> entry : list.entrySet()) {
      ObjectState known = before.remove(entry.getKey());
      ObjectState object = entry.getValue();
      if (known == null) {
        added++;
        listener.onChange(
            new Change(Change.Type.ADDED, origin, object, Optional.empty(), nowNs, nowNs));
      } else if (isSameVersion(known, object)) {
        unchanged++;
      } else {
        updated++;
        listener.onChange(
            new Change(Change.Type.UPDATED, origin, object, Optional.of(known), nowNs, nowNs));
      }
    }
    for (ObjectState gone : before.values()) {
      listener.onChange(
          new Change(Change.Type.DELETED, origin, gone, Optional.of(gone), nowNs, nowNs));
    }
    counts.lists.increment();
    if (!first) {
      counts.relists.increment();
      counts.relistAdds.add(added);
      counts.relistUpdates.add(updated);
      counts.relistDeletes.add(before.size());
    }
    listener.onListed(
        new ListOutcome(first, list.size(), added, updated, before.size(), unchanged, blindNs));
  }

  private static boolean isSameVersion(ObjectState known, ObjectState object) {
    return known.resourceVersion().equals(object.resourceVersion())
        && known.uid().equals(object.uid());
  }

  /** Where versions are no numbers, nothing can be said and all is well. */
  private static boolean isNewer(ObjectState object, ObjectState known) {
    return object.version() == ObjectState.NO_VERSION || object.version() > known.version();
  }
}
