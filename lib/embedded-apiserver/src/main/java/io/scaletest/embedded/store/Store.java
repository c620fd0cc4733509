package io.scaletest.embedded.store;

import io.scaletest.embedded.resource.ResourceType;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The store: one collection for each resource, shared by its versions, under one global
 * resourceVersion. Safe for use by many threads.
 */
public final class Store {
  private final AtomicLong versions = new AtomicLong(1);
  private final SharedStrings strings = new SharedStrings();
  private final Map<String, ObjectCollection> collections = new ConcurrentHashMap<>();
  private final int historyLimit;

  /**
   * @param historyLimit how many changes of a resource are kept for watches and older snapshots
   */
  public Store(int historyLimit) {
    if (historyLimit < 1) {
      throw new IllegalArgumentException("history: must be >= 1, got " + historyLimit);
    }
    this.historyLimit = historyLimit;
  }

  /** Returns the objects of a resource, the same ones in whichever version it is named. */
  public ObjectCollection of(ResourceType type) {
    ObjectCollection known = collections.get(type.qualifiedName());
    return known != null
        ? known
        : collections.computeIfAbsent(
            type.qualifiedName(),
            key -> new ObjectCollection(type.stored(), versions, historyLimit));
  }

  /** Returns the objects of a resource of that qualified name, if any were asked for before. */
  public Optional<ObjectCollection> find(String qualifiedName) {
    return Optional.ofNullable(collections.get(qualifiedName));
  }

  /** Returns an object's next state, encoded. */
  public Draft draft(ResourceType type, String key, Map<String, Object> tree) {
    return Draft.of(type, key, tree, strings);
  }

  /** Returns the collections that have been used so far. */
  public Collection<ObjectCollection> collections() {
    return collections.values();
  }

  /** Forgets a resource with all its objects; its watches end. */
  public void drop(String qualifiedName) {
    ObjectCollection dropped = collections.remove(qualifiedName);
    if (dropped != null) {
      dropped.drop();
    }
  }

  /** Returns the resourceVersion of the last change of all. */
  public long version() {
    return versions.get();
  }

  /** Forgets the history of every resource up to now. */
  public void compact() {
    collections.values().forEach(ObjectCollection::compact);
  }
}
