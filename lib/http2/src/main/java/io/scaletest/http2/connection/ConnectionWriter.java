package io.scaletest.http2.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2LocalFlowController;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.http2.socket.Outbound;

/**
 * The frame writer of one connection: coalesces flushes to one for each turn of the event loop, so
 * that a burst shares system calls and TLS records.
 *
 * <p>What cannot be written ends its stream or the connection: see {@link Outbound#frame}.
 *
 * <p>For the connection's event loop alone, but for {@link #onLoop}.
 */
public final class ConnectionWriter {
  private final Http2ConnectionHandler handler;
  private final ChannelHandlerContext context;
  private final Runnable flushing = this::flush;
  private boolean flushPending;

  /**
   * @param context the handler's place in the pipeline
   */
  public ConnectionWriter(Http2ConnectionHandler handler, ChannelHandlerContext context) {
    this.handler = handler;
    this.context = context;
  }

  /** Lets the peer send as much as {@link ConnectionSetup} says on the connection as a whole. */
  public void openWindow() throws Http2Exception {
    Http2Stream whole = handler.connection().connectionStream();
    Http2LocalFlowController received = handler.connection().local().flowController();
    received.incrementWindowSize(
        whole, ConnectionSetup.CONNECTION_WINDOW_BYTES - received.windowSize(whole));
    context.flush();
  }

  /** Writes the head of a request or an answer. */
  public void head(int id, Http2Headers head, boolean end) {
    Outbound.frame(handler.encoder().writeHeaders(context, id, head, 0, end, context.newPromise()));
    flushSoon();
  }

  /** Writes a part of a body, and releases it. */
  public void data(int id, ByteBuf content, boolean end) {
    Outbound.frame(handler.encoder().writeData(context, id, content, 0, end, context.newPromise()));
    flushSoon();
  }

  /** Ends a stream out of order. */
  public void reset(int id, Http2Error reason) {
    Outbound.frame(handler.resetStream(context, id, reason.code(), context.newPromise()));
    flushSoon();
  }

  /**
   * Sends GOAWAY: the peer opens no further streams on this connection.
   *
   * @param lastStreamId requests on later streams count as never taken
   */
  public void goAway(int lastStreamId) {
    long code = Http2Error.NO_ERROR.code();
    Outbound.frame(
        handler.goAway(context, lastStreamId, code, Unpooled.EMPTY_BUFFER, context.newPromise()));
    flushSoon();
  }

  /** Sends changed settings. */
  public void settings(Http2Settings changed) {
    // A failure goes to exceptionCaught.
    var unused = handler.encoder().writeSettings(context, changed, context.voidPromise());
    flushSoon();
  }

  /** Sends a PING. */
  public void ping(long payload) {
    // A failure goes to exceptionCaught.
    var unused = handler.encoder().writePing(context, false, payload, context.voidPromise());
    flushSoon();
  }

  /** Closes the connection without GOAWAY. */
  public void close() {
    Outbound.close(context.channel());
  }

  /** Returns whether nothing can be sent on a stream any more. */
  public boolean isGone(int id) {
    Http2Stream stream = handler.connection().stream(id);
    return stream == null || !stream.state().localSideOpen();
  }

  /** Runs {@code task} on the connection's event loop; from any thread. */
  public void onLoop(Runnable task) {
    if (context.executor().inEventLoop()) {
      task.run();
    } else {
      context.executor().execute(task);
    }
  }

  private void flushSoon() {
    if (!flushPending) {
      flushPending = true;
      context.executor().execute(flushing);
    }
  }

  private void flush() {
    flushPending = false;
    handler.flush(context);
  }
}
