package io.scaletest.http2.connection;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;

/** ALPN (RFC 7301): the protocols that an end of a TLS connection offers. */
public final class Alpn {
  /**
   * HTTP/2 before HTTP/1.1. Both are offered even where only one is spoken: so an end without it
   * completes the handshake in order and can be named, instead of an alert that could mean
   * anything.
   */
  public static final ApplicationProtocolConfig HTTP =
      offering(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);

  private Alpn() {}

  /** Returns an offer of {@code protocols}, the best first. Ends that share none go on without. */
  public static ApplicationProtocolConfig offering(String... protocols) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }
}
