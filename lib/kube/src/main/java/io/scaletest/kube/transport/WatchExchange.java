package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;

/** A request whose answer goes on and on. */
final class WatchExchange extends Exchange {
  private static final byte[] EMPTY = {};

  private final StreamListener listener;
  private final String authority;
  private final ReplyObserver observer;
  private boolean open;

  WatchExchange(
      ApiRequest request,
      long queuedNs,
      StreamListener listener,
      String authority,
      ReplyObserver observer) {
    super(request, queuedNs);
    this.listener = listener;
    this.authority = authority;
    this.observer = observer;
  }

  /** Only the head must come in time: afterwards, silence is what a quiet watch sounds like. */
  @Override
  boolean isOverdue(long nowNs, long timeoutNs) {
    return !open && nowNs - queuedNs >= timeoutNs;
  }

  @Override
  void onHead(int status, long length, long nowNs) {
    open = true;
    observer.answered(request, authority, reply(status, EMPTY, "", nowNs));
    listener.onOpen(status, nowNs);
  }

  @Override
  void onBytes(ByteBuf bytes, long nowNs) {
    byte[] copy = new byte[bytes.readableBytes()];
    bytes.getBytes(bytes.readerIndex(), copy);
    listener.onBytes(ByteBuffer.wrap(copy), nowNs);
  }

  @Override
  void onComplete(long nowNs) {
    listener.onEnd("", nowNs);
  }

  @Override
  void onFailure(String reason, long nowNs) {
    if (!open) {
      observer.answered(request, authority, reply(0, EMPTY, reason, nowNs));
    }
    listener.onEnd(reason, nowNs);
  }
}
