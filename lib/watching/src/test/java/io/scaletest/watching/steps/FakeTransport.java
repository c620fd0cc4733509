package io.scaletest.watching.steps;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A transport whose answers a test gives by hand. */
public final class FakeTransport implements ApiTransport {
  private final Ticker ticker;
  public final List<Page> pages = new ArrayList<>();
  public final List<Stream> streams = new ArrayList<>();

  public FakeTransport(Ticker ticker) {
    this.ticker = ticker;
  }

  /** One request for a page of a list. */
  public final class Page {
    public final String path;
    public final String accept;
    private final ReplyListener listener;
    private final long askedNs = ticker.nanos();
    private boolean answered;

    Page(ApiRequest request, ReplyListener listener) {
      this.path = request.path();
      this.accept = request.accept();
      this.listener = listener;
    }

    public void answer(int status, String body) {
      String failure = status < 400 ? "" : "refused";
      long nowNs = ticker.nanos();
      end(new ApiReply(status, utf8(body), failure, askedNs, askedNs, nowNs));
    }

    /** Refuses, with {@code Retry-After}. */
    public void refuse(int status, int retryAfterS) {
      end(refusal(status, "refused", retryAfterS));
    }

    public void fail(String failure) {
      long nowNs = ticker.nanos();
      end(new ApiReply(0, new byte[0], failure, nowNs, nowNs, nowNs));
    }

    /** The connection is gone before an answer. */
    public void lose() {
      end(refusal(0, "connection lost", 1));
    }

    private ApiReply refusal(int status, String failure, int retryAfterS) {
      return new ApiReply(
          status,
          utf8("Too many requests"),
          failure,
          true,
          askedNs,
          askedNs,
          askedNs,
          ticker.nanos(),
          retryAfterS,
          ApiReply.Tries.ONE,
          Map.of());
    }

    private void end(ApiReply reply) {
      if (!answered) {
        answered = true;
        listener.answered(reply);
      }
    }
  }

  /** One stream asked for. */
  public final class Stream {
    public final String path;
    public final String accept;
    public boolean cancelled;
    private final StreamListener listener;

    Stream(ApiRequest request, StreamListener listener) {
      this.path = request.path();
      this.accept = request.accept();
      this.listener = listener;
    }

    public long bytesPerSecond() {
      return listener.bytesPerSecond();
    }

    public Stream open() {
      listener.onOpen(200, ticker.nanos());
      return this;
    }

    public Stream send(String... lines) {
      for (String line : lines) {
        sendBytes(utf8(line + "\n"));
      }
      return this;
    }

    public void sendBytes(byte[] bytes) {
      listener.onBytes(ByteBuffer.wrap(bytes), ticker.nanos());
    }

    public void end() {
      listener.onEnd("", ticker.nanos());
    }

    public void breakOff(String failure) {
      listener.onEnd(failure, ticker.nanos());
    }

    /** Refuses, with {@code Retry-After}. */
    public void refuse(int status, int retryAfterS) {
      listener.onMayRetry(retryAfterS);
      refuse(status, "Too many requests");
    }

    /** The connection is gone before an answer. */
    public void lose() {
      listener.onMayRetry(1);
      listener.onEnd("connection lost", ticker.nanos());
    }

    public void refuse(int status, String body) {
      listener.onOpen(status, ticker.nanos());
      sendBytes(utf8(body));
      listener.onEnd("", ticker.nanos());
    }
  }

  public Stream lastStream() {
    return streams.get(streams.size() - 1);
  }

  public Page lastPage() {
    return pages.get(pages.size() - 1);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    pages.add(new Page(request, listener));
    return StreamHandle.NONE;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    var stream = new Stream(request, listener);
    streams.add(stream);
    return () -> stream.cancelled = true;
  }

  @Override
  public void close() {}

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
