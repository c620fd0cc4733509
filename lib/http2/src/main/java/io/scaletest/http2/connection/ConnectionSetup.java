package io.scaletest.http2.connection;

import static io.netty.handler.codec.http2.DefaultHttp2LocalFlowController.DEFAULT_WINDOW_UPDATE_RATIO;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;

/**
 * Sets up connections that carry API requests: large windows to receive with, no validation of what
 * either end of the toolkit has written itself, no grace when closing.
 */
public final class ConnectionSetup {
  /** Receive window of one stream; with a small one, each chunk of a large list is a round trip. */
  static final int STREAM_WINDOW_BYTES = 1 << 20;

  /** Receive window of the whole connection. Bodies are consumed as they come. */
  static final int CONNECTION_WINDOW_BYTES = 16 << 20;

  /** Makes the handler of a connection from its parts. */
  @FunctionalInterface
  public interface HandlerFactory<H extends Http2ConnectionHandler> {
    H make(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings);
  }

  private ConnectionSetup() {}

  /** Returns the handler of a connection to a server. */
  public static <H extends Http2ConnectionHandler> H client(HandlerFactory<H> factory) {
    return new Builder<>(factory).client().build();
  }

  /**
   * Returns the handler of a connection to a client.
   *
   * @param maxStreams streams that the client may have open
   */
  public static <H extends Http2ConnectionHandler> H server(
      int maxStreams, HandlerFactory<H> factory) {
    return new Builder<>(factory).server(maxStreams).build();
  }

  /**
   * Returns the state of a new connection whose streams share the peer's window evenly, without a
   * tree of priorities.
   *
   * @param server which end of it this is
   */
  public static Http2Connection evenStreams(boolean server) {
    Http2Connection connection = new DefaultHttp2Connection(server);
    connection
        .remote()
        .flowController(
            new DefaultHttp2RemoteFlowController(
                connection, new UniformStreamByteDistributor(connection)));
    return connection;
  }

  /** Has a stream that is read slowly take nothing of the window that all streams share. */
  private static Http2Connection readingApart(Http2Connection connection) {
    connection
        .local()
        .flowController(
            new DefaultHttp2LocalFlowController(connection, DEFAULT_WINDOW_UPDATE_RATIO, true));
    return connection;
  }

  private static final class Builder<H extends Http2ConnectionHandler>
      extends AbstractHttp2ConnectionHandlerBuilder<H, Builder<H>> {
    private final HandlerFactory<H> factory;

    Builder(HandlerFactory<H> factory) {
      this.factory = factory;
      validateHeaders(false);
      gracefulShutdownTimeoutMillis(0);
      // Who gives up on requests, or ends watches, resets them by the hundred: no attack here. To
      // Netty any connection that is handed to it is a server's, whose limit is 200 in 30 s.
      decoderEnforceMaxRstFramesPerWindow(0, 0);
      encoderEnforceMaxRstFramesPerWindow(0, 0);
    }

    Builder<H> client() {
      // Every body is sent whole and at once: no need for the default's tree of priorities.
      connection(readingApart(evenStreams(false)));
      initialSettings(settings().pushEnabled(false));
      // Object names differ in every path: indexing them would only churn the header tables.
      return headerSensitivityDetector(
          (name, value) -> Http2Headers.PseudoHeaderName.PATH.value().contentEquals(name));
    }

    Builder<H> server(int maxStreams) {
      server(true);
      return initialSettings(settings().maxConcurrentStreams(maxStreams));
    }

    private static Http2Settings settings() {
      return Http2Settings.defaultSettings().initialWindowSize(STREAM_WINDOW_BYTES);
    }

    @Override
    protected H build(
        Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
      return factory.make(decoder, encoder, settings);
    }

    @Override
    protected H build() {
      return super.build();
    }
  }
}
