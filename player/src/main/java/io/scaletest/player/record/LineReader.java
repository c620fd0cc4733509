package io.scaletest.player.record;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * The lines of a stream, in one buffer that grows up to the longest line allowed. For one thread.
 */
final class LineReader {
  /** An audit event has a request and a response, of 3 MiB at most, and what JSON adds. */
  static final int LINE_BYTES_MAX = 64 << 20;

  private static final int INITIAL_BYTES = 64 << 10;

  private final InputStream in;
  private final int lineBytesMax;
  private byte[] buffer = new byte[INITIAL_BYTES];
  private int end;
  private int from;
  private int length;
  private int unread;
  private int searched;
  private boolean dropping;
  private long number;
  private long tooLong;

  LineReader(InputStream in) {
    this(in, LINE_BYTES_MAX);
  }

  LineReader(InputStream in, int lineBytesMax) {
    this.in = in;
    this.lineBytesMax = lineBytesMax;
  }

  /**
   * Goes to the next line; returns false where there is none.
   *
   * @param growing whether more may come, so that what has no end is no line yet
   */
  boolean next(boolean growing) throws IOException {
    while (true) {
      while (searched < end) {
        if (buffer[searched++] == '\n') {
          boolean dropped = take(searched - 1);
          if (!dropped) {
            return true;
          }
        }
      }
      if (end - unread > lineBytesMax) {
        dropping = true;
        end = unread;
        searched = unread;
      }
      makeRoom();
      int read = in.read(buffer, end, buffer.length - end);
      if (read < 0) {
        boolean nothing = growing || end == unread && !dropping;
        return !nothing && !take(end);
      }
      end += read;
    }
  }

  /** Takes what is before {@code to} as a line; returns whether it is the rest of a dropped one. */
  private boolean take(int to) {
    from = unread;
    length = to - from;
    unread = searched;
    number++;
    if (dropping) {
      dropping = false;
      tooLong++;
      return true;
    }
    return false;
  }

  private void makeRoom() {
    if (unread > 0) {
      System.arraycopy(buffer, unread, buffer, 0, end - unread);
      end -= unread;
      searched -= unread;
      unread = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, 2 * buffer.length);
    }
  }

  /** Returns the array that has the line, until the next call of {@link #next}. */
  byte[] array() {
    return buffer;
  }

  int from() {
    return from;
  }

  /** Returns how many bytes the line has, without its end. */
  int length() {
    return length;
  }

  /** Returns the line's number, from 1. */
  long number() {
    return number;
  }

  /** Returns how many lines were left out because they are too long. */
  long tooLong() {
    return tooLong;
  }
}
