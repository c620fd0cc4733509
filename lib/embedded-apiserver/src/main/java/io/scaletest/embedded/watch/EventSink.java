package io.scaletest.embedded.watch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Where a watch's events go: one answer without end. Belongs to one event loop. */
public interface EventSink {
  ByteBufAllocator allocator();

  /** Returns whether it takes more now; if not, the watch is woken when it does. */
  boolean isWritable();

  /** Sends lines, each with its end; takes the buffer over. */
  void send(ByteBuf lines);

  /** Ends the answer in order. */
  void end();
}
