package io.scaletest.http2.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.scaletest.http2.socket.Outbound;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConnectionWriterTest {
  /** More than the 200 in 30 s from which on Netty sees an attack. */
  private static final int MANY = 300;

  private final Loopback loopback;

  ConnectionWriterTest() throws Http2Exception {
    loopback = new Loopback();
  }

  @Test
  void whatIsWrittenInOneTurnIsFlushedOnce() {
    int flushes =
        loopback.turn(
            () -> {
              loopback.fromClient.head(3, request("/a"), false);
              loopback.fromClient.data(3, bytes("body"), true);
              loopback.fromClient.head(5, request("/b"), true);
            });
    loopback.cross();

    assertThat(flushes).isOne();
    assertThat(loopback.server.heard).containsExactly("3 /a", "5 /b end", "3 body end");
  }

  @Test
  void eachTurnIsFlushed() {
    loopback.fromClient.head(3, request("/a"), true);
    loopback.cross();
    loopback.fromClient.head(5, request("/b"), true);
    loopback.cross();

    assertThat(loopback.server.heard).containsExactly("3 /a end", "5 /b end");
  }

  @Test
  void aHeadWithAPriorityComesLikeAnyOther() {
    var context = loopback.clientContext();
    Outbound.frame(
        loopback
            .client
            .encoder()
            .writeHeaders(
                context, 3, request("/a"), 0, (short) 7, false, 0, true, context.newPromise()));
    context.flush();

    loopback.cross();

    assertThat(loopback.server.heard).containsExactly("3 /a end");
  }

  @Test
  void eitherEndMayResetManyStreamsInAMoment() {
    for (int id = 3; id < 3 + 2 * MANY; id += 2) {
      loopback.fromClient.head(id, request("/watch"), true);
      loopback.cross();
      loopback.fromClient.reset(id, Http2Error.CANCEL);
      loopback.cross();
    }
    for (int id = 3 + 2 * MANY; id < 3 + 4 * MANY; id += 2) {
      loopback.fromClient.head(id, request("/watch"), true);
      loopback.cross();
      loopback.fromServer.reset(id, Http2Error.REFUSED_STREAM);
      loopback.cross();
    }
    int last = 3 + 4 * MANY;
    loopback.fromClient.head(last, request("/after"), true);
    loopback.cross();

    assertThat(loopback.client.heard).isEmpty();
    assertThat(loopback.server.heard).hasSize(2 * MANY + 1).last().isEqualTo(last + " /after end");
  }

  @Test
  void bothEndsMaySendWhatTheSetupSays() {
    loopback.fromClient.head(3, request("/a"), false);
    loopback.cross();

    Http2RemoteFlowController toServer = loopback.client.connection().remote().flowController();
    Http2RemoteFlowController toClient = loopback.server.connection().remote().flowController();
    assertThat(toServer.windowSize(loopback.client.connection().connectionStream()))
        .isEqualTo(ConnectionSetup.CONNECTION_WINDOW_BYTES);
    assertThat(toClient.windowSize(loopback.server.connection().connectionStream()))
        .isEqualTo(ConnectionSetup.CONNECTION_WINDOW_BYTES);
    assertThat(toServer.windowSize(loopback.client.connection().stream(3)))
        .isEqualTo(ConnectionSetup.STREAM_WINDOW_BYTES);
    assertThat(toClient.windowSize(loopback.server.connection().stream(3)))
        .isEqualTo(ConnectionSetup.STREAM_WINDOW_BYTES);
  }

  @Test
  void aStreamIsGoneOnceItWasReset() {
    loopback.fromClient.head(3, request("/a"), true);
    loopback.cross();
    assertThat(loopback.fromServer.isGone(3)).isFalse();

    loopback.fromClient.reset(3, Http2Error.CANCEL);
    loopback.cross();

    assertThat(loopback.fromServer.isGone(3)).isTrue();
  }

  @Test
  void aClientMayGiveUpOnAThousandRequests() {
    for (int id = 3; id < 2_003; id += 2) {
      loopback.fromClient.head(id, request("/a"), true);
      loopback.fromClient.reset(id, Http2Error.CANCEL);
      loopback.cross();
    }

    assertThat(loopback.isOpen()).isTrue();
    assertThat(loopback.client.heard).isEmpty();
  }

  @Test
  void aHeadThatCannotBeWrittenEndsTheConnection() {
    loopback.refuse();

    loopback.fromClient.head(3, request("/a"), true);
    loopback.cross();

    assertThat(loopback.isOpen()).isFalse();
    assertThat(loopback.fromClient.isGone(3)).isTrue();
  }

  @Test
  void aBodyThatCannotBeWrittenEndsTheConnection() {
    loopback.fromClient.head(3, request("/a"), false);
    loopback.cross();
    loopback.refuse();

    loopback.fromClient.data(3, bytes("body"), true);
    loopback.cross();

    assertThat(loopback.isOpen()).isFalse();
    assertThat(loopback.fromClient.isGone(3)).isTrue();
  }

  @Test
  void aPingThatCannotBeWrittenIsAFaultOfTheConnection() {
    loopback.refuse();

    loopback.fromClient.ping(1);
    loopback.cross();

    assertThat(loopback.client.heard).contains("failed: refused");
  }

  @Test
  void settingsThatCannotBeWrittenAreAFaultOfTheConnection() {
    loopback.refuse();

    loopback.fromClient.settings(new Http2Settings().maxFrameSize(20_000));
    loopback.cross();

    assertThat(loopback.client.heard).contains("failed: refused");
  }

  @Test
  void dataForAStreamThatIsNotThereIsAFaultOfTheConnection() {
    ByteBuf body = bytes("body");

    loopback.fromClient.data(3, body, true);

    assertThat(loopback.client.heard)
        .singleElement()
        .asString()
        .startsWith("failed: Stream does not exist");
    assertThat(body.refCnt()).isZero();
  }

  @Test
  void theClientHearsThatTheServerLeaves() {
    loopback.fromServer.goAway(Integer.MAX_VALUE);

    loopback.cross();

    assertThat(loopback.client.heard).containsExactly("GOAWAY NO_ERROR");
  }

  private static Http2Headers request(String path) {
    return new DefaultHttp2Headers().method("GET").scheme("https").authority("test").path(path);
  }

  private static ByteBuf bytes(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
