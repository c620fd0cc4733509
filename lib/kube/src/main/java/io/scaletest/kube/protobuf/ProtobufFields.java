package io.scaletest.kube.protobuf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The fields of one protobuf message, one after the other, without knowing its type. For one
 * thread.
 */
public final class ProtobufFields {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;
  private static final int VARINT_BITS_MAX = 64;

  private final byte[] bytes;
  private final int end;
  private int at;
  private int number;
  private boolean delimited;
  private long value;
  private int from;
  private int length;

  /** Reads {@code length} of the bytes from {@code offset} on, which are not copied. */
  public ProtobufFields(byte[] bytes, int offset, int length) {
    this.bytes = bytes;
    this.at = offset;
    this.end = offset + length;
  }

  /** Goes to the next field; returns false after the last. */
  public boolean next() throws MalformedProtobufException {
    if (at == end) {
      return false;
    }
    long tag = varint();
    number = (int) (tag >>> 3);
    int kind = (int) tag & 7;
    delimited = kind == LENGTH_DELIMITED;
    switch (kind) {
      case VARINT -> value = varint();
      case FIXED_64 -> skip(Long.BYTES);
      case FIXED_32 -> skip(Integer.BYTES);
      case LENGTH_DELIMITED -> {
        long announced = varint();
        if (announced < 0 || announced > end - at) {
          throw cut();
        }
        length = (int) announced;
        from = at;
        at += length;
      }
      default -> throw new MalformedProtobufException("a protobuf field of unknown kind " + kind);
    }
    return true;
  }

  /** Tells whether this is the field of that number, with a text, bytes or a message. */
  public boolean is(int wanted) {
    return delimited && number == wanted;
  }

  /** Tells whether this is the field of that number, with a whole number. */
  public boolean isNumber(int wanted) {
    return !delimited && number == wanted;
  }

  /** Returns this field's whole number. */
  public long number() {
    return value;
  }

  /** Returns a copy of this field's text, bytes or message. */
  public byte[] content() {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  /** Returns this field's text. */
  public String text() {
    return new String(bytes, from, length, StandardCharsets.UTF_8);
  }

  /** Returns the fields of the message in this field. */
  public ProtobufFields message() {
    return new ProtobufFields(bytes, from, length);
  }

  /** Returns the fields of the API server's object in this field. */
  public ProtobufFields object() throws MalformedProtobufException {
    return ProtobufObject.fields(bytes, from, length);
  }

  /**
   * Goes to the first field of that number and returns the fields of its message.
   *
   * @throws MalformedProtobufException if there is none
   */
  public ProtobufFields first(int wanted) throws MalformedProtobufException {
    while (next()) {
      if (is(wanted)) {
        return message();
      }
    }
    throw new MalformedProtobufException("a protobuf message has no field " + wanted);
  }

  private void skip(int count) throws MalformedProtobufException {
    if (end - at < count) {
      throw cut();
    }
    at += count;
  }

  private long varint() throws MalformedProtobufException {
    long result = 0;
    for (int shift = 0; shift < VARINT_BITS_MAX; shift += 7) {
      if (at == end) {
        throw cut();
      }
      byte next = bytes[at++];
      result |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return result;
      }
    }
    throw new MalformedProtobufException("a protobuf number is longer than 64 bits");
  }

  private static MalformedProtobufException cut() {
    return new MalformedProtobufException("a protobuf message is cut off");
  }
}
