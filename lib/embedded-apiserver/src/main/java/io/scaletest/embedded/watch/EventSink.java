package io.scaletest.embedded.watch;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** The output of a watch: a streamed answer with back-pressure. For one event loop alone. */
public interface EventSink {
  ByteBufAllocator allocator();

  /** Returns whether it takes more now; if not, the watch is woken when it does. */
  boolean isWritable();

  /** Sends lines, each with its end; takes the buffer over. */
  void send(ByteBuf lines);

  /** Ends the answer in order. */
  void end();
}
