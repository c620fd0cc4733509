package io.scaletest.fabric8.http;

import io.fabric8.kubernetes.client.http.AsyncBody;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/** A body that has come as a whole: given at the first pull, done at the second. */
final class WholeBody implements AsyncBody {
  private static final byte[] NOTHING = {};

  private final AtomicReference<byte[]> rest;
  private final AsyncBody.Consumer<List<ByteBuffer>> consumer;
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  WholeBody(byte[] bytes, AsyncBody.Consumer<List<ByteBuffer>> consumer) {
    this.rest = new AtomicReference<>(bytes);
    this.consumer = consumer;
  }

  @Override
  public void consume() {
    byte[] bytes = rest.getAndSet(NOTHING);
    if (bytes.length == 0) {
      done.complete(null);
      return;
    }
    try {
      consumer.consume(List.of(ByteBuffer.wrap(bytes)), this);
    } catch (Exception e) {
      done.completeExceptionally(e);
    }
  }

  @Override
  public CompletableFuture<Void> done() {
    return done;
  }

  @Override
  public void cancel() {
    done.cancel(false);
  }
}
