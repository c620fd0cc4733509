package io.scaletest.embedded.watch;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.store.Change;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.ObjectCollection.ChangeSlice;
import io.scaletest.embedded.store.StoredObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The dispatcher of one collection's changes to the live watches of one event loop. A change wakes
 * the loop once, however many watches there are; watches of one object or one node are indexed by
 * it and see no others.
 */
final class WatchGroup implements ObjectCollection.Listener {
  /** Changes handed out before the loop does other work. */
  private static final int BATCH = 256;

  private static final String NODE_NAME = "spec.nodeName";

  private final WatchLoop loop;
  private final ObjectCollection collection;
  private final int nodeField;
  private final AtomicBoolean woken = new AtomicBoolean();
  private final List<Watch> broad = new ArrayList<>();
  private final Map<Trigger, List<Watch>> narrow = new HashMap<>();
  private final List<Watch> owing = new ArrayList<>();
  private long nextSequence;
  private long version;
  private int size;

  /** An index key: the one value of one field that a watch selects. */
  private record Trigger(int field, String value) {}

  WatchGroup(WatchLoop loop, ObjectCollection collection) {
    this.loop = loop;
    this.collection = collection;
    this.nodeField = collection.type().fieldNumber(NODE_NAME);
    this.nextSequence = collection.nextSequence();
    collection.listen(this);
  }

  @Override
  public void changed() {
    if (!woken.getAndSet(true)) {
      loop.execute(this::handOut);
    }
  }

  private void handOut() {
    woken.set(false);
    if (collection.isDropped()) {
      everyone().forEach(Watch::end);
      return;
    }
    Optional<ChangeSlice> slice = collection.changes(nextSequence, BATCH);
    if (slice.isEmpty()) {
      // The log has wrapped: each watch notices that for itself, and ends.
      nextSequence = collection.nextSequence();
      everyone().forEach(Watch::end);
      return;
    }
    long sequence = nextSequence;
    nextSequence = slice.get().nextSequence();
    version = slice.get().version();
    for (Change change : slice.get().changes()) {
      handOut(change, sequence++);
    }
    for (Watch watch : owing) {
      try {
        watch.flush();
      } catch (Throwable thrown) {
        watch.broke(thrown);
      }
    }
    owing.clear();
    if (slice.get().changes().size() == BATCH) {
      changed();
    }
  }

  private void handOut(Change change, long sequence) {
    offer(broad, change, sequence);
    if (!narrow.isEmpty()) {
      offer(trigger(ResourceType.NAME_FIELD, change.object()), change, sequence);
      if (nodeField >= 0) {
        Trigger now = trigger(nodeField, change.object());
        offer(now, change, sequence);
        if (change.previous() != null) {
          Trigger before = trigger(nodeField, change.previous());
          if (!before.equals(now)) {
            offer(before, change, sequence);
          }
        }
      }
    }
  }

  private static Trigger trigger(int field, StoredObject object) {
    return new Trigger(field, object.field(field));
  }

  private void offer(Trigger trigger, Change change, long sequence) {
    List<Watch> watches = narrow.get(trigger);
    if (watches != null) {
      offer(watches, change, sequence);
    }
  }

  /**
   * Backwards: {@link #leave} moves the last element into the freed slot, and that one has already
   * been offered this change.
   */
  private void offer(List<Watch> watches, Change change, long sequence) {
    for (int i = watches.size() - 1; i >= 0; i--) {
      Watch watch = watches.get(i);
      if (watch.offer(change, sequence)) {
        owing.add(watch);
      }
    }
  }

  /** Adds a live watch that has sent every change before {@code from}. */
  void join(Watch watch, long from) {
    if (size == 0) {
      nextSequence = from;
    }
    List<Watch> watches = listOf(watch);
    watch.place(watches.size());
    watches.add(watch);
    size++;
    // It has not read the changes since {@code from}, and a group that existed was woken for them
    // already.
    if (nextSequence < collection.nextSequence()) {
      changed();
    }
  }

  void leave(Watch watch) {
    List<Watch> watches = listOf(watch);
    Watch last = watches.remove(watches.size() - 1);
    if (last != watch) {
      watches.set(watch.place(), last);
      last.place(watch.place());
    }
    size--;
    if (watches.isEmpty() && watches != broad) {
      trigger(watch).ifPresent(narrow::remove);
    }
  }

  private List<Watch> listOf(Watch watch) {
    Optional<Trigger> trigger = trigger(watch);
    return trigger.isPresent()
        ? narrow.computeIfAbsent(trigger.get(), key -> new ArrayList<>(1))
        : broad;
  }

  private Optional<Trigger> trigger(Watch watch) {
    Optional<String> name = watch.order().fields().required(ResourceType.NAME_FIELD);
    if (name.isPresent()) {
      return name.map(value -> new Trigger(ResourceType.NAME_FIELD, value));
    }
    return nodeField < 0
        ? Optional.empty()
        : watch.order().fields().required(nodeField).map(node -> new Trigger(nodeField, node));
  }

  private List<Watch> everyone() {
    List<Watch> all = new ArrayList<>(broad);
    narrow.values().forEach(all::addAll);
    return all;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns the resourceVersion up to which every change has been handed out. */
  long version() {
    return version;
  }

  void close() {
    collection.forget(this);
  }
}
