package io.scaletest.player.replay;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The objects of a copy that are there, by their recorded names: what the server calls them, their
 * uids and their latest resourceVersions. Half a kilobyte for each; safe for use by many threads.
 */
final class ReplayedObjects {
  /** Objects being deleted: those that go later are not heard of again. */
  private static final int LEAVING_MAX = 10_000;

  /** An object as the server has it; empty texts where that is not known. */
  static final class Replayed {
    private String recordedUid;
    private String name = "";
    private String uid = "";
    private String version = "";
    private String versionBefore = "";
    private long number;

    private Replayed(String recordedUid) {
      this.recordedUid = recordedUid;
    }
  }

  /** By namespace, then by object: a namespace takes with it what is in it. */
  @GuardedBy("this")
  private final Map<String, Map<ObjectKey, Replayed>> living = new HashMap<>();

  @GuardedBy("this")
  private final Map<String, Replayed> byRecordedUid = new HashMap<>();

  @GuardedBy("this")
  private final Map<ObjectKey, Boolean> leaving = new LinkedHashMap<>();

  /**
   * Notes an object that was made.
   *
   * @param name by which the server has it; empty where that is the one it is expected to have
   * @param number of what is to be deleted at the end; 0 for an object that goes with its namespace
   */
  synchronized void made(
      ObjectKey key, String recordedUid, String name, AnswerHead head, long number) {
    remove(key);
    Replayed object = new Replayed(recordedUid);
    object.name = name;
    object.uid = head.uid();
    object.version = head.version();
    object.number = number;
    living.computeIfAbsent(key.namespace(), added -> new HashMap<>()).put(key, object);
    if (!recordedUid.isEmpty()) {
      byRecordedUid.put(recordedUid, object);
    }
  }

  /** Notes what an answer tells of an object; one that is not known is known from then on. */
  synchronized void seen(ObjectKey key, String recordedUid, AnswerHead head) {
    Replayed object = find(key);
    if (object == null) {
      made(key, recordedUid, "", head, 0);
      return;
    }
    if (!head.uid().isEmpty()) {
      object.uid = head.uid();
    }
    if (object.recordedUid.isEmpty() && !recordedUid.isEmpty()) {
      object.recordedUid = recordedUid;
      byRecordedUid.put(recordedUid, object);
    }
    if (!head.version().isEmpty() && !head.version().equals(object.version)) {
      object.versionBefore = object.version;
      object.version = head.version();
    }
  }

  /** Notes that an object is gone; returns the number it was made with, 0 for none. */
  synchronized long gone(ObjectKey key) {
    Replayed object = remove(key);
    if (key.resource().equals(ObjectKey.NAMESPACES)) {
      empty(key.name());
    }
    return object == null ? 0 : object.number;
  }

  @GuardedBy("this")
  private void empty(String namespace) {
    Map<ObjectKey, Replayed> inside = living.remove(namespace);
    if (inside != null) {
      inside.values().forEach(each -> byRecordedUid.remove(each.recordedUid, each));
    }
  }

  /**
   * Notes that an object is being deleted: it is forgotten when enough others are; what is in a
   * namespace, at once.
   */
  synchronized void leaves(ObjectKey key) {
    if (key.resource().equals(ObjectKey.NAMESPACES)) {
      empty(key.name());
      return;
    }
    leaving.put(key, true);
    if (leaving.size() > LEAVING_MAX) {
      ObjectKey eldest = leaving.keySet().iterator().next();
      remove(eldest);
    }
  }

  /**
   * Notes that a collection's objects are gone.
   *
   * @param named which of them, by the server's names
   * @return the numbers that they were made with
   */
  synchronized List<Long> collectionGone(ObjectKey collection, Predicate<String> named) {
    List<ObjectKey> all = new ArrayList<>();
    living
        .getOrDefault(collection.namespace(), Map.of())
        .forEach(
            (key, object) -> {
              String name = object.name.isEmpty() ? key.name() : object.name;
              if (key.resource().equals(collection.resource()) && named.test(name)) {
                all.add(key);
              }
            });
    List<Long> numbers = new ArrayList<>();
    for (ObjectKey key : all) {
      long number = gone(key);
      if (number != 0) {
        numbers.add(number);
      }
    }
    return numbers;
  }

  @GuardedBy("this")
  private Replayed find(ObjectKey key) {
    Map<ObjectKey, Replayed> there = living.get(key.namespace());
    return there == null ? null : there.get(key);
  }

  @GuardedBy("this")
  private Replayed remove(ObjectKey key) {
    leaving.remove(key);
    Map<ObjectKey, Replayed> there = living.get(key.namespace());
    if (there == null) {
      return null;
    }
    Replayed object = there.remove(key);
    if (there.isEmpty()) {
      living.remove(key.namespace());
    }
    if (object != null) {
      byRecordedUid.remove(object.recordedUid, object);
    }
    return object;
  }

  /** Returns whether an object is there. */
  synchronized boolean has(ObjectKey key) {
    return find(key) != null;
  }

  /** Returns the name that the server made up for an object; empty for none. */
  synchronized String madeUpName(ObjectKey key) {
    Replayed object = find(key);
    return object == null ? "" : object.name;
  }

  /** Returns an object's uid; empty where it is not known. */
  synchronized String uid(ObjectKey key) {
    Replayed object = find(key);
    return object == null ? "" : object.uid;
  }

  /** Returns the uid of the object that had another one in the recording. */
  synchronized Optional<String> uidFor(String recordedUid) {
    Replayed object = byRecordedUid.get(recordedUid);
    return object == null || object.uid.isEmpty() ? Optional.empty() : Optional.of(object.uid);
  }

  /** Returns an object's latest resourceVersion; empty where none is known. */
  synchronized String version(ObjectKey key) {
    Replayed object = find(key);
    return object == null ? "" : object.version;
  }

  /** Returns a resourceVersion that an object had before; empty where none is known. */
  synchronized String versionBefore(ObjectKey key) {
    Replayed object = find(key);
    return object == null ? "" : object.versionBefore;
  }

  /** Returns how many objects are there. */
  synchronized long count() {
    return living.values().stream().mapToLong(Map::size).sum();
  }
}
