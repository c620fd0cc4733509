package io.scaletest.http2.connection;

import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/** Connections whose streams share the peer's window evenly, without a tree of priorities. */
public final class EvenStreams {
  private EvenStreams() {}

  /**
   * Returns the state of a new connection.
   *
   * @param server which end of it this is
   */
  public static Http2Connection connection(boolean server) {
    Http2Connection connection = new DefaultHttp2Connection(server);
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    return connection;
  }
}
