package io.scaletest.player.load;

import io.scaletest.common.clock.Ticker;
import io.scaletest.kube.transport.ApiReply;
import io.scaletest.kube.transport.ApiRequest;
import io.scaletest.kube.transport.ApiTransport;
import io.scaletest.kube.transport.ReplyListener;
import io.scaletest.kube.transport.StreamHandle;
import io.scaletest.kube.transport.StreamListener;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens watches as requests of a flow: answered with the head, then held until the server ends them
 * or {@link #close}. What they bring is dropped. Safe for use by many threads.
 */
final class ShortWatches {
  private static final byte[] NO_BODY = {};
  private static final int FIRST_FAILURE = 300;

  private final ApiTransport transport;
  private final Ticker ticker;
  private final Set<StreamHandle> open = ConcurrentHashMap.newKeySet();

  ShortWatches(ApiTransport transport, Ticker ticker) {
    this.transport = transport;
    this.ticker = ticker;
  }

  /**
   * @param listener called once, with the head of the answer or what went wrong before it
   */
  void open(ApiRequest request, ReplyListener listener) {
    Opening opening = new Opening(listener, ticker.nanos());
    StreamHandle handle = transport.stream(request, opening);
    open.add(handle);
    opening.hold(handle);
  }

  /** Closes all that are open. */
  void close() {
    open.forEach(StreamHandle::cancel);
    open.clear();
  }

  /** One of them. */
  private final class Opening implements StreamListener {
    private final ReplyListener listener;
    private final long askedNs;
    private boolean answered;
    private volatile boolean ended;
    private volatile StreamHandle handle = StreamHandle.NONE;

    Opening(ReplyListener listener, long askedNs) {
      this.listener = listener;
      this.askedNs = askedNs;
    }

    void hold(StreamHandle opened) {
      handle = opened;
      if (ended) {
        open.remove(opened);
      }
    }

    @Override
    public void onOpen(int status, long nowNs) {
      String failure = status < FIRST_FAILURE ? "" : "the watch was refused with status " + status;
      answer(status, failure, nowNs);
    }

    private void answer(int status, String failure, long nowNs) {
      if (!answered) {
        answered = true;
        listener.answered(new ApiReply(status, NO_BODY, failure, askedNs, askedNs, nowNs));
      }
    }

    @Override
    public void onBytes(ByteBuffer chunk, long nowNs) {
      // Nobody reads them.
    }

    @Override
    public void onEnd(String failure, long nowNs) {
      ended = true;
      open.remove(handle);
      answer(0, failure.isEmpty() ? "the watch ended before its head" : failure, nowNs);
    }
  }
}
