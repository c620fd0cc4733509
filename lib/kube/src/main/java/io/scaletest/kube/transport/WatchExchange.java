package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import io.scaletest.common.fault.FaultHandler;
import java.nio.ByteBuffer;

/** A watch: an exchange whose answer is an unbounded stream, handed to a listener as it comes. */
final class WatchExchange extends Exchange {
  private static final byte[] EMPTY = {};
  private static final String LISTENER = "the listener of a watch";

  private final StreamListener listener;
  private final ReplyObserver observer;
  private final FaultHandler faults;
  private boolean open;

  WatchExchange(
      ApiRequest request,
      long queuedNs,
      ConnectionPool pool,
      StreamListener listener,
      ReplyObserver observer,
      FaultHandler faults) {
    super(request, queuedNs, pool);
    this.listener = listener;
    this.observer = observer;
    this.faults = faults;
  }

  /** Only the head must come in time: afterwards, silence is what a quiet watch sounds like. */
  @Override
  boolean isOverdue(long nowNs, long timeoutNs) {
    return !open && nowNs - queuedNs >= timeoutNs;
  }

  @Override
  void onHead(int status, long length, long nowNs) {
    open = true;
    observe(reply(status, EMPTY, "", nowNs));
    try {
      if (!head.isEmpty()) {
        listener.onHeaders(head);
      }
      tellMayRetry();
      listener.onOpen(status, nowNs);
    } catch (Throwable thrown) {
      faults.handle(LISTENER, thrown);
    }
  }

  @Override
  void onBytes(ByteBuf bytes, long nowNs) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    try {
      listener.onBytes(ByteBuffer.wrap(copy), nowNs);
    } catch (Throwable thrown) {
      faults.handle(LISTENER, thrown);
    }
  }

  @Override
  long bytesPerSecond() {
    return listener.bytesPerSecond();
  }

  @Override
  void onComplete(long nowNs) {
    end("", nowNs);
  }

  @Override
  void onFailure(String reason, long nowNs) {
    if (!open) {
      observe(reply(0, EMPTY, reason, nowNs));
      try {
        tellMayRetry();
      } catch (Throwable thrown) {
        faults.handle(LISTENER, thrown);
      }
    }
    end(reason, nowNs);
  }

  private void tellMayRetry() {
    if (retryAfterS != ApiReply.NO_RETRY) {
      listener.onMayRetry(retryAfterS);
    }
  }

  private void observe(ApiReply reply) {
    try {
      observer.answered(request, authority(), reply);
    } catch (Throwable thrown) {
      faults.handle("the observer of requests", thrown);
    }
  }

  private void end(String failure, long nowNs) {
    try {
      listener.onEnd(failure, nowNs);
    } catch (Throwable thrown) {
      faults.handle(LISTENER, thrown);
    }
  }
}
