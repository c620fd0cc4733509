package io.scaletest.httperf.client;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.scaletest.http2.socket.Outbound;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A frame decoder in front of the codec: consumes DATA frames piece by piece as TLS delivers them,
 * and passes every other frame on whole. The codec would first collect each DATA frame, which
 * copies all of it: frames and TLS records never end together.
 *
 * <p>For the connection's event loop alone.
 */
final class DataFrames extends ChannelInboundHandlerAdapter {
  /** The receiver of data. */
  interface Sink {
    /**
     * Takes the next {@code length} bytes of {@code data}, which it must not consume or keep.
     *
     * @param flowBytes what they count against the windows: with padding, more than length
     */
    void data(int streamId, ByteBuf data, int length, int flowBytes);

    /** The last DATA frame of a stream has ended. */
    void dataEnd(int streamId);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DataFrames.class);

  static final int HEAD_BYTES = 9;

  /** Headers and settings of a peer are small; a larger frame is not one of those. */
  static final int OTHER_FRAME_BYTES_MAX = 1024 * 1024;

  private final Sink sink;
  private final byte[] head = new byte[HEAD_BYTES];
  private int headBytes;
  private int left;
  private int paddingLeft;
  private boolean padLengthAwaited;
  private int streamId;
  private boolean endsStream;
  private ByteBuf other;

  DataFrames(Sink sink) {
    this.sink = sink;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      while (in.isReadable()) {
        if (other != null) {
          readOther(ctx, in);
        } else if (headBytes < HEAD_BYTES) {
          readHead(ctx, in);
        } else {
          readData(ctx, in);
        }
      }
    } finally {
      in.release();
    }
  }

  private void readHead(ChannelHandlerContext ctx, ByteBuf in) {
    int taken = Math.min(HEAD_BYTES - headBytes, in.readableBytes());
    in.readBytes(head, headBytes, taken);
    headBytes += taken;
    if (headBytes < HEAD_BYTES) {
      return;
    }
    left = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
    if (head[3] != Http2FrameTypes.DATA) {
      beginOther(ctx, in);
      return;
    }
    streamId =
        (head[5] & 0x7f) << 24 | (head[6] & 0xff) << 16 | (head[7] & 0xff) << 8 | head[8] & 0xff;
    var flags = new Http2Flags(head[4]);
    endsStream = flags.endOfStream();
    padLengthAwaited = flags.paddingPresent();
    paddingLeft = 0;
    if (left == 0) {
      endFrame();
    }
  }

  private void readData(ChannelHandlerContext ctx, ByteBuf in) {
    if (padLengthAwaited) {
      paddingLeft = in.readUnsignedByte();
      padLengthAwaited = false;
      left--;
      sink.data(streamId, in, 0, 1);
      if (paddingLeft > left) {
        refuse(ctx, in, "a frame with more padding than it is long");
        return;
      }
    }
    int data = Math.min(left - paddingLeft, in.readableBytes());
    if (data > 0) {
      sink.data(streamId, in, data, data);
      in.skipBytes(data);
      left -= data;
    }
    if (left == paddingLeft && left > 0) {
      int padding = Math.min(left, in.readableBytes());
      sink.data(streamId, in, 0, padding);
      in.skipBytes(padding);
      left -= padding;
      paddingLeft -= padding;
    }
    if (left == 0) {
      endFrame();
    }
  }

  /** The stream of frames is out of step. */
  private void refuse(ChannelHandlerContext ctx, ByteBuf in, String reason) {
    in.skipBytes(in.readableBytes());
    headBytes = 0;
    LOG.error("{}: sent {}, closed", ctx.channel().remoteAddress(), reason);
    Outbound.close(ctx);
  }

  private void endFrame() {
    headBytes = 0;
    if (endsStream) {
      sink.dataEnd(streamId);
    }
  }

  private void beginOther(ChannelHandlerContext ctx, ByteBuf in) {
    if (left > OTHER_FRAME_BYTES_MAX) {
      refuse(ctx, in, "a frame of " + left + " bytes");
      return;
    }
    other = ctx.alloc().buffer(HEAD_BYTES + left).writeBytes(head);
    if (left == 0) {
      endOther(ctx);
    }
  }

  private void readOther(ChannelHandlerContext ctx, ByteBuf in) {
    int taken = Math.min(left, in.readableBytes());
    other.writeBytes(in, taken);
    left -= taken;
    if (left == 0) {
      endOther(ctx);
    }
  }

  private void endOther(ChannelHandlerContext ctx) {
    ByteBuf frame = other;
    other = null;
    headBytes = 0;
    ctx.fireChannelRead(frame);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (other != null) {
      other.release();
      other = null;
    }
  }
}
