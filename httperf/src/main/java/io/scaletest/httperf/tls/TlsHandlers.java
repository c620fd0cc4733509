package io.scaletest.httperf.tls;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;

/** Puts TLS into a pipeline. */
public final class TlsHandlers {
  private TlsHandlers() {}

  /** Adds TLS, and before it what Bouncy Castle's key log needs to know of each connection. */
  public static void add(ChannelPipeline pipeline, SslHandler handler, long handshakeLimitMs) {
    handler.setHandshakeTimeoutMillis(handshakeLimitMs);
    if (BouncyCastleTls.runs(handler.engine())) {
      pipeline.addLast(new ClientRandomReader());
    }
    pipeline.addLast(handler);
  }
}
