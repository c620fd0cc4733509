package io.scaletest.hollownode.endpoints;

import io.scaletest.hollownode.endpoints.SpdyStreams.Receiver;
import io.scaletest.hollownode.endpoints.SpdyStreams.Stream;
import java.nio.charset.StandardCharsets;

/**
 * What listens behind a pod's ports: an HTTP server that says who it is, to those who speak HTTP;
 * an echo to all others. For its connection's event loop.
 */
final class ForwardedPort implements Receiver {
  private static final String HEAD_END = "\r\n\r\n";
  private static final int HEAD_BYTES_MAX = 64 << 10;
  private static final String METHODS = "(GET|HEAD|POST|PUT|DELETE|PATCH|OPTIONS) .*";

  private final Stream data;
  private final Runnable done;
  private final String greeting;
  private final StringBuilder head = new StringBuilder();
  private boolean first = true;
  private boolean http;

  /**
   * @param done called when nothing more is sent
   */
  ForwardedPort(Stream data, String pod, String port, String node, Runnable done) {
    this.data = data;
    this.done = done;
    this.greeting = "pod " + pod + " port " + port + " on " + node + "\n";
  }

  @Override
  public void bytes(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (first) {
      first = false;
      http = text.lines().findFirst().orElse("").matches(METHODS);
    }
    if (!http) {
      data.write(bytes);
      return;
    }
    if (head.length() < HEAD_BYTES_MAX) {
      head.append(text);
    }
    if (head.indexOf(HEAD_END) >= 0) {
      String answer =
          "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: "
              + greeting.length()
              + "\r\nConnection: close\r\n\r\n"
              + (head.toString().startsWith("HEAD") ? "" : greeting);
      data.write(answer.getBytes(StandardCharsets.ISO_8859_1));
      data.end();
      done.run();
    }
  }

  @Override
  public void end() {
    data.end();
    done.run();
  }
}
