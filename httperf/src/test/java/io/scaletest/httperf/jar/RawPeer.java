package io.scaletest.httperf.jar;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** An HTTP/2 client that does frame by frame what it is told, sense or nonsense. */
final class RawPeer implements AutoCloseable {
  static final int DATA = 0x0;
  static final int HEADERS = 0x1;
  static final int RST_STREAM = 0x3;
  static final int SETTINGS = 0x4;
  static final int PING = 0x6;
  static final int GOAWAY = 0x7;
  static final int WINDOW_UPDATE = 0x8;
  static final int END_STREAM = 0x1;
  static final int ACK = 0x1;
  static final int INITIAL_WINDOW_SIZE = 0x4;
  static final int CANCEL = 0x8;

  private static final int END_HEADERS = 0x4;
  private static final int HEAD_BYTES = 9;
  private static final int READ_LIMIT_MS = 180_000;
  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private final SSLSocket socket;
  private final OutputStream out;
  private final DataInputStream in;
  private final Http2HeadersEncoder encoder = new DefaultHttp2HeadersEncoder();
  private final ByteBuf pending = Unpooled.buffer();

  record Frame(int type, int flags, int streamId, byte[] payload) {}

  private RawPeer(SSLSocket socket) throws IOException {
    this.socket = socket;
    this.out = socket.getOutputStream();
    this.in = new DataInputStream(socket.getInputStream());
  }

  /** Connects and does the TLS handshake, nothing of HTTP/2. */
  static RawPeer connect(int port, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket) RunningServer.trustingAll().getSocketFactory().createSocket("localhost", port);
    socket.setSoTimeout(READ_LIMIT_MS);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new RawPeer(socket);
  }

  /** Connects and opens HTTP/2 with these settings. */
  static RawPeer open(int port, Map<Integer, Integer> settings) throws IOException {
    RawPeer peer = connect(port, "h2");
    peer.text(PREFACE);
    ByteBuf payload = Unpooled.buffer();
    settings.forEach((id, value) -> payload.writeShort(id).writeInt(value));
    peer.frame(SETTINGS, 0, 0, payload);
    peer.flush();
    return peer;
  }

  RawPeer text(String text) {
    pending.writeCharSequence(text, StandardCharsets.US_ASCII);
    return this;
  }

  RawPeer frame(int type, int flags, int streamId, ByteBuf payload) {
    pending.writeMedium(payload.readableBytes()).writeByte(type).writeByte(flags);
    pending.writeInt(streamId).writeBytes(payload);
    payload.release();
    return this;
  }

  RawPeer get(int streamId, String target) throws IOException {
    ByteBuf block = Unpooled.buffer();
    try {
      encoder.encodeHeaders(
          streamId,
          new DefaultHttp2Headers()
              .method("GET")
              .scheme("https")
              .authority("localhost")
              .path(target),
          block);
    } catch (Http2Exception e) {
      throw new IOException(e);
    }
    return frame(HEADERS, END_HEADERS | END_STREAM, streamId, block);
  }

  RawPeer reset(int streamId) {
    return frame(RST_STREAM, 0, streamId, Unpooled.buffer().writeInt(CANCEL));
  }

  RawPeer windowUpdate(int streamId, int bytes) {
    return frame(WINDOW_UPDATE, 0, streamId, Unpooled.buffer().writeInt(bytes));
  }

  /** Sends what was put together. */
  void flush() throws IOException {
    out.write(ByteBufUtil.getBytes(pending));
    out.flush();
    pending.clear();
  }

  /** Waits for the next frame. */
  Frame read() throws IOException {
    byte[] head = in.readNBytes(HEAD_BYTES);
    if (head.length < HEAD_BYTES) {
      throw new IOException("the server closed the connection");
    }
    ByteBuf fields = Unpooled.wrappedBuffer(head);
    byte[] payload = new byte[fields.readUnsignedMedium()];
    int type = fields.readUnsignedByte();
    int flags = fields.readUnsignedByte();
    int streamId = fields.readInt();
    in.readFully(payload);
    return new Frame(type, flags, streamId, payload);
  }

  /** Waits for the next frame of a type; others are passed over. */
  Frame read(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /** Returns all bytes until the server closes, as text. */
  String readText() throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
  }

  /** Vanishes without a word of TLS or HTTP/2. */
  void vanish() throws IOException {
    socket.setSoLinger(true, 0);
    close();
  }

  @Override
  public void close() throws IOException {
    pending.release(pending.refCnt());
    socket.close();
  }
}
