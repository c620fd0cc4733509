package io.scaletest.embedded.watch;

import io.scaletest.embedded.resource.ResourceType;
import io.scaletest.embedded.selector.FieldSelector;
import io.scaletest.embedded.selector.LabelSelector;
import io.scaletest.embedded.store.ObjectCollection;
import io.scaletest.embedded.store.StoredObject;
import java.util.List;

/**
 * The parameters of a watch.
 *
 * @param type what it is called in what is sent, which may be another version than what is stored
 * @param namespace only objects of that one; empty for all
 * @param initial objects to begin with, as ADDED
 * @param nextSequence the first change to send
 * @param version the resourceVersion before it
 * @param marksInitialEnd whether a bookmark says that the initial objects are complete
 * @param bookmarks whether it wants bookmarks now and then
 * @param endNs when the watch ends, by the server's ticker
 */
public record WatchOrder(
    ObjectCollection collection,
    ResourceType type,
    String namespace,
    LabelSelector labels,
    FieldSelector fields,
    Encoding encoding,
    EventFraming framing,
    List<StoredObject> initial,
    long nextSequence,
    long version,
    boolean marksInitialEnd,
    boolean bookmarks,
    long endNs) {

  /** Returns whether an object is among those wanted. */
  boolean wants(StoredObject object) {
    return (namespace.isEmpty() || isIn(object.key(), namespace))
        && (labels.isEverything() || labels.matches(object.labels()))
        && (fields.isEverything() || fields.matches(object));
  }

  private static boolean isIn(String key, String namespace) {
    return key.length() > namespace.length()
        && key.charAt(namespace.length()) == '/'
        && key.startsWith(namespace);
  }

  /** The encoding of objects in the events of a watch. */
  @FunctionalInterface
  public interface Encoding {
    /** Objects as they are stored. */
    Encoding PLAIN = StoredObject::json;

    /** Returns an object in the encoding of its framing; not to be changed. */
    byte[] encode(StoredObject object);
  }
}
