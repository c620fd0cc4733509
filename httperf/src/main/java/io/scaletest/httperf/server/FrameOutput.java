package io.scaletest.httperf.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.scaletest.http2.socket.Outbound;

/**
 * An output buffer that packs the DATA frames of one connection back to back, so that TLS cuts
 * whole records from it without copying; a frame costs no object.
 *
 * <p>For the connection's event loop alone.
 */
final class FrameOutput {
  /** Eight TLS records. Larger ones fall out of the processor's cache before they are encrypted. */
  static final int BUFFER_BYTES = 128 * 1024;

  /** Four TLS records: nothing waits longer behind a frame, whatever the peer would take. */
  static final int FRAME_BYTES_MAX = 64 * 1024;

  static final int HEAD_BYTES = 9;
  private static final int END_OF_STREAM = 0x1;

  /** The first buffer of a flush; most flushes of small blocks need no larger one. */
  private static final int SMALL_BUFFER_BYTES = 8 * 1024;

  private ByteBuf buffer;

  /** Appends a DATA frame with a part of a stream of blocks. */
  void append(
      ChannelHandlerContext ctx, int streamId, int size, long position, int length, boolean last) {
    int needed = HEAD_BYTES + length;
    if (buffer != null && buffer.readableBytes() + needed > BUFFER_BYTES) {
      drain(ctx);
    }
    if (buffer == null) {
      buffer =
          ctx.alloc().directBuffer(Math.max(needed, SMALL_BUFFER_BYTES), BUFFER_BYTES + needed);
    }
    buffer.ensureWritable(needed);
    buffer.writeMedium(length);
    buffer.writeByte(Http2FrameTypes.DATA);
    buffer.writeByte(last ? END_OF_STREAM : 0);
    buffer.writeInt(streamId);
    BlockBytes.append(buffer, size, position, length);
  }

  /** Hands what was appended to TLS. */
  void drain(ChannelHandlerContext ctx) {
    if (buffer != null) {
      ByteBuf full = buffer;
      buffer = null;
      Outbound.write(ctx, full);
    }
  }

  /** Forgets what was appended. */
  void release() {
    if (buffer != null) {
      buffer.release();
      buffer = null;
    }
  }
}
