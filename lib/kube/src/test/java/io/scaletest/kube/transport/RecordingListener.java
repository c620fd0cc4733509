package io.scaletest.kube.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** Keeps all that a stream said. */
class RecordingListener implements StreamListener {
  private static final long WAIT_LIMIT_S = 10;

  private final CompletableFuture<Integer> opened = new CompletableFuture<>();
  private final CompletableFuture<String> ended = new CompletableFuture<>();
  private final AtomicInteger ends = new AtomicInteger();
  private final StringBuffer text = new StringBuffer();

  @Override
  public void onOpen(int status, long nowNs) {
    opened.complete(status);
  }

  @Override
  public void onBytes(ByteBuffer chunk, long nowNs) {
    text.append(StandardCharsets.UTF_8.decode(chunk));
  }

  @Override
  public void onEnd(String failure, long nowNs) {
    ends.incrementAndGet();
    ended.complete(failure);
  }

  int awaitStatus() throws Exception {
    return opened.get(WAIT_LIMIT_S, TimeUnit.SECONDS);
  }

  String awaitEnd() throws Exception {
    return ended.get(WAIT_LIMIT_S, TimeUnit.SECONDS);
  }

  /** Waits for the end, at most {@code ms}. */
  boolean endsWithin(long ms) throws Exception {
    try {
      ended.get(ms, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  int ends() {
    return ends.get();
  }

  String text() {
    return text.toString();
  }
}
