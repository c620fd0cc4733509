package io.scaletest.embedded.watch;

import io.scaletest.embedded.store.StoredObject;

/** How objects look in the lines of a watch. */
@FunctionalInterface
public interface EventEncoding {
  /** Objects as they are stored. */
  EventEncoding PLAIN = StoredObject::json;

  /** Returns an object as JSON; not to be changed. */
  byte[] encode(StoredObject object);
}
