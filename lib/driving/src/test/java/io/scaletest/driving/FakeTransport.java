package io.scaletest.driving;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/** Keeps every request until the test answers it. Each has a stream at once. */
public final class FakeTransport implements ApiTransport {
  private static final byte[] NO_BODY = {};

  /** A request that was sent. */
  public final class Sent {
    private final ApiRequest request;
    private final long sentNs;
    private final ReplyListener listener;
    private boolean answered;

    private Sent(ApiRequest request, ReplyListener listener, long sentNs) {
      this.request = request;
      this.listener = listener;
      this.sentNs = sentNs;
    }

    public ApiRequest request() {
      return request;
    }

    public long sentNs() {
      return sentNs;
    }

    /** Answers now, with an HTTP status; 0 for a connection that broke. */
    public void answer(int status) {
      String failure = status >= 200 && status < 400 ? "" : "status " + status;
      if (!answered) {
        answered = true;
        listener.answered(new ApiReply(status, NO_BODY, failure, sentNs, sentNs, ticker.nanos()));
      }
    }
  }

  private final Ticker ticker;
  private final List<Sent> sent = new ArrayList<>();
  private Optional<ToIntFunction<ApiRequest>> immediateStatus = Optional.empty();

  public FakeTransport(Ticker ticker) {
    this.ticker = ticker;
  }

  /** From now on every request is answered within its sending. */
  public FakeTransport answeringAtOnce(int status) {
    return answering(request -> status);
  }

  /** From now on every request is answered within its sending, with a status of its own. */
  public FakeTransport answering(ToIntFunction<ApiRequest> status) {
    immediateStatus = Optional.of(status);
    return this;
  }

  public List<Sent> sent() {
    return List.copyOf(sent);
  }

  public Sent last() {
    return sent.get(sent.size() - 1);
  }

  @Override
  public StreamHandle send(ApiRequest request, ReplyListener listener) {
    Sent one = new Sent(request, listener, ticker.nanos());
    sent.add(one);
    immediateStatus.ifPresent(status -> one.answer(status.applyAsInt(request)));
    return StreamHandle.NONE;
  }

  @Override
  public StreamHandle stream(ApiRequest request, StreamListener listener) {
    throw new UnsupportedOperationException("no driver watches");
  }

  @Override
  public void close() {}
}
