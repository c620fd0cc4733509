package io.scaletest.hollownode.endpoints;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.scaletest.hollownode.pod.PodView;
import io.scaletest.http2.socket.Outbound;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The answer to a request for a container's log: what there is of it, and, if that is asked for,
 * each second what comes, until the container ends or the caller goes. For its connection's event
 * loop.
 */
final class LogStream {
  private static final int CHUNK_BYTES = 16 << 10;

  private final ChannelHandlerContext ctx;
  private final KubeletConnection connection;
  private final KubeletRequest request;
  private final LogOptions options;
  private final PodView pod;
  private final String container;
  private final long startSecond;
  private ContainerLog log;
  private long next;
  private long bytesLeft;

  LogStream(
      ChannelHandlerContext ctx,
      KubeletConnection connection,
      KubeletRequest request,
      LogOptions options,
      PodView pod,
      String container,
      PodView.Run run) {
    this.ctx = ctx;
    this.connection = connection;
    this.request = request;
    this.options = options;
    this.pod = pod;
    this.container = container;
    this.startSecond = run.startSecond();
    this.log = logOf(run);
    this.bytesLeft = options.limitBytes();
  }

  private ContainerLog logOf(PodView.Run run) {
    return new ContainerLog(connection.endpoint().node().name(), pod, container, run);
  }

  private long nowSecond() {
    return TimeUnit.MILLISECONDS.toSeconds(connection.endpoint().epochMillis());
  }

  void begin() {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, KubeletConnection.TEXT);
    head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    HttpUtil.setKeepAlive(head, request.keepAlive());
    Outbound.write(ctx, head);
    long lines = log.linesUntil(nowSecond());
    next = Math.max(0, lines - Math.min(ContainerLog.LINES_KEPT, options.tailLines()));
    if (options.sinceSecond() != Long.MIN_VALUE) {
      next = Math.max(next, log.firstSince(options.sinceSecond()));
    }
    goOn();
  }

  private void goOn() {
    if (!ctx.channel().isActive()) {
      return;
    }
    write(log.linesUntil(nowSecond()));
    if (!options.follow() || options.previous() || log.hasEnded() || bytesLeft <= 0) {
      Outbound.writeAndFlush(ctx, LastHttpContent.EMPTY_LAST_CONTENT);
      connection.answered(ctx, request);
      return;
    }
    ctx.flush();
    var unused = ctx.executor().schedule(this::lookAgain, 1, TimeUnit.SECONDS);
  }

  /**
   * Finds out whether the container still runs; what a slow reader has not read waits meanwhile.
   */
  private void lookAgain() {
    Optional<PodView.Run> run =
        connection
            .endpoint()
            .pod(pod.namespace(), pod.name())
            .filter(now -> now.uid().equals(pod.uid()))
            .flatMap(now -> now.container(container))
            .flatMap(
                now ->
                    now.current()
                        .filter(current -> current.startSecond() == startSecond)
                        .or(now::last));
    boolean same = run.isPresent() && run.get().startSecond() == startSecond;
    log = logOf(same ? run.get() : new PodView.Run(startSecond, nowSecond()));
    if (ctx.channel().isWritable() || log.hasEnded()) {
      goOn();
    } else {
      var unused = ctx.executor().schedule(this::lookAgain, 1, TimeUnit.SECONDS);
    }
  }

  private void write(long until) {
    while (next < until && bytesLeft > 0) {
      ByteBuf chunk = ctx.alloc().buffer(CHUNK_BYTES);
      while (next < until && bytesLeft > 0 && chunk.readableBytes() < CHUNK_BYTES) {
        byte[] line = log.line(next, options.timestamps());
        int length = (int) Math.min(line.length, bytesLeft);
        chunk.writeBytes(line, 0, length);
        bytesLeft -= length;
        next++;
      }
      Outbound.write(ctx, new DefaultHttpContent(chunk));
    }
  }
}
