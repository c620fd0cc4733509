package io.scaletest.embedded.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import io.scaletest.embedded.call.Answer;
import io.scaletest.embedded.call.Responder;
import io.scaletest.embedded.watch.EventSink;
import io.scaletest.embedded.watch.Watch;
import io.scaletest.embedded.watch.WatchLoop;
import java.util.concurrent.TimeUnit;

/** One stream: collects its request, then is its responder. */
final class Http2Exchange implements Responder, EventSink {
  private final Http2ClientConnection connection;
  private final int id;
  private final Http2Headers head;
  private final IncomingBody body;
  private Watch watch;
  private boolean stream;
  private boolean closed;

  Http2Exchange(Http2ClientConnection connection, int id, Http2Headers head) {
    this.connection = connection;
    this.id = id;
    this.head = head;
    this.body = new IncomingBody(head.getLong(HttpHeaderNames.CONTENT_LENGTH, -1));
  }

  void append(ByteBuf data) {
    body.append(data);
  }

  /** The request is complete. */
  void complete() {
    if (body.isTooLarge()) {
      answer(RequestHeads.tooLarge());
      return;
    }
    connection
        .listener()
        .handler()
        .serve(
            RequestHeads.request(
                connection.listener(),
                connection.user(),
                text(head.method()),
                text(head.path()),
                name -> text(head.get(name)),
                body.bytes()),
            this);
  }

  private static String text(CharSequence value) {
    return value == null ? "" : value.toString();
  }

  @Override
  public void answer(Answer answer) {
    if (connection.writer().isGone(id)) {
      return;
    }
    Http2Headers reply =
        new DefaultHttp2Headers(false)
            .status(AsciiString.of(Integer.toString(answer.status())))
            .set(HttpHeaderNames.CONTENT_TYPE, answer.contentType())
            .set(HttpHeaderNames.DATE, connection.listener().date())
            .setInt(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
    answer.headers().forEach(reply::set);
    boolean empty = answer.body().length == 0 || "HEAD".contentEquals(head.method());
    connection.writer().head(id, reply, empty);
    if (!empty) {
      connection.writer().data(id, Unpooled.wrappedBuffer(answer.body()), true);
    }
  }

  @Override
  public EventSink beginStream(String contentType) {
    stream = true;
    if (!connection.writer().isGone(id)) {
      Http2Headers reply =
          new DefaultHttp2Headers(false)
              .status(AsciiString.of("200"))
              .set(HttpHeaderNames.CONTENT_TYPE, contentType)
              .set(HttpHeaderNames.DATE, connection.listener().date());
      connection.writer().head(id, reply, false);
    }
    return this;
  }

  boolean isStream() {
    return stream;
  }

  @Override
  public void fedBy(Watch newWatch) {
    watch = newWatch;
    if (closed) {
      watch.cancel();
    }
  }

  void writabilityChanged() {
    if (watch != null && connection.isWritable(id)) {
      watch.writable();
    }
  }

  void closed() {
    closed = true;
    if (watch != null) {
      watch.cancel();
    }
  }

  @Override
  public void reset() {
    if (!connection.writer().isGone(id)) {
      connection.writer().reset(id, Http2Error.INTERNAL_ERROR);
    }
  }

  @Override
  public void later(long delayNs, Runnable task) {
    ChannelHandlerContext context = connection.context();
    BrokenConnection.onFailure(
        context, context.executor().schedule(task, delayNs, TimeUnit.NANOSECONDS));
  }

  @Override
  public WatchLoop watches() {
    return connection.listener().watches(connection.context().executor());
  }

  @Override
  public ByteBufAllocator allocator() {
    return connection.context().alloc();
  }

  @Override
  public boolean isWritable() {
    return connection.isWritable(id);
  }

  @Override
  public void send(ByteBuf lines) {
    if (connection.writer().isGone(id)) {
      lines.release();
    } else {
      connection.writer().data(id, lines, false);
    }
  }

  @Override
  public void end() {
    if (!connection.writer().isGone(id)) {
      connection.writer().data(id, Unpooled.EMPTY_BUFFER, true);
    }
  }
}
