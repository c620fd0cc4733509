package io.scaletest.bench.hollow;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import io.scaletest.watching.object.EventLines;
import io.scaletest.watching.object.UnreadableAnswerException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Watches a collection and counts the objects whose event contains a text, looking at bytes alone:
 * what watches must not cost more than what is measured. Safe for use by many threads.
 */
final class CountingWatch implements AutoCloseable {
  private static final byte[] NAME = "\"name\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] DELETED = "{\"type\":\"DELETED\"".getBytes(StandardCharsets.UTF_8);

  /** A server that is gone is not asked in a loop, which would cost what is measured a core. */
  private static final Executor AGAIN =
      CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS);

  private final ApiTransport transport;
  private final ApiRequest request;
  private final byte[] wanted;

  @GuardedBy("this")
  private final Set<String> names = new HashSet<>();

  @GuardedBy("this")
  private StreamHandle handle;

  @GuardedBy("this")
  private boolean closed;

  CountingWatch(ApiTransport transport, String collection, String wanted) {
    this.transport = transport;
    this.request = ApiRequest.get(collection + "?watch=true&allowWatchBookmarks=true");
    this.wanted = wanted.getBytes(StandardCharsets.UTF_8);
    open();
  }

  /** Opens the watch, which begins with every object there is. */
  private synchronized void open() {
    if (!closed) {
      names.clear();
      handle = transport.stream(request, new Events());
    }
  }

  /** Returns how many objects have the text now. */
  synchronized int count() {
    return names.size();
  }

  private synchronized boolean take(byte[] bytes, int offset, int length) {
    int at = indexOf(bytes, offset, offset + length, NAME);
    if (at < 0) {
      return true;
    }
    int from = at + NAME.length;
    int to = from;
    while (bytes[to] != '"') {
      to++;
    }
    String name = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    boolean deleted = indexOf(bytes, offset, offset + DELETED.length, DELETED) >= 0;
    if (!deleted && indexOf(bytes, offset, offset + length, wanted) >= 0) {
      names.add(name);
    } else {
      names.remove(name);
    }
    return true;
  }

  private static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    for (int i = from; i <= to - wanted.length; i++) {
      int matched = 0;
      while (matched < wanted.length && bytes[i + matched] == wanted[matched]) {
        matched++;
      }
      if (matched == wanted.length) {
        return i;
      }
    }
    return -1;
  }

  /** One stream; a server that is hard pressed ends it, and another follows. */
  private final class Events implements StreamListener {
    private final EventLines lines = new EventLines(CountingWatch.this::take);

    @Override
    public void onOpen(int status, long nowNs) {}

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      try {
        lines.feed(chunk);
      } catch (UnreadableAnswerException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void onEnd(String reason, long nowNs) {
      AGAIN.execute(CountingWatch.this::open);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    handle.cancel();
  }
}
