package io.scaletest.httperf.jar;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.scaletest.common.clock.Ticker;
import io.scaletest.common.process.BoundedWait;
import io.scaletest.httperf.jar.RawPeer.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the server does about them: it stays up, frees what it held, and says what happened. */
class MisbehavingPeersIT {
  private static final int STREAMS = 10_000;

  private static final int CLOSED_BY_SILENCE_LIMIT_S = 180;

  private RunningServer server;

  @AfterEach
  void stopServer() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aReaderThatStopsHoldsNoMemoryAndGetsEverythingWhenItReadsAgain() throws IOException {
    server = RunningServer.start("--results=");
    try (RawPeer peer = RawPeer.open(server.port(), Map.of())) {
      peer.get(1, "/blocks?size=10000000&n=3&periodMS=1").flush();
      byte[] body = new byte[30_000_000];
      int read = readData(peer, body, 0, 65_535); // the default window
      awaitStreams(1);
      assertThat(server.metric("httperf_buffer_bytes")).isLessThan(256 * 1024);

      peer.windowUpdate(0, 40_000_000).windowUpdate(1, 40_000_000).flush();
      readData(peer, body, read, body.length);

      for (int at = 0; at < body.length; at++) {
        int inBlock = at % 10_000_000;
        byte expected = (byte) (inBlock == 0 ? 'A' : inBlock == 9_999_999 ? 'Z' : 0);
        if (body[at] != expected) {
          assertThat(body[at]).as("byte %d", at).isEqualTo(expected);
        }
      }
    }
    server.awaitEverythingFreed();
  }

  /** Reads until the body holds {@code until} bytes; checks that no more come. */
  private static int readData(RawPeer peer, byte[] body, int from, int until) throws IOException {
    int read = from;
    while (read < until) {
      Frame frame = peer.read(RawPeer.DATA);
      System.arraycopy(frame.payload(), 0, body, read, frame.payload().length);
      read += frame.payload().length;
      assertThat(frame.flags() & RawPeer.END_STREAM)
          .isEqualTo(read == body.length ? RawPeer.END_STREAM : 0);
    }
    assertThat(read).isEqualTo(until);
    return read;
  }

  @Test
  void aReaderThatStopsReadingItsSocketIsClosedAfterTheTimeout() throws IOException {
    server = RunningServer.start("--results=", "--peer-timeout=3s");
    int window = Integer.MAX_VALUE;
    try (RawPeer peer = RawPeer.open(server.port(), Map.of(RawPeer.INITIAL_WINDOW_SIZE, window))) {
      peer.windowUpdate(0, window - 65_535);
      peer.get(1, "/blocks?size=1000000000&n=100&periodMS=1").flush();

      server.process().awaitOutput("silent for 3 s, closed", RunningServer.LIMIT);
    }
    server.awaitEverythingFreed();
    assertThat(server.metric("httperf_requests_cut_total{role=\"server\"}")).isEqualTo(1);
  }

  @Test
  void aClientThatOpensTenThousandStreamsAndVanishesLeavesNothing() throws IOException {
    server = RunningServer.start("--results=", "-v=2");
    RawPeer peer = RawPeer.open(server.port(), Map.of());
    for (int i = 0; i < STREAMS; i++) {
      peer.get(2 * i + 1, "/blocks?size=500&n=1000000&periodMS=100");
    }
    peer.flush();
    awaitStreams(STREAMS);

    peer.vanish();

    server.awaitEverythingFreed();
    assertThat(server.metric("httperf_requests_cut_total{role=\"server\"}")).isEqualTo(STREAMS);
  }

  @Test
  void oneStreamMoreThanTenThousandIsRefusedAlone() throws IOException {
    server = RunningServer.start("--results=", "-v=2");
    try (RawPeer peer = RawPeer.open(server.port(), Map.of())) {
      for (int i = 0; i <= STREAMS; i++) {
        peer.get(2 * i + 1, "/blocks?size=1&n=1000000&periodMS=60000");
      }
      peer.flush();

      Frame refusal = peer.read(RawPeer.RST_STREAM);

      assertThat(refusal.streamId()).isEqualTo(2 * STREAMS + 1);
      awaitStreams(STREAMS);
    }
    server.awaitEverythingFreed();
  }

