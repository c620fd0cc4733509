package io.scaletest.httperf.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import io.scaletest.http2.socket.Outbound;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * A blocking output of a page over HTTP/2: each piece is sent before the next is taken, so that a
 * slow reader costs one piece of memory. For a thread that may block, not for an event loop.
 */
final class PageAnswer {
  private static final int PIECE_BYTES = 64 * 1024;

  private final BlockServerConnection connection;
  private final ChannelHandlerContext context;
  private final Http2Stream stream;
  private final boolean headOnly;

  /**
   * Returns an answer to be written.
   *
   * @param headOnly to a HEAD request: the body is discarded
   */
  PageAnswer(BlockServerConnection connection, Http2Stream stream, boolean headOnly) {
    this.headOnly = headOnly;
    this.connection = connection;
    this.context = connection.context();
    this.stream = stream;
  }

  boolean isHeadOnly() {
    return headOnly;
  }

  /** Sends a short answer at once; from any thread. */
  void send(int status, Map<String, String> fields, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    context.executor().execute(() -> sendNow(status, fields, body));
  }

  private void sendNow(int status, Map<String, String> fields, byte[] body) {
    writeHead(status, fields);
    if (!headOnly && !isGone()) {
      Outbound.frame(
          connection
              .encoder()
              .writeData(
                  context,
                  stream.id(),
                  Unpooled.wrappedBuffer(body),
                  0,
                  true,
                  context.newPromise()));
    }
    connection.flush(context);
  }

  /** Sends the head. */
  void head(int status, Map<String, String> fields) {
    context.executor().execute(() -> writeHead(status, fields));
  }

  private void writeHead(int status, Map<String, String> fields) {
    if (isGone()) {
      return;
    }
    Http2Headers headers = new DefaultHttp2Headers().status(Integer.toString(status));
    fields.forEach((name, value) -> headers.set(name.toLowerCase(Locale.ROOT), value));
    Outbound.frame(
        connection
            .encoder()
            .writeHeaders(context, stream.id(), headers, 0, headOnly, context.newPromise()));
  }

  /** The client has closed the stream, so there is nothing to answer. */
  private boolean isGone() {
    return !stream.state().localSideOpen();
  }

  /** Returns the body's stream; a write blocks until its bytes have been sent. */
  OutputStream body() {
    return new OutputStream() {
      @Override
      public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        for (int from = 0; from < length; from += PIECE_BYTES) {
          int piece = Math.min(PIECE_BYTES, length - from);
          await(data(bytes, offset + from, piece, false));
        }
      }
    };
  }

  /** Ends the answer. */
  void end() throws IOException {
    await(data(new byte[0], 0, 0, true));
  }

  /** Resets the stream, so that the client knows the answer to be incomplete. */
  void abort() {
    context
        .executor()
        .execute(
            () -> {
              Outbound.frame(
                  connection.resetStream(
                      context,
                      stream.id(),
                      Http2Error.INTERNAL_ERROR.code(),
                      context.newPromise()));
              context.flush();
            });
  }

  private ChannelFuture data(byte[] bytes, int offset, int length, boolean last) {
    ChannelPromise sent = context.newPromise();
    context
        .executor()
        .execute(
            () -> {
              if (headOnly) {
                connection.flush(context);
                sent.setSuccess();
                return;
              }
              // Not copied: the caller waits until this was sent, or not.
              var unused =
                  connection
                      .encoder()
                      .writeData(
                          context,
                          stream.id(),
                          Unpooled.wrappedBuffer(bytes, offset, length),
                          0,
                          last,
                          sent);
              connection.flush(context);
            });
    return sent;
  }

  private static void await(ChannelFuture sent) throws IOException {
    try {
      sent.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server ends");
    }
    if (!sent.isSuccess()) {
      throw new IOException("the client is gone", sent.cause());
    }
  }
}
