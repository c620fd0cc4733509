package io.scaletest.dropin;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.fabric8.kubernetes.client.http.WebSocketUpgradeResponse;
import io.scaletest.fabric8.http.TransportHttpClientFactory;
import java.util.concurrent.CompletableFuture;

/**
 * Exec, attach and port-forward of a measured program, by the HTTP client that it would have had;
 * the verdict says that they were not measured. Safe for use by many threads.
 */
final class UnmeasuredWebSockets implements TransportHttpClientFactory.OtherWebSockets {
  private static final int SWITCHING_PROTOCOLS = 101;

  private final Config config;
  private final MeasuredProgram program;

  @GuardedBy("this")
  private HttpClient client;

  UnmeasuredWebSockets(Config config, MeasuredProgram program) {
    this.config = config;
    this.program = program;
  }

  @Override
  public CompletableFuture<WebSocketResponse> open(
      StandardWebSocketBuilder webSocket, WebSocket.Listener listener) {
    StandardHttpRequest request = webSocket.asHttpRequest();
    String path = request.uri().getPath();
    program.notMeasured(
        "a WebSocket: " + path.substring(path.lastIndexOf('/') + 1) + " goes beside the transport");
    WebSocket.Builder builder = client().newWebSocketBuilder().uri(request.uri());
    if (webSocket.getSubprotocol() != null) {
      builder.subprotocol(webSocket.getSubprotocol());
    }
    request.headers().forEach((name, values) -> values.forEach(v -> builder.header(name, v)));
    return builder
        .buildAsync(listener)
        .thenApply(
            socket ->
                new WebSocketResponse(
                    new WebSocketUpgradeResponse(request, SWITCHING_PROTOCOLS), socket));
  }

  private synchronized HttpClient client() {
    if (client == null) {
      client = DropInFactory.next().newBuilder(config).build();
    }
    return client;
  }
}
