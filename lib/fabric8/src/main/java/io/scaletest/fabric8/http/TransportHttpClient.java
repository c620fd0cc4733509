package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.http.StandardHttpClient;
import io.fabric8.kubernetes.client.http.StandardHttpRequest;
import io.fabric8.kubernetes.client.http.StandardWebSocketBuilder;
import io.fabric8.kubernetes.client.http.WebSocket;
import io.fabric8.kubernetes.client.http.WebSocketResponse;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.StreamHandle;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * fabric8's HTTP client on a transport: requests with one answer as such, watches and followed logs
 * as streams. Safe for use by many threads; never blocks.
 */
final class TransportHttpClient
    extends StandardHttpClient<
        TransportHttpClient, TransportHttpClientFactory, TransportHttpClientBuilder> {
  private static final int FIRST_NOT_OK = 300;

  private final TransportHttpClientFactory factory;
  private final RequestMapper mapper;

  TransportHttpClient(
      TransportHttpClientBuilder builder,
      AtomicBoolean closed,
      TransportHttpClientFactory factory) {
    super(builder, closed);
    this.factory = factory;
    this.mapper = new RequestMapper(factory.base(), factory.pathPrefix());
  }

  @Override
  public CompletableFuture<HttpResponse<AsyncBody>> consumeBytesDirect(
      StandardHttpRequest request, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    ApiRequest mapped;
    try {
      mapped = mapper.map(request);
    } catch (IOException | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    if (request.isForStreaming() || RequestMapper.isEndless(request.uri())) {
      StreamedBody body = new StreamedBody(request, consumer, factory);
      body.opened(factory.transport().stream(mapped, body));
      return body.response();
    }
    return send(request, mapped, consumer);
  }

  private CompletableFuture<HttpResponse<AsyncBody>> send(
      StandardHttpRequest request,
      ApiRequest mapped,
      AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
    StreamHandle handle =
        factory
            .transport()
            .send(
                mapped,
                reply -> factory.onWorker(() -> answer(request, reply, consumer, response)));
    Duration limit = request.getTimeout();
    if (limit == null || limit.isZero() || limit.isNegative()) {
      return response;
    }
    // fabric8's own limit leaves the request under way, and its stream taken.
    CompletableFuture<HttpResponse<AsyncBody>> limited = new CompletableFuture<>();
    // Nothing is lost in its future: all it has goes into the one that is returned.
    var unused =
        response
            .orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
            .whenComplete(
                (answer, thrown) -> {
                  if (thrown instanceof TimeoutException) {
                    handle.cancel();
                    limited.completeExceptionally(
                        new IOException("no answer within " + limit.toMillis() + " ms"));
                  } else if (thrown != null) {
                    limited.completeExceptionally(thrown);
                  } else {
                    limited.complete(answer);
                  }
                });
    return limited;
  }

  private static void answer(
      StandardHttpRequest request,
      ApiReply reply,
      AsyncBody.Consumer<List<ByteBuffer>> consumer,
      CompletableFuture<HttpResponse<AsyncBody>> response) {
    boolean cut = reply.status() < FIRST_NOT_OK && !reply.succeeded();
    if (reply.status() == 0 || cut) {
      response.completeExceptionally(new IOException(reply.failure()));
    } else {
      response.complete(
          new AnswerHead(
              request, reply.status(), reply.headers(), new WholeBody(reply.body(), consumer)));
    }
  }

  @Override
  public CompletableFuture<WebSocketResponse> buildWebSocketDirect(
      StandardWebSocketBuilder webSocket, WebSocket.Listener listener) {
    StandardHttpRequest request = webSocket.asHttpRequest();
    if (!RequestMapper.isWatch(request.uri())) {
      return factory.others().open(webSocket, listener);
    }
    ApiRequest mapped;
    try {
      mapped = mapper.map(request);
    } catch (IOException | IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    WatchSocket socket = new WatchSocket(request, listener, factory);
    socket.opened(factory.transport().stream(mapped, socket));
    return socket.response();
  }

  /** The transport is its opener's. */
  @Override
  protected void doClose() {}
}
