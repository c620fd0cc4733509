package io.scaletest.player.trace;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what a {@link ByteSink} wrote; never beyond its end. */
final class ByteSource {
  private static final int LAST_SHIFT = 63;

  private final byte[] bytes;
  private int at;

  ByteSource(byte[] bytes) {
    this.bytes = bytes;
  }

  int left() {
    return bytes.length - at;
  }

  int one() throws MalformedTraceException {
    if (at == bytes.length) {
      throw new MalformedTraceException("ends early");
    }
    return bytes[at++] & 0xff;
  }

  long number() throws MalformedTraceException {
    long value = 0;
    for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
      int next = one();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    throw new MalformedTraceException("has a number that is too long");
  }

  long signed() throws MalformedTraceException {
    long value = number();
    return value >>> 1 ^ -(value & 1);
  }

  /** Returns a number from 0 to {@code max}. */
  int number(int max) throws MalformedTraceException {
    long value = number();
    if (value < 0 || value > max) {
      throw new MalformedTraceException(
          "has " + Long.toUnsignedString(value) + " where at most " + max + " may be");
    }
    return (int) value;
  }

  /** Returns how many items follow, of which each has one byte at least. */
  int count() throws MalformedTraceException {
    return number(left());
  }

  long fixed() throws MalformedTraceException {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << Byte.SIZE | one();
    }
    return value;
  }

  String text() throws MalformedTraceException {
    int count = count();
    String value = new String(bytes, at, count, StandardCharsets.UTF_8);
    at += count;
    return value;
  }

  byte[] all(int count) throws MalformedTraceException {
    if (count > left()) {
      throw new MalformedTraceException("ends early");
    }
    byte[] copy = Arrays.copyOfRange(bytes, at, at + count);
    at += count;
    return copy;
  }
}
