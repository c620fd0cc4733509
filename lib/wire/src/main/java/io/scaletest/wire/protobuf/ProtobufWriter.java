package io.scaletest.wire.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one protobuf message from left to right, field by field, in the order of the calls. A
 * message inside is opened and ended; its length goes before it when it is known. For one thread.
 */
public final class ProtobufWriter {
  private static final int VARINT = 0;
  private static final int LENGTH_DELIMITED = 2;
  private static final int INITIAL_BYTES = 512;

  /** Messages inside one another; the deepest that the API has are half as many. */
  private static final int DEPTH_MAX = 32;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;
  private final int[] starts = new int[DEPTH_MAX];
  private int depth;

  /** Writes a text. */
  public ProtobufWriter text(int number, String value) {
    int before = length;
    tag(number, LENGTH_DELIMITED);
    varint(value.length());
    reserve(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c >= 0x80) {
        length = before;
        return bytes(number, value.getBytes(StandardCharsets.UTF_8));
      }
      bytes[length++] = (byte) c;
    }
    return this;
  }

  /** Writes bytes, or a message that is encoded already. */
  public ProtobufWriter bytes(int number, byte[] value) {
    tag(number, LENGTH_DELIMITED);
    varint(value.length);
    return append(value);
  }

  /** Writes a whole number. */
  public ProtobufWriter number(int number, long value) {
    tag(number, VARINT);
    varint(value);
    return this;
  }

  /** Writes true or false. */
  public ProtobufWriter flag(int number, boolean value) {
    return number(number, value ? 1 : 0);
  }

  /** Opens a message inside; what follows is in it until its {@link #end}. */
  public ProtobufWriter message(int number) {
    tag(number, LENGTH_DELIMITED);
    reserve(1);
    length++; // for its length, which has one byte unless end() finds that it needs more
    starts[depth++] = length;
    return this;
  }

  /** Ends the message that was opened last. */
  public ProtobufWriter end() {
    int start = starts[--depth];
    int size = length - start;
    int more = varintBytes(size) - 1;
    if (more > 0) {
      reserve(more);
      System.arraycopy(bytes, start, bytes, start + more, size);
    }
    length = start - 1;
    varint(size);
    length += size;
    return this;
  }

  /** Ends every message that is still open and returns a copy of what was written. */
  public byte[] bytes() {
    while (depth > 0) {
      end();
    }
    return Arrays.copyOf(bytes, length);
  }

  /** Appends bytes that are no field. */
  public ProtobufWriter append(byte[] raw) {
    reserve(raw.length);
    System.arraycopy(raw, 0, bytes, length, raw.length);
    length += raw.length;
    return this;
  }

  private void tag(int number, int kind) {
    varint((long) number << 3 | kind);
  }

  private void varint(long value) {
    reserve(Long.BYTES + 2);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest & 0x7f | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private static int varintBytes(int value) {
    return Math.max(1, (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 6) / 7);
  }

  private void reserve(int count) {
    if (bytes.length - length < count) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
    }
  }
}
