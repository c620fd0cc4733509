package io.scaletest.httperf.server;

import io.netty.buffer.ByteBuf;
import io.scaletest.httperf.transfer.BlockRequest;

/**
 * The bytes of a stream of blocks: {@code A}, zeros, {@code Z}, and again. A block of one byte is a
 * {@code Z}, as the original's is.
 */
final class BlockBytes {
  private BlockBytes() {}

  /**
   * Appends a part of the stream.
   *
   * @param size bytes of a block
   * @param position where in the stream the part begins
   * @param length bytes of the part; {@code target} must have room for them
   */
  static void append(ByteBuf target, int size, long position, int length) {
    int start = target.writerIndex();
    target.writeZero(length);
    long end = position + length;
    for (long block = position - position % size; block < end; block += size) {
      if (block >= position) {
        target.setByte(start + (int) (block - position), BlockRequest.FIRST_BYTE);
      }
      long last = block + size - 1;
      if (last < end) {
        target.setByte(start + (int) (last - position), BlockRequest.LAST_BYTE);
      }
    }
  }
}
