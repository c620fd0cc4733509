package io.scaletest.player.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes that grow as they are written; numbers have seven bits a byte, the low ones first. */
final class ByteSink {
  private static final int INITIAL_BYTES = 4_096;
  private static final int NUMBER_BYTES_MAX = 10;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  int length() {
    return length;
  }

  /** Returns the array that holds the bytes, up to {@link #length}. */
  byte[] array() {
    return bytes;
  }

  void clear() {
    length = 0;
  }

  void one(int value) {
    reserve(1);
    bytes[length++] = (byte) value;
  }

  /** Writes a number that is taken as unsigned. */
  void number(long value) {
    reserve(NUMBER_BYTES_MAX);
    long left = value;
    while ((left & ~0x7fL) != 0) {
      bytes[length++] = (byte) (left | 0x80);
      left >>>= 7;
    }
    bytes[length++] = (byte) left;
  }

  /** Writes a number of either sign, near zero in few bytes. */
  void signed(long value) {
    number(value << 1 ^ value >> 63);
  }

  /** Writes eight bytes, the high one first. */
  void fixed(long value) {
    reserve(Long.BYTES);
    for (int shift = Long.SIZE - Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      bytes[length++] = (byte) (value >>> shift);
    }
  }

  void text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    all(utf8, utf8.length);
  }

  void all(byte[] from, int count) {
    reserve(count);
    System.arraycopy(from, 0, bytes, length, count);
    length += count;
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
