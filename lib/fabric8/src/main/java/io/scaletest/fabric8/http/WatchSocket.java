package io.scaletest.fabric8.http;

import static io.scaletest.wire.http.HttpStatus.OK;

import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A watch behind fabric8's interface of a WebSocket: an HTTP/2 stream of which each line is a
 * message. fabric8 splits the lines of a watch over plain HTTP by itself, but loses characters
 * outside ASCII and then the watch (see the ADR on fabric8).
 */
final class WatchSocket extends PulledStream<String> implements WebSocket {
  private static final int SWITCHING_PROTOCOLS = 101;
  private static final int NORMAL_CLOSURE = 1000;

  /** More of one event than a server stores of one object; beyond, it is no watch. */
  private static final int LINE_MAX_BYTES = 64 << 20;

  private final HttpRequest request;
  private final WebSocket.Listener listener;
  private final CompletableFuture<WebSocketResponse> response = new CompletableFuture<>();

  // Event loop only.
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Map<String, List<String>> headers = Map.of();
  private int status;

  WatchSocket(
      HttpRequest request, WebSocket.Listener listener, TransportHttpClientFactory factory) {
    super(factory);
    this.request = request;
    this.listener = listener;
  }

  CompletableFuture<WebSocketResponse> response() {
    return response;
  }

  @Override
  public void onHeaders(Map<String, List<String>> fields) {
    headers = fields;
  }

  @Override
  public void onOpen(int newStatus, long nowNs) {
    status = newStatus;
    if (status == OK) {
      WebSocketUpgradeResponse head =
          new WebSocketUpgradeResponse(request, SWITCHING_PROTOCOLS, headers);
      putHead(
          () -> {
            listener.onOpen(this);
            response.complete(new WebSocketResponse(head, this));
            pull();
          });
    }
  }

  @Override
  public void onBytes(ByteBuffer chunk, long nowNs) {
    byte[] bytes = chunk.array();
    int from = chunk.arrayOffset() + chunk.position();
    int end = chunk.arrayOffset() + chunk.limit();
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n' && status == OK) {
        line.write(bytes, from, i - from);
        put(line.toString(StandardCharsets.UTF_8), line.size());
        line.reset();
        from = i + 1;
      }
    }
    line.write(bytes, from, end - from);
    if (line.size() > LINE_MAX_BYTES) {
      breakOff("an event of more than " + LINE_MAX_BYTES + " bytes");
    }
  }

  @Override
  public void onEnd(String failure, long nowNs) {
    if (status == OK) {
      putEnd(failure);
      return;
    }
    String text = line.toString(StandardCharsets.UTF_8);
    WebSocketUpgradeResponse head = new WebSocketUpgradeResponse(request, status, headers);
    putHead(
        () -> {
          if (status == 0) {
            response.completeExceptionally(new IOException(failure));
          } else {
            response.complete(
                new WebSocketResponse(head, new IOException("HTTP " + status + ": " + text)));
          }
        });
  }

  @Override
  void take(String part) {
    listener.onMessage(this, part);
  }

  @Override
  void takeEnd(String why) {
    if (why.isEmpty()) {
      listener.onClose(this, NORMAL_CLOSURE, "");
    } else {
      listener.onError(this, new IOException(why));
    }
  }

  @Override
  public void request() {
    pull();
  }

  /** {@inheritDoc} A watch takes nothing. */
  @Override
  public boolean send(ByteBuffer buffer) {
    return false;
  }

  @Override
  public boolean sendClose(int code, String reason) {
    cancelStream();
    return true;
  }

  @Override
  public long queueSize() {
    return 0;
  }
}
