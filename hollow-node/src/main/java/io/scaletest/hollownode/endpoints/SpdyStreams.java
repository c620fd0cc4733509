package io.scaletest.hollownode.endpoints;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.spdy.DefaultSpdyDataFrame;
import io.netty.handler.codec.spdy.DefaultSpdyPingFrame;
import io.netty.handler.codec.spdy.DefaultSpdyRstStreamFrame;
import io.netty.handler.codec.spdy.DefaultSpdySynReplyFrame;
import io.netty.handler.codec.spdy.SpdyDataFrame;
import io.netty.handler.codec.spdy.SpdyFrame;
import io.netty.handler.codec.spdy.SpdyHeaders;
import io.netty.handler.codec.spdy.SpdyPingFrame;
import io.netty.handler.codec.spdy.SpdyRstStreamFrame;
import io.netty.handler.codec.spdy.SpdyStreamStatus;
import io.netty.handler.codec.spdy.SpdySynStreamFrame;
import io.scaletest.http2.socket.Outbound;
import java.util.HashMap;
import java.util.Map;

/**
 * The streams of a SPDY/3.1 connection, as Kubernetes uses it: opened by the client with headers,
 * then bytes in both directions, without flow control. For its connection's event loop.
 *
 * <p><i>Source:</i> {@code github.com/moby/spdystream}, which neither sends nor heeds windows.
 */
final class SpdyStreams extends SimpleChannelInboundHandler<SpdyFrame> {
  /** More streams than any client opens. */
  private static final int STREAMS_MAX = 1_000;

  private final Opened opened;
  private final Map<Integer, Stream> streams = new HashMap<>();
  private ChannelHandlerContext context;

  /** Hears of new streams. */
  @FunctionalInterface
  interface Opened {
    /** A stream is open; what it receives goes to {@link Stream#receiver}, to be set here. */
    void stream(Stream stream, SpdyHeaders headers);
  }

  /** Takes what comes in a stream. */
  interface Receiver {
    void bytes(byte[] bytes);

    /** The client sends no more. */
    void end();
  }

  /** One stream. */
  final class Stream {
    private final int id;
    private boolean ended;
    private boolean clientEnded;
    Receiver receiver;

    Stream(int id) {
      this.id = id;
    }

    void write(byte[] bytes) {
      if (!ended) {
        Outbound.writeAndFlush(
            context, new DefaultSpdyDataFrame(id, Unpooled.wrappedBuffer(bytes)));
      }
    }

    /** Sends no more. */
    void end() {
      if (!ended) {
        ended = true;
        DefaultSpdyDataFrame last = new DefaultSpdyDataFrame(id);
        last.setLast(true);
        Outbound.writeAndFlush(context, last);
        forgetIfOver();
      }
    }

    private void forgetIfOver() {
      if (ended && clientEnded) {
        streams.remove(id);
      }
    }
  }

  SpdyStreams(Opened opened) {
    this.opened = opened;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, SpdyFrame frame) {
    if (frame instanceof SpdySynStreamFrame syn) {
      open(ctx, syn);
    } else if (frame instanceof SpdyDataFrame data) {
      Stream stream = streams.get(data.streamId());
      if (stream != null && stream.receiver != null) {
        if (data.content().isReadable()) {
          stream.receiver.bytes(ByteBufUtil.getBytes(data.content()));
        }
        if (data.isLast()) {
          clientEnded(stream);
        }
      }
    } else if (frame instanceof SpdyPingFrame ping) {
      Outbound.writeAndFlush(ctx, new DefaultSpdyPingFrame(ping.id()));
    } else if (frame instanceof SpdyRstStreamFrame reset) {
      Stream stream = streams.remove(reset.streamId());
      if (stream != null) {
        stream.ended = true;
        clientEnded(stream);
      }
    }
  }

  private void open(ChannelHandlerContext ctx, SpdySynStreamFrame syn) {
    if (streams.size() >= STREAMS_MAX) {
      Outbound.writeAndFlush(
          ctx, new DefaultSpdyRstStreamFrame(syn.streamId(), SpdyStreamStatus.REFUSED_STREAM));
      return;
    }
    Stream stream = new Stream(syn.streamId());
    streams.put(syn.streamId(), stream);
    DefaultSpdySynReplyFrame reply = new DefaultSpdySynReplyFrame(syn.streamId());
    // Of no headers Netty writes no block at all, and Go's framer then waits for one.
    reply.headers().set("accepted", "true");
    Outbound.writeAndFlush(ctx, reply);
    opened.stream(stream, syn.headers());
    if (syn.isLast()) {
      clientEnded(stream);
    }
  }

  private static void clientEnded(Stream stream) {
    stream.clientEnded = true;
    if (stream.receiver != null) {
      stream.receiver.end();
    }
    stream.forgetIfOver();
  }
}
