package io.scaletest.embedded.store;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.embedded.resource.ResourceType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * An ordered map of the objects of one resource, with the log of their changes.
 *
 * <p>One lock guards both, so that each snapshot ends exactly where the changes after it begin.
 * Writes are compare-and-set on an object's state: a writer computes the new state without the lock
 * and tries again after a conflict. Safe for use by many threads.
 */
public final class ObjectCollection {
  private final ResourceType type;
  private final AtomicLong versions;

  @GuardedBy("this")
  private final NavigableMap<String, StoredObject> objects = new TreeMap<>();

  /**
   * How many objects each namespace has, so that a page gives its remaining count without a scan.
   */
  @GuardedBy("this")
  private final Map<String, Integer> counts = new HashMap<>();

  @GuardedBy("this")
  private final ChangeLog log;

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean dropped;

  /**
   * Called after each change with the collection's lock held: must not block or call back into the
   * collection.
   */
  @FunctionalInterface
  public interface Listener {
    void changed();
  }

  /**
   * The query of a list.
   *
   * @param namespace only objects of that one; empty for all
   * @param after only keys behind this one; empty for all
   * @param limit at most so many; 0 for all
   * @param ahead how many objects there are behind {@code after}, wanted or not; negative where
   *     {@code after} is empty
   */
  public record Query(
      String namespace, String after, int limit, Predicate<StoredObject> which, long ahead) {
    /** Returns a query that begins with the first object. */
    public static Query fromFirst(String namespace, int limit, Predicate<StoredObject> which) {
      return new Query(namespace, "", limit, which, -1);
    }

    /** Returns a query for everything in a namespace, or in all where it is empty. */
    public static Query everythingIn(String namespace) {
      return fromFirst(namespace, 0, object -> true);
    }
  }

  /**
   * A consistent snapshot of a list.
   *
   * @param version the moment; every change of this resource up to it is in, none after it
   * @param nextSequence the sequence number of the first change after it
   * @param objects in the order of their keys
   * @param remaining how many more there are behind the last of them, wanted or not
   */
  public record Snapshot(
      long version, long nextSequence, List<StoredObject> objects, long remaining) {}

  /**
   * A consecutive slice of the change log.
   *
   * @param changes in order
   * @param nextSequence the sequence number after the last of them
   * @param version a resourceVersion up to which nothing but {@code changes} has happened since
   */
  public record ChangeSlice(List<Change> changes, long nextSequence, long version) {}

  ObjectCollection(ResourceType type, AtomicLong versions, int historyLimit) {
    this.type = type;
    this.versions = versions;
    this.log = new ChangeLog(historyLimit);
  }

  public ResourceType type() {
    return type;
  }

  /** Returns an object's state, if there is one. */
  public synchronized Optional<StoredObject> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  /** Creates an object; returns its state, or empty where the key is taken. */
  public Optional<StoredObject> create(Draft draft) {
    synchronized (this) {
      if (objects.containsKey(draft.key())) {
        return Optional.empty();
      }
      StoredObject created = draft.at(versions.incrementAndGet());
      objects.put(created.key(), created);
      count(created, 1);
      record(new Change(Change.Type.ADDED, created, null));
      return Optional.of(created);
    }
  }

  /**
   * Gives an object a new state; returns it, or empty where {@code before} is the state no more.
   */
  public Optional<StoredObject> replace(StoredObject before, Draft draft) {
    synchronized (this) {
      if (objects.get(before.key()) != before) {
        return Optional.empty();
      }
      StoredObject replaced = draft.at(versions.incrementAndGet());
      objects.put(replaced.key(), replaced);
      record(new Change(Change.Type.MODIFIED, replaced, before));
      return Optional.of(replaced);
    }
  }

  /**
   * Deletes an object; returns its last state, or empty where {@code before} is the state no more.
   *
   * @param last the last state, as the deletion shows it
   */
  public Optional<StoredObject> delete(StoredObject before, Draft last) {
    synchronized (this) {
      if (!objects.remove(before.key(), before)) {
        return Optional.empty();
      }
      StoredObject deleted = last.at(versions.incrementAndGet());
      count(before, -1);
      record(new Change(Change.Type.DELETED, deleted, before));
      return Optional.of(deleted);
    }
  }

  /** Deletes an object as it is. */
  public Optional<StoredObject> delete(StoredObject before) {
    synchronized (this) {
      if (!objects.remove(before.key(), before)) {
        return Optional.empty();
      }
      StoredObject deleted = before.at(versions.incrementAndGet());
      count(before, -1);
      record(new Change(Change.Type.DELETED, deleted, before));
      return Optional.of(deleted);
    }
  }

  @GuardedBy("this")
  private void count(StoredObject object, int more) {
    if (type.namespaced()) {
      counts.merge(object.namespace(), more, (one, other) -> one + other == 0 ? null : one + other);
    }
  }

