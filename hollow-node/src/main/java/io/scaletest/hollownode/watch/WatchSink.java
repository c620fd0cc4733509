package io.scaletest.hollownode.watch;

import io.scaletest.watching.heads.EventType;

/** Takes what a watch tells, under the loop's lock. */
public interface WatchSink {
  /** Takes nothing: the watch is there for the load that it is. */
  WatchSink IGNORING = new WatchSink() {};

  /** The objects come anew from the start; what does not come until {@link #synced} is gone. */
  default void relisting() {}

  /**
   * An object was added, modified or deleted.
   *
   * @param bytes where the object's protobuf is, without its envelope; lent until this returns
   */
  default void event(EventType type, byte[] bytes, int offset, int length) {}

  /** Everything there was at the start has come. */
  default void synced() {}
}
