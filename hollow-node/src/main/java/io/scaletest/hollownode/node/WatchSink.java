package io.scaletest.hollownode.node;

import io.scaletest.watching.heads.EventType;
import java.util.Map;

/** Receives the events of a watch, with the loop's lock held; must not block. */
public interface WatchSink {
  /** Takes nothing: the watch is there for the load that it is. */
  WatchSink IGNORING = new WatchSink() {};

  /** A new list begins: an object that does not come before {@link #synced} no longer exists. */
  default void relisting() {}

  /**
   * An object was added, modified or deleted.
   *
   * @param bytes where the object's protobuf is, without its envelope; lent until this returns
   */
  default void event(EventType type, byte[] bytes, int offset, int length) {}

  /**
   * As {@link #event}, of a watch in JSON.
   *
   * @param object the object's tree, the sink's own from now on
   */
  default void object(EventType type, Map<String, Object> object) {}

  /** Everything there was at the start has come. */
  default void synced() {}
}
