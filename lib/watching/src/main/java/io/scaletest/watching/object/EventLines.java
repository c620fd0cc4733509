package io.scaletest.watching.object;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Cuts a watch's bytes into lines, wherever the chunks were cut. A line inside one chunk that has
 * an array is handed on in place; only a line that spans chunks is copied, into one buffer that
 * grows to the longest such line.
 *
 * <p>For one thread.
 */
public final class EventLines implements EventCutter {
  /**
   * No event is longer: the API server takes objects up to about 3 MiB (etcd 1.5 MiB), and JSON may
   * spend six characters on one.
   */
  public static final int LINE_BYTES_MAX = 16 << 20;

  private static final int INITIAL_BYTES = 8 << 10;

  private final Taker taker;
  private byte[] partial = {};
  private int partialLength;
  private boolean closed;

  public EventLines(Taker taker) {
    this.taker = taker;
  }

  /**
   * Takes the next bytes and hands on every line that they complete, without its line feed. Empty
   * lines are skipped.
   *
   * @throws UnreadableAnswerException if a line grows beyond {@link #LINE_BYTES_MAX}
   */
  @Override
  public void feed(ByteBuffer chunk) throws UnreadableAnswerException {
    byte[] bytes;
    int from;
    if (chunk.hasArray()) {
      bytes = chunk.array();
      from = chunk.arrayOffset() + chunk.position();
    } else {
      bytes = new byte[chunk.remaining()];
      chunk.duplicate().get(bytes);
      from = 0;
    }
    int end = from + chunk.remaining();
    while (!closed && from < end) {
      int lineEnd = indexOfLineFeed(bytes, from, end);
      if (lineEnd < 0) {
        keep(bytes, from, end - from);
        return;
      }
      if (partialLength == 0) {
        hand(bytes, from, lineEnd - from);
      } else {
        keep(bytes, from, lineEnd - from);
        int length = partialLength;
        partialLength = 0;
        hand(partial, 0, length);
      }
      from = lineEnd + 1;
    }
  }

  /** Returns how many bytes of a line without its end have come. */
  public int partialBytes() {
    return partialLength;
  }

  private void hand(byte[] bytes, int offset, int length) {
    if (length > 0 && !taker.take(bytes, offset, length)) {
      closed = true;
    }
  }

  private void keep(byte[] bytes, int offset, int length) throws UnreadableAnswerException {
    int needed = partialLength + length;
    if (needed > LINE_BYTES_MAX) {
      closed = true;
      throw new UnreadableAnswerException(
          "an event of the watch is longer than " + LINE_BYTES_MAX + " bytes");
    }
    if (needed > partial.length) {
      int doubled = Math.min(Math.max(partial.length * 2, INITIAL_BYTES), LINE_BYTES_MAX);
      partial = Arrays.copyOf(partial, Math.max(needed, doubled));
    }
    System.arraycopy(bytes, offset, partial, partialLength, length);
    partialLength = needed;
  }

  private static int indexOfLineFeed(byte[] bytes, int from, int end) {
    for (int i = from; i < end; i++) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
