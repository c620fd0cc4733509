package io.scaletest.watching.object;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a protobuf watch's bytes into events, each behind its length as four bytes, the highest
 * first. An event inside one chunk that has an array is handed on in place.
 *
 * <p><i>Source:</i> k8s.io/apimachinery, {@code pkg/util/framer}. For one thread.
 */
public final class EventFrames implements EventCutter {
  private static final int LENGTH_BYTES = 4;

  private final Taker taker;
  private byte[] partial = {};
  private int partialLength;
  private boolean closed;

  public EventFrames(Taker taker) {
    this.taker = taker;
  }

  /**
   * {@inheritDoc}
   *
   * @throws UnreadableAnswerException if a length is beyond {@link EventLines#LINE_BYTES_MAX}
   */
  @Override
  public void feed(ByteBuffer chunk) throws UnreadableAnswerException {
    ByteBuffer source = chunk.duplicate();
    while (!closed && source.hasRemaining()) {
      int wanted = partialLength < LENGTH_BYTES ? LENGTH_BYTES : LENGTH_BYTES + length();
      if (partialLength == LENGTH_BYTES && source.hasArray()) {
        int frame = wanted - LENGTH_BYTES;
        if (source.remaining() >= frame) {
          partialLength = 0;
          hand(source.array(), source.arrayOffset() + source.position(), frame);
          source.position(source.position() + frame);
          continue;
        }
      }
      keep(source, wanted);
      if (partialLength == wanted && partialLength > LENGTH_BYTES) {
        partialLength = 0;
        hand(partial, LENGTH_BYTES, wanted - LENGTH_BYTES);
        partial = new byte[LENGTH_BYTES];
      }
    }
  }

  /** Returns how many bytes of an event without its end have come, its length's included. */
  public int partialBytes() {
    return partialLength;
  }

  private int length() throws UnreadableAnswerException {
    int length = ByteBuffer.wrap(partial).getInt();
    if (length <= 0 || length > EventLines.LINE_BYTES_MAX) {
      closed = true;
      throw new UnreadableAnswerException(
          "an event of the watch must have 1 to "
              + EventLines.LINE_BYTES_MAX
              + " bytes, got "
              + Integer.toUnsignedLong(length));
    }
    return length;
  }

  private void keep(ByteBuffer source, int wanted) {
    if (wanted > partial.length) {
      partial = Arrays.copyOf(partial, wanted);
    }
    int count = Math.min(wanted - partialLength, source.remaining());
    source.get(partial, partialLength, count);
    partialLength += count;
  }

  private void hand(byte[] bytes, int offset, int length) {
    if (!taker.take(bytes, offset, length)) {
      closed = true;
    }
  }
}
