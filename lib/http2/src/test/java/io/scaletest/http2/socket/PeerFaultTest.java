package io.scaletest.http2.socket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class PeerFaultTest {
  @Test
  void whatTheNetworkOrTheProtocolBreaksIsOfThePeer() {
    assertThat(PeerFault.is(new IOException("reset"))).isTrue();
    assertThat(PeerFault.is(new DecoderException("not TLS"))).isTrue();
    assertThat(PeerFault.is(new DecoderException(new IOException("bad record")))).isTrue();
    assertThat(PeerFault.is(Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "frame")))
        .isTrue();
  }

  @Test
  void whatCodeThrowsIsNotEvenInsideACodec() {
    assertThat(PeerFault.is(new IllegalStateException("bug"))).isFalse();
    assertThat(PeerFault.is(new DecoderException(new IllegalStateException("bug")))).isFalse();
    assertThat(PeerFault.is(new EncoderException(new NullPointerException("bug")))).isFalse();
  }
}
