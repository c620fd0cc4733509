package io.scaletest.watching.reflector;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A transport whose answers a test gives by hand. */
final class FakeTransport implements ApiTransport {
  private final Ticker ticker;
  final List<Page> pages = new ArrayList<>();
  final List<Stream> streams = new ArrayList<>();

  FakeTransport(Ticker ticker) {
    this.ticker = ticker;
  }

  /** One request for a page of a list. */
  final class Page {
    final String path;
    private final CompletableFuture<ApiReply> reply = new CompletableFuture<>();

    Page(String path) {
      this.path = path;
    }

    void answer(int status, String body) {
      String failure = status < 400 ? "" : "refused";
      long nowNs = ticker.nanos();
      reply.complete(new ApiReply(status, utf8(body), failure, nowNs, nowNs, nowNs));
    }

    void fail(String failure) {
      long nowNs = ticker.nanos();
      reply.complete(new ApiReply(0, new byte[0], failure, nowNs, nowNs, nowNs));
    }
  }

  /** One stream asked for. */
  final class Stream {
    final String path;
    boolean cancelled;
    private final StreamListener listener;

    Stream(String path, StreamListener listener) {
      this.path = path;
      this.listener = listener;
    }

    Stream open() {
      listener.onOpen(200, ticker.nanos());
      return this;
    }

    Stream send(String... lines) {
      for (String line : lines) {
        sendBytes(utf8(line + "\n"));
      }
      return this;
    }

    void sendBytes(byte[] bytes) {
      listener.onBytes(ByteBuffer.wrap(bytes), ticker.nanos());
    }

    void end() {
      listener.onEnd("", ticker.nanos());
    }

    void breakOff(String failure) {
      listener.onEnd(failure, ticker.nanos());
    }

    void refuse(int status, String body) {
      listener.onOpen(status, ticker.nanos());
      sendBytes(utf8(body));
      listener.onEnd("", ticker.nanos());
    }
  }

  Stream lastStream() {
    return streams.get(streams.size() - 1);
  }

  Page lastPage() {
    return pages.get(pages.size() - 1);
  }

  @Override
  public CompletableFuture<ApiReply> send(ApiRequest request) {
    var page = new Page(request.path());
    pages.add(page);
    return page.reply;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    var stream = new Stream(request.path(), listener);
    streams.add(stream);
    return () -> stream.cancelled = true;
  }

  @Override
  public void close() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
