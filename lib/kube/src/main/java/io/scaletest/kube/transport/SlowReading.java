package io.scaletest.kube.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2LocalFlowController;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Holds a server back on streams that are read slowly: what came of them is given back to their
 * windows at the pace of the reading, not at once. The connection's other streams are not held
 * back. For the connection's event loop alone.
 */
final class SlowReading {
  private static final long TURN_MS = 100;

  /** Of a window of 1 MiB, 4 KiB: a slow reader tells of what it has read in small steps. */
  private static final float TOLD_EACH = 1f / 256;

  private final Http2ConnectionHandler handler;
  private final Map<Integer, Unread> streams = new HashMap<>();
  private boolean scheduled;

  /** What a stream's reader has before it. */
  private static final class Unread {
    private int bytes;

    /** Bytes that it may read by now. */
    private double credit;

    private long bytesPerSecond;
  }

  SlowReading(Http2ConnectionHandler handler) {
    this.handler = handler;
  }

  /**
   * Takes bytes that are read later.
   *
   * @return how many of them are read now: none
   */
  int read(ChannelHandlerContext ctx, int id, int bytes, long bytesPerSecond) {
    Unread unread = streams.get(id);
    if (unread == null) {
      unread = new Unread();
      unread.bytesPerSecond = bytesPerSecond;
      streams.put(id, unread);
      tellOften(id);
    }
    unread.bytes += bytes;
    schedule(ctx);
    return 0;
  }

  private void tellOften(int id) {
    try {
      controller().windowUpdateRatio(handler.connection().stream(id), TOLD_EACH);
    } catch (Http2Exception e) {
      throw new IllegalStateException("the stream " + id + " has no window", e);
    }
  }

  private DefaultHttp2LocalFlowController controller() {
    return (DefaultHttp2LocalFlowController) handler.connection().local().flowController();
  }

  private void schedule(ChannelHandlerContext ctx) {
    if (!scheduled) {
      scheduled = true;
      Future<?> unused = ctx.executor().schedule(() -> turn(ctx), TURN_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void turn(ChannelHandlerContext ctx) {
    scheduled = false;
    boolean told = false;
    boolean left = false;
    Iterator<Map.Entry<Integer, Unread>> each = streams.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<Integer, Unread> entry = each.next();
      Http2Stream stream = handler.connection().stream(entry.getKey());
      if (stream == null) {
        each.remove(); // it has ended: its window is nobody's any more
        continue;
      }
      told |= read(ctx, stream, entry.getValue());
      left |= entry.getValue().bytes > 0;
    }
    if (told) {
      ctx.flush();
    }
    if (left) {
      schedule(ctx);
    }
  }

  private boolean read(ChannelHandlerContext ctx, Http2Stream stream, Unread unread) {
    unread.credit += unread.bytesPerSecond * (TURN_MS / 1_000.0);
    int now = (int) Math.min(unread.bytes, unread.credit);
    unread.bytes -= now;
    unread.credit = unread.bytes == 0 ? 0 : unread.credit - now;
    if (now == 0) {
      return false;
    }
    try {
      return controller().consumeBytes(stream, now);
    } catch (Http2Exception e) {
      handler.onError(ctx, false, e);
      return false;
    }
  }
}
