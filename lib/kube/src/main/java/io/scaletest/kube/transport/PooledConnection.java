package io.scaletest.kube.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;

/** A connection as its pool sees it, whatever it speaks. */
interface PooledConnection {
  /** Returns what is given out of it, which the pool keeps. */
  ConnectionPool.StreamBudget budget();

  /** Returns the event loop that owns it. */
  EventLoop eventLoop();

  /** Starts {@code exchange}, or gives it back to the pool. Event loop only. */
  void start(Exchange exchange);

  /** Ends {@code exchange} with a reason. Event loop only. */
  void cancel(Exchange exchange, String reason);

  /** Closes it; what is under way on it fails with {@code reason}. Event loop only. */
  void close(String reason);

  /** Returns the future that is done when it is gone. */
  ChannelFuture gone();
}