  @GuardedBy("this")
  private int countIn(String namespace) {
    return namespace.isEmpty() ? objects.size() : counts.getOrDefault(namespace, 0);
  }

  @GuardedBy("this")
  private void record(Change change) {
    log.append(change);
    listeners.forEach(Listener::changed);
  }

  /** Returns how many objects there are. */
  public synchronized int size() {
    return objects.size();
  }

  /** Returns the global resourceVersion now: no change of this resource has a later one. */
  public synchronized long currentVersion() {
    return versions.get();
  }

  /** Returns objects as of now. */
  public synchronized Snapshot snapshot(Query query) {
    long ahead = query.ahead() < 0 ? countIn(query.namespace()) : query.ahead();
    return page(range(query).values().iterator(), query, ahead, versions.get(), log.next());
  }

  /**
   * Returns objects as of an earlier moment, by undoing what has happened since; empty where the
   * history does not reach back that far.
   */
  public synchronized Optional<Snapshot> snapshotAt(long version, Query query) {
    if (!log.reachesBackTo(version)) {
      return Optional.empty();
    }
    long from = log.after(version);
    var past = new PastRange(range(query));
    long ahead = query.ahead() < 0 ? countIn(query.namespace()) : query.ahead();
    for (long i = log.next() - 1; i >= from; i--) {
      Change change = log.get(i);
      if (isIn(change.object().key(), query)) {
        past.undo(change);
        ahead += query.ahead() < 0 ? countChange(change) : 0;
      }
    }
    return Optional.of(page(past.iterator(), query, ahead, version, from));
  }

  /** Returns the change of the object count when a change is undone. */
  private static int countChange(Change change) {
    return switch (change.type()) {
      case ADDED -> -1;
      case DELETED -> 1;
      case MODIFIED -> 0;
    };
  }

  private static boolean isIn(String key, Query query) {
    return key.compareTo(query.after()) > 0
        && (query.namespace().isEmpty() || key.startsWith(query.namespace() + "/"));
  }

  @GuardedBy("this")
  private NavigableMap<String, StoredObject> range(Query query) {
    String namespace = query.namespace();
    String after = query.after();
    if (namespace.isEmpty()) {
      return after.isEmpty() ? objects : objects.tailMap(after, false);
    }
    String begin = namespace + "/";
    String end = namespace + "0"; // the character behind the slash
    if (after.compareTo(begin) <= 0) {
      return objects.subMap(begin, true, end, false);
    }
    return after.compareTo(end) < 0
        ? objects.subMap(after, false, end, false)
        : new TreeMap<>(); // a token of another namespace
  }

  private static Snapshot page(
      Iterator<StoredObject> range, Query query, long ahead, long version, long nextSequence) {
    List<StoredObject> page = new ArrayList<>();
    long passed = 0;
    while (range.hasNext() && (query.limit() == 0 || page.size() < query.limit())) {
      StoredObject next = range.next();
      passed++;
      if (query.which().test(next)) {
        page.add(next);
      }
    }
    // The token may be forged: its count is not believed where it says that nothing is left.
    long remaining = range.hasNext() ? Math.max(1, ahead - passed) : 0;
    return new Snapshot(version, nextSequence, page, remaining);
  }

  /**
   * Returns the sequence number of the first change after a resourceVersion; empty where the
   * history does not reach back that far.
   */
  public synchronized Optional<Long> sequenceAfter(long version) {
    return log.reachesBackTo(version) ? Optional.of(log.after(version)) : Optional.empty();
  }

  /**
   * Returns changes from a sequence number on, at most {@code limit}; empty where some of them are
   * no longer in the history.
   */
  public synchronized Optional<ChangeSlice> changes(long fromSequence, int limit) {
    if (fromSequence < log.first()) {
      return Optional.empty();
    }
    long end = Math.min(log.next(), fromSequence + limit);
    List<Change> changes = new ArrayList<>((int) Math.max(0, end - fromSequence));
    for (long i = fromSequence; i < end; i++) {
      changes.add(log.get(i));
    }
    long version =
        end == log.next() || changes.isEmpty()
            ? versions.get()
            : changes.get(changes.size() - 1).version();
    return Optional.of(new ChangeSlice(changes, end, version));
  }

  /** Returns the sequence number that the next change will get. */
  public synchronized long nextSequence() {
    return log.next();
  }

  /** Forgets the history up to now: watches and lists from before get "410 Expired". */
  public synchronized void compact() {
    log.compact(versions.get());
  }

  /** Calls {@code listener} after each change from now on. */
  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public void forget(Listener listener) {
    listeners.remove(listener);
  }

  /** Marks the resource as no longer served. */
  void drop() {
    dropped = true;
    listeners.forEach(Listener::changed);
  }

  /** Returns whether the resource is served no more; watches end. */
  public boolean isDropped() {
    return dropped;
  }
}
