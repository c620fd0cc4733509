package io.scaletest.kube.transport;

import io.netty.channel.ChannelFuture;
import io.netty.channel.EventLoop;

/** A connection as its pool sees it, of either HTTP version. */
interface PooledConnection {
  /** Returns the account of its streams, which the pool keeps. */
  ConnectionPool.StreamBudget budget();

  /** Returns the event loop that owns it. */
  EventLoop eventLoop();

  /** Starts {@code exchange}, or gives it back to the pool. Event loop only. */
  void start(Exchange exchange);

  /** Ends {@code exchange} with a reason. Event loop only. */
  void cancel(Exchange exchange, String reason);

  /** Closes it; what is under way on it fails with {@code reason}. Event loop only. */
  void close(String reason);

  /** Returns the future of its end. */
  ChannelFuture gone();
}
