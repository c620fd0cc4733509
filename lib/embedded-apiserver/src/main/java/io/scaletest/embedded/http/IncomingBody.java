package io.scaletest.embedded.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/** A bounded buffer that collects a request's body. */
final class IncomingBody {
  private static final int INITIAL_BYTES = 1024;
  private static final byte[] EMPTY = {};

  private byte[] bytes;
  private int length;
  private boolean tooLarge;

  /**
   * @param announced the length that the head says; negative where it says none
   */
  IncomingBody(long announced) {
    tooLarge = announced > ProtocolChoice.MAX_BODY_BYTES;
    bytes = announced <= 0 || tooLarge ? EMPTY : new byte[(int) announced];
  }

  void append(ByteBuf data) {
    int more = data.readableBytes();
    if (tooLarge || length + more > ProtocolChoice.MAX_BODY_BYTES) {
      tooLarge = true;
      bytes = EMPTY;
      return;
    }
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.max(2 * length, INITIAL_BYTES), length + more));
    }
    data.getBytes(data.readerIndex(), bytes, length, more);
    length += more;
  }

  boolean isTooLarge() {
    return tooLarge;
  }

  byte[] bytes() {
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }
}
