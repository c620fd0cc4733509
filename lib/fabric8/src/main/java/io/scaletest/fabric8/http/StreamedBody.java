package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A body that comes bit by bit and is pulled bit by bit: a followed log, a watch as plain HTTP. */
final class StreamedBody extends PulledStream<ByteBuffer> implements AsyncBody {
  private final HttpRequest request;
  private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
  private final CompletableFuture<HttpResponse<AsyncBody>> response = new CompletableFuture<>();
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  // Event loop only.
  private Map<String, List<String>> headers = Map.of();
  private boolean headCame;

  StreamedBody(
      HttpRequest request,
      AsyncBody.Consumer<List<ByteBuffer>> consumer,
      TransportHttpClientFactory factory) {
    super(factory);
    this.request = request;
    this.consumer = consumer;
  }

  CompletableFuture<HttpResponse<AsyncBody>> response() {
    return response;
  }

  @Override
  public void onHeaders(Map<String, List<String>> fields) {
    headers = fields;
  }

  @Override
  public void onOpen(int status, long nowNs) {
    headCame = true;
    AnswerHead head = new AnswerHead(request, status, headers, this);
    putHead(() -> response.complete(head));
  }

  @Override
  public void onBytes(ByteBuffer chunk, long nowNs) {
    put(chunk, chunk.remaining());
  }

  @Override
  public void onEnd(String failure, long nowNs) {
    if (!headCame) {
      putHead(() -> response.completeExceptionally(new IOException(failure)));
    }
    putEnd(failure);
  }

  @Override
  void take(ByteBuffer part) {
    try {
      consumer.consume(List.of(part), this);
    } catch (Exception e) {
      done.completeExceptionally(e);
      cancelStream();
    }
  }

  @Override
  void takeEnd(String why) {
    if (why.isEmpty()) {
      done.complete(null);
    } else {
      done.completeExceptionally(new IOException(why));
    }
  }

  @Override
  public void consume() {
    pull();
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void cancel() {
    cancelStream();
    done.cancel(false);
  }
}
