package io.scaletest.kube.transport;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * The state of one request or watch, from the caller's {@code send} to its end.
 *
 * <p>Ownership of its plain fields is handed over: the pool's lock guards them while it waits, then
 * they belong to the event loop of the connection it was given to.
 */
abstract class Exchange implements Runnable, StreamHandle {
  private static final AtomicIntegerFieldUpdater<Exchange> ENDED =
      AtomicIntegerFieldUpdater.newUpdater(Exchange.class, "ended");

  final ApiRequest request;
  final long queuedNs;

  private final ConnectionPool pool;

  /** When a stream was given to it, last. Written under the pool's lock. */
  long streamNs;

  long sentNs;

  /** After how long this may be sent again. Owned by the event loop. */
  int retryAfterS = ApiReply.NO_RETRY;

  /** The answer's header fields, if the request reads them. Owned by the event loop. */
  Map<String, List<String>> head = Map.of();

  /** 1 once it has ended: of racing threads, the one that sets it calls the listener. */
  @SuppressWarnings("unused") // by its updater
  private volatile int ended;

  /** Written under the pool's lock; null while the exchange waits. */
  private volatile PooledConnection connection;

  /** Its stream on that connection; 0 before there is one. Owned by the event loop. */
  int streamId;

  Exchange(ApiRequest request, long queuedNs, ConnectionPool pool) {
    this.request = request;
    this.queuedNs = queuedNs;
    this.pool = pool;
  }

  /** Host and port of the server that is asked. */
  final String authority() {
    return pool.server().authority();
  }

  @Override
  public final void cancel() {
    if (!isEnded()) {
      pool.cancel(this, "cancelled");
    }
  }

  final PooledConnection connection() {
    return connection;
  }

  final void assign(PooledConnection newConnection) {
    connection = newConnection;
  }

  /** Starts this exchange on the connection that it was given to, on that one's event loop. */
  @Override
  public final void run() {
    connection.start(this);
  }

  final boolean isEnded() {
    return ended != 0;
  }

  /** Ends this exchange in order; without effect where it has ended. */
  final void complete(long nowNs) {
    if (ENDED.compareAndSet(this, 0, 1)) {
      onComplete(nowNs);
    }
  }

  /** Ends this exchange with a reason; without effect where it has ended. */
  final void fail(String reason, long nowNs) {
    fail(reason, ApiReply.NO_RETRY, nowNs);
  }

  /**
   * Ends this exchange because its connection is lost, after which a request that only reads may be
   * sent again; without effect where it has ended.
   */
  final void lose(String reason, long nowNs) {
    fail(
        reason, request.method().equals("GET") ? ResponseHeaders.LOST_S : ApiReply.NO_RETRY, nowNs);
  }

  private void fail(String reason, int mayRetryAfterS, long nowNs) {
    if (ENDED.compareAndSet(this, 0, 1)) {
      retryAfterS = mayRetryAfterS;
      onFailure(reason, nowNs);
    }
  }

  /** Takes bytes of the answer, which belong to the caller again; without effect where it ended. */
  final void onBytesIfOpen(ByteBuf bytes, long nowNs) {
    if (!isEnded()) {
      onBytes(bytes, nowNs);
    }
  }

  /** Returns whether its timeout is over at {@code nowNs}. */
  abstract boolean isOverdue(long nowNs, long timeoutNs);

  /** Takes the answer's head; {@code length} is that of its body, -1 where unknown. */
  abstract void onHead(int status, long length, long nowNs);

  /** Takes bytes of the answer, which belong to the caller again afterwards. */
  abstract void onBytes(ByteBuf bytes, long nowNs);

  /** Returns how fast the server may send: {@link StreamListener#bytesPerSecond}. */
  long bytesPerSecond() {
    return 0;
  }

  abstract void onComplete(long nowNs);

  abstract void onFailure(String reason, long nowNs);

  /** Returns the reply of a request that ends with {@code failure}, sent or not. */
  final ApiReply reply(int status, byte[] body, String failure, long nowNs) {
    return streamId == 0
        ? ApiReply.unsent(failure, queuedNs, nowNs)
        : new ApiReply(
            status,
            body,
            failure,
            true,
            queuedNs,
            streamNs,
            sentNs,
            nowNs,
            retryAfterS,
            ApiReply.Tries.ONE,
            head);
  }
}