  @Test
  void aPeerThatDoesNotAnswerAPingIsClosed() throws IOException {
    server = RunningServer.start("--results=", "--peer-timeout=3s");
    try (RawPeer peer = RawPeer.open(server.port(), Map.of())) {
      peer.get(1, "/blocks?size=5&n=1000&periodMS=60000").flush();

      assertThat(peer.read(RawPeer.PING).flags()).isZero();
      server.process().awaitOutput("silent for 3 s, closed", RunningServer.LIMIT);
    }
    server.awaitEverythingFreed();
  }

  @Test
  void aPeerThatAnswersPingsStays() throws IOException {
    server = RunningServer.start("--results=", "--peer-timeout=4s");
    try (RawPeer peer = RawPeer.open(server.port(), Map.of())) {
      peer.get(1, "/blocks?size=5&n=1000&periodMS=60000").flush();
      for (int i = 0; i < 3; i++) { // two seconds each
        byte[] content = peer.read(RawPeer.PING).payload();
        peer.frame(RawPeer.PING, RawPeer.ACK, 0, Unpooled.wrappedBuffer(content)).flush();
      }

      assertThat(server.process().stderr()).doesNotContain("silent");
    }
  }

  @Test
  void aConnectionThatSaysNothingAtAllIsClosed() throws IOException {
    server = RunningServer.start("--results=", "--peer-timeout=1s");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(CLOSED_BY_SILENCE_LIMIT_S * 1_000);

      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    server.process().awaitOutput("silent for 1 s, closed", RunningServer.LIMIT);
    server.awaitEverythingFreed();
  }

  @Test
  void garbageInsteadOfTlsIsTold() throws IOException {
    server = RunningServer.start("--results=");
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(CLOSED_BY_SILENCE_LIMIT_S * 1_000);
      socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

      drain(socket);
    }
    server.process().awaitOutput("not an SSL/TLS record", RunningServer.LIMIT);
    server.awaitEverythingFreed();
  }

  private static void drain(Socket socket) throws IOException {
    var received = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(received);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }

  @Test
  void garbageInsteadOfHttp2IsTold() throws IOException {
    server = RunningServer.start("--results=");
    try (RawPeer peer = RawPeer.connect(server.port(), "h2")) {
      peer.text("this is no preface of HTTP/2 at all, is it").flush();

      peer.read(RawPeer.GOAWAY);
    }
    server.process().awaitOutput("preface", RunningServer.LIMIT);
    server.awaitEverythingFreed();
  }

  @Test
  void whoSpeaksHttp11IsToldThatItIsNotSpoken() throws IOException {
    server = RunningServer.start("--results=");
    try (RawPeer peer = RawPeer.connect(server.port(), "http/1.1")) {
      peer.text("GET /blocks?size=1&n=1&periodMS=1 HTTP/1.1\r\nHost: x\r\n\r\n").flush();

      assertThat(peer.readText())
          .startsWith("HTTP/1.1 505 HTTP Version Not Supported\r\n")
          .endsWith("\r\n\r\nonly HTTP/2 is served\n");
    }
    server.process().awaitOutput("spoke HTTP/1.1, answered 505", RunningServer.LIMIT);
    server.awaitEverythingFreed();
  }

  @Test
  void rapidResetIsEndedByTheServer() throws IOException {
    server = RunningServer.start("--results=", "-v=2");
    try (RawPeer peer = RawPeer.open(server.port(), Map.of())) {
      for (int i = 0; i < 6 * STREAMS; i++) {
        peer.get(2 * i + 1, "/blocks?size=500&n=1000000&periodMS=1").reset(2 * i + 1);
      }
      assertThat(isEnded(peer)).as("the connection was closed").isTrue();
    }
    server.process().awaitOutput("RST frames", RunningServer.LIMIT);
    server.awaitEverythingFreed();
    assertThat(server.get("/blocks?size=3&n=1&periodMS=1").body()).containsExactly('A', 0, 'Z');
  }

  /** What the server says last may be lost with what it did not read any more. */
  private static boolean isEnded(RawPeer peer) {
    try {
      peer.flush();
      peer.read(RawPeer.GOAWAY);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  private void awaitStreams(int expected) {
    double[] open = new double[1];
    new BoundedWait(Ticker.system())
        .until(
            RunningServer.LIMIT,
            () -> {
              open[0] = server.streamsOpen();
              return open[0] == expected;
            });
    assertThat(open[0]).isEqualTo(expected);
  }
}
