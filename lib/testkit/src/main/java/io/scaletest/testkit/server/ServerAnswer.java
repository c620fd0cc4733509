package io.scaletest.testkit.server;

import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An answer, encoded once. */
final class ServerAnswer {
  private static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
  private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
  private static final AsciiString JSON = AsciiString.cached("application/json");

  private final Http2Headers head;
  private final byte[] body;

  private ServerAnswer(Http2Headers head, byte[] body) {
    this.head = head;
    this.body = body;
  }

  static ServerAnswer of(int status, String text, Map<String, String> headers) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    AsciiString[] pairs = new AsciiString[4 + 2 * headers.size()];
    pairs[0] = CONTENT_TYPE;
    pairs[1] = JSON;
    pairs[2] = CONTENT_LENGTH;
    pairs[3] = AsciiString.of(Integer.toString(body.length));
    int i = 4;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      pairs[i++] = AsciiString.of(header.getKey());
      pairs[i++] = AsciiString.of(header.getValue());
    }
    AsciiString code = AsciiString.of(Integer.toString(status));
    return new ServerAnswer(ReadOnlyHttp2Headers.serverHeaders(false, code, pairs), body);
  }

  /** Returns the head of an answer without a known length. */
  static Http2Headers streamHead(int status) {
    AsciiString code = AsciiString.of(Integer.toString(status));
    return ReadOnlyHttp2Headers.serverHeaders(false, code, CONTENT_TYPE, JSON);
  }

  Http2Headers head() {
    return head;
  }

  byte[] body() {
    return body;
  }
}
