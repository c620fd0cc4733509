package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import io.scaletest.common.fault.FaultHandler;
import java.util.Arrays;

/** An exchange with one answer, whose body is collected up to a limit. */
final class RequestExchange extends Exchange {
  /** What is read of an error's body; more is received and dropped. */
  static final int ERROR_BODY_LIMIT_BYTES = 64 << 10;

  private static final int REDIRECT = 300;
  private static final int HTTP_ERROR = 400;
  private static final byte[] EMPTY = {};

  private final ReplyListener listener;
  private final FaultHandler faults;
  private final ReplyObserver observer;
  private final int bodyLimitBytes;
  private int status;
  private byte[] body = EMPTY;
  private int bodyLength;
  private boolean bodyCut;

  RequestExchange(
      ApiRequest request,
      long queuedNs,
      ConnectionPool pool,
      ReplyListener listener,
      ReplyObserver observer,
      FaultHandler faults,
      int bodyLimitBytes) {
    super(request, queuedNs, pool);
    this.listener = listener;
    this.faults = faults;
    this.observer = observer;
    this.bodyLimitBytes = bodyLimitBytes;
  }

  @Override
  boolean isOverdue(long nowNs, long timeoutNs) {
    return nowNs - queuedNs >= timeoutNs;
  }

  @Override
  void onHead(int newStatus, long length, long nowNs) {
    status = newStatus;
    int limit = limit();
    if (length > 0 && limit > 0) {
      body = new byte[(int) Math.min(length, limit)];
    }
  }

  /** Returns how many bytes of the body to keep. */
  private int limit() {
    if (status >= HTTP_ERROR) {
      return ERROR_BODY_LIMIT_BYTES;
    }
    return request.bodyUse() != ApiRequest.BodyUse.ON_ERROR ? bodyLimitBytes : 0;
  }

  @Override
  void onBytes(ByteBuf bytes, long nowNs) {
    int limit = limit();
    if (limit == 0) {
      return;
    }
    int n = Math.min(bytes.readableBytes(), limit - bodyLength);
    bodyCut |= n < bytes.readableBytes();
    if (body.length < bodyLength + n) {
      long doubled = Math.max(2L * body.length, (long) bodyLength + n);
      body = Arrays.copyOf(body, (int) Math.min(doubled, limit));
    }
    bytes.getBytes(bytes.readerIndex(), body, bodyLength, n);
    bodyLength += n;
  }

  @Override
  void onComplete(long nowNs) {
    byte[] content = body.length == bodyLength ? body : Arrays.copyOf(body, bodyLength);
    String failure = "";
    if (status >= REDIRECT && status < HTTP_ERROR) {
      failure = "HTTP " + status + ": a redirect, which is not followed";
    } else if (status >= HTTP_ERROR) {
      failure = StatusMessage.of(status, content);
    } else if (bodyCut) {
      failure = "the answer is longer than the limit of " + bodyLimitBytes + " bytes";
    }
    finish(reply(status, content, failure, nowNs));
  }

  @Override
  void onFailure(String reason, long nowNs) {
    finish(reply(0, EMPTY, reason, nowNs));
  }

  private void finish(ApiReply result) {
    try {
      observer.answered(request, authority(), result);
    } catch (Throwable thrown) {
      faults.handle("the observer of requests", thrown);
    }
    try {
      listener.answered(result);
    } catch (Throwable thrown) {
      faults.handle("the taker of an answer", thrown);
    }
  }
}
